//! Made-up people: households that never lived, for demonstrations, tests and benchmarks.
//!
//! Names, readings and addresses are put together from the small lists in [`words`], which hold
//! common words and no person. The same seed gives the same people on every machine.
//!
//! The generator is `SplitMix64`, for repeatability only; nothing secret is ever drawn from it.

mod words;

use crate::household::{AddressKind, HouseDamage, Language, NewHousehold, Registered, StayPlace};
use crate::ids::RecordId;
use crate::person::{Allergen, Answer, Birth, Diet, Need, NewPerson, Publication, Sex};
use crate::time::Timestamp;
use words::{FAMILY, GIVEN_FEMALE, GIVEN_MALE, TOWNS};

/// A stream of numbers from one seed.
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    pub const fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From 0 to `limit` − 1.
    pub fn below(&mut self, limit: u32) -> u32 {
        u32::try_from(self.number() % u64::from(limit.max(1))).expect("less than a u32")
    }

    pub fn percent(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        let index = self.below(u32::try_from(from.len()).expect("short lists"));
        &from[index as usize]
    }

    /// A record id dated `at`.
    pub fn record_id(&mut self, at: Timestamp) -> RecordId {
        let mut chance = [0; 10];
        chance[..8].copy_from_slice(&self.number().to_le_bytes());
        chance[8..].copy_from_slice(&self.number().to_le_bytes()[..2]);
        RecordId::mint(at, chance)
    }
}

/// A household and its people, each with the id to write it under.
#[derive(Clone)]
pub struct MadeUp {
    pub id: RecordId,
    pub household: NewHousehold,
    pub persons: Vec<(RecordId, NewPerson)>,
}

/// One household of one to six, registered at `at`. About one in two hundred is protected.
pub fn household(chance: &mut Chance, at: Timestamp) -> MadeUp {
    let size = *chance.pick(&[1, 1, 1, 2, 2, 2, 3, 3, 4, 4, 5, 6]);
    household_of(chance, at, size)
}

/// The same with a size of the caller's choice.
pub fn household_of(chance: &mut Chance, at: Timestamp, size: usize) -> MadeUp {
    let id = chance.record_id(at);
    let protected = chance.below(200) == 0;
    let family = *chance.pick(FAMILY);
    let persons: Vec<(RecordId, NewPerson)> = (0..size)
        .map(|place| {
            let person_id = chance.record_id(at);
            (person_id, person(chance, id, family, place, protected))
        })
        .collect();
    let mut household = NewHousehold::of(Registered::Staff, protected);
    if chance.percent(30) {
        household.registered = *chance.pick(&[Registered::SelfQr, Registered::Paper]);
    }
    let (city, town) = *chance.pick(TOWNS);
    let (chome, banchi, go) = (chance.below(5) + 1, chance.below(40) + 1, chance.below(20) + 1);
    household.representative = persons.first().map(|(id, _)| *id);
    household.prefecture = Some(made("熊本県"));
    household.city = Some(made(city));
    household.town = Some(made(town));
    household.address_line = Some(made(&format!("{chome}丁目{banchi}-{go}")));
    household.address_kind = Some(AddressKind::Residence);
    // 000 is no area code in use.
    household.phone =
        Some(made(&format!("000-{:04}-{:04}", chance.below(10_000), chance.below(10_000))));
    household.house_damage = Some(*chance.pick(HouseDamage::ALL));
    household.stay_place =
        Some(if chance.percent(80) { StayPlace::Shelter } else { *chance.pick(StayPlace::ALL) });
    household.language =
        Some(if chance.percent(95) { Language::Ja } else { *chance.pick(Language::ALL) });
    if chance.percent(12) {
        household.pets = Some(made("犬1"));
    }
    MadeUp { id, household, persons }
}

fn person(
    chance: &mut Chance,
    household: RecordId,
    family: (&str, &str),
    place: usize,
    protected: bool,
) -> NewPerson {
    let mut person = NewPerson::unasked(household);
    person.suppress = protected;
    let female = chance.percent(51);
    let given = *chance.pick(if female { GIVEN_FEMALE } else { GIVEN_MALE });
    person.family = Some(made(family.0));
    person.kana_family = Some(made(family.1));
    person.given = Some(made(given.0));
    person.kana_given = Some(made(given.1));
    person.sex = Some(if female { Sex::Female } else { Sex::Male });
    let age = match place {
        0 => 25 + chance.below(65),
        1 => 22 + chance.below(65),
        _ => chance.below(75),
    };
    if chance.percent(70) {
        let (month, day) = (chance.below(12) + 1, chance.below(28) + 1);
        let text = format!("{:04}-{month:02}-{day:02}", 2026 - age);
        person.birth = Some(text.parse::<Birth>().expect("a day every month has"));
    } else {
        person.age = Some(age.to_string().parse().expect("an age"));
    }
    let relation = match place {
        0 => "世帯主",
        1 => "配偶者",
        _ => "家族",
    };
    person.relation = Some(made(relation));
    needs(chance, age, female, &mut person);
    if chance.percent(60) {
        person.consent_kin = Answer::Answer;
    }
    if chance.percent(30) {
        person.consent_acquaintance = Answer::Answer;
    }
    if chance.percent(20) {
        person.consent_public = Publication::Agree;
    }
    person
}

fn needs(chance: &mut Chance, age: u32, female: bool, person: &mut NewPerson) {
    if age < 3 {
        person.needs.insert(Need::Infant);
        person.diet.insert(Diet::MilkFormula);
    }
    if age > 74 && chance.percent(40) {
        let need = [Need::CareLevel, Need::Medication, Need::ElderlyAlone, Need::Dementia];
        person.needs.insert(*chance.pick(&need));
    }
    if female && (20..42).contains(&age) && chance.percent(5) {
        person.needs.insert(Need::Pregnant);
    }
    if chance.percent(4) {
        person.needs.insert(*chance.pick(&[Need::Injury, Need::Illness, Need::Disability]));
    }
    if chance.percent(6) {
        person.allergens.insert(*chance.pick(Allergen::ALL));
    }
}

fn made<T: std::str::FromStr>(text: &str) -> T {
    text.parse().ok().expect("the lists fit the fields")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::{Noted, Recorder};
    use crate::record::Edit;

    #[test]
    fn the_same_seed_gives_the_same_people() {
        let at = Timestamp::from_millis(1_785_000_000_000);
        let noted = Noted::now(at, Recorder::Import);
        let draw = |seed| -> Vec<Edit> {
            let mut chance = Chance::seeded(seed);
            let mut edits = Vec::new();
            for _ in 0..500 {
                let made = household(&mut chance, at);
                edits.extend(made.household.create(made.id, &noted).unwrap());
                for (id, person) in made.persons {
                    edits.extend(person.create(id, &noted).unwrap());
                }
            }
            edits
        };
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
    }
}
