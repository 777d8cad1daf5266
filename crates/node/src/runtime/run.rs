//! The only loop of a node: waits, asks the replica, obeys.
//!
//! It runs on a thread of its own, because obeying means waiting for the disk. What is waiting when
//! it wakes is taken as one batch and flushed together.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant, SystemTime};

use musubi_log::hash::{Hash, Run};
use musubi_log::node::Certificate;
use musubi_log::role::Role;
use musubi_log::statements::Statements;
use musubi_log::ticket::Enrolment;
use musubi_mesh::{
    Admission, Discovery, Mesh, MeshConfig, MeshError, MeshEvent, MeshHandle, Multiaddr,
    RefusalCode, RefusedBy, Standing,
};
use musubi_model::ids::{DocumentId, Kind, NodeKey};
use musubi_model::time::{Now, Timestamp};
use musubi_replica::message::Message;
use musubi_replica::{Input, Replica};
use musubi_store::journal::OpenError;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;

use super::courier::CourierError;
use super::disk::{Disk, DiskError};
use super::engine::{Engine, Outgoing};
use super::enrol::{self, JoinError};
use super::enrolments;
use super::erasing::{self, FinishError};
use super::first::{self, Next, Waiting};
use super::handle::{CutOff, EnrolError, LockError, LoopEnd, PeerStatus, Request, Warning};
use super::keys::{Keys, Passphrase};
use super::moving;
use super::trust::TrustError;
use crate::config;

mod ending;

/// Inputs that are taken together, at most.
const BATCH_MAX: usize = 256;
/// A step without anything to do is taken this often, to show ages and the state of the disk.
const IDLE_MAX: Duration = Duration::from_secs(10);

