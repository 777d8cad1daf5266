//! Certificates, statements, receipts: who is believed about what.

use musubi_log::city::{CityKey, CitySecret};
use musubi_log::draft::Draft;
use musubi_log::hash::{Hash, LogId, Run};
use musubi_log::item::Item;
use musubi_log::node::{Certificate, CertificateError};
use musubi_log::receipt::{Held, Holdings, Receipt, ReceiptError};
use musubi_log::role::Role;
use musubi_log::statement::{Culprit, Cut, Fact, Revocation, Statement, Subject};
use musubi_log::statements::{CutOff, StatementError, Statements};
use musubi_model::ids::Kind;
use musubi_model::time::Timestamp;

use crate::by_hand;
use crate::world::{Laptop, World};

#[test]
fn a_certificate_says_what_the_ticket_granted() {
    let mut world = World::new(70);
    let place = world.place("A1");
    let ticket = world.ticket(Role::Shelter, place);
    let grant = ticket.grant().clone();
    let laptop = world.enrol(ticket);
    let read = Certificate::from_bytes(laptop.certificate.to_bytes()).unwrap();
    let member = read.verify(&world.city.public(), world.operation.id).unwrap();
    assert_eq!(member, laptop.member);
    assert_eq!((member.node, member.box_key), (laptop.node.key(), laptop.node.boxes().public()));
    assert_eq!((member.role, member.place, member.serial), (grant.role, place, grant.serial));
    assert_eq!((member.not_after, member.operation), (grant.not_after, grant.operation));
}

#[test]
fn any_altered_bit_of_a_certificate_is_refused() {
    let mut world = World::new(71);
    let laptop = world.shelter("A1");
    let bytes = laptop.certificate.to_bytes();
    for index in 0..bytes.len() {
        for bit in 0..8 {
            let mut altered = bytes.to_vec();
            altered[index] ^= 1 << bit;
            let verified = Certificate::from_bytes(&altered)
                .map_err(CertificateError::from)
                .and_then(|read| read.verify(&world.city.public(), world.operation.id));
            assert!(verified.is_err(), "byte {index}, bit {bit}");
        }
    }
}

#[test]
fn a_certificate_of_another_city_or_operation_is_refused_in_words() {
    let mut world = World::new(72);
    let laptop = world.shelter("A1");
    let (city, operation) = (world.city.public(), world.operation.id);
    let stranger = CitySecret::generate(&mut world.rng).public();
    let refused = laptop.certificate.verify(&stranger, operation).unwrap_err();
    assert_eq!(refused.code(), "certificate_city");
    world.next_operation();
    let refused = laptop.certificate.verify(&city, world.operation.id).unwrap_err();
    assert_eq!(refused.code(), "certificate_operation");
    assert!(refused.to_string().contains(&operation.to_string()), "{refused}");
}

#[test]
fn admission_is_for_one_peer_id_and_one_operation() {
    let mut world = World::new(73);
    let (laptop, other) = (world.shelter("A1"), world.shelter("A1"));
    let operation = world.operation.id;
    let signature = laptop.node.sign_admission(operation, b"peer");
    assert!(laptop.member.has_signed_admission(b"peer", &signature));
    assert!(!laptop.member.has_signed_admission(b"reep", &signature));
    assert!(!other.member.has_signed_admission(b"peer", &signature));
    world.next_operation();
    let elsewhere = laptop.node.sign_admission(world.operation.id, b"peer");
    assert!(!laptop.member.has_signed_admission(b"peer", &elsewhere));
}

/// A city in which two HQ laptops and two of one gym are known to everyone.
struct Scene {
    world: World,
    hq: Laptop,
    second_hq: Laptop,
    gym: Laptop,
    mate: Laptop,
    set: Statements,
}

impl Scene {
    fn new(seed: u64) -> Self {
        let mut world = World::new(seed);
        let (hq, second_hq) = (world.hq(), world.hq());
        let (gym, mate) = (world.shelter("A1"), world.shelter("A1"));
        let mut set = Statements::new(world.city.public(), world.operation.id);
        for laptop in [&hq, &second_hq, &gym, &mate] {
            set.admit(&laptop.certificate).unwrap();
        }
        Self { world, hq, second_hq, gym, mate, set }
    }

    fn by_city(&mut self, fact: &Fact, replaces: &[Hash]) -> Hash {
        let statement =
            Statement::by_city(&self.world.city, self.world.operation.id, fact, replaces);
        self.add(&statement)
    }

