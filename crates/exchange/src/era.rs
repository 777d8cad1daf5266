//! Dates of Japanese eras as offices write them: `令和6年1月9日午後6時`, `…午後1時30分`, `…正午`.
//!
//! The time is Japan's, nine hours ahead of UTC. `午前12時` and `午後12時` are refused: people mean
//! different hours by them.
//!
//! Days are read in more forms ([`day`]): of an era, of the calendar, of a spreadsheet's count.

use musubi_model::time::Timestamp;

use crate::utc::{self, days_since_1970};
use crate::width;

/// Name and the year before its first.
const ERAS: [(&str, i64); 3] = [("令和", 2018), ("平成", 1988), ("昭和", 1925)];

/// How a day names its era, the year before its first, its first day, and its last one.
type Named = (&'static [&'static str], i64, (i64, i64, i64), Option<(i64, i64, i64)>);
const NAMED: [Named; 3] = [
    (&["令和", "㋿", "R", "r"], 2018, (2019, 5, 1), None),
    (&["平成", "㍻", "H", "h"], 1988, (1989, 1, 8), Some((2019, 4, 30))),
    (&["昭和", "㍼", "S", "s"], 1925, (1926, 12, 25), Some((1989, 1, 7))),
];

/// A day as a list writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// `2019-05-01`
    pub date: String,
    pub in_era: InEra,
}

/// Whether the era that it names was still running.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InEra {
    /// Or none is named.
    Yes,
    /// `平成31年5月1日`: printed before the next one had a name.
    Ended,
}

/// `令和元年5月1日`, `R1.5.1`, `H31/4/30`, `2019-05-01`, `2019年5月1日`, `20190501`. A day before its era
/// began is none: nobody can have written it.
pub fn day(text: &str) -> Option<Day> {
    let text: String = width::ascii(text).split_whitespace().collect();
    let era = NAMED.iter().find_map(|era| {
        era.0.iter().find_map(|name| text.strip_prefix(name)).map(|rest| (era, rest))
    });
    let Some(((_, before, first, last), rest)) = era else {
        return calendar(&text)
            .filter(|(year, ..)| (1900..=2200).contains(year))
            .map(|date| Day { date: shown(date), in_era: InEra::Yes });
    };
    let rest = rest.strip_prefix('元').map_or_else(|| rest.to_owned(), |rest| format!("1{rest}"));
    let (year, month, day) = parts(&rest)?;
    if !(1..=99).contains(&year) {
        return None;
    }
    let date = checked(before + year, month, day).filter(|date| date >= first)?;
    let in_era = if last.is_some_and(|last| date > last) { InEra::Ended } else { InEra::Yes };
    Some(Day { date: shown(date), in_era })
}

/// A spreadsheet's count of days, and how many to add where it does not count from 1900. Up to 60 it
/// counts a 29 February 1900 that never was, so these are refused.
pub fn serial(number: &str, days_added: i64) -> Option<Day> {
    const DAYS_TO_1970: i64 = 25_569;
    let (days, fraction) = number.split_once('.').unwrap_or((number, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(days) || !digits(fraction) {
        return None;
    }
    let days = days.parse::<i64>().ok()?.saturating_add(days_added);
    if !(61..=110_000).contains(&days) {
        return None;
    }
    let midnight = Timestamp::from_millis((days - DAYS_TO_1970) * 86_400_000);
    Some(Day { date: utc::date(midnight), in_era: InEra::Yes })
}

fn calendar(text: &str) -> Option<(i64, i64, i64)> {
    let (year, month, day) = if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        (text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..].parse().ok()?)
    } else {
        parts(text)?
    };
    checked(year, month, day)
}

/// Three numbers with 年月日 behind them, or one sign between them.
fn parts(text: &str) -> Option<(i64, i64, i64)> {
    let number = |text: &str| {
        let plain = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<i64>().ok().filter(|_| plain)
    };
    if let Some((year, rest)) = text.split_once('年') {
        let (month, rest) = rest.split_once('月')?;
        return Some((number(year)?, number(month)?, number(rest.strip_suffix('日')?)?));
    }
    let sign = text.chars().find(|c| matches!(c, '.' | '/' | '-'))?;
    let mut numbers = text.split(sign).map(number);
    let read = (numbers.next()??, numbers.next()??, numbers.next()??);
    numbers.next().is_none().then_some(read)
}

fn checked(year: i64, month: i64, day: i64) -> Option<(i64, i64, i64)> {
    let right = (1..=12).contains(&month) && (1..=days_of(year, month)).contains(&day);
    right.then_some((year, month, day))
}

fn shown((year, month, day): (i64, i64, i64)) -> String {
    format!("{year:04}-{month:02}-{day:02}")
}
const JAPAN_MINUTES: i64 = 9 * 60;

