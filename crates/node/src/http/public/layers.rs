//! Layers on the public listener: tiles, photos, files and the documents by which programs find them.
//!
//! What always holds: every answer, a refusal too, may be read by pages of other sites, for nothing
//! here is anybody's secret but a draft's path; a draft is in no document and is not kept by anything
//! between; what was withdrawn is gone for whoever asks; addresses in documents carry the host by
//! which the reader reached us.
//!
//! How programs react to what is answered was measured; the rules are in [`tiles`].

mod documents;
pub(in crate::http) mod files;
mod mapped;
mod page;
mod photos;
mod tiles;

use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRef, Request};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, CACHE_CONTROL, HOST, HeaderName,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use musubi_model::layer::LayerState;

use crate::desk::Desk;
use crate::http::app::{self, App};
use crate::http::basemap;
use crate::layers::index::Shown;

/// Changes with every word about a layer: asked for again each time.
const ASK_AGAIN: &str = "no-cache";
/// Of a path that is nobody else's business.
const NEVER: &str = "no-store";

#[derive(Clone)]
struct Face {
    desk: Desk,
    /// How this listener is reached, where somebody said so.
    url: Option<Arc<str>>,
    /// The map's part of it.
    app: App,
}

impl FromRef<Face> for Desk {
    fn from_ref(face: &Face) -> Self {
        face.desk.clone()
    }
}

impl FromRef<Face> for App {
    fn from_ref(face: &Face) -> Self {
        face.app.clone()
    }
}

pub(super) fn router(desk: Desk, url: Option<&str>, app: App) -> Router {
    let url = url.map(|url| url.trim_end_matches('/').into());
    Router::new()
        .route("/layers", get(page::show))
        .route("/layers/{id}", get(files::published))
        .route("/layers/{id}/tilejson.json", get(documents::tilejson))
        .route("/layers/{id}/{z}/{x}/{y}", get(tiles::published))
        .route("/layers/{id}/photos.geojson", get(photos::published))
        .route("/layers/{id}/photos/{file}", get(photos::picture))
        .route("/layers/{id}/mapped.geojson", get(mapped::collection))
        .route("/layers/{id}/mapped/{file}", get(mapped::file))
        .route("/layers/josm.xml", get(documents::josm))
        .route("/layers/editor-layer-index.geojson", get(documents::editor_layer_index))
        .route("/layers/footprints.geojson", get(documents::footprints))
        .route("/drafts/{token}", get(files::draft))
        .route("/drafts/{token}/tilejson.json", get(documents::draft_tilejson))
        .route("/drafts/{token}/{z}/{x}/{y}", get(tiles::draft))
        .route("/drafts/{token}/photos.geojson", get(photos::draft))
        .route("/drafts/{token}/photos/{file}", get(photos::draft_picture))
        .route("/wmts", get(documents::wmts))
        .route("/wmts/1.0.0/WMTSCapabilities.xml", get(documents::wmts_document))
        .route("/stac", get(documents::stac))
        .route("/stac/collections/{id}", get(documents::stac_collection))
        .route("/stac/collections/{id}/items", get(documents::stac_items))
        .route("/stac/collections/{id}/items/{layer}", get(documents::stac_item))
        .route("/oam/{file}", get(documents::oam))
        .route(basemap::TOLD, get(basemap::told))
        .route(basemap::ARCHIVE, get(basemap::archive))
        .route(basemap::EXTRACT, get(basemap::extract))
        .route("/layers-map.js", get(app::file))
        .route("/assets/{file}", get(app::file))
        .layer(from_fn(for_everybody))
        .with_state(Face { desk, url, app })
}

/// Whether a path that leads nowhere begins like one of ours.
pub(super) fn is_ours(path: &str) -> bool {
    let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    matches!(first, "layers" | "drafts" | "wmts" | "stac" | "oam")
}

pub(super) fn missing() -> Response {
    let mut response = Refusal::NotFound.into_response();
    open(&mut response);
    response
}

/// What an answer that is none says. Words are for people who look into their program's log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::http) enum Refusal {
    NotFound,
    /// It will be there: nothing may remember that it was not.
    NotYet,
    /// Withdrawn.
    Gone,
    NoRoom,
    Broken,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, code) = match self {
            Self::NotFound => (StatusCode::NOT_FOUND, "not_found"),
            Self::NotYet => (StatusCode::NOT_FOUND, "not_yet"),
            Self::Gone => (StatusCode::GONE, "withdrawn"),
            Self::NoRoom => (StatusCode::INSUFFICIENT_STORAGE, "no_room"),
            // Programs ask again and again for what failed, and give up on what is not there.
            Self::Broken => (StatusCode::NOT_FOUND, "unreadable"),
        };
        let keep = match self {
            Self::NotFound | Self::Gone => ASK_AGAIN,
            Self::NotYet | Self::NoRoom | Self::Broken => NEVER,
        };
        (status, [(CACHE_CONTROL, keep)], format!("{code}\n")).into_response()
    }
}

/// Any site's pages may read any answer.
pub(super) async fn for_everybody(request: Request, next: Next) -> Response {
    const ASKED_BEFORE: [(HeaderName, &str); 3] = [
        (ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, OPTIONS"),
        (ACCESS_CONTROL_ALLOW_HEADERS, "range, if-match, if-none-match, if-range"),
        (ACCESS_CONTROL_MAX_AGE, "86400"),
    ];
    let mut response = if request.method() == Method::OPTIONS {
        (StatusCode::NO_CONTENT, ASKED_BEFORE).into_response()
    } else {
        next.run(request).await
    };
    open(&mut response);
    response
}

fn open(response: &mut Response) {
    const OPEN: [(HeaderName, &str); 4] = [
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (
            ACCESS_CONTROL_EXPOSE_HEADERS,
            "accept-ranges, content-length, content-range, etag, last-modified",
        ),
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    for (name, value) in OPEN {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
}

impl Face {
    /// As the reader calls this listener. A name with anything odd in it is not repeated.
    fn address(&self, headers: &HeaderMap) -> String {
        let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        let plain = |byte: u8| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b':' | b'[' | b']')
        };
        let host = if !host.is_empty() && host.bytes().all(plain) { host } else { "localhost" };
        match self.url.as_deref() {
            // Behind a server that speaks https for us.
            Some(url) if url.split_once("://").is_some_and(|(_, name)| name == host) => {
                url.to_owned()
            }
            _ => format!("http://{host}"),
        }
    }
}

/// Whether everybody may see it. What was withdrawn is gone, on every laptop that has heard of it.
fn shown_to_all(shown: &Shown) -> Result<(), Refusal> {
    match shown.standing {
        LayerState::Withdrawn => Err(Refusal::Gone),
        LayerState::Draft => Err(Refusal::NotFound),
        LayerState::Published | LayerState::Corrected => Ok(()),
    }
}

/// Whether the reader has it already.
fn has_it(headers: &HeaderMap, tag: &str) -> bool {
    let held = headers.get_all(axum::http::header::IF_NONE_MATCH);
    let mut tags = held.iter().filter_map(|tags| tags.to_str().ok()).flat_map(|it| it.split(','));
    tags.any(|held| {
        let held = held.trim();
        held == "*" || held.strip_prefix("W/").unwrap_or(held) == tag
    })
}
