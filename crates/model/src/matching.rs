//! Who may be registered twice in the whole city: pairs of records proposed to a person, each with
//! its reasons. Nothing here links anybody; a person does (`crate::duplicates`), and takes it back.
//!
//! Always so: proposals follow from the records alone, whatever the order in which places were
//! added; nobody is in them whom the rosters' reader may not see; a pair that is linked already is
//! not proposed; of two households each person is proposed at most once; no comparison uses what
//! is not in the records. The number of comparisons is bounded for each record (`blocks`).
//!
//! Deliberately absent: linking, words for people (reasons are codes), records of other times.

mod blocks;
mod learnt;
mod likeness;
mod sought;
mod told;
mod weights;
mod words;

use std::collections::{BTreeMap, BTreeSet};

pub use learnt::LEARNT;
pub use likeness::{
    ASPECTS, Aspect, LEVELS_MAX, Likeness, address, age, company, name, order, phone, sex,
};
pub use sought::Candidate;
pub use weights::{Story, Table, Weights};

use crate::duplicates::{self, At, Links};
use crate::ids::{PlaceId, RecordId};
use crate::person::Person;
use crate::roster::Roster;
use crate::table::codes;
use crate::time::Timestamp;
use likeness::Ground;
use told::{Contact, Date, Told};
use words::{Word, Words};

codes! {
    /// What speaks for one human, or against.
    pub enum Reason {
        /// Name and reading are the same.
        SameName = "same_name",
        /// The reading is the same, the name in kanji is not told by both.
        SameReading = "same_reading",
        /// The reading is the same but for a slip: one sound, voicing, a long vowel.
        NearReading = "near_reading",
        /// The name in kanji is the same.
        SameKanji = "same_kanji",
        /// Family and given name stand in each other's place.
        NameExchanged = "name_exchanged",
        OtherKanji = "other_kanji",
        OtherName = "other_name",
        SameBirth = "same_birth",
        /// One part of the birth date differs.
        NearBirth = "near_birth",
        SameAge = "same_age",
        NearAge = "near_age",
        /// One told a band of ages, and the other's is in it.
        WithinAgeBand = "within_age_band",
        OtherAge = "other_age",
        OtherSex = "other_sex",
        SamePhone = "same_phone",
        /// One digit of the phone differs.
        NearPhone = "near_phone",
        OtherPhone = "other_phone",
        SameAddress = "same_address",
        /// One number of the address differs.
        NearAddress = "near_address",
        SameTown = "same_town",
        OtherAddress = "other_address",
        /// Others of the two households are alike too.
        SameCompany = "same_company",
        OtherCompany = "other_company",
    }
}

codes! {
    pub enum Certainty {
        /// Hardly ever two people (`docs/duplicates.md` has the figures).
        Likely = "likely",
        /// Worth a look; at times two people.
        Possible = "possible",
    }
}

/// One reason and how much it says: hundredths of a bit for one human, negative against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evidence {
    pub aspect: Aspect,
    pub reason: Reason,
    pub weight: i32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The lower id first.
    pub one: At,
    pub other: At,
    pub certainty: Certainty,
    /// Hundredths of a bit above even odds.
    pub score: i32,
    /// The weightiest first.
    pub evidence: Vec<Evidence>,
    /// Records in the city with just this reading, these two among them; 0 where a reading is not
    /// known.
    pub bearers: u32,
}

/// Records of many places, in the form in which they are compared.
pub struct People {
    today: Date,
    words: Words,
    places: Vec<PlaceId>,
    told: Vec<Told>,
    contacts: Vec<Contact>,
    /// The record that holds a link, and the one it names, which may be another place's.
    links: Vec<(RecordId, RecordId)>,
}

impl People {
    pub fn at(now: Timestamp) -> Self {
        Self {
            today: Date::in_japan(now),
            words: Words::new(),
            places: Vec::new(),
            told: Vec::new(),
            contacts: Vec::new(),
            links: Vec::new(),
        }
    }

    /// Adds those of one place whom the roster's reader may see. The roster is not needed after.
    pub fn add(&mut self, place: PlaceId, roster: &Roster) {
        self.add_those(place, roster, |_| true);
    }

