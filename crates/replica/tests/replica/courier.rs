//! Bundles between replicas: what is carried by hand is what a cable would have brought.

use std::collections::BTreeMap;

use musubi_log::bundle::{Claim, Ending, Found, Packer, Part, Scope, Unpacker};
use musubi_log::hash::{LogId, Run};
use musubi_log::item::Item;
use musubi_log::role::Role;
use musubi_log::statement::{Fact, Statement};
use musubi_log::ticket::Enrolment;
use musubi_model::ids::{DocumentId, Kind, PlaceId, RecordId};
use musubi_model::record::{Edit, Value};
use musubi_model::time::Timestamp;
use musubi_replica::Input;
use musubi_replica::courier::{Known, Packing, Parcel};
use musubi_replica::input::CarryId;
use musubi_replica::message::Message;
use musubi_replica::output::Report;
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};

use crate::laptop::{City, Laptop, cloned, meet, open, part};

const MADE: Timestamp = Timestamp::from_millis(1_800_000_000_000);

/// A gym, a laptop that carries, and the enrolment of one at headquarters.
struct Road {
    city: City,
    gym: Laptop,
    carrier: Laptop,
    hq: Enrolment,
    people: DocumentId,
}

impl Road {
    fn new(seed: u64) -> Self {
        println!("seed {seed}");
        let mut city = City::new(seed);
        let (gym, hq) = (city.place("gym"), city.hq());
        let people = DocumentId::new(city.operation.operation.id, Kind::People, gym);
        let (gym, carrier) = (city.laptop(Role::Shelter, gym), city.laptop(Role::Relay, hq));
        let hq = city.enrol(Role::Hq, hq);
        Self { city, gym, carrier, hq, people }
    }

    /// That laptop at headquarters, as it came out of its box.
    fn hq(&self) -> Laptop {
        open(cloned(&self.hq), Run::new([200; 16]))
    }

    fn to_hq(&self) -> PlaceId {
        self.city.hq()
    }
}

fn write(laptop: &mut Laptop, document: DocumentId, numbers: std::ops::Range<u64>) {
    for number in numbers {
        let mut id = [0; 16];
        id[8..].copy_from_slice(&number.to_be_bytes());
        let name = Value::Text(format!("person {}", number * 7_919));
        let fields = vec![("name".to_owned(), name)];
        let id = RecordId::new(id);
        laptop.commit(document, vec![Edit::Create { id, table: "person".to_owned(), fields }]);
    }
}

fn pack(laptop: &Laptop, to: PlaceId, scope: Scope, known: &[Known]) -> Vec<u8> {
    written(laptop, laptop.replica.pack(MADE, to, scope, known))
}

fn written(laptop: &Laptop, packing: Packing) -> Vec<u8> {
    let (mut packer, mut bytes) = Packer::begin(&packing.header);
    packing.claims.iter().for_each(|claim| bytes.extend(packer.holdings(claim)));
    packing.facts.iter().for_each(|item| bytes.extend(packer.item(item)));
    for parcel in packing.parcels {
        let mut rest = Some(parcel);
        while let Some(parcel) = rest {
            let range = parcel.range;
            let spans = laptop.spans(&parcel.reading());
            let (items, more): (_, Option<Parcel>) = parcel.unfold(spans);
            items.iter().for_each(|item| bytes.extend(packer.item(item)));
            assert!(more.as_ref().is_none_or(|more| more.range.from > range.from), "it goes on");
            rest = more;
        }
    }
    bytes.extend(packer.end());
    bytes
}

/// Reads a bundle as a node does: in pieces, items together, up to wherever it is good.
fn read(laptop: &mut Laptop, bytes: &[u8]) -> Option<Found> {
    let mut unpacker = Unpacker::default();
    let mut items = vec![];
    for piece in bytes.chunks(1_000) {
        unpacker.feed(piece);
        while let Some(part) = unpacker.part().ok()? {
            items.extend(match part {
                Part::Item(item) => Some(*item),
                _ => None,
            });
            if items.len() >= 7 {
                carry(laptop, std::mem::take(&mut items));
            }
        }
    }
    carry(laptop, items);
    unpacker.finish().ok()
}

fn carry(laptop: &mut Laptop, items: Vec<Item>) {
    laptop.input(Input::Carried { id: CarryId(1), items });
}

