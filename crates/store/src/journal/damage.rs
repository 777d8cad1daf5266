//! Bits that turned on a disk at rest, files that are gone, versions that are not ours.

use super::{
    Damage, FORMAT, Journal, Link, LogId, LostSpan, OpenError, Opened, Place, SpanMeta, Stored,
    frame, segment,
};
use crate::disk::Disk as _;
use crate::disk::failing::{Chance, FailingDisk};

const SEGMENT_BYTES: u32 = 8 << 10;
const LOGS: u8 = 3;

fn open(disk: &FailingDisk) -> (Journal<FailingDisk>, Opened) {
    Journal::open_on(disk.clone(), SEGMENT_BYTES).unwrap()
}

fn after(log: u8, last: u64) -> [u8; 32] {
    let mut after = [log; 32];
    after[..8].copy_from_slice(&last.to_le_bytes());
    after
}

/// Positions `first..first + 4` of one of the logs.
fn span(log: u8, first: u64) -> SpanMeta {
    SpanMeta {
        log: [log; 32],
        first,
        last: first + 3,
        before: first.checked_sub(1).map_or(Link::START, |last| Link::to(&after(log, last))),
        after: after(log, first + 3),
        since_checkpoint: 7,
    }
}

fn bytes_of(span: &SpanMeta) -> Vec<u8> {
    [span.log.as_slice(), &span.first.to_le_bytes(), &[0xab; 60]].concat()
}

fn append(journal: &mut Journal<FailingDisk>, span: &SpanMeta) {
    journal.append(4, Some(span), &bytes_of(span)).unwrap();
}

/// Three segments and a bit: every third frame is a fact, the others are spans of three logs.
fn filled(seed: u64) -> (FailingDisk, Vec<Stored>) {
    let disk = FailingDisk::new(seed);
    let (mut journal, _) = open(&disk);
    for round in 0..60_u64 {
        for log in 1..=LOGS {
            append(&mut journal, &span(log, round * 4));
        }
        journal.append(1, None, &round.to_le_bytes()).unwrap();
        journal.sync().unwrap();
    }
    let items = contents(&journal).0;
    (disk, items)
}

fn contents(journal: &Journal<FailingDisk>) -> (Vec<Stored>, Vec<Damage>) {
    let (mut items, mut damaged) = (Vec::new(), Vec::new());
    for segment in journal.segments() {
        damaged.extend(journal.visit(segment, |stored| items.push(stored)).unwrap());
    }
    (items, damaged)
}

fn segments(disk: &FailingDisk) -> Vec<String> {
    let mut names = disk.names().unwrap();
    names.retain(|name| name.ends_with(".segment"));
    names.sort();
    names
}

/// One flipped bit costs at most the frame it is in, or what no frame vouches for behind it.
#[test]
fn a_flipped_bit_costs_one_frame_and_is_reported() {
    let (disk, items) = filled(1);
    let names = segments(&disk);
    assert!(names.len() > 3);
    let mut chance = Chance::new(2);
    for _ in 0..3_000 {
        let at = chance.below(names.len());
        let bytes = disk.contents(&names[at]);
        let (byte, bit) = (chance.below(bytes.len()), chance.byte() % 8);
        let damaged = FailingDisk::new(3);
        for name in &names {
            damaged.put(name, &disk.contents(name));
        }
        damaged.flip(&names[at], byte, bit);
        check_flip(&damaged, &items, at, byte);
    }
}

fn check_flip(disk: &FailingDisk, items: &[Stored], segment: usize, byte: usize) {
    let what = format!("byte {byte} of segment {}", segment + 1);
    let (journal, opened) = open(disk);
    let (held, damaged) = contents(&journal);
    let missing: Vec<&Stored> = items.iter().filter(|item| !held.contains(item)).collect();
    assert!(held.iter().all(|item| items.contains(item)), "{what}: something new");
    assert!(held.is_sorted_by_key(|item| item.place), "{what}");
    if byte < 1024 {
        assert!(missing.is_empty(), "{what}: the second copy of the header serves");
    } else if let Some(torn) = &opened.torn {
        // Only the last batch is vouched for by nothing behind it.
        assert!(missing.len() <= 4, "{what}: {} missing", missing.len());
        assert!(missing.iter().all(|item| item.place >= torn.place), "{what}");
        assert!(torn.place.offset as usize <= byte, "{what}");
    } else {
        assert!(missing.len() <= 1, "{what}: {} missing", missing.len());
        let reported = !opened.damaged.is_empty() || !damaged.is_empty();
        assert_eq!(
            reported,
            !missing.is_empty() || byte_is_in_footer(items, segment, byte),
            "{what}"
        );
    }
}