    /// The same of those who fit.
    pub fn add_those(&mut self, place: PlaceId, roster: &Roster, fits: impl Fn(&Person) -> bool) {
        let at = u16::try_from(self.places.len()).expect("a city has fewer than 65,536 places");
        self.places.push(place);
        let mut households: BTreeMap<RecordId, u32> = BTreeMap::new();
        for person in roster.persons().filter(|person| fits(person)) {
            // Whose household cannot be read is told alone.
            let id = person.household.shown().copied().unwrap_or(person.id);
            let household = *households.entry(id).or_insert_with(|| {
                self.contacts.push(Contact::of(roster.household(id), &mut self.words));
                u32::try_from(self.contacts.len() - 1).expect("fewer than four billion")
            });
            let place = u32::try_from(self.told.len()).expect("fewer than four billion");
            self.contacts[household as usize].members.push(place);
            self.told.push(Told::of(person, (at, household), self.today, &mut self.words));
            let named = duplicates::agreed(person);
            let human = roster.links().human(person.id);
            self.links.extend(named.into_iter().chain([human]).map(|other| (person.id, other)));
        }
    }

    pub fn len(&self) -> usize {
        self.told.len()
    }

    pub fn is_empty(&self) -> bool {
        self.told.is_empty()
    }

    /// Pairs that may be one human and are not linked, the surest first.
    pub fn proposals(&self, weights: &Weights) -> Vec<Proposal> {
        let links = Links::joined(self.links.iter().copied());
        let mut pairs = self.pairs(weights);
        pairs.retain(|pair| !links.are_one(pair.one.person, pair.other.person));
        pairs
    }

    /// The same with those that are linked already: for whoever keeps them while links come and go.
    pub fn pairs(&self, weights: &Weights) -> Vec<Proposal> {
        let mut found = self.scored(weights);
        found.sort_unstable_by_key(|(score, one, other)| (-score, self.ids(*one, *other)));
        // Of two households each is at most one of the other's, the surest pair first.
        let mut taken: BTreeSet<(u32, u32)> = BTreeSet::new();
        let bearers = self.bearers();
        let mut proposals = Vec::new();
        for (score, one, other) in found {
            let (a, b) = (&self.told[one], &self.told[other]);
            let number = |place: usize| u32::try_from(place).expect("fewer than four billion");
            let seats = [(number(one), b.household), (number(other), a.household)];
            if seats.iter().any(|seat| taken.contains(seat)) {
                continue;
            }
            taken.extend(seats);
            let (a, b) = if a.id <= b.id { (a, b) } else { (b, a) };
            let bearers = bearers.get(&(a.family, a.given)).copied().unwrap_or(0);
            proposals.push(self.proposal(weights, (score, bearers), a, b));
        }
        proposals
    }

    /// How the records at these two places in the order of adding are alike: what weights are
    /// learnt from.
    pub fn likeness(&self, one: usize, other: usize) -> Likeness {
        let ground = self.ground();
        let (one, other) = (&self.told[one], &self.told[other]);
        let mut likeness = ground.compare(one, other);
        likeness.levels[Aspect::Company as usize] = ground.company(one, other);
        likeness
    }

    /// The ids in the order of adding.
    pub fn ids_in_order(&self) -> impl Iterator<Item = RecordId> {
        self.told.iter().map(|told| told.id)
    }

    /// How many comparisons the blocks lead to, a pair counted as often as it is met.
    pub fn comparisons(&self) -> usize {
        let mut count = 0;
        self.ground().pairs(|_, _| count += 1);
        count
    }

