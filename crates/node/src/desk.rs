//! The desk: everything a page may ask of this node, in words of the domain.
//!
//! Invariants: a create with a [`wire::RequestKey`] that was seen before writes nothing and gives
//! the same record; what a caller may not see answers exactly like what is not there.
//!
//! Deliberately absent: HTTP. A handler translates and makes one call here.

pub mod closing;
pub mod courier;
pub mod ending;
pub(crate) mod exports;
pub mod handover;
pub mod hq;
pub mod inquiries;
pub mod laptop;
pub mod layers;
pub mod lookups;
pub mod notices;
pub mod papers;
pub mod people;
pub mod places;
pub mod public;
pub mod reception;
pub mod reveal;
pub mod rollcall;
pub mod session;
pub(crate) mod shelters;
pub(crate) mod situation;
pub mod staff;
pub mod supplies;
pub mod sync;
pub mod tickets;
pub mod ticks;
pub mod transfers;
pub mod trust;
pub mod verdicts;
pub mod volunteers;
pub mod wire;

mod accounts;
pub(crate) mod check;
mod clash;
mod everybody;
pub(crate) mod mirror;
mod once;

pub use public::random_hex;

use std::sync::{Arc, Mutex};

use musubi_model::facts::Facts;
use musubi_model::field::{Noted, Recorder, Refused};
use musubi_model::ids::{DocumentId, Kind, PlaceId, RecordId};
use musubi_model::record::View;
use musubi_model::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::accounts::sessions::Revealing;
use crate::accounts::{Role, Sessions};
use crate::layers::{Shelf, index};
use crate::runtime::handle::{Changed, CommitError, Enrolled, Handle, NodeRole};

/// Cheap to clone; all clones are one desk.
#[derive(Clone)]
pub struct Desk(Arc<Inner>);

struct Inner {
    handle: Handle,
    sessions: Sessions,
    turns: once::Turns,
    rosters: people::rosters::Rosters,
    kept: hq::kept::Kept,
    compared: hq::duplicates::Compared,
    numbers: people::numbers::Numbers,
    bundles: courier::Turn,
    open_cards: lookups::OpenCards,
    transfers: transfers::Read,
    inquiries: inquiries::Read,
    shelf: Shelf,
    layers: index::Cached,
    looking: layers::Looking,
}

/// Somebody who is signed in.
#[derive(Clone)]
pub struct Caller {
    pub account: RecordId,
    pub name: String,
    pub role: Role,
    pub token: String,
    pub form_token: String,
    /// Two persons at HQ opened what is protected, for a while.
    pub revealing: Option<Revealing>,
}

impl Caller {
    fn recorder(&self) -> Recorder {
        Recorder::Account(self.account)
    }
}

/// Why the desk did not do it. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeskError {
    #[error("this laptop has not taken a ticket yet")]
    NotEnrolled,
    #[error("this laptop's keys are locked")]
    Locked,
    #[error("name or secret is wrong")]
    SignIn,
    #[error("too many wrong secrets; wait")]
    TooMany,
    /// `code` says which rule.
    #[error("not allowed: {code}")]
    NotAllowed { code: &'static str },
    #[error("there is no such thing")]
    NotFound,
    #[error("{} fields cannot be taken", fields.len())]
    Invalid { fields: Vec<FieldProblem> },
    /// The state of things has moved on.
    #[error("conflict: {code}")]
    Conflict { code: &'static str },
    #[error("the ticket was refused: {code}")]
    Ticket { code: &'static str },
    #[error("the file was refused: {code}")]
    Bundle { code: &'static str },
    #[error("not saved: {code}")]
    NotSaved { code: &'static str },
    #[error("the node is stopping")]
    Stopping,
}

impl DeskError {
    /// Stable, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotEnrolled => "not_enrolled",
            Self::Locked => "locked",
            Self::SignIn => "wrong_secret",
            Self::TooMany => "too_many_tries",
            Self::NotFound => "not_found",
            Self::Invalid { .. } => "invalid",
            Self::NotAllowed { code }
            | Self::Conflict { code }
            | Self::Ticket { code }
            | Self::Bundle { code }
            | Self::NotSaved { code } => code,
            Self::Stopping => "stopping",
        }
    }

    pub(crate) fn field(path: &str, code: &str) -> Self {
        Self::Invalid {
            fields: vec![FieldProblem { path: path.to_owned(), code: code.to_owned() }],
        }
    }
}

/// A record as a whole says something impossible.
impl From<Refused> for DeskError {
    fn from(refused: Refused) -> Self {
        Self::field(refused.field, refused.why.code())
    }
}

impl From<CommitError> for DeskError {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::NotEnrolled => Self::NotEnrolled,
            CommitError::NotAllowed => Self::NotAllowed { code: "not_this_ticket" },
            CommitError::Revoked => Self::NotAllowed { code: "revoked" },
            CommitError::Closed => Self::Conflict { code: "operation_closed" },
            CommitError::TooLarge { .. } => Self::NotSaved { code: "record_too_large" },
            CommitError::Disk => Self::NotSaved { code: "disk" },
            CommitError::Busy => Self::NotSaved { code: "busy" },
            CommitError::Stopping => Self::Stopping,
        }
    }
}

/// Which part of what was sent cannot be taken, and why. Holds nothing of what was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldProblem {
    /// `persons.2.birth`, or the place in a body that is no JSON.
    pub path: String,
    /// Stable: `text.too_long`, `record.missing`, …
    pub code: String,
}

impl FieldProblem {
    pub fn place(place: String) -> Self {
        Self { path: place, code: "json".to_owned() }
    }
}

