//! What waits to be sent: one short queue per connected peer, shared by the handle and the loop.
//!
//! A full queue refuses at once, so a slow reader costs its sender a bounded amount of memory and
//! holds up nobody else. Whatever waits when a peer goes down is dropped.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use musubi_model::ids::NodeKey;
use tokio::sync::Notify;

pub const MESSAGE_BYTES_MAX: usize = 256 * 1_024;
/// Messages to one peer that were sent and not yet taken over by it.
pub const IN_FLIGHT_MAX: usize = 8;
/// Messages that wait for one peer, whatever their size.
pub const QUEUE_MESSAGES_MAX: usize = 64;
/// Bytes that wait for one peer.
pub const QUEUE_BYTES_MAX: usize = 4 * 1_024 * 1_024;
/// Bytes that wait for all peers together.
pub(crate) const QUEUES_BYTES_MAX: usize = 64 * 1_024 * 1_024;

/// Why a message was not taken. Nothing of it was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    #[error("node {node} is not connected")]
    NotConnected { node: NodeKey },
    #[error("a message of {bytes} bytes; at most {max} go at once")]
    TooLarge { bytes: usize, max: usize },
    #[error("too much waits for node {node} already")]
    Full { node: NodeKey },
}

#[derive(Debug, Default)]
pub(crate) struct Outboxes {
    inner: Mutex<Inner>,
    /// Woken whenever a queue shrinks or a peer goes.
    changed: Notify,
}

#[derive(Debug, Default)]
struct Inner {
    peers: BTreeMap<NodeKey, Outbox>,
    bytes: usize,
    /// Who was given something to send since the loop last looked.
    fresh: BTreeSet<NodeKey>,
}

#[derive(Debug, Default)]
struct Outbox {
    waiting: VecDeque<Vec<u8>>,
    bytes: usize,
    in_flight: usize,
}

impl Outboxes {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn open(&self, node: NodeKey) {
        self.lock().peers.insert(node, Outbox::default());
    }

    pub(crate) fn close(&self, node: NodeKey) {
        let mut inner = self.lock();
        if let Some(outbox) = inner.peers.remove(&node) {
            inner.bytes -= outbox.bytes;
        }
        drop(inner);
        self.changed.notify_waiters();
    }

    pub(crate) fn close_all(&self) {
        *self.lock() = Inner::default();
        self.changed.notify_waiters();
    }

    pub(crate) fn push(&self, node: NodeKey, message: Vec<u8>) -> Result<(), SendError> {
        if message.len() > MESSAGE_BYTES_MAX {
            return Err(SendError::TooLarge { bytes: message.len(), max: MESSAGE_BYTES_MAX });
        }
        let mut inner = self.lock();
        let all_bytes = inner.bytes + message.len();
        let outbox = inner.peers.get_mut(&node).ok_or(SendError::NotConnected { node })?;
        if outbox.waiting.len() >= QUEUE_MESSAGES_MAX
            || outbox.bytes + message.len() > QUEUE_BYTES_MAX
            || all_bytes > QUEUES_BYTES_MAX
        {
            return Err(SendError::Full { node });
        }
        outbox.bytes += message.len();
        outbox.waiting.push_back(message);
        inner.bytes = all_bytes;
        inner.fresh.insert(node);
        Ok(())
    }

    /// Resolves when a message of the largest size would be taken, or the peer is gone.
    pub(crate) async fn room(&self, node: NodeKey) -> Result<(), SendError> {
        loop {
            let changed = self.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            {
                let inner = self.lock();
                let outbox = inner.peers.get(&node).ok_or(SendError::NotConnected { node })?;
                if outbox.waiting.len() < QUEUE_MESSAGES_MAX
                    && outbox.bytes + MESSAGE_BYTES_MAX <= QUEUE_BYTES_MAX
                    && inner.bytes + MESSAGE_BYTES_MAX <= QUEUES_BYTES_MAX
                {
                    return Ok(());
                }
            }
            changed.await;
        }
    }

    /// Who was given something to send since the last call.
    pub(crate) fn take_fresh(&self) -> BTreeSet<NodeKey> {
        std::mem::take(&mut self.lock().fresh)
    }

    /// The next message for which the peer's window has room; it is in flight from now on.
    pub(crate) fn next(&self, node: NodeKey) -> Option<Vec<u8>> {
        let mut inner = self.lock();
        let outbox = inner.peers.get_mut(&node)?;
        if outbox.in_flight >= IN_FLIGHT_MAX {
            return None;
        }
        let message = outbox.waiting.pop_front()?;
        outbox.in_flight += 1;
        outbox.bytes -= message.len();
        inner.bytes -= message.len();
        drop(inner);
        self.changed.notify_waiters();
        Some(message)
    }

