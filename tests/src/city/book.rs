//! What clients registered, in their own book: no node has a hand in it.

use std::collections::BTreeSet;
use std::thread;

use musubi_model::madeup::{self, Chance};
use musubi_model::person::{Answer, NewPerson, Publication};
use musubi_model::time::Timestamp;
use musubi_node::desk::people::wire;
use serde_json::{Map, Value, json};

use super::harness::wall;
use crate::client::Desk;

/// Cards opened at once.
const READERS: usize = 8;

/// A household as it was sent, and what reception answered.
pub(crate) struct Line {
    pub(crate) id: String,
    pub(crate) reception_no: String,
    pub(crate) sent: Value,
}

#[derive(Default)]
pub(crate) struct Book {
    pub(crate) lines: Vec<Line>,
}

impl Book {
    /// `count` households of made-up people through `clients` browsers at once.
    #[track_caller]
    pub(crate) fn register(desk: &Desk, name: &str, count: u64, clients: usize) -> Self {
        let seed = name.bytes().fold(7, |seed: u64, byte| seed.wrapping_mul(131) ^ u64::from(byte));
        println!("{count} households '{name}' of seed {seed}");
        let mut chance = Chance::seeded(seed);
        let all: Vec<Value> = (0..count)
            .map(|number| household(&mut chance, &format!("{name}-{number:05}")))
            .collect();
        let lines = thread::scope(|scope| {
            let work: Vec<_> = all
                .chunks(all.len().div_ceil(clients))
                .map(|part| scope.spawn(move || part.iter().map(|sent| send(desk, sent)).collect()))
                .collect();
            let lines = work.into_iter().map(|part| part.join().expect("a client failed"));
            lines.collect::<Vec<Vec<Line>>>()
        });
        Self { lines: lines.into_iter().flatten().collect() }
    }

    pub(crate) fn add(&mut self, more: Self) {
        self.lines.extend(more.lines);
    }

    pub(crate) fn numbers(&self) -> BTreeSet<&str> {
        self.lines.iter().map(|line| line.reception_no.as_str()).collect()
    }

    /// Every field of every household, as this laptop shows it, is what was sent.
    #[track_caller]
    pub(crate) fn agrees_with(&self, desk: &Desk, whose: &str) {
        desk.look_together();
        // Opening a card waits for the disk; several that are opened at once wait together.
        let part = self.lines.len().div_ceil(READERS).max(1);
        thread::scope(|scope| {
            for lines in self.lines.chunks(part) {
                scope.spawn(move || lines.iter().for_each(|line| line.agrees_with(desk, whose)));
            }
        });
    }

    /// This laptop holds the bytes and shows none of it.
    #[track_caller]
    pub(crate) fn is_hidden_from(&self, desk: &Desk) {
        for line in &self.lines {
            let refused = desk.try_get(&format!("/households/{}", line.id)).expect_err("hidden");
            assert_eq!((refused.status, refused.code.as_str()), (404, "not_found"));
        }
        let found = desk.post("/households/search", &json!({ "text": "" }));
        let found = found["households"].as_array().expect("a list");
        let ours: BTreeSet<&str> = self.lines.iter().map(|line| line.id.as_str()).collect();
        assert!(found.iter().all(|hit| !ours.contains(hit["id"].as_str().expect("an id"))));
    }
}

impl Line {
    fn agrees_with(&self, desk: &Desk, whose: &str) {
        let shown = desk.get(&format!("/households/{}", self.id));
        let differing = self.differing(&shown);
        assert!(differing.is_empty(), "{whose}, {}: {differing:#?}", self.reception_no);
    }

