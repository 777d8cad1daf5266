//! Where layers lie: zooms, world files, offsets, rotation, several images as one.

use super::made::{Made, PLACE, hills};
use super::{pixel_at, refused, rendered, request};
use musubi_imagery::crs::Crs;

/// Where plane coordinates of the made images lie.
fn degrees(x: f64, y: f64) -> (f64, f64) {
    Crs::from_epsg(6670).unwrap().to_degrees(x, y)
}

#[test]
fn zooms_follow_from_the_ground_resolution() {
    let folder = tempfile::tempdir().unwrap();
    for (side, zoom) in [(0.05, 21), (0.04, 22), (0.018, 23), (0.15, 20), (0.35, 19)] {
        let made = Made { place: Some((PLACE.0, PLACE.1, side)), ..Made::new(64, 64, 3) };
        let image = made.write(&folder.path().join(format!("{zoom}.tif")), hills);
        let archive = folder.path().join(format!("{zoom}.pmtiles"));
        let layer = rendered(request(&[image], &archive));
        assert_eq!(layer.archive.header().max_zoom, zoom, "{side} m");
        assert_eq!(layer.archive.header().min_zoom, 14);
        let gsd = layer.metadata["musubi"]["gsd_m"].as_f64().unwrap();
        assert!((gsd / side - 1.0).abs() < 0.005, "{gsd}");
    }
}

/// A white square on black; its middle is found in the tiles where it lies on the ground.
#[test]
fn a_mark_lies_where_its_coordinates_say() {
    let folder = tempfile::tempdir().unwrap();
    let mark =
        |x: u32, y: u32, _| u16::from((100..110).contains(&x) && (60..70).contains(&y)) * 255;
    let turned = {
        let (sin, cos) = 0.6_f64.sin_cos();
        let mut matrix = [0.0; 16];
        (matrix[0], matrix[1], matrix[3]) = (0.05 * cos, 0.05 * sin, PLACE.0);
        (matrix[4], matrix[5], matrix[7]) = (0.05 * sin, -0.05 * cos, PLACE.1);
        matrix[15] = 1.0;
        matrix
    };
    let straight = Made::new(200, 150, 1);
    let rotated = Made { place: None, matrix: Some(turned), ..straight.clone() };
    let (sin, cos) = 0.6_f64.sin_cos();
    let places = [
        (straight, (PLACE.0 + 105.0 * 0.05, PLACE.1 - 65.0 * 0.05)),
        (
            rotated,
            (
                PLACE.0 + 0.05 * (105.0 * cos + 65.0 * sin),
                PLACE.1 + 0.05 * (105.0 * sin - 65.0 * cos),
            ),
        ),
    ];
    for (number, (made, ground)) in places.into_iter().enumerate() {
        let image = made.write(&folder.path().join(format!("{number}.tif")), mark);
        let layer = rendered(request(&[image], &folder.path().join(format!("{number}.pmtiles"))));
        let z = layer.finest();
        let (mut sum, mut weight) = ((0.0, 0.0), 0.0);
        for tile in layer.tiles.keys().filter(|tile| tile.z == z) {
            for (index, pixel) in layer.pixels(*tile).unwrap().iter().enumerate() {
                let bright = f64::from(pixel[0]);
                sum.0 += (f64::from(tile.x) * 256.0 + (index % 256) as f64 + 0.5) * bright;
                sum.1 += (f64::from(tile.y) * 256.0 + (index / 256) as f64 + 0.5) * bright;
                weight += bright;
            }
        }
        let (lon, lat) = degrees(ground.0, ground.1);
        let expected = pixel_at(z, lon, lat);
        let off = (sum.0 / weight - expected.0).hypot(sum.1 / weight - expected.1);
        assert!(off < 0.15, "{number}: {off} pixels");
    }
}

#[test]
fn an_offset_moves_the_layer_by_metres_on_the_ground() {
    let folder = tempfile::tempdir().unwrap();
    for (code, place) in
        [(6670, PLACE), (4326, (130.8, 32.79, 4.5e-7)), (3857, (14_560_000.0, 3_870_000.0, 0.06))]
    {
        let made = Made { epsg: Some(code), place: Some(place), ..Made::new(200, 150, 3) };
        let image = made.write(&folder.path().join(format!("{code}.tif")), hills);
        let archive = folder.path().join(format!("{code}.pmtiles"));
        let before = rendered(request(std::slice::from_ref(&image), &archive));
        let mut moved = request(&[image], &archive);
        moved.hints.offset = (3.0, 2.0);
        let after = rendered(moved);
        let (a, b) = (before.archive.header().bounds, after.archive.header().bounds);
        let north = (b[1] - a[1]).to_radians() * 6_371_000.0;
        let east = (b[0] - a[0]).to_radians() * 6_378_137.0 * a[1].to_radians().cos();
        assert!((north - 2.0).abs() < 0.1 && (east - 3.0).abs() < 0.1, "{code}: {east} {north}");
        assert_eq!(after.metadata["musubi"]["offset_m"], serde_json::json!([3.0, 2.0]));
    }
}

