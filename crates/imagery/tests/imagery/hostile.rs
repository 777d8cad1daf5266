//! Bad input ends in a refusal with a stable code that names the file, and leaves nothing behind.

use std::path::Path;

use super::made::{Made, PLACE, Packing, hills};
use super::{listing, refused, request};
use musubi_imagery::import::{Import, ImportError};

fn code(folder: &Path, name: &str, bytes: &[u8]) -> &'static str {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    let before = listing(folder);
    let refusal = refused(request(&[path], &folder.join("layer.pmtiles")));
    assert_eq!(listing(folder), before, "nothing is left behind");
    assert_eq!(refusal.file, name);
    assert!(!refusal.to_string().contains(folder.to_str().unwrap()));
    refusal.reason.code()
}

fn made() -> Made {
    Made::new(100, 80, 3)
}

#[test]
fn each_kind_of_bad_image_has_its_own_refusal() {
    let folder = tempfile::tempdir().unwrap();
    let long = |value: u32| value.to_le_bytes().to_vec();
    let short = |value: u16| value.to_le_bytes().to_vec();
    let field = |tag, value: Vec<u8>| Made {
        fields: vec![(tag, if value.len() == 2 { 3 } else { 4 }, 1, value)],
        ..made()
    };
    let place = |x, y, side| Made { place: Some((x, y, side)), ..made() };
    let points: Vec<u8> = (0..24).flat_map(|n| f64::from(n).to_le_bytes()).collect();
    let cases: Vec<(&str, Made, &str)> = vec![
        ("no-crs.tif", Made { epsg: None, ..made() }, "no-crs"),
        ("no-place.tif", Made { place: None, ..made() }, "no-place"),
        ("no-such-crs.tif", Made { epsg: Some(1), ..made() }, "unknown-crs"),
        ("own-crs.tif", Made { epsg: Some(32767), ..made() }, "unreadable-crs"),
        ("nan.tif", place(f64::NAN, 0.0, 0.05), "bad-transform"),
        ("flat.tif", place(0.0, 0.0, 0.0), "bad-transform"),
        ("absurd.tif", place(1e300, 0.0, 0.05), "bad-transform"),
        ("elsewhere.tif", place(9e8, 9e8, 0.05), "outside-the-map"),
        ("north.tif", Made { epsg: Some(4326), ..place(0.0, 89.0, 1e-6) }, "outside-the-map"),
        (
            "points.tif",
            Made { place: None, fields: vec![(33922, 12, 24, points)], ..made() },
            "bad-transform",
        ),
        ("dot.tif", Made { width: 1, height: 1, ..made() }, "too-small"),
        ("fax.tif", field(259, short(4)), "compression"),
        ("unknown.tif", field(259, short(34_712)), "compression"),
        ("predictor.tif", field(317, short(3)), "predictor"),
        ("float.tif", field(339, short(3)), "samples"),
        ("bits.tif", field(258, short(12)), "samples"),
        ("bands.tif", field(277, short(7)), "bands"),
        ("palette.tif", field(262, short(3)), "colours"),
        ("ycbcr.tif", field(262, short(6)), "colours"),
        ("wide.tif", field(256, long(u32::MAX)), "too-large"),
        (
            "vast.tif",
            Made { fields: vec![(256, 4, 1, long(1 << 30)), (257, 4, 1, long(1 << 30))], ..made() },
            "too-large",
        ),
        ("no-width.tif", field(256, long(0)), "too-small"),
        ("tile.tif", field(322, long(0)), "bad-field"),
        (
            "large-tile.tif",
            Made { fields: vec![(322, 4, 1, long(65_536)), (323, 4, 1, long(65_536))], ..made() },
            "block-too-large",
        ),
        ("planes.tif", field(284, short(9)), "bad-field"),
        // 100,000² and nothing behind it, however many blocks it names.
        (
            "hollow.tif",
            Made { fields: vec![(256, 4, 1, long(100_000)), (257, 4, 1, long(100_000))], ..made() },
            "truncated",
        ),
        (
            "offsets.tif",
            Made { fields: vec![(324, 4, u64::from(u32::MAX), long(8))], ..made() },
            "bad-field",
        ),
        (
            "far.tif",
            Made {
                fields: vec![(324, 4, 4, [long(u32::MAX), long(9), long(9), long(9)].concat())],
                ..made()
            },
            "truncated",
        ),
        ("nothing.tif", Made { fields: vec![(325, 4, 4, vec![0; 16])], ..made() }, "empty"),
        ("fourth.tif", Made { photometric: 2, ..Made::new(100, 80, 1) }, "colours"),
    ];
    for (name, made, expected) in cases {
        assert_eq!(code(folder.path(), name, &made.bytes(hills)), expected, "{name}");
    }
    let mut hinted = request(&[folder.path().join("x.tif")], &folder.path().join("x.pmtiles"));
    made().write(&folder.path().join("x.tif"), hills);
    hinted.hints.fourth_band = musubi_imagery::FourthBand::Alpha;
    assert_eq!(refused(hinted).reason.code(), "no-fourth-band");
    let missing = request(&[folder.path().join("gone.tif")], &folder.path().join("x.pmtiles"));
    assert_eq!(refused(missing).reason.code(), "unreadable");
}

