//! Supplies: what a place asks for, what became of it, and what it has.

pub mod wire;
