//! What stands on a load sheet: every line, whatever contradicts it.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use std::collections::{BTreeMap, BTreeSet};

use musubi_model::facts::Facts;
use musubi_model::field::{Change, Noted, Recorder};
use musubi_model::ids::{Actor, PlaceId, RecordId};
use musubi_model::load::{
    Against, ChangeLoad, Coming, Conditions, LineDoubt, NewLoad, NewLoadLine, Unsaid, doubt,
    loaded, opening_hours, plans,
};
use musubi_model::record::{Edit, Reading, Seen, TABLE_FIELD, Value, View, ViewChange};
use musubi_model::report::{Usable, Vehicle};
use musubi_model::time::Timestamp;
use proptest::prelude::*;

fn id(number: usize) -> RecordId {
    let mut bytes = [0; 16];
    bytes[8..].copy_from_slice(&u64::try_from(number).unwrap().to_be_bytes());
    RecordId::new(bytes)
}

fn place(number: u8) -> PlaceId {
    PlaceId::new([number + 1; 16])
}

fn noted() -> Noted {
    Noted::now(Timestamp::from_millis(1_785_000_000_000), Recorder::Node)
}

fn reading(value: Value) -> Reading {
    Reading::new(vec![Seen { value, by: Actor::new([1; 16]), seq: 1 }]).unwrap()
}

fn arrival(edits: Vec<Edit>) -> ViewChange {
    let Some(Edit::Create { id, table, fields }) = edits.into_iter().next() else {
        panic!("a record is made")
    };
    let fields = fields.into_iter().chain([(TABLE_FIELD.to_owned(), Value::Text(table))]);
    ViewChange::Record { id, fields: fields.map(|(field, it)| (field, reading(it))).collect() }
}

fn view(arrivals: &[ViewChange]) -> View {
    let mut view = View::default();
    for arrival in arrivals {
        view.apply(arrival.clone());
    }
    view
}

/// Noon in Japan and some minutes.
fn noon(minutes: i64) -> Timestamp {
    Timestamp::from_millis((3 * 60 + minutes) * 60_000)
}

fn coming(vehicle: Vehicle) -> Coming {
    Coming { vehicle: Some(vehicle), on_pallets: true, arrives_at: Some(noon(0)) }
}

#[test]
fn hours_are_compared_where_they_are_times_and_nothing_else() {
    let read = |words: &str| -> Option<Vec<(i64, i64)>> {
        Some(opening_hours(words)?.iter().map(|hours| (hours.from, hours.to)).collect())
    };
    for (words, hours) in [
        ("9時〜17時", vec![(540, 1020)]),
        ("９：００～１７：３０", vec![(540, 1050)]),
        ("8:30-12:00、13時から16時半まで", vec![(510, 720), (780, 990)]),
        ("0時ー24時", vec![(0, 1440)]),
        ("9時5分−10時", vec![(545, 600)]),
    ] {
        assert_eq!(read(words), Some(hours), "{words}");
    }
    for words in
        ["", "日中", "平日9時〜17時", "9時〜17時（要電話）", "17時〜9時", "9時〜25時", "9:60-10"]
    {
        assert_eq!(read(words), None, "{words}");
    }
}

#[test]
fn each_condition_is_held_against_the_vehicle_or_told_as_unsaid() {
    let nothing = Conditions::default().meet(&coming(Vehicle::Kei));
    let all = [Unsaid::Vehicle, Unsaid::Road, Unsaid::Forklift, Unsaid::Hours];
    assert_eq!(nothing, (BTreeSet::new(), all.into()));
    let narrow = Conditions {
        largest_vehicle: Some(Vehicle::TwoTonnes),
        road: Some(Usable::Unusable),
        forklifts: Some(0),
        hours: Some("9時〜12時".to_owned()),
    };
    let all = [Against::TooLarge, Against::RoadClosed, Against::NoForklift, Against::OutsideHours];
    assert_eq!(narrow.meet(&coming(Vehicle::FourTonnes)), (all.into(), BTreeSet::new()));
    let by_hand = Coming { on_pallets: false, arrives_at: Some(noon(-1)), ..coming(Vehicle::Kei) };
    assert_eq!(narrow.meet(&by_hand).0, [Against::RoadClosed].into());
    let unread = Coming { vehicle: None, ..coming(Vehicle::Kei) };
    let but_the_size = [Against::RoadClosed, Against::NoForklift, Against::OutsideHours];
    assert_eq!(narrow.meet(&unread), (but_the_size.into(), [Unsaid::Vehicle].into()));
    let shut = Conditions { largest_vehicle: Some(Vehicle::None), ..narrow };
    assert!(shut.meet(&by_hand).0.contains(&Against::NoVehicle));
}

