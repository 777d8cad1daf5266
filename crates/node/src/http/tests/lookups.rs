//! Who looked at whom: noted before it is shown, or not shown.

use std::time::Duration;

use axum::http::StatusCode;
use musubi_model::ids::{DocumentId, Kind, PlaceId};
use serde_json::{Value, json};

use super::gym::{Gym, OPERATION, Page, document, place};
use super::people::{household, person, register};
use crate::accounts::Role;
use crate::runtime::handle::NodeRole;

async fn made(page: &Page<'_>) -> Value {
    register(page, household("looked-at-1", &[person("湊", "渚", ("みなと", "なぎさ"))])).await
}

fn card(made: &Value) -> String {
    format!("/api/v1/households/{}", made["id"].as_str().unwrap())
}

async fn lookups(page: &Page<'_>) -> Vec<Value> {
    let answer = page.get("/api/v1/lookups").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    answer.json()["lookups"].as_array().unwrap().clone()
}

#[tokio::test]
async fn opening_a_card_is_noted_with_who_and_what_and_without_a_name() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let manager = gym.desk(Role::Manager).await;
    let reception = gym.desk(Role::Reception).await;
    let made = made(&reception).await;
    assert!(lookups(&manager).await.is_empty(), "registering is no look-up");
    for _ in 0..3 {
        // A page that reads a card again while it is open opens it once.
        assert_eq!(reception.get(&card(&made)).await.status, StatusCode::OK);
    }
    assert_eq!(manager.get(&card(&made)).await.status, StatusCode::OK);
    let noted = lookups(&manager).await;
    assert_eq!(noted.len(), 2);
    assert_eq!(noted[0]["account_name"], "責任者");
    assert_eq!(noted[1]["account_name"], "Reception");
    assert_eq!(noted[1]["household"], made["id"]);
    assert_eq!(noted[1]["reception_no"], made["reception_no"]);
    assert_eq!(noted[1]["action"], "card");
    assert_eq!(noted[1]["place"], place().to_string());
    assert!(noted[0]["at"].as_i64() >= noted[1]["at"].as_i64());
    let text = manager.get("/api/v1/lookups").await.text;
    assert!(!text.contains('湊') && !text.contains("みなと"), "{text}");
}

#[tokio::test]
async fn a_card_is_shown_only_when_its_look_up_is_on_the_disk() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let _manager = gym.desk(Role::Manager).await;
    let page = gym.desk(Role::Reception).await;
    let made = made(&page).await;
    gym.hold_commits(true);
    let path = card(&made);
    let mut asked = Box::pin(page.get(&path));
    let waited = tokio::time::timeout(Duration::from_millis(200), &mut asked).await;
    assert!(waited.is_err(), "it was shown before it was noted");
    gym.hold_commits(false);
    assert_eq!(asked.await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_cannot_be_noted_is_not_shown_and_lists_stay_open() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let manager = gym.desk(Role::Manager).await;
    let page = gym.desk(Role::Reception).await;
    let made = made(&page).await;
    gym.fill_disk(true);
    let refused = page.get(&card(&made)).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(refused.code(), "lookup_not_saved");
    assert!(!refused.text.contains('湊'));
    let list = page.post("/api/v1/households/search", json!({"text": ""})).await;
    assert_eq!(list.json()["households"].as_array().unwrap().len(), 1);
    gym.fill_disk(false);
    assert_eq!(page.get(&card(&made)).await.status, StatusCode::OK);
    assert_eq!(lookups(&manager).await.len(), 1, "the refused one is not among them");
}

#[tokio::test]
async fn nobody_is_noted_for_asking_after_nobody_and_only_managers_read_the_notes() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let manager = gym.desk(Role::Manager).await;
    let reception = gym.desk(Role::Reception).await;
    let nobody = "/api/v1/households/01ARYZ6S41TSV4RRFFQ69G5FAV";
    assert_eq!(reception.get(nobody).await.status, StatusCode::NOT_FOUND);
    assert!(lookups(&manager).await.is_empty());
    assert_eq!(reception.get("/api/v1/lookups").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn at_hq_a_look_at_another_places_people_stands_in_hqs_own_notes() {
    let (mut shelter, mut hq) =
        (Gym::enrolled(NodeRole::Shelter, 'A'), Gym::enrolled(NodeRole::Hq, 'H'));
    let page = shelter.desk(Role::Manager).await;
    let made = made(&page).await;
    assert_eq!(page.get(&card(&made)).await.status, StatusCode::OK);
    drop(page);
    hq.take_in(shelter.written()).await;
    let officer = hq.desk(Role::HqOfficer).await;
    assert_eq!(officer.get(&card(&made)).await.status, StatusCode::OK);
    let noted = lookups(&officer).await;
    assert_eq!(noted.len(), 2, "HQ sees both");
    assert_eq!(noted[0]["account_name"], "HqOfficer");
    assert_eq!(noted[0]["reception_no"], made["reception_no"]);
    assert_eq!(noted[1]["account_name"], "責任者");
    drop(officer);
    let own = DocumentId::new(OPERATION, Kind::Lookups, PlaceId::new([0xff; 16]));
    let written: Vec<DocumentId> = hq.written().into_iter().map(|(id, _)| id).collect();
    assert!(written.contains(&own) && !written.contains(&document(Kind::Lookups)));
}
