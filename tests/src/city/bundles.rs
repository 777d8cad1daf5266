//! A bundle as evidence: real ones, tampered with a thousand times, are found out at the place, by
//! somebody who holds nothing but the city's public key and the file.

use std::collections::{BTreeMap, BTreeSet};

use musubi_log::city::CityKey;
use musubi_log::entry::RawEntry;
use musubi_log::evidence::{Finding, Outcome, What};
use musubi_log::hash::LogId;
use musubi_log::heads::Heads;
use musubi_log::item::Item;
use musubi_log::span::Span;
use musubi_node::courier::evidence::{self, ExamineError, Flaw, Place};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use super::book::Book;
use super::harness::{City, GYM_A, after, path, serve, until_level};
use crate::client::Desk;
use crate::process::{run, try_run};

const ROUNDS: usize = 1_000;
const ITEM: u8 = 3;
const END: u8 = 5;
const PREFIX: usize = 12;
const HEAD: usize = 16;

#[test]
fn every_tampering_with_a_bundle_is_named_at_its_place() {
    let seed: u64 = rand::rng().random();
    println!("seed {seed}");
    let mut dice = StdRng::seed_from_u64(seed);
    let Sticks { whole, part, key, .. } = &sticks();
    let known = [heads(*key, whole)];
    let whole = Stick::new(whole, *key, &[]);
    let part = Stick::new(part, *key, &known);
    for stick in [&whole, &part] {
        let report = stick.examine(&stick.packed()).expect("it is ours");
        assert!(report.holds(), "{:?} {:?}", report.flaws, report.outcome.findings);
        assert_eq!(stick.packed(), stick.bytes, "packed here as the product does");
    }
    let report = part.examine(&part.bytes).expect("it is ours");
    let notes: Vec<String> = report.outcome.notes.iter().map(ToString::to_string).collect();
    assert!(notes.iter().any(|note| note.starts_with("log_goes_on: ")), "{notes:?}");

    let attacks: [(&str, Attack); 8] = [
        ("a bit of the file is turned", flip),
        ("an item is left out", leave_out),
        ("an item is altered", alter),
        ("two spans of a log change places", exchange),
        ("two entries of a span change places", exchange_within),
        ("the end of everything is cut off", cut_all),
        ("the end of a log is cut off", cut_one),
        ("the file is cut off at a byte", cut_file),
    ];
    for round in 0..ROUNDS {
        let (name, attack) = attacks[round % attacks.len()];
        attack(&whole, &mut dice, &format!("round {round}: {name}"));
    }
    for round in 0..ROUNDS / 5 {
        let (name, attack) = [attacks[0], attacks[2], attacks[4]][round % 3];
        attack(&part, &mut dice, &format!("round {round} of a part: {name}"));
    }
}

#[test]
fn the_command_checks_a_bundle_with_nothing_but_the_citys_key() {
    let Sticks { whole, part, key, city } = &sticks();
    let file = |name: &str, bytes: &[u8]| {
        let file = city.folder.path().join(name);
        std::fs::write(&file, bytes).expect("a file");
        path(&file)
    };
    let key = key.to_string();
    let nowhere = path(&city.folder.path().join("nowhere"));
    let order = ["verify", "--data", &nowhere, "--city", &key, "--bundle"];
    let (all, some) = (file("all.musubi", whole), file("some.musubi", part));
    let kept = path(&city.folder.path().join("kept"));
    let said = run(&[&order[..], &[&all, "--heads", &kept]].concat());
    assert!(said.ends_with("everything holds\n") && said.starts_with("bundle: musubi-2"), "{said}");
    let said = run(&[&order[..], &[&some]].concat());
    assert!(said.contains("note: log_unproved: "), "nothing from before is known: {said}");
    let said = run(&[&order[..], &[&some, "--against", &kept]].concat());
    assert!(said.contains("note: log_goes_on: ") && !said.contains("log_unproved"), "{said}");

    let mut altered = whole.clone();
    let middle = altered.len() / 2;
    altered[middle] ^= 0x10;
    let said = try_run(&[&order[..], &[&file("altered.musubi", &altered)]].concat());
    let text = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(!said.status.success() && text.contains(": bundle_bytes: the bundle at byte "));
    for (bytes, code) in [(&whole[..40], "bundle_no_header"), (b"no bundle", "bundle_not_one")] {
        let said = try_run(&[&order[..], &[&file("none.musubi", bytes)]].concat());
        let text = String::from_utf8_lossy(&said.stderr).into_owned();
        assert!(!said.status.success() && text.contains(code), "{text}");
    }
    let stranger = CityKey::new([7; 32]).to_string();
    let said = try_run(&["verify", "--data", &nowhere, "--city", &stranger, "--bundle", &all]);
    let text = String::from_utf8_lossy(&said.stderr).into_owned();
    assert!(!said.status.success() && text.contains("bundle_other_city"), "{text}");
}

