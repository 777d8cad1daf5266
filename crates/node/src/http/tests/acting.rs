//! 代行: a neighbour that does what a hub does while headquarters is silent.

use axum::http::StatusCode;
use musubi_model::ids::{DocumentId, Kind, PlaceId};
use serde_json::{Value, json};

use super::gym::{Gym, OPERATION, Page, Written, document, place, posted};
use crate::accounts::Role;
use crate::runtime::handle::NodeRole;

const ACTING: &str = "/api/v1/acting";
const NEIGHBOUR: PlaceId = PlaceId::new([0x22; 16]);

fn of(owner: PlaceId) -> DocumentId {
    DocumentId::new(OPERATION, Kind::Place, owner)
}

fn written(gym: &mut Gym, id: DocumentId) -> Vec<(DocumentId, Written)> {
    gym.written().into_iter().filter(|(of, _)| *of == id).collect()
}

fn begin(key: &str) -> Value {
    json!({"key": key, "note": "本部と連絡が取れないため"})
}

async fn request(page: &Page<'_>) -> Value {
    page.get("/api/v1/requests").await.json()["requests"][0].clone()
}

#[tokio::test]
async fn before_the_ticket_there_is_no_headquarters_to_act_for() {
    let gym = Gym::provisional().await;
    let page = gym.desk(Role::Manager).await;
    assert_eq!(page.get(ACTING).await.json()["may_begin"], false);
    let refused = page.post(ACTING, begin("begin-001")).await;
    assert_eq!(
        (refused.status, refused.code()),
        (StatusCode::CONFLICT, "acting_needs_ticket".into())
    );
}

