//! Protected people (情報非公開): who sees them, and that nobody else can tell them from nobody.

use axum::http::{Method, StatusCode};
use musubi_model::ids::{Kind, PlaceId};
use musubi_model::place::{NewRegisterEntry, PlaceKind};
use serde_json::{Value, json};

use super::gym::{Answer, Gym, PIN, Page, document};
use super::people::{household, person, register};
use crate::accounts::Role;
use crate::http::access::TABLE;
use crate::runtime::handle::NodeRole;

/// Well formed, and nobody's.
const NOBODY: &str = "01ARYZ6S41TSV4RRFFQ69G5FAV";

fn hidden_household(key: &str) -> Value {
    let mut body = household(
        key,
        &[
            person("鬼塚", "静", ("おにづか", "しずか")),
            person("鬼塚", "翔", ("おにづか", "しょう")),
        ],
    );
    body["persons"][1]["protected"] = json!(true);
    body
}

async fn found(page: &Page<'_>, text: &str) -> usize {
    let answer = page.post("/api/v1/households/search", json!({"text": text})).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    answer.json()["households"].as_array().unwrap().len()
}

#[tokio::test]
async fn whoever_wrote_them_down_goes_on_seeing_them_and_nobody_else_without_the_right() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let reception = gym.desk(Role::Reception).await;
    let made = register(&reception, hidden_household("household-1")).await;
    let path = format!("/api/v1/households/{}", made["id"].as_str().unwrap());
    assert_eq!(found(&reception, "鬼塚").await, 1);
    assert_eq!(reception.get(&path).await.status, StatusCode::OK);
    let change = json!({"details": {}, "protected": false});
    let member = format!("{path}/persons/{}", made["persons"][1].as_str().unwrap());
    let cleared = reception.send(Method::PATCH, &member, change).await;
    assert_eq!(
        (cleared.status, cleared.code()),
        (StatusCode::FORBIDDEN, "clear_protection".into())
    );
    let staff = gym.desk(Role::Staff).await;
    assert_eq!(found(&staff, "鬼塚").await, 0);
    assert_eq!(staff.get(&path).await.status, StatusCode::NOT_FOUND);
    let manager = gym.desk(Role::Manager).await;
    assert_eq!(found(&manager, "おにづか").await, 1);
    // Another account that writes something else down sees no more for it.
    register(&staff, household("household-2", &[person("結城", "梅", ("ゆうき", "うめ"))])).await;
    assert_eq!(found(&staff, "鬼塚").await, 0);
    let cleared = manager.send(Method::PATCH, &member, json!({"protected": false})).await;
    assert_eq!(cleared.status, StatusCode::OK);
    assert_eq!(found(&staff, "鬼塚").await, 1);
}

