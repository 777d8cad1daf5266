//! 仮: a laptop that began without a ticket, and what becomes of its records when one comes.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Stdio;

use serde_json::{Value, json};

use super::book::Book;
use super::harness::{City, GYM_A, eventually, path, serve, until_level};
use super::stored;
use crate::client::Desk;
use crate::process::{Node, musubi, run, try_run};

const HOUSEHOLDS: u64 = 40;
const PLACE: &str = "山の上集会所";
const PASSPHRASE: &str = "小川の橋を渡って左";

#[test]
fn forty_households_that_were_registered_without_a_ticket_are_all_read_by_headquarters() {
    let city = City::create();
    let hq_data = city.hq("hq");
    let hq = serve(&hq_data, &[]);
    let desk_hq = Desk::first_run(&hq.staff);
    let data = city.folder.path().join("stray");
    let stray = serve(&data, &[&hq.mesh]);
    let desk = Desk::first_run_provisional(&stray.staff, PLACE);
    let node = desk.get("/session")["node"].clone();
    assert_eq!(node["provisional"], true);
    assert_eq!(node["place_name"], PLACE);
    let mut book = Book::register(&desk, "provisional", HOUSEHOLDS, 4);
    work(&desk, &node);
    let before = desk.get(&format!("/places/{}", text(&node["place"])));
    assert!(public_page(&stray).contains("仮"), "phones are told, too");

    desk.post("/lock", &json!({ "new": PASSPHRASE }));

    // A visitor cannot take the records to an operation of the visitor's.
    let ticket = city.ticket(&["--role", "shelter", "--spare"]);
    let ticket = json!({ "ticket": std::fs::read_to_string(&ticket).expect("a ticket") });
    let refused = Desk::visit(&stray.staff).try_post("/setup/ticket", &ticket);
    assert_eq!(refused.expect_err("nobody has signed in").code, "not_allowed");
    desk.post("/setup/ticket", &ticket);

    // The same account opens the real operation; the screen shows what was registered.
    let desk = Desk::sign_in(&stray.staff);
    let node = desk.get("/session")["node"].clone();
    assert_eq!((&node["provisional"], &node["drill"]), (&json!(false), &json!(true)));
    follow(&mut book, &desk);
    book.agrees_with(&desk, "the laptop itself");
    let after = desk.get(&format!("/places/{}", text(&node["place"])));
    for figure in ["name", "situation", "in_shelter", "households"] {
        assert_eq!(without_ages(&after[figure]), without_ages(&before[figure]), "{figure}");
    }
    assert_eq!(water(&desk, &node), 25);

    until_level(&[&desk_hq, &desk]);
    book.agrees_with(&desk_hq, "headquarters");
    assert_eq!(water(&desk_hq, &node), 25);
    let places = desk_hq.get("/places")["places"].clone();
    assert!(
        places.as_array().expect("a list").iter().any(|place| place["name"] == PLACE),
        "its holder named the place"
    );
    // Numbers go on after those that stand on people's slips.
    let more = Book::register(&desk, "after-the-ticket", 3, 1);
    assert!(more.numbers().is_disjoint(&book.numbers()));
    stray.stop();
    hq.stop();
    assert_eq!(leftovers(&data), Vec::<&str>::new(), "nothing of that time is left");
    // The passphrase of that time locks the ticket's keys, too.
    let passphrase = city.folder.path().join("passphrase");
    std::fs::write(&passphrase, PASSPHRASE).expect("a file");
    let verify = ["verify", "--data", &path(&data)];
    assert!(!try_run(&verify).status.success(), "locked");
    let said = run(&[&verify[..], &["--passphrase-file", &path(&passphrase)]].concat());
    assert!(said.ends_with("everything holds\n"), "{said}");
}

#[test]
fn a_laptop_that_was_locked_without_a_ticket_opens_and_joins_by_its_passphrase_alone() {
    let city = City::create();
    let data = city.folder.path().join("stray");
    let stray = serve(&data, &[]);
    let desk = Desk::first_run_provisional(&stray.staff, PLACE);
    let mut book = Book::register(&desk, "locked-provisional", 3, 1);
    desk.post("/lock", &json!({ "new": PASSPHRASE }));
    stray.stop();
    let ticket = path(&city.ticket(&["--role", "shelter", "--spare"]));
    let join = ["join", "--data", &path(&data), "--ticket-file", &ticket];
    let refused = String::from_utf8_lossy(&try_run(&join).stderr).into_owned();
    assert!(refused.contains("keyfile_locked"), "{refused}");
    let relay = path(&city.ticket(&["--role", "relay"]));
    let stray = serve(&data, &[]);
    let visitor = Desk::visit(&stray.staff);
    visitor.post("/setup/unlock", &json!({ "passphrase": PASSPHRASE }));
    let desk = Desk::sign_in(&stray.staff);
    assert_eq!(desk.get("/session")["node"]["provisional"], true);
    book.agrees_with(&desk, "unlocked, and provisional still");
    let relay = json!({ "ticket": std::fs::read_to_string(relay).expect("a ticket") });
    let refused = desk.try_post("/setup/ticket", &relay).expect_err("it reads nothing");
    assert_eq!(refused.code, "ticket_relay");
    stray.stop();
    let passphrase = city.folder.path().join("passphrase");
    std::fs::write(&passphrase, PASSPHRASE).expect("a file");
    let opens = ["--passphrase-file", &path(&passphrase)];
    run(&[&join[..], &opens].concat());
    let more = ["--mesh", "127.0.0.1:0", "--no-discovery"];
    let stray = Node::serve(&data, &[&more[..], &opens].concat());
    let desk = Desk::sign_in(&stray.staff);
    follow(&mut book, &desk);
    book.agrees_with(&desk, "with its ticket");
    let looks = desk.get("/lookups")["lookups"].as_array().map_or(0, Vec::len);
    assert_eq!(looks, 6, "those of the time without a ticket are among them");
    stray.stop();
    assert_eq!(leftovers(&data), Vec::<&str>::new());
}

