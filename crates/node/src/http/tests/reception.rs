//! Reception: numbers that are scanned, cards, children without a guardian, nights elsewhere, paper,
//! and records of one human.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use super::gym::{Answer, Gym, Page};
use super::people::{household, person, register};
use crate::accounts::Role;
use crate::runtime::handle::NodeRole;

const CHILD: (&str, &str) = ("ゆうき", "みなと");

async fn code(page: &Page<'_>, text: &str) -> Value {
    let answer = page.post("/api/v1/households/search", json!({"text": text})).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    answer.json()["code"].clone()
}

async fn change(page: &Page<'_>, id: &str, details: Value) -> Answer {
    page.send(Method::PATCH, &format!("/api/v1/households/{id}"), details).await
}

async fn one(page: &Page<'_>, key: &str) -> String {
    let body = household(key, &[person("結城", "湊", CHILD)]);
    register(page, body).await["id"].as_str().unwrap().to_owned()
}

async fn stay(page: &Page<'_>, id: &str, body: Value) -> Answer {
    page.post(&format!("/api/v1/households/{id}/stays"), body).await
}

#[tokio::test]
async fn a_number_leads_to_its_household_or_says_which_number_it_is() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let page = gym.desk(Role::Reception).await;
    let made = register(&page, household("household-of-one", &[person("結城", "湊", CHILD)])).await;
    let number = made["reception_no"].as_str().unwrap();
    for typed in [number, &number.to_lowercase().replace('-', "")] {
        let wanted = json!({"kind": "reception_no", "household": made["id"]});
        assert_eq!(code(&page, typed).await, wanted);
    }
    let unknown = json!({"kind": "claim_code", "household": null});
    let claim = musubi_model::token::ClaimCode::mint([7; 8]).to_string();
    assert_eq!(code(&page, &claim).await, unknown);
    assert_eq!(code(&page, "結城").await, Value::Null);
    assert_eq!(code(&page, "0123456789").await, Value::Null);
}

#[tokio::test]
async fn a_claim_code_of_somebody_protected_answers_like_one_that_has_not_arrived() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let manager = gym.desk(Role::Manager).await;
    let mut hidden = person("結城", "湊", CHILD);
    hidden["protected"] = json!(true);
    let mut body = household("protected", &[hidden]);
    body["details"]["card"] = json!("0123456789ABCDEF");
    let made = register(&manager, body).await;
    let page = gym.desk(Role::Reception).await;
    let search = |text: String| page.post("/api/v1/households/search", json!({"text": text}));
    let theirs = search("0123456789ABCDEF".to_owned()).await;
    let nobodys = search("FEDCBA9876543210".to_owned()).await;
    assert_eq!((theirs.status, &theirs.text), (nobodys.status, &nobodys.text));
    let number = made["reception_no"].as_str().unwrap().to_owned();
    let never = musubi_model::token::ReceptionNo::new('A', 977).unwrap().to_string();
    assert_eq!(search(number.clone()).await.text, search(never).await.text);
    // Nor does tying the same card tell.
    let id = one(&page, "ordinary").await;
    let tied = change(&page, &id, json!({"card": "0123456789ABCDEF"})).await;
    assert_eq!(tied.status, StatusCode::OK, "{}", tied.text);
    // Who may see both is shown both.
    assert_eq!(
        code(&manager, "0123456789ABCDEF").await,
        json!({"kind": "card", "household": null})
    );
    assert_eq!(code(&manager, &number).await["household"], made["id"]);
}

#[tokio::test]
async fn blank_cards_are_fresh_and_mean_something_once_they_are_tied() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let page = gym.desk(Role::Reception).await;
    let printed = page.post("/api/v1/cards/blank", json!({"pages": 2})).await.json();
    let cards = printed["cards"].as_array().unwrap();
    let numbers: std::collections::BTreeSet<&str> =
        cards.iter().map(|card| card["number"].as_str().unwrap()).collect();
    assert_eq!((cards.len(), numbers.len()), (20, 20));
    assert!(cards.iter().all(|card| card["path"].as_str().unwrap().starts_with("M0 0h7v1h-7z")));
    for pages in [0, 21] {
        let refused = page.post("/api/v1/cards/blank", json!({"pages": pages})).await;
        assert_eq!(refused.json()["fields"][0]["code"], "number.bounds");
    }
    let card = *numbers.first().unwrap();
    assert_eq!(code(&page, card).await, json!({"kind": "blank_card", "household": null}));
    let (id, other) = (one(&page, "first-one").await, one(&page, "second-one").await);
    let tied = change(&page, &id, json!({"card": card.to_lowercase().replace('-', "")})).await;
    assert_eq!(tied.status, StatusCode::OK, "{}", tied.text);
    assert_eq!(code(&page, card).await, json!({"kind": "blank_card", "household": id}));
    // The same card on the same household is no news; on another one it is a conflict.
    assert_eq!(change(&page, &id, json!({"card": card})).await.status, StatusCode::OK);
    let taken = change(&page, &other, json!({"card": card})).await;
    assert_eq!((taken.status, taken.code().as_str()), (StatusCode::CONFLICT, "card_taken"));
    assert_eq!(change(&page, &id, json!({"card": ""})).await.status, StatusCode::OK);
    assert_eq!(code(&page, card).await["household"], Value::Null);
}

