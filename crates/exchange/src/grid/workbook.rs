//! Sheets of a workbook (`.xlsx`, `.xlsm`): what its cells show, as far as the file says it.
//!
//! A merged cell holds its value for every row that it covers, in its first column; never for the
//! columns beside it. Formulas come with the value they had when the file was saved. Readings above
//! letters are no part of a text. Hidden sheets are read where they are asked for by name alone.
//! Deliberately absent: formats. What is shown as a day is a count of days here, which a column of
//! days understands.
//!
//! What always holds: nothing is unpacked beyond [`UNPACKED_BYTES_MAX`], no row or column is believed
//! that no cell fills, and entities of its own make a file unreadable.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::ZipArchive;

use super::{CELLS_MAX, Grid};
use crate::problem::{UNPACKED_BYTES_MAX, What};

mod sheet;

/// A workbook has some twenty parts; pictures add to them.
const PARTS_MAX: usize = 2_000;
const SHEETS_MAX: usize = 100;
const DEPTH_MAX: usize = 64;
/// Days from 1900, by which most count, to 1904.
const DAYS_TO_1904: i64 = 1_462;
const BOOK: &str = "xl/workbook.xml";

pub(super) fn read(bytes: &[u8], wanted: Option<&str>) -> Result<Vec<Grid>, What> {
    let mut parts = Parts::open(bytes)?;
    let book = Book::read(&parts.text(BOOK)?.ok_or(What::Workbook)?)?;
    let places = relations(&parts.text("xl/_rels/workbook.xml.rels")?.ok_or(What::Workbook)?)?;
    let part_of = |id: &str| places.get(id).map(|(_, target)| part(target));
    let mut strings = places.values().filter(|(kind, _)| kind.ends_with("/sharedStrings"));
    let strings = match strings.next() {
        Some((_, target)) => parts.text(&part(target))?.unwrap_or_default(),
        None => String::new(),
    };
    let strings = sheet::shared(&strings)?;
    let (mut grids, mut budget) = (Vec::new(), CELLS_MAX);
    for listed in &book.sheets {
        if wanted.map_or(listed.is_hidden, |wanted| wanted != listed.name) {
            continue;
        }
        let Some(text) = part_of(&listed.relation).map(|name| parts.text(&name)).transpose()?
        else {
            return Err(What::Workbook);
        };
        let lines = sheet::lines(&text.ok_or(What::Workbook)?, &strings, &mut budget)?;
        let (sheet, days_added) = (Some(listed.name.clone()), book.days_added);
        grids.push(Grid { sheet, titles: None, days_added, lines });
    }
    if grids.is_empty() { Err(What::NoSheet) } else { Ok(grids) }
}

/// The parts of the package, unpacked out of one budget.
struct Parts<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    budget: u64,
}

impl<'a> Parts<'a> {
    fn open(bytes: &'a [u8]) -> Result<Self, What> {
        // Every entry of the directory begins so; counted before anything is sized by it.
        let entries = bytes.windows(4).filter(|four| four == b"PK\x01\x02").take(PARTS_MAX + 1);
        if entries.count() > PARTS_MAX {
            return Err(What::Workbook);
        }
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| What::Workbook)?;
        Ok(Self { zip, budget: UNPACKED_BYTES_MAX })
    }

    /// `None`: there is no such part.
    fn text(&mut self, name: &str) -> Result<Option<String>, What> {
        if self.zip.index_for_name(name).is_none() {
            return Ok(None);
        }
        let part = self.zip.by_name(name).map_err(|_| What::Workbook)?;
        let mut bytes = Vec::new();
        part.take(self.budget + 1).read_to_end(&mut bytes).map_err(|_| What::Workbook)?;
        let Some(left) = self.budget.checked_sub(bytes.len() as u64) else {
            return Err(What::UnpackedTooLarge);
        };
        self.budget = left;
        let text = String::from_utf8(bytes).map_err(|_| What::Workbook)?;
        Ok(Some(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)))
    }
}

