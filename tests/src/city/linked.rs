//! One human is registered at two gyms. Headquarters links the records, both are edited where they are, one of
//! them while its gym is cut off, and headquarters takes the link back: every laptop shows both records with
//! their edits and nothing else of it.

use serde_json::{Value, json};

use super::harness::{City, GYM_A, GYM_B, eventually, hold_the_same, serve, until_level};
use super::proxy::Link;
use crate::client::Desk;

#[test]
fn records_that_headquarters_linked_and_unlinked_are_as_if_nobody_had_with_what_their_gyms_edited()
{
    let city = City::create();
    let [hq_data, a_data, b_data] =
        [city.hq("hq"), city.gym("gym-a", GYM_A, 0), city.gym("gym-b", GYM_B, 0)];
    let (link_a, link_b) = (Link::cut(), Link::cut());
    let hq = serve(&hq_data, &[]);
    let a = serve(&a_data, &[&link_a.as_peer()]);
    let b = serve(&b_data, &[&link_b.as_peer()]);
    let at_hq = Desk::first_run(&hq.staff);
    let at_a = Desk::first_run(&a.staff);
    let at_b = Desk::first_run(&b.staff);
    let (home_a, person_a) = register(&at_a, "linked-at-a");
    let (home_b, person_b) = register(&at_b, "linked-at-b");
    link_a.heal(hq.heard_over("tcp"));
    link_b.heal(hq.heard_over("tcp"));
    until_level(&[&at_hq, &at_a, &at_b]);
    let pair = eventually("both are proposed", || proposed(&at_hq, &person_a, &person_b));
    let everywhere = |home: &str, own: &Desk| {
        let [own, there] = [own, &at_hq].map(|desk| card(desk, home));
        assert_eq!(own, there, "headquarters shows what the gym shows");
        own
    };
    let before = [everywhere(&home_a, &at_a), everywhere(&home_b, &at_b)];

    assert_eq!(decide(&at_hq, &pair, "undecided", "same")["repeated"], false);
    let edit = |desk: &Desk, home: &str, person: &str, given: &str| {
        let path = format!("/households/{home}/persons/{person}");
        desk.patch(&path, &json!({ "details": { "given": given } }));
    };
    edit(&at_a, &home_a, &person_a, "梅子");
    until_level(&[&at_hq, &at_a, &at_b]);
    let lists = at_hq.get("/hq/duplicates");
    assert_eq!((&lists["linked"]["all"], &lists["proposed"]["all"]), (&json!(1), &json!(0)));
    // Neither gym can read the other's people; nobody there hears of a link.
    for (desk, home) in [(&at_a, &home_a), (&at_b, &home_b)] {
        let here = desk.get(&format!("/households/{home}/duplicates"));
        assert_eq!((&here["likely"], &here["linked"]), (&json!([]), &json!([])));
    }
    link_b.sever();
    edit(&at_b, &home_b, &person_b, "うめ");
    // With what the gym has written and headquarters has not seen.
    assert_eq!(decide(&at_hq, &pair, "same", "undecided")["repeated"], false);
    edit(&at_a, &home_a, &person_a, "うめ子");
    link_b.heal(hq.heard_over("tcp"));
    until_level(&[&at_hq, &at_a, &at_b]);

    let after = [everywhere(&home_a, &at_a), everywhere(&home_b, &at_b)];
    let edited = |mut card: Value, given: &str| {
        card["persons"][0]["given"] = json!(given);
        card
    };
    let [was_a, was_b] = before;
    assert_eq!(after, [edited(was_a, "うめ子"), edited(was_b, "うめ")]);
    let lists = at_hq.get("/hq/duplicates");
    assert_eq!((&lists["linked"]["all"], &lists["apart"]["all"]), (&json!(0), &json!(0)));
    assert!(proposed(&at_hq, &person_a, &person_b).is_some(), "it is proposed again");
    // That cards were opened was noted, and travels.
    until_level(&[&at_hq, &at_a, &at_b]);
    for node in [hq, a, b] {
        node.stop();
    }
    hold_the_same(&[&hq_data, &a_data, &b_data]);
}

/// The ids of the household and of its one person.
fn register(desk: &Desk, key: &str) -> (String, String) {
    let details = json!({
        "family": "結城", "given": "梅", "family_kana": "ゆうき", "given_kana": "うめ",
        "birth": "1950-03-02", "sex": "female",
    });
    let made = desk.post(
        "/households",
        &json!({
            "key": key, "check_in": true, "persons": [{ "details": details }],
            "details": { "phone": "090-0000-0000", "address": "試験市本町3-12-5" },
        }),
    );
    let text = |value: &Value| value.as_str().expect("an id").to_owned();
    (text(&made["id"]), text(&made["persons"][0]))
}

/// Both records as the list names them, once headquarters proposes them.
fn proposed(hq: &Desk, one: &str, other: &str) -> Option<Value> {
    let lists = hq.get("/hq/duplicates");
    let pairs = lists["proposed"]["pairs"].as_array().expect("a list");
    let names = |pair: &&Value| {
        let ids = [&pair["one"]["at"]["person"], &pair["other"]["at"]["person"]];
        ids.iter().all(|id| **id == one || **id == other)
    };
    let pair = pairs.iter().find(names)?;
    assert!(pair["reasons"].as_array().is_some_and(|reasons| !reasons.is_empty()));
    Some(json!({ "one": pair["one"]["at"], "other": pair["other"]["at"] }))
}

fn decide(hq: &Desk, pair: &Value, was: &str, decision: &str) -> Value {
    let mut body = pair.clone();
    body["was"] = json!(was);
    body["decision"] = json!(decision);
    hq.post("/hq/duplicates/decide", &body)
}

/// A household's card without where it is kept, which differs by laptop, and how old anything is by now.
fn card(desk: &Desk, home: &str) -> Value {
    let mut card = desk.get(&format!("/households/{home}"));
    leave_out(&mut card, &["kept", "place_name", "age_s"]);
    card
}

fn leave_out(value: &mut Value, fields: &[&str]) {
    match value {
        Value::Object(object) => {
            object.retain(|field, _| !fields.contains(&field.as_str()));
            object.values_mut().for_each(|value| leave_out(value, fields));
        }
        Value::Array(array) => array.iter_mut().for_each(|value| leave_out(value, fields)),
        _ => {}
    }
}