#[tokio::test]
async fn my_number_is_refused_wherever_a_card_may_stand() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let page = gym.desk(Role::Reception).await;
    let id = one(&page, "ordinary").await;
    let refused = change(&page, &id, json!({"card": "1234-5678-9018"})).await;
    assert_eq!(refused.json()["fields"], json!([{"path": "card", "code": "card.my_number"}]));
    let mut body = household("with-my-number", &[person("結城", "湊", CHILD)]);
    body["details"]["card"] = json!("123456789018");
    let refused = page.post("/api/v1/households", body).await;
    let wanted = json!([{"path": "details.card", "code": "card.my_number"}]);
    assert_eq!(refused.json()["fields"], wanted);
    assert!(!refused.text.contains("9018"), "a refusal repeats no number");
    let found = page.post("/api/v1/households/search", json!({"text": ""})).await.json();
    assert_eq!(found["households"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn sending_a_registration_with_a_card_twice_is_harmless() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let page = gym.desk(Role::Reception).await;
    let mut body = household("with-a-card", &[person("結城", "湊", CHILD)]);
    body["details"]["card"] = json!("0123ABCD");
    let first = register(&page, body.clone()).await;
    let again = register(&page, body.clone()).await;
    assert_eq!((&again["id"], &again["repeated"]), (&first["id"], &json!(true)));
    body["key"] = json!("another-form");
    let taken = page.post("/api/v1/households", body).await;
    assert_eq!(taken.code(), "card_taken");
}

#[tokio::test]
async fn paper_is_marked_and_observed_when_its_card_says() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let page = gym.desk(Role::Reception).await;
    let mut body = household("from-paper", &[person("結城", "湊", CHILD)]);
    body["from"] = json!("paper");
    body["observed_at"] = json!(1_785_000_000_000_i64);
    let made = register(&page, body).await;
    let path = format!("/api/v1/households/{}", made["id"].as_str().unwrap());
    let shown = page.get(&path).await.json();
    assert_eq!(shown["registered_by"], "paper");
    assert_eq!(shown["stays"][0]["age"]["observed_at"], 1_785_000_000_000_i64);
    assert!(shown["registered_at"].as_i64().unwrap() > 1_785_000_000_000);
}

#[tokio::test]
async fn a_child_without_a_guardian_leaves_with_the_adult_who_is_named() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let page = gym.desk(Role::Reception).await;
    let mut child = person("結城", "湊", CHILD);
    child["details"]["unaccompanied_minor"] = json!(true);
    child["details"]["brought_by"] = json!("渡邊 守");
    let made = register(&page, household("a-child-alone", &[child])).await;
    let id = made["id"].as_str().unwrap();
    let out = |key: &str, adult: Option<&str>| json!({"key": key, "action": "check_out", "where_to": "relatives", "with_adult": adult});
    for (key, adult, code) in [
        ("nobody-named", None, "minor_needs_adult"),
        ("blank-named", Some("  "), "minor_needs_adult"),
        ("another-named", Some("結城 梅"), "minor_other_adult"),
    ] {
        let refused = stay(&page, id, out(key, adult)).await;
        assert_eq!((refused.status, refused.code().as_str()), (StatusCode::CONFLICT, code));
    }
    let night = json!({"key": "a-night-out", "action": "overnight_away"});
    assert_eq!(stay(&page, id, night).await.code(), "minor_needs_adult");
    let shown = page.get(&format!("/api/v1/households/{id}")).await.json();
    assert_eq!(shown["persons"][0]["state"], "staying", "nothing was changed");
    // The same adult in another spelling.
    let left = stay(&page, id, out("the-adult", Some("渡辺守"))).await;
    assert_eq!(left.status, StatusCode::CREATED, "{}", left.text);
    let shown = page.get(&format!("/api/v1/households/{id}")).await.json();
    assert_eq!(shown["persons"][0]["state"], "left");
    let last = shown["stays"].as_array().unwrap().iter().find(|it| it["kind"] == "check_out");
    assert_eq!(last.unwrap()["with_adult"], "渡辺守");
}

