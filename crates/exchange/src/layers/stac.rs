//! A STAC 1.1.0 catalogue: one collection for the operation, one item for each layer, of photos too.
//!
//! Extensions: web map links 1.2.0, projection 2.0.0, file 2.1.0, EO 2.0.0; that of
//! `OpenAerialMap` where its words have room for what the layer is.

use std::fmt::Write as _;
use std::ops::RangeInclusive;

use musubi_model::layer::Platform;
use serde_json::{Map, Value, json};

use super::photos::Photos;
use super::{Address, Bounds, Footprint, Layer, Licence, files};
use crate::utc;
use musubi_model::ids::RecordId;
use musubi_model::time::Timestamp;

const VERSION: &str = "1.1.0";
const WEB_MAP_LINKS: &str = "https://stac-extensions.github.io/web-map-links/v1.2.0/schema.json";
const PROJECTION: &str = "https://stac-extensions.github.io/projection/v2.0.0/schema.json";
const FILE: &str = "https://stac-extensions.github.io/file/v2.1.0/schema.json";
const EO: &str = "https://stac-extensions.github.io/eo/v2.0.0/schema.json";
const OAM: &str = "https://hotosm.github.io/stactools-hotosm/oam/v0.1.0/schema.json";
const JSON: &str = "application/json";
const GEOJSON: &str = "application/geo+json";

/// All published layers of one operation.
#[derive(Clone, Copy, Debug)]
pub struct Collection<'a> {
    /// The operation's.
    pub id: &'a str,
    pub title: &'a str,
    pub description: &'a str,
    pub layers: &'a [Layer],
    pub photos: &'a [Photos],
}

/// What the collection is told of each.
struct Told<'a> {
    id: RecordId,
    footprint: &'a Footprint,
    captured: &'a RangeInclusive<Timestamp>,
    provider: &'a str,
    licence: &'a Licence,
}

impl<'a> Collection<'a> {
    fn is_empty(self) -> bool {
        self.layers.is_empty() && self.photos.is_empty()
    }

    fn told(self) -> impl Iterator<Item = Told<'a>> {
        let layers = self.layers.iter().map(|it| Told {
            id: it.id,
            footprint: &it.footprint,
            captured: &it.captured,
            provider: &it.provider,
            licence: &it.licence,
        });
        let photos = self.photos.iter().map(|it| Told {
            id: it.id,
            footprint: &it.footprint,
            captured: &it.captured,
            provider: &it.provider,
            licence: &it.licence,
        });
        layers.chain(photos)
    }

    fn href(self, at: Address<'_>) -> String {
        match at {
            Address::Node(base) => format!("{base}/stac/collections/{}", self.id),
            Address::Files(base) => format!("{base}/{}", files::stac_collection(self)),
        }
    }

    fn items_href(self, at: Address<'_>) -> String {
        match at {
            Address::Node(_) => format!("{}/items", self.href(at)),
            Address::Files(base) => format!("{base}/{}", files::stac_items(self)),
        }
    }

    fn item_href(self, at: Address<'_>, id: RecordId) -> String {
        match at {
            Address::Node(_) => format!("{}/{id}", self.items_href(at)),
            Address::Files(base) => format!("{base}/{}", files::stac_item(self, id)),
        }
    }
}

fn root_href(at: Address<'_>) -> String {
    match at {
        Address::Node(base) => format!("{base}/stac"),
        Address::Files(base) => format!("{base}/{}", files::STAC),
    }
}

/// A document that knows only the way to its neighbours does not know its own address.
fn itself(at: Address<'_>, href: &str, media_type: &str) -> Option<Value> {
    let is_relative = matches!(at, Address::Files(base) if base.starts_with('.'));
    (!is_relative).then(|| link("self", href, media_type))
}

/// The catalogue. A collection without layers has no extent, so it is not named.
pub fn root(at: Address<'_>, collection: Collection<'_>) -> Value {
    let home = root_href(at);
    let mut links: Vec<Value> = itself(at, &home, JSON).into_iter().collect();
    links.push(link("root", &home, JSON));
    if !collection.is_empty() {
        let mut child = link("child", &collection.href(at), JSON);
        child["title"] = json!(collection.title);
        links.push(child);
    }
    json!({
        "type": "Catalog",
        "stac_version": VERSION,
        "id": "musubi",
        "title": collection.title,
        "description": collection.description,
        "links": links,
    })
}

