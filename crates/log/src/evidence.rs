//! An outsider's look at everything that was kept: with the city's public key alone, does it hold?
//!
//! [`Examination`] takes items one by one, from a journal or a bundle, in the order in which they
//! stand there, and says at the end what holds and what does not: which log, which positions, and
//! at which place of its source. It trusts nothing that a source says of itself.
//!
//! Invariants: nothing is decrypted, so nothing of what people wrote can show; an untouched source
//! gives no finding; whatever was altered, left out or moved since it was signed gives one, except
//! an end that nobody's later head, receipt or statement remembers.
//!
//! Deliberately absent: files, and whether entries are fit (that needs a reader's keys).

use std::collections::{BTreeMap, BTreeSet};

use musubi_model::ids::{NodeKey, OperationId};

use crate::city::CityKey;
use crate::hash::{Hash, LogId};
use crate::heads::{Heads, HeadsError, NamedHead};
use crate::item::Item;
use crate::node::Member;
use crate::span::{LogName, Span};
use crate::statements::Statements;

mod finding;
mod trail;

pub use finding::{Finding, Note, What};

use trail::Trail;

/// Items of one source, as far as they were taken in. `P` is a place in it.
#[derive(Debug)]
pub struct Examination<P> {
    city: CityKey,
    facts: Vec<(P, Item)>,
    logs: BTreeMap<LogId, Trail<P>>,
    findings: Vec<Finding<P>>,
    own: Option<NodeKey>,
    claims: Vec<Claimed>,
    extent: Extent,
}

/// What of its logs a source should hold.
#[derive(Clone, Debug)]
enum Extent {
    Everything,
    /// What somebody lacked: logs may begin anywhere or be left out, and so may facts.
    Part {
        known: BTreeMap<LogId, LogName>,
    },
}

/// What whoever made the source signed that they hold, by the beginnings of hashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claimed {
    Tip { log: LogId, position: u64, chain: [u8; 16] },
    Fact { word: &'static str, hash: [u8; 16] },
}

/// What an examination found.
#[derive(Debug)]
pub struct Outcome<P> {
    /// Of the certificates that hold.
    pub operation: Option<OperationId>,
    pub counts: Counts,
    /// Whatever does not hold, in the order of places.
    pub findings: Vec<Finding<P>>,
    /// What a person should know and what is nobody's fault.
    pub notes: Vec<Note>,
    /// The newest head of every log, and the facts: what [`Heads`] keeps.
    pub heads: Vec<NamedHead>,
    pub facts: Vec<Item>,
}

/// What holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub nodes: u64,
    pub statements: u64,
    pub proofs: u64,
    pub receipts: u64,
    pub logs: u64,
    /// Without headers.
    pub entries: u64,
    /// Entries that stand more than once, the same every time.
    pub repeated: u64,
}

/// Somebody's signed word that a log went this far.
#[derive(Clone, Copy, Debug)]
struct Expected {
    log: LogId,
    position: u64,
    chain: Remembered,
    weight: Weight,
}

#[derive(Clone, Copy, Debug)]
enum Remembered {
    Whole(Hash),
    Beginning([u8; 16]),
}

impl Remembered {
    fn is(&self, chain: &Hash) -> bool {
        match self {
            Self::Whole(whole) => whole == chain,
            Self::Beginning(bytes) => chain.bytes().starts_with(bytes),
        }
    }
}

/// What it means where a log does not go so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Weight {
    /// It was here once.
    Finding,
    /// It may be on its way.
    Note,
}

impl<P: Copy + Ord> Examination<P> {
    pub fn new(city: CityKey) -> Self {
        Self {
            city,
            facts: vec![],
            logs: BTreeMap::new(),
            findings: vec![],
            own: None,
            claims: vec![],
            extent: Extent::Everything,
        }
    }

    /// The source is this node's own disk: what it wrote itself cannot be on its way to it.
    pub fn of_node(mut self, node: NodeKey) -> Self {
        self.own = Some(node);
        self
    }

    /// The source goes on from what somebody holds: logs may begin in the middle, and what they hold
    /// may be left out. Logs that `known` names are checked all the same.
    pub fn of_part(mut self, known: &[Heads]) -> Self {
        let heads = known.iter().flat_map(|heads| &heads.heads);
        let known = heads.map(|head| (head.name.id(), head.name)).collect();
        self.extent = Extent::Part { known };
        self
    }

    /// Whoever made the source signed that they hold this.
    pub fn claimed(&mut self, claim: Claimed) {
        self.claims.push(claim);
    }

