//! Which records each document showed anew lately: what was read of a view need not be read whole again.
//!
//! Invariants: a document's version grows with everything that it shows, while nobody reads it. What
//! changed since a version is told whole or not at all.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use musubi_model::ids::{DocumentId, RecordId};
use musubi_model::record::ViewChange;
use musubi_replica::output::Shown;

/// More changes than a gym makes in minutes; whoever read longer ago reads everything again.
const CHANGES_MAX: usize = 1_024;

#[derive(Default)]
pub(super) struct Latest(BTreeMap<DocumentId, Of>);

#[derive(Default)]
struct Of {
    version: u64,
    /// What changed after this version is known.
    known_after: u64,
    /// In which version which record, oldest first.
    changed: VecDeque<(u64, RecordId)>,
}

impl Latest {
    /// Before it is shown.
    pub(super) fn note(&mut self, document: DocumentId, shown: &Shown) {
        let of = self.0.entry(document).or_default();
        of.version += 1;
        match shown {
            Shown::Whole(_) => of.forget(),
            Shown::Changes(changes) => {
                let version = of.version;
                of.changed.extend(changes.iter().filter_map(|change| match change {
                    ViewChange::Record { id, .. } => Some((version, *id)),
                    ViewChange::Value { .. } => None,
                }));
                while of.changed.len() > CHANGES_MAX {
                    if let Some((version, _)) = of.changed.pop_front() {
                        of.known_after = version;
                    }
                }
            }
        }
    }

    /// Nothing of any document is shown any more.
    pub(super) fn forget(&mut self) {
        for of in self.0.values_mut() {
            of.version += 1;
            of.forget();
        }
    }

    pub(super) fn version(&self, document: DocumentId) -> u64 {
        self.0.get(&document).map_or(0, |of| of.version)
    }

    /// The records that changed after `version`. `None`: too much has been shown since.
    pub(super) fn since(&self, document: DocumentId, version: u64) -> Option<BTreeSet<RecordId>> {
        let Some(of) = self.0.get(&document) else { return Some(BTreeSet::new()) };
        let newer = of.changed.iter().rev().take_while(|(at, _)| *at > version);
        (version >= of.known_after).then(|| newer.map(|(_, id)| *id).collect())
    }
}

impl Of {
    fn forget(&mut self) {
        self.known_after = self.version;
        self.changed.clear();
    }
}

#[cfg(test)]
mod tests {
    use musubi_model::ids::{Kind, OperationId, PlaceId};
    use musubi_model::record::{Fields, View};

    use super::*;

    fn document() -> DocumentId {
        DocumentId::new(OperationId::new([1; 16]), Kind::People, PlaceId::new([2; 16]))
    }

    fn record(number: usize) -> RecordId {
        let mut bytes = [0; 16];
        bytes[8..].copy_from_slice(&(number as u64).to_be_bytes());
        RecordId::new(bytes)
    }

    fn shows(numbers: impl IntoIterator<Item = usize>) -> Shown {
        let change = |number| ViewChange::Record { id: record(number), fields: Fields::new() };
        Shown::Changes(numbers.into_iter().map(change).collect())
    }

    #[test]
    fn who_read_before_is_told_of_each_record_that_changed_since() {
        let mut latest = Latest::default();
        latest.note(document(), &shows([1, 2]));
        let read_at = latest.version(document());
        latest.note(document(), &shows([3]));
        latest.note(document(), &shows([1, 4]));
        let changed = [1, 3, 4].map(record).into();
        assert_eq!(latest.since(document(), read_at), Some(changed));
        let now = latest.version(document());
        assert_eq!(latest.since(document(), now), Some(BTreeSet::new()));
    }

    #[test]
    fn who_read_another_view_or_too_long_ago_reads_everything() {
        let mut latest = Latest::default();
        latest.note(document(), &shows([1]));
        let first = latest.version(document());
        latest.note(document(), &shows(0..CHANGES_MAX));
        assert!(latest.since(document(), first).is_some());
        let second = latest.version(document());
        latest.note(document(), &shows([1]));
        assert_eq!(latest.since(document(), first), None);
        assert_eq!(latest.since(document(), second), Some([record(1)].into()));

        let third = latest.version(document());
        latest.note(document(), &Shown::Whole(View::default()));
        assert_eq!(latest.since(document(), third), None);

        let fourth = latest.version(document());
        latest.forget();
        assert_eq!(latest.since(document(), fourth), None);
        assert!(latest.version(document()) > fourth);
    }
}
