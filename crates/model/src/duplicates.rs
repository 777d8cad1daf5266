//! Persons who may be one human under two records: proposed to a person, who links them or not.
//!
//! A link is a value (`same_as`) on one of the two, so nothing of either is lost, and taking it
//! back leaves both as they were. Of clashing links none counts: one hand linked, another did not.
//! Made from a roster, so a reader is never shown whom they may not see. Links between records of
//! two places are in [`across`], and what was found not to be one human in [`apart`]; who may be one in the
//! whole city is proposed by `crate::matching`.

mod across;
mod apart;

use std::collections::{BTreeMap, BTreeSet};

pub use across::{At, Places, leads_out};
pub use apart::{Apart, ChangeTwoPeople, NewTwoPeople, TwoPeople};

use crate::ids::{PlaceId, RecordId};
use crate::person::Person;
use crate::roster::Roster;
use crate::search::{self, SearchText};
use crate::time::Timestamp;

/// Why two may be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The same reading, or the same name where a reading is not known.
    Name,
    /// The same birth date, or ages that overlap.
    Age,
    /// Their households told the same phone number.
    Phone,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Likely {
    pub person: RecordId,
    pub other: RecordId,
    /// At least two; the name alone is the name of many.
    pub reasons: BTreeSet<Reason>,
}

/// Whom the people of one household may be besides, in the order of their ids. Those who are
/// linked already are not proposed.
pub fn likely(roster: &Roster, household: RecordId, now: Timestamp) -> Vec<Likely> {
    let mut found = Vec::new();
    for person in roster.members(household) {
        let about = About::of(roster, person, now);
        for other in roster.persons() {
            let together = other.household.known().any(|id| *id == household);
            if together || roster.links().are_one(person.id, other.id) {
                continue;
            }
            let reasons = about.shared(&About::of(roster, other, now));
            if reasons.len() >= 2 {
                found.push(Likely { person: person.id, other: other.id, reasons });
            }
        }
    }
    found
}

/// Every link that counts: the record that holds it, and the one it names.
pub fn links(roster: &Roster) -> impl Iterator<Item = (RecordId, RecordId)> {
    let person = |id: RecordId| roster.person(id).map(|person| person.id);
    roster.persons().filter_map(move |one| Some((one.id, person(agreed(one)?)?)))
}

/// Where a link between these two is to be written, and whom it names. `None`: they are one already,
/// or no record of theirs that is seen here is free to hold it.
pub fn link(roster: &Roster, one: RecordId, two: RecordId) -> Option<(RecordId, RecordId)> {
    let (at, other) = Places(&[(PlaceId::CITY, roster)]).link(one, two)?;
    Some((at.person, other))
}

/// The records that hold a link between just these two: what to clear to take it back.
pub fn between(roster: &Roster, one: RecordId, two: RecordId) -> impl Iterator<Item = RecordId> {
    let held = Places(&[(PlaceId::CITY, roster)]).between(one, two);
    held.into_iter().map(|at| at.person)
}

/// Whom a record is linked to, unless its values clash.
pub(crate) fn agreed(person: &Person) -> Option<RecordId> {
    person.same_as.shown().copied().filter(|_| !person.same_as.is_clash())
}

/// Who is linked to whom, over any number of steps.
#[derive(Default)]
pub struct Links(BTreeMap<RecordId, RecordId>);

impl Links {
    pub(crate) fn of<'a>(persons: impl Iterator<Item = &'a Person>) -> Self {
        let mut links = Self::default();
        for person in persons {
            if let Some(other) = agreed(person) {
                links.join(person.id, other);
            }
        }
        links
    }

    /// Over records of any number of places.
    pub(crate) fn joined(links: impl Iterator<Item = (RecordId, RecordId)>) -> Self {
        let mut joined = Self::default();
        for (person, other) in links {
            joined.join(person, other);
        }
        joined
    }

    /// One id that stands for all who are one.
    pub fn human(&self, person: RecordId) -> RecordId {
        let mut at = person;
        while let Some(next) = self.0.get(&at) {
            at = *next;
        }
        at
    }

    pub fn are_one(&self, person: RecordId, other: RecordId) -> bool {
        self.human(person) == self.human(other)
    }

    fn join(&mut self, person: RecordId, other: RecordId) {
        let (one, two) = (self.human(person), self.human(other));
        // Towards the lower id, so that no ring can come about.
        if one != two {
            self.0.insert(one.max(two), one.min(two));
        }
    }
}

struct About {
    readings: BTreeSet<SearchText>,
    birth: Option<String>,
    age: Option<(u8, u8)>,
    phones: BTreeSet<String>,
}

impl About {
    fn of(roster: &Roster, person: &Person, now: Timestamp) -> Self {
        let part = |field: &crate::field::Field<crate::person::Name>| {
            field.shown().map_or("", |name| name.as_str()).to_owned()
        };
        let kana = part(&person.kana_family) + &part(&person.kana_given);
        let name = part(&person.family) + &part(&person.given);
        let readings = [kana, name].into_iter().map(|text| SearchText::of(&text));
        let households = person.household.known().filter_map(|id| roster.household(*id));
        let phones = households.filter_map(|one| one.phone.shown());
        Self {
            readings: readings.filter(|reading| !reading.is_empty()).collect(),
            birth: person.birth.shown().map(|birth| birth.as_str().to_owned()),
            age: person.age_range(now),
            phones: phones
                .map(|phone| search::code(phone.as_str()))
                .filter(|digits| !digits.is_empty())
                .collect(),
        }
    }

    fn shared(&self, other: &Self) -> BTreeSet<Reason> {
        let mut reasons = BTreeSet::new();
        if !self.readings.is_disjoint(&other.readings) {
            reasons.insert(Reason::Name);
        }
        let same_age = match (&self.birth, &other.birth) {
            // Of two dates one may be told less exactly: 1950 and 1950-03-02.
            (Some(one), Some(two)) => {
                one.starts_with(two.as_str()) || two.starts_with(one.as_str())
            }
            _ => match (self.age, other.age) {
                (Some((from, to)), Some((low, high))) => from <= high && low <= to,
                _ => false,
            },
        };
        if same_age {
            reasons.insert(Reason::Age);
        }
        if !self.phones.is_disjoint(&other.phones) {
            reasons.insert(Reason::Phone);
        }
        reasons
    }
}
