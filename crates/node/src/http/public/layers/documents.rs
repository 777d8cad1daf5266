//! The documents by which programs find layers and their tiles. Only what is public and held here
//! is in them; a draft has a `TileJSON` of its own, for whoever was told its path.

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use musubi_exchange::layers::tilejson::Draft;
use musubi_exchange::layers::wmts::{Exception, Request};
use musubi_exchange::layers::{
    Address, Bounds, Layer, collection as outlines, editors, oam as open_aerial_map,
    photos::Photos, stac as stacs, tilejson as tile_json, wmts as map_tiles,
};
use musubi_imagery::tile::Tile;
use musubi_model::layer::{ArchiveHash, LayerState};
use serde_json::Value;

use super::tiles::{for_wmts, public};
use super::{ASK_AGAIN, Face, NEVER, Refusal, shown_to_all};
use crate::http::words::Language;

const XML: &str = "application/xml; charset=utf-8";
const GEOJSON: &str = "application/geo+json";

/// Answers depend on the name by which we were called, and on who reads.
fn document(media_type: &'static str, body: impl IntoResponse) -> Response {
    let headers =
        [(CONTENT_TYPE, media_type), (CACHE_CONTROL, ASK_AGAIN), (VARY, "host, accept-language")];
    (StatusCode::OK, headers, body.into_response().into_body()).into_response()
}

fn json(media_type: &'static str, value: Value) -> Response {
    document(media_type, Json(value))
}

impl Face {
    /// All that everybody may see, and that is here.
    pub(super) fn layers(&self) -> Vec<Layer> {
        let (index, shelf) = (self.desk.layer_index(), self.desk.shelf());
        let entries = index.all().filter_map(|shown| shown.entry.as_ref());
        entries.filter(|it| shelf.holds(ArchiveHash(it.archive.hash))).cloned().collect()
    }

    /// The same of photos.
    pub(super) fn albums(&self) -> Vec<Photos> {
        let (index, shelf) = (self.desk.layer_index(), self.desk.shelf());
        let albums = index.all().filter_map(|shown| shown.album.as_ref());
        albums.filter(|it| shelf.holds(ArchiveHash(it.archive.hash))).cloned().collect()
    }

    fn album(&self, id: &str) -> Result<Photos, Refusal> {
        let index = self.desk.layer_index();
        let shown = id.parse().ok().and_then(|id| index.of(id)).ok_or(Refusal::NotFound)?;
        shown_to_all(shown)?;
        shown.album.clone().ok_or(Refusal::NotFound)
    }

    /// One of them. What was withdrawn is gone, on every laptop that has heard of it.
    pub(super) fn layer(&self, id: &str) -> Result<Layer, Refusal> {
        let index = self.desk.layer_index();
        let shown = id.parse().ok().and_then(|id| index.of(id)).ok_or(Refusal::NotFound)?;
        public(shown)?;
        shown.entry.clone().ok_or(Refusal::NotFound)
    }
}

pub(super) async fn tilejson(
    State(face): State<Face>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let layer = face.layer(&id)?;
    let at = face.address(&headers);
    Ok(json("application/json", tile_json::document(Address::Node(&at), &layer)))
}

pub(super) async fn draft_tilejson(
    State(face): State<Face>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let index = face.desk.layer_index();
    let (title, bounds, zooms, tiles) = if let Some(shown) = index.by_token(&token) {
        if shown.standing == LayerState::Withdrawn {
            return Err(Refusal::Gone);
        }
        let tiles = shown.tiles.ok_or(Refusal::NotFound)?;
        let title = crate::desk::people::text(&shown.layer.title).unwrap_or_default();
        (title, tiles.bounds, tiles.zooms, tiles.catalogue_format())
    } else {
        let going = face.desk.shelf().going().filter(|going| going.job.token == token);
        let going = going.ok_or(Refusal::NotFound)?;
        let (bounds, zooms) = going.frame().ok_or(Refusal::NotYet)?;
        let title = going.job.words.title.clone().unwrap_or_default();
        (title, bounds, zooms, going.job.tiles.catalogue_format())
    };
    let [west, south, east, north] = bounds;
    let draft = Draft {
        token: &token,
        title: &title,
        bounds: Bounds { west, south, east, north },
        zooms: zooms.0..=zooms.1,
        tiles,
    };
    let at = face.address(&headers);
    let kept = [(CACHE_CONTROL, NEVER)];
    Ok((kept, Json(tile_json::of_draft(Address::Node(&at), &draft))).into_response())
}

pub(super) async fn josm(State(face): State<Face>, headers: HeaderMap) -> Response {
    let at = face.address(&headers);
    document(XML, editors::josm(Address::Node(&at), &face.layers()))
}

