//! Merging puts: a change names at most 128 dependencies, and a document may have more heads.
//!
//! The writer first merges as many heads as one change may name, in a copy that holds only
//! those, until few enough are left. Each merge is an honest change that writes one value of
//! its own, `merge|<actor hex>`, which no table of the model reads.

use automerge::ChangeHash;
use musubi_model::ids::Actor;
use musubi_model::record::{Edit, Value};

use super::write::transact;
use super::{CommitError, Writing};
use crate::apply::copy_at;
use crate::changes::AutomergeDocument;
use crate::guard::limits;

const PREFIX: &str = "merge";

impl AutomergeDocument {
    /// Merges until one change may name every head and the actor's previous change.
    pub(super) fn merge_heads(&mut self, log: &mut Writing) -> Result<(), CommitError> {
        while let Some(dependencies) = self.too_many(log.last.previous) {
            let edit = merging_put(log.actor, log.last.next_seq);
            let mut copy =
                copy_at(&self.automerge, &dependencies).map_err(|_| CommitError::Broken)?;
            let hash = transact(&mut copy, log.actor, &[edit])?.ok_or(CommitError::Broken)?;
            let change =
                automerge::ReadDoc::get_change_by_hash(&copy, &hash).ok_or(CommitError::Broken)?;
            self.automerge.apply_changes([change]).map_err(|_| CommitError::Broken)?;
            self.pass(log, hash)?;
        }
        Ok(())
    }

    /// As many dependencies as one change may name, where there are more.
    fn too_many(&self, previous: Option<ChangeHash>) -> Option<Vec<ChangeHash>> {
        let mut dependencies = Vec::from_iter(previous);
        let heads = self.automerge.get_heads();
        dependencies.extend(heads.into_iter().filter(|head| Some(*head) != previous));
        if dependencies.len() <= limits::DEPENDENCIES {
            return None;
        }
        dependencies.truncate(limits::DEPENDENCIES);
        Some(dependencies)
    }
}

fn merging_put(actor: Actor, seq: u64) -> Edit {
    let seq = seq.try_into().expect("sequence numbers are bounded by counters");
    Edit::Put { key: format!("{PREFIX}|{actor}"), value: Value::Integer(seq) }
}
