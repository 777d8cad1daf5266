//! Which nodes are being admitted or are connected, keyed by node key: the one place where the
//! handshakes, which run beside each other, and the loop agree.
//!
//! At most one connection of a node is wanted. That is decided inside the handshake, before the
//! swarm sees anything, because gossipsub greets a peer only on its first connection and forgets it
//! only with its last: a second one beside a dead first would stay half deaf.
//!
//! - While a connection lives, another from the same boot is told `already_connected`. If the first
//!   has been silent, it is also closed, so that the next attempt succeeds.
//! - A new boot (other peer id, same node key) replaces a silent connection. Beside a live one it is
//!   a second running copy and stays outside.
//! - Two connections dialled towards each other at once: the one dialled by the smaller peer id wins.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use libp2p::PeerId;
use libp2p::core::Multiaddr;
use libp2p::swarm::ConnectionId;
use musubi_model::ids::NodeKey;

use crate::activity::{Activity, Uptime};
use crate::admission::RefusalCode;

/// Nodes that are connected or being admitted at a time.
pub(crate) const NODES_MAX: usize = 512;
/// A healthy connection is heard every second.
const STALE_MS: u64 = 1_500;
/// A new boot is let in once the old one has been silent; until then it waits this long before it
/// is called a second copy.
const CONTEST_MS: u64 = 6_000;
/// An admitted connection reaches the swarm at once, or never.
const PENDING_MAX_MS: u64 = 5_000;

/// Who opened a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialled {
    ByUs,
    ByThem,
}

/// Everything known of a connection when both sides have proven themselves.
#[derive(Debug, Clone)]
pub(crate) struct Admitted {
    pub(crate) peer: PeerId,
    pub(crate) node: NodeKey,
    pub(crate) certificate: Arc<[u8]>,
    pub(crate) address: Multiaddr,
    pub(crate) dialled: Dialled,
    pub(crate) activity: Arc<Activity>,
}

#[derive(Debug)]
enum State {
    Pending { since_ms: u64 },
    Live { connection: ConnectionId, contested_ms: Option<u64> },
}

#[derive(Debug)]
struct Entry {
    admitted: Admitted,
    state: State,
}

#[derive(Debug)]
pub(crate) struct Roster {
    pub(crate) uptime: Uptime,
    own_peer: PeerId,
    own_node: NodeKey,
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    next: u64,
    entries: BTreeMap<u64, Entry>,
    refused: BTreeSet<NodeKey>,
    /// Until when a node that flooded stays outside.
    flooded: BTreeMap<NodeKey, u64>,
    /// Connections that handshakes found silent; the loop closes them.
    stale: Vec<PeerId>,
}

/// A place in the roster that is given back unless the connection reaches the swarm.
#[derive(Debug)]
pub(crate) struct Place {
    roster: Arc<Roster>,
    id: u64,
    kept: bool,
}

impl Place {
    /// Both sides agreed: the swarm will report the connection.
    pub(crate) fn keep(mut self) {
        self.kept = true;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if !self.kept {
            self.roster.lock().entries.remove(&self.id);
        }
    }
}

