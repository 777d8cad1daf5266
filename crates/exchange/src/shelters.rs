//! Places with what was reported of them, for those who gather the numbers of many cities and for
//! everybody.
//!
//! What always holds: what nobody said is empty, never 0; of a place that was seen or decided to be
//! shut since it was last counted the number is 0; clashing values give the one that is shown.
//!
//! Deliberately absent: which of several sources a city believes (the caller chooses one report and
//! one count a place), people.

pub mod full;
pub mod geolonia;
pub mod hxl;
pub mod open;
pub mod pcxml;

use musubi_model::closure;
use musubi_model::field::{Field, Scalar};
use musubi_model::headcount::{self, Headcount, People};
use musubi_model::ids::PlaceId;
use musubi_model::place::{Capacity, LatitudeE7, LongitudeE7, PlaceKind, PlaceName, RegisterEntry};
use musubi_model::report::{Crowding, Opening, PlaceReport, Situation, Usable};
use musubi_model::time::Timestamp;
use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use crate::table::{Cell, Head, degrees};
use crate::{municipality, utc};

/// One place. What is not given is not known.
#[derive(Clone, Copy)]
pub struct Shelter<'a> {
    pub place: PlaceId,
    /// What headquarters has of it; overrides what the place says of itself.
    pub entry: Option<&'a RegisterEntry>,
    pub own_name: Option<&'a PlaceName>,
    pub own_kind: Option<PlaceKind>,
    pub reports: Option<&'a Situation>,
    pub closure: Option<&'a closure::Standing>,
    pub count: Option<&'a headcount::Standing>,
}

impl<'a> Shelter<'a> {
    /// A place of which nothing is known yet.
    pub const fn unheard_of(place: PlaceId) -> Self {
        Self {
            place,
            entry: None,
            own_name: None,
            own_kind: None,
            reports: None,
            closure: None,
            count: None,
        }
    }

    pub fn name(&self) -> Option<&'a str> {
        self.entry.and_then(|entry| entry.name.shown()).or(self.own_name).map(PlaceName::as_str)
    }

    pub fn kind(&self) -> Option<PlaceKind> {
        self.entry.and_then(|entry| entry.kind.shown().copied()).or(self.own_kind)
    }

    /// What is said of it and when that was seen. A decision to close counts for more than what was
    /// seen before.
    pub fn opening(&self) -> Option<(Opening, Option<Timestamp>)> {
        if let Some(closure::Standing::Closed(closure)) = self.closure {
            return Some((Opening::Closed, closure.meta.observed_at));
        }
        let seen = self.reports?.latest(|report| &report.opening)?;
        Some((*seen.field.shown()?, seen.observed_at))
    }

    /// Open, also where it is open the whole year.
    pub fn is_open(&self) -> bool {
        matches!(self.opening(), Some((Opening::Open | Opening::Permanent, _)))
    }

    /// A place to which people go, not one where they stayed and are cared for.
    pub fn is_shelter(&self) -> bool {
        !matches!(self.kind(), Some(PlaceKind::HomeDistrict | PlaceKind::IsolatedHamlet))
    }

    fn counted_at(&self) -> Option<Timestamp> {
        self.count?.count.meta.observed_at
    }

    /// Shut since it was last counted.
    fn is_empty(&self) -> bool {
        matches!(self.opening(), Some((Opening::Closed | Opening::NotOpen, seen))
            if seen >= self.counted_at())
    }

    /// 避難者数（総数）
    pub fn in_shelter(&self) -> Option<i64> {
        if self.is_empty() { Some(0) } else { self.counted(|count| &count.in_shelter) }
    }

    /// 避難世帯数
    pub fn households(&self) -> Option<i64> {
        if self.is_empty() { Some(0) } else { self.counted(|count| &count.households) }
    }

    /// Any other number of the count, unless it is out of date because the place is shut.
    pub fn part(&self, of: fn(&Headcount) -> &Field<People>) -> Option<i64> {
        if self.is_empty() { None } else { self.counted(of) }
    }

    fn counted(&self, of: fn(&Headcount) -> &Field<People>) -> Option<i64> {
        of(&self.count?.count).shown().map(|people| people.get())
    }

    /// When the number of people was seen.
    pub fn people_seen_at(&self) -> Option<Timestamp> {
        if self.is_empty() { self.opening()?.1 } else { self.counted_at() }
    }

    /// The newest look at the place of those that are used here.
    pub fn seen_at(&self) -> Option<Timestamp> {
        let reported = self.reports.and_then(|reports| reports.reports().last());
        let reported = reported.and_then(|report| report.meta.observed_at);
        let decided = self.opening().and_then(|(_, at)| at);
        [reported, decided, self.counted_at()].into_iter().flatten().max()
    }

    pub(crate) fn said<T: Scalar>(&self, of: fn(&PlaceReport) -> &Field<T>) -> Option<T> {
        self.reports?.latest(of)?.field.shown().cloned()
    }

    pub(crate) fn listed<T: Scalar>(&self, of: fn(&RegisterEntry) -> &Field<T>) -> Option<T> {
        of(self.entry?).shown().cloned()
    }

    pub(crate) fn common_id(&self) -> Option<String> {
        self.listed(|entry| &entry.common_id).map(String::from)
    }

    /// 全国地方公共団体コード of the municipality that the place's id names.
    pub(crate) fn municipality_code(&self) -> Option<String> {
        let id = self.listed(|entry| &entry.common_id)?;
        municipality::code(id.municipality())
    }

    /// Prefecture and municipality by name.
    pub(crate) fn municipality(&self) -> (Option<String>, Option<String>) {
        let named = self.listed(|entry| &entry.municipality).map(String::from);
        let Some(named) = named else { return (None, None) };
        let (prefecture, name) = municipality::split(&named);
        (prefecture.map(str::to_owned), Some(name.to_owned()).filter(|name| !name.is_empty()))
    }

    pub(crate) fn address(&self) -> Option<String> {
        self.listed(|entry| &entry.address).map(String::from)
    }

    pub(crate) fn latitude_e7(&self) -> Option<i64> {
        self.listed(|entry| &entry.latitude_e7).map(LatitudeE7::get)
    }

    pub(crate) fn longitude_e7(&self) -> Option<i64> {
        self.listed(|entry| &entry.longitude_e7).map(LongitudeE7::get)
    }

    pub(crate) fn capacity(&self) -> Option<i64> {
        self.listed(|entry| &entry.capacity).map(Capacity::get)
    }
}

