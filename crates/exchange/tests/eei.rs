//! Official words are taken letter by letter from the item list.
//!
//! `data/eei-shelter.txt`: the class 避難所 of 災害対応基本共有情報 EEI 1.1 (DS-455-1), Digital Agency, CC0.

use std::collections::BTreeSet;

use musubi_exchange::eei;
use musubi_model::headcount::Headcount;
use musubi_model::report::PlaceReport;

const ITEMS: &str = include_str!("data/eei-shelter.txt");

#[test]
fn every_label_stands_in_the_item_list_letter_by_letter() {
    let items: BTreeSet<&str> =
        ITEMS.lines().filter_map(|line| line.split_once(':')).map(|(_, name)| name).collect();
    assert!(items.len() > 150, "{}", items.len());
    let labels = eei::REPORT.iter().chain(&eei::COUNT).map(|(_, label)| *label);
    let missing: Vec<&str> =
        labels.chain([eei::OBSERVED_AT]).filter(|label| !items.contains(label)).collect();
    assert_eq!(missing, Vec::<&str>::new());
}

#[test]
fn every_field_of_a_report_and_of_a_count_has_its_label_once() {
    let own = ["inferred", "source", "via", "road_access", "note"];
    let want: Vec<&str> =
        PlaceReport::FIELDS.iter().copied().filter(|field| !own.contains(field)).collect();
    let have: BTreeSet<&str> = eei::REPORT.iter().map(|(field, _)| *field).collect();
    assert_eq!(have, want.iter().copied().collect());
    assert_eq!(eei::REPORT.len(), want.len());

    let own = ["slot", "count_source", "via", "told_by", "source", "replaces", "note"];
    let want: BTreeSet<&str> =
        Headcount::FIELDS.iter().copied().filter(|field| !own.contains(field)).collect();
    let have: BTreeSet<&str> = eei::COUNT.iter().map(|(field, _)| *field).collect();
    assert_eq!(have, want);
}
