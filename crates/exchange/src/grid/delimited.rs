//! Text with commas or tabs: UTF-8 with or without its mark, `Shift_JIS`, UTF-16 with its mark.
//!
//! Lines are counted as an editor counts them, whatever mixture of CR, LF and CRLF ends them and
//! also within quotation marks: that is why this is not the `csv` crate, whose lines are LF alone
//! and which passes over blank ones. A quotation mark that never closes is told where it opens.

use encoding_rs::{EUC_JP, SHIFT_JIS, UTF_16BE, UTF_16LE};

use super::{CELLS_MAX, Cell, Grid, Line, Shape};
use crate::problem::{ROWS_MAX, What};
use crate::width;

type Refused = (Option<u64>, What);

pub(super) fn read(bytes: &[u8]) -> Result<Grid, Refused> {
    let text = decode(bytes)?;
    let mut splitter = Splitter { text: &text, at: 0, line: 1, separator: separator(&text) };
    let (mut lines, mut cells) = (Vec::new(), 0);
    while let Some(line) = splitter.line() {
        cells += line.cells.len();
        if lines.len() >= ROWS_MAX {
            return Err((Some(line.number), What::TooManyRows));
        }
        if cells > CELLS_MAX {
            return Err((Some(line.number), What::TooManyCells));
        }
        lines.push(line);
    }
    Ok(Grid { lines, ..Grid::default() })
}

/// The text, or the line in which it ceases to be one where that is known.
fn decode(bytes: &[u8]) -> Result<String, Refused> {
    for (mark, encoding) in [(b"\xff\xfe", UTF_16LE), (b"\xfe\xff", UTF_16BE)] {
        if let Some(rest) = bytes.strip_prefix(mark) {
            let text = encoding.decode_without_bom_handling_and_without_replacement(rest);
            return text.map(Into::into).ok_or((None, What::Encoding));
        }
    }
    // ISO-2022-JP hides its letters in ASCII behind escapes.
    if let Some(escape) = bytes.windows(2).position(|pair| pair == b"\x1b$") {
        return Err((Some(line_of(&bytes[..escape])), What::Encoding));
    }
    let unmarked = super::unmarked(bytes);
    let (good, at) = match std::str::from_utf8(unmarked) {
        Ok(text) => return Ok(text.to_owned()),
        Err(error) => (&unmarked[..error.valid_up_to()], error.valid_up_to()),
    };
    // Three letters of UTF-8 are no accident in Shift_JIS: then the text was cut or glued.
    let letters = good.iter().filter(|byte| **byte >= 0xc0).take(3).count();
    if unmarked.len() < bytes.len() || letters == 3 {
        return Err((Some(line_of(&unmarked[..at])), What::Encoding));
    }
    match SHIFT_JIS.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) if !is_misread(&text, bytes) => Ok(text.into_owned()),
        _ => Err((None, What::Encoding)),
    }
}

fn line_of(before: &[u8]) -> u64 {
    before.split(|byte| *byte == b'\n').count() as u64
}

/// EUC-JP can often be read as `Shift_JIS`: as a heap of narrow kana.
fn is_misread(text: &str, bytes: &[u8]) -> bool {
    let letters = text.chars().filter(|c| !c.is_ascii()).count();
    let narrow = text.chars().filter(|c| width::is_narrow_kana(*c)).count();
    narrow * 2 > letters
        && EUC_JP.decode_without_bom_handling_and_without_replacement(bytes).is_some()
}

/// Tabs where the first lines have tabs and no commas at all, or fewer.
fn separator(text: &str) -> char {
    let head = || text.lines().take(10).flat_map(str::chars);
    let count = |wanted: char| head().filter(|c| *c == wanted).count();
    if count('\t') > count(',') { '\t' } else { ',' }
}

struct Splitter<'a> {
    text: &'a str,
    at: usize,
    /// Of what comes next.
    line: u64,
    separator: char,
}

impl Splitter<'_> {
    /// One record; it may span several lines within quotation marks.
    fn line(&mut self) -> Option<Line> {
        if self.at >= self.text.len() {
            return None;
        }
        let number = self.line;
        let (mut cells, mut shape) = (Vec::new(), Shape::Row);
        loop {
            let mut cell = String::new();
            let end = if self.peek() == Some('"') {
                self.next();
                shape = self.quoted(&mut cell).unwrap_or(shape);
                self.plain(&mut cell)
            } else {
                self.plain(&mut cell)
            };
            cells.push(Cell::of(&cell));
            if end == End::Line {
                return Some(Line { number, cells, shape, ..Line::default() });
            }
        }
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    /// The next letter; an end of a line comes as one LF.
    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        if c == '\r' {
            self.at += usize::from(self.peek() == Some('\n'));
        }
        let c = if c == '\r' { '\n' } else { c };
        self.line += u64::from(c == '\n');
        Some(c)
    }

    /// What stands until the closing mark; a mark is written twice.
    fn quoted(&mut self, cell: &mut String) -> Option<Shape> {
        loop {
            match self.next() {
                None => return Some(Shape::OpenQuote),
                Some('"') if self.peek() == Some('"') => {
                    self.next();
                    cell.push('"');
                }
                Some('"') => return None,
                Some(c) => cell.push(c),
            }
        }
    }

    fn plain(&mut self, cell: &mut String) -> End {
        loop {
            match self.next() {
                None | Some('\n') => return End::Line,
                Some(c) if c == self.separator => return End::Cell,
                Some(c) => cell.push(c),
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Cell,
    Line,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<(u64, Vec<String>)> {
        let grid = read(text.as_bytes()).map_err(|(_, what)| what.code()).expect("it is text");
        let texts = |line: Line| line.cells.into_iter().map(|cell| cell.text).collect();
        grid.lines.into_iter().map(|line| (line.number, texts(line))).collect()
    }

    #[test]
    fn lines_are_counted_as_an_editor_counts_them() {
        let text = "a,b\r\n1,\"x\ny\"\r\"q\"\"q\"z,\n\n3";
        let want = [(1, "a|b"), (2, "1|x\ny"), (4, "q\"qz|"), (5, ""), (6, "3")];
        let read: Vec<(u64, String)> =
            cells(text).into_iter().map(|(number, cells)| (number, cells.join("|"))).collect();
        assert_eq!(read, want.map(|(number, text)| (number, text.to_owned())));
    }

    #[test]
    fn what_is_no_text_is_refused_with_its_line_where_that_is_known() {
        for (bytes, line) in [
            (&b"\xef\xbb\xbfa\n\x82\xa0"[..], Some(2)),
            (b"a\n\x81", None),
            (b"\xff\xfea\x00\x00\xd8", None),
            (b"a\n\x1b$B!!\x1b(B", Some(2)),
        ] {
            let refused = read(bytes).map(|_| ()).map_err(|(row, what)| (row, what.code()));
            assert_eq!(refused, Err((line, "file.encoding")), "{bytes:x?}");
        }
    }

    #[test]
    fn more_cells_than_memory_should_hold_are_refused() {
        let line = format!("{}\n", ",".repeat(99_999));
        let refused =
            read(line.repeat(21).as_bytes()).map(|_| ()).map_err(|(row, what)| (row, what.code()));
        assert_eq!(refused, Err((Some(21), "file.too_many_cells")));
    }
}
