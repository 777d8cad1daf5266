//! Writing again what this node's own entries said and nobody applies any more.
//!
//! After forks were proved, entries of an honest author may stand on a branch that is not
//! followed, or build on one, and on the followed one of another log at the same time; after damage
//! to a journal, or where disks were exchanged for older ones, they may build on what nobody holds
//! any more. Their author finds them in its own journal and writes what they said, and what does not
//! show now, as new records that name the ones they repeat (`reissue_of`); readers join the two.
//!
//! Always: what was written again once is not written again when somebody has changed it since, and
//! nothing comes back that its author had replaced; a stranded loose value does not replace one that this
//! run has written (docs/adr/0012). What some branches put in place is looked at with
//! those, and never told from the entries alone as if its past were missing.
//!
//! Deliberately absent: knowing for sure that nobody holds what is missing. After a while without
//! it, own work shows again; if it comes later, the two are joined.

mod lost;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use musubi_log::hash::{Hash, LogId};
use musubi_log::header::Header;
use musubi_log::span::Span;
use musubi_model::ids::DocumentId;
use musubi_model::record::{Edit, Value};
use musubi_model::time::Now;

use crate::branches::{Branch, Milestones, Place, Turn};
use crate::input::CommitId;
use crate::message::Range;
use crate::replica::{Replica, Writing};

/// Nobody waits for these commits.
pub(crate) const REISSUE: CommitId = CommitId(u64::MAX);
/// So long own entries wait for what they build on, which a neighbour that holds it has brought by
/// then.
pub(crate) const PATIENCE_MS: u64 = 60_000;
/// Records in one entry, and about how many bytes of what they say: half of what an entry takes.
const RECORDS_MAX: usize = 32;
const SAID_BYTES_MAX: usize = 32 * 1_024;

/// Other branches of one log that are tried, and other ways to put a document together.
const BRANCHES_MAX: usize = 8;
const WAYS_MAX: usize = 32;

/// With which branches a document is put together, of forked logs of which that is not the followed one.
type Way = BTreeMap<LogId, Branch>;

/// Why own work may be lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Why {
    /// Entries are held, or stand on a branch that is not followed.
    Held,
    /// What they build on is missing.
    Stranded,
}

/// Documents to be looked at for own work that was lost.
#[derive(Debug, Default)]
pub(crate) struct Reissuing {
    due: BTreeSet<(DocumentId, Why)>,
    /// Own work waits in these, since when.
    waiting: BTreeMap<DocumentId, u64>,
    /// Own logs of which the journal may hold more behind a hole.
    holed: BTreeMap<LogId, DocumentId>,
    /// Of own logs the entries that wait, and that some branches held here put in place: they were
    /// looked at with those.
    looked_at: BTreeMap<LogId, RangeInclusive<u64>>,
    reading: BTreeMap<DocumentId, Reading>,
}

/// Journalled spans of whole logs, read a bounded block at a time.
#[derive(Debug)]
struct Reading {
    why: Why,
    asked: Vec<Range>,
    spans: Vec<Span>,
}

impl Reading {
    /// Takes in a block; `false`: there is no more.
    fn go_on(&mut self, spans: &[Span]) -> bool {
        let mut moved = false;
        for range in &mut self.asked {
            // What begins before was in the block before.
            let is_new = |span: &&Span| span.log() == range.log && span.from() >= range.from;
            let new = spans.iter().filter(is_new);
            let before = self.spans.len();
            self.spans.extend(new.cloned());
            let last = self.spans[before..].iter().map(Span::from).max();
            moved |= last.is_some();
            range.from = last.map_or(range.from, |last| last + 1);
        }
        moved
    }
}

impl Reissuing {
    pub(crate) fn is_due(&self, document: &DocumentId) -> bool {
        self.due.iter().any(|(due, _)| due == document)
    }

    #[cfg(feature = "sim")]
    pub(crate) fn is_busy(&self) -> bool {
        !self.due.is_empty() || !self.reading.is_empty()
    }

    pub(crate) fn deadline_ms(&self) -> Option<u64> {
        self.waiting.values().min().map(|since| since + PATIENCE_MS)
    }
}

impl Replica {
    /// Branches of this document were told apart: own work may stand on another than the followed.
    pub(crate) fn reissue_soon(&mut self, document: DocumentId) {
        if !self.logs.all_of_node(&document, &self.me.key()).is_empty() {
            self.reissuing.due.insert((document, Why::Held));
        }
    }