/// `None` where there are no layers.
pub fn collection(at: Address<'_>, collection: Collection<'_>) -> Option<Value> {
    let bounds = collection.told().map(|it| it.footprint.bounds()).reduce(Bounds::with)?;
    let from = collection.told().map(|it| *it.captured.start()).min()?;
    let to = collection.told().map(|it| *it.captured.end()).max()?;
    let first = collection.told().next()?.licence;
    let licence = first.spdx().filter(|_| collection.told().all(|it| it.licence == first));
    let href = collection.href(at);
    let mut links: Vec<Value> = itself(at, &href, JSON).into_iter().collect();
    links.extend([
        link("root", &root_href(at), JSON),
        link("parent", &root_href(at), JSON),
        link("items", &collection.items_href(at), GEOJSON),
    ]);
    let item = |it: Told<'_>| link("item", &collection.item_href(at, it.id), GEOJSON);
    links.extend(collection.told().map(item));
    let mut providers: Vec<&str> = collection.told().map(|it| it.provider).collect();
    providers.sort_unstable();
    providers.dedup();
    let providers =
        providers.into_iter().map(|name| json!({ "name": name, "roles": ["producer"] }));
    Some(json!({
        "type": "Collection",
        "stac_version": VERSION,
        "id": collection.id,
        "title": collection.title,
        "description": collection.description,
        "license": licence.unwrap_or("other"),
        "providers": providers.collect::<Vec<_>>(),
        "extent": {
            "spatial": { "bbox": [bounds.list()] },
            "temporal": { "interval": [[utc::date_time(from), utc::date_time(to)]] },
        },
        "links": links,
    }))
}

pub fn items(at: Address<'_>, collection: Collection<'_>) -> Value {
    let layers = collection.layers.iter().map(|layer| item(at, collection, layer));
    let photos = collection.photos.iter().map(|photos| item_of_photos(at, collection, photos));
    let features = layers.chain(photos);
    let mut links: Vec<Value> =
        itself(at, &collection.items_href(at), GEOJSON).into_iter().collect();
    links.extend([
        link("root", &root_href(at), JSON),
        link("collection", &collection.href(at), JSON),
    ]);
    json!({
        "type": "FeatureCollection",
        "features": features.collect::<Vec<_>>(),
        "links": links,
    })
}

pub fn item(at: Address<'_>, collection: Collection<'_>, layer: &Layer) -> Value {
    let mut extensions = vec![WEB_MAP_LINKS, PROJECTION, FILE, EO];
    let mut properties = properties(layer);
    if let Some(words) = oam_words(layer) {
        extensions.push(OAM);
        properties.extend(words);
    }
    json!({
        "type": "Feature",
        "stac_version": VERSION,
        "stac_extensions": extensions,
        "id": layer.id.to_string(),
        "geometry": layer.footprint.geometry(),
        "bbox": layer.footprint.bounds().list(),
        "properties": properties,
        "links": links(at, collection, layer),
        "assets": assets(at, layer),
        "collection": collection.id,
    })
}

/// Points with small pictures, and all of it as one file.
pub fn item_of_photos(at: Address<'_>, collection: Collection<'_>, photos: &Photos) -> Value {
    let (from, to) = (photos.captured.start(), photos.captured.end());
    let moment = if from == to { json!(utc::date_time(*from)) } else { Value::Null };
    let href = collection.item_href(at, photos.id);
    let mut links = around(at, collection, &href);
    links.extend(licence_link(&photos.licence));
    json!({
        "type": "Feature",
        "stac_version": VERSION,
        "stac_extensions": [FILE],
        "id": photos.id.to_string(),
        "geometry": photos.footprint.geometry(),
        "bbox": photos.footprint.bounds().list(),
        "properties": {
            "title": photos.title,
            "datetime": moment,
            "start_datetime": utc::date_time(*from),
            "end_datetime": utc::date_time(*to),
            "created": utc::date_time(photos.published_at),
            "license": photos.licence.spdx().unwrap_or("other"),
            "providers": [{ "name": photos.provider, "roles": ["producer", "licensor"] }],
        },
        "links": links,
        "assets": {
            "photos": { "href": at.photos(photos), "type": GEOJSON, "roles": ["data"] },
            "album": {
                "href": at.album(photos),
                "type": "application/zip",
                "roles": ["data"],
                "file:size": photos.archive.bytes,
                "file:checksum": multihash(&photos.archive.hash),
            },
        },
        "collection": collection.id,
    })
}

