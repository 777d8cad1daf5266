//! How many forms are taken in at a time: a gym full of phones passes, a flood does not fill the
//! disk.

use std::sync::Mutex;
use std::time::Instant;

/// So many at once, and so many a second for as long as it lasts.
const DEPTH: f64 = 400.0;
const PER_SECOND: f64 = 5.0;

pub(super) struct Bucket(Mutex<Level>);

struct Level {
    left: f64,
    at: Instant,
}

impl Bucket {
    pub(super) fn full() -> Self {
        Self(Mutex::new(Level { left: DEPTH, at: Instant::now() }))
    }

    pub(super) fn take(&self) -> bool {
        self.take_at(Instant::now())
    }

    fn take_at(&self, now: Instant) -> bool {
        let mut level = self.0.lock().expect("nothing panics while holding it");
        let passed = now.saturating_duration_since(level.at).as_secs_f64();
        level.left = (level.left + passed * PER_SECOND).min(DEPTH);
        level.at = now;
        let has_room = level.left >= 1.0;
        if has_room {
            level.left -= 1.0;
        }
        has_room
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_flood_is_held_to_its_rate_and_a_gym_full_of_phones_is_not() {
        let bucket = Bucket::full();
        let start = Instant::now();
        let taken = |at| (0..1_000).filter(|_| bucket.take_at(at)).count();
        assert_eq!(taken(start), 400);
        assert_eq!(taken(start + Duration::from_secs(2)), 10);
        assert_eq!(taken(start + Duration::from_hours(1)), 400);
    }
}
