//! What a place needs for some days, and how long what it has will last.

use musubi_model::counting::{self, Held};
use musubi_model::facts::Facts;
use musubi_model::forecast::{self, Heads, Need, Rate};
use musubi_model::headcount;
use musubi_model::ids::{Kind, PlaceId};
use musubi_model::request;
use musubi_model::stock::ItemId;
use musubi_model::tally::PlaceNumbers;
use musubi_model::time::Timestamp;

use super::wire::{Forecast, ItemForecast, NeedRate};
use crate::desk::wire::Age;
use crate::desk::{Desk, DeskError, now};

const DAYS_MAX: u16 = 14;

impl Desk {
    pub fn forecast(&self, place: &str, days: u16) -> Result<Forecast, DeskError> {
        let place: PlaceId = place.parse().map_err(|_| DeskError::NotFound)?;
        if days == 0 || days > DAYS_MAX {
            return Err(DeskError::field("days", "number.bounds"));
        }
        let now = now();
        Ok(self.read(self.document(Kind::Place, place)?, |facts| of(facts, days, now)))
    }
}

fn of(facts: &Facts<'_>, days: u16, now: Timestamp) -> Forecast {
    let (heads, counted) = heads(facts, now);
    let (held, asked) = (counting::held(facts), request::requests(facts));
    let item = |item: ItemId| {
        let stock = held.get(&item).map(|held| held.quantity);
        let requested = asked
            .iter()
            .filter(|asked| asked.request.item.shown() == Some(&item))
            .fold(0_i64, |sum, asked| sum.saturating_add(asked.outstanding()));
        told(facts, &item, &heads, days, (stock, requested), now)
    };
    Forecast {
        days,
        inside: heads.inside,
        outside: heads.outside,
        women: heads.women,
        infants: heads.infants,
        counted,
        items: ItemId::basic().map(item).collect(),
        unsure: held.values().any(Held::is_unsure),
    }
}

/// The newest count; a place seen closed since then feeds nobody.
fn heads(facts: &Facts<'_>, now: Timestamp) -> (Heads, Option<Age>) {
    let numbers = PlaceNumbers::of(facts, now);
    let standing = headcount::newest(facts, now);
    let part = |of: fn(&headcount::Headcount) -> Option<i64>| {
        standing.as_ref().and_then(|standing| of(&standing.count))
    };
    let (inside, outside) = (numbers.in_shelter, numbers.known_outside);
    let heads = Heads {
        inside,
        outside,
        women: part(|count| count.women.shown().map(|people| people.get())),
        infants: part(|count| count.infants.shown().map(|people| people.get())),
    };
    (heads, standing.and_then(|standing| Age::of(&standing.count.meta, now)))
}

fn told(
    facts: &Facts<'_>,
    item: &ItemId,
    heads: &Heads,
    days: u16,
    (stock, requested): (Option<i64>, i64),
    now: Timestamp,
) -> ItemForecast {
    let rate = Rate::of(item.as_str());
    let need: Option<Need> =
        rate.and_then(|rate| forecast::need(rate, heads, days, stock, requested));
    let used = forecast::measured(facts, item, now)
        .or_else(|| rate.and_then(|rate| forecast::reckoned(rate, heads)));
    let left = |(stock, per_day)| forecast::tenths_of_days_left(stock, per_day);
    ItemForecast {
        item: item.as_str().to_owned(),
        rate: rate.map(|rate| NeedRate {
            numerator: rate.numerator,
            denominator: rate.denominator,
            per: rate.per.into(),
            how: rate.how.into(),
            source: rate.source.into(),
        }),
        people: need.map(|need| need.served.people),
        outside_estimated: need.is_some_and(|need| need.served.outside_estimated),
        needed: need.map(|need| need.needed),
        proposed: need.map(|need| need.proposed),
        stock,
        requested,
        per_day: used.map(|used| used.per_day),
        measured: used.is_some_and(|used| used.is_measured),
        tenths_of_days_left: stock.zip(used.map(|used| used.per_day)).and_then(left),
    }
}
