//! Commands: what they write, what they refuse, and that other nodes take what they wrote.

use std::collections::{BTreeMap, BTreeSet};

use automerge::ScalarValue;
use automerge::transaction::Transactable as _;
use musubi_document::{
    CommitError, Committed, Document, Incoming, LoadError, Outcome, Position, Written,
};
use musubi_model::ids::{Actor, Kind, RecordId};
use musubi_model::record::{Edit, Fields, Reading, TABLE_FIELD, Value, View};
use musubi_model::time::Timestamp;

use crate::support::{Dice, Entry, History, KIND, genesis, records, values};

const A: Actor = Actor::new([0xa; 16]);
const B: Actor = Actor::new([0xb; 16]);
const PERSON: RecordId = RecordId::new([1; 16]);
const NOBODY: RecordId = RecordId::new([2; 16]);

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn create(id: RecordId) -> Edit {
    let fields = vec![("name".to_owned(), text("山田")), ("age".to_owned(), Value::Integer(70))];
    Edit::Create { id, table: "person".to_owned(), fields }
}

fn set(id: RecordId, field: &str, value: Value) -> Edit {
    Edit::Set { id, field: field.to_owned(), value }
}

fn put(key: &str, value: Value) -> Edit {
    Edit::Put { key: key.to_owned(), value }
}

fn add(prefix: &str, change: i64) -> Edit {
    Edit::Add { prefix: prefix.to_owned(), change }
}

fn entry(actor: Actor, written: Written) -> Entry {
    let Written { body, first_seq, previous, .. } = written;
    Entry { actor, first_seq, previous, body }
}

/// A document, the view its user sees, and what it has logged.
struct Desk {
    actor: Actor,
    document: Document,
    view: View,
}

impl Desk {
    fn new(actor: Actor) -> Self {
        Self { actor, document: Document::new(KIND), view: View::default() }
    }

    fn commit(&mut self, edits: &[Edit]) -> Result<Option<Entry>, CommitError> {
        let Committed { written, changes } = self.document.commit(self.actor, edits)?;
        for change in changes {
            self.view.apply(change);
        }
        assert_eq!(self.view, self.document.view());
        Ok(written.map(|written| {
            let position = self.document.position(self.actor);
            let Written { next_seq, last, .. } = written;
            assert_eq!(position, Position { next_seq, previous: Some(last) });
            entry(self.actor, written)
        }))
    }

    fn write(&mut self, edits: &[Edit]) -> Entry {
        self.commit(edits).unwrap().unwrap()
    }

    #[track_caller]
    fn take(&mut self, entry: &Entry) {
        let applied = self.document.apply(&[entry.incoming()]).unwrap();
        assert!(matches!(applied.outcomes[..], [Outcome::Applied { .. }]), "{applied:?}");
        applied.changes.into_iter().for_each(|change| self.view.apply(change));
        assert_eq!(self.view, self.document.view());
    }

    fn value(&self, key: &str) -> Vec<Value> {
        let reading = self.view.values.get(key);
        reading
            .map_or(vec![], |reading| reading.all().iter().map(|seen| seen.value.clone()).collect())
    }

    fn field(&self, id: RecordId, field: &str) -> Vec<Value> {
        let reading = self.view.records.get(&id).and_then(|fields| fields.get(field));
        reading
            .map_or(vec![], |reading| reading.all().iter().map(|seen| seen.value.clone()).collect())
    }
}

#[test]
fn every_kind_of_value_reads_back_on_another_node() {
    let mut a = Desk::new(A);
    let mut b = Desk::new(B);
    let all = [
        text("米"),
        Value::Integer(i64::MIN),
        Value::Flag(true),
        Value::Time(Timestamp::from_millis(-1)),
        Value::Bytes(vec![0, 255]),
    ];
    let edits: Vec<_> = all
        .iter()
        .enumerate()
        .map(|(place, value)| put(&format!("t|{place}"), value.clone()))
        .collect();
    b.take(&a.write(&edits));
    for (place, value) in all.iter().enumerate() {
        assert_eq!(b.value(&format!("t|{place}")), std::slice::from_ref(value));
    }
    b.take(&a.write(&[create(PERSON)]));
    assert_eq!(b.field(PERSON, TABLE_FIELD), [text("person")]);
    assert_eq!(b.field(PERSON, "name"), [text("山田")]);
    assert_eq!(b.view.records[&PERSON]["name"].winner().by, A);
}

