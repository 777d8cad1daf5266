//! What the mesh tells its owner.

use std::fmt;
use std::sync::Arc;

use libp2p::Multiaddr;
use musubi_model::ids::NodeKey;
use musubi_model::time::Timestamp;

use crate::admission::Refusal;

/// In order: nothing of a node comes before its `PeerUp` or after its `PeerDown`, hints excepted.
#[derive(Clone)]
pub enum MeshEvent {
    Listening {
        address: Multiaddr,
    },
    PeerUp {
        node: NodeKey,
        certificate: Arc<[u8]>,
        address: Multiaddr,
    },
    PeerDown {
        node: NodeKey,
    },
    Received {
        from: NodeKey,
        bytes: Vec<u8>,
    },
    /// Somebody, perhaps several hops away, has something new. `from` is who handed it on.
    Hint {
        from: NodeKey,
        bytes: Vec<u8>,
    },
    /// A connection was refused during admission; both sides get this, with one code.
    Refused {
        address: Multiaddr,
        by: RefusedBy,
        node: Option<NodeKey>,
        reason: Refusal,
    },
    /// What a peer's wall clock read on arrival, beside our own: at first contact, then when the
    /// difference moves by more than a second.
    Clock {
        node: NodeKey,
        theirs: Timestamp,
        ours: Timestamp,
    },
}

/// Payloads and certificates by their size: an event may be logged.
impl fmt::Debug for MeshEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listening { address } => write!(f, "listening on {address}"),
            Self::PeerUp { node, address, .. } => write!(f, "up: {node} at {address}"),
            Self::PeerDown { node } => write!(f, "down: {node}"),
            Self::Received { from, bytes } => write!(f, "{} bytes from {from}", bytes.len()),
            Self::Hint { from, bytes } => write!(f, "hint of {} bytes from {from}", bytes.len()),
            Self::Refused { address, by, node, reason } => {
                write!(f, "refused by {by:?}: {} at {address} ({node:?})", reason.code)
            }
            Self::Clock { node, theirs, ours } => {
                write!(f, "clock of {node}: {} ms from ours", theirs.millis_since(*ours))
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusedBy {
    Us,
    Them,
}
