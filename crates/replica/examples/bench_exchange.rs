//! Measures how two laptops that were parted find together: `bench_exchange [ROUNDS]`, lines of
//! `name value unit`, medians over rounds.
//!
//! 5,000 made-up people in 12 places, each place with two laptops on two sides of a cut; on each
//! side 1,000 changes; then two laptops that read everything, one from each side, meet. In the same
//! run `automerge::sync` brings the very same documents together: unsealed, unsigned, once as a pair
//! that remembers what it shared (`automerge_bytes`, its best case) and once as a pair that meets
//! for the first time. Ours remembers nothing of an earlier meeting.
//!
//! CPU is the process's, both sides together. Ours opens seals, checks chains, signatures and every
//! change by the guard, and brings the views up to date; the peer applies.

use std::collections::{BTreeMap, BTreeSet};

use automerge::sync::{State, SyncDoc as _};
use automerge::{Automerge, ChangeHash};
use musubi_log::role::Role;
use musubi_model::field::{Follows, Noted, Recorder};
use musubi_model::ids::{DocumentId, Kind, PlaceId, RecordId};
use musubi_model::madeup::{self, Chance, MadeUp};
use musubi_model::record::{Edit, Value};
use musubi_model::stay::{NewStay, StayKind, WhereTo};
use musubi_model::time::Timestamp;
use musubi_replica::{Input, Output};
use rustix::time::{ClockId, clock_gettime};

#[expect(dead_code, reason = "the tests of this crate use more of it")]
#[path = "../tests/replica/laptop.rs"]
mod laptop;

use laptop::{City, Laptop, meet, part};

const PLACES: usize = 12;
const PEOPLE: usize = 5_000;
const CHANGES_PER_SIDE: usize = 1_000;
const ROUNDS: u64 = 5;
const AT: Timestamp = Timestamp::from_millis(1_461_000_000_000);

