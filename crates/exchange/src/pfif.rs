//! People Finder Interchange Format 1.4: who agreed that everybody may know, and what other
//! registries of missing people say.
//!
//! What always holds: a person is written only with their own consent that everybody may know, never
//! one who is protected, whose household is, or who died; with them go name, reading, sex, age and
//! address as far as the town, nothing else; once a record is past its expiry date only its four
//! placeholder fields are written, and no note about it. A file that is read is taken whole or not at
//! all, with every value as it stands there.
//!
//! The format has no field for an exercise: in one the file begins with a comment, and the name of the
//! source and the text of every note say so.
//!
//! Deliberately absent: whom a record could mean (matching), fetching and sending.

mod read;
mod write;

use std::fmt;

use musubi_model::household::Household;
use musubi_model::person::{AgeTold, Birth, Person as Evacuee, Publication, Sex};
use musubi_model::roster::Roster;
use musubi_model::stay::{StayState, WhereTo, Whereabouts};
use musubi_model::text::Line;
use musubi_model::time::Timestamp;

use crate::table::{Exercise, Head};
use crate::{municipality, unprotected, utc};

pub use read::{PfifRefused, RECORDS_MAX, read};
pub use write::write;

pub const NAMESPACE: &str = "http://zesty.ca/pfif/1.4";

/// A kind of record: one text a field, none where the file has none.
macro_rules! record {
    ($(#[$doc:meta])* $name:ident { $($field:ident),+ $(,)? }) => {
        $(#[$doc])*
        ///
        /// `Debug` shows no values.
        #[derive(Clone, Default, PartialEq, Eq)]
        pub struct $name {
            $(pub $field: Option<String>,)+
        }

        impl $name {
            /// In the order in which they are written.
            pub const FIELDS: &[&str] = &[$(stringify!($field)),+];

            pub fn get(&self, field: &str) -> Option<&str> {
                match field {
                    $(stringify!($field) => self.$field.as_deref(),)+
                    _ => None,
                }
            }

            /// `None`: the format has no such field.
            pub fn slot(&mut self, field: &str) -> Option<&mut Option<String>> {
                match field {
                    $(stringify!($field) => Some(&mut self.$field),)+
                    _ => None,
                }
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let filled = Self::FIELDS.iter().filter(|field| self.get(field).is_some()).count();
                write!(f, "{}({filled} fields)", stringify!($name))
            }
        }
    };
}

record! {
    /// Who is sought or was found.
    Person {
        person_record_id, entry_date, expiry_date, author_name, author_email, author_phone,
        source_name, source_date, source_url, full_name, given_name, family_name,
        alternate_names, description, sex, date_of_birth, age, home_street, home_neighborhood,
        home_city, home_state, home_postal_code, home_country, photo_url, profile_urls,
    }
}

record! {
    /// What somebody says of a person.
    Note {
        note_record_id, person_record_id, linked_person_record_id, entry_date, author_name,
        author_email, author_phone, source_date, author_made_contact, status,
        email_of_found_person, phone_of_found_person, last_known_location, text, photo_url,
    }
}

/// All that stays of a person past the expiry date.
pub const PLACEHOLDER: [&str; 4] = ["person_record_id", "source_date", "entry_date", "expiry_date"];

/// A person with the notes that stand within.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    pub person: Person,
    pub notes: Vec<Note>,
}

/// One file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    pub entries: Vec<Entry>,
    /// Notes that stand beside the persons.
    pub notes: Vec<Note>,
    /// Elements that the format does not have, or has twice in one record. They are not kept.
    pub passed_over: usize,
}

/// What is believed of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    InformationSought,
    IsNoteAuthor,
    BelievedAlive,
    BelievedMissing,
    BelievedDead,
}

impl Status {
    const ALL: [Self; 5] = [
        Self::InformationSought,
        Self::IsNoteAuthor,
        Self::BelievedAlive,
        Self::BelievedMissing,
        Self::BelievedDead,
    ];

    pub const fn code(self) -> &'static str {
        match self {
            Self::InformationSought => "information_sought",
            Self::IsNoteAuthor => "is_note_author",
            Self::BelievedAlive => "believed_alive",
            Self::BelievedMissing => "believed_missing",
            Self::BelievedDead => "believed_dead",
        }
    }
}

impl Note {
    pub fn status(&self) -> Option<Status> {
        let said = self.status.as_deref()?;
        Status::ALL.into_iter().find(|status| status.code() == said)
    }
}

impl Person {
    /// `other` is somebody who is neither, which the model has as another, told.
    pub fn sex(&self) -> Option<Sex> {
        match self.sex.as_deref()? {
            "female" => Some(Sex::Female),
            "male" => Some(Sex::Male),
            "other" => Some(Sex::Other),
            _ => None,
        }
    }

    pub fn birth(&self) -> Option<Birth> {
        self.date_of_birth.as_deref()?.parse().ok()
    }

    pub fn age(&self) -> Option<AgeTold> {
        self.age.as_deref()?.parse().ok()
    }

    /// A date that cannot be read has passed: rather too little is told than too much.
    pub fn is_expired(&self, now: Timestamp) -> bool {
        let Some(said) = self.expiry_date.as_deref() else { return false };
        read::date_time(said).is_none_or(|at| at <= now)
    }

