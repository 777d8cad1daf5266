//! Bundles: what is packed comes out again, up to wherever the file was cut or damaged.

use musubi_log::blob::BlobName;
use musubi_log::bundle::{
    BlobPart, BundleError, Claim, Ending, Found, Header, Packer, Part, Piece, Scope, Unpacker,
};
use musubi_log::item::Item;
use musubi_model::ids::Kind;
use musubi_model::time::Timestamp;
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng, SeedableRng};

use crate::world::{Laptop, World, body};

const MADE: Timestamp = Timestamp::from_millis(1_764_000_000_000);

struct Packed {
    bytes: Vec<u8>,
    /// Where each frame after the header ends, and what it gives.
    parts: Vec<(usize, Part)>,
    header: Header,
}

fn header(world: &World, maker: &Laptop) -> Header {
    let (city, to) = (world.city.public(), world.hq_place());
    Header::new(city, world.operation.id, to, &maker.certificate, MADE, Scope::Missing)
}

fn pack(world: &mut World, maker: &Laptop) -> Packed {
    let document = world.document(Kind::People, maker.member.place);
    let (mut writer, first) = world.begin(maker, document);
    let mut spans = vec![first];
    for text in ["一", "二", "三"] {
        spans.extend(writer.append(&maker.node, &[body(text)]).unwrap());
    }
    let header = header(world, maker);
    let (mut packer, mut bytes) = Packer::begin(&header);
    let mut parts = vec![];
    for message in [&b"what is held"[..], &b"and more"[..]] {
        let claim = Claim::sign(&maker.node, &header, message.to_vec());
        bytes.extend(packer.holdings(&claim));
        parts.push((bytes.len(), Part::Holdings(claim)));
    }
    let items = spans.into_iter().map(Item::Span);
    for item in std::iter::once(Item::Certificate(maker.certificate.clone())).chain(items) {
        bytes.extend(packer.item(&item));
        parts.push((bytes.len(), Part::Item(Box::new(item))));
    }
    let name = BlobName::new([7; 32]);
    for piece in [Piece::List(vec![1; 64]), Piece::Chunk(b"of a picture".to_vec())] {
        let part = BlobPart { name, bytes: 300_000, index: 1, piece };
        bytes.extend(packer.blob(&part));
        parts.push((bytes.len(), Part::Blob(part)));
    }
    bytes.extend(packer.end());
    Packed { bytes, parts, header }
}

/// Parts after the header, in pieces of so many bytes.
fn unpack(bytes: &[u8], piece: usize) -> Result<(Vec<Part>, Found), BundleError> {
    let mut unpacker = Unpacker::default();
    let mut parts = vec![];
    for piece in bytes.chunks(piece) {
        unpacker.feed(piece);
        while let Some(part) = unpacker.part()? {
            parts.push(part);
        }
    }
    let found = unpacker.finish()?;
    assert!(matches!(parts.remove(0), Part::Header(_)), "the header comes first");
    Ok((parts, found))
}

#[test]
fn what_is_packed_comes_out_in_pieces_of_any_size() {
    let mut world = World::new(300);
    let gym = world.shelter("E0001");
    let packed = pack(&mut world, &gym);
    let want: Vec<Part> = packed.parts.iter().map(|(_, part)| part.clone()).collect();
    for piece in [1, 7, 16, 1_000, usize::MAX] {
        let (parts, found) = unpack(&packed.bytes, piece).unwrap();
        assert_eq!(parts, want);
        let bytes = packed.bytes.len() as u64;
        assert_eq!(found, Found { ending: Ending::Whole, bytes, usable_bytes: bytes });
    }
    let maker = packed.header.verify(&world.city.public(), world.operation.id).unwrap();
    assert_eq!(maker, gym.member);
    for part in &want {
        let Part::Holdings(claim) = part else { continue };
        assert!(claim.verify(&packed.header, &maker).is_some());
        let other = Header::new(
            world.city.public(),
            world.operation.id,
            gym.member.place,
            &gym.certificate,
            MADE,
            Scope::Missing,
        );
        assert_eq!(claim.verify(&other, &maker), None, "it was said in another bundle");
    }
}

#[test]
fn a_bundle_cut_anywhere_gives_its_whole_frames_and_nothing_else() {
    let mut world = World::new(301);
    let gym = world.shelter("E0001");
    let packed = pack(&mut world, &gym);
    let header_end = packed.parts[0].0 - 16 - 64 - b"what is held".len();
    for cut in 0..packed.bytes.len() {
        let got = unpack(&packed.bytes[..cut], 100);
        if cut < header_end {
            let error = if cut < 8 { BundleError::NotABundle } else { BundleError::Header };
            assert_eq!(got, Err(error), "cut at {cut}");
            continue;
        }
        let (parts, found) = got.unwrap();
        let whole = packed.parts.iter().filter(|(end, _)| *end <= cut);
        let want: Vec<Part> = whole.clone().map(|(_, part)| part.clone()).collect();
        assert_eq!(parts, want, "cut at {cut}");
        assert_eq!(found.ending, Ending::Cut);
        let usable = whole.map(|(end, _)| *end).max().unwrap_or(header_end);
        assert_eq!(found.usable_bytes, usable as u64, "cut at {cut}");
    }
}

