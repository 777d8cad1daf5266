//! Papers, as pages to be printed.

use axum::extract::State;
use axum::response::Response;

use super::access::By;
use super::problem::{ApiError, Id, Problem};
use super::transfers::paper;
use crate::desk::Desk;

/// A household's sheet. That it was opened is written down first.
#[utoipa::path(get, path = "/api/v1/households/{id}/sheet", tag = "papers",
    params(("id" = String, Path)),
    responses((status = 200, content_type = "text/html", body = String),
    (status = 404, body = Problem), (status = 503, body = Problem)))]
pub(crate) async fn household(
    State(desk): State<Desk>,
    By(caller): By,
    Id(id): Id<String>,
) -> Result<Response, ApiError> {
    Ok(paper(desk.household_paper(&caller, &id).await?))
}

/// Everybody here whom the caller may see. That it was printed is written down first.
#[utoipa::path(get, path = "/api/v1/papers/roster", tag = "papers",
    responses((status = 200, content_type = "text/html", body = String),
    (status = 503, body = Problem)))]
pub(crate) async fn roster(State(desk): State<Desk>, By(caller): By) -> Result<Response, ApiError> {
    Ok(paper(desk.roster_paper(&caller).await?))
}

/// 避難者名閲覧用名簿: those who agreed that everybody may read it.
#[utoipa::path(get, path = "/api/v1/papers/public-list", tag = "papers",
    responses((status = 200, content_type = "text/html", body = String)))]
pub(crate) async fn public_list(State(desk): State<Desk>) -> Result<Response, ApiError> {
    Ok(paper(desk.public_paper()?))
}

/// 被害状況・避難所状況報告: what is known of every place now. At HQ only; nobody's name is on it.
#[utoipa::path(get, path = "/api/v1/papers/situation", tag = "papers",
    responses((status = 200, content_type = "text/html", body = String),
    (status = 403, body = Problem)))]
pub(crate) async fn situation(State(desk): State<Desk>) -> Result<Response, ApiError> {
    Ok(paper(desk.situation_paper()?))
}

/// 積込表・配送表 of one vehicle, with what contradicts its doors.
#[utoipa::path(get, path = "/api/v1/loads/{id}/sheet", tag = "papers",
    params(("id" = String, Path)),
    responses((status = 200, content_type = "text/html", body = String),
    (status = 404, body = Problem)))]
pub(crate) async fn load(
    State(desk): State<Desk>,
    Id(id): Id<String>,
) -> Result<Response, ApiError> {
    Ok(paper(desk.load_paper(&id)?))
}
