//! Laptops in memory: a replica, a journal, and a loop that obeys at once.

use std::collections::{BTreeMap, VecDeque};

use musubi_log::city::{CitySecret, OperationKind};
use musubi_log::hash::{LogId, Run, hq_place, place_id};
use musubi_log::item::Item;
use musubi_log::node::NodeSecret;
use musubi_log::receipt::Receipt;
use musubi_log::role::Role;
use musubi_log::safe::OperationSecret;
use musubi_log::span::Span;
use musubi_log::ticket::{Enrolment, Order, Ticket};
use musubi_model::ids::{DocumentId, NodeKey, PlaceId};
use musubi_model::record::{Edit, View};
use musubi_model::time::{Now, Timestamp};
use musubi_replica::courier::Brought;
use musubi_replica::input::{CommitId, Saved, Stored, StoredLog};
use musubi_replica::message::{Message, Range};
use musubi_replica::output::{Report, Shown, WithSave};
use musubi_replica::serving::Answering;
use musubi_replica::{Input, Output, Replica};
use rand_chacha::ChaCha8Rng;
use rand_core::SeedableRng;

/// One laptop of a test.
pub(crate) struct Laptop {
    enrolment: Enrolment,
    pub(crate) replica: Replica,
    pub(crate) key: NodeKey,
    pub(crate) certificate: Vec<u8>,
    pub(crate) journal: BTreeMap<LogId, BTreeMap<u64, Span>>,
    /// Spans of other branches.
    pub(crate) aside: Vec<Span>,
    pub(crate) facts: Vec<Item>,
    pub(crate) cache: BTreeMap<DocumentId, Saved>,
    /// Kinds of the documents of logs that began to be stored, in that order.
    pub(crate) begun: Vec<u8>,
    pub(crate) views: BTreeMap<DocumentId, View>,
    pub(crate) reports: Vec<Report>,
    /// What all bundles brought.
    pub(crate) brought: Brought,
    pub(crate) sent: VecDeque<Vec<u8>>,
    pub(crate) sent_bytes: usize,
    pub(crate) kinds: BTreeMap<u8, usize>,
    pub(crate) now_ms: u64,
    pub(crate) commits: u64,
    /// Drawn since it started.
    pub(crate) runs: u8,
    /// Frame bytes after which a reading ends, as a journal's does.
    pub(crate) read_bytes_max: usize,
}

impl Laptop {
    pub(crate) fn now(&self) -> Now {
        Now { elapsed_ms: self.now_ms, wall: Timestamp::from_millis(1_800_000_000_000) }
    }

    pub(crate) fn input(&mut self, input: Input) {
        let outputs = self.replica.handle(self.now(), input);
        self.obey(outputs);
    }

    fn obey(&mut self, outputs: Vec<Output>) {
        let mut outputs: VecDeque<Output> = outputs.into();
        while let Some(output) = outputs.pop_front() {
            match output {
                Output::Persist(Item::Span(span)) => {
                    if let Some(header) = span.verify_first().ok().and_then(|first| first.header) {
                        self.begun.push(header.document.kind);
                    }
                    let log = self.journal.entry(span.log()).or_default();
                    let before = log.range(..span.from()).next_back();
                    let follows = before.is_none_or(|(_, last)| {
                        last.chain_at(span.from() - 1) == Some(span.before())
                    });
                    if follows && !log.contains_key(&span.from()) {
                        log.insert(span.from(), span);
                    } else {
                        self.aside.push(span);
                    }
                }
                Output::Persist(item) => self.facts.push(item),
                Output::Send { message, .. } => self.send(&message),
                Output::Serve { parts, .. } => {
                    let mut answering = Answering::default();
                    for part in &parts {
                        let from = Answering::read_from(part);
                        answering.push(part, self.spans(&Range { from, ..part.range }));
                    }
                    answering.finish().iter().for_each(|message| self.send(message));
                }
                Output::Load { document, save, ranges } => {
                    let spans = ranges.iter().flat_map(|range| self.spans(range)).collect();
                    let kept = self.cache.get(&document).filter(|_| save == WithSave::Wanted);
                    let save = kept.cloned();
                    let input = Input::Loaded { document, save, spans };
                    outputs.extend(self.replica.handle(self.now(), input));
                }
                Output::Keep { document, save, applied } => {
                    self.cache.insert(document, Saved { save, applied });
                }
                Output::Refused { why, .. } => panic!("{why}"),
                Output::Carried { brought, .. } => self.brought.add(brought),
                Output::DrawRun => {
                    self.runs += 1;
                    let run = Run::new([200 + self.runs; 16]);
                    outputs.extend(self.replica.handle(self.now(), Input::Run(run)));
                }
                Output::Report(report) => self.reports.push(report),
                Output::View { document, shown: Shown::Whole(view) } => {
                    self.views.insert(document, view);
                }
                Output::View { document, shown: Shown::Changes(changes) } => {
                    let view = self.views.entry(document).or_default();
                    for change in changes {
                        view.apply(change);
                    }
                }
                _ => {}
            }
        }
    }

