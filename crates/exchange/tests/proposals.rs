//! Places of a list that the city may have already: proposed with reasons, never merged.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use musubi_exchange::problem::Source;
use musubi_exchange::register::likely::{Held, Likely, likely};
use musubi_exchange::register::{self, Asked, At, List, Listed};
use musubi_model::ids::PlaceId;
use musubi_model::place::PlaceKind;

const LIST: &str = "共通ID,ID,名称,別名,緯度,経度
E4321400001111,MS1,熊本県立結西小学校,,32.8062,130.7058
,MS2,むすび公民館,結会館,32.9,130.8
,MS3,結南小学校体育館,,32.7,130.6
,MS4,結北の家,,32.5,130.5
";

fn listed() -> Vec<Listed> {
    let source = Source { name: "f", bytes: LIST.as_bytes() };
    let list = List::Shelters { unmarked: PlaceKind::Voluntary };
    let preview = register::preview(&[source], &Asked::of(list)).remove(0);
    let rows: Vec<Listed> = preview.takeable().map(|(_, listed)| listed.clone()).collect();
    assert_eq!(rows.len(), 4);
    rows
}

fn held(number: u8, name: &'static str) -> Held<'static> {
    let place = PlaceId::new([number; 16]);
    Held { place, common_id: None, names: vec![name], list_ids: Vec::new(), at: None }
}

fn at(latitude: i64, longitude: i64) -> At {
    (latitude.try_into().unwrap(), longitude.try_into().unwrap())
}

/// Rows from 0, the first byte of the place's id, the reasons.
#[track_caller]
fn check(held: &[Held<'_>], want: &[(usize, u8, &[&str])]) {
    let rows = listed();
    let rows: Vec<&Listed> = rows.iter().collect();
    let told: Vec<Likely> = likely(&rows, held);
    let told: Vec<(usize, u8, Vec<&str>)> = told
        .iter()
        .map(|it| {
            let reasons = it.reasons.iter().map(|reason| reason.code()).collect();
            (it.listed, it.place.bytes()[0], reasons)
        })
        .collect();
    let want: Vec<(usize, u8, Vec<&str>)> =
        want.iter().map(|(row, place, reasons)| (*row, *place, reasons.to_vec())).collect();
    assert_eq!(told, want);
}

#[test]
fn ids_are_reasons_whatever_the_names() {
    let same = Held { common_id: "E4321400001111".parse().ok(), ..held(1, "別の名前") };
    let use_of = Held { common_id: "E4321400001211".parse().ok(), ..held(2, "結西公園") };
    let other = Held { common_id: "E4321400002111".parse().ok(), ..held(3, "結東小学校") };
    let declared = Held { list_ids: vec!["MS2"], ..held(4, "まるで違う") };
    check(
        &[declared, other, use_of, same],
        &[(0, 1, &["common_id"]), (0, 2, &["facility"]), (1, 4, &["list_id"])],
    );
}

#[test]
fn names_are_compared_in_one_spelling() {
    let school = held(1, "結西小学校");
    let hall = held(2, "ムスビ公民館");
    let nick = held(3, "結会館");
    let other = held(4, "結東小学校");
    check(&[school, hall, nick, other], &[(0, 1, &["name"]), (1, 2, &["name"]), (1, 3, &["name"])]);
}

#[test]
fn nearness_is_a_reason_and_a_part_of_a_name_only_near_by() {
    // 22, 200, 356 and 100 metres from a row.
    let near = Held { at: Some(at(328_064_000, 1_307_058_000)), ..held(1, "旧公会堂") };
    let gym = Held { at: Some(at(327_018_000, 1_306_000_000)), ..held(2, "結南小学校") };
    let far_gym = Held { at: Some(at(327_032_000, 1_306_000_000)), ..held(3, "結南小学校") };
    let next_door = Held { at: Some(at(325_009_000, 1_305_000_000)), ..held(4, "喫茶店") };
    check(&[near, gym, far_gym, next_door], &[(0, 1, &["near"]), (2, 2, &["part_of_name"])]);
}

#[test]
fn metres_are_told_even_of_two_that_share_only_a_name() {
    let far = Held { at: Some(at(328_062_000, 1_307_158_000)), ..held(1, "結西小学校") };
    let rows = listed();
    let told = likely(&[&rows[0]], &[far]);
    // A hundredth of a degree along the parallel of 32.8062°: 111,195 m × cos / 100.
    assert_eq!(told[0].metres, Some(935));
}

#[test]
fn nothing_in_common_is_not_proposed_and_the_best_come_first() {
    check(&[held(1, "市役所")], &[]);
    let crowd: Vec<Held<'_>> = (10..40)
        .map(|number| Held {
            at: Some(at(325_000_000, 1_305_000_000 + i64::from(number))),
            ..held(number, "隣")
        })
        .chain([held(1, "結北の家")])
        .collect();
    let rows = listed();
    let told = likely(&[&rows[3]], &crowd);
    assert_eq!(told.len(), register::likely::PROPOSED_MAX);
    assert_eq!(told[0].place.bytes()[0], 1, "the name before those near by");
}
