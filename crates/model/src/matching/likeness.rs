//! How two records are alike, aspect by aspect: each comes to one of a few levels, for which
//! [`super::weights`] knows how often it is found with one human, two strangers, two of one family.

use super::told::{Aged, Contact, Date, Told};
use super::words::{Word, Words, bits};
use crate::household::PERSONS_PER_HOUSEHOLD_MAX;
use crate::table::codes;

codes! {
    /// What is compared. A level is a place in the aspect's list of levels.
    pub enum Aspect {
        Family = "family",
        Given = "given",
        /// Which of the two names comes first.
        Order = "order",
        Age = "age",
        Sex = "sex",
        Phone = "phone",
        Address = "address",
        /// Other people of the two households.
        Company = "company",
    }
}

pub const ASPECTS: usize = Aspect::ALL.len();

/// Levels of a part of a name.
pub mod name {
    pub const UNKNOWN: u8 = 0;
    /// Reading and kanji the same.
    pub const BOTH: u8 = 1;
    /// The reading the same, kanji not told by both.
    pub const READING: u8 = 2;
    /// The reading the same, other kanji.
    pub const READING_OTHER_KANJI: u8 = 3;
    pub const NEAR_BOTH: u8 = 4;
    pub const NEAR: u8 = 5;
    pub const NEAR_OTHER_KANJI: u8 = 6;
    /// The kanji the same, but not the reading.
    pub const KANJI: u8 = 7;
    pub const OTHER: u8 = 8;
}

pub mod order {
    pub const STRAIGHT: u8 = 0;
    /// The family name of one is the given name of the other.
    pub const EXCHANGED: u8 = 1;
}

pub mod age {
    pub const UNKNOWN: u8 = 0;
    pub const BIRTH: u8 = 1;
    /// Of year, month and day one differs, or month and day are exchanged.
    pub const BIRTH_NEAR: u8 = 2;
    pub const BIRTH_OTHER: u8 = 3;
    pub const YEARS: u8 = 4;
    /// A year apart.
    pub const YEARS_NEAR: u8 = 5;
    pub const YEARS_OTHER: u8 = 6;
    /// Within a band of ages.
    pub const BAND: u8 = 7;
    pub const BAND_OTHER: u8 = 8;
}

pub mod sex {
    pub const UNKNOWN: u8 = 0;
    pub const SAME: u8 = 1;
    pub const OTHER: u8 = 2;
}

pub mod phone {
    pub const UNKNOWN: u8 = 0;
    pub const SAME: u8 = 1;
    /// One digit differs.
    pub const NEAR: u8 = 2;
    pub const OTHER: u8 = 3;
}

pub mod address {
    pub const UNKNOWN: u8 = 0;
    pub const SAME: u8 = 1;
    /// The numbers the same, another flat.
    pub const OTHER_ROOM: u8 = 2;
    /// The town the same, one of three numbers differs.
    pub const NEAR: u8 = 3;
    /// The town the same; numbers not told by both.
    pub const TOWN: u8 = 4;
    /// The town the same, other numbers.
    pub const OTHER_NUMBERS: u8 = 5;
    pub const OTHER: u8 = 6;
}

pub mod company {
    /// One of the two is told alone.
    pub const UNKNOWN: u8 = 0;
    /// Somebody else of the one is alike to somebody else of the other.
    pub const ONE: u8 = 1;
    pub const MORE: u8 = 2;
    pub const NOBODY: u8 = 3;
}

pub const LEVELS_MAX: usize = 9;

/// One level for each aspect; and how much rarer than any agreement this very one is, in hundredths
/// of a bit: two called 勘解由小路 are hardly strangers, two called 佐藤 may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Likeness {
    pub levels: [u8; ASPECTS],
    pub rarity: [i32; ASPECTS],
}

impl Likeness {
    pub fn level(&self, aspect: Aspect) -> u8 {
        self.levels[aspect as usize]
    }

