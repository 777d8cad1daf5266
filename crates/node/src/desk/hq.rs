//! HQ's overview: every place's newest figures, each with its age; totals with their oldest part.

use std::collections::BTreeSet;

use musubi_model::ids::{Kind, PlaceId};
use musubi_model::place;
use musubi_model::request;
use musubi_model::roster::Rights;
use musubi_model::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::desk::places::Word;
use crate::desk::places::wire::{Opening, PlaceKind, Via};
use crate::desk::supplies;
use crate::desk::wire::{Age, Figure};
use crate::desk::{Desk, DeskError, now};

#[derive(Serialize, ToSchema)]
pub struct Overview {
    pub now: i64,
    pub in_shelter: Total,
    pub households: Total,
    pub outside_known: Total,
    /// Places that have said anything at all, the longest silent first.
    pub places: Vec<OverviewPlace>,
    /// In the register, and never heard of.
    pub silent_places: u32,
    pub open_requests: u32,
}

/// A sum, what it leaves out, and how old its oldest part is.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct Total {
    /// Of the known ones alone; `null` where none is known.
    pub sum: Option<u32>,
    pub known_places: u32,
    /// Open, or of unknown state, with no figure: they count as unknown, not as 0.
    pub unknown_places: u32,
    pub oldest: Option<Age>,
    /// Parts whose clock is doubted (時刻未確認).
    pub uncertain_places: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Entered on this laptop's own place.
    Here,
    /// It came from the place's own laptops.
    Mesh,
    /// Taken from a list.
    Import,
    /// Somebody told of it, and it was written down elsewhere.
    Telephone,
    Radio,
    Fax,
    Patrol,
    SelfDefence,
    OtherBody,
}

#[derive(Serialize, ToSchema)]
pub struct OverviewPlace {
    pub id: String,
    pub name: String,
    pub kind: Option<PlaceKind>,
    pub opening: Option<Opening>,
    pub opening_age: Option<Age>,
    pub in_shelter: Figure,
    pub households: Figure,
    pub outside_known: Figure,
    /// People checked in by name, counted from the place's records as HQ holds them.
    pub registered_staying: Option<u32>,
    pub channel: Channel,
    pub open_requests: u32,
    /// Seconds since anything of this place reached this laptop.
    pub heard_age_s: Option<i64>,
    /// Newest headcounts disagree.
    pub has_clash: bool,
    /// Somebody closed it (閉鎖): its silence is no alarm.
    pub closed: bool,
}

impl Desk {
    pub fn overview(&self) -> Result<Overview, DeskError> {
        let enrolled = self.enrolled()?;
        let now = now();
        let words = self.words()?;
        let city = self.document(Kind::City, PlaceId::CITY)?;
        let register = self.read(city, place::register);
        let with_people: BTreeSet<PlaceId> = self
            .owners(Kind::People)?
            .into_iter()
            .filter(|owner| self.has_view(Kind::People, *owner))
            .collect();
        let mut overview = Overview {
            now: now.millis(),
            in_shelter: Total::default(),
            households: Total::default(),
            outside_known: Total::default(),
            places: Vec::new(),
            silent_places: 0,
            open_requests: 0,
        };
        let known: BTreeSet<PlaceId> =
            words.keys().copied().chain(with_people.iter().copied()).collect();
        let silent = register.keys().filter(|id| !known.contains(id)).count();
        overview.silent_places = u32::try_from(silent).unwrap_or(u32::MAX);
        for id in known {
            let none = Word::default();
            let word = words.get(&id).unwrap_or(&none);
            let opening = word.opening();
            let is_hq = id == enrolled.place && word.in_shelter.value.is_none();
            if !is_hq && !word.is_shut {
                let counts = !matches!(opening, Some(Opening::Closed | Opening::NotOpen))
                    && word.closed_at.is_none();
                overview.in_shelter.add(word.in_shelter, counts);
                overview.households.add(word.households, counts);
                overview.outside_known.add(word.outside_known, counts);
            }
            let registered_kind = register.get(&id).and_then(|entry| entry.kind.shown());
            let open_requests = self.open_requests(id)?;
            overview.open_requests += open_requests;
            overview.places.push(OverviewPlace {
                id: id.to_string(),
                name: self.place_name(id),
                kind: registered_kind.map(|kind| (*kind).into()).or(word.kind),
                opening,
                opening_age: word.opening_age(),
                in_shelter: word.in_shelter,
                households: word.households,
                outside_known: word.outside_known,
                registered_staying: self.registered_staying(id, &with_people)?,
                channel: channel(id == enrolled.place, word),
                open_requests,
                heard_age_s: self.heard_age_s(id, now)?,
                has_clash: word.has_clash,
                closed: word.closed_at.is_some(),
            });
        }
        overview.places.sort_by_key(|place| {
            // Never heard counts as longest ago; of a closed place nobody waits to hear.
            (place.closed, std::cmp::Reverse(place.heard_age_s.unwrap_or(i64::MAX)))
        });
        Ok(overview)
    }

