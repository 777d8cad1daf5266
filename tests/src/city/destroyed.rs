//! The network is gone for three days and headquarters works on; then its laptop is destroyed. A second one,
//! from a ticket that was typed from headquarters' own sheet, reads all that a neighbour carried. Once the city has
//! struck the first one off, what it alone had received is being checked until the second has it.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use super::book::Book;
use super::harness::{
    City, GYM_A, GYM_B, eventually, path, second_laptop, serve, until_alike, until_level,
    with_clock,
};
use super::proxy::Link;
use super::restored::{is_shown, until_shown};
use super::tickets::typed;
use crate::client::Desk;
use crate::process::run;
use crate::skip;

const HOUSEHOLDS: u64 = 6;
const THREE_DAYS_S: i64 = 3 * 86_400;
const HEADS: i64 = 57;

#[test]
fn a_second_laptop_of_headquarters_reads_what_neighbours_carried_while_the_first_was_cut_off() {
    if Command::new("faketime").arg("--version").output().is_err() {
        return skip("the program faketime is not installed");
    }
    let city = City::create();
    let sheet = hq_sheet(&city);
    let [hq_data, a_data, b_data] =
        [city.hq("hq"), city.gym("a", GYM_A, 0), city.gym("b", GYM_B, 0)];
    let [a_to_hq, b_to_hq, a_to_b] = [Link::cut(), Link::cut(), Link::cut()];
    let hq = serve(&hq_data, &[]);
    let b = serve(&b_data, &[&b_to_hq.as_peer()]);
    let a = serve(&a_data, &[&a_to_hq.as_peer(), &a_to_b.as_peer()]);
    a_to_b.heal(b.heard_over("tcp"));
    for link in [&a_to_hq, &b_to_hq] {
        link.heal(hq.heard_over("tcp"));
    }
    let [desk_hq, desk_a, desk_b] = [&hq, &a, &b].map(|node| Desk::first_run(&node.staff));
    let before = Book::register(&desk_a, "destroyed-before", HOUSEHOLDS, 2);
    until_shown(&desk_a, &before, "received");
    until_level(&[&desk_hq, &desk_a, &desk_b]);
    let session = |desk: &Desk| desk.get("/session")["node"].clone();
    let (place_a, first_hq) =
        (session(&desk_a)["place"].clone(), session(&desk_hq)["node"].clone());

    // Headquarters takes this in, and no neighbour carries it.
    b_to_hq.sever();
    b.stop();
    let late = Book::register(&desk_a, "destroyed-late", HOUSEHOLDS, 2);
    until_shown(&desk_a, &late, "received");
    a_to_hq.sever();
    a.stop();
    hq.stop();
    let hq = with_clock(&hq_data, "+3d", &[]);
    let desk_hq = Desk::sign_in(&hq.staff);
    let b = serve(&b_data, &[&b_to_hq.as_peer()]);
    let desk_b = Desk::sign_in(&b.staff);
    let meanwhile = Book::register(&desk_b, "destroyed-meanwhile", HOUSEHOLDS, 2);
    works_on(&desk_hq, [&before, &late], &place_a);

    hq.kill();
    // What `faketime` started ends a moment after it.
    eventually("the laptop is destroyed", || std::fs::remove_dir_all(&hq_data).ok());
    let second = second_hq(&city, &sheet);
    let hq = serve(&second, &[]);
    b_to_hq.heal(hq.heard_over("tcp"));
    let desk_hq = second_laptop(&hq);
    until_alike(&[&desk_hq, &desk_b]);
    before.agrees_with(&desk_hq, "the second laptop, what a neighbour carried and cannot read");
    meanwhile.agrees_with(&desk_hq, "the second laptop, what the first never had");
    assert!(late.lines.iter().all(|line| is_unknown(&desk_hq, &line.id)), "nobody brought it yet");

    // The city strikes the lost laptop off. What it had said stops counting as 本部受領, what the second says
    // begins to; both reach the gym by stick.
    hq.stop();
    strike_off(&city, &second, first_hq.as_str().expect("a key"));
    let hq = serve(&second, &[]);
    let desk_hq = Desk::sign_in(&hq.staff);
    let a = serve(&a_data, &[&a_to_hq.as_peer()]);
    let desk_a = Desk::sign_in(&a.staff);
    eventually("the gym is told what the second laptop has", || {
        let bundle = desk_hq.download(&format!("/courier/bundle?to={GYM_A}"));
        desk_a.upload("/courier/bundle", &bundle).expect("it is ours");
        let told = is_shown(&desk_a, &before, "received");
        (told && is_shown(&desk_a, &late, "being_checked")).then_some(())
    });

    a_to_hq.heal(hq.heard_over("tcp"));
    until_shown(&desk_a, &late, "received");
    for (book, whose) in [(&before, "before"), (&late, "late")] {
        book.agrees_with(&desk_hq, whose);
        book.agrees_with(&desk_a, whose);
    }
    for node in [hq, a, b] {
        node.stop();
    }
}

