//! What this node holds: where every log of every document ends.
//!
//! An entry is stored when its chain and signature hold and its log's header agrees with the
//! author's certificate and the role table. Carriers judge no more than that, and nothing here
//! reads a body. Only whole verified spans count, each where the one before it ended.
//!
//! Deliberately absent: frames. They are in the journal; memory holds one tip a log.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use musubi_log::hash::{Hash, LogId, actor};
use musubi_log::header::Header;
use musubi_log::node::Member;
use musubi_log::span::{LogName, Span, SpanError, Tip, Verified};
use musubi_model::ids::{Actor, DocumentId, Kind, NodeKey};

use crate::branches::{Branch, Place, Stretch, Walk, step_over};
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
#[derive(Clone, Debug)]
struct Forked {
    name: LogName,
    chosen: Branch,
    hand: Hand,
    walk: Walk,
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

    /// A document's logs, those of which only another branch than the followed is held, too.
    pub(crate) fn all_of(&self, document: &DocumentId) -> BTreeSet<LogId> {
        let stored = self.of(document).map(|(log, _)| *log);
        stored.chain(self.forked_of(document).map(|(log, _)| *log)).collect()
    }

    fn forked_of<'a>(
        &'a self,
        document: &'a DocumentId,
    ) -> impl Iterator<Item = (&'a LogId, &'a LogName)> {
        let names = self.forks.iter().map(|(log, forked)| (log, &forked.name));
        names.filter(move |(_, name)| name.document == *document)
    }

    /// A node's logs in a document with the actors that write in them, of the same.
    pub(crate) fn all_of_node(
        &self,
        document: &DocumentId,
        node: &NodeKey,
    ) -> BTreeMap<LogId, Actor> {
        let stored = self.of(document).filter(|(_, stored)| stored.header.node == *node);
        let stored = stored.map(|(log, stored)| (*log, stored.header.actor()));
        let forks = self.forked_of(document).filter(|(_, name)| name.node == *node);
        let forks = forks.map(|(log, name)| (*log, actor(&name.document, &name.node, &name.run)));
        stored.chain(forks).collect()
    }

    pub(crate) fn tips(&self, document: &DocumentId) -> Vec<KnownTip> {
        self.of(document).filter_map(|(_, log)| self.known(&log.tip)).collect()
    }

    /// What is said of a log to others: of a forked one no more than is known to be of the branch
    /// that all follow. `None`: nothing.
    pub(crate) fn known(&self, tip: &Tip) -> Option<KnownTip> {
        let (position, chain) = self.said(tip)?;
        Some(KnownTip { log: tip.log, position, chain: chain.into() })
    }

    fn said(&self, tip: &Tip) -> Option<(u64, Hash)> {
        match self.forks.get(&tip.log) {
            Some(Forked { chosen, hand: Hand::Unplaced, .. }) if tip.position >= chosen.from() => {
                Some((chosen.from().checked_sub(1)?, chosen.before()))
            }
            _ => Some((tip.position, tip.chain)),
        }
    }

    /// Follows these branches of forked logs. What is stored of them is placed anew where
    /// another branch is chosen now.
    pub(crate) fn set_branches(&mut self, chosen: Vec<(LogName, Branch)>) {
        let mut before = std::mem::take(&mut self.forks);
        let mut touched = BTreeSet::new();
        for (name, chosen) in chosen {
            let log = name.id();
            let was_forked = before.contains_key(&log);
            let same = before.remove(&log).filter(|forked| forked.chosen == chosen);
            let tip = self.log(&log).map(|stored| stored.tip.position);
            let reaches = tip.is_some_and(|tip| tip >= chosen.from());
            // The journal may hold what it went back from.
            let at_fork = tip.map_or(0, |tip| tip + 1) == chosen.from();
            let hand =
                if reaches || (at_fork && was_forked) { Hand::Unplaced } else { Hand::Placed };
            if same.is_none() {
                touched.extend(self.of.get(&log).copied());
            }
            let new = Forked { name, chosen, hand, walk: Walk::default() };
            self.forks.insert(log, same.unwrap_or(new));
        }
        // Once each: one author may have forked thousands of logs.
        touched.extend(before.keys().filter_map(|log| self.of.get(log).copied()));
        touched.iter().for_each(|document| self.digest(document));
    }

    pub(crate) fn branch(&self, log: &LogId) -> Option<&Branch> {
        self.forks.get(log).map(|forked| &forked.chosen)
    }

    /// The branch to be read from a position on.
    pub(crate) fn stretch(&self, log: &LogId, from: u64) -> Option<Stretch> {
        let Forked { chosen, walk, .. } = self.forks.get(log)?;
        let after = walk.milestones.range(..from).next_back();
        Some(Stretch {
            branch: chosen.clone(),
            after: after.map(|(position, chain)| (*position, *chain)),
        })
    }

    /// Of journalled spans of one log those to be read.
    pub(crate) fn follow(&self, log: &LogId, spans: Vec<Span>) -> Vec<(Span, Place)> {
        match self.forks.get(log) {
            None => spans.into_iter().map(|span| (span, Place::On)).collect(),
            Some(Forked { chosen, walk, .. }) => chosen.follow(spans, &walk.milestones),
        }
    }

    /// Of journalled spans of one log those that say what stands at a position.
    pub(crate) fn read(&self, log: &LogId, spans: Vec<Span>, position: u64) -> Vec<Span> {
        match self.forks.get(log) {
            None => spans,
            Some(Forked { chosen, walk, .. }) => chosen.read(spans, &walk.milestones, position),
        }
    }

    /// Whether what is held of a log goes on where branches part here.
    pub(crate) fn has_turned(&self, log: &LogId, at: u64) -> bool {
        self.forks.get(log).is_some_and(|forked| forked.walk.turned.contains(&at))
    }

    /// What is stored of it has to be looked at again.
    pub(crate) fn unplace(&mut self, log: &LogId) {
        if let Some(forked) = self.forks.get_mut(log) {
            (forked.hand, forked.walk) = (Hand::Unplaced, Walk::default());
        }
    }

    pub(crate) fn is_placed(&self, log: &LogId) -> bool {
        self.forks.get(log).is_none_or(|forked| forked.hand == Hand::Placed)
    }

    /// Logs whose journalled branches have to be looked at, and from where on.
    pub(crate) fn unplaced(&self) -> Vec<(DocumentId, LogId, u64)> {
        let forks = self.forks.iter().filter(|(_, forked)| forked.hand == Hand::Unplaced);
        forks
            .map(|(log, forked)| (forked.name.document, *log, forked.walk.next(&forked.chosen)))
            .collect()
    }

    /// Goes on looking what is held of a chosen branch. Once nothing follows, the log ends there;
    /// then says whether what is applied of it is of this branch.
    pub(crate) fn go_on(
        &mut self,
        log: &LogId,
        spans: impl IntoIterator<Item = Span>,
        applied: Option<(u64, Option<Hash>)>,
    ) -> Option<bool> {
        let Forked { name, chosen, hand, walk } = self.forks.get_mut(log)?;
        if walk.go_on(name, chosen, spans, applied) {
            return None;
        }
        *hand = Hand::Placed;
        let (document, agrees) = (name.document, walk.agrees);
        // Where nothing of it is held it ends before the fork.
        let common = || {
            chosen.from().checked_sub(1).map(|position| Tip {
                log: *log,
                node: name.node,
                position,
                chain: chosen.before(),
                bytes_since_checkpoint: 0,
            })
        };
        let tip = walk.tip.clone().or_else(common);
        let header = if chosen.from() == 0 { walk.header.clone() } else { None };
        let header = header.or_else(|| Some(self.log(log)?.header.clone()));
        self.trail.remove(log);
        match header.zip(tip) {
            Some((header, tip)) => self.hold(StoredLog { header, tip }),
            None => self.drop_log(&document, log),
        }
        Some(agrees)
    }

    /// From where to read so that branches can be told apart.
    pub(crate) fn reading(&self, range: Range) -> Range {
        let stretch = self.stretch(&range.log, range.from);
        let from = stretch.map_or(range.from, |stretch| stretch.reading_from(range.from));
        Range { from, ..range }
    }

    /// What of a range is here to be served.
    pub(crate) fn held(&self, range: &Range) -> Option<Part> {
        let tip = &self.log(&range.log)?.tip;
        let to = range.to.min(self.said(tip)?.0);
        let branch = self.stretch(&range.log, range.from);
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
        let Forked { chosen, hand, .. } = self.forks.get(&span.log())?;
        if span.to().is_none_or(|to| to < chosen.from()) {
            return None;
        }
        let next = self.log(&span.log()).map_or(0, |stored| stored.tip.position + 1);
        let is_of_use = match (hand, chosen.place(span)) {
            (Hand::Unplaced, _) | (Hand::Placed, Place::Off) => false,
            (Hand::Placed, Place::Until(end)) => next < end,
            (Hand::Placed, Place::On) => true,
        };
        (!is_of_use).then_some(Taken::Known)
    }

    fn moved(&mut self, span: Span, mut verified: Verified, header: Header) -> Taken {
        // What lies before a fork is everybody's, whoever signed what follows.
        let before = self.log(&span.log()).map(|stored| stored.tip.clone());
        if let Some(Forked { chosen, walk, .. }) = self.forks.get_mut(&span.log()) {
            if let Place::Until(end) = chosen.place(&span) {
                verified.entries.retain(|entry| entry.position() < end);
                let mut tip = before.clone().unwrap_or(verified.tip);
                let steps = (span.from()..end).zip(span.steps().unwrap_or_default());
                steps.for_each(|(position, step)| step_over(&mut tip, position, &step));
                verified.tip = tip;
            }
            walk.grow(chosen, before, &span, verified.tip.clone());
        }
        self.put(header, verified.tip.clone());
        Taken::New { span, verified: Box::new(verified) }
    }

    /// Own spans come here directly: they are good by construction.
    pub(crate) fn put(&mut self, header: Header, tip: Tip) {
        self.note_end(&tip.log);
        self.hold(StoredLog { header, tip });
    }

    fn hold(&mut self, held: StoredLog) {
        let document = held.header.document;
        self.of.insert(held.tip.log, document);
        self.documents.entry(document).or_default().insert(held.tip.log, held);
        self.digest(&document);
    }

    fn drop_log(&mut self, document: &DocumentId, log: &LogId) {
        self.of.remove(log);
        if let Some(logs) = self.documents.get_mut(document) {
            logs.remove(log);
            if logs.is_empty() {
                self.documents.remove(document);
            }
        }
        self.digest(document);
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
        match held {
            Some(held) if held.tip.log == *log && held.header.document == document => {
                self.hold(held);
            }
            _ => self.drop_log(&document, log),
        }
    }

    /// A document of which there is nothing to say to others is not spoken of.
    fn digest(&mut self, document: &DocumentId) {
        let tips = self.of(document).filter_map(|(_, stored)| {
            let (position, chain) = self.said(&stored.tip)?;
            Some((stored.tip.log, position, chain))
        });
        let tips: Vec<(LogId, u64, Hash)> = tips.collect();
        if tips.is_empty() {
            return self.tree.remove(document);
        }
        self.tree.set(*document, digest::document(document, tips.into_iter()));
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
