//! Who may be registered at two places: proposed, put side by side, linked, set apart and taken back at
//! headquarters; and never a word of who is protected.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use musubi_model::ids::{Kind, PlaceId};
use serde_json::{Value, json};

use super::gym::{Answer, Gym, PIN, Page, place};
use super::people::{household, person, register};
use crate::accounts::Role;
use crate::runtime::handle::NodeRole;

const LIST: &str = "/api/v1/hq/duplicates";
const OTHER: PlaceId = PlaceId::new([0x22; 16]);
const THIRD: PlaceId = PlaceId::new([0x33; 16]);

/// The same human, wherever she is registered.
fn ume(needs: &[&str], protected: bool) -> Value {
    let mut one = person("結城", "梅", ("ゆうき", "うめこ"));
    one["details"]["birth"] = json!("1950-03-02");
    one["details"]["age"] = Value::Null;
    one["details"]["needs"] = json!(needs);
    one["protected"] = json!(protected);
    one
}

/// Registered at a gym of this place, among others; where she is.
async fn gym_with(at: PlaceId, letter: char, ume: Value) -> (Gym, Value) {
    let gym = Gym::at(at, letter);
    let page = gym.desk(Role::Manager).await;
    let made = register(&page, household("household-ume", &[ume])).await;
    for (number, (family, kana, given, age)) in strangers(letter).into_iter().enumerate() {
        let mut other = person(family, given, (kana, given));
        other["details"]["age"] = json!(age);
        let mut body = household(&format!("household-{number}"), &[other]);
        body["details"]["phone"] =
            json!(format!("0{}0-{number}{number}71-8{number}42", letter as u8));
        register(&page, body).await;
    }
    drop(page);
    (gym, json!({"place": at.to_string(), "person": made["persons"][0]}))
}

/// Nobody who is at another gym.
fn strangers(letter: char) -> [(&'static str, &'static str, &'static str, &'static str); 3] {
    match letter {
        'A' => [
            ("荒井", "あらい", "さくら", "12"),
            ("伊藤", "いとう", "けんじ", "33"),
            ("宇野", "うの", "ともこ", "58"),
        ],
        'B' => [
            ("加藤", "かとう", "だいすけ", "21"),
            ("木村", "きむら", "ゆり", "64"),
            ("久保", "くぼ", "しんいち", "47"),
        ],
        _ => [
            ("佐野", "さの", "はると", "8"),
            ("島田", "しまだ", "めぐみ", "39"),
            ("須藤", "すどう", "まさお", "82"),
        ],
    }
}

struct City {
    hq: Gym,
    gyms: Vec<Gym>,
    /// Her records, in the order of the gyms.
    at: Vec<Value>,
}

impl City {
    async fn with(places: &[(PlaceId, char, Value)]) -> Self {
        let hq = Gym::enrolled(NodeRole::Hq, 'H');
        let (mut gyms, mut at) = (Vec::new(), Vec::new());
        for (place, letter, ume) in places {
            let (mut gym, her) = gym_with(*place, *letter, ume.clone()).await;
            hq.take_in(gym.written()).await;
            gyms.push(gym);
            at.push(her);
        }
        Self { hq, gyms, at }
    }

    async fn of_two() -> Self {
        Self::with(&[(place(), 'A', ume(&[], false)), (OTHER, 'B', ume(&[], false))]).await
    }

    async fn of_three() -> Self {
        let third = (THIRD, 'C', ume(&[], false));
        Self::with(&[(place(), 'A', ume(&[], false)), (OTHER, 'B', ume(&[], false)), third]).await
    }

    fn pair(&self, one: usize, other: usize) -> Value {
        json!({"one": self.at[one], "other": self.at[other]})
    }
}

/// Without the time of comparing, which is another at every reading.
async fn list(page: &Page<'_>) -> Value {
    let answer = page.get(LIST).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let mut list = answer.json();
    assert!(list["compared_at"].take().is_i64());
    list
}

fn counts(list: &Value) -> [u64; 3] {
    ["proposed", "linked", "apart"].map(|of| {
        let all = list[of]["all"].as_u64().unwrap();
        assert_eq!(list[of]["pairs"].as_array().unwrap().len() as u64, all, "{of}");
        all
    })
}

async fn decide(page: &Page<'_>, pair: &Value, was: &str, decision: &str) -> Answer {
    let mut body = pair.clone();
    body["was"] = json!(was);
    body["decision"] = json!(decision);
    page.post(&format!("{LIST}/decide"), body).await
}

#[track_caller]
fn decided(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert_eq!(answer.json()["repeated"], false);
}

