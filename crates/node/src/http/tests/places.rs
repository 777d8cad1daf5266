//! Places, headcounts, supplies, staff, notices, the overview: each figure with its age.

use axum::http::StatusCode;
use musubi_model::ids::Kind;
use serde_json::{Value, json};

use super::gym::{Gym, document, place};
use crate::accounts::Role;
use crate::runtime::handle::NodeRole;

#[tokio::test]
async fn a_report_and_a_count_are_shown_with_their_ages_and_unknown_is_not_zero() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let page = gym.desk(Role::Reception).await;
    let path = format!("/api/v1/places/{}", place());
    let before = page.get(&path).await.json();
    assert_eq!(before["in_shelter"], json!({"value": null, "age": null}));
    assert_eq!(before["situation"], json!(null));
    let now = page.get("/api/v1/session").await.json()["now"].as_i64().unwrap();
    let count = json!({"key": "count-0001", "observed_at": now - 3_600_000, "in_shelter": 120,
        "households": 44});
    let counted = page.post(&format!("{path}/headcounts"), count).await;
    assert_eq!(counted.status, StatusCode::CREATED, "{}", counted.text);
    let report = json!({"key": "report-0001", "opening": "open",
        "opened_at": now - 7_200_000, "water": "unusable"});
    let reported = page.post(&format!("{path}/reports"), report).await;
    assert_eq!(reported.status, StatusCode::CREATED, "{}", reported.text);
    let food = json!({"key": "report-0002", "food": "days_left"});
    assert_eq!(page.post(&format!("{path}/reports"), food).await.status, StatusCode::CREATED);

    let after = page.get(&path).await.json();
    assert_eq!(after["in_shelter"]["value"], 120);
    let age = after["in_shelter"]["age"]["age_s"].as_i64().unwrap();
    assert!((3_600..3_660).contains(&age), "{age}");
    assert_eq!(after["outside_known"], json!({"value": null, "age": null}));
    let situation = &after["situation"];
    assert_eq!(situation["opening"], "open");
    assert_eq!(
        (&situation["water"], &situation["food"]),
        (&json!("unusable"), &json!("days_left"))
    );
    assert_eq!(situation["gas"], json!(null));

    let future = json!({"key": "count-0002", "observed_at": now + 86_400_000, "in_shelter": 999});
    assert_eq!(page.post(&format!("{path}/headcounts"), future).await.status, StatusCode::CREATED);
    assert_eq!(page.get(&path).await.json()["in_shelter"]["value"], 120);
    let parts = json!({"key": "count-0003", "in_shelter": 3, "men": 2, "women": 2});
    let refused = page.post(&format!("{path}/headcounts"), parts).await;
    assert_eq!(refused.json()["fields"][0]["code"], "record.contradiction");
}

#[tokio::test]
async fn a_closed_place_says_so_everywhere_whatever_was_reported_before() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let page = gym.desk(Role::Manager).await;
    let path = format!("/api/v1/places/{}", place());
    let close = |key: &str| json!({"key": key, "state": "closed", "why": null});
    let reopen = json!({"key": "closure-0002", "state": "reopened", "why": null});
    let situation = async || page.get(&path).await.json()["situation"].clone();

    let done = page.post(&format!("{path}/closure"), close("closure-0001")).await;
    assert_eq!(done.status, StatusCode::CREATED, "{}", done.text);
    let unreported = situation().await;
    assert_eq!(unreported["opening"], "closed");
    assert!(unreported["opening_age"]["age_s"].is_i64(), "{unreported}");
    assert_eq!(unreported["water"], json!(null));
    assert_eq!(page.post(&format!("{path}/closure"), reopen).await.status, StatusCode::CREATED);
    assert_eq!(situation().await, json!(null));

    let now = page.get("/api/v1/session").await.json()["now"].as_i64().unwrap();
    let report = json!({"key": "report-0001", "opening": "open", "opened_at": now - 7_200_000});
    assert_eq!(page.post(&format!("{path}/reports"), report).await.status, StatusCode::CREATED);
    assert_eq!(situation().await["opening"], "open");
    let done = page.post(&format!("{path}/closure"), close("closure-0003")).await;
    assert_eq!(done.status, StatusCode::CREATED, "{}", done.text);
    assert_eq!(situation().await["opening"], "closed");
    let shown = page.get(&path).await.json();
    assert_eq!(shown["in_shelter"]["value"], 0);
}

