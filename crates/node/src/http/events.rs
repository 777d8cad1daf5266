//! Live updates: which document has something new. Ids only; the page asks for what it shows.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::stream::{Stream, StreamExt as _};
use serde::Serialize;
use tokio_stream::wrappers::BroadcastStream;
use utoipa::ToSchema;

use crate::desk::Desk;
use crate::desk::sync::kind_name;
use crate::reach::Reach;

/// Shorter than any proxy's patience; also tells a page within seconds that the node is gone.
const KEEP_ALIVE: Duration = Duration::from_secs(10);

/// The data of an event named `changed`. An event named `resync` has none: read everything again.
#[derive(Serialize, ToSchema)]
pub(crate) struct DocumentChanged {
    /// As in `DocumentState`; or `reach`, of no owner: how phones reach this laptop.
    kind: String,
    owner: String,
}

/// `text/event-stream` of `changed` (data: `DocumentChanged`) and `resync`.
#[utoipa::path(get, path = "/api/v1/events", tag = "sync", responses(
    (status = 200, content_type = "text/event-stream", body = DocumentChanged)))]
pub(crate) async fn stream(
    State(desk): State<Desk>,
    State(reach): State<Reach>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let changes = BroadcastStream::new(desk.changes()).map(|change| {
        Ok(match change {
            Ok(changed) => {
                let data = DocumentChanged {
                    kind: kind_name(changed.document.kind),
                    owner: changed.document.owner.to_string(),
                };
                Event::default().event("changed").json_data(data).expect("two strings are JSON")
            }
            Err(_fell_behind) => Event::default().event("resync").data("{}"),
        })
    });
    let reached = BroadcastStream::new(reach.changes()).map(|_| {
        let data = DocumentChanged { kind: "reach".to_owned(), owner: String::new() };
        Ok(Event::default().event("changed").json_data(data).expect("two strings are JSON"))
    });
    Sse::new(futures::stream::select(changes, reached))
        .keep_alive(KeepAlive::new().interval(KEEP_ALIVE))
}
