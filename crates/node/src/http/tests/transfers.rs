//! Transfers between two gyms, with and without headquarters between them.

use axum::http::StatusCode;
use musubi_model::ids::{Kind, PlaceId};
use musubi_model::place::{NewRegisterEntry, PlaceKind};
use serde_json::{Value, json};

use super::gym::{Answer, Gym, Page, document, place};
use super::people::{household, person, register};
use crate::accounts::Role;
use crate::desk::Desk;
use crate::runtime::handle::NodeRole;

/// Where they go.
const THERE: PlaceId = PlaceId::new([0x22; 16]);

/// A gym, another, and headquarters, whose register has both.
struct City {
    here: Gym,
    there: Gym,
    hq: Gym,
}

impl City {
    async fn new() -> Self {
        let here = Gym::enrolled(NodeRole::Shelter, 'A');
        let there = Gym::at(THERE, 'B');
        let hq = Gym::enrolled(NodeRole::Hq, 'H');
        for (id, name) in [(place(), "一小体育館"), (THERE, "二小体育館")] {
            let entry = NewRegisterEntry::of(name.parse().unwrap(), PlaceKind::Designated);
            hq.handle.commit(document(Kind::City), entry.edits(id)).await.unwrap();
        }
        Self { here, there, hq }
    }

    /// Headquarters gives the places their keys, and everybody has the register.
    async fn with_keys() -> Self {
        let mut city = Self::new().await;
        Desk::new(city.hq.handle.clone()).publish_keys().await.unwrap();
        city.spread().await;
        city
    }

    /// What headquarters wrote reaches both gyms.
    async fn spread(&mut self) {
        let written = self.hq.written();
        self.here.take_in(written.clone()).await;
        self.there.take_in(written).await;
    }

    /// What a gym wrote reaches headquarters, which does what is due.
    async fn tell_hq(&mut self, from: fn(&mut Self) -> &mut Gym) {
        let written = from(self).written();
        self.hq.take_in(written).await;
        Desk::new(self.hq.handle.clone()).carry_transfers().await.unwrap();
    }
}

async fn family(page: &Page<'_>, key: &str) -> Value {
    let persons = [
        person("結城", "花子", ("ゆうき", "はなこ")),
        person("結城", "太郎", ("ゆうき", "たろう")),
    ];
    register(page, household(key, &persons)).await
}

async fn send(page: &Page<'_>, made: &Value) -> String {
    let path = format!("/api/v1/households/{}/transfers", made["id"].as_str().unwrap());
    let sent = page.post(&path, json!({"key": "transfer-1", "to": THERE.to_string()})).await;
    assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.text);
    sent.json()["id"].as_str().unwrap().to_owned()
}

async fn list(page: &Page<'_>) -> Value {
    let answer = page.get("/api/v1/transfers").await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    answer.json()
}

/// The text on the slip.
fn code(page: &Page<'_>, id: &str) -> String {
    let desk = page.gym.served();
    let caller = desk.caller(page.cookie.strip_prefix("sid=").unwrap()).unwrap();
    let (_, code, _) = desk.transfer_code(&caller, id).unwrap();
    code.to_text().unwrap()
}

async fn read(page: &Page<'_>, code: &str) -> Answer {
    page.post("/api/v1/transfers/read", json!({"code": code})).await
}

