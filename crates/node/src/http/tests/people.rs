//! Reception: what is registered, found, changed, hidden, and sent twice.

use axum::http::{Method, StatusCode};
use musubi_model::ids::Kind;
use serde_json::{Value, json};

use super::gym::{Gym, Page, document};
use crate::accounts::Role;
use crate::runtime::handle::NodeRole;

pub(super) fn person(family: &str, given: &str, kana: (&str, &str)) -> Value {
    json!({"details": {"family": family, "given": given, "family_kana": kana.0,
        "given_kana": kana.1, "age": "41", "sex": "female"}})
}

pub(super) fn household(key: &str, persons: &[Value]) -> Value {
    json!({"key": key, "persons": persons, "details": {"phone": "090-0000-0000"}, "check_in": true})
}

pub(super) async fn register(page: &Page<'_>, body: Value) -> Value {
    let answer = page.post("/api/v1/households", body).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
    answer.json()
}

async fn found(page: &Page<'_>, text: &str) -> Vec<String> {
    let answer = page.post("/api/v1/households/search", json!({"text": text})).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let hits = answer.json()["households"].as_array().unwrap().clone();
    hits.iter().map(|hit| hit["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_household_of_four_is_registered_in_one_commit_found_and_checked_out() {
    let mut gym = Gym::enrolled(NodeRole::Shelter, 'A');
    {
        let _manager = gym.desk(Role::Manager).await;
    }
    gym.written();
    let page = gym.desk(Role::Reception).await;
    let persons = [
        person("結城", "花子", ("ゆうき", "はなこ")),
        person("結城", "太郎", ("ゆうき", "たろう")),
        person("結城", "次郎", ("ゆうき", "じろう")),
        person("結城", "梅", ("ゆうき", "うめ")),
    ];
    let made = register(&page, household("household-1", &persons)).await;
    assert!(made["reception_no"].as_str().unwrap().starts_with("A-0001-"), "{made}");
    let id = made["id"].as_str().unwrap().to_owned();
    for text in
        ["結城", "ゆうき", "ユウキ", "yuuki", "たろう", made["reception_no"].as_str().unwrap()]
    {
        assert_eq!(found(&page, text).await, [id.as_str()], "{text}");
    }
    assert!(found(&page, "佐藤").await.is_empty());
    let path = format!("/api/v1/households/{id}");
    let shown = page.get(&path).await.json();
    assert_eq!(shown["persons"].as_array().unwrap().len(), 4);
    assert_eq!(shown["phone"], "090-0000-0000");
    assert!(shown["persons"].as_array().unwrap().iter().all(|it| it["state"] == "staying"));

    let stays = format!("{path}/stays");
    let unsaid = json!({"key": "stay-out-0", "action": "check_out"});
    let refused = page.post(&stays, unsaid).await;
    assert_eq!(refused.json()["fields"], json!([{"path": "where_to", "code": "record.missing"}]));
    let one = made["persons"][0].as_str().unwrap();
    let out = json!({"key": "stay-out-1", "action": "check_out", "where_to": "relatives",
        "persons": [one]});
    assert_eq!(page.post(&stays, out).await.status, StatusCode::CREATED);
    let night = json!({"key": "stay-night-1", "action": "overnight_away"});
    assert_eq!(page.post(&stays, night).await.status, StatusCode::CREATED);
    let states = |shown: &Value| -> Vec<(String, Value)> {
        let all = shown["persons"].as_array().unwrap();
        all.iter()
            .map(|it| (it["state"].as_str().unwrap().to_owned(), it["where_to"].clone()))
            .collect()
    };
    let away = ("overnight".to_owned(), json!(null));
    let left = ("left".to_owned(), json!("relatives"));
    let shown = page.get(&path).await.json();
    assert_eq!(states(&shown), [left, away.clone(), away.clone(), away]);
    drop(page);
    let commits: Vec<_> =
        gym.written().into_iter().filter(|(id, _)| *id == document(Kind::People)).collect();
    assert_eq!(commits.len(), 3);
}

#[tokio::test]
async fn sending_twice_is_harmless_even_at_once_and_after_the_client_went_away() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let page = gym.desk(Role::Reception).await;
    let body = household("double-tap", &[person("結城", "花子", ("ゆうき", "はなこ"))]);
    gym.hold_commits(true);
    let first = page.post("/api/v1/households", body.clone());
    let second = page.post("/api/v1/households", body.clone());
    // The first client goes away while its commit is under way.
    let mut first = Box::pin(first);
    assert!(futures::poll!(&mut first).is_pending());
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
    drop(first);
    let (third, second, ()) =
        tokio::join!(page.post("/api/v1/households", body.clone()), second, async {
            gym.hold_commits(false);
        });
    let fourth = register(&page, body).await;
    for answer in [&second, &third] {
        assert_eq!(answer.status, StatusCode::CREATED);
        assert_eq!(answer.json()["id"], fourth["id"]);
        assert_eq!(answer.json()["reception_no"], fourth["reception_no"]);
    }
    assert_eq!(fourth["repeated"], true);
    assert_eq!(found(&page, "").await.len(), 1);
}

#[tokio::test]
async fn after_a_restart_a_form_sent_again_is_still_the_same_household() {
    let mut gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let body = household("sent-before", &[person("結城", "花子", ("ゆうき", "はなこ"))]);
    let page = gym.desk(Role::Manager).await;
    let made = register(&page, body.clone()).await;
    drop(page);
    gym.restart();
    let page = gym.desk(Role::Manager).await;
    let again = register(&page, body).await;
    assert_eq!((&again["id"], &again["repeated"]), (&made["id"], &json!(true)));
    let other = register(&page, household("sent-after", &[person("林", "一", ("", ""))])).await;
    assert!(other["reception_no"].as_str().unwrap().starts_with("A-0002-"), "{other}");
}

#[tokio::test]
async fn fifty_at_once_get_fifty_numbers() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'B');
    let page = gym.desk(Role::Reception).await;
    let one = |index: usize| {
        let body =
            household(&format!("at-once-{index}"), &[person("林", "一", ("はやし", "はじめ"))]);
        register(&page, body)
    };
    let made = futures::future::join_all((0..50).map(one)).await;
    let numbers: std::collections::BTreeSet<_> =
        made.iter().map(|it| it["reception_no"].as_str().unwrap().to_owned()).collect();
    assert_eq!(numbers.len(), 50);
    assert!(numbers.iter().all(|number| number.starts_with("B-00")));
}

