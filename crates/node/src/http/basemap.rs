//! A city's own basemap, on both listeners: everybody may have it, and a page asks its own listener
//! for it.

use std::path::PathBuf;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::CACHE_CONTROL;
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;

use super::public::{Refusal, files};
use crate::desk::Desk;
use crate::layers::basemap::{self, Drawn, Held, Part};

pub(crate) const TOLD: &str = "/basemap.json";
pub(crate) const ARCHIVE: &str = "/basemap.pmtiles";
pub(crate) const EXTRACT: &str = "/basemap.osm.pbf";
/// Another file may be put in its place at any time.
const ASK_AGAIN: &str = "no-cache";

/// `null`: there is none.
#[derive(Serialize)]
struct Told {
    archive: Option<Drawn>,
    extract_bytes: Option<u64>,
}

pub(crate) async fn told(State(desk): State<Desk>) -> Response {
    let told = tokio::task::spawn_blocking(move || {
        let layers = desk.shelf().folder();
        let extract = layers.and_then(|layers| basemap::held(layers, Part::Extract));
        Told {
            archive: layers.and_then(basemap::drawn),
            extract_bytes: extract.map(|(_, held)| held.bytes),
        }
    });
    let told = told.await.unwrap_or(Told { archive: None, extract_bytes: None });
    ([(CACHE_CONTROL, ASK_AGAIN)], Json(told)).into_response()
}

pub(crate) async fn archive(
    State(desk): State<Desk>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    send(&desk, Part::Archive, "application/vnd.pmtiles", &headers).await
}

pub(crate) async fn extract(
    State(desk): State<Desk>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    send(&desk, Part::Extract, "application/vnd.openstreetmap.data+pbf", &headers).await
}

async fn send(
    desk: &Desk,
    part: Part,
    media_type: &'static str,
    headers: &HeaderMap,
) -> Result<Response, Refusal> {
    let (path, held) = find(desk, part).ok_or(Refusal::NotFound)?;
    let tag = format!("\"{}\"", &held.hash);
    files::send(path, part.file_name(), media_type, tag, ASK_AGAIN, headers).await
}

fn find(desk: &Desk, part: Part) -> Option<(PathBuf, Held)> {
    basemap::held(desk.shelf().folder()?, part)
}
