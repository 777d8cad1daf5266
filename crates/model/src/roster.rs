//! The people of one document, as a given reader may see them.
//!
//! Invariant: a roster made for a reader without the right holds no protected person, nobody of
//! their household, no household record and no stay of theirs, so no list, search or export made
//! from it can show one; asking for such an id answers as for an id that is not there. Numbers of
//! people ([`Roster::occupancy`]) include them all the same, and count records that a person linked
//! as one human once.
//!
//! This is the only door to `Person`, `Household` and `Stay`.

use std::collections::{BTreeMap, BTreeSet};

use crate::duplicates::Links;
use crate::facts::Facts;
use crate::field::Field;
use crate::household::Household;
use crate::ids::{PlaceId, RecordId};
use crate::person::{Name, Person, hides};
use crate::search::{self, SearchText};
use crate::stay::{self, Occupancy, Stay, StayState, Whereabouts};
use crate::time::Timestamp;

/// What a reader may see of protected people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rights {
    /// Protected people do not exist for this reader.
    Ordinary,
    /// None but those whose household this account itself wrote down.
    Registrar(RecordId),
    /// The manager of the person's own place, and two persons together at HQ.
    Protected,
}

pub struct Roster {
    households: BTreeMap<RecordId, Household>,
    persons: BTreeMap<RecordId, Person>,
    stays: BTreeMap<RecordId, Stay>,
    states: BTreeMap<RecordId, StayState>,
    occupancy: BTreeMap<PlaceId, Occupancy>,
    links: Links,
    /// Accounts that wrote down somebody who is protected.
    registrars: BTreeSet<RecordId>,
}

impl Roster {
    pub fn for_reader(facts: &Facts<'_>, rights: Rights) -> Self {
        let mut persons: BTreeMap<_, _> = Person::all(facts).map(|one| (one.id, one)).collect();
        let mut households: BTreeMap<_, _> =
            Household::all(facts).map(|one| (one.id, one)).collect();
        let mut stays: BTreeMap<_, _> = Stay::all(facts).map(|one| (one.id, one)).collect();
        let mut states = stay::states(facts);
        let occupancy = occupancy(&states, &Links::of(facts, persons.values()));
        let mut registrars = BTreeSet::new();
        if rights != Rights::Protected {
            let mut hidden = hidden(facts, &persons, &households);
            let of_hidden = hidden.households.iter().filter_map(|id| households.get(id));
            registrars.extend(of_hidden.flat_map(|one| one.registered_by.known()));
            if let Rights::Registrar(account) = rights {
                hidden.leave_out_own(facts, account, &persons, &households);
            }
            let person_is_hidden = |id: &RecordId| hidden.persons.contains(id);
            persons.retain(|id, _| !person_is_hidden(id));
            households.retain(|id, _| !hidden.households.contains(id));
            states.retain(|id, _| persons.contains_key(id));
            stays.retain(|_, stay| {
                !stay.person.is_absent()
                    && !stay.person.is_unreadable()
                    && stay.person.known().all(|id| persons.contains_key(&facts.root(*id)))
            });
        }
        let links = Links::of(facts, persons.values());
        Self { households, persons, stays, states, occupancy, links, registrars }
    }

    /// Whether this account sees somebody whom others without the right do not see. Of a roster for
    /// readers without the right.
    pub fn has_own_protected(&self, account: RecordId) -> bool {
        self.registrars.contains(&account)
    }

    pub fn person(&self, id: RecordId) -> Option<&Person> {
        self.persons.get(&id)
    }

    pub fn household(&self, id: RecordId) -> Option<&Household> {
        self.households.get(&id)
    }

    pub fn persons(&self) -> impl Iterator<Item = &Person> {
        self.persons.values()
    }

    pub fn households(&self) -> impl Iterator<Item = &Household> {
        self.households.values()
    }

    /// The people of one household, in the order of their ids.
    pub fn members(&self, household: RecordId) -> impl Iterator<Item = &Person> {
        self.persons.values().filter(move |one| one.household.known().any(|id| *id == household))
    }

    /// Where a person is; `None`: never checked in, or not there.
    pub fn state(&self, person: RecordId) -> Option<&StayState> {
        self.states.get(&person)
    }

    /// Every event of one person, by id.
    pub fn stays(&self, person: RecordId) -> impl Iterator<Item = &Stay> {
        self.stays.values().filter(move |stay| stay.person.known().any(|id| *id == person))
    }

    /// People on one place's list, those whose whereabouts clash among them.
    pub fn at(&self, place: PlaceId) -> impl Iterator<Item = (&Person, &StayState)> {
        self.states
            .iter()
            .filter(move |(_, state)| state.is_at(place))
            .filter_map(|(id, state)| Some((self.persons.get(id)?, state)))
    }

    /// People whose stays clash.
    pub fn clashes(&self) -> impl Iterator<Item = (&Person, &StayState)> {
        self.states
            .iter()
            .filter(|(_, state)| state.is_clash())
            .filter_map(|(id, state)| Some((self.persons.get(id)?, state)))
    }

    /// People sent on before `before` whose arrival nobody here has recorded: 行き先未確認.
    pub fn in_transit_since(
        &self,
        before: Timestamp,
    ) -> impl Iterator<Item = (&Person, &StayState)> {
        let long_gone = move |at: &Whereabouts| matches!(at, Whereabouts::InTransit { since, .. } if since.is_none_or(|at| at < before));
        self.states
            .iter()
            .filter(move |(_, state)| state.whereabouts.iter().any(long_gone))
            .filter_map(|(id, state)| Some((self.persons.get(id)?, state)))
    }

