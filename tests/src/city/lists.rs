//! Lists that were really published, brought in at headquarters. Skipped where they do not lie
//! beside the checkout.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::harness::{City, GYM_A, path, serve, until_level};
use crate::client::Desk;
use crate::process::{run, try_run};
use crate::skip;

/// Counted by `noto_sums.py`, which shares no code with any of our crates.
const SUMS: &str = include_str!("../../../crates/exchange/tests/data/noto_sums.txt");

/// A designated shelter of the published register.
const GYM: &str = "common_id";

#[test]
fn two_headquarters_that_import_the_register_alone_make_the_same_1338_places() {
    let Some(files) = files("gsi_shelters", "evacuation_43", ".geojson") else { return };
    let city = City::create();
    let (first_data, second_data) = (city.hq("first"), city.hq("second"));
    for data in [&first_data, &second_data] {
        let said = import("shelters", data, &files);
        assert!(said.contains("places: 1338\n"), "{said}");
    }
    let first = serve(&first_data, &[]);
    let desk_1 = Desk::first_run(&first.staff);
    let alone = registered(&desk_1);
    assert_eq!(alone.len(), 1_338);
    let common_id = alone.values().find_map(|place| place[GYM].as_str()).expect("a 共通ID");
    let gym_data = city.gym("gym", common_id, 0);

    let second = serve(&second_data, &[]);
    let desk_2 = Desk::first_run(&second.staff);
    assert_eq!(registered(&desk_2), alone, "before they met");
    second.stop();
    let second = serve(&second_data, &[&first.mesh]);
    let gym = serve(&gym_data, &[&first.mesh, &second.mesh]);
    let (desk_2, desk_gym) = (Desk::sign_in(&second.staff), Desk::first_run(&gym.staff));
    until_level(&[&desk_1, &desk_2, &desk_gym]);
    for desk in [&desk_1, &desk_2, &desk_gym] {
        assert_eq!(registered(desk), alone);
    }
    for node in [first, second, gym] {
        node.stop();
    }
    // A value in which the two differed would be written anew.
    let said = import("shelters", &second_data, &files);
    assert!(said.contains("values that were new: 0\n"), "{said}");
}

#[test]
fn after_each_of_the_117_lists_headquarters_shows_the_sum_of_that_list() {
    let Some(files) = files("noto2024_nanao/history", "open_shelter", ".csv") else { return };
    let city = City::create();
    let data = city.hq("hq");
    let report = city.folder.path().join("report");
    let order = ["import", "open-shelters", "--data", &path(&data), "--report", &path(&report)];
    let all: Vec<String> = files.iter().map(|file| path(file)).collect();
    let all: Vec<&str> = order.into_iter().chain(all.iter().map(String::as_str)).collect();
    let said = run(&all);
    assert!(said.contains("lists: 117\n"), "{said}");
    let shown = std::fs::read_to_string(&report).expect("the report was written");
    let counted = |line: &str| line.split(' ').take(3).collect::<Vec<_>>().join(" ");
    let shown: Vec<String> = shown.lines().map(counted).collect();
    let want: Vec<String> = SUMS.lines().map(counted).collect();
    assert_eq!(want.len(), 117);
    assert_eq!(shown, want);
}

#[test]
fn goods_of_the_catalogue_can_be_asked_for_at_every_shelter_and_are_withdrawn_by_a_later_list() {
    let city = City::create();
    let (hq_data, gym_data) = (city.hq("hq"), city.gym("gym", GYM_A, 0));
    let published =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/exchange/lists/catalogue.csv");
    let own = city.folder.path().join("own.csv");
    let write = |rows: &str| {
        std::fs::write(&own, format!("品目コード,品目名,単位,取扱終了\n{rows}")).expect("a file");
    };

    let said = import("catalogue", &hq_data, std::slice::from_ref(&published));
    assert!(said.contains("kinds of goods that were new or changed: 23\n"), "{said}");
    let said = import("catalogue", &hq_data, std::slice::from_ref(&published));
    assert!(said.contains("kinds of goods that were new or changed: 0\n"), "{said}");
    write("mask,不織布マスク,,\nfuel,燃料,ℓ,1\n");
    let said = import("catalogue", &hq_data, std::slice::from_ref(&own));
    assert!(said.contains("kinds of goods that were new or changed: 2\n"), "{said}");
    let refuses = |data: &Path, why: &str| {
        let output = try_run(&["import", "catalogue", "--data", &path(data), &path(&own)]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains(why), "{why}: {said}");
    };
    refuses(&gym_data, "at headquarters");
    write("Mask,マスク,,\n");
    refuses(&hq_data, "row 2, 品目コード");

    let hq = serve(&hq_data, &[]);
    let gym = serve(&gym_data, &[&hq.mesh]);
    let (desk_hq, desk_gym) = (Desk::first_run(&hq.staff), Desk::first_run(&gym.staff));
    until_level(&[&desk_hq, &desk_gym]);
    let goods = goods(&desk_gym);
    assert_eq!(goods.len(), 22, "nine basic ones, the list's others, without fuel: {goods:?}");
    assert_eq!(goods["mask"], ("不織布マスク".to_owned(), "枚".to_owned()));
    assert_eq!(goods["tarpaulin"], ("ブルーシート".to_owned(), "枚".to_owned()));
    let place = desk_gym.get("/session")["node"]["place"].as_str().expect("a place").to_owned();
    let ask = |item: &str| {
        let key = format!("request-of-{item}");
        let wanted = json!({ "key": key, "item": item, "quantity": 20, "urgency": "today" });
        desk_gym.try_post(&format!("/places/{place}/requests"), &wanted)
    };
    ask("tarpaulin").expect("it stands in the catalogue");
    assert_eq!(ask("fuel").expect_err("it was withdrawn").code, "invalid");
    for node in [hq, gym] {
        node.stop();
    }
}

fn goods(desk: &Desk) -> BTreeMap<String, (String, String)> {
    let items = desk.get("/catalogue")["items"].as_array().cloned().expect("a list");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let item = |item: &Value| (text(&item["code"]), (text(&item["label"]), text(&item["unit"])));
    items.iter().map(item).collect()
}

/// Places of the register as any laptop shows them, without what is said of its own place.
fn registered(desk: &Desk) -> BTreeMap<String, Value> {
    let places = desk.get("/places")["places"].as_array().cloned().expect("a list");
    let registered = places.into_iter().filter(|place| place["registered"] == true);
    registered
        .map(|mut place| {
            assert_eq!(place["has_clash"], false);
            for own in ["own", "hq"] {
                place.as_object_mut().expect("a place").remove(own);
            }
            (place["id"].as_str().expect("an id").to_owned(), place)
        })
        .collect()
}

fn import(list: &str, data: &Path, files: &[PathBuf]) -> String {
    let data = path(data);
    let files: Vec<String> = files.iter().map(|file| path(file)).collect();
    let order = ["import", list, "--data", &data];
    run(&order.into_iter().chain(files.iter().map(String::as_str)).collect::<Vec<_>>())
}

fn files(folder: &str, begin: &str, end: &str) -> Option<Vec<PathBuf>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let Ok(entries) = std::fs::read_dir(root.join(folder)) else {
        skip(&format!("../shared/data/{folder} is not beside the checkout"));
        return None;
    };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("a file").path()).collect();
    files.retain(|file| {
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name.starts_with(begin) && name.ends_with(end)
    });
    files.sort();
    Some(files)
}
