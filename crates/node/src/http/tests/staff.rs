//! The roster from a list, what staff say on the public page, volunteers and shifts.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use data_encoding::BASE64;
use musubi_model::ids::Kind;
use serde_json::{Value, json};

use super::gym::{Answer, Gym, Page, answer, document};
use crate::accounts::Role;
use crate::runtime::handle::NodeRole;

const LIST: &str = "職員番号,氏名,所属\n1001,結 守,総務課\n1002,結 灯,道路課\n1003,結 環,道路課\n";

fn list(text: &str) -> Value {
    json!({"file": BASE64.encode(text.as_bytes())})
}

fn taking(text: &str, left: &[&str]) -> Value {
    json!({"file": BASE64.encode(text.as_bytes()), "left": left})
}

async fn staff_of(page: &Page<'_>) -> Vec<(String, String)> {
    let told = page.get("/api/v1/staff").await.json();
    let text = |it: &Value| it.as_str().unwrap().to_owned();
    let members = told["staff"].as_array().unwrap().iter();
    members.map(|it| (text(&it["number"]), text(&it["department"]))).collect()
}

#[tokio::test]
async fn a_list_is_told_before_it_is_taken_and_changes_only_what_it_says_otherwise() {
    let mut gym = Gym::enrolled(NodeRole::Hq, 'A');
    {
        let page = gym.desk(Role::HqOfficer).await;
        let plan = page.post("/api/v1/staff/roster/check", list(LIST)).await.json();
        assert_eq!((&plan["added"], &plan["same"]), (&json!(3), &json!(0)), "{plan}");
        assert!(staff_of(&page).await.is_empty(), "nothing is saved by looking");
        let taken = page.post("/api/v1/staff/roster", taking(LIST, &[])).await.json();
        assert_eq!(taken, json!({"added": 3, "changed": 0, "left": 0}));
    }
    gym.written();
    {
        let page = gym.desk(Role::HqOfficer).await;
        let again = page.post("/api/v1/staff/roster", taking(LIST, &[])).await.json();
        assert_eq!(again, json!({"added": 0, "changed": 0, "left": 0}));
    }
    let city = document(Kind::City);
    assert!(gym.written().iter().all(|(written, _)| *written != city), "nothing was written");

    let page = gym.desk(Role::HqOfficer).await;
    let newer = "職員番号,氏名,所属\n1001,結 守,総務課\n1002,結 灯,総務課\n";
    let plan = page.post("/api/v1/staff/roster/check", list(newer)).await.json();
    assert_eq!(plan["changed"][0]["fields"], json!(["department"]), "{plan}");
    assert_eq!(plan["missing"][0]["number"], "1003");
    let taken = page.post("/api/v1/staff/roster", taking(newer, &[])).await.json();
    assert_eq!(taken, json!({"added": 0, "changed": 1, "left": 0}));
    assert_eq!(staff_of(&page).await.len(), 3, "nobody is taken off unasked");
    let left = plan["missing"][0]["id"].as_str().unwrap();
    let taken = page.post("/api/v1/staff/roster", taking(newer, &[left])).await.json();
    assert_eq!(taken["left"], 1);
    let told = staff_of(&page).await;
    assert_eq!(told.len(), 2);
    assert!(told.contains(&("1002".to_owned(), "総務課".to_owned())));
}

#[tokio::test]
async fn a_list_with_one_bad_cell_changes_nothing_and_names_it() {
    let gym = Gym::enrolled(NodeRole::Hq, 'A');
    let page = gym.desk(Role::Manager).await;
    let bad = "職員番号,氏名\n1001,結\n1001,灯\n,環\n";
    let plan = page.post("/api/v1/staff/roster/check", list(bad)).await.json();
    let told: Vec<(u64, &str)> = plan["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["row"].as_u64().unwrap(), it["code"].as_str().unwrap()))
        .collect();
    assert_eq!(told, [(3, "staff.double_number"), (4, "cell.missing")]);
    let refused = page.post("/api/v1/staff/roster", taking(bad, &[])).await;
    assert_eq!(refused.code(), "roster_has_problems");
    assert!(staff_of(&page).await.is_empty());
    let garbled = page.post("/api/v1/staff/roster/check", json!({"file": "%"})).await;
    assert_eq!(garbled.json()["fields"][0]["path"], "file");
}

#[tokio::test]
async fn a_shelters_laptop_takes_no_list() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let page = gym.desk(Role::Manager).await;
    assert_eq!(page.post("/api/v1/staff/roster/check", list(LIST)).await.code(), "only_hq");
    assert_eq!(page.post("/api/v1/staff/roster", taking(LIST, &[])).await.code(), "only_hq");
}

