//! How an operation ends: who may close and erase it, what proves it, what does not.

use musubi_log::ending::{
    CITY_FOLDER, Closing, Destruction, Kept, KeptClass, MadeBundle, Order, Paper, PrintedTicket,
    Retention, kept_hash,
};
use musubi_log::erasure::{
    Account, ErasureError, SignedErasure, TicketsKnown, Why, read_facts, write_facts,
};
use musubi_log::hash::{Hash, Serial};
use musubi_log::item::Item;
use musubi_log::keyfile::{KeyFile, KeyFileError, Lock};
use musubi_log::role::Role;
use musubi_log::safe::{KeptKey, Remains};
use musubi_log::statement::{Culprit, Fact, Revocation, Statement};
use musubi_log::statements::{StatementError, Statements};
use musubi_log::ticket::Enrolment;
use musubi_model::ids::Kind;
use musubi_model::time::Timestamp;

use crate::world::{Laptop, World};

const DAY: i64 = 86_400_000;
const CLOSED: i64 = 1_790_000_000_000;

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis)
}

fn closing(closed: i64, people: i64) -> Fact {
    let keep = Retention {
        people: at(people),
        lookups: at(people + 2 * DAY),
        figures: at(people + 9 * DAY),
        layers: None,
    };
    Fact::Closing(Closing { at: at(closed), keep })
}

fn order(when: i64, closing: Hash, tickets: Vec<PrintedTicket>) -> Fact {
    Fact::Order(Order { at: at(when), closing, tickets })
}

/// A real operation, unless it says drill.
struct Scene {
    world: World,
    hq: Laptop,
    second_hq: Laptop,
    gym: Laptop,
    relay: Laptop,
    set: Statements,
}

impl Scene {
    fn real(seed: u64) -> Self {
        let mut world = World::new(seed);
        world.next_operation();
        Self::of(world)
    }

    fn drill(seed: u64) -> Self {
        Self::of(World::new(seed))
    }

    fn of(mut world: World) -> Self {
        let (hq, second_hq) = (world.hq(), world.hq());
        let gym = world.shelter("A1");
        let relay = world.laptop(Role::Relay, musubi_model::ids::PlaceId::CITY);
        let mut set = Statements::new(world.city.public(), world.operation.id);
        for laptop in [&hq, &second_hq, &gym, &relay] {
            set.admit(&laptop.certificate).unwrap();
        }
        Self { world, hq, second_hq, gym, relay, set }
    }

    fn city_says(&mut self, fact: &Fact) -> Hash {
        let replaces = self.set.replaced_by(fact);
        let said = Statement::by_city(&self.world.city, self.world.operation.id, fact, &replaces);
        let hash = said.hash();
        self.set.add(said).unwrap();
        hash
    }

    fn says(&mut self, who: fn(&Self) -> &Laptop, fact: &Fact) -> Result<Hash, StatementError> {
        let laptop = who(self);
        let replaces = self.set.replaced_by(fact);
        let said = Statement::by_node(&laptop.node, &laptop.member, fact, &replaces);
        let read = Statement::from_bytes(said.to_bytes()).unwrap();
        assert_eq!(read, said);
        let hash = said.hash();
        self.set.add(read)?;
        Ok(hash)
    }

    fn destroyed(&mut self, who: fn(&Self) -> &Laptop, order: Hash) -> Hash {
        let node = who(self).member.node;
        let bundle = MadeBundle { made: at(CLOSED - DAY), to: self.world.hq_place() };
        let fact = Fact::Destruction(Destruction {
            node,
            order,
            at: at(CLOSED + 400 * DAY),
            bundles: vec![bundle],
            kept: vec![],
        });
        self.says(who, &fact).unwrap()
    }
}

