//! The seam between the loop and everyone who asks something of it.
//!
//! A [`Handle`] is cheap to clone. Reading takes a lock for a moment; writing sends a [`Request`]
//! to the loop and waits for its answer. When [`Saved`] comes back, the edits are on disk **and**
//! in [`Handle::views`], so a page that reloads sees what it just wrote.
//!
//! Deliberately absent: documents, HTTP, any decision.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, RwLock, RwLockReadGuard, RwLockWriteGuard};

use musubi_log::city::CityKey;
use musubi_log::hash::Serial;
use musubi_model::facts::Facts;
use musubi_model::ids::{Actor, DocumentId, NodeKey, OperationId, PlaceId, RecordId};
use musubi_model::record::{Edit, View};
use musubi_model::time::Timestamp;
use musubi_replica::judged::Judged;
use musubi_replica::output::Shown;
use musubi_replica::ticks::Confirmed;
use serde::Serialize;
use tokio::sync::{broadcast, mpsc, oneshot};
use utoipa::ToSchema;

use super::courier::CourierRequest;
use super::ending::{Ending, EndingRequest};
use super::heard::{Came, CityHeld};
use super::keys::Passphrase;
use super::latest::Latest;
use super::letters::LetterRequest;
use super::made::Made;
use super::trust::TrustRequest;

/// Requests that may wait for the loop; more callers than this wait for a place in the queue.
pub const REQUESTS_MAX: usize = 256;
/// Changes a slow listener may fall behind before it is told to read everything again.
pub const CHANGES_MAX: usize = 1_024;

pub type Views = BTreeMap<DocumentId, View>;

/// Some document shows something new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Changed {
    pub document: DocumentId,
}

/// The edits are flushed to this node's disk and visible in its views.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Saved {
    pub document: DocumentId,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CommitError {
    #[error("this laptop has not taken a ticket yet")]
    NotEnrolled,
    #[error("this laptop's ticket does not let it write there")]
    NotAllowed,
    #[error("this laptop or its ticket was revoked")]
    Revoked,
    #[error("the operation was closed")]
    Closed,
    #[error("what was entered is too much for one record: {reason}")]
    TooLarge { reason: String },
    #[error("the disk did not take it; nothing was saved")]
    Disk,
    #[error("too much is waiting to be saved; try again in a moment")]
    Busy,
    #[error("the node is stopping")]
    Stopping,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnrolError {
    #[error("the ticket's text cannot be read: {reason}")]
    Malformed { reason: String },
    #[error("this ticket needs its PIN, or the PIN is wrong")]
    Pin,
    #[error("this laptop already holds a ticket")]
    Already,
    #[error("a relay's ticket cannot take over what was recorded here")]
    Relay,
    #[error("this passphrase does not open this laptop's keys")]
    Passphrase,
    #[error("this laptop's keys are locked")]
    Locked,
    #[error("the ticket is of another city or operation: {reason}")]
    Foreign { reason: String },
    #[error("the disk did not take it; nothing was saved")]
    Disk,
    #[error("the node is stopping")]
    Stopping,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LockError {
    #[error("there are no keys to lock yet")]
    NotEnrolled,
    #[error("the passphrase that locks them now is another")]
    Passphrase,
    #[error("the disk did not take it; the old passphrase still holds")]
    Disk,
    #[error("the node is stopping")]
    Stopping,
}

/// What the ticket made of this laptop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolled {
    pub operation: OperationId,
    pub drill: bool,
    pub role: NodeRole,
    pub place: PlaceId,
    pub place_name: String,
    pub node: NodeKey,
    /// Stands before the running number on reception slips; differs between laptops of one gym.
    pub letter: char,
    /// 仮: no ticket yet; the operation is this laptop's own.
    pub provisional: bool,
}

/// A laptop that took a ticket of this operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolee {
    pub node: NodeKey,
    /// Of its ticket.
    pub serial: Serial,
    pub role: NodeRole,
    pub place: PlaceId,
    pub place_name: String,
    pub letter: char,
    pub not_after: Timestamp,
    /// Revoked by headquarters or the city.
    pub cut_off: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeRole {
    Hq,
    Shelter,
    Patrol,
    Relay,
}

/// What the loop knows of itself and its neighbours. Written by the loop, read by pages.
#[derive(Clone, Debug, Default)]
pub struct NodeStatus {
    pub enrolled: Option<Enrolled>,
    /// The keys wait for their passphrase.
    pub locked: bool,
    /// The keys ask for a passphrase at every start.
    pub has_passphrase: bool,
    /// Known from the ticket on.
    pub city: Option<CityKey>,
    /// When a person last said that this laptop's date and time are right.
    pub clock_confirmed_at: Option<Timestamp>,
    /// This clock minus the peers' median, where there are peers.
    pub clock_skew_ms: Option<i64>,
    pub peers: BTreeMap<NodeKey, PeerStatus>,
    pub documents: BTreeMap<DocumentId, DocumentStatus>,
    /// Every laptop whose certificate is known here.
    pub enrolees: Vec<Enrolee>,
    /// At headquarters: what other laptops said they hold of the city's document.
    pub city_held: BTreeMap<NodeKey, CityHeld>,
    /// Whether and how the operation ended.
    pub ending: Ending,
    /// What room is left is kept for what is registered.
    pub out_of_room: bool,
    /// Whether this laptop itself was revoked.
    pub cut_off: CutOff,
    /// Since the node was started.
    pub warnings: BTreeSet<Warning>,
}

/// Whether a laptop was revoked, as it knows itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CutOff {
    #[default]
    No,
    /// A neighbour refused it with these words. It has seen no signature.
    Said,
    /// The signed statement is here.
    Yes,
}

