//! Reception. Searching is a POST, so that no name stands in a URL or a log.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use super::access::By;
use super::problem::{ApiError, Body, Id, Problem};
use crate::desk::Desk;
use crate::desk::people::wire::{
    AddPerson, ChangePerson, Household, HouseholdDetails, NewHousehold, NewStay, Registered,
    Search, SearchResult,
};
use crate::desk::wire::{SavedHere, Settle};

/// Find households by a part of a name, reception number or claim code.
#[utoipa::path(post, path = "/api/v1/households/search", tag = "people", request_body = Search,
    responses((status = 200, body = SearchResult)))]
pub(crate) async fn search(
    State(desk): State<Desk>,
    By(caller): By,
    Body(search): Body<Search>,
) -> Result<Json<SearchResult>, ApiError> {
    Ok(Json(desk.search_households(&caller, &search)?))
}

/// The card of a household. That it was opened is written down first.
#[utoipa::path(get, path = "/api/v1/households/{id}", tag = "people",
    params(("id" = String, Path)),
    responses((status = 200, body = Household), (status = 404, body = Problem),
    (status = 503, body = Problem)))]
pub(crate) async fn show(
    State(desk): State<Desk>,
    By(caller): By,
    Id(id): Id<String>,
) -> Result<Json<Household>, ApiError> {
    Ok(Json(desk.household(&caller, &id).await?))
}

/// Register a household with everyone in it, saved whole or not at all.
#[utoipa::path(post, path = "/api/v1/households", tag = "people", request_body = NewHousehold,
    responses((status = 201, body = Registered), (status = 422, body = Problem)))]
pub(crate) async fn create(
    State(desk): State<Desk>,
    By(caller): By,
    Body(household): Body<NewHousehold>,
) -> Result<(StatusCode, Json<Registered>), ApiError> {
    Ok((StatusCode::CREATED, Json(desk.register(&caller, household).await?)))
}

/// Change what is said of a household. What is left out stays.
#[utoipa::path(patch, path = "/api/v1/households/{id}", tag = "people",
    params(("id" = String, Path)), request_body = HouseholdDetails,
    responses((status = 200, body = SavedHere), (status = 404, body = Problem),
    (status = 422, body = Problem)))]
pub(crate) async fn change(
    State(desk): State<Desk>,
    By(caller): By,
    Id(id): Id<String>,
    Body(details): Body<HouseholdDetails>,
) -> Result<Json<SavedHere>, ApiError> {
    Ok(Json(desk.change_household(&caller, &id, details).await?))
}

#[utoipa::path(post, path = "/api/v1/households/{id}/persons", tag = "people",
    params(("id" = String, Path)), request_body = AddPerson,
    responses((status = 201, body = SavedHere), (status = 404, body = Problem),
    (status = 422, body = Problem)))]
pub(crate) async fn add_person(
    State(desk): State<Desk>,
    By(caller): By,
    Id(id): Id<String>,
    Body(person): Body<AddPerson>,
) -> Result<(StatusCode, Json<SavedHere>), ApiError> {
    Ok((StatusCode::CREATED, Json(desk.add_person(&caller, &id, person).await?)))
}

/// Change what is said of a person. What is left out stays.
#[utoipa::path(patch, path = "/api/v1/households/{id}/persons/{person}", tag = "people",
    params(("id" = String, Path), ("person" = String, Path)), request_body = ChangePerson,
    responses((status = 200, body = SavedHere), (status = 404, body = Problem),
    (status = 422, body = Problem)))]
pub(crate) async fn change_person(
    State(desk): State<Desk>,
    By(caller): By,
    Id((id, person)): Id<(String, String)>,
    Body(change): Body<ChangePerson>,
) -> Result<Json<SavedHere>, ApiError> {
    Ok(Json(desk.change_person(&caller, &id, &person, change).await?))
}

/// Check in, check out with where-to, a night elsewhere and back. Gives a self-registered
/// household its reception number.
#[utoipa::path(post, path = "/api/v1/households/{id}/stays", tag = "people",
    params(("id" = String, Path)), request_body = NewStay,
    responses((status = 201, body = Registered), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn stay(
    State(desk): State<Desk>,
    By(caller): By,
    Id(id): Id<String>,
    Body(stay): Body<NewStay>,
) -> Result<(StatusCode, Json<Registered>), ApiError> {
    Ok((StatusCode::CREATED, Json(desk.record_stay(&caller, &id, stay).await?)))
}

/// Choose one of the values of a clash in this household.
#[utoipa::path(post, path = "/api/v1/households/{id}/settle", tag = "people",
    params(("id" = String, Path)), request_body = Settle,
    responses((status = 200, body = SavedHere), (status = 404, body = Problem),
    (status = 409, body = Problem)))]
pub(crate) async fn settle(
    State(desk): State<Desk>,
    By(caller): By,
    Id(id): Id<String>,
    Body(settle): Body<Settle>,
) -> Result<Json<SavedHere>, ApiError> {
    Ok(Json(desk.settle_household(&caller, &id, settle).await?))
}
