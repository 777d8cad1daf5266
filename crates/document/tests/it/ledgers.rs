//! Documents that only grow: look-ups.

use musubi_document::{CommitError, Document, Incoming, Outcome, SHOWN_MAX, Unfit};
use musubi_model::ids::{Actor, Kind, RecordId};
use musubi_model::record::{Edit, Value, View};

use crate::support::Dice;

const A: Actor = Actor::new([0xa; 16]);
const B: Actor = Actor::new([0xb; 16]);

fn create(number: u64) -> Edit {
    let mut id = [0; 16];
    id[..8].copy_from_slice(&number.to_be_bytes());
    let fields = vec![("number".to_owned(), Value::Integer(number.try_into().unwrap()))];
    Edit::Create { id: RecordId::new(id), table: "lookup".to_owned(), fields }
}

/// The bodies of an author's entries, some of several records.
fn bodies(actor: Actor, from: u64, sizes: &[u64]) -> Vec<(u64, Vec<u8>)> {
    let mut document = Document::new(Kind::Lookups);
    let mut next = from;
    let written = sizes.iter().map(|size| {
        let edits: Vec<Edit> = (next..next + size).map(create).collect();
        next += size;
        let written = document.commit(actor, &edits).unwrap().written.unwrap();
        (written.first_seq, written.body)
    });
    written.collect()
}

fn apply(document: &mut Document, actor: Actor, (first_seq, body): &(u64, Vec<u8>)) -> Outcome {
    let previous = document.position(actor).previous.filter(|_| *first_seq > 1);
    let incoming = Incoming { actor, first_seq: *first_seq, previous, body };
    document.apply(&[incoming]).unwrap().outcomes.remove(0)
}

#[test]
fn every_order_of_logs_shows_the_same_and_replaying_changes_nothing() {
    println!("seed 9");
    let logs = [(A, bodies(A, 0, &[1, 3, 64, 1])), (B, bodies(B, 50, &[2, 2, 30]))];
    let mut dice = Dice::new(9);
    let mut views: Vec<View> = vec![];
    for _ in 0..20 {
        let mut document = Document::new(Kind::Lookups);
        let mut shown = View::default();
        let mut next = [0, 0];
        while next != [4, 3] {
            let log = dice.below(2);
            let (actor, bodies) = &logs[log];
            // Now and then one that is held already.
            let at = if dice.once_in(3) { dice.below(next[log] + 1) } else { next[log] };
            let Some((first_seq, body)) = bodies.get(at) else { continue };
            let incoming = Incoming { actor: *actor, first_seq: *first_seq, previous: None, body };
            let applied = document.apply(&[incoming]).unwrap();
            assert!(matches!(applied.outcomes[0], Outcome::Applied { .. }));
            applied.changes.into_iter().for_each(|change| shown.apply(change));
            next[log] = next[log].max(at + 1);
        }
        assert_eq!(shown, document.view());
        let loaded = Document::load(Kind::Lookups, &document.save().unwrap()).unwrap();
        assert_eq!((loaded.view(), loaded.position(A)), (document.view(), document.position(A)));
        views.push(shown);
    }
    assert!(views.iter().all(|view| *view == views[0]));
    // 50 to 68 stand in both logs, with what both say.
    assert_eq!(views[0].records.len(), 84);
}

#[test]
fn nothing_is_ever_changed_only_added() {
    let mut document = Document::new(Kind::Lookups);
    document.commit(A, &[create(1)]).unwrap();
    let Edit::Create { id, .. } = create(1) else { unreachable!() };
    let set = Edit::Set { id, field: "number".to_owned(), value: Value::Integer(2) };
    let put = Edit::Put { key: "a|b".to_owned(), value: Value::Integer(2) };
    let add = Edit::Add { prefix: "a".to_owned(), change: 1 };
    let before = document.view();
    for edit in [set, put, add] {
        assert_eq!(document.commit(A, &[create(2), edit]), Err(CommitError::AppendOnly));
    }
    assert_eq!(document.commit(A, &[create(1)]), Err(CommitError::RecordExists { id }));
    assert_eq!(document.view(), before);
    let many: Vec<Edit> = (10..75).map(create).collect();
    assert_eq!(document.commit(A, &many), Err(CommitError::EntrySize));
}

#[test]
fn what_is_no_list_of_records_is_unfit() {
    let (_, good) = &bodies(A, 0, &[2])[0];
    let mut document = Document::new(Kind::Lookups);
    let unfit = Outcome::Unfit(Unfit::Records);
    let mut bad = vec![vec![], vec![0], good[..good.len() - 1].to_vec()];
    bad.push([&good[..], &[0]].concat());
    bad.push(good.repeat(33));
    for body in &bad {
        assert_eq!(apply(&mut document, A, &(1, body.clone())), unfit);
        let incoming = Incoming { actor: A, first_seq: 1, previous: None, body };
        assert_eq!(document.judge_alone(incoming), Ok(unfit.clone()));
    }
    assert_eq!(document.view(), View::default());
    let mut dice = Dice::new(10);
    for _ in 0..2_000 {
        let mut body = good.clone();
        let at = dice.below(body.len());
        body[at] = dice.byte();
        let outcome = apply(&mut Document::new(Kind::Lookups), A, &(1, body));
        assert!(matches!(outcome, Outcome::Applied { .. } | Outcome::Unfit(Unfit::Records)));
    }
}

#[test]
fn a_log_shows_its_newest_records_and_pushes_out_nobody_elses() {
    let mut document = Document::new(Kind::Lookups);
    for entry in bodies(B, 0, &[3]) {
        apply(&mut document, B, &entry);
    }
    let long = bodies(A, 1_000, &[50; 13]);
    for entry in &long {
        apply(&mut document, A, entry);
    }
    let view = document.view();
    assert_eq!(view.records.len(), SHOWN_MAX + 3);
    let Edit::Create { id: newest, .. } = create(1_649) else { unreachable!() };
    let Edit::Create { id: oldest, .. } = create(1_000) else { unreachable!() };
    assert!(view.records.contains_key(&newest) && !view.records.contains_key(&oldest));
    assert_eq!(document.position(A).next_seq, 651);
    let loaded = Document::load(Kind::Lookups, &document.save().unwrap()).unwrap();
    assert_eq!((loaded.view(), loaded.position(A)), (view, document.position(A)));
    let mut whole = Document::showing_all(Kind::Lookups);
    for entry in &long {
        apply(&mut whole, A, entry);
    }
    assert_eq!(whole.view().records.len(), 650);
    assert!(whole.view().records.contains_key(&oldest));
}
