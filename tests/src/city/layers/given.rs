//! What mappers draw from a layer comes back as a file, stands on the map at every laptop that has the
//! layer, and can be fetched to be uploaded when the line is back.

use data_encoding::BASE64;
use serde_json::{Value, json};

use super::super::harness::{eventually, path, until_level};
use super::reader::Reader;
use super::{Both, Gym, archives, import, taken};
use crate::client::Refused;

const OSM: &str = r#"<?xml version="1.0"?><osm version="0.6" generator="JOSM">
<node id="-1" lat="32.801" lon="130.711"/><node id="-2" lat="32.801" lon="130.712"/>
<node id="-3" lat="32.802" lon="130.712"/>
<way id="-4"><nd ref="-1"/><nd ref="-2"/><nd ref="-3"/><nd ref="-1"/><tag k="building" v="ruins"/></way>
</osm>"#;
const GEOJSON: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature",
"properties":{"road":"blocked"},"geometry":{"type":"LineString","coordinates":[[130.7,32.8],[130.71,32.8]]}}]}"#;

fn said(kind: &str, format: &str, title: &str, bytes: &[u8]) -> Value {
    json!({
        "kind": kind, "format": format, "title": title, "author": "mapper-1",
        "made_at": 1_767_949_200_000_i64, "file": BASE64.encode(bytes),
    })
}

#[test]
fn what_mappers_draw_comes_back_and_stands_on_the_map_of_every_laptop() {
    let Both { _city, data_hq, data, hq, gym, desk_hq, desk_gym, layer } = Both::meet();
    let card = format!("/layers/{layer}");
    eventually("HQ has the layer", || (desk_hq.get(&card)["held"] == true).then_some(()));

    let given = format!("{card}/mapped");
    desk_hq.post(&given, &said("damaged_buildings", "osm", "houses", OSM.as_bytes()));
    desk_gym.post(&given, &said("blocked_roads", "geojson", "roads", GEOJSON.as_bytes()));
    until_level(&[&desk_hq, &desk_gym]);
    for (desk, node) in [(&desk_hq, &hq), (&desk_gym, &gym)] {
        let mapped = eventually("both files are here", || {
            let mapped = desk.get(&card)["mapped"].clone();
            mapped.as_array()?.iter().all(|it| it["held"] == true).then_some(mapped)
        });
        assert_eq!(mapped.as_array().map(Vec::len), Some(2));
        let roads = &mapped[0];
        assert_eq!((&roads["title"], &roads["author"]), (&json!("roads"), &json!("mapper-1")));
        assert_eq!(
            (&roads["kind"], &roads["format"]),
            (&json!("blocked_roads"), &json!("geojson"))
        );
        let reader = Reader::of(&node.public);
        let all = reader.get(&format!("{card}/mapped.geojson"));
        assert_eq!(all.header("content-type"), "application/geo+json");
        let features = all.json()["features"].clone();
        assert_eq!(features.as_array().map(Vec::len), Some(2));
        assert_eq!(features[0]["geometry"]["type"], "Polygon");
        assert_eq!(features[0]["properties"]["building"], "ruins");
        assert_eq!(features[1]["properties"]["musubi:kind"], "blocked_roads");
        assert_eq!(features[1]["properties"]["musubi:made_at"], "2026-01-09T09:00:00Z");
        let tag = all.header("etag");
        assert_eq!(
            reader.get_with(&format!("{card}/mapped.geojson"), &[("if-none-match", tag)]).status,
            304
        );
        let id = mapped[1]["id"].as_str().expect("an id");
        let file = reader.get(&format!("{card}/mapped/{id}.osm"));
        assert_eq!(file.header("content-type"), "application/vnd.openstreetmap.data+xml");
        assert_eq!(file.text(), OSM, "as it came");
        assert_eq!(desk.download(&format!("{card}/mapped/{id}")), OSM.as_bytes());
        assert_eq!(reader.get(&format!("{card}/mapped/{id}.osc")).status, 404);
        let page = reader.get("/layers?lang=en");
        for wanted in ["houses", "mapper-1", "校区", "2026-01-09 18:00", &format!("{id}.osm")] {
            assert!(page.text().contains(wanted), "{wanted}");
        }
    }
    let mapped = desk_gym.get(&card)["mapped"].clone();
    let roads = mapped[0]["id"].as_str().expect("an id");
    desk_gym.post(&format!("{card}/mapped/{roads}/withdraw"), &json!({}));
    until_level(&[&desk_hq, &desk_gym]);
    for (desk, data) in [(&desk_hq, &data_hq), (&desk_gym, &data)] {
        assert_eq!(desk.get(&card)["mapped"].as_array().map(Vec::len), Some(1));
        eventually("it leaves the disk", || (archives(data).len() == 2).then_some(()));
    }
    hq.stop();
    gym.stop();
}

#[test]
fn what_is_no_mappers_file_is_refused_by_its_code_and_leaves_nothing() {
    let gym = Gym::open();
    let (layer, _) = taken(&import(&gym.data, &[&path(&gym.image(300))]));
    let given = format!("/layers/{layer}/mapped");
    let check = |format: &str, bytes: &[u8], status, code: &str| {
        let refused = gym.desk.try_post(&given, &said("other", format, "x", bytes));
        assert_eq!(refused, Err(Refused { status, code: code.to_owned() }));
        assert_eq!(gym.desk.get(&format!("/layers/{layer}"))["mapped"], json!([]));
        assert_eq!(archives(&gym.data).len(), 1, "the layer's own");
    };
    let bomb = r#"<!DOCTYPE osm [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><osm>&b;</osm>"#;
    check("osm", bomb.as_bytes(), 422, "mapped_entities");
    check("osm", &OSM.as_bytes()[..OSM.len() - 9], 422, "mapped_malformed");
    check("osc", OSM.as_bytes(), 422, "mapped_malformed");
    check("geojson", b"{}", 422, "mapped_malformed");
    check("osm", OSM.replace("32.801", "3280.1").as_bytes(), 422, "mapped_coordinates");
    check("osm", b"", 422, "mapped_empty");
    check("osm", &vec![b' '; (8 << 20) + 1], 422, "mapped_too_large");
    let mut no_base64 = said("other", "osm", "x", b"");
    no_base64["file"] = json!("<osm/>");
    for wrong in [said("other", "osm", " ", OSM.as_bytes()), no_base64] {
        let refused = gym.desk.try_post(&given, &wrong);
        assert_eq!(refused, Err(Refused { status: 422, code: "invalid".to_owned() }));
    }
    // Of a draft nothing is public.
    gym.desk.post(&given, &said("other", "osm", "x", OSM.as_bytes()));
    assert_eq!(gym.reader().get(&format!("/layers/{layer}/mapped.geojson")).status, 404);
    gym.node.stop();
}
