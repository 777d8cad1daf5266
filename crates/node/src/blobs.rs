//! Files beside the records, among neighbours: what this laptop has of them is served, what it wants is
//! fetched.
//!
//! [`musubi_replica::transfers`] decides whom to ask for what, [`musubi_store::blobs`] keeps what came; here
//! they are joined to the mesh. Each neighbour is talked to by a task of its own, which asks one
//! question at a time; whatever touches the disk runs where it may wait.
//!
//! Deliberately absent: which blobs are wanted, and what is in them.

mod answering;
pub mod carried;

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use musubi_log::blob::{BlobName, CHUNK_BYTES};
use musubi_mesh::{AskError, MeshHandle, Question as Asked};
use musubi_model::ids::NodeKey;
use musubi_replica::transfers::{Brought, Transfers};
use musubi_store::blobs::{Blobs, Holding, Incoming, TakeError, Taken};
use musubi_store::room::Room;
use tokio::sync::{Notify, mpsc, watch};
use tokio::task::AbortHandle;

/// Questions of neighbours that wait for the disk; more are answered with nothing.
pub const QUESTIONS_MAX: usize = 32;
/// Without anything to ask a neighbour is thought of again after this.
const PAUSE: Duration = Duration::from_secs(1);
/// What could not be begun, for want of room or because the disk failed, is tried again after this.
const RETRY: Duration = Duration::from_mins(1);

/// Below the data directory.
pub const BLOBS: &str = "blobs";

/// A blob that this laptop should have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    pub name: BlobName,
    pub bytes: u64,
    /// The lower, the earlier.
    pub rank: u64,
}

/// All blobs of this laptop. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct Carrier(Arc<Inner>);

struct Inner {
    files: Blobs,
    since: Instant,
    state: Mutex<State>,
    wake: Notify,
    counts: Counts,
    /// Counts what came: whoever shows how far a blob is looks again.
    came: watch::Sender<u64>,
}

#[derive(Default)]
struct Counts {
    given: AtomicU64,
    received: AtomicU64,
    refused: AtomicU64,
}

/// Chunks that went from neighbour to neighbour since the start; of what sticks bring, only what
/// was refused.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Moved {
    /// Neighbours were given them.
    pub given: u64,
    /// Neighbours gave them, whether they were of use or not.
    pub received: u64,
    /// They were not what they should be.
    pub refused: u64,
}

#[derive(Default)]
struct State {
    transfers: Transfers,
    wanted: BTreeMap<BlobName, Want>,
    talks: BTreeMap<NodeKey, AbortHandle>,
}

struct Want {
    bytes: u64,
    rank: u64,
    stage: Stage,
}

enum Stage {
    /// It is being opened, or waits to be.
    Closed,
    Open(Arc<Mutex<Incoming>>),
    Whole,
}

impl Carrier {
    pub fn open(folder: PathBuf) -> std::io::Result<Self> {
        let inner = Inner {
            files: Blobs::open(folder)?,
            since: Instant::now(),
            state: Mutex::default(),
            wake: Notify::new(),
            counts: Counts::default(),
            came: watch::Sender::default(),
        };
        Ok(Self(Arc::new(inner)))
    }

    pub fn files(&self) -> &Blobs {
        &self.0.files
    }

    pub fn moved(&self) -> Moved {
        let Counts { given, received, refused } = &self.0.counts;
        let [given, received, refused] =
            [given, received, refused].map(|count| count.load(Ordering::Relaxed));
        Moved { given, received, refused }
    }

