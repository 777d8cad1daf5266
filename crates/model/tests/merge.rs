//! What holds after concurrent writing, against an oracle that knows who knew what.
//!
//! Several writers work on copies and copy from each other now and then. The code under test sees
//! only the records; the oracle keeps for each event the set of events its writer held, which no
//! record says. Record ids are drawn at random, so any rule that leans on a clock shows.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::collections::{BTreeMap, BTreeSet};

use musubi_model::counting::{self, NewStockMovement};
use musubi_model::facts::Facts;
use musubi_model::field::{Change, Follows, Noted, Recorder};
use musubi_model::household::{NewHousehold, Registered};
use musubi_model::ids::{Actor, PlaceId, RecordId};
use musubi_model::madeup::Chance;
use musubi_model::person::{Answer, ChangePerson, Consent, NewPerson, Publication};
use musubi_model::record::{Edit, Reading, Seen, TABLE_FIELD, Value, View};
use musubi_model::request::{
    NewRequest, NewRequestEvent, Refusal, RequestEvent, RequestState, Side, Source, Sourced, Stage,
    requests,
};
use musubi_model::roster::{Rights, Roster};
use musubi_model::stay::{NewStay, StayKind, StayState, WhereTo, Whereabouts};
use musubi_model::stock::ItemId;
use musubi_model::time::Timestamp;
use proptest::prelude::*;

const WRITERS: usize = 3;

#[derive(Clone, Debug)]
enum Step {
    Write { writer: usize, what: u32, place: u8 },
    Copy { from: usize, to: usize },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let write = (0..WRITERS, any::<u32>(), 0..3_u8).prop_map(|(writer, what, place)| Step::Write {
        writer,
        what,
        place,
    });
    let copy = (0..WRITERS, 0..WRITERS).prop_map(|(from, to)| Step::Copy { from, to });
    prop::collection::vec(prop_oneof![3 => write, 2 => copy], 1..24)
}

fn noted() -> Noted {
    Noted::now(Timestamp::from_millis(1_785_000_000_000), Recorder::Node)
}

fn place(number: u8) -> PlaceId {
    PlaceId::new([number + 1; 16])
}

fn actor(writer: usize) -> Actor {
    Actor::new([u8::try_from(writer).unwrap() + 1; 16])
}

/// Ids whose order says nothing about the order of writing.
fn any_id(chance: &mut Chance) -> RecordId {
    let (high, low) = (chance.number().to_be_bytes(), chance.number().to_be_bytes());
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&high);
    bytes[8..].copy_from_slice(&low);
    bytes[0] &= 0x7f;
    RecordId::new(bytes)
}

/// What a document would show after these edits.
fn write(view: &mut View, edits: Vec<Edit>, by: Actor) {
    let reading = |value| Reading::new(vec![Seen { value, by, seq: 1 }]).unwrap();
    for edit in edits {
        match edit {
            Edit::Create { id, table, fields } => {
                let record = view.records.entry(id).or_default();
                record.insert(TABLE_FIELD.to_owned(), reading(Value::Text(table)));
                for (field, value) in fields {
                    record.insert(field, reading(value));
                }
            }
            Edit::Set { id, field, value } => {
                view.records.get_mut(&id).unwrap().insert(field, reading(value));
            }
            Edit::Put { key, value } => {
                view.values.insert(key, reading(value));
            }
            Edit::Add { prefix, change } => {
                let key = format!("{prefix}|{by}");
                let held = view.values.get(&key).map_or(0, |held| match held.winner().value {
                    Value::Integer(held) => held,
                    _ => panic!("stock is integers"),
                });
                view.values.insert(key, reading(Value::Integer(held + change)));
            }
        }
    }
}

/// Events are only ever created, so copying is the union of records.
fn copy(views: &mut [View], from: usize, to: usize) {
    let records = views[from].records.clone();
    views[to].records.extend(records);
}

/// What the oracle knows of one event.
struct Known<T> {
    held_by_writer: BTreeSet<RecordId>,
    voids: Option<RecordId>,
    says: Option<T>,
}

