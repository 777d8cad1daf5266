//! Coordinate reference systems: from map coordinates to WGS 84 degrees and back.
//!
//! Always x = easting or longitude, y = northing or latitude, whatever axis order a register
//! states. Own series serve what Japanese drones fly in, within a hundredth of a millimetre:
//! the plane rectangular systems I–XIX, UTM, Web Mercator, degrees. Everything else that has an
//! EPSG code goes through `proj4rs`.
//!
//! JGD2011 is taken as WGS 84, as everyone does (its stated accuracy is a metre). JGD2000 is
//! too, though the ground has moved since 2011: [`Doubt`] says by how much that may be wrong.
//! The Tokyo datum is shifted by three parameters.
//!
//! Deliberately absent: grids of shifts, heights, epochs.

mod datum;
mod registered;
mod tmerc;
mod wkt;

use std::sync::LazyLock;

use datum::Datum;
use tmerc::Tmerc;

/// Why places in this system may be wrong by more than the image shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// JGD2000: the 2011 earthquake moved the ground by up to five metres in the north-east.
    Jgd2000,
    /// Tokyo datum: shifted by some 400 metres, with an error of up to about ten.
    Tokyo,
}

impl Doubt {
    pub fn code(self) -> &'static str {
        match self {
            Self::Jgd2000 => "datum-jgd2000",
            Self::Tokyo => "datum-tokyo",
        }
    }

    /// How far off places may be, in metres.
    pub fn metres(self) -> u32 {
        match self {
            Self::Jgd2000 => 5,
            Self::Tokyo => 10,
        }
    }
}

#[derive(Clone, Debug)]
pub struct Crs {
    kind: Kind,
    datum: Datum,
    code: Option<u16>,
}

#[derive(Clone, Debug)]
enum Kind {
    Degrees,
    WebMercator,
    Tmerc(Tmerc),
    Other(Box<proj4rs::Proj>),
}

/// Half the side of the Web Mercator square, in metres.
pub(crate) const MERCATOR_HALF: f64 = 20_037_508.342_789_244;
const MERCATOR_RADIUS: f64 = 6_378_137.0;

/// Longitude and latitude in degrees → Web Mercator metres.
pub fn to_mercator(lon: f64, lat: f64) -> (f64, f64) {
    (lon.to_radians() * MERCATOR_RADIUS, lat.to_radians().tan().asinh() * MERCATOR_RADIUS)
}

/// Web Mercator metres → longitude and latitude in degrees.
pub fn from_mercator(x: f64, y: f64) -> (f64, f64) {
    ((x / MERCATOR_RADIUS).to_degrees(), (y / MERCATOR_RADIUS).sinh().atan().to_degrees())
}

impl Crs {
    /// The system that an EPSG code names; `None` where neither we nor `proj4rs` know it.
    pub fn from_epsg(code: u16) -> Option<Self> {
        if let Some((kind, datum)) = registered::lookup(code) {
            return Some(Self { kind, datum, code: Some(code) });
        }
        let other = proj4rs::Proj::from_epsg_code(code).ok()?;
        let kind = Kind::Other(Box::new(other));
        Some(Self { kind, datum: Datum::Wgs84, code: Some(code) })
    }

    /// The system that the text of a `.prj` file describes.
    pub fn from_wkt(text: &str) -> Option<Self> {
        wkt::read(text)
    }

    /// A transverse Mercator with its own numbers, as a `GeoTIFF` may state it: degrees, metres.
    pub(crate) fn from_tmerc(lat0: f64, lon0: f64, scale: f64, east: f64, north: f64) -> Self {
        let kind = Kind::Tmerc(Tmerc::new(tmerc::GRS80, lat0, lon0, scale, east, north));
        Self { kind, datum: Datum::Wgs84, code: None }
    }

    /// The EPSG code, where there is one.
    pub fn code(&self) -> Option<u16> {
        self.code
    }

    pub fn doubt(&self) -> Option<Doubt> {
        match self.datum {
            Datum::Wgs84 => None,
            Datum::Jgd2000 => Some(Doubt::Jgd2000),
            Datum::Tokyo => Some(Doubt::Tokyo),
        }
    }

    pub fn in_degrees(&self) -> bool {
        match &self.kind {
            Kind::Degrees => true,
            Kind::Other(proj) => proj.is_latlong(),
            Kind::WebMercator | Kind::Tmerc(_) => false,
        }
    }

    /// Map coordinates → WGS 84 longitude and latitude. What has no place comes back as NaN.
    pub fn to_degrees(&self, x: f64, y: f64) -> (f64, f64) {
        let (lon, lat) = match &self.kind {
            Kind::Degrees => (x, y),
            Kind::WebMercator => from_mercator(x, y),
            Kind::Tmerc(tmerc) => tmerc.inverse(x, y),
            Kind::Other(proj) => {
                let mut point = if proj.is_latlong() {
                    (x.to_radians(), y.to_radians(), 0.0)
                } else {
                    (x, y, 0.0)
                };
                match proj4rs::transform::transform(proj, &WGS84, &mut point) {
                    Ok(()) => (point.0.to_degrees(), point.1.to_degrees()),
                    Err(_) => (f64::NAN, f64::NAN),
                }
            }
        };
        self.datum.ahead(lon, lat)
    }

    /// WGS 84 longitude and latitude → map coordinates. What has no place comes back as NaN.
    pub fn from_degrees(&self, lon: f64, lat: f64) -> (f64, f64) {
        let (lon, lat) = self.datum.back(lon, lat);
        match &self.kind {
            Kind::Degrees => (lon, lat),
            Kind::WebMercator => to_mercator(lon, lat),
            Kind::Tmerc(tmerc) => tmerc.forward(lon, lat),
            Kind::Other(proj) => {
                let mut point = (lon.to_radians(), lat.to_radians(), 0.0);
                match proj4rs::transform::transform(&WGS84, proj, &mut point) {
                    Ok(()) if proj.is_latlong() => (point.0.to_degrees(), point.1.to_degrees()),
                    Ok(()) => (point.0, point.1),
                    Err(_) => (f64::NAN, f64::NAN),
                }
            }
        }
    }
}

static WGS84: LazyLock<proj4rs::Proj> = LazyLock::new(|| {
    proj4rs::Proj::from_proj_string("+proj=longlat +datum=WGS84 +no_defs").expect("a fixed text")
});
