//! Supplies: what a place asks for, what became of it, and what it has.

pub mod wire;

use std::collections::BTreeMap;

use musubi_model::facts::Facts;
use musubi_model::field::{Follows, Noted, Scalar as _, Why};
use musubi_model::ids::{Kind, PlaceId, RecordId};
use musubi_model::record::Edit;
use musubi_model::request::{
    self, NewRequest as RequestRecord, NewRequestEvent as EventRecord, Quantity, RequestState,
    Side, Stage as StageCode,
};
use musubi_model::stock::{self, BASIC_ITEMS, CatalogueItem, ItemId, Movement};
use musubi_model::time::Timestamp;

use super::check::Check;
use super::people::text;
use super::wire::{Age, SavedHere};
use super::{Caller, Desk, DeskError, fresh_id, noted, now};
use crate::runtime::handle::Enrolled;
use wire::{
    AdjustStock, Catalogue, Item, NewRequest, NewRequestEvent, RequestEvent, RequestList, Stage,
    Stock, StockItem, SupplyRequest,
};

impl Desk {
    pub fn catalogue(&self) -> Result<Catalogue, DeskError> {
        Ok(Catalogue { items: self.items()?.into_values().collect() })
    }

    pub(super) fn items(&self) -> Result<BTreeMap<String, Item>, DeskError> {
        let basic = BASIC_ITEMS.iter().map(|code| {
            let item = Item { code: (*code).to_owned(), label: None, unit: None, basic: true };
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
                items.insert(code.clone(), Item { code, label, unit, basic });
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
        let mut requests = Vec::new();
        for place in places {
            let states = self.read(self.document(Kind::Place, place)?, request::requests);
            let (name, side) = (self.place_name(place), side(&enrolled, place));
            requests.extend(states.iter().map(|state| {
                let mut shown = shown(state, side, &items, now);
                (shown.place, shown.place_name) = (place.to_string(), name.clone());
                shown
            }));
        }
        requests.sort_by(|a, b| b.id.cmp(&a.id));
        Ok(RequestList { requests })
    }

    /// Written and submitted in one commit.
    pub async fn request_supplies(
        &self,
        caller: &Caller,
        place: &str,
        new: NewRequest,
    ) -> Result<SavedHere, DeskError> {
        let (enrolled, owner) = self.writable(place)?;
        if side(&enrolled, owner) != Side::Place {
            return Err(DeskError::NotAllowed { code: "only_the_place" });
        }
        let mut check = Check::default();
        let item: Option<ItemId> = check.needed("item", &new.item);
        let quantity: Option<Quantity> = check.number("quantity", Some(new.quantity));
        let unit = check.text("unit", new.unit.as_deref());
        let note = check.text("note", new.note.as_deref());
        if item
            .as_ref()
            .is_some_and(|item| self.items().is_ok_and(|items| !items.contains_key(item.as_str())))
        {
            check.refuse("item", "item.unknown");
        }
        check.done()?;
        let (Some(item), Some(quantity)) = (item, quantity) else {
            return Err(DeskError::field("item", "text.empty"));
        };
        let mut record = RequestRecord::of(item, quantity);
        (record.unit, record.note) = (unit, note);
        record.urgency = Some(new.urgency.into());
        let noted = noted(new.observed_at, caller.recorder());
        let make = move |_: &Facts<'_>| {
            let id = fresh_id();
            let mut edits = record.create(id, &noted)?;
            let submitted =
                EventRecord::of(id, StageCode::Submitted, Side::Place, Follows::default());
            edits.extend(submitted.create(fresh_id(), &noted)?);
            Ok((id, edits))
        };
        self.once(self.document(Kind::Place, owner)?, &new.key, make).await
    }

    pub async fn step_request(
        &self,
        caller: &Caller,
        place: &str,
        id: &str,
        new: NewRequestEvent,
    ) -> Result<SavedHere, DeskError> {
        let (enrolled, owner) = self.writable(place)?;
        let id: RecordId = id.parse().map_err(|_| DeskError::NotFound)?;
        let (stage, side) = (StageCode::from(new.stage), side(&enrolled, owner));
        if !stage.may_be_said_by(side) {
            let code = if side == Side::Hq { "only_the_place" } else { "only_hq" };
            return Err(DeskError::NotAllowed { code });
        }
        let mut check = Check::default();
        let quantity: Option<Quantity> = check.number("quantity", new.quantity);
        let note = check.text("note", new.note.as_deref());
        if stage == StageCode::Delivered && new.quantity.is_none() {
            check.refuse("quantity", Why::Missing.code());
        }
        check.done()?;
        let noted = noted(new.observed_at, caller.recorder());
        let make = move |facts: &Facts<'_>| {
            let states = request::requests(facts);
            let asked = states.iter().find(|asked| asked.request.id == id);
            let asked = asked.ok_or(DeskError::NotFound)?;
            if is_over(asked.stage) {
                return Err(DeskError::Conflict { code: "request_over" });
            }
            let mut record = EventRecord::of(id, stage, side, asked.heads.clone());
            (record.quantity, record.note) = (quantity, note);
            let event = fresh_id();
            Ok((event, record.create(event, &noted)?))
        };
        self.once(self.document(Kind::Place, owner)?, &new.key, make).await
    }

