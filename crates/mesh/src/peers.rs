//! The address book: every address ever seen, and when each is dialled next.
//!
//! Pure: time is an argument, nothing is dialled here. An address that led to an admitted node is
//! kept with that node and dialled briskly while the node is away; one that never did is tried
//! with growing pauses and is the first to be forgotten. Manual addresses are never forgotten.

use std::collections::{BTreeMap, BTreeSet};

use libp2p::PeerId;
use libp2p::core::Multiaddr;
use libp2p::multiaddr::Protocol;
use musubi_model::ids::NodeKey;

use crate::config::MANUAL_ADDRESSES_MAX;

/// Addresses that never led to an admitted node, manual ones aside.
pub(crate) const UNADMITTED_MAX: usize = 256;
pub(crate) const ADDRESSES_PER_NODE_MAX: usize = 16;
const ADMITTED_MAX: usize = 4_096;
/// Attempts at one address that run beside each other: a lost first packet must not cost seconds.
const ATTEMPTS_MAX: u8 = 3;
/// Dials begun by one call.
const DIALS_MAX: usize = 16;
/// QUIC, heard dead sooner and cheaper, gets this head start over TCP.
const TCP_LATER_MS: u64 = 250;
/// The smaller id dials first.
const LARGER_LATER_MS: u64 = 1_000;
/// A node is looked for briskly for so long after it was last connected.
const BRISK_MS: u64 = 60_000;
const SLOW_MS: u64 = 5_000;
const FAILED_MAX_MS: u64 = 60_000;
const MANUAL_FAILED_MAX_MS: u64 = 3_000;
const REFUSED_MS: u64 = 10_000;
const REFUSED_MAX_MS: u64 = 120_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Origin {
    /// Seen by discovery, or named by an admitted peer as its own.
    Found,
    /// Typed in or scanned by a person.
    Manual,
}

#[derive(Debug)]
struct Entry {
    origin: Origin,
    /// The libp2p id that discovery saw there, if any; it changes with every boot.
    peer: Option<PeerId>,
    /// Who was admitted there last.
    node: Option<NodeKey>,
    attempts: u8,
    failures: u32,
    refusals: u32,
    next_ms: u64,
    seen_ms: u64,
}

#[derive(Debug)]
pub(crate) struct AddressBook {
    own_peer: PeerId,
    entries: BTreeMap<Multiaddr, Entry>,
    /// When each node that is away was last connected.
    away: BTreeMap<NodeKey, u64>,
    connected: BTreeSet<NodeKey>,
    connected_peers: BTreeSet<PeerId>,
}

impl AddressBook {
    pub(crate) fn new(own_peer: PeerId) -> Self {
        Self {
            own_peer,
            entries: BTreeMap::new(),
            away: BTreeMap::new(),
            connected: BTreeSet::new(),
            connected_peers: BTreeSet::new(),
        }
    }

    /// `false`: the address is of no use, or there is no more room for manual ones.
    pub(crate) fn learn(&mut self, address: &Multiaddr, origin: Origin, now_ms: u64) -> bool {
        let Some((address, peer)) = split(address) else { return false };
        if peer == Some(self.own_peer) {
            return false;
        }
        if let Some(entry) = self.entries.get_mut(&address) {
            entry.seen_ms = now_ms;
            // Seen anew, it is worth another try at once, unless whoever is there was refused.
            if peer.is_some() && (entry.peer != peer || entry.refusals == 0) {
                if entry.peer != peer {
                    entry.refusals = 0;
                }
                entry.failures = 0;
                entry.next_ms = entry.next_ms.min(now_ms + LARGER_LATER_MS);
            }
            entry.peer = peer.or(entry.peer);
            if origin == Origin::Manual {
                entry.origin = origin;
                entry.next_ms = now_ms;
            }
            return true;
        }
        if origin == Origin::Manual
            && self.count(|entry| entry.origin == Origin::Manual) >= MANUAL_ADDRESSES_MAX
        {
            return false;
        }
        let larger = peer.is_some_and(|peer| self.own_peer > peer);
        let later_ms = if larger { LARGER_LATER_MS } else { 0 }
            + if is_tcp(&address) && peer.is_some() { TCP_LATER_MS } else { 0 };
        let entry = Entry {
            origin,
            peer,
            node: None,
            attempts: 0,
            failures: 0,
            refusals: 0,
            next_ms: now_ms + later_ms,
            seen_ms: now_ms,
        };
        self.entries.insert(address, entry);
        if origin == Origin::Found {
            self.make_room(|entry| entry.node.is_none(), UNADMITTED_MAX);
        }
        true
    }

