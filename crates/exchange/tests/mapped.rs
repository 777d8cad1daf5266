//! What mappers give back is judged before it is taken, and shown where it lies.

use musubi_exchange::layers::mapped::{About, BYTES_MAX, Mapped, MappedRefused, collection};
use musubi_model::ids::RecordId;
use musubi_model::layer::{MappedFormat, MappedKind};
use musubi_model::time::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

const OSM: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6" generator="JOSM">
  <bounds minlat="32.8" minlon="130.7" maxlat="32.9" maxlon="130.8"/>
  <way id="-10" action="modify"><nd ref="-1"/><nd ref="-2"/><nd ref="-3"/><nd ref="-1"/>
    <tag k="building" v="yes"/><tag k="building:condition" v="A &amp; B &lt;&#x5009;&gt;"/></way>
  <node id="-1" lat="32.80" lon="130.70"/>
  <node id="-2" lat="32.80" lon="130.71"/>
  <node id="-3" lat="32.81" lon="130.71" user="somebody"/>
  <node id="-4" lat="32.82" lon="130.72"><tag k="barrier" v="debris"/></node>
  <way id="-11"><nd ref="-1"/><nd ref="-4"/><tag k="highway" v="residential"/></way>
  <way id="-12"><nd ref="-1"/><nd ref="99"/></way>
  <way id="-13" action="delete"><nd ref="-1"/><nd ref="-2"/></way>
  <relation id="-20"><member type="way" ref="-10" role="outer"/></relation>
</osm>"#;

fn about() -> About {
    About {
        id: RecordId::new([1; 16]),
        kind: MappedKind::DamagedBuildings,
        title: "倒壊".to_owned(),
        author: "mapper".to_owned(),
        imagery: Some("校区の写真".to_owned()),
        made_at: Some(Timestamp::from_millis(1_767_949_200_000)),
    }
}

fn shown(format: MappedFormat, text: &str) -> Vec<Value> {
    let mapped = Mapped::read(format, text.as_bytes()).expect("a good file");
    let all = collection([(&about(), &mapped)]);
    assert_eq!(all["type"], "FeatureCollection");
    all["features"].as_array().expect("a list").clone()
}

fn refused(format: MappedFormat, text: &str) -> Option<MappedRefused> {
    Mapped::read(format, text.as_bytes()).err()
}

#[test]
fn what_an_editor_saved_lies_where_it_was_drawn_and_says_who_drew_it() {
    let features = shown(MappedFormat::Osm, OSM);
    let geometries: Vec<_> = features.iter().map(|it| it["geometry"].clone()).collect();
    let ring = json!([[130.70, 32.80], [130.71, 32.80], [130.71, 32.81], [130.70, 32.80]]);
    assert_eq!(
        geometries,
        [
            json!({ "type": "Point", "coordinates": [130.72, 32.82] }),
            json!({ "type": "Polygon", "coordinates": [ring] }),
            json!({ "type": "LineString", "coordinates": [[130.70, 32.80], [130.72, 32.82]] }),
        ]
    );
    assert_eq!(
        features[1]["properties"],
        json!({
            "building": "yes", "building:condition": "A & B <倉>", "musubi:element": "way/-10",
            "musubi:id": about().id.to_string(), "musubi:kind": "damaged_buildings",
            "musubi:title": "倒壊", "musubi:author": "mapper", "musubi:imagery": "校区の写真",
            "musubi:made_at": "2026-01-09T09:00:00Z",
        })
    );
    let mapped = Mapped::read(MappedFormat::Osm, OSM.as_bytes()).expect("a good file");
    assert_eq!((mapped.shown(), mapped.unshown), (3, 3), "half a way, a deleted one, a relation");
}

#[test]
fn changes_show_what_is_made_and_not_what_is_deleted() {
    let changes = r#"<osmChange version="0.6"><create>
        <node id="-1" lat="1" lon="2"><tag k="a" v="b"/></node></create>
        <modify><way id="7"><nd ref="1"/><nd ref="2"/></way></modify>
        <delete><node id="3" lat="1" lon="2"><tag k="a" v="b"/></node><node id="4"/></delete>
        <create><node id="-5" lat="3" lon="4"><tag k="c" v="d"/></node></create></osmChange>"#;
    let features = shown(MappedFormat::Osc, changes);
    let elements: Vec<_> =
        features.iter().map(|it| it["properties"]["musubi:element"].clone()).collect();
    assert_eq!(elements, ["node/-1", "node/-5"]);
}

