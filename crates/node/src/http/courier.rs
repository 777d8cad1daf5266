//! USBで運ぶ: a bundle as a download, and as an upload. Both are streams; neither is ever held whole.

use std::io;
use std::time::Duration;

use axum::Json;
use axum::body::{Body, Bytes};
use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use futures::StreamExt as _;
use musubi_log::bundle::Scope;
use serde::Deserialize;

use super::problem::{ApiError, Problem};
use crate::courier::Exporting;
use crate::desk::courier::{CourierPlan, CourierReport, Layers};
use crate::desk::{Desk, DeskError};

const BUNDLE: &str = "/api/v1/courier/bundle";
/// More than any city writes.
const BYTES_MAX: u64 = 16 << 30;
/// Between two pieces of an upload.
const PIECE_TIME_MAX: Duration = Duration::from_secs(30);

/// Where a bundle goes, whether it is to carry everything, and layers, too.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    to: String,
    #[serde(default)]
    all: bool,
    #[serde(default)]
    layers: bool,
}

impl Wanted {
    fn layers(&self) -> Layers {
        if self.layers { Layers::Carried } else { Layers::Left }
    }

    fn scope(&self) -> Scope {
        if self.all { Scope::Everything } else { Scope::Missing }
    }
}

#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(ApiError))]
pub(crate) struct Asked<T>(T);

impl From<QueryRejection> for ApiError {
    fn from(_: QueryRejection) -> Self {
        DeskError::field("to", "courier.place").into()
    }
}

/// What a bundle for a place would carry: counts and ages.
#[utoipa::path(get, path = "/api/v1/courier", tag = "courier",
    params(("to" = String, Query, description = "`hq`, a 共通ID, or a place's id"),
        ("all" = Option<bool>, Query)),
    responses((status = 200, body = CourierPlan), (status = 422, body = Problem)))]
pub(crate) async fn plan(
    State(desk): State<Desk>,
    Asked(wanted): Asked<Wanted>,
) -> Result<Json<CourierPlan>, ApiError> {
    Ok(Json(desk.courier_plan(&wanted.to, wanted.scope()).await?))
}

/// The bundle itself (`docs/format.md`, section 8), to be saved on a stick.
#[utoipa::path(get, path = "/api/v1/courier/bundle", tag = "courier",
    params(("to" = String, Query), ("all" = Option<bool>, Query),
        ("layers" = Option<bool>, Query, description = "with the archives of public layers")),
    responses((status = 200, content_type = "application/octet-stream", body = [u8]),
        (status = 422, body = Problem)))]
pub(crate) async fn export(
    State(desk): State<Desk>,
    Asked(wanted): Asked<Wanted>,
) -> Result<Response, ApiError> {
    let export = desk.courier_export(&wanted.to, wanted.scope(), wanted.layers()).await?;
    let pieces = futures::stream::try_unfold(export.exporting, next_piece);
    let file = format!("attachment; filename=\"{}\"", export.name);
    let headers =
        [(CONTENT_TYPE, "application/octet-stream".to_owned()), (CONTENT_DISPOSITION, file)];
    Ok((headers, Body::from_stream(pieces)).into_response())
}

async fn next_piece(mut exporting: Exporting) -> io::Result<Option<(Bytes, Exporting)>> {
    // A download that breaks off has no end, and whoever reads it sees that.
    let piece = exporting.next().await.map_err(io::Error::other)?;
    Ok(piece.map(|piece| (Bytes::from(piece), exporting)))
}

/// A bundle that was brought here. Answers once everything usable of it is on the disk.
#[utoipa::path(post, path = "/api/v1/courier/bundle", tag = "courier",
    request_body(content = [u8], content_type = "application/octet-stream"),
    responses((status = 200, body = CourierReport), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub(crate) async fn import(
    State(desk): State<Desk>,
    body: Body,
) -> Result<Json<CourierReport>, ApiError> {
    let mut import = desk.courier_import()?;
    let mut pieces = body.into_data_stream();
    let mut bytes = 0;
    loop {
        let piece = tokio::time::timeout(PIECE_TIME_MAX, pieces.next()).await;
        let piece = piece.map_err(|_| ApiError::new(StatusCode::REQUEST_TIMEOUT, "too_slow"))?;
        let Some(piece) = piece else { break };
        let piece = piece.map_err(|_| ApiError::new(StatusCode::BAD_REQUEST, "unreadable_body"))?;
        bytes += piece.len() as u64;
        if bytes > BYTES_MAX {
            return Err(ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large"));
        }
        import.feed(&piece).await?;
    }
    Ok(Json(import.finish().await?))
}

/// An upload takes as long as its stick does, and is watched piece by piece.
pub(crate) fn is_upload(request: &Request) -> bool {
    request.method() == Method::POST && request.uri().path() == BUNDLE
}
