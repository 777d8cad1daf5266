//! People as files: who may take them, who stands in them, and that taking them is noted first.

use std::time::Duration;

use axum::http::StatusCode;
use musubi_exchange::pfif;
use musubi_exchange::problem::Source;
use musubi_exchange::register::{Asked, Field, List, preview};
use musubi_model::ids::{Kind, PlaceId};
use musubi_model::place::{NewRegisterEntry, PlaceKind};
use serde_json::{Value, json};

use super::gym::{Answer, Gym, PIN, Page, document, place};
use super::people::{household, person, register};
use crate::accounts::Role;
use crate::runtime::handle::NodeRole;

const PFIF: &str = "/api/v1/exports/people/pfif";
const LEDGERS: [&str; 3] = ["ledger-csv", "ledger-xlsx", "ledger-shift-jis"];
const LISTS: [&str; 3] = ["csv", "xlsx", "shift-jis"];
const OTHER: PlaceId = PlaceId::new([0x22; 16]);

fn agrees(family: &str, kana: &str) -> Value {
    let mut one = person(family, "梅", (kana, "うめ"));
    one["consent"] = json!({"public": true});
    one
}

fn protected(mut one: Value) -> Value {
    one["protected"] = json!(true);
    one
}

fn ledger(form: &str) -> String {
    format!("/api/v1/exports/people/{form}")
}

fn roster(of: PlaceId, form: &str) -> String {
    format!("/api/v1/places/{of}/roster/{form}")
}

async fn taken(page: &Page<'_>, path: &str) -> Answer {
    let file = page.get(path).await;
    assert_eq!(file.status, StatusCode::OK, "{path}: {}", file.text);
    let name = file.headers["content-disposition"].to_str().unwrap();
    assert!(name.starts_with("attachment; filename=") && name.is_ascii(), "{name}");
    file
}

/// Family names as they stand in a file of PFIF.
fn published(file: &Answer) -> Vec<String> {
    let read = pfif::read(&file.bytes).unwrap();
    read.entries.into_iter().filter_map(|entry| entry.person.family_name).collect()
}

/// What a reader of tables reads below these titles, row by row; cells that are empty are left out.
fn cells(file: &Answer, name: &str, titles: &[&str]) -> Vec<Vec<String>> {
    const FIELDS: [Field; 11] = [
        Field::Name,
        Field::Kana,
        Field::OtherNames,
        Field::Municipality,
        Field::Address,
        Field::Phone,
        Field::Accepts,
        Field::OtherMatters,
        Field::Remarks,
        Field::ListId,
        Field::CommonId,
    ];
    let titles: Vec<(String, Field)> =
        titles.iter().map(|title| (*title).to_owned()).zip(FIELDS).collect();
    let list = List::Shelters { unmarked: PlaceKind::Designated };
    let asked = Asked { titles: &titles, ..Asked::of(list) };
    let read = preview(&[Source { name, bytes: &file.bytes }], &asked).remove(0);
    assert_eq!(read.problems, [], "{name}");
    let said = |row: &musubi_exchange::register::Row| {
        row.cells.iter().map(|cell| cell.said.clone()).collect()
    };
    read.rows.iter().map(said).collect()
}

const LEDGER_TITLES: [&str; 11] = [
    "氏名",
    "ふりがな",
    "生年月日",
    "年齢",
    "性別",
    "住所",
    "居所",
    "住所・居所（区分不明）",
    "要配慮者の事由",
    "電話番号",
    "世帯ID",
];
/// Without the time, which a workbook holds as a number.
const ROSTER_TITLES: [&str; 6] = ["受付番号", "氏名", "ふりがな", "年齢", "性別", "配慮"];

fn file_name(form: &str) -> &str {
    if form.ends_with("xlsx") { "list.xlsx" } else { "list.csv" }
}

