//! What lies at a hub, by every history of a request.

use std::collections::BTreeSet;

use musubi_model::field::{Follows, Noted, Recorder};
use musubi_model::hub::{AtHub, HubKind, NewHub};
use musubi_model::ids::RecordId;
use musubi_model::load::Left;
use musubi_model::record::ViewChange;
use musubi_model::request::{NewRequest, NewRequestEvent, Side, Stage};
use musubi_model::time::Timestamp;
use proptest::prelude::*;

use super::{BEGIN, arrivals, id, state};

fn hub(number: usize) -> RecordId {
    id(10_000 + number)
}

fn asked(quantity: i64) -> Vec<ViewChange> {
    let request = NewRequest::of("food".parse().unwrap(), quantity.try_into().unwrap());
    arrivals(request.create(id(0), &Noted::now(BEGIN, Recorder::Node)).unwrap()).collect()
}

fn at(minutes: usize) -> Timestamp {
    BEGIN.plus_millis(i64::try_from(minutes).unwrap() * 60_000)
}

/// One step, one minute after the one before, which knows what `follows` says.
fn say(
    told: &mut Vec<ViewChange>,
    stage: Stage,
    follows: Follows,
    more: impl FnOnce(&mut NewRequestEvent),
) -> RecordId {
    let side = if stage.may_be_said_by(Side::Hq) { Side::Hq } else { Side::Place };
    let mut event = NewRequestEvent::of(id(0), stage, side, follows);
    more(&mut event);
    let name = id(told.len());
    let noted = Noted::now(at(told.len()), Recorder::Node);
    told.extend(arrivals(event.create(name, &noted).unwrap()));
    name
}

/// A step that knows of all that is there.
fn step(
    told: &mut Vec<ViewChange>,
    stage: Stage,
    quantity: i64,
    to: Option<usize>,
    from: Option<usize>,
) -> RecordId {
    let heads = state(told).heads;
    say(told, stage, heads, |event| {
        event.quantity = Some(quantity.try_into().unwrap());
        (event.hub, event.from_hub) = (to.map(hub), from.map(hub));
    })
}

fn at_hub(told: &[ViewChange], number: usize) -> (i64, i64, i64) {
    let at = state(told).hubs[&hub(number)];
    (at.came, at.went_on, at.lies)
}

#[test]
fn goods_lie_at_a_hub_until_a_step_says_that_they_left_or_the_place_has_them() {
    let mut told = asked(100);
    step(&mut told, Stage::AtHub, 100, Some(1), None);
    assert_eq!(at_hub(&told, 1), (100, 0, 100));
    assert_eq!(state(&told).hubs[&hub(1)].since, Some(at(1)));
    step(&mut told, Stage::AtHub, 60, Some(2), Some(1));
    assert_eq!((at_hub(&told, 1), at_hub(&told, 2)), ((100, 60, 40), (60, 0, 60)));
    step(&mut told, Stage::OutForDelivery, 60, None, Some(2));
    assert_eq!((at_hub(&told, 1), at_hub(&told, 2)), ((100, 60, 40), (60, 60, 0)));
    assert_eq!(state(&told).delivered, 0, "no hub receives for a place");
    // The place has all of it, though nobody said that the rest had left.
    step(&mut told, Stage::Delivered, 100, None, None);
    assert_eq!((at_hub(&told, 1), at_hub(&told, 2)), ((100, 100, 0), (60, 60, 0)));
}

#[test]
fn what_came_first_leaves_first() {
    let mut told = asked(100);
    step(&mut told, Stage::AtHub, 50, Some(1), None);
    step(&mut told, Stage::OutForDelivery, 30, None, Some(1));
    step(&mut told, Stage::AtHub, 20, Some(1), None);
    let lying = state(&told).hubs[&hub(1)];
    assert_eq!((lying.lies, lying.since), (40, Some(at(1))), "20 of the first still lie there");
    step(&mut told, Stage::OutForDelivery, 20, None, Some(1));
    let lying = state(&told).hubs[&hub(1)];
    assert_eq!((lying.lies, lying.since), (20, Some(at(3))));
    step(&mut told, Stage::OutForDelivery, 50, None, Some(1));
    let lying = state(&told).hubs[&hub(1)];
    assert_eq!((lying.lies, lying.more_left, lying.since), (0, true, None));
}

#[test]
fn the_same_arrival_said_twice_at_once_is_counted_once() {
    let mut told = asked(100);
    let heads = state(&told).heads;
    for quantity in [80, 60] {
        say(&mut told, Stage::AtHub, heads.clone(), |event| {
            event.quantity = Some(quantity.try_into().unwrap());
            event.hub = Some(hub(1));
        });
    }
    let lying = state(&told).hubs[&hub(1)];
    assert_eq!((lying.came, lying.lies, lying.is_unsure), (80, 80, true));
    // The next one knows of both.
    step(&mut told, Stage::AtHub, 10, Some(1), None);
    assert_eq!(state(&told).hubs[&hub(1)].came, 90);
}

