//! The same table as a workbook of Office Open XML with one sheet: the least that spreadsheets open.
//!
//! Texts are texts, so nothing in one is a formula and `096` keeps its zero; numbers and times are
//! numbers, so they sort and sum. The labels stay in sight while one scrolls and stand on every
//! printed page, as do operation, drill or real, and as of when.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use quick_xml::escape::escape;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::{Cell, Exercise, Head, Table, degrees};
use crate::utc;

/// What no spreadsheet could open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    #[error("the list has {rows} rows, a sheet takes {ROWS_MAX}")]
    TooManyRows { rows: usize },
    #[error("the list has {columns} columns, a sheet takes {COLUMNS_MAX}")]
    TooManyColumns { columns: usize },
    #[error("a text in row {row} is longer than the {TEXT_UNITS_MAX} characters a cell takes")]
    TextTooLong { row: usize },
}

impl SheetError {
    /// Stable, for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooManyRows { .. } => "sheet.too_many_rows",
            Self::TooManyColumns { .. } => "sheet.too_many_columns",
            Self::TextTooLong { .. } => "sheet.text_too_long",
        }
    }
}

const ROWS_MAX: usize = 1_048_576;
const COLUMNS_MAX: usize = 16_384;
const TEXT_UNITS_MAX: usize = 32_767;
const SHEET_NAME_UNITS_MAX: usize = 31;
const WIDTH_MAX: usize = 60;
const MEMORY: &str = "memory takes what is written";

// Indices into `cellXfs` of `STYLES`.
const LABEL: u8 = 1;
const TEXT: u8 = 2;
const TIME: u8 = 3;

impl Table {
    /// The workbook's own creation time is the head's `as_of`.
    pub fn xlsx(&self, head: &Head) -> Result<Vec<u8>, SheetError> {
        let above = self.above(head);
        let labels_row = above.len() + 1;
        let rows = labels_row + self.rows.len();
        if rows > ROWS_MAX {
            return Err(SheetError::TooManyRows { rows });
        }
        if self.columns.len() > COLUMNS_MAX {
            return Err(SheetError::TooManyColumns { columns: self.columns.len() });
        }
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let mut part = |name: &str, text: &str| {
            zip.start_file(name, options()).expect(MEMORY);
            zip.write_all(text.as_bytes()).expect(MEMORY);
        };
        part("[Content_Types].xml", CONTENT_TYPES);
        part("_rels/.rels", RELATIONS);
        part("docProps/core.xml", &self.properties(head));
        part("xl/workbook.xml", &self.workbook(head, labels_row, rows));
        part("xl/_rels/workbook.xml.rels", WORKBOOK_RELATIONS);
        part("xl/styles.xml", STYLES);
        part("xl/worksheets/sheet1.xml", &self.sheet(head, &above)?);
        Ok(zip.finish().expect(MEMORY).into_inner())
    }

    fn properties(&self, head: &Head) -> String {
        let (title, at) = (string(&self.title), utc::date_time(head.as_of));
        format!(
            "{DECLARATION}<cp:coreProperties \
             xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
             xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
             xmlns:dcterms=\"http://purl.org/dc/terms/\" \
             xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{title}</dc:title>\
             <dcterms:created xsi:type=\"dcterms:W3CDTF\">{at}</dcterms:created>\
             </cp:coreProperties>"
        )
    }

    fn workbook(&self, head: &Head, labels_row: usize, rows: usize) -> String {
        let name = sheet_name(&self.title, head.exercise);
        let quoted = string(&name.replace('\'', "''"));
        let last = letters(self.columns.len().max(1));
        format!(
            "{DECLARATION}<workbook {MAIN} xmlns:r=\"{OFFICE}\"><sheets>\
             <sheet name=\"{}\" sheetId=\"1\" r:id=\"rId1\"/></sheets><definedNames>\
             <definedName name=\"_xlnm._FilterDatabase\" localSheetId=\"0\" hidden=\"1\">\
             '{quoted}'!$A${labels_row}:${last}${rows}</definedName>\
             <definedName name=\"_xlnm.Print_Titles\" localSheetId=\"0\">\
             '{quoted}'!${labels_row}:${labels_row}</definedName></definedNames></workbook>",
            string(&name)
        )
    }

