//! `TileJSON` 3.0.0, for `MapLibre`, QGIS and everybody else.

use std::ops::RangeInclusive;

use serde_json::{Value, json};

use super::{Address, Bounds, Layer, TileFormat};

/// With bounds, so that nobody asks for tiles outside of them.
pub fn document(at: Address<'_>, layer: &Layer) -> Value {
    let bounds = layer.footprint.bounds();
    let [lon, lat] = bounds.centre();
    let mut document = json!({
        "tilejson": "3.0.0",
        "tiles": [at.versioned_xyz(layer)],
        "scheme": "xyz",
        "name": layer.title,
        "description": layer.description(),
        "attribution": layer.attribution(),
        "bounds": bounds.list(),
        "center": [lon, lat, layer.zooms.start()],
        "minzoom": layer.zooms.start(),
        "maxzoom": layer.zooms.end(),
    });
    if layer.description().is_empty() {
        document.as_object_mut().expect("it is an object").remove("description");
    }
    document
}

/// A layer before it is published: nothing is known for sure but where its tiles are.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft<'a> {
    /// The path that nobody guesses.
    pub token: &'a str,
    pub title: &'a str,
    pub bounds: Bounds,
    pub zooms: RangeInclusive<u8>,
    pub tiles: TileFormat,
}

pub fn of_draft(at: Address<'_>, draft: &Draft<'_>) -> Value {
    let [lon, lat] = draft.bounds.centre();
    json!({
        "tilejson": "3.0.0",
        "tiles": [at.draft_xyz(draft.token, draft.tiles)],
        "scheme": "xyz",
        "name": draft.title,
        "bounds": draft.bounds.list(),
        "center": [lon, lat, draft.zooms.start()],
        "minzoom": draft.zooms.start(),
        "maxzoom": draft.zooms.end(),
    })
}
