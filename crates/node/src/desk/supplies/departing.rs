//! A load leaves: one press says 配送中 of everything on it, and one takes that back.
//!
//! Invariants: what left is told by the requests alone, so pressing twice, or again after a power
//! cut in the middle, says nothing twice; what the place has received since is not taken back; and
//! nothing here says that anything was received.

use std::collections::BTreeMap;
use std::sync::Arc;

use musubi_model::facts::Facts;
use musubi_model::field::{Follows, Noted};
use musubi_model::ids::{Kind, PlaceId, RecordId};
use musubi_model::load::{self, Left, Plan};
use musubi_model::record::Edit;
use musubi_model::request::{
    self, NewRequestEvent as EventRecord, Quantity, RequestEvent, RequestState, Side, Stage,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::is_open;
use crate::desk::{Caller, Desk, DeskError, fresh_id, noted};

/// How many requests each press concerned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Departed {
    /// Said now.
    pub now: u32,
    /// It stood so already.
    pub already: u32,
    /// Not said: over, or not known here. Of taking back: the place has received something since.
    pub left_out: u32,
}

/// Of one place: each request with what of it is on the load.
type OnBoard = BTreeMap<RecordId, i64>;

/// One press, as it is told to each place.
#[derive(Clone, Copy)]
enum Press {
    Depart { from_hub: Option<RecordId> },
    TakeBack,
}

impl Desk {
    /// At HQ, which alone may say so of any place's requests.
    pub async fn depart_load(&self, caller: &Caller, id: &str) -> Result<Departed, DeskError> {
        let plan = self.load_that_stands(id)?;
        let press = Press::Depart { from_hub: plan.load.from_hub.shown().copied() };
        self.tell_places(caller, &plan, press).await
    }

    pub async fn take_departure_back(
        &self,
        caller: &Caller,
        id: &str,
    ) -> Result<Departed, DeskError> {
        let plan = self.load_that_stands(id)?;
        self.tell_places(caller, &plan, Press::TakeBack).await
    }

    fn load_that_stands(&self, id: &str) -> Result<Plan, DeskError> {
        self.at_hq()?;
        let id: RecordId = id.parse().map_err(|_| DeskError::NotFound)?;
        for owner in self.owners(Kind::Place)? {
            let plans = self.read(self.document(Kind::Place, owner)?, load::plans);
            let plan = plans.into_iter().find(|it| it.load.id == id && it.load.stands());
            if let Some(plan) = plan {
                return Ok(plan);
            }
        }
        Err(DeskError::NotFound)
    }

    async fn tell_places(
        &self,
        caller: &Caller,
        plan: &Plan,
        press: Press,
    ) -> Result<Departed, DeskError> {
        let mut on_board: BTreeMap<PlaceId, OnBoard> = BTreeMap::new();
        for (place, line) in plan.lines() {
            let sum = on_board.entry(place).or_default().entry(line.request).or_default();
            *sum = sum.saturating_add(line.quantity);
        }
        let (load, noted) = (plan.load.id, noted(None, caller.recorder()));
        let acting = Arc::new(self.all_acting()?);
        let mut all = Departed::default();
        for (place, requests) in on_board {
            let (desk, document) = (self.clone(), self.document(Kind::Place, place)?);
            let (noted, acting) = (noted.clone(), Arc::clone(&acting));
            let told = self.one_at_a_time(document, "departing", async move {
                let known = |state: &RequestState| acting.of(place, state).heads();
                let tell = |facts: &Facts<'_>| told(facts, &requests, load, press, known, &noted);
                let (edits, told) = desk.read(document, tell)?;
                if !edits.is_empty() {
                    desk.0.handle.commit(document, edits).await?;
                }
                Ok(told)
            });
            let told = told.await?;
            all.now += told.now;
            all.already += told.already;
            all.left_out += told.left_out;
        }
        Ok(all)
    }
}

/// What is written into one place's document.
fn told(
    facts: &Facts<'_>,
    on_board: &OnBoard,
    load: RecordId,
    press: Press,
    known: impl Fn(&RequestState) -> Follows,
    noted: &Noted,
) -> Result<(Vec<Edit>, Departed), DeskError> {
    let states: BTreeMap<RecordId, RequestState> =
        request::requests(facts).into_iter().map(|state| (state.request.id, state)).collect();
    let (mut edits, mut told) = (Vec::new(), Departed::default());
    for (request, quantity) in on_board {
        let Some(state) = states.get(request) else {
            told.left_out += 1;
            continue;
        };
        let events = match (press, state.left_with(load)) {
            (Press::Depart { .. }, Left::OnTheRoad | Left::AndReceived)
            | (Press::TakeBack, Left::Not) => {
                told.already += 1;
                continue;
            }
            (Press::Depart { from_hub }, Left::Not) => {
                leaves(state, load, *quantity, from_hub).into_iter().collect()
            }
            (Press::TakeBack, Left::AndReceived) => Vec::new(),
            (Press::TakeBack, Left::OnTheRoad) => taken_back(state, load),
        };
        if events.is_empty() {
            told.left_out += 1;
            continue;
        }
        told.now += 1;
        let known = known(state);
        for mut event in events {
            event.after_acting = (!known.0.is_empty()).then(|| known.clone());
            edits.extend(event.create(fresh_id(), noted)?);
        }
    }
    Ok((edits, told))
}

/// `None`: there is nothing to send any more.
fn leaves(
    state: &RequestState,
    load: RecordId,
    quantity: i64,
    from_hub: Option<RecordId>,
) -> Option<EventRecord> {
    if state.is_complete || !is_open(state.stage) {
        return None;
    }
    let (id, heads) = (state.request.id, state.heads.clone());
    let mut event = EventRecord::of(id, Stage::OutForDelivery, Side::Hq, heads);
    event.quantity = Some(Quantity::try_from(quantity).ok()?);
    (event.load, event.from_hub) = (Some(load), from_hub);
    Some(event)
}

/// One event for each that said it left, with the stage that the request had before.
fn taken_back(state: &RequestState, load: RecordId) -> Vec<EventRecord> {
    let take = |gone: &RequestEvent| {
        let before = |event: &&RequestEvent| {
            gone.follows.known().any(|follows| follows.0.contains(&event.id))
        };
        let stage = state
            .events
            .iter()
            .filter(before)
            .filter_map(|event| event.stage.shown().copied())
            .filter(|stage| stage.may_be_said_by(Side::Hq) && *stage != Stage::Rejected)
            .max();
        // Whoever loads what only the place has spoken of has taken it on.
        let stage = stage.unwrap_or(Stage::Accepted);
        let mut event = EventRecord::of(state.request.id, stage, Side::Hq, state.heads.clone());
        event.voids = Some(gone.id);
        event
    };
    state.departures(load).map(take).collect()
}
