//! The task that owns the swarm: waits for the network, the owner and the clock, and obeys the
//! address book, the roster and the limits, which decide.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use libp2p::core::Multiaddr;
use libp2p::gossipsub::{self, IdentTopic, MessageAcceptance};
use libp2p::identity::Keypair;
use libp2p::multiaddr::Protocol;
use libp2p::request_response::{self, OutboundRequestId, ResponseChannel};
use libp2p::swarm::dial_opts::DialOpts;
use libp2p::swarm::{ConnectionId, SwarmEvent};
use libp2p::{PeerId, Swarm, identify, mdns};
use musubi_model::ids::NodeKey;
use tokio::sync::mpsc;
use tokio::time::{MissedTickBehavior, interval};

use crate::activity::{Activity, Uptime};
use crate::admission::{Admission, CERTIFICATE_BYTES_MAX, RefusalCode};
use crate::ask::{Answered, AskError, Asked, Asking};
use crate::behaviour::{self, Behaviour, BehaviourEvent, HINT_BYTES_MAX};
use crate::bulk::Taken;
use crate::config::{MANUAL_ADDRESSES_MAX, MeshConfig, MeshError, WallClock};
use crate::event::MeshEvent;
use crate::handle::{MeshHandle, Shared};
use crate::handshake::{Gate, Notice};
use crate::heartbeat::Beat;
use crate::hello::Hello;
use crate::inbox::Inbox;
use crate::limits::Bucket;
use crate::patience::{Patience, TICK_MS};
use crate::peers::{AddressBook, Origin};
use crate::roster::{Admitted, Dialled, Roster};
use crate::transport;

/// Events that the owner has not yet taken; messages among them hold 256 KiB each.
const EVENTS_MAX: usize = 32;
/// Ups and downs that wait for a slow owner; beyond, the network waits too.
const CONTROL_MAX: usize = 1_024;
/// Refusals that wait to be told.
const NOTICES_MAX: usize = 64;
const HINTS_BURST: u64 = 200;
const HINTS_PER_S: u64 = 50;
const HINT_BYTES_BURST: u64 = 8 * 1_024 * 1_024;
const HINT_BYTES_PER_S: u64 = 2 * 1_024 * 1_024;
/// All bytes of one peer, whatever the protocol. Above what a disk takes and a busy LAN gives.
const FLOOD_BURST: u64 = 1_024 * 1_024 * 1_024;
const FLOOD_PER_S: u64 = 256 * 1_024 * 1_024;
const FLOOD_OUT_MS: u64 = 60_000;
/// A clock is told again when it moves by more than this against ours.
const CLOCK_MOVED_MS: u64 = 1_000;
const TOLD_ADDRESSES_MAX: usize = 16;

/// A running mesh; see [`Mesh::start`].
pub struct Mesh;

