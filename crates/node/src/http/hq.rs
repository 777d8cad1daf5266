//! HQ's overview.

use axum::Json;
use axum::extract::State;

use super::access::By;
use super::problem::{ApiError, Body, Problem};
use crate::desk::Desk;
use crate::desk::hq::Overview;
use crate::desk::hq::trend::Trend;
use crate::desk::reveal::{Reveal, Revealed};
use crate::desk::tickets::TicketList;

/// Every place's newest figures with their ages; totals with their oldest part.
#[utoipa::path(get, path = "/api/v1/hq/overview", tag = "hq", responses(
    (status = 200, body = Overview)))]
pub(crate) async fn overview(State(desk): State<Desk>) -> Result<Json<Overview>, ApiError> {
    Ok(Json(desk.overview()?))
}

/// People inside and outside by day, from one count a place and day.
#[utoipa::path(get, path = "/api/v1/hq/trend", tag = "hq", responses(
    (status = 200, body = Trend)))]
pub(crate) async fn trend(State(desk): State<Desk>) -> Result<Json<Trend>, ApiError> {
    Ok(Json(desk.trend()?))
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
