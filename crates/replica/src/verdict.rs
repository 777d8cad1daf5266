//! Accusations: which entries are held, as a function of the set of known facts.
//!
//! Accused are, in a forked log, the entries from the first position at which any known proof of
//! that log shows two branches, unless HQ ruled for theirs; and entries beyond any revocation's
//! cut, or off its chain. They are stored and carried, and applied by nobody but where vouched
//! for; a document that had applied some is built again without them, so that it does not matter
//! which came first.

use std::collections::BTreeSet;

use musubi_log::hash::LogId;
use musubi_log::item::Item;
use musubi_log::proof::Proof;
use musubi_log::span::{CHECKPOINT_EVERY, LogName, Span};
use musubi_model::ids::{DocumentId, NodeKey};
use musubi_model::time::Now;

use crate::message::{Message, Range};
use crate::output::{Output, Report};
use crate::replica::Replica;

/// Spans of other branches that wait to be compared.
const SUSPECTS_MAX: usize = 16;
/// Spans that were asked for to be compared. More, and the next comparison asks again.
const PROBED_MAX: usize = 256;

impl Replica {
    /// Judges all logs anew, after statements or proofs came.
    pub(crate) fn accuse(&mut self, _now: Now) {
        let documents: Vec<DocumentId> = self.logs.documents().copied().collect();
        for document in documents {
            let logs: Vec<LogId> = self.logs.of(&document).map(|(log, _)| *log).collect();
            for log in &logs {
                self.accuse_log(log);
            }
        }
    }

    pub(crate) fn accuse_log(&mut self, log: &LogId) {
        let from = self.accused_from(log);
        let before = self.accused.get(log).copied();
        if from == before {
            return;
        }
        match from {
            Some(from) => self.accused.insert(*log, from),
            None => self.accused.remove(log),
        };
        let Some(stored) = self.logs.log(log) else { return };
        let document = stored.header.document;
        if let Some(from) = from {
            self.out.push(Output::Report(Report::Held { document, log: *log, from }));
        }
        if let Some(fork) = self.facts.fork(log) {
            let common = fork.from.saturating_sub(1);
            self.out.push(Output::Report(Report::Forked { document, log: *log, common }));
        }
        if let Some(open) = self.documents.get_mut(&document) {
            open.vouching_due = true;
        }
        let applied = self.documents.applied(&document).and_then(|applied| applied.get(log));
        let too_far =
            from.is_some_and(|from| applied.is_some_and(|progress| progress.next_position > from));
        if too_far {
            self.rebuild(document);
        } else {
            self.documents.want(document);
        }
    }

    fn accused_from(&mut self, log: &LogId) -> Option<u64> {
        let mut unknown = vec![];
        let fork = self.facts.fork(log).map(|fork| fork.from);
        let forked = self.forked_from(log);
        let stored = self.logs.log(log)?;
        let (document, tip) = (stored.header.document, stored.tip.position);
        let author = self.facts.member(&stored.header.certificate)?;
        let cuts = self.facts.statements().cuts(author, log);
        let accused = cuts.iter().map(|cut| {
            let beyond = cut.position.saturating_add(1);
            let Some(chain) = cut.chain.filter(|_| cut.position <= tip) else { return beyond };
            match self.chain_at(log, cut.position) {
                None => {
                    unknown.push(cut.position);
                    beyond
                }
                Some(here) if here == chain || self.is_lax_about_chains() => beyond,
                // Off its chain, from where the proof says, else from the first entry on.
                Some(_) => fork.filter(|from| *from <= cut.position).unwrap_or(1),
            }
        });
        let accused = accused.filter(|_| !self.is_lax_about_cuts());
        // A header is no entry: where it is forked all entries are accused.
        let from = accused.chain(forked).min().map(|from| from.max(1));
        for position in unknown {
            self.want_mark(document, *log, position);
        }
        from
    }

    #[cfg(not(feature = "sim"))]
    #[expect(clippy::unused_self, reason = "the simulator's twin of this reads its mutation")]
    fn is_lax_about_cuts(&self) -> bool {
        false
    }

    #[cfg(feature = "sim")]
    fn is_lax_about_cuts(&self) -> bool {
        self.mutation == Some(crate::sim::Mutation::CutBeyond)
    }

    #[cfg(not(feature = "sim"))]
    #[expect(clippy::unused_self, reason = "the simulator's twin of this reads its mutation")]
    fn is_lax_about_chains(&self) -> bool {
        false
    }

