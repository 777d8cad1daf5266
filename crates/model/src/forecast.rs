//! How much a place needs and for how long its stock lasts.
//!
//! Invariants: a number of people that is not known proposes nothing, never 0. Every number says
//! from which figures it came ([`Need`]), so that a page shows the formula beside it. Fractions are
//! whole numbers over whole numbers and are rounded up: half a blanket too many warms somebody.
//!
//! The rates are those of the city plans' damage estimates (*official*) or rules of thumb that
//! nobody has confirmed; goods for which neither exists have none and are asked for by hand.

use serde::Serialize;

use crate::counting::{StockMovement, Why};
use crate::facts::Facts;
use crate::stock::ItemId;
use crate::table::codes;
use crate::time::Timestamp;

codes! {
    /// Whose number a rate is multiplied with.
    pub enum Per {
        /// Everybody who draws on this place, inside and outside.
        Person = "person",
        Infant = "infant",
        Woman = "woman",
    }
}

codes! {
    /// How a rate is known.
    pub enum Source {
        /// 被害想定 of Tokyo.
        DamageEstimate = "damage_estimate",
        /// Published advice on toilets.
        Advice = "advice",
        /// A rule of thumb that nobody confirmed.
        Unconfirmed = "unconfirmed",
    }
}

codes! {
    pub enum How {
        Daily = "daily",
        /// Given once, not every day.
        Once = "once",
    }
}

/// `numerator ÷ denominator` of the goods' unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    pub item: &'static str,
    pub numerator: i64,
    pub denominator: i64,
    pub per: Per,
    pub how: How,
    pub source: Source,
}

const fn rate(item: &'static str, number: i64, per: Per, how: How, source: Source) -> Rate {
    Rate { item, numerator: number, denominator: 1, per, how, source }
}

/// Water: 3 litres a day, in bottles of 500 mL. Sanitary pads: 6 a day for a quarter of the women;
/// how many of them are 12 to 51 years old is seldom known, so all are counted.
pub const RATES: [Rate; 6] = [
    rate("drinking_water", 6, Per::Person, How::Daily, Source::DamageEstimate),
    rate("food", 3, Per::Person, How::Daily, Source::DamageEstimate),
    rate("blanket", 2, Per::Person, How::Once, Source::DamageEstimate),
    rate("portable_toilet", 5, Per::Person, How::Daily, Source::Advice),
    rate("infant_nappy", 8, Per::Infant, How::Daily, Source::Unconfirmed),
    Rate {
        item: "sanitary_pad",
        numerator: 6,
        denominator: 4,
        per: Per::Woman,
        how: How::Daily,
        source: Source::Unconfirmed,
    },
];

impl Rate {
    pub fn of(item: &str) -> Option<Self> {
        RATES.iter().find(|rate| rate.item == item).copied()
    }
}

/// Who is here, as far as it is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Heads {
    pub inside: Option<i64>,
    /// Known outside the shelter, who draw on it.
    pub outside: Option<i64>,
    pub women: Option<i64>,
    pub infants: Option<i64>,
}

/// How many people a number was made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Served {
    pub people: i64,
    /// Nobody counted those outside: a fifth was added, as the damage estimate does.
    pub outside_estimated: bool,
}

impl Heads {
    /// `None`: that number is not known.
    pub fn served(&self, per: Per) -> Option<Served> {
        let counted = |people| Served { people, outside_estimated: false };
        match (per, self.inside, self.outside) {
            (Per::Woman, ..) => self.women.map(counted),
            (Per::Infant, ..) => self.infants.map(counted),
            (Per::Person, Some(inside), Some(outside)) => {
                Some(counted(inside.saturating_add(outside)))
            }
            (Per::Person, Some(inside), None) => Some(Served {
                people: divided_up(inside.saturating_mul(6), 5),
                outside_estimated: true,
            }),
            (Per::Person, None, _) => None,
        }
    }
}

