//! Orthophotos: from a file beside a laptop to the programs of mappers, through a draft, the gate and
//! the catalogues, to the end of a layer.

#[path = "../../../crates/imagery/tests/imagery/camera.rs"]
mod camera;
#[cfg(target_os = "linux")]
mod carried;
mod given;
mod made;
pub(crate) mod photos;
mod pushing;
mod reader;
mod sent;

use std::path::{Path, PathBuf};
use std::process::{Child, Output, Stdio};

use serde_json::{Value, json};

use self::reader::Reader;
use super::harness::{City, GYM_A, after, eventually, path, serve, until_level};
use crate::client::{Desk, Refused};
use crate::process::{Node, musubi, run, try_run};
use crate::skip;

/// A gym's laptop that serves, with its manager signed in.
struct Gym {
    city: City,
    data: PathBuf,
    node: Node,
    desk: Desk,
}

impl Gym {
    fn open() -> Self {
        let city = City::create();
        let data = city.gym("gym", GYM_A, 0);
        let node = serve(&data, &[]);
        let desk = Desk::first_run(&node.staff);
        Self { city, data, node, desk }
    }

    fn reader(&self) -> Reader {
        Reader::of(&self.node.public)
    }

    fn image(&self, side: u16) -> PathBuf {
        let image = self.city.folder.path().join("校区.tif");
        made::orthophoto(&image, side);
        image
    }
}

fn import(data: &Path, more: &[&str]) -> Output {
    try_run(&[&["layer", "import", "--data", &path(data)], more].concat())
}

/// Gives the layer's id and the path of its draft.
#[track_caller]
pub(crate) fn taken(output: &Output) -> (String, String) {
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let wrong = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}{wrong}");
    let draft = after(&said, "draft: ");
    let (draft, _) = draft.split_once("/{z}").expect("a template");
    (after(&said, "layer: "), draft.to_owned())
}

/// What a team says of its flight.
fn words() -> Value {
    json!({
        "title": "校区の写真", "captured_at": 1_767_949_200_000_i64, "provider": "試験ドローン隊",
        "contact": "試験ドローン隊, drone@example.jp", "licence": "CC-BY-4.0",
        "tracing_permitted": true, "tracing_by": "隊長", "tracing_at": 1_767_949_300_000_i64,
        "tracing_text": "OpenStreetMap に描き写してよい", "platform": "uav", "positioning": "rtk",
        "georeference_checked": true,
    })
}

/// Looks at every square, as one person.
#[track_caller]
fn look_at_everything(desk: &Desk, layer: &str) -> u64 {
    let check = format!("/layers/{layer}/check");
    let mut walk = desk.get(&check);
    let mut looked = 0;
    while let Some(cell) = walk["next"]["cell"].as_str() {
        let left = walk["left"].as_u64().expect("a number");
        walk = desk.post(&check, &json!({ "cell": cell, "people": false }));
        assert_eq!(walk["left"].as_u64(), Some(left - 1));
        looked += 1;
    }
    assert_eq!(walk["left"], 0);
    looked
}

#[track_caller]
pub(crate) fn publish(desk: &Desk, layer: &str) {
    desk.patch(&format!("/layers/{layer}"), &words());
    look_at_everything(desk, layer);
    desk.post(&format!("/layers/{layer}/publish"), &json!({}));
}

/// The tile of a zoom in which the made image's middle lies.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a tile of Japan")]
fn tile_of([lon, lat]: [f64; 2], zoom: u8) -> (u32, u32) {
    let side = 2_f64.powi(zoom.into());
    let y = 0.5 - lat.to_radians().tan().asinh() / std::f64::consts::TAU;
    (((lon + 180.0) / 360.0 * side) as u32, (y * side) as u32)
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("no number: {value}"))
}

