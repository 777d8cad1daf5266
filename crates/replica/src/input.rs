//! What the loop tells a replica.

use std::collections::{BTreeMap, BTreeSet};

use musubi_document::ChangeHash;
use musubi_log::hash::{Hash, LogId, Run};
use musubi_log::header::Header;
use musubi_log::item::Item;
use musubi_log::span::{Span, Tip};
use musubi_model::ids::{DocumentId, NodeKey};
use musubi_model::record::Edit;
use musubi_model::time::Timestamp;

use crate::message::Message;
use crate::room::Room;

/// The loop's own number for a command, given back with its outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CommitId(pub u64);

/// The loop's own number for what came out of a bundle together, given back with what it brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CarryId(pub u64);

/// One thing that happened. Time is told beside it.
#[derive(Debug)]
pub enum Input {
    /// Somebody wants to write. Answered by exactly one `Saved` or `Refused`, maybe much later.
    Commit {
        id: CommitId,
        document: DocumentId,
        edits: Vec<Edit>,
    },
    /// A node was admitted by the mesh. Its certificate is judged again here.
    PeerUp {
        node: NodeKey,
        certificate: Vec<u8>,
    },
    PeerDown {
        node: NodeKey,
    },
    Received {
        from: NodeKey,
        message: Message,
    },
    /// Items out of a bundle that somebody carried here. Answered by exactly one `Carried`.
    Carried {
        id: CarryId,
        items: Vec<Item>,
    },
    /// Gossip: who sent it is not known, and it may be missing without harm.
    Hint(Message),
    /// The answer to `Output::Load`. `spans` are the journalled spans that touch the ranges asked
    /// for, of all branches and also behind holes, by first position; they may begin before a range. Of
    /// each range they may be only as many of the first as are read at once, but all that begin where
    /// the last of them does.
    Loaded {
        document: DocumentId,
        save: Option<Saved>,
        spans: Vec<Span>,
    },
    /// Damage to the journal was found: of this log it holds no more than this. What is missing is
    /// asked for again like anything else.
    Lost {
        log: LogId,
        held: Option<StoredLog>,
    },
    /// A peer's clock, heard now.
    Clock {
        node: NodeKey,
        wall: Timestamp,
    },
    /// A person looked at the clock and said that date and time are right.
    ClockConfirmed,
    /// How much the disk still takes, where it changed.
    Room(Room),
    /// The answer to `Output::DrawRun`.
    Run(Run),
    /// [`crate::Replica::deadline`] has passed.
    Deadline,
    /// The node is about to stop: everything worth caching is handed out as `Output::Keep`.
    Closing,
}

/// A document as the cache gives it back: exactly what `Output::Keep` handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    pub save: Vec<u8>,
    pub applied: Applied,
}

/// How far one log is applied in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Position of the first entry that is not applied.
    pub next_position: u64,
    /// Number of the next change, and the change before it.
    pub next_seq: u64,
    pub previous: Option<ChangeHash>,
    pub standing: Standing,
    /// The chain up to the last applied entry; `None` where there is none.
    pub chain: Option<Hash>,
    /// After which entries the number of the next change is not the one that follows from the
    /// entry before: an entry may hold several changes.
    pub turns: BTreeMap<u64, u64>,
}

/// Whether more of a log will ever be applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Going,
    /// The entry at `next_position` is unfit, which is never lifted.
    Unfit,
}

/// How far each log of a document is applied.
pub type Applied = BTreeMap<LogId, Progress>;

/// One log as the journal's index knows it.
#[derive(Clone, Debug)]
pub struct StoredLog {
    pub header: Header,
    pub tip: Tip,
}

/// What a node finds on its disk when it starts. Small: nothing grows with entries.
#[derive(Debug, Default)]
pub struct Stored {
    /// Every statement, certificate, proof and receipt.
    pub facts: Vec<Item>,
    pub logs: Vec<StoredLog>,
    /// Logs of which the journal holds more, behind a hole.
    pub holed: BTreeSet<LogId>,
    /// The applied part of every document in the cache whose save and view are both there.
    pub kept: BTreeMap<DocumentId, Applied>,
}
