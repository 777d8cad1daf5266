//! Messages that arrived and wait for the owner to take them, fairly by node.
//!
//! A message is answered when the owner's queue took it, so a slow owner slows its peers down
//! instead of growing: at most [`WAITING_MAX`] messages of one node wait, and a node that sends
//! faster than its rate waits longer.

use std::collections::{BTreeMap, VecDeque};

use musubi_model::ids::NodeKey;

use crate::limits::Bucket;
use crate::outbox::IN_FLIGHT_MAX;

/// A peer that keeps its window never has more under way; the rest may be answers that timed out.
pub(crate) const WAITING_MAX: usize = IN_FLIGHT_MAX + 4;
const BYTES_BURST: u64 = 256 * 1_024 * 1_024;
const BYTES_PER_S: u64 = 64 * 1_024 * 1_024;
const MESSAGES_BURST: u64 = 4_000;
const MESSAGES_PER_S: u64 = 2_000;

/// `A` is what it takes to answer a message.
#[derive(Debug)]
pub(crate) struct Inbox<A> {
    nodes: BTreeMap<NodeKey, Waiting<A>>,
    /// Who was served last.
    last: Option<NodeKey>,
}

#[derive(Debug)]
struct Waiting<A> {
    messages: VecDeque<(Vec<u8>, A)>,
    bytes: Bucket,
    count: Bucket,
}

impl<A> Waiting<A> {
    fn is_due(&mut self, now_ms: u64) -> bool {
        let Some((message, _)) = self.messages.front() else { return false };
        self.count.has(1, now_ms) && self.bytes.has(message.len() as u64, now_ms)
    }
}

impl<A> Inbox<A> {
    pub(crate) fn new() -> Self {
        Self { nodes: BTreeMap::new(), last: None }
    }

    pub(crate) fn open(&mut self, node: NodeKey, now_ms: u64) {
        let waiting = Waiting {
            messages: VecDeque::new(),
            bytes: Bucket::new(BYTES_BURST, BYTES_PER_S, now_ms),
            count: Bucket::new(MESSAGES_BURST, MESSAGES_PER_S, now_ms),
        };
        self.nodes.insert(node, waiting);
    }

    pub(crate) fn close(&mut self, node: NodeKey) {
        self.nodes.remove(&node);
    }

    /// Gives the answer back if there is no room.
    pub(crate) fn push(&mut self, node: NodeKey, message: Vec<u8>, answer: A) -> Result<(), A> {
        match self.nodes.get_mut(&node) {
            Some(waiting) if waiting.messages.len() < WAITING_MAX => {
                waiting.messages.push_back((message, answer));
                Ok(())
            }
            _ => Err(answer),
        }
    }

    pub(crate) fn is_due(&mut self, now_ms: u64) -> bool {
        self.nodes.values_mut().any(|waiting| waiting.is_due(now_ms))
    }

    /// The oldest message of the next node in turn whose rate allows it.
    pub(crate) fn next(&mut self, now_ms: u64) -> Option<(NodeKey, Vec<u8>, A)> {
        let last = self.last;
        let node = self
            .nodes
            .iter_mut()
            .filter(|(_, waiting)| !waiting.messages.is_empty())
            .filter_map(|(&node, waiting)| waiting.is_due(now_ms).then_some(node))
            .min_by_key(|&node| (last.is_some_and(|last| node <= last), node))?;
        self.last = Some(node);
        let waiting = self.nodes.get_mut(&node)?;
        let (message, answer) = waiting.messages.pop_front()?;
        waiting.count.take(1, now_ms);
        waiting.bytes.take(message.len() as u64, now_ms);
        Some((node, message, answer))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(number: u8) -> NodeKey {
        NodeKey::new([number; 32])
    }

    #[test]
    fn nodes_take_turns_however_much_one_of_them_sends() {
        let mut inbox = Inbox::new();
        for number in 1..=3 {
            inbox.open(node(number), 0);
        }
        for number in 0..6 {
            inbox.push(node(2), vec![number], ()).unwrap();
        }
        inbox.push(node(1), vec![0], ()).unwrap();
        inbox.push(node(3), vec![0], ()).unwrap();
        let order: Vec<_> = std::iter::from_fn(|| inbox.next(0))
            .map(|(from, message, ())| (from, message))
            .collect();
        let want = [(1, 0), (2, 0), (3, 0), (2, 1), (2, 2), (2, 3), (2, 4), (2, 5)];
        assert_eq!(order, want.map(|(from, message)| (node(from), vec![message])));
    }

    #[test]
    fn beyond_the_window_a_message_is_given_back() {
        let mut inbox = Inbox::new();
        inbox.open(node(1), 0);
        let taken = (0..100).filter(|_| inbox.push(node(1), Vec::new(), ()).is_ok()).count();
        assert_eq!(taken, WAITING_MAX);
        assert_eq!(inbox.push(node(2), Vec::new(), ()), Err(()));
        inbox.close(node(1));
        assert_eq!(inbox.next(0), None);
    }

    #[test]
    fn a_node_over_its_rate_waits_and_the_others_do_not() {
        let mut inbox = Inbox::new();
        inbox.open(node(1), 0);
        inbox.open(node(2), 0);
        let mut taken = 0;
        while inbox.push(node(1), Vec::new(), ()).is_ok() && inbox.next(0).is_some() {
            taken += 1;
        }
        assert_eq!(taken, MESSAGES_BURST);
        assert!(!inbox.is_due(0));
        inbox.push(node(2), vec![7], ()).unwrap();
        assert_eq!(inbox.next(0), Some((node(2), vec![7], ())));
        assert_eq!(inbox.next(0), None);
        assert!(inbox.is_due(1));
    }
}
