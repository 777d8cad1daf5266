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
use std::sync::Arc;

use crate::duplicates::Links;
use crate::evacuees::{Evacuees, Households, Persons};
use crate::facts::Facts;
use crate::household::Household;
use crate::ids::{PlaceId, RecordId};
use crate::person::{Person, hides};
use crate::search::{self, SearchText};
use crate::stay::{Events, Occupancy, Stay, StayState, Whereabouts};
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
    households: Households,
    persons: Persons,
    /// Of each household its members.
    members: BTreeMap<RecordId, Vec<RecordId>>,
    events: BTreeMap<RecordId, Arc<Events>>,
    states: BTreeMap<RecordId, Arc<StayState>>,
    occupancy: BTreeMap<PlaceId, Occupancy>,
    links: Links,
    /// Accounts that wrote down somebody who is protected.
    registrars: BTreeSet<RecordId>,
}

impl Roster {
    pub fn for_reader(facts: &Facts<'_>, rights: Rights) -> Self {
        Self::of(Evacuees::read(facts), rights)
    }

    pub fn of(evacuees: Evacuees, rights: Rights) -> Self {
        let Evacuees { mut households, mut persons, mut events, mut states, .. } = evacuees;
        let occupancy = occupancy(&states, &links(&persons));
        let mut registrars = BTreeSet::new();
        if rights != Rights::Protected {
            let mut hidden = Hidden::of(&persons, &households);
            let of_hidden = hidden.households.iter().filter_map(|id| households.get(id));
            registrars.extend(of_hidden.flat_map(|one| one.record.registered_by.known()));
            if let Rights::Registrar(account) = rights {
                hidden.leave_out_own(account, &persons, &households);
            }
            persons.retain(|id, _| !hidden.persons.contains(id));
            households.retain(|id, _| !hidden.households.contains(id));
            states.retain(|id, _| persons.contains_key(id));
            events.retain(|id, _| persons.contains_key(id));
            events.values_mut().for_each(|events| leave_out_of_others(events, &persons));
        }
        let links = links(&persons);
        let members = members(&persons);
        Self { households, persons, members, events, states, occupancy, links, registrars }
    }

    /// Whether this account sees somebody whom others without the right do not see. Of a roster for
    /// readers without the right.
    pub fn has_own_protected(&self, account: RecordId) -> bool {
        self.registrars.contains(&account)
    }

    pub fn person(&self, id: RecordId) -> Option<&Person> {
        self.persons.get(&id).map(|known| &known.record)
    }

    pub fn household(&self, id: RecordId) -> Option<&Household> {
        self.households.get(&id).map(|known| &known.record)
    }

    pub fn persons(&self) -> impl Iterator<Item = &Person> {
        self.persons.values().map(|known| &known.record)
    }

    pub fn households(&self) -> impl Iterator<Item = &Household> {
        self.households.values().map(|known| &known.record)
    }

    /// The people of one household, in the order of their ids.
    pub fn members(&self, household: RecordId) -> impl Iterator<Item = &Person> {
        self.members.get(&household).into_iter().flatten().filter_map(|id| self.person(*id))
    }

    /// Where a person is; `None`: never checked in, or not there.
    pub fn state(&self, person: RecordId) -> Option<&StayState> {
        self.states.get(&person).map(Arc::as_ref)
    }

    /// Every event of one person, by id.
    pub fn stays(&self, person: RecordId) -> impl Iterator<Item = &Stay> {
        self.events.get(&person).into_iter().flat_map(|events| events.values()).map(Arc::as_ref)
    }

    /// People on one place's list, those whose whereabouts clash among them.
    pub fn at(&self, place: PlaceId) -> impl Iterator<Item = (&Person, &StayState)> {
        self.whose(move |state| state.is_at(place))
    }

    /// People whose stays clash.
    pub fn clashes(&self) -> impl Iterator<Item = (&Person, &StayState)> {
        self.whose(StayState::is_clash)
    }

