//! 物資拠点: headquarters' list of hubs, and what of the city's requests lies at each.
//!
//! Invariants: everything told of goods is reckoned from the requests' own steps when it is asked
//! for; in every line what came = what went on + what lies there; a hub at which goods lie is never
//! closed unless whoever closes it was told.

use std::collections::BTreeMap;

use musubi_model::facts::Facts;
use musubi_model::field::{Change, Field, Scalar};
use musubi_model::hub::{self, AtHub, ChangeHub, Hub as HubRead, NewHub as HubRecord};
use musubi_model::ids::{Kind, PlaceId, RecordId};
use musubi_model::load::Conditions;
use musubi_model::place::{LatitudeE7, LongitudeE7};
use musubi_model::request::{self, RequestState};
use musubi_model::stock::ItemId;
use musubi_model::time::{Age as AgeOf, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::desk::check::Check;
use crate::desk::hq::stuck::{Awaits, StuckRequest};
use crate::desk::mirror::mirror;
use crate::desk::people::text;
use crate::desk::places::fraction;
use crate::desk::places::wire::{Usable, Vehicle};
use crate::desk::wire::{Age, RequestKey, SavedHere};
use crate::desk::{Caller, Desk, DeskError, fresh_id, noted, now};

mirror! {
    pub enum HubKind = hub::HubKind {
        /// 広域物資輸送拠点
        WideArea,
        /// 地域内輸送拠点
        InArea,
    }
}

#[derive(Serialize, ToSchema)]
pub struct HubList {
    /// Those in use first, each by name.
    pub hubs: Vec<Hub>,
    /// Places whose document was read.
    pub known_places: u32,
    /// Whose document has not come here: what of theirs lies at hubs is not known.
    pub unknown_places: u32,
}

/// A hub is in no total of places.
#[derive(Serialize, ToSchema)]
pub struct Hub {
    pub id: String,
    #[serde(flatten)]
    pub facts: HubFacts,
    /// Nothing is brought there any more.
    pub closed: bool,
    /// By kind of goods.
    pub goods: Vec<HubGoods>,
    /// What waits there for its last mile too long, the longest first.
    pub stuck: Vec<StuckRequest>,
    /// Headquarters' laptops said different things of it at once.
    pub has_clash: bool,
    pub age: Option<Age>,
}

/// What headquarters says of a hub. `null`: not said.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HubFacts {
    pub name: String,
    /// `null`: not readable by this version.
    pub kind: Option<HubKind>,
    pub address: Option<String>,
    pub phone: Option<String>,
    /// Degrees; both or none.
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    /// The largest that gets through to it.
    pub largest_vehicle: Option<Vehicle>,
    pub road_access: Option<Usable>,
    pub forklifts: Option<i64>,
    pub unloaders: Option<String>,
    pub delivery_hours: Option<String>,
    pub note: Option<String>,
}

/// `came` = `went_on` + `lies`, as in each of `lines`, whose sums they are.
#[derive(Serialize, ToSchema)]
pub struct HubGoods {
    pub item: String,
    pub label: Option<String>,
    pub unit: Option<String>,
    pub came: i64,
    pub went_on: i64,
    pub lies: i64,
    /// Of `lies`: its request is over.
    pub free: i64,
    /// Since when something of it lies there. `null`: nothing does, or a clock is doubted.
    pub since: Option<i64>,
    /// Of each request.
    pub lines: Vec<HubLine>,
}

#[derive(Serialize, ToSchema)]
pub struct HubLine {
    pub request: String,
    pub place: String,
    pub place_name: String,
    pub came: i64,
    pub went_on: i64,
    pub lies: i64,
    /// The request is over.
    pub free: bool,
    /// Steps were said at once by people who did not know of each other.
    pub unsure: bool,
    /// More left than came.
    pub more_left: bool,
    pub since: Option<i64>,
}

/// One hub, as others name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct HubNamed {
    pub id: String,
    /// `null`: not in the list that came here.
    pub name: Option<String>,
}

