//! The protocols that run on admitted connections.

use std::io;
use std::time::Duration;

use libp2p::connection_limits::{self, ConnectionLimits};
use libp2p::identity::Keypair;
use libp2p::swarm::NetworkBehaviour;
use libp2p::swarm::behaviour::toggle::Toggle;
use libp2p::{gossipsub, identify, mdns, request_response};

use crate::ask::{self, ASKED_MAX, AskCodec};
use crate::bulk::{self, BulkCodec};
use crate::config::{Discovery, MeshConfig};
use crate::heartbeat;
use crate::outbox::IN_FLIGHT_MAX;
use crate::roster::NODES_MAX;

/// The largest hint. Gossip hands every hint to every node, so hints stay small.
pub const HINT_BYTES_MAX: usize = 32 * 1_024;
/// Room for the envelope of a hint: topic, source, number, signature.
const ENVELOPE_BYTES_MAX: usize = 1_024;
/// Connections in the handshake at a time, each way.
const PENDING_MAX: u32 = 64;
/// From the first byte of a message to its answer, on a slow link.
const BULK_MAX: Duration = Duration::from_mins(1);
const MDNS_TTL: Duration = Duration::from_secs(6);
const MDNS_QUERY_EVERY: Duration = Duration::from_secs(2);

#[derive(NetworkBehaviour)]
pub(crate) struct Behaviour {
    // First, so that a second connection of one boot is denied before gossip sees it.
    limits: connection_limits::Behaviour,
    pub(crate) heartbeat: heartbeat::Behaviour,
    pub(crate) bulk: request_response::Behaviour<BulkCodec>,
    pub(crate) ask: request_response::Behaviour<AskCodec>,
    pub(crate) gossip: gossipsub::Behaviour,
    pub(crate) identify: identify::Behaviour,
    pub(crate) mdns: Toggle<mdns::tokio::Behaviour>,
}

pub(crate) fn topic(config: &MeshConfig) -> gossipsub::IdentTopic {
    gossipsub::IdentTopic::new(format!("/musubi/hints/1/{}", config.operation))
}

impl Behaviour {
    pub(crate) fn new(keys: &Keypair, config: &MeshConfig) -> Result<Self, io::Error> {
        let nodes = u32::try_from(NODES_MAX).expect("a small constant");
        let limits = ConnectionLimits::default()
            .with_max_established_per_peer(Some(1))
            .with_max_established(Some(nodes))
            .with_max_pending_incoming(Some(PENDING_MAX))
            .with_max_pending_outgoing(Some(PENDING_MAX));
        let bulk = request_response::Config::default()
            .with_request_timeout(BULK_MAX)
            // Ours, the peer's, and as many again for answers on their way.
            .with_max_concurrent_streams(4 * IN_FLIGHT_MAX);
        let ask = request_response::Config::default()
            .with_request_timeout(BULK_MAX)
            .with_max_concurrent_streams(4 * ASKED_MAX);
        let identify = identify::Config::new("/musubi/1".into(), keys.public())
            .with_agent_version(concat!("musubi/", env!("CARGO_PKG_VERSION")).into())
            .with_cache_size(0)
            .with_push_listen_addr_updates(true);
        Ok(Self {
            limits: connection_limits::Behaviour::new(limits),
            heartbeat: heartbeat::Behaviour::new(config.wall_clock.clone()),
            bulk: request_response::Behaviour::new(
                [(bulk::PROTOCOL, request_response::ProtocolSupport::Full)],
                bulk,
            ),
            ask: request_response::Behaviour::new(
                [(ask::PROTOCOL, request_response::ProtocolSupport::Full)],
                ask,
            ),
            gossip: gossip(keys, config)?,
            identify: identify::Behaviour::new(identify),
            mdns: discovery(keys, config).into(),
        })
    }
}

fn gossip(keys: &Keypair, config: &MeshConfig) -> Result<gossipsub::Behaviour, io::Error> {
    let settings = gossipsub::ConfigBuilder::default()
        .protocol_id_prefix("/musubi/gossip/1")
        .max_transmit_size(HINT_BYTES_MAX + ENVELOPE_BYTES_MAX)
        .connection_handler_queue_len(256)
        // The loop decides which hints travel on.
        .validate_messages()
        .build()
        .map_err(io::Error::other)?;
    let signed = gossipsub::MessageAuthenticity::Signed(keys.clone());
    let mut gossip = gossipsub::Behaviour::new(signed, settings).map_err(io::Error::other)?;
    gossip.subscribe(&topic(config)).map_err(io::Error::other)?;
    Ok(gossip)
}

/// Where multicast is not to be had the mesh runs on manual addresses.
fn discovery(keys: &Keypair, config: &MeshConfig) -> Option<mdns::tokio::Behaviour> {
    if config.discovery == Discovery::ManualOnly {
        return None;
    }
    let settings =
        mdns::Config { ttl: MDNS_TTL, query_interval: MDNS_QUERY_EVERY, enable_ipv6: false };
    mdns::tokio::Behaviour::new(settings, keys.public().to_peer_id())
        .inspect_err(|error| tracing::warn!(%error, "no discovery; manual addresses only"))
        .ok()
}
