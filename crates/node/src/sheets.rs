//! Paper: laptops' tickets, their PINs, the city's key, as A4 pages that any browser prints.
//!
//! What stands in a QR code stands beside it in groups that can be typed, line by line as a reader
//! names a line that was not copied right. Japanese first, English below it. A page asks nothing of
//! the internet and carries no script.
//!
//! Deliberately absent: files and keys. Who calls gives texts and keeps what comes back as a secret.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use musubi_log::city::{CityKey, Operation, OperationKind};
use musubi_log::role::Role;
use musubi_log::ticket::{Grant, LINE_CHARS, PREFIX};
use musubi_model::time::Timestamp;
use time::OffsetDateTime;
use time::macros::{format_description, offset};

use crate::http::words::Language;
use crate::qr;

const STYLE: &str = include_str!("sheets/style.css");

/// For a paper that a browser opens: nothing but [`STYLE`], whose hash this names; a test keeps the
/// two together.
pub(crate) const POLICY: &str = "default-src 'none'; style-src 'sha256-lHrfar3pXN6615X9Wf681eBrs5yi9js8xhZ2AgxDVw4='; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'none'";
/// Characters that are typed in one breath.
const GROUP_CHARS: usize = 5;

/// One ticket as it is printed.
pub(crate) struct TicketPaper<'a> {
    pub(crate) grant: &'a Grant,
    pub(crate) text: &'a str,
    /// Its place in the box, from 1, and how many there are.
    pub(crate) number: usize,
    pub(crate) of: usize,
    pub(crate) lock: PaperLock,
}

/// Whether a ticket's secrets wait for six digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum PaperLock {
    Open,
    Pin,
}

