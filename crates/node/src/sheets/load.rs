//! 積込表・配送表: one vehicle's stops in order, what each door can take, and what to unload.
//!
//! What contradicts a place's conditions stands above everything else and again at its stop; what
//! nobody said of a door says so. The receiver signs here for the driver alone: that goods were
//! received is said at the place's desk.

use maud::{Markup, html};
use musubi_log::city::OperationKind;
use musubi_model::time::Timestamp;

use super::people::minute;
use super::{both, document, fact, kind, title};
use crate::desk::supplies::loads::{Load, LoadLine, LoadStop};
use crate::http::labels::{label_in, label_of};
use crate::http::words::Language;

/// Stops on one A4 page.
const STOPS: usize = 5;

pub(crate) struct Printed {
    pub(crate) drill: bool,
    pub(crate) at: Timestamp,
}

/// How to find a stop, by the register.
pub(crate) struct Way {
    pub(crate) address: Option<String>,
    pub(crate) phone: Option<String>,
}

/// `ways`: of each stop.
pub(crate) fn load(printed: &Printed, load: &Load, ways: &[Way]) -> String {
    let stops: Vec<(&LoadStop, &Way)> = load.stops.iter().zip(ways).collect();
    let (first, rest) = stops.split_at(stops.len().min(STOPS));
    let body = html! {
        section.page {
            (top(printed, load)) (warnings(load)) (table(first)) (both("load-receipt-by-place"))
        }
        @for page in rest.chunks(STOPS) {
            section.page { (top(printed, load)) (table(page)) }
        }
    };
    document("load-title", &body)
}

fn top(printed: &Printed, load: &Load) -> Markup {
    let of = if printed.drill { OperationKind::Drill } else { OperationKind::Real };
    let at = |millis: i64| minute(Timestamp::from_millis(millis));
    html! {
        div.head { (title("load-title")) (kind(of)) }
        dl {
            (fact("load-vehicle", &load.name))
            @if let Some(vehicle) = load.vehicle { (fact("load-size", &label_of("load-vehicle", vehicle))) }
            (fact("load-from", &loaded_at(load)))
            @if let Some(departs) = load.departs_at { (fact("load-departs", &at(departs))) }
            @if load.on_pallets { (fact("load-goods-are", &said("load-on-pallets"))) }
            @if let Some(note) = &load.note { (fact("load-note", note)) }
            (fact("load-printed", &minute(printed.at)))
        }
    }
}

/// The hub with its address, else the place.
fn loaded_at(load: &Load) -> String {
    let Some(hub) = &load.from_hub else { return load.place_name.clone() };
    let name = hub.name.clone().unwrap_or_else(|| said("load-hub-unknown"));
    hub.address.iter().fold(name, |name, address| format!("{name} {address}"))
}

fn said(key: &str) -> String {
    Language::Japanese.say(key)
}

/// Above the stops, so that nobody drives off without having read it.
fn warnings(load: &Load) -> Markup {
    if load.contradictions == 0 && load.unreadable == 0 {
        return html! {};
    }
    html! {
        h2 { (said("load-contradictions")) " " span lang="en" { (Language::English.say("load-contradictions")) } }
        @if let Some(hub) = &load.from_hub {
            @for against in &hub.against {
                (at_hub(|language| label_in(language, "hub-against", *against)))
            }
        }
        @for stop in &load.stops {
            @for against in &stop.against {
                (told("load-at-stop", stop, |language| label_in(language, "against", against)))
            }
            @for line in &stop.lines {
                @if let Some(doubt) = line.doubt {
                    (told("load-at-stop", stop, |language| {
                        format!("{}: {}", goods(language, line), label_in(language, "line-doubt", doubt))
                    }))
                }
            }
        }
        @if load.unreadable > 0 { (both("load-unreadable")) }
    }
}

/// One sentence in both languages, about where it is loaded.
fn at_hub(what: impl Fn(Language) -> String) -> Markup {
    let say = |language: Language| language.say_with("load-at-hub", &[("what", what(language))]);
    html! {
        p.row { strong { (say(Language::Japanese)) } br; span lang="en" { (say(Language::English)) } }
    }
}

/// One sentence in both languages, about one stop.
fn told(key: &str, stop: &LoadStop, what: impl Fn(Language) -> String) -> Markup {
    let say = |language: Language| {
        let args = [
            ("n", stop.number.to_string()),
            ("place", stop.place_name.clone()),
            ("what", what(language)),
        ];
        language.say_with(key, &args)
    };
    html! {
        p.row { strong { (say(Language::Japanese)) } br; span lang="en" { (say(Language::English)) } }
    }
}

const COLUMNS: [&str; 5] =
    ["load-stop", "load-place", "load-conditions", "load-unload", "load-received"];

fn table(stops: &[(&LoadStop, &Way)]) -> Markup {
    html! {
        table.list {
            thead {
                tr {
                    @for column in COLUMNS {
                        th { (said(column)) br; span lang="en" { (Language::English.say(column)) } }
                    }
                }
            }
            tbody {
                @for (stop, way) in stops {
                    tr {
                        td { (stop.number) }
                        td { (place(stop, way)) }
                        td { (conditions(stop)) }
                        td {
                            @for line in &stop.lines {
                                p.row { (goods(Language::Japanese, line)) }
                                @if let Some(contact) = &line.contact { p.row { (contact) } }
                            }
                        }
                        td {}
                    }
                }
            }
        }
    }
}

fn place(stop: &LoadStop, way: &Way) -> Markup {
    html! {
        p.row { strong { (stop.place_name) } }
        @if let Some(address) = &way.address { p.row { (address) } }
        @if let Some(phone) = &way.phone { p.row { (phone) } }
        @if let Some(at) = stop.arrives_at {
            p.row { (said("load-arrives")) " " (minute(Timestamp::from_millis(at))) }
        }
    }
}

/// What was said of the door; what nobody said is not left blank.
fn conditions(stop: &LoadStop) -> Markup {
    let door = &stop.door;
    let unknown = || said("situation-unknown");
    let rows = [
        ("load-door-vehicle", door.largest_vehicle.map(|it| label_of("vehicle", it))),
        ("load-door-road", door.road_access.map(|it| label_of("usable", it))),
        ("load-door-hours", door.delivery_hours.clone()),
        ("load-door-unloaders", door.unloaders.clone()),
        ("load-door-forklifts", door.forklifts.map(|number| number.to_string())),
    ];
    html! {
        @for against in &stop.against {
            p.row { strong { (label_of("against", against)) } }
        }
        @for (key, value) in rows {
            p.row { (said(key)) ": " (value.unwrap_or_else(unknown)) }
        }
        @if let Some(state) = &door.forklift_state { p.row { (state) } }
    }
}

fn goods(language: Language, line: &LoadLine) -> String {
    let name = line.label.clone().unwrap_or_else(|| label_in(language, "item", &line.item));
    let unit = line.unit.clone().unwrap_or_else(|| unit(language, &line.item));
    format!("{name} {}{unit}", line.quantity)
}

/// Goods without a word of ours have none.
fn unit(language: Language, item: &str) -> String {
    let word = label_in(language, "item-unit", item);
    if word == item { String::new() } else { word }
}
