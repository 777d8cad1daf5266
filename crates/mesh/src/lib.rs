//! The libp2p swarm: finds neighbours, admits them, and moves opaque bytes between admitted nodes.
//!
//! - Nothing is opened to a peer before both sides have verified each other's certificates, inside
//!   the transport, over TCP and QUIC alike ([`admission`]); both sides log the same refusal code.
//! - Peers are known by their node key. A boot has a fresh libp2p key; there is one connection per
//!   node.
//! - A dead link is noticed within about three seconds, and known addresses are dialled every second.
//! - Beside messages, which are lost where nobody has room, there are questions, which are answered or
//!   not: files travel by them.
//! - Every queue is bounded: a slow peer or a slow owner costs messages, never memory. What a message
//!   means, and asking again for what was lost, is the business of `musubi-replica`.
//!
//! One task owns the swarm. Deliberately absent: documents, shelters, disk, cryptography.

mod activity;
pub mod admission;
mod ask;
mod behaviour;
mod bulk;
mod certified;
mod config;
mod event;
mod handle;
mod handshake;
mod heartbeat;
mod hello;
mod inbox;
mod limits;
mod outbox;
mod patience;
mod peers;
mod roster;
mod swarm;
mod transport;

pub use admission::{Admission, Presented, Refusal, RefusalCode};
pub use ask::{ANSWER_BYTES_MAX, ASKED_MAX, AskError, QUESTION_BYTES_MAX, Question};
pub use behaviour::HINT_BYTES_MAX;
pub use certified::Standing;
pub use config::{Discovery, MANUAL_ADDRESSES_MAX, MeshConfig, MeshError, WallClock};
pub use event::{MeshEvent, RefusedBy};
pub use handle::{HintError, MeshHandle};
pub use libp2p::Multiaddr;
pub use outbox::{
    IN_FLIGHT_MAX, MESSAGE_BYTES_MAX, QUEUE_BYTES_MAX, QUEUE_MESSAGES_MAX, SendError,
};
pub use swarm::Mesh;
