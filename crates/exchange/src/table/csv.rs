//! Tables as CSV: lines end in CR LF, texts stand in quotes and numbers do not, so that a program
//! that heeds quotes keeps the zeros of `096`.
//!
//! A text that a spreadsheet would run as a formula gets an apostrophe before it. So does one that
//! begins with the full-width forms of the same signs, which some spreadsheets take for them.

use super::{AS_OF, Cell, EXERCISE, Head, OPERATION, Table};

const MARK: &str = "\u{feff}";
/// How many cells of a row are not known.
const UNKNOWN_CELLS: &str = "不明の項目数";

impl Table {
    /// For people: the head, an empty line, the labels, the rows. UTF-8 with a byte order mark, so that
    /// spreadsheets read it.
    pub fn csv(&self, head: &Head) -> Vec<u8> {
        format!("{MARK}{}", self.text_for_people(head)).into_bytes()
    }

    pub(super) fn text_for_people(&self, head: &Head) -> String {
        let mut text = String::new();
        let above = self.above(head);
        for row in above.iter().chain([&self.labels()]).chain(&self.rows) {
            line(&mut text, row, Cell::shown);
        }
        text
    }

    /// For programs: the labels in the first line, and the head in four columns of every row. Where
    /// there is no row, one that has the head alone, so that an empty list says as of when it is empty.
    /// UTF-8 with a byte order mark.
    pub fn open_csv(&self, head: &Head) -> Vec<u8> {
        let mut text = MARK.to_owned();
        let mut labels = self.labels();
        labels.extend([OPERATION, EXERCISE, AS_OF, UNKNOWN_CELLS].map(Cell::from));
        line(&mut text, &labels, Cell::exact);
        let mut write = |mut row: Vec<Cell>, unknown: Cell| {
            row.extend([
                head.operation.as_str().into(),
                head.exercise.word().into(),
                head.as_of.into(),
                unknown,
            ]);
            line(&mut text, &row, Cell::exact);
        };
        for row in &self.rows {
            let unknown = row.iter().filter(|cell| cell.is_unknown()).count();
            write(row.clone(), i64::try_from(unknown).unwrap_or(i64::MAX).into());
        }
        if self.rows.is_empty() {
            write(vec![Cell::Nothing; self.columns.len()], Cell::Nothing);
        }
        text.into_bytes()
    }
}

pub(crate) fn line(text: &mut String, row: &[Cell], written: fn(&Cell) -> String) {
    for (index, cell) in row.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        match cell {
            Cell::Text(said) => {
                text.push('"');
                text.push_str(&harmless(said).replace('"', "\"\""));
                text.push('"');
            }
            cell => text.push_str(&written(cell)),
        }
    }
    text.push_str("\r\n");
}

/// Signs with which a formula begins, and characters that programs pass over before one.
fn harmless(text: &str) -> String {
    let passed_over = |c: char| c.is_whitespace() || c.is_control();
    let begins = text
        .trim_start_matches(passed_over)
        .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '\u{2212}', '＠']);
    if begins { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_run_as_a_formula() {
        for text in ["=1+1", "+81-96", "-1", "@SUM(A1)", " =1", "\t=1", "\r\n=1", "＝1", "\u{0}=1"]
        {
            assert_eq!(harmless(text), format!("'{text}"), "{text:?}");
        }
        for text in ["", "熊本市", "1+1", "a=b", "'=1", "〒860-0806"] {
            assert_eq!(harmless(text), text);
        }
    }

    #[test]
    fn quotes_and_line_breaks_stay_within_their_cell() {
        let mut text = String::new();
        line(&mut text, &["a\"b,c\nd".into(), Cell::Unknown, (-5).into()], Cell::exact);
        assert_eq!(text, "\"a\"\"b,c\nd\",,-5\r\n");
    }
}
