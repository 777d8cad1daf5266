//! Places as other programs read them.

use std::collections::BTreeSet;

use musubi_exchange::eei;
use musubi_exchange::shelters::{Shelter, full, geolonia, hxl, open, pcxml};
use musubi_exchange::table::{Cell, Exercise, Table};
use musubi_model::closure::{ClosureState, NewClosure};
use musubi_model::ids::PlaceId;
use musubi_model::place::{NewRegisterEntry, PlaceKind, choose_kind, choose_name};
use musubi_model::record::View;
use musubi_model::report::{NewPlaceReport, PlaceReport};
use serde_json::{Value, json};

use crate::facts::{Known, count, hours_before, next_id, noted, report, write};
use crate::{goldens, head};

fn entry(name: &str, kind: PlaceKind, id: Option<&str>) -> NewRegisterEntry {
    let mut entry = NewRegisterEntry::of(name.parse().unwrap(), kind);
    entry.common_id = id.map(|id| id.parse().unwrap());
    entry.municipality = Some("熊本県宇城市".parse().unwrap());
    entry.address = Some("結が丘1-2".parse().unwrap());
    entry
}

/// Open and told of in every way there is.
fn well_known() -> Known {
    let mut new = entry("結が丘小学校 体育館", PlaceKind::Designated, Some("E4321300001111"));
    new.kana = Some("ゆいがおかしょうがっこう たいいくかん".parse().unwrap());
    new.latitude_e7 = Some(326_479_812.try_into().unwrap());
    new.longitude_e7 = Some(1_306_843_010.try_into().unwrap());
    new.capacity = Some(320.try_into().unwrap());
    new.phone = Some("000-0000-0001".parse().unwrap());
    let mut own = View::default();
    report(
        &mut own,
        20,
        json!({
            "opening": "open", "opened_at": hours_before(20), "opening_reason": "地震",
            "electricity": "unusable", "staff": 0,
        }),
    );
    report(
        &mut own,
        2,
        json!({
            "crowding": "crowded", "over_capacity": false, "electricity": "usable",
            "water": "partly", "sewer": "unknown", "drinking_water": "days_left",
            "generator_fuel": "short_today", "power_truck_needed": true, "toilets_shared": 4,
            "soap": true, "hygiene": "done", "largest_vehicle": "4t", "reporter": "宇城市 防災課",
            "goods_needed": "=毛布 50枚\n\"急ぎ\"", "toilets": "usable", "wifi": "unusable",
        }),
    );
    count(
        &mut own,
        1,
        json!({
            "in_shelter": 128, "men": 60, "women": 68, "households": 51, "infants": 4,
            "known_outside": 12,
        }),
    );
    Known::new(1, Some(&new), &own)
}

fn city() -> Vec<Known> {
    let opened = |hours: i64| {
        let mut own = View::default();
        report(&mut own, hours, json!({ "opening": "open" }));
        own
    };
    let welfare = entry("松風荘", PlaceKind::Welfare, Some("E4321300002121"));
    let mut shut = opened(30);
    count(&mut shut, 28, json!({ "in_shelter": 40, "households": 12, "women": 22 }));
    report(&mut shut, 5, json!({ "opening": "closed", "closed_at": hours_before(6) }));
    let mut decided = opened(30);
    count(&mut decided, 28, json!({ "in_shelter": 15 }));
    let closure = NewClosure::of(ClosureState::Closed);
    let id = next_id(&decided);
    write(&mut decided, closure.create(id, &noted(3)).unwrap());
    let mut unlisted = opened(9);
    write(
        &mut unlisted,
        vec![choose_name(&"だれかの家".parse().unwrap()), choose_kind(PlaceKind::Voluntary)],
    );
    count(&mut unlisted, 9, json!({ "in_shelter": 7 }));
    let mut homes = opened(9);
    count(&mut homes, 9, json!({ "known_outside": 9 }));
    let listed = |name, kind| entry(name, kind, None);
    vec![
        well_known(),
        Known::new(2, Some(&welfare), &opened(8)),
        Known::new(3, Some(&listed("港新町公民館", PlaceKind::Designated)), &shut),
        Known::new(4, Some(&listed("白梅公民館", PlaceKind::Designated)), &decided),
        Known::new(5, None, &unlisted),
        Known::new(6, Some(&listed("西川原地区", PlaceKind::HomeDistrict)), &homes),
        Known::new(7, Some(&listed("朝日野小学校", PlaceKind::Designated)), &View::default()),
    ]
}

