//! The same picture, stored in any way, gives the same tiles.

use std::path::Path;

use super::made::{Made, Packing, hills};
use super::{Layer, rendered, request};

fn layer(folder: &Path, name: &str, made: &Made, value: impl Fn(u32, u32, u16) -> u16) -> Layer {
    let image = made.write(&folder.join(format!("{name}.tif")), value);
    let mut request = request(&[image], &folder.join(format!("{name}.pmtiles")));
    request.zooms.min = Some(20);
    rendered(request)
}

fn mean_difference(a: &Layer, b: &Layer) -> f64 {
    assert!(a.tiles.keys().eq(b.tiles.keys()));
    let (mut sum, mut count) = (0, 0);
    for tile in a.tiles.keys() {
        for (a, b) in a.pixels(*tile).unwrap().iter().zip(b.pixels(*tile).unwrap()) {
            assert_eq!(a[3], b[3]);
            sum += (0..3).map(|c| u64::from(a[c].abs_diff(b[c]))).sum::<u64>();
            count += 3;
        }
    }
    sum as f64 / f64::from(count)
}

#[test]
fn every_compression_layout_and_order_gives_the_same_tiles() {
    let folder = tempfile::tempdir().unwrap();
    let base = Made { packing: Packing::None, ..Made::new(301, 203, 3) };
    let expected = layer(folder.path(), "base", &base, hills);
    assert!(expected.tiles.len() > 4);
    let packings =
        [Packing::None, Packing::Lzw, Packing::Deflate, Packing::PackBits, Packing::Zstd];
    let mut number = 0;
    for packing in packings {
        for (tile, rows) in [(Some((64, 48)), 0), (None, 1), (None, 50), (None, 203)] {
            for (predictor, apart, big, big_endian) in [
                (1, false, false, false),
                (2, false, true, false),
                (2, true, false, true),
                (1, true, true, true),
            ] {
                let packs = matches!(packing, Packing::Lzw | Packing::Deflate | Packing::Zstd);
                let predictor = if packs { predictor } else { 1 };
                let made =
                    Made { tile, rows, packing, predictor, apart, big, big_endian, ..base.clone() };
                number += 1;
                let seen = layer(folder.path(), &number.to_string(), &made, hills);
                assert_eq!(
                    seen.tiles, expected.tiles,
                    "{packing:?} {tile:?} {rows} {predictor} {apart} {big} {big_endian}"
                );
            }
        }
    }
}

#[test]
fn jpeg_blocks_with_shared_tables_look_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let base = Made { packing: Packing::None, ..Made::new(301, 203, 3) };
    let expected = layer(folder.path(), "base", &base, hills);
    for (name, tile, rows) in [("tiles", Some((64, 48)), 0), ("strips", None, 16)] {
        let made = Made { packing: Packing::Jpeg, tile, rows, photometric: 6, ..base.clone() };
        let seen = layer(folder.path(), name, &made, hills);
        let difference = mean_difference(&seen, &expected);
        assert!(difference < 3.0, "{name}: {difference}");
    }
    let gray = Made { bands: 1, photometric: 1, ..base.clone() };
    let one = |x, y, _| hills(x, y, 0);
    let expected = layer(folder.path(), "gray", &gray, one);
    let jpeg = Made { packing: Packing::Jpeg, ..gray };
    let difference = mean_difference(&layer(folder.path(), "gray-jpeg", &jpeg, one), &expected);
    assert!(difference < 3.0, "{difference}");
}

#[test]
fn gray_with_alpha_inverted_gray_and_named_bands_are_understood() {
    let folder = tempfile::tempdir().unwrap();
    let expected = layer(folder.path(), "gray", &Made::new(120, 90, 1), |x, y, _| hills(x, y, 0));
    let gray_alpha = layer(folder.path(), "alpha", &Made::new(120, 90, 2), |x, y, band| {
        if band == 0 { hills(x, y, 0) } else { 255 }
    });
    assert_eq!(gray_alpha.tiles, expected.tiles);
    let inverted = Made { photometric: 0, ..Made::new(120, 90, 1) };
    let inverted = layer(folder.path(), "inverted", &inverted, |x, y, _| 255 - hills(x, y, 0));
    assert_eq!(inverted.tiles, expected.tiles);

    let rgb = layer(folder.path(), "rgb", &Made::new(120, 90, 3), hills);
    let names =
        br#"<GDALMetadata><Item name="COLORINTERP" sample="0" role="colorinterp">Blue</Item>
<Item name="COLORINTERP" sample="1" role="colorinterp">Green</Item>
<Item name="COLORINTERP" sample="2" role="colorinterp">Red</Item></GDALMetadata>"#;
    let fields = vec![(42112, 2, names.len() as u64, names.to_vec())];
    let named = Made { fields, ..Made::new(120, 90, 3) };
    let named = layer(folder.path(), "named", &named, |x, y, band| hills(x, y, 2 - band));
    assert_eq!(named.tiles, rgb.tiles);
}

