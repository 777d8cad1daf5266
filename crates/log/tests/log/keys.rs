//! Who can open what: roles, epochs, wraps, boxes, views.

use musubi_log::hash::EpochId;
use musubi_log::keyring::{Group, Keyring, ReaderMaster, epoch_check};
use musubi_log::role::Role;
use musubi_log::seal::{Opening, Wait};
use musubi_log::secret::Secret;
use musubi_log::span::Span;
use musubi_log::statement::{Culprit, Fact, Revocation, Statement, Wrap, Wrapped};
use musubi_log::statements::Statements;
use musubi_model::ids::{DocumentId, Kind};
use musubi_model::time::Timestamp;
use proptest::prelude::*;

use crate::world::{Laptop, World, body, opened, read};

fn write(world: &mut World, author: &Laptop, document: DocumentId, text: &str) -> Vec<Span> {
    let (mut writer, first) = world.begin(author, document);
    [vec![first], writer.append(&author.node, &[body(text)]).unwrap()].concat()
}

fn can_open(laptop: &Laptop, spans: &[Span]) -> bool {
    match &read(&laptop.keyring, spans)[..] {
        [Opening::Opened(_)] => true,
        [Opening::Wait(Wait::Key)] => false,
        other => panic!("{other:?}"),
    }
}

#[test]
fn two_laptops_of_one_gym_and_hq_read_each_other_without_ever_meeting() {
    let mut world = World::new(60);
    let (one, two) = (world.shelter("A1"), world.shelter("A1"));
    let (hq, neighbour) = (world.hq(), world.shelter("B2"));
    let place = one.member.place;
    let relay = world.laptop(Role::Relay, place);
    for (kind, want) in [
        (Kind::People, [true, true, false, false]),
        (Kind::Desk, [true, true, false, false]),
        (Kind::Staff, [true, true, true, false]),
    ] {
        let document = world.document(kind, place);
        let spans = write(&mut world, &one, document, "世帯");
        let got = [&two, &hq, &neighbour, &relay].map(|laptop| can_open(laptop, &spans));
        assert_eq!(got, want, "{kind:?}");
    }
}

#[test]
fn another_operation_opens_nothing_of_this_one() {
    let mut world = World::new(61);
    let one = world.shelter("A1");
    let document = world.document(Kind::Place, one.member.place);
    let spans = write(&mut world, &one, document, "x");
    world.next_operation();
    let later = world.hq();
    assert!(!can_open(&later, &spans));
}

/// HQ's side of a new epoch: the statement, and a wrap for each who stays.
fn turn(
    world: &mut World,
    hq: &Laptop,
    group: Group,
    stay: &[&Laptop],
    replaces: &[Statement],
) -> Vec<Statement> {
    let mut id = [0; 16];
    rand_core::Rng::fill_bytes(&mut world.rng, &mut id);
    let epoch = EpochId::new(id);
    let secret = hq.keyring.open_epoch(group, epoch).unwrap();
    let replaces: Vec<_> = replaces.iter().map(Statement::hash).collect();
    let fact = Fact::Epoch { group, epoch, check: epoch_check(&secret) };
    let mut all = vec![Statement::by_node(&hq.node, &hq.member, &fact, &replaces)];
    for laptop in stay {
        let what = Wrapped::Group { group, epoch };
        all.push(wrap(world, hq, laptop, what, &secret));
    }
    all
}

fn wrap(world: &mut World, by: &Laptop, to: &Laptop, what: Wrapped, secret: &Secret) -> Statement {
    let operation = world.operation.id;
    let (node, letterbox) = (to.member.node, &to.member.box_key);
    let wrap = Wrap::seal(operation, what, node, letterbox, secret, &mut world.rng);
    Statement::by_node(&by.node, &by.member, &Fact::Wrap(wrap), &[])
}

fn statements(world: &World, laptops: &[&Laptop], all: &[Statement]) -> Statements {
    let mut set = Statements::new(world.city.public(), world.operation.id);
    for laptop in laptops {
        set.admit(&laptop.certificate).unwrap();
    }
    for statement in all {
        let read = Statement::from_bytes(statement.to_bytes()).unwrap();
        set.add(read).unwrap();
    }
    set
}