/// What holds by knowledge alone: sayings of standing events that no standing event's writer held.
fn oracle<T: Ord + Copy>(events: &BTreeMap<RecordId, Known<T>>) -> BTreeSet<T> {
    let gone: BTreeSet<RecordId> = events.values().filter_map(|event| event.voids).collect();
    let standing: Vec<_> =
        events.iter().filter(|(id, event)| event.says.is_some() && !gone.contains(id)).collect();
    standing
        .iter()
        .filter(|(id, _)| !standing.iter().any(|(_, other)| other.held_by_writer.contains(id)))
        .filter_map(|(_, event)| event.says)
        .collect()
}

/// Plays stays; gives the united view and what the oracle says.
fn play_stays(steps: &[Step], seed: u64) -> (View, RecordId, BTreeSet<Whereabouts>) {
    let mut chance = Chance::seeded(seed);
    let person = any_id(&mut chance);
    let mut views = vec![View::default(); WRITERS];
    let mut events: BTreeMap<RecordId, Known<Whereabouts>> = BTreeMap::new();
    for step in steps {
        match *step {
            Step::Copy { from, to } => copy(&mut views, from, to),
            Step::Write { writer, what, place: at } => {
                let id = any_id(&mut chance);
                let held: BTreeSet<RecordId> = views[writer].records.keys().copied().collect();
                let follows = state_of(&views[writer], person).map(|state| state.heads);
                let follows = follows.unwrap_or_default();
                // Anything held and not a void may be taken back, heads or not.
                let target = held
                    .iter()
                    .filter(|id| events[id].says.is_some())
                    .nth(what as usize / 8 % held.len().max(1))
                    .copied();
                let (stay, says, voids) = stay(person, what, place(at), follows, target);
                write(&mut views[writer], stay.create(id, &noted()).unwrap(), actor(writer));
                events.insert(id, Known { held_by_writer: held, voids, says });
            }
        }
    }
    for writer in 1..WRITERS {
        copy(&mut views, writer, 0);
    }
    (views.swap_remove(0), person, oracle(&events))
}

fn stay(
    person: RecordId,
    what: u32,
    place: PlaceId,
    follows: Follows,
    target: Option<RecordId>,
) -> (NewStay, Option<Whereabouts>, Option<RecordId>) {
    let mut stay = NewStay::of(person, StayKind::CheckIn, follows);
    stay.place = Some(place);
    let says = match (what % 8, target) {
        (0 | 1, _) => {
            stay.kind = StayKind::CheckOut;
            stay.where_to = Some(WhereTo::Home);
            Some(Whereabouts::Left { place, to: WhereTo::Home })
        }
        (2, _) => {
            stay.kind = StayKind::OvernightAway;
            Some(Whereabouts::Away { place, returns_at: None })
        }
        (3, Some(target)) => {
            stay.kind = StayKind::Void;
            stay.place = None;
            stay.target = Some(target);
            return (stay, None, Some(target));
        }
        (4, Some(target)) => {
            stay.kind = StayKind::Correction;
            stay.becomes = Some(StayKind::CheckIn);
            stay.target = Some(target);
            return (stay, Some(Whereabouts::Present { place }), Some(target));
        }
        _ => Some(Whereabouts::Present { place }),
    };
    (stay, says, None)
}

fn state_of(view: &View, person: RecordId) -> Option<StayState> {
    Roster::for_reader(&Facts::of(view), Rights::Protected).state(person).cloned()
}

/// What the oracle says of a request.
struct Wanted {
    stages: BTreeSet<Stage>,
    sources: BTreeSet<Sourced>,
    delivered: i64,
}

