//! Authors that write with bare automerge, and readers that take their entries in any order.

use std::collections::BTreeSet;

use automerge::transaction::{Transactable as _, Transaction};
use automerge::{
    ActorId, Automerge, Change, ChangeHash, ObjId, ObjType, ROOT, ReadDoc, ScalarValue,
};
use musubi_document::{Applied, Document, Incoming, Outcome};
use musubi_model::ids::{Actor, Kind, RecordId};
use musubi_model::record::View;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

pub(crate) const KIND: Kind = Kind::Place;
pub(crate) const GENESIS_ACTOR: [u8; 16] = *b"musubi genesis 1";

pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.0.next_u64() % bound as u64).unwrap()
    }

    pub(crate) fn once_in(&mut self, bound: usize) -> bool {
        self.below(bound) == 0
    }

    pub(crate) fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }

    pub(crate) fn shuffled(&mut self, count: usize) -> Vec<usize> {
        let mut order: Vec<_> = (0..count).collect();
        for last in (1..count).rev() {
            order.swap(last, self.below(last + 1));
        }
        order
    }

    pub(crate) fn byte(&mut self) -> u8 {
        self.bytes::<1>()[0]
    }

    pub(crate) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.fill_bytes(&mut bytes);
        bytes
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) actor: Actor,
    pub(crate) first_seq: u64,
    pub(crate) previous: Option<ChangeHash>,
    pub(crate) body: Vec<u8>,
}

impl Entry {
    pub(crate) fn incoming(&self) -> Incoming<'_> {
        let Self { actor, first_seq, previous, ref body } = *self;
        Incoming { actor, first_seq, previous, body }
    }

    /// An entry of consecutive changes of one actor, laid out as `docs/format.md` draws it.
    pub(crate) fn of(changes: &[Change], previous: Option<ChangeHash>) -> Self {
        let first = &changes[0];
        let mut body = vec![];
        let mut before = previous;
        for change in changes {
            body.extend(stored(change.raw_bytes(), before));
            before = Some(change.hash());
        }
        let actor = Actor::new(first.actor_id().to_bytes().try_into().unwrap());
        Self { actor, first_seq: first.seq(), previous, body }
    }
}

/// One change of a body, from its chunk.
pub(crate) fn stored(chunk: &[u8], previous: Option<ChangeHash>) -> Vec<u8> {
    let mut at = 9;
    read_unsigned(chunk, &mut at);
    let count = usize::try_from(read_unsigned(chunk, &mut at)).unwrap();
    let dependencies = &chunk[at..at + 32 * count];
    at += 32 * count + 1 + 16;
    let others: Vec<&[u8]> = dependencies
        .chunks(32)
        .filter(|hash| previous.is_none_or(|previous| previous.0 != **hash))
        .collect();
    let mut change = unsigned(others.len() as u64);
    change.extend(others.concat());
    change.extend(&chunk[at..]);
    let mut all = unsigned(change.len() as u64);
    all.extend(change);
    all
}

pub(crate) fn read_unsigned(bytes: &[u8], at: &mut usize) -> u64 {
    let mut value = 0;
    for shift in (0..).step_by(7) {
        let byte = bytes[*at];
        *at += 1;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            break;
        }
    }
    value
}

