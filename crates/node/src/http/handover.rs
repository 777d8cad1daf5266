//! Hand-over between shifts (引継ぎ).

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::access::By;
use super::problem::{ApiError, Body, Id, Problem};
use super::session::signed_in;
use crate::desk::Desk;
use crate::desk::handover::wire::{Handover, HandoverList, NewHandover, TakeHandover};
use crate::desk::session::Session;
use crate::desk::wire::SavedHere;

/// What is open now, and the sheets that were handed over, the newest first.
#[utoipa::path(get, path = "/api/v1/handovers", tag = "handover", responses(
    (status = 200, body = HandoverList)))]
pub(crate) async fn list(
    State(desk): State<Desk>,
    By(caller): By,
) -> Result<Json<HandoverList>, ApiError> {
    Ok(Json(desk.handovers(&caller)?))
}

/// One sheet, as far as this account is shown its lines.
#[utoipa::path(get, path = "/api/v1/handovers/{id}", tag = "handover",
    params(("id" = String, Path)),
    responses((status = 200, body = Handover), (status = 404, body = Problem)))]
pub(crate) async fn show(
    State(desk): State<Desk>,
    By(caller): By,
    Id(id): Id<String>,
) -> Result<Json<Handover>, ApiError> {
    Ok(Json(desk.handover(&caller, &id)?))
}

/// Hand over: what is open is written down as it is now, under this account's name.
#[utoipa::path(post, path = "/api/v1/handovers", tag = "handover", request_body = NewHandover,
    responses((status = 201, body = SavedHere), (status = 422, body = Problem)))]
pub(crate) async fn hand_over(
    State(desk): State<Desk>,
    By(caller): By,
    Body(new): Body<NewHandover>,
) -> Result<(StatusCode, Json<SavedHere>), ApiError> {
    Ok((StatusCode::CREATED, Json(desk.hand_over(&caller, new).await?)))
}

/// Take over, with the own name and secret. Signs in; sets the cookie `sid`.
#[utoipa::path(post, path = "/api/v1/handovers/{id}/take", tag = "handover",
    params(("id" = String, Path)), request_body = TakeHandover,
    responses((status = 200, body = Session), (status = 401, body = Problem),
    (status = 409, body = Problem)))]
pub(crate) async fn take(
    State(desk): State<Desk>,
    By(caller): By,
    Id(id): Id<String>,
    Body(take): Body<TakeHandover>,
) -> Result<Response, ApiError> {
    let token = desk.take_over(&caller, &id, take).await?;
    Ok(signed_in(&desk, &token))
}