pub(super) async fn editor_layer_index(State(face): State<Face>, headers: HeaderMap) -> Response {
    let at = face.address(&headers);
    json(GEOJSON, editors::index(Address::Node(&at), &face.layers()))
}

pub(super) async fn footprints(State(face): State<Face>, headers: HeaderMap) -> Response {
    let at = face.address(&headers);
    json(GEOJSON, outlines(Address::Node(&at), &face.layers(), &face.albums()))
}

pub(super) async fn oam(
    State(face): State<Face>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let id = file.strip_suffix(".json").ok_or(Refusal::NotFound)?;
    let layer = face.layer(id)?;
    let at = face.address(&headers);
    Ok(json("application/json", open_aerial_map::document(Address::Node(&at), &layer)))
}

/// By key and value pairs.
pub(super) async fn wmts(
    State(face): State<Face>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let query = query.unwrap_or_default();
    let pairs: Vec<(String, String)> = form_pairs(&query);
    let pairs = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    match Request::read(pairs) {
        Ok(Request::Capabilities) => Ok(capabilities(&face, &headers)),
        Ok(Request::Tile { layer, z, x, y, format }) => {
            let index = face.desk.layer_index();
            let Some(shown) = layer.parse().ok().and_then(|id| index.of(id)) else {
                let unknown = Exception { code: "InvalidParameterValue", locator: "LAYER" };
                return Ok(exception(&unknown));
            };
            let tile = Tile::new(z, x, y).ok_or(Refusal::NotFound)?;
            for_wmts(&face, public(shown)?, tile, &format, &headers).await
        }
        Err(wrong) => Ok(exception(&wrong)),
    }
}

fn form_pairs(query: &str) -> Vec<(String, String)> {
    let uri: Uri = format!("/?{query}").parse().unwrap_or_default();
    let pairs = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(&uri);
    pairs.map(|pairs| pairs.0).unwrap_or_default()
}

pub(super) async fn wmts_document(State(face): State<Face>, headers: HeaderMap) -> Response {
    capabilities(&face, &headers)
}

fn capabilities(face: &Face, headers: &HeaderMap) -> Response {
    let at = face.address(headers);
    let title = Language::of_headers(headers).say("layers-title");
    document(XML, map_tiles::capabilities(Address::Node(&at), &title, &face.layers()))
}

fn exception(wrong: &Exception) -> Response {
    let headers = [(CONTENT_TYPE, XML), (CACHE_CONTROL, ASK_AGAIN)];
    (StatusCode::BAD_REQUEST, headers, wrong.document()).into_response()
}

pub(super) async fn stac(State(face): State<Face>, headers: HeaderMap) -> Response {
    let root = in_collection(&face, &headers, stacs::root);
    root.map_or_else(IntoResponse::into_response, |root| json("application/json", root))
}

pub(super) async fn stac_collection(
    State(face): State<Face>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let found = in_collection(&face, &headers, |at, collection| {
        (collection.id == id).then(|| stacs::collection(at, collection)).flatten()
    })?;
    Ok(json("application/json", found.ok_or(Refusal::NotFound)?))
}

pub(super) async fn stac_items(
    State(face): State<Face>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let found = in_collection(&face, &headers, |at, collection| {
        (collection.id == id).then(|| stacs::items(at, collection))
    })?;
    Ok(json(GEOJSON, found.ok_or(Refusal::NotFound)?))
}

pub(super) async fn stac_item(
    State(face): State<Face>,
    Path((id, layer)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let (shown, of_photos) = (face.layer(&layer), face.album(&layer));
    let found = in_collection(&face, &headers, |at, collection| {
        let item = match &of_photos {
            Ok(photos) => stacs::item_of_photos(at, collection, photos),
            Err(_) => stacs::item(at, collection, shown.as_ref().ok()?),
        };
        (collection.id == id).then_some(item)
    })?;
    if let (Err(refused), Err(_)) = (&shown, &of_photos) {
        return Err(*refused);
    }
    Ok(json(GEOJSON, found.ok_or(Refusal::NotFound)?))
}

/// The operation's layers are one collection.
fn in_collection<T>(
    face: &Face,
    headers: &HeaderMap,
    make: impl FnOnce(Address<'_>, stacs::Collection<'_>) -> T,
) -> Result<T, Refusal> {
    let (language, at) = (Language::of_headers(headers), face.address(headers));
    let id = face.desk.operation().ok_or(Refusal::NotFound)?.to_string();
    let (title, description) = (language.say("layers-title"), language.say("layers-description"));
    let (layers, photos) = (face.layers(), face.albums());
    let (layers, photos) = (&layers[..], &photos[..]);
    let (id, title, description) = (&id, &title, &description);
    let collection = stacs::Collection { id, title, description, layers, photos };
    Ok(make(Address::Node(&at), collection))
}
