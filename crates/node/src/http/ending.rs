//! Closing places and the operation, erasing, and the certificate of it.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{Html, IntoResponse as _, Response};

use super::access::By;
use super::problem::{ApiError, Body, Id, Problem};
use crate::desk::Desk;
use crate::desk::closing::{NewClosure, PlaceClosure};
use crate::desk::ending::{CloseOperation, EndingState, TickPaper};
use crate::desk::wire::SavedHere;

/// Whether a place is closed, by whom, and what is left to do there.
#[utoipa::path(get, path = "/api/v1/places/{place}/closure", tag = "ending",
    params(("place" = String, Path)),
    responses((status = 200, body = PlaceClosure), (status = 404, body = Problem)))]
pub(crate) async fn closure(
    State(desk): State<Desk>,
    Id(place): Id<String>,
) -> Result<Json<PlaceClosure>, ApiError> {
    Ok(Json(desk.closure(&place)?))
}

/// 閉鎖 or 再開 of a place.
#[utoipa::path(post, path = "/api/v1/places/{place}/closure", tag = "ending",
    params(("place" = String, Path)), request_body = NewClosure,
    responses((status = 201, body = SavedHere), (status = 422, body = Problem)))]
pub(crate) async fn close_place(
    State(desk): State<Desk>,
    By(caller): By,
    Id(place): Id<String>,
    Body(new): Body<NewClosure>,
) -> Result<(StatusCode, Json<SavedHere>), ApiError> {
    Ok((StatusCode::CREATED, Json(desk.close_place(&caller, &place, new).await?)))
}

/// Whether the operation is closed, what is kept until when, and what an erasure has come to.
#[utoipa::path(get, path = "/api/v1/ending", tag = "ending", responses(
    (status = 200, body = EndingState)))]
pub(crate) async fn show(State(desk): State<Desk>) -> Result<Json<EndingState>, ApiError> {
    Ok(Json(desk.ending()?))
}

/// 災害対応の終了, by two persons. Stops new records, destroys nothing.
#[utoipa::path(post, path = "/api/v1/ending/close", tag = "ending", request_body = CloseOperation,
    responses((status = 200, body = EndingState), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn close(
    State(desk): State<Desk>,
    By(caller): By,
    Body(close): Body<CloseOperation>,
) -> Result<Json<EndingState>, ApiError> {
    desk.close_operation(&caller, close).await?;
    Ok(Json(desk.ending()?))
}

/// Takes headquarters' closing back.
#[utoipa::path(post, path = "/api/v1/ending/reopen", tag = "ending", responses(
    (status = 200, body = EndingState), (status = 409, body = Problem)))]
pub(crate) async fn reopen(State(desk): State<Desk>) -> Result<Json<EndingState>, ApiError> {
    desk.reopen_operation().await?;
    Ok(Json(desk.ending()?))
}

/// Orders a drill to be erased, everywhere and for good.
#[utoipa::path(post, path = "/api/v1/ending/erase-drill", tag = "ending", responses(
    (status = 202), (status = 403, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn erase_drill(
    State(desk): State<Desk>,
) -> Result<(StatusCode, Json<serde_json::Value>), ApiError> {
    desk.erase_drill().await?;
    Ok((StatusCode::ACCEPTED, Json(serde_json::Value::Null)))
}

/// A facts file (`docs/format.md`, section 2) for the computer with the city's key.
#[utoipa::path(get, path = "/api/v1/ending/request", tag = "ending", responses(
    (status = 200, content_type = "application/octet-stream", body = [u8]),
    (status = 409, body = Problem)))]
pub(crate) async fn request(State(desk): State<Desk>) -> Result<Response, ApiError> {
    Ok(file("erasure-request.facts", desk.erasure_request().await?))
}

/// The city's order. From here on laptops erase, as it becomes known to them.
#[utoipa::path(post, path = "/api/v1/ending/order", tag = "ending",
    request_body(content = [u8], content_type = "application/octet-stream"),
    responses((status = 200), (status = 409, body = Problem)))]
pub(crate) async fn order(
    State(desk): State<Desk>,
    facts: Bytes,
) -> Result<Json<serde_json::Value>, ApiError> {
    desk.take_erasure_order(&facts).await?;
    Ok(Json(serde_json::Value::Null))
}

/// A person destroyed a printed ticket, or the operation's keys in the city's folder.
#[utoipa::path(post, path = "/api/v1/ending/papers", tag = "ending", request_body = TickPaper,
    responses((status = 200, body = EndingState), (status = 404, body = Problem)))]
pub(crate) async fn tick_paper(
    State(desk): State<Desk>,
    Body(tick): Body<TickPaper>,
) -> Result<Json<EndingState>, ApiError> {
    desk.tick_paper(tick).await?;
    Ok(Json(desk.ending()?))
}

/// The certificate of erasure (`docs/format.md`, section 2), as things stand now.
#[utoipa::path(get, path = "/api/v1/ending/certificate", tag = "ending", responses(
    (status = 200, content_type = "application/octet-stream", body = [u8]),
    (status = 409, body = Problem)))]
pub(crate) async fn certificate(State(desk): State<Desk>) -> Result<Response, ApiError> {
    Ok(file("erasure.certificate", desk.erasure_certificate().await?))
}

/// The same on paper, in Japanese and English: a page to be saved and printed.
#[utoipa::path(get, path = "/api/v1/ending/certificate.html", tag = "ending", responses(
    (status = 200, content_type = "text/html", body = String), (status = 409, body = Problem)))]
pub(crate) async fn paper(State(desk): State<Desk>) -> Result<Response, ApiError> {
    let signed = desk.erasure_certificate().await?;
    let page = desk.erasure_paper(&signed)?;
    let file = [(CONTENT_DISPOSITION, "attachment; filename=\"erasure-certificate.html\"")];
    Ok((file, Html(page)).into_response())
}

fn file(name: &str, bytes: Vec<u8>) -> Response {
    let headers = [
        (CONTENT_TYPE, "application/octet-stream".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    (headers, bytes).into_response()
}
