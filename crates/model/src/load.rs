//! 積込表: what goes onto one vehicle, in the order of its stops, and whether each door can take it.
//!
//! A load stands in the document of the place that loads it, headquarters or any other, since
//! nobody but headquarters may write into the document of the place that it goes to. It says what
//! is planned: it is no step of a request, and nothing is received by it. Its lines are never
//! edited; a plan that changes is taken back whole and made anew. That a load left is told by its
//! requests alone, each by a step that names it ([`Left`]), so plan and requests cannot disagree.
//!
//! The rule of the *door*: what is known of 荷受け条件 is held against the vehicle, its pallets and
//! the time of arrival. What contradicts is told ([`Against`]), what nobody said is told as unsaid
//! ([`Unsaid`]), and neither takes a stop off the vehicle. Hours are written in words; where they
//! are a list of times and nothing else they are compared, in Japan's time, else they are unsaid
//! here and stand on the paper to be read.
//!
//! Invariants: each line of a load stands in exactly one stop; nothing is ever left out because it
//! contradicts; what is loaded of one request is summed over all loads of a document that stand.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::facts::Facts;
use crate::field::{Refused, Why};
use crate::ids::{PlaceId, RecordId};
use crate::report::{Situation, Usable, Vehicle};
use crate::request::{Quantity, RequestState, Stage};
use crate::table::{codes, record};
use crate::text::{Line, Prose, Whole};
use crate::time::Timestamp;

/// Its place in the order of stops.
pub type StopNumber = Whole<1, 40>;

record! {
    /// One vehicle's way.
    "load" pub Load, new NewLoad, rule some_vehicle;
    change ChangeLoad;
    must {
        vehicle: Vehicle,
        /// Which vehicle it is: number, driver's firm.
        name: Line<60>,
    }
    may {
        departs_at: Timestamp,
        /// Goods on pallets need a forklift at each door.
        on_pallets: bool,
        /// The hub where it is loaded. Left out: at the place itself.
        from_hub: RecordId,
        note: Prose<500>,
        /// Taken back: it does not go like this.
        withdrawn: bool,
    }
    marks {}
}

fn some_vehicle(load: &NewLoad) -> Result<(), Refused> {
    if load.vehicle == Vehicle::None {
        let (table, field, why) = (Load::TABLE, "vehicle", Why::Contradiction);
        return Err(Refused { table, field, why });
    }
    Ok(())
}

record! {
    /// What is unloaded at a stop of what one request asked for.
    "load_line" pub LoadLine, new NewLoadLine;
    must {
        load: RecordId,
        stop: StopNumber,
        place: PlaceId,
        request: RecordId,
        quantity: Quantity,
    }
    may {
        arrives_at: Timestamp,
    }
    marks {}
}