#[test]
fn a_picture_beside_a_world_file_gives_the_tiles_of_the_tiff() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let image = Made::new(150, 120, 3).write(&path("tiff.tif"), hills);
    let expected = rendered(request(&[image], &path("tiff.pmtiles")));
    let mut pixels = Vec::new();
    for y in 0..120 {
        for x in 0..150 {
            pixels.extend((0..3).map(|band| hills(x, y, band) as u8));
        }
    }
    let file = std::fs::File::create(path("map.png")).unwrap();
    let mut encoder = png::Encoder::new(file, 150, 120);
    encoder.set_color(png::ColorType::Rgb);
    encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
    let world = "0.05\n0\n0\n-0.05\n-17499.975\n-22800.025\n";

    assert_eq!(refused(request(&[path("map.png")], &path("map.pmtiles"))).reason.code(), "no-crs");
    std::fs::write(path("map.pgw"), world).unwrap();
    assert_eq!(refused(request(&[path("map.png")], &path("map.pmtiles"))).reason.code(), "no-crs");
    let mut named = request(&[path("map.png")], &path("map.pmtiles"));
    named.hints.crs = Crs::from_epsg(6670);
    assert_eq!(rendered(named).tiles, expected.tiles);
    std::fs::write(path("map.prj"), r#"PROJCS["x",AUTHORITY["EPSG","6670"]]"#).unwrap();
    assert_eq!(rendered(request(&[path("map.png")], &path("map.pmtiles"))).tiles, expected.tiles);

    let mut jpeg = Vec::new();
    jpeg_encoder::Encoder::new(&mut jpeg, 95)
        .encode(&pixels, 150, 120, jpeg_encoder::ColorType::Rgb)
        .unwrap();
    std::fs::write(path("photo.jpg"), jpeg).unwrap();
    std::fs::write(path("photo.jgw"), world).unwrap();
    std::fs::write(path("photo.prj"), r#"PROJCS["x",AUTHORITY["EPSG","6670"]]"#).unwrap();
    let layer = rendered(request(&[path("photo.jpg")], &path("photo.pmtiles")));
    assert!(layer.tiles.keys().eq(expected.tiles.keys()));
    std::fs::write(path("photo.jgw"), "0.05 0 0 nonsense").unwrap();
    let refusal = refused(request(&[path("photo.jpg")], &path("photo.pmtiles")));
    assert_eq!(refusal.reason.code(), "bad-transform");
    assert!(!super::listing(folder.path()).iter().any(|name| name.contains("rows")));
}

#[test]
fn sheets_side_by_side_make_one_layer_without_a_seam() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let whole = Made::new(300, 100, 3).write(&path("whole.tif"), hills);
    let expected = rendered(request(&[whole], &path("whole.pmtiles")));
    let sheet = |left: u32| {
        let place = Some((PLACE.0 + f64::from(left) * 0.05, PLACE.1, 0.05));
        let made = Made { place, ..Made::new(150, 100, 3) };
        made.write(&path(&format!("{left}.tif")), move |x, y, band| hills(x + left, y, band))
    };
    let layer = rendered(request(&[sheet(0), sheet(150)], &path("sheets.pmtiles")));
    assert!(layer.tiles.keys().eq(expected.tiles.keys()));
    for tile in layer.tiles.keys() {
        let pairs = layer.pixels(*tile).unwrap().into_iter().zip(expected.pixels(*tile).unwrap());
        for (seen, expected) in pairs {
            assert!(seen[3].abs_diff(expected[3]) <= 2, "{tile:?}: {seen:?} {expected:?}");
            if expected[3] == 255 {
                assert!((0..3).all(|c| seen[c].abs_diff(expected[c]) < 24), "{tile:?}");
            }
        }
    }
    let coarse = Made { place: Some((PLACE.0, PLACE.1, 1.0)), ..Made::new(64, 64, 3) };
    let coarse = coarse.write(&path("coarse.tif"), hills);
    let refusal = refused(request(&[path("0.tif"), coarse], &path("no.pmtiles")));
    assert_eq!(refusal.reason.code(), "not-one-layer");
}
