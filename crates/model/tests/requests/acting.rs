//! What a neighbour did in headquarters' stead, and who went on from there.

use std::collections::{BTreeMap, BTreeSet};

use musubi_model::acting::{
    Acted, Acting, Acts, NewActingEnd, NewActingHub, NewActingStep, is_acted,
};
use musubi_model::facts::Facts;
use musubi_model::field::{Follows, Noted, Recorder};
use musubi_model::ids::{PlaceId, RecordId};
use musubi_model::record::ViewChange;
use musubi_model::request::{NewRequest, NewRequestEvent, RequestState, Side, Stage};
use musubi_model::time::Timestamp;
use proptest::prelude::*;

use super::{arrivals, id, state, view};

const PLACE: PlaceId = PlaceId::new([1; 16]);

fn neighbour(number: usize) -> PlaceId {
    PlaceId::new([u8::try_from(number).unwrap() + 2; 16])
}

fn noted() -> Noted {
    Noted::now(Timestamp::from_millis(1_785_000_000_000), Recorder::Node)
}

/// A request of one place and two neighbours that act.
struct City {
    place: Vec<ViewChange>,
    acting: [Vec<ViewChange>; 2],
    ids: usize,
}

impl City {
    fn new() -> Self {
        let asked = NewRequest::of("food".parse().unwrap(), 100.try_into().unwrap());
        let begun = |number: usize| {
            arrivals(NewActingHub::of().create(id(100 + number), &noted()).unwrap()).collect()
        };
        let place: Vec<ViewChange> = arrivals(asked.create(id(1), &noted()).unwrap()).collect();
        Self { place, acting: [begun(0), begun(1)], ids: 1_000 }
    }

    fn state(&self) -> RequestState {
        state(&self.place)
    }

    fn acted(&self) -> Acted {
        let of = |number: usize| {
            (neighbour(number), Acting::all(&Facts::of(&view(&self.acting[number]))))
        };
        Acted::of(&BTreeMap::from([of(0), of(1)]), PLACE, &self.state())
    }

    fn fresh(&mut self) -> RecordId {
        self.ids += 1;
        id(self.ids)
    }

    /// A neighbour does something, and knows what it did before.
    fn act(&mut self, number: usize, stage: Stage, quantity: i64) -> RecordId {
        let follows = self.acted().own(neighbour(number));
        let mut step = NewActingStep::of(id(100 + number), PLACE, id(1), stage, follows);
        step.quantity = Some(quantity.try_into().unwrap());
        let name = self.fresh();
        self.acting[number].extend(arrivals(step.create(name, &noted()).unwrap()));
        name
    }

    /// Headquarters or the place goes on; `known`: of what others did.
    fn say(&mut self, stage: Stage, known: Follows) {
        let side = if stage.may_be_said_by(Side::Hq) { Side::Hq } else { Side::Place };
        let mut event = NewRequestEvent::of(id(1), stage, side, self.state().heads);
        event.after_acting = Some(known);
        event.quantity = Some(10.try_into().unwrap());
        let name = self.fresh();
        self.place.extend(arrivals(event.create(name, &noted()).unwrap()));
    }
}

#[test]
fn headquarters_goes_on_from_what_it_knew_and_the_rest_stands() {
    let mut city = City::new();
    city.act(0, Stage::Shipped, 40);
    let out = city.act(0, Stage::OutForDelivery, 40);
    assert_eq!(city.acted().stands, [out].into(), "the newest of its own steps stands");
    let known = city.acted().heads();
    // Not known to headquarters when it writes.
    let late = city.act(1, Stage::AtHub, 15);
    city.say(Stage::Accepted, known);
    let acted = city.acted();
    assert_eq!(acted.stands, [late].into());
    assert_eq!(acted.steps.len(), 3, "nothing done is lost");
    let state = city.state();
    assert_eq!((state.stage, state.delivered), (Stage::Accepted, 0));
    assert!(state.hubs.is_empty(), "no quantity of theirs stands in a sum");
}

#[test]
fn acting_ends_by_hand_or_when_headquarters_has_word_of_it() {
    let mut city = City::new();
    let acts =
        |city: &City, hq_has_it| Acting::all(&Facts::of(&view(&city.acting[0])))[0].acts(hq_has_it);
    assert_eq!((acts(&city, false), acts(&city, true)), (Acts::On, Acts::HqIsBack));
    let end = NewActingEnd::of(id(100));
    city.acting[0].extend(arrivals(end.create(id(900), &noted()).unwrap()));
    assert_eq!((acts(&city, false), acts(&city, true)), (Acts::ByHand, Acts::HqIsBack));
    let step = city.act(0, Stage::Shipped, 5);
    assert_eq!(city.acted().stands, [step].into(), "said without knowing of the end");
}

#[test]
fn whoever_acts_decides_and_receives_nothing() {
    for stage in Stage::ALL {
        let step = NewActingStep::of(id(100), PLACE, id(1), *stage, Follows::default());
        assert_eq!(step.create(id(2), &noted()).is_ok(), is_acted(*stage), "{stage:?}");
    }
    for stage in [Stage::Accepted, Stage::Rejected, Stage::Delivered, Stage::Cancelled] {
        assert!(!is_acted(stage));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..Default::default() })]

    #[test]
    fn what_was_done_reads_the_same_in_whatever_order_word_of_it_arrives(
        said in prop::collection::vec((0..4_usize, 0..4_usize, 1..50_i64, any::<bool>()), 0..12),
        order in any::<prop::sample::Index>(),
    ) {
        let stages = [Stage::Sourcing, Stage::Shipped, Stage::AtHub, Stage::OutForDelivery];
        let mut city = City::new();
        let (mut done, mut named, mut received) = (BTreeSet::new(), BTreeSet::new(), 0);
        for (who, stage, quantity, knows) in said {
            if who < 2 {
                done.insert(city.act(who, stages[stage], quantity));
                continue;
            }
            let known = if knows { city.acted().heads() } else { Follows::default() };
            named.extend(known.0.iter().copied());
            let stage = if who == 2 { Stage::Sourcing } else { Stage::Delivered };
            received += if who == 2 { 0 } else { 10 };
            city.say(stage, known);
        }
        let acted = city.acted();
        let all: BTreeSet<RecordId> = acted.steps.iter().map(|(_, step)| step.id).collect();
        prop_assert_eq!(&all, &done, "each stands once");
        prop_assert!(acted.stands.is_subset(&done));
        prop_assert!(acted.stands.is_disjoint(&named), "what somebody went on from is past");
        for number in 0..2 {
            let own = acted.own(neighbour(number)).0;
            prop_assert!(own.len() <= 1, "whoever knows its own steps leaves one");
        }
        prop_assert_eq!(city.state().delivered, received, "nothing of theirs is counted");
        let turned = |told: &Vec<ViewChange>| {
            let mut turned = told.clone();
            turned.rotate_left(order.index(told.len()));
            turned.reverse();
            turned
        };
        let other = City {
            place: turned(&city.place),
            acting: [turned(&city.acting[0]), turned(&city.acting[1])],
            ids: 0,
        };
        prop_assert_eq!(other.acted(), acted);
    }
}
