//! What runs: one loop that owns the replica, the journal and the mesh, and the handle to it.

pub mod alone;
pub mod courier;
#[cfg(test)]
mod damage;
mod disk;
pub mod ending;
mod engine;
pub mod enrol;
mod enrolments;
mod erasing;
mod first;
pub mod handle;
pub mod heard;
pub(crate) mod keeping;
mod kept;
pub mod keys;
mod latest;
pub mod letters;
pub(crate) mod made;
mod moving;
mod reports;
mod run;
#[cfg(test)]
pub(crate) mod staged;
pub mod trust;
pub(crate) mod words;

pub use run::{ClockWord, Meeting, RunError, Running, Settings, Stage, spawn};
