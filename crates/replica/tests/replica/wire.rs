//! What a comparison of two diverged nodes costs on the wire.

use musubi_log::role::Role;
use musubi_model::ids::{DocumentId, Kind, PlaceId, RecordId};
use musubi_model::record::{Edit, Value};
use musubi_replica::Input;
use musubi_replica::output::Report;

use crate::laptop::{City, meet, part, talk};

const PLACES: usize = 12;

fn record(number: usize) -> RecordId {
    let mut bytes = [0; 16];
    bytes[8..].copy_from_slice(&(number as u64).to_be_bytes());
    RecordId::new(bytes)
}

fn person(number: usize) -> Vec<Edit> {
    let text = |what: &str| Value::Text(format!("{what} {}", number * 7_919));
    let fields = [
        ("name", text("名前")),
        ("kana", text("ナマエ")),
        ("address", text("熊本市中央区手取本町")),
        ("phone", text("096-000")),
        ("age", Value::Integer(i64::try_from(number % 90).expect("small"))),
    ];
    let fields = fields.map(|(field, value)| (field.to_owned(), value)).to_vec();
    vec![Edit::Create { id: record(number), table: "person".to_owned(), fields }]
}

#[test]
fn a_thousand_changes_on_each_side_cost_little_more_than_their_frames() {
    let mut city = City::new(7);
    let hq = city.hq();
    let (mut one, mut other) = (city.laptop(Role::Hq, hq), city.laptop(Role::Hq, hq));
    let operation = city.operation.operation.id;
    let people: Vec<DocumentId> = (0..PLACES)
        .map(|number| city.place(&format!("place {number}")))
        .map(|place| DocumentId::new(operation, Kind::People, place))
        .collect();
    for number in 0..600 {
        one.commit(people[number % PLACES], person(number));
    }
    meet(&mut one, &mut other);
    assert_eq!(one.lengths(), other.lengths());
    assert_eq!(one.replica.root(), other.replica.root());
    part(&mut one, &mut other);

    let before = one.frame_bytes();
    assert_eq!(before, other.frame_bytes());
    for number in 0..1_000 {
        for (laptop, who) in [(&mut one, 0), (&mut other, 300)] {
            let number = who + number % 300;
            let value = Value::Text(format!("moved to room {number}"));
            let edit = Edit::Set { id: record(number), field: "room".to_owned(), value };
            let note = Value::Text(format!("note {} by {who}", laptop.commits));
            let note = Edit::Set { id: record(number), field: "note".to_owned(), value: note };
            laptop.commit(people[number % PLACES], vec![edit, note]);
        }
    }
    let missing = one.frame_bytes() + other.frame_bytes() - 2 * before;
    for laptop in [&mut one, &mut other] {
        laptop.sent_bytes = 0;
        laptop.kinds.clear();
    }
    meet(&mut one, &mut other);

    assert_eq!(one.lengths(), other.lengths());
    assert_eq!(one.replica.root(), other.replica.root());
    let wire = one.sent_bytes + other.sent_bytes;
    println!("missing frames {missing} bytes, wire {wire} bytes, by kind of message:");
    println!("{:?} {:?}", one.kinds, other.kinds);
    assert!(wire * 100 <= missing * 105, "{wire} bytes on the wire for {missing} of frames");
}

#[test]
fn urgent_kinds_come_first_and_people_after_staff() {
    let mut city = City::new(8);
    let (hq, gym) = (city.hq(), city.place("gym"));
    let mut old = city.laptop(Role::Hq, hq);
    let mut new = city.laptop(Role::Hq, hq);
    let operation = city.operation.operation.id;
    let documents = [
        DocumentId::new(operation, Kind::Desk, hq),
        DocumentId::new(operation, Kind::People, gym),
        DocumentId::new(operation, Kind::People, hq),
        DocumentId::new(operation, Kind::Staff, gym),
        DocumentId::new(operation, Kind::Place, gym),
        DocumentId::new(operation, Kind::City, PlaceId::CITY),
    ];
    for (number, document) in documents.into_iter().enumerate() {
        old.commit(document, person(number));
    }
    meet(&mut new, &mut old);
    assert_eq!(new.lengths(), old.lengths());
    let kinds = [Kind::City, Kind::Place, Kind::Staff, Kind::People, Kind::People, Kind::Desk];
    assert_eq!(new.begun, kinds.map(Kind::number));
}

