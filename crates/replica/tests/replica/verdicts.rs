//! Verdicts are a function of the facts, not of the order in which they come.

use musubi_log::hash::{LogId, Run};
use musubi_log::item::Item;
use musubi_log::role::Role;
use musubi_log::statement::{Culprit, Cut, Fact, Revocation, Statement};
use musubi_model::ids::{DocumentId, Kind, RecordId};
use musubi_model::record::{Edit, Value, View};
use musubi_replica::Input;
use musubi_replica::message::Message;
use musubi_replica::output::{Misbehaviour, Report};

use crate::laptop::{City, Laptop, cloned, meet, open, part, talk};

pub(crate) fn create(number: u8, what: &str) -> Vec<Edit> {
    let fields = vec![("name".to_owned(), Value::Text(what.to_owned()))];
    vec![Edit::Create { id: RecordId::new([number; 16]), table: "t".to_owned(), fields }]
}

pub(crate) fn rename(number: u8, what: &str) -> Vec<Edit> {
    let value = Value::Text(what.to_owned());
    vec![Edit::Set { id: RecordId::new([number; 16]), field: "name".to_owned(), value }]
}

pub(crate) fn names(view: Option<&View>) -> Vec<String> {
    let records = view.into_iter().flat_map(|view| view.records.values());
    let text = |value: &Value| match value {
        Value::Text(text) => text.clone(),
        other => format!("{other:?}"),
    };
    records.flat_map(|fields| fields["name"].all().iter().map(|seen| text(&seen.value))).collect()
}

/// The thief's only log, and its chain at a position.
fn cut(thief: &Laptop, position: u64) -> (LogId, Cut) {
    let (log, spans) = thief.journal.first_key_value().expect("it wrote");
    let next = spans.values().find(|span| span.from() == position + 1).expect("it wrote more");
    (*log, Cut { log: *log, position, chain: next.before() })
}

fn revocation(city: &City, thief: &Laptop, cut: Cut) -> Statement {
    let serial = thief.replica.member().serial;
    let culprit = Culprit::Node { node: thief.key, serial };
    let fact = Fact::Revocation(Revocation { culprit, cuts: vec![cut], standing: vec![] });
    Statement::by_city(&city.secret, city.operation.operation.id, &fact, &[])
}

pub(crate) fn learn(laptop: &mut Laptop, from: &Laptop, statement: &Statement) {
    let message = Message::Items(vec![Item::Statement(statement.clone())]);
    laptop.input(Input::PeerUp { node: from.key, certificate: from.certificate.clone() });
    laptop.input(Input::Received { from: from.key, message });
    laptop.input(Input::PeerDown { node: from.key });
    laptop.sent.clear();
}

#[test]
fn entries_beyond_a_cut_are_held_whether_they_or_the_revocation_come_first() {
    let mut city = City::new(11);
    let gym = city.place("gym");
    let mut thief = city.laptop(Role::Shelter, gym);
    let hq = city.hq();
    let (mut early, mut late) = (city.laptop(Role::Hq, hq), city.laptop(Role::Hq, hq));
    let people = DocumentId::new(city.operation.operation.id, Kind::People, gym);
    for number in 1..=5 {
        thief.commit(people, create(number, &format!("person {number}")));
    }
    let (log, cut) = cut(&thief, 3);
    let statement = revocation(&city, &thief, cut);

    meet(&mut early, &mut thief);
    part(&mut early, &mut thief);
    assert_eq!(names(early.views.get(&people)).len(), 5);
    learn(&mut early, &late, &statement);

    learn(&mut late, &early, &statement);
    meet(&mut late, &mut thief);

    let want = ["person 1", "person 2", "person 3"];
    assert_eq!(names(early.views.get(&people)), want);
    assert_eq!(names(late.views.get(&people)), want);
    let held = Report::Held { document: people, log, from: 4 };
    assert!(early.reports.contains(&held) && late.reports.contains(&held));
    assert_eq!(early.replica.document_state(&people).entries_held, 2);
    // What is held is stored and carried all the same.
    assert_eq!(early.lengths(), thief.lengths());
    assert_eq!(late.lengths(), thief.lengths());
}