#[tokio::test]
async fn two_laptops_of_one_gym_share_people_and_no_number() {
    let (mut a, mut b) =
        (Gym::enrolled(NodeRole::Shelter, 'A'), Gym::enrolled(NodeRole::Shelter, 'B'));
    let mut numbers = std::collections::BTreeSet::new();
    for gym in [&a, &b] {
        let page = gym.desk(Role::Manager).await;
        for index in 0..5 {
            let key = format!("{index}-{}", page.cookie.len());
            let body = household(&format!("offline-{key}"), &[person("森", "葉", ("もり", "は"))]);
            let made = register(&page, body).await;
            numbers.insert(made["reception_no"].as_str().unwrap().to_owned());
        }
    }
    assert_eq!(numbers.len(), 10);
    let people = |entries: Vec<_>| {
        entries.into_iter().filter(|(id, _)| *id == document(Kind::People)).collect::<Vec<_>>()
    };
    let (from_a, from_b) = (people(a.written()), people(b.written()));
    a.take_in(from_b).await;
    b.take_in(from_a).await;
    for gym in [&a, &b] {
        let page = gym.desk(Role::Manager).await;
        assert_eq!(found(&page, "もり").await.len(), 10);
    }
}

#[tokio::test]
async fn a_clash_shows_both_values_and_is_settled_for_everyone() {
    let (mut a, mut b) =
        (Gym::enrolled(NodeRole::Shelter, 'A'), Gym::enrolled(NodeRole::Shelter, 'B'));
    let page = a.desk(Role::Manager).await;
    let made =
        register(&page, household("clash-0001", &[person("谷", "光", ("たに", "ひかる"))])).await;
    drop(page);
    let path = format!("/api/v1/households/{}", made["id"].as_str().unwrap());
    let people = |entries: Vec<_>| {
        entries.into_iter().filter(|(id, _)| *id == document(Kind::People)).collect::<Vec<_>>()
    };
    let first = people(a.written());
    b.take_in(first).await;
    for (gym, phone) in [(&a, "090-1111-1111"), (&b, "090-2222-2222")] {
        let page = gym.desk(Role::Manager).await;
        let changed = page.send(Method::PATCH, &path, json!({"phone": phone})).await;
        assert_eq!(changed.status, StatusCode::OK, "{}", changed.text);
    }
    let (from_a, from_b) = (people(a.written()), people(b.written()));
    a.take_in(from_b).await;
    b.take_in(from_a).await;
    let (pa, pb) = (a.desk(Role::Manager).await, b.desk(Role::Manager).await);
    let (on_a, on_b) = (pa.get(&path).await.json(), pb.get(&path).await.json());
    // Whose account wrote it is known where that account is.
    let sides = |shown: &Value| -> Vec<[Value; 3]> {
        let values = shown["clashes"][0]["values"].as_array().unwrap();
        values.iter().map(|it| ["value", "by", "at"].map(|part| it[part].clone())).collect()
    };
    assert_eq!(sides(&on_a), sides(&on_b));
    assert!(sides(&on_a).iter().all(|[_, _, at]| at.is_i64()), "each has its time: {on_a}");
    // The first laptop's account had written the record before; who wrote the value is not certain.
    let account = |shown: &Value, phone: &str| {
        let values = shown["clashes"][0]["values"].as_array().unwrap();
        values.iter().find(|it| it["value"] == phone).unwrap()["account"].clone()
    };
    assert_eq!(account(&on_b, "090-2222-2222"), "責任者");
    for shown in [&on_a, &on_b] {
        assert_eq!(account(shown, "090-1111-1111"), Value::Null);
    }
    let clash = &on_a["clashes"][0];
    assert_eq!(clash["field"], "phone");
    let values: std::collections::BTreeSet<_> = clash["values"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["value"].as_str().unwrap())
        .collect();
    assert_eq!(values, ["090-1111-1111", "090-2222-2222"].into());
    let hits = pa.post("/api/v1/households/search", json!({"text": "たに"})).await.json();
    assert_eq!(hits["households"][0]["has_clash"], true);

    let settle = json!({"record": clash["record"], "field": "phone", "value": "090-1111-1111"});
    let path_settle = format!("{path}/settle");
    assert_eq!(pa.post(&path_settle, settle.clone()).await.status, StatusCode::OK);
    let again = pa.post(&path_settle, settle).await;
    assert_eq!(again.code(), "settled_before");
    drop((pa, pb));
    let settled = people(a.written());
    b.take_in(settled).await;
    let shown = b.desk(Role::Manager).await.get(&path).await.json();
    assert_eq!((&shown["phone"], &shown["clashes"]), (&json!("090-1111-1111"), &json!([])));
}

