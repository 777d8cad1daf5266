//! A thousand ways to tamper with a journal, each named at its place; and one that was left alone.
//!
//! A tamperer here may know the format as well as we do: checksums, lists and notes are written
//! anew around what was changed. What nobody can write anew is a signature.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use musubi_log::city::{CitySecret, Operation, OperationKind};
use musubi_log::evidence::{Examination, Finding, Outcome, What};
use musubi_log::hash::{LogId, Run, hq_place, place_id};
use musubi_log::heads::Heads;
use musubi_log::item::Item;
use musubi_log::keyring::{Keyring, ReaderMaster};
use musubi_log::receipt::{Held, Holdings, Receipt};
use musubi_log::role::Role;
use musubi_log::seal::{Body, Clock};
use musubi_log::span::Span;
use musubi_log::statement::{Fact, Statement};
use musubi_log::ticket::{Enrolment, Order};
use musubi_log::writer::LogWriter;
use musubi_model::ids::{DocumentId, Kind, PlaceId};
use musubi_model::time::Timestamp;
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng as _, SeedableRng as _};

use super::look;
use crate::disk::Disk as _;
use crate::disk::failing::{Chance, FailingDisk};
use crate::items::describe;
use crate::journal::{Flaw, Journal, Place, examine_files};

const SEED: u64 = 0x00e7_1de2;
const ROUNDS: u64 = 1_200;
const SEGMENT_BYTES: u32 = 12 << 10;

/// A city of an HQ and two shelters, and what one laptop holds of it.
struct City {
    secret: CitySecret,
    items: Vec<Item>,
    heads: Heads,
}

/// A journal's files, and where each item of it stands.
struct Files {
    disk: FailingDisk,
    places: Vec<(Place, usize)>,
}

struct Report {
    outcome: Outcome<Place>,
    flaws: Vec<Flaw>,
}

impl Report {
    fn holds(&self) -> bool {
        self.outcome.findings.is_empty() && self.flaws.is_empty()
    }

    fn findings(&self, log: LogId) -> impl Iterator<Item = &Finding<Place>> {
        self.outcome.findings.iter().filter(move |finding| finding.log == Some(log))
    }

    /// Whether some finding or flaw is about any of these positions of the log.
    fn names(&self, log: LogId, positions: (u64, u64)) -> bool {
        let meets = |first, last| first <= positions.1 && last >= positions.0;
        let found = self
            .findings(log)
            .any(|finding| finding.positions.is_some_and(|(first, last)| meets(first, last)));
        let lost = self.flaws.iter().any(|flaw| match flaw {
            Flaw::Frames { spans, .. } => {
                spans.iter().any(|span| span.log == *log.bytes() && meets(span.first, span.last))
            }
            _ => false,
        });
        found || lost
    }

    /// Whether some finding or flaw stands there.
    fn points_at(&self, segment: u32, offsets: Range<usize>) -> bool {
        let found = self.outcome.findings.iter().filter_map(|finding| finding.place);
        let mut places = found.chain(self.flaws.iter().map(Flaw::place));
        places.any(|place| place.segment == segment && offsets.contains(&(place.offset as usize)))
    }
}

fn enrol(
    city: &CitySecret,
    operation: &Operation,
    master: &ReaderMaster,
    (role, place): (Role, PlaceId),
    rng: &mut ChaCha20Rng,
) -> Enrolment {
    let order = Order {
        operation,
        role,
        place,
        place_name: "出水小学校",
        index: 1,
        not_after: Timestamp::from_millis(2_000_000_000_000),
    };
    city.issue(&order, master, rng).enrol(rng)
}

fn begin(author: &Enrolment, document: DocumentId, run: Run) -> (LogWriter, Item) {
    let member = author.member().unwrap();
    let keyring = Keyring::new(&member, author.readers.clone());
    let key = keyring.writing_key(&document).unwrap();
    let (writer, header) = LogWriter::begin(&author.node, member.certificate, run, &key);
    (writer, Item::Span(header))
}