    /// A document is built anew: what was vouched for of own accused entries may not be any more.
    pub(crate) fn look_for_unvouched(&mut self, document: DocumentId) {
        let own = self.logs.all_of_node(&document, &self.me.key());
        if own.keys().any(|log| self.accused.contains_key(log)) {
            self.reissuing.due.insert((document, Why::Held));
        }
    }

    /// Something was fed to a document: its own entries may wait for what is missing.
    pub(crate) fn note_stranded(&mut self, now: Now, document: DocumentId) {
        let Some(open) = self.documents.get(&document) else { return };
        let me = self.me.key();
        let is_own = |log: &LogId| self.logs.log(log).is_some_and(|it| it.header.node == me);
        let waits = open.lacking().any(|log| {
            let next = open.progress(log).next_position;
            is_own(log) && !self.accused.contains_key(log) && !self.is_looked_at(log, next)
        });
        let holed = self.reissuing.holed.values().any(|of| *of == document);
        if waits || holed {
            self.reissuing.waiting.entry(document).or_insert(now.elapsed_ms);
        } else {
            self.reissuing.waiting.remove(&document);
        }
    }

    /// Whether all that waits of an own log was looked at on the branches it was written on.
    fn is_looked_at(&self, log: &LogId, next: u64) -> bool {
        let tip = self.logs.log(log).map_or(0, |stored| stored.tip.position);
        let looked_at = self.reissuing.looked_at.get(log);
        looked_at.is_some_and(|it| it.contains(&next) && it.contains(&tip))
    }

    /// The journal holds more of this log than follows from its beginning.
    pub(crate) fn note_hole(&mut self, now: Now, log: LogId) {
        let Some(stored) = self.logs.log(&log) else { return };
        let document = stored.header.document;
        if stored.header.node == self.me.key() {
            self.reissuing.holed.insert(log, document);
            self.reissuing.waiting.entry(document).or_insert(now.elapsed_ms);
        }
    }

    /// Own work has waited long enough.
    pub(crate) fn give_up_waiting(&mut self, now: Now) {
        let due = |since: &u64| since + PATIENCE_MS <= now.elapsed_ms;
        let waiting = self.reissuing.waiting.iter().filter(|(_, since)| due(since));
        let documents: Vec<DocumentId> = waiting.map(|(document, _)| *document).collect();
        for document in documents {
            self.reissuing.waiting.remove(&document);
            self.reissuing.due.insert((document, Why::Stranded));
        }
    }

