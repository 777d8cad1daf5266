//! 要配慮者 as numbers: of the people who stay at one place, how many have which need noted.
//!
//! Protected people are in them whoever reads, as in [`Roster::occupancy`], and records that a
//! person linked as one human are counted once. Of somebody without a note nobody can tell whether
//! they were asked: they stand in [`Groups::unnoted`], and in no need as 0.

use std::collections::{BTreeMap, BTreeSet};

use crate::duplicates::Places;
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
        let all = roster.occupancy(place);
        let people = all.present + all.away;
        let mut groups = Self { people, unnoted: people, ..Self::default() };
        for records in staying(roster, place, |_| true) {
            groups.note(records.into_iter());
        }
        groups
    }

    /// By how much the sum of these places' groups is too high: whoever stands on the lists of two places
    /// and was linked as one human counts once, with all needs noted of them. Rosters as for
    /// [`Self::at`].
    pub fn counted_again(places: Places<'_>) -> Self {
        let links = places.links();
        let named = places.pairs();
        let crossing: BTreeSet<RecordId> =
            named.iter().map(|(holder, _)| links.human(holder.person)).collect();
        let (mut again, mut once) = (Self::default(), Self::default());
        let mut humans: BTreeMap<RecordId, Vec<&Person>> = BTreeMap::new();
        for (place, roster) in places.0 {
            let is_crossing = |person: &Person| crossing.contains(&links.human(person.id));
            for records in staying(roster, *place, is_crossing) {
                again.count(&records);
                humans.entry(links.human(records[0].id)).or_default().extend(records);
            }
        }
        for records in humans.values() {
            once.count(records);
        }
        again.take_off(&once);
        again
    }

    /// One human more, with what is noted on these records of theirs.
    fn count(&mut self, records: &[&Person]) {
        self.people += 1;
        self.unnoted += 1;
        self.note(records.iter().copied());
    }

    /// `other` is part of these numbers.
    pub fn take_off(&mut self, other: &Self) {
        self.people = self.people.saturating_sub(other.people);
        self.unnoted = self.unnoted.saturating_sub(other.unnoted);
        self.in_words = self.in_words.saturating_sub(other.in_words);
        for (need, people) in &other.needs {
            if let Some(held) = self.needs.get_mut(need) {
                *held = held.saturating_sub(*people);
            }
        }
        self.needs.retain(|_, people| *people > 0);
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

/// The records of each human of this roster who stays there, of those that fit.
fn staying(roster: &Roster, place: PlaceId, fits: impl Fn(&Person) -> bool) -> Vec<Vec<&Person>> {
    let mut humans: BTreeMap<RecordId, Vec<(&Person, &StayState)>> = BTreeMap::new();
    for person in roster.persons().filter(|person| fits(person)) {
        if let Some(state) = roster.state(person.id) {
            let human = roster.links().human(person.id);
            humans.entry(human).or_default().push((person, state));
        }
    }
    let stays = |records: &Vec<(&Person, &StayState)>| {
        let states: Vec<&StayState> = records.iter().map(|(_, state)| *state).collect();
        let mut one = Occupancy::default();
        one.add(&states, place);
        one.present + one.away == 1
    };
    let humans = humans.into_values().filter(stays);
    humans.map(|records| records.into_iter().map(|(person, _)| person).collect()).collect()
}
