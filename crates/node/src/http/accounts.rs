//! Accounts of this place, by its manager.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use super::access::By;
use super::problem::{ApiError, Body, Id, Problem};
use crate::accounts::{AccountList, NewAccount};
use crate::desk::Desk;
use crate::desk::wire::SavedHere;

/// All accounts, disabled ones too.
#[utoipa::path(get, path = "/api/v1/accounts", tag = "accounts", responses(
    (status = 200, body = AccountList)))]
pub(crate) async fn list(State(desk): State<Desk>) -> Result<Json<AccountList>, ApiError> {
    Ok(Json(desk.accounts()?))
}

/// Make an account.
#[utoipa::path(post, path = "/api/v1/accounts", tag = "accounts", request_body = NewAccount,
    responses((status = 201, body = SavedHere), (status = 409, body = Problem),
    (status = 422, body = Problem)))]
pub(crate) async fn create(
    State(desk): State<Desk>,
    By(caller): By,
    Body(account): Body<NewAccount>,
) -> Result<(StatusCode, Json<SavedHere>), ApiError> {
    Ok((StatusCode::CREATED, Json(desk.create_account(&caller, account).await?)))
}

/// Disable an account and end its sessions. One's own cannot be disabled.
#[utoipa::path(post, path = "/api/v1/accounts/{id}/disable", tag = "accounts",
    params(("id" = String, Path)),
    responses((status = 200, body = SavedHere), (status = 404, body = Problem)))]
pub(crate) async fn disable(
    State(desk): State<Desk>,
    By(caller): By,
    Id(id): Id<String>,
) -> Result<Json<SavedHere>, ApiError> {
    Ok(Json(desk.disable_account(&caller, &id).await?))
}
