//! 物資拠点: listed by headquarters, goods that lie there, and vehicles that leave from there.

use axum::http::{Method, StatusCode};
use musubi_model::ids::{Kind, PlaceId};
use serde_json::{Value, json};

use super::gym::{Gym, Page, Written, document, path, place, posted, refused};
use crate::accounts::Role;
use crate::runtime::handle::NodeRole;

const HUBS: &str = "/api/v1/hubs";
const LOADS: &str = "/api/v1/loads";

fn missing(field: &str) -> (String, String) {
    (field.to_owned(), "record.missing".to_owned())
}

fn of_place(gym: &mut Gym) -> Vec<(musubi_model::ids::DocumentId, Written)> {
    gym.written().into_iter().filter(|(id, _)| *id == document(Kind::Place)).collect()
}

/// What a shelter asked for, known at headquarters: the ids of each kind of goods.
async fn asked(shelter: &mut Gym, hq: &Gym, lines: &[(&str, u32)]) -> Vec<String> {
    let page = shelter.desk(Role::Supplies).await;
    let lines: Vec<Value> =
        lines.iter().map(|(item, number)| json!({"item": item, "quantity": number})).collect();
    let order = json!({"key": "order-001", "urgency": "now", "lines": lines});
    posted(&page, &path("orders"), order).await;
    let mut requests = page.get(&path("requests")).await.json()["requests"].take();
    let requests = requests.as_array_mut().unwrap();
    requests.sort_by_key(|request| request["id"].as_str().unwrap().to_owned());
    let ids = requests.iter().map(|request| request["id"].as_str().unwrap().to_owned()).collect();
    drop(page);
    hq.take_in(of_place(shelter)).await;
    ids
}

async fn listed(page: &Page<'_>, key: &str, name: &str, kind: &str) -> String {
    let hub = json!({"name": name, "kind": kind, "address": "中央一丁目"});
    posted(page, HUBS, json!({"key": key, "hub": hub})).await
}

async fn hub(page: &Page<'_>, id: &str) -> Value {
    let hubs = page.get(HUBS).await.json()["hubs"].take();
    hubs.as_array().unwrap().iter().find(|hub| hub["id"] == id).cloned().unwrap()
}

/// Came, went on, lies.
fn goods(hub: &Value, number: usize) -> (i64, i64, i64) {
    let of = |name: &str| hub["goods"][number][name].as_i64().unwrap();
    (of("came"), of("went_on"), of("lies"))
}

async fn request(page: &Page<'_>, id: &str) -> Value {
    let requests = page.get(&path("requests")).await.json()["requests"].take();
    requests.as_array().unwrap().iter().find(|it| it["id"] == id).cloned().unwrap()
}

