//! Own work that nobody could apply any more is written again, once, and shows.

use std::collections::BTreeMap;

use musubi_document::Document;
use musubi_log::entry::CHANGES;
use musubi_log::hash::Run;
use musubi_log::item::Item;
use musubi_log::keyring::DocumentKey;
use musubi_log::role::Role;
use musubi_log::seal::{Body, Clock};
use musubi_log::span::Span;
use musubi_log::statement::{Fact, Statement};
use musubi_log::ticket::Enrolment;
use musubi_log::writer::LogWriter;
use musubi_model::facts::Facts;
use musubi_model::ids::{DocumentId, Kind, RecordId};
use musubi_model::record::{Edit, Value};
use musubi_replica::Input;
use musubi_replica::message::{Answer, Message};

use crate::forks::joined;
use crate::laptop::{City, Laptop, cloned, meet, part, reopen};
use crate::verdicts::{Clones, clones, create, learn, names, rename, settle};

fn put(key: &str, value: &str) -> Vec<Edit> {
    vec![Edit::Put { key: key.to_owned(), value: Value::Text(value.to_owned()) }]
}

/// So long own work waits before it is written again.
fn wait(laptop: &mut Laptop) {
    for _ in 0..8 {
        laptop.now_ms += 10_000;
        laptop.input(Input::Deadline);
    }
    laptop.sent.clear();
}

#[test]
fn what_lies_behind_a_hole_in_the_own_journal_is_written_again() {
    let mut city = City::new(201);
    let gym = city.place("gym");
    let enrolment = city.enrol(Role::Shelter, gym);
    let people = DocumentId::new(city.operation.operation.id, Kind::People, gym);
    let mut desk = crate::laptop::open(cloned(&enrolment), Run::new([1; 16]));
    for number in 1..=4 {
        desk.commit(people, create(number, &format!("person {number}")));
    }
    desk.commit(people, rename(2, "renamed behind the hole"));
    desk.commit(people, put("k", "older"));
    desk.commit(people, put("k", "behind the hole"));
    let rice = |change| vec![Edit::Add { prefix: "stock|rice".to_owned(), change }];
    desk.commit(people, rice(5));
    desk.commit(people, rice(7));
    let hq = city.hq();
    let mut witness = city.laptop(Role::Hq, hq);
    meet(&mut witness, &mut desk);
    part(&mut witness, &mut desk);

    // The third entry cannot be read any more, and nobody is near.
    let spans = desk.journal.values_mut().next().unwrap();
    spans.remove(&3).unwrap();
    let mut desk = reopen(cloned(&enrolment), Run::new([2; 16]), &desk);
    desk.commit(people, create(90, "after the damage"));
    let before = ["after the damage", "person 1", "person 2"];
    assert_eq!(joined(&desk.views[&people]), before);
    wait(&mut desk);
    let after = ["after the damage", "person 1", "person 2 or renamed behind the hole", "person 4"];
    assert_eq!(joined(&desk.views[&people]), after);
    // Nor does it go back, however often it is looked at.
    for run in 92..95 {
        let values = &desk.views[&people].values;
        assert_eq!(values["k"].winner().value, Value::Text("behind the hole".to_owned()));
        let sum = values.iter().find(|(key, _)| key.starts_with("stock|rice|")).unwrap().1;
        assert_eq!(sum.winner().value, Value::Integer(12));
        desk = reopen(cloned(&enrolment), Run::new([run; 16]), &desk);
        desk.commit(people, put("other", &format!("run {run}")));
        wait(&mut desk);
    }

    // Not once more: neither later nor after another start, whatever became of it.
    desk.commit(people, put("k", "changed since"));
    let count = desk.views[&people].records.len();
    let mut desk = reopen(enrolment, Run::new([3; 16]), &desk);
    desk.commit(people, create(91, "another day"));
    wait(&mut desk);
    assert_eq!(desk.views[&people].records.len(), count + 1);
    let value = &desk.views[&people].values["k"];
    assert_eq!(value.winner().value, Value::Text("changed since".to_owned()));

    // Somebody held it after all: it counts as one.
    settle(&mut [&mut witness, &mut desk]);
    let all = ["after the damage", "another day", "person 1"];
    let all = [&all[..], &["person 3", "person 4", "renamed behind the hole"]].concat();
    assert_eq!(joined(&witness.views[&people]), all);
    // What HQ had known all the time and what was put in its place: both sides of a clash are kept.
    assert_eq!(witness.views[&people].values["k"].all().len(), 2);
}