#[test]
fn both_sides_of_a_clash_are_kept_until_somebody_settles_it() {
    let mut a = Desk::new(A);
    let mut b = Desk::new(B);
    b.take(&a.write(&[create(PERSON)]));
    let of_a =
        a.write(&[set(PERSON, "name", text("山田")), set(PERSON, "age", Value::Integer(71))]);
    let of_b = b.write(&[set(PERSON, "age", Value::Integer(72))]);
    a.take(&of_b);
    b.take(&of_a);
    assert_eq!(a.view, b.view);
    assert_eq!(a.field(PERSON, "age"), [Value::Integer(71), Value::Integer(72)]);
    let settled = b.write(&[set(PERSON, "age", Value::Integer(72))]);
    a.take(&settled);
    assert_eq!(a.field(PERSON, "age"), [Value::Integer(72)]);
    assert_eq!(a.view, b.view);
}

#[test]
fn sums_are_kept_per_run_and_lose_nothing() {
    let mut a = Desk::new(A);
    let mut b = Desk::new(B);
    let first = a.write(&[add("rice", 5), add("rice", -2)]);
    let other = b.write(&[add("rice", 10)]);
    a.take(&other);
    b.take(&first);
    a.actor = Actor::new([0xaa; 16]);
    b.take(&a.write(&[add("rice", 1)]));
    assert_eq!(b.value(&format!("rice|{A}")), [Value::Integer(3)]);
    assert_eq!(b.value(&format!("rice|{B}")), [Value::Integer(10)]);
    assert_eq!(b.value(&format!("rice|{}", a.actor)), [Value::Integer(1)]);
}

#[test]
fn a_command_that_changes_nothing_logs_nothing() {
    let mut a = Desk::new(A);
    assert_eq!(a.commit(&[]).unwrap().map(|_| ()), None);
    assert_eq!(a.commit(&[add("rice", 0)]).unwrap().map(|_| ()), None);
    a.write(&[create(PERSON), put("k|1", text("v"))]);
    let before = a.document.heads();
    let nothing = [set(PERSON, "name", text("山田")), put("k|1", text("v")), add("rice", 0)];
    assert_eq!(a.commit(&nothing).unwrap().map(|_| ()), None);
    assert_eq!(a.document.heads(), before);
    assert_eq!(a.document.position(A).next_seq, 2);
    // A first command that changes nothing does not use the actor up.
    a.actor = B;
    assert_eq!(a.commit(&nothing).unwrap().map(|_| ()), None);
    assert_eq!(a.write(&[put("k|1", text("w"))]).first_seq, 1);
}