/// One vehicle with its stops in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Plan {
    pub load: Load,
    pub stops: Vec<Stop>,
    /// Lines that cannot be read: somebody must look for what is on the vehicle.
    pub unreadable: BTreeSet<RecordId>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Stop {
    pub number: StopNumber,
    pub place: PlaceId,
    pub arrives_at: Option<Timestamp>,
    /// In the order of ids.
    pub lines: Vec<Unloaded>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Unloaded {
    pub line: RecordId,
    pub request: RecordId,
    pub quantity: i64,
}

impl Load {
    pub fn stands(&self) -> bool {
        !self.withdrawn.known().any(|gone| *gone)
    }
}

/// Every load of one document, in the order of ids, also those taken back.
pub fn plans(facts: &Facts<'_>) -> Vec<Plan> {
    let mut lines: BTreeMap<RecordId, Vec<LoadLine>> = BTreeMap::new();
    for line in LoadLine::all(facts) {
        for load in line.load.known().map(|id| facts.root(*id)).collect::<BTreeSet<_>>() {
            lines.entry(load).or_default().push(line.clone());
        }
    }
    Load::all(facts)
        .map(|load| Plan::of(lines.remove(&load.id).unwrap_or_default(), load))
        .collect()
}

impl Plan {
    fn of(lines: Vec<LoadLine>, load: Load) -> Self {
        let mut stops: BTreeMap<(StopNumber, PlaceId), Stop> = BTreeMap::new();
        let mut unreadable = BTreeSet::new();
        for line in lines {
            let read = (line.stop.shown(), line.place.shown(), line.request.shown());
            let ((Some(number), Some(place), Some(request)), Some(quantity)) =
                (read, line.quantity.shown())
            else {
                unreadable.insert(line.id);
                continue;
            };
            let (number, place, arrives_at) = (*number, *place, None);
            let stop = Stop { number, place, arrives_at, lines: Vec::new() };
            let stop = stops.entry((number, place)).or_insert(stop);
            stop.arrives_at = stop.arrives_at.max(line.arrives_at.shown().copied());
            let quantity = quantity.get();
            stop.lines.push(Unloaded { line: line.id, request: *request, quantity });
        }
        Self { load, stops: stops.into_values().collect(), unreadable }
    }
}

/// What is on vehicles of each request, over all loads that stand, without what was received since
/// its load left. `states`: by place and request.
pub fn loaded(
    plans: &[Plan],
    states: &BTreeMap<(PlaceId, RecordId), RequestState>,
) -> BTreeMap<RecordId, i64> {
    let mut loaded: BTreeMap<RecordId, i64> = BTreeMap::new();
    for plan in plans.iter().filter(|plan| plan.load.stands()) {
        for (place, line) in plan.lines() {
            let left = states.get(&(place, line.request));
            let left = left.map_or(Left::Not, |state| state.left_with(plan.load.id));
            if left != Left::AndReceived {
                let sum = loaded.entry(line.request).or_default();
                *sum = sum.saturating_add(line.quantity);
            }
        }
    }
    loaded
}

impl Plan {
    /// Every line that can be read, with the place that it goes to.
    pub fn lines(&self) -> impl Iterator<Item = (PlaceId, &Unloaded)> {
        self.stops.iter().flat_map(|stop| stop.lines.iter().map(|line| (stop.place, line)))
    }
}

codes! {
    /// Whether what one request has on a load has left with it.
    pub enum Left {
        Not = "not",
        OnTheRoad = "on_the_road",
        /// The place received something since.
        AndReceived = "and_received",
    }
}

codes! {
    /// What is wrong with a line, by what is known here of its request.
    pub enum LineDoubt {
        /// No such request is known here.
        Unknown = "unknown",
        /// Refused, cancelled, replaced, closed, or received.
        Over = "over",
        /// More is on vehicles than has still to come.
        TooMuch = "too_much",
    }
}

/// `loaded`: what of the request is on vehicles, this one too.
pub fn doubt(request: Option<&RequestState>, loaded: i64) -> Option<LineDoubt> {
    let Some(state) = request else { return Some(LineDoubt::Unknown) };
    let is_over = state.is_complete
        || matches!(
            state.stage,
            Stage::Rejected | Stage::Cancelled | Stage::Superseded | Stage::Closed
        );
    match (is_over, loaded > state.outstanding()) {
        (true, _) => Some(LineDoubt::Over),
        (false, true) => Some(LineDoubt::TooMuch),
        (false, false) => None,
    }
}

codes! {
    /// What of a place's conditions the vehicle contradicts.
    pub enum Against {
        /// No vehicle gets through to it.
        NoVehicle = "no_vehicle",
        /// A larger one than gets through.
        TooLarge = "too_large",
        /// Its road cannot be used.
        RoadClosed = "road_closed",
        /// Pallets, and no forklift.
        NoForklift = "no_forklift",
        /// It arrives when nobody takes goods in.
        OutsideHours = "outside_hours",
    }
}

codes! {
    /// What nobody said of a place, so that it cannot be held against the vehicle.
    pub enum Unsaid {
        Vehicle = "vehicle",
        Road = "road",
        Forklift = "forklift",
        Hours = "hours",
    }
}

/// 荷受け条件 as far as they are compared. `None`: nobody said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conditions {
    pub largest_vehicle: Option<Vehicle>,
    pub road: Option<Usable>,
    pub forklifts: Option<i64>,
    pub hours: Option<String>,
}

impl Conditions {
    pub fn of(situation: &Situation) -> Self {
        let vehicle = situation.latest(|report| &report.largest_vehicle);
        let road = situation.latest(|report| &report.road_access);
        let forklifts = situation.latest(|report| &report.forklifts);
        let hours = situation.latest(|report| &report.delivery_hours);
        Self {
            largest_vehicle: vehicle.and_then(|it| it.field.shown().copied()),
            road: road.and_then(|it| it.field.shown().copied()),
            forklifts: forklifts.and_then(|it| it.field.shown().map(|number| number.get())),
            hours: hours.and_then(|it| it.field.shown().map(|hours| hours.as_str().to_owned())),
        }
    }

