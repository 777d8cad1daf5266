//! The rule by which a change is fit or unfit, in the order in which it is applied.
//!
//! Without it a well-framed hostile change makes automerge panic, or poisons the save in
//! silence. The rule reads only the change and its causal past, so every node comes to the same
//! verdict whatever else it holds: frame and row counts without automerge ([`frame`]), canonical
//! bytes, the place in the history ([`history`]), then each operation ([`operations`]) against
//! what was visible to its author, with changes of the same batch seen through the [`overlay`].
//!
//! All constants here, the list of columns and automerge's encoder are part of shape 1. They
//! never change without a new shape number: two nodes that differ in them would diverge.

mod frame;
mod history;
mod operations;
mod overlay;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use automerge::{
    ActorId, Automerge, Change, ChangeHash, ExpandedChange, ObjId, ObjType, ReadDoc as _, Value,
};
use musubi_model::ids::Actor;

pub(crate) use self::operations::{Action, Object, Operation, OperationId};

use self::history::{Clock, History};
use self::overlay::{Overlay, Visible};
use crate::body::CHECKSUM;

/// Constants of shape 1.
pub(crate) mod limits {
    pub(crate) const CHUNK_BYTES: usize = 64 * 1024;
    pub(crate) const ROWS: u64 = 4_096;
    pub(crate) const PREDECESSORS: u64 = 8_192;
    pub(crate) const DEPENDENCIES: usize = 128;
    pub(crate) const KEY_BYTES: usize = 64;
    pub(crate) const SCALAR_BYTES: usize = 16 * 1024;
    /// Maps within maps; those of the genesis are at depth 1.
    pub(crate) const DEPTH: u8 = 4;
    /// Operation counters stay below.
    pub(crate) const COUNTERS: u64 = 1 << 31;
}

/// Why a change, and with it its entry, is never applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Unfit {
    #[error("the body is not cut into 1 to 64 changes")]
    Body,
    #[error("the body is not cut into 1 to 64 records in their form")]
    Records,
    #[error("the change is larger than 64 KiB")]
    Bytes,
    #[error("the frame of the change is not that of shape 1")]
    Frame,
    #[error("the change has a time or a message")]
    TimeOrMessage,
    #[error("the change has a column that shape 1 does not have")]
    Column,
    #[error("a column is cut off, has too many rows, or names an actor that is not there")]
    Rows,
    #[error("the change does not parse")]
    Parse,
    #[error("the change is not in its canonical form")]
    Form,
    #[error("the change has no operation")]
    Empty,
    #[error("the change does not carry its number in the log")]
    Sequence,
    #[error("the dependencies are not 1 to 128 in ascending order")]
    Dependencies,
    #[error("the change before it in its log is not the one it builds on")]
    Previous,
    #[error("one dependency lies in the past of another")]
    PastOfAnother,
    #[error("the first operation has the wrong number")]
    StartOp,
    #[error("a key is not a text of 1 to 64 bytes")]
    Key,
    #[error("an operation inserts into a list")]
    Insert,
    #[error("an operation is not a put, a delete or a new map")]
    Action,
    #[error("a value is of a type that shape 1 does not have")]
    ValueType,
    #[error("a value is larger than 16 KiB")]
    ValueLength,
    #[error("an object is not a map in the past of the change")]
    Object,
    #[error("maps are nested too deeply")]
    Depth,
    #[error("an operation does not replace exactly what was visible to it")]
    Predecessors,
    #[error("the change breaks a document that holds only its past")]
    Breaks,
}

/// What the guard says of a change that is not fit now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// These changes of its past are not here.
    Waiting(Vec<ChangeHash>),
    Unfit(Unfit),
}

/// Where in which log a change is said to stand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Claim {
    pub(crate) actor: Actor,
    pub(crate) seq: u64,
}

/// A change that may be applied, after everything that was held before it.
#[derive(Clone, Debug)]
pub(crate) struct Fit {
    pub(crate) change: Change,
    pub(crate) operations: Numbered,
    base: Arc<[ChangeHash]>,
    maps: Vec<(OperationId, u8)>,
}

/// The operations of one change, the first of which has this id.
#[derive(Clone, Debug)]
pub(crate) struct Numbered {
    first: OperationId,
    operations: Vec<Operation>,
}

