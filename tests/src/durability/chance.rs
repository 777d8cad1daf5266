//! Chance that can be repeated.

use std::time::{Duration, SystemTime};

/// `SplitMix64`.
pub(super) struct Chance(u64);

impl Chance {
    /// From `MUSUBI_SEED`, else from the clock; printed either way.
    pub(super) fn seeded(campaign: &str) -> Self {
        let clock = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let clock = clock.expect("a clock after 1970").as_nanos();
        let given = std::env::var("MUSUBI_SEED").ok().and_then(|seed| seed.parse().ok());
        let seed = given.unwrap_or(u64::try_from(clock % 1_000_000_007).expect("below 2^30"));
        println!("{campaign}: MUSUBI_SEED={seed}");
        Self(seed)
    }

    /// Below `end`.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % end
    }

    pub(super) fn up_to(&mut self, most: Duration) -> Duration {
        let micros = u64::try_from(most.as_micros()).expect("seconds");
        Duration::from_micros(self.below(micros + 1))
    }
}
