//! Documents: commands to bodies of entries, bodies through the guard to views.
//!
//! [`Document`] is one replica of one document. It is written to by [`Document::commit`], which
//! gives back the body of an entry, and by [`Document::apply`], which takes bodies of entries as
//! their authors wrote them. Both say what became new for readers as `ViewChange`s, and every
//! change passes the same guard on both ways. Documents are made of automerge changes, but for
//! look-ups, which only grow by records.
//!
//! Invariants: a verdict depends only on a change and its causal past, never on what else the
//! document holds or on the order of arrival. The log is the truth; a save is a cache of ours.
//!
//! Deliberately absent: entries, signatures, peers, clocks, randomness; `load_incremental`,
//! `automerge::sync`, `diff` and loading of bytes that another node saved.

mod apply;
mod body;
mod changes;
mod command;
mod document;
mod genesis;
mod guard;
mod leb;
mod ledger;
mod record;
mod salvage;
mod view;

pub use automerge::ChangeHash;

pub use crate::apply::{Applied, AppliedLogs, Broken, Incoming, IncomingLog, Outcome};
pub use crate::body::{BODY_BYTES_MAX, BODY_CHANGES_MAX};
pub use crate::command::{COMMAND_BYTES_MAX, CommitError, Committed, Written};
pub use crate::document::{Document, LoadError, Position, SaveError};
pub use crate::genesis::genesis_hash;
pub use crate::guard::Unfit;
pub use crate::ledger::SHOWN_MAX;
pub use crate::record::{RECORD_BYTES_MAX, RECORDS_MAX};
pub use crate::salvage::Salvaged;
