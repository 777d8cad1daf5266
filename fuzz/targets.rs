//! Every decoder of bytes that come from outside, each as a function over any bytes: it must come
//! back, and what it says must hold when it is said again.
//!
//! `fuzz/fuzz_targets` gives these to libFuzzer; `tests/src/fuzz.rs` runs the very same over the
//! corpora and over mutations of them, on stable and in seconds.

use std::sync::OnceLock;

use musubi_document::{Document, Incoming, Outcome};
use musubi_exchange::catalogue;
use musubi_exchange::household::HouseholdCopy;
use musubi_exchange::inquiry;
use musubi_exchange::layers::mapped::{About, Mapped, MappedRefused, collection};
use musubi_exchange::pfif;
use musubi_exchange::problem::Source;
use musubi_exchange::register::{self, Asked, Became, List};
use musubi_exchange::snapshot::Snapshot;
use musubi_exchange::table::{Exercise, Head};
use musubi_log::blob::{BlobName, ChunkList};
use musubi_log::city::{CitySecret, Operation, OperationKind};
use musubi_log::draft::Draft;
use musubi_log::entry::RawEntry;
use musubi_log::evidence::Examination;
use musubi_log::hash::{Hash, LogId, hq_place, place_id};
use musubi_log::heads::Heads;
use musubi_log::item::Item;
use musubi_log::keyfile::KeyFile;
use musubi_log::keyring::{Keyring, ReaderMaster, ReaderSecrets};
use musubi_log::node::Certificate;
use musubi_log::proof::Proof;
use musubi_log::receipt::Receipt;
use musubi_log::role::Role;
use musubi_log::seal::{LogKey, Opening};
use musubi_log::sheet::Sheet;
use musubi_log::span::{Span, Verified};
use musubi_log::statement::Statement;
use musubi_log::ticket::{Enrolment, Order, Ticket};
use musubi_model::field::{Noted, Recorder};
use musubi_model::ids::{Actor, DocumentId, Kind, OperationId, RecordId};
use musubi_model::layer::{MappedFormat, MappedKind};
use musubi_model::place::PlaceKind;
use musubi_model::time::Timestamp;
use musubi_replica::message::Message;
use musubi_replica::transfers::{Holdings, Question};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;

use crate::by_hand;

pub(crate) mod bundle;
pub(crate) mod ending;

/// A target: its name, and that of its corpus.
pub(crate) type Target = (&'static str, fn(&[u8]));

pub(crate) const ALL: [Target; 29] = [
    ("frame", frame),
    ("entry", entry),
    ("span", span),
    ("item", item),
    ("certificate", certificate),
    ("ticket", ticket),
    ("statement", statement),
    ("proof", proof),
    ("receipt", receipt),
    ("heads", heads),
    ("evidence", evidence),
    ("message", message),
    ("bundle", bundle::bundle),
    ("erasure", ending::erasure),
    ("facts", ending::facts),
    ("blob", blob),
    ("changes", changes),
    ("records", records),
    ("journal", journal),
    ("keyfile", keyfile),
    ("sheet", sheet),
    ("geojson", geojson),
    ("csv", csv),
    ("list", list),
    ("mapped", mapped),
    ("household", household),
    ("inquiry", inquiry),
    ("workbook", workbook),
    ("pfif", pfif),
];

struct World {
    city: CitySecret,
    operation: OperationId,
    hq: Enrolment,
    shelter: Enrolment,
    log: by_hand::Log,
    /// The first span of that log, and the key to what follows.
    begun: (Verified, LogKey),
}

/// The same city in every run.
fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
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
        let shelter = city.issue(&order, &master, &mut rng).enrol(&mut rng);
        let member = shelter.member().expect("it was just issued");
        let keyring = Keyring::new(&member, shelter.readers.clone());
        let document = DocumentId::new(operation.id, Kind::People, place);
        let ReaderSecrets::Place { place: secret, .. } = &shelter.readers else {
            unreachable!("a shelter reads its place")
        };
        let log = by_hand::Log {
            signing: ed25519_dalek::SigningKey::from_bytes(shelter.node.to_secrets().0.expose()),
            document: document.to_bytes(),
            run: [7; 16],
            certificate: *member.certificate.bytes(),
            group_secret: *secret.expose(),
        };
        let order = Order {
            role: Role::Hq,
            place: hq_place(&city.public()),
            place_name: "災害対策本部",
            ..order
        };
        let hq = city.issue(&order, &master, &mut rng).enrol(&mut rng);
        let first = Span::from_bytes(&log.span(&[log.header()], 1)).expect("it was just made");
        let first = first.verify_first().expect("it was signed");
        let header = first.header.as_ref().expect("a first span has one");
        let key = keyring.log_key(header).expect("a shelter reads its people");
        World { city, operation: operation.id, hq, shelter, log, begun: (first, key) }
    })
}

