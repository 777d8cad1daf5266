//! Laptops that meet.

use serde_json::{Value, json};

use super::harness::{City, GYM_A, GYM_B, eventually, serve};
use crate::client::Desk;

#[test]
fn a_household_registered_at_a_gym_is_seen_at_headquarters_and_nowhere_else() {
    let city = City::create();
    let hq = serve(&city.hq("hq"), &[]);
    let a = serve(&city.gym("a", GYM_A, 0), &[&hq.mesh]);
    let b = serve(&city.gym("b", GYM_B, 0), &[&hq.mesh, &a.mesh]);
    let (hq, a, b) =
        (Desk::first_run(&hq.staff), Desk::first_run(&a.staff), Desk::first_run(&b.staff));
    let registered = a.post("/households", &household("meeting-1", "甲野"));
    let number = registered["reception_no"].as_str().expect("a reception number");
    assert!(number.starts_with('A'), "{number}");

    let found = eventually("headquarters finds the household", || found(&hq, "甲野"));
    assert_eq!(found["reception_no"], registered["reception_no"]);
    eventually("B has heard of A's place", || {
        let peers = b.get("/sync")["peers"].clone();
        let level = |peer: &Value| peer["ahead"] == 0;
        let peers = peers.as_array().filter(|peers| peers.len() == 2)?;
        peers.iter().all(level).then_some(())
    });
    assert_eq!(self::found(&b, "甲野"), None);
}

fn household(key: &str, family: &str) -> Value {
    let person = |given: &str| json!({ "details": { "family": family, "given": given, "family_kana": "こうの", "age": "40" } });
    json!({
        "key": key, "check_in": true,
        "persons": [person("一"), person("二"), person("三"), person("四")],
    })
}

fn found(desk: &Desk, typed: &str) -> Option<Value> {
    let result = desk.post("/households/search", &json!({ "text": typed }));
    result["households"].as_array()?.first().cloned()
}
