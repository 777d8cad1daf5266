//! Commands: edits in, the body of an entry out.

use automerge::ChangeHash;
use musubi_model::ids::{Actor, RecordId};
use musubi_model::record::{Edit, ViewChange};

use crate::document::Document;
use crate::guard::Unfit;

/// What a command did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Committed {
    /// `None` where everything stood there already: there is nothing to log.
    pub written: Option<Written>,
    pub changes: Vec<ViewChange>,
}

/// The body of an entry to be, and where its changes stand in their log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub body: Vec<u8>,
    pub first_seq: u64,
    pub previous: Option<ChangeHash>,
    pub next_seq: u64,
    pub last: ChangeHash,
}

/// Why a command was refused. The document is as before, except after `Broken`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommitError {
    #[error("there is no record {id}")]
    UnknownRecord { id: RecordId },
    #[error("there is a record {id} already")]
    RecordExists { id: RecordId },
    #[error("a key has 1 to 64 bytes, this one has {bytes}")]
    KeyLength { bytes: usize },
    #[error("field `{field}` of a new record stands there twice")]
    FieldTwice { field: String },
    #[error("the table of a record cannot be changed")]
    TableField,
    #[error("a text or byte string has at most 16384 bytes, this one has {bytes}")]
    ValueLength { bytes: usize },
    #[error("an unreadable value can only be read")]
    Unreadable,
    #[error("the sum under `{key}` would leave the range of an integer")]
    Overflow { key: String },
    #[error("one record of {fields} fields does not fit into one change")]
    RecordSize { fields: usize },
    #[error("the command does not fit into one entry")]
    EntrySize,
    #[error("the guard refuses what was written: {reason}")]
    Refused { reason: Unfit },
    #[error("the document failed and must be built again")]
    Broken,
}

impl Document {
    /// Writes all the edits or none, on everything this document holds.
    pub fn commit(&mut self, _actor: Actor, _edits: &[Edit]) -> Result<Committed, CommitError> {
        unimplemented!()
    }
}
