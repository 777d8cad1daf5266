//! `TileJSON` 3.0.0, for `MapLibre`, QGIS and everybody else.

use serde_json::{Value, json};

use super::{Address, Layer};

/// With bounds, so that nobody asks for tiles outside of them.
pub fn document(at: Address<'_>, layer: &Layer) -> Value {
    let bounds = layer.footprint.bounds();
    let [lon, lat] = bounds.centre();
    let mut document = json!({
        "tilejson": "3.0.0",
        "tiles": [at.xyz(layer)],
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
