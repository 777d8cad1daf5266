//! Documents that only grow: every log is a list of records, and the document is all of them.
//!
//! Records build on nothing but what stands before them in their own log, so they never wait for
//! another log and never clash with one. A record under an id that another log used too is shown
//! with what both say.
//!
//! Shown are the newest [`SHOWN_MAX`] records of each log, a bound that no author can use against
//! another. Older ones stay in their logs, where they are verified like the rest, and come out again
//! for who has to keep them all.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use automerge::ChangeHash;
use musubi_model::ids::{Actor, RecordId};
use musubi_model::record::{Edit, Fields, Reading, Seen, TABLE_FIELD, Value, View, ViewChange};

use crate::apply::{Applied, AppliedLogs, Incoming, IncomingLog, Outcome};
use crate::command::{COMMAND_BYTES_MAX, CommitError, Committed, Written};
use crate::document::Position;
use crate::guard::{Unfit, limits};
use crate::leb::{Reader, push_unsigned};
use crate::record::{self, RECORDS_MAX, Record};

/// Records of one log that are shown.
pub const SHOWN_MAX: usize = 500;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ledger {
    shown_max: usize,
    logs: BTreeMap<Actor, Log>,
    records: BTreeMap<RecordId, Fields>,
}

/// How far one log was taken in, and its newest records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Log {
    count: u64,
    newest: VecDeque<Record>,
}

impl Log {
    /// The newest records with their numbers in the log.
    fn numbered(&self) -> impl Iterator<Item = (u64, &Record)> {
        let first = self.count - self.newest.len() as u64 + 1;
        (first..).zip(&self.newest)
    }
}

impl Default for Ledger {
    fn default() -> Self {
        Self { shown_max: SHOWN_MAX, logs: BTreeMap::new(), records: BTreeMap::new() }
    }
}

impl Ledger {
    /// Shows every record, however old.
    pub(crate) fn showing_all() -> Self {
        Self { shown_max: usize::MAX, ..Self::default() }
    }

    pub(crate) fn position(&self, actor: Actor) -> Position {
        let log = self.logs.get(&actor);
        let count = log.map_or(0, |log| log.count);
        let last = log.and_then(|log| log.newest.back());
        Position { next_seq: count + 1, previous: last.map(|last| mark(last.id, count)) }
    }

    pub(crate) fn weight(&self) -> usize {
        self.records.len()
    }

    pub(crate) fn view(&self) -> View {
        View { records: self.records.clone(), values: BTreeMap::new() }
    }

