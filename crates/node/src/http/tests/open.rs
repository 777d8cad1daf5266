//! Open data on the phones' listener: live, for every site's pages, and nothing of people.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use musubi_model::ids::Kind;
use musubi_model::place::{NewRegisterEntry, PlaceKind};
use serde_json::{Value, json};

use super::gym::{Answer, Gym, answer, document, place};
use crate::accounts::Role;
use crate::runtime::handle::NodeRole;

async fn get(gym: &Gym, path: &str) -> Answer {
    let request = Request::get(path).header("host", "192.168.0.10:8000").body(Body::empty());
    answer(&gym.public, request.unwrap()).await
}

#[tokio::test]
async fn open_shelters_are_told_live_with_what_is_unknown_and_nothing_of_people() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let city = document(Kind::City);
    for (id, name) in [(place(), "一小体育館"), (musubi_model::ids::PlaceId::new([7; 16]), "二小")]
    {
        let mut entry = NewRegisterEntry::of(name.parse().unwrap(), PlaceKind::Designated);
        entry.latitude_e7 = Some(328_031_000.try_into().unwrap());
        entry.longitude_e7 = Some(1_307_079_000.try_into().unwrap());
        gym.handle.commit(city, entry.edits(id)).await.unwrap();
    }
    let shown = async || get(&gym, "/open/shelters.geojson").await.json();
    assert_eq!(shown().await["features"], json!([]), "nobody has said that it is open");

    let page = gym.desk(Role::Reception).await;
    let path = format!("/api/v1/places/{}", place());
    let now = page.get("/api/v1/session").await.json()["now"].as_i64().unwrap();
    let report = json!({"key": "report-0001", "opening": "open", "opened_at": now - 3_600_000,
        "note": "結城さんが鍵を持っている"});
    assert_eq!(page.post(&format!("{path}/reports"), report).await.status, StatusCode::CREATED);
    let household = json!({"key": "household-1", "check_in": true,
        "persons": [{"details": {"family": "結城", "given": "花子"}}]});
    assert_eq!(page.post("/api/v1/households", household).await.status, StatusCode::CREATED);

    let told = shown().await;
    let open: Vec<&Value> = told["features"].as_array().unwrap().iter().collect();
    assert_eq!(open.len(), 1, "{told}");
    assert_eq!(open[0]["geometry"]["coordinates"], json!([130.7079, 32.8031]));
    let text = told.to_string();
    assert!(
        text.contains("一小体育館") && !text.contains("二小") && !text.contains("結城"),
        "{text}"
    );
    assert!(text.contains("まだ何も報告のない避難所: 1か所"), "{text}");
    assert!(text.contains("人数の報告がない避難所: 1か所"), "{text}");
    assert!(text.contains("drill"), "{text}");

    let csv = get(&gym, "/open/shelters.csv").await;
    assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
    assert_eq!(csv.headers["access-control-allow-origin"], "*");
    assert!(csv.text.contains("一小体育館") && !csv.text.contains("結城"), "{}", csv.text);

    let count = json!({"key": "count-0001", "in_shelter": 42});
    assert_eq!(page.post(&format!("{path}/headcounts"), count).await.status, StatusCode::CREATED);
    assert!(get(&gym, "/open/shelters.csv").await.text.contains(",42,"), "live");
    let close = json!({"key": "closure-0001", "state": "closed", "why": null});
    drop(page);
    let manager = gym.desk(Role::Manager).await;
    let closed = manager.post(&format!("{path}/closure"), close).await;
    assert_eq!(closed.status, StatusCode::CREATED, "{}", closed.text);
    assert_eq!(shown().await["features"], json!([]), "a closed place is not open");
}

#[tokio::test]
async fn a_laptop_without_a_ticket_has_no_open_data_and_says_so() {
    let gym = Gym::fresh();
    let told = get(&gym, "/open/shelters.geojson").await;
    assert_eq!((told.status, told.text.as_str()), (StatusCode::SERVICE_UNAVAILABLE, "not_ready\n"));
}

#[tokio::test]
async fn places_are_written_for_other_programs_in_every_format_and_for_managers_alone() {
    let gym = Gym::enrolled(NodeRole::Hq, 'H');
    let entry = NewRegisterEntry::of("一小体育館".parse().unwrap(), PlaceKind::Designated);
    gym.handle.commit(document(Kind::City), entry.edits(place())).await.unwrap();
    let page = gym.desk(Role::HqOfficer).await;
    let get = async |wanted: &str| page.get(&format!("/api/v1/exports/places/{wanted}")).await;
    for (wanted, part) in [
        ("eei-csv", "一小体育館"),
        ("eei-json", "一小体育館"),
        ("hxl", "#loc"),
        ("evacuation-shelters", "\"entities\": []"),
        ("pcxml", "下書き（未検証）"),
    ] {
        let file = get(wanted).await;
        assert_eq!(file.status, StatusCode::OK, "{wanted}");
        assert!(file.text.contains(part), "{wanted}: {}", file.text);
        let name = file.headers["content-disposition"].to_str().unwrap();
        assert!(name.starts_with("attachment; filename="), "{name}");
    }
    for (wanted, begins) in [("xlsx", "PK"), ("shift-jis", "")] {
        let file = get(wanted).await;
        assert_eq!(file.status, StatusCode::OK, "{wanted}");
        assert!(file.text.len() > 100 && file.text.starts_with(begins), "{wanted}");
    }
    assert_eq!(get("word-perfect").await.status, StatusCode::NOT_FOUND);
    drop(page);
    let reception = gym.desk(Role::Reception).await;
    let refused = reception.get("/api/v1/exports/places/eei-csv").await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}
