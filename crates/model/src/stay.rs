//! Where each person is: check-ins, check-outs, nights away and transfers, as events.
//!
//! An event is never edited: it is voided, or put right by a correction that stands in its place.
//! Each names the events its writer knew (`follows`), and from that, not from clocks, follows what
//! holds ([`crate::history`]). Two check-ins at two places by people who did not know of each
//! other are a clash, shown with both places, and never settled by the machine; a person settles
//! it by writing the next event, which follows both.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;

use crate::field::{Follows, Refused, Why};
use crate::history::{self, Link};
use crate::ids::{PlaceId, RecordId};
use crate::table::{codes, record};
use crate::text::{Line, Prose};
use crate::time::Timestamp;

codes! {
    pub enum StayKind {
        CheckIn = "check_in",
        CheckOut = "check_out",
        OvernightAway = "overnight_away",
        TransferOut = "transfer_out",
        TransferIn = "transfer_in",
        /// Stands in the place of its target, as the kind in `becomes`.
        Correction = "correction",
        /// Takes its target back. A void is not voided; write the event again.
        Void = "void",
    }
}

codes! {
    /// 退所先
    pub enum WhereTo {
        Home = "home",
        /// 親戚・知人
        Relatives = "relatives",
        OtherShelter = "other_shelter",
        WelfareShelter = "welfare_shelter",
        Medical = "medical",
        /// 1.5次・2次避難
        SecondaryEvacuation = "secondary_evacuation",
        TemporaryHousing = "temporary_housing",
        OutOfCity = "out_of_city",
        Unknown = "unknown",
        /// For managers and HQ only, never public.
        Died = "died",
    }
}

record! {
    /// One event of one person's stay.
    "stay" pub(crate) Stay, new NewStay, rule kind_has_its_fields;
    must {
        person: RecordId,
        kind: StayKind,
        /// The events of this person that the writer saw as standing last.
        follows: Follows,
    }
    may {
        /// Where it happened.
        place: PlaceId,
        where_to: WhereTo,
        /// The other side of a transfer.
        other_place: PlaceId,
        /// The transfer this is a part of; its id is the same at both places.
        transfer: RecordId,
        /// Of an arrival: the person's record at the place they come from.
        counterpart: RecordId,
        returns_at: Timestamp,
        /// What a void or a correction is about.
        target: RecordId,
        becomes: StayKind,
        /// 区画
        section: Line<40>,
        /// The adult with whom an unaccompanied minor leaves.
        with_adult: Line<120>,
        note: Prose<500>,
    }
    marks {}
}

fn kind_has_its_fields(stay: &NewStay) -> Result<(), Refused> {
    let refused = |field, why| Err(Refused { table: Stay::TABLE, field, why });
    if stay.follows.0.len() > Follows::MAX {
        return refused("follows", Why::TooMany);
    }
    let acts_on_another = matches!(stay.kind, StayKind::Correction | StayKind::Void);
    if acts_on_another != stay.target.is_some() {
        let why = if acts_on_another { Why::Missing } else { Why::Misplaced };
        return refused("target", why);
    }
    let is_correction = stay.kind == StayKind::Correction;
    if is_correction != stay.becomes.is_some() {
        return refused("becomes", if is_correction { Why::Missing } else { Why::Misplaced });
    }
    let kind = stay.becomes.unwrap_or(stay.kind);
    if is_correction && matches!(kind, StayKind::Correction | StayKind::Void) {
        return refused("becomes", Why::Misplaced);
    }
    if kind != StayKind::Void && stay.place.is_none() {
        return refused("place", Why::Missing);
    }
    match kind {
        StayKind::CheckOut if stay.where_to.is_none() => refused("where_to", Why::Missing),
        StayKind::TransferOut if stay.other_place.is_none() => refused("other_place", Why::Missing),
        _ => Ok(()),
    }
}

/// Where one event leaves its person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Whereabouts {
    Present {
        place: PlaceId,
    },
    /// Away for a night and expected back; still of the place.
    Away {
        place: PlaceId,
        returns_at: Option<Timestamp>,
    },
    Left {
        place: PlaceId,
        to: WhereTo,
    },
    /// On the way to another place, whose check-in has not come.
    InTransit {
        from: PlaceId,
        to: Option<PlaceId>,
        since: Option<Timestamp>,
    },
    /// The event is there but this version does not understand it.
    Unreadable,
}

impl Whereabouts {
    /// The place whose list the person stands on.
    pub const fn place(self) -> Option<PlaceId> {
        match self {
            Self::Present { place } | Self::Away { place, .. } => Some(place),
            Self::Left { .. } | Self::InTransit { .. } | Self::Unreadable => None,
        }
    }
}

impl Whereabouts {
    /// The place in whose numbers the person appears.
    pub(crate) const fn list_or_origin(self) -> Option<PlaceId> {
        match self {
            Self::InTransit { from, .. } => Some(from),
            other => other.place(),
        }
    }
}

/// What holds for one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StayState {
    /// In a fixed order; several are a clash.
    pub whereabouts: BTreeSet<Whereabouts>,
    /// To be named by the next event.
    pub heads: Follows,
}

impl StayState {
    /// `None` where writers disagree.
    pub fn agreed(&self) -> Option<Whereabouts> {
        let mut all = self.whereabouts.iter();
        all.next().copied().filter(|_| all.next().is_none())
    }