#[test]
fn a_layer_goes_from_a_file_through_a_draft_and_the_gate_to_every_program() {
    let gym = Gym::open();
    let reader = gym.reader();
    let (layer, draft) = taken(&import(&gym.data, &[&path(&gym.image(600))]));
    let described = reader.get(&format!("{draft}/tilejson.json"));
    assert_eq!((described.status, described.header("cache-control")), (200, "no-store"));
    let described = described.json();
    let template = described["tiles"][0].as_str().expect("an address").to_owned();
    assert!(template.starts_with(reader.base()), "{template}");
    let zoom = described["maxzoom"].as_u64().expect("a zoom");
    let centre = [number(&described["center"][0]), number(&described["center"][1])];
    let far = (centre[0] - made::NEAR[0]).hypot(centre[1] - made::NEAR[1]);
    assert!(far < 0.05, "it lies at {centre:?}");
    let zoom_8 = u8::try_from(zoom).expect("a zoom");
    let (x, y) = tile_of(centre, zoom_8);
    let tile = format!("{zoom}/{x}/{y}.jpg");
    let shown = reader.get(&format!("{draft}/{tile}"));
    assert_eq!((shown.status, shown.header("content-type")), (200, "image/jpeg"));
    assert_eq!(shown.header("cache-control"), "no-store");
    assert!(shown.bytes.starts_with(&[0xFF, 0xD8, 0xFF]));

    // A draft is nowhere but under its path.
    for hidden in ["tilejson.json", &tile] {
        assert_eq!(reader.get(&format!("/layers/{layer}/{hidden}")).status, 404);
    }
    assert!(!reader.get("/stac").text().contains("/stac/collections/"));
    assert!(!reader.get("/wmts?service=WMTS&request=GetCapabilities").text().contains(&layer));

    the_gate_names_everything(&gym.desk, &layer);
    publish(&gym.desk, &layer);
    let own = Published { reader: &reader, layer: &layer, tile: &tile, zoom };
    own.tiles_are_served();
    own.outside_and_gaps();
    own.archives_are_served();
    own.catalogues_name_it();
    own.map_services_serve_it((x, y));
    own.people_find_it();

    gym.desk.post(&format!("/layers/{layer}/withdraw"), &json!({}));
    let gone = [
        format!("/layers/{layer}/{tile}"),
        format!("/layers/{layer}.pmtiles"),
        format!("/layers/{layer}.mbtiles"),
        format!("/layers/{layer}.qlr"),
        format!("/layers/{layer}/tilejson.json"),
        format!("/oam/{layer}.json"),
        format!("{draft}/{tile}"),
        format!("{draft}.pmtiles"),
        format!("{draft}/tilejson.json"),
    ];
    for path in gone {
        assert_eq!(reader.get(&path).status, 410, "{path}");
    }
    for list in
        ["/layers/josm.xml", "/layers/footprints.geojson", "/wmts/1.0.0/WMTSCapabilities.xml"]
    {
        assert!(!reader.get(list).text().contains(&layer), "{list}");
    }
    let again = gym.desk.try_post(&format!("/layers/{layer}/publish"), &json!({}));
    let withdrawn = Refused { status: 409, code: "layer_withdrawn".to_owned() };
    assert_eq!(again, Err(withdrawn));
    gym.node.stop();
}

#[track_caller]
fn the_gate_names_everything(desk: &Desk, layer: &str) {
    let refused = desk.try_post(&format!("/layers/{layer}/publish"), &json!({}));
    assert_eq!(refused, Err(Refused { status: 422, code: "invalid".to_owned() }));
    let missing = |desk: &Desk| desk.get(&format!("/layers/{layer}"))["missing"].clone();
    let all = [
        "captured_at",
        "provider",
        "contact",
        "licence",
        "tracing_permitted",
        "platform",
        "positioning",
        "georeference_checked",
        "people_checked",
    ];
    assert_eq!(missing(desk), json!(all));
    // One after the other, each is the only one that is missing.
    for field in ["provider", "contact", "licence", "tracing_by", "tracing_text"] {
        desk.patch(&format!("/layers/{layer}"), &words());
        desk.patch(&format!("/layers/{layer}"), &json!({ field: "" }));
        assert_eq!(missing(desk), json!([field, "people_checked"]));
    }
    // Who is to be recognised keeps it back, until somebody looked again.
    let check = format!("/layers/{layer}/check");
    let cell = desk.get(&check)["next"]["cell"].clone();
    let walk = desk.post(&check, &json!({ "cell": cell, "people": true }));
    assert_eq!(walk["people"], 1);
    assert_eq!(walk["again"][0]["cell"], cell, "whoever erred looks again");
    desk.patch(&format!("/layers/{layer}"), &words());
    look_at_everything(desk, layer);
    assert_eq!(missing(desk), json!(["people_checked"]));
    desk.post(&check, &json!({ "cell": cell, "people": false }));
    assert_eq!(missing(desk), json!([]));
}

