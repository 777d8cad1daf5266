//! What a place asks for, and what becomes of it.
//!
//! A request is a record, everything after it an event that names the events its writer knew.
//! Only the place says that goods were delivered; such an event from anyone else counts for
//! nothing and is listed, and no other side takes a receipt back. Quantities delivered are summed over
//! all standing events.
//!
//! Headquarters answers with *accepted* or *rejected*; a refusal carries a [`Refusal`] beside any
//! words. Whoever sends says where the goods come from ([`Source`]): a stock, a purchase, aid from
//! outside, or another place's [`Offer`]. Of several such words those hold that no later one
//! follows ([`RequestState::sources`]), so two people who chose two sources unknown to each other
//! are both shown. What is promised of an offer is only ever counted from these words: no record of
//! the offering place changes when somebody wants it, and it learns of it by reading.
//!
//! A hub is where goods lie on their way and nobody lives: arriving there is a step like others, which
//! may say at which hub, and nothing is received by it ([`crate::hub`]).
//!
//! Invariants: nothing that headquarters says ends a request but a refusal; a request is complete
//! by the receipts of its place alone; the same records in any order give the same state.
//!
//! The order: of concurrent heads the one farthest along [`Stage::ALL`] is the stage shown, since
//! goods on the road outrank what was decided on paper, and the others are listed beside it. So a
//! cancellation written while the lorry had left shows as "shipped, and cancelled by …".

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::facts::Facts;
use crate::field::{Follows, Refused, Why};
use crate::history::{self, Link};
use crate::hub::{self, AtHub};
use crate::ids::{PlaceId, RecordId};
use crate::load::Left;
use crate::stock::{ItemId, OTHER};
use crate::table::{codes, record};
use crate::text::{Line, Prose, Whole};
use crate::time::Timestamp;

pub type Quantity = Whole<1, 10_000_000>;

codes! {
    /// Where a request stands, in the order that decides between concurrent events.
    pub enum Stage {
        Draft = "draft",
        Submitted = "submitted",
        Superseded = "superseded",
        Rejected = "rejected",
        Cancelled = "cancelled",
        Accepted = "accepted",
        Sourcing = "sourcing",
        Shipped = "shipped",
        /// Arrived at the hub, which is not arrived at the shelter.
        AtHub = "at_hub",
        OutForDelivery = "out_for_delivery",
        /// 受取: said by the place alone.
        Delivered = "delivered",
        Closed = "closed",
    }
}

codes! {
    /// On whose behalf an event is written.
    pub enum Side {
        Place = "place",
        Hq = "hq",
    }
}

codes! {
    /// Why headquarters does not send what was asked for.
    pub enum Refusal {
        /// There is none, and none can be got.
        NoneToBeHad = "none_to_be_had",
        /// More than the people there need.
        TooMuch = "too_much",
        /// The same was asked for already.
        AskedTwice = "asked_twice",
        /// It comes with something that is on its way.
        OnItsWay = "on_its_way",
        /// No way there is open.
        NoWay = "no_way",
        /// The city does not give such goods.
        NotGiven = "not_given",
        /// Told in words.
        Other = "other",
    }
}

codes! {
    /// Where what is sent comes from.
    pub enum Source {
        /// What headquarters or a hub has.
        Stock = "stock",
        Purchase = "purchase",
        /// Of the prefecture, the state, another city, a firm.
        Aid = "aid",
        /// 有り余り of another place.
        Offer = "offer",
    }
}

impl Stage {
    /// Whether goods are being got or sent, so that they come from somewhere.
    pub const fn has_a_source(self) -> bool {
        matches!(
            self,
            Self::Accepted | Self::Sourcing | Self::Shipped | Self::AtHub | Self::OutForDelivery
        )
    }

