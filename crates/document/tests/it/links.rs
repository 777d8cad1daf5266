//! Two records of one human, linked and unlinked on three laptops while others edit them.

use std::collections::BTreeMap;

use musubi_document::{Committed, Document, Incoming, Outcome};
use musubi_model::duplicates::{between, link};
use musubi_model::facts::Facts;
use musubi_model::field::{Change, Noted, Recorder};
use musubi_model::ids::{Actor, Kind, RecordId};
use musubi_model::person::{ChangePerson, NewPerson};
use musubi_model::record::{Edit, Seen, View};
use musubi_model::roster::{Rights, Roster};
use musubi_model::time::Timestamp;

use crate::support::{Dice, Entry};

const LAPTOPS: usize = 3;
const HISTORIES: u64 = 30;
const STEPS: usize = 40;
const ONE: RecordId = RecordId::new([1; 16]);
const TWO: RecordId = RecordId::new([2; 16]);
/// Edited where the control run neither links nor unlinks, so that both runs know as much of each
/// other's writing.
const BYSTANDER: RecordId = RecordId::new([3; 16]);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Run {
    Linking,
    Control,
}

struct Laptop {
    actor: Actor,
    document: Document,
    view: View,
    written: Vec<Entry>,
    /// How many entries of each laptop are applied here.
    taken: [usize; LAPTOPS],
}

impl Laptop {
    fn new(number: u8) -> Self {
        Self {
            actor: Actor::new([number + 1; 16]),
            document: Document::new(Kind::People),
            view: View::default(),
            written: vec![],
            taken: [0; LAPTOPS],
        }
    }

    fn roster(&self) -> Roster {
        Roster::for_reader(&Facts::of(&self.view), Rights::Protected)
    }

    fn commit(&mut self, edits: &[Edit]) {
        let Committed { written, changes } = self.document.commit(self.actor, edits).unwrap();
        changes.into_iter().for_each(|change| self.view.apply(change));
        if let Some(written) = written {
            let (first_seq, previous) = (written.first_seq, written.previous);
            self.written.push(Entry { actor: self.actor, first_seq, previous, body: written.body });
        }
    }

    fn take(&mut self, from: usize, entries: &[Entry]) {
        for entry in &entries[self.taken[from]..] {
            let incoming: Incoming<'_> = entry.incoming();
            let applied = self.document.apply(&[incoming]).unwrap();
            applied.changes.into_iter().for_each(|change| self.view.apply(change));
            match &applied.outcomes[0] {
                Outcome::Applied { .. } => self.taken[from] += 1,
                Outcome::Waiting { .. } => return,
                other => panic!("{other:?}"),
            }
        }
    }
}

fn noted() -> Noted {
    Noted::now(Timestamp::from_millis(1_795_662_000_000), Recorder::Node)
}

fn change_of(id: RecordId, change: ChangePerson) -> Vec<Edit> {
    change.edits(id, &noted())
}

fn same_as(value: Change<RecordId>) -> ChangePerson {
    ChangePerson { same_as: value, ..ChangePerson::default() }
}

/// One edit of one field, so that several hands write the same one and others.
fn edit(dice: &mut Dice, step: usize) -> Vec<Edit> {
    let id = *dice.pick(&[ONE, TWO]);
    let text = format!("{step}");
    let mut change = ChangePerson::default();
    match dice.below(4) {
        0 => change.note = Change::To(text.parse().unwrap()),
        1 => change.given = Change::To(text.parse().unwrap()),
        2 => change.age = Change::To((step % 100).to_string().parse().unwrap()),
        _ => change.note = Change::Clear,
    }
    change_of(id, change)
}

fn exchange(laptops: &mut [Laptop], from: usize, to: usize) {
    let entries = laptops[from].written.clone();
    if from != to {
        laptops[to].take(from, &entries);
    }
}

fn exchange_all(laptops: &mut [Laptop]) {
    for _ in 0..LAPTOPS * LAPTOPS {
        for from in 0..LAPTOPS {
            (0..LAPTOPS).for_each(|to| exchange(laptops, from, to));
        }
    }
}

