//! Dates of Japanese eras as offices write them: `令和6年1月9日午後6時`, `…午後1時30分`, `…正午`.
//!
//! The time is Japan's, nine hours ahead of UTC. `午前12時` and `午後12時` are refused: people mean
//! different hours by them.

use musubi_model::time::Timestamp;

/// Name and the year before its first.
const ERAS: [(&str, i64); 3] = [("令和", 2018), ("平成", 1988), ("昭和", 1925)];
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

/// Days of the proleptic Gregorian calendar, counted from years that begin in March.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let month = (month + 9) % 12;
    let day_of_year = (153 * month + 2) / 5 + day - 1;
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leap_days + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use musubi_model::time::Timestamp;

    use super::time;

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
}
