//! Bodies: limits, overhead, and every way of being unfit or of having to wait.

use ed25519_dalek::SigningKey;
use musubi_log::hash::EpochId;
use musubi_log::keyring::{Group, ReaderSecrets};
use musubi_log::seal::{Body, Clock, Opening, SealError, Unfit, Wait};
use musubi_log::span::Span;
use musubi_model::ids::Kind;

use crate::by_hand::{self, lay_out, pack};
use crate::world::{Laptop, World, body, follow, opened, read};

#[test]
fn an_entry_costs_24_bytes_beside_body_and_padding() {
    let mut world = World::new(20);
    let author = world.shelter("A1");
    let document = world.document(Kind::People, author.member.place);
    let (mut writer, _) = world.begin(&author, document);
    for size in [0, 1, 22, 23, 100, 255, 256, 500, 4_000, 4_100, 60_000] {
        for noisy in [false, true] {
            let mut body = body(&"あ".repeat(size));
            if noisy {
                body.bytes = world.noise(size);
            }
            let plain = [&[0][..], &body.bytes].concat();
            let packed = zstd::bulk::compress(&plain, 9).unwrap().len();
            let padding = (4 + packed).next_multiple_of(32) - (4 + packed);
            let spans = writer.append(&author.node, &[body]).unwrap();
            let frame = spans[0].frames().len();
            assert_eq!(frame - packed - padding, 24, "{size} bytes, noisy: {noisy}");
        }
    }
}

#[test]
fn a_body_over_a_limit_is_refused_before_it_is_signed() {
    let mut world = World::new(21);
    let author = world.shelter("A1");
    let document = world.document(Kind::People, author.member.place);
    let (mut writer, first) = world.begin(&author, document);
    let mut sparse = body("");
    sparse.bytes = vec![0; 262_143];
    let mut dense = body("");
    dense.bytes = world.noise(65_536);
    let largest = writer.append(&author.node, &[sparse.clone()]).unwrap();
    let tip = writer.tip().clone();

    let mut over = sparse.clone();
    over.bytes.push(0);
    let refused = writer.append(&author.node, &[body("fits"), over]);
    assert_eq!(refused, Err(SealError::Unpacked { got: 262_145 }));
    let refused = writer.append(&author.node, &[body("fits"), dense]);
    assert!(matches!(refused, Err(SealError::Packed { .. })), "{refused:?}");
    assert_eq!(*writer.tip(), tip, "nothing was signed");

    let next = writer.append(&author.node, &[body("next")]).unwrap();
    let all = [vec![first], largest, next].concat();
    assert_eq!(read(&author.keyring, &all), opened(&[sparse, body("next")]));
}

#[test]
fn the_clock_travels_with_the_entry() {
    let mut world = World::new(22);
    let author = world.shelter("A1");
    let document = world.document(Kind::People, author.member.place);
    let (mut writer, first) = world.begin(&author, document);
    let mut written = Vec::new();
    for confirmed in [false, true] {
        for skew_secs in [None, Some(0), Some(-86_400), Some(i32::MAX)] {
            written.push(Body { clock: Clock { confirmed, skew_secs }, ..body("x") });
        }
    }
    let spans = writer.append(&author.node, &written).unwrap();
    assert_eq!(read(&author.keyring, &[vec![first], spans].concat()), opened(&written));
}

/// Writes by hand what no honest writer writes, and says how a reader judges it.
struct Forger {
    author: Laptop,
    log: by_hand::Log,
}

impl Forger {
    fn new(world: &mut World, kind: Kind) -> Self {
        let author = world.shelter("A1");
        let document = world.document(kind, author.member.place);
        let group_secret = match (&author.readers, Group::of_document(&document).unwrap()) {
            (ReaderSecrets::Place { city, .. }, Group::CITY) => *city.expose(),
            (ReaderSecrets::Place { place, .. }, _) => *place.expose(),
            _ => unreachable!("a shelter"),
        };
        let log = by_hand::Log {
            signing: SigningKey::from_bytes(author.node.to_secrets().0.expose()),
            document: document.to_bytes(),
            run: *world.run().bytes(),
            certificate: *author.member.certificate.bytes(),
            group_secret,
        };
        Self { author, log }
    }

    fn judge(&self, frame: Vec<u8>) -> Opening {
        let frames = [self.log.header(), frame];
        let spans = [self.log.span(&frames[..1], 1), self.log.span(&frames, 1)]
            .map(|bytes| Span::from_bytes(&bytes).unwrap());
        read(&self.author.keyring, &spans).remove(0)
    }

    #[track_caller]
    fn check(&self, numbers: [u8; 3], laid_out: &[u8], want: &Opening) {
        assert_eq!(self.judge(self.log.entry(1, numbers, laid_out)), *want);
    }
}

const PLAIN: [u8; 3] = [0, 1, 0];

