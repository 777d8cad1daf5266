//! What this node holds: where every log of every document ends.
//!
//! An entry is stored when its chain and signature hold and its log's header agrees with the
//! author's certificate and the role table. Carriers judge no more than that, and nothing here
//! reads a body. Only whole verified spans count, each where the one before it ended.
//!
//! Deliberately absent: frames. They are in the journal; memory holds one tip a log.

use std::collections::{BTreeMap, VecDeque};

use musubi_log::hash::{Hash, LogId};
use musubi_log::header::Header;
use musubi_log::node::Member;
use musubi_log::span::{Span, SpanError, Tip, Verified};
use musubi_model::ids::{DocumentId, Kind};

use crate::digest::{self, Tree};
use crate::input::StoredLog;
use crate::message::{KnownTip, Range};

/// Ends of a log that are remembered.
const TRAIL_MAX: usize = 8;

#[derive(Debug, Default)]
pub(crate) struct Logs {
    documents: BTreeMap<DocumentId, BTreeMap<LogId, StoredLog>>,
    of: BTreeMap<LogId, DocumentId>,
    /// The last common position of each log that is proved to be forked, and the chain there.
    forks: BTreeMap<LogId, (u64, Hash)>,
    /// Where logs lately ended, before their tips.
    trail: BTreeMap<LogId, VecDeque<(u64, Hash)>>,
    pub(crate) tree: Tree,
}

/// What became of a span that came in.
#[derive(Debug)]
pub(crate) enum Taken {
    /// New and whole: to be persisted, its entries to be applied. Possibly a tail of what came.
    New { span: Span, verified: Box<Verified> },
    /// Nothing of it is new.
    Known,
    /// What lies before it has not come yet, or its author's certificate has not.
    Early,
    /// Its author signed it on a branch that is not the one held here.
    OtherBranch(Span),
    /// It accuses its sender.
    Bad(Bad),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bad {
    Header,
    Author,
    Span,
}

/// Which checks are left out. Only the simulator leaves out any, to see itself notice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lax {
    pub(crate) gaps: bool,
    pub(crate) repeats: bool,
}

impl Logs {
    pub(crate) fn open(logs: Vec<StoredLog>) -> Self {
        let mut stored = Self::default();
        for log in logs {
            let document = log.header.document;
            stored.of.insert(log.tip.log, document);
            stored.documents.entry(document).or_default().insert(log.tip.log, log);
        }
        let documents: Vec<DocumentId> = stored.documents.keys().copied().collect();
        for document in &documents {
            stored.digest(document);
        }
        stored
    }

    pub(crate) fn log(&self, log: &LogId) -> Option<&StoredLog> {
        self.documents.get(self.of.get(log)?)?.get(log)
    }

    pub(crate) fn documents(&self) -> impl Iterator<Item = &DocumentId> {
        self.documents.keys()
    }

    pub(crate) fn of(&self, document: &DocumentId) -> impl Iterator<Item = (&LogId, &StoredLog)> {
        self.documents.get(document).into_iter().flatten()
    }

    pub(crate) fn tips(&self, document: &DocumentId) -> Vec<KnownTip> {
        self.of(document).map(|(_, log)| self.known(&log.tip)).collect()
    }

    /// What is said of a log to others: of a forked one, its last common entry.
    pub(crate) fn known(&self, tip: &Tip) -> KnownTip {
        let (position, chain) = match self.forks.get(&tip.log) {
            Some((position, chain)) if *position < tip.position => (*position, *chain),
            _ => (tip.position, tip.chain),
        };
        KnownTip { log: tip.log, position, chain: chain.into() }
    }

    pub(crate) fn set_forks(&mut self, forks: impl Iterator<Item = (LogId, u64, Hash)>) {
        self.forks =
            forks.map(|(log, from, before)| (log, (from.saturating_sub(1), before))).collect();
        let forked: Vec<DocumentId> =
            self.forks.keys().filter_map(|log| self.of.get(log)).copied().collect();
        for document in &forked {
            self.digest(document);
        }
    }

    /// What of a range is here to be served.
    pub(crate) fn held(&self, range: &Range) -> Option<Range> {
        // To a neighbour that does not know of a fork, our branch is the evidence.
        let tip = self.log(&range.log)?.tip.position;
        let to = range.to.min(tip);
        (range.from <= to).then_some(Range { to, ..*range })
    }

