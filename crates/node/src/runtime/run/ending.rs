//! A node under an order to erase: it obeys, ends, and comes back as what is left of it.

use std::collections::BTreeSet;
use std::net::{IpAddr, TcpListener, UdpSocket};
use std::time::{Duration, Instant};

use musubi_log::safe::Remains;
use musubi_log::statement::Fact;
use musubi_model::ids::{DocumentId, Kind, PlaceId};
use tokio::sync::{oneshot, watch};

use super::neighbours::Ports;
use super::{Clock, Lasting, Node, NodeKind, RunError, Settings, Stage};
use crate::runtime::disk::Disk;
use crate::runtime::ending::{Ending, Here};
use crate::runtime::erasing::{self, ObeyError};
use crate::runtime::keeping::Sources;

const FREE_MAX: Duration = Duration::from_secs(10);
const FREE_AGAIN: Duration = Duration::from_millis(50);
/// Between two tries to obey an order whose keepings the disk did not take.
const ERASE_AGAIN_MS: u64 = 10_000;

/// Systems hold a socket for a moment after its program closed it. Returns when both are free, or when
/// it is for whoever opens them to say why not.
pub(super) async fn until_free(ip: IpAddr, Ports { udp, tcp }: Ports) {
    let deadline = Instant::now() + FREE_MAX;
    while Instant::now() < deadline {
        if UdpSocket::bind((ip, udp)).is_ok() && TcpListener::bind((ip, tcp)).is_ok() {
            return;
        }
        tokio::time::sleep(FREE_AGAIN).await;
    }
}

impl Node {
    /// What the ticket made of this laptop, or what an erasure left of that.
    pub(super) fn open_ticketed(
        clock: Clock,
        disk: Disk,
        lasting: Lasting,
        settings: &Settings,
        stage: watch::Sender<Stage>,
    ) -> Result<Self, RunError> {
        let enrolment = lasting.keys.ticket()?;
        let enrolment = enrolment.expect("a node ends by stopping or by taking a ticket");
        let remains = lasting.keys.remains()?;
        let meeting = settings.meeting.as_ref();
        let mut node = Self::open(clock, disk, enrolment, meeting, lasting)?;
        if let Some(remains) = remains {
            node.kind = NodeKind::Erased;
            node.declare(&remains)?;
        } else {
            node.bring_provisional(settings)?;
        }
        node.show(settings)?;
        stage.send_replace(Stage::Open { addresses: BTreeSet::new() });
        node.stage = Some(stage);
        Ok(node)
    }

    /// Obeys an order to erase, if one stands. Says whether this node ends, for one without secrets
    /// to begin. Where what is to be kept cannot be written, nothing is destroyed.
    pub(super) fn erase(&mut self) -> bool {
        let now = self.clock.now();
        let due = self.kind == NodeKind::Ticketed && now.elapsed_ms >= self.erase_at_ms;
        let statements = self.engine.replica().statements();
        let (Some((order, _)), Some(closed)) = (statements.order(), statements.closed()) else {
            return false;
        };
        if !due {
            return false;
        }
        let obeyed = self.engine.all_lookups().map_err(ObeyError::from).and_then(|lookups| {
            let views = self.end.shared.views();
            let sources = Sources { shown: &views, lookups: &lookups };
            let data_dir = self.engine.data_dir();
            erasing::obey(data_dir, &self.keys, order, &closed.closing, sources)
        });
        match obeyed {
            Ok(()) => {
                tracing::warn!(%order, "the order to erase is obeyed: this laptop reads nothing any more");
                self.end.shared.status_mut().ending.here = Here::Erased;
                self.kind = NodeKind::Leaving;
                true
            }
            Err(error) => {
                tracing::error!(%error, "the order to erase is not obeyed yet");
                self.erase_at_ms = now.elapsed_ms + ERASE_AGAIN_MS;
                self.end.shared.status_mut().ending.here = Here::Waiting;
                false
            }
        }
    }

    /// The next node of this process is to be heard where this one was.
    pub(super) async fn leave_mesh(&mut self) {
        let Some(mut mesh) = self.mesh.take() else { return };
        mesh.handle.end();
        while mesh.events.recv().await.is_some() {}
    }

    /// Signs, once, that everything is gone.
    fn declare(&mut self, remains: &Remains) -> Result<(), RunError> {
        let now = self.clock.now();
        let statements = self.engine.replica().statements();
        if statements.destruction(self.engine.member().node, &remains.order).is_some() {
            return Ok(());
        }
        let fact = Fact::Destruction(remains.destruction(now.wall));
        // Nobody waits for it: what was not said is said at the next start.
        let (answer, _) = oneshot::channel();
        let input = self.engine.state(&fact, answer);
        let outgoing = self.engine.step(now, [input])?;
        self.obey(outgoing);
        Ok(())
    }

    pub(super) fn show_ending(&self) {
        let here = match self.kind {
            NodeKind::Erased => Here::Erased,
            _ => self.end.shared.status().ending.here,
        };
        let ending = Ending::of(self.engine.replica().statements(), here);
        let changed =
            std::mem::replace(&mut self.end.shared.status_mut().ending, ending.clone()) != ending;
        if changed {
            // Pages that show it ask again when the city's document changes.
            let operation = self.engine.member().operation.id;
            self.end.shared.announce(DocumentId::new(operation, Kind::City, PlaceId::CITY));
        }
    }
}
