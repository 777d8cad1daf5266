//! Bytes from anywhere: no decoder panics, none believes a length, none loses what it does not know.

use musubi_log::entry::RawEntry;
use musubi_log::item::{Item, ItemError};
use musubi_log::keyfile::{KeyFile, Lock};
use musubi_log::seal::Opening;
use musubi_log::sheet::Sheet;
use musubi_log::span::Span;
use musubi_log::statement::{Fact, Statement};
use musubi_log::statements::Statements;
use musubi_log::ticket::Ticket;
use musubi_model::ids::Kind;
use musubi_model::time::Timestamp;
use rand_core::Rng;

use crate::by_hand::{self, bytes, map, uint};
use crate::world::{World, bodies, follow};

/// Every vector of items, as bytes.
fn items() -> Vec<(String, Vec<u8>)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors");
    let mut found = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let digits: String = std::fs::read_to_string(&path).unwrap().split_whitespace().collect();
        let bytes = data_encoding::HEXLOWER.decode(digits.as_bytes()).unwrap();
        found.push((path.file_stem().unwrap().to_str().unwrap().to_owned(), bytes));
    }
    found.sort();
    assert!(found.len() >= 20, "the vectors are there");
    found
}

/// Everything that reads bytes from outside, and what follows from reading them.
fn feed(world: &World, bytes: &[u8]) {
    if let Ok((item, length)) = Item::read(bytes) {
        assert!(length <= bytes.len());
        let again = Item::from_bytes(&item.to_bytes());
        assert_eq!(again.as_ref(), Ok(&item), "what was read can be written and read");
        judge(world, &item);
    }
    let _ = RawEntry::read(bytes);
    if let Ok(file) = KeyFile::from_bytes(bytes) {
        let _ = file.open("purpose", &Lock::Plain);
    }
    let text = String::from_utf8_lossy(bytes);
    let _ = Sheet::parse(&text);
    let _ = Ticket::parse(&text);
}

fn judge(world: &World, item: &Item) {
    match item {
        Item::Certificate(certificate) => {
            let _ = certificate.verify(&world.city.public(), world.operation.id);
        }
        Item::Statement(statement) => {
            let mut set = Statements::new(world.city.public(), world.operation.id);
            let _ = set.add(statement.clone());
        }
        Item::Proof(proof) => {
            let _ = (proof.verify(), proof.hash(), proof.heads());
        }
        Item::Span(span) => {
            let _ = (span.verify_first(), span.count(), span.to());
        }
        Item::Receipt(receipt) => {
            let _ = receipt.hash();
        }
    }
}

fn mutate(world: &mut World, bytes: &[u8]) -> Vec<u8> {
    let mut mutant = bytes.to_vec();
    for _ in 0..=world.rng.next_u32() % 4 {
        let at = world.rng.next_u32() as usize % mutant.len().max(1);
        match world.rng.next_u32() % 6 {
            0 => mutant.truncate(at),
            1 => mutant.insert(at, world.rng.next_u32().to_le_bytes()[0]),
            2 if !mutant.is_empty() => drop(mutant.remove(at)),
            3 => mutant.splice(at..at, [0x9b, 0xff, 0xff, 0xff, 0xff, 0xff]).for_each(drop),
            4 if at + 40 < mutant.len() => {
                let part = mutant[at..at + 40].to_vec();
                mutant.splice(at..at, part).for_each(drop);
            }
            _ if !mutant.is_empty() => mutant[at] = world.rng.next_u32().to_le_bytes()[0],
            _ => mutant.push(0),
        }
    }
    mutant
}

#[test]
fn mutated_bytes_never_panic_a_decoder() {
    let mut world = World::new(110);
    let items = items();
    for round in 0..40_000 {
        let (_, bytes) = &items[round % items.len()];
        let mutant = mutate(&mut world, bytes);
        feed(&world, &mutant);
    }
    for length in 0..2_000 {
        let noise = world.noise(length % 300);
        feed(&world, &noise);
    }
}

#[test]
fn mutated_frames_are_judged_and_never_panic() {
    let mut world = World::new(111);
    let author = world.shelter("A1");
    let document = world.document(Kind::People, author.member.place);
    let (mut writer, first) = world.begin(&author, document);
    let spans = writer.append(&author.node, &bodies(3)).unwrap();
    let (verified, _) = follow(&[vec![first.clone()], spans.clone()].concat());
    let tip = verified[0].tip.clone();
    let header = verified[0].header.clone().unwrap();
    let span = spans[0].to_bytes();
    let mut refused = 0;
    for _ in 0..5_000 {
        let mutant = mutate(&mut world, &span);
        if mutant == span {
            continue;
        }
        let Ok(read) = Span::from_bytes(&mutant) else {
            refused += 1;
            continue;
        };
        match read.verify_after(&tip) {
            Err(_) => refused += 1,
            // A key that is not known here may stand beside what is signed.
            Ok(same) => assert_eq!(same.tip, *writer.tip()),
        }
        let _ = read.verify_alone(&header);
    }
    assert!(refused > 4_000, "{refused}");
    for entry in &verified[1].entries {
        assert!(matches!(author.keyring.open(&header, entry), Opening::Opened(_)));
    }
}

