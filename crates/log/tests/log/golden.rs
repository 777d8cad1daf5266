//! The wire, byte for byte: fixed seeds must give these files for ever, or the format has changed.

use std::path::PathBuf;

use ed25519_dalek::SigningKey;
use musubi_log::bundle::{Claim, Header, Packer, Scope};
use musubi_log::draft::Draft;
use musubi_log::ending::{
    Closing, Destruction, Kept, KeptClass, MadeBundle, Order, Paper, PrintedTicket, Retention,
};
use musubi_log::hash::{
    EpochId, Hash, LogId, Run, Serial, bucket, h, hq_place, node_owner, place_id,
};
use musubi_log::item::Item;
use musubi_log::keyfile::{KeyFile, Lock};
use musubi_log::keyring::{Group, ReaderSecrets, epoch_check};
use musubi_log::proof::Proof;
use musubi_log::receipt::{Held, Holdings, Receipt};
use musubi_log::role::Role;
use musubi_log::secret::Secret;
use musubi_log::sheet::Sheet;
use musubi_log::span::{LogName, Span};
use musubi_log::statement::{Culprit, Cut, Fact, Revocation, Statement, Wrap, Wrapped};
use musubi_log::ticket::Pin;
use musubi_log::writer::LogWriter;
use musubi_model::ids::{Kind, PlaceId};
use musubi_model::time::Timestamp;

use crate::by_hand;
use crate::world::{Laptop, World, body, through_the_wire};

/// Compares with `vectors/<name>.hex`: lines of 64 digits.
#[track_caller]
fn check(name: &str, bytes: &[u8]) {
    let digits = data_encoding::HEXLOWER.encode(bytes);
    let lines: Vec<&str> =
        digits.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    let got = lines.join("\n") + "\n";
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/vectors/{name}.hex"));
    let want = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(got, want, "vector {name} is not the file's");
}

fn hq_and_gym(world: &mut World) -> (Laptop, Laptop) {
    (world.hq(), world.shelter("E0001"))
}

#[test]
fn ids_are_what_they_were() {
    let mut world = World::new(100);
    let (_, gym) = hq_and_gym(&mut world);
    let city = world.city.public();
    let document = world.document(Kind::People, gym.member.place);
    let ids: Vec<Vec<u8>> = vec![
        h("place", &[b"a", b"", b"bc"]).bytes().to_vec(),
        place_id(&city, "E4310000000001").bytes().to_vec(),
        hq_place(&city).bytes().to_vec(),
        node_owner(&gym.member.node).bytes().to_vec(),
        musubi_log::hash::log_id(&document, &gym.member.node, &Run::new([1; 16])).bytes().to_vec(),
        musubi_log::hash::actor(&document, &gym.member.node, &Run::new([1; 16])).bytes().to_vec(),
        vec![bucket(&document)],
        gym.keyring.writing_key(&document).unwrap().id().bytes().to_vec(),
        gym.keyring.place_box_key(gym.member.place).unwrap().bytes().to_vec(),
    ];
    check("ids", &ids.concat());
    assert_eq!(h("place", &[b"a", b"", b"bc"]).bytes(), &by_hand::h("place", &[b"a", b"", b"bc"]));
}

#[test]
fn papers_are_what_they_were() {
    let mut world = World::new(101);
    let place = world.place("E0001");
    for role in Role::ALL {
        let ticket = world.ticket(role, place);
        check(&format!("ticket-{}", role.word()), ticket.print().as_bytes());
    }
    let ticket = world.ticket(Role::Shelter, place);
    let pin = Pin::parse("271828").unwrap();
    check("ticket-locked", ticket.print_locked(&pin, &mut world.rng).as_bytes());
    let taken = ticket.enrol(&mut world.rng);
    check("certificate", &Item::Certificate(taken.certificate.clone()).to_bytes());
    check("admission", &taken.node.sign_admission(world.operation.id, b"peer id"));
    check("enrolment", &taken.seal(&[Lock::Plain], &mut world.rng).to_bytes());
    let locks = [Lock::Passphrase("おむすび"), Lock::Plain];
    check("keyfile", &KeyFile::seal("purpose", b"contents", &locks, &mut world.rng).to_bytes());
    let sheets = Sheet::split(&world.city, &mut world.rng);
    check("sheet", sheets[2].print().as_bytes());
}