pub(crate) fn frame(data: &[u8]) {
    if let Ok(raw) = RawEntry::read(data) {
        assert!(data.starts_with(raw.frame()));
        assert_eq!(RawEntry::read(raw.frame()), Ok(raw));
    }
    let span = Span::new(LogId::new([1; 32]), 0, Hash::new([1; 32]), data.to_vec(), [0; 64]);
    // Nobody signed it.
    assert!(span.verify_first().is_err());
}

/// The bytes stand sealed and signed where an author's own would: body type, shape and
/// dictionary, then what is under the seal.
pub(crate) fn entry(data: &[u8]) {
    let Some((numbers, rest)) = data.split_first_chunk::<3>() else { return };
    let mut laid_out = rest.to_vec();
    laid_out.truncate(2_047 * 32);
    laid_out.resize(laid_out.len().next_multiple_of(32).max(32), 0);
    let numbers = [numbers[0] & 31, numbers[1], numbers[2]];
    let World { log, begun: (first, key), .. } = world();
    let frames = [log.header(), log.entry(1, numbers, &laid_out)];
    let second = Span::from_bytes(&log.span(&frames, 1)).expect("it was just made");
    let second = second.verify_after(&first.tip).expect("it was signed");
    let header = first.header.as_ref().expect("a first span has one");
    for entry in &second.entries {
        if let Opening::Opened(body) = key.open(header.document.kind, entry) {
            assert!(body.bytes.len() <= musubi_log::entry::UNPACKED_BYTES_MAX);
        }
    }
}

pub(crate) fn span(data: &[u8]) {
    let Ok(span) = Span::from_bytes(data) else { return };
    assert_eq!(Span::from_bytes(&span.to_bytes()).as_ref(), Ok(&span));
    let _ = (span.end(), span.to(), span.tail(span.from().saturating_add(1)));
    let _ = (span.verify_first(), Span::join(&[span.clone(), span]));
}

pub(crate) fn item(data: &[u8]) {
    let mut rest = data;
    while let Ok((item, length)) = Item::read(rest) {
        assert_eq!(Item::from_bytes(&item.to_bytes()), Ok(item));
        rest = &rest[length..];
    }
}

pub(crate) fn certificate(data: &[u8]) {
    let Ok(certificate) = Certificate::from_bytes(data) else { return };
    assert_eq!(certificate.to_bytes(), data);
    let _ = certificate.grant();
    let verified = certificate.verify(&world().city.public(), world().operation);
    if let Ok(member) = verified {
        assert_eq!(member.certificate, certificate.hash());
    }
}

pub(crate) fn ticket(data: &[u8]) {
    let _ = Ticket::parse(&String::from_utf8_lossy(data));
    // The same bytes behind check characters and a sum that are right.
    let _ = Ticket::parse(&printed(data));
}

/// Bytes as a ticket's text, drawn in `docs/format.md`, section 1.
fn printed(data: &[u8]) -> String {
    const DIGITS: &[u8; 43] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ2345670189$%*+/.:";
    let sum = by_hand::h("ticket text", &[data]);
    let bits =
        data.iter().chain(&sum[..4]).flat_map(|byte| (0..8).rev().map(move |at| byte >> at & 1));
    let bits: Vec<u8> = bits.collect();
    let digits: Vec<u8> = bits
        .chunks(5)
        .map(|five| five.iter().fold(0, |digit, bit| digit << 1 | bit) << (5 - five.len()))
        .collect();
    let mut text = "MUSUBI1:".to_owned();
    for line in digits.chunks(40) {
        let sum: usize = (1..).zip(line).map(|(place, digit)| place * usize::from(*digit)).sum();
        text.extend(line.iter().map(|digit| char::from(DIGITS[usize::from(*digit)])));
        text.push(char::from(DIGITS[sum % 43]));
    }
    text
}

