//! Commands: edits in, the body of an entry out.
//!
//! A command is written on everything the document holds, in as few changes as the limits of
//! shape 1 allow. Every change is put into its body, restored from it and passed by the guard,
//! exactly as other nodes will do it, before the body is given out.

mod merge;
mod plan;
mod write;

use std::collections::BTreeSet;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::{ActorId, ChangeHash, ReadDoc as _};
use musubi_model::ids::{Actor, RecordId};
use musubi_model::record::{Edit, ViewChange};

use crate::apply::copy_at;
use crate::body::{self, BODY_CHANGES_MAX};
use crate::changes::AutomergeDocument;
use crate::document::Position;
use crate::guard::{Claim, Fit, Unfit, Verdict};

/// Bytes of a body that a command may make. Smaller than what is accepted from others, so that
/// a sealed entry stays within a frame even if nothing in it can be compressed.
pub const COMMAND_BYTES_MAX: usize = 60_000;

/// What a command did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Committed {
    /// `None` where everything stood there already: there is nothing to log.
    pub written: Option<Written>,
    pub changes: Vec<ViewChange>,
}

/// The body of an entry to be, and where its changes stand in their log.
#[derive(Clone, PartialEq, Eq)]
pub struct Written {
    pub body: Vec<u8>,
    pub first_seq: u64,
    pub previous: Option<ChangeHash>,
    pub next_seq: u64,
    pub last: ChangeHash,
}

/// Nothing of what people wrote.
impl fmt::Debug for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = f.debug_struct("Written");
        fields.field("first_seq", &self.first_seq).field("last", &self.last);
        fields.field("body_bytes", &self.body.len()).finish_non_exhaustive()
    }
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
    #[error("documents of this kind only grow by new records")]
    AppendOnly,
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

impl AutomergeDocument {
    /// Writes all the edits or none, on everything this document holds.
    ///
    /// `actor` is that of the run that logs the command, and nobody else writes with it.
    pub(crate) fn commit(
        &mut self,
        actor: Actor,
        edits: &[Edit],
    ) -> Result<Committed, CommitError> {
        self.sound().map_err(|_| CommitError::Broken)?;
        let before = self.automerge.get_heads();
        let Ok(result) = catch_unwind(AssertUnwindSafe(|| self.write(actor, edits))) else {
            self.give_up();
            return Err(CommitError::Broken);
        };
        if result.is_err() && self.undo(&before).is_err() {
            self.give_up();
            return Err(CommitError::Broken);
        }
        result
    }

    /// Takes back what a refused command has written so far.
    fn undo(&mut self, heads: &[ChangeHash]) -> Result<(), crate::Broken> {
        self.guard.take_back(0);
        if self.automerge.get_heads() != heads {
            self.automerge = copy_at(&self.automerge, heads)?;
        }
        Ok(())
    }

    fn write(&mut self, actor: Actor, edits: &[Edit]) -> Result<Committed, CommitError> {
        let parts = plan::parts(edits)?;
        if parts.is_empty() {
            return Ok(Committed { written: None, changes: vec![] });
        }
        let mut log = Writing::new(actor, self.position(actor));
        self.merge_heads(&mut log)?;
        for part in parts {
            if let Some(hash) = write::transact(&mut self.automerge, actor, part)? {
                self.pass(&mut log, hash)?;
            }
        }
        let Writing { first, last, body, fits, .. } = log;
        let mut touched = BTreeSet::new();
        self.settle(fits.iter().map(|fit| &fit.operations), &mut touched);
        let written = last.previous.filter(|_| !fits.is_empty()).map(|last_hash| Written {
            body,
            first_seq: first.next_seq,
            previous: first.previous,
            next_seq: last.next_seq,
            last: last_hash,
        });
        Ok(Committed { written, changes: self.read_parts(touched) })
    }

    /// Puts a change that was just committed into the body, and that body before the guard.
    fn pass(&mut self, log: &mut Writing, hash: ChangeHash) -> Result<(), CommitError> {
        let Position { next_seq: seq, previous } = log.last;
        let change = self.automerge.get_change_by_hash(&hash).ok_or(CommitError::Broken)?;
        let start = log.body.len();
        body::append(&mut log.body, change.raw_bytes(), previous).ok_or(CommitError::Broken)?;
        if log.body.len() > COMMAND_BYTES_MAX || log.fits.len() == BODY_CHANGES_MAX {
            return Err(CommitError::EntrySize);
        }
        let stored = body::cut(&log.body[start..]).ok_or(CommitError::Broken)?;
        let [stored] = stored[..] else { return Err(CommitError::Broken) };
        let claim = Claim { actor: log.actor, seq };
        let restored = stored.restore(log.actor, previous);
        let fit = self
            .guard
            .judge(&self.automerge, claim, restored)
            .map_err(|verdict| refused(&verdict))?;
        if fit.change.hash() != hash {
            return Err(CommitError::Broken);
        }
        self.guard.hold(&fit);
        log.fits.push(fit);
        log.last = Position { next_seq: seq + 1, previous: Some(hash) };
        Ok(())
    }
}

fn refused(verdict: &Verdict) -> CommitError {
    match verdict {
        Verdict::Unfit(reason) => CommitError::Refused { reason: *reason },
        // What was written builds on what is here.
        Verdict::Waiting(_) => CommitError::Broken,
    }
}

/// The changes of a command as far as they are written.
struct Writing {
    actor: Actor,
    first: Position,
    last: Position,
    body: Vec<u8>,
    fits: Vec<Fit>,
}

impl Writing {
    fn new(actor: Actor, position: Position) -> Self {
        Self { actor, first: position, last: position, body: vec![], fits: vec![] }
    }
}

fn automerge_actor(actor: Actor) -> ActorId {
    ActorId::from(*actor.bytes())
}
