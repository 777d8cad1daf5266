//! Forks where they are hard: at the header, within one another, and longer than one reading.

use musubi_log::hash::{EpochId, LogId, Run};
use musubi_log::item::Item;
use musubi_log::keyring::{Group, Keyring, epoch_check};
use musubi_log::role::Role;
use musubi_log::seal::{Body, Clock};
use musubi_log::span::Span;
use musubi_log::statement::{Fact, Statement, Wrap, Wrapped};
use musubi_log::writer::LogWriter;
use musubi_model::facts::Facts;
use musubi_model::ids::{DocumentId, Kind};
use musubi_model::record::{Value, View};
use musubi_replica::Input;
use musubi_replica::message::{Answer, Message};
use musubi_replica::output::Report;
use rand_chacha::ChaCha8Rng;
use rand_core::SeedableRng as _;

use crate::laptop::{City, Laptop, cloned, meet, open, part};
use crate::verdicts::{Clones, clones, create, learn, names, rename, settle};

/// What people read: an original and its reissues count as one.
pub(crate) fn joined(view: &View) -> Vec<String> {
    let facts = Facts::of(view);
    let mut names: Vec<String> = facts
        .records()
        .values()
        .map(|fields| {
            let all = fields["name"].all().iter().map(|seen| match &seen.value {
                Value::Text(text) => text.clone(),
                other => format!("{other:?}"),
            });
            let mut all: Vec<String> = all.collect();
            all.sort();
            all.join(" or ")
        })
        .collect();
    names.sort();
    names
}

/// Two laptops of HQ, each with what one twin said.
fn two_sides(city: &mut City, twins: &mut [Laptop; 2]) -> [Laptop; 2] {
    let hq = city.hq();
    let mut hqs = [city.laptop(Role::Hq, hq), city.laptop(Role::Hq, hq)];
    for (hq, twin) in hqs.iter_mut().zip(twins) {
        settle(&mut [hq, twin]);
    }
    hqs
}

/// A laptop that runs twice, one of the two with a key of a new epoch, and what each wrote.
fn twins_of_two_epochs(seed: u64) -> Clones {
    let mut city = City::new(seed);
    let (gym, hq) = (city.place("gym"), city.hq());
    let enrolment = city.enrol(Role::Shelter, gym);
    let head = city.enrol(Role::Hq, hq);
    let (member, me) = (head.member().expect("a city's"), enrolment.member().expect("a city's"));
    let operation = city.operation.operation.id;
    let (group, epoch) = (Group::of_place(gym), EpochId::new([9; 16]));
    let secret = Keyring::new(&member, head.readers).open_epoch(group, epoch).expect("HQ may");
    let fact = Fact::Epoch { group, epoch, check: epoch_check(&secret) };
    let what = Wrapped::Group { group, epoch };
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let wrap = Wrap::seal(operation, what, me.node, &me.box_key, &secret, &mut rng);
    let news = [fact, Fact::Wrap(wrap)];
    let news =
        news.map(|fact| Item::Statement(Statement::by_node(&head.node, &member, &fact, &[])));
    let news = [vec![Item::Certificate(head.certificate.clone())], news.to_vec()].concat();

    let run = Run::new([77; 16]);
    let mut twins = [open(cloned(&enrolment), run), open(enrolment, run)];
    twins[1].runs = 20;
    let people = DocumentId::new(operation, Kind::People, gym);
    twins[1].take(member.node, head.certificate.to_bytes().to_vec(), news);
    for number in 0..2 {
        twins[0].commit(people, create(number, "left"));
    }
    for number in 100..103 {
        twins[1].commit(people, create(number, "right"));
    }
    assert_ne!(twins[0].journal, twins[1].journal);
    Clones { city, people, twins }
}

fn rule_for(city: &City, twin: &Laptop, log: LogId, at: u64) -> Statement {
    let leaf = twin.journal[&log][&at].steps().expect("whole frames")[0].leaf;
    let fact = Fact::Ruling { log, leaf };
    Statement::by_city(&city.secret, city.operation.operation.id, &fact, &[])
}

