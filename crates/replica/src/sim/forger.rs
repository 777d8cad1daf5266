//! A hostile author with a valid certificate, in a document in which honest nodes write.
//!
//! It is no node of the network. What it signs reaches some nodes as hints, each branch others, and
//! from there spreads like anything else. It signs one branch of its log or several, of any
//! lengths, that part at the first entry, later, within one another or at the header itself; some of
//! its entries are unfit. Honest nodes may build on any branch before they know. In some stories
//! the city cuts its log: somewhere within, or on the chain of a branch that nobody heard.

use musubi_document::{Document, Incoming};
use musubi_log::entry::CHANGES;
use musubi_log::hash::{Hash, LogId, Run};
use musubi_log::item::Item;
use musubi_log::keyring::{DocumentKey, Keyring, ReaderSecrets};
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
use crate::replica::Replica;
use crate::sim::faults::Fault;
use crate::sim::network::Dice;
use crate::sim::world::{Event, World};

#[derive(Debug)]
pub(super) struct Forger {
    pub(super) document: DocumentId,
    pub(super) log: LogId,
    member: Member,
    certificate: Certificate,
    /// Header and what all branches have in common.
    common: Vec<Span>,
    branches: Vec<Vec<Span>>,
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

    fn write_spoiled(&mut self, secret: &NodeSecret, edits: &[Edit], dice: &mut Dice) -> Vec<Span> {
        let actor = self.writer.header().actor();
        let committed = self.document.commit(actor, edits).expect("a small command");
        let mut body = committed.written.expect("it writes something").body;
        match dice.roll(3) {
            0 => body.truncate(body.len() / 2),
            1 => body.extend(dice.bytes::<5>()),
            _ => {
                let at = usize::try_from(dice.roll(body.len() as u64)).expect("an index");
                body[at] ^= 1 << dice.roll(8);
            }
        }
        self.append(secret, body)
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

/// How many branches there are, and where they part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    One,
    Two,
    /// The second parts once more.
    Three,
    /// Under another key, so that the headers differ.
    AtHeader,
}

/// Who signs, with which keys.
struct Hand {
    secret: NodeSecret,
    certificate: Hash,
    run: Run,
    kind: Kind,
}

impl Hand {
    fn twin(&self, key: &DocumentKey) -> (Twin, Span) {
        let (writer, header) = LogWriter::begin(&self.secret, self.certificate, self.run, key);
        (Twin::new(self.kind, writer), header)
    }
}

impl World {
    /// Writes all branches, and plans who hears what when.
    pub(super) fn plan_forger(
        &mut self,
        enrolment: Enrolment,
        strange: ReaderSecrets,
        document: DocumentId,
        end_ms: u64,
    ) {
        let member = enrolment.member().expect("the city issued this ticket");
        let key = |readers| Keyring::new(&member, readers).writing_key(&document);
        let keys = [enrolment.readers, strange].map(|it| key(it).expect("its own place's"));
        let hand = Hand {
            secret: enrolment.node,
            certificate: member.certificate,
            run: Run::new(self.dice.bytes()),
            kind: Kind::from_number(document.kind).expect("a known kind"),
        };
        let shapes =
            [Shape::One, Shape::Two, Shape::Two, Shape::Two, Shape::Three, Shape::AtHeader];
        let shape = *self.dice.pick(&shapes);
        let (common, branches) = self.sign_branches(shape, &hand, &keys);
        let log = branches[0][0].log();
        self.forked.insert(log);
        for node in &mut self.nodes {
            node.disk.forked.insert(log);
        }
        let is_cut_elsewhere = shape == Shape::Two && self.dice.percent(30);
        let parts = branches.len() + 1;
        self.forger = Some(Forger {
            document,
            log,
            member,
            certificate: enrolment.certificate,
            common,
            branches,
            is_cut_elsewhere,
            is_vouched: false,
        });
        for part in 0..parts {
            let time_ms = self.dice.roll(end_ms);
            self.at(time_ms, Event::Fault(Fault::Forge { part }));
        }
        if is_cut_elsewhere || (shape != Shape::AtHeader && self.dice.percent(35)) {
            let time_ms = self.dice.roll(end_ms);
            self.at(time_ms, Event::Fault(Fault::CutForger));
        } else if shape != Shape::One && self.dice.percent(30) {
            let time_ms = end_ms + self.dice.roll(20_000);
            self.at(time_ms, Event::Fault(Fault::Rule));
        }
    }

