//! What a system's degrees are measured on, and the shift to WGS 84.

use super::tmerc::{BESSEL, Ellipsoid, WGS84};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Datum {
    /// WGS 84 itself, and what is taken as the same: JGD2011, ETRS89, NAD83, GDA.
    Wgs84,
    Jgd2000,
    Tokyo,
}

/// Tokyo → WGS 84, geocentric metres (the values of the Geospatial Information Authority's
/// former three-parameter shift).
const TOKYO: [f64; 3] = [-146.414, 507.337, 680.507];

impl Datum {
    /// These degrees → WGS 84.
    pub(super) fn ahead(self, lon: f64, lat: f64) -> (f64, f64) {
        match self {
            Self::Wgs84 | Self::Jgd2000 => (lon, lat),
            Self::Tokyo => shifted(lon, lat, BESSEL, WGS84, 1.0),
        }
    }

    /// WGS 84 → these degrees.
    pub(super) fn back(self, lon: f64, lat: f64) -> (f64, f64) {
        match self {
            Self::Wgs84 | Self::Jgd2000 => (lon, lat),
            Self::Tokyo => shifted(lon, lat, WGS84, BESSEL, -1.0),
        }
    }
}

/// Through geocentric coordinates, at height 0.
fn shifted(lon: f64, lat: f64, from: Ellipsoid, to: Ellipsoid, sign: f64) -> (f64, f64) {
    let (lon, lat) = (lon.to_radians(), lat.to_radians());
    let (a, f) = from;
    let e2 = f * (2.0 - f);
    let normal = a / (1.0 - e2 * lat.sin().powi(2)).sqrt();
    let x = normal * lat.cos() * lon.cos() + sign * TOKYO[0];
    let y = normal * lat.cos() * lon.sin() + sign * TOKYO[1];
    let z = normal * (1.0 - e2) * lat.sin() + sign * TOKYO[2];
    // Back, by repetition: the height is small, so five rounds are far more than enough.
    let (a, f) = to;
    let e2 = f * (2.0 - f);
    let across = x.hypot(y);
    let mut lat = z.atan2(across * (1.0 - e2));
    for _ in 0..5 {
        let normal = a / (1.0 - e2 * lat.sin().powi(2)).sqrt();
        lat = (z + e2 * normal * lat.sin()).atan2(across);
    }
    (y.atan2(x).to_degrees(), lat.to_degrees())
}
