//! Seeded mutants of honest changes: whatever they are, every order comes to the same verdicts,
//! nothing breaks, and every save can be opened.

use musubi_document::{Document, Outcome};

use crate::forge::mutant;
use crate::support::{Dice, Entry, History, KIND, Reader};

/// Chosen for about twenty seconds on two slow cores.
const MUTANTS: u64 = 1_100;
const PER_HISTORY: u64 = 25;

#[test]
fn mutants_are_judged_alike_in_every_order_and_break_nothing() {
    let (mut fit, mut unfit, mut waiting) = (0, 0, 0);
    let mut reasons = std::collections::BTreeMap::new();
    for seed in 0..MUTANTS / PER_HISTORY {
        let history = History::random(seed + 1_000, 2 + (seed % 4) as usize, 40);
        for number in 0..PER_HISTORY {
            let mut dice = Dice::new(seed * PER_HISTORY + number);
            let victim = dice.below(history.entries.len());
            let Some(mutant) = mutant(&history, victim, &mut dice) else { continue };
            match judge_everywhere(&history, victim, mutant, &mut dice, seed, number) {
                Outcome::Applied { .. } => fit += 1,
                Outcome::Unfit(reason) => {
                    unfit += 1;
                    *reasons.entry(reason).or_insert(0) += 1;
                }
                Outcome::Waiting { .. } => waiting += 1,
                Outcome::Rival { .. } => panic!("seed {seed}, {number}: there is one branch"),
            }
        }
    }
    println!("mutants: {fit} fit, {unfit} unfit, {waiting} waiting");
    println!("{reasons:?}");
    assert!(fit > 20 && unfit > 500, "mutants must be neither all harmless nor all hopeless");
}

/// The mutant stands in its victim's place, so what was built on the victim waits for ever.
fn judge_everywhere(
    history: &History,
    victim: usize,
    mutant: Entry,
    dice: &mut Dice,
    seed: u64,
    number: u64,
) -> Outcome {
    let mut entries = history.entries.clone();
    entries[victim] = mutant;
    let in_order: Vec<_> = (0..entries.len()).collect();
    let first = Reader::take(&entries, &in_order, || 1);
    let save = first.document.save().unwrap_or_else(|_| panic!("seed {seed}, {number}"));
    let loaded = Document::load(KIND, &save).unwrap();
    assert_eq!(loaded.view(), first.view, "seed {seed}, {number}");
    for round in 0..2 {
        let order = if round == 0 { in_order.clone() } else { dice.shuffled(entries.len()) };
        let reader = match round {
            0 => Reader::take(&entries, &order, || usize::MAX),
            _ => Reader::take(&entries, &order, || 1 + dice.below(12)),
        };
        assert_eq!(reader.verdicts(), first.verdicts(), "seed {seed}, {number}, round {round}");
        assert_eq!(reader.document.heads(), first.document.heads(), "seed {seed}, {number}");
        assert_eq!(reader.view, first.view, "seed {seed}, {number}, round {round}");
    }
    let outcome = first.outcomes[victim].clone().unwrap();
    let alone = first.document.judge_alone(entries[victim].incoming()).unwrap();
    let agrees = match (&outcome, &alone) {
        (Outcome::Unfit(one), Outcome::Unfit(other)) => one == other,
        (one, other) => std::mem::discriminant(one) == std::mem::discriminant(other),
    };
    assert!(agrees, "seed {seed}, {number}: {outcome:?}, alone {alone:?}");
    outcome
}