    fn set(&mut self, aspect: Aspect, level: u8, rarity: i32) {
        self.levels[aspect as usize] = level;
        self.rarity[aspect as usize] = rarity;
    }

    /// Neither part of the name is alike: not worth a further look.
    pub(super) fn is_hopeless(&self) -> bool {
        let other = |aspect| matches!(self.level(aspect), name::OTHER | name::UNKNOWN);
        other(Aspect::Family) && other(Aspect::Given)
    }
}

/// The city's records as far as comparing needs them.
pub(super) struct Ground<'a> {
    pub(super) words: &'a Words,
    pub(super) told: &'a [Told],
    pub(super) contacts: &'a [Contact],
}

impl Ground<'_> {
    /// Everything but [`Aspect::Company`]; the same whichever of the two comes first.
    pub(super) fn compare(&self, one: &Told, other: &Told) -> Likeness {
        let (one, other) = if one.id <= other.id { (one, other) } else { (other, one) };
        let mut likeness = Likeness { levels: [0; ASPECTS], rarity: [0; ASPECTS] };
        self.names(one, other, &mut likeness);
        likeness.set(Aspect::Age, ages(one, other), 0);
        let sex = match (one.female, other.female) {
            (Some(one), Some(other)) if one == other => sex::SAME,
            (Some(_), Some(_)) => sex::OTHER,
            _ => sex::UNKNOWN,
        };
        likeness.set(Aspect::Sex, sex, 0);
        self.contact(one, other, &mut likeness);
        likeness
    }

    fn names(&self, one: &Told, other: &Told, likeness: &mut Likeness) {
        let family = (one.family, one.family_kanji);
        let given = (one.given, one.given_kanji);
        let (theirs, their_given) =
            ((other.family, other.family_kanji), (other.given, other.given_kanji));
        let straight = (self.part(family, theirs), self.part(given, their_given));
        let is_other = |part: (u8, i32)| part.0 == name::OTHER;
        let mut chosen = (straight, order::STRAIGHT);
        if is_other(straight.0) && is_other(straight.1) {
            let exchanged = (self.part(family, their_given), self.part(given, theirs));
            if !is_other(exchanged.0) && !is_other(exchanged.1) {
                chosen = (exchanged, order::EXCHANGED);
            }
        }
        let ((family, given), order) = chosen;
        likeness.set(Aspect::Family, family.0, family.1);
        likeness.set(Aspect::Given, given.0, given.1);
        likeness.set(Aspect::Order, order, 0);
    }

    fn part(&self, one: (Word, Word), other: (Word, Word)) -> (u8, i32) {
        let kanji_told = one.1.is_told() && other.1.is_told();
        let same_kanji = kanji_told && one.1 == other.1;
        if one.0.agrees(other.0) {
            let level = match (kanji_told, same_kanji) {
                (false, _) => name::READING,
                (true, true) => name::BOTH,
                (true, false) => name::READING_OTHER_KANJI,
            };
            return (level, self.rarity(one.0, self.told.len()));
        }
        let both_read = one.0.is_told() && other.0.is_told();
        if both_read && self.words.are_near(one.0, other.0) {
            let level = match (kanji_told, same_kanji) {
                (false, _) => name::NEAR,
                (true, true) => name::NEAR_BOTH,
                (true, false) => name::NEAR_OTHER_KANJI,
            };
            let rarity = if same_kanji { self.rarity(one.1, self.told.len()) } else { 0 };
            return (level, rarity);
        }
        if same_kanji {
            (name::KANJI, self.rarity(one.1, self.told.len()))
        } else if both_read || kanji_told {
            (name::OTHER, 0)
        } else {
            (name::UNKNOWN, 0)
        }
    }

    /// How many bits it says that two of so many tell the same word.
    fn rarity(&self, word: Word, among: usize) -> i32 {
        let among = u32::try_from(among).unwrap_or(u32::MAX);
        bits(among) - bits(self.words.bearers(word))
    }

    fn contact(&self, one: &Told, other: &Told, likeness: &mut Likeness) {
        let (one, other) =
            (&self.contacts[one.household as usize], &self.contacts[other.household as usize]);
        let households = self.contacts.len();
        let phone = if !one.phone.is_told() || !other.phone.is_told() {
            (phone::UNKNOWN, 0)
        } else if one.phone == other.phone {
            (phone::SAME, self.rarity(one.phone, households))
        } else if one_digit_apart(one.digits, other.digits) {
            (phone::NEAR, 0)
        } else {
            (phone::OTHER, 0)
        };
        likeness.set(Aspect::Phone, phone.0, phone.1);
        let told = |contact: &Contact| contact.address.is_told();
        let address = if !one.town.is_told() || !other.town.is_told() {
            (address::UNKNOWN, 0)
        } else if one.town != other.town {
            (address::OTHER, 0)
        } else if !told(one) || !told(other) {
            (address::TOWN, self.rarity(one.town, households))
        } else if one.address == other.address {
            let other_room = one.room != other.room && one.room != 0 && other.room != 0;
            let level = if other_room { address::OTHER_ROOM } else { address::SAME };
            (level, self.rarity(one.address, households))
        } else {
            let same = one.numbers.iter().zip(&other.numbers).filter(|(a, b)| a == b).count();
            let level = if same == 2 { address::NEAR } else { address::OTHER_NUMBERS };
            (level, self.rarity(one.town, households))
        };
        likeness.set(Aspect::Address, address.0, address.1);
    }

    /// Whether others of the two households are alike too. No form takes more people than are
    /// looked at here.
    pub(super) fn company(&self, one: &Told, other: &Told) -> u8 {
        let others = |told: &Told| {
            let members = &self.contacts[told.household as usize].members;
            let id = told.id;
            members
                .iter()
                .take(PERSONS_PER_HOUSEHOLD_MAX)
                .map(|at| &self.told[*at as usize])
                .filter(move |it| it.id != id)
        };
        if others(one).next().is_none() || others(other).next().is_none() {
            return company::UNKNOWN;
        }
        let agree = |x: &Told, y: &Told| {
            let given = x.given.agrees(y.given) || x.given_kanji.agrees(y.given_kanji);
            given && !matches!(ages(x, y), age::BIRTH_OTHER | age::YEARS_OTHER | age::BAND_OTHER)
        };
        let alike = others(one).filter(|x| others(other).any(|y| agree(x, y))).count();
        let like = others(other).filter(|y| others(one).any(|x| agree(x, y))).count();
        match alike.min(like) {
            0 => company::NOBODY,
            1 => company::ONE,
            _ => company::MORE,
        }
    }
}

