//! Households and persons of this place: what reception sees and does.

pub mod wire;
