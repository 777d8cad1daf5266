//! The courier bundle: what its reader says of any bytes, and what a laptop makes of their items.

use musubi_log::bundle::{
    BundleError, Claim, Ending, Found, Header, Packer, Part, Scope, Unpacker,
};
use musubi_log::hash::Run;
use musubi_log::item::Item;
use musubi_log::keyring::ReaderSecrets;
use musubi_log::node::NodeSecret;
use musubi_log::span::Span;
use musubi_log::ticket::Enrolment;
use musubi_model::time::{Now, Timestamp};
use musubi_replica::Replica;
use musubi_replica::input::{CarryId, Input, Stored};
use musubi_replica::message::Message;
use musubi_replica::output::Output;

use super::{World, crc, world};

const HOLDINGS: u8 = 2;

pub(crate) fn bundle(data: &[u8]) {
    taken_in(data);
    // The same bytes in frames whose checks are right, behind the header of this city.
    taken_in(&framed(data));
}

fn taken_in(bytes: &[u8]) {
    let (parts, outcome) = unpacked(bytes, bytes.len().max(1));
    assert_eq!(unpacked(bytes, 13), (parts.clone(), outcome.clone()), "however it comes");
    let word = LISTENER.with(|listener| listener.word(bytes));
    let Ok(found) = outcome else { return };
    assert!(found.usable_bytes <= found.bytes && found.bytes == bytes.len() as u64);
    let Some(Part::Header(header)) = parts.first() else {
        unreachable!("what has no header is refused")
    };
    let Ok(maker) = header.verify(&world().city.public(), world().operation) else {
        assert!(word.is_none(), "a stranger says nothing here");
        return;
    };
    let mut items = vec![];
    for part in &parts[1..] {
        match part {
            Part::Header(_) => unreachable!("a bundle has one"),
            Part::Holdings(claim) => {
                let message = claim.verify(header, &maker);
                let _ = message.map(|message| Message::decode(world().operation, message));
            }
            Part::Item(item) => items.push(item.as_ref().clone()),
            Part::Blob(part) => drop(format!("{part:?}")),
            Part::Later | Part::Unreadable | Part::Damaged => {}
        }
    }
    if !items.is_empty() {
        packed_again(header, &items);
        carried(items);
    }
}

type Outcome = Result<Found, BundleError>;

/// Read as it comes in pieces of so many bytes.
fn unpacked(bytes: &[u8], piece: usize) -> (Vec<Part>, Outcome) {
    let (mut unpacker, mut parts) = (Unpacker::default(), vec![]);
    for piece in bytes.chunks(piece) {
        unpacker.feed(piece);
        loop {
            match unpacker.part() {
                Ok(Some(part)) => parts.push(part),
                Ok(None) => break,
                Err(error) => return (parts, Err(error)),
            }
        }
    }
    (parts, unpacker.finish())
}

/// What came out of a bundle goes into another and comes out the same.
fn packed_again(header: &Header, items: &[Item]) {
    let (mut packer, mut bytes) = Packer::begin(header);
    items.iter().for_each(|item| bytes.extend(packer.item(item)));
    bytes.extend(packer.end());
    let (parts, outcome) = unpacked(&bytes, bytes.len());
    assert_eq!(outcome.map(|found| found.ending), Ok(Ending::Whole));
    let came: Vec<&Item> = parts
        .iter()
        .filter_map(|part| match part {
            Part::Item(item) => Some(item.as_ref()),
            _ => None,
        })
        .collect();
    assert_eq!(came, items.iter().collect::<Vec<_>>());
}

/// Items are judged like a neighbour's, and answered for once.
fn carried(items: Vec<Item>) {
    let mut replica = replica();
    let before = items.len() as u64;
    let outputs = replica.handle(now(), Input::Carried { id: CarryId(1), items });
    let answers = outputs.iter().filter_map(|output| match output {
        Output::Carried { brought, .. } => Some(brought),
        _ => None,
    });
    let answers: Vec<_> = answers.collect();
    assert_eq!(answers.len(), 1);
    assert!(answers[0].facts <= before && answers[0].early <= before);
}

