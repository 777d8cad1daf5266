//! Layers beyond the local network: a push into a folder, as a web server would hand it out. A store that
//! speaks S3 is in `clients::bucket`.

use std::collections::BTreeMap;

use super::*;

fn push(data: &Path, more: &[&str]) -> Output {
    try_run(&[&["layer", "push", "--data", &path(data)], more].concat())
}

#[track_caller]
fn pushed(data: &Path, more: &[&str]) -> String {
    let output = push(data, more);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    said
}

#[track_caller]
fn refused(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success(), "{said}");
    said
}

/// All files below a folder, by their names in it.
fn files(top: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![top.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let entry = entry.expect("an entry").path();
            if entry.is_dir() {
                folders.push(entry);
            } else {
                let name = entry.strip_prefix(top).expect("below the top").to_string_lossy();
                found.insert(name.into_owned(), std::fs::read(&entry).expect("a file"));
            }
        }
    }
    found
}

/// Every address in a document that leads to the place itself leads to a file.
#[track_caller]
fn every_address_leads_to_a_file(files: &BTreeMap<String, Vec<u8>>, url: &str) {
    let mut met = 0;
    for (name, body) in files.iter().filter(|(name, _)| !name.contains("/14/")) {
        let Ok(text) = std::str::from_utf8(body) else { continue };
        for part in text.split(url).skip(1) {
            let end = part.find(['"', '<', '&', '\\', ' ']).unwrap_or(part.len());
            let file = part[..end].trim_start_matches('/');
            if !file.contains('{') && !file.contains("%7B") {
                assert!(files.contains_key(file), "{name} names {file}");
                met += 1;
            }
        }
    }
    assert!(met > 10, "{met} addresses");
}

#[test]
fn a_folder_gets_the_whole_catalogue_and_is_kept_up_to_date() {
    let gym = Gym::open();
    let reader = gym.reader();
    let (layer, _) = taken(&import(&gym.data, &[&path(&gym.image(600))]));
    let (other, _) = taken(&import(&gym.data, &[&path(&gym.image(300)), "--tiles", "webp"]));
    let place = gym.city.folder.path().join("公開");
    let to = format!("file://{}", path(&place));
    let url = "https://layers.example.jp/noto";
    let to_folder = ["--to", &to, "--public-url", url];

    // A draft goes nowhere.
    let said = refused(&push(&gym.data, &[&to_folder[..], &[&layer]].concat()));
    assert!(said.contains("(not_published)"), "{said}");
    publish(&gym.desk, &layer);
    publish(&gym.desk, &other);
    eventually("the node has written down what is public", || {
        let output = push(&gym.data, &[&to_folder[..], &[&layer]].concat());
        String::from_utf8_lossy(&output.stdout).contains("layers: 1\n").then_some(())
    });
    let one = files(&place);
    assert!(!one.keys().any(|name| name.contains(&other)), "one layer was chosen");
    every_address_leads_to_a_file(&one, url);

    let said = pushed(&gym.data, &[&to_folder[..], &["--all"]].concat());
    assert_eq!(after(&said, "layers: "), "2");
    let both = files(&place);
    every_address_leads_to_a_file(&both, url);
    assert!(
        one.iter().filter(|(name, _)| name.contains("/14/")).all(|it| both.get(it.0) == Some(it.1))
    );
    let archive = both.iter().find(|(name, _)| name.contains(&layer) && name.ends_with(".pmtiles"));
    let (_, archive) = archive.expect("an archive");
    assert!(*archive == reader.get(&format!("/layers/{layer}.pmtiles")).bytes);
    tiles_are_those_of_the_node(&both, &reader, &layer, "jpg");
    // Who reads no WebP finds PNG, as on the listener.
    tiles_are_those_of_the_node(&both, &reader, &other, "webp");
    tiles_are_those_of_the_node(&both, &reader, &other, "png");

    let said = pushed(&gym.data, &[&to_folder[..], &["--all"]].concat());
    assert_eq!((after(&said, "sent: "), after(&said, "removed: ")), ("0".into(), "0".into()));

    gym.desk.post(&format!("/layers/{layer}/withdraw"), &json!({}));
    let said = eventually("the node has written down that it is withdrawn", || {
        let said = pushed(&gym.data, &[&to_folder[..], &[&other]].concat());
        (after(&said, "removed: ") != "0").then_some(said)
    });
    assert_eq!(after(&said, "layers: "), "1");
    let left = files(&place);
    assert!(!left.keys().any(|name| name.contains(&layer)));
    assert!(!left.values().any(|body| String::from_utf8_lossy(body).contains(&layer)));
    every_address_leads_to_a_file(&left, url);
    gym.node.stop();

    // With nobody's node running the records say the same.
    let said = pushed(&gym.data, &[&to_folder[..], &["--all"]].concat());
    assert_eq!((after(&said, "sent: "), after(&said, "removed: ")), ("0".into(), "0".into()));
}

#[track_caller]
fn tiles_are_those_of_the_node(
    files: &BTreeMap<String, Vec<u8>>,
    reader: &Reader,
    layer: &str,
    ending: &str,
) {
    let mut met = 0;
    for (name, body) in files {
        let parts: Vec<&str> = name.split('/').collect();
        let ["layers", id, _version, z, x, y] = parts[..] else { continue };
        if id == layer && y.ends_with(ending) {
            let tile = reader.get(&format!("/layers/{layer}/{z}/{x}/{y}"));
            assert!(tile.status == 200 && tile.bytes == *body, "{name}");
            met += 1;
        }
    }
    assert!(met > 10, "{met} tiles");
}

