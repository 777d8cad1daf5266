//! Programs that are not ours, as mappers and archives use them: GDAL, pystac, a store that speaks S3
//! (JOSM and QGIS are in `desktop`). `scripts/test clients` installs what they need, and `tests/clients` drives them.

mod bucket;
mod described;
mod gdal;
pub(crate) mod recorder;
mod stac;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

use crate::city::harness::{City, GYM_A, eventually, path, serve};
use crate::city::layers::{publish, taken};
use crate::client::Desk;
use crate::process::{Node, try_run};
use crate::skip;

/// A gym's laptop that serves one layer with control points.
pub(crate) struct Gym {
    pub(crate) city: City,
    data: PathBuf,
    pub(crate) node: Node,
    desk: Desk,
    pub(crate) layer: String,
    /// As `control.py` printed them.
    pub(crate) points: Value,
}

impl Gym {
    /// `None` where GDAL is not installed.
    pub(crate) fn open(import: &[&str]) -> Option<Self> {
        let city = City::create();
        let image = city.folder.path().join("control.tif");
        let points = gdal("control.py", &[&path(&image)])?;
        let data = city.gym("gym", GYM_A, 0);
        let node = serve(&data, &[]);
        let desk = Desk::first_run(&node.staff);
        let words = ["layer", "import", "--data", &path(&data), &path(&image)];
        let (layer, _) = taken(&try_run(&[&words[..], import].concat()));
        publish(&desk, &layer);
        // What a push beside the node reads.
        let public = data.join("push/public.json");
        eventually("the node has written down what is public", || {
            std::fs::read_to_string(&public).ok()?.contains(&layer).then_some(())
        });
        Some(Self { city, data, node, desk, layer, points })
    }

    pub(crate) fn get(&self, path: &str) -> Vec<u8> {
        get(&format!("{}{path}", self.node.public))
    }

    pub(crate) fn described(&self) -> Value {
        let described = self.get(&format!("/layers/{}/tilejson.json", self.layer));
        serde_json::from_slice(&described).expect("JSON")
    }
}

#[track_caller]
pub(crate) fn get(url: &str) -> Vec<u8> {
    let mut answer = ureq::get(url).call().unwrap_or_else(|error| panic!("{url}: {error}"));
    answer.body_mut().with_config().limit(1 << 30).read_to_vec().expect("whole")
}

pub(crate) fn driver(name: &str) -> String {
    path(&Path::new(env!("CARGO_MANIFEST_DIR")).join("clients").join(name))
}

/// A driver that needs GDAL, with the system's own Python, whose module it is.
fn gdal(name: &str, arguments: &[&str]) -> Option<Value> {
    let python = Path::new("/usr/bin/python3");
    let has = |it: &Path| Command::new(it).args(["-c", "from osgeo import gdal"]).output();
    if !has(python).is_ok_and(|output| output.status.success()) {
        skip("GDAL's Python module is not installed");
        return None;
    }
    Some(answer(Command::new(python).arg(driver(name)).args(arguments)))
}

/// A driver that needs packages of Python's index.
fn python(name: &str, arguments: &[&str]) -> Option<Value> {
    let python = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/clients/bin/python");
    if !python.exists() {
        skip("the Python packages of tests/clients are not installed");
        return None;
    }
    Some(answer(Command::new(python).arg(driver(name)).args(arguments)))
}

#[track_caller]
pub(crate) fn answer(command: &mut Command) -> Value {
    let Output { status, stdout, stderr } = command.output().expect("it starts");
    let said = String::from_utf8_lossy(&stdout);
    assert!(status.success(), "{command:?}: {said}{}", String::from_utf8_lossy(&stderr));
    serde_json::from_str(said.trim()).unwrap_or_else(|error| panic!("{error}: {said}"))
}
