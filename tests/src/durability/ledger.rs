//! What the clients were told was saved, in files on another file system, synced before it counts.

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::sync::{Mutex, RwLock};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::client::Desk;

/// A file system that lives in memory: no end of a disk reaches it.
const ELSEWHERE: &str = "/dev/shm";

/// One line of the ledger: the `number`-th household of this campaign was acknowledged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Acknowledged {
    pub(super) number: u64,
    pub(super) id: String,
    pub(super) reception_no: String,
}

pub(super) struct Ledger {
    folder: TempDir,
    /// One file a writer. Closed at the moment of a power cut: what is told later was told by a
    /// machine that had no power any more.
    files: RwLock<Option<Vec<Mutex<File>>>>,
}

impl Ledger {
    pub(super) fn new(writers: usize) -> Self {
        let folder =
            if Path::new(ELSEWHERE).is_dir() { TempDir::new_in(ELSEWHERE) } else { TempDir::new() };
        let ledger =
            Self { folder: folder.expect("a folder for the ledger"), files: RwLock::new(None) };
        ledger.open(writers);
        ledger
    }

    pub(super) fn open(&self, writers: usize) {
        let file = |writer| {
            let path = self.folder.path().join(format!("writer-{writer}"));
            let file = OpenOptions::new().append(true).create(true).open(path);
            Mutex::new(file.expect("a ledger file"))
        };
        *self.files.write().expect("no writer panics") = Some((0..writers).map(file).collect());
    }

    /// From now on nothing counts.
    pub(super) fn close(&self) {
        *self.files.write().expect("no writer panics") = None;
    }

    /// Says whether it counts.
    pub(super) fn note(&self, writer: usize, number: u64, answer: &Value) -> bool {
        let files = self.files.read().expect("no writer panics");
        let Some(files) = files.as_ref() else { return false };
        let text = |name: &str| answer[name].as_str().expect("an acknowledgement names it");
        let line = format!("{number} {} {}\n", text("id"), text("reception_no"));
        let mut file = files[writer].lock().expect("no writer panics");
        file.write_all(line.as_bytes()).and_then(|()| file.sync_all()).expect("the ledger's disk");
        true
    }

    /// Read back from the files, by number.
    pub(super) fn read(&self) -> Vec<Acknowledged> {
        let mut all = Vec::new();
        for file in std::fs::read_dir(self.folder.path()).expect("the ledger's folder") {
            let path = file.expect("a ledger file").path();
            let text = std::fs::read_to_string(path).expect("a ledger file");
            all.extend(text.lines().map(|line| {
                let mut words = line.split(' ').map(str::to_owned);
                let mut word = || words.next().expect("three words");
                let number = word().parse().expect("a number");
                Acknowledged { number, id: word(), reception_no: word() }
            }));
        }
        all.sort_unstable_by_key(|acknowledged: &Acknowledged| acknowledged.number);
        all
    }
}

/// What the `number`-th household tells at reception. One to three persons, all different.
pub(super) fn household(number: u64) -> Value {
    let persons: Vec<Value> = (0..=number % 3)
        .map(|place| {
            json!({ "details": {
                "family": format!("甲野{number}"), "given": format!("{place}郎"),
                "family_kana": "こうの", "age": (20 + place).to_string(),
            } })
        })
        .collect();
    json!({
        "key": format!("durability-{number}"), "check_in": true, "persons": persons,
        "details": { "phone": format!("096-000-{number:05}"), "address": format!("試験町{number}番地") },
    })
}

/// Whether the laptop shows exactly what was told, under the id and number that were given.
pub(super) fn is_there(desk: &Desk, told: &Acknowledged) -> bool {
    let Ok(shown) = desk.try_get(&format!("/households/{}", told.id)) else { return false };
    let wanted = household(told.number);
    let same = |name: &str| shown[name] == wanted["details"][name];
    let wanted = wanted["persons"].as_array().expect("written so above");
    let shown_persons = shown["persons"].as_array().map_or(&[][..], Vec::as_slice);
    let person = |(shown, wanted): (&Value, &Value)| {
        let fields = ["family", "given", "family_kana", "age"];
        fields.iter().all(|name| shown[name] == wanted["details"][name])
            && shown["state"] == "staying"
    };
    shown["reception_no"] == told.reception_no.as_str()
        && same("phone")
        && same("address")
        && shown_persons.len() == wanted.len()
        && shown_persons.iter().zip(wanted).all(person)
}

/// Whether a search by its number finds exactly what was told, as far as a list shows it.
pub(super) fn is_listed(desk: &Desk, told: &Acknowledged) -> bool {
    let found = desk.post("/households/search", &json!({ "text": told.reception_no }));
    let hits = found["households"].as_array().cloned().unwrap_or_default();
    let [hit] = &hits[..] else { return false };
    let wanted = household(told.number);
    let wanted = wanted["persons"].as_array().expect("written so above");
    let persons = hit["persons"].as_array().map_or(&[][..], Vec::as_slice);
    let person = |(shown, wanted): (&Value, &Value)| {
        let name = |field: &str| wanted["details"][field].as_str().expect("written so above");
        let shown_name = shown["name"].as_str().unwrap_or_default();
        shown_name.contains(name("family")) && shown_name.contains(name("given"))
    };
    hit["id"] == told.id.as_str()
        && persons.len() == wanted.len()
        && persons.iter().zip(wanted).all(person)
}