fn ages(one: &Told, other: &Told) -> u8 {
    if let (Aged::Born(one), Aged::Born(other)) = (one.aged, other.aged) {
        return births(one, other);
    }
    let (Some((from, to)), Some((low, high))) = (one.years, other.years) else {
        return age::UNKNOWN;
    };
    let apart = if from > high { from - high } else { low.saturating_sub(to) };
    let is_band = to - from > 1 || high - low > 1;
    match (is_band, apart) {
        (true, 0) => age::BAND,
        (true, _) => age::BAND_OTHER,
        (false, 0) => age::YEARS,
        (false, 1) => age::YEARS_NEAR,
        (false, _) => age::YEARS_OTHER,
    }
}

fn births(one: Date, other: Date) -> u8 {
    if one == other {
        return age::BIRTH;
    }
    let same = usize::from(one.year == other.year)
        + usize::from(one.month == other.month)
        + usize::from(one.day == other.day);
    let exchanged = one.year == other.year && (one.month, one.day) == (other.day, other.month);
    if same == 2 || exchanged { age::BIRTH_NEAR } else { age::BIRTH_OTHER }
}

/// Numbers that differ in one decimal digit.
fn one_digit_apart(mut one: u64, mut other: u64) -> bool {
    let mut apart = 0;
    while one != other {
        apart += u32::from(one % 10 != other % 10);
        (one, other) = (one / 10, other / 10);
    }
    apart == 1
}
