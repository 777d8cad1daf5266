//! The fuzz targets of `fuzz/targets.rs` on stable: over their corpora, and over mutations of these
//! drawn from a printed seed.
//!
//! Nothing here knows of coverage. What it knows is where formats break: at lengths and counts,
//! at their ends, and where pieces of one input stand in another.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use crate::targets::{ALL, Target};

mod corpora;

/// How long a target runs where nobody says otherwise.
const SECONDS: u64 = 1;
/// Inputs grow to this.
const BYTES_MAX: usize = 8 << 10;
const EXTREMES: [u64; 10] = [0, 1, 0x17, 0x18, 0x7f, 0x80, 0xff, 0xffff, 0xffff_ffff, u64::MAX];

fn corpus(name: &str) -> Vec<Vec<u8>> {
    let folder = corpora::folder().join(name);
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)
        .unwrap_or_else(|_| panic!("there is no corpus {}", folder.display()))
        .map(|entry| entry.expect("it can be listed").path())
        .collect();
    files.sort();
    files.iter().map(|file| fs::read(file).expect("it can be read")).collect()
}

fn run((name, target): Target) {
    let seconds = std::env::var("MUSUBI_FUZZ_SECONDS").ok().and_then(|text| text.parse().ok());
    let budget = Duration::from_secs(seconds.unwrap_or(SECONDS));
    let seed = std::env::var("MUSUBI_FUZZ_SEED").ok().and_then(|text| text.parse().ok());
    let seed = seed.unwrap_or_else(|| rand::rng().random());
    println!("{name}: MUSUBI_FUZZ_SEED={seed}");
    let corpus = corpus(name);
    assert!(!corpus.is_empty(), "{name}: an empty corpus");
    corpus.iter().for_each(|input| target(input));
    target(&[]);
    let mut dice = StdRng::seed_from_u64(seed);
    let begun = Instant::now();
    let mut runs = 0_u64;
    while begun.elapsed() < budget {
        for _ in 0..16 {
            let input = mutated(&corpus, &mut dice);
            let told = std::panic::catch_unwind(|| target(&input));
            if told.is_err() {
                let kept = std::env::temp_dir().join(format!("musubi-fuzz-{name}-{seed}"));
                fs::write(&kept, &input).expect("it can be kept");
                panic!("{name}: run {runs} of seed {seed} breaks it; see {}", kept.display());
            }
            runs += 1;
        }
    }
    println!("{name}: {runs} runs");
}

fn mutated(corpus: &[Vec<u8>], dice: &mut StdRng) -> Vec<u8> {
    let mut input = corpus[dice.random_range(0..corpus.len())].clone();
    for _ in 0..1_u32 << dice.random_range(0..4) {
        mutate(&mut input, corpus, dice);
    }
    input.truncate(BYTES_MAX);
    input
}

fn mutate(input: &mut Vec<u8>, corpus: &[Vec<u8>], dice: &mut StdRng) {
    if input.is_empty() {
        input.push(dice.random());
    }
    let at = dice.random_range(0..input.len());
    let end = (at + dice.random_range(1..=64)).min(input.len());
    match dice.random_range(0..10) {
        0 => input[at] ^= 1 << dice.random_range(0..8),
        1 => input[at] = dice.random(),
        2 => input[at] = input[at].wrapping_add(1),
        3 => drop(input.drain(at..end)),
        4 => {
            let piece = input[at..end].to_vec();
            let to = dice.random_range(0..=input.len());
            input.splice(to..to, piece);
        }
        5 => {
            let other = &corpus[dice.random_range(0..corpus.len())];
            let from = dice.random_range(0..=other.len());
            let to = (from + dice.random_range(0..=256)).min(other.len());
            input.splice(at..end, other[from..to].iter().copied());
        }
        6 => input.truncate(at),
        7 => {
            let extreme = EXTREMES[dice.random_range(0..EXTREMES.len())];
            let width = 1 << dice.random_range(0..4);
            let bytes = extreme.to_le_bytes();
            let bytes = &bytes[..width];
            let ordered: Vec<u8> = match dice.random_range(0..2) {
                0 => bytes.to_vec(),
                _ => bytes.iter().rev().copied().collect(),
            };
            let end = (at + width).min(input.len());
            input.splice(at..end, ordered);
        }
        8 => {
            // A CBOR head with another argument, or another type.
            let major = dice.random_range(0..8_u8) << 5;
            let argument = [0, 1, 16, 23, 24, 25, 26, 27, 31][dice.random_range(0..9)];
            input[at] = major | argument;
        }
        _ => input.insert(at, dice.random()),
    }
}

macro_rules! targets {
    ($($name:ident)*) => {
        $(#[test]
        fn $name() {
            let target = ALL.iter().find(|(name, _)| *name == stringify!($name));
            run(*target.expect("it is listed"));
        })*

        #[test]
        fn every_target_is_run() {
            let here = [$(stringify!($name)),*];
            assert_eq!(ALL.map(|(name, _)| name), here);
            for (name, _) in ALL {
                let file = corpora::root().join(format!("fuzz_targets/{name}.rs"));
                assert!(file.is_file(), "libFuzzer has no target {name}");
            }
        }
    };
}

targets! {
    frame entry span item certificate ticket statement proof receipt heads evidence message bundle
    erasure facts blob changes records journal keyfile sheet geojson csv list
    mapped household inquiry workbook pfif
}