struct Published<'a> {
    reader: &'a Reader,
    layer: &'a str,
    tile: &'a str,
    zoom: u64,
}

impl Published<'_> {
    fn tiles_are_served(&self) {
        let Self { reader, layer, tile, .. } = self;
        let url = format!("/layers/{layer}/{tile}");
        let shown = reader.get(&url);
        assert_eq!((shown.status, shown.header("content-type")), (200, "image/jpeg"));
        assert_eq!(shown.header("cache-control"), "public, max-age=300");
        let tag = shown.header("etag");
        assert_eq!(reader.get_with(&url, &[("if-none-match", tag)]).status, 304);
        assert_eq!(reader.get_with(&url, &[("if-none-match", "\"other\"")]).status, 200);
        let described = reader.get(&format!("/layers/{layer}/tilejson.json")).json();
        let template = described["tiles"][0].as_str().expect("an address");
        assert!(template.starts_with(reader.base()), "the host the reader used: {template}");
        let (_, version) = template.split_once("?v=").expect("it names its archive");
        let named = reader.get(&format!("{url}?v={version}"));
        assert_eq!(named.header("cache-control"), "public, max-age=31536000, immutable");
        let other = reader.get(&format!("{url}?v=00000000"));
        assert_eq!(other.header("cache-control"), "public, max-age=300");
        let asked = reader.options(&url);
        assert_eq!((asked.status, asked.header("access-control-allow-origin")), (204, "*"));
        assert!(asked.header("access-control-allow-headers").contains("range"));
    }

    fn outside_and_gaps(&self) {
        let Self { reader, layer, zoom, .. } = self;
        let described = reader.get(&format!("/layers/{layer}/tilejson.json")).json();
        let bounds: Vec<f64> =
            described["bounds"].as_array().expect("four").iter().map(number).collect();
        let finest = u8::try_from(*zoom).expect("a zoom");
        // A made image lies askew on the map, so the corner of its bounds shows nothing.
        let corner = [[bounds[0], bounds[3]], [bounds[2], bounds[1]], [bounds[0], bounds[1]]];
        let corners = corner.map(|corner| {
            let (x, y) = tile_of(corner, finest);
            reader.get(&format!("/layers/{layer}/{zoom}/{x}/{y}.jpg"))
        });
        assert!(corners.iter().all(|it| it.status == 200), "a gap is never a 404 or 204");
        let (x, y) = tile_of([bounds[0] - 0.1, bounds[1]], finest);
        let outside = [
            format!("/layers/{layer}/{zoom}/{x}/{y}.jpg"),
            format!("/layers/{layer}/{}/0/0.jpg", zoom + 1),
            format!("/layers/{layer}/{}/0/0.jpg", u64::MAX),
            format!("/layers/{layer}/{zoom}/0/0"),
            format!("/layers/{layer}/{zoom}/0/0.exe"),
            format!("/layers/{layer}/-1/x/y.jpg"),
            format!("/layers/{layer}/a/b/c/d/e"),
            "/layers/01HKQ3V0S0000000000000000A/14/0/0.jpg".to_owned(),
            "/layers/none.pmtiles".to_owned(),
            "/drafts/0000/14/0/0.jpg".to_owned(),
            "/stac/collections/none".to_owned(),
            "/oam/none.json".to_owned(),
        ];
        for path in outside {
            assert_eq!(reader.get(&path).status, 404, "{path}");
        }
    }

    fn archives_are_served(&self) {
        let Self { reader, layer, .. } = self;
        let url = format!("/layers/{layer}.pmtiles");
        let whole = reader.get(&url);
        assert_eq!((whole.status, whole.header("accept-ranges")), (200, "bytes"));
        assert!(whole.bytes.starts_with(b"PMTiles\x03"));
        let hash = blake3::hash(&whole.bytes).to_hex();
        let tag = whole.header("etag");
        assert_eq!(tag, format!("\"{hash}\""));
        let head = reader.get_with(&url, &[("range", "bytes=0-16383")]);
        assert_eq!(head.status, 206);
        let length = whole.bytes.len();
        let last = length.min(16_384) - 1;
        assert_eq!(head.header("content-range"), format!("bytes 0-{last}/{length}"));
        assert_eq!(head.bytes, whole.bytes[..=last]);
        let end = reader.get_with(&url, &[("range", "bytes=-100"), ("if-range", tag)]);
        assert_eq!((end.status, &end.bytes[..]), (206, &whole.bytes[length - 100..]));
        let another = reader.get_with(&url, &[("range", "bytes=0-9"), ("if-range", "\"x\"")]);
        assert_eq!((another.status, another.bytes.len()), (200, length));
        let beyond = reader.get_with(&url, &[("range", &format!("bytes={length}-"))]);
        assert_eq!(beyond.status, 416);
        assert_eq!(beyond.header("content-range"), format!("bytes */{length}"));
        assert_eq!(reader.get_with(&url, &[("if-none-match", tag)]).status, 304);
        assert_eq!(reader.get_with(&url, &[("if-match", "\"x\"")]).status, 412);
        let database = reader.get(&format!("/layers/{layer}.mbtiles"));
        assert_eq!(database.status, 200);
        assert!(database.bytes.starts_with(b"SQLite format 3\0"));
        assert_eq!(reader.get(&format!("/layers/{layer}.mbtiles")).bytes, database.bytes);
    }

    fn catalogues_name_it(&self) {
        let Self { reader, layer, .. } = self;
        let root = reader.get("/stac").json();
        let links = root["links"].as_array().expect("links");
        let child = links.iter().find(|link| link["rel"] == "child").expect("a collection");
        let collection = child["href"].as_str().expect("an address");
        assert!(collection.starts_with(reader.base()), "{collection}");
        assert_eq!(reader.get(collection).json()["type"], "Collection");
        let items = reader.get(&format!("{collection}/items")).json();
        assert_eq!(items["features"][0]["id"], *layer);
        let item = reader.get(&format!("{collection}/items/{layer}")).json();
        // A map's metres are not quite the ground's.
        assert!((number(&item["properties"]["gsd"]) - made::PIXEL).abs() < 0.005);
        for asset in ["pmtiles", "mbtiles", "oam"] {
            let href = item["assets"][asset]["href"].as_str().expect("an address");
            assert_eq!(reader.get(href).status, 200, "{href}");
        }
        let oam = reader.get(&format!("/oam/{layer}.json")).json();
        assert_eq!((&oam["platform"], &oam["provider"]), (&json!("UAV"), &json!("試験ドローン隊")));
        let lists = [
            "/layers/josm.xml",
            "/layers/editor-layer-index.geojson",
            "/layers/footprints.geojson",
        ];
        for list in lists {
            let list_text = reader.get(list);
            assert_eq!(list_text.status, 200);
            assert!(list_text.text().contains(layer) && list_text.text().contains(reader.base()));
        }
        let qlr = reader.get(&format!("/layers/{layer}.qlr"));
        assert!(qlr.text().contains("<!DOCTYPE qgis-layer-definition>"));
    }

    fn people_find_it(&self) {
        let Self { reader, layer, .. } = self;
        let page = reader.get("/layers?lang=ja");
        assert_eq!((page.status, page.header("content-type")), (200, "text/html; charset=utf-8"));
        let josm = "http://127.0.0.1:8111/imagery?title=";
        for wanted in
            ["校区の写真", "試験ドローン隊", " cm</dd>", "2026-01-09 18:00", josm, reader.base()]
        {
            assert!(page.text().contains(wanted), "{wanted}: {}", page.text());
        }
        let (_, thumbnail) = page.text().split_once("<img src=\"").expect("a small picture");
        let thumbnail = thumbnail.split('"').next().expect("an address");
        assert!(thumbnail.starts_with(&format!("/layers/{layer}/")), "{thumbnail}");
        assert_eq!(reader.get(thumbnail).header("content-type"), "image/jpeg");
        assert!(!page.text().contains("<script"));
    }

    fn map_services_serve_it(&self, (x, y): (u32, u32)) {
        let Self { reader, layer, tile, zoom } = self;
        for capabilities in
            ["/wmts?SERVICE=WMTS&REQUEST=GetCapabilities", "/wmts/1.0.0/WMTSCapabilities.xml"]
        {
            let text = reader.get(capabilities);
            assert!(text.text().contains(layer) && text.text().contains(reader.base()));
        }
        let kvp = |more: &str| {
            reader.get(&format!(
                "/wmts?service=WMTS&request=GetTile&version=1.0.0&layer={layer}&style=default\
                 &tilematrixset=GoogleMapsCompatible&tilematrix={zoom}&tilerow={y}&tilecol={x}{more}"
            ))
        };
        let shown = kvp("&format=image%2Fjpeg");
        assert_eq!(shown.bytes, reader.get(&format!("/layers/{layer}/{tile}")).bytes);
        let wrong = kvp("");
        assert_eq!(wrong.status, 400);
        assert!(wrong.text().contains("MissingParameterValue"), "{}", wrong.text());
    }
}

