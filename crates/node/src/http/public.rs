//! The public listener: what phones in the gym may open. Server-rendered, no cookie, no script but that
//! of the map of layers, which no page needs.
//!
//! Invariant: it only takes in. Nothing personal is read back here; an answer to a form shows the
//! claim code alone, and only to whoever holds the form's own key.

mod bucket;
mod form;
mod layers;
mod page;

pub(super) use self::layers::{Refusal, files};

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::rejection::FormRejection;
use axum::extract::{DefaultBodyLimit, Form, Query, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, LOCATION, ORIGIN, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maud::Markup;
use serde::Deserialize;

use self::bucket::Bucket;
use self::form::Sheet;
use super::app::App;
use super::headers;
use super::words::Language;
use crate::desk::{Desk, DeskError};

/// Thirty people with every field full fit.
const BODY_BYTES_MAX: usize = 64 * 1024;
const ANSWER_TIME_MAX: Duration = Duration::from_secs(20);

/// What phones and laptops open by themselves to see whether there is an internet. Led to the
/// form, they show it without anybody typing an address.
const PROBES: [&str; 11] = [
    "/generate_204",
    "/gen_204",
    "/hotspot-detect.html",
    "/library/test/success.html",
    "/connecttest.txt",
    "/ncsi.txt",
    "/redirect",
    "/canonical.html",
    "/success.txt",
    "/check_network_status.txt",
    "/kindle-wifi/wifistub.html",
];

/// What the public listener is told at the start.
#[derive(Default)]
pub struct PublicConfig {
    /// How this listener is reached in the gym, `http://192.168.0.10:8000`: probes are led there.
    pub url: Option<String>,
    /// The built app, where it is not embedded in the binary: the map of layers is a part of it.
    pub web_dir: Option<PathBuf>,
}

#[derive(Clone)]
struct Public {
    desk: Desk,
    /// Where probes are led.
    form_url: Arc<str>,
    bucket: Arc<Bucket>,
}

pub fn router(desk: Desk, config: PublicConfig) -> Router {
    let app = App::new(config.web_dir);
    let layers = layers::router(desk.clone(), config.url.as_deref(), app);
    let base = config.url.unwrap_or_default();
    let form_url = format!("{}/", base.trim_end_matches('/')).into();
    let public = Public { desk, form_url, bucket: Arc::new(Bucket::full()) };
    let mut router = Router::new().route("/", get(show).post(send)).route("/notices", get(notices));
    router = router.route("/favicon.ico", get(no_icon));
    for probe in PROBES {
        router = router.route(probe, get(to_form));
    }
    router
        .fallback(missing)
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(from_fn(headers::whole))
        .layer(from_fn_with_state(ANSWER_TIME_MAX, headers::within))
        .layer(from_fn(outermost))
        .with_state(public)
        // Files take as long as the reader's line does, and are everybody's.
        .merge(layers)
}

#[derive(Deserialize)]
struct Chosen {
    lang: Option<String>,
}

impl Chosen {
    fn language(&self, headers: &HeaderMap) -> Language {
        let chosen = self.lang.as_deref().and_then(Language::of_tag);
        chosen.unwrap_or_else(|| Language::of_headers(headers))
    }
}

async fn show(
    State(public): State<Public>,
    Query(chosen): Query<Chosen>,
    headers: HeaderMap,
) -> Markup {
    let (face, language) = (public.desk.public_face(), chosen.language(&headers));
    if let Some(closed) = face.closed {
        return page::closed(&face, language, closed);
    }
    page::form(&face, language, &Sheet::fresh(), None)
}

async fn send(
    State(public): State<Public>,
    Query(chosen): Query<Chosen>,
    headers: HeaderMap,
    form: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Response {
    let language = chosen.language(&headers);
    let face = public.desk.public_face();
    let Ok(Form(fields)) = form else {
        let empty = page::form(&face, language, &Sheet::fresh(), Some("has-problems"));
        return (StatusCode::BAD_REQUEST, empty).into_response();
    };
    let mut sheet = Sheet::read(fields);
    if sheet.wants_more {
        sheet.add_person();
        return page::form(&face, language, &sheet, None).into_response();
    }
    if !public.bucket.take() {
        let busy = page::form(&face, language, &sheet, Some("full"));
        return (StatusCode::SERVICE_UNAVAILABLE, busy).into_response();
    }
    let (key, household, blocks) = sheet.household();
    match public.desk.register_self(&key, household).await {
        Ok(claim) => page::done(&face, language, &claim.code.to_string()).into_response(),
        Err(error) => {
            let (status, word) = match &error {
                DeskError::Invalid { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "has-problems"),
                DeskError::Conflict { code: "place_closed" } => {
                    (StatusCode::CONFLICT, "closed-place")
                }
                DeskError::Conflict { code: "operation_closed" } => {
                    (StatusCode::CONFLICT, "closed-operation")
                }
                DeskError::NotEnrolled | DeskError::Locked => {
                    (StatusCode::SERVICE_UNAVAILABLE, "not-ready")
                }
                _ => (StatusCode::SERVICE_UNAVAILABLE, "not-saved"),
            };
            sheet.mark(error, &blocks);
            (status, page::form(&face, language, &sheet, Some(word))).into_response()
        }
    }
}

async fn notices(
    State(public): State<Public>,
    Query(chosen): Query<Chosen>,
    headers: HeaderMap,
) -> Markup {
    let language = chosen.language(&headers);
    let notices = public.desk.notices().map(|list| list.notices).unwrap_or_default();
    page::notices(&public.desk.public_face(), language, &notices)
}

/// Browsers ask for one where a page may show pictures, and report that there is none.
async fn no_icon() -> StatusCode {
    StatusCode::NO_CONTENT
}

async fn to_form(State(public): State<Public>) -> Response {
    (StatusCode::FOUND, [(LOCATION, public.form_url.to_string())]).into_response()
}

async fn missing(State(public): State<Public>, uri: Uri, headers: HeaderMap) -> Response {
    if layers::is_ours(uri.path()) {
        return layers::missing();
    }
    let language = Language::of_headers(&headers);
    (StatusCode::NOT_FOUND, page::missing(&public.desk.public_face(), language)).into_response()
}

/// No page of another site fills in this form for its visitors.
async fn outermost(request: Request, next: Next) -> Response {
    let headers = request.headers();
    let foreign = match (headers.get(ORIGIN), headers.get(HOST)) {
        (Some(origin), Some(host)) => {
            let of_origin = origin.as_bytes().splitn(2, |byte| *byte == b':').nth(1);
            of_origin.and_then(|rest| rest.strip_prefix(b"//")) != Some(host.as_bytes())
        }
        _ => false,
    };
    let reads = request.method() == axum::http::Method::GET;
    let mut response = if foreign && !reads {
        StatusCode::FORBIDDEN.into_response()
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    headers::common(headers);
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(page::POLICY));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(VARY, HeaderValue::from_static("accept-language"));
    response
}