#[test]
fn much_that_was_lost_is_written_again_in_as_many_entries_as_it_takes() {
    let mut city = City::new(205);
    let gym = city.place("gym");
    let enrolment = city.enrol(Role::Shelter, gym);
    let people = DocumentId::new(city.operation.operation.id, Kind::People, gym);
    let mut desk = crate::laptop::open(cloned(&enrolment), Run::new([1; 16]));
    desk.commit(people, create(1, "before the hole"));
    desk.commit(people, create(2, "in the hole"));
    // Digits of which no two runs are alike, so that nothing of them can be compressed.
    let mut number = 7_u64;
    let mut long = |bytes: usize| {
        let mut text = String::new();
        while text.len() < bytes {
            number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            text.push_str(&number.to_string());
        }
        text
    };
    let texts: Vec<String> = (0..14).map(|_| long(16_000)).collect();
    for (number, text) in (10..).zip(&texts) {
        desk.commit(people, create(number, text));
    }
    desk.journal.values_mut().next().unwrap().remove(&2).unwrap();
    let mut desk = reopen(enrolment, Run::new([2; 16]), &desk);
    desk.commit(people, create(90, "after the damage"));
    wait(&mut desk);
    let shown = joined(&desk.views[&people]);
    assert!(texts.iter().all(|text| shown.contains(text)), "{} records", shown.len());
}

#[test]
fn what_was_built_on_a_disk_that_was_exchanged_is_written_again() {
    let mut city = City::new(202);
    let gym = city.place("gym");
    let mut lost = city.laptop(Role::Shelter, gym);
    let enrolment = city.enrol(Role::Shelter, gym);
    let mut desk = crate::laptop::open(cloned(&enrolment), Run::new([50; 16]));
    let people = DocumentId::new(city.operation.operation.id, Kind::People, gym);
    desk.commit(people, create(1, "known to all"));
    let hq = city.hq();
    let mut witness = city.laptop(Role::Hq, hq);
    meet(&mut witness, &mut desk);
    part(&mut witness, &mut desk);
    let image = reopen(cloned(&enrolment), Run::new([51; 16]), &desk);

    lost.commit(people, create(2, "only on a laptop that burns"));
    meet(&mut desk, &mut lost);
    part(&mut desk, &mut lost);
    desk.commit(people, [create(3, "built on it"), rename(1, "renamed on it")].concat());
    // HQ hears the last entry alone.
    let mine: Vec<_> = desk.journal.values().flat_map(|spans| spans.values().cloned()).collect();
    let of_lost = lost.journal.keys().next().unwrap();
    let items = mine.into_iter().filter(|span| span.log() != *of_lost);
    let items = items.map(musubi_log::item::Item::Span).collect();
    let answer = musubi_replica::message::Answer::Ends;
    witness.input(Input::Hint(musubi_replica::message::Message::Spans { answer, items }));
    assert_eq!(joined(&witness.views[&people]), ["known to all"]);

    let mut desk = reopen(enrolment, Run::new([52; 16]), &image);
    settle(&mut [&mut witness, &mut desk]);
    wait(&mut desk);
    settle(&mut [&mut witness, &mut desk]);
    let all = ["built on it", "known to all or renamed on it"];
    assert_eq!(joined(&desk.views[&people]), all);
    assert_eq!(desk.views.get(&people), witness.views.get(&people));
    assert_eq!(desk.replica.root(), witness.replica.root());
}

/// Two desks, each of which has heard another twin, and what both wrote.
fn desks(seed: u64) -> (City, DocumentId, [Laptop; 2], [Enrolment; 2]) {
    let Clones { mut city, people, mut twins } = clones(seed, 1, 1);
    let gym = city.place("gym");
    let enrolled = [(); 2].map(|()| city.enrol(Role::Shelter, gym));
    let open = |(run, enrolment)| crate::laptop::open(cloned(enrolment), Run::new([run; 16]));
    let mut desks = [(150, &enrolled[0]), (160, &enrolled[1])].map(open);
    for (side, (desk, twin)) in desks.iter_mut().zip(&mut twins).enumerate() {
        desk.runs = 30 * u8::try_from(side).expect("one of two");
        meet(desk, twin);
        part(desk, twin);
    }
    (city, people, desks, enrolled)
}

