//! 代行: a place's leader does what a hub does while headquarters is silent, in the place's own document.
//!
//! Invariants: it begins only where no word of headquarters has come for as long as word is expected of
//! places, and no laptop of headquarters is a neighbour just now; it lasts until it is laid down or
//! headquarters' receipt for its beginning is here; nothing of it is a step of a request.

use std::collections::BTreeMap;

use musubi_model::acting::{
    Acted, Acting as ActingRead, ActingStep as StepRead, Acts as ActsCode, NewActingEnd,
    NewActingHub, NewActingStep as StepRecord, is_acted,
};
use musubi_model::contact::Expectations;
use musubi_model::facts::Facts;
use musubi_model::field::Field;
use musubi_model::ids::{Kind, PlaceId, RecordId};
use musubi_model::record::Fields;
use musubi_model::request::{self, Quantity, Stage as StageCode};
use musubi_model::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::is_open;
use super::wire::Stage;
use crate::desk::check::Check;
use crate::desk::mirror::mirror;
use crate::desk::people::text;
use crate::desk::ticks::HqState;
use crate::desk::wire::{Age, RequestKey, SavedHere};
use crate::desk::{Caller, Desk, DeskError, fresh_id, noted, now};
use crate::runtime::handle::NodeRole;

const HOUR_MS: i64 = 3_600_000;

mirror! {
    /// How a time of acting stands.
    pub enum Acts = musubi_model::acting::Acts {
        On,
        ByHand,
        /// Headquarters has word of it.
        HqIsBack,
    }
}

#[derive(Serialize, ToSchema)]
pub struct ActingList {
    /// Headquarters itself is never silent to itself.
    pub hq: HqWord,
    /// This laptop's place may take the duty on now.
    pub may_begin: bool,
    /// Of every place that this laptop knows, the newest first.
    pub acting: Vec<Acting>,
}

/// When word of headquarters came last.
#[derive(Serialize, ToSchema)]
pub struct HqWord {
    pub silent: bool,
    /// By headquarters' clock; `null`: never a word.
    pub last_at: Option<i64>,
    /// One of its laptops is a neighbour just now.
    pub connected: bool,
    /// After how many hours without word it is silent.
    pub hours: i64,
}

#[derive(Serialize, ToSchema)]
pub struct Acting {
    pub id: String,
    pub place: String,
    pub place_name: String,
    /// Of this laptop's own place.
    pub own: bool,
    pub acts: Acts,
    pub note: Option<String>,
    /// How many steps it said.
    pub steps: u32,
    pub age: Option<Age>,
}

