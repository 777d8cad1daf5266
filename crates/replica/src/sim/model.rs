//! What should stand in every document, field by field, worked out without one.
//!
//! A write replaces what its writer saw in that field, and nothing else. So the values that must
//! show in the end are those of writes that no other surviving write saw. A write survives where
//! its entry does; an acknowledged one must, unless the only disks that held it were exchanged
//! for older images. What survives and builds on what did not is held by everybody and waits.

use std::collections::{BTreeMap, BTreeSet};

use musubi_log::hash::{Hash, LogId};
use musubi_model::ids::DocumentId;
use musubi_model::record::{Edit, Reading, TABLE_FIELD, Value, View, ViewChange};

use crate::input::CommitId;
use crate::output::Output;
use crate::reissue::REISSUE;
use crate::replica::Replica;

/// A field of a record, or a loose value (`None`).
pub(super) type Place = (Option<String>, String);
/// All values that show, of every field.
pub(super) type Flat = BTreeMap<Place, BTreeSet<Value>>;

#[derive(Debug)]
pub(super) struct Written {
    pub(super) node: usize,
    pub(super) document: DocumentId,
    pub(super) edits: Vec<Edit>,
    /// Where its entry stands, once it was written, and the chain up to it.
    pub(super) at: Option<(LogId, u64)>,
    pub(super) chain: Option<Hash>,
    saw: BTreeMap<Place, BTreeSet<Value>>,
    /// How long the logs of its document were in the document that it was written on.
    past: BTreeMap<LogId, u64>,
    pub(super) acknowledged: bool,
    /// Some page showed that HQ has it.
    pub(super) ticked: bool,
}

#[derive(Debug, Default)]
pub(super) struct Model {
    pub(super) commits: BTreeMap<CommitId, Written>,
    /// A value that was written again has several.
    of_value: BTreeMap<Value, Vec<CommitId>>,
    /// Where a sum was written again, beside the changes it is made of.
    sums_again: BTreeSet<DocumentId>,
}

impl Model {
    pub(super) fn asked(
        &mut self,
        node: usize,
        document: DocumentId,
        edits: Vec<Edit>,
    ) -> CommitId {
        let id = CommitId(self.commits.len() as u64);
        for value in edits.iter().flat_map(values) {
            self.of_value.entry(value).or_default().push(id);
        }
        let written = Written {
            node,
            document,
            edits,
            at: None,
            chain: None,
            saw: BTreeMap::new(),
            past: BTreeMap::new(),
            acknowledged: false,
            ticked: false,
        };
        self.commits.insert(id, written);
        id
    }

    /// The writer's document showed `before` when it wrote.
    pub(super) fn written(&mut self, id: CommitId, at: (LogId, u64), chain: Hash, before: &View) {
        let commit = self.commits.get_mut(&id).expect("asked before written");
        let seen = flat(before);
        for place in last_writes(&commit.edits).into_keys() {
            let saw = seen.get(&place).cloned().unwrap_or_default();
            commit.saw.insert(place, saw);
        }
        (commit.at, commit.chain) = (Some(at), Some(chain));
    }

    /// A node wrote again by itself what it had written before: as if it had been asked to.
    pub(super) fn written_again(
        &mut self,
        node: usize,
        document: DocumentId,
        shown: &[ViewChange],
    ) -> CommitId {
        let edits = shown.iter().filter_map(|change| match change {
            ViewChange::Record { id, fields } => {
                let value = |reading: &Reading| reading.winner().value.clone();
                let Some(Value::Text(table)) = fields.get(TABLE_FIELD).map(value) else {
                    return None;
                };
                let others = fields.iter().filter(|(name, _)| *name != TABLE_FIELD);
                let fields = others.map(|(name, reading)| (name.clone(), value(reading)));
                Some(Edit::Create { id: *id, table, fields: fields.collect() })
            }
            ViewChange::Value { key, reading } => {
                let value = reading.as_ref()?.winner().value.clone();
                if matches!(value, Value::Integer(_)) {
                    self.sums_again.insert(document);
                    return None;
                }
                Some(Edit::Put { key: key.clone(), value })
            }
        });
        let edits: Vec<Edit> = edits.collect();
        self.asked(node, document, edits)
    }

