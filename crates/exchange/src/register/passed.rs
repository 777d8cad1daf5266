//! Lines that are no rows, and why.

use super::columns::{Header, plain};
use crate::grid::{Grid, Shape};

/// A line that is no row of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passed {
    pub number: u64,
    pub why: WhyPassed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyPassed {
    Blank,
    /// It stands above the header.
    Above,
    /// The header again, as printed lists have it on each page.
    Header,
    /// A heading: its only text is merged across columns.
    Section,
    /// A sum of the rows above.
    Total,
    /// Its only text begins with a mark of footnotes.
    Footnote,
}

impl WhyPassed {
    /// Stable, for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Blank => "blank",
            Self::Above => "above",
            Self::Header => "header",
            Self::Section => "section",
            Self::Total => "total",
            Self::Footnote => "footnote",
        }
    }
}

const TOTALS: [&str; 6] = ["合計", "総合計", "総計", "小計", "計", "合計数"];

/// `None`: it is a row.
pub(super) fn why(grid: &Grid, header: &Header, index: usize) -> Option<WhyPassed> {
    let line = &grid.lines[index];
    // A feature is a place, whatever it lacks.
    let head = header.line?;
    if line.is_blank() {
        return Some(WhyPassed::Blank);
    }
    if index < head {
        return Some(WhyPassed::Above);
    }
    if is_again(grid, header, index) {
        return Some(WhyPassed::Header);
    }
    if line.shape == Shape::Wide {
        return Some(WhyPassed::Section);
    }
    let first = line.cells.iter().find(|cell| !cell.text.is_empty())?;
    if TOTALS.contains(&plain(&first.text).as_str()) {
        return Some(WhyPassed::Total);
    }
    let is_note = |text: &str| {
        ["※", "＊", "*", "注", "（注", "(注"].iter().any(|mark| text.starts_with(mark))
    };
    line.only_text().is_some_and(is_note).then_some(WhyPassed::Footnote)
}

/// Every known title stands in its column again.
fn is_again(grid: &Grid, header: &Header, index: usize) -> bool {
    let Some(head) = header.line else { return false };
    let (titles, cells) = (&grid.lines[head].cells, &grid.lines[index].cells);
    let mut known = header.meanings.iter().enumerate().filter(|(_, field)| field.is_some());
    known.all(|(column, _)| {
        let title = titles.get(column).map(|cell| plain(&cell.text));
        title.is_some() && title == cells.get(column).map(|cell| plain(&cell.text))
    })
}
