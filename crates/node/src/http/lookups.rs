//! Who looked at whom, for those who answer for it.

use axum::Json;
use axum::extract::State;

use super::problem::ApiError;
use crate::desk::Desk;
use crate::desk::lookups::LookupList;

/// The newest look-ups of people: at this place, at HQ of every place.
#[utoipa::path(get, path = "/api/v1/lookups", tag = "lookups", responses(
    (status = 200, body = LookupList)))]
pub(crate) async fn list(State(desk): State<Desk>) -> Result<Json<LookupList>, ApiError> {
    Ok(Json(desk.lookups()?))
}