/// The name of the part that a relation of the workbook leads to.
fn part(target: &str) -> String {
    match target.strip_prefix('/') {
        Some(whole) => whole.to_owned(),
        None => format!("xl/{}", target.strip_prefix("./").unwrap_or(target)),
    }
}

#[derive(Default)]
struct Book {
    sheets: Vec<Listed>,
    days_added: i64,
}

struct Listed {
    name: String,
    relation: String,
    is_hidden: bool,
}

impl Book {
    fn read(text: &str) -> Result<Self, What> {
        let mut book = Self::default();
        walk(text, |piece| {
            let Piece::Start(start) = piece else { return Ok(()) };
            match start.local_name().as_ref() {
                "workbookPr"
                    if matches!(attribute(start, "date1904")?.as_deref(), Some("1" | "true")) =>
                {
                    book.days_added = DAYS_TO_1904;
                }
                "sheet" if book.sheets.len() >= SHEETS_MAX => return Err(What::Workbook),
                "sheet" => book.sheets.push(Listed {
                    name: attribute(start, "name")?.ok_or(What::Workbook)?,
                    relation: attribute(start, "id")?.ok_or(What::Workbook)?,
                    is_hidden: attribute(start, "state")?.is_some_and(|state| state != "visible"),
                }),
                _ => {}
            }
            Ok(())
        })?;
        Ok(book)
    }
}

/// Type and target by their ids.
fn relations(text: &str) -> Result<BTreeMap<String, (String, String)>, What> {
    let mut all = BTreeMap::new();
    walk(text, |piece| {
        let Piece::Start(start) = piece else { return Ok(()) };
        if start.local_name().as_ref() == "Relationship" {
            let said = |name| attribute(start, name)?.ok_or(What::Workbook);
            all.insert(said("Id")?, (said("Type")?, said("Target")?));
        }
        Ok(())
    })?;
    Ok(all)
}

/// What a document is made of. An empty element starts and ends.
enum Piece<'a> {
    Start(&'a BytesStart<'a>),
    /// The local name.
    End(&'a str),
    Text(&'a str),
}

fn walk(text: &str, mut take: impl FnMut(Piece<'_>) -> Result<(), What>) -> Result<(), What> {
    let mut reader = Reader::from_str(text);
    let mut depth = 0_usize;
    loop {
        match reader.read_event().map_err(|_| What::Workbook)? {
            Event::Start(start) => {
                depth += 1;
                if depth > DEPTH_MAX {
                    return Err(What::Workbook);
                }
                take(Piece::Start(&start))?;
            }
            Event::Empty(start) => {
                take(Piece::Start(&start))?;
                take(Piece::End(start.local_name().as_ref()))?;
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                take(Piece::End(end.local_name().as_ref()))?;
            }
            Event::Text(text) => take(Piece::Text(&text.xml10_content()))?,
            Event::CData(text) => take(Piece::Text(&text.xml10_content()))?,
            Event::GeneralRef(name) => {
                let letter = match name.as_ref() {
                    "amp" => '&',
                    "lt" => '<',
                    "gt" => '>',
                    "quot" => '"',
                    "apos" => '\'',
                    _ => match name.resolve_char_ref() {
                        Ok(Some(letter)) => letter,
                        _ => return Err(What::Workbook),
                    },
                };
                take(Piece::Text(letter.encode_utf8(&mut [0; 4])))?;
            }
            Event::Eof if depth == 0 => return Ok(()),
            Event::DocType(_) | Event::Eof => return Err(What::Workbook),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
}

/// By its local name: `id` finds `r:id`.
fn attribute(start: &BytesStart<'_>, name: &str) -> Result<Option<String>, What> {
    const ATTRIBUTES_MAX: usize = 64;
    for (attribute, _) in start.attributes().zip(0..ATTRIBUTES_MAX) {
        let attribute = attribute.map_err(|_| What::Workbook)?;
        if attribute.key.local_name().as_ref() == name {
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            return value.map(|value| Some(value.into_owned())).map_err(|_| What::Workbook);
        }
    }
    Ok(None)
}
