//! The documents that are made of automerge changes: all kinds but look-ups.

use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::{Automerge, ChangeHash};
use musubi_model::ids::{Actor, Kind};
use musubi_model::record::View;

use crate::apply::Broken;
use crate::document::{LoadError, Position, SaveError};
use crate::genesis;
use crate::guard::Guard;
use crate::view::{self, Records};

/// Holds the genesis of its kind and changes that the guard has passed, nothing else.
pub(crate) struct AutomergeDocument {
    pub(crate) kind: Kind,
    pub(crate) automerge: Automerge,
    pub(crate) guard: Guard,
    pub(crate) records: Records,
    state: State,
}

#[derive(Debug, PartialEq, Eq)]
enum State {
    Sound,
    /// automerge failed half way. Only ancestors of known changes may still be read.
    Broken,
}

impl AutomergeDocument {
    /// The document as it is before anybody wrote to it: the genesis alone.
    pub(crate) fn new(kind: Kind) -> Self {
        Self::of(kind, genesis::document(kind))
    }

    /// Opens what [`AutomergeDocument::save`] gave on this very node. Never bytes of another node.
    pub(crate) fn load(kind: Kind, save: &[u8]) -> Result<Self, LoadError> {
        catch_unwind(|| {
            let automerge = Automerge::load(save).map_err(|_| LoadError::Damaged)?;
            if automerge.get_change_meta_by_hash(&genesis::genesis_hash(kind)).is_none() {
                return Err(LoadError::OtherKind);
            }
            Ok(Self::of(kind, automerge))
        })
        .unwrap_or(Err(LoadError::Damaged))
    }

    pub(crate) fn of(kind: Kind, automerge: Automerge) -> Self {
        let guard = Guard::new(&automerge);
        let records = Records::new(&automerge);
        Self { kind, automerge, guard, records, state: State::Sound }
    }

    /// The whole document in bytes that have been read back once.
    pub(crate) fn save(&self) -> Result<Vec<u8>, SaveError> {
        if self.state == State::Broken {
            return Err(SaveError);
        }
        catch_unwind(AssertUnwindSafe(|| self.automerge.save_and_verify()))
            .ok()
            .and_then(Result::ok)
            .ok_or(SaveError)
    }

    /// The changes nothing builds on yet, ascending.
    pub(crate) fn heads(&self) -> Vec<ChangeHash> {
        self.automerge.get_heads()
    }

    pub(crate) fn holds(&self, change: &ChangeHash) -> bool {
        self.guard.holds(change)
    }

    pub(crate) fn weight(&self) -> usize {
        self.guard.len()
    }

    /// How far this document has applied an actor's log.
    pub(crate) fn position(&self, actor: Actor) -> Position {
        let count = self.guard.changes_of(actor);
        Position { next_seq: count + 1, previous: self.guard.change(actor, count) }
    }

    /// Everything the document shows, read anew.
    pub(crate) fn view(&self) -> View {
        view::read(&self.automerge, &self.guard)
    }

    pub(crate) fn sound(&self) -> Result<(), Broken> {
        if self.state == State::Sound { Ok(()) } else { Err(Broken) }
    }

    /// Nothing more is read from this document but copies of what was known to be fit.
    pub(crate) fn give_up(&mut self) -> Broken {
        self.guard.take_back(0);
        self.state = State::Broken;
        Broken
    }
}
