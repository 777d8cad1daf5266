//! Supplies: what a place asks for, what became of it, what it has, gives and has too much of.

pub mod acting;
pub mod departing;
pub mod hubs;
pub mod loads;
pub mod wire;

mod asking;
mod door;
mod forecast;
mod handouts;
mod offers;
mod source;
mod stock;

use std::collections::BTreeMap;

use musubi_model::acting::is_acted;
use musubi_model::ids::{Kind, PlaceId};
use musubi_model::request::{self, RequestState, Side, Stage as StageCode};
use musubi_model::stock::{BASIC_ITEMS, CatalogueItem, ItemId, OTHER};
use musubi_model::time::Timestamp;

use super::check::Check;
use super::people::text;
use super::wire::Age;
use super::{Desk, DeskError, now};
use crate::runtime::handle::Enrolled;
use wire::{Catalogue, Item, RequestEvent, RequestList, Sourced, Stage, SupplyRequest};

impl Desk {
    pub fn catalogue(&self) -> Result<Catalogue, DeskError> {
        Ok(Catalogue { items: self.items()?.into_values().collect() })
    }

    pub(super) fn items(&self) -> Result<BTreeMap<String, Item>, DeskError> {
        let basic = BASIC_ITEMS.iter().map(|code| {
            let code_of = || (*code).to_owned();
            let item =
                Item { code: code_of(), label: None, unit: None, per_case: None, basic: true };
            ((*code).to_owned(), item)
        });
        let mut items: BTreeMap<String, Item> = basic.collect();
        let city = self.document(Kind::City, PlaceId::CITY)?;
        self.read(city, |facts| {
            for listed in CatalogueItem::all(facts) {
                let Some(code) = listed.item.shown().map(|it| it.as_str().to_owned()) else {
                    continue;
                };
                if listed.withdrawn.shown() == Some(&true) {
                    continue;
                }
                let basic = BASIC_ITEMS.contains(&code.as_str());
                let (label, unit) = (text(&listed.name), text(&listed.unit));
                let per_case = listed.per_case.shown().map(|per_case| per_case.get());
                items.insert(code.clone(), Item { code, label, unit, per_case, basic });
            }
        });
        Ok(items)
    }

    /// Of one place, or of all that this laptop knows; the newest first.
    pub fn requests(&self, place: Option<&str>) -> Result<RequestList, DeskError> {
        let enrolled = self.enrolled()?;
        let places = match place {
            Some(place) => vec![place.parse().map_err(|_| DeskError::NotFound)?],
            None => self.owners(Kind::Place)?,
        };
        let (items, now) = (self.items()?, now());
        let hubs = hubs::Named::of(self.hub_list()?);
        let acting = self.all_acting()?;
        let acts = self.acts_now()?;
        let mut requests = Vec::new();
        for place in places {
            let states = self.read(self.document(Kind::Place, place)?, request::requests);
            let (name, side) = (self.place_name(place), side(&enrolled, place));
            requests.extend(states.iter().map(|state| {
                let mut shown = self.shown(state, side, &items, &hubs, now);
                (shown.place, shown.place_name) = (place.to_string(), name.clone());
                let acted = acting.of(place, state);
                shown.acting = self.acted_shown(&acted, now);
                if acts && is_open(state.stage) && !state.is_complete {
                    let may = StageCode::ALL.iter().filter(|stage| is_acted(**stage));
                    shown.acting_next = may.map(|stage| (*stage).into()).collect();
                }
                shown
            }));
        }
        requests.sort_by(|a, b| b.id.cmp(&a.id));
        Ok(RequestList { requests })
    }

    /// A kind of goods that requests and offers may name: of the catalogue, or any other in words.
    fn known_item(
        &self,
        check: &mut Check,
        item: &str,
        description: Option<&str>,
    ) -> Option<ItemId> {
        let item: ItemId = check.needed("item", item)?;
        if item.as_str() == OTHER {
            if description.is_none_or(|words| words.trim().is_empty()) {
                check.refuse("description", "record.missing");
            }
        } else if !self.items().is_ok_and(|items| items.contains_key(item.as_str())) {
            check.refuse("item", "item.unknown");
        }
        Some(item)
    }

