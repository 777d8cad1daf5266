//! Cutting and restoring bodies.

use musubi_document::{BODY_BYTES_MAX, BODY_CHANGES_MAX, Document, Outcome, Unfit};
use musubi_model::ids::Actor;
use musubi_model::record::{Edit, Value};
use proptest::prelude::*;

use crate::support::{Entry, History, KIND, Reader, unsigned};

const A: Actor = Actor::new([0xa; 16]);

/// The last hash is that of the author's own change, so what was restored is byte for byte it.
#[test]
fn a_restored_change_has_the_hash_its_author_saw() {
    for seed in 300..310 {
        let history = History::random(seed, 4, 80);
        let order: Vec<_> = (0..history.entries.len()).collect();
        let reader = Reader::take(&history.entries, &order, || 7);
        for (changes, outcome) in history.changes.iter().zip(reader.outcomes) {
            let want = changes.last().unwrap();
            let want = Outcome::Applied { next_seq: want.seq() + 1, last: want.hash() };
            assert_eq!(outcome, Some(want), "seed {seed}");
        }
    }
}

#[test]
fn a_command_gives_the_body_that_the_format_draws() {
    let history = History::random(311, 4, 60);
    for (entry, changes) in history.entries.iter().zip(&history.changes) {
        assert_eq!(entry.body, Entry::of(changes, entry.previous).body);
    }
    let mut document = Document::new(KIND);
    let edit = |place: i64| [Edit::Put { key: "k".to_owned(), value: Value::Integer(place) }];
    let one = document.commit(A, &edit(1)).unwrap().written.unwrap();
    let two = document.commit(A, &edit(2)).unwrap().written.unwrap();
    // Length, no other dependencies, seq 1, first operation 4.
    assert_eq!(one.body[1 + 1 + 32..][..2], [1, 4]);
    assert_eq!(one.body[1], 1, "the genesis is a dependency like any other");
    assert_eq!(two.body[1..4], [0, 2, 5], "the previous change is left out");
    assert_eq!(usize::from(two.body[0]), two.body.len() - 1);
}

fn many(count: usize) -> Entry {
    let mut document = Document::new(KIND);
    let mut body = vec![];
    for place in 0..count {
        let value = Value::Integer(i64::try_from(place).unwrap());
        let edit = Edit::Put { key: "k".to_owned(), value };
        body.extend(document.commit(A, &[edit]).unwrap().written.unwrap().body);
    }
    Entry { actor: A, first_seq: 1, previous: None, body }
}

fn outcome(body: Vec<u8>) -> Outcome {
    let entry = Entry { actor: A, first_seq: 1, previous: None, body };
    Document::new(KIND).apply(&[entry.incoming()]).unwrap().outcomes.pop().unwrap()
}

#[test]
fn a_body_holds_1_to_64_changes_and_nothing_else() {
    let unfit = Outcome::Unfit(Unfit::Body);
    let most = many(BODY_CHANGES_MAX);
    assert!(matches!(outcome(most.body), Outcome::Applied { next_seq: 65, .. }));
    assert_eq!(outcome(many(BODY_CHANGES_MAX + 1).body), unfit);
    assert_eq!(outcome(vec![]), unfit);
    let honest = many(2).body;
    for cut in 1..honest.len() {
        let cut = outcome(honest[..cut].to_vec());
        assert!(matches!(cut, Outcome::Applied { next_seq: 2, .. }) || cut == unfit, "{cut:?}");
    }
    assert_eq!(outcome([honest.clone(), vec![0]].concat()), unfit);
    let mut longer = honest.clone();
    longer[0] |= 0x80;
    longer.insert(1, 0);
    assert_eq!(outcome(longer), unfit, "one length has one form");
    let mut longer = honest.clone();
    longer[0] += 1;
    longer[1] = 0x81;
    longer.insert(2, 0);
    assert_eq!(outcome(longer), unfit, "one count has one form");
    let mut large = unsigned(BODY_BYTES_MAX as u64);
    large.resize(BODY_BYTES_MAX + 1, 0);
    assert_eq!(outcome(large), unfit);
    assert_eq!(outcome([0xff; 10].to_vec()), unfit);
}

proptest! {
    #[test]
    fn no_bytes_make_a_document_fail(body: Vec<u8>) {
        let outcome = outcome(body);
        prop_assert!(matches!(outcome, Outcome::Unfit(_)), "{outcome:?}");
    }
}
