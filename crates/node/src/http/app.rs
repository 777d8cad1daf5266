//! The built app: embedded in the binary (feature `embed-web`), else read from a directory.
//!
//! Hashed assets never change and may be kept for ever; `index.html` is asked for every time.
//! A path without a file ending is a page of the app; any other miss stays a miss.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};

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

pub(crate) async fn file(State(app): State<App>, uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    if !is_plain(path) {
        return missing();
    }
    let is_page = !path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    let path = if is_page { "index.html" } else { path };
    match app.read(path).await {
        Some(bytes) => {
            let keep = if path.starts_with("assets/") { FOREVER } else { ASK_AGAIN };
            ([(CONTENT_TYPE, content_type(path)), (CACHE_CONTROL, keep)], bytes).into_response()
        }
        None if is_page => (StatusCode::NOT_FOUND, NO_APP).into_response(),
        None => missing(),
    }
}

const NO_APP: &str = "この端末には画面の部品が入っていません。 / \
    This program was built without its pages: build `web/` and name the directory in `web_dir`.";

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