/// What to ask for, and every figure that it came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Need {
    pub rate: Rate,
    pub served: Served,
    /// For as many days as were asked for.
    pub needed: i64,
    /// What is left to ask for when stock and open requests are taken off; never below 0.
    pub proposed: i64,
}

/// Stock below zero, or unknown, takes nothing off.
pub fn need(
    rate: Rate,
    heads: &Heads,
    days: u16,
    stock: Option<i64>,
    requested: i64,
) -> Option<Need> {
    let served = heads.served(rate.per)?;
    let days = match rate.how {
        How::Daily => i64::from(days),
        How::Once => 1,
    };
    let all = served.people.saturating_mul(rate.numerator).saturating_mul(days);
    let needed = divided_up(all, rate.denominator);
    let there = stock.unwrap_or(0).max(0).saturating_add(requested.max(0));
    Some(Need { rate, served, needed, proposed: needed.saturating_sub(there).max(0) })
}

/// How much goes in a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Use {
    pub per_day: i64,
    /// From what was handed out, else from the rate and the number of people.
    pub is_measured: bool,
}

/// How far back handing out is looked at.
const LOOK_BACK_MS: i64 = 3 * DAY_MS;
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// What was handed out in the last three days, by the day; over less than a day it says too little.
pub fn measured(facts: &Facts<'_>, item: &ItemId, now: Timestamp) -> Option<Use> {
    let (mut sum, mut first) = (0_i64, now);
    for movement in StockMovement::all(facts) {
        let fits =
            movement.item.shown() == Some(item) && movement.why.shown() == Some(&Why::HandedOut);
        let at = movement.meta.observed_at.filter(|at| at.is_credible(now));
        let Some(at) = at.filter(|at| fits && now.millis_since(*at) <= LOOK_BACK_MS) else {
            continue;
        };
        sum = sum.saturating_sub(movement.change.shown().map_or(0, |change| change.get()));
        first = first.min(at);
    }
    let span = now.millis_since(first);
    (sum > 0 && span >= DAY_MS)
        .then(|| Use { per_day: divided_up(sum.saturating_mul(DAY_MS), span), is_measured: true })
}

/// What people need in a day, where goods are used up at all.
pub fn reckoned(rate: Rate, heads: &Heads) -> Option<Use> {
    if rate.how == How::Once {
        return None;
    }
    let per_day = need(rate, heads, 1, None, 0)?.needed;
    (per_day > 0).then_some(Use { per_day, is_measured: false })
}

/// Tenths of a day for which the stock lasts, rounded down: hope is not counted.
pub fn tenths_of_days_left(stock: i64, per_day: i64) -> Option<i64> {
    (per_day > 0).then(|| stock.max(0).saturating_mul(10) / per_day)
}