#[test]
fn statements_are_what_they_were() {
    let mut world = World::new(102);
    let (hq, gym) = hq_and_gym(&mut world);
    let log = LogId::new([0x11; 32]);
    let replaces = [Hash::new([0x22; 32]), Hash::new([0x33; 32])];
    let (node, serial) = (gym.member.node, gym.member.serial);
    let cuts = vec![Cut { log, position: 300, chain: Hash::new([0x44; 32]) }];
    let of_node = Culprit::Node { node, serial };
    let (group, epoch) = (Group::of_place(gym.member.place), EpochId::new([0x55; 16]));
    let secret = Secret::new([0x66; 32]);
    let mut wrap = |what| {
        let letterbox = &gym.member.box_key;
        Fact::Wrap(Wrap::seal(world.operation.id, what, node, letterbox, &secret, &mut world.rng))
    };
    let facts = [
        (
            "revocation-node",
            Fact::Revocation(Revocation { culprit: of_node, cuts, standing: vec![] }),
        ),
        (
            "revocation-ticket",
            Fact::Revocation(Revocation {
                culprit: Culprit::Ticket { serial },
                cuts: vec![],
                standing: vec![Hash::new([0x77; 32])],
            }),
        ),
        ("lifting", Fact::Lifting { culprit: of_node }),
        ("epoch", Fact::Epoch { group, epoch, check: epoch_check(&secret) }),
        ("wrap-group", wrap(Wrapped::Group { group, epoch })),
        ("wrap-master", wrap(Wrapped::Master { generation: epoch })),
        ("time", Fact::Time { now: Timestamp::from_millis(1_700_000_000_000) }),
        ("ruling", Fact::Ruling { log, leaf: Hash::new([0x88; 32]) }),
    ]
    .into_iter()
    .chain(endings(hq.member.node));
    for (name, fact) in facts {
        let statement = Statement::by_node(&hq.node, &hq.member, &fact, &replaces);
        check(&format!("statement-{name}"), &Item::Statement(statement).to_bytes());
    }
    let fact = Fact::Time { now: Timestamp::from_millis(-1) };
    let by_city = Statement::by_city(&world.city, world.operation.id, &fact, &[]);
    check("statement-by-city", &Item::Statement(by_city).to_bytes());
}

/// The kinds of statements that end an operation; the last is one that HQ alone can make in a drill.
fn endings(node: musubi_model::ids::NodeKey) -> Vec<(&'static str, Fact)> {
    let at = |seconds: i64| Timestamp::from_millis(1_700_000_000_000 + seconds * 1_000);
    let place = PlaceId::new([0x55; 16]);
    let keep = Retention { people: at(1), lookups: at(2), figures: at(3), layers: Some(at(4)) };
    let ticket = |number: u8| PrintedTicket {
        serial: Serial::new([number; 8]),
        role: Role::Shelter,
        place,
        index: number,
    };
    let kept = |class| Kept { class, hash: Hash::new([0x66; 32]), until: at(9) };
    vec![
        ("closing", Fact::Closing(Closing { at: at(0), keep })),
        ("reopening", Fact::Reopening { at: at(5) }),
        (
            "order",
            Fact::Order(Order {
                at: at(6),
                closing: Hash::new([0x77; 32]),
                tickets: vec![ticket(2), ticket(1)],
            }),
        ),
        (
            "destruction",
            Fact::Destruction(Destruction {
                node,
                order: Hash::new([0x99; 32]),
                at: at(7),
                bundles: vec![MadeBundle { made: at(-1), to: place }],
                kept: vec![kept(KeptClass::Figures), kept(KeptClass::Lookups)],
            }),
        ),
        ("paper", Fact::Paper(Paper { serial: Serial::new([3; 8]), at: at(8) })),
    ]
}

