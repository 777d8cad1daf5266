//! The owner's end of a running mesh: cheap to clone, never waits unless it says so.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use libp2p::Multiaddr;
use musubi_model::ids::NodeKey;
use tokio::sync::{Notify, oneshot};

use crate::ask::{self, AskError, Asked};
use crate::behaviour::HINT_BYTES_MAX;
use crate::outbox::{Outboxes, SendError};
use crate::roster::Roster;

/// Hints that wait for the loop; more are dropped, oldest first.
const HINTS_MAX: usize = 64;
/// Addresses that wait for the loop.
const DIALS_MAX: usize = 256;

/// Why a hint was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a hint of {bytes} bytes; at most {max} are passed on")]
pub struct HintError {
    pub bytes: usize,
    pub max: usize,
}

#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) outboxes: Outboxes,
    pub(crate) roster: Arc<Roster>,
    pub(crate) wake: Notify,
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
pub(crate) struct Inner {
    pub(crate) hints: VecDeque<Vec<u8>>,
    pub(crate) dials: VecDeque<Multiaddr>,
    pub(crate) questions: VecDeque<Asked>,
    pub(crate) addresses: Vec<Multiaddr>,
    pub(crate) end: bool,
}

impl Shared {
    pub(crate) fn new(roster: Arc<Roster>) -> Self {
        Self { outboxes: Outboxes::default(), roster, wake: Notify::new(), inner: Mutex::default() }
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Debug, Clone)]
pub struct MeshHandle {
    shared: Arc<Shared>,
}

impl MeshHandle {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    /// Queues a message of at most [`crate::MESSAGE_BYTES_MAX`] bytes. It arrives whole and once, or
    /// not at all: a peer that goes down loses what was on its way. Messages may overtake each other.
    pub fn send(&self, to: NodeKey, message: Vec<u8>) -> Result<(), SendError> {
        self.shared.outboxes.push(to, message)?;
        self.shared.wake.notify_one();
        Ok(())
    }

    /// Waits until [`Self::send`] would take a message of any size for this peer.
    pub async fn room(&self, to: NodeKey) -> Result<(), SendError> {
        self.shared.outboxes.room(to).await
    }

    /// Asks a peer something in at most [`crate::QUESTION_BYTES_MAX`] bytes, and waits for what it says.
    pub async fn ask(&self, node: NodeKey, question: Vec<u8>) -> Result<Vec<u8>, AskError> {
        let (answer, answered) = oneshot::channel();
        {
            let mut inner = self.shared.lock();
            if inner.end {
                return Err(AskError::NotConnected { node });
            }
            ask::put(&mut inner.questions, Asked { node, question, answer })?;
        }
        self.shared.wake.notify_one();
        answered.await.unwrap_or(Err(AskError::Lost { node }))
    }

    /// Tells every node, perhaps over several hops, perhaps in vain.
    pub fn gossip(&self, hint: Vec<u8>) -> Result<(), HintError> {
        if hint.len() > HINT_BYTES_MAX {
            return Err(HintError { bytes: hint.len(), max: HINT_BYTES_MAX });
        }
        let mut inner = self.shared.lock();
        if inner.hints.len() >= HINTS_MAX {
            inner.hints.pop_front();
        }
        inner.hints.push_back(hint);
        drop(inner);
        self.shared.wake.notify_one();
        Ok(())
    }

    /// Keeps a manual address and dials it now; `false` if too many wait already.
    pub fn dial(&self, address: Multiaddr) -> bool {
        let mut inner = self.shared.lock();
        let taken = inner.dials.len() < DIALS_MAX;
        if taken {
            inner.dials.push_back(address);
        }
        drop(inner);
        self.shared.wake.notify_one();
        taken
    }

    /// Revoked: cut off at once, and not let in again.
    pub fn set_refused(&self, node: NodeKey) {
        self.shared.roster.refuse(node);
        self.shared.wake.notify_one();
    }

    pub fn set_allowed(&self, node: NodeKey) {
        self.shared.roster.allow(node);
    }

    /// Where this node listens, as far as the system has said.
    pub fn local_addresses(&self) -> Vec<Multiaddr> {
        self.shared.lock().addresses.clone()
    }

    /// Closes every connection; the events end.
    pub fn end(&self) {
        self.shared.lock().end = true;
        self.shared.wake.notify_one();
    }
}
