//! Histories: events that name the ones their writer knew.
//!
//! What holds is told by the *heads*: the events that stand and that no other standing event
//! follows, directly or over events that no longer stand. One head, or several that say the same:
//! that holds. Several that differ were written by people who did not know of each other: all of
//! them are shown.
//!
//! Invariant: heads are a function of the set of events, never of clocks or of the order in which
//! they came. An event that names itself or a later one (a ring) hides nothing: within a ring
//! every event counts as a head.

use std::collections::{BTreeMap, BTreeSet};

use crate::ids::RecordId;

/// One event as far as order is concerned.
#[derive(Clone, Debug)]
pub struct Link {
    pub follows: BTreeSet<RecordId>,
    /// Not voided and not put right by another.
    pub stands: bool,
}

/// The standing events that no other standing event follows.
pub fn heads(links: &BTreeMap<RecordId, Link>) -> BTreeSet<RecordId> {
    let past = pasts(links);
    let standing = || links.iter().filter(|(_, link)| link.stands).map(|(id, _)| *id);
    let is_followed = |id: RecordId| {
        standing().any(|later| past[&later].contains(&id) && !past[&id].contains(&later))
    };
    standing().filter(|id| !is_followed(*id)).collect()
}

/// Of every event all that are known before it.
pub(crate) fn pasts(links: &BTreeMap<RecordId, Link>) -> BTreeMap<RecordId, BTreeSet<RecordId>> {
    links.keys().map(|&id| (id, past_of(id, links))).collect()
}

/// Every known event before `id`. Names of events that are not here are passed over.
fn past_of(id: RecordId, links: &BTreeMap<RecordId, Link>) -> BTreeSet<RecordId> {
    let mut past = BTreeSet::new();
    let mut open: Vec<RecordId> = vec![id];
    while let Some(at) = open.pop() {
        for &before in links.get(&at).map_or(&BTreeSet::new(), |link| &link.follows) {
            if links.contains_key(&before) && past.insert(before) {
                open.push(before);
            }
        }
    }
    past
}
