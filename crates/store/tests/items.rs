//! Real logs in a real journal: what a writer signed comes back and verifies, and each log's tip
//! is the very one its writer stands on.

#![expect(clippy::unwrap_used, reason = "a test may end anywhere")]

use musubi_log::city::{CitySecret, Operation, OperationKind};
use musubi_log::hash::{LogId, Run, place_id};
use musubi_log::item::Item;
use musubi_log::keyring::{Keyring, ReaderMaster};
use musubi_log::role::Role;
use musubi_log::seal::{Body, Clock};
use musubi_log::span::Tip;
use musubi_log::ticket::Order;
use musubi_log::writer::LogWriter;
use musubi_model::ids::{DocumentId, Kind};
use musubi_model::time::Timestamp;
use musubi_store::journal::Journal;
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng as _, SeedableRng as _};

struct Author {
    rng: ChaCha20Rng,
    taken: musubi_log::ticket::Enrolment,
    writer: LogWriter,
    header: Item,
}

fn author(seed: u64) -> Author {
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    let city = CitySecret::generate(&mut rng);
    let operation = Operation::mint(OperationKind::Drill, "訓練", &mut rng);
    let master = ReaderMaster::generate(&mut rng);
    let place = place_id(&city.public(), "E0001");
    let order = Order {
        operation: &operation,
        role: Role::Shelter,
        place,
        place_name: "出水小学校",
        index: 1,
        not_after: Timestamp::from_millis(2_000_000_000_000),
    };
    let taken = city.issue(&order, &master, &mut rng).enrol(&mut rng);
    let member = taken.certificate.verify(&taken.city, operation.id).unwrap();
    let keyring = Keyring::new(&member, taken.readers.clone());
    let document = DocumentId::new(operation.id, Kind::People, place);
    let key = keyring.writing_key(&document).unwrap();
    let run = Run::new([seed.to_le_bytes()[0]; 16]);
    let (writer, header) = LogWriter::begin(&taken.node, member.certificate, run, &key);
    Author { rng, taken, writer, header: Item::Span(header) }
}

impl Author {
    /// A commit: of small bodies, or of some that fill a checkpoint by their bytes.
    fn commit(&mut self, count: usize, length: usize) -> Vec<Item> {
        let bodies: Vec<Body> = (0..count)
            .map(|_| {
                let mut bytes = vec![0; length];
                self.rng.fill_bytes(&mut bytes);
                Body { body_type: 0, clock: Clock::default(), bytes }
            })
            .collect();
        let spans = self.writer.append(&self.taken.node, &bodies).unwrap();
        spans.into_iter().map(Item::Span).collect()
    }
}

#[test]
fn a_log_comes_back_with_the_tip_its_writer_stands_on() {
    let home = tempfile::tempdir().unwrap();
    let mut author = author(7);
    let certificate = Item::Certificate(author.taken.certificate.clone());
    let (mut journal, _) = Journal::open(home.path()).unwrap();
    journal.append_item(&certificate).unwrap();
    journal.append_item(&author.header).unwrap();
    for (count, length) in
        [(1, 100), (3, 40), (70, 60), (1, 1), (5, 20_000), (2, 300), (64, 10), (1, 90), (2, 90)]
    {
        for item in author.commit(count, length) {
            journal.append_item(&item).unwrap();
        }
        if count > 2 {
            journal.sync().unwrap();
        }
        if count == 70 {
            drop(journal);
            journal = Journal::open(home.path()).unwrap().0;
        }
    }
    journal.sync().unwrap();
    let tip = author.writer.tip().clone();
    for _ in 0..2 {
        check(&journal, &certificate, &tip);
        drop(journal);
        journal = Journal::open(home.path()).unwrap().0;
    }
}

fn check(journal: &Journal, certificate: &Item, tip: &Tip) {
    assert_eq!(journal.read_facts().unwrap().items, std::slice::from_ref(certificate));
    let logs = journal.read_logs().unwrap();
    assert_eq!(logs.damaged, []);
    assert_eq!(logs.items.iter().map(|log| &log.tip).collect::<Vec<_>>(), [tip]);
    assert_eq!(follow(journal, &tip.log), *tip);
}

/// Verifies everything from the header on, as a reader would.
fn follow(journal: &Journal, log: &LogId) -> Tip {
    let spans = journal.read_log_spans(log, 0, u64::MAX, usize::MAX).unwrap();
    assert_eq!((spans.damaged, spans.next), (vec![], None));
    let (first, rest) = spans.items.split_first().unwrap();
    let first = first.verify_first().unwrap().tip;
    rest.iter().fold(first, |tip, span| span.verify_after(&tip).unwrap().tip)
}

#[test]
fn a_batch_that_was_not_synced_is_not_shown() {
    let home = tempfile::tempdir().unwrap();
    let mut author = author(8);
    let (mut journal, _) = Journal::open(home.path()).unwrap();
    journal.append_item(&author.header).unwrap();
    journal.sync().unwrap();
    for item in author.commit(3, 50) {
        journal.append_item(&item).unwrap();
    }
    assert_eq!(journal.read_logs().unwrap().items[0].tip.position, 0);
    journal.sync().unwrap();
    assert_eq!(journal.read_logs().unwrap().items[0].tip, *author.writer.tip());
}