#[test]
fn an_accused_entry_stays_where_an_unaccused_one_builds_on_it_and_no_other_does() {
    let mut city = City::new(12);
    let gym = city.place("gym");
    let mut thief = city.laptop(Role::Shelter, gym);
    let mut honest = city.laptop(Role::Shelter, gym);
    let hq = city.hq();
    let (mut early, mut late) = (city.laptop(Role::Hq, hq), city.laptop(Role::Hq, hq));
    let people = DocumentId::new(city.operation.operation.id, Kind::People, gym);
    for number in 1..=4 {
        thief.commit(people, create(number, &format!("person {number}")));
    }
    meet(&mut honest, &mut thief);
    part(&mut honest, &mut thief);
    honest.commit(people, rename(4, "renamed by an honest hand"));
    thief.commit(people, create(5, "person 5"));
    let (log, cut) = cut(&thief, 2);
    let statement = revocation(&city, &thief, cut);

    for other in [&mut thief, &mut honest] {
        meet(&mut early, other);
        part(&mut early, other);
    }
    learn(&mut early, &late, &statement);
    learn(&mut late, &early, &statement);
    for other in [&mut honest, &mut thief] {
        meet(&mut late, other);
        part(&mut late, other);
    }

    let want = ["person 1", "person 2", "person 3", "renamed by an honest hand"];
    assert_eq!(names(early.views.get(&people)), want);
    assert_eq!(early.views.get(&people), late.views.get(&people));
    let vouched = Report::Vouched { document: people, log, to: 4 };
    assert!(early.reports.contains(&vouched) && late.reports.contains(&vouched));
    assert_eq!(early.replica.document_state(&people).entries_held, 1);
    // Each has signed receipts that the other has not seen.
    meet(&mut early, &mut late);
    assert_eq!(early.replica.root(), late.replica.root());
}

#[test]
fn a_node_of_another_city_is_told_nothing() {
    let (mut city, mut other) = (City::new(14), City::new(15));
    let hq = city.hq();
    let mut one = city.laptop(Role::Hq, hq);
    let hq = other.hq();
    let stranger = other.laptop(Role::Hq, hq);
    let certificate = stranger.certificate.clone();
    one.input(Input::PeerUp { node: stranger.key, certificate });
    assert!(one.sent.is_empty());
    let what = Misbehaviour::Fact;
    assert_eq!(one.reports, [Report::Misbehaved { peer: Some(stranger.key), what }]);
}

#[test]
fn a_forked_log_is_proved_and_held_from_where_it_parts() {
    let mut city = City::new(13);
    let gym = city.place("gym");
    let enrolment = city.enrol(Role::Shelter, gym);
    let run = Run::new([77; 16]);
    let mut twins = [open(cloned(&enrolment), run), open(enrolment, run)];
    let hq = city.hq();
    let (mut one, mut other) = (city.laptop(Role::Hq, hq), city.laptop(Role::Hq, hq));
    let people = DocumentId::new(city.operation.operation.id, Kind::People, gym);
    for twin in &mut twins {
        twin.commit(people, create(1, "known to both"));
    }
    assert_eq!(twins[0].journal, twins[1].journal, "so far they say the same");
    twins[0].commit(people, create(2, "left"));
    twins[1].commit(people, create(3, "right"));

    let [left, right] = &mut twins;
    meet(&mut one, left);
    part(&mut one, left);
    meet(&mut other, right);
    part(&mut other, right);
    assert_eq!(names(one.views.get(&people)), ["known to both", "left"]);
    assert_eq!(names(other.views.get(&people)), ["known to both", "right"]);

    meet(&mut one, &mut other);
    part(&mut one, &mut other);
    settle(&mut [&mut one, &mut other]);

    let (log, _) = one.journal.first_key_value().unwrap();
    let forked = Report::Forked { document: people, log: *log, common: 1 };
    assert!(one.reports.contains(&forked) && other.reports.contains(&forked));
    assert_eq!(names(one.views.get(&people)), ["known to both"]);
    assert_eq!(names(other.views.get(&people)), ["known to both"]);
    assert_eq!(one.replica.root(), other.replica.root());
}

