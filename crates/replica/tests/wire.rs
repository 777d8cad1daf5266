//! What a comparison of two diverged nodes costs on the wire.

use std::collections::{BTreeMap, VecDeque};

use musubi_log::city::{CitySecret, OperationKind};
use musubi_log::hash::{LogId, Run, hq_place, place_id};
use musubi_log::item::Item;
use musubi_log::role::Role;
use musubi_log::safe::OperationSecret;
use musubi_log::span::Span;
use musubi_log::ticket::Order;
use musubi_model::ids::{DocumentId, Kind, NodeKey, RecordId};
use musubi_model::record::{Edit, Value};
use musubi_model::time::{Now, Timestamp};
use musubi_replica::input::{CommitId, Stored};
use musubi_replica::message::{Message, Range};
use musubi_replica::serving::Answering;
use musubi_replica::{Input, Output, Replica};
use rand_chacha::ChaCha8Rng;
use rand_core::SeedableRng;

const PLACES: usize = 12;

/// A replica and a journal in memory, in one loop that obeys at once.
struct Laptop {
    replica: Replica,
    key: NodeKey,
    certificate: Vec<u8>,
    journal: BTreeMap<LogId, BTreeMap<u64, Span>>,
    sent: VecDeque<Vec<u8>>,
    sent_bytes: usize,
    kinds: BTreeMap<u8, usize>,
    now_ms: u64,
    commits: u64,
}

impl Laptop {
    fn now(&self) -> Now {
        Now { elapsed_ms: self.now_ms, wall: Timestamp::from_millis(1_800_000_000_000) }
    }

    fn input(&mut self, input: Input) {
        let mut outputs: VecDeque<Output> = self.replica.handle(self.now(), input).into();
        while let Some(output) = outputs.pop_front() {
            match output {
                Output::Persist(Item::Span(span)) => {
                    self.journal.entry(span.log()).or_default().insert(span.from(), span);
                }
                Output::Send { message, .. } => self.send(&message),
                Output::Serve { ranges, .. } => {
                    let mut answering = Answering::default();
                    for range in &ranges {
                        let from = Answering::read_from(range);
                        answering.push(range, self.spans(&Range { from, ..*range }));
                    }
                    answering.finish().iter().for_each(|message| self.send(message));
                }
                Output::Load { document, ranges, .. } => {
                    let spans = ranges.iter().flat_map(|range| self.spans(range)).collect();
                    let input = Input::Loaded { document, save: None, spans };
                    outputs.extend(self.replica.handle(self.now(), input));
                }
                Output::Refused { why, .. } => panic!("{why}"),
                _ => {}
            }
        }
    }

    fn spans(&self, range: &Range) -> Vec<Span> {
        let Some(log) = self.journal.get(&range.log) else { return vec![] };
        let first = log.range(..=range.from).next_back().map_or(0, |(from, _)| *from);
        log.range(first..=range.to).map(|(_, span)| span.clone()).collect()
    }

    fn send(&mut self, message: &Message) {
        let bytes = message.encode();
        self.sent_bytes += bytes.len();
        *self.kinds.entry(bytes[1]).or_default() += bytes.len();
        self.sent.push_back(bytes);
    }

    fn commit(&mut self, document: DocumentId, edits: Vec<Edit>) {
        self.commits += 1;
        self.input(Input::Commit { id: CommitId(self.commits), document, edits });
    }

    fn frame_bytes(&self) -> usize {
        self.journal.values().flatten().map(|(_, span)| span.frames().len()).sum()
    }

    fn lengths(&self) -> BTreeMap<LogId, u64> {
        let end = |spans: &BTreeMap<u64, Span>| {
            let (from, span) = spans.last_key_value().expect("no log is empty");
            from + span.count().expect("whole frames")
        };
        self.journal.iter().map(|(log, spans)| (*log, end(spans))).collect()
    }
}

fn meet(one: &mut Laptop, other: &mut Laptop) {
    one.input(Input::PeerUp { node: other.key, certificate: other.certificate.clone() });
    other.input(Input::PeerUp { node: one.key, certificate: one.certificate.clone() });
    loop {
        let operation = one.replica.operation();
        let decode = |bytes: &[u8]| Message::decode(operation, bytes).unwrap();
        if let Some(bytes) = one.sent.pop_front() {
            other.input(Input::Received { from: one.key, message: decode(&bytes) });
        } else if let Some(bytes) = other.sent.pop_front() {
            one.input(Input::Received { from: other.key, message: decode(&bytes) });
        } else {
            break;
        }
    }
}

