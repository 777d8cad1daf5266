//! Documents put together by hand, and read as a node reads them.

use musubi_model::closure;
use musubi_model::facts::Facts;
use musubi_model::field::{Noted, Recorder};
use musubi_model::headcount::{self, NewHeadcount};
use musubi_model::ids::{Actor, PlaceId, RecordId};
use musubi_model::place::{self, NewRegisterEntry, PlaceKind, PlaceName, RegisterEntry};
use musubi_model::record::{Edit, Reading, Seen, TABLE_FIELD, Value, View};
use musubi_model::report::{NewPlaceReport, Situation};
use musubi_model::time::Timestamp;

use musubi_exchange::shelters::Shelter;

use crate::AS_OF;

pub(crate) fn hours_before(hours: i64) -> Timestamp {
    AS_OF.plus_millis(-hours * 3_600_000)
}

pub(crate) fn noted(hours_before_now: i64) -> Noted {
    Noted::now(hours_before(hours_before_now), Recorder::Import)
}

pub(crate) fn write(view: &mut View, edits: Vec<Edit>) {
    let by = Actor::new([1; 16]);
    let reading = |value| Reading::new(vec![Seen { value, by, seq: 1 }]).unwrap();
    for edit in edits {
        match edit {
            Edit::Create { id, table, fields } => {
                let record = view.records.entry(id).or_default();
                record.insert(TABLE_FIELD.to_owned(), reading(Value::Text(table)));
                record.extend(fields.into_iter().map(|(name, value)| (name, reading(value))));
            }
            Edit::Put { key, value } => {
                view.values.insert(key, reading(value));
            }
            Edit::Set { .. } | Edit::Add { .. } => panic!("neither is written here"),
        }
    }
}

/// One place, as its city knows it.
pub(crate) struct Known {
    place: PlaceId,
    entry: Option<RegisterEntry>,
    own_name: Option<PlaceName>,
    own_kind: Option<PlaceKind>,
    reports: Situation,
    closure: closure::Standing,
    count: Option<headcount::Standing>,
}

impl Known {
    pub(crate) fn new(number: u8, entry: Option<&NewRegisterEntry>, own: &View) -> Self {
        let place = PlaceId::new([number; 16]);
        let mut city = View::default();
        write(&mut city, entry.map_or(Vec::new(), |entry| entry.edits(place)));
        let facts = Facts::of(own);
        Self {
            place,
            entry: place::register(&Facts::of(&city)).remove(&place),
            own_name: place::own_name(&facts).shown().cloned(),
            own_kind: place::own_kind(&facts).shown().copied(),
            reports: Situation::of(&facts, AS_OF),
            closure: closure::Standing::of(&facts),
            count: headcount::newest(&facts, AS_OF),
        }
    }

    pub(crate) fn shelter(&self) -> Shelter<'_> {
        Shelter {
            place: self.place,
            entry: self.entry.as_ref(),
            own_name: self.own_name.as_ref(),
            own_kind: self.own_kind,
            reports: Some(&self.reports),
            closure: Some(&self.closure),
            count: self.count.as_ref(),
        }
    }
}

/// From a form's JSON, as the pages send it.
pub(crate) fn report(view: &mut View, hours_before: i64, report: serde_json::Value) {
    let report: NewPlaceReport = serde_json::from_value(report).unwrap();
    let id = next_id(view);
    write(view, report.create(id, &noted(hours_before)).unwrap());
}

pub(crate) fn count(view: &mut View, hours_before: i64, count: serde_json::Value) {
    let count: NewHeadcount = serde_json::from_value(count).unwrap();
    let id = next_id(view);
    write(view, count.create(id, &noted(hours_before)).unwrap());
}

pub(crate) fn next_id(view: &View) -> RecordId {
    RecordId::new([u8::try_from(view.records.len() + 1).unwrap(); 16])
}