#[test]
fn a_refused_command_leaves_everything_as_it_was() {
    let mut desk = Desk::new(A);
    desk.write(&[create(PERSON), put("k|1", text("v")), add("max", i64::MAX)]);
    let good = put("k|2", text("never seen"));
    let long = "k".repeat(65);
    let large = "t".repeat(16 * 1024 + 1);
    let mut check = |bad: Edit, want: CommitError| {
        let (heads, view) = (desk.document.heads(), desk.document.view());
        assert_eq!(desk.document.commit(A, &[good.clone(), bad]), Err(want));
        assert_eq!(desk.document.heads(), heads);
        assert_eq!(desk.document.view(), view);
    };
    check(set(NOBODY, "name", text("x")), CommitError::UnknownRecord { id: NOBODY });
    check(create(PERSON), CommitError::RecordExists { id: PERSON });
    check(set(PERSON, TABLE_FIELD, text("x")), CommitError::TableField);
    check(put("", text("x")), CommitError::KeyLength { bytes: 0 });
    check(put(&long, text("x")), CommitError::KeyLength { bytes: 65 });
    check(set(PERSON, &long, text("x")), CommitError::KeyLength { bytes: 65 });
    check(add(&"p".repeat(32), 1), CommitError::KeyLength { bytes: 65 });
    check(put("k|3", text(&large)), CommitError::ValueLength { bytes: 16 * 1024 + 1 });
    check(put("k|3", Value::Unreadable), CommitError::Unreadable);
    check(add("max", 1), CommitError::Overflow { key: format!("max|{A}") });
    let fields = vec![("name".to_owned(), text("1")), ("name".to_owned(), text("2"))];
    check(
        Edit::Create { id: NOBODY, table: "t".to_owned(), fields },
        CommitError::FieldTwice { field: "name".to_owned() },
    );
    let fields = (0..4).map(|place| (place.to_string(), text(&large[..16_000]))).collect();
    check(
        Edit::Create { id: NOBODY, table: "t".to_owned(), fields },
        CommitError::RecordSize { fields: 6 },
    );
    desk.write(&[good]);
    assert_eq!(desk.value("k|2"), [text("never seen")]);
    assert!(desk.document.save().is_ok());
}

#[test]
fn a_long_command_goes_into_one_entry_of_several_changes_or_none() {
    let mut a = Desk::new(A);
    let mut b = Desk::new(B);
    a.write(&[put("k|0", text("before"))]);
    b.take(&entry_of(&a, 1));
    let many: Vec<_> =
        (0..9_000).map(|place| put(&format!("n|{place}"), Value::Flag(true))).collect();
    let heads = a.document.heads();
    assert_eq!(a.document.commit(A, &many).map(|_| ()), Err(CommitError::EntrySize));
    assert_eq!(a.document.heads(), heads);
    assert_eq!(a.document.view(), a.view);
    assert_eq!(a.document.position(A).next_seq, 2);
    let fewer: Vec<_> =
        (0..4_200).map(|place| put(&place.to_string(), Value::Flag(true))).collect();
    let written = a.write(&fewer);
    assert_eq!(a.document.position(A).next_seq, 5, "4,200 operations go into three changes");
    b.take(&written);
    assert_eq!(a.view, b.view);
    b.take(&a.write(&[put("k|1", text("after"))]));
}

/// The entry that made the document what it is, made again by an equal author.
fn entry_of(desk: &Desk, seq: u64) -> Entry {
    assert_eq!(desk.document.position(A).next_seq, seq + 1);
    Desk::new(A).write(&[put("k|0", text("before"))])
}

#[test]
fn a_writer_with_too_many_heads_merges_them_first() {
    let others: Vec<_> = (0..300_u16)
        .map(|number| {
            let mut bytes = [0xc; 16];
            bytes[..2].copy_from_slice(&number.to_be_bytes());
            let mut other = Desk::new(Actor::new(bytes));
            other.write(&[put("k|1", Value::Integer(number.into()))])
        })
        .collect();
    let incoming: Vec<_> = others.iter().map(Entry::incoming).collect();
    for before in [0, 1] {
        let mut a = Desk::new(A);
        let mut b = Desk::new(B);
        for number in 0..before {
            b.take(&a.write(&[put("mine", Value::Integer(number))]));
        }
        for desk in [&mut a, &mut b] {
            let applied = desk.document.apply(&incoming).unwrap();
            applied.changes.into_iter().for_each(|change| desk.view.apply(change));
        }
        assert!(a.document.heads().len() >= 300);
        assert_eq!(a.value("k|1").len(), 300);
        let written = a.write(&[put("k|1", text("settled"))]);
        assert_eq!(a.document.heads().len(), 1);
        assert_eq!(a.value("k|1"), [text("settled")]);
        b.take(&written);
        assert_eq!(a.view, b.view);
        assert!(a.document.save().is_ok());
    }
}

