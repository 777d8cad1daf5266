//! Open data: which shelters are open now, for everybody's maps and lists.
//!
//! Always as this laptop knows it at that moment; the file says as of when, whether it is a drill, and what
//! is not known. Any site's pages may read it. Nothing of people is in it.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use musubi_exchange::shelters::{Shelter, open};
use musubi_exchange::table::Head;

use super::layers;
use crate::desk::{Desk, DeskError};
use crate::http::exports;

pub(super) fn router(desk: Desk) -> Router {
    Router::new()
        .route("/open/shelters.geojson", get(geojson))
        .route("/open/shelters.csv", get(csv))
        .layer(from_fn(layers::for_everybody))
        .with_state(desk)
}

async fn geojson(State(desk): State<Desk>) -> Response {
    answer(&desk, "application/geo+json", |shelters, head| {
        open::geojson(shelters, head).into_bytes()
    })
}

async fn csv(State(desk): State<Desk>) -> Response {
    answer(&desk, "text/csv; charset=utf-8", open::csv)
}

fn answer(
    desk: &Desk,
    kind: &'static str,
    write: impl Fn(&[Shelter<'_>], &Head) -> Vec<u8>,
) -> Response {
    let written = || -> Result<Vec<u8>, DeskError> {
        let known = desk.known_places()?;
        Ok(write(&known.shelters(), &exports::head(desk, &known)?))
    };
    written().map_or_else(
        // No ticket yet, or locked: there is nothing that it could say.
        |_| {
            let never = [(CACHE_CONTROL, "no-store")];
            (StatusCode::SERVICE_UNAVAILABLE, never, "not_ready\n").into_response()
        },
        |bytes| ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "no-cache")], bytes).into_response(),
    )
}
