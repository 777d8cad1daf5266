//! What the replica reports, in the loop's log and on the status that pages show.

use std::sync::Arc;

use musubi_model::ids::DocumentId;
use musubi_model::time::{Now, Timestamp};
use musubi_replica::Replica;
use musubi_replica::output::Report;

use super::handle::{NodeStatus, Warning};

/// Once, at the loop; ids only.
pub(crate) fn log(report: &Report) {
    match report {
        Report::Misbehaved { peer, what } => {
            tracing::warn!(?peer, ?what, "a neighbour said what cannot be");
        }
        Report::Flooded { author } => {
            tracing::warn!(%author, "more comes of one author than anybody writes");
        }
        Report::Unfit { document, log, position, reason } => {
            tracing::warn!(?document, %log, position, %reason, "an entry is unfit");
        }
        Report::Held { document, log, from } => {
            tracing::warn!(?document, %log, from, "entries are held");
        }
        Report::Vouched { document, log, to } => {
            tracing::warn!(?document, %log, to, "held entries are vouched for");
        }
        Report::Forked { document, log, common } => {
            tracing::warn!(?document, %log, common, "a log was signed in two ways");
        }
        Report::Skewed { node, skew_ms } => {
            tracing::warn!(%node, skew_ms, "a neighbour's clock differs");
        }
        Report::Rebuilding { document } => {
            tracing::info!(?document, "a document is built again from the journal");
        }
        Report::Distance { node, lacking_here, lacking_there } => {
            tracing::debug!(%node, lacking_here, lacking_there, "a neighbour differs");
        }
        Report::Confirmed { document } => tracing::debug!(?document, "HQ confirmed entries"),
        Report::Level { node } => tracing::debug!(%node, "level with a neighbour"),
    }
}

/// What a person should see of it.
pub(crate) fn note(status: &mut NodeStatus, now: Now, report: &Report) {
    match report {
        Report::Skewed { node, skew_ms } => {
            if let Some(peer) = status.peers.get_mut(node) {
                peer.skew_ms = Some(*skew_ms);
            }
        }
        Report::Distance { node, lacking_here, lacking_there } => {
            if let Some(peer) = status.peers.get_mut(node) {
                (peer.ahead, peer.behind) = (Some(*lacking_here), Some(*lacking_there));
                peer.last_heard_at = now.wall;
            }
        }
        Report::Level { node } => {
            if let Some(peer) = status.peers.get_mut(node) {
                (peer.ahead, peer.behind) = (Some(0), Some(0));
                peer.last_heard_at = now.wall;
            }
        }
        Report::Unfit { .. } => {
            status.warnings.insert(Warning::UnfitEntries);
        }
        Report::Forked { .. } => {
            status.warnings.insert(Warning::ForkedLog);
        }
        Report::Flooded { .. } => {
            status.warnings.insert(Warning::Flood);
        }
        // Of what is held there is a warning when there is some: a cut may have nothing behind it.
        Report::Held { .. }
        | Report::Vouched { .. }
        | Report::Misbehaved { .. }
        | Report::Rebuilding { .. }
        | Report::Confirmed { .. } => {}
    }
}

/// How far these documents have come. What grew since the last look grew `at`; of what a start
/// finds on its disk (`None`) only the cache may know when it came.
pub(crate) fn count(
    status: &mut NodeStatus,
    replica: &Replica,
    documents: impl Iterator<Item = DocumentId>,
    at: Option<Timestamp>,
) {
    for document in documents {
        let state = replica.document_state(&document);
        let judged = replica.judged_of(&document);
        if judged.iter().any(|log| log.held > 0 || log.vouched.is_some()) {
            status.warnings.insert(Warning::HeldEntries);
        }
        let shown = status.documents.entry(document).or_default();
        if shown.entries_stored != state.entries_stored {
            shown.changed_at = at.or(shown.changed_at);
        }
        let of_others = state.entries_stored.saturating_sub(state.own_entries);
        if at.is_none() && shown.came.is_some_and(|came| came.entries != of_others) {
            // Something came later, before the last end, and by which road was not kept.
            shown.came = None;
        }
        shown.logs = state.logs;
        shown.entries_stored = state.entries_stored;
        shown.entries_applied = state.entries_applied;
        shown.held = state.entries_held;
        shown.own_entries = state.own_entries;
        shown.disputed = state.disputed;
        shown.received = state.entries_received;
        shown.being_checked = state.entries_being_checked;
        let ticks = replica.confirmed(&document);
        if *shown.judged != judged {
            shown.judged = Arc::new(judged);
        }
        if *shown.ticks != ticks {
            shown.ticks = Arc::new(ticks);
        }
    }
}
