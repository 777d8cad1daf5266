//! Roll call (点呼).

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use super::access::By;
use super::problem::{ApiError, Body, Id, Problem};
use crate::desk::Desk;
use crate::desk::rollcall::wire::{
    CloseRollCall, FindCalled, FoundCalled, MarkCalled, NewRollCall, RollCall, RollCallList,
};
use crate::desk::wire::SavedHere;

/// Every call of this place, the newest first.
#[utoipa::path(get, path = "/api/v1/roll-calls", tag = "rollcall", responses(
    (status = 200, body = RollCallList)))]
pub(crate) async fn list(State(desk): State<Desk>) -> Result<Json<RollCallList>, ApiError> {
    Ok(Json(desk.roll_calls()?))
}

/// Open a call.
#[utoipa::path(post, path = "/api/v1/roll-calls", tag = "rollcall", request_body = NewRollCall,
    responses((status = 201, body = SavedHere), (status = 422, body = Problem)))]
pub(crate) async fn open(
    State(desk): State<Desk>,
    By(caller): By,
    Body(new): Body<NewRollCall>,
) -> Result<(StatusCode, Json<SavedHere>), ApiError> {
    Ok((StatusCode::CREATED, Json(desk.open_roll_call(&caller, new).await?)))
}

/// Everybody expected, as far as this account is shown them, and what was marked.
#[utoipa::path(get, path = "/api/v1/roll-calls/{id}", tag = "rollcall",
    params(("id" = String, Path)),
    responses((status = 200, body = RollCall), (status = 404, body = Problem)))]
pub(crate) async fn show(
    State(desk): State<Desk>,
    By(caller): By,
    Id(id): Id<String>,
) -> Result<Json<RollCall>, ApiError> {
    Ok(Json(desk.roll_call(&caller, &id)?))
}

/// Whom a name, a number or a card means. A POST, so that no name stands in an address.
#[utoipa::path(post, path = "/api/v1/roll-calls/{id}/find", tag = "rollcall",
    params(("id" = String, Path)), request_body = FindCalled,
    responses((status = 200, body = FoundCalled), (status = 404, body = Problem)))]
pub(crate) async fn find(
    State(desk): State<Desk>,
    By(caller): By,
    Id(id): Id<String>,
    Body(find): Body<FindCalled>,
) -> Result<Json<FoundCalled>, ApiError> {
    Ok(Json(desk.find_called(&caller, &id, &find)?))
}

/// Found, not found, known to be away; or the mark before was a mistake.
#[utoipa::path(post, path = "/api/v1/roll-calls/{id}/marks", tag = "rollcall",
    params(("id" = String, Path)), request_body = MarkCalled,
    responses((status = 201, body = SavedHere), (status = 404, body = Problem),
    (status = 409, body = Problem)))]
pub(crate) async fn mark(
    State(desk): State<Desk>,
    By(caller): By,
    Id(id): Id<String>,
    Body(mark): Body<MarkCalled>,
) -> Result<(StatusCode, Json<SavedHere>), ApiError> {
    Ok((StatusCode::CREATED, Json(desk.mark_called(&caller, &id, mark).await?)))
}

/// Close it with a sign.
#[utoipa::path(post, path = "/api/v1/roll-calls/{id}/close", tag = "rollcall",
    params(("id" = String, Path)), request_body = CloseRollCall,
    responses((status = 201, body = SavedHere), (status = 409, body = Problem)))]
pub(crate) async fn close(
    State(desk): State<Desk>,
    By(caller): By,
    Id(id): Id<String>,
    Body(close): Body<CloseRollCall>,
) -> Result<(StatusCode, Json<SavedHere>), ApiError> {
    Ok((StatusCode::CREATED, Json(desk.close_roll_call(&caller, &id, close).await?)))
}
