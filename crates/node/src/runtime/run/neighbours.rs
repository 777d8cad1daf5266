//! A node among its neighbours: what it tells them and what it hears of them.

use std::sync::{Arc, RwLock};

use musubi_log::node::{Certificate, NodeSecret};
use musubi_log::statements::Statements;
use musubi_mesh::{
    Admission, Discovery, Mesh, MeshConfig, MeshEvent, MeshHandle, Multiaddr, Question,
    RefusalCode, RefusedBy, Standing,
};
use musubi_model::ids::{NodeKey, OperationId};
use musubi_replica::message::{Message, MessageError};
use musubi_replica::{Input, Replica};
use tokio::sync::mpsc;

use super::clock::wall;
use super::hints::Hints;
use super::{Meeting, Node, RunError, Stage};
use crate::blobs::{Carrier, QUESTIONS_MAX};
use crate::config;
use crate::runtime::engine::Outgoing;
use crate::runtime::enrol;
use crate::runtime::handle::PeerStatus;

/// The mesh, and what its admission is told of the city's statements.
pub(super) struct Neighbours {
    pub(super) handle: MeshHandle,
    pub(super) events: mpsc::Receiver<MeshEvent>,
    blobs: Carrier,
    statements: Arc<RwLock<Statements>>,
}

/// Where a node is heard. 0: not known yet, the system chooses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Ports {
    pub(super) udp: u16,
    pub(super) tcp: u16,
}

impl Ports {
    /// As configured; where the system was to choose, what it chose before: neighbours, and papers on
    /// which somebody wrote an address, know the laptop there.
    pub(super) fn of(self, mesh: &config::Mesh) -> Self {
        match mesh.listen.port() {
            0 => self,
            port => Self { udp: port, tcp: port },
        }
    }

    fn heard_at(&mut self, address: &Multiaddr) {
        let address = address.to_string();
        let parts: Vec<&str> = address.split('/').collect();
        for pair in parts.windows(2) {
            match (pair[0], pair[1].parse()) {
                ("udp", Ok(port)) => self.udp = port,
                ("tcp", Ok(port)) => self.tcp = port,
                _ => {}
            }
        }
    }
}

impl Neighbours {
    pub(super) fn meet(
        meeting: &Meeting,
        ports: Ports,
        own: NodeSecret,
        certificate: &Certificate,
        replica: &Replica,
    ) -> Result<Self, RunError> {
        let statements = Arc::new(RwLock::new(replica.statements().clone()));
        let known = Arc::clone(&statements);
        let admission = Admission::certified(
            replica.city(),
            replica.operation(),
            Arc::new(own),
            certificate,
            move |member| {
                let statements = known.read().expect("only clones are made under it");
                Standing {
                    city_time: statements.city_time(),
                    revoked: statements.is_revoked(member),
                }
            },
        );
        let (questions, asked) = mpsc::channel(QUESTIONS_MAX);
        let mesh = &meeting.mesh;
        let config = mesh_config(mesh, ports.of(mesh), replica.operation(), questions)?;
        let (handle, events) = Mesh::start(config, admission)?;
        let blobs = meeting.blobs.clone();
        blobs.answer(asked);
        Ok(Self { handle, events, blobs, statements })
    }
}

impl Node {
    pub(super) fn event(&mut self, event: MeshEvent) -> Option<Input> {
        match event {
            MeshEvent::Listening { address } => {
                tracing::info!(%address, "neighbours are heard here");
                self.ports.heard_at(&address);
                if let Some(stage) = &self.stage {
                    stage.send_modify(|stage| {
                        if let Stage::Open { addresses } = stage {
                            addresses.insert(address.to_string());
                        }
                    });
                }
                None
            }
            MeshEvent::PeerUp { node, certificate, address } => {
                tracing::info!(%node, %address, "a neighbour is here");
                self.show_peer(&certificate, &address);
                if let Some(mesh) = &self.mesh {
                    mesh.blobs.up(mesh.handle.clone(), node);
                }
                self.said_revoked = false;
                self.show_cut_off();
                Some(Input::PeerUp { node, certificate: certificate.to_vec() })
            }
            MeshEvent::PeerDown { node } => {
                tracing::info!(%node, "a neighbour is gone");
                if let Some(mesh) = &self.mesh {
                    mesh.blobs.down(node);
                }
                let mut status = self.end.shared.status_mut();
                if let Some(peer) = status.peers.get_mut(&node) {
                    peer.connected = false;
                    peer.last_heard_at = self.clock.now().wall;
                }
                Some(Input::PeerDown { node })
            }
            MeshEvent::Received { from, bytes } => self
                .message(&bytes)
                .inspect_err(|error| tracing::warn!(%from, %error, "a message is refused"))
                .ok()
                .map(|message| {
                    if let (Message::Spans { .. }, Some(mesh)) = (&message, &self.mesh) {
                        mesh.blobs.note_records();
                    }
                    Input::Received { from, message }
                }),
            MeshEvent::Hint { bytes, .. } => self.message(&bytes).ok().map(Input::Hint),
            MeshEvent::Refused { address, by, node, reason } => {
                let by_them_as_revoked =
                    by == RefusedBy::Them && reason.code == RefusalCode::Revoked;
                self.said_revoked |= by_them_as_revoked;
                let by = match by {
                    RefusedBy::Us => "us",
                    RefusedBy::Them => "them",
                };
                if by_them_as_revoked {
                    self.show_cut_off();
                }
                let node = node.map(|node| node.to_string());
                tracing::warn!(%address, by, node, code = %reason.code, reason = reason.sentence, "a connection was refused");
                None
            }
            MeshEvent::Clock { node, theirs, ours } => {
                self.show_clock(node, theirs.millis_since(ours));
                Some(Input::Clock { node, wall: theirs })
            }
        }
    }

