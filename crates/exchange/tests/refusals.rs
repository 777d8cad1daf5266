//! Broken files: each is refused whole, with where and what, and none makes a reader panic.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use musubi_exchange::catalogue::{self, ITEMS_MAX, PUBLISHED};
use musubi_exchange::problem::{Problem, Source};
use musubi_exchange::register;
use musubi_exchange::snapshot::Snapshot;
use musubi_model::place::PlaceKind;
use musubi_model::stock::BASIC_ITEMS;
use musubi_model::text::{Line, Whole};
use proptest::prelude::*;

const GOOD: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","geometry":{"type":"Point","coordinates":[131.15126,33.029646]},
 "properties":{"NO":1,"共通ID":"E4321400001111","都道府県名及び市町村名":"熊本県阿蘇市","施設・場所名":"公民館",
 "住所":"熊本県阿蘇市1","指定緊急避難場所との住所同一":"1","その他市町村長が必要と認める事項":null,"受入対象者":"","備考":null}}]}"#;
const TABLE: &str =
    "施設・場所名,共通ID,緯度,経度,想定収容人数\n公民館,E4321400001111,33.0,131.1,0\n";
const LIST: &str = "ID,名称,人数,時点\nNEW001,公民館,12,令和6年1月9日午後6時\n";
const GOODS: &str =
    "品目コード,品目名,単位,入数,市の品目コード,取扱終了\nmask,マスク,枚,50,A-1,1\n";

fn read(bytes: &[u8]) -> Result<usize, Vec<Problem>> {
    let source = Source { name: "f", bytes };
    register::read(&[source], PlaceKind::Voluntary, None).map(|rows| rows.len())
}

#[test]
fn the_good_files_are_read() {
    assert_eq!(read(GOOD.as_bytes()), Ok(1));
    assert_eq!(read(TABLE.as_bytes()), Ok(1));
    let snapshot = Snapshot::read(Source { name: "f", bytes: LIST.as_bytes() }).unwrap();
    assert_eq!(snapshot.people(), 12);
}

#[test]
fn what_is_wrong_in_features_is_said_with_its_place() {
    check(
        GOOD,
        "\"E4321400001111\"",
        "\"E43214\"",
        (Some(1), Some("共通ID"), "register.common_id"),
    );
    check(GOOD, "\"E4321400001111\"", "null", (Some(1), Some("共通ID"), "cell.missing"));
    check(GOOD, "00001111", "00001211", (Some(1), Some("共通ID"), "register.emergency_site"));
    check(GOOD, "\"公民館\"", "\" \"", (Some(1), Some("施設・場所名"), "cell.missing"));
    check(GOOD, "公民館", "公\\u0007民館", (Some(1), Some("施設・場所名"), "text.control"));
    check(GOOD, "公民館", &"館".repeat(81), (Some(1), Some("施設・場所名"), "text.too_long"));
    check(GOOD, "131.15126", "1e3", (Some(1), Some("geometry"), "cell.degrees"));
    check(GOOD, "33.029646", "91.0", (Some(1), Some("geometry"), "cell.degrees"));
    check(GOOD, "\"Point\"", "\"Polygon\"", (Some(1), Some("geometry"), "row.not_point"));
    check(
        GOOD,
        "一\":\"1\"",
        "一\":\"yes\"",
        (Some(1), Some("指定緊急避難場所との住所同一"), "cell.flag"),
    );
    check(GOOD, "FeatureCollection", "Feature", (None, None, "file.not_features"));
    check(GOOD, "\"NO\":1,", "\"NO\":1", (Some(3), None, "file.json"));
}

#[test]
fn what_is_wrong_in_a_table_is_said_with_its_place() {
    check(TABLE, "施設・場所名", "場所", (Some(1), Some("施設・場所名"), "column.missing"));
    check(TABLE, ",共通ID,", ",番号,", (Some(1), Some("共通ID"), "column.missing"));
    check(TABLE, "E4321400001111", "", (Some(2), Some("共通ID"), "cell.missing"));
    check(TABLE, "33.0,", "33.0N,", (Some(2), Some("緯度"), "cell.degrees"));
    check(TABLE, ",131.1,0", ",131.1", (Some(2), None, "row.ragged"));
}

#[test]
fn what_is_wrong_in_a_list_is_said_with_its_place() {
    check(LIST, ",12,", ",十二,", (Some(2), Some("人数"), "cell.number"));
    check(LIST, ",12,", ",-1,", (Some(2), Some("人数"), "cell.number"));
    check(LIST, "1月9日", "1月32日", (Some(2), Some("時点"), "snapshot.era_time"));
    check(LIST, "時点", "時刻", (Some(1), Some("人数"), "snapshot.no_time"));
    check(LIST, "人数,時点", "人数_昨日,時刻", (Some(1), Some("人数_昨日"), "snapshot.era_time"));
    let double = format!("{LIST}NEW001,体育館,3,令和6年1月9日午後6時\n");
    check(&double, "", "", (Some(3), Some("ID"), "register.double_id"));
}

