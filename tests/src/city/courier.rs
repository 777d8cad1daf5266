//! Carried by hand: bundles made and read by real laptops that never meet.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use super::book::Book;
use super::harness::{City, GYM_A, GYM_B, eventually, hold_the_same, path, serve};
use super::needles::Needles;
use super::refusals::refused;
use super::stored;
use crate::client::{Desk, Refused};
use crate::process::{Node, run};
use crate::skip;

const HOUSEHOLDS: usize = 12;

#[test]
fn records_go_by_two_sticks_over_a_place_that_cannot_read_them_and_the_answer_comes_back() {
    let city = City::create();
    let [a_data, b_data, hq_data] =
        [city.gym("a", GYM_A, 0), city.gym("b", GYM_B, 0), city.hq("hq")];
    let a = serve(&a_data, &[]);
    let desk_a = Desk::first_run(&a.staff);
    let book = Book::register(&desk_a, "courier", HOUSEHOLDS as u64, 2);
    let first = saved(&city, "a-to-hq", &desk_a.download("/courier/bundle?to=hq"));

    // B is switched off: its volunteer takes the stick in by a command, and makes the next.
    let said = run(&["courier", "import", "--data", &path(&b_data), &path(&first)]);
    assert!(said.contains("the whole bundle was read"), "{said}");
    let b = serve(&b_data, &[]);
    let desk_b = Desk::first_run(&b.staff);
    book.is_hidden_from(&desk_b);
    b.stop();
    let opened = stored::open_everything(&b_data);
    let place_b = stored::enrolment(&b_data).1.place;
    assert!(!opened.people_of.iter().any(|place| *place != place_b), "B reads nobody of A's");
    assert!(opened.closed >= HOUSEHOLDS, "{} entries are closed to it", opened.closed);
    let sticks = city.folder.path().join("stick");
    std::fs::create_dir(&sticks).expect("a folder");
    let order = ["courier", "export", "--data", &path(&b_data), "--for", "hq"];
    let said = run(&[&order[..], &["--out", &path(&sticks)]].concat());
    assert!(said.contains("nothing is known of what is held there"), "{said}");
    let second = the_only_file(&sticks);
    let name = second.file_name().and_then(|name| name.to_str()).expect("a plain name");
    assert!(name.starts_with("musubi-20") && name.ends_with("-hq.musubi"), "{name}");

    let hq = serve(&hq_data, &[]);
    let desk_hq = Desk::first_run(&hq.staff);
    let report = import(&desk_hq, &second).expect("it is ours");
    assert_eq!(report["ending"], "whole");
    assert!(report["new_entries"].as_u64() >= Some(HOUSEHOLDS as u64), "{report}");
    assert_eq!((&report["early"], &report["refused"]), (&json!(0), &json!(0)));
    until_read(&desk_hq);
    book.agrees_with(&desk_hq, "headquarters");
    let again = import(&desk_hq, &second).expect("it is ours");
    assert_eq!((&again["new_entries"], &again["new_facts"]), (&json!(0), &json!(0)));

    // HQ has never heard of A but by B's stick, and B's is the only word that it has.
    let to_a = desk_hq.get(&format!("/courier?to={GYM_A}"));
    assert_eq!(to_a["known_at"], Value::Null);
    import(&desk_hq, &first).expect("late, and from A itself");
    let to_a = desk_hq.get(&format!("/courier?to={GYM_A}"));
    assert!(to_a["known_at"].is_i64(), "{to_a}");
    let people = |plan: &Value| plan["kinds"].as_array().cloned().unwrap_or_default();
    assert!(people(&to_a).iter().all(|kind| kind["kind"] != "people"), "A has its own: {to_a}");
    let bundle = desk_hq.download(&format!("/courier/bundle?to={GYM_A}"));
    let answer = saved(&city, "hq-to-a", &bundle);
    hq.stop();
    assert_eq!(import(&desk_a, &answer).expect("it is ours")["ending"], "whole");

    let before = desk_a.get("/courier?to=hq");
    assert_eq!((&before["entries"], before["known_at"].is_i64()), (&json!(0), true), "{before}");
    let more = Book::register(&desk_a, "courier-later", 2, 1);
    let after = desk_a.get("/courier?to=hq");
    assert!(after["entries"].as_u64().is_some_and(|new| (1..=6).contains(&new)), "{after}");
    let all = desk_a.get("/courier?to=hq&all=true");
    assert!(all["entries"].as_u64() > Some(HOUSEHOLDS as u64), "{all}");
    let later = saved(&city, "a-to-hq-later", &desk_a.download("/courier/bundle?to=hq"));
    assert!(bytes(&later) < bytes(&first) / 2, "{} of {}", bytes(&later), bytes(&first));
    a.stop();
    run(&["courier", "import", "--data", &path(&hq_data), &path(&later)]);
    let held = hold_the_same(&[&hq_data, &a_data]);
    assert_eq!(held.certificates.len(), 3);
    let hq = serve(&hq_data, &[]);
    let desk_hq = Desk::sign_in(&hq.staff);
    more.agrees_with(&desk_hq, "headquarters, by the second trip");
    nobody_is_named_on([&first, &second, &answer, &later], &book);
}

