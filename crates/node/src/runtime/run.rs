//! The only loop of a node: waits, asks the replica, obeys.
//!
//! It runs on a thread of its own, because obeying means waiting for the disk. What is waiting when
//! it wakes is taken as one batch and flushed together.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant, SystemTime};

use musubi_log::hash::Run;
use musubi_log::node::Certificate;
use musubi_log::statements::Statements;
use musubi_log::ticket::{Enrolment, TicketError};
use musubi_mesh::{
    Admission, Discovery, Mesh, MeshConfig, MeshError, MeshEvent, MeshHandle, Multiaddr, RefusedBy,
    Standing,
};
use musubi_model::ids::NodeKey;
use musubi_model::time::{Now, Timestamp};
use musubi_replica::message::Message;
use musubi_replica::{Input, Replica};
use musubi_store::journal::OpenError;
use musubi_store::secrets::{Secrets, SecretsError};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

use super::disk::{Disk, DiskError};
use super::engine::{Engine, Outgoing};
use super::enrol::{self, JoinError};
use super::handle::{CommitError, EnrolError, LoopEnd, PeerStatus, Request};
use crate::config;

/// Inputs that are taken together, at most.
const BATCH_MAX: usize = 256;
/// A step without anything to do is taken this often, to show ages and the state of the disk.
const IDLE_MAX: Duration = Duration::from_secs(10);

#[derive(Debug, thiserror::Error)]
pub enum RunError {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    #[error(transparent)]
    Disk(#[from] DiskError),
    #[error("this laptop's own enrolment cannot be used")]
    Enrolment(#[from] JoinError),
    #[error(transparent)]
    Mesh(#[from] MeshError),
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
    NeedsTicket,
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
    let secrets = Secrets::open(&settings.data_dir.join(enrol::SECRETS))?;
    let enrolment = if let Some(enrolment) = enrol::stored(&secrets)? {
        enrolment
    } else {
        stage.send_replace(Stage::NeedsTicket);
        match wait_for_ticket(&secrets, &mut end, &mut stop).await {
            Some(enrolment) => enrolment,
            None => return Ok(()),
        }
    };
    let mut node = Node::open(clock, disk, enrolment, &settings, end)?;
    if settings.time == ClockWord::Confirmed {
        node.confirm_clock(clock.now().wall)?;
    }
    stage.send_replace(Stage::Open { addresses: BTreeSet::new() });
    node.stage = Some(stage);
    node.serve(&mut stop).await?;
    node.engine.close();
    Ok(())
}

/// Before the ticket there is nothing to write to. `None`: the node is stopping.
async fn wait_for_ticket(
    secrets: &Secrets,
    end: &mut LoopEnd,
    stop: &mut watch::Receiver<bool>,
) -> Option<Enrolment> {
    loop {
        let request = tokio::select! {
            request = end.requests.recv() => request?,
            () = stopped(stop) => return None,
        };
        match request {
            Request::Commit { answer, .. } => {
                let _ = answer.send(Err(CommitError::NotEnrolled));
            }
            Request::ConfirmClock { at, answer } => {
                end.shared.status_mut().clock_confirmed_at = Some(at);
                let _ = answer.send(());
            }
            Request::Enrol { ticket, pin, answer } => {
                match enrol::take(secrets, &ticket, pin.as_deref()) {
                    Ok(enrolment) => {
                        if let Ok(member) = enrolment.member() {
                            end.shared.status_mut().enrolled = Some(enrol::enrolled(&member));
                        }
                        let _ = answer.send(Ok(()));
                        return Some(enrolment);
                    }
                    Err(error) => {
                        tracing::warn!(code = error.code(), "a ticket was refused");
                        let _ = answer.send(Err(enrol_error(&error)));
                    }
                }
            }
        }
    }
}

fn enrol_error(error: &JoinError) -> EnrolError {
    match error {
        JoinError::PinNeeded | JoinError::Ticket(TicketError::PinShape | TicketError::PinWrong) => {
            EnrolError::Pin
        }
        JoinError::Already { .. } => EnrolError::Already,
        JoinError::Secrets(_) | JoinError::Journal(_) | JoinError::KeyFile(_) => EnrolError::Disk,
        JoinError::Ticket(_) | JoinError::Certificate(_) => {
            EnrolError::Malformed { reason: error.to_string() }
        }
    }
}

/// An enrolled node.
struct Node {
    clock: Clock,
    engine: Engine,
    end: LoopEnd,
    mesh: Option<Neighbours>,
    stage: Option<watch::Sender<Stage>>,
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
    fn open(
        clock: Clock,
        mut disk: Disk,
        enrolment: Enrolment,
        settings: &Settings,
        end: LoopEnd,
    ) -> Result<Self, RunError> {
        let now = clock.now();
        let member = enrolment.member().map_err(JoinError::from)?;
        let own = Arc::new(musubi_log::node::NodeSecret::from_secrets(
            &enrolment.node.to_secrets().0,
            &enrolment.node.to_secrets().1,
        ));
        let certificate = enrolment.certificate.clone();
        let stored = disk.open(&enrolment, &member, &end.shared)?;
        let (replica, opening) = Replica::open(now, enrolment, Run::new(rand::random()), stored)
            .map_err(JoinError::from)?;
        let statements = Arc::new(RwLock::new(replica.statements().clone()));
        let city = replica.city();
        let (engine, outgoing) =
            Engine::start(now, replica, opening, disk, Arc::clone(&end.shared))?;
        // Told last: pages of a node believe that what they do not see is not there.
        let mut status = end.shared.status_mut();
        status.enrolled = Some(enrol::enrolled(&member));
        status.city = Some(city);
        drop(status);
        let mesh = match &settings.mesh {
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
        let mut node = Self { clock, engine, end, mesh, stage: None };
        node.obey(outgoing);
        Ok(node)
    }

    fn confirm_clock(&mut self, at: Timestamp) -> Result<(), RunError> {
        self.end.shared.status_mut().clock_confirmed_at = Some(at);
        let outgoing = self.engine.step(self.clock.now(), [Input::ClockConfirmed])?;
        self.obey(outgoing);
        Ok(())
    }

    async fn serve(&mut self, stop: &mut watch::Receiver<bool>) -> Result<(), RunError> {
        loop {
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
            Woken::Request(Request::Enrol { answer, .. }) => {
                let _ = answer.send(Err(EnrolError::Already));
            }
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
                let by = match by {
                    RefusedBy::Us => "us",
                    RefusedBy::Them => "them",
                };
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

    fn obey(&mut self, outgoing: Vec<Outgoing>) {
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

async fn stopped(stop: &mut watch::Receiver<bool>) {
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