/// The twin itself is gone, and of its log nobody holds anything any more that is followed.
#[test]
fn a_change_of_a_record_on_a_branch_left_at_its_header_is_written_again_with_the_record() {
    for seed in [87, 88] {
        let Clones { mut city, people, mut twins } = twins_of_two_epochs(seed);
        let gym = city.place("gym");
        let log = *twins[0].journal.first_key_value().unwrap().0;
        let mut desk = city.laptop(Role::Shelter, gym);
        settle(&mut [&mut desk, &mut twins[0]]);
        desk.commit(people, rename(0, "renamed at the desk"));
        let [mut one, mut other] = two_sides(&mut city, &mut twins);
        let ruling = rule_for(&city, &twins[1], log, 0);
        learn(&mut one, &other, &ruling);
        settle(&mut [&mut one, &mut other, &mut desk]);
        for laptop in [&one, &other, &desk] {
            let shown = joined(&laptop.views[&people]);
            assert!(shown.contains(&"renamed at the desk".to_owned()), "seed {seed}: {shown:?}");
            assert_eq!(laptop.replica.root(), one.replica.root(), "seed {seed}");
        }
    }
}

#[test]
fn a_log_may_be_forked_at_its_header_when_a_clone_has_learned_of_a_new_epoch() {
    for seed in 81..87 {
        let Clones { mut city, people, mut twins } = twins_of_two_epochs(seed);
        let [mut one, mut other] = two_sides(&mut city, &mut twins);
        assert_eq!(names(one.views.get(&people)), ["left"; 2]);
        assert_eq!(names(other.views.get(&people)), ["right"; 3]);
        settle(&mut [&mut one, &mut other]);
        let log = *one.journal.first_key_value().unwrap().0;
        let forked = Report::Forked { document: people, log, common: 0 };
        for laptop in [&one, &other] {
            assert!(laptop.reports.contains(&forked), "seed {seed}: {:?}", laptop.reports);
            assert_eq!(names(laptop.views.get(&people)), [""; 0], "seed {seed}");
        }
        assert_eq!(one.replica.root(), other.replica.root(), "seed {seed}");

        // Both twins write again what they had written.
        let [left, right] = &mut twins;
        settle(&mut [&mut one, &mut other, left, right]);
        let want = [vec!["left"; 2], vec!["right"; 3]].concat();
        for laptop in [&one, &other, &*left, &*right] {
            assert_eq!(joined(&laptop.views[&people]), want, "seed {seed}");
            assert_eq!(laptop.replica.root(), one.replica.root(), "seed {seed}");
        }

        // HQ rules for either: what the journals have of it comes back.
        let ruling = rule_for(&city, if seed % 2 == 0 { &*left } else { &*right }, log, 0);
        learn(&mut one, &other, &ruling);
        settle(&mut [&mut one, &mut other, left, right]);
        for laptop in [&one, &other] {
            assert_eq!(joined(&laptop.views[&people]), want, "seed {seed}");
            assert_eq!(laptop.replica.root(), one.replica.root(), "seed {seed}");
            assert_eq!(laptop.replica.document_state(&people).disputed, 0);
        }
    }
}

#[test]
fn a_clone_that_hears_of_the_other_in_time_signs_no_second_branch() {
    for written in [0, 1, 3] {
        let mut city = City::new(97);
        let (gym, hq) = (city.place("gym"), city.hq());
        let enrolment = city.enrol(Role::Shelter, gym);
        let run = Run::new([77; 16]);
        let mut twins = [open(cloned(&enrolment), run), open(enrolment, run)];
        let people = DocumentId::new(city.operation.operation.id, Kind::People, gym);
        twins[1].runs = 20;
        for number in 0..written {
            twins.iter_mut().for_each(|twin| twin.commit(people, create(number, "both")));
        }
        (10..13).for_each(|number| twins[0].commit(people, create(number, "left")));
        let mut head = city.laptop(Role::Hq, hq);
        let [left, right] = &mut twins;
        settle(&mut [&mut head, &mut *left]);
        settle(&mut [&mut head, &mut *right]);
        (20..23).for_each(|number| right.commit(people, create(number, "right")));
        settle(&mut [&mut head, left, right]);
        let want = [vec!["both"; written.into()], vec!["left"; 3], vec!["right"; 3]].concat();
        for laptop in [&head, &*left, &*right] {
            assert_eq!(joined(&laptop.views[&people]), want);
            assert_eq!(laptop.replica.document_state(&people).disputed, 0);
            assert_eq!(laptop.replica.root(), head.replica.root());
        }
    }
}

