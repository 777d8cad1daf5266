//! Notices.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use super::access::By;
use super::problem::{ApiError, Body, Problem};
use crate::desk::Desk;
use crate::desk::notices::{NewNotice, NoticeList};
use crate::desk::wire::SavedHere;

/// All notices, the newest first.
#[utoipa::path(get, path = "/api/v1/notices", tag = "notices", responses(
    (status = 200, body = NoticeList)))]
pub(crate) async fn list(State(desk): State<Desk>) -> Result<Json<NoticeList>, ApiError> {
    Ok(Json(desk.notices()?))
}

/// Publish a notice. At HQ only.
#[utoipa::path(post, path = "/api/v1/notices", tag = "notices", request_body = NewNotice,
    responses((status = 201, body = SavedHere), (status = 422, body = Problem)))]
pub(crate) async fn create(
    State(desk): State<Desk>,
    By(caller): By,
    Body(notice): Body<NewNotice>,
) -> Result<(StatusCode, Json<SavedHere>), ApiError> {
    Ok((StatusCode::CREATED, Json(desk.publish_notice(&caller, notice).await?)))
}