/// What a laptop learns of another from the beginning of its bundle.
fn known(laptop: &Laptop, bytes: &[u8]) -> Known {
    laptop.replica.word(bytes).expect("it is the maker's word").known
}

/// All that a laptop holds but receipts, which HQ signs when it comes to it.
fn held(laptop: &Laptop) -> (BTreeMap<LogId, u64>, Vec<Vec<u8>>) {
    let facts = laptop.facts.iter().filter(|item| !is_receipt(item));
    let mut facts: Vec<Vec<u8>> = facts.map(Item::to_bytes).collect();
    facts.sort();
    (laptop.lengths(), facts)
}

fn is_receipt(item: &Item) -> bool {
    matches!(item, Item::Receipt(_))
}

/// Facts that are no receipts, and receipts.
fn counted(facts: &[Item]) -> [usize; 2] {
    let receipts = facts.iter().filter(|item| is_receipt(item)).count();
    [facts.len() - receipts, receipts]
}

/// Reports that something is wrong.
fn alarms(laptop: &Laptop) -> Vec<&Report> {
    let is_alarm = |report: &&Report| !matches!(report, Report::Confirmed { .. });
    laptop.reports.iter().filter(is_alarm).collect()
}

#[test]
fn two_sticks_by_a_laptop_that_reads_nothing_bring_what_a_cable_brings() {
    let mut road = Road::new(40);
    write(&mut road.gym, road.people, 0..300);
    let first = pack(&road.gym, road.to_hq(), Scope::Missing, &[]);
    assert_eq!(read(&mut road.carrier, &first).expect("ours").ending, Ending::Whole);
    assert_eq!(road.carrier.lengths(), road.gym.lengths());
    assert!(road.carrier.views.is_empty(), "it carries what it cannot read");
    let second = pack(&road.carrier, road.to_hq(), Scope::Missing, &[]);
    let mut by_hand = road.hq();
    assert_eq!(read(&mut by_hand, &second).expect("ours").ending, Ending::Whole);

    let mut by_cable = road.hq();
    meet(&mut by_cable, &mut road.gym);
    meet(&mut by_cable, &mut road.carrier);
    assert_eq!(held(&by_hand), held(&by_cable));
    assert_eq!(by_hand.views, by_cable.views);
    assert_eq!(by_hand.views[&road.people].records.len(), 300);
    let brought = BTreeMap::from([(road.people, 300)]);
    assert_eq!((&by_hand.brought.entries, by_hand.brought.refused), (&brought, 0));
    assert!(alarms(&by_hand).is_empty());
}

#[test]
fn a_bundle_cut_at_200_random_bytes_brings_what_stands_before_the_cut() {
    let mut road = Road::new(41);
    let place = DocumentId::new(road.people.operation, Kind::Place, road.people.owner);
    for day in 0..10 {
        write(&mut road.gym, road.people, day * 20..day * 20 + 20);
        write(&mut road.gym, place, day..day + 1);
    }
    let bundle = pack(&road.gym, road.to_hq(), Scope::Missing, &[]);
    let mut whole = road.hq();
    read(&mut whole, &bundle).expect("ours");
    let mut rng = ChaCha8Rng::seed_from_u64(41);
    let mut never = 0;
    for _ in 0..200 {
        let cut = usize::try_from(rng.next_u64() % bundle.len() as u64).expect("small");
        let mut hq = road.hq();
        let empty = hq.replica.root();
        let want = lengths_in(&bundle[..cut]);
        if let Some(found) = read(&mut hq, &bundle[..cut]) {
            assert_eq!(found.ending, Ending::Cut, "cut at {cut}");
            assert!(found.usable_bytes <= cut as u64);
        } else {
            never += 1;
            assert_eq!(hq.replica.root(), empty, "cut at {cut}: nothing was changed");
        }
        assert_eq!(hq.lengths(), want, "cut at {cut}");
        assert_eq!((hq.brought.refused, hq.brought.early), (0, 0), "cut at {cut}");
        assert!(alarms(&hq).is_empty(), "cut at {cut}");
        read(&mut hq, &bundle).expect("ours");
        assert_eq!(held(&hq), held(&whole), "cut at {cut}, then whole");
        assert_eq!(hq.views, whole.views);
    }
    assert!(never < 20, "the header is a small part of it");
}

