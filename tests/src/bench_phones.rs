//! A gym full of phones: 100 at once, each on its own connection, open the form and send a household of
//! three, some of them twice; and so again and again, as one such rush is too short to tell much. 2,000
//! people are there at the first; the gym's second laptop and headquarters take everything in
//! meanwhile, and four desks of reception search without a pause, each as often as its page does.
//!
//! Every household that a phone was told of is looked for at headquarters afterwards, by the claim code the
//! phone was given and by its name: what is not there is lost, what is there twice is doubled.

#[allow(dead_code, reason = "written for the tests")]
mod client;
#[allow(dead_code, reason = "written for the tests")]
#[path = "city/harness.rs"]
mod harness;
#[allow(dead_code, reason = "written for the tests")]
#[path = "city/needles.rs"]
mod needles;
#[allow(dead_code, reason = "written for the tests")]
mod process;
#[allow(dead_code, reason = "written for the tests")]
#[path = "city/stored.rs"]
mod stored;

use std::fmt::Write as _;
use std::sync::Barrier;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use ureq::Agent;

use self::client::Desk;
use self::harness::{City, GYM_A, second_laptop, serve, until_level};

/// What the public form takes in without slowing down (400 forms).
const RUSHES: usize = 3;
const PHONES: usize = 100;
/// Every so many phones send twice at once.
const TWICE_EVERY: usize = 5;
/// A desk's page asks 200 ms after a key; four of them.
const SEARCH_EVERY: Duration = Duration::from_millis(50);
const HOUSEHOLDS_BEFORE: usize = 500;
const PERSONS_BEFORE: usize = 4;

fn main() {
    let city = City::create();
    let data = [city.hq("hq"), city.gym("first", GYM_A, 0), city.gym("second", GYM_A, 1)];
    let hq_node = serve(&data[0], &[]);
    let first_node = serve(&data[1], &[&hq_node.mesh]);
    let second_node = serve(&data[2], &[&hq_node.mesh, &first_node.mesh]);
    let (hq, first) = (Desk::first_run(&hq_node.staff), Desk::first_run(&first_node.staff));
    let second = second_laptop(&second_node);
    fill(&first);
    until_level(&[&hq, &first, &second]);
    // Reception has been searching all day.
    households(&first, "試験0001");

    let (mut answers, mut searches) = (Vec::new(), Vec::new());
    for rush in 0..RUSHES {
        let (of_rush, searched) = measure(&first, &first_node.public, rush);
        let p99 = p99(of_rush.iter().map(|answer| answer.took));
        println!("rush {rush}: p99 {p99:.1} ms, {} searches", searched.len());
        answers.extend(of_rush);
        searches.extend(searched);
        until_level(&[&hq, &first, &second]);
    }
    let told: Vec<&Answer> = answers.iter().filter(|answer| answer.code.is_some()).collect();
    let (mut lost, mut doubled) = (0, 0);
    for answer in &told {
        let code = answer.code.as_deref().expect("only these");
        let by_code = households(&hq, code);
        let whole = by_code.iter().any(|it| it["persons"].as_array().map(Vec::len) == Some(3));
        lost += usize::from(by_code.is_empty() || !whole);
    }
    for phone in 0..RUSHES * PHONES {
        let name = name(phone);
        let is_it =
            |it: &Value| it["persons"][0]["name"].as_str().is_some_and(|it| it.contains(&name));
        doubled += households(&hq, &name).iter().filter(|it| is_it(it)).count().saturating_sub(1);
    }
    let refused = answers.len() - told.len();
    println!("phones.p99_ms {:.1} ms", p99(answers.iter().map(|answer| answer.took)));
    println!("phones.p50_ms {:.1} ms", p(50, answers.iter().map(|answer| answer.took)));
    println!("phones.get_p99_ms {:.1} ms", p99(answers.iter().map(|answer| answer.opened)));
    println!("phones.told {} count", told.len());
    println!("phones.refused {refused} count");
    println!("phones.lost {lost} count");
    println!("phones.doubled {doubled} count");
    println!("phones.search_p99_ms {:.1} ms", p99(searches.iter().copied()));
    println!("phones.searches {} count", searches.len());
    for node in [hq_node, first_node, second_node] {
        node.stop();
    }
}

fn fill(desk: &Desk) {
    thread::scope(|scope| {
        for part in 0..4 {
            scope.spawn(move || {
                for number in (part..HOUSEHOLDS_BEFORE).step_by(4) {
                    let persons: Vec<Value> = (0..PERSONS_BEFORE)
                        .map(|person| {
                            json!({"details": {
                            "family": format!("試験{number:04}"), "given": format!("{person}"),
                            "family_kana": "しけん", "age": "40" }})
                        })
                        .collect();
                    let key = format!("before-{number:05}");
                    desk.post(
                        "/households",
                        &json!({"key": key, "persons": persons, "check_in": true}),
                    );
                }
            });
        }
    });
}

