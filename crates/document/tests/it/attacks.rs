//! Changes that honest code never writes, each with the reason for which it is refused.

use automerge::legacy::{ElementId, Key, MarkData, ObjectId, Op, OpId, OpType, SortedVec};
use automerge::transaction::Transactable as _;
use automerge::{ActorId, Automerge, Change, ExpandedChange, ObjType, ReadDoc as _, ScalarValue};
use musubi_document::{Applied, Document, Outcome, Unfit};
use musubi_model::ids::RecordId;

use crate::parts::Parts;
use crate::support::{Entry, KIND, genesis, records, values};

const A: [u8; 16] = [0xa; 16];
const B: [u8; 16] = [0xb; 16];
const EVE: [u8; 16] = [0xe; 16];

/// A and B wrote one key at once and A merged; C wrote at the same time and is not in the past
/// of Eve, who makes a change on what A has.
struct Scene {
    past: Vec<Entry>,
    concurrent: Entry,
    document: Automerge,
    honest: Change,
    previous: Change,
}

/// Operations of the scene that attacks refer to.
const CLASH: &str = "stock|rice";
const CALM: &str = "note|1";

impl Scene {
    fn new() -> Self {
        let mut a = genesis(KIND);
        let mut b = genesis(KIND);
        let record = RecordId::new([7; 16]).to_string();
        let a1 = write(&mut a, A, |tx| {
            let map = tx.put_object(records(), record.as_str(), ObjType::Map).unwrap();
            tx.put(&map, "table", "person").unwrap();
            tx.put(values(), CLASH, 1).unwrap();
            tx.put(values(), CALM, "calm").unwrap();
        });
        let b1 = write(&mut b, B, |tx| tx.put(values(), CLASH, 2).unwrap());
        let mut c = genesis(KIND);
        let c1 = write(&mut c, [0xc; 16], |tx| {
            tx.put_object(records(), RecordId::new([8; 16]).to_string(), ObjType::Map).unwrap();
        });
        a.apply_changes([b1.clone()]).unwrap();
        let eve1 = write(&mut a, EVE, |tx| tx.put(values(), "eve|1", 1).unwrap());
        let mut document = a.clone();
        let honest = write(&mut a, EVE, |tx| tx.put(values(), CALM, "still").unwrap());
        document.set_actor(ActorId::from(EVE));
        let past = [&a1, &b1, &eve1].map(|change| Entry::of(std::slice::from_ref(change), None));
        let concurrent = Entry::of(&[c1], None);
        Self { past: past.into(), concurrent, document, honest, previous: eve1 }
    }

    /// What Eve writes instead, as an entry: the second in her log, whatever it says.
    fn entry(&self, change: &Change) -> Entry {
        let entry = Entry::of(std::slice::from_ref(change), Some(self.previous.hash()));
        Entry { first_seq: 2, ..entry }
    }

