//! Shifts: what taps at several laptops come to, in hours.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::collections::BTreeMap;

use musubi_model::facts::Facts;
use musubi_model::field::{Noted, Recorder};
use musubi_model::ids::{Actor, RecordId};
use musubi_model::record::{Edit, Reading, Seen, TABLE_FIELD, Value, View};
use musubi_model::shift::{NewShiftEvent, Shift, ShiftKind, Worked, Worker, worked};
use musubi_model::time::Timestamp;
use proptest::prelude::*;

const HOUR_MS: i64 = 3_600_000;
/// 12:00 in Japan.
const NOON: i64 = 1_785_034_800_000;

fn id(number: u8) -> RecordId {
    RecordId::new([number; 16])
}

fn hour(hours: i64) -> Timestamp {
    Timestamp::from_millis(NOON + hours * HOUR_MS)
}

fn somebody() -> Worker {
    Worker::Volunteer(id(200))
}

/// Events with the hour of each, as one document shows them.
fn view(events: &[(u8, NewShiftEvent, i64)]) -> View {
    let mut view = View::default();
    for (number, event, hours) in events {
        let noted = Noted::now(hour(*hours), Recorder::Node);
        for edit in event.create(id(*number), &noted).unwrap() {
            let Edit::Create { id, table, fields } = edit else { panic!("only creates") };
            let reading = |value| {
                Reading::new(vec![Seen { value, by: Actor::new([1; 16]), seq: 1 }]).unwrap()
            };
            let mut record: BTreeMap<String, Reading> =
                fields.into_iter().map(|(name, value)| (name, reading(value))).collect();
            record.insert(TABLE_FIELD.to_owned(), reading(Value::Text(table)));
            view.records.insert(id, record);
        }
    }
    view
}

fn of_somebody(events: &[(u8, NewShiftEvent, i64)]) -> Worked {
    worked(&Facts::of(&view(events))).remove(&somebody()).unwrap_or_default()
}

fn tap(kind: ShiftKind) -> NewShiftEvent {
    somebody().event(kind)
}

#[test]
fn tapping_twice_begins_once_and_ends_once() {
    use ShiftKind::{In, Out};
    let taps = [(1, tap(In), 0), (2, tap(In), 1), (3, tap(Out), 3), (4, tap(Out), 5)];
    let worked = of_somebody(&taps);
    assert_eq!(worked.shifts(), [Shift { began: hour(0), ended: Some(hour(3)) }]);
    assert_eq!(worked.all_millis(hour(9)), 3 * HOUR_MS);
    assert_eq!(worked.on_since(), None);
}

#[test]
fn a_tap_by_mistake_is_taken_back() {
    let mut void = tap(ShiftKind::Void);
    void.target = Some(id(2));
    let taps = [(1, tap(ShiftKind::In), 0), (2, tap(ShiftKind::Out), 1), (3, void, 1)];
    assert_eq!(of_somebody(&taps).on_since(), Some(hour(0)));
    assert!(tap(ShiftKind::Void).create(id(9), &Noted::now(hour(0), Recorder::Node)).is_err());
}

#[test]
fn only_what_lies_after_midnight_in_japan_is_of_today() {
    let taps = [(1, tap(ShiftKind::In), -15), (2, tap(ShiftKind::Out), -10)];
    let worked = of_somebody(&taps);
    assert_eq!(worked.today_millis(hour(0)), 2 * HOUR_MS);
    assert_eq!(worked.all_millis(hour(0)), 5 * HOUR_MS);
}

#[test]
fn more_than_twelve_hours_are_too_many_at_a_stretch_or_in_pieces() {
    use ShiftKind::{In, Out};
    let stretch = of_somebody(&[(1, tap(In), 0)]);
    assert!(!stretch.is_tired(hour(12)));
    assert!(stretch.is_tired(hour(12).plus_millis(1)));
    let pieces = [(1, tap(In), 0), (2, tap(Out), 8), (3, tap(In), 10), (4, tap(Out), 15)];
    let pieces = of_somebody(&pieces);
    assert!(pieces.is_tired(hour(15)));
    assert!(!pieces.is_tired(hour(26)), "they have rested since");
}

proptest! {
    /// Whatever was tapped, at whichever laptops and in whatever order it came: shifts lie one
    /// after the other, only the last may be open, and hours are never less than none.
    #[test]
    fn shifts_never_overlap(taps in prop::collection::vec((any::<bool>(), -50_i64..50), 0..20)) {
        let kind = |is_in: &bool| if *is_in { ShiftKind::In } else { ShiftKind::Out };
        let mut events: Vec<(u8, NewShiftEvent, i64)> = taps
            .iter()
            .enumerate()
            .map(|(index, (is_in, hours))| (u8::try_from(index).unwrap(), tap(kind(is_in)), *hours))
            .collect();
        let worked = of_somebody(&events);
        for pair in worked.shifts().windows(2) {
            prop_assert!(pair[0].ended.is_some_and(|ended| ended <= pair[1].began));
        }
        let all = worked.all_millis(hour(60));
        prop_assert!(all >= 0 && worked.millis(hour(-50), hour(60)) == all);
        events.reverse();
        prop_assert_eq!(of_somebody(&events), worked);
    }
}
