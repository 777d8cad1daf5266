//! How any fact is written down: records of scalar fields, and loose values under agreed keys.
//!
//! A document of any kind holds two maps. `records`: under a fresh [`RecordId`] a map with one
//! scalar per field, one of which, [`TABLE_FIELD`], says what the record is. `values`: scalars
//! under keys that several nodes may write at once, `<table>|<rest>`. There is never a map under
//! a key that two nodes could create at once, so concurrent writers lose nothing.
//!
//! Reading never fails and never accuses: each field keeps *all* values that concurrent writers
//! left ([`Reading`]); typed records are read from that, and what they cannot understand stays
//! visible as unreadable.

use std::collections::BTreeMap;

use crate::ids::{Actor, RecordId};
use crate::time::Timestamp;

/// The field of a record that names its table.
pub const TABLE_FIELD: &str = "table";

/// One scalar. Fractions are written as integers of a named small unit (degrees × 10⁷).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    Text(String),
    Integer(i64),
    Flag(bool),
    Time(Timestamp),
    Bytes(Vec<u8>),
    /// Something stands there that this version does not understand. Only ever read: a command
    /// that writes it is refused.
    Unreadable,
}

/// One thing to write. A command is a list of them, committed whole or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// A new record under a fresh id.
    Create { id: RecordId, table: String, fields: Vec<(String, Value)> },
    /// One field of a record that exists. Also settles a clash on that field.
    Set { id: RecordId, field: String, value: Value },
    /// A loose value, key `<table>|<rest>`.
    Put { key: String, value: Value },
    /// Adds to the writer's own integer under `<prefix>|<actor hex>`; readers sum over actors.
    Add { prefix: String, change: i64 },
}

/// A value somebody wrote and nobody who knew of it has replaced.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seen {
    pub value: Value,
    pub by: Actor,
    /// The number, in its author's log, of the change that wrote it.
    pub seq: u64,
}

/// All current values of one field: one, or several that clash.
///
/// Never empty. The last is the winner that every node shows first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading(Vec<Seen>);

impl Reading {
    /// `None` where nothing is visible.
    pub fn new(seen: Vec<Seen>) -> Option<Self> {
        if seen.is_empty() { None } else { Some(Self(seen)) }
    }

    pub fn winner(&self) -> &Seen {
        self.0.last().expect("a reading is never empty")
    }

    pub fn all(&self) -> &[Seen] {
        &self.0
    }

    pub fn is_clash(&self) -> bool {
        self.0.len() > 1
    }
}

/// One record as a document shows it. Includes [`TABLE_FIELD`].
pub type Fields = BTreeMap<String, Reading>;

/// Everything one document shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    pub records: BTreeMap<RecordId, Fields>,
    pub values: BTreeMap<String, Reading>,
}

/// A part of a view that is new; replaces what stood there. `None` or empty: nothing is left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ViewChange {
    Record { id: RecordId, fields: Fields },
    Value { key: String, reading: Option<Reading> },
}

impl View {
    pub fn apply(&mut self, change: ViewChange) {
        match change {
            ViewChange::Record { id, fields } if fields.is_empty() => {
                self.records.remove(&id);
            }
            ViewChange::Record { id, fields } => {
                self.records.insert(id, fields);
            }
            ViewChange::Value { key, reading: None } => {
                self.values.remove(&key);
            }
            ViewChange::Value { key, reading: Some(reading) } => {
                self.values.insert(key, reading);
            }
        }
    }
}
