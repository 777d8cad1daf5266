//! Photos as a drone's camera writes them, made up: with a place, a time, a direction, and what should
//! not come through.

use std::io::Cursor;
use std::path::{Path, PathBuf};

use exif::experimental::Writer;
use exif::{Field, In, Rational, Tag, Value};

/// Words that stand in each photo and nowhere in a layer.
pub(crate) const SECRETS: [&str; 2] = ["SERIAL1234567", "OWNER-OF-IT"];

/// East and north in degrees × 10⁷; `taken` as cameras write it, `2024:01:09 18:00:00`.
pub(crate) fn photo(path: &Path, [lon_e7, lat_e7]: [u32; 2], taken: &str) -> PathBuf {
    let angle = |e7: u32| {
        let none = Rational { num: 0, denom: 1 };
        Value::Rational(vec![Rational { num: e7, denom: 10_000_000 }, none, none])
    };
    let text = |text: &str| Value::Ascii(vec![text.as_bytes().to_vec()]);
    let fields = [
        (Tag::GPSLatitudeRef, text("N")),
        (Tag::GPSLatitude, angle(lat_e7)),
        (Tag::GPSLongitudeRef, text("E")),
        (Tag::GPSLongitude, angle(lon_e7)),
        (Tag::GPSImgDirection, Value::Rational(vec![Rational { num: 4_505, denom: 10 }])),
        (Tag::DateTimeOriginal, text(taken)),
        (Tag::OffsetTimeOriginal, text("+09:00")),
        (Tag::BodySerialNumber, text(SECRETS[0])),
        (Tag::CameraOwnerName, text(SECRETS[1])),
    ]
    .map(|(tag, value)| Field { tag, ifd_num: In::PRIMARY, value });
    let mut writer = Writer::new();
    fields.iter().for_each(|field| writer.push_field(field));
    let mut body = Cursor::new(Vec::new());
    writer.write(&mut body, false).expect("memory takes all writes");
    let exif = [&b"Exif\0\0"[..], &body.into_inner()].concat();
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 80);
    encoder.add_app_segment(1, exif).expect("it is short");
    let grey = vec![90; 640 * 480];
    let encoded = encoder.encode(&grey, 640, 480, jpeg_encoder::ColorType::Luma);
    encoded.expect("memory takes all writes");
    std::fs::write(path, bytes).expect("a folder of the test's own");
    path.to_owned()
}
