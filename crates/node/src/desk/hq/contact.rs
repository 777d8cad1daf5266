//! When word of a place came last, and by which route.
//!
//! Word is what the place's own laptops wrote, and what somebody told of it by telephone, radio, fax or on
//! patrol. What headquarters itself writes about a place, and what it takes from a list, is none.

use musubi_model::facts::Facts;
use musubi_model::field::{Meta, Recorder};
use musubi_model::headcount::Headcount;
use musubi_model::ids::PlaceId;
use musubi_model::report::{PlaceReport, Via as ViaCode};
use musubi_model::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::desk::places::wire::Via;
use crate::desk::{Desk, DeskError};
use crate::runtime::heard::{Came, Road};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RouteBy {
    /// The place's laptop, from neighbour to neighbour.
    Mesh,
    /// The place's laptop, on a stick that somebody carried here.
    Stick,
    Telephone,
    Radio,
    Fax,
    Patrol,
    SelfDefence,
    OtherBody,
    /// Written on the place's laptop; how it came here was not noted.
    Unknown,
}

impl From<Road> for RouteBy {
    fn from(road: Road) -> Self {
        match road {
            Road::Mesh => Self::Mesh,
            Road::Stick => Self::Stick,
        }
    }
}

impl From<Via> for RouteBy {
    fn from(via: Via) -> Self {
        match via {
            Via::Telephone => Self::Telephone,
            Via::Radio => Self::Radio,
            Via::Fax => Self::Fax,
            Via::Patrol => Self::Patrol,
            Via::SelfDefence => Self::SelfDefence,
            Via::OtherBody => Self::OtherBody,
        }
    }
}

/// The route of the newest word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Route {
    pub by: RouteBy,
    /// Of when the word is: when it came through the mesh, when its stick was made, when somebody told it.
    pub said_at: i64,
    /// When it reached this laptop, where that is known.
    pub came_at: Option<i64>,
}

/// What is read of a place's document for this.
#[derive(Default)]
pub(crate) struct Told {
    /// What was told of the place: when, and how.
    via: Vec<(Timestamp, ViaCode)>,
    /// When the place's own people wrote reports and counts, by their laptop's clock.
    own: Vec<Timestamp>,
}

impl Told {
    pub(super) fn read(facts: &Facts<'_>) -> Self {
        let mut told = Self::default();
        let reports = PlaceReport::all(facts).map(|it| (it.via.shown().copied(), it.meta));
        let counts = Headcount::all(facts).map(|it| (it.via.shown().copied(), it.meta));
        for (via, meta) in reports.chain(counts) {
            told.add(via, &meta);
        }
        told
    }

    fn add(&mut self, via: Option<ViaCode>, meta: &Meta) {
        let is_imported = meta.recorded_by.contains(&Recorder::Import);
        match via {
            Some(via) => self.via.extend(meta.observed_at.map(|at| (at, via))),
            None if !is_imported => self.own.extend(meta.recorded_at),
            None => {}
        }
    }

    /// The newest word of `came` and of what was told; where nothing is known of how the place's own came,
    /// that is said.
    fn newest(&self, came: Option<Came>, now: Timestamp) -> Option<Route> {
        let told = self.via.iter().filter(|(at, _)| at.is_credible(now)).max_by_key(|(at, _)| *at);
        let told = told.map(|(at, via)| (*at, None, RouteBy::from(Via::from(*via))));
        let unnoted = || {
            let newest = self.own.iter().filter(|at| at.is_credible(now)).max();
            newest.map(|at| (*at, None, RouteBy::Unknown))
        };
        let own = came.map(|came| (came.said_at, Some(came.at), came.road.into())).or_else(unnoted);
        let (said_at, came_at, by) = told.into_iter().chain(own).max_by_key(|(at, ..)| *at)?;
        let came_at = came_at.map(Timestamp::millis);
        Some(Route { by, said_at: said_at.min(now).millis(), came_at })
    }
}

impl Desk {
    /// `None`: never a word.
    pub(super) fn last_word(
        &self,
        place: PlaceId,
        now: Timestamp,
    ) -> Result<Option<Route>, DeskError> {
        let operation = self.enrolled()?.operation;
        let status = self.0.handle.status();
        let of_place = status.documents.iter();
        let of_place = of_place.filter(|(id, _)| id.operation == operation && id.owner == place);
        let came = of_place.filter_map(|(_, document)| document.came).max_by_key(|it| it.said_at);
        drop(status);
        Ok(self.kept_of_place(place)?.told.newest(came, now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_795_684_170_000);

    fn minutes(ago: i64) -> Timestamp {
        NOW.plus_millis(-ago * 60_000)
    }

    #[test]
    fn the_newest_word_has_its_route_and_an_unknown_one_is_said() {
        let came = |road, said: i64, at: i64| {
            Some(Came { road, at: minutes(at), said_at: minutes(said), entries: 1 })
        };
        let mut told = Told::default();
        assert_eq!(told.newest(None, NOW), None);
        told.own.extend([minutes(300), minutes(-600)]);
        let route =
            |told: &Told, came| told.newest(came, NOW).map(|route| (route.by, route.said_at));
        assert_eq!(route(&told, None), Some((RouteBy::Unknown, minutes(300).millis())));
        let mesh = came(Road::Mesh, 400, 400);
        assert_eq!(route(&told, mesh), Some((RouteBy::Mesh, minutes(400).millis())));
        told.via.extend([(minutes(90), ViaCode::Telephone), (minutes(-60 * 24), ViaCode::Fax)]);
        assert_eq!(route(&told, mesh), Some((RouteBy::Telephone, minutes(90).millis())));
        // A stick tells of when it was made, not of when it came.
        let stick = came(Road::Stick, 100, 1);
        assert_eq!(route(&told, stick), Some((RouteBy::Telephone, minutes(90).millis())));
        let stick = told.newest(came(Road::Stick, 20, 1), NOW).unwrap();
        assert_eq!((stick.by, stick.came_at), (RouteBy::Stick, Some(minutes(1).millis())));
    }
}
