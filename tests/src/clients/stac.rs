//! pystac walks the catalogue, live and pushed, and finds nothing wrong with it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Gym, get, python};
use crate::city::harness::{eventually, path};
use crate::city::layers::photos;
use crate::process::run;

#[track_caller]
fn check(seen: &Value, gym: &Gym, photos: &str) {
    let items = seen["items"].as_array().expect("ids").iter().map(Value::as_str);
    let items: BTreeSet<Option<&str>> = items.collect();
    assert_eq!(items, [Some(&*gym.layer), Some(photos)].into());
    assert_eq!(seen["collections"], json!([gym.city.operation]));
}

#[test]
fn pystac_accepts_the_catalogue_the_collection_and_the_items() {
    let Some(gym) = Gym::open(&[]) else { return };
    let stick = tempfile::tempdir().expect("a folder");
    let photos = photos::published(stick.path(), &gym.data, &gym.desk);
    let public = gym.data.join("push/public.json");
    eventually("the node has written down that they are public", || {
        std::fs::read_to_string(&public).ok()?.contains(&photos).then_some(())
    });
    let Some(seen) = python("in_pystac.py", &[&format!("{}/stac", gym.node.public)]) else {
        return;
    };
    check(&seen, &gym, &photos);
    for asset in seen["assets"].as_array().expect("addresses") {
        assert!(!get(asset.as_str().expect("an address")).is_empty());
    }
    let folder = gym.city.folder.path().join("disk");
    let to = format!("file://{}", path(&folder));
    run(&["layer", "push", "--data", &path(&gym.data), "--to", &to, "--all"]);
    let root = path(&folder.join("stac/catalog.json"));
    let seen = python("in_pystac.py", &[&root]).expect("it was there a moment ago");
    check(&seen, &gym, &photos);
    for asset in seen["assets"].as_array().expect("addresses") {
        assert!(std::path::Path::new(asset.as_str().expect("a path")).exists(), "{asset}");
    }
    gym.node.stop();
}