pub(crate) fn statement(data: &[u8]) {
    if let Ok(draft) = Draft::from_bytes(data) {
        let _ = draft.members();
        assert!(Draft::from_bytes(&draft.to_bytes()).is_ok());
    }
    let Ok(statement) = Statement::from_bytes(data) else { return };
    assert_eq!(Statement::from_bytes(statement.to_bytes()), Ok(statement));
}

pub(crate) fn proof(data: &[u8]) {
    let Ok(proof) = Proof::from_bytes(data) else { return };
    let _ = (proof.hash(), proof.heads(), proof.verify());
    assert_eq!(Proof::from_bytes(proof.to_bytes()), Ok(proof));
}

pub(crate) fn receipt(data: &[u8]) {
    let Ok(receipt) = Receipt::from_bytes(data) else { return };
    let member = world().shelter.member().expect("it was issued");
    assert!(receipt.verify(&member).is_err(), "a shelter gives no receipts");
    assert_eq!(Receipt::from_bytes(receipt.to_bytes()), Ok(receipt));
}

pub(crate) fn heads(data: &[u8]) {
    let Ok(heads) = Heads::from_bytes(data) else { return };
    assert_eq!(Heads::from_bytes(&heads.to_bytes()), Ok(heads.clone()));
    let examination = Examination::<u32>::new(world().city.public());
    let _ = examination.finish(&[heads]);
}

/// A disk or a stick full of items, and what an outsider makes of it.
pub(crate) fn evidence(data: &[u8]) {
    let mut examination = Examination::<usize>::new(world().city.public());
    let (mut rest, mut place) = (data, 0);
    while let Ok((item, length)) = Item::read(rest) {
        examination.take(place, item);
        place += length;
        rest = &rest[length..];
    }
    let outcome = examination.finish(&[]).expect("nothing is held against it");
    assert!(outcome.findings.is_sorted_by_key(|it| (it.place.is_none(), it.place)));
}

pub(crate) fn message(data: &[u8]) {
    let Ok(message) = Message::decode(world().operation, data) else { return };
    let again = message.encode();
    assert_eq!(Message::decode(world().operation, &again).expect("our own").encode(), again);
}

/// What is asked and said of blobs, and a list behind the name it has to give.
pub(crate) fn blob(data: &[u8]) {
    if let Some(question) = Question::from_bytes(data) {
        assert_eq!(question.to_bytes(), data);
    }
    if let Some(holdings) = Holdings::from_bytes(data) {
        assert_eq!(holdings.to_bytes(), data);
    }
    let Some((name, rest)) = data.split_first_chunk() else { return };
    let Some((bytes, values)) = rest.split_first_chunk() else { return };
    let (name, bytes) = (BlobName::new(*name), u64::from_le_bytes(*bytes));
    if let Ok(list) = ChunkList::verify(name, bytes, values) {
        assert_eq!(list.to_bytes(), values);
        assert!(list.chunk_bytes(list.chunks()).is_none());
        let _ = list.holds(0, values);
    }
}

pub(crate) fn changes(data: &[u8]) {
    body(Kind::Place, data);
}

pub(crate) fn records(data: &[u8]) {
    body(Kind::Lookups, data);
}

fn body(kind: Kind, data: &[u8]) {
    let incoming = Incoming { actor: ACTOR, first_seq: 1, previous: None, body: data };
    let mut document = Document::new(kind);
    let applied = document.apply(&[incoming]).expect("the guard lets nothing through that breaks");
    if let Outcome::Applied { .. } = applied.outcomes[0] {
        let save = document.save().expect("what is fit can be saved");
        let loaded = Document::load(kind, &save).expect("what was saved can be loaded");
        assert_eq!(loaded.view(), document.view());
    }
}

/// The author of the bodies in the corpora.
pub(crate) const ACTOR: Actor = Actor::new([0xa; 16]);