    /// The next item of the source.
    pub fn take(&mut self, place: P, item: Item) {
        match item {
            Item::Span(span) => self.take_span(place, &span),
            fact => self.facts.push((place, fact)),
        }
    }

    /// Something stands there that is no item. `lost` names what the source says of it.
    pub fn unreadable(&mut self, place: P, lost: Option<(LogId, u64, u64)>) {
        let what = What::Unreadable;
        let finding = match lost {
            Some((log, first, last)) => {
                self.lost(log, first, last);
                Finding::about(log, (first, last), Some(place), what)
            }
            None => Finding::at(place, what),
        };
        self.findings.push(finding);
    }

    /// These positions are known to be lost at a place; the source itself reports it.
    pub fn lost(&mut self, log: LogId, first: u64, last: u64) {
        self.trail(log).refused.push((first, last));
    }

    fn trail(&mut self, log: LogId) -> &mut Trail<P> {
        let name = match &self.extent {
            Extent::Everything => None,
            Extent::Part { known } => known.get(&log).copied(),
        };
        self.logs.entry(log).or_insert_with(|| Trail::new(log, name))
    }

    fn take_span(&mut self, place: P, span: &Span) {
        let log = span.log();
        let found = self.trail(log).take(place, span);
        let last = span.to().unwrap_or(span.from());
        let finding = |what| Finding::about(log, (span.from(), last), Some(place), what);
        self.findings.extend(found.map(finding));
    }

    /// What all of it says together. Each of `against` was kept elsewhere.
    pub fn finish(mut self, against: &[Heads]) -> Result<Outcome<P>, HeadsError> {
        let operation = self.operation(against);
        let mut outcome = Outcome {
            operation,
            counts: Counts::default(),
            findings: std::mem::take(&mut self.findings),
            notes: vec![],
            heads: vec![],
            facts: vec![],
        };
        let Some(operation) = operation else {
            if !self.facts.is_empty() || !self.logs.is_empty() {
                outcome.findings.push(Finding::nowhere(What::NoCertificate));
            }
            return Ok(outcome);
        };
        let mut statements = Statements::new(self.city, operation);
        self.judge_certificates(&mut statements, &mut outcome);
        for heads in against {
            heads.verify(&mut statements)?;
        }
        self.judge_facts(&mut statements, &mut outcome);
        outcome.counts.nodes = statements.members().count() as u64;
        self.judge_logs(&statements, &mut outcome);
        self.compare(&statements, against, &mut outcome);
        outcome.findings.sort_by_key(|finding| {
            (finding.place.is_none(), finding.place, finding.log, finding.positions)
        });
        Ok(outcome)
    }

    /// The operation of the first certificate that this city signed.
    fn operation(&self, against: &[Heads]) -> Option<OperationId> {
        let mut certificates = self.facts.iter().filter_map(|(_, fact)| match fact {
            Item::Certificate(certificate) => Some(certificate),
            _ => None,
        });
        let holding = certificates.find_map(|certificate| {
            let operation = certificate.grant().ok()?.operation.id;
            certificate.verify(&self.city, operation).ok().map(|_| operation)
        });
        holding.or_else(|| against.first().map(|heads| heads.operation))
    }

    fn judge_certificates(&self, statements: &mut Statements, outcome: &mut Outcome<P>) {
        for (place, fact) in &self.facts {
            let Item::Certificate(certificate) = fact else { continue };
            // One that is known already may stand here again with another signature.
            let holds = certificate.verify(&self.city, statements.operation());
            match holds.and_then(|_| statements.admit(certificate)) {
                Ok(_) => outcome.facts.push(fact.clone()),
                Err(error) => {
                    outcome.findings.push(Finding::at(*place, What::Certificate(error)));
                }
            }
        }
    }

    fn judge_facts(&self, statements: &mut Statements, outcome: &mut Outcome<P>) {
        for (place, fact) in &self.facts {
            let wrong = match fact {
                Item::Certificate(_) | Item::Span(_) => continue,
                Item::Statement(statement) => match statements.add(statement.clone()) {
                    Ok(_) => None,
                    Err(error) => Some(What::Statement(error)),
                },
                Item::Proof(proof) => proof.verify().err().map(What::Proof),
                Item::Receipt(receipt) => match statements.member(&receipt.certificate()) {
                    Some(author) => receipt.verify(author).err().map(What::Receipt),
                    None => Some(What::AuthorUnknown),
                },
            };
            if let Some(what) = wrong {
                outcome.findings.push(Finding::at(*place, what));
                continue;
            }
            outcome.facts.push(fact.clone());
            match fact {
                Item::Statement(_) => outcome.counts.statements += 1,
                Item::Proof(_) => outcome.counts.proofs += 1,
                _ => outcome.counts.receipts += 1,
            }
        }
    }

