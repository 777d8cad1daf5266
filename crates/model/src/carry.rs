//! What a laptop wrote before it had a ticket, as commands of the operation it has joined.
//!
//! Each record is written again under an id of its own, with what it says of other records and of
//! the place turned to the new ones, and marked as written before the enrolment. Nothing is typed
//! again and nothing of it is judged: an unreadable value alone cannot be written, and the record
//! that holds it is counted as left.
//!
//! Invariant: the same view and the same names give the same commands, so a laptop that is cut off
//! in the middle goes on where it was.

use std::collections::BTreeMap;

use crate::ids::{PlaceId, RecordId};
use crate::record::{Edit, Fields, TABLE_FIELD, Value, View};

/// The field of a record that was written before its laptop had a ticket.
pub const BEFORE_FIELD: &str = "before_enrolment";

/// Bytes of one command's keys and values: far below what an entry holds.
const COMMAND_BYTES: usize = 16_384;
const ACTOR_DIGITS: usize = 32;
/// Loose values that say nothing: they only join what was written side by side.
const MERGE: &str = "merge|";

/// What things were called and what they are called now.
#[derive(Debug, Default)]
pub struct Names {
    records: BTreeMap<RecordId, RecordId>,
    place: Option<(PlaceId, PlaceId)>,
}

/// A record to create, and the id by which it is found to be there already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Again {
    pub id: RecordId,
    pub edit: Edit,
}

/// All of one document, in commands that each fit one entry.
#[derive(Debug, Default)]
pub struct Carried {
    pub commands: Vec<Vec<Again>>,
    /// Records that cannot be written again.
    pub left: usize,
}

impl Names {
    /// `fresh` gives every old id its new one, always the same.
    pub fn of<'a>(
        views: impl IntoIterator<Item = &'a View>,
        fresh: impl Fn(RecordId) -> RecordId,
        from: PlaceId,
        to: PlaceId,
    ) -> Self {
        let ids = views.into_iter().flat_map(|view| view.records.keys().copied());
        Self { records: ids.map(|id| (id, fresh(id))).collect(), place: Some((from, to)) }
    }

    /// Bytes that are ids, one or several in a row, are turned; all others stay.
    fn turn(&self, value: &Value) -> Value {
        let Value::Bytes(bytes) = value else { return value.clone() };
        let (ids, rest) = bytes.as_chunks::<16>();
        if !rest.is_empty() {
            return value.clone();
        }
        Value::Bytes(ids.iter().flat_map(|id| self.turn_id(*id)).collect())
    }

    fn turn_id(&self, id: [u8; 16]) -> [u8; 16] {
        if let Some((from, to)) = &self.place
            && id == *from.bytes()
        {
            return *to.bytes();
        }
        self.records.get(&RecordId::new(id)).map_or(id, |new| *new.bytes())
    }
}

/// Every record of a document, in the order of ids.
pub fn records(view: &View, names: &Names) -> Carried {
    let mut carried = Carried::default();
    let mut filled = usize::MAX;
    for (old, fields) in &view.records {
        let (Some(id), Some(edit)) = (names.records.get(old), again(*old, fields, names)) else {
            carried.left += 1;
            continue;
        };
        let size = bytes(&edit);
        if filled.saturating_add(size) > COMMAND_BYTES {
            carried.commands.push(Vec::new());
            filled = 0;
        }
        filled += size;
        let command = carried.commands.last_mut().expect("one was begun above");
        command.push(Again { id: *id, edit });
    }
    carried
}

fn again(old: RecordId, fields: &Fields, names: &Names) -> Option<Edit> {
    let id = *names.records.get(&old)?;
    let Value::Text(table) = &fields.get(TABLE_FIELD)?.winner().value else { return None };
    let mut written = vec![(BEFORE_FIELD.to_owned(), Value::Flag(true))];
    for (name, reading) in fields {
        // One laptop wrote alone: there is nothing that clashes.
        let value = &reading.winner().value;
        if *value == Value::Unreadable {
            return None;
        }
        if name != TABLE_FIELD && name != BEFORE_FIELD {
            written.push((name.clone(), names.turn(value)));
        }
    }
    Some(Edit::Create { id, table: table.clone(), fields: written })
}

fn bytes(edit: &Edit) -> usize {
    let Edit::Create { fields, .. } = edit else { return 0 };
    let of_value = |value: &Value| match value {
        Value::Text(text) => text.len(),
        Value::Bytes(bytes) => bytes.len(),
        _ => 10,
    };
    fields.iter().map(|(name, value)| name.len() + of_value(value) + 24).sum()
}

/// Loose values where `there` shows none under the same key; sums are added to what is there.
/// They cannot be told from what was there before, so they must be written in one command with
/// something that can: see [`Again`].
pub fn values(view: &View, there: &View, names: &Names) -> Vec<Edit> {
    let mut sums: BTreeMap<&str, i64> = BTreeMap::new();
    let mut edits = Vec::new();
    for (key, reading) in &view.values {
        match (&reading.winner().value, sum_prefix(key)) {
            _ if key.starts_with(MERGE) => {}
            (Value::Integer(change), Some(prefix)) => {
                let sum = sums.entry(prefix).or_default();
                *sum = sum.saturating_add(*change);
            }
            (Value::Unreadable, _) => {}
            (value, _) if !there.values.contains_key(key) => {
                edits.push(Edit::Put { key: key.clone(), value: names.turn(value) });
            }
            _ => {}
        }
    }
    let sums = sums.into_iter().filter(|(_, change)| *change != 0);
    edits.extend(sums.map(|(prefix, change)| Edit::Add { prefix: prefix.to_owned(), change }));
    edits
}

