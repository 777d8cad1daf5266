//! 被害状況・避難所状況報告 on paper: totals first, then a line a place.
//!
//! Every number says how old it is and how it was heard; what is unknown says so. Nobody's name is on it.

use maud::{Markup, html};
use musubi_log::city::OperationKind;
use musubi_model::time::Timestamp;

use super::people::minute;
use super::{document, fact, kind, title};
use crate::desk::hq::lifelines::LifelineSaid;
use crate::desk::hq::{OverviewPlace, Total};
use crate::desk::situation::Report;
use crate::desk::wire::{Age, Figure};
use crate::http::labels::{label_in, label_of};
use crate::http::words::Language;

/// Places on one A4 page, below the totals and on the pages after.
const FIRST_ROWS: usize = 10;
const ROWS: usize = 20;
const HOUR_S: i64 = 3_600;
const DAY_S: i64 = 86_400;

/// Whose it is, and as of when.
pub(crate) struct Head {
    pub(crate) operation: String,
    pub(crate) drill: bool,
    pub(crate) at: Timestamp,
}

pub(crate) fn situation(head: &Head, report: &Report) -> String {
    let places = &report.overview.places;
    let (first, rest) = places.split_at(places.len().min(FIRST_ROWS));
    let body = html! {
        section.page {
            (top(head))
            (said("situation-two-numbers", &[]))
            dl {
                (fact("sheet-operation", &head.operation))
                (total("situation-in-shelter", &report.overview.in_shelter))
                (total("situation-outside", &report.overview.outside_known))
                (total("situation-households", &report.overview.households))
                (states(report))
                (requests(report))
                (staff(report))
            }
            (table(first))
        }
        @for page in rest.chunks(ROWS) {
            section.page { (top(head)) (table(page)) }
        }
    };
    document("situation-title", &body)
}

/// On every page, so that no page is taken for another day's or for a real one.
fn top(head: &Head) -> Markup {
    let of = if head.drill { OperationKind::Drill } else { OperationKind::Real };
    html! {
        div.head { (title("situation-title")) (kind(of)) }
        (said("situation-as-of", &[("at", minute(head.at))]))
    }
}

