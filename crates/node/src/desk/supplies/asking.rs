//! Asking for goods, and saying what became of it.

use musubi_model::counting::{self, NewStockMovement, Why as MovedWhy};
use musubi_model::facts::Facts;
use musubi_model::field::{Follows, Noted, Why};
use musubi_model::hub::Hub;
use musubi_model::ids::{Kind, RecordId};
use musubi_model::record::Edit;
use musubi_model::request::{
    self, NewRequest as RequestRecord, NewRequestEvent as EventRecord, Quantity, Side,
    Stage as StageCode,
};
use musubi_model::stock::OTHER;
use musubi_model::time::Timestamp;

use super::wire::{NewOrder, NewRequest, NewRequestEvent, OrderLine};
use super::{is_over, side};
use crate::desk::check::Check;
use crate::desk::wire::SavedHere;
use crate::desk::{Caller, Desk, DeskError, fresh_id, noted};

/// A page of the paper form has fewer.
const LINES_MAX: usize = 40;

/// One line as it will be written.
struct Line {
    request: RequestRecord,
    replaces: Option<RecordId>,
}

impl Desk {
    /// One kind of goods.
    pub async fn request_supplies(
        &self,
        caller: &Caller,
        place: &str,
        new: NewRequest,
    ) -> Result<SavedHere, DeskError> {
        let line = OrderLine {
            item: new.item,
            description: None,
            quantity: Some(new.quantity),
            unit: new.unit,
            cases: None,
            per_case: None,
            replaces: None,
        };
        let order = NewOrder {
            key: new.key,
            lines: vec![line],
            urgency: new.urgency,
            needed_by: None,
            people: None,
            contact: None,
            note: new.note,
            observed_at: new.observed_at,
        };
        self.order(caller, place, order, Check::default()).await
    }

    /// Everything on one form: written and submitted in one commit.
    pub async fn order_supplies(
        &self,
        caller: &Caller,
        place: &str,
        order: NewOrder,
    ) -> Result<SavedHere, DeskError> {
        let mut check = Check::default();
        if order.lines.is_empty() || order.lines.len() > LINES_MAX {
            check.refuse("lines", "number.bounds");
        }
        self.order(caller, place, order, check).await
    }

