//! Every place with what is known of it here, as the formats for others take it.
//!
//! One report and one count a place, those that stand on its page. Of people there is nothing in it.

use std::collections::{BTreeMap, BTreeSet};

use musubi_exchange::shelters::Shelter;
use musubi_model::closure;
use musubi_model::headcount;
use musubi_model::ids::{Kind, PlaceId};
use musubi_model::place::{self, PlaceKind, PlaceName, RegisterEntry};
use musubi_model::report::Situation;

use super::{Desk, DeskError, now};

/// Read once; [`Known::shelters`] lends it.
pub(crate) struct Known {
    register: BTreeMap<PlaceId, RegisterEntry>,
    said: BTreeMap<PlaceId, Said>,
}

/// What a place says of itself.
struct Said {
    name: Option<PlaceName>,
    kind: Option<PlaceKind>,
    reports: Situation,
    closure: closure::Standing,
    count: Option<headcount::Standing>,
}

impl Desk {
    pub(crate) fn known_places(&self) -> Result<Known, DeskError> {
        let now = now();
        let register = self.read(self.document(Kind::City, PlaceId::CITY)?, place::register);
        let said = self.of_each_place(|facts| Said {
            name: place::own_name(facts).shown().cloned(),
            kind: place::own_kind(facts).shown().copied(),
            reports: Situation::of(facts, now),
            closure: closure::Standing::of(facts),
            count: headcount::newest(facts, now),
        })?;
        Ok(Known { register, said })
    }
}

impl Known {
    /// Places of the register that nobody has heard of yet.
    pub(crate) fn silent(&self) -> usize {
        self.register.keys().filter(|id| !self.said.contains_key(id)).count()
    }

    /// Places that said something, but no number of people.
    pub(crate) fn uncounted(&self) -> usize {
        self.said.values().filter(|of| of.count.is_none()).count()
    }

    /// In the order of their ids.
    pub(crate) fn shelters(&self) -> Vec<Shelter<'_>> {
        let ids: BTreeSet<PlaceId> =
            self.register.keys().chain(self.said.keys()).copied().collect();
        let shelter = |id: PlaceId| {
            let of = self.said.get(&id);
            Shelter {
                entry: self.register.get(&id),
                own_name: of.and_then(|of| of.name.as_ref()),
                own_kind: of.and_then(|of| of.kind),
                reports: of.map(|of| &of.reports),
                closure: of.map(|of| &of.closure),
                count: of.and_then(|of| of.count.as_ref()),
                ..Shelter::unheard_of(id)
            }
        };
        ids.into_iter().map(shelter).collect()
    }
}
