//! A fixed number of simulated stories, and every mutation noticed.

use musubi_replica::sim::{Mutation, run};

#[test]
fn every_story_ends_with_all_nodes_agreeing_and_nothing_acknowledged_missing() {
    for seed in 1..=12 {
        let outcome = run(seed, None);
        println!("seed {seed}: {outcome:?}");
        assert!(outcome.is_ok(), "seed {seed}: {outcome:?}");
    }
}

/// A laptop and its headquarters restored from older disks (882); accused entries still being read
/// while what others waited for came in (1939, 12689); a branch that parts again (30154); own work
/// that waits for what comes later in the same reading (40032); a clone that hears its twin before it
/// writes (40057); an unfit entry beyond a cut (40480); a change of a record on a branch that was left
/// at its header (30845, 31116, 32698, 41743, 41890); a lost run of HQ of which only a later receipt is
/// left (100012); a branch that goes on behind a span of which only the beginning is of it (101412); receipts of a run that
/// went back on a forked log (119772); more to be written again
/// than one entry takes (121097); the end of a log, forgotten when its
/// document closed (1002244); a block that was taken for whole with a span of another branch
/// (3010208, 3027097); own work that stands on another branch of one log and on the followed one of a
/// second (3019508); a change of a record that names no table (4030995);
/// a document that was put away while its journal was read (5019170); a loose value that came back in the place of
/// a newer one of the same run (7080130). And one in which HQ itself was
/// looked at before its disk had what it knew (602458). One was right, and its judge wrong: nodes had heard
/// less of a branch than the forger wrote, which may have been on a cut's chain (7025585).
#[test]
fn stories_that_once_failed_hold() {
    let seeds =
        [882, 1_939, 12_689, 30_154, 30_845, 31_116, 32_698, 40_032, 40_057, 40_480, 40_592];
    for seed in seeds.into_iter().chain([
        40_707, 40_809, 41_241, 41_743, 41_890, 100_012, 101_412, 119_772, 121_097, 602_458,
        1_002_244, 3_010_208, 3_019_508, 3_027_097, 4_030_995, 5_019_170, 7_025_585, 7_080_130,
    ]) {
        let outcome = run(seed, None);
        assert!(outcome.is_ok(), "seed {seed}: {outcome:?}");
    }
}

/// Where to begin to look: most are noticed by the first story, these by one of the next.
fn first_story(mutation: Mutation) -> u64 {
    match mutation {
        Mutation::CutBeyond | Mutation::VouchedListed => 8,
        Mutation::ForkChoice => 18,
        Mutation::Reissue => 22,
        Mutation::CutByChain => 31,
        Mutation::CarryWhole => 226,
        _ => 1,
    }
}

#[test]
fn every_protection_that_is_left_out_is_missed() {
    for mutation in Mutation::ALL {
        let first = first_story(mutation);
        let noticed = (first..first + 60).find(|seed| run(*seed, Some(mutation)).is_err());
        println!("{}: seed {noticed:?}", mutation.name());
        assert!(noticed.is_some(), "{} is not noticed", mutation.name());
    }
}
