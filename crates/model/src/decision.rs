//! What headquarters decided about laptops and their logs, and who decided it when: kept among the
//! records of its own desk, because a signed statement itself says no time and no person.

use std::collections::BTreeMap;

use crate::facts::Facts;
use crate::table::{codes, record};
use crate::text::Line;

codes! {
    pub enum DecisionKind {
        Revoke = "revoke",
        Extend = "extend",
        Lift = "lift",
        Rule = "rule",
        Renew = "renew",
        Hand = "hand",
    }
}

record! {
    /// One decision; `recorded_by` made it at `recorded_at`.
    "decision" pub Decision, new NewDecision;
    must { kind: DecisionKind }
    may {
        /// A node's key, a ticket's serial or a log's id, in hex.
        subject: Line<64>,
    }
    marks {}
}

/// The newest decision of one kind about each subject.
pub fn newest(facts: &Facts<'_>, kind: DecisionKind) -> BTreeMap<String, Decision> {
    let mut newest: BTreeMap<String, Decision> = BTreeMap::new();
    for decision in Decision::all(facts).filter(|it| it.kind.shown() == Some(&kind)) {
        let Some(subject) = decision.subject.shown().map(|it| it.as_str().to_owned()) else {
            continue;
        };
        let later = |known: &Decision| {
            (known.meta.recorded_at, known.id) < (decision.meta.recorded_at, decision.id)
        };
        if newest.get(&subject).is_none_or(later) {
            newest.insert(subject, decision);
        }
    }
    newest
}
