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

impl Timestamp {
    /// Clocks of two honest laptops may differ; this much is no reason for suspicion.
    pub const SKEW_MAX_MS: i64 = 10 * 60 * 1_000;

    /// Not dated after `now` by more than the permitted skew.
    pub const fn is_credible(self, now: Self) -> bool {
        self.millis_since(now) <= Self::SKEW_MAX_MS
    }
}

/// How old an observation is. A future one is never shown as fresh.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Age {
    Millis(i64),
    /// Dated after now by more than the permitted skew, or not dated at all.
    Unconfirmed,
}

impl Age {
    pub fn of(observed_at: Option<Timestamp>, now: Timestamp) -> Self {
        match observed_at {
            Some(at) if at.is_credible(now) => Self::Millis(now.millis_since(at).max(0)),
            _ => Self::Unconfirmed,
        }
    }
}