    /// Whether `side` may say so.
    pub const fn may_be_said_by(self, side: Side) -> bool {
        match self {
            Self::Draft
            | Self::Submitted
            | Self::Superseded
            | Self::Cancelled
            | Self::Delivered
            | Self::Closed => matches!(side, Side::Place),
            _ => matches!(side, Side::Hq),
        }
    }
}

codes! {
    pub enum Urgency {
        Now = "now",
        Today = "today",
        Days = "days",
    }
}

record! {
    /// One request for one item. Several lines of one order share `order`.
    "request" pub Request, new NewRequest, rule says_what_and_how_much;
    change ChangeRequest;
    must {
        item: ItemId,
        quantity: Quantity,
    }
    may {
        /// What it is, in words, for items outside the catalogue.
        description: Line<200>,
        unit: Line<20>,
        cases: Quantity,
        per_case: Quantity,
        urgency: Urgency,
        needed_by: Timestamp,
        order: RecordId,
        /// For how many people.
        people: Whole<1, 1_000_000>,
        contact: Line<120>,
        note: Prose<1_000>,
    }
    marks {}
}

/// Cases and what is in one make the quantity, and goods that no catalogue has are told in words.
fn says_what_and_how_much(request: &NewRequest) -> Result<(), Refused> {
    let refused = |field, why| Err(Refused { table: Request::TABLE, field, why });
    if request.item.as_str() == OTHER && request.description.is_none() {
        return refused("description", Why::Missing);
    }
    match (request.cases, request.per_case) {
        (Some(cases), Some(per_case))
            if cases.get().saturating_mul(per_case.get()) != request.quantity.get() =>
        {
            refused("quantity", Why::Contradiction)
        }
        (Some(_), None) => refused("per_case", Why::Missing),
        _ => Ok(()),
    }
}

codes! {
    /// The three words a volunteer needs: 未対応, 対応中, 対応済.
    pub enum Progress {
        Open = "open",
        Working = "working",
        Done = "done",
    }
}

record! {
    /// One step of a request.
    "request_event" pub RequestEvent, new NewRequestEvent, rule step_is_possible;
    must {
        request: RecordId,
        stage: Stage,
        side: Side,
        follows: Follows,
    }
    may {
        /// How much was delivered, shipped, …; for `delivered` always said.
        quantity: Quantity,
        expected_at: Timestamp,
        carrier: Line<120>,
        superseded_by: RecordId,
        /// For `rejected`, where it is always said.
        refusal: Refusal,
        reason: Line<200>,
        source: Source,
        /// Whose stock or offer it is.
        source_place: PlaceId,
        /// With the source `offer`, where it is always said.
        offer: RecordId,
        /// With `at_hub`: where.
        hub: RecordId,
        /// With `at_hub` and `out_for_delivery`: the hub that it left.
        from_hub: RecordId,
        /// With `out_for_delivery`: the load that it left on.
        load: RecordId,
        /// What others did in headquarters' stead, as far as its writer knew ([`crate::acting`]).
        after_acting: Follows,
        note: Prose<500>,
        /// The event this one takes back, of the same side.
        voids: RecordId,
    }
    marks {}
}

fn step_is_possible(event: &NewRequestEvent) -> Result<(), Refused> {
    let refused = |field, why| Err(Refused { table: RequestEvent::TABLE, field, why });
    if !event.stage.may_be_said_by(event.side) {
        return refused("side", Why::Contradiction);
    }
    if event.follows.0.len() > Follows::MAX {
        return refused("follows", Why::TooMany);
    }
    if event.stage == Stage::Delivered && event.quantity.is_none() {
        return refused("quantity", Why::Missing);
    }
    refusal_has_its_reason(event)?;
    hub_has_its_quantity(event)?;
    source_is_whole(event)
}

