//! What a replica tells the loop to do.

use musubi_log::hash::LogId;
use musubi_log::item::Item;
use musubi_model::ids::{DocumentId, NodeKey};
use musubi_model::record::{View, ViewChange};

use crate::courier::Brought;
use crate::input::{Applied, CarryId, CommitId};
use crate::message::{Message, Range};
use crate::serving::Part;

/// One obligation. Outputs are obeyed in their order; a loop may obey all `Persist`s of a batch
/// first, sync once, and then obey the rest in order.
#[derive(Debug)]
pub enum Output {
    /// Append to the journal. Synced before anything that comes later is obeyed.
    Persist(Item),
    /// The command is on this node's disk and in the view that follows or came before.
    Saved {
        id: CommitId,
    },
    /// Nothing of the command was written.
    Refused {
        id: CommitId,
        why: Refusal,
    },
    /// What of a bundle's items is good and new is on this node's disk.
    Carried {
        id: CarryId,
        brought: Brought,
    },
    View {
        document: DocumentId,
        shown: Shown,
    },
    Send {
        to: NodeKey,
        message: Message,
    },
    /// Read these parts of logs from the journal and send them, as [`crate::serving`] cuts them.
    Serve {
        to: NodeKey,
        parts: Vec<Part>,
    },
    /// Bring the cached save, if asked for, and the journalled spans: `Input::Loaded`.
    Load {
        document: DocumentId,
        save: WithSave,
        ranges: Vec<Range>,
    },
    /// Write into the cache, together with the document's view as of now, in one piece.
    Keep {
        document: DocumentId,
        save: Vec<u8>,
        applied: Applied,
    },
    Gossip(Message),
    /// Draw 16 random bytes, never used before, and say them: `Input::Run`. Nothing is written
    /// meanwhile.
    DrawRun,
    Report(Report),
}

/// What of a document is new for those who look at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    Changes(Vec<ViewChange>),
    /// The document was built anew: replaces everything.
    Whole(View),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WithSave {
    Wanted,
    Unwanted,
}

/// Why a command was refused, in what a person can act on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("this laptop's ticket does not let it write there")]
    NotAllowed,
    #[error("this laptop cannot read that document")]
    NoKey,
    #[error("this laptop or its ticket was revoked")]
    Revoked,
    #[error("the operation was closed")]
    Closed,
    #[error("documents of this kind are not written by this version")]
    Kind,
    #[error("{0}")]
    Command(#[from] musubi_document::CommitError),
    #[error("what was entered is too much for one entry")]
    EntrySize,
    #[error("too many commands are waiting")]
    Busy,
}

/// Something a person or the loop's log should know. Never needed for correctness.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Report {
    /// A peer said what cannot be: malformed, badly signed, not its to say. Accuses it alone.
    Misbehaved { peer: Option<NodeKey>, what: Misbehaviour },
    /// More came of one author than anybody writes; what goes on coming is late.
    Flooded { author: NodeKey },
    /// An entry that no node will ever apply, and with it the rest of its log.
    Unfit { document: DocumentId, log: LogId, position: u64, reason: UnfitEntry },
    /// Entries of this log from `from` on are accused and applied only where vouched for.
    Held { document: DocumentId, log: LogId, from: u64 },
    /// Accused entries up to `to`, applied because a fit entry that is not accused builds on them.
    Vouched { document: DocumentId, log: LogId, to: u64 },
    /// One log was signed in two ways: proved, and known to every node that holds the proof.
    Forked { document: DocumentId, log: LogId, common: u64 },
    /// The peer's clock minus ours, when it is more than two minutes.
    Skewed { node: NodeKey, skew_ms: i64 },
    /// How far a peer is, in entries, as far as it said: what it holds and we lack, and what we hold
    /// and it has not said it holds.
    Distance { node: NodeKey, lacking_here: u64, lacking_there: u64 },
    /// This node and the peer hold the same.
    Level { node: NodeKey },
    /// How far HQ has what stands in this document may be another now: [`crate::Replica::confirmed`].
    Confirmed { document: DocumentId },
    /// A document failed and is built again from the log.
    Rebuilding { document: DocumentId },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misbehaviour {
    Certificate,
    Fact,
    Header,
    Author,
    Span,
}

/// Why an entry as a whole is unfit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnfitEntry {
    #[error("{0}")]
    Sealing(#[from] musubi_log::seal::Unfit),
    #[error("{0}")]
    Change(#[from] musubi_document::Unfit),
}
