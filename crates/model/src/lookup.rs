//! Look-ups: which account saw the record of which household, when, and by doing what.
//!
//! Written before the record is shown, into the looking place's own append-only document, and
//! never changed. Names of evacuees do not stand here, only ids.

use crate::ids::{PlaceId, RecordId};
use crate::inquiry::{Item, Outcome, Tier};
use crate::table::{codes, record};
use crate::text::Line;

codes! {
    /// What was done, and so why it was seen.
    pub enum LookupAction {
        /// Opened the card of a household with everyone on it.
        Card = "card",
        /// Two persons at HQ opened what is protected, for a while; no household in particular.
        Reveal = "reveal",
        /// Printed a list of everybody the account may see; no household in particular.
        List = "list",
        /// Took such a list of one place as a file.
        File = "file",
        /// Took as a file those who agreed that everybody may know where they are.
        Published = "published",
        /// Two persons at HQ closed the operation; no household in particular.
        Close = "close",
        /// Took as a file what the city's register of victims (被災者台帳) is fed with.
        Ledger = "ledger",
        /// Opened an inquiry, with whoever may be meant and what may be told of them.
        Inquiry = "inquiry",
        /// Answered an inquiry.
        Answer = "answer",
        /// Put the record beside one of another place that may be of the same human.
        Compare = "compare",
    }
}

record! {
    /// One look-up. Who and when stand in its marks: `recorded_by`, `recorded_at`.
    "lookup" pub Lookup, new NewLookup;
    must {
        household: RecordId,
        action: LookupAction,
    }
    may {
        /// Whose people they are, where it is not the looking place.
        place: PlaceId,
        /// The account of the other person, where it took two.
        second: RecordId,
        why: Line<200>,
        /// Of an inquiry: which, whose consent decided, how it was answered, and whom it told of.
        inquiry: RecordId,
        tier: Tier,
        outcome: Outcome,
        person: RecordId,
    }
    marks {
        /// What was told of them.
        told: Item,
    }
}
