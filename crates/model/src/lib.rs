//! Domain words every other crate may use: places, households, persons, stays, supplies, staff,
//! notices; their ids, limits and validation; and the rules by which concurrent values are read.
//!
//! Invariant: a value of a type in this crate is valid by construction. Outside data (HTTP bodies,
//! other nodes' changes, files) enters through `TryFrom` or a `read`, never field by field.
//!
//! Deliberately absent: automerge, tokio, clocks, randomness, cryptography, wire formats.

pub mod ids;
pub mod record;
pub mod time;
