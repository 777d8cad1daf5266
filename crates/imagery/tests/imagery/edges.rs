//! Edges of transparency, and outlines.

use super::made::{Made, PLACE};
use super::{rendered, request};
use musubi_imagery::encode::Format;

const COLOUR: [u16; 3] = [200, 40, 90];

fn disc(x: u32, y: u32) -> bool {
    let (dx, dy) = (f64::from(x) - 300.0, f64::from(y) - 260.0);
    let hole = (dx - 60.0).hypot(dy) < 40.0;
    dx.hypot(dy) < 220.0 && !hole
}

/// Whatever lies hidden under transparency, at no zoom does it colour a pixel that is shown.
#[test]
fn no_fringe_shows_at_edges_at_any_zoom() {
    let folder = tempfile::tempdir().unwrap();
    for (name, hidden) in [("white", 255), ("black", 0), ("middle", 120)] {
        let made = Made { tile: Some((64, 64)), ..Made::new(600, 520, 4) };
        let image = made.write(&folder.path().join(format!("{name}.tif")), |x, y, band| {
            match (disc(x, y), band) {
                (shown, 3) => u16::from(shown) * 255,
                (true, band) => COLOUR[usize::from(band)],
                (false, _) => hidden,
            }
        });
        let layer = rendered(request(&[image], &folder.path().join(format!("{name}.pmtiles"))));
        let mut edge = 0;
        for tile in layer.tiles.keys() {
            for pixel in layer.pixels(*tile).unwrap().iter().filter(|pixel| pixel[3] > 0) {
                edge += u32::from(pixel[3] < 255);
                // Where almost nothing is shown, colours have few bits to be said in.
                let near = if pixel[3] < 16 { 16 } else { 2 };
                for c in 0..3 {
                    let off = pixel[c].abs_diff(COLOUR[c] as u8);
                    assert!(off <= near, "{name} {tile:?}: {pixel:?}");
                }
            }
        }
        assert!(edge > 500, "there are edges to look at");
    }
}

#[test]
fn webp_tiles_keep_transparency_and_jpeg_tiles_are_black_outside() {
    let folder = tempfile::tempdir().unwrap();
    let image = Made::new(600, 520, 4).write(&folder.path().join("disc.tif"), |x, y, band| {
        if band == 3 { u16::from(disc(x, y)) * 255 } else { COLOUR[usize::from(band)] }
    });
    let archive = folder.path().join("disc.pmtiles");
    let png = rendered(request(std::slice::from_ref(&image), &archive));
    let mut webp = request(std::slice::from_ref(&image), &archive);
    webp.format = Format::WebP;
    let webp = rendered(webp);
    assert_eq!(webp.archive.header().tile_type, 4);
    assert!(webp.tiles.keys().eq(png.tiles.keys()));
    for (tile, bytes) in &webp.tiles {
        let decoded = webp::Decoder::new(bytes).decode().unwrap();
        let pixels = png.pixels(*tile).unwrap();
        for (index, pixel) in pixels.iter().enumerate() {
            let alpha = if decoded.is_alpha() { decoded[index * 4 + 3] } else { 255 };
            assert_eq!(alpha, pixel[3]);
        }
    }
    let mut jpeg = request(&[image], &archive);
    jpeg.format = Format::Jpeg;
    let jpeg = rendered(jpeg);
    assert_eq!(jpeg.archive.header().tile_type, 3);
    for (tile, bytes) in jpeg.tiles.iter().filter(|(tile, _)| tile.z >= 20) {
        let mut decoder =
            zune_jpeg::JpegDecoder::new(zune_jpeg::zune_core::bytestream::ZCursor::new(bytes));
        let decoded = decoder.decode().unwrap();
        let pixels = png.pixels(*tile).unwrap();
        let far = |index: usize| {
            let (x, y) = (index % 256, index / 256);
            let around = |dx: usize, dy: usize| {
                let (x, y) = ((x + dx).wrapping_sub(16), (y + dy).wrapping_sub(16));
                x < 256 && y < 256 && pixels[y * 256 + x][3] == pixels[index][3]
            };
            [(0, 0), (16, 0), (32, 0), (0, 16), (32, 16), (0, 32), (16, 32), (32, 32)]
                .iter()
                .all(|(dx, dy)| around(*dx, *dy))
        };
        for index in (0..65_536).step_by(37).filter(|index| far(*index)) {
            let seen = &decoded[index * 3..index * 3 + 3];
            let expected = if pixels[index][3] == 255 { COLOUR } else { [0; 3] };
            let near = (0..3).all(|c| i32::from(seen[c]).abs_diff(expected[c].into()) < 16);
            assert!(near, "{tile:?} {index}: {seen:?} {expected:?}");
        }
    }
}

/// Twice the area of a ring in degrees, as square metres.
fn area(ring: &[(f64, f64)]) -> f64 {
    let scale = 6_371_007.0_f64.to_radians();
    let cos = ring[0].1.to_radians().cos();
    let sum: f64 = ring.windows(2).map(|p| p[0].0 * p[1].1 - p[1].0 * p[0].1).sum();
    sum / 2.0 * scale * scale * cos
}

fn rings(layer: &super::Layer) -> Vec<Vec<(f64, f64)>> {
    let footprint = &layer.metadata["musubi"]["footprint"];
    assert_eq!(footprint["type"], "MultiPolygon");
    let polygons = footprint["coordinates"].as_array().unwrap();
    let rings = polygons.iter().flat_map(|polygon| polygon.as_array().unwrap());
    let point = |p: &serde_json::Value| (p[0].as_f64().unwrap(), p[1].as_f64().unwrap());
    rings.map(|ring| ring.as_array().unwrap().iter().map(point).collect()).collect()
}

#[test]
fn the_footprint_follows_the_alpha_with_its_holes() {
    let folder = tempfile::tempdir().unwrap();
    let image = Made::new(600, 520, 4).write(&folder.path().join("disc.tif"), |x, y, band| {
        if band == 3 { u16::from(disc(x, y)) * 255 } else { 99 }
    });
    let layer = rendered(request(&[image], &folder.path().join("disc.pmtiles")));
    let rings = rings(&layer);
    assert_eq!(rings.len(), 2, "an outline and a hole");
    let circle = |radius: f64| std::f64::consts::PI * (radius * 0.05).powi(2);
    for (ring, expected) in rings.iter().zip([circle(220.0), -circle(40.0)]) {
        assert_eq!(ring.first(), ring.last());
        let area = area(ring);
        assert!((area / expected - 1.0).abs() < 0.05, "{area} {expected}");
        assert!(ring.len() < 200);
    }
}

#[test]
fn the_footprint_of_an_opaque_image_is_its_edge() {
    let folder = tempfile::tempdir().unwrap();
    let image = Made::new(400, 200, 3).write(&folder.path().join("o.tif"), |_, _, _| 99);
    let layer = rendered(request(&[image], &folder.path().join("o.pmtiles")));
    let rings = rings(&layer);
    assert_eq!(rings.len(), 1);
    let area = area(&rings[0]);
    let expected = 400.0 * 200.0 * PLACE.2 * PLACE.2;
    assert!((area / expected - 1.0).abs() < 0.005, "{area} {expected}");
    assert!(rings[0].len() <= 9, "{:?}", rings[0]);
}
