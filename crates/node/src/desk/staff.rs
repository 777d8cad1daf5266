//! Staff safety: who has answered, who can come, who is silent.

pub mod wire;