    /// What was saved just now stands on all that its writer's document has applied.
    pub(super) fn note_pasts(&mut self, replica: &Replica, outputs: &[Output]) {
        for output in outputs {
            let Output::Saved { id } = output else { continue };
            // Nobody asked for what a node writes again by itself.
            if *id == REISSUE {
                continue;
            }
            let commit = self.commits.get_mut(id).expect("asked before written");
            let applied = replica.documents.applied(&commit.document).into_iter().flatten();
            commit.past = applied.map(|(log, progress)| (*log, progress.next_position)).collect();
        }
    }

    pub(super) fn acknowledged(&mut self, id: CommitId) {
        let commit = self.commits.get_mut(&id).expect("asked before acknowledged");
        commit.acknowledged = true;
    }

    /// What a document must show where logs have these lengths.
    pub(super) fn expected(&self, document: &DocumentId, lengths: &BTreeMap<LogId, u64>) -> Flat {
        let commits = || {
            let of = self.commits.values().filter(|commit| commit.document == *document);
            of.filter(|commit| is_whole(commit, lengths))
        };
        let mut expected = Flat::new();
        let mut sums: BTreeMap<String, i64> = BTreeMap::new();
        for commit in commits() {
            for (place, value) in last_writes(&commit.edits) {
                expected.entry(place).or_default().insert(value);
            }
            for edit in &commit.edits {
                if let Edit::Add { prefix, change } = edit {
                    *sums.entry(prefix.clone()).or_default() += change;
                }
            }
        }
        for commit in commits() {
            for (place, saw) in &commit.saw {
                if let Some(values) = expected.get_mut(place) {
                    values.retain(|value| !saw.contains(value));
                }
            }
        }
        for (prefix, sum) in sums {
            expected.insert((None, prefix), BTreeSet::from([Value::Integer(sum)]));
        }
        expected
    }

    pub(super) fn has_sums_again(&self, document: &DocumentId) -> bool {
        self.sums_again.contains(document)
    }

    /// Values that an honest node acknowledged and that neither show nor were replaced by somebody
    /// who had seen them.
    pub(super) fn unkept(
        &self,
        document: &DocumentId,
        shows: &BTreeSet<Value>,
        honest: impl Fn(&Written) -> bool,
    ) -> Vec<(CommitId, Value)> {
        let of = self.commits.iter().filter(|(_, commit)| commit.document == *document);
        let replaced: BTreeSet<&Value> = of
            .clone()
            .filter(|(_, commit)| commit.at.is_some())
            .flat_map(|(_, commit)| commit.saw.values().flatten())
            .collect();
        let acknowledged = of.filter(|(_, commit)| commit.acknowledged && honest(commit));
        let values = acknowledged.flat_map(|(id, commit)| {
            let texts = last_writes(&commit.edits).into_values();
            let texts = texts.filter(|value| matches!(value, Value::Text(it) if it != "t"));
            texts.map(|value| (*id, value))
        });
        values.filter(|(_, value)| !shows.contains(value) && !replaced.contains(value)).collect()
    }

    pub(super) fn missing(
        &self,
        lengths: &BTreeMap<LogId, u64>,
        plain: impl Fn(&DocumentId) -> bool,
    ) -> Option<CommitId> {
        let plain = self.commits.iter().filter(|(_, commit)| plain(&commit.document));
        let mut said = plain.filter(|(_, commit)| commit.acknowledged || commit.ticked);
        said.find(|(_, commit)| !survives(commit, lengths)).map(|(id, _)| *id)
    }

