//! `musubi verify`: every chain and every signature on this laptop's disk, from the city's key up.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, bail};
use clap::Args;
use musubi_log::hash::{Hash, LogId};
use musubi_log::item::Item;
use musubi_log::node::Member;
use musubi_log::span::Tip;
use musubi_log::statements::Statements;
use musubi_store::journal::Journal;

use super::ConfigArguments;
use crate::runtime::enrol;
use crate::runtime::keys::Keys;

/// Spans read at once.
const READ_BYTES_MAX: usize = 4 << 20;

#[derive(Debug, Args)]
pub(super) struct Verify {
    #[command(flatten)]
    config: ConfigArguments,
}

#[derive(Default)]
struct Counted {
    logs: u64,
    entries: u64,
    problems: Vec<String>,
}

impl Verify {
    pub(super) fn run(self) -> Result<()> {
        let data = self.config.resolve()?.data_dir;
        let (journal, opened) = Journal::open(&data.join(enrol::JOURNAL))?;
        let keys = Keys::open(&data, self.config.passphrase()?.as_ref())?;
        let enrolment = keys
            .ticket()?
            .context("this laptop has not taken a ticket; there is nothing to verify against")?;
        let member = enrolment.member().context("the laptop's own certificate does not hold")?;
        let mut counted = Counted::default();
        counted.problems.extend(opened.damaged.iter().map(ToString::to_string));

        let facts = journal.read_facts().context("the journal cannot be read")?;
        counted.problems.extend(facts.damaged.iter().map(ToString::to_string));
        let mut statements = Statements::new(enrolment.city, member.operation.id);
        counted.facts(&mut statements, &facts.items);
        let members: BTreeMap<Hash, Member> =
            statements.members().map(|member| (member.certificate, member.clone())).collect();
        let logs: Vec<LogId> = journal.logs().map(|log| LogId::new(*log)).collect();
        for log in logs {
            counted.logs += 1;
            if let Err(problem) = counted.log(&journal, log, &members) {
                counted.problems.push(format!("log {log}: {problem}"));
            }
        }
        println!("city: {}", enrolment.city);
        println!("operation: {}", member.operation.id);
        println!("nodes: {}", members.len());
        println!("logs: {}", counted.logs);
        println!("entries: {}", counted.entries);
        if counted.problems.is_empty() {
            println!("everything holds");
            return Ok(());
        }
        bail!("not everything holds:\n{}", counted.problems.join("\n"))
    }
}

impl Counted {
    fn facts(&mut self, statements: &mut Statements, facts: &[Item]) {
        for fact in facts {
            if let Item::Certificate(certificate) = fact
                && let Err(error) = statements.admit(certificate)
            {
                self.problems.push(format!("certificate {}: {error}", certificate.hash()));
            }
        }
        for fact in facts {
            if let Item::Statement(statement) = fact
                && let Err(error) = statements.add(statement.clone())
            {
                self.problems.push(format!("statement {}: {error}", statement.hash()));
            }
        }
    }

    /// From the header to the newest head, without trusting what the journal says of itself.
    fn log(
        &mut self,
        journal: &Journal,
        log: LogId,
        members: &BTreeMap<Hash, Member>,
    ) -> Result<()> {
        let mut tip: Option<Tip> = None;
        let mut from = 0;
        loop {
            let found = journal.read_log_spans(&log, from, u64::MAX, READ_BYTES_MAX)?;
            if let Some(damage) = found.damaged.first() {
                bail!("{damage}");
            }
            for span in &found.items {
                if tip.as_ref().is_some_and(|tip| span.to().is_none_or(|to| to <= tip.position)) {
                    continue;
                }
                let verified = match &tip {
                    None => span.verify_first(),
                    Some(tip) => span.verify_after(tip),
                };
                let verified =
                    verified.with_context(|| format!("the span from {} on", span.from()))?;
                if let Some(header) = &verified.header {
                    let author = members.get(&header.certificate);
                    let author = author.context("its author's certificate is missing")?;
                    if author.node != header.node || !author.may_write(&header.document) {
                        bail!("its author may not write {:?}", header.document);
                    }
                }
                self.entries += verified.entries.len() as u64;
                tip = Some(verified.tip);
            }
            match found.next {
                Some(next) => from = next,
                None => return Ok(()),
            }
        }
    }
}
