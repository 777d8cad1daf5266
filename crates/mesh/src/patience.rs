//! How long silence is borne and how often lost peers are dialled, on a machine that may starve.
//!
//! A tick that comes late means that this process did not run: what it did not hear meanwhile
//! proves nothing, and dialling more often would only make it worse.

pub(crate) const TICK_MS: u64 = 250;
/// A tick later than this is starvation, not jitter.
const LATE_MS: u64 = 1_000;
const CALM_MS: u64 = 30_000;
const SILENCE_MAX_MS: [u64; 4] = [3_000, 6_000, 12_000, 12_000];
const REDIAL_MS: [u64; 4] = [1_000, 3_000, 6_000, 12_000];

#[derive(Debug, Default)]
pub(crate) struct Patience {
    level: usize,
    ticked_ms: Option<u64>,
    /// Silence is counted from here at the earliest.
    woke_ms: u64,
    /// When the level last changed.
    changed_ms: u64,
}

impl Patience {
    /// Says whether the machine starved since the last tick.
    pub(crate) fn tick(&mut self, now_ms: u64) -> bool {
        let late = self
            .ticked_ms
            .replace(now_ms)
            .is_some_and(|before| now_ms.saturating_sub(before) > TICK_MS + LATE_MS);
        if late {
            self.woke_ms = now_ms;
            self.level = (self.level + 1).min(REDIAL_MS.len() - 1);
            self.changed_ms = now_ms;
        } else if self.level > 0 && now_ms.saturating_sub(self.changed_ms) >= CALM_MS {
            self.level -= 1;
            self.changed_ms = now_ms;
        }
        late
    }

    pub(crate) fn is_dead(&self, heard_ms: u64, now_ms: u64) -> bool {
        now_ms.saturating_sub(heard_ms.max(self.woke_ms)) >= SILENCE_MAX_MS[self.level]
    }

    pub(crate) fn redial_ms(&self) -> u64 {
        REDIAL_MS[self.level]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ticks on time from `from_ms` until `to_ms`.
    fn calm(patience: &mut Patience, from_ms: u64, to_ms: u64) {
        for now_ms in (from_ms..=to_ms).step_by(250) {
            assert!(!patience.tick(now_ms), "no starvation at {now_ms}");
        }
    }

    #[test]
    fn three_silent_seconds_are_death_on_a_calm_machine() {
        let mut patience = Patience::default();
        calm(&mut patience, 0, 10_000);
        assert!(!patience.is_dead(7_001, 10_000));
        assert!(patience.is_dead(7_000, 10_000));
        assert_eq!(patience.redial_ms(), 1_000);
    }

    #[test]
    fn a_starving_machine_does_not_blame_its_peers() {
        let mut patience = Patience::default();
        calm(&mut patience, 0, 10_000);
        assert!(patience.tick(15_000));
        assert!(!patience.is_dead(9_000, 20_999));
        assert!(patience.is_dead(9_000, 21_000));
        assert_eq!(patience.redial_ms(), 3_000);
        assert!(patience.tick(17_000) && patience.tick(19_000) && patience.tick(21_000));
        assert_eq!(patience.redial_ms(), 12_000);
        assert!(!patience.is_dead(0, 32_999));
        assert!(patience.is_dead(0, 33_000));
    }

    #[test]
    fn calm_brings_the_short_times_back_step_by_step() {
        let mut patience = Patience::default();
        patience.tick(0);
        assert!(patience.tick(5_000) && patience.tick(10_000));
        calm(&mut patience, 10_250, 39_750);
        assert_eq!(patience.redial_ms(), 6_000);
        calm(&mut patience, 40_000, 69_750);
        assert_eq!(patience.redial_ms(), 3_000);
        calm(&mut patience, 70_000, 70_000);
        assert_eq!(patience.redial_ms(), 1_000);
    }
}
