//! A token bucket over a clock that is given.

/// Lets `burst` through at once and `per_s` on average.
#[derive(Debug, Clone)]
pub(crate) struct Bucket {
    burst: u64,
    per_s: u64,
    /// Thousandths, so that slow rates fill evenly.
    tokens_milli: u64,
    filled_ms: u64,
}

impl Bucket {
    pub(crate) fn new(burst: u64, per_s: u64, now_ms: u64) -> Self {
        Self { burst, per_s, tokens_milli: burst.saturating_mul(1_000), filled_ms: now_ms }
    }

    pub(crate) fn has(&mut self, amount: u64, now_ms: u64) -> bool {
        let passed_ms = now_ms.saturating_sub(self.filled_ms);
        self.filled_ms = self.filled_ms.max(now_ms);
        self.tokens_milli = self
            .tokens_milli
            .saturating_add(passed_ms.saturating_mul(self.per_s))
            .min(self.burst.saturating_mul(1_000));
        self.tokens_milli >= amount.min(self.burst).saturating_mul(1_000)
    }

    pub(crate) fn take(&mut self, amount: u64, now_ms: u64) -> bool {
        let has = self.has(amount, now_ms);
        if has {
            self.tokens_milli = self.tokens_milli.saturating_sub(amount.saturating_mul(1_000));
        }
        has
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_passes_and_then_the_rate_holds() {
        let mut bucket = Bucket::new(10, 5, 0);
        assert_eq!((0..20).filter(|_| bucket.take(1, 0)).count(), 10);
        assert_eq!((0..20).filter(|_| bucket.take(1, 1_000)).count(), 5);
        assert_eq!((0..20).filter(|_| bucket.take(1, 1_000)).count(), 0);
        assert_eq!((0..20).filter(|_| bucket.take(1, 60_000)).count(), 10);
    }

    #[test]
    fn a_clock_that_stands_still_or_a_huge_amount_does_no_harm() {
        let mut bucket = Bucket::new(10, 5, 1_000);
        assert!(bucket.take(u64::MAX, 500));
        assert!(!bucket.take(1, 500));
        assert!(bucket.take(1, u64::MAX));
    }
}