#[tokio::test]
async fn at_hq_only_its_officers_look_for_people_of_other_places() {
    let (mut shelter, hq) =
        (Gym::enrolled(NodeRole::Shelter, 'A'), Gym::enrolled(NodeRole::Hq, 'H'));
    let page = shelter.desk(Role::Manager).await;
    let made =
        register(&page, household("elsewhere-1", &[person("湊", "渚", ("みなと", "なぎさ"))]))
            .await;
    drop(page);
    let people: Vec<_> =
        shelter.written().into_iter().filter(|(id, _)| *id == document(Kind::People)).collect();
    hq.take_in(people).await;
    let id = made["id"].as_str().unwrap();
    for (role, sees) in [(Role::HqOfficer, true), (Role::Reception, false), (Role::Staff, false)] {
        let page = hq.desk(role).await;
        assert_eq!(found(&page, "みなと").await.len(), usize::from(sees), "{role:?}");
        let shown = page.get(&format!("/api/v1/households/{id}")).await.status;
        assert_eq!(shown == StatusCode::OK, sees, "{role:?}");
    }
}

#[tokio::test]
async fn every_bad_field_is_named_and_nothing_is_saved() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let page = gym.desk(Role::Reception).await;
    let mut bad = person("結城", "花\u{7}子", ("ゆうき", "はなこ"));
    bad["details"]["birth"] = json!("1987-02-30");
    let mut body = household("bad-fields", &[bad, json!({"details": {"age": "131"}})]);
    body["details"]["phone"] = json!("9".repeat(31));
    let refused = page.post("/api/v1/households", body).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields = refused.json()["fields"].clone();
    let want = json!([
        {"path": "details.phone", "code": "text.too_long"},
        {"path": "persons.0.details.given", "code": "text.control"},
        {"path": "persons.0.details.birth", "code": "text.form"},
        {"path": "persons.1.details.age", "code": "text.form"},
        {"path": "persons.1.details.family", "code": "record.missing"},
    ]);
    assert_eq!(fields, want);
    assert!(!refused.text.contains("花"));
    assert!(found(&page, "").await.is_empty());
}
