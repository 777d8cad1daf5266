//! Raw drone photos as a layer of points: where, when and which way each was taken, with a small
//! picture that carries nothing else. [`album`] is the one file that they become.
//!
//! What always holds: of a photo's metadata only what is named in [`Shot`] comes through; serial
//! numbers, owners' names, file names and embedded thumbnails do not.

pub mod album;

use std::path::{Path, PathBuf};

use exif::{Exif, In, Tag, Value};
use serde::{Deserialize, Serialize};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use crate::georef;
use crate::picture;
use crate::refusal::{Reason, Refusal};

/// The longer side of the small picture.
const THUMBNAIL_SIDE: usize = 320;
const THUMBNAIL_QUALITY: u8 = 75;
const PIXELS_MAX: usize = 60_000_000;
/// Drones put their own metadata near the beginning.
const XMP_WITHIN: usize = 1 << 20;
const HEIGHT_M_MAX: f64 = 20_000.0;

/// Where and how a photo was taken.
#[derive(Clone, Debug, PartialEq)]
pub struct Shot {
    pub lon: f64,
    pub lat: f64,
    /// As the camera's clock said, `2024-01-09T18:00:00`, with its offset where it said one.
    pub taken: Option<String>,
    /// Degrees clockwise from north.
    pub direction: Option<f64>,
    /// Metres above where the drone took off.
    pub height_m: Option<f64>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Photo {
    pub shot: Shot,
    /// A small JPEG, turned upright.
    pub thumbnail: Vec<u8>,
}

/// Whether these are photos as a camera makes them, and not pictures that somebody has laid on the map:
/// JPEG without a world file or a coordinate system beside it.
pub fn are(files: &[PathBuf]) -> bool {
    let is_photo = |file: &PathBuf| {
        matches!(picture::kind(file), Ok(picture::Kind::Jpeg)) && !georef::is_placed_beside(file)
    };
    !files.is_empty() && files.iter().all(is_photo)
}

/// Reads a photo. One that does not say where it was taken is refused.
pub fn read(path: &Path) -> Result<Photo, Refusal> {
    photo(path).map_err(|reason| Refusal::of(path, reason))
}

fn photo(path: &Path) -> Result<Photo, Reason> {
    if picture::kind(path)? != picture::Kind::Jpeg {
        return Err(Reason::NotAnImage);
    }
    let bytes = picture::jpeg_bytes(path)?;
    let exif = exif::Reader::new()
        .read_from_container(&mut std::io::Cursor::new(&bytes))
        .map_err(|_| Reason::NoPlace)?;
    let coordinate = |value, side, negative: u8| {
        let degrees = degrees(&exif, value)?;
        Some(if letter(&exif, side)? == negative { -degrees } else { degrees })
    };
    let lat = coordinate(Tag::GPSLatitude, Tag::GPSLatitudeRef, b'S').ok_or(Reason::NoPlace)?;
    let lon = coordinate(Tag::GPSLongitude, Tag::GPSLongitudeRef, b'W').ok_or(Reason::NoPlace)?;
    // A camera without a fix writes zeros.
    let real = lat.abs() <= 90.0 && lon.abs() <= 180.0 && (lat, lon) != (0.0, 0.0);
    if !real {
        return Err(Reason::NoPlace);
    }
    let xmp = String::from_utf8_lossy(&bytes[..bytes.len().min(XMP_WITHIN)]);
    let dji = |name: &str| attribute(&xmp, name);
    let direction = rational(&exif, Tag::GPSImgDirection)
        .or_else(|| dji("GimbalYawDegree"))
        .or_else(|| dji("FlightYawDegree"));
    let shot = Shot {
        lon,
        lat,
        taken: taken(&exif),
        direction: direction.map(|degrees| degrees.rem_euclid(360.0)),
        height_m: dji("RelativeAltitude").filter(|height| height.abs() <= HEIGHT_M_MAX),
    };
    Ok(Photo { shot, thumbnail: thumbnail(&bytes, orientation(&exif))? })
}

fn rational(exif: &Exif, tag: Tag) -> Option<f64> {
    match &exif.get_field(tag, In::PRIMARY)?.value {
        Value::Rational(values) => values.first().map(exif::Rational::to_f64),
        _ => None,
    }
    .filter(|value| value.is_finite())
}

/// Degrees, minutes, seconds.
fn degrees(exif: &Exif, tag: Tag) -> Option<f64> {
    let Value::Rational(values) = &exif.get_field(tag, In::PRIMARY)?.value else { return None };
    let [d, m, s] = &values[..] else { return None };
    let degrees = d.to_f64() + m.to_f64() / 60.0 + s.to_f64() / 3_600.0;
    degrees.is_finite().then_some(degrees)
}

fn letter(exif: &Exif, tag: Tag) -> Option<u8> {
    match &exif.get_field(tag, In::PRIMARY)?.value {
        Value::Ascii(texts) => texts.first()?.first().copied(),
        _ => None,
    }
}

fn orientation(exif: &Exif) -> u32 {
    let field = exif.get_field(Tag::Orientation, In::PRIMARY);
    field.and_then(|field| field.value.get_uint(0)).unwrap_or(1)
}

/// `2024:01:09 18:00:00` and `+09:00` → `2024-01-09T18:00:00+09:00`; nothing that is not shaped so.
fn taken(exif: &Exif) -> Option<String> {
    let text = |tag| match &exif.get_field(tag, In::PRIMARY)?.value {
        Value::Ascii(texts) => String::from_utf8(texts.first()?.clone()).ok(),
        _ => None,
    };
    let time = text(Tag::DateTimeOriginal)?;
    if !is_shaped(&time, "0000:00:00 00:00:00") || time.starts_with("0000") {
        return None;
    }
    let offset = text(Tag::OffsetTimeOriginal).filter(|offset| is_shaped(offset, "+00:00"));
    let (date, clock) = time.split_once(' ')?;
    Some(format!("{}T{clock}{}", date.replace(':', "-"), offset.unwrap_or_default()))
}

/// 0 stands for any digit, + for a sign, everything else for itself.
fn is_shaped(text: &str, shape: &str) -> bool {
    text.len() == shape.len()
        && text.bytes().zip(shape.bytes()).all(|(byte, like)| match like {
            b'0' => byte.is_ascii_digit(),
            b'+' => matches!(byte, b'+' | b'-'),
            like => byte == like,
        })
}

/// A number of DJI's metadata, `drone-dji:Name="+12.3"` or `<drone-dji:Name>+12.3<`.
fn attribute(xmp: &str, name: &str) -> Option<f64> {
    let (_, tail) = xmp.split_once(&format!("drone-dji:{name}"))?;
    let tail = tail.strip_prefix("=\"").or_else(|| tail.strip_prefix('>'))?;
    let end = tail.find(['"', '<']).filter(|end| *end < 32)?;
    tail[..end].parse().ok().filter(|value: &f64| value.is_finite())
}

fn thumbnail(bytes: &[u8], orientation: u32) -> Result<Vec<u8>, Reason> {
    let options = DecoderOptions::default().jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(|_| Reason::Truncated)?;
    let info = decoder.info().ok_or(Reason::Truncated)?;
    let (width, height) = (usize::from(info.width), usize::from(info.height));
    if width * height > PIXELS_MAX || width < 8 || height < 8 {
        let (width, height) = (width as u64, height as u64);
        return Err(Reason::TooLarge { width, height });
    }
    let pixels = decoder.decode().map_err(|_| Reason::Truncated)?;
    let step = width.max(height).div_ceil(THUMBNAIL_SIDE);
    let (small_width, small_height) = (width / step, height / step);
    let mean = |x: usize, y: usize| -> [u8; 3] {
        let mut sum = [0_u32; 3];
        for row in y * step..(y + 1) * step {
            let start = (row * width + x * step) * 3;
            for pixel in pixels[start..start + step * 3].as_chunks::<3>().0 {
                for c in 0..3 {
                    sum[c] += u32::from(pixel[c]);
                }
            }
        }
        let count = (step * step) as u32;
        sum.map(|sum| ((sum + count / 2) / count) as u8)
    };
    let turned = orientation >= 5;
    let (out_width, out_height) =
        if turned { (small_height, small_width) } else { (small_width, small_height) };
    let mut out = Vec::with_capacity(out_width * out_height * 3);
    for y in 0..out_height {
        for x in 0..out_width {
            let (last_x, last_y) = (small_width - 1, small_height - 1);
            let (x, y) = match orientation {
                2 => (last_x - x, y),
                3 => (last_x - x, last_y - y),
                4 => (x, last_y - y),
                5 => (y, x),
                6 => (y, last_y - x),
                7 => (last_x - y, last_y - x),
                8 => (last_x - y, x),
                _ => (x, y),
            };
            out.extend(mean(x, y));
        }
    }
    let mut small = Vec::new();
    jpeg_encoder::Encoder::new(&mut small, THUMBNAIL_QUALITY)
        .encode(&out, out_width as u16, out_height as u16, jpeg_encoder::ColorType::Rgb)
        .expect("the sides are small and memory takes all writes");
    Ok(small)
}

#[derive(Serialize, Deserialize)]
struct Collection {
    #[serde(rename = "type")]
    kind: String,
    features: Vec<Feature>,
}

#[derive(Serialize, Deserialize)]
struct Feature {
    #[serde(rename = "type")]
    kind: String,
    id: usize,
    geometry: Point,
    properties: Properties,
}

#[derive(Serialize, Deserialize)]
struct Point {
    #[serde(rename = "type")]
    kind: String,
    coordinates: [f64; 2],
}

#[derive(Serialize, Deserialize)]
struct Properties {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    taken: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    direction_deg: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    height_m: Option<f64>,
    #[serde(default)]
    thumbnail: String,
}

/// The photos as a `GeoJSON` collection; a feature's id is the photo's number, from 0. `thumbnail` says
/// where the small picture of each is.
pub fn geojson<'a>(
    shots: impl IntoIterator<Item = &'a Shot>,
    thumbnail: impl Fn(usize) -> String,
) -> String {
    let feature = |(id, shot): (usize, &Shot)| Feature {
        kind: "Feature".to_owned(),
        id,
        geometry: Point { kind: "Point".to_owned(), coordinates: [shot.lon, shot.lat] },
        properties: Properties {
            taken: shot.taken.clone(),
            direction_deg: shot.direction,
            height_m: shot.height_m,
            thumbnail: thumbnail(id),
        },
    };
    let features = shots.into_iter().enumerate().map(feature).collect();
    let collection = Collection { kind: "FeatureCollection".to_owned(), features };
    serde_json::to_string(&collection).expect("strings and finite numbers serialise")
}