/// Words of people are long enough to be found by more than chance.
fn nobody_is_named_on(sticks: [&PathBuf; 4], book: &Book) {
    let persons = book.lines.iter().flat_map(|line| {
        let persons = line.sent["persons"].as_array().cloned().unwrap_or_default();
        let full = |one: &Value| {
            ["family_kana", "given_kana", "family", "given"]
                .map(|field| one["details"][field].as_str().unwrap_or_default().to_owned())
        };
        persons.iter().flat_map(full).collect::<Vec<_>>()
    });
    let notes = book.lines.iter().filter_map(|line| line.sent["details"]["note"].as_str());
    let words: BTreeSet<String> = persons.chain(notes.map(str::to_owned)).collect();
    let needles = Needles::of(words.into_iter().filter(|word| word.len() >= 12));
    assert!(needles.words.len() >= HOUSEHOLDS, "{}", needles.words.len());
    for stick in sticks {
        let found = needles.found_in(&std::fs::read(stick).expect("a bundle"));
        assert_eq!(found, BTreeSet::new(), "{}", stick.display());
    }
}

#[test]
fn what_is_no_bundle_of_ours_is_refused_with_a_code_and_changes_nothing() {
    let (city, other) = (City::create(), City::create());
    let data = city.gym("a", GYM_A, 0);
    let foreign = other.gym("a", GYM_A, 0);
    let drill = city.operation();
    let good = exported(&city, &data, "good");
    let read = |file: &Path| std::fs::read(file).expect("a bundle");
    let mut newer = read(&good);
    newer[8] = 2;
    let cases = [
        ("foreign", read(&exported(&other, &foreign, "foreign")), "bundle_other_city"),
        (
            "drill",
            read(&exported(&drill, &drill.gym("d", GYM_A, 0), "drill")),
            "bundle_other_operation",
        ),
        ("picture", b"\x89PNG\r\n\x1a\n and so on".to_vec(), "bundle_not_one"),
        ("empty", Vec::new(), "bundle_not_one"),
        ("newer", newer, "bundle_newer"),
        ("begun", read(&good)[..100].to_vec(), "bundle_no_header"),
    ];
    let before = stored::holdings(&data);
    for (name, bytes, code) in &cases {
        let file = saved(&city, name, bytes);
        let said = refused(&["courier", "import", "--data", &path(&data), &path(&file)]);
        assert!(said.contains(&format!("({code})")), "{name}: {said}");
    }
    let missing = path(&city.folder.path().join("missing.musubi"));
    let said = refused(&["courier", "import", "--data", &path(&data), &missing]);
    assert!(said.contains("(courier_source)"), "{said}");
    let order = ["courier", "export", "--data", &path(&data), "--for", "gym", "--out", "."];
    assert!(refused(&order).contains("(courier_place)"));
    assert_eq!(stored::holdings(&data), before);

    let node = serve(&data, &[]);
    let desk = Desk::first_run(&node.staff);
    let documents = eventually("the first account is counted", || {
        let documents = desk.get("/sync")["documents"].clone();
        documents.as_array().is_some_and(|all| !all.is_empty()).then_some(documents)
    });
    for (name, bytes, code) in &cases {
        let refusal = Refused { status: 422, code: (*code).to_owned() };
        assert_eq!(desk.upload("/courier/bundle", bytes), Err(refusal), "{name}");
    }
    for query in ["", "?to=gym", "?all=true"] {
        let refusal = desk.try_get(&format!("/courier{query}")).expect_err("no destination");
        assert_eq!((refusal.status, refusal.code.as_str()), (422, "invalid"));
    }
    let shown = desk.get("/sync")["documents"].clone();
    let counts = |documents: &Value| -> Vec<Value> {
        documents.as_array().into_iter().flatten().map(|it| it["saved_here"].clone()).collect()
    };
    assert_eq!(counts(&shown), counts(&documents));

    // While it runs, a command leaves it alone and says where the button is.
    let (file, stick) = (path(&saved(&city, "later", &read(&good))), path(city.folder.path()));
    let place = path(&data);
    for order in [&["import", &file][..], &["export", "--for", "hq", "--out", &stick]] {
        let said = refused(&[&["courier", order[0], "--data", &place], &order[1..]].concat());
        assert!(said.contains("USBで運ぶ") && said.contains("(courier_in_use)"), "{said}");
    }
}

