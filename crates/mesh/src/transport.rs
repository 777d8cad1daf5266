//! TCP with noise and yamux, QUIC, and the admission on top of both.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use libp2p::core::Transport;
use libp2p::core::muxing::StreamMuxerBox;
use libp2p::core::transport::Boxed;
use libp2p::core::upgrade::Version;
use libp2p::identity::Keypair;
use libp2p::{PeerId, noise, quic, tcp, yamux};

use crate::handshake::Gate;

/// Everything up to the admitted connection; the admission itself has its own, shorter limit.
const SETUP_MAX: Duration = Duration::from_secs(6);
/// Streams a peer may hold open at a time.
const STREAMS_MAX: u32 = 64;
const QUIC_IDLE_MS: u32 = 3_000;
const QUIC_KEEP_ALIVE: Duration = Duration::from_secs(1);

pub(crate) fn build(
    keys: &Keypair,
    gate: Arc<Gate>,
) -> Result<Boxed<(PeerId, StreamMuxerBox)>, io::Error> {
    let mut muxing = yamux::Config::default();
    muxing.set_max_num_streams(STREAMS_MAX as usize);
    let tcp = tcp::tokio::Transport::new(tcp::Config::default().nodelay(true))
        .upgrade(Version::V1Lazy)
        .authenticate(noise::Config::new(keys).map_err(io::Error::other)?)
        .multiplex(muxing)
        .timeout(SETUP_MAX)
        .boxed();

    let mut config = quic::Config::new(keys);
    config.max_idle_timeout = QUIC_IDLE_MS;
    config.keep_alive_interval = QUIC_KEEP_ALIVE;
    config.max_concurrent_stream_limit = STREAMS_MAX;
    let quic = quic::tokio::Transport::new(config)
        .map(|(peer, connection), _| (peer, StreamMuxerBox::new(connection)))
        .boxed();

    Ok(quic
        .or_transport(tcp)
        .map(|either, _| either.into_inner())
        .and_then(move |(peer, muxer), point| gate.admit(peer, muxer, point))
        .map(|(peer, watched), _| (peer, StreamMuxerBox::new(watched)))
        .boxed())
}
