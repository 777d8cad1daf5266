//! Tickets, PINs, sheets and key files: what is printed or put away, and read again.

use musubi_log::city::{Operation, OperationKind};
use musubi_log::keyfile::{KeyFile, KeyFileError, Lock};
use musubi_log::keyring::ReaderSecrets;
use musubi_log::node::Certificate;
use musubi_log::role::Role;
use musubi_log::safe::OperationSecret;
use musubi_log::sheet::{Sheet, SheetError};
use musubi_log::ticket::{
    Enrolment, LINE_CHARS, Order, PREFIX, Pin, Printed, TEXT_CHARS_MAX, Ticket, TicketError,
};
use musubi_model::ids::PlaceId;
use musubi_model::time::Timestamp;
use proptest::prelude::*;

use crate::world::{NOT_AFTER, World};

fn open(text: &str) -> Ticket {
    match Ticket::parse(text).unwrap() {
        Printed::Open(ticket) => ticket,
        Printed::Locked(_) => panic!("not locked"),
    }
}

fn is_qr_alphanumeric(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase() || " $%*+-./:".contains(c))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn a_ticket_reads_back_from_its_text(
        seed: u64,
        role in 0usize..4,
        place: [u8; 16],
        place_name in ".{0,60}",
        operation_name in ".{0,40}",
        index in 0u8..26,
        not_after: i64,
    ) {
        let mut world = World::new(seed);
        world.operation = Operation::mint(OperationKind::Real, &operation_name, &mut world.rng);
        let order = Order {
            operation: &world.operation,
            role: Role::ALL[role],
            place: PlaceId::new(place),
            place_name: &place_name,
            index,
            not_after: Timestamp::from_millis(not_after),
        };
        let ticket = world.city.issue(&order, &world.master, &mut world.rng);
        let text = ticket.print();
        prop_assert!(is_qr_alphanumeric(&text));
        prop_assert!(text.len() <= TEXT_CHARS_MAX);
        let read = open(&text);
        prop_assert_eq!(read.grant(), ticket.grant());
        prop_assert_eq!(read.city(), world.city.public());
        prop_assert_eq!(read.print(), text.clone());
        prop_assert!(place_name.starts_with(&read.grant().place_name));
        // As a person types it.
        let typed: String = text
            .to_lowercase()
            .chars()
            .enumerate()
            .flat_map(|(index, c)| [Some(c), (index % 5 == 4).then_some('-'), (index % 41 == 7).then_some('\n')])
            .flatten()
            .collect();
        prop_assert_eq!(open(&typed).print(), text);
    }
}

/// The longest names a ticket may have.
fn fullest(world: &mut World, role: Role) -> Ticket {
    world.operation.name = "災".repeat(20);
    let order = Order {
        operation: &world.operation,
        role,
        place: PlaceId::new([0xff; 16]),
        place_name: &"所".repeat(31),
        index: 25,
        not_after: Timestamp::from_millis(i64::MIN),
    };
    world.city.issue(&order, &world.master, &mut world.rng)
}

#[test]
fn the_fullest_ticket_and_certificate_keep_their_limits() {
    let mut world = World::new(30);
    for role in Role::ALL {
        let ticket = fullest(&mut world, role);
        assert_eq!(ticket.grant().place_name, "所".repeat(30));
        let pin = Pin::parse("000000").unwrap();
        let locked = ticket.print_locked(&pin, &mut world.rng);
        let open = ticket.print();
        for text in [open, locked] {
            assert!(text.len() <= TEXT_CHARS_MAX, "{role:?}: {}", text.len());
        }
        let certificate = ticket.enrol(&mut world.rng).certificate;
        let length = certificate.to_bytes().len();
        assert!(length <= Certificate::BYTES_MAX, "{length}");
    }
}

#[test]
fn a_ticket_carries_the_secrets_of_its_role_and_no_others() {
    let mut world = World::new(31);
    let place = world.place("A1");
    for role in Role::ALL {
        let text = world.ticket(role, place).print();
        let readers = open(&text).enrol(&mut world.rng).readers;
        let fits = match role {
            Role::Hq => matches!(readers, ReaderSecrets::Everything { .. }),
            Role::Shelter | Role::Patrol => matches!(readers, ReaderSecrets::Place { .. }),
            Role::Relay => readers == ReaderSecrets::Nothing,
        };
        assert!(fits, "{role:?}");
    }
}

