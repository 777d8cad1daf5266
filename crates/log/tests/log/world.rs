//! A made-up city: same seed, same keys, same bytes.

use musubi_log::city::{CitySecret, Operation, OperationKind};
use musubi_log::hash::{Run, hq_place, place_id};
use musubi_log::keyring::{Keyring, ReaderMaster, ReaderSecrets};
use musubi_log::node::{Certificate, Member, NodeSecret};
use musubi_log::role::Role;
use musubi_log::seal::{Body, Clock, Opening};
use musubi_log::span::{Span, Tip, Verified};
use musubi_log::ticket::{Order, Ticket};
use musubi_log::writer::LogWriter;
use musubi_model::ids::{DocumentId, Kind, PlaceId};
use musubi_model::time::Timestamp;
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};

pub(crate) struct World {
    pub(crate) rng: ChaCha20Rng,
    pub(crate) city: CitySecret,
    pub(crate) operation: Operation,
    pub(crate) master: ReaderMaster,
}

pub(crate) struct Laptop {
    pub(crate) node: NodeSecret,
    pub(crate) certificate: Certificate,
    pub(crate) member: Member,
    pub(crate) readers: ReaderSecrets,
    pub(crate) keyring: Keyring,
}

pub(crate) const NOT_AFTER: Timestamp = Timestamp::from_millis(2_000_000_000_000);

impl World {
    pub(crate) fn new(seed: u64) -> Self {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let city = CitySecret::generate(&mut rng);
        let operation = Operation::mint(OperationKind::Drill, "令和8年度 総合防災訓練", &mut rng);
        let master = ReaderMaster::generate(&mut rng);
        Self { rng, city, operation, master }
    }

    /// A second operation of the same city.
    pub(crate) fn next_operation(&mut self) {
        self.operation = Operation::mint(OperationKind::Real, "地震", &mut self.rng);
        self.master = ReaderMaster::generate(&mut self.rng);
    }

    pub(crate) fn place(&self, common_id: &str) -> PlaceId {
        place_id(&self.city.public(), common_id)
    }

    pub(crate) fn hq_place(&self) -> PlaceId {
        hq_place(&self.city.public())
    }

    pub(crate) fn document(&self, kind: Kind, owner: PlaceId) -> DocumentId {
        DocumentId::new(self.operation.id, kind, owner)
    }

    pub(crate) fn ticket(&mut self, role: Role, place: PlaceId) -> Ticket {
        let order = Order {
            operation: &self.operation,
            role,
            place,
            place_name: "熊本市立出水小学校",
            index: 1,
            not_after: NOT_AFTER,
        };
        self.city.issue(&order, &self.master, &mut self.rng)
    }

    pub(crate) fn laptop(&mut self, role: Role, place: PlaceId) -> Laptop {
        let ticket = self.ticket(role, place);
        self.enrol(ticket)
    }

    pub(crate) fn hq(&mut self) -> Laptop {
        let place = self.hq_place();
        self.laptop(Role::Hq, place)
    }

    pub(crate) fn shelter(&mut self, common_id: &str) -> Laptop {
        let place = self.place(common_id);
        self.laptop(Role::Shelter, place)
    }

    pub(crate) fn enrol(&mut self, ticket: Ticket) -> Laptop {
        let taken = ticket.enrol(&mut self.rng);
        let member = taken.certificate.verify(&taken.city, self.operation.id).unwrap();
        Laptop {
            keyring: Keyring::new(&member, taken.readers.clone()),
            node: taken.node,
            certificate: taken.certificate,
            member,
            readers: taken.readers,
        }
    }

    pub(crate) fn run(&mut self) -> Run {
        let mut bytes = [0; 16];
        self.rng.fill_bytes(&mut bytes);
        Run::new(bytes)
    }

    pub(crate) fn noise(&mut self, length: usize) -> Vec<u8> {
        let mut bytes = vec![0; length];
        self.rng.fill_bytes(&mut bytes);
        bytes
    }

    /// A log as everyone but its author sees it: its first span, and where that ends.
    pub(crate) fn begin(&mut self, author: &Laptop, document: DocumentId) -> (LogWriter, Span) {
        let key = author.keyring.writing_key(&document).unwrap();
        let run = self.run();
        LogWriter::begin(&author.node, author.member.certificate, run, &key)
    }
}

pub(crate) fn body(text: &str) -> Body {
    Body { body_type: 0, clock: Clock::default(), bytes: text.as_bytes().to_vec() }
}

pub(crate) fn bodies(count: usize) -> Vec<Body> {
    (0..count).map(|number| body(&format!("entry {number}"))).collect()
}

/// Verifies spans one after the other, each through its wire form.
pub(crate) fn follow(spans: &[Span]) -> (Vec<Verified>, Tip) {
    let first = through_the_wire(&spans[0]).verify_first().unwrap();
    let mut tip = first.tip.clone();
    let mut all = vec![first];
    for span in &spans[1..] {
        let next = through_the_wire(span).verify_after(&tip).unwrap();
        tip = next.tip.clone();
        all.push(next);
    }
    (all, tip)
}

pub(crate) fn through_the_wire(span: &Span) -> Span {
    let bytes = span.to_bytes();
    let read = Span::from_bytes(&bytes).unwrap();
    assert_eq!(&read, span);
    assert_eq!(read.to_bytes(), bytes);
    read
}

/// What a reader finds in a whole log.
pub(crate) fn read(keyring: &Keyring, spans: &[Span]) -> Vec<Opening> {
    let (verified, _) = follow(spans);
    let header = verified[0].header.clone().unwrap();
    let entries = verified.iter().flat_map(|span| &span.entries);
    entries.map(|entry| keyring.open(&header, entry)).collect()
}

pub(crate) fn opened(bodies: &[Body]) -> Vec<Opening> {
    bodies.iter().cloned().map(Opening::Opened).collect()
}
