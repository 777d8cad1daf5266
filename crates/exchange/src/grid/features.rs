//! The features of a `GeoJSON` collection as lines: each property has its column, and the geometry
//! the last one. `null`, `""` and an absent property are the same: nothing is said.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::{CELLS_MAX, Cell, Geometry, Grid, Line, Shape};
use crate::degrees;
use crate::problem::{ROWS_MAX, What};

pub(crate) const GEOMETRY: &str = "geometry";

pub(super) fn read(bytes: &[u8]) -> Result<Grid, (Option<u64>, What)> {
    let json: Json = serde_json::from_slice(super::unmarked(bytes))
        .map_err(|error| (Some(error.line() as u64), What::Json { column: error.column() }))?;
    let is_collection = json.get("type").and_then(Json::as_str) == Some("FeatureCollection");
    let features = json.get("features").and_then(Json::as_array).filter(|_| is_collection);
    let features = features.ok_or((None, What::NotFeatures))?;
    if features.len() > ROWS_MAX {
        return Err((None, What::TooManyRows));
    }
    let properties = |feature: &Json| feature.get("properties").and_then(Json::as_object).cloned();
    let mut names: BTreeSet<String> = BTreeSet::new();
    for feature in features {
        names.extend(properties(feature).into_iter().flatten().map(|(name, _)| name));
        if names.len().saturating_mul(features.len()) > CELLS_MAX {
            return Err((None, What::TooManyCells));
        }
    }
    let lines = features.iter().zip(1..).map(|(feature, number)| {
        let said = |name: &String| said(feature.get("properties")?.get(name)?);
        let cell = |name| said(name).map(|text| Cell::of(&text)).unwrap_or_default();
        let mut cells: Vec<Cell> = names.iter().map(cell).collect();
        cells.push(Cell::default());
        Line { number, cells, geometry: geometry(feature.get("geometry")), shape: Shape::Row }
    });
    let titles = names.iter().cloned().chain([GEOMETRY.to_owned()]).collect();
    Ok(Grid { titles: Some(titles), lines: lines.collect(), ..Grid::default() })
}

fn said(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        Json::Bool(flag) => Some(u8::from(*flag).to_string()),
        _ => None,
    }
}

fn geometry(geometry: Option<&Json>) -> Geometry {
    let Some(geometry) = geometry.filter(|geometry| !geometry.is_null()) else {
        return Geometry::Absent;
    };
    if geometry.get("type").and_then(Json::as_str) != Some("Point") {
        return Geometry::Wrong(What::NotPoint);
    }
    let axis = |index: usize| {
        let number = geometry.get("coordinates")?.get(index)?.as_number()?;
        degrees::e7(&number.to_string())
    };
    match (axis(0), axis(1)) {
        (Some(longitude), Some(latitude)) => Geometry::Point(latitude, longitude),
        _ => Geometry::Wrong(What::Degrees),
    }
}
