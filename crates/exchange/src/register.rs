//! The register of places from lists: 指定避難所 of 国土地理院 as `GeoJSON`, or a table by header.
//!
//! Several files are read as one list: an id that stands in two of them is a problem. Sites for
//! emergency evacuation (指定緊急避難場所) are refused, never mixed in. In `GeoJSON` `null`, `""` and
//! an absent property are the same: nothing is said.

use std::collections::BTreeMap;

use musubi_model::place::{CommonId, NewRegisterEntry, PlaceKind, PlaceName};
use musubi_model::text::{Line, TextError};
use serde_json::Value as Json;

use crate::degrees;
use crate::problem::{FILE_BYTES_MAX, Found, PROBLEMS_MAX, Problem, ROWS_MAX, Source, What};
use crate::sheet::{Row, Sheet};

/// One place of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterRow {
    /// Index into the files that were given, and the row there.
    pub file: usize,
    pub row: u64,
    /// The place's id is made from it.
    pub common_id: Option<CommonId>,
    /// What a list without 共通ID calls it; such a place needs an id of another origin.
    pub list_id: Option<Line<80>>,
    pub entry: NewRegisterEntry,
}

/// Reads all files, or says what is wrong in all of them. `kind_unmarked` is the kind of places
/// whose list gives no 共通ID, `credit` whose list it is.
pub fn read(
    files: &[Source<'_>],
    kind_unmarked: PlaceKind,
    credit: Option<&Line<120>>,
) -> Result<Vec<RegisterRow>, Vec<Problem>> {
    let (mut rows, mut problems) = (Vec::new(), Vec::new());
    for (index, file) in files.iter().enumerate() {
        let read = if is_json(*file) { features(*file) } else { table(*file, kind_unmarked) };
        match read {
            Ok(read) => rows.extend(read.into_iter().map(|row| RegisterRow { file: index, ..row })),
            Err(found) => problems.extend(found),
        }
    }
    problems.extend(doubles(files, &rows));
    problems.truncate(PROBLEMS_MAX);
    if !problems.is_empty() {
        return Err(problems);
    }
    for row in &mut rows {
        row.entry.source = credit.cloned();
    }
    Ok(rows)
}

fn is_json(file: Source<'_>) -> bool {
    let text = file.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file.bytes);
    matches!(text.trim_ascii_start().first(), Some(b'{' | b'['))
}

fn doubles(files: &[Source<'_>], rows: &[RegisterRow]) -> Vec<Problem> {
    let mut first: BTreeMap<String, &RegisterRow> = BTreeMap::new();
    let mut problems = Vec::new();
    for row in rows {
        let id = row.common_id.map(String::from).or(row.list_id.clone().map(String::from));
        let Some(id) = id else { continue };
        if let Some(held) = first.get(&id) {
            problems.push(Problem {
                file: files[row.file].name.to_owned(),
                row: Some(row.row),
                column: Some("ID".to_owned()),
                what: What::DoubleId { file: files[held.file].name.to_owned(), row: held.row },
            });
        } else {
            first.insert(id, row);
        }
    }
    problems
}

const COMMON_ID: &str = "共通ID";
const NAME: &str = "施設・場所名";
const POINT: &str = "geometry";

fn features(file: Source<'_>) -> Result<Vec<RegisterRow>, Vec<Problem>> {
    let mut found = Found::in_file(file.name);
    let bytes = file.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file.bytes);
    if bytes.len() > FILE_BYTES_MAX {
        found.add(None, None, What::TooLarge { bytes: bytes.len() });
        return Err(found.into_list());
    }
    let json: Json = match serde_json::from_slice(bytes) {
        Ok(json) => json,
        Err(error) => {
            found.add(Some(error.line() as u64), None, What::Json { column: error.column() });
            return Err(found.into_list());
        }
    };
    let is_collection = json.get("type").and_then(Json::as_str) == Some("FeatureCollection");
    let Some(features) = json.get("features").and_then(Json::as_array).filter(|_| is_collection)
    else {
        found.add(None, None, What::NotFeatures);
        return Err(found.into_list());
    };
    if features.len() > ROWS_MAX {
        found.add(None, None, What::TooManyRows);
        return Err(found.into_list());
    }
    let mut rows = Vec::with_capacity(features.len());
    for (feature, number) in features.iter().zip(1..) {
        rows.extend(place_of_feature(feature, number, &mut found));
    }
    found.or(rows)
}

