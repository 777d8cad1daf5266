//! Who is signed in, in memory alone; and how often a secret may be guessed.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard};

use musubi_model::ids::RecordId;
use musubi_model::text::Line;
use musubi_model::time::Timestamp;

/// A shift; somebody who was away for longer signs in again.
pub const IDLE_MS_MAX: i64 = 4 * 3_600 * 1_000;
pub const SESSION_MS_MAX: i64 = 16 * 3_600 * 1_000;
/// Two persons look for so long, and then agree again.
pub const REVEAL_MS: i64 = 15 * 60 * 1_000;
pub const SESSIONS_MAX: usize = 256;
/// Wrong secrets for one name until it must wait, and how long at first; each further one doubles.
pub const FREE_TRIES: u32 = 5;
pub const WAIT_MS_MIN: i64 = 15_000;
pub const WAIT_MS_MAX: i64 = 15 * 60 * 1_000;
/// Names whose tries are remembered; the oldest is forgotten first.
const NAMES_MAX: usize = 1_024;

pub struct Sessions {
    /// Before anybody is signed in, forms carry this.
    pub form_token: String,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    held: BTreeMap<String, Held>,
    tries: BTreeMap<String, Tries>,
}

#[derive(Clone)]
pub struct Held {
    pub account: RecordId,
    pub form_token: String,
    /// Who agreed that this session sees what is protected, why, and until when.
    revealing: Option<Revealing>,
    began_at: Timestamp,
    seen_at: Timestamp,
}

/// Two persons looking together.
#[derive(Clone, PartialEq, Eq)]
pub struct Revealing {
    pub second: RecordId,
    pub why: Line<200>,
    pub until: Timestamp,
}

struct Tries {
    wrong: u32,
    last_at: Timestamp,
}

impl Sessions {
    pub fn new(form_token: String) -> Self {
        Self { form_token, inner: Mutex::default() }
    }

    /// `token` and `form_token` are fresh chance.
    pub fn begin(&self, account: RecordId, token: String, form_token: String, now: Timestamp) {
        let mut inner = self.lock();
        inner.held.retain(|_, held| held.is_alive(now));
        if inner.held.len() >= SESSIONS_MAX {
            let oldest = inner.held.iter().min_by_key(|(_, held)| held.seen_at);
            if let Some(token) = oldest.map(|(token, _)| token.clone()) {
                inner.held.remove(&token);
            }
        }
        inner.held.insert(
            token,
            Held { account, form_token, revealing: None, began_at: now, seen_at: now },
        );
    }

    pub fn of(&self, token: &str, now: Timestamp) -> Option<Held> {
        let mut inner = self.lock();
        let held = inner.held.get_mut(token)?;
        if !held.is_alive(now) {
            inner.held.remove(token);
            return None;
        }
        held.seen_at = now;
        Some(held.clone())
    }

    /// Until then this session sees what is protected; `None` ends it.
    pub fn reveal(&self, token: &str, revealing: Option<Revealing>) {
        if let Some(held) = self.lock().held.get_mut(token) {
            held.revealing = revealing;
        }
    }

    pub fn end(&self, token: &str) {
        self.lock().held.remove(token);
    }

    pub fn forget_all(&self) {
        *self.lock() = Inner::default();
    }

    pub fn end_all_of(&self, account: RecordId) {
        self.lock().held.retain(|_, held| held.account != account);
    }

    /// Whether this name may be tried now.
    pub fn may_try(&self, name: &str, now: Timestamp) -> bool {
        self.lock().tries.get(name).is_none_or(|tries| {
            tries.wrong < FREE_TRIES || now.millis_since(tries.last_at) >= tries.wait_ms()
        })
    }

    pub fn tried_wrong(&self, name: &str, now: Timestamp) {
        let mut inner = self.lock();
        if inner.tries.len() >= NAMES_MAX && !inner.tries.contains_key(name) {
            let oldest = inner.tries.iter().min_by_key(|(_, tries)| tries.last_at);
            if let Some(name) = oldest.map(|(name, _)| name.clone()) {
                inner.tries.remove(&name);
            }
        }
        let tries = inner.tries.entry(name.to_owned()).or_insert(Tries { wrong: 0, last_at: now });
        tries.wrong = tries.wrong.saturating_add(1);
        tries.last_at = now;
    }

    pub fn tried_right(&self, name: &str) {
        self.lock().tries.remove(name);
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().expect("nothing panics while holding it")
    }
}

impl Held {
    pub fn revealing(&self, now: Timestamp) -> Option<&Revealing> {
        // A clock that was set back does not prolong it beyond the change.
        self.revealing.as_ref().filter(|it| (0..=REVEAL_MS).contains(&it.until.millis_since(now)))
    }

    /// A clock that was set back ends no session and prolongs none beyond the change.
    fn is_alive(&self, now: Timestamp) -> bool {
        now.millis_since(self.seen_at) < IDLE_MS_MAX
            && now.millis_since(self.began_at) < SESSION_MS_MAX
    }
}

impl Tries {
    fn wait_ms(&self) -> i64 {
        let doublings = self.wrong.saturating_sub(FREE_TRIES).min(16);
        (WAIT_MS_MIN << doublings).min(WAIT_MS_MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp::from_millis(1_000_000);

    #[test]
    fn a_session_ends_by_itself() {
        let sessions = Sessions::new(String::new());
        let account = RecordId::new([1; 16]);
        sessions.begin(account, "a".to_owned(), "f".to_owned(), START);
        assert!(sessions.of("a", START.plus_millis(IDLE_MS_MAX - 1)).is_some());
        assert!(sessions.of("a", START.plus_millis(2 * IDLE_MS_MAX - 2)).is_some());
        assert!(sessions.of("a", START.plus_millis(3 * IDLE_MS_MAX)).is_none());
        sessions.begin(account, "b".to_owned(), "f".to_owned(), START);
        for hour in 1..16 {
            assert!(sessions.of("b", START.plus_millis(hour * 3_600_000)).is_some(), "{hour}");
        }
        assert!(sessions.of("b", START.plus_millis(SESSION_MS_MAX)).is_none());
    }

    #[test]
    fn a_disabled_account_has_no_session_left() {
        let sessions = Sessions::new(String::new());
        let (one, other) = (RecordId::new([1; 16]), RecordId::new([2; 16]));
        sessions.begin(one, "a".to_owned(), "f".to_owned(), START);
        sessions.begin(other, "b".to_owned(), "f".to_owned(), START);
        sessions.end_all_of(one);
        assert!(sessions.of("a", START).is_none());
        assert!(sessions.of("b", START).is_some());
    }

    #[test]
    fn guessing_gets_slower_for_one_name_only() {
        let sessions = Sessions::new(String::new());
        for _ in 0..FREE_TRIES {
            assert!(sessions.may_try("山田", START));
            sessions.tried_wrong("山田", START);
        }
        assert!(!sessions.may_try("山田", START.plus_millis(WAIT_MS_MIN - 1)));
        assert!(sessions.may_try("佐藤", START));
        let later = START.plus_millis(WAIT_MS_MIN);
        assert!(sessions.may_try("山田", later));
        sessions.tried_wrong("山田", later);
        assert!(!sessions.may_try("山田", later.plus_millis(2 * WAIT_MS_MIN - 1)));
        sessions.tried_right("山田");
        assert!(sessions.may_try("山田", later));
    }
}
