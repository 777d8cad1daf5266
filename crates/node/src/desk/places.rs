//! Places: the register, what each says of itself, and how many people are there.

pub mod wire;
