//! What is stuck: by every history of a request, not only the usual one.

use musubi_model::field::{Noted, Recorder};
use musubi_model::record::ViewChange;
use musubi_model::request::{NewRequest, NewRequestEvent, Progress, Refusal, Side, Stage, Urgency};
use musubi_model::stuck::{Awaits, Stuck, stuck};
use musubi_model::time::Timestamp;
use proptest::prelude::*;

use super::{BEGIN, arrivals, id, state};

const HOUR_MS: i64 = 3_600_000;

fn after(minutes: i64) -> Timestamp {
    BEGIN.plus_millis(minutes * 60_000)
}

fn asked(urgency: Option<Urgency>) -> Vec<ViewChange> {
    let mut request = NewRequest::of("food".parse().unwrap(), 10.try_into().unwrap());
    request.urgency = urgency;
    let noted = Noted::now(BEGIN, Recorder::Node);
    arrivals(request.create(id(0), &noted).unwrap()).collect()
}

/// Says a step at a minute, knowing of all that is there.
fn say(told: &mut Vec<ViewChange>, stage: Stage, at: Timestamp, promised: Option<Timestamp>) {
    let side = if stage.may_be_said_by(Side::Hq) { Side::Hq } else { Side::Place };
    let mut event = NewRequestEvent::of(id(0), stage, side, state(told).heads);
    event.refusal = (stage == Stage::Rejected).then_some(Refusal::NoWay);
    event.quantity = (stage == Stage::Delivered).then(|| 4.try_into().unwrap());
    event.expected_at = promised;
    let noted = Noted::now(at, Recorder::Node);
    told.extend(arrivals(event.create(id(told.len()), &noted).unwrap()));
}

#[test]
fn each_step_has_its_time_and_a_promise_outranks_it() {
    for (stage, awaits, hours) in [
        (Stage::Submitted, Awaits::Answer, [1, 6, 24]),
        (Stage::Accepted, Awaits::Sending, [6, 24, 72]),
        (Stage::Sourcing, Awaits::Sending, [6, 24, 72]),
        (Stage::Shipped, Awaits::Arrival, [12, 24, 48]),
        (Stage::AtHub, Awaits::LastMile, [6, 12, 24]),
        (Stage::OutForDelivery, Awaits::Receipt, [3, 6, 12]),
        (Stage::Delivered, Awaits::Rest, [6, 24, 72]),
    ] {
        let urgencies = [Urgency::Now, Urgency::Today, Urgency::Days];
        for (urgency, hours) in urgencies.into_iter().zip(hours) {
            let mut told = asked(Some(urgency));
            say(&mut told, stage, BEGIN, None);
            let due = BEGIN.plus_millis(hours * HOUR_MS);
            assert_eq!(stuck(&state(&told), due), None, "{stage:?} {urgency:?}");
            let want = Stuck { awaits, last: Some(BEGIN), since: Some(due) };
            assert_eq!(stuck(&state(&told), due.plus_millis(1)), Some(want), "{stage:?}");
        }
        let mut told = asked(None);
        say(&mut told, stage, BEGIN, Some(after(30)));
        assert_eq!(stuck(&state(&told), after(30)), None);
        assert_eq!(stuck(&state(&told), after(31)).unwrap().since, Some(after(30)));
    }
}

#[test]
fn a_step_from_the_future_is_listed_without_a_time() {
    let mut told = asked(Some(Urgency::Now));
    say(&mut told, Stage::Submitted, after(60), None);
    let want = Stuck { awaits: Awaits::Answer, last: None, since: None };
    assert_eq!(stuck(&state(&told), BEGIN), Some(want));
}

fn steps() -> impl Strategy<Value = Vec<(usize, i64)>> {
    prop::collection::vec((0..Stage::ALL.len(), 0..600_i64), 0..8)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..Default::default() })]

    #[test]
    fn what_is_stuck_depends_on_the_records_alone(
        steps in steps(),
        now in 0..20_000_i64,
        order in any::<prop::sample::Index>(),
    ) {
        let mut told = asked(Some(Urgency::Now));
        let mut at = 0;
        for (stage, later) in steps {
            at += later;
            say(&mut told, Stage::ALL[stage], after(at), None);
        }
        let now = after(at + now);
        let is = stuck(&state(&told), now);

        let mut turned = told.clone();
        turned.rotate_left(order.index(told.len()));
        turned.reverse();
        prop_assert_eq!(stuck(&state(&turned), now), is, "in whatever order they arrive");

        let whole = state(&told);
        // Wholly received is over for whoever waits, though headquarters should say that more is sent.
        let is_asked = whole.progress() != Progress::Done && whole.stage != Stage::Draft;
        let goes_on = is_asked && !whole.is_complete;
        prop_assert!(goes_on || is.is_none(), "what is over is not stuck");
        if let Some(is) = is {
            let later = stuck(&whole, now.plus_millis(HOUR_MS));
            prop_assert_eq!(later, Some(is), "it stays so until something is said");
            let mut spoken = told.clone();
            say(&mut spoken, Stage::Sourcing, now, None);
            prop_assert_eq!(stuck(&state(&spoken), now), None, "a word sets the time running again");
        }
        let over = now.plus_millis(1_000 * HOUR_MS);
        prop_assert_eq!(stuck(&whole, over).is_some(), goes_on, "nothing that goes on is forgotten");
    }
}