#[test]
fn headquarters_closes_and_opens_again_and_the_longest_date_counts() {
    let mut scene = Scene::real(400);
    assert_eq!(scene.set.closed(), None);
    scene.says(|it| &it.hq, &closing(CLOSED, CLOSED + 100 * DAY)).unwrap();
    // A second laptop of headquarters that did not know of the first.
    let other = closing(CLOSED - DAY, CLOSED + 365 * DAY);
    let said = Statement::by_node(&scene.second_hq.node, &scene.second_hq.member, &other, &[]);
    scene.set.add(said).unwrap();
    let closed = scene.set.closed().unwrap().closing;
    assert_eq!((closed.at, closed.keep.people), (at(CLOSED - DAY), at(CLOSED + 365 * DAY)));
    scene.says(|it| &it.second_hq, &Fact::Reopening { at: at(CLOSED + DAY) }).unwrap();
    assert_eq!(scene.set.closed(), None);
    scene.says(|it| &it.hq, &closing(CLOSED + 2 * DAY, CLOSED + 90 * DAY)).unwrap();
    assert_eq!(scene.set.closed().unwrap().closing.keep.people, at(CLOSED + 90 * DAY));
}

#[test]
fn what_the_city_closed_the_city_alone_opens() {
    let mut scene = Scene::real(401);
    scene.city_says(&closing(CLOSED, CLOSED + DAY));
    scene.says(|it| &it.hq, &Fact::Reopening { at: at(CLOSED) }).unwrap();
    assert!(scene.set.closed().is_some());
    scene.city_says(&Fact::Reopening { at: at(CLOSED) });
    assert_eq!(scene.set.closed(), None);
}

#[test]
fn nobody_but_headquarters_and_the_city_ends_an_operation() {
    let mut scene = Scene::real(402);
    let hash = Hash::new([7; 32]);
    let paper = Fact::Paper(Paper { serial: CITY_FOLDER, at: at(1) });
    let facts =
        [closing(1, 2), Fact::Reopening { at: at(1) }, order(3, hash, vec![]), paper.clone()];
    for fact in &facts {
        assert_eq!(scene.says(|it| &it.gym, fact), Err(StatementError::NotAllowed), "{fact:?}");
        assert_eq!(scene.says(|it| &it.relay, fact), Err(StatementError::NotAllowed), "{fact:?}");
    }
    // One laptop of headquarters, stolen or broken, must not be able to destroy everything.
    assert_eq!(scene.says(|it| &it.hq, &facts[2]), Err(StatementError::NotAllowed));
}

#[test]
fn a_real_operation_is_erased_by_the_city_after_its_date_and_never_before() {
    let mut scene = Scene::real(403);
    let closed = scene.says(|it| &it.hq, &closing(CLOSED, CLOSED + 365 * DAY)).unwrap();
    scene.city_says(&order(CLOSED + 364 * DAY, closed, vec![]));
    assert_eq!(scene.set.order(), None, "a day too early");
    let hash = scene.city_says(&order(CLOSED + 365 * DAY, closed, vec![]));
    assert_eq!(scene.set.order().unwrap().0, hash);
    scene.says(|it| &it.hq, &Fact::Reopening { at: at(CLOSED + 366 * DAY) }).unwrap();
    assert_eq!(scene.set.order(), None, "it was opened again");
    scene.says(|it| &it.hq, &closing(CLOSED + 367 * DAY, CLOSED + 368 * DAY)).unwrap();
    assert_eq!(scene.set.order(), None, "the order ends another closing");
}

#[test]
fn a_closing_that_asks_for_longer_keeping_makes_an_order_wait() {
    let mut scene = Scene::real(404);
    let closed = scene.says(|it| &it.hq, &closing(CLOSED, CLOSED + DAY)).unwrap();
    scene.city_says(&order(CLOSED + 2 * DAY, closed, vec![]));
    assert!(scene.set.order().is_some());
    let longer = closing(CLOSED, CLOSED + 3 * DAY);
    let said = Statement::by_node(&scene.second_hq.node, &scene.second_hq.member, &longer, &[]);
    scene.set.add(said).unwrap();
    assert_eq!(scene.set.order(), None);
}

#[test]
fn a_drill_is_erased_by_headquarters_at_once() {
    let mut scene = Scene::drill(405);
    let closed = scene.says(|it| &it.hq, &closing(CLOSED, CLOSED + 365 * DAY)).unwrap();
    let hash = scene.says(|it| &it.hq, &order(CLOSED, closed, vec![])).unwrap();
    assert_eq!(scene.set.order().unwrap().0, hash);
}

