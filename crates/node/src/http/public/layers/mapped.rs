//! What mappers gave back of a public layer: all of it as one `GeoJSON` for maps, and each file as it came.

use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use maud::{Markup, html};
use musubi_model::ids::RecordId;
use musubi_model::time::Timestamp;

use super::files::send;
use super::{ASK_AGAIN, Face, Refusal, has_it, shown_to_all};
use crate::desk::people::text;
use crate::http::public::page;
use crate::http::words::Language;
use crate::layers::mapped::{Given, media_type};

const GEOJSON: &str = "application/geo+json";

/// `/layers/{id}/mapped.geojson`
pub(super) async fn collection(
    State(face): State<Face>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let (layer, given) = face.given(&id)?;
    let shelf = face.desk.shelf().clone();
    let made = tokio::task::spawn_blocking(move || shelf.mapped(layer, &given)).await;
    let made = made.map_err(|_| Refusal::Broken)?;
    let tag = made.tag();
    if has_it(&headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, [(ETAG, tag)]).into_response());
    }
    let kept =
        [(CONTENT_TYPE, GEOJSON.to_owned()), (CACHE_CONTROL, ASK_AGAIN.to_owned()), (ETAG, tag)];
    Ok((kept, made.document.as_bytes().to_vec()).into_response())
}

/// `/layers/{id}/mapped/{file}`, the file's name being its record's id and its format's ending.
pub(super) async fn file(
    State(face): State<Face>,
    Path((id, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let (_, given) = face.given(&id)?;
    let named = |it: &&Given| name(it).is_some_and(|name| name == file);
    let found = given.iter().find(named).ok_or(Refusal::NotFound)?;
    let (Some(hash), Some(format)) = (found.hash(), found.format()) else {
        return Err(Refusal::NotFound);
    };
    let path = face.desk.shelf().path(hash).ok_or(Refusal::NotFound)?;
    send(path, &file, media_type(format), format!("\"{hash}\""), ASK_AGAIN, &headers).await
}

fn name(given: &Given) -> Option<String> {
    Some(format!("{}.{}", given.record.id, given.format()?.code()))
}

impl Face {
    /// Of a public layer alone.
    fn given(&self, id: &str) -> Result<(RecordId, Vec<Given>), Refusal> {
        let index = self.desk.layer_index();
        let shown = id.parse().ok().and_then(|id| index.of(id)).ok_or(Refusal::NotFound)?;
        shown_to_all(shown)?;
        Ok((shown.layer.id, index.given(shown.layer.id).to_vec()))
    }
}

/// The newest first, for the layer's card.
pub(super) fn list(face: &Face, layer: RecordId, title: &str, language: Language) -> Markup {
    let index = face.desk.layer_index();
    let given = index.given(layer);
    let say = |key: &str| page::ruby(&language.say(key));
    html! {
        @if !given.is_empty() {
            h3 { (say("layers-mapped")) }
            ul {
                @for one in given.iter().rev() { (item(face, title, one, language)) }
            }
            p { a href={ "/layers/" (layer) "/mapped.geojson" } { (say("layers-mapped-all")) } }
        }
    }
}

/// `layer`: what the layer is called.
fn item(face: &Face, layer: &str, given: &Given, language: Language) -> Markup {
    let record = &given.record;
    let words = |text: Option<String>| text.unwrap_or_default();
    let made = record.made_at.shown().copied().or(record.meta.recorded_at);
    let about = [
        ("author", words(text(&record.author))),
        ("imagery", text(&record.imagery).unwrap_or_else(|| layer.to_owned())),
        (
            "at",
            made.as_ref().and_then(|at: &Timestamp| super::page::in_japan(*at)).unwrap_or_default(),
        ),
    ];
    let title = words(text(&record.title));
    let of = record.layer.shown().map(ToString::to_string).unwrap_or_default();
    let is_here = given.hash().is_some_and(|hash| face.desk.shelf().holds(hash));
    html! {
        li {
            @match name(given).filter(|_| is_here) {
                Some(name) => a href={ "/layers/" (of) "/mapped/" (name) } { (title) },
                None => (title),
            }
            " " (page::ruby(&language.say_with("layers-mapped-by", &about)))
        }
    }
}
