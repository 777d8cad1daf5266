//! Times as RFC 3339 writes them, in UTC.

use musubi_model::time::Timestamp;

const DAY_MS: i64 = 86_400_000;
/// Japan's clocks are ahead of UTC by as much, summer and winter.
pub const JAPAN_MS: i64 = 9 * 3_600_000;

/// `2024-01-09T09:00:00Z`, with milliseconds where there are any.
pub fn date_time(at: Timestamp) -> String {
    let (hours, rest) = div(at.millis().rem_euclid(DAY_MS), 3_600_000);
    let (minutes, rest) = div(rest, 60_000);
    let (seconds, millis) = div(rest, 1_000);
    let fraction = if millis == 0 { String::new() } else { format!(".{millis:03}") };
    format!("{}T{hours:02}:{minutes:02}:{seconds:02}{fraction}Z", date(at))
}

/// `2024-01-09`
pub fn date(at: Timestamp) -> String {
    let (year, month, day) = civil(at.millis().div_euclid(DAY_MS));
    format!("{year:04}-{month:02}-{day:02}")
}

/// `2024-01-09T18:00:00+09:00`: the same moment by Japan's clocks.
pub fn japan(at: Timestamp) -> String {
    date_time(at.plus_millis(JAPAN_MS)).replace('Z', "+09:00")
}

fn div(number: i64, by: i64) -> (i64, i64) {
    (number / by, number % by)
}

/// Year, month and day of a count of days since 1970-01-01. Years begin in March here, so that a
/// leap day is the last of its year (H. Hinnant, "chrono-compatible low-level date algorithms").
fn civil(days: i64) -> (i64, i64, i64) {
    let (era, day_of_era) =
        ((days + 719_468).div_euclid(146_097), (days + 719_468).rem_euclid(146_097));
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}

/// The way back from [`civil`]. A day that its month does not have is the one as many days after the
/// month's first.
pub(crate) const fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leap_days + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_moments_are_written_as_everybody_writes_them() {
        check(0, "1970-01-01T00:00:00Z");
        check(951_782_400_000, "2000-02-29T00:00:00Z");
        check(1_704_068_999_001, "2024-01-01T00:29:59.001Z");
        check(1_709_251_199_000, "2024-02-29T23:59:59Z");
        check(4_107_542_400_000, "2100-03-01T00:00:00Z");
        check(-1, "1969-12-31T23:59:59.999Z");
    }

    #[test]
    fn dates_are_those_of_the_calendar_both_ways() {
        for (days, want) in [
            (0, (1970, 1, 1)),
            (-1, (1969, 12, 31)),
            (11_016, (2000, 2, 29)),
            (11_017, (2000, 3, 1)),
            (20_787, (2026, 11, 30)),
            (47_541, (2100, 3, 1)),
        ] {
            assert_eq!(civil(days), want, "{days}");
            assert_eq!(days_since_1970(want.0, want.1, want.2), days, "{want:?}");
        }
    }

    #[test]
    fn japan_is_nine_hours_ahead() {
        assert_eq!(japan(Timestamp::from_millis(-1)), "1970-01-01T08:59:59.999+09:00");
        assert_eq!(japan(Timestamp::from_millis(1_785_224_820_000)), "2026-07-28T16:47:00+09:00");
    }

    #[track_caller]
    fn check(millis: i64, want: &str) {
        assert_eq!(date_time(Timestamp::from_millis(millis)), want);
    }
}
