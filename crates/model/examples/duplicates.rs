//! Learns the matcher's weights on the training cities, or judges them on the held-out ones.
//!
//! `duplicates learn [people]` prints `src/matching/learnt.rs`; `duplicates judge [people] [mistakes
//! in percent]` prints precision and recall of each held-out city and ends with 1 where one falls
//! short; `duplicates look SEED` says of a training city what was missed and what was wrong; `duplicates
//! linked [people]` links every pair of two places that is proposed, and prints how long each question
//! takes that headquarters asks then.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use musubi_model::duplicates::Places;
use musubi_model::groups::Groups;
use musubi_model::ids::{PlaceId, RecordId};
use musubi_model::madeup::Chance;
use musubi_model::matching::{LEARNT, People, Weights};
use musubi_model::roster::Roster;

#[path = "../tests/duplicates/city.rs"]
mod city;
#[path = "../tests/duplicates/desk.rs"]
mod desk;
#[path = "../tests/duplicates/judge.rs"]
mod judge;
#[path = "../tests/duplicates/learn.rs"]
mod learn;
#[path = "../tests/duplicates/look.rs"]
mod look;
#[path = "../tests/duplicates/names.rs"]
mod names;
#[path = "../tests/duplicates/rates.rs"]
mod rates;
#[path = "../tests/duplicates/read.rs"]
mod read;
#[path = "../tests/duplicates/slips.rs"]
mod slips;

use city::City;
use desk::{NOW, registrations};
use judge::{HELD_OUT, Judged, Known, PRECISION, RECALL, TRAINING};
use read::by_place;