    fn by(&mut self, who: impl Fn(&Self) -> &Laptop, fact: &Fact, replaces: &[Hash]) -> Hash {
        let laptop = who(self);
        let statement = Statement::by_node(&laptop.node, &laptop.member, fact, replaces);
        self.add(&statement)
    }

    fn add(&mut self, statement: &Statement) -> Hash {
        let read = Statement::from_bytes(statement.to_bytes()).unwrap();
        assert_eq!(&read, statement);
        assert_eq!(self.set.add(read), Ok(true));
        assert_eq!(self.set.add(statement.clone()), Ok(false), "twice is once");
        statement.hash()
    }

    fn refuse(&mut self, who: impl Fn(&Self) -> &Laptop, fact: &Fact) -> StatementError {
        let laptop = who(self);
        let statement = Statement::by_node(&laptop.node, &laptop.member, fact, &[]);
        self.set.add(statement).unwrap_err()
    }
}

fn revocation(laptop: &Laptop, cuts: &[Cut]) -> Fact {
    let (node, serial) = (laptop.member.node, laptop.member.serial);
    let culprit = Culprit::Node { node, serial };
    Fact::Revocation(Revocation { culprit, cuts: cuts.to_vec(), standing: vec![] })
}

fn time(millis: i64) -> Fact {
    Fact::Time { now: Timestamp::from_millis(millis) }
}

const LOG: LogId = LogId::new([5; 32]);
const OTHER_LOG: LogId = LogId::new([6; 32]);

fn cut(position: u64) -> Cut {
    Cut { log: LOG, position, chain: Hash::new([u8::try_from(position).unwrap(); 32]) }
}

fn cut_off(position: u64) -> CutOff {
    CutOff { position, chain: Some(cut(position).chain) }
}

const AT_0: CutOff = CutOff { position: 0, chain: None };

#[test]
fn a_revoked_node_is_cut_where_the_revocation_says_and_elsewhere_at_0() {
    let mut scene = Scene::new(74);
    assert_eq!(scene.set.cuts(&scene.gym.member, &LOG), []);
    let fact = revocation(&scene.gym, &[cut(9)]);
    let first = scene.by(|scene| &scene.hq, &fact, &[]);
    assert!(scene.set.is_revoked(&scene.gym.member));
    assert!(!scene.set.is_revoked(&scene.mate.member), "another ticket");
    assert_eq!(scene.set.cuts(&scene.gym.member, &LOG), [cut_off(9)]);
    assert_eq!(scene.set.cuts(&scene.gym.member, &OTHER_LOG), [AT_0]);

    // A second one that knows nothing of the first: both count.
    let fact = revocation(&scene.gym, &[cut(4)]);
    let second = scene.by(|scene| &scene.second_hq, &fact, &[]);
    let mut cuts = scene.set.cuts(&scene.gym.member, &LOG);
    cuts.sort();
    assert_eq!(cuts, [cut_off(4), cut_off(9)]);

    // A wider one in place of both.
    let fact = revocation(&scene.gym, &[cut(20)]);
    let third = scene.by(|scene| &scene.hq, &fact, &[first, second]);
    assert_eq!(scene.set.cuts(&scene.gym.member, &LOG), [cut_off(20)]);

    let culprit = Culprit::Node { node: scene.gym.member.node, serial: scene.gym.member.serial };
    scene.by(|scene| &scene.hq, &Fact::Lifting { culprit }, &[first]);
    assert!(scene.set.is_revoked(&scene.gym.member), "the wider one was not lifted");
    scene.by(|scene| &scene.hq, &Fact::Lifting { culprit }, &[third]);
    assert!(!scene.set.is_revoked(&scene.gym.member));
}

#[test]
fn a_revoked_ticket_covers_every_node_it_certified() {
    let mut scene = Scene::new(75);
    let place = scene.world.place("A1");
    let text = scene.world.ticket(Role::Shelter, place).print();
    let enrol = |scene: &mut Scene| {
        let musubi_log::ticket::Printed::Open(ticket) =
            musubi_log::ticket::Ticket::parse(&text).unwrap()
        else {
            panic!("no PIN")
        };
        scene.world.enrol(ticket)
    };
    let (one, two) = (enrol(&mut scene), enrol(&mut scene));
    assert_eq!(one.member.serial, two.member.serial);
    assert_ne!(one.member.node, two.member.node);

    let fact = revocation(&one, &[]);
    let of_node = scene.by(|scene| &scene.hq, &fact, &[]);
    assert!(scene.set.is_closed(one.member.serial));
    assert!(scene.set.is_revoked(&one.member) && scene.set.is_revoked(&two.member));
    let culprit = Culprit::Node { node: one.member.node, serial: one.member.serial };
    scene.by(|scene| &scene.hq, &Fact::Lifting { culprit }, &[of_node]);
    assert!(!scene.set.is_closed(one.member.serial) && !scene.set.is_revoked(&two.member));

    let culprit = Culprit::Ticket { serial: one.member.serial };
    let fact = Fact::Revocation(Revocation { culprit, cuts: vec![cut(3)], standing: vec![] });
    scene.by(|scene| &scene.hq, &fact, &[]);
    assert_eq!(scene.set.cuts(&two.member, &LOG), [cut_off(3)]);
    assert!(!scene.set.is_revoked(&scene.gym.member));
}