impl Roster {
    pub(crate) fn new(uptime: Uptime, own_peer: PeerId, own_node: NodeKey) -> Self {
        Self { uptime, own_peer, own_node, inner: Mutex::default() }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Decides over a connection whose certificate holds. An accepted one has a place from now on.
    pub(crate) fn reserve(self: &Arc<Self>, admitted: Admitted) -> Result<Place, RefusalCode> {
        let now_ms = self.uptime.now_ms();
        let mut inner = self.lock();
        inner.forget_old(now_ms);
        if inner.refused.contains(&admitted.node) {
            return Err(RefusalCode::Revoked);
        }
        if inner.flooded.contains_key(&admitted.node) {
            return Err(RefusalCode::Flooding);
        }
        if admitted.peer == self.own_peer {
            return Err(RefusalCode::Own);
        }
        if admitted.node == self.own_node {
            return Err(RefusalCode::SecondCopy);
        }
        inner.check_others(&admitted, self.wins(&admitted), now_ms)?;
        if inner.entries.len() >= NODES_MAX {
            return Err(RefusalCode::Full);
        }
        inner.next += 1;
        let id = inner.next;
        inner.entries.insert(id, Entry { admitted, state: State::Pending { since_ms: now_ms } });
        Ok(Place { roster: Arc::clone(self), id, kept: false })
    }

    /// Both sides come to the same answer for the same connection.
    fn wins(&self, admitted: &Admitted) -> bool {
        match admitted.dialled {
            Dialled::ByUs => self.own_peer < admitted.peer,
            Dialled::ByThem => admitted.peer < self.own_peer,
        }
    }

    /// The swarm has the connection. `None`: it is not one that was admitted.
    pub(crate) fn establish(
        &self,
        peer: PeerId,
        dialled: Dialled,
        connection: ConnectionId,
    ) -> Option<Admitted> {
        let mut inner = self.lock();
        let entry = inner.entries.values_mut().find(|entry| {
            entry.admitted.peer == peer
                && entry.admitted.dialled == dialled
                && matches!(entry.state, State::Pending { .. })
        })?;
        entry.state = State::Live { connection, contested_ms: None };
        Some(entry.admitted.clone())
    }

    /// The swarm denied an admitted connection.
    pub(crate) fn denied(&self, peer: PeerId, dialled: Dialled) {
        self.lock().entries.retain(|_, entry| {
            entry.admitted.peer != peer
                || entry.admitted.dialled != dialled
                || matches!(entry.state, State::Live { .. })
        });
    }

    pub(crate) fn closed(&self, connection: ConnectionId) -> Option<Admitted> {
        let mut inner = self.lock();
        let id = inner.entries.iter().find_map(|(&id, entry)| match entry.state {
            State::Live { connection: live, .. } if live == connection => Some(id),
            _ => None,
        })?;
        inner.entries.remove(&id).map(|entry| entry.admitted)
    }

    pub(crate) fn refuse(&self, node: NodeKey) {
        self.lock().refused.insert(node);
    }

    pub(crate) fn allow(&self, node: NodeKey) {
        self.lock().refused.remove(&node);
    }

    pub(crate) fn refuse_for(&self, node: NodeKey, ms: u64) {
        let until_ms = self.uptime.now_ms().saturating_add(ms);
        self.lock().flooded.insert(node, until_ms);
    }

    pub(crate) fn is_refused(&self, node: NodeKey) -> bool {
        self.lock().refused.contains(&node)
    }

    /// Peers whose connection a handshake found silent since the last call.
    pub(crate) fn take_stale(&self) -> Vec<PeerId> {
        std::mem::take(&mut self.lock().stale)
    }
}

impl Inner {
    fn forget_old(&mut self, now_ms: u64) {
        self.entries.retain(|_, entry| match entry.state {
            State::Pending { since_ms } => now_ms.saturating_sub(since_ms) < PENDING_MAX_MS,
            State::Live { .. } => true,
        });
        self.flooded.retain(|_, &mut until_ms| until_ms > now_ms);
    }