/// Plays one request; gives the united view and what the oracle says.
fn play_request(steps: &[Step], seed: u64) -> (View, Wanted) {
    let mut chance = Chance::seeded(seed);
    let request = any_id(&mut chance);
    let new = NewRequest::of("food".parse().unwrap(), 1_000.try_into().unwrap());
    let mut views = vec![View::default(); WRITERS];
    for view in &mut views {
        write(view, new.create(request, &noted()).unwrap(), actor(0));
    }
    let mut events: BTreeMap<RecordId, Known<Stage>> = BTreeMap::new();
    let mut sources: BTreeMap<RecordId, Known<Sourced>> = BTreeMap::new();
    let mut sides: BTreeMap<RecordId, Side> = BTreeMap::new();
    let mut delivered: BTreeMap<RecordId, i64> = BTreeMap::new();
    for step in steps {
        match *step {
            Step::Copy { from, to } => copy(&mut views, from, to),
            Step::Write { writer, what, place: at } => {
                let id = any_id(&mut chance);
                let held: BTreeSet<RecordId> = views[writer].records.keys().copied().collect();
                let stage = Stage::ALL[what as usize % Stage::ALL.len()];
                let side = if stage.may_be_said_by(Side::Hq) { Side::Hq } else { Side::Place };
                let follows = state_of_request(&views[writer]).heads;
                let mut event = NewRequestEvent::of(request, stage, side, follows);
                if stage == Stage::Delivered {
                    let quantity = i64::from(what % 7) + 1;
                    event.quantity = Some(quantity.try_into().unwrap());
                    delivered.insert(id, quantity);
                }
                event.refusal = (stage == Stage::Rejected).then_some(Refusal::TooMuch);
                if stage.has_a_source() && what % 3 == 0 {
                    event.source = Some(Source::Stock);
                    event.source_place = Some(place(at));
                }
                let sourced = event.source.map(|source| Sourced {
                    source,
                    place: event.source_place,
                    offer: None,
                });
                let voidable: Vec<RecordId> =
                    held.iter().copied().filter(|id| *id != request).collect();
                if what % 4 == 0 && !voidable.is_empty() {
                    event.voids = Some(voidable[what as usize / 64 % voidable.len()]);
                }
                write(&mut views[writer], event.create(id, &noted()).unwrap(), actor(writer));
                let voids = event.voids.filter(|target| sides[target] == side);
                sides.insert(id, side);
                let held_by_writer = held.clone();
                sources.insert(id, Known { held_by_writer, voids, says: sourced });
                events.insert(id, Known { held_by_writer: held, voids, says: Some(stage) });
            }
        }
    }
    for writer in 1..WRITERS {
        copy(&mut views, writer, 0);
    }
    let gone: BTreeSet<RecordId> = events.values().filter_map(|event| event.voids).collect();
    delivered.retain(|id, _| !gone.contains(id));
    let delivered = delivered.values().sum();
    let wanted = Wanted { stages: oracle(&events), sources: oracle(&sources), delivered };
    (views.swap_remove(0), wanted)
}

fn state_of_request(view: &View) -> RequestState {
    requests(&Facts::of(view)).pop().expect("one request")
}

