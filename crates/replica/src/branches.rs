//! Which branch of a forked log is followed here.
//!
//! Of a log that is proved to be forked every node follows one branch: that of HQ's ruling, else
//! the one whose first differing leaf is lowest. That is a function of the known facts alone. What
//! a node had stored of another branch stays in its journal and is not read any more.
//!
//! A node that learns of a proof first finds out from its journal what it holds of the chosen
//! branch; until then it says no more of the log than what both branches have in common.

use std::collections::BTreeMap;

use musubi_log::entry::Entry;
use musubi_log::hash::{Hash, LogId, chain};
use musubi_log::header::Header;
use musubi_log::span::{CHECKPOINT_BYTES, CHECKPOINT_EVERY, Span, Tip};
use musubi_model::ids::DocumentId;
use musubi_model::time::Now;

use crate::message::Range;
use crate::replica::Replica;

/// The branch of a forked log that is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Branch {
    /// The first position at which branches differ, and the chain up to the one before it.
    pub(crate) from: u64,
    pub(crate) before: Hash,
    /// The leaf at `from`.
    pub(crate) leaf: Hash,
}

/// What a span is to a branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Of this branch, or of what all have in common.
    On,
    /// Only its frames before the fork are common; the others are of another branch.
    Straddles,
    Off,
}

impl Branch {
    /// The chain at `from` on this branch.
    fn first(&self) -> Hash {
        chain(&self.before, &self.leaf)
    }

    /// Where a span stands that reaches or passes the fork; `None` where only its chain can tell.
    pub(crate) fn place(&self, span: &Span) -> Option<Place> {
        if span.to()? < self.from {
            return Some(Place::On);
        }
        if span.from() > self.from {
            return None;
        }
        let here = span.chain_at(self.from) == Some(self.first());
        Some(match (here, span.from() < self.from) {
            (true, _) => Place::On,
            (false, true) => Place::Straddles,
            (false, false) => Place::Off,
        })
    }

    /// Of journalled spans of all branches, by first position, those to be read. They must begin
    /// no later than the fork does, or with what follows it.
    pub(crate) fn follow(&self, spans: impl IntoIterator<Item = Span>) -> Vec<(Span, Place)> {
        let mut chains = BTreeMap::new();
        let mut followed = vec![];
        for span in spans {
            let place = self.place(&span).unwrap_or_else(|| {
                let before = span.from().checked_sub(1).and_then(|at| chains.get(&at));
                if before == Some(&span.before()) { Place::On } else { Place::Off }
            });
            if place == Place::On {
                let steps = span.steps().unwrap_or_default();
                chains.extend((span.from()..).zip(steps.into_iter().map(|step| step.chain)));
            }
            if place != Place::Off {
                followed.push((span, place));
            }
        }
        followed
    }

    /// Those that say what stands at a position of this branch.
    pub(crate) fn read(&self, spans: impl IntoIterator<Item = Span>, position: u64) -> Vec<Span> {
        let followed = self.follow(spans).into_iter();
        let says = |place: &Place| *place == Place::On || position < self.from;
        followed.filter(|(_, place)| says(place)).map(|(span, _)| span).collect()
    }

    /// Entries of a span that straddles the fork count only as far as they are everybody's.
    pub(crate) fn common(&self, place: Place, entries: Vec<Entry>) -> Vec<Entry> {
        let counts = |entry: &Entry| place == Place::On || entry.position() < self.from;
        entries.into_iter().filter(counts).collect()
    }

    /// Where this branch ends in the journal: at the fork, if none of it is there. `None` where the
    /// log is forked at its header and none of it is there.
    fn tip(&self, header: &Header, followed: &[(Span, Place)]) -> Option<Tip> {
        let mut tip = self.from.checked_sub(1).map(|position| Tip {
            log: header.log(),
            node: header.node,
            position,
            chain: self.before,
            bytes_since_checkpoint: 0,
        });
        for (span, _) in followed.iter().filter(|(_, place)| *place == Place::On) {
            for (position, step) in (span.from()..).zip(span.steps().unwrap_or_default()) {
                let next = tip.as_ref().map_or(0, |tip| tip.position + 1);
                if position != next {
                    continue;
                }
                let since = tip.as_ref().map_or(0, |tip| tip.bytes_since_checkpoint) + step.bytes;
                let ends = position.is_multiple_of(CHECKPOINT_EVERY) || since >= CHECKPOINT_BYTES;
                tip = Some(Tip {
                    log: header.log(),
                    node: header.node,
                    position,
                    chain: step.chain,
                    bytes_since_checkpoint: if ends { 0 } else { since },
                });
            }
        }
        tip
    }
}

impl Replica {
    /// Follows the branches that the facts choose now.
    pub(crate) fn choose_branches(&mut self) {
        let statements = self.facts.statements();
        let chosen = self.facts.forks().map(|fork| {
            let leaf = statements.ruling(&fork.log).unwrap_or(fork.leaves[0]);
            (fork.log, Branch { from: fork.from, before: fork.before, leaf })
        });
        let chosen: Vec<(LogId, Branch)> = chosen.filter(|_| self.follows()).collect();
        self.logs.set_branches(chosen);
    }

    #[cfg(not(feature = "sim"))]
    #[expect(clippy::unused_self, reason = "the simulator's twin of this reads its mutation")]
    fn follows(&self) -> bool {
        true
    }

    #[cfg(feature = "sim")]
    fn follows(&self) -> bool {
        self.mutation != Some(crate::sim::Mutation::ForkChoice)
    }

    /// Whether HQ ruled for the branch at hand: then the fork accuses nothing of it.
    pub(crate) fn is_ruled(&self, log: &LogId) -> bool {
        self.facts.statements().ruling(log).is_some() && self.logs.is_placed(log)
    }

    /// Reads from the journal what it holds of chosen branches.
    pub(crate) fn load_branches(&mut self) {
        for (document, log, branch) in self.logs.unplaced() {
            let range = Range { log, from: branch.from, to: u64::MAX };
            if self.load_to_look(document, vec![range]) {
                self.placing.insert(document, log);
            }
        }
    }

    pub(crate) fn place_branch(&mut self, now: Now, document: &DocumentId, spans: &[Span]) {
        let Some(log) = self.placing.remove(document) else { return };
        let (Some(branch), Some(stored)) = (self.logs.branch(&log), self.logs.log(&log)) else {
            return;
        };
        let of_log = spans.iter().filter(|span| span.log() == log).cloned();
        let followed = branch.follow(of_log);
        let tip = branch.tip(&stored.header, &followed);
        let applied = self.documents.applied(document).and_then(|applied| applied.get(&log));
        let is_other = applied.is_some_and(|progress| {
            let last = progress.next_position - 1;
            let on = followed.iter().filter(|(_, place)| *place == Place::On);
            let mut chains = on.filter_map(|(span, _)| span.chain_at(last));
            last >= branch.from && chains.next() != progress.chain
        });
        self.logs.place(&log, tip);
        self.forget_marks(&log);
        if is_other {
            self.rebuild(*document);
        }
        self.accuse_log(&log);
        self.reissue_soon(*document);
        self.documents.want(*document);
        self.compare_soon(now, None);
    }
}
