//! The number of goods that lie at a place: movements are summed, counts put the sum right.
//!
//! A *movement* (goods came, goods went) adds to its writer's own integer under `stock|…`, which
//! readers sum, and leaves a record of who, when and why. A *count* ("there are 38") is a record
//! that says what a person saw of all that lies at the place, beside the sum and the number of
//! movements its laptop knew then. It is never an absolute number: what is there now is what was
//! counted and whatever moved beyond what the count knew.
//!
//! The rule of the *true number*: of a count and a movement that did not know of each other nobody
//! can tell which came first at the shelf. The movement is taken to have come after, and the number
//! is told as unsure ([`Held::meanwhile`]) until somebody counts again. Counts that did not know of
//! each other saw the same shelf and correct the same mistake, so they are never added: where
//! they come to one number there is nothing to tell; where they do not, the one with the fewest such
//! movements, then the lower number is shown first, and the others beside it ([`Held::also`]).
//!
//! Invariants: a number that is neither unsure nor beside others is the true number, if every
//! movement was recorded since the last count. A count by somebody who knows of everything settles
//! everything. All this is a function of the set of records and sums, whatever their order.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::facts::Facts;
use crate::field::{Follows, Noted, Refused};
use crate::history::{self, Link};
use crate::ids::RecordId;
use crate::record::{Edit, Value};
use crate::stock::{ItemId, Movement};
use crate::table::{codes, record};
use crate::text::{Line, Whole};
use crate::time::Timestamp;

const STOCK: &str = "stock";

/// What a person may count.
pub type Counted = Whole<0, 10_000_000>;
type Sum = Whole<-1_000_000_000_000_000, 1_000_000_000_000_000>;
type Number = Whole<0, 1_000_000_000>;

codes! {
    /// Why goods moved.
    pub enum Why {
        /// Came with a request that was delivered.
        Delivered = "delivered",
        /// Given to people.
        HandedOut = "handed_out",
        /// Given to another place.
        GivenAway = "given_away",
        /// Spoilt, broken or past its date.
        Spoilt = "spoilt",
        Other = "other",
    }
}

record! {
    /// Goods came (positive) or went (negative).
    "stock_movement" pub StockMovement, new NewStockMovement;
    must {
        item: ItemId,
        change: Movement,
    }
    may {
        why: Why,
        /// The counts of these goods that its writer knew.
        after: Follows,
        /// The record that it belongs to: a delivery, what was handed out.
        because: RecordId,
        note: Line<200>,
    }
    marks {}
}

record! {
    /// All of one kind of goods that a person saw at the place.
    "stock_count" pub StockCount, new NewStockCount;
    must {
        item: ItemId,
        counted: Counted,
        /// The sum of movements that its laptop knew.
        seen: Sum,
        /// How many movements these were.
        seen_movements: Number,
        /// The counts that its laptop knew.
        follows: Follows,
    }
    may {}
    marks {}
}

/// What is there of one item.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Held {
    /// Below zero: more went out than was ever recorded as coming in.
    pub quantity: i64,
    /// Other numbers, from counts that did not know of each other.
    pub also: BTreeSet<i64>,
    /// Movements that may have come before or after a count, nobody can tell.
    pub meanwhile: i64,
    /// When somebody last counted. `None`: only movements are known.
    pub counted_at: Option<Timestamp>,
    /// Entries that could not be read; while there are any, the quantity is not the whole truth.
    pub unreadable: u32,
}

impl Held {
    /// Somebody should count again.
    pub fn is_unsure(&self) -> bool {
        self.quantity < 0 || self.unreadable > 0 || self.meanwhile != 0 || !self.also.is_empty()
    }
}

/// Everything known of one item, before it is judged.
#[derive(Default)]
struct Known {
    sum: i64,
    unreadable: u32,
    movements: Vec<BTreeSet<RecordId>>,
    counts: BTreeMap<RecordId, StockCount>,
}

impl Known {
    fn all(facts: &Facts<'_>) -> BTreeMap<ItemId, Self> {
        let mut known: BTreeMap<ItemId, Self> = BTreeMap::new();
        for (rest, reading) in facts.values_under(STOCK) {
            let Some(item) = rest.split_once('|').and_then(|(item, _)| item.parse().ok()) else {
                continue;
            };
            let known = known.entry(item).or_default();
            match &reading.winner().value {
                Value::Integer(change) => known.sum = known.sum.saturating_add(*change),
                _ => known.unreadable += 1,
            }
        }
        for movement in StockMovement::all(facts) {
            let Some(item) = movement.item.shown() else { continue };
            let after = movement.after.known().flat_map(|ids| &ids.0);
            let after = after.map(|id| facts.root(*id)).collect();
            known.entry(item.clone()).or_default().movements.push(after);
        }
        for count in StockCount::all(facts) {
            let Some(item) = count.item.shown() else { continue };
            let known = known.entry(item.clone()).or_default();
            if count.number(0).is_none() {
                known.unreadable += 1;
            }
            known.counts.insert(count.id, count);
        }
        known
    }