/// Where logs end in the whole frames of these bytes, by the page alone.
fn lengths_in(bytes: &[u8]) -> BTreeMap<LogId, u64> {
    let mut lengths = BTreeMap::new();
    let mut rest = bytes.get(12..).unwrap_or_default();
    while let Some(length) = rest.get(4..8) {
        let length = u32::from_le_bytes(length.try_into().expect("4")) as usize;
        let Some(payload) = rest.get(16..16 + length) else { break };
        if rest[0] == 3
            && let Ok(Item::Span(span)) = Item::from_bytes(payload)
        {
            lengths.insert(span.log(), span.to().expect("whole frames") + 1);
        }
        rest = &rest[16 + length..];
    }
    lengths
}

#[test]
fn bundles_read_twice_late_and_out_of_order_end_alike() {
    let mut road = Road::new(42);
    let mut days = vec![];
    let mut hq = road.hq();
    for day in 0..4 {
        write(&mut road.gym, road.people, day * 10..day * 10 + 10);
        // As if the answer had come home at once: each day's bundle has that day alone.
        let answer = pack(&hq, road.people.owner, Scope::Missing, &[]);
        let there: Vec<Known> = if day == 0 { vec![] } else { vec![known(&road.gym, &answer)] };
        let bundle = pack(&road.gym, road.to_hq(), Scope::Missing, &there);
        read(&mut hq, &bundle).expect("ours");
        days.push(bundle);
    }
    let orders: [&[usize]; 4] =
        [&[3, 2, 1, 0, 1, 2, 3], &[0, 0, 1, 1, 2, 2, 3, 3], &[1, 0, 3, 1, 2, 3], &[0, 1, 2, 3, 0]];
    for order in orders {
        let mut other = road.hq();
        let mut next = 0;
        for day in order {
            let early = other.brought.early;
            read(&mut other, &days[*day]).expect("ours");
            assert_eq!(other.brought.early > early, *day > next, "{order:?}, day {day}");
            next = next.max(if *day > next { next } else { day + 1 });
            assert!(alarms(&other).is_empty(), "{order:?}");
        }
        assert_eq!(held(&other), held(&hq), "{order:?}");
        assert_eq!(other.views, hq.views, "{order:?}");
    }
}

#[test]
fn the_second_trip_carries_only_what_is_missing_there() {
    let mut road = Road::new(43);
    write(&mut road.gym, road.people, 0..50);
    let mut hq = road.hq();
    let first = pack(&road.gym, road.to_hq(), Scope::Missing, &[]);
    read(&mut hq, &first).expect("ours");
    let there = known(&hq, &first);
    let answer = pack(&hq, road.people.owner, Scope::Missing, &[there]);
    let only_certificate =
        hq.replica.pack(MADE, road.people.owner, Scope::Missing, &[known(&hq, &first)]);
    // And HQ's receipt for what came.
    let [certificates, receipts] = counted(&only_certificate.facts);
    assert_eq!((certificates, receipts, only_certificate.parcels), (1, 1, vec![]));
    read(&mut road.gym, &answer).expect("ours");

    write(&mut road.gym, road.people, 50..53);
    let there = || vec![known(&road.gym, &answer)];
    let packing = road.gym.replica.pack(MADE, road.to_hq(), Scope::Missing, &there());
    assert_eq!(packing.facts, []);
    let entries: Vec<u64> = packing.parcels.iter().map(Parcel::entries).collect();
    assert_eq!(entries, [3]);
    let second = pack(&road.gym, road.to_hq(), Scope::Missing, &there());
    assert!(second.len() < first.len() / 4, "{} of {}", second.len(), first.len());
    read(&mut hq, &second).expect("ours");
    assert_eq!(held(&hq), held(&road.gym));

    // On demand, and for a place of which one laptop holds nothing, everything goes.
    let full = road.gym.replica.pack(MADE, road.to_hq(), Scope::Everything, &there());
    let both = [there().remove(0), Known::default()];
    let for_both = road.gym.replica.pack(MADE, road.to_hq(), Scope::Missing, &both);
    for packing in [full, for_both] {
        assert_eq!(packing.parcels.iter().map(Parcel::entries).sum::<u64>(), 53);
        assert_eq!(counted(&packing.facts), [2, 1]);
    }
}

