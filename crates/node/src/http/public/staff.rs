//! 職員の安否: the city's own staff say on any phone how they are.
//!
//! Invariant: it only takes in. Its answer is the same for every number, on the roster or not, and
//! what it takes counts for nobody until an account at a desk confirmed it.
//!
//! It speaks Japanese and English: it is for the city's own staff.

use axum::extract::rejection::FormRejection;
use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::page::{Switch, frame, ruby};
use super::{Chosen, Public};
use crate::desk::public::Face;
use crate::desk::staff::wire::{CanReport, Eta, Safety, SelfReport};
use crate::desk::wire::RequestKey;
use crate::desk::{DeskError, random_hex};
use crate::http::words::Language;

pub(super) const PATH: &str = "/staff";

/// What a field may be: its value in the form, the key of its word.
type Choices = [(&'static str, &'static str)];
const OWN: &Choices = &[
    ("safe", "staff-own-safe"),
    ("minor", "staff-own-minor"),
    ("severe", "staff-own-severe"),
    ("other", "staff-own-other"),
];
const COMES: &Choices = &[
    ("arrived", "staff-comes-arrived"),
    ("yes", "staff-comes-yes"),
    ("hard", "staff-comes-hard"),
    ("no", "staff-comes-no"),
];
const ETA: &Choices = &[
    ("hour", "staff-eta-hour"),
    ("hours", "staff-eta-hours"),
    ("day", "staff-eta-day"),
    ("days", "staff-eta-days"),
    ("later", "staff-eta-later"),
];
/// Longer than a number may be: what is longer is cut, and then refused as too long.
const KEPT_CHARS_MAX: usize = 30;

/// The form, empty or as it was filled in.
struct Filled {
    key: String,
    number: String,
    own: String,
    comes: String,
    eta: String,
    number_problem: Option<&'static str>,
    own_problem: Option<&'static str>,
}

impl Filled {
    fn fresh() -> Self {
        Self::read(Vec::new())
    }

    /// Only known names are kept; of several values of one name the first.
    fn read(fields: Vec<(String, String)>) -> Self {
        let said = |name: &str| {
            let found = fields.iter().find(|(held, _)| held == name);
            found.map_or(String::new(), |(_, value)| value.chars().take(KEPT_CHARS_MAX).collect())
        };
        let key = fields.iter().find(|(name, _)| name == "k").map(|(_, key)| key.clone());
        let key = key.filter(|key| RequestKey::try_from(key.clone()).is_ok());
        Self {
            key: key.unwrap_or_else(random_hex),
            number: said("no"),
            own: said("own"),
            comes: said("come"),
            eta: said("eta"),
            number_problem: None,
            own_problem: None,
        }
    }

    fn report(&self) -> Option<SelfReport> {
        Some(SelfReport {
            number: self.number.clone(),
            own: match self.own.as_str() {
                "safe" => Safety::Safe,
                "minor" => Safety::Minor,
                "severe" => Safety::Severe,
                "other" => Safety::Other,
                _ => return None,
            },
            can_report: match self.comes.as_str() {
                "arrived" => Some(CanReport::Arrived),
                "yes" => Some(CanReport::Yes),
                "hard" => Some(CanReport::Hard),
                "no" => Some(CanReport::No),
                _ => None,
            },
            eta: match self.eta.as_str() {
                "hour" => Some(Eta::Hour),
                "hours" => Some(Eta::Hours),
                "day" => Some(Eta::Day),
                "days" => Some(Eta::Days),
                "later" => Some(Eta::Later),
                _ => None,
            },
        })
    }
}

pub(super) async fn show(
    State(public): State<Public>,
    Query(chosen): Query<Chosen>,
    headers: HeaderMap,
) -> Markup {
    let language = chosen.language(&headers).whole();
    form(&public.desk.public_face(), language, &Filled::fresh(), None)
}