async fn actions(page: &Page<'_>) -> Vec<(Value, Value, Value)> {
    let all = page.get("/api/v1/lookups").await.json()["lookups"].as_array().unwrap().clone();
    let told =
        |it: &Value| (it["action"].clone(), it["account_name"].clone(), it["second_name"].clone());
    all.iter().map(told).collect()
}

/// A shelter's people as headquarters has them: one who agreed, one who did not say, two of a household
/// in which one is protected, and somebody protected whose other record is not.
async fn at_headquarters() -> Gym {
    let mut gym = Gym::enrolled(NodeRole::Shelter, 'A');
    {
        let manager = gym.desk(Role::Manager).await;
        register(&manager, household("household-1", &[agrees("結城", "ゆうき")])).await;
        let silent = person("無言", "一", ("むごん", "はじめ"));
        register(&manager, household("household-2", &[silent])).await;
        let family = [protected(agrees("鬼塚", "おにづか")), agrees("連", "れん")];
        register(&manager, household("household-3", &family)).await;
        let open = register(
            &manager,
            household("household-4", &[agrees("二重", "にじゅう"), agrees("供", "とも")]),
        )
        .await;
        let hidden = household("household-5", &[protected(agrees("二重", "にじゅう"))]);
        let hidden = register(&manager, hidden).await;
        let id = |made: &Value| made["id"].as_str().unwrap().to_owned();
        let member = |made: &Value| made["persons"][0].as_str().unwrap().to_owned();
        let path = format!("/api/v1/households/{}/persons/{}/compare", id(&open), member(&open));
        let same = json!({"other": member(&hidden), "comparison": "same"});
        assert_eq!(manager.post(&path, same).await.status, StatusCode::OK);
        let gone = register(&manager, household("household-6", &[agrees("帰宅", "きたく")])).await;
        let out = json!({"key": "stay-out-1", "action": "check_out", "where_to": "home"});
        let stays = format!("/api/v1/households/{}/stays", id(&gone));
        assert_eq!(manager.post(&stays, out).await.status, StatusCode::CREATED);
    }
    let hq = Gym::enrolled(NodeRole::Hq, 'H');
    hq.take_in(gym.written()).await;
    let entry = NewRegisterEntry::of("一小体育館".parse().unwrap(), PlaceKind::Designated);
    hq.handle.commit(document(Kind::City), entry.edits(place())).await.unwrap();
    hq
}

async fn reveal(page: &Page<'_>) {
    let ask = json!({"name": "責任者", "secret": PIN, "why": "照会"});
    let begun = page.post("/api/v1/hq/reveal", ask).await;
    assert_eq!(begun.status, StatusCode::OK, "{}", begun.text);
}

#[tokio::test]
async fn who_agreed_and_is_at_a_place_leaves_and_nobody_who_leads_to_a_protected_person() {
    let hq = at_headquarters().await;
    let officer = hq.desk(Role::HqOfficer).await;
    let file = taken(&officer, PFIF).await;
    assert_eq!(file.headers["content-type"], "application/xml");
    assert_eq!(published(&file), ["結城"]);
    let read = pfif::read(&file.bytes).unwrap();
    let (one, note) = (&read.entries[0].person, &read.entries[0].notes[0]);
    assert_eq!(note.last_known_location.as_deref(), Some("一小体育館"));
    assert!(one.person_record_id.as_deref().unwrap().contains(".musubi.invalid/"));
    assert!(one.expiry_date > one.entry_date);
    assert!(one.source_name.as_deref().unwrap().starts_with("【訓練】"));
    assert!(note.text.as_deref().unwrap().starts_with("【訓練】"));
    assert!(file.text.contains("区分: 訓練") && file.text.contains("掲載は全員ではありません"));
    assert!(!file.text.contains("名簿が届いていない場所"), "{}", file.text);
    let entry = NewRegisterEntry::of("二小体育館".parse().unwrap(), PlaceKind::Designated);
    hq.handle.commit(document(Kind::City), entry.edits(OTHER)).await.unwrap();
    let file = taken(&officer, PFIF).await;
    assert!(file.text.contains("名簿が届いていない場所: 1か所"), "{}", file.text);
    // Two persons who may look at the protected let none of them out either.
    reveal(&officer).await;
    let revealed = taken(&officer, PFIF).await;
    assert_eq!(timeless(&revealed.text), timeless(&file.text));
    let both = (json!("published"), json!("HqOfficer"), json!("責任者"));
    let alone = (json!("published"), json!("HqOfficer"), Value::Null);
    let noted = actions(&officer).await;
    assert_eq!((&noted[0], &noted[2]), (&both, &alone), "{noted:?}");
}

