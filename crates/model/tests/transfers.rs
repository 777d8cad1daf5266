//! Transfers between two places, with headquarters between them, against a model that knows what
//! people did.
//!
//! A gym sends, another receives, two laptops of headquarters see of both what has reached them and
//! write what is due; documents travel in any order. In the end everybody must agree with what was
//! done, whatever came first, and nothing may be doubled.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::collections::{BTreeMap, BTreeSet};

use musubi_model::facts::Facts;
use musubi_model::field::{Follows, Noted, Recorder};
use musubi_model::household::{NewHousehold, Registered};
use musubi_model::ids::{Actor, PlaceId, RecordId};
use musubi_model::madeup::Chance;
use musubi_model::person::NewPerson;
use musubi_model::record::{Edit, Reading, Seen, TABLE_FIELD, Value, View};
use musubi_model::roster::{Rights, Roster};
use musubi_model::stay::{NewStay, StayKind, WhereTo, Whereabouts};
use musubi_model::time::Timestamp;
use musubi_model::transfer::{
    self, ChangeTransferCopy, Movements, NewTransfer, NewTransferCopy, OVERDUE_MS, Step,
};
use proptest::prelude::*;

const SENDER: PlaceId = PlaceId::new([1; 16]);
const RECEIVER: PlaceId = PlaceId::new([2; 16]);
const NOON: Timestamp = Timestamp::from_millis(1_785_000_000_000);

fn noted() -> Noted {
    Noted::now(NOON, Recorder::Node)
}

fn write(view: &mut View, edits: Vec<Edit>) {
    let reading =
        |value| Reading::new(vec![Seen { value, by: Actor::new([1; 16]), seq: 1 }]).unwrap();
    for edit in edits {
        match edit {
            Edit::Create { id, table, fields } => {
                let record = view.records.entry(id).or_default();
                record.insert(TABLE_FIELD.to_owned(), reading(Value::Text(table)));
                record.extend(fields.into_iter().map(|(name, value)| (name, reading(value))));
            }
            Edit::Set { id, field, value } => {
                view.records.get_mut(&id).unwrap().insert(field, reading(value));
            }
            Edit::Put { .. } | Edit::Add { .. } => unreachable!("not used here"),
        }
    }
}

/// Everything the one holds, the other holds, too. Fields are only ever added.
fn copy(from: &View, to: &mut View) {
    for (id, fields) in &from.records {
        to.records.entry(*id).or_default().extend(fields.clone());
    }
}

/// The two documents of people as one laptop holds them.
#[derive(Clone, Default)]
struct Held {
    sender: View,
    receiver: View,
}

#[derive(Clone, Debug)]
enum Act {
    Send {
        persons: u8,
    },
    TakeBack {
        transfer: u8,
        persons: u8,
    },
    /// By the family's QR, or by what headquarters announced; by hand where it says so.
    Arrive {
        transfer: u8,
        by_hand: bool,
    },
    Headquarters {
        laptop: usize,
    },
    Travel {
        from: usize,
        to: usize,
    },
}

/// The sender, the receiver, two laptops of headquarters.
const LAPTOPS: usize = 4;

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        2 => (1..8_u8).prop_map(|persons| Act::Send { persons }),
        1 => any::<(u8, u8)>().prop_map(|(transfer, persons)| Act::TakeBack { transfer, persons }),
        2 => any::<(u8, bool)>().prop_map(|(transfer, by_hand)| Act::Arrive { transfer, by_hand }),
        4 => (2..LAPTOPS).prop_map(|laptop| Act::Headquarters { laptop }),
        6 => (0..LAPTOPS, 0..LAPTOPS).prop_map(|(from, to)| Act::Travel { from, to }),
    ];
    prop::collection::vec(act, 1..30)
}

/// What was done with one transfer, whoever knows of it.
#[derive(Clone, Debug)]
struct Done {
    id: RecordId,
    persons: BTreeSet<RecordId>,
    came: bool,
    /// Those who stay after all.
    taken_back: BTreeSet<RecordId>,
}

struct City {
    chance: Chance,
    laptops: Vec<Held>,
    everybody: BTreeSet<RecordId>,
    done: Vec<Done>,
}

impl City {
    fn new(seed: u64) -> Self {
        let mut chance = Chance::seeded(seed);
        let mut sender = View::default();
        let household = chance.record_id(NOON);
        let new = NewHousehold::of(Registered::Staff, false);
        write(&mut sender, new.create(household, &noted()).unwrap());
        let mut everybody = BTreeSet::new();
        for _ in 0..7 {
            let person = chance.record_id(NOON);
            let new = NewPerson::unasked(household);
            write(&mut sender, new.create(person, &noted()).unwrap());
            let mut stay = NewStay::of(person, StayKind::CheckIn, Follows::default());
            stay.place = Some(SENDER);
            write(&mut sender, stay.create(chance.record_id(NOON), &noted()).unwrap());
            everybody.insert(person);
        }
        let held = Held { sender, receiver: View::default() };
        Self { chance, laptops: vec![held; LAPTOPS], everybody, done: Vec::new() }
    }

