//! 積込表: which goods go on which vehicle, in the order of its stops, with what each door can take.
//!
//! Invariants: a load is read beside the newest word on each door and each request, whenever it is
//! asked for; what contradicts is told in the list, where it is made, and again on the paper, and
//! leaves nothing out. Planning moves no goods and is no step of any request.

use std::collections::BTreeMap;

use musubi_model::facts::Facts;
use musubi_model::field::{Change, Why};
use musubi_model::hub::Hub;
use musubi_model::ids::{Kind, PlaceId, RecordId};
use musubi_model::load::{
    self, Against as AgainstCode, ChangeLoad, Coming, Conditions, Load as LoadRead,
    NewLoad as LoadRecord, NewLoadLine as LineRecord, Plan, StopNumber, Unsaid as UnsaidCode,
};
use musubi_model::place;
use musubi_model::report::Situation;
use musubi_model::request::{self, Quantity, RequestState};
use musubi_model::stock::ItemId;
use musubi_model::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::wire::{Door, Item};
use super::{door, hubs};
use crate::desk::check::Check;
use crate::desk::mirror::mirror;
use crate::desk::people::text;
use crate::desk::places::wire::Vehicle;
use crate::desk::wire::{Age, RequestKey, SavedHere};
use crate::desk::{Caller, Desk, DeskError, fresh_id, noted, now};
use crate::sheets::load as sheet;

/// A day's round of one vehicle has fewer.
const STOPS_MAX: usize = 20;
const LINES_MAX: usize = 40;

mirror! {
    /// What of a place's conditions the vehicle contradicts.
    pub enum Against = load::Against {
        /// No vehicle gets through to it.
        NoVehicle,
        /// A larger one than gets through.
        TooLarge,
        /// Its road cannot be used.
        RoadClosed,
        /// Pallets, and no forklift.
        NoForklift,
        /// It arrives when nobody takes goods in.
        OutsideHours,
    }

    /// What nobody said of a place, so that it cannot be held against the vehicle.
    pub enum Unsaid = load::Unsaid {
        Vehicle,
        Road,
        Forklift,
        Hours,
    }

    /// What is wrong with a line, by what is known here of its request.
    pub enum LineDoubt = load::LineDoubt {
        /// No such request is known here.
        Unknown,
        /// Refused, cancelled, replaced, closed, or received.
        Over,
        /// More is on vehicles than has still to come.
        TooMuch,
    }

    /// Whether what a load has of one request has left with it, by the request's own steps.
    pub enum LineLeft = load::Left {
        Not,
        OnTheRoad,
        /// The place received something since.
        AndReceived,
    }
}

#[derive(Serialize, ToSchema)]
pub struct LoadList {
    /// Without those taken back, the newest first.
    pub loads: Vec<Load>,
}

/// One vehicle's way.
#[derive(Serialize, ToSchema)]
pub struct Load {
    pub id: String,
    /// Where it is loaded.
    pub place: String,
    pub place_name: String,
    /// Of this laptop's own place.
    pub own: bool,
    /// The hub where it is loaded; `null`: at the place itself.
    pub from_hub: Option<LoadHub>,
    /// Lines that have left, of all.
    pub lines_left: u32,
    pub lines: u32,
    pub name: String,
    pub vehicle: Option<Vehicle>,
    pub departs_at: Option<i64>,
    pub on_pallets: bool,
    pub note: Option<String>,
    /// In their order.
    pub stops: Vec<LoadStop>,
    /// Lines that this version cannot read.
    pub unreadable: u32,
    /// Contradictions of all its stops and lines.
    pub contradictions: u32,
    pub age: Option<Age>,
}

/// Where a vehicle is loaded, held against it like a door.
#[derive(Serialize, ToSchema)]
pub struct LoadHub {
    pub id: String,
    /// `null`: not in the list that came here.
    pub name: Option<String>,
    pub address: Option<String>,
    pub closed: bool,
    pub against: Vec<Against>,
    pub unsaid: Vec<Unsaid>,
}

#[derive(Serialize, ToSchema)]
pub struct LoadStop {
    pub number: i64,
    pub place: String,
    pub place_name: String,
    pub arrives_at: Option<i64>,
    pub door: Door,
    pub against: Vec<Against>,
    pub unsaid: Vec<Unsaid>,
    pub lines: Vec<LoadLine>,
}

