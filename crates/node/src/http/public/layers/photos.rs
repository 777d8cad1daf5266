//! Photos: their points as `GeoJSON` for maps, and the small picture of each.

use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, VARY};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use musubi_model::layer::{ArchiveHash, LayerState};

use super::{ASK_AGAIN, Face, NEVER, Refusal, has_it, shown_to_all};
use crate::layers::index::Shown;

const GEOJSON: &str = "application/geo+json";
const JPEG: &str = "image/jpeg";
/// The layer may be withdrawn.
const A_WHILE: &str = "public, max-age=300";

/// `/layers/{id}/photos.geojson`
pub(super) async fn published(
    State(face): State<Face>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let hash = public(&face, &id)?;
    let at = face.address(&headers);
    points(&face, hash, format!("{at}/layers/{id}/photos"), ASK_AGAIN).await
}

/// `/layers/{id}/photos/{number}.jpg`
pub(super) async fn picture(
    State(face): State<Face>,
    Path((id, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let hash = public(&face, &id)?;
    one(&face, hash, &file, A_WHILE, &headers).await
}

/// `/drafts/{token}/photos.geojson`
pub(super) async fn draft(
    State(face): State<Face>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let hash = of_draft(&face, &token)?;
    let at = face.address(&headers);
    points(&face, hash, format!("{at}/drafts/{token}/photos"), NEVER).await
}

/// `/drafts/{token}/photos/{number}.jpg`
pub(super) async fn draft_picture(
    State(face): State<Face>,
    Path((token, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let hash = of_draft(&face, &token)?;
    one(&face, hash, &file, NEVER, &headers).await
}

fn public(face: &Face, id: &str) -> Result<ArchiveHash, Refusal> {
    let index = face.desk.layer_index();
    let shown = id.parse().ok().and_then(|id| index.of(id)).ok_or(Refusal::NotFound)?;
    shown_to_all(shown)?;
    album(shown)
}

fn of_draft(face: &Face, token: &str) -> Result<ArchiveHash, Refusal> {
    let index = face.desk.layer_index();
    let Some(shown) = index.by_token(token) else {
        // Its record comes when its album is there.
        let going = face.desk.shelf().going().filter(|going| going.job.token == token);
        return Err(if going.is_some() { Refusal::NotYet } else { Refusal::NotFound });
    };
    if shown.standing == LayerState::Withdrawn {
        return Err(Refusal::Gone);
    }
    album(shown)
}

fn album(shown: &Shown) -> Result<ArchiveHash, Refusal> {
    shown.photos.map(|photos| photos.hash).ok_or(Refusal::NotFound)
}

/// `pictures`: where they are.
async fn points(
    face: &Face,
    hash: ArchiveHash,
    pictures: String,
    keep: &'static str,
) -> Result<Response, Refusal> {
    let shelf = face.desk.shelf().clone();
    let read = tokio::task::spawn_blocking(move || {
        let album = shelf.album(hash).map_err(|_| Refusal::Broken)?.ok_or(Refusal::NotYet)?;
        Ok(album.geojson(|number| format!("{pictures}/{number}.jpg")))
    });
    let body = read.await.map_err(|_| Refusal::Broken)??;
    Ok(([(CONTENT_TYPE, GEOJSON), (CACHE_CONTROL, keep), (VARY, "host")], body).into_response())
}

async fn one(
    face: &Face,
    hash: ArchiveHash,
    file: &str,
    keep: &'static str,
    headers: &HeaderMap,
) -> Result<Response, Refusal> {
    let number = file.strip_suffix(".jpg").and_then(|number| number.parse::<usize>().ok());
    let number = number.ok_or(Refusal::NotFound)?;
    let tag = format!("\"{}-{number}\"", &hash.to_string()[..16]);
    let kept = [(ETAG, tag.clone()), (CACHE_CONTROL, keep.to_owned())];
    if keep != NEVER && has_it(headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, kept).into_response());
    }
    let shelf = face.desk.shelf().clone();
    let read = tokio::task::spawn_blocking(move || {
        let album = shelf.album(hash).map_err(|_| Refusal::Broken)?.ok_or(Refusal::NotYet)?;
        if number >= album.shots().len() {
            return Err(Refusal::NotFound);
        }
        album.thumbnail(number).map_err(|_| Refusal::Broken)
    });
    let bytes = read.await.map_err(|_| Refusal::Broken)??;
    Ok((kept, [(CONTENT_TYPE, JPEG)], bytes).into_response())
}