    /// An admitted node says that it can be reached there.
    pub(crate) fn told(&mut self, address: &Multiaddr, node: NodeKey, now_ms: u64) {
        let Some((address, _)) = split(address) else { return };
        if !self.entries.contains_key(&address) && self.learn(&address, Origin::Found, now_ms) {
            self.claim(&address, node);
        }
    }

    fn claim(&mut self, address: &Multiaddr, node: NodeKey) {
        if let Some(entry) = self.entries.get_mut(address) {
            entry.node = Some(node);
            self.make_room(|entry| entry.node == Some(node), ADDRESSES_PER_NODE_MAX);
            self.make_room(|entry| entry.node.is_some(), ADMITTED_MAX);
        }
    }

    fn count(&self, which: impl Fn(&Entry) -> bool) -> usize {
        self.entries.values().filter(|entry| which(entry)).count()
    }

    /// Forgets the one longest unseen of `which`, if there are more than `max`; never a manual one.
    fn make_room(&mut self, which: impl Fn(&Entry) -> bool, max: usize) {
        let counted = |entry: &Entry| entry.origin != Origin::Manual && which(entry);
        if self.count(counted) <= max {
            return;
        }
        let oldest = self
            .entries
            .iter()
            .filter(|(_, entry)| counted(entry))
            .min_by_key(|(_, entry)| (entry.seen_ms, u32::MAX - entry.failures))
            .map(|(address, _)| address.clone());
        if let Some(address) = oldest {
            self.entries.remove(&address);
        }
    }

    /// The addresses to dial now; each counts as an attempt until its outcome is told.
    pub(crate) fn due(&mut self, redial_ms: u64, now_ms: u64) -> Vec<Multiaddr> {
        let mut due: Vec<(u64, Multiaddr)> = self
            .entries
            .iter()
            .filter(|(_, entry)| entry.next_ms <= now_ms && entry.attempts < ATTEMPTS_MAX)
            .filter(|(_, entry)| !entry.node.is_some_and(|node| self.connected.contains(&node)))
            .filter(|(_, entry)| {
                !entry.peer.is_some_and(|peer| self.connected_peers.contains(&peer))
            })
            .map(|(address, entry)| (entry.next_ms, address.clone()))
            .collect();
        // The longest overdue first, so that a long list cannot starve its end.
        due.sort_unstable();
        due.truncate(DIALS_MAX);
        for (_, address) in &due {
            let away = self.entries[address].node.and_then(|node| self.away.get(&node).copied());
            let entry = self.entries.get_mut(address).expect("it was just found there");
            entry.attempts += 1;
            entry.next_ms = now_ms + entry.pause_ms(away, redial_ms, now_ms);
        }
        due.into_iter().map(|(_, address)| address).collect()
    }

    fn ended(&mut self, address: &Multiaddr) -> Option<&mut Entry> {
        let entry = self.entries.get_mut(address)?;
        entry.attempts = entry.attempts.saturating_sub(1);
        Some(entry)
    }

    /// A dial failed before anyone could be refused.
    pub(crate) fn failed(&mut self, address: &Multiaddr) {
        if let Some(entry) = self.ended(address) {
            entry.failures = entry.failures.saturating_add(1);
        }
    }

    /// Whoever is there was refused, or refused us. Called beside [`Self::failed`].
    pub(crate) fn refused(&mut self, address: &Multiaddr, now_ms: u64) {
        if let Some(entry) = self.entries.get_mut(address) {
            entry.refusals = entry.refusals.saturating_add(1);
            let pause_ms = (REFUSED_MS << (entry.refusals - 1).min(8)).min(REFUSED_MAX_MS);
            entry.next_ms = entry.next_ms.max(now_ms + pause_ms);
        }
    }

    /// `node` answered there, whether or not this very connection was kept.
    pub(crate) fn reached(&mut self, address: &Multiaddr, node: NodeKey, now_ms: u64) {
        if let Some(entry) = self.entries.get_mut(address) {
            entry.failures = 0;
            entry.refusals = 0;
            entry.seen_ms = now_ms;
            self.claim(address, node);
        }
    }

    /// A dial ended with a connection.
    pub(crate) fn dialled(&mut self, address: &Multiaddr) {
        self.ended(address);
    }

    pub(crate) fn up(&mut self, node: NodeKey, peer: PeerId) {
        self.connected.insert(node);
        self.connected_peers.insert(peer);
        self.away.remove(&node);
    }