#[test]
fn after_a_new_epoch_only_those_who_stay_read_on() {
    let mut world = World::new(62);
    let (mut hq, mut stays, mut stolen) = (world.hq(), world.shelter("A1"), world.shelter("A1"));
    let place = stays.member.place;
    let group = Group::of_place(place);
    let document = world.document(Kind::People, place);
    let before = write(&mut world, &stays, document, "before");
    let facts = turn(&mut world, &hq, group, &[&stays], &[]);
    let set = statements(&world, &[&hq, &stays, &stolen], &facts);
    for laptop in [&mut hq, &mut stays, &mut stolen] {
        laptop.keyring.learn(&set, &laptop.member, &laptop.node);
    }
    assert_ne!(stays.keyring.writing_epoch(group), EpochId::FIRST);
    let after = write(&mut world, &stays, document, "after");
    assert_eq!([&hq, &stays, &stolen].map(|l| can_open(l, &before)), [true, true, true]);
    assert_eq!([&hq, &stays, &stolen].map(|l| can_open(l, &after)), [true, true, false]);
    assert_eq!(read(&hq.keyring, &after), opened(&[body("after")]));
    // A laptop that lacks the wrap still saves, in the newest epoch it knows.
    let own = write(&mut world, &stolen, document, "mine");
    assert_eq!([&hq, &stays].map(|l| can_open(l, &own)), [true, true]);
    // Learning again, from scratch, comes to the same.
    let mut fresh = Keyring::new(&stays.member, stays.readers.clone());
    assert!(fresh.learn(&set, &stays.member, &stays.node));
    assert!(!fresh.learn(&set, &stays.member, &stays.node));
    assert_eq!(read(&fresh, &after), opened(&[body("after")]));
}

#[test]
fn of_two_epochs_at_once_the_lower_id_is_written_and_a_third_replaces_both() {
    let mut world = World::new(63);
    let (mut hq, other_hq) = (world.hq(), world.hq());
    let group = Group::CITY;
    let one = turn(&mut world, &hq, group, &[], &[]);
    let two = turn(&mut world, &other_hq, group, &[], &[]);
    let ids = |facts: &[Statement]| match facts[0].fact() {
        Fact::Epoch { epoch, .. } => *epoch,
        _ => unreachable!("an epoch"),
    };
    let both = [one.clone(), two.clone()].concat();
    let set = statements(&world, &[&hq, &other_hq], &both);
    hq.keyring.learn(&set, &hq.member, &hq.node);
    assert_eq!(hq.keyring.writing_epoch(group), ids(&one).min(ids(&two)));

    let third = turn(&mut world, &hq, group, &[], &[one[0].clone(), two[0].clone()]);
    let set = statements(&world, &[&hq, &other_hq], &[both, third.clone()].concat());
    hq.keyring.learn(&set, &hq.member, &hq.node);
    assert_eq!(hq.keyring.writing_epoch(group), ids(&third));
    assert_eq!(set.epochs_to_write(group).len(), 3);
}

#[test]
fn a_reader_wraps_for_a_replacement_laptop_of_its_own_place_only() {
    let mut world = World::new(64);
    let (hq, mut old) = (world.hq(), world.shelter("A1"));
    let (mut new, mut foreign) = (world.shelter("A1"), world.shelter("B2"));
    let group = Group::of_place(old.member.place);
    let facts = turn(&mut world, &hq, group, &[&old], &[]);
    let everyone = statements(&world, &[&hq, &old, &new, &foreign], &facts);
    old.keyring.learn(&everyone, &old.member, &old.node);
    let epoch = old.keyring.writing_epoch(group);
    let secret = old.keyring.group_secret(group, epoch).unwrap();
    let what = Wrapped::Group { group, epoch };
    let wraps = [
        wrap(&mut world, &old, &new, what, &secret),
        wrap(&mut world, &old, &foreign, what, &secret),
    ];
    let set = statements(&world, &[&hq, &old, &new, &foreign], &[facts, wraps.to_vec()].concat());
    for laptop in [&mut new, &mut foreign] {
        laptop.keyring.learn(&set, &laptop.member, &laptop.node);
    }
    assert_eq!(new.keyring.writing_epoch(group), epoch);
    assert_eq!(foreign.keyring.group_secret(group, epoch), None);
}