/// What a person should know of this laptop's disk and of what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Warning {
    /// An end that no saving had covered was cut off and kept aside.
    JournalTorn,
    /// Something that was saved cannot be read any more here.
    JournalDamaged,
    /// The cache was not whole; it is built again from the journal.
    CacheRebuilt,
    DiskNearlyFull,
    /// Entries that no laptop will ever apply.
    UnfitEntries,
    /// Entries of an accused author that wait for a person.
    HeldEntries,
    /// A laptop's log was signed in two ways.
    ForkedLog,
    /// One printed ticket made two laptops nodes.
    TicketUsedTwice,
    /// Some of what was recorded without a ticket could not be taken over and is kept aside.
    ProvisionalLeft,
    /// More comes of one laptop than anybody writes; it is taken in slowly.
    Flood,
}

#[derive(Clone, Debug)]
pub struct PeerStatus {
    pub place: PlaceId,
    /// As its ticket says it.
    pub place_name: String,
    pub role: NodeRole,
    pub address: String,
    pub connected: bool,
    pub last_heard_at: Timestamp,
    /// Its clock minus ours.
    pub skew_ms: Option<i64>,
    /// Entries this node holds that the peer has not said it holds, and the other way round;
    /// `None` before the first comparison.
    pub behind: Option<u64>,
    pub ahead: Option<u64>,
}

/// How far HQ has what each author wrote into a document.
pub type Ticks = Arc<BTreeMap<Actor, Confirmed>>;

#[derive(Clone, Debug, Default)]
pub struct DocumentStatus {
    pub logs: u64,
    pub entries_stored: u64,
    pub entries_applied: u64,
    pub held: u64,
    /// This node's own entries in it, all on disk.
    pub own_entries: u64,
    /// Logs that were signed in two ways, and of which HQ has not ruled yet.
    pub disputed: u64,
    /// Of its entries, those that HQ has, and those that it had and that is being checked.
    pub received: u64,
    pub being_checked: u64,
    pub ticks: Ticks,
    /// Logs on which there is a verdict.
    pub judged: Arc<Vec<Judged>>,
    /// When this node last received or wrote an entry of it, by its own clock.
    pub changed_at: Option<Timestamp>,
    /// How the newest of its place's own laptops came here. `None`: nothing came, or it is not known.
    pub came: Option<Came>,
}

/// What the loop is asked to do. Every request is answered, or its sender is dropped at the end.
pub enum Request {
    Commit {
        document: DocumentId,
        edits: Vec<Edit>,
        answer: oneshot::Sender<Result<Saved, CommitError>>,
    },
    /// `ticket` and `pin` are secrets: they are never logged.
    Enrol {
        ticket: String,
        pin: Option<String>,
        answer: oneshot::Sender<Result<(), EnrolError>>,
    },
    /// Work without a ticket until one is brought.
    BeginProvisional {
        place_name: String,
        answer: oneshot::Sender<Result<(), EnrolError>>,
    },
    Unlock {
        passphrase: Passphrase,
        answer: oneshot::Sender<Result<(), EnrolError>>,
    },
    /// `new` of `None` takes the passphrase away.
    Relock {
        old: Option<Passphrase>,
        new: Option<Passphrase>,
        answer: oneshot::Sender<Result<(), LockError>>,
    },
    ConfirmClock {
        at: Timestamp,
        answer: oneshot::Sender<()>,
    },
    Courier(CourierRequest),
    Trust(TrustRequest),
    Ending(EndingRequest),
    Letter(LetterRequest),
}