#[test]
fn a_layer_that_may_not_be_traced_stays_out_of_the_lists_of_editors() {
    let gym = Gym::open();
    let reader = gym.reader();
    let (layer, _) = taken(&import(&gym.data, &[&path(&gym.image(300)), "--tiles", "webp"]));
    gym.desk.patch(&format!("/layers/{layer}"), &words());
    gym.desk.patch(&format!("/layers/{layer}"), &json!({ "tracing_permitted": false }));
    look_at_everything(&gym.desk, &layer);
    gym.desk.post(&format!("/layers/{layer}/publish"), &json!({}));
    for list in ["/layers/josm.xml", "/layers/editor-layer-index.geojson"] {
        assert!(!reader.get(list).text().contains(&layer), "{list}");
    }
    assert!(reader.get("/layers/footprints.geojson").text().contains(&layer));
    // Who cannot read WebP gets the same tile as PNG.
    let described = reader.get(&format!("/layers/{layer}/tilejson.json")).json();
    let zoom = described["maxzoom"].as_u64().expect("a zoom");
    let centre = [number(&described["center"][0]), number(&described["center"][1])];
    let (x, y) = tile_of(centre, u8::try_from(zoom).expect("a zoom"));
    let webp = reader.get(&format!("/layers/{layer}/{zoom}/{x}/{y}.webp"));
    assert_eq!((webp.status, webp.header("content-type")), (200, "image/webp"));
    let png = reader.get(&format!("/layers/{layer}/{zoom}/{x}/{y}.png"));
    assert_eq!((png.status, png.header("content-type")), (200, "image/png"));
    assert!(png.bytes.starts_with(b"\x89PNG"));
    assert_ne!(png.header("etag"), webp.header("etag"));
    assert_eq!(reader.get(&format!("/layers/{layer}/{zoom}/{x}/{y}.jpg")).status, 404);
    gym.node.stop();
}