#[test]
fn what_is_not_understood_is_shown_and_can_be_replaced() {
    let mut later = genesis(KIND);
    later.set_actor(automerge::ActorId::from(*B.bytes()));
    let mut transaction = later.transaction();
    transaction.put(values(), "k|1", ScalarValue::F64(0.5)).unwrap();
    transaction.put(values(), "k|2", ScalarValue::Null).unwrap();
    transaction.put_object(values(), "k|3", automerge::ObjType::Map).unwrap();
    let hash = transaction.commit().0.unwrap();
    let change = automerge::ReadDoc::get_change_by_hash(&later, &hash).unwrap();
    let mut a = Desk::new(A);
    a.take(&Entry::of(&[change], None));
    for key in ["k|1", "k|2", "k|3"] {
        assert_eq!(a.value(key), [Value::Unreadable]);
        a.write(&[put(key, text("understood"))]);
        assert_eq!(a.value(key), [text("understood")]);
    }
}

/// What names no table shows on no page, and what is written into it could not be written again.
#[test]
fn nobody_changes_what_names_no_table() {
    let unnamed = |table: Option<ScalarValue>| {
        let mut later = genesis(KIND).with_actor(automerge::ActorId::from([0xc; 16]));
        let mut transaction = later.transaction();
        let id = PERSON.to_string();
        let map = transaction.put_object(records(), id, automerge::ObjType::Map).unwrap();
        transaction.put(&map, "name", "山田").unwrap();
        table.into_iter().for_each(|table| transaction.put(&map, TABLE_FIELD, table).unwrap());
        let hash = transaction.commit().0.unwrap();
        let change = automerge::ReadDoc::get_change_by_hash(&later, &hash).unwrap();
        Entry::of(&[change], None)
    };
    for (table, refused) in
        [(None, true), (Some(ScalarValue::Int(5)), true), (Some("person".into()), false)]
    {
        let mut a = Desk::new(A);
        a.take(&unnamed(table));
        let change = set(PERSON, "name", text("佐藤"));
        let changed = a.commit(&[put("k|1", text("v")), change]);
        let want = CommitError::UnknownRecord { id: PERSON };
        assert_eq!(changed.as_ref().err(), refused.then_some(&want));
        assert_eq!(a.value("k|1").is_empty(), refused);
    }
    // Of two maps under one id one is enough.
    let mut a = Desk::new(A);
    let mut b = Desk::new(B);
    let of_a = a.write(&[create(PERSON)]);
    b.take(&unnamed(None));
    b.take(&of_a);
    b.write(&[set(PERSON, "name", text("佐藤"))]);
}

/// It takes two equal draws of 80 random bits, or somebody who means it.
#[test]
fn a_record_that_two_actors_created_shows_what_both_wrote() {
    let mut a = Desk::new(A);
    let mut b = Desk::new(B);
    let of_a = a.write(&[create(PERSON), set(PERSON, "only a", text("a"))]);
    let of_b = b.write(&[create(PERSON), set(PERSON, "name", text("田中"))]);
    a.take(&of_b);
    b.take(&of_a);
    assert_eq!(a.view, b.view);
    let names = a.field(PERSON, "name");
    assert!(names.contains(&text("山田")) && names.contains(&text("田中")));
    assert_eq!(a.field(PERSON, "only a"), [text("a")]);
    b.take(&a.write(&[set(PERSON, "age", Value::Integer(1))]));
    assert_eq!(a.view, b.view);
    let save = a.document.save().unwrap();
    a.document = Document::load(KIND, &save).unwrap();
    a.take(&b.write(&[set(PERSON, "age", Value::Integer(2))]));
    assert_eq!(a.view, b.view);
}

#[test]
fn a_document_prints_nothing_of_what_people_wrote() {
    let mut document = Document::new(KIND);
    let committed = document.commit(A, &[put("k|1", text("secret"))]).unwrap();
    let written = committed.written.unwrap();
    let incoming = Incoming { actor: A, first_seq: 1, previous: None, body: &written.body };
    let printed = format!("{document:?} {written:?} {incoming:?}");
    let as_numbers = format!("{:?}", "secret".as_bytes());
    assert!(!printed.contains("secret") && !printed.contains(&as_numbers[1..10]), "{printed}");
}

