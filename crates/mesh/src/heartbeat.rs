//! A tiny one-way protocol: every second each side writes its wall clock, eight bytes, on a stream
//! that stays open (`docs/format.md`, section 6).
//!
//! The beats keep both transports talking, so that three silent seconds mean a dead link, and they
//! carry the clock. Judging silence is the loop's business, not this module's.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures::future::BoxFuture;
use futures::stream::BoxStream;
use futures::{AsyncReadExt, AsyncWriteExt, FutureExt, StreamExt};
use libp2p::core::transport::PortUse;
use libp2p::core::upgrade::ReadyUpgrade;
use libp2p::core::{Endpoint, Multiaddr};
use libp2p::swarm::handler::{ConnectionEvent, FullyNegotiatedInbound, FullyNegotiatedOutbound};
use libp2p::swarm::{
    ConnectionDenied, ConnectionHandler, ConnectionHandlerEvent, ConnectionId, FromSwarm,
    NetworkBehaviour, SubstreamProtocol, THandlerInEvent, THandlerOutEvent, ToSwarm,
};
use libp2p::{PeerId, Stream, StreamProtocol};
use musubi_model::time::Timestamp;
use tokio::time::{MissedTickBehavior, interval};

use crate::config::WallClock;

const PROTOCOL: StreamProtocol = StreamProtocol::new("/musubi/heartbeat/1");
const BEAT_EVERY: Duration = Duration::from_secs(1);
/// Beats closer together than this are read and not reported.
const REPORT_EVERY: Duration = Duration::from_millis(200);

/// A peer's wall clock, as it read when the beat was written.
#[derive(Debug)]
pub(crate) struct Beat {
    pub(crate) peer: PeerId,
    pub(crate) wall: Timestamp,
}

pub(crate) struct Behaviour {
    wall_clock: WallClock,
    beats: VecDeque<Beat>,
}

impl Behaviour {
    pub(crate) fn new(wall_clock: WallClock) -> Self {
        Self { wall_clock, beats: VecDeque::new() }
    }
}

impl NetworkBehaviour for Behaviour {
    type ConnectionHandler = Handler;
    type ToSwarm = Beat;

    fn handle_established_inbound_connection(
        &mut self,
        _: ConnectionId,
        _: PeerId,
        _: &Multiaddr,
        _: &Multiaddr,
    ) -> Result<Handler, ConnectionDenied> {
        Ok(Handler::new(self.wall_clock.clone()))
    }

    fn handle_established_outbound_connection(
        &mut self,
        _: ConnectionId,
        _: PeerId,
        _: &Multiaddr,
        _: Endpoint,
        _: PortUse,
    ) -> Result<Handler, ConnectionDenied> {
        Ok(Handler::new(self.wall_clock.clone()))
    }

    fn on_swarm_event(&mut self, _: FromSwarm<'_>) {}

    fn on_connection_handler_event(
        &mut self,
        peer: PeerId,
        _: ConnectionId,
        wall: THandlerOutEvent<Self>,
    ) {
        // The swarm polls this behaviour before it takes the next handler's event.
        self.beats.push_back(Beat { peer, wall });
    }

    fn poll(&mut self, _: &mut Context<'_>) -> Poll<ToSwarm<Beat, THandlerInEvent<Self>>> {
        match self.beats.pop_front() {
            Some(beat) => Poll::Ready(ToSwarm::GenerateEvent(beat)),
            None => Poll::Pending,
        }
    }
}

pub(crate) struct Handler {
    wall_clock: WallClock,
    outbound: Outbound,
    inbound: Option<BoxStream<'static, Timestamp>>,
}

enum Outbound {
    Wanted,
    Requested,
    /// Ends only with the stream.
    Beating(BoxFuture<'static, io::Error>),
    /// The peer does not know the protocol or broke it; its silence will tell.
    Failed,
}

impl Handler {
    fn new(wall_clock: WallClock) -> Self {
        Self { wall_clock, outbound: Outbound::Wanted, inbound: None }
    }
}

async fn beat(mut stream: Stream, wall_clock: WallClock) -> io::Error {
    let mut every = interval(BEAT_EVERY);
    every.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        every.tick().await;
        let wall = wall_clock().millis().to_le_bytes();
        if let Err(error) = stream.write_all(&wall).await {
            return error;
        }
        if let Err(error) = stream.flush().await {
            return error;
        }
    }
}

fn listen(stream: Stream) -> BoxStream<'static, Timestamp> {
    futures::stream::unfold((stream, None), |(mut stream, reported)| async move {
        loop {
            let mut wall = [0; 8];
            stream.read_exact(&mut wall).await.ok()?;
            let now = tokio::time::Instant::now();
            if reported.is_none_or(|before| now.duration_since(before) >= REPORT_EVERY) {
                let wall = Timestamp::from_millis(i64::from_le_bytes(wall));
                return Some((wall, (stream, Some(now))));
            }
        }
    })
    .boxed()
}

impl ConnectionHandler for Handler {
    type FromBehaviour = Infallible;
    type ToBehaviour = Timestamp;
    type InboundProtocol = ReadyUpgrade<StreamProtocol>;
    type OutboundProtocol = ReadyUpgrade<StreamProtocol>;
    type InboundOpenInfo = ();
    type OutboundOpenInfo = ();

    fn listen_protocol(&self) -> SubstreamProtocol<Self::InboundProtocol> {
        SubstreamProtocol::new(ReadyUpgrade::new(PROTOCOL), ())
    }

    fn connection_keep_alive(&self) -> bool {
        true
    }

    fn poll(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<ConnectionHandlerEvent<Self::OutboundProtocol, (), Timestamp>> {
        if let Some(inbound) = &mut self.inbound {
            match inbound.poll_next_unpin(cx) {
                Poll::Ready(Some(wall)) => {
                    return Poll::Ready(ConnectionHandlerEvent::NotifyBehaviour(wall));
                }
                Poll::Ready(None) => self.inbound = None,
                Poll::Pending => {}
            }
        }
        match &mut self.outbound {
            Outbound::Wanted => {
                self.outbound = Outbound::Requested;
                Poll::Ready(ConnectionHandlerEvent::OutboundSubstreamRequest {
                    protocol: SubstreamProtocol::new(ReadyUpgrade::new(PROTOCOL), ()),
                })
            }
            Outbound::Beating(beating) => {
                if Pin::new(beating).poll(cx).is_ready() {
                    self.outbound = Outbound::Failed;
                }
                Poll::Pending
            }
            Outbound::Requested | Outbound::Failed => Poll::Pending,
        }
    }

    fn on_behaviour_event(&mut self, event: Infallible) {
        match event {}
    }

    fn on_connection_event(
        &mut self,
        event: ConnectionEvent<'_, Self::InboundProtocol, Self::OutboundProtocol>,
    ) {
        match event {
            // A second stream replaces the first: one peer has one heart.
            ConnectionEvent::FullyNegotiatedInbound(FullyNegotiatedInbound {
                protocol, ..
            }) => self.inbound = Some(listen(protocol)),
            ConnectionEvent::FullyNegotiatedOutbound(FullyNegotiatedOutbound {
                protocol, ..
            }) => {
                self.outbound = Outbound::Beating(beat(protocol, self.wall_clock.clone()).boxed());
            }
            ConnectionEvent::DialUpgradeError(_) => self.outbound = Outbound::Failed,
            _ => {}
        }
    }
}
