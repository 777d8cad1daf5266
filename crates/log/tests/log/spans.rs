//! Frames, chains, heads, checkpoints: what is refused and what is not.

use std::collections::BTreeSet;

use ed25519_dalek::{Signer, SigningKey};
use musubi_log::hash::Hash;
use musubi_log::proof::{Proof, ProofError};
use musubi_log::span::{LogName, Span, SpanError, Tip};
use musubi_log::writer::LogWriter;
use musubi_model::ids::Kind;
use proptest::prelude::*;

use crate::by_hand;
use crate::world::{World, bodies, body, follow, opened, read, through_the_wire};

#[test]
fn what_was_written_is_read_again() {
    let mut world = World::new(1);
    let author = world.shelter("A1");
    let document = world.document(Kind::People, author.member.place);
    let (mut writer, first) = world.begin(&author, document);
    let written = bodies(200);
    let mut spans = vec![first];
    for commit in written.chunks(7) {
        spans.extend(writer.append(&author.node, commit).unwrap());
    }
    assert_eq!(read(&author.keyring, &spans), opened(&written));
    assert_eq!(&follow(&spans).1, writer.tip());
}

#[test]
fn a_log_begins_with_its_header_alone() {
    let mut world = World::new(2);
    let author = world.shelter("A1");
    let document = world.document(Kind::Place, author.member.place);
    let (mut writer, first) = world.begin(&author, document);
    let verified = first.verify_first().unwrap();
    assert_eq!(verified.header.as_ref(), Some(writer.header()));
    assert_eq!(writer.header().certificate, author.member.certificate);
    assert_eq!(writer.header().log(), first.log());

    let next = writer.append(&author.node, &bodies(1)).unwrap();
    assert_eq!(next[0].verify_first(), Err(SpanError::ForeignHeader));
    let both = Span::join(&[first, next[0].clone()]).unwrap();
    assert_eq!(both.verify_first(), Err(SpanError::CrossesCheckpoint { position: 0 }));
}

/// Its author signs the head of a log id that its header does not give: someone else's, say.
#[test]
fn a_header_under_another_logs_id_is_refused() {
    let mut world = World::new(13);
    let author = world.shelter("A1");
    let document = world.document(Kind::Place, author.member.place);
    let (writer, first) = world.begin(&author, document);
    let stranger = [7; 32];
    let frame = first.frames();
    let chain = by_hand::h("chain", &[&stranger, &by_hand::h("leaf", &[frame])]);
    let head = by_hand::h("head", &[&stranger, &0u64.to_le_bytes(), &chain]);
    let signing = SigningKey::from_bytes(author.node.to_secrets().0.expose());
    let bytes = by_hand::map(&[
        (0, by_hand::bytes(&stranger)),
        (1, by_hand::uint(0)),
        (3, by_hand::bytes(frame)),
        (4, by_hand::bytes(&signing.sign(&head).to_bytes())),
    ]);
    let span = Span::from_bytes(&bytes).unwrap();
    assert_eq!(span.verify_first(), Err(SpanError::ForeignHeader));
    assert_eq!(span.verify_alone(writer.header()), Err(SpanError::ForeignHeader));
}

/// The rule counted by hand: where would a checkpoint have to be?
fn checkpoints(frame_lengths: &[usize]) -> Vec<u64> {
    let (mut since, mut found) = (0, vec![]);
    for (position, length) in (1..).zip(frame_lengths) {
        since += length;
        if position % 64 == 0 || since >= 65_536 {
            found.push(position);
            since = 0;
        }
    }
    found
}