impl Desk {
    /// For commands that have nothing to do with layers.
    pub fn new(handle: Handle) -> Self {
        Self::with_layers(handle, Shelf::default())
    }

    pub fn with_layers(handle: Handle, shelf: Shelf) -> Self {
        Self(Arc::new(Inner {
            handle,
            shelf,
            layers: index::Cached::default(),
            looking: layers::Looking::default(),
            sessions: Sessions::new(accounts::hex(&chance::<16>())),
            turns: once::Turns::default(),
            rosters: people::rosters::Rosters::default(),
            kept: hq::kept::Kept::default(),
            compared: hq::duplicates::Compared::default(),
            numbers: people::numbers::Numbers::default(),
            bundles: courier::Turn::default(),
            open_cards: lookups::OpenCards::default(),
            transfers: transfers::Read::default(),
            inquiries: inquiries::Read::default(),
        }))
    }

    pub fn changes(&self) -> tokio::sync::broadcast::Receiver<Changed> {
        self.0.handle.subscribe()
    }

    fn enrolled(&self) -> Result<Enrolled, DeskError> {
        let status = self.0.handle.status();
        match &status.enrolled {
            Some(enrolled) => Ok(enrolled.clone()),
            None if status.locked => Err(DeskError::Locked),
            None => Err(DeskError::NotEnrolled),
        }
    }

    fn document(&self, kind: Kind, owner: PlaceId) -> Result<DocumentId, DeskError> {
        Ok(DocumentId::new(self.enrolled()?.operation, kind, owner))
    }

    /// A document nobody has written to yet reads as empty.
    fn read<T>(&self, document: DocumentId, reader: impl FnOnce(&Facts<'_>) -> T) -> T {
        let views = self.0.handle.views();
        let empty = View::default();
        reader(&self.0.handle.facts(document, views.get(&document).unwrap_or(&empty)))
    }

    /// Owners of the readable documents of one kind, this place first.
    fn owners(&self, kind: Kind) -> Result<Vec<PlaceId>, DeskError> {
        let enrolled = self.enrolled()?;
        let mut owners = vec![enrolled.place];
        let views = self.0.handle.views();
        let others = views
            .keys()
            .filter(|id| id.operation == enrolled.operation && id.kind == kind.number())
            .map(|id| id.owner)
            .filter(|owner| *owner != enrolled.place);
        owners.extend(others);
        Ok(owners)
    }

    /// HQ's documents are written at HQ alone.
    fn at_hq(&self) -> Result<Enrolled, DeskError> {
        let enrolled = self.enrolled()?;
        if enrolled.role == NodeRole::Hq {
            Ok(enrolled)
        } else {
            Err(DeskError::NotAllowed { code: "only_hq" })
        }
    }

    /// A place that this laptop may write about: its own; HQ and patrols any.
    fn writable(&self, place: &str) -> Result<(Enrolled, PlaceId), DeskError> {
        let enrolled = self.enrolled()?;
        let place: PlaceId = place.parse().map_err(|_| DeskError::NotFound)?;
        if place == enrolled.place {
            Ok((enrolled, place))
        } else if matches!(enrolled.role, NodeRole::Hq | NodeRole::Patrol) {
            let city = self.document(Kind::City, PlaceId::CITY)?;
            let record = RecordId::new(*place.bytes());
            // A hub is in no total of places, and nobody reports on it as one.
            if self.read(city, |facts| facts.records().contains_key(&record)) {
                return Err(DeskError::NotAllowed { code: "not_a_place" });
            }
            Ok((enrolled, place))
        } else {
            Err(DeskError::NotAllowed { code: "not_this_place" })
        }
    }
}

pub(crate) fn now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let millis = since.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX));
    Timestamp::from_millis(millis)
}

/// Chance comes from the operating system; without it nothing here is safe to do.
fn chance<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// A new id. Those of one process count up also within a millisecond, in the bytes that
/// [`musubi_log::hash::carried_id`] keeps, so that lists which are sorted by id show what was
/// written later as later.
pub(crate) fn fresh_id() -> RecordId {
    const ONE: u128 = 1 << 48;
    static LAST: Mutex<RecordId> = Mutex::new(RecordId::new([0; 16]));
    let drawn = RecordId::mint(now(), chance());
    let mut last = LAST.lock().expect("nothing panics while holding it");
    let [before, fresh] = [*last, drawn].map(|id| u128::from_be_bytes(*id.bytes()));
    let next = RecordId::new((before / ONE * ONE + ONE + fresh % ONE).to_be_bytes());
    // A clock that was set back is followed; only a millisecond goes on.
    let goes_on = drawn <= *last && drawn.bytes()[..6] == next.bytes()[..6];
    *last = if goes_on { next } else { drawn };
    *last
}

/// Observed then, written down now.
fn noted(observed_at: Option<i64>, by: Recorder) -> Noted {
    let now = now();
    let observed_at = observed_at.map_or(now, Timestamp::from_millis);
    Noted { observed_at, recorded_at: now, recorded_by: by, reissue_of: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_are_drawn_one_after_the_other_count_up_within_a_millisecond() {
        let ids: Vec<RecordId> = (0..10_000).map(|_| fresh_id()).collect();
        let together = |pair: &&[RecordId]| pair[0].bytes()[..6] == pair[1].bytes()[..6];
        let pairs: Vec<&[RecordId]> = ids.windows(2).filter(together).collect();
        assert!(pairs.len() > 100, "{} were drawn within one", pairs.len());
        let carried = |id: &RecordId| musubi_log::hash::carried_id(&[7; 16], id);
        assert!(pairs.iter().all(|pair| pair[0] < pair[1]));
        assert!(pairs.iter().all(|pair| carried(&pair[0]) < carried(&pair[1])));
    }
}
