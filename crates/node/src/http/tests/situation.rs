//! 被害状況・避難所状況報告: what headquarters' sheet of paper says, and whose it is.

use axum::http::StatusCode;
use musubi_model::ids::{Kind, PlaceId};
use musubi_model::place::{NewRegisterEntry, PlaceKind};
use serde_json::{Value, json};

use super::gym::{Gym, OPERATION, Page, document, place};
use super::people::{household, person, register};
use crate::accounts::Role;
use crate::runtime::handle::NodeRole;

const PAPER: &str = "/api/v1/papers/situation";
const TOLD: PlaceId = PlaceId::new([0x22; 16]);
const SILENT: PlaceId = PlaceId::new([0x33; 16]);

async fn post(page: &Page<'_>, path: &str, body: Value) {
    let saved = page.post(path, body).await;
    assert_eq!(saved.status, StatusCode::CREATED, "{path}: {}", saved.text);
}

/// What stands in one line of the table.
fn line<'a>(paper: &'a str, name: &str) -> &'a str {
    let mut rows = paper.split("<tr>").filter(|row| row.starts_with(&format!("<td>{name}")));
    let row = rows.next().unwrap_or_else(|| panic!("no line of {name}"));
    assert!(rows.next().is_none(), "two lines of {name}");
    row.split("</tr>").next().unwrap()
}

#[tokio::test]
async fn the_report_tells_every_place_with_ages_and_channels_and_what_is_unknown() {
    let mut gym = Gym::enrolled(NodeRole::Shelter, 'A');
    {
        let page = gym.desk(Role::Manager).await;
        let now = page.get("/api/v1/session").await.json()["now"].as_i64().unwrap();
        let own = format!("/api/v1/places/{}", place());
        let report = json!({"key": "report-0001", "opening": "open", "opened_at": now,
            "electricity": "unusable", "water": "partly"});
        post(&page, &format!("{own}/reports"), report).await;
        let count = json!({"key": "count-0001", "in_shelter": 42, "outside_known": 7,
            "observed_at": now - 2 * 3_600_000 - 60_000});
        post(&page, &format!("{own}/headcounts"), count).await;
        let asked = json!({"key": "request-0001", "item": "blanket", "quantity": 20,
            "urgency": "now"});
        post(&page, &format!("{own}/requests"), asked).await;
        let family = household("household-1", &[person("結城", "梅", ("ゆうき", "うめ"))]);
        register(&page, family).await;
    }
    let hq = Gym::enrolled(NodeRole::Hq, 'H');
    hq.take_in(gym.written()).await;
    for (id, name) in [(place(), "一小体育館"), (TOLD, "二小体育館"), (SILENT, "三小体育館")]
    {
        let entry = NewRegisterEntry::of(name.parse().unwrap(), PlaceKind::Designated);
        hq.handle.commit(document(Kind::City), entry.edits(id)).await.unwrap();
    }
    let officer = hq.desk(Role::HqOfficer).await;
    let told = json!({"key": "count-0002", "outside_known": 5, "via": "telephone"});
    post(&officer, &format!("/api/v1/places/{TOLD}/headcounts"), told).await;
    for number in ["1001", "1002"] {
        let member = json!({"key": format!("member-{number}"), "number": number, "name": "職員",
            "department": "総務課"});
        post(&officer, "/api/v1/staff", member).await;
    }
    let answer = officer.get(PAPER).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert_eq!(answer.headers["content-type"], "text/html; charset=utf-8");
    let paper = &answer.text;
    assert!(paper.contains(">訓練<") && !paper.contains("災害対応(本番)"));
    assert!(paper.contains(&OPERATION.to_string()));
    for said in [
        "42(報告のある場所 1、人数が不明の場所 1)",
        "12(報告のある場所 2、人数が不明の場所 0)",
        "2時間前",
        "開設 1 / 未開設 0 / 閉鎖 0 / 開設状況不明 1 / まだ何も報告がない 1",
        "すぐに 1 / 今日中 0 / 数日中 0 / 急ぐ度合い不明 0",
        "名簿 2人: 回答 0 / 未回答 2",
        "Open 1 / not open 0 / closed 0 / state unknown 1 / nothing heard yet 1",
    ] {
        assert!(paper.contains(said), "{said} in {paper}");
    }
    let own = line(paper, "一小体育館");
    for said in [
        "開設",
        "42",
        "7",
        "2時間前",
        "避難所の端末から",
        "電気 使用不可 0分前、上水道 一部使用可 0分前",
    ] {
        assert!(own.contains(said), "{said} in {own}");
    }
    let heard = line(paper, "二小体育館");
    assert!(heard.contains("電話") && heard.contains("不明") && heard.contains("5<br>"), "{heard}");
    // Of a place that nobody heard of there is no line that could be taken for one of nobody there.
    assert!(!paper.contains("三小体育館"));
    assert!(!paper.contains("結城") && !paper.contains("総務課"));
    assert!(!paper.contains("situation-"), "a key without words is shown as itself");
}

#[tokio::test]
async fn the_report_is_headquarters_own_and_for_its_managers() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let refused = gym.desk(Role::Manager).await.get(PAPER).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::FORBIDDEN, "only_hq".into()));
    let hq = Gym::enrolled(NodeRole::Hq, 'H');
    let _manager = hq.desk(Role::Manager).await;
    for role in [Role::Reception, Role::Staff, Role::Supplies, Role::StaffSafety] {
        let refused = hq.desk(role).await.get(PAPER).await;
        assert_eq!(refused.code(), "not_allowed", "{role:?}");
    }
    let empty = hq.desk(Role::HqOfficer).await.get(PAPER).await;
    assert_eq!(empty.status, StatusCode::OK);
    assert!(empty.text.contains("不明(報告のある場所 0、人数が不明の場所 0)"), "{}", empty.text);
}