#[test]
fn what_cannot_be_a_layer_is_refused_in_words_and_leaves_nothing() {
    let gym = Gym::open();
    let folder = gym.city.folder.path();
    let whole = std::fs::read(gym.image(300)).expect("a file");
    let file = |name: &str, bytes: &[u8]| {
        std::fs::write(folder.join(name), bytes).expect("a file");
        path(&folder.join(name))
    };
    let check = |source: &str, code: &str| {
        let output = import(&gym.data, &[source]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains(&format!("({code})")), "{said}");
        let name = Path::new(source).file_name().and_then(|name| name.to_str()).expect("a name");
        assert!(said.contains(name), "it names the file: {said}");
        let left: Vec<_> = std::fs::read_dir(gym.data.join("layers")).expect("a folder").collect();
        assert!(left.is_empty() && archives(&gym.data).is_empty(), "{left:?}");
    };
    check(&file("cut.tif", &whole[..whole.len() / 2]), "truncated");
    check(&file("words.tif", b"not a picture"), "not_an_image");
    check(&file("lying.pmtiles", &[&b"PMTiles\x03"[..], &[0xff; 200]].concat()), "truncated");
    check(&file("picture.tif", b"\xFF\xD8\xFF\xE0 no tiff at all"), "wrong_ending");
    let missing = import(&gym.data, &[&path(&folder.join("none.tif"))]);
    assert!(String::from_utf8_lossy(&missing.stderr).contains("cannot read"));
    let long = "長".repeat(121);
    let long = import(&gym.data, &[&path(&gym.image(300)), "--title", &long]);
    assert!(String::from_utf8_lossy(&long.stderr).contains("text.too_long"));
    assert_eq!(gym.desk.get("/layers"), json!({ "layers": [], "imports": [] }));
    gym.node.stop();
}

