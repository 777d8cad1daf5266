//! Where everything is.

use axum::Json;
use axum::extract::State;

use super::problem::ApiError;
use crate::desk::Desk;
use crate::desk::sync::SyncState;

/// Neighbours, and every document's age.
#[utoipa::path(get, path = "/api/v1/sync", tag = "sync", responses(
    (status = 200, body = SyncState)))]
pub(crate) async fn show(State(desk): State<Desk>) -> Result<Json<SyncState>, ApiError> {
    Ok(Json(desk.sync_state()?))
}
