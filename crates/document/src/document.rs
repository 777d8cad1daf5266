//! One replica of one document.

use automerge::ChangeHash;
use musubi_model::ids::{Actor, Kind};
use musubi_model::record::View;

/// One replica of one document of one kind.
#[derive(Debug)]
pub struct Document {
    kind: Kind,
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
    /// The document as it is before anybody wrote to it: the genesis alone.
    pub fn new(_kind: Kind) -> Self {
        unimplemented!()
    }

    /// Opens what [`Document::save`] gave on this very node. Never bytes of another node.
    pub fn load(_kind: Kind, _save: &[u8]) -> Result<Self, LoadError> {
        unimplemented!()
    }

    /// The whole document in bytes that have been read back once.
    pub fn save(&self) -> Result<Vec<u8>, SaveError> {
        unimplemented!()
    }

    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The changes nothing builds on yet, ascending.
    pub fn heads(&self) -> Vec<ChangeHash> {
        unimplemented!()
    }

    pub fn holds(&self, _change: &ChangeHash) -> bool {
        unimplemented!()
    }

    /// How far this document has applied an actor's log.
    pub fn position(&self, _actor: Actor) -> Position {
        unimplemented!()
    }

    /// Everything the document shows, read anew.
    pub fn view(&self) -> View {
        unimplemented!()
    }
}
