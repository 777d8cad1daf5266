//! Outside formats: pure functions from bytes to model values and back.
//!
//! Invariant: a file is taken whole or not at all; but rows of a list of places can be taken by
//! themselves, where a person saw the others ([`register`]). What is wrong with a file is said as
//! [`problem::Problem`]s, each with file, row, column and a stable code.
//!
//! Deliberately absent: documents, HTTP, disk, clocks; the derivation of place ids (that is
//! cryptography, and the caller's).

pub mod catalogue;
pub mod degrees;
pub mod eei;
pub mod era;
pub mod figures;
mod grid;
pub mod household;
pub mod inquiry;
pub mod layers;
pub mod ledger;
pub mod municipality;
pub mod pfif;
pub mod problem;
pub mod register;
pub mod sheet;
pub mod shelters;
pub mod snapshot;
pub mod staff;
pub mod table;
mod unprotected;
pub mod utc;
mod width;
mod xml;
