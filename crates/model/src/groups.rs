//! 要配慮者 as numbers: of the people who stay at one place, how many have which need noted.
//!
//! Protected people are in them whoever reads, as in [`Roster::occupancy`], and records that a
//! person linked as one human are counted once. Of somebody without a note nobody can tell whether
//! they were asked: they stand in [`Groups::unnoted`], and in no need as 0.

use std::collections::{BTreeMap, BTreeSet};

use crate::ids::{PlaceId, RecordId};
use crate::person::{Need, Person};
use crate::roster::Roster;
use crate::stay::{Occupancy, StayState};

/// Numbers of one place, or of several that were added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Groups {
    /// Those who stay: here, or away for a night.
    pub people: u32,
    /// Of whom no need is noted: without any, or never asked.
    pub unnoted: u32,
    /// Somebody with several stands under each; needs that nobody has are absent.
    pub needs: BTreeMap<Need, u32>,
    /// Told in words alone.
    pub in_words: u32,
}

impl Groups {
    /// From a roster that holds everybody: made with [`crate::roster::Rights::Protected`].
    pub fn at(roster: &Roster, place: PlaceId) -> Self {
        let mut humans: BTreeMap<RecordId, Vec<(&Person, &StayState)>> = BTreeMap::new();
        for person in roster.persons() {
            if let Some(state) = roster.state(person.id) {
                let human = roster.links().human(person.id);
                humans.entry(human).or_default().push((person, state));
            }
        }
        let all = roster.occupancy(place);
        let people = all.present + all.away;
        let mut groups = Self { people, unnoted: people, ..Self::default() };
        for records in humans.values() {
            let states: Vec<&StayState> = records.iter().map(|(_, state)| *state).collect();
            let mut one = Occupancy::default();
            one.add(&states, place);
            if one.present + one.away == 1 {
                groups.note(records.iter().map(|(person, _)| *person));
            }
        }
        groups
    }

    /// The records of one human who stays here.
    fn note<'a>(&mut self, mut records: impl Iterator<Item = &'a Person> + Clone) {
        let needs: BTreeSet<Need> =
            records.clone().flat_map(|person| person.needs.set().copied()).collect();
        if needs.is_empty() {
            if !records.any(|person| !person.needs_text.is_absent()) {
                return;
            }
            self.in_words += 1;
        }
        self.unnoted = self.unnoted.saturating_sub(1);
        for need in needs {
            *self.needs.entry(need).or_default() += 1;
        }
    }

    /// How many have at least one need noted.
    pub fn noted(&self) -> u32 {
        self.people - self.unnoted
    }

    pub fn add(&mut self, other: &Self) {
        self.people += other.people;
        self.unnoted += other.unnoted;
        self.in_words += other.in_words;
        for (need, people) in &other.needs {
            *self.needs.entry(*need).or_default() += people;
        }
    }
}
