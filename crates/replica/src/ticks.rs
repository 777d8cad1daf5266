//! What HQ has, of what stands here: the tick behind each record.
//!
//! A position is *received* if one HQ node that is not revoked lists it in every one of its runs
//! that none of its runs supersedes, on the chain of the branch at hand. Where only other
//! receipts do, HQ had it and that is being checked. A function of the receipts, the statements
//! and what is stored.
//!
//! A receipt is compared with the branch at hand once that reaches so far: at its tip, at a place
//! where it lately ended, or by reading the journal.

use std::collections::BTreeMap;

use musubi_log::hash::{LogId, Run};
use musubi_model::ids::{Actor, DocumentId, NodeKey};
use musubi_model::time::Timestamp;

use crate::applied::NOTHING_APPLIED;
use crate::output::{Output, Report};
use crate::receipts::OfRun;
use crate::replica::Replica;

/// Up to where compared receipts of each run of HQ go in each log.
///
/// One author may have begun thousands of logs and HQ dozens of runs, so runs go by number.
#[derive(Debug, Default)]
pub(crate) struct Compared {
    runs: Vec<(NodeKey, Run)>,
    to: BTreeMap<(LogId, u32), u64>,
}

impl Compared {
    fn get(&self, log: &LogId, node: &NodeKey, run: &Run) -> Option<u64> {
        self.to.get(&(*log, self.number(node, run)?)).copied()
    }

    fn number(&self, node: &NodeKey, run: &Run) -> Option<u32> {
        let at = self.runs.iter().position(|known| *known == (*node, *run))?;
        u32::try_from(at).ok()
    }

    fn set(&mut self, log: LogId, node: NodeKey, run: Run, to: u64) {
        let number = self.number(&node, &run).unwrap_or_else(|| {
            self.runs.push((node, run));
            u32::try_from(self.runs.len() - 1).expect("runs are bounded by receipts")
        });
        self.to.insert((log, number), to);
    }

    /// What was compared was of another branch.
    pub(crate) fn forget(&mut self, log: &LogId) {
        let of: Vec<_> = self.to.range((*log, 0)..=(*log, u32::MAX)).map(|(key, _)| *key).collect();
        for key in of {
            self.to.remove(&key);
        }
    }
}

/// Up to which change of one author HQ's word goes. 0: nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Confirmed {
    pub received: u64,
    /// Received once, maybe by a laptop of HQ that is gone.
    pub had: u64,
    /// When HQ last said anything with which `received` holds, by its clock.
    pub as_of: Option<Timestamp>,
}

impl Replica {
    /// How far HQ has what each author wrote into a document, counted in changes.
    pub fn confirmed(&self, document: &DocumentId) -> BTreeMap<Actor, Confirmed> {
        let applied = self.documents.applied(document);
        self.logs
            .of(document)
            .map(|(log, stored)| {
                let at = self.confirmed_positions(log);
                let progress =
                    applied.and_then(|applied| applied.get(log)).unwrap_or(&NOTHING_APPLIED);
                let seq = |position: u64| progress.seq_at(position);
                let (received, had) = (seq(at.received), seq(at.had));
                (stored.header.actor(), Confirmed { received, had, as_of: at.as_of })
            })
            .collect()
    }

    /// The same for one log, counted in positions.
    pub(crate) fn confirmed_positions(&self, log: &LogId) -> Confirmed {
        let mut best = Confirmed::default();
        for (node, hq) in self.facts.receipts().hqs() {
            let compared = |run: &Run| self.compared.get(log, node, run);
            let had = hq.runs().filter_map(|(run, _)| compared(run)).max();
            best.had = best.had.max(had.unwrap_or(0));
            if self.is_revoked(node) {
                continue;
            }
            let all: Vec<(&Run, &OfRun)> = hq.unsuperseded().collect();
            let received = all.iter().map(|(run, _)| compared(run).unwrap_or(0)).min();
            let received = received.unwrap_or(0);
            let as_of = all.iter().filter_map(|(_, of)| of.at()).max();
            if received > 0 && (received, as_of) > (best.received, best.as_of) {
                (best.received, best.as_of) = (received, as_of);
            }
        }
        best
    }

    fn is_revoked(&self, node: &NodeKey) -> bool {
        let statements = self.facts.statements();
        self.facts.node(node).is_none_or(|member| statements.is_revoked(member))
    }

    /// Compares what receipts say of a document with the branches that are here.
    pub(crate) fn compare_receipts(&mut self, document: &DocumentId) {
        let (mut same, mut unknown) = (vec![], vec![]);
        for (node, hq) in self.facts.receipts().hqs() {
            for (run, of) in hq.runs() {
                for held in of.all_held(document) {
                    let Some(stored) = self.logs.log(&held.log) else { continue };
                    let known = self.compared.get(&held.log, node, run).unwrap_or(0);
                    if held.position <= known || held.position > stored.tip.position {
                        continue;
                    }
                    match self.chain_at(&held.log, held.position) {
                        Some(chain) if chain == held.chain => {
                            same.push((held.log, *node, *run, held.position));
                        }
                        Some(_) => {}
                        None => unknown.push((held.log, held.position)),
                    }
                }
            }
        }
        if !same.is_empty() {
            self.out.push(Output::Report(Report::Confirmed { document: *document }));
        }
        for (log, node, run, to) in same {
            self.compared.set(log, node, run, to);
        }
        for (log, position) in unknown {
            self.want_mark(*document, log, position);
        }
    }
}
