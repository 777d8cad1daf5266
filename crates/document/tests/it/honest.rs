//! Whatever honest authors write is applied, in every order, to the same document.

use automerge::ReadDoc as _;
use musubi_document::{Document, Outcome};

use crate::support::{Dice, History, KIND, Reader, records, values};

const HISTORIES: u64 = 40;

#[test]
fn honest_changes_are_never_refused_and_every_order_gives_the_same_document() {
    let (mut changes, mut operations, mut clashes) = (0, 0, 0);
    for seed in 0..HISTORIES {
        let mut dice = Dice::new(seed ^ 0x5eed);
        let history = History::random(seed, 2 + dice.below(5), 60 + dice.below(80));
        let entries = &history.entries;
        changes += history.changes.iter().flatten().count();
        operations += history.operations();

        let in_order: Vec<_> = (0..entries.len()).collect();
        let first = Reader::take(entries, &in_order, || 1);
        for (place, outcome) in first.outcomes.iter().enumerate() {
            let applied = matches!(outcome, Some(Outcome::Applied { .. }));
            assert!(applied, "seed {seed}, entry {place}: {outcome:?}");
        }
        clashes += first.view.values.values().filter(|reading| reading.is_clash()).count();
        for round in 0..5 {
            let order = dice.shuffled(entries.len());
            let reader = match round {
                0 => Reader::take(entries, &in_order, || usize::MAX),
                1 => Reader::take(entries, &order, || 1),
                2 => Reader::take(entries, &order, || usize::MAX),
                _ => Reader::take(entries, &order, || 1 + dice.below(20)),
            };
            assert_eq!(reader.verdicts(), first.verdicts(), "seed {seed}, round {round}");
            assert_eq!(reader.document.heads(), first.document.heads(), "seed {seed}");
            assert_eq!(reader.view, first.view, "seed {seed}, round {round}");
            assert_eq!(reader.view, reader.document.view(), "seed {seed}, round {round}");
        }
        let again = Document::load(KIND, &first.document.save().unwrap()).unwrap();
        assert_eq!(again.view(), first.view, "seed {seed}");
        assert_eq!(again.heads(), first.document.heads(), "seed {seed}");
    }
    println!(
        "{HISTORIES} histories, {changes} changes, {operations} operations, {clashes} clashes"
    );
    assert!(clashes > 0, "the histories must have clashes to be worth anything");
}

/// The guard of a loaded document knows the same past as one that saw everything come.
#[test]
fn a_document_opened_from_its_save_judges_as_before() {
    for seed in 100..120 {
        let mut dice = Dice::new(seed);
        let history = History::random(seed, 4, 100);
        let (old, new) = history.entries.split_at(history.entries.len() / 2);
        let order: Vec<_> = (0..old.len()).collect();
        let reader = Reader::take(old, &order, || 1 + dice.below(30));
        let mut loaded = Document::load(KIND, &reader.document.save().unwrap()).unwrap();
        let mut view = loaded.view();
        for batch in new.chunks(1 + dice.below(30)) {
            let incoming: Vec<_> = batch.iter().map(crate::support::Entry::incoming).collect();
            let applied = loaded.apply(&incoming).unwrap();
            for outcome in &applied.outcomes {
                assert!(matches!(outcome, Outcome::Applied { .. }), "seed {seed}: {outcome:?}");
            }
            applied.changes.into_iter().for_each(|change| view.apply(change));
        }
        assert_eq!(view, loaded.view(), "seed {seed}");
        let all: Vec<_> = (0..history.entries.len()).collect();
        let whole = Reader::take(&history.entries, &all, || usize::MAX);
        assert_eq!(whole.view, view, "seed {seed}");
    }
}

#[test]
fn replaying_a_log_over_a_document_changes_nothing() {
    let history = History::random(7, 3, 80);
    let order: Vec<_> = (0..history.entries.len()).collect();
    let mut reader = Reader::take(&history.entries, &order, || 10);
    let incoming: Vec<_> = history.entries.iter().map(crate::support::Entry::incoming).collect();
    let again = reader.document.apply(&incoming).unwrap();
    assert!(again.outcomes.iter().all(|outcome| matches!(outcome, Outcome::Applied { .. })));
    assert_eq!(again.changes, []);
}

/// Read with automerge alone, key by key, to check the walk that builds views.
#[test]
fn a_view_shows_every_visible_value_and_its_author_winner_last() {
    for seed in 200..210 {
        let mut history = History::random(seed, 5, 120);
        let order: Vec<_> = (0..history.entries.len()).collect();
        let reader = Reader::take(&history.entries, &order, || 50);
        let all: Vec<_> = history.changes.iter().flatten().cloned().collect();
        let plain = &mut history.authors[0].document;
        plain.apply_changes(all).unwrap();

        let keys: Vec<_> = plain.keys(values()).collect();
        assert_eq!(reader.view.values.keys().cloned().collect::<Vec<_>>(), keys);
        for (key, reading) in &reader.view.values {
            let seen = plain.get_all(values(), key.as_str()).unwrap();
            let authors: Vec<_> = seen.iter().map(|(_, id)| author(id)).collect();
            let read: Vec<_> = reading.all().iter().map(|seen| seen.by.bytes().to_vec()).collect();
            assert_eq!(read, authors, "seed {seed}, {key}");
        }
        let keys: Vec<_> = plain.keys(records()).collect();
        let ids: Vec<_> = reader.view.records.keys().map(ToString::to_string).collect();
        assert_eq!(ids, keys, "seed {seed}");
        for (id, fields) in &reader.view.records {
            let (_, map) = plain.get(records(), id.to_string()).unwrap().unwrap();
            assert_eq!(
                fields.keys().cloned().collect::<Vec<_>>(),
                plain.keys(&map).collect::<Vec<_>>()
            );
            for (field, reading) in fields {
                let seen = plain.get_all(&map, field.as_str()).unwrap();
                let authors: Vec<_> = seen.iter().map(|(_, id)| author(id)).collect();
                let read: Vec<_> =
                    reading.all().iter().map(|seen| seen.by.bytes().to_vec()).collect();
                assert_eq!(read, authors, "seed {seed}, {id}, {field}");
            }
        }
    }
}

fn author(id: &automerge::ObjId) -> Vec<u8> {
    let automerge::ObjId::Id(_, actor, _) = id else { panic!("a value was written by somebody") };
    actor.to_bytes().to_vec()
}
