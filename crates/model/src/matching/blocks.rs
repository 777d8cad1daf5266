//! Which pairs are worth comparing: those that share a key, of several kinds, so that one mistake
//! does not hide a pair.
//!
//! Bound: within a key that more than [`BLOCK_MAX`] records share, each is compared with the
//! [`NEIGHBOURS`] next in age alone. So the number of comparisons is at most a fixed number for
//! each record, however a city's names are spread.

use super::likeness::Ground;
use super::told::{Aged, Contact, Told};

const BLOCK_MAX: usize = 64;
const NEIGHBOURS: usize = 48;

/// Mixes the parts of a key. Two keys that fall together cost a comparison, nothing else.
fn key(kind: u64, parts: [u64; 3]) -> u64 {
    let mix = |all: u64, part: u64| {
        let mut mixed = (all ^ part).wrapping_add(0x9e37_79b9_7f4a_7c15);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    };
    parts.into_iter().fold(kind, mix)
}

/// In no order: a name told the other way round has the same key.
fn both(kind: u64, one: u64, other: u64) -> u64 {
    key(kind, [one.min(other), one.max(other), 0])
}

impl Ground<'_> {
    /// Calls `found` with the places of every pair worth comparing. A pair may come more than once.
    pub(super) fn pairs(&self, mut found: impl FnMut(usize, usize)) {
        let mut keyed: Vec<(u64, u32)> = Vec::with_capacity(self.told.len() * 10);
        for (at, told) in self.told.iter().enumerate() {
            let at = u32::try_from(at).expect("fewer than four billion records");
            self.keys(told, |key| keyed.push((key, at)));
        }
        keyed.sort_unstable();
        keyed.dedup();
        let mut members: Vec<u32> = Vec::new();
        for block in keyed.chunk_by(|one, other| one.0 == other.0) {
            if block.len() < 2 {
                continue;
            }
            members.clear();
            members.extend(block.iter().map(|(_, at)| *at));
            let reach = if members.len() > BLOCK_MAX {
                members
                    .sort_by_key(|at| (self.told[*at as usize].years, self.told[*at as usize].id));
                NEIGHBOURS
            } else {
                BLOCK_MAX
            };
            for (place, one) in members.iter().enumerate() {
                for other in members[place + 1..].iter().take(reach) {
                    let (one, other) = (*one as usize, *other as usize);
                    if self.told[one].household != self.told[other].household {
                        found(one.min(other), one.max(other));
                    }
                }
            }
        }
    }

    fn keys(&self, told: &Told, mut add: impl FnMut(u64)) {
        let words = self.words;
        let contact: &Contact = &self.contacts[told.household as usize];
        let number = |word: super::words::Word| u64::from(word.number());
        let (family, given) = (number(told.family), number(told.given));
        let (first, given_first) =
            (u64::from(words.first(told.family)), u64::from(words.first(told.given)));
        let skeletons = (words.skeleton(told.family), words.skeleton(told.given));
        if told.family.is_told() && told.given.is_told() {
            add(both(1, family, given));
            add(both(2, skeletons.0, skeletons.1));
        }
        if told.family_kanji.is_told() && told.given_kanji.is_told() {
            add(both(3, number(told.family_kanji), number(told.given_kanji)));
        }
        if contact.phone.is_told() {
            add(key(4, [number(contact.phone), 0, 0]));
        }
        if contact.address.is_told() {
            add(key(5, [number(contact.address), skeletons.1, 0]));
            add(key(6, [number(contact.address), family, 0]));
        }
        if let Aged::Born(born) = told.aged {
            let day = u64::from(born.month * 100 + born.day);
            let year = u64::from(born.year.unsigned_abs());
            add(key(7, [year, day, given_first]));
            add(key(7, [year, day, first]));
        }
        // A slip in one part of a name: the other part and the age. An age of today and one of
        // last month are a year apart at times.
        if let Some((from, to)) = told.years.filter(|(from, to)| to - from <= 1) {
            for years in [u64::from(from), u64::from(to) + 1] {
                if told.given.is_told() {
                    add(key(8, [given, first, years]));
                }
                if told.family.is_told() {
                    add(key(9, [family, given_first, years]));
                }
            }
        }
    }
}
