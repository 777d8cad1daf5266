//! The form as it was filled in: kept as typed, turned into a household, marked with problems.
//!
//! One person stands open at a time, so that what is asked about a person stands in an answer once; the
//! others travel packed in a hidden field each. Whatever was typed comes back with every answer.

mod packed;

use std::collections::BTreeMap;

use musubi_model::household::PERSONS_PER_HOUSEHOLD_MAX;
use musubi_model::person::{Allergen, Diet};

use crate::desk::people::wire::{
    Consent, EnteredFrom, HouseholdDetails, Language, Need, NewHousehold, NewPerson, PersonDetails,
    Sex, StayPlace,
};
use crate::desk::public::{PersonTold, SelfTold};
use crate::desk::wire::RequestKey;
use crate::desk::{DeskError, random_hex};
use crate::http::words::Language as Spoken;

/// Fields of one person's block, and where their problems are named by the desk. Their order is that
/// of a packed person.
pub(super) const PERSON_FIELDS: [(&str, &str); 11] = [
    ("f", "details.family"),
    ("g", "details.given"),
    ("kf", "details.family_kana"),
    ("kg", "details.given_kana"),
    ("a", "details.age"),
    ("s", "details.sex"),
    ("q", "details.needs"),
    ("w", "allergens"),
    ("at", "details.allergies"),
    ("d", "diet"),
    ("c", "details.note"),
];
const HOUSEHOLD_FIELDS: [(&str, &str); 5] = [
    ("ad", "address"),
    ("ph", "phone"),
    ("pe", "pets"),
    ("sp", "stay_place"),
    ("pk", "pickup_place"),
];
const CONSENTS: [&str; 3] = ["ck", "ca", "cp"];

/// Ticks: a letter, what it stands for, and its words. Of a group of ticks the letters are kept.
pub(super) const NEEDS: [(char, Need, &str); 11] = [
    ('i', Need::Illness, "need-illness"),
    ('j', Need::Injury, "need-injury"),
    ('d', Need::Disability, "need-disability"),
    ('c', Need::CareLevel, "need-care-level"),
    ('p', Need::Pregnant, "need-pregnant"),
    ('b', Need::Infant, "need-infant"),
    ('m', Need::Medication, "need-medication"),
    ('e', Need::DevicePower, "need-device-power"),
    ('a', Need::ElderlyAlone, "need-elderly-alone"),
    ('n', Need::Dementia, "need-dementia"),
    ('l', Need::ForeignLanguage, "need-foreign-language"),
];
pub(super) const ALLERGENS: [(char, Allergen, &str); 7] = [
    ('e', Allergen::Egg, "allergen-egg"),
    ('m', Allergen::Milk, "allergen-milk"),
    ('w', Allergen::Wheat, "allergen-wheat"),
    ('b', Allergen::Buckwheat, "allergen-buckwheat"),
    ('p', Allergen::Peanut, "allergen-peanut"),
    ('s', Allergen::Shrimp, "allergen-shrimp"),
    ('c', Allergen::Crab, "allergen-crab"),
];
pub(super) const DIETS: [(char, Diet, &str); 4] = [
    ('h', Diet::Halal, "diet-halal"),
    ('v', Diet::Vegetarian, "diet-vegetarian"),
    ('s', Diet::Soft, "diet-soft"),
    ('m', Diet::MilkFormula, "diet-milk-formula"),
];
const TICKED: [&str; 3] = ["q", "w", "d"];
/// Where a household stays; the first stands for whoever says nothing.
pub(super) const STAYS: [(&str, StayPlace, &str); 5] = [
    ("", StayPlace::Shelter, "stay-shelter"),
    ("c", StayPlace::Car, "stay-car"),
    ("t", StayPlace::Tent, "stay-tent"),
    ("h", StayPlace::Home, "stay-home"),
    ("r", StayPlace::Relative, "stay-relative"),
];
/// Longer than any field's limit: what is longer is cut, and then refused as too long.
const KEPT_CHARS_MAX: usize = 1_100;

/// What a button of the form asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    Send,
    /// One more person.
    More,
    /// Another person opened.
    Open(usize),
    /// The same again: what the Enter key of a phone's keyboard presses.
    Keep,
    /// The same again in another language.
    Read(Spoken),
}

/// One form, empty or filled in.
pub(super) struct Sheet {
    key: String,
    pub(super) blocks: usize,
    /// Which person's fields are shown.
    pub(super) open: usize,
    values: BTreeMap<String, String>,
    problems: BTreeMap<String, String>,
    pub(super) wish: Wish,
}