#[tokio::test]
async fn a_daily_report_tells_value_age_and_source_and_what_could_not_be_told() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let page = gym.desk(Role::Reception).await;
    let path = format!("/api/v1/places/{}", place());
    let empty = page.get(&format!("{path}/daily")).await.json();
    assert_eq!(
        empty,
        json!({"said": [], "newest": null, "own": null, "told": null, "day": null, "night": null,
            "on_list": null})
    );
    let now = page.get("/api/v1/session").await.json()["now"].as_i64().unwrap();
    let reports = format!("{path}/reports");
    let first = json!({"key": "daily-00001", "observed_at": now - 7_200_000, "food": "enough",
        "toilets_women": 0, "soap": false, "reporter": "総務課", "staff": 4});
    let first = page.post(&reports, first).await;
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.text);
    let second = json!({"key": "daily-00002", "unknown": ["food", "staff"], "staff": 3,
        "meals": "昼と夜"});
    assert_eq!(page.post(&reports, second).await.status, StatusCode::CREATED);
    for (key, slot, people) in [("count-day", "day", 80), ("count-night", "night", 130)] {
        let count = json!({"key": key, "slot": slot, "in_shelter": people, "men": people - 30,
            "women": 28, "sex_unknown": 2, "outside_known": 12});
        let counted = page.post(&format!("{path}/headcounts"), count).await;
        assert_eq!(counted.status, StatusCode::CREATED, "{}", counted.text);
    }
    let arrived = json!({"key": "daily-house", "check_in": true,
        "persons": [{"details": {"family": "結城"}}, {"details": {"family": "結城"}}]});
    assert_eq!(page.post("/api/v1/households", arrived).await.status, StatusCode::CREATED);

    let daily = page.get(&format!("{path}/daily")).await.json();
    let said = |field: &str| {
        daily["said"].as_array().unwrap().iter().find(|it| it["field"] == field).cloned()
    };
    let food = said("food").unwrap();
    assert_eq!((&food["value"], &food["source"]), (&json!(null), &json!("Reception")));
    assert!(food["age"]["age_s"].as_i64().unwrap() < 60, "{food}");
    assert_eq!(said("staff").unwrap()["value"], 3);
    assert_eq!(said("toilets_women").unwrap()["value"], 0);
    assert_eq!(said("soap").unwrap()["value"], false);
    assert_eq!(said("soap").unwrap()["source"], "総務課");
    let age = said("soap").unwrap()["age"]["age_s"].as_i64().unwrap();
    assert!((7_200..7_260).contains(&age), "{age}");
    assert_eq!(said("gas"), None);
    assert_eq!(
        (&daily["day"]["in_shelter"], &daily["night"]["in_shelter"]),
        (&json!(80), &json!(130))
    );
    assert_eq!(daily["night"]["outside_known"], 12);
    assert_eq!(daily["on_list"], json!({"staying": 2, "disputed": 0}));
}

#[tokio::test]
async fn open_and_closed_need_their_times_or_the_word_that_nobody_knows() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let page = gym.desk(Role::Reception).await;
    let path = format!("/api/v1/places/{}/reports", place());
    let now = page.get("/api/v1/session").await.json()["now"].as_i64().unwrap();
    for (number, body, refused) in [
        (1, json!({"opening": "open"}), Some("opened_at")),
        (2, json!({"opening": "open", "opened_at": now - 9_000_000}), None),
        (3, json!({"opening": "open"}), None),
        (4, json!({"opening": "closed"}), Some("closed_at")),
        (5, json!({"opening": "closed", "closed_at": now}), None),
        (6, json!({"opening": "open"}), Some("opened_at")),
        (7, json!({"opening": "open", "unknown": ["opened_at"]}), None),
        (8, json!({"observed_at": now + 86_400_000, "gas": "usable"}), Some("observed_at")),
        (9, json!({}), Some("opening")),
    ] {
        let mut body = body;
        body["key"] = json!(format!("opening-{number}"));
        let answer = page.post(&path, body).await;
        match refused {
            None => assert_eq!(answer.status, StatusCode::CREATED, "{number} {}", answer.text),
            Some(field) => assert_eq!(answer.json()["fields"][0]["path"], field, "{number}"),
        }
    }
}

#[tokio::test]
async fn a_shelter_writes_of_itself_alone() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let page = gym.desk(Role::Manager).await;
    let other = format!("/api/v1/places/{}/reports", "22".repeat(16));
    let report = json!({"key": "elsewhere-1", "opening": "closed"});
    assert_eq!(page.post(&other, report).await.code(), "not_this_place");
}

