//! Places as CSV with the tags of the Humanitarian Exchange Language under the labels.
//!
//! The head stands in columns without a tag, which readers of the language pass over. `#geo` and
//! `#capacity` are of general knowledge and not confirmed.

use super::{Shelter, kind_word};
use crate::eei;
use crate::table::{AS_OF, Cell, EXERCISE, Head, OPERATION, line};

/// Label, tag, value.
type Column = (&'static str, &'static str, fn(&Shelter<'_>) -> Cell);

const COLUMNS: &[Column] = &[
    ("避難者数の確認日時", "#date", |it| Cell::known(it.people_seen_at())),
    ("都道府県名", "#adm1+name", |it| Cell::known(it.municipality().0)),
    ("市区町村名", "#adm2+name", |it| Cell::known(it.municipality().1)),
    ("地方公共団体コード", "#adm2+code", |it| Cell::known(it.municipality_code())),
    ("施設名", "#loc+name", |it| Cell::known(it.name())),
    ("種別", "#loc+type", |it| Cell::known(it.kind().map(kind_word))),
    ("開設状況", "#status", |it| Cell::known(it.opening().map(|(it, _)| eei::opening(it)))),
    ("避難者数（総数）", "#affected+idps+ind", |it| Cell::known(it.in_shelter())),
    ("避難世帯数", "#affected+idps+hh", |it| Cell::known(it.households())),
    ("避難者数（女）", "#affected+f", |it| Cell::known(it.part(|count| &count.women))),
    ("避難者数（男）", "#affected+m", |it| Cell::known(it.part(|count| &count.men))),
    ("緯度", "#geo+lat", |it| it.latitude_e7().map_or(Cell::Unknown, Cell::Degrees)),
    ("経度", "#geo+lon", |it| it.longitude_e7().map_or(Cell::Unknown, Cell::Degrees)),
    ("想定収容人数", "#capacity+num", |it| Cell::known(it.capacity())),
];
/// How many cells of a row are not known.
const UNKNOWN_CELLS: &str = "不明の項目数";

/// UTF-8 with a byte order mark. Where there is no place, one row has the head alone.
pub fn csv(shelters: &[Shelter<'_>], head: &Head) -> Vec<u8> {
    let mut text = "\u{feff}".to_owned();
    let ours = [OPERATION, EXERCISE, AS_OF, UNKNOWN_CELLS].map(Cell::from);
    let labels = COLUMNS.iter().map(|(label, ..)| (*label).into()).chain(ours);
    line(&mut text, &labels.collect::<Vec<Cell>>(), Cell::exact);
    let blank = [Cell::Nothing, Cell::Nothing, Cell::Nothing, Cell::Nothing];
    let tags = COLUMNS.iter().map(|(_, tag, _)| (*tag).into()).chain(blank);
    line(&mut text, &tags.collect::<Vec<Cell>>(), Cell::exact);
    let mut write = |mut row: Vec<Cell>, unknown: Cell| {
        let exercise = head.exercise.word();
        row.extend([head.operation.as_str().into(), exercise.into(), head.as_of.into(), unknown]);
        line(&mut text, &row, Cell::exact);
    };
    for shelter in shelters {
        let row: Vec<Cell> = COLUMNS.iter().map(|(.., cell)| cell(shelter)).collect();
        let unknown = row.iter().filter(|cell| cell.is_unknown()).count();
        write(row, i64::try_from(unknown).unwrap_or(i64::MAX).into());
    }
    if shelters.is_empty() {
        write(vec![Cell::Nothing; COLUMNS.len()], Cell::Nothing);
    }
    text.into_bytes()
}
