//! Which record each request made, by the request's own key; and in which documents some record was
//! written again for another.
//!
//! Walking through a gym's records for every phone that sends would cost more than writing what it sent.
//!
//! Invariants: every record that is shown and bears a key is noted under it. One that bore it once may
//! still be, so whoever asks looks whether it does. A document that shows a record which repeats another
//! is noted, and stays so until it is built anew.

use std::collections::{BTreeMap, BTreeSet};

use musubi_model::facts::is_repeat;
use musubi_model::ids::{DocumentId, RecordId};
use musubi_model::record::{Fields, Reading, Value, View, ViewChange};
use musubi_replica::output::Shown;

/// The field of a record that holds the key of the request which made it.
pub(crate) const KEY_FIELD: &str = "request_key";

#[derive(Default)]
pub(super) struct Made {
    keys: BTreeMap<DocumentId, BTreeMap<String, Vec<RecordId>>>,
    repeating: BTreeSet<DocumentId>,
}

impl Made {
    /// Before it is shown.
    pub(super) fn note(&mut self, document: DocumentId, shown: &Shown) {
        let of = self.keys.entry(document).or_default();
        let mut repeats = false;
        let mut see = |id: &RecordId, fields: &Fields| {
            note(of, *id, fields);
            repeats |= is_repeat(fields);
        };
        match shown {
            Shown::Whole(view) => {
                self.repeating.remove(&document);
                view.records.iter().for_each(|(id, fields)| see(id, fields));
            }
            Shown::Changes(changes) => {
                for change in changes {
                    if let ViewChange::Record { id, fields } = change {
                        see(id, fields);
                    }
                }
            }
        }
        if repeats {
            self.repeating.insert(document);
        }
    }

    pub(super) fn repeats(&self, document: DocumentId) -> bool {
        self.repeating.contains(&document)
    }

    /// The first of the records that bear this key in `view`, which is that document's.
    pub(super) fn by(&self, document: DocumentId, view: &View, key: &str) -> Option<RecordId> {
        let noted = self.keys.get(&document)?.get(key)?;
        let bears = |id: &&RecordId| {
            view.records.get(*id).is_some_and(|fields| keys(fields).any(|it| it == key))
        };
        noted.iter().filter(bears).min().copied()
    }
}

fn note(of: &mut BTreeMap<String, Vec<RecordId>>, id: RecordId, fields: &Fields) {
    for key in keys(fields) {
        let noted = of.entry(key.to_owned()).or_default();
        if !noted.contains(&id) {
            noted.push(id);
        }
    }
}

/// What was written again carries the key along.
fn keys(fields: &Fields) -> impl Iterator<Item = &str> {
    let seen = fields.get(KEY_FIELD).into_iter().flat_map(Reading::all);
    seen.filter_map(|seen| match &seen.value {
        Value::Text(key) => Some(key.as_str()),
        _ => None,
    })
}