pub(crate) fn journal(data: &[u8]) {
    for bytes in [data.to_vec(), segment(data)] {
        let length = bytes.len();
        let mut frames = 0;
        musubi_store::journal::examine_segment(1, bytes, &mut |frame| {
            frames += 1;
            assert!(frame.bytes.len() <= length);
        });
        assert!(frames <= length);
    }
}

/// A segment whose header and checks are right, drawn in `docs/format.md`, section 7: its payloads
/// are pieces of the bytes, each led by its length, and the last is said to be the footer.
fn segment(data: &[u8]) -> Vec<u8> {
    let salt = [5; 16];
    let check = |salt: [u8; 16], part: u8, offset: u32, bytes: &[u8]| {
        crc(&[&salt[..], &[part], &offset.to_le_bytes(), bytes].concat()).to_le_bytes()
    };
    let mut header = [&b"musubi-j"[..], &1_u32.to_le_bytes(), &1_u32.to_le_bytes(), &salt].concat();
    header.extend(check([0; 16], 3, 0, &header));
    header.resize(512, 0);
    let mut out = [&header[..], &header].concat();
    let (mut rest, mut last) = (data, 0);
    while let Some((length, more)) = rest.split_first() {
        let (payload, more) = more.split_at(more.len().min(usize::from(*length) + 2));
        rest = more;
        last = u32::try_from(out.len()).expect("inputs are small");
        let count = u32::try_from(payload.len()).expect("a byte and two");
        let head = [count.to_le_bytes(), 1024_u32.to_le_bytes()].concat();
        out.extend(&head);
        out.extend(check(salt, 1, last, &head));
        out.extend(check(salt, 2, last, payload));
        out.extend(payload);
    }
    let trailer = u32::try_from(out.len()).expect("inputs are small");
    out.extend(last.to_le_bytes());
    out.extend(check(salt, 4, trailer, &last.to_le_bytes()));
    out
}

/// CRC-32 (IEEE), bit by bit.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            crc >> 1 ^ (0xedb8_8320 & 0_u32.wrapping_sub(crc & 1))
        })
    })
}

pub(crate) fn keyfile(data: &[u8]) {
    let Ok(file) = KeyFile::from_bytes(data) else { return };
    assert_eq!(KeyFile::from_bytes(&file.to_bytes()).expect("our own").to_bytes(), file.to_bytes());
}

pub(crate) fn sheet(data: &[u8]) {
    let _ = Sheet::parse(&String::from_utf8_lossy(data));
}

pub(crate) fn geojson(data: &[u8]) {
    let braced = [b"{", data].concat();
    for bytes in [data, &braced] {
        let _ = register::read(&[Source { name: "f", bytes }], PlaceKind::Voluntary, None);
    }
}

pub(crate) fn csv(data: &[u8]) {
    let source = Source { name: "f", bytes: data };
    let _ = register::read(&[source], PlaceKind::Voluntary, None);
    preview(data);
    if let Ok(items) = catalogue::read(source) {
        assert!(items.len() <= catalogue::ITEMS_MAX);
    }
}

/// What can be taken has no problem, and what has none can be taken.
fn preview(bytes: &[u8]) {
    for list in [List::Shelters { unmarked: PlaceKind::Voluntary }, List::EmergencySites] {
        for preview in register::preview(&[Source { name: "f", bytes }], &Asked::of(list)) {
            for row in &preview.rows {
                let refused = |became: &Became| matches!(became, Became::Refused(_));
                let is_bad = !(preview.problems.is_empty() && row.problems.is_empty())
                    || row.cells.iter().any(|cell| refused(&cell.became));
                assert_eq!(row.place.is_none(), is_bad);
            }
        }
    }
}