    /// Its addresses are dialled at once, the smaller id first.
    pub(crate) fn down(&mut self, node: NodeKey, peer: PeerId, now_ms: u64) {
        self.connected.remove(&node);
        self.connected_peers.remove(&peer);
        self.away.insert(node, now_ms);
        let known: BTreeSet<NodeKey> =
            self.entries.values().filter_map(|entry| entry.node).collect();
        self.away.retain(|node, _| known.contains(node));
        let later_ms = if self.own_peer > peer { LARGER_LATER_MS / 2 } else { 0 };
        for (address, entry) in &mut self.entries {
            if entry.node == Some(node) {
                let tcp_ms = if is_tcp(address) { TCP_LATER_MS } else { 0 };
                entry.next_ms = now_ms + later_ms + tcp_ms;
                entry.failures = 0;
            }
        }
    }
}

impl Entry {
    fn pause_ms(&self, away: Option<u64>, redial_ms: u64, now_ms: u64) -> u64 {
        let doubled = |max_ms: u64| (redial_ms << self.failures.min(8)).min(max_ms.max(redial_ms));
        match away {
            Some(since_ms) if now_ms.saturating_sub(since_ms) < BRISK_MS => redial_ms,
            Some(_) if self.origin == Origin::Found => SLOW_MS.max(redial_ms),
            _ if self.origin == Origin::Manual => doubled(MANUAL_FAILED_MAX_MS),
            _ => doubled(FAILED_MAX_MS),
        }
    }
}

/// The address as it is dialled, and the libp2p id at its end. `None` if it is neither TCP nor QUIC.
fn split(address: &Multiaddr) -> Option<(Multiaddr, Option<PeerId>)> {
    let mut peer = None;
    let mut plain = Multiaddr::empty();
    let mut parts = 0;
    for protocol in address {
        parts += 1;
        match (parts, protocol) {
            (1, Protocol::Ip4(ip)) if !ip.is_unspecified() => plain.push(Protocol::Ip4(ip)),
            (1, Protocol::Ip6(ip)) if !ip.is_unspecified() => plain.push(Protocol::Ip6(ip)),
            (2, Protocol::Tcp(port)) if port > 0 => plain.push(Protocol::Tcp(port)),
            (2, Protocol::Udp(port)) if port > 0 => plain.push(Protocol::Udp(port)),
            (3, Protocol::QuicV1) if !is_tcp(&plain) => plain.push(Protocol::QuicV1),
            (3 | 4, Protocol::P2p(id)) if peer.is_none() => peer = Some(id),
            _ => return None,
        }
    }
    let whole = is_tcp(&plain) || plain.iter().any(|part| part == Protocol::QuicV1);
    whole.then_some((plain, peer))
}