#[test]
fn no_load_goes_without_a_vehicle() {
    let load = NewLoad::of(Vehicle::None, "一号車".parse().unwrap());
    let refused = load.create(id(1), &noted()).unwrap_err();
    assert_eq!(refused.to_string(), "load.vehicle: contradicts another field");
    assert_eq!(doubt(None, 1), Some(LineDoubt::Unknown));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..Default::default() })]

    #[test]
    fn every_line_stands_in_one_stop_and_sums_take_what_stands(
        lines in prop::collection::vec((0..3_usize, 1..5_i64, 0..3_u8, 0..4_usize, 1..50_i64), 0..20),
        withdrawn in any::<[bool; 3]>(),
        order in any::<prop::sample::Index>(),
    ) {
        let mut told = Vec::new();
        for (load, gone) in withdrawn.iter().enumerate() {
            let mut new = NewLoad::of(Vehicle::TwoTonnes, "一号車".parse().unwrap());
            new.withdrawn = gone.then_some(true);
            told.push(arrival(new.create(id(load), &noted()).unwrap()));
        }
        let mut want: BTreeMap<RecordId, i64> = BTreeMap::new();
        for (number, (load, stop, at, request, quantity)) in lines.iter().enumerate() {
            let request = id(1_000 + request);
            let (stop, quantity_of) = ((*stop).try_into().unwrap(), (*quantity).try_into().unwrap());
            let line = NewLoadLine::of(id(*load), stop, place(*at), request, quantity_of);
            told.push(arrival(line.create(id(100 + number), &noted()).unwrap()));
            if !withdrawn[*load] {
                *want.entry(request).or_default() += quantity;
            }
        }
        let shown = plans(&Facts::of(&view(&told)));
        prop_assert_eq!(shown.len(), 3);
        prop_assert_eq!(loaded(&shown, &BTreeMap::new()), want);
        let stops = shown.iter().flat_map(|plan| &plan.stops);
        let listed: Vec<RecordId> =
            stops.flat_map(|stop| stop.lines.iter().map(|line| line.line)).collect();
        prop_assert_eq!(listed.len(), lines.len());
        prop_assert_eq!(listed.iter().collect::<BTreeSet<_>>().len(), lines.len());
        for plan in &shown {
            prop_assert!(plan.stops.windows(2).all(|two| two[0].number <= two[1].number));
        }
        let mut turned = told.clone();
        turned.rotate_left(order.index(told.len()));
        turned.reverse();
        prop_assert_eq!(plans(&Facts::of(&view(&turned))), shown, "in whatever order they arrive");
        let taken_back = ChangeLoad { withdrawn: Change::To(true), ..ChangeLoad::default() };
        prop_assert!(!taken_back.edits(id(0), &noted()).is_empty());
    }

    #[test]
    fn a_larger_vehicle_contradicts_no_less(
        largest in prop::sample::select(vec![None, Some(Vehicle::Kei), Some(Vehicle::TwoTonnes),
            Some(Vehicle::FourTonnes), Some(Vehicle::TenTonnes), Some(Vehicle::None)]),
        forklifts in prop::option::of(0..3_i64),
        on_pallets in any::<bool>(),
    ) {
        let door = Conditions { largest_vehicle: largest, forklifts, ..Conditions::default() };
        let vehicles =
            [Vehicle::Kei, Vehicle::TwoTonnes, Vehicle::FourTonnes, Vehicle::TenTonnes];
        let told = vehicles.map(|vehicle| {
            door.meet(&Coming { vehicle: Some(vehicle), on_pallets, arrives_at: None })
        });
        for two in told.windows(2) {
            prop_assert!(two[0].0.is_subset(&two[1].0));
            prop_assert_eq!(&two[0].1, &two[1].1, "what is unsaid hangs on the place alone");
        }
        let no_fork = told[0].0.contains(&Against::NoForklift);
        prop_assert_eq!(no_fork, on_pallets && forklifts == Some(0));
    }
}
