//! What other programs are told of layers: every document, read back as a reader would.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

use musubi_exchange::layers::wmts::{Exception, Request};
use musubi_exchange::layers::{
    Address, Archive, Footprint, Georeference, Layer, Licence, TileFormat, Tracing, collection,
    editors, files, oam, qgis, stac, tilejson, wmts,
};
use musubi_model::ids::RecordId;
use musubi_model::layer::Platform;
use musubi_model::time::Timestamp;
use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::{Value, json};

const HOST: &str = "http://musubi.lan:8000";
const AT: Address<'_> = Address::Node(HOST);
const ID: &str = "01HKQ3V0S0000000000000000A";

fn square(west: f64, south: f64, side: f64) -> Vec<Vec<[f64; 2]>> {
    let (east, north) = (west + side, south + side);
    vec![vec![[west, south], [east, south], [east, north], [west, north], [west, south]]]
}

fn layer() -> Layer {
    Layer {
        id: ID.parse().unwrap(),
        title: "輪島市 河井町 <1> & 2".to_owned(),
        note: None,
        provider: "ドローン隊 \"A\"".to_owned(),
        contact: "drone team, drone@example.jp".to_owned(),
        licence: Licence { name: "CC-BY-4.0".to_owned(), url: None },
        captured: Timestamp::from_millis(1_704_416_400_000)
            ..=Timestamp::from_millis(1_704_420_000_000),
        platform: Platform::Uav,
        sensor: Some("FC6310R".to_owned()),
        gsd_mm: 50,
        tracing: Tracing::Permitted { by: "輪島市".to_owned(), url: None },
        place: Georeference::Checked,
        footprint: Footprint::new(vec![square(136.89, 37.39, 0.01)]).unwrap(),
        zooms: 14..=21,
        tiles: TileFormat::Jpeg,
        archive: Archive { bytes: 59_500_000, hash: [0xab; 32] },
        published_at: Timestamp::from_millis(1_704_430_000_000),
        changed_at: Timestamp::from_millis(1_704_440_000_000),
    }
}

fn of_operation(layers: &[Layer]) -> stac::Collection<'_> {
    stac::Collection {
        id: "0f",
        title: "能登半島地震",
        description: "drone layers",
        layers,
        photos: &[],
    }
}

/// Elements and their text, in order; attributes as `element@name`.
fn read(document: &str) -> Vec<(String, String)> {
    let mut reader = Reader::from_str(document);
    let (mut seen, mut open): (Vec<(String, String)>, Vec<usize>) = (vec![], vec![]);
    let attributes = |seen: &mut Vec<(String, String)>,
                      start: &quick_xml::events::BytesStart<'_>| {
        let name = start.name().as_ref().to_owned();
        seen.push((name.clone(), String::new()));
        let index = seen.len() - 1;
        for attribute in start.attributes() {
            let attribute = attribute.unwrap();
            let key: &str = attribute.key.as_ref();
            let value = quick_xml::escape::unescape(&attribute.value);
            seen.push((format!("{name}@{key}"), value.unwrap().into_owned()));
        }
        index
    };
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => open.push(attributes(&mut seen, &start)),
            Event::Empty(start) => {
                attributes(&mut seen, &start);
            }
            Event::Text(text) => {
                if let Some(at) = open.last() {
                    seen[*at].1.push_str(&text);
                }
            }
            Event::GeneralRef(entity) => {
                let entity = format!("&{};", &*entity);
                let at = open.last().unwrap();
                seen[*at].1.push_str(&quick_xml::escape::unescape(&entity).unwrap());
            }
            Event::End(_) => {
                open.pop().unwrap();
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(open, [] as [usize; 0], "every element is closed");
    seen
}

fn all<'a>(seen: &'a [(String, String)], name: &str) -> Vec<&'a str> {
    seen.iter().filter(|(known, _)| known == name).map(|(_, text)| text.trim()).collect()
}

