//! People inside and outside, day by day, from the counts that were made on each day.
//!
//! The rule *one count a place and day*: of all counts of one place on one day, by Japan's clocks,
//! the one that is observed last counts, with both its numbers, whoever made it. Counts put right by
//! another, and counts dated after now, do not. Nothing is carried over from the day before: a place
//! that was counted on an earlier day, is not closed, and was not counted on this one is unknown.

use std::sync::Arc;

use musubi_exchange::utc::{self, JAPAN_MS};
use musubi_model::field::Field;
use musubi_model::headcount::{self, Headcount, People};
use musubi_model::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::kept::OfPlace;
use crate::desk::places::Word;
use crate::desk::{Desk, DeskError, now};

/// Days in one answer, today among them.
pub const DAYS_MAX: i64 = 14;
const DAY_MS: i64 = 86_400_000;

#[derive(Serialize, ToSchema)]
pub struct Trend {
    /// Every day from the first count, the last 14 at most, the oldest first. Empty: no count at all.
    pub days: Vec<DayTotal>,
    /// 時刻未確認: counts that belong to no day.
    pub uncertain_counts: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DayTotal {
    /// `2026-11-26`, by Japan's clocks.
    pub day: String,
    /// Today: more counts may come.
    pub is_today: bool,
    pub in_shelter: DaySum,
    pub outside_known: DaySum,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct DaySum {
    /// `null` where no place was counted.
    pub sum: Option<u32>,
    pub known_places: u32,
    /// Counted on an earlier day, not closed, and without this number today.
    pub unknown_places: u32,
}

/// One place's counts that stand, and since which day it is closed.
struct Counted<'a> {
    counts: &'a [Headcount],
    shut_on: Option<i64>,
}

impl Desk {
    pub fn trend(&self) -> Result<Trend, DeskError> {
        let now = now();
        let words = self.words()?;
        let mut kept: Vec<(Option<i64>, Arc<OfPlace>)> = Vec::new();
        for (id, word) in &words {
            kept.push((word.shut_on(), self.kept_of_place(*id)?));
        }
        let places: Vec<Counted<'_>> = kept
            .iter()
            .map(|(shut_on, kept)| Counted { counts: &kept.counts, shut_on: *shut_on })
            .collect();
        Ok(Trend::of(&places, now))
    }
}

impl Word {
    fn shut_on(&self) -> Option<i64> {
        let shut = self.closed_at.or_else(|| self.opening_age().filter(|_| self.is_shut))?;
        Some(day(Timestamp::from_millis(shut.observed_at)))
    }
}

impl Trend {
    fn of(places: &[Counted<'_>], now: Timestamp) -> Self {
        let is_dated = |count: &&Headcount| observed(count, now).is_some();
        let all = || places.iter().flat_map(|place| place.counts);
        let uncertain = all().filter(|count| !is_dated(count)).count();
        let today = day(now);
        let first = all().filter_map(|count| observed(count, now)).min().map(day);
        let from = first.map_or(today + 1, |first| first.max(today - DAYS_MAX + 1));
        let total = |day| {
            let mut total = DayTotal {
                day: utc::date(Timestamp::from_millis(day * DAY_MS)),
                is_today: day == today,
                in_shelter: DaySum::default(),
                outside_known: DaySum::default(),
            };
            for place in places {
                place.add_to(&mut total, day, now);
            }
            total
        };
        Self {
            days: (from..=today).map(total).collect(),
            uncertain_counts: u32::try_from(uncertain).unwrap_or(u32::MAX),
        }
    }
}

impl Counted<'_> {
    fn add_to(&self, total: &mut DayTotal, of: i64, now: Timestamp) {
        let days = |count: &Headcount| observed(count, now).map(day);
        let on_the_day = self.counts.iter().filter(|count| days(count) == Some(of));
        let Some(standing) = headcount::newest_among(on_the_day, now) else {
            let was_counted = self.counts.iter().filter_map(days).any(|earlier| earlier < of);
            let is_open = self.shut_on.is_none_or(|shut| of < shut);
            let gap = u32::from(was_counted && is_open);
            total.in_shelter.unknown_places += gap;
            total.outside_known.unknown_places += gap;
            return;
        };
        total.in_shelter.add(&standing.count.in_shelter);
        total.outside_known.add(&standing.count.known_outside);
    }
}

impl DaySum {
    fn add(&mut self, people: &Field<People>) {
        let Some(people) = people.shown().and_then(|it| u32::try_from(it.get()).ok()) else {
            self.unknown_places += 1;
            return;
        };
        self.known_places += 1;
        self.sum = Some(self.sum.unwrap_or(0).saturating_add(people));
    }
}

fn observed(count: &Headcount, now: Timestamp) -> Option<Timestamp> {
    count.meta.observed_at.filter(|at| at.is_credible(now))
}

/// Days since 1970 by Japan's clocks.
fn day(at: Timestamp) -> i64 {
    at.plus_millis(JAPAN_MS).millis().div_euclid(DAY_MS)
}