#[test]
fn only_the_city_revokes_hq_and_it_says_which_statements_stand() {
    let mut scene = Scene::new(76);
    let before = scene.by(|scene| &scene.second_hq, &time(1_000), &[]);
    let fact = revocation(&scene.second_hq, &[]);
    scene.by(|scene| &scene.hq, &fact, &[]);
    assert!(!scene.set.is_revoked(&scene.second_hq.member), "HQ cannot revoke HQ");

    let fact = revocation(&scene.gym, &[cut(1)]);
    let late = scene.by(|scene| &scene.second_hq, &fact, &[]);
    let lie = scene.by(|scene| &scene.second_hq, &time(9_000_000), &[before]);
    assert_eq!(scene.set.city_time(), Some(Timestamp::from_millis(9_000_000)));

    let culprit =
        Culprit::Node { node: scene.second_hq.member.node, serial: scene.second_hq.member.serial };
    let fact = Fact::Revocation(Revocation { culprit, cuts: vec![], standing: vec![before] });
    let by_city = scene.by_city(&fact, &[]);
    assert!(scene.set.is_revoked(&scene.second_hq.member));
    assert_eq!([before, late, lie].map(|hash| scene.set.holds(&hash)), [true, false, false]);
    assert_eq!(
        scene.set.city_time(),
        Some(Timestamp::from_millis(1_000)),
        "what it replaced is back"
    );
    assert!(!scene.set.is_revoked(&scene.gym.member), "a void revocation revokes nobody");

    // HQ cannot take the city's word back; the city can.
    scene.by(|scene| &scene.hq, &Fact::Lifting { culprit }, &[by_city]);
    assert!(scene.set.is_revoked(&scene.second_hq.member));
    scene.by_city(&Fact::Lifting { culprit }, &[by_city]);
    assert!(!scene.set.is_revoked(&scene.second_hq.member));
    assert!(scene.set.holds(&lie));
}

#[test]
fn the_latest_unreplaced_time_is_city_time_and_a_lower_one_may_replace_it() {
    let mut scene = Scene::new(77);
    assert_eq!(scene.set.city_time(), None);
    let low = scene.by(|scene| &scene.hq, &time(1_000), &[]);
    let high = scene.by(|scene| &scene.second_hq, &time(5_000), &[]);
    assert_eq!(scene.set.city_time(), Some(Timestamp::from_millis(5_000)));
    scene.by(|scene| &scene.hq, &time(2_000), &[low, high]);
    assert_eq!(scene.set.city_time(), Some(Timestamp::from_millis(2_000)));
    assert_eq!(scene.set.counting_about(Subject::Time).count(), 1);
}

#[test]
fn of_two_rulings_the_lower_leaf_holds_until_one_replaces_both() {
    let mut scene = Scene::new(78);
    let ruling = |leaf| Fact::Ruling { log: LOG, leaf: Hash::new([leaf; 32]) };
    let high = scene.by(|scene| &scene.hq, &ruling(7), &[]);
    let low = scene.by(|scene| &scene.second_hq, &ruling(3), &[]);
    assert_eq!(scene.set.ruling(&LOG), Some(Hash::new([3; 32])));
    assert_eq!(scene.set.ruling(&OTHER_LOG), None);
    scene.by(|scene| &scene.hq, &ruling(9), &[high, low]);
    assert_eq!(scene.set.ruling(&LOG), Some(Hash::new([9; 32])));
}

#[test]
fn a_statement_replaces_only_statements_of_its_subject() {
    let mut scene = Scene::new(79);
    let gym = revocation(&scene.gym, &[]);
    let first = scene.by(|scene| &scene.hq, &gym, &[]);
    let mate = revocation(&scene.mate, &[]);
    scene.by(|scene| &scene.hq, &mate, &[first]);
    scene.by(|scene| &scene.hq, &time(1), &[first]);
    assert!(scene.set.is_revoked(&scene.gym.member));
}