fn is_unknown(desk: &Desk, household: &str) -> bool {
    desk.try_get(&format!("/households/{household}")).is_err_and(|refused| refused.status == 404)
}

/// By the city's key, as a laptop of headquarters is: a draft, a signature on the computer that has the key,
/// and back.
fn strike_off(city: &City, data: &Path, node: &str) {
    let data = path(data);
    let [draft, signed] = ["draft", "signed"].map(|name| path(&city.folder.path().join(name)));
    let folder = path(&city.folder.path().join("city"));
    run(&["revoke", "--data", &data, "--node", node, "--draft", &draft]);
    run(&["city", "revoke", "--city", &folder, "--out", &signed, &draft]);
    run(&["revoke", "--data", &data, "--signed", &signed]);
}

/// Three days on, with nobody to hear: each figure says how old it is, a call is written down, and what was
/// there is read as before.
fn works_on(desk: &Desk, books: [&Book; 2], place: &Value) {
    books.iter().for_each(|book| book.agrees_with(desk, "headquarters, alone for three days"));
    let id = place.as_str().expect("an id");
    let of_place = || {
        let overview = desk.get("/hq/overview");
        let places = overview["places"].as_array().expect("places").iter();
        places.clone().find(|it| it["id"] == *place).expect("it is in the list").clone()
    };
    let silent = of_place()["heard_age_s"].as_i64().expect("it was heard once");
    assert!((THREE_DAYS_S..THREE_DAYS_S + 3_600).contains(&silent), "{silent} s");
    let told = json!({
        "key": "destroyed-told", "in_shelter": HEADS, "households": 20, "via": "telephone",
    });
    desk.post(&format!("/places/{id}/headcounts"), &told);
    let figure = of_place()["in_shelter"].clone();
    assert_eq!(figure["value"], HEADS, "{figure}");
    assert!(of_place()["heard_age_s"].as_i64() < Some(60), "a call ends the silence");
}

/// The text on a sheet of headquarters, printed before anything happened.
fn hq_sheet(city: &City) -> String {
    let folder = path(&city.folder.path().join("city"));
    let out = path(&city.folder.path().join("paper"));
    let order = ["ticket", "issue", "--city", &folder, "--operation", &city.operation];
    let said = run(&[&order[..], &["--role", "hq", "--first", "1", "--sheets", &out]].concat());
    let sheet = said.lines().find_map(|line| line.strip_prefix("sheet: ")).expect("a page");
    typed(&std::fs::read_to_string(sheet).expect("a page"))
}

fn second_hq(city: &City, sheet: &str) -> PathBuf {
    let (ticket, data) = (city.folder.path().join("typed"), city.folder.path().join("second"));
    std::fs::write(&ticket, sheet).expect("a file");
    join(&ticket, &data);
    data
}

fn join(ticket: &Path, data: &Path) {
    run(&["join", "--data", &path(data), "--ticket-file", &path(ticket)]);
}
