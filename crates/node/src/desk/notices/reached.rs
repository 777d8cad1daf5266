//! Which places have a notice of headquarters, from what their own laptops said they hold.
//!
//! Invariant: a place has a notice only if one of its laptops said so, in a neighbour's message or in a
//! bundle. Whoever never said what it holds is unknown, whatever else came of it.

use std::collections::BTreeMap;

use musubi_model::ids::{Kind, PlaceId};
use musubi_model::notice::Notice as Told;
use musubi_model::record::{Reading, Seen};
use musubi_model::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::desk::hq::contact::RouteBy;
use crate::desk::{Desk, DeskError};
use crate::runtime::handle::{Enrolee, NodeRole, NodeStatus};
use crate::runtime::heard::CityHeld;

/// Of the places it is for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Reached {
    pub addressed: u32,
    pub has: u32,
    /// They said what they hold, and this was not in it.
    pub unconfirmed: u32,
    /// None of their laptops ever said what it holds.
    pub unknown: u32,
    /// Those that are not known to have it first.
    pub places: Vec<NoticeAt>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct NoticeAt {
    pub place: String,
    pub name: String,
    pub state: NoticeAtState,
    /// Laptops of the place that may still be believed, and how many of them have it.
    pub laptops: u32,
    pub laptops_with: u32,
    /// Since when one is known to have it: when it first said so.
    pub since: Option<i64>,
    /// When one of its laptops last said what it holds; on a stick by its own clock.
    pub as_of: Option<i64>,
    /// By mesh or stick.
    pub by: Option<RouteBy>,
    /// Of a withdrawn one: each that has it knows that it was withdrawn.
    pub withdrawal_known: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoticeAtState {
    Unknown,
    Unconfirmed,
    Has,
}

/// The values that make a notice, and those that took it back.
pub(super) struct Written {
    issued: Vec<Seen>,
    withdrawn: Vec<Seen>,
}

impl Written {
    pub(super) fn of(fields: &musubi_model::record::Fields) -> Self {
        let values = |name| fields.get(name).map_or(Vec::new(), |it: &Reading| it.all().to_vec());
        Self { issued: values("title"), withdrawn: values("withdrawn") }
    }
}

impl Desk {
    /// Open places of the register and those that said anything, but headquarters.
    pub(super) fn all_addressed(&self) -> Result<Vec<PlaceId>, DeskError> {
        let own = self.enrolled()?.place;
        let city = self.document(Kind::City, PlaceId::CITY)?;
        let register = self.read(city, musubi_model::place::register);
        let words = self.words()?;
        let is_over = |place: &PlaceId| {
            words.get(place).is_some_and(|word| word.is_shut || word.closed_at.is_some())
        };
        let status = self.0.handle.status();
        let shelters = status.enrolees.iter().filter(|it| it.role == NodeRole::Shelter);
        let mut all: Vec<PlaceId> = shelters.map(|it| it.place).collect();
        drop(status);
        all.extend(register.keys().chain(words.keys()));
        all.retain(|place| *place != own && !is_over(place));
        all.sort_unstable();
        all.dedup();
        Ok(all)
    }

    pub(super) fn reached(&self, told: &Told, written: &Written, all: &[PlaceId]) -> Reached {
        let places: Vec<PlaceId> = match told.to.shown() {
            Some(to) => to.places().iter().copied().collect(),
            None => all.to_vec(),
        };
        let laptops = laptops(&self.0.handle.status());
        let mut reached = Reached::default();
        for place in places {
            let at = at(written, laptops.get(&place).map_or(&[], Vec::as_slice));
            let count = match at.state {
                NoticeAtState::Has => &mut reached.has,
                NoticeAtState::Unconfirmed => &mut reached.unconfirmed,
                NoticeAtState::Unknown => &mut reached.unknown,
            };
            *count += 1;
            reached.addressed += 1;
            let (place, name) = (place.to_string(), self.place_name(place));
            reached.places.push(NoticeAt { place, name, ..at });
        }
        reached
            .places
            .sort_by(|one, other| (one.state, &one.name).cmp(&(other.state, &other.name)));
        reached
    }
}

/// What each laptop of a place said, those that were revoked aside.
fn laptops(status: &NodeStatus) -> BTreeMap<PlaceId, Vec<Option<CityHeld>>> {
    let mut laptops: BTreeMap<PlaceId, Vec<Option<CityHeld>>> = BTreeMap::new();
    let is_shelter = |it: &&Enrolee| it.role == NodeRole::Shelter && !it.cut_off;
    for enrolee in status.enrolees.iter().filter(is_shelter) {
        let held = status.city_held.get(&enrolee.node).cloned();
        laptops.entry(enrolee.place).or_default().push(held);
    }
    laptops
}

fn at(written: &Written, laptops: &[Option<CityHeld>]) -> NoticeAt {
    let said: Vec<&CityHeld> = laptops.iter().flatten().collect();
    let with: Vec<(&CityHeld, Timestamp)> =
        said.iter().filter_map(|held| Some((*held, held.since(&written.issued)?))).collect();
    let newest = said.iter().max_by_key(|held| held.said_at);
    let state = match (with.is_empty(), newest) {
        (false, _) => NoticeAtState::Has,
        (true, Some(_)) => NoticeAtState::Unconfirmed,
        (true, None) => NoticeAtState::Unknown,
    };
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let knows = |held: &CityHeld| held.since(&written.withdrawn).is_some();
    NoticeAt {
        place: String::new(),
        name: String::new(),
        state,
        laptops: count(laptops.len()),
        laptops_with: count(with.len()),
        since: with.iter().map(|(_, since)| since.millis()).min(),
        as_of: newest.map(|held| held.said_at.millis()),
        by: newest.map(|held| held.road.into()),
        withdrawal_known: !written.withdrawn.is_empty() && with.iter().all(|(held, _)| knows(held)),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use musubi_model::ids::Actor;
    use musubi_model::record::Value;

    use super::*;
    use crate::runtime::heard::Road;

    fn held(all: &[(i64, u64)]) -> Option<CityHeld> {
        let mut held = None;
        for (at, to) in all {
            let up_to = Arc::new(BTreeMap::from([(Actor::new([1; 16]), *to)]));
            CityHeld::hear(&mut held, Road::Mesh, Timestamp::from_millis(*at), &up_to);
        }
        held
    }

    #[test]
    fn a_place_has_a_notice_if_one_of_its_laptops_said_so_and_else_it_is_not_told_that_it_has() {
        let seen = |seq| vec![Seen { value: Value::Flag(true), by: Actor::new([1; 16]), seq }];
        let written = Written { issued: seen(5), withdrawn: seen(7) };
        let state = |laptops: &[Option<CityHeld>]| {
            let at = at(&written, laptops);
            (at.state, at.laptops_with, at.since, at.as_of, at.withdrawal_known)
        };
        assert_eq!(state(&[]), (NoticeAtState::Unknown, 0, None, None, true));
        assert_eq!(state(&[None]), (NoticeAtState::Unknown, 0, None, None, true));
        let lacks = held(&[(10, 4)]);
        assert_eq!(
            state(std::slice::from_ref(&lacks)),
            (NoticeAtState::Unconfirmed, 0, None, Some(10), true)
        );
        let has = held(&[(10, 4), (20, 5), (30, 6)]);
        assert_eq!(state(&[None, has.clone()]), (NoticeAtState::Has, 1, Some(20), Some(30), false));
        let knows = held(&[(40, 7)]);
        assert_eq!(
            state(std::slice::from_ref(&knows)),
            (NoticeAtState::Has, 1, Some(40), Some(40), true)
        );
        // Another laptop still shows it.
        assert_eq!(state(&[knows, has, lacks]), (NoticeAtState::Has, 2, Some(20), Some(40), false));
    }
}