    async fn order(
        &self,
        caller: &Caller,
        place: &str,
        order: NewOrder,
        mut check: Check,
    ) -> Result<SavedHere, DeskError> {
        let (enrolled, owner) = self.writable(place)?;
        if side(&enrolled, owner) != Side::Place {
            return Err(DeskError::NotAllowed { code: "only_the_place" });
        }
        let mut common = Common {
            urgency: order.urgency.into(),
            needed_by: order.needed_by.map(Timestamp::from_millis),
            people: check.number("people", order.people),
            contact: check.text("contact", order.contact.as_deref()),
            note: check.text("note", order.note.as_deref()),
            order: None,
        };
        let is_one = order.lines.len() == 1;
        let mut lines = Vec::with_capacity(order.lines.len());
        for (number, line) in order.lines.iter().enumerate() {
            if !is_one {
                check.below(format!("lines.{number}"));
            }
            lines.extend(self.line(&mut check, line));
        }
        check.done()?;
        let noted = noted(order.observed_at, caller.recorder());
        let make = move |facts: &Facts<'_>| {
            let ids: Vec<RecordId> = lines.iter().map(|_| fresh_id()).collect();
            let first = ids[0];
            common.order = (ids.len() > 1).then_some(first);
            let mut edits = Vec::new();
            for (Line { mut request, replaces }, id) in lines.into_iter().zip(ids) {
                common.write_on(&mut request);
                edits.extend(request.create(id, &noted)?);
                let submitted =
                    EventRecord::of(id, StageCode::Submitted, Side::Place, Follows::default());
                edits.extend(submitted.create(fresh_id(), &noted)?);
                if let Some(old) = replaces {
                    edits.extend(replaced(facts, old, id, &noted)?);
                }
            }
            Ok((first, edits))
        };
        self.once(self.document(Kind::Place, owner)?, &order.key, make).await
    }

    fn line(&self, check: &mut Check, line: &OrderLine) -> Option<Line> {
        let item = self.known_item(check, &line.item, line.description.as_deref());
        let cases: Option<Quantity> = check.number("cases", line.cases);
        let per_case: Option<Quantity> = check.number("per_case", line.per_case);
        let by_the_case = cases.zip(per_case).map(|(cases, each)| cases.get() * each.get());
        let said = line.quantity.map(i64::from);
        let Some(quantity) = said.or(by_the_case) else {
            check.refuse("quantity", Why::Missing.code());
            return None;
        };
        if by_the_case.is_some_and(|number| number != quantity) {
            check.refuse("quantity", Why::Contradiction.code());
        }
        let quantity: Option<Quantity> = check.number("quantity", Some(quantity));
        let description = check.text("description", line.description.as_deref());
        let unit = check.text("unit", line.unit.as_deref());
        let replaces = line.replaces.as_ref().map(|id| id.parse());
        if matches!(replaces, Some(Err(_))) {
            check.refuse("replaces", "text.form");
        }
        let mut request = RequestRecord::of(item?, quantity?);
        (request.cases, request.per_case) = (cases, per_case);
        (request.description, request.unit) = (description, unit);
        Some(Line { request, replaces: replaces.and_then(Result::ok) })
    }

    /// What became of a request. With `to_stock` the goods are put on the shelf in the same commit.
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
        let reason = check.text("reason", new.reason.as_deref());
        let carrier = check.text("carrier", new.carrier.as_deref());
        let note = check.text("note", new.note.as_deref());
        if stage == StageCode::Delivered && new.quantity.is_none() {
            check.refuse("quantity", Why::Missing.code());
        }
        let refusal = new.refusal.map(request::Refusal::from);
        match (stage, refusal) {
            (StageCode::Rejected, None) => check.refuse("refusal", Why::Missing.code()),
            (StageCode::Rejected, Some(request::Refusal::Other)) if reason.is_none() => {
                check.refuse("reason", Why::Missing.code());
            }
            (StageCode::Rejected, Some(_)) | (_, None) => {}
            (_, Some(_)) => check.refuse("refusal", Why::Misplaced.code()),
        }
        let sent = self.goods_from(&mut check, stage, owner, &new)?;
        let (hub, from_hub) = self.hubs_of(&mut check, stage, &new)?;
        if new.to_stock && stage != StageCode::Delivered {
            check.refuse("to_stock", Why::Contradiction.code());
        }
        check.done()?;
        let noted = noted(new.observed_at, caller.recorder());
        let acting = self.all_acting()?;
        let make = move |facts: &Facts<'_>| {
            let states = request::requests(facts);
            let asked = states.iter().find(|asked| asked.request.id == id);
            let asked = asked.ok_or(DeskError::NotFound)?;
            let known = acting.of(owner, asked).heads();
            if is_over(asked.stage) {
                return Err(DeskError::Conflict { code: "request_over" });
            }
            if sent.item.as_ref().is_some_and(|item| !asked.request.item.is_only(item)) {
                return Err(DeskError::field("offer", Why::Contradiction.code()));
            }
            let mut record = EventRecord::of(id, stage, side, asked.heads.clone());
            (record.quantity, record.note) = (quantity, note);
            (record.refusal, record.reason, record.carrier) = (refusal, reason, carrier);
            (record.source, record.source_place) = (sent.source, sent.place);
            record.offer = sent.offer;
            (record.hub, record.from_hub) = (hub, from_hub);
            record.after_acting = (!known.0.is_empty()).then_some(known);
            record.expected_at = new.expected_at.map(Timestamp::from_millis);
            let event = fresh_id();
            let mut edits = record.create(event, &noted)?;
            if let (true, Some(came)) = (new.to_stock, quantity) {
                edits.extend(onto_the_shelf(facts, asked, event, came, &noted)?);
            }
            Ok((event, edits))
        };
        self.once(self.document(Kind::Place, owner)?, &new.key, make).await
    }
}