fn is_tcp(address: &Multiaddr) -> bool {
    address.iter().any(|part| matches!(part, Protocol::Tcp(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NODE: NodeKey = NodeKey::new([5; 32]);

    fn address(text: &str) -> Multiaddr {
        text.parse().unwrap()
    }

    /// Ids in order: the own one, and one larger.
    fn ids() -> (PeerId, PeerId) {
        let (a, b) = (PeerId::random(), PeerId::random());
        (a.min(b), a.max(b))
    }

    /// The times in `0..until_ms` at which the book dials, when every dial fails at once.
    fn dials(book: &mut AddressBook, until_ms: u64) -> Vec<u64> {
        let mut times = Vec::new();
        for now_ms in (0..until_ms).step_by(250) {
            for address in book.due(1_000, now_ms) {
                times.push(now_ms);
                book.failed(&address);
            }
        }
        times
    }

    #[test]
    fn only_tcp_and_quic_addresses_that_name_a_host_are_kept() {
        let (own, peer) = ids();
        let mut book = AddressBook::new(own);
        for text in [
            "/ip4/0.0.0.0/tcp/1",
            "/ip4/10.0.0.1/tcp/0",
            "/ip4/10.0.0.1/udp/1",
            "/ip4/10.0.0.1/tcp/1/ws",
            "/dns/example.org/tcp/1",
            "/ip4/10.0.0.1",
            "/memory/1",
            "/ip4/10.0.0.1/tcp/1/quic-v1",
        ] {
            assert!(!book.learn(&address(text), Origin::Manual, 0), "{text}");
        }
        assert!(!book.learn(&address(&format!("/ip4/10.0.0.1/tcp/1/p2p/{own}")), Origin::Found, 0));
        assert!(book.learn(&address(&format!("/ip4/10.0.0.1/tcp/1/p2p/{peer}")), Origin::Found, 0));
        assert!(book.learn(&address("/ip6/fe80::1/udp/1/quic-v1"), Origin::Found, 0));
        assert_eq!(book.due(1_000, 2_000).len(), 2);
    }

    #[test]
    fn a_lost_node_is_dialled_every_second_for_a_minute() {
        let (own, peer) = ids();
        let mut book = AddressBook::new(own);
        let quic = address("/ip4/10.0.0.1/udp/1/quic-v1");
        book.learn(&quic, Origin::Found, 0);
        assert_eq!(book.due(1_000, 0), vec![quic.clone()]);
        book.dialled(&quic);
        book.reached(&quic, NODE, 0);
        book.up(NODE, peer);
        assert_eq!(dials(&mut book, 100_000), Vec::<u64>::new());
        book.down(NODE, peer, 0);
        let times = dials(&mut book, 90_000);
        assert_eq!(times[..60], (0..60).map(|s| s * 1_000).collect::<Vec<_>>());
        assert_eq!(times[60..], [60_000, 65_000, 70_000, 75_000, 80_000, 85_000]);
    }

    #[test]
    fn an_address_that_never_answered_is_tried_with_growing_pauses() {
        let mut book = AddressBook::new(ids().0);
        book.learn(&address("/ip4/10.0.0.1/tcp/1"), Origin::Found, 0);
        let times = dials(&mut book, 200_000);
        assert_eq!(times, [0, 1_000, 3_000, 7_000, 15_000, 31_000, 63_000, 123_000, 183_000]);
        let mut book = AddressBook::new(ids().0);
        book.learn(&address("/ip4/10.0.0.1/tcp/1"), Origin::Manual, 0);
        assert_eq!(dials(&mut book, 10_000), [0, 1_000, 3_000, 6_000, 9_000]);
    }

    #[test]
    fn a_refused_address_is_left_alone_for_longer_and_longer() {
        let mut book = AddressBook::new(ids().0);
        let tcp = address("/ip4/10.0.0.1/tcp/1");
        book.learn(&tcp, Origin::Manual, 0);
        let mut times = Vec::new();
        for now_ms in (0..200_000).step_by(250) {
            for address in book.due(1_000, now_ms) {
                times.push(now_ms);
                book.failed(&address);
                book.refused(&address, now_ms);
            }
        }
        assert_eq!(times, [0, 10_000, 30_000, 70_000, 150_000]);
    }

    #[test]
    fn the_smaller_id_dials_first() {
        let (small, large) = ids();
        let found = |peer| address(&format!("/ip4/10.0.0.1/udp/1/quic-v1/p2p/{peer}"));
        let mut book = AddressBook::new(small);
        book.learn(&found(large), Origin::Found, 0);
        assert_eq!(book.due(1_000, 0).len(), 1);
        let mut book = AddressBook::new(large);
        book.learn(&found(small), Origin::Found, 0);
        assert_eq!(book.due(1_000, 999).len(), 0);
        assert_eq!(book.due(1_000, 1_000).len(), 1);
    }

    #[test]
    fn at_most_three_attempts_at_one_address_run_beside_each_other() {
        let mut book = AddressBook::new(ids().0);
        let tcp = address("/ip4/10.0.0.1/tcp/1");
        book.learn(&tcp, Origin::Manual, 0);
        let begun = (0..60).filter(|s| !book.due(1_000, s * 1_000).is_empty()).count();
        assert_eq!(begun, 3);
        book.failed(&tcp);
        assert_eq!(book.due(1_000, 60_000), vec![tcp]);
    }

    #[test]
    fn a_flood_of_addresses_forgets_the_oldest_and_never_an_admitted_or_manual_one() {
        let (own, peer) = ids();
        let mut book = AddressBook::new(own);
        let manual = address("/ip4/10.9.9.9/tcp/1");
        let known = address("/ip4/10.9.9.8/tcp/1");
        book.learn(&manual, Origin::Manual, 0);
        book.learn(&known, Origin::Found, 0);
        book.reached(&known, NODE, 0);
        book.up(NODE, peer);
        for number in 1..=5_000_u32 {
            let [_, _, high, low] = number.to_be_bytes();
            let text = format!("/ip4/10.1.{high}.{low}/tcp/1");
            assert!(book.learn(&address(&text), Origin::Found, u64::from(number)));
        }
        assert_eq!(book.entries.len(), UNADMITTED_MAX + 2);
        assert!(book.entries.contains_key(&manual) && book.entries.contains_key(&known));
        for number in 0..1_000_u32 {
            let [_, _, high, low] = number.to_be_bytes();
            book.told(&address(&format!("/ip4/10.2.{high}.{low}/tcp/1")), NODE, 9_000);
        }
        assert_eq!(book.count(|entry| entry.node == Some(NODE)), ADDRESSES_PER_NODE_MAX);
    }
}