    fn ground(&self) -> Ground<'_> {
        Ground { words: &self.words, told: &self.told, contacts: &self.contacts }
    }

    fn ids(&self, one: usize, other: usize) -> (RecordId, RecordId) {
        let (one, other) = (self.told[one].id, self.told[other].id);
        (one.min(other), one.max(other))
    }

    /// Every pair worth proposing, once.
    fn scored(&self, weights: &Weights) -> Vec<(i32, usize, usize)> {
        let ground = self.ground();
        let enough = weights.possible - weights.company_most();
        let mut found: Vec<(i32, usize, usize)> = Vec::new();
        ground.pairs(|one, other| {
            let (a, b) = (&self.told[one], &self.told[other]);
            let mut likeness = ground.compare(a, b);
            if likeness.is_hopeless() || weights.score(&likeness, self.told.len()) < enough {
                return;
            }
            likeness.levels[Aspect::Company as usize] = ground.company(a, b);
            let score = weights.score(&likeness, self.told.len());
            if score >= weights.possible {
                found.push((score, one, other));
            }
        });
        found.sort_unstable();
        found.dedup();
        found
    }

    fn proposal(
        &self,
        weights: &Weights,
        (score, bearers): (i32, u32),
        a: &Told,
        b: &Told,
    ) -> Proposal {
        let ground = self.ground();
        let mut likeness = ground.compare(a, b);
        likeness.levels[Aspect::Company as usize] = ground.company(a, b);
        let evidence = evidence(weights, &likeness);
        let at = |told: &Told| At { place: self.places[told.place as usize], person: told.id };
        let (one, other) = (at(a), at(b));
        let certainty =
            if score >= weights.likely { Certainty::Likely } else { Certainty::Possible };
        Proposal { one, other, certainty, score, evidence, bearers }
    }

    /// How many records bear each reading that is told in full.
    fn bearers(&self) -> BTreeMap<(Word, Word), u32> {
        let mut bearers = BTreeMap::new();
        for told in self.told.iter().filter(|it| it.family.is_told() && it.given.is_told()) {
            *bearers.entry((told.family, told.given)).or_default() += 1;
        }
        bearers
    }
}

/// What speaks for one human or against, the weightiest first.
fn evidence(weights: &Weights, likeness: &Likeness) -> Vec<Evidence> {
    let mut evidence: Vec<Evidence> = Vec::new();
    for &aspect in Aspect::ALL {
        let (strangers, family) = weights.of(likeness, aspect);
        let Some(reason) = reason(likeness, aspect) else { continue };
        // A given name speaks against one family, anything else against strangers.
        let weight = if aspect == Aspect::Given { strangers.min(family) } else { strangers };
        evidence.push(Evidence { aspect, reason, weight });
    }
    evidence.sort_by_key(|it| (-it.weight.abs(), it.aspect));
    evidence
}

/// What to say of a level. `None`: nothing worth a word.
fn reason(likeness: &Likeness, aspect: Aspect) -> Option<Reason> {
    let level = likeness.level(aspect);
    match (aspect, level) {
        (Aspect::Family | Aspect::Given, name::OTHER) => Some(Reason::OtherName),
        (Aspect::Family | Aspect::Given, name::BOTH) => Some(Reason::SameName),
        (Aspect::Family | Aspect::Given, name::READING) => Some(Reason::SameReading),
        (Aspect::Family | Aspect::Given, name::READING_OTHER_KANJI | name::NEAR_OTHER_KANJI) => {
            Some(Reason::OtherKanji)
        }
        (Aspect::Family | Aspect::Given, name::NEAR) => Some(Reason::NearReading),
        (Aspect::Family | Aspect::Given, name::NEAR_BOTH | name::KANJI) => Some(Reason::SameKanji),
        (Aspect::Order, order::EXCHANGED) => Some(Reason::NameExchanged),
        (Aspect::Age, age::BIRTH) => Some(Reason::SameBirth),
        (Aspect::Age, age::BIRTH_NEAR) => Some(Reason::NearBirth),
        (Aspect::Age, age::YEARS) => Some(Reason::SameAge),
        (Aspect::Age, age::YEARS_NEAR) => Some(Reason::NearAge),
        (Aspect::Age, age::BAND) => Some(Reason::WithinAgeBand),
        (Aspect::Age, age::BIRTH_OTHER | age::YEARS_OTHER | age::BAND_OTHER) => {
            Some(Reason::OtherAge)
        }
        (Aspect::Sex, sex::OTHER) => Some(Reason::OtherSex),
        (Aspect::Phone, phone::SAME) => Some(Reason::SamePhone),
        (Aspect::Phone, phone::NEAR) => Some(Reason::NearPhone),
        (Aspect::Phone, phone::OTHER) => Some(Reason::OtherPhone),
        (Aspect::Address, address::SAME | address::OTHER_ROOM) => Some(Reason::SameAddress),
        (Aspect::Address, address::NEAR) => Some(Reason::NearAddress),
        (Aspect::Address, address::TOWN) => Some(Reason::SameTown),
        (Aspect::Address, address::OTHER | address::OTHER_NUMBERS) => Some(Reason::OtherAddress),
        (Aspect::Company, company::ONE | company::MORE) => Some(Reason::SameCompany),
        (Aspect::Company, company::NOBODY) => Some(Reason::OtherCompany),
        _ => None,
    }
}