/// `<prefix>|<actor in hexadecimal digits>` is one writer's part of a sum.
fn sum_prefix(key: &str) -> Option<&str> {
    let (prefix, actor) = key.rsplit_once('|')?;
    let is_actor =
        actor.len() == ACTOR_DIGITS && actor.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_actor.then_some(prefix)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Actor;
    use crate::record::{Reading, Seen};

    const FROM: PlaceId = PlaceId::new([1; 16]);
    const TO: PlaceId = PlaceId::new([2; 16]);

    fn reading(value: Value) -> Reading {
        Reading::new(vec![Seen { value, by: Actor::new([9; 16]), seq: 1 }]).expect("not empty")
    }

    fn id(number: u8) -> RecordId {
        RecordId::new([number; 16])
    }

    fn fresh(old: RecordId) -> RecordId {
        RecordId::new(old.bytes().map(|byte| byte ^ 0x80))
    }

    fn record(table: &str, fields: &[(&str, Value)]) -> Fields {
        let table = (TABLE_FIELD.to_owned(), reading(Value::Text(table.to_owned())));
        let fields =
            fields.iter().map(|(name, value)| ((*name).to_owned(), reading(value.clone())));
        fields.chain([table]).collect()
    }

    fn view(records: impl IntoIterator<Item = (RecordId, Fields)>) -> View {
        View { records: records.into_iter().collect(), ..View::default() }
    }

    #[test]
    fn references_point_to_the_new_records_and_the_new_place() {
        let both = [*id(11).bytes(), *id(12).bytes()].concat();
        let view = view([
            (id(11), record("household", &[("note", Value::Text("x".into()))])),
            (
                id(12),
                record(
                    "stay",
                    &[
                        ("household", Value::Bytes(id(11).bytes().to_vec())),
                        ("place", Value::Bytes(FROM.bytes().to_vec())),
                        ("follows", Value::Bytes(both)),
                        ("digest", Value::Bytes(vec![11; 15])),
                        ("elsewhere", Value::Bytes(vec![77; 16])),
                    ],
                ),
            ),
        ]);
        let names = Names::of([&view], fresh, FROM, TO);
        let carried = records(&view, &names);
        assert_eq!((carried.commands.len(), carried.left), (1, 0));
        let stay = &carried.commands[0][1];
        assert_eq!(stay.id, fresh(id(12)));
        let Edit::Create { id: created, table, fields } = &stay.edit else { panic!("a record") };
        assert_eq!((*created, table.as_str()), (fresh(id(12)), "stay"));
        let fields: BTreeMap<_, _> = fields.iter().cloned().collect();
        let new = [*fresh(id(11)).bytes(), *fresh(id(12)).bytes()].concat();
        let want = [
            (BEFORE_FIELD, Value::Flag(true)),
            ("digest", Value::Bytes(vec![11; 15])),
            ("elsewhere", Value::Bytes(vec![77; 16])),
            ("follows", Value::Bytes(new)),
            ("household", Value::Bytes(fresh(id(11)).bytes().to_vec())),
            ("place", Value::Bytes(TO.bytes().to_vec())),
        ];
        assert_eq!(fields, want.map(|(name, value)| (name.to_owned(), value)).into());
    }

    #[test]
    fn much_is_cut_into_commands_that_fit_and_nothing_is_left_out() {
        let note = |size: usize| [("note", Value::Text("a".repeat(size)))];
        let view = view((1..=100).map(|number| (id(number), record("note", &note(1_000)))));
        let carried = records(&view, &Names::of([&view], fresh, FROM, TO));
        assert!((7..=8).contains(&carried.commands.len()), "{}", carried.commands.len());
        let ids: Vec<RecordId> = carried.commands.iter().flatten().map(|it| it.id).collect();
        assert_eq!(ids, (1..=100).map(|number| fresh(id(number))).collect::<Vec<_>>());
        let big = self::view([(id(1), record("note", &note(16_000)))]);
        assert_eq!(records(&big, &Names::of([&big], fresh, FROM, TO)).commands.len(), 1);
    }

    #[test]
    fn what_cannot_be_written_is_counted() {
        let odd = record("note", &[("note", Value::Unreadable)]);
        let view = view([(id(1), odd), (id(2), record("note", &[])), (id(3), Fields::new())]);
        let carried = records(&view, &Names::of([&view], fresh, FROM, TO));
        assert_eq!(carried.left, 2);
        assert_eq!(carried.commands.concat().len(), 1);
    }

    #[test]
    fn sums_are_added_once_over_all_runs_and_values_never_replace_what_is_there() {
        let actor = |digit: char| digit.to_string().repeat(32);
        let value = |number| reading(Value::Integer(number));
        let from = View {
            values: [
                (format!("stock|water|{}", actor('a')), value(40)),
                (format!("stock|water|{}", actor('b')), value(-15)),
                (format!("stock|rice|{}", actor('b')), value(0)),
                (format!("merge|{}", actor('a')), value(3)),
                ("place|name".to_owned(), reading(Value::Text("集会所".into()))),
                ("place|kind".to_owned(), reading(Value::Text("other".into()))),
            ]
            .into(),
            ..View::default()
        };
        let there = View {
            values: [("place|kind".to_owned(), reading(Value::Text("known".into())))].into(),
            ..View::default()
        };
        let names = Names::of([&from], fresh, FROM, TO);
        assert_eq!(
            values(&from, &there, &names),
            [
                Edit::Put {
                    key: "place|name".to_owned(), value: Value::Text("集会所".to_owned())
                },
                Edit::Add { prefix: "stock|water".to_owned(), change: 25 },
            ]
        );
    }
}