#[test]
fn who_may_not_say_it_is_refused() {
    let mut scene = Scene::new(80);
    let fact = revocation(&scene.mate, &[]);
    assert_eq!(scene.refuse(|scene| &scene.gym, &fact), StatementError::NotAllowed);
    assert_eq!(scene.refuse(|scene| &scene.gym, &time(1)), StatementError::NotAllowed);

    let unknown = scene.world.hq();
    let certificate = unknown.member.certificate;
    let statement = Statement::by_node(&unknown.node, &unknown.member, &time(1), &[]);
    let want = StatementError::UnknownSigner { certificate };
    assert_eq!(scene.set.add(statement.clone()), Err(want));
    scene.set.admit(&unknown.certificate).unwrap();
    assert_eq!(scene.set.add(statement), Ok(true));

    // Another's name under one's own signature.
    let forged = Statement::by_node(&scene.gym.node, &scene.hq.member, &time(2), &[]);
    assert_eq!(scene.set.add(forged), Err(StatementError::Signature));
    let stranger = CitySecret::generate(&mut scene.world.rng);
    let forged = Statement::by_city(&stranger, scene.world.operation.id, &time(2), &[]);
    assert_eq!(scene.set.add(forged), Err(StatementError::Signature));

    scene.world.next_operation();
    let elsewhere = Statement::by_city(&scene.world.city, scene.world.operation.id, &time(2), &[]);
    let refused = scene.set.add(elsewhere).unwrap_err();
    assert_eq!(refused.code(), "statement_operation");
}

#[test]
fn a_second_signature_makes_no_second_statement() {
    let scene = Scene::new(81);
    let one = Statement::by_node(&scene.hq.node, &scene.hq.member, &time(1), &[]);
    let mut bytes = one.to_bytes().to_vec();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    let other = Statement::from_bytes(&bytes).unwrap();
    assert_eq!(one.hash(), other.hash());
}

#[test]
fn the_fullest_statement_and_receipt_fit_an_item_and_a_longer_list_is_refused() {
    let scene = Scene::new(84);
    let hash = |number: usize| Hash::new(by_hand::h("place", &[&number.to_le_bytes()]));
    let hashes = |count: usize| (0..count).map(hash).collect::<Vec<Hash>>();
    let cuts = (0..Statement::CUTS_MAX)
        .map(|number| Cut { log: LOG, position: u64::MAX, chain: hash(number) })
        .collect();
    let (node, serial) = (scene.hq.member.node, scene.hq.member.serial);
    let fact = Fact::Revocation(Revocation {
        culprit: Culprit::Node { node, serial },
        cuts,
        standing: hashes(Statement::STANDING_MAX),
    });
    let replaces = hashes(Statement::REPLACES_MAX);
    let fullest = Statement::by_node(&scene.hq.node, &scene.hq.member, &fact, &replaces);
    let item = Item::Statement(fullest).to_bytes();
    assert!(item.len() <= Item::BYTES_MAX && Item::from_bytes(&item).is_ok(), "{}", item.len());

    let held = Held { log: LOG, position: u64::MAX, chain: hash(0) };
    let holdings = Holdings {
        document: scene.world.document(Kind::People, scene.gym.member.place),
        run: Run::new([0xff; 16]),
        count: u64::MAX,
        supersedes: vec![Run::new([0xff; 16]); Receipt::SUPERSEDES_MAX],
        held: vec![held; Receipt::HELD_MAX],
        at: Some(Timestamp::from_millis(i64::MAX)),
    };
    let receipt = Receipt::sign(&scene.hq.node, &scene.hq.member, &holdings);
    assert!(Item::from_bytes(&Item::Receipt(receipt).to_bytes()).is_ok());

    let many: Vec<u8> = hashes(Statement::REPLACES_MAX + 1)
        .iter()
        .flat_map(|hash| by_hand::bytes(hash.bytes()))
        .collect();
    let list = [by_hand::head(4, Statement::REPLACES_MAX as u64 + 1), many].concat();
    let payload = by_hand::map(&[
        (0, by_hand::uint(1)),
        (1, by_hand::bytes(scene.world.operation.id.bytes())),
        (2, by_hand::uint(5)),
        (3, list),
        (16, by_hand::uint(1)),
    ]);
    let bytes = by_hand::map(&[(0, by_hand::bytes(&payload)), (1, by_hand::bytes(&[0; 64]))]);
    assert_eq!(Statement::from_bytes(&bytes).unwrap_err().code(), "wire_field");
}