    fn judge_logs(&self, statements: &Statements, outcome: &mut Outcome<P>) {
        for (log, trail) in &self.logs {
            outcome.counts.repeated += trail.repeated;
            let from = self.begins(trail);
            for (missing, place) in trail.missing(from) {
                let what = if missing.0 == 0 { What::HeaderMissing } else { What::Missing };
                outcome.findings.push(Finding::about(*log, missing, place, what));
            }
            outcome
                .notes
                .extend(trail.mended().map(|positions| Note::Mended { log: *log, positions }));
            if from > 0 {
                outcome.notes.push(match trail.name {
                    Some(_) => Note::GoesOn { log: *log, from },
                    None => Note::Unproved { log: *log, from },
                });
            }
            let Some(name) = &trail.name else { continue };
            outcome.counts.logs += 1;
            outcome.counts.entries += trail.entries();
            match wrong_author(statements, trail, name) {
                Some(what) => {
                    let place = trail.header_place();
                    outcome.findings.push(Finding::about(*log, (0, 0), place, what));
                }
                None => outcome.heads.extend(trail.head()),
            }
        }
    }

    /// Of a log of which nothing can be proved here, nothing is missed.
    fn may_leave_out(&self, trail: Option<&Trail<P>>) -> bool {
        let is_part = matches!(self.extent, Extent::Part { .. });
        is_part && trail.is_none_or(|trail| trail.name.is_none())
    }

    /// From where on a log should stand here.
    fn begins(&self, trail: &Trail<P>) -> u64 {
        match self.extent {
            Extent::Everything => 0,
            Extent::Part { .. } => trail.begins().map_or(0, |(from, _)| from),
        }
    }

    /// Holds what is here against what others' signatures remember.
    fn compare(&self, statements: &Statements, against: &[Heads], outcome: &mut Outcome<P>) {
        let forked: BTreeMap<LogId, u64> = self
            .facts
            .iter()
            .filter_map(|(_, fact)| match fact {
                Item::Proof(proof) => proof.verify().ok().map(|fork| (fork.log, fork.from)),
                _ => None,
            })
            .collect();
        let mut behind: BTreeMap<LogId, Expected> = BTreeMap::new();
        for expected in self.expectations(statements, against) {
            let trail = self.logs.get(&expected.log);
            let off_branch =
                forked.get(&expected.log).is_some_and(|from| expected.position >= *from);
            let at = expected.position;
            let chain = trail.and_then(|it| it.chain_at(at).or_else(|| it.chain_before_run(at)));
            match chain {
                Some(chain) if expected.chain.is(&chain) || off_branch => {}
                Some(_) => {
                    let place = trail.and_then(|trail| trail.place_of(expected.position));
                    let positions = (expected.position, expected.position);
                    let what = What::OtherHead;
                    outcome.findings.push(Finding::about(expected.log, positions, place, what));
                }
                None if self.may_leave_out(trail) => {}
                None => {
                    let first = trail.map_or(0, Trail::next);
                    // Within a gap it is reported as missing already.
                    let farther = behind.get(&expected.log).is_none_or(|known| {
                        (known.weight == Weight::Note && expected.weight == Weight::Finding)
                            || known.position < expected.position
                    });
                    if first <= expected.position && farther {
                        behind.insert(expected.log, expected);
                    }
                }
            }
        }
        for (log, expected) in behind {
            let trail = self.logs.get(&log);
            let positions = (trail.map_or(0, Trail::next), expected.position);
            match expected.weight {
                Weight::Finding => {
                    let place = trail.and_then(Trail::last_place);
                    let begun = trail.is_some_and(|trail| trail.header.is_some());
                    let what = if begun { What::Cut } else { What::LogMissing };
                    outcome.findings.push(Finding::about(log, positions, place, what));
                }
                Weight::Note => outcome.notes.push(Note::Behind { log, positions }),
            }
        }
        self.compare_facts(statements, against, outcome);
    }