    fn shown(
        &self,
        state: &RequestState,
        side: Side,
        items: &BTreeMap<String, Item>,
        hubs: &hubs::Named,
        now: Timestamp,
    ) -> SupplyRequest {
        let request = &state.request;
        let item = request.item.shown().map_or("", ItemId::as_str);
        let listed = items.get(item);
        let may = |stage: &StageCode| {
            !is_over(state.stage)
                && *stage != state.stage
                && !matches!(stage, StageCode::Draft | StageCode::Submitted | StageCode::Superseded)
                && stage.may_be_said_by(side)
        };
        let replaced_by = state
            .events
            .iter()
            .filter(|event| state.heads.0.contains(&event.id))
            .find_map(|event| event.superseded_by.shown());
        let event = |event: &request::RequestEvent| RequestEvent {
            id: event.id.to_string(),
            stage: event.stage.shown().map(|stage| (*stage).into()),
            quantity: event.quantity.shown().map(|quantity| quantity.get()),
            refusal: event.refusal.shown().map(|refusal| (*refusal).into()),
            source: event.sourced().map(|sourced| self.sourced(sourced)),
            reason: text(&event.reason),
            carrier: text(&event.carrier),
            expected_at: event.expected_at.shown().map(|at| at.millis()),
            note: text(&event.note),
            hub: event.hub.shown().map(|hub| hubs.name(*hub)),
            from_hub: event.from_hub.shown().map(|hub| hubs.name(*hub)),
            load: event.load.shown().map(ToString::to_string),
            taken_back: state.taken_back.contains(&event.id),
            ignored: state.ignored.contains(&event.id),
            age: Age::of(&event.meta, now),
        };
        SupplyRequest {
            id: request.id.to_string(),
            place: String::new(),
            place_name: String::new(),
            item: item.to_owned(),
            label: text(&request.description).or(listed.and_then(|item| item.label.clone())),
            quantity: request.quantity.shown().map(|quantity| quantity.get()),
            unit: text(&request.unit).or(listed.and_then(|item| item.unit.clone())),
            urgency: request.urgency.shown().map(|urgency| (*urgency).into()),
            cases: request.cases.shown().map(|cases| cases.get()),
            per_case: request.per_case.shown().map(|per_case| per_case.get()),
            people: request.people.shown().map(|people| people.get()),
            contact: text(&request.contact),
            needed_by: request.needed_by.shown().map(|at| at.millis()),
            order: request.order.shown().map(ToString::to_string),
            note: text(&request.note),
            progress: state.progress().into(),
            due_at: state.due_at().map(Timestamp::millis),
            late: state.is_late(now),
            replaced_by: replaced_by.map(ToString::to_string),
            stage: state.stage.into(),
            also: state.also.iter().map(|stage| Stage::from(*stage)).collect(),
            next: StageCode::ALL.iter().filter(|stage| may(stage)).map(|it| (*it).into()).collect(),
            sources: state.sources.iter().map(|sourced| self.sourced(*sourced)).collect(),
            refusals: state.refusals.iter().map(|refusal| (*refusal).into()).collect(),
            hubs: hubs.lies_at(state),
            acting: Vec::new(),
            acting_next: Vec::new(),
            delivered: state.delivered,
            complete: state.is_complete,
            age: Age::of(&request.meta, now),
            events: state.events.iter().map(event).collect(),
            has_clash: request.quantity.is_clash()
                || request.item.is_clash()
                || !state.also.is_empty()
                || state.sources.len() > 1,
        }
    }

    fn sourced(&self, sourced: request::Sourced) -> Sourced {
        Sourced {
            source: sourced.source.into(),
            place: sourced.place.map(|place| place.to_string()),
            place_name: sourced.place.map(|place| self.place_name(place)),
            offer: sourced.offer.map(|offer| offer.to_string()),
        }
    }
}

/// Whoever sits at the place speaks for it; anybody else who may write there is HQ's side.
fn side(enrolled: &Enrolled, place: PlaceId) -> Side {
    if enrolled.place == place { Side::Place } else { Side::Hq }
}

fn is_over(stage: StageCode) -> bool {
    matches!(stage, StageCode::Closed | StageCode::Cancelled | StageCode::Superseded)
}

pub(crate) fn is_open(stage: StageCode) -> bool {
    !is_over(stage) && !matches!(stage, StageCode::Rejected | StageCode::Draft)
}
