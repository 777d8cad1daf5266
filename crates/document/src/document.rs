//! One replica of one document.

use std::fmt;

use automerge::ChangeHash;
use musubi_model::ids::{Actor, Kind};
use musubi_model::record::{Edit, View};

use crate::apply::{Applied, AppliedLogs, Broken, Incoming, IncomingLog, Outcome};
use crate::changes::AutomergeDocument;
use crate::command::{CommitError, Committed};
use crate::ledger::Ledger;
use crate::salvage::Salvaged;

/// One replica of one document of one kind.
pub struct Document {
    kind: Kind,
    content: Content,
}

enum Content {
    Changes(Box<AutomergeDocument>),
    Records(Ledger),
}

/// Nothing of what people wrote.
impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document").field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// Where an actor's log stands in a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The number of its next change.
    pub next_seq: u64,
    pub previous: Option<ChangeHash>,
}

/// Why a save could not be opened. Build the document from the log instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    #[error("the saved document is damaged")]
    Damaged,
    #[error("the saved document is not of this kind")]
    OtherKind,
}

/// A save that could not be read back. Build the document again from the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the document cannot be saved and must be built again")]
pub struct SaveError;

impl Document {
    /// A document that only grows, to be read once with every record in its view, however old; any
    /// other as [`Document::new`] makes it.
    pub fn showing_all(kind: Kind) -> Self {
        if is_ledger(kind) {
            Self { kind, content: Content::Records(Ledger::showing_all()) }
        } else {
            Self::new(kind)
        }
    }

    /// The document as it is before anybody wrote to it.
    pub fn new(kind: Kind) -> Self {
        let content = if is_ledger(kind) {
            Content::Records(Ledger::default())
        } else {
            Content::Changes(Box::new(AutomergeDocument::new(kind)))
        };
        Self { kind, content }
    }

    /// Opens what [`Document::save`] gave on this very node. Never bytes of another node.
    pub fn load(kind: Kind, save: &[u8]) -> Result<Self, LoadError> {
        let content = if is_ledger(kind) {
            Content::Records(Ledger::load(save).ok_or(LoadError::Damaged)?)
        } else {
            Content::Changes(Box::new(AutomergeDocument::load(kind, save)?))
        };
        Ok(Self { kind, content })
    }

    /// The whole document in bytes that have been read back once.
    pub fn save(&self) -> Result<Vec<u8>, SaveError> {
        match &self.content {
            Content::Changes(changes) => changes.save(),
            Content::Records(ledger) => Ok(ledger.save()),
        }
    }

    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The changes nothing builds on yet, ascending. Append-only records build on nothing.
    pub fn heads(&self) -> Vec<ChangeHash> {
        match &self.content {
            Content::Changes(changes) => changes.heads(),
            Content::Records(_) => vec![],
        }
    }

    /// What it holds, for whoever bounds memory: its changes, or its records where it only grows.
    pub fn weight(&self) -> usize {
        match &self.content {
            Content::Changes(changes) => changes.weight(),
            Content::Records(ledger) => ledger.weight(),
        }
    }

    pub fn holds(&self, change: &ChangeHash) -> bool {
        match &self.content {
            Content::Changes(changes) => changes.holds(change),
            Content::Records(_) => false,
        }
    }

    /// How far this document has applied an actor's log.
    pub fn position(&self, actor: Actor) -> Position {
        match &self.content {
            Content::Changes(changes) => changes.position(actor),
            Content::Records(ledger) => ledger.position(actor),
        }
    }

    /// Everything the document shows, read anew.
    pub fn view(&self) -> View {
        match &self.content {
            Content::Changes(changes) => changes.view(),
            Content::Records(ledger) => ledger.view(),
        }
    }

    /// Judges the entries in their order and applies those that are fit.
    ///
    /// An entry that is held already is judged and applied again without effect, so that a log
    /// may be replayed over a save.
    pub fn apply(&mut self, batch: &[Incoming<'_>]) -> Result<Applied, Broken> {
        match &mut self.content {
            Content::Changes(changes) => changes.apply(batch),
            Content::Records(ledger) => Ok(ledger.apply(batch)),
        }
    }

    /// As [`Document::apply`], for many entries of each log at once.
    pub fn apply_logs(&mut self, logs: &[IncomingLog<'_>]) -> Result<AppliedLogs, Broken> {
        match &mut self.content {
            Content::Changes(changes) => changes.apply_logs(logs),
            Content::Records(ledger) => Ok(ledger.apply_logs(logs)),
        }
    }

    /// What becomes of one entry in a copy that holds exactly its past. Slow: for suspects.
    ///
    /// Changes nothing here; an entry that passes accuses nobody. `Broken` where not even its
    /// past can be copied from this document.
    pub fn judge_alone(&self, suspect: Incoming<'_>) -> Result<Outcome, Broken> {
        match &self.content {
            Content::Changes(changes) => changes.judge_alone(suspect),
            Content::Records(_) => Ok(Ledger::judge_alone(suspect)),
        }
    }

    /// What each of these entries of one author says, in their order, whether or not what they build on is here.
    /// `is_sure`: that what this author made in its change of this number is what was meant, even where
    /// that author signed two branches. Changes nothing.
    pub fn salvage(
        &self,
        actor: Actor,
        bodies: &[&[u8]],
        is_sure: impl Fn(Actor, u64) -> bool,
    ) -> Vec<Salvaged> {
        match &self.content {
            Content::Changes(changes) => changes.salvage(actor, bodies, &is_sure),
            Content::Records(_) => bodies.iter().map(|body| Salvaged::of_records(body)).collect(),
        }
    }

    /// Writes all the edits or none, on everything this document holds.
    ///
    /// `actor` is that of the run that logs the command, and nobody else writes with it.
    pub fn commit(&mut self, actor: Actor, edits: &[Edit]) -> Result<Committed, CommitError> {
        match &mut self.content {
            Content::Changes(changes) => changes.commit(actor, edits),
            Content::Records(ledger) => ledger.commit(actor, edits),
        }
    }
}

/// Whether documents of this kind only grow by records.
fn is_ledger(kind: Kind) -> bool {
    kind == Kind::Lookups
}
