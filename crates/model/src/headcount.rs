//! How many people: in the shelter, and known outside it, always as two numbers.
//!
//! Invariant: unknown is an absent field, never 0. Totals are never summed from counts of
//! different sources; one count per place and time stands ([`newest`]), with its age.

use serde::Serialize;

use crate::facts::Facts;
use crate::field::{Refused, Why};
use crate::ids::RecordId;
use crate::report::Via;
use crate::table::{codes, record};
use crate::text::{Line, Prose, Whole};
use crate::time::{Age, Timestamp};

pub type People = Whole<0, 1_000_000>;

codes! {
    /// The two daily counts.
    pub enum Slot {
        Day = "day",
        Night = "night",
    }
}

codes! {
    /// How the number came about.
    pub enum CountSource {
        Counted = "counted",
        Roster = "roster",
        Estimated = "estimated",
        Patrol = "patrol",
        Import = "import",
    }
}

record! {
    /// One count at one place.
    "headcount" pub Headcount, new NewHeadcount, rule parts_fit;
    must {}
    may {
        /// 避難者数（総数）: people who stay here. Those who only came to reception are not among them.
        in_shelter: People,
        /// 避難所外避難者数 known here: cars, tents, homes.
        known_outside: People,
        men: People,
        women: People,
        /// 性別不明等
        sex_unknown: People,
        infants: People,
        /// 要配慮者数
        needs_care: People,
        households: People,
        households_outside: People,
        /// 自主避難者数, a part of the total.
        voluntary: People,
        slot: Slot,
        count_source: CountSource,
        via: Via,
        /// Who said it, by section and post (部署・機関・役職): never a name.
        told_by: Line<120>,
        /// Name of the list it was taken from.
        source: Line<120>,
        /// The count this one puts right.
        replaces: RecordId,
        note: Prose<500>,
    }
    marks {}
}

/// A count says at least one number, and no part is greater than the whole.
fn parts_fit(count: &NewHeadcount) -> Result<(), Refused> {
    let refused = |field, why| Err(Refused { table: Headcount::TABLE, field, why });
    let number = |people: Option<People>| people.map_or(0, People::get);
    let any = [count.in_shelter, count.known_outside, count.men, count.women, count.sex_unknown];
    if any.iter().all(Option::is_none) {
        return refused("in_shelter", Why::Missing);
    }
    let Some(total) = count.in_shelter.map(People::get) else { return Ok(()) };
    let by_sex = number(count.men) + number(count.women) + number(count.sex_unknown);
    if by_sex > total {
        return refused("in_shelter", Why::Contradiction);
    }
    // 避難者数（総数） is the sum of its parts by sex, where all of it was counted by sex.
    if count.men.is_some() && count.women.is_some() && by_sex < total {
        return refused("in_shelter", Why::Contradiction);
    }
    let parts = [("infants", count.infants), ("voluntary", count.voluntary)];
    match parts.into_iter().find(|(_, part)| number(*part) > total) {
        Some((field, _)) => refused(field, Why::Contradiction),
        None => Ok(()),
    }
}

/// The count that stands, and those observed at the same moment that say something else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Standing {
    pub count: Headcount,
    pub age: Age,
    pub differing: Vec<Headcount>,
}

/// The newest count, by the time of looking. Counts put right by another, and counts dated after
/// `now` as long as there is a credible one, do not stand.
pub fn newest(facts: &Facts<'_>, now: Timestamp) -> Option<Standing> {
    newest_of(facts, now, |_| true)
}

/// The same among the counts of one slot: the newest 昼 or 夜.
pub fn newest_in(facts: &Facts<'_>, now: Timestamp, slot: Slot) -> Option<Standing> {
    newest_of(facts, now, |count| count.slot.shown() == Some(&slot))
}

/// The newest that the place itself wrote down, and the newest that was told from elsewhere. Both stay
/// side by side, whichever of them [`newest`] is: a total takes that one alone.
pub fn by_source(facts: &Facts<'_>, now: Timestamp) -> BySource {
    let told = |count: &Headcount| !count.via.is_absent();
    BySource { own: newest_of(facts, now, |count| !told(count)), told: newest_of(facts, now, told) }
}

/// See [`by_source`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BySource {
    pub own: Option<Standing>,
    pub told: Option<Standing>,
}

/// Every count that no other puts right, in the order of ids. Counts that replace one another in a
/// ring, which no honest writer makes, all stand.
pub fn standing(facts: &Facts<'_>) -> Vec<Headcount> {
    let mut all: Vec<Headcount> = Headcount::all(facts).collect();
    let replaced: Vec<RecordId> = all
        .iter()
        .flat_map(|count| count.replaces.known().map(|id| (facts.root(*id), count.id)))
        .filter(|(replaced, by)| replaced != by)
        .map(|(replaced, _)| replaced)
        .collect();
    let is_replaced = |count: &Headcount| replaced.contains(&count.id);
    if !all.iter().all(is_replaced) {
        all.retain(|count| !is_replaced(count));
    }
    all
}

fn newest_of(
    facts: &Facts<'_>,
    now: Timestamp,
    wanted: impl Fn(&Headcount) -> bool,
) -> Option<Standing> {
    let counts = standing(facts);
    newest_among(counts.iter().filter(|count| wanted(count)), now)
}

/// [`newest`] of counts that stand and were read before, in the order of ids.
pub fn newest_among<'a>(
    counts: impl Iterator<Item = &'a Headcount> + Clone,
    now: Timestamp,
) -> Option<Standing> {
    let rank = |count: &Headcount| count.meta.observed_at.filter(|at| at.is_credible(now));
    let best = counts.clone().map(rank).max()?;
    let mut ties: Vec<Headcount> = counts.filter(|count| rank(count) == best).cloned().collect();
    let count = ties.pop()?;
    ties.retain(|other| {
        other.in_shelter.shown() != count.in_shelter.shown()
            || other.known_outside.shown() != count.known_outside.shown()
    });
    let age = Age::of(count.meta.observed_at, now);
    Some(Standing { count, age, differing: ties })
}
