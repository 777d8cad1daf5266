//! GDAL opens what a node publishes, and finds control points where they belong.

use serde_json::{Value, json};

use super::{Gym, gdal, python};
use crate::city::harness::{eventually, path};

/// How far right and down of its place each point is seen, in pixels; and the length of a pixel.
#[track_caller]
fn off(seen: &Value) -> (Vec<[f64; 2]>, f64) {
    let pairs = seen["off"].as_array().expect("points");
    let number = |value: &Value| value.as_f64().expect("a number");
    let off: Vec<[f64; 2]> = pairs.iter().map(|it| [number(&it[0]), number(&it[1])]).collect();
    assert_eq!(off.len(), 5);
    (off, number(&seen["pixel"]))
}

#[track_caller]
fn within_a_pixel(seen: &Value) {
    for [right, down] in off(seen).0 {
        assert!(right.hypot(down) < 1.0, "{seen}");
    }
}

/// What GDAL opens of a layer: tiles by XYZ, by WMTS, and the database for programs without a network.
fn datasets(gym: &Gym) -> [String; 3] {
    let (base, layer) = (&gym.node.public, &gym.layer);
    let described = gym.described();
    [
        format!("{}#{}", described["tiles"][0].as_str().expect("an address"), described["maxzoom"]),
        format!("WMTS:{base}/wmts/1.0.0/WMTSCapabilities.xml,layer={layer}"),
        format!("/vsicurl/{base}/layers/{layer}.mbtiles"),
    ]
}

#[test]
fn gdal_finds_control_points_in_every_service_within_a_pixel() {
    let Some(gym) = Gym::open(&[]) else { return };
    let points = gym.points.to_string();
    let opened = datasets(&gym);
    let all: Vec<&str> =
        [points.as_str()].into_iter().chain(opened.iter().map(String::as_str)).collect();
    let seen = gdal("points.py", &all).expect("it was there a moment ago");
    for (seen, driver) in seen.as_array().expect("datasets").iter().zip(["WMS", "WMTS", "MBTiles"])
    {
        assert_eq!(seen["driver"], driver);
        within_a_pixel(seen);
    }
    gym.node.stop();
}

#[test]
fn a_reader_of_pmtiles_finds_them_by_ranges_within_a_pixel() {
    let Some(gym) = Gym::open(&[]) else { return };
    let image = path(&gym.city.folder.path().join("finest.tif"));
    let archive = format!("{}/layers/{}.pmtiles", gym.node.public, gym.layer);
    let Some(header) = python("archive.py", &[&archive, &image]) else { return };
    assert_eq!((&header["clustered"], &header["type"]), (&json!(true), &json!("JPEG")));
    assert_eq!(header["zoom"], gym.described()["maxzoom"]);
    let seen = gdal("points.py", &[&gym.points.to_string(), &image]).expect("it was there");
    within_a_pixel(&seen[0]);
    gym.node.stop();
}

#[test]
fn a_shift_of_three_metres_east_and_two_north_is_seen_by_gdal() {
    let Some(gym) = Gym::open(&[]) else { return };
    let points = gym.points.to_string();
    let look = || {
        let seen = gdal("points.py", &[&points, &datasets(&gym)[0]]).expect("it was there");
        off(&seen[0])
    };
    let (before, pixel) = look();
    let moved = json!({ "east_cm": 300, "north_cm": 200 });
    gym.desk.post(&format!("/layers/{}/correct", gym.layer), &moved);
    eventually("it is rendered again", || {
        let card = gym.desk.get(&format!("/layers/{}", gym.layer));
        (card["state"] == "corrected" && card["being_made"] == false).then_some(())
    });
    let (after, _) = look();
    // A map's metres are longer than the ground's.
    let latitude = gym.points[0]["lat"].as_f64().expect("degrees").to_radians();
    for ([right, down], [right_before, down_before]) in after.into_iter().zip(before) {
        let metres = |pixels: f64| pixels * pixel * latitude.cos();
        let (east, north) = (metres(right - right_before), metres(down_before - down));
        let wrong = (east - 3.0).hypot(north - 2.0);
        assert!(wrong < 0.1, "{east} m east, {north} m north");
    }
    gym.node.stop();
}
