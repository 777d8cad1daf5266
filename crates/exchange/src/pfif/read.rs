//! In: a file of another registry, which nobody here wrote.

use musubi_model::time::Timestamp;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

use super::{Document, Entry, NAMESPACE, Note, Person};
use crate::problem::FILE_BYTES_MAX;
use crate::utc::days_since_1970;
use crate::xml::has_place;

/// Persons and notes together. More are refused.
pub const RECORDS_MAX: usize = 200_000;
/// `pfif/person/note/text`, and some room for what others put in.
const DEPTH_MAX: usize = 16;

/// Why a file is not taken. Holds nothing of what it says of people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PfifRefused {
    #[error("the file has {bytes} bytes, the limit is {FILE_BYTES_MAX}")]
    TooLarge { bytes: usize },
    #[error("the file is not UTF-8 text")]
    Encoding,
    #[error("this is not XML that could be read")]
    Malformed,
    #[error("the file declares a document type, or names what only one could declare")]
    Entities,
    #[error("elements stand more than {DEPTH_MAX} deep in one another")]
    TooDeep,
    #[error("the file has more than {RECORDS_MAX} records")]
    TooMany,
    #[error("this is not PFIF 1.4")]
    NotPfif,
    #[error("record {record} has no {field}")]
    Missing { record: usize, field: &'static str },
}

impl PfifRefused {
    /// Stable, for programs.
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "file.too_large",
            Self::Encoding => "file.encoding",
            Self::Malformed => "pfif.malformed",
            Self::Entities => "pfif.entities",
            Self::TooDeep => "pfif.too_deep",
            Self::TooMany => "pfif.too_many",
            Self::NotPfif => "pfif.not_pfif",
            Self::Missing { .. } => "pfif.missing",
        }
    }
}

/// Values keep the form in which they stand, without white space around them; lines end in LF.
pub fn read(bytes: &[u8]) -> Result<Document, PfifRefused> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(PfifRefused::TooLarge { bytes: bytes.len() });
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|_| PfifRefused::Encoding)?;
    let mut reader = NsReader::from_str(text);
    let mut state = State::default();
    loop {
        let (space, event) = reader.read_resolved_event().map_err(|_| PfifRefused::Malformed)?;
        let is_ours = matches!(&space, ResolveResult::Bound(space) if space.0 == NAMESPACE);
        match event {
            Event::Start(start) => {
                let name = start.local_name();
                state.begin(name.as_ref(), is_ours)?;
            }
            Event::Empty(start) => {
                let name = start.local_name();
                state.begin(name.as_ref(), is_ours)?;
                state.end()?;
            }
            Event::End(_) => state.end()?,
            Event::Text(text) => state.said(&text.xml10_content())?,
            Event::CData(text) => state.said(&text.xml10_content())?,
            Event::GeneralRef(named) => state.said(&resolved(&named)?)?,
            Event::DocType(_) => return Err(PfifRefused::Entities),
            Event::Eof => return state.finish(),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
}

fn resolved(named: &BytesRef<'_>) -> Result<String, PfifRefused> {
    if let Some(c) = named.resolve_char_ref().map_err(|_| PfifRefused::Malformed)? {
        return Ok(c.to_string());
    }
    let name = named.xml10_content();
    resolve_predefined_entity(&name).map(str::to_owned).ok_or(PfifRefused::Entities)
}

/// Where in the file the reader stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    Root,
    Person,
    /// Within a person, or beside them.
    Note {
        within: bool,
    },
    /// A field; its text is gathered.
    Field,
    /// Not of the format, or within something that is not.
    Other,
}

#[derive(Default)]
struct State {
    document: Document,
    open: Vec<Open>,
    entry: Entry,
    note: Note,
    field: String,
    text: String,
    records: usize,
    has_root: bool,
}

impl State {
    fn begin(&mut self, name: &str, is_ours: bool) -> Result<(), PfifRefused> {
        if self.open.len() >= DEPTH_MAX {
            return Err(PfifRefused::TooDeep);
        }
        let is_field = match self.open.last() {
            Some(Open::Person) => Person::FIELDS.contains(&name),
            Some(Open::Note { .. }) => Note::FIELDS.contains(&name),
            _ => false,
        };
        let opened = match (self.open.last(), name) {
            (None, "pfif") if is_ours && !self.has_root => Open::Root,
            (None, _) => return Err(PfifRefused::NotPfif),
            (Some(Open::Root), "person") if is_ours => Open::Person,
            (Some(Open::Root), "note") if is_ours => Open::Note { within: false },
            (Some(Open::Person), "note") if is_ours => Open::Note { within: true },
            _ if is_ours && is_field => Open::Field,
            _ => Open::Other,
        };
        match opened {
            Open::Root => self.has_root = true,
            Open::Person | Open::Note { .. } => {
                self.records += 1;
                if self.records > RECORDS_MAX {
                    return Err(PfifRefused::TooMany);
                }
            }
            Open::Field => {
                name.clone_into(&mut self.field);
                self.text.clear();
            }
            Open::Other => self.document.passed_over += 1,
        }
        self.open.push(opened);
        Ok(())
    }