    /// What all branches have in common, and each.
    fn sign_branches(
        &mut self,
        shape: Shape,
        hand: &Hand,
        keys: &[DocumentKey; 2],
    ) -> (Vec<Span>, Vec<Vec<Span>>) {
        let (mut left, header) = hand.twin(&keys[0]);
        if shape == Shape::AtHeader {
            let (mut right, other) = hand.twin(&keys[1]);
            let mut branches = vec![vec![header], vec![other]];
            for (branch, twin) in branches.iter_mut().zip([&mut left, &mut right]) {
                branch.extend(self.sign(twin, hand, &mut vec![]).1);
            }
            return (vec![], branches);
        }
        let (mut right, mut third) = (hand.twin(&keys[0]).0, hand.twin(&keys[0]).0);
        let (mut common, mut records) = (vec![header], vec![]);
        for _ in 0..self.dice.roll(4) {
            let edits = self.forged_edits(&mut records);
            let (body, spans) = left.write(&hand.secret, &edits);
            right.repeat(&hand.secret, &body);
            third.repeat(&hand.secret, &body);
            common.extend(spans);
        }
        let mut branches = vec![self.sign(&mut left, hand, &mut records.clone()).1];
        if shape == Shape::One {
            return (common, branches);
        }
        let mut shared = records.clone();
        let (mut bodies, mut second) = self.sign_plain(&mut right, hand, &mut records);
        if shape == Shape::Three {
            let kept = 1 + usize::try_from(self.dice.roll(bodies.len() as u64)).expect("an index");
            bodies.truncate(kept);
            bodies.iter().for_each(|body| third.repeat(&hand.secret, body));
            let mut branch = second[..kept].to_vec();
            branch.extend(self.sign(&mut third, hand, &mut shared).1);
            second.extend(self.sign(&mut right, hand, &mut records).1);
            branches.push(second);
            branches.push(branch);
        } else {
            branches.push(second);
        }
        (common, branches)
    }

    /// Some entries, one of which may be unfit.
    fn sign(
        &mut self,
        twin: &mut Twin,
        hand: &Hand,
        records: &mut Vec<RecordId>,
    ) -> (Vec<Vec<u8>>, Vec<Span>) {
        let (mut bodies, mut spans) = self.sign_plain(twin, hand, records);
        if self.dice.percent(30) {
            let edits = self.forged_edits(records);
            spans.extend(twin.write_spoiled(&hand.secret, &edits, &mut self.dice));
            let (more, after) = self.sign_plain(twin, hand, records);
            spans.extend(after);
            bodies.extend(more);
        }
        (bodies, spans)
    }

    /// Each entry is a span of its own.
    fn sign_plain(
        &mut self,
        twin: &mut Twin,
        hand: &Hand,
        records: &mut Vec<RecordId>,
    ) -> (Vec<Vec<u8>>, Vec<Span>) {
        let long = if self.dice.percent(15) { 70 } else { 0 };
        let (mut bodies, mut all) = (vec![], vec![]);
        for _ in 0..1 + self.dice.roll(5) + long {
            let edits = self.forged_edits(records);
            let (body, spans) = twin.write(&hand.secret, &edits);
            bodies.push(body);
            all.extend(spans);
        }
        (bodies, all)
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
        let branch = if forger.is_cut_elsewhere { 0 } else { part % forger.branches.len() };
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

    /// The city cuts the log: where the branch that nobody heard ends, or anywhere.
    pub(super) fn cut_forger(&mut self) {
        let Some(forger) = &self.forger else { return };
        let last = if forger.is_cut_elsewhere {
            forger.branches[1].last().expect("no branch is empty").clone()
        } else {
            let branch = self.dice.pick(&forger.branches);
            let all: Vec<&Span> = forger.common.iter().chain(branch).collect();
            (*self.dice.pick(&all)).clone()
        };
        let Some(city) = &self.city else { return };
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
        let Some(forger) = &self.forger else { return };
        let branch = self.dice.pick(&forger.branches);
        let Some(city) = &self.city else { return };
        let first = branch[0].steps().expect("it was just written")[0];
        let fact = Fact::Ruling { log: forger.log, leaf: first.leaf };
        let statement = Statement::by_city(city, forger.member.operation.id, &fact, &[]);
        self.hear_at_hq(vec![Item::Statement(statement)]);
    }

    fn hear_at_hq(&mut self, items: Vec<Item>) {
        self.boot(0);
        let bytes = Message::Items(items).encode();
        self.at(self.now_ms, Event::Hint { to: 0, bytes });
    }

    /// Nothing off the chain of a cut is applied, unless somebody honest built on it. What ends before
    /// the cut may be on its chain; nobody can tell.
    pub(super) fn check_cut(&mut self) {
        let Some(forger) = self.forger.as_ref().filter(|it| it.is_cut_elsewhere) else { return };
        if forger.is_vouched {
            return;
        }
        let (document, log) = (forger.document, forger.log);
        let knows = |replica: &Replica| !replica.statements().cuts(&forger.member, &log).is_empty();
        let mut running = self.nodes.iter().filter_map(|node| node.running.as_ref());
        if !running.any(|running| knows(&running.replica)) {
            // HQ's power failed before it had written the cut down; nobody else heard of it.
            return;
        }
        let (next, _) = forger.branches[1].last().expect("no branch is empty").end().expect("one");
        let mut applied = self.nodes.iter().filter_map(|node| {
            let replica = &node.running.as_ref().expect("all are healed").replica;
            replica.logs.log(&log).filter(|stored| stored.tip.position + 1 >= next)?;
            replica.documents.applied(&document)?.get(&log).cloned()
        });
        if applied.any(|progress| progress.next_position > 1) {
            self.fail("what is off the chain of a cut is applied");
        }
    }
}