/// As a file, and as the part of a workbook that the first byte says: a fuzzer makes no checksums.
pub(crate) fn workbook(data: &[u8]) {
    preview(data);
    let Some((part, text)) = data.split_first() else { return };
    let mut parts = [
        ("xl/workbook.xml", &br#"<w><sheet name="a" r:id="b"/></w>"#[..]),
        (
            "xl/_rels/workbook.xml.rels",
            br#"<r><Relationship Id="b" Type="worksheet" Target="c.xml"/><Relationship Id="d" Type="/sharedStrings" Target="e.xml"/></r>"#,
        ),
        ("xl/e.xml", b"<sst><si><t>ID</t></si></sst>"),
        ("xl/c.xml", b"<s/>"),
    ];
    let part = usize::from(*part) % parts.len();
    parts[part].1 = text;
    preview(&stored(&parts));
}

/// A ZIP file with nothing packed.
fn stored(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let count = |number: usize| u32::try_from(number).expect("inputs are small").to_le_bytes();
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in parts {
        let at = count(out.len());
        let sizes = [crc(bytes).to_le_bytes(), count(bytes.len()), count(bytes.len())].concat();
        // Version, flags, method, time and day; sizes; how long the name is, and what is beside it.
        let head = [&[20, 0, 0, 0, 0, 0, 0, 0, 33, 0][..], &sizes, &count(name.len())].concat();
        out.extend([b"PK\x03\x04", &head[..], name.as_bytes(), bytes].concat());
        let rest = [&[0; 10][..], &at].concat();
        directory.extend([b"PK\x01\x02\x14\0", &head[..], &rest, name.as_bytes()].concat());
    }
    let entries = &count(parts.len())[..2];
    let (bytes, at) = (count(directory.len()), count(out.len()));
    let end = [b"PK\x05\x06\0\0\0\0", entries, entries, &bytes, &at, &[0, 0]].concat();
    [out, directory, end].concat()
}

pub(crate) fn list(data: &[u8]) {
    if let Ok(snapshot) = Snapshot::read(Source { name: "f", bytes: data }) {
        let _ = snapshot.people();
    }
}

/// What a family brings from another place: whatever is taken can be written down, and says the same
/// when it is copied on.
pub(crate) fn household(data: &[u8]) {
    let Ok(copy) = HouseholdCopy::from_bytes(data) else { return };
    assert!(HouseholdCopy::from_bytes(&copy.to_bytes()).is_ok_and(|again| again == copy));
    let Ok(arriving) = copy.arriving() else { return };
    let (id, noted) =
        (RecordId::new([1; 16]), Noted::now(Timestamp::from_millis(0), Recorder::Node));
    assert!(arriving.household.create(id, &noted).is_ok());
    assert!(arriving.persons.iter().all(|(_, person)| person.create(id, &noted).is_ok()));
}

/// What headquarters opens of an inquiry: whatever is taken says the same when it is written again, and can
/// be looked for.
pub(crate) fn inquiry(data: &[u8]) {
    let Ok(form) = inquiry::from_bytes(data) else { return };
    assert!(inquiry::from_bytes(&inquiry::to_bytes(&form)).is_ok_and(|again| again == form));
    let _ = form.sought.roster();
}

pub(crate) fn pfif(data: &[u8]) {
    let Ok(read) = pfif::read(data) else { return };
    let as_of = Timestamp::from_millis(0);
    let head = Head {
        operation: "災害".to_owned(),
        exercise: Exercise::Drill,
        as_of,
        unknown: Vec::new(),
    };
    let again = pfif::read(pfif::write(&read, &head, as_of).as_bytes()).expect("what we wrote");
    for (again, read) in again.entries.iter().zip(&read.entries) {
        assert!(read.person.is_expired(as_of) || again == read);
    }
}

/// The first byte says of which format the rest is. What is shown of it is a file of the third.
pub(crate) fn mapped(data: &[u8]) {
    let Some((format, file)) = data.split_first() else { return };
    let format = MappedFormat::ALL[usize::from(*format) % MappedFormat::ALL.len()];
    let Ok(read) = Mapped::read(format, file) else { return };
    let about = About {
        id: RecordId::new([1; 16]),
        kind: MappedKind::Other,
        title: "道".to_owned(),
        author: "mapper".to_owned(),
        imagery: None,
        made_at: Some(Timestamp::from_millis(0)),
    };
    let shown = collection([(&about, &read)]).to_string();
    match Mapped::read(MappedFormat::Geojson, shown.as_bytes()) {
        Ok(again) => assert_eq!((again.shown(), again.unshown), (read.shown(), 0)),
        // What the record says of it is said of each feature.
        Err(error) => assert!(match error {
            MappedRefused::Empty => read.shown() == 0,
            MappedRefused::TooMany | MappedRefused::TooLarge => true,
            _ => false,
        }),
    }
}
