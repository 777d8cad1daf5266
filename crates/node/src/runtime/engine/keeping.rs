//! Look-ups as they outlive an erasure: all of them, read from the journal.

use musubi_model::ids::{DocumentId, Kind};

use super::Engine;
use crate::runtime::disk::DiskError;
use crate::runtime::handle::Views;

impl Engine {
    /// The look-ups of every place that is read here, their oldest too.
    pub(crate) fn all_lookups(&mut self) -> Result<Views, DiskError> {
        let is_one = |document: &&DocumentId| document.kind == Kind::Lookups.number();
        let documents: Vec<DocumentId> =
            self.shared.views().keys().filter(is_one).copied().collect();
        let (replica, disk) = (&self.replica, &mut self.disk);
        let whole = documents.into_iter().map(|document| {
            let read = |log: &_, from| disk.spans(log, from, u64::MAX);
            Ok((document, replica.everything(&document, read)?))
        });
        whole.collect()
    }
}