#[test]
fn a_statement_is_carried_to_a_laptop_that_has_never_heard_of_its_signer() {
    let mut road = Road::new(44);
    let mut hq = road.hq();
    let member = hq.replica.member().clone();
    let statement = Statement::by_node(&road.hq.node, &member, &Fact::Time { now: MADE }, &[]);
    hq.input(Input::Hint(Message::Items(vec![Item::Statement(statement)])));
    let bundle = pack(&hq, road.people.owner, Scope::Missing, &[]);
    read(&mut road.gym, &bundle).expect("ours");
    assert_eq!(road.gym.replica.statements().city_time(), Some(MADE));
    assert_eq!(road.gym.brought.refused, 0);
}

#[test]
fn holdings_are_believed_of_nobody_but_their_maker() {
    let mut road = Road::new(45);
    write(&mut road.gym, road.people, 0..3);
    let hq = road.hq();
    let mut packing = road.gym.replica.pack(MADE, road.to_hq(), Scope::Missing, &[]);
    let bundle = written(&road.gym, road.gym.replica.pack(MADE, road.to_hq(), Scope::Missing, &[]));
    let word = hq.replica.word(&bundle).expect("its maker's");
    assert_eq!((word.maker.node, word.made), (road.gym.key, MADE));
    assert_ne!(word.known, Known::default());

    let message =
        Message::Tips { reply: musubi_replica::message::Reply::Unwanted, sections: vec![] };
    packing.claims = vec![Claim::sign(&road.hq.node, &packing.header, message.encode())];
    let forged = written(&road.gym, packing);
    assert!(hq.replica.word(&forged).is_none(), "somebody else signed it");
    let stranger = Road::new(46);
    assert!(stranger.hq().replica.word(&bundle).is_none(), "it is another city's");
}

#[test]
fn bundles_with_altered_items_and_good_checksums_never_panic_and_change_nothing_that_holds() {
    let mut road = Road::new(47);
    write(&mut road.gym, road.people, 0..40);
    let mut whole = road.hq();
    let bundle = pack(&road.gym, road.to_hq(), Scope::Missing, &[]);
    read(&mut whole, &bundle).expect("ours");
    let mut rng = ChaCha8Rng::seed_from_u64(47);
    let mut dice = |below: usize| usize::try_from(rng.next_u64() % below as u64).expect("small");
    let mut hq = road.hq();
    let mut refused = 0;
    for _ in 0..2_000 {
        let packing = road.gym.replica.pack(MADE, road.to_hq(), Scope::Missing, &[]);
        let mut items: Vec<Vec<u8>> = packing.facts.iter().map(Item::to_bytes).collect();
        for parcel in packing.parcels {
            let spans = road.gym.spans(&parcel.range);
            items.extend(parcel.unfold(spans).0.iter().map(Item::to_bytes));
        }
        let at = dice(items.len());
        let byte = dice(items[at].len());
        items[at][byte] ^= 1 << dice(8);
        if dice(4) == 0 {
            items.swap(at, 0);
        }
        let items = items.iter().filter_map(|bytes| Item::from_bytes(bytes).ok()).collect();
        hq.brought.refused = 0;
        carry(&mut hq, items);
        refused += hq.brought.refused;
    }
    assert!(refused > 500, "{refused} altered items were refused");
    read(&mut hq, &bundle).expect("ours");
    assert_eq!(hq.lengths(), whole.lengths());
    assert_eq!(hq.views, whole.views);
}

#[test]
fn what_came_by_stick_is_told_to_neighbours_at_once() {
    let mut road = Road::new(48);
    write(&mut road.gym, road.people, 0..5);
    let bundle = pack(&road.gym, road.to_hq(), Scope::Missing, &[]);
    let mut hq = road.hq();
    meet(&mut hq, &mut road.carrier);
    hq.sent.clear();
    read(&mut hq, &bundle).expect("ours");
    assert!(!hq.sent.is_empty(), "tips are announced");
    crate::laptop::talk(&mut hq, &mut road.carrier);
    part(&mut hq, &mut road.carrier);
    assert_eq!(road.carrier.lengths(), road.gym.lengths());
}