#[test]
fn sixteen_bits_are_stretched_and_the_metadata_says_how() {
    let folder = tempfile::tempdir().unwrap();
    for (name, big_endian, predictor) in
        [("little", false, 2), ("big", true, 2), ("plain", true, 1)]
    {
        let made = Made { bits: 16, big_endian, predictor, ..Made::new(300, 200, 3) };
        // 1,000 … 1,299 from left to right, the same from top to bottom.
        let seen = layer(folder.path(), name, &made, |x, _, _| 1_000 + x as u16);
        let stretch = &seen.metadata["musubi"]["images"][0]["stretch"];
        assert_eq!(stretch, &serde_json::json!([[1006, 1294], [1006, 1294], [1006, 1294]]));
        let [west, south, east, north] = seen.archive.header().bounds;
        let middle = f64::midpoint(south, north);
        let at = |share: f64| seen.at(seen.finest(), west + (east - west) * share, middle);
        assert!(at(0.01)[0] < 3, "{:?}", at(0.01));
        assert!(at(0.99)[0] > 252, "{:?}", at(0.99));
        assert!(at(0.5)[0].abs_diff(128) < 4, "{:?}", at(0.5));
    }
}

#[test]
fn a_mask_nodata_and_an_alpha_band_hide_the_same_pixels() {
    let folder = tempfile::tempdir().unwrap();
    let shown = |x: u32, y: u32| (x + y) % 97 > 30;
    let made = Made { tile: Some((32, 32)), ..Made::new(150, 130, 4) };
    let expected = layer(folder.path(), "alpha", &made, |x, y, band| match band {
        3 => u16::from(shown(x, y)) * 255,
        _ => hills(x, y, band).max(1),
    });
    let value = |x, y, band| if shown(x, y) { hills(x, y, band).max(1) } else { 0 };
    let nodata = Made { nodata: Some("0"), ..Made::new(150, 130, 3) };
    assert_eq!(layer(folder.path(), "nodata", &nodata, value).tiles, expected.tiles);
    let mask = Made { mask: Some(|x, y| (x + y) % 97 > 30), ..Made::new(150, 130, 3) };
    let bright = |x, y, band| hills(x, y, band).max(1);
    assert_eq!(layer(folder.path(), "mask", &mask, bright).tiles, expected.tiles);
    let associated = Made { extra: Some(1), ..made.clone() };
    let seen = layer(folder.path(), "associated", &associated, |x, y, band| match band {
        3 => u16::from(shown(x, y)) * 255,
        _ if shown(x, y) => hills(x, y, band).max(1),
        _ => 0,
    });
    assert_eq!(seen.tiles, expected.tiles);
}

#[test]
fn a_fourth_band_that_says_nothing_is_transparency_when_a_person_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let made = Made { extra: Some(0), ..Made::new(120, 90, 4) };
    let value = |x, y, band| if band == 3 { u16::from(x > 60) * 255 } else { hills(x, y, band) };
    let stored = layer(folder.path(), "stored", &made, value);
    assert_eq!(stored.metadata["musubi"]["images"][0]["doubts"][0], "fourth-band-unused");
    let image = folder.path().join("stored.tif");
    let mut request = request(&[image], &folder.path().join("hinted.pmtiles"));
    request.zooms.min = Some(20);
    request.hints.fourth_band = musubi_imagery::FourthBand::Alpha;
    let hinted = rendered(request);
    let known = Made { extra: Some(2), ..made };
    assert_eq!(hinted.tiles, layer(folder.path(), "known", &known, value).tiles);
    assert_ne!(hinted.tiles, stored.tiles);
}

/// Larger than is rendered from strips directly: laid anew as blocks first, and strips of any
/// height are streamed.
#[test]
fn tall_strips_of_a_large_image_give_the_same_tiles_as_blocks() {
    let folder = tempfile::tempdir().unwrap();
    let value = |x: u32, y: u32, _| ((x / 3 * 7 + y / 5 * 3) % 251) as u16;
    let mut expected = None;
    for (number, (packing, rows, predictor)) in [
        (Packing::Deflate, 0, 1),
        (Packing::Deflate, 4_200, 2),
        (Packing::Lzw, 4_200, 1),
        (Packing::PackBits, 4_200, 1),
        (Packing::Zstd, 2_500, 2),
        (Packing::None, 4_200, 1),
        (Packing::Deflate, 64, 1),
    ]
    .into_iter()
    .enumerate()
    {
        let tile = (rows == 0).then_some((512, 512));
        let made = Made { tile, rows, packing, predictor, ..Made::new(4_100, 4_200, 1) };
        let image = made.write(&folder.path().join(format!("{number}.tif")), value);
        let archive = folder.path().join(format!("{number}.pmtiles"));
        let mut request = request(std::slice::from_ref(&image), &archive);
        request.zooms.max = Some(18);
        let tiles = rendered(request).tiles;
        std::fs::remove_file(image).unwrap();
        assert!(tiles.len() > 4);
        assert!(*expected.get_or_insert_with(|| tiles.clone()) == tiles, "{packing:?} {rows}");
    }
}
