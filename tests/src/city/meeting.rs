//! Laptops that meet.

use std::collections::BTreeSet;
use std::path::Path;
use std::thread;

use serde_json::{Value, json};

use super::book::Book;
use super::harness::{
    City, GYM_A, GYM_B, eventually, hold_the_same, neighbours, second_laptop, serve, until_level,
};
use super::proxy::Link;
use super::stored;
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

#[test]
fn headquarters_knows_after_a_start_when_it_last_heard_of_a_place() {
    let city = City::create();
    let hq_data = city.hq("hq");
    let hq = serve(&hq_data, &[]);
    let a = serve(&city.gym("a", GYM_A, 0), &[&hq.mesh]);
    let (desk_hq, desk_a) = (Desk::first_run(&hq.staff), Desk::first_run(&a.staff));
    desk_a.post("/households", &household("heard-of-1", "乙川"));
    eventually("headquarters finds the household", || found(&desk_hq, "乙川"));
    let place = peer_place(&desk_a);
    a.stop();
    hq.stop();

    let hq = serve(&hq_data, &[]);
    let overview = Desk::sign_in(&hq.staff).get("/hq/overview");
    let places = overview["places"].as_array().expect("places");
    let heard = places.iter().find(|it| it["id"] == place).expect("A")["heard_age_s"].as_i64();
    assert!(heard.is_some_and(|age| (0..600).contains(&age)), "{heard:?}");
}

#[test]
fn two_laptops_that_were_never_online_meet_and_agree() {
    let city = City::create();
    let (a_data, b_data) = (city.gym("a", GYM_A, 0), city.gym("b", GYM_B, 0));
    let link = Link::cut();
    let b = serve(&b_data, &[]);
    let a = serve(&a_data, &[&link.as_peer()]);
    let (desk_a, desk_b) = (Desk::first_run(&a.staff), Desk::first_run(&b.staff));
    let book_a = Book::register(&desk_a, "never-online-a", 50, 4);
    let book_b = Book::register(&desk_b, "never-online-b", 50, 4);
    for desk in [&desk_a, &desk_b] {
        assert_eq!(desk.get("/sync")["peers"], json!([]));
    }

    link.heal(b.heard_over("tcp"));
    until_level(&[&desk_a, &desk_b]);
    book_a.agrees_with(&desk_a, "A");
    book_b.agrees_with(&desk_b, "B");
    book_a.is_hidden_from(&desk_b);
    book_b.is_hidden_from(&desk_a);
    until_level(&[&desk_a, &desk_b]);
    a.stop();
    b.stop();
    let held = hold_the_same(&[&a_data, &b_data]);
    assert_eq!(held.certificates.len(), 2);
    reads_only_its_own_people(&a_data);
    reads_only_its_own_people(&b_data);
}

