//! One person: name, age, what they need, and what may be told about them to whom.
//!
//! Merge rules: a person is protected (`suppress`) if any writer's value says so, or if it is
//! absent or unreadable. Of clashing consents the most restrictive stands; an absent or unreadable
//! one is a refusal. Clearing `suppress` is a right of its own, checked by the caller.
//!
//! Read through [`crate::roster::Roster`] only.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::field::{Field, text_scalar};
use crate::ids::RecordId;
use crate::table::{codes, record};
use crate::text::{Line, Prose, TextError};
use crate::time::Timestamp;

pub const NAME_CHARS_MAX: usize = 60;
pub const AGE_YEARS_MAX: u8 = 130;

pub type Name = Line<NAME_CHARS_MAX>;

codes! {
    pub enum Sex {
        Male = "M",
        Female = "F",
        /// Another, told.
        Other = "X",
        NoAnswer = "no_answer",
    }
}

codes! {
    /// 要配慮事由
    pub enum Need {
        Illness = "illness",
        Injury = "injury",
        Pregnant = "pregnant",
        Infant = "infant",
        Disability = "disability",
        CareLevel = "care_level",
        DevicePower = "device_power",
        Medication = "medication",
        ElderlyAlone = "elderly_alone",
        Dementia = "dementia",
        ForeignLanguage = "foreign_language",
        Other = "other",
    }
}

codes! {
    pub enum Allergen {
        Egg = "egg",
        Milk = "milk",
        Wheat = "wheat",
        Peanut = "peanut",
        Buckwheat = "buckwheat",
        Shrimp = "shrimp",
        Crab = "crab",
        Other = "other",
    }
}

codes! {
    pub enum Diet {
        Halal = "halal",
        Vegetarian = "vegetarian",
        Soft = "soft",
        MilkFormula = "milk_formula",
    }
}

codes! {
    /// Whether an inquiry is answered. The later member is the more restrictive.
    pub enum Answer {
        Answer = "answer",
        Refuse = "refuse",
    }
}

codes! {
    /// Whether a name may be made public. The later member is the more restrictive.
    pub enum Publication {
        Agree = "agree",
        Disagree = "disagree",
    }
}

/// 生年月日 as far as it is known: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Birth(String);

/// Age in years as told: `n` or `n-m`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AgeTold(String);

impl FromStr for Birth {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        let parts: Vec<&str> = text.split('-').collect();
        let number = |index: usize, digits: usize, low: u32, high: u32| match parts.get(index) {
            None => true,
            Some(part) => {
                part.len() == digits
                    && part.bytes().all(|byte| byte.is_ascii_digit())
                    && part.parse().is_ok_and(|number: u32| (low..=high).contains(&number))
            }
        };
        let days = match (parts.first().and_then(|y| y.parse::<u32>().ok()), parts.get(1)) {
            (Some(year), Some(&"02")) if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => {
                29
            }
            (_, Some(&"02")) => 28,
            (_, Some(&("04" | "06" | "09" | "11"))) => 30,
            _ => 31,
        };
        let fits = parts.len() <= 3
            && number(0, 4, 1870, 2200)
            && number(1, 2, 1, 12)
            && number(2, 2, 1, days);
        if fits { Ok(Self(text.to_owned())) } else { Err(TextError::Form) }
    }
}

impl FromStr for AgeTold {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        let year = |text: &str| {
            let canonical = text.bytes().all(|byte| byte.is_ascii_digit())
                && (text == "0" || !text.starts_with('0'));
            text.parse::<u8>().ok().filter(|years| canonical && *years <= AGE_YEARS_MAX)
        };
        let fits = match text.split_once('-') {
            None => year(text).is_some(),
            Some((from, to)) => matches!((year(from), year(to)), (Some(a), Some(b)) if a < b),
        };
        if fits { Ok(Self(text.to_owned())) } else { Err(TextError::Form) }
    }
}

