//! Accusations: which entries are held, as a function of the set of known facts.
//!
//! Accused are, in a forked log, the entries from the first position at which any known proof of
//! that log shows two branches; and entries beyond any revocation's cut. They are stored and
//! carried, and applied by nobody; a document that had applied some is built again without them,
//! so that it does not matter which came first.

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

    fn accused_from(&self, log: &LogId) -> Option<u64> {
        let forked = self.facts.fork(log).map(|fork| fork.from);
        let author = self.facts.member(&self.logs.log(log)?.header.certificate)?;
        let cuts = self.facts.statements().cuts(author, log);
        cuts.into_iter().map(|cut| cut.position.saturating_add(1)).chain(forked).min()
    }

    /// A span that its author signed on another branch than ours: ours is read to compare.
    pub(crate) fn other_branch(&mut self, theirs: Span) {
        let log = theirs.log();
        if self.suspects.len() >= SUSPECTS_MAX && !self.suspects.contains_key(&log) {
            return;
        }
        let Some(stored) = self.logs.log(&log) else { return };
        let document = stored.header.document;
        let from = theirs.from().min(stored.tip.position);
        let range = Range { log, from, to: from.saturating_add(CHECKPOINT_EVERY) };
        if self.load_to_look(document, vec![range]) {
            self.suspects.insert(log, theirs);
        }
    }

    /// Makes a proof where our spans and those of another branch begin on one chain and part.
    pub(crate) fn compare_branches(&mut self, now: Now, ours: &[Span]) {
        for span in ours {
            let Some(theirs) = self.suspects.get(&span.log()) else { continue };
            if span.end().is_none_or(|(next, _)| next <= theirs.from()) {
                continue;
            }
            let Some(stored) = self.logs.log(&span.log()) else { continue };
            let header = &stored.header;
            // Both from where the later of them begins.
            let from = theirs.from().max(span.from());
            let pair = [span.tail(from), theirs.tail(from)]
                .map(|tail| tail.and_then(|tail| tail.verify_alone(header).ok()));
            let [Some(one), Some(other)] = &pair else { continue };
            if let Some(proof) = Proof::new(LogName::from(header), one, other) {
                self.suspects.remove(&span.log());
                self.on_items(now, None, vec![Item::Proof(proof)]);
            }
        }
        for span in ours {
            self.suspects.remove(&span.log());
        }
    }

    /// A neighbour says that another chain ends where ours does: a word without a signature, so
    /// the span that is said to end there is asked for.
    pub(crate) fn suspect(&mut self, from: NodeKey, log: LogId) {
        if self.facts.fork(&log).is_some() {
            return;
        }
        let Some(stored) = self.logs.log(&log) else { return };
        let to = stored.tip.position;
        let range = Range { log, from: to - to % CHECKPOINT_EVERY + 1, to };
        let range = if range.from > to { Range { from: to, ..range } } else { range };
        self.send(from, Message::Want(vec![range]));
    }
}
