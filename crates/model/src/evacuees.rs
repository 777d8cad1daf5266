//! The evacuees of one document as read, protected or not: what rosters are made from.
//!
//! Reading thousands of people takes longer than a page may wait, and one who registers changes four records:
//! what was read is kept, and only what changed is read again.
//!
//! Invariant: [`Evacuees::read_again`] leaves what [`Evacuees::read`] of the same facts gives, if every
//! record that differs from the facts read before was named. References inside facts name originals, so
//! nothing here looks for them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use crate::facts::Facts;
use crate::field::Field;
use crate::household::Household;
use crate::ids::RecordId;
use crate::person::{Name, Person};
use crate::search::{self, SearchText};
use crate::stay::{self, Events, Stay, StayState};

pub(crate) type Households = BTreeMap<RecordId, Arc<Known<Household, Vec<String>>>>;
pub(crate) type Persons = BTreeMap<RecordId, Arc<Known<Person, Spelled>>>;

/// Cloning it copies no record.
#[derive(Clone, Default)]
pub struct Evacuees {
    pub(crate) households: Households,
    pub(crate) persons: Persons,
    /// Of each person the events that name them, whether their record is here or not.
    pub(crate) events: BTreeMap<RecordId, Arc<Events>>,
    /// Of each person who has an event that stands.
    pub(crate) states: BTreeMap<RecordId, Arc<StayState>>,
    /// Whom each event names; only those of `events`.
    named: BTreeMap<RecordId, BTreeSet<RecordId>>,
    /// Some record was written again for another, so that one that changed may show in a second.
    joined: bool,
}

/// A record as read, and how it is searched, once somebody does.
pub(crate) struct Known<T, S> {
    pub(crate) record: T,
    spelled: OnceLock<S>,
}

/// A person's names in their search spelling.
pub(crate) struct Spelled {
    /// Family and given name joined, each way that somebody wrote them: as written, then as read.
    pub(crate) names: Vec<SearchText>,
    /// By which lists are ordered.
    pub(crate) reading: SearchText,
}

impl Evacuees {
    pub fn read(facts: &Facts<'_>) -> Self {
        let mut read = Self { joined: facts.is_joined(), ..Self::default() };
        Person::all(facts).for_each(|person| read.add_person(person));
        Household::all(facts).for_each(|household| read.add_household(household));
        let mut touched = BTreeSet::new();
        Stay::all(facts).for_each(|stay| read.add_stay(stay, &mut touched));
        read.settle(&touched);
        read
    }

    /// `changed` may name more than what changed, and records that are gone.
    pub fn read_again(&mut self, facts: &Facts<'_>, changed: &BTreeSet<RecordId>) {
        if self.joined || facts.is_joined() {
            *self = Self::read(facts);
            return;
        }
        let mut touched = BTreeSet::new();
        for id in changed {
            self.forget(*id, &mut touched);
            self.read_one(facts, *id, &mut touched);
        }
        self.settle(&touched);
    }

    /// `touched`: whose events are others now.
    fn forget(&mut self, id: RecordId, touched: &mut BTreeSet<RecordId>) {
        self.households.remove(&id);
        self.persons.remove(&id);
        for person in self.named.remove(&id).unwrap_or_default() {
            if let Some(events) = self.events.get_mut(&person) {
                Arc::make_mut(events).remove(&id);
            }
            touched.insert(person);
        }
    }

    fn read_one(&mut self, facts: &Facts<'_>, id: RecordId, touched: &mut BTreeSet<RecordId>) {
        let Some(fields) = facts.records().get(&id) else { return };
        if let Some(person) = Person::read(id, fields) {
            self.add_person(person);
        } else if let Some(household) = Household::read(id, fields) {
            self.add_household(household);
        } else if let Some(stay) = Stay::read(id, fields) {
            self.add_stay(stay, touched);
        }
    }

    fn add_person(&mut self, person: Person) {
        let id = person.id;
        self.persons.insert(id, Arc::new(Known::of(person)));
    }

    fn add_household(&mut self, household: Household) {
        self.households.insert(household.id, Arc::new(Known::of(household)));
    }

    fn add_stay(&mut self, stay: Stay, touched: &mut BTreeSet<RecordId>) {
        let stay = Arc::new(stay);
        let named: BTreeSet<RecordId> = stay.person.known().copied().collect();
        for person in &named {
            let events = self.events.entry(*person).or_default();
            Arc::make_mut(events).insert(stay.id, Arc::clone(&stay));
        }
        touched.extend(&named);
        if !named.is_empty() {
            self.named.insert(stay.id, named);
        }
    }

    fn settle(&mut self, touched: &BTreeSet<RecordId>) {
        for person in touched {
            let state = self.events.get(person).and_then(|events| stay::state(events));
            match state {
                Some(state) => drop(self.states.insert(*person, Arc::new(state))),
                None => drop(self.states.remove(person)),
            }
            if self.events.get(person).is_some_and(|events| events.is_empty()) {
                self.events.remove(person);
            }
        }
    }
}

impl<T, S> Known<T, S> {
    fn of(record: T) -> Self {
        Self { record, spelled: OnceLock::new() }
    }
}

impl Known<Person, Spelled> {
    pub(crate) fn spelled(&self) -> &Spelled {
        self.spelled.get_or_init(|| Spelled::of(&self.record))
    }
}

impl Known<Household, Vec<String>> {
    /// Reception number, claim code and card, as codes are searched.
    pub(crate) fn codes(&self) -> &[String] {
        self.spelled.get_or_init(|| codes(&self.record))
    }
}

fn codes(household: &Household) -> Vec<String> {
    let Household { reception_no, claim_code, card, .. } = household;
    let numbers = reception_no.known().map(|number| search::code(&number.to_string()));
    let claims = claim_code.known().map(|claim| search::code(&claim.to_string()));
    let cards = card.known().map(|card| search::code(card.as_str()));
    numbers.chain(claims).chain(cards).filter(|code| !code.is_empty()).collect()
}

impl Spelled {
    fn of(person: &Person) -> Self {
        let mut names = joined(&person.family, &person.given);
        names.extend(joined(&person.kana_family, &person.kana_given));
        Self { names, reading: reading(person) }
    }
}

fn joined(family: &Field<Name>, given: &Field<Name>) -> Vec<SearchText> {
    let or_blank = |field: &Field<Name>| -> Vec<String> {
        let all: Vec<String> = field.known().map(|name| name.as_str().to_owned()).collect();
        if all.is_empty() { vec![String::new()] } else { all }
    };
    let (families, givens) = (or_blank(family), or_blank(given));
    let names = families
        .iter()
        .flat_map(|family| givens.iter().map(move |given| format!("{family}{given}")));
    names.map(|name| SearchText::of(&name)).collect()
}

fn reading(person: &Person) -> SearchText {
    let part = |kana: &Field<Name>, name: &Field<Name>| {
        kana.shown().or(name.shown()).map_or("", |name| name.as_str()).to_owned()
    };
    let family = part(&person.kana_family, &person.family);
    let given = part(&person.kana_given, &person.given);
    SearchText::of(&format!("{family}{given}"))
}

#[cfg(test)]
mod tests;
