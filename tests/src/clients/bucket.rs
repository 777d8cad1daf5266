//! `layer push` to a store that speaks S3 (npm `s3rver`): broken twice, gone on with, read back whole,
//! taken away again.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::{Gym, driver, get};
use crate::city::harness::{City, GYM_A, after, eventually, path};
use crate::process::musubi;
use crate::skip;

/// What the store lets in.
const KEY: &str = "S3RVER";

struct Store {
    child: Child,
    url: String,
    lines: Arc<Mutex<Vec<String>>>,
}

impl Store {
    /// `None` where it is not installed. Answers nothing any more from the first request on that matches
    /// `hold`.
    fn open(folder: &Path, port: &str, hold: Option<&str>) -> Option<Self> {
        let script = driver("s3.mjs");
        if !Path::new(&script).with_file_name("node_modules/s3rver").is_dir() {
            skip("the store of tests/clients is not installed");
            return None;
        }
        let mut child = Command::new("node")
            .args([&script, &path(folder), "layers", port])
            .args(hold)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("node starts");
        let mut printed = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        let url = printed.next().expect("it says where it is").expect("text");
        let lines = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&lines);
        std::thread::spawn(move || {
            for line in printed.map_while(Result::ok) {
                kept.lock().expect("nothing panics under it").push(line);
            }
        });
        Some(Self { child, url, lines })
    }

    /// Where it is, for another at the same place.
    fn port(&self) -> String {
        self.url.rsplit(':').next().expect("a port").to_owned()
    }

    fn asked(&self) -> Vec<String> {
        self.lines.lock().expect("nothing panics under it").clone()
    }

    fn push(&self, data: &Path, bucket: &str, key: &str) -> Command {
        let mut command = musubi();
        command.args(["layer", "push", "--data", &path(data), "--all", "--to", bucket]);
        command.envs([("AWS_ACCESS_KEY_ID", key), ("AWS_SECRET_ACCESS_KEY", KEY)]);
        command.envs([("AWS_ENDPOINT", self.url.as_str()), ("AWS_REGION", "us-east-1")]);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    #[track_caller]
    fn pushed(&self, gym: &Gym) -> String {
        let output = self.push(&gym.data, PLACE, KEY).output().expect("it starts");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
        said
    }

    /// The names of everything that is in it.
    fn files(&self) -> BTreeSet<String> {
        let list = get(&format!("{}/layers?list-type=2&max-keys=1000", self.url));
        let list = String::from_utf8(list).expect("text");
        let names = list.split("<Key>").skip(1).filter_map(|part| part.split("</Key>").next());
        names.map(|name| name.trim_start_matches("noto/").to_owned()).collect()
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

const PLACE: &str = "s3://layers/noto";

/// A push that is killed as soon as the store does not answer any more.
#[track_caller]
fn broken(gym: &Gym, folder: &Path, port: &str, hold: &str) -> Option<(Vec<String>, String)> {
    let store = Store::open(folder, port, Some(hold))?;
    let mut push = store.push(&gym.data, PLACE, KEY).spawn().expect("it starts");
    eventually("the store does not answer any more", || {
        if push.try_wait().expect("it was started").is_some() {
            let mut said = String::new();
            push.stderr.take().expect("it is piped").read_to_string(&mut said).expect("text");
            panic!("it ended before: {said}");
        }
        store.asked().iter().any(|asked| asked.starts_with("HELD")).then_some(())
    });
    push.kill().expect("it runs");
    push.wait().expect("it was killed");
    let asked = store.asked().into_iter().filter(|asked| !asked.starts_with("HELD"));
    Some((asked.collect(), store.port()))
}

#[test]
fn a_broken_push_goes_on_where_it_stopped_and_what_is_taken_back_is_gone() {
    // PNG of noise: an archive of several parts.
    let Some(gym) = Gym::open(&["--tiles", "png"]) else { return };
    let folder = gym.city.folder.path().join("store");
    let finest = gym.described()["maxzoom"].as_u64().expect("a zoom");
    let hold = format!("^PUT .*/{finest}/");
    let Some((first, port)) = broken(&gym, &folder, "0", &hold) else { return };
    let put = |asked: &[String], what: &str| {
        asked.iter().filter(|it| it.starts_with("PUT ") && it.contains(what)).count()
    };
    let coarse = put(&first, ".png");
    assert!(coarse > 5, "{first:?}");
    let (second, _) = broken(&gym, &folder, &port, "partNumber=2").expect("it is installed");
    assert_eq!(put(&second, "partNumber=1"), 1);
    assert!(put(&second, ".png") > 10, "the finest tiles");

    let store = Store::open(&folder, &port, None).expect("it is installed");
    let names = store.files();
    assert!(names.iter().all(|name| is_tile(name)), "nothing names it yet: {names:?}");
    let said = store.pushed(&gym);
    let third = store.asked();
    assert_eq!(put(&third, ".png"), 0, "every tile was there");
    assert_eq!(put(&third, "partNumber=1"), 0, "the first part was there");
    assert!(put(&third, "partNumber=2") == 1 && !third.iter().any(|it| it.contains("?uploads")));
    assert_eq!(after(&said, "layers: "), "1");
    everything_is_there(&gym, &store);

    assert_eq!(after(&store.pushed(&gym), "sent: "), "0");
    gym.desk.post(&format!("/layers/{}/withdraw", gym.layer), &json!({}));
    eventually("the node has written down that it is withdrawn", || {
        (after(&store.pushed(&gym), "layers: ") == "0").then_some(())
    });
    let left = store.files();
    let lists = [
        "layers/editor-layer-index.geojson",
        "layers/footprints.geojson",
        "layers/josm.xml",
        "stac/catalog.json",
        "wmts/1.0.0/WMTSCapabilities.xml",
    ];
    assert!(left.iter().map(String::as_str).eq(lists), "{left:?}");
    for list in lists {
        let text = get(&format!("{}/layers/noto/{list}", store.url));
        assert!(!String::from_utf8_lossy(&text).contains(&gym.layer), "{list}");
    }
    gym.node.stop();
}

#[track_caller]
fn everything_is_there(gym: &Gym, store: &Store) {
    let layer = &gym.layer;
    let names = store.files();
    let archive = names.iter().find(|name| name.ends_with(".pmtiles")).expect("an archive");
    let top = format!("{}/layers/noto", store.url);
    assert!(get(&format!("{top}/{archive}")) == gym.get(&format!("/layers/{layer}.pmtiles")));
    let mut tiles = 0;
    for name in names.iter().filter(|name| is_tile(name)) {
        let tile: Vec<&str> = name.rsplit('/').take(3).collect();
        let [y, x, z] = tile[..] else { panic!("{name}") };
        let own = gym.get(&format!("/layers/{layer}/{z}/{x}/{y}"));
        assert!(get(&format!("{top}/{name}")) == own, "{name}");
        tiles += 1;
    }
    assert!(tiles > 20, "{tiles} tiles");
    let described = get(&format!("{top}/layers/{layer}/tilejson.json"));
    let described: Value = serde_json::from_slice(&described).expect("JSON");
    let template = described["tiles"][0].as_str().expect("an address");
    assert!(template.starts_with(&format!("{top}/layers/{layer}/")), "{template}");
}

#[track_caller]
fn refused(output: Output, code: &str) {
    let said = String::from_utf8_lossy(&output.stderr).into_owned()
        + &String::from_utf8_lossy(&output.stdout);
    assert!(!output.status.success() && said.contains(code), "{said}");
    assert!(!said.contains(KEY) && !said.contains("geheim"), "no key is repeated: {said}");
}

#[test]
fn a_store_that_refuses_is_told_in_words_without_a_key() {
    let city = City::create();
    let data = city.gym("gym", GYM_A, 0);
    let Some(store) = Store::open(&city.folder.path().join("store"), "0", None) else { return };
    let push =
        |bucket: &str, key: &str| store.push(&data, bucket, key).output().expect("it starts");
    refused(push("s3://none/noto", KEY), "(no_bucket)");
    refused(push(PLACE, "geheim"), "(refused)");
    let mut nobody = store.push(&data, PLACE, KEY);
    let away = nobody.env("AWS_ENDPOINT", "http://127.0.0.1:9").output().expect("it starts");
    refused(away, "(no_network)");
}

fn is_tile(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| ending == "png")
}
