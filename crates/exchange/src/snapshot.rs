//! A city's list of open shelters with counts, published again and again.
//!
//! When it was counted stands in the column 時点, or in the header of the count itself
//! (`人数_令和6年1月9日午後6時時点`); never in the file's name. A place that the next list no longer
//! names is concluded to be closed, and its report says that nobody reported it.

use std::collections::{BTreeMap, BTreeSet};

use musubi_model::headcount::{CountSource, NewHeadcount, People};
use musubi_model::place::{Address, LatitudeE7, LongitudeE7, PlaceName};
use musubi_model::report::{NewPlaceReport, Opening};
use musubi_model::text::Line;
use musubi_model::time::Timestamp;

use crate::degrees;
use crate::era;
use crate::problem::{Found, Problem, Source, What};
use crate::sheet::{Column, Row, Sheet};

/// What the list calls a place: `CC0000000518`, `NEW001`.
pub type ListId = Line<80>;

/// One list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// The latest time any of its rows gives.
    pub observed_at: Timestamp,
    pub places: BTreeMap<ListId, Listed>,
}

/// One row of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub name: PlaceName,
    pub observed_at: Timestamp,
    /// `None`: the cell is empty, which is not 0.
    pub people: Option<People>,
    pub address: Option<Address>,
    pub latitude_e7: Option<LatitudeE7>,
    pub longitude_e7: Option<LongitudeE7>,
}

/// What one list says about one place, compared with the list before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceNews {
    pub list_id: ListId,
    pub name: PlaceName,
    pub observed_at: Timestamp,
    pub report: NewPlaceReport,
    pub headcount: Option<NewHeadcount>,
}

const COUNT: &str = "人数";
const TIME: &str = "時点";

impl Snapshot {
    pub fn read(file: Source<'_>) -> Result<Self, Vec<Problem>> {
        let sheet = Sheet::read(file)?;
        let mut found = Found::in_file(file.name);
        let columns = Columns::of(&sheet, &mut found);
        let Some(columns) = columns else { return Err(found.into_list()) };
        let mut places: BTreeMap<ListId, Listed> = BTreeMap::new();
        let mut lines: BTreeMap<ListId, u64> = BTreeMap::new();
        for row in sheet.rows() {
            let Some((id, listed)) = columns.place(row, &mut found) else { continue };
            if let Some(first) = lines.insert(id.clone(), row.line) {
                let what = What::DoubleId { file: file.name.to_owned(), row: first };
                found.add(Some(row.line), Some("ID"), what);
            }
            places.insert(id, listed);
        }
        let newest = places.values().map(|place| place.observed_at).max();
        let Some(observed_at) = newest.or(columns.header_time) else {
            found.add(None, Some(TIME), What::NoTime);
            return Err(found.into_list());
        };
        found.or(Self { observed_at, places })
    }

    /// Sum of the counts that are known.
    pub fn people(&self) -> i64 {
        self.places.values().filter_map(|place| place.people).map(People::get).sum()
    }

    /// What this list says, place by place: those on it are open, those gone since `before` are
    /// concluded to be closed.
    pub fn news(&self, before: Option<&Self>, source: &Line<120>) -> Vec<PlaceNews> {
        let here: BTreeSet<&ListId> = self.places.keys().collect();
        let gone = before
            .into_iter()
            .flat_map(|before| &before.places)
            .filter(|(id, _)| !here.contains(id))
            .map(|(id, listed)| self.closed(id, listed, source));
        let open = self.places.iter().map(|(id, listed)| listed.open(id, source));
        open.chain(gone).collect()
    }

    fn closed(&self, id: &ListId, listed: &Listed, source: &Line<120>) -> PlaceNews {
        let mut report = NewPlaceReport::of();
        report.opening = Some(Opening::Closed);
        report.inferred = Some(true);
        report.source = Some(source.clone());
        PlaceNews {
            list_id: id.clone(),
            name: listed.name.clone(),
            observed_at: self.observed_at,
            report,
            headcount: None,
        }
    }
}

