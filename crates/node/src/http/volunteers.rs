//! Volunteers, and shifts of theirs and of the city's staff.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};

use super::access::By;
use super::problem::{ApiError, Body, Id, Problem};
use crate::desk::Desk;
use crate::desk::volunteers::wire::{
    ChangeVolunteer, NewVolunteer, ShiftTapped, TakeTapBack, TapShift, VolunteerJoined,
    VolunteerList,
};
use crate::desk::wire::SavedHere;
use crate::qr;

/// Everybody who helps at this place, with their hours.
#[utoipa::path(get, path = "/api/v1/volunteers", tag = "volunteers", responses(
    (status = 200, body = VolunteerList)))]
pub(crate) async fn list(State(desk): State<Desk>) -> Result<Json<VolunteerList>, ApiError> {
    Ok(Json(desk.volunteers()?))
}

/// Somebody joins, and begins at once where that is said.
#[utoipa::path(post, path = "/api/v1/volunteers", tag = "volunteers",
    request_body = NewVolunteer,
    responses((status = 201, body = VolunteerJoined), (status = 422, body = Problem)))]
pub(crate) async fn join(
    State(desk): State<Desk>,
    By(caller): By,
    Body(new): Body<NewVolunteer>,
) -> Result<(StatusCode, Json<VolunteerJoined>), ApiError> {
    Ok((StatusCode::CREATED, Json(desk.join_volunteer(&caller, new).await?)))
}

/// They do not come any more, or do again. Their hours stay.
#[utoipa::path(patch, path = "/api/v1/volunteers/{id}", tag = "volunteers",
    params(("id" = String, Path)), request_body = ChangeVolunteer,
    responses((status = 200, body = SavedHere), (status = 404, body = Problem)))]
pub(crate) async fn change(
    State(desk): State<Desk>,
    By(caller): By,
    Id(id): Id<String>,
    Body(change): Body<ChangeVolunteer>,
) -> Result<Json<SavedHere>, ApiError> {
    Ok(Json(desk.change_volunteer(&caller, &id, change).await?))
}

/// The QR code of a volunteer's card, as the app prints it.
#[utoipa::path(get, path = "/api/v1/volunteers/{id}/card.svg", tag = "volunteers",
    params(("id" = String, Path)), responses(
    (status = 200, content_type = "image/svg+xml", body = String),
    (status = 404, body = Problem)))]
pub(crate) async fn card(
    State(desk): State<Desk>,
    Id(id): Id<String>,
) -> Result<Response, ApiError> {
    let picture = qr::picture(&desk.volunteer_card(&id)?).expect("a card's text is short");
    Ok(([(CONTENT_TYPE, "image/svg+xml")], picture).into_response())
}

/// Begin or end a shift, by a tap on a name or by what was scanned.
#[utoipa::path(post, path = "/api/v1/shifts", tag = "volunteers", request_body = TapShift,
    responses((status = 201, body = ShiftTapped), (status = 404, body = Problem),
    (status = 409, body = Problem)))]
pub(crate) async fn tap(
    State(desk): State<Desk>,
    By(caller): By,
    Body(tap): Body<TapShift>,
) -> Result<(StatusCode, Json<ShiftTapped>), ApiError> {
    Ok((StatusCode::CREATED, Json(desk.tap_shift(&caller, tap).await?)))
}

/// Take a mistaken tap back.
#[utoipa::path(post, path = "/api/v1/shifts/{id}/take-back", tag = "volunteers",
    params(("id" = String, Path)), request_body = TakeTapBack,
    responses((status = 201, body = SavedHere), (status = 404, body = Problem)))]
pub(crate) async fn take_back(
    State(desk): State<Desk>,
    By(caller): By,
    Id(id): Id<String>,
    Body(take): Body<TakeTapBack>,
) -> Result<(StatusCode, Json<SavedHere>), ApiError> {
    Ok((StatusCode::CREATED, Json(desk.take_tap_back(&caller, &id, take).await?)))
}