impl Mesh {
    /// Begins to listen, to look for neighbours and to dial, in a task of its own on the current
    /// tokio runtime. The mesh ends when the receiver is dropped or [`MeshHandle::end`] is called.
    pub fn start(
        config: MeshConfig,
        admission: Admission,
    ) -> Result<(MeshHandle, mpsc::Receiver<MeshEvent>), MeshError> {
        check(&config, &admission)?;
        config.listen.iter().try_for_each(is_free)?;
        // A fresh key every boot: gossip would not greet a restarted node that kept its id.
        let keys = Keypair::generate_ed25519();
        let own_peer = keys.public().to_peer_id();
        let uptime = Uptime::start();
        let roster = Arc::new(Roster::new(uptime, own_peer, admission.node));
        let (notice, notices) = mpsc::channel(NOTICES_MAX);
        let hello = Hello {
            operation: config.operation,
            certificate: admission.certificate.clone(),
            signature: (admission.sign)(&own_peer.to_bytes()),
        };
        let own_node = admission.node;
        let gate = Gate {
            admission,
            operation: config.operation,
            hello,
            roster: Arc::clone(&roster),
            notices: notice,
        };
        let transport = transport::build(&keys, Arc::new(gate)).map_err(MeshError::Keys)?;
        let behaviour = Behaviour::new(&keys, &config).map_err(MeshError::Keys)?;
        let settings = libp2p::swarm::Config::with_tokio_executor()
            .with_idle_connection_timeout(Duration::from_mins(1));
        let mut swarm = Swarm::new(transport, behaviour, own_peer, settings);
        for address in &config.listen {
            swarm.listen_on(address.clone()).map_err(|error| MeshError::Listen {
                address: address.clone(),
                source: std::io::Error::other(error),
            })?;
        }
        let mut book = AddressBook::new(own_peer);
        for address in &config.manual {
            if !book.learn(address, Origin::Manual, 0) {
                tracing::warn!(%address, "a manual address that is neither TCP nor QUIC");
            }
        }
        tracing::info!(node = %own_node, peer = %own_peer, "mesh started");
        let shared = Arc::new(Shared::new(roster));
        let mesh = Loop {
            swarm,
            topic: behaviour::topic(&config),
            shared: Arc::clone(&shared),
            book,
            patience: Patience::default(),
            uptime,
            wall_clock: config.wall_clock,
            peers: BTreeMap::new(),
            in_flight: BTreeMap::new(),
            dials: BTreeMap::new(),
            inbox: Inbox::new(),
            asking: Asking::new(config.questions),
            control: VecDeque::new(),
        };
        let (sender, events) = mpsc::channel(EVENTS_MAX);
        tokio::spawn(mesh.run(sender, notices));
        Ok((MeshHandle::new(shared), events))
    }
}

fn check(config: &MeshConfig, admission: &Admission) -> Result<(), MeshError> {
    let bytes = admission.certificate.len();
    if bytes > CERTIFICATE_BYTES_MAX {
        return Err(MeshError::Certificate { bytes, max: CERTIFICATE_BYTES_MAX });
    }
    let count = config.manual.len();
    if count > MANUAL_ADDRESSES_MAX {
        return Err(MeshError::ManualAddresses { count, max: MANUAL_ADDRESSES_MAX });
    }
    Ok(())
}

/// libp2p shares TCP ports for its own dialling; another program's port must not be shared.
fn is_free(address: &Multiaddr) -> Result<(), MeshError> {
    let mut parts = address.iter();
    let ip: std::net::IpAddr = match parts.next() {
        Some(Protocol::Ip4(ip)) => ip.into(),
        Some(Protocol::Ip6(ip)) => ip.into(),
        _ => return Ok(()),
    };
    let Some(Protocol::Tcp(port)) = parts.next() else { return Ok(()) };
    // An IPv6 socket of the standard library would take the IPv4 port too.
    if port == 0 || ip == std::net::Ipv6Addr::UNSPECIFIED {
        return Ok(());
    }
    match std::net::TcpListener::bind((ip, port)) {
        Ok(_) => Ok(()),
        Err(source) => Err(MeshError::Listen { address: address.clone(), source }),
    }
}

struct Peer {
    node: NodeKey,
    connection: ConnectionId,
    activity: Arc<Activity>,
    hints: Bucket,
    hint_bytes: Bucket,
    flood: Bucket,
    counted_bytes: u64,
    skew_ms: Option<i64>,
}

struct Loop {
    swarm: Swarm<Behaviour>,
    topic: IdentTopic,
    shared: Arc<Shared>,
    book: AddressBook,
    patience: Patience,
    uptime: Uptime,
    wall_clock: WallClock,
    /// The admitted peers, by the id of their present boot. One per node key.
    peers: BTreeMap<PeerId, Peer>,
    in_flight: BTreeMap<OutboundRequestId, NodeKey>,
    dials: BTreeMap<ConnectionId, Multiaddr>,
    inbox: Inbox<ResponseChannel<Taken>>,
    asking: Asking,
    /// Everything but messages, in order; goes before messages.
    control: VecDeque<MeshEvent>,
}