#[test]
fn a_wrap_with_a_false_secret_changes_nothing() {
    let mut world = World::new(65);
    let (hq, liar, mut victim) = (world.hq(), world.shelter("A1"), world.shelter("A1"));
    let group = Group::of_place(victim.member.place);
    let facts = turn(&mut world, &hq, group, &[&victim], &[]);
    let epoch = match facts[0].fact() {
        Fact::Epoch { epoch, .. } => *epoch,
        _ => unreachable!("an epoch"),
    };
    let what = Wrapped::Group { group, epoch };
    let lie = wrap(&mut world, &liar, &victim, what, &Secret::new([1; 32]));
    let set = statements(&world, &[&hq, &liar, &victim], &[facts, vec![lie]].concat());
    victim.keyring.learn(&set, &victim.member, &victim.node);
    let secret = victim.keyring.group_secret(group, epoch).unwrap();
    assert_eq!(secret, hq.keyring.open_epoch(group, epoch).unwrap());
}

#[test]
fn a_fresh_master_reaches_the_remaining_hq_nodes_alone() {
    let mut world = World::new(66);
    let (mut hq, mut stolen, mut shelter) = (world.hq(), world.hq(), world.shelter("A1"));
    let master = ReaderMaster::generate(&mut world.rng);
    let what = Wrapped::Master { generation: EpochId::new([3; 16]) };
    let wraps = [
        wrap(&mut world, &hq, &hq, what, master.secret()),
        wrap(&mut world, &hq, &shelter, what, master.secret()),
    ];
    let mut set = statements(&world, &[&hq, &stolen, &shelter], &wraps);
    hq.keyring.learn(&set, &hq.member, &hq.node);
    let facts = turn(&mut world, &hq, Group::CITY, &[&shelter], &[]);
    assert!(set.add_all(facts.clone()).is_empty());
    for laptop in [&mut hq, &mut stolen, &mut shelter] {
        laptop.keyring.learn(&set, &laptop.member, &laptop.node);
    }
    let document = world.document(Kind::Staff, shelter.member.place);
    let spans = write(&mut world, &shelter, document, "after");
    assert_eq!([&hq, &stolen].map(|laptop| can_open(laptop, &spans)), [true, false]);
    assert_eq!(shelter.keyring.open_epoch(Group::CITY, EpochId::new([9; 16])), None);
}

#[test]
fn what_is_boxed_to_a_place_is_opened_there_and_at_hq() {
    let mut world = World::new(67);
    let (hq, here, there) = (world.hq(), world.shelter("A1"), world.shelter("B2"));
    let place = there.member.place;
    let register = hq.keyring.place_box_key(place).unwrap();
    assert_eq!(there.keyring.place_box_key(place), Some(register));
    assert!(here.keyring.place_box(place).is_none());
    let sealed = register.seal(b"transfer", "家族".as_bytes(), &mut world.rng);
    for laptop in [&hq, &there] {
        let opened = laptop.keyring.place_box(place).unwrap().open(b"transfer", &sealed).unwrap();
        assert_eq!(&**opened, "家族".as_bytes());
        assert!(laptop.keyring.place_box(place).unwrap().open(b"other", &sealed).is_err());
    }
    let own = here.keyring.place_box(here.member.place).unwrap();
    assert!(own.open(b"transfer", &sealed).is_err());
    for index in 0..sealed.len() {
        let mut altered = sealed.clone();
        altered[index] ^= 1;
        let opened = there.keyring.place_box(place).unwrap().open(b"transfer", &altered);
        // The top bit of an X25519 key is no part of it, but it is hashed into the box's key.
        assert!(opened.is_err(), "byte {index}");
    }
}

