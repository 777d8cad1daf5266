//! HQ's overview: every place's newest figures, each with its age; totals with their oldest part.

use serde::Serialize;
use utoipa::ToSchema;

use crate::desk::places::wire::{Opening, PlaceKind};
use crate::desk::wire::{Age, Figure};

#[derive(Serialize, ToSchema)]
pub struct Overview {
    pub now: i64,
    pub in_shelter: Total,
    pub households: Total,
    pub outside_known: Total,
    /// Places that have said anything at all, the longest silent first.
    pub places: Vec<OverviewPlace>,
    /// In the register, and never heard of.
    pub silent_places: u32,
    pub open_requests: u32,
}

/// A sum, what it leaves out, and how old its oldest part is.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct Total {
    /// Of the known ones alone; `null` where none is known.
    pub sum: Option<u32>,
    pub known_places: u32,
    /// Open, or of unknown state, with no figure: they count as unknown, not as 0.
    pub unknown_places: u32,
    pub oldest: Option<Age>,
    /// Parts whose clock is doubted (時刻未確認).
    pub uncertain_places: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Entered on this laptop's own place.
    Here,
    /// It came from the place's own laptops.
    Mesh,
    /// Taken from a list.
    Import,
}

#[derive(Serialize, ToSchema)]
pub struct OverviewPlace {
    pub id: String,
    pub name: String,
    pub kind: PlaceKind,
    pub opening: Opening,
    pub opening_age: Option<Age>,
    pub in_shelter: Figure,
    pub households: Figure,
    pub outside_known: Figure,
    /// People checked in by name, counted from the place's records as HQ holds them.
    pub registered_staying: Option<u32>,
    pub channel: Channel,
    pub open_requests: u32,
    /// Seconds since anything of this place reached this laptop.
    pub heard_age_s: Option<i64>,
    /// Newest headcounts disagree.
    pub has_clash: bool,
}
