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

/// A notice of HQ for some places stands on their pages alone, and on HQ's with who has it.
#[tokio::test]
async fn a_notice_is_shown_where_it_is_addressed_and_withdrawn_it_is_told_as_withdrawn() {
    use musubi_model::ids::PlaceId;
    use musubi_model::place::{NewRegisterEntry, PlaceKind};

    let third = PlaceId::new([0x33; 16]);
    let (here, elsewhere, mut hq) = (
        Gym::enrolled(NodeRole::Shelter, 'A'),
        Gym::at(third, 'B'),
        Gym::enrolled(NodeRole::Hq, 'H'),
    );
    let officer = hq.desk(Role::HqOfficer).await;
    let own = super::gym::place();
    for (place, name) in [(own, "一小体育館"), (third, "三小体育館")] {
        let entry = NewRegisterEntry::of(name.parse().unwrap(), PlaceKind::Designated);
        hq.handle.commit(document(Kind::City), entry.edits(place)).await.unwrap();
    }
    let mut some = notice("some-00001", "給水車", false);
    some["to"] = json!([own.to_string()]);
    let id = publish(&officer, some).await;
    publish(&officer, notice("all-000001", "罹災証明", false)).await;
    let told = officer.get("/api/v1/notices").await.json();
    let [all, some] = [&told["notices"][0], &told["notices"][1]];
    assert_eq!(some["to"], json!([{"place": own.to_string(), "name": "一小体育館"}]));
    // No laptop of theirs ever said what it holds.
    let reached = |of: &Value| {
        ["addressed", "has", "unconfirmed", "unknown"].map(|it| of["reached"][it].clone())
    };
    assert_eq!(reached(some), [json!(1), json!(0), json!(0), json!(1)]);
    assert_eq!(reached(all), [json!(2), json!(0), json!(0), json!(2)]);
    assert_eq!((&all["to"], &all["state"]), (&Value::Null, &json!("holds")));
    for (to, code) in [(json!([]), "notice.places"), (json!(["7".repeat(32)]), "notice.place")] {
        let mut bad = notice("bad-000001", "x", false);
        bad["to"] = to;
        let refused = officer.post("/api/v1/notices", bad).await;
        assert_eq!(refused.json()["fields"][0]["code"], code, "{}", refused.text);
    }
    assert!(!get(&hq, "/notices").await.text.contains("給水車"), "HQ is not addressed");
    drop(officer);
    let entries: Vec<_> =
        hq.written().into_iter().filter(|(id, _)| *id == document(Kind::City)).collect();
    for gym in [&here, &elsewhere] {
        gym.take_in(entries.clone()).await;
    }
    let (near, far) = (here.desk(Role::Manager).await, elsewhere.desk(Role::Manager).await);
    let list = near.get("/api/v1/notices").await.json();
    assert_eq!(titles(&list), ["罹災証明", "給水車"]);
    assert_eq!(list["notices"][1]["reached"], Value::Null, "who has it is HQ's to know");
    assert_eq!(titles(&far.get("/api/v1/notices").await.json()), ["罹災証明"]);
    for path in ["/notices", "/board", "/board?p=2"] {
        assert!(!get(&elsewhere, path).await.text.contains("給水車"), "{path}");
    }
    assert!(get(&here, "/notices").await.text.contains("給水車"));
    let mut own_to = notice("own-000001", "x", false);
    own_to["to"] = json!([own.to_string()]);
    let refused = near.post("/api/v1/notices", own_to).await;
    assert_eq!(refused.json()["fields"][0]["code"], "notice.only_hq");

    let officer = hq.desk(Role::HqOfficer).await;
    officer.post(&format!("/api/v1/notices/{id}/withdraw"), json!(null)).await;
    let told = officer.get("/api/v1/notices").await.json();
    assert_eq!(titles(&told), ["罹災証明"]);
    let past = &told["past"][0];
    assert_eq!((&past["title"], &past["state"]), (&json!("給水車"), &json!("withdrawn")));
    drop(officer);
    here.take_in(hq.written().into_iter().filter(|(id, _)| *id == document(Kind::City)).collect())
        .await;
    let list = near.get("/api/v1/notices").await.json();
    assert_eq!((titles(&list), &list["past"][0]["state"]), (vec!["罹災証明"], &json!("withdrawn")));
    assert!(!get(&here, "/notices").await.text.contains("給水車"));
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