#[track_caller]
fn refused(answer: &Answer, code: &str) {
    assert_eq!((answer.status, answer.code()), (StatusCode::CONFLICT, code.into()), "{code}");
}

async fn compare(page: &Page<'_>, pair: &Value) -> Answer {
    page.post(&format!("{LIST}/compare"), pair.clone()).await
}

async fn noted(page: &Page<'_>) -> Vec<Value> {
    page.get("/api/v1/lookups").await.json()["lookups"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_pair_of_two_places_is_proposed_with_reasons_and_both_records_are_noted_when_shown() {
    let city = City::of_two().await;
    let officer = city.hq.desk(Role::HqOfficer).await;
    let before = list(&officer).await;
    assert_eq!(counts(&before), [1, 0, 0], "{before}");
    let pair = &before["proposed"]["pairs"][0];
    let reasons: BTreeSet<&str> =
        pair["reasons"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(reasons.is_superset(&["same_name", "same_birth", "same_phone"].into()), "{pair}");
    assert_eq!((&pair["one"]["name"], &pair["bearers"]), (&json!("結城 梅"), &json!(2)));
    let places: BTreeSet<&str> =
        ["one", "other"].into_iter().filter_map(|it| pair[it]["at"]["place"].as_str()).collect();
    assert_eq!(places.len(), 2, "they are of two places");
    let told = before.to_string();
    assert!(!told.contains("090-") && !told.contains("1950"), "a list holds no more than a search");

    let shown = compare(&officer, &city.pair(0, 1)).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.text);
    let shown = shown.json();
    assert_eq!(
        (&shown["state"], &shown["one"]["birth"]),
        (&json!("undecided"), &json!("1950-03-02"))
    );
    assert_eq!(shown["other"]["id"], city.at[1]["person"]);
    let lookups = noted(&officer).await;
    assert_eq!(lookups.len(), 2);
    for lookup in &lookups {
        assert_eq!(
            (&lookup["action"], &lookup["account_name"]),
            (&json!("compare"), &json!("HqOfficer"))
        );
    }
    let persons = |of: &[Value]| -> BTreeSet<String> {
        of.iter().map(|it| it["person"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(persons(&lookups), persons(&city.at));
    assert!(lookups.iter().all(|it| it["of_place_name"].is_string()), "of which place's people");
    let seen: BTreeSet<&str> = lookups.iter().filter_map(|it| it["household"].as_str()).collect();
    let numbers: BTreeSet<&str> =
        lookups.iter().filter_map(|it| it["reception_no"].as_str()).map(|no| &no[..1]).collect();
    assert_eq!((seen.len(), numbers), (2, ["A", "B"].into()));
}

#[tokio::test]
async fn two_records_are_linked_or_set_apart_and_taken_back_and_all_is_as_it_was() {
    let mut city = City::of_two().await;
    city.hq.written();
    let before = {
        let officer = city.hq.desk(Role::HqOfficer).await;
        let pair = city.pair(0, 1);
        let before = list(&officer).await;
        decided(&decide(&officer, &pair, "undecided", "same").await);
        assert_eq!(decide(&officer, &pair, "undecided", "same").await.json()["repeated"], true);
        assert_eq!(counts(&list(&officer).await), [0, 1, 0]);
        assert_eq!(compare(&officer, &pair).await.json()["state"], "same");
        decided(&decide(&officer, &pair, "same", "undecided").await);
        assert_eq!(list(&officer).await, before, "it is proposed again");

        decided(&decide(&officer, &pair, "undecided", "different").await);
        let apart = list(&officer).await;
        assert_eq!(counts(&apart), [0, 0, 1]);
        // From the other side, too.
        let back = city.pair(1, 0);
        assert_eq!(compare(&officer, &back).await.json()["state"], "different");
        decided(&decide(&officer, &back, "different", "same").await);
        assert_eq!(counts(&list(&officer).await), [0, 1, 0]);
        decided(&decide(&officer, &back, "same", "different").await);
        assert_eq!(list(&officer).await, apart);
        decided(&decide(&officer, &pair, "different", "undecided").await);
        assert_eq!(list(&officer).await, before);
        before
    };
    // What the gyms are told of it: one value on one record, and neither hears of the other.
    let written = city.hq.written();
    let people = |at: PlaceId| {
        let of =
            written.iter().filter(|(id, _)| id.owner == at && id.kind == Kind::People.number());
        of.cloned().collect::<Vec<_>>()
    };
    let (here, there) = (people(place()), people(OTHER));
    assert_eq!(here.len() + there.len(), 4, "two links and their undoing");
    city.hq.restart();
    let officer = city.hq.desk(Role::HqOfficer).await;
    assert_eq!(list(&officer).await, before, "after a restart");
    for (gym, entries) in city.gyms.iter().zip([here, there]) {
        let page = gym.desk(Role::Manager).await;
        let search = json!({"text": "うめこ"});
        let seen = page.post("/api/v1/households/search", search.clone()).await.json();
        gym.take_in(entries).await;
        let again = page.post("/api/v1/households/search", search).await.json();
        assert_eq!(again["households"][0]["persons"], seen["households"][0]["persons"]);
        assert_eq!(again["households"][0]["has_clash"], false);
    }
}

#[tokio::test]
async fn what_somebody_else_decided_meanwhile_and_what_contradicts_is_refused() {
    let city = City::of_three().await;
    let officer = city.hq.desk(Role::HqOfficer).await;
    let [first, second, third] = [city.pair(0, 1), city.pair(1, 2), city.pair(0, 2)];
    decided(&decide(&officer, &first, "undecided", "different").await);
    refused(&decide(&officer, &first, "undecided", "same").await, "pair_changed");
    decided(&decide(&officer, &second, "undecided", "same").await);
    // The first and the third would be one human with the second.
    refused(&decide(&officer, &third, "undecided", "same").await, "pair_is_two");
    assert_eq!(counts(&list(&officer).await), [1, 1, 1]);
    decided(&decide(&officer, &first, "different", "undecided").await);
    decided(&decide(&officer, &third, "undecided", "same").await);
    // By way of the third.
    assert_eq!(compare(&officer, &first).await.json()["state"], "same");
    refused(&decide(&officer, &first, "same", "undecided").await, "pair_linked_by_others");
    decided(&decide(&officer, &second, "same", "undecided").await);
    assert_eq!(compare(&officer, &first).await.json()["state"], "undecided");

    let alone = json!({"one": city.at[0], "other": city.at[0], "was": "undecided",
        "decision": "same"});
    let misplaced = officer.post(&format!("{LIST}/decide"), alone).await;
    assert_eq!(misplaced.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(misplaced.json()["fields"], json!([{"path": "other", "code": "record.misplaced"}]));
    let unread = officer.get(&format!("{LIST}?proposed=many")).await;
    assert_eq!(unread.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(list_page(&officer, 9).await, list_page(&officer, 0).await, "the last one");
}

async fn list_page(page: &Page<'_>, linked: u32) -> Value {
    page.get(&format!("{LIST}?linked={linked}")).await.json()["linked"].clone()
}

#[tokio::test]
async fn nothing_of_two_records_leaves_before_both_look_ups_are_on_the_disk() {
    let city = City::of_two().await;
    let officer = city.hq.desk(Role::HqOfficer).await;
    let pair = city.pair(0, 1);
    city.hq.hold_commits(true);
    let mut looked = Box::pin(compare(&officer, &pair));
    let waited = tokio::time::timeout(std::time::Duration::from_millis(300), &mut looked).await;
    assert!(waited.is_err(), "it was shown before it was noted");
    city.hq.hold_commits(false);
    assert_eq!(looked.await.status, StatusCode::OK);
    let before = noted(&officer).await.len();
    city.hq.fill_disk(true);
    let unsaved = compare(&officer, &pair).await;
    assert_eq!(
        (unsaved.status, unsaved.code()),
        (StatusCode::SERVICE_UNAVAILABLE, "lookup_not_saved".into())
    );
    assert!(!unsaved.text.contains('結') && !unsaved.text.contains("1950"));
    assert_eq!(noted(&officer).await.len(), before);
}

#[tokio::test]
async fn who_is_protected_is_in_no_pair_and_is_nobody_to_compare_or_to_link() {
    let places = [(place(), 'A', ume(&[], false)), (OTHER, 'B', ume(&[], true))];
    let city = City::with(&places).await;
    let nobody = json!({"place": OTHER.to_string(), "person": "01ARYZ6S41TSV4RRFFQ69G5FAV"});
    for role in [Role::HqOfficer, Role::Manager] {
        let page = city.hq.desk(role).await;
        assert_eq!(counts(&list(&page).await), [0, 0, 0]);
        let ask = json!({"name": if role == Role::Manager { "HqOfficer" } else { "責任者" },
            "secret": PIN, "why": "照会"});
        for together in [false, true] {
            if together {
                let begun = page.post("/api/v1/hq/reveal", ask.clone()).await;
                assert_eq!(begun.status, StatusCode::OK, "{}", begun.text);
            }
            let lookups = noted(&page).await.len();
            assert_eq!(counts(&list(&page).await), [0, 0, 0], "two persons together do not, here");
            let with = |other: &Value| json!({"one": city.at[0], "other": other});
            let (hers, nobodys) = (with(&city.at[1]), with(&nobody));
            let one = compare(&page, &hers).await;
            let other = compare(&page, &nobodys).await;
            assert_eq!((one.status, &one.text), (StatusCode::NOT_FOUND, &other.text));
            for decision in ["same", "different", "undecided"] {
                let one = decide(&page, &hers, "undecided", decision).await;
                let other = decide(&page, &nobodys, "undecided", decision).await;
                assert_eq!((one.status, &one.text), (StatusCode::NOT_FOUND, &other.text));
            }
            assert_eq!(noted(&page).await.len(), lookups, "nobody was shown");
        }
        page.send(Method::DELETE, "/api/v1/hq/reveal", json!({})).await;
    }
}

#[tokio::test]
async fn whoever_is_protected_later_vanishes_from_every_list_with_whom_they_are_linked_to() {
    let mut city = City::of_three().await;
    {
        let officer = city.hq.desk(Role::HqOfficer).await;
        decided(&decide(&officer, &city.pair(0, 1), "undecided", "same").await);
        assert_eq!(counts(&list(&officer).await)[1], 1);
    }
    let written = {
        let gym = &mut city.gyms[0];
        let page = gym.desk(Role::Manager).await;
        let search = json!({"text": "うめこ"});
        let found = page.post("/api/v1/households/search", search).await.json();
        let home = found["households"][0]["id"].as_str().unwrap();
        let path =
            format!("/api/v1/households/{home}/persons/{}", city.at[0]["person"].as_str().unwrap());
        let hidden = page.send(Method::PATCH, &path, json!({"protected": true})).await;
        assert_eq!(hidden.status, StatusCode::OK, "{}", hidden.text);
        drop(page);
        gym.written()
    };
    city.hq.take_in(written).await;
    let officer = city.hq.desk(Role::HqOfficer).await;
    let after = list(&officer).await;
    assert_eq!(counts(&after), [0, 0, 0], "also the record that leads to hers: {after}");
    let refused = decide(&officer, &city.pair(1, 2), "undecided", "same").await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn whoever_is_linked_over_two_lists_counts_once_in_the_citys_numbers() {
    let places =
        [(place(), 'A', ume(&["medication"], false)), (OTHER, 'B', ume(&["medication"], false))];
    let city = City::with(&places).await;
    let officer = city.hq.desk(Role::HqOfficer).await;
    let groups = async || officer.get("/api/v1/hq/overview").await.json()["groups"].clone();
    let numbers = |groups: &Value| {
        let needs = groups["of_lists"]["needs"].as_array().unwrap();
        let medication = needs.iter().find(|it| it["need"] == "medication").unwrap();
        let of = &groups["of_lists"];
        [
            &of["people"],
            &of["noted"],
            &of["unnoted"],
            &medication["people"],
            &groups["counted_once"],
        ]
        .map(|number| number.as_u64().unwrap())
    };
    let before = groups().await;
    assert_eq!(numbers(&before), [8, 2, 6, 2, 0]);
    decided(&decide(&officer, &city.pair(0, 1), "undecided", "same").await);
    assert_eq!(numbers(&groups().await), [7, 1, 6, 1, 1]);
    // Each place's own figures are those of its own list.
    let places = officer.get("/api/v1/hq/overview").await.json()["places"].clone();
    let staying: Vec<u64> = places
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|it| it["registered_staying"].as_u64())
        .collect();
    assert_eq!(staying.iter().sum::<u64>(), 8, "{places}");
    decided(&decide(&officer, &city.pair(0, 1), "same", "undecided").await);
    assert_eq!(groups().await, before);
}

#[tokio::test]
async fn no_other_place_has_such_a_list() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let manager = gym.desk(Role::Manager).await;
    let refused = manager.get(LIST).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::FORBIDDEN, "only_hq".into()));
    let (one, other) = (
        json!({"place": place().to_string(), "person": "01ARYZ6S41TSV4RRFFQ69G5FAV"}),
        json!({"place": OTHER.to_string(), "person": "01ARYZ6S41TSV4RRFFQ69G5FAV"}),
    );
    let pair = json!({"one": one, "other": other});
    assert_eq!(compare(&manager, &pair).await.code(), "only_hq");
    assert_eq!(decide(&manager, &pair, "undecided", "same").await.code(), "only_hq");
}
