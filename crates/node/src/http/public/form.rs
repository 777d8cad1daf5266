//! The form as it was filled in: kept as typed, turned into a household, marked with problems.

use std::collections::BTreeMap;

use musubi_model::household::PERSONS_PER_HOUSEHOLD_MAX;

use crate::desk::people::wire::{
    Consent, EnteredFrom, HouseholdDetails, NewHousehold, NewPerson, PersonDetails, Sex, StayPlace,
};
use crate::desk::wire::RequestKey;
use crate::desk::{DeskError, random_hex};

/// Fields of one person's block, and where their problems are named by the desk.
pub(super) const PERSON_FIELDS: [(&str, &str); 7] = [
    ("f", "details.family"),
    ("g", "details.given"),
    ("kf", "details.family_kana"),
    ("kg", "details.given_kana"),
    ("a", "details.age"),
    ("s", "details.sex"),
    ("c", "details.note"),
];
const HOUSEHOLD_FIELDS: [(&str, &str); 2] = [("ad", "address"), ("ph", "phone")];
const CONSENTS: [&str; 3] = ["ck", "ca", "cp"];
/// Longer than any field's limit: what is longer is cut, and then refused as too long.
const KEPT_CHARS_MAX: usize = 1_100;
const BLOCKS_AT_FIRST: usize = 2;

/// One form, empty or filled in.
pub(super) struct Sheet {
    key: String,
    pub(super) blocks: usize,
    values: BTreeMap<String, String>,
    problems: BTreeMap<String, String>,
    pub(super) wants_more: bool,
}

impl Sheet {
    pub(super) fn fresh() -> Self {
        Self {
            key: random_hex(),
            blocks: BLOCKS_AT_FIRST,
            values: BTreeMap::new(),
            problems: BTreeMap::new(),
            wants_more: false,
        }
    }

    /// Only known names are kept; of several values of one name the first.
    pub(super) fn read(fields: Vec<(String, String)>) -> Self {
        let mut sheet = Self::fresh();
        for (name, value) in fields {
            match name.as_str() {
                "k" if RequestKey::try_from(value.clone()).is_ok() => sheet.key = value,
                "n" => {
                    let blocks = value.parse().unwrap_or(BLOCKS_AT_FIRST);
                    sheet.blocks = blocks.clamp(1, PERSONS_PER_HOUSEHOLD_MAX);
                }
                "do" => sheet.wants_more = value == "more",
                _ if is_field(&name) => {
                    let kept = value.chars().take(KEPT_CHARS_MAX).collect();
                    sheet.values.entry(name).or_insert(kept);
                }
                _ => {}
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

    pub(super) fn add_person(&mut self) {
        self.blocks = (self.blocks + 1).min(PERSONS_PER_HOUSEHOLD_MAX);
    }

    pub(super) fn can_grow(&self) -> bool {
        self.blocks < PERSONS_PER_HOUSEHOLD_MAX
    }

    /// What is sent to the desk, and which block each person came from. Blocks left blank are
    /// nobody.
    pub(super) fn household(&self) -> (RequestKey, NewHousehold, Vec<usize>) {
        let has_some = |block: &usize| {
            PERSON_FIELDS.iter().any(|(name, _)| !self.value(&format!("{name}{block}")).is_empty())
        };
        let mut blocks: Vec<usize> = (0..self.blocks).filter(has_some).collect();
        if blocks.is_empty() {
            blocks.push(0);
        }
        let consent = Consent {
            kin: !self.value("ck").is_empty(),
            acquaintance: !self.value("ca").is_empty(),
            public: !self.value("cp").is_empty(),
        };
        let persons = blocks.iter().map(|block| self.person(*block, consent)).collect();
        let key = RequestKey::try_from(self.key.clone()).expect("checked when it was read");
        let text = |name: &str| Some(self.value(name).to_owned());
        let household = NewHousehold {
            key: key.clone(),
            persons,
            details: HouseholdDetails {
                address: text("ad"),
                phone: text("ph"),
                stay_place: Some(StayPlace::Shelter),
                ..HouseholdDetails::default()
            },
            check_in: false,
            observed_at: None,
            from: EnteredFrom::default(),
        };
        (key, household, blocks)
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
            note: text("c"),
            ..PersonDetails::default()
        };
        NewPerson { details, consent, protected: false }
    }

    /// Puts the desk's problems beside the fields they are about.
    pub(super) fn mark(&mut self, error: DeskError, blocks: &[usize]) {
        let DeskError::Invalid { fields } = error else { return };
        for problem in fields {
            let name = if let Some(rest) = problem.path.strip_prefix("persons.") {
                rest.split_once('.').and_then(|(index, path)| {
                    let block = blocks.get(index.parse::<usize>().ok()?)?;
                    let (name, _) = PERSON_FIELDS.iter().find(|(_, known)| *known == path)?;
                    Some(format!("{name}{block}"))
                })
            } else {
                let path = problem.path.strip_prefix("details.").unwrap_or(&problem.path);
                let known = HOUSEHOLD_FIELDS.iter().find(|(_, known)| *known == path);
                known.map(|(name, _)| (*name).to_owned())
            };
            // What has no field of its own stands at the first name.
            let name = name.unwrap_or_else(|| "f0".to_owned());
            self.problems.entry(name).or_insert(problem.code);
        }
    }
}

fn is_field(name: &str) -> bool {
    let of_household = HOUSEHOLD_FIELDS.iter().any(|(known, _)| *known == name);
    let of_person = PERSON_FIELDS.iter().any(|(known, _)| {
        name.strip_prefix(known).is_some_and(|block| {
            block.parse::<usize>().is_ok_and(|number| {
                number < PERSONS_PER_HOUSEHOLD_MAX && number.to_string() == block
            })
        })
    });
    of_household || of_person || CONSENTS.contains(&name)
}

/// Phones type full-width digits into a Japanese form.
fn half_width(text: &str) -> String {
    let digit = |c: char| match c {
        '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10).unwrap_or(c),
        _ => c,
    };
    text.chars().map(digit).filter(|c| *c != '歳' && *c != '才').collect()
}
