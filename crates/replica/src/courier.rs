//! What goes into a bundle that somebody carries, and what came out of one.
//!
//! A bundle for a place leaves out what every node of that place which was ever heard of through a
//! bundle said it holds; so a laptop that was replaced, or one of several that knows less, makes a
//! bundle larger and never poorer. Items out of a bundle pass the same doors as a neighbour's.
//!
//! Deliberately absent: files, progress, the bytes of a bundle (`musubi_log::bundle`).

use std::collections::{BTreeMap, BTreeSet};

use musubi_log::bundle::{Claim, Header, Part, Scope, Unpacker};
use musubi_log::hash::LogId;
use musubi_log::item::Item;
use musubi_log::node::Member;
use musubi_log::span::Span;
use musubi_log::statement::Signer;
use musubi_model::ids::{DocumentId, PlaceId};
use musubi_model::time::{Now, Timestamp};

use crate::branches::Stretch;
use crate::exchange::{sections, tips_messages};
use crate::gathering::LISTED_MAX;
use crate::input::CarryId;
use crate::message::{Digest, FactClass, KnownTip, Message, Range, Reply};
use crate::output::{Output, Report};
use crate::replica::Replica;
use crate::room::Room;
use crate::serving::{self, Answering};
use crate::stored::urgency;

/// What one node said it holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Known {
    facts: BTreeSet<Digest>,
    tips: BTreeMap<LogId, KnownTip>,
}

/// A node's word of what it holds, as it stood in a bundle of its own.
#[derive(Debug)]
pub struct Word {
    pub maker: Member,
    pub made: Timestamp,
    pub known: Known,
}

/// What a bundle carries. Facts are in memory anyway; entries are read while it is written.
#[derive(Debug)]
pub struct Packing {
    pub header: Header,
    pub claims: Vec<Claim>,
    pub facts: Vec<Item>,
    pub parcels: Vec<Parcel>,
}

/// Entries of one log, headers included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parcel {
    pub document: DocumentId,
    pub range: Range,
    branch: Option<Stretch>,
}

impl Parcel {
    /// Entries in it; a log's header is none.
    pub fn entries(&self) -> u64 {
        (self.range.to + 1).saturating_sub(self.range.from.max(1))
    }

    /// What to read from the journal for it.
    pub fn reading(&self) -> Range {
        Range { from: Answering::read_from(&self.part()), ..self.range }
    }

    fn part(&self) -> serving::Part {
        serving::Part { range: self.range, branch: self.branch.clone() }
    }

    /// Items of the journalled spans that touch [`Parcel::reading`], and what is left for the next
    /// reading.
    pub fn unfold(self, spans: Vec<Span>) -> (Vec<Item>, Option<Self>) {
        let mut answering = Answering::default();
        answering.push(&self.part(), spans);
        let messages = answering.finish().into_iter();
        let items: Vec<Item> = messages
            .flat_map(|message| match message {
                Message::Spans { items, .. } => items,
                _ => vec![],
            })
            .collect();
        let ends = items.iter().filter_map(|item| match item {
            Item::Span(span) => span.end(),
            _ => None,
        });
        let rest = ends.max_by_key(|(next, _)| *next).filter(|(next, _)| *next <= self.range.to);
        let rest = rest.map(|(from, chain)| {
            let branch = self.branch.clone().map(|stretch| stretch.going_on(from, chain));
            Self { range: Range { from, ..self.range }, branch, ..self }
        });
        (items, rest)
    }
}

/// What came of items out of a bundle.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Brought {
    /// Entries that were new here, of which document.
    pub entries: BTreeMap<DocumentId, u64>,
    /// Statements, certificates, proofs and receipts that were new here.
    pub facts: u64,
    /// Spans that cannot be placed, because something before them was never brought here.
    pub early: u64,
    /// Items that do not hold. They accuse whoever packed them.
    pub refused: u64,
}

impl Brought {
    pub fn add(&mut self, other: Self) {
        for (document, entries) in other.entries {
            *self.entries.entry(document).or_default() += entries;
        }
        self.facts += other.facts;
        self.early += other.early;
        self.refused += other.refused;
    }
}

impl Known {
    /// Takes in one message of a node's holdings.
    pub fn hear(&mut self, message: Message) {
        match message {
            Message::Facts { have, .. } => self.facts.extend(have),
            Message::Tips { sections, .. } => {
                let tips = sections.into_iter().flat_map(|section| section.tips);
                self.tips.extend(tips.map(|tip| (tip.log, tip)));
            }
            _ => {}
        }
    }
}

impl Replica {
    /// A node's word out of the beginning of its bundle. `None`: it is not of this city and
    /// operation, or it is nobody's word.
    pub fn word(&self, bytes: &[u8]) -> Option<Word> {
        let mut unpacker = Unpacker::default();
        unpacker.feed(bytes);
        let Ok(Some(Part::Header(header))) = unpacker.part() else { return None };
        let maker = header.verify(&self.city(), self.operation()).ok()?;
        let mut known = Known::default();
        while let Ok(Some(Part::Holdings(claim))) = unpacker.part() {
            let message = claim.verify(&header, &maker)?;
            known.hear(Message::decode(self.operation(), message).ok()?);
        }
        Some(Word { maker, made: header.made, known })
    }