/// One sending of a form.
struct Answer {
    opened: Duration,
    took: Duration,
    code: Option<String>,
}

fn measure(desk: &Desk, public: &str, rush: usize) -> (Vec<Answer>, Vec<Duration>) {
    let gate = &Barrier::new(PHONES + 1);
    let (done, until_done) = mpsc::channel::<()>();
    thread::scope(|scope| {
        let phones: Vec<_> = (rush * PHONES..(rush + 1) * PHONES)
            .map(|number| scope.spawn(move || phone(public, number, gate)))
            .collect();
        let searching = scope.spawn(move || search(desk, gate, &until_done));
        let answers =
            phones.into_iter().flat_map(|it| it.join().expect("a phone failed")).collect();
        drop(done);
        (answers, searching.join().expect("reception failed"))
    })
}

fn phone(public: &str, number: usize, gate: &Barrier) -> Vec<Answer> {
    let agents: Vec<Agent> = (0..=usize::from(number.is_multiple_of(TWICE_EVERY)))
        .map(|_| Agent::config_builder().http_status_as_error(false).build().into())
        .collect();
    gate.wait();
    let start = Instant::now();
    let page = agents[0].get(public).call().and_then(|mut it| it.body_mut().read_to_string());
    let opened = start.elapsed();
    let page = page.expect("the form opens");
    let key = between(&page, "name=k value=\"", "\"").expect("a form has a key");
    let name = name(number);
    let mut form = format!("k={key}&n=3&o=0&ad=Tokyo&ph=0900000&ck=1&q0=m");
    for person in 0..3 {
        let age = 10 + person;
        let _ = write!(form, "&f{person}={name}&g{person}=P{person}&a{person}={age}");
    }
    let (form, at) = (&form, &format!("{public}/?lang=en"));
    thread::scope(|scope| {
        let sendings: Vec<_> =
            agents.iter().map(|it| scope.spawn(move || send(it, at, form))).collect();
        let answer = |(took, code)| Answer { opened, took, code };
        sendings.into_iter().map(|it| answer(it.join().expect("a sending failed"))).collect()
    })
}

fn send(agent: &Agent, at: &str, form: &str) -> (Duration, Option<String>) {
    let start = Instant::now();
    let kind = "application/x-www-form-urlencoded";
    let answer = agent.post(at).header("content-type", kind).send(form);
    let text = answer.and_then(|mut it| it.body_mut().read_to_string());
    (start.elapsed(), text.ok().and_then(|text| between(&text, "<p class=\"c\">", "<")))
}

/// For as long as phones come.
fn search(desk: &Desk, gate: &Barrier, done: &Receiver<()>) -> Vec<Duration> {
    let mut took = Vec::new();
    gate.wait();
    let began = Instant::now();
    let mut wait = Duration::ZERO;
    while done.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
        let text = format!("試験{:04}", took.len() * 37 % HOUSEHOLDS_BEFORE);
        let start = Instant::now();
        let found = desk.post("/households/search", &json!({ "text": text }));
        took.push(start.elapsed());
        assert!(!found["households"].as_array().expect("a list").is_empty(), "{text} is there");
        let asked = u32::try_from(took.len()).expect("a rush is short");
        wait = (SEARCH_EVERY * asked).saturating_sub(began.elapsed());
    }
    took
}

fn households(desk: &Desk, text: &str) -> Vec<Value> {
    // Headquarters reads what it has just taken in within moments; it is not given longer than a test.
    let mut found = Vec::new();
    let deadline = Instant::now() + Duration::from_secs(5);
    while found.is_empty() && Instant::now() < deadline {
        let answer = desk.post("/households/search", &json!({ "text": text }));
        found = answer["households"].as_array().cloned().unwrap_or_default();
    }
    found
}

/// No other phone's household is found by it.
fn name(phone: usize) -> String {
    format!("Denwa{phone:03}X")
}

fn between(text: &str, before: &str, after: &str) -> Option<String> {
    let (_, rest) = text.split_once(before)?;
    Some(rest.split_once(after)?.0.to_owned())
}

fn p99(took: impl Iterator<Item = Duration>) -> f64 {
    p(99, took)
}

/// The smallest that so many of a hundred do not exceed.
fn p(hundredths: usize, took: impl Iterator<Item = Duration>) -> f64 {
    let mut all: Vec<Duration> = took.collect();
    all.sort_unstable();
    let place = (all.len() * hundredths).div_ceil(100).max(1) - 1;
    all.get(place).map_or(f64::NAN, |took| took.as_secs_f64() * 1_000.0)
}
