//! Closing a place, opening it again, and what is left to do before.
//!
//! Invariant: a closed place stays readable; only new registrations and arrivals are refused. What is
//! left to do is told in numbers and never stands in the way: who closes it has seen it.

use musubi_model::closure::{self, NewClosure as Record, Standing};
use musubi_model::facts::Facts;
use musubi_model::field::{Meta, Recorder};
use musubi_model::ids::{Kind, PlaceId};
use musubi_model::roster::Rights;
use musubi_model::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::check::Check;
use super::mirror::mirror;
use super::people::text;
use super::wire::{RequestKey, SavedHere};
use super::{Caller, Desk, DeskError, clash, fresh_id, noted};

mirror! {
    pub enum ClosureState = closure::ClosureState {
        /// 閉鎖
        Closed,
        /// 再開
        Reopened,
    }
}

/// What should be settled before something is closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Left {
    /// People who are still checked in; `null` where this laptop cannot read them.
    pub staying: Option<u32>,
    pub open_requests: u32,
    /// Fields in which two people said different things.
    pub clashes: u32,
    /// Entries on this disk of which headquarters has sent no receipt.
    pub not_at_hq: u64,
}

#[derive(Serialize, ToSchema)]
pub struct PlaceClosure {
    /// `null`: nobody ever closed it.
    pub state: Option<ClosureState>,
    /// Two people who did not know of each other said different things; it counts as open.
    pub disputed: bool,
    pub at: Option<i64>,
    /// Where that account is known here.
    pub by_name: Option<String>,
    pub why: Option<String>,
    pub left: Left,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewClosure {
    pub key: RequestKey,
    pub state: ClosureState,
    pub why: Option<String>,
}

impl Desk {
    pub fn closure(&self, place: &str) -> Result<PlaceClosure, DeskError> {
        let place: PlaceId = place.parse().map_err(|_| DeskError::NotFound)?;
        let standing = self.standing(place)?;
        let (disputed, last) = match standing {
            Standing::Open => (false, None),
            Standing::Closed(last) | Standing::Reopened(last) => (false, Some(last)),
            Standing::Disputed(mut all) => (true, all.pop()),
        };
        let by_name = last.as_ref().and_then(|last| self.author_name(place, &last.meta));
        Ok(PlaceClosure {
            state: last.as_ref().and_then(|last| last.state.shown()).map(|state| (*state).into()),
            disputed,
            at: last.as_ref().and_then(|last| last.meta.observed_at).map(Timestamp::millis),
            by_name,
            why: last.as_ref().and_then(|last| text(&last.why)),
            left: self.left_at(place)?,
        })
    }

    /// A shelter's manager for the own place, headquarters for any.
    pub async fn close_place(
        &self,
        caller: &Caller,
        place: &str,
        new: NewClosure,
    ) -> Result<SavedHere, DeskError> {
        let (_, owner) = self.writable(place)?;
        let mut check = Check::default();
        let mut record = Record::of(new.state.into());
        record.why = check.text("why", new.why.as_deref());
        check.done()?;
        let noted = noted(None, caller.recorder());
        let make = move |facts: &Facts<'_>| {
            let follows: musubi_model::field::Follows =
                closure::standing_ids(facts).into_iter().collect();
            record.follows = (!follows.0.is_empty()).then_some(follows);
            let id = fresh_id();
            Ok((id, record.create(id, &noted)?))
        };
        self.once(self.document(Kind::Place, owner)?, &new.key, make).await
    }

    /// Whether a place takes new people: it and the operation are open.
    pub(super) fn takes_new(&self, place: PlaceId) -> Result<(), DeskError> {
        if self.0.handle.status().ending.closed.is_some() {
            return Err(DeskError::Conflict { code: "operation_closed" });
        }
        if self.standing(place)?.is_closed() {
            return Err(DeskError::Conflict { code: "place_closed" });
        }
        Ok(())
    }

    pub(super) fn standing(&self, place: PlaceId) -> Result<Standing, DeskError> {
        Ok(self.read(self.document(Kind::Place, place)?, Standing::of))
    }

    pub(super) fn left_at(&self, place: PlaceId) -> Result<Left, DeskError> {
        let people = self.document(Kind::People, place)?;
        let can_read = self.0.handle.views().contains_key(&people);
        let staying = can_read.then(|| {
            let occupancy = self.roster(people, Rights::Protected).occupancy(place);
            occupancy.present + occupancy.away
        });
        let mut clashes = 0;
        for kind in [Kind::People, Kind::Place] {
            clashes += self.read(self.document(kind, place)?, |facts| {
                clash::clashes(facts, facts.records().keys().copied()).len()
            });
        }
        let status = self.0.handle.status();
        let of_place = status
            .documents
            .iter()
            .filter(|(id, _)| id.owner == place && id.operation == people.operation);
        let not_at_hq = of_place
            .map(|(_, document)| document.entries_stored.saturating_sub(document.received))
            .sum();
        drop(status);
        Ok(Left {
            staying,
            open_requests: self.open_requests(place)?,
            clashes: u32::try_from(clashes).unwrap_or(u32::MAX),
            not_at_hq,
        })
    }

    /// An account of that place's desk, or of this laptop's own.
    pub(super) fn author_name(&self, place: PlaceId, meta: &Meta) -> Option<String> {
        let account = meta.recorded_by.iter().find_map(|by| match by {
            Recorder::Account(account) => Some(*account),
            _ => None,
        })?;
        let own = self.enrolled().ok()?.place;
        let named = |place| self.account_name(place, account).ok().flatten();
        named(place).or_else(|| named(own))
    }
}