#[test]
fn every_unfit_body_is_found_out() {
    let mut world = World::new(23);
    let forger = Forger::new(&mut world, Kind::People);
    let unfit = |laid_out: &[u8], want| forger.check(PLAIN, laid_out, &Opening::Unfit(want));
    let packed = zstd::bulk::compress(b"\0fine", 9).unwrap();
    let good = lay_out(&packed);
    forger.check(PLAIN, &good, &opened(&[body("fine")])[0]);

    let mut longer = good.clone();
    longer[0] += 1;
    unfit(&longer, Unfit::Zstd);
    let mut shorter = good.clone();
    shorter[0] -= 1;
    // The last byte of the frame now counts as padding.
    unfit(&shorter, if packed.ends_with(&[0]) { Unfit::Zstd } else { Unfit::Padding });
    let mut beyond = good.clone();
    beyond[3] = 0xff;
    unfit(&beyond, Unfit::Length);
    let mut dirty = good.clone();
    *dirty.last_mut().unwrap() = 1;
    unfit(&dirty, Unfit::Padding);
    unfit(&[&good[..], &[0; 32]].concat(), Unfit::Padding);
    unfit(&[0; 32], Unfit::Zstd);
    unfit(&lay_out(&[&packed[..], &packed].concat()), Unfit::Zstd);
    let skippable = [&[0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0][..], b"skip"].concat();
    unfit(&lay_out(&skippable), Unfit::Zstd);
    unfit(&lay_out(&[&packed[..], &skippable].concat()), Unfit::Zstd);
    unfit(&pack(b""), Unfit::Clock);
    unfit(&pack(&[4]), Unfit::Clock);
    unfit(&pack(&[2, 0, 0, 0]), Unfit::Clock);
    // What was refused leaves nothing behind.
    forger.check(PLAIN, &good, &opened(&[body("fine")])[0]);
}

#[test]
fn a_bomb_stays_packed() {
    let mut world = World::new(24);
    let forger = Forger::new(&mut world, Kind::People);
    let bomb = zstd::bulk::compress(&vec![0; 262_145], 9).unwrap();
    forger.check(PLAIN, &lay_out(&bomb), &Opening::Unfit(Unfit::Unpacked));
    let bomb = zstd::bulk::compress(&vec![0; 64 << 20], 9).unwrap();
    forger.check(PLAIN, &lay_out(&bomb), &Opening::Unfit(Unfit::Unpacked));
    // A frame that lies about its size: the stated 1 byte is all it may have.
    let mut lying = zstd::bulk::compress(&[0; 200], 9).unwrap();
    assert_eq!((lying[4], lying[5]), (0x20, 200), "one size byte after the descriptor");
    lying[5] = 1;
    forger.check(PLAIN, &lay_out(&lying), &Opening::Unfit(Unfit::Zstd));
    // One that does not state it.
    let mut unstated = Vec::new();
    let mut stream = zstd::stream::Encoder::new(&mut unstated, 3).unwrap();
    std::io::Write::write_all(&mut stream, b"\0x").unwrap();
    stream.finish().unwrap();
    forger.check(PLAIN, &lay_out(&unstated), &Opening::Unfit(Unfit::Zstd));
}

#[test]
fn what_a_later_version_may_know_waits() {
    let mut world = World::new(25);
    let forger = Forger::new(&mut world, Kind::People);
    let good = pack(b"\0fine");
    forger.check([0, 2, 0], &good, &Opening::Wait(Wait::Shape { shape: 2 }));
    forger.check([0, 1, 9], &good, &Opening::Wait(Wait::Dictionary { dictionary: 9 }));
    forger.check([31, 1, 0], &good, &Opening::Wait(Wait::BodyType { body_type: 31 }));
    forger.check([1, 1, 0], &good, &Opening::Unfit(Unfit::BodyType { body_type: 1, kind: 3 }));
    let lookups = Forger::new(&mut world, Kind::Lookups);
    lookups.check([0, 1, 0], &good, &Opening::Unfit(Unfit::BodyType { body_type: 0, kind: 6 }));
    let fine = Body { body_type: 1, ..body("fine") };
    lookups.check([1, 1, 0], &good, &Opening::Opened(fine));
}

#[test]
fn a_frame_sealed_for_another_place_in_a_log_is_unfit() {
    let mut world = World::new(26);
    let forger = Forger::new(&mut world, Kind::People);
    let good = pack(b"\0fine");
    let want = Opening::Unfit(Unfit::Tag);
    assert_eq!(forger.judge(forger.log.entry(2, PLAIN, &good)), want, "another position");
    let other = Forger::new(&mut world, Kind::People);
    assert_eq!(forger.judge(other.log.entry(1, PLAIN, &good)), want, "another log");
    for (index, what) in [(1, "body type"), (2, "shape"), (3, "dictionary")] {
        let mut frame = forger.log.entry(1, PLAIN, &good);
        frame[index] ^= 8;
        assert_eq!(forger.judge(frame), want, "{what}");
    }
}

#[test]
fn an_unknown_key_waits() {
    let mut world = World::new(27);
    let mut forger = Forger::new(&mut world, Kind::People);
    forger.log.group_secret = [9; 32];
    forger.check(PLAIN, &pack(b"\0fine"), &Opening::Wait(Wait::Key));
    let stranger = world.shelter("B2");
    let document = world.document(Kind::People, stranger.member.place);
    let (mut writer, first) = world.begin(&stranger, document);
    let spans = writer.append(&stranger.node, &[body("secret")]).unwrap();
    let (verified, _) = follow(&[vec![first], spans].concat());
    let opening = forger.author.keyring.open(writer.header(), &verified[1].entries[0]);
    assert_eq!(opening, Opening::Wait(Wait::Key));
    assert_eq!(stranger.keyring.writing_epoch(Group::CITY), EpochId::FIRST);
}