impl Numbered {
    pub(crate) fn iter(&self) -> impl Iterator<Item = (OperationId, &Operation)> {
        (self.first.counter..)
            .map(|counter| OperationId { counter, actor: self.first.actor })
            .zip(&self.operations)
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Guard {
    history: History,
    overlay: Overlay,
}

impl Guard {
    /// The guard of a document that holds only fit changes and the genesis.
    pub(crate) fn new(document: &Automerge) -> Self {
        let mut history = History::default();
        for meta in document.get_changes_meta(&[]) {
            let counter_max = meta.max_op.try_into().expect("a fit change has small counters");
            history.record(actor_of(&meta.actor), counter_max, &meta.deps, meta.hash);
        }
        Self { history, overlay: Overlay::default() }
    }

    pub(crate) fn len(&self) -> usize {
        self.history.len()
    }

    pub(crate) fn holds(&self, change: &ChangeHash) -> bool {
        self.history.holds(change)
    }

    /// The change with this number in an actor's log, also where it is only held.
    pub(crate) fn change(&self, actor: Actor, seq: u64) -> Option<ChangeHash> {
        self.history.change(actor, seq)
    }

    /// The number of the change in which an actor made an operation.
    pub(crate) fn seq_of(&self, id: OperationId) -> u64 {
        self.history.seq_of(id)
    }

    pub(crate) fn changes_of(&self, actor: Actor) -> u64 {
        self.history.changes_of(actor)
    }

    /// Judges one change, given as its chunk with or without the checksum.
    pub(crate) fn judge(
        &self,
        document: &Automerge,
        claim: Claim,
        chunk: Vec<u8>,
    ) -> Result<Fit, Verdict> {
        let (change, expanded) = read(chunk).map_err(Verdict::Unfit)?;
        if change.seq() != claim.seq || actor_of(change.actor_id()) != claim.actor {
            return Err(Verdict::Unfit(Unfit::Sequence));
        }
        let operations = expanded.operations;
        let place = self.history.place(&change, operations.len())?;
        let mut judgement = Judgement {
            guard: self,
            document,
            clock: &place.clock,
            base: self.base(change.deps()),
            maps: BTreeMap::new(),
            keys: BTreeMap::new(),
        };
        let first = OperationId { counter: place.first_counter, actor: claim.actor };
        let mut fit = Vec::with_capacity(operations.len());
        for (counter, operation) in (first.counter..).zip(&operations) {
            let id = OperationId { counter, actor: claim.actor };
            fit.push(judgement.operation(id, operation).map_err(Verdict::Unfit)?);
        }
        let Judgement { base, maps, .. } = judgement;
        let operations = Numbered { first, operations: fit };
        Ok(Fit { change, operations, base, maps: maps.into_iter().collect() })
    }

    /// What the document itself holds of the past of these changes, as heads.
    fn base(&self, dependencies: &[ChangeHash]) -> Arc<[ChangeHash]> {
        if let [only] = dependencies
            && let Some(base) = self.overlay.base(only)
        {
            return Arc::clone(base);
        }
        let mut base = vec![];
        for dependency in dependencies {
            match self.overlay.base(dependency) {
                Some(heads) => base.extend(heads.iter()),
                None => base.push(*dependency),
            }
        }
        base.sort_unstable();
        base.dedup();
        base.into()
    }

    /// Takes in a fit change that the document does not hold yet.
    pub(crate) fn hold(&mut self, fit: &Fit) {
        let change = &fit.change;
        let counter_max = change.max_op().try_into().expect("a fit change has small counters");
        self.history.record(fit.operations.first.actor, counter_max, change.deps(), change.hash());
        let operations = fit.operations.iter().map(|(id, operation)| (id, operation.clone()));
        self.overlay.hold(change.hash(), Arc::clone(&fit.base), operations, &fit.maps);
    }

    /// Takes back all but the first `count` of the held changes.
    pub(crate) fn take_back(&mut self, count: usize) {
        let settled = self.history.len() - self.overlay.len();
        self.history.truncate(settled + count);
        self.overlay.truncate(count);
    }

    /// The document holds now what was held here.
    pub(crate) fn settle(&mut self) {
        self.overlay.clear();
    }
}

/// Rules 1 and 2: frame, parsing, canonical form. Fills in the checksum.
pub(crate) fn read(mut chunk: Vec<u8>) -> Result<(Change, ExpandedChange), Unfit> {
    frame::check(&chunk)?;
    let parsed = catch_unwind(|| Change::from_bytes(chunk.clone()))
        .ok()
        .and_then(Result::ok)
        .ok_or(Unfit::Parse)?;
    chunk[CHECKSUM].copy_from_slice(&parsed.hash().0[..CHECKSUM.len()]);
    let expanded = catch_unwind(AssertUnwindSafe(|| parsed.decode())).map_err(|_| Unfit::Parse)?;
    // A save keeps the content of a change and not its bytes, so content that could be written
    // in two ways would be read back under another hash.
    let change = catch_unwind(AssertUnwindSafe(|| Change::from(expanded.clone())))
        .map_err(|_| Unfit::Form)?;
    if change.raw_bytes() != chunk {
        return Err(Unfit::Form);
    }
    if expanded.operations.is_empty() {
        return Err(Unfit::Empty);
    }
    Ok((change, expanded))
}

/// Rules 4 and 5, over the operations of one change in their order.
struct Judgement<'a> {
    guard: &'a Guard,
    document: &'a Automerge,
    clock: &'a Clock,
    base: Arc<[ChangeHash]>,
    /// Maps made by earlier operations of this change, with their depth.
    maps: BTreeMap<OperationId, u8>,
    /// What earlier operations of this change left visible.
    keys: BTreeMap<(Object, String), Vec<Visible>>,
}

impl Judgement<'_> {
    fn operation(
        &mut self,
        id: OperationId,
        operation: &automerge::legacy::Op,
    ) -> Result<Operation, Unfit> {
        let operation = Operation::read(operation)?;
        let depth = self.depth(operation.object, operation.action)?;
        if operation.action == Action::MakeMap {
            if depth == limits::DEPTH {
                return Err(Unfit::Depth);
            }
            self.maps.insert(id, depth + 1);
        }
        let key = (operation.object, operation.key.clone());
        let visible = match self.keys.remove(&key) {
            Some(visible) => visible,
            None => self.visible(operation.object, &operation.key)?,
        };
        self.keys.insert(key, replace(visible, id, &operation)?);
        Ok(operation)
    }

