//! The tick behind what is shown: whether HQ has it (本部受領), of every value on the page.
//!
//! Everything that is shown stands on this laptop's disk. HQ has a record if its receipts cover
//! the change that wrote each value of it that is visible.

use musubi_model::facts::Facts;
use musubi_model::ids::{DocumentId, RecordId};
use musubi_model::record::{Reading, Seen};
use musubi_model::time::Timestamp;
use musubi_replica::ticks::Confirmed;
use serde::Serialize;
use utoipa::ToSchema;

use super::Desk;
use crate::runtime::handle::Ticks;

/// Where a record is safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Kept {
    /// Flushed to this laptop's disk. Always so of what is shown.
    pub saved_here: bool,
    pub hq: HqHas,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct HqHas {
    pub state: HqState,
    /// HQ's clock when it last confirmed it; only where the state is `received`.
    pub as_of: Option<i64>,
}

impl Kept {
    fn new(hq: HqHas) -> Self {
        Self { saved_here: true, hq }
    }
}

impl HqHas {
    fn and(&mut self, other: Self) {
        self.state = self.state.min(other.state);
        self.as_of = match (self.as_of, other.as_of) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HqState {
    /// No receipt of HQ for it has come here.
    NotYet,
    /// HQ had it, and that is being checked: since then its laptop was started anew or exchanged.
    BeingChecked,
    /// HQ holds it durably and its signed receipt came back.
    Received,
}

/// How far HQ has what each author wrote into one document.
pub(crate) struct DocumentTicks<'a> {
    facts: &'a Facts<'a>,
    ticks: Ticks,
}

impl Desk {
    /// Reads the ticks of a document for as long as the views are held.
    pub(crate) fn with_ticks<T>(
        &self,
        document: DocumentId,
        reader: impl FnOnce(&DocumentTicks<'_>) -> T,
    ) -> T {
        let ticks = self.0.handle.status().documents.get(&document).map(|of| of.ticks.clone());
        self.read(document, |facts| {
            reader(&DocumentTicks { facts, ticks: ticks.unwrap_or_default() })
        })
    }
}

impl DocumentTicks<'_> {
    /// Of several records together, the least.
    pub(crate) fn of(&self, records: impl IntoIterator<Item = RecordId>) -> Kept {
        let mut hq = HqHas { state: HqState::Received, as_of: None };
        let none = HqHas { state: HqState::NotYet, as_of: None };
        for id in records {
            let Some(fields) = self.facts.records().get(&id) else { return Kept::new(none) };
            let all = fields.values().flat_map(Reading::all).map(|seen| self.of_value(seen));
            all.for_each(|one| hq.and(one));
        }
        if hq.state != HqState::Received {
            hq.as_of = None;
        }
        Kept::new(hq)
    }

    fn of_value(&self, seen: &Seen) -> HqHas {
        let none = Confirmed::default();
        let confirmed = self.ticks.get(&seen.by).unwrap_or(&none);
        let state = match seen.seq {
            seq if seq <= confirmed.received => HqState::Received,
            seq if seq <= confirmed.had => HqState::BeingChecked,
            _ => HqState::NotYet,
        };
        HqHas { state, as_of: confirmed.as_of.map(Timestamp::millis) }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use musubi_model::ids::Actor;
    use musubi_model::record::{Fields, Value, View};

    use super::*;

    /// One record, each field written by an author in a change of its.
    fn check(fields: &[(u8, u64)], want: HqState, as_of: Option<i64>) {
        let id = RecordId::new([1; 16]);
        let field = |(at, (actor, seq)): (usize, &(u8, u64))| {
            let value = Value::Integer(0);
            let seen = Seen { value, by: Actor::new([*actor; 16]), seq: *seq };
            (format!("field {at}"), Reading::new(vec![seen]).unwrap())
        };
        let fields: Fields = fields.iter().enumerate().map(field).collect();
        let view = View { records: BTreeMap::from([(id, fields)]), values: Fields::new() };
        let confirmed = |received, had, at| Confirmed {
            received,
            had,
            as_of: Some(Timestamp::from_millis(at)),
        };
        let ticks = BTreeMap::from([
            (Actor::new([1; 16]), confirmed(10, 12, 500)),
            (Actor::new([2; 16]), confirmed(3, 3, 400)),
        ]);
        let facts = Facts::of(&view);
        let ticks = DocumentTicks { facts: &facts, ticks: Arc::new(ticks) };
        let want = HqHas { state: want, as_of };
        assert_eq!(ticks.of([id]), Kept { saved_here: true, hq: want });
    }

    #[test]
    fn a_record_is_ticked_only_if_hq_has_every_value_that_shows() {
        check(&[(1, 10)], HqState::Received, Some(500));
        check(&[(1, 10), (2, 3)], HqState::Received, Some(400));
        check(&[(1, 11)], HqState::BeingChecked, None);
        check(&[(1, 1), (1, 12), (2, 1)], HqState::BeingChecked, None);
        check(&[(1, 12), (1, 13)], HqState::NotYet, None);
        check(&[(1, 1), (2, 4)], HqState::NotYet, None);
        check(&[(1, 1), (3, 1)], HqState::NotYet, None);
    }
}