    /// Judges a span and, where it is new and good, moves the log's tip.
    pub(crate) fn take<'m>(
        &mut self,
        span: Span,
        member: impl Fn(&Hash) -> Option<&'m Member>,
        lax: Lax,
    ) -> Taken {
        let Some(stored) = self.log(&span.log()) else { return self.begin(span, member) };
        let StoredLog { header, tip } = stored.clone();
        let next = tip.position + 1;
        if span.from() > next {
            return if lax.gaps { self.take_alone(span, &header) } else { Taken::Early };
        }
        let Some(count) = span.count() else { return Taken::Bad(Bad::Span) };
        let Some(end) = span.from().checked_add(count) else { return Taken::Bad(Bad::Span) };
        if end <= next {
            return if lax.repeats {
                self.take_alone(span, &header)
            } else {
                known_or_other(span, &header, &tip, end)
            };
        }
        let tail = if span.from() == next { Some(span) } else { span.tail(next) };
        let Some(span) = tail else { return Taken::Bad(Bad::Span) };
        match span.verify_after(&tip) {
            Ok(verified) => self.moved(span, verified, header),
            Err(SpanError::Elsewhere { .. }) if span.verify_alone(&header).is_ok() => {
                Taken::OtherBranch(span)
            }
            Err(_) => Taken::Bad(Bad::Span),
        }
    }

    fn begin<'m>(&mut self, span: Span, member: impl Fn(&Hash) -> Option<&'m Member>) -> Taken {
        if span.from() != 0 {
            return Taken::Early;
        }
        let Ok(verified) = span.verify_first() else { return Taken::Bad(Bad::Header) };
        let header = verified.header.clone().expect("a first span has a header");
        let Some(member) = member(&header.certificate) else { return Taken::Early };
        if member.node != header.node || !member.may_write(&header.document) {
            return Taken::Bad(Bad::Author);
        }
        self.moved(span, verified, header)
    }

    fn take_alone(&mut self, span: Span, header: &Header) -> Taken {
        match span.verify_alone(header) {
            Ok(verified) => self.moved(span, verified, header.clone()),
            Err(_) => Taken::Bad(Bad::Span),
        }
    }

    fn moved(&mut self, span: Span, verified: Verified, header: Header) -> Taken {
        self.put(header, verified.tip.clone());
        Taken::New { span, verified: Box::new(verified) }
    }

    /// Own spans come here directly: they are good by construction.
    pub(crate) fn put(&mut self, header: Header, tip: Tip) {
        let document = header.document;
        self.note_end(&tip.log);
        self.of.insert(tip.log, document);
        self.documents.entry(document).or_default().insert(tip.log, StoredLog { header, tip });
        self.digest(&document);
    }

    fn note_end(&mut self, log: &LogId) {
        let Some(Tip { position, chain, .. }) = self.log(log).map(|stored| stored.tip.clone())
        else {
            return;
        };
        let trail = self.trail.entry(*log).or_default();
        trail.push_back((position, chain));
        if trail.len() > TRAIL_MAX {
            trail.pop_front();
        }
    }

    /// The chain at a position where the log ends or lately ended.
    pub(crate) fn chain_at_end(&self, log: &LogId, position: u64) -> Option<Hash> {
        let tip = &self.log(log)?.tip;
        if tip.position == position {
            return Some(tip.chain);
        }
        let mut ends = self.trail.get(log)?.iter();
        ends.find(|(end, _)| *end == position).map(|(_, chain)| *chain)
    }

    /// Of a log only this is still here.
    pub(crate) fn cut(&mut self, log: &LogId, held: Option<StoredLog>) {
        let Some(document) = self.of.get(log).copied() else { return };
        self.trail.remove(log);
        let logs = self.documents.entry(document).or_default();
        match held {
            Some(held) if held.tip.log == *log && held.header.document == document => {
                logs.insert(*log, held);
            }
            _ => {
                logs.remove(log);
                self.of.remove(log);
            }
        }
        if logs.is_empty() {
            self.documents.remove(&document);
            self.tree.remove(&document);
        } else {
            self.digest(&document);
        }
    }

    fn digest(&mut self, document: &DocumentId) {
        let tips = self.of(document).map(|(_, stored)| {
            let KnownTip { log, position, .. } = self.known(&stored.tip);
            let chain =
                if position == stored.tip.position { stored.tip.chain } else { self.forks[&log].1 };
            (log, position, chain)
        });
        let digest = digest::document(document, tips);
        self.tree.set(*document, digest);
    }
}

/// A span that ends where ours does with another chain is signed evidence; any other old one is
/// taken for a repetition.
fn known_or_other(span: Span, header: &Header, tip: &Tip, end: u64) -> Taken {
    if end != tip.position + 1 {
        return Taken::Known;
    }
    match span.verify_alone(header) {
        Ok(verified) if verified.tip.chain != tip.chain => Taken::OtherBranch(span),
        Ok(_) => Taken::Known,
        Err(_) => Taken::Bad(Bad::Span),
    }
}

/// The order in which documents travel: the table's, but people after staff; unknown kinds last.
pub(crate) fn urgency(document: &DocumentId) -> u8 {
    match Kind::from_number(document.kind) {
        Some(Kind::City) => 0,
        Some(Kind::Place) => 1,
        Some(Kind::Staff) => 2,
        Some(Kind::People) => 3,
        Some(Kind::Desk) => 4,
        Some(Kind::Lookups) => 5,
        Some(Kind::Layers) => 6,
        None => 7,
    }
}