/// Of the twins' branches the first records stand under one name inside the document.
const OF_BRANCH: [u8; 2] = [2, 120];

#[test]
fn what_a_branch_took_is_looked_at_there_alone_and_nothing_older_comes_back() {
    let rice = |change| Edit::Add { prefix: "stock|rice".to_owned(), change };
    for seed in 206..210 {
        let (mut city, people, mut desks, _) = desks(seed);
        let gym = city.place("gym");
        let mut colleagues = [(); 2].map(|()| city.laptop(Role::Shelter, gym));
        for (side, (desk, colleague)) in desks.iter_mut().zip(&mut colleagues).enumerate() {
            desk.commit(people, rename(1, "replaced by a colleague"));
            meet(desk, colleague);
            part(desk, colleague);
            colleague.commit(people, rename(1, &format!("colleague {side}")));
            meet(desk, colleague);
            part(desk, colleague);
            desk.commit(people, rename(OF_BRANCH[side], "first"));
            desk.commit(people, [put(&format!("k|{side}"), "older"), vec![rice(5)]].concat());
            desk.commit(people, rename(OF_BRANCH[side], &format!("renamed by {side}")));
            desk.commit(people, [put(&format!("k|{side}"), "newer"), vec![rice(7)]].concat());
        }
        let [one, other] = &mut desks;
        let [near, far] = &mut colleagues;
        settle(&mut [one, other, near, far]);
        let before = desks[0].views[&people].clone();
        let want = ["colleague 0 or colleague 1", "renamed by 0", "renamed by 1"];
        assert_eq!(joined(&before), want);
        for round in 0..3 {
            for desk in &mut desks {
                desk.commit(people, put("other", &format!("round {round}")));
                wait(desk);
            }
            let [one, other] = &mut desks;
            settle(&mut [one, other]);
            for desk in &desks {
                let mut shown = desk.views[&people].clone();
                shown.values.remove("other");
                assert_eq!(shown, before, "seed {seed}, round {round}");
            }
        }
        for (key, reading) in &before.values {
            let want = if key.starts_with('k') {
                Value::Text("newer".to_owned())
            } else {
                Value::Integer(12)
            };
            assert_eq!(reading.winner().value, want, "seed {seed}: {key}");
        }
    }
}

#[test]
fn what_is_behind_a_hole_is_put_into_no_record_that_another_branch_has_under_the_same_name() {
    for seed in 210..214 {
        let (_, people, mut desks, enrolled) = desks(seed);
        for (side, (desk, enrolment)) in desks.iter_mut().zip(enrolled).enumerate() {
            let number = 50 + u8::try_from(side).unwrap();
            desk.commit(people, rename(OF_BRANCH[side], &format!("before by {side}")));
            desk.commit(people, put("in", "the hole"));
            desk.commit(people, rename(OF_BRANCH[side], &format!("renamed by {side}")));
            desk.commit(people, create(number, &format!("made by {side}")));
            let own = |spans: &&mut BTreeMap<u64, Span>| {
                let first = spans[&0].verify_first().unwrap();
                first.header.unwrap().node == desk.key
            };
            let mut journal = desk.journal.values_mut();
            journal.find(own).unwrap().remove(&2).unwrap();
            let run = Run::new([170 + number; 16]);
            *desk = reopen(enrolment, run, desk);
        }
        let [one, other] = &mut desks;
        settle(&mut [one, other]);
        for desk in &mut desks {
            desk.commit(people, put("other", "day"));
            wait(desk);
        }
        let [one, other] = &mut desks;
        settle(&mut [one, other]);
        for desk in &desks {
            let shown = joined(&desk.views[&people]);
            for made in ["made by 0", "made by 1"] {
                assert!(shown.contains(&made.to_owned()), "seed {seed}: {shown:?}");
            }
            let facts = Facts::of(&desk.views[&people]);
            for (side, number) in OF_BRANCH.into_iter().enumerate() {
                let Some(record) = facts.records().get(&RecordId::new([number; 16])) else {
                    continue;
                };
                let [right, wrong] = [side, 1 - side].map(|side| format!("renamed by {side}"));
                let says = |what: &str| {
                    let named = record["name"].all();
                    named.iter().any(|seen| seen.value == Value::Text(what.to_owned()))
                };
                assert!(!says(&wrong), "seed {seed}: {shown:?}");
                // Who holds the followed branch alone knows what was meant.
                let id = RecordId::new([number; 16]);
                let is_followed = desk.views[&people].records.contains_key(&id);
                assert_eq!(says(&right), is_followed, "seed {seed}: {shown:?}");
            }
        }
    }
}

