//! What a document promises to the replica, tried from outside.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it must be")]

mod attacks;
mod bodies;
mod commands;
mod counting;
mod forge;
mod golden;
mod honest;
mod ledgers;
mod links;
mod mutants;
mod parts;
mod support;