    pub(super) fn has_view(&self, kind: Kind, owner: PlaceId) -> bool {
        let document = self.document(kind, owner);
        document.is_ok_and(|document| self.0.handle.views().contains_key(&document))
    }

    /// Protected people are in the number, as in every number.
    fn registered_staying(
        &self,
        place: PlaceId,
        with_people: &BTreeSet<PlaceId>,
    ) -> Result<Option<u32>, DeskError> {
        if !with_people.contains(&place) {
            return Ok(None);
        }
        let roster = self.roster(self.document(Kind::People, place)?, Rights::Protected);
        let occupancy = roster.occupancy(place);
        Ok(Some(occupancy.present + occupancy.away))
    }

    pub(super) fn open_requests(&self, place: PlaceId) -> Result<u32, DeskError> {
        let states = self.read(self.document(Kind::Place, place)?, request::requests);
        let open = states.iter().filter(|it| supplies::is_open(it.stage) && !it.is_complete);
        Ok(u32::try_from(open.count()).unwrap_or(u32::MAX))
    }

    /// The newest entry of anything of that place.
    fn heard_age_s(&self, place: PlaceId, now: Timestamp) -> Result<Option<i64>, DeskError> {
        let operation = self.enrolled()?.operation;
        let status = self.0.handle.status();
        let newest = status
            .documents
            .iter()
            .filter(|(id, _)| id.operation == operation && id.owner == place)
            .filter_map(|(_, document)| document.changed_at)
            .max();
        Ok(newest.map(|at| now.millis_since(at).max(0) / 1_000))
    }
}

impl Total {
    /// `counts`: where the figure is unknown, that is a gap in the total.
    fn add(&mut self, figure: Figure, counts: bool) {
        let Some(value) = figure.value else {
            self.unknown_places += u32::from(counts);
            return;
        };
        self.known_places += 1;
        self.sum = Some(self.sum.unwrap_or(0).saturating_add(value));
        let Some(age) = figure.age else { return };
        if age.time_uncertain {
            self.uncertain_places += 1;
        } else if self.oldest.is_none_or(|oldest| age.observed_at < oldest.observed_at) {
            self.oldest = Some(age);
        }
    }
}

fn channel(own: bool, word: &Word) -> Channel {
    match word.via {
        Some(Via::Telephone) => Channel::Telephone,
        Some(Via::Radio) => Channel::Radio,
        Some(Via::Fax) => Channel::Fax,
        Some(Via::Patrol) => Channel::Patrol,
        Some(Via::SelfDefence) => Channel::SelfDefence,
        Some(Via::OtherBody) => Channel::OtherBody,
        None if word.is_imported => Channel::Import,
        None if own => Channel::Here,
        None => Channel::Mesh,
    }
}
