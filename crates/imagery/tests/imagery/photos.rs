//! Raw photos: what comes through of them, and the album that they become.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use musubi_imagery::photos::album::{self, Album, AlbumError, MakeError, PHOTOS_MAX};
use musubi_imagery::photos::{self, Shot};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::camera::{SECRETS, photo};
use super::listing;

fn two(folder: &Path) -> Vec<PathBuf> {
    vec![
        photo(&folder.join("b.jpg"), [1_369_003_000, 373_901_000], "2024:01:09 18:00:00"),
        photo(&folder.join("a.jpg"), [1_369_010_000, 373_899_000], "2024:01:09 18:00:02"),
    ]
}

fn made(photos: &[PathBuf], path: &Path) -> Album {
    album::make(photos, path, 2, &|_| true).unwrap();
    Album::open(path).unwrap()
}

#[test]
fn photos_become_an_album_in_the_order_in_which_they_were_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("album.zip");
    let told = AtomicUsize::new(0);
    let photos = two(folder.path());
    assert!(photos::are(&photos));
    album::make(&photos, &path, 2, &|done| told.fetch_max(done, Ordering::Relaxed) <= 2).unwrap();
    assert_eq!(told.into_inner(), 2);
    let album = Album::open(&path).unwrap();
    album.check().unwrap();
    let read: Vec<Shot> = photos.iter().map(|it| photos::read(it).unwrap().shot).collect();
    assert_eq!(album.shots(), read);
    let first = &album.shots()[0];
    assert!((first.lon - 136.9003).abs() < 1e-7 && (first.lat - 37.3901).abs() < 1e-7);
    assert_eq!(first.taken.as_deref(), Some("2024-01-09T18:00:00+09:00"));
    assert!((first.direction.unwrap() - 90.5).abs() < 1e-9);
    let [west, south, east, north] = album.bounds();
    assert!(west < east && south < north && (west - first.lon).abs() < 1e-9);
    let bytes = std::fs::read(&path).unwrap();
    for secret in SECRETS.into_iter().chain(["Exif", "a.jpg", "b.jpg"]) {
        assert!(!bytes.windows(secret.len()).any(|it| it == secret.as_bytes()), "{secret}");
    }
    made(&photos, &folder.path().join("again.zip"));
    assert!(std::fs::read(folder.path().join("again.zip")).unwrap() == bytes);
    let json: serde_json::Value =
        serde_json::from_str(&album.geojson(|number| format!("http://x/{number}"))).unwrap();
    assert_eq!(json["features"][1]["properties"]["thumbnail"], "http://x/1");
    assert_eq!(json["features"][1]["id"], 1);
}

#[test]
fn an_album_that_does_not_come_about_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("album.zip");
    let mut photos = two(folder.path());
    let stopped = album::make(&photos, &path, 2, &|_| false);
    assert_eq!(stopped.unwrap_err().code(), "cancelled");
    let nowhere = folder.path().join("nowhere.jpg");
    let mut bytes = Vec::new();
    let encoder = jpeg_encoder::Encoder::new(&mut bytes, 80);
    encoder.encode(&[90; 16 * 16], 16, 16, jpeg_encoder::ColorType::Luma).unwrap();
    std::fs::write(&nowhere, bytes).unwrap();
    photos.push(nowhere);
    match album::make(&photos, &path, 2, &|_| true) {
        Err(MakeError::Refused(refusal)) => {
            assert_eq!((&*refusal.file, refusal.reason.code()), ("nowhere.jpg", "no-place"));
        }
        other => panic!("{other:?}"),
    }
    let many = vec![photos[0].clone(); PHOTOS_MAX + 1];
    assert_eq!(album::make(&many, &path, 2, &|_| true).unwrap_err().code(), "too-many-photos");
    assert!(!listing(folder.path()).iter().any(|name| name.starts_with("album")));
    // What somebody has laid on the map is no photo.
    assert!(photos::are(&photos));
    std::fs::write(photos[0].with_extension("jgw"), "1\n0\n0\n-1\n0\n0\n").unwrap();
    assert!(!photos::are(&photos) && !photos::are(&[]));
}

/// A ZIP file of these entries.
fn zip(path: &Path, entries: &[(&str, Vec<u8>)], comment: &str) {
    let plain = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut zip = ZipWriter::new(std::fs::File::create(path).unwrap());
    zip.set_comment(comment).unwrap();
    for (name, bytes) in entries {
        zip.start_file(*name, plain).unwrap();
        std::io::Write::write_all(&mut zip, bytes).unwrap();
    }
    zip.finish().unwrap();
}

