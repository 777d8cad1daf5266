//! The evacuees of a document as read, and the rosters made of it, until the document changes: then what
//! changed is read again.
//!
//! Never asked for while the views are read: who holds a document's people waits for what it shows.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use musubi_model::evacuees::Evacuees;
use musubi_model::facts::Facts;
use musubi_model::ids::DocumentId;
use musubi_model::roster::{Rights, Roster};

use crate::desk::Desk;
use crate::runtime::handle::Handle;

#[derive(Default)]
pub(crate) struct Rosters(Mutex<BTreeMap<DocumentId, Arc<Mutex<Held>>>>);

/// Of one document.
#[derive(Default)]
struct Held {
    /// `None`: nothing was read yet.
    version: Option<u64>,
    evacuees: Evacuees,
    /// Of this version, those that were asked for.
    rosters: BTreeMap<Rights, Arc<Roster>>,
}

impl Desk {
    pub(crate) fn roster(&self, document: DocumentId, rights: Rights) -> Arc<Roster> {
        let held = self.0.rosters.of(document);
        let mut held = lock(&held);
        if held.version != Some(self.0.handle.version(document)) {
            self.read(document, |facts| held.read(&self.0.handle, document, facts));
        }
        if let Rights::Registrar(account) = rights {
            // Nearly everybody shares one.
            let shared = held.roster(Rights::Ordinary);
            if !shared.has_own_protected(account) {
                return shared;
            }
        }
        held.roster(rights)
    }
}

impl Held {
    /// `facts` of what the document shows at this moment.
    fn read(&mut self, handle: &Handle, document: DocumentId, facts: &Facts<'_>) {
        let changed = self.version.and_then(|version| handle.changed_since(document, version));
        match changed {
            Some(changed) => self.evacuees.read_again(facts, &changed),
            None => self.evacuees = Evacuees::read(facts),
        }
        self.version = Some(handle.version(document));
        self.rosters.clear();
    }

    fn roster(&mut self, rights: Rights) -> Arc<Roster> {
        let roster = self.rosters.entry(rights);
        Arc::clone(roster.or_insert_with(|| Arc::new(Roster::of(self.evacuees.clone(), rights))))
    }
}

impl Rosters {
    pub(crate) fn forget(&self) {
        lock(&self.0).clear();
    }

    fn of(&self, document: DocumentId) -> Arc<Mutex<Held>> {
        Arc::clone(lock(&self.0).entry(document).or_default())
    }
}

fn lock<T>(held: &Mutex<T>) -> MutexGuard<'_, T> {
    held.lock().expect("nothing panics while holding it")
}
