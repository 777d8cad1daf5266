//! HQ's overview.

use axum::Json;
use axum::extract::State;

use super::problem::ApiError;
use crate::desk::Desk;
use crate::desk::hq::Overview;
use crate::desk::tickets::TicketList;

/// Every place's newest figures with their ages; totals with their oldest part.
#[utoipa::path(get, path = "/api/v1/hq/overview", tag = "hq", responses(
    (status = 200, body = Overview)))]
pub(crate) async fn overview(State(desk): State<Desk>) -> Result<Json<Overview>, ApiError> {
    Ok(Json(desk.overview()?))
}

/// Tickets in use, those that two laptops took first. At HQ only.
#[utoipa::path(get, path = "/api/v1/hq/tickets", tag = "hq", responses(
    (status = 200, body = TicketList)))]
pub(crate) async fn tickets(State(desk): State<Desk>) -> Result<Json<TicketList>, ApiError> {
    Ok(Json(desk.tickets()?))
}