    /// One message is no longer in flight, taken or lost.
    pub(crate) fn landed(&self, node: NodeKey) {
        if let Some(outbox) = self.lock().peers.get_mut(&node) {
            outbox.in_flight = outbox.in_flight.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEER: NodeKey = NodeKey::new([1; 32]);
    const OTHER: NodeKey = NodeKey::new([2; 32]);

    #[test]
    fn a_full_queue_refuses_and_holds_up_nobody_else() {
        let outboxes = Outboxes::default();
        outboxes.open(PEER);
        outboxes.open(OTHER);
        for _ in 0..QUEUE_BYTES_MAX / MESSAGE_BYTES_MAX {
            assert_eq!(outboxes.push(PEER, vec![0; MESSAGE_BYTES_MAX]), Ok(()));
        }
        assert_eq!(outboxes.push(PEER, vec![0]), Err(SendError::Full { node: PEER }));
        assert_eq!(outboxes.push(OTHER, vec![0; MESSAGE_BYTES_MAX]), Ok(()));
        assert!(outboxes.next(PEER).is_some());
        assert_eq!(outboxes.push(PEER, vec![0; MESSAGE_BYTES_MAX]), Ok(()));
    }

    #[test]
    fn many_small_messages_are_bounded_too() {
        let outboxes = Outboxes::default();
        outboxes.open(PEER);
        for _ in 0..QUEUE_MESSAGES_MAX {
            assert_eq!(outboxes.push(PEER, Vec::new()), Ok(()));
        }
        assert_eq!(outboxes.push(PEER, Vec::new()), Err(SendError::Full { node: PEER }));
    }

    #[test]
    fn all_queues_together_are_bounded_and_a_lost_peer_gives_its_share_back() {
        let outboxes = Outboxes::default();
        let nodes: Vec<_> = (0..32).map(|n| NodeKey::new([n; 32])).collect();
        let mut taken = 0;
        for &node in &nodes {
            outboxes.open(node);
            while outboxes.push(node, vec![0; MESSAGE_BYTES_MAX]).is_ok() {
                taken += MESSAGE_BYTES_MAX;
            }
        }
        assert_eq!(taken, QUEUES_BYTES_MAX);
        outboxes.close(nodes[0]);
        assert_eq!(outboxes.push(nodes[31], vec![0; MESSAGE_BYTES_MAX]), Ok(()));
        assert_eq!(
            outboxes.push(nodes[0], Vec::new()),
            Err(SendError::NotConnected { node: nodes[0] })
        );
    }

    #[test]
    fn at_most_the_window_is_in_flight_and_the_order_holds() {
        let outboxes = Outboxes::default();
        outboxes.open(PEER);
        for number in 0..20 {
            outboxes.push(PEER, vec![number]).unwrap();
        }
        let sent: Vec<_> = std::iter::from_fn(|| outboxes.next(PEER)).collect();
        assert_eq!(sent, (0..8).map(|number| vec![number]).collect::<Vec<_>>());
        outboxes.landed(PEER);
        assert_eq!(outboxes.next(PEER), Some(vec![8]));
        assert_eq!(outboxes.next(PEER), None);
    }

    #[test]
    fn a_message_over_the_limit_is_refused_with_both_numbers() {
        let outboxes = Outboxes::default();
        outboxes.open(PEER);
        assert_eq!(
            outboxes.push(PEER, vec![0; MESSAGE_BYTES_MAX + 1]),
            Err(SendError::TooLarge { bytes: MESSAGE_BYTES_MAX + 1, max: MESSAGE_BYTES_MAX })
        );
    }

    #[tokio::test]
    async fn room_is_awaited_without_polling() {
        let outboxes = Outboxes::default();
        outboxes.open(PEER);
        outboxes.room(PEER).await.unwrap();
        while outboxes.push(PEER, vec![0; MESSAGE_BYTES_MAX]).is_ok() {}
        let room = outboxes.room(PEER);
        tokio::pin!(room);
        assert!(futures::poll!(room.as_mut()).is_pending());
        outboxes.next(PEER);
        assert_eq!(room.await, Ok(()));
        while outboxes.push(PEER, vec![0; MESSAGE_BYTES_MAX]).is_ok() {}
        let room = outboxes.room(PEER);
        tokio::pin!(room);
        assert!(futures::poll!(room.as_mut()).is_pending());
        outboxes.close(PEER);
        assert_eq!(room.await, Err(SendError::NotConnected { node: PEER }));
    }
}