fn around(at: Address<'_>, collection: Collection<'_>, itself_at: &str) -> Vec<Value> {
    let mut links: Vec<Value> = itself(at, itself_at, GEOJSON).into_iter().collect();
    links.extend([
        link("root", &root_href(at), JSON),
        link("parent", &collection.href(at), JSON),
        link("collection", &collection.href(at), JSON),
    ]);
    links
}

fn licence_link(licence: &Licence) -> Option<Value> {
    licence.text_url().map(|url| json!({ "rel": "license", "href": url }))
}

fn link(rel: &str, href: &str, media_type: &str) -> Value {
    json!({ "rel": rel, "href": href, "type": media_type })
}

fn properties(layer: &Layer) -> Map<String, Value> {
    let (from, to) = (layer.captured.start(), layer.captured.end());
    let moment = if from == to { json!(utc::date_time(*from)) } else { Value::Null };
    let mut properties = Map::from_iter(
        [
            ("title", json!(layer.title)),
            ("datetime", moment),
            ("start_datetime", json!(utc::date_time(*from))),
            ("end_datetime", json!(utc::date_time(*to))),
            ("created", json!(utc::date_time(layer.published_at))),
            ("updated", json!(utc::date_time(layer.changed_at))),
            ("license", json!(layer.licence.spdx().unwrap_or("other"))),
            ("providers", json!([{ "name": layer.provider, "roles": ["producer", "licensor"] }])),
            ("platform", json!(layer.platform.code())),
            ("gsd", json!(layer.gsd_m())),
            ("proj:code", json!("EPSG:3857")),
        ]
        .map(|(name, value)| (name.to_owned(), value)),
    );
    let description = layer.description();
    if !description.is_empty() {
        properties.insert("description".to_owned(), json!(description));
    }
    if let Some(sensor) = &layer.sensor {
        properties.insert("instruments".to_owned(), json!([sensor]));
    }
    properties
}

/// `None` where the extension of `OpenAerialMap` has no word for the platform or the licence.
fn oam_words(layer: &Layer) -> Option<[(String, Value); 2]> {
    let platform = match layer.platform {
        Platform::Satellite => "satellite",
        Platform::Aircraft => "airplane",
        Platform::Uav => "uav",
        Platform::Balloon => "balloon",
        Platform::Kite | Platform::Helikite => "kite",
        Platform::Pole | Platform::Rover => return None,
    };
    if !matches!(layer.licence.name.as_str(), "CC-BY-4.0" | "CC-BY-SA-4.0" | "CC-BY-NC-4.0") {
        return None;
    }
    Some([
        ("oam:producer_name".to_owned(), json!(layer.provider)),
        ("oam:platform_type".to_owned(), json!(platform)),
    ])
}

fn links(at: Address<'_>, collection: Collection<'_>, layer: &Layer) -> Vec<Value> {
    let media_type = layer.tiles.media_type();
    let mut wmts = link("wmts", &at.wmts(), "application/xml");
    wmts["wmts:layer"] = json!(layer.id.to_string());
    let mut links = around(at, collection, &collection.item_href(at, layer.id));
    links.extend([
        link("xyz", &at.xyz(layer), media_type),
        link("tilejson", &at.tilejson(layer), JSON),
        link("pmtiles", &at.pmtiles(layer), "application/vnd.pmtiles"),
        wmts,
    ]);
    links.extend(licence_link(&layer.licence));
    links
}

fn assets(at: Address<'_>, layer: &Layer) -> Value {
    let bands =
        ["red", "green", "blue"].map(|name| json!({ "name": name, "eo:common_name": name }));
    let mut assets = json!({
        "pmtiles": {
            "href": at.pmtiles(layer),
            "type": "application/vnd.pmtiles",
            "roles": ["data"],
            "file:size": layer.archive.bytes,
            "file:checksum": multihash(&layer.archive.hash),
            "bands": bands,
        },
        "oam": {
            "href": at.oam(layer),
            "type": JSON,
            "roles": ["metadata"],
        },
    });
    if let Some(href) = at.mbtiles(layer) {
        let media_type = "application/vnd.sqlite3";
        assets["mbtiles"] = json!({ "href": href, "type": media_type, "roles": ["data"] });
    }
    assets
}

/// BLAKE3 with 32 bytes, as the multicodec table numbers it.
fn multihash(hash: &[u8; 32]) -> String {
    hash.iter().fold("1e20".to_owned(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