#[test]
fn a_lost_answer_is_asked_for_again() {
    let mut city = City::new(9);
    let hq = city.hq();
    let (mut one, mut other) = (city.laptop(Role::Hq, hq), city.laptop(Role::Hq, hq));
    let people = DocumentId::new(city.operation.operation.id, Kind::People, hq);
    for number in 0..100 {
        one.commit(people, person(number));
    }
    // Everything that is said at their first meeting is lost.
    one.input(Input::PeerUp { node: other.key, certificate: other.certificate.clone() });
    other.input(Input::PeerUp { node: one.key, certificate: one.certificate.clone() });
    one.sent.clear();
    other.sent.clear();
    assert_ne!(one.lengths(), other.lengths());
    for laptop in [&mut one, &mut other] {
        laptop.now_ms = laptop.replica.deadline();
        laptop.input(Input::Deadline);
    }
    talk(&mut one, &mut other);
    assert_eq!(one.lengths(), other.lengths());
    assert_eq!(one.views, other.views);
}

#[test]
fn both_sides_learn_that_they_are_level_whichever_speaks_first() {
    for first in [0, 1] {
        let mut city = City::new(10);
        let hq = city.hq();
        let mut pair = [city.laptop(Role::Hq, hq), city.laptop(Role::Hq, hq)];
        let [one, other] = &mut pair;
        meet(one, other);
        assert_eq!(one.replica.root(), other.replica.root());
        // They meet again, and nothing of what is said at once gets through.
        part(one, other);
        let peers = [&pair[1], &pair[0]].map(|peer| (peer.key, peer.certificate.clone()));
        for (laptop, (node, certificate)) in pair.iter_mut().zip(peers) {
            laptop.reports.clear();
            laptop.input(Input::PeerUp { node, certificate });
            laptop.sent.clear();
        }
        // Each wakes when it is due; where both are, always the same one first.
        for _ in 0..60 {
            let due = pair.each_ref().map(|laptop| laptop.replica.deadline());
            let turn = if due[first] <= due[1 - first] { first } else { 1 - first };
            pair.iter_mut().for_each(|laptop| laptop.now_ms = laptop.now_ms.max(due[turn]));
            pair[turn].input(Input::Deadline);
            let [one, other] = &mut pair;
            talk(one, other);
        }
        for laptop in &pair {
            let level = |report: &Report| matches!(report, Report::Level { .. });
            assert!(laptop.reports.iter().any(level), "{first} first: one never learns it");
        }
    }
}

#[test]
fn a_neighbour_is_said_to_lack_what_it_lacks_until_it_has_it() {
    let mut city = City::new(11);
    let hq = city.hq();
    let (mut one, mut other) = (city.laptop(Role::Hq, hq), city.laptop(Role::Hq, hq));
    let people = DocumentId::new(city.operation.operation.id, Kind::People, hq);
    for number in 0..30 {
        one.commit(people, person(number));
    }
    for number in 30..35 {
        other.commit(people, person(number));
    }
    meet(&mut one, &mut other);
    for (laptop, here, there) in [(&one, 6, 31), (&other, 31, 6)] {
        let said: Vec<(u64, u64)> = laptop.reports.iter().filter_map(distance).collect();
        // Each log has a header beside its entries.
        assert!(said.iter().any(|(lacking, _)| *lacking == here), "{said:?}");
        assert!(said.iter().any(|(_, lacking)| *lacking == there), "{said:?}");
        assert_eq!(said.last(), Some(&(0, 0)), "{said:?}");
    }
}

fn distance(report: &Report) -> Option<(u64, u64)> {
    match report {
        Report::Distance { lacking_here, lacking_there, .. } => {
            Some((*lacking_here, *lacking_there))
        }
        _ => None,
    }
}
