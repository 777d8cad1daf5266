//! Where everything is: neighbours, each document's age, and what is on this disk.

use musubi_model::ids::{Kind, PlaceId};
use musubi_model::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::verdicts::Verdict;
use super::{Desk, DeskError, now};
use crate::blobs::{Carrier, Moved};
use crate::runtime::handle::Warning;

#[derive(Serialize, ToSchema)]
pub struct SyncState {
    pub now: i64,
    /// A person confirmed this laptop's clock then.
    pub clock_confirmed_at: Option<i64>,
    /// This clock minus the neighbours' median.
    pub clock_skew_ms: Option<i64>,
    pub peers: Vec<Peer>,
    pub documents: Vec<DocumentState>,
    pub parts: PartsMoved,
    pub warnings: Vec<Warning>,
    /// On this place's documents and on what its laptops wrote.
    pub verdicts: Vec<Verdict>,
}

/// Parts of layers' files that went between this laptop and its neighbours since it started.
#[derive(Serialize, ToSchema)]
pub struct PartsMoved {
    pub given: u64,
    /// Whether they were of use or not.
    pub received: u64,
    /// They were not what they should be.
    pub refused: u64,
}

#[derive(Serialize, ToSchema)]
pub struct Peer {
    pub node: String,
    pub place: String,
    pub place_name: String,
    pub role: String,
    pub address: String,
    pub connected: bool,
    pub heard_age_s: i64,
    pub skew_ms: Option<i64>,
    /// Entries on this disk which it has not said it holds; `null` before the first comparison.
    pub behind: Option<u64>,
    /// Entries it holds and this disk does not.
    pub ahead: Option<u64>,
}

#[derive(Serialize, ToSchema)]
pub struct DocumentState {
    /// `city`, `place`, `people`, `staff`, `desk`, `lookups`, `layers`, or a number.
    pub kind: String,
    pub owner: String,
    pub owner_name: String,
    /// This laptop holds its key.
    pub readable: bool,
    pub logs: u64,
    /// Entries on this laptop's disk.
    pub saved_here: u64,
    pub applied: u64,
    /// Kept, and not believed.
    pub held: u64,
    /// Logs that were signed in two ways, and of which HQ has not ruled yet.
    pub disputed: u64,
    /// Of these, this laptop's own.
    pub own: u64,
    /// HQ has them, and its receipt came back (本部受領).
    pub at_hq: u64,
    /// HQ had them, and that is being checked.
    pub being_checked: u64,
    /// HQ's clock when it last confirmed any of them.
    pub hq_as_of: Option<i64>,
    /// Seconds since the newest entry came.
    pub age_s: Option<i64>,
}

/// The word for a kind of document; the number where this version has none.
pub fn kind_name(kind: u8) -> String {
    let name = match Kind::from_number(kind) {
        Some(Kind::City) => "city",
        Some(Kind::Place) => "place",
        Some(Kind::People) => "people",
        Some(Kind::Staff) => "staff",
        Some(Kind::Desk) => "desk",
        Some(Kind::Lookups) => "lookups",
        Some(Kind::Layers) => "layers",
        None => return kind.to_string(),
    };
    name.to_owned()
}

impl Desk {
    pub fn sync_state(&self) -> Result<SyncState, DeskError> {
        let enrolled = self.enrolled()?;
        let now = now();
        let age_s = |at: Timestamp| now.millis_since(at).max(0) / 1_000;
        let status = self.0.handle.status().clone();
        let readable: Vec<_> = self.0.handle.views().keys().copied().collect();
        let peers = status.peers.iter().map(|(node, peer)| Peer {
            node: node.to_string(),
            place: peer.place.to_string(),
            place_name: self.place_name(peer.place),
            role: peer.role.word().to_owned(),
            address: peer.address.clone(),
            connected: peer.connected,
            heard_age_s: age_s(peer.last_heard_at),
            skew_ms: peer.skew_ms,
            behind: peer.behind,
            ahead: peer.ahead,
        });
        let ours = status.documents.iter().filter(|(id, _)| id.operation == enrolled.operation);
        let documents = ours.map(|(id, document)| DocumentState {
            kind: kind_name(id.kind),
            owner: id.owner.to_string(),
            owner_name: if id.owner == PlaceId::CITY {
                String::new()
            } else {
                self.place_name(id.owner)
            },
            readable: readable.contains(id),
            logs: document.logs,
            saved_here: document.entries_stored,
            applied: document.entries_applied,
            held: document.held,
            disputed: document.disputed,
            own: document.own_entries,
            at_hq: document.received,
            being_checked: document.being_checked,
            hq_as_of: document
                .ticks
                .values()
                .filter_map(|it| it.as_of)
                .max()
                .map(Timestamp::millis),
            age_s: document.changed_at.map(age_s),
        });
        Ok(SyncState {
            now: now.millis(),
            clock_confirmed_at: status.clock_confirmed_at.map(Timestamp::millis),
            clock_skew_ms: status.clock_skew_ms,
            peers: peers.collect(),
            documents: documents.collect(),
            parts: self.parts_moved(),
            warnings: status.warnings.iter().copied().collect(),
            verdicts: self.own_verdicts()?,
        })
    }
    fn parts_moved(&self) -> PartsMoved {
        let moved = self.shelf().blobs().map(Carrier::moved).unwrap_or_default();
        let Moved { given, received, refused } = moved;
        PartsMoved { given, received, refused }
    }
}