/// What of a request lies at one hub.
#[derive(Serialize, ToSchema)]
pub struct LiesAt {
    pub hub: HubNamed,
    pub lies: i64,
    pub since: Option<i64>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewHub {
    pub key: RequestKey,
    pub hub: HubFacts,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseHub {
    /// `false`: in use again.
    pub closed: bool,
    /// Whoever closes it knows that goods lie there.
    #[serde(default)]
    pub despite_goods: bool,
}

/// What of goods was asked for by whom, so that it can be named.
struct Lying<'a> {
    place: PlaceId,
    state: &'a RequestState,
    at: AtHub,
}

impl Desk {
    pub(super) fn hub_list(&self) -> Result<BTreeMap<RecordId, HubRead>, DeskError> {
        let city = self.document(Kind::City, PlaceId::CITY)?;
        Ok(self.read(city, |facts| HubRead::all(facts).map(|hub| (hub.id, hub)).collect()))
    }

    pub fn hubs(&self) -> Result<HubList, DeskError> {
        let (items, now) = (self.items()?, now());
        let said = self.of_each_place(request::requests)?;
        let stuck = self.stuck_among(&said)?;
        let mut lying: BTreeMap<RecordId, Vec<Lying<'_>>> = BTreeMap::new();
        for (place, states) in &said {
            for state in states {
                for (hub, at) in &state.hubs {
                    let of = Lying { place: *place, state, at: *at };
                    lying.entry(*hub).or_default().push(of);
                }
            }
        }
        let mut hubs = Vec::new();
        for (id, hub) in self.hub_list()? {
            let here = lying.remove(&id).unwrap_or_default();
            let lies: Vec<String> = here
                .iter()
                .filter(|of| of.at.lies > 0)
                .map(|of| of.state.request.id.to_string())
                .collect();
            let is_stuck =
                |it: &&StuckRequest| it.awaits == Awaits::LastMile && lies.contains(&it.id);
            let mut goods: BTreeMap<(String, Option<String>, Option<String>), HubGoods> =
                BTreeMap::new();
            for of in &here {
                let request = &of.state.request;
                let item = request.item.shown().map_or("", ItemId::as_str).to_owned();
                let listed = items.get(&item);
                let label = text(&request.description);
                let label = label.or(listed.and_then(|item| item.label.clone()));
                let unit = text(&request.unit).or(listed.and_then(|item| item.unit.clone()));
                let name = (item, label, unit);
                let sums = goods.entry(name.clone()).or_insert_with(|| HubGoods::none(name));
                sums.add(of, self.place_name(of.place), now);
            }
            hubs.push(Hub {
                id: id.to_string(),
                facts: facts_of(&hub),
                closed: hub.is_closed(),
                goods: goods.into_values().collect(),
                stuck: stuck.requests.iter().filter(is_stuck).cloned().collect(),
                has_clash: hub.name.is_clash() || hub.closed.is_clash(),
                age: Age::of(&hub.meta, now),
            });
        }
        hubs.sort_by(|a, b| {
            (a.closed, &a.facts.name, &a.id).cmp(&(b.closed, &b.facts.name, &b.id))
        });
        let (known_places, unknown_places) = (stuck.known_places, stuck.unknown_places);
        Ok(HubList { hubs, known_places, unknown_places })
    }

    /// At HQ: a hub that nobody listed yet.
    pub async fn list_hub(&self, caller: &Caller, new: NewHub) -> Result<SavedHere, DeskError> {
        self.at_hq()?;
        let record = checked(&new.hub, "hub")?;
        let noted = noted(None, caller.recorder());
        let make = move |_: &Facts<'_>| {
            let id = fresh_id();
            Ok((id, record.create(id, &noted)?))
        };
        let city = self.document(Kind::City, PlaceId::CITY)?;
        self.once(city, &new.key, make).await
    }

    /// At HQ: what is left out or blank is not said any more; what is as before is not written.
    pub async fn change_hub(
        &self,
        caller: &Caller,
        id: &str,
        facts: HubFacts,
    ) -> Result<SavedHere, DeskError> {
        self.at_hq()?;
        let id: RecordId = id.parse().map_err(|_| DeskError::NotFound)?;
        let new = checked(&facts, "")?;
        let hub = self.hub_list()?.remove(&id).ok_or(DeskError::NotFound)?;
        let change = ChangeHub {
            name: (!hub.name.is_only(&new.name)).then_some(new.name),
            kind: (!hub.kind.is_only(&new.kind)).then_some(new.kind),
            address: changed(&hub.address, new.address),
            phone: changed(&hub.phone, new.phone),
            latitude_e7: changed(&hub.latitude_e7, new.latitude_e7),
            longitude_e7: changed(&hub.longitude_e7, new.longitude_e7),
            largest_vehicle: changed(&hub.largest_vehicle, new.largest_vehicle),
            road_access: changed(&hub.road_access, new.road_access),
            forklifts: changed(&hub.forklifts, new.forklifts),
            unloaders: changed(&hub.unloaders, new.unloaders),
            delivery_hours: changed(&hub.delivery_hours, new.delivery_hours),
            note: changed(&hub.note, new.note),
            closed: Change::Keep,
        };
        self.write_hub(caller, id, &change).await
    }