/// Whether the byte lies behind the last item of its segment.
fn byte_is_in_footer(items: &[Stored], segment: usize, byte: usize) -> bool {
    let mut here = items.iter().filter(|item| item.place.segment as usize == segment + 1);
    let last = here.next_back().expect("every segment has items");
    let payload =
        frame::Payload { tag: last.tag, span: last.span, mends: false, bytes: &last.bytes };
    byte >= last.place.offset as usize + frame::HEAD_BYTES + payload.write().len()
}

#[test]
fn damage_in_a_closed_segment_is_named_by_log_and_position_and_can_be_mended() {
    let (disk, items) = filled(5);
    let lost = items.iter().find(|item| item.span.is_some_and(|span| span.first == 40)).unwrap();
    let meta = lost.span.unwrap();
    let name = segment::name(lost.place.segment);
    disk.flip(&name, lost.place.offset as usize + 60, 3);

    let (mut journal, opened) = open(&disk);
    assert_eq!((opened.damaged, opened.torn), (vec![], None));
    let mut checker = journal.checker();
    let found: Vec<Damage> =
        std::iter::from_fn(|| checker.check_next()).flat_map(Result::unwrap).collect();
    let named = LostSpan { log: meta.log, first: 40, last: 43 };
    assert!(
        matches!(&found[..], [Damage::Frames { place, spans, .. }]
            if *place == lost.place && *spans == [named]),
        "{found:?}"
    );
    let read = journal.read_spans(&meta.log, 38, 50, usize::MAX).unwrap();
    assert_eq!(read.damaged.len(), 1);
    assert_eq!(
        read.items.iter().map(|item| item.span.unwrap().first).collect::<Vec<_>>(),
        [36, 44, 48]
    );
    assert_eq!(journal.branches(&meta.log)[0].last, 239);

    journal.recount(&meta.log).unwrap();
    check_hole(&journal, &meta.log);
    drop(journal);
    let (mut journal, _) = open(&disk);
    check_hole(&journal, &meta.log);

    append(&mut journal, &meta);
    // Fetched once more than needed: it begins no branch.
    append(&mut journal, &span(meta.log[0], 44));
    journal.sync().unwrap();
    for _ in 0..2 {
        assert_eq!(
            journal.branches(&meta.log).iter().map(|tip| tip.last).collect::<Vec<_>>(),
            [239]
        );
        assert_eq!(journal.holes(&meta.log), []);
        let read = journal.read_spans(&meta.log, 40, 43, usize::MAX).unwrap();
        assert_eq!(read.items.last().unwrap().bytes, bytes_of(&meta));
        drop(journal);
        journal = open(&disk).0;
    }
}

fn check_hole(journal: &Journal<FailingDisk>, log: &LogId) {
    assert_eq!(journal.branches(log).iter().map(|tip| tip.last).collect::<Vec<_>>(), [39]);
    assert_eq!(journal.holes(log), [(40, 43)]);
}

#[test]
fn damage_below_later_frames_is_told_from_a_torn_end() {
    let (disk, items) = filled(6);
    let last = items.last().unwrap().place.segment;
    let name = segment::name(last);
    let here: Vec<&Stored> = items.iter().filter(|item| item.place.segment == last).collect();
    let middle = here[here.len() / 2];
    disk.flip(&name, middle.place.offset as usize + 30, 0);
    let bytes = disk.contents(&name);
    disk.put(&name, &bytes[..bytes.len() - 3]);

    let (journal, opened) = open(&disk);
    assert!(
        matches!(&opened.damaged[..], [Damage::Frames { place, .. }] if *place == middle.place)
    );
    let torn = opened.torn.expect("the last frame is cut");
    assert_eq!(torn.place, here.last().unwrap().place);
    let aside = disk.contents(&torn.aside.expect("there is room"));
    assert_eq!(aside, bytes[torn.place.offset as usize..bytes.len() - 3]);
    assert_eq!(contents(&journal).0.len(), items.len() - 2);
}

