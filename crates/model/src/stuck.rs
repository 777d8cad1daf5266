//! Which open requests are stuck, and since when: the next step did not come in its time.
//!
//! Every open request awaits one step, told by the stage that is shown. The time for it runs from
//! when the stage's newest head was observed, or ends when the goods were promised for, where that
//! was said with it. The times are ours ([`Awaits::hours`]), written down in `docs/figures.md`.
//!
//! Invariants: what is over, refused, or wholly received by the word of its place is never stuck;
//! any step said anew sets the time running again; what is stuck stays so until something is said.
//! Where the clock of the last step is doubted, nobody can tell: it is listed without a time
//! rather than left out. All of it is a function of the records and of `now`.

use serde::Serialize;

use crate::ids::RecordId;
use crate::request::{RequestEvent, RequestState, Stage, Urgency};
use crate::table::codes;
use crate::time::{Age, Timestamp};

const HOUR_MS: i64 = 3_600_000;

codes! {
    /// The step that an open request awaits.
    pub enum Awaits {
        /// Accepted or not: headquarters.
        Answer = "answer",
        /// Sent: headquarters.
        Sending = "sending",
        /// Word that it arrived at a hub or was taken on from there: whoever carries it.
        Arrival = "arrival",
        /// Sent out from the hub.
        LastMile = "last_mile",
        /// 受取: the place.
        Receipt = "receipt",
        /// What is missing of goods that came in part: headquarters.
        Rest = "rest",
    }
}

impl Awaits {
    /// `None`: nothing is awaited.
    pub fn of(state: &RequestState) -> Option<Self> {
        if state.is_complete {
            return None;
        }
        match state.stage {
            Stage::Submitted => Some(Self::Answer),
            Stage::Accepted | Stage::Sourcing => Some(Self::Sending),
            Stage::Shipped => Some(Self::Arrival),
            Stage::AtHub => Some(Self::LastMile),
            Stage::OutForDelivery => Some(Self::Receipt),
            Stage::Delivered => Some(Self::Rest),
            Stage::Draft
            | Stage::Superseded
            | Stage::Rejected
            | Stage::Cancelled
            | Stage::Closed => None,
        }
    }

    /// After how many hours the step is overdue. A request that says no urgency has days.
    pub const fn hours(self, urgency: Urgency) -> i64 {
        let [now, today, days] = match self {
            Self::Answer => [1, 6, 24],
            Self::Sending | Self::Rest => [6, 24, 72],
            Self::Arrival => [12, 24, 48],
            Self::LastMile => [6, 12, 24],
            Self::Receipt => [3, 6, 12],
        };
        match urgency {
            Urgency::Now => now,
            Urgency::Today => today,
            Urgency::Days => days,
        }
    }
}

/// One request that is stuck.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Stuck {
    pub awaits: Awaits,
    /// When the last step was observed. `None`: its clock is doubted.
    pub last: Option<Timestamp>,
    /// When the time for the next step was over. `None`: nobody can tell.
    pub since: Option<Timestamp>,
}

/// `None`: not stuck, as far as `now` is right.
pub fn stuck(state: &RequestState, now: Timestamp) -> Option<Stuck> {
    let awaits = Awaits::of(state)?;
    let is_shown = |event: &&RequestEvent| {
        let id: &RecordId = &event.id;
        state.heads.0.contains(id) && event.stage.shown() == Some(&state.stage)
    };
    let heads = || state.events.iter().filter(is_shown);
    let last = heads().filter_map(|event| event.meta.observed_at).max();
    let Some(last) = last.filter(|last| Age::of(Some(*last), now) != Age::Unconfirmed) else {
        return Some(Stuck { awaits, last: None, since: None });
    };
    let promised = heads().filter_map(|event| event.expected_at.shown()).max().copied();
    let urgency = state.request.urgency.shown().copied().unwrap_or(Urgency::Days);
    let since = promised.unwrap_or_else(|| last.plus_millis(awaits.hours(urgency) * HOUR_MS));
    (since < now).then_some(Stuck { awaits, last: Some(last), since: Some(since) })
}
