//! How the weights come from the training cities: counts of levels in pairs whose story is known.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use musubi_model::madeup::Chance;
use musubi_model::matching::{
    ASPECTS, Aspect, LEVELS_MAX, Story, Table, Weights, address, name, phone,
};

use super::judge::{Known, share};

/// Nothing is held to happen to one human less than once in a thousand times, though the made-up city
/// may never do it: no single mistake shall hide a pair.
const HARDLY_EVER: i16 = -1_000;

type Counts = [[f64; LEVELS_MAX]; ASPECTS];

#[derive(Default)]
struct Tally {
    counts: Counts,
    pairs: usize,
}

impl Tally {
    fn take(&mut self, known: &Known, one: usize, other: usize) {
        let likeness = known.people.likeness(one, other);
        for aspect in Aspect::ALL {
            self.counts[*aspect as usize][likeness.level(*aspect) as usize] += 1.0;
        }
        self.pairs += 1;
    }

    /// How often a level is found among these levels.
    fn among(&self, aspect: Aspect, level: u8, levels: &[u8]) -> f64 {
        const AT_LEAST: f64 = 0.5;
        let counts = &self.counts[aspect as usize];
        let all: f64 = levels.iter().map(|level| counts[*level as usize] + AT_LEAST).sum();
        (counts[level as usize] + AT_LEAST) / all
    }

    fn of_all(&self, aspect: Aspect, level: u8) -> f64 {
        self.among(aspect, level, &[0, 1, 2, 3, 4, 5, 6, 7, 8])
    }
}

/// Tallies of pairs whose story is known. Strangers are drawn from those who share something, since
/// only they are ever mistaken for one.
#[derive(Default)]
pub(crate) struct Learnt {
    one_human: Tally,
    one_family: Tally,
    any: Tally,
    of_family_name: Tally,
    of_given_name: Tally,
    of_both_names: Tally,
    of_town: Tally,
    of_address: Tally,
    records: usize,
}

impl Learnt {
    /// Counts one city; `sample` pairs of every kind of strangers.
    pub(crate) fn take(&mut self, known: &Known, chance: &mut Chance, sample: usize) {
        self.records += known.in_order.len();
        for (one, other) in known.true_pairs() {
            self.one_human.take(known, one, other);
        }
        for (one, other) in family_pairs(known) {
            self.one_family.take(known, one, other);
        }
        let humans = &known.city.humans;
        let homes = home_of(known);
        let home = |human: usize| &known.city.homes[homes[human]];
        let house = |human: usize| {
            let home = home(human);
            format!("{} {} {} {}", home.town, home.chome, home.banchi, home.go)
        };
        let family = |human: usize| humans[human].family.kana.clone();
        let given = |human: usize| humans[human].given.kana.clone();
        strangers(known, (chance, sample), &mut self.any, |_| String::new());
        strangers(known, (chance, sample), &mut self.of_family_name, family);
        strangers(known, (chance, sample), &mut self.of_given_name, given);
        strangers(known, (chance, sample), &mut self.of_both_names, |it| {
            family(it) + " " + &given(it)
        });
        strangers(known, (chance, sample), &mut self.of_town, |it| home(it).town.to_string());
        strangers(known, (chance, sample), &mut self.of_address, house);
    }

    fn of_strangers(&self, aspect: Aspect, level: u8) -> f64 {
        // Levels whose agreement has a rarity of its own: how often among those who agree.
        const SAME: [u8; 5] =
            [name::BOTH, name::READING, name::READING_OTHER_KANJI, name::NEAR_BOTH, name::KANJI];
        const ADDRESS: [u8; 2] = [address::SAME, address::OTHER_ROOM];
        const TOWN: [u8; 3] = [address::NEAR, address::TOWN, address::OTHER_NUMBERS];
        match aspect {
            Aspect::Family if SAME.contains(&level) => {
                self.of_family_name.among(aspect, level, &SAME)
            }
            Aspect::Given if SAME.contains(&level) => {
                self.of_given_name.among(aspect, level, &SAME)
            }
            Aspect::Age | Aspect::Sex => self.of_given_name.of_all(aspect, level),
            Aspect::Order | Aspect::Company => self.of_both_names.of_all(aspect, level),
            Aspect::Phone if level == phone::SAME => 1.0,
            Aspect::Address if ADDRESS.contains(&level) => {
                self.of_address.among(aspect, level, &ADDRESS)
            }
            Aspect::Address if TOWN.contains(&level) => self.of_town.among(aspect, level, &TOWN),
            _ => self.any.of_all(aspect, level),
        }
    }