/// What the laptop writes who links, or unlinks; nothing where there is nothing to do.
fn judged(laptop: &Laptop, unlinks: bool) -> Vec<Edit> {
    let roster = laptop.roster();
    if unlinks {
        let held = between(&roster, ONE, TWO);
        return held.flat_map(|id| change_of(id, same_as(Change::Clear))).collect();
    }
    let link = link(&roster, ONE, TWO);
    link.map_or(vec![], |(holder, other)| change_of(holder, same_as(Change::To(other))))
}

fn played(seed: u64, run: Run) -> Vec<Laptop> {
    let mut dice = Dice::new(seed);
    let mut laptops: Vec<Laptop> = (0..3).map(Laptop::new).collect();
    for id in [ONE, TWO, BYSTANDER] {
        let mut person = NewPerson::unasked(RecordId::new([9; 16]));
        person.suppress = false;
        laptops[0].commit(&person.create(id, &noted()).unwrap());
    }
    exchange_all(&mut laptops);
    let mut links = 0;
    for step in 0..STEPS {
        let at = dice.below(LAPTOPS);
        match dice.below(10) {
            0..4 => {
                let edits = edit(&mut dice, step);
                laptops[at].commit(&edits);
            }
            what @ 4..7 => {
                let edits = judged(&laptops[at], what == 6);
                links += usize::from(!edits.is_empty());
                beside(&mut laptops[at], run, &edits, step);
            }
            _ => {
                let from = dice.below(LAPTOPS);
                exchange(&mut laptops, from, at);
            }
        }
    }
    assert!(run == Run::Control || links > 0, "seed {seed}: nobody linked");
    exchange_all(&mut laptops);
    // Whoever unlinks last knows of everything.
    let last = dice.below(LAPTOPS);
    let clear = [ONE, TWO].into_iter().flat_map(|id| change_of(id, same_as(Change::Clear)));
    beside(&mut laptops[last], run, &clear.collect::<Vec<_>>(), STEPS);
    exchange_all(&mut laptops);
    laptops
}

/// Writes the link, or in the control run something on a third record. One entry in either run,
/// though there be nothing to link, so that what is exchanged after is the same.
fn beside(laptop: &mut Laptop, run: Run, link: &[Edit], step: usize) {
    let change = ChangePerson {
        note: Change::To(format!("{step}").parse().unwrap()),
        ..ChangePerson::default()
    };
    let mut edits = change_of(BYSTANDER, change);
    if run == Run::Linking {
        edits.extend_from_slice(link);
    }
    laptop.commit(&edits);
}

/// A record without the link and without who wrote last: every value, clashing ones too. Which of
/// those is shown first may differ, as operations are numbered on through those of the link.
fn told(view: &View, id: RecordId) -> BTreeMap<String, Vec<Seen>> {
    let link_or_mark = ["same_as", "recorded_at", "recorded_by", "observed_at"];
    let fields = view.records[&id].iter().filter(|it| !link_or_mark.contains(&it.0.as_str()));
    let sorted = fields.map(|(field, reading)| {
        let mut seen = reading.all().to_vec();
        seen.sort();
        (field.clone(), seen)
    });
    sorted.collect()
}

#[test]
fn unlinking_restores_both_records_on_every_laptop_whatever_was_edited_meanwhile() {
    let (mut clashes, mut unlinked) = (0, 0);
    for seed in 0..HISTORIES {
        let (linked, control) = (played(seed, Run::Linking), played(seed, Run::Control));
        for laptop in &linked {
            assert_eq!(laptop.view, linked[0].view, "seed {seed}");
            let roster = laptop.roster();
            assert!(!roster.links().are_one(ONE, TWO), "seed {seed}");
            for id in [ONE, TWO] {
                assert_eq!(told(&laptop.view, id), told(&control[0].view, id), "seed {seed}");
                let person = roster.person(id).unwrap();
                assert!(person.same_as.shown().is_none() && !person.same_as.is_clash());
                unlinked += usize::from(laptop.view.records[&id].contains_key("same_as"));
                clashes += usize::from(person.note.is_clash());
            }
        }
    }
    println!("{HISTORIES} histories, {unlinked} records unlinked, {clashes} clashes of edits");
    assert!(clashes > 0 && unlinked > 0, "the histories must link and clash to be worth anything");
}