#[test]
fn every_slip_of_the_pen_is_found_in_its_line() {
    let mut world = World::new(32);
    let place = world.place("A1");
    let text = world.ticket(Role::Shelter, place).print();
    let body = text.len() - PREFIX.len();
    let full_lines = body / LINE_CHARS;
    for index in 0..body {
        let line = index / LINE_CHARS + 1;
        let at = PREFIX.len() + index;
        let slip = if &text[at..=at] == "A" { "B" } else { "A" };
        let error = Ticket::parse(&replaced(&text, at, slip)).unwrap_err();
        let want =
            if line <= full_lines { TicketError::Line { line } } else { TicketError::Cut { line } };
        assert_eq!(error, want, "character {index}");
    }
    for index in 0..full_lines * LINE_CHARS - 1 {
        let at = PREFIX.len() + index;
        let (one, two) = (&text[at..=at], &text[at + 1..=at + 1]);
        if one == two || index % LINE_CHARS >= LINE_CHARS - 2 {
            continue;
        }
        let swapped = [&text[..at], two, one, &text[at + 2..]].concat();
        let line = index / LINE_CHARS + 1;
        assert_eq!(Ticket::parse(&swapped).unwrap_err(), TicketError::Line { line });
    }
    for length in PREFIX.len()..text.len() {
        let error = Ticket::parse(&text[..length]).unwrap_err();
        assert!(matches!(error, TicketError::Cut { .. }), "{length}: {error:?}");
    }
}

fn replaced(text: &str, at: usize, with: &str) -> String {
    [&text[..at], with, &text[at + 1..]].concat()
}

#[test]
fn what_is_no_ticket_is_told_what_it_lacks() {
    let mut world = World::new(33);
    let place = world.place("A1");
    let text = world.ticket(Role::Shelter, place).print();
    check("", "ticket_prefix", "this is no ticket: a ticket begins with MUSUBI1:");
    check("https://example.org", "ticket_prefix", "this is no ticket");
    check("MUSUBI1", "ticket_prefix", "this is no ticket");
    check("MUSUBI1:", "ticket_cut", "the ticket ends too early, in line 1");
    check(
        &text.replace(PREFIX, "MUSUBI2:"),
        "ticket_version",
        "the ticket is from version 2, this program reads version 1",
    );
    let at = PREFIX.len() + LINE_CHARS + 4;
    check(
        &replaced(&text, at, "0"),
        "ticket_character",
        "line 2, character 5: '0' does not occur in a ticket",
    );
    check(&replaced(&text, at, "あ"), "ticket_character", "line 2, character 5: 'あ'");
    check(&text.repeat(2), "ticket_too_long", "characters long");
    check(&"A".repeat(100_000), "ticket_too_long", "characters long");
}

/// Code and beginning of the sentence.
#[track_caller]
fn check(text: &str, code: &str, sentence: &str) {
    let error = Ticket::parse(text).unwrap_err();
    assert_eq!(error.code(), code);
    assert!(error.to_string().contains(sentence), "{error}");
}

#[test]
fn a_ticket_of_a_forged_city_is_refused() {
    let mut world = World::new(34);
    let place = world.place("A1");
    let ticket = world.ticket(Role::Shelter, place);
    let mut stranger = World::new(35);
    stranger.operation = world.operation.clone();
    let forged = stranger.ticket(Role::Hq, place);
    // The stranger's ticket under this city's name fails; under its own it is another city's.
    assert_ne!(forged.city(), ticket.city());
    let certificate = forged.enrol(&mut stranger.rng).certificate;
    let refused = certificate.verify(&world.city.public(), world.operation.id).unwrap_err();
    assert_eq!(refused.code(), "certificate_city");
}

#[test]
fn a_pin_opens_its_ticket_and_no_other_does() {
    let mut world = World::new(36);
    let place = world.place("A1");
    let ticket = world.ticket(Role::Hq, place);
    let pin = Pin::parse(" 123456 ").unwrap();
    let text = ticket.print_locked(&pin, &mut world.rng);
    let Printed::Locked(locked) = Ticket::parse(&text).unwrap() else { panic!("locked") };
    assert_eq!(locked.grant(), ticket.grant(), "its face can be read");
    assert_eq!(locked.city(), ticket.city());
    let wrong = Pin::parse("123457").unwrap();
    assert_eq!(locked.unlock(&wrong).unwrap_err(), TicketError::PinWrong);
    assert_eq!(locked.unlock(&pin).unwrap().print(), ticket.print());
    for bad in ["", "12345", "1234567", "12345a", "１２３４５６"] {
        assert_eq!(Pin::parse(bad).unwrap_err(), TicketError::PinShape);
    }
}

#[test]
fn an_enrolment_rests_in_a_key_file() {
    let mut world = World::new(37);
    let place = world.place("A1");
    for role in Role::ALL {
        let taken = world.ticket(role, place).enrol(&mut world.rng);
        let file = taken.seal(&[Lock::Plain], &mut world.rng);
        let file = KeyFile::from_bytes(&file.to_bytes()).unwrap();
        assert!(!file.is_locked());
        let again = Enrolment::open(&file, &Lock::Plain).unwrap();
        assert_eq!(again.node.key(), taken.node.key());
        assert_eq!(again.node.boxes().public(), taken.node.boxes().public());
        assert_eq!(
            (again.city, &again.certificate, &again.readers),
            (taken.city, &taken.certificate, &taken.readers),
        );
        let member = again.member().unwrap();
        assert_eq!((member.role, member.place, member.letter()), (role, place, 'B'));
    }
}