/// Reads the whole text; `時点` may follow.
pub fn time(text: &str) -> Option<Timestamp> {
    let text: String = text.trim().chars().map(half_width).collect();
    let text = text.strip_suffix("時点").unwrap_or(&text);
    let (year_before, rest) = ERAS
        .iter()
        .find_map(|(name, before)| text.strip_prefix(name).map(|rest| (*before, rest)))?;
    let (year, rest) = match rest.strip_prefix("元年") {
        Some(rest) => (1, rest),
        None => number(rest, "年", 1, 99)?,
    };
    let (month, rest) = number(rest, "月", 1, 12)?;
    let year = year_before + year;
    let (day, rest) = number(rest, "日", 1, days_of(year, month))?;
    let minutes = minutes_of_day(rest)?;
    let total = (days_since_1970(year, month, day) * 24 * 60) + minutes - JAPAN_MINUTES;
    Some(Timestamp::from_millis(total * 60_000))
}

fn half_width(c: char) -> char {
    match c {
        '０'..='９' => char::from_u32(u32::from(c) - 0xfee0).expect("digits mirror ASCII"),
        other => other,
    }
}

/// A number directly before `unit`.
fn number<'a>(text: &'a str, unit: &str, low: i64, high: i64) -> Option<(i64, &'a str)> {
    let (digits, rest) = text.split_once(unit)?;
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let number: i64 = digits.parse().ok().filter(|_| plain)?;
    (low..=high).contains(&number).then_some((number, rest))
}

fn minutes_of_day(text: &str) -> Option<i64> {
    if text == "正午" {
        return Some(12 * 60);
    }
    let (offset, last_hour, rest) = if let Some(rest) = text.strip_prefix("午前") {
        (0, 11, rest)
    } else if let Some(rest) = text.strip_prefix("午後") {
        (12, 11, rest)
    } else {
        (0, 23, text)
    };
    let (hour, rest) = number(rest, "時", 0, last_hour)?;
    let minute = match rest {
        "" => 0,
        "半" => 30,
        rest => match number(rest, "分", 0, 59)? {
            (minute, "") => minute,
            _ => return None,
        },
    };
    Some((offset + hour) * 60 + minute)
}

fn days_of(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use musubi_model::time::Timestamp;

    use super::{InEra, day, serial, time};

    #[test]
    fn era_times_are_read_as_japans() {
        check("令和6年1月9日午後6時時点", Some(1_704_790_800));
        check("令和６年１月９日午後６時", Some(1_704_790_800));
        check("令和6年5月29日正午", Some(1_716_951_600));
        check("令和6年8月31日午後1時30分", Some(1_725_078_600));
        check("令和6年2月29日午前0時", Some(1_709_132_400));
        check("令和元年5月1日0時", Some(1_556_636_400));
        check("昭和45年1月1日9時", Some(0));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for bad in [
            "",
            "2024-01-09",
            "令和6年2月30日午前6時",
            "令和7年2月29日午前6時",
            "令和6年1月9日",
            "令和6年1月9日午後12時",
            "令和6年1月9日午後6時30",
            "令和6年1月9日午後6時30分頃",
            "令和-6年1月9日午後6時",
            "令和6年13月9日午後6時",
        ] {
            check(bad, None);
        }
    }

    #[track_caller]
    fn check(text: &str, want_secs: Option<i64>) {
        assert_eq!(time(text).map(Timestamp::millis), want_secs.map(|secs| secs * 1_000), "{text}");
    }
    #[test]
    fn days_at_the_boundaries_of_eras() {
        for (text, want) in [
            ("昭和64年1月7日", Some(("1989-01-07", InEra::Yes))),
            ("昭和64年1月8日", Some(("1989-01-08", InEra::Ended))),
            ("平成元年1月7日", None),
            ("平成元年1月8日", Some(("1989-01-08", InEra::Yes))),
            ("H31.4.30", Some(("2019-04-30", InEra::Yes))),
            ("㍻31年5月1日", Some(("2019-05-01", InEra::Ended))),
            ("令和1年4月30日", None),
            ("Ｒ１／５／１", Some(("2019-05-01", InEra::Yes))),
            ("昭和元年12月24日", None),
            ("S1.12.25", Some(("1926-12-25", InEra::Yes))),
            ("大正15年12月24日", None),
            ("2024-02-29", Some(("2024-02-29", InEra::Yes))),
            ("20230229", None),
            ("19.5.1", None),
            ("2024-02-29-1", None),
            ("2024/2.29", None),
            ("令和6年2月", None),
            ("", None),
        ] {
            let read = day(text);
            let read = read.as_ref().map(|day| (day.date.as_str(), day.in_era));
            assert_eq!(read, want, "{text}");
        }
    }

    #[test]
    fn a_spreadsheets_days_are_those_of_the_calendar() {
        for (number, want) in [
            ("61", Some("1900-03-01")),
            ("43585", Some("2019-04-30")),
            ("43586.75", Some("2019-05-01")),
            ("45351", Some("2024-02-29")),
            ("60", None),
            ("-1", None),
            ("4e4", None),
            ("999999999999999999999", None),
        ] {
            assert_eq!(serial(number, 0).map(|day| day.date).as_deref(), want, "{number}");
        }
        let from_1904 = serial("42123", 1_462).map(|day| day.date);
        assert_eq!(from_1904.as_deref(), Some("2019-04-30"));
    }
}