    /// At HQ. Goods that lie there are no reason not to close it, but nobody does so unknowingly.
    pub async fn close_hub(
        &self,
        caller: &Caller,
        id: &str,
        close: CloseHub,
    ) -> Result<SavedHere, DeskError> {
        self.at_hq()?;
        let id: RecordId = id.parse().map_err(|_| DeskError::NotFound)?;
        let hub = self.hub_list()?.remove(&id).ok_or(DeskError::NotFound)?;
        if close.closed && !hub.is_closed() && !close.despite_goods {
            let said = self.of_each_place(request::requests)?;
            let lies = |state: &RequestState| state.hubs.get(&id).is_some_and(|at| at.lies > 0);
            if said.values().flatten().any(lies) {
                return Err(DeskError::Conflict { code: "hub_not_empty" });
            }
        }
        let is_as_said =
            hub.closed.is_only(&close.closed) || (hub.closed.is_absent() && !close.closed);
        let closed = if is_as_said { Change::Keep } else { Change::To(close.closed) };
        self.write_hub(caller, id, &ChangeHub { closed, ..ChangeHub::default() }).await
    }

    async fn write_hub(
        &self,
        caller: &Caller,
        id: RecordId,
        change: &ChangeHub,
    ) -> Result<SavedHere, DeskError> {
        let city = self.document(Kind::City, PlaceId::CITY)?;
        let edits = change.edits(id, &noted(None, caller.recorder()));
        let aimed = self.read(city, |facts| facts.aimed(edits));
        self.write(city, id, aimed).await
    }

    /// A hub of the list that a step or a load names.
    pub(super) fn known_hub(
        &self,
        check: &mut Check,
        field: &str,
        named: Option<&str>,
    ) -> Result<Option<HubRead>, DeskError> {
        let Some(named) = named else { return Ok(None) };
        let id: Option<RecordId> = named.parse().ok();
        let hub = match id {
            Some(id) => self.hub_list()?.remove(&id),
            None => None,
        };
        if hub.is_none() {
            check.refuse(field, "hub.unknown");
        }
        Ok(hub)
    }
}

/// The list of hubs, read once for many requests.
pub(super) struct Named(BTreeMap<RecordId, HubRead>);

impl Named {
    pub(super) fn of(hubs: BTreeMap<RecordId, HubRead>) -> Self {
        Self(hubs)
    }

    pub(super) fn name(&self, id: RecordId) -> HubNamed {
        let name = self.0.get(&id).and_then(|hub| text(&hub.name));
        HubNamed { id: id.to_string(), name }
    }

    /// What of a request lies where, the fullest hub first.
    pub(super) fn lies_at(&self, state: &RequestState) -> Vec<LiesAt> {
        let lies = state.hubs.iter().filter(|(_, at)| at.lies > 0).map(|(hub, at)| LiesAt {
            hub: self.name(*hub),
            lies: at.lies,
            since: at.since.map(Timestamp::millis),
        });
        let mut lies: Vec<LiesAt> = lies.collect();
        lies.sort_by_key(|at| std::cmp::Reverse(at.lies));
        lies
    }
}

impl HubGoods {
    fn none((item, label, unit): (String, Option<String>, Option<String>)) -> Self {
        let (came, went_on, lies, free) = (0, 0, 0, 0);
        Self { item, label, unit, came, went_on, lies, free, since: None, lines: Vec::new() }
    }