    fn heads(&self, facts: &Facts<'_>) -> BTreeSet<RecordId> {
        let link = |count: &StockCount| Link {
            follows: count
                .follows
                .known()
                .flat_map(|ids| &ids.0)
                .map(|id| facts.root(*id))
                .collect(),
            stands: count.number(0).is_some(),
        };
        history::heads(&self.counts.iter().map(|(id, count)| (*id, link(count))).collect())
    }

    /// Movements that the count's laptop did not know and whose laptops did not know the count.
    fn meanwhile(&self, count: &StockCount) -> i64 {
        let after = self.movements.iter().filter(|after| after.contains(&count.id)).count();
        let known = count.seen_movements.shown().map_or(0, |number| number.get());
        let all = i64::try_from(self.movements.len()).unwrap_or(i64::MAX);
        all - known - i64::try_from(after).unwrap_or(i64::MAX)
    }

    fn held(&self, facts: &Facts<'_>) -> Held {
        let told = |id: &RecordId| {
            let count = self.counts.get(id)?;
            Some((self.meanwhile(count), count.number(self.sum)?, count.meta.observed_at))
        };
        let mut told: Vec<_> = self.heads(facts).iter().filter_map(told).collect();
        told.sort_unstable();
        let unreadable = self.unreadable;
        let Some(&(_, quantity, _)) = told.first() else {
            return Held { quantity: self.sum, unreadable, ..Held::default() };
        };
        Held {
            quantity,
            also: told.iter().map(|(_, number, _)| *number).filter(|it| *it != quantity).collect(),
            meanwhile: told
                .iter()
                .map(|(meanwhile, ..)| *meanwhile)
                .max_by_key(|it| it.abs())
                .unwrap_or(0),
            counted_at: told.iter().filter_map(|(_, _, at)| *at).max(),
            unreadable,
        }
    }
}

impl StockCount {
    /// What is there if this count holds. `None`: not to be read.
    fn number(&self, sum: i64) -> Option<i64> {
        let (counted, seen) = (self.counted.shown()?.get(), self.seen.shown()?.get());
        self.seen_movements.shown()?;
        Some(counted.saturating_add(sum.saturating_sub(seen)))
    }
}

/// The stock of one place's document. An item nobody recorded is absent, not 0.
pub fn held(facts: &Facts<'_>) -> BTreeMap<ItemId, Held> {
    let known = Known::all(facts);
    known.into_iter().map(|(item, known)| (item, known.held(facts))).collect()
}

/// Goods moved: a record and the writer's sum, in one command.
pub fn moved(
    facts: &Facts<'_>,
    id: RecordId,
    mut movement: NewStockMovement,
    noted: &Noted,
) -> Result<Vec<Edit>, Refused> {
    let known = Known::all(facts).remove(&movement.item).unwrap_or_default();
    let heads = known.heads(facts);
    movement.after = (!heads.is_empty()).then(|| heads.into_iter().collect());
    let prefix = format!("{STOCK}|{}", movement.item.as_str());
    let mut edits = movement.create(id, noted)?;
    edits.push(Edit::Add { prefix, change: movement.change.get() });
    Ok(edits)
}

/// Somebody counted all that lies here of one item.
pub fn counted(
    facts: &Facts<'_>,
    id: RecordId,
    item: ItemId,
    counted: Counted,
    noted: &Noted,
) -> Result<Vec<Edit>, Refused> {
    use crate::field::Why::TooMany;
    let refused = |field| Refused { table: StockCount::TABLE, field, why: TooMany };
    let known = Known::all(facts).remove(&item).unwrap_or_default();
    let seen = known.sum.try_into().map_err(|_| refused("seen"))?;
    let movements = i64::try_from(known.movements.len()).unwrap_or(i64::MAX);
    let movements = movements.try_into().map_err(|_| refused("seen_movements"))?;
    let follows = known.heads(facts).into_iter().collect();
    NewStockCount::of(item, counted, seen, movements, follows).create(id, noted)
}