/// Everything but when it was written.
fn timeless(xml: &str) -> Vec<&str> {
    let is_time = |line: &&str| {
        ["時点", "entry_date>", "expiry_date>", "source_date>"].iter().any(|it| line.contains(it))
    };
    xml.lines().filter(|line| !is_time(line)).collect()
}

#[tokio::test]
async fn a_file_with_a_protected_person_in_the_city_is_byte_for_byte_the_one_without() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let manager = gym.desk(Role::Manager).await;
    let staff = gym.desk(Role::Staff).await;
    register(&manager, household("household-1", &[agrees("結城", "ゆうき")])).await;
    let files = async || {
        let pfif = taken(&manager, PFIF).await;
        let mut lists = Vec::new();
        for form in LEDGERS {
            let file = taken(&manager, &ledger(form)).await;
            lists.push(cells(&file, file_name(form), &LEDGER_TITLES));
        }
        for form in LISTS {
            let file = taken(&staff, &roster(place(), form)).await;
            lists.push(cells(&file, file_name(form), &ROSTER_TITLES));
        }
        let pfif: Vec<String> = timeless(&pfif.text).into_iter().map(str::to_owned).collect();
        (pfif, lists)
    };
    let before = files().await;
    assert!(before.1.iter().all(|rows| rows.len() == 1), "{:?}", before.1);
    let family = [protected(agrees("鬼塚", "おにづか")), agrees("連", "れん")];
    register(&manager, household("household-2", &family)).await;
    assert_eq!(files().await, before);
    // The manager of their own place sees them on the list of the place, and in nothing else.
    let own = taken(&manager, &roster(place(), "csv")).await;
    assert_eq!(cells(&own, "list.csv", &ROSTER_TITLES).len(), 3);
}

#[tokio::test]
async fn the_feed_of_the_victims_register_reads_back_with_the_same_cells_in_every_form() {
    let hq = at_headquarters().await;
    let officer = hq.desk(Role::HqOfficer).await;
    let mut read = Vec::new();
    for form in LEDGERS {
        let file = taken(&officer, &ledger(form)).await;
        read.push(cells(&file, file_name(form), &LEDGER_TITLES));
    }
    assert_eq!(read[0], read[1]);
    assert_eq!(read[0], read[2]);
    let names: Vec<&str> = read[0].iter().map(|row| row[0].as_str()).collect();
    assert_eq!(names, ["結城 梅", "無言 一", "帰宅 梅"]);
    assert!(read[0].iter().all(|row| row.contains(&"090-0000-0000".to_owned())), "{read:?}");
    let csv = taken(&officer, &ledger("ledger-csv")).await;
    assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
    assert!(csv.text.contains("\"訓練\""), "{}", csv.text);
    assert!(actions(&officer).await.iter().all(|noted| noted.0 == "ledger"));
}