    fn said(&mut self, text: &str) -> Result<(), PfifRefused> {
        if !text.chars().all(has_place) {
            return Err(PfifRefused::Malformed);
        }
        if self.open.last() == Some(&Open::Field) {
            self.text.push_str(&text.replace('\r', "\n"));
        }
        Ok(())
    }

    fn end(&mut self) -> Result<(), PfifRefused> {
        match self.open.pop() {
            Some(Open::Person) => self.take_person(),
            Some(Open::Note { within }) => self.take_note(within),
            Some(Open::Field) => {
                self.take_field();
                Ok(())
            }
            Some(Open::Root | Open::Other) => Ok(()),
            None => Err(PfifRefused::Malformed),
        }
    }

    fn take_field(&mut self) {
        let text = self.text.trim();
        let slot = match self.open.last() {
            Some(Open::Person) => self.entry.person.slot(&self.field),
            Some(Open::Note { .. }) => self.note.slot(&self.field),
            _ => None,
        };
        match slot {
            Some(slot) if slot.is_none() => {
                *slot = Some(text.to_owned()).filter(|text| !text.is_empty());
            }
            _ => self.document.passed_over += 1,
        }
    }

    fn take_person(&mut self) -> Result<(), PfifRefused> {
        let entry = std::mem::take(&mut self.entry);
        let needed: &[&'static str] = if entry.person.is_placeholder() {
            &["person_record_id"]
        } else {
            &["person_record_id", "source_date", "full_name"]
        };
        let lacks = needed.iter().find(|field| entry.person.get(field).is_none());
        if let Some(field) = lacks {
            return Err(PfifRefused::Missing { record: self.records, field });
        }
        self.document.entries.push(entry);
        Ok(())
    }

    fn take_note(&mut self, within: bool) -> Result<(), PfifRefused> {
        let note = std::mem::take(&mut self.note);
        let needed = ["note_record_id", "author_name", "source_date", "text"];
        // Beside the persons only its own words say whom it is about.
        let person = (!within).then_some("person_record_id");
        let lacks = needed.into_iter().chain(person).find(|field| note.get(field).is_none());
        if let Some(field) = lacks {
            return Err(PfifRefused::Missing { record: self.records, field });
        }
        if within {
            self.entry.notes.push(note);
        } else {
            self.document.notes.push(note);
        }
        Ok(())
    }

    fn finish(self) -> Result<Document, PfifRefused> {
        match (self.has_root, self.open.is_empty()) {
            (true, true) => Ok(self.document),
            (true, false) => Err(PfifRefused::Malformed),
            (false, _) => Err(PfifRefused::NotPfif),
        }
    }
}

/// `YYYY-MM-DDThh:mm:ss[.f]Z`, the form of every date of the format.
pub(super) fn date_time(text: &str) -> Option<Timestamp> {
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    let (whole, fraction) = time.split_once('.').unwrap_or((time, ""));
    let number = |part: &str, digits: usize, range: std::ops::RangeInclusive<i64>| {
        let plain = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse::<i64>().ok().filter(|number| plain && range.contains(number))
    };
    let mut parts = date.split('-');
    let year = number(parts.next()?, 4, 1..=9999)?;
    let month = number(parts.next()?, 2, 1..=12)?;
    let day = number(parts.next()?, 2, 1..=31)?;
    let mut clock = whole.split(':');
    let hour = number(clock.next()?, 2, 0..=23)?;
    let minute = number(clock.next()?, 2, 0..=59)?;
    let second = number(clock.next()?, 2, 0..=60)?;
    let plain = fraction.len() <= 9 && fraction.bytes().all(|byte| byte.is_ascii_digit());
    if parts.next().is_some() || clock.next().is_some() || !plain {
        return None;
    }
    let millis = number(&format!("{fraction:0<3}")[..3], 3, 0..=999)?;
    let days = days_since_1970(year, month, day);
    let seconds = days * 86_400 + hour * 3_600 + minute * 60 + second;
    Some(Timestamp::from_millis(seconds * 1_000 + millis))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_the_format_are_read() {
        for (text, want) in [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2026-11-26T09:09:30Z", Some(1_795_684_170_000)),
            ("2026-11-26T09:09:30.5Z", Some(1_795_684_170_500)),
            ("2024-02-29T23:59:59.123456Z", Some(1_709_251_199_123)),
            ("2026-11-26T09:09:30", None),
            ("2026-11-26", None),
            ("2026-13-26T09:09:30Z", None),
            ("2026-11-26T24:09:30Z", None),
            ("+026-11-26T09:09:30Z", None),
            ("2026-11-26T09:09:30.Z9Z", None),
        ] {
            assert_eq!(date_time(text).map(Timestamp::millis), want, "{text}");
        }
    }
}