    pub(crate) fn apply(&mut self, batch: &[Incoming<'_>]) -> Applied {
        let mut touched = BTreeSet::new();
        let outcomes = batch.iter().map(|entry| self.take(*entry, &mut touched)).collect();
        Applied { outcomes, changes: self.read(touched) }
    }

    pub(crate) fn apply_logs(&mut self, logs: &[IncomingLog<'_>]) -> AppliedLogs {
        let mut touched = BTreeSet::new();
        let mut outcomes = vec![];
        for log in logs {
            let (mut first_seq, mut previous) = (log.first_seq, log.previous);
            let mut of_log = vec![];
            for &body in &log.bodies {
                let entry = Incoming { actor: log.actor, first_seq, previous, body };
                of_log.push(self.take(entry, &mut touched));
                let Some(Outcome::Applied { next_seq, last }) = of_log.last() else { break };
                (first_seq, previous) = (*next_seq, Some(*last));
            }
            outcomes.push(of_log);
        }
        AppliedLogs { outcomes, changes: self.read(touched) }
    }

    pub(crate) fn judge_alone(suspect: Incoming<'_>) -> Outcome {
        Self::default()
            .take(Incoming { first_seq: 1, previous: None, ..suspect }, &mut BTreeSet::new())
    }

    fn take(&mut self, entry: Incoming<'_>, touched: &mut BTreeSet<RecordId>) -> Outcome {
        let Some(records) = record::cut(entry.body) else { return Outcome::Unfit(Unfit::Records) };
        let held = self.logs.get(&entry.actor).map_or(0, |log| log.count);
        let last = records.last().expect("a body has a record").id;
        let next_seq = entry.first_seq.saturating_add(records.len() as u64);
        for (seq, record) in (entry.first_seq..next_seq).zip(records) {
            // A log may be replayed over a save.
            if seq > held {
                self.add(entry.actor, record, touched);
            }
        }
        Outcome::Applied { next_seq, last: mark(last, next_seq - 1) }
    }

    fn add(&mut self, actor: Actor, record: Record, touched: &mut BTreeSet<RecordId>) {
        let seq = self.logs.get(&actor).map_or(0, |log| log.count) + 1;
        self.show(actor, seq, &record);
        touched.insert(record.id);
        let log = self.logs.entry(actor).or_default();
        log.count += 1;
        log.newest.push_back(record);
        if log.newest.len() <= self.shown_max {
            return;
        }
        let old = log.newest.pop_front().expect("it is longer than its limit");
        touched.insert(old.id);
        // The same id may be shown because of another record still.
        self.records.remove(&old.id);
        let others: Vec<(Actor, u64, Record)> = self
            .logs
            .iter()
            .flat_map(|(actor, log)| log.numbered().map(move |(seq, record)| (*actor, seq, record)))
            .filter(|(.., record)| record.id == old.id)
            .map(|(actor, seq, record)| (actor, seq, record.clone()))
            .collect();
        for (actor, seq, record) in others {
            self.show(actor, seq, &record);
        }
    }

    /// What all say of one id, in an order that does not depend on who came first.
    fn show(&mut self, actor: Actor, seq: u64, record: &Record) {
        let shown = self.records.entry(record.id).or_default();
        for (name, value) in &record.fields {
            let mut all = shown.get(name).map_or(vec![], |reading| reading.all().to_vec());
            let seen = Seen { value: value.clone(), by: actor, seq };
            if let Err(at) = all.binary_search(&seen) {
                all.insert(at, seen);
            }
            shown.insert(name.clone(), Reading::new(all).expect("one was just added"));
        }
    }

    fn read(&self, touched: BTreeSet<RecordId>) -> Vec<ViewChange> {
        let fields = |id| self.records.get(&id).cloned().unwrap_or_default();
        touched.into_iter().map(|id| ViewChange::Record { id, fields: fields(id) }).collect()
    }

    pub(crate) fn commit(
        &mut self,
        actor: Actor,
        edits: &[Edit],
    ) -> Result<Committed, CommitError> {
        if edits.is_empty() {
            return Ok(Committed { written: None, changes: vec![] });
        }
        let Position { next_seq: first_seq, previous } = self.position(actor);
        let mut body = vec![];
        let mut ids = BTreeSet::new();
        for edit in edits {
            let record = self.written(edit)?;
            if !ids.insert(record.id) {
                return Err(CommitError::RecordExists { id: record.id });
            }
            let fields = record.fields.len();
            record::append(&mut body, &record).ok_or(CommitError::RecordSize { fields })?;
        }
        if body.len() > COMMAND_BYTES_MAX || edits.len() > RECORDS_MAX {
            return Err(CommitError::EntrySize);
        }
        let mut touched = BTreeSet::new();
        let entry = Incoming { actor, first_seq, previous, body: &body };
        let Outcome::Applied { next_seq, last } = self.take(entry, &mut touched) else {
            return Err(CommitError::Broken);
        };
        let changes = self.read(touched);
        let written = Some(Written { body, first_seq, previous, next_seq, last });
        Ok(Committed { written, changes })
    }

    fn written(&self, edit: &Edit) -> Result<Record, CommitError> {
        let Edit::Create { id, table, fields } = edit else { return Err(CommitError::AppendOnly) };
        if self.records.contains_key(id) {
            return Err(CommitError::RecordExists { id: *id });
        }
        let table = (TABLE_FIELD.to_owned(), Value::Text(table.clone()));
        let mut all: Vec<(String, Value)> = fields.iter().cloned().chain([table]).collect();
        all.sort_by(|(one, _), (other, _)| one.cmp(other));
        if let Some(twice) = all.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            return Err(CommitError::FieldTwice { field: twice[0].0.clone() });
        }
        for (name, value) in &all {
            if !(1..=limits::KEY_BYTES).contains(&name.len()) {
                return Err(CommitError::KeyLength { bytes: name.len() });
            }
            if *value == Value::Unreadable {
                return Err(CommitError::Unreadable);
            }
        }
        Ok(Record { id: *id, fields: all })
    }

    /// For every log: actor ‖ count ‖ number of records ‖ the records as in a body.
    pub(crate) fn save(&self) -> Vec<u8> {
        let mut out = vec![];
        for (actor, log) in &self.logs {
            out.extend(actor.bytes());
            push_unsigned(&mut out, log.count);
            push_unsigned(&mut out, log.newest.len() as u64);
            for record in &log.newest {
                record::append(&mut out, record).expect("it came out of a body");
            }
        }
        out
    }

    pub(crate) fn load(save: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(save);
        let mut ledger = Self::default();
        while !reader.is_empty() {
            let actor = Actor::new(reader.take(16)?.try_into().ok()?);
            let (count, newest) = (reader.shortest_unsigned()?, reader.shortest_unsigned()?);
            if newest > count || newest > SHOWN_MAX as u64 {
                return None;
            }
            let mut log = Log { count, newest: VecDeque::new() };
            for _ in 0..newest {
                let length = reader.shortest_unsigned()?;
                let record = record::read(reader.take(length)?)?;
                let seq = count - newest + log.newest.len() as u64 + 1;
                ledger.show(actor, seq, &record);
                log.newest.push_back(record);
            }
            if ledger.logs.insert(actor, log).is_some() {
                return None;
            }
        }
        Some(ledger)
    }
}

/// Stands where documents of changes have the hash of the last one. Nothing builds on it.
fn mark(id: RecordId, seq: u64) -> ChangeHash {
    let mut mark = [0; 32];
    mark[..16].copy_from_slice(id.bytes());
    mark[16..24].copy_from_slice(&seq.to_le_bytes());
    ChangeHash(mark)
}
