//! What every answer carries, how long it may take, and in which language a refusal speaks.

use std::time::Duration;

use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::header::{
    ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, HeaderName,
    REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::problem::{ApiError, Problem};
use super::words::Language;
use super::{courier, uploads};

/// No inline script or style, nothing from elsewhere.
const APP_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The staff listener's outermost layer.
pub(crate) async fn staff(request: Request, next: Next) -> Response {
    let language = Language::of_headers(request.headers());
    let is_api = request.uri().path().starts_with("/api/");
    let response = next.run(request).await;
    let mut response = if is_api { in_words(response, language) } else { response };
    let headers = response.headers_mut();
    common(headers);
    // A paper names its own style and allows nothing else.
    if !headers.contains_key(CONTENT_SECURITY_POLICY) {
        headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(APP_POLICY));
    }
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// Headers of both listeners. With `no-referrer` browsers would send `Origin: null`.
pub(crate) fn common(headers: &mut HeaderMap) {
    const COMMON: [(HeaderName, &str); 3] = [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "same-origin"),
        (X_FRAME_OPTIONS, "DENY"),
    ];
    for (name, value) in COMMON {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// Gives a refusal its sentence and its JSON shape.
fn in_words(mut response: Response, language: Language) -> Response {
    let error = response.extensions_mut().remove::<ApiError>().or_else(|| plain(&response));
    let Some(ApiError { status, code, fields }) = error else { return response };
    let message = language.say(&format!("error-{}", code.replace(['_', '.'], "-")));
    let code = code.to_owned();
    let mut refused = (status, Json(Problem { code, message, fields })).into_response();
    // What axum says itself besides the body: which methods a route has.
    for (name, value) in response.headers() {
        if name == axum::http::header::ALLOW {
            refused.headers_mut().insert(name, value.clone());
        }
    }
    refused
}

/// Refusals that axum makes on its own.
fn plain(response: &Response) -> Option<ApiError> {
    let code = match response.status() {
        StatusCode::NOT_FOUND => "not_found",
        StatusCode::METHOD_NOT_ALLOWED => "method_not_allowed",
        StatusCode::PAYLOAD_TOO_LARGE => "too_large",
        status if status.is_server_error() => "internal",
        status if status.is_client_error() => "bad_request",
        _ => return None,
    };
    Some(ApiError::new(response.status(), code))
}

/// An answer that does not come in time is an answer too.
pub(crate) async fn within(
    State(limit): State<Duration>,
    request: Request,
    next: Next,
) -> Response {
    if courier::is_upload(&request) || uploads::is_upload(&request) {
        return next.run(request).await;
    }
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "too_slow").into_response(),
    }
}

/// A body that is no larger is read before anybody looks at the request.
const SMALL_MAX: usize = 64 * 1024;

/// Waits for a small body, whether or not somebody reads it. An answer that goes out before the body has
/// come closes the connection, and with it whatever the client asks next on it.
pub(crate) async fn whole(request: Request, next: Next) -> Response {
    let length = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    let length: usize = length.and_then(|length| length.parse().ok()).unwrap_or(0);
    if !(1..=SMALL_MAX).contains(&length) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    match to_bytes(body, SMALL_MAX).await {
        Ok(bytes) => next.run(Request::from_parts(parts, Body::from(bytes))).await,
        Err(_) => ApiError::new(StatusCode::BAD_REQUEST, "bad_request").into_response(),
    }
}

impl Language {
    /// The best of `Accept-Language` that there is; Japanese where it says nothing of use.
    pub(crate) fn of_headers(headers: &HeaderMap) -> Self {
        let wanted = headers.get(ACCEPT_LANGUAGE).and_then(|wanted| wanted.to_str().ok());
        wanted.map_or(Self::Japanese, Self::best_of)
    }
}