#[test]
fn a_save_is_opened_only_whole_and_as_its_own_kind() {
    let mut desk = Desk::new(A);
    desk.write(&[create(PERSON)]);
    let save = desk.document.save().unwrap();
    assert_eq!(Document::load(KIND, &save).unwrap().view(), desk.view);
    assert_eq!(Document::load(Kind::City, &save).map(|_| ()), Err(LoadError::OtherKind));
    for cut in 0..save.len() {
        assert!(Document::load(KIND, &save[..cut]).is_err(), "{cut}");
    }
    for place in 0..save.len() {
        let mut bad = save.clone();
        bad[place] ^= 0x10;
        let loaded = Document::load(KIND, &bad);
        assert!(loaded.is_err(), "{place}");
    }
}

fn is_send<T: Send>() {}

#[test]
fn a_document_may_move_to_another_thread() {
    is_send::<Document>();
}

/// Commands on top of what other versions write, in partitions and after restarts.
#[test]
fn desks_that_meet_show_the_same() {
    for seed in 0..25 {
        let mut dice = Dice::new(seed);
        let wide = History::random(seed + 500, 3, 30);
        let mut log: Vec<Entry> = wide.entries;
        let mut desks: Vec<_> = (0..3).map(|_| Desk::new(Actor::new(dice.bytes()))).collect();
        let mut known: Vec<Vec<bool>> = vec![vec![]; desks.len()];
        for _ in 0..60 {
            let at = dice.below(desks.len());
            for known in &mut known {
                known.resize(log.len(), false);
            }
            let desk = &mut desks[at];
            match dice.below(6) {
                0 => {
                    for (place, entry) in log.iter().enumerate() {
                        if !std::mem::replace(&mut known[at][place], true) {
                            desk.take(entry);
                        }
                    }
                }
                1 => {
                    let save = desk.document.save().unwrap();
                    desk.document = Document::load(KIND, &save).unwrap();
                    desk.actor = Actor::new(dice.bytes());
                }
                _ => {
                    let edits: Vec<_> =
                        (0..=dice.below(4)).map(|_| random_edit(&desk.view, &mut dice)).collect();
                    if let Some(entry) = desk.commit(&edits).unwrap() {
                        log.push(entry);
                        for known in &mut known {
                            known.push(false);
                        }
                        known[at][log.len() - 1] = true;
                    }
                }
            }
        }
        for (desk, known) in desks.iter_mut().zip(&mut known) {
            known.resize(log.len(), false);
            for (entry, known) in log.iter().zip(known) {
                if !*known {
                    desk.take(entry);
                }
            }
        }
        for desk in &desks {
            assert_eq!(desk.view, desks[0].view, "seed {seed}");
            assert_eq!(desk.document.heads(), desks[0].document.heads(), "seed {seed}");
        }
        let incoming: Vec<Incoming<'_>> = log.iter().map(Entry::incoming).collect();
        let mut whole = Document::new(KIND);
        whole.apply(&incoming).unwrap();
        assert_eq!(whole.view(), desks[0].view, "seed {seed}");
    }
}

fn random_edit(view: &View, dice: &mut Dice) -> Edit {
    // Of what names no table nothing is changed.
    let is_named = |fields: &Fields| {
        let mut table = fields.get(TABLE_FIELD).into_iter().flat_map(Reading::all);
        table.any(|seen| matches!(seen.value, Value::Text(_)))
    };
    let named = view.records.iter().filter(|(_, fields)| is_named(fields));
    let ids: Vec<_> = named.map(|(id, _)| *id).collect();
    let value = match dice.below(3) {
        0 => Value::Integer(i64::try_from(dice.below(3)).unwrap()),
        1 => Value::Flag(true),
        _ => text("米"),
    };
    match dice.below(5) {
        0 => create(RecordId::new(dice.bytes())),
        1 | 2 if !ids.is_empty() => set(*dice.pick(&ids), ["name", "age"][dice.below(2)], value),
        3 => add("stock|rice", 1),
        _ => put(["stock|rice", "x", "k|1"][dice.below(3)], value),
    }
}