#[test]
fn a_passphrase_locks_a_key_file_and_slots_can_be_added() {
    let mut world = World::new(38);
    let rng = &mut world.rng;
    let mut file = KeyFile::seal("purpose", b"contents", &[Lock::Passphrase("出水")], rng);
    assert!(file.is_locked());
    assert_eq!(file.open("purpose", &Lock::Plain), Err(KeyFileError::Locked));
    let wrong = Lock::Passphrase("出火");
    assert_eq!(file.open("purpose", &wrong), Err(KeyFileError::Passphrase));
    assert_eq!(file.add(&wrong, &Lock::Plain, rng), Err(KeyFileError::Passphrase));
    file.add(&Lock::Passphrase("出水"), &Lock::Passphrase("two"), rng).unwrap();
    let mut file = KeyFile::from_bytes(&file.to_bytes()).unwrap();
    for passphrase in ["出水", "two"] {
        let contents = file.open("purpose", &Lock::Passphrase(passphrase)).unwrap();
        assert_eq!(&**contents, b"contents");
    }
    assert_eq!(file.open("another", &Lock::Passphrase("two")), Err(KeyFileError::Altered));
    file.add(&Lock::Passphrase("two"), &Lock::Plain, rng).unwrap();
    assert_eq!(&**file.open("purpose", &Lock::Plain).unwrap(), b"contents");
    let bytes = file.to_bytes();
    for index in 0..bytes.len() {
        let mut altered = bytes.clone();
        altered[index] ^= 1;
        let Ok(altered) = KeyFile::from_bytes(&altered) else { continue };
        if let Ok(contents) = altered.open("purpose", &Lock::Plain) {
            assert_eq!(&**contents, b"contents", "only the other slots were hit");
        }
    }
}

#[test]
fn the_citys_own_files_open_again_and_not_as_each_other() {
    let mut world = World::new(39);
    let secret = OperationSecret::mint(OperationKind::Real, "地震", &mut world.rng);
    let file = secret.seal(&[Lock::Plain], &mut world.rng);
    let again = OperationSecret::open(&file, &Lock::Plain).unwrap();
    assert_eq!((again.operation, again.master), (secret.operation, secret.master));
    assert!(Enrolment::open(&file, &Lock::Plain).is_err());
}

#[test]
fn two_of_three_sheets_bring_the_root_key_back() {
    let mut world = World::new(40);
    let sheets = Sheet::split(&world.city, &mut world.rng);
    let printed = sheets.each_ref().map(Sheet::print);
    let sheets = printed.each_ref().map(|text| Sheet::parse(&text.to_lowercase()).unwrap());
    for (one, other) in [(0, 1), (1, 0), (0, 2), (2, 0), (1, 2), (2, 1)] {
        let city = Sheet::join(&sheets[one], &sheets[other]).unwrap();
        assert_eq!(city.to_secret(), world.city.to_secret());
    }
    assert_eq!(Sheet::join(&sheets[1], &sheets[1]).unwrap_err(), SheetError::Apart);
    let stranger = Sheet::split(&World::new(41).city, &mut world.rng);
    assert_eq!(Sheet::join(&sheets[0], &stranger[1]).unwrap_err(), SheetError::Apart);
    // Of another splitting of the same key.
    let later = Sheet::split(&world.city, &mut world.rng);
    assert_eq!(Sheet::join(&sheets[0], &later[1]).unwrap_err(), SheetError::Copy);
    for (index, _) in printed[0].char_indices() {
        let slip = if &printed[0][index..=index] == "A" { "B" } else { "A" };
        assert!(Sheet::parse(&replaced(&printed[0], index, slip)).is_err(), "{index}");
    }
}

#[test]
fn expiry_is_judged_by_city_time_alone() {
    let mut world = World::new(42);
    let member = world.shelter("A1").member;
    assert!(!member.is_expired(None));
    assert!(!member.is_expired(Some(NOT_AFTER)));
    assert!(member.is_expired(Some(NOT_AFTER.plus_millis(1))));
}

#[test]
fn nothing_secret_is_printed() {
    let mut world = World::new(43);
    let place = world.place("A1");
    let ticket = world.ticket(Role::Hq, place);
    let paper = format!("{ticket:?} {:?} {:?}", world.city, world.master);
    let taken = ticket.enrol(&mut world.rng);
    let keys = format!("{taken:?} {:?} {:?} {:?}", taken.node, taken.readers, taken.node.boxes());
    let (signing, boxing) = taken.node.to_secrets();
    let root = world.city.to_secret();
    let sheets = Sheet::split(&world.city, &mut world.rng);
    let said = format!("{paper} {keys} {sheets:?} {:?}", Pin::parse("123456").unwrap());
    for secret in [&signing, &boxing, &root, world.master.secret()] {
        let bytes = secret.expose();
        let hex = data_encoding::HEXLOWER.encode(bytes);
        let list = format!("{bytes:?}");
        assert!(!said.contains(&hex[..16]) && !said.contains(&list[1..20]), "{said}");
    }
    assert!(!said.contains("123456"));
}