/// What a neighbour did for a request in headquarters' stead. Its quantity stands in no sum.
#[derive(Serialize, ToSchema)]
pub struct ActingStep {
    pub id: String,
    pub by: String,
    pub by_name: String,
    pub stage: Option<Stage>,
    pub quantity: Option<i64>,
    pub carrier: Option<String>,
    pub expected_at: Option<i64>,
    pub note: Option<String>,
    /// Nobody has gone on from it.
    pub stands: bool,
    pub age: Option<Age>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BeginActing {
    pub key: RequestKey,
    pub note: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndActing {
    pub key: RequestKey,
    pub note: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewActingStep {
    pub key: RequestKey,
    /// `sourcing`, `shipped`, `at_hub` or `out_for_delivery`.
    pub stage: Stage,
    pub quantity: Option<u32>,
    pub carrier: Option<String>,
    pub expected_at: Option<i64>,
    pub note: Option<String>,
}

/// What every place's document tells of acting, read once for many requests.
pub(super) struct AllActing(BTreeMap<PlaceId, Vec<ActingRead>>);

impl AllActing {
    pub(super) fn of(&self, place: PlaceId, state: &request::RequestState) -> Acted {
        Acted::of(&self.0, place, state)
    }
}

impl Desk {
    pub(super) fn all_acting(&self) -> Result<AllActing, DeskError> {
        let all = self.of_each_place(ActingRead::all)?.into_iter();
        Ok(AllActing(all.filter(|(_, acting)| !acting.is_empty()).collect()))
    }

    pub fn acting(&self) -> Result<ActingList, DeskError> {
        let (enrolled, now) = (self.enrolled()?, now());
        let hq = self.hq_word(now)?;
        let mut shown = Vec::new();
        for (place, all) in self.all_acting()?.0 {
            for acting in all {
                shown.push(Acting {
                    id: acting.begun.id.to_string(),
                    place: place.to_string(),
                    place_name: self.place_name(place),
                    own: place == enrolled.place,
                    acts: self.acts(place, &acting)?.into(),
                    note: text(&acting.begun.note),
                    steps: u32::try_from(acting.steps.len()).unwrap_or(u32::MAX),
                    age: Age::of(&acting.begun.meta, now),
                });
            }
        }
        shown.sort_by(|a, b| b.id.cmp(&a.id));
        let is_on = shown.iter().any(|acting| acting.own && acting.acts == Acts::On);
        let may_begin =
            enrolled.role == NodeRole::Shelter && !enrolled.provisional && hq.silent && !is_on;
        Ok(ActingList { hq, may_begin, acting: shown })
    }

    /// What headquarters wrote for the whole city, its receipts, and whether it is a neighbour just now.
    fn hq_word(&self, now: Timestamp) -> Result<HqWord, DeskError> {
        let enrolled = self.enrolled()?;
        let city = self.document(Kind::City, PlaceId::CITY)?;
        let (hours, wrote_at) = self.read(city, |facts| {
            let at = |fields: &Fields| {
                Field::<Timestamp>::read(fields.get("recorded_at")).shown().copied()
            };
            let wrote = facts.records().values().filter_map(at);
            let wrote = wrote.filter(|at| at.is_credible(now)).max();
            (Expectations::read(facts).of_all().hours, wrote)
        });
        let status = self.0.handle.status();
        let is_hq =
            |peer: &crate::runtime::handle::PeerStatus| peer.connected && peer.role == NodeRole::Hq;
        let connected = status.peers.values().any(is_hq);
        let ours = status.documents.iter().filter(|(id, _)| id.operation == enrolled.operation);
        let receipts = ours.flat_map(|(_, document)| document.ticks.values());
        let receipts = receipts.filter_map(|tick| tick.as_of).filter(|at| at.is_credible(now));
        let last_at = receipts.max().max(wrote_at);
        drop(status);
        let is_recent = last_at.is_some_and(|at| now.millis_since(at) < hours * HOUR_MS);
        let silent = enrolled.role != NodeRole::Hq && !connected && !is_recent;
        Ok(HqWord { silent, last_at: last_at.map(Timestamp::millis), connected, hours })
    }

    /// Whoever is headquarters has word of all that it reads.
    fn acts(&self, place: PlaceId, acting: &ActingRead) -> Result<ActsCode, DeskError> {
        let is_hq = self.enrolled()?.role == NodeRole::Hq;
        let document = self.document(Kind::Place, place)?;
        let begun = [acting.begun.id];
        let has_it = is_hq
            || self.with_ticks(document, |ticks| ticks.of(begun).hq.state == HqState::Received);
        Ok(acting.acts(has_it))
    }

    pub(super) fn acts_now(&self) -> Result<bool, DeskError> {
        Ok(self.acting_now()?.is_some())
    }

    fn acting_now(&self) -> Result<Option<RecordId>, DeskError> {
        let own = self.enrolled()?.place;
        for acting in self.all_acting()?.0.get(&own).into_iter().flatten() {
            if self.acts(own, acting)? == ActsCode::On {
                return Ok(Some(acting.begun.id));
            }
        }
        Ok(None)
    }

    /// At a place, by its leader, while headquarters is silent.
    pub async fn begin_acting(
        &self,
        caller: &Caller,
        new: BeginActing,
    ) -> Result<SavedHere, DeskError> {
        let enrolled = self.enrolled()?;
        if enrolled.role != NodeRole::Shelter {
            return Err(DeskError::NotAllowed { code: "only_the_place" });
        }
        if enrolled.provisional {
            return Err(DeskError::Conflict { code: "acting_needs_ticket" });
        }
        let mut check = Check::default();
        let note = check.text("note", new.note.as_deref());
        check.done()?;
        let list = self.acting()?;
        let noted = noted(None, caller.recorder());
        let make = move |_: &Facts<'_>| {
            if !list.hq.silent {
                return Err(DeskError::Conflict { code: "hq_not_silent" });
            }
            if !list.may_begin {
                return Err(DeskError::Conflict { code: "acting_already" });
            }
            let mut record = NewActingHub::of();
            record.note = note;
            let id = fresh_id();
            Ok((id, record.create(id, &noted)?))
        };
        self.once(self.document(Kind::Place, enrolled.place)?, &new.key, make).await
    }

    /// By hand, of this laptop's own place.
    pub async fn end_acting(
        &self,
        caller: &Caller,
        new: EndActing,
    ) -> Result<SavedHere, DeskError> {
        let enrolled = self.enrolled()?;
        let mut check = Check::default();
        let note = check.text("note", new.note.as_deref());
        check.done()?;
        let on = self.acting_now()?;
        let noted = noted(None, caller.recorder());
        let make = move |_: &Facts<'_>| {
            let on = on.ok_or(DeskError::Conflict { code: "not_acting" })?;
            let mut record = NewActingEnd::of(on);
            record.note = note;
            let id = fresh_id();
            Ok((id, record.create(id, &noted)?))
        };
        self.once(self.document(Kind::Place, enrolled.place)?, &new.key, make).await
    }

    /// For a request of any place that this laptop can read.
    pub async fn act(
        &self,
        caller: &Caller,
        place: &str,
        id: &str,
        new: NewActingStep,
    ) -> Result<SavedHere, DeskError> {
        let own = self.enrolled()?.place;
        let place: PlaceId = place.parse().map_err(|_| DeskError::NotFound)?;
        let id: RecordId = id.parse().map_err(|_| DeskError::NotFound)?;
        let stage = StageCode::from(new.stage);
        let mut check = Check::default();
        if !is_acted(stage) {
            check.refuse("stage", "record.contradiction");
        }
        let quantity: Option<Quantity> = check.number("quantity", new.quantity);
        let carrier = check.text("carrier", new.carrier.as_deref());
        let note = check.text("note", new.note.as_deref());
        check.done()?;
        let on = self.acting_now()?;
        let states = self.read(self.document(Kind::Place, place)?, request::requests);
        let asked = states.into_iter().find(|asked| asked.request.id == id);
        let asked = asked.ok_or(DeskError::NotFound)?;
        let follows = self.all_acting()?.of(place, &asked).own(own);
        let noted = noted(None, caller.recorder());
        let make = move |_: &Facts<'_>| {
            let on = on.ok_or(DeskError::Conflict { code: "not_acting" })?;
            if !is_open(asked.stage) || asked.is_complete {
                return Err(DeskError::Conflict { code: "request_over" });
            }
            let mut record = StepRecord::of(on, place, id, stage, follows);
            (record.quantity, record.carrier, record.note) = (quantity, carrier, note);
            record.expected_at = new.expected_at.map(Timestamp::from_millis);
            let step = fresh_id();
            Ok((step, record.create(step, &noted)?))
        };
        self.once(self.document(Kind::Place, own)?, &new.key, make).await
    }

    pub(super) fn acted_shown(&self, acted: &Acted, now: Timestamp) -> Vec<ActingStep> {
        let shown = |(by, step): &(PlaceId, StepRead)| ActingStep {
            id: step.id.to_string(),
            by: by.to_string(),
            by_name: self.place_name(*by),
            stage: step.stage.shown().map(|stage| (*stage).into()),
            quantity: step.quantity.shown().map(|quantity| quantity.get()),
            carrier: text(&step.carrier),
            expected_at: step.expected_at.shown().map(|at| at.millis()),
            note: text(&step.note),
            stands: acted.stands.contains(&step.id),
            age: Age::of(&step.meta, now),
        };
        acted.steps.iter().map(shown).collect()
    }
}