#[tokio::test]
async fn the_list_of_a_place_holds_whom_its_paper_holds() {
    let mut gym = Gym::enrolled(NodeRole::Shelter, 'A');
    {
        let manager = gym.desk(Role::Manager).await;
        let reception = gym.desk(Role::Reception).await;
        let staff = gym.desk(Role::Staff).await;
        register(&manager, household("household-1", &[agrees("結城", "ゆうき")])).await;
        let hidden = household("household-2", &[protected(agrees("鬼塚", "おにづか"))]);
        register(&reception, hidden).await;
        for (page, seen) in [(&manager, 2), (&reception, 2), (&staff, 1)] {
            let paper = page.get("/api/v1/papers/roster").await.text;
            let mut read = Vec::new();
            for form in LISTS {
                let file = taken(page, &roster(place(), form)).await;
                read.push(cells(&file, file_name(form), &ROSTER_TITLES));
            }
            assert_eq!((read[0].len(), &read[0], &read[0]), (seen, &read[1], &read[2]));
            for cell in read[0].iter().flatten() {
                assert!(paper.contains(cell.as_str()), "{cell}");
            }
        }
        let csv = taken(&staff, &roster(place(), "csv")).await;
        assert!(csv.text.contains("訓練") && csv.text.contains("掲載は全員ではありません"));
        let noted = actions(&manager).await;
        let files = noted.iter().filter(|noted| noted.0 == "file").count();
        assert_eq!(files, 10, "{noted:?}");
        // Of a place whose people are not here there is no list, as of a place that is none.
        let elsewhere = manager.get(&roster(OTHER, "csv")).await;
        assert_eq!(
            (elsewhere.status, elsewhere.code()),
            (StatusCode::NOT_FOUND, "not_found".into())
        );
    }
    let hq = Gym::enrolled(NodeRole::Hq, 'H');
    hq.take_in(gym.written()).await;
    let officer = hq.desk(Role::HqOfficer).await;
    let file = taken(&officer, &roster(place(), "csv")).await;
    assert_eq!(cells(&file, "list.csv", &ROSTER_TITLES).len(), 1);
    reveal(&officer).await;
    let file = taken(&officer, &roster(place(), "csv")).await;
    assert_eq!(cells(&file, "list.csv", &ROSTER_TITLES).len(), 2);
    let noted = officer.get("/api/v1/lookups").await.json()["lookups"][0].clone();
    assert_eq!((&noted["action"], &noted["why"]), (&json!("file"), &json!("照会")));
    drop(officer);
    // At headquarters its officers alone read the people of shelters.
    let reception = hq.desk(Role::Reception).await;
    assert_eq!(reception.get(&roster(place(), "csv")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn files_of_people_are_for_managers_alone_and_never_before_they_are_noted() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let manager = gym.desk(Role::Manager).await;
    register(&manager, household("household-1", &[agrees("結城", "ゆうき")])).await;
    for role in [Role::Reception, Role::Staff, Role::Supplies, Role::StaffSafety] {
        let page = gym.desk(role).await;
        for form in LEDGERS.into_iter().chain(["pfif"]) {
            let refused = page.get(&ledger(form)).await;
            assert_eq!(
                (refused.status, refused.code()),
                (StatusCode::FORBIDDEN, "not_allowed".into())
            );
        }
    }
    for none in [ledger("word-perfect"), roster(place(), "word-perfect"), roster(OTHER, "csv")] {
        assert_eq!(manager.get(&none).await.status, StatusCode::NOT_FOUND, "{none}");
    }
    assert_eq!(actions(&manager).await, [], "nothing was taken");
    let paths = [PFIF.to_owned(), ledger("ledger-csv"), roster(place(), "csv")];
    for path in &paths {
        gym.hold_commits(true);
        let mut asked = Box::pin(manager.get(path));
        let waited = tokio::time::timeout(Duration::from_millis(100), &mut asked).await;
        assert!(waited.is_err(), "{path} left before it was noted");
        gym.hold_commits(false);
        assert_eq!(asked.await.status, StatusCode::OK, "{path}");
    }
    gym.fill_disk(true);
    for path in &paths {
        let refused = manager.get(path).await;
        assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert_eq!(refused.code(), "lookup_not_saved", "{path}");
        assert!(!refused.text.contains("結城"), "{path}");
    }
}