#[test]
fn a_bundle_that_was_cut_or_damaged_brings_what_holds_and_says_how_much() {
    let city = City::create();
    let [a_data, hq_data] = [city.gym("a", GYM_A, 0), city.hq("hq")];
    let a = serve(&a_data, &[]);
    let desk = Desk::first_run(&a.staff);
    let book = Book::register(&desk, "courier-cut", 150, 4);
    let whole = desk.download("/courier/bundle?to=hq");
    a.stop();

    let cut = saved(&city, "cut", &whole[..whole.len() * 6 / 10]);
    let said = run(&["courier", "import", "--data", &path(&hq_data), &path(&cut)]);
    assert!(said.contains("the bundle is cut"), "{said}");
    let held = held_entries(&hq_data);
    let all = held_entries(&a_data);
    assert!(held < all, "{held} of {all}");
    assert!(run(&["verify", "--data", &path(&hq_data)]).ends_with("everything holds\n"));

    let mut damaged = whole.clone();
    let middle = whole.len() / 2;
    damaged[middle] ^= 0x40;
    let hq = serve(&hq_data, &[]);
    let desk_hq = Desk::first_run(&hq.staff);
    let report = desk_hq.upload("/courier/bundle", &damaged).expect("it is ours");
    assert_eq!(report["ending"], "damaged");
    assert!(report["usable_bytes"].as_u64() < report["bytes"].as_u64(), "{report}");
    let report = desk_hq.upload("/courier/bundle", &whole).expect("it is ours");
    assert_eq!((&report["ending"], &report["early"]), (&json!("whole"), &json!(0)));
    until_read(&desk_hq);
    book.agrees_with(&desk_hq, "headquarters");
}

#[test]
fn a_full_or_protected_stick_is_said_and_nothing_half_written_is_left() {
    let city = City::create();
    let data = city.gym("a", GYM_A, 0);
    let a = serve(&data, &[]);
    Book::register(&Desk::first_run(&a.staff), "courier-full", 120, 4);
    a.stop();
    let Some(stick) = Stick::mount(&city.folder.path().join("stick"), "32k") else { return };
    let (place, out) = (path(&data), path(&stick.folder));
    let order = ["courier", "export", "--data", &place, "--for", "hq", "--out", &out];
    let said = refused(&order);
    assert!(said.contains("no room left") && said.contains("(courier_target_full)"), "{said}");
    assert_eq!(files(&stick.folder), Vec::<PathBuf>::new());

    stick.remount("size=4m");
    run(&order);
    run(&order);
    let bundles = files(&stick.folder);
    assert_eq!(bundles.len(), 2, "never over another bundle: {bundles:?}");
    stick.remount("ro");
    let said = refused(&order);
    assert!(said.contains("write-protected"), "{said}");
    assert!(said.contains("(courier_target_protected)"), "{said}");
    let hq = city.hq("hq");
    let said = run(&["courier", "import", "--data", &path(&hq), &path(&bundles[0])]);
    assert!(said.contains("the whole bundle was read"), "{said}");
    assert_eq!(files(&stick.folder), bundles);
}