/// The laptop is killed again and again while it writes its records into the new operation, each
/// time when it has come a little further.
#[test]
fn power_may_fail_anywhere_while_the_records_are_taken_over() {
    let city = City::create();
    let data = city.folder.path().join("stray");
    let stray = serve(&data, &[]);
    let desk = Desk::first_run_provisional(&stray.staff, PLACE);
    let node = desk.get("/session")["node"].clone();
    let mut book = Book::register(&desk, "killed", 120, 4);
    work(&desk, &node);
    stray.stop();
    let ticket = city.ticket(&["--role", "shelter", "--common-id", GYM_A, "--name", "試験体育館"]);
    run(&["join", "--data", &path(&data), "--ticket-file", &path(&ticket)]);

    let segment = data.join("journal").join("00000001.segment");
    let size = || std::fs::metadata(&segment).map_or(0, |file| file.len());
    let mut interrupted = 0;
    let mut last = size();
    for _ in 0..12 {
        let mut child = musubi()
            .args(["serve", "--tied", "--no-discovery", "--data", &path(&data)])
            .args(["--staff", "127.0.0.1:0", "--public", "127.0.0.1:0", "--mesh", "127.0.0.1:0"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary starts");
        eventually("some more is taken over, or all", || {
            (size() > last + 6_000 || leftovers(&data).is_empty()).then_some(())
        });
        child.kill().expect("it runs");
        child.wait().expect("it was started");
        last = size();
        if leftovers(&data).contains(&"secrets/provisional") {
            interrupted += 1;
        }
    }
    assert!(interrupted >= 3, "it was interrupted {interrupted} times in the middle");

    let stray = serve(&data, &[]);
    let desk = Desk::sign_in(&stray.staff);
    follow(&mut book, &desk);
    book.agrees_with(&desk, "after all the kills");
    let node = desk.get("/session")["node"].clone();
    assert_eq!(node["place_name"], "試験体育館", "the ticket's name stands");
    assert_eq!(water(&desk, &node), 25, "a sum is added once");
    stray.stop();
    assert_eq!(leftovers(&data), Vec::<&str>::new());
    // Exactly once: as many households in the document as were registered.
    assert_eq!(households_in(&data), 120);
    println!("interrupted {interrupted} times in the middle of 12");
}

/// Requests, goods, a report, a count: each is a record or a sum of another kind.
fn work(desk: &Desk, node: &Value) {
    let place = text(&node["place"]);
    let report = json!({ "key": "provisional-report", "opening": "open", "water": "unusable",
        "unknown": ["opened_at"] });
    desk.post(&format!("/places/{place}/reports"), &report);
    let count = json!({ "key": "provisional-count", "in_shelter": 117, "households": 40 });
    desk.post(&format!("/places/{place}/headcounts"), &count);
    let request = json!({
        "key": "provisional-request", "item": "blanket", "quantity": 60, "urgency": "days",
    });
    let request = desk.post(&format!("/places/{place}/requests"), &request);
    let event = json!({ "key": "provisional-cancel", "stage": "cancelled" });
    desk.post(&format!("/places/{place}/requests/{}/events", text(&request["id"])), &event);
    for (number, change) in [40, -15].into_iter().enumerate() {
        let stock = json!({
            "key": format!("provisional-stock-{number}"), "item": "drinking_water",
            "change": change,
        });
        desk.post(&format!("/places/{place}/stock"), &stock);
    }
}

fn water(desk: &Desk, node: &Value) -> i64 {
    let stock = desk.get(&format!("/places/{}/stock", text(&node["place"])));
    let items = stock["items"].as_array().cloned().unwrap_or_default();
    let water = items.iter().find(|item| item["item"] == "drinking_water");
    water.and_then(|item| item["count"].as_i64()).unwrap_or_default()
}

/// The households under the ids that they have now; each reception number is there once.
#[track_caller]
fn follow(book: &mut Book, desk: &Desk) {
    let mut ids = BTreeSet::new();
    for line in &mut book.lines {
        let found = desk.post("/households/search", &json!({ "text": line.reception_no }));
        let hits: Vec<&Value> = found["households"]
            .as_array()
            .expect("a list")
            .iter()
            .filter(|hit| hit["reception_no"] == line.reception_no)
            .collect();
        assert_eq!(hits.len(), 1, "{}", line.reception_no);
        text(&hits[0]["id"]).clone_into(&mut line.id);
        ids.insert(line.id.clone());
    }
    assert_eq!(ids.len(), book.lines.len());
}

fn households_in(data: &Path) -> usize {
    stored::records_of_table(data, "household")
}

fn leftovers(data: &Path) -> Vec<&'static str> {
    let of_that_time = ["provisional", "secrets/provisional", "secrets/moving"];
    of_that_time.into_iter().filter(|name| data.join(name).exists()).collect()
}

fn public_page(node: &Node) -> String {
    let page = ureq::get(&node.public).call().expect("a page");
    page.into_body().read_to_string().expect("text")
}

fn without_ages(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.iter().filter(|(name, _)| !name.ends_with("age_s"));
            Value::Object(fields.map(|(name, it)| (name.clone(), without_ages(it))).collect())
        }
        other => other.clone(),
    }
}

#[track_caller]
fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}
