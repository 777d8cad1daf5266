//! The EPSG codes that have a series of their own. `tests/crs.rs` holds this table against PROJ.

use super::Kind;
use super::datum::Datum;
use super::tmerc::{BESSEL, Ellipsoid, GRS80, Tmerc, WGS84};

/// Origins of the Japanese plane rectangular systems I–XIX, degrees and minutes.
const PLANES: [(f64, (f64, f64)); 19] = [
    (33.0, (129.0, 30.0)),
    (33.0, (131.0, 0.0)),
    (36.0, (132.0, 10.0)),
    (33.0, (133.0, 30.0)),
    (36.0, (134.0, 20.0)),
    (36.0, (136.0, 0.0)),
    (36.0, (137.0, 10.0)),
    (36.0, (138.0, 30.0)),
    (36.0, (139.0, 50.0)),
    (40.0, (140.0, 50.0)),
    (44.0, (140.0, 15.0)),
    (44.0, (142.0, 15.0)),
    (44.0, (144.0, 15.0)),
    (26.0, (142.0, 0.0)),
    (26.0, (127.0, 30.0)),
    (26.0, (124.0, 0.0)),
    (26.0, (131.0, 0.0)),
    (20.0, (136.0, 0.0)),
    (26.0, (154.0, 0.0)),
];

pub(super) fn lookup(code: u16) -> Option<(Kind, Datum)> {
    let (kind, datum) = match code {
        // WGS 84, JGD2011, and what is taken as the same.
        4326 | 6668 | 4258 | 4269 | 7844 => (Kind::Degrees, Datum::Wgs84),
        4612 => (Kind::Degrees, Datum::Jgd2000),
        4301 => (Kind::Degrees, Datum::Tokyo),
        3857 | 3785 => (Kind::WebMercator, Datum::Wgs84),
        6669..=6687 => (plane(GRS80, code - 6669), Datum::Wgs84),
        2443..=2461 => (plane(GRS80, code - 2443), Datum::Jgd2000),
        30161..=30179 => (plane(BESSEL, code - 30161), Datum::Tokyo),
        6688..=6692 => (utm(GRS80, code - 6688 + 51, 0.0), Datum::Wgs84),
        3097..=3101 => (utm(GRS80, code - 3097 + 51, 0.0), Datum::Jgd2000),
        3092..=3096 => (utm(BESSEL, code - 3092 + 51, 0.0), Datum::Tokyo),
        32601..=32660 => (utm(WGS84, code - 32600, 0.0), Datum::Wgs84),
        32701..=32760 => (utm(WGS84, code - 32700, 10_000_000.0), Datum::Wgs84),
        26901..=26923 => (utm(GRS80, code - 26900, 0.0), Datum::Wgs84),
        25828..=25838 => (utm(GRS80, code - 25800, 0.0), Datum::Wgs84),
        _ => return None,
    };
    Some((kind, datum))
}

fn plane(ellipsoid: Ellipsoid, index: u16) -> Kind {
    let (lat, (degrees, minutes)) = PLANES[usize::from(index)];
    Kind::Tmerc(Tmerc::new(ellipsoid, lat, degrees + minutes / 60.0, 0.9999, 0.0, 0.0))
}

fn utm(ellipsoid: Ellipsoid, zone: u16, north: f64) -> Kind {
    let lon = f64::from(zone) * 6.0 - 183.0;
    Kind::Tmerc(Tmerc::new(ellipsoid, 0.0, lon, 0.9996, 500_000.0, north))
}
