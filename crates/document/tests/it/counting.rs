//! Goods on a shelf, three laptops that move and count them, and entries that arrive in any order:
//! the shelf itself is the oracle.

use std::collections::BTreeMap;

use musubi_document::{Document, Outcome};
use musubi_model::counting::{self, Held, NewStockMovement};
use musubi_model::facts::Facts;
use musubi_model::field::{Noted, Recorder};
use musubi_model::ids::{Actor, RecordId};
use musubi_model::record::Edit;
use musubi_model::stock::ItemId;
use musubi_model::time::Timestamp;

use crate::support::{Dice, Entry, KIND};

const LAPTOPS: usize = 3;
const RUNS: u64 = 300;

struct Laptop {
    actor: Actor,
    document: Document,
    /// Sent by others and not yet taken in.
    waiting: Vec<Entry>,
}

impl Laptop {
    fn read<T>(&self, read: impl FnOnce(&Facts<'_>) -> T) -> T {
        read(&Facts::of(&self.document.view()))
    }

    fn held(&self) -> BTreeMap<ItemId, Held> {
        self.read(counting::held)
    }

    /// Takes in one entry, or keeps it where its past has not come.
    fn take(&mut self, place: usize) {
        let entry = self.waiting.swap_remove(place);
        let applied = self.document.apply(&[entry.incoming()]).unwrap();
        match applied.outcomes[..] {
            [Outcome::Applied { .. }] => {}
            [Outcome::Waiting { .. }] => self.waiting.push(entry),
            ref other => panic!("{other:?}"),
        }
    }

    fn take_all(&mut self, dice: &mut Dice) {
        while !self.waiting.is_empty() {
            self.take(dice.below(self.waiting.len()));
        }
    }
}

struct Gym {
    dice: Dice,
    laptops: Vec<Laptop>,
    /// What lies there, whatever anybody wrote.
    shelf: i64,
}

fn rice() -> ItemId {
    "rice".parse().unwrap()
}

fn noted() -> Noted {
    Noted::now(Timestamp::from_millis(1_785_000_000_000), Recorder::Node)
}

impl Gym {
    fn new(seed: u64) -> Self {
        let laptop = |number| Laptop {
            actor: Actor::new([number; 16]),
            document: Document::new(KIND),
            waiting: vec![],
        };
        Self { dice: Dice::new(seed), laptops: [1, 2, 3].map(laptop).into(), shelf: 500 }
    }

    fn id(&mut self) -> RecordId {
        let mut bytes = self.dice.bytes::<16>();
        bytes[0] &= 0x7f;
        RecordId::new(bytes)
    }

    fn write(&mut self, at: usize, edits: &[Edit]) {
        let laptop = &mut self.laptops[at];
        let written = laptop.document.commit(laptop.actor, edits).unwrap().written.unwrap();
        let (first_seq, previous, body) = (written.first_seq, written.previous, written.body);
        let entry = Entry { actor: laptop.actor, first_seq, previous, body };
        for other in (0..LAPTOPS).filter(|other| *other != at) {
            self.laptops[other].waiting.push(entry.clone());
        }
    }

    fn moves(&mut self, at: usize) {
        let change = i64::try_from(self.dice.below(41)).unwrap() - 20;
        self.shelf += change;
        let id = self.id();
        let movement = NewStockMovement::of(rice(), change.try_into().unwrap());
        let edits = self.laptops[at].read(|facts| counting::moved(facts, id, movement, &noted()));
        self.write(at, &edits.unwrap());
    }

    fn counts(&mut self, at: usize) {
        let (id, shelf) = (self.id(), self.shelf.try_into().unwrap());
        let edits =
            self.laptops[at].read(|facts| counting::counted(facts, id, rice(), shelf, &noted()));
        self.write(at, &edits.unwrap());
    }

    /// Somebody takes a few without a word. Only a count can tell.
    fn loses(&mut self) {
        self.shelf -= i64::try_from(self.dice.below(5)).unwrap();
    }

