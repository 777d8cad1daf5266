//! Supplies: requests, what became of them, stock.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use super::access::By;
use super::problem::{ApiError, Body, Id, Problem};
use crate::desk::Desk;
use crate::desk::supplies::wire::{
    AdjustStock, Catalogue, NewRequest, NewRequestEvent, RequestList, Stock,
};
use crate::desk::wire::SavedHere;

/// Kinds of goods that may be asked for.
#[utoipa::path(get, path = "/api/v1/catalogue", tag = "supplies", responses(
    (status = 200, body = Catalogue)))]
pub(crate) async fn catalogue(State(desk): State<Desk>) -> Result<Json<Catalogue>, ApiError> {
    Ok(Json(desk.catalogue()?))
}

/// Requests of every place, the newest first.
#[utoipa::path(get, path = "/api/v1/requests", tag = "supplies", responses(
    (status = 200, body = RequestList)))]
pub(crate) async fn all(State(desk): State<Desk>) -> Result<Json<RequestList>, ApiError> {
    Ok(Json(desk.requests(None)?))
}

/// Requests of one place, the newest first.
#[utoipa::path(get, path = "/api/v1/places/{place}/requests", tag = "supplies",
    params(("place" = String, Path)),
    responses((status = 200, body = RequestList), (status = 404, body = Problem)))]
pub(crate) async fn list(
    State(desk): State<Desk>,
    Id(place): Id<String>,
) -> Result<Json<RequestList>, ApiError> {
    Ok(Json(desk.requests(Some(&place))?))
}

#[utoipa::path(post, path = "/api/v1/places/{place}/requests", tag = "supplies",
    params(("place" = String, Path)), request_body = NewRequest,
    responses((status = 201, body = SavedHere), (status = 422, body = Problem)))]
pub(crate) async fn create(
    State(desk): State<Desk>,
    By(caller): By,
    Id(place): Id<String>,
    Body(request): Body<NewRequest>,
) -> Result<(StatusCode, Json<SavedHere>), ApiError> {
    Ok((StatusCode::CREATED, Json(desk.request_supplies(&caller, &place, request).await?)))
}

/// A step in a request's life.
#[utoipa::path(post, path = "/api/v1/places/{place}/requests/{id}/events", tag = "supplies",
    params(("place" = String, Path), ("id" = String, Path)), request_body = NewRequestEvent,
    responses((status = 201, body = SavedHere), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn step(
    State(desk): State<Desk>,
    By(caller): By,
    Id((place, id)): Id<(String, String)>,
    Body(event): Body<NewRequestEvent>,
) -> Result<(StatusCode, Json<SavedHere>), ApiError> {
    Ok((StatusCode::CREATED, Json(desk.step_request(&caller, &place, &id, event).await?)))
}

#[utoipa::path(get, path = "/api/v1/places/{place}/stock", tag = "supplies",
    params(("place" = String, Path)),
    responses((status = 200, body = Stock), (status = 404, body = Problem)))]
pub(crate) async fn stock(
    State(desk): State<Desk>,
    Id(place): Id<String>,
) -> Result<Json<Stock>, ApiError> {
    Ok(Json(desk.stock(&place)?))
}

/// Change the stock of one item, or set it to what was counted.
#[utoipa::path(post, path = "/api/v1/places/{place}/stock", tag = "supplies",
    params(("place" = String, Path)), request_body = AdjustStock,
    responses((status = 200, body = SavedHere), (status = 422, body = Problem)))]
pub(crate) async fn adjust_stock(
    State(desk): State<Desk>,
    By(caller): By,
    Id(place): Id<String>,
    Body(adjust): Body<AdjustStock>,
) -> Result<Json<SavedHere>, ApiError> {
    Ok(Json(desk.adjust_stock(&caller, &place, adjust).await?))
}
