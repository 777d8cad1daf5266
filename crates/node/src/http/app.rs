//! The built app: embedded in the binary (feature `embed-web`), else read from a directory.
//!
//! Hashed assets never change and may be kept for ever; `index.html` is asked for every time.
//! A path without a file ending is a page of the app; any other miss stays a miss. What the build has
//! packed is sent packed to who takes it: a browser in the LAN, on plain http, takes gzip.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::extract::State;
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};

use super::words::Language;

const FOREVER: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "no-cache";

#[derive(Clone)]
pub(crate) struct App {
    dir: Option<Arc<Path>>,
}

impl App {
    pub(crate) fn new(dir: Option<PathBuf>) -> Self {
        Self { dir: dir.map(Into::into) }
    }

    /// Whether the build has it.
    pub(crate) async fn holds(&self, path: &str) -> bool {
        match &self.dir {
            Some(dir) => tokio::fs::metadata(dir.join(path)).await.is_ok_and(|it| it.is_file()),
            None => embedded(path).is_some(),
        }
    }

    async fn read(&self, path: &str) -> Option<Vec<u8>> {
        match &self.dir {
            Some(dir) => tokio::fs::read(dir.join(path)).await.ok(),
            None => embedded(path),
        }
    }
}

#[cfg(feature = "embed-web")]
fn embedded(path: &str) -> Option<Vec<u8>> {
    #[derive(rust_embed::RustEmbed)]
    #[folder = "../../web/dist"]
    struct Dist;

    Dist::get(path).map(|file| file.data.into_owned())
}

#[cfg(not(feature = "embed-web"))]
fn embedded(_: &str) -> Option<Vec<u8>> {
    None
}

pub(crate) async fn file(State(app): State<App>, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    if !is_plain(path) {
        return missing();
    }
    let is_page = !path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    let path = if is_page { "index.html" } else { path };
    let keep = if path.starts_with("assets/") { FOREVER } else { ASK_AGAIN };
    let kept =
        [(CONTENT_TYPE, content_type(path)), (CACHE_CONTROL, keep), (VARY, "accept-encoding")];
    if takes_gzip(&headers)
        && let Some(packed) = app.read(&format!("{path}.gz")).await
    {
        return (kept, [(CONTENT_ENCODING, "gzip")], packed).into_response();
    }
    match app.read(path).await {
        Some(bytes) => (kept, bytes).into_response(),
        None if is_page => (StatusCode::NOT_FOUND, no_app()).into_response(),
        None => missing(),
    }
}

fn takes_gzip(headers: &HeaderMap) -> bool {
    let taken = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|taken| taken.to_str().ok());
    taken.flat_map(|taken| taken.split(',')).any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let weight = weight.trim().strip_prefix("q=").unwrap_or("1");
        name.trim() == "gzip" && weight.parse::<f32>().is_ok_and(|weight| weight > 0.0)
    })
}

/// In both languages: whoever reads it has no page on which to choose one.
fn no_app() -> String {
    [Language::Japanese, Language::English].map(|language| language.say("no-app")).join(" / ")
}

fn missing() -> Response {
    (StatusCode::NOT_FOUND, "404").into_response()
}

/// Nothing that could lead out of the directory; names the build makes have only these letters.
fn is_plain(path: &str) -> bool {
    let plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/');
    path.bytes().all(plain) && !path.split('/').any(|part| part.starts_with('.'))
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("webmanifest") => "application/manifest+json",
        Some("txt" | "ftl") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
