//! Time as an argument: what the wall clock said, and what has passed since.

use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01T00:00Z by some node's wall clock, which may be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

impl Timestamp {
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    pub const fn millis(self) -> i64 {
        self.0
    }

    pub const fn plus_millis(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// How far `self` lies after `earlier`; negative if before.
    pub const fn millis_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// What a pure decision knows of time.
///
/// Deadlines are measured in `elapsed_ms`, which never jumps; `wall` is only ever recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// Milliseconds since the node was started.
    pub elapsed_ms: u64,
    pub wall: Timestamp,
}
