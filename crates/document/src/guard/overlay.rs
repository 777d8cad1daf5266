//! Changes that the guard has passed and the document does not hold yet.
//!
//! A batch is judged change by change but applied at once. The overlay knows what the held
//! changes will have done, so that a change may build on one of the same batch. It is taken
//! back change by change, or emptied when the document has caught up or has failed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use automerge::ChangeHash;

use super::operations::{Action, Object, Operation, OperationId};

/// An operation visible at some key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Visible {
    pub(super) id: OperationId,
    pub(super) is_scalar: bool,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Overlay {
    changes: Vec<HeldChange>,
    /// For each held change what the document holds of its past, as heads.
    bases: BTreeMap<ChangeHash, Arc<[ChangeHash]>>,
    operations: BTreeMap<(Object, String), Vec<HeldOperation>>,
    /// The depth of maps that held changes make.
    maps: BTreeMap<OperationId, u8>,
}

#[derive(Clone, Debug)]
struct HeldChange {
    hash: ChangeHash,
    keys: Vec<(Object, String)>,
    maps: Vec<OperationId>,
}

#[derive(Clone, Debug)]
struct HeldOperation {
    id: OperationId,
    action: Action,
    predecessors: Vec<OperationId>,
}

impl Overlay {
    pub(super) fn len(&self) -> usize {
        self.changes.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    pub(super) fn base(&self, change: &ChangeHash) -> Option<&Arc<[ChangeHash]>> {
        self.bases.get(change)
    }

    pub(super) fn depth(&self, map: OperationId) -> Option<u8> {
        self.maps.get(&map).copied()
    }

    /// Turns what the document shows at a key into what is visible with the held changes that
    /// `covers` admits.
    pub(super) fn amend(
        &self,
        object: Object,
        key: &str,
        visible: &mut Vec<Visible>,
        covers: impl Fn(OperationId) -> bool,
    ) {
        if self.is_empty() {
            return;
        }
        let Some(held) = self.operations.get(&(object, key.to_owned())) else { return };
        let mut replaced: BTreeSet<OperationId> = BTreeSet::new();
        for operation in held.iter().filter(|operation| covers(operation.id)) {
            replaced.extend(&operation.predecessors);
            if operation.action != Action::Delete {
                let is_scalar = operation.action == Action::Put;
                visible.push(Visible { id: operation.id, is_scalar });
            }
        }
        visible.retain(|operation| !replaced.contains(&operation.id));
        visible.sort_unstable();
    }

    pub(super) fn hold(
        &mut self,
        hash: ChangeHash,
        base: Arc<[ChangeHash]>,
        operations: impl Iterator<Item = (OperationId, Operation)>,
        maps: &[(OperationId, u8)],
    ) {
        let mut keys = vec![];
        for (id, Operation { object, key, action, predecessors }) in operations {
            let held = HeldOperation { id, action, predecessors };
            self.operations.entry((object, key.clone())).or_default().push(held);
            keys.push((object, key));
        }
        self.bases.insert(hash, base);
        self.maps.extend(maps.iter().copied());
        let maps = maps.iter().map(|&(map, _)| map).collect();
        self.changes.push(HeldChange { hash, keys, maps });
    }

    /// Takes back all but the first `count` changes.
    pub(super) fn truncate(&mut self, count: usize) {
        for change in self.changes.drain(count..).rev() {
            self.bases.remove(&change.hash);
            for map in change.maps {
                self.maps.remove(&map);
            }
            for key in change.keys {
                if let Some(held) = self.operations.get_mut(&key) {
                    held.pop();
                    if held.is_empty() {
                        self.operations.remove(&key);
                    }
                }
            }
        }
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }
}