#[derive(Debug, thiserror::Error)]
pub enum RunError {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Disk(#[from] DiskError),
    #[error("this laptop's own enrolment cannot be used")]
    Enrolment(#[from] JoinError),
    #[error(transparent)]
    Mesh(#[from] MeshError),
    #[error("this laptop's keys are locked by another passphrase, or by one that was not given")]
    Locked,
    #[error("this laptop's keys were erased, and something that they opened cannot be removed")]
    Erasing(#[from] FinishError),
    #[error("'{address}' is no multiaddress like /ip4/192.0.2.7/udp/4001/quic-v1")]
    Address { address: String },
}

/// How a node is run. Without a mesh it works alone, as for filling it before it serves.
#[derive(Debug)]
pub struct Settings {
    pub data_dir: PathBuf,
    pub mesh: Option<config::Mesh>,
    pub time: ClockWord,
    /// A file of the journal is closed before it would grow beyond this.
    pub segment_bytes: u32,
    /// What opens this laptop's keys, where it is known at the start.
    pub passphrase: Option<Passphrase>,
}

/// What a person has said of this laptop's clock when the node starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockWord {
    /// Nobody has looked yet: the first page asks.
    Unasked,
    Confirmed,
}

/// How far a node has come since it was started.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    #[default]
    Opening,
    /// The keys wait for their passphrase.
    Locked,
    NeedsTicket,
    /// 仮: it works alone until it is given a ticket.
    Provisional,
    /// The journal is open; neighbours are heard at these addresses.
    Open {
        addresses: BTreeSet<String>,
    },
}

/// A node that was started.
pub struct Running {
    pub stage: watch::Receiver<Stage>,
    pub outcome: JoinHandle<Result<(), RunError>>,
}

/// Starts the loop on a thread of its own.
pub fn spawn(settings: Settings, end: LoopEnd, stop: watch::Receiver<bool>) -> Running {
    let (tell, stage) = watch::channel(Stage::Opening);
    let runtime = tokio::runtime::Handle::current();
    let outcome =
        tokio::task::spawn_blocking(move || runtime.block_on(run(settings, end, stop, tell)));
    Running { stage, outcome }
}

/// Runs until `stop` becomes true or every handle is gone. Nothing acknowledged is lost by any end.
async fn run(
    settings: Settings,
    mut end: LoopEnd,
    mut stop: watch::Receiver<bool>,
    stage: watch::Sender<Stage>,
) -> Result<(), RunError> {
    let clock = Clock::start();
    let disk = Disk::lock(&settings.data_dir, settings.segment_bytes)?;
    let mut keys = Keys::open(&settings.data_dir, settings.passphrase.as_ref())
        .map_err(|error| if error.is_passphrase() { RunError::Locked } else { error.into() })?;
    let mut waiting = Waiting::default();
    if keys.is_locked()? {
        end.shared.status_mut().locked = true;
        stage.send_replace(Stage::Locked);
    } else if !(keys.has_ticket()? || keys.has_provisional()?) {
        stage.send_replace(Stage::NeedsTicket);
    }
    if first::ready(&mut keys, &mut end, &mut stop, &mut waiting).await? == Next::Stop {
        return Ok(());
    }
    if !keys.has_ticket()? {
        let node = Node::open_provisional(clock, keys, &settings, end, waiting, stage.clone())?;
        let Some(ended) = node.run(&mut stop).await? else { return Ok(()) };
        Ended { end, keys, waiting } = ended;
    }
    let mut disk = Some(disk);
    loop {
        if keys.remains()?.is_some() {
            // Nobody may have the journal open while it is replaced.
            drop(disk.take());
            erasing::finish(&settings.data_dir, &keys)?;
        }
        let disk = match disk.take() {
            Some(disk) => disk,
            None => Disk::lock(&settings.data_dir, settings.segment_bytes)?,
        };
        let node = Node::open_ticketed(clock, disk, keys, &settings, end, waiting, stage.clone())?;
        let Some(ended) = node.run(&mut stop).await? else { return Ok(()) };
        Ended { end, keys, waiting } = ended;
        if let Some(mesh) = &settings.mesh {
            ending::until_free(mesh.listen).await;
        }
    }
}

/// What a node hands on when another takes its place: its laptop has taken a ticket, or was erased.
struct Ended {
    end: LoopEnd,
    keys: Keys,
    waiting: Waiting,
}

/// A node with keys: of its ticket, or of its own making.
struct Node {
    clock: Clock,
    engine: Engine,
    keys: Keys,
    end: LoopEnd,
    mesh: Option<Neighbours>,
    stage: Option<watch::Sender<Stage>>,
    kind: NodeKind,
    /// Those who wait until it, or the node that comes after it, is open.
    waiting: Waiting,
    /// A neighbour refused this laptop as revoked, and none has let it in since.
    said_revoked: bool,
    /// When an order to erase is tried again that could not be obeyed.
    erase_at_ms: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NodeKind {
    Ticketed,
    Provisional,
    /// Without any reader secret: it carries facts.
    Erased,
    /// It ends, so that another begins: it was given a ticket, or has obeyed an order to erase.
    Leaving,
}

/// The mesh, and what its admission is told of the city's statements.
struct Neighbours {
    handle: MeshHandle,
    events: mpsc::Receiver<MeshEvent>,
    statements: Arc<RwLock<Statements>>,
}

enum Woken {
    Request(Request),
    Event(MeshEvent),
    Time,
    Stop,
}

impl Node {
    /// In a folder and an operation of its own, without neighbours.
    fn open_provisional(
        clock: Clock,
        keys: Keys,
        settings: &Settings,
        end: LoopEnd,
        waiting: Waiting,
        stage: watch::Sender<Stage>,
    ) -> Result<Self, RunError> {
        let enrolment = keys.provisional()?.expect("a laptop without a ticket has these keys");
        let folder = settings.data_dir.join(enrol::PROVISIONAL);
        let disk = Disk::lock(&folder, settings.segment_bytes)?;
        let mut node = Self::open(clock, disk, enrolment, None, keys, end, waiting)?;
        node.kind = NodeKind::Provisional;
        node.show(settings)?;
        stage.send_replace(Stage::Provisional);
        Ok(node)
    }

    fn open(
        clock: Clock,
        mut disk: Disk,
        enrolment: Enrolment,
        mesh: Option<&config::Mesh>,
        keys: Keys,
        end: LoopEnd,
        waiting: Waiting,
    ) -> Result<Self, RunError> {
        let now = clock.now();
        let member = enrolment.member().map_err(JoinError::from)?;
        let own = Arc::new(musubi_log::node::NodeSecret::from_secrets(
            &enrolment.node.to_secrets().0,
            &enrolment.node.to_secrets().1,
        ));
        let certificate = enrolment.certificate.clone();
        // What an earlier operation showed is not this one's.
        end.shared.forget_all(member.operation.id);
        let stored = disk.open(&enrolment, &member, &end.shared)?;
        let (replica, opening) = Replica::open(now, enrolment, Run::new(rand::random()), stored)
            .map_err(JoinError::from)?;
        let statements = Arc::new(RwLock::new(replica.statements().clone()));
        let city = replica.city();
        let (engine, outgoing) =
            Engine::start(now, replica, opening, disk, Arc::clone(&end.shared))?;
        let mesh = match mesh {
            None => None,
            Some(mesh) => {
                let known = Arc::clone(&statements);
                let admission = Admission::certified(
                    city,
                    member.operation.id,
                    own,
                    &certificate,
                    move |member| {
                        let statements = known.read().expect("only clones are made under it");
                        Standing {
                            city_time: statements.city_time(),
                            revoked: statements.is_revoked(member),
                        }
                    },
                );
                let config = mesh_config(mesh, member.operation.id)?;
                let (handle, events) = Mesh::start(config, admission)?;
                Some(Neighbours { handle, events, statements })
            }
        };
        let kind = NodeKind::Ticketed;
        let mut node = Self {
            clock,
            engine,
            keys,
            end,
            mesh,
            stage: None,
            kind,
            waiting,
            said_revoked: false,
            erase_at_ms: 0,
        };
        node.obey(outgoing);
        Ok(node)
    }

    /// What was recorded before there was a ticket.
    fn bring_provisional(&mut self, settings: &Settings) -> Result<(), RunError> {
        let (now, segment_bytes) = (self.clock.now(), settings.segment_bytes);
        let outgoing =
            moving::run(now, &settings.data_dir, segment_bytes, &self.keys, &mut self.engine)?;
        self.obey(outgoing);
        Ok(())
    }

    /// Told last: pages of a node believe that what they do not see is not there.
    fn show(&mut self, settings: &Settings) -> Result<(), RunError> {
        if settings.time == ClockWord::Confirmed {
            self.confirm_clock(self.clock.now().wall)?;
        } else if self.end.shared.status().clock_confirmed_at.is_some() {
            let outgoing = self.engine.step(self.clock.now(), [Input::ClockConfirmed])?;
            self.obey(outgoing);
        }
        self.show_enrolees();
        self.show_ending();
        if self.engine.member().role == Role::Hq && self.kind == NodeKind::Ticketed {
            self.engine.take_certified();
            self.write_enrolments(&[])?;
        }
        let mut enrolled = enrol::enrolled(self.engine.member());
        enrolled.provisional = self.kind == NodeKind::Provisional;
        let has_passphrase = self.keys.needs_passphrase()?;
        let mut status = self.end.shared.status_mut();
        status.city = (!enrolled.provisional).then(|| self.engine.replica().city());
        status.enrolled = Some(enrolled);
        status.locked = false;
        status.has_passphrase = has_passphrase;
        drop(status);
        self.waiting.tell();
        Ok(())
    }

    /// `None`: it was stopped.
    async fn run(mut self, stop: &mut watch::Receiver<bool>) -> Result<Option<Ended>, RunError> {
        self.serve(stop).await?;
        let Self { engine, keys, end, kind, waiting, .. } = self;
        engine.close();
        Ok((kind == NodeKind::Leaving).then_some(Ended { end, keys, waiting }))
    }

    fn confirm_clock(&mut self, at: Timestamp) -> Result<(), RunError> {
        self.end.shared.status_mut().clock_confirmed_at = Some(at);
        let outgoing = self.engine.step(self.clock.now(), [Input::ClockConfirmed])?;
        self.obey(outgoing);
        Ok(())
    }

    async fn serve(&mut self, stop: &mut watch::Receiver<bool>) -> Result<(), RunError> {
        loop {
            if self.erase() {
                self.leave_mesh().await;
                return Ok(());
            }
            let woken = self.wait(stop).await;
            let mut inputs = Vec::new();
            let mut stopping = self.take(woken, &mut inputs);
            while !stopping && inputs.len() < BATCH_MAX {
                let Some(more) = self.waiting() else { break };
                stopping = self.take(more, &mut inputs);
            }
            if stopping {
                inputs.push(Input::Closing);
            }
            let outgoing = self.engine.step(self.clock.now(), inputs)?;
            self.obey(outgoing);
            self.note_enrolments()?;
            if stopping {
                if let Some(mesh) = &self.mesh {
                    mesh.handle.end();
                }
                return Ok(());
            }
        }
    }

    async fn wait(&mut self, stop: &mut watch::Receiver<bool>) -> Woken {
        let elapsed = self.clock.now().elapsed_ms;
        let due = Duration::from_millis(self.engine.deadline_ms().saturating_sub(elapsed));
        let events = self.mesh.as_mut().map(|mesh| &mut mesh.events);
        tokio::select! {
            request = self.end.requests.recv() => request.map_or(Woken::Stop, Woken::Request),
            event = next_event(events) => Woken::Event(event),
            () = tokio::time::sleep(due.min(IDLE_MAX)) => Woken::Time,
            () = stopped(stop) => Woken::Stop,
        }
    }

    /// More that has come already.
    fn waiting(&mut self) -> Option<Woken> {
        if let Ok(request) = self.end.requests.try_recv() {
            return Some(Woken::Request(request));
        }
        self.mesh.as_mut()?.events.try_recv().ok().map(Woken::Event)
    }

    /// Says whether the node is to stop.
    fn take(&mut self, woken: Woken, inputs: &mut Vec<Input>) -> bool {
        match woken {
            Woken::Request(Request::Commit { document, edits, answer }) => {
                inputs.push(self.engine.commit(document, edits, answer));
            }
            Woken::Request(Request::Enrol { ticket, pin, answer }) => {
                return self.take_ticket(&ticket, pin.as_deref(), answer);
            }
            Woken::Request(Request::BeginProvisional { answer, .. }) => {
                let _ = answer.send(Err(EnrolError::Already));
            }
            Woken::Request(Request::Unlock { answer, .. }) => {
                let _ = answer.send(Ok(()));
            }
            Woken::Request(Request::Relock { old, new, answer }) => {
                let _ = answer.send(self.relock(old.as_ref(), new.as_ref()));
            }
            Woken::Request(Request::Courier(request)) => match self.kind {
                NodeKind::Ticketed | NodeKind::Erased => {
                    inputs.extend(self.engine.courier(request));
                }
                NodeKind::Provisional | NodeKind::Leaving => {
                    request.refuse(CourierError::NotEnrolled);
                }
            },
            Woken::Request(Request::Ending(request)) => match self.kind {
                NodeKind::Ticketed | NodeKind::Erased => {
                    inputs.extend(request.put(&mut self.engine));
                }
                NodeKind::Provisional | NodeKind::Leaving => {
                    request.refuse(CourierError::NotEnrolled);
                }
            },
            Woken::Request(Request::Trust(request)) => match self.kind {
                NodeKind::Ticketed | NodeKind::Erased => inputs.extend(self.engine.trust(request)),
                NodeKind::Provisional | NodeKind::Leaving => {
                    request.refuse(TrustError::NotEnrolled);
                }
            },
            Woken::Request(Request::ConfirmClock { at, answer }) => {
                self.end.shared.status_mut().clock_confirmed_at = Some(at);
                inputs.push(Input::ClockConfirmed);
                let _ = answer.send(());
            }
            Woken::Event(event) => inputs.extend(self.event(event)),
            Woken::Time => inputs.push(Input::Deadline),
            Woken::Stop => return true,
        }
        false
    }

    /// Says whether the node is to end, for another to begin.
    fn take_ticket(
        &mut self,
        ticket: &str,
        pin: Option<&str>,
        answer: oneshot::Sender<Result<(), EnrolError>>,
    ) -> bool {
        let outcome = match self.kind {
            NodeKind::Provisional => enrol::take(&self.keys, ticket, pin).map(drop),
            NodeKind::Ticketed | NodeKind::Erased | NodeKind::Leaving => {
                Err(JoinError::Already { place: self.engine.member().place_name.clone() })
            }
        };
        if let Err(error) = outcome {
            tracing::warn!(code = error.code(), "a ticket was refused");
            let _ = answer.send(Err(first::enrol_error(&error)));
            return false;
        }
        self.kind = NodeKind::Leaving;
        self.waiting.push(answer);
        true
    }

    fn relock(
        &mut self,
        old: Option<&Passphrase>,
        new: Option<&Passphrase>,
    ) -> Result<(), LockError> {
        self.keys.relock(old, new).map_err(|error| {
            tracing::warn!(code = error.code(), "the passphrase stays as it was");
            if error.is_passphrase() { LockError::Passphrase } else { LockError::Disk }
        })?;
        self.end.shared.status_mut().has_passphrase = new.is_some();
        Ok(())
    }

    fn event(&mut self, event: MeshEvent) -> Option<Input> {
        match event {
            MeshEvent::Listening { address } => {
                tracing::info!(%address, "neighbours are heard here");
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
                self.said_revoked = false;
                self.show_cut_off();
                Some(Input::PeerUp { node, certificate: certificate.to_vec() })
            }
            MeshEvent::PeerDown { node } => {
                tracing::info!(%node, "a neighbour is gone");
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
                .map(|message| Input::Received { from, message }),
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

    fn message(&self, bytes: &[u8]) -> Result<Message, musubi_replica::message::MessageError> {
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

    /// At headquarters every new laptop is written down, with the time.
    fn note_enrolments(&mut self) -> Result<(), RunError> {
        let certified = self.engine.take_certified();
        let notes = self.engine.member().role == Role::Hq && self.kind == NodeKind::Ticketed;
        if certified.is_empty() || !notes {
            return Ok(());
        }
        self.write_enrolments(&certified)
    }

    fn write_enrolments(&mut self, certified: &[(Hash, Option<NodeKey>)]) -> Result<(), RunError> {
        let member = self.engine.member();
        let desk = DocumentId::new(member.operation.id, Kind::Desk, member.place);
        let statements = self.engine.replica().statements();
        let from = certified.iter().filter_map(|(certificate, from)| {
            Some((statements.member(certificate)?.node, (*from)?))
        });
        let from: BTreeMap<NodeKey, NodeKey> = from.collect();
        let all = enrolments::all(statements);
        let (now, view) = (self.clock.now(), self.engine.view(desk));
        let edits = enrolments::unheard(&all, &view, &from, now.wall, crate::desk::fresh_id);
        if edits.is_empty() {
            return Ok(());
        }
        // Nobody waits for it: what is missing is written at the next look.
        let (answer, _) = oneshot::channel();
        let input = self.engine.commit(desk, edits, answer);
        let outgoing = self.engine.step(now, [input])?;
        self.obey(outgoing);
        Ok(())
    }

    fn show_enrolees(&self) {
        let enrolees = enrolments::all(self.engine.replica().statements());
        let mut status = self.end.shared.status_mut();
        if self.engine.member().role == Role::Hq && enrolments::is_some_used_twice(&enrolees) {
            status.warnings.insert(Warning::TicketUsedTwice);
        }
        status.enrolees = enrolees;
        drop(status);
        self.show_cut_off();
    }

    /// What a neighbour says of it stands until the signed word is here, or one lets it in again.
    fn show_cut_off(&self) {
        let (member, statements) = (self.engine.member(), self.engine.replica().statements());
        let now = match (statements.is_revoked(member), self.said_revoked) {
            (true, _) => CutOff::Yes,
            (false, true) => CutOff::Said,
            (false, false) => CutOff::No,
        };
        let mut status = self.end.shared.status_mut();
        let changed = status.cut_off != now;
        status.cut_off = now;
        drop(status);
        if changed {
            let desk = DocumentId::new(member.operation.id, Kind::Desk, member.place);
            self.end.shared.announce_ticks(desk);
        }
    }

    fn obey(&mut self, outgoing: Vec<Outgoing>) {
        if outgoing.iter().any(|out| matches!(out, Outgoing::Statements)) {
            self.show_enrolees();
            self.show_ending();
        }
        let Some(mesh) = &self.mesh else { return };
        for out in outgoing {
            match out {
                // A full queue or a peer that just left: the next comparison repairs it.
                Outgoing::Message { to, bytes } => {
                    if let Err(error) = mesh.handle.send(to, bytes) {
                        tracing::debug!(%to, %error, "a message was not taken");
                    }
                }
                Outgoing::Hint { bytes } => {
                    if let Err(error) = mesh.handle.gossip(bytes) {
                        tracing::debug!(%error, "a hint was not taken");
                    }
                }
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
    }
}

/// Without a mesh nothing ever comes; a mesh that ended says nothing any more.
async fn next_event(events: Option<&mut mpsc::Receiver<MeshEvent>>) -> MeshEvent {
    if let Some(events) = events
        && let Some(event) = events.recv().await
    {
        return event;
    }
    std::future::pending().await
}

pub(super) async fn stopped(stop: &mut watch::Receiver<bool>) {
    // A sender that is gone can say nothing any more: the handles decide then.
    if stop.wait_for(|stop| *stop).await.is_err() {
        std::future::pending::<()>().await;
    }
}

fn mesh_config(
    mesh: &config::Mesh,
    operation: musubi_model::ids::OperationId,
) -> Result<MeshConfig, RunError> {
    let parse =
        |address: String| address.parse::<Multiaddr>().map_err(|_| RunError::Address { address });
    let ip = if mesh.listen.is_ipv4() { "ip4" } else { "ip6" };
    let (host, port) = (mesh.listen.ip(), mesh.listen.port());
    Ok(MeshConfig {
        operation,
        listen: vec![
            parse(format!("/{ip}/{host}/udp/{port}/quic-v1"))?,
            parse(format!("/{ip}/{host}/tcp/{port}"))?,
        ],
        manual: mesh.peers.iter().cloned().map(parse).collect::<Result<_, _>>()?,
        discovery: if mesh.discover { Discovery::Mdns } else { Discovery::ManualOnly },
        wall_clock: Arc::new(wall),
    })
}

/// The only place where a node reads clocks.
#[derive(Clone, Copy, Debug)]
struct Clock {
    started: Instant,
}

impl Clock {
    fn start() -> Self {
        Self { started: Instant::now() }
    }

    fn now(&self) -> Now {
        let elapsed_ms = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        Now { elapsed_ms, wall: wall() }
    }
}

/// This laptop's wall clock, which may be wrong.
fn wall() -> Timestamp {
    let millis = match SystemTime::now().duration_since(SystemTime::UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_millis()).map_or(i64::MIN, |ms| -ms),
    };
    Timestamp::from_millis(millis)
}
