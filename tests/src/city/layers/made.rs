//! An orthophoto made by hand: nobody's ground, in plane rectangular system II on JGD2011.

use std::path::Path;

/// Metres a pixel.
pub(super) const PIXEL: f64 = 0.5;
/// The north-west corner, in metres east and north of the system's origin near Kumamoto.
const EAST: f64 = -27_000.0;
const NORTH: f64 = -22_000.0;

/// Where in degrees the made image lies, give or take a hundred metres.
pub(super) const NEAR: [f64; 2] = [130.711, 32.801];

/// Its archive is as large as one can be: nothing of it can be foretold.
pub(super) fn grain(path: &Path, side: u16) {
    let side = u32::from(side);
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let pixels = (0..side * side * 3).map(|_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    });
    let pixels: Vec<u8> = pixels.collect();
    std::fs::write(path, tiff(side, &pixels)).expect("a file");
}

/// An RGB image without compression, in one strip: colours run from corner to corner.
pub(super) fn orthophoto(path: &Path, side: u16) {
    let side_32 = u32::from(side);
    let pixels = (0..side_32).flat_map(|y| {
        (0..side_32).flat_map(move |x| {
            let shade = |part: u32| u8::try_from(part * 255 / side_32).expect("a shade");
            let odd = if (x / 64 + y / 64) % 2 == 0 { 40 } else { 200 };
            [shade(x), shade(y), odd]
        })
    });
    let pixels: Vec<u8> = pixels.collect();
    std::fs::write(path, tiff(side_32, &pixels)).expect("a file");
}

fn tiff(side: u32, pixels: &[u8]) -> Vec<u8> {
    let (short, long, double) = (3_u16, 4_u16, 12_u16);
    let doubles = |numbers: &[f64]| numbers.iter().flat_map(|it| it.to_le_bytes()).collect();
    let shorts = |numbers: &[u16]| numbers.iter().flat_map(|it| it.to_le_bytes()).collect();
    let longs = |numbers: &[u32]| numbers.iter().flat_map(|it| it.to_le_bytes()).collect();
    // Projected, pixel is area, EPSG:6670.
    let keys = [1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 6670];
    let bytes = u32::try_from(pixels.len()).expect("a small image");
    let mut fields: Vec<(u16, u16, u32, Vec<u8>)> = vec![
        (256, long, 1, longs(&[side])),
        (257, long, 1, longs(&[side])),
        (258, short, 3, shorts(&[8, 8, 8])),
        (259, short, 1, shorts(&[1])),
        (262, short, 1, shorts(&[2])),
        (273, long, 1, longs(&[8])),
        (277, short, 1, shorts(&[3])),
        (278, long, 1, longs(&[side])),
        (279, long, 1, longs(&[bytes])),
        (33_550, double, 3, doubles(&[PIXEL, PIXEL, 0.0])),
        (33_922, double, 6, doubles(&[0.0, 0.0, 0.0, EAST, NORTH, 0.0])),
        (34_735, short, 16, shorts(&keys)),
    ];
    let mut file = b"II*\0".to_vec();
    let directory = 8 + bytes + bytes % 2;
    file.extend(directory.to_le_bytes());
    file.extend(pixels);
    file.resize(directory as usize, 0);
    let count = u16::try_from(fields.len()).expect("a few");
    let mut beyond = directory + 2 + u32::from(count) * 12 + 4;
    file.extend(count.to_le_bytes());
    for (tag, kind, number, value) in &mut fields {
        file.extend(tag.to_le_bytes());
        file.extend(kind.to_le_bytes());
        file.extend(number.to_le_bytes());
        if value.len() <= 4 {
            value.resize(4, 0);
            file.append(value);
        } else {
            file.extend(beyond.to_le_bytes());
            beyond += u32::try_from(value.len()).expect("small");
        }
    }
    file.extend([0; 4]);
    for (_, _, _, value) in fields {
        file.extend(value);
    }
    file
}
