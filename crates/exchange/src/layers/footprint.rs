//! The outline of a layer, in degrees.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::photos::Photos;
use super::{Address, Layer};
use crate::utc;

/// Polygons as `GeoJSON` has them: rings closed, the outer ring first, longitude before latitude.
/// To seven decimals of a degree, which is a centimetre.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Vec<Vec<[f64; 2]>>>", into = "Vec<Vec<Vec<[f64; 2]>>>")]
pub struct Footprint {
    polygons: Vec<Vec<Vec<[f64; 2]>>>,
}

/// In degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    pub west: f64,
    pub south: f64,
    pub east: f64,
    pub north: f64,
}

impl Footprint {
    /// `None` where there is no polygon, a ring is not one, or a point is not on this Earth.
    pub fn new(polygons: Vec<Vec<Vec<[f64; 2]>>>) -> Option<Self> {
        let on_earth = |[lon, lat]: &[f64; 2]| lon.abs() <= 180.0 && lat.abs() <= 90.0;
        let is_ring = |ring: &Vec<[f64; 2]>| {
            ring.len() >= 4 && ring.first() == ring.last() && ring.iter().all(on_earth)
        };
        let is_polygon =
            |rings: &Vec<Vec<[f64; 2]>>| !rings.is_empty() && rings.iter().all(is_ring);
        let good = !polygons.is_empty() && polygons.iter().all(is_polygon);
        let round = |degrees: f64| (degrees * 1e7).round() / 1e7;
        let rounded =
            |ring: Vec<[f64; 2]>| ring.into_iter().map(|point| point.map(round)).collect();
        let polygons = polygons.into_iter().map(|rings| rings.into_iter().map(rounded).collect());
        good.then(|| Self { polygons: polygons.collect() })
    }

    pub fn polygons(&self) -> &[Vec<Vec<[f64; 2]>>] {
        &self.polygons
    }

    pub fn bounds(&self) -> Bounds {
        let whole = Bounds { west: 180.0, south: 90.0, east: -180.0, north: -90.0 };
        let points = self.polygons.iter().flatten().flatten();
        points.fold(whole, |b, [lon, lat]| Bounds {
            west: b.west.min(*lon),
            south: b.south.min(*lat),
            east: b.east.max(*lon),
            north: b.north.max(*lat),
        })
    }

    /// A `GeoJSON` geometry.
    pub fn geometry(&self) -> Value {
        match &self.polygons[..] {
            [one] => json!({ "type": "Polygon", "coordinates": one }),
            many => json!({ "type": "MultiPolygon", "coordinates": many }),
        }
    }

    /// Well-known text.
    pub fn wkt(&self) -> String {
        let ring = |ring: &Vec<[f64; 2]>| {
            let points: Vec<String> =
                ring.iter().map(|[lon, lat]| format!("{lon} {lat}")).collect();
            format!("({})", points.join(", "))
        };
        let polygon = |rings: &Vec<Vec<[f64; 2]>>| {
            format!("({})", rings.iter().map(ring).collect::<Vec<_>>().join(", "))
        };
        match &self.polygons[..] {
            [one] => format!("POLYGON {}", polygon(one)),
            many => {
                let all: Vec<String> = many.iter().map(polygon).collect();
                format!("MULTIPOLYGON ({})", all.join(", "))
            }
        }
    }
}

impl TryFrom<Vec<Vec<Vec<[f64; 2]>>>> for Footprint {
    type Error = &'static str;

    fn try_from(polygons: Vec<Vec<Vec<[f64; 2]>>>) -> Result<Self, Self::Error> {
        Self::new(polygons).ok_or("no outline")
    }
}

impl From<Footprint> for Vec<Vec<Vec<[f64; 2]>>> {
    fn from(footprint: Footprint) -> Self {
        footprint.polygons
    }
}

impl Bounds {
    /// West, south, east, north.
    pub const fn list(self) -> [f64; 4] {
        [self.west, self.south, self.east, self.north]
    }

    pub fn centre(self) -> [f64; 2] {
        [f64::midpoint(self.west, self.east), f64::midpoint(self.south, self.north)]
    }

    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self {
            west: self.west.min(other.west),
            south: self.south.min(other.south),
            east: self.east.max(other.east),
            north: self.north.max(other.north),
        }
    }
}

/// All outlines as one `GeoJSON` document.
pub fn collection(at: Address<'_>, layers: &[Layer], photos: &[Photos]) -> Value {
    let features = layers.iter().map(|layer| {
        json!({
            "type": "Feature",
            "id": layer.id.to_string(),
            "geometry": layer.footprint.geometry(),
            "properties": {
                "title": layer.title,
                "provider": layer.provider,
                "license": layer.licence.name,
                "acquisition_start": utc::date_time(*layer.captured.start()),
                "acquisition_end": utc::date_time(*layer.captured.end()),
                "gsd": layer.gsd_m(),
                "platform": layer.platform.code(),
                "tms": at.xyz(layer),
                "tilejson": at.tilejson(layer),
            },
        })
    });
    let features = features.chain(photos.iter().map(|photos| photos.outline(at)));
    json!({ "type": "FeatureCollection", "features": features.collect::<Vec<_>>() })
}