async fn say(gym: &Gym, key: &str, number: &str, more: &str) -> Answer {
    let request = Request::post("/staff?lang=ja")
        .header("host", "192.168.0.10:8000")
        .header("origin", "http://192.168.0.10:8000")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from(format!("k={key}&no={number}{more}")));
    answer(&gym.public, request.unwrap()).await
}

#[tokio::test]
async fn the_public_page_never_tells_whether_a_number_exists() {
    let gym = Gym::enrolled(NodeRole::Hq, 'A');
    let page = gym.desk(Role::HqOfficer).await;
    page.post("/api/v1/staff/roster", taking(LIST, &[])).await;
    let known = say(&gym, &"1".repeat(32), "1001", "&own=safe").await;
    let unknown = say(&gym, &"2".repeat(32), "9999", "&own=safe").await;
    assert_eq!(known.status, StatusCode::OK, "{}", known.text);
    assert_eq!(known.text, unknown.text);
    assert_eq!(known.headers, unknown.headers);
    assert!(known.headers.get("set-cookie").is_none());
    let form = Request::get("/staff").header("host", "192.168.0.10:8000").body(Body::empty());
    let form = answer(&gym.public, form.unwrap()).await;
    for page in [&form, &known] {
        assert!(!page.text.contains("<script") && page.text.len() < 10_000);
        assert!(!page.text.contains("結 守"));
    }
}