#[test]
fn what_is_wrong_in_a_catalogue_is_said_with_its_place() {
    check(GOODS, "品目コード", "番号", (Some(1), Some("品目コード"), "column.missing"));
    check(GOODS, "品目名", "名称", (Some(1), Some("品目名"), "column.missing"));
    check(GOODS, "mask", "Mask", (Some(2), Some("品目コード"), "text.form"));
    check(GOODS, "マスク", "", (Some(2), Some("品目名"), "cell.missing"));
    check(GOODS, "50", "0", (Some(2), Some("入数"), "cell.number"));
    check(GOODS, "枚", &"枚".repeat(21), (Some(2), Some("単位"), "text.too_long"));
    check(GOODS, "A-1", "A\u{7}1", (Some(2), Some("市の品目コード"), "text.control"));
    check(GOODS, ",1\n", ",済\n", (Some(2), Some("取扱終了"), "cell.flag"));
    let double = format!("{GOODS}mask,覆面,,,,\n");
    check(&double, "", "", (Some(3), Some("品目コード"), "register.double_id"));
    let many: String = (0..=ITEMS_MAX).map(|number| format!("m{number},マスク,,,,\n")).collect();
    check(&format!("{GOODS}{many}"), "", "", (None, None, "catalogue.too_many"));
}

#[test]
fn the_list_that_comes_with_the_program_begins_with_the_basic_goods() {
    let items = catalogue::read(Source { name: "catalogue.csv", bytes: PUBLISHED }).unwrap();
    let codes: Vec<&str> = items.iter().map(|item| item.item.as_str()).collect();
    assert!(codes.len() > BASIC_ITEMS.len());
    assert_eq!(codes[..BASIC_ITEMS.len()], BASIC_ITEMS);
    let goods = catalogue::read(Source { name: "f", bytes: GOODS.as_bytes() }).unwrap();
    let [mask] = &goods[..] else { panic!("one kind of goods: {goods:?}") };
    assert_eq!(mask.name.as_str(), "マスク");
    assert_eq!(mask.unit.as_ref().map(Line::as_str), Some("枚"));
    assert_eq!(mask.per_case.map(Whole::get), Some(50));
    assert_eq!(mask.outside_code.as_ref().map(Line::as_str), Some("A-1"));
    assert_eq!(mask.withdrawn, Some(true));
}

#[test]
fn an_id_in_two_files_is_a_problem() {
    let (a, b) = (GOOD.as_bytes(), TABLE.as_bytes());
    let sources = [Source { name: "a", bytes: a }, Source { name: "b", bytes: b }];
    let problems = register::read(&sources, PlaceKind::Voluntary, None).unwrap_err();
    let words: Vec<String> = problems.iter().map(ToString::to_string).collect();
    let want = [
        "a, row 1, 共通ID: the same id stands in b, row 2",
        "b, row 2, 共通ID: the same id stands in a, row 1",
    ];
    assert_eq!(words, want, "whose it is nobody can say here");
}

#[test]
fn an_empty_count_is_unknown_and_not_zero() {
    let text = LIST.replace(",12,", ",,");
    let snapshot = Snapshot::read(Source { name: "f", bytes: text.as_bytes() }).unwrap();
    let news = snapshot.news(None, &"市".parse().unwrap());
    assert!(news[0].headcount.is_none());
    let text = LIST.replace(",12,", ",0,");
    let snapshot = Snapshot::read(Source { name: "f", bytes: text.as_bytes() }).unwrap();
    let news = snapshot.news(None, &"市".parse().unwrap());
    assert!(news[0].headcount.is_some());
}

/// Changes `from` to `to` and wants exactly the first problem to be this.
#[track_caller]
fn check(good: &str, from: &str, to: &str, want: (Option<u64>, Option<&str>, &str)) {
    assert!(good.contains(from), "the good text has no {from}");
    let bad = if from.is_empty() { good.to_owned() } else { good.replacen(from, to, 1) };
    let problems = if good.starts_with("品目") {
        catalogue::read(Source { name: "f", bytes: bad.as_bytes() }).unwrap_err()
    } else if good.starts_with("ID") {
        Snapshot::read(Source { name: "f", bytes: bad.as_bytes() }).unwrap_err()
    } else {
        read(bad.as_bytes()).unwrap_err()
    };
    let first = &problems[0];
    assert_eq!((first.row, first.column.as_deref(), first.what.code()), want, "{problems:?}");
    assert_eq!(first.file, "f");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..Default::default() })]

    #[test]
    fn damaged_files_never_panic(
        which in 0..4_usize,
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = [GOOD, TABLE, LIST, GOODS][which].as_bytes().to_vec();
        for (place, byte) in damage {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        bytes.truncate(cut.index(bytes.len() + 1).max(1));
        let source = Source { name: "f", bytes: &bytes };
        if let Err(problems) = Snapshot::read(source) {
            prop_assert!(!problems.is_empty());
        }
        if let Err(problems) = catalogue::read(source) {
            prop_assert!(!problems.is_empty());
        }
        if let Err(problems) = register::read(&[source], PlaceKind::Voluntary, None) {
            prop_assert!(!problems.is_empty());
        }
    }
}