#[test]
fn an_order_of_a_revoked_headquarters_laptop_or_upon_its_closing_is_void() {
    let mut scene = Scene::real(406);
    let closed = scene.says(|it| &it.hq, &closing(CLOSED, CLOSED + DAY)).unwrap();
    scene.city_says(&order(CLOSED + DAY, closed, vec![]));
    let culprit = Culprit::Node { node: scene.hq.member.node, serial: scene.hq.member.serial };
    let revocation = Revocation { culprit, cuts: vec![], standing: vec![] };
    scene.city_says(&Fact::Revocation(revocation));
    assert_eq!((scene.set.closed(), scene.set.order()), (None, None));
}

#[test]
fn only_a_node_itself_says_that_its_secrets_are_gone() {
    let mut scene = Scene::drill(407);
    let closed = scene.says(|it| &it.hq, &closing(CLOSED, CLOSED)).unwrap();
    let ordered = scene.says(|it| &it.hq, &order(CLOSED, closed, vec![])).unwrap();
    let of_gym = Fact::Destruction(Destruction {
        node: scene.gym.member.node,
        order: ordered,
        at: at(1),
        bundles: vec![],
        kept: vec![],
    });
    assert_eq!(scene.says(|it| &it.hq, &of_gym), Err(StatementError::NotAllowed));
    let by_city = Statement::by_city(&scene.world.city, scene.world.operation.id, &of_gym, &[]);
    assert_eq!(scene.set.add(by_city), Err(StatementError::NotAllowed));
    scene.destroyed(|it| &it.gym, ordered);
    scene.destroyed(|it| &it.relay, ordered);
    let said = |laptop: &Laptop| scene.set.destruction(laptop.member.node, &ordered).is_some();
    assert!(said(&scene.gym) && said(&scene.relay) && !said(&scene.hq));
}

#[test]
fn the_account_names_what_is_proven_and_what_is_not() {
    let mut scene = Scene::real(408);
    let spare = scene.world.ticket(Role::Patrol, scene.world.place("S1")).grant().clone();
    let printed = |serial, role, place, index| PrintedTicket { serial, role, place, index };
    let mut tickets: Vec<PrintedTicket> = [&scene.hq, &scene.second_hq, &scene.gym, &scene.relay]
        .map(|it| &it.member)
        .map(|it| printed(it.serial, it.role, it.place, it.index))
        .to_vec();
    tickets.push(printed(spare.serial, Role::Patrol, spare.place, spare.index));
    let closed = scene.says(|it| &it.hq, &closing(CLOSED, CLOSED + DAY)).unwrap();
    let ordered = scene.city_says(&order(CLOSED + DAY, closed, tickets));
    let proof = scene.destroyed(|it| &it.hq, ordered);
    scene.destroyed(|it| &it.relay, ordered);
    let serial = scene.relay.member.serial;
    let culprit = Culprit::Node { node: scene.relay.member.node, serial };
    let revocation = Revocation { culprit, cuts: vec![], standing: vec![] };
    scene.says(|it| &it.hq, &Fact::Revocation(revocation)).unwrap();
    let hq_serial = scene.hq.member.serial;
    for serial in [hq_serial, CITY_FOLDER] {
        let paper = Fact::Paper(Paper { serial, at: at(CLOSED + 5 * DAY) });
        scene.says(|it| &it.hq, &paper).unwrap();
    }
    let account = Account::of(&scene.set).unwrap();
    assert_eq!((account.ordered_by, account.tickets_known), (None, TicketsKnown::All));
    assert!(!account.is_complete());
    let proven: Vec<_> = account.proven.iter().map(|it| (it.laptop.node, it.statement)).collect();
    assert_eq!(proven, [(scene.hq.member.node, proof)]);
    let mut unproven: Vec<_> = account.unproven.iter().map(|it| (it.laptop.node, it.why)).collect();
    unproven.sort_by_key(|(_, why)| *why);
    assert_eq!(unproven.len(), 3);
    assert_eq!(unproven[2], (scene.relay.member.node, Why::Revoked));
    assert!(unproven.contains(&(scene.gym.member.node, Why::NothingHeard)));
    let destroyed: Vec<Serial> = account.destroyed_papers.iter().map(|it| it.0).collect();
    assert_eq!(destroyed, [CITY_FOLDER, hq_serial]);
    let open: Vec<(Serial, u64)> =
        account.open_papers.iter().map(|it| (it.serial, it.laptops)).collect();
    assert_eq!(open.len(), 4);
    assert!(open.contains(&(spare.serial, 0)) && open.contains(&(scene.gym.member.serial, 1)));
    assert_eq!(account.bundles.len(), 1, "of those who are believed");
    let (maker, bundle) = account.bundles[0];
    let (serial, when) = (bundle.serial(&maker), at(CLOSED + 6 * DAY));
    assert_eq!(account.destroyed_at(serial), None);
    scene.says(|it| &it.hq, &Fact::Paper(Paper { serial, at: when })).unwrap();
    let account = Account::of(&scene.set).unwrap();
    assert_eq!(account.destroyed_at(serial), Some(when));
    assert_eq!((account.bundles.len(), account.open_papers.len()), (1, 4), "nothing else changed");
    let other = MadeBundle { made: bundle.made.plus_millis(1), ..bundle };
    assert_ne!(other.serial(&maker), serial);
}