pub(super) async fn send(
    State(public): State<Public>,
    Query(chosen): Query<Chosen>,
    headers: HeaderMap,
    fields: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> Response {
    let face = public.desk.public_face();
    let language = chosen.language(&headers).whole();
    let Ok(Form(fields)) = fields else {
        let empty = form(&face, language, &Filled::fresh(), Some("has-problems"));
        return (StatusCode::BAD_REQUEST, empty).into_response();
    };
    let mut filled = Filled::read(fields);
    let Some(report) = filled.report() else {
        filled.own_problem = Some("staff-own-missing");
        if filled.number.trim().is_empty() {
            filled.number_problem = Some("staff-number-missing");
        }
        let page = form(&face, language, &filled, Some("has-problems"));
        return (StatusCode::UNPROCESSABLE_ENTITY, page).into_response();
    };
    if !public.staff_bucket.take() {
        let page = form(&face, language, &filled, Some("full"));
        return (StatusCode::SERVICE_UNAVAILABLE, page).into_response();
    }
    let key = RequestKey::try_from(filled.key.clone()).expect("checked when it was read");
    match public.desk.report_self(&key, report).await {
        Ok(_) => done(&face, language).into_response(),
        Err(error) => {
            let (status, word) = refusal(&error, &mut filled);
            (status, form(&face, language, &filled, Some(word))).into_response()
        }
    }
}

fn refusal(error: &DeskError, filled: &mut Filled) -> (StatusCode, &'static str) {
    match error {
        DeskError::Invalid { .. } => {
            let empty = filled.number.trim().is_empty();
            let word = if empty { "staff-number-missing" } else { "staff-number-wrong" };
            filled.number_problem = Some(word);
            (StatusCode::UNPROCESSABLE_ENTITY, "has-problems")
        }
        DeskError::Conflict { code: "operation_closed" } => {
            (StatusCode::CONFLICT, "closed-operation")
        }
        DeskError::NotEnrolled | DeskError::Locked => {
            (StatusCode::SERVICE_UNAVAILABLE, "staff-not-ready")
        }
        _ => (StatusCode::SERVICE_UNAVAILABLE, "staff-not-saved"),
    }
}

fn form(face: &Face, language: Language, filled: &Filled, word: Option<&str>) -> Markup {
    let say = |key: &str| ruby(&language.say(key));
    let about = filled.number_problem.map(|_| "e-no");
    let content = html! {
        @if let Some(word) = word {
            p.e role="alert" { (say(word)) }
        }
        p { (say("staff-intro")) }
        form method="post" action={ (PATH) "?lang=" (language.tag()) } {
            input type="hidden" name="k" value=(filled.key);
            label {
                (say("staff-number"))
                input name="no" required autocomplete="off" autocapitalize="characters"
                    value=[Some(&filled.number).filter(|it| !it.is_empty())]
                    aria-describedby=[about] aria-invalid=[about.map(|_| "true")];
                @if let Some(problem) = filled.number_problem {
                    span.e id="e-no" { (say(problem)) }
                }
            }
            (choice(language, "own", "staff-own", OWN, &filled.own, filled.own_problem))
            (choice(language, "come", "staff-comes", COMES, &filled.comes, None))
            (choice(language, "eta", "staff-eta", ETA, &filled.eta, None))
            p { (say("staff-unverified")) }
            button.s { (say("send")) }
        }
    };
    frame(face, language, "staff-title", Switch::Link(PATH), &content)
}

fn choice(
    language: Language,
    name: &str,
    legend: &str,
    choices: &Choices,
    chosen: &str,
    problem: Option<&str>,
) -> Markup {
    let say = |key: &str| ruby(&language.say(key));
    html! {
        fieldset.k.w {
            legend { (say(legend)) }
            @if let Some(problem) = problem { span.e { (say(problem)) } }
            @for (value, key) in choices {
                label {
                    input type="radio" name=(name) value=(value) checked[chosen == *value];
                    span { (say(key)) }
                }
            }
        }
    }
}

/// Says nothing of the number: whoever sent one that is not there reads the same.
fn done(face: &Face, language: Language) -> Markup {
    let say = |key: &str| ruby(&language.say(key));
    let content = html! {
        p { (say("staff-done")) }
        p { (say("staff-done-next")) }
        p { a href={ (PATH) "?lang=" (language.tag()) } { (say("staff-again")) } }
    };
    frame(face, language, "staff-done-title", Switch::Link(PATH), &content)
}
