//! Where one can go now, for everybody: open places as `GeoJSON` and CSV.
//!
//! What always holds: nothing that somebody wrote freely about a place or a person is in it, no
//! phone, and no place that headquarters has not put into the register, for its name is then one
//! that anybody chose. In a drill every feature and every row says so, not the head alone.
//!
//! Deliberately absent: districts in which people stay at home, and hamlets that are cut off: nobody
//! is to go there.

use serde::Serialize;
use serde_json::{Value, json};

use super::{
    Column, Ordered, Shelter, crowding_word, head_value, kind_word, number, pretty, usable_word,
    with_unknown,
};
use crate::eei;
use crate::table::{Cell, EXERCISE, Head, Table};

const COLUMNS: &[Column] = &[
    ("場所ID", |it| it.place.to_string().into()),
    ("全国共通避難所・避難場所ID", |it| Cell::known(it.common_id())),
    ("施設名", |it| Cell::known(it.name())),
    ("種別", |it| Cell::known(it.kind().map(kind_word))),
    ("所在地（住所）", |it| Cell::known(it.address())),
    (LATITUDE, |it| it.latitude_e7().map_or(Cell::Unknown, Cell::Degrees)),
    (LONGITUDE, |it| it.longitude_e7().map_or(Cell::Unknown, Cell::Degrees)),
    ("開設状況", |it| Cell::known(it.opening().map(|(opening, _)| eei::opening(opening)))),
    ("開設状況の確認日時", |it| {
        it.opening().map_or(Cell::Unknown, |(_, at)| Cell::known(at))
    }),
    ("空き状況", |it| Cell::known(it.said(|it| &it.crowding).and_then(crowding_word))),
    ("想定収容人数", |it| Cell::known(it.capacity())),
    ("避難者数（総数）", |it| Cell::known(it.in_shelter())),
    ("避難者数の確認日時", |it| Cell::known(it.people_seen_at())),
    ("電気の使用可否", |it| {
        Cell::known(it.said(|it| &it.electricity).and_then(usable_word))
    }),
    ("上水道の使用可否", |it| Cell::known(it.said(|it| &it.water).and_then(usable_word))),
    ("トイレの使用可否", |it| Cell::known(it.said(|it| &it.toilets).and_then(usable_word))),
    ("Wi-Fiの使用可否", |it| Cell::known(it.said(|it| &it.wifi).and_then(usable_word))),
];
const LATITUDE: &str = "緯度";
const LONGITUDE: &str = "経度";

/// Open places among these, in their order.
pub fn table(shelters: &[Shelter<'_>]) -> Table {
    let mut table = Table::new("開設中の避難所", COLUMNS.iter().map(|(label, _)| *label));
    for shelter in shelters.iter().filter(|it| is_for_everybody(it) && it.is_open()) {
        table.push(COLUMNS.iter().map(|(_, cell)| cell(shelter)).collect());
    }
    table
}

pub fn csv(shelters: &[Shelter<'_>], head: &Head) -> Vec<u8> {
    table(shelters).open_csv(head)
}

#[derive(Serialize)]
struct Collection {
    #[serde(rename = "type")]
    kind: &'static str,
    head: Value,
    features: Vec<Feature>,
}

#[derive(Serialize)]
struct Feature {
    #[serde(rename = "type")]
    kind: &'static str,
    id: Value,
    geometry: Value,
    properties: Ordered,
}

/// A place without coordinates has no geometry, but is listed.
pub fn geojson(shelters: &[Shelter<'_>], head: &Head) -> String {
    let table = table(shelters);
    let labels = table.columns();
    let at = |row: &[Cell], label: &str| {
        let index = labels.iter().position(|it| it == label).expect("a column of ours");
        if let Cell::Degrees(e7) = row[index] { Some(number(e7)) } else { None }
    };
    let feature = |row: &Vec<Cell>| {
        let mut properties = Ordered::row(labels, row);
        properties.0.retain(|(label, _)| label != LATITUDE && label != LONGITUDE);
        properties.0.push((EXERCISE.to_owned(), json!(head.exercise.word())));
        let point = at(row, LONGITUDE).zip(at(row, LATITUDE));
        let point = point.map(|(x, y)| json!({ "type": "Point", "coordinates": [x, y] }));
        Feature {
            kind: "Feature",
            id: super::value(&row[0]),
            geometry: point.unwrap_or(Value::Null),
            properties,
        }
    };
    pretty(&Collection {
        kind: "FeatureCollection",
        head: head_value(&left_out(shelters, head)),
        features: table.rows().iter().map(feature).collect(),
    })
}

/// Open places that are not listed, and places of which nobody knows whether they are open.
fn left_out(shelters: &[Shelter<'_>], head: &Head) -> Head {
    let unlisted = shelters.iter().filter(|it| it.is_open() && it.entry.is_none()).count();
    let unheard = shelters.iter().filter(|it| is_for_everybody(it) && it.opening().is_none());
    let unlisted = ("登録簿にないため載せていない開設中の場所".to_owned(), unlisted);
    with_unknown(head, [("開設状況".to_owned(), unheard.count()), unlisted])
}

fn is_for_everybody(shelter: &Shelter<'_>) -> bool {
    shelter.entry.is_some() && shelter.is_shelter()
}
