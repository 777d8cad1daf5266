//! The cells of one sheet, and the texts that all sheets share.

use std::collections::BTreeSet;

use super::{Piece, attribute, walk};
use crate::grid::{Cell, Line, Shape, Sort};
use crate::problem::{ROWS_MAX, What};

/// The last column that the format knows is XFD.
const COLUMNS_MAX: usize = 16_384;
const LINES_MAX: u64 = 1_048_576;

/// Collects the text of `<t>`, but not of the readings in `<rPh>`.
#[derive(Default)]
struct Rich {
    text: String,
    in_text: bool,
    in_reading: bool,
}

impl Rich {
    fn take(&mut self, piece: &Piece<'_>) {
        match piece {
            Piece::Start(start) => match start.local_name().as_ref() {
                "t" => self.in_text = true,
                "rPh" => self.in_reading = true,
                _ => {}
            },
            Piece::End("t") => self.in_text = false,
            Piece::End("rPh") => self.in_reading = false,
            Piece::Text(text) if self.in_text && !self.in_reading => self.text.push_str(text),
            Piece::End(_) | Piece::Text(_) => {}
        }
    }

    fn finish(&mut self) -> String {
        // How the format writes the CR that some programs leave before an LF.
        std::mem::take(self).text.replace("_x000D_", "")
    }
}

/// The texts that cells name by their number.
pub(super) fn shared(text: &str) -> Result<Vec<String>, What> {
    let (mut all, mut rich) = (Vec::new(), Rich::default());
    walk(text, |piece| {
        rich.take(&piece);
        if matches!(piece, Piece::End("si")) {
            all.push(rich.finish());
        }
        Ok(())
    })?;
    Ok(all)
}

/// The lines that hold anything, and blank ones between them. Each cell takes one of the budget.
pub(super) fn lines(text: &str, strings: &[String], budget: &mut usize) -> Result<Vec<Line>, What> {
    let mut sheet = Sheet { strings, budget, lines: Vec::new(), open: None, merged: Vec::new() };
    walk(text, |piece| sheet.take(piece))?;
    let Sheet { mut lines, merged, .. } = sheet;
    while lines.last().is_some_and(Line::is_blank) {
        lines.pop();
    }
    spread(&mut lines, &merged, budget)?;
    Ok(lines)
}

struct Sheet<'a> {
    strings: &'a [String],
    budget: &'a mut usize,
    lines: Vec<Line>,
    open: Option<Open>,
    merged: Vec<Merged>,
}

/// The cell that is being read.
struct Open {
    column: usize,
    kind: String,
    value: String,
    in_value: bool,
    inline: Rich,
}

/// Rows and columns from 0, both ends within.
#[derive(Clone, Copy)]
struct Merged {
    rows: (u64, u64),
    columns: (usize, usize),
}

impl Sheet<'_> {
    fn take(&mut self, piece: Piece<'_>) -> Result<(), What> {
        if let Some(open) = &mut self.open {
            open.inline.take(&piece);
        }
        match piece {
            Piece::Start(start) => match start.local_name().as_ref() {
                "row" => self.row(attribute(start, "r")?),
                "c" => {
                    let (place, kind) = (attribute(start, "r")?, attribute(start, "t")?);
                    self.cell(place, kind.unwrap_or_default())
                }
                "v" => {
                    self.open.iter_mut().for_each(|open| open.in_value = true);
                    Ok(())
                }
                "mergeCell" => {
                    let range = attribute(start, "ref")?;
                    self.merged.push(range.as_deref().and_then(range_of).ok_or(What::Workbook)?);
                    Ok(())
                }
                _ => Ok(()),
            },
            Piece::End("v") => {
                self.open.iter_mut().for_each(|open| open.in_value = false);
                Ok(())
            }
            Piece::End("c") => self.open.take().map_or(Ok(()), |open| self.close(open)),
            Piece::Text(text) => {
                let open = self.open.as_mut().filter(|open| open.in_value);
                open.into_iter().for_each(|open| open.value.push_str(text));
                Ok(())
            }
            Piece::End(_) => Ok(()),
        }
    }

    fn row(&mut self, number: Option<String>) -> Result<(), What> {
        let last = self.lines.last().map_or(0, |line| line.number);
        let number = match number {
            Some(number) => number.parse().map_err(|_| What::Workbook)?,
            None => last + 1,
        };
        if number <= last || number > LINES_MAX {
            return Err(What::Workbook);
        }
        // Spreadsheets keep blank rows for their looks; of a run of them the last is enough to count.
        let blank = |line: &Line| line.is_blank();
        if self.lines.len() >= 2 && self.lines[self.lines.len() - 2..].iter().all(blank) {
            self.lines.pop();
        }
        if self.lines.len() >= ROWS_MAX {
            return Err(What::TooManyRows);
        }
        self.lines.push(Line { number, ..Line::default() });
        Ok(())
    }

    fn cell(&mut self, place: Option<String>, kind: String) -> Result<(), What> {
        let line = self.lines.last().ok_or(What::Workbook)?;
        let column = match place {
            Some(place) => place_of(&place).ok_or(What::Workbook)?.1,
            None => line.cells.len(),
        };
        if column < line.cells.len() || column >= COLUMNS_MAX || self.open.is_some() {
            return Err(What::Workbook);
        }
        let (value, inline) = (String::new(), Rich::default());
        self.open = Some(Open { column, kind, value, in_value: false, inline });
        Ok(())
    }

    fn close(&mut self, mut open: Open) -> Result<(), What> {
        let (text, sort) = match open.kind.as_str() {
            "s" => {
                let number = open.value.trim();
                if number.is_empty() {
                    (String::new(), Sort::Text)
                } else {
                    let number: usize = number.parse().map_err(|_| What::Workbook)?;
                    (self.strings.get(number).ok_or(What::Workbook)?.clone(), Sort::Text)
                }
            }
            "inlineStr" => (open.inline.finish(), Sort::Text),
            "" | "n" => (plain_number(open.value.trim()), Sort::Number),
            _ => (open.value, Sort::Text),
        };
        let text = text.trim();
        if text.is_empty() {
            return Ok(());
        }
        let line = self.lines.last_mut().expect("a cell opens in a row alone");
        let taken = open.column + 1 - line.cells.len() + weight(text);
        *self.budget = self.budget.checked_sub(taken).ok_or(What::TooManyCells)?;
        line.cells.resize(open.column, Cell::default());
        line.cells.push(Cell { sort, ..Cell::of(text) });
        Ok(())
    }
}

