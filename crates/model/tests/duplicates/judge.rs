//! Proposals held against the truth.

use std::collections::BTreeMap;

use musubi_model::ids::RecordId;
use musubi_model::matching::{Certainty, People, Proposal, Weights};

use super::city::City;
use super::desk::{NOW, Registration, registrations};
use super::read::by_place;

/// Cities from which weights and thresholds were learnt.
pub(crate) const TRAINING: [u64; 3] = [101, 102, 103];
/// Cities by which they are judged. Never looked at while anything was tuned.
pub(crate) const HELD_OUT: [u64; 5] = [9_001, 9_002, 9_003, 9_004, 9_005];

/// What is promised of the likely ones at the true prior.
pub(crate) const PRECISION: f64 = 0.99;
pub(crate) const RECALL: f64 = 0.9;

/// One city, as registered and as known.
pub(crate) struct Known {
    pub(crate) city: City,
    pub(crate) people: People,
    /// The human of each record, by id and in the order in which the matcher holds them.
    pub(crate) human: BTreeMap<RecordId, usize>,
    pub(crate) in_order: Vec<usize>,
    /// The registration of each record, in that order.
    pub(crate) household: Vec<usize>,
    /// Places in that order of each human's records.
    pub(crate) records: BTreeMap<usize, Vec<usize>>,
}

impl Known {
    pub(crate) fn drawn(seed: u64, people: usize, mistakes_percent: u32) -> Self {
        let city = City::drawn(seed, people);
        let written = registrations(&city, seed, mistakes_percent);
        let mut people = People::at(NOW);
        by_place(&written).for_each(|(place, roster)| people.add(place, &roster));
        Self::of(city, &written, people)
    }

    pub(crate) fn of(city: City, written: &[Registration], people: People) -> Self {
        let mut human = BTreeMap::new();
        let mut registration = BTreeMap::new();
        for (at, told) in written.iter().enumerate() {
            human.extend(told.persons.iter().map(|(id, _, of)| (*id, *of)));
            registration.extend(told.persons.iter().map(|(id, ..)| (*id, at)));
        }
        let ids: Vec<RecordId> = people.ids_in_order().collect();
        let in_order: Vec<usize> = ids.iter().map(|id| human[id]).collect();
        let household = ids.iter().map(|id| registration[id]).collect();
        let mut records: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, human) in in_order.iter().enumerate() {
            records.entry(*human).or_default().push(at);
        }
        Self { city, people, human, in_order, household, records }
    }

    /// Pairs of records of one human.
    pub(crate) fn true_pairs(&self) -> impl Iterator<Item = (usize, usize)> {
        self.records.values().flat_map(|of| {
            of.iter().enumerate().flat_map(|(at, one)| of[at + 1..].iter().map(|two| (*one, *two)))
        })
    }

    pub(crate) fn is_right(&self, proposal: &Proposal) -> bool {
        self.human[&proposal.one.person] == self.human[&proposal.other.person]
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Judged {
    pub(crate) records: usize,
    pub(crate) true_pairs: usize,
    /// Likely pairs, and all that are proposed.
    pub(crate) right: [usize; 2],
    pub(crate) wrong: [usize; 2],
}

impl Judged {
    pub(crate) fn of(known: &Known, weights: &Weights) -> Self {
        let mut judged = Self {
            records: known.in_order.len(),
            true_pairs: known.true_pairs().count(),
            ..Self::default()
        };
        for proposal in known.people.proposals(weights) {
            let right = known.is_right(&proposal);
            let counts = if right { &mut judged.right } else { &mut judged.wrong };
            counts[0] += usize::from(proposal.certainty == Certainty::Likely);
            counts[1] += 1;
        }
        judged
    }

    pub(crate) fn precision(&self, which: usize) -> f64 {
        share(self.right[which], self.right[which] + self.wrong[which])
    }

    pub(crate) fn recall(&self, which: usize) -> f64 {
        share(self.right[which], self.true_pairs)
    }
}

pub(crate) fn share(part: usize, all: usize) -> f64 {
    let number = |count: usize| f64::from(u32::try_from(count).expect("a city's number"));
    if all == 0 { 1.0 } else { number(part) / number(all) }
}