/// Starts a command and does not wait for it.
fn begin_import(data: &Path, image: &Path) -> Child {
    let mut command = musubi();
    command.args(["layer", "import", "--data", &path(data), &path(image)]);
    let command = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().expect("the binary starts")
}

/// The import that runs, once its first tile is finished.
#[track_caller]
fn under_way(desk: &Desk) -> Value {
    eventually("a part of it is rendered", || {
        let list = desk.get("/layers");
        assert_eq!(list["layers"], json!([]), "it was too fast to be met half-way");
        let import = list["imports"][0].clone();
        (import["done"].as_u64()? > 0).then_some(import)
    })
}

#[test]
fn a_killed_node_goes_on_with_the_import_and_ends_in_the_same_bytes() {
    let gym = Gym::open();
    let image = gym.image(6_000);
    let waiting = begin_import(&gym.data, &image);
    let import = under_way(&gym.desk);
    let draft = import["draft_path"].as_str().expect("a path").to_owned();
    let layer = import["layer"].as_str().expect("an id").to_owned();
    let described = gym.reader().get(&format!("{draft}/tilejson.json"));
    assert_eq!(described.status, 200, "a draft is there while it is made");
    gym.node.kill();
    let node = serve(&gym.data, &[]);
    let output = waiting.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let resumed = Reader::of(&node.public).get(&format!("{draft}.pmtiles")).bytes;
    node.stop();

    // A laptop that nobody runs makes it at one go.
    let alone = gym.city.gym("alone", "E9999900002111", 0);
    let (other, _) = taken(&import_alone(&alone, &image));
    assert_ne!(other, layer);
    let archive = archives(&alone);
    assert_eq!(archive.len(), 1);
    let at_one_go = std::fs::read(&archive[0]).expect("a file");
    assert!(at_one_go == resumed, "{} and {} bytes", at_one_go.len(), resumed.len());
}

fn import_alone(data: &Path, image: &Path) -> Output {
    import(data, &[&path(image)])
}

/// Whole ones.
fn archives(data: &Path) -> Vec<PathBuf> {
    let files = std::fs::read_dir(data.join("blobs")).expect("a folder");
    files.map(|file| file.expect("a file").path()).filter(|it| it.extension().is_none()).collect()
}

#[test]
fn a_cancelled_import_leaves_nothing() {
    let gym = Gym::open();
    let waiting = begin_import(&gym.data, &gym.image(6_000));
    let import = under_way(&gym.desk);
    let layer = import["layer"].as_str().expect("an id");
    gym.desk.post(&format!("/layers/{layer}/cancel"), &json!({}));
    let output = waiting.wait_with_output().expect("it ends");
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("(cancelled)"));
    assert_eq!(gym.desk.get("/layers"), json!({ "layers": [], "imports": [] }));
    let left: Vec<_> = std::fs::read_dir(gym.data.join("layers")).expect("a folder").collect();
    assert!(left.is_empty(), "{left:?}");
    gym.node.stop();
}