#[test]
fn an_author_signs_at_every_checkpoint_even_inside_a_commit() {
    let mut world = World::new(3);
    let author = world.shelter("A1");
    let document = world.document(Kind::People, author.member.place);
    for sizes in
        [vec![10; 200], vec![20_000; 30], vec![60_000; 5], [vec![30; 60], vec![40_000; 9]].concat()]
    {
        let (mut writer, first) = world.begin(&author, document);
        let written: Vec<_> = sizes
            .iter()
            .map(|&size| {
                let mut body = body("");
                body.bytes = world.noise(size);
                body
            })
            .collect();
        let spans = writer.append(&author.node, &written).unwrap();
        let all = [vec![first], spans].concat();
        let (verified, tip) = follow(&all);
        let lengths: Vec<usize> = verified
            .iter()
            .flat_map(|span| &span.entries)
            .map(|entry| entry.raw().frame().len())
            .collect();
        let mut want = checkpoints(&lengths);
        let end = sizes.len() as u64;
        if want.last() != Some(&end) {
            want.push(end);
        }
        let ends: Vec<u64> = all[1..].iter().map(|span| span.to().unwrap()).collect();
        assert_eq!(ends, want);
        assert_eq!(tip.position, end);
    }
}

#[test]
fn a_span_across_a_checkpoint_is_refused() {
    let mut world = World::new(4);
    let author = world.shelter("A1");
    let document = world.document(Kind::People, author.member.place);
    let (mut writer, first) = world.begin(&author, document);
    let spans = writer.append(&author.node, &bodies(70)).unwrap();
    let tip = first.verify_first().unwrap().tip;
    let across = Span::join(&spans).unwrap();
    assert_eq!(across.verify_after(&tip), Err(SpanError::CrossesCheckpoint { position: 64 }));
    assert_eq!(
        across.verify_alone(writer.header()),
        Err(SpanError::CrossesCheckpoint { position: 64 }),
    );
}

#[test]
fn the_largest_span_fits_its_limits() {
    let mut world = World::new(5);
    let author = world.shelter("A1");
    let document = world.document(Kind::People, author.member.place);
    let (mut writer, _) = world.begin(&author, document);
    let largest = (65_000..66_000).rev().find_map(|size| {
        let mut body = body("");
        body.bytes = world.noise(size);
        writer.append(&author.node, &[body]).ok()
    });
    let frame = largest.unwrap()[0].frames().len();
    assert!((65_500..=65_536).contains(&frame), "{frame}");
    let item = musubi_log::item::Item::BYTES_MAX;
    assert!((Span::BYTES_MAX + 16..=255 * 1024).contains(&item));
}

#[test]
fn joined_spans_are_one_span() {
    let mut world = World::new(6);
    let author = world.shelter("A1");
    let document = world.document(Kind::People, author.member.place);
    let (mut writer, first) = world.begin(&author, document);
    let tip = first.verify_first().unwrap().tip;
    let written = bodies(40);
    let spans: Vec<Span> = written
        .iter()
        .flat_map(|body| writer.append(&author.node, std::slice::from_ref(body)).unwrap())
        .collect();
    let joined = Span::join(&spans).unwrap();
    assert_eq!(through_the_wire(&joined).verify_after(&tip).unwrap().tip, *writer.tip());
    assert_eq!((joined.from(), joined.to(), joined.count()), (1, Some(40), Some(40)));
    assert_eq!(Span::join(&[spans[0].clone(), spans[2].clone()]), None);
    assert_eq!(Span::join(&[]), None);
}

#[test]
fn a_span_alone_is_verified_by_its_header() {
    let mut world = World::new(7);
    let author = world.shelter("A1");
    let document = world.document(Kind::People, author.member.place);
    let (mut writer, _) = world.begin(&author, document);
    let spans = writer.append(&author.node, &bodies(100)).unwrap();
    let alone = spans[1].verify_alone(writer.header()).unwrap();
    assert_eq!((alone.from, alone.tip.position), (65, 100));
    let (other, others_first) = world.begin(&author, document);
    assert_eq!(spans[1].verify_alone(other.header()), Err(SpanError::ForeignHeader));
    assert_eq!(others_first.verify_alone(writer.header()), Err(SpanError::ForeignHeader));
    assert!(others_first.verify_alone(other.header()).is_ok());
}

