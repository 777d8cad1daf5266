//! Supplies: asked for by the form, delivered onto the shelf, counted, given out, offered.

use axum::http::StatusCode;
use musubi_model::ids::{DocumentId, Kind};
use serde_json::{Value, json};

use super::gym::{Gym, Page, Written, document, path, place, posted, refused};
use crate::accounts::Role;
use crate::runtime::handle::NodeRole;

async fn requests(page: &Page<'_>) -> Vec<Value> {
    page.get(&path("requests")).await.json()["requests"].as_array().unwrap().clone()
}

async fn held(page: &Page<'_>, item: &str) -> Value {
    let stock = page.get(&path("stock")).await.json();
    let items = stock["items"].as_array().unwrap();
    items.iter().find(|held| held["item"] == item).cloned().unwrap_or(Value::Null)
}

#[tokio::test]
async fn a_form_with_several_goods_is_one_order_saved_whole_or_not_at_all() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let page = gym.desk(Role::Supplies).await;
    let orders = path("orders");
    let order = |key: &str, lines: Value| json!({"key": key, "urgency": "now", "lines": lines});
    let by_the_case = json!({"item": "drinking_water", "cases": 40, "per_case": 24});
    let lines = json!([by_the_case,
        {"item": "other", "description": "車いす", "quantity": 2, "unit": "台"}]);
    let first = posted(&page, &orders, order("order-001", lines.clone())).await;
    assert_eq!(page.post(&orders, order("order-001", lines)).await.json()["repeated"], true);
    let shown = requests(&page).await;
    assert_eq!(shown.len(), 2);
    assert!(shown.iter().all(|line| line["order"] == first.as_str()));
    let water = shown.iter().find(|line| line["item"] == "drinking_water").unwrap();
    assert_eq!((&water["quantity"], &water["cases"]), (&json!(960), &json!(40)));
    let chair = shown.iter().find(|line| line["item"] == "other").unwrap();
    assert_eq!((&chair["label"], &chair["unit"]), (&json!("車いす"), &json!("台")));

    let wrong = json!([{"item": "food", "quantity": 10},
        {"item": "food", "quantity": 10, "cases": 2, "per_case": 6}]);
    let expected = ("lines.1.quantity".to_owned(), "record.contradiction".to_owned());
    assert_eq!(refused(&page, &orders, order("order-002", wrong)).await, expected);
    let unsaid = order("order-003", json!([{"item": "other", "quantity": 1}]));
    assert_eq!(refused(&page, &orders, unsaid).await.0, "description");
    assert_eq!(refused(&page, &orders, order("order-004", json!([]))).await.0, "lines");
    assert_eq!(requests(&page).await.len(), 2);
}

#[tokio::test]
async fn what_is_delivered_goes_onto_the_shelf_in_the_same_commit() {
    let mut gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let ask = json!({"key": "order-001", "urgency": "today",
        "lines": [{"item": "food", "quantity": 300}]});
    let page = gym.desk(Role::Supplies).await;
    let id = posted(&page, &path("orders"), ask).await;
    drop(page);
    gym.written();
    let page = gym.desk(Role::Supplies).await;
    let events = path(&format!("requests/{id}/events"));
    let part = json!({"key": "event-001", "stage": "delivered", "quantity": 120,
        "to_stock": true});
    posted(&page, &events, part.clone()).await;
    assert_eq!(page.post(&events, part).await.json()["repeated"], true);
    assert_eq!(held(&page, "food").await["count"], 120);
    let shown = requests(&page).await.remove(0);
    assert_eq!((&shown["progress"], &shown["complete"]), (&json!("working"), &json!(false)));
    drop(page);
    let commits = gym.written();
    assert_eq!(commits.iter().filter(|(id, _)| *id == document(Kind::Place)).count(), 1);
    let page = gym.desk(Role::Supplies).await;
    let rest = json!({"key": "event-002", "stage": "delivered", "quantity": 180});
    posted(&page, &events, rest).await;
    assert_eq!(held(&page, "food").await["count"], 120, "nobody ticked the shelf");
    let shown = requests(&page).await.remove(0);
    assert_eq!((&shown["progress"], &shown["complete"]), (&json!("done"), &json!(true)));
    let early = json!({"key": "event-003", "stage": "cancelled", "to_stock": true});
    assert_eq!(refused(&page, &events, early).await.0, "to_stock");
}