impl Desk {
    /// Where goods arrived, and which hub they left. Nothing is brought to a closed hub, but what lies
    /// there may leave it.
    fn hubs_of(
        &self,
        check: &mut Check,
        stage: StageCode,
        said: &NewRequestEvent,
    ) -> Result<(Option<RecordId>, Option<RecordId>), DeskError> {
        let hub = self.known_hub(check, "hub", said.hub.as_deref())?;
        let from_hub = self.known_hub(check, "from_hub", said.from_hub.as_deref())?;
        if said.hub.is_some() && stage != StageCode::AtHub {
            check.refuse("hub", Why::Misplaced.code());
        }
        let leaves = matches!(stage, StageCode::AtHub | StageCode::OutForDelivery);
        if said.from_hub.is_some() && !leaves {
            check.refuse("from_hub", Why::Misplaced.code());
        }
        if said.from_hub.is_some() && said.from_hub == said.hub {
            check.refuse("from_hub", Why::Contradiction.code());
        }
        let is_named = said.hub.is_some() || said.from_hub.is_some();
        if is_named && said.quantity.is_none() {
            check.refuse("quantity", Why::Missing.code());
        }
        if stage == StageCode::AtHub && said.hub.is_none() {
            let is_needed = self.hub_list()?.values().any(|hub| !hub.is_closed());
            if is_needed {
                check.refuse("hub", Why::Missing.code());
            }
        }
        if hub.as_ref().is_some_and(Hub::is_closed) {
            return Err(DeskError::Conflict { code: "hub_closed" });
        }
        Ok((hub.map(|hub| hub.id), from_hub.map(|hub| hub.id)))
    }
}

/// What all lines of a form say.
struct Common {
    urgency: request::Urgency,
    needed_by: Option<Timestamp>,
    people: Option<musubi_model::text::Whole<1, 1_000_000>>,
    contact: Option<musubi_model::text::Line<120>>,
    note: Option<musubi_model::text::Prose<1_000>>,
    order: Option<RecordId>,
}

impl Common {
    fn write_on(&self, request: &mut RequestRecord) {
        request.urgency = Some(self.urgency);
        (request.needed_by, request.people) = (self.needed_by, self.people);
        (request.contact, request.note) = (self.contact.clone(), self.note.clone());
        request.order = self.order;
    }
}

/// The old request ends where the new one begins.
fn replaced(
    facts: &Facts<'_>,
    old: RecordId,
    new: RecordId,
    noted: &Noted,
) -> Result<Vec<Edit>, DeskError> {
    let states = request::requests(facts);
    let asked = states.iter().find(|asked| asked.request.id == old);
    let asked = asked.ok_or_else(|| DeskError::field("replaces", "record.missing"))?;
    if is_over(asked.stage) {
        return Err(DeskError::Conflict { code: "request_over" });
    }
    let follows = asked.heads.clone();
    let mut event = EventRecord::of(old, StageCode::Superseded, Side::Place, follows);
    event.superseded_by = Some(new);
    Ok(event.create(fresh_id(), noted)?)
}

fn onto_the_shelf(
    facts: &Facts<'_>,
    asked: &request::RequestState,
    event: RecordId,
    came: Quantity,
    noted: &Noted,
) -> Result<Vec<Edit>, DeskError> {
    let item = asked.request.item.shown().filter(|item| item.as_str() != OTHER);
    let item = item.ok_or_else(|| DeskError::field("to_stock", "item.unknown"))?;
    let change =
        came.get().try_into().map_err(|_| DeskError::field("quantity", "number.bounds"))?;
    let mut movement = NewStockMovement::of(item.clone(), change);
    (movement.why, movement.because) = (Some(MovedWhy::Delivered), Some(event));
    Ok(counting::moved(facts, fresh_id(), movement, noted)?)
}