/// What one laptop of a gym gave to carry: everything, and later what headquarters lacked.
struct Sticks {
    city: City,
    key: CityKey,
    whole: Vec<u8>,
    part: Vec<u8>,
}

fn sticks() -> Sticks {
    let city = City::create();
    let [hq_data, data] = [city.hq("hq"), city.gym("gym", GYM_A, 0)];
    let hq = serve(&hq_data, &[]);
    let desk_hq = Desk::first_run(&hq.staff);
    let first = serve(&data, &[&hq.mesh]);
    let desk = Desk::first_run(&first.staff);
    Book::register(&desk, "evidence-first", 30, 4);
    first.stop();
    // Another run, and another log of everything.
    let gym = serve(&data, &[&hq.mesh]);
    let desk = Desk::sign_in(&gym.staff);
    Book::register(&desk, "evidence-second", 140, 4);
    until_level(&[&desk_hq, &desk]);
    let whole = desk.download("/courier/bundle?to=hq&all=true");
    let word = desk_hq.download(&format!("/courier/bundle?to={GYM_A}"));
    hq.stop();
    desk.upload("/courier/bundle", &word).expect("it is ours");
    Book::register(&desk, "evidence-third", 140, 4);
    let part = desk.download("/courier/bundle?to=hq");
    gym.stop();
    let said = run(&["verify", "--data", &path(&data)]);
    let key: Vec<u8> = data_encoding::HEXLOWER
        .decode(after(&said, "city: ").as_bytes())
        .expect("it is printed in hexadecimal digits");
    let key = CityKey::new(key.try_into().expect("32 bytes"));
    Sticks { city, key, whole, part }
}

/// What a checker of the whole bundle keeps of it.
fn heads(city: CityKey, whole: &[u8]) -> Heads {
    let examined = evidence::examine(whole, city, &[]).expect("it is ours");
    let (operation, written) = (examined.header.operation, examined.header.made);
    let outcome = examined.examination.finish(&[]).expect("nothing is held against it");
    let (heads, facts) = (outcome.heads, outcome.facts);
    Heads { city, operation, written, heads, facts }
}

/// A bundle in its frames, and who checks it.
struct Stick {
    bytes: Vec<u8>,
    frames: Vec<Frame>,
    city: CityKey,
    known: Vec<Heads>,
}

#[derive(Clone)]
struct Frame {
    kind: u8,
    payload: Vec<u8>,
    /// Where it stood.
    offset: usize,
}

impl Frame {
    fn item(&self) -> Option<Item> {
        (self.kind == ITEM).then(|| Item::from_bytes(&self.payload).expect("it was packed so"))
    }

    fn span(&self) -> Option<Span> {
        match self.item()? {
            Item::Span(span) => Some(span),
            _ => None,
        }
    }

    fn end(&self) -> usize {
        self.offset + HEAD + self.payload.len()
    }
}

struct Report {
    outcome: Outcome<Place>,
    flaws: Vec<Flaw>,
}