    fn expectations(&self, statements: &Statements, against: &[Heads]) -> Vec<Expected> {
        let mut all = vec![];
        for heads in against {
            all.extend(heads.heads.iter().map(|head| Expected {
                log: head.name.id(),
                position: head.position,
                chain: Remembered::Whole(head.chain),
                weight: Weight::Finding,
            }));
        }
        all.extend(self.claims.iter().filter_map(|claim| match *claim {
            Claimed::Tip { log, position, chain } => {
                let chain = Remembered::Beginning(chain);
                Some(Expected { log, position, chain, weight: Weight::Finding })
            }
            Claimed::Fact { .. } => None,
        }));
        let outside = against.iter().flat_map(|heads| &heads.facts);
        let outside = outside.map(|fact| (fact, Weight::Finding));
        let inside = self.facts.iter().map(|(_, fact)| (fact, Weight::Note));
        for (fact, weight) in outside.chain(inside) {
            let Item::Receipt(receipt) = fact else { continue };
            let Some(author) = statements.member(&receipt.certificate()) else { continue };
            let Ok(holdings) = receipt.verify(author) else { continue };
            all.extend(holdings.held.iter().map(|held| Expected {
                log: held.log,
                position: held.position,
                chain: Remembered::Whole(held.chain),
                weight: if self.is_own(&held.log) { Weight::Finding } else { weight },
            }));
        }
        all
    }

    fn is_own(&self, log: &LogId) -> bool {
        let header = self.logs.get(log).and_then(|trail| trail.header.as_ref());
        header.is_some_and(|header| Some(header.node) == self.own)
    }

    /// Statements, proofs, certificates and receipts do not go away.
    fn compare_facts(&self, known: &Statements, against: &[Heads], outcome: &mut Outcome<P>) {
        if matches!(self.extent, Extent::Part { .. }) {
            return;
        }
        let here: BTreeSet<Vec<u8>> = self.facts.iter().map(|(_, fact)| fact_name(fact)).collect();
        let mut known = known.clone();
        let mut missing: BTreeMap<Vec<u8>, &'static str> = BTreeMap::new();
        for fact in against.iter().flat_map(|heads| &heads.facts) {
            let name = fact_name(fact);
            if !here.contains(&name) && is_proved(fact, &mut known) && !self.is_superseded(fact) {
                missing.insert(name, fact_word(fact));
            }
        }
        for claim in &self.claims {
            let Claimed::Fact { word, hash } = claim else { continue };
            if !here.iter().any(|name| name[1..].starts_with(hash)) {
                let one = missing.keys().find(|name| name[1..].starts_with(hash)).cloned();
                missing.entry(one.unwrap_or_else(|| [&[0], &hash[..]].concat())).or_insert(word);
            }
        }
        for word in missing.into_values() {
            outcome.findings.push(Finding::nowhere(What::FactMissing { word }));
        }
    }

    /// Of the proofs against one log a node keeps the one that accuses most.
    fn is_superseded(&self, fact: &Item) -> bool {
        let Item::Proof(proof) = fact else { return false };
        let same =
            |other: &Item| matches!(other, Item::Proof(other) if other.name() == proof.name());
        self.facts.iter().any(|(_, other)| same(other))
    }
}

/// What is wrong with who wrote a log.
fn wrong_author<P>(statements: &Statements, trail: &Trail<P>, name: &LogName) -> Option<What> {
    let Some(header) = &trail.header else {
        let writes = |member: &Member| member.node == name.node && member.may_write(&name.document);
        return (!statements.members().any(writes)).then_some(What::AuthorUnknown);
    };
    match statements.member(&header.certificate) {
        None => Some(What::AuthorUnknown),
        Some(author) if author.node != header.node => Some(What::AuthorOther),
        Some(author) if !author.may_write(&header.document) => Some(What::NotAllowed),
        Some(_) => None,
    }
}

/// Whether somebody who may say it did: what anybody could have made up accuses nobody.
fn is_proved(fact: &Item, known: &mut Statements) -> bool {
    match fact {
        Item::Statement(statement) => known.add(statement.clone()).is_ok(),
        Item::Certificate(certificate) => known.admit(certificate).is_ok(),
        Item::Proof(proof) => {
            let node = proof.name().node;
            proof.verify().is_ok() && known.members().any(|member| member.node == node)
        }
        Item::Receipt(receipt) => known
            .member(&receipt.certificate())
            .is_some_and(|author| receipt.verify(author).is_ok()),
        Item::Span(_) => false,
    }
}

/// Names what was signed, never the signature over it.
fn fact_name(fact: &Item) -> Vec<u8> {
    let (kind, hash) = match fact {
        Item::Statement(statement) => (1, statement.hash()),
        Item::Certificate(certificate) => (2, certificate.hash()),
        Item::Proof(proof) => (3, proof.hash()),
        Item::Span(span) => (4, span.before()),
        Item::Receipt(receipt) => (5, receipt.hash()),
    };
    [&[kind][..], hash.bytes()].concat()
}

fn fact_word(fact: &Item) -> &'static str {
    match fact {
        Item::Statement(_) => "statement",
        Item::Certificate(_) => "certificate",
        Item::Proof(_) => "proof",
        Item::Span(_) => "span",
        Item::Receipt(_) => "receipt",
    }
}
