//! What one record says of a person, in a form that can be compared with a hundred thousand others.

use super::words::{Word, Words};
use crate::field::Field;
use crate::household::Household;
use crate::ids::RecordId;
use crate::person::{AgeTold, Birth, Name, Person, Sex};
use crate::search::{self, SearchText};
use crate::text::Line;
use crate::time::Timestamp;

/// A calendar day in Japan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Date {
    pub(super) year: i32,
    pub(super) month: u32,
    pub(super) day: u32,
}

/// How well an age is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Aged {
    Unknown,
    /// A whole birth date.
    Born(Date),
    /// From and to, in years.
    Years(u8, u8),
}

pub(super) struct Told {
    pub(super) place: u16,
    pub(super) id: RecordId,
    pub(super) household: u32,
    pub(super) family: Word,
    pub(super) given: Word,
    pub(super) family_kanji: Word,
    pub(super) given_kanji: Word,
    pub(super) aged: Aged,
    /// In years at the time of comparing, of a birth date too.
    pub(super) years: Option<(u8, u8)>,
    pub(super) female: Option<bool>,
}

/// What a household says for all its people.
pub(super) struct Contact {
    pub(super) phone: Word,
    pub(super) digits: u64,
    pub(super) town: Word,
    /// Town with the first three numbers of the address.
    pub(super) address: Word,
    pub(super) numbers: [u32; 3],
    pub(super) room: u32,
    pub(super) members: Vec<u32>,
}

impl Date {
    pub(super) fn in_japan(at: Timestamp) -> Self {
        const DAY_MS: i64 = 86_400_000;
        const AHEAD_MS: i64 = 9 * 3_600_000;
        let days = (at.millis() + AHEAD_MS).div_euclid(DAY_MS) + 719_468;
        // Eras of 400 years that begin on a 1st of March.
        let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
        let of_year = day - (365 * year + year / 4 - year / 100);
        let months = (5 * of_year + 2) / 153;
        let day = of_year - (153 * months + 2) / 5 + 1;
        let month = if months < 10 { months + 3 } else { months - 9 };
        let year = era * 400 + year + i64::from(month <= 2);
        let small = |number: i64| u32::try_from(number).expect("a month or a day");
        Self { year: i32::try_from(year).unwrap_or(0), month: small(month), day: small(day) }
    }

    fn age_on(self, today: Self) -> u8 {
        let had_birthday = (self.month, self.day) <= (today.month, today.day);
        u8::try_from((today.year - self.year - i32::from(!had_birthday)).clamp(0, 150))
            .expect("at most 150")
    }
}

impl Told {
    pub(super) fn of(
        person: &Person,
        (place, household): (u16, u32),
        today: Date,
        words: &mut Words,
    ) -> Self {
        let kana = parts(&person.kana_family, &person.kana_given);
        let kanji = parts(&person.family, &person.given);
        let mut readings = [SearchText::of(&kana.0), SearchText::of(&kana.1)];
        let mut spellings = [SearchText::of(&kanji.0), SearchText::of(&kanji.1)];
        for (reading, spelling) in readings.iter_mut().zip(&mut spellings) {
            // Who writes a name in kana or Latin letters alone tells its reading with it.
            let sounds = |text: &SearchText| text.as_str().is_ascii();
            if sounds(spelling) {
                let told = std::mem::take(spelling);
                if reading.is_empty() {
                    *reading = told;
                }
            }
            if !sounds(reading) {
                let told = std::mem::take(reading);
                if spelling.is_empty() {
                    *spelling = told;
                }
            }
        }
        let (aged, years) = aged(person, today);
        Self {
            place,
            id: person.id,
            household,
            family: words.tell(&readings[0]),
            given: words.tell(&readings[1]),
            family_kanji: words.tell(&spellings[0]),
            given_kanji: words.tell(&spellings[1]),
            aged,
            years,
            female: match person.sex.shown() {
                Some(Sex::Female) => Some(true),
                Some(Sex::Male) => Some(false),
                _ => None,
            },
        }
    }
}

/// Family and given name; parted at the blank where both stand in one field.
fn parts(family: &Field<Name>, given: &Field<Name>) -> (String, String) {
    let text = |field: &Field<Name>| field.shown().map_or("", |name| name.as_str()).to_owned();
    let (family, given) = (text(family), text(given));
    let both = if given.is_empty() { &family } else { &given };
    if family.is_empty() != given.is_empty()
        && let Some((first, second)) = both.split_once(char::is_whitespace)
    {
        return (first.to_owned(), second.to_owned());
    }
    (family, given)
}