#[test]
fn logs_are_what_they_were() {
    let mut world = World::new(103);
    let (hq, gym) = hq_and_gym(&mut world);
    let document = world.document(Kind::People, gym.member.place);
    let (mut writer, first) = world.begin(&gym, document);
    check("header", first.frames());
    check("span-header", &Item::Span(first.clone()).to_bytes());
    let spans = writer.append(&gym.node, &[body("一"), body("二"), body("三")]).unwrap();
    let verified = spans[0].verify_after(&first.verify_first().unwrap().tip).unwrap();
    check("entry", verified.entries[0].raw().frame());
    check("head", &verified.head.signature);
    check("span", &Item::Span(spans[0].clone()).to_bytes());

    let holdings = Holdings {
        document,
        run: Run::new([0x99; 16]),
        count: 258,
        supersedes: vec![Run::new([0xaa; 16])],
        held: vec![Held { log: writer.log(), position: 3, chain: verified.tip.chain }],
        at: None,
    };
    let receipt = Receipt::sign(&hq.node, &hq.member, &holdings);
    check("receipt", &Item::Receipt(receipt).to_bytes());

    let key = gym.keyring.writing_key(&document).unwrap();
    let run = writer.header().run;
    let (mut twin, _) = LogWriter::begin(&gym.node, gym.member.certificate, run, &key);
    let other = twin.append(&gym.node, &[body("一"), body("四")]).unwrap();
    let other = other[0].verify_after(&first.verify_first().unwrap().tip).unwrap();
    let proof = Proof::new(LogName::from(writer.header()), &verified, &other).unwrap();
    check("proof", &Item::Proof(proof).to_bytes());
}

#[test]
fn bundles_are_what_they_were() {
    let mut world = World::new(105);
    let (_, gym) = hq_and_gym(&mut world);
    let document = world.document(Kind::People, gym.member.place);
    let (_, first) = world.begin(&gym, document);
    let (city, to) = (world.city.public(), world.hq_place());
    let made = Timestamp::from_millis(1_764_000_000_000);
    let header =
        Header::new(city, world.operation.id, to, &gym.certificate, made, Scope::Everything);
    let (mut packer, mut bytes) = Packer::begin(&header);
    let claim = Claim::sign(&gym.node, &header, vec![0x83, 5, 0, 0x80]);
    bytes.extend(packer.holdings(&claim));
    bytes.extend(packer.item(&Item::Certificate(gym.certificate.clone())));
    bytes.extend(packer.item(&Item::Span(first)));
    bytes.extend(packer.end());
    check("bundle", &bytes);
}

#[test]
fn the_page_and_the_program_write_the_same_log() {
    let mut world = World::new(104);
    let (_, gym) = hq_and_gym(&mut world);
    let document = world.document(Kind::People, gym.member.place);
    let (mut writer, first) = world.begin(&gym, document);
    let spans = writer.append(&gym.node, &[body("household"), body("stay")]).unwrap();

    let group_secret = match &gym.readers {
        ReaderSecrets::Place { place, .. } => *place.expose(),
        _ => unreachable!("a shelter"),
    };
    let by_master = by_hand::h(
        "group",
        &[world.master.secret().expose(), world.operation.id.bytes(), gym.member.place.bytes()],
    );
    assert_eq!(group_secret, by_master);
    let log = by_hand::Log {
        signing: SigningKey::from_bytes(gym.node.to_secrets().0.expose()),
        document: document.to_bytes(),
        run: *writer.header().run.bytes(),
        certificate: *gym.member.certificate.bytes(),
        group_secret,
    };
    let frames = [
        log.header(),
        log.entry(1, [0, 1, 0], &by_hand::pack(b"\0household")),
        log.entry(2, [0, 1, 0], &by_hand::pack(b"\0stay")),
    ];
    assert_eq!(first.to_bytes(), log.span(&frames[..1], 1));
    assert_eq!(spans[0].to_bytes(), log.span(&frames, 2));
    through_the_wire(&Span::from_bytes(&log.span(&frames, 2)).unwrap());
}

#[test]
fn a_draft_for_the_citys_key_is_what_it_was() {
    let mut world = World::new(108);
    let (hq, gym) = hq_and_gym(&mut world);
    let (node, serial) = (hq.member.node, hq.member.serial);
    let cuts = vec![Cut { log: LogId::new([5; 32]), position: 7, chain: Hash::new([6; 32]) }];
    let standing = vec![Hash::new([8; 32])];
    let fact =
        Fact::Revocation(Revocation { culprit: Culprit::Node { node, serial }, cuts, standing });
    let draft = Draft {
        city: world.city.public(),
        operation: gym.member.operation.id,
        fact,
        replaces: vec![],
        about: vec![hq.certificate.clone()],
    };
    check("draft", &draft.to_bytes());
    assert_eq!(Draft::from_bytes(&draft.to_bytes()), Ok(draft.clone()));
    let signed = draft.sign(&world.city).expect("its own city's");
    assert_eq!(signed.fact(), &draft.fact);
}