#[test]
fn geojson_is_taken_with_its_plain_words() {
    let text = r#"{"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"damage":"major","n":3,"x":[1],"musubi:author":"another"},
         "geometry":{"coordinates":[130.7,32.8,12.5],"type":"Point"}},
        {"type":"Feature","properties":null,"geometry":null}]}"#;
    let features = shown(MappedFormat::Geojson, text);
    assert_eq!(features.len(), 1);
    assert_eq!(features[0]["geometry"]["coordinates"], json!([130.7, 32.8]));
    let properties = &features[0]["properties"];
    assert_eq!((&properties["damage"], &properties["n"]), (&json!("major"), &json!("3")));
    assert_eq!(properties["musubi:author"], "mapper", "nobody speaks for the record");
    let one = r#"{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]}}"#;
    assert_eq!(shown(MappedFormat::Geojson, one).len(), 1);
}

#[test]
fn what_could_do_harm_is_refused_by_its_name() {
    use MappedFormat::{Geojson, Osc, Osm};
    use MappedRefused::{
        Coordinates, Empty, Encoding, Entities, Malformed, TooDeep, TooLarge, TooMany,
    };
    let check = |format, text: &str, want| {
        let start: String = text.chars().take(80).collect();
        assert_eq!(refused(format, text), Some(want), "{start}");
    };
    let bomb =
        r#"<!DOCTYPE osm [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><osm>&b;</osm>"#;
    check(Osm, bomb, Entities);
    check(Osm, r#"<osm><node id="1" lat="1" lon="1"><tag k="a" v="&b;"/></node></osm>"#, Entities);
    check(Osm, r#"<osm><node id="1" lat="91" lon="1"/></osm>"#, Coordinates);
    check(Osm, r#"<osm><node id="1" lat="NaN" lon="1"/></osm>"#, Coordinates);
    check(Osm, r#"<osm><node id="1" lat="1"/></osm>"#, Coordinates);
    check(Osm, r#"<osm><node id="x" lat="1" lon="1"/></osm>"#, Malformed);
    check(Osm, &OSM[..OSM.len() / 2], Malformed);
    check(Osm, &OSM[..OSM.len() - 3], Malformed);
    check(Osm, "<osm/>", Empty);
    check(Osm, "", Malformed);
    check(Osm, "<html></html>", Malformed);
    check(Osc, OSM, Malformed);
    check(Osm, &format!("<osm>{}", "<a>".repeat(20)), TooDeep);
    let many: String = (0..100).map(|n| format!(" a{n}=\"\"")).collect();
    check(Osm, &format!("<osm><node{many}/></osm>"), TooMany);
    let long = "長".repeat(1_001);
    check(
        Osm,
        &format!(r#"<osm><node id="1" lat="1" lon="1"><tag k="a" v="{long}"/></node></osm>"#),
        TooMany,
    );
    check(Geojson, &"[".repeat(100_000), Malformed);
    let deep = r#"{"type":"FeatureCollection","features":[{"properties":{"a":"#.to_owned();
    let deep = deep + &"[".repeat(100_000);
    check(Geojson, &deep, TooDeep);
    check(Geojson, "{}", Malformed);
    check(Geojson, r#"{"type":"FeatureCollection","features":[]}"#, Empty);
    let far = r#"{"type":"Feature","geometry":{"type":"Point","coordinates":[-27000,22000]}}"#;
    check(Geojson, far, Coordinates);
    check(
        Geojson,
        r#"{"type":"Feature","geometry":{"type":"Point","coordinates":[1]}}"#,
        Malformed,
    );
    let circle = r#"{"type":"Feature","geometry":{"type":"Circle","coordinates":[1,2]}}"#;
    check(Geojson, circle, Malformed);
    check(Osm, &" ".repeat(BYTES_MAX + 1), TooLarge);
    let latin = Mapped::read(Osm, b"<osm>\xE9</osm>");
    assert_eq!(latin.err(), Some(Encoding));
}

proptest! {
    #[test]
    fn no_bytes_end_in_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600), at in 0..OSM.len(), byte: u8) {
        for format in MappedFormat::ALL {
            let _ = Mapped::read(*format, &bytes);
            let mut text = OSM.as_bytes().to_vec();
            text[at] = byte;
            let _ = Mapped::read(*format, &text);
        }
    }
}
