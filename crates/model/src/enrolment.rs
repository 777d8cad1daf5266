//! Which laptops took tickets, as headquarters first heard of each: kept among the records of its own
//! desk, because a certificate itself says no time.

use std::collections::BTreeMap;

use crate::facts::Facts;
use crate::ids::{NodeKey, PlaceId};
use crate::table::record;
use crate::time::Timestamp;

record! {
    /// A laptop's certificate came in; `observed_at` is when.
    "enrolment" pub Enrolment, new NewEnrolment;
    must { node: NodeKey }
    may {
        /// The place of the laptop that brought it; the laptop's own where it came itself.
        via: PlaceId,
    }
    marks {}
}

/// When a laptop was first heard of, and through whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heard {
    pub at: Timestamp,
    pub via: Option<PlaceId>,
}

/// The earliest word about each laptop, whichever of headquarters' laptops wrote it.
pub fn first_heard(facts: &Facts<'_>) -> BTreeMap<NodeKey, Heard> {
    let mut first: BTreeMap<NodeKey, Heard> = BTreeMap::new();
    for record in Enrolment::all(facts) {
        let (Some(node), Some(at)) = (record.node.shown(), record.meta.observed_at) else {
            continue;
        };
        let heard = Heard { at, via: record.via.shown().copied() };
        let known = first.entry(*node).or_insert(heard);
        if heard.at < known.at {
            *known = heard;
        }
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::{Noted, Recorder};
    use crate::ids::{Actor, RecordId};
    use crate::record::{Edit, Reading, Seen, TABLE_FIELD, Value, View};

    #[test]
    fn the_earliest_word_of_several_laptops_of_headquarters_counts() {
        let node = NodeKey::new([7; 32]);
        let via = PlaceId::new([3; 16]);
        let mut view = View::default();
        for (number, at, via) in [(1, 500, None), (2, 300, Some(via)), (3, 400, None)] {
            let noted = Noted::now(Timestamp::from_millis(at), Recorder::Node);
            let mut record = NewEnrolment::of(node);
            record.via = via;
            let edits = record.create(RecordId::new([number; 16]), &noted).expect("no rule");
            let Edit::Create { id, table, fields } = &edits[0] else { panic!("a record") };
            let table = [(TABLE_FIELD.to_owned(), Value::Text(table.clone()))];
            let seen = |value: &Value| {
                let seen = Seen { value: value.clone(), by: Actor::new([1; 16]), seq: 1 };
                Reading::new(vec![seen]).expect("not empty")
            };
            let fields = fields.iter().chain(&table);
            let fields = fields.map(|(name, value)| (name.clone(), seen(value))).collect();
            view.records.insert(*id, fields);
        }
        let heard = first_heard(&Facts::of(&view));
        let want = Heard { at: Timestamp::from_millis(300), via: Some(via) };
        assert_eq!(heard, BTreeMap::from([(node, want)]));
    }
}