/// Certificates, statements, interleaved logs, receipts: about as a node would have written them.
fn city(seed: u64) -> City {
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    let secret = CitySecret::generate(&mut rng);
    let operation = Operation::mint(OperationKind::Drill, "訓練", &mut rng);
    let master = ReaderMaster::generate(&mut rng);
    let key = secret.public();
    let hq = enrol(&secret, &operation, &master, (Role::Hq, hq_place(&key)), &mut rng);
    let one = (Role::Shelter, place_id(&key, "E0001"));
    let other = (Role::Shelter, place_id(&key, "E0002"));
    let one = enrol(&secret, &operation, &master, one, &mut rng);
    let other = enrol(&secret, &operation, &master, other, &mut rng);
    let mut items: Vec<Item> =
        [&hq, &one, &other].map(|taken| Item::Certificate(taken.certificate.clone())).into();
    for time in [1_000, 2_000] {
        let fact = Fact::Time { now: Timestamp::from_millis(time) };
        items.push(Item::Statement(Statement::by_city(&secret, operation.id, &fact, &[])));
    }
    let mut writers = vec![];
    for (author, kind, run) in [
        (&hq, Kind::City, 1),
        (&one, Kind::People, 2),
        (&one, Kind::Place, 3),
        (&one, Kind::People, 4),
        (&other, Kind::People, 5),
        (&other, Kind::Lookups, 6),
    ] {
        let owner = match kind {
            Kind::City => PlaceId::CITY,
            _ => author.member().unwrap().place,
        };
        let document = DocumentId::new(operation.id, kind, owner);
        let (writer, header) = begin(author, document, Run::new([run; 16]));
        items.push(header);
        writers.push((author, writer, u8::from(kind == Kind::Lookups)));
    }
    for round in 0..90_u64 {
        let at = usize::try_from(rng.next_u32() % 6).unwrap();
        let (author, writer, body_type) = &mut writers[at];
        let count = if round % 7 == 0 { 40 } else { 1 + rng.next_u32() % 3 };
        let bodies: Vec<Body> = (0..count)
            .map(|_| {
                let mut bytes = vec![0; 20 + usize::try_from(rng.next_u32() % 200).unwrap()];
                rng.fill_bytes(&mut bytes);
                Body { body_type: *body_type, clock: Clock::default(), bytes }
            })
            .collect();
        let spans = writer.append(&author.node, &bodies).unwrap();
        items.extend(spans.into_iter().map(Item::Span));
        if round % 30 == 29 {
            let held = writers.iter().map(|(_, writer, _)| {
                let tip = writer.tip();
                Held { log: tip.log, position: tip.position, chain: tip.chain }
            });
            let holdings = Holdings {
                document: writers[1].1.document(),
                run: Run::new([9; 16]),
                count: round / 30 + 1,
                supersedes: vec![],
                held: held.skip(1).take(1).collect(),
                at: None,
            };
            let receipt = Receipt::sign(&hq.node, &hq.member().unwrap(), &holdings);
            items.push(Item::Receipt(receipt));
        }
    }
    let report = examine(&secret, &build(seed, &items).disk, &[]);
    assert!(report.holds(), "{:?} {:?}", report.outcome.findings, report.flaws);
    let heads = Heads {
        city: key,
        operation: operation.id,
        written: Timestamp::from_millis(3_000),
        heads: report.outcome.heads,
        facts: report.outcome.facts,
    };
    // As it would be read from a stick.
    let heads = Heads::from_bytes(&heads.to_bytes()).unwrap();
    City { secret, items, heads }
}

/// What an untampered program would have written of these items.
fn build(seed: u64, items: &[Item]) -> Files {
    let disk = FailingDisk::new(seed);
    let (mut journal, _) = Journal::open_on(disk.clone(), SEGMENT_BYTES).unwrap();
    let mut places = vec![];
    for item in items {
        let place = journal.append_item(item).unwrap();
        places.push((place, item.to_bytes().len() + 16));
        journal.sync().unwrap();
    }
    Files { disk, places }
}

