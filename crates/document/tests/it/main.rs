//! What a document promises to the replica, tried from outside.

mod attacks;
mod bodies;
mod commands;
mod golden;
mod honest;
mod mutants;
mod parts;
mod support;
