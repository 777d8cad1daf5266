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

use crate::branches::{Branch, Place};
use crate::digest::{self, Tree};
use crate::input::StoredLog;
use crate::message::{KnownTip, Range};
use crate::serving::Part;

/// Ends of a log that are remembered.
const TRAIL_MAX: usize = 8;

#[derive(Debug, Default)]
pub(crate) struct Logs {
    documents: BTreeMap<DocumentId, BTreeMap<LogId, StoredLog>>,
    of: BTreeMap<LogId, DocumentId>,
    forks: BTreeMap<LogId, Forked>,
    /// Where logs lately ended, before their tips.
    trail: BTreeMap<LogId, VecDeque<(u64, Hash)>>,
    pub(crate) tree: Tree,
}

/// A log that is proved to be forked.
#[derive(Clone, Copy, Debug)]
struct Forked {
    chosen: Branch,
    hand: Hand,
}

/// Whether what is stored here is of the chosen branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hand {
    /// Not known: it may be of another.
    Unplaced,
    Placed,
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

    /// What is said of a log to others: of a forked one no more than is known to be of the branch
    /// that all follow.
    pub(crate) fn known(&self, tip: &Tip) -> KnownTip {
        let (position, chain) = self.said(tip);
        KnownTip { log: tip.log, position, chain: chain.into() }
    }

    fn said(&self, tip: &Tip) -> (u64, Hash) {
        match self.forks.get(&tip.log) {
            Some(Forked { chosen, hand: Hand::Unplaced }) if tip.position >= chosen.from => {
                (chosen.from.saturating_sub(1), chosen.before)
            }
            _ => (tip.position, tip.chain),
        }
    }

    /// Follows these branches of forked logs. What is stored of them is placed anew where
    /// another branch is chosen now.
    pub(crate) fn set_branches(&mut self, chosen: Vec<(LogId, Branch)>) {
        let before = std::mem::take(&mut self.forks);
        for (log, chosen) in chosen {
            let same = before.get(&log).filter(|forked| forked.chosen == chosen);
            let tip = self.log(&log).map(|stored| stored.tip.position);
            let reaches = tip.is_some_and(|tip| tip >= chosen.from);
            // The journal may hold what it went back from.
            let at_fork = tip.is_some_and(|tip| tip + 1 == chosen.from);
            let hand = match same {
                Some(forked) => forked.hand,
                None if reaches || (at_fork && before.contains_key(&log)) => Hand::Unplaced,
                None => Hand::Placed,
            };
            self.forks.insert(log, Forked { chosen, hand });
            if let Some(document) = self.of.get(&log).copied() {
                self.digest(&document);
            }
        }
    }

    pub(crate) fn branch(&self, log: &LogId) -> Option<&Branch> {
        self.forks.get(log).map(|forked| &forked.chosen)
    }

    /// What is stored of it has to be looked at again.
    pub(crate) fn unplace(&mut self, log: &LogId) {
        if let Some(forked) = self.forks.get_mut(log) {
            forked.hand = Hand::Unplaced;
        }
    }

    pub(crate) fn is_placed(&self, log: &LogId) -> bool {
        self.forks.get(log).is_none_or(|forked| forked.hand == Hand::Placed)
    }

    /// Logs whose journalled branches have to be looked at.
    pub(crate) fn unplaced(&self) -> Vec<(DocumentId, LogId, Branch)> {
        let forks = self.forks.iter().filter(|(_, forked)| forked.hand == Hand::Unplaced);
        forks.filter_map(|(log, forked)| Some((*self.of.get(log)?, *log, forked.chosen))).collect()
    }

    /// The chosen branch ends here; `None`: nothing of it is held.
    pub(crate) fn place(&mut self, log: &LogId, tip: Option<Tip>) {
        if let Some(forked) = self.forks.get_mut(log) {
            forked.hand = Hand::Placed;
        }
        let held = self.log(log).zip(tip).map(|(stored, tip)| {
            let header = stored.header.clone();
            StoredLog { header, tip }
        });
        self.cut(log, held);
    }

    /// From where to read so that branches can be told apart.
    pub(crate) fn reading(&self, range: Range) -> Range {
        let from = self.branch(&range.log).map_or(range.from, |branch| branch.from);
        Range { from: range.from.min(from), ..range }
    }

    /// What of a range is here to be served.
    pub(crate) fn held(&self, range: &Range) -> Option<Part> {
        let tip = &self.log(&range.log)?.tip;
        let to = range.to.min(self.said(tip).0);
        let branch = self.branch(&range.log).copied();
        (range.from <= to).then_some(Part { range: Range { to, ..*range }, branch })
    }

    /// Judges a span and, where it is new and good, moves the log's tip.
    pub(crate) fn take<'m>(
        &mut self,
        span: Span,
        member: impl Fn(&Hash) -> Option<&'m Member>,
        lax: Lax,
    ) -> Taken {
        if let Some(taken) = self.keep_to_branch(&span) {
            return taken;
        }
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
        let tail = if span.from() == next { Some(span.clone()) } else { span.tail(next) };
        let Some(tail) = tail else { return Taken::Bad(Bad::Span) };
        match tail.verify_after(&tip) {
            Ok(verified) => self.moved(tail, verified, header),
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

    /// Of a forked log nothing is taken that is not of the chosen branch. `None`: go on.
    fn keep_to_branch(&self, span: &Span) -> Option<Taken> {
        let Forked { chosen, hand } = self.forks.get(&span.log())?;
        if span.to().is_none_or(|to| to < chosen.from) {
            return None;
        }
        let next = self.log(&span.log()).map_or(0, |stored| stored.tip.position + 1);
        let is_of_use = match (hand, chosen.place(span)) {
            (Hand::Unplaced, _) | (Hand::Placed, Some(Place::Off)) => false,
            (Hand::Placed, Some(Place::Straddles)) => next < chosen.from,
            (Hand::Placed, Some(Place::On) | None) => true,
        };
        (!is_of_use).then_some(Taken::Known)
    }

    fn moved(&mut self, span: Span, mut verified: Verified, header: Header) -> Taken {
        // What lies before a fork is everybody's, whoever signed what follows.
        if let Some(Forked { chosen, .. }) = self.forks.get(&span.log())
            && chosen.place(&span) == Some(Place::Straddles)
        {
            verified.entries.retain(|entry| entry.position() < chosen.from);
            let (position, chain) = (chosen.from - 1, chosen.before);
            verified.tip = Tip { position, chain, bytes_since_checkpoint: 0, ..verified.tip };
        }
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
            let (position, chain) = self.said(&stored.tip);
            (stored.tip.log, position, chain)
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