    fn act(&mut self, act: &Act) {
        match *act {
            Act::Send { persons } => self.send(persons),
            Act::TakeBack { transfer, persons } => self.take_back(transfer, persons),
            Act::Arrive { transfer, by_hand } => self.arrive(transfer, by_hand),
            Act::Headquarters { laptop } => {
                headquarters(&mut self.chance, &mut self.laptops[laptop]);
            }
            Act::Travel { from, to } => {
                let from = self.laptops[from].clone();
                copy(&from.sender, &mut self.laptops[to].sender);
                copy(&from.receiver, &mut self.laptops[to].receiver);
            }
        }
    }

    /// Those of the seven whom `persons` names and who are here.
    fn send(&mut self, persons: u8) {
        let id = self.chance.record_id(NOON);
        let view = &mut self.laptops[0].sender;
        let facts = Facts::of(view);
        let roster = Roster::for_reader(&facts, Rights::Protected);
        let household = roster.households().next().unwrap().id;
        let here = self.everybody.iter().enumerate().filter(|(bit, person)| {
            let at = roster.state(**person).and_then(musubi_model::stay::StayState::agreed);
            persons & (1 << bit) != 0 && transfer::may_be_sent(at)
        });
        let here: BTreeSet<RecordId> = here.map(|(_, person)| *person).collect();
        if here.is_empty() {
            return;
        }
        let mut edits = NewTransfer::of(household, SENDER, RECEIVER).create(id, &noted()).unwrap();
        for person in &here {
            let heads = roster.state(*person).unwrap().heads.clone();
            let mut stay = NewStay::of(*person, StayKind::TransferOut, heads);
            (stay.place, stay.other_place) = (Some(SENDER), Some(RECEIVER));
            stay.transfer = Some(id);
            edits.extend(stay.create(self.chance.record_id(NOON), &noted()).unwrap());
        }
        write(view, edits);
        self.done.push(Done { id, persons: here, came: false, taken_back: BTreeSet::new() });
    }

    /// By the sender, who has not heard of their arrival.
    fn take_back(&mut self, which: u8, persons: u8) {
        let Some(at) = pick(&self.done, which) else { return };
        // Of people who came it would be an error; what becomes of it has a test of its own.
        if self.done[at].came {
            return;
        }
        self.take_back_of(at, persons);
    }

    fn take_back_of(&mut self, at: usize, persons: u8) {
        let id = self.done[at].id;
        let view = &mut self.laptops[0].sender;
        let sent = Movements::of(&Facts::of(view)).sent.remove(&id).unwrap();
        for (bit, (person, step)) in sent.persons.into_iter().enumerate() {
            if persons & (1 << bit) == 0 {
                continue;
            }
            let Step::OnTheWay { sent_by } = step else { continue };
            let mut void = NewStay::of(person, StayKind::Void, Follows::only(sent_by));
            void.target = Some(sent_by);
            write(view, void.create(self.chance.record_id(NOON), &noted()).unwrap());
            self.done[at].taken_back.insert(person);
        }
    }

    fn arrive(&mut self, which: u8, by_hand: bool) {
        let Some(at) = pick(&self.done, which) else { return };
        // Who stays does not come, and nobody comes twice. Where some stay, nobody comes by hand:
        // then it could not be told who.
        let stay = &self.done[at].taken_back;
        if self.done[at].came || *stay == self.done[at].persons || (by_hand && !stay.is_empty()) {
            return;
        }
        let view = &mut self.laptops[1].receiver;
        for counterpart in self.done[at].persons.difference(&self.done[at].taken_back) {
            let person = self.chance.record_id(NOON);
            let mut stay = NewStay::of(person, StayKind::TransferIn, Follows::default());
            (stay.place, stay.other_place) = (Some(RECEIVER), Some(SENDER));
            stay.transfer = Some(self.done[at].id);
            stay.counterpart = (!by_hand).then_some(*counterpart);
            let new = NewPerson::unasked(self.chance.record_id(NOON));
            write(view, new.create(person, &noted()).unwrap());
            write(view, stay.create(self.chance.record_id(NOON), &noted()).unwrap());
        }
        self.done[at].came = true;
    }
}

fn pick(done: &[Done], which: u8) -> Option<usize> {
    (!done.is_empty()).then(|| usize::from(which) % done.len())
}

