//! The numbers of many places together, never without their age and without what is missing.
//!
//! A place that was last seen closed counts nobody, whatever its last count said; a place without
//! a count is unknown, not empty; the oldest count of all is told beside the sum.

use serde::Serialize;

use crate::facts::Facts;
use crate::headcount;
use crate::report::{Opening, Situation};
use crate::time::{Age, Timestamp};

/// What one place adds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct PlaceNumbers {
    pub opening: Option<Opening>,
    /// The opening was concluded, not reported.
    pub inferred: bool,
    /// `None`: not known.
    pub in_shelter: Option<i64>,
    pub known_outside: Option<i64>,
    pub counted_at: Option<Timestamp>,
    pub age: Age,
    /// Counts of the same moment say something else.
    pub differing: bool,
}

impl PlaceNumbers {
    /// From one place's document.
    pub fn of(facts: &Facts<'_>, now: Timestamp) -> Self {
        let situation = Situation::of(facts, now);
        let opening = situation.latest(|report| &report.opening);
        let standing = headcount::newest(facts, now);
        let seen_at = opening.as_ref().and_then(|opening| opening.observed_at);
        let counted_at = standing.as_ref().and_then(|standing| standing.count.meta.observed_at);
        let inferred = opening.as_ref().is_some_and(|opening| {
            let report = situation.reports().iter().find(|report| report.id == opening.report);
            report.is_some_and(|report| report.inferred.shown() == Some(&true))
        });
        let opening = opening.and_then(|opening| opening.field.shown().copied());
        let shut = matches!(opening, Some(Opening::Closed | Opening::NotOpen));
        if shut && seen_at >= counted_at {
            return Self {
                opening,
                inferred,
                in_shelter: Some(0),
                known_outside: None,
                counted_at: seen_at,
                age: Age::of(seen_at, now),
                differing: false,
            };
        }
        let number = |of: fn(&headcount::Headcount) -> Option<i64>| {
            standing.as_ref().and_then(|standing| of(&standing.count))
        };
        Self {
            opening,
            inferred,
            in_shelter: number(|count| count.in_shelter.shown().map(|people| people.get())),
            known_outside: number(|count| count.known_outside.shown().map(|people| people.get())),
            counted_at,
            age: Age::of(counted_at, now),
            differing: standing.is_some_and(|standing| !standing.differing.is_empty()),
        }
    }
}

/// The sum over places.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    pub in_shelter: i64,
    pub known_outside: i64,
    pub places: u32,
    pub open: u32,
    /// Places whose number in the shelter is not known.
    pub unknown: u32,
    /// When the oldest count in the sum was made.
    pub oldest: Option<Timestamp>,
    /// Counts in the sum whose date cannot be believed.
    pub unconfirmed: u32,
}

impl FromIterator<PlaceNumbers> for Tally {
    fn from_iter<I: IntoIterator<Item = PlaceNumbers>>(places: I) -> Self {
        let mut tally = Self::default();
        for place in places {
            tally.places += 1;
            tally.open +=
                u32::from(matches!(place.opening, Some(Opening::Open | Opening::Permanent)));
            tally.known_outside += place.known_outside.unwrap_or(0);
            let Some(in_shelter) = place.in_shelter else {
                tally.unknown += 1;
                continue;
            };
            tally.in_shelter += in_shelter;
            match (place.age, place.counted_at) {
                (Age::Millis(_), Some(at)) => {
                    tally.oldest = Some(tally.oldest.map_or(at, |oldest| oldest.min(at)));
                }
                _ => tally.unconfirmed += 1,
            }
        }
        tally
    }
}