#[test]
fn a_ticket_that_two_laptops_took_says_so() {
    let mut scene = Scene::drill(409);
    let ticket = scene.world.ticket(Role::Shelter, scene.world.place("B2"));
    let text = ticket.print();
    let again = match musubi_log::ticket::Ticket::parse(&text).unwrap() {
        musubi_log::ticket::Printed::Open(ticket) => ticket,
        musubi_log::ticket::Printed::Locked(_) => unreachable!("it has no PIN"),
    };
    let (one, two) = (scene.world.enrol(ticket), scene.world.enrol(again));
    scene.set.admit(&one.certificate).unwrap();
    scene.set.admit(&two.certificate).unwrap();
    let closed = scene.says(|it| &it.hq, &closing(CLOSED, CLOSED)).unwrap();
    scene.says(|it| &it.hq, &order(CLOSED, closed, vec![])).unwrap();
    let account = Account::of(&scene.set).unwrap();
    let paper = account.open_papers.iter().find(|it| it.serial == one.member.serial).unwrap();
    assert_eq!(paper.laptops, 2);
    assert_eq!(account.tickets_known, TicketsKnown::Taken);
}

fn certificate(scene: &mut Scene) -> (Account, SignedErasure) {
    let closed = scene.says(|it| &it.hq, &closing(CLOSED, CLOSED)).unwrap();
    let ordered = scene.city_says(&order(CLOSED + DAY, closed, vec![]));
    let kept = Kept {
        class: KeptClass::Figures,
        hash: kept_hash(b"figures"),
        until: at(CLOSED + 3_650 * DAY),
    };
    let fact = Fact::Destruction(Destruction {
        node: scene.hq.member.node,
        order: ordered,
        at: at(CLOSED + 2 * DAY),
        bundles: vec![],
        kept: vec![kept],
    });
    scene.says(|it| &it.hq, &fact).unwrap();
    scene.destroyed(|it| &it.gym, ordered);
    let account = Account::of(&scene.set).unwrap();
    let city = scene.world.city.public();
    let Laptop { node, certificate, member, .. } = &scene.hq;
    let issued = at(CLOSED + 9 * DAY);
    let signed = SignedErasure::sign(node, certificate, member, &city, &account, issued);
    (account, signed)
}

#[test]
fn a_certificate_is_verified_with_the_citys_public_key_alone() {
    let mut scene = Scene::real(410);
    let (account, signed) = certificate(&mut scene);
    let read = SignedErasure::from_bytes(&signed.to_bytes()).unwrap();
    let erasure = read.verify(&scene.world.city.public()).unwrap();
    assert_eq!(erasure.account, account);
    assert_eq!(erasure.issuer, scene.hq.member);
    assert_eq!(
        (&erasure.operation, erasure.issued),
        (&scene.world.operation, at(CLOSED + 9 * DAY))
    );
    let stranger = World::new(1).city.public();
    assert!(read.verify(&stranger).is_err());
}

