//! What a replica does when its operation ends: closed, it refuses new records of its own; under an
//! order to erase it stores no span any more.
//!
//! Neither is a verdict. What others wrote before they heard of the closing is stored and applied like
//! anything else, and lost work is written again.

use std::collections::BTreeMap;
use std::ops::Range;

use musubi_document::{ChangeHash, Document, Incoming, Outcome};
use musubi_log::ending::Order;
use musubi_log::erasure::{Account, SignedErasure};
use musubi_log::hash::{Hash, LogId};
use musubi_log::header::Header;
use musubi_log::item::Item;
use musubi_log::node::Certificate;
use musubi_log::seal::Opening;
use musubi_log::span::Span;
use musubi_log::statement::{Fact, Signer, Statement, Subject};
use musubi_model::ids::{DocumentId, Kind};
use musubi_model::record::View;
use musubi_model::time::Timestamp;

use crate::input::CommitId;
use crate::output::Refusal;
use crate::reissue::REISSUE;
use crate::replica::Replica;
use crate::room::Room;

/// What follows from the statements, kept because it is asked for with every span.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ended {
    /// The statement that closed the operation.
    closed: Option<Hash>,
    /// The order to erase that stands.
    order: Option<Hash>,
}

impl Replica {
    /// After statements were learned.
    pub(crate) fn look_at_ending(&mut self) {
        let statements = self.facts.statements();
        self.ended = Ended {
            closed: statements.closed().map(|closed| closed.statement),
            order: statements.order().map(|(hash, _)| hash),
        };
    }

    /// Lost work that is written again is nothing new.
    pub(crate) fn is_open_to(&self, id: CommitId, document: &DocumentId) -> Result<(), Refusal> {
        let is_new = id != REISSUE && !is_needed_for_closing(document);
        let closed = self.ended.closed.is_some() && is_new;
        if closed || self.ended.order.is_some() { Err(Refusal::Closed) } else { Ok(()) }
    }

    /// How much may be stored: as much as the disk takes, and nothing that would have to be erased.
    pub(crate) fn room(&self) -> Room {
        if self.ended.order.is_some() { Room::Nothing } else { self.room }
    }

    /// The order to erase, until it is obeyed.
    pub fn order(&self) -> Option<(Hash, &Order)> {
        self.facts.statements().order()
    }

    /// A statement by this node, which takes the place of what it replaces. Whether it may say so is
    /// judged when it comes back as an item, like anybody's.
    pub fn state(&self, fact: &Fact) -> Statement {
        let replaces = self.facts.statements().replaced_by(fact);
        Statement::by_node(&self.me.secret, &self.me.member, fact, &replaces)
    }
}

impl Replica {
    /// What is known of an erasure, signed by this node. `None`: no order stands.
    pub fn certify(&self, issued: Timestamp) -> Option<SignedErasure> {
        let account = Account::of(self.facts.statements())?;
        let member = &self.me.member;
        let certificate = self.facts.certificate(&member.certificate)?;
        let (secret, city) = (&self.me.secret, self.city());
        Some(SignedErasure::sign(secret, certificate, member, &city, &account, issued))
    }

    /// What the computer with the city's key has to know before it signs an order: the closings that
    /// count, and who said them. Empty while the operation is open.
    pub fn facts_of_closing(&self) -> Vec<Item> {
        let statements = self.facts.statements();
        let closings = statements.counting_about(Subject::Operation);
        let closings = closings.filter(|(_, it)| matches!(it.fact(), Fact::Closing(_)));
        let closings: Vec<&Statement> = closings.map(|(_, it)| it).collect();
        let own = self.facts.certificate(&self.me.member.certificate);
        let authors = closings.iter().filter_map(|it| match it.signer() {
            Signer::City => None,
            Signer::Node { certificate } => self.facts.certificate(&certificate),
        });
        let certificates: BTreeMap<Hash, &Certificate> = authors
            .chain(own.filter(|_| !closings.is_empty()))
            .map(|certificate| (certificate.hash(), certificate))
            .collect();
        let certificates = certificates.into_values().cloned().map(Item::Certificate);
        certificates.chain(closings.into_iter().cloned().map(Item::Statement)).collect()
    }
}

impl Replica {
    /// What an applied document that only grows holds from its first record on; pages show the newest
    /// alone. `read` gives journalled spans of a log from a position on, some at a time.
    ///
    /// # Errors
    ///
    /// Those of `read`. What a journal has lost is left out.
    pub fn everything<E>(
        &self,
        document: &DocumentId,
        mut read: impl FnMut(&LogId, u64) -> Result<Vec<Span>, E>,
    ) -> Result<View, E> {
        let Some(kind) = Kind::from_number(document.kind) else { return Ok(View::default()) };
        let mut whole = Document::showing_all(kind);
        for (log, stored) in self.logs.of(document) {
            let applied = self.documents.applied(document).and_then(|applied| applied.get(log));
            let end = applied.map_or(0, |progress| progress.next_position);
            let (mut next, mut place) = (1, Place::default());
            while next < end {
                let spans = read(log, next)?;
                let after =
                    self.take_whole(&stored.header, next..end, &spans, &mut whole, &mut place);
                // What is not there now will not be at the next reading.
                if after == next {
                    break;
                }
                next = after;
            }
        }
        Ok(whole.view())
    }

    /// Takes what spans hold of these positions, and says from where to go on.
    fn take_whole(
        &self,
        header: &Header,
        wanted: Range<u64>,
        spans: &[Span],
        whole: &mut Document,
        place: &mut Place,
    ) -> u64 {
        let mut next = wanted.start;
        let Some(key) = self.keyring.log_key(header) else { return next };
        let verified = spans.iter().filter_map(|span| span.verify_alone(header).ok());
        for entry in verified.flat_map(|verified| verified.entries) {
            if !(next..wanted.end).contains(&entry.position()) {
                continue;
            }
            let Opening::Opened(body) = key.open(header.document.kind, &entry) else { continue };
            next = entry.position() + 1;
            let Place { first_seq, previous } = *place;
            let entry = Incoming { actor: header.actor(), first_seq, previous, body: &body.bytes };
            let applied = whole.apply(&[entry]).ok();
            let outcome = applied.and_then(|applied| applied.outcomes.into_iter().next());
            if let Some(Outcome::Applied { next_seq, last }) = outcome {
                *place = Place { first_seq: next_seq, previous: Some(last) };
            }
        }
        next
    }
}

/// Where the next body of a log stands in a document.
struct Place {
    first_seq: u64,
    previous: Option<ChangeHash>,
}

impl Default for Place {
    fn default() -> Self {
        Self { first_seq: 1, previous: None }
    }
}

/// Looking someone up once more, signing in, and closing a place after the operation.
fn is_needed_for_closing(document: &DocumentId) -> bool {
    matches!(Kind::from_number(document.kind), Some(Kind::Place | Kind::Desk | Kind::Lookups))
}
