//! What was missed in a training city and what was wrong, counted by what the pairs are like.

use std::collections::{BTreeMap, BTreeSet};

use musubi_model::matching::{Aspect, Certainty, LEARNT};

use super::judge::{Known, TRAINING};

pub(crate) fn at(seed: usize, people: usize) {
    let seed = u64::try_from(seed).expect("a seed");
    assert!(TRAINING.contains(&seed), "only training cities are looked at");
    let known = Known::drawn(seed, people, 100);
    let place: BTreeMap<_, _> =
        known.people.ids_in_order().enumerate().map(|(at, id)| (id, at)).collect();
    let levels = |one: usize, other: usize| {
        let likeness = known.people.likeness(one, other);
        let score = LEARNT.score(&likeness, known.people.len());
        let of = |aspect: &Aspect| format!("{}{}", aspect.code(), likeness.level(*aspect));
        (Aspect::ALL.iter().map(of).collect::<Vec<_>>().join(" "), score)
    };
    let mut found = BTreeSet::new();
    let mut wrong: Vec<String> = Vec::new();
    for proposal in known.people.proposals(&LEARNT) {
        let (a, b) = (place[&proposal.one.person], place[&proposal.other.person]);
        if proposal.certainty != Certainty::Likely {
            continue;
        }
        if known.is_right(&proposal) {
            found.insert((a.min(b), a.max(b)));
        } else {
            let (one, two) =
                (&known.city.humans[known.in_order[a]], &known.city.humans[known.in_order[b]]);
            let said = |it: &super::city::Human| {
                format!("{}{} {}", it.family.kana, it.given.kana, it.age())
            };
            wrong.push(format!(
                "{} {} | {} | {}",
                levels(a, b).0,
                proposal.score,
                said(one),
                said(two)
            ));
        }
    }
    println!("{} wrong", wrong.len());
    wrong.iter().take(40).for_each(|it| println!("  {it}"));
    let (mut low, mut unmet) = (BTreeMap::<String, usize>::new(), 0);
    let mut missed: BTreeMap<(String, u8), usize> = BTreeMap::new();
    for (one, other) in known.true_pairs() {
        if found.contains(&(one.min(other), one.max(other))) {
            continue;
        }
        let (levels_of, score) = levels(one, other);
        unmet += usize::from(score >= LEARNT.likely);
        *low.entry(format!("{levels_of} {}", score / 100)).or_default() += 1;
        let likeness = known.people.likeness(one, other);
        for aspect in Aspect::ALL {
            *missed.entry((aspect.code().to_owned(), likeness.level(*aspect))).or_default() += 1;
        }
    }
    let count: usize = low.values().sum();
    println!("{count} missed, {unmet} of them score enough but were not met or lost to another");
    missed.iter().for_each(|((aspect, level), count)| println!("  {aspect} {level}: {count}"));
    low.iter().take(40).for_each(|(what, count)| println!("  {count} {what}"));
}