/// What a hostile author puts onto a branch of its log, in which two names were exchanged.
fn forged(author: &Enrolment, key: &DocumentKey, commands: &[Vec<Edit>]) -> Vec<Span> {
    let exchanged = |mut body: Vec<u8>| {
        for at in 0..body.len() - 4 {
            match &mut body[at..at + 5] {
                name if name == b"table" => name.copy_from_slice(b"tablE"),
                name if name == b"tablE" => name.copy_from_slice(b"table"),
                _ => {}
            }
        }
        body
    };
    let (run, certificate) = (Run::new([66; 16]), author.certificate.hash());
    let (mut writer, header) = LogWriter::begin(&author.node, certificate, run, key);
    let mut document = Document::new(Kind::People);
    let mut spans = vec![header];
    for edits in commands {
        let committed = document.commit(writer.header().actor(), edits).expect("a small command");
        let bytes = exchanged(committed.written.expect("it writes something").body);
        let body = Body { body_type: CHANGES, clock: Clock::default(), bytes };
        spans.extend(writer.append(&author.node, &[body]).expect("a small command"));
    }
    spans
}

#[test]
fn a_change_of_a_record_whose_table_somebody_spoiled_is_written_again() {
    let mut city = City::new(215);
    let (gym, hq) = (city.place("gym"), city.hq());
    let eve = city.enrol(Role::Shelter, gym);
    let people = DocumentId::new(city.operation.operation.id, Kind::People, gym);
    let mut desk = city.laptop(Role::Shelter, gym);
    let mut other = city.laptop(Role::Hq, hq);
    let key = desk.replica.keyring().writing_key(&people).unwrap();
    let id = RecordId::new([1; 16]);
    let text = |text: &str| Value::Text(text.to_owned());
    let fields = [("tablE", "t"), ("name", "by Eve")].map(|(key, it)| (key.to_owned(), text(it)));
    let made = Edit::Create { id, table: "none".to_owned(), fields: fields.to_vec() };
    let spoil = Edit::Set { id, field: "tablE".to_owned(), value: Value::Integer(5) };
    let theirs = forged(&eve, &key, &[vec![made], vec![spoil]]);
    let leaf = |spans: &[Span]| spans[1].steps().unwrap()[0].leaf;
    let lower = |spans: &Vec<Span>| leaf(spans) < leaf(&theirs);
    let followed = (10..).map(|number| forged(&eve, &key, &[create(number, "followed")]));
    let followed = followed.into_iter().find(lower).unwrap();

    let certificate = eve.certificate.to_bytes().to_vec();
    let hear = |laptop: &mut Laptop, spans: &[Span]| {
        laptop.take(eve.node.key(), certificate.clone(), vec![]);
        let items = spans.iter().cloned().map(Item::Span).collect();
        laptop.input(Input::Hint(Message::Spans { answer: Answer::Ends, items }));
    };
    hear(&mut desk, &theirs[..2]);
    desk.commit(people, rename(1, "renamed at the desk"));
    hear(&mut desk, &theirs[2..]);
    let table = |laptop: &Laptop, id| laptop.views[&people].records[id]["table"].winner().clone();
    assert_eq!(table(&desk, &id).value, Value::Integer(5));
    hear(&mut other, &followed);
    settle(&mut [&mut desk, &mut other]);
    for laptop in [&desk, &other] {
        assert_eq!(joined(&laptop.views[&people]), ["renamed at the desk"]);
        let tables = laptop.views[&people].records.keys().map(|id| table(laptop, id).value);
        assert!(tables.eq([text("t")]));
    }
}

