//! The only loop of a node: waits, asks the replica, obeys.
//!
//! It runs on a thread of its own, because obeying means waiting for the disk. What is waiting when
//! it wakes is taken as one batch and flushed together.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use musubi_mesh::{MeshError, MeshEvent};
use musubi_replica::Input;
use musubi_store::journal::OpenError;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use self::clock::Clock;
use self::hints::Hints;
use self::neighbours::{Neighbours, Ports, next_event};
use super::disk::{Disk, DiskError};
use super::engine::Engine;
use super::enrol::JoinError;
use super::erasing::{self, FinishError};
use super::first::{self, Next, Waiting};
use super::handle::{LoopEnd, Request};
use super::keys::{Keys, Passphrase};
use crate::blobs::Carrier;
use crate::config;

mod asked;
mod certified;
mod clock;
mod ending;
mod hints;
mod neighbours;
mod opening;

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
    pub meeting: Option<Meeting>,
    pub time: ClockWord,
    /// A file of the journal is closed before it would grow beyond this.
    pub segment_bytes: u32,
    /// What opens this laptop's keys, where it is known at the start.
    pub passphrase: Option<Passphrase>,
}

/// How a node meets others, and the files that it has for them.
#[derive(Debug, Clone)]
pub struct Meeting {
    pub mesh: config::Mesh,
    pub blobs: Carrier,
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
        let lasting = Lasting { end, keys, waiting, ports: Ports::default() };
        let node = Node::open_provisional(clock, lasting, &settings, stage.clone())?;
        let Some(handed_on) = node.run(&mut stop).await? else { return Ok(()) };
        Lasting { end, keys, waiting, .. } = handed_on;
    }
    let mut lasting = Lasting { end, keys, waiting, ports: Ports::default() };
    let mut disk = Some(disk);
    loop {
        if lasting.keys.remains()?.is_some() {
            // Nobody may have the journal open while it is replaced.
            drop(disk.take());
            erasing::finish(&settings.data_dir, &lasting.keys)?;
        }
        let disk = match disk.take() {
            Some(disk) => disk,
            None => Disk::lock(&settings.data_dir, settings.segment_bytes)?,
        };
        let node = Node::open_ticketed(clock, disk, lasting, &settings, stage.clone())?;
        let Some(handed_on) = node.run(&mut stop).await? else { return Ok(()) };
        lasting = handed_on;
        if let Some(meeting) = &settings.meeting {
            let mesh = &meeting.mesh;
            ending::until_free(mesh.listen.ip(), lasting.ports.of(mesh)).await;
        }
    }
}

/// What outlives a node: it is handed on when another takes its place, because the laptop has taken a
/// ticket or was erased.
struct Lasting {
    end: LoopEnd,
    keys: Keys,
    /// Those who wait until the node, or the one that comes after it, is open.
    waiting: Waiting,
    /// Where neighbours know this laptop.
    ports: Ports,
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
    waiting: Waiting,
    ports: Ports,
    hints: Hints,
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

enum Woken {
    Request(Request),
    Event(MeshEvent),
    Time,
    Stop,
}

impl Node {
    /// `None`: it was stopped.
    async fn run(mut self, stop: &mut watch::Receiver<bool>) -> Result<Option<Lasting>, RunError> {
        self.serve(stop).await?;
        let Self { engine, keys, end, kind, waiting, ports, .. } = self;
        engine.close();
        Ok((kind == NodeKind::Leaving).then_some(Lasting { end, keys, waiting, ports }))
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
            self.engine.answer_all();
            if stopping {
                self.tell(Hints::all);
                if let Some(mesh) = &self.mesh {
                    mesh.handle.end();
                }
                return Ok(());
            }
        }
    }

    async fn wait(&mut self, stop: &mut watch::Receiver<bool>) -> Woken {
        let elapsed = self.clock.now().elapsed_ms;
        let deadline =
            self.hints.deadline_ms().into_iter().fold(self.engine.deadline_ms(), u64::min);
        let due = Duration::from_millis(deadline.saturating_sub(elapsed));
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
}

pub(super) async fn stopped(stop: &mut watch::Receiver<bool>) {
    // A sender that is gone can say nothing any more: the handles decide then.
    if stop.wait_for(|stop| *stop).await.is_err() {
        std::future::pending::<()>().await;
    }
}
