//! HQ's overview.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use super::access::By;
use super::problem::{ApiError, Body, Id, Problem};
use crate::desk::Desk;
use crate::desk::hq::Overview;
use crate::desk::hq::silence::{ExpectContact, SeeSilence, Silence};
use crate::desk::hq::stuck::StuckList;
use crate::desk::hq::trend::Trend;
use crate::desk::reveal::{Reveal, Revealed};
use crate::desk::tickets::TicketList;
use crate::desk::wire::SavedHere;

/// Every place's newest figures with their ages; totals with their oldest part.
#[utoipa::path(get, path = "/api/v1/hq/overview", tag = "hq", responses(
    (status = 200, body = Overview)))]
pub(crate) async fn overview(State(desk): State<Desk>) -> Result<Json<Overview>, ApiError> {
    Ok(Json(desk.overview()?))
}

/// 連絡の途絶: places that are silent for longer than expected, and who could carry.
#[utoipa::path(get, path = "/api/v1/hq/silence", tag = "hq", responses(
    (status = 200, body = Silence)))]
pub(crate) async fn silence(State(desk): State<Desk>) -> Result<Json<Silence>, ApiError> {
    Ok(Json(desk.silence()?))
}

/// Somebody saw that a place is silent, and asks somebody to look. At HQ only.
#[utoipa::path(post, path = "/api/v1/hq/silence/{place}", tag = "hq",
    params(("place" = String, Path)), request_body = SeeSilence, responses(
    (status = 201, body = SavedHere), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub(crate) async fn see_silence(
    State(desk): State<Desk>,
    By(caller): By,
    Id(place): Id<String>,
    Body(seen): Body<SeeSilence>,
) -> Result<(StatusCode, Json<SavedHere>), ApiError> {
    Ok((StatusCode::CREATED, Json(desk.see_silence(&caller, &place, seen).await?)))
}

/// How often word is expected, of one place or of all. At HQ only.
#[utoipa::path(post, path = "/api/v1/hq/contact", tag = "hq", request_body = ExpectContact,
    responses((status = 201, body = SavedHere), (status = 422, body = Problem)))]
pub(crate) async fn expect_contact(
    State(desk): State<Desk>,
    By(caller): By,
    Body(expected): Body<ExpectContact>,
) -> Result<(StatusCode, Json<SavedHere>), ApiError> {
    Ok((StatusCode::CREATED, Json(desk.expect_contact(&caller, expected).await?)))
}

/// People inside and outside by day, from one count a place and day.
#[utoipa::path(get, path = "/api/v1/hq/trend", tag = "hq", responses(
    (status = 200, body = Trend)))]
pub(crate) async fn trend(State(desk): State<Desk>) -> Result<Json<Trend>, ApiError> {
    Ok(Json(desk.trend()?))
}

/// Open requests whose next step did not come in its time, the longest stuck first.
#[utoipa::path(get, path = "/api/v1/hq/stuck", tag = "hq", responses(
    (status = 200, body = StuckList)))]
pub(crate) async fn stuck(State(desk): State<Desk>) -> Result<Json<StuckList>, ApiError> {
    Ok(Json(desk.stuck()?))
}

/// Tickets in use, those that two laptops took first. At HQ only.
#[utoipa::path(get, path = "/api/v1/hq/tickets", tag = "hq", responses(
    (status = 200, body = TicketList)))]
pub(crate) async fn tickets(State(desk): State<Desk>) -> Result<Json<TicketList>, ApiError> {
    Ok(Json(desk.tickets()?))
}

/// Two persons look at what is protected: the other one agrees with the own secret. Noted.
#[utoipa::path(post, path = "/api/v1/hq/reveal", tag = "hq", request_body = Reveal, responses(
    (status = 200, body = Revealed), (status = 401, body = Problem), (status = 403, body = Problem),
    (status = 422, body = Problem), (status = 429, body = Problem)))]
pub(crate) async fn reveal(
    State(desk): State<Desk>,
    By(caller): By,
    Body(reveal): Body<Reveal>,
) -> Result<Json<Revealed>, ApiError> {
    Ok(Json(desk.reveal(&caller, reveal).await?))
}

/// They are done.
#[utoipa::path(delete, path = "/api/v1/hq/reveal", tag = "hq", responses(
    (status = 200, body = Revealed)))]
pub(crate) async fn hide_again(State(desk): State<Desk>, By(caller): By) -> Json<Revealed> {
    Json(desk.hide_again(&caller))
}
