//! Files of a layer from a browser. What is to come is said first, so that what cannot be taken is
//! refused before it was sent; then it comes as one stream, which is never held whole.

use std::time::Duration;

use axum::Json;
use axum::body::Body as Stream;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use futures::StreamExt as _;

use super::access::By;
use super::problem::{ApiError, Body, Id, Problem};
use crate::desk::Desk;
use crate::desk::layers::wire::{Announce, Announced};

const UPLOADS: &str = "/api/v1/layer-uploads/";
/// Between two pieces.
const PIECE_TIME_MAX: Duration = Duration::from_secs(30);
/// A browser hears of a refusal only while we still listen to it.
const DRAIN_TIME_MAX: Duration = Duration::from_secs(10);

/// Say which files are to become a layer.
#[utoipa::path(post, path = "/api/v1/layer-uploads", tag = "layers", request_body = Announce,
    responses((status = 201, body = Announced), (status = 409, body = Problem),
        (status = 422, body = Problem)))]
pub(crate) async fn announce(
    State(desk): State<Desk>,
    By(caller): By,
    Body(announce): Body<Announce>,
) -> Result<(StatusCode, Json<Announced>), ApiError> {
    Ok((StatusCode::CREATED, Json(desk.announce_layer(&caller, announce)?)))
}

/// The files themselves, one after the other. Answers once they are on the disk and their import
/// waits or runs.
#[utoipa::path(put, path = "/api/v1/layer-uploads/{id}", tag = "layers",
    params(("id" = String, Path)),
    request_body(content = [u8], content_type = "application/octet-stream"),
    responses((status = 200, body = Announced), (status = 409, body = Problem),
        (status = 503, body = Problem)))]
pub(crate) async fn receive(
    State(desk): State<Desk>,
    Id(id): Id<String>,
    body: Stream,
) -> Result<Json<Announced>, ApiError> {
    let mut pieces = body.into_data_stream();
    let mut receiving = desk.receive_layer(&id)?;
    loop {
        let piece = tokio::time::timeout(PIECE_TIME_MAX, pieces.next()).await;
        let piece = piece.map_err(|_| ApiError::new(StatusCode::REQUEST_TIMEOUT, "too_slow"))?;
        let Some(piece) = piece else { break };
        let piece = piece.map_err(|_| ApiError::new(StatusCode::BAD_REQUEST, "unreadable_body"))?;
        if !receiving.feed(piece).await {
            let rest = async { while let Some(Ok(_)) = pieces.next().await {} };
            let _ = tokio::time::timeout(DRAIN_TIME_MAX, rest).await;
            break;
        }
    }
    let layer = receiving.finish().await.map_err(crate::desk::DeskError::from)?;
    Ok(Json(Announced { id: layer.to_string() }))
}

/// It takes as long as its line and its disk do, and is watched piece by piece.
pub(crate) fn is_upload(request: &Request) -> bool {
    request.method() == Method::PUT && request.uri().path().starts_with(UPLOADS)
}