    /// The depth of an object in the past. It is exact only where a map is made in it.
    fn depth(&self, object: Object, action: Action) -> Result<u8, Unfit> {
        let Object::Map(map) = object else { return Ok(0) };
        if let Some(&depth) = self.maps.get(&map) {
            return Ok(depth);
        }
        if !self.guard.history.covers(self.clock, map) {
            return Err(Unfit::Object);
        }
        if let Some(depth) = self.guard.overlay.depth(map) {
            return Ok(depth);
        }
        let id = automerge_id(map);
        if self.document.object_type(&id) != Ok(ObjType::Map) {
            return Err(Unfit::Object);
        }
        if action != Action::MakeMap {
            return Ok(1);
        }
        let parents = self.document.parents(&id).map_err(|_| Unfit::Object)?.count();
        parents.try_into().map_err(|_| Unfit::Depth)
    }

    fn visible(&self, object: Object, key: &str) -> Result<Vec<Visible>, Unfit> {
        let mut visible = vec![];
        if self.is_in_document(object) {
            let id = object_id(object);
            let found =
                self.document.get_all_at(&id, key, &self.base).map_err(|_| Unfit::Object)?;
            for (value, id) in found {
                let id = operation_of(&id).expect("a value has an operation");
                visible.push(Visible { id, is_scalar: matches!(value, Value::Scalar(_)) });
            }
        }
        let covers = |id| self.guard.history.covers(self.clock, id);
        self.guard.overlay.amend(object, key, &mut visible, covers);
        Ok(visible)
    }

    fn is_in_document(&self, object: Object) -> bool {
        match object {
            Object::Root => true,
            Object::Map(map) => {
                !self.maps.contains_key(&map) && self.guard.overlay.depth(map).is_none()
            }
        }
    }
}

/// What one operation leaves visible at its key; unfit unless it replaces exactly what stood
/// there.
fn replace(
    mut visible: Vec<Visible>,
    id: OperationId,
    operation: &Operation,
) -> Result<Vec<Visible>, Unfit> {
    let replaces = |visible: &[Visible]| {
        operation.predecessors.iter().eq(visible.iter().map(|visible| &visible.id))
    };
    let is_delete = operation.action == Action::Delete;
    if replaces(&visible) {
        if is_delete && visible.is_empty() {
            return Err(Unfit::Predecessors);
        }
        let is_scalar = operation.action == Action::Put;
        return Ok(if is_delete { vec![] } else { vec![Visible { id, is_scalar }] });
    }
    // Honest code that puts the winner's own value on a clash deletes all but the winner.
    match visible.pop() {
        Some(winner) if is_delete && winner.is_scalar && !visible.is_empty() => {
            if replaces(&visible) { Ok(vec![winner]) } else { Err(Unfit::Predecessors) }
        }
        _ => Err(Unfit::Predecessors),
    }
}

/// Every actor that the frame let in has 16 bytes.
pub(crate) fn actor_of(id: &ActorId) -> Actor {
    Actor::new(id.to_bytes().try_into().expect("an actor of shape 1 has 16 bytes"))
}

/// The name automerge has for a map.
pub(crate) fn automerge_id(id: OperationId) -> ObjId {
    ObjId::Id(u64::from(id.counter), ActorId::from(*id.actor.bytes()), 0)
}

fn object_id(object: Object) -> ObjId {
    match object {
        Object::Root => ObjId::Root,
        Object::Map(map) => automerge_id(map),
    }
}

/// `None` for the root.
pub(crate) fn operation_of(id: &ObjId) -> Option<OperationId> {
    let ObjId::Id(counter, actor, _) = id else { return None };
    let counter = (*counter).try_into().expect("a fit change has small counters");
    Some(OperationId { counter, actor: actor_of(actor) })
}
