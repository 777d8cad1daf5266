//! Inquiries after people: taken at any desk, answered at headquarters.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use super::access::By;
use super::problem::{ApiError, Body, Id, Problem};
use crate::desk::Desk;
use crate::desk::inquiries::wire::{
    AnswerInquiry, AnsweredInquiry, InquiryList, LookInquiry, NewInquiry, OpenedInquiry,
    TakenInquiries,
};
use crate::desk::wire::SavedHere;

/// What was taken at this place, and whether it was answered; nothing of what was asked.
#[utoipa::path(get, path = "/api/v1/inquiries", tag = "inquiries",
    responses((status = 200, body = TakenInquiries)))]
pub(crate) async fn taken(State(desk): State<Desk>) -> Result<Json<TakenInquiries>, ApiError> {
    Ok(Json(desk.taken_inquiries()?))
}

/// Take an inquiry or a report of a missing person. It is sealed for headquarters.
#[utoipa::path(post, path = "/api/v1/inquiries", tag = "inquiries", request_body = NewInquiry,
    responses((status = 201, body = SavedHere), (status = 409, body = Problem),
    (status = 422, body = Problem)))]
pub(crate) async fn take(
    State(desk): State<Desk>,
    By(caller): By,
    Body(new): Body<NewInquiry>,
) -> Result<(StatusCode, Json<SavedHere>), ApiError> {
    Ok((StatusCode::CREATED, Json(desk.take_inquiry(&caller, new).await?)))
}

/// Every place's inquiries. At HQ only.
#[utoipa::path(get, path = "/api/v1/hq/inquiries", tag = "inquiries",
    responses((status = 200, body = InquiryList), (status = 403, body = Problem)))]
pub(crate) async fn list(State(desk): State<Desk>) -> Result<Json<InquiryList>, ApiError> {
    Ok(Json(desk.inquiries().await?))
}

/// Open one with whoever may be meant, and what may be told of them to whoever asks. Noted.
#[utoipa::path(post, path = "/api/v1/hq/inquiries/{id}/look", tag = "inquiries",
    params(("id" = String, Path)), request_body = LookInquiry,
    responses((status = 200, body = OpenedInquiry), (status = 404, body = Problem)))]
pub(crate) async fn look(
    State(desk): State<Desk>,
    By(caller): By,
    Id(id): Id<String>,
    Body(look): Body<LookInquiry>,
) -> Result<Json<OpenedInquiry>, ApiError> {
    Ok(Json(desk.look_at_inquiry(&caller, &id, look).await?))
}

/// Answer one: what is to be told comes back once it is noted.
#[utoipa::path(post, path = "/api/v1/hq/inquiries/{id}/answers", tag = "inquiries",
    params(("id" = String, Path)), request_body = AnswerInquiry,
    responses((status = 201, body = AnsweredInquiry), (status = 404, body = Problem),
    (status = 422, body = Problem)))]
pub(crate) async fn answer(
    State(desk): State<Desk>,
    By(caller): By,
    Id(id): Id<String>,
    Body(answer): Body<AnswerInquiry>,
) -> Result<(StatusCode, Json<AnsweredInquiry>), ApiError> {
    Ok((StatusCode::CREATED, Json(desk.answer_inquiry(&caller, &id, answer).await?)))
}