#[test]
fn a_layer_that_lies_wrong_is_rendered_again_or_editors_are_told_but_never_both() {
    let gym = Gym::open();
    let reader = gym.reader();
    let image = gym.image(600);
    let (layer, _) = taken(&import(&gym.data, &[&path(&image)]));
    publish(&gym.desk, &layer);
    let described = || reader.get(&format!("/layers/{layer}/tilejson.json")).json();
    let before = described();
    let moved = json!({ "east_cm": 300, "north_cm": 200 });
    let corrected = gym.desk.post(&format!("/layers/{layer}/correct"), &moved);
    assert_eq!(corrected["rendered_again"], true);
    let card = eventually("it is rendered again", || {
        let card = gym.desk.get(&format!("/layers/{layer}"));
        (card["state"] == "corrected" && card["being_made"] == false).then_some(card)
    });
    assert_eq!((&card["moved_cm"], &card["offset_cm"]), (&json!([300, 200]), &Value::Null));
    let after = described();
    assert_ne!(before["tiles"], after["tiles"], "what was kept for good is another address");
    let metres = 111_319.49;
    for (index, want) in [(0, 3.0), (1, 2.0), (2, 3.0), (3, 2.0)] {
        let shrink = if index % 2 == 0 { made::NEAR[1].to_radians().cos() } else { 1.0 };
        let shift = number(&after["bounds"][index]) - number(&before["bounds"][index]);
        assert!((shift * metres * shrink - want).abs() < 0.1, "{index}: {shift}");
    }
    assert_eq!(archives(&gym.data).len(), 1, "the old one is gone");

    std::fs::remove_file(image).expect("the stick is pulled");
    let corrected = gym.desk.post(&format!("/layers/{layer}/correct"), &moved);
    assert_eq!(corrected["rendered_again"], false);
    assert_eq!(described()["bounds"], after["bounds"]);
    assert_eq!(described()["description"], "offset 3.00,2.00 m (east,north)");
    gym.node.stop();
}

/// A gym that has published a layer, and headquarters, which have heard of it.
struct Both {
    _city: City,
    data_hq: PathBuf,
    data: PathBuf,
    hq: Node,
    gym: Node,
    desk_hq: Desk,
    desk_gym: Desk,
    layer: String,
}

impl Both {
    fn meet() -> Self {
        let city = City::create();
        let (data_hq, data) = (city.hq("hq"), city.gym("gym", GYM_A, 0));
        let hq = serve(&data_hq, &[]);
        let gym = serve(&data, &[&hq.mesh]);
        let (desk_hq, desk_gym) = (Desk::first_run(&hq.staff), Desk::first_run(&gym.staff));
        let image = city.folder.path().join("校区.tif");
        made::orthophoto(&image, 300);
        let (layer, _) = taken(&import(&data, &[&path(&image)]));
        publish(&desk_gym, &layer);
        until_level(&[&desk_hq, &desk_gym]);
        Self { _city: city, data_hq, data, hq, gym, desk_hq, desk_gym, layer }
    }
}

#[test]
fn what_is_published_comes_to_headquarters_and_what_is_withdrawn_is_gone_everywhere() {
    let Both { _city, data_hq, data, hq, gym, desk_hq, desk_gym, layer } = Both::meet();
    let (at_hq, at_gym) = (Reader::of(&hq.public), Reader::of(&gym.public));
    let archive = format!("/layers/{layer}.pmtiles");
    // What is published comes to headquarters by itself, and is served there, too.
    eventually("headquarters has the tiles", || {
        (desk_hq.get(&format!("/layers/{layer}"))["held"] == true).then_some(())
    });
    assert_eq!(at_hq.get(&archive).bytes, at_gym.get(&archive).bytes);
    assert!(at_hq.get("/layers/footprints.geojson").text().contains(&layer));
    desk_hq.post(&format!("/layers/{layer}/withdraw"), &json!({}));
    until_level(&[&desk_hq, &desk_gym]);
    for (reader, data) in [(&at_hq, &data_hq), (&at_gym, &data)] {
        eventually("it is gone", || (reader.get(&archive).status == 410).then_some(()));
        eventually("its archive leaves the disk", || archives(data).is_empty().then_some(()));
        assert_eq!(reader.get(&archive).status, 410);
    }
    hq.stop();
    gym.stop();
}

