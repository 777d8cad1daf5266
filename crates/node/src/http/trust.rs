//! What is revoked, held, vouched for and disputed, and what a person at headquarters decides.

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequestParts, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::access::By;
use super::problem::{ApiError, Body, Problem};
use crate::desk::Desk;
use crate::desk::trust::{Decide, TrustState};

/// Whom a draft is about.
#[derive(Deserialize)]
pub(crate) struct About {
    #[serde(default)]
    node: String,
    serial: String,
}

#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Query), rejection(NoAbout))]
pub(crate) struct Asked<T>(T);

/// A question about nobody.
pub(crate) struct NoAbout;

impl From<QueryRejection> for NoAbout {
    fn from(_: QueryRejection) -> Self {
        Self
    }
}

impl axum::response::IntoResponse for NoAbout {
    fn into_response(self) -> Response {
        ApiError::from(crate::desk::DeskError::NotFound).into_response()
    }
}

#[derive(Serialize, ToSchema)]
pub(crate) struct Learned {
    /// Statements that were new here.
    new: u64,
}

/// Everything that headquarters decides about. At HQ only.
#[utoipa::path(get, path = "/api/v1/hq/trust", tag = "trust", responses(
    (status = 200, body = TrustState)))]
pub(crate) async fn show(State(desk): State<Desk>) -> Result<Json<TrustState>, ApiError> {
    Ok(Json(desk.trust().await?))
}

/// Revoke, extend, lift, rule, renew keys, hand keys out.
#[utoipa::path(post, path = "/api/v1/hq/trust", tag = "trust", request_body = Decide,
    responses((status = 200, body = TrustState), (status = 403, body = Problem),
        (status = 404, body = Problem), (status = 409, body = Problem)))]
pub(crate) async fn decide(
    State(desk): State<Desk>,
    By(caller): By,
    Body(decide): Body<Decide>,
) -> Result<Json<TrustState>, ApiError> {
    Ok(Json(desk.decide(&caller, decide).await?))
}

/// A revocation of headquarters' own laptop or ticket, for the city's key to sign
/// (`docs/format.md`, section 2).
#[utoipa::path(get, path = "/api/v1/hq/trust/draft", tag = "trust",
    params(("node" = Option<String>, Query), ("serial" = String, Query)),
    responses((status = 200, content_type = "application/octet-stream", body = [u8]),
        (status = 404, body = Problem)))]
pub(crate) async fn draft(
    State(desk): State<Desk>,
    Asked(about): Asked<About>,
) -> Result<Response, ApiError> {
    let drafted = desk.draft_for_city(&about.node, &about.serial).await?;
    let file = format!("attachment; filename=\"{}\"", drafted.name);
    let headers =
        [(CONTENT_TYPE, "application/octet-stream".to_owned()), (CONTENT_DISPOSITION, file)];
    Ok((headers, drafted.bytes).into_response())
}

/// What the city's key signed.
#[utoipa::path(post, path = "/api/v1/hq/trust/statement", tag = "trust",
    request_body(content = [u8], content_type = "application/octet-stream"),
    responses((status = 200, body = Learned), (status = 422, body = Problem)))]
pub(crate) async fn learn(
    State(desk): State<Desk>,
    bytes: Bytes,
) -> Result<Json<Learned>, ApiError> {
    Ok(Json(Learned { new: desk.learn_statement(&bytes).await? }))
}
