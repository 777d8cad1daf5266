//! What headquarters' figures need of each document, read once and kept until it changes.
//!
//! Only numbers and times are kept, nothing about anybody.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use musubi_model::duplicates;
use musubi_model::facts::Facts;
use musubi_model::groups::Groups;
use musubi_model::headcount::{self, Headcount};
use musubi_model::ids::{DocumentId, Kind, PlaceId};
use musubi_model::roster::{Rights, Roster};
use musubi_model::stay::Occupancy;

use super::contact::Told;
use super::requests::{self, OpenRequest};
use crate::desk::{Desk, DeskError};

#[derive(Default)]
pub(crate) struct Kept {
    places: Documents<OfPlace>,
    people: Documents<OfPeople>,
}

/// Of one place's document.
pub(crate) struct OfPlace {
    pub(super) requests: Vec<OpenRequest>,
    /// Those that stand, in the order of ids.
    pub(super) counts: Vec<Headcount>,
    pub(super) told: Told,
}

/// Of one document of people, about its own place. Protected people are in it, as in every number.
pub(super) struct OfPeople {
    pub(super) occupancy: Occupancy,
    pub(super) groups: Groups,
    /// Some record is linked to one of another place.
    pub(super) leads_out: bool,
}

struct Documents<T>(Mutex<BTreeMap<DocumentId, (u64, Arc<T>)>>);

impl<T> Default for Documents<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Documents<T> {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<DocumentId, (u64, Arc<T>)>> {
        self.0.lock().expect("nothing panics while holding it")
    }

    fn of(&self, desk: &Desk, id: DocumentId, read: impl FnOnce(&Facts<'_>) -> T) -> Arc<T> {
        // Asked before the view is read: a change in between makes the next caller read again.
        let version = desk.0.handle.version(id);
        if let Some((at, held)) = self.lock().get(&id)
            && *at == version
        {
            return Arc::clone(held);
        }
        let of = Arc::new(desk.read(id, read));
        self.lock().insert(id, (version, Arc::clone(&of)));
        of
    }
}

impl Kept {
    pub(crate) fn forget(&self) {
        self.places.lock().clear();
        self.people.lock().clear();
    }
}

impl Desk {
    pub(super) fn kept_of_place(&self, place: PlaceId) -> Result<Arc<OfPlace>, DeskError> {
        let document = self.document(Kind::Place, place)?;
        let read = |facts: &Facts<'_>| OfPlace {
            requests: requests::open(facts),
            counts: headcount::standing(facts),
            told: Told::read(facts),
        };
        Ok(self.0.kept.places.of(self, document, read))
    }

    /// The roster that the numbers are made from is not kept: it holds all the people.
    pub(super) fn kept_of_people(&self, place: PlaceId) -> Result<Arc<OfPeople>, DeskError> {
        let document = self.document(Kind::People, place)?;
        let read = |facts: &Facts<'_>| {
            let roster = Roster::for_reader(facts, Rights::Protected);
            let occupancy = roster.occupancy(place);
            let leads_out = duplicates::leads_out(&roster);
            OfPeople { occupancy, groups: Groups::at(&roster, place), leads_out }
        };
        Ok(self.0.kept.people.of(self, document, read))
    }
}
