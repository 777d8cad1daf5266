//! Running nodes on free loopback ports, and waiting for what they say: never by sleeping, always
//! with a deadline.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use musubi_mesh::{
    Admission, Discovery, Mesh, MeshConfig, MeshEvent, MeshHandle, Multiaddr, Question, Refusal,
    RefusedBy,
};
use musubi_model::ids::{NodeKey, OperationId};
use musubi_model::time::Timestamp;
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::city::Laptop;

/// Generous: the machine that runs tests may be busy with other things.
pub(crate) const DEADLINE: Duration = Duration::from_secs(30);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Transport {
    Tcp,
    Quic,
}

impl Transport {
    pub(crate) const BOTH: [Self; 2] = [Self::Tcp, Self::Quic];

    pub(crate) fn loopback(self) -> Multiaddr {
        match self {
            Self::Tcp => "/ip4/127.0.0.1/tcp/0".parse().unwrap(),
            Self::Quic => "/ip4/127.0.0.1/udp/0/quic-v1".parse().unwrap(),
        }
    }
}

pub(crate) struct Running {
    pub(crate) node: NodeKey,
    pub(crate) handle: MeshHandle,
    pub(crate) events: mpsc::Receiver<MeshEvent>,
    /// What went by while waiting for something else, for the message of a failure.
    seen: Vec<String>,
}

pub(crate) fn wall() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap())
}

pub(crate) fn config(operation: OperationId, transport: Transport) -> MeshConfig {
    MeshConfig {
        operation,
        listen: vec![transport.loopback()],
        manual: Vec::new(),
        discovery: Discovery::ManualOnly,
        wall_clock: Arc::new(wall),
        questions: None,
    }
}

impl Running {
    /// A node that takes questions, at most so many at once.
    pub(crate) fn answering(
        laptop: &Laptop,
        transport: Transport,
        at_once: usize,
    ) -> (Self, mpsc::Receiver<Question>) {
        let (sender, questions) = mpsc::channel(at_once);
        let config = config(laptop.operation, transport);
        let config = MeshConfig { questions: Some(sender), ..config };
        (Self::with(config, laptop.admission()), questions)
    }

    pub(crate) fn start(laptop: &Laptop, transport: Transport) -> Self {
        Self::with(config(laptop.operation, transport), laptop.admission())
    }

    pub(crate) fn with(config: MeshConfig, admission: Admission) -> Self {
        let node = admission.node;
        let (handle, events) = Mesh::start(config, admission).unwrap();
        Self::around(node, handle, events)
    }

    pub(crate) fn around(
        node: NodeKey,
        handle: MeshHandle,
        events: mpsc::Receiver<MeshEvent>,
    ) -> Self {
        Self { node, handle, events, seen: Vec::new() }
    }

    /// The first event from now on for which `pick` has an answer.
    #[track_caller]
    pub(crate) fn wait<T>(
        &mut self,
        what: &'static str,
        pick: impl FnMut(MeshEvent) -> Option<T>,
    ) -> impl Future<Output = T> {
        let at = std::panic::Location::caller();
        async move {
            match self.wait_for(DEADLINE, pick).await {
                Some(found) => found,
                None => panic!("{at}: waited in vain for {what}; saw {:#?}", self.seen),
            }
        }
    }

    pub(crate) async fn wait_for<T>(
        &mut self,
        at_most: Duration,
        mut pick: impl FnMut(MeshEvent) -> Option<T>,
    ) -> Option<T> {
        let search = async {
            while let Some(event) = self.events.recv().await {
                self.seen.push(format!("{event:?}"));
                if let Some(found) = pick(event) {
                    return Some(found);
                }
            }
            None
        };
        timeout(at_most, search).await.ok().flatten()
    }

    pub(crate) async fn address(&mut self) -> Multiaddr {
        self.wait("an address", |event| match event {
            MeshEvent::Listening { address } => Some(address),
            _ => None,
        })
        .await
    }

    /// Waits for the node to be up; gives its certificate.
    pub(crate) async fn up(&mut self, of: NodeKey) -> Arc<[u8]> {
        self.wait("a peer to come up", |event| match event {
            MeshEvent::PeerUp { node, certificate, .. } if node == of => Some(certificate),
            _ => None,
        })
        .await
    }

    pub(crate) async fn down(&mut self, of: NodeKey) {
        self.wait("a peer to go down", |event| match event {
            MeshEvent::PeerDown { node } if node == of => Some(()),
            _ => None,
        })
        .await;
    }

    pub(crate) async fn received(&mut self) -> (NodeKey, Vec<u8>) {
        self.wait("a message", |event| match event {
            MeshEvent::Received { from, bytes } => Some((from, bytes)),
            _ => None,
        })
        .await
    }

    /// The next refusal; nobody may come up before it.
    pub(crate) async fn refused(&mut self) -> (RefusedBy, Refusal) {
        self.wait("a refusal", |event| match event {
            MeshEvent::Refused { by, reason, .. } => Some((by, reason)),
            MeshEvent::PeerUp { node, .. } => panic!("{node} was admitted"),
            _ => None,
        })
        .await
    }
}

/// Two nodes that have met.
pub(crate) async fn pair(one: &Laptop, other: &Laptop, transport: Transport) -> (Running, Running) {
    let mut one = Running::start(one, transport);
    let mut other = Running::start(other, transport);
    introduce(&mut one, &mut other).await;
    (one, other)
}

pub(crate) async fn introduce(one: &mut Running, other: &mut Running) {
    other.handle.dial(one.address().await);
    one.up(other.node).await;
    other.up(one.node).await;
}

/// Gossips until the other has heard: hints may go missing, silence may not.
pub(crate) async fn gossip_until_heard(from: &Running, to: &mut Running) -> Duration {
    let began = Instant::now();
    for number in 0_u32.. {
        assert!(began.elapsed() < DEADLINE, "no hint was heard; saw {:#?}", to.seen);
        from.handle.gossip(number.to_le_bytes().to_vec()).unwrap();
        let heard = to
            .wait_for(Duration::from_millis(100), |event| match event {
                MeshEvent::Hint { bytes, .. } => Some(bytes),
                _ => None,
            })
            .await;
        if heard.is_some() {
            break;
        }
    }
    began.elapsed()
}
