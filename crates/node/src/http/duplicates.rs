//! Who may be registered at two places. At HQ only.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};

use super::access::By;
use super::problem::{ApiError, Body, Problem};
use crate::desk::hq::duplicates::wire::{
    CityDuplicates, ComparePair, DecidePair, Pages, SideBySide,
};
use crate::desk::wire::SavedHere;
use crate::desk::{Desk, DeskError};

/// Pairs of records of two places: proposed with reasons, linked, and set apart. Nobody protected is in
/// them, whoever asks.
#[utoipa::path(get, path = "/api/v1/hq/duplicates", tag = "hq",
    params(("proposed" = Option<u32>, Query, description = "page of this list, from 0"),
        ("linked" = Option<u32>, Query), ("apart" = Option<u32>, Query)),
    responses((status = 200, body = CityDuplicates), (status = 403, body = Problem),
    (status = 422, body = Problem)))]
pub(crate) async fn list(
    State(desk): State<Desk>,
    pages: Result<Query<Pages>, QueryRejection>,
) -> Result<Json<CityDuplicates>, ApiError> {
    let Query(pages) = pages.map_err(|_| DeskError::field("page", "number.bounds"))?;
    Ok(Json(desk.city_duplicates(pages).await?))
}

/// Two records side by side. Noted, both.
#[utoipa::path(post, path = "/api/v1/hq/duplicates/compare", tag = "hq", request_body = ComparePair,
    responses((status = 200, body = SideBySide), (status = 404, body = Problem),
    (status = 422, body = Problem)))]
pub(crate) async fn compare(
    State(desk): State<Desk>,
    By(caller): By,
    Body(pair): Body<ComparePair>,
) -> Result<Json<SideBySide>, ApiError> {
    Ok(Json(desk.side_by_side(&caller, pair).await?))
}

/// Somebody decided whether two records are of one human, or took that back.
#[utoipa::path(post, path = "/api/v1/hq/duplicates/decide", tag = "hq", request_body = DecidePair,
    responses((status = 200, body = SavedHere), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn decide(
    State(desk): State<Desk>,
    By(caller): By,
    Body(decide): Body<DecidePair>,
) -> Result<Json<SavedHere>, ApiError> {
    Ok(Json(desk.decide_pair(&caller, decide).await?))
}