/// Three laptops of HQ, each with what one triplet said, after they have talked.
fn three_sides(city: &mut City, triplets: &mut [Laptop; 3]) -> [Laptop; 3] {
    let hq = city.hq();
    let mut hqs = [(); 3].map(|()| city.laptop(Role::Hq, hq));
    for (hq, triplet) in hqs.iter_mut().zip(triplets) {
        meet(hq, triplet);
        part(hq, triplet);
    }
    let [one, two, three] = &mut hqs;
    settle(&mut [&mut *one, &mut *two]);
    settle(&mut [&mut *one, &mut *two, &mut *three]);
    hqs
}

#[test]
fn a_fork_before_the_one_that_is_known_is_found_too() {
    for (seed, common) in [(91, 0), (92, 1), (93, 3), (94, 70)] {
        let mut city = City::new(seed);
        let gym = city.place("gym");
        let enrolment = city.enrol(Role::Shelter, gym);
        let run = Run::new([77; 16]);
        let mut triplets = [&enrolment; 3].map(|enrolment| open(cloned(enrolment), run));
        let people = DocumentId::new(city.operation.operation.id, Kind::People, gym);
        for number in 0..common {
            triplets.iter_mut().for_each(|one| one.commit(people, create(number, "all")));
        }
        for number in 100..104 {
            triplets[..2].iter_mut().for_each(|one| one.commit(people, create(number, "two")));
        }
        for (triplet, name) in triplets.iter_mut().zip(["left", "right", "deep"]) {
            (110..118).for_each(|number| triplet.commit(people, create(number, name)));
        }
        let hqs = three_sides(&mut city, &mut triplets);
        for laptop in &hqs {
            let forks = laptop.reports.iter().filter_map(|report| match report {
                Report::Forked { common, .. } => Some(*common),
                _ => None,
            });
            assert_eq!(forks.min(), Some(u64::from(common)), "seed {seed}");
            assert_eq!(names(laptop.views.get(&people)), vec!["all"; common.into()]);
            assert_eq!(laptop.replica.root(), hqs[0].replica.root(), "seed {seed}");
        }
    }
}

/// Of a span that came in one piece the beginning may be of the branch and the rest not; what goes on
/// with the branch then stands in another.
#[test]
fn a_branch_that_parts_twice_can_be_had_from_one_who_holds_it_in_pieces() {
    for seed in 110..122 {
        let mut city = City::new(seed);
        let (gym, hq) = (city.place("gym"), city.hq());
        let enrolment = city.enrol(Role::Shelter, gym);
        let run = Run::new([77; 16]);
        let mut triplets = [&enrolment; 3].map(|enrolment| open(cloned(enrolment), run));
        let people = DocumentId::new(city.operation.operation.id, Kind::People, gym);
        triplets.iter_mut().for_each(|one| one.commit(people, create(1, "all")));
        (100..103).for_each(|number| {
            triplets[..2].iter_mut().for_each(|one| one.commit(people, create(number, "two")));
        });
        for (triplet, name) in triplets.iter_mut().zip(["left", "right", "early"]) {
            (110..114).for_each(|number| triplet.commit(people, create(number, name)));
        }
        triplets.rotate_left(usize::try_from(seed % 3).unwrap());
        let mut hqs = three_sides(&mut city, &mut triplets);
        for held in &mut hqs {
            let mut late = city.laptop(Role::Hq, hq);
            settle(&mut [&mut *held, &mut late]);
            assert_eq!(late.replica.root(), held.replica.root(), "seed {seed}");
            assert_eq!(late.views.get(&people), held.views.get(&people), "seed {seed}");
        }
    }
}

