//! Reading again what changed, against reading everything.

use proptest::prelude::*;

use super::*;
use crate::field::{Follows, Scalar as _};
use crate::ids::{Actor, PlaceId};
use crate::record::{Fields, Reading, Seen, TABLE_FIELD, Value, View, ViewChange};
use crate::roster::{Rights, Roster};

/// Few enough that records name each other and are written over.
const RECORDS: u8 = 8;
const FIELDS: [&str; 9] = [
    TABLE_FIELD,
    "household",
    "suppress",
    "registered_by",
    "family",
    "person",
    "kind",
    "follows",
    "target",
];

fn record() -> impl Strategy<Value = RecordId> {
    (0..RECORDS).prop_map(|number| RecordId::new([number; 16]))
}

fn value(field: &'static str) -> BoxedStrategy<Value> {
    let word = |words: &'static [&'static str]| {
        prop::sample::select(words).prop_map(|word| Value::Text(word.to_owned()))
    };
    let known = match field {
        TABLE_FIELD => return word(&["person", "household", "stay", "stay", "later"]).boxed(),
        "suppress" => any::<bool>().prop_map(Value::Flag).boxed(),
        "family" => word(&["架空", "かくう", "Kaku"]).boxed(),
        "kind" => word(&["check_in", "check_out", "void", "correction"]).boxed(),
        "follows" => prop::collection::btree_set(record(), 0..3)
            .prop_map(|ids| ids.into_iter().collect::<Follows>().to_value())
            .boxed(),
        _ => record().prop_map(|id| id.to_value()).boxed(),
    };
    prop_oneof![12 => known, 1 => Just(Value::Unreadable), 1 => Just(Value::Text(String::new()))]
        .boxed()
}

/// One value, or two that clash.
fn reading(field: &'static str) -> impl Strategy<Value = Reading> {
    prop::collection::vec(value(field), 1..3).prop_map(|values| {
        let seen = |(by, value)| Seen { value, by: Actor::new([by; 16]), seq: 1 };
        Reading::new((1..).zip(values).map(seen).collect()).expect("at least one")
    })
}

fn fields() -> impl Strategy<Value = Fields> {
    let each = FIELDS.map(|field| prop::option::weighted(0.8, reading(field)));
    let place = Seen { value: PlaceId::new([9; 16]).to_value(), by: Actor::new([1; 16]), seq: 1 };
    each.prop_map(move |readings| {
        let written = FIELDS.into_iter().zip(readings);
        let mut fields: Fields =
            written.filter_map(|(name, it)| Some((name.to_owned(), it?))).collect();
        if !fields.is_empty() {
            fields.insert("place".to_owned(), Reading::new(vec![place.clone()]).expect("one"));
        }
        fields
    })
}

/// `true`: written again for another.
fn change() -> impl Strategy<Value = ViewChange> {
    let repeats = prop::option::weighted(0.03, reading("reissue_of"));
    (record(), fields(), repeats).prop_map(|(id, mut fields, repeats)| {
        fields.extend(repeats.map(|of| ("reissue_of".to_owned(), of)));
        ViewChange::Record { id, fields }
    })
}

type Read<'a> = (
    Vec<&'a Household>,
    Vec<(&'a RecordId, &'a Person)>,
    &'a BTreeMap<RecordId, Arc<Events>>,
    &'a BTreeMap<RecordId, Arc<StayState>>,
    &'a BTreeMap<RecordId, BTreeSet<RecordId>>,
    bool,
);

fn all(people: &Evacuees) -> Read<'_> {
    let Evacuees { households, persons, events, states, named, joined } = people;
    let persons = persons.iter().map(|(id, known)| (id, &known.record)).collect();
    (
        households.values().map(|known| &known.record).collect(),
        persons,
        events,
        states,
        named,
        *joined,
    )
}

fn searched(people: &Evacuees) -> Vec<RecordId> {
    let roster = Roster::of(people.clone(), Rights::Protected);
    roster.search("かくう").into_iter().map(|person| person.id).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..Default::default() })]

    #[test]
    fn what_is_read_again_is_what_is_read_whole(
        steps in prop::collection::vec(prop::collection::vec(change(), 1..4), 1..12),
        too_many in prop::collection::btree_set(record(), 0..3),
    ) {
        let mut view = View::default();
        let mut kept = Evacuees::default();
        for changes in steps {
            let mut changed = too_many.clone();
            for change in changes {
                if let ViewChange::Record { id, .. } = &change {
                    changed.insert(*id);
                }
                view.apply(change);
            }
            kept.read_again(&Facts::of(&view), &changed);
            let whole = Evacuees::read(&Facts::of(&view));
            prop_assert!(all(&kept) == all(&whole), "{} records", view.records.len());
            prop_assert_eq!(searched(&kept), searched(&whole));
        }
    }
}
