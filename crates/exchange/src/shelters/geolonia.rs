//! Places as entities of the model `EvacuationShelter` of geolonia/datamodels (CC0).
//!
//! An entity names its shelter by `nationalShelterId` (全国共通避難所・避難場所ID) where there is one, else
//! by `externalShelterId`, the id by which this city's records have it. What is not known is left out.
//! Entities may have no members but the model's, so the head stands around them, and in a drill
//! the `description` of each says so. Written against the model as read in September 2026: its
//! context is not named in the file, since its address may still change.

use musubi_model::report::{Crowding, Opening};
use serde_json::{Map, Value, json};

use super::{Shelter, head_value, pretty, with_unknown};
use crate::table::{Exercise, Head};
use crate::{eei, utc};

const TYPE: &str = "EvacuationShelter";

/// Shelters whose state is known.
pub fn json(shelters: &[Shelter<'_>], head: &Head) -> String {
    let shelters: Vec<&Shelter<'_>> = shelters.iter().filter(|it| it.is_shelter()).collect();
    let entity = |it: &&Shelter<'_>| entity(it, head.exercise);
    let entities: Vec<Value> = shelters.iter().filter_map(entity).collect();
    let left_out = shelters.len() - entities.len();
    let head = with_unknown(head, [("開設状況".to_owned(), left_out)]);
    pretty(&json!({ "head": head_value(&head), "entities": entities }))
}

/// `None`: nobody knows whether it is open, and the model has no word for that.
fn entity(shelter: &Shelter<'_>, exercise: Exercise) -> Option<Value> {
    let (opening, _) = shelter.opening()?;
    let status = status(shelter, opening)?;
    let mut entity = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            entity.insert(name.to_owned(), value);
        }
    };
    put("id", Some(json!(format!("urn:ngsi-ld:{TYPE}:{}", shelter.place))));
    put("type", Some(json!(TYPE)));
    match shelter.common_id() {
        Some(id) => put("nationalShelterId", Some(json!(id))),
        None => put("externalShelterId", Some(json!(shelter.place.to_string()))),
    }
    put("localGovernmentCode", shelter.municipality_code().map(|code| json!(code)));
    put("openingStatus", Some(json!(status)));
    put("statusLabel", Some(json!(eei::opening(opening))));
    put("evacueeHouseholds", shelter.households().map(|it| json!(it)));
    put("evacueeTotal", shelter.in_shelter().map(|it| json!(it)));
    put("evacueeFemale", shelter.part(|it| &it.women).map(|it| json!(it)));
    put("evacueeMale", shelter.part(|it| &it.men).map(|it| json!(it)));
    put("openedAt", shelter.said(|it| &it.opened_at).map(|at| json!(utc::japan(at))));
    let closed_at = shelter.said(|it| &it.closed_at).filter(|_| opening == Opening::Closed);
    put("closedAt", closed_at.map(|at| json!(utc::japan(at))));
    put("description", (exercise == Exercise::Drill).then(|| json!(exercise.word())));
    Some(Value::Object(entity))
}

fn status(shelter: &Shelter<'_>, opening: Opening) -> Option<&'static str> {
    let is_full = shelter.said(|it| &it.crowding) == Some(Crowding::Full)
        || shelter.said(|it| &it.over_capacity) == Some(true);
    match opening {
        Opening::Open | Opening::Permanent if is_full => Some("full"),
        Opening::Open | Opening::Permanent => Some("open"),
        Opening::Closed | Opening::NotOpen => Some("closed"),
        Opening::Unknown => None,
    }
}
