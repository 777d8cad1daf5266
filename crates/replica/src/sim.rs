//! Many replicas over a virtual network and virtual disks, everything from one seed.
//!
//! A seed decides who takes part, what they write, which links fail, how much is lost, doubled and
//! overtaken, when power fails, whose disk is slow, restored from an older image or has lost its
//! cache, whose clock is a day off, whose image runs twice ([`twins`]), who is revoked and whether HQ
//! is alone then, what is carried on sticks and where they are cut ([`sticks`]), and what a hostile
//! author with a valid certificate signs where honest nodes write ([`forger`]). In the end all is
//! healed, and then:
//!
//! - every node holds the same entries;
//! - every reader of a document shows the same, and field by field what an independent model says
//!   was written ([`model`]); where entries may be held, whatever an honest node acknowledged shows, or
//!   somebody replaced it who had seen it;
//! - every reader gives the same verdicts, and each entry applied beyond a cut stands among those that
//!   are vouched for;
//! - nothing acknowledged is missing, and nobody else can open it;
//! - whatever HQ applied is ticked on every node, and what was ever ticked is there.
//!
//! All the time: nothing is sent or shown before it is on the disk, no entry is written twice or
//! after a gap, no honest node is accused, a receipt covers only what is applied and on the disk of
//! the HQ that signed it, a stick is good up to its cut and holds nothing in clear, and after a whole
//! reading all of it is there.
//!
//! A [`Mutation`] takes one protection out of the product. Each must make some seed fail.

mod disk;
mod end;
mod faults;
mod forger;
mod model;
mod network;
mod node;
mod sticks;
mod ticks;
mod twins;
mod world;

pub use crate::sim::world::{Figures, World};

use musubi_log::item::Item;

use crate::message::Message;
use crate::output::Output;

/// A protection that is left out on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutation {
    /// Spans are stored though what lies before them has not come.
    GapCheck,
    /// What reveals an entry is told before the entry is told to be persisted.
    PersistBeforeSend,
    /// Spans that are here already are stored once more.
    Dedupe,
    /// What is applied is shown before it is told to be persisted.
    StoredBeforeApplied,
    /// A node that starts again goes on in its last run.
    RunPerOpening,
    /// A receipt is told before what it covers is told to be persisted.
    FlushBeforeReceipt,
    /// A receipt lists what is stored, whether it is applied or not.
    AppliedBeforeReceipt,
    /// What lies below a cut counts, whatever its chain.
    CutByChain,
    /// Of a forked log each node follows the branch it happens to hold.
    ForkChoice,
    /// Entries beyond a cut are applied like any other.
    CutBeyond,
    /// Entries that are vouched for are not listed.
    VouchedListed,
    /// What nobody applies any more is not written again.
    Reissue,
    /// A stick carries what a page shows along with the journal.
    SealBeforeCarry,
    /// A stick leaves out a log.
    CarryWhole,
}

impl Mutation {
    pub const ALL: [Self; 14] = [
        Self::GapCheck,
        Self::PersistBeforeSend,
        Self::Dedupe,
        Self::StoredBeforeApplied,
        Self::RunPerOpening,
        Self::FlushBeforeReceipt,
        Self::AppliedBeforeReceipt,
        Self::CutByChain,
        Self::ForkChoice,
        Self::CutBeyond,
        Self::VouchedListed,
        Self::Reissue,
        Self::SealBeforeCarry,
        Self::CarryWhole,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::GapCheck => "gap-check",
            Self::PersistBeforeSend => "persist-before-send",
            Self::Dedupe => "dedupe",
            Self::StoredBeforeApplied => "stored-before-applied",
            Self::RunPerOpening => "run-per-opening",
            Self::FlushBeforeReceipt => "flush-before-receipt",
            Self::AppliedBeforeReceipt => "applied-before-receipt",
            Self::CutByChain => "cut-by-chain",
            Self::ForkChoice => "fork-choice",
            Self::CutBeyond => "cut-beyond",
            Self::VouchedListed => "vouched-listed",
            Self::Reissue => "reissue",
            Self::SealBeforeCarry => "seal-before-carry",
            Self::CarryWhole => "carry-whole",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mutation| mutation.name() == name)
    }
}

/// Runs one seed to its end. The error says what does not hold.
pub fn run(seed: u64, mutation: Option<Mutation>) -> Result<Figures, String> {
    World::new(seed, mutation).run()
}

/// Outputs as a replica without the protection would order them.
fn mutated(mutation: Option<Mutation>, outputs: Vec<Output>) -> Vec<Output> {
    let early = |output: &Output| match mutation {
        Some(Mutation::PersistBeforeSend) => {
            matches!(output, Output::Send { .. } | Output::Gossip(_) | Output::Saved { .. })
        }
        Some(Mutation::StoredBeforeApplied) => matches!(output, Output::View { .. }),
        Some(Mutation::FlushBeforeReceipt) => tells_receipt(output),
        _ => false,
    };
    let (mut first, rest): (Vec<Output>, Vec<Output>) = outputs.into_iter().partition(early);
    first.extend(rest);
    first
}

fn tells_receipt(output: &Output) -> bool {
    match output {
        Output::Persist(item) => matches!(item, Item::Receipt(_)),
        Output::Send { message: Message::Items(items), .. } => {
            items.iter().any(|item| matches!(item, Item::Receipt(_)))
        }
        _ => false,
    }
}