/// A form's household as the desk takes it.
pub(super) struct Told {
    pub(super) key: RequestKey,
    pub(super) household: NewHousehold,
    pub(super) more: SelfTold,
    /// Which block each person came from. Blocks left blank are nobody.
    pub(super) blocks: Vec<usize>,
}

impl Sheet {
    pub(super) fn fresh() -> Self {
        Self {
            key: random_hex(),
            blocks: 1,
            open: 0,
            values: BTreeMap::new(),
            problems: BTreeMap::new(),
            wish: Wish::Send,
        }
    }

    /// Only known names are kept; of several values of one name the first, but every tick. What stands
    /// open on the page counts for more than what is packed.
    pub(super) fn read(fields: Vec<(String, String)>) -> Self {
        let (mut sheet, mut packed) = (Self::fresh(), Vec::new());
        for (name, value) in fields {
            match name.as_str() {
                "k" if RequestKey::try_from(value.clone()).is_ok() => sheet.key = value,
                "n" => {
                    let blocks = value.parse().unwrap_or(1);
                    sheet.blocks = blocks.clamp(1, PERSONS_PER_HOUSEHOLD_MAX);
                }
                "o" => sheet.open = value.parse().unwrap_or(0),
                "do" => sheet.wish = wish(&value),
                _ => match field(&name) {
                    Some(Name::Packed(block)) => packed.push((block, value)),
                    Some(Name::Ticks) => sheet.values.entry(name).or_default().push_str(&value),
                    Some(Name::Text) => {
                        let kept = value.chars().take(KEPT_CHARS_MAX).collect();
                        sheet.values.entry(name).or_insert(kept);
                    }
                    None => {}
                },
            }
        }
        sheet.open = sheet.open.min(sheet.blocks - 1);
        for (block, person) in packed {
            // A person who is not shown sends no other fields.
            if PERSON_FIELDS
                .iter()
                .all(|(name, _)| sheet.value(&format!("{name}{block}")).is_empty())
            {
                sheet.unpack(block, &person);
            }
        }
        sheet
    }

    pub(super) fn key(&self) -> &str {
        &self.key
    }

