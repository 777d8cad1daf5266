//! Bodies of entries in, verdicts and view changes out.

use automerge::ChangeHash;
use musubi_model::ids::Actor;
use musubi_model::record::ViewChange;

use crate::document::Document;
use crate::guard::Unfit;

/// The body of one entry, and where in its log its changes stand.
#[derive(Clone, Copy, Debug)]
pub struct Incoming<'a> {
    pub actor: Actor,
    /// The sequence number of the body's first change: 1 for the first change of a log.
    pub first_seq: u64,
    /// The change before it on the same branch of the log; `None` exactly where `first_seq` is 1.
    pub previous: Option<ChangeHash>,
    pub body: &'a [u8],
}

/// What became of one entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Every change of the entry is in the document, now or from before.
    Applied { next_seq: u64, last: ChangeHash },
    /// Changes it builds on are not in the document. Judge it again when they are.
    Waiting { missing: Vec<ChangeHash> },
    /// Never applied, in no document.
    Unfit(Unfit),
    /// Another change of the same actor and number is applied here: the log forked, and which
    /// branch is applied is decided before a batch is built.
    Rival { seq: u64 },
}

/// What a batch did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// One for each incoming entry, in their order.
    pub outcomes: Vec<Outcome>,
    pub changes: Vec<ViewChange>,
}

/// The document failed on a batch that the guard had passed, and must be dropped.
///
/// Build it again from the last save and the log. Which entry did it is told by
/// [`Document::judge_alone`], which works on a broken document too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the document failed while changes were applied and must be built again")]
pub struct Broken;

impl Document {
    /// Judges the entries in their order and applies those that are fit.
    pub fn apply(&mut self, _batch: &[Incoming<'_>]) -> Result<Applied, Broken> {
        unimplemented!()
    }

    /// What becomes of one entry in a copy that holds exactly its past. Slow: for suspects.
    ///
    /// Changes nothing here; an entry that passes accuses nobody.
    pub fn judge_alone(&self, _suspect: Incoming<'_>) -> Outcome {
        unimplemented!()
    }
}