    fn show_clock(&self, node: NodeKey, skew_ms: i64) {
        let mut status = self.end.shared.status_mut();
        if let Some(peer) = status.peers.get_mut(&node) {
            peer.skew_ms = Some(skew_ms);
        }
        let mut skews: Vec<i64> =
            status.peers.values().filter_map(|peer| peer.skew_ms).map(|skew| -skew).collect();
        skews.sort_unstable();
        status.clock_skew_ms = skews.get(skews.len() / 2).copied();
    }

    fn message(&self, bytes: &[u8]) -> Result<Message, MessageError> {
        Message::decode(self.engine.member().operation.id, bytes)
    }

    fn show_peer(&self, certificate: &[u8], address: &Multiaddr) {
        let replica = self.engine.replica();
        let member = Certificate::from_bytes(certificate)
            .ok()
            .and_then(|known| known.verify(&replica.city(), replica.operation()).ok());
        let Some(member) = member else { return };
        let peer = PeerStatus {
            place: member.place,
            place_name: member.place_name.clone(),
            role: enrol::role(member.role),
            address: address.to_string(),
            connected: true,
            last_heard_at: self.clock.now().wall,
            skew_ms: None,
            behind: None,
            ahead: None,
        };
        self.end.shared.status_mut().peers.insert(member.node, peer);
    }

    pub(super) fn obey(&mut self, outgoing: Vec<Outgoing>) {
        if outgoing.iter().any(|out| matches!(out, Outgoing::Statements)) {
            self.show_enrolees();
            self.show_ending();
        }
        for out in outgoing {
            let Some(mesh) = &self.mesh else { return };
            match out {
                // A full queue or a peer that just left: the next comparison repairs it.
                Outgoing::Message { to, bytes } => {
                    if let Err(error) = mesh.handle.send(to, bytes) {
                        tracing::debug!(%to, %error, "a message was not taken");
                    }
                }
                Outgoing::Hint { items } => self.hints.add(items),
                Outgoing::Statements => {
                    let statements = self.engine.replica().statements().clone();
                    for member in statements.members() {
                        if statements.is_revoked(member) {
                            mesh.handle.set_refused(member.node);
                        } else {
                            mesh.handle.set_allowed(member.node);
                        }
                    }
                    *mesh.statements.write().expect("only clones are made under it") = statements;
                }
            }
        }
        let elapsed = self.clock.now().elapsed_ms;
        self.tell(|hints| hints.due(elapsed));
    }

    /// Tells all neighbours at once.
    pub(super) fn tell(&mut self, take: impl FnOnce(&mut Hints) -> Vec<Message>) {
        let Some(mesh) = &self.mesh else { return };
        for hint in take(&mut self.hints) {
            if let Err(error) = mesh.handle.gossip(hint.encode()) {
                tracing::debug!(%error, "a hint was not taken");
            }
        }
    }
}

/// Without a mesh nothing ever comes; a mesh that ended says nothing any more.
pub(super) async fn next_event(events: Option<&mut mpsc::Receiver<MeshEvent>>) -> MeshEvent {
    if let Some(events) = events
        && let Some(event) = events.recv().await
    {
        return event;
    }
    std::future::pending().await
}

fn mesh_config(
    mesh: &config::Mesh,
    ports: Ports,
    operation: OperationId,
    questions: mpsc::Sender<Question>,
) -> Result<MeshConfig, RunError> {
    let parse =
        |address: String| address.parse::<Multiaddr>().map_err(|_| RunError::Address { address });
    let ip = if mesh.listen.is_ipv4() { "ip4" } else { "ip6" };
    let (host, Ports { udp, tcp }) = (mesh.listen.ip(), ports);
    Ok(MeshConfig {
        operation,
        listen: vec![
            parse(format!("/{ip}/{host}/udp/{udp}/quic-v1"))?,
            parse(format!("/{ip}/{host}/tcp/{tcp}"))?,
        ],
        manual: mesh.peers.iter().cloned().map(parse).collect::<Result<_, _>>()?,
        discovery: if mesh.discover { Discovery::Mdns } else { Discovery::ManualOnly },
        wall_clock: Arc::new(wall),
        questions: Some(questions),
    })
}