#[tokio::test]
async fn a_link_that_would_undo_one_to_somebody_hidden_is_refused_and_never_said_to_be_saved() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let manager = gym.desk(Role::Manager).await;
    let mut made = Vec::new();
    for (key, hidden) in
        [("link-one", false), ("link-two", true), ("link-three", false), ("link-four", true)]
    {
        let mut body = household(key, &[person("鬼塚", "静", ("おにづか", "しずか"))]);
        body["persons"][0]["protected"] = json!(hidden);
        made.push(register(&manager, body).await);
    }
    let id = |one: usize| made[one]["id"].as_str().unwrap();
    let member = |one: usize| made[one]["persons"][0].as_str().unwrap();
    let same = async |page: &Page<'_>, one: usize, other: usize| {
        let path = format!("/api/v1/households/{}/persons/{}/compare", id(one), member(one));
        page.post(&path, json!({"other": member(other), "comparison": "same"})).await
    };
    for (one, other) in [(0, 1), (2, 3)] {
        assert_eq!(same(&manager, one, other).await.status, StatusCode::OK);
    }
    let staff = gym.desk(Role::Staff).await;
    let refused = same(&staff, 0, 2).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::CONFLICT, "cannot_link".into()));
    assert!(!refused.text.contains(member(1)) && !refused.text.contains(member(3)));
    let linked = same(&manager, 0, 2).await;
    assert_eq!(linked.json()["repeated"], false, "{}", linked.text);
    assert_eq!(same(&staff, 0, 2).await.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn at_headquarters_two_persons_see_them_for_a_while_and_one_never() {
    let mut gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let made = {
        let manager = gym.desk(Role::Manager).await;
        register(&manager, hidden_household("household-1")).await
    };
    let written = gym.written();
    let hq = Gym::enrolled(NodeRole::Hq, 'H');
    hq.take_in(written).await;
    let officer = hq.desk(Role::HqOfficer).await;
    let manager = hq.desk(Role::Manager).await;
    let path = format!("/api/v1/households/{}", made["id"].as_str().unwrap());
    for page in [&officer, &manager] {
        assert_eq!(found(page, "鬼塚").await, 0);
        assert_eq!(page.get(&path).await.status, StatusCode::NOT_FOUND);
    }
    let ask =
        |name: &str, secret: &str, why: &str| json!({"name": name, "secret": secret, "why": why});
    let own = officer.post("/api/v1/hq/reveal", ask("HqOfficer", PIN, "照会")).await;
    assert_eq!((own.status, own.code()), (StatusCode::FORBIDDEN, "second_person".into()));
    let wrong = officer.post("/api/v1/hq/reveal", ask("責任者", "000000000000", "照会")).await;
    assert_eq!((wrong.status, wrong.code()), (StatusCode::UNAUTHORIZED, "wrong_secret".into()));
    let silent = officer.post("/api/v1/hq/reveal", ask("責任者", PIN, " ")).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(found(&officer, "鬼塚").await, 0);

    let begun = officer.post("/api/v1/hq/reveal", ask("責任者", PIN, "照会 12号")).await;
    assert_eq!(begun.status, StatusCode::OK, "{}", begun.text);
    assert!(begun.json()["until"].is_i64());
    assert_eq!(found(&officer, "鬼塚").await, 1);
    assert_eq!(officer.get(&path).await.status, StatusCode::OK);
    // It is of this session alone.
    assert_eq!(found(&manager, "鬼塚").await, 0);
    let noted = manager.get("/api/v1/lookups").await.json()["lookups"].clone();
    let noted: Vec<_> = noted
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            (
                it["action"].clone(),
                it["account_name"].clone(),
                it["second_name"].clone(),
                it["why"].clone(),
            )
        })
        .collect();
    let both =
        |action: &str| (json!(action), json!("HqOfficer"), json!("責任者"), json!("照会 12号"));
    assert_eq!(noted, [both("card"), both("reveal")]);
    officer.send(Method::DELETE, "/api/v1/hq/reveal", json!({})).await;
    assert_eq!(found(&officer, "鬼塚").await, 0);
    assert_eq!(officer.get(&path).await.status, StatusCode::NOT_FOUND);
    // In a gym there is nothing to open.
    let page = gym.desk(Role::Manager).await;
    let there = page.post("/api/v1/hq/reveal", ask("責任者", PIN, "照会")).await;
    assert_eq!(there.code(), "only_hq");
}

/// What is sent to each route that names a household, a person or a transfer.
fn asked(method: &Method, path: &str, person: &str) -> Value {
    let key = "key-of-a-test";
    match (method, path) {
        (&Method::GET, _) => json!({}),
        (&Method::PATCH, "/api/v1/households/{id}") => json!({"phone": "1"}),
        (&Method::POST, "/api/v1/households/{id}/persons") => {
            json!({"key": key, "check_in": false, "person": {"details": {"family": "新"}}})
        }
        (&Method::PATCH, "/api/v1/households/{id}/persons/{person}") => {
            json!({"details": {"note": "x"}})
        }
        (&Method::POST, "/api/v1/households/{id}/stays") => {
            json!({"key": key, "action": "check_out", "where_to": "home", "persons": [person]})
        }
        (&Method::POST, "/api/v1/households/{id}/settle") => {
            json!({"record": person, "field": "family", "value": "x"})
        }
        (&Method::POST, "/api/v1/households/{id}/persons/{person}/compare") => {
            json!({"other": person, "comparison": "same"})
        }
        (&Method::POST, "/api/v1/households/{id}/transfers") => {
            json!({"key": key, "to": "22222222222222222222222222222222"})
        }
        (&Method::POST, "/api/v1/households/{id}/handouts") => {
            json!({"key": key, "given": "meal", "portions": 1})
        }
        (&Method::POST, "/api/v1/transfers/{id}/take-back") => json!({"key": key}),
        _ => panic!("{method} {path} names somebody: say here what it is asked"),
    }
}

/// Everything of an answer that its reader sees.
fn seen(answer: &Answer) -> (StatusCode, Vec<(String, String)>, &str) {
    let headers = answer
        .headers
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned()));
    (answer.status, headers.collect(), &answer.text)
}

