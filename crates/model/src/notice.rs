//! Notices: what HQ or a place tells everybody.

use crate::facts::Facts;
use crate::household::Language;
use crate::ids::RecordId;
use crate::table::{codes, record};
use crate::text::{Line, Prose};
use crate::time::Timestamp;

codes! {
    /// The urgent come first.
    pub enum NoticeUrgency {
        Urgent = "urgent",
        Normal = "normal",
    }
}

record! {
    /// One notice in one language.
    "notice" pub Notice, new NewNotice;
    change ChangeNotice;
    must {
        title: Line<120>,
        urgency: NoticeUrgency,
        language: Language,
    }
    may {
        body: Prose<4_000>,
        valid_until: Timestamp,
        withdrawn: bool,
        /// The notice this one translates.
        translates: RecordId,
        issuer: Line<120>,
    }
    marks {}
}

/// Notices that hold at `now`, of one document, as [`in_order`] sorts them.
pub fn current(facts: &Facts<'_>, now: Timestamp) -> Vec<Notice> {
    let holds = |notice: &Notice| {
        notice.withdrawn.known().all(|withdrawn| !withdrawn)
            && notice.valid_until.shown().is_none_or(|until| *until > now)
    };
    let mut notices: Vec<Notice> = Notice::all(facts).filter(holds).collect();
    notices.sort_by_key(in_order);
    notices
}

/// Urgent first, then the newest: also among notices of several documents.
pub fn in_order(notice: &Notice) -> impl Ord + use<> {
    // Unreadable urgency counts as urgent.
    let urgency = notice.urgency.known().min().copied();
    (urgency, std::cmp::Reverse((notice.meta.observed_at, notice.id)))
}

/// When somebody last issued or withdrew one. What ends by itself is no change.
pub fn changed_at(facts: &Facts<'_>) -> Option<Timestamp> {
    Notice::all(facts).filter_map(|notice| notice.meta.recorded_at).max()
}
