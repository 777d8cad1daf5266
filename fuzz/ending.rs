//! The end of an operation: certificates of erasure, and the facts files that go between headquarters
//! and the computer that has the city's key.

use musubi_log::ending::{
    CITY_FOLDER, Closing, Destruction, Kept, KeptClass, MadeBundle, Order, Paper, PrintedTicket,
    Retention,
};
use musubi_log::erasure::{Account, Erasure, SignedErasure, read_facts, write_facts};
use musubi_log::hash::{Hash, Serial};
use musubi_log::item::Item;
use musubi_log::role::Role;
use musubi_log::statement::{Fact, Statement};
use musubi_log::statements::Statements;
use musubi_model::ids::PlaceId;
use musubi_model::time::Timestamp;

use super::{World, world};
use crate::by_hand;

pub(crate) fn erasure(data: &[u8]) {
    // The same bytes as what headquarters signs.
    for bytes in [data, &signed(data)] {
        let Ok(certificate) = SignedErasure::from_bytes(bytes) else { continue };
        assert_eq!(SignedErasure::from_bytes(&certificate.to_bytes()).as_ref(), Ok(&certificate));
        if let Ok(erasure) = certificate.verify(&world().city.public()) {
            assert_eq!(erasure.issuer, world().hq.member().expect("it was issued"));
            said_again(&erasure.account, erasure.issued);
        }
    }
}

/// A facts file, and what the reader concludes from it.
pub(crate) fn facts(data: &[u8]) {
    let Ok(items) = read_facts(data) else { return };
    assert_eq!(read_facts(&write_facts(&items)).as_ref(), Ok(&items));
    let mut statements = Statements::new(world().city.public(), world().operation);
    let mut said = vec![];
    for item in items {
        match item {
            Item::Certificate(certificate) => drop(statements.admit(&certificate)),
            Item::Statement(statement) => said.push(statement),
            _ => unreachable!("nothing else stands in a facts file"),
        }
    }
    let _ = statements.add_all(said);
    assert!(statements.order().is_none() || statements.closed().is_some());
    if let Some(account) = Account::of(&statements) {
        said_again(&account, Timestamp::from_millis(1));
    }
}

/// What a certificate says can be said by another.
fn said_again(account: &Account, issued: Timestamp) {
    let certificate = certified(account, issued);
    let Erasure { account: again, issued: then, .. } =
        certificate.verify(&world().city.public()).expect("headquarters signed it");
    assert_eq!((&again, then), (account, issued));
}

fn certified(account: &Account, issued: Timestamp) -> SignedErasure {
    let World { city, hq, .. } = world();
    let member = hq.member().expect("it was issued");
    SignedErasure::sign(&hq.node, &hq.certificate, &member, &city.public(), account, issued)
}

/// Signed as `docs/format.md`, section 2, draws it.
fn signed(payload: &[u8]) -> Vec<u8> {
    use ed25519_dalek::{Signer as _, SigningKey};
    let World { city, hq, .. } = world();
    let hash = by_hand::h("erasure certificate", &[city.public().bytes(), payload]);
    let signature = SigningKey::from_bytes(hq.node.to_secrets().0.expose()).sign(&hash);
    by_hand::map(&[
        (0, by_hand::bytes(payload)),
        (1, by_hand::bytes(&signature.to_bytes())),
        (2, by_hand::bytes(hq.certificate.to_bytes())),
    ])
}

/// What the corpora begin with: the facts of an operation that was closed, ordered to be erased and
/// partly erased; the certificate of it; and what is signed in that.
pub(crate) fn made() -> [Vec<u8>; 3] {
    let World { city, operation, shelter, hq, .. } = world();
    let at = Timestamp::from_millis;
    let by_city = |fact: Fact| Statement::by_city(city, *operation, &fact, &[]);
    let member = shelter.member().expect("it was issued");
    let keep = Retention { people: at(2), lookups: at(9), figures: at(9), layers: Some(at(4)) };
    let closing = by_city(Fact::Closing(Closing { at: at(1), keep }));
    let ticket = |serial: Serial, place: PlaceId, index: u8| PrintedTicket {
        serial,
        role: Role::Shelter,
        place,
        index,
    };
    let tickets =
        vec![ticket(member.serial, member.place, 1), ticket(Serial::new([7; 8]), member.place, 2)];
    let order = by_city(Fact::Order(Order { at: at(5), closing: closing.hash(), tickets }));
    let kept = Kept { class: KeptClass::Lookups, hash: Hash::new([4; 32]), until: at(9) };
    let destruction = Fact::Destruction(Destruction {
        node: member.node,
        order: order.hash(),
        at: at(6),
        bundles: vec![MadeBundle { made: at(3), to: member.place }],
        kept: vec![kept],
    });
    let destruction = Statement::by_node(&shelter.node, &member, &destruction, &[]);
    let paper = by_city(Fact::Paper(Paper { serial: CITY_FOLDER, at: at(5) }));
    let certificates = [&hq.certificate, &shelter.certificate];
    let said = [closing, order, destruction, paper];
    let mut statements = Statements::new(city.public(), *operation);
    for certificate in certificates {
        statements.admit(certificate).expect("it was issued");
    }
    assert!(statements.add_all(said.clone()).is_empty(), "all of it may be said");
    let certificates = certificates.map(|it| Item::Certificate(it.clone()));
    let items: Vec<Item> = certificates.into_iter().chain(said.map(Item::Statement)).collect();
    let account = Account::of(&statements).expect("an order stands");
    let whole = certified(&account, at(8)).to_bytes();
    // Behind a map of three, a key, and the head of a string of more than 255 bytes.
    let length = usize::from(u16::from_be_bytes([whole[3], whole[4]]));
    let payload = whole[5..5 + length].to_vec();
    assert_eq!(signed(&payload), whole);
    [write_facts(&items), whole, payload]
}