    /// What stays of it past the expiry date.
    fn placeholder(&self) -> Self {
        let mut kept = Self::default();
        for field in PLACEHOLDER {
            let slot = kept.slot(field).expect("a field of the format");
            *slot = self.get(field).map(str::to_owned);
        }
        kept
    }

    /// No more than a placeholder.
    fn is_placeholder(&self) -> bool {
        self.expiry_date.is_some() && self.placeholder() == *self
    }
}

impl Document {
    /// Taken in here, now: every record's `entry_date` is when this registry got it.
    pub fn taken_in(mut self, at: Timestamp) -> Self {
        let at = Some(utc::date_time(at));
        for entry in &mut self.entries {
            entry.person.entry_date.clone_from(&at);
            entry.notes.iter_mut().for_each(|note| note.entry_date.clone_from(&at));
        }
        self.notes.iter_mut().for_each(|note| note.entry_date.clone_from(&at));
        self
    }
}

/// Who publishes.
#[derive(Clone, Copy, Debug)]
pub struct Publisher<'a> {
    /// The domain in every id.
    pub domain: &'a str,
    pub name: &'a str,
    /// When what is published must be gone.
    pub expires_at: Timestamp,
    /// The text of the note that says where a person is.
    pub note: &'a str,
}

/// One person as everybody may read of them. `None`: they did not agree, are protected, died, or
/// have no name. `place` is the name of the place at which they are.
pub fn published(
    roster: &Roster,
    person: &Evacuee,
    place: Option<&str>,
    publisher: Publisher<'_>,
    head: &Head,
) -> Option<Entry> {
    let household = unprotected::household(roster, person)?;
    let state = roster.state(person.id);
    let died = |at: &Whereabouts| matches!(at, Whereabouts::Left { to: WhereTo::Died, .. });
    let agreed = person.consent().public == Publication::Agree;
    if !agreed || state.is_some_and(|state| state.whereabouts.iter().any(died)) {
        return None;
    }
    let told = told(person, household, publisher, head)?;
    let id = told.person_record_id.clone()?;
    let as_of = Some(utc::date_time(head.as_of));
    let is_there = matches!(
        state.and_then(StayState::agreed),
        Some(Whereabouts::Present { .. } | Whereabouts::Away { .. })
    );
    let note = Note {
        note_record_id: Some(format!("{id}.note")),
        person_record_id: Some(id),
        entry_date: as_of.clone(),
        author_name: Some(marked(publisher.name, head.exercise)),
        source_date: as_of,
        status: Some(Status::BelievedAlive.code().to_owned()),
        last_known_location: place.map(str::to_owned),
        text: Some(marked(publisher.note, head.exercise)),
        ..Note::default()
    };
    Some(Entry { person: told, notes: is_there.then_some(note).into_iter().collect() })
}

/// `None`: without a name.
fn told(
    person: &Evacuee,
    household: &Household,
    publisher: Publisher<'_>,
    head: &Head,
) -> Option<Person> {
    let text = |said: Option<&str>| said.map(str::to_owned);
    let name = |family: Option<&str>, given: Option<&str>| {
        let parts: Vec<&str> = [family, given].into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    };
    let (family, given) = (person.family.shown(), person.given.shown());
    let (family, given) = (family.map(Line::as_str), given.map(Line::as_str));
    let kana = (person.kana_family.shown(), person.kana_given.shown());
    let id = format!("{}/{}", publisher.domain, person.id);
    let as_of = Some(utc::date_time(head.as_of));
    let source_date = person.meta.recorded_at.map(utc::date_time).or_else(|| as_of.clone());
    Some(Person {
        person_record_id: Some(id),
        entry_date: as_of,
        expiry_date: Some(utc::date_time(publisher.expires_at)),
        source_name: Some(marked(publisher.name, head.exercise)),
        source_date,
        full_name: Some(name(family, given)?),
        family_name: text(family),
        given_name: text(given),
        alternate_names: name(kana.0.map(Line::as_str), kana.1.map(Line::as_str)),
        sex: person.sex.shown().and_then(|sex| sex_code(*sex)).map(str::to_owned),
        age: person.age_range(head.as_of).map(age),
        home_neighborhood: household.town.shown().and_then(|it| unnumbered(it.as_str())),
        home_city: text(household.city.shown().map(Line::as_str)),
        home_state: household.prefecture.shown().and_then(|it| municipality::iso(it.as_str())),
        home_country: household.prefecture.shown().map(|_| "JP".to_owned()),
        ..Person::default()
    })
}

/// A town as far as its first digit, for somebody may have written the house number with it.
fn unnumbered(town: &str) -> Option<String> {
    let is_digit = |c: char| matches!(c, '0'..='9' | '０'..='９');
    let name = town.split(is_digit).next()?.trim();
    (!name.is_empty()).then(|| name.to_owned())
}

fn marked(text: &str, exercise: Exercise) -> String {
    match exercise {
        Exercise::Real => text.to_owned(),
        Exercise::Drill => format!("【訓練】{text}"),
    }
}

const fn sex_code(sex: Sex) -> Option<&'static str> {
    match sex {
        Sex::Female => Some("female"),
        Sex::Male => Some("male"),
        Sex::Other => Some("other"),
        Sex::NoAnswer => None,
    }
}

fn age((from, to): (u8, u8)) -> String {
    if from == to { from.to_string() } else { format!("{from}-{to}") }
}
