//! People on paper: a household's sheet, the place's roster, and the list of those who agreed to
//! stand in a public one.
//!
//! Whose names stand here is decided by who prints (`desk::papers`). No list says how many it
//! leaves out, nor that it leaves out anybody in particular: each says that not everybody is listed.

use maud::{Markup, html};
use musubi_model::time::Timestamp;
use time::OffsetDateTime;
use time::macros::{format_description, offset};

use super::{both, document, fact, head, qr};
use crate::desk::people::wire::{Household, Person};
use crate::http::labels::label_of;
use crate::http::words::Language;

/// Rows of a list on one A4 page.
const ROWS: usize = 28;

/// Where and when something was printed.
pub(crate) struct Printed<'a> {
    pub(crate) drill: bool,
    pub(crate) place: &'a str,
    pub(crate) at: Timestamp,
}

/// One line of a list: what stands in each column.
pub(crate) type Row = Vec<String>;

pub(crate) fn household(printed: &Printed<'_>, household: &Household) -> String {
    let number = household.reception_no.as_deref().unwrap_or_default();
    let body = html! {
        section.page {
            (head("people-household", None))
            (stamp(printed))
            div.top {
                @if !number.is_empty() { div.code.small { (qr(number)) } }
                div {
                    p.letter { (number) }
                    dl {
                        @for (key, value) in known(household) { (fact(key, &value)) }
                    }
                }
            }
            (table(&PERSON_COLUMNS, &household.persons.iter().map(person).collect::<Vec<_>>()))
        }
    };
    document("people-household", &body)
}

const PERSON_COLUMNS: [&str; 8] = [
    "people-name",
    "people-kana",
    "people-age",
    "people-sex",
    "people-relation",
    "people-needs",
    "people-allergies",
    "people-state",
];

fn person(person: &Person) -> Row {
    let joined = |parts: [&Option<String>; 2]| {
        parts.into_iter().flatten().cloned().collect::<Vec<_>>().join(" ")
    };
    let needs: Vec<String> = person.needs.iter().map(|need| label_of("need", need)).collect();
    vec![
        joined([&person.family, &person.given]),
        joined([&person.family_kana, &person.given_kana]),
        person.age.clone().unwrap_or_default(),
        person.sex.map(|sex| label_of("sex", sex)).unwrap_or_default(),
        person.relation.clone().unwrap_or_default(),
        needs.join("、"),
        person.allergies.clone().unwrap_or_default(),
        label_of("stay-state", person.state),
    ]
}

fn known(household: &Household) -> Vec<(&'static str, String)> {
    let said = |key, value: Option<String>| value.map(|value| (key, value));
    [
        said("people-place", Some(household.place_name.clone())),
        said("people-address", household.address.clone()),
        said("people-phone", household.phone.clone()),
        said("people-stay-place", household.stay_place.map(|it| label_of("stay-place", it))),
        said("people-damage", household.house_damage.map(|it| label_of("house-damage", it))),
        said("people-language", household.language.map(|it| label_of("language", it))),
        said("people-pets", household.pets.clone()),
        said("people-note", household.note.clone()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Columns of the roster for those who run the place.
pub(crate) const ROSTER_COLUMNS: [&str; 7] = [
    "people-number",
    "people-name",
    "people-kana",
    "people-age",
    "people-sex",
    "people-needs",
    "people-since",
];

pub(crate) fn roster(printed: &Printed<'_>, rows: &[Row]) -> String {
    list("people-roster", printed, &ROSTER_COLUMNS, rows)
}

/// Columns of 避難者名閲覧用名簿, which everybody may read.
pub(crate) const PUBLIC_COLUMNS: [&str; 3] = ["people-name", "people-kana", "people-town"];

pub(crate) fn public_list(printed: &Printed<'_>, rows: &[Row]) -> String {
    list("people-public", printed, &PUBLIC_COLUMNS, rows)
}

fn list(title: &str, printed: &Printed<'_>, columns: &[&str], rows: &[Row]) -> String {
    let pages: Vec<&[Row]> = if rows.is_empty() { vec![&[]] } else { rows.chunks(ROWS).collect() };
    let body = html! {
        @for page in pages {
            section.page {
                (head(title, None))
                (stamp(printed))
                (both("people-not-everybody"))
                (table(columns, page))
            }
        }
    };
    document(title, &body)
}

fn stamp(printed: &Printed<'_>) -> Markup {
    html! {
        @if printed.drill { (both("slip-drill")) }
        p.note {
            (printed.place) "　"
            (Language::Japanese.say_with("people-printed", &[("at", minute(printed.at))]))
        }
    }
}

fn table(columns: &[&str], rows: &[Row]) -> Markup {
    html! {
        table.list {
            thead { tr { @for column in columns { th scope="col" { (Language::Japanese.say(column)) } } } }
            tbody { @for row in rows { tr { @for cell in row { td { (cell) } } } } }
        }
    }
}

/// In Japan's time.
pub(crate) fn minute(at: Timestamp) -> String {
    let format = format_description!("[year]-[month]-[day] [hour]:[minute]");
    OffsetDateTime::from_unix_timestamp(at.millis().div_euclid(1_000))
        .ok()
        .and_then(|at| at.to_offset(offset!(+9)).format(format).ok())
        .unwrap_or_default()
}
