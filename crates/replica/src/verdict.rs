//! Accusations: which entries are held, as a function of the set of known facts.
//!
//! Accused are, in a forked log, the entries from the first position at which any known proof of
//! that log shows two branches; and entries beyond any revocation's cut. They are stored and
//! carried, and applied by nobody; a document that had applied some is built again without them,
//! so that it does not matter which came first.

use musubi_log::hash::LogId;
use musubi_log::span::Span;
use musubi_model::ids::{DocumentId, NodeKey};
use musubi_model::time::Now;

use crate::output::{Output, Report};
use crate::replica::Replica;

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

    /// Two signed branches of one log were seen.
    pub(crate) fn other_branch(&mut self, _now: Now, _theirs: Span) {}

    /// A neighbour says that another chain ends where ours does. A word without a signature.
    pub(crate) fn suspect(&mut self, _from: NodeKey, _log: LogId) {}
}