    pub(crate) fn spans(&self, range: &Range) -> Vec<Span> {
        let Some(log) = self.journal.get(&range.log) else { return vec![] };
        let touches = |span: &&Span| {
            span.log() == range.log
                && span.from() <= range.to
                && span.to().is_some_and(|to| to >= range.from)
        };
        let aside = self.aside.iter().filter(touches);
        let spans = log.values().filter(touches).chain(aside);
        let mut spans: Vec<Span> = spans.cloned().collect();
        spans.sort_by_key(Span::from);
        let (mut bytes, mut last) = (0, 0);
        spans.retain(|span| {
            let goes_on = bytes < self.read_bytes_max || span.from() == last;
            bytes += span.frames().len();
            last = if goes_on { span.from() } else { last };
            goes_on
        });
        spans
    }

    fn send(&mut self, message: &Message) {
        let bytes = message.encode();
        self.sent_bytes += bytes.len();
        *self.kinds.entry(bytes[1]).or_default() += bytes.len();
        self.sent.push_back(bytes);
    }

    pub(crate) fn commit(&mut self, document: DocumentId, edits: Vec<Edit>) {
        self.commits += 1;
        self.input(Input::Commit { id: CommitId(self.commits), document, edits });
    }

    pub(crate) fn receipts(&self) -> Vec<Receipt> {
        let receipt = |item: &Item| match item {
            Item::Receipt(receipt) => Some(receipt.clone()),
            _ => None,
        };
        self.facts.iter().filter_map(receipt).collect()
    }

    /// Hears facts from a neighbour that is here for a moment.
    pub(crate) fn take(&mut self, from: NodeKey, certificate: Vec<u8>, items: Vec<Item>) {
        self.input(Input::PeerUp { node: from, certificate });
        self.input(Input::Received { from, message: Message::Items(items) });
        self.input(Input::PeerDown { node: from });
        self.sent.clear();
    }

    /// The same laptop after a new start, with its disk and without a cache.
    pub(crate) fn started_again(&self, run: Run) -> Self {
        let mut again =
            start(cloned(&self.enrolment), run, self.journal.clone(), self.facts.clone());
        again.aside.clone_from(&self.aside);
        again.runs = self.runs;
        again
    }

    pub(crate) fn frame_bytes(&self) -> usize {
        self.journal.values().flatten().map(|(_, span)| span.frames().len()).sum()
    }

    pub(crate) fn lengths(&self) -> BTreeMap<LogId, u64> {
        let end = |spans: &BTreeMap<u64, Span>| {
            let (from, span) = spans.last_key_value().expect("no log is empty");
            from + span.count().expect("whole frames")
        };
        self.journal.iter().map(|(log, spans)| (*log, end(spans))).collect()
    }
}

/// They see each other and say everything they have to say.
pub(crate) fn meet(one: &mut Laptop, other: &mut Laptop) {
    one.input(Input::PeerUp { node: other.key, certificate: other.certificate.clone() });
    other.input(Input::PeerUp { node: one.key, certificate: one.certificate.clone() });
    talk(one, other);
}

/// Until neither has more to say.
pub(crate) fn talk(one: &mut Laptop, other: &mut Laptop) {
    loop {
        let operation = one.replica.operation();
        let decode = |bytes: &[u8]| Message::decode(operation, bytes).expect("it was sent");
        if let Some(bytes) = one.sent.pop_front() {
            other.input(Input::Received { from: one.key, message: decode(&bytes) });
        } else if let Some(bytes) = other.sent.pop_front() {
            one.input(Input::Received { from: other.key, message: decode(&bytes) });
        } else {
            break;
        }
    }
}

pub(crate) fn part(one: &mut Laptop, other: &mut Laptop) {
    one.input(Input::PeerDown { node: other.key });
    other.input(Input::PeerDown { node: one.key });
    for laptop in [one, other] {
        laptop.sent.clear();
        laptop.sent_bytes = 0;
        laptop.kinds.clear();
    }
}

