//! Reception besides one household's card: blank cards, who is away, records of one human.

use axum::Json;
use axum::extract::State;

use super::access::By;
use super::problem::{ApiError, Body, Id, Problem};
use crate::desk::Desk;
use crate::desk::reception::wire::{AwayList, BlankCards, Compare, Duplicates, PrintCards};
use crate::desk::wire::SavedHere;

/// Numbers for cards that are printed ahead. Nothing is written down.
#[utoipa::path(post, path = "/api/v1/cards/blank", tag = "reception", request_body = PrintCards,
    responses((status = 200, body = BlankCards), (status = 422, body = Problem)))]
pub(crate) async fn blank_cards(
    State(desk): State<Desk>,
    Body(print): Body<PrintCards>,
) -> Result<Json<BlankCards>, ApiError> {
    Ok(Json(desk.blank_cards(&print)?))
}

/// Who spends a night elsewhere, and who should be back.
#[utoipa::path(get, path = "/api/v1/away", tag = "reception",
    responses((status = 200, body = AwayList)))]
pub(crate) async fn away(
    State(desk): State<Desk>,
    By(caller): By,
) -> Result<Json<AwayList>, ApiError> {
    Ok(Json(desk.away(&caller)?))
}

/// Records of other households that may be of the same humans as this one's.
#[utoipa::path(get, path = "/api/v1/households/{id}/duplicates", tag = "reception",
    params(("id" = String, Path)),
    responses((status = 200, body = Duplicates), (status = 404, body = Problem)))]
pub(crate) async fn duplicates(
    State(desk): State<Desk>,
    By(caller): By,
    Id(id): Id<String>,
) -> Result<Json<Duplicates>, ApiError> {
    Ok(Json(desk.duplicates(&caller, &id)?))
}

/// A person looked at two records and says whether they are one human's. Neither is changed.
#[utoipa::path(post, path = "/api/v1/households/{id}/persons/{person}/compare", tag = "reception",
    params(("id" = String, Path), ("person" = String, Path)), request_body = Compare,
    responses((status = 200, body = SavedHere), (status = 404, body = Problem),
        (status = 409, body = Problem)))]
pub(crate) async fn compare(
    State(desk): State<Desk>,
    By(caller): By,
    Id((id, person)): Id<(String, String)>,
    Body(compare): Body<Compare>,
) -> Result<Json<SavedHere>, ApiError> {
    Ok(Json(desk.compare(&caller, &id, &person, compare).await?))
}
