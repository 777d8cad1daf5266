//! Every document that names layers, in the order in which they may be written: each layer's own, then
//! the lists, and the catalogue's root last.

use musubi_exchange::layers::photos::Photos;
use musubi_exchange::layers::{
    Address, Layer, collection as outlines, editors, files, oam, qgis, stac, tilejson, wmts,
};
use serde_json::Value;

use super::public::Public;
use crate::http::words::Language;
use crate::push::place::Kind;

/// One file.
pub struct Document {
    pub file: String,
    pub kind: Kind,
    /// `None`: there is nothing to say, so the file must not be there.
    pub body: Option<String>,
}

/// An album's points, given where its pictures are. `None`: the album is not here, and what was pushed
/// of it stays.
pub type Points = Option<Box<dyn Fn(&str) -> String + Send + Sync>>;

/// Links lead to `public_url`. Where nobody said it, those of STAC lead from document to document, and
/// those that have to be whole to what the place calls itself.
pub fn all(
    public: &Public,
    layers: &[Layer],
    albums: &[(Photos, Points)],
    public_url: Option<&str>,
    own: &str,
) -> Vec<Document> {
    let language = Language::Japanese;
    let (title, description) = (language.say("layers-title"), language.say("layers-description"));
    let photos: Vec<Photos> = albums.iter().map(|(photos, _)| photos.clone()).collect();
    let collection = stac::Collection {
        id: &public.operation,
        title: &title,
        description: &description,
        layers,
        photos: &photos,
    };
    let at = Address::Files(public_url.unwrap_or(own));
    let mut all = Vec::new();
    for layer in layers {
        all.push(json(files::tilejson(layer), Some(tilejson::document(at, layer))));
        all.push(json(files::oam(layer.id), Some(oam::document(at, layer))));
        all.push(text(files::qgis(layer.id), Kind::Qgis, qgis::document(at, layer)));
        all.push(in_stac(files::stac_item(collection, layer.id), public_url, |at| {
            Some(stac::item(at, collection, layer))
        }));
    }
    for (of, points) in albums {
        let pictures = at.pictures(of);
        let body = points.as_ref().map(|points| points(&pictures));
        all.extend(body.map(|body| text(files::photos(of.id), Kind::GeoJson, body)));
        all.push(in_stac(files::stac_item(collection, of.id), public_url, |at| {
            Some(stac::item_of_photos(at, collection, of))
        }));
    }
    all.push(text(files::JOSM.to_owned(), Kind::Xml, editors::josm(at, layers)));
    all.push(geojson(files::EDITOR_LAYER_INDEX, &editors::index(at, layers)));
    all.push(geojson(files::FOOTPRINTS, &outlines(at, layers, &photos)));
    all.push(text(files::WMTS.to_owned(), Kind::Xml, wmts::capabilities(at, &title, layers)));
    all.push(in_stac(files::stac_items(collection), public_url, |at| {
        (!layers.is_empty() || !photos.is_empty()).then(|| stac::items(at, collection))
    }));
    all.push(in_stac(files::stac_collection(collection), public_url, |at| {
        stac::collection(at, collection)
    }));
    all.push(in_stac(files::STAC.to_owned(), public_url, |at| Some(stac::root(at, collection))));
    all
}

fn in_stac(
    file: String,
    public_url: Option<&str>,
    make: impl FnOnce(Address<'_>) -> Option<Value>,
) -> Document {
    let top = files::to_top(&file);
    let made = make(Address::Files(public_url.unwrap_or(&top)));
    json(file, made)
}

fn json(file: String, value: Option<Value>) -> Document {
    Document { file, kind: Kind::Json, body: value.map(|value| value.to_string()) }
}

fn geojson(file: &str, value: &Value) -> Document {
    Document { file: file.to_owned(), kind: Kind::GeoJson, body: Some(value.to_string()) }
}

fn text(file: String, kind: Kind, body: String) -> Document {
    Document { file, kind, body: Some(body) }
}
