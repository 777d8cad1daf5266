//! A laptop whose disk image runs twice, in one run: it signs two branches of one log.
//!
//! It is no node of the network. What it signs reaches some nodes as hints, each branch others, and
//! from there spreads like anything else. Honest nodes may build on either branch before they
//! know. In some stories all hold one branch, and the city cuts the log on the chain of the other.

use musubi_document::{Document, Incoming};
use musubi_log::entry::CHANGES;
use musubi_log::hash::{LogId, Run};
use musubi_log::item::Item;
use musubi_log::keyring::{DocumentKey, Keyring};
use musubi_log::node::{Certificate, Member, NodeSecret};
use musubi_log::seal::{Body, Clock};
use musubi_log::span::Span;
use musubi_log::statement::{Culprit, Cut, Fact, Revocation, Statement};
use musubi_log::ticket::Enrolment;
use musubi_log::writer::LogWriter;
use musubi_model::ids::{DocumentId, Kind, RecordId};
use musubi_model::record::{Edit, Value};
use musubi_model::time::Timestamp;

use crate::message::{Answer, Message};
use crate::sim::faults::Fault;
use crate::sim::world::{Event, World};

#[derive(Debug)]
pub(super) struct Forger {
    pub(super) document: DocumentId,
    pub(super) log: LogId,
    member: Member,
    certificate: Certificate,
    /// Header and what both branches have in common.
    common: Vec<Span>,
    branches: [Vec<Span>; 2],
    /// Nobody hears the second branch, and the city cuts the log on it.
    pub(super) is_cut_elsewhere: bool,
    /// Some node reported that an honest entry builds on what is accused.
    pub(super) is_vouched: bool,
}

/// One of the two laptops.
struct Twin {
    document: Document,
    writer: LogWriter,
}

impl Twin {
    fn new(kind: Kind, writer: LogWriter) -> Self {
        Self { document: Document::new(kind), writer }
    }

    /// Writes a command, and gives its body and spans.
    fn write(&mut self, secret: &NodeSecret, edits: &[Edit]) -> (Vec<u8>, Vec<Span>) {
        let actor = self.writer.header().actor();
        let committed = self.document.commit(actor, edits).expect("a small command");
        let bytes = committed.written.expect("it writes something").body;
        (bytes.clone(), self.append(secret, bytes))
    }

    /// Does what the other one did.
    fn repeat(&mut self, secret: &NodeSecret, body: &[u8]) {
        let actor = self.writer.header().actor();
        let position = self.document.position(actor);
        let (first_seq, previous) = (position.next_seq, position.previous);
        let incoming = Incoming { actor, first_seq, previous, body };
        self.document.apply(&[incoming]).expect("the other one applied it");
        self.append(secret, body.to_vec());
    }

    fn append(&mut self, secret: &NodeSecret, bytes: Vec<u8>) -> Vec<Span> {
        let body = Body { body_type: CHANGES, clock: Clock::default(), bytes };
        self.writer.append(secret, &[body]).expect("a small command")
    }
}

impl World {
    /// Writes both branches, and plans who hears what when.
    pub(super) fn plan_forger(&mut self, enrolment: Enrolment, document: DocumentId, end_ms: u64) {
        let member = enrolment.member().expect("the city issued this ticket");
        let keyring = Keyring::new(&member, enrolment.readers);
        let key: DocumentKey = keyring.writing_key(&document).expect("its own place's");
        let (secret, run) = (enrolment.node, Run::new(self.dice.bytes()));
        let kind = Kind::from_number(document.kind).expect("a known kind");
        let begin = || LogWriter::begin(&secret, member.certificate, run, &key);
        let (writer, header) = begin();
        let (mut left, mut right) = (Twin::new(kind, writer), Twin::new(kind, begin().0));
        let log = header.log();
        let mut common = vec![header];
        let mut records = vec![];
        for _ in 0..self.dice.roll(4) {
            let edits = self.forged_edits(&mut records);
            let (body, spans) = left.write(&secret, &edits);
            right.repeat(&secret, &body);
            common.extend(spans);
        }
        let branches = [&mut left, &mut right].map(|twin| {
            let mut records = records.clone();
            let long = if self.dice.percent(15) { 70 } else { 0 };
            let count = 1 + self.dice.roll(5) + long;
            let write = |_| {
                let edits = self.forged_edits(&mut records);
                twin.write(&secret, &edits).1
            };
            (0..count).flat_map(write).collect()
        });
        let certificate = enrolment.certificate;
        let is_cut_elsewhere = self.dice.percent(25);
        for node in &mut self.nodes {
            node.disk.forked.insert(log);
        }
        self.forger = Some(Forger {
            document,
            log,
            member,
            certificate,
            common,
            branches,
            is_cut_elsewhere,
            is_vouched: false,
        });
        for part in 0..3 {
            let time_ms = self.dice.roll(end_ms);
            self.at(time_ms, Event::Fault(Fault::Forge { part }));
        }
        if is_cut_elsewhere {
            let time_ms = self.dice.roll(end_ms);
            self.at(time_ms, Event::Fault(Fault::CutForger));
        } else if self.dice.percent(30) {
            let time_ms = end_ms + self.dice.roll(20_000);
            self.at(time_ms, Event::Fault(Fault::Rule));
        }
    }

