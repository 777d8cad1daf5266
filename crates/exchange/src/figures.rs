//! The figures of an operation as a table without people: what a city keeps when it erases the rest.
//!
//! One row a count, under the labels of 災害対応基本共有情報 EEI 1.1 where it has one. Unknown is empty,
//! never 0. Free text is not in it, for a remark may name somebody.

use musubi_model::time::Timestamp;

use crate::utc;

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

/// In Japan's time, to the second; empty where it is not known.
fn moment(at: Option<Timestamp>) -> String {
    let whole = |at: Timestamp| Timestamp::from_millis(at.millis().div_euclid(1_000) * 1_000);
    at.map(|at| utc::japan(whole(at))).unwrap_or_default()
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
}