fn examine(city: &CitySecret, disk: &FailingDisk, against: &[Heads]) -> Report {
    let names = disk.names().unwrap().into_iter().filter_map(|name| {
        let number = name.strip_suffix(".segment")?.parse::<u32>().ok()?;
        Some((number, name))
    });
    let files: BTreeMap<u32, _> =
        names.map(|(number, name)| (number, move || Ok(Some(disk.contents(&name))))).collect();
    let mut examination = Examination::new(city.public());
    let flaws = look(&mut examination, |visit| examine_files(files, visit)).unwrap();
    Report { outcome: examination.finish(against).unwrap(), flaws }
}

fn span(item: &Item) -> Option<&Span> {
    match item {
        Item::Span(span) => Some(span),
        _ => None,
    }
}

fn extent(span: &Span) -> (LogId, (u64, u64)) {
    (span.log(), (span.from(), span.to().unwrap()))
}

#[test]
fn an_untouched_journal_holds_and_everything_in_it_is_counted() {
    let city = city(SEED);
    let files = build(1, &city.items);
    for against in [&[][..], std::slice::from_ref(&city.heads)] {
        let report = examine(&city.secret, &files.disk, against);
        assert!(report.holds(), "{:?} {:?}", report.outcome.findings, report.flaws);
        assert_eq!(report.outcome.notes, []);
        let counts = report.outcome.counts;
        let entries = city.items.iter().filter_map(span).map(|span| span.count().unwrap());
        assert_eq!(counts.entries, entries.sum::<u64>() - 6);
        assert_eq!((counts.nodes, counts.logs, counts.repeated), (3, 6, 0));
        assert_eq!((counts.statements, counts.receipts), (2, 3));
    }
    assert!(files.places.last().unwrap().0.segment > 3);
}

#[test]
fn every_tampering_is_named_at_its_place() {
    println!("seed {SEED}");
    let city = city(SEED);
    let files = build(2, &city.items);
    let mut kinds = BTreeMap::<&str, u32>::new();
    for round in 0..ROUNDS {
        let mut attack = Attack { city: &city, files: &files, chance: Chance::new(SEED ^ round) };
        let kind = attack.run(round);
        *kinds.entry(kind).or_default() += 1;
    }
    println!("{kinds:?}");
    assert!(kinds.len() == 9 && kinds.values().all(|count| *count > 100), "{kinds:?}");
}

#[test]
fn another_citys_key_vouches_for_nothing() {
    let city = city(SEED);
    let stranger = CitySecret::generate(&mut ChaCha20Rng::seed_from_u64(4));
    let report = examine(&stranger, &build(3, &city.items).disk, &[]);
    assert!(report.outcome.findings.iter().any(|finding| finding.what == What::NoCertificate));
}

#[test]
fn a_heads_file_that_was_altered_is_refused_or_says_no_more_than_what_was_signed() {
    let city = city(SEED);
    let files = build(5, &city.items);
    let mut chance = Chance::new(6);
    let bytes = city.heads.to_bytes();
    let mut refused = 0;
    for _ in 0..300 {
        let mut altered = bytes.clone();
        let at = chance.below(altered.len());
        altered[at] ^= 1 << (chance.byte() % 8);
        let Ok(heads) = Heads::from_bytes(&altered) else {
            refused += 1;
            continue;
        };
        let mut examination = Examination::new(city.secret.public());
        for (item, (place, _)) in city.items.iter().zip(&files.places) {
            examination.take(*place, item.clone());
        }
        match examination.finish(&[heads]) {
            Err(_) => refused += 1,
            Ok(outcome) => assert_eq!(outcome.findings, [], "byte {at}"),
        }
    }
    println!("{refused} refused");
    assert!(refused > 50);
}

type Attacking<A> = fn(&mut A, &str);

struct Attack<'a> {
    city: &'a City,
    files: &'a Files,
    chance: Chance,
}

