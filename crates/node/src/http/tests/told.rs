//! Notices of HQ and of the place: on the desk, on phones, on the board.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt as _;
use musubi_model::ids::Kind;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use super::gym::{Answer, Gym, Page, answer, document};
use crate::accounts::Role;
use crate::runtime::handle::NodeRole;

fn asked(path: &str) -> Request<Body> {
    Request::get(path).header("host", "192.168.0.10:8000").body(Body::empty()).unwrap()
}

async fn get(gym: &Gym, path: &str) -> Answer {
    answer(&gym.public, asked(path)).await
}

fn notice(key: &str, title: &str, urgent: bool) -> Value {
    json!({"key": key, "title": title, "text": "校庭へ\n容器を", "urgent": urgent, "language": "ja"})
}

async fn publish(page: &Page<'_>, notice: Value) -> String {
    let made = page.post("/api/v1/notices", notice).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    made.json()["id"].as_str().unwrap().to_owned()
}

fn titles(list: &Value) -> Vec<&str> {
    let notices = list["notices"].as_array().unwrap();
    notices.iter().map(|notice| notice["title"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn words_of_hq_and_of_the_place_stand_together_the_urgent_first() {
    let (shelter, mut hq) =
        (Gym::enrolled(NodeRole::Shelter, 'A'), Gym::enrolled(NodeRole::Hq, 'H'));
    let officer = hq.desk(Role::HqOfficer).await;
    publish(&officer, notice("hq-urgent-1", "給水 <17時>", true)).await;
    publish(&officer, notice("hq-plain-01", "罹災証明", false)).await;
    drop(officer);
    let entries = hq.written().into_iter().filter(|(id, _)| *id == document(Kind::City)).collect();
    shelter.take_in(entries).await;

    let page = shelter.desk(Role::Manager).await;
    let mut own = notice("own-plain-01", "消灯は22時", false);
    own["issuer"] = json!("一小 運営班");
    let own = publish(&page, own).await;
    let list = page.get("/api/v1/notices").await.json();
    assert_eq!(titles(&list), ["給水 <17時>", "消灯は22時", "罹災証明"]);
    assert_eq!(
        (&list["notices"][0]["own"], &list["notices"][1]["own"]),
        (&json!(false), &json!(true))
    );
    assert_eq!(list["notices"][1]["place"], "一小体育館");

    let phone = get(&shelter, "/notices?lang=en").await;
    for said in [
        "給水 &lt;17時&gt;",
        "一小 運営班",
        "Disaster headquarters",
        "<article class=\"urgent\" lang=\"ja\">",
    ] {
        assert!(phone.text.contains(said), "{said}: {}", phone.text);
    }
    assert!(!phone.text.contains("責任者"), "no account's name");
    // What is HQ's a shelter cannot take back; its own it can, once.
    let of_hq = list["notices"][0]["id"].as_str().unwrap();
    let withdraw = |id: &str| format!("/api/v1/notices/{id}/withdraw");
    let refused = page.post(&withdraw(of_hq), json!(null)).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    let done = page.post(&withdraw(&own), json!(null)).await.json();
    assert_eq!(done["repeated"], false);
    assert_eq!(page.post(&withdraw(&own), json!(null)).await.json()["repeated"], true);
    assert!(!get(&shelter, "/notices").await.text.contains("消灯は22時"));
}

#[tokio::test]
async fn who_may_issue_and_what_has_passed() {
    let gym = Gym::enrolled(NodeRole::Hq, 'A');
    let staff = gym.desk(Role::Staff).await;
    let refused = staff.post("/api/v1/notices", notice("by-staff-01", "x", false)).await;
    assert_eq!((refused.status, refused.code().as_str()), (StatusCode::FORBIDDEN, "only_officers"));
    let reception = gym.desk(Role::Reception).await;
    let refused = reception.post("/api/v1/notices", notice("by-reception", "x", false)).await;
    assert_eq!(refused.code(), "not_allowed");
    let officer = gym.desk(Role::HqOfficer).await;
    let mut past = notice("passed-0001", "x", false);
    past["valid_until"] = json!(1);
    let refused = officer.post("/api/v1/notices", past).await;
    assert_eq!(refused.json()["fields"][0]["code"], "time.past");
    assert_eq!(officer.get("/api/v1/notices").await.json()["notices"], json!([]));
}

#[tokio::test]
async fn pages_of_notices_need_no_script_and_take_nothing_from_elsewhere() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let page = gym.desk(Role::Manager).await;
    for path in ["/notices", "/board", "/board?lang=en&p=7"] {
        let empty = get(&gym, path).await;
        assert_eq!(empty.status, StatusCode::OK);
        assert!(empty.text.contains("http-equiv=\"refresh\""), "{path}");
    }
    publish(&page, notice("urgent-0001", "逃げてください", true)).await;
    let mut long = notice("long-000001", "配給", false);
    long["text"] = json!("おにぎりと水を、一人に二つずつ配ります。".repeat(30));
    publish(&page, long).await;
    for path in ["/notices", "/notices?lang=en", "/board", "/board?p=2"] {
        let answer = get(&gym, path).await;
        for never in ["<style", "style=", " onclick", "//cdn", "https://"] {
            assert!(!answer.text.contains(never), "{path}: {never}");
        }
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'; style-src 'self'; script-src 'self';"));
        assert!(!policy.contains("unsafe"));
        assert_eq!(answer.headers["cache-control"], "no-store");
        assert!(!answer.headers.contains_key("set-cookie"));
    }
    for (path, kind) in [("/notices/told.css", "text/css"), ("/notices/told.js", "text/javascript")]
    {
        let file = get(&gym, path).await;
        assert!(file.headers["content-type"].to_str().unwrap().starts_with(kind));
    }
}

#[tokio::test]
async fn the_board_leafs_through_everything_and_begins_again_in_front() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let page = gym.desk(Role::Manager).await;
    let mut long = notice("long-000001", "配給", false);
    let text: Vec<String> = (0..40).map(|n| format!("{n}番の組は体育館の入口へ")).collect();
    long["text"] = json!(text.join("\n"));
    publish(&page, long).await;
    publish(&page, notice("urgent-0001", "逃げてください", true)).await;
    let (mut path, mut shown, mut leaves) = ("/board?lang=ja".to_owned(), String::new(), 0);
    loop {
        let leaf = get(&gym, &path).await.text;
        assert_eq!(leaf.contains("board dark"), leaves == 0, "the urgent one is in front");
        shown.push_str(&leaf);
        leaves += 1;
        let (_, next) = leaf.split_once("data-next=\"").unwrap();
        path = next.split('"').next().unwrap().replace("&amp;", "&");
        if path.ends_with("&p=1") {
            break;
        }
        assert!(leaves < 50, "it never begins again");
    }
    assert!(leaves > 5, "{leaves}");
    for line in text {
        assert!(shown.contains(&line), "{line}");
    }
    // The list became shorter in the meantime.
    assert!(get(&gym, "/board?p=999").await.text.contains("逃げてください"));
}

#[tokio::test]
async fn phones_are_told_of_notices_alone_and_streams_leave_room_for_registering() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let page = gym.desk(Role::Manager).await;
    let open = async || gym.public.clone().oneshot(asked("/notices/events")).await.unwrap();
    let mut stream = open().await.into_body();
    let report = json!({"key": "report-0001", "gas": "usable"});
    let path = format!("/api/v1/places/{}/reports", super::gym::place());
    assert_eq!(page.post(&path, report).await.status, StatusCode::CREATED);
    publish(&page, notice("urgent-0001", "逃げてください", true)).await;
    let event = stream.frame().await.unwrap().unwrap().into_data().unwrap();
    assert_eq!(String::from_utf8(event.to_vec()).unwrap(), "event: changed\ndata: {}\n\n");

    let mut held = Vec::new();
    let refused = loop {
        let answer = open().await;
        if answer.status() != StatusCode::OK {
            break answer;
        }
        held.push(answer);
        assert!(held.len() < crate::http::doors::PUBLIC_MAX / 2, "no bound");
    };
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    held.pop();
    assert_eq!(open().await.status(), StatusCode::OK, "a phone that leaves makes room");
}
