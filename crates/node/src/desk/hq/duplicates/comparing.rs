//! The pairs of the whole city, kept until its people change.
//!
//! In a large city comparing takes seconds, so it takes at most one part in [`REST`] of its time; what is
//! kept meanwhile is older than the records, and whoever shows it looks at these.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use musubi_model::ids::DocumentId;
use musubi_model::matching::{LEARNT, Proposal};
use musubi_model::time::Timestamp;

use crate::desk::everybody::Everybody;
use crate::desk::{Desk, now};

const REST: u32 = 20;
const HELD: &str = "nothing panics while holding it";

#[derive(Default)]
pub(crate) struct Compared(Mutex<Option<Arc<Pairs>>>);

pub(super) struct Pairs {
    of: Vec<(DocumentId, u64)>,
    made_at: Instant,
    took: Duration,
    pub(super) at: Timestamp,
    /// Of two places, the surest first, also those that are linked.
    pub(super) all: Vec<Proposal>,
}

impl Compared {
    pub(crate) fn forget(&self) {
        *self.0.lock().expect(HELD) = None;
    }
}

impl Desk {
    /// `of`: which versions of the documents `everybody` was read from, or earlier ones.
    pub(super) fn compared(&self, of: Vec<(DocumentId, u64)>, everybody: &Everybody) -> Arc<Pairs> {
        let mut held = self.0.compared.0.lock().expect(HELD);
        let is_fresh = |it: &&Arc<Pairs>| it.of == of || it.made_at.elapsed() < it.took * REST;
        if let Some(pairs) = held.as_ref().filter(is_fresh) {
            return Arc::clone(pairs);
        }
        let (made_at, at) = (Instant::now(), now());
        let (of, all) = self.with_registered(of, everybody, at, |registered| {
            let mut all = registered.people.pairs(&LEARNT);
            all.retain(|pair| pair.one.place != pair.other.place);
            (registered.of.clone(), all)
        });
        let pairs = Arc::new(Pairs { of, made_at, took: made_at.elapsed(), at, all });
        *held = Some(Arc::clone(&pairs));
        pairs
    }
}
