//! What a mesh is started with, and why it cannot start.

use std::io;
use std::sync::Arc;

use libp2p::Multiaddr;
use musubi_model::ids::OperationId;
use musubi_model::time::Timestamp;
use tokio::sync::mpsc;

use crate::ask::Question;

/// Addresses that a person typed in or scanned; always tried, never forgotten.
pub const MANUAL_ADDRESSES_MAX: usize = 256;

/// Reads the wall clock, which may be wrong: it is only shown to peers.
pub type WallClock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

pub struct MeshConfig {
    pub operation: OperationId,
    /// TCP (`/ip4/0.0.0.0/tcp/7800`) and QUIC (`/ip4/0.0.0.0/udp/7800/quic-v1`) addresses.
    pub listen: Vec<Multiaddr>,
    pub manual: Vec<Multiaddr>,
    pub discovery: Discovery,
    pub wall_clock: WallClock,
    /// Where peers' questions go. Without it, or when it is full, they are answered with nothing.
    pub questions: Option<mpsc::Sender<Question>>,
}

/// Whether the node looks for neighbours by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Discovery {
    Mdns,
    ManualOnly,
}

impl MeshConfig {
    /// Listens on every interface, TCP and QUIC on the same port number, and looks for neighbours.
    pub fn new(operation: OperationId, port: u16, wall_clock: WallClock) -> Self {
        let listen = ["/ip4/0.0.0.0", "/ip6/::"]
            .iter()
            .flat_map(|host| [format!("{host}/udp/{port}/quic-v1"), format!("{host}/tcp/{port}")])
            .map(|address| address.parse().expect("an address built from a number is well-formed"))
            .collect();
        Self {
            operation,
            listen,
            manual: Vec::new(),
            discovery: Discovery::Mdns,
            wall_clock,
            questions: None,
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum MeshError {
    #[error("the mesh cannot listen on {address}")]
    Listen {
        address: Multiaddr,
        #[source]
        source: io::Error,
    },
    #[error("the node's certificate has {bytes} bytes; at most {max} can be shown to a peer")]
    Certificate { bytes: usize, max: usize },
    #[error("{count} manual addresses; at most {max} are kept")]
    ManualAddresses { count: usize, max: usize },
    #[error("the keys of this boot cannot be used")]
    Keys(#[source] io::Error),
}