    fn sheet(&self, head: &Head, above: &[Vec<Cell>]) -> Result<String, SheetError> {
        let (labels_row, first) = (above.len() + 1, above.len() + 2);
        let last = letters(self.columns.len().max(1));
        let rows = labels_row + self.rows.len();
        let mut out = format!(
            "{DECLARATION}<worksheet {MAIN}>\
             <sheetPr><pageSetUpPr fitToPage=\"1\"/></sheetPr>\
             <sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"{labels_row}\" \
             topLeftCell=\"A{first}\" activePane=\"bottomLeft\" state=\"frozen\"/>\
             </sheetView></sheetViews><cols>"
        );
        for (index, width) in self.widths().into_iter().enumerate() {
            let column = index + 1;
            write!(
                out,
                "<col min=\"{column}\" max=\"{column}\" width=\"{width}\" customWidth=\"1\"/>"
            )
            .expect(MEMORY);
        }
        out.push_str("</cols><sheetData>");
        for (index, row) in above.iter().enumerate() {
            write_row(&mut out, index + 1, row, TEXT)?;
        }
        write_row(&mut out, labels_row, &self.labels(), LABEL)?;
        for (index, row) in self.rows.iter().enumerate() {
            write_row(&mut out, first + index, row, TEXT)?;
        }
        let (of_page, number) = (page_header(&self.title, head), "&amp;P / &amp;N");
        write!(
            out,
            "</sheetData><autoFilter ref=\"A{labels_row}:{last}{rows}\"/>\
             <pageSetup paperSize=\"9\" orientation=\"landscape\" fitToHeight=\"0\"/>\
             <headerFooter><oddHeader>&amp;L{of_page}</oddHeader><oddFooter>&amp;R{number}\
             </oddFooter></headerFooter></worksheet>"
        )
        .expect(MEMORY);
        Ok(out)
    }

    /// As wide as the widest cell of the first rows, in half-width characters.
    fn widths(&self) -> Vec<usize> {
        let width = |text: String| -> usize {
            text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
        };
        let widest = |column: usize| {
            let cells = self.rows.iter().take(200).map(|row| width(row[column].shown()));
            let label = width(self.columns[column].clone());
            (cells.chain([label]).max().unwrap_or(0) + 2).clamp(8, WIDTH_MAX)
        };
        (0..self.columns.len()).map(widest).collect()
    }
}

/// Packed, and dated as nothing: the same table gives the same bytes.
fn options() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
}

fn write_row(out: &mut String, row: usize, cells: &[Cell], style: u8) -> Result<(), SheetError> {
    write!(out, "<row r=\"{row}\">").expect(MEMORY);
    for (index, cell) in cells.iter().enumerate() {
        let at = format!("{}{row}", letters(index + 1));
        match cell {
            Cell::Text(text) => {
                if text.encode_utf16().count() > TEXT_UNITS_MAX {
                    return Err(SheetError::TextTooLong { row });
                }
                write!(
                    out,
                    "<c r=\"{at}\" s=\"{style}\" t=\"inlineStr\"><is>\
                     <t xml:space=\"preserve\">{}</t></is></c>",
                    string(text)
                )
                .expect(MEMORY);
            }
            Cell::Number(number) => {
                write!(out, "<c r=\"{at}\"><v>{number}</v></c>").expect(MEMORY);
            }
            Cell::Degrees(e7) => {
                let number = degrees(*e7);
                write!(out, "<c r=\"{at}\"><v>{number}</v></c>").expect(MEMORY);
            }
            Cell::Time(time) => {
                let number = serial(time.millis());
                write!(out, "<c r=\"{at}\" s=\"{TIME}\"><v>{number}</v></c>").expect(MEMORY);
            }
            Cell::Nothing | Cell::Unknown => {}
        }
    }
    out.push_str("</row>");
    Ok(())
}

/// Days since 1899-12-30 by Japan's clocks, down to the minute, as [`Cell::shown`] has it.
fn serial(millis: i64) -> String {
    const MINUTES_PER_DAY: i64 = 1_440;
    const DAYS_TO_1970: i64 = 25_569;
    let minutes = millis.saturating_add(utc::JAPAN_MS).div_euclid(60_000);
    let (days, minute) = (minutes.div_euclid(MINUTES_PER_DAY), minutes.rem_euclid(MINUTES_PER_DAY));
    let fraction = (minute * 10_000_000_000 + MINUTES_PER_DAY / 2) / MINUTES_PER_DAY;
    format!("{}.{fraction:010}", days + DAYS_TO_1970)
}

/// `A`, `Z`, `AA`: the name of a column, counted from 1.
fn letters(mut column: usize) -> String {
    let mut letters = Vec::new();
    while column > 0 {
        letters.push(b'A' + u8::try_from((column - 1) % 26).expect("less than 26"));
        column = (column - 1) / 26;
    }
    letters.reverse();
    String::from_utf8(letters).expect("letters")
}

