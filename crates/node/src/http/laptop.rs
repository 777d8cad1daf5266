//! This laptop itself: its battery, and what would be lost with it.

use axum::Json;
use axum::extract::State;

use super::problem::ApiError;
use crate::battery::Supplies;
use crate::desk::Desk;
use crate::desk::laptop::Laptop;

/// How long this laptop goes on, and what nobody else has yet.
#[utoipa::path(get, path = "/api/v1/laptop", tag = "laptop", responses(
    (status = 200, body = Laptop)))]
pub(crate) async fn show(
    State(desk): State<Desk>,
    State(supplies): State<Supplies>,
) -> Result<Json<Laptop>, ApiError> {
    let read = tokio::task::spawn_blocking(move || supplies.battery()).await;
    Ok(Json(desk.laptop(read.ok())?))
}