#[test]
fn files_that_a_store_hands_out_are_named_as_they_are_laid_out() {
    let layers = [layer()];
    let at = Address::Files("https://example.jp/noto");
    let tiles = format!("https://example.jp/noto/layers/{ID}/abababababababab");
    assert_eq!(at.xyz(&layers[0]), format!("{tiles}/{{z}}/{{x}}/{{y}}.jpg"));
    assert_eq!(at.versioned_xyz(&layers[0]), at.xyz(&layers[0]));
    assert_eq!(at.pmtiles(&layers[0]), format!("{tiles}.pmtiles"));
    let tile = files::tile(&layers[0], [14, 1, 2], TileFormat::Jpeg);
    assert_eq!(format!("https://example.jp/noto/{tile}"), format!("{tiles}/14/1/2.jpg"));
    assert!(editors::josm(at, &layers).contains(&format!("{tiles}/{{zoom}}/{{x}}/{{y}}.jpg")));
    // Files answer to no keys and values, and are no databases that are made when asked for.
    let capabilities = wmts::capabilities(at, "t", &layers);
    assert!(capabilities.contains("ResourceURL") && !capabilities.contains("KVP"));
    assert_eq!(stac::item(at, of_operation(&layers), &layers[0])["assets"]["mbtiles"], Value::Null);
}

#[test]
fn a_catalogue_of_files_may_lead_from_document_to_document() {
    let layers = [layer()];
    let all = of_operation(&layers);
    let item = files::stac_item(all, layers[0].id);
    let top = files::to_top(&item);
    assert_eq!(top, "../../../..");
    let links = stac::item(Address::Files(&top), all, &layers[0])["links"].clone();
    let href = |rel: &str| {
        let links = links.as_array().unwrap();
        links.iter().find(|link| link["rel"] == rel).map(|link| link["href"].clone())
    };
    assert_eq!(href("self"), None);
    assert_eq!(href("root"), Some(json!("../../../../stac/catalog.json")));
    let here = Address::Files("https://example.jp");
    let own = stac::item(here, all, &layers[0])["links"][0]["href"].clone();
    assert_eq!(own, json!(format!("https://example.jp/{item}")));
}

#[test]
fn every_address_in_every_document_is_the_one_the_reader_used() {
    let layers = [layer()];
    let documents = [
        tilejson::document(AT, &layers[0]).to_string(),
        oam::document(AT, &layers[0]).to_string(),
        collection(AT, &layers, &[]).to_string(),
        stac::root(AT, of_operation(&layers)).to_string(),
        stac::collection(AT, of_operation(&layers)).unwrap().to_string(),
        stac::items(AT, of_operation(&layers)).to_string(),
        editors::index(AT, &layers).to_string(),
        editors::josm(AT, &layers),
        wmts::capabilities(AT, "能登半島地震", &layers),
    ];
    // What names a standard or a licence is read by nobody over the network of a gym.
    let standards = [
        "opengis.net",
        "w3.org",
        "josm.openstreetmap.de/maps-1.0",
        "stac-extensions.github.io",
        "hotosm.github.io",
        "creativecommons.org",
    ];
    for document in documents {
        let others = document.split("http").skip(1).filter(|rest| {
            let is_ours = rest.starts_with(&HOST["http".len()..]);
            !is_ours
                && !standards
                    .iter()
                    .any(|it| rest.chars().take(60).collect::<String>().contains(it))
        });
        assert_eq!(others.collect::<Vec<_>>(), [] as [&str; 0], "{document}");
        assert!(document.contains(&format!("{HOST}/")), "{document}");
    }
}

#[test]
fn lists_for_editors_hold_only_what_may_be_traced() {
    let mut layers = [layer(), layer()];
    layers[1].tracing = Tracing::NotPermitted;
    layers[1].id = RecordId::new([7; 16]);
    assert_eq!(all(&read(&editors::josm(AT, &layers)), "id"), [format!("musubi-{ID}")]);
    let index = editors::index(AT, &layers);
    let ids: Vec<&Value> =
        index["features"].as_array().unwrap().iter().map(|it| &it["properties"]["id"]).collect();
    assert_eq!(ids, [&json!(format!("musubi-{ID}"))]);
    // Whoever only looks at pictures sees both.
    assert_eq!(collection(AT, &layers, &[])["features"].as_array().unwrap().len(), 2);
    assert_eq!(all(&read(&wmts::capabilities(AT, "t", &layers)), "Layer").len(), 2);
}