/// A log of `count` entries: tip after the header, and one span of all the rest.
fn one_span(world: &mut World, count: usize) -> (Tip, Span, LogWriter) {
    let author = world.shelter("A1");
    let document = world.document(Kind::People, author.member.place);
    let (mut writer, first) = world.begin(&author, document);
    let spans = writer.append(&author.node, &bodies(count)).unwrap();
    assert_eq!(spans.len(), 1);
    (first.verify_first().unwrap().tip, spans[0].clone(), writer)
}

fn is_accepted(bytes: &[u8], tip: &Tip) -> bool {
    Span::from_bytes(bytes).is_ok_and(|span| span.verify_after(tip).is_ok())
}

#[test]
fn any_altered_bit_is_refused() {
    let mut world = World::new(8);
    let (tip, span, _) = one_span(&mut world, 5);
    let bytes = span.to_bytes();
    assert!(is_accepted(&bytes, &tip));
    for index in 0..bytes.len() {
        for bit in 0..8 {
            let mut altered = bytes.clone();
            altered[index] ^= 1 << bit;
            assert!(!is_accepted(&altered, &tip), "byte {index}, bit {bit}");
        }
    }
}

#[test]
fn any_altered_bit_of_a_header_is_refused_or_another_log() {
    let mut world = World::new(9);
    let author = world.shelter("A1");
    let document = world.document(Kind::People, author.member.place);
    let (_, first) = world.begin(&author, document);
    let bytes = first.to_bytes();
    for index in 0..bytes.len() {
        let mut altered = bytes.clone();
        altered[index] ^= 1;
        let accepted = Span::from_bytes(&altered).is_ok_and(|span| span.verify_first().is_ok());
        assert!(!accepted, "byte {index}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn removed_repeated_reordered_and_cut_frames_are_refused(
        seed: u64,
        count in 2usize..30,
        pick in any::<(prop::sample::Index, prop::sample::Index)>(),
    ) {
        let mut world = World::new(seed);
        let (tip, span, writer) = one_span(&mut world, count);
        let verified = span.verify_after(&tip).unwrap();
        let frames: Vec<Vec<u8>> =
            verified.entries.iter().map(|entry| entry.raw().frame().to_vec()).collect();
        let (one, other) = (pick.0.index(count), pick.1.index(count));
        let mut removed = frames.clone();
        removed.remove(one);
        let mut repeated = frames.clone();
        repeated.insert(other, frames[one].clone());
        let mut swapped = frames.clone();
        swapped.swap(one, other);
        let cut = frames[..one].to_vec();
        let back = rebuilt(&span, &frames);
        prop_assert!(is_accepted(&back, &tip));
        for (what, frames) in
            [("removed", removed), ("repeated", repeated), ("swapped", swapped), ("cut", cut)]
        {
            if what == "swapped" && one == other {
                continue;
            }
            prop_assert!(!is_accepted(&rebuilt(&span, &frames), &tip), "{}", what);
        }
        // In the middle of a frame.
        let mut torn = frames.clone();
        torn[count - 1].pop();
        prop_assert!(!is_accepted(&rebuilt(&span, &torn), &tip));
        prop_assert_eq!(&verified.tip, writer.tip());
    }
}

/// The same span around other frames.
fn rebuilt(span: &Span, frames: &[Vec<u8>]) -> Vec<u8> {
    let bytes = span.to_bytes();
    let signature = &bytes[bytes.len() - 64..];
    by_hand::map(&[
        (0, by_hand::bytes(span.log().bytes())),
        (1, by_hand::uint(span.from())),
        (2, by_hand::bytes(span.before().bytes())),
        (3, by_hand::bytes(&frames.concat())),
        (4, by_hand::bytes(signature)),
    ])
}

#[test]
fn a_span_from_elsewhere_is_told_from_a_bad_one() {
    let mut world = World::new(10);
    let (tip, span, _) = one_span(&mut world, 3);
    let ahead = Tip { position: 7, ..tip.clone() };
    assert_eq!(span.verify_after(&ahead), Err(SpanError::Elsewhere { from: 1, tip: 7 }));
    let branch = Tip { chain: Hash::new([7; 32]), ..tip.clone() };
    assert_eq!(span.verify_after(&branch), Err(SpanError::Elsewhere { from: 1, tip: 0 }));
    let (_, other, _) = one_span(&mut world, 3);
    assert_eq!(other.verify_after(&tip), Err(SpanError::Elsewhere { from: 1, tip: 0 }));
    let end = Tip { position: u64::MAX, ..tip };
    assert!(span.verify_after(&end).is_err());
}

/// A disk image is restored twice and each clone writes on: all (key, nonce) pairs differ.
#[test]
fn a_restored_image_with_a_new_run_never_repeats_a_key_and_nonce() {
    let mut world = World::new(11);
    let author = world.shelter("A1");
    let document = world.document(Kind::People, author.member.place);
    let group_secret = match &author.readers {
        musubi_log::keyring::ReaderSecrets::Place { place, .. } => *place.expose(),
        _ => unreachable!("a shelter"),
    };
    let document_key = by_hand::h("document", &[&group_secret, &document.to_bytes()]);
    let mut seen = BTreeSet::new();
    let mut frames = BTreeSet::new();
    for _ in 0..50 {
        let (mut writer, first) = world.begin(&author, document);
        let key = by_hand::h("log key", &[&document_key, writer.log().bytes()]);
        let spans = writer.append(&author.node, &[body("same"), body("same")]).unwrap();
        for entry in follow(&[vec![first], spans].concat()).0.iter().flat_map(|span| &span.entries)
        {
            assert!(seen.insert((key, entry.position())), "a key and nonce twice");
            assert!(frames.insert(entry.raw().frame().to_vec()), "a ciphertext twice");
        }
    }
    assert_eq!(seen.len(), 100);
}

#[test]
fn a_fork_is_proved_to_those_who_never_saw_the_log() {
    let mut world = World::new(12);
    let author = world.shelter("A1");
    let document = world.document(Kind::Place, author.member.place);
    let key = author.keyring.writing_key(&document).unwrap();
    let run = world.run();
    // The forbidden thing: one run twice.
    let begin = || LogWriter::begin(&author.node, author.member.certificate, run, &key);
    let ((mut one, first), (mut other, _)) = (begin(), begin());
    let tip = first.verify_first().unwrap().tip;
    let common = [body("same"), body("same again")];
    let left = one.append(&author.node, &[&common[..], &[body("left")]].concat()).unwrap();
    let right = other
        .append(&author.node, &[&common[..], &[body("right"), body("right on")]].concat())
        .unwrap();
    let left = left[0].verify_after(&tip).unwrap();
    let right = right[0].verify_after(&tip).unwrap();
    let name = LogName::from(one.header());

    let proof = Proof::new(name, &left, &right).unwrap();
    let proof = Proof::from_bytes(proof.to_bytes()).unwrap();
    let fork = proof.verify().unwrap();
    assert_eq!((fork.log, fork.from, fork.before), (one.log(), 3, left.entries[1].chain()));
    let mut leaves = [left.leaves[2], right.leaves[2]];
    leaves.sort();
    assert_eq!(fork.leaves, leaves);
    assert_eq!(Proof::new(name, &right, &left).unwrap(), proof, "one fork, one proof");
    let mut heads = proof.heads();
    heads.sort_by_key(|head| head.position);
    assert_eq!(heads, [left.head.clone(), right.head.clone()]);

    // One that only goes on is no fork.
    let on = one.append(&author.node, &[body("on")]).unwrap();
    let on = on[0].verify_after(&left.tip).unwrap();
    assert_eq!(Proof::new(name, &left, &on), None);
    assert_eq!(Proof::new(name, &left, &left), None);
    let bytes = proof.to_bytes();
    for index in 0..bytes.len() {
        let mut altered = bytes.to_vec();
        altered[index] ^= 1;
        let holds = Proof::from_bytes(&altered).map_err(ProofError::from).and_then(|p| p.verify());
        assert!(holds.is_err(), "byte {index}");
    }
}
