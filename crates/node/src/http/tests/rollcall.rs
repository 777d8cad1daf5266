//! Roll call and hand-over: several laptops, protected people, two signs.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::gym::{Gym, PIN, Page};
use crate::accounts::Role;
use crate::runtime::handle::NodeRole;

async fn registered(page: &Page<'_>, key: &str, name: &str, protected: bool) -> Value {
    let household = json!({"key": key, "check_in": true, "details": {}, "persons": [
        {"details": {"family": name, "given": "一"}, "protected": protected,
         "consent": {"kin": false, "acquaintance": false, "public": false}}]});
    let answer = page.post("/api/v1/households", household).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
    answer.json()
}

async fn opened(page: &Page<'_>) -> String {
    let new = json!({"key": "call-0001", "title": "夜の点呼",
        "groups": ["evacuees", "volunteers", "staff"]});
    let answer = page.post("/api/v1/roll-calls", new).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
    format!("/api/v1/roll-calls/{}", answer.json()["id"].as_str().unwrap())
}

fn names(call: &Value) -> Vec<String> {
    let text = |it: &Value| it["name"].as_str().unwrap().to_owned();
    call["evacuees"].as_array().unwrap().iter().map(text).collect()
}

fn id_of(call: &Value, name: &str) -> String {
    let all = call["evacuees"].as_array().unwrap();
    let one = all.iter().find(|it| it["name"].as_str().unwrap().starts_with(name)).unwrap();
    one["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn everybody_expected_is_listed_marked_and_the_call_is_signed() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let page = gym.desk(Role::Manager).await;
    registered(&page, "house-0001", "結城", false).await;
    let away = registered(&page, "house-0002", "星野", false).await;
    let stays = format!("/api/v1/households/{}/stays", away["id"].as_str().unwrap());
    page.post(&stays, json!({"key": "away-0001", "action": "overnight_away"})).await;
    let join = json!({"key": "join-0001", "name": "結 手伝", "begin": true});
    let volunteer = page.post("/api/v1/volunteers", join).await.json();
    let path = opened(&page).await;
    let call = page.get(&path).await.json();
    assert_eq!(names(&call), ["星野 一", "結城 一"]);
    assert_eq!(call["evacuee_numbers"]["away"], 1, "known to be away: {call}");
    assert_eq!(call["volunteers"][0]["id"], volunteer["id"]);

    let scan = json!({"text": volunteer["card"]});
    let found = page.post(&format!("{path}/find"), scan).await.json();
    assert_eq!(found, json!({"group": "volunteers", "ids": [volunteer["id"]]}));
    let mark = json!({"key": "mark-0001", "group": "volunteers", "ids": [volunteer["id"]],
        "found": "found"});
    assert_eq!(page.post(&format!("{path}/marks"), mark).await.status, StatusCode::CREATED);
    let found = page.post(&format!("{path}/find"), json!({"text": "結城"})).await.json();
    assert_eq!(found["ids"], json!([id_of(&call, "結城")]));

    let close =
        |key: &str, rest: bool| json!({"key": key, "signed": "責任者", "rest_not_found": rest});
    let refused = page.post(&format!("{path}/close"), close("close-0001", false)).await;
    assert_eq!(refused.code(), "call_unmarked");
    let closed = page.post(&format!("{path}/close"), close("close-0002", true)).await;
    assert_eq!(closed.status, StatusCode::CREATED, "{}", closed.text);
    let again = page.post(&format!("{path}/close"), close("close-0002", true)).await;
    assert_eq!(again.json()["repeated"], true);
    let call = page.get(&path).await.json();
    assert_eq!(call["head"]["closed"]["signed"], "責任者");
    let numbers = &call["evacuee_numbers"];
    assert_eq!((&numbers["away"], &numbers["not_found"]), (&json!(1), &json!(1)));
    let late = json!({"key": "mark-0002", "group": "evacuees", "ids": [id_of(&call, "結城")],
        "found": "found"});
    assert_eq!(page.post(&format!("{path}/marks"), late).await.code(), "call_closed");
    // Who leaves afterwards stays on the sheet.
    let leave = json!({"key": "leave-0001", "action": "check_out", "where_to": "home"});
    page.post(&stays, leave).await;
    assert_eq!(names(&page.get(&path).await.json()).len(), 2);
}

#[tokio::test]
async fn who_may_not_see_a_protected_person_learns_nothing_of_them_from_a_call() {
    let answers = async |with_protected: bool| {
        let gym = Gym::enrolled(NodeRole::Shelter, 'A');
        let manager = gym.desk(Role::Manager).await;
        let page = gym.desk(Role::Reception).await;
        registered(&page, "house-0001", "結城", false).await;
        if with_protected {
            registered(&manager, "house-0002", "星野", true).await;
        }
        let path = opened(&page).await;
        let seen = page.get(&path).await.json();
        assert_eq!(names(&seen), ["結城 一"]);
        assert_eq!((&seen["is_partial"], &seen["evacuee_numbers"]), (&json!(true), &json!(null)));
        let find = page.post(&format!("{path}/find"), json!({"text": "星野"})).await.text;
        let whole = manager.get(&path).await.json();
        let hidden = if with_protected {
            assert_eq!(whole["evacuee_numbers"]["expected"], 2);
            id_of(&whole, "星野")
        } else {
            "01ARYZ6S41TSV4RRFFQ69G5FAV".to_owned()
        };
        let mark = |key: &str, id: &str| {
            json!({"key": key, "group": "evacuees", "ids": [id],
            "found": "found"})
        };
        let marked = page.post(&format!("{path}/marks"), mark("mark-0001", &hidden)).await;
        let own = id_of(&seen, "結城");
        page.post(&format!("{path}/marks"), mark("mark-0002", &own)).await;
        // Whom this account sees is marked: the call can be closed.
        let close = json!({"key": "close-0001", "signed": "受付", "rest_not_found": false});
        let closed = page.post(&format!("{path}/close"), close).await;
        assert_eq!(closed.status, StatusCode::CREATED, "{}", closed.text);
        let after = page.get(&path).await.json();
        assert_eq!(names(&after), ["結城 一"]);
        if with_protected {
            let whole = manager.get(&path).await.json();
            assert_eq!(whole["evacuee_numbers"]["not_found"], 1, "the manager finds them: {whole}");
        }
        (find, marked.status, marked.text)
    };
    assert_eq!(answers(true).await, answers(false).await);
}

#[tokio::test]
async fn two_laptops_that_mark_otherwise_are_both_shown_and_settled_by_the_next_mark() {
    let (mut a, b) = (Gym::enrolled(NodeRole::Shelter, 'A'), Gym::enrolled(NodeRole::Shelter, 'B'));
    let path = {
        let page = a.desk(Role::Manager).await;
        registered(&page, "house-0001", "結城", false).await;
        opened(&page).await
    };
    b.take_in(a.written()).await;
    let mut b = b;
    let id = id_of(&a.desk(Role::Manager).await.get(&path).await.json(), "結城");
    let mark = |key: &str, found: &str| {
        json!({"key": key, "group": "evacuees", "ids": [id],
        "found": found})
    };
    let marks = format!("{path}/marks");
    a.desk(Role::Manager).await.post(&marks, mark("mark-0001", "found")).await;
    b.desk(Role::Manager).await.post(&marks, mark("mark-0002", "not_found")).await;
    let (of_a, of_b) = (a.written(), b.written());
    a.take_in(of_b).await;
    b.take_in(of_a).await;
    for gym in [&a, &b] {
        let call = gym.desk(Role::Manager).await.get(&path).await.json();
        assert_eq!(call["evacuees"][0]["disputed"], true, "{call}");
        assert_eq!(call["evacuees"][0]["found"], json!(null));
    }
    a.desk(Role::Manager).await.post(&marks, mark("mark-0003", "found")).await;
    let of_a = a.written();
    b.take_in(of_a).await;
    let call = b.desk(Role::Manager).await.get(&path).await.json();
    assert_eq!(
        (&call["evacuees"][0]["found"], &call["evacuees"][0]["disputed"]),
        (&json!("found"), &json!(false))
    );
}

#[tokio::test]
async fn a_shift_hands_over_and_the_next_one_signs_with_the_own_secret() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let manager = gym.desk(Role::Manager).await;
    let page = gym.desk(Role::Reception).await;
    opened(&page).await;
    let sheet =
        page.post("/api/v1/handovers", json!({"key": "hand-0001", "notes": "給水は8時"})).await;
    assert_eq!(sheet.status, StatusCode::CREATED, "{}", sheet.text);
    let path = format!("/api/v1/handovers/{}", sheet.json()["id"].as_str().unwrap());
    let shown = page.get(&path).await.json();
    assert_eq!(shown["matters"][0]["label"], "夜の点呼", "{shown}");
    assert_eq!(shown["head"]["taken"], json!([]));

    let take =
        |key: &str, name: &str, secret: &str| json!({"key": key, "name": name, "secret": secret});
    let takes = format!("{path}/take");
    let wrong = page.post(&takes, take("take-0001", "責任者", "違う番号493817")).await;
    assert_eq!((wrong.status, wrong.code()), (StatusCode::UNAUTHORIZED, "wrong_secret".to_owned()));
    let own = page.post(&takes, take("take-0002", "Reception", PIN)).await;
    assert_eq!(own.code(), "handover_to_self");
    assert_eq!(page.get(&path).await.json()["head"]["taken"], json!([]), "nobody has signed");
    let taken = page.post(&takes, take("take-0003", "責任者", PIN)).await;
    assert_eq!(taken.status, StatusCode::OK, "{}", taken.text);
    assert_eq!(taken.json()["me"]["name"], "責任者");
    assert!(taken.headers["set-cookie"].to_str().unwrap().starts_with("sid="));
    assert_eq!(page.get(&path).await.status, StatusCode::UNAUTHORIZED, "who left is signed out");
    let shown = manager.get(&path).await.json();
    assert_eq!(shown["head"]["taken"][0]["signed"], "責任者");
    let again = manager.post(&takes, take("take-0004", "責任者", PIN)).await;
    assert_eq!(again.code(), "handover_taken");
}