fn said(key: &str, args: &[(&'static str, String)]) -> Markup {
    html! {
        p.note {
            (Language::Japanese.say_with(key, args)) br;
            span lang="en" { (Language::English.say_with(key, args)) }
        }
    }
}

/// A fact whose value is a sentence in both languages.
fn told(key: &str, value: impl Fn(Language) -> String) -> Markup {
    html! {
        dt { (Language::Japanese.say(key)) " " span lang="en" { (Language::English.say(key)) } }
        dd { (value(Language::Japanese)) " " span lang="en" { (value(Language::English)) } }
    }
}

/// A sum, what it leaves out, and how old its oldest part is.
fn total(key: &str, total: &Total) -> Markup {
    told(key, |language| {
        let sum = match total.sum {
            Some(sum) => sum.to_string(),
            None => language.say("situation-unknown"),
        };
        let parts = [
            ("known", total.known_places.to_string()),
            ("unknown", total.unknown_places.to_string()),
            ("sum", sum),
        ];
        let oldest = total.oldest.map(|age| {
            let at = minute(Timestamp::from_millis(age.observed_at));
            language.say_with("situation-oldest", &[("at", at), ("age", aged(language, age))])
        });
        let uncertain = (total.uncertain_places > 0).then(|| {
            let places = total.uncertain_places.to_string();
            language.say_with("situation-uncertain", &[("n", places)])
        });
        let first = language.say_with("situation-sum", &parts);
        [Some(first), oldest, uncertain].into_iter().flatten().collect::<Vec<_>>().join(" ")
    })
}

fn states(report: &Report) -> Markup {
    let of = report.states;
    told("situation-places", |language| {
        let n = |number: u32| number.to_string();
        let args = [
            ("open", n(of.open)),
            ("not_open", n(of.not_open)),
            ("closed", n(of.closed)),
            ("unknown", n(of.unknown)),
            ("silent", n(of.silent)),
        ];
        language.say_with("situation-states", &args)
    })
}

fn requests(report: &Report) -> Markup {
    told("situation-requests", |language| {
        let counted = report.overview.requests.by_urgency.iter().map(|row| {
            let word = match row.urgency {
                Some(urgency) => label_in(language, "urgency", urgency),
                None => language.say("situation-urgency-unknown"),
            };
            format!("{word} {}", row.open)
        });
        counted.collect::<Vec<_>>().join(" / ")
    })
}

fn staff(report: &Report) -> Markup {
    let of = &report.staff;
    told("situation-staff", |language| {
        let n = |number: u32| number.to_string();
        let args = [
            ("staff", n(of.staff)),
            ("replied", n(of.replied)),
            ("no_reply", n(of.no_reply)),
            ("unverified", n(of.unverified)),
            ("hurt", n(of.hurt)),
            ("arrived", n(of.arrived)),
        ];
        language.say_with("situation-staff-counts", &args)
    })
}

const COLUMNS: [&str; 8] = [
    "situation-place",
    "situation-state",
    "situation-inside",
    "situation-out",
    "situation-channel",
    "situation-lifelines",
    "situation-asked",
    "situation-heard",
];

fn table(places: &[OverviewPlace]) -> Markup {
    html! {
        table.list {
            thead {
                tr {
                    @for column in COLUMNS {
                        th scope="col" {
                            (Language::Japanese.say(column)) br;
                            span lang="en" { (Language::English.say(column)) }
                        }
                    }
                }
            }
            tbody { @for place in places { (row(place)) } }
        }
    }
}

fn row(place: &OverviewPlace) -> Markup {
    let opening = place.opening.unwrap_or(crate::desk::places::wire::Opening::Unknown);
    let heard = place.heard_age_s.map(|age_s| since(Language::Japanese, age_s));
    html! {
        tr {
            td {
                (place.name)
                @if let Some(kind) = place.kind { br; (label_of("place-kind", kind)) }
                @if place.has_clash { br; (Language::Japanese.say("situation-differs")) }
            }
            td { (word("opening", opening)) (age(place.opening_age)) }
            td { (figure(place.in_shelter)) }
            td { (figure(place.outside_known)) }
            td { (word("channel", place.channel)) }
            td { (lifelines(&place.lifelines)) }
            td { (place.open_requests) }
            td { (heard.unwrap_or_else(|| Language::Japanese.say("situation-unknown"))) }
        }
    }
}

fn figure(of: Figure) -> Markup {
    html! {
        @match of.value {
            Some(people) => { (people) (age(of.age)) }
            None => (Language::Japanese.say("situation-unknown")),
        }
    }
}

/// Those of which somebody said something. What nobody said of is not written, nor guessed.
fn lifelines(of: &[LifelineSaid]) -> Markup {
    let unknown = || Language::Japanese.say("situation-unknown");
    let said = of.iter().map(|one| {
        let word = one.usable.map_or_else(unknown, |usable| label_of("usable", usable));
        let ago = one.age.map(|age| aged(Language::Japanese, age));
        let parts = [Some(label_of("lifeline", one.lifeline)), Some(word), ago];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    });
    html! {
        @if of.is_empty() { (unknown()) }
        @else { (said.collect::<Vec<_>>().join("、")) }
    }
}

fn word(family: &str, value: impl serde::Serialize + Copy) -> Markup {
    html! {
        (label_of(family, value)) br;
        span lang="en" { (label_in(Language::English, family, value)) }
    }
}

/// When it was looked at, and how long ago.
fn age(of: Option<Age>) -> Markup {
    html! {
        @if let Some(age) = of {
            br;
            @if !age.time_uncertain { (minute(Timestamp::from_millis(age.observed_at))[5..]) " " }
            (aged(Language::Japanese, age))
        }
    }
}

fn aged(language: Language, age: Age) -> String {
    if age.time_uncertain {
        return language.say("situation-time-uncertain");
    }
    since(language, age.age_s)
}

fn since(language: Language, age_s: i64) -> String {
    let (key, n) = match age_s {
        ..HOUR_S => ("situation-minutes-ago", age_s / 60),
        HOUR_S..DAY_S => ("situation-hours-ago", age_s / HOUR_S),
        DAY_S.. => ("situation-days-ago", age_s / DAY_S),
    };
    language.say_with(key, &[("n", n.to_string())])
}
