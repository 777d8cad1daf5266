//! Views read from a document, whole or in the parts that operations touched.
//!
//! What is there but not understood is read as [`Value::Unreadable`], never as an error: the
//! guard has judged the shape, and meaning accuses nobody.

use std::collections::BTreeMap;

use automerge::iter::MapRangeItem;
use automerge::{Automerge, ObjId, ObjType, ReadDoc as _, ScalarValue, ValueRef};
use musubi_model::ids::RecordId;
use musubi_model::record::{Fields, Reading, Seen, Value, View, ViewChange};
use musubi_model::time::Timestamp;

use crate::genesis;
use crate::guard::{Action, Guard, Object, Operation, OperationId, automerge_id, operation_of};

/// A part of a view that can be read by itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    Record(RecordId),
    Value(String),
}

/// Which record each map belongs to, and what stands under each record's id.
#[derive(Clone, Debug, Default)]
pub(crate) struct Records {
    of_map: BTreeMap<OperationId, RecordId>,
    maps: BTreeMap<RecordId, Maps>,
}

/// What was ever written under a record's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Maps {
    One(OperationId),
    /// Two actors drew the same id, or something else was written there: the document is asked.
    Others,
}

impl Records {
    pub(crate) fn new(document: &Automerge) -> Self {
        let mut records = Self::default();
        for item in document.map_range(automerge_id(genesis::RECORDS), ..) {
            let Ok(record) = item.key.parse() else { continue };
            for map in maps_of(document, record).iter().filter_map(operation_of) {
                records.insert(map, record);
            }
        }
        records
    }

    fn insert(&mut self, map: OperationId, record: RecordId) {
        self.of_map.insert(map, record);
        self.maps
            .entry(record)
            .and_modify(|maps| {
                if *maps != Maps::One(map) {
                    *maps = Maps::Others;
                }
            })
            .or_insert(Maps::One(map));
    }

    /// Which record a map belongs to.
    pub(crate) fn of(&self, map: OperationId) -> Option<RecordId> {
        self.of_map.get(&map).copied()
    }

    fn maps_of(&self, document: &Automerge, record: RecordId) -> Vec<ObjId> {
        match self.maps.get(&record) {
            Some(Maps::One(map)) => vec![automerge_id(*map)],
            Some(Maps::Others) | None => maps_of(document, record),
        }
    }

    /// Notes what an operation makes, and tells which part of the view it touches.
    pub(crate) fn note(&mut self, id: OperationId, operation: &Operation) -> Option<Part> {
        match operation.object {
            Object::Map(genesis::VALUES) => Some(Part::Value(operation.key.clone())),
            Object::Map(genesis::RECORDS) => {
                let record = operation.key.parse().ok()?;
                if operation.action == Action::MakeMap {
                    self.insert(id, record);
                } else {
                    self.maps.insert(record, Maps::Others);
                }
                Some(Part::Record(record))
            }
            Object::Map(map) => self.of_map.get(&map).copied().map(Part::Record),
            Object::Root => None,
        }
    }
}

pub(crate) fn read_part(
    document: &Automerge,
    guard: &Guard,
    records: &Records,
    part: Part,
) -> ViewChange {
    match part {
        Part::Record(id) => {
            let maps = records.maps_of(document, id);
            ViewChange::Record { id, fields: fields(document, guard, maps) }
        }
        Part::Value(key) => {
            let seen = all_seen(document, guard, &automerge_id(genesis::VALUES), &key);
            ViewChange::Value { key, reading: Reading::new(seen) }
        }
    }
}

