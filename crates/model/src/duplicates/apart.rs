//! Two records of different places that somebody looked at and found to be of two people: not proposed
//! again. Stands in headquarters' own people, changes neither record, and can be taken back.
//!
//! Two officers who find the same at once leave two of them; taking it back takes back both.

use std::collections::BTreeSet;

use super::{At, Links};
use crate::facts::Facts;
use crate::ids::{PlaceId, RecordId};
use crate::table::record;

record! {
    /// One finding. By whom and when stand in its marks.
    "two_people" pub TwoPeople, new NewTwoPeople;
    change ChangeTwoPeople;
    must {
        one: RecordId,
        one_place: PlaceId,
        other: RecordId,
        other_place: PlaceId,
    }
    may {
        /// Taken back: nobody knows whether they are one.
        withdrawn: bool,
    }
    marks {}
}

/// Two records that are of two people, and what says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Apart {
    /// The lower id first.
    pub one: At,
    pub other: At,
    /// The records that say it.
    pub said: BTreeSet<RecordId>,
}

impl Apart {
    /// Every pair that stands, in the order of when it was found first. What cannot be read, or says two
    /// things, sets nobody apart.
    pub fn all(facts: &Facts<'_>) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for found in TwoPeople::all(facts).filter(TwoPeople::stands) {
            let Some((one, other)) = found.pair() else { continue };
            match all.iter_mut().find(|it| (it.one, it.other) == (one, other)) {
                Some(known) => _ = known.said.insert(found.id),
                None => all.push(Self { one, other, said: BTreeSet::from([found.id]) }),
            }
        }
        all
    }

    pub fn is_of(&self, one: RecordId, other: RecordId) -> bool {
        let pair = (self.one.person, self.other.person);
        pair == (one, other) || pair == (other, one)
    }

    /// A link between these two would make one human of the two that were set apart.
    pub fn forbids(&self, links: &Links, one: RecordId, other: RecordId) -> bool {
        let humans = [self.one.person, self.other.person].map(|id| links.human(id));
        let linked = [one, other].map(|id| links.human(id));
        humans == linked || humans == [linked[1], linked[0]]
    }
}

impl TwoPeople {
    fn stands(&self) -> bool {
        !self.withdrawn.known().any(|gone| *gone)
    }

    fn pair(&self) -> Option<(At, At)> {
        let clashes = self.one.is_clash() || self.other.is_clash();
        let one = At { place: *self.one_place.shown()?, person: *self.one.shown()? };
        let other = At { place: *self.other_place.shown()?, person: *self.other.shown()? };
        let pair = if one.person <= other.person { (one, other) } else { (other, one) };
        (!clashes && one.person != other.person).then_some(pair)
    }
}