/// Whatever is due, until nothing changes any more.
pub(crate) fn settle(laptops: &mut [&mut Laptop]) {
    for _ in 0..6 {
        for one in 0..laptops.len() {
            for other in one + 1..laptops.len() {
                let (left, right) = laptops.split_at_mut(other);
                let (one, other) = (&mut *left[one], &mut *right[0]);
                for laptop in [&mut *one, &mut *other] {
                    laptop.now_ms += 3_000;
                }
                meet(one, other);
                for laptop in [&mut *one, &mut *other] {
                    laptop.input(Input::Deadline);
                }
                talk(one, other);
                part(one, other);
            }
        }
    }
}

/// A laptop and its live clone, alike up to one record, and what each wrote then.
pub(crate) struct Clones {
    pub(crate) city: City,
    pub(crate) people: DocumentId,
    pub(crate) twins: [Laptop; 2],
}

pub(crate) fn clones(seed: u64, left: u8, right: u8) -> Clones {
    let mut city = City::new(seed);
    let gym = city.place("gym");
    let enrolment = city.enrol(Role::Shelter, gym);
    let run = Run::new([77; 16]);
    let mut twins = [open(cloned(&enrolment), run), open(enrolment, run)];
    let people = DocumentId::new(city.operation.operation.id, Kind::People, gym);
    // What they draw from here on differs.
    twins[1].runs = 20;
    for twin in &mut twins {
        twin.commit(people, create(1, "known to both"));
    }
    for number in 0..left {
        twins[0].commit(people, create(2 + number, "left"));
    }
    for number in 0..right {
        twins[1].commit(people, create(120 + number, "right"));
    }
    Clones { city, people, twins }
}

/// Which twin's branch has the lower leaf, by the proof that somebody made.
fn lower(laptop: &Laptop, twins: &[Laptop; 2]) -> usize {
    let proof = laptop.facts.iter().find_map(|item| match item {
        Item::Proof(proof) => Some(proof.verify().expect("it was learned")),
        _ => None,
    });
    let fork = proof.expect("the fork is proved");
    let leaf = |twin: &Laptop| {
        let mut spans = twin.journal[&fork.log].values();
        spans.find_map(|span| {
            span.steps()?
                .get(usize::try_from(fork.from.checked_sub(span.from())?).ok()?)
                .map(|it| it.leaf)
        })
    };
    usize::from(leaf(&twins[1]) == Some(fork.leaves[0]))
}

#[test]
fn of_a_forked_log_all_follow_the_branch_with_the_lower_leaf_where_it_is_vouched_for() {
    for seed in 31..37 {
        let Clones { mut city, people, mut twins } = clones(seed, 1, 1);
        let (gym, hq) = (twins[0].replica.member().place, city.hq());
        let mut helpers = [city.laptop(Role::Shelter, gym), city.laptop(Role::Shelter, gym)];
        let mut hqs = [city.laptop(Role::Hq, hq), city.laptop(Role::Hq, hq)];
        for (index, name) in [(0, "built on left"), (1, "built on right")] {
            meet(&mut helpers[index], &mut twins[index]);
            part(&mut helpers[index], &mut twins[index]);
            let number = if index == 0 { 2 } else { 120 };
            helpers[index].commit(people, rename(number, name));
        }
        let [first, second] = &mut helpers;
        let [one, other] = &mut hqs;
        // In the one order and in the other.
        settle(&mut [&mut *one, &mut *first]);
        settle(&mut [&mut *other, &mut *second]);
        settle(&mut [&mut *one, &mut *other, &mut *first, &mut *second]);

        // The one stays where it was; the other is written again by its author.
        let kept = [2, 120][lower(&hqs[0], &twins)];
        let all = [&hqs[0], &hqs[1], &helpers[0], &helpers[1]];
        for laptop in all {
            let mut shown = names(laptop.views.get(&people));
            shown.sort();
            assert_eq!(shown, ["built on left", "built on right", "known to both"], "seed {seed}");
            let records = &laptop.views[&people].records;
            assert!(records.contains_key(&RecordId::new([kept; 16])), "seed {seed}");
            assert!(!records.contains_key(&RecordId::new([122 - kept; 16])), "seed {seed}");
            assert_eq!(laptop.views.get(&people), hqs[0].views.get(&people), "seed {seed}");
            assert_eq!(laptop.replica.root(), hqs[0].replica.root(), "seed {seed}");
            assert_eq!(laptop.replica.document_state(&people).disputed, 1);
        }
    }
}

