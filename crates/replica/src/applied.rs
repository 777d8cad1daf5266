//! One document in memory, and how entries of its logs get into it.
//!
//! An entry is applied when everything it builds on is. One that has to wait is kept, the first of
//! its log only; what follows it stays in the journal and is read again when its turn comes. An
//! unfit entry ends its log for ever, and that is a function of the entry and its past alone.
//!
//! Deliberately absent: keys, accusations, peers.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use musubi_document::{Broken, ChangeHash, Document, Incoming, IncomingLog, Outcome};
use musubi_log::hash::{Hash, LogId};
use musubi_model::ids::Actor;
use musubi_model::record::ViewChange;

use crate::input::{Applied, Progress, Standing};
use crate::output::UnfitEntry;

/// An entry out of its seal, or the verdict on the seal.
#[derive(Clone, Debug)]
pub(crate) struct Opened {
    pub(crate) position: u64,
    /// The chain up to and with this entry.
    pub(crate) chain: Hash,
    pub(crate) actor: Actor,
    pub(crate) body: Result<Vec<u8>, UnfitEntry>,
}

/// Entries to apply, each log's in order and without gaps.
pub(crate) type Fresh = BTreeMap<LogId, VecDeque<Opened>>;

#[derive(Debug)]
pub(crate) struct Open {
    document: Document,
    applied: Applied,
    /// At most the first unapplied entry of each log.
    waiting: BTreeMap<LogId, (Opened, Vec<ChangeHash>)>,
    /// Logs whose next entry this version cannot open: they sleep until the keyring changes.
    asleep: BTreeSet<LogId>,
    /// An entry began to wait, or an accused log grew, since accused entries were last tried.
    pub(crate) vouching_due: bool,
    /// Applied since the last save.
    pub(crate) unsaved_since_ms: Option<u64>,
    pub(crate) used: u64,
}

/// What a round of applying did.
#[derive(Debug, Default)]
pub(crate) struct Round {
    pub(crate) changes: Vec<ViewChange>,
    pub(crate) unfit: Vec<(LogId, u64, UnfitEntry)>,
    pub(crate) moved: bool,
}

/// Makes what a document is given.
pub(crate) struct Incomings;

impl Incomings {
    /// `None` where the entry did not come out of its seal.
    pub(crate) fn of<'a>(progress: &Progress, entry: &'a Opened) -> Option<Incoming<'a>> {
        Some(Incoming {
            actor: entry.actor,
            first_seq: progress.next_seq,
            previous: progress.previous,
            body: entry.body.as_deref().ok()?,
        })
    }
}

/// Of a log of which nothing is applied.
pub(crate) static NOTHING_APPLIED: Progress = Progress::START;

impl Progress {
    /// Before the first entry, which follows the header.
    pub const START: Self = Self {
        next_position: 1,
        next_seq: 1,
        previous: None,
        standing: Standing::Going,
        chain: None,
        turns: BTreeMap::new(),
    };

    /// After one more entry, at `next_position`.
    #[must_use]
    pub(crate) fn after(mut self, chain: Hash, next_seq: u64, last: ChangeHash) -> Self {
        if next_seq != self.next_seq + 1 {
            self.turns.insert(self.next_position, next_seq);
        }
        self.next_position += 1;
        (self.next_seq, self.previous, self.chain) = (next_seq, Some(last), Some(chain));
        self
    }

    /// Where the log ends for ever with an entry that is unfit.
    pub(crate) fn unfit(&self) -> Option<u64> {
        (self.standing == Standing::Unfit).then_some(self.next_position)
    }

    /// The number of the last change in the entries up to a position.
    pub(crate) fn seq_at(&self, position: u64) -> u64 {
        let position = position.min(self.next_position - 1);
        match self.turns.range(..=position).next_back() {
            Some((turn, next_seq)) => next_seq - 1 + (position - turn),
            None => position,
        }
    }
}

impl Open {
    pub(crate) fn new(document: Document, applied: Applied) -> Self {
        Self {
            document,
            applied,
            waiting: BTreeMap::new(),
            asleep: BTreeSet::new(),
            vouching_due: false,
            unsaved_since_ms: None,
            used: 0,
        }
    }

    pub(crate) fn document(&self) -> &Document {
        &self.document
    }

    pub(crate) fn document_mut(&mut self) -> &mut Document {
        &mut self.document
    }

    pub(crate) fn applied(&self) -> &Applied {
        &self.applied
    }

    pub(crate) fn progress(&self, log: &LogId) -> Progress {
        self.applied.get(log).cloned().unwrap_or(Progress::START)
    }

    /// Records an own entry, which the document made itself.
    pub(crate) fn advance(&mut self, log: LogId, progress: Progress) {
        self.applied.insert(log, progress);
    }

    pub(crate) fn sleep(&mut self, log: LogId) {
        self.asleep.insert(log);
    }

    /// What was read of this log may not have been of the branch to be read.
    pub(crate) fn wake(&mut self, log: &LogId) {
        self.asleep.remove(log);
        self.waiting.remove(log);
        self.vouching_due = true;
    }

    /// The keyring changed: whatever slept may be tried again.
    pub(crate) fn wake_all(&mut self) {
        self.asleep.clear();
    }

    /// Whether more of this log would be applied if its next entry were brought.
    pub(crate) fn is_hungry(&self, log: &LogId) -> bool {
        self.progress(log).standing == Standing::Going
            && !self.waiting.contains_key(log)
            && !self.asleep.contains(log)
    }

