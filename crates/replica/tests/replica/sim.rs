//! A fixed number of simulated stories, and every mutation noticed.

use musubi_replica::sim::{Mutation, run};

#[test]
fn every_story_ends_with_all_nodes_agreeing_and_nothing_acknowledged_missing() {
    for seed in 1..=20 {
        let outcome = run(seed, None);
        println!("seed {seed}: {outcome:?}");
        assert!(outcome.is_ok(), "seed {seed}: {outcome:?}");
    }
}

/// A laptop and its headquarters restored from older disks (882); accused entries still being read
/// while what others waited for came in (1939, 12689).
#[test]
fn stories_that_once_failed_hold() {
    for seed in [882, 1_939, 12_689] {
        let outcome = run(seed, None);
        assert!(outcome.is_ok(), "seed {seed}: {outcome:?}");
    }
}

#[test]
fn every_protection_that_is_left_out_is_missed() {
    for mutation in Mutation::ALL {
        let noticed = (1..=100).find(|seed| run(*seed, Some(mutation)).is_err());
        println!("{}: seed {noticed:?}", mutation.name());
        assert!(noticed.is_some(), "{} is not noticed", mutation.name());
    }
}
