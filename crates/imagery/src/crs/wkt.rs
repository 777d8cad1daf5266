//! The text of a `.prj` file (WKT 1, of any dialect): an EPSG code where it names one, else the
//! numbers of a transverse Mercator in metres, Web Mercator, or plain degrees.

use super::datum::Datum;
use super::tmerc::{self, Tmerc};
use super::{Crs, Kind};

/// A `.prj` file is a line or two.
const TEXT_MAX: usize = 16_384;

pub(super) fn read(text: &str) -> Option<Crs> {
    let text = text.trim();
    if text.len() > TEXT_MAX {
        return None;
    }
    if let Some(code) = code(text) {
        return Crs::from_epsg(code);
    }
    let datum = datum(text)?;
    if text.starts_with("GEOGCS") {
        return Some(Crs { kind: Kind::Degrees, datum, code: None });
    }
    let metres = text.contains("UNIT[\"Meter\"") || text.contains("UNIT[\"metre\"");
    if !text.starts_with("PROJCS") || !metres {
        return None;
    }
    if text.contains("Mercator_Auxiliary_Sphere") {
        return Crs::from_epsg(3857);
    }
    if !text.contains("PROJECTION[\"Transverse_Mercator\"") {
        return None;
    }
    let ellipsoid = match datum {
        Datum::Tokyo => tmerc::BESSEL,
        Datum::Wgs84 if text.contains("298.257223563") => tmerc::WGS84,
        Datum::Wgs84 | Datum::Jgd2000 => tmerc::GRS80,
    };
    let tmerc = Tmerc::new(
        ellipsoid,
        parameter(text, "latitude_of_origin")?,
        parameter(text, "central_meridian")?,
        parameter(text, "scale_factor")?,
        parameter(text, "false_easting")?,
        parameter(text, "false_northing")?,
    );
    Some(Crs { kind: Kind::Tmerc(tmerc), datum, code: None })
}

/// The code of the whole: the last authority, after which only brackets follow.
fn code(text: &str) -> Option<u16> {
    let (_, tail) = text.rsplit_once("AUTHORITY[\"EPSG\",")?;
    let (number, rest) = tail.trim_start_matches('"').split_once(['"', ']'])?;
    let whole =
        rest.chars().all(|c| c == ']' || c.is_whitespace()) && rest.matches(']').count() <= 2;
    whole.then(|| number.parse().ok())?
}

fn datum(text: &str) -> Option<Datum> {
    let (_, tail) = text.split_once("DATUM[\"")?;
    let name = tail.split_once('"')?.0.to_ascii_uppercase().replace([' ', '-'], "_");
    let name = name.trim_start_matches("D_");
    match name {
        "WGS_1984" | "WGS84" | "JGD_2011" | "JAPANESE_GEODETIC_DATUM_2011" => Some(Datum::Wgs84),
        "JGD_2000" | "JAPANESE_GEODETIC_DATUM_2000" => Some(Datum::Jgd2000),
        "TOKYO" => Some(Datum::Tokyo),
        _ => None,
    }
}

fn parameter(text: &str, name: &str) -> Option<f64> {
    let lower = text.to_ascii_lowercase();
    let (_, tail) = lower.split_once(&format!("parameter[\"{name}\","))?;
    let value: f64 = tail.split_once(']')?.0.trim().parse().ok()?;
    value.is_finite().then_some(value)
}