/// Every record of `which` written again under a fresh id, `times` over, the last from the last.
fn reissue(view: &mut View, which: &[bool], times: u32, chance: &mut Chance) {
    let originals: Vec<RecordId> = view.records.keys().copied().collect();
    let chosen = originals.iter().zip(which.iter().cycle()).filter(|(_, chosen)| **chosen);
    for (original, _) in chosen {
        let mut from = *original;
        for _ in 0..times {
            let mut fields = view.records[&from].clone();
            let value = Value::Bytes(from.bytes().to_vec());
            let by = actor(2);
            fields.insert(
                "reissue_of".to_owned(),
                Reading::new(vec![Seen { value, by, seq: 1 }]).unwrap(),
            );
            from = any_id(chance);
            view.records.insert(from, fields);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..Default::default() })]

    #[test]
    fn what_holds_of_a_stay_is_what_nobody_knew_to_be_past(steps in steps(), seed: u64) {
        let (view, person, want) = play_stays(&steps, seed);
        let got = state_of(&view, person).map(|state| state.whereabouts).unwrap_or_default();
        prop_assert_eq!(got, want);
    }

    #[test]
    fn what_holds_of_a_request_is_what_nobody_knew_to_be_past(steps in steps(), seed: u64) {
        let (view, Wanted { stages: want, sources, delivered }) = play_request(&steps, seed);
        let state = state_of_request(&view);
        let mut got = state.also.clone();
        got.insert(state.stage);
        if want.is_empty() {
            prop_assert_eq!(got, BTreeSet::from([Stage::Draft]));
        } else {
            prop_assert_eq!(got, want);
            prop_assert!(state.also.iter().all(|other| *other < state.stage));
        }
        prop_assert_eq!(state.delivered, delivered);
        prop_assert_eq!(state.sources, sources);
    }

    #[test]
    fn what_headquarters_says_neither_receives_nor_takes_back_nor_closes(
        steps in steps(),
        seed: u64,
    ) {
        let (view, ..) = play_request(&steps, seed);
        let all = state_of_request(&view);
        let mut alone = view.clone();
        let of_hq: Vec<RecordId> = RequestEvent::all(&Facts::of(&view))
            .filter(|event| event.side.shown() == Some(&Side::Hq))
            .map(|event| event.id)
            .collect();
        for id in &of_hq {
            alone.records.remove(id);
        }
        let alone = state_of_request(&alone);
        prop_assert_eq!(all.delivered, alone.delivered);
        prop_assert_eq!(all.is_complete, alone.is_complete);
        // Told by headquarters, as if it were the place, these count for nothing.
        for stage in [Stage::Delivered, Stage::Closed, Stage::Superseded, Stage::Cancelled] {
            let mut told = view.clone();
            let mut chance = Chance::seeded(!seed);
            let mut event =
                NewRequestEvent::of(all.request.id, stage, Side::Place, all.heads.clone());
            event.quantity = Some(1_000.try_into().unwrap());
            let id = any_id(&mut chance);
            write(&mut told, event.create(id, &noted()).unwrap(), actor(0));
            let hq = Value::Text(Side::Hq.code().to_owned());
            let hq = Reading::new(vec![Seen { value: hq, by: actor(0), seq: 1 }]).unwrap();
            told.records.get_mut(&id).unwrap().insert("side".to_owned(), hq);
            let told = state_of_request(&told);
            prop_assert!(told.ignored.contains(&id));
            prop_assert_eq!((told.stage, told.delivered), (all.stage, all.delivered));
        }
    }

    #[test]
    fn writing_again_changes_nothing_visible(
        steps in steps(),
        seed: u64,
        which in prop::collection::vec(any::<bool>(), 1..8),
        times in 1..4_u32,
    ) {
        let mut chance = Chance::seeded(!seed);
        let (view, person, _) = play_stays(&steps, seed);
        let mut again = view.clone();
        reissue(&mut again, &which, times, &mut chance);
        prop_assert_eq!(state_of(&again, person), state_of(&view, person));

        let (view, ..) = play_request(&steps, seed);
        let mut again = view.clone();
        reissue(&mut again, &which, times, &mut chance);
        prop_assert_eq!(state_of_request(&again), state_of_request(&view));
    }

    #[test]
    fn stock_is_the_sum_of_every_movement(
        movements in prop::collection::vec((0..WRITERS, -500..500_i64), 0..40),
        seed in any::<u64>(),
    ) {
        let item: ItemId = "blanket".parse().unwrap();
        let (mut view, mut chance) = (View::default(), Chance::seeded(seed));
        for (writer, change) in &movements {
            let movement = NewStockMovement::of(item.clone(), (*change).try_into().unwrap());
            let id = any_id(&mut chance);
            let edits = counting::moved(&Facts::of(&view), id, movement, &noted()).unwrap();
            write(&mut view, edits, actor(*writer));
        }
        let held = counting::held(&Facts::of(&view));
        let want: i64 = movements.iter().map(|(_, change)| change).sum();
        prop_assert_eq!(held.get(&item).map(|held| held.quantity), (!movements.is_empty()).then_some(want));
    }

    #[test]
    fn clashing_consents_read_as_the_strictest_in_any_order(
        said in prop::collection::vec((0..3_u8, 0..3_u8, 0..3_u8), 1..4),
        suppress in prop::collection::vec(0..3_u8, 0..4),
        turn in 0..4_usize,
    ) {
        let (view, person) = one_person(&said, &suppress, turn);
        let roster = Roster::for_reader(&Facts::of(&view), Rights::Protected);
        let consent = roster.person(person).expect("a reader with the right sees it").consent();
        let protected = suppress.is_empty() || suppress.iter().any(|value| *value != 0);
        let refused = |values: Vec<u8>| protected || values.iter().any(|value| *value != 0);
        let answer = |refused| if refused { Answer::Refuse } else { Answer::Answer };
        let public = refused(said.iter().map(|said| said.2).collect());
        prop_assert_eq!(consent, Consent {
            kin: answer(refused(said.iter().map(|said| said.0).collect())),
            acquaintance: answer(refused(said.iter().map(|said| said.1).collect())),
            public: if public { Publication::Disagree } else { Publication::Agree },
        });
    }

    /// Records of one human, linked and unlinked by several hands: counted once while linked, and
    /// as many as they are once no link is left.
    #[test]
    fn linked_records_are_one_human_in_the_numbers_and_lose_nothing(
        present in prop::collection::vec(any::<bool>(), 2..7),
        links in prop::collection::vec((0..7_usize, 0..7_usize), 0..8),
    ) {
        let mut chance = Chance::seeded(11);
        let mut view = View::default();
        let ids: Vec<RecordId> = present.iter().map(|_| any_id(&mut chance)).collect();
        for (id, present) in ids.iter().zip(&present) {
            let person = NewPerson::unasked(any_id(&mut chance));
            write(&mut view, person.create(*id, &noted()).unwrap(), actor(0));
            if *present {
                let mut stay = NewStay::of(*id, StayKind::CheckIn, Follows::default());
                stay.place = Some(place(0));
                let stay = stay.create(any_id(&mut chance), &noted()).unwrap();
                write(&mut view, stay, actor(0));
            }
        }
        let before = view.clone();
        let mut last: BTreeMap<usize, usize> = BTreeMap::new();
        for (from, to) in links.iter().map(|(a, b)| (a % ids.len(), b % ids.len())) {
            let link = ChangePerson { same_as: Change::To(ids[to]), ..ChangePerson::default() };
            write(&mut view, link.edits(ids[from], &noted()), actor(1));
            last.insert(from, to);
        }
        // The oracle: spread from each one over all links until nothing is added.
        let humans: BTreeSet<BTreeSet<usize>> = (0..ids.len())
            .map(|start| {
                let mut group = BTreeSet::from([start]);
                loop {
                    let size = group.len();
                    for (a, b) in &last {
                        if group.contains(a) || group.contains(b) {
                            group.extend([*a, *b]);
                        }
                    }
                    if group.len() == size {
                        break group;
                    }
                }
            })
            .collect();
        let here = humans.iter().filter(|human| human.iter().any(|at| present[*at])).count();
        let count = |view: &View| {
            let roster = Roster::for_reader(&Facts::of(view), Rights::Ordinary);
            prop_assert_eq!(roster.persons().count(), ids.len());
            Ok(roster.occupancy(place(0)).present as usize)
        };
        prop_assert_eq!(count(&view)?, here);
        for from in last.keys() {
            let unlink = ChangePerson { same_as: Change::Clear, ..ChangePerson::default() };
            write(&mut view, unlink.edits(ids[*from], &noted()), actor(2));
        }
        prop_assert_eq!(count(&view)?, count(&before)?);
    }

    #[test]
    fn a_link_that_clashes_with_its_undoing_does_not_count(turn in any::<bool>()) {
        let mut chance = Chance::seeded(13);
        let (one, two) = (any_id(&mut chance), any_id(&mut chance));
        let mut view = View::default();
        for id in [one, two] {
            let person = NewPerson::unasked(any_id(&mut chance));
            write(&mut view, person.create(id, &noted()).unwrap(), actor(0));
            let mut stay = NewStay::of(id, StayKind::CheckIn, Follows::default());
            stay.place = Some(place(0));
            write(&mut view, stay.create(any_id(&mut chance), &noted()).unwrap(), actor(0));
        }
        let mut said = vec![
            Seen { value: Value::Bytes(two.bytes().to_vec()), by: actor(0), seq: 2 },
            Seen { value: Value::Text(String::new()), by: actor(1), seq: 2 },
        ];
        if turn {
            said.reverse();
        }
        let fields = view.records.get_mut(&one).unwrap();
        fields.insert("same_as".to_owned(), Reading::new(said).unwrap());
        let roster = Roster::for_reader(&Facts::of(&view), Rights::Ordinary);
        prop_assert_eq!(roster.occupancy(place(0)).present, 2);
        prop_assert!(!roster.links().are_one(one, two));
    }

    #[test]
    fn a_link_to_a_record_of_another_place_changes_no_number_here(seed in any::<u64>()) {
        let mut chance = Chance::seeded(seed);
        let ids = [any_id(&mut chance), any_id(&mut chance)];
        let elsewhere = any_id(&mut chance);
        let mut view = View::default();
        for id in ids {
            let person = NewPerson::unasked(any_id(&mut chance));
            write(&mut view, person.create(id, &noted()).unwrap(), actor(0));
            let mut stay = NewStay::of(id, StayKind::CheckIn, Follows::default());
            stay.place = Some(place(0));
            write(&mut view, stay.create(any_id(&mut chance), &noted()).unwrap(), actor(0));
        }
        let present = |view: &View| {
            let roster = Roster::for_reader(&Facts::of(view), Rights::Ordinary);
            roster.occupancy(place(0)).present
        };
        let link = ChangePerson { same_as: Change::To(elsewhere), ..ChangePerson::default() };
        write(&mut view, link.edits(ids[0], &noted()), actor(1));
        prop_assert_eq!(present(&view), 2);
        // But who is the same as one elsewhere is the same as the other who is.
        write(&mut view, link.edits(ids[1], &noted()), actor(1));
        prop_assert_eq!(present(&view), 1);
    }

    #[test]
    fn a_protected_person_is_not_there_for_a_reader_without_the_right(
        suppress in prop::collection::vec(0..3_u8, 0..4),
        turn in 0..4_usize,
    ) {
        let (view, person) = one_person(&[(0, 0, 0)], &suppress, turn);
        let roster = Roster::for_reader(&Facts::of(&view), Rights::Ordinary);
        let protected = suppress.is_empty() || suppress.iter().any(|value| *value != 0);
        let seen = !protected;
        prop_assert_eq!(roster.person(person).is_some(), seen);
        prop_assert_eq!(roster.persons().count() == 2, seen);
        prop_assert_eq!(roster.households().count() == 1, seen);
        prop_assert_eq!(roster.search("やまだ").len(), if seen { 2 } else { 0 });
        prop_assert_eq!(roster.at(place(0)).count() == 1, seen);
        prop_assert_eq!(roster.state(person).is_some(), seen);
        prop_assert_eq!(roster.stays(person).count() == 1, seen);
        prop_assert_eq!(roster.occupancy(place(0)).present, 1);
    }
}