#[tokio::test]
async fn a_hub_is_headquarters_own_word_and_no_place() {
    let (hq, shelter) = (Gym::enrolled(NodeRole::Hq, 'H'), Gym::enrolled(NodeRole::Shelter, 'A'));
    let page = hq.desk(Role::HqOfficer).await;
    let before = page.get("/api/v1/places").await.json()["places"].clone();
    let totals = page.get("/api/v1/hq/overview").await.json();
    let id = listed(&page, "hub-00001", "県央拠点", "wide_area").await;
    let again = json!({"key": "hub-00001", "hub": {"name": "県央拠点", "kind": "wide_area"}});
    assert_eq!(page.post(HUBS, again).await.json()["repeated"], true);
    let nameless = json!({"key": "hub-00002", "hub": {"name": " ", "kind": "in_area"}});
    assert_eq!(refused(&page, HUBS, nameless).await.0, "hub.name");
    let kindless = json!({"key": "hub-00002", "hub": {"name": "市拠点"}});
    assert_eq!(refused(&page, HUBS, kindless).await, missing("hub.kind"));
    let half = json!({"key": "hub-00002",
        "hub": {"name": "市拠点", "kind": "in_area", "latitude": 32.5}});
    assert_eq!(refused(&page, HUBS, half).await, missing("hub.longitude"));
    let outside = json!({"key": "hub-00002", "hub": {"name": "市拠点", "kind": "in_area",
        "latitude": 91.0, "longitude": 130.0}});
    assert_eq!(refused(&page, HUBS, outside).await.0, "hub.latitude");

    assert_eq!(page.get("/api/v1/places").await.json()["places"], before, "in no list of places");
    let after = page.get("/api/v1/hq/overview").await.json();
    for part in ["in_shelter", "places", "never_heard", "open_requests"] {
        assert_eq!(after[part], totals[part], "{part}");
    }
    assert_eq!(after["silence"]["places"], totals["silence"]["places"], "none expects its word");
    let as_place: PlaceId =
        PlaceId::new(*id.parse::<musubi_model::ids::RecordId>().unwrap().bytes());
    let count = json!({"key": "count-001", "in_shelter": 5, "via": "telephone"});
    let told = page.post(&format!("/api/v1/places/{as_place}/headcounts"), count.clone()).await;
    assert_eq!((told.status, told.code()), (StatusCode::FORBIDDEN, "not_a_place".to_owned()));
    let told = page.post(&format!("/api/v1/places/{id}/headcounts"), count).await;
    assert_eq!(told.status, StatusCode::NOT_FOUND);

    let at = format!("{HUBS}/{id}");
    let facts = json!({"name": "県央拠点", "kind": "wide_area", "phone": "000-0001",
        "latitude": 32.5, "longitude": 130.7, "largest_vehicle": "ten_tonnes", "forklifts": 2});
    let changed = page.send(Method::PUT, &at, facts.clone()).await;
    assert_eq!(changed.json()["repeated"], false, "{}", changed.text);
    assert_eq!(page.send(Method::PUT, &at, facts).await.json()["repeated"], true);
    let seen = hub(&page, &id).await;
    assert_eq!((&seen["phone"], &seen["address"]), (&json!("000-0001"), &json!(null)));
    assert_eq!((&seen["latitude"], &seen["forklifts"]), (&json!(32.5), &json!(2)));
    let nothing = json!({"name": "x", "kind": "in_area"});
    let nowhere = format!("{HUBS}/01J0000000000000000000000A");
    assert_eq!(page.send(Method::PUT, &nowhere, nothing).await.status, StatusCode::NOT_FOUND);

    let desk = shelter.desk(Role::Supplies).await;
    let own = json!({"key": "hub-00001", "hub": {"name": "自前", "kind": "in_area"}});
    assert_eq!(desk.post(HUBS, own).await.code(), "only_hq");
    assert_eq!(desk.get(HUBS).await.json()["hubs"], json!([]));
}