    /// Everybody hears of everything; all must then say the same.
    fn meet(&mut self) -> Held {
        for laptop in &mut self.laptops {
            laptop.take_all(&mut self.dice);
        }
        let held: Vec<_> = self.laptops.iter().map(Laptop::held).collect();
        assert_eq!(held[0], held[1]);
        assert_eq!(held[0], held[2]);
        held[0][&rice()].clone()
    }
}

#[test]
fn a_number_that_is_not_told_as_unsure_is_the_one_on_the_shelf() {
    let (mut sure, mut unsure, mut agreed) = (0, 0, 0);
    for seed in 0..RUNS {
        let mut gym = Gym::new(seed);
        gym.counts(0);
        for _ in 0..gym.dice.below(14) {
            let at = gym.dice.below(LAPTOPS);
            match gym.dice.below(8) {
                0..3 => gym.moves(at),
                3 => {
                    gym.loses();
                    gym.counts(at);
                }
                4 => gym.counts(at),
                _ if gym.laptops[at].waiting.is_empty() => {}
                _ => {
                    let count = gym.laptops[at].waiting.len();
                    let place = gym.dice.below(count);
                    gym.laptops[at].take(place);
                }
            }
        }
        let held = gym.meet();
        if held.is_unsure() {
            unsure += 1;
        } else {
            sure += 1;
            assert_eq!(held.quantity, gym.shelf, "seed {seed}");
        }
        agreed += u32::from(held.also.is_empty() && held.meanwhile == 0);
        // One count by somebody who knows of everything settles everything.
        let at = gym.dice.below(LAPTOPS);
        gym.counts(at);
        let held = gym.meet();
        assert!(!held.is_unsure(), "seed {seed}: {held:?}");
        assert_eq!(held.quantity, gym.shelf, "seed {seed}");
    }
    assert!(sure > 40 && unsure > 40 && agreed > 40, "{sure} sure, {unsure} not, {agreed} agreed");
}

#[test]
fn goods_that_move_after_a_count_end_at_the_true_number_in_any_order_of_arrival() {
    for seed in 0..RUNS {
        let mut gym = Gym::new(seed);
        for _ in 0..gym.dice.below(16) {
            let at = gym.dice.below(LAPTOPS);
            match gym.dice.below(4) {
                0 => {
                    gym.loses();
                    // Who counts has heard of what was moved; nobody hears of the count at once.
                    gym.laptops[at].take_all(&mut gym.dice);
                    gym.counts(at);
                }
                1 if !gym.laptops[at].waiting.is_empty() => {
                    let count = gym.laptops[at].waiting.len();
                    let place = gym.dice.below(count);
                    gym.laptops[at].take(place);
                }
                _ => gym.moves(at),
            }
        }
        let at = gym.dice.below(LAPTOPS);
        gym.laptops[at].take_all(&mut gym.dice);
        gym.counts(at);
        for _ in 0..gym.dice.below(6) {
            let at = gym.dice.below(LAPTOPS);
            gym.moves(at);
        }
        assert_eq!(gym.meet().quantity, gym.shelf, "seed {seed}");
    }
}

#[test]
fn two_who_count_the_same_shelf_at_once_correct_it_once() {
    let mut gym = Gym::new(1);
    gym.counts(0);
    gym.meet();
    gym.shelf -= 2;
    gym.counts(1);
    gym.counts(2);
    let held = gym.meet();
    assert_eq!((held.quantity, held.is_unsure()), (498, false));
}

#[test]
fn a_count_that_missed_a_movement_is_told_also_where_the_numbers_agree() {
    let mut gym = Gym::new(1);
    gym.counts(0);
    gym.meet();
    gym.shelf += 2;
    let id = gym.id();
    let movement = NewStockMovement::of(rice(), 2.try_into().unwrap());
    let edits = gym.laptops[1].read(|facts| counting::moved(facts, id, movement, &noted()));
    gym.write(1, &edits.unwrap());
    gym.laptops[0].take(0);
    gym.counts(0);
    gym.shelf -= 2;
    gym.counts(2);
    let held = gym.meet();
    assert_eq!((held.quantity, held.also.len(), held.meanwhile), (502, 0, 1));
    assert!(held.is_unsure(), "the shelf holds {}", gym.shelf);
}
