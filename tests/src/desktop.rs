//! Mappers' programs with windows: JOSM under Xvfb, opened by our own link, and QGIS without a screen.
//! Campaigns, for they install much; `scripts/test --long` runs them.

use std::io::{BufRead as _, BufReader, Lines, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::city::harness::{City, GYM_A, eventually, path, serve};
use crate::clients::recorder::{Asked, Recorder};
use crate::clients::{Gym, answer, driver, get};
use crate::process::musubi;
use crate::skip;

/// From the start of an import until a mapper's editor shows it.
const A_MINUTE: Duration = Duration::from_secs(60);

struct Josm {
    child: Child,
    orders: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
}

impl Josm {
    /// `None` where it is not installed.
    fn open() -> Option<Self> {
        if !Path::new("/usr/share/josm/josm.jar").exists() || !Path::new("/usr/bin/Xvfb").exists() {
            skip("JOSM and Xvfb are not installed");
            return None;
        }
        let mut child = Command::new("/usr/bin/python3")
            .arg(driver("in_josm.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("Python starts");
        let orders = child.stdin.take().expect("it is piped");
        let answers = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        let mut josm = Self { child, orders, answers };
        assert_eq!(josm.heard(), "ready");
        Some(josm)
    }

    #[track_caller]
    fn heard(&mut self) -> String {
        self.answers.next().expect("JOSM's driver ended").expect("text")
    }

    #[track_caller]
    fn tell(&mut self, order: &str) -> String {
        writeln!(self.orders, "{order}").expect("it listens");
        self.heard()
    }

    /// Follows the link, waits until the layer is there, and goes to a place.
    #[track_caller]
    fn show(&mut self, link: &str, recorder: &Recorder, [lon, lat]: [f64; 2]) {
        assert_eq!(self.tell(&format!("open {link}")), "OK");
        // JOSM answers before it has done anything.
        eventually("JOSM asks for a first tile", || {
            recorder.asked().iter().any(|it| by_josm(it).is_some()).then_some(())
        });
        let (wide, high) = (0.0009, 0.0005);
        let zoom = format!("zoom {} {} {} {}", lon - wide, lat - high, lon + wide, lat + high);
        // An order that comes before the layer is shown is lost.
        eventually("JOSM goes there", || {
            assert_eq!(self.tell(&zoom), "OK");
            let until = Instant::now() + Duration::from_secs(2);
            while fine_tiles(recorder).is_empty() && Instant::now() < until {
                std::thread::yield_now();
            }
            (!fine_tiles(recorder).is_empty()).then_some(())
        });
    }

    fn end(mut self) {
        drop(self.orders);
        let status = self.child.wait().expect("it was started");
        assert!(status.success(), "{status}");
    }
}

/// The zoom of a tile that JOSM asked for.
fn by_josm(asked: &Asked) -> Option<u8> {
    let is_josm = asked.agent.starts_with("JOSM");
    let mut parts = asked.path.rsplit('/').skip(2);
    parts.next().filter(|_| is_josm).and_then(|zoom| zoom.parse().ok())
}

fn fine_tiles(recorder: &Recorder) -> Vec<Asked> {
    let asked = recorder.asked();
    asked.into_iter().filter(|it| by_josm(it).is_some_and(|zoom| zoom >= 18)).collect()
}

/// Kept for people to look at.
fn picture(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/test");
    std::fs::create_dir_all(&folder).expect("a folder");
    path(&folder.join(name))
}

/// The first address of a page that opens JOSM, as a browser reads it.
#[track_caller]
fn josm_link(page: &str) -> String {
    let (_, rest) = page.split_once("href=\"http://127.0.0.1:8111/").expect("a link for JOSM");
    let link = rest.split('"').next().expect("it ends");
    format!("http://127.0.0.1:8111/{}", link.replace("&amp;", "&"))
}

/// JOSM has one port, so its tests are one after the other.
#[test]
fn josm_follows_our_links_and_shows_what_a_mapper_traces() {
    let Some(mut josm) = Josm::open() else { return };
    a_published_layer_lies_where_it_belongs(&mut josm);
    josm.end();
    if let Some(josm) = Josm::open() {
        a_mapper_traces_within_a_minute(josm);
    }
}

fn a_published_layer_lies_where_it_belongs(josm: &mut Josm) {
    let Some(gym) = Gym::open(&[]) else { return };
    let recorder = Recorder::before(&gym.node.public);
    let page = String::from_utf8(get(&format!("{}/layers", recorder.url))).expect("text");
    let link = josm_link(&page);
    let degrees = |name: &str| gym.points[0][name].as_f64().expect("degrees");
    josm.show(&link, &recorder, [degrees("lon"), degrees("lat")]);
    let file = picture("josm.png");
    let seen = eventually("the control point stands in the middle of the map", || {
        josm.tell(&format!("shot {file}"));
        let seen = josm.tell(&format!("red {file}"));
        let off: Vec<f64> = seen.split(' ').map_while(|number| number.parse().ok()).collect();
        let [right, down, ..] = off[..] else { return None };
        (right.hypot(down) < 3.0).then_some(seen)
    });
    let fine = fine_tiles(&recorder).len();
    println!("josm: {fine} tiles at zoom 18 and finer, control point off by {seen} px");
    assert!(fine > 10, "{fine} tiles");
    gym.node.stop();
}

/// An orthophoto of 20,000 pixels a side, on the made flight's ground.
fn large_image() -> Option<PathBuf> {
    let made = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/bench/tiles/ortho20000.tif");
    if !made.exists() {
        skip("the orthophoto of 20,000 pixels is not made");
        return None;
    }
    Some(made)
}

fn a_mapper_traces_within_a_minute(mut josm: Josm) {
    let Some(image) = large_image() else { return josm.end() };
    let city = City::create();
    let data = city.gym("gym", GYM_A, 0);
    let node = serve(&data, &[]);
    let recorder = Recorder::before(&node.public);
    let begun = Instant::now();
    let mut import = musubi()
        .args(["layer", "import", "--data", &path(&data), &path(&image)])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut said = BufReader::new(import.stdout.take().expect("it is piped")).lines();
    let mut line = || said.next().expect("it says more").expect("text");
    let _layer = line();
    let draft = line();
    let draft =
        draft.strip_prefix("draft: ").expect("a path").split("/{z}").next().expect("a path");
    let draft = draft.to_owned();
    let described: Value = eventually("the draft says where it lies", || {
        let url = format!("{}{draft}/tilejson.json", recorder.url);
        let body = ureq::get(&url).call().ok()?.body_mut().read_to_vec().ok()?;
        serde_json::from_slice(&body).ok()
    });
    let number = |name: &str, index: usize| described[name][index].as_f64().expect("a number");
    let centre = [number("center", 0), number("center", 1)];
    let (first, last) = (&described["minzoom"], &described["maxzoom"]);
    let at_18 = format!("{}{draft}/18/{}.jpg", recorder.url, tile_path(centre, 18));
    let first_tile = eventually("a tile of zoom 18 is there", || {
        ureq::get(&at_18).call().ok().map(|_| begun.elapsed())
    });
    // As the desk's page of layers prints it for a draft.
    let tiles = format!("{}{draft}/{{zoom}}/{{x}}/{{y}}.jpg", recorder.url);
    let tiles =
        tiles.replace(':', "%3A").replace('/', "%2F").replace('{', "%7B").replace('}', "%7D");
    let link = format!(
        "http://127.0.0.1:8111/imagery?title=ortho&type=tms&min_zoom={first}&max_zoom={last}&url={tiles}"
    );
    josm.show(&link, &recorder, centre);
    let shown =
        eventually("JOSM asks for fine tiles", || fine_tiles(&recorder).get(8).map(|it| it.at));
    let traced = shown.duration_since(begun);
    let file = picture("josm-large.png");
    // JOSM paints after the last answer.
    let painted = eventually("the picture is on the map", || {
        josm.tell(&format!("shot {file}"));
        let colours = colours(&file);
        (colours > 2_000).then(|| begun.elapsed())
    });
    println!(
        "josm: first tile of zoom 18 after {first_tile:.1?}, asked for fine tiles after {traced:.1?}, \
         painted after {painted:.1?}"
    );
    assert!(import.wait().expect("it was started").success());
    println!("josm: the import was done after {:.1?}", begun.elapsed());
    josm.end();
    node.stop();
    assert!(cfg!(debug_assertions) || traced < A_MINUTE, "{traced:?}");
}

/// Colours of a picture's middle.
fn colours(file: &str) -> u64 {
    let count = "import sys; from PIL import Image; image = Image.open(sys.argv[1]).convert('RGB'); \
                 w, h = image.size; middle = image.crop((w // 2 - 200, h // 2 - 200, w // 2 + 200, h // 2 + 200)); \
                 print(len(set(middle.getdata())))";
    answer(Command::new("/usr/bin/python3").args(["-c", count, file])).as_u64().expect("a number")
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a tile of Japan")]
fn tile_path([lon, lat]: [f64; 2], zoom: i32) -> String {
    let side = 2_f64.powi(zoom);
    let y = 0.5 - lat.to_radians().tan().asinh() / std::f64::consts::TAU;
    format!("{}/{}", ((lon + 180.0) / 360.0 * side) as u32, (y * side) as u32)
}

#[test]
fn qgis_renders_xyz_wmts_and_our_layer_definition_within_two_pixels() {
    let has = Command::new("/usr/bin/python3").args(["-c", "import qgis.core"]).output();
    if !has.is_ok_and(|output| output.status.success()) {
        return skip("QGIS is not installed");
    }
    let Some(gym) = Gym::open(&[]) else { return };
    let described = gym.described();
    let (base, layer) = (&gym.node.public, &gym.layer);
    let xyz = format!("{base}/layers/{layer}/{{z}}/{{x}}/{{y}}.jpg");
    let (first, last) = (described["minzoom"].to_string(), described["maxzoom"].to_string());
    let wmts = format!("{base}/wmts?SERVICE=WMTS&REQUEST=GetCapabilities&VERSION=1.0.0");
    let definition = path(&gym.city.folder.path().join("layer.qlr"));
    std::fs::write(&definition, gym.get(&format!("/layers/{layer}.qlr"))).expect("a file");
    let points = gym.points.to_string();
    for words in [
        vec!["xyz", &xyz, &first, &last],
        vec!["wmts", &wmts, layer, "image/jpeg"],
        vec!["qlr", &definition],
    ] {
        let file = picture(&format!("qgis-{}.png", words[0]));
        let mut command = Command::new("/usr/bin/python3");
        command.arg(driver("in_qgis.py")).args([points.as_str(), &file]).args(&words);
        let seen = answer(&mut command);
        println!("qgis: {} off by {seen} px", words[0]);
        for off in seen.as_array().expect("points") {
            let [right, down] = [0, 1].map(|index| off[index].as_f64().expect("a number"));
            assert!(right.hypot(down) < 2.0, "{}: {seen}", words[0]);
        }
    }
    gym.node.stop();
}
