//! A laptop is stolen: cut off by mesh and by stick, held everywhere, and shut out of what is written
//! after.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};

use super::book::{Book, Line};
use super::harness::{
    City, GYM_A, GYM_B, after, eventually, path, second_laptop, serve, until_level,
};
use super::needles::Needles;
use super::refusals::refused;
use super::stored;
use crate::client::Desk;
use crate::process::run;

const NOTE: &str = "建物の裏";

/// The laptops of one city, and what was registered where.
struct Stolen {
    city: City,
    node: String,
    serial: String,
}

impl Stolen {
    fn decide(&self, hq: &Desk, decide: &str) -> Value {
        hq.post("/hq/trust", &self.about(decide, &json!({})))
    }

    fn extend_then_lift(&self, [hq, a]: [&Desk; 2], held: &Book) {
        let logs: Vec<Value> = logs_of(hq, &self.node);
        let extended = hq.post("/hq/trust", &self.about("extend", &json!({ "logs": logs })));
        assert_eq!(extended["revoked"][0]["held"], 0, "{extended}");
        for desk in [hq, a] {
            until_shown(desk, held);
        }
        let lifted = self.decide(hq, "lift");
        assert_eq!(lifted["revoked"], json!([]));
        let refused = hq.try_post("/hq/trust", &self.about("lift", &json!({})));
        assert_eq!(refused.expect_err("once").code, "not_found");
    }

    fn about(&self, decide: &str, more: &Value) -> Value {
        let mut body = json!({ "decide": decide, "node": self.node, "serial": self.serial });
        for (name, value) in more.as_object().expect("fields") {
            body[name] = value.clone();
        }
        body
    }
}

#[test]
fn a_stolen_laptop_is_cut_off_by_mesh_and_stick_held_everywhere_and_reads_nothing_that_comes_after()
{
    let city = City::create();
    let hq_data = city.hq("hq");
    let [a_data, thief_data, b_data] =
        [city.gym("a", GYM_A, 0), city.gym("thief", GYM_A, 1), city.gym("b", GYM_B, 0)];
    let hq = serve(&hq_data, &[]);
    let a = serve(&a_data, &[&hq.mesh]);
    let [desk_hq, desk_a] = [&hq, &a].map(|node| Desk::first_run(&node.staff));
    let thief = serve(&thief_data, &[&hq.mesh, &a.mesh]);
    let desk_thief = second_laptop(&thief);
    // Off the mesh from the first day to the last.
    let b = serve(&b_data, &[]);
    let desk_b = Desk::first_run(&b.staff);
    let before = Book::register(&desk_thief, "before-the-theft", 2, 1);
    until_level(&[&desk_hq, &desk_a, &desk_thief]);
    before.agrees_with(&desk_hq, "headquarters");
    let me = desk_thief.get("/session")["node"].clone();
    assert_eq!(me["cut_off"], "no");
    let ticket = ticket_of(&desk_hq, &me["node"]);
    let stolen = Stolen {
        node: me["node"].as_str().expect("a key").to_owned(),
        serial: ticket["serial"].as_str().expect("a serial").to_owned(),
        city,
    };

    // Stolen, and still believed at gym A, which headquarters does not reach for a while.
    thief.stop();
    a.stop();
    let a = serve(&a_data, &[]);
    let desk_a = Desk::sign_in(&a.staff);
    let thief = serve(&thief_data, &[&a.mesh]);
    let desk_thief = Desk::sign_in(&thief.staff);
    let vouched = Book::register(&desk_thief, "built-on-at-a", 1, 1);
    until_shown(&desk_a, &vouched);
    add_a_note(&desk_a, &vouched.lines[0]);
    eventually("the thief has what A wrote", || {
        let card = desk_thief.get(&format!("/households/{}", vouched.lines[0].id));
        (card["note"] == NOTE).then_some(())
    });
    let held = Book::register(&desk_thief, "after-the-theft", 2, 1);
    until_shown(&desk_a, &held);
    held.agrees_with(&desk_a, "gym A, which knows of nothing");
    thief.stop();
    a.stop();

    // Three clicks at headquarters: revoke, yes, new keys.
    let revoked = stolen.decide(&desk_hq, "revoke");
    assert_eq!(revoked["groups_to_renew"], 2, "{revoked}");
    assert_eq!(revoked["revoked"][0]["renewed"], false);
    let renewed = desk_hq.post("/hq/trust", &json!({ "decide": "renew" }));
    assert_eq!(renewed["groups_to_renew"], 0, "{renewed}");
    assert_eq!(renewed["revoked"][0]["renewed"], true);
    assert!(renewed["revoked"][0]["decided_at"].is_i64());
    assert_eq!(renewed["revoked"][0]["decided_by"], crate::client::MANAGER);
    assert_eq!(ticket_of(&desk_hq, &json!(stolen.node))["laptops"][0]["cut_off"], true);

    // By mesh to A, and with A come the thief's entries.
    let a = serve(&a_data, &[&hq.mesh]);
    let desk_a = Desk::sign_in(&a.staff);
    let verdict = eventually("headquarters holds what came after the cut", || {
        let state = desk_hq.get("/hq/trust");
        people_of(&state, &stolen.node).filter(|it| it["held"] == 2 && it["vouched"].is_object())
    });
    assert_eq!(verdict["vouched"]["entries"], 1, "{verdict}");
    let records = verdict["vouched"]["records"].as_array().expect("each is listed");
    assert!(records.iter().any(|record| record["id"] == json!(vouched.lines[0].id)), "{verdict}");
    assert_eq!(verdict["laptop"]["letter"], "B");
    for (desk, whose) in [(&desk_hq, "headquarters"), (&desk_a, "gym A")] {
        eventually("what is held is not shown", || {
            held.lines.iter().all(|line| is_hidden(desk, line)).then_some(())
        });
        before.agrees_with(desk, whose);
        assert!(!is_hidden(desk, &vouched.lines[0]), "{whose} shows what A built on");
    }
    let at_a = eventually("gym A lists the same", || {
        let verdicts = desk_a.get("/sync")["verdicts"].clone();
        people_of(&json!({ "verdicts": verdicts }), &stolen.node).filter(|it| it["held"] == 2)
    });
    assert_eq!((&at_a["vouched"]["entries"], &at_a["log"]), (&json!(1), &verdict["log"]));

    by_stick(&desk_hq, &desk_b);

    // The thief is refused by both, hears why, and knows it for certain by a stick.
    let thief = serve(&thief_data, &[&a.mesh, &b.mesh]);
    let desk_thief = Desk::sign_in(&thief.staff);
    eventually("it is told that it is cut off", || {
        (desk_thief.get("/session")["node"]["cut_off"] == "said").then_some(())
    });
    // What is written at A from now on, and then carried to the thief by somebody who knows nothing.
    let secret = Book::register(&desk_a, "after-the-new-keys", 2, 1);
    until_shown(&desk_hq, &secret);
    secret.agrees_with(&desk_hq, "headquarters");
    let bundle = desk_hq.download(&format!("/courier/bundle?to={GYM_A}&all=true"));
    desk_thief.upload("/courier/bundle", &bundle).expect("it is of its own city");
    eventually("it knows that it is cut off", || {
        (desk_thief.get("/session")["node"]["cut_off"] == "yes").then_some(())
    });
    let sent = held.lines[0].sent.clone();
    let refused = desk_thief.try_post("/households", &again(&sent)).expect_err("it counts nowhere");
    assert_eq!((refused.status, refused.code.as_str()), (403, "revoked"));
    secret.is_hidden_from(&desk_thief);
    for node in [thief, b] {
        node.stop();
    }
    reads_nothing_new(&thief_data, &before, &secret);

    stolen.extend_then_lift([&desk_hq, &desk_a], &held);
    a.stop();
    hq.stop();
    let control = stored::open_with_all_its_keys(&hq_data);
    assert_eq!(control.found(&notes(&secret)).len(), 2, "the control: headquarters reads it");
    drop(stolen.city);
}

