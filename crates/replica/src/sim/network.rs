//! Links between nodes, and what happens to what travels over them.

use std::collections::BTreeSet;

use musubi_log::hash::h;

/// One number decides everything: dice that a seed throws, the same every time.
#[derive(Clone, Debug)]
pub(super) struct Dice {
    seed: u64,
    thrown: u64,
    block: [u8; 32],
    used: usize,
}

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self { seed, thrown: 0, block: [0; 32], used: 32 }
    }

    pub(super) fn number(&mut self) -> u64 {
        if self.used == 32 {
            self.thrown += 1;
            let fields = [self.seed.to_le_bytes(), self.thrown.to_le_bytes()];
            self.block = *h("simulator dice", &[&fields[0], &fields[1]]).bytes();
            self.used = 0;
        }
        let bytes = &self.block[self.used..self.used + 8];
        self.used += 8;
        u64::from_le_bytes(bytes.try_into().expect("8 bytes"))
    }

    /// Below `sides`, which is not 0.
    pub(super) fn roll(&mut self, sides: u64) -> u64 {
        self.number() % sides
    }

    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        let index = self.roll(from.len() as u64);
        &from[usize::try_from(index).expect("an index")]
    }

    pub(super) fn percent(&mut self, chance: u64) -> bool {
        self.roll(100) < chance
    }

    pub(super) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        std::array::from_fn(|_| self.number().to_le_bytes()[0])
    }
}

/// Which pairs of nodes see each other, and how badly.
#[derive(Debug, Default)]
pub(super) struct Network {
    /// Pairs that are linked when nothing is wrong, the lower index first.
    wires: BTreeSet<(usize, usize)>,
    cut: BTreeSet<(usize, usize)>,
    pub(super) loss_percent: u64,
    pub(super) doubling_percent: u64,
    pub(super) sent: u64,
    pub(super) sent_bytes: u64,
}

fn pair(one: usize, other: usize) -> (usize, usize) {
    (one.min(other), one.max(other))
}

impl Network {
    pub(super) fn wire(&mut self, one: usize, other: usize) {
        if one != other {
            self.wires.insert(pair(one, other));
        }
    }

    pub(super) fn unwire(&mut self, one: usize, other: usize) {
        self.wires.remove(&pair(one, other));
    }

    pub(super) fn is_wired(&self, one: usize, other: usize) -> bool {
        self.wires.contains(&pair(one, other))
    }

    pub(super) fn wires(&self) -> Vec<(usize, usize)> {
        self.wires.iter().copied().collect()
    }

    pub(super) fn cut(&mut self, one: usize, other: usize) {
        self.cut.insert(pair(one, other));
    }

    pub(super) fn mend(&mut self, one: usize, other: usize) {
        self.cut.remove(&pair(one, other));
    }

    pub(super) fn is_linked(&self, one: usize, other: usize) -> bool {
        self.wires.contains(&pair(one, other)) && !self.cut.contains(&pair(one, other))
    }

    pub(super) fn neighbours(&self, of: usize) -> Vec<usize> {
        let ends = self.wires.iter().filter(|(one, other)| self.is_linked(*one, *other));
        ends.filter_map(|&(one, other)| match (one == of, other == of) {
            (true, _) => Some(other),
            (_, true) => Some(one),
            _ => None,
        })
        .collect()
    }

    /// When copies of one message arrive: never, once or twice, and not in order.
    pub(super) fn arrivals(&mut self, dice: &mut Dice) -> Vec<u64> {
        let copies = 1 + u64::from(dice.percent(self.doubling_percent));
        let mut arrivals = vec![];
        for _ in 0..copies {
            if !dice.percent(self.loss_percent) {
                let slow = if dice.percent(5) { 2_000 } else { 0 };
                arrivals.push(1 + dice.roll(40) + slow);
            }
        }
        arrivals
    }
}