/// One page a ticket.
pub(crate) fn tickets(city: &str, papers: &[TicketPaper<'_>]) -> String {
    document("sheet-ticket", &html! { @for paper in papers { (ticket(city, paper)) } })
}

fn ticket(city: &str, paper: &TicketPaper<'_>) -> Markup {
    let grant = paper.grant;
    let letter = char::from(b'A' + grant.index).to_string();
    let place = (!grant.place_name.is_empty()).then_some(grant.place_name.as_str());
    html! {
        section.page {
            (head("sheet-ticket", Some(&grant.operation)))
            div.top {
                div.code { (qr(paper.text)) }
                div {
                    p.letter { (Language::Japanese.say_with("sheet-letter", &[("letter", letter)])) }
                    dl {
                        (fact("sheet-city", city))
                        (fact_both("sheet-role", role_key(grant.role)))
                        @match place {
                            Some(place) => (fact("sheet-place", place)),
                            None => (blank_fact("sheet-place-blank")),
                        }
                        (fact("sheet-operation", &grant.operation.name))
                        (fact("sheet-not-after", &day(grant.not_after)))
                        (fact("sheet-serial", &grant.serial.to_string()))
                        (fact("sheet-in-box", &format!("{} / {}", paper.number, paper.of)))
                    }
                    @if paper.lock == PaperLock::Pin { (both("sheet-has-pin")) }
                }
            }
            (steps(&["sheet-step-open", "sheet-step-scan", "sheet-step-once"]))
            @if grant.role == Role::Hq { (both("sheet-hq-secret")) }
            (both("sheet-text"))
            (typed(PREFIX, LINE_CHARS, paper.text))
            (used())
        }
    }
}

/// The digits that open some tickets, on a paper of its own.
pub(crate) fn pin(city: &str, papers: &[TicketPaper<'_>], digits: &str) -> String {
    let Some(first) = papers.first() else { return String::new() };
    let serials: Vec<String> = papers.iter().map(|paper| paper.grant.serial.to_string()).collect();
    let body = html! {
        section.page {
            (head("sheet-pin", Some(&first.grant.operation)))
            p.pin { (digits) }
            dl {
                (fact("sheet-city", city))
                (fact_both("sheet-role", role_key(first.grant.role)))
                (fact("sheet-place", &first.grant.place_name))
                (fact("sheet-serial", &serials.join(" ")))
            }
            (steps(&["sheet-pin-type", "sheet-pin-apart"]))
        }
    };
    document("sheet-pin", &body)
}

/// One of the three papers of which any two bring the city's key back.
pub(crate) fn city_key(city: &str, key: &CityKey, number: u8, prefix: &str, text: &str) -> String {
    let body = html! {
        section.page {
            (head("sheet-key", None))
            div.top {
                div.code { (qr(text)) }
                div {
                    p.letter { (number) " / 3" }
                    dl {
                        (fact("sheet-city", city))
                        (fact("sheet-key-public", &key.to_string()[..16]))
                        (blank_fact("sheet-key-holder"))
                    }
                    (both("sheet-key-what"))
                }
            }
            (steps(&["sheet-key-keep", "sheet-key-restore", "sheet-key-lost"]))
            (both("sheet-key-text"))
            (typed(prefix, 40, text))
        }
    };
    document("sheet-key", &body)
}

fn document(title: &str, body: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="ja" {
            head {
                meta charset="utf-8";
                title { (Language::Japanese.say(title)) }
                style { (PreEscaped(STYLE)) }
            }
            body { (body) }
        }
    };
    page.into_string()
}

/// What the paper is, and whether it is for a drill.
fn head(key: &str, operation: Option<&Operation>) -> Markup {
    html! {
        div.head {
            (title(key))
            @if let Some(operation) = operation { (kind(operation.kind)) }
        }
    }
}

fn title(key: &str) -> Markup {
    html! {
        div {
            h1 { (Language::Japanese.say(key)) }
            p lang="en" { (Language::English.say(key)) }
        }
    }
}

fn kind(of: OperationKind) -> Markup {
    let drill = of == OperationKind::Drill;
    let key = if drill { "sheet-drill" } else { "sheet-real" };
    html! {
        div.kind.drill[drill] {
            (Language::Japanese.say(key))
            span lang="en" { (Language::English.say(key)) }
        }
    }
}

fn both(key: &str) -> Markup {
    html! {
        p.note { (Language::Japanese.say(key)) br; span lang="en" { (Language::English.say(key)) } }
    }
}

fn steps(keys: &[&str]) -> Markup {
    html! {
        ol.steps {
            @for key in keys {
                li {
                    p { (Language::Japanese.say(key)) }
                    p lang="en" { (Language::English.say(key)) }
                }
            }
        }
    }
}

fn name(key: &str) -> Markup {
    html! {
        dt { (Language::Japanese.say(key)) " " span lang="en" { (Language::English.say(key)) } }
    }
}

fn fact(key: &str, value: &str) -> Markup {
    html! { (name(key)) dd { (value) } }
}

fn fact_both(key: &str, value: &str) -> Markup {
    html! {
        (name(key))
        dd { (Language::Japanese.say(value)) " " span lang="en" { (Language::English.say(value)) } }
    }
}

/// To be filled in by hand.
fn blank_fact(key: &str) -> Markup {
    html! { (name(key)) dd.blank {} }
}

fn used() -> Markup {
    html! {
        div.used {
            span { (Language::Japanese.say("sheet-used-at")) " "
                span lang="en" { (Language::English.say("sheet-used-at")) } }
            span.blank {}
            span { (Language::Japanese.say("sheet-used-on")) " "
                span lang="en" { (Language::English.say("sheet-used-on")) } }
            span.blank {}
        }
    }
}

/// The text in numbered lines of groups. The prefix is a line of its own: line 1 of a ticket is the
/// first after it, as refusals count.
fn typed(prefix: &str, line_chars: usize, text: &str) -> Markup {
    let rest: Vec<char> = text.strip_prefix(prefix).unwrap_or(text).chars().collect();
    html! {
        table.text {
            tr { th {} td { (prefix) } }
            @for (number, line) in rest.chunks(line_chars).enumerate() {
                tr {
                    th { (number + 1) }
                    td { @for group in line.chunks(GROUP_CHARS) { span { (group.iter().collect::<String>()) } } }
                }
            }
        }
    }
}

/// A text of ours always fits a symbol.
fn qr(text: &str) -> Markup {
    PreEscaped(qr::picture(text).expect("at most 900 alphanumeric characters fit a symbol"))
}

fn role_key(role: Role) -> &'static str {
    match role {
        Role::Hq => "sheet-role-hq",
        Role::Shelter => "sheet-role-shelter",
        Role::Patrol => "sheet-role-patrol",
        Role::Relay => "sheet-role-relay",
    }
}

/// In Japan's time, as the paper's reader counts days.
pub(crate) fn day(at: Timestamp) -> String {
    OffsetDateTime::from_unix_timestamp(at.millis().div_euclid(1_000))
        .ok()
        .and_then(|at| {
            at.to_offset(offset!(+9)).format(format_description!("[year]-[month]-[day]")).ok()
        })
        .unwrap_or_default()
}

mod erasure;
pub(crate) mod load;
pub(crate) mod people;
pub(crate) mod situation;
pub(crate) mod transfer;

pub(crate) use erasure::erasure;

#[cfg(test)]
mod tests;