impl Listed {
    fn open(&self, id: &ListId, source: &Line<120>) -> PlaceNews {
        let mut report = NewPlaceReport::of();
        report.opening = Some(Opening::Open);
        report.source = Some(source.clone());
        let headcount = self.people.map(|people| {
            let mut count = NewHeadcount::of();
            count.in_shelter = Some(people);
            count.count_source = Some(CountSource::Import);
            count.source = Some(source.clone());
            count
        });
        PlaceNews {
            list_id: id.clone(),
            name: self.name.clone(),
            observed_at: self.observed_at,
            report,
            headcount,
        }
    }
}

struct Columns<'a> {
    sheet: &'a Sheet,
    id: Column,
    name: Column,
    count: Column,
    time: Option<Column>,
    header_time: Option<Timestamp>,
}

impl<'a> Columns<'a> {
    fn of(sheet: &'a Sheet, found: &mut Found<'_>) -> Option<Self> {
        let mut needed = |name: &str, column: Option<Column>| {
            if column.is_none() {
                found.add(Some(1), Some(name), What::NoColumn);
            }
            column
        };
        let id = needed("ID", sheet.column(&["ID"]));
        let name = needed("名称", sheet.column(&["名称"]));
        let dated = sheet.column_beginning("人数_");
        let count = sheet.column(&[COUNT]).or(dated.map(|(column, _)| column));
        let count = needed(COUNT, count);
        let (id, name, count) = (id?, name?, count?);
        let time = sheet.column(&[TIME]);
        let header_time = dated.and_then(|(_, rest)| era::time(rest));
        if time.is_none() && header_time.is_none() {
            let what = if dated.is_some() { What::EraTime } else { What::NoTime };
            found.add(Some(1), Some(sheet.name(count)), what);
            return None;
        }
        Some(Self { sheet, id, name, count, time, header_time })
    }

    fn place(&self, row: &Row, found: &mut Found<'_>) -> Option<(ListId, Listed)> {
        let line = row.line;
        let text = |column: Column| match row.cell(Some(column)) {
            "" => Err(What::Missing),
            text => Ok(text),
        };
        let id = found.ok(line, "ID", text(self.id).and_then(|id| Ok(ListId::try_from(id)?)));
        let name = text(self.name).and_then(|name| Ok(PlaceName::try_from(name)?));
        let name = found.ok(line, self.sheet.name(self.name), name);
        let people =
            found.ok(line, self.sheet.name(self.count), people(row.cell(Some(self.count))));
        let observed_at = match (row.cell(self.time), self.header_time) {
            ("", Some(at)) => Some(at),
            ("", None) => found.ok(line, TIME, Err(What::Missing)),
            (text, _) => found.ok(line, TIME, era::time(text).ok_or(What::EraTime)),
        };
        let mut axis = |name: &'static str| {
            let cell = row.cell(self.sheet.column(&[name]));
            let read = (!cell.is_empty()).then(|| degrees::e7(cell).ok_or(What::Degrees));
            found.ok(line, name, read.transpose()).flatten()
        };
        let (latitude, longitude) = (axis("緯度"), axis("経度"));
        let address = row.cell(self.sheet.column(&["所在地_連結表記", "住所"]));
        let address = (!address.is_empty()).then(|| Address::try_from(address)).transpose();
        let address = found.ok(line, "所在地_連結表記", address.map_err(What::Text)).flatten();
        let listed = Listed {
            name: name?,
            observed_at: observed_at?,
            people: people?,
            address,
            latitude_e7: latitude.and_then(|e7| e7.try_into().ok()),
            longitude_e7: longitude.and_then(|e7| e7.try_into().ok()),
        };
        Some((id?, listed))
    }
}

/// Digits, also full width, with or without separators of thousands.
fn people(cell: &str) -> Result<Option<People>, What> {
    if cell.is_empty() {
        return Ok(None);
    }
    let plain: String = cell
        .chars()
        .filter(|c| !matches!(c, ',' | '，'))
        .map(|c| match c {
            '０'..='９' => char::from_u32(u32::from(c) - 0xfee0).expect("digits mirror ASCII"),
            other => other,
        })
        .collect();
    let digits = plain.bytes().all(|byte| byte.is_ascii_digit());
    let number: i64 = plain.parse().ok().filter(|_| digits).ok_or(What::Number)?;
    number.try_into().map(Some).map_err(|_| What::Number)
}