/// A long text counts as several cells: one that is shared could stand in every cell.
fn weight(text: &str) -> usize {
    text.len() / 64
}

/// Gives each row that a merged cell covers its value, blank ones aside, and marks headings.
fn spread(lines: &mut [Line], merged: &[Merged], budget: &mut usize) -> Result<(), What> {
    let mut wide: BTreeSet<(u64, usize)> = BTreeSet::new();
    for Merged { rows, columns } in merged {
        *budget = budget.checked_sub(1).ok_or(What::TooManyCells)?;
        if columns.1 > columns.0 {
            wide.insert((rows.0, columns.0));
        }
        let first = lines.partition_point(|line| line.number < rows.0);
        let head = lines.get(first).filter(|line| line.number == rows.0);
        let Some(cell) = head.and_then(|line| line.cells.get(columns.0)) else { continue };
        let cell = Cell { is_below: true, ..cell.clone() };
        if cell.text.is_empty() {
            continue;
        }
        let below = lines[first + 1..].iter_mut().take_while(|line| line.number <= rows.1);
        for line in below.filter(|line| !line.is_blank()) {
            let taken = 1 + columns.0.saturating_sub(line.cells.len()) + weight(&cell.text);
            *budget = budget.checked_sub(taken).ok_or(What::TooManyCells)?;
            if line.cells.len() <= columns.0 {
                line.cells.resize(columns.0 + 1, Cell::default());
            }
            if line.cells[columns.0].text.is_empty() {
                line.cells[columns.0] = cell.clone();
            }
        }
    }
    for line in lines {
        let place = line.cells.iter().position(|cell| !cell.text.is_empty());
        if line.only_text().is_some()
            && place.is_some_and(|column| wide.contains(&(line.number, column)))
        {
            line.shape = Shape::Wide;
        }
    }
    Ok(())
}

/// `B12` is row 12 and column 1.
fn place_of(place: &str) -> Option<(u64, usize)> {
    let digits = place.find(|c: char| c.is_ascii_digit())?;
    let (letters, row) = place.split_at(digits);
    if !(1..=3).contains(&letters.len()) || !letters.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    let column = letters.bytes().fold(0, |sum, byte| sum * 26 + usize::from(byte - b'A') + 1);
    let row: u64 = row.parse().ok().filter(|row| (1..=LINES_MAX).contains(row))?;
    Some((row, column - 1))
}

/// `A1:C3`, or one cell.
fn range_of(range: &str) -> Option<Merged> {
    let (from, to) = range.split_once(':').unwrap_or((range, range));
    let ((top, left), (bottom, right)) = (place_of(from)?, place_of(to)?);
    (top <= bottom && left <= right)
        .then_some(Merged { rows: (top, bottom), columns: (left, right) })
}

/// A number as people write it: `1.307058E2` is 130.7058. What is none stays as it is.
fn plain_number(number: &str) -> String {
    let parts = number.split_once(['E', 'e']).and_then(|(digits, power)| {
        let power: i32 = power.parse().ok().filter(|power| (-20..=20).contains(power))?;
        let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |rest| ("-", rest));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all = format!("{whole}{fraction}");
        let plain = (1..=40).contains(&all.len()) && all.bytes().all(|byte| byte.is_ascii_digit());
        let point = i32::try_from(whole.len()).ok().filter(|_| plain)? + power;
        Some((sign, all, point))
    });
    let Some((sign, digits, point)) = parts else { return number.to_owned() };
    let length = i32::try_from(digits.len()).expect("40 at most");
    let text = if point <= 0 {
        format!("0.{}{digits}", "0".repeat(point.unsigned_abs() as usize))
    } else if point >= length {
        format!("{digits}{}", "0".repeat((point - length).unsigned_abs() as usize))
    } else {
        let (whole, fraction) = digits.split_at(point.unsigned_abs() as usize);
        format!("{whole}.{fraction}")
    };
    format!("{sign}{text}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_people_write_them() {
        for (number, want) in [
            ("1.307058E2", "130.7058"),
            ("1.2E3", "1200"),
            ("-1.5e-2", "-0.015"),
            ("32.8062", "32.8062"),
            ("1E999", "1E999"),
            ("E", "E"),
            ("1E-20", "0.00000000000000000001"),
        ] {
            assert_eq!(plain_number(number), want);
        }
    }

    #[test]
    fn places_and_ranges_are_read() {
        assert_eq!(place_of("A1"), Some((1, 0)));
        assert_eq!(place_of("XFD1048576"), Some((1_048_576, 16_383)));
        for bad in ["", "A", "1", "a1", "A0", "ABCD1", "A1048577", "A-1", "é1"] {
            assert_eq!(place_of(bad), None, "{bad}");
        }
        assert!(range_of("A1:B2").is_some() && range_of("C4").is_some());
        assert!(range_of("B2:A1").is_none());
    }
}