    /// Applies what can be applied and is not accused. What is not next in its log, and what
    /// follows an entry that has to wait, is forgotten here.
    pub(crate) fn apply(
        &mut self,
        mut fresh: Fresh,
        accused: &BTreeMap<LogId, u64>,
    ) -> Result<Round, Broken> {
        let mut round = Round::default();
        loop {
            self.wake_ready(&mut fresh);
            let batch = self.batch(&mut fresh, accused, &mut round);
            if batch.is_empty() {
                return Ok(round);
            }
            let incoming: Vec<IncomingLog<'_>> =
                batch.iter().map(|(log, entries)| self.incoming(log, entries)).collect();
            let applied = self.document.apply_logs(&incoming)?;
            round.changes.extend(applied.changes);
            for ((log, entries), outcomes) in batch.into_iter().zip(applied.outcomes) {
                for (entry, outcome) in entries.into_iter().zip(outcomes) {
                    self.settle(log, entry, outcome, &mut fresh, &mut round);
                }
            }
        }
    }

    /// Entries whose past has come go back to the front of their log.
    fn wake_ready(&mut self, fresh: &mut Fresh) {
        let document = &self.document;
        let ready: Vec<LogId> = self
            .waiting
            .iter()
            .filter(|(_, (_, missing))| {
                !missing.is_empty() && missing.iter().all(|hash| document.holds(hash))
            })
            .map(|(log, _)| *log)
            .collect();
        for log in ready {
            let (entry, _) = self.waiting.remove(&log).expect("it was just found");
            fresh.entry(log).or_default().push_front(entry);
        }
    }

    /// The next entries of each log, as far as they came out of their seals.
    fn batch(
        &mut self,
        fresh: &mut Fresh,
        accused: &BTreeMap<LogId, u64>,
        round: &mut Round,
    ) -> Vec<(LogId, Vec<Opened>)> {
        let mut batch = vec![];
        let mut ended = vec![];
        for (log, entries) in &mut *fresh {
            let progress = self.applied.get(log).cloned().unwrap_or(Progress::START);
            while entries.front().is_some_and(|entry| entry.position < progress.next_position) {
                entries.pop_front();
            }
            let end = accused.get(log).copied().unwrap_or(u64::MAX);
            if progress.standing != Standing::Going || self.waiting.contains_key(log) {
                entries.clear();
            }
            let mut run = vec![];
            for next in progress.next_position..end {
                match entries.front() {
                    Some(entry) if entry.position == next && entry.body.is_ok() => {
                        run.extend(entries.pop_front());
                    }
                    _ => break,
                }
            }
            if !run.is_empty() {
                batch.push((*log, run));
                continue;
            }
            if let Some(Opened { position, body: Err(reason), .. }) = entries.front()
                && *position == progress.next_position
                && *position < end
            {
                round.unfit.push((*log, *position, *reason));
                ended.push(*log);
            }
            entries.clear();
        }
        for log in ended {
            self.end(log);
        }
        fresh.retain(|_, entries| !entries.is_empty());
        batch
    }

    fn incoming<'a>(&self, log: &LogId, entries: &'a [Opened]) -> IncomingLog<'a> {
        let progress = self.progress(log);
        let body = |entry: &'a Opened| entry.body.as_deref().expect("only opened bodies");
        IncomingLog {
            actor: entries.first().expect("no run is empty").actor,
            first_seq: progress.next_seq,
            previous: progress.previous,
            bodies: entries.iter().map(body).collect(),
        }
    }

    /// Whether the next entry of this log waits for what it builds on.
    pub(crate) fn waits(&self, log: &LogId) -> bool {
        self.waiting.contains_key(log)
    }

    /// Logs whose next entry lacks what it builds on.
    pub(crate) fn lacking(&self) -> impl Iterator<Item = &LogId> {
        let lacking = self.waiting.iter().filter(|(_, (_, missing))| !missing.is_empty());
        lacking.map(|(log, _)| log)
    }

    /// Entries that wait, with the changes that they waited for when they were last tried.
    pub(crate) fn waiting_entries(&self) -> Vec<(LogId, Opened, Vec<ChangeHash>)> {
        let lacking = self.waiting.iter().filter(|(_, (_, missing))| !missing.is_empty());
        lacking.map(|(log, (entry, missing))| (*log, entry.clone(), missing.clone())).collect()
    }

    /// Goes on with a copy in which the entry that this log was waiting with is applied.
    pub(crate) fn adopt(&mut self, document: Document, applied: Applied, log: &LogId) {
        self.document = document;
        self.applied = applied;
        self.waiting.remove(log);
    }

    fn settle(
        &mut self,
        log: LogId,
        entry: Opened,
        outcome: Outcome,
        fresh: &mut Fresh,
        round: &mut Round,
    ) {
        match outcome {
            Outcome::Applied { next_seq, last } => {
                round.moved = true;
                let progress = self.progress(&log).after(entry.chain, next_seq, last);
                self.applied.insert(log, progress);
            }
            Outcome::Waiting { missing } => {
                self.vouching_due = true;
                self.waiting.insert(log, (entry, missing));
                fresh.remove(&log);
            }
            // The other branch of a fork is applied; which one should be is the verdict's matter.
            Outcome::Rival { .. } => {
                self.waiting.insert(log, (entry, vec![]));
                fresh.remove(&log);
            }
            Outcome::Unfit(reason) => {
                round.unfit.push((log, entry.position, reason.into()));
                self.end(log);
                fresh.remove(&log);
            }
        }
    }

    fn end(&mut self, log: LogId) {
        let progress = Progress { standing: Standing::Unfit, ..self.progress(&log) };
        self.applied.insert(log, progress);
    }
}