/// One laptop of headquarters writes what is due as far as it knows.
fn headquarters(chance: &mut Chance, held: &mut Held) {
    let here = Movements::of(&Facts::of(&held.sender));
    let there = Movements::of(&Facts::of(&held.receiver));
    for (id, sent) in &here.sent {
        let due = transfer::due(*id, sent, &there);
        if due.announce {
            let new = NewTransferCopy::of(*id, sent.from);
            write(&mut held.receiver, new.create(chance.record_id(NOON), &noted()).unwrap());
        }
        for copy in due.withdraw {
            let change = ChangeTransferCopy {
                withdrawn: musubi_model::field::Change::To(true),
                ..ChangeTransferCopy::default()
            };
            write(&mut held.receiver, change.edits(copy, &noted()));
        }
        for (person, sent_by) in due.confirm {
            let stay = transfer::confirmation(*id, sent, person, sent_by);
            write(&mut held.sender, stay.create(chance.record_id(NOON), &noted()).unwrap());
        }
    }
}

/// Everybody hears of everything, and headquarters has its say.
fn settle(city: &mut City) -> Held {
    for _ in 0..3 {
        let mut all = Held::default();
        for held in &city.laptops {
            copy(&held.sender, &mut all.sender);
            copy(&held.receiver, &mut all.receiver);
        }
        city.laptops.fill(all);
        headquarters(&mut city.chance, &mut city.laptops[2]);
        headquarters(&mut city.chance, &mut city.laptops[3]);
    }
    city.laptops[2].clone()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..Default::default() })]

    #[test]
    fn transfers_end_as_they_were_done_in_whatever_order_they_are_heard_of(
        acts in acts(),
        seed: u64,
    ) {
        let mut city = City::new(seed);
        for act in &acts {
            city.act(act);
        }
        let all = settle(&mut city);
        let roster = Roster::for_reader(&Facts::of(&all.sender), Rights::Protected);
        let movements = Movements::of(&Facts::of(&all.sender));
        let there = Movements::of(&Facts::of(&all.receiver));
        // The last that was done with each person says where they are.
        let mut last: BTreeMap<RecordId, &Done> = BTreeMap::new();
        for done in &city.done {
            last.extend(done.persons.iter().map(|person| (*person, done)));
        }
        for person in &city.everybody {
            let at = roster.state(*person).unwrap().agreed();
            let want = match last.get(person) {
                Some(done) if done.taken_back.contains(person) => Some(Whereabouts::Present { place: SENDER }),
                Some(done) if done.came => {
                    Some(Whereabouts::Left { place: SENDER, to: WhereTo::OtherShelter })
                }
                Some(_) => Some(Whereabouts::InTransit {
                    from: SENDER,
                    to: Some(RECEIVER),
                    since: Some(NOON),
                }),
                None => Some(Whereabouts::Present { place: SENDER }),
            };
            prop_assert_eq!(at, want);
        }
        for done in &city.done {
            let sent = &movements.sent[&done.id];
            let announced = there.announced.get(&done.id);
            prop_assert_eq!(sent.persons.keys().copied().collect::<BTreeSet<_>>(), done.persons.clone());
            prop_assert_eq!(there.arrived.contains_key(&done.id), done.came);
            prop_assert_eq!(sent.has_arrived(), done.came);
            let all_stay = done.taken_back == done.persons;
            prop_assert_eq!(sent.is_on_the_way(), !(done.came || all_stay));
            if !done.came {
                prop_assert_eq!(announced.is_some_and(|it| !it.withdrawn), !all_stay);
            }
        }
        // Nothing is due any more, so nothing is written for ever.
        for (id, sent) in &movements.sent {
            prop_assert_eq!(transfer::due(*id, sent, &there), transfer::Due::default());
        }
    }
}

#[test]
fn a_transfer_that_nobody_confirms_is_overdue_after_six_hours_and_not_before() {
    let mut city = City::new(1);
    city.act(&Act::Send { persons: 1 });
    let movements = Movements::of(&Facts::of(&city.laptops[0].sender));
    let sent = movements.sent.values().next().unwrap();
    assert!(!sent.is_overdue(NOON.plus_millis(OVERDUE_MS)));
    assert!(sent.is_overdue(NOON.plus_millis(OVERDUE_MS + 1)));
    city.act(&Act::Arrive { transfer: 0, by_hand: true });
    let all = settle(&mut city);
    let movements = Movements::of(&Facts::of(&all.sender));
    let sent = movements.sent.values().next().unwrap();
    assert!(!sent.is_overdue(NOON.plus_millis(100 * OVERDUE_MS)) && sent.has_arrived());
}

#[test]
fn who_came_although_the_sender_took_them_back_has_arrived() {
    let mut city = City::new(2);
    city.act(&Act::Send { persons: 3 });
    city.act(&Act::Arrive { transfer: 0, by_hand: false });
    city.act(&Act::Travel { from: 0, to: 2 });
    city.act(&Act::Travel { from: 1, to: 2 });
    city.act(&Act::Headquarters { laptop: 2 });
    city.take_back_of(0, u8::MAX);
    let all = settle(&mut city);
    let movements = Movements::of(&Facts::of(&all.sender));
    assert!(movements.sent[&city.done[0].id].has_arrived());
}