#[test]
fn bytes_that_are_no_image_or_another_one_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let tiff = made().bytes(hills);
    let cases: [(&str, &[u8], &str); 9] = [
        ("empty.tif", b"", "not-an-image"),
        ("text.tif", b"this is a letter, not a map", "not-an-image"),
        ("map.jpg", &tiff, "wrong-ending"),
        ("map.tif", b"\x89PNG\r\n\x1a\n rest", "wrong-ending"),
        ("photo.tif", b"\xff\xd8\xff\xe0 rest", "wrong-ending"),
        ("pack.tif", b"PK\x03\x04 rest of a zip", "wrong-ending"),
        ("short.tif", &tiff[..8], "truncated"),
        ("short.png", b"\x89PNG\r\n\x1a\n", "truncated"),
        ("short.jpg", b"\xff\xd8\xff\xe0", "truncated"),
    ];
    for (name, bytes, expected) in cases {
        assert_eq!(code(folder.path(), name, bytes), expected, "{name}");
    }
}

/// Whatever byte is cut off or changed: a refusal, damage, or a layer; never a panic, never much
/// memory, never a file left.
#[test]
fn any_cut_or_changed_file_is_refused_or_rendered() {
    let folder = tempfile::tempdir().unwrap();
    let small = Made { packing: Packing::Lzw, mask: Some(|x, y| x > y), ..Made::new(40, 30, 3) };
    let bytes = small.bytes(hills);
    let path = folder.path().join("changed.tif");
    let run = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        let mut request = request(std::slice::from_ref(&path), &folder.path().join("l.pmtiles"));
        request.threads = 1;
        request.zooms.min = Some(21);
        match Import::prepare(request) {
            // A changed scale may ask for very many tiles; that it can be planned is enough here.
            Ok(import) if import.progress(0).total < 16 => drop(import.run()),
            Ok(_) | Err(_) => {}
        }
        let left = listing(folder.path());
        assert!(left.iter().all(|name| name == "changed.tif" || name == "l.pmtiles"), "{left:?}");
    };
    for end in (0..bytes.len()).step_by(31) {
        run(&bytes[..end]);
    }
    let mut changed = bytes.clone();
    for at in (0..bytes.len()).step_by(11) {
        for value in [0, 0xFF] {
            changed[at] = value;
            run(&changed);
        }
        changed[at] = bytes[at];
    }
}

#[test]
fn a_file_that_claims_to_unpack_to_far_more_than_it_holds_is_a_bomb() {
    let folder = tempfile::tempdir().unwrap();
    // 40,000 × 40,000 pixels whose 100 blocks are all the same few bytes.
    let mut bomb = Made { tile: Some((4_000, 4_000)), bands: 1, photometric: 1, ..made() };
    bomb.extra = None;
    let one = bomb.bytes(|_, _, _| 0);
    let place = one.windows(2).position(|pair| pair == [0x78, 0x01]).unwrap() as u32;
    let longs =
        |value: u32| std::iter::repeat_n(value.to_le_bytes(), 100).flatten().collect::<Vec<u8>>();
    bomb.fields = vec![
        (256, 4, 1, 40_000_u32.to_le_bytes().to_vec()),
        (257, 4, 1, 40_000_u32.to_le_bytes().to_vec()),
        (324, 4, 100, longs(place)),
        (325, 4, 100, longs(15_000)),
    ];
    assert_eq!(code(folder.path(), "bomb.tif", &bomb.bytes(|_, _, _| 0)), "bomb");
}

#[test]
fn a_ring_of_directories_ends() {
    let folder = tempfile::tempdir().unwrap();
    let mut bytes = made().bytes(hills);
    // The link of the only directory is the last four bytes; it points to itself.
    let first: [u8; 4] = bytes[4..8].try_into().unwrap();
    let end = bytes.len();
    bytes[end - 4..].copy_from_slice(&first);
    let path = folder.path().join("ring.tif");
    std::fs::write(&path, bytes).unwrap();
    Import::prepare(request(&[path], &folder.path().join("ring.pmtiles"))).unwrap().run().unwrap();
}

#[test]
fn damage_in_the_middle_names_the_file_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let made = Made { tile: Some((64, 64)), ..Made::new(500, 400, 3) };
    let mut bytes = made.bytes(hills);
    let middle = bytes.len() / 2;
    bytes[middle..middle + 2_000].fill(0x5A);
    let path = folder.path().join("damaged.tif");
    std::fs::write(&path, bytes).unwrap();
    let import = Import::prepare(request(&[path], &folder.path().join("l.pmtiles"))).unwrap();
    match import.run() {
        Err(ImportError::Damaged { file, .. }) => assert_eq!(file, "damaged.tif"),
        other => panic!("{other:?}"),
    }
    assert_eq!(listing(folder.path()), ["damaged.tif"]);
}

#[test]
fn an_image_without_one_shown_pixel_makes_no_layer() {
    let folder = tempfile::tempdir().unwrap();
    let image = Made::new(100, 80, 4).write(&folder.path().join("blank.tif"), |_, _, _| 0);
    let import = Import::prepare(request(&[image], &folder.path().join("l.pmtiles"))).unwrap();
    assert!(matches!(import.run(), Err(ImportError::Empty)));
    assert_eq!(listing(folder.path()), ["blank.tif"]);
    let folder_is_gone = folder.path().join("no/such/folder/l.pmtiles");
    let image = Made { place: Some(PLACE), ..made() }.write(&folder.path().join("fine.tif"), hills);
    let import = Import::prepare(request(&[image], &folder_is_gone)).unwrap();
    assert!(matches!(import.run(), Err(ImportError::Unwritable(_))));
}