    pub(crate) fn weights(&self) -> Weights {
        let mut table: Table = [[[0; 3]; LEVELS_MAX]; ASPECTS];
        for aspect in Aspect::ALL {
            for level in 0..u8::try_from(LEVELS_MAX).expect("few levels") {
                let tallies = [&self.one_human, &self.one_family, &self.any];
                if tallies.iter().all(|it| it.counts[*aspect as usize][level as usize] < 1.0) {
                    continue;
                }
                let cell = &mut table[*aspect as usize][level as usize];
                let human = hundredths(self.one_human.of_all(*aspect, level));
                cell[Story::OneHuman as usize] = human.max(HARDLY_EVER);
                cell[Story::Strangers as usize] = hundredths(self.of_strangers(*aspect, level));
                cell[Story::OneFamily as usize] =
                    hundredths(self.one_family.of_all(*aspect, level));
            }
        }
        let odds = share(self.one_human.pairs, self.one_family.pairs);
        let per_1000 = share(self.one_human.pairs * 1_000, self.records);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of a thousand"
        )]
        let true_per_1000 = per_1000.round() as u32;
        let before_family = i32::from(hundredths(odds));
        Weights { table, true_per_1000, before_family, likely: 0, possible: -500 }
    }
}

fn hundredths(share: f64) -> i16 {
    #[expect(clippy::cast_possible_truncation, reason = "clamped to what fits")]
    let bits = (share.log2() * 100.0).round().clamp(-3_000.0, 3_000.0) as i16;
    bits
}

fn home_of(known: &Known) -> Vec<usize> {
    let mut homes = vec![0; known.city.humans.len()];
    for (at, home) in known.city.homes.iter().enumerate() {
        home.members.iter().for_each(|member| homes[*member] = at);
    }
    homes
}

/// Pairs of different people of one home, or of homes of kin, in two registrations.
fn family_pairs(known: &Known) -> BTreeSet<(usize, usize)> {
    let mut pairs = BTreeSet::new();
    for home in &known.city.homes {
        let kin = [home.children_at, home.other_parent_at].into_iter().flatten();
        let mut humans = home.members.clone();
        humans.extend(kin.flat_map(|at| &known.city.homes[at].members));
        let records: Vec<usize> =
            humans.iter().flat_map(|human| &known.records[human]).copied().collect();
        for (at, &one) in records.iter().enumerate() {
            for &other in &records[at + 1..] {
                let apart = known.household[one] != known.household[other];
                if apart && known.in_order[one] != known.in_order[other] {
                    pairs.insert((one.min(other), one.max(other)));
                }
            }
        }
    }
    pairs
}

/// Pairs of records of different people of different homes that share what `shared` says of them.
fn strangers(
    known: &Known,
    (chance, sample): (&mut Chance, usize),
    tally: &mut Tally,
    shared: impl Fn(usize) -> String,
) {
    let homes = home_of(known);
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, human) in known.in_order.iter().enumerate() {
        groups.entry(shared(*human)).or_default().push(at);
    }
    let groups: Vec<Vec<usize>> = groups.into_values().filter(|group| group.len() > 1).collect();
    // As often as pairs come about in each group, but none takes over.
    let pairs: Vec<(usize, usize)> = groups
        .iter()
        .enumerate()
        .map(|(at, group)| (at, group.len() * (group.len() - 1) / 2))
        .collect();
    let all: usize = pairs.iter().map(|(_, count)| count).sum();
    for (at, count) in pairs {
        let draws = (count * sample).div_ceil(all.max(1));
        for _ in 0..draws {
            let (one, other) = (*chance.pick(&groups[at]), *chance.pick(&groups[at]));
            if homes[known.in_order[one]] != homes[known.in_order[other]] {
                tally.take(known, one, other);
            }
        }
    }
}

/// The lowest score from which on this share of all training proposals is right.
pub(crate) fn threshold(scored: &mut [(i32, bool)], precision: f64) -> i32 {
    scored.sort_unstable_by_key(|(score, right)| (-score, *right));
    let (mut right, mut lowest) = (0, i32::MAX);
    for (at, (score, is_right)) in scored.iter().enumerate() {
        right += usize::from(*is_right);
        if share(right, at + 1) >= precision {
            lowest = *score;
        }
    }
    lowest
}

/// `learnt.rs` as it is committed.
pub(crate) fn source(weights: &Weights) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "pub const LEARNT: Weights = Weights {{\n    table: [");
    for aspect in Aspect::ALL {
        let _ = writeln!(out, "        // {}", aspect.code());
        let _ = writeln!(out, "        [");
        for [human, strangers, family] in weights.table[*aspect as usize] {
            let _ = writeln!(out, "            [{human}, {strangers}, {family}],");
        }
        let _ = writeln!(out, "        ],");
    }
    let _ = writeln!(out, "    ],\n    true_per_1000: {},", weights.true_per_1000);
    let _ = writeln!(out, "    before_family: {},", weights.before_family);
    let _ =
        writeln!(out, "    likely: {},\n    possible: {},\n}};", weights.likely, weights.possible);
    out
}