    /// What a bundle for a place has to carry. `known` is what each of its nodes said it holds,
    /// those of which nothing is known aside.
    pub fn pack(&self, made: Timestamp, to: PlaceId, scope: Scope, known: &[Known]) -> Packing {
        let known = match scope {
            Scope::Missing => known,
            Scope::Everything => &[],
        };
        let certificate = self.facts.certificate(&self.me.member.certificate);
        let certificate = certificate.expect("a node knows its own certificate");
        let header = Header::new(self.city(), self.operation(), to, certificate, made, scope);
        let claim = |message: Message| Claim::sign(&self.me.secret, &header, message.encode());
        let claims = self.holdings().into_iter().map(claim).collect();
        let spread = self.room() != Room::Nothing;
        let documents = self.urgent_first().into_iter().filter(|_| spread);
        let parcels = documents.flat_map(|document| {
            let tips = self.logs.tips(&document).into_iter();
            tips.filter_map(move |ours| {
                let from = first_missing(&ours, known)?;
                let range = Range { log: ours.log, from, to: ours.position };
                let branch = self.logs.stretch(&ours.log, from);
                Some(Parcel { document, range, branch })
            })
        });
        Packing { claims, facts: self.lacking_facts(known), parcels: parcels.collect(), header }
    }

    fn urgent_first(&self) -> Vec<DocumentId> {
        let mut documents: Vec<DocumentId> = self.logs.documents().copied().collect();
        documents.sort_by_key(|document| (urgency(document), *document));
        documents
    }

    /// What this node would say of itself to a neighbour.
    fn holdings(&self) -> Vec<Message> {
        let classes = FactClass::ALL.into_iter().filter_map(|class| {
            let mut have = self.facts.have(class);
            have.truncate(LISTED_MAX);
            (!have.is_empty()).then_some(Message::Facts { class, have })
        });
        let tips = self.urgent_first().into_iter();
        let tips = tips.flat_map(|document| sections(document, self.logs.tips(&document)));
        classes.chain(tips_messages(Reply::Unwanted, tips.collect())).collect()
    }

    /// In an order in which each can be verified by those before it.
    fn lacking_facts(&self, known: &[Known]) -> Vec<Item> {
        let lacking = |class| {
            self.facts.select(class, |digest| {
                known.is_empty() || known.iter().any(|node| !node.facts.contains(&digest))
            })
        };
        let statements = lacking(FactClass::Statements);
        let signers: BTreeSet<_> = statements
            .iter()
            .filter_map(|item| match item {
                Item::Statement(statement) => match statement.signer() {
                    Signer::Node { certificate } => Some(certificate),
                    Signer::City => None,
                },
                _ => None,
            })
            .collect();
        let signs = |item: &Item| match item {
            Item::Certificate(certificate) => signers.contains(&certificate.hash()),
            _ => false,
        };
        let (signing, others): (Vec<Item>, Vec<Item>) =
            lacking(FactClass::Certificates).into_iter().partition(signs);
        let rest = lacking(FactClass::Proofs).into_iter().chain(lacking(FactClass::Receipts));
        signing.into_iter().chain(statements).chain(others).chain(rest).collect()
    }

    /// Items out of a bundle: judged like a neighbour's.
    pub(crate) fn carried(&mut self, now: Now, id: CarryId, items: Vec<Item>) {
        let (spans, facts): (Vec<Item>, Vec<Item>) =
            items.into_iter().partition(|item| matches!(item, Item::Span(_)));
        let starts: Vec<(LogId, u64)> = spans
            .iter()
            .filter_map(|item| match item {
                Item::Span(span) => Some((span.log(), span.from())),
                _ => None,
            })
            .collect();
        let next = |replica: &Self, log: &LogId| {
            replica.logs.log(log).map_or(0, |stored| stored.tip.position + 1)
        };
        let before: BTreeMap<LogId, u64> =
            starts.iter().map(|(log, _)| (*log, next(self, log))).collect();
        let seen = self.out.len();
        self.on_items(now, None, facts);
        self.on_spans(now, None, spans);
        let mut brought = Brought::default();
        for output in &self.out[seen..] {
            match output {
                Output::Persist(Item::Span(_)) => {}
                Output::Persist(_) => brought.facts += 1,
                Output::Report(Report::Misbehaved { .. }) => brought.refused += 1,
                _ => {}
            }
        }
        for (log, before) in before {
            let Some(stored) = self.logs.log(&log) else { continue };
            let new = (stored.tip.position + 1).saturating_sub(before.max(1));
            if new > 0 {
                *brought.entries.entry(stored.header.document).or_default() += new;
            }
        }
        let early = starts.iter().filter(|(log, from)| {
            *from > next(self, log) && self.facts.fork(log).is_none_or(|fork| *from < fork.from)
        });
        brought.early = early.count() as u64;
        self.out.push(Output::Carried { id, brought });
    }
}

/// From where on a log has to be carried. `None`: all of these nodes hold it.
fn first_missing(ours: &KnownTip, known: &[Known]) -> Option<u64> {
    if known.is_empty() {
        return Some(0);
    }
    let missing = |node: &Known| match node.tips.get(&ours.log) {
        None => Some(0),
        Some(theirs) if theirs.position > ours.position => None,
        // Another branch: ours is the evidence.
        Some(theirs) if theirs.position == ours.position => {
            (theirs.chain != ours.chain).then_some(0)
        }
        Some(theirs) => Some(theirs.position + 1),
    };
    known.iter().filter_map(missing).min()
}
