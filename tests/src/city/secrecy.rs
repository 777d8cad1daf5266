//! What of a gym's people lies with those whom it does not concern: nothing, in any form.

use std::collections::BTreeSet;

use musubi_model::madeup::Chance;
use serde_json::{Value, json};

use super::book::household;
use super::harness::{City, GYM_A, GYM_B, serve, until_level};
use super::needles::Needles;
use super::stored;
use crate::client::Desk;

const HOUSEHOLDS: usize = 8;
/// Longer than what noise holds by chance in any encoding, and nobody's.
const STAFF: [&str; 3] = ["訓練寺一郎太", "訓練寺二葉子", "訓練寺三四郎"];

#[test]
fn no_word_about_a_gyms_people_lies_at_another_place_and_no_staff_name_at_a_relay() {
    let city = City::create();
    let [hq_data, relay_data] = [city.hq("hq"), city.relay("relay")];
    let [a_data, b_data] = [city.gym("a", GYM_A, 0), city.gym("b", GYM_B, 0)];
    let relay = serve(&relay_data, &[]);
    let [hq, a, b] = [&hq_data, &a_data, &b_data].map(|data| serve(data, &[&relay.mesh]));
    let [desk_hq, desk_a, desk_b] = [&hq, &a, &b].map(|node| Desk::first_run(&node.staff));
    for (number, name) in STAFF.iter().enumerate() {
        let member = json!({
            "key": format!("secrecy-staff-{number}"), "number": format!("90{number}"),
            "name": name, "department": "危機管理課",
        });
        desk_hq.post("/staff", &member);
    }
    let people = people();
    let ids: Vec<String> = people
        .iter()
        .map(|sent| desk_a.post("/households", sent)["id"].as_str().expect("an id").to_owned())
        .collect();
    let words: BTreeSet<String> = people.iter().flat_map(words).collect();
    let needles = Needles::of(words.clone());
    assert_eq!(needles.words, words, "every word is long enough to be searched for");
    assert!(words.len() > HOUSEHOLDS * 6, "{}", words.len());
    let staff = Needles::of(STAFF.map(str::to_owned));
    // B also looks for them, so that refusals and searches leave their traces.
    for (id, sent) in ids.iter().zip(&people) {
        assert!(desk_b.try_get(&format!("/households/{id}")).is_err());
        let family = &sent["persons"][0]["details"]["family"];
        let found = desk_b.post("/households/search", &json!({ "text": family }));
        assert_eq!(found["households"], json!([]));
    }
    until_level(&[&desk_hq, &desk_a, &desk_b]);
    let shown: Vec<Value> =
        ids.iter().map(|id| desk_hq.get(&format!("/households/{id}"))).collect();
    // That they were looked at was written down, and travels.
    until_level(&[&desk_hq, &desk_a, &desk_b]);
    let outputs = [&relay, &b, &a, &hq].map(|node| node.said() + &node.printed());
    for node in [relay, hq, a, b] {
        node.stop();
    }

    let held = stored::holdings(&hq_data).digests;
    assert_eq!(stored::holdings(&relay_data).digests, held, "it was carried there");
    for data in [&b_data, &relay_data] {
        let there = data.display();
        assert_eq!(needles.found_below(data), BTreeSet::new(), "{there}");
        let opened = stored::open_everything(data);
        assert!(opened.closed >= HOUSEHOLDS, "{there} carries what it cannot open");
        for plain in &opened.plain {
            assert_eq!(needles.found_in(plain), BTreeSet::new(), "{there}, opened");
        }
    }
    for output in &outputs {
        assert!(!output.is_empty());
        assert_eq!(needles.found_in(output.as_bytes()), BTreeSet::new());
        assert_eq!(staff.found_in(output.as_bytes()), BTreeSet::new());
    }
    assert_eq!(staff.found_below(&relay_data), BTreeSet::new());
    let relay = stored::open_everything(&relay_data);
    assert_eq!((relay.readable, relay.plain.len()), (0, 0), "a relay opens nothing");

    // The same search finds them where they belong, once opened; at rest not even there.
    assert_eq!(needles.found_below(&a_data), BTreeSet::new());
    let at_a = stored::open_everything(&a_data);
    assert_eq!(at_a.found(&needles), words);
    assert_eq!(stored::open_everything(&hq_data).found(&needles), words);
    assert_eq!(stored::open_everything(&b_data).found(&staff).len(), STAFF.len());
    let shown = needles.found_in(Value::Array(shown).to_string().as_bytes());
    assert_eq!(shown, words, "headquarters shows them");
}

/// Made-up households, with names that are too long to be anybody's or to be found by chance.
pub(super) fn people() -> Vec<Value> {
    let mut chance = Chance::seeded(20_161_104);
    (0..HOUSEHOLDS)
        .map(|number| {
            let mut one = household(&mut chance, &format!("secrecy-people-{number}"));
            let other = household(&mut chance, "secrecy-other-names");
            let persons = one["persons"].as_array_mut().expect("persons");
            for (index, person) in persons.iter_mut().enumerate() {
                let more = &other["persons"]
                    [index % other["persons"].as_array().map_or(1, Vec::len)]["details"];
                let details = &mut person["details"];
                let long = [
                    ("family", "野々原坂"),
                    ("family_kana", "ののはらざか"),
                    ("given", "之助丸"),
                    ("given_kana", "のすけまる"),
                ];
                for (field, end) in long {
                    let text = |from: &Value| from[field].as_str().unwrap_or_default().to_owned();
                    details[field] = json!(text(details) + &text(more) + end);
                }
                details["note"] = json!(format!("見守り{:010x}", chance.number() >> 24));
            }
            one
        })
        .collect()
}

/// All that says who somebody is.
pub(super) fn words(household: &Value) -> Vec<String> {
    let persons = household["persons"].as_array().expect("persons");
    let fields = ["family", "family_kana", "given", "given_kana", "note"];
    let of_persons =
        persons.iter().flat_map(|person| fields.map(|field| &person["details"][field]));
    let of_all = ["address", "phone", "note"].map(|field| &household["details"][field]);
    let words = of_persons.chain(of_all);
    words.map(|word| word.as_str().expect("made up for everybody").to_owned()).collect()
}