const PEOPLE: usize = 110_000;
/// Pairs of every kind of strangers, of each training city.
const SAMPLE: usize = 400_000;
/// Aimed at on the training cities: what is promised, with room to spare.
const AIM_LIKELY: f64 = 0.995;
const AIM_POSSIBLE: f64 = 0.95;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let what = arguments.next().unwrap_or_default();
    let numbers: Vec<usize> = arguments.filter_map(|it| it.parse().ok()).collect();
    let number = |at: usize, usual: usize| numbers.get(at).copied().unwrap_or(usual);
    match what.as_str() {
        "learn" => learn(number(0, PEOPLE)),
        "judge" => return judge(number(0, PEOPLE), number(1, 100)),
        "look" => look::at(number(0, 101), number(1, PEOPLE)),
        "linked" => linked(number(0, PEOPLE)),
        _ => {
            eprintln!("one of: learn, judge, look, linked");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

fn learn(people: usize) {
    let mut learnt = learn::Learnt::default();
    let mut chance = Chance::seeded(TRAINING[0]);
    for seed in TRAINING {
        let known = Known::drawn(seed, people, 100);
        learnt.take(&known, &mut chance, SAMPLE);
        eprintln!("counted in city {seed}");
    }
    let mut weights: Weights = learnt.weights();
    let (mut scored, mut true_pairs) = (Vec::new(), 0);
    for seed in TRAINING {
        let known = Known::drawn(seed, people, 100);
        true_pairs += known.true_pairs().count();
        let proposals = known.people.proposals(&weights);
        scored.extend(proposals.iter().map(|it| (it.score, known.is_right(it))));
        eprintln!("scored city {seed}");
    }
    weights.likely = learn::threshold(&mut scored, AIM_LIKELY);
    weights.possible = learn::threshold(&mut scored, AIM_POSSIBLE).min(weights.likely);
    for aim in [0.999, 0.998, 0.997, AIM_LIKELY, 0.992, 0.99, 0.98, AIM_POSSIBLE, 0.9, 0.8] {
        let from = learn::threshold(&mut scored, aim);
        let right = scored.iter().filter(|(score, right)| *score >= from && *right).count();
        eprintln!("precision {aim}: from {from}, recall {:.4}", judge::share(right, true_pairs));
    }
    print!("{}", learn::source(&weights));
}

#[expect(clippy::disallowed_methods, reason = "a measuring program has a clock")]
fn linked(people: usize) {
    let seed = HELD_OUT[0];
    let mut written = registrations(&City::drawn(seed, people), seed, 100);
    let mut held = People::at(NOW);
    let begun = Instant::now();
    by_place(&written).for_each(|(place, roster)| held.add(place, &roster));
    println!("{} records read and added in {} ms", held.len(), begun.elapsed().as_millis());
    let begun = Instant::now();
    let pairs = held.pairs(&LEARNT).into_iter().filter(|pair| pair.one.place != pair.other.place);
    let pairs: BTreeMap<RecordId, RecordId> =
        pairs.map(|pair| (pair.one.person, pair.other.person)).collect();
    println!("{} pairs of two places in {} ms", pairs.len(), begun.elapsed().as_millis());
    for (id, person, _) in written.iter_mut().flat_map(|told| &mut told.persons) {
        person.same_as = pairs.get(id).copied();
    }
    let rosters: Vec<(PlaceId, Roster)> = by_place(&written).collect();
    let lent: Vec<(PlaceId, &Roster)> =
        rosters.iter().map(|(place, roster)| (*place, roster)).collect();
    let places = Places(&lent);
    let begun = Instant::now();
    let _ = places.links();
    println!("who is one human: {} ms", begun.elapsed().as_millis());
    let begun = Instant::now();
    let listed = places.pairs().len();
    println!("{listed} linked pairs listed in {} ms", begun.elapsed().as_millis());
    let begun = Instant::now();
    let _ = Groups::counted_again(places);
    println!("who is counted again: {} ms", begun.elapsed().as_millis());
}

#[expect(clippy::disallowed_methods, reason = "a measuring program has a clock")]
fn judge(people: usize, mistakes_percent: usize) -> ExitCode {
    let mistakes = u32::try_from(mistakes_percent).expect("a percentage");
    let mut all = Judged::default();
    let mut fell_short = false;
    for seed in HELD_OUT {
        let city = City::drawn(seed, people);
        let written = registrations(&city, seed, mistakes);
        let mut held = People::at(NOW);
        let mut adding = Duration::ZERO;
        for (place, roster) in by_place(&written) {
            let begun = Instant::now();
            held.add(place, &roster);
            adding += begun.elapsed();
        }
        let begun = Instant::now();
        let proposed = held.proposals(&LEARNT).len();
        let proposing = begun.elapsed();
        let comparisons = held.comparisons();
        let judged = Judged::of(&Known::of(city, &written, held), &LEARNT);
        report(&format!("seed {seed}"), &judged);
        let (adding, proposing) = (adding.as_millis(), proposing.as_millis());
        println!(
            "  {comparisons} comparisons; adding {adding} ms, {proposed} proposals {proposing} ms"
        );
        fell_short |= judged.precision(0) < PRECISION || judged.recall(0) < RECALL;
        all = with(&all, &judged);
    }
    report("all", &all);
    if let Some(kib) = peak_kib() {
        println!(
            "peak memory of this program {} MiB, the city and its truth included",
            kib / 1_024
        );
    }
    if fell_short { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn with(one: &Judged, other: &Judged) -> Judged {
    let sum = |a: [usize; 2], b: [usize; 2]| [a[0] + b[0], a[1] + b[1]];
    Judged {
        records: one.records + other.records,
        true_pairs: one.true_pairs + other.true_pairs,
        right: sum(one.right, other.right),
        wrong: sum(one.wrong, other.wrong),
    }
}

fn report(of: &str, judged: &Judged) {
    println!("{of}: {} records, {} true pairs", judged.records, judged.true_pairs);
    for (which, name) in ["likely", "likely and possible"].iter().enumerate() {
        println!(
            "  {name}: {} right, {} wrong, precision {:.4}, recall {:.4}",
            judged.right[which],
            judged.wrong[which],
            judged.precision(which),
            judged.recall(which)
        );
    }
}

fn peak_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
