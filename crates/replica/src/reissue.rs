//! Writing again what this node's own entries said and nobody applies any more.
//!
//! After a fork was proved, entries of an honest author may stand on the branch that is not
//! followed, or build on it. The author finds them in its own journal: it puts the document together
//! as it was with the other branch, and compares what its own entries showed there with what
//! shows now. What is missing is written as new records that name the ones they repeat
//! (`reissue_of`); readers join the two. Nothing is written twice, for then it shows.
//!
//! Deliberately absent: entries behind a hole in the own journal, which nobody can put in place.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use musubi_document::Document;
use musubi_log::hash::{Hash, LogId, h};
use musubi_log::seal::Opening;
use musubi_log::span::Span;
use musubi_model::facts::Facts;
use musubi_model::ids::{Actor, DocumentId, Kind, RecordId};
use musubi_model::record::{Edit, Fields, Reading, Seen, TABLE_FIELD, Value, View};
use musubi_model::time::Now;

use crate::applied::{Fresh, Open, Opened};
use crate::branches::{Branch, Place};
use crate::input::{Applied, CommitId};
use crate::message::Range;
use crate::replica::{Replica, Writing};

/// Nobody waits for these commits.
pub(crate) const REISSUE: CommitId = CommitId(u64::MAX);
const REISSUE_FIELD: &str = "reissue_of";
/// Records in one entry.
const RECORDS_MAX: usize = 32;

/// Which branches of forked logs a document is put together with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Variant {
    Followed,
    Other,
}

/// Of each own author the number of its last change that is applied.
type Applying = BTreeMap<Actor, u64>;

impl Replica {
    /// Branches of this document were told apart: own work may stand on another than the followed.
    pub(crate) fn reissue_soon(&mut self, document: DocumentId) {
        let mut own = self.logs.of(&document).filter(|(_, log)| log.header.node == self.me.key());
        if own.next().is_some() {
            self.reissuing.due.insert(document);
        }
    }

    /// Reads whole documents in which own work may have been lost, once they rest.
    pub(crate) fn load_for_reissue(&mut self) {
        for document in self.reissuing.due.clone() {
            if self.may_commit(&document).is_err() {
                self.reissuing.due.remove(&document);
                continue;
            }
            let is_open = self.documents.get(&document).is_some();
            if !is_open || !self.unapplied(&document).is_empty() {
                self.documents.want(document);
                continue;
            }
            if !self.holds_own(&document) {
                // What this run wrote waits for what is not followed, and so would all that follows.
                self.await_run();
            }
            if self.me.writing != Writing::Goes {
                continue;
            }
            let logs = self.logs.of(&document).map(|(log, _)| *log);
            let ranges = logs.map(|log| Range { log, from: 1, to: u64::MAX }).collect();
            if self.load_to_look(document, ranges) {
                self.reissuing.due.remove(&document);
                self.reissuing.loading.insert(document);
            }
        }
    }

    pub(crate) fn reissue(&mut self, now: Now, document: &DocumentId, spans: &[Span]) {
        if !self.reissuing.loading.remove(document) {
            return;
        }
        for variant in [Variant::Followed, Variant::Other] {
            let Some(open) = self.documents.get(document) else { return };
            let shows = open.document().view();
            let applying = self.applying(document);
            let Some(showed) = self.put_together(document, spans, variant) else { continue };
            let edits = self.unshown(&shows, &showed, &applying, now);
            for edits in edits.chunks(RECORDS_MAX) {
                self.commit(now, REISSUE, *document, edits.to_vec());
            }
        }
    }

    fn applying(&self, document: &DocumentId) -> Applying {
        let applied = self.documents.applied(document);
        let own = self.logs.of(document).filter(|(_, log)| log.header.node == self.me.key());
        own.map(|(log, stored)| {
            let progress = applied.and_then(|applied| applied.get(log));
            let common =
                self.logs.branch(log).map_or(u64::MAX, |branch| branch.from.saturating_sub(1));
            (stored.header.actor(), progress.map_or(0, |progress| progress.seq_at(common)))
        })
        .collect()
    }

