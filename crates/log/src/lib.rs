//! The signed, sealed, hash-chained log, and the trust it stands on: every key, signature, cipher
//! and every wire form of a fact.
//!
//! Read in this order: [`hash`] (how everything is named), [`city`], [`ticket`] and [`node`] (who
//! may speak), [`header`], [`entry`], [`span`] and [`writer`] (what is said, and how it is proved),
//! [`keyring`] (who may read), [`statement`], [`statements`], [`proof`] and [`receipt`] (signed
//! facts beside the logs), [`ending`] and [`erasure`] (how an operation ends, and what proves it),
//! [`item`] (the unit in which all of these travel and rest), [`bundle`]
//! (items in a file that somebody carries), [`heads`] and [`evidence`] (what an outsider can check of
//! it), [`release`] (the program itself), [`blob`] (files beside the records).
//!
//! Invariants: bytes that were signed or hashed are kept verbatim, never re-encoded. A type whose
//! name says it is verified ([`entry::Entry`], [`node::Member`], [`span::Verified`]) is made by
//! verification alone. No decoder panics or allocates more than its input allows. Secrets print
//! nothing and are wiped when dropped.
//!
//! Deliberately absent: what payloads mean, peers, disks, clocks, randomness (it is an argument).

pub mod blob;
pub mod bundle;
pub mod city;
pub mod dictionary;
pub mod draft;
pub mod ending;
pub mod entry;
pub mod erasure;
pub mod evidence;
pub mod hash;
pub mod header;
pub mod heads;
pub mod item;
pub mod keyfile;
pub mod keyring;
pub mod letterbox;
pub mod node;
pub mod proof;
pub mod receipt;
pub mod release;
pub mod role;
pub mod safe;
pub mod seal;
pub mod secret;
pub mod sheet;
pub mod span;
pub mod statement;
pub mod statements;
pub mod ticket;
pub mod wire;
pub mod writer;