fn part(one: &mut Laptop, other: &mut Laptop) {
    one.input(Input::PeerDown { node: other.key });
    other.input(Input::PeerDown { node: one.key });
    for laptop in [one, other] {
        laptop.sent.clear();
        laptop.sent_bytes = 0;
        laptop.kinds.clear();
    }
}

fn two_laptops() -> (Laptop, Laptop, Vec<DocumentId>) {
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let city = CitySecret::generate(&mut rng);
    let operation = OperationSecret::mint(OperationKind::Drill, "wire", &mut rng);
    let mut laptop = |run: u8| {
        let order = Order {
            operation: &operation.operation,
            role: Role::Hq,
            place: hq_place(&city.public()),
            place_name: "HQ",
            index: run,
            not_after: Timestamp::from_millis(4_000_000_000_000),
        };
        let enrolment = city.issue(&order, &operation.master, &mut rng).enrol(&mut rng);
        let (key, certificate) = (enrolment.node.key(), enrolment.certificate.to_bytes().to_vec());
        let now = Now { elapsed_ms: 0, wall: Timestamp::from_millis(0) };
        let run = Run::new([run; 16]);
        let (replica, _) = Replica::open(now, enrolment, run, Stored::default()).unwrap();
        Laptop {
            replica,
            key,
            certificate,
            journal: BTreeMap::new(),
            sent: VecDeque::new(),
            sent_bytes: 0,
            kinds: BTreeMap::new(),
            now_ms: 0,
            commits: 0,
        }
    };
    let (one, other) = (laptop(1), laptop(2));
    let place = |number| place_id(&city.public(), &format!("place {number}"));
    let people = (0..PLACES)
        .map(|number| DocumentId::new(operation.operation.id, Kind::People, place(number)));
    let people = people.collect();
    (one, other, people)
}

fn record(number: usize) -> RecordId {
    let mut bytes = [0; 16];
    bytes[8..].copy_from_slice(&(number as u64).to_be_bytes());
    RecordId::new(bytes)
}

fn person(number: usize) -> Vec<Edit> {
    let text = |what: &str| Value::Text(format!("{what} {}", number * 7_919));
    let fields = [
        ("name", text("名前")),
        ("kana", text("ナマエ")),
        ("address", text("熊本市中央区手取本町")),
        ("phone", text("096-000")),
        ("age", Value::Integer(i64::try_from(number % 90).unwrap())),
    ];
    let fields = fields.map(|(field, value)| (field.to_owned(), value)).to_vec();
    vec![Edit::Create { id: record(number), table: "person".to_owned(), fields }]
}

#[test]
fn a_thousand_changes_on_each_side_cost_little_more_than_their_frames() {
    let (mut one, mut other, people) = two_laptops();
    for number in 0..600 {
        one.commit(people[number % PLACES], person(number));
    }
    meet(&mut one, &mut other);
    assert_eq!(one.lengths(), other.lengths());
    assert_eq!(one.replica.root(), other.replica.root());
    part(&mut one, &mut other);

    let before = one.frame_bytes();
    assert_eq!(before, other.frame_bytes());
    for number in 0..1_000 {
        for (laptop, who) in [(&mut one, 0), (&mut other, 300)] {
            let number = who + number % 300;
            let value = Value::Text(format!("moved to room {number}"));
            let edit = Edit::Set { id: record(number), field: "room".to_owned(), value };
            let note = Value::Text(format!("note {} by {who}", laptop.commits));
            let note = Edit::Set { id: record(number), field: "note".to_owned(), value: note };
            laptop.commit(people[number % PLACES], vec![edit, note]);
        }
    }
    let missing = one.frame_bytes() + other.frame_bytes() - 2 * before;
    for laptop in [&mut one, &mut other] {
        laptop.sent_bytes = 0;
        laptop.kinds.clear();
    }
    meet(&mut one, &mut other);

    assert_eq!(one.lengths(), other.lengths());
    assert_eq!(one.replica.root(), other.replica.root());
    let wire = one.sent_bytes + other.sent_bytes;
    println!("missing frames {missing} bytes, wire {wire} bytes, by kind of message:");
    println!("{:?} {:?}", one.kinds, other.kinds);
    assert!(wire * 100 <= missing * 105, "{wire} bytes on the wire for {missing} of frames");
}