#[test]
fn claimed_lengths_are_not_believed() {
    let huge = [0x9b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
    let huge_bytes = [0x5b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
    let huge_map = [0xbb, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
    for content in [&huge[..], &huge_bytes, &huge_map] {
        for kind in 1..=5 {
            let item = [&[0x82, kind][..], &bytes(content)].concat();
            assert!(Item::read(&item).is_err());
        }
    }
    // Nested without end.
    let deep = vec![0x9f; 100_000];
    let item = [&[0x82, 1][..], &bytes(&[&[0xa1, 0][..], &deep].concat())].concat();
    assert!(Item::read(&item).is_err());
    // A statement whose lists claim more than there is.
    let payload = map(&[(0, uint(1)), (1, bytes(&[0; 16])), (2, uint(5)), (3, huge.to_vec())]);
    let statement = map(&[(0, bytes(&payload)), (1, bytes(&[0; 64]))]);
    assert!(Statement::from_bytes(&statement).is_err());
}

#[test]
fn one_map_has_one_order_and_no_key_twice() {
    let world = World::new(113);
    let operation = bytes(world.operation.id.bytes());
    let (format, kind, time) = ((0, uint(1)), (2, uint(5)), (16, uint(7)));
    let read = |fields: &[(u64, Vec<u8>)]| {
        let statement = map(&[(0, bytes(&map(fields))), (1, bytes(&[0; 64]))]);
        Statement::from_bytes(&statement).map(|_| ()).map_err(|error| error.code())
    };
    let good = [format.clone(), (1, operation.clone()), kind.clone(), time.clone()];
    assert_eq!(read(&good), Ok(()));
    let twice =
        [format.clone(), format.clone(), (1, operation.clone()), kind.clone(), time.clone()];
    assert_eq!(read(&twice), Err("wire_order"));
    let swapped = [(1, operation), format, kind, time];
    assert_eq!(read(&swapped), Err("wire_order"));
}

#[test]
fn an_item_that_is_cut_off_or_too_long_or_unknown_is_told_apart() {
    let (_, span) = items().into_iter().find(|(name, _)| name == "span").unwrap();
    for length in 0..span.len() {
        assert_eq!(Item::read(&span[..length]), Err(ItemError::Cut { got: length }));
    }
    let two = [&span[..], &span].concat();
    assert_eq!(Item::read(&two).unwrap().1, span.len());
    assert_eq!(Item::from_bytes(&two), Err(ItemError::Shape));
    let unknown = [&[0x82, 23][..], &bytes(b"later")].concat();
    let want = ItemError::UnknownKind { kind: 23, length: unknown.len() };
    assert_eq!(Item::read(&unknown), Err(want));
    let long = [&[0x82, 4][..], &bytes(&vec![0; Item::BYTES_MAX])].concat();
    assert!(matches!(Item::read(&long), Err(ItemError::TooLong { .. })));
    let endless = [&[0x82, 4][..], &by_hand::head(2, u64::MAX), &vec![0; Item::BYTES_MAX]].concat();
    assert!(matches!(Item::read(&endless), Err(ItemError::TooLong { .. })));
}

/// A map with a field of a later version put in.
fn with_unknown(map: &[u8]) -> Vec<u8> {
    assert!(map[0] & 0xe0 == 0xa0 && map[0] & 0x1f < 23, "a short map");
    let mut out = map.to_vec();
    out[0] += 1;
    out.extend([0x18, 99, 0x82, 1, 0x61, b'x']);
    out
}

#[test]
fn fields_of_a_later_version_are_kept() {
    let mut world = World::new(112);
    for (name, item) in items() {
        let carried = ["statement", "span", "certificate", "proof", "receipt"];
        // `sheet` and the like are no items; `span-header` is.
        if !carried.iter().any(|kind| name.starts_with(kind)) {
            continue;
        }
        let (_, length) = Item::read(&item).unwrap();
        assert_eq!(length, item.len(), "{name}");
        let start = minicbor_content_start(&item);
        let later = with_unknown(&item[start..]);
        let later = [&item[..2], &bytes(&later)].concat();
        let read = Item::from_bytes(&later).unwrap();
        assert_eq!(read.to_bytes(), later, "{name}");
    }
    // Inside what is signed: kept, and the signature holds.
    let payload = map(&[
        (0, uint(1)),
        (1, bytes(world.operation.id.bytes())),
        (2, uint(5)),
        (16, uint(77)),
        (99, uint(1)),
    ]);
    let hash = by_hand::h("statement", &[&payload]);
    let city = ed25519_dalek::SigningKey::from_bytes(world.city.to_secret().expose());
    let signature = ed25519_dalek::Signer::sign(&city, &hash).to_bytes();
    let later = map(&[(0, bytes(&payload)), (1, bytes(&signature))]);
    let statement = Statement::from_bytes(&later).unwrap();
    assert_eq!(statement.to_bytes(), later);
    assert_eq!(statement.fact(), &Fact::Time { now: Timestamp::from_millis(77) });
    let mut set = Statements::new(world.city.public(), world.operation.id);
    assert_eq!(set.add(statement), Ok(true));

    let file = KeyFile::seal("purpose", b"contents", &[Lock::Plain], &mut world.rng);
    let later = with_unknown(&file.to_bytes());
    let read = KeyFile::from_bytes(&later).unwrap();
    assert_eq!(read.to_bytes(), later);
    assert_eq!(&**read.open("purpose", &Lock::Plain).unwrap(), b"contents");
}

/// After the array's head, the kind and the byte string's head.
fn minicbor_content_start(item: &[u8]) -> usize {
    match item[2] & 0x1f {
        0..=23 => 3,
        24 => 4,
        25 => 5,
        _ => 7,
    }
}
