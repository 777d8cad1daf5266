//! What stands at one position of a log, read from the journal where memory does not know it.
//!
//! Receipts, cuts and forks speak of a chain or a leaf at some position. Memory holds the tip of
//! each log and where it lately ended; anything else is asked for, one small range at a time.

use std::collections::{BTreeMap, BTreeSet};

use musubi_log::hash::{Hash, LogId};
use musubi_log::span::Span;
use musubi_model::ids::DocumentId;

use crate::message::Range;
use crate::replica::Replica;

/// More is asked for when these have come.
const ASKED_MAX: usize = 64;

#[derive(Debug, Default)]
pub(crate) struct Marks {
    known: BTreeMap<(LogId, u64), Hash>,
    wanted: BTreeMap<DocumentId, BTreeSet<(LogId, u64)>>,
    asked: BTreeMap<DocumentId, Vec<(LogId, u64)>>,
}

impl Replica {
    /// The chain of the branch at hand up to and with a position.
    pub(crate) fn chain_at(&self, log: &LogId, position: u64) -> Option<Hash> {
        let at_end = self.logs.chain_at_end(log, position);
        at_end.or_else(|| self.marks.known.get(&(*log, position)).copied())
    }

    /// Asks for a chain that [`Replica::chain_at`] does not know.
    pub(crate) fn want_mark(&mut self, document: DocumentId, log: LogId, position: u64) {
        self.marks.wanted.entry(document).or_default().insert((log, position));
    }

    pub(crate) fn load_marks(&mut self) {
        let documents: Vec<DocumentId> = self.marks.wanted.keys().copied().collect();
        for document in documents {
            let wanted = &self.marks.wanted[&document];
            let placed = wanted.iter().filter(|(log, _)| self.logs.is_placed(log));
            let asked: Vec<(LogId, u64)> = placed.take(ASKED_MAX).copied().collect();
            if asked.is_empty() {
                continue;
            }
            let range = |&(log, at): &(LogId, u64)| Range { log, from: at, to: at };
            let ranges = asked.iter().map(|at| self.logs.reading(range(at))).collect();
            if self.load_to_look(document, ranges) {
                self.marks.asked.insert(document, asked);
            }
        }
    }

    /// Of what was asked for, all that was read; what was not is not asked for again by itself.
    pub(crate) fn note_marks(&mut self, document: &DocumentId, spans: &[Span]) {
        let Some(asked) = self.marks.asked.remove(document) else { return };
        for (log, position) in asked {
            let of_log = spans.iter().filter(|span| span.log() == log).cloned();
            let of_log = self.logs.read(&log, of_log.collect(), position);
            if let Some(chain) = of_log.iter().find_map(|span| span.chain_at(position)) {
                self.marks.known.insert((log, position), chain);
            }
            if let Some(wanted) = self.marks.wanted.get_mut(document) {
                wanted.remove(&(log, position));
            }
        }
        if self.marks.wanted.get(document).is_some_and(BTreeSet::is_empty) {
            self.marks.wanted.remove(document);
        }
        self.compare_receipts(document);
        let logs: Vec<LogId> = self.logs.of(document).map(|(log, _)| *log).collect();
        logs.iter().for_each(|log| self.accuse_log(log));
    }

    /// The branch at hand is another now.
    pub(crate) fn forget_marks(&mut self, log: &LogId) {
        self.marks.known.retain(|(of, _), _| of != log);
        self.confirming.confirm_again(log);
        self.compared.forget(log);
    }
}
