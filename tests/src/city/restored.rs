//! Headquarters' laptop is restored from yesterday's disk image: what it said it had is taken back
//! into "being checked" until it has it again, nothing is lost, and no log is forked.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use super::book::Book;
use super::harness::{
    City, GYM_A, copy_all, eventually, hold_the_same, own_entries, path, serve, until_level,
};
use super::proxy::Link;
use crate::client::Desk;
use crate::process::run;

const HOUSEHOLDS: u64 = 8;
/// Written by headquarters itself in the run whose disk is gone.
const MEMBER: &str = "訓練寺一郎太";

#[test]
fn headquarters_from_yesterdays_image_has_its_ticks_checked_and_loses_nothing() {
    let city = City::create();
    let [hq_data, gym_data] = [city.hq("hq"), city.gym("gym", GYM_A, 0)];
    let image = city.folder.path().join("image");
    let link = Link::cut();
    let hq = serve(&hq_data, &[]);
    let gym = serve(&gym_data, &[&link.as_peer()]);
    Desk::first_run(&hq.staff);
    let desk = Desk::first_run(&gym.staff);
    link.heal(hq.heard_over("tcp"));
    let yesterday = Book::register(&desk, "restored-yesterday", HOUSEHOLDS, 2);
    until_shown(&desk, &yesterday, "received");
    hq.stop();
    copy_all(&hq_data, &image);

    let hq = serve(&hq_data, &[]);
    link.heal(hq.heard_over("tcp"));
    let desk_hq = Desk::sign_in(&hq.staff);
    let today = Book::register(&desk, "restored-today", HOUSEHOLDS, 2);
    until_shown(&desk, &today, "received");
    // A page counts an entry a moment after it is saved; until then all would seem level.
    let before = own_entries(&desk_hq);
    desk_hq.post("/staff", &member());
    eventually("headquarters counts its own entry", || {
        (own_entries(&desk_hq) > before).then_some(())
    });
    until_level(&[&desk_hq, &desk]);
    link.sever();
    hq.kill();
    std::fs::remove_dir_all(&hq_data).expect("the disk is gone");
    copy_all(&image, &hq_data);

    // Alone, it knows nothing of today; its word for it reaches the gym by stick.
    let hq = serve(&hq_data, &[]);
    let desk_hq = Desk::sign_in(&hq.staff);
    yesterday.agrees_with(&desk_hq, "headquarters, from the image");
    today.is_hidden_from(&desk_hq);
    assert_eq!(members(&desk_hq), Vec::<String>::new());
    eventually("the gym is told by headquarters' new run", || {
        let bundle = desk_hq.download(&format!("/courier/bundle?to={GYM_A}"));
        desk.upload("/courier/bundle", &bundle).expect("it is ours");
        is_shown(&desk, &today, "being_checked").then_some(())
    });
    let as_of = hits(&desk).into_values().map(|kept| kept["hq"]["as_of"].clone());
    assert!(
        as_of
            .zip(hits(&desk).into_values())
            .all(|(as_of, kept)| { as_of.is_i64() == (kept["hq"]["state"] == "received") })
    );
    today.agrees_with(&desk, "the gym, meanwhile");

    link.heal(hq.heard_over("tcp"));
    until_shown(&desk, &today, "received");
    until_shown(&desk, &yesterday, "received");
    until_level(&[&desk_hq, &desk]);
    for book in [&yesterday, &today] {
        book.agrees_with(&desk_hq, "headquarters, afterwards");
        book.agrees_with(&desk, "the gym, afterwards");
    }
    assert_eq!(members(&desk_hq), [MEMBER], "what it had written itself came back, too");
    // That cards were opened was noted, and travels.
    until_level(&[&desk_hq, &desk]);
    hq.stop();
    gym.stop();
    hold_the_same(&[&hq_data, &gym_data]);
    for data in [&hq_data, &gym_data] {
        assert!(verified(data).contains("\nproofs: 0\n"), "a log was forked");
    }
}

fn verified(data: &Path) -> String {
    run(&["verify", "--data", &path(data)])
}

/// What the gym's list says of each household: where it is kept, by id.
fn hits(desk: &Desk) -> BTreeMap<String, Value> {
    let found = desk.post("/households/search", &json!({ "text": "" }));
    let hits = found["households"].as_array().cloned().expect("a list");
    let id = |hit: &Value| hit["id"].as_str().expect("an id").to_owned();
    hits.iter().map(|hit| (id(hit), hit["kept"].clone())).collect()
}

pub(super) fn is_shown(desk: &Desk, book: &Book, state: &str) -> bool {
    let hits = hits(desk);
    book.lines.iter().all(|line| {
        let kept = &hits[&line.id];
        kept["saved_here"] == true && kept["hq"]["state"] == state
    })
}

#[track_caller]
pub(super) fn until_shown(desk: &Desk, book: &Book, state: &str) {
    eventually(state, || is_shown(desk, book, state).then_some(()));
}

fn member() -> Value {
    json!({ "key": "restored-member", "number": "901", "name": MEMBER, "department": "危機管理課" })
}

fn members(desk: &Desk) -> Vec<String> {
    let staff = desk.get("/staff")["staff"].as_array().cloned().unwrap_or_default();
    staff.iter().filter_map(|one| one["name"].as_str().map(str::to_owned)).collect()
}