#[tokio::test]
async fn a_family_is_announced_comes_and_is_confirmed_to_those_who_sent_them() {
    let mut city = City::with_keys().await;
    let page = city.here.desk(Role::Reception).await;
    let made = family(&page, "household-1").await;
    let id = send(&page, &made).await;
    let sent = list(&page).await;
    assert_eq!(sent["sent"][0]["state"], "on_the_way");
    assert_eq!(sent["sent"][0]["to_name"], "二小体育館");
    assert_eq!(sent["sent"][0]["persons"][0]["name"], "結城 花子");
    let slip = page.get(&format!("/api/v1/transfers/{id}/slip")).await;
    assert_eq!(slip.status, StatusCode::OK);
    assert!(slip.text.contains("二小体育館") && slip.text.contains("<svg"));
    assert!(!slip.text.contains("結城") && !slip.text.contains("花子"));
    let path = format!("/api/v1/households/{}/transfers", made["id"].as_str().unwrap());
    let twice = json!({"key": "transfer-2", "to": THERE.to_string()});
    assert_eq!(page.post(&path, twice).await.code(), "nobody_to_move");

    city.tell_hq(|city| &mut city.here).await;
    city.spread().await;
    let page = city.there.desk(Role::Reception).await;
    let expected = list(&page).await;
    assert_eq!(expected["expected"][0]["persons"][1]["kana"], "ゆうき たろう");
    assert_eq!(expected["expected"][0]["from_name"], "一小体育館");
    let body = json!({"key": "arrival-1", "transfer": id});
    let came = page.post("/api/v1/transfers/arrivals", body.clone()).await;
    assert_eq!(came.status, StatusCode::CREATED, "{}", came.text);
    let came = came.json();
    assert!(came["reception_no"].as_str().unwrap().starts_with("B-0001-"), "{came}");
    let again = page.post("/api/v1/transfers/arrivals", body).await.json();
    assert_eq!(again["repeated"], true);
    let twice = json!({"key": "arrival-2", "transfer": id});
    let twice = page.post("/api/v1/transfers/arrivals", twice).await;
    assert_eq!(twice.code(), "transfer_arrived");
    assert_eq!(list(&page).await["expected"], json!([]));
    let shown = page.get(&format!("/api/v1/households/{}", came["id"].as_str().unwrap())).await;
    assert_eq!(shown.json()["persons"][0]["family"], "結城");
    assert_eq!(shown.json()["persons"][0]["state"], "staying");
    assert_eq!(shown.json()["phone"], "090-0000-0000");

    city.tell_hq(|city| &mut city.there).await;
    city.spread().await;
    let page = city.here.desk(Role::Reception).await;
    assert_eq!(list(&page).await["sent"][0]["state"], "arrived");
    let shown = page.get(&format!("/api/v1/households/{}", made["id"].as_str().unwrap())).await;
    let first = &shown.json()["persons"][0];
    assert_eq!((&first["state"], &first["where_to"]), (&json!("left"), &json!("other_shelter")));
    Desk::new(city.hq.handle.clone()).carry_transfers().await.unwrap();
    assert!(city.hq.written().is_empty(), "nothing is due any more");
}