#[tokio::test]
async fn answers_about_a_protected_person_are_byte_for_byte_those_about_nobody() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let manager = gym.desk(Role::Manager).await;
    let shown = household("household-0", &[person("結城", "梅", ("ゆうき", "うめ"))]);
    let shown = register(&manager, shown).await;
    let made = register(&manager, hidden_household("household-1")).await;
    let (id, member) = (made["id"].as_str().unwrap(), made["persons"][0].as_str().unwrap());
    let there = PlaceId::new([0x22; 16]);
    let entry = NewRegisterEntry::of("二小体育館".parse().unwrap(), PlaceKind::Designated);
    gym.handle.commit(document(Kind::City), entry.edits(there)).await.unwrap();
    let send = json!({"key": "transfer-1", "to": there.to_string(), "persons": [member]});
    let sent = manager.post(&format!("/api/v1/households/{id}/transfers"), send).await;
    assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.text);
    let transfer = sent.json()["id"].as_str().unwrap().to_owned();
    for role in [Role::Reception, Role::Staff] {
        let page = gym.desk(role).await;
        // Rosters are read once before anybody counts.
        page.post("/api/v1/households/search", json!({"text": ""})).await;
        let transfers = page.get("/api/v1/transfers").await;
        assert_eq!(transfers.json(), json!({"sent": [], "expected": []}));
        let roster = page.get("/api/v1/papers/roster").await;
        assert!(roster.text.contains("結城") && !roster.text.contains("鬼塚"));
        assert!(roster.text.contains("掲載は全員ではありません"));
        for (method, path, allowed) in TABLE {
            let names_somebody = path.starts_with("/api/v1/households/{id}")
                || path.starts_with("/api/v1/transfers/{id}");
            if !names_somebody || !allowed.allows(Some(role)) {
                continue;
            }
            let ask = async |id: &str, member: &str| {
                let body = asked(method, path, member);
                let path = path.replace("{id}", id).replace("{person}", member);
                let before = gym.handle.reads();
                let answer = page.send(method.clone(), &path, body).await;
                (answer, gym.handle.reads() - before)
            };
            let is_transfer = path.starts_with("/api/v1/transfers");
            let hidden_id = if is_transfer { transfer.as_str() } else { id };
            let (hidden, reads_hidden) = ask(hidden_id, member).await;
            let (nobody, reads_nobody) = ask(NOBODY, NOBODY).await;
            assert_eq!(seen(&hidden), seen(&nobody), "{role:?} {method} {path}");
            assert_eq!(hidden.status, StatusCode::NOT_FOUND, "{role:?} {method} {path}");
            assert_eq!(reads_hidden, reads_nobody, "{role:?} {method} {path}");
        }
        // Searches: a name that is hidden, and one that is nobody's.
        for (hidden, nobody) in [("鬼塚", "狐塚"), ("おにづか", "きつねづか"), ("A-0002", "A-0009")]
        {
            let search = |text: &str| json!({"text": text});
            let before = gym.handle.reads();
            let hidden = page.post("/api/v1/households/search", search(hidden)).await;
            let between = gym.handle.reads();
            let nobody = page.post("/api/v1/households/search", search(nobody)).await;
            assert_eq!(seen(&hidden), seen(&nobody));
            assert_eq!(between - before, gym.handle.reads() - between);
        }
        // From the card of somebody who is shown: a record that is hidden, and nobody's.
        let path = format!(
            "/api/v1/households/{}/persons/{}/compare",
            shown["id"].as_str().unwrap(),
            shown["persons"][0].as_str().unwrap()
        );
        let compare = |other: &str| json!({"other": other, "comparison": "same"});
        let hidden = page.post(&path, compare(member)).await;
        let nobody = page.post(&path, compare(NOBODY)).await;
        assert_eq!(seen(&hidden), seen(&nobody));
        let all = page.post("/api/v1/households/search", json!({"text": ""})).await;
        assert!(!all.text.contains(id) && !all.text.contains(member));
    }
}

#[tokio::test]
async fn the_public_list_holds_those_who_agreed_and_nobody_protected_whoever_prints_it() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let manager = gym.desk(Role::Manager).await;
    let public = |family: &str, kana: &str| {
        let mut one = person(family, "梅", (kana, "うめ"));
        one["consent"] = json!({"public": true});
        one
    };
    register(&manager, household("household-0", &[person("無言", "一", ("むごん", "はじめ"))]))
        .await;
    register(&manager, household("household-1", &[public("結城", "ゆうき")])).await;
    let mut hidden = public("鬼塚", "おにづか");
    hidden["protected"] = json!(true);
    register(&manager, household("household-2", &[hidden, public("連", "れん")])).await;
    for page in [gym.desk(Role::Reception).await, manager] {
        let list = page.get("/api/v1/papers/public-list").await;
        assert_eq!(list.status, StatusCode::OK);
        let named = ["結城", "無言", "鬼塚", "連"].map(|name| list.text.contains(name));
        assert_eq!(named, [true, false, false, false]);
        assert!(list.text.contains("掲載は全員ではありません"));
        let policy = list.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("style-src 'sha256-") && !policy.contains("script-src 'self'"));
    }
}
