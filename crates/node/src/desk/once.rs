//! Sending twice is harmless: a create names a key of the client's own making, the key stands in
//! the record, and whoever comes second gets the record of the first.
//!
//! Invariant: of two requests with one key the later one waits for the earlier one, and neither
//! is cut short when its client goes away, so the check and the write are one step.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use musubi_model::facts::Facts;
use musubi_model::ids::{DocumentId, RecordId};
use musubi_model::record::{Edit, Value};

use super::wire::{RequestKey, SavedHere};
use super::{Desk, DeskError};
pub(crate) use crate::runtime::made::KEY_FIELD;

type Turn = Arc<tokio::sync::Mutex<()>>;

#[derive(Default)]
pub(crate) struct Turns(Mutex<BTreeMap<(DocumentId, String), Turn>>);

impl Turns {
    fn of(&self, name: &(DocumentId, String)) -> Turn {
        let mut turns = self.0.lock().expect("nothing panics while holding it");
        Arc::clone(turns.entry(name.clone()).or_default())
    }

    /// Forgets a key for which nobody waits any more.
    fn leave(&self, name: &(DocumentId, String), turn: Turn) {
        let mut turns = self.0.lock().expect("nothing panics while holding it");
        drop(turn);
        if turns.get(name).is_some_and(|turn| Arc::strong_count(turn) == 1) {
            turns.remove(name);
        }
    }
}

impl Desk {
    /// Writes what `make` says, unless the key was seen before. The first edit that `make` gives
    /// creates the record whose id is answered.
    pub(crate) async fn once<F>(
        &self,
        document: DocumentId,
        key: &RequestKey,
        make: F,
    ) -> Result<SavedHere, DeskError>
    where
        F: FnOnce(&Facts<'_>) -> Result<(RecordId, Vec<Edit>), DeskError> + Send + 'static,
    {
        let (desk, key) = (self.clone(), key.text().to_owned());
        let whole = async move {
            let name = (document, key);
            let turn = desk.0.turns.of(&name);
            let saved = {
                let _held = turn.lock().await;
                desk.check_and_write(document, &name.1, make).await
            };
            desk.0.turns.leave(&name, turn);
            saved
        };
        tokio::spawn(whole).await.unwrap_or(Err(DeskError::Stopping))
    }

    /// Runs `work` while no other of this name runs on this document, and to its end, though its
    /// client goes away.
    pub(crate) async fn one_at_a_time<T, W>(
        &self,
        document: DocumentId,
        name: &'static str,
        work: W,
    ) -> Result<T, DeskError>
    where
        T: Send + 'static,
        W: Future<Output = Result<T, DeskError>> + Send + 'static,
    {
        let desk = self.clone();
        let whole = async move {
            // No key of a request has a colon.
            let name = (document, format!("{name}:"));
            let turn = desk.0.turns.of(&name);
            let done = {
                let _held = turn.lock().await;
                work.await
            };
            desk.0.turns.leave(&name, turn);
            done
        };
        tokio::spawn(whole).await.unwrap_or(Err(DeskError::Stopping))
    }

    async fn check_and_write<F>(
        &self,
        document: DocumentId,
        key: &str,
        make: F,
    ) -> Result<SavedHere, DeskError>
    where
        F: FnOnce(&Facts<'_>) -> Result<(RecordId, Vec<Edit>), DeskError>,
    {
        let made = self.0.handle.made_by(document, key);
        let looked = self.read(document, |facts| match made {
            Some(id) => Err(facts.root(id)),
            None => Ok(make(facts)),
        });
        let (id, mut edits) = match looked {
            Ok(made) => made?,
            Err(id) => return Ok(SavedHere { id: id.to_string(), repeated: true }),
        };
        if let Some(Edit::Create { fields, .. }) = edits.first_mut() {
            fields.push((KEY_FIELD.to_owned(), Value::Text(key.to_owned())));
        }
        self.0.handle.commit(document, edits).await?;
        Ok(SavedHere { id: id.to_string(), repeated: false })
    }

    /// Changes something that is there.
    pub(crate) async fn write(
        &self,
        document: DocumentId,
        id: RecordId,
        edits: Vec<Edit>,
    ) -> Result<SavedHere, DeskError> {
        let repeated = edits.is_empty();
        if !repeated {
            self.0.handle.commit(document, edits).await?;
        }
        Ok(SavedHere { id: id.to_string(), repeated })
    }
}
