//! Bytes that never change without a new shape number: nodes of all versions must agree on them.

use musubi_document::{Document, genesis_hash};
use musubi_model::ids::{Actor, Kind, RecordId};
use musubi_model::record::{Edit, Value};
use musubi_model::time::Timestamp;

use crate::support::genesis;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

#[test]
fn every_kind_begins_with_its_own_change_for_ever() {
    for kind in Kind::ALL {
        assert_eq!(vec![genesis_hash(kind)], genesis(kind).get_heads());
    }
    let hashes: Vec<_> = Kind::ALL.iter().map(|kind| hex(&genesis_hash(*kind).0)).collect();
    assert_eq!(hashes, include_str!("../vectors/genesis.hex").lines().collect::<Vec<_>>());
}

/// Two commands, each with everything a body can hold.
#[test]
fn the_bodies_of_two_commands_are_these_bytes_for_ever() {
    let a = Actor::new(*b"actor a.........");
    let b = Actor::new(*b"actor b.........");
    let id = RecordId::new(*b"record 1........");
    let fields = vec![
        ("name".to_owned(), Value::Text("山田".to_owned())),
        ("age".to_owned(), Value::Integer(70)),
        ("suppress".to_owned(), Value::Flag(true)),
        ("observed_at".to_owned(), Value::Time(Timestamp::from_millis(1_460_643_960_000))),
        ("blob".to_owned(), Value::Bytes(vec![0, 1, 2])),
    ];
    let create = Edit::Create { id, table: "person".to_owned(), fields };
    let set = |value: i64| Edit::Set { id, field: "age".to_owned(), value: Value::Integer(value) };
    let add = Edit::Add { prefix: "rice".to_owned(), change: -3 };

    let mut document = Document::new(Kind::People);
    let mut bodies = vec![];
    let mut commit = |actor, edits: &[Edit]| {
        let written = document.commit(actor, edits).unwrap().written.unwrap();
        bodies.push(hex(&written.body));
        bodies.push(hex(&written.last.0));
    };
    commit(a, &[create]);
    commit(b, &[set(71), add]);
    commit(a, &[set(72)]);
    assert_eq!(bodies, include_str!("../vectors/bodies.hex").lines().collect::<Vec<_>>());
}
