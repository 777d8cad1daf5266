//! What reception does besides the card of one household: numbers that are scanned, cards that are
//! printed ahead, who is away and should be back, and records that may be of one human.
//!
//! Invariant: as in [`super::people`], everything goes through a roster made for the caller's
//! rights; a number of somebody the caller may not see answers like a number nobody bears.

pub mod wire;

mod away;
mod cards;
mod codes;
mod duplicates;
mod hands;
mod minors;

pub(super) use cards::card;
pub(super) use duplicates::one as one_person;
pub(super) use minors::may_leave;
