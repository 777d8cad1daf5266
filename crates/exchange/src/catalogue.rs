//! The city's catalogue of goods: a table of ours by header (`docs/format.md` §11), since nobody
//! publishes codes for goods that could be read instead.
//!
//! An empty cell says nothing, so a list never takes away what an earlier one said; goods that are no
//! longer given are marked as withdrawn.

use std::collections::BTreeMap;

use musubi_model::stock::{ItemId, NewCatalogueItem};
use musubi_model::text::Whole;

use crate::problem::{Found, Problem, Source, What};
use crate::sheet::{Column, Row, Sheet};

/// The list that comes with the program: the basic goods and those that the official lists name.
pub const PUBLISHED: &[u8] = include_bytes!("../lists/catalogue.csv");
/// More would burden every laptop of the city, which all hold the catalogue.
pub const ITEMS_MAX: usize = 2_000;

const CODE: &str = "品目コード";
const NAME: &str = "品目名";
const UNIT: &str = "単位";
const PER_CASE: &str = "入数";
const OUTSIDE: &str = "市の品目コード";
const WITHDRAWN: &str = "取扱終了";

/// Every kind of goods of the list, in its order; each once.
pub fn read(file: Source<'_>) -> Result<Vec<NewCatalogueItem>, Vec<Problem>> {
    let sheet = Sheet::read(file)?;
    let mut found = Found::in_file(file.name);
    for needed in [CODE, NAME] {
        if sheet.column(&[needed]).is_none() {
            found.add(Some(1), Some(needed), What::NoColumn);
        }
    }
    if sheet.rows().len() > ITEMS_MAX {
        found.add(None, None, What::TooManyItems);
    }
    found.or(())?;
    let columns = Columns::of(&sheet);
    let mut found = Found::in_file(file.name);
    let mut first: BTreeMap<ItemId, u64> = BTreeMap::new();
    let mut items = Vec::with_capacity(sheet.rows().len());
    for row in sheet.rows() {
        let Some(item) = item_of_row(row, &columns, &mut found) else { continue };
        if let Some(held) = first.get(&item.item) {
            let what = What::DoubleId { file: file.name.to_owned(), row: *held };
            found.add(Some(row.line), Some(CODE), what);
            continue;
        }
        first.insert(item.item.clone(), row.line);
        items.push(item);
    }
    found.or(items)
}

struct Columns {
    code: Option<Column>,
    name: Option<Column>,
    unit: Option<Column>,
    per_case: Option<Column>,
    outside: Option<Column>,
    withdrawn: Option<Column>,
}

impl Columns {
    fn of(sheet: &Sheet) -> Self {
        let column = |name| sheet.column(&[name]);
        Self {
            code: column(CODE),
            name: column(NAME),
            unit: column(UNIT),
            per_case: column(PER_CASE),
            outside: column(OUTSIDE),
            withdrawn: column(WITHDRAWN),
        }
    }
}

fn item_of_row(row: &Row, columns: &Columns, found: &mut Found<'_>) -> Option<NewCatalogueItem> {
    let said = |column| Some(row.cell(column)).filter(|cell| !cell.is_empty());
    let needed = |column| said(column).ok_or(What::Missing);
    let code = needed(columns.code).and_then(|code| Ok(code.parse::<ItemId>()?));
    let code = found.ok(row.line, CODE, code);
    let name = needed(columns.name).and_then(|name| Ok(name.parse()?));
    let name = found.ok(row.line, NAME, name);
    let unit = said(columns.unit).map(|unit| Ok(unit.parse()?)).transpose();
    let unit = found.ok(row.line, UNIT, unit).flatten();
    let per_case = said(columns.per_case).map(whole).transpose();
    let per_case = found.ok(row.line, PER_CASE, per_case).flatten();
    let outside = said(columns.outside).map(|code| Ok(code.parse()?)).transpose();
    let outside = found.ok(row.line, OUTSIDE, outside).flatten();
    let withdrawn = said(columns.withdrawn).map(flag).transpose();
    let withdrawn = found.ok(row.line, WITHDRAWN, withdrawn).flatten();
    let mut item = NewCatalogueItem::of(code?, name?);
    item.unit = unit;
    item.per_case = per_case;
    item.outside_code = outside;
    item.withdrawn = withdrawn;
    Some(item)
}

fn whole<const MIN: i64, const MAX: i64>(text: &str) -> Result<Whole<MIN, MAX>, What> {
    let number: i64 = text.parse().map_err(|_| What::Number)?;
    number.try_into().map_err(|_| What::Number)
}

fn flag(text: &str) -> Result<bool, What> {
    match text {
        "1" => Ok(true),
        "0" => Ok(false),
        _ => Err(What::Flag),
    }
}