/// What lies at a hub is reckoned from these words, so none of them is without a number.
fn hub_has_its_quantity(event: &NewRequestEvent) -> Result<(), Refused> {
    let refused = |field, why| Err(Refused { table: RequestEvent::TABLE, field, why });
    let stage = event.stage;
    if event.hub.is_some() && stage != Stage::AtHub {
        return refused("hub", Why::Misplaced);
    }
    if event.from_hub.is_some() && !matches!(stage, Stage::AtHub | Stage::OutForDelivery) {
        return refused("from_hub", Why::Misplaced);
    }
    if event.from_hub.is_some() && event.from_hub == event.hub {
        return refused("from_hub", Why::Contradiction);
    }
    if event.load.is_some() && stage != Stage::OutForDelivery {
        return refused("load", Why::Misplaced);
    }
    if (event.hub.is_some() || event.from_hub.is_some()) && event.quantity.is_none() {
        return refused("quantity", Why::Missing);
    }
    Ok(())
}

fn refusal_has_its_reason(event: &NewRequestEvent) -> Result<(), Refused> {
    let refused = |field, why| Err(Refused { table: RequestEvent::TABLE, field, why });
    match (event.stage, event.refusal) {
        (Stage::Rejected, None) => refused("refusal", Why::Missing),
        (Stage::Rejected, Some(Refusal::Other)) if event.reason.is_none() => {
            refused("reason", Why::Missing)
        }
        (Stage::Rejected, Some(_)) | (_, None) => Ok(()),
        (_, Some(_)) => refused("refusal", Why::Misplaced),
    }
}

/// An offer is named with the place whose it is; goods that are bought belong to no place.
fn source_is_whole(event: &NewRequestEvent) -> Result<(), Refused> {
    let refused = |field, why| Err(Refused { table: RequestEvent::TABLE, field, why });
    if event.source.is_some() && !event.stage.has_a_source() {
        return refused("source", Why::Misplaced);
    }
    match (event.source, event.source_place, event.offer) {
        (Some(Source::Offer), None, _) => refused("source_place", Why::Missing),
        (Some(Source::Offer), Some(_), None) => refused("offer", Why::Missing),
        (source, _, Some(_)) if source != Some(Source::Offer) => refused("offer", Why::Misplaced),
        (source, Some(_), None) if source != Some(Source::Stock) => {
            refused("source_place", Why::Misplaced)
        }
        _ => Ok(()),
    }
}

/// What holds for one request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RequestState {
    pub request: Request,
    /// `Draft` where there is no event.
    pub stage: Stage,
    /// Other concurrent heads, in order: shown beside the stage.
    pub also: BTreeSet<Stage>,
    /// Sum of what the place said it received.
    pub delivered: i64,
    /// All of what was asked for has been received.
    pub is_complete: bool,
    /// Every event, also those that do not stand, by id.
    pub events: Vec<RequestEvent>,
    /// Events that count for nothing: a stage nobody of that side may say, or unreadable.
    pub ignored: BTreeSet<RecordId>,
    /// To be named by the next event.
    pub heads: Follows,
    /// Where it comes from, as was said last; several where that was said at once.
    pub sources: BTreeSet<Sourced>,
    /// Why it was refused, of each refusal among the heads.
    pub refusals: BTreeSet<Refusal>,
    /// Events that another one took back.
    pub taken_back: BTreeSet<RecordId>,
    /// What of it came to which hub, and lies there.
    pub hubs: BTreeMap<RecordId, AtHub>,
    /// Steps of others in headquarters' stead that somebody has gone on from.
    after_acting: BTreeSet<RecordId>,
    /// Loads that it left with, and whether something was received since.
    left_with: BTreeMap<RecordId, Left>,
}

/// Where goods come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Sourced {
    pub source: Source,
    pub place: Option<PlaceId>,
    pub offer: Option<RecordId>,
}

impl RequestEvent {
    /// `None`: it does not say.
    pub fn sourced(&self) -> Option<Sourced> {
        let stage = self.stage.shown()?;
        let source = *self.source.shown().filter(|_| stage.has_a_source())?;
        let (place, offer) = (self.source_place.shown(), self.offer.shown());
        Some(Sourced { source, place: place.copied(), offer: offer.copied() })
    }

