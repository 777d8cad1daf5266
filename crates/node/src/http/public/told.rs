//! お知らせ on phones, and as a board for a projector.
//!
//! Every page is whole without script: it asks for itself again after a while. With script it is told
//! of a change at once, and keeps what it has while the laptop cannot be reached, with a word that
//! this is old. Nothing personal is here: a notice names an office, never an account.

mod board;

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures::stream::{Stream, StreamExt as _};
use maud::{DOCTYPE, Markup, html};
use musubi_model::ids::Kind;
use serde::Deserialize;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_stream::wrappers::BroadcastStream;

use super::Chosen;
use super::page::{plain, ruby};
use crate::desk::Desk;
use crate::desk::notices::{Notice, NoticeList};
use crate::desk::people::wire::Language as NoticeLanguage;
use crate::desk::public::Face;
use crate::http::doors::PUBLIC_MAX;
use crate::http::headers;
use crate::http::words::Language;

const STYLE: &str = include_str!("told/told.css");
const SCRIPT: &str = include_str!("told/told.js");
/// No inline script or style, nothing from elsewhere, nothing to send.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; \
    connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";
/// Phones that are told at once. The others ask again by themselves: no stream may take the place of
/// somebody who registers.
const STREAMS_MAX: usize = PUBLIC_MAX / 4;
/// A page without script, and one whose stream found no room, asks again after this.
const AGAIN_S: u32 = 60;
/// Shorter than a listener lets a connection be still.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

#[derive(Clone)]
struct Told {
    desk: Desk,
    streams: Arc<Semaphore>,
}

pub(super) fn router(desk: Desk) -> Router {
    let told = Told { desk, streams: Arc::new(Semaphore::new(STREAMS_MAX)) };
    Router::new()
        .route("/notices", get(phone))
        .route("/notices/events", get(events))
        .route("/notices/told.css", get(async || file("text/css; charset=utf-8", STYLE)))
        .route("/notices/told.js", get(async || file("text/javascript; charset=utf-8", SCRIPT)))
        .route("/board", get(projector))
        .layer(from_fn(outermost))
        .with_state(told)
}

async fn outermost(request: axum::extract::Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers::common(headers);
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(VARY, HeaderValue::from_static("accept-language"));
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

fn file(kind: &'static str, text: &'static str) -> Response {
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "no-cache")], text).into_response()
}

impl Told {
    /// A laptop without a ticket has none.
    fn list(&self) -> NoticeList {
        let none = NoticeList { notices: Vec::new(), past: Vec::new(), changed_at: None };
        self.desk.public_notices().unwrap_or(none)
    }
}

async fn phone(
    State(told): State<Told>,
    Query(chosen): Query<Chosen>,
    headers: HeaderMap,
) -> Markup {
    let language = chosen.language(&headers);
    let (face, list) = (told.desk.public_face(), told.list());
    let say = |key: &str| ruby(&language.say(key));
    let here = format!("/notices?lang={}", language.tag());
    let body = html! {
        header.top {
            nav aria-label=(language.say("language")) {
                @for other in Language::ALL {
                    @if other != language {
                        a lang=(other.bcp47()) href={ "/notices?lang=" (other.tag()) } {
                            (other.name())
                        }
                    }
                }
            }
        }
        main #told {
            h1 { (say("notices")) }
            (state_of(&face, language))
            p.changed { (changed(language, list.changed_at)) }
            (lost(language))
            @if list.notices.is_empty() { p { (say("no-notices")) } }
            @for notice in &list.notices { (card(notice, language)) }
            p { a href={ "/?lang=" (language.tag()) } { (say("back")) } }
        }
    };
    shell(
        &Shell { language, title: "notices", next: &here, after_s: AGAIN_S, class: "phone" },
        &body,
    )
}

fn card(notice: &Notice, language: Language) -> Markup {
    html! {
        article.urgent[notice.urgent] lang=[notice.language.map(tag)] {
            h2 {
                @if notice.urgent {
                    span.mark lang=(language.bcp47()) { (language.say("told-urgent")) } " "
                }
                (notice.title)
            }
            @for line in notice.text.lines() { p { (line) } }
            p.from lang=(language.bcp47()) { (from(notice, language)) }
        }
    }
}