/// Shared history first; then A's two laptops are alone with each other, and everybody writes.
#[test]
fn a_gym_that_was_cut_off_and_all_others_agree_with_what_their_clients_wrote_down() {
    let city = City::create();
    let [hq_data, b_data] = [city.hq("hq"), city.gym("b", GYM_B, 0)];
    let [a1_data, a2_data] = [city.gym("a1", GYM_A, 0), city.gym("a2", GYM_A, 1)];
    let link = Link::cut();
    let hq = serve(&hq_data, &[]);
    let b = serve(&b_data, &[&hq.mesh]);
    let a1 = serve(&a1_data, &[&link.as_peer()]);
    let desk_hq = Desk::first_run(&hq.staff);
    let desk_b = Desk::first_run(&b.staff);
    let desk_a1 = Desk::first_run(&a1.staff);
    link.heal(hq.heard_over("tcp"));
    let mut book_a = Book::register(&desk_a1, "before-the-cut-a", 20, 2);
    let mut book_b = Book::register(&desk_b, "before-the-cut-b", 20, 2);
    until_level(&[&desk_hq, &desk_b, &desk_a1]);

    // Neighbours tell each other more addresses than the link; a laptop that was switched off
    // with the link down has only the link.
    link.sever();
    a1.kill();
    let a1 = serve(&a1_data, &[&link.as_peer()]);
    let a2 = serve(&a2_data, &[&a1.mesh]);
    let desk_a1 = Desk::sign_in(&a1.staff);
    let desk_a2 = second_laptop(&a2);
    let carried = link.carried();
    let [on_a1, on_a2, on_b] = thread::scope(|scope| {
        [(&desk_a1, "cut-a1", 250), (&desk_a2, "cut-a2", 250), (&desk_b, "cut-b", 300)]
            .map(|(desk, name, count)| scope.spawn(move || Book::register(desk, name, count, 4)))
            .map(|clients| clients.join().expect("a client failed"))
    });
    assert_eq!(link.carried(), carried, "nothing came through");
    let in_the_gym = |peer: &Value| peer["place"] == peer_place(&desk_a1);
    assert!(
        neighbours(&desk_a1).iter().all(in_the_gym) && neighbours(&desk_a2).iter().all(in_the_gym)
    );
    assert_eq!(neighbours(&desk_hq).len(), 1, "only B");
    on_a1.is_hidden_from(&desk_hq);
    book_a.add(on_a1);
    book_a.add(on_a2);
    book_b.add(on_b);

    link.heal(hq.heard_over("tcp"));
    let desks = [&desk_hq, &desk_b, &desk_a1, &desk_a2];
    until_level(&desks);
    assert!(link.carried() > carried, "they met over the link");
    for (desk, whose) in
        [(&desk_a1, "A's first laptop"), (&desk_a2, "A's second laptop"), (&desk_hq, "HQ")]
    {
        book_a.agrees_with(desk, whose);
    }
    for (desk, whose) in [(&desk_b, "B"), (&desk_hq, "HQ")] {
        book_b.agrees_with(desk, whose);
    }
    book_a.is_hidden_from(&desk_b);
    book_b.is_hidden_from(&desk_a1);
    assert_eq!(book_a.numbers().len(), 520, "no number twice");
    until_level(&desks);
    for node in [hq, b, a1, a2] {
        node.stop();
    }
    hold_the_same(&[&hq_data, &b_data, &a1_data, &a2_data]);
    reads_only_its_own_people(&a1_data);
    reads_only_its_own_people(&b_data);
}

#[test]
fn two_laptops_of_one_gym_never_give_the_same_number_and_lose_nothing() {
    let city = City::create();
    let (first_data, second_data) = (city.gym("first", GYM_A, 0), city.gym("second", GYM_A, 1));
    let link = Link::cut();
    let first = serve(&first_data, &[]);
    let second = serve(&second_data, &[&link.as_peer()]);
    let (desk_1, desk_2) = (Desk::first_run(&first.staff), Desk::first_run(&second.staff));
    let mut book = Book::register(&desk_1, "one-gym-first", 25, 4);
    book.add(Book::register(&desk_2, "one-gym-second", 25, 4));
    link.heal(first.heard_over("tcp"));
    until_level(&[&desk_1, &desk_2]);
    // Also while they see each other, both in the middle of it.
    let both = thread::scope(|scope| {
        [(&desk_1, "one-gym-third"), (&desk_2, "one-gym-fourth")]
            .map(|(desk, name)| scope.spawn(move || Book::register(desk, name, 25, 4)))
            .map(|clients| clients.join().expect("a client failed"))
    });
    both.into_iter().for_each(|more| book.add(more));
    until_level(&[&desk_1, &desk_2]);

    let numbers = book.numbers();
    assert_eq!(numbers.len(), 100, "no number twice");
    let letters: BTreeSet<char> =
        numbers.iter().filter_map(|number| number.chars().next()).collect();
    assert_eq!(letters, BTreeSet::from(['A', 'B']));
    book.agrees_with(&desk_1, "the first laptop");
    book.agrees_with(&desk_2, "the second laptop");
    until_level(&[&desk_1, &desk_2]);
    first.stop();
    second.stop();
    hold_the_same(&[&first_data, &second_data]);
}

/// It holds entries that its secrets do not open, and opens nobody's people but its own.
fn reads_only_its_own_people(data: &Path) {
    let opened = stored::open_everything(data);
    let own = stored::enrolment(data).1.place;
    assert_eq!(opened.people_of, BTreeSet::from([own]));
    assert!(opened.readable > 0 && opened.closed > 0);
}

fn peer_place(desk: &Desk) -> Value {
    let places = desk.get("/places")["places"].as_array().cloned().unwrap_or_default();
    let own = places.into_iter().find(|place| place["own"] == true);
    own.expect("a laptop knows its own place")["id"].clone()
}

pub(super) fn household(key: &str, family: &str) -> Value {
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