    /// The load that it says to have left on.
    fn left_on(&self) -> Option<RecordId> {
        let is_departure = self.stage.shown() == Some(&Stage::OutForDelivery);
        self.load.shown().filter(|_| is_departure).copied()
    }
}

impl RequestState {
    /// Goods that came in part are still worked on.
    pub fn progress(&self) -> Progress {
        match self.stage {
            Stage::Draft | Stage::Submitted => Progress::Open,
            Stage::Superseded | Stage::Rejected | Stage::Cancelled | Stage::Closed => {
                Progress::Done
            }
            Stage::Delivered if self.is_complete => Progress::Done,
            _ => Progress::Working,
        }
    }

    /// When it should have come: what was promised last, else by when it is needed.
    pub fn due_at(&self) -> Option<Timestamp> {
        let promised = self
            .events
            .iter()
            .filter(|event| self.heads.0.contains(&event.id))
            .filter_map(|event| event.expected_at.shown())
            .max();
        promised.or_else(|| self.request.needed_by.shown()).copied()
    }

    pub fn is_late(&self, now: Timestamp) -> bool {
        self.progress() != Progress::Done && self.due_at().is_some_and(|due| due < now)
    }

    /// What was done in headquarters' stead, and is past.
    pub const fn known_of_acting(&self) -> &BTreeSet<RecordId> {
        &self.after_acting
    }

    pub fn left_with(&self, load: RecordId) -> Left {
        self.left_with.get(&load).copied().unwrap_or(Left::Not)
    }

    /// Steps that stand, and say that it left with this load.
    pub fn departures(&self, load: RecordId) -> impl Iterator<Item = &RequestEvent> {
        self.events.iter().filter(move |event| {
            let counts = !self.ignored.contains(&event.id) && !self.taken_back.contains(&event.id);
            counts && event.left_on() == Some(load)
        })
    }

    /// What is still to come of it.
    pub fn outstanding(&self) -> i64 {
        let wanted = self.request.quantity.shown().map_or(0, |quantity| quantity.get());
        let is_on = !matches!(self.progress(), Progress::Done) && self.stage != Stage::Draft;
        if is_on { (wanted - self.delivered).max(0) } else { 0 }
    }
}

/// Every request of one place's document, in the order of ids.
pub fn requests(facts: &Facts<'_>) -> Vec<RequestState> {
    let mut events: BTreeMap<RecordId, Vec<RequestEvent>> = BTreeMap::new();
    for event in RequestEvent::all(facts) {
        for request in event.request.known().map(|id| facts.root(*id)).collect::<BTreeSet<_>>() {
            events.entry(request).or_default().push(event.clone());
        }
    }
    let own = |request: Request| {
        let events = events.remove(&request.id).unwrap_or_default();
        state(facts, request, events)
    };
    Request::all(facts).map(own).collect()
}

