//! What lies on a laptop's disk, read by other means than the node's own: after it has stopped.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use musubi_log::hash::{Hash, LogId};
use musubi_log::header::Header;
use musubi_log::item::Item;
use musubi_log::keyfile::{KeyFile, Lock};
use musubi_log::keyring::Keyring;
use musubi_log::node::{Certificate, Member};
use musubi_log::seal::Opening;
use musubi_log::span::Tip;
use musubi_log::statement::{Fact, Statement};
use musubi_log::statements::Statements;
use musubi_log::ticket::Enrolment;
use musubi_model::ids::{DocumentId, Kind, PlaceId};
use musubi_model::time::Timestamp;
use musubi_store::cache::{Cache, Shelf};
use musubi_store::journal::Journal;
use musubi_store::secrets::Secrets;

use super::needles::Needles;

/// What a document's digest is made of: where each of its logs ends, and by which chain.
pub(crate) type Digests = BTreeMap<DocumentId, BTreeSet<(LogId, u64, Hash)>>;

/// Everything that two laptops which are level hold alike, receipts aside.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Holdings {
    pub(crate) digests: Digests,
    pub(crate) certificates: BTreeSet<Hash>,
    pub(crate) statements: BTreeSet<Hash>,
}

pub(crate) fn holdings(data: &Path) -> Holdings {
    let journal = journal(data);
    let mut digests = Digests::new();
    let logs = journal.read_logs().expect("the journal reads");
    assert_eq!(logs.damaged, []);
    for log in logs.items {
        let tips = digests.entry(log.header.document).or_default();
        tips.insert((log.tip.log, log.tip.position, log.tip.chain));
    }
    let facts = journal.read_facts().expect("the journal reads");
    assert_eq!(facts.damaged, []);
    let (mut certificates, mut statements) = (BTreeSet::new(), BTreeSet::new());
    for fact in &facts.items {
        match fact {
            Item::Certificate(certificate) => drop(certificates.insert(certificate.hash())),
            Item::Statement(statement) => drop(statements.insert(statement.hash())),
            _ => {}
        }
    }
    Holdings { digests, certificates, statements }
}

/// What a laptop makes of its own disk with its own secrets.
pub(crate) struct Opened {
    /// Entries that could be opened, and that could not.
    pub(crate) readable: usize,
    pub(crate) closed: usize,
    /// Whose people it can read.
    pub(crate) people_of: BTreeSet<PlaceId>,
    /// All plaintext: of entries, and of the cache.
    pub(crate) plain: Vec<Vec<u8>>,
}

pub(crate) fn open_everything(data: &Path) -> Opened {
    let (enrolment, member) = enrolment(data);
    let keyring = Keyring::new(&member, enrolment.readers);
    let journal = journal(data);
    let mut all = Opened { readable: 0, closed: 0, people_of: BTreeSet::new(), plain: Vec::new() };
    for log in journal.read_logs().expect("the journal reads").items {
        all.log(&journal, &log.header, log.tip.log, &keyring);
    }
    let (cache, _) = Cache::open(&data.join("cache")).expect("the cache opens");
    for shelf in [Shelf::Views, Shelf::Saves] {
        for (key, sealed) in cache.scan(shelf, &[]).expect("the cache reads") {
            let document = document(&key);
            let plain = keyring.open_view(&document, &sealed).expect("a node opens its own cache");
            all.plain.push(plain.to_vec());
        }
    }
    all
}

/// What a laptop makes of the entries on its disk with all it was ever given: its ticket's secrets,
/// and whatever was wrapped to it.
pub(crate) fn open_with_all_its_keys(data: &Path) -> Opened {
    let (enrolment, member) = enrolment(data);
    let journal = journal(data);
    let mut statements = Statements::new(enrolment.city, member.operation.id);
    let facts = journal.read_facts().expect("the journal reads").items;
    for fact in &facts {
        if let Item::Certificate(certificate) = fact {
            statements.admit(certificate).expect("what is stored was verified");
        }
    }
    let said = facts.into_iter().filter_map(|fact| match fact {
        Item::Statement(statement) => Some(statement),
        _ => None,
    });
    assert_eq!(statements.add_all(said), []);
    let mut keyring = Keyring::new(&member, enrolment.readers);
    keyring.learn(&statements, &member, &enrolment.node);
    let mut all = Opened { readable: 0, closed: 0, people_of: BTreeSet::new(), plain: Vec::new() };
    for log in journal.read_logs().expect("the journal reads").items {
        all.log(&journal, &log.header, log.tip.log, &keyring);
    }
    all
}