/// A city with one operation, from one seed.
pub(crate) struct City {
    pub(crate) secret: CitySecret,
    pub(crate) operation: OperationSecret,
    rng: ChaCha8Rng,
    laptops: u8,
}

impl City {
    pub(crate) fn new(seed: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let secret = CitySecret::generate(&mut rng);
        let operation = OperationSecret::mint(OperationKind::Drill, "a test", &mut rng);
        Self { secret, operation, rng, laptops: 0 }
    }

    pub(crate) fn hq(&self) -> PlaceId {
        hq_place(&self.secret.public())
    }

    pub(crate) fn place(&self, name: &str) -> PlaceId {
        place_id(&self.secret.public(), name)
    }

    pub(crate) fn ticket(&mut self, role: Role, place: PlaceId) -> Ticket {
        self.laptops += 1;
        let order = Order {
            operation: &self.operation.operation,
            role,
            place,
            place_name: "a place",
            index: self.laptops,
            not_after: Timestamp::from_millis(4_000_000_000_000),
        };
        self.secret.issue(&order, &self.operation.master, &mut self.rng)
    }

    pub(crate) fn enrol(&mut self, role: Role, place: PlaceId) -> Enrolment {
        let ticket = self.ticket(role, place);
        ticket.enrol(&mut self.rng)
    }

    pub(crate) fn laptop(&mut self, role: Role, place: PlaceId) -> Laptop {
        let enrolment = self.enrol(role, place);
        open(enrolment, Run::new([self.laptops; 16]))
    }
}

pub(crate) fn open(enrolment: Enrolment, run: Run) -> Laptop {
    start(enrolment, run, BTreeMap::new(), vec![])
}

/// A laptop that starts with a copy of the disk of another one, without a cache.
pub(crate) fn reopen(enrolment: Enrolment, run: Run, disk: &Laptop) -> Laptop {
    start(enrolment, run, disk.journal.clone(), disk.facts.clone())
}

fn start(
    enrolment: Enrolment,
    run: Run,
    journal: BTreeMap<LogId, BTreeMap<u64, Span>>,
    facts: Vec<Item>,
) -> Laptop {
    let logs: Vec<StoredLog> = journal.values().map(indexed).collect();
    let has_more = |log: &&StoredLog| {
        let last = journal[&log.tip.log].values().next_back().expect("no log is empty");
        last.to() != Some(log.tip.position)
    };
    let holed = logs.iter().filter(has_more).map(|log| log.tip.log).collect();
    let stored = Stored { facts: facts.clone(), logs, holed, ..Stored::default() };
    let (key, certificate) = (enrolment.node.key(), enrolment.certificate.to_bytes().to_vec());
    let now = Now { elapsed_ms: 0, wall: Timestamp::from_millis(0) };
    let kept = cloned(&enrolment);
    let (replica, outputs) = Replica::open(now, enrolment, run, stored).expect("a city's");
    let mut laptop = Laptop {
        enrolment: kept,
        replica,
        key,
        certificate,
        journal,
        aside: vec![],
        facts,
        cache: BTreeMap::new(),
        begun: vec![],
        views: BTreeMap::new(),
        reports: vec![],
        brought: Brought::default(),
        sent: VecDeque::new(),
        sent_bytes: 0,
        kinds: BTreeMap::new(),
        now_ms: 0,
        commits: 0,
        runs: 0,
        read_bytes_max: 8 << 20,
    };
    laptop.obey(outputs);
    laptop
}

/// What a journal's index knows of a log.
fn indexed(spans: &BTreeMap<u64, Span>) -> StoredLog {
    let mut spans = spans.values();
    let first = spans.next().expect("no log is empty").verify_first().expect("it was verified");
    let header = first.header.expect("a first span has a header");
    // Up to the first hole.
    let mut tip = first.tip;
    for span in spans {
        let Ok(verified) = span.verify_after(&tip) else { break };
        tip = verified.tip;
    }
    StoredLog { header, tip }
}

/// The same laptop twice: a live clone of its memory and disk.
pub(crate) fn cloned(enrolment: &Enrolment) -> Enrolment {
    let (signing, boxing) = enrolment.node.to_secrets();
    Enrolment {
        city: enrolment.city,
        node: NodeSecret::from_secrets(&signing, &boxing),
        certificate: enrolment.certificate.clone(),
        readers: enrolment.readers.clone(),
    }
}
