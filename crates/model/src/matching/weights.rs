//! How much each level says, after Fellegi and Sunter, against two rival stories at once.
//!
//! Two records are of one human only if that explains them better than that they are of two
//! strangers who share a name, *and* better than that they are of two of one family, who share
//! everything but the given name. The score is the lesser of the two, in hundredths of a bit; 0 is
//! even odds by what was learnt, and where a line is drawn was learnt too.
//!
//! The numbers are in [`super::learnt`] and say how they were made.

use super::likeness::{ASPECTS, Aspect, LEVELS_MAX, Likeness};
use super::words::bits;

/// The three stories that may be behind two records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Story {
    OneHuman,
    Strangers,
    OneFamily,
}

/// Base-2 logarithms in hundredths of how often a level is found, per aspect and level for each
/// [`Story`]. Where an agreement has a rarity of its own, the number for strangers is how often the
/// level is found among those who agree.
pub type Table = [[[i16; 3]; LEVELS_MAX]; ASPECTS];

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weights {
    pub table: Table,
    /// True pairs to a thousand records.
    pub true_per_1000: u32,
    /// Odds of one human to one family among pairs of records of either, in hundredths of a bit.
    pub before_family: i32,
    /// From here on pairs are [`super::Certainty::Likely`].
    pub likely: i32,
    /// From here on they are proposed at all.
    pub possible: i32,
}

impl Weights {
    /// What one aspect says for one human, against strangers and against one family.
    pub fn of(&self, likeness: &Likeness, aspect: Aspect) -> (i32, i32) {
        let [human, strangers, family] =
            self.table[aspect as usize][likeness.level(aspect) as usize].map(i32::from);
        (human - strangers + likeness.rarity[aspect as usize], human - family)
    }

    pub fn score(&self, likeness: &Likeness, records: usize) -> i32 {
        // True pairs to all pairs: t/1000 · n to n² / 2.
        let records = u32::try_from(records).unwrap_or(u32::MAX);
        let prior = bits(self.true_per_1000) + bits(2) - bits(1_000) - bits(records);
        let start = (prior, self.before_family);
        let (strangers, family) = Aspect::ALL.iter().fold(start, |(strangers, family), aspect| {
            let (more, most) = self.of(likeness, *aspect);
            (strangers + more, family + most)
        });
        strangers.min(family)
    }

    /// The most that knowing more of two households could add to a score.
    pub(super) fn company_most(&self) -> i32 {
        let levels = &self.table[Aspect::Company as usize];
        levels.iter().map(|it| i32::from(it[0]) - i32::from(it[1])).max().unwrap_or(0).max(0)
    }
}