fn divided_up(number: i64, by: i64) -> i64 {
    number.saturating_add(by - 1) / by
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::counting::{NewStockMovement, moved};
    use crate::field::{Noted, Recorder};
    use crate::ids::{Actor, RecordId};
    use crate::record::{Edit, Reading, Seen, TABLE_FIELD, Value, View};

    const NOW: Timestamp = Timestamp::from_millis(1_785_000_000_000);

    fn heads(inside: Option<i64>, outside: Option<i64>) -> Heads {
        Heads { inside, outside, women: None, infants: None }
    }

    fn of(item: &str) -> Rate {
        Rate::of(item).expect("it has a rate")
    }

    #[test]
    fn amounts_are_those_worked_by_hand() {
        let counted = heads(Some(100), Some(21));
        let amount = |item, heads: &Heads, days, stock, requested| {
            let need = need(of(item), heads, days, stock, requested).expect("people are known");
            (need.served.people, need.needed, need.proposed)
        };
        // 121 people × 3 meals × 2 days = 726, of which 26 are here and 100 on their way.
        assert_eq!(amount("food", &counted, 2, Some(26), 100), (121, 726, 600));
        // 101 × 1.2 = 121.2, so 122 people; × 3 meals.
        assert_eq!(amount("food", &heads(Some(101), None), 1, None, 0), (122, 366, 366));
        // 3 L are six bottles of 500 mL.
        assert_eq!(amount("drinking_water", &counted, 1, None, 0), (121, 726, 726));
        // Blankets are given once: 121 × 2, whatever the days.
        assert_eq!(amount("blanket", &counted, 7, Some(300), 0), (121, 242, 0));
        assert_eq!(amount("portable_toilet", &counted, 3, Some(-5), 0), (121, 1_815, 1_815));
        let women = Heads { women: Some(51), infants: Some(4), ..Heads::default() };
        // 51 × 6 ÷ 4 = 76.5
        assert_eq!(amount("sanitary_pad", &women, 1, None, 0), (51, 77, 77));
        assert_eq!(amount("infant_nappy", &women, 3, None, 90), (4, 96, 6));
    }

    #[test]
    fn people_nobody_counted_propose_nothing() {
        for rate in RATES {
            assert_eq!(need(rate, &heads(None, Some(30)), 1, Some(5), 0), None, "{}", rate.item);
            assert_eq!(reckoned(rate, &Heads::default()), None, "{}", rate.item);
        }
        assert_eq!(Rate::of("toilet_paper"), None);
        let nobody = need(of("food"), &heads(Some(0), Some(0)), 3, None, 0).expect("known");
        assert_eq!(nobody.proposed, 0);
    }

    #[test]
    fn days_left_are_rounded_down() {
        // 121 × 3 = 363 meals a day.
        let daily = reckoned(of("food"), &heads(Some(100), Some(21))).expect("people are known");
        assert_eq!(daily, Use { per_day: 363, is_measured: false });
        assert_eq!(tenths_of_days_left(500, daily.per_day), Some(13));
        assert_eq!(tenths_of_days_left(-4, 363), Some(0));
        assert_eq!(tenths_of_days_left(500, 0), None);
        assert_eq!(reckoned(of("blanket"), &heads(Some(100), None)), None);
    }

    fn handed_out(view: &mut View, number: u8, change: i64, hours_ago: i64, why: Why) {
        let mut movement =
            NewStockMovement::of("food".parse().unwrap(), change.try_into().unwrap());
        movement.why = Some(why);
        let noted = Noted::now(NOW.plus_millis(-hours_ago * 60 * 60 * 1_000), Recorder::Node);
        let id = RecordId::new([number; 16]);
        let edits = moved(&Facts::of(view), id, movement, &noted).unwrap();
        let by = Actor::new([1; 16]);
        let reading = |value| Reading::new(vec![Seen { value, by, seq: 1 }]).unwrap();
        for edit in edits {
            let Edit::Create { id, table, fields } = edit else { continue };
            let record = view.records.entry(id).or_default();
            record.insert(TABLE_FIELD.to_owned(), reading(Value::Text(table)));
            record.extend(fields.into_iter().map(|(name, value)| (name, reading(value))));
        }
    }

    #[test]
    fn use_is_what_was_handed_out_by_the_day() {
        let food: ItemId = "food".parse().unwrap();
        let mut view = View::default();
        assert_eq!(measured(&Facts::of(&view), &food, NOW), None);
        handed_out(&mut view, 1, -200, 10, Why::HandedOut);
        // Ten hours say nothing about a day.
        assert_eq!(measured(&Facts::of(&view), &food, NOW), None);
        handed_out(&mut view, 2, -400, 48, Why::HandedOut);
        handed_out(&mut view, 3, -900, 24, Why::Spoilt);
        handed_out(&mut view, 4, -900, 80, Why::HandedOut);
        handed_out(&mut view, 5, -900, -24, Why::HandedOut);
        // 600 meals in two days.
        let two_days = Some(Use { per_day: 300, is_measured: true });
        assert_eq!(measured(&Facts::of(&view), &food, NOW), two_days);
    }
}