    #[cfg(feature = "sim")]
    fn is_lax_about_chains(&self) -> bool {
        self.mutation == Some(crate::sim::Mutation::CutByChain)
    }

    /// Whether a span is of a block that was asked for to be compared. With the last it is all here; one
    /// that leaves the followed branch on its way brings only what lies before that.
    pub(crate) fn is_probed(&mut self, span: &Span) -> bool {
        let Some((first, last)) = self.probed.get(&span.log()).copied() else { return false };
        let Some(to) = span.to().filter(|to| (first..=last).contains(&span.from()) && *to >= first)
        else {
            return false;
        };
        let branch = self.logs.branch(&span.log());
        if to >= last && branch.is_none_or(|branch| branch.place(span).counts(last)) {
            self.probed.remove(&span.log());
        }
        true
    }

    /// Spans that their author signed on another branch than ours: ours is read to compare.
    pub(crate) fn other_branch(&mut self, sender: Option<NodeKey>, log: LogId, theirs: Vec<Span>) {
        if self.suspects.len() >= SUSPECTS_MAX && !self.suspects.contains_key(&log) {
            return;
        }
        let Some(stored) = self.logs.log(&log) else { return };
        let (document, tip) = (stored.header.document, stored.tip.position);
        let Some(from) = theirs.iter().map(Span::from).min() else { return };
        if from > tip {
            // It begins beyond ours: what lies before it decides.
            return self.ask_block(sender, log, tip);
        }
        let range = Range { log, from, to: from.saturating_add(CHECKPOINT_EVERY) };
        if self.load_to_look(document, vec![self.logs.reading(range)]) {
            self.suspects.insert(log, (sender, theirs));
        }
    }

    /// Makes a proof where our spans and those of another branch begin on one chain and part.
    pub(crate) fn compare_branches(&mut self, now: Now, ours: &[Span]) {
        let logs: BTreeSet<LogId> = ours.iter().map(Span::log).collect();
        for log in logs {
            let Some((sender, theirs)) = self.suspects.remove(&log) else { continue };
            let Some(stored) = self.logs.log(&log) else { continue };
            let header = stored.header.clone();
            let mut parted = false;
            let mut proofs = vec![];
            for (theirs, ours) in touching(&theirs, ours) {
                // Both from where the later of them begins.
                let from = theirs.from().max(ours.from());
                let pair = [ours.tail(from), theirs.tail(from)]
                    .map(|tail| tail.and_then(|tail| tail.verify_alone(&header).ok()));
                let [Some(one), Some(other)] = &pair else { continue };
                parted |= one.before != other.before;
                proofs.extend(Proof::new(LogName::from(&header), one, other));
            }
            let first = theirs.iter().map(Span::from).min().unwrap_or(0);
            if proofs.is_empty() && parted && first > 0 {
                self.ask_block(sender, log, first - 1);
            }
            let proofs = proofs.into_iter().map(Item::Proof).collect();
            self.on_items(now, None, proofs);
        }
    }

    /// Asks for the other branch between the checkpoints around a position.
    fn ask_block(&mut self, from: Option<NodeKey>, log: LogId, to: u64) {
        let Some(from) = from.filter(|from| self.peers.contains_key(from)) else { return };
        let begin = to.saturating_sub(1) / CHECKPOINT_EVERY * CHECKPOINT_EVERY + 1;
        let begin = begin.min(to);
        if self.probed.len() >= PROBED_MAX {
            self.probed.clear();
        }
        self.probed.insert(log, (begin, to));
        self.send(from, Message::Want(vec![Range { log, from: begin, to }]));
    }

    /// A neighbour says that another chain ends where ours does: a word without a signature, so
    /// the span that is said to end there is asked for.
    pub(crate) fn suspect(&mut self, from: NodeKey, log: LogId) {
        let Some(stored) = self.logs.log(&log) else { return };
        let position = stored.tip.position;
        self.ask_block(Some(from), log, position);
    }
}

/// Pairs of spans of one log that have positions in common.
fn touching<'s>(
    theirs: &'s [Span],
    ours: &'s [Span],
) -> impl Iterator<Item = (&'s Span, &'s Span)> {
    let ends = |span: &Span| span.to().unwrap_or(0);
    theirs.iter().flat_map(move |one| {
        let ours = ours.iter().filter(|other| other.log() == one.log());
        let ours = ours.filter(move |other| ends(other) >= one.from() && ends(one) >= other.from());
        ours.map(move |other| (one, other))
    })
}