impl Opened {
    pub(crate) fn found(&self, needles: &Needles) -> BTreeSet<String> {
        self.plain.iter().flat_map(|plain| needles.found_in(plain)).collect()
    }

    fn log(&mut self, journal: &Journal, header: &Header, log: LogId, keyring: &Keyring) {
        let spans = journal.read_log_spans(&log, 0, u64::MAX, usize::MAX).expect("spans");
        let mut tip: Option<Tip> = None;
        for span in spans.items {
            let verified = match &tip {
                None => span.verify_first(),
                Some(tip) => span.verify_after(tip),
            };
            let verified = verified.expect("what is stored was verified");
            for entry in &verified.entries {
                if let Opening::Opened(body) = keyring.open(header, entry) {
                    self.readable += 1;
                    self.plain.push(body.bytes);
                    if header.document.kind == Kind::People.number() {
                        self.people_of.insert(header.document.owner);
                    }
                } else {
                    self.closed += 1;
                }
            }
            tip = Some(verified.tip);
        }
    }
}

/// Records of one table in the people of the laptop's own place, as its cache shows them.
pub(crate) fn records_of_table(data: &Path, table: &str) -> usize {
    let (enrolment, member) = enrolment(data);
    let keyring = Keyring::new(&member, enrolment.readers);
    let (cache, _) = Cache::open(&data.join("cache")).expect("the cache opens");
    let people = DocumentId::new(member.operation.id, Kind::People, member.place);
    let sealed = cache.get(Shelf::Views, &people.to_bytes()).expect("the cache reads");
    let view = keyring.open_view(&people, &sealed.expect("it was kept")).expect("its own cache");
    // The field's name, then its one value: `[[by, seq, text]]`, by 16 bytes, seq a small number.
    let name = [&[0x65][..], b"table", &[0x81, 0x83, 0x50]].concat();
    let value =
        [&[0x60 + u8::try_from(table.len()).expect("short")][..], table.as_bytes()].concat();
    let is_record = |at: &usize| {
        let rest = &view[*at..];
        let after = |count: usize| rest.get(name.len() + 16 + count..);
        let number = after(0).and_then(|rest| rest.first()).map_or(1, |first| match first {
            0x18 => 2,
            0x19 => 3,
            _ => 1,
        });
        rest.starts_with(&name) && after(number).is_some_and(|rest| rest.starts_with(&value))
    };
    (0..view.len()).filter(is_record).count()
}

/// HQ confirms the city's time, as a person there would.
pub(crate) fn confirm_city_time(hq: &Path, now: Timestamp) {
    let (enrolment, member) = enrolment(hq);
    let statement = Statement::by_node(&enrolment.node, &member, &Fact::Time { now }, &[]);
    let mut journal = journal(hq);
    journal.append_item(&Item::Statement(statement)).expect("the disk takes it");
    journal.sync().expect("the disk takes it");
}

pub(crate) fn certificate(data: &Path) -> Certificate {
    enrolment(data).0.certificate
}

pub(crate) fn enrolment(data: &Path) -> (Enrolment, Member) {
    let secrets = Secrets::open(&data.join("secrets")).expect("secrets");
    let file = secrets.read("enrolment").expect("secrets").expect("it has joined");
    let file = KeyFile::from_bytes(&file).expect("a key file");
    let enrolment = Enrolment::open(&file, &Lock::Plain).expect("an enrolment");
    let member = enrolment.member().expect("its own certificate holds");
    (enrolment, member)
}

pub(crate) fn journal(data: &Path) -> Journal {
    let (journal, opened) = Journal::open(&data.join("journal")).expect("the journal opens");
    assert_eq!(opened.damaged, []);
    journal
}

fn document(key: &[u8]) -> DocumentId {
    let (operation, rest) = key.split_first_chunk().expect("an operation");
    let (kind, owner) = rest.split_first().expect("a kind");
    DocumentId {
        operation: musubi_model::ids::OperationId::new(*operation),
        kind: *kind,
        owner: PlaceId::new(owner.try_into().expect("an owner")),
    }
}
