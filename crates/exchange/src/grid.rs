//! Lines of cells as they stand in a file, before anybody says which line is the header: text with
//! separators, a sheet of a workbook, or the properties of features.
//!
//! What always holds: a file takes bounded memory whatever it claims, and is refused with one
//! problem where it cannot be read at all; what is wrong with a single line stays with that line.
//! Deliberately absent: what a cell means.

use crate::problem::{LIST_BYTES_MAX, Problem, Source, What};

mod delimited;
mod features;
mod workbook;

/// Of all sheets of a file together, the blank ones before another counted too.
pub(crate) const CELLS_MAX: usize = 2_000_000;

/// One table of a file.
#[derive(Debug, Default)]
pub(crate) struct Grid {
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// Titles that stand beside the lines and not above them: names of properties.
    pub titles: Option<Vec<String>>,
    /// Days that a spreadsheet counts from another beginning.
    pub days_added: i64,
    pub lines: Vec<Line>,
}

#[derive(Debug, Default)]
pub(crate) struct Line {
    /// The line of a text, the row of a sheet, the number of a feature: the first is 1.
    pub number: u64,
    /// As many as the line has.
    pub cells: Vec<Cell>,
    pub geometry: Geometry,
    pub shape: Shape,
}

#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Cell {
    /// Trimmed.
    pub text: String,
    pub sort: Sort,
    /// It lies below the first of a merged cell, whose value this is.
    pub is_below: bool,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    #[default]
    Text,
    /// As a workbook says.
    Number,
}

impl Cell {
    fn of(text: &str) -> Self {
        Self { text: text.trim().to_owned(), ..Self::default() }
    }
}

/// Where a feature lies. A table has none.
#[derive(Debug, Default)]
pub(crate) enum Geometry {
    #[default]
    Absent,
    /// Latitude and longitude in units of 10⁻⁷ degree.
    Point(i64, i64),
    Wrong(What),
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    #[default]
    Row,
    /// Its only text is a cell merged across others: a heading.
    Wide,
    /// A quotation mark opens in it and never closes.
    OpenQuote,
}

impl Line {
    /// The only cell that is not blank.
    pub(crate) fn only_text(&self) -> Option<&str> {
        let mut texts = self.cells.iter().filter(|cell| !cell.text.is_empty());
        texts.next().filter(|_| texts.next().is_none()).map(|cell| cell.text.as_str())
    }

    pub(crate) fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.text.is_empty())
            && matches!(self.geometry, Geometry::Absent)
    }
}

/// Every table of the file: one, or the sheets of a workbook that are not hidden, or the one named.
pub(crate) fn read(source: Source<'_>, sheet: Option<&str>) -> Result<Vec<Grid>, Problem> {
    let bytes = source.bytes;
    let refused = |(row, what)| Problem { file: source.name.to_owned(), row, column: None, what };
    if bytes.len() > LIST_BYTES_MAX {
        return Err(refused((None, What::TooLarge { bytes: bytes.len(), most: LIST_BYTES_MAX })));
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return workbook::read(bytes, sheet).map_err(|what| refused((None, what)));
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Err(refused((None, What::OldExcel)));
    }
    if is_json(bytes) {
        return Ok(vec![features::read(bytes).map_err(refused)?]);
    }
    Ok(vec![delimited::read(bytes).map_err(refused)?])
}

fn is_json(bytes: &[u8]) -> bool {
    matches!(unmarked(bytes).trim_ascii_start().first(), Some(b'{' | b'['))
}

fn unmarked(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}