#[test]
fn a_laptop_that_dies_while_it_reads_a_bundle_keeps_what_it_said_it_had_and_reads_on() {
    let city = City::create();
    let [a_data, hq_data] = [city.gym("a", GYM_A, 0), city.hq("hq")];
    let a = serve(&a_data, &[]);
    let desk = Desk::first_run(&a.staff);
    let book = Book::register(&desk, "courier-killed", 100, 4);
    let whole = desk.download("/courier/bundle?to=hq");
    a.stop();
    let hq = serve(&hq_data, &[]);
    let desk_hq = Desk::first_run(&hq.staff);
    let cut = desk_hq.upload("/courier/bundle", &whole[..whole.len() / 2]).expect("it is ours");
    let told = cut["new_entries"].as_u64().expect("a number");
    Node::kill(hq);
    let at_hq: u64 = 1;
    assert!(held_entries(&hq_data) >= told + at_hq, "told {told}");
    let hq = serve(&hq_data, &[]);
    let desk_hq = Desk::sign_in(&hq.staff);
    desk_hq.upload("/courier/bundle", &whole).expect("it is ours");
    until_read(&desk_hq);
    book.agrees_with(&desk_hq, "headquarters");
}

/// Made by the command, with the laptop switched off.
fn exported(city: &City, data: &Path, name: &str) -> PathBuf {
    let file = city.folder.path().join(format!("{name}.musubi"));
    let order = ["courier", "export", "--data", &path(data), "--for", "hq"];
    run(&[&order[..], &["--out", &path(&file)]].concat());
    file
}

fn saved(city: &City, name: &str, bytes: &[u8]) -> PathBuf {
    let file = city.folder.path().join(format!("{name}.musubi"));
    std::fs::write(&file, bytes).expect("a file");
    file
}

fn import(desk: &Desk, file: &Path) -> Result<Value, Refused> {
    desk.upload("/courier/bundle", &std::fs::read(file).expect("a bundle"))
}

/// Everything that it can read is shown.
#[track_caller]
fn until_read(desk: &Desk) {
    eventually("what was brought is shown", || {
        let documents = desk.get("/sync")["documents"].as_array().cloned().unwrap_or_default();
        let waits = |it: &Value| it["readable"] == true && it["applied"] != it["saved_here"];
        (!documents.iter().any(waits)).then_some(())
    });
}

fn held_entries(data: &Path) -> u64 {
    let held = stored::holdings(data).digests;
    held.values().flatten().map(|(_, position, _)| position).sum()
}

fn bytes(file: &Path) -> u64 {
    std::fs::metadata(file).expect("a file").len()
}

fn the_only_file(folder: &Path) -> PathBuf {
    let mut files = files(folder);
    assert_eq!(files.len(), 1, "{files:?}");
    files.remove(0)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    files
}

/// A file system of a given size.
struct Stick {
    folder: PathBuf,
}

impl Stick {
    /// `None`: this machine does not let us; the skip was told.
    fn mount(folder: &Path, size: &str) -> Option<Self> {
        std::fs::create_dir(folder).expect("a folder");
        let size = format!("size={size}");
        if !mount(&["-t", "tmpfs", "-o", &size, "stick", &path(folder)]) {
            skip("small and read-only sticks need root and tmpfs");
            return None;
        }
        Some(Self { folder: folder.to_owned() })
    }

    fn remount(&self, option: &str) {
        let options = format!("remount,{option}");
        assert!(mount(&["-o", &options, &path(&self.folder)]), "remount as {option}");
    }
}

impl Drop for Stick {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.folder).output();
    }
}

fn mount(arguments: &[&str]) -> bool {
    Command::new("mount").args(arguments).output().is_ok_and(|output| output.status.success())
}
