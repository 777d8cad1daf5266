//! Tickets in use, as headquarters sees them: who took which, when that was first heard, and the alarm
//! where one ticket made two laptops nodes.

use std::collections::{BTreeMap, BTreeSet};

use musubi_log::hash::Serial;
use musubi_log::statements::Statements;
use musubi_model::enrolment::{NewEnrolment, first_heard};
use musubi_model::facts::Facts;
use musubi_model::field::{Noted, Recorder};
use musubi_model::ids::{NodeKey, RecordId};
use musubi_model::record::{Edit, View};
use musubi_model::time::Timestamp;

use super::enrol;
use super::handle::Enrolee;

/// Everybody whose certificate is known here.
pub(super) fn all(statements: &Statements) -> Vec<Enrolee> {
    let enrolee = |member: &musubi_log::node::Member| Enrolee {
        node: member.node,
        serial: member.serial,
        role: enrol::role(member.role),
        place: member.place,
        place_name: member.place_name.clone(),
        letter: member.letter(),
        not_after: member.not_after,
        cut_off: statements.is_revoked(member),
    };
    statements.members().map(enrolee).collect()
}

/// A ticket is for one laptop.
pub(super) fn is_some_used_twice(all: &[Enrolee]) -> bool {
    let mut seen: BTreeMap<Serial, NodeKey> = BTreeMap::new();
    all.iter().any(|enrolee| {
        seen.insert(enrolee.serial, enrolee.node).is_some_and(|other| other != enrolee.node)
    })
}

/// Records of those whom `desk`, headquarters' own document, does not know yet. `from` says which
/// neighbour brought a certificate, where that is known.
pub(super) fn unheard(
    all: &[Enrolee],
    desk: &View,
    from: &BTreeMap<NodeKey, NodeKey>,
    at: Timestamp,
    mut fresh: impl FnMut() -> RecordId,
) -> Vec<Edit> {
    let known: BTreeSet<NodeKey> = first_heard(&Facts::of(desk)).into_keys().collect();
    let places: BTreeMap<NodeKey, _> = all.iter().map(|it| (it.node, it.place)).collect();
    let noted = Noted::now(at, Recorder::Node);
    let missing = all.iter().filter(|enrolee| !known.contains(&enrolee.node));
    let edits = missing.filter_map(|enrolee| {
        let mut record = NewEnrolment::of(enrolee.node);
        record.via = from.get(&enrolee.node).and_then(|from| places.get(from)).copied();
        record.create(fresh(), &noted).ok()
    });
    edits.flatten().collect()
}
