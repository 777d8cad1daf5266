//! A list for people or for programs, and what every export says of itself.
//!
//! What always holds: the spreadsheet ([`Table::xlsx`]) and the text in `Shift_JIS`
//! ([`Table::shift_jis`]) show the same cells; a cell that is not known is empty, never 0, and the
//! head tells how many there are in each column; no text in a CSV is run as a formula; a character
//! that an encoding lacks is written out, never left out.
//!
//! Deliberately absent: which lists there are and who may have them (the caller's), clocks.

mod csv;
mod shift_jis;
mod xlsx;

use musubi_model::text::Whole;
use musubi_model::time::Timestamp;

use crate::utc;

pub(crate) use csv::line;
pub use shift_jis::ShiftJis;
pub use xlsx::SheetError;

/// Whether people are in need or only rehearse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exercise {
    Real,
    Drill,
}

impl Exercise {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Real => "本番",
            Self::Drill => "訓練",
        }
    }

    /// Stable, for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Real => "real",
            Self::Drill => "drill",
        }
    }
}

/// What every export says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Name of the operation.
    pub operation: String,
    pub exercise: Exercise,
    /// Everything is as its maker knew it then.
    pub as_of: Timestamp,
    /// What its maker knows to be missing, a sentence each: places nobody heard of, a log on its way.
    pub unknown: Vec<String>,
}

pub(crate) const OPERATION: &str = "災害対応";
pub(crate) const EXERCISE: &str = "区分";
pub(crate) const AS_OF: &str = "時点";
pub(crate) const UNKNOWN: &str = "不明";

/// One cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    Text(String),
    Number(i64),
    /// Degrees × 10⁷.
    Degrees(i64),
    Time(Timestamp),
    /// There is nothing to say.
    Nothing,
    /// There is something to say, and nobody said it.
    Unknown,
}

impl Cell {
    /// What is not there is not known.
    pub fn known<T: Into<Self>>(value: Option<T>) -> Self {
        value.map_or(Self::Unknown, Into::into)
    }

    pub const fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown)
    }

    /// As people read it; a time by Japan's clocks, to the minute.
    fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Degrees(e7) => degrees(*e7),
            Self::Time(at) => utc::japan(*at)[..16].replace('T', " "),
            Self::Nothing | Self::Unknown => String::new(),
        }
    }

    /// As programs read it; a time to the second, with its offset.
    pub(crate) fn exact(&self) -> String {
        if let Self::Time(at) = self { utc::japan(*at) } else { self.shown() }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl<const MIN: i64, const MAX: i64> From<Whole<MIN, MAX>> for Cell {
    fn from(number: Whole<MIN, MAX>) -> Self {
        Self::Number(number.get())
    }
}

impl From<Timestamp> for Cell {
    fn from(at: Timestamp) -> Self {
        Self::Time(at)
    }
}

/// Without a detour through floats.
pub(crate) fn degrees(e7: i64) -> String {
    let sign = if e7 < 0 { "-" } else { "" };
    let (whole, fraction) = (e7.unsigned_abs() / 10_000_000, e7.unsigned_abs() % 10_000_000);
    let text = format!("{sign}{whole}.{fraction:07}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Rows of equal length under labelled columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    title: String,
    columns: Vec<String>,
    rows: Vec<Vec<Cell>>,
}

impl Table {
    pub fn new<L: Into<String>>(title: &str, columns: impl IntoIterator<Item = L>) -> Self {
        let columns = columns.into_iter().map(Into::into).collect();
        Self { title: title.to_owned(), columns, rows: Vec::new() }
    }

    /// A row has a cell for each column.
    pub fn push(&mut self, row: Vec<Cell>) {
        assert_eq!(row.len(), self.columns.len(), "a row has a cell for each column");
        self.rows.push(row);
    }

    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    pub fn rows(&self) -> &[Vec<Cell>] {
        &self.rows
    }

    /// How many cells of each column are not known. `None`: nothing is unknown.
    fn unknown(&self) -> Option<String> {
        let count = |column: usize| self.rows.iter().filter(|row| row[column].is_unknown()).count();
        let said = |(column, label): (usize, &String)| match count(column) {
            0 => None,
            cells => Some(format!("{label} {cells}件")),
        };
        let all: Vec<String> = self.columns.iter().enumerate().filter_map(said).collect();
        (!all.is_empty()).then(|| all.join("、"))
    }

    /// What stands above the columns' labels on a list for people.
    fn above(&self, head: &Head) -> Vec<Vec<Cell>> {
        let line = |label: &str, cell: Cell| vec![label.into(), cell];
        let mut above = vec![
            vec![self.title.as_str().into()],
            line(OPERATION, head.operation.as_str().into()),
            line(EXERCISE, head.exercise.word().into()),
            line(AS_OF, head.as_of.into()),
        ];
        above.extend(head.unknown.iter().map(|said| line(UNKNOWN, said.as_str().into())));
        above.extend(self.unknown().map(|said| line(UNKNOWN, said.into())));
        above.push(Vec::new());
        above
    }

    fn labels(&self) -> Vec<Cell> {
        self.columns.iter().map(|label| label.as_str().into()).collect()
    }
}
