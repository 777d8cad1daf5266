//! Links between records of different places, as a reader of several rosters sees them.
//!
//! Such a link is the same value, `same_as`, on one of the two, in the people of the place where that
//! record is. Whoever reads that place alone meets an id of nobody there, which changes no number.

use std::collections::BTreeSet;

use super::{Links, agreed};
use crate::ids::{PlaceId, RecordId};
use crate::person::Person;
use crate::roster::Roster;

/// Where a record is: among the people of which place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct At {
    pub place: PlaceId,
    pub person: RecordId,
}

/// Rosters of several places, at the least those of the two records in question.
#[derive(Clone, Copy)]
pub struct Places<'a>(pub &'a [(PlaceId, &'a Roster)]);

/// Some record of this roster is linked to one that is not on it.
pub fn leads_out(roster: &Roster) -> bool {
    roster.persons().filter_map(agreed).any(|other| roster.person(other).is_none())
}

impl Places<'_> {
    fn find(&self, person: RecordId) -> Option<(At, &Person)> {
        self.0.iter().find_map(|(place, roster)| {
            let found = roster.person(person)?;
            Some((At { place: *place, person: found.id }, found))
        })
    }

    pub fn links(&self) -> Links {
        let of_place = |roster: &Roster| -> Vec<(RecordId, RecordId)> {
            let links = roster.links();
            let pairs = roster.persons().map(|it| (it.id, links.human(it.id)));
            let named = roster.persons().filter_map(|it| Some((it.id, agreed(it)?)));
            pairs.chain(named).collect()
        };
        Links::joined(self.0.iter().flat_map(|(_, roster)| of_place(roster)))
    }

    /// Where a link between these two is to be written, and whom it names. `None`: they are one
    /// already, or no record of theirs that is seen here is free to hold it.
    ///
    /// A record holds one link, so it goes to one of the first's records that holds none, or else of
    /// the other's.
    pub fn link(&self, one: RecordId, two: RecordId) -> Option<(At, RecordId)> {
        if self.links().are_one(one, two) {
            return None;
        }
        self.free(one).map(|at| (at, two)).or_else(|| self.free(two).map(|at| (at, one)))
    }

    /// The end of a chain of links. `None` where it leaves what is seen here.
    fn free(&self, start: RecordId) -> Option<At> {
        let mut passed = BTreeSet::from([start]);
        let (mut at, mut person) = self.find(start)?;
        while let Some(next) = agreed(person).filter(|next| passed.insert(*next)) {
            (at, person) = self.find(next)?;
        }
        Some(at)
    }

    /// Records of two places of which one holds a link to the other, once a pair, the lower id first.
    pub fn pairs(&self) -> Vec<(At, At)> {
        let mut pairs = BTreeSet::new();
        for (place, roster) in self.0 {
            for person in roster.persons() {
                let named = agreed(person).and_then(|other| self.find(other));
                let Some((named, _)) = named.filter(|(at, _)| at.place != *place) else { continue };
                let holder = At { place: *place, person: person.id };
                let is_lower = holder.person <= named.person;
                pairs.insert(if is_lower { (holder, named) } else { (named, holder) });
            }
        }
        let mut pairs: Vec<(At, At)> = pairs.into_iter().collect();
        pairs.sort_unstable_by_key(|(one, other)| (one.person, other.person));
        pairs
    }

    /// The records that hold a link between just these two: what to clear to take it back.
    pub fn between(&self, one: RecordId, two: RecordId) -> Vec<At> {
        let holds = |(from, to): (RecordId, RecordId)| {
            let (at, person) = self.find(from)?;
            (agreed(person) == Some(to)).then_some(at)
        };
        [(one, two), (two, one)].into_iter().filter_map(holds).collect()
    }
}