#[test]
fn a_cached_view_is_opened_by_its_readers_only() {
    let mut world = World::new(68);
    let (one, two, other) = (world.shelter("A1"), world.shelter("A1"), world.shelter("B2"));
    let document = world.document(Kind::People, one.member.place);
    let desk = world.document(Kind::Desk, one.member.place);
    let sealed = one.keyring.seal_view(&document, b"view", &mut world.rng).unwrap();
    assert_eq!(&**two.keyring.open_view(&document, &sealed).unwrap(), b"view");
    assert_eq!(one.keyring.open_view(&desk, &sealed), None);
    assert_eq!(other.keyring.open_view(&document, &sealed), None);
    assert_eq!(other.keyring.seal_view(&document, b"view", &mut world.rng), None);
    for index in 0..sealed.len() {
        let mut altered = sealed.clone();
        altered[index] ^= 1;
        assert_eq!(one.keyring.open_view(&document, &altered), None, "byte {index}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Revocations, epochs, times in any order of arrival: the same set, the same answers.
    #[test]
    fn answers_depend_on_the_set_and_not_on_its_order(seed: u64, order: u64) {
        let mut world = World::new(seed);
        let (hq, a, b) = (world.hq(), world.shelter("A1"), world.shelter("B2"));
        let mut all = turn(&mut world, &hq, Group::CITY, &[&a], &[]);
        let first = all[0].clone();
        all.extend(turn(&mut world, &hq, Group::CITY, &[&a, &b], &[first]));
        let mut last: Option<Statement> = None;
        for millis in [5_000, 9_000, 7_000] {
            let replaces: Vec<_> = last.iter().map(Statement::hash).collect();
            let fact = Fact::Time { now: Timestamp::from_millis(millis) };
            let statement = Statement::by_node(&hq.node, &hq.member, &fact, &replaces);
            all.push(statement.clone());
            last = Some(statement);
        }
        let straight = statements(&world, &[&hq, &a, &b], &all);
        shuffle(&mut all, order);
        let shuffled = statements(&world, &[&b, &a, &hq], &all);
        let answers = |set: &Statements| (
            set.city_time(),
            set.epochs_to_write(Group::CITY),
            set.wraps_for(&a.member).into_iter().cloned().collect::<Vec<_>>(),
            set.iter().map(|(hash, _)| (*hash, set.holds(hash))).collect::<Vec<_>>(),
        );
        prop_assert_eq!(answers(&straight), answers(&shuffled));
        prop_assert_eq!(straight.city_time(), Some(Timestamp::from_millis(7_000)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// One by one or all at once: wraps that replace nothing are settled by themselves.
    #[test]
    fn statements_that_come_singly_say_what_they_say_together(seed: u64, order: u64) {
        let mut world = World::new(seed);
        let (hq, bad_hq) = (world.hq(), world.hq());
        let (a, b, thief) = (world.shelter("A1"), world.shelter("B2"), world.shelter("A1"));
        let laptops = [&hq, &bad_hq, &a, &b, &thief];
        let operation = world.operation.id;
        let mut all = turn(&mut world, &hq, Group::CITY, &[&a], &[]);
        let first = all[0].clone();
        all.extend(turn(&mut world, &bad_hq, Group::CITY, &[&b], &[]));
        all.extend(turn(&mut world, &hq, Group::CITY, &[&a, &b], &[first]));
        let secret = Secret::new([7; 32]);
        let what = Wrapped::Group { group: Group::CITY, epoch: EpochId::new([5; 16]) };
        let wraps = [(&a, &b), (&thief, &b), (&b, &a)].map(|(by, to)| wrap(&mut world, by, to, what, &secret));
        let standing = vec![all[2].hash()];
        for (culprit, standing) in [(&thief, vec![]), (&bad_hq, standing)] {
            let (node, serial) = (culprit.member.node, culprit.member.serial);
            let culprit = Culprit::Node { node, serial };
            let fact = Fact::Revocation(Revocation { culprit, cuts: vec![], standing });
            all.push(Statement::by_city(&world.city, operation, &fact, &[wraps[1].hash()]));
        }
        // One that replaces what has not come yet.
        let fact = Fact::Time { now: Timestamp::from_millis(3) };
        let time = Statement::by_node(&hq.node, &hq.member, &fact, &[]);
        let fact = Fact::Time { now: Timestamp::from_millis(2) };
        all.push(Statement::by_node(&hq.node, &hq.member, &fact, &[time.hash()]));
        all.push(time);
        all.extend(wraps);
        shuffle(&mut all, order);
        let singly = statements(&world, &laptops, &all);
        let mut together = statements(&world, &laptops, &[]);
        prop_assert!(together.add_all(all.clone()).is_empty());
        let answers = |set: &Statements| (
            set.iter().map(|(hash, _)| (*hash, set.holds(hash))).collect::<Vec<_>>(),
            set.counting().map(|(hash, _)| *hash).collect::<Vec<_>>(),
        );
        prop_assert_eq!(answers(&singly), answers(&together));
        prop_assert_eq!(singly.city_time(), Some(Timestamp::from_millis(2)));
    }
}

fn shuffle<T>(items: &mut [T], mut dice: u64) {
    for end in (1..items.len()).rev() {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let pick = usize::try_from(dice >> 33).unwrap() % (end + 1);
        items.swap(end, pick);
    }
}