#[test]
fn what_people_typed_is_text_in_every_document() {
    let mut strange = layer();
    strange.title = "]]></entry><!-- \u{1}&amp; '\"".to_owned();
    let want = "]]></entry><!-- &amp; '\"";
    let layers = [strange];
    assert_eq!(all(&read(&editors::josm(AT, &layers)), "name"), [want]);
    assert_eq!(all(&read(&wmts::capabilities(AT, "t", &layers)), "ows:Title")[1], want);
    let definition = read(&qgis::document(AT, &layers[0]));
    assert_eq!(all(&definition, "layername"), [want]);
    assert_eq!(all(&definition, "layer-tree-layer@name"), [want]);
    let link = editors::josm_link(AT, &layers[0]);
    assert!(
        link.contains("title=%5D%5D%3E%3C%2Fentry%3E%3C%21--%20%01%26amp%3B%20%27%22&type=tms&"),
        "{link}"
    );
}

#[test]
fn the_link_to_josm_ends_with_an_address_of_tiles_that_josm_can_read() {
    let mut webp = layer();
    webp.tiles = TileFormat::Webp;
    let url = |format| {
        format!(
            "&min_zoom=14&max_zoom=21&url=http%3A%2F%2Fmusubi.lan%3A8000%2Flayers%2F{ID}%2F%7Bzoom%7D%2F%7Bx%7D%2F%7By%7D.{format}"
        )
    };
    assert!(editors::josm_link(AT, &layer()).ends_with(&url("jpg")));
    assert!(editors::josm_link(AT, &webp).ends_with(&url("png")));
    assert!(
        all(&read(&editors::josm(AT, &[webp.clone()])), "url")[0].ends_with("/{zoom}/{x}/{y}.png")
    );
    assert_eq!(all(&read(&wmts::capabilities(AT, "t", &[webp])), "Format"), ["image/png"]);
}

#[test]
fn id_is_offered_by_https_alone_and_told_of_a_shift() {
    let mut shifted = layer();
    assert_eq!(editors::id_link(AT, &shifted), None);
    shifted.place = Georeference::Off { east_cm: 300, north_cm: -25 };
    let link = editors::id_link(Address::Node("https://maps.example.jp"), &shifted).unwrap();
    assert!(link.contains("background=custom:https%3A%2F%2Fmaps.example.jp%2Flayers%2F"), "{link}");
    assert!(link.ends_with("&map=19/37.39500/136.89500&offset=3.00,-0.25"), "{link}");
    assert_eq!(all(&read(&editors::josm(AT, &[shifted.clone()])), "valid-georeference"), ["false"]);
    assert_eq!(tilejson::document(AT, &shifted)["description"], "offset 3.00,-0.25 m (east,north)");
    assert_eq!(tilejson::document(AT, &layer()).get("description"), None);
}

#[test]
fn a_tilejson_names_the_very_archive_and_that_of_a_draft_its_path_alone() {
    let tiles = tilejson::document(AT, &layer())["tiles"][0].clone();
    assert_eq!(tiles, format!("{}?v=abababab", AT.xyz(&layer())));
    let bounds = layer().footprint.bounds();
    let draft = tilejson::Draft {
        token: "0123456789abcdef",
        title: "下書き",
        bounds,
        zooms: 14..=21,
        tiles: TileFormat::Jpeg,
    };
    let document = tilejson::of_draft(AT, &draft);
    let want = format!("{HOST}/drafts/0123456789abcdef/{{z}}/{{x}}/{{y}}.jpg");
    assert_eq!(document["tiles"], json!([want]));
    assert_eq!((&document["minzoom"], &document["maxzoom"]), (&json!(14), &json!(21)));
    assert_eq!(document["bounds"], json!(bounds.list()));
}

#[test]
fn outlines_are_where_the_layer_is_and_no_larger_than_josm_takes() {
    let mut many = layer();
    many.footprint =
        Footprint::new(vec![square(136.0, 37.0, 0.5), square(137.0, 36.5, 0.25)]).unwrap();
    let seen = read(&editors::josm(AT, &[many.clone()]));
    assert_eq!(all(&seen, "bounds@min-lat"), ["36.5"]);
    assert_eq!(all(&seen, "bounds@max-lon"), ["137.25"]);
    assert_eq!((all(&seen, "shape").len(), all(&seen, "point").len()), (2, 10));
    assert_eq!(many.footprint.geometry()["type"], "MultiPolygon");
    assert_eq!(
        layer().footprint.wkt(),
        "POLYGON ((136.89 37.39, 136.9 37.39, 136.9 37.4, 136.89 37.4, 136.89 37.39))"
    );
    let mut ring: Vec<[f64; 2]> = (0..1_000).map(|n| [136.0 + f64::from(n) / 1e4, 37.0]).collect();
    ring.push(ring[0]);
    many.footprint = Footprint::new(vec![vec![ring]]).unwrap();
    assert_eq!(all(&read(&editors::josm(AT, &[many])), "shape"), [] as [&str; 0]);
}

