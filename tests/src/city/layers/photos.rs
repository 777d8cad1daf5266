//! Raw photos: from a team's stick to points on every map, with nothing of the camera or its owner.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::super::harness::{after, eventually, path, until_level};
use super::super::needles::Needles;
use super::camera::{SECRETS, photo};
use super::reader::Reader;
use super::{Both, Gym, archives, import, look_at_everything, words};
use crate::client::Desk;

const PLACES: [[u32; 2]; 3] =
    [[1_307_000_000, 328_000_000], [1_307_010_000, 328_000_000], [1_307_010_000, 328_010_000]];

/// The first of them, `2026-01-09T18:00:00+09:00`.
const TAKEN: i64 = 1_767_949_200_000;

fn flight(folder: &Path) -> Vec<PathBuf> {
    let photos = PLACES.iter().enumerate().map(|(number, place)| {
        let name = format!("DJI_{number:04}.JPG");
        photo(&folder.join(name), *place, &format!("2026:01:09 18:00:0{number}"))
    });
    photos.collect()
}

/// Gives the layer's id and the address of its draft's points.
#[track_caller]
fn taken(data: &Path, photos: &[PathBuf]) -> (String, String) {
    let photos: Vec<String> = photos.iter().map(|photo| path(photo)).collect();
    let photos: Vec<&str> = photos.iter().map(String::as_str).collect();
    let output = import(data, &[&["--title", "校区の空から"], &photos[..]].concat());
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(after(&said, "photos: "), photos.len().to_string());
    (after(&said, "layer: "), after(&said, "draft: "))
}

fn said() -> Value {
    let mut words = words();
    words["title"] = json!("校区の空から");
    for known in ["georeference_checked", "captured_at"] {
        words.as_object_mut().expect("fields").remove(known);
    }
    words
}

#[track_caller]
fn publish(desk: &Desk, layer: &str) {
    desk.patch(&format!("/layers/{layer}"), &said());
    assert_eq!(look_at_everything(desk, layer), PLACES.len() as u64);
    desk.post(&format!("/layers/{layer}/publish"), &json!({}));
}

/// A flight that everybody may see.
#[track_caller]
pub(crate) fn published(stick: &Path, data: &Path, desk: &Desk) -> String {
    let (layer, _) = taken(data, &flight(stick));
    publish(desk, &layer);
    layer
}

/// Where its points lie, and their pictures come as what they are.
#[track_caller]
fn has_all_points(reader: &Reader, points: &Value) {
    let features = points["features"].as_array().expect("features");
    assert_eq!(features.len(), PLACES.len());
    for (number, (feature, [lon, lat])) in features.iter().zip(PLACES).enumerate() {
        let at = &feature["geometry"]["coordinates"];
        let e7 = [at[0].as_f64(), at[1].as_f64()].map(|it| it.expect("a number") * 1e7);
        let off = (e7[0] - f64::from(lon)).abs().max((e7[1] - f64::from(lat)).abs());
        assert!(off < 1.0, "{at}");
        let said = &feature["properties"];
        assert_eq!(said["taken"], format!("2026-01-09T18:00:0{number}+09:00"));
        assert_eq!(said["direction_deg"], 90.5);
        let picture = said["thumbnail"].as_str().expect("an address");
        assert!(picture.starts_with(reader.base()), "the host the reader used: {picture}");
        let picture = reader.get(picture);
        assert_eq!((picture.status, picture.header("content-type")), (200, "image/jpeg"));
        assert!(picture.bytes.starts_with(&[0xFF, 0xD8, 0xFF]));
    }
}