#[derive(Clone)]
pub struct Handle {
    requests: mpsc::Sender<Request>,
    shared: Arc<Shared>,
}

/// The loop's end of the seam.
pub struct LoopEnd {
    pub requests: mpsc::Receiver<Request>,
    pub shared: Arc<Shared>,
}

pub struct Shared {
    views: RwLock<Views>,
    status: RwLock<NodeStatus>,
    changed: broadcast::Sender<Changed>,
    latest: RwLock<Latest>,
    made: RwLock<Made>,
    /// How often views were read: what is hidden must cost what is not there costs.
    #[cfg(test)]
    reads: std::sync::atomic::AtomicU64,
}

/// A handle and the end that the loop keeps.
pub fn pair() -> (Handle, LoopEnd) {
    let (sender, requests) = mpsc::channel(REQUESTS_MAX);
    let (changed, _) = broadcast::channel(CHANGES_MAX);
    let shared = Arc::new(Shared {
        views: RwLock::default(),
        status: RwLock::default(),
        changed,
        latest: RwLock::default(),
        made: RwLock::default(),
        #[cfg(test)]
        reads: std::sync::atomic::AtomicU64::default(),
    });
    let handle = Handle { requests: sender, shared: Arc::clone(&shared) };
    (handle, LoopEnd { requests, shared })
}

impl Handle {
    pub async fn commit(
        &self,
        document: DocumentId,
        edits: Vec<Edit>,
    ) -> Result<Saved, CommitError> {
        let (answer, answered) = oneshot::channel();
        self.ask(Request::Commit { document, edits, answer }, answered)
            .await
            .unwrap_or(Err(CommitError::Stopping))
    }

    pub async fn enrol(&self, ticket: String, pin: Option<String>) -> Result<(), EnrolError> {
        let (answer, answered) = oneshot::channel();
        self.ask(Request::Enrol { ticket, pin, answer }, answered)
            .await
            .unwrap_or(Err(EnrolError::Stopping))
    }

    pub async fn begin_provisional(&self, place_name: String) -> Result<(), EnrolError> {
        let (answer, answered) = oneshot::channel();
        self.ask(Request::BeginProvisional { place_name, answer }, answered)
            .await
            .unwrap_or(Err(EnrolError::Stopping))
    }

    pub async fn unlock(&self, passphrase: Passphrase) -> Result<(), EnrolError> {
        let (answer, answered) = oneshot::channel();
        self.ask(Request::Unlock { passphrase, answer }, answered)
            .await
            .unwrap_or(Err(EnrolError::Stopping))
    }

    pub async fn relock(
        &self,
        old: Option<Passphrase>,
        new: Option<Passphrase>,
    ) -> Result<(), LockError> {
        let (answer, answered) = oneshot::channel();
        self.ask(Request::Relock { old, new, answer }, answered)
            .await
            .unwrap_or(Err(LockError::Stopping))
    }

    /// A person looked at the clock on the wall and says this laptop's time is right.
    pub async fn confirm_clock(&self, at: Timestamp) {
        let (answer, answered) = oneshot::channel();
        self.ask(Request::ConfirmClock { at, answer }, answered).await;
    }

    /// `None`: the loop has ended.
    pub(super) async fn ask<T>(
        &self,
        request: Request,
        answered: oneshot::Receiver<T>,
    ) -> Option<T> {
        self.requests.send(request).await.ok()?;
        answered.await.ok()
    }