/// Twins who wrote again what the fork took from them, and HQ.
fn written_again(seed: u64) -> (City, DocumentId, [Laptop; 2], [Laptop; 2]) {
    let Clones { mut city, people, mut twins } = clones(seed, 2, 2);
    for twin in &mut twins {
        twin.commit(people, put("k", &format!("of run {}", twin.runs)));
    }
    let hq = city.hq();
    let mut hqs = [city.laptop(Role::Hq, hq), city.laptop(Role::Hq, hq)];
    let [left, right] = &mut twins;
    let [one, other] = &mut hqs;
    settle(&mut [&mut *one, &mut *left]);
    settle(&mut [&mut *other, &mut *right]);
    settle(&mut [one, other, left, right]);
    (city, people, twins, hqs)
}

#[test]
fn a_record_of_which_only_the_reissue_is_left_can_be_changed_and_a_clash_in_it_settled() {
    let (city, people, mut twins, [mut one, mut other]) = written_again(203);
    let id = RecordId::new([2; 16]);
    assert!(!one.views[&people].records.contains_key(&id));
    assert_eq!(joined(&one.views[&people]), ["known to both", "left", "left", "right", "right"]);
    let change = |laptop: &mut Laptop, text: &str| {
        let edits = Facts::of(&laptop.views[&people]).aimed(rename(2, text));
        laptop.commit(people, edits);
    };
    change(&mut one, "changed by one");
    change(&mut other, "changed by the other");
    settle(&mut [&mut one, &mut other]);
    let clash = "changed by one or changed by the other";
    let is_clash =
        |name: &String| name == clash || name == "changed by the other or changed by one";
    assert!(joined(&one.views[&people]).iter().any(is_clash));
    change(&mut one, "settled");

    // The branch comes back: nothing that was settled shows again.
    let log = *twins[0].journal.iter().find(|(_, spans)| spans.contains_key(&2)).unwrap().0;
    let spans = twins[0].journal[&log].values();
    let leaf = spans.clone().find(|span| span.from() == 2).unwrap().steps().unwrap()[0].leaf;
    let fact = Fact::Ruling { log, leaf };
    let ruling = Statement::by_city(&city.secret, city.operation.operation.id, &fact, &[]);
    learn(&mut one, &other, &ruling);
    let [left, right] = &mut twins;
    settle(&mut [&mut one, &mut other, left, right]);
    // Two values now, for the original has its own; settling it once more reaches both.
    change(&mut one, "settled");
    settle(&mut [&mut one, &mut other, left, right]);
    let all = ["known to both", "left", "right", "right", "settled"];
    for laptop in [&one, &other, &*left, &*right] {
        assert_eq!(joined(&laptop.views[&people]), all);
        assert_eq!(laptop.replica.root(), one.replica.root());
    }
}

#[test]
fn what_was_written_again_and_then_changed_stays_changed_over_every_start() {
    let (mut city, people, mut twins, [mut one, mut other]) = written_again(204);
    let edits = Facts::of(&one.views[&people]).aimed(rename(2, "changed since"));
    one.commit(people, edits);
    one.commit(people, put("k", "changed since"));
    let [left, right] = &mut twins;
    settle(&mut [&mut one, &mut other, left, right]);
    let count = one.views[&people].records.len();
    // It starts with all that its disk holds, finds the fork there and looks for lost work.
    let gym = left.replica.member().place;
    let _ = city.laptop(Role::Shelter, gym);
    for run in 100..103 {
        let mut again = left.started_again(Run::new([run; 16]));
        settle(&mut [&mut one, &mut again]);
        wait(&mut again);
        settle(&mut [&mut one, &mut again]);
        assert_eq!(one.views[&people].records.len(), count, "run {run}");
        let want = ["changed since", "known to both", "left", "right", "right"];
        assert_eq!(joined(&one.views[&people]), want);
        assert_eq!(one.views[&people].values["k"].all().len(), 1);
        let shown = &one.views[&people].values["k"].winner().value;
        assert_eq!(*shown, Value::Text("changed since".to_owned()));
    }
    assert_eq!(names(one.views.get(&people)).len(), one.views[&people].records.len());
}