pub(crate) fn unsigned(mut value: u64) -> Vec<u8> {
    let mut bytes = vec![];
    while value > 0x7f {
        bytes.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(u8::try_from(value).unwrap());
    bytes
}

/// The genesis as any program can make it with automerge alone.
pub(crate) fn genesis(kind: Kind) -> Automerge {
    let mut document = Automerge::new().with_actor(ActorId::from(GENESIS_ACTOR));
    let mut transaction = document.transaction();
    transaction.put_object(ROOT, "records", ObjType::Map).unwrap();
    transaction.put_object(ROOT, "values", ObjType::Map).unwrap();
    transaction.put(ROOT, "kind", i64::from(kind.number())).unwrap();
    transaction.commit();
    document
}

pub(crate) fn records() -> ObjId {
    ObjId::Id(1, ActorId::from(GENESIS_ACTOR), 0)
}

pub(crate) fn values() -> ObjId {
    ObjId::Id(2, ActorId::from(GENESIS_ACTOR), 0)
}

/// An author: one actor at a time, writing with automerge directly.
pub(crate) struct Author {
    pub(crate) document: Automerge,
    pub(crate) actor: Actor,
    /// Places of the entries it has.
    holds: BTreeSet<usize>,
}

/// Entries of several authors, in an order in which none stands before its past.
pub(crate) struct History {
    pub(crate) authors: Vec<Author>,
    pub(crate) entries: Vec<Entry>,
    pub(crate) changes: Vec<Vec<Change>>,
}

impl History {
    /// Authors write, meet in pairs, part and restart as new runs.
    pub(crate) fn random(seed: u64, authors: usize, steps: usize) -> Self {
        let mut dice = Dice::new(seed);
        let mut history = Self { authors: vec![], entries: vec![], changes: vec![] };
        for _ in 0..authors {
            let actor = Actor::new(dice.bytes());
            let document = genesis(KIND);
            history.authors.push(Author { document, actor, holds: BTreeSet::new() });
        }
        for _ in 0..steps {
            let author = dice.below(authors);
            match dice.below(10) {
                0..=6 => history.write(author, &mut dice),
                7 | 8 => {
                    let from = dice.below(authors);
                    history.meet(author, from);
                }
                _ if dice.once_in(2) => history.restart(author, &mut dice),
                _ => (0..authors).for_each(|from| history.meet(author, from)),
            }
        }
        history
    }

    /// One author's log, honest from its first entry on; for the tests of replicas.
    #[allow(dead_code, reason = "used where this file is taken in from elsewhere")]
    pub(crate) fn of(actor: Actor, seed: u64, steps: usize) -> Self {
        let author = Author { document: genesis(KIND), actor, holds: BTreeSet::new() };
        let mut history = Self { authors: vec![author], entries: vec![], changes: vec![] };
        let mut dice = Dice::new(seed);
        (0..steps).for_each(|_| history.write(0, &mut dice));
        history
    }

    /// One author's log of which so many entries come from each seed: logs whose first parts are the
    /// same agree in these and part after them.
    #[allow(dead_code, reason = "used where this file is taken in from elsewhere")]
    pub(crate) fn parting(actor: Actor, parts: &[(u64, usize)]) -> Self {
        let mut history = Self::of(actor, 0, 0);
        for (seed, entries) in parts {
            let mut dice = Dice::new(*seed);
            let end = history.entries.len() + entries;
            while history.entries.len() < end {
                history.write(0, &mut dice);
            }
        }
        history
    }

    fn write(&mut self, author: usize, dice: &mut Dice) {
        let Author { document, actor, holds } = &mut self.authors[author];
        let mut changes = vec![];
        let actor_id = ActorId::from(*actor.bytes());
        document.set_actor(actor_id.clone());
        let previous = last_of(document, &actor_id);
        for _ in 0..=dice.below(6) / 4 {
            let mut transaction = document.transaction();
            for _ in 0..=dice.below(7) {
                operate(&mut transaction, dice);
            }
            if dice.once_in(20) {
                transaction.rollback();
                continue;
            }
            if let (Some(hash), _) = transaction.commit() {
                changes.push(document.get_change_by_hash(&hash).unwrap());
            }
        }
        if !changes.is_empty() {
            holds.insert(self.entries.len());
            self.entries.push(Entry::of(&changes, previous));
            self.changes.push(changes);
        }
    }

    fn meet(&mut self, author: usize, from: usize) {
        let theirs = self.authors[from].holds.clone();
        let mine = &mut self.authors[author];
        for place in theirs.difference(&mine.holds) {
            mine.document.apply_changes(self.changes[*place].clone()).unwrap();
        }
        mine.holds.extend(theirs);
    }

    fn restart(&mut self, author: usize, dice: &mut Dice) {
        let author = &mut self.authors[author];
        author.document = Automerge::load(&author.document.save()).unwrap();
        author.actor = Actor::new(dice.bytes());
    }

    pub(crate) fn operations(&self) -> usize {
        self.changes.iter().flatten().map(Change::len).sum()
    }
}

pub(crate) fn last_of(document: &Automerge, actor: &ActorId) -> Option<ChangeHash> {
    document
        .get_changes_meta(&[])
        .into_iter()
        .filter(|meta| meta.actor.as_ref() == actor)
        .max_by_key(|meta| meta.seq)
        .map(|meta| meta.hash)
}

const KEYS: [&str; 5] = ["stock|rice", "stock|water", "place|note", "x", "場所|名前"];
const FIELDS: [&str; 4] = ["name", "table", "state", "数"];

/// One operation that honest code of this or a later version may write.
fn operate(transaction: &mut Transaction<'_>, dice: &mut Dice) {
    let maps: Vec<ObjId> = transaction
        .map_range(records(), ..)
        .filter(|item| item.value.is_object_map())
        .map(|item| item.id())
        .collect();
    match dice.below(16) {
        0 | 1 => {
            let id = RecordId::new(dice.bytes());
            let map = transaction.put_object(records(), id.to_string(), ObjType::Map).unwrap();
            for field in FIELDS {
                transaction.put(&map, field, scalar(dice)).unwrap();
            }
        }
        2..=6 if !maps.is_empty() => {
            let (map, field) = (dice.pick(&maps), *dice.pick(&FIELDS));
            transaction.put(map, field, scalar(dice)).unwrap();
        }
        7..=11 => transaction.put(values(), *dice.pick(&KEYS), scalar(dice)).unwrap(),
        12 => settle(transaction, &values(), dice.pick::<&str>(&KEYS)),
        13 => transaction.delete(values(), *dice.pick(&KEYS)).unwrap(),
        14 if !maps.is_empty() => {
            let map = dice.pick(&maps);
            match dice.below(4) {
                0 => {
                    let inner = transaction.put_object(map, "nested", ObjType::Map).unwrap();
                    transaction.put(&inner, "a", scalar(dice)).unwrap();
                    let inner = transaction.put_object(&inner, "b", ObjType::Map).unwrap();
                    transaction.put(&inner, "c", scalar(dice)).unwrap();
                }
                1 => {
                    // What stands in a deleted map can still be written to.
                    let map = map.clone();
                    let key = transaction
                        .map_range(records(), ..)
                        .find(|item| item.id() == map)
                        .unwrap()
                        .key
                        .to_string();
                    transaction.delete(records(), key).unwrap();
                    transaction.put(&map, "after", scalar(dice)).unwrap();
                }
                _ => transaction.delete(map, *dice.pick(&FIELDS)).unwrap(),
            }
        }
        15 => transaction.put(ROOT, "root", scalar(dice)).unwrap(),
        _ => {}
    }
}

/// Puts the winner's own value again: on a clash, automerge writes a delete of the others.
fn settle(transaction: &mut Transaction<'_>, map: &ObjId, key: &str) {
    let winner = match transaction.get(map, key).unwrap() {
        Some((automerge::Value::Scalar(scalar), _)) => scalar.into_owned(),
        _ => return,
    };
    transaction.put(map, key, winner).unwrap();
}

fn scalar(dice: &mut Dice) -> ScalarValue {
    match dice.below(12) {
        0 => ScalarValue::Boolean(dice.once_in(2)),
        1 => ScalarValue::Null,
        2 => ScalarValue::F64(0.5),
        3 => ScalarValue::Uint(7),
        4 => ScalarValue::Timestamp(1_700_000_000_000),
        5 => ScalarValue::Bytes(vec![0, 1, 2]),
        6 => ScalarValue::Str("a longer text that does not fit into a small string".into()),
        7..=9 => ScalarValue::Int(i64::try_from(dice.below(3)).unwrap() - 1),
        _ => ScalarValue::Str(["米", "水", "毛布"][dice.below(3)].into()),
    }
}

trait IsMap {
    fn is_object_map(&self) -> bool;
}

impl IsMap for automerge::ValueRef<'_> {
    fn is_object_map(&self) -> bool {
        matches!(self, automerge::ValueRef::Object(ObjType::Map))
    }
}