/// What [`geojson`] wrote, from somebody else. `None`: it is not that.
fn shots(json: &[u8]) -> Option<Vec<Shot>> {
    let collection: Collection = serde_json::from_slice(json).ok()?;
    let shot = |(number, feature): (usize, Feature)| {
        let (Point { kind, coordinates: [lon, lat] }, said) =
            (feature.geometry, feature.properties);
        let is_time = |text: &String| {
            let (time, offset) = text.split_at_checked(19).unwrap_or_default();
            is_shaped(time, "0000-00-00T00:00:00")
                && (offset.is_empty() || is_shaped(offset, "+00:00"))
        };
        let holds = feature.id == number
            && (&*feature.kind, &*kind) == ("Feature", "Point")
            && (lon.abs() <= 180.0 && lat.abs() <= 90.0)
            && said.taken.as_ref().is_none_or(is_time)
            && said.direction_deg.is_none_or(|degrees| (0.0..=360.0).contains(&degrees))
            && said.height_m.is_none_or(|height| height.abs() <= HEIGHT_M_MAX);
        let (taken, direction, height_m) = (said.taken, said.direction_deg, said.height_m);
        holds.then_some(Shot { lon, lat, taken, direction, height_m })
    };
    collection.features.into_iter().enumerate().map(shot).collect()
}
