//! Every message reads back as it was written, and no bytes make a reader panic.

use musubi_log::hash::{Hash, LogId, Run};
use musubi_log::item::Item;
use musubi_log::role::Role;
use musubi_model::ids::{DocumentId, Kind, OperationId, PlaceId, RecordId};
use musubi_model::record::{Edit, Value};
use musubi_model::time::Timestamp;
use musubi_replica::message::{
    Answer, Buckets, Digest, FactClass, KnownTip, MESSAGE_BYTES_MAX, Message, MessageError, Range,
    Reply, Section,
};
use proptest::prelude::*;

use crate::laptop::{City, open};

const OPERATION: OperationId = OperationId::new([7; 16]);

fn examples() -> Vec<Message> {
    let mut city = City::new(3);
    let enrolment = city.enrol(Role::Hq, city.hq());
    let certificate = Item::Certificate(enrolment.certificate.clone());
    let mut laptop = open(enrolment, Run::new([1; 16]));
    let people = DocumentId::new(city.operation.operation.id, Kind::People, city.place("gym"));
    for number in 0..70 {
        let id = RecordId::new([number; 16]);
        let fields = vec![("name".to_owned(), Value::Text("名前".to_owned()))];
        laptop.commit(people, vec![Edit::Create { id, table: "person".to_owned(), fields }]);
    }
    let spans = laptop.journal.values().flatten().map(|(_, span)| Item::Span(span.clone()));
    let items: Vec<Item> = spans.chain([certificate.clone()]).collect();
    let document = DocumentId { operation: OPERATION, kind: 3, owner: PlaceId::new([5; 16]) };
    let log = LogId::new([9; 32]);
    let tip = KnownTip { log, position: u64::MAX, chain: Digest([4; 16]) };
    let section = |after, until| Section { document, after, until, tips: vec![tip, tip] };
    vec![
        Message::Root {
            root: Hash::new([1; 32]),
            facts: [Digest([2; 16]); 4],
            wall: Timestamp::from_millis(-5),
        },
        Message::Facts { class: FactClass::Proofs, have: vec![Digest([3; 16]); 3] },
        Message::Items(vec![certificate]),
        Message::Buckets {
            filled: [0, 77, 255].into_iter().collect(),
            digests: vec![Digest([8; 16]); 3],
        },
        Message::Documents {
            buckets: Buckets::default(),
            documents: vec![(document, Digest([6; 16]))],
        },
        Message::Tips {
            reply: Reply::Wanted,
            sections: vec![section(None, None), section(Some(log), Some(log))],
        },
        Message::Want(vec![Range { log, from: 0, to: 70 }, Range { log, from: 71, to: u64::MAX }]),
        Message::Spans { answer: Answer::Ends, items },
        Message::Spans { answer: Answer::Continues, items: vec![] },
        Message::Fetch { class: FactClass::Statements, hashes: vec![] },
    ]
}

#[test]
fn every_message_reads_back_as_it_was_written() {
    for message in examples() {
        assert_eq!(Message::decode(OPERATION, &message.encode()).unwrap(), message);
    }
}

#[test]
fn spans_of_one_log_are_written_without_repeating_what_follows() {
    let spans = examples().into_iter().find_map(|message| match message {
        Message::Spans { items, .. } if !items.is_empty() => Some(items),
        _ => None,
    });
    let spans = spans.unwrap();
    let alone: usize = spans.iter().map(|item| item.to_bytes().len()).sum();
    let count = spans.len();
    let written = Message::Spans { answer: Answer::Ends, items: spans }.encode().len();
    assert!(written + 60 * (count - 2) < alone, "{written} bytes for {alone} in {count} items");
}

#[test]
fn a_later_versions_message_and_fields_are_stepped_over() {
    assert_eq!(
        Message::decode(OPERATION, &[0x82, 0x18, 99, 0x01]).unwrap(),
        Message::Unknown { kind: 99 }
    );
    let mut bytes = Message::Want(vec![]).encode();
    assert_eq!(bytes[0], 0x82);
    bytes[0] = 0x83;
    bytes.push(0xf5);
    assert_eq!(Message::decode(OPERATION, &bytes).unwrap(), Message::Want(vec![]));
}

#[test]
fn a_message_longer_than_the_limit_is_refused_before_it_is_read() {
    let bytes = vec![0x81; MESSAGE_BYTES_MAX + 1];
    let refused = Message::decode(OPERATION, &bytes).unwrap_err();
    assert_eq!(refused, MessageError::TooLong { bytes: MESSAGE_BYTES_MAX + 1 });
}

proptest! {
    #[test]
    fn no_bytes_make_a_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Message::decode(OPERATION, &bytes);
    }

    #[test]
    fn no_damaged_message_makes_a_reader_panic(
        which in 0_usize..10,
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = ENCODED.with(|encoded| encoded[which].clone());
        for (at, with) in damage {
            let at = at.index(bytes.len());
            bytes[at] = with;
        }
        let _ = Message::decode(OPERATION, &bytes);
        bytes.truncate(cut.index(bytes.len()));
        let _ = Message::decode(OPERATION, &bytes);
    }
}

thread_local! {
    static ENCODED: Vec<Vec<u8>> = examples().iter().map(Message::encode).collect();
}
