//! Who said they would come, and has not been seen since.

use super::{CanReport, Eta, Known};
use crate::time::Timestamp;

/// Roads are bad: so long after the time they named, nobody is alarmed yet.
pub const ARRIVAL_MARGIN_MS: i64 = HOUR_MS;
const HOUR_MS: i64 = 3_600_000;

impl Eta {
    /// The latest moment that the word allows for. `None`: they named none.
    const fn at_most_ms(self) -> Option<i64> {
        match self {
            Self::Hour => Some(HOUR_MS),
            Self::Hours => Some(3 * HOUR_MS),
            Self::Day => Some(24 * HOUR_MS),
            Self::Days => Some(72 * HOUR_MS),
            Self::Later => None,
        }
    }
}

/// 参集の遅れ
#[derive(Clone, Copy)]
pub struct Overdue<'a> {
    pub known: &'a Known,
    /// When they would have been there, without the margin.
    pub due: Timestamp,
}

/// Everybody whose newest confirmed report says that they come, at a time which is over by more
/// than the margin; the longest overdue first. A later word of theirs ends it, whatever it says.
pub fn overdue(known: &[Known], now: Timestamp) -> Vec<Overdue<'_>> {
    let mut overdue: Vec<Overdue<'_>> =
        known.iter().filter_map(|known| Some(Overdue { known, due: due(known)? })).collect();
    overdue.retain(|it| now.millis_since(it.due) > ARRIVAL_MARGIN_MS);
    overdue.sort_by_key(|it| (it.due, it.known.member.id));
    overdue
}

fn due(known: &Known) -> Option<Timestamp> {
    let report = known.report.as_ref()?;
    let comes = matches!(report.can_report.shown()?, CanReport::Yes | CanReport::Hard);
    let within = report.eta.shown()?.at_most_ms().filter(|_| comes)?;
    Some(report.meta.observed_at?.plus_millis(within))
}