/// A document that took entries in some order, and what it said of each.
pub(crate) struct Reader {
    pub(crate) document: Document,
    pub(crate) view: View,
    pub(crate) outcomes: Vec<Option<Outcome>>,
}

impl Reader {
    /// Gives the entries in this order, in batches of these sizes, and what waits again and
    /// again until nothing new is applied.
    pub(crate) fn take(
        entries: &[Entry],
        order: &[usize],
        mut batch_size: impl FnMut() -> usize,
    ) -> Self {
        let mut reader = Self {
            document: Document::new(KIND),
            view: View::default(),
            outcomes: vec![None; entries.len()],
        };
        let mut open = order.to_vec();
        loop {
            let before = open.len();
            let mut waiting = vec![];
            let mut rest = &open[..];
            while !rest.is_empty() {
                let (batch, later) = rest.split_at(batch_size().clamp(1, rest.len()));
                rest = later;
                waiting.extend(reader.take_batch(entries, batch));
            }
            if waiting.is_empty() || waiting.len() == before {
                return reader;
            }
            open = waiting;
        }
    }

    fn take_batch(&mut self, entries: &[Entry], batch: &[usize]) -> Vec<usize> {
        let incoming: Vec<_> = batch.iter().map(|&place| entries[place].incoming()).collect();
        let Applied { outcomes, changes } = self.document.apply(&incoming).unwrap();
        for change in changes {
            self.view.apply(change);
        }
        assert_eq!(outcomes.len(), batch.len());
        let mut waiting = vec![];
        for (&place, outcome) in batch.iter().zip(outcomes) {
            if let Outcome::Waiting { missing } = &outcome {
                assert!(!missing.is_empty());
                assert!(missing.iter().all(|hash| !self.document.holds(hash)) || batch.len() > 1);
                waiting.push(place);
            }
            self.outcomes[place] = Some(outcome);
        }
        waiting
    }

    /// The verdicts, without what each waiting entry misses: that depends on what came.
    pub(crate) fn verdicts(&self) -> Vec<String> {
        self.outcomes
            .iter()
            .map(|outcome| match outcome {
                Some(Outcome::Waiting { .. }) => "waiting".to_owned(),
                other => format!("{other:?}"),
            })
            .collect()
    }
}
