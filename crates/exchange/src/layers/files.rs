//! Where each file of a catalogue lies that no program of ours serves, below one top.
//!
//! What its name says the archive's hash of never changes: tiles and archives may be kept for good, and
//! one that is there is the right one. The paths of documents are those of our public listener where
//! that is possible; it answers for more than files can.

use musubi_model::ids::RecordId;

use super::photos::Photos;
use super::{Archive, Layer, TileFormat, stac};

pub const WMTS: &str = "wmts/1.0.0/WMTSCapabilities.xml";
pub const JOSM: &str = "layers/josm.xml";
pub const EDITOR_LAYER_INDEX: &str = "layers/editor-layer-index.geojson";
pub const FOOTPRINTS: &str = "layers/footprints.geojson";
pub const STAC: &str = "stac/catalog.json";

/// All that belongs to one layer and lies below it.
pub fn layer(id: RecordId) -> String {
    format!("layers/{id}")
}

/// The folder of one archive's tiles.
pub fn version(layer: &Layer) -> String {
    of_archive(layer.id, &layer.archive)
}

fn of_archive(id: RecordId, archive: &Archive) -> String {
    format!("layers/{id}/{}", archive.digits(8))
}

/// The folder of an album's pictures.
pub fn pictures(photos: &Photos) -> String {
    format!("{}/photos", of_archive(photos.id, &photos.archive))
}

pub fn album(photos: &Photos) -> String {
    format!("{}.zip", of_archive(photos.id, &photos.archive))
}

/// The points.
pub fn photos(id: RecordId) -> String {
    format!("layers/{id}/photos.geojson")
}

pub fn archive(layer: &Layer) -> String {
    format!("{}.pmtiles", version(layer))
}

pub fn tile(layer: &Layer, [z, x, y]: [u32; 3], format: TileFormat) -> String {
    format!("{}/{z}/{x}/{y}.{}", version(layer), format.extension())
}

pub fn tilejson(layer: &Layer) -> String {
    format!("layers/{}/tilejson.json", layer.id)
}

pub fn qgis(id: RecordId) -> String {
    format!("layers/{id}.qlr")
}

pub fn oam(id: RecordId) -> String {
    format!("oam/{id}.json")
}

pub fn stac_collection(collection: stac::Collection<'_>) -> String {
    format!("stac/collections/{}/collection.json", collection.id)
}

pub fn stac_items(collection: stac::Collection<'_>) -> String {
    format!("stac/collections/{}/items.geojson", collection.id)
}

/// The folder of all items.
pub fn stac_items_below(collection: stac::Collection<'_>) -> String {
    format!("stac/collections/{}/items", collection.id)
}

pub fn stac_item(collection: stac::Collection<'_>, id: RecordId) -> String {
    format!("{}/{id}.json", stac_items_below(collection))
}

/// The way from a file to the top.
pub fn to_top(file: &str) -> String {
    let folders = file.matches('/').count();
    if folders == 0 { ".".to_owned() } else { vec![".."; folders].join("/") }
}