#[tokio::test]
async fn a_request_is_late_and_refused_with_a_reason_and_sent_again() {
    let (mut shelter, hq) =
        (Gym::enrolled(NodeRole::Shelter, 'A'), Gym::enrolled(NodeRole::Hq, 'H'));
    let page = shelter.desk(Role::Supplies).await;
    let ask = json!({"key": "order-001", "urgency": "now", "needed_by": 1_000,
        "lines": [{"item": "blanket", "quantity": 50}]});
    let old = posted(&page, &path("orders"), ask).await;
    let shown = requests(&page).await.remove(0);
    assert_eq!((&shown["late"], &shown["progress"]), (&json!(true), &json!("open")));
    let again = |key: &str| {
        json!({"key": key, "urgency": "now",
        "lines": [{"item": "blanket", "quantity": 80, "replaces": old}]})
    };
    let new = posted(&page, &path("orders"), again("order-002")).await;
    let shown = requests(&page).await;
    let of = |id: &str| shown.iter().find(|it| it["id"] == id).unwrap().clone();
    assert_eq!((&of(&old)["stage"], &of(&old)["late"]), (&json!("superseded"), &json!(false)));
    assert_eq!((&of(&old)["replaced_by"], &of(&new)["stage"]), (&json!(new), &json!("submitted")));
    assert_eq!(page.post(&path("orders"), again("order-003")).await.code(), "request_over");
    drop(page);
    hq.take_in(of_kind(&mut shelter, Kind::Place)).await;
    let officer = hq.desk(Role::HqOfficer).await;
    let events = path(&format!("requests/{new}/events"));
    let silent = json!({"key": "event-001", "stage": "rejected"});
    assert_eq!(refused(&officer, &events, silent).await.0, "refusal");
    let wordless = json!({"key": "event-001", "stage": "rejected", "refusal": "other"});
    assert_eq!(refused(&officer, &events, wordless).await.0, "reason");
    let told = json!({"key": "event-002", "stage": "rejected", "refusal": "none_to_be_had",
        "reason": "来週の入荷"});
    posted(&officer, &events, told).await;
    let shown = requests(&officer).await;
    let refused_one = shown.iter().find(|it| it["id"] == new.as_str()).unwrap();
    assert_eq!(refused_one["refusals"], json!(["none_to_be_had"]));
    let last = refused_one["events"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["refusal"], &last["reason"]),
        (&json!("none_to_be_had"), &json!("来週の入荷"))
    );
    assert!(!refused_one["next"].as_array().unwrap().contains(&json!("closed")));
    let closed = json!({"key": "event-004", "stage": "closed"});
    assert_eq!(officer.post(&events, closed).await.code(), "only_the_place");
    let received = json!({"key": "event-003", "stage": "delivered", "quantity": 1});
    assert_eq!(officer.post(&events, received).await.code(), "only_the_place");
    let ask = json!({"key": "order-009", "urgency": "now",
        "lines": [{"item": "food", "quantity": 1}]});
    assert_eq!(officer.post(&path("orders"), ask).await.code(), "only_the_place");
}

fn of_kind(gym: &mut Gym, kind: Kind) -> Vec<(DocumentId, Written)> {
    gym.written().into_iter().filter(|(id, _)| *id == document(kind)).collect()
}

#[tokio::test]
async fn two_laptops_that_count_one_shelf_at_once_correct_it_once() {
    let mut a = Gym::enrolled(NodeRole::Shelter, 'A');
    let mut b = Gym::enrolled(NodeRole::Shelter, 'B');
    let stock = path("stock");
    let page = a.desk(Role::Supplies).await;
    let came = json!({"key": "came-0001", "item": "blanket", "change": 40});
    posted(&page, &stock, came).await;
    drop(page);
    b.take_in(of_kind(&mut a, Kind::Place)).await;
    for (gym, key) in [(&a, "count-001"), (&b, "count-002")] {
        let page = gym.desk(Role::Supplies).await;
        posted(&page, &stock, json!({"key": key, "item": "blanket", "counted": 38})).await;
        assert_eq!(held(&page, "blanket").await["count"], 38);
    }
    let (of_a, of_b) = (of_kind(&mut a, Kind::Place), of_kind(&mut b, Kind::Place));
    b.take_in(of_a).await;
    a.take_in(of_b).await;
    for gym in [&a, &b] {
        let page = gym.desk(Role::Supplies).await;
        let held = held(&page, "blanket").await;
        assert_eq!((&held["count"], &held["uncertain"]), (&json!(38), &json!(false)));
    }
    // One counts while the other hands out: nobody knows which came first, so it is said.
    let page = a.desk(Role::Supplies).await;
    posted(&page, &stock, json!({"key": "count-003", "item": "blanket", "counted": 37})).await;
    drop(page);
    let page = b.desk(Role::Supplies).await;
    let gone = json!({"key": "gone-0001", "item": "blanket", "change": -5, "why": "given_away"});
    posted(&page, &stock, gone).await;
    drop(page);
    b.take_in(of_kind(&mut a, Kind::Place)).await;
    let page = b.desk(Role::Supplies).await;
    let told = held(&page, "blanket").await;
    assert_eq!((&told["count"], &told["meanwhile"]), (&json!(32), &json!(1)));
    assert_eq!(told["uncertain"], true);
    posted(&page, &stock, json!({"key": "count-004", "item": "blanket", "counted": 32})).await;
    assert_eq!(held(&page, "blanket").await["uncertain"], false);
}