    /// Reads documents in which own work may have been lost, once they rest.
    pub(crate) fn load_for_reissue(&mut self) {
        for (document, why) in self.reissuing.due.clone() {
            if self.may_commit(&document).is_err() || self.reissues_nothing() {
                self.reissuing.due.remove(&(document, why));
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
            if self.me.writing != Writing::Goes || self.reissuing.reading.contains_key(&document) {
                continue;
            }
            let logs = match why {
                Why::Held => self.logs.all_of(&document),
                Why::Stranded => self.own_or_forked(&document),
            };
            let ranges = logs.into_iter().map(|log| Range { log, from: 0, to: u64::MAX });
            let asked: Vec<Range> = ranges.collect();
            if self.load_to_look(document, asked.clone()) {
                self.reissuing.due.remove(&(document, why));
                self.reissuing.reading.insert(document, Reading { why, asked, spans: vec![] });
            }
        }
    }

    /// What stranded entries are told from: they themselves, and whether what they mean is sure.
    fn own_or_forked(&self, document: &DocumentId) -> BTreeSet<LogId> {
        let own = self.logs.all_of_node(document, &self.me.key());
        let mut logs = self.logs.all_of(document);
        logs.retain(|log| own.contains_key(log) || self.logs.branch(log).is_some());
        logs
    }

    /// A block of what was asked for has come. Once there is no more, what is lost is written.
    pub(crate) fn reissue(&mut self, now: Now, document: &DocumentId, spans: &[Span]) {
        let Some(mut reading) = self.reissuing.reading.remove(document) else { return };
        if reading.go_on(spans) {
            self.load_to_look(*document, reading.asked.clone());
            self.reissuing.reading.insert(*document, reading);
            return;
        }
        if self.documents.get(document).is_none() {
            return self.look_again(*document, reading.why);
        }
        match reading.why {
            Why::Held => self.reissue_held(now, document, &reading.spans),
            Why::Stranded => {
                self.reissuing.holed.retain(|_, of| of != document);
                self.reissue_stranded(now, document, &reading.spans);
            }
        }
    }

    /// The document was put away before its journal was read to the end.
    fn look_again(&mut self, document: DocumentId, why: Why) {
        self.reissuing.due.insert((document, why));
    }

    #[cfg(not(feature = "sim"))]
    #[expect(clippy::unused_self, reason = "the simulator's twin of this reads its mutation")]
    fn reissues_nothing(&self) -> bool {
        false
    }

    #[cfg(feature = "sim")]
    fn reissues_nothing(&self) -> bool {
        self.mutation == Some(crate::sim::Mutation::Reissue)
    }

    fn header(&self, log: &LogId, followed: &[(Span, Place)]) -> Option<Header> {
        // A log may be forked there, too.
        if self.logs.branch(log).is_some_and(|branch| branch.from() == 0) {
            let mut firsts = followed.iter().filter(|(span, _)| span.from() == 0);
            return firsts.find_map(|(span, _)| span.verify_first().ok()?.header);
        }
        Some(self.logs.log(log)?.header.clone())
    }

    /// Spans to be read of a log on one of its branches.
    fn choose(&self, log: &LogId, spans: &[Span], way: &Way) -> Vec<(Span, Place)> {
        let spans = spans.iter().cloned();
        match way.get(log).or_else(|| self.logs.branch(log)) {
            Some(branch) => branch.follow(spans, &Milestones::new()),
            None => spans.map(|span| (span, Place::On)).collect(),
        }
    }

    /// All ways to put together what these spans hold, those first that differ least from what is
    /// followed: an own entry stands on what was followed where and when it was written.
    fn ways(&self, by_log: &BTreeMap<LogId, Vec<Span>>) -> Vec<Way> {
        let mut ways = vec![Way::new()];
        for (log, spans) in by_log {
            let Some(branch) = self.logs.branch(log) else { continue };
            for other in others(branch, spans).into_iter().take(BRANCHES_MAX) {
                let with = |way: &Way| {
                    let mut way = way.clone();
                    (!way.contains_key(log)).then(|| {
                        way.insert(*log, other.clone());
                        way
                    })
                };
                let more: Vec<Way> = ways.iter().filter_map(with).collect();
                ways.extend(more);
                ways.sort_by_key(Way::len);
                ways.truncate(WAYS_MAX);
            }
        }
        ways
    }

    fn write_again(&mut self, now: Now, document: &DocumentId, edits: &[Edit]) {
        let mut rest = edits;
        while !rest.is_empty() {
            let mut bytes = 0;
            let fits = rest.iter().take(RECORDS_MAX).take_while(|edit| {
                bytes += said_bytes(edit);
                bytes <= SAID_BYTES_MAX
            });
            // One record by itself was written in one entry before.
            let (together, later) = rest.split_at(fits.count().max(1));
            self.commit(now, REISSUE, *document, together.to_vec());
            rest = later;
        }
    }
}

fn said_bytes(edit: &Edit) -> usize {
    let value = |value: &Value| match value {
        Value::Text(text) => text.len(),
        Value::Bytes(bytes) => bytes.len(),
        _ => 0,
    };
    match edit {
        Edit::Create { fields, .. } => {
            fields.iter().map(|(name, said)| name.len() + value(said)).sum()
        }
        Edit::Put { key, value: said } => key.len() + value(said),
        Edit::Set { value: said, .. } => value(said),
        Edit::Add { .. } => 0,
    }
}

/// The branches beside this one that the spans hold: where branches part, each other way.
fn others(branch: &Branch, spans: &[Span]) -> Vec<Branch> {
    let mut all: Vec<Vec<Turn>> = vec![vec![]];
    for turn in branch.turns() {
        let leaves = spans.iter().filter_map(|span| {
            let index = usize::try_from(turn.from.checked_sub(span.from())?).ok()?;
            let steps = span.steps()?;
            let before = match index.checked_sub(1) {
                Some(before) => steps.get(before)?.chain,
                None if span.from() == 0 => turn.before,
                None => span.before(),
            };
            (before == turn.before).then_some(steps.get(index)?.leaf)
        });
        let leaves: BTreeSet<Hash> = leaves.filter(|leaf| *leaf != turn.leaf).collect();
        let turned = leaves.into_iter().map(|leaf| Turn { leaf, ..*turn });
        let ways: Vec<Turn> = std::iter::once(*turn).chain(turned).collect();
        let each = ways.iter().flat_map(|way| all.iter().map(move |turns| (turns, way)));
        let each = each.map(|(turns, way)| [&turns[..], &[*way]].concat());
        all = each.take(BRANCHES_MAX + 1).collect();
    }
    let others = all.into_iter().filter(|turns| turns != branch.turns());
    others.map(Branch::new).collect()
}