impl AgeTold {
    /// The lowest and highest age in years.
    pub fn range(&self) -> (u8, u8) {
        let year = |text: &str| text.parse().expect("checked when it was made");
        match self.0.split_once('-') {
            None => (year(&self.0), year(&self.0)),
            Some((from, to)) => (year(from), year(to)),
        }
    }
}

macro_rules! told_text {
    ($type:ident) => {
        impl $type {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $type {
            type Error = TextError;

            fn try_from(text: String) -> Result<Self, TextError> {
                text.parse()
            }
        }

        impl From<$type> for String {
            fn from(told: $type) -> Self {
                told.0
            }
        }

        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(stringify!($type))
            }
        }

        text_scalar!($type);
    };
}

told_text!(Birth);
told_text!(AgeTold);

record! {
    /// One person of a household.
    "person" pub(crate) Person, new NewPerson;
    change ChangePerson;
    must {
        household: RecordId,
        /// 情報非公開. Never leave it unsaid: what is absent hides.
        suppress: bool,
        /// 親族・同居者からの照会
        consent_kin: Answer,
        /// 知人からの照会
        consent_acquaintance: Answer,
        /// 上記以外の照会・公表; default is to disagree.
        consent_public: Publication,
    }
    may {
        family: Name,
        given: Name,
        kana_family: Name,
        kana_given: Name,
        birth: Birth,
        age: AgeTold,
        sex: Sex,
        /// 続柄
        relation: Line<40>,
        allergens_text: Line<120>,
        needs_text: Line<200>,
        unaccompanied_minor: bool,
        brought_by: Line<120>,
        skills: Line<200>,
        note: Prose<1_000>,
        /// A person found this to be the same human as another record, here or of another place;
        /// unlinking is clearing it.
        same_as: RecordId,
    }
    marks {
        needs: Need,
        allergens: Allergen,
        diet: Diet,
    }
}

/// The mean Gregorian year.
const YEAR_MS: i64 = 31_556_952_000;

impl NewPerson {
    /// As safe as nobody having been asked: not protected, kin and acquaintances get no answer,
    /// nothing is public.
    pub fn unasked(household: RecordId) -> Self {
        Self::of(household, false, Answer::Refuse, Answer::Refuse, Publication::Disagree)
    }
}

/// What may be told about one person after all writers' values are weighed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Consent {
    pub kin: Answer,
    pub acquaintance: Answer,
    pub public: Publication,
}

impl Person {
    pub fn is_protected(&self) -> bool {
        hides(&self.suppress)
    }

    /// Of clashing values the most restrictive; a protected person consents to nothing.
    pub fn consent(&self) -> Consent {
        if self.is_protected() {
            return Consent {
                kin: Answer::Refuse,
                acquaintance: Answer::Refuse,
                public: Publication::Disagree,
            };
        }
        Consent {
            kin: strictest(&self.consent_kin, Answer::Refuse),
            acquaintance: strictest(&self.consent_acquaintance, Answer::Refuse),
            public: strictest(&self.consent_public, Publication::Disagree),
        }
    }

    /// The age band at `now`, from the birth year or what was told.
    pub fn age_range(&self, now: Timestamp) -> Option<(u8, u8)> {
        if let Some(told) = self.age.shown() {
            return Some(told.range());
        }
        let birth_year: i64 = self.birth.shown()?.as_str().get(..4)?.parse().ok()?;
        let years = 1970 + now.millis() / YEAR_MS - birth_year;
        let upper = u8::try_from(years.clamp(0, 150)).ok()?;
        Some((upper.saturating_sub(1), upper))
    }
}

/// True unless everybody who wrote says, readably, that it need not be hidden.
pub(crate) fn hides(suppress: &Field<bool>) -> bool {
    let clear = |said: &crate::field::Said<bool>| matches!(said, crate::field::Said::Known(false));
    suppress.is_absent() || !suppress.said().iter().all(|(said, _)| clear(said))
}

fn strictest<T: crate::field::Scalar + Ord + Copy>(field: &Field<T>, refusal: T) -> T {
    let readable = field.known().count() == field.said().len();
    field.known().max().copied().filter(|_| readable).unwrap_or(refusal)
}