    pub fn stock(&self, place: &str) -> Result<Stock, DeskError> {
        let place: PlaceId = place.parse().map_err(|_| DeskError::NotFound)?;
        let held = self.read(self.document(Kind::Place, place)?, stock::held);
        let items = self.items()?;
        let shown = |(item, held): (ItemId, stock::Held)| {
            let listed = items.get(item.as_str());
            StockItem {
                item: item.as_str().to_owned(),
                label: listed.and_then(|listed| listed.label.clone()),
                unit: listed.and_then(|listed| listed.unit.clone()),
                count: held.quantity,
                uncertain: held.unreadable > 0,
            }
        };
        Ok(Stock { items: held.into_iter().map(shown).collect() })
    }

    /// Recorded as what came or went, never as a count; the movement's record makes sending it
    /// twice harmless.
    pub async fn adjust_stock(
        &self,
        caller: &Caller,
        place: &str,
        adjust: AdjustStock,
    ) -> Result<SavedHere, DeskError> {
        let (_, owner) = self.writable(place)?;
        let mut check = Check::default();
        let item: Option<ItemId> = check.needed("item", &adjust.item);
        if adjust.change.is_some() == adjust.counted.is_some() {
            check.refuse("change", Why::Contradiction.code());
        }
        check.done()?;
        let item = item.ok_or_else(|| DeskError::field("item", "text.empty"))?;
        let noted = noted(None, caller.recorder());
        let make = move |facts: &Facts<'_>| {
            let held = stock::held(facts).get(&item).map_or(0, |held| held.quantity);
            let counted = adjust.counted.map(|counted| i64::from(counted).saturating_sub(held));
            let change = adjust.change.or(counted).unwrap_or(0);
            let movement = Movement::try_from(change)
                .map_err(|_| DeskError::field("change", "number.bounds"))?;
            let id = fresh_id();
            let mut edits = movement_record(id, &item, movement, &noted);
            edits.push(stock::moved(&item, movement));
            Ok((id, edits))
        };
        self.once(self.document(Kind::Place, owner)?, &adjust.key, make).await
    }
}

/// Who moved how much of what, when: the stock itself is the sum under `stock|…`.
fn movement_record(id: RecordId, item: &ItemId, movement: Movement, noted: &Noted) -> Vec<Edit> {
    let fields = [
        ("observed_at", noted.observed_at.to_value()),
        ("recorded_at", noted.recorded_at.to_value()),
        ("recorded_by", noted.recorded_by.to_value()),
        ("item", item.to_value()),
        ("change", movement.to_value()),
    ];
    let fields = fields.map(|(name, value)| (name.to_owned(), value)).to_vec();
    vec![Edit::Create { id, table: "stock_movement".to_owned(), fields }]
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

fn shown(
    state: &RequestState,
    side: Side,
    items: &BTreeMap<String, Item>,
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
    let event = |event: &request::RequestEvent| RequestEvent {
        id: event.id.to_string(),
        stage: event.stage.shown().map(|stage| (*stage).into()),
        quantity: event.quantity.shown().map(|quantity| quantity.get()),
        note: text(&event.note),
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
        note: text(&request.note),
        stage: state.stage.into(),
        also: state.also.iter().map(|stage| Stage::from(*stage)).collect(),
        next: StageCode::ALL.iter().filter(|stage| may(stage)).map(|it| (*it).into()).collect(),
        delivered: state.delivered,
        complete: state.is_complete,
        age: Age::of(&request.meta, now),
        events: state.events.iter().map(event).collect(),
        has_clash: request.quantity.is_clash() || request.item.is_clash() || !state.also.is_empty(),
    }
}
