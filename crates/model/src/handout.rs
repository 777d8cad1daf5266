//! What was given to people: meals, water, goods.
//!
//! What says how much was given stands in the place's document, which the city reads; what says
//! *who* took it (`HouseholdHandout`) in the document of people, which neighbours cannot read.
//! The two are bound one way: the household's record names the place's, never the other way round.
//!
//! Deliberately absent: a refusal. A household that took today's share already is shown as such.

use crate::facts::Facts;
use crate::field::{Refused, Why};
use crate::ids::RecordId;
use crate::stock::ItemId;
use crate::table::{codes, record};
use crate::text::{Line, Whole};
use crate::time::Timestamp;

pub type Portions = Whole<0, 1_000_000>;

codes! {
    pub enum Given {
        Meal = "meal",
        Water = "water",
        Goods = "goods",
    }
}

record! {
    /// Given to people whom nobody wrote down, at one time.
    "handout" pub Handout, new NewHandout, rule somebody_took_it;
    must {
        given: Given,
    }
    may {
        /// Of which goods; where they come from the stock, its movement names this record.
        item: ItemId,
        inside: Portions,
        outside: Portions,
        note: Line<200>,
    }
    marks {}
}

fn somebody_took_it(handout: &NewHandout) -> Result<(), Refused> {
    let portions = |part: Option<Portions>| part.map_or(0, Portions::get);
    if portions(handout.inside) + portions(handout.outside) > 0 {
        return Ok(());
    }
    let why = Why::Missing;
    Err(Refused { table: Handout::TABLE, field: "inside", why })
}

record! {
    /// Given to a household.
    "household_handout" pub(crate) HouseholdHandout, new NewHouseholdHandout;
    must {
        household: RecordId,
        given: Given,
        /// The [`Handout`] of the place that counts it.
        handout: RecordId,
    }
    may {
        item: ItemId,
        portions: Portions,
    }
    marks {}
}

/// When a household last took something of this sort, since `since`.
pub fn taken_since(
    facts: &Facts<'_>,
    household: RecordId,
    given: Given,
    since: Timestamp,
) -> Option<Timestamp> {
    HouseholdHandout::all(facts)
        .filter(|taken| taken.household.known().any(|id| facts.root(*id) == household))
        .filter(|taken| taken.given.shown() == Some(&given))
        .filter_map(|taken| taken.meta.observed_at)
        .filter(|at| *at >= since)
        .max()
}

/// The place's record that counts what a household took.
pub fn counted_as(facts: &Facts<'_>, taken: RecordId) -> Option<RecordId> {
    let mut all = HouseholdHandout::all(facts);
    all.find(|one| one.id == taken)?.handout.shown().copied()
}

/// What was given since then, inside and outside.
pub fn portions_since(facts: &Facts<'_>, given: Given, since: Timestamp) -> (i64, i64) {
    let portions = |part: Option<&Portions>| part.map_or(0, |part| part.get());
    Handout::all(facts)
        .filter(|handout| handout.given.shown() == Some(&given))
        .filter(|handout| handout.meta.observed_at.is_some_and(|at| at >= since))
        .fold((0, 0), |(inside, outside), handout| {
            let (more_in, more_out) =
                (portions(handout.inside.shown()), portions(handout.outside.shown()));
            (inside + more_in, outside + more_out)
        })
}

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;
/// Japan's clocks are nine hours ahead and never change.
const AHEAD_MS: i64 = 9 * 60 * 60 * 1_000;

/// When today began in Japan.
pub fn today_began(now: Timestamp) -> Timestamp {
    let into_the_day = now.plus_millis(AHEAD_MS).millis().rem_euclid(DAY_MS);
    now.plus_millis(-into_the_day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn today_begins_at_midnight_in_japan() {
        // 2026-07-28T16:27+09:00 and the midnight before it.
        let (quake, midnight) = (1_785_223_620_000, 1_785_164_400_000);
        let began = |at| today_began(Timestamp::from_millis(at)).millis();
        assert_eq!(began(quake), midnight);
        assert_eq!(began(midnight), midnight);
        assert_eq!(began(midnight - 1), midnight - DAY_MS);
    }
}
