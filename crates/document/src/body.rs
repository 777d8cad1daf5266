//! The body of an entry in shape 1.

/// Changes in one body.
pub const BODY_CHANGES_MAX: usize = 64;
/// Bytes of one unpacked body.
pub const BODY_BYTES_MAX: usize = 262_144;