#[test]
fn a_damaged_payload_is_stepped_over_and_a_damaged_head_ends_the_reading() {
    let mut world = World::new(302);
    let gym = world.shelter("E0001");
    let packed = pack(&mut world, &gym);
    let want: Vec<Part> = packed.parts.iter().map(|(_, part)| part.clone()).collect();
    for (index, (end, _)) in packed.parts.iter().enumerate() {
        let mut bytes = packed.bytes.clone();
        bytes[end - 1] ^= 1;
        let (parts, found) = unpack(&bytes, 1_000).unwrap();
        let mut expected = want.clone();
        expected[index] = Part::Damaged;
        assert_eq!((parts, found.ending), (expected, Ending::Damaged));

        let mut bytes = packed.bytes.clone();
        let start = if index == 0 { continue } else { packed.parts[index - 1].0 };
        bytes[start + 9] ^= 0x10;
        let (parts, found) = unpack(&bytes, 1_000).unwrap();
        assert_eq!((&parts[..], found.ending), (&want[..index], Ending::Damaged));
        assert_eq!(found.usable_bytes, start as u64);
    }
}

#[test]
fn a_frame_of_a_later_version_is_stepped_over() {
    let mut world = World::new(303);
    let gym = world.shelter("E0001");
    let header = header(&world, &gym);
    let (mut packer, mut bytes) = Packer::begin(&header);
    let at = bytes.len();
    let claim = Claim::sign(&gym.node, &header, vec![]);
    bytes.extend(packer.holdings(&claim));
    bytes.extend(packer.item(&Item::Certificate(gym.certificate.clone())));
    bytes.extend(packer.end());
    // The holdings become something that nobody knows yet, with a head that holds.
    bytes[at] = 9;
    let mut check = crc32(&bytes[at..at + 12], at as u64);
    bytes[at + 12..at + 16].copy_from_slice(&check.to_le_bytes());
    let (parts, found) = unpack(&bytes, 100).unwrap();
    let item = Part::Item(Box::new(Item::Certificate(gym.certificate.clone())));
    assert_eq!((parts, found.ending), (vec![Part::Later, item], Ending::Whole));

    // A length beyond the limit is no frame, whatever its check.
    bytes[at + 4..at + 8].copy_from_slice(&524_289_u32.to_le_bytes());
    check = crc32(&bytes[at..at + 12], at as u64);
    bytes[at + 12..at + 16].copy_from_slice(&check.to_le_bytes());
    assert_eq!(unpack(&bytes, 100).unwrap().1.ending, Ending::Damaged);
}

#[test]
fn what_is_no_bundle_of_this_city_and_operation_is_refused_by_name() {
    let mut world = World::new(304);
    let gym = world.shelter("E0001");
    let packed = pack(&mut world, &gym);
    let read = |bytes: &[u8]| unpack(bytes, 100).map(drop);
    assert_eq!(read(b""), Err(BundleError::NotABundle));
    assert_eq!(read(b"musubi-j and more of it"), Err(BundleError::NotABundle));
    assert_eq!(read(&b"PK\x03\x04".repeat(9)), Err(BundleError::NotABundle));
    let mut newer = packed.bytes.clone();
    newer[8] = 2;
    assert_eq!(read(&newer), Err(BundleError::Format { format: 2 }));
    let mut damaged = packed.bytes.clone();
    damaged[60] ^= 1;
    assert_eq!(read(&damaged), Err(BundleError::Header));

    let (city, operation) = (world.city.public(), world.operation.id);
    let other = World::new(305);
    assert_eq!(packed.header.verify(&other.city.public(), operation), Err(BundleError::City));
    let id = other.operation.id;
    assert_eq!(packed.header.verify(&city, id), Err(BundleError::Operation));
    // A stranger who claims this city.
    let mut other = other;
    let stranger = other.shelter("E0001");
    let forged =
        Header::new(city, operation, gym.member.place, &stranger.certificate, MADE, Scope::Missing);
    let refused = forged.verify(&city, operation).unwrap_err();
    assert_eq!(refused.code(), "bundle_certificate");
}

#[test]
fn mutated_bundles_never_panic_and_never_give_what_was_not_packed() {
    let mut world = World::new(306);
    let gym = world.shelter("E0001");
    let packed = pack(&mut world, &gym);
    let seed = 306;
    println!("seed {seed}");
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    let mut dice = |below: usize| usize::try_from(rng.next_u64() % below as u64).unwrap();
    for _ in 0..20_000 {
        let mut bytes = packed.bytes.clone();
        for _ in 0..=dice(4) {
            let at = dice(bytes.len() + 1);
            match dice(4) {
                0 => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1 << dice(8)),
                1 => drop(bytes.drain(at..(at + dice(40)).min(bytes.len()))),
                2 => bytes.truncate(at),
                _ => drop(bytes.splice(at..at, packed.bytes[..dice(60)].to_vec())),
            }
        }
        let Ok((parts, found)) = unpack(&bytes, 1 + dice(2_000)) else { continue };
        assert!(found.usable_bytes <= found.bytes);
        for part in parts {
            let known = packed.parts.iter().any(|(_, packed)| *packed == part);
            assert!(known || matches!(part, Part::Later | Part::Unreadable | Part::Damaged));
        }
    }
}

fn crc32(head: &[u8], offset: u64) -> u32 {
    let mut crc = !0_u32;
    for byte in head.iter().chain(&offset.to_le_bytes()) {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg());
        }
    }
    !crc
}