    /// Acknowledged ones that everybody holds and nobody can apply: what they build on is gone.
    pub(super) fn waiting(
        &self,
        lengths: &BTreeMap<LogId, u64>,
        plain: impl Fn(&DocumentId) -> bool,
    ) -> Vec<(CommitId, DocumentId)> {
        let plain = self.commits.iter().filter(|(_, commit)| plain(&commit.document));
        let commits = plain.filter(|(_, commit)| commit.acknowledged);
        let waits = |it: &Written| survives(it, lengths) && !has_its_past(it, lengths);
        commits.filter(|(_, it)| waits(it)).map(|(id, it)| (*id, it.document)).collect()
    }

    /// Where the entries stand that brought a shown value.
    pub(super) fn sources(&self, value: &Value) -> Vec<(LogId, u64)> {
        let commits = self.of_value.get(value).into_iter().flatten();
        commits.filter_map(|id| self.commits[id].at).collect()
    }
}

/// Its entry is held, and so is all that it was built on, where logs have these lengths.
pub(super) fn is_whole(commit: &Written, lengths: &BTreeMap<LogId, u64>) -> bool {
    survives(commit, lengths) && has_its_past(commit, lengths)
}

fn survives(commit: &Written, lengths: &BTreeMap<LogId, u64>) -> bool {
    commit.at.is_some_and(|(log, position)| lengths.get(&log).is_some_and(|next| position < *next))
}

fn has_its_past(commit: &Written, lengths: &BTreeMap<LogId, u64>) -> bool {
    let own = commit.at.map(|(log, _)| log);
    let others = commit.past.iter().filter(|(log, _)| Some(**log) != own);
    others.into_iter().all(|(log, next)| lengths.get(log).is_some_and(|length| next <= length))
}

/// Which fields an edit writes, and what. Sums have no field of their own.
fn writes(edit: &Edit) -> Vec<(Place, Value)> {
    match edit {
        Edit::Create { id, table, fields } => {
            let record = Some(id.to_string());
            let table = ("table".to_owned(), Value::Text(table.clone()));
            let fields = fields.iter().cloned().chain([table]);
            fields.map(|(field, value)| ((record.clone(), field), value)).collect()
        }
        Edit::Set { id, field, value } => {
            vec![((Some(id.to_string()), field.clone()), value.clone())]
        }
        Edit::Put { key, value } => vec![((None, key.clone()), value.clone())],
        Edit::Add { .. } => vec![],
    }
}

/// A command that writes a field twice leaves the last value.
fn last_writes(edits: &[Edit]) -> BTreeMap<Place, Value> {
    edits.iter().flat_map(writes).collect()
}

fn values(edit: &Edit) -> Vec<Value> {
    let written = writes(edit).into_iter().filter(|((_, field), _)| field != "table");
    written.map(|(_, value)| value).collect()
}

/// A view as sets of values; sums are added up over their actors.
pub(super) fn flat(view: &View) -> Flat {
    let mut flat = Flat::new();
    for (id, fields) in &view.records {
        for (field, reading) in fields {
            flat.insert((Some(id.to_string()), field.clone()), set(reading));
        }
    }
    let mut sums: BTreeMap<String, i64> = BTreeMap::new();
    for (key, reading) in &view.values {
        match &reading.winner().value {
            Value::Integer(number) => {
                let prefix = key.rsplit_once('|').map_or(key.as_str(), |(prefix, _)| prefix);
                *sums.entry(prefix.to_owned()).or_default() += number;
            }
            _ => drop(flat.insert((None, key.clone()), set(reading))),
        }
    }
    for (prefix, sum) in sums {
        flat.insert((None, prefix), BTreeSet::from([Value::Integer(sum)]));
    }
    flat
}

fn set(reading: &Reading) -> BTreeSet<Value> {
    reading.all().iter().map(|seen| seen.value.clone()).collect()
}

/// Values that a change of a view shows.
pub(super) fn shown(change: &ViewChange) -> Vec<Value> {
    let readings: Vec<&Reading> = match change {
        ViewChange::Record { fields, .. } => fields.values().collect(),
        ViewChange::Value { reading, .. } => reading.iter().collect(),
    };
    readings.into_iter().flat_map(set).collect()
}