/// A household of two, one of whom is checked in and bears the clashing values: 0 permits,
/// 1 forbids, 2 is unreadable; `turn` rotates the order in which they are read.
fn one_person(said: &[(u8, u8, u8)], suppress: &[u8], turn: usize) -> (View, RecordId) {
    let mut chance = Chance::seeded(7);
    let (household, person, other) =
        (any_id(&mut chance), any_id(&mut chance), any_id(&mut chance));
    let mut view = View::default();
    let new = NewHousehold::of(Registered::Staff, false);
    write(&mut view, new.create(household, &noted()).unwrap(), actor(0));
    for id in [person, other] {
        let mut new = NewPerson::unasked(household);
        new.kana_family = Some("ヤマダ".parse().unwrap());
        write(&mut view, new.create(id, &noted()).unwrap(), actor(0));
    }
    let mut stay = NewStay::of(person, StayKind::CheckIn, Follows::default());
    stay.place = Some(place(0));
    write(&mut view, stay.create(any_id(&mut chance), &noted()).unwrap(), actor(0));

    let mut clash = |field: &str, values: Vec<Value>| {
        let mut seen: Vec<Seen> = values
            .into_iter()
            .enumerate()
            .map(|(writer, value)| Seen { value, by: actor(writer), seq: 1 })
            .collect();
        let fields = view.records.get_mut(&person).unwrap();
        if seen.is_empty() {
            fields.remove(field);
            return;
        }
        let places = seen.len();
        seen.rotate_left(turn % places);
        fields.insert(field.to_owned(), Reading::new(seen).unwrap());
    };
    let word = |value: u8, words: [&str; 2]| match value {
        2 => Value::Unreadable,
        value => Value::Text(words[usize::from(value)].to_owned()),
    };
    let answers = ["answer", "refuse"];
    clash("consent_kin", said.iter().map(|said| word(said.0, answers)).collect());
    clash("consent_acquaintance", said.iter().map(|said| word(said.1, answers)).collect());
    clash("consent_public", said.iter().map(|said| word(said.2, ["agree", "disagree"])).collect());
    let flag = |value: &u8| match value {
        2 => Value::Integer(0),
        value => Value::Flag(*value == 1),
    };
    clash("suppress", suppress.iter().map(flag).collect());
    (view, person)
}