impl Loop {
    async fn run(mut self, events: mpsc::Sender<MeshEvent>, mut notices: mpsc::Receiver<Notice>) {
        let mut tick = interval(Duration::from_millis(TICK_MS));
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let due = !self.control.is_empty() || self.inbox.is_due(self.uptime.now_ms());
            tokio::select! {
                room = events.reserve(), if due => match room {
                    Ok(room) => self.deliver(room),
                    Err(_) => break,
                },
                () = events.closed(), if !due => break,
                event = self.swarm.select_next_some(), if self.control.len() < CONTROL_MAX => {
                    self.on_swarm(event);
                }
                Some(answered) = self.asking.answers.next() => self.on_answered(answered),
                Some(notice) = notices.recv() => self.on_notice(notice),
                () = self.shared.wake.notified() => {
                    if self.shared.lock().end {
                        break;
                    }
                    self.on_wake();
                }
                _ = tick.tick() => self.on_tick(),
            }
        }
        self.shared.outboxes.close_all();
        let mut inner = self.shared.lock();
        inner.end = true;
        inner.questions.clear();
        tracing::info!("mesh ended");
    }

    fn deliver(&mut self, room: mpsc::Permit<'_, MeshEvent>) {
        if let Some(event) = self.control.pop_front() {
            room.send(event);
        } else if let Some((from, bytes, answer)) = self.inbox.next(self.uptime.now_ms()) {
            room.send(MeshEvent::Received { from, bytes });
            // A peer that no longer waits for the answer has its own reasons.
            let _ = self.swarm.behaviour_mut().bulk.send_response(answer, Taken::Yes);
        }
    }

    /// For events that may go missing when the owner is slow.
    fn offer(&mut self, event: MeshEvent) {
        if self.control.len() < CONTROL_MAX / 2 {
            self.control.push_back(event);
        }
    }

    fn on_swarm(&mut self, event: SwarmEvent<BehaviourEvent>) {
        match event {
            SwarmEvent::Behaviour(event) => self.on_behaviour(event),
            SwarmEvent::NewListenAddr { address, .. } => {
                tracing::info!(%address, "listening");
                self.shared.lock().addresses.push(address.clone());
                self.control.push_back(MeshEvent::Listening { address });
            }
            SwarmEvent::ExpiredListenAddr { address, .. } => {
                self.shared.lock().addresses.retain(|known| *known != address);
            }
            SwarmEvent::ListenerClosed { addresses, reason, .. } => {
                tracing::warn!(?addresses, ?reason, "a listener closed");
                self.shared.lock().addresses.retain(|known| !addresses.contains(known));
            }
            SwarmEvent::ConnectionEstablished { peer_id, connection_id, endpoint, .. } => {
                if let Some(address) = self.dials.remove(&connection_id) {
                    self.book.dialled(&address);
                }
                let dialled = if endpoint.is_dialer() { Dialled::ByUs } else { Dialled::ByThem };
                match self.shared.roster.establish(peer_id, dialled, connection_id) {
                    Some(admitted) => self.up(admitted, connection_id),
                    None => self.cut(peer_id),
                }
            }
            SwarmEvent::ConnectionClosed { peer_id, connection_id, .. } => {
                self.shared.roster.closed(connection_id);
                if self.peers.get(&peer_id).is_some_and(|peer| peer.connection == connection_id) {
                    self.down(peer_id, "closed");
                }
            }
            SwarmEvent::OutgoingConnectionError { peer_id, connection_id, error } => {
                tracing::debug!(%error, "a dial failed");
                if let Some(address) = self.dials.remove(&connection_id) {
                    self.book.failed(&address);
                }
                if let Some(peer) = peer_id {
                    self.shared.roster.denied(peer, Dialled::ByUs);
                }
            }
            SwarmEvent::IncomingConnectionError { peer_id: Some(peer), .. } => {
                self.shared.roster.denied(peer, Dialled::ByThem);
            }
            _ => {}
        }
    }

    fn up(&mut self, admitted: Admitted, connection: ConnectionId) {
        let Admitted { peer, node, certificate, address, dialled, activity } = admitted;
        let now_ms = self.uptime.now_ms();
        let before = self.peers.iter().find(|(_, known)| known.node == node).map(|(&id, _)| id);
        if let Some(before) = before {
            self.down(before, "replaced by a new boot");
            self.cut(before);
        }
        if self.shared.roster.is_refused(node) {
            return self.cut(peer);
        }
        tracing::info!(%node, %peer, %address, ?dialled, "peer up");
        if dialled == Dialled::ByUs {
            self.book.reached(&address, node, now_ms);
        }
        self.book.up(node, peer);
        self.inbox.open(node, now_ms);
        self.shared.outboxes.open(node);
        let known = Peer {
            node,
            connection,
            activity,
            hints: Bucket::new(HINTS_BURST, HINTS_PER_S, now_ms),
            hint_bytes: Bucket::new(HINT_BYTES_BURST, HINT_BYTES_PER_S, now_ms),
            flood: Bucket::new(FLOOD_BURST, FLOOD_PER_S, now_ms),
            counted_bytes: 0,
            skew_ms: None,
        };
        self.peers.insert(peer, known);
        self.control.push_back(MeshEvent::PeerUp { node, certificate, address });
    }

    /// Forgets a peer at once; its connection may take a moment longer to close.
    fn down(&mut self, peer: PeerId, why: &'static str) {
        let Some(Peer { node, .. }) = self.peers.remove(&peer) else { return };
        tracing::info!(%node, %peer, why, "peer down");
        self.shared.outboxes.close(node);
        self.inbox.close(node);
        self.in_flight.retain(|_, to| *to != node);
        self.asking.down(node);
        self.book.down(node, peer, self.uptime.now_ms());
        self.control.push_back(MeshEvent::PeerDown { node });
    }

    fn cut(&mut self, peer: PeerId) {
        let _ = self.swarm.disconnect_peer_id(peer);
    }

    fn on_behaviour(&mut self, event: BehaviourEvent) {
        match event {
            BehaviourEvent::Heartbeat(beat) => self.on_beat(&beat),
            BehaviourEvent::Bulk(event) => self.on_bulk(event),
            BehaviourEvent::Ask(event) => self.on_ask(event),
            BehaviourEvent::Gossip(gossipsub::Event::Message {
                propagation_source,
                message_id,
                message,
            }) => {
                let verdict = self.on_hint(propagation_source, message.data);
                self.swarm.behaviour_mut().gossip.report_message_validation_result(
                    &message_id,
                    &propagation_source,
                    verdict,
                );
            }
            BehaviourEvent::Identify(identify::Event::Received { peer_id, info, .. }) => {
                self.on_told(peer_id, &info.listen_addrs);
            }
            BehaviourEvent::Mdns(mdns::Event::Discovered(found)) => {
                let now_ms = self.uptime.now_ms();
                for (peer, address) in found {
                    let address = address.with_p2p(peer).unwrap_or_else(|address| address);
                    self.book.learn(&address, Origin::Found, now_ms);
                }
            }
            // Found addresses are kept after discovery has lost sight of them.
            BehaviourEvent::Mdns(mdns::Event::Expired(_))
            | BehaviourEvent::Gossip(_)
            | BehaviourEvent::Identify(_) => {}
        }
    }

    fn on_beat(&mut self, &Beat { peer, wall: theirs }: &Beat) {
        let ours = (self.wall_clock)();
        let skew_ms = theirs.millis_since(ours);
        let Some(peer) = self.peers.get_mut(&peer) else { return };
        let moved = peer.skew_ms.is_none_or(|before| skew_ms.abs_diff(before) > CLOCK_MOVED_MS);
        if moved && self.control.len() < CONTROL_MAX / 2 {
            peer.skew_ms = Some(skew_ms);
            self.control.push_back(MeshEvent::Clock { node: peer.node, theirs, ours });
        }
    }

    fn on_bulk(&mut self, event: request_response::Event<Vec<u8>, Taken>) {
        use request_response::{Event, Message};
        match event {
            Event::Message { peer, message, .. } => match message {
                Message::Request { request, channel, .. } => {
                    let Some(known) = self.peers.get(&peer) else { return };
                    if let Err(channel) = self.inbox.push(known.node, request, channel) {
                        tracing::debug!(node = %known.node, "no room for a message");
                        let bulk = &mut self.swarm.behaviour_mut().bulk;
                        let _ = bulk.send_response(channel, Taken::NoRoom);
                    }
                }
                Message::Response { request_id, response } => {
                    self.landed(request_id, response == Taken::NoRoom);
                }
            },
            Event::OutboundFailure { request_id, error, .. } => {
                tracing::debug!(%error, "a message was lost");
                self.landed(request_id, true);
            }
            Event::InboundFailure { .. } | Event::ResponseSent { .. } => {}
        }
    }

    fn on_ask(&mut self, event: request_response::Event<Vec<u8>, Vec<u8>>) {
        use request_response::{Event, Message};
        match event {
            Event::Message { peer, message, .. } => match message {
                Message::Request { request, channel, .. } => {
                    if let Some(known) = self.peers.get(&peer) {
                        self.asking.hear(known.node, request, channel);
                    }
                }
                Message::Response { request_id, response } => {
                    self.asking.answered(request_id, Some(response));
                }
            },
            Event::OutboundFailure { request_id, error, .. } => {
                tracing::debug!(%error, "a question was lost");
                self.asking.answered(request_id, None);
            }
            Event::InboundFailure { .. } | Event::ResponseSent { .. } => {}
        }
    }

    fn on_answered(&mut self, Answered { channel, answer }: Answered) {
        // A peer that no longer waits for the answer has its own reasons.
        let _ = self.swarm.behaviour_mut().ask.send_response(channel, answer);
    }

    fn ask(&mut self, mut asked: Asked) {
        let node = asked.node;
        let found = self.peers.iter().find(|(_, known)| known.node == node);
        let refused = match found {
            Some((peer, _)) if self.swarm.is_connected(peer) => {
                if self.asking.has_room(node) {
                    let question = std::mem::take(&mut asked.question);
                    let request = self.swarm.behaviour_mut().ask.send_request(peer, question);
                    return self.asking.sent(request, asked);
                }
                AskError::Full { node }
            }
            _ => AskError::NotConnected { node },
        };
        let _ = asked.answer.send(Err(refused));
    }

    fn landed(&mut self, request: OutboundRequestId, lost: bool) {
        let Some(node) = self.in_flight.remove(&request) else { return };
        if lost {
            tracing::debug!(%node, "a message was not taken");
        }
        self.shared.outboxes.landed(node);
        self.pump(node);
    }

    /// Sends what the peer's window has room for.
    fn pump(&mut self, node: NodeKey) {
        let found = self.peers.iter().find(|(_, known)| known.node == node);
        let Some((&peer, _)) = found else { return };
        if !self.swarm.is_connected(&peer) {
            return;
        }
        while let Some(message) = self.shared.outboxes.next(node) {
            let request = self.swarm.behaviour_mut().bulk.send_request(&peer, message);
            self.in_flight.insert(request, node);
        }
    }

    fn on_hint(&mut self, source: PeerId, bytes: Vec<u8>) -> MessageAcceptance {
        let now_ms = self.uptime.now_ms();
        let Some(peer) = self.peers.get_mut(&source) else { return MessageAcceptance::Ignore };
        if bytes.len() > HINT_BYTES_MAX {
            return MessageAcceptance::Reject;
        }
        if !peer.hints.take(1, now_ms) || !peer.hint_bytes.take(bytes.len() as u64, now_ms) {
            return MessageAcceptance::Ignore;
        }
        let from = peer.node;
        self.offer(MeshEvent::Hint { from, bytes });
        MessageAcceptance::Accept
    }

    fn on_told(&mut self, peer: PeerId, addresses: &[Multiaddr]) {
        let now_ms = self.uptime.now_ms();
        let Some(known) = self.peers.get(&peer) else { return };
        for address in addresses.iter().take(TOLD_ADDRESSES_MAX) {
            self.book.told(address, known.node, now_ms);
        }
    }

    fn on_notice(&mut self, notice: Notice) {
        let Notice { address, dialled, by, node, reason } = notice;
        let now_ms = self.uptime.now_ms();
        if dialled == Dialled::ByUs {
            match (reason.code, node) {
                (RefusalCode::AlreadyConnected, Some(node)) => {
                    self.book.reached(&address, node, now_ms);
                }
                (RefusalCode::Closed | RefusalCode::TooSlow, _) => {}
                _ => self.book.refused(&address, now_ms),
            }
        }
        if matches!(reason.code, RefusalCode::AlreadyConnected | RefusalCode::Own) {
            tracing::debug!(%address, ?by, code = %reason.code, "connection not needed");
            return;
        }
        let of = node.map(|node| node.to_string()).unwrap_or_default();
        tracing::warn!(%address, ?by, node = %of, code = %reason.code, "connection refused");
        self.offer(MeshEvent::Refused { address, by, node, reason });
    }

    fn on_wake(&mut self) {
        let (hints, dials, questions) = {
            let mut inner = self.shared.lock();
            let hints = std::mem::take(&mut inner.hints);
            (hints, std::mem::take(&mut inner.dials), std::mem::take(&mut inner.questions))
        };
        questions.into_iter().for_each(|asked| self.ask(asked));
        for node in self.shared.outboxes.take_fresh() {
            self.pump(node);
        }
        for hint in hints {
            let gossip = &mut self.swarm.behaviour_mut().gossip;
            // Nobody listening, or queues full: it was only a hint.
            drop(gossip.publish(self.topic.clone(), hint));
        }
        for address in dials {
            if !self.book.learn(&address, Origin::Manual, self.uptime.now_ms()) {
                tracing::warn!(%address, "not an address to dial, or too many manual ones");
            }
        }
        let roster = &self.shared.roster;
        let refused = self.peers.iter().filter(|(_, peer)| roster.is_refused(peer.node));
        for peer in refused.map(|(&id, _)| id).collect::<Vec<_>>() {
            self.down(peer, "refused by its owner");
            self.cut(peer);
        }
        self.dial_due();
    }

    fn on_tick(&mut self) {
        let now_ms = self.uptime.now_ms();
        if self.patience.tick(now_ms) {
            tracing::warn!("the machine starves; waiting longer for everyone");
        }
        for peer in self.shared.roster.take_stale() {
            self.down(peer, "silent while its node came back");
            self.cut(peer);
        }
        let mut gone = Vec::new();
        for (&id, peer) in &mut self.peers {
            let received = peer.activity.received_bytes();
            let fresh = received - std::mem::replace(&mut peer.counted_bytes, received);
            if !peer.flood.take(fresh, now_ms) {
                self.shared.roster.refuse_for(peer.node, FLOOD_OUT_MS);
                gone.push((id, "flooding"));
            } else if self.patience.is_dead(peer.activity.heard_ms(), now_ms) {
                gone.push((id, "silent"));
            }
        }
        for (peer, why) in gone {
            self.down(peer, why);
            self.cut(peer);
        }
        self.dial_due();
    }

    fn dial_due(&mut self) {
        for address in self.book.due(self.patience.redial_ms(), self.uptime.now_ms()) {
            let tcp = address.iter().any(|part| matches!(part, Protocol::Tcp(_)));
            let dial = DialOpts::unknown_peer_id().address(address.clone());
            // Attempts beside each other cannot share a TCP port; QUIC needs its listener's.
            let dial = if tcp { dial.allocate_new_port().build() } else { dial.build() };
            let connection = dial.connection_id();
            match self.swarm.dial(dial) {
                Ok(()) => drop(self.dials.insert(connection, address)),
                Err(error) => {
                    tracing::debug!(%error, "cannot dial");
                    self.book.failed(&address);
                }
            }
        }
    }
}