fn with_city(check: impl FnOnce(&[Shelter<'_>])) {
    let city = city();
    let shelters: Vec<Shelter<'_>> = city.iter().map(Known::shelter).collect();
    check(&shelters);
}

#[test]
fn items_stand_in_the_order_of_the_class_with_every_label_we_have() {
    let official: Vec<&str> = include_str!("../data/eei-shelter.txt")
        .lines()
        .filter_map(|line| line.split_once(':').map(|(_, name)| name))
        .collect();
    let labels: Vec<&str> = full::labels().collect();
    let places = labels.iter().map(|label| official.iter().position(|item| item == label));
    let places: Vec<usize> = places.map(|place| place.expect("an item of the class")).collect();
    assert!(places.is_sorted(), "{labels:?}");
    let have: BTreeSet<&str> = labels.into_iter().collect();
    let told = eei::REPORT.iter().chain(&eei::COUNT).map(|(_, label)| *label);
    let missing: Vec<&str> =
        told.chain([eei::OBSERVED_AT]).filter(|label| !have.contains(label)).collect();
    assert_eq!(missing, Vec::<&str>::new());
}

#[test]
fn every_format_is_the_golden_one() {
    with_city(|shelters| {
        let head = head(Exercise::Drill);
        goldens(&[
            ("shelters-eei.csv", full::csv(shelters, &head)),
            ("shelters-eei.json", full::json(shelters, &head).into_bytes()),
            ("shelters-open.csv", open::csv(shelters, &head)),
            ("shelters-open.geojson", open::geojson(shelters, &head).into_bytes()),
            ("shelters-geolonia.json", geolonia::json(shelters, &head).into_bytes()),
            ("shelters-hxl.csv", hxl::csv(shelters, &head)),
            ("shelters-pcxml.xml", pcxml::draft(shelters, &head).into_bytes()),
        ]);
    });
}

#[test]
fn of_a_place_nobody_heard_of_nothing_is_said_and_nothing_is_zero() {
    let shelter = Shelter::unheard_of(PlaceId::new([9; 16]));
    let table = full::table(&[shelter]);
    let said: Vec<&Cell> = table.rows()[0]
        .iter()
        .filter(|cell| !matches!(cell, Cell::Unknown | Cell::Nothing))
        .collect();
    assert_eq!(said, [&Cell::Text("09".repeat(16))]);
    let real = head(Exercise::Real);
    let json: Value = serde_json::from_str(&full::json(&[shelter], &real)).unwrap();
    assert_eq!(json["避難所"][0]["避難者数（総数）"], Value::Null);
    let told = json["head"]["unknown"].as_array().unwrap();
    assert!(told.contains(&json!("避難者数（総数） 1か所")), "{told:?}");
}

#[test]
fn a_place_shut_since_it_was_counted_has_nobody_and_its_parts_are_not_told() {
    with_city(|shelters| {
        for shut in [&shelters[2], &shelters[3]] {
            assert_eq!(shut.in_shelter(), Some(0));
            assert_eq!(shut.households(), Some(0));
            assert_eq!(shut.part(|count| &count.women), None);
        }
        assert_eq!(shelters[3].people_seen_at(), Some(hours_before(3)));
        assert_eq!(shelters[1].in_shelter(), None, "open and not counted");
    });
}

#[test]
fn everybody_reads_of_open_places_in_the_register_alone() {
    with_city(|shelters| {
        let geojson = open::geojson(shelters, &head(Exercise::Drill));
        let all: Value = serde_json::from_str(&geojson).unwrap();
        let features = all["features"].as_array().unwrap();
        let names: Vec<&str> =
            features.iter().filter_map(|it| it["properties"]["施設名"].as_str()).collect();
        assert_eq!(names, ["結が丘小学校 体育館", "松風荘"]);
        assert_eq!(features[0]["geometry"]["coordinates"], json!([130.684_301, 32.647_981_2]));
        assert_eq!(features[1]["geometry"], Value::Null);
        assert!(features.iter().all(|it| it["properties"]["区分"] == "訓練"));
        let told = all["head"]["unknown"].as_array().unwrap();
        assert!(told.contains(&json!("開設状況 1か所")), "{told:?}");
        assert!(
            told.contains(&json!("登録簿にないため載せていない開設中の場所 1か所")),
            "{told:?}"
        );
    });
}

#[test]
fn nothing_that_people_wrote_freely_is_for_everybody() {
    let marker = "山田花子 090";
    let mut own = View::default();
    let mut fields = 0;
    for field in PlaceReport::FIELDS {
        let mut told = json!({ "opening": "open" });
        told[*field] = json!(marker);
        if serde_json::from_value::<NewPlaceReport>(told.clone()).is_ok() {
            fields += 1;
            report(&mut own, 1, told);
        }
    }
    assert!(fields >= 15, "{fields}");
    let mut new = entry("体育館", PlaceKind::Designated, None);
    new.phone = Some(marker.parse().unwrap());
    for prose in [&mut new.remarks, &mut new.accepts, &mut new.other_matters] {
        *prose = Some(marker.parse().unwrap());
    }
    let known = Known::new(1, Some(&new), &own);
    let shelters = [known.shelter()];
    let head = head(Exercise::Real);
    let told = String::from_utf8(full::csv(&shelters, &head)).unwrap();
    assert!(told.contains(marker), "those who share in the response read it");
    for public in [
        String::from_utf8(open::csv(&shelters, &head)).unwrap(),
        open::geojson(&shelters, &head),
        String::from_utf8(hxl::csv(&shelters, &head)).unwrap(),
        geolonia::json(&shelters, &head),
        pcxml::draft(&shelters, &head),
    ] {
        assert!(public.contains("体育館") || public.contains("EvacuationShelter"), "{public}");
        assert!(!public.contains("山田") && !public.contains("090"), "{public}");
    }
}

#[test]
fn an_entity_is_full_open_or_closed_or_not_there() {
    let status = |told: Value| {
        let mut own = View::default();
        report(&mut own, 1, told);
        let known = Known::new(1, None, &own);
        let json = geolonia::json(&[known.shelter()], &head(Exercise::Real));
        let json: Value = serde_json::from_str(&json).unwrap();
        let entity = &json["entities"][0];
        assert!(entity.is_null() || entity["externalShelterId"] == "01".repeat(16));
        entity["openingStatus"].as_str().map(str::to_owned)
    };
    assert_eq!(status(json!({ "opening": "open" })).as_deref(), Some("open"));
    assert_eq!(status(json!({ "opening": "open", "crowding": "full" })).as_deref(), Some("full"));
    assert_eq!(status(json!({ "opening": "closed" })).as_deref(), Some("closed"));
    assert_eq!(status(json!({ "opening": "not_open" })).as_deref(), Some("closed"));
    assert_eq!(status(json!({ "opening": "unknown" })), None);
    assert_eq!(status(json!({ "electricity": "usable" })), None);
}

#[test]
fn an_empty_city_still_says_as_of_when() {
    let head = head(Exercise::Drill);
    for csv in [full::csv(&[], &head), open::csv(&[], &head), hxl::csv(&[], &head)] {
        let text = String::from_utf8(csv).unwrap();
        let last = text.lines().last().unwrap();
        let end = "\"令和8年熊本地震\",\"訓練\",2026-11-26T18:09:30+09:00,";
        assert!(last.ends_with(end) && last.starts_with(",,"), "{last}");
    }
}

pub(crate) fn places() -> Table {
    let city = city();
    let shelters: Vec<Shelter<'_>> = city.iter().map(Known::shelter).collect();
    full::table(&shelters)
}

pub(crate) fn open_places() -> Table {
    let city = city();
    let shelters: Vec<Shelter<'_>> = city.iter().map(Known::shelter).collect();
    open::table(&shelters)
}

pub(crate) fn public_geojson() -> (String, usize) {
    let known = well_known();
    let welfare = entry("松風荘", PlaceKind::Welfare, None);
    let mut own = View::default();
    report(&mut own, 1, json!({ "opening": "open" }));
    let other = Known::new(2, Some(&welfare), &own);
    let shelters = [known.shelter(), other.shelter()];
    (open::geojson(&shelters, &head(Exercise::Real)), 2)
}
