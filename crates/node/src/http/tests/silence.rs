//! 連絡の途絶: what is expected, who is silent, who was asked to look, and who could carry.

use axum::http::{Method, StatusCode};
use musubi_model::ids::{Kind, PlaceId};
use musubi_model::place::{NewRegisterEntry, PlaceKind};
use serde_json::{Value, json};

use super::gym::{Gym, Page, document};
use crate::accounts::Role;
use crate::runtime::handle::NodeRole;

const HOUR_MS: i64 = 3_600_000;

fn of(number: u8) -> PlaceId {
    PlaceId::new([number; 16])
}

/// A place of the register, some hundred metres north of the one before.
async fn registered(gym: &Gym, number: u8, is_located: bool) {
    let name = format!("第{number}体育館");
    let mut entry = NewRegisterEntry::of(name.parse().unwrap(), PlaceKind::Designated);
    entry.phone = Some(format!("000-{number:04}").parse().unwrap());
    if is_located {
        let north = 328_000_000 + i64::from(number) * 100_000;
        entry.latitude_e7 = Some(north.try_into().unwrap());
        entry.longitude_e7 = Some(1_307_000_000.try_into().unwrap());
    }
    gym.handle.commit(document(Kind::City), entry.edits(of(number))).await.unwrap();
}

/// Somebody called `hours` ago.
async fn called(page: &Page<'_>, number: u8, hours: i64) {
    let now = page.get("/api/v1/session").await.json()["now"].as_i64().unwrap();
    let key = format!("called-{number}-{hours}");
    let count = json!({"key": key, "in_shelter": 40, "via": "telephone",
        "observed_at": now - hours * HOUR_MS});
    let answer = page.post(&format!("/api/v1/places/{}/headcounts", of(number)), count).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
}

async fn expect(page: &Page<'_>, key: &str, place: Option<u8>, hours: Option<u32>) {
    let place = place.map(|number| of(number).to_string());
    let expected = json!({"key": key, "place": place, "hours": hours});
    let answer = page.post("/api/v1/hq/contact", expected).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
}

async fn silence(page: &Page<'_>) -> Value {
    page.get("/api/v1/hq/silence").await.json()
}

fn names(silence: &Value) -> Vec<(String, bool)> {
    let places = silence["places"].as_array().unwrap().iter();
    let name = |it: &Value| it["name"].as_str().unwrap().to_owned();
    places.map(|it| (name(it), it["alarm"].as_bool().unwrap())).collect()
}

fn named(all: &[(u8, bool)]) -> Vec<(String, bool)> {
    all.iter().map(|(number, alarm)| (format!("第{number}体育館"), *alarm)).collect()
}

#[tokio::test]
async fn whoever_is_silent_for_longer_than_expected_of_it_is_an_alarm_the_longest_first() {
    let gym = Gym::enrolled(NodeRole::Hq, 'H');
    let page = gym.desk(Role::HqOfficer).await;
    for number in 1..=6 {
        registered(&gym, number, number != 5).await;
    }
    for (number, hours) in [(1, 2), (2, 13), (3, 30), (4, 5), (5, 1)] {
        called(&page, number, hours).await;
    }
    let told = silence(&page).await;
    // Nobody ever spoke of the sixth.
    assert_eq!(names(&told), named(&[(3, true), (2, true), (6, true)]));
    assert_eq!((&told["alarms"], &told["never_heard"]), (&json!(3), &json!(1)));
    assert_eq!(told["for_all"], json!({"hours": 12, "set_for": "nobody"}));
    assert_eq!(told["places"][2]["route"], Value::Null);
    assert_eq!(told["places"][0]["route"]["by"], "telephone");
    assert_eq!(told["places"][0]["route"]["came_at"], Value::Null);

    expect(&page, "expect-0001", None, Some(4)).await;
    expect(&page, "expect-0002", Some(3), Some(48)).await;
    expect(&page, "expect-0003", Some(1), Some(1)).await;
    let told = silence(&page).await;
    let of_one = &told["places"][2]["expected"];
    assert_eq!(names(&told), named(&[(2, true), (4, true), (1, true), (6, true)]));
    assert_eq!(*of_one, json!({"hours": 1, "set_for": "place"}));
    assert_eq!(told["places"][1]["expected"], json!({"hours": 4, "set_for": "all"}));
    // It is expected as all are again.
    expect(&page, "expect-0004", Some(1), None).await;
    assert_eq!(names(&silence(&page).await), named(&[(2, true), (4, true), (6, true)]));

    let overview = page.get("/api/v1/hq/overview").await.json();
    let rows: Vec<(&str, &str)> = overview["places"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["name"].as_str().unwrap(), row["silence"].as_str().unwrap()))
        .collect();
    assert_eq!(rows[..2], [("第2体育館", "alarm"), ("第4体育館", "alarm")]);
    assert_eq!(rows[2], ("第3体育館", "heard"), "silent for longer, and not expected earlier");
    assert_eq!(overview["silence"]["alarms"], 3);
    assert_eq!(overview["places"][0]["expected_hours"], 4);
    // What HQ writes of a place is no word of it.
    let path = format!("/api/v1/places/{}/name", of(2));
    let named_by_hq = page.send(Method::PUT, &path, json!({"name": "二体"})).await;
    assert_eq!(named_by_hq.status, StatusCode::OK, "{}", named_by_hq.text);
    assert_eq!(names(&silence(&page).await)[0], named(&[(2, true)])[0]);
    called(&page, 2, 0).await;
    assert_eq!(names(&silence(&page).await), named(&[(4, true), (6, true)]));
}

