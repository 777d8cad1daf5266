//! What runs: one loop that owns the replica, the journal and the mesh, and the handle to it.

pub mod alone;
pub mod courier;
#[cfg(test)]
mod damage;
mod disk;
mod engine;
pub mod enrol;
mod enrolments;
mod first;
pub mod handle;
mod kept;
pub mod keys;
mod moving;
mod reports;
mod run;
pub mod trust;
pub(crate) mod words;

pub use run::{ClockWord, RunError, Running, Settings, Stage, spawn};