#[tokio::test]
async fn nobody_acts_while_word_of_headquarters_comes() {
    let (mut hq, neighbour) = (Gym::enrolled(NodeRole::Hq, 'H'), Gym::at(NEIGHBOUR, 'N'));
    let officer = hq.desk(Role::Manager).await;
    assert_eq!(officer.get(ACTING).await.json()["hq"]["silent"], false);
    assert_eq!(officer.post(ACTING, begin("begin-001")).await.code(), "only_the_place");
    let hub = json!({"key": "hub-00001", "hub": {"name": "市拠点", "kind": "in_area"}});
    posted(&officer, "/api/v1/hubs", hub).await;
    drop(officer);

    let page = neighbour.desk(Role::Manager).await;
    let told = page.get(ACTING).await.json();
    assert_eq!((&told["hq"]["silent"], &told["hq"]["last_at"]), (&json!(true), &json!(null)));
    assert_eq!((&told["may_begin"], &told["hq"]["hours"]), (&json!(true), &json!(12)));
    drop(page);
    neighbour.take_in(written(&mut hq, document(Kind::City))).await;
    let page = neighbour.desk(Role::Manager).await;
    let told = page.get(ACTING).await.json();
    assert_eq!((&told["hq"]["silent"], &told["may_begin"]), (&json!(false), &json!(false)));
    let answer = page.post(ACTING, begin("begin-001")).await;
    assert_eq!((answer.status, answer.code()), (StatusCode::CONFLICT, "hq_not_silent".to_owned()));
    assert_eq!(page.get(ACTING).await.json()["acting"], json!([]));
    let staff = neighbour.desk(Role::Supplies).await;
    assert_eq!(staff.post(ACTING, begin("begin-001")).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_a_neighbour_did_is_told_by_its_name_and_headquarters_goes_on_from_there() {
    let (mut shelter, mut hq) =
        (Gym::enrolled(NodeRole::Shelter, 'A'), Gym::enrolled(NodeRole::Hq, 'H'));
    let mut neighbour = Gym::at(NEIGHBOUR, 'N');
    let page = shelter.desk(Role::Supplies).await;
    let order = json!({"key": "order-001", "urgency": "now",
        "lines": [{"item": "blanket", "quantity": 30}]});
    let asked = posted(&page, &format!("/api/v1/places/{}/orders", place()), order).await;
    drop(page);
    let asking = written(&mut shelter, of(place()));
    neighbour.take_in(asking.clone()).await;
    hq.take_in(asking).await;

    let steps = format!("/api/v1/places/{}/requests/{asked}/acting", place());
    let step = |key: &str, stage: &str, quantity: u32| json!({"key": key, "stage": stage, "quantity": quantity});
    let page = neighbour.desk(Role::Manager).await;
    assert_eq!(page.post(&steps, step("step-0001", "shipped", 20)).await.code(), "not_acting");
    assert_eq!(request(&page).await["acting_next"], json!([]));
    posted(&page, ACTING, begin("begin-001")).await;
    assert_eq!(page.post(ACTING, begin("begin-001")).await.json()["repeated"], true);
    assert_eq!(page.post(ACTING, begin("begin-002")).await.code(), "acting_already");
    let next = request(&page).await["acting_next"].clone();
    assert_eq!(next, json!(["sourcing", "shipped", "at_hub", "out_for_delivery"]));
    for stage in ["accepted", "rejected", "delivered"] {
        let answer = page.post(&steps, step("step-0001", stage, 20)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{stage}");
    }
    let nobody = format!("/api/v1/places/{}/requests/01J0000000000000000000000A/acting", place());
    let answer = page.post(&nobody, step("step-0001", "shipped", 20)).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    posted(&page, &steps, step("step-0001", "shipped", 20)).await;
    posted(&page, &steps, step("step-0002", "out_for_delivery", 20)).await;
    let seen = request(&page).await;
    assert_eq!((&seen["stage"], &seen["delivered"]), (&json!("submitted"), &json!(0)));
    let stands: Vec<&Value> =
        seen["acting"].as_array().unwrap().iter().map(|step| &step["stands"]).collect();
    assert_eq!(stands, [&json!(false), &json!(true)]);
    posted(&page, "/api/v1/acting/end", json!({"key": "end-00001"})).await;
    let told = page.get(ACTING).await.json();
    assert_eq!(
        (&told["acting"][0]["acts"], &told["acting"][0]["own"]),
        (&json!("by_hand"), &json!(true))
    );
    assert_eq!(page.post(&steps, step("step-0003", "shipped", 5)).await.code(), "not_acting");
    let again = page.post("/api/v1/acting/end", json!({"key": "end-00002"})).await;
    assert_eq!(again.code(), "not_acting");
    drop(page);

    let acted = written(&mut neighbour, of(NEIGHBOUR));
    hq.take_in(acted.clone()).await;
    shelter.take_in(acted).await;
    let officer = hq.desk(Role::HqOfficer).await;
    let told = officer.get(ACTING).await.json();
    assert_eq!(told["acting"][0]["acts"], "hq_is_back");
    assert_eq!(
        (&told["acting"][0]["place"], &told["acting"][0]["steps"]),
        (&json!(NEIGHBOUR.to_string()), &json!(2))
    );
    let seen = request(&officer).await;
    assert_eq!(seen["acting"][1]["by"], NEIGHBOUR.to_string());
    assert_eq!(seen["acting"][1]["stage"], "out_for_delivery");
    let events = format!("/api/v1/places/{}/requests/{asked}/events", place());
    posted(&officer, &events, json!({"key": "accept-01", "stage": "accepted"})).await;
    let seen = request(&officer).await;
    let acting = seen["acting"].as_array().unwrap();
    assert!(acting.iter().all(|step| step["stands"] == false), "gone on from");
    assert_eq!((acting.len(), &seen["stage"]), (2, &json!("accepted")));
    drop(officer);

    // The place alone receives, and reads who brought it.
    shelter.take_in(written(&mut hq, of(place()))).await;
    let page = shelter.desk(Role::Supplies).await;
    assert_eq!(request(&page).await["acting"][1]["by"], NEIGHBOUR.to_string());
    posted(&page, &events, json!({"key": "got-00001", "stage": "delivered", "quantity": 20})).await;
    assert_eq!(request(&page).await["delivered"], 20);
}