impl Attack<'_> {
    fn run(&mut self, round: u64) -> &'static str {
        let attacks: [(&str, Attacking<Self>); 9] = [
            ("a bit of a file is turned", Self::flip),
            ("a frame is taken out of a file", Self::take_out),
            ("an item is left out", Self::leave_out),
            ("an item is altered", Self::alter),
            ("two spans of a log change places", Self::exchange),
            ("two entries of a span change places", Self::exchange_within),
            ("the end of everything is cut off", Self::cut_all),
            ("the end of a log is cut off", Self::cut_one),
            ("the files are cut off at a byte", Self::cut_file),
        ];
        let (kind, attack) = attacks[usize::try_from(round % 9).unwrap()];
        attack(self, &format!("round {round}: {kind}"));
        kind
    }

    /// Half of the time nothing was kept elsewhere; only cut ends need it.
    fn against(&mut self) -> Vec<Heads> {
        if self.chance.one_in(2) { vec![self.city.heads.clone()] } else { vec![] }
    }

    fn copy(&self) -> FailingDisk {
        let disk = FailingDisk::new(7);
        for name in self.files.disk.names().unwrap() {
            disk.put(&name, &self.files.disk.contents(&name));
        }
        disk
    }

    fn examine(&self, disk: &FailingDisk, against: &[Heads]) -> Report {
        examine(&self.city.secret, disk, against)
    }

    fn span_at(&self, index: usize) -> Option<&Span> {
        span(&self.city.items[index])
    }

    fn draw_span(&mut self, fits: impl Fn(&Span) -> bool) -> (usize, Span) {
        loop {
            let index = self.chance.below(self.city.items.len());
            if let Some(span) = self.span_at(index).filter(|span| fits(span)) {
                return (index, span.clone());
            }
        }
    }

    /// Nothing but these logs is accused.
    fn accuses_only(report: &Report, logs: &BTreeSet<LogId>, what: &str) {
        for finding in &report.outcome.findings {
            assert!(finding.log.is_none_or(|log| logs.contains(&log)), "{what}: {finding}");
        }
    }

    fn flip(&mut self, what: &str) {
        let disk = self.copy();
        let names: Vec<String> =
            disk.names().unwrap().into_iter().filter(|name| name.ends_with(".segment")).collect();
        let name = &names[self.chance.below(names.len())];
        let segment: u32 = name[..8].parse().unwrap();
        let (byte, bit) = (self.chance.below(disk.contents(name).len()), self.chance.byte() % 8);
        disk.flip(name, byte, bit);
        let report = self.examine(&disk, std::slice::from_ref(&self.city.heads));
        assert!(report.points_at(segment, 0..byte + 1), "{what}: byte {byte} of {name}");
        let hit = self.files.places.iter().position(|(place, length)| {
            let offset = place.offset as usize;
            place.segment == segment && (offset..offset + length).contains(&byte)
        });
        let Some(span) = hit.and_then(|hit| self.span_at(hit)) else { return };
        let (log, positions) = extent(span);
        assert!(report.names(log, positions), "{what}: byte {byte} of {name}: {log} {positions:?}");
        Self::accuses_only(&report, &BTreeSet::from([log]), what);
    }

    fn take_out(&mut self, what: &str) {
        let (index, span) = self.draw_span(|_| true);
        let (place, _) = self.files.places[index];
        let disk = self.copy();
        let name = format!("{:08}.segment", place.segment);
        let bytes = disk.contents(&name);
        let at = place.offset as usize;
        let payload = u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
        let rest = &bytes[at + 16 + payload..];
        disk.put(&name, &[&bytes[..at], rest].concat());
        let report = self.examine(&disk, std::slice::from_ref(&self.city.heads));
        let (log, positions) = extent(&span);
        assert!(report.names(log, positions), "{what}: {log} {positions:?}");
        assert!(report.flaws.iter().any(|flaw| flaw.place().segment == place.segment), "{what}");
    }

    fn leave_out(&mut self, what: &str) {
        let index = self.chance.below(self.city.items.len());
        let mut items = self.city.items.clone();
        let item = items.remove(index);
        let files = build(8, &items);
        let Some(span) = span(&item) else {
            let report = self.examine(&files.disk, std::slice::from_ref(&self.city.heads));
            let missing =
                |finding: &Finding<Place>| matches!(finding.what, What::FactMissing { .. });
            assert!(report.outcome.findings.iter().any(missing), "{what}");
            return;
        };
        let (log, positions) = extent(span);
        let goes_on = items[index..].iter().filter_map(self::span).any(|span| span.log() == log);
        let against = if goes_on { self.against() } else { vec![self.city.heads.clone()] };
        let report = self.examine(&files.disk, &against);
        let wanted = match (goes_on, positions.0) {
            (true, 0) => What::HeaderMissing,
            (true, _) => What::Missing,
            (false, 0) => What::LogMissing,
            (false, _) => What::Cut,
        };
        let found: Vec<_> =
            report.findings(log).map(|found| (&found.what, found.positions)).collect();
        assert!(found.contains(&(&wanted, Some(positions))), "{what}: {positions:?} in {found:?}");
        let place = report.findings(log).next().unwrap().place;
        assert!(place.is_some() || positions.0 == 0, "{what}");
        Self::accuses_only(&report, &BTreeSet::from([log]), what);
        assert_eq!(report.flaws, [], "{what}");
    }

    fn alter(&mut self, what: &str) {
        let index = self.chance.below(self.city.items.len());
        let mut bytes = self.city.items[index].to_bytes();
        let byte = self.chance.below(bytes.len());
        bytes[byte] ^= 1 << (self.chance.byte() % 8);
        let disk = FailingDisk::new(9);
        let (mut journal, _) = Journal::open_on(disk.clone(), SEGMENT_BYTES).unwrap();
        let mut altered_at = None;
        for (at, item) in self.city.items.iter().enumerate() {
            let place = if at == index {
                let readable = Item::from_bytes(&bytes);
                let written = readable.ok().and_then(|item| journal.append_item(&item).ok());
                // The tamperer notes beside it what was noted before.
                let (tag, meta) = match item {
                    Item::Statement(_) => (1, None),
                    Item::Certificate(_) => (2, None),
                    Item::Proof(_) => (3, None),
                    Item::Span(span) => (4, describe(span, 0)),
                    Item::Receipt(_) => (5, None),
                };
                let place =
                    written.unwrap_or_else(|| journal.append(tag, meta.as_ref(), &bytes).unwrap());
                altered_at = Some(place);
                place
            } else {
                journal.append_item(item).unwrap()
            };
            assert!(place.offset > 0);
        }
        journal.sync().unwrap();
        let against = self.against();
        let report = self.examine(&disk, &against);
        let place = altered_at.unwrap();
        let offset = place.offset as usize;
        assert!(
            report.points_at(place.segment, offset..offset + 1),
            "{what}: byte {byte} of item {index} in {place}: {:?}",
            report.outcome.findings
        );
        if let Some(span) = self.span_at(index)
            && !against.is_empty()
        {
            let (log, positions) = extent(span);
            assert!(report.names(log, positions), "{what}: {log} {positions:?}");
        }
    }

    fn exchange(&mut self, what: &str) {
        let (mut one, first) = self.draw_span(|_| true);
        let (mut other, second) =
            self.draw_span(|span| span.log() == first.log() && span.from() != first.from());
        if first.from() > second.from() {
            std::mem::swap(&mut one, &mut other);
        }
        let mut items = self.city.items.clone();
        items.swap(one, other);
        let files = build(10, &items);
        let against = self.against();
        let report = self.examine(&files.disk, &against);
        let (log, positions) = extent(&first);
        let (_, others) = extent(&second);
        let range = (positions.0.min(others.0), positions.1.max(others.1));
        let reordered: Vec<_> =
            report.findings(log).filter(|finding| finding.what == What::Reordered).collect();
        assert!(!reordered.is_empty(), "{what}: {:?}", report.outcome.findings);
        for finding in &reordered {
            let (from, to) = finding.positions.unwrap();
            assert!(from >= range.0 && to <= range.1, "{what}: {finding} in {range:?}");
            assert!(finding.place >= Some(files.places[one.min(other)].0), "{what}");
        }
        Self::accuses_only(&report, &BTreeSet::from([log]), what);
    }

    fn exchange_within(&mut self, what: &str) {
        let (index, span) = self.draw_span(|span| span.from() > 0 && span.count().unwrap() > 1);
        let mut frames = vec![];
        let mut rest = span.frames();
        while !rest.is_empty() {
            let raw = musubi_log::entry::RawEntry::read(rest).unwrap();
            rest = &rest[raw.frame().len()..];
            frames.push(raw.frame().to_vec());
        }
        let one = self.chance.below(frames.len() - 1);
        frames.swap(one, one + 1);
        let changed =
            Span::new(span.log(), span.from(), span.before(), frames.concat(), *span.signature());
        let mut items = self.city.items.clone();
        items[index] = Item::Span(changed);
        let files = build(11, &items);
        let against = self.against();
        let report = self.examine(&files.disk, &against);
        let (log, positions) = extent(&span);
        let altered = report.findings(log).any(|finding| {
            matches!(finding.what, What::Altered(_))
                && finding.positions == Some(positions)
                && finding.place == Some(files.places[index].0)
        });
        assert!(altered, "{what}: {:?}", report.outcome.findings);
        Self::accuses_only(&report, &BTreeSet::from([log]), what);
    }

    /// What was cut off is named log by log.
    fn check_cut(&self, disk: &FailingDisk, lost: &[Item], what: &str) {
        let report = self.examine(disk, std::slice::from_ref(&self.city.heads));
        let mut cut: BTreeMap<LogId, (u64, u64)> = BTreeMap::new();
        for span in lost.iter().filter_map(span) {
            let (log, (first, last)) = extent(span);
            let known = cut.entry(log).or_insert((first, last));
            *known = (known.0.min(first), known.1.max(last));
        }
        for (log, positions) in &cut {
            let wanted = if positions.0 == 0 { What::LogMissing } else { What::Cut };
            let found: Vec<_> =
                report.findings(*log).map(|found| (&found.what, found.positions)).collect();
            assert_eq!(found, [(&wanted, Some(*positions))], "{what}: {log}");
        }
        let facts = lost.iter().filter(|item| span(item).is_none()).count();
        let missing = |finding: &&Finding<Place>| matches!(finding.what, What::FactMissing { .. });
        assert_eq!(report.outcome.findings.iter().filter(missing).count(), facts, "{what}");
        Self::accuses_only(&report, &cut.keys().copied().collect(), what);
    }

    fn cut_all(&mut self, what: &str) {
        let left = 3 + self.chance.below(self.city.items.len() - 3);
        let (kept, lost) = self.city.items.split_at(left);
        self.check_cut(&build(12, kept).disk, lost, what);
    }

    fn cut_one(&mut self, what: &str) {
        let (_, span) = self.draw_span(|_| true);
        let (log, (from, _)) = extent(&span);
        let is_lost = |item: &Item| {
            self::span(item).is_some_and(|span| span.log() == log && span.from() >= from)
        };
        let (lost, kept): (Vec<Item>, Vec<Item>) =
            self.city.items.iter().cloned().partition(is_lost);
        self.check_cut(&build(13, &kept).disk, &lost, what);
    }

    fn cut_file(&mut self, what: &str) {
        let disk = self.copy();
        let (mut index, mut place);
        loop {
            index = self.chance.below(self.city.items.len());
            place = self.files.places[index].0;
            if index > 3 {
                break;
            }
        }
        let last = self.files.places.last().unwrap().0.segment;
        for gone in place.segment + 1..=last {
            disk.remove(&format!("{gone:08}.segment"));
        }
        let name = format!("{:08}.segment", place.segment);
        let bytes = disk.contents(&name);
        let inside = place.offset as usize + self.chance.below(16 + 30);
        disk.put(&name, &bytes[..inside]);
        self.check_cut(&disk, &self.city.items[index..], what);
    }
}