#[tokio::test]
async fn without_headquarters_the_slip_brings_the_family_and_nothing_is_doubled_afterwards() {
    let mut city = City::with_keys().await;
    let page = city.here.desk(Role::Reception).await;
    let made = family(&page, "household-1").await;
    let id = send(&page, &made).await;
    let code = code(&page, &id);
    assert!(!code.contains("結城"));
    assert_eq!(read(&page, &code).await.code(), "transfer_elsewhere");

    let page = city.there.desk(Role::Reception).await;
    let family = read(&page, &code.to_lowercase()).await;
    assert_eq!(family.status, StatusCode::OK, "{}", family.text);
    assert_eq!(family.json()["persons"][0]["name"], "結城 花子");
    assert_eq!(family.json()["household"], Value::Null);
    // One of them came.
    let one = family.json()["persons"][0]["id"].clone();
    let body = json!({"key": "arrival-1", "code": code, "persons": [one]});
    let came = page.post("/api/v1/transfers/arrivals", body).await;
    assert_eq!(came.status, StatusCode::CREATED, "{}", came.text);
    assert_eq!(came.json()["persons"].as_array().unwrap().len(), 1);
    assert_eq!(read(&page, &code).await.json()["household"], came.json()["id"]);

    // Headquarters hears of the arrival first.
    city.tell_hq(|city| &mut city.there).await;
    city.tell_hq(|city| &mut city.here).await;
    city.spread().await;
    let page = city.there.desk(Role::Reception).await;
    assert_eq!(list(&page).await["expected"], json!([]));
    let page = city.here.desk(Role::Reception).await;
    let sent = list(&page).await["sent"][0].clone();
    let states = |it: &Value| {
        it["persons"].as_array().unwrap().iter().map(|it| it["state"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(states(&sent), [json!("arrived"), json!("on_the_way")]);
    assert_eq!(sent["state"], "on_the_way");
    // The other stays after all.
    let path = format!("/api/v1/transfers/{id}/take-back");
    let back = page.post(&path, json!({"key": "take-back-1"})).await;
    assert_eq!(back.status, StatusCode::CREATED, "{}", back.text);
    let sent = list(&page).await["sent"][0].clone();
    assert_eq!(states(&sent), [json!("arrived"), json!("taken_back")]);
    let shown = page.get(&format!("/api/v1/households/{}", made["id"].as_str().unwrap())).await;
    assert_eq!(shown.json()["persons"][1]["state"], "staying");
}

#[tokio::test]
async fn a_protected_family_on_the_way_is_not_there_for_who_lacks_the_right() {
    let mut city = City::with_keys().await;
    let page = city.here.desk(Role::Manager).await;
    let mut hidden = household("household-1", &[person("結城", "花子", ("ゆうき", "はなこ"))]);
    hidden["persons"][0]["protected"] = json!(true);
    let made = register(&page, hidden).await;
    let id = send(&page, &made).await;
    let code = code(&page, &id);
    city.tell_hq(|city| &mut city.here).await;
    city.spread().await;

    let none = "01ARYZ6S41TSV4RRFFQ69G5FAV";
    let page = city.here.desk(Role::Reception).await;
    assert_eq!(list(&page).await["sent"], json!([]));
    for path in [format!("/api/v1/transfers/{id}/slip"), format!("/api/v1/transfers/{none}/slip")] {
        let slip = page.get(&path).await;
        assert_eq!((slip.status, slip.code()), (StatusCode::NOT_FOUND, "not_found".to_owned()));
    }
    let page = city.there.desk(Role::Reception).await;
    assert_eq!(list(&page).await["expected"], json!([]));
    // A slip whose family is hidden, and one that nobody can read.
    let mut torn = code.clone();
    torn.replace_range(100..101, if &code[100..101] == "A" { "B" } else { "A" });
    let (hidden, torn) = (read(&page, &code).await, read(&page, &torn).await);
    assert_eq!((hidden.status, &hidden.text), (torn.status, &torn.text));
    let take = |key: &str, id: &str| json!({"key": key, "transfer": id});
    let hidden = page.post("/api/v1/transfers/arrivals", take("arrival-1", &id)).await;
    let nobody = page.post("/api/v1/transfers/arrivals", take("arrival-2", none)).await;
    assert_eq!((hidden.status, &hidden.text), (nobody.status, &nobody.text));

    let page = city.there.desk(Role::Manager).await;
    assert_eq!(list(&page).await["expected"][0]["persons"][0]["name"], "結城 花子");
    let came = page.post("/api/v1/transfers/arrivals", take("arrival-3", &id)).await;
    assert_eq!(came.status, StatusCode::CREATED, "{}", came.text);
    let path = format!("/api/v1/households/{}", came.json()["id"].as_str().unwrap());
    assert_eq!(page.get(&path).await.json()["persons"][0]["protected"], true);
    let page = city.there.desk(Role::Reception).await;
    assert_eq!(page.get(&path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn where_the_key_is_not_known_the_slip_is_open_and_of_the_protected_a_number_alone() {
    let mut city = City::new().await;
    city.spread().await;
    let page = city.here.desk(Role::Manager).await;
    let made = family(&page, "household-1").await;
    let open = send(&page, &made).await;
    let slip = page.get(&format!("/api/v1/transfers/{open}/slip")).await.text;
    assert!(slip.contains("そのまま入っています"), "the family is told");
    let open = code(&page, &open);
    let mut hidden = household("household-2", &[person("結城", "梅", ("ゆうき", "うめ"))]);
    hidden["persons"][0]["protected"] = json!(true);
    let made = register(&page, hidden).await;
    let path = format!("/api/v1/households/{}/transfers", made["id"].as_str().unwrap());
    let sent = page.post(&path, json!({"key": "transfer-2", "to": THERE.to_string()})).await;
    let number = code(&page, sent.json()["id"].as_str().unwrap());
    assert!(number.len() < 100 && open.len() > 200, "{number}");

    let page = city.there.desk(Role::Manager).await;
    assert_eq!(read(&page, &open).await.json()["persons"][1]["name"], "結城 太郎");
    assert_eq!(read(&page, &number).await.json()["persons"], json!([]));
    let body = json!({"key": "arrival-1", "code": number});
    let refused = page.post("/api/v1/transfers/arrivals", body).await;
    assert_eq!(refused.code(), "transfer_number_only");
    // Registered by hand, then given the number.
    let made =
        register(&page, household("household-3", &[person("結城", "梅", ("ゆうき", "うめ"))]));
    let made = made.await;
    let body = json!({"key": "arrival-2", "code": number, "household": made["id"]});
    let linked = page.post("/api/v1/transfers/arrivals", body).await;
    assert_eq!(linked.status, StatusCode::CREATED, "{}", linked.text);
    assert_eq!(linked.json()["id"], made["id"]);

    // Headquarters seals what the sender could not, and hears of the one who came.
    city.tell_hq(|city| &mut city.here).await;
    city.tell_hq(|city| &mut city.there).await;
    city.spread().await;
    let page = city.there.desk(Role::Manager).await;
    let expected = list(&page).await["expected"].clone();
    assert_eq!(expected.as_array().unwrap().len(), 1);
    assert_eq!(expected[0]["persons"][0]["name"], "結城 花子");
    let page = city.here.desk(Role::Manager).await;
    let states: Vec<Value> = list(&page).await["sent"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["state"].clone())
        .collect();
    assert_eq!(states, [json!("arrived"), json!("on_the_way")]);
}
