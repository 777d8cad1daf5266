//! Forty places without a line are told to headquarters by telephone; laptops of twenty come in later by stick,
//! some with a count from before the call, some with one from after. No place counts twice: of each exactly one
//! count is in the total, the one observed last, and its channel is named.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::harness::{City, path, serve, wall};
use crate::client::Desk;
use crate::process::run;

const PLACES: usize = 40;
const WITH_LAPTOPS: usize = 20;
const HOUR_MS: i64 = 3_600_000;

/// Real ids' form, nobody's places.
fn common_id(number: usize) -> String {
    format!("E99999{number:05}111")
}

/// What is told of a place, what it counted itself, and how much later than the call.
fn told(number: usize) -> i64 {
    100 + i64::try_from(number).expect("few")
}

fn counted(number: usize) -> (i64, i64) {
    let after_ms = if number.is_multiple_of(2) { HOUR_MS / 2 } else { -HOUR_MS };
    (1_000 + i64::try_from(number).expect("few"), after_ms)
}

#[test]
fn of_forty_places_told_by_telephone_none_counts_twice_when_twenty_of_them_come_in_later() {
    let city = City::create();
    let hq_data = city.hq("hq");
    let register = city.folder.path().join("register.csv");
    std::fs::write(&register, table()).expect("a file");
    run(&["import", "shelters", "--data", &path(&hq_data), &path(&register)]);
    let hq = serve(&hq_data, &[]);
    let desk_hq = Desk::first_run(&hq.staff);
    let places: BTreeMap<String, String> = by_common_id(&desk_hq);
    assert_eq!(places.len(), PLACES);

    let call = wall() - 2 * HOUR_MS;
    for number in 0..PLACES {
        let place = &places[&common_id(number)];
        let count = json!({
            "key": format!("told-{number:03}"), "via": "telephone", "told_by": "避難所担当",
            "observed_at": call, "in_shelter": told(number),
        });
        desk_hq.post(&format!("/places/{place}/headcounts"), &count);
    }
    let before: i64 = (0..PLACES).map(told).sum();
    let overview = desk_hq.get("/hq/overview");
    agrees(&overview, before, &|number| (told(number), "telephone"), &places);

    for number in 0..WITH_LAPTOPS {
        let bundle = stick_of(&city, number, call);
        desk_hq.upload("/courier/bundle", &bundle).expect("it is ours");
        // As after every one that came before.
        let stands = |other: usize| match counted(other) {
            (own, after_ms) if other <= number && after_ms > 0 => (own, "mesh"),
            _ => (told(other), "telephone"),
        };
        let want: i64 = (0..PLACES).map(|other| stands(other).0).sum();
        super::harness::eventually("the stick's count is read", || {
            let overview = desk_hq.get("/hq/overview");
            let own = desk_hq.get(&format!("/places/{}/daily", places[&common_id(number)]));
            let own = own["own"]["in_shelter"].as_i64() == Some(counted(number).0);
            own.then(|| agrees(&overview, want, &stands, &places))
        });
    }
    hq.stop();
}

/// The total is the sum of one count a place, and each place shows that one.
#[track_caller]
fn agrees(
    overview: &Value,
    want: i64,
    stands: &dyn Fn(usize) -> (i64, &'static str),
    places: &BTreeMap<String, String>,
) {
    assert_eq!(overview["in_shelter"]["sum"].as_i64(), Some(want), "{}", overview["in_shelter"]);
    let rows = overview["places"].as_array().expect("places");
    for number in 0..PLACES {
        let id = &places[&common_id(number)];
        let row = rows.iter().find(|row| row["id"] == **id).expect("it was heard of");
        let (value, channel) = stands(number);
        assert_eq!(row["in_shelter"]["value"].as_i64(), Some(value), "{number}: {row}");
        assert_eq!(row["channel"], channel, "{number}: {row}");
    }
}

/// A laptop that never met anybody: its own count, and the stick that it makes for headquarters.
fn stick_of(city: &City, number: usize, call: i64) -> Vec<u8> {
    let data = city.gym(&format!("gym-{number}"), &common_id(number), 0);
    let node = serve(&data, &[]);
    let desk = Desk::first_run(&node.staff);
    let place = desk.get("/session")["node"]["place"].as_str().expect("a place").to_owned();
    let (heads, after_ms) = counted(number);
    let count = json!({
        "key": format!("own-count-{number}"), "in_shelter": heads, "observed_at": call + after_ms,
    });
    desk.post(&format!("/places/{place}/headcounts"), &count);
    let bundle = desk.download("/courier/bundle?to=hq");
    node.stop();
    bundle
}

fn by_common_id(desk: &Desk) -> BTreeMap<String, String> {
    let places = desk.get("/places")["places"].as_array().cloned().expect("a list");
    let text = |place: &Value, field: &str| place[field].as_str().map(str::to_owned);
    let named = places.iter();
    named.filter_map(|place| Some((text(place, "common_id")?, text(place, "id")?))).collect()
}

fn table() -> String {
    let mut table = "共通ID,名称,住所,緯度,経度\n".to_owned();
    for number in 0..PLACES {
        let id = common_id(number);
        let north = 32.7 + f64::from(u32::try_from(number).expect("few")) / 1_000.0;
        writeln!(table, "{id},試験体育館{number},試験市{number}番地,{north:.4},130.7")
            .expect("text");
    }
    table
}