/// Everything a document shows.
pub(crate) fn read(document: &Automerge, guard: &Guard) -> View {
    let mut view = View::default();
    for item in document.map_range(automerge_id(genesis::RECORDS), ..) {
        // A key that is no id was not written by any version of ours; it has no place to show.
        let Ok(id) = item.key.parse() else { continue };
        let maps = match item.value {
            _ if item.conflict => maps_of(document, id),
            ValueRef::Object(ObjType::Map) => vec![item.id()],
            _ => continue,
        };
        view.apply(ViewChange::Record { id, fields: fields(document, guard, maps) });
    }
    let values = automerge_id(genesis::VALUES);
    for item in document.map_range(&values, ..) {
        let key = item.key.to_string();
        let reading = Reading::new(seen(document, guard, &values, item));
        view.apply(ViewChange::Value { key, reading });
    }
    view
}

/// The maps that stand under a record's id: one, unless two actors drew the same id.
fn maps_of(document: &Automerge, record: RecordId) -> Vec<ObjId> {
    let found = document
        .get_all(automerge_id(genesis::RECORDS), record.to_string())
        .expect("the genesis has the map of records");
    found
        .into_iter()
        .filter(|(value, _)| matches!(value, automerge::Value::Object(ObjType::Map)))
        .map(|(_, map)| map)
        .collect()
}

fn fields(document: &Automerge, guard: &Guard, maps: Vec<ObjId>) -> Fields {
    if let [map] = &maps[..] {
        let read = |item: MapRangeItem<'_>| {
            let key = item.key.to_string();
            Some((key, Reading::new(seen(document, guard, map, item))?))
        };
        return document.map_range(map, ..).filter_map(read).collect();
    }
    let mut fields: BTreeMap<String, Vec<Seen>> = BTreeMap::new();
    for map in maps {
        for item in document.map_range(&map, ..) {
            let key = item.key.to_string();
            fields.entry(key).or_default().extend(seen(document, guard, &map, item));
        }
    }
    fields.into_iter().filter_map(|(key, seen)| Some((key, Reading::new(seen)?))).collect()
}

fn seen(document: &Automerge, guard: &Guard, map: &ObjId, item: MapRangeItem<'_>) -> Vec<Seen> {
    if item.conflict {
        return all_seen(document, guard, map, &item.key);
    }
    let id = item.id();
    vec![one_seen(guard, &item.value.into_value(), &id)]
}

fn all_seen(document: &Automerge, guard: &Guard, map: &ObjId, key: &str) -> Vec<Seen> {
    let found = document.get_all(map, key).expect("the map is in the document");
    found.iter().map(|(value, id)| one_seen(guard, value, id)).collect()
}

fn one_seen(guard: &Guard, value: &automerge::Value<'_>, id: &ObjId) -> Seen {
    let operation = operation_of(id).expect("a value was written by an operation");
    Seen { value: understood(value), by: operation.actor, seq: guard.seq_of(operation) }
}

pub(crate) fn understood(value: &automerge::Value<'_>) -> Value {
    let automerge::Value::Scalar(scalar) = value else { return Value::Unreadable };
    match scalar.as_ref() {
        ScalarValue::Str(text) => Value::Text(text.to_string()),
        ScalarValue::Int(integer) => Value::Integer(*integer),
        ScalarValue::Boolean(flag) => Value::Flag(*flag),
        ScalarValue::Timestamp(millis) => Value::Time(Timestamp::from_millis(*millis)),
        ScalarValue::Bytes(bytes) => Value::Bytes(bytes.clone()),
        ScalarValue::Uint(_)
        | ScalarValue::F64(_)
        | ScalarValue::Null
        | ScalarValue::Counter(_)
        | ScalarValue::Unknown { .. } => Value::Unreadable,
    }
}

/// `None` for what is only ever read.
pub(crate) fn written(value: &Value) -> Option<ScalarValue> {
    match value {
        Value::Text(text) => Some(ScalarValue::Str(text.as_str().into())),
        Value::Integer(integer) => Some(ScalarValue::Int(*integer)),
        Value::Flag(flag) => Some(ScalarValue::Boolean(*flag)),
        Value::Time(time) => Some(ScalarValue::Timestamp(time.millis())),
        Value::Bytes(bytes) => Some(ScalarValue::Bytes(bytes.clone())),
        Value::Unreadable => None,
    }
}
