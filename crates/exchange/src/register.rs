//! Lists of places as cities and the state publish or keep them, read for a person to decide on:
//! 国土地理院's `GeoJSON`, 自治体標準オープンデータセット, any table with a header, as text or as a workbook.
//!
//! What always holds: every line of a file is accounted for, as a row or as one that was passed
//! over and why; every cell of a known column shows what it became, or every problem is told and
//! not only the first; a row with a problem cannot be taken. What was done to read a cell is noted
//! beside it. 指定避難所 and 指定緊急避難場所 stay two lists: a list is read as one of them, and places of
//! the other are refused by name. In `GeoJSON` `null`, `""` and an absent property are the same.
//!
//! Deliberately absent: guesses that nobody sees, such as a number taken out of a sentence, axes put
//! right, or two places made one ([`likely`] proposes, a person decides); ids of places; saving.

use musubi_model::place::{
    Address, Capacity, CommonId, LatitudeE7, LongitudeE7, NewRegisterEntry, PlaceKind, PlaceName,
    Remark,
};
use musubi_model::text::Line;

use crate::grid::{self, Grid};
use crate::problem::{PROBLEMS_MAX, Problem, Source, What};

mod cell;
mod columns;
mod doubles;
pub mod likely;
mod note;
mod passed;
mod row;

pub use columns::{Field, Hazard};
pub use note::Note;
pub use passed::{Passed, WhyPassed};

/// How a person wants a list to be read.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    pub list: List,
    /// Whose list it is.
    pub credit: Option<&'a Line<120>>,
    /// Of a workbook; the sheet with most known columns where nobody says so.
    pub sheet: Option<&'a str>,
    /// The line of the header; the one with most known columns where nobody says so.
    pub header: Option<u64>,
    /// What columns mean whose titles the program does not know, or knows otherwise.
    pub titles: &'a [(String, Field)],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// 指定避難所 and other shelters. `unmarked` is the kind of those whose row does not say it.
    Shelters { unmarked: PlaceKind },
    /// 指定緊急避難場所
    EmergencySites,
}

/// What became of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preview {
    pub name: String,
    /// The sheet that was read, and all that could have been.
    pub sheet: Option<String>,
    pub sheets: Vec<String>,
    /// The line of the header; none where properties have names of their own.
    pub header: Option<u64>,
    pub columns: Vec<Column>,
    /// Of the whole file: where there is one, no row can be taken.
    pub problems: Vec<Problem>,
    pub notes: Vec<Note>,
    pub passed: Vec<Passed>,
    pub rows: Vec<Row>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// As it stands in the file.
    pub title: String,
    /// `None`: nothing is read from it.
    pub field: Option<Field>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The line of a text, the row of a sheet, the number of a feature.
    pub number: u64,
    /// Those of known columns that are not empty, or should not be; in the order of columns.
    pub cells: Vec<Cell>,
    /// Of the row as a whole; those of cells stand there.
    pub problems: Vec<What>,
    pub notes: Vec<Note>,
    /// What can be taken as it is.
    pub place: Option<Listed>,
    /// What it is told apart by in its list, even where it cannot be taken.
    id: Option<(Field, String)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Index into the columns.
    pub column: usize,
    /// What stands there.
    pub said: String,
    pub became: Became,
    pub notes: Vec<Note>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Became {
    /// Mostly the field of its column; what has no field of its own is kept in the remarks.
    Value {
        field: Field,
        text: String,
    },
    /// It means that nothing is known.
    Nothing,
    Refused(What),
}

/// One place of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub common_id: Option<CommonId>,
    /// What the list itself calls it. A place with neither id needs one of another origin.
    pub list_id: Option<Line<80>>,
    pub other_names: Vec<Line<80>>,
    pub place: Place,
}

/// Where a place is.
pub type At = (LatitudeE7, LongitudeE7);

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    Shelter(Box<NewRegisterEntry>),
    EmergencySite(Box<EmergencySite>),
}

/// A 指定緊急避難場所, which is never listed with shelters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmergencySite {
    pub name: PlaceName,
    pub common_id: Option<CommonId>,
    pub kana: Option<PlaceName>,
    pub municipality: Option<Address>,
    pub address: Option<Address>,
    pub latitude_e7: Option<LatitudeE7>,
    pub longitude_e7: Option<LongitudeE7>,
    pub capacity: Option<Capacity>,
    pub phone: Option<Line<40>>,
    /// 指定避難所との住所同一
    pub same_address: Option<bool>,
    /// What it serves against.
    pub hazards: Vec<Hazard>,
    pub remarks: Option<Remark>,
    pub source: Option<Line<120>>,
}

impl<'a> Asked<'a> {
    pub const fn of(list: List) -> Self {
        Self { list, credit: None, sheet: None, header: None, titles: &[] }
    }

    pub const fn credited(self, credit: Option<&'a Line<120>>) -> Self {
        Self { credit, ..self }
    }
}

impl Listed {
    pub fn name(&self) -> &PlaceName {
        match &self.place {
            Place::Shelter(entry) => &entry.name,
            Place::EmergencySite(site) => &site.name,
        }
    }

    pub fn at(&self) -> Option<At> {
        let (latitude, longitude) = match &self.place {
            Place::Shelter(entry) => (entry.latitude_e7, entry.longitude_e7),
            Place::EmergencySite(site) => (site.latitude_e7, site.longitude_e7),
        };
        Some((latitude?, longitude?))
    }
}