fn aged(person: &Person, today: Date) -> (Aged, Option<(u8, u8)>) {
    let born = person.birth.shown().map(Birth::as_str);
    if let Some(born) = born {
        let mut numbers = born.split('-').map(|part| part.parse::<u32>().unwrap_or(0));
        let mut number = || numbers.next().unwrap_or(0);
        let (year, month, day) = (number(), number(), number());
        let year = i32::try_from(year).unwrap_or(0);
        if day > 0 {
            let date = Date { year, month, day };
            let age = date.age_on(today);
            return (Aged::Born(date), Some((age, age)));
        }
        let oldest = u8::try_from((today.year - year).clamp(0, 150)).expect("at most 150");
        let years = (oldest.saturating_sub(1), oldest);
        return (Aged::Years(years.0, years.1), Some(years));
    }
    match person.age.shown().map(AgeTold::range) {
        Some((from, to)) => (Aged::Years(from, to), Some((from, to))),
        None => (Aged::Unknown, None),
    }
}

impl Contact {
    pub(super) fn of(household: Option<&Household>, words: &mut Words) -> Self {
        let text = |line: Option<&str>| line.unwrap_or_default().to_owned();
        let (mut phone, mut city, mut town, mut line) = Default::default();
        if let Some(told) = household {
            phone = text(told.phone.shown().map(Line::as_str));
            city = text(told.city.shown().map(Line::as_str));
            town = text(told.town.shown().map(Line::as_str));
            line = text(told.address_line.shown().map(Line::as_str));
        }
        let phone: String = search::code(&phone);
        let digits = phone.bytes().filter(u8::is_ascii_digit);
        let digits = digits
            .fold(0_u64, |all, digit| all.wrapping_mul(10).wrapping_add(u64::from(digit - b'0')));
        if town.is_empty() {
            // Desks write the whole address in one line.
            (city, town) = (String::new(), town_of(&line));
        }
        let mut groups = groups(&line);
        let mut number = || groups.next().unwrap_or(0);
        let (numbers, room) = ([number(), number(), number()], number());
        let town = if town.is_empty() { String::new() } else { city + &town };
        let town_spelled = SearchText::of(&town);
        let address = if town.is_empty() || numbers[0] == 0 {
            String::new()
        } else {
            format!("{} {} {} {}", town_spelled.as_str(), numbers[0], numbers[1], numbers[2])
        };
        Self {
            phone: words.tell_as(&phone),
            digits,
            town: words.tell(&town_spelled),
            address: words.tell_as(&address),
            numbers,
            room,
            members: Vec::new(),
        }
    }
}

/// The town in a line that holds a whole address: what stands before its first number, without
/// prefecture and municipality, which some write and some do not.
fn town_of(line: &str) -> String {
    let is_digit = |c: char| c.is_ascii_digit() || matches!(c, '０'..='９');
    let is_number = |c: char| is_digit(c) || "一二三四五六七八九十".contains(c);
    let Some(end) = line.find(is_digit) else { return String::new() };
    // `水前寺三丁目12` and `水前寺3丁目12` are one town.
    let before = line[..end].trim_end_matches("丁目").trim_end_matches(is_number).trim();
    let rest = before.rsplit(['県', '府', '市', '区', '郡']).find(|part| !part.trim().is_empty());
    rest.unwrap_or_default().trim().to_owned()
}

/// The numbers in an address: `3丁目12-5` and `３－１２－５` tell the same.
fn groups(line: &str) -> impl Iterator<Item = u32> {
    let half = |c: char| match c {
        '０'..='９' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    };
    let plain: String = line.chars().map(half).collect();
    let groups: Vec<u32> =
        plain.split(|c: char| !c.is_ascii_digit()).filter_map(|group| group.parse().ok()).collect();
    groups.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_japan() {
        let day = |ms| {
            let Date { year, month, day } = Date::in_japan(Timestamp::from_millis(ms));
            (year, month, day)
        };
        assert_eq!(day(0), (1970, 1, 1));
        assert_eq!(day(951_750_000_000 - 1), (2000, 2, 28));
        assert_eq!(day(951_750_000_000), (2000, 2, 29));
        assert_eq!(day(1_795_662_000_000), (2026, 11, 26));
    }

    #[test]
    fn an_age_turns_on_the_birthday() {
        let today = Date { year: 2026, month: 11, day: 26 };
        assert_eq!(Date { year: 2000, month: 11, day: 26 }.age_on(today), 26);
        assert_eq!(Date { year: 2000, month: 11, day: 27 }.age_on(today), 25);
    }

    #[test]
    fn a_town_is_found_in_a_whole_line_with_and_without_its_city() {
        for line in ["熊本県熊本市中央区水前寺3-12-5", "水前寺 3丁目12", "熊本市 水前寺３－１２"]
        {
            assert_eq!(town_of(line), "水前寺", "{line}");
        }
        for line in ["水前寺", "", "12-5"] {
            assert_eq!(town_of(line), "", "{line}");
        }
    }

    #[test]
    fn an_address_is_its_numbers() {
        for line in ["3丁目12-5", "３－１２－５", "3-12-5", "3丁目12番5号"] {
            assert_eq!(groups(line).collect::<Vec<_>>(), [3, 12, 5], "{line}");
        }
    }
}
