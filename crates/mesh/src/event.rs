//! What the mesh tells its owner.

use std::sync::Arc;

use libp2p::Multiaddr;
use musubi_model::ids::NodeKey;
use musubi_model::time::Timestamp;

use crate::admission::Refusal;

/// In order: nothing of a node comes before its `PeerUp` or after its `PeerDown`, hints excepted.
#[derive(Debug, Clone)]
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

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusedBy {
    Us,
    Them,
}