#[test]
fn one_command_revokes_and_a_laptop_of_headquarters_only_the_citys_key() {
    let city = City::create();
    let [one, other] = [city.hq("hq"), city.hq("other-hq")];
    let a_data = city.gym("a", GYM_A, 0);
    let hq = serve(&one, &[]);
    let a = serve(&a_data, &[&hq.mesh]);
    let desk_hq = Desk::first_run(&hq.staff);
    let desk_a = Desk::first_run(&a.staff);
    let second = serve(&other, &[&hq.mesh]);
    let desk_other = second_laptop(&second);
    until_level(&[&desk_hq, &desk_a, &desk_other]);
    let key =
        |desk: &Desk| desk.get("/session")["node"]["node"].as_str().expect("a key").to_owned();
    let [key_a, key_other] = [key(&desk_a), key(&desk_other)];
    let in_use = refused(&["revoke", "--data", &path(&one), "--node", &key_a[..8]]);
    assert!(in_use.contains("(in_use)"), "{in_use}");
    for node in [second, a, hq] {
        node.stop();
    }

    let data = path(&one);
    let nobody = refused(&["revoke", "--data", &data, "--node", "0123456789abcdef"]);
    assert!(nobody.contains("(not_found)"), "{nobody}");
    let at_a = refused(&["revoke", "--data", &path(&a_data), "--node", &key_other]);
    assert!(at_a.contains("(only_hq)"), "{at_a}");
    let said = run(&["revoke", "--data", &data, "--node", &key_a[..12]]);
    assert!(said.starts_with("revoked\ngroups of readers with new keys: 2\n"), "{said}");
    assert!(said.contains("laptops that are cut off: 1"), "{said}");
    let twice = refused(&["revoke", "--data", &data, "--node", &key_a[..12]]);
    assert!(twice.contains("(revoked_already)"), "{twice}");

    let own = refused(&["revoke", "--data", &data, "--node", &key_other]);
    assert!(own.contains("(only_city_key)"), "{own}");
    let draft = path(&city.folder.path().join("draft"));
    let signed = path(&city.folder.path().join("signed"));
    run(&["revoke", "--data", &data, "--node", &key_other, "--draft", &draft]);
    let elsewhere = City::create();
    let foreign = path(&elsewhere.folder.path().join("city"));
    let key_of_another = refused(&["city", "revoke", "--city", &foreign, "--out", &signed, &draft]);
    assert!(key_of_another.contains("(draft_other_city)"), "{key_of_another}");
    let folder = path(&city.folder.path().join("city"));
    let said = run(&["city", "revoke", "--city", &folder, "--out", &signed, &draft]);
    assert!(said.contains(&format!("laptop {key_other}")), "{said}");
    assert!(said.contains("that is: hq"), "{said}");
    assert_eq!(after(&said, "signed: "), signed);
    let said = run(&["revoke", "--data", &data, "--signed", &signed]);
    assert_eq!(said, "new statements: 1\n");
    let nonsense = refused(&["revoke", "--data", &data, "--signed", &draft]);
    assert!(nonsense.contains("(statement_not_one)"), "{nonsense}");

    let hq = serve(&one, &[]);
    let desk_hq = Desk::sign_in(&hq.staff);
    let state = desk_hq.get("/hq/trust");
    let by_city =
        state["revoked"].as_array().expect("a list").iter().find(|it| it["by_city"] == true);
    assert_eq!(by_city.expect("the other laptop")["node"], json!(key_other), "{state}");
    assert!(state["groups_to_renew"].as_u64() >= Some(2), "{state}");
    let renewed = desk_hq.post("/hq/trust", &json!({ "decide": "renew" }));
    assert_eq!(renewed["groups_to_renew"], 0);
    // The other one, once it hears, decides nothing any more.
    let second = serve(&other, &[&hq.mesh]);
    let desk_other = Desk::sign_in(&second.staff);
    let statement = std::fs::read(&signed).expect("a file");
    desk_other.upload("/hq/trust/statement", &statement).expect("it is of its city");
    let refused = desk_other.try_post("/hq/trust", &json!({ "decide": "renew" }));
    assert_eq!(refused.expect_err("cut off").code, "only_hq");
    second.stop();
    hq.stop();
}