#[tokio::test]
async fn a_manager_may_hand_a_child_to_another_adult_who_is_named() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let manager = gym.desk(Role::Manager).await;
    let mut child = person("結城", "湊", CHILD);
    child["details"]["unaccompanied_minor"] = json!(true);
    child["details"]["brought_by"] = json!("渡邊 守");
    let made = register(&manager, household("a-child-alone", &[child])).await;
    let id = made["id"].as_str().unwrap();
    let out = json!({"key": "unnamed-out", "action": "check_out", "where_to": "home"});
    assert_eq!(stay(&manager, id, out.clone()).await.code(), "minor_needs_adult");
    let mut named = out;
    named["with_adult"] = json!("結城 梅");
    assert_eq!(stay(&manager, id, named).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn whoever_is_late_from_a_night_elsewhere_stands_first_in_the_list() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let page = gym.desk(Role::Reception).await;
    let ids = [
        one(&page, "first-one").await,
        one(&page, "second-one").await,
        one(&page, "third-one").await,
    ];
    let past = crate::desk::now().millis() - 60_000;
    let future = past + 86_400_000;
    for (at, returns) in [json!(null), json!(future), json!(past)].iter().enumerate() {
        let key = format!("a-night-{at}");
        let body = json!({"key": key, "action": "overnight_away", "returns_at": returns});
        let away = stay(&page, &ids[at], body).await;
        assert_eq!(away.status, StatusCode::CREATED, "{}", away.text);
    }
    let listed = page.get("/api/v1/away").await.json();
    let rows = listed["away"].as_array().unwrap();
    let households: Vec<&str> = rows.iter().map(|it| it["household"].as_str().unwrap()).collect();
    assert_eq!(households, [ids[2].as_str(), &ids[1], &ids[0]]);
    let overdue: Vec<&Value> = rows.iter().map(|it| &it["overdue"]).collect();
    assert_eq!(overdue, [&json!(true), &json!(false), &json!(false)]);
    let back = json!({"key": "back-again", "action": "return"});
    assert_eq!(stay(&page, &ids[2], back).await.status, StatusCode::CREATED);
    let rows = page.get("/api/v1/away").await.json()["away"].as_array().unwrap().len();
    assert_eq!(rows, 2);
    let misplaced = json!({"key": "misplaced-1", "action": "return", "returns_at": future});
    assert_eq!(stay(&page, &ids[1], misplaced).await.json()["fields"][0]["path"], "returns_at");
}

#[tokio::test]
async fn a_section_is_told_with_the_check_in_and_may_change() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let page = gym.desk(Role::Reception).await;
    let mut body = household("with-section", &[person("結城", "湊", CHILD)]);
    body["check_in"] = json!(false);
    let made = register(&page, body).await;
    let id = made["id"].as_str().unwrap();
    let section = || async {
        let shown = page.get(&format!("/api/v1/households/{id}")).await.json();
        (shown["persons"][0]["state"].clone(), shown["persons"][0]["section"].clone())
    };
    let body = json!({"key": "check-in-1", "action": "check_in", "section": "B-3"});
    assert_eq!(stay(&page, id, body).await.status, StatusCode::CREATED);
    assert_eq!(section().await, (json!("staying"), json!("B-3")));
    let body = json!({"key": "moved-to-c1", "action": "move", "section": "C-1"});
    assert_eq!(stay(&page, id, body).await.status, StatusCode::CREATED);
    assert_eq!(section().await, (json!("staying"), json!("C-1")));
    let body = json!({"key": "moved-nowhere", "action": "move"});
    let wanted = json!([{"path": "section", "code": "record.missing"}]);
    assert_eq!(stay(&page, id, body).await.json()["fields"], wanted);
}

#[tokio::test]
async fn two_records_of_one_human_are_linked_counted_once_and_unlinked() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let page = gym.desk(Role::Reception).await;
    let (id, other) = (one(&page, "first-one").await, one(&page, "second-one").await);
    let path = format!("/api/v1/households/{id}");
    let seen = page.get(&format!("{path}/duplicates")).await.json();
    let pair = &seen["likely"][0];
    assert_eq!(pair["reasons"], json!(["name", "age", "phone"]));
    assert_eq!(pair["other"]["household"], json!(other));
    let (mine, theirs) = (pair["person"]["id"].clone(), pair["other"]["id"].clone());
    let compare = format!("{path}/persons/{}/compare", mine.as_str().unwrap());
    let staying = || async {
        let place = page.get("/api/v1/hq/overview").await.json();
        place["places"].as_array().unwrap().iter().find_map(|it| it["registered_staying"].as_u64())
    };
    let before = staying().await;
    let same = json!({"other": theirs, "comparison": "same"});
    let linked = page.post(&compare, same.clone()).await;
    assert_eq!(linked.status, StatusCode::OK, "{}", linked.text);
    assert_eq!(page.post(&compare, same).await.json()["repeated"], true);
    let seen = page.get(&format!("{path}/duplicates")).await.json();
    assert_eq!((&seen["likely"], &seen["linked"][0]["other"]["id"]), (&json!([]), &theirs));
    assert_eq!(staying().await, before.map(|count| count - 1));
    // From the other side, too.
    let back = format!("/api/v1/households/{other}/persons/{}/compare", theirs.as_str().unwrap());
    let different = json!({"other": mine, "comparison": "different"});
    assert_eq!(page.post(&back, different).await.status, StatusCode::OK);
    let seen = page.get(&format!("{path}/duplicates")).await.json();
    assert_eq!((seen["likely"].as_array().unwrap().len(), &seen["linked"]), (1, &json!([])));
    assert_eq!(staying().await, before);
    let nobody = json!({"other": id, "comparison": "same"});
    assert_eq!(page.post(&compare, nobody).await.status, StatusCode::NOT_FOUND);
}