fn main() {
    let rounds = std::env::args().nth(1).map_or(ROUNDS, |text| text.parse().expect("ROUNDS"));
    let mut figures: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for seed in 1..=rounds {
        for (name, value) in round(seed) {
            figures.entry(name).or_default().push(value);
        }
    }
    println!("exchange rounds: {rounds}, seeds 1 to {rounds}");
    let figures: BTreeMap<&str, f64> =
        figures.into_iter().map(|(name, values)| (name, median(values))).collect();
    for (name, value) in &figures {
        let unit = if name.ends_with("ms") { "ms" } else { "bytes" };
        println!("{name} {value:.1} {unit}");
    }
    let ratio = |name, one, other| println!("{name} {:.3} ratio", figures[one] / figures[other]);
    ratio("exchange.wire_to_frames", "exchange.wire_bytes", "exchange.frames_bytes");
    ratio("exchange.wire_to_automerge", "exchange.wire_bytes", "exchange.automerge_bytes");
    ratio("exchange.cpu_to_automerge", "exchange.cpu_ms", "exchange.automerge_cpu_ms");
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn round(seed: u64) -> Vec<(&'static str, f64)> {
    let (mut one, mut other) = parted(seed);
    let (ours_one, ours_other) = (saves(&mut one), saves(&mut other));
    assert_eq!(ours_one.len(), PLACES);

    let shared = shared_frames(&one, &other);
    let frames = one.frame_bytes() + other.frame_bytes() - 2 * shared;
    let begun = cpu_ms();
    meet(&mut one, &mut other);
    let cpu = cpu_ms() - begun;
    assert_eq!(one.lengths(), other.lengths(), "seed {seed}");
    assert_eq!(one.replica.root(), other.replica.root(), "seed {seed}");
    assert_eq!(one.views, other.views, "seed {seed}");

    let remembering = sync(&ours_one, &ours_other, Memory::OfTheLastMeeting);
    let strangers = sync(&ours_one, &ours_other, Memory::None);
    let ours = [
        ("exchange.wire_bytes", real(one.sent_bytes + other.sent_bytes)),
        ("exchange.frames_bytes", real(frames)),
        ("exchange.zstd_bytes", real(remembering.zstd_bytes)),
        ("exchange.automerge_bytes", real(remembering.bytes)),
        ("exchange.automerge_first_bytes", real(strangers.bytes)),
        ("exchange.cpu_ms", cpu),
        ("exchange.automerge_cpu_ms", remembering.cpu_ms),
        ("exchange.automerge_first_cpu_ms", strangers.cpu_ms),
    ];
    ours.to_vec()
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
fn real(bytes: usize) -> f64 {
    bytes as f64
}

/// Two laptops of HQ that hold the same people and 1,000 changes each that the other lacks.
fn parted(seed: u64) -> (Laptop, Laptop) {
    let mut city = City::new(seed);
    let hq = city.hq();
    let (mut one, mut other) = (city.laptop(Role::Hq, hq), city.laptop(Role::Hq, hq));
    let operation = city.operation.operation.id;
    let mut chance = Chance::seeded(seed);
    let mut gyms: Vec<Gym> = (0..PLACES)
        .map(|number| {
            let place = city.place(&format!("place {number}"));
            let people = DocumentId::new(operation, Kind::People, place);
            let sides = [(); 2].map(|()| city.laptop(Role::Shelter, place));
            Gym { place, people, sides, persons: vec![] }
        })
        .collect();
    let mut people = 0;
    for number in 0.. {
        if people >= PEOPLE {
            break;
        }
        let gym = &mut gyms[number % PLACES];
        let (edits, persons) = household(&mut chance, gym.place);
        people += persons.len();
        gym.persons.extend(persons);
        gym.sides[0].commit(gym.people, edits);
    }
    for gym in &mut gyms {
        let [here, there] = &mut gym.sides;
        meet(here, there);
        meet(&mut one, here);
        part(&mut one, here);
        part(here, there);
    }
    meet(&mut one, &mut other);
    part(&mut one, &mut other);
    for (side, hq) in [&mut one, &mut other].into_iter().enumerate() {
        for number in 0..CHANGES_PER_SIDE {
            let gym = &mut gyms[number % PLACES];
            let edits = change(&mut chance, gym);
            gym.sides[side].commit(gym.people, edits);
        }
        for gym in &mut gyms {
            meet(hq, &mut gym.sides[side]);
            part(hq, &mut gym.sides[side]);
        }
    }
    (one, other)
}

struct Gym {
    place: PlaceId,
    people: DocumentId,
    /// One laptop on each side of the cut.
    sides: [Laptop; 2],
    persons: Vec<RecordId>,
}

fn household(chance: &mut Chance, place: PlaceId) -> (Vec<Edit>, Vec<RecordId>) {
    let noted = Noted::now(AT, Recorder::Node);
    let MadeUp { id, household, persons } = madeup::household(chance, AT);
    let mut edits = household.create(id, &noted).expect("made-up people are valid");
    let mut ids = vec![];
    for (person_id, person) in persons {
        edits.extend(person.create(person_id, &noted).expect("made-up people are valid"));
        let mut stay = NewStay::of(person_id, StayKind::CheckIn, Follows::default());
        stay.place = Some(place);
        edits.extend(stay.create(chance.record_id(AT), &noted).expect("it names its place"));
        ids.push(person_id);
    }
    (edits, ids)
}

/// What happens at a reception on a later day: a new household now and then, people who leave or
/// stay away for a night, a note, a new telephone.
fn change(chance: &mut Chance, gym: &Gym) -> Vec<Edit> {
    let person = *chance.pick(&gym.persons);
    let noted = Noted::now(AT, Recorder::Node);
    match chance.below(10) {
        0 | 1 => household(chance, gym.place).0,
        2..=5 => {
            let kind = *chance.pick(&[StayKind::CheckOut, StayKind::OvernightAway]);
            let mut stay = NewStay::of(person, kind, Follows::default());
            stay.place = Some(gym.place);
            stay.where_to = (kind == StayKind::CheckOut).then(|| *chance.pick(WhereTo::ALL));
            stay.create(chance.record_id(AT), &noted).expect("it names its place")
        }
        6..=7 => {
            let note = format!("{}時に本人が受付へ", chance.below(24));
            vec![Edit::Set { id: person, field: "note".to_owned(), value: Value::Text(note) }]
        }
        _ => {
            let phone = format!("000-{:04}-{:04}", chance.below(10_000), chance.below(10_000));
            vec![Edit::Set { id: person, field: "phone".to_owned(), value: Value::Text(phone) }]
        }
    }
}

/// Every document as automerge saves it.
fn saves(laptop: &mut Laptop) -> BTreeMap<DocumentId, Vec<u8>> {
    let outputs = laptop.replica.handle(laptop.now(), Input::Closing);
    let kept = outputs.into_iter().filter_map(|output| match output {
        Output::Keep { document, save, .. } => Some((document, save)),
        _ => None,
    });
    kept.collect()
}

fn shared_frames(one: &Laptop, other: &Laptop) -> usize {
    let spans = |laptop: &Laptop| -> BTreeMap<_, _> {
        let all = laptop.journal.iter().flat_map(|(log, spans)| {
            spans.iter().map(|(from, span)| ((*log, *from), span.frames().len()))
        });
        all.collect()
    };
    let (one, other) = (spans(one), spans(other));
    let shared = one.iter().filter(|(at, _)| other.contains_key(at));
    shared.map(|(_, bytes)| bytes).sum()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Memory {
    OfTheLastMeeting,
    None,
}

struct Peer {
    bytes: usize,
    zstd_bytes: usize,
    cpu_ms: f64,
}

/// The same documents brought together by `automerge::sync`, one after the other.
fn sync(
    one: &BTreeMap<DocumentId, Vec<u8>>,
    other: &BTreeMap<DocumentId, Vec<u8>>,
    memory: Memory,
) -> Peer {
    let mut peer = Peer { bytes: 0, zstd_bytes: 0, cpu_ms: 0.0 };
    let mut missing = [vec![], vec![]];
    for (document, save) in one {
        let mut pair = [save, &other[document]]
            .map(|save| Automerge::load(save).expect("it was saved by automerge"));
        let shared = shared_heads(&pair);
        for (side, doc) in pair.iter().enumerate() {
            for change in doc.get_changes(&shared) {
                missing[side].extend_from_slice(change.raw_bytes());
            }
        }
        let state = || {
            let mut state = State::new();
            if memory == Memory::OfTheLastMeeting {
                state.shared_heads.clone_from(&shared);
            }
            // A pair that reconnects knows what it stored of its last meeting and no more.
            State::decode(&state.encode()).expect("it was just encoded")
        };
        let mut states = [state(), state()];
        let begun = cpu_ms();
        peer.bytes += talk(&mut pair, &mut states);
        peer.cpu_ms += cpu_ms() - begun;
        assert_eq!(pair[0].get_heads(), pair[1].get_heads());
    }
    let zstd = |bytes: &Vec<u8>| zstd::bulk::compress(bytes, 3).expect("memory suffices").len();
    peer.zstd_bytes = missing.iter().map(zstd).sum();
    peer
}

fn talk(pair: &mut [Automerge; 2], states: &mut [State; 2]) -> usize {
    let mut bytes = 0;
    loop {
        let mut quiet = true;
        for (from, to) in [(0, 1), (1, 0)] {
            if let Some(message) = pair[from].generate_sync_message(&mut states[from]) {
                quiet = false;
                let encoded = message.encode();
                bytes += encoded.len();
                let decoded =
                    automerge::sync::Message::decode(&encoded).expect("it was just encoded");
                pair[to].receive_sync_message(&mut states[to], decoded).expect("it is honest");
            }
        }
        if quiet {
            return bytes;
        }
    }
}

/// The changes both know on which neither builds anything that both know.
fn shared_heads(pair: &[Automerge; 2]) -> Vec<ChangeHash> {
    let known = |doc: &Automerge| -> BTreeMap<ChangeHash, Vec<ChangeHash>> {
        doc.get_changes_meta(&[]).into_iter().map(|meta| (meta.hash, meta.deps)).collect()
    };
    let (one, other) = (known(&pair[0]), known(&pair[1]));
    let shared: BTreeMap<_, _> =
        one.into_iter().filter(|(hash, _)| other.contains_key(hash)).collect();
    let built_on: BTreeSet<ChangeHash> = shared.values().flatten().copied().collect();
    shared.into_keys().filter(|hash| !built_on.contains(hash)).collect()
}

fn cpu_ms() -> f64 {
    let spent = clock_gettime(ClockId::ProcessCPUTime);
    let seconds = i32::try_from(spent.tv_sec).expect("a bench ends within years");
    let nanos = i32::try_from(spent.tv_nsec).expect("less than a second");
    f64::from(seconds) * 1_000.0 + f64::from(nanos) / 1_000_000.0
}
