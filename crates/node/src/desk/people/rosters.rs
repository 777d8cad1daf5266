//! Rosters already read, one per document and right, until the document changes.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use musubi_model::ids::DocumentId;
use musubi_model::roster::{Rights, Roster};

use crate::desk::Desk;

#[derive(Default)]
pub(crate) struct Rosters(Mutex<BTreeMap<(DocumentId, Rights), Held>>);

struct Held {
    version: u64,
    roster: Arc<Roster>,
}

impl Desk {
    pub(crate) fn roster(&self, document: DocumentId, rights: Rights) -> Arc<Roster> {
        if let Rights::Registrar(account) = rights {
            // Nearly everybody shares one; a roster of one's own takes the memory of all the people.
            let shared = self.roster(document, Rights::Ordinary);
            if !shared.has_own_protected(account) {
                return shared;
            }
        }
        let name = (document, rights);
        // Asked before the view is read: a change in between makes the next caller read again.
        let version = self.0.handle.version(document);
        if let Some(held) = self.0.rosters.lock().get(&name)
            && held.version == version
        {
            return Arc::clone(&held.roster);
        }
        let roster = Arc::new(self.read(document, |facts| Roster::for_reader(facts, rights)));
        let held = Held { version, roster: Arc::clone(&roster) };
        self.0.rosters.lock().insert(name, held);
        roster
    }
}

impl Rosters {
    pub(crate) fn forget(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<(DocumentId, Rights), Held>> {
        self.0.lock().expect("nothing panics while holding it")
    }
}
