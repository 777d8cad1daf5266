//! The figures of an operation as a table without people: what a city keeps when it erases the rest.
//!
//! One row a count, under the labels of 災害対応基本共有情報 EEI 1.1 where it has one. Unknown is empty,
//! never 0. Free text is not in it, for a remark may name somebody.

use musubi_model::time::Timestamp;

/// One count at one place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FigureRow {
    /// This program's id of the place.
    pub place: String,
    pub common_id: String,
    pub name: String,
    pub observed_at: Option<Timestamp>,
    pub in_shelter: Option<i64>,
    pub households: Option<i64>,
    pub known_outside: Option<i64>,
    pub infants: Option<i64>,
    pub needs_care: Option<i64>,
    /// Two people said different totals at once.
    pub is_clash: bool,
}

const HEADERS: [&str; 10] = [
    "全国共通避難所・避難場所ID",
    "施設名",
    "避難所状況確認日時",
    "避難者数（総数）",
    "避難世帯数",
    "避難所外避難者数",
    "乳幼児数",
    "要配慮者数",
    "記録の食い違い",
    "場所ID",
];

/// UTF-8 with a byte order mark, so that spreadsheets read it.
pub fn figures(rows: &[FigureRow]) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(b"\xef\xbb\xbf".to_vec());
    let number = |number: Option<i64>| number.map(|it| it.to_string()).unwrap_or_default();
    let mut written = writer.write_record(HEADERS);
    for row in rows {
        let clash = if row.is_clash { "1" } else { "" };
        written = written.and(writer.write_record([
            row.common_id.as_str(),
            row.name.as_str(),
            &moment(row.observed_at),
            &number(row.in_shelter),
            &number(row.households),
            &number(row.known_outside),
            &number(row.infants),
            &number(row.needs_care),
            clash,
            row.place.as_str(),
        ]));
    }
    written.expect("writing into memory cannot fail");
    writer.into_inner().expect("writing into memory cannot fail")
}

const JAPAN_MS: i64 = 9 * 3_600_000;
const DAY_MS: i64 = 86_400_000;

/// In Japan's time; empty where it is not known.
fn moment(at: Option<Timestamp>) -> String {
    let Some(at) = at else { return String::new() };
    let local = at.millis().saturating_add(JAPAN_MS);
    let (year, month, day) = date(local.div_euclid(DAY_MS));
    let second = local.rem_euclid(DAY_MS) / 1_000;
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}+09:00")
}

/// Days since 1970-01-01 as a date. A year is counted from March, in eras of 400 years.
const fn date(days: i64) -> (i64, i64, i64) {
    let from_march = days.saturating_add(719_468);
    let (era, day_of_era) = (from_march.div_euclid(146_097), from_march.rem_euclid(146_097));
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + if month <= 2 { 1 } else { 0 };
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_is_empty_and_times_are_japans() {
        let row = FigureRow {
            place: "ab".into(),
            common_id: "E4310000001111".into(),
            name: "出水小学校, 体育館".into(),
            observed_at: Some(Timestamp::from_millis(1_785_224_820_000)),
            in_shelter: Some(0),
            ..FigureRow::default()
        };
        let text = String::from_utf8(figures(&[row])).unwrap();
        let lines: Vec<&str> = text.split("\r\n").collect();
        assert!(text.starts_with('\u{feff}'));
        assert_eq!(
            lines[1],
            "E4310000001111,\"出水小学校, 体育館\",2026-07-28T16:47:00+09:00,0,,,,,,ab"
        );
        assert_eq!(lines.len(), 3);
    }

    #[test]
    fn dates_are_those_of_the_calendar() {
        for (days, want) in [
            (0, (1970, 1, 1)),
            (-1, (1969, 12, 31)),
            (11_016, (2000, 2, 29)),
            (11_017, (2000, 3, 1)),
            (20_787, (2026, 11, 30)),
            (47_541, (2100, 3, 1)),
        ] {
            assert_eq!(date(days), want, "{days}");
        }
    }
}