#[test]
fn photos_go_through_a_draft_and_the_gate_to_points_on_every_map() {
    let gym = Gym::open();
    let (desk, reader) = (&gym.desk, gym.reader());
    let (layer, draft) = taken(&gym.data, &flight(gym.city.folder.path()));
    let points = reader.get(&draft);
    assert_eq!((points.status, points.header("cache-control")), (200, "no-store"));
    has_all_points(&reader, &points.json());
    let public = format!("/layers/{layer}/photos.geojson");
    assert_eq!(reader.get(&public).status, 404, "a draft is nowhere but under its path");

    let card = desk.get(&format!("/layers/{layer}"));
    assert_eq!(card["words"]["captured_at"], TAKEN);
    assert_eq!(card["words"]["captured_until"], TAKEN + 2_000);
    let missing = ["provider", "contact", "licence", "tracing_permitted", "platform"];
    let missing: Vec<&str> = missing.into_iter().chain(["positioning", "people_checked"]).collect();
    assert_eq!((&card["photos"], &card["missing"]), (&json!(PLACES.len()), &json!(missing)));
    let walk = desk.get(&format!("/layers/{layer}/check"));
    assert_eq!((&walk["cells"], &walk["next"]["photo"]), (&json!(PLACES.len()), &json!(0)));
    // Who is to be recognised in one of them keeps all of them back.
    let check = format!("/layers/{layer}/check");
    desk.post(&check, &json!({ "cell": "photo/1", "people": true }));
    desk.patch(&format!("/layers/{layer}"), &said());
    look_at_everything(desk, &layer);
    assert_eq!(desk.get(&format!("/layers/{layer}"))["missing"], json!(["people_checked"]));
    let unknown = desk.try_post(&check, &json!({ "cell": "photo/3", "people": false }));
    assert_eq!(unknown.unwrap_err().status, 422);
    desk.post(&check, &json!({ "cell": "photo/1", "people": false }));
    desk.post(&format!("/layers/{layer}/publish"), &json!({}));

    has_all_points(&reader, &reader.get(&public).json());
    let own = desk.get(&format!("/layers/{layer}/photos.geojson"));
    let picture = own["features"][2]["properties"]["thumbnail"].as_str().expect("an address");
    let picture = desk.download(picture.strip_prefix("/api/v1").expect("the desk's own"));
    assert!(picture.starts_with(&[0xFF, 0xD8, 0xFF]));
    let outlines = reader.get("/layers/footprints.geojson").json();
    let listed = &outlines["features"][0]["properties"];
    assert_eq!(listed["photos"], format!("{}{public}", reader.base()));
    let album = reader.get(listed["album"].as_str().expect("an address"));
    assert!(album.bytes.starts_with(b"PK\x03\x04"));
    let page = reader.get("/layers?lang=ja");
    for wanted in ["校区の空から", "<dd>3</dd>", &public] {
        assert!(page.text().contains(wanted), "{wanted}: {}", page.text());
    }
    let root = reader.get("/stac").json();
    let child = root["links"].as_array().expect("links").iter().find(|it| it["rel"] == "child");
    let collection = child.expect("a collection")["href"].as_str().expect("an address").to_owned();
    let item = reader.get(&format!("{collection}/items/{layer}")).json();
    assert_eq!(item["assets"]["photos"]["href"], format!("{}{public}", reader.base()));
    assert_eq!(reader.get(&format!("{collection}/items")).json()["features"][0], item);
    // It has no tiles, so nobody who wants tiles hears of it.
    for list in ["/layers/josm.xml", "/wmts/1.0.0/WMTSCapabilities.xml"] {
        assert!(!reader.get(list).text().contains(&layer), "{list}");
    }
    for path in ["tilejson.json", "14/0/0.jpg", "photos/3.jpg", "photos/0", "photos/-1.jpg"] {
        assert_eq!(reader.get(&format!("/layers/{layer}/{path}")).status, 404, "{path}");
    }
    let moved = desk
        .try_post(&format!("/layers/{layer}/correct"), &json!({ "east_cm": 100, "north_cm": 0 }));
    assert_eq!(moved.unwrap_err().code, "layer_of_photos");

    desk.post(&format!("/layers/{layer}/withdraw"), &json!({}));
    let (draft, gone) = (draft.replace("/photos.geojson", ".zip"), format!("/layers/{layer}"));
    for path in [&public, &draft, &format!("{gone}.zip"), &format!("{gone}/photos/0.jpg")] {
        assert_eq!(reader.get(path).status, 410, "{path}");
    }
    eventually("the album leaves the disk", || archives(&gym.data).is_empty().then_some(()));
    gym.node.stop();
}

#[test]
fn published_photos_come_to_headquarters_by_the_mesh() {
    let Both { _city, data_hq: _, data, hq, gym, desk_hq, desk_gym, layer: _ } = Both::meet();
    let stick = tempfile::tempdir().expect("a folder");
    let layer = published(stick.path(), &data, &desk_gym);
    until_level(&[&desk_hq, &desk_gym]);
    eventually("headquarters has the photos", || {
        (desk_hq.get(&format!("/layers/{layer}"))["held"] == true).then_some(())
    });
    let at_hq = Reader::of(&hq.public);
    has_all_points(&at_hq, &at_hq.get(&format!("/layers/{layer}/photos.geojson")).json());
    hq.stop();
    gym.stop();
}

#[test]
fn of_photos_that_a_page_has_sent_nothing_of_the_camera_stays() {
    let gym = Gym::open();
    let photos: Vec<(String, Vec<u8>)> = flight(gym.city.folder.path())
        .into_iter()
        .map(|photo| {
            let name = photo.file_name().expect("a name").to_string_lossy().into_owned();
            (name, fs::read(photo).expect("a file"))
        })
        .collect();
    let files = photos.iter().map(|(name, bytes)| json!({ "name": name, "bytes": bytes.len() }));
    let body = json!({ "title": "空から", "files": files.collect::<Vec<_>>() });
    let announced = gym.desk.post("/layer-uploads", &body)["id"].clone();
    let id = announced.as_str().expect("an id");
    let all: Vec<u8> = photos.iter().flat_map(|(_, bytes)| bytes.clone()).collect();
    gym.desk.put(&format!("/layer-uploads/{id}"), all.len(), &all[..]).expect("it is taken");
    eventually("the layer", || gym.desk.try_get(&format!("/layers/{id}")).ok());
    eventually("what was sent leaves", || {
        (!gym.data.join("layers").join(id).join("originals").exists()).then_some(())
    });
    let needles = Needles::of(SECRETS.map(str::to_owned));
    assert_eq!(needles.found_in(&photos[0].1).len(), SECRETS.len(), "the control");
    gym.node.stop();
    assert_eq!(needles.found_below(&gym.data), [].into());
}

#[test]
fn one_photo_that_does_not_say_where_it_was_taken_is_named() {
    let gym = Gym::open();
    let mut photos = flight(gym.city.folder.path());
    let nowhere = gym.city.folder.path().join("NOWHERE.JPG");
    let mut bytes = Vec::new();
    let encoder = jpeg_encoder::Encoder::new(&mut bytes, 80);
    encoder.encode(&[90; 16 * 16], 16, 16, jpeg_encoder::ColorType::Luma).expect("a picture");
    fs::write(&nowhere, bytes).expect("a file");
    photos.push(nowhere);
    let photos: Vec<String> = photos.iter().map(|photo| path(photo)).collect();
    let photos: Vec<&str> = photos.iter().map(String::as_str).collect();
    let output = import(&gym.data, &photos);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success(), "{said}");
    assert!(said.contains("NOWHERE.JPG") && said.contains("(no_place)"), "{said}");
    assert!(archives(&gym.data).is_empty());
    gym.node.stop();
}