#[tokio::test]
async fn goods_lie_at_a_hub_until_they_leave_and_are_received_by_the_place_alone() {
    let (mut shelter, hq) =
        (Gym::enrolled(NodeRole::Shelter, 'A'), Gym::enrolled(NodeRole::Hq, 'H'));
    let ids = asked(&mut shelter, &hq, &[("blanket", 100)]).await;
    let page = hq.desk(Role::HqOfficer).await;
    let events = path(&format!("requests/{}/events", ids[0]));
    let step = |key: &str, stage: &str, more: Value| {
        let mut event = json!({"key": key, "stage": stage});
        event.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        event
    };
    let wide = listed(&page, "hub-00001", "県央拠点", "wide_area").await;
    let city = listed(&page, "hub-00002", "市拠点", "in_area").await;
    let hubless = step("step-0001", "at_hub", json!({}));
    assert_eq!(refused(&page, &events, hubless).await, missing("hub"));
    let numberless = step("step-0001", "at_hub", json!({"hub": wide}));
    assert_eq!(refused(&page, &events, numberless).await, missing("quantity"));
    let unknown = json!({"hub": "01J0000000000000000000000A", "quantity": 1});
    let unknown = refused(&page, &events, step("step-0001", "at_hub", unknown)).await;
    assert_eq!(unknown, ("hub".to_owned(), "hub.unknown".to_owned()));
    let early = step("step-0001", "shipped", json!({"hub": wide, "quantity": 1}));
    assert_eq!(refused(&page, &events, early).await.0, "hub");

    posted(&page, &events, step("step-0001", "at_hub", json!({"hub": wide, "quantity": 100})))
        .await;
    let on = json!({"hub": city, "from_hub": wide, "quantity": 60});
    posted(&page, &events, step("step-0002", "at_hub", on)).await;
    let out = json!({"from_hub": city, "quantity": 45});
    posted(&page, &events, step("step-0003", "out_for_delivery", out)).await;
    let (at_wide, at_city) = (hub(&page, &wide).await, hub(&page, &city).await);
    assert_eq!((goods(&at_wide, 0), goods(&at_city, 0)), ((100, 60, 40), (60, 45, 15)));
    assert!(at_wide["goods"][0]["since"].is_i64());
    assert_eq!(at_wide["goods"][0]["lines"][0]["place"], place().to_string());
    let seen = request(&page, &ids[0]).await;
    assert_eq!(seen["hubs"][0]["hub"]["name"], "県央拠点");
    assert_eq!((&seen["hubs"][0]["lies"], &seen["delivered"]), (&json!(40), &json!(0)));

    let closing = format!("{HUBS}/{wide}/close");
    let close = page.post(&closing, json!({"closed": true})).await;
    assert_eq!((close.status, close.code()), (StatusCode::CONFLICT, "hub_not_empty".to_owned()));
    let knowing = json!({"closed": true, "despite_goods": true});
    assert_eq!(page.post(&closing, knowing.clone()).await.status, StatusCode::OK);
    assert_eq!(page.post(&closing, knowing).await.json()["repeated"], true);
    let shut = hub(&page, &wide).await;
    assert_eq!((&shut["closed"], goods(&shut, 0)), (&json!(true), (100, 60, 40)), "still told");
    let more = step("step-0004", "at_hub", json!({"hub": wide, "quantity": 1}));
    assert_eq!(page.post(&events, more.clone()).await.code(), "hub_closed");
    assert_eq!(page.post(&closing, json!({"closed": false})).await.status, StatusCode::OK);
    assert_eq!(page.post(&events, more).await.status, StatusCode::CREATED);

    let delivered = step("step-0005", "delivered", json!({"quantity": 100}));
    assert_eq!(page.post(&events, delivered).await.code(), "only_the_place");
}

#[tokio::test]
async fn what_waits_at_a_hub_too_long_is_told_there() {
    let (mut shelter, hq) =
        (Gym::enrolled(NodeRole::Shelter, 'A'), Gym::enrolled(NodeRole::Hq, 'H'));
    let ids = asked(&mut shelter, &hq, &[("blanket", 30), ("food", 50)]).await;
    let page = hq.desk(Role::HqOfficer).await;
    let city = listed(&page, "hub-00001", "市拠点", "in_area").await;
    let now = page.get("/api/v1/session").await.json()["now"].as_i64().unwrap();
    for (id, hours) in ids.iter().zip([7, 5]) {
        // すぐに goes on within 6 hours.
        let event = json!({"key": format!("came-000{hours}"), "stage": "at_hub", "hub": city,
            "quantity": 30, "observed_at": now - hours * 3_600_000});
        posted(&page, &path(&format!("requests/{id}/events")), event).await;
    }
    let told = hub(&page, &city).await;
    let stuck: Vec<&Value> = told["stuck"].as_array().unwrap().iter().collect();
    assert_eq!(stuck.len(), 1);
    assert_eq!((&stuck[0]["item"], &stuck[0]["awaits"]), (&json!("blanket"), &json!("last_mile")));
    let since = told["goods"].as_array().unwrap().iter().map(|it| it["since"].as_i64().unwrap());
    assert_eq!(since.collect::<Vec<_>>(), [now - 7 * 3_600_000, now - 5 * 3_600_000]);
}

