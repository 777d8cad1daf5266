//! Small real images, where they lie beside the checkout: each gives its layer or its refusal,
//! and lies where GDAL puts it. The expected patches are made by `tests/expected.py`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{Layer, listing, refused, rendered, request};
use musubi_imagery::tile::Tile;

const CONTROL: &str = include_str!("../expected/control.txt");
const PATCH: i64 = 16;
/// How far around a patch is looked.
const REACH: i64 = 4;

fn folder() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/ortho");
    if path.is_dir() {
        return Some(path);
    }
    println!("SKIPPED: ../shared/data/ortho is not beside the checkout");
    None
}

fn layer(image: &Path, zoom: Option<u8>) -> Layer {
    let folder = tempfile::tempdir().unwrap();
    let mut request = request(&[image.to_owned()], &folder.path().join("l.pmtiles"));
    request.zooms.max = zoom;
    let layer = rendered(request);
    assert_eq!(listing(folder.path()), ["l.pmtiles"]);
    layer
}

/// Grey values of a layer's tiles, each decoded once.
struct Gray<'a> {
    layer: &'a Layer,
    tiles: BTreeMap<Tile, Vec<[u8; 4]>>,
}

impl Gray<'_> {
    fn at(&mut self, zoom: u8, x: i64, y: i64) -> i64 {
        let tile = Tile::new(zoom, (x / 256) as u32, (y / 256) as u32).unwrap();
        let decode = || self.layer.pixels(tile).unwrap_or_else(|| vec![[0; 4]; 65_536]);
        let pixel =
            self.tiles.entry(tile).or_insert_with(decode)[(y % 256 * 256 + x % 256) as usize];
        pixel[..3].iter().map(|c| i64::from(*c)).sum::<i64>() / 3
    }
}

/// The shift at which a patch fits best, and its mean difference there.
fn best(layer: &Layer, zoom: u8, at: (i64, i64), patch: &[u8]) -> ((i64, i64), f64) {
    let side = PATCH + 2 * REACH;
    let mut around = Vec::new();
    let mut gray = Gray { layer, tiles: BTreeMap::new() };
    for y in 0..side {
        for x in 0..side {
            around.push(gray.at(zoom, at.0 + x - REACH, at.1 + y - REACH));
        }
    }
    let mut best = ((0, 0), f64::INFINITY);
    for dy in -REACH..=REACH {
        for dx in -REACH..=REACH {
            let mut sum = 0;
            for (index, expected) in (0..).zip(patch) {
                let (x, y) = (index % PATCH + dx + REACH, index / PATCH + dy + REACH);
                sum += around[(y * side + x) as usize].abs_diff(i64::from(*expected));
            }
            let mean = sum as f64 / patch.len() as f64;
            if mean < best.1 {
                best = ((dx, dy), mean);
            }
        }
    }
    best
}

#[test]
fn control_points_lie_where_gdal_puts_them() {
    let Some(folder) = folder() else { return };
    let mut layers: Vec<(String, Layer)> = Vec::new();
    let mut patches = 0;
    for line in CONTROL.lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<&str> = line.split(' ').collect();
        let number = |index: usize| cells[index].parse::<i64>().unwrap();
        let zoom = number(1) as u8;
        if layers.last().is_none_or(|(name, _)| name != cells[0]) {
            layers.push((cells[0].to_owned(), layer(&folder.join(cells[0]), Some(zoom))));
        }
        let at = (number(2) * 256 + number(4), number(3) * 256 + number(5));
        let patch: Vec<u8> = (0..cells[6].len())
            .step_by(2)
            .map(|index| u8::from_str_radix(&cells[6][index..index + 2], 16).unwrap())
            .collect();
        let (shift, difference) = best(&layers.last().unwrap().1, zoom, at, &patch);
        assert_eq!(shift, (0, 0), "{} at {at:?}", cells[0]);
        assert!(difference < 4.0, "{} at {at:?}: {difference}", cells[0]);
        patches += 1;
    }
    assert_eq!(patches, 24);
}

#[test]
fn every_image_gives_its_layer_or_its_refusal() {
    let Some(folder) = folder() else { return };
    for (name, zooms, epsg) in [
        ("pix4d_alpha_nodata.tif", (14, 19), 32750),
        ("cog_rgba.tif", (14, 20), 26913),
        ("cog_rgb.tif", (14, 20), 26913),
        ("australia.tif", (14, 23), 32753),
        ("rgb_lzw.tif", (7, 9), 32618),
        ("RGBA.uint16.tif", (14, 16), 32612),
    ] {
        let layer = layer(&folder.join(name), None);
        let header = layer.archive.header();
        assert_eq!((header.min_zoom, header.max_zoom), zooms, "{name}");
        let image = &layer.metadata["musubi"]["images"][0];
        assert_eq!(image["epsg"], epsg, "{name}");
        assert_eq!(image["stretch"].is_array(), name.contains("uint16"), "{name}");
        let footprint = &layer.metadata["musubi"]["footprint"]["coordinates"];
        assert!(!footprint.as_array().unwrap().is_empty(), "{name}");
    }
    let out = tempfile::tempdir().unwrap();
    for (name, code) in
        [("rotated.tif", "no-crs"), ("DJI_0018.JPG", "no-crs"), ("DJI_0019.JPG", "no-crs")]
    {
        let refusal = refused(request(&[folder.join(name)], &out.path().join("l.pmtiles")));
        assert_eq!((refusal.file.as_str(), refusal.reason.code()), (name, code));
    }
    assert!(listing(out.path()).is_empty());
}
