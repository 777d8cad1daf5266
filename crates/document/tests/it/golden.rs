//! Bytes that never change without a new shape number: nodes of all versions must agree on them.

use automerge::ChangeHash;
use musubi_document::{Document, Outcome, Written, genesis_hash};
use musubi_model::ids::{Actor, Kind, RecordId};
use musubi_model::record::{Edit, Value};
use musubi_model::time::Timestamp;

use crate::support::{Entry, genesis};

fn bytes(hex: &str) -> Vec<u8> {
    let digits = hex.as_bytes().chunks(2).map(|two| std::str::from_utf8(two).unwrap());
    digits.map(|two| u8::from_str_radix(two, 16).unwrap()).collect()
}

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

const A: Actor = Actor::new(*b"actor a.........");
const B: Actor = Actor::new(*b"actor b.........");

/// Three commands, with everything a body can hold; and the entries that they make.
fn three_commands() -> (Document, Vec<Entry>) {
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
    let mut entry = |actor, edits: &[Edit]| {
        let Written { body, first_seq, previous, last, .. } =
            document.commit(actor, edits).unwrap().written.unwrap();
        (Entry { actor, first_seq, previous, body }, last)
    };
    let made = [entry(A, &[create]), entry(B, &[set(71), add]), entry(A, &[set(72)])];
    let lasts: Vec<String> = made.iter().map(|(_, last)| hex(&last.0)).collect();
    let entries = made.map(|(entry, _)| entry).to_vec();
    let lines = entries.iter().map(|entry| hex(&entry.body)).zip(lasts);
    let lines: Vec<String> = lines.flat_map(|(body, last)| [body, last]).collect();
    assert_eq!(lines, include_str!("../vectors/bodies-by-name.hex").lines().collect::<Vec<_>>());
    (document, entries)
}

#[test]
fn the_bodies_of_three_commands_are_these_bytes() {
    three_commands();
}

/// So were fields written once: as they came.
#[test]
fn bodies_whose_fields_stand_in_another_order_show_the_same_for_ever() {
    let (by_name, entries) = three_commands();
    let lines: Vec<Vec<u8>> = include_str!("../vectors/bodies.hex").lines().map(bytes).collect();
    let lasts = [1, 3, 5].map(|line: usize| ChangeHash(lines[line].as_slice().try_into().unwrap()));
    let previous = [None, None, Some(lasts[0])];
    let mut read = Document::new(Kind::People);
    for (number, entry) in entries.into_iter().enumerate() {
        let (body, previous) = (lines[2 * number].clone(), previous[number]);
        let applied = read.apply(&[Entry { previous, body, ..entry }.incoming()]).unwrap();
        assert!(matches!(applied.outcomes[..], [Outcome::Applied { .. }]), "{number}");
        assert!(read.holds(&lasts[number]), "{number}");
    }
    assert_eq!(read.view(), by_name.view());
}