/// A key of small order, under which one signature fits every message unless the check is strict.
#[test]
fn a_weak_key_signs_nothing() {
    let mut weak = [0; 32];
    weak[0] = 1;
    let mut signature = [0; 64];
    signature[0] = 1;
    let world = World::new(83);
    let payload = by_hand::map(&[
        (0, by_hand::uint(1)),
        (1, by_hand::bytes(world.operation.id.bytes())),
        (2, by_hand::uint(5)),
        (16, by_hand::uint(1)),
    ]);
    let bytes = by_hand::map(&[(0, by_hand::bytes(&payload)), (1, by_hand::bytes(&signature))]);
    let statement = Statement::from_bytes(&bytes).unwrap();
    let mut set = Statements::new(CityKey::new(weak), world.operation.id);
    assert_eq!(set.add(statement), Err(StatementError::Signature));
}

#[test]
fn a_receipt_is_hqs_word_and_nobody_elses() {
    let mut scene = Scene::new(82);
    let place = scene.gym.member.place;
    let holdings = Holdings {
        document: scene.world.document(Kind::People, place),
        run: scene.world.run(),
        count: 3,
        supersedes: vec![Run::new([1; 16])],
        held: vec![Held { log: LOG, position: 70, chain: Hash::new([9; 32]) }],
        at: Some(Timestamp::from_millis(1_800_000_000_000)),
    };
    let receipt = Receipt::sign(&scene.hq.node, &scene.hq.member, &holdings);
    let receipt = Receipt::from_bytes(receipt.to_bytes()).unwrap();
    assert_eq!(receipt.verify(&scene.hq.member), Ok(&holdings));
    assert_eq!(receipt.certificate(), scene.hq.member.certificate);
    assert_eq!(receipt.verify(&scene.second_hq.member), Err(ReceiptError::Foreign));
    let by_gym = Receipt::sign(&scene.gym.node, &scene.gym.member, &holdings);
    assert_eq!(by_gym.verify(&scene.gym.member), Err(ReceiptError::NotHq));
    let forged = Receipt::sign(&scene.gym.node, &scene.hq.member, &holdings);
    assert_eq!(forged.verify(&scene.hq.member), Err(ReceiptError::Signature));
    scene.world.next_operation();
    let document = scene.world.document(Kind::People, place);
    let elsewhere = Holdings { document, ..holdings };
    let elsewhere = Receipt::sign(&scene.hq.node, &scene.hq.member, &elsewhere);
    assert_eq!(elsewhere.verify(&scene.hq.member), Err(ReceiptError::Foreign));
    let bytes = receipt.to_bytes();
    for index in 0..bytes.len() {
        let mut altered = bytes.to_vec();
        altered[index] ^= 1;
        let read = Receipt::from_bytes(&altered);
        let holds = read.is_ok_and(|read| read.verify(&scene.hq.member).is_ok());
        assert!(!holds, "byte {index}");
    }
}

#[test]
fn a_draft_that_is_cut_altered_or_anothers_is_refused_and_signs_nothing() {
    let mut world = World::new(86);
    let hq = world.hq();
    let culprit = Culprit::Ticket { serial: hq.member.serial };
    let fact = Fact::Revocation(Revocation { culprit, cuts: vec![], standing: vec![] });
    let draft = Draft {
        city: world.city.public(),
        operation: world.operation.id,
        fact,
        replaces: vec![],
        about: vec![hq.certificate.clone()],
    };
    let bytes = draft.to_bytes();
    for end in 0..bytes.len() {
        assert!(Draft::from_bytes(&bytes[..end]).is_err(), "cut at {end}");
    }
    for index in 0..bytes.len() {
        let mut altered = bytes.clone();
        altered[index] ^= 0x20;
        // A draft that says something else is another draft, for a person to read.
        if let Ok(read) = Draft::from_bytes(&altered) {
            assert!(read != draft || altered == bytes, "byte {index}");
        }
    }
    let stranger = CitySecret::generate(&mut world.rng);
    assert_eq!(draft.sign(&stranger).unwrap_err().code(), "draft_other_city");
    assert_eq!(draft.members(), *std::slice::from_ref(&hq.member));
    let mut foreign = draft;
    foreign.city = stranger.public();
    assert_eq!(foreign.members(), [], "whom that city never vouched for");
}