    /// People sent on before `before` whose arrival nobody here has recorded: 行き先未確認.
    pub fn in_transit_since(
        &self,
        before: Timestamp,
    ) -> impl Iterator<Item = (&Person, &StayState)> {
        let long_gone = move |at: &Whereabouts| matches!(at, Whereabouts::InTransit { since, .. } if since.is_none_or(|at| at < before));
        self.whose(move |state| state.whereabouts.iter().any(long_gone))
    }

    fn whose(
        &self,
        fits: impl Fn(&StayState) -> bool,
    ) -> impl Iterator<Item = (&Person, &StayState)> {
        let states = self.states.iter().filter(move |(_, state)| fits(state));
        states.filter_map(|(id, state)| Some((self.person(*id)?, state.as_ref())))
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
        let mut found: Vec<_> = self.persons.values().collect();
        found.retain(|one| {
            one.record.household.known().any(|id| by_code.contains(id))
                || one.spelled().names.iter().any(|name| name.contains(&wanted))
        });
        found.sort_by_key(|one| (&one.spelled().reading, one.record.id));
        found.into_iter().map(|one| &one.record).collect()
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
        let found = self.households.values().filter(move |one| one.codes().contains(&code));
        found.map(|one| one.record.id)
    }
}

struct Hidden {
    persons: BTreeSet<RecordId>,
    households: BTreeSet<RecordId>,
}

impl Hidden {
    /// One protected person, or a household protected as such, hides the whole household: an address
    /// or a child's name would lead to them. A person whose household cannot be read, or who points
    /// to one that is not there, is judged by the own record.
    fn of(persons: &Persons, households: &Households) -> Self {
        let households = households.values().map(|known| &known.record);
        let protected = households.filter(|one| hides(&one.suppress)).map(|one| one.id);
        let mut hidden = Self { persons: BTreeSet::new(), households: protected.collect() };
        // A person whose household clashes joins two households; repeat until nothing is added.
        loop {
            let before = (hidden.persons.len(), hidden.households.len());
            for person in persons.values().map(|known| &known.record) {
                let mut of = person.household.known();
                if person.is_protected() || of.any(|id| hidden.households.contains(id)) {
                    hidden.persons.insert(person.id);
                    hidden.households.extend(person.household.known());
                }
            }
            if before == (hidden.persons.len(), hidden.households.len()) {
                return hidden;
            }
        }
    }

    /// Whom this account wrote down it goes on seeing, unless somebody else claims to have done it.
    fn leave_out_own(&mut self, account: RecordId, persons: &Persons, households: &Households) {
        let is_own = |id: &RecordId| {
            households.get(id).is_some_and(|one| one.record.registered_by.is_only(&account))
        };
        self.households.retain(|id| !is_own(id));
        self.persons.retain(|id| {
            let household = &persons[id].record.household;
            household.known().next().is_none() || !household.known().all(is_own)
        });
    }
}

/// An event of which it cannot be read whose it is, or that is also somebody's who is not seen.
fn leave_out_of_others(events: &mut Arc<Events>, seen: &Persons) {
    let is_seen = |stay: &Arc<Stay>| {
        !stay.person.is_unreadable() && stay.person.known().all(|id| seen.contains_key(id))
    };
    if !events.values().all(is_seen) {
        Arc::make_mut(events).retain(|_, stay| is_seen(stay));
    }
}

fn links(persons: &Persons) -> Links {
    Links::of(persons.values().map(|known| &known.record))
}

fn members(persons: &Persons) -> BTreeMap<RecordId, Vec<RecordId>> {
    let mut members: BTreeMap<RecordId, Vec<RecordId>> = BTreeMap::new();
    for (id, known) in persons {
        let households: BTreeSet<RecordId> = known.record.household.known().copied().collect();
        households.into_iter().for_each(|at| members.entry(at).or_default().push(*id));
    }
    members
}

fn occupancy(
    states: &BTreeMap<RecordId, Arc<StayState>>,
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