type Extent = (LogId, (u64, u64));

fn extent(span: &Span) -> Extent {
    (span.log(), (span.from(), span.to().expect("it was packed so")))
}

impl Report {
    fn holds(&self) -> bool {
        self.outcome.findings.is_empty() && self.flaws.is_empty()
    }

    fn findings(&self, log: LogId) -> impl Iterator<Item = &Finding<Place>> {
        self.outcome.findings.iter().filter(move |finding| finding.log == Some(log))
    }

    /// Whether something is said of any of these positions.
    fn names(&self, (log, (first, last)): Extent) -> bool {
        let meets = |positions: (u64, u64)| positions.0 <= last && positions.1 >= first;
        self.findings(log).any(|finding| finding.positions.is_some_and(meets))
    }

    fn points_at(&self, offset: usize) -> bool {
        let found = self.outcome.findings.iter().filter_map(|finding| finding.place);
        let mut places = found.chain(self.flaws.iter().map(|flaw| flaw.place));
        places.any(|place| place.offset == offset as u64)
    }

    fn misses_a_fact(&self) -> bool {
        let missing = |finding: &Finding<Place>| matches!(finding.what, What::FactMissing { .. });
        self.outcome.findings.iter().any(missing)
    }

    fn accuses_only(&self, logs: &BTreeSet<LogId>, what: &str) {
        for finding in &self.outcome.findings {
            assert!(finding.log.is_none_or(|log| logs.contains(&log)), "{what}: {finding}");
        }
    }
}

impl Stick {
    fn new(bytes: &[u8], city: CityKey, known: &[Heads]) -> Self {
        let (mut frames, mut offset) = (vec![], PREFIX);
        while offset < bytes.len() {
            let word = bytes[offset + 4..offset + 8].try_into().expect("four bytes");
            let end = offset + HEAD + u32::from_le_bytes(word) as usize;
            let payload = bytes[offset + HEAD..end].to_vec();
            frames.push(Frame { kind: bytes[offset], payload, offset });
            offset = end;
        }
        assert_eq!(frames.last().map(|frame| frame.kind), Some(END));
        Self { bytes: bytes.to_vec(), frames, city, known: known.to_vec() }
    }

    fn examine(&self, bytes: &[u8]) -> Result<Report, ExamineError> {
        let examined = evidence::examine(bytes, self.city, &self.known)?;
        let outcome = examined.examination.finish(&self.known).expect("the heads hold");
        Ok(Report { outcome, flaws: examined.flaws })
    }

    fn packed(&self) -> Vec<u8> {
        pack(&self.bytes[..PREFIX], &self.frames)
    }

    /// By somebody who knows the format: every check and the count are right again.
    fn after(&self, frames: &[Frame]) -> Report {
        self.examine(&pack(&self.bytes[..PREFIX], frames)).expect("the header is untouched")
    }

    fn draw(&self, dice: &mut StdRng, fits: impl Fn(&Frame) -> bool) -> usize {
        let fitting: Vec<usize> =
            (0..self.frames.len()).filter(|at| fits(&self.frames[*at])).collect();
        fitting[dice.random_range(0..fitting.len())]
    }
}

fn pack(prefix: &[u8], frames: &[Frame]) -> Vec<u8> {
    let mut out = prefix.to_vec();
    let items = frames.iter().filter(|frame| frame.kind == ITEM).count() as u64;
    for frame in frames {
        let payload = match frame.kind {
            END => &items.to_le_bytes()[..],
            _ => &frame.payload[..],
        };
        let length = u32::try_from(payload.len()).expect("they are small");
        let mut head = [&[frame.kind, 0, 0, 0][..], &length.to_le_bytes()].concat();
        head.extend(crc32fast::hash(payload).to_le_bytes());
        let offset = (out.len() as u64).to_le_bytes();
        head.extend(crc32fast::hash(&[&head[..], &offset].concat()).to_le_bytes());
        out.extend(head);
        out.extend(payload);
    }
    out
}