    pub fn is_clash(&self) -> bool {
        self.whereabouts.len() > 1
    }

    /// Some writer's last word is that the person is on this place's list.
    pub fn is_at(&self, place: PlaceId) -> bool {
        self.whereabouts.iter().any(|at| at.place() == Some(place))
    }
}

/// Every event of one person, or of several, by id.
pub(crate) type Events = BTreeMap<RecordId, Arc<Stay>>;

/// The state of every person of whom some of these events are.
pub(crate) fn states(events: &Events) -> BTreeMap<RecordId, StayState> {
    let mut by_person: BTreeMap<RecordId, Events> = BTreeMap::new();
    for (id, stay) in events {
        for person in stay.person.known() {
            by_person.entry(*person).or_default().insert(*id, Arc::clone(stay));
        }
    }
    by_person.into_iter().filter_map(|(id, events)| Some((id, state(&events)?))).collect()
}

/// `None`: every event was voided.
pub(crate) fn state(events: &Events) -> Option<StayState> {
    let gone = taken_back(events);
    let link = |stay: &Stay| Link {
        follows: stay
            .follows
            .known()
            .flat_map(|ids| &ids.0)
            .chain(stay.target.known())
            .copied()
            .collect(),
        stands: kind(stay) != Some(StayKind::Void) && !gone.contains(&stay.id),
    };
    let links: BTreeMap<RecordId, Link> =
        events.iter().map(|(id, stay)| (*id, link(stay))).collect();
    let heads = history::heads(&links);
    if heads.is_empty() {
        return None;
    }
    let whereabouts = heads.iter().flat_map(|id| leaves_at(&events[id])).collect();
    Some(StayState { whereabouts, heads: heads.into_iter().collect() })
}

/// Events that were voided or put right by another.
pub(crate) fn taken_back(events: &Events) -> BTreeSet<RecordId> {
    events
        .values()
        .filter(|stay| matches!(kind(stay), Some(StayKind::Void | StayKind::Correction)))
        .flat_map(|stay| stay.target.known().map(|id| (*id, stay.id)))
        .filter(|(target, by)| {
            // A void stands for good; so does what aims at itself.
            let aims_at = events.get(target).and_then(|stay| kind(stay));
            target != by && aims_at != Some(StayKind::Void)
        })
        .map(|(target, _)| target)
        .collect()
}

fn kind(stay: &Stay) -> Option<StayKind> {
    stay.kind.shown().copied()
}

/// Where an event leaves its person; several where its own fields clash.
fn leaves_at(stay: &Stay) -> Vec<Whereabouts> {
    let kind = match stay.kind.shown() {
        Some(StayKind::Correction) => stay.becomes.shown(),
        kind => kind,
    };
    let (Some(kind), false) = (kind, stay.place.is_absent()) else {
        return vec![Whereabouts::Unreadable];
    };
    let at = |place: PlaceId| match kind {
        StayKind::CheckIn | StayKind::TransferIn => Whereabouts::Present { place },
        StayKind::OvernightAway => {
            Whereabouts::Away { place, returns_at: stay.returns_at.shown().copied() }
        }
        StayKind::CheckOut => Whereabouts::Left {
            place,
            to: stay.where_to.shown().copied().unwrap_or(WhereTo::Unknown),
        },
        StayKind::TransferOut => Whereabouts::InTransit {
            from: place,
            to: stay.other_place.shown().copied(),
            since: stay.meta.observed_at,
        },
        StayKind::Correction | StayKind::Void => Whereabouts::Unreadable,
    };
    let read: Vec<Whereabouts> = stay.place.known().map(|place| at(*place)).collect();
    if read.is_empty() { vec![Whereabouts::Unreadable] } else { read }
}

/// How many are where, of one place. Protected people are counted like all others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Occupancy {
    pub present: u32,
    pub away: u32,
    /// Some say here, others say elsewhere or gone. In none of the other numbers.
    pub disputed: u32,
    /// Sent from here and not confirmed elsewhere.
    pub in_transit: u32,
}

/// In which of the numbers one record of a human stands; the later member goes before.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    InTransit,
    Away,
    Disputed,
    Present,
}

impl Standing {
    fn of(state: &StayState, place: PlaceId) -> Option<Self> {
        match state.agreed() {
            Some(Whereabouts::Present { place: at }) if at == place => Some(Self::Present),
            Some(Whereabouts::Away { place: at, .. }) if at == place => Some(Self::Away),
            Some(Whereabouts::InTransit { from, .. }) if from == place => Some(Self::InTransit),
            None if state.is_at(place) => Some(Self::Disputed),
            _ => None,
        }
    }
}

impl Occupancy {
    /// Adds one human, who may have several records. Of these the one that says most of being
    /// here counts, and it counts once.
    pub(crate) fn add(&mut self, records: &[&StayState], of: PlaceId) {
        match records.iter().filter_map(|state| Standing::of(state, of)).max() {
            Some(Standing::Present) => self.present += 1,
            Some(Standing::Away) => self.away += 1,
            Some(Standing::Disputed) => self.disputed += 1,
            Some(Standing::InTransit) => self.in_transit += 1,
            None => {}
        }
    }
}