    /// What the document shows with all that is accused, on the branches that are followed or on the
    /// others. `None`: there are no others.
    fn put_together(
        &self,
        document: &DocumentId,
        spans: &[Span],
        variant: Variant,
    ) -> Option<View> {
        let mut by_log: BTreeMap<LogId, Vec<Span>> = BTreeMap::new();
        for span in spans {
            by_log.entry(span.log()).or_default().push(span.clone());
        }
        let mut has_other = variant == Variant::Followed;
        let mut fresh = Fresh::new();
        for (log, spans) in by_log {
            let header = &self.logs.log(&log)?.header;
            let Some(key) = self.keyring.log_key(header) else { continue };
            let branch = self.logs.branch(&log).filter(|_| variant == Variant::Other);
            let other = branch.and_then(|branch| another(branch, &spans));
            has_other |= other.is_some();
            let branch = other.or(self.logs.branch(&log).copied());
            let followed = match &branch {
                Some(branch) => branch.follow(spans),
                None => spans.into_iter().map(|span| (span, Place::On)).collect(),
            };
            let mut opened = VecDeque::new();
            for (span, place) in followed {
                let Ok(verified) = span.verify_alone(header) else { break };
                let entries = match &branch {
                    Some(branch) => branch.common(place, verified.entries),
                    None => verified.entries,
                };
                for entry in entries {
                    let body = match key.open(header.document.kind, &entry) {
                        Opening::Opened(body) => Ok(body.bytes),
                        Opening::Unfit(reason) => Err(reason.into()),
                        Opening::Wait(_) => break,
                    };
                    let (position, chain) = (entry.position(), entry.chain());
                    let actor = header.actor();
                    opened.push_back(Opened { position, chain, actor, body });
                }
            }
            fresh.insert(log, opened);
        }
        let kind = Kind::from_number(document.kind)?;
        let mut open = Open::new(Document::new(kind), Applied::new());
        open.apply(fresh, &BTreeMap::new()).ok()?;
        has_other.then(|| open.document().view())
    }

    /// What own entries that are not applied showed, and does not show now.
    fn unshown(&self, shows: &View, showed: &View, applying: &Applying, now: Now) -> Vec<Edit> {
        let facts = Facts::of(shows);
        let is_lost = |seen: &&Seen, now: Option<&Reading>| {
            applying.get(&seen.by).is_some_and(|last| seen.seq > *last)
                && !now.is_some_and(|now| now.all().iter().any(|held| held.value == seen.value))
        };
        let mut edits = vec![];
        for (id, fields) in &showed.records {
            let held = facts.records().get(&facts.root(*id));
            let lost: BTreeSet<&str> = fields
                .iter()
                .filter(|(name, reading)| {
                    let now = held.and_then(|held| held.get(*name));
                    *name != REISSUE_FIELD && reading.all().iter().any(|seen| is_lost(&seen, now))
                })
                .map(|(name, _)| name.as_str())
                .collect();
            if !lost.is_empty() {
                edits.push(self.again(
                    *id,
                    fields,
                    |name| held.is_none() || lost.contains(name),
                    now,
                ));
            }
        }
        for (key, reading) in &showed.values {
            let seen = reading.all().iter().rev().find(|seen| is_lost(seen, shows.values.get(key)));
            edits
                .extend(seen.map(|seen| Edit::Put { key: key.clone(), value: seen.value.clone() }));
        }
        edits
    }

    /// A record that repeats another.
    fn again(&self, id: RecordId, fields: &Fields, want: impl Fn(&str) -> bool, now: Now) -> Edit {
        let table = match fields.get(TABLE_FIELD).map(|reading| &reading.winner().value) {
            Some(Value::Text(table)) => table.clone(),
            _ => String::new(),
        };
        let wanted = fields
            .iter()
            .filter(|(name, _)| *name != TABLE_FIELD && *name != REISSUE_FIELD && want(name));
        let values = wanted.map(|(name, reading)| (name.clone(), reading.winner().value.clone()));
        let mut values: Vec<_> = values.filter(|(_, value)| *value != Value::Unreadable).collect();
        values.push((REISSUE_FIELD.to_owned(), Value::Bytes(id.bytes().to_vec())));
        let names: Vec<&str> = values.iter().map(|(name, _)| name.as_str()).collect();
        let names = names.join("|");
        let chance: Hash = h("reissue", &[self.me.run.bytes(), id.bytes(), names.as_bytes()]);
        let chance = *chance.bytes().first_chunk().expect("32 bytes have 10");
        Edit::Create { id: RecordId::mint(now.wall, chance), table, fields: values }
    }
}

/// The lowest branch beside this one that the spans hold.
fn another(branch: &Branch, spans: &[Span]) -> Option<Branch> {
    let firsts = spans.iter().filter_map(|span| {
        let index = usize::try_from(branch.from.checked_sub(span.from())?).ok()?;
        Some(span.steps()?.get(index)?.leaf)
    });
    let leaf = firsts.filter(|leaf| *leaf != branch.leaf).min()?;
    Some(Branch { leaf, ..*branch })
}

/// Documents to be looked at for own work that was lost.
#[derive(Debug, Default)]
pub(crate) struct Reissuing {
    due: BTreeSet<DocumentId>,
    loading: BTreeSet<DocumentId>,
}

impl Reissuing {
    pub(crate) fn is_due(&self, document: &DocumentId) -> bool {
        self.due.contains(document)
    }
}