#[test]
fn a_step_that_is_taken_back_moved_nothing() {
    let mut told = asked(100);
    step(&mut told, Stage::AtHub, 100, Some(1), None);
    let heads = state(&told).heads;
    let left = say(&mut told, Stage::OutForDelivery, heads, |event| {
        event.quantity = Some(70.try_into().unwrap());
        (event.from_hub, event.load) = (Some(hub(1)), Some(id(500)));
    });
    assert_eq!(at_hub(&told, 1), (100, 70, 30));
    assert_eq!(state(&told).left_with(id(500)), Left::OnTheRoad);
    let heads = state(&told).heads;
    say(&mut told, Stage::AtHub, heads, |event| event.voids = Some(left));
    let back = state(&told);
    assert_eq!(at_hub(&told, 1), (100, 0, 100));
    assert_eq!((back.stage, back.left_with(id(500))), (Stage::AtHub, Left::Not));
    assert!(back.departures(id(500)).next().is_none());
}

#[test]
fn a_load_has_arrived_when_a_receipt_follows_its_leaving() {
    let mut told = asked(100);
    let leave = |told: &mut Vec<ViewChange>, load: usize| {
        let heads = state(told).heads;
        say(told, Stage::OutForDelivery, heads, |event| event.load = Some(id(load)));
    };
    leave(&mut told, 500);
    step(&mut told, Stage::Delivered, 40, None, None);
    leave(&mut told, 501);
    let shown = state(&told);
    assert_eq!(shown.left_with(id(500)), Left::AndReceived);
    assert_eq!(shown.left_with(id(501)), Left::OnTheRoad);
    assert_eq!(shown.left_with(id(502)), Left::Not);
}

#[test]
fn a_word_of_a_hub_has_a_number_and_its_own_stage() {
    let wrong = |stage: Stage, set: fn(&mut NewRequestEvent)| {
        let mut event = NewRequestEvent::of(id(0), stage, Side::Hq, Follows::default());
        set(&mut event);
        event.create(id(1), &Noted::now(BEGIN, Recorder::Node)).unwrap_err().to_string()
    };
    let numberless = wrong(Stage::AtHub, |event| event.hub = Some(hub(1)));
    assert_eq!(numberless, "request_event.quantity: is needed here");
    let early = wrong(Stage::Shipped, |event| event.hub = Some(hub(1)));
    assert!(early.starts_with("request_event.hub:"), "{early}");
    let round = wrong(Stage::AtHub, |event| {
        event.quantity = Some(1.try_into().unwrap());
        (event.hub, event.from_hub) = (Some(hub(1)), Some(hub(1)));
    });
    assert!(round.starts_with("request_event.from_hub:"), "{round}");
    let mut half = NewHub::of("中央拠点".parse().unwrap(), HubKind::InArea);
    half.latitude_e7 = Some(320_000_000.try_into().unwrap());
    let half = half.create(id(1), &Noted::now(BEGIN, Recorder::Node)).unwrap_err();
    assert_eq!(half.field, "longitude_e7");
}

/// Steps over two hubs, each with the number of steps before it that its writer did not know.
fn steps() -> impl Strategy<Value = Vec<(usize, i64, usize, usize, usize)>> {
    prop::collection::vec((0..4_usize, 1..60_i64, 0..2_usize, 0..3_usize, 0..4_usize), 0..10)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..Default::default() })]

    #[test]
    fn what_came_went_on_or_lies_there_in_whatever_order_word_of_it_arrives(
        steps in steps(),
        order in any::<prop::sample::Index>(),
    ) {
        let mut told = asked(100);
        let mut said: Vec<RecordId> = Vec::new();
        let (mut arrived, mut received) = ([0, 0], 0);
        for (what, quantity, to, from, unknown) in steps {
            let known = &said[..said.len().saturating_sub(unknown)];
            let follows: BTreeSet<RecordId> = known.iter().copied().collect();
            let stage = [Stage::AtHub, Stage::AtHub, Stage::OutForDelivery, Stage::Delivered][what];
            let event = say(&mut told, stage, follows.into_iter().collect(), |event| {
                event.quantity = Some(quantity.try_into().unwrap());
                event.hub = (stage == Stage::AtHub).then(|| hub(to));
                let leaves = stage != Stage::Delivered && from < 2 && event.hub != Some(hub(from));
                event.from_hub = leaves.then(|| hub(from));
            });
            said.push(event);
            match stage {
                Stage::AtHub => arrived[to] += quantity,
                Stage::Delivered => received += quantity,
                _ => {}
            }
        }
        let shown = state(&told);
        for (number, all) in arrived.iter().enumerate() {
            let of = shown.hubs.get(&hub(number)).copied().unwrap_or_default();
            let AtHub { came, went_on, lies, is_unsure, .. } = of;
            prop_assert_eq!(came, went_on + lies);
            prop_assert!(came >= 0 && went_on >= 0 && lies >= 0);
            prop_assert!(came <= *all, "nothing is counted twice");
            prop_assert!(is_unsure || came == *all, "steps that know of each other are added");
            prop_assert!(lies == 0 || lies <= came.max(100) - received);
            prop_assert_eq!(of.since.is_some(), lies > 0);
        }
        prop_assert_eq!(shown.delivered, received, "no hub changes what a place received");
        let mut turned = told.clone();
        turned.rotate_left(order.index(told.len()));
        turned.reverse();
        prop_assert_eq!(state(&turned), shown);
    }
}
