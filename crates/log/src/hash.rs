//! How everything is named: one hash with a domain, and the ids made from it.
//!
//! Fields are hashed with their lengths, so two different lists of fields never meet in one hash;
//! domains are part of the key derivation, so a hash made for one purpose fits no other.

use std::fmt;

use musubi_model::ids::{Actor, DocumentId, NodeKey, PlaceId, RecordId};

use crate::city::CityKey;

/// Bytes that print as lower-case hexadecimal digits.
macro_rules! bytes_id {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; $len]);

        impl $name {
            pub const LEN: usize = $len;

            pub const fn new(bytes: [u8; $len]) -> Self {
                Self(bytes)
            }

            pub const fn bytes(&self) -> &[u8; $len] {
                &self.0
            }

            /// `None` where the length is another.
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                bytes.try_into().ok().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }
    };
}

bytes_id! {
    /// A result of [`h`]. Names certificates, statements, proofs, receipts, leaves and chains.
    Hash, 32
}
bytes_id! {
    /// One log: one document, one node, one run.
    LogId, 32
}
bytes_id! {
    /// One opening of a store for writing: fresh random bytes, never used twice.
    Run, 16
}
bytes_id! {
    /// Names a document key without giving it away. Stands in every log's header.
    KeyId, 16
}
bytes_id! {
    /// One epoch of a reader group. The first epoch is all zeros; later ones are random.
    EpochId, 16
}
bytes_id! {
    /// One printed ticket.
    Serial, 8
}

impl EpochId {
    /// The epoch that every ticket brings along.
    pub const FIRST: Self = Self([0; 16]);
}

impl Hash {
    pub(crate) fn first_16(self) -> [u8; 16] {
        *self.0.first_chunk().expect("32 bytes have 16")
    }
}

/// `H(domain; fields…)`: BLAKE3 in its key derivation mode, context `"musubi v1 " + domain`, over
/// the fields, each prefixed by its length as u32 LE.
pub fn h(domain: &str, fields: &[&[u8]]) -> Hash {
    let mut hasher = blake3::Hasher::new_derive_key(&format!("musubi v1 {domain}"));
    for field in fields {
        let length = u32::try_from(field.len()).expect("a hashed field is shorter than 4 GiB");
        hasher.update(&length.to_le_bytes());
        hasher.update(field);
    }
    Hash(*hasher.finalize().as_bytes())
}

/// A place that has a 共通ID: the same id on every node that imports the same list.
pub fn place_id(city: &CityKey, common_id: &str) -> PlaceId {
    PlaceId::new(h("place", &[city.bytes(), common_id.as_bytes()]).first_16())
}

/// The place that is the city's disaster headquarters.
pub fn hq_place(city: &CityKey) -> PlaceId {
    PlaceId::new(h("hq", &[city.bytes()]).first_16())
}

/// The owner of documents that belong to one node (`layers`).
pub fn node_owner(node: &NodeKey) -> PlaceId {
    PlaceId::new(h("node", &[node.bytes()]).first_16())
}

pub fn log_id(document: &DocumentId, node: &NodeKey, run: &Run) -> LogId {
    LogId(h("log", &[&document.to_bytes(), node.bytes(), run.bytes()]).0)
}

/// Who a log's author is inside the document.
pub fn actor(document: &DocumentId, node: &NodeKey, run: &Run) -> Actor {
    Actor::new(h("actor", &[&document.to_bytes(), node.bytes(), run.bytes()]).first_16())
}

/// Which of the 256 buckets of the digest tree a document is in.
pub fn bucket(document: &DocumentId) -> u8 {
    h("bucket", &[&document.to_bytes()]).0[0]
}

/// The id under which a record that was written before the laptop had a ticket is written again. It
/// keeps its time and its place among those of the same moment, a family's persons; `seed` is 16
/// random bytes drawn when the ticket was taken, so no other laptop makes the same.
pub fn carried_id(seed: &[u8; 16], old: &RecordId) -> RecordId {
    let mut bytes = *old.bytes();
    bytes[10..].copy_from_slice(&h("carried", &[seed, old.bytes()]).0[..6]);
    RecordId::new(bytes)
}

/// The leaf of one frame, over exactly the bytes of the wire.
pub fn leaf(frame: &[u8]) -> Hash {
    h("leaf", &[frame])
}

/// The chain before any frame of a log.
pub fn chain_start(log: &LogId) -> Hash {
    Hash(log.0)
}

pub fn chain(before: &Hash, leaf: &Hash) -> Hash {
    h("chain", &[&before.0, &leaf.0])
}