    fn check_others(&mut self, new: &Admitted, wins: bool, now_ms: u64) -> Result<(), RefusalCode> {
        for entry in self.entries.values_mut().filter(|entry| entry.admitted.node == new.node) {
            let same_boot = entry.admitted.peer == new.peer;
            match &mut entry.state {
                State::Live { contested_ms, .. } => {
                    let silent = entry.admitted.activity.silent_ms(now_ms) >= STALE_MS;
                    if silent && !self.stale.contains(&entry.admitted.peer) {
                        self.stale.push(entry.admitted.peer);
                    }
                    if same_boot {
                        return Err(RefusalCode::AlreadyConnected);
                    }
                    if !silent {
                        let since_ms = *contested_ms.get_or_insert(now_ms);
                        return Err(if now_ms - since_ms < CONTEST_MS {
                            RefusalCode::AlreadyConnected
                        } else {
                            RefusalCode::SecondCopy
                        });
                    }
                }
                State::Pending { .. } if same_boot => {
                    let crossed = entry.admitted.dialled != new.dialled;
                    if !(crossed && wins) {
                        return Err(RefusalCode::AlreadyConnected);
                    }
                }
                State::Pending { .. } => {}
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peers() -> (PeerId, PeerId, PeerId) {
        let mut peers = [PeerId::random(), PeerId::random(), PeerId::random()];
        peers.sort_unstable();
        (peers[0], peers[1], peers[2])
    }

    fn admitted(roster: &Roster, peer: PeerId, dialled: Dialled) -> Admitted {
        Admitted {
            peer,
            node: NodeKey::new([9; 32]),
            certificate: Arc::from([]),
            address: Multiaddr::empty(),
            dialled,
            activity: Arc::new(Activity::new(roster.uptime)),
        }
    }

    fn roster(own: PeerId) -> Arc<Roster> {
        Arc::new(Roster::new(Uptime::start(), own, NodeKey::new([1; 32])))
    }

    #[test]
    fn of_two_connections_that_cross_the_one_dialled_by_the_smaller_id_wins() {
        let (small, large, _) = peers();
        for (own, other) in [(small, large), (large, small)] {
            let (wins, loses) = if own < other {
                (Dialled::ByUs, Dialled::ByThem)
            } else {
                (Dialled::ByThem, Dialled::ByUs)
            };
            let roster = roster(own);
            let winner = roster.reserve(admitted(&roster, other, wins)).unwrap();
            let after = roster.reserve(admitted(&roster, other, loses)).unwrap_err();
            assert_eq!(after, RefusalCode::AlreadyConnected);
            drop(winner);
            let _loser = roster.reserve(admitted(&roster, other, loses)).unwrap();
            assert!(roster.reserve(admitted(&roster, other, wins)).is_ok());
        }
    }

    #[test]
    fn a_live_connection_keeps_others_of_its_boot_and_its_copies_out() {
        let (own, first, second) = peers();
        let roster = roster(own);
        roster.reserve(admitted(&roster, first, Dialled::ByThem)).unwrap().keep();
        let connection = ConnectionId::new_unchecked(1);
        assert!(roster.establish(first, Dialled::ByThem, connection).is_some());
        for peer in [first, second] {
            let again = roster.reserve(admitted(&roster, peer, Dialled::ByThem)).unwrap_err();
            assert_eq!(again, RefusalCode::AlreadyConnected);
        }
        assert_eq!(roster.take_stale(), Vec::new());
        assert!(roster.closed(connection).is_some());
        assert!(roster.reserve(admitted(&roster, second, Dialled::ByThem)).is_ok());
    }

    #[test]
    fn a_place_that_is_not_kept_is_free_again() {
        let (own, peer, _) = peers();
        let roster = roster(own);
        drop(roster.reserve(admitted(&roster, peer, Dialled::ByUs)).unwrap());
        roster.reserve(admitted(&roster, peer, Dialled::ByUs)).unwrap().keep();
        let taken = roster.reserve(admitted(&roster, peer, Dialled::ByUs)).unwrap_err();
        assert_eq!(taken, RefusalCode::AlreadyConnected);
    }

    #[test]
    fn refused_nodes_ourselves_and_our_copies_have_no_place() {
        let (own, peer, other) = peers();
        let roster = roster(own);
        let own_address = roster.reserve(admitted(&roster, own, Dialled::ByUs)).unwrap_err();
        assert_eq!(own_address, RefusalCode::Own);
        let copy =
            Admitted { node: NodeKey::new([1; 32]), ..admitted(&roster, other, Dialled::ByUs) };
        assert_eq!(roster.reserve(copy).unwrap_err(), RefusalCode::SecondCopy);
        roster.refuse(NodeKey::new([9; 32]));
        let revoked = roster.reserve(admitted(&roster, peer, Dialled::ByUs)).unwrap_err();
        assert_eq!(revoked, RefusalCode::Revoked);
        roster.allow(NodeKey::new([9; 32]));
        roster.refuse_for(NodeKey::new([9; 32]), 60_000);
        let flooding = roster.reserve(admitted(&roster, peer, Dialled::ByUs)).unwrap_err();
        assert_eq!(flooding, RefusalCode::Flooding);
    }
}
