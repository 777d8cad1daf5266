//! Households and persons: what reception sees and does.
//!
//! Invariant: everything read goes through a `Roster` made for the caller's rights, so a person
//! the caller may not see is nowhere in an answer, and asking for them is asking for nobody.

pub mod wire;

mod change;
pub(crate) mod numbers;
mod register;
pub(crate) mod rosters;
pub(in crate::desk) mod show;
mod stay;

pub(crate) use show::text;
pub(in crate::desk) use show::{joined, person_has_clash};

use musubi_model::ids::{DocumentId, Kind, PlaceId, RecordId};
use musubi_model::roster::Rights;

use super::{Caller, Desk, DeskError};
use crate::accounts::Role;

impl Role {
    /// Taking protection away is a right of its own.
    pub(crate) fn may_clear_protection(self) -> bool {
        matches!(self, Self::Manager | Self::HqOfficer)
    }

    /// Deaths are known to managers and HQ only.
    pub(crate) fn may_know_deaths(self) -> bool {
        matches!(self, Self::Manager | Self::HqOfficer)
    }
}

/// Where a household that the caller may see is kept.
pub(crate) struct Located {
    pub(crate) document: DocumentId,
    pub(crate) place: PlaceId,
    pub(crate) id: RecordId,
    pub(crate) roster: std::sync::Arc<musubi_model::roster::Roster>,
}

impl Desk {
    /// What of the protected people (情報非公開) of a place this caller may see, and so also change:
    /// its own manager all of them, at headquarters two persons together, and everybody those whom
    /// they wrote down themselves.
    pub(crate) fn rights(&self, caller: &Caller, place: PlaceId) -> Rights {
        let own = self.enrolled().is_ok_and(|enrolled| enrolled.place == place);
        if caller.revealing.is_some() || (own && caller.role == Role::Manager) {
            Rights::Protected
        } else {
            Rights::Registrar(caller.account)
        }
    }

    /// Whose people this caller may look for: this place's, and at HQ its officers everybody's.
    pub(crate) fn places_of_people(&self, caller: &Caller) -> Result<Vec<PlaceId>, DeskError> {
        let mut places = self.owners(Kind::People)?;
        if !matches!(caller.role, Role::Manager | Role::HqOfficer) {
            places.truncate(1);
        }
        Ok(places)
    }

    pub(crate) fn locate(&self, caller: &Caller, id: &str) -> Result<Located, DeskError> {
        let id: RecordId = id.parse().map_err(|_| DeskError::NotFound)?;
        for place in self.places_of_people(caller)? {
            let document = self.document(Kind::People, place)?;
            let roster = self.roster(document, self.rights(caller, place));
            if roster.household(id).is_some() {
                return Ok(Located { document, place, id, roster });
            }
        }
        Err(DeskError::NotFound)
    }
}

impl Located {
    /// A person of this household.
    pub(crate) fn member(&self, id: &str) -> Result<RecordId, DeskError> {
        let id: RecordId = id.parse().map_err(|_| DeskError::NotFound)?;
        let found = self.roster.members(self.id).any(|person| person.id == id);
        if found { Ok(id) } else { Err(DeskError::NotFound) }
    }
}
