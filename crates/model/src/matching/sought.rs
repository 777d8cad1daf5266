//! Somebody who is asked for, compared with everybody who is registered.
//!
//! Always so: who was sought leaves nothing behind; the order of those found follows from the records
//! alone. One against all, without blocks: there is one to compare, not a hundred thousand.

use super::likeness::{Aspect, Ground, Likeness, name};
use super::weights::Weights;
use super::{Certainty, Evidence, People, evidence};
use crate::duplicates::At;
use crate::ids::PlaceId;
use crate::roster::Roster;

/// Somebody who is asked for is registered more often than somebody registered is so twice: one in two,
/// in place of one in eleven. Hundredths of a bit.
const ASKED_FOR: i32 = 244;

/// Who may be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub at: At,
    pub certainty: Certainty,
    /// Hundredths of a bit above even odds.
    pub score: i32,
    /// The weightiest first.
    pub evidence: Vec<Evidence>,
}

impl People {
    /// Who of those added may be the one person of this roster, the surest first, `most` of them.
    pub fn seek(&mut self, sought: &Roster, weights: &Weights, most: usize) -> Vec<Candidate> {
        let (people, homes, links) = (self.told.len(), self.contacts.len(), self.links.len());
        self.add(PlaceId::CITY, sought);
        let found = match self.told.get(people) {
            Some(_) => self.like_the_last(weights, people),
            None => Vec::new(),
        };
        self.forget_from(people, homes, links);
        let mut found = found;
        found.sort_by_key(|it| (-it.score, it.at));
        found.truncate(most);
        found
    }

    fn like_the_last(&self, weights: &Weights, last: usize) -> Vec<Candidate> {
        let ground = Ground { words: &self.words, told: &self.told, contacts: &self.contacts };
        let (others, sought) = (&self.told[..last], &self.told[last]);
        let candidate = |other: &super::told::Told| {
            let likeness = ground.compare(sought, other);
            if likeness.is_hopeless() {
                return None;
            }
            let score = weights.score(&likeness, others.len()) + ASKED_FOR;
            let is_worth_a_look = score >= weights.possible || bears_the_name(&likeness);
            is_worth_a_look.then(|| Candidate {
                at: At { place: self.places[other.place as usize], person: other.id },
                certainty: if score >= weights.likely {
                    Certainty::Likely
                } else {
                    Certainty::Possible
                },
                score,
                evidence: evidence(weights, &likeness),
            })
        };
        others.iter().filter_map(candidate).collect()
    }

    fn forget_from(&mut self, people: usize, homes: usize, links: usize) {
        for told in self.told.drain(people..) {
            for word in [told.family, told.given, told.family_kanji, told.given_kanji] {
                self.words.untell(word);
            }
        }
        for contact in self.contacts.drain(homes..) {
            for word in [contact.phone, contact.town, contact.address] {
                self.words.untell(word);
            }
        }
        self.links.truncate(links);
        self.places.pop();
    }
}

/// Both parts of the name are told and the same: shown however many bear it.
fn bears_the_name(likeness: &Likeness) -> bool {
    let same = |aspect| {
        matches!(
            likeness.level(aspect),
            name::BOTH | name::READING | name::READING_OTHER_KANJI | name::NEAR_BOTH | name::KANJI
        )
    };
    same(Aspect::Family) && same(Aspect::Given)
}