#[test]
fn no_bit_of_a_certificate_can_be_altered() {
    let mut scene = Scene::real(411);
    let (_, signed) = certificate(&mut scene);
    let (bytes, city) = (signed.to_bytes(), scene.world.city.public());
    for index in 0..bytes.len() {
        let mut altered = bytes.clone();
        altered[index] ^= 1 << (index % 8);
        let holds = SignedErasure::from_bytes(&altered).is_ok_and(|it| it.verify(&city).is_ok());
        assert!(!holds, "byte {index}");
    }
}

#[test]
fn a_shelter_issues_no_certificate() {
    let mut scene = Scene::real(412);
    let (account, _) = certificate(&mut scene);
    let city = scene.world.city.public();
    let Laptop { node, certificate, member, .. } = &scene.gym;
    let signed = SignedErasure::sign(node, certificate, member, &city, &account, at(1));
    assert_eq!(signed.verify(&city), Err(ErasureError::NotHq));
}

#[test]
fn remains_sign_and_read_nothing() {
    let mut world = World::new(413);
    let (hq, gym) = (world.hq(), world.shelter("A1"));
    let document = world.document(Kind::People, gym.member.place);
    let (_, span) = world.begin(&gym, document);
    let header = span.verify_first().unwrap().header.unwrap();
    for laptop in [hq, gym] {
        let Laptop { node, certificate, member, readers, keyring } = laptop;
        assert!(keyring.log_key(&header).is_some(), "control: it reads");
        let city = world.city.public();
        let enrolment = Enrolment { city, node, certificate, readers };
        let kept = Kept { class: KeptClass::Lookups, hash: kept_hash(b""), until: at(5) };
        let remains = Remains::of(&enrolment, Hash::new([3; 32]), vec![], vec![kept]);
        let lock = Lock::Passphrase("long enough");
        let file = remains.seal(&[lock], &mut world.rng);
        let file = KeyFile::from_bytes(&file.to_bytes()).unwrap();
        let lock = Lock::Passphrase("long enough");
        assert_eq!(Enrolment::open(&file, &lock).err(), Some(KeyFileError::Altered));
        let remains = Remains::open(&file, &lock).unwrap();
        let left = remains.enrolment();
        assert_eq!(left.member().unwrap(), member);
        let mut keyring = musubi_log::keyring::Keyring::new(&member, left.readers.clone());
        keyring.learn(&Statements::new(city, world.operation.id), &member, &left.node);
        assert!(keyring.log_key(&header).is_none() && !keyring.can_read(&document));
        let said = remains.destruction(at(9));
        assert_eq!((said.node, said.order), (member.node, Hash::new([3; 32])));
        assert_eq!(said.kept, [kept]);
    }
}

#[test]
fn kept_lookups_open_by_their_own_key_for_their_own_operation() {
    let mut world = World::new(414);
    let operation = world.operation.id;
    let key = KeptKey::generate(&mut world.rng);
    let sealed = key.seal_lookups(operation, b"[]", &mut world.rng);
    let file = key.seal(&[Lock::Plain], &mut world.rng);
    let key = KeptKey::open(&file, &Lock::Plain).unwrap();
    assert_eq!(key.open_lookups(operation, &sealed).unwrap().as_slice(), b"[]");
    world.next_operation();
    assert!(key.open_lookups(world.operation.id, &sealed).is_none());
    let other = KeptKey::generate(&mut world.rng);
    assert!(other.open_lookups(operation, &sealed).is_none());
}

#[test]
fn a_facts_file_holds_certificates_and_statements_and_nothing_else() {
    let mut scene = Scene::real(415);
    let said = Statement::by_node(&scene.hq.node, &scene.hq.member, &closing(1, 2), &[]);
    let items = [Item::Certificate(scene.hq.certificate.clone()), Item::Statement(said)];
    let bytes = write_facts(&items);
    assert_eq!(read_facts(&bytes).unwrap(), items);
    for end in 1..bytes.len() {
        let whole = Item::Certificate(scene.hq.certificate.clone()).to_bytes().len();
        assert_eq!(read_facts(&bytes[..end]).is_ok(), end == whole, "cut at {end}");
    }
    let document = scene.world.document(Kind::City, musubi_model::ids::PlaceId::CITY);
    let (_, span) = scene.world.begin(&scene.hq, document);
    assert!(read_facts(&Item::Span(span).to_bytes()).is_err());
}