    /// What is held against a vehicle, and what could not be.
    pub fn meet(&self, coming: &Coming) -> (BTreeSet<Against>, BTreeSet<Unsaid>) {
        let (mut against, mut unsaid) = (BTreeSet::new(), BTreeSet::new());
        match (self.largest_vehicle, coming.vehicle) {
            (Some(Vehicle::None), _) => {
                against.insert(Against::NoVehicle);
            }
            (None, _) | (_, None) => {
                unsaid.insert(Unsaid::Vehicle);
            }
            (Some(largest), Some(vehicle)) if vehicle > largest => {
                against.insert(Against::TooLarge);
            }
            (Some(_), Some(_)) => {}
        }
        match self.road {
            None | Some(Usable::Unknown) => {
                unsaid.insert(Unsaid::Road);
            }
            Some(Usable::Unusable) => {
                against.insert(Against::RoadClosed);
            }
            Some(Usable::Usable | Usable::Partly) => {}
        }
        match self.forklifts.filter(|_| coming.on_pallets) {
            Some(0) => {
                against.insert(Against::NoForklift);
            }
            None if coming.on_pallets => {
                unsaid.insert(Unsaid::Forklift);
            }
            _ => {}
        }
        let open = self.hours.as_deref().and_then(opening_hours);
        match (open, coming.arrives_at) {
            (Some(open), Some(at)) if !open.iter().any(|hours| hours.holds(at)) => {
                against.insert(Against::OutsideHours);
            }
            (Some(_), Some(_)) => {}
            (None, _) | (_, None) => {
                unsaid.insert(Unsaid::Hours);
            }
        }
        (against, unsaid)
    }
}

/// What drives up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coming {
    /// `None`: this version cannot read it.
    pub vehicle: Option<Vehicle>,
    pub on_pallets: bool,
    pub arrives_at: Option<Timestamp>,
}

/// Minutes of the day in Japan, the last not among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    pub from: i64,
    pub to: i64,
}

impl Hours {
    fn holds(self, at: Timestamp) -> bool {
        const JAPAN_MIN: i64 = 9 * 60;
        let minute = (at.millis().div_euclid(60_000) + JAPAN_MIN).rem_euclid(24 * 60);
        (self.from..self.to).contains(&minute)
    }
}

/// 「9時〜17時」「8:30-12:00、13時から16時半まで」. `None`: something else is said too, or something else.
pub fn opening_hours(words: &str) -> Option<Vec<Hours>> {
    let words: String = words.chars().filter_map(plain).collect();
    words.split([',', '/']).map(one_range).collect()
}

/// Full width as half width; blanks left out.
fn plain(typed: char) -> Option<char> {
    match typed {
        '０'..='９' => char::from_digit(u32::from(typed) - u32::from('０'), 10),
        '：' => Some(':'),
        '、' | '，' | '・' | '／' => Some(','),
        '〜' | '～' | '－' | '−' | '–' | '—' | 'ー' | '~' => Some('-'),
        blank if blank.is_whitespace() => None,
        other => Some(other),
    }
}

fn one_range(words: &str) -> Option<Hours> {
    let words = words.strip_suffix("まで").unwrap_or(words);
    let (from, to) = words.split_once("から").or_else(|| words.split_once('-'))?;
    let (from, to) = (clock(from)?, clock(to)?);
    (from < to).then_some(Hours { from, to })
}

/// Minutes since midnight of 「9」「9時」「9時半」「9時30分」「9:30」.
fn clock(words: &str) -> Option<i64> {
    let (hour, minute) = match words.split_once(['時', ':']) {
        None => (words, "0"),
        Some((hour, "")) if words.ends_with('時') => (hour, "0"),
        Some((hour, "半")) if words.contains('時') => (hour, "30"),
        Some((hour, minute)) => (hour, minute.strip_suffix('分').unwrap_or(minute)),
    };
    let number = |digits: &str| -> Option<i64> {
        let fits = matches!(digits.len(), 1 | 2) && digits.bytes().all(|it| it.is_ascii_digit());
        if fits { digits.parse().ok() } else { None }
    };
    let (hour, minute) = (number(hour)?, number(minute)?);
    let total = hour * 60 + minute;
    (minute < 60 && total <= 24 * 60).then_some(total)
}
