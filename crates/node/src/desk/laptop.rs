//! What would be lost if this laptop went dark now, told before it does.

use serde::Serialize;
use utoipa::ToSchema;

use super::{Desk, DeskError};
use crate::battery::{Battery, PowerState};
use crate::runtime::handle::NodeRole;

#[derive(Serialize, ToSchema)]
pub struct Laptop {
    pub battery: Battery,
    /// Entries of this place of which HQ has not said that it holds them. `null` at HQ itself, and
    /// as long as there is no ticket.
    pub not_at_hq: Option<u64>,
    /// Other laptops that are reached just now, which may have them already.
    pub neighbours: u32,
}

impl Desk {
    /// `battery`: what could be read.
    pub fn laptop(&self, battery: Option<Battery>) -> Result<Laptop, DeskError> {
        let enrolled = self.enrolled()?;
        let unknown = Battery { state: PowerState::Unknown, percent: None };
        let status = self.0.handle.status();
        let stored = status
            .documents
            .iter()
            .filter(|(id, _)| id.operation == enrolled.operation && id.owner == enrolled.place);
        let missing = stored.map(|(_, it)| it.entries_stored.saturating_sub(it.received)).sum();
        let reached = status.peers.values().filter(|peer| peer.connected).count();
        let counts = enrolled.role != NodeRole::Hq;
        Ok(Laptop {
            battery: battery.unwrap_or(unknown),
            not_at_hq: counts.then_some(missing),
            neighbours: u32::try_from(reached).unwrap_or(u32::MAX),
        })
    }
}