#[test]
fn what_entries_say_can_be_read_though_what_lies_before_them_is_lost() {
    let mut desk = Desk::new(A);
    let (known, lost, made) = (PERSON, NOBODY, RecordId::new([3; 16]));
    let begins = desk.commit(&[create(known)]).unwrap().unwrap();
    desk.commit(&[create(lost), add("stock|rice", 5)]).unwrap().unwrap();
    let behind: Vec<Vec<u8>> = [
        vec![set(known, "name", text("佐藤")), put("k", text("first"))],
        vec![set(lost, "name", text("nobody can tell whose"))],
        vec![create(made), add("stock|rice", 7)],
        vec![set(made, "name", text("鈴木")), put("k", text("last"))],
    ]
    .iter()
    .map(|edits| desk.commit(edits).unwrap().unwrap().body)
    .collect();

    let mut other = Document::new(KIND);
    let Entry { actor, first_seq, previous, body } = &begins;
    let incoming = Incoming { actor: *actor, first_seq: *first_seq, previous: *previous, body };
    other.apply(&[incoming]).unwrap();
    let bodies: Vec<&[u8]> = behind.iter().map(Vec::as_slice).collect();
    let [first, second, third, fourth] = &other.salvage(A, &bodies, |_, _| true)[..] else {
        unreachable!()
    };

    assert_eq!(first.records[&known]["name"], text("佐藤"));
    assert_eq!(first.values["k"], text("first"));
    assert!(second.records.is_empty() && second.values.is_empty());
    assert_eq!(third.records[&made][TABLE_FIELD], text("person"));
    assert_eq!(third.values[&format!("stock|rice|{A}")], Value::Integer(12));
    assert_eq!(fourth.records[&made]["name"], text("鈴木"));
    assert_eq!(fourth.values["k"], text("last"));
}

/// What three desks write of one person without knowing of each other: fields that one hand touched
/// show that hand's value, fields that several touched show every value, and nothing else changed.
#[test]
fn edits_of_one_person_keep_both_in_different_fields_and_show_both_in_the_same() {
    const FIELDS: [&str; 5] = ["family", "given", "phone", "note", "age"];
    for seed in 0..200 {
        let mut dice = Dice::new(seed);
        let mut desks: Vec<_> = (0..3).map(|_| Desk::new(Actor::new(dice.bytes()))).collect();
        let fields = FIELDS.iter().map(|field| ((*field).to_owned(), text("はじめ"))).collect();
        let begin = Edit::Create { id: PERSON, table: "person".to_owned(), fields };
        let begin = desks[0].write(&[begin]);
        desks[1].take(&begin);
        desks[2].take(&begin);
        let mut wanted: BTreeMap<&str, BTreeSet<Value>> = BTreeMap::new();
        let mut entries = vec![];
        for (at, desk) in desks.iter_mut().enumerate() {
            let touched: Vec<_> = FIELDS.iter().filter(|_| dice.below(2) == 0).collect();
            let value = || text(&format!("{at}が書いた"));
            let edits: Vec<_> = touched.iter().map(|field| set(PERSON, field, value())).collect();
            for field in touched {
                wanted.entry(field).or_default().insert(value());
            }
            entries.extend(desk.commit(&edits).unwrap().map(|entry| (at, entry)));
        }
        for (at, desk) in desks.iter_mut().enumerate() {
            let first = dice.below(entries.len().max(1));
            for (from, entry) in entries.iter().cycle().skip(first).take(entries.len()) {
                if *from != at {
                    desk.take(entry);
                }
            }
            for field in FIELDS {
                let shown: BTreeSet<Value> = desk.field(PERSON, field).into_iter().collect();
                let untouched = BTreeSet::from([text("はじめ")]);
                assert_eq!(shown, *wanted.get(field).unwrap_or(&untouched), "{seed} {field}");
            }
        }
    }
}
