//! What is stuck of the city's requests: which step did not come, and since when. The rule is in
//! `docs/figures.md`; computed when asked.

use std::collections::BTreeMap;

use musubi_model::ids::{Kind, PlaceId};
use musubi_model::place;
use musubi_model::request::{self, RequestState};
use musubi_model::stock::ItemId;
use musubi_model::stuck;
use musubi_model::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::desk::mirror::mirror;
use crate::desk::people::text;
use crate::desk::supplies::wire::{Stage, Urgency};
use crate::desk::wire::Age;
use crate::desk::{Desk, DeskError, now};

mirror! {
    /// The step that an open request awaits.
    pub enum Awaits = stuck::Awaits {
        /// Accepted or not: headquarters.
        Answer,
        /// Sent: headquarters.
        Sending,
        /// Word that it arrived at a hub or was taken on from there: whoever carries it.
        Arrival,
        /// Sent out from the hub.
        LastMile,
        /// 受取: the place.
        Receipt,
        /// What is missing of goods that came in part: headquarters.
        Rest,
    }
}

#[derive(Serialize, ToSchema)]
pub struct StuckList {
    /// Stuck the longest first; those of which nobody can tell since when come last.
    pub requests: Vec<StuckRequest>,
    /// Places whose document was read.
    pub known_places: u32,
    /// Whose document has not come here: what they wait for is not known.
    pub unknown_places: u32,
}

#[derive(Clone, Serialize, ToSchema)]
pub struct StuckRequest {
    pub id: String,
    pub place: String,
    pub place_name: String,
    pub item: String,
    /// From the catalogue or the request; pages have words of their own for the basic goods.
    pub label: Option<String>,
    pub unit: Option<String>,
    /// What of it has not been received.
    pub outstanding: i64,
    pub urgency: Option<Urgency>,
    /// The last step that was said.
    pub stage: Stage,
    /// When that was observed. `null`: its clock is doubted.
    pub last: Option<i64>,
    pub awaits: Awaits,
    /// When the time for the next step was over. `null`: nobody can tell.
    pub since: Option<Age>,
}

impl Desk {
    /// Of every place that this laptop knows.
    pub fn stuck(&self) -> Result<StuckList, DeskError> {
        self.stuck_among(&self.of_each_place(request::requests)?)
    }

    /// `said`: the requests of every place, as they were read.
    pub(in crate::desk) fn stuck_among(
        &self,
        said: &BTreeMap<PlaceId, Vec<RequestState>>,
    ) -> Result<StuckList, DeskError> {
        let (items, now) = (self.items()?, now());
        let city = self.document(Kind::City, PlaceId::CITY)?;
        let register = self.read(city, place::register);
        let unheard = register.keys().filter(|place| !said.contains_key(place)).count();
        let mut requests = Vec::new();
        for (place, states) in said {
            for state in states {
                let Some(stuck) = stuck::stuck(state, now) else { continue };
                let mut shown = shown(state, stuck, now);
                let listed = items.get(&shown.item);
                shown.label = shown.label.or(listed.and_then(|item| item.label.clone()));
                shown.unit = shown.unit.or(listed.and_then(|item| item.unit.clone()));
                (shown.place, shown.place_name) = (place.to_string(), self.place_name(*place));
                requests.push(shown);
            }
        }
        requests.sort_by_key(|stuck: &StuckRequest| {
            (stuck.since.map_or(i64::MAX, |since| since.observed_at), stuck.id.clone())
        });
        let many = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Ok(StuckList { requests, known_places: many(said.len()), unknown_places: many(unheard) })
    }
}

/// Without what the catalogue and the register say.
fn shown(state: &RequestState, stuck: stuck::Stuck, now: Timestamp) -> StuckRequest {
    let request = &state.request;
    StuckRequest {
        id: request.id.to_string(),
        place: String::new(),
        place_name: String::new(),
        item: request.item.shown().map_or("", ItemId::as_str).to_owned(),
        label: text(&request.description),
        unit: text(&request.unit),
        outstanding: state.outstanding(),
        urgency: request.urgency.shown().map(|urgency| (*urgency).into()),
        stage: state.stage.into(),
        last: stuck.last.map(Timestamp::millis),
        awaits: stuck.awaits.into(),
        since: stuck.since.map(|since| Age::new(since, since, now)),
    }
}
