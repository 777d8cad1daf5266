//! Open data: which shelters are open now, for everybody's maps and lists.
//!
//! Always as this laptop knows it at that moment; the file says as of when, whether it is a drill, and what
//! is not known. Any site's pages may read it. Nothing of people is in it.

use axum::Router;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use musubi_exchange::shelters::{Shelter, open};
use musubi_exchange::table::{Exercise, Head};

use super::layers;
use crate::desk::shelters::Known;
use crate::desk::{Desk, DeskError, now};
use crate::http::words::Language;

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
        Ok(write(&known.shelters(), &head(desk, &known)?))
    };
    match written() {
        Ok(bytes) => ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "no-cache")], bytes).into_response(),
        // No ticket yet, or locked: there is nothing that it could say.
        Err(_) => {
            let mut headers = HeaderMap::new();
            headers.insert(CACHE_CONTROL, "no-store".parse().expect("plain text"));
            (StatusCode::SERVICE_UNAVAILABLE, headers, "not_ready\n").into_response()
        }
    }
}

/// What each file says of itself: whose it is, and what is not known.
fn head(desk: &Desk, known: &Known) -> Result<Head, DeskError> {
    let (operation, drill) = desk.exercise()?;
    let say =
        |key, n: usize| (n > 0).then(|| Language::Japanese.say_with(key, &[("n", n.to_string())]));
    let unknown = [say("open-silent", known.silent()), say("open-uncounted", known.uncounted())];
    Ok(Head {
        operation: operation.to_string(),
        exercise: if drill { Exercise::Drill } else { Exercise::Real },
        as_of: now(),
        unknown: unknown.into_iter().flatten().collect(),
    })
}