/// Text as the format has it: what XML has no place for is written `_x0007_`, and what looks like that
/// has its first sign written so.
fn string(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (index, c) in text.char_indices() {
        let is_written = |c: char| !c.is_control() || matches!(c, '\n' | '\t');
        if !is_written(c) || matches!(c, '\u{fffe}' | '\u{ffff}') {
            write!(out, "_x{:04X}_", u32::from(c)).expect(MEMORY);
        } else if c == '_' && looks_written_out(&text[index..]) {
            out.push_str("_x005F_");
        } else {
            out.push(c);
        }
    }
    escape(&out).into_owned()
}

fn looks_written_out(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 7
        && bytes[1] == b'x'
        && bytes[6] == b'_'
        && bytes[2..6].iter().all(u8::is_ascii_hexdigit)
}

/// A name as spreadsheets allow it. In a drill it begins with that.
fn sheet_name(title: &str, exercise: Exercise) -> String {
    let refused = ['[', ']', ':', '*', '?', '/', '\\', '\''];
    let drill = if exercise == Exercise::Drill { "【訓練】" } else { "" };
    let mut name = drill.to_owned();
    for c in title.chars().filter(|c| !refused.contains(c) && !c.is_control()) {
        if name.encode_utf16().count() + c.len_utf16() > SHEET_NAME_UNITS_MAX {
            break;
        }
        name.push(c);
    }
    if name.is_empty() { "1".to_owned() } else { name }
}

/// What stands on every printed page. An ampersand begins a command there.
fn page_header(title: &str, head: &Head) -> String {
    const UNITS_MAX: usize = 200;
    let at = Cell::Time(head.as_of).shown();
    let said = format!("{}　{}　{}　{at}", head.exercise.word(), head.operation, title);
    let mut units = 0;
    let fits = |c: &char| {
        units += c.len_utf16() * if *c == '&' { 2 } else { 1 };
        units <= UNITS_MAX
    };
    let said: String = said.chars().take_while(fits).collect();
    string(&said.replace('&', "&&"))
}

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const MAIN: &str = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const CONTENT_TYPES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
<Default Extension=\"rels\" \
ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
<Default Extension=\"xml\" ContentType=\"application/xml\"/>\
<Override PartName=\"/docProps/core.xml\" \
ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>\
<Override PartName=\"/xl/workbook.xml\" \
ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>\
<Override PartName=\"/xl/styles.xml\" \
ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/>\
<Override PartName=\"/xl/worksheets/sheet1.xml\" \
ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>\
</Types>";
const RELATIONS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
<Relationship Id=\"rId1\" \
Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" \
Target=\"xl/workbook.xml\"/><Relationship Id=\"rId2\" \
Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" \
Target=\"docProps/core.xml\"/></Relationships>";
const WORKBOOK_RELATIONS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
<Relationship Id=\"rId1\" \
Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" \
Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" \
Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" \
Target=\"styles.xml\"/></Relationships>";
const STYLES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\
<numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd\\ hh:mm\"/></numFmts>\
<fonts count=\"2\"><font><sz val=\"11\"/></font><font><b/><sz val=\"11\"/></font></fonts>\
<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>\
<fill><patternFill patternType=\"gray125\"/></fill></fills>\
<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>\
<cellXfs count=\"4\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>\
<xf numFmtId=\"49\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\" \
applyFont=\"1\"/>\
<xf numFmtId=\"49\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>\
<xf numFmtId=\"164\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>\
</cellXfs><cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/>\
</cellStyles></styleSheet>";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_spreadsheets_name_them() {
        for (column, want) in [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (16_384, "XFD")] {
            assert_eq!(letters(column), want);
        }
    }

    #[test]
    fn a_time_is_a_number_of_days_by_japans_clocks() {
        assert_eq!(serial(0), "25569.3750000000");
        assert_eq!(serial(1_785_224_820_000), "46231.6993055556");
    }

    #[test]
    fn text_keeps_what_xml_has_no_place_for() {
        assert_eq!(string("a\u{7}<b>&\n"), "a_x0007_&lt;b&gt;&amp;\n");
        assert_eq!(string("_x0041_ _x004_ _"), "_x005F_x0041_ _x004_ _");
        assert_eq!(string("_日本"), "_日本");
    }

    #[test]
    fn a_name_of_a_sheet_is_one_that_spreadsheets_allow() {
        assert_eq!(sheet_name("避難所[1/2]", Exercise::Drill), "【訓練】避難所12");
        assert_eq!(sheet_name("", Exercise::Real), "1");
        assert_eq!(sheet_name(&"表".repeat(40), Exercise::Real).chars().count(), 31);
    }
}