#[tokio::test]
async fn the_forecast_proposes_nothing_for_people_nobody_counted() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let page = gym.desk(Role::Manager).await;
    let food = async |days: u8| -> Value {
        let told = page.get(&path(&format!("forecast/{days}"))).await.json();
        told["items"].as_array().unwrap().iter().find(|it| it["item"] == "food").unwrap().clone()
    };
    assert_eq!(food(2).await["proposed"], json!(null));
    let count = json!({"key": "count-001", "in_shelter": 100, "outside_known": 21});
    posted(&page, &path("headcounts"), count).await;
    let came = json!({"key": "came-0001", "item": "food", "change": 26});
    posted(&page, &path("stock"), came).await;
    let ask = json!({"key": "order-001", "urgency": "today",
        "lines": [{"item": "food", "quantity": 100}]});
    posted(&page, &path("orders"), ask).await;
    // 121 people × 3 meals × 2 days, without 26 here and 100 asked for.
    let told = food(2).await;
    assert_eq!((&told["needed"], &told["proposed"]), (&json!(726), &json!(600)));
    assert_eq!((&told["stock"], &told["requested"]), (&json!(26), &json!(100)));
    assert_eq!(told["tenths_of_days_left"], 0);
    assert_eq!(page.get(&path("forecast/0")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.get(&path("forecast/x")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_took_a_meal_stays_among_people_and_the_stock_goes_down_once() {
    let mut gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let page = gym.desk(Role::Manager).await;
    posted(&page, &path("stock"), json!({"key": "came-0001", "item": "food", "change": 50})).await;
    let family = json!({"key": "family-01", "check_in": true,
        "persons": [{"details": {"family": "結城"}}, {"details": {"family": "結城"}}]});
    let household = posted(&page, "/api/v1/households", family).await;
    drop(page);
    let before = gym.written();
    let page = gym.desk(Role::Manager).await;
    let took = format!("/api/v1/households/{household}/handouts");
    assert_eq!(page.get(&took).await.json()["meal_at"], json!(null));
    let give = |key: &str| {
        json!({"key": key, "given": "meal", "item": "food", "portions": 2,
        "from_stock": true})
    };
    posted(&page, &took, give("give-0001")).await;
    assert_eq!(page.post(&took, give("give-0001")).await.json()["repeated"], true);
    assert_eq!(held(&page, "food").await["count"], 48);
    assert!(page.get(&took).await.json()["meal_at"].is_i64());
    // Shown as served, not refused.
    posted(&page, &took, give("give-0002")).await;
    assert_eq!(held(&page, "food").await["count"], 46);
    let by_tap = json!({"key": "tap-00001", "given": "meal", "item": "food", "inside": 30,
        "outside": 6, "from_stock": true});
    posted(&page, &path("handouts"), by_tap).await;
    assert_eq!(held(&page, "food").await["count"], 10);
    let today = page.get(&path("handouts")).await.json()["given"][0].clone();
    assert_eq!((&today["inside"], &today["outside"]), (&json!(34), &json!(6)));
    let nobody = json!({"key": "tap-00002", "given": "meal"});
    assert_eq!(refused(&page, &path("handouts"), nobody).await.0, "inside");
    let unnamed = json!({"key": "tap-00003", "given": "goods", "inside": 3});
    assert_eq!(refused(&page, &path("handouts"), unnamed).await.0, "item");
    drop(page);

    // A laptop that has only the half in which the household stands writes the rest when asked again.
    let other = Gym::enrolled(NodeRole::Shelter, 'B');
    let half = |entries: Vec<(DocumentId, Written)>, kind| -> Vec<_> {
        entries.into_iter().filter(|(id, _)| *id == document(kind)).collect()
    };
    other.take_in(half(before.clone(), Kind::People)).await;
    other.take_in(half(before, Kind::Place)).await;
    other.take_in(half(gym.written(), Kind::People)).await;
    let page = other.desk(Role::Manager).await;
    assert_eq!(held(&page, "food").await["count"], 50);
    assert_eq!(page.post(&took, give("give-0001")).await.json()["repeated"], true);
    assert_eq!(held(&page, "food").await["count"], 48);
    let views = other.handle.views();
    let tables = |kind: Kind| -> Vec<String> {
        let view = &views[&document(kind)];
        let table =
            |fields: &musubi_model::record::Fields| format!("{:?}", fields["table"].winner().value);
        view.records.values().map(table).collect()
    };
    assert!(tables(Kind::People).iter().any(|table| table.contains("household_handout")));
    assert!(!tables(Kind::Place).iter().any(|table| table.contains("household")));
}

#[tokio::test]
async fn nobody_without_the_right_learns_what_a_household_took() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let page = gym.desk(Role::Manager).await;
    let hidden = json!({"key": "family-01", "check_in": true,
        "persons": [{"details": {"family": "結城"}, "protected": true}]});
    let answer = page.post("/api/v1/households", hidden).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
    let id = answer.json()["id"].as_str().unwrap().to_owned();
    let reception = gym.desk(Role::Reception).await;
    let of = |id: &str| format!("/api/v1/households/{id}/handouts");
    let give = json!({"key": "give-0001", "given": "meal", "portions": 1});
    let absent = "01J0000000000000000000000A";
    for id in [&id, absent] {
        assert_eq!(reception.get(&of(id)).await.status, StatusCode::NOT_FOUND);
        assert_eq!(reception.post(&of(id), give.clone()).await.status, StatusCode::NOT_FOUND);
    }
    let (there, not) = (reception.get(&of(&id)).await.text, reception.get(&of(absent)).await.text);
    assert_eq!(there, not);
    let supplies = gym.desk(Role::Supplies).await;
    assert_eq!(supplies.get(&of(&id)).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_one_place_has_too_much_of_is_seen_by_headquarters_until_it_is_taken_back() {
    let (mut shelter, hq) =
        (Gym::enrolled(NodeRole::Shelter, 'A'), Gym::enrolled(NodeRole::Hq, 'H'));
    let page = shelter.desk(Role::Supplies).await;
    let offer = json!({"key": "offer-001", "item": "blanket", "quantity": 60, "note": "新品"});
    let id = posted(&page, &path("offers"), offer).await;
    let mine = page.get("/api/v1/offers").await.json()["offers"][0].clone();
    assert_eq!((&mine["own"], &mine["distance_m"]), (&json!(true), &json!(null)));
    drop(page);
    hq.take_in(of_kind(&mut shelter, Kind::Place)).await;
    let seen = async |gym: &Gym| -> Vec<Value> {
        let page = gym.desk(Role::HqOfficer).await;
        page.get("/api/v1/offers").await.json()["offers"].as_array().unwrap().clone()
    };
    assert_eq!(seen(&hq).await[0]["quantity"], 60);
    let page = shelter.desk(Role::Supplies).await;
    let back = path(&format!("offers/{id}/withdraw"));
    assert_eq!(page.post(&back, json!({})).await.json()["repeated"], false);
    assert_eq!(page.post(&back, json!({})).await.json()["repeated"], true);
    let nothing = path("offers/01J0000000000000000000000A/withdraw");
    assert_eq!(page.post(&nothing, json!({})).await.status, StatusCode::NOT_FOUND);
    drop(page);
    hq.take_in(of_kind(&mut shelter, Kind::Place)).await;
    assert!(seen(&hq).await.is_empty());
}

#[tokio::test]
async fn the_newest_word_on_each_fact_of_the_door_holds() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let page = gym.desk(Role::Supplies).await;
    let door = path("door");
    let first = json!({"key": "door-0001", "largest_vehicle": "four_tonnes", "forklifts": 1,
        "delivery_hours": "9時〜17時"});
    posted(&page, &door, first).await;
    posted(&page, &door, json!({"key": "door-0002", "largest_vehicle": "kei"})).await;
    let told = page.get(&door).await.json();
    assert_eq!((&told["largest_vehicle"], &told["forklifts"]), (&json!("kei"), &json!(1)));
    assert_eq!((&told["delivery_hours"], &told["unloaders"]), (&json!("9時〜17時"), &json!(null)));
    assert_eq!(refused(&page, &door, json!({"key": "door-0003"})).await.0, "largest_vehicle");
}

/// One more shelter, which has too much of something.
const NEIGHBOUR: musubi_model::ids::PlaceId = musubi_model::ids::PlaceId::new([0x22; 16]);

fn of(owner: musubi_model::ids::PlaceId) -> DocumentId {
    DocumentId::new(super::gym::OPERATION, Kind::Place, owner)
}

#[tokio::test]
async fn the_place_and_the_offering_neighbour_see_where_headquarters_sends_from() {
    let (mut shelter, mut hq) =
        (Gym::enrolled(NodeRole::Shelter, 'A'), Gym::enrolled(NodeRole::Hq, 'H'));
    let mut neighbour = Gym::at(NEIGHBOUR, 'N');
    let offers = format!("/api/v1/places/{NEIGHBOUR}/offers");
    let page = neighbour.desk(Role::Supplies).await;
    let offer = |key: &str, item: &str| json!({"key": key, "item": item, "quantity": 40});
    let blankets = posted(&page, &offers, offer("offer-001", "blanket")).await;
    let food = posted(&page, &offers, offer("offer-002", "food")).await;
    let gone = posted(&page, &offers, offer("offer-003", "blanket")).await;
    posted(&page, &format!("{offers}/{gone}/withdraw"), json!({})).await;
    drop(page);
    let page = shelter.desk(Role::Supplies).await;
    let ask = json!({"key": "order-001", "urgency": "today",
        "lines": [{"item": "blanket", "quantity": 30}]});
    let asked = posted(&page, &path("orders"), ask).await;
    drop(page);
    let asking = of_kind(&mut shelter, Kind::Place);
    hq.take_in(asking.clone()).await;
    let theirs = neighbour.written().into_iter().filter(|(id, _)| *id == of(NEIGHBOUR)).collect();
    hq.take_in(theirs).await;

    let officer = hq.desk(Role::HqOfficer).await;
    let events = path(&format!("requests/{asked}/events"));
    let accept = |source: &str, more: Value| {
        let mut event = json!({"key": "accept-01", "stage": "accepted", "source": source});
        event.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        event
    };
    let wrong = accept("offer", json!({}));
    assert_eq!(refused(&officer, &events, wrong).await.0, "offer");
    let wrong = accept("purchase", json!({"offer": blankets}));
    assert_eq!(refused(&officer, &events, wrong).await.0, "offer");
    let wrong = accept("stock", json!({"source_place": "33".repeat(16)}));
    let unknown = ("source_place".to_owned(), "place.unknown".to_owned());
    assert_eq!(refused(&officer, &events, wrong).await, unknown);
    let other_goods = accept("offer", json!({"offer": food}));
    let contradiction = ("offer".to_owned(), "record.contradiction".to_owned());
    assert_eq!(refused(&officer, &events, other_goods).await, contradiction);
    let taken_back = accept("offer", json!({"offer": gone}));
    assert_eq!(officer.post(&events, taken_back).await.code(), "offer_gone");
    let early = json!({"key": "reject-01", "stage": "rejected", "refusal": "too_much",
        "source": "stock"});
    assert_eq!(refused(&officer, &events, early).await.0, "source");
    posted(&officer, &events, accept("offer", json!({"offer": blankets}))).await;
    drop(officer);

    let words = of_kind(&mut hq, Kind::Place);
    neighbour.take_in(asking).await;
    neighbour.take_in(words.clone()).await;
    let page = neighbour.desk(Role::Supplies).await;
    let told = page.get("/api/v1/offers").await.json();
    let told = told["offers"].as_array().unwrap();
    let chosen = |id: &str| told.iter().find(|it| it["id"] == id).unwrap()["chosen_for"].clone();
    assert_eq!(chosen(&food), json!([]));
    let wanted = chosen(&blankets)[0].clone();
    assert_eq!(
        (&wanted["place"], &wanted["outstanding"]),
        (&json!(place().to_string()), &json!(30))
    );
    assert_eq!(wanted["stage"], "accepted");
    drop(page);
    shelter.take_in(words).await;
    let page = shelter.desk(Role::Supplies).await;
    let seen = requests(&page).await.remove(0);
    assert_eq!(seen["sources"][0]["source"], "offer");
    assert_eq!(seen["sources"][0]["place"], NEIGHBOUR.to_string());
    assert_eq!(seen["sources"][0]["offer"], blankets.as_str());
}

#[tokio::test]
async fn a_load_tells_what_contradicts_a_door_and_prints_every_stop_all_the_same() {
    let (mut shelter, hq) =
        (Gym::enrolled(NodeRole::Shelter, 'A'), Gym::enrolled(NodeRole::Hq, 'H'));
    let page = shelter.desk(Role::Supplies).await;
    let door = json!({"key": "door-0001", "largest_vehicle": "two_tonnes", "forklifts": 0,
        "road_access": "usable", "delivery_hours": "9時〜17時"});
    posted(&page, &path("door"), door).await;
    let order = json!({"key": "order-001", "urgency": "now", "contact": "物資班",
        "lines": [{"item": "blanket", "quantity": 50}, {"item": "food", "quantity": 90}]});
    posted(&page, &path("orders"), order).await;
    let asked = requests(&page).await;
    drop(page);
    hq.take_in(of_kind(&mut shelter, Kind::Place)).await;
    let of = |item: &str| asked.iter().find(|it| it["item"] == item).unwrap()["id"].clone();
    let officer = hq.desk(Role::HqOfficer).await;
    // 18:00 in Japan, on the day the world's clocks begin.
    let evening = 9 * 3_600_000;
    let nobody = "33".repeat(16);
    let load = |key: &str, vehicle: &str, place: &str| {
        json!({"key": key, "name": "市一号車", "vehicle": vehicle, "on_pallets": true,
            "stops": [{"place": place, "arrives_at": evening, "lines": [
                {"request": of("blanket"), "quantity": 30}, {"request": of("food"), "quantity": 91}]}]})
    };
    let loads = "/api/v1/loads";
    let here = place().to_string();
    assert_eq!(refused(&officer, loads, load("load-0001", "none", &here)).await.0, "vehicle");
    let wrong = refused(&officer, loads, load("load-0001", "kei", &nobody)).await;
    assert_eq!(wrong, ("stops.0.place".to_owned(), "place.unknown".to_owned()));
    let empty = json!({"key": "load-0001", "name": "一", "vehicle": "kei", "stops": []});
    assert_eq!(refused(&officer, loads, empty).await.0, "stops");
    let id = posted(&officer, loads, load("load-0001", "four_tonnes", &here)).await;
    let again = officer.post(loads, load("load-0001", "four_tonnes", &here)).await;
    assert_eq!(again.json()["repeated"], true);

    let told = officer.get(loads).await.json()["loads"][0].clone();
    let stop = &told["stops"][0];
    assert_eq!(stop["against"], json!(["too_large", "no_forklift", "outside_hours"]));
    assert_eq!(stop["unsaid"], json!([]));
    let doubts: Vec<&Value> =
        stop["lines"].as_array().unwrap().iter().map(|line| &line["doubt"]).collect();
    assert_eq!(doubts, [&json!(null), &json!("too_much")]);
    assert_eq!((&told["contradictions"], &told["own"]), (&json!(4), &json!(true)));

    let sheet = format!("{loads}/{id}/sheet");
    let paper = officer.get(&sheet).await;
    assert_eq!(paper.status, StatusCode::OK);
    for words in ["市一号車", "毛布 30枚", "食料 91食", "物資班", "9時〜17時", "4トン車"]
    {
        assert!(paper.text.contains(words), "{words}");
    }
    for words in ["この車は大きすぎて通れません", "There is no forklift for the pallets"]
    {
        assert!(paper.text.contains(words), "{words}");
    }
    let stock = officer.get(&path("stock")).await.json();
    assert_eq!(stock["items"], json!([]), "what is planned has not moved");
    assert!(requests(&officer).await.iter().all(|it| it["stage"] == "submitted"));

    let taken = format!("{loads}/{id}/take-back");
    assert_eq!(officer.post(&taken, json!({})).await.json()["repeated"], false);
    assert_eq!(officer.post(&taken, json!({})).await.json()["repeated"], true);
    assert_eq!(officer.get(loads).await.json()["loads"], json!([]));
    assert_eq!(officer.get(&sheet).await.status, StatusCode::NOT_FOUND);
}
