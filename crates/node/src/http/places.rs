//! Places and what they say of themselves.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use super::access::By;
use super::problem::{ApiError, Body, Id, Problem};
use crate::desk::Desk;
use crate::desk::places::counts::{Daily, NewHeadcount};
use crate::desk::places::report::NewReport;
use crate::desk::places::wire::{ChooseName, Place, PlaceList};
use crate::desk::wire::SavedHere;

/// Every place of the register, and those known by their own word.
#[utoipa::path(get, path = "/api/v1/places", tag = "places", responses(
    (status = 200, body = PlaceList)))]
pub(crate) async fn list(State(desk): State<Desk>) -> Result<Json<PlaceList>, ApiError> {
    Ok(Json(desk.places()?))
}

#[utoipa::path(get, path = "/api/v1/places/{place}", tag = "places",
    params(("place" = String, Path)),
    responses((status = 200, body = Place), (status = 404, body = Problem)))]
pub(crate) async fn show(
    State(desk): State<Desk>,
    Id(place): Id<String>,
) -> Result<Json<Place>, ApiError> {
    Ok(Json(desk.place(&place)?))
}

/// 日報: every field somebody spoke of with its age and source, and the counts of day and night.
#[utoipa::path(get, path = "/api/v1/places/{place}/daily", tag = "places",
    params(("place" = String, Path)),
    responses((status = 200, body = Daily), (status = 404, body = Problem)))]
pub(crate) async fn daily(
    State(desk): State<Desk>,
    Id(place): Id<String>,
) -> Result<Json<Daily>, ApiError> {
    Ok(Json(desk.daily(&place)?))
}

/// 避難所の状況: a shelter writes its own, HQ and patrols any.
#[utoipa::path(post, path = "/api/v1/places/{place}/reports", tag = "places",
    params(("place" = String, Path)), request_body = NewReport,
    responses((status = 201, body = SavedHere), (status = 422, body = Problem)))]
pub(crate) async fn report(
    State(desk): State<Desk>,
    By(caller): By,
    Id(place): Id<String>,
    Body(report): Body<NewReport>,
) -> Result<(StatusCode, Json<SavedHere>), ApiError> {
    Ok((StatusCode::CREATED, Json(desk.report_place(&caller, &place, report).await?)))
}

/// A count by looking.
#[utoipa::path(post, path = "/api/v1/places/{place}/headcounts", tag = "places",
    params(("place" = String, Path)), request_body = NewHeadcount,
    responses((status = 201, body = SavedHere), (status = 422, body = Problem)))]
pub(crate) async fn headcount(
    State(desk): State<Desk>,
    By(caller): By,
    Id(place): Id<String>,
    Body(count): Body<NewHeadcount>,
) -> Result<(StatusCode, Json<SavedHere>), ApiError> {
    Ok((StatusCode::CREATED, Json(desk.count_heads(&caller, &place, count).await?)))
}

/// The name a place chooses for itself, where the register has none.
#[utoipa::path(put, path = "/api/v1/places/{place}/name", tag = "places",
    params(("place" = String, Path)), request_body = ChooseName,
    responses((status = 200, body = SavedHere), (status = 422, body = Problem)))]
pub(crate) async fn choose_name(
    State(desk): State<Desk>,
    By(caller): By,
    Id(place): Id<String>,
    Body(name): Body<ChooseName>,
) -> Result<Json<SavedHere>, ApiError> {
    Ok(Json(desk.choose_name(&caller, &place, name).await?))
}