thread_local! {
    /// The same in every run, for it only listens.
    static LISTENER: Replica = replica();
}

/// A gym's laptop that holds nothing yet.
fn replica() -> Replica {
    let World { shelter, .. } = world();
    let (signing, boxing) = shelter.node.to_secrets();
    let readers: ReaderSecrets = shelter.readers.clone();
    let enrolment = Enrolment {
        city: shelter.city,
        node: NodeSecret::from_secrets(&signing, &boxing),
        certificate: shelter.certificate.clone(),
        readers,
    };
    let opened = Replica::open(now(), enrolment, Run::new([9; 16]), Stored::default());
    opened.expect("it was just issued").0
}

fn now() -> Now {
    Now { elapsed_ms: 1_000, wall: Timestamp::from_millis(1_900_000_000_000) }
}

fn header() -> Header {
    let World { city, operation, shelter, .. } = world();
    let to = shelter.member().expect("it was issued").place;
    let made = Timestamp::from_millis(1_764_000_000_000);
    Header::new(city.public(), *operation, to, &shelter.certificate, made, Scope::Missing)
}

/// Frames with right checks, drawn in `docs/format.md`, section 8. Each piece of the bytes is a
/// kind, a length of two bytes and so many bytes; holdings are signed.
fn framed(data: &[u8]) -> Vec<u8> {
    let header = header();
    let (_, mut out) = Packer::begin(&header);
    let mut rest = data;
    while let Some(([kind, low, high], more)) = rest.split_first_chunk::<3>() {
        let length = usize::from(u16::from_le_bytes([*low, *high]));
        let (payload, more) = more.split_at(more.len().min(length));
        rest = more;
        if *kind == HOLDINGS {
            let claim = Claim::sign(&world().shelter.node, &header, payload.to_vec());
            // A packer that stands where this frame will: only the check of the head differs.
            let (mut packer, _) = Packer::begin(&header);
            let bytes = packer.holdings(&claim);
            frame(&mut out, HOLDINGS, &bytes[16..]);
        } else {
            frame(&mut out, *kind, payload);
        }
    }
    out
}

fn frame(out: &mut Vec<u8>, kind: u8, payload: &[u8]) {
    let length = u32::try_from(payload.len()).expect("inputs are small");
    let mut head = [&[kind, 0, 0, 0][..], &length.to_le_bytes()].concat();
    head.extend(crc(payload).to_le_bytes());
    let offset = (out.len() as u64).to_le_bytes();
    head.extend(crc(&[&head[..], &offset].concat()).to_le_bytes());
    out.extend(head);
    out.extend(payload);
}

/// What the corpora begin with: a whole bundle of this city, and the same in pieces for [`framed`].
pub(crate) fn made() -> [Vec<u8>; 2] {
    let World { shelter, log, .. } = world();
    let header = header();
    let frames = [log.header(), log.entry(1, [0, 1, 0], &crate::by_hand::pack(&[0]))];
    let spans = [log.span(&frames[..1], 1), log.span(&frames, 1)];
    let spans = spans.map(|bytes| Item::Span(Span::from_bytes(&bytes).expect("it was just made")));
    let items = [Item::Certificate(shelter.certificate.clone())].into_iter().chain(spans);
    // `facts` with nothing in it.
    let said = vec![0x83, 5, 0, 0x80];
    let (mut packer, mut whole) = Packer::begin(&header);
    whole.extend(packer.holdings(&Claim::sign(&shelter.node, &header, said.clone())));
    let piece = |kind: u8, bytes: &[u8]| {
        let length = u16::try_from(bytes.len()).expect("they are small").to_le_bytes();
        [&[kind][..], &length, bytes].concat()
    };
    let mut pieces = piece(HOLDINGS, &said);
    for item in items {
        whole.extend(packer.item(&item));
        pieces.extend(piece(3, &item.to_bytes()));
    }
    pieces.extend(piece(5, &3_u64.to_le_bytes()));
    whole.extend(packer.end());
    [whole, pieces]
}