#[test]
fn a_branch_is_followed_to_its_end_though_no_reading_holds_all_of_it() {
    for (seed, left, right) in [(95, 90, 110), (96, 110, 20)] {
        let Clones { mut city, people, mut twins } = clones(seed, left, right);
        let mut hqs = two_sides(&mut city, &mut twins);
        let hq = city.hq();
        let mut late = city.laptop(Role::Hq, hq);
        // As if all of it were some hundred times as long.
        for laptop in hqs.iter_mut().chain([&mut late]) {
            laptop.read_bytes_max = 2_000;
        }
        let [one, other] = &mut hqs;
        settle(&mut [&mut *one, &mut *other]);
        assert_eq!(names(one.views.get(&people)), ["known to both"], "seed {seed}");
        assert_eq!(one.replica.root(), other.replica.root(), "seed {seed}");
        let log = *twins[0].journal.first_key_value().unwrap().0;
        let ruling = rule_for(&city, &twins[0], log, 2);
        let [one, other] = &mut hqs;
        learn(one, other, &ruling);
        settle(&mut [&mut *one, &mut *other, &mut late]);
        for laptop in [&*one, &*other, &late] {
            let shown = names(laptop.views.get(&people));
            assert_eq!(shown.len(), 1 + usize::from(left), "seed {seed}");
            assert!(shown[1..].iter().all(|name| name == "left"), "seed {seed}");
            assert_eq!(laptop.replica.root(), one.replica.root(), "seed {seed}");
        }
    }
}

#[test]
fn what_is_unfit_on_one_branch_says_nothing_of_the_branch_that_is_followed() {
    let mut city = City::new(98);
    let (gym, hq) = (city.place("gym"), city.hq());
    let enrolment = city.enrol(Role::Shelter, gym);
    let run = Run::new([77; 16]);
    let mut eve = open(cloned(&enrolment), run);
    let people = DocumentId::new(city.operation.operation.id, Kind::People, gym);
    eve.commit(people, create(1, "said by Eve"));
    let leaf = |span: &Span| span.steps().unwrap().last().unwrap().leaf;
    let followed = eve.journal.values().flatten().last().map(|(_, span)| leaf(span)).unwrap();

    // Her other branch is noise, with a leaf that is not the lower one.
    let key = eve.replica.keyring().writing_key(&people).unwrap();
    let certificate = enrolment.certificate.hash();
    let noise = (0..).find_map(|number: u64| {
        let (mut writer, header) = LogWriter::begin(&enrolment.node, certificate, run, &key);
        let bytes = number.to_le_bytes().repeat(5);
        let body = Body { body_type: 0, clock: Clock::default(), bytes };
        let spans = writer.append(&enrolment.node, &[body]).unwrap();
        (leaf(&spans[0]) > followed).then(|| [vec![header], spans].concat())
    });
    let mut one = city.laptop(Role::Hq, hq);
    one.input(Input::PeerUp { node: eve.key, certificate: eve.certificate.clone() });
    let items = noise.unwrap().into_iter().map(Item::Span).collect();
    let message = Message::Spans { answer: Answer::Ends, items };
    one.input(Input::Received { from: eve.key, message });
    one.input(Input::PeerDown { node: eve.key });
    let is_unfit = |report: &Report| matches!(report, Report::Unfit { position: 1, .. });
    assert!(one.reports.iter().any(is_unfit), "{:?}", one.reports);

    // Somebody builds on the branch that is followed.
    let mut other = city.laptop(Role::Shelter, gym);
    meet(&mut other, &mut eve);
    part(&mut other, &mut eve);
    other.commit(people, rename(1, "built on it"));
    settle(&mut [&mut one, &mut other]);
    for laptop in [&one, &other] {
        assert_eq!(names(laptop.views.get(&people)), ["built on it"]);
    }
    assert_eq!(one.replica.root(), other.replica.root());
}