#[tokio::test]
async fn a_vehicle_that_leaves_moves_all_its_requests_once_and_can_be_called_back() {
    let (mut shelter, mut hq) =
        (Gym::enrolled(NodeRole::Shelter, 'A'), Gym::enrolled(NodeRole::Hq, 'H'));
    let ids = asked(&mut shelter, &hq, &[("blanket", 100), ("food", 50)]).await;
    let page = hq.desk(Role::HqOfficer).await;
    let narrow = json!({"name": "市拠点", "kind": "in_area", "address": "中央一丁目",
        "largest_vehicle": "two_tonnes"});
    let city = posted(&page, HUBS, json!({"key": "hub-00001", "hub": narrow})).await;
    for (number, (id, quantity)) in ids.iter().zip([100, 50]).enumerate() {
        let came = json!({"key": format!("came-000{number}"), "stage": "at_hub", "hub": city,
            "quantity": quantity});
        posted(&page, &path(&format!("requests/{id}/events")), came).await;
    }
    let lines = json!([{"request": ids[0], "quantity": 70}, {"request": ids[1], "quantity": 50}]);
    let load = json!({"key": "load-0001", "name": "市一号車", "vehicle": "four_tonnes",
        "from_hub": city, "stops": [{"place": place().to_string(), "lines": lines}]});
    let load = posted(&page, LOADS, load).await;
    let shown =
        async |page: &Page<'_>| -> Value { page.get(LOADS).await.json()["loads"][0].clone() };
    let planned = shown(&page).await;
    assert_eq!(planned["from_hub"]["name"], "市拠点");
    assert_eq!(planned["from_hub"]["against"], json!(["too_large"]));
    assert_eq!((&planned["lines_left"], &planned["contradictions"]), (&json!(0), &json!(1)));
    let paper = page.get(&format!("{LOADS}/{load}/sheet")).await.text;
    for words in ["市拠点 中央一丁目", "この車は大きすぎて拠点に入れません"]
    {
        assert!(paper.contains(words), "{words}");
    }
    assert_eq!(goods(&hub(&page, &city).await, 0), (100, 0, 100), "a plan moves nothing");

    let depart = format!("{LOADS}/{load}/depart");
    let back = format!("{LOADS}/{load}/depart/take-back");
    let told = |now: u32, already: u32, left_out: u32| json!({"now": now, "already": already, "left_out": left_out});
    assert_eq!(page.post(&depart, json!({})).await.json(), told(2, 0, 0));
    assert_eq!(page.post(&depart, json!({})).await.json(), told(0, 2, 0));
    let left = shown(&page).await;
    assert_eq!((&left["lines_left"], &left["lines"]), (&json!(2), &json!(2)));
    assert_eq!(goods(&hub(&page, &city).await, 0), (100, 70, 30));
    assert_eq!(request(&page, &ids[0]).await["stage"], "out_for_delivery");
    assert_eq!(request(&page, &ids[0]).await["delivered"], 0, "the sender receives nothing");
    let taken = page.post(&format!("{LOADS}/{load}/take-back"), json!({})).await;
    assert_eq!((taken.status, taken.code()), (StatusCode::CONFLICT, "load_left".to_owned()));

    assert_eq!(page.post(&back, json!({})).await.json(), told(2, 0, 0));
    assert_eq!(page.post(&back, json!({})).await.json(), told(0, 2, 0));
    assert_eq!(goods(&hub(&page, &city).await, 0), (100, 0, 100));
    assert_eq!(request(&page, &ids[0]).await["stage"], "at_hub");
    assert_eq!(page.post(&depart, json!({})).await.json(), told(2, 0, 0));
    drop(page);

    // The shelter receives one of the two; that one stays said.
    shelter.take_in(of_place(&mut hq)).await;
    let desk = shelter.desk(Role::Supplies).await;
    assert_eq!(desk.post(&back, json!({})).await.code(), "only_hq");
    let came = json!({"key": "got-00001", "stage": "delivered", "quantity": 50});
    posted(&desk, &path(&format!("requests/{}/events", ids[1])), came).await;
    drop(desk);
    hq.take_in(of_place(&mut shelter)).await;
    let page = hq.desk(Role::HqOfficer).await;
    assert_eq!(page.post(&back, json!({})).await.json(), told(1, 0, 1));
    let lefts: Vec<Value> = shown(&page).await["stops"][0]["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["left"].clone())
        .collect();
    assert_eq!(lefts, [json!("not"), json!("and_received")]);
    assert_eq!(request(&page, &ids[1]).await["complete"], true);
    assert_eq!(goods(&hub(&page, &city).await, 1), (50, 50, 0));
    let nobody = format!("{LOADS}/01J0000000000000000000000A/depart");
    assert_eq!(page.post(&nobody, json!({})).await.status, StatusCode::NOT_FOUND);
}