fn place_of_feature(feature: &Json, row: u64, found: &mut Found<'_>) -> Option<RegisterRow> {
    let said = |column: &str| said(feature.get("properties")?.get(column)?);
    let needed = |column: &str| said(column).ok_or(What::Missing);
    let common_id = found.ok(row, COMMON_ID, needed(COMMON_ID).and_then(|id| common_id(&id)));
    let name = found.ok(row, NAME, needed(NAME).and_then(|name| Ok(PlaceName::try_from(name)?)));
    let point = found.ok(row, POINT, point(feature.get("geometry")));
    let mut text = |column: &str| found.ok(row, column, line(said(column))).flatten();
    let municipality = text("都道府県名及び市町村名");
    let address = text("住所");
    let mut prose = |column: &str| {
        let read = said(column).map(|text| Ok(text.parse()?)).transpose();
        found.ok(row, column, read).flatten()
    };
    let accepts = prose("受入対象者");
    let other_matters = prose("その他市町村長が必要と認める事項");
    let remarks = prose("備考");
    let same = "指定緊急避難場所との住所同一";
    let same_address = found.ok(row, same, flag(said(same).as_deref())).flatten();
    let (common_id, point) = (common_id?, point?);
    let mut entry = NewRegisterEntry::of(name?, kind_of(common_id));
    entry.common_id = Some(common_id);
    entry.municipality = municipality;
    entry.address = address;
    entry.accepts = accepts;
    entry.other_matters = other_matters;
    entry.remarks = remarks;
    entry.same_address = same_address;
    if let Some((latitude, longitude)) = point {
        entry.latitude_e7 = found.ok(row, POINT, bounded(latitude));
        entry.longitude_e7 = found.ok(row, POINT, bounded(longitude));
    }
    Some(RegisterRow { file: 0, row, common_id: Some(common_id), list_id: None, entry })
}