#[tokio::test]
async fn a_sheet_names_protected_people_to_those_alone_who_may_see_them() {
    let gym = Gym::enrolled(NodeRole::Shelter, 'A');
    let manager = gym.desk(Role::Manager).await;
    let page = gym.desk(Role::Reception).await;
    let late = async |key: &str, name: &str, protected: bool| {
        let household = registered(&manager, key, name, protected).await;
        let path = format!("/api/v1/households/{}/stays", household["id"].as_str().unwrap());
        let away =
            json!({"key": format!("{key}-away"), "action": "overnight_away", "returns_at": 1});
        assert_eq!(manager.post(&path, away).await.status, StatusCode::CREATED);
    };
    late("house-0001", "結城", false).await;
    late("house-0002", "星野", true).await;
    // Whoever writes it: everybody is in it, and is shown to who may see them.
    let sheet = page.post("/api/v1/handovers", json!({"key": "hand-0001"})).await.json();
    let path = format!("/api/v1/handovers/{}", sheet["id"].as_str().unwrap());
    let labels = async |page: &Page<'_>, path: &str| {
        let shown = page.get(path).await.json();
        let lines = shown["matters"].as_array().unwrap().iter();
        lines.map(|it| it["label"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    for path in [path.as_str(), "/api/v1/handovers"] {
        assert_eq!(labels(&page, path).await, ["結城 一"]);
        let mut all = labels(&manager, path).await;
        all.sort();
        assert_eq!(all, ["星野 一", "結城 一"]);
    }
    assert_eq!(page.get(&path).await.json()["is_partial"], true);
}
