//! Numbers that are scanned or typed into the one search field.

use musubi_model::ids::{Kind, PlaceId};
use musubi_model::scanned::Scanned;

use super::wire::{CodeKind, FoundCode};
use crate::desk::{Caller, Desk, DeskError};

impl Desk {
    /// `None`: it is no number of ours, and nobody's card.
    pub(crate) fn code_of(
        &self,
        caller: &Caller,
        typed: &str,
        places: &[PlaceId],
    ) -> Result<Option<FoundCode>, DeskError> {
        let mut bearers = Vec::new();
        for place in places {
            let roster =
                self.roster(self.document(Kind::People, *place)?, self.rights(caller, *place));
            bearers.extend(roster.with_code(typed));
        }
        let kind = match Scanned::read(typed) {
            Some(Scanned::ReceptionNo(_)) => CodeKind::ReceptionNo,
            Some(Scanned::ClaimCode(_)) => CodeKind::ClaimCode,
            Some(Scanned::BlankCard(_)) => CodeKind::BlankCard,
            None if bearers.is_empty() => return Ok(None),
            None => CodeKind::Card,
        };
        let household = match bearers.as_slice() {
            [one] => Some(one.to_string()),
            _ => None,
        };
        Ok(Some(FoundCode { kind, household }))
    }
}