#[test]
fn a_missing_segment_and_a_ruined_header_are_reported_and_the_rest_is_read() {
    let (disk, items) = filled(7);
    let count_of = |segment| items.iter().filter(|item| item.place.segment == segment).count();
    disk.remove(&segment::name(1));
    disk.flip(&segment::name(2), 20, 1);
    disk.flip(&segment::name(2), 532, 1);
    let (journal, opened) = open(&disk);
    assert_eq!(opened.damaged, [Damage::Missing { segment: 1 }, Damage::Header { segment: 2 }]);
    assert_eq!(contents(&journal).0.len(), items.len() - count_of(1) - count_of(2));
    // Behind the hole nothing counts as held.
    assert_eq!(journal.branches(&[1; 32]), []);
    assert_eq!(journal.holes(&[1; 32]).len(), 1);
}

#[test]
fn a_newer_format_is_refused_in_words() {
    let (disk, _) = filled(8);
    let name = segment::name(2);
    let mut bytes = disk.contents(&name);
    for at in [0, 512] {
        bytes[at + 8..at + 12].copy_from_slice(&(FORMAT + 1).to_le_bytes());
        let salt = frame::Salt([0; 16]);
        let sum = frame::check(salt, frame::Part::SegmentHeader, 0, &bytes[at..at + 32]);
        bytes[at + 32..at + 36].copy_from_slice(&sum.to_le_bytes());
    }
    disk.put(&name, &bytes);
    let Err(error) = Journal::open_on(disk, SEGMENT_BYTES) else { panic!("it opened") };
    assert!(matches!(error, OpenError::Newer { version: 2, .. }));
    assert_eq!(
        error.to_string(),
        "the journal's 00000002.segment has format 2, this program knows up to 1; use the newer program"
    );
}

#[test]
fn both_branches_of_a_forked_log_are_held() {
    let disk = FailingDisk::new(9);
    let (mut journal, _) = open(&disk);
    for first in [0, 4, 8] {
        append(&mut journal, &span(1, first));
    }
    let other = SpanMeta { after: [0xee; 32], ..span(1, 8) };
    append(&mut journal, &other);
    journal.sync().unwrap();
    for _ in 0..2 {
        let tips: Vec<_> = journal.branches(&[1; 32]).iter().map(|tip| tip.after).collect();
        assert_eq!(tips, [after(1, 11), other.after]);
        assert_eq!(journal.read_spans(&[1; 32], 9, 9, usize::MAX).unwrap().items.len(), 2);
        drop(journal);
        journal = open(&disk).0;
    }
}

#[test]
fn a_bounded_read_says_where_to_go_on() {
    let (disk, _) = filled(10);
    let (journal, _) = open(&disk);
    let (mut from, mut read) = (0, 0);
    loop {
        let found = journal.read_spans(&[2; 32], from, u64::MAX, 500).unwrap();
        read += found.items.len();
        match found.next {
            Some(next) => from = next,
            None => break,
        }
    }
    assert_eq!(read, 60);
}

/// The bytes of a closed segment and the first kilobyte of the next may never change without a
/// new format version.
#[test]
fn segments_are_written_as_the_golden_vector_says() {
    let disk = FailingDisk::new(11);
    let (mut journal, _) = Journal::open_on(disk.clone(), 1_600).unwrap();
    journal.append(2, None, b"certificate").unwrap();
    append(&mut journal, &span(1, 0));
    journal.sync().unwrap();
    append(&mut journal, &span(1, 4));
    journal.append(4, Some(&span(2, 0)), b"its log is not in here").unwrap();
    journal.append(1, None, &[7; 200]).unwrap();
    journal.sync().unwrap();
    let lines: Vec<String> = segments(&disk)
        .iter()
        .flat_map(|name| {
            let bytes = disk.contents(name);
            let lines = bytes.chunks(32).map(|line| line.iter().map(|byte| format!("{byte:02x}")));
            lines.map(Iterator::collect).collect::<Vec<String>>()
        })
        .collect();
    assert_eq!(lines.join("\n"), include_str!("../../tests/vectors/journal-1.hex").trim_end());
}

#[test]
fn a_journal_in_use_is_refused_in_words() {
    let directory = tempfile::tempdir().unwrap();
    let (mut journal, _) = Journal::open(directory.path()).unwrap();
    journal.append(1, None, b"first").unwrap();
    journal.sync().unwrap();
    let error = Journal::open(directory.path()).unwrap_err();
    assert!(error.to_string().contains("in use by another process"), "{error}");
    drop(journal);
    let (journal, _) = Journal::open(directory.path()).unwrap();
    let place = Place { segment: 1, offset: 1024 };
    assert_eq!(journal.read(place).unwrap().unwrap().bytes, b"first");
}