#[test]
fn photos_are_pushed_with_their_pictures_and_taken_away_again() {
    let gym = Gym::open();
    let stick = gym.city.folder.path().join("stick");
    std::fs::create_dir(&stick).expect("a folder");
    let layer = photos::published(&stick, &gym.data, &gym.desk);
    let reader = gym.reader();
    let album = reader.get(&format!("/layers/{layer}.zip")).bytes;
    let picture = reader.get(&format!("/layers/{layer}/photos/2.jpg")).bytes;
    gym.node.stop();
    let place = gym.city.folder.path().join("公開");
    let (to, url) = (format!("file://{}", path(&place)), "https://layers.example.jp/noto");
    let all = ["--to", &to, "--public-url", url, "--all"];
    assert_eq!(after(&pushed(&gym.data, &all), "layers: "), "1");
    let there = files(&place);
    every_address_leads_to_a_file(&there, url);
    assert!(there.values().any(|body| *body == album));
    let points = &there[&format!("layers/{layer}/photos.geojson")];
    let points: Value = serde_json::from_slice(points).expect("JSON");
    let address = points["features"][2]["properties"]["thumbnail"].as_str().expect("an address");
    let file = address.strip_prefix(url).expect("below the address").trim_start_matches('/');
    assert!(there[file] == picture, "{file}");
    let said = pushed(&gym.data, &all);
    assert_eq!((after(&said, "sent: "), after(&said, "removed: ")), ("0".into(), "0".into()));
    run(&["layer", "withdraw", "--data", &path(&gym.data), &layer]);
    assert_ne!(after(&pushed(&gym.data, &all), "removed: "), "0");
    let left = files(&place);
    assert!(!left.keys().any(|name| name.contains(&layer)), "{:?}", left.keys());
    assert!(!left.values().any(|body| String::from_utf8_lossy(body).contains(&layer)));
}

/// A folder to which a gym that has gone has pushed a layer.
struct Disk {
    data: PathBuf,
    layer: String,
    place: PathBuf,
    to: String,
    _city: City,
}

impl Disk {
    fn with(pixels: u16) -> Self {
        let gym = Gym::open();
        let (layer, _) = taken(&import(&gym.data, &[&path(&gym.image(pixels))]));
        publish(&gym.desk, &layer);
        gym.node.stop();
        let place = gym.city.folder.path().join("disk");
        let to = format!("file://{}", path(&place));
        pushed(&gym.data, &["--to", &to, "--all"]);
        Self { data: gym.data, layer, place, to, _city: gym.city }
    }
}

#[test]
fn without_an_address_a_catalogue_leads_from_document_to_document() {
    let Disk { layer, place, _city, .. } = Disk::with(300);
    let all = files(&place);
    let root: Value = serde_json::from_slice(&all["stac/catalog.json"]).expect("JSON");
    let links = root["links"].as_array().expect("links");
    let child = links.iter().find(|link| link["rel"] == "child").expect("a collection");
    let collection = place.join("stac").join(child["href"].as_str().expect("an address"));
    let collection: Value =
        serde_json::from_slice(&std::fs::read(collection).expect("it is there")).expect("JSON");
    assert_eq!(collection["type"], "Collection");
    assert!(!links.iter().any(|link| link["rel"] == "self"), "it does not know where it is");
    // What has to be whole leads to the folder itself.
    let described = &all[&format!("layers/{layer}/tilejson.json")];
    let whole = path(&place.canonicalize().expect("it is there"));
    assert!(String::from_utf8_lossy(described).contains(&format!("file://{whole}/layers/")));
}

#[test]
fn an_archive_that_was_cut_is_completed_and_nothing_named_it_before() {
    let Disk { data, place, to, _city, .. } = Disk::with(1_200);
    let whole = files(&place);
    // As a push leaves it that was killed while it wrote the archive: no document is there yet.
    let name = whole.keys().find(|name| name.ends_with(".pmtiles")).expect("an archive").clone();
    let half = whole[&name].len() / 2;
    std::fs::write(place.join(format!("{name}.part")), &whole[&name][..half]).expect("a file");
    std::fs::remove_file(place.join(&name)).expect("it was there");
    for document in ["stac", "oam"] {
        std::fs::remove_dir_all(place.join(document)).expect("it was there");
    }
    let said = pushed(&data, &["--to", &to, "--all"]);
    assert!(files(&place) == whole);
    assert_eq!(after(&said, "sent: "), "6", "the archive, four of STAC, one of OpenAerialMap");
}

#[test]
fn what_is_no_place_or_takes_nothing_is_said_in_words() {
    let city = City::create();
    let data = city.gym("gym", GYM_A, 0);
    for bad in ["ftp://a/b", "s3://", "s3://user:geheim@bucket/x", "file://relative", "bucket"] {
        let said = refused(&push(&data, &["--to", bad, "--all"]));
        assert!(said.contains("(bad_target)") && !said.contains("geheim"), "{said}");
    }
    let bare = musubi()
        .args(["layer", "push", "--data", &path(&data), "--to", "s3://bucket/x", "--all"])
        .env_remove("AWS_ACCESS_KEY_ID")
        .env_remove("AWS_SECRET_ACCESS_KEY")
        .output()
        .expect("it starts");
    assert!(refused(&bare).contains("(no_credentials)"));
    let file = city.folder.path().join("file");
    std::fs::write(&file, "x").expect("a file");
    let said = refused(&push(&data, &["--to", &format!("file://{}/x", path(&file)), "--all"]));
    assert!(said.contains("(disk)"), "{said}");
    let to = format!("file://{}", path(&city.folder.path().join("disk")));
    let unknown = "01HKQ3V0S0000000000000000A";
    assert!(refused(&push(&data, &["--to", &to, unknown])).contains("(not_found)"));
    let url = ["--to", &to, "--all", "--public-url", "layers.example.jp"];
    assert!(refused(&push(&data, &url)).contains("(bad_public_url)"));
}