/// Who says so, when, and until when it holds.
fn from(notice: &Notice, language: Language) -> String {
    let office = notice.issuer.clone().or_else(|| notice.place.clone());
    let office = office.unwrap_or_else(|| language.say("told-hq"));
    let issued = notice.age.map(|age| clock(age.observed_at)).unwrap_or_default();
    let args = [("office", office), ("at", issued)];
    match notice.valid_until {
        None => language.say_with("told-from", &args),
        Some(until) => {
            let [office, at] = args;
            language.say_with("told-from-until", &[office, at, ("until", clock(until))])
        }
    }
}

fn changed(language: Language, changed_at: Option<i64>) -> String {
    match changed_at {
        Some(at) => language.say_with("told-changed", &[("at", clock(at))]),
        None => language.say("told-never"),
    }
}

/// Shown by the script alone, while the laptop does not answer.
fn lost(language: Language) -> Markup {
    html! { p.lost role="status" data-lost=(language.say("told-lost")) {} }
}

fn state_of(face: &Face, language: Language) -> Markup {
    html! {
        @if face.drill { p.state { (ruby(&language.say("drill"))) } }
        @if face.provisional { p.state { (ruby(&language.say("provisional"))) } }
        @if !face.place_name.is_empty() { p { strong { (face.place_name) } } }
    }
}

struct Shell<'a> {
    language: Language,
    title: &'a str,
    /// What is asked for next, and after how many seconds.
    next: &'a str,
    after_s: u32,
    class: &'a str,
}

fn shell(shell: &Shell<'_>, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(shell.language.bcp47()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width";
                title { (plain(&shell.language.say(shell.title))) }
                link rel="stylesheet" href="/notices/told.css";
                noscript {
                    meta http-equiv="refresh" content={ (shell.after_s) ";url=" (shell.next) };
                }
                script src="/notices/told.js" defer {}
            }
            body class=(shell.class) data-next=(shell.next) data-after=(shell.after_s) { (body) }
        }
    }
}

#[derive(Deserialize)]
struct Leaf {
    /// Which page of the board, from 1.
    p: Option<usize>,
}

async fn projector(
    State(told): State<Told>,
    Query(chosen): Query<Chosen>,
    Query(leaf): Query<Leaf>,
    headers: HeaderMap,
) -> Markup {
    let language = chosen.language(&headers);
    board::show(&told.desk.public_face(), language, &told.list(), leaf.p.unwrap_or(1))
}

/// Says `changed` when a notice was issued or withdrawn, and nothing about it.
async fn events(State(told): State<Told>) -> Response {
    let Ok(place) = Arc::clone(&told.streams).try_acquire_owned() else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    Sse::new(changes(told, place)).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)).into_response()
}

fn changes(
    told: Told,
    place: OwnedSemaphorePermit,
) -> impl Stream<Item = Result<Event, Infallible>> {
    let of_notices = [Kind::City.number(), Kind::Place.number()];
    let mut last = told.list().changed_at;
    BroadcastStream::new(told.desk.changes()).filter_map(move |change| {
        let _held = &place;
        // Who fell behind looks for itself, too.
        let elsewhere = change.is_ok_and(|it| !of_notices.contains(&it.document.kind));
        let now = if elsewhere { last } else { told.list().changed_at };
        let is_new = now != last;
        last = now;
        std::future::ready(is_new.then(|| Ok(Event::default().event("changed").data("{}"))))
    })
}

/// Day and time in Japan, as on the wall of the gym.
fn clock(millis: i64) -> String {
    use time::macros::{format_description, offset};
    let short = format_description!("[month padding:none]/[day padding:none] [hour]:[minute]");
    time::OffsetDateTime::from_unix_timestamp(millis.div_euclid(1_000))
        .ok()
        .and_then(|at| at.to_offset(offset!(+9)).format(short).ok())
        .unwrap_or_default()
}

/// BCP 47, where a browser can use it.
fn tag(language: NoticeLanguage) -> &'static str {
    match language {
        NoticeLanguage::Ja | NoticeLanguage::JaEasy => "ja",
        NoticeLanguage::En => "en",
        NoticeLanguage::Vi => "vi",
        NoticeLanguage::ZhHans => "zh-Hans",
        NoticeLanguage::ZhHant => "zh-Hant",
        NoticeLanguage::Tl => "tl",
        NoticeLanguage::Id => "id",
        NoticeLanguage::Ko => "ko",
        NoticeLanguage::Ne => "ne",
        NoticeLanguage::Pt => "pt",
        NoticeLanguage::Other => "und",
    }
}
