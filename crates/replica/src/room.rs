//! What a disk with little room still takes from others.
//!
//! Refused is only the taking in: what is not taken stays missing here, is asked for again when
//! there is room, and accuses nobody. What this node writes itself, statements and other facts are
//! taken to the last byte.

use musubi_log::node::Member;
use musubi_log::role::Role;
use musubi_log::span::Span;
use musubi_model::ids::{DocumentId, Kind};
use musubi_model::time::Now;

use crate::replica::Replica;

/// How much the disk still takes, from the loop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Room {
    #[default]
    Enough,
    /// No more layers of others.
    NoLayers,
    /// Only the register of the city, and documents of this node's own place. At HQ all but layers,
    /// for everybody's documents are HQ's work.
    OwnAlone,
    /// Under an order to erase.
    Nothing,
}

impl Room {
    pub(crate) fn takes(self, me: &Member, document: &DocumentId) -> bool {
        match (self, Kind::from_number(document.kind)) {
            (Self::Nothing, _) => false,
            (Self::Enough, _) | (_, Some(Kind::City)) => true,
            (_, Some(Kind::Layers)) => me.may_write(document) && me.role != Role::Hq,
            (Self::NoLayers, _) => true,
            (Self::OwnAlone, _) => me.role == Role::Hq || document.owner == me.place,
        }
    }
}

impl Replica {
    /// The disk has this much room now.
    pub(crate) fn on_room(&mut self, now: Now, room: Room) {
        let before = std::mem::replace(&mut self.room, room);
        if room < before {
            self.compare_soon(now, None);
        }
    }

    pub(crate) fn has_room_for(&self, document: &DocumentId) -> bool {
        self.room().takes(&self.me.member, document)
    }

    /// Whether a span that came may be stored. One of a log that has not begun is told by its header.
    pub(crate) fn has_room_for_span(&self, span: &Span) -> bool {
        if self.room() == Room::Nothing {
            return false;
        }
        if self.room() == Room::Enough {
            return true;
        }
        let stored = self.logs.log(&span.log()).map(|stored| stored.header.document);
        let begins = || Some(span.verify_first().ok()?.header?.document);
        stored.or_else(begins).is_none_or(|document| self.has_room_for(&document))
    }
}