    /// Numbers of people. Protected people are in them whoever reads.
    pub fn occupancy(&self, place: PlaceId) -> Occupancy {
        self.occupancy.get(&place).copied().unwrap_or_default()
    }

    /// People whose name, reading, reception number, claim code or card fits what was typed, in the
    /// order of their readings.
    pub fn search(&self, typed: &str) -> Vec<&Person> {
        let wanted = SearchText::of(typed);
        if wanted.is_empty() {
            return Vec::new();
        }
        let by_code: BTreeSet<RecordId> = self.with_code(typed).collect();
        let fits = |one: &&Person| {
            one.household.known().any(|id| by_code.contains(id)) || name_fits(one, &wanted)
        };
        let mut found: Vec<&Person> = self.persons.values().filter(fits).collect();
        found.sort_by_cached_key(|one| (reading_of(one), one.id));
        found
    }
}

impl Roster {
    /// Whose records a person linked as one human, among those this reader sees.
    pub fn links(&self) -> &Links {
        &self.links
    }

    /// Households that bear what was typed as reception number, claim code or card.
    pub fn with_code(&self, typed: &str) -> impl Iterator<Item = RecordId> {
        let code = search::code(typed);
        self.households.values().filter(move |one| has_code(one, &code)).map(|one| one.id)
    }
}

struct Hidden {
    persons: BTreeSet<RecordId>,
    households: BTreeSet<RecordId>,
}

impl Hidden {
    /// Whom this account wrote down it goes on seeing, unless somebody else claims to have done it.
    fn leave_out_own(
        &mut self,
        facts: &Facts<'_>,
        account: RecordId,
        persons: &BTreeMap<RecordId, Person>,
        households: &BTreeMap<RecordId, Household>,
    ) {
        let is_own = |id: &RecordId| {
            households.get(id).is_some_and(|one| one.registered_by.is_only(&account))
        };
        self.households.retain(|id| !is_own(id));
        self.persons.retain(|id| {
            let households: BTreeSet<RecordId> =
                persons[id].household.known().map(|household| facts.root(*household)).collect();
            households.is_empty() || !households.iter().all(is_own)
        });
    }
}

/// One protected person, or a household protected as such, hides the whole household: an address
/// or a child's name would lead to them. A person whose household cannot be read, or who points
/// to one that is not there, is judged by the own record.
fn hidden(
    facts: &Facts<'_>,
    persons: &BTreeMap<RecordId, Person>,
    households: &BTreeMap<RecordId, Household>,
) -> Hidden {
    let of = |one: &Person| -> BTreeSet<RecordId> {
        one.household.known().map(|id| facts.root(*id)).collect()
    };
    let mut hidden = Hidden {
        persons: BTreeSet::new(),
        households: households
            .values()
            .filter(|one| hides(&one.suppress))
            .map(|one| one.id)
            .collect(),
    };
    // A person whose household clashes joins two households; repeat until nothing is added.
    loop {
        let before = (hidden.persons.len(), hidden.households.len());
        for one in persons.values() {
            let households = of(one);
            if one.is_protected() || !households.is_disjoint(&hidden.households) {
                hidden.persons.insert(one.id);
                hidden.households.extend(households);
            }
        }
        if before == (hidden.persons.len(), hidden.households.len()) {
            return hidden;
        }
    }
}

fn occupancy(
    states: &BTreeMap<RecordId, StayState>,
    links: &Links,
) -> BTreeMap<PlaceId, Occupancy> {
    let mut humans: BTreeMap<RecordId, Vec<&StayState>> = BTreeMap::new();
    for (id, state) in states {
        humans.entry(links.human(*id)).or_default().push(state);
    }
    let mut occupancy: BTreeMap<PlaceId, Occupancy> = BTreeMap::new();
    for records in humans.values() {
        let whereabouts = records.iter().flat_map(|state| &state.whereabouts);
        let places: BTreeSet<PlaceId> = whereabouts.filter_map(|at| at.list_or_origin()).collect();
        for place in places {
            occupancy.entry(place).or_default().add(records, place);
        }
    }
    occupancy
}

fn has_code(household: &Household, code: &str) -> bool {
    !code.is_empty()
        && (household.reception_no.known().any(|no| search::code(&no.to_string()) == code)
            || household.claim_code.known().any(|claim| search::code(&claim.to_string()) == code)
            || household.card.known().any(|card| search::code(card.as_str()) == code))
}

fn name_fits(person: &Person, wanted: &SearchText) -> bool {
    let joined = |family: &Field<Name>, given: &Field<Name>| {
        let or_blank = |field: &Field<Name>| -> Vec<String> {
            let all: Vec<String> = field.known().map(|name| name.as_str().to_owned()).collect();
            if all.is_empty() { vec![String::new()] } else { all }
        };
        let (families, givens) = (or_blank(family), or_blank(given));
        families
            .iter()
            .flat_map(|family| givens.iter().map(move |given| format!("{family}{given}")))
            .any(|name| SearchText::of(&name).contains(wanted))
    };
    joined(&person.family, &person.given) || joined(&person.kana_family, &person.kana_given)
}

fn reading_of(person: &Person) -> SearchText {
    let part = |kana: &Field<Name>, name: &Field<Name>| {
        kana.shown().or(name.shown()).map_or("", |name| name.as_str()).to_owned()
    };
    let family = part(&person.kana_family, &person.family);
    let given = part(&person.kana_given, &person.given);
    SearchText::of(&format!("{family}{given}"))
}
