//! The log from outside: everything goes through the public interface and the wire.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod bundles;
mod by_hand;
mod ending;
mod golden;
mod hostile;
mod keys;
mod papers;
mod roles;
mod sealing;
mod spans;
mod trust;
mod world;
