//! Mutants of honest changes, made by dice: bytes, columns, structure.

use automerge::legacy::{Key, ObjectId, Op, OpId, OpType};
use automerge::{ActorId, Change, ObjType, ScalarValue};

use crate::parts::Parts;
use crate::support::{Dice, Entry, History};

/// `None` where what was rolled cannot even be written.
pub(crate) fn mutant(history: &History, victim: usize, dice: &mut Dice) -> Option<Entry> {
    let honest = &history.entries[victim];
    let changes = &history.changes[victim];
    match dice.below(4) {
        0 => Some(Entry { body: bytes(honest.body.clone(), dice), ..honest.clone() }),
        1 => {
            let mut parts = Parts::of(&changes[0]);
            columns(&mut parts, dice);
            Some(parts.entry(honest))
        }
        _ => {
            let mut expanded = changes[0].decode();
            for _ in 0..=dice.below(3) / 2 {
                structure(&mut expanded, history, dice);
            }
            let forged = std::panic::catch_unwind(|| Change::from(expanded)).ok()?;
            let entry = Entry::of(&[forged], honest.previous);
            Some(Entry { first_seq: honest.first_seq, actor: honest.actor, ..entry })
        }
    }
}

fn bytes(mut body: Vec<u8>, dice: &mut Dice) -> Vec<u8> {
    for _ in 0..=dice.below(4) / 3 {
        let place = dice.below(body.len());
        match dice.below(5) {
            0 => body[place] ^= 1 << dice.below(8),
            1 => body[place] = dice.byte(),
            2 => body.truncate(place.max(1)),
            3 => body.insert(place, dice.byte()),
            _ => {
                body.remove(place);
                body.push(0);
            }
        }
    }
    body
}

/// The frame stays right; the content of a column does not.
fn columns(parts: &mut Parts, dice: &mut Dice) {
    let place = dice.below(parts.columns.len());
    let (_, data) = &mut parts.columns[place];
    if data.is_empty() || dice.once_in(8) {
        data.extend([1, 0]);
        return;
    }
    let at = dice.below(data.len());
    match dice.below(4) {
        0 => data[at] ^= 1 << dice.below(8),
        1 => data[at] = data[at].wrapping_add(1),
        2 => data.insert(at, dice.byte()),
        _ => {
            data.remove(at);
        }
    }
}

fn structure(change: &mut automerge::ExpandedChange, history: &History, dice: &mut Dice) {
    let all: Vec<&Change> = history.changes.iter().flatten().collect();
    let count = change.operations.len();
    let place = dice.below(count.max(1));
    match dice.below(14) {
        0 => change.seq = change.seq.wrapping_add(dice.below(3) as u64).wrapping_sub(1),
        1 => {
            let start = change.start_op.get() + dice.below(5) as u64;
            change.start_op = start.saturating_sub(2).max(1).try_into().unwrap();
        }
        2 => change.deps.push(dice.pick(&all).hash()),
        3 if !change.deps.is_empty() => {
            let gone = dice.below(change.deps.len());
            change.deps.remove(gone);
        }
        4 if !change.deps.is_empty() => {
            let other = dice.below(change.deps.len());
            change.deps[other] = dice.pick(&all).hash();
        }
        _ if count == 0 => {}
        5 => {
            change.operations.remove(place);
        }
        6 => {
            let again = change.operations[place].clone();
            change.operations.push(again);
        }
        7 => {
            let other = dice.below(count);
            change.operations.swap(place, other);
        }
        _ => operation(&mut change.operations[place], &all, dice),
    }
}

fn operation(op: &mut Op, all: &[&Change], dice: &mut Dice) {
    let other = dice.pick(all);
    let counter = other.start_op().get() + dice.below(other.len()) as u64;
    let id = OpId(counter, other.actor_id().clone());
    match dice.below(7) {
        0 => op.pred = [id].into_iter().collect(),
        1 => op.pred = op.pred.iter().cloned().chain([id]).collect(),
        2 => op.pred = op.pred.iter().skip(1).cloned().collect(),
        3 => op.obj = ObjectId::Id(id),
        4 => {
            op.obj = ObjectId::Id(OpId(
                1 + dice.below(2) as u64,
                ActorId::from(crate::support::GENESIS_ACTOR),
            ));
        }
        5 => op.key = Key::Map(["stock|rice", "x", "name", "new"][dice.below(4)].into()),
        _ => {
            op.action = match dice.below(5) {
                0 => OpType::Delete,
                1 => OpType::Make(ObjType::Map),
                2 => OpType::Make(ObjType::List),
                3 => OpType::Put(ScalarValue::counter(1)),
                _ => OpType::Put(ScalarValue::Int(9)),
            }
        }
    }
}