#[test]
fn hqs_ruling_brings_the_other_branch_back_whole() {
    for seed in 41..45 {
        let Clones { mut city, people, mut twins } = clones(seed, 2, 3);
        let hq = city.hq();
        let mut hqs = [city.laptop(Role::Hq, hq), city.laptop(Role::Hq, hq)];
        for index in 0..2 {
            meet(&mut hqs[index], &mut twins[index]);
            part(&mut hqs[index], &mut twins[index]);
        }
        let [one, other] = &mut hqs;
        settle(&mut [&mut *one, &mut *other]);
        assert_eq!(names(hqs[0].views.get(&people)), ["known to both"], "seed {seed}");
        let chosen = 1 - lower(&hqs[0], &twins);
        let (log, spans) = twins[chosen].journal.first_key_value().unwrap();
        let leaf = spans.values().find(|span| span.from() == 2).unwrap().steps().unwrap()[0].leaf;
        let fact = Fact::Ruling { log: *log, leaf };
        let operation = city.operation.operation.id;
        let ruling = Statement::by_city(&city.secret, operation, &fact, &[]);
        let [one, other] = &mut hqs;
        learn(one, other, &ruling);
        settle(&mut [&mut *one, &mut *other]);

        let want = if chosen == 0 { vec!["left"; 2] } else { vec!["right"; 3] };
        for laptop in &hqs {
            let shown = names(laptop.views.get(&people));
            assert_eq!(shown[0], "known to both");
            assert_eq!(shown[1..], want, "seed {seed}");
            assert_eq!(laptop.replica.root(), hqs[0].replica.root(), "seed {seed}");
            assert_eq!(laptop.replica.document_state(&people).disputed, 0);
        }
    }
}

#[test]
fn a_fork_is_found_however_far_one_branch_has_gone_on() {
    for (left, right) in [(1, 90), (100, 3), (70, 70)] {
        let Clones { mut city, people, mut twins } = clones(51, left, right);
        let hq = city.hq();
        let (mut one, mut other) = (city.laptop(Role::Hq, hq), city.laptop(Role::Hq, hq));
        meet(&mut one, &mut twins[0]);
        part(&mut one, &mut twins[0]);
        meet(&mut other, &mut twins[1]);
        part(&mut other, &mut twins[1]);
        settle(&mut [&mut one, &mut other]);
        let (log, _) = one.journal.first_key_value().unwrap();
        let forked = Report::Forked { document: people, log: *log, common: 1 };
        assert!(one.reports.contains(&forked), "{left} and {right}: {:?}", one.reports);
        assert_eq!(names(one.views.get(&people)), ["known to both"]);
        assert_eq!(names(other.views.get(&people)), ["known to both"]);
        assert_eq!(one.replica.root(), other.replica.root(), "{left} and {right}");
    }
}