fn state(facts: &Facts<'_>, request: Request, events: Vec<RequestEvent>) -> RequestState {
    let counts = |event: &RequestEvent| match (event.stage.shown(), event.side.shown()) {
        (Some(stage), Some(side)) => stage.may_be_said_by(*side),
        _ => false,
    };
    let ignored: BTreeSet<RecordId> =
        events.iter().filter(|event| !counts(event)).map(|event| event.id).collect();
    let side_of: BTreeMap<RecordId, Option<Side>> =
        events.iter().map(|event| (event.id, event.side.shown().copied())).collect();
    // Each side takes back its own words alone: no receipt goes because headquarters says so.
    let voided: BTreeSet<RecordId> = events
        .iter()
        .filter(|event| !ignored.contains(&event.id))
        .flat_map(|event| event.voids.known().map(|id| (facts.root(*id), event.id)))
        .filter(|(target, by)| target != by && side_of.get(target) == side_of.get(by))
        .map(|(target, _)| target)
        .collect();
    let link = |event: &RequestEvent| Link {
        follows: event.follows.known().flat_map(|ids| &ids.0).map(|id| facts.root(*id)).collect(),
        stands: !ignored.contains(&event.id) && !voided.contains(&event.id),
    };
    let links: BTreeMap<RecordId, Link> =
        events.iter().map(|event| (event.id, link(event))).collect();
    let heads = history::heads(&links);
    // Only those events stand that say it: of these the ones that no other of them follows.
    let says = |event: &RequestEvent| Link {
        stands: links[&event.id].stands && event.sourced().is_some(),
        ..links[&event.id].clone()
    };
    let told = history::heads(&events.iter().map(|event| (event.id, says(event))).collect());
    let sources = events.iter().filter(|event| told.contains(&event.id));
    let sources = sources.filter_map(RequestEvent::sourced).collect();
    let refusals = events
        .iter()
        .filter(|event| heads.contains(&event.id) && event.stage.shown() == Some(&Stage::Rejected));
    let refusals = refusals.filter_map(|event| event.refusal.shown().copied()).collect();
    let stages: BTreeSet<Stage> = events
        .iter()
        .filter(|event| heads.contains(&event.id))
        .filter_map(|event| event.stage.shown().copied())
        .collect();
    let delivered: i64 = events
        .iter()
        .filter(|event| links[&event.id].stands)
        .filter(|event| event.stage.shown() == Some(&Stage::Delivered))
        .filter_map(|event| event.quantity.shown())
        .map(|quantity| quantity.get())
        .sum();
    let stage = stages.last().copied().unwrap_or(Stage::Draft);
    let wanted = request.quantity.shown().map(|quantity| quantity.get());
    let pasts = history::pasts(&links);
    let standing: Vec<&RequestEvent> =
        events.iter().filter(|event| links[&event.id].stands).collect();
    let hubs = hub::of(&standing, &pasts, wanted, delivered);
    let left_with = left_with(&standing, &pasts);
    let after_acting = standing
        .iter()
        .flat_map(|event| event.after_acting.known())
        .flat_map(|ids| ids.0.iter().copied())
        .collect();
    RequestState {
        taken_back: voided,
        hubs,
        after_acting,
        left_with,
        stage,
        also: stages.into_iter().filter(|other| *other != stage).collect(),
        delivered,
        is_complete: wanted.is_some_and(|wanted| delivered >= wanted),
        ignored,
        heads: heads.into_iter().collect(),
        sources,
        refusals,
        request,
        events,
    }
}

/// A load that left twice, because it was said anew or at once, is on the road until the last of
/// these steps is followed by a receipt.
fn left_with(
    standing: &[&RequestEvent],
    pasts: &BTreeMap<RecordId, BTreeSet<RecordId>>,
) -> BTreeMap<RecordId, Left> {
    let receipts = standing.iter().filter(|it| it.stage.shown() == Some(&Stage::Delivered));
    let receipts: Vec<RecordId> = receipts.map(|event| event.id).collect();
    let mut left = BTreeMap::new();
    for event in standing {
        let Some(load) = event.left_on() else { continue };
        let is_received = receipts.iter().any(|receipt| pasts[receipt].contains(&event.id));
        let told = if is_received { Left::AndReceived } else { Left::OnTheRoad };
        let held = left.entry(load).or_insert(told);
        *held = told.min(*held);
    }
    left
}

record! {
    /// What a place has too much of (有り余り).
    "offer" pub Offer, new NewOffer;
    change ChangeOffer;
    must {
        item: ItemId,
        quantity: Quantity,
    }
    may {
        description: Line<200>,
        unit: Line<20>,
        best_before: Timestamp,
        /// No longer on offer.
        withdrawn: bool,
        note: Prose<500>,
    }
    marks {}
}