    /// Keep the guard for as short as possible and never across an `await`.
    pub fn views(&self) -> RwLockReadGuard<'_, Views> {
        #[cfg(test)]
        self.shared.reads.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        self.shared.views()
    }

    #[cfg(test)]
    pub(crate) fn reads(&self) -> u64 {
        self.shared.reads.load(std::sync::atomic::Ordering::Relaxed)
    }

    /// The record that a request with this key made.
    pub(crate) fn made_by(&self, document: DocumentId, key: &str) -> Option<RecordId> {
        let views = self.views();
        self.shared.made.read().expect(POISONED).by(document, views.get(&document)?, key)
    }

    /// `view` is what that document shows.
    pub(crate) fn facts<'a>(&self, document: DocumentId, view: &'a View) -> Facts<'a> {
        self.shared.facts(document, view)
    }

    pub fn status(&self) -> RwLockReadGuard<'_, NodeStatus> {
        self.shared.status()
    }

    /// `None` before the ticket.
    pub fn city(&self) -> Option<CityKey> {
        self.status().city
    }

    /// Grows with everything that the document shows. Ask before reading what is to be kept with it.
    pub fn version(&self, document: DocumentId) -> u64 {
        self.shared.version(document)
    }

    /// The records that changed after that version, which was read. `None`: read everything. What was
    /// asked while the views are read is of just what they show.
    pub(crate) fn changed_since(
        &self,
        document: DocumentId,
        version: u64,
    ) -> Option<BTreeSet<RecordId>> {
        self.shared.latest.read().expect(POISONED).since(document, version)
    }

    pub fn subscribe(&self) -> broadcast::Receiver<Changed> {
        self.shared.changed.subscribe()
    }
}

/// A poisoned lock means the loop panicked half-way through a view: nothing may be shown then.
const POISONED: &str = "the loop panicked while it held the lock";

impl Shared {
    pub fn views(&self) -> RwLockReadGuard<'_, Views> {
        self.views.read().expect(POISONED)
    }

    pub fn views_mut(&self) -> RwLockWriteGuard<'_, Views> {
        self.views.write().expect(POISONED)
    }

    /// `view` is what that document shows, held since it was looked up.
    pub(super) fn facts<'a>(&self, document: DocumentId, view: &'a View) -> Facts<'a> {
        if self.made.read().expect(POISONED).repeats(document) {
            Facts::of(view)
        } else {
            Facts::unrepeated(view)
        }
    }

    /// The only way by which a view changes while a node is open.
    pub(crate) fn show(&self, document: DocumentId, shown: Shown) {
        let mut views = self.views_mut();
        self.made.write().expect(POISONED).note(document, &shown);
        self.latest.write().expect(POISONED).note(document, &shown);
        match shown {
            Shown::Whole(view) => {
                views.insert(document, view);
            }
            Shown::Changes(changes) => {
                let view = views.entry(document).or_default();
                for change in changes {
                    view.apply(change);
                }
            }
        }
    }

    pub(super) fn version(&self, document: DocumentId) -> u64 {
        self.latest.read().expect(POISONED).version(document)
    }

    pub fn status(&self) -> RwLockReadGuard<'_, NodeStatus> {
        self.status.read().expect(POISONED)
    }

    pub fn status_mut(&self) -> RwLockWriteGuard<'_, NodeStatus> {
        self.status.write().expect(POISONED)
    }

    /// Before an operation is opened: nothing of the one before is shown any more, and nothing that
    /// was erased. What this laptop is in an operation that goes on stays, so that no page takes it for
    /// a new one meanwhile.
    pub fn forget_all(&self, next: OperationId) {
        let mut status = self.status_mut();
        if status.enrolled.as_ref().is_some_and(|it| it.operation != next) {
            status.enrolled = None;
            status.ending = Ending::default();
        }
        drop(status);
        let mut views = self.views_mut();
        let documents: Vec<DocumentId> = std::mem::take(&mut *views).into_keys().collect();
        *self.made.write().expect(POISONED) = Made::default();
        self.latest.write().expect(POISONED).forget();
        drop(views);
        let mut status = self.status_mut();
        status.documents.clear();
        status.enrolees.clear();
        status.city_held.clear();
        status.cut_off = CutOff::No;
        status.peers.clear();
        drop(status);
        for document in documents {
            self.announce(document);
        }
    }

    /// What HQ has of a document is another now; the document shows the same.
    pub fn announce_ticks(&self, document: DocumentId) {
        let _ = self.changed.send(Changed { document });
    }

    /// After the views were changed, and before anyone is told that an edit is saved. Nobody
    /// listening is no error.
    pub fn announce(&self, document: DocumentId) {
        let _ = self.changed.send(Changed { document });
    }
}