    fn forged_edits(&mut self, records: &mut Vec<RecordId>) -> Vec<Edit> {
        let text = Value::Text(format!("forged {}", self.dice.number()));
        if let Some(id) = records.last().copied().filter(|_| self.dice.percent(40)) {
            return vec![Edit::Set { id, field: "a".to_owned(), value: text }];
        }
        let id = RecordId::mint(Timestamp::from_millis(1_800_000_000_000), self.dice.bytes());
        records.push(id);
        let fields = vec![("a".to_owned(), text)];
        vec![Edit::Create { id, table: "t".to_owned(), fields }]
    }

    /// Some nodes hear the beginning of the log and one of its branches.
    pub(super) fn forge(&mut self, part: usize) {
        let Some(forger) = &self.forger else { return };
        let branch = if forger.is_cut_elsewhere { 0 } else { part % 2 };
        let certificate = Item::Certificate(forger.certificate.clone());
        let spans = forger.common.iter().chain(&forger.branches[branch]).cloned();
        let items = spans.map(Item::Span).collect();
        let vouches = Message::Items(vec![certificate]);
        let message = Message::Spans { answer: Answer::Ends, items };
        for to in 0..self.nodes.len() {
            if self.dice.percent(35) {
                let delay = self.dice.roll(500);
                self.at(self.now_ms, Event::Hint { to, bytes: vouches.encode() });
                self.at(self.now_ms + delay, Event::Hint { to, bytes: message.encode() });
            }
        }
    }

    /// The city cuts the log where the branch that nobody heard ends.
    pub(super) fn cut_forger(&mut self) {
        let Some(forger) = &self.forger else { return };
        let Some(city) = &self.city else { return };
        let last = forger.branches[1].last().expect("no branch is empty");
        let (next, chain) = last.end().expect("it was just written");
        let cut = Cut { log: forger.log, position: next - 1, chain };
        let member = &forger.member;
        let culprit = Culprit::Node { node: member.node, serial: member.serial };
        let fact = Fact::Revocation(Revocation { culprit, cuts: vec![cut], standing: vec![] });
        let statement = Statement::by_city(city, member.operation.id, &fact, &[]);
        let certificate = Item::Certificate(forger.certificate.clone());
        self.hear_at_hq(vec![certificate, Item::Statement(statement)]);
    }

    /// HQ rules for one of the branches.
    pub(super) fn rule(&mut self) {
        let branch = usize::from(self.dice.percent(50));
        let Some(forger) = &self.forger else { return };
        let Some(city) = &self.city else { return };
        let first = forger.branches[branch][0].steps().expect("it was just written")[0];
        let fact = Fact::Ruling { log: forger.log, leaf: first.leaf };
        let statement = Statement::by_city(city, forger.member.operation.id, &fact, &[]);
        self.hear_at_hq(vec![Item::Statement(statement)]);
    }

    fn hear_at_hq(&mut self, items: Vec<Item>) {
        self.boot(0);
        let bytes = Message::Items(items).encode();
        self.at(self.now_ms, Event::Hint { to: 0, bytes });
    }

    /// Nothing off the chain of a cut is applied, unless somebody honest built on it.
    pub(super) fn check_cut(&mut self) {
        let Some(forger) = self.forger.as_ref().filter(|it| it.is_cut_elsewhere) else { return };
        if forger.is_vouched {
            return;
        }
        let (document, log) = (forger.document, forger.log);
        let mut applied = self.nodes.iter().filter_map(|node| {
            let running = node.running.as_ref().expect("all are healed");
            running.replica.documents.applied(&document)?.get(&log).cloned()
        });
        let is_short = forger.branches[0].len() < forger.branches[1].len();
        if !is_short && applied.any(|progress| progress.next_position > 1) {
            self.fail("what is off the chain of a cut is applied");
        }
    }
}