#[test]
fn what_is_off_the_chain_of_a_cut_is_held_from_the_beginning() {
    let Clones { mut city, people, mut twins } = clones(61, 3, 2);
    let hq = city.hq();
    let (mut early, mut late) = (city.laptop(Role::Hq, hq), city.laptop(Role::Hq, hq));
    // The city knows the right branch up to its second entry; everybody here holds the left one.
    let (log, spans) = twins[1].journal.first_key_value().unwrap();
    let chain = spans.values().find_map(|span| span.chain_at(2)).unwrap();
    let cut = Cut { log: *log, position: 2, chain };
    let statement = revocation(&city, &twins[1], cut);
    meet(&mut early, &mut twins[0]);
    part(&mut early, &mut twins[0]);
    assert_eq!(names(early.views.get(&people)).len(), 4);
    learn(&mut early, &late, &statement);
    learn(&mut late, &early, &statement);
    meet(&mut late, &mut twins[0]);
    part(&mut late, &mut twins[0]);
    for laptop in [&early, &late] {
        assert_eq!(names(laptop.views.get(&people)), [""; 0]);
        let held = Report::Held { document: people, log: cut.log, from: 1 };
        assert!(laptop.reports.contains(&held), "{:?}", laptop.reports);
    }
    // Once the fork is proved, what both branches have in common counts.
    meet(&mut late, &mut twins[1]);
    part(&mut late, &mut twins[1]);
    settle(&mut [&mut early, &mut late]);
    for laptop in [&early, &late] {
        assert_eq!(names(laptop.views.get(&people)), ["known to both"]);
    }
    assert_eq!(early.replica.root(), late.replica.root());
}

#[test]
fn a_laptop_whose_own_log_is_forked_goes_on_in_a_new_run() {
    let Clones { mut city, people, mut twins } = clones(71, 1, 1);
    let hq = city.hq();
    let (mut one, mut other) = (city.laptop(Role::Hq, hq), city.laptop(Role::Hq, hq));
    let [left, right] = &mut twins;
    for (hq, twin) in [(&mut one, &mut *left), (&mut other, &mut *right)] {
        meet(hq, twin);
        part(hq, twin);
    }
    settle(&mut [&mut one, &mut other, &mut *left]);
    assert_eq!(left.runs, 1);
    left.commit(people, create(90, "after the proof"));
    settle(&mut [&mut one, &mut *left]);
    assert!(names(one.views.get(&people)).contains(&"after the proof".to_owned()));
}

#[test]
fn both_clones_write_again_what_is_held_and_doing_it_twice_changes_nothing() {
    let Clones { mut city, people, mut twins } = clones(72, 3, 2);
    let hq = city.hq();
    let (mut one, mut other) = (city.laptop(Role::Hq, hq), city.laptop(Role::Hq, hq));
    let [left, right] = &mut twins;
    for (hq, twin) in [(&mut one, &mut *left), (&mut other, &mut *right)] {
        meet(hq, twin);
        part(hq, twin);
    }
    settle(&mut [&mut one, &mut other]);
    // They never meet each other; each hears of the proof from HQ.
    settle(&mut [&mut one, &mut *left]);
    settle(&mut [&mut other, &mut *right]);
    settle(&mut [&mut one, &mut other]);
    let shown = |laptop: &Laptop| {
        let facts = musubi_model::facts::Facts::of(&laptop.views[&people]);
        let names = facts.records().values().map(|fields| fields["name"].clone());
        assert!(names.clone().all(|name| !name.is_clash()));
        let names = names.map(|name| format!("{:?}", name.winner().value));
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    };
    let want =
        [vec!["Text(\"known to both\")"], vec!["Text(\"left\")"; 3], vec!["Text(\"right\")"; 2]];
    assert_eq!(shown(&one), want.concat());
    assert_eq!(one.views.get(&people), other.views.get(&people));
    assert_eq!(one.replica.root(), other.replica.root());

    // HQ rules for one branch: originals and reissues count as one.
    let (log, spans) = left.journal.first_key_value().unwrap();
    let first = spans.values().find(|span| span.from() == 2).unwrap().steps().unwrap()[0].leaf;
    let fact = Fact::Ruling { log: *log, leaf: first };
    let ruling = Statement::by_city(&city.secret, city.operation.operation.id, &fact, &[]);
    learn(&mut one, &other, &ruling);
    settle(&mut [&mut one, &mut other, &mut *left]);
    assert_eq!(shown(&one), want.concat());
    assert_eq!(one.views.get(&people), other.views.get(&people));
}
