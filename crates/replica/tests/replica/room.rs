//! A disk that fills up gives up others' records before its own.

use musubi_log::role::Role;
use musubi_model::ids::{DocumentId, Kind, PlaceId, RecordId};
use musubi_model::record::{Edit, Value};
use musubi_replica::{Input, Room};

use crate::laptop::{City, Laptop, meet, part};

fn create(number: u8) -> Vec<Edit> {
    let fields = vec![("name".to_owned(), Value::Text(format!("record {number}")))];
    vec![Edit::Create { id: RecordId::new([number; 16]), table: "t".to_owned(), fields }]
}

/// HQ holds something of every sort; a gym's new laptop meets it with this much room.
fn scene() -> (City, Laptop, Laptop, [DocumentId; 4]) {
    let mut city = City::new(31);
    let (gym, school, hq) = (city.place("gym"), city.place("school"), city.hq());
    let mut source = city.laptop(Role::Hq, hq);
    let laptop = city.laptop(Role::Shelter, gym);
    let document = |kind, owner| DocumentId::new(city.operation.operation.id, kind, owner);
    let documents = [
        document(Kind::City, PlaceId::CITY),
        document(Kind::People, gym),
        document(Kind::People, school),
        document(Kind::Layers, musubi_log::hash::node_owner(&source.key)),
    ];
    for (number, document) in (1..).zip(documents) {
        source.commit(document, create(number));
    }
    (city, source, laptop, documents)
}

fn held(laptop: &Laptop, documents: [DocumentId; 4]) -> [bool; 4] {
    documents.map(|document| laptop.replica.document_state(&document).entries_stored > 0)
}

#[test]
fn layers_are_refused_first_then_other_places_and_never_the_own_or_the_citys() {
    for (room, want) in [
        (Room::Enough, [true, true, true, true]),
        (Room::NoLayers, [true, true, true, false]),
        (Room::OwnAlone, [true, true, false, false]),
    ] {
        let (_city, mut source, mut laptop, documents) = scene();
        laptop.input(Input::Room(room));
        meet(&mut laptop, &mut source);
        assert_eq!(held(&laptop, documents), want, "{room:?}");
        assert!(laptop.reports.iter().all(|report| !format!("{report:?}").contains("Misbehaved")));
    }
}

#[test]
fn what_was_refused_comes_when_there_is_room_again() {
    let (_city, mut source, mut laptop, documents) = scene();
    laptop.input(Input::Room(Room::OwnAlone));
    meet(&mut laptop, &mut source);
    part(&mut laptop, &mut source);
    laptop.input(Input::Room(Room::Enough));
    meet(&mut laptop, &mut source);
    assert_eq!(held(&laptop, documents), [true; 4]);
    assert_eq!(laptop.replica.root(), source.replica.root());
}

#[test]
fn what_nobody_asked_for_is_refused_too_and_own_work_is_not() {
    let (city, source, mut laptop, documents) = scene();
    laptop.input(Input::Room(Room::OwnAlone));
    laptop.input(Input::PeerUp { node: source.key, certificate: source.certificate.clone() });
    let items = source.journal.values().flatten();
    let items = items.map(|(_, span)| musubi_log::item::Item::Span(span.clone())).collect();
    let answer = musubi_replica::message::Answer::Ends;
    let message = musubi_replica::message::Message::Spans { answer, items };
    laptop.input(Input::Received { from: source.key, message });
    assert_eq!(held(&laptop, documents), [true, true, false, false]);
    laptop.commit(documents[1], create(9));
    assert_eq!(laptop.replica.document_state(&documents[1]).own_entries, 1);
    drop(city);
}

#[test]
fn hq_refuses_layers_alone() {
    let (mut city, mut source, _, documents) = scene();
    let hq = city.hq();
    let mut second = city.laptop(Role::Hq, hq);
    second.input(Input::Room(Room::OwnAlone));
    meet(&mut second, &mut source);
    assert_eq!(held(&second, documents), [true, true, true, false]);
}
