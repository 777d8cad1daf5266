//! How far every document has come, in numbers for a page.

use musubi_model::ids::DocumentId;

use crate::applied::NOTHING_APPLIED;
use crate::replica::Replica;

/// How far one document has come on this node. Headers are not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DocumentState {
    pub logs: u64,
    pub entries_stored: u64,
    pub entries_applied: u64,
    /// Accused, and not applied.
    pub entries_held: u64,
    /// Logs that were signed in two ways and of which HQ has not ruled yet.
    pub disputed: u64,
    /// Of this node, all its runs.
    pub own_entries: u64,
    /// HQ has them, and its receipt came back.
    pub entries_received: u64,
    /// HQ had them, and that is being checked.
    pub entries_being_checked: u64,
}

impl Replica {
    /// Every document of which anything is stored.
    pub fn documents(&self) -> impl Iterator<Item = &DocumentId> {
        self.logs.documents()
    }

    pub fn document_state(&self, document: &DocumentId) -> DocumentState {
        let applied = self.documents.applied(document);
        let mut state = DocumentState::default();
        for (log, stored) in self.logs.of(document) {
            let entries = stored.tip.position;
            let progress = applied.and_then(|applied| applied.get(log)).unwrap_or(&NOTHING_APPLIED);
            let next = progress.next_position;
            state.logs += 1;
            state.entries_stored += entries;
            state.entries_applied += next - 1;
            if let Some(from) = self.accused.get(log) {
                state.entries_held += (entries + 1).saturating_sub(next.max(*from));
            }
            let is_open = |_: &_| self.facts.statements().ruling(log).is_none();
            state.disputed += u64::from(self.facts.fork(log).is_some_and(is_open));
            let confirmed = self.confirmed_positions(log);
            state.entries_received += confirmed.received;
            state.entries_being_checked += confirmed.had.saturating_sub(confirmed.received);
            if stored.header.node == self.me.key() {
                state.own_entries += entries;
            }
        }
        state
    }
}