#[test]
fn an_album_that_lies_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("album.zip");
    let album = made(&two(folder.path()), &path);
    let good = album.geojson(|number| format!("photos/{number}.jpg"));
    let picture = || ("photos/0.jpg", album.thumbnail(0).unwrap());
    let second = || ("photos/1.jpg", album.thumbnail(1).unwrap());
    let refused = |entries: &[(&str, Vec<u8>)], comment: &str| {
        zip(&folder.path().join("lies.zip"), entries, comment);
        let opened = Album::open(&folder.path().join("lies.zip")).and_then(|it| it.check());
        matches!(opened, Err(AlbumError::NotAnAlbum))
    };
    let points = |text: &str| ("photos.geojson", text.as_bytes().to_vec());
    assert!(!refused(&[points(&good), picture(), second()], ""));
    assert!(refused(&[points(&good), picture(), second()], "a comment"));
    assert!(refused(&[points(&good), picture()], ""), "a picture is missing");
    assert!(refused(&[points(&good), picture(), ("photos/1.jpg", b"<svg/>".to_vec())], ""));
    let large = [vec![0xFF, 0xD8, 0xFF], vec![0; 200_000]].concat();
    assert!(refused(&[points(&good), picture(), ("photos/1.jpg", large)], ""));
    assert!(refused(&[picture(), second()], ""), "there are no points");
    let lies = BTreeMap::from([
        ("a place beyond the earth", good.replace("136.9", "1136.9")),
        ("a number twice", good.replace("\"id\":1", "\"id\":0")),
        ("a time that is none", good.replace("2024-01-09T18:00:00+09:00", "<b>yesterday</b>")),
        ("a direction that is none", good.replace("90.5", "1e300")),
        ("no photos", r#"{"type":"FeatureCollection","features":[]}"#.to_owned()),
        ("no JSON", "{".to_owned()),
    ]);
    for (lie, text) in lies {
        assert_ne!(text, good, "{lie}");
        assert!(refused(&[points(&text), picture(), second()], ""), "{lie}");
    }
    let bytes = std::fs::read(&path).unwrap();
    let end = bytes.len() - 64;
    for cut in (0..end).step_by(97).chain(end..bytes.len()) {
        std::fs::write(folder.path().join("cut.zip"), &bytes[..cut]).unwrap();
        let opened = Album::open(&folder.path().join("cut.zip"));
        assert!(matches!(opened, Err(AlbumError::NotAnAlbum)), "cut at {cut}");
    }
    let names: Vec<String> = (0..=PHOTOS_MAX).map(|number| format!("x/{number}")).collect();
    let mut entries: Vec<(&str, Vec<u8>)> = vec![points(&good), picture(), second()];
    entries.extend(names.iter().map(|name| (&**name, Vec::new())));
    assert!(refused(&entries, ""), "its directory is too long");
}

/// Photos of a public set with a place, a time and DJI's numbers.
#[test]
fn photos_become_points_that_name_nobody() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/ortho");
    if !folder.is_dir() {
        println!("SKIPPED: ../shared/data/ortho is not beside the checkout");
        return;
    }
    let taken: Vec<_> = ["DJI_0018.JPG", "DJI_0019.JPG"]
        .iter()
        .map(|name| photos::read(&folder.join(name)).unwrap())
        .collect();
    for photo in &taken {
        let Shot { lon, lat, taken, direction, .. } = &photo.shot;
        assert!((lat - 46.84).abs() < 0.1 && (lon + 91.99).abs() < 0.2, "{lon} {lat}");
        assert!(taken.as_ref().unwrap().starts_with("201"), "{taken:?}");
        assert!((0.0..360.0).contains(&direction.unwrap()));
        let mut decoder = zune_jpeg::JpegDecoder::new(
            zune_jpeg::zune_core::bytestream::ZCursor::new(&photo.thumbnail),
        );
        decoder.decode_headers().unwrap();
        let info = decoder.info().unwrap();
        assert!(info.width.max(info.height) <= 320 && info.width > 200);
        assert!(decoder.exif().is_none() && decoder.xmp().is_none());
        for secret in ["DJI", "Exif", "http", "drone"] {
            assert!(!photo.thumbnail.windows(secret.len()).any(|bytes| bytes == secret.as_bytes()));
        }
    }
    let shots = taken.iter().map(|photo| &photo.shot);
    assert!(!photos::geojson(shots, |number| number.to_string()).contains("DJI"));
}