#[derive(Serialize, ToSchema)]
pub struct LoadLine {
    pub request: String,
    pub item: String,
    pub label: Option<String>,
    pub unit: Option<String>,
    pub quantity: i64,
    /// What of the request has still to come. `null`: it is not known here.
    pub outstanding: Option<i64>,
    pub contact: Option<String>,
    /// Of what has left there is none.
    pub doubt: Option<LineDoubt>,
    pub left: LineLeft,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLoad {
    pub key: RequestKey,
    /// Which vehicle it is.
    pub name: String,
    pub vehicle: Vehicle,
    pub departs_at: Option<i64>,
    #[serde(default)]
    pub on_pallets: bool,
    pub note: Option<String>,
    /// The hub where it is loaded; left out, at this laptop's own place.
    pub from_hub: Option<String>,
    /// 1 to 20, in their order.
    pub stops: Vec<NewStop>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewStop {
    pub place: String,
    pub arrives_at: Option<i64>,
    /// 1 to 40.
    pub lines: Vec<NewLine>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLine {
    pub request: String,
    pub quantity: u32,
}

/// One line as it will be written, once its load has an id.
struct Line {
    stop: StopNumber,
    place: PlaceId,
    request: RecordId,
    quantity: Quantity,
    arrives_at: Option<Timestamp>,
}

impl Line {
    fn of(self, load: RecordId) -> LineRecord {
        let mut record = LineRecord::of(load, self.stop, self.place, self.request, self.quantity);
        record.arrives_at = self.arrives_at;
        record
    }
}

/// What is known of the places that vehicles go to.
#[derive(Default)]
struct Round {
    doors: BTreeMap<PlaceId, (Conditions, Door)>,
    requests: BTreeMap<(PlaceId, RecordId), RequestState>,
    items: BTreeMap<String, Item>,
    hubs: BTreeMap<RecordId, Hub>,
}

impl Desk {
    /// Of every place that loads, as far as this laptop knows.
    pub fn loads(&self) -> Result<LoadList, DeskError> {
        let (enrolled, now) = (self.enrolled()?, now());
        let mut round = Round { items: self.items()?, hubs: self.hub_list()?, ..Round::default() };
        let mut loads = Vec::new();
        for owner in self.owners(Kind::Place)? {
            let plans = self.read(self.document(Kind::Place, owner)?, load::plans);
            for (place, _) in plans.iter().flat_map(Plan::lines) {
                self.learn(place, &mut round, now)?;
            }
            let loaded = load::loaded(&plans, &round.requests);
            for plan in plans.iter().filter(|plan| plan.load.stands()) {
                let mut shown = self.load_shown(plan, &loaded, &mut round, now)?;
                (shown.place, shown.place_name) = (owner.to_string(), self.place_name(owner));
                shown.own = owner == enrolled.place;
                loads.push(shown);
            }
        }
        loads.sort_by(|a, b| b.id.cmp(&a.id));
        Ok(LoadList { loads })
    }

    fn load_shown(
        &self,
        plan: &Plan,
        loaded: &BTreeMap<RecordId, i64>,
        round: &mut Round,
        now: Timestamp,
    ) -> Result<Load, DeskError> {
        let load = &plan.load;
        let on_pallets = load.on_pallets.known().any(|said| *said);
        let mut stops = Vec::with_capacity(plan.stops.len());
        for stop in &plan.stops {
            self.learn(stop.place, round, now)?;
            let (conditions, door) = &round.doors[&stop.place];
            let vehicle = load.vehicle.shown().copied();
            let (against, unsaid) =
                conditions.meet(&Coming { vehicle, on_pallets, arrives_at: stop.arrives_at });
            let line = |line: &load::Unloaded| round.line(load.id, stop.place, line, loaded);
            stops.push(LoadStop {
                number: stop.number.get(),
                place: stop.place.to_string(),
                place_name: self.place_name(stop.place),
                arrives_at: stop.arrives_at.map(Timestamp::millis),
                door: door.clone(),
                against: against.into_iter().map(|it: AgainstCode| it.into()).collect(),
                unsaid: unsaid.into_iter().map(|it: UnsaidCode| it.into()).collect(),
                lines: stop.lines.iter().map(line).collect(),
            });
        }
        let doubts = |stop: &LoadStop| {
            stop.against.len() + stop.lines.iter().filter(|line| line.doubt.is_some()).count()
        };
        let many = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let from_hub = load.from_hub.shown().map(|hub| round.hub(*hub, load, on_pallets));
        let at_hub = from_hub.as_ref().map_or(0, |hub| hub.against.len());
        let has_left = |line: &&LoadLine| line.left != LineLeft::Not;
        Ok(Load {
            id: load.id.to_string(),
            place: String::new(),
            place_name: String::new(),
            own: false,
            name: text(&load.name).unwrap_or_default(),
            vehicle: load.vehicle.shown().map(|vehicle| (*vehicle).into()),
            departs_at: load.departs_at.shown().map(|at| at.millis()),
            on_pallets,
            note: text(&load.note),
            contradictions: many(at_hub + stops.iter().map(doubts).sum::<usize>()),
            lines_left: many(stops.iter().flat_map(|it| &it.lines).filter(has_left).count()),
            lines: many(stops.iter().map(|stop| stop.lines.len()).sum()),
            from_hub,
            stops,
            unreadable: many(plan.unreadable.len()),
            age: Age::of(&load.meta, now),
        })
    }

    /// The newest word on a place's door and on what it asked for, read once.
    fn learn(&self, place: PlaceId, round: &mut Round, now: Timestamp) -> Result<(), DeskError> {
        if round.doors.contains_key(&place) {
            return Ok(());
        }
        let (door, states) = self.read(self.document(Kind::Place, place)?, |facts| {
            let conditions = Conditions::of(&Situation::of(facts, now));
            ((conditions, door::shown(facts)), request::requests(facts))
        });
        round.doors.insert(place, door);
        round.requests.extend(states.into_iter().map(|it| ((place, it.request.id), it)));
        Ok(())
    }

    /// The whole plan or nothing, in this laptop's own place. What contradicts is taken all the same:
    /// it is told with the load.
    pub async fn plan_load(&self, caller: &Caller, new: NewLoad) -> Result<SavedHere, DeskError> {
        let enrolled = self.enrolled()?;
        let mut check = Check::default();
        let name = check.needed("name", &new.name);
        let note = check.text("note", new.note.as_deref());
        if new.vehicle == Vehicle::None {
            check.refuse("vehicle", Why::Contradiction.code());
        }
        if new.stops.is_empty() || new.stops.len() > STOPS_MAX {
            check.refuse("stops", "number.bounds");
        }
        let mut lines = Vec::new();
        for (number, stop) in new.stops.iter().enumerate() {
            check.below(format!("stops.{number}"));
            lines.extend(self.stop(&mut check, number, stop)?);
        }
        check.below(String::new());
        let from_hub = self.known_hub(&mut check, "from_hub", new.from_hub.as_deref())?;
        check.done()?;
        let name = name.ok_or_else(|| DeskError::field("name", "text.empty"))?;
        let mut record = LoadRecord::of(new.vehicle.into(), name);
        record.departs_at = new.departs_at.map(Timestamp::from_millis);
        record.on_pallets = Some(new.on_pallets);
        record.note = note;
        record.from_hub = from_hub.map(|hub| hub.id);
        let noted = noted(None, caller.recorder());
        let make = move |_: &Facts<'_>| {
            let id = fresh_id();
            let mut edits = record.create(id, &noted)?;
            for line in lines {
                edits.extend(line.of(id).create(fresh_id(), &noted)?);
            }
            Ok((id, edits))
        };
        self.once(self.document(Kind::Place, enrolled.place)?, &new.key, make).await
    }

    fn stop(
        &self,
        check: &mut Check,
        number: usize,
        stop: &NewStop,
    ) -> Result<Vec<Line>, DeskError> {
        let ordinal = i64::try_from(number).unwrap_or(i64::MAX).saturating_add(1);
        let ordinal: Option<StopNumber> = check.number("place", Some(ordinal));
        let place: Option<PlaceId> = stop.place.parse().ok();
        let place = match place {
            Some(place) if self.is_heard_of(place)? => Some(place),
            _ => {
                check.refuse("place", "place.unknown");
                None
            }
        };
        if stop.lines.is_empty() || stop.lines.len() > LINES_MAX {
            check.refuse("lines", "number.bounds");
        }
        let mut lines = Vec::with_capacity(stop.lines.len());
        for line in &stop.lines {
            let quantity: Option<Quantity> = check.number("quantity", Some(line.quantity));
            let request: Option<RecordId> = line.request.parse().ok();
            if request.is_none() {
                check.refuse("request", "text.form");
            }
            let (Some(ordinal), Some(place)) = (ordinal, place) else { continue };
            let (Some(request), Some(quantity)) = (request, quantity) else { continue };
            let arrives_at = stop.arrives_at.map(Timestamp::from_millis);
            lines.push(Line { stop: ordinal, place, request, quantity, arrives_at });
        }
        Ok(lines)
    }

    /// Taking back twice changes nothing. Only where it was made, and not once it has left.
    pub async fn take_load_back(&self, caller: &Caller, id: &str) -> Result<SavedHere, DeskError> {
        let id: RecordId = id.parse().map_err(|_| DeskError::NotFound)?;
        let document = self.document(Kind::Place, self.enrolled()?.place)?;
        let found = |facts: &Facts<'_>| LoadRead::all(facts).find(|load| load.id == id);
        let load = self.read(document, found).ok_or(DeskError::NotFound)?;
        if load.withdrawn.is_only(&true) {
            return Ok(SavedHere { id: id.to_string(), repeated: true });
        }
        let shown = self.loads()?.loads.into_iter().find(|load| load.id == id.to_string());
        if shown.is_some_and(|load| load.lines_left > 0) {
            return Err(DeskError::Conflict { code: "load_left" });
        }
        let change = ChangeLoad { withdrawn: Change::To(true), ..ChangeLoad::default() };
        let edits = change.edits(id, &noted(None, caller.recorder()));
        let aimed = self.read(document, |facts| facts.aimed(edits));
        self.write(document, id, aimed).await
    }

    /// For the driver: with every contradiction on it. One that was taken back is not printed.
    pub fn load_paper(&self, id: &str) -> Result<String, DeskError> {
        let loads = self.loads()?.loads;
        let load = loads.into_iter().find(|load| load.id == id).ok_or(DeskError::NotFound)?;
        let city = self.document(Kind::City, PlaceId::CITY)?;
        let register = self.read(city, place::register);
        let ways = load.stops.iter().map(|stop| {
            let entry = stop.place.parse().ok().and_then(|place: PlaceId| register.get(&place));
            sheet::Way {
                address: entry.and_then(|entry| text(&entry.address)),
                phone: entry.and_then(|entry| text(&entry.phone)),
            }
        });
        let ways: Vec<sheet::Way> = ways.collect();
        let printed = sheet::Printed { drill: self.enrolled()?.drill, at: now() };
        Ok(sheet::load(&printed, &load, &ways))
    }
}

impl Round {
    fn hub(&self, id: RecordId, load: &LoadRead, on_pallets: bool) -> LoadHub {
        let hub = self.hubs.get(&id);
        let vehicle = load.vehicle.shown().copied();
        let coming = Coming { vehicle, on_pallets, arrives_at: load.departs_at.shown().copied() };
        let (against, unsaid) = hub.map(hubs::conditions).unwrap_or_default().meet(&coming);
        LoadHub {
            id: id.to_string(),
            name: hub.and_then(|hub| text(&hub.name)),
            address: hub.and_then(|hub| text(&hub.address)),
            closed: hub.is_some_and(Hub::is_closed),
            against: against.into_iter().map(Into::into).collect(),
            unsaid: unsaid.into_iter().map(Into::into).collect(),
        }
    }

    fn line(
        &self,
        load: RecordId,
        place: PlaceId,
        line: &load::Unloaded,
        loaded: &BTreeMap<RecordId, i64>,
    ) -> LoadLine {
        let state = self.requests.get(&(place, line.request));
        let request = state.map(|state| &state.request);
        let item = request.and_then(|it| it.item.shown()).map_or("", ItemId::as_str);
        let listed = self.items.get(item);
        let said = request.and_then(|it| text(&it.description));
        let unit = request.and_then(|it| text(&it.unit));
        let of_all = loaded.get(&line.request).copied().unwrap_or(line.quantity);
        let left = state.map_or(load::Left::Not, |state| state.left_with(load));
        let doubt = load::doubt(state, of_all).filter(|_| left == load::Left::Not);
        LoadLine {
            request: line.request.to_string(),
            item: item.to_owned(),
            label: said.or(listed.and_then(|item| item.label.clone())),
            unit: unit.or(listed.and_then(|item| item.unit.clone())),
            quantity: line.quantity,
            outstanding: state.map(RequestState::outstanding),
            contact: request.and_then(|it| text(&it.contact)),
            doubt: doubt.map(Into::into),
            left: left.into(),
        }
    }
}
