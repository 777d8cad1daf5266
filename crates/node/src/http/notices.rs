//! Notices.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use super::access::By;
use super::problem::{ApiError, Body, Id, Problem};
use crate::desk::Desk;
use crate::desk::notices::{NewNotice, NoticeList};
use crate::desk::wire::SavedHere;

/// HQ's notices for this place and this place's own, the urgent first; at HQ all, with who has them.
#[utoipa::path(get, path = "/api/v1/notices", tag = "notices", responses(
    (status = 200, body = NoticeList)))]
pub(crate) async fn list(State(desk): State<Desk>) -> Result<Json<NoticeList>, ApiError> {
    Ok(Json(desk.notices()?))
}

/// Publish a notice: at HQ to all places, some or one, elsewhere to the own one.
#[utoipa::path(post, path = "/api/v1/notices", tag = "notices", request_body = NewNotice,
    responses((status = 201, body = SavedHere), (status = 422, body = Problem)))]
pub(crate) async fn create(
    State(desk): State<Desk>,
    By(caller): By,
    Body(notice): Body<NewNotice>,
) -> Result<(StatusCode, Json<SavedHere>), ApiError> {
    Ok((StatusCode::CREATED, Json(desk.publish_notice(&caller, notice).await?)))
}

/// Withdraw a notice of one's own; at HQ of any place.
#[utoipa::path(post, path = "/api/v1/notices/{id}/withdraw", tag = "notices",
    params(("id" = String, Path)),
    responses((status = 200, body = SavedHere), (status = 404, body = Problem)))]
pub(crate) async fn withdraw(
    State(desk): State<Desk>,
    By(caller): By,
    Id(id): Id<String>,
) -> Result<Json<SavedHere>, ApiError> {
    Ok(Json(desk.withdraw_notice(&caller, &id).await?))
}