fn ticket_of(hq: &Desk, node: &Value) -> Value {
    let tickets = hq.get("/hq/tickets")["tickets"].clone();
    let has = |ticket: &&Value| {
        let laptops = ticket["laptops"].as_array().expect("laptops");
        laptops.iter().any(|laptop| laptop["node"] == *node)
    };
    tickets.as_array().expect("a list").iter().find(has).expect("it took a ticket").clone()
}

/// The verdict on what a laptop wrote of people after it was started for the last time.
fn people_of(state: &Value, node: &str) -> Option<Value> {
    let mut verdicts = state["verdicts"].as_array()?.iter();
    verdicts
        .find(|it| it["kind"] == "people" && it["laptop"]["node"] == node && it["entries"] == 3)
        .cloned()
}

fn logs_of(hq: &Desk, node: &str) -> Vec<Value> {
    let state = hq.get("/hq/trust");
    let verdicts = state["verdicts"].as_array().expect("a list").iter();
    verdicts.filter(|it| it["laptop"]["node"] == node).map(|it| it["log"].clone()).collect()
}

#[track_caller]
fn until_shown(desk: &Desk, book: &Book) {
    eventually("what was registered is shown", || {
        book.lines.iter().all(|line| !is_hidden(desk, line)).then_some(())
    });
}

fn is_hidden(desk: &Desk, line: &Line) -> bool {
    desk.try_get(&format!("/households/{}", line.id)).is_err_and(|refused| refused.status == 404)
}

fn add_a_note(desk: &Desk, line: &Line) {
    desk.patch(&format!("/households/{}", line.id), &json!({ "note": NOTE }));
}

/// The same household under another key.
fn again(sent: &Value) -> Value {
    let mut sent = sent.clone();
    sent["key"] = json!("once-more-0000000000");
    sent
}

fn by_stick(hq: &Desk, b: &Desk) {
    let bundle = hq.download(&format!("/courier/bundle?to={GYM_B}"));
    assert_eq!(b.upload("/courier/bundle", &bundle).expect("it is ours")["refused"], 0);
    let at_b = eventually("gym B counts what it cannot read", || {
        let state = b.get("/sync");
        let documents = state["documents"].as_array()?.clone();
        documents.into_iter().find(|it| it["kind"] == "people" && it["held"] == 3)
    });
    assert_eq!(at_b["readable"], false);
}

/// With all that the thief's disk holds, and every key that was ever given to it.
fn reads_nothing_new(thief: &Path, before: &Book, after: &Book) {
    let at_thief = stored::open_with_all_its_keys(thief);
    assert!(at_thief.closed > 0, "the new entries lie on its disk");
    assert_eq!(at_thief.found(&notes(after)), BTreeSet::new());
    let read = at_thief.found(&notes(before)).len();
    assert_eq!(read, 2, "the control: what was written before is open to it");
}

fn notes(book: &Book) -> Needles {
    let notes = book.lines.iter().filter_map(|line| line.sent["details"]["note"].as_str());
    Needles::of(notes.map(str::to_owned))
}
