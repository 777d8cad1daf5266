//! Lists as spreadsheets and as text.

use std::io::{Cursor, Read as _};

use encoding_rs::SHIFT_JIS;
use musubi_exchange::problem::Source;
use musubi_exchange::sheet::Sheet;
use musubi_exchange::table::{Cell, Exercise, SheetError, Table};
use musubi_model::time::Timestamp;
use zip::ZipArchive;

use crate::{AS_OF, golden, head};

/// Everything that a cell may be, and everything that makes trouble in one.
pub(crate) fn list() -> Table {
    let columns = ["受付番号", "氏名", "電話", "人数", "入所日時", "緯度", "備考"];
    let mut table = Table::new("避難者名簿", columns);
    let moment =
        |hours: i64| Cell::Time(Timestamp::from_millis(AS_OF.millis() - hours * 3_600_000));
    table.push(vec![
        "0012".into(),
        "𠮷田 髙子".into(),
        "096-000-0001".into(),
        3.into(),
        moment(2),
        Cell::Degrees(328_031_000),
        "=HYPERLINK(\"http://example.invalid\")".into(),
    ]);
    table.push(vec![
        "0013".into(),
        "Nguyễn Văn".into(),
        "+81 96 000 0002".into(),
        0.into(),
        Cell::Unknown,
        Cell::Unknown,
        "一行目\n二行目, \"引用\" <b>&".into(),
    ]);
    table.push(vec![
        "3-4".into(),
        "濵﨑 一".into(),
        Cell::Nothing,
        Cell::Unknown,
        moment(48),
        Cell::Degrees(-330_296_461),
        "9時〜17時 _x0041_".into(),
    ]);
    table
}

#[test]
fn the_text_for_people_is_the_golden_one() {
    golden("list.csv", &list().csv(&head(Exercise::Drill)));
}

#[test]
fn the_text_for_programs_is_the_golden_one() {
    golden("list-open.csv", &list().open_csv(&head(Exercise::Real)));
}

#[test]
fn an_empty_list_still_says_as_of_when() {
    let table = Table::new("避難者名簿", ["氏名", "人数"]);
    golden("list-open-empty.csv", &table.open_csv(&head(Exercise::Drill)));
}

#[test]
fn shift_jis_writes_out_what_it_lacks_and_says_how_many() {
    let written = list().shift_jis(&head(Exercise::Drill));
    assert_eq!(written.written_out, 3);
    golden("list-sjis.csv", &written.bytes);
    let text = SHIFT_JIS.decode_without_bom_handling_and_without_replacement(&written.bytes);
    let text = text.expect("Shift_JIS alone");
    assert!(
        text.starts_with("\"文字\",\"Shift_JISにない3字を〓(U+番号)と書きました\"\r\n"),
        "{text}"
    );
    assert!(
        text.contains("\"〓(U+20BB7)田 髙子\"") && text.contains("Nguy〓(U+1EC5)n V〓(U+0103)n")
    );
}

#[test]
fn a_list_of_plain_characters_is_the_same_text_in_both_encodings() {
    let mut table = Table::new("名簿", ["氏名"]);
    table.push(vec!["髙田 ﾊﾅｺ".into()]);
    let head = head(Exercise::Real);
    let written = table.shift_jis(&head);
    let (text, _, _) = SHIFT_JIS.decode(&written.bytes);
    assert_eq!(written.written_out, 0);
    assert_eq!(table.csv(&head), format!("\u{feff}{text}").into_bytes());
}

#[test]
fn what_programs_get_is_read_by_our_own_reader() {
    let bytes = list().open_csv(&head(Exercise::Real));
    let sheet = Sheet::read(Source { name: "list.csv", bytes: &bytes }).unwrap();
    let cell = |row: usize, name: &str| sheet.rows()[row].cell(sheet.column(&[name])).to_owned();
    assert_eq!(cell(0, "受付番号"), "0012");
    assert_eq!(cell(0, "入所日時"), "2026-11-26T16:09:30+09:00");
    assert_eq!(cell(1, "人数"), "0");
    assert_eq!((cell(2, "人数").as_str(), cell(2, "不明の項目数").as_str()), ("", "1"));
    assert_eq!(cell(2, "区分"), "本番");
}

#[test]
fn the_workbook_is_the_golden_one_part_by_part() {
    let bytes = list().xlsx(&head(Exercise::Drill)).unwrap();
    let mut archive = ZipArchive::new(Cursor::new(&bytes)).unwrap();
    let mut all = String::new();
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        let name = part.name().unwrap();
        let lines = text.replace("</row>", "</row>\n");
        all.extend(["--- ", name.as_ref(), "\n", &lines, "\n"]);
    }
    golden("list-xlsx.txt", all.as_bytes());
    assert_eq!(
        bytes,
        list().xlsx(&head(Exercise::Drill)).unwrap(),
        "the same list, the same bytes"
    );
}

#[test]
fn what_no_spreadsheet_opens_is_refused() {
    let mut table = Table::new("長い", ["備考"]);
    table.push(vec!["あ".repeat(32_767).into()]);
    assert!(table.xlsx(&head(Exercise::Real)).is_ok());
    table.push(vec!["あ".repeat(32_768).into()]);
    let refused = table.xlsx(&head(Exercise::Real)).unwrap_err();
    assert_eq!(refused, SheetError::TextTooLong { row: 9 });
    assert_eq!(refused.code(), "sheet.text_too_long");
    let wide = Table::new("広い", (0..16_385).map(|column| column.to_string()));
    let refused = wide.xlsx(&head(Exercise::Real)).unwrap_err();
    assert_eq!(refused, SheetError::TooManyColumns { columns: 16_385 });
    let mut high = Table::new("高い", ["人数"]);
    (0..1_048_576).for_each(|_| high.push(vec![Cell::Unknown]));
    let refused = high.xlsx(&head(Exercise::Real)).unwrap_err();
    assert_eq!(refused.code(), "sheet.too_many_rows");
}
