//! What mappers gave back of a layer: an `.osm` file of JOSM, an `.osc` of changes, or `GeoJSON`, judged and
//! shown as one `GeoJSON` collection.
//!
//! The file itself is kept as it came, to be uploaded by its author; this is only what a map shows of it.
//! It may have been written by anybody: its length, depth, counts and texts are bounded, no entity
//! is ever expanded but XML's own five, and a place that is not on this Earth refuses the whole file.
//!
//! Deliberately absent: relations, and elements whose points are not in the file (an `.osc` names what is
//! only in the `OpenStreetMap` database); they are counted.

mod geojson;
mod osm;

use std::collections::BTreeMap;

use musubi_model::ids::RecordId;
use musubi_model::layer::{MappedFormat, MappedKind};
use musubi_model::time::Timestamp;
use serde_json::{Map, Value, json};

use crate::utc;

/// Larger files are refused unread.
pub const BYTES_MAX: usize = 8 << 20;
const FEATURES_MAX: usize = 100_000;
/// Letters of a key or value.
const TEXT_MAX: usize = 1_000;
const TAGS_MAX: usize = 200;

/// Longitude, latitude in degrees.
type Point = [f64; 2];
type Tags = BTreeMap<String, String>;

/// What can be shown of one file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mapped {
    features: Vec<Feature>,
    /// Elements that are named in it and cannot be shown.
    pub unshown: usize,
}

#[derive(Clone, Debug, PartialEq)]
struct Feature {
    /// As `way/-1`; empty where the file gives none.
    id: String,
    geometry: Geometry,
    tags: Tags,
}

#[derive(Clone, Debug, PartialEq, serde::Deserialize)]
#[serde(tag = "type", content = "coordinates")]
enum Geometry {
    Point(geojson::Position),
    LineString(Vec<geojson::Position>),
    Polygon(Vec<Vec<geojson::Position>>),
    MultiPoint(Vec<geojson::Position>),
    MultiLineString(Vec<Vec<geojson::Position>>),
    MultiPolygon(Vec<Vec<Vec<geojson::Position>>>),
}

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MappedRefused {
    #[error("the file is larger than {} MiB", BYTES_MAX >> 20)]
    TooLarge,
    #[error("the file is not UTF-8 text")]
    Encoding,
    #[error("the file is cut off or is not what its name says")]
    Malformed,
    #[error("the file declares a document type or entities of its own")]
    Entities,
    #[error("the file is nested too deeply")]
    TooDeep,
    #[error("the file holds too many elements, tags or letters")]
    TooMany,
    #[error("a place in the file is not on this Earth, in degrees")]
    Coordinates,
    #[error("the file holds nothing")]
    Empty,
}

/// What the record of a file says, as its features carry it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    pub id: RecordId,
    pub kind: MappedKind,
    pub title: String,
    pub author: String,
    pub imagery: Option<String>,
    pub made_at: Option<Timestamp>,
}

impl Mapped {
    pub fn read(format: MappedFormat, bytes: &[u8]) -> Result<Self, MappedRefused> {
        if bytes.len() > BYTES_MAX {
            return Err(MappedRefused::TooLarge);
        }
        let text = std::str::from_utf8(bytes).map_err(|_| MappedRefused::Encoding)?;
        let text = text.trim_start_matches('\u{feff}');
        let mapped = match format {
            MappedFormat::Osm => osm::read(text, osm::Root::Osm)?,
            MappedFormat::Osc => osm::read(text, osm::Root::Changes)?,
            MappedFormat::Geojson => geojson::read(text)?,
        };
        if mapped.features.is_empty() && mapped.unshown == 0 {
            return Err(MappedRefused::Empty);
        }
        Ok(mapped)
    }

    /// How many can be shown.
    pub fn shown(&self) -> usize {
        self.features.len()
    }

    fn push(&mut self, feature: Feature) -> Result<(), MappedRefused> {
        let long = |text: &String| text.chars().count() > TEXT_MAX;
        let texts = feature.tags.iter().any(|(key, value)| long(key) || long(value));
        if texts || feature.tags.len() > TAGS_MAX || self.features.len() >= FEATURES_MAX {
            return Err(MappedRefused::TooMany);
        }
        self.features.push(feature);
        Ok(())
    }
}

/// All files of a layer as one collection. What the record says stands beside the tags, under names that
/// begin with `musubi:`.
pub fn collection<'a>(files: impl IntoIterator<Item = (&'a About, &'a Mapped)>) -> Value {
    let files = files.into_iter();
    let features: Vec<Value> = files
        .flat_map(|(about, mapped)| mapped.features.iter().map(|it| it.document(about)))
        .collect();
    json!({ "type": "FeatureCollection", "features": features })
}

impl Feature {
    fn document(&self, about: &About) -> Value {
        let tags = self.tags.iter().filter(|(key, _)| !key.starts_with("musubi:"));
        let mut properties: Map<String, Value> =
            tags.map(|(key, value)| (key.clone(), json!(value))).collect();
        let mut say = |name: &str, value: Value| properties.insert(format!("musubi:{name}"), value);
        say("id", json!(about.id.to_string()));
        say("kind", json!(about.kind.code()));
        say("title", json!(about.title));
        say("author", json!(about.author));
        if let Some(imagery) = &about.imagery {
            say("imagery", json!(imagery));
        }
        if let Some(made_at) = about.made_at {
            say("made_at", json!(utc::date_time(made_at)));
        }
        if !self.id.is_empty() {
            say("element", json!(self.id));
        }
        json!({ "type": "Feature", "geometry": self.geometry.document(), "properties": properties })
    }
}

impl Geometry {
    fn document(&self) -> Value {
        let (kind, coordinates) = match self {
            Self::Point(point) => ("Point", json!(point)),
            Self::LineString(line) => ("LineString", json!(line)),
            Self::Polygon(rings) => ("Polygon", json!(rings)),
            Self::MultiPoint(points) => ("MultiPoint", json!(points)),
            Self::MultiLineString(lines) => ("MultiLineString", json!(lines)),
            Self::MultiPolygon(polygons) => ("MultiPolygon", json!(polygons)),
        };
        json!({ "type": kind, "coordinates": coordinates })
    }
}

fn on_earth([lon, lat]: Point) -> bool {
    // What is no number is not.
    lon.abs() <= 180.0 && lat.abs() <= 90.0
}