type Attack = fn(&Stick, &mut StdRng, &str);

fn flip(stick: &Stick, dice: &mut StdRng, what: &str) {
    let mut bytes = stick.bytes.clone();
    let at = dice.random_range(0..bytes.len());
    bytes[at] ^= 1 << dice.random_range(0..8);
    let hit = stick.frames.iter().position(|frame| frame.end() > at).expect("it is in a frame");
    match stick.examine(&bytes) {
        Err(ExamineError::Bundle(_)) => assert_eq!(hit, 0, "{what}: byte {at}"),
        Err(error) => panic!("{what}: {error}"),
        Ok(report) => {
            let first = report.flaws.first().map(|flaw| flaw.place.offset);
            assert_eq!(first, Some(stick.frames[hit].offset as u64), "{what}: byte {at}");
        }
    }
}

fn leave_out(stick: &Stick, dice: &mut StdRng, what: &str) {
    let maker = evidence::examine(&stick.bytes[..], stick.city, &[]).expect("it is ours");
    let own = Item::Certificate(maker.header.certificate.clone());
    // The maker's own certificate stands in the header, too.
    let at = stick.draw(dice, |frame| frame.item().is_some_and(|item| item != own));
    let mut frames = stick.frames.clone();
    let out = frames.remove(at);
    let report = stick.after(&frames);
    let Some(span) = out.span() else {
        assert!(report.misses_a_fact(), "{what}: {:?}", report.outcome.findings);
        return;
    };
    let (log, positions) = extent(&span);
    let goes_on = frames[at..].iter().filter_map(Frame::span).any(|span| span.log() == log);
    let wanted = match (goes_on, positions.0) {
        (true, 0) => What::HeaderMissing,
        (true, _) => What::Missing,
        (false, 0) => What::LogMissing,
        (false, _) => What::Cut,
    };
    let found: Vec<_> = report.findings(log).map(|it| (&it.what, it.positions)).collect();
    assert!(found.contains(&(&wanted, Some(positions))), "{what}: {positions:?} in {found:?}");
    report.accuses_only(&BTreeSet::from([log]), what);
}

fn alter(stick: &Stick, dice: &mut StdRng, what: &str) {
    let at = stick.draw(dice, |frame| frame.kind == ITEM);
    let mut frames = stick.frames.clone();
    let byte = dice.random_range(0..frames[at].payload.len());
    frames[at].payload[byte] ^= 1 << dice.random_range(0..8);
    let report = stick.after(&frames);
    let named = stick.frames[at].span().is_some_and(|span| report.names(extent(&span)));
    let found = named || report.points_at(stick.frames[at].offset) || report.misses_a_fact();
    assert!(found, "{what}: byte {byte} of {:?}", stick.frames[at].item());
}

fn exchange(stick: &Stick, dice: &mut StdRng, what: &str) {
    let spans: Vec<Option<Span>> = stick.frames.iter().map(Frame::span).collect();
    let others = |log: LogId| spans.iter().flatten().filter(move |span| span.log() == log).count();
    let one = stick.draw(dice, |frame| frame.span().is_some_and(|span| others(span.log()) > 1));
    let log = spans[one].as_ref().expect("it was drawn so").log();
    let other = stick.draw(dice, |frame| {
        frame.offset != stick.frames[one].offset && frame.span().is_some_and(|it| it.log() == log)
    });
    let mut frames = stick.frames.clone();
    frames.swap(one, other);
    let report = stick.after(&frames);
    let [(_, first), (_, second)] =
        [one, other].map(|at| extent(spans[at].as_ref().expect("it was drawn so")));
    let range = (first.0.min(second.0), first.1.max(second.1));
    let reordered: Vec<_> = report.findings(log).filter(|it| it.what == What::Reordered).collect();
    assert!(!reordered.is_empty(), "{what}: {:?}", report.outcome.findings);
    for finding in reordered {
        let (from, to) = finding.positions.expect("it has some");
        assert!(from >= range.0 && to <= range.1, "{what}: {finding} in {range:?}");
    }
    report.accuses_only(&BTreeSet::from([log]), what);
}