#[tokio::test]
async fn a_closed_place_is_not_expected_and_headquarters_never() {
    let gym = Gym::enrolled(NodeRole::Hq, 'H');
    let page = gym.desk(Role::HqOfficer).await;
    registered(&gym, 1, true).await;
    called(&page, 1, 20).await;
    assert_eq!(names(&silence(&page).await), named(&[(1, true)]));
    let now = page.get("/api/v1/session").await.json()["now"].as_i64().unwrap();
    let closed = json!({"key": "closed-0001", "opening": "closed", "closed_at": now, "via": "fax",
        "observed_at": now});
    let path = format!("/api/v1/places/{}/reports", of(1));
    assert_eq!(page.post(&path, closed).await.status, StatusCode::CREATED);
    assert_eq!(names(&silence(&page).await), []);
}

#[tokio::test]
async fn who_was_asked_to_look_quiets_the_alarm_for_that_silence_alone() {
    let gym = Gym::enrolled(NodeRole::Hq, 'H');
    let page = gym.desk(Role::HqOfficer).await;
    for number in 1..=2 {
        registered(&gym, number, true).await;
    }
    called(&page, 1, 20).await;
    let see = |number: u8| format!("/api/v1/hq/silence/{}", of(number));
    let seen = |key: &str| json!({"key": key, "asked": "消防団 第3分団", "note": "北の道から"});
    for number in [1, 2] {
        let answer = page.post(&see(number), seen(&format!("seen-000{number}"))).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
    }
    let told = silence(&page).await;
    assert_eq!((&told["alarms"], &told["seen"]), (&json!(0), &json!(2)));
    let first = &told["places"][0]["seen"];
    assert_eq!((&first["asked"], &first["note"]), (&json!("消防団 第3分団"), &json!("北の道から")));
    assert_eq!(first["by"], "HqOfficer");
    let span = first["until"].as_i64().unwrap() - first["at"].as_i64().unwrap();
    assert_eq!(span, 12 * HOUR_MS);
    assert_eq!(told["next_alarm_at"], first["until"], "then both are alarms again");
    // Of a place with word there is nothing to see.
    called(&page, 1, 0).await;
    let refused = page.post(&see(1), seen("seen-0003")).await;
    assert_eq!((refused.status, refused.code().as_str()), (StatusCode::CONFLICT, "not_silent"));
    let unsaid = page.post(&see(2), json!({"key": "seen-0004", "asked": " "})).await;
    assert_eq!(unsaid.json()["fields"][0]["path"], "asked");
    let hours = page.post("/api/v1/hq/contact", json!({"key": "expect-01", "hours": 0})).await;
    assert_eq!(hours.json()["fields"][0]["path"], "hours");
    let none = page.post("/api/v1/hq/contact", json!({"key": "expect-02"})).await;
    assert_eq!(none.json()["fields"][0]["code"], "record.missing");
}

#[tokio::test]
async fn neighbours_with_word_are_named_by_distance_and_whoever_is_nowhere_is_told() {
    let gym = Gym::enrolled(NodeRole::Hq, 'H');
    let page = gym.desk(Role::HqOfficer).await;
    for number in 1..=7 {
        registered(&gym, number, number != 6).await;
    }
    // The second is silent itself, and nobody knows where the sixth is.
    for (number, hours) in [(1, 1), (2, 14), (4, 2), (5, 3), (6, 1), (7, 1)] {
        called(&page, number, hours).await;
    }
    let told = silence(&page).await;
    let near = |at: usize| -> Vec<(String, i64)> {
        let near = told["places"][at]["near"].as_array().unwrap().iter();
        near.map(|it| (it["name"].as_str().unwrap().to_owned(), it["metres"].as_i64().unwrap()))
            .collect()
    };
    assert_eq!(names(&told), named(&[(2, true), (3, true)]));
    let third: Vec<String> = near(1).into_iter().map(|(name, _)| name).collect();
    assert_eq!(third, ["第4体育館", "第1体育館", "第5体育館"]);
    // A hundredth of a degree along a meridian of the mean sphere.
    assert_eq!(near(1)[0].1, 1_112);
    assert_eq!(told["places"][1]["unplaced"], 1);
    assert_eq!(told["places"][0]["near"][0]["phone"], "000-0001");
}

#[tokio::test]
async fn a_shelter_reads_of_silence_and_decides_nothing() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let page = gym.desk(Role::Manager).await;
    assert_eq!(silence(&page).await["alarms"], 0);
    let refused = page.post("/api/v1/hq/contact", json!({"key": "expect-01", "hours": 3})).await;
    assert_eq!(refused.code(), "only_hq");
    let seen = json!({"key": "seen-0001", "asked": "x"});
    let refused = page.post(&format!("/api/v1/hq/silence/{}", of(2)), seen).await;
    assert_eq!(refused.code(), "only_hq");
}