/// The text of a property; nothing for `null` and blank texts.
fn said(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Json::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Latitude and longitude in units of 10⁻⁷ degree; nothing where there is no geometry.
fn point(geometry: Option<&Json>) -> Result<Option<(i64, i64)>, What> {
    let Some(geometry) = geometry.filter(|geometry| !geometry.is_null()) else { return Ok(None) };
    if geometry.get("type").and_then(Json::as_str) != Some("Point") {
        return Err(What::NotPoint);
    }
    let axis = |index: usize| {
        let number = geometry.get("coordinates")?.get(index)?.as_number()?;
        degrees::e7(&number.to_string())
    };
    match (axis(0), axis(1)) {
        (Some(longitude), Some(latitude)) => Ok(Some((latitude, longitude))),
        _ => Err(What::Degrees),
    }
}

fn bounded<T: TryFrom<i64>>(e7: i64) -> Result<T, What> {
    T::try_from(e7).map_err(|_| What::Degrees)
}

fn common_id(text: &str) -> Result<CommonId, What> {
    let id: CommonId = text.parse().map_err(|_| What::CommonId)?;
    if id.is_shelter() { Ok(id) } else { Err(What::EmergencySite) }
}

const fn kind_of(id: CommonId) -> PlaceKind {
    if id.is_welfare() { PlaceKind::Welfare } else { PlaceKind::Designated }
}

fn line<const MAX: usize>(said: Option<String>) -> Result<Option<Line<MAX>>, What> {
    said.map(Line::try_from).transpose().map_err(What::Text)
}

fn flag(said: Option<&str>) -> Result<Option<bool>, What> {
    match said {
        None => Ok(None),
        Some("1" | "1.0" | "1.00") => Ok(Some(true)),
        Some("0" | "0.0") => Ok(Some(false)),
        Some(_) => Err(What::Flag),
    }
}

/// Names of columns, the official ones of 国土地理院 first, then those of 自治体標準オープンデータセット.
const COLUMNS: [(&str, &[&str]); 11] = [
    ("common_id", &["共通ID", "全国共通避難所・避難場所ID"]),
    ("list_id", &["ID", "NO"]),
    ("name", &["施設・場所名", "施設名", "名称"]),
    ("kana", &["施設名（かな）", "名称_カナ"]),
    ("municipality", &["都道府県名及び市町村名", "地方公共団体名"]),
    ("address", &["住所", "所在地（住所）", "所在地_連結表記"]),
    ("latitude", &["緯度"]),
    ("longitude", &["経度"]),
    ("phone", &["施設電話番号", "電話番号"]),
    ("capacity", &["想定収容人数"]),
    ("remarks", &["備考"]),
];

fn table(file: Source<'_>, kind_unmarked: PlaceKind) -> Result<Vec<RegisterRow>, Vec<Problem>> {
    let sheet = Sheet::read(file)?;
    let mut found = Found::in_file(file.name);
    let has = |wanted: &str| column(&sheet, wanted).is_some();
    if !has("name") {
        found.add(Some(1), Some(NAME), What::NoColumn);
    }
    if !has("common_id") && !has("list_id") {
        found.add(Some(1), Some(COMMON_ID), What::NoColumn);
    }
    found.or(())?;
    let mut found = Found::in_file(file.name);
    let mut rows = Vec::with_capacity(sheet.rows().len());
    for row in sheet.rows() {
        rows.extend(place_of_row(&sheet, row, kind_unmarked, &mut found));
    }
    found.or(rows)
}

fn column(sheet: &Sheet, wanted: &str) -> Option<crate::sheet::Column> {
    let (_, names) = COLUMNS.iter().find(|(field, _)| *field == wanted)?;
    sheet.column(names)
}

fn place_of_row(
    sheet: &Sheet,
    row: &Row,
    kind_unmarked: PlaceKind,
    found: &mut Found<'_>,
) -> Option<RegisterRow> {
    let said = |field: &str| {
        let cell = row.cell(column(sheet, field));
        (!cell.is_empty()).then(|| cell.to_owned())
    };
    let titled =
        |field: &str| column(sheet, field).map_or("", |column| sheet.name(column)).to_owned();
    let id = said("common_id").map(|id| common_id(&id)).transpose();
    let id = found.ok(row.line, &titled("common_id"), id);
    let list_id = found.ok(row.line, &titled("list_id"), line(said("list_id")));
    if id == Some(None) && list_id == Some(None) {
        found.add(Some(row.line), Some(COMMON_ID), What::Missing);
    }
    let name = said("name").ok_or(What::Missing).and_then(|name| Ok(PlaceName::try_from(name)?));
    let name = found.ok(row.line, &titled("name"), name);
    let mut axis = |field: &str| {
        let read = said(field).map(|text| degrees::e7(&text).ok_or(What::Degrees)).transpose();
        found.ok(row.line, &titled(field), read).flatten()
    };
    let (latitude, longitude) = (axis("latitude"), axis("longitude"));
    let (id, name) = (id?, name?);
    let mut entry = NewRegisterEntry::of(name, id.map_or(kind_unmarked, kind_of));
    entry.common_id = id;
    entry.kana = found.ok(row.line, &titled("kana"), line(said("kana"))).flatten();
    entry.municipality =
        found.ok(row.line, &titled("municipality"), line(said("municipality"))).flatten();
    entry.address = found.ok(row.line, &titled("address"), line(said("address"))).flatten();
    entry.phone = found.ok(row.line, &titled("phone"), line(said("phone"))).flatten();
    let degrees = |axis: Option<i64>| axis.map(bounded).transpose();
    entry.latitude_e7 = found.ok(row.line, &titled("latitude"), degrees(latitude)).flatten();
    let degrees = |axis: Option<i64>| axis.map(bounded).transpose();
    entry.longitude_e7 = found.ok(row.line, &titled("longitude"), degrees(longitude)).flatten();
    entry.capacity = said("capacity").as_deref().and_then(capacity);
    let remarks = remarks(said("remarks"), said("capacity"), entry.capacity.is_none());
    entry.remarks = found.ok(row.line, &titled("remarks"), remarks).flatten();
    Some(RegisterRow { file: 0, row: row.line, common_id: id, list_id: list_id?, entry })
}

/// A plain number of people. Free text (`屋内480人／屋外3,350人`) is no number, and 0 is not known.
fn capacity(text: &str) -> Option<musubi_model::place::Capacity> {
    text.parse::<i64>().ok().and_then(|people| people.try_into().ok())
}

/// A capacity in free text is kept as it stands, behind the remarks.
fn remarks(
    remarks: Option<String>,
    capacity: Option<String>,
    keep_capacity: bool,
) -> Result<Option<musubi_model::place::Remark>, What> {
    let capacity = capacity.filter(|text| keep_capacity && text != "0");
    let all: Vec<String> =
        remarks.into_iter().chain(capacity.map(|text| format!("想定収容人数 {text}"))).collect();
    let joined = all.join("\n");
    match joined.parse() {
        Ok(remark) => Ok(Some(remark)),
        Err(TextError::Empty) => Ok(None),
        Err(error) => Err(What::Text(error)),
    }
}