    fn writes(&self, act: impl FnOnce(&mut automerge::transaction::Transaction<'_>)) -> Change {
        write(&mut self.document.clone(), EVE, act)
    }

    fn forge(&self, forge: impl FnOnce(&mut ExpandedChange)) -> Entry {
        let mut expanded = self.honest.decode();
        forge(&mut expanded);
        self.entry(&Change::from(expanded))
    }

    fn forge_op(&self, forge: impl FnOnce(&mut Op)) -> Entry {
        self.forge(|change| forge(&mut change.operations[0]))
    }

    fn forge_parts(&self, forge: impl FnOnce(&mut Parts)) -> Entry {
        let mut parts = Parts::of(&self.honest);
        forge(&mut parts);
        parts.entry(&self.entry(&self.honest))
    }

    fn visible(&self, key: &str) -> Vec<OpId> {
        let found = self.document.get_all(values(), key).unwrap();
        found.iter().map(|(_, id)| op_id(id)).collect()
    }

    /// The suspect comes last, in one batch with its past, first, and with others around.
    #[track_caller]
    fn check(&self, name: &str, suspect: &Entry, want: Option<Unfit>) {
        for batch_size in [1, 2, usize::MAX] {
            let mut document = Document::new(KIND);
            let mut entries: Vec<_> = self.past.iter().collect();
            entries.push(&self.concurrent);
            entries.push(suspect);
            let mut last = None;
            for batch in entries.chunks(batch_size.min(entries.len())) {
                let incoming: Vec<_> = batch.iter().map(|entry| entry.incoming()).collect();
                let Applied { mut outcomes, .. } = document.apply(&incoming).unwrap();
                last = outcomes.pop();
                assert!(outcomes.iter().all(|outcome| matches!(outcome, Outcome::Applied { .. })));
            }
            match (last.unwrap(), want) {
                (Outcome::Applied { .. }, None) => {}
                (Outcome::Unfit(got), Some(want)) => assert_eq!(got, want, "{name}"),
                (outcome, want) => panic!("{name}: {outcome:?} where {want:?} was expected"),
            }
            let save = document.save().unwrap();
            assert_eq!(Document::load(KIND, &save).unwrap().view(), document.view(), "{name}");
            let alone = document.judge_alone(suspect.incoming()).unwrap();
            assert_eq!(
                matches!(alone, Outcome::Applied { .. }),
                want.is_none(),
                "{name}: {alone:?}"
            );
        }
    }
}

fn write(
    document: &mut Automerge,
    actor: [u8; 16],
    act: impl FnOnce(&mut automerge::transaction::Transaction<'_>),
) -> Change {
    document.set_actor(ActorId::from(actor));
    let mut transaction = document.transaction();
    act(&mut transaction);
    let hash = transaction.commit().0.unwrap();
    document.get_change_by_hash(&hash).unwrap()
}

fn op_id(id: &automerge::ObjId) -> OpId {
    let automerge::ObjId::Id(counter, actor, _) = id else { panic!("not the root") };
    OpId(*counter, actor.clone())
}

fn own(counter: u64) -> OpId {
    OpId(counter, ActorId::from(EVE))
}

fn preds(ids: &[OpId]) -> SortedVec<OpId> {
    ids.iter().cloned().collect()
}

fn put_op(obj: ObjectId, key: &str, pred: &[OpId]) -> Op {
    Op {
        action: OpType::Put(ScalarValue::Int(1)),
        obj,
        key: Key::Map(key.into()),
        pred: preds(pred),
        insert: false,
    }
}

fn make_op(obj: ObjectId, key: &str) -> Op {
    Op { action: OpType::Make(ObjType::Map), ..put_op(obj, key, &[]) }
}

fn object(id: OpId) -> ObjectId {
    ObjectId::Id(id)
}

fn of_genesis(counter: u64) -> ObjectId {
    ObjectId::Id(OpId(counter, ActorId::from(crate::support::GENESIS_ACTOR)))
}

#[test]
fn what_honest_code_may_write_passes() {
    let scene = Scene::new();
    let check = |name, entry: Entry| scene.check(name, &entry, None);
    check("the honest change", scene.entry(&scene.honest));
    check(
        "both values replaced",
        scene.entry(&scene.writes(|tx| tx.put(values(), CLASH, 9).unwrap())),
    );
    let settled = scene.writes(|tx| tx.put(values(), CLASH, 1).unwrap());
    assert_eq!(settled.decode().operations[0].action, OpType::Delete);
    check("a clash settled for the winner", scene.entry(&settled));
    check("a clash deleted", scene.entry(&scene.writes(|tx| tx.delete(values(), CLASH).unwrap())));
    check(
        "a key of 64 bytes",
        scene.forge_op(|op| *op = put_op(of_genesis(2), &"k".repeat(64), &[])),
    );
    let text = ScalarValue::Str("t".repeat(16 * 1024).into());
    check("a text of 16 KiB", scene.forge_op(|op| op.action = OpType::Put(text)));
    check("a float", scene.forge_op(|op| op.action = OpType::Put(ScalarValue::F64(f64::NAN))));
    let deep = scene.writes(|tx| {
        let two = tx.put_object(records(), "two", ObjType::Map).unwrap();
        let three = tx.put_object(&two, "three", ObjType::Map).unwrap();
        let four = tx.put_object(&three, "four", ObjType::Map).unwrap();
        tx.put(&four, "k", 1).unwrap();
    });
    check("maps at depth 4", scene.entry(&deep));
}

#[test]
fn predecessors_must_be_exactly_what_was_visible() {
    let scene = Scene::new();
    let start = scene.honest.start_op().get();
    let clash = scene.visible(CLASH);
    assert_eq!(clash.len(), 2);
    let check = |name, forge: &dyn Fn(&mut Op)| {
        scene.check(name, &scene.forge_op(forge), Some(Unfit::Predecessors));
    };
    check("no predecessor", &|op| op.pred = preds(&[]));
    check("of another key", &|op| op.pred = preds(&clash));
    check("one too many", &|op| op.pred = preds(&[scene.visible(CALM), clash.clone()].concat()));
    check("itself", &|op| op.pred = preds(&[own(start)]));
    check("a later one", &|op| op.pred = preds(&[own(start + 1)]));
    check("of a concurrent branch", &|op| op.pred = preds(&[OpId(4, ActorId::from([0xc; 16]))]));
    check("by nobody", &|op| op.pred = preds(&[OpId(4, ActorId::from([0xd; 16]))]));
    check("only the winner of a clash", &|op| *op = put_op(of_genesis(2), CLASH, &clash[1..]));
    check("only the loser of a clash", &|op| *op = put_op(of_genesis(2), CLASH, &clash[..1]));
    check("twice the same", &|op| {
        op.pred = preds(&[scene.visible(CALM), scene.visible(CALM)].concat());
    });
    check("a delete of nothing", &|op| {
        *op = Op { action: OpType::Delete, ..put_op(of_genesis(2), "nothing", &[]) };
    });
    check("a delete that keeps the loser", &|op| {
        *op = Op { action: OpType::Delete, ..put_op(of_genesis(2), CLASH, &clash[1..]) };
    });
    check("a delete without predecessors", &|op| {
        *op = Op { action: OpType::Delete, ..put_op(of_genesis(2), CLASH, &[]) };
    });
    check("a map that ignores what stands there", &|op| *op = make_op(of_genesis(2), CALM));
    let twice = scene.forge(|change| {
        let again = change.operations[0].clone();
        change.operations.push(again);
    });
    scene.check("the second of two ignores the first", &twice, Some(Unfit::Predecessors));
}

#[test]
fn a_winning_map_is_never_settled_for() {
    let scene = Scene::new();
    let mut a = scene.document.clone();
    let mut b = scene.document.clone();
    let a1 = write(&mut a, [0x1a; 16], |tx| tx.put(values(), "k", 1).unwrap());
    let b1 = write(&mut b, [0x1b; 16], |tx| {
        tx.put_object(values(), "k", ObjType::Map).unwrap();
    });
    a.apply_changes([b1.clone()]).unwrap();
    let found = a.get_all(values(), "k").unwrap();
    let (loser, winner) = (op_id(&found[0].1), op_id(&found[1].1));
    assert_eq!(winner.actor(), &ActorId::from([0x1b; 16]));
    let mut forged = write(&mut a, EVE, |tx| tx.put(values(), "other", 1).unwrap()).decode();
    forged.operations[0] = Op { action: OpType::Delete, ..put_op(of_genesis(2), "k", &[loser]) };
    let forged = scene.entry(&Change::from(forged));
    let mut scene = scene;
    scene.past.extend([a1, b1].map(|change| Entry::of(&[change], None)));
    scene.check("a delete that keeps a winning map", &forged, Some(Unfit::Predecessors));
}

#[test]
fn operations_are_numbered_from_their_past() {
    let scene = Scene::new();
    let start = scene.honest.start_op().get();
    for forged in [1, start - 1, start + 1, 1 << 31, u64::from(u32::MAX)] {
        let entry = scene.forge(|change| change.start_op = forged.try_into().unwrap());
        scene.check("the first operation", &entry, Some(Unfit::StartOp));
    }
    let entry = scene.forge(|change| change.start_op = u64::MAX.try_into().unwrap());
    scene.check("beyond automerge", &entry, Some(Unfit::Parse));
    scene.check("zero", &scene.forge_parts(|parts| parts.start_op = 0), Some(Unfit::Parse));
}

#[test]
fn objects_must_be_maps_of_the_past() {
    let scene = Scene::new();
    let start = scene.honest.start_op().get();
    let check = |name, obj: OpId| {
        let entry = scene.forge_op(|op| *op = put_op(object(obj.clone()), "k", &[]));
        scene.check(name, &entry, Some(Unfit::Object));
        let entry = scene.forge_op(|op| *op = make_op(object(obj.clone()), "k"));
        scene.check(name, &entry, Some(Unfit::Object));
    };
    check("a scalar", scene.visible(CALM)[0].clone());
    check("by nobody", OpId(4, ActorId::from([0xd; 16])));
    check("of a concurrent branch", OpId(4, ActorId::from([0xc; 16])));
    check("of nobody's past", OpId(900, ActorId::from(A)));
    check("itself", own(start));
    check("a later one", own(start + 1));
    check("a scalar of the genesis", OpId(3, ActorId::from(crate::support::GENESIS_ACTOR)));
    check("a number too great", OpId(u64::from(u32::MAX), ActorId::from(A)));
    let entry = scene.forge(|change| {
        change.operations[0] = put_op(object(own(start + 1)), "k", &[]);
        change.operations.push(make_op(of_genesis(1), "m"));
    });
    scene.check("a map made later in the same change", &entry, Some(Unfit::Object));
    let entry = scene.forge(|change| {
        change.operations.push(put_op(object(own(start)), "k", &[]));
    });
    scene.check("a scalar of the same change", &entry, Some(Unfit::Object));
}

#[test]
fn maps_are_nested_four_deep_at_most() {
    let scene = Scene::new();
    let start = scene.honest.start_op().get();
    let entry = scene.forge(|change| {
        change.operations = vec![
            make_op(of_genesis(1), "2"),
            make_op(object(own(start)), "3"),
            make_op(object(own(start + 1)), "4"),
            make_op(object(own(start + 2)), "5"),
        ];
    });
    scene.check("a map at depth 5", &entry, Some(Unfit::Depth));
    // The same, with the upper maps in the past.
    let mut document = scene.document.clone();
    let upper = write(&mut document, EVE, |tx| {
        let two = tx.put_object(records(), "2", ObjType::Map).unwrap();
        let three = tx.put_object(&two, "3", ObjType::Map).unwrap();
        tx.put_object(&three, "4", ObjType::Map).unwrap();
    });
    let mut lower = write(&mut document, EVE, |tx| tx.put(values(), "k", 1).unwrap()).decode();
    lower.operations[0] = make_op(object(own(start + 2)), "5");
    let lower = Entry::of(&[Change::from(lower)], Some(upper.hash()));
    let upper = scene.entry(&upper);
    let mut scene = scene;
    scene.past.push(upper);
    scene.check("a map at depth 5 below old ones", &lower, Some(Unfit::Depth));
}

#[test]
fn only_puts_deletes_and_maps_under_short_keys_are_written() {
    let scene = Scene::new();
    let check = |name, want, forge: &dyn Fn(&mut Op)| {
        scene.check(name, &scene.forge_op(forge), Some(want));
    };
    for kind in [ObjType::List, ObjType::Text, ObjType::Table] {
        check("another object", Unfit::Action, &|op| op.action = OpType::Make(kind));
    }
    check("an increment", Unfit::Action, &|op| op.action = OpType::Increment(1));
    check("a mark", Unfit::Column, &|op| {
        let mark = MarkData { name: "m".into(), value: ScalarValue::Int(1), expand: true };
        op.action = OpType::MarkBegin(mark);
    });
    check("the end of a mark", Unfit::Action, &|op| op.action = OpType::MarkEnd(false));
    check("a counter", Unfit::ValueType, &|op| op.action = OpType::Put(ScalarValue::counter(1)));
    check("an unknown type", Unfit::ValueType, &|op| {
        op.action = OpType::Put(ScalarValue::Unknown { type_code: 11, bytes: vec![1] });
    });
    check("an insert", Unfit::Insert, &|op| op.insert = true);
    check("a place in a list", Unfit::Column, &|op| op.key = Key::Seq(ElementId::Id(own(4))));
    check("the head of a list", Unfit::Column, &|op| op.key = Key::Seq(ElementId::Head));
    check("an empty key", Unfit::Key, &|op| *op = put_op(of_genesis(2), "", &[]));
    check("a key of 65 bytes", Unfit::Key, &|op| *op = put_op(of_genesis(2), &"k".repeat(65), &[]));
    check("a long text", Unfit::ValueLength, &|op| {
        op.action = OpType::Put(ScalarValue::Str("t".repeat(16 * 1024 + 1).into()));
    });
    check("many bytes", Unfit::ValueLength, &|op| {
        op.action = OpType::Put(ScalarValue::Bytes(vec![0; 16 * 1024 + 1]));
    });
    let entry = scene.forge(|change| change.operations.clear());
    scene.check("no operation", &entry, Some(Unfit::Empty));
}

#[test]
fn dependencies_are_the_heads_and_the_change_before() {
    let scene = Scene::new();
    let genesis = musubi_document::genesis_hash(KIND);
    let buried = scene.forge(|change| change.deps.push(genesis));
    scene.check("the genesis again", &buried, Some(Unfit::PastOfAnother));
    // What restoring makes of a body that names the previous change itself: twice the same.
    let mut parts = Parts::of(&scene.honest);
    parts.dependencies = vec![scene.previous.hash().0; 2];
    let twice =
        Entry { body: crate::support::stored(&parts.chunk(), None), ..scene.entry(&scene.honest) };
    scene.check("one twice", &twice, Some(Unfit::Dependencies));
    let many = scene.forge_parts(|parts| {
        parts.dependencies.extend((0..128_u8).map(|number| [number; 32]));
        parts.dependencies.sort_unstable();
    });
    scene.check("129 of them", &many, Some(Unfit::Dependencies));
    let unsorted = scene.forge_parts(|parts| {
        parts.dependencies.extend([[9; 32], [8; 32]]);
    });
    scene.check("descending", &unsorted, Some(Unfit::Form));
    let none = Entry::of(
        &[Change::from(ExpandedChange {
            deps: vec![],
            seq: 1,
            actor_id: ActorId::from([0x2e; 16]),
            start_op: 1.try_into().unwrap(),
            ..scene.honest.decode()
        })],
        None,
    );
    scene.check("none", &none, Some(Unfit::Dependencies));
}

#[test]
fn a_change_carries_its_number_and_follows_its_log() {
    let scene = Scene::new();
    scene.check("seq 3 at 2", &scene.forge(|change| change.seq = 3), Some(Unfit::Sequence));
    scene.check("seq 1 at 2", &scene.forge(|change| change.seq = 1), Some(Unfit::Sequence));
    // The log says that another author's change stands before it.
    let b1 = Change::from(scene.honest.decode());
    let other = scene.past[1].clone();
    let mut document = Document::new(KIND);
    let incoming: Vec<_> = scene.past.iter().map(Entry::incoming).collect();
    document.apply(&incoming).unwrap();
    let b_last = document.position(other.actor).previous.unwrap();
    let mut forged = b1.decode();
    forged.deps = vec![b_last];
    let forged = Entry::of(&[Change::from(forged)], Some(b_last));
    scene.check("after another author's", &forged, Some(Unfit::Previous));
    // A second beginning on top of the first.
    let again = scene.forge(|change| change.seq = 1);
    let again = Entry {
        first_seq: 1,
        previous: None,
        body: crate::support::stored(
            Change::from({
                let mut change = scene.honest.decode();
                change.seq = 1;
                change
            })
            .raw_bytes(),
            None,
        ),
        ..again
    };
    scene.check("seq 1 again", &again, Some(Unfit::Previous));
}

#[test]
fn an_author_does_not_build_on_its_own_later_change() {
    let scene = Scene::new();
    // Eve's second change, B on top of it, and then another second change that has seen B.
    let mut document = scene.document.clone();
    let second = write(&mut document, EVE, |tx| tx.put(values(), "x", 1).unwrap());
    let b = write(&mut document, [0x3b; 16], |tx| tx.put(values(), "y", 1).unwrap());
    let forged = Change::from(ExpandedChange {
        deps: vec![scene.previous.hash(), b.hash()],
        start_op: (b.max_op() + 1).try_into().unwrap(),
        ..scene.honest.decode()
    });
    let forged = scene.entry(&forged);
    let mut scene = scene;
    let second = scene.entry(&second);
    scene.past.extend([second, Entry::of(&[b], None)]);
    scene.check("its own later change", &forged, Some(Unfit::Previous));
}

#[test]
fn the_other_branch_of_a_fork_is_a_rival_and_accuses_nobody() {
    let scene = Scene::new();
    let mut document = Document::new(KIND);
    let incoming: Vec<_> = scene.past.iter().map(Entry::incoming).collect();
    document.apply(&incoming).unwrap();
    let one = scene.entry(&scene.honest);
    let two = scene.entry(&scene.writes(|tx| tx.put(values(), "k", 2).unwrap()));
    let before = document.view();
    let applied = document.apply(&[one.incoming(), two.incoming()]).unwrap();
    assert!(matches!(applied.outcomes[0], Outcome::Applied { next_seq: 3, .. }));
    assert_eq!(applied.outcomes[1], Outcome::Rival { seq: 2 });
    let mut view = before;
    applied.changes.into_iter().for_each(|change| view.apply(change));
    assert_eq!(view, document.view());
}

#[test]
fn an_entry_is_applied_whole_or_not_at_all() {
    let scene = Scene::new();
    let mut document = scene.document.clone();
    let good = write(&mut document, EVE, |tx| tx.put(values(), "good", 1).unwrap());
    let mut bad = write(&mut document, EVE, |tx| tx.put(values(), "bad", 1).unwrap()).decode();
    bad.operations[0].pred = preds(&[own(4)]);
    let entry = Entry::of(&[good, Change::from(bad)], Some(scene.previous.hash()));
    scene.check("a good change before a bad one", &entry, Some(Unfit::Predecessors));
    // Nothing of it is left behind: in the same batch the honest change with its number is
    // applied, and then one that finds nothing at the key of the good change.
    let mut document = scene.document.clone();
    document.apply_changes([scene.honest.clone()]).unwrap();
    let next = write(&mut document, [0x2b; 16], |tx| tx.put(values(), "good", 2).unwrap());
    let next = Entry::of(&[next], None);
    let honest = scene.entry(&scene.honest);
    let mut entries: Vec<_> = scene.past.iter().collect();
    entries.extend([&entry, &honest, &next]);
    let incoming: Vec<_> = entries.iter().map(|entry| entry.incoming()).collect();
    let mut document = Document::new(KIND);
    let outcomes = document.apply(&incoming).unwrap().outcomes;
    let [.., refused, honest, next] = &outcomes[..] else { panic!("{outcomes:?}") };
    assert_eq!(*refused, Outcome::Unfit(Unfit::Predecessors));
    assert!(matches!(honest, Outcome::Applied { .. }), "{honest:?}");
    assert!(matches!(next, Outcome::Applied { .. }), "{next:?}");
    assert_eq!(document.view().values["good"].all().len(), 1);
}

#[test]
fn a_chunk_holds_nothing_but_its_columns() {
    let scene = Scene::new();
    let check = |name, want, forge: &dyn Fn(&mut Parts)| {
        scene.check(name, &scene.forge_parts(forge), Some(want));
    };
    check("a time", Unfit::TimeOrMessage, &|parts| parts.time = vec![1]);
    check("a message", Unfit::TimeOrMessage, &|parts| parts.message = b"hello".to_vec());
    check("bytes after the columns", Unfit::Frame, &|parts| parts.extra = vec![1, 1, 0]);
    check("a short other actor", Unfit::Frame, &|parts| parts.other_actors[0].truncate(15));
    check("no other actors", Unfit::Rows, &|parts| parts.other_actors.clear());
    check("an actor nobody names", Unfit::Form, &|parts| parts.other_actors.push(vec![0xff; 16]));
    check("an unknown column", Unfit::Column, &|parts| parts.columns.push((240, vec![1])));
    check("a compressed column", Unfit::Column, &|parts| parts.columns[0].0 |= 8);
    check("a column of marks", Unfit::Column, &|parts| parts.columns.push((148, vec![1])));
    check("an empty column", Unfit::Form, &|parts| {
        let place = parts.columns.iter().position(|(kind, _)| *kind == 112).unwrap();
        parts.columns.truncate(place);
        parts.columns.extend([(112, vec![0x7f, 0]), (113, vec![]), (115, vec![])]);
    });
    check("17 columns", Unfit::Column, &|parts| parts.columns = vec![(21, vec![]); 17]);
    check("a longer form of zero", Unfit::Parse, &|parts| parts.time = vec![0x80, 0]);
}

#[test]
fn content_has_one_form() {
    let scene = Scene::new();
    // 0x7f, v: one literal. 0x01, v: a run of one. automerge writes the former and reads both.
    let entry = scene.forge_parts(|parts| {
        let action = parts.column(66);
        assert_eq!(*action, [0x7f, 1]);
        *action = vec![1, 1];
    });
    scene.check("a run of one", &entry, Some(Unfit::Form));
    let two = scene.writes(|tx| {
        tx.put(values(), "k", 1).unwrap();
        tx.put(values(), "l", 1).unwrap();
    });
    let mut parts = Parts::of(&two);
    assert_eq!(*parts.column(66), [2, 1]);
    *parts.column(66) = vec![0x7e, 1, 1];
    scene.check("a literal of equals", &parts.entry(&scene.entry(&two)), Some(Unfit::Form));
    let mut parts = Parts::of(&two);
    assert_eq!(*parts.column(52), [2]);
    *parts.column(52) = vec![1, 0, 1];
    scene.check("a run cut in two", &parts.entry(&scene.entry(&two)), Some(Unfit::Form));
}

#[test]
fn rows_are_counted_before_they_are_walked() {
    let scene = Scene::new();
    let bomb = |rows: i64, value: &[u8]| {
        let mut column = signed(rows);
        column.extend(value);
        column
    };
    for rows in [4_097, 10_000_000, 1 << 40, i64::MAX] {
        for kind in [2, 21, 66, 86] {
            let entry = scene.forge_parts(|parts| *parts.column(kind) = bomb(rows, &[0]));
            scene.check("a bomb of rows", &entry, Some(Unfit::Rows));
        }
        let entry = scene.forge_parts(|parts| *parts.column(52) = unsigned_bytes(rows));
        scene.check("a bomb of inserts", &entry, Some(Unfit::Rows));
        let entry = scene.forge_parts(|parts| {
            *parts.column(66) = [vec![0], unsigned_bytes(rows)].concat();
        });
        scene.check("a bomb of nulls", &entry, Some(Unfit::Rows));
    }
    for preds in [8_193, 2_000_000, i64::MAX] {
        let entry = scene.forge_parts(|parts| {
            *parts.column(112) = [vec![0x7f], unsigned_bytes(preds)].concat();
            *parts.column(113) = bomb(preds, &[0]);
            *parts.column(115) = bomb(preds, &[0]);
        });
        scene.check("a bomb of predecessors", &entry, Some(Unfit::Rows));
    }
    let entry = scene.forge_parts(|parts| *parts.column(112) = bomb(4_096, &[3]));
    scene.check("4,096 times 3 predecessors", &entry, Some(Unfit::Rows));
    let entry = scene.forge_parts(|parts| parts.extra = vec![0; 64 * 1024]);
    scene.check("a large change", &entry, Some(Unfit::Bytes));
}

fn unsigned_bytes(value: i64) -> Vec<u8> {
    crate::support::unsigned(value.unsigned_abs())
}

fn signed(mut value: i64) -> Vec<u8> {
    let mut bytes = vec![];
    loop {
        let byte = u8::try_from(value & 0x7f).unwrap();
        value >>= 7;
        if (value == 0 && byte & 0x40 == 0) || (value == -1 && byte & 0x40 != 0) {
            bytes.push(byte);
            return bytes;
        }
        bytes.push(byte | 0x80);
    }
}