/// A column of places: its label, and what stands in it.
pub(crate) type Column = (&'static str, fn(&Shelter<'_>) -> Cell);

/// What sort of place it is, in our own words: EEI has 一般避難所 and 福祉避難所 alone.
pub(crate) const fn kind_word(kind: PlaceKind) -> &'static str {
    match kind {
        PlaceKind::Designated => "指定避難所",
        PlaceKind::Welfare => "福祉避難所",
        PlaceKind::Voluntary => "自主避難所",
        PlaceKind::CarPark => "車中泊場所",
        PlaceKind::TentVillage => "テント村",
        PlaceKind::HomeDistrict => "在宅の地区",
        PlaceKind::IsolatedHamlet => "孤立集落",
    }
}

/// 使用可否. The item list gives no words for it: these are ours.
pub(crate) const fn usable_word(usable: Usable) -> Option<&'static str> {
    match usable {
        Usable::Usable => Some("使用可"),
        Usable::Partly => Some("一部使用可"),
        Usable::Unusable => Some("使用不可"),
        Usable::Unknown => None,
    }
}

/// 空き状況. The item list gives no words for it: these are the ones of an older system of cities.
pub(crate) const fn crowding_word(crowding: Crowding) -> Option<&'static str> {
    match crowding {
        Crowding::Room => Some("空き"),
        Crowding::Crowded => Some("混雑"),
        Crowding::Full => Some("定員一杯"),
        Crowding::Unknown => None,
    }
}

/// A JSON object whose members stay in their order.
pub(crate) struct Ordered(pub(crate) Vec<(String, Value)>);

impl Serialize for Ordered {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

impl Ordered {
    pub(crate) fn row(labels: &[String], cells: &[Cell]) -> Self {
        let pairs = labels.iter().cloned().zip(cells.iter().map(value));
        Self(pairs.collect())
    }
}

/// What is not known is `null`.
pub(crate) fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Text(text) => json!(text),
        Cell::Number(number) => json!(number),
        Cell::Degrees(e7) => number(*e7),
        Cell::Time(at) => json!(utc::japan(*at)),
        Cell::Nothing | Cell::Unknown => Value::Null,
    }
}

/// Degrees as a number of JSON, digit by digit.
pub(crate) fn number(e7: i64) -> Value {
    serde_json::from_str(&degrees(e7)).expect("a decimal number is one of JSON")
}

/// The head as programs read it.
pub(crate) fn head_value(head: &Head) -> Value {
    json!({
        "operation": head.operation,
        "exercise": head.exercise.code(),
        "as_of": utc::japan(head.as_of),
        "unknown": head.unknown,
    })
}

/// Sentences for what is not known, with those of the caller first.
pub(crate) fn with_unknown(head: &Head, said: impl IntoIterator<Item = (String, usize)>) -> Head {
    let mut head = head.clone();
    let told = said.into_iter().filter(|(_, places)| *places > 0);
    head.unknown.extend(told.map(|(what, places)| format!("{what} {places}か所")));
    head
}

pub(crate) fn pretty(document: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(document).expect("memory takes what is written");
    text.push('\n');
    text
}
