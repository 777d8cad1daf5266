//! Who wrote the values of a clash, as people say it: which laptop, whose account, and when.
//!
//! What is not certain is left out: an account and a time stand beside a value only where they were
//! written in the same step as that value. A time always is; an account is not written again by a hand
//! that wrote the record last, too.

use std::collections::BTreeMap;

use musubi_model::ids::{Actor, NodeKey, PlaceId};

use crate::desk::wire::Clash;
use crate::desk::{Desk, DeskError};

impl Desk {
    /// Puts names to the hands of these clashes.
    pub(crate) async fn name_hands(
        &self,
        place: PlaceId,
        mut clashes: Vec<Clash>,
    ) -> Result<Vec<Clash>, DeskError> {
        if clashes.is_empty() {
            return Ok(clashes);
        }
        // Where the loop cannot say, the short name of the run is still there.
        let seen = self.0.handle.look_at_trust().await;
        let authors: BTreeMap<Actor, NodeKey> = seen.map(|seen| seen.authors).unwrap_or_default();
        for value in clashes.iter_mut().flat_map(|clash| &mut clash.values) {
            let node = authors.iter().find(|(actor, _)| short(actor) == value.by);
            if let Some((_, node)) = node {
                let named = self.laptop_named(node);
                let own = self.enrolled()?.node == *node;
                value.letter = Some(named.letter).filter(|letter| !letter.trim().is_empty());
                value.place_name = Some(named.place_name).filter(|name| !name.is_empty());
                value.this_laptop = own;
            }
            if let Some(account) = value.account.take() {
                let id = account.parse().map_err(|_| DeskError::NotFound)?;
                value.account = self.account_name(place, id)?;
            }
        }
        Ok(clashes)
    }
}

/// As [`crate::desk::clash`] writes it.
pub(in crate::desk) fn short(actor: &Actor) -> String {
    actor.to_string().chars().take(8).collect()
}
