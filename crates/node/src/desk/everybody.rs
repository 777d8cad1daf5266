//! The people of every list that this laptop reads, for what is told of them to anybody outside.
//!
//! Invariant: nobody is in it who is protected, whoever asks; and it knows whose records lead to one who
//! is, through a link or a household.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use musubi_model::duplicates::{At, Links, Places};
use musubi_model::ids::{Kind, PlaceId, RecordId};
use musubi_model::inquiry::Said;
use musubi_model::person::{Person, Publication};
use musubi_model::roster::{Rights, Roster};

use super::{Desk, DeskError};

pub(super) struct Everybody {
    /// As a reader without rights sees them, a roster a place.
    pub(super) open: Vec<(PlaceId, Arc<Roster>)>,
    /// Who is one human over all places.
    links: Links,
    /// Humans of whom some record is protected.
    hidden: BTreeSet<RecordId>,
    /// Households on an open roster to which one of them belongs.
    hidden_households: BTreeSet<RecordId>,
}

impl Desk {
    pub(super) fn everybody(&self) -> Result<Everybody, DeskError> {
        let (mut open, mut whole) = (Vec::new(), Vec::new());
        for place in self.owners(Kind::People)? {
            let document = self.document(Kind::People, place)?;
            open.push((place, self.roster(document, Rights::Ordinary)));
            whole.push((place, self.roster(document, Rights::Protected)));
        }
        Ok(Everybody::of(open, &whole))
    }
}

impl Everybody {
    /// `whole` are the same rosters, with the protected.
    fn of(open: Vec<(PlaceId, Arc<Roster>)>, whole: &[(PlaceId, Arc<Roster>)]) -> Self {
        let lent: Vec<(PlaceId, &Roster)> =
            whole.iter().map(|(place, roster)| (*place, roster.as_ref())).collect();
        let links = Places(&lent).links();
        let mut hidden = BTreeSet::new();
        for ((_, open), (_, whole)) in open.iter().zip(whole) {
            let kept_out = whole.persons().filter(|one| open.person(one.id).is_none());
            hidden.extend(kept_out.map(|one| links.human(one.id)));
        }
        let theirs = open.iter().flat_map(|(_, roster)| roster.persons());
        let theirs = theirs.filter(|one| hidden.contains(&links.human(one.id)));
        let hidden_households = theirs.flat_map(|one| one.household.known().copied()).collect();
        Self { open, links, hidden, hidden_households }
    }

    pub(super) fn human(&self, one: &Person) -> RecordId {
        self.links.human(one.id)
    }

    /// Somebody protected is known under another record, or stands in the same household.
    pub(super) fn leads_to_hidden(&self, one: &Person) -> bool {
        self.hidden.contains(&self.human(one))
            || one.household.known().any(|id| self.hidden_households.contains(id))
    }

    /// Humans who did not agree, on one record of theirs at the least, that everybody may know.
    pub(super) fn refused(&self) -> BTreeSet<RecordId> {
        let all = self.open.iter().flat_map(|(_, roster)| roster.persons());
        let refused = all.filter(|one| one.consent().public != Publication::Agree);
        refused.map(|one| self.human(one)).collect()
    }

    /// What all records of a human say together of being told of.
    pub(super) fn said(&self) -> BTreeMap<RecordId, Said> {
        let mut all: BTreeMap<RecordId, Said> = BTreeMap::new();
        for (_, roster) in &self.open {
            for one in roster.persons() {
                let said = Said::by(roster, one);
                all.entry(self.human(one))
                    .and_modify(|held| *held = held.and(said))
                    .or_insert(said);
            }
        }
        all
    }

    /// For what looks at all places together.
    pub(super) fn lent(&self) -> Vec<(PlaceId, &Roster)> {
        self.open.iter().map(|(place, roster)| (*place, roster.as_ref())).collect()
    }

    pub(super) fn sees(&self, at: At) -> bool {
        self.find(at.place, at.person).is_some()
    }

    /// A record that may be told of, and the roster it is on.
    pub(super) fn find(&self, place: PlaceId, person: RecordId) -> Option<(&Roster, &Person)> {
        let (_, roster) = self.open.iter().find(|(owner, _)| *owner == place)?;
        let person = roster.person(person).filter(|one| !self.leads_to_hidden(one))?;
        Some((roster, person))
    }
}