#[tokio::test]
async fn totals_name_what_they_leave_out_and_their_oldest_part() {
    let gym = Gym::enrolled(NodeRole::Hq, 'A');
    let page = gym.desk(Role::HqOfficer).await;
    let now = page.get("/api/v1/session").await.json()["now"].as_i64().unwrap();
    let at = |byte: &str| format!("/api/v1/places/{}", byte.repeat(16));
    let count = |key: &str, hours: i64, people: u32| {
        json!({"key": key, "observed_at": now - hours * 3_600_000, "in_shelter": people,
            "via": "radio"})
    };
    for (path, body) in [
        (at("21") + "/headcounts", count("count-21", 5, 120)),
        (at("22") + "/headcounts", count("count-22", 1, 30)),
        (
            at("23") + "/reports",
            json!({"key": "report-23", "opening": "open", "unknown": ["opened_at"], "via": "fax"}),
        ),
        (
            at("24") + "/reports",
            json!({"key": "report-24", "opening": "closed", "closed_at": now, "via": "fax"}),
        ),
    ] {
        assert_eq!(page.post(&path, body).await.status, StatusCode::CREATED, "{path}");
    }
    let overview = page.get("/api/v1/hq/overview").await.json();
    let total = &overview["in_shelter"];
    assert_eq!(total["sum"], 150);
    assert_eq!((&total["known_places"], &total["unknown_places"]), (&json!(2), &json!(1)));
    let oldest = total["oldest"]["age_s"].as_i64().unwrap();
    assert!((5 * 3_600..5 * 3_600 + 60).contains(&oldest), "{oldest}");
    assert_eq!(overview["households"]["sum"], json!(null));
    assert_eq!(overview["places"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn word_by_telephone_stands_beside_the_places_own_and_a_total_takes_one_of_them() {
    let there = musubi_model::ids::PlaceId::new([7; 16]);
    let (mut shelter, hq) = (Gym::at(there, 'A'), Gym::enrolled(NodeRole::Hq, 'H'));
    let path = format!("/api/v1/places/{there}");
    let officer = hq.desk(Role::HqOfficer).await;
    let now = officer.get("/api/v1/session").await.json()["now"].as_i64().unwrap();
    let said = |key: &str, minutes: i64, people: u32| json!({"key": key, "observed_at": now - minutes * 60_000, "in_shelter": people});
    let refused = officer.post(&format!("{path}/headcounts"), said("count-0001", 60, 120)).await;
    assert_eq!(refused.json()["fields"][0]["path"], "via");
    let report = json!({"key": "report-0001", "water": "unusable"});
    let refused = officer.post(&format!("{path}/reports"), report).await;
    assert_eq!(refused.json()["fields"][0]["path"], "via");

    let door = json!({"key": "door-00001", "largest_vehicle": "four_tonnes"});
    let refused = officer.post(&format!("{path}/door"), door).await;
    assert_eq!(refused.json()["fields"][0]["path"], "via");

    let told = async |key, minutes, people| {
        let mut count = said(key, minutes, people);
        count["via"] = json!("telephone");
        count["told_by"] = json!("校長");
        let done = officer.post(&format!("{path}/headcounts"), count).await;
        assert_eq!(done.status, StatusCode::CREATED, "{}", done.text);
    };
    let shown = async || {
        let overview = officer.get("/api/v1/hq/overview").await.json();
        let places = overview["places"].as_array().unwrap().clone();
        let place = places.into_iter().find(|it| it["id"] == there.to_string()).unwrap();
        let daily = officer.get(&format!("{path}/daily")).await.json();
        let people = |of: &str| daily[of]["in_shelter"].clone();
        assert_eq!(people("newest"), place["in_shelter"]["value"]);
        let total = overview["in_shelter"]["sum"].clone();
        (total, place["channel"].clone(), people("own"), people("told"))
    };
    told("count-0002", 60, 120).await;
    assert_eq!(shown().await, (json!(120), json!("telephone"), json!(null), json!(120)));

    let own = shelter.desk(Role::Reception).await;
    let done = own.post(&format!("{path}/headcounts"), said("count-0003", 30, 131)).await;
    assert_eq!(done.status, StatusCode::CREATED, "{}", done.text);
    drop(own);
    let of_place =
        shelter.written().into_iter().filter(|(id, _)| id.kind == Kind::Place.number()).collect();
    hq.take_in(of_place).await;
    assert_eq!(shown().await, (json!(131), json!("mesh"), json!(131), json!(120)));

    told("count-0004", 10, 140).await;
    assert_eq!(shown().await, (json!(140), json!("telephone"), json!(131), json!(140)));
    let daily = officer.get(&format!("{path}/daily")).await.json();
    assert_eq!(daily["told"]["told_by"], "校長");
}

#[tokio::test]
async fn a_request_is_delivered_by_the_word_of_the_place() {
    let (mut shelter, hq) =
        (Gym::enrolled(NodeRole::Shelter, 'A'), Gym::enrolled(NodeRole::Hq, 'H'));
    let requests = format!("/api/v1/places/{}/requests", place());
    let page = shelter.desk(Role::Supplies).await;
    let ask = json!({"key": "request-001", "item": "blanket", "quantity": 200, "urgency": "now"});
    let made = page.post(&requests, ask.clone()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    assert_eq!(page.post(&requests, ask).await.json()["repeated"], true);
    let unknown = json!({"key": "request-002", "item": "piano", "quantity": 1, "urgency": "now"});
    assert_eq!(page.post(&requests, unknown).await.json()["fields"][0]["code"], "item.unknown");
    let events = format!("{requests}/{}/events", made.json()["id"].as_str().unwrap());
    let shipped = page.post(&events, json!({"key": "event-0001", "stage": "shipped"})).await;
    assert_eq!(shipped.code(), "only_hq");
    let unsaid = page.post(&events, json!({"key": "event-0002", "stage": "delivered"})).await;
    assert_eq!(unsaid.json()["fields"][0]["path"], "quantity");
    let part = json!({"key": "event-0003", "stage": "delivered", "quantity": 150});
    assert_eq!(page.post(&events, part).await.status, StatusCode::CREATED);
    let shown = page.get(&requests).await.json()["requests"][0].clone();
    assert_eq!((&shown["stage"], &shown["delivered"]), (&json!("delivered"), &json!(150)));
    assert_eq!(shown["complete"], false);
    drop(page);
    let entries = shelter.written();
    let of_place = entries.into_iter().filter(|(id, _)| *id == document(Kind::Place)).collect();
    hq.take_in(of_place).await;
    let officer = hq.desk(Role::HqOfficer).await;
    let seen = officer.get("/api/v1/requests").await.json();
    assert_eq!(seen["requests"][0]["delivered"], 150);
}

#[tokio::test]
async fn stock_is_a_sum_of_movements_and_a_count_is_one_of_them() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let page = gym.desk(Role::Supplies).await;
    let path = format!("/api/v1/places/{}/stock", place());
    let count = async || -> Value { page.get(&path).await.json()["items"].clone() };
    assert_eq!(count().await, json!([]));
    for (body, left) in [
        (json!({"key": "stock-001", "item": "blanket", "change": 100}), 100),
        (json!({"key": "stock-002", "item": "blanket", "change": -30}), 70),
        (json!({"key": "stock-002", "item": "blanket", "change": -30}), 70),
        (json!({"key": "stock-003", "item": "blanket", "counted": 64}), 64),
    ] {
        assert_eq!(page.post(&path, body).await.status, StatusCode::OK);
        assert_eq!(count().await[0]["count"], left);
    }
    let both = json!({"key": "stock-004", "item": "blanket", "change": 1, "counted": 1});
    assert_eq!(page.post(&path, both).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn who_has_not_replied_is_computed() {
    let gym = Gym::enrolled(NodeRole::Hq, 'A');
    let page = gym.desk(Role::HqOfficer).await;
    for (number, department) in [("1001", "土木"), ("1002", "土木"), ("2001", "税務")] {
        let member = json!({"key": format!("member-{number}"), "number": number,
            "name": "職員", "department": department});
        assert_eq!(page.post("/api/v1/staff", member).await.status, StatusCode::CREATED);
    }
    let taken = json!({"key": "member-again", "number": "1001", "name": "別", "department": ""});
    assert_eq!(page.post("/api/v1/staff", taken).await.code(), "number_taken");
    let report = json!({"key": "staff-report-1", "number": "1001", "own": "minor",
        "can_report": "yes", "proxy": "同僚"});
    assert_eq!(page.post("/api/v1/staff/reports", report).await.status, StatusCode::CREATED);
    let summary = page.get("/api/v1/staff/summary").await.json();
    let all = &summary["all"];
    let figure = |name: &str| all[name].as_i64().unwrap();
    assert_eq!((figure("staff"), figure("replied"), figure("no_reply")), (3, 1, 2));
    assert_eq!((figure("hurt"), figure("can_come"), figure("safe")), (1, 1, 0));
    let list = page.get("/api/v1/staff").await.json();
    let silent =
        list["staff"].as_array().unwrap().iter().filter(|it| it["report"].is_null()).count();
    assert_eq!(silent, 2);
}

#[tokio::test]
async fn a_change_is_announced_by_ids_alone() {
    use axum::body::Body;
    use axum::http::Method;
    use http_body_util::BodyExt as _;
    use tower::ServiceExt as _;

    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let page = gym.desk(Role::Reception).await;
    let request = page.request(Method::GET, "/api/v1/events", Body::empty());
    let mut stream = gym.staff.clone().oneshot(request).await.unwrap().into_body();
    let body = json!({"key": "announced-1", "check_in": true,
        "persons": [{"details": {"family": "結城"}}]});
    assert_eq!(page.post("/api/v1/households", body).await.status, StatusCode::CREATED);
    let event = stream.frame().await.unwrap().unwrap().into_data().unwrap();
    let want =
        format!("event: changed\ndata: {{\"kind\":\"people\",\"owner\":\"{}\"}}\n\n", place());
    assert_eq!(String::from_utf8(event.to_vec()).unwrap(), want);
}
