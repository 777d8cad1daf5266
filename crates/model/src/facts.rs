//! One document's view, ready to be read as typed records: what an author had to write again is
//! joined with what it repeats.
//!
//! Invariant: an original and its reissues count as one record under the original's id; their
//! fields are united, and where they differ the difference shows as a clash. Reissuing twice
//! changes nothing visible. Reading the same set of records gives the same facts whatever the
//! order in which they came.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use crate::field::Field;
use crate::ids::RecordId;
use crate::record::{Edit, Fields, Reading, Seen, TABLE_FIELD, Value, View};

const REISSUE_FIELD: &str = "reissue_of";

pub struct Facts<'a> {
    view: &'a View,
    /// Found by walking through the whole view, once somebody asks for it.
    joined: OnceLock<Joined>,
}

/// Empty where nothing was written again, which is nearly always.
#[derive(Default)]
struct Joined {
    /// Of each record that repeats another the id of the original.
    roots: BTreeMap<RecordId, RecordId>,
    records: BTreeMap<RecordId, Fields>,
}

impl<'a> Facts<'a> {
    pub const fn of(view: &'a View) -> Self {
        Self { view, joined: OnceLock::new() }
    }

    /// Of a view in which no record repeats another, as whoever keeps it knows ([`is_repeat`]): nothing
    /// has to be walked through for that.
    pub fn unrepeated(view: &'a View) -> Self {
        debug_assert!(!view.records.values().any(is_repeat), "a record that repeats is not joined");
        Self { view, joined: OnceLock::from(Joined::default()) }
    }

    fn joined(&self) -> &Joined {
        self.joined.get_or_init(|| Joined::of(self.view))
    }

    pub fn records(&self) -> &BTreeMap<RecordId, Fields> {
        if self.is_joined() { &self.joined().records } else { &self.view.records }
    }

    /// Whether some record repeats another.
    pub(crate) fn is_joined(&self) -> bool {
        !self.joined().roots.is_empty()
    }

    /// The records one by one, before any is joined: cheap where one of them is looked for.
    pub fn written(&self) -> &BTreeMap<RecordId, Fields> {
        &self.view.records
    }

    /// What was decided over joined records, as edits of the records that are really there: each that
    /// has the field is given the value, so that no old one shows beside it.
    pub fn aimed(&self, edits: Vec<Edit>) -> Vec<Edit> {
        if !self.is_joined() {
            return edits;
        }
        let aim = |edit| match edit {
            Edit::Set { id, field, value } => {
                let set = |id| Edit::Set { id, field: field.clone(), value: value.clone() };
                self.parts(id, &field).into_iter().map(set).collect()
            }
            other => vec![other],
        };
        edits.into_iter().flat_map(aim).collect()
    }

    /// The records that a joined one is made of and that have this field, or else the first of them.
    fn parts(&self, id: RecordId, field: &str) -> Vec<RecordId> {
        let root = self.root(id);
        let all = self.view.records.iter().filter(|(part, _)| self.root(**part) == root);
        let all: Vec<(&RecordId, &Fields)> = all.collect();
        let with = all.iter().filter(|(_, fields)| fields.contains_key(field));
        let with: Vec<RecordId> = with.map(|(part, _)| **part).collect();
        match (with.is_empty(), all.first()) {
            (false, _) => with,
            (true, Some((part, _))) => vec![**part],
            (true, None) => vec![id],
        }
    }

    /// Loose values; they are never reissued under another key.
    pub fn values(&self) -> &BTreeMap<String, Reading> {
        &self.view.values
    }

    /// The id under which a record is known after joining. References inside facts already are.
    pub fn root(&self, id: RecordId) -> RecordId {
        self.joined().roots.get(&id).copied().unwrap_or(id)
    }

    /// Loose values whose key begins with `<prefix>|`, with the rest of the key.
    pub fn values_under(&self, prefix: &str) -> impl Iterator<Item = (&str, &Reading)> {
        let from = format!("{prefix}|");
        let len = from.len();
        self.view
            .values
            .range(from.clone()..)
            .take_while(move |(key, _)| key.starts_with(&from))
            .map(move |(key, reading)| (&key[len..], reading))
    }
}

impl Joined {
    fn of(view: &View) -> Self {
        let repeats: BTreeMap<RecordId, RecordId> = view
            .records
            .iter()
            .filter_map(|(id, fields)| {
                let original = Field::<RecordId>::read(fields.get(REISSUE_FIELD));
                Some((*id, *original.known().min()?))
            })
            .collect();
        if repeats.is_empty() {
            return Self::default();
        }
        let roots: BTreeMap<_, _> =
            repeats.keys().map(|&id| (id, original_of(id, &repeats))).collect();
        let mut records: BTreeMap<RecordId, Fields> = BTreeMap::new();
        for (id, fields) in &view.records {
            let root = roots.get(id).copied().unwrap_or(*id);
            join(records.entry(root).or_default(), fields, &roots);
        }
        Self { roots, records }
    }
}

/// Whether a record was written again for another, which it names.
pub fn is_repeat(fields: &Fields) -> bool {
    fields.contains_key(REISSUE_FIELD)
}

/// Whether a record says that it belongs to `table`.
pub(crate) fn is_of_table(fields: &Fields, table: &str) -> bool {
    let is_table = |seen: &Seen| matches!(&seen.value, Value::Text(name) if name == table);
    fields.get(TABLE_FIELD).is_some_and(|reading| is_table(reading.winner()))
}

/// Follows the chain; in a ring, which no honest node writes, the lowest id stands for all.
fn original_of(start: RecordId, repeats: &BTreeMap<RecordId, RecordId>) -> RecordId {
    let mut walked = BTreeSet::from([start]);
    let mut at = start;
    while let Some(&next) = repeats.get(&at) {
        if !walked.insert(next) {
            return ring_of(next, repeats);
        }
        at = next;
    }
    at
}

fn ring_of(start: RecordId, repeats: &BTreeMap<RecordId, RecordId>) -> RecordId {
    let (mut lowest, mut at) = (start, repeats[&start]);
    while at != start {
        lowest = lowest.min(at);
        at = repeats[&at];
    }
    lowest
}

/// Unites the values of each field; equal values are one. References are turned to the originals.
fn join(into: &mut Fields, from: &Fields, roots: &BTreeMap<RecordId, RecordId>) {
    for (name, reading) in from {
        if name == REISSUE_FIELD {
            continue;
        }
        let mut seen: Vec<Seen> = into.remove(name).map_or(Vec::new(), |held| held.all().to_vec());
        for new in reading.all() {
            let value = pointed_to_roots(&new.value, roots);
            if !seen.iter().any(|held| held.value == value) {
                seen.push(Seen { value, by: new.by, seq: new.seq });
            }
        }
        if let Some(reading) = Reading::new(seen) {
            into.insert(name.clone(), reading);
        }
    }
}

/// References and lists of references are the only bytes made of whole record ids.
fn pointed_to_roots(value: &Value, roots: &BTreeMap<RecordId, RecordId>) -> Value {
    let Value::Bytes(bytes) = value else { return value.clone() };
    let (ids, rest) = bytes.as_chunks::<16>();
    if !rest.is_empty() {
        return value.clone();
    }
    let root = |id: &[u8; 16]| roots.get(&RecordId::new(*id)).map_or(*id, |root| *root.bytes());
    Value::Bytes(ids.iter().flat_map(root).collect())
}