    pub(super) fn value(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    pub(super) fn problem(&self, name: &str) -> Option<&str> {
        self.problems.get(name).map(String::as_str)
    }

    /// What a person is called on the button that opens them.
    pub(super) fn name(&self, block: usize) -> String {
        let part = |name: &str| self.value(&format!("{name}{block}"));
        let written = [part("f"), part("g")].join(" ");
        let name =
            if written.trim().is_empty() { [part("kf"), part("kg")].join(" ") } else { written };
        name.trim().to_owned()
    }

    /// Does what a button asks for that does not send. A blank person is not followed by another.
    pub(super) fn obey(&mut self) {
        match self.wish {
            Wish::Send | Wish::Keep | Wish::Read(_) => {}
            Wish::Open(block) => self.open = block.min(self.blocks - 1),
            Wish::More => {
                if self.has_some(self.blocks - 1) && self.can_grow() {
                    self.blocks += 1;
                }
                self.open = self.blocks - 1;
            }
        }
    }

    pub(super) fn can_grow(&self) -> bool {
        self.blocks < PERSONS_PER_HOUSEHOLD_MAX
    }

    fn has_some(&self, block: usize) -> bool {
        PERSON_FIELDS.iter().any(|(name, _)| !self.value(&format!("{name}{block}")).is_empty())
    }

    pub(super) fn household(&self, language: Language) -> Told {
        let mut blocks: Vec<usize> = (0..self.blocks).filter(|it| self.has_some(*it)).collect();
        if blocks.is_empty() {
            blocks.push(0);
        }
        let consent = Consent {
            kin: !self.value("ck").is_empty(),
            acquaintance: !self.value("ca").is_empty(),
            public: !self.value("cp").is_empty(),
        };
        let key = RequestKey::try_from(self.key.clone()).expect("checked when it was read");
        let text = |name: &str| Some(self.value(name).to_owned());
        let stay = STAYS.iter().find(|(value, ..)| *value == self.value("sp"));
        let household = NewHousehold {
            key: key.clone(),
            persons: blocks.iter().map(|block| self.person(*block, consent)).collect(),
            details: HouseholdDetails {
                address: text("ad"),
                phone: text("ph"),
                pets: text("pe"),
                stay_place: Some(stay.map_or(StayPlace::Shelter, |(_, stay, _)| *stay)),
                language: Some(language),
                ..HouseholdDetails::default()
            },
            check_in: false,
            observed_at: None,
            from: EnteredFrom::default(),
        };
        let told = |block: &usize| PersonTold {
            allergens: self.ticked("w", *block, &ALLERGENS),
            diet: self.ticked("d", *block, &DIETS),
        };
        let persons = blocks.iter().map(told).collect();
        let more = SelfTold { picks_up_here: self.value("pk").is_empty(), persons };
        Told { key, household, more, blocks }
    }

    fn person(&self, block: usize, consent: Consent) -> NewPerson {
        let text = |name: &str| Some(self.value(&format!("{name}{block}")).to_owned());
        let sex = match self.value(&format!("s{block}")) {
            "m" => Some(Sex::Male),
            "f" => Some(Sex::Female),
            "x" => Some(Sex::Other),
            "n" => Some(Sex::NoAnswer),
            _ => None,
        };
        let details = PersonDetails {
            family: text("f"),
            given: text("g"),
            family_kana: text("kf"),
            given_kana: text("kg"),
            age: Some(half_width(self.value(&format!("a{block}")))),
            sex,
            needs: Some(self.ticked("q", block, &NEEDS)),
            allergies: text("at"),
            note: text("c"),
            ..PersonDetails::default()
        };
        NewPerson { details, consent, protected: false }
    }

    fn ticked<T: Copy>(&self, name: &str, block: usize, words: &[(char, T, &str)]) -> Vec<T> {
        let letters = self.value(&format!("{name}{block}"));
        words.iter().filter(|(it, ..)| letters.contains(*it)).map(|(_, word, _)| *word).collect()
    }

    /// Puts the desk's problems beside the fields they are about, and opens the first person who has one.
    pub(super) fn mark(&mut self, error: DeskError, blocks: &[usize]) {
        let DeskError::Invalid { fields } = error else { return };
        let mut first = None;
        for problem in fields {
            let of_person = problem.path.strip_prefix("persons.").and_then(|rest| {
                let (index, path) = rest.split_once('.')?;
                Some((*blocks.get(index.parse::<usize>().ok()?)?, path))
            });
            let name = if let Some((block, path)) = of_person {
                first = first.or(Some(block));
                let known = PERSON_FIELDS.iter().find(|(_, known)| *known == path);
                format!("{}{block}", known.map_or("f", |(name, _)| *name))
            } else {
                let path = problem.path.strip_prefix("details.").unwrap_or(&problem.path);
                let known = HOUSEHOLD_FIELDS.iter().find(|(_, known)| *known == path);
                // What has no field of its own stands at the name that is open.
                known.map_or_else(|| format!("f{}", self.open), |(name, _)| (*name).to_owned())
            };
            self.problems.entry(name).or_insert(problem.code);
        }
        self.open = first.unwrap_or(self.open);
    }
}

enum Name {
    Text,
    Ticks,
    Packed(usize),
}

fn field(name: &str) -> Option<Name> {
    let of_household = HOUSEHOLD_FIELDS.iter().any(|(known, _)| *known == name);
    if of_household || CONSENTS.contains(&name) {
        return Some(Name::Text);
    }
    let digits = name.find(|c: char| c.is_ascii_digit())?;
    let (kind, block) = name.split_at(digits);
    let number = block.parse::<usize>().ok().filter(|it| it.to_string() == block)?;
    if number >= PERSONS_PER_HOUSEHOLD_MAX {
        return None;
    }
    match kind {
        "p" => Some(Name::Packed(number)),
        kind if TICKED.contains(&kind) => Some(Name::Ticks),
        kind => PERSON_FIELDS.iter().any(|(known, _)| *known == kind).then_some(Name::Text),
    }
}

fn wish(value: &str) -> Wish {
    match value {
        "more" => Wish::More,
        "keep" => Wish::Keep,
        _ => {
            let block = value.strip_prefix('e').and_then(|it| it.parse().ok());
            let language = Spoken::of_tag(value);
            block.map(Wish::Open).or(language.map(Wish::Read)).unwrap_or(Wish::Send)
        }
    }
}

/// Phones type full-width digits into a Japanese form.
fn half_width(text: &str) -> String {
    let digit = |c: char| match c {
        '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10).unwrap_or(c),
        _ => c,
    };
    text.chars().map(digit).filter(|c| *c != '歳' && *c != '才').collect()
}
