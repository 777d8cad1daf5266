//! The first run, signing in, and accounts.

use axum::http::StatusCode;
use serde_json::json;

use super::gym::{Gym, PIN, Page};
use crate::accounts::Role;
use crate::runtime::handle::NodeRole;

#[tokio::test]
async fn the_first_run_confirms_the_clock_takes_the_ticket_and_names_the_manager() {
    let gym = Gym::fresh();
    let token = gym.anonymous_token().await;
    let page = Page { gym: &gym, cookie: String::new(), token };
    let session = page.get("/api/v1/session").await.json();
    assert_eq!(session["setup"], "confirm_clock");
    assert_eq!(session["node"], json!(null));

    let old = session["now"].as_i64().unwrap() - 600_000;
    let refused = page.post("/api/v1/setup/clock", json!({"shown": old})).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::CONFLICT, "old_page".to_owned()));
    let session = page.post("/api/v1/setup/clock", json!({"shown": session["now"]})).await.json();
    assert_eq!(session["setup"], "take_ticket");

    let manager = json!({"name": "山田 花子", "secret": PIN});
    let early = page.post("/api/v1/setup/manager", manager.clone()).await;
    assert_eq!(early.code(), "not_enrolled");
    let bad = page.post("/api/v1/setup/ticket", json!({"ticket": "MUSUBI-TEST-TIKET"})).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(bad.code(), "ticket_malformed");
    let session =
        page.post("/api/v1/setup/ticket", json!({"ticket": " MUSUBI-TEST-TICKET\n"})).await;
    assert_eq!(session.json()["setup"], "name_manager");
    assert_eq!(session.json()["node"]["place_name"], "一小体育館");

    let weak =
        page.post("/api/v1/setup/manager", json!({"name": "山田", "secret": "kaki-no"})).await;
    assert_eq!(weak.json()["fields"], json!([{"path": "secret", "code": "secret.short"}]));
    let digits = json!({"name": "山田", "secret": "493817"});
    let digits = page.post("/api/v1/setup/manager", digits).await;
    assert_eq!(digits.json()["fields"], json!([{"path": "secret", "code": "secret.passphrase"}]));
    let made = page.post("/api/v1/setup/manager", manager.clone()).await;
    assert_eq!(made.json()["setup"], "done");
    assert_eq!(made.json()["me"]["role"], "manager");
    let second = page.post("/api/v1/setup/manager", manager).await;
    assert_eq!(second.code(), "has_manager");
}

#[tokio::test]
async fn a_disabled_account_is_out_at_once() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let manager = gym.desk(Role::Manager).await;
    let reception = gym.desk(Role::Reception).await;
    assert_eq!(reception.get("/api/v1/places").await.status, StatusCode::OK);
    let accounts = manager.get("/api/v1/accounts").await.json();
    let id = |role: &str| {
        let all = accounts["accounts"].as_array().unwrap();
        let account = all.iter().find(|account| account["role"] == role).unwrap();
        account["id"].as_str().unwrap().to_owned()
    };
    let own = format!("/api/v1/accounts/{}/disable", id("manager"));
    assert_eq!(manager.post(&own, json!({})).await.code(), "own_account");
    let path = format!("/api/v1/accounts/{}/disable", id("reception"));
    assert_eq!(manager.post(&path, json!({})).await.status, StatusCode::OK);
    assert_eq!(reception.get("/api/v1/places").await.status, StatusCode::UNAUTHORIZED);
    let visitor = Page { gym: &gym, cookie: String::new(), token: gym.anonymous_token().await };
    let login = json!({"name": "Reception", "secret": PIN});
    assert_eq!(visitor.post("/api/v1/session", login).await.code(), "wrong_secret");
}

#[tokio::test]
async fn guessing_is_slowed_down_and_says_nothing_of_names() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let _manager = gym.desk(Role::Manager).await;
    let visitor = Page { gym: &gym, cookie: String::new(), token: gym.anonymous_token().await };
    for name in ["責任者", "だれか"] {
        let mut codes = Vec::new();
        for _ in 0..6 {
            let login = json!({"name": name, "secret": "000001"});
            codes.push(visitor.post("/api/v1/session", login).await.code());
        }
        let (tries, wait) = codes.split_at(5);
        assert!(tries.iter().all(|code| code == "wrong_secret"), "{codes:?}");
        assert_eq!(wait, ["too_many_tries"]);
    }
    let right = json!({"name": "責任者", "secret": PIN});
    assert_eq!(visitor.post("/api/v1/session", right).await.code(), "too_many_tries");
}

#[tokio::test]
async fn hq_officers_are_made_at_hq_only_and_names_are_given_once() {
    let shelter = Gym::enrolled(NodeRole::Shelter, 'A');
    let manager = shelter.desk(Role::Manager).await;
    let officer = json!({"key": "officer-1", "name": "本部", "role": "hq_officer", "secret": PIN});
    assert_eq!(manager.post("/api/v1/accounts", officer).await.code(), "only_hq");
    let account =
        |key: &str| json!({"key": key, "name": "佐藤", "role": "supplies", "secret": PIN});
    let first = manager.post("/api/v1/accounts", account("account-1")).await;
    let again = manager.post("/api/v1/accounts", account("account-1")).await;
    assert_eq!(first.json()["id"], again.json()["id"]);
    assert_eq!(again.json()["repeated"], true);
    let other = manager.post("/api/v1/accounts", account("account-2")).await;
    assert_eq!(other.code(), "name_taken");
}

const DAY_MS: i64 = 24 * 3_600 * 1_000;

#[tokio::test]
async fn a_manager_who_signs_in_stays_one_and_everybody_else_ends_when_it_was_said() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let manager = gym.desk(Role::Manager).await;
    let in_days = |days| crate::desk::now().plus_millis(days * DAY_MS).millis();
    for (name, role, days) in
        [("soon", "manager", 5), ("later", "manager", 60), ("helper", "reception", 5)]
    {
        let account = json!({
            "key": format!("account-{name}"), "name": name, "role": role, "secret": PIN,
            "expires_at": in_days(days),
        });
        let made = manager.post("/api/v1/accounts", account).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
        let visitor = Page { gym: &gym, cookie: String::new(), token: gym.anonymous_token().await };
        let login = json!({"name": name, "secret": PIN});
        assert_eq!(visitor.post("/api/v1/session", login).await.status, StatusCode::OK);
    }
    let accounts = manager.get("/api/v1/accounts").await.json();
    let ends = |name: &str| {
        let all = accounts["accounts"].as_array().unwrap();
        let account = all.iter().find(|account| account["name"] == name).unwrap();
        account["expires_at"].as_i64().unwrap()
    };
    assert!((in_days(89)..=in_days(90)).contains(&ends("soon")), "prolonged by signing in");
    assert!(ends("later") <= in_days(60), "it has time enough");
    assert!(ends("helper") <= in_days(5), "a manager decides about a helper");
}