    /// Changes with every chunk that came.
    pub fn came(&self) -> watch::Receiver<u64> {
        self.0.came.subscribe()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now_ms(&self) -> u64 {
        u64::try_from(self.0.since.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Answers neighbours' questions until there are no more.
    pub fn answer(&self, mut questions: mpsc::Receiver<Asked>) {
        let inner = Arc::clone(&self.0);
        tokio::spawn(async move {
            while let Some(asked) = questions.recv().await {
                let inner = Arc::clone(&inner);
                // Whoever hears nothing asks somebody else.
                let answered = tokio::task::spawn_blocking(move || {
                    answering::answer(&inner.files, asked, &inner.counts.given);
                });
                drop(answered.await);
            }
        });
    }

    /// From now on these are wanted, and no others.
    pub fn want(&self, wanted: Vec<Wanted>) {
        let wanted: BTreeMap<BlobName, Wanted> =
            wanted.into_iter().map(|it| (it.name, it)).collect();
        let mut opened = vec![];
        {
            let mut state = self.state();
            let gone: Vec<BlobName> =
                state.wanted.keys().filter(|name| !wanted.contains_key(name)).copied().collect();
            for name in gone {
                state.wanted.remove(&name);
                state.transfers.drop(&name);
            }
            for (name, Wanted { bytes, rank, .. }) in wanted {
                let is_known = state.wanted.get(&name).is_some_and(|known| known.bytes == bytes);
                if !is_known {
                    state.wanted.insert(name, Want { bytes, rank, stage: Stage::Closed });
                    opened.push(name);
                }
            }
        }
        for name in opened {
            tokio::spawn(self.clone().begin(name));
        }
    }

    /// Opens what is here of a blob, and wants the rest.
    async fn begin(self, name: BlobName) {
        loop {
            let wanted = self.state().wanted.get(&name).map(|want| (want.bytes, want.rank));
            let Some((bytes, rank)) = wanted else { return };
            let files = self.0.files.clone();
            let begun = tokio::task::spawn_blocking(move || open_part(&files, name, bytes)).await;
            match begun {
                Ok(Ok(Begun::Whole)) => {
                    if let Some(want) = self.state().wanted.get_mut(&name) {
                        want.stage = Stage::Whole;
                    }
                    return self.0.wake.notify_waiters();
                }
                Ok(Ok(Begun::Part(incoming))) => {
                    let mut state = self.state();
                    let Some(want) = state.wanted.get_mut(&name) else { return };
                    let (here, has_list) = (incoming.chunks().clone(), !incoming.needs_list());
                    want.stage = Stage::Open(Arc::new(Mutex::new(*incoming)));
                    state.transfers.want(name, bytes, rank, here, has_list);
                    drop(state);
                    return self.0.wake.notify_waiters();
                }
                Ok(Ok(Begun::NoRoom)) => tracing::warn!(%name, bytes, "no room for a blob"),
                Ok(Err(error)) => tracing::warn!(%name, %error, "a blob cannot be begun"),
                Err(error) => tracing::error!(%name, %error, "a blob cannot be begun"),
            }
            tokio::time::sleep(RETRY).await;
        }
    }

    /// A neighbour is here: it is asked, as long as it is.
    pub fn up(&self, mesh: MeshHandle, node: NodeKey) {
        let talk = tokio::spawn(self.clone().talk(mesh, node)).abort_handle();
        if let Some(before) = self.state().talks.insert(node, talk) {
            before.abort();
        }
    }

    pub fn down(&self, node: NodeKey) {
        let mut state = self.state();
        if let Some(talk) = state.talks.remove(&node) {
            talk.abort();
        }
        state.transfers.down(&node);
        drop(state);
        self.0.wake.notify_waiters();
    }

    /// Records came or went: they go first.
    pub fn note_records(&self) {
        let now_ms = self.now_ms();
        self.state().transfers.note_records(now_ms);
    }

    async fn talk(self, mesh: MeshHandle, node: NodeKey) {
        loop {
            let woken = self.0.wake.notified();
            let question = self.state().transfers.next(self.now_ms(), node);
            let Some(question) = question else {
                let _ = tokio::time::timeout(PAUSE, woken).await;
                continue;
            };
            let answer = mesh.ask(node, question.to_bytes()).await;
            if let Err(AskError::NotConnected { .. }) = answer {
                return;
            }
            let is_lost = answer.is_err();
            let brought = self.state().transfers.heard(self.now_ms(), node, answer.ok().as_deref());
            if matches!(brought, Brought::Chunk { .. }) {
                self.0.counts.received.fetch_add(1, Ordering::Relaxed);
            }
            match self.write(question.name(), brought).await {
                Written::Refused(error) => {
                    tracing::warn!(%node, %error, "a neighbour gave other bytes than it was asked for");
                    self.state().transfers.refused(self.now_ms(), node, &question.name());
                }
                // A neighbour that has no time is left in peace for a moment.
                Written::Nothing if is_lost => tokio::time::sleep(PAUSE).await,
                Written::Nothing | Written::Kept => {}
            }
        }
    }

    /// Proves and writes what came of a blob.
    async fn write(&self, name: BlobName, brought: Brought) -> Written {
        let incoming = match self.state().wanted.get(&name).map(|want| &want.stage) {
            Some(Stage::Open(incoming)) => Arc::clone(incoming),
            _ => return Written::Nothing,
        };
        let index = match &brought {
            Brought::Nothing => return Written::Nothing,
            Brought::Chunk { index, .. } => Some(*index),
            Brought::List { .. } => None,
        };
        let written = tokio::task::spawn_blocking(move || {
            let mut incoming = incoming.lock().unwrap_or_else(PoisonError::into_inner);
            match brought {
                Brought::Chunk { index, bytes, .. } => incoming.take(index, &bytes),
                Brought::List { list, .. } => incoming.take_list(&list).map(|()| Taken::Part),
                Brought::Nothing => Ok(Taken::Part),
            }
        });
        let Ok(taken) = written.await else { return Written::Nothing };
        let written = self.took(name, index, taken);
        self.0.came.send_modify(|count| *count += 1);
        self.0.wake.notify_waiters();
        written
    }

    fn took(&self, name: BlobName, index: Option<u32>, taken: Result<Taken, TakeError>) -> Written {
        let mut state = self.state();
        let mut stage = |to| {
            state.transfers.drop(&name);
            if let Some(want) = state.wanted.get_mut(&name) {
                want.stage = to;
            }
        };
        match taken {
            Ok(Taken::Known) => {
                index.into_iter().for_each(|index| state.transfers.took(&name, index));
                return Written::Nothing;
            }
            Ok(Taken::Part) => match index {
                Some(index) => state.transfers.took(&name, index),
                None => state.transfers.took_list(&name),
            },
            Ok(Taken::Whole) => {
                tracing::info!(%name, "a blob is whole");
                stage(Stage::Whole);
            }
            Err(error @ TakeError::Disk { .. }) => {
                tracing::warn!(%name, %error, "a part of a blob cannot be kept");
                stage(Stage::Closed);
                let again = self.clone();
                tokio::spawn(async move {
                    tokio::time::sleep(RETRY).await;
                    again.begin(name).await;
                });
                return Written::Nothing;
            }
            Err(error) => {
                self.0.counts.refused.fetch_add(index.map_or(0, |_| 1), Ordering::Relaxed);
                return Written::Refused(error);
            }
        }
        Written::Kept
    }
}

/// What became of something that came.
enum Written {
    Kept,
    Nothing,
    /// It is not what it should be.
    Refused(TakeError),
}

impl fmt::Debug for Carrier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "blobs in {}", self.0.files.folder().display())
    }
}

enum Begun {
    Whole,
    Part(Box<Incoming>),
    NoRoom,
}

/// Layers are what a full disk refuses first.
fn open_part(files: &Blobs, name: BlobName, bytes: u64) -> Result<Begun, TakeError> {
    let disk = |source| TakeError::Disk { name, source };
    if matches!(files.holding(&name).map_err(disk)?, Holding::Whole { .. }) {
        return Ok(Begun::Whole);
    }
    let incoming = files.begin(name, bytes)?;
    let missing = u64::try_from(incoming.chunks().missing().count()).unwrap_or(u64::MAX);
    let missing = missing.saturating_mul(CHUNK_BYTES as u64);
    let room = Room::at(files.folder()).map_err(disk)?;
    let left = Room { free: room.free.saturating_sub(missing), ..room };
    if left.is_nearly_full() { Ok(Begun::NoRoom) } else { Ok(Begun::Part(Box::new(incoming))) }
}

#[cfg(test)]
mod tests;
