//! 物資拠点: where goods for several places lie on their way, and what of each request lies there.
//!
//! The list of hubs is headquarters', in the city's document. A hub is no place: it has no document
//! of its own, nobody reports on it, and no total of places, people or reports knows of it. What
//! lies there is not kept anywhere: it is reckoned from the steps of the requests, so no second
//! book can contradict them. The rule is in `docs/figures.md`.
//!
//! Invariants: of each request and hub, what came = what went on + what lies there, and none of them
//! is below 0; steps said by people who did not know of each other are never added up; what a
//! place received lies at no hub; the same steps in any order give the same.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::field::{Refused, Why};
use crate::ids::RecordId;
use crate::place::{Address, LatitudeE7, LongitudeE7, PlaceName};
use crate::report::{Few, Usable, Vehicle};
use crate::request::{RequestEvent, Stage};
use crate::table::{codes, record};
use crate::text::{Line, Prose};
use crate::time::Timestamp;

codes! {
    pub enum HubKind {
        /// 広域物資輸送拠点: the prefecture's, where goods from outside come in.
        WideArea = "wide_area",
        /// 地域内輸送拠点: the city's own, from where they go to places.
        InArea = "in_area",
    }
}

record! {
    /// One hub of the city.
    "hub" pub Hub, new NewHub, rule position_is_whole;
    change ChangeHub;
    must {
        name: PlaceName,
        kind: HubKind,
    }
    may {
        address: Address,
        phone: Line<40>,
        latitude_e7: LatitudeE7,
        longitude_e7: LongitudeE7,
        largest_vehicle: Vehicle,
        road_access: Usable,
        forklifts: Few,
        unloaders: Line<200>,
        delivery_hours: Line<120>,
        note: Prose<500>,
        /// Nothing is brought there any more. What lies there lies there still.
        closed: bool,
    }
    marks {}
}

fn position_is_whole(hub: &NewHub) -> Result<(), Refused> {
    let refused = |field| Err(Refused { table: Hub::TABLE, field, why: Why::Missing });
    match (hub.latitude_e7, hub.longitude_e7) {
        (Some(_), None) => refused("longitude_e7"),
        (None, Some(_)) => refused("latitude_e7"),
        _ => Ok(()),
    }
}

impl Hub {
    /// Of hands that disagree the closing one counts.
    pub fn is_closed(&self) -> bool {
        self.closed.known().any(|closed| *closed)
    }
}

/// What of one request lies at one hub, by the words of its steps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AtHub {
    pub came: i64,
    /// `came` − `lies`.
    pub went_on: i64,
    pub lies: i64,
    /// Steps were said at once by people who did not know of each other.
    pub is_unsure: bool,
    /// More left than came.
    pub more_left: bool,
    /// Since when what lies there does. `None`: nothing lies there, or its clock is doubted.
    pub since: Option<Timestamp>,
}

type Pasts = BTreeMap<RecordId, BTreeSet<RecordId>>;

/// `standing`: the steps of one request that count. `wanted`: what was asked for, where it can be
/// read.
pub(crate) fn of(
    standing: &[&RequestEvent],
    pasts: &Pasts,
    wanted: Option<i64>,
    received: i64,
) -> BTreeMap<RecordId, AtHub> {
    let came_to = |event: &RequestEvent| match event.stage.shown()? {
        Stage::AtHub => event.hub.shown().copied(),
        _ => None,
    };
    let left = |event: &RequestEvent| match event.stage.shown()? {
        Stage::AtHub | Stage::OutForDelivery => event.from_hub.shown().copied(),
        _ => None,
    };
    let named = standing.iter().flat_map(|event| [came_to(event), left(event)]);
    let named: BTreeSet<RecordId> = named.flatten().collect();
    let at = |hub: RecordId| {
        let arrivals = standing.iter().copied().filter(|event| came_to(event) == Some(hub));
        let arrivals: Vec<&RequestEvent> = arrivals.collect();
        let departures = standing.iter().copied().filter(|event| left(event) == Some(hub));
        let departures: Vec<&RequestEvent> = departures.collect();
        let (came, came_at_once) = heaviest(&arrivals, pasts);
        let (gone, gone_at_once) = heaviest(&departures, pasts);
        let not_received = came.max(wanted.unwrap_or(i64::MAX)).saturating_sub(received);
        let lies = (came - gone).min(not_received).max(0);
        let at_hub = AtHub {
            came,
            went_on: came - lies,
            lies,
            is_unsure: came_at_once || gone_at_once,
            more_left: gone > came,
            since: since(&arrivals, lies),
        };
        (hub, at_hub)
    };
    named.into_iter().map(at).collect()
}

/// The largest sum of steps that each know of those before; and whether any step is not in it.
fn heaviest(events: &[&RequestEvent], pasts: &Pasts) -> (i64, bool) {
    let is_before = |a: &RequestEvent, b: &RequestEvent| {
        pasts[&b.id].contains(&a.id) && !pasts[&a.id].contains(&b.id)
    };
    let before = |event: &RequestEvent| -> Vec<RecordId> {
        let earlier = events.iter().filter(|other| is_before(other, event));
        earlier.map(|other| other.id).collect()
    };
    let mut in_order: Vec<(&RequestEvent, Vec<RecordId>)> =
        events.iter().map(|event| (*event, before(event))).collect();
    // Whoever is before another has fewer before it.
    in_order.sort_by_key(|(_, before)| before.len());
    let mut sums: BTreeMap<RecordId, i64> = BTreeMap::new();
    for (event, before) in in_order {
        let most = before.iter().filter_map(|id| sums.get(id)).max().copied().unwrap_or(0);
        sums.insert(event.id, most.saturating_add(quantity(event)));
    }
    let heaviest = sums.into_values().max().unwrap_or(0);
    let all = events.iter().fold(0_i64, |sum, event| sum.saturating_add(quantity(event)));
    (heaviest, all != heaviest)
}

fn quantity(event: &RequestEvent) -> i64 {
    event.quantity.shown().map_or(0, |quantity| quantity.get())
}

/// What came first leaves first, so what lies there are the newest arrivals.
fn since(arrivals: &[&RequestEvent], lies: i64) -> Option<Timestamp> {
    if lies == 0 {
        return None;
    }
    let mut newest: Vec<&&RequestEvent> = arrivals.iter().collect();
    // One without a time counts as the newest, so that it is not passed over.
    newest.sort_by_key(|event| {
        let at = event.meta.observed_at;
        (at.is_some(), Reverse(at), Reverse(event.id))
    });
    let (mut sum, mut since) = (0_i64, None);
    for event in newest {
        since = Some(event.meta.observed_at?);
        sum = sum.saturating_add(quantity(event));
        if sum >= lies {
            break;
        }
    }
    since
}