impl Preview {
    /// Rows that can be taken as they are. Whether they are taken without the others, a person says.
    pub fn takeable(&self) -> impl Iterator<Item = (&Row, &Listed)> {
        self.rows.iter().filter_map(|row| row.place.as_ref().map(|place| (row, place)))
    }

    /// Everything that is wrong, each with its row and the title of its column.
    pub fn all_problems(&self) -> impl Iterator<Item = Problem> {
        let problem = |row: &Row, column: Option<&str>, what: &What| Problem {
            file: self.name.clone(),
            row: Some(row.number),
            column: column.map(str::to_owned),
            what: what.clone(),
        };
        let rows = self.rows.iter().flat_map(move |row| {
            let whole = row.problems.iter().map(move |what| problem(row, None, what));
            let cells = row.cells.iter().filter_map(move |cell| match &cell.became {
                Became::Refused(what) => {
                    Some(problem(row, Some(&self.columns[cell.column].title), what))
                }
                Became::Value { .. } | Became::Nothing => None,
            });
            whole.chain(cells)
        });
        self.problems.iter().cloned().chain(rows)
    }

    fn refused(name: &str, problem: Problem) -> Self {
        Self { name: name.to_owned(), problems: vec![problem], ..Self::default() }
    }

    fn title_of(&self, field: Field) -> Option<&str> {
        let mut columns = self.columns.iter();
        columns.find(|column| column.field == Some(field)).map(|column| column.title.as_str())
    }
}

/// Reads all files as one list: an id that stands in two of them is told in both. Nothing is saved.
pub fn preview(files: &[Source<'_>], asked: &Asked<'_>) -> Vec<Preview> {
    let mut all: Vec<Preview> = files.iter().map(|file| preview_of(*file, asked)).collect();
    doubles::tell_ids(&mut all);
    doubles::note_names(&mut all);
    all
}

fn preview_of(file: Source<'_>, asked: &Asked<'_>) -> Preview {
    let grids = match grid::read(file, asked.sheet) {
        Ok(grids) => grids,
        Err(problem) => return Preview::refused(file.name, problem),
    };
    let sheets: Vec<String> = grids.iter().filter_map(|grid| grid.sheet.clone()).collect();
    let titles = columns::Titles::of(asked);
    let mut best: Option<(Grid, columns::Header)> = None;
    for grid in grids {
        let Some(header) = columns::header(&grid, &titles, asked) else { continue };
        if best.as_ref().is_none_or(|(_, held)| header.known > held.known) {
            best = Some((grid, header));
        }
    }
    let Some((grid, header)) = best else {
        let (file, what) = (file.name.to_owned(), What::NoHeader);
        let problem = Problem { file, row: None, column: None, what };
        return Preview { sheets, ..Preview::refused(&problem.file.clone(), problem) };
    };
    let columns = columns::Columns::of(&grid, &header, &titles, asked.list);
    let mut preview = Preview {
        name: file.name.to_owned(),
        sheet: grid.sheet.clone(),
        sheets,
        header: header.line.map(|index| grid.lines[index].number),
        columns: columns.list(),
        notes: columns.notes(asked.list),
        ..Preview::default()
    };
    preview.problems = columns.problems(file.name, preview.header);
    for (index, line) in grid.lines.iter().enumerate() {
        if Some(index) == header.line {
            continue;
        }
        match passed::why(&grid, &header, index) {
            Some(why) => preview.passed.push(Passed { number: line.number, why }),
            None => preview.rows.push(row::read(line, &columns, asked, grid.days_added)),
        }
    }
    if !preview.problems.is_empty() {
        preview.rows.iter_mut().for_each(|row| row.place = None);
    }
    preview
}

/// One shelter, for callers that take a list whole or not at all.
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

/// Reads all files as shelters, or says what is wrong in all of them; a row needs an id of its list.
/// `kind_unmarked` is the kind of places whose row does not say it, `credit` whose list it is.
pub fn read(
    files: &[Source<'_>],
    kind_unmarked: PlaceKind,
    credit: Option<&Line<120>>,
) -> Result<Vec<RegisterRow>, Vec<Problem>> {
    let list = List::Shelters { unmarked: kind_unmarked };
    let previews = preview(files, &Asked::of(list).credited(credit));
    let (mut rows, mut problems) = (Vec::new(), Vec::new());
    for (file, preview) in previews.iter().enumerate() {
        problems.extend(preview.all_problems());
        problems.extend(without_ids(preview));
        for (row, listed) in preview.takeable() {
            if let Place::Shelter(entry) = &listed.place {
                rows.push(RegisterRow {
                    file,
                    row: row.number,
                    common_id: listed.common_id,
                    list_id: listed.list_id.clone(),
                    entry: entry.as_ref().clone(),
                });
            }
        }
    }
    problems.truncate(PROBLEMS_MAX);
    if problems.is_empty() { Ok(rows) } else { Err(problems) }
}

/// A list without a column of ids lacks the column; one with it lacks the cells.
fn without_ids(preview: &Preview) -> Vec<Problem> {
    let title = preview.title_of(Field::CommonId).or(preview.title_of(Field::ListId));
    let file = preview.name.clone();
    let column = Some(title.unwrap_or(columns::COMMON_ID).to_owned());
    if title.is_none() && !preview.columns.is_empty() {
        return vec![Problem { file, row: preview.header, column, what: What::NoColumn }];
    }
    let bare = preview.rows.iter().filter(|row| row.notes.contains(&Note::NoId));
    bare.map(|row| Problem {
        file: file.clone(),
        row: Some(row.number),
        column: column.clone(),
        what: What::Missing,
    })
    .collect()
}
