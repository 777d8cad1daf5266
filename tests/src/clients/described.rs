//! The staff API as its description tells it: schemathesis sends what the description offers, as every role,
//! and finds no server error, no broken connection and no answer that is not described.

use musubi_model::madeup::Chance;
use serde_json::{Value, json};

use super::python;
use crate::city::book::household;
use crate::city::harness::{City, GYM_A, path, serve};
use crate::client::{Desk, MANAGER, SECRET};
use crate::process::Node;
use crate::share_of;

const SEED: u64 = 20_161_104;
/// What stands behind the first part of a path, and where a list of it is.
const LISTS: [(&str, &str); 6] = [
    ("places", "/places"),
    ("accounts", "/accounts"),
    ("notices", "/notices"),
    ("roll-calls", "/roll-calls"),
    ("volunteers", "/volunteers"),
    ("transfers", "/transfers"),
];

/// The ids of things that are there.
fn known(desk: &Desk) -> Value {
    let ids = |list: &Value| -> Vec<Value> {
        let list = list.as_array().into_iter().flatten();
        list.filter_map(|it| it.get("id").cloned()).take(20).collect()
    };
    let mut known = serde_json::Map::new();
    for (first, list) in LISTS {
        let answer = desk.get(list);
        let found = answer.as_object().expect("an object").values().flat_map(ids);
        known.insert(first.to_owned(), found.collect());
    }
    let found = desk.post("/households/search", &json!({ "text": "" }));
    let households = found["households"].as_array().expect("households");
    let persons = households.iter().flat_map(|it| ids(&it["persons"])).collect();
    known.insert("households".to_owned(), ids(&found["households"]).into());
    known.insert("persons".to_owned(), persons);
    known.into()
}

/// How many were sent. `None`: schemathesis is not installed.
fn asked_as(node: &Node, desk: &Desk, role: &str) -> Option<u64> {
    let name = match role {
        "manager" => MANAGER.to_owned(),
        role => {
            let key = format!("described-{role}");
            let account = json!({ "key": key, "name": role, "role": role, "secret": SECRET });
            desk.post("/accounts", &account);
            role.to_owned()
        }
    };
    let folder = tempfile::tempdir().expect("a folder");
    let ask = folder.path().join("ask.json");
    let examples = share_of(3, 60);
    // The first sends every corner of the description, thousands of requests.
    let phases = if examples > 3 { "coverage,fuzzing" } else { "fuzzing" };
    let what = json!({
        "base": node.staff, "name": name, "secret": SECRET, "seed": SEED, "known": known(desk),
        "phases": phases, "examples": examples,
    });
    std::fs::write(&ask, what.to_string()).expect("a file");
    let said = python("in_schemathesis.py", &[&path(&ask)])?;
    let wrong = said["wrong"].as_array().expect("lines");
    let wrong: Vec<&str> = wrong.iter().filter_map(Value::as_str).collect();
    assert!(wrong.is_empty(), "as {role}: {}", wrong.join("\n"));
    let of = |status: &str| said["answers"][status].as_u64().unwrap_or_default();
    println!("{role}: {} sent, seed {SEED}: {}", said["sent"], said["answers"]);
    assert!(of("200") + of("201") > 0, "as {role} nothing was done: {}", said["answers"]);
    said["sent"].as_u64()
}

#[test]
fn whatever_the_description_offers_is_answered_as_it_says_to_every_role() {
    let city = City::create();
    let [hq, gym] = [city.hq("hq"), city.gym("a", GYM_A, 0)].map(|data| serve(&data, &[]));
    let [desk_hq, desk_gym] = [&hq, &gym].map(|node| Desk::first_run(&node.staff));
    let mut chance = Chance::seeded(SEED);
    for number in 0..4 {
        desk_gym.post("/households", &household(&mut chance, &format!("described-{number}")));
    }
    // Whoever manages comes last: they can take the others' accounts.
    let at_gym = ["reception", "supplies", "staff_safety", "staff", "manager"];
    let asked = std::thread::scope(|scope| {
        let there = scope.spawn(|| at_gym.map(|role| asked_as(&gym, &desk_gym, role)));
        let here = ["hq_officer", "manager"].map(|role| asked_as(&hq, &desk_hq, role));
        [&here[..], &there.join().expect("it told what it found")].concat()
    });
    if asked.iter().all(Option::is_some) {
        let sent: u64 = asked.iter().flatten().sum();
        println!("{sent} requests by {} accounts", asked.len());
    }
    // They are still there.
    for desk in [&desk_hq, &desk_gym] {
        assert!(desk.get("/session")["node"].is_object());
    }
    hq.stop();
    gym.stop();
}
