//! Shifts of volunteers and staff at one place, and the hours that come of them.
//!
//! Invariants: an event is never edited; one that was tapped by mistake is voided. Hours are
//! computed and never stored. Tapping in twice begins one shift, tapping out twice ends it once,
//! whoever tapped at which laptop: times put them in order.
//!
//! Where nobody tapped out, hours go on and are shown as too long; the machine never ends a shift.

use std::collections::{BTreeMap, BTreeSet};

use crate::facts::Facts;
use crate::field::{Refused, Why};
use crate::ids::RecordId;
use crate::staff::StaffNo;
use crate::table::{codes, record};
use crate::time::Timestamp;

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;
/// The clock on the wall.
const JAPAN_MS: i64 = 9 * HOUR_MS;
/// A longer shift, or more hours than this within a day and a night, is shown (過労).
pub const TIRED_MS: i64 = 12 * HOUR_MS;

codes! {
    pub enum ShiftKind {
        In = "in",
        Out = "out",
        /// Takes its target back.
        Void = "void",
    }
}

record! {
    /// One tap.
    "shift" pub ShiftEvent, new NewShiftEvent, rule says_whose;
    must {
        kind: ShiftKind,
    }
    may {
        volunteer: RecordId,
        staff_no: StaffNo,
        target: RecordId,
    }
    marks {}
}

fn says_whose(event: &NewShiftEvent) -> Result<(), Refused> {
    let refused = |field, why| Err(Refused { table: ShiftEvent::TABLE, field, why });
    if (event.kind == ShiftKind::Void) != event.target.is_some() {
        let why = if event.target.is_none() { Why::Missing } else { Why::Misplaced };
        return refused("target", why);
    }
    match (&event.volunteer, &event.staff_no) {
        (None, None) => refused("volunteer", Why::Missing),
        (Some(_), Some(_)) => refused("staff_no", Why::Misplaced),
        _ => Ok(()),
    }
}

/// Whose shift it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Worker {
    Volunteer(RecordId),
    Staff(StaffNo),
}

impl Worker {
    pub fn event(&self, kind: ShiftKind) -> NewShiftEvent {
        let mut event = NewShiftEvent::of(kind);
        match self {
            Self::Volunteer(id) => event.volunteer = Some(*id),
            Self::Staff(staff_no) => event.staff_no = Some(staff_no.clone()),
        }
        event
    }

    /// `None`: the event does not say, or not in a way this version understands.
    pub fn of(event: &ShiftEvent, facts: &Facts<'_>) -> Option<Self> {
        let volunteer = event.volunteer.shown().map(|id| Self::Volunteer(facts.root(*id)));
        volunteer.or_else(|| event.staff_no.shown().cloned().map(Self::Staff))
    }
}

/// One stretch of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shift {
    pub began: Timestamp,
    /// `None`: still at it.
    pub ended: Option<Timestamp>,
}

/// Everything one of them worked here, in the order of time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Worked(Vec<Shift>);

impl Worked {
    pub fn shifts(&self) -> &[Shift] {
        &self.0
    }

    /// Since when they have been at it; `None`: they are not.
    pub fn on_since(&self) -> Option<Timestamp> {
        self.0.last().filter(|shift| shift.ended.is_none()).map(|shift| shift.began)
    }

    /// What lies between two moments; what still goes on counts up to the later one.
    pub fn millis(&self, from: Timestamp, to: Timestamp) -> i64 {
        let within = |shift: &Shift| {
            let end = shift.ended.map_or(to, |ended| ended.min(to));
            end.millis_since(shift.began.max(from)).max(0)
        };
        self.0.iter().map(within).sum()
    }

    pub fn all_millis(&self, now: Timestamp) -> i64 {
        self.0.first().map_or(0, |first| self.millis(first.began, now))
    }

    /// Since midnight in Japan.
    pub fn today_millis(&self, now: Timestamp) -> i64 {
        let into_day = (now.millis() + JAPAN_MS).rem_euclid(DAY_MS);
        self.millis(now.plus_millis(-into_day), now)
    }

    /// More than 12 hours at a stretch, or within the last 24: somebody sends them to rest, or
    /// nobody ended the shift.
    pub fn is_tired(&self, now: Timestamp) -> bool {
        let stretch = self.on_since().map_or(0, |began| now.millis_since(began));
        stretch > TIRED_MS || self.millis(now.plus_millis(-DAY_MS), now) > TIRED_MS
    }
}

/// What everybody worked who ever tapped in at this place.
pub fn worked(facts: &Facts<'_>) -> BTreeMap<Worker, Worked> {
    let events: Vec<ShiftEvent> = ShiftEvent::all(facts).collect();
    let voided: BTreeSet<RecordId> = events
        .iter()
        .filter(|event| event.kind.shown() == Some(&ShiftKind::Void))
        .flat_map(|event| event.target.known().map(|id| facts.root(*id)))
        .collect();
    let mut taps: BTreeMap<Worker, BTreeSet<(Timestamp, RecordId, ShiftKind)>> = BTreeMap::new();
    for event in events.iter().filter(|event| !voided.contains(&event.id)) {
        let tap = (Worker::of(event, facts), event.meta.observed_at, event.kind.shown());
        let (Some(worker), Some(at), Some(kind)) = tap else { continue };
        taps.entry(worker).or_default().insert((at, event.id, *kind));
    }
    taps.into_iter().map(|(worker, taps)| (worker, shifts(&taps))).collect()
}

fn shifts(taps: &BTreeSet<(Timestamp, RecordId, ShiftKind)>) -> Worked {
    let mut shifts: Vec<Shift> = Vec::new();
    for (at, _, kind) in taps {
        let open = shifts.last_mut().filter(|shift| shift.ended.is_none());
        match (kind, open) {
            (ShiftKind::In, None) => shifts.push(Shift { began: *at, ended: None }),
            (ShiftKind::Out, Some(shift)) => shift.ended = Some(*at),
            _ => {}
        }
    }
    Worked(shifts)
}