    /// `field: sent, shown` of all that differ.
    fn differing(&self, shown: &Value) -> Vec<String> {
        let mut differing = Vec::new();
        let mut compare = |place: String, sent: &Value, shown: &Value| {
            if sent != shown {
                differing.push(format!("{place}: sent {sent}, shown {shown}"));
            }
        };
        compare("reception_no".into(), &json!(self.reception_no), &shown["reception_no"]);
        compare("clashes".into(), &json!([]), &shown["clashes"]);
        compare("unreadable".into(), &json!([]), &shown["unreadable"]);
        for (field, sent) in self.sent["details"].as_object().expect("details") {
            compare(field.clone(), sent, &shown[field]);
        }
        let persons = self.sent["persons"].as_array().expect("persons");
        compare(
            "persons".into(),
            &json!(persons.len()),
            &json!(shown["persons"].as_array().map(Vec::len)),
        );
        for (index, sent) in persons.iter().enumerate() {
            let shown = &shown["persons"][index];
            for (field, sent) in sent["details"].as_object().expect("details") {
                compare(format!("persons.{index}.{field}"), sent, &shown[field]);
            }
            // Of a protected person no inquiry is answered, whatever was ticked.
            let refused = json!({ "kin": false, "acquaintance": false, "public": false });
            let consent = if sent["protected"] == true { &refused } else { &sent["consent"] };
            compare(format!("persons.{index}.consent"), consent, &shown["consent"]);
            compare(format!("persons.{index}.protected"), &sent["protected"], &shown["protected"]);
            compare(format!("persons.{index}.state"), &json!("staying"), &shown["state"]);
        }
        differing
    }
}

fn send(desk: &Desk, sent: &Value) -> Line {
    let answer = desk.post("/households", sent);
    let text = |field: &str| answer[field].as_str().expect("reception answers it").to_owned();
    Line { id: text("id"), reception_no: text("reception_no"), sent: sent.clone() }
}

/// What a browser sends for one household that never lived.
pub(crate) fn household(chance: &mut Chance, key: &str) -> Value {
    let made_up = madeup::household(chance, Timestamp::from_millis(wall()));
    let persons: Vec<Value> =
        made_up.persons.iter().map(|(_, made_up)| person(made_up, made_up.suppress)).collect();
    let home = made_up.household;
    let city = home.city.map_or(String::new(), String::from);
    let town = home.town.map_or(String::new(), String::from);
    let line = home.address_line.map_or(String::new(), String::from);
    let details = object(&[
        ("address", json!(format!("熊本県{city}{town}{line}"))),
        ("address_kind", json!(home.address_kind.map(wire::AddressKind::from))),
        ("phone", text(home.phone)),
        ("house_damage", json!(home.house_damage.map(wire::HouseDamage::from))),
        ("stay_place", json!(home.stay_place.map(wire::StayPlace::from))),
        ("language", json!(home.language.map(wire::Language::from))),
        ("pets", text(home.pets)),
        ("note", json!(format!("覚書{:012x}", chance.number() >> 16))),
    ]);
    json!({ "key": key, "check_in": true, "details": details, "persons": persons })
}

fn person(made_up: &NewPerson, protected: bool) -> Value {
    let needs: Vec<wire::Need> = made_up.needs.iter().map(|need| (*need).into()).collect();
    let details = object(&[
        ("family", text(made_up.family.clone())),
        ("given", text(made_up.given.clone())),
        ("family_kana", text(made_up.kana_family.clone())),
        ("given_kana", text(made_up.kana_given.clone())),
        ("birth", text(made_up.birth.clone())),
        ("age", text(made_up.age.clone())),
        ("sex", json!(made_up.sex.map(wire::Sex::from))),
        ("relation", text(made_up.relation.clone())),
        ("needs", json!(needs)),
    ]);
    let consent = wire::Consent {
        kin: made_up.consent_kin == Answer::Answer,
        acquaintance: made_up.consent_acquaintance == Answer::Answer,
        public: made_up.consent_public == Publication::Agree,
    };
    json!({ "details": details, "consent": consent, "protected": protected })
}

/// Without what is not known.
fn object(fields: &[(&str, Value)]) -> Map<String, Value> {
    let known = fields.iter().filter(|(_, value)| !value.is_null());
    known.map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}

fn text<T: Into<String>>(value: Option<T>) -> Value {
    json!(value.map(Into::into))
}
