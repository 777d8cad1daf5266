//! Transfers (転所): sending on, taking in, and the slip that a family carries.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use super::access::By;
use super::problem::{ApiError, Body, Id, Problem};
use crate::desk::Desk;
use crate::desk::people::wire::Registered;
use crate::desk::transfers::wire::{
    ArrivingFamily, NewTransfer, ReadTransfer, TakeBack, TakeIn, TransferList,
};
use crate::desk::wire::SavedHere;
use crate::sheets;

/// Who was sent on, and who is on the way here. There is no total.
#[utoipa::path(get, path = "/api/v1/transfers", tag = "transfers",
    responses((status = 200, body = TransferList)))]
pub(crate) async fn list(
    State(desk): State<Desk>,
    By(caller): By,
) -> Result<Json<TransferList>, ApiError> {
    Ok(Json(desk.transfers(&caller).await?))
}

/// Send a household, or some of it, on to another place. They leave now.
#[utoipa::path(post, path = "/api/v1/households/{id}/transfers", tag = "transfers",
    params(("id" = String, Path)), request_body = NewTransfer,
    responses((status = 201, body = SavedHere), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn send(
    State(desk): State<Desk>,
    By(caller): By,
    Id(id): Id<String>,
    Body(new): Body<NewTransfer>,
) -> Result<(StatusCode, Json<SavedHere>), ApiError> {
    Ok((StatusCode::CREATED, Json(desk.send_on(&caller, &id, new).await?)))
}

/// They did not go after all.
#[utoipa::path(post, path = "/api/v1/transfers/{id}/take-back", tag = "transfers",
    params(("id" = String, Path)), request_body = TakeBack,
    responses((status = 201, body = SavedHere), (status = 404, body = Problem),
    (status = 409, body = Problem)))]
pub(crate) async fn take_back(
    State(desk): State<Desk>,
    By(caller): By,
    Id(id): Id<String>,
    Body(take): Body<TakeBack>,
) -> Result<(StatusCode, Json<SavedHere>), ApiError> {
    Ok((StatusCode::CREATED, Json(desk.take_back(&caller, &id, take).await?)))
}

/// The slip that the family carries, as a page to be printed. No name is on it.
#[utoipa::path(get, path = "/api/v1/transfers/{id}/slip", tag = "transfers",
    params(("id" = String, Path)),
    responses((status = 200, content_type = "text/html", body = String),
    (status = 404, body = Problem)))]
pub(crate) async fn slip(
    State(desk): State<Desk>,
    By(caller): By,
    Id(id): Id<String>,
) -> Result<Response, ApiError> {
    Ok(paper(desk.transfer_slip(&caller, &id)?))
}

/// Whose slip this is. The code is posted, so that it stands in no URL; nothing is written.
#[utoipa::path(post, path = "/api/v1/transfers/read", tag = "transfers", request_body = ReadTransfer,
    responses((status = 200, body = ArrivingFamily), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn read(
    State(desk): State<Desk>,
    By(caller): By,
    Body(read): Body<ReadTransfer>,
) -> Result<Json<ArrivingFamily>, ApiError> {
    Ok(Json(desk.read_transfer(&caller, &read).await?))
}

/// They are here.
#[utoipa::path(post, path = "/api/v1/transfers/arrivals", tag = "transfers", request_body = TakeIn,
    responses((status = 201, body = Registered), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn take_in(
    State(desk): State<Desk>,
    By(caller): By,
    Body(take): Body<TakeIn>,
) -> Result<(StatusCode, Json<Registered>), ApiError> {
    Ok((StatusCode::CREATED, Json(desk.take_in(&caller, take).await?)))
}

/// A page for the printer, whose style stands in itself.
pub(crate) fn paper(page: String) -> Response {
    let headers =
        [(CONTENT_TYPE, "text/html; charset=utf-8"), (CONTENT_SECURITY_POLICY, sheets::POLICY)];
    (headers, page).into_response()
}