fn exchange_within(stick: &Stick, dice: &mut StdRng, what: &str) {
    let many = |span: Span| span.count().is_some_and(|count| count > 1);
    let at = stick.draw(dice, |frame| frame.span().is_some_and(many));
    let span = stick.frames[at].span().expect("it was drawn so");
    let (mut entries, mut rest) = (vec![], span.frames());
    while !rest.is_empty() {
        let raw = RawEntry::read(rest).expect("it was packed so");
        rest = &rest[raw.frame().len()..];
        entries.push(raw.frame().to_vec());
    }
    let one = dice.random_range(0..entries.len() - 1);
    entries.swap(one, one + 1);
    let (log, from) = (span.log(), span.from());
    let changed = Span::new(log, from, span.before(), entries.concat(), *span.signature());
    let mut frames = stick.frames.clone();
    frames[at].payload = Item::Span(changed).to_bytes();
    let report = stick.after(&frames);
    let altered = report.findings(log).any(|finding| {
        matches!(finding.what, What::Altered(_))
            && finding.positions == Some(extent(&span).1)
            && finding.place == Some(Place { offset: stick.frames[at].offset as u64 })
    });
    assert!(altered, "{what}: {:?}", report.outcome.findings);
    report.accuses_only(&BTreeSet::from([log]), what);
}

/// What was cut off is named log by log, by what the maker signed that they held.
fn check_cut(report: &Report, lost: &[Frame], what: &str) {
    let mut cut: BTreeMap<LogId, (u64, u64)> = BTreeMap::new();
    for (log, (first, last)) in lost.iter().filter_map(Frame::span).map(|span| extent(&span)) {
        let known = cut.entry(log).or_insert((first, last));
        *known = (known.0.min(first), known.1.max(last));
    }
    for (log, positions) in &cut {
        let wanted = if positions.0 == 0 { What::LogMissing } else { What::Cut };
        let found: Vec<_> = report.findings(*log).map(|it| (&it.what, it.positions)).collect();
        assert_eq!(found, [(&wanted, Some(*positions))], "{what}: {log}");
    }
    report.accuses_only(&cut.keys().copied().collect(), what);
}

fn cut_all(stick: &Stick, dice: &mut StdRng, what: &str) {
    let first = stick.draw(dice, |frame| frame.span().is_some());
    let (end, kept) = stick.frames.split_last().expect("it has frames");
    let frames = [&kept[..first], std::slice::from_ref(end)].concat();
    check_cut(&stick.after(&frames), &kept[first..], what);
}

fn cut_one(stick: &Stick, dice: &mut StdRng, what: &str) {
    let at = stick.draw(dice, |frame| frame.span().is_some());
    let span = stick.frames[at].span().expect("it was drawn so");
    let is_lost = |frame: &Frame| {
        frame.span().is_some_and(|it| it.log() == span.log() && it.from() >= span.from())
    };
    let (lost, kept): (Vec<Frame>, Vec<Frame>) = stick.frames.iter().cloned().partition(is_lost);
    check_cut(&stick.after(&kept), &lost, what);
}

fn cut_file(stick: &Stick, dice: &mut StdRng, what: &str) {
    let first = stick.draw(dice, |frame| frame.span().is_some());
    let begin = stick.frames[first].offset;
    let at = dice.random_range(begin..stick.frames[first].end());
    let report = stick.examine(&stick.bytes[..at]).expect("the header is there");
    let said = report.flaws.iter().map(|flaw| (flaw.place.offset, flaw.what)).collect::<Vec<_>>();
    assert_eq!(said, [(begin as u64, evidence::What::Cut)], "{what}: at byte {at}");
    check_cut(&report, &stick.frames[first..], what);
}
