//! The public listener: what phones in the gym may open. Server-rendered, no cookie, no script but those
//! of the map of layers and of notices, which no page needs.
//!
//! Invariant: it only takes in. Nothing personal is read back here; an answer to a form shows the
//! claim code alone, and only to whoever holds the form's own key.

mod bucket;
mod ends;
mod form;
mod layers;
mod open;
mod page;
mod staff;
mod told;

pub(crate) use self::ends::Ends;
pub(super) use self::layers::{Refusal, files};

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::rejection::FormRejection;
use axum::extract::{ConnectInfo, DefaultBodyLimit, Form, Query, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, LOCATION, ORIGIN, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use maud::Markup;
use serde::Deserialize;

use self::bucket::Bucket;
use self::ends::Seen;
use self::form::{Sheet, Told, Wish};
use super::app::App;
use super::headers;
use super::words::Language;
use crate::desk::people::wire;
use crate::desk::{Desk, DeskError};
use crate::reach::Reach;

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
    /// How this listener is reached, where a name leads to it: probes are led there.
    pub url: Option<String>,
    /// The built app, where it is not embedded in the binary: the map of layers is a part of it.
    pub web_dir: Option<PathBuf>,
    /// Shared with the staff listener.
    pub reach: Reach,
}

#[derive(Clone)]
struct Public {
    desk: Desk,
    url: Option<Arc<str>>,
    bucket: Arc<Bucket>,
    /// Of its own: a flood of the one form does not close the other.
    staff_bucket: Arc<Bucket>,
}

pub fn router(desk: Desk, config: PublicConfig) -> Router {
    let app = App::new(config.web_dir);
    let layers = layers::router(desk.clone(), config.url.as_deref(), app);
    let told = told::router(desk.clone());
    let open = open::router(desk.clone());
    let url = config.url.map(Into::into);
    let (bucket, staff_bucket) = (Arc::new(Bucket::full()), Arc::new(Bucket::full()));
    let public = Public { desk, url, bucket, staff_bucket };
    let mut router = Router::new().route("/", get(show).post(send));
    router = router.route(staff::PATH, get(staff::show).post(staff::send));
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
        .merge(told)
        .merge(open)
        .layer(from_fn_with_state(config.reach, ends::note))
}

impl Language {
    /// As a household's record names it.
    fn recorded(self) -> wire::Language {
        match self {
            Self::Japanese => wire::Language::Ja,
            Self::EasyJapanese => wire::Language::JaEasy,
            Self::English => wire::Language::En,
            Self::Vietnamese => wire::Language::Vi,
            Self::SimplifiedChinese => wire::Language::ZhHans,
            Self::TraditionalChinese => wire::Language::ZhHant,
            Self::Tagalog => wire::Language::Tl,
            Self::Indonesian => wire::Language::Id,
            Self::Korean => wire::Language::Ko,
            Self::Nepali => wire::Language::Ne,
            Self::Portuguese => wire::Language::Pt,
        }
    }
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
    if sheet.wish != Wish::Send {
        sheet.obey();
        let language = if let Wish::Read(other) = sheet.wish { other } else { language };
        return page::form(&face, language, &sheet, face.closed).into_response();
    }
    if !public.bucket.take() {
        let busy = page::form(&face, language, &sheet, Some("full"));
        return (StatusCode::SERVICE_UNAVAILABLE, busy).into_response();
    }
    let Told { key, household, more, blocks } = sheet.household(language.recorded());
    match public.desk.register_self(&key, household, more).await {
        Ok(claim) => {
            page::done(&face, language, &claim.code.to_string(), claim.repeated).into_response()
        }
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

/// Browsers ask for one where a page may show pictures, and report that there is none.
async fn no_icon() -> StatusCode {
    StatusCode::NO_CONTENT
}

async fn to_form(State(public): State<Public>, seen: Seen) -> Response {
    let ends = seen.map(|Extension(ConnectInfo(ends))| ends);
    let address = ends::form_address(ends, public.url.as_deref());
    (StatusCode::FOUND, [(LOCATION, address)]).into_response()
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