#[tokio::test]
async fn what_the_public_page_took_counts_once_an_account_confirmed_it() {
    let gym = Gym::enrolled(NodeRole::Hq, 'A');
    let page = gym.desk(Role::StaffSafety).await;
    let hq = gym.desk(Role::HqOfficer).await;
    hq.post("/api/v1/staff/roster", taking(LIST, &[])).await;
    for _ in 0..2 {
        let more = "&own=severe&come=yes&eta=hour";
        let said = say(&gym, &"1".repeat(32), "%EF%BC%91001", more).await;
        assert_eq!(said.status, StatusCode::OK, "{}", said.text);
    }
    say(&gym, &"2".repeat(32), "9999", "&own=safe").await;
    let listed = page.get("/api/v1/staff/unverified").await.json();
    let reports = listed["reports"].as_array().unwrap();
    assert_eq!(reports.len(), 2, "sent twice, saved once: {listed}");
    let (own, stranger) = (&reports[0], &reports[1]);
    assert_eq!((&own["number"], &own["name"]), (&json!("1001"), &json!("結 守")));
    assert_eq!((&stranger["number"], &stranger["name"]), (&json!("9999"), &json!(null)));
    let all = async || page.get("/api/v1/staff/summary").await.json()["all"].clone();
    let counted = async || {
        let all = all().await;
        ["replied", "unverified", "no_reply", "hurt"].map(|it| all[it].as_u64().unwrap())
    };
    assert_eq!(counted().await, [0, 1, 2, 0]);

    let decide = async |report: &Value, verdict: &str| {
        let path = format!("/api/v1/staff/unverified/{}", report["id"].as_str().unwrap());
        page.post(&path, json!({"place": report["place"], "verdict": verdict})).await
    };
    assert_eq!(decide(own, "confirm").await.json()["repeated"], false);
    assert_eq!(decide(own, "confirm").await.json()["repeated"], true);
    assert_eq!(decide(stranger, "reject").await.status, StatusCode::OK);
    assert_eq!(counted().await, [1, 0, 2, 1]);
    let waiting = page.get("/api/v1/staff/unverified").await.json();
    assert_eq!(waiting["reports"], json!([]));
    // What an account took at the desk itself is nothing to be decided.
    let taken = json!({"key": "report-0001", "number": "1002", "own": "safe"});
    let taken = page.post("/api/v1/staff/reports", taken).await.json();
    let path = format!("/api/v1/staff/unverified/{}", taken["id"].as_str().unwrap());
    let body = json!({"place": own["place"], "verdict": "reject"});
    assert_eq!(page.post(&path, body).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_public_page_says_what_is_missing_and_holds_a_flood() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let missing = say(&gym, &"1".repeat(32), "", "").await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(missing.text.contains("職員番号を入れてください"));
    assert!(missing.text.contains("自分の状態を選んでください"));
    let empty = say(&gym, &"1".repeat(32), "%20", "&own=safe").await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut refused = 0;
    for number in 0..500 {
        let said = say(&gym, &format!("flood-{number:04}"), "1", "&own=safe").await;
        refused += usize::from(said.status == StatusCode::SERVICE_UNAVAILABLE);
    }
    assert!(refused > 0);
    let form = Request::get("/").header("host", "192.168.0.10:8000").body(Body::empty());
    assert_eq!(answer(&gym.public, form.unwrap()).await.status, StatusCode::OK);
}

#[tokio::test]
async fn who_is_overdue_is_told_until_they_arrive() {
    let gym = Gym::enrolled(NodeRole::Hq, 'A');
    let page = gym.desk(Role::HqOfficer).await;
    page.post("/api/v1/staff/roster", taking(LIST, &[])).await;
    let now = page.get("/api/v1/session").await.json()["now"].as_i64().unwrap();
    let report = |key: &str, comes: &str, hours_ago: i64| {
        json!({"key": key, "number": "1001",
        "own": "safe", "can_report": comes, "eta": "hour",
        "observed_at": now - hours_ago * 3_600_000})
    };
    page.post("/api/v1/staff/reports", report("report-0001", "yes", 3)).await;
    let alarms = page.get("/api/v1/staff/alarms").await.json();
    assert_eq!(alarms["overdue"][0]["number"], "1001");
    assert_eq!(alarms["overdue"][0]["due"], now - 2 * 3_600_000);
    page.post("/api/v1/staff/reports", report("report-0002", "arrived", 0)).await;
    assert_eq!(page.get("/api/v1/staff/alarms").await.json()["overdue"], json!([]));
}

#[tokio::test]
async fn a_volunteer_joins_works_and_goes() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let page = gym.desk(Role::Reception).await;
    let new = json!({"key": "join-0001", "name": "結 手伝", "phone": "090", "begin": true,
        "skills": ["cooking", "languages"]});
    let joined = page.post("/api/v1/volunteers", new.clone()).await;
    assert_eq!(joined.status, StatusCode::CREATED, "{}", joined.text);
    let joined = joined.json();
    assert_eq!(page.post("/api/v1/volunteers", new).await.json()["repeated"], true);
    let told = async || page.get("/api/v1/volunteers").await.json();
    let first = told().await["volunteers"].as_array().unwrap().clone();
    assert_eq!(first.len(), 1);
    assert_eq!(first[0]["skills"], json!(["languages", "cooking"]));
    assert!(first[0]["shift"]["on_since"].is_i64());

    let scan = async |key: &str, text: &str| {
        page.post("/api/v1/shifts", json!({"key": key, "text": text})).await
    };
    let card = joined["card"].as_str().unwrap().to_lowercase();
    let ended = scan("scan-0001", &card).await.json();
    assert_eq!((&ended["action"], &ended["name"]), (&json!("end"), &json!("結 手伝")));
    let again = scan("scan-0001", &card).await.json();
    assert_eq!((&again["action"], &again["repeated"]), (&json!("end"), &json!(true)));
    assert_eq!(told().await["volunteers"][0]["shift"]["on_since"], json!(null));
    let back = format!("/api/v1/shifts/{}/take-back", ended["id"].as_str().unwrap());
    page.post(&back, json!({"key": "back-0001"})).await;
    assert!(told().await["volunteers"][0]["shift"]["on_since"].is_i64());
    let begin = json!({"key": "tap-0001", "volunteer": joined["id"], "action": "begin"});
    assert_eq!(page.post("/api/v1/shifts", begin).await.code(), "shift_begun");
    assert_eq!(scan("scan-0002", "9999").await.status, StatusCode::NOT_FOUND);
    let path = format!("/api/v1/volunteers/{}/card.svg", joined["id"].as_str().unwrap());
    assert!(page.get(&path).await.text.starts_with("<svg"));
    let path = format!("/api/v1/volunteers/{}", joined["id"].as_str().unwrap());
    page.send(axum::http::Method::PATCH, &path, json!({"left": true})).await;
    assert_eq!(told().await["volunteers"][0]["left"], true);
}

#[tokio::test]
async fn what_is_known_of_volunteers_stays_at_the_place() {
    let mut gym = Gym::enrolled(NodeRole::Shelter, 'A');
    {
        let page = gym.desk(Role::Reception).await;
        let new = json!({"key": "join-0001", "name": "結 手伝", "phone": "090", "begin": true});
        page.post("/api/v1/volunteers", new).await;
    }
    let desk = document(Kind::Desk);
    let elsewhere: Vec<_> =
        gym.written().into_iter().map(|(id, _)| id).filter(|id| *id != desk).collect();
    assert!(elsewhere.is_empty(), "{elsewhere:?}");
}