    fn add(&mut self, of: &Lying<'_>, place_name: String, now: Timestamp) {
        let (at, free) = (of.at, super::is_over(of.state.stage));
        let since = at.since.filter(|at| AgeOf::of(Some(*at), now) != AgeOf::Unconfirmed);
        let add = |sum: &mut i64, more: i64| *sum = sum.saturating_add(more);
        add(&mut self.came, at.came);
        add(&mut self.went_on, at.went_on);
        add(&mut self.lies, at.lies);
        add(&mut self.free, if free { at.lies } else { 0 });
        self.lines.push(HubLine {
            request: of.state.request.id.to_string(),
            place: of.place.to_string(),
            place_name,
            came: at.came,
            went_on: at.went_on,
            lies: at.lies,
            free,
            unsure: at.is_unsure,
            more_left: at.more_left,
            since: since.map(Timestamp::millis),
        });
        let lying = || self.lines.iter().filter(|line| line.lies > 0);
        let is_doubted = lying().any(|line| line.since.is_none());
        self.since = lying().filter_map(|line| line.since).min().filter(|_| !is_doubted);
    }
}

/// What a hub's doors take, to be held against a vehicle that loads there.
pub(super) fn conditions(hub: &HubRead) -> Conditions {
    Conditions {
        largest_vehicle: hub.largest_vehicle.shown().copied(),
        road: hub.road_access.shown().copied(),
        forklifts: hub.forklifts.shown().map(|number| number.get()),
        hours: text(&hub.delivery_hours),
    }
}

fn changed<T: Scalar + PartialEq>(field: &Field<T>, new: Option<T>) -> Change<T> {
    match new {
        Some(new) if field.is_only(&new) => Change::Keep,
        Some(new) => Change::To(new),
        None if field.shown().is_none() && !field.is_clash() => Change::Keep,
        None => Change::Clear,
    }
}

fn facts_of(hub: &HubRead) -> HubFacts {
    HubFacts {
        name: text(&hub.name).unwrap_or_default(),
        kind: hub.kind.shown().map(|kind| (*kind).into()),
        address: text(&hub.address),
        phone: text(&hub.phone),
        latitude: hub.latitude_e7.shown().map(|e7| fraction(e7.get())),
        longitude: hub.longitude_e7.shown().map(|e7| fraction(e7.get())),
        largest_vehicle: hub.largest_vehicle.shown().map(|vehicle| (*vehicle).into()),
        road_access: hub.road_access.shown().map(|road| (*road).into()),
        forklifts: hub.forklifts.shown().map(|number| number.get()),
        unloaders: text(&hub.unloaders),
        delivery_hours: text(&hub.delivery_hours),
        note: text(&hub.note),
    }
}

/// Problems are named `below` something, as they were sent.
fn checked(said: &HubFacts, below: &str) -> Result<HubRecord, DeskError> {
    let mut check = Check::default();
    check.below(below.to_owned());
    let name = check.needed("name", &said.name);
    if said.kind.is_none() {
        check.refuse("kind", "record.missing");
    }
    let address = check.text("address", said.address.as_deref());
    let phone = check.text("phone", said.phone.as_deref());
    let latitude: Option<LatitudeE7> = check.number("latitude", said.latitude.map(e7));
    let longitude: Option<LongitudeE7> = check.number("longitude", said.longitude.map(e7));
    match (said.latitude, said.longitude) {
        (Some(_), None) => check.refuse("longitude", "record.missing"),
        (None, Some(_)) => check.refuse("latitude", "record.missing"),
        _ => {}
    }
    let forklifts = check.number("forklifts", said.forklifts);
    let unloaders = check.text("unloaders", said.unloaders.as_deref());
    let delivery_hours = check.text("delivery_hours", said.delivery_hours.as_deref());
    let note = check.text("note", said.note.as_deref());
    check.done()?;
    let (Some(name), Some(kind)) = (name, said.kind) else {
        return Err(DeskError::field("name", "text.empty"));
    };
    let mut record = HubRecord::of(name, kind.into());
    (record.address, record.phone, record.note) = (address, phone, note);
    (record.latitude_e7, record.longitude_e7) = (latitude, longitude);
    record.largest_vehicle = said.largest_vehicle.map(Into::into);
    record.road_access = said.road_access.map(Into::into);
    (record.forklifts, record.unloaders) = (forklifts, unloaders);
    record.delivery_hours = delivery_hours;
    Ok(record)
}

/// What is no degree at all is out of bounds.
#[expect(clippy::cast_possible_truncation, reason = "a cast of a float ends at the bounds")]
fn e7(degrees: f64) -> i64 {
    if degrees.is_finite() { (degrees * 1e7).round() as i64 } else { i64::MAX }
}