#[test]
fn an_outline_that_is_none_is_refused() {
    let open = vec![vec![[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]];
    for polygons in [
        vec![],
        vec![vec![]],
        vec![open],
        vec![square(179.9, 0.0, 0.2)],
        vec![square(f64::NAN, 0.0, 1.0)],
    ] {
        assert_eq!(Footprint::new(polygons.clone()), None, "{polygons:?}");
    }
}

#[test]
fn capabilities_name_the_tiles_of_each_zoom_and_both_ways_to_ask() {
    let seen = read(&wmts::capabilities(AT, "能登", &[layer()]));
    assert_eq!(all(&seen, "TileMatrixSetLimits").len(), 1);
    // Of zooms 14 to 21, and of the matrices from 0 on.
    assert_eq!((all(&seen, "TileMatrixLimits").len(), all(&seen, "TileMatrix").len()), (8, 8 + 22));
    assert_eq!(all(&seen, "MinTileCol")[0], "14422");
    assert_eq!((all(&seen, "MinTileRow")[0], all(&seen, "MaxTileRow")[0]), ("6354", "6354"));
    assert_eq!(all(&seen, "ScaleDenominator")[..2], ["559082264.0287178", "279541132.0143589"]);
    assert_eq!(
        all(&seen, "ows:Get@xlink:href"),
        [HOST.to_owned() + "/wmts?", HOST.to_owned() + "/wmts?"]
    );
    let template = format!("{HOST}/layers/{ID}/{{TileMatrix}}/{{TileCol}}/{{TileRow}}.jpg");
    assert_eq!(all(&seen, "ResourceURL@template"), [template]);
    // With no layer at all the document stands, with the whole world of zoom 0.
    assert_eq!(all(&read(&wmts::capabilities(AT, "t", &[])), "TileMatrix").len(), 1);
}

const TILE: [(&str, &str); 9] = [
    ("service", "WMTS"),
    ("Request", "GetTile"),
    ("VERSION", "1.0.0"),
    ("LAYER", ID),
    ("STYLE", "default"),
    ("FORMAT", "image/jpeg"),
    ("TileMatrixSet", "GoogleMapsCompatible"),
    ("TILEMATRIX", "14"),
    ("TILEROW", "6354"),
];

#[test]
fn a_tile_is_asked_for_by_names_in_any_case() {
    let asked = Request::read(TILE.into_iter().chain([("tilecol", "14422")]));
    let format = "image/jpeg".to_owned();
    assert_eq!(
        asked,
        Ok(Request::Tile { layer: ID.to_owned(), z: 14, x: 14_422, y: 6_354, format })
    );
    let capabilities = [("SERVICE", "wmts"), ("request", "GetCapabilities")];
    assert_eq!(Request::read(capabilities), Ok(Request::Capabilities));
}

#[test]
fn what_is_wrong_with_a_request_is_said_in_the_words_of_the_standard() {
    refused(&[], ("MissingParameterValue", "SERVICE"));
    refused(&[("SERVICE", "WMS")], ("InvalidParameterValue", "SERVICE"));
    refused(
        &[("SERVICE", "WMTS"), ("REQUEST", "GetFeatureInfo")],
        ("OperationNotSupported", "REQUEST"),
    );
    refused(&TILE, ("MissingParameterValue", "TILECOL"));
    let with =
        |name, value| TILE.into_iter().chain([("TILECOL", "1"), (name, value)]).collect::<Vec<_>>();
    refused(&with("VERSION", "2.0.0"), ("InvalidParameterValue", "VERSION"));
    refused(&with("STYLE", "night"), ("InvalidParameterValue", "STYLE"));
    refused(&with("TILEMATRIXSET", "EPSG:4326"), ("InvalidParameterValue", "TILEMATRIXSET"));
    refused(&with("TILEMATRIX", "32"), ("InvalidParameterValue", "TILEMATRIX"));
    refused(&with("TILEMATRIX", "x"), ("InvalidParameterValue", "TILEMATRIX"));
    refused(&with("TILEROW", "16384"), ("TileOutOfRange", "TILEROW"));
    refused(&with("TILECOL", "-1"), ("InvalidParameterValue", "TILECOL"));
    refused(&with("LAYER", ""), ("MissingParameterValue", "LAYER"));
}

#[track_caller]
fn refused(pairs: &[(&str, &str)], (code, locator): (&'static str, &'static str)) {
    let exception = Request::read(pairs.iter().copied()).unwrap_err();
    assert_eq!(exception, Exception { code, locator });
    let seen = read(&exception.document());
    assert_eq!(all(&seen, "Exception@exceptionCode"), [code]);
    assert_eq!(all(&seen, "Exception@locator"), [locator]);
}

#[test]
fn the_catalogue_names_what_there_is() {
    assert_eq!(stac::collection(AT, of_operation(&[])), None);
    let rels = |links: &Value| -> Vec<String> {
        links.as_array().unwrap().iter().map(|it| it["rel"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(rels(&stac::root(AT, of_operation(&[]))["links"]), ["self", "root"]);
    let mut layers = [layer(), layer()];
    layers[1].footprint = Footprint::new(vec![square(130.0, 32.0, 1.0)]).unwrap();
    assert_eq!(rels(&stac::root(AT, of_operation(&layers))["links"]), ["self", "root", "child"]);
    let collection = stac::collection(AT, of_operation(&layers)).unwrap();
    assert_eq!(collection["license"], "CC-BY-4.0");
    assert_eq!(collection["extent"]["spatial"]["bbox"], json!([[130.0, 32.0, 136.9, 37.4]]));
    assert_eq!(collection["providers"].as_array().unwrap().len(), 1);
    layers[1].licence = Licence { name: "市の利用規約".to_owned(), url: None };
    assert_eq!(stac::collection(AT, of_operation(&layers)).unwrap()["license"], "other");
    assert_eq!(stac::item(AT, of_operation(&layers), &layers[1])["properties"]["license"], "other");
}

#[test]
fn an_item_says_when_it_was_taken_and_what_its_file_is() {
    let layers = [layer()];
    let item = stac::item(AT, of_operation(&layers), &layers[0]);
    let properties = &item["properties"];
    assert_eq!(properties["datetime"], Value::Null);
    assert_eq!(properties["start_datetime"], "2024-01-05T01:00:00Z");
    assert_eq!(properties["end_datetime"], "2024-01-05T02:00:00Z");
    assert_eq!(
        (&properties["gsd"], &properties["oam:platform_type"]),
        (&json!(0.05), &json!("uav"))
    );
    let checksum = item["assets"]["pmtiles"]["file:checksum"].as_str().unwrap();
    assert_eq!(checksum, format!("1e20{}", "ab".repeat(32)));
    let mut moment = layer();
    moment.captured = *moment.captured.start()..=*moment.captured.start();
    let item = stac::item(AT, of_operation(&layers), &moment);
    assert_eq!(item["properties"]["datetime"], "2024-01-05T01:00:00Z");
}

#[test]
fn the_words_of_openaerialmap_are_used_only_where_it_has_them() {
    let has = |change: &dyn Fn(&mut Layer)| {
        let mut changed = layer();
        change(&mut changed);
        let layers = [changed];
        let item = stac::item(AT, of_operation(&layers), &layers[0]);
        let named = item["stac_extensions"]
            .as_array()
            .unwrap()
            .iter()
            .any(|it| it.as_str().unwrap().contains("hotosm"));
        assert_eq!(named, item["properties"].get("oam:producer_name").is_some());
        named
    };
    assert!(has(&|_| {}));
    assert!(!has(&|layer| layer.platform = Platform::Pole));
    assert!(!has(&|layer| layer.licence.name = "CC0-1.0".to_owned()));
}

#[test]
fn openaerialmap_reads_the_box_in_the_units_of_the_projection() {
    let document = oam::document(AT, &layer());
    // As R·λ and R·asinh(tan φ) say.
    let want = [15_238_525.09, 4_493_608.08, 15_239_638.29, 4_495_009.26];
    for (edge, want) in document["bbox"].as_array().unwrap().iter().zip(want) {
        assert!((edge.as_f64().unwrap() - want).abs() < 0.01, "{edge} {want}");
    }
    assert_eq!(document["uuid"], format!("{HOST}/layers/{ID}.pmtiles"));
    assert_eq!(document["acquisition_end"], "2024-01-05T02:00:00Z");
}
