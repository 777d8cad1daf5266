//! What a ticket makes of a laptop, and which documents it may then write.

use musubi_model::ids::{DocumentId, Kind, NodeKey, PlaceId};

use crate::hash::node_owner;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Role {
    /// Disaster headquarters: reads and derives everything.
    Hq = 1,
    /// One place's own laptop.
    Shelter = 2,
    /// Reports on any place; people only in a spare place of its own.
    Patrol = 3,
    /// Carries, reads nothing, writes nothing.
    Relay = 4,
}

impl Role {
    pub const ALL: [Self; 4] = [Self::Hq, Self::Shelter, Self::Patrol, Self::Relay];

    pub const fn number(self) -> u8 {
        self as u8
    }

    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.number() == number)
    }

    pub const fn word(self) -> &'static str {
        match self {
            Self::Hq => "hq",
            Self::Shelter => "shelter",
            Self::Patrol => "patrol",
            Self::Relay => "relay",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }
}

/// The judgement on storing: may this node's logs of this document be stored and carried?
///
/// It reads only the log's header and the author's certificate, so carriers come to the same
/// answer as readers. The document's operation is the caller's to compare. A kind this version
/// does not know is carried for any role but relay.
pub fn may_write(role: Role, place: PlaceId, node: &NodeKey, document: &DocumentId) -> bool {
    if role == Role::Relay {
        return false;
    }
    let Some(kind) = Kind::from_number(document.kind) else { return true };
    let owner = document.owner;
    let own = owner == place && owner != PlaceId::CITY;
    let some_place = owner != PlaceId::CITY;
    match kind {
        Kind::City => role == Role::Hq && owner == PlaceId::CITY,
        Kind::Place | Kind::Staff => some_place && (own || matches!(role, Role::Hq | Role::Patrol)),
        Kind::People | Kind::Lookups => own || (some_place && role == Role::Hq),
        Kind::Desk => own,
        Kind::Layers => owner == node_owner(node) || (some_place && role == Role::Hq),
    }
}