#[test]
fn of_two_layers_of_the_same_pictures_one_is_withdrawn_and_the_other_stays() {
    let gym = Gym::open();
    let reader = gym.reader();
    let image = path(&gym.image(300));
    let [first, second] = [(); 2].map(|()| taken(&import(&gym.data, &[&image])).0);
    assert_eq!(archives(&gym.data).len(), 1, "the same bytes");
    publish(&gym.desk, &first);
    publish(&gym.desk, &second);
    gym.desk.post(&format!("/layers/{first}/withdraw"), &json!({}));
    for (layer, status) in [(&first, 410), (&second, 200)] {
        assert_eq!(reader.get(&format!("/layers/{layer}.pmtiles")).status, status);
    }
    gym.desk.post(&format!("/layers/{second}/withdraw"), &json!({}));
    eventually("nobody has it", || archives(&gym.data).is_empty().then_some(()));
    gym.node.stop();
}

#[test]
fn a_layer_comes_to_headquarters_on_a_stick_where_no_cable_does() {
    let Gym { city, data, node, desk } = Gym::open();
    let image = city.folder.path().join("校区.tif");
    made::orthophoto(&image, 2_000);
    let (layer, _) = taken(&import(&data, &[&path(&image)]));
    publish(&desk, &layer);
    let archive = format!("/layers/{layer}.pmtiles");
    let made = Reader::of(&node.public).get(&archive).bytes;
    node.stop();
    let stick = path(&city.folder.path().join("stick.musubi"));
    let to_hq = ["courier", "export", "--data", &path(&data), "--for", "hq", "--out", &stick];
    run(&to_hq);
    let bare = std::fs::metadata(&stick).expect("a bundle").len();
    assert!(bare < made.len() as u64, "layers go only where they are asked for");
    std::fs::remove_file(&stick).expect("the first one");
    let said = run(&[&to_hq[..], &["--layers"]].concat());
    let parts: u64 = after(&said, "parts of layers: ").parse().expect("a number");
    assert_eq!(parts, made.len().div_ceil(256 * 1_024) as u64);

    let hq_data = city.hq("hq");
    let said = run(&["courier", "import", "--data", &path(&hq_data), &stick]);
    assert_eq!(after(&said, "new parts of layers: "), parts.to_string());
    let hq = serve(&hq_data, &[]);
    let desk_hq = Desk::first_run(&hq.staff);
    assert_eq!(desk_hq.get(&format!("/layers/{layer}"))["held"], true);
    assert_eq!(Reader::of(&hq.public).get(&archive).bytes, made);
    hq.stop();
}

#[test]
fn every_image_of_the_collection_gives_its_layer_or_its_refusal() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/ortho");
    if !root.is_dir() {
        skip("../shared/data/ortho is not beside the checkout");
        return;
    }
    let gym = Gym::open();
    let reader = gym.reader();
    let taken_are = [
        "pix4d_alpha_nodata.tif",
        "cog_rgba.tif",
        "cog_rgb.tif",
        "australia.tif",
        "RGBA.uint16.tif",
    ];
    for name in taken_are {
        let (_, draft) = taken(&import(&gym.data, &[&path(&root.join(name))]));
        let described = reader.get(&format!("{draft}/tilejson.json")).json();
        let zoom = described["maxzoom"].as_u64().expect("a zoom");
        let centre = [number(&described["center"][0]), number(&described["center"][1])];
        let (x, y) = tile_of(centre, u8::try_from(zoom).expect("a zoom"));
        let tile = reader.get(&format!("{draft}/{zoom}/{x}/{y}.jpg"));
        assert_eq!((tile.status, tile.header("content-type")), (200, "image/jpeg"), "{name}");
    }
    let output = import(&gym.data, &[&path(&root.join("rotated.tif"))]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && said.contains("rotated.tif"), "{said}");
    assert!(said.contains("(no_crs)"), "{said}");
    // Photos as a drone takes them are points.
    let flight: Vec<String> = std::fs::read_dir(&root)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|file| file.extension().is_some_and(|ending| ending == "JPG"))
        .map(|file| path(&file))
        .collect();
    let flight: Vec<&str> = flight.iter().map(String::as_str).collect();
    let output = import(&gym.data, &flight);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(after(&said, "photos: "), flight.len().to_string());
    let layers = gym.desk.get("/layers");
    assert_eq!(layers["layers"].as_array().map(Vec::len), Some(taken_are.len() + 1));
    gym.node.stop();
}
