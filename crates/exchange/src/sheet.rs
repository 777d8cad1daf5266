//! A table with a header row: CSV in UTF-8 (with or without mark) or `Shift_JIS`, columns by name
//! and in any order.

use std::borrow::Cow;

use encoding_rs::SHIFT_JIS;

use crate::problem::{FILE_BYTES_MAX, Found, Problem, ROWS_MAX, Source, What};

/// A table that was read whole.
pub struct Sheet {
    headers: Vec<String>,
    rows: Vec<Row>,
}

/// One row with its line in the file.
pub struct Row {
    pub line: u64,
    cells: Vec<String>,
}

/// A column of one sheet.
#[derive(Clone, Copy)]
pub struct Column(usize);

impl Sheet {
    pub fn read(source: Source<'_>) -> Result<Self, Vec<Problem>> {
        let mut found = Found::in_file(source.name);
        let Some(text) = decode(source.bytes, &mut found) else { return Err(found.into_list()) };
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let mut records = reader.records();
        let Some(Ok(header)) = records.next() else {
            found.add(None, None, What::NoHeader);
            return Err(found.into_list());
        };
        let headers: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
        let mut sheet = Self { headers, rows: Vec::new() };
        for (index, header) in sheet.headers.iter().enumerate() {
            if !header.is_empty() && sheet.headers[..index].contains(header) {
                found.add(Some(1), Some(header), What::DoubleColumn);
            }
        }
        for record in records {
            let Ok(record) = record else {
                found.add(None, None, What::Encoding);
                break;
            };
            let line = record.position().map_or(0, csv::Position::line);
            let (cells, columns) = (record.len() as u64, sheet.headers.len() as u64);
            if cells != columns {
                found.add(Some(line), None, What::Ragged { cells, columns });
                continue;
            }
            if sheet.rows.len() >= ROWS_MAX {
                found.add(Some(line), None, What::TooManyRows);
                break;
            }
            let cells = record.iter().map(|cell| cell.trim().to_owned()).collect();
            sheet.rows.push(Row { line, cells });
        }
        found.or(sheet)
    }

    pub fn headers(&self) -> &[String] {
        &self.headers
    }

    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The first of these names that the header has.
    pub fn column(&self, names: &[&str]) -> Option<Column> {
        names.iter().find_map(|name| self.headers.iter().position(|held| held == name)).map(Column)
    }

    /// The first column whose name begins so, with the rest of the name.
    pub fn column_beginning(&self, prefix: &str) -> Option<(Column, &str)> {
        let rest = |(index, name)| {
            let name: &String = name;
            name.strip_prefix(prefix).map(|rest| (Column(index), rest))
        };
        self.headers.iter().enumerate().find_map(rest)
    }

    pub fn name(&self, column: Column) -> &str {
        &self.headers[column.0]
    }
}

impl Row {
    /// The empty text where the sheet has no such column.
    pub fn cell(&self, column: Option<Column>) -> &str {
        column.map_or("", |column| &self.cells[column.0])
    }
}

fn decode(bytes: &[u8], found: &mut Found<'_>) -> Option<String> {
    if bytes.len() > FILE_BYTES_MAX {
        found.add(None, None, What::TooLarge { bytes: bytes.len(), most: FILE_BYTES_MAX });
        return None;
    }
    let unmarked = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(unmarked) {
        return Some(text.to_owned());
    }
    let text = SHIFT_JIS.decode_without_bom_handling_and_without_replacement(bytes);
    if text.is_none() {
        found.add(None, None, What::Encoding);
    }
    text.map(Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_by_name_in_any_order_and_encoding() {
        let utf8 = "名称,ID\n体育館,A1\n".as_bytes().to_vec();
        let marked = [b"\xef\xbb\xbf".as_slice(), &utf8].concat();
        let shift_jis = SHIFT_JIS.encode("ID,名称\r\nA1,体育館\r\n").0.into_owned();
        for bytes in [utf8, marked, shift_jis] {
            let sheet = Sheet::read(Source { name: "a.csv", bytes: &bytes }).unwrap();
            assert_eq!(sheet.rows().len(), 1);
            assert_eq!(sheet.rows()[0].cell(sheet.column(&["名称"])), "体育館");
            assert_eq!(sheet.rows()[0].cell(sheet.column(&["番号", "ID"])), "A1");
            assert_eq!(sheet.rows()[0].cell(sheet.column(&["緯度"])), "");
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        check(b"", None, "file.no_header");
        check(b"a,b\n1,2\n3\n", Some(3), "row.ragged");
        check(b"a,a\n1,2\n", Some(1), "column.double");
        check(b"a\n\x81", None, "file.encoding");
    }

    #[track_caller]
    fn check(bytes: &[u8], row: Option<u64>, code: &str) {
        let problems = Sheet::read(Source { name: "a.csv", bytes }).err().unwrap();
        assert_eq!((problems[0].row, problems[0].what.code()), (row, code));
    }
}
