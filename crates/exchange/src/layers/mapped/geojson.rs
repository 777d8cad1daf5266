//! `GeoJSON` as map programs write it: a collection of features, or one.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Error as _, IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::{Feature, Geometry, Mapped, MappedRefused, Point, on_earth};

/// A third number, the height, is left out.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(super) struct Position(pub(super) Point);

impl<'de> Deserialize<'de> for Position {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Two;
        impl<'de> Visitor<'de> for Two {
            type Value = Position;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("longitude and latitude")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut numbers: A) -> Result<Position, A::Error> {
                let mut next = || numbers.next_element()?.ok_or_else(|| A::Error::custom("two"));
                let place = [next()?, next()?];
                while numbers.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Position(place))
            }
        }
        deserializer.deserialize_seq(Two)
    }
}

#[derive(Deserialize)]
struct Document {
    #[serde(rename = "type")]
    kind: String,
    features: Option<Vec<One>>,
}

#[derive(Deserialize)]
struct One {
    geometry: Option<Geometry>,
    properties: Option<BTreeMap<String, Value>>,
}

pub(super) fn read(text: &str) -> Result<Mapped, MappedRefused> {
    let malformed = |error: serde_json::Error| {
        let too_deep = error.to_string().starts_with("recursion limit");
        if too_deep { MappedRefused::TooDeep } else { MappedRefused::Malformed }
    };
    let document: Document = serde_json::from_str(text).map_err(malformed)?;
    let features = match (document.kind.as_str(), document.features) {
        ("FeatureCollection", Some(features)) => features,
        ("Feature", None) => vec![serde_json::from_str(text).map_err(malformed)?],
        _ => return Err(MappedRefused::Malformed),
    };
    let mut mapped = Mapped::default();
    for One { geometry, properties } in features {
        let Some(geometry) = geometry else {
            mapped.unshown += 1;
            continue;
        };
        if !geometry.places().all(|Position(place)| on_earth(*place)) {
            return Err(MappedRefused::Coordinates);
        }
        let said = properties.unwrap_or_default().into_iter();
        let tags = said.filter_map(|(key, value)| Some((key, plain(value)?))).collect();
        mapped.push(Feature { id: String::new(), geometry, tags })?;
    }
    Ok(mapped)
}

/// Lists and objects have no place in a tag.
fn plain(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

impl Geometry {
    fn places(&self) -> Box<dyn Iterator<Item = &Position> + '_> {
        match self {
            Self::Point(point) => Box::new(std::iter::once(point)),
            Self::LineString(points) | Self::MultiPoint(points) => Box::new(points.iter()),
            Self::Polygon(lines) | Self::MultiLineString(lines) => Box::new(lines.iter().flatten()),
            Self::MultiPolygon(polygons) => Box::new(polygons.iter().flatten().flatten()),
        }
    }
}
