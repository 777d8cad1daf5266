//! The certificate of erasure on paper: what is proven, what is not, what is kept.
//!
//! No person's name stands on it. The signed file is what proves it; the paper says where that is.

use std::collections::BTreeSet;

use maud::{Markup, html};
use musubi_log::city::CityKey;
use musubi_log::ending::{CITY_FOLDER, KeptClass};
use musubi_log::erasure::{Erasure, Laptop, TicketsKnown, Why};
use musubi_log::hash::Serial;
use musubi_log::role::Role;
use musubi_model::ids::PlaceId;
use musubi_model::time::Timestamp;

use super::{both, day, document, fact, fact_both, head, role_key};
use crate::http::words::Language;

/// Digits of a hash that are read aloud.
const SHORT: usize = 16;

/// `names` gives a place its name, and nothing where none is known.
pub(crate) fn erasure(
    city: &CityKey,
    erasure: &Erasure,
    names: &dyn Fn(PlaceId) -> String,
) -> String {
    let account = &erasure.account;
    let complete = if account.is_complete() { "erasure-complete" } else { "erasure-incomplete" };
    let known = match account.tickets_known {
        TicketsKnown::All => "erasure-tickets-all",
        TicketsKnown::Taken => "erasure-tickets-taken",
    };
    let bundles: BTreeSet<Serial> =
        account.bundles.iter().map(|(maker, bundle)| bundle.serial(maker)).collect();
    let papers: Vec<(Serial, Timestamp)> = account
        .destroyed_papers
        .iter()
        .filter(|(serial, _)| !bundles.contains(serial))
        .copied()
        .collect();
    let by = if account.ordered_by.is_none() { "erasure-by-city" } else { "erasure-by-hq" };
    let body = html! {
        section.page {
            (head("erasure-title", Some(&erasure.operation)))
            dl {
                (fact("sheet-operation", &erasure.operation.name))
                (fact("erasure-closed", &day(account.closed_at)))
                (fact("erasure-ordered", &day(account.ordered_at)))
                (fact_both("erasure-ordered-by", by))
                (fact("erasure-issued", &day(erasure.issued)))
                (fact("sheet-key-public", &city.to_string()[..SHORT]))
                (fact("erasure-order", &account.order.to_string()[..SHORT]))
            }
            (both(complete))
            (both("erasure-what-it-proves"))
            (section("erasure-proven", account.proven.len()))
            @for it in &account.proven {
                (row(&it.laptop, names, &format!("{} {}", day(it.at), &it.statement.to_string()[..SHORT])))
            }
            (section("erasure-unproven", account.unproven.len()))
            @for it in &account.unproven {
                @let key = match it.why {
                    Why::NothingHeard => "erasure-nothing-heard",
                    Why::Revoked => "erasure-revoked",
                };
                (row(&it.laptop, names, &in_both(key)))
            }
            (section("erasure-open-papers", account.open_papers.len()))
            (both(known))
            @for it in &account.open_papers {
                @if it.serial == CITY_FOLDER {
                    p.row { (in_both("erasure-city-folder")) }
                } @else {
                    p.row {
                        (it.serial.to_string()) " " (it.role.map_or_else(String::new, role)) " " (names(it.place))
                        @if it.laptops > 1 { " " strong { (in_both("erasure-twice")) } }
                    }
                }
            }
            (section("erasure-destroyed-papers", papers.len()))
            @for (serial, at) in &papers {
                p.row {
                    @if *serial == CITY_FOLDER { (in_both("erasure-city-folder")) }
                    @else { (serial.to_string()) }
                    " " (day(*at))
                }
            }
            (section("erasure-bundles", account.bundles.len()))
            (both("erasure-bundles-what"))
            @for (node, bundle) in &account.bundles {
                p.row {
                    (&node.to_string()[..8]) " → " (names(bundle.to)) " " (day(bundle.made)) " "
                    @match account.destroyed_at(bundle.serial(node)) {
                        Some(at) => { (in_both("erasure-bundle-erased")) " " (day(at)) }
                        None => strong { (in_both("erasure-bundle-open")) }
                    }
                }
            }
            (section("erasure-kept", account.kept.len()))
            @for (_, kept) in &account.kept {
                @let key = match kept.class {
                    KeptClass::Lookups => "erasure-lookups",
                    KeptClass::Figures => "erasure-figures",
                };
                p.row {
                    (in_both(key)) " " (in_both("erasure-until")) " " (day(kept.until)) " "
                    (&kept.hash.to_string()[..SHORT])
                }
            }
            (both("erasure-check"))
        }
    };
    document("erasure-title", &body)
}

fn section(key: &str, count: usize) -> Markup {
    html! { h2 { (in_both(key)) ": " (count) } }
}

fn row(laptop: &Laptop, names: &dyn Fn(PlaceId) -> String, what: &str) -> Markup {
    html! {
        p.row {
            (&laptop.node.to_string()[..8]) " " (role(laptop.role)) " " (names(laptop.place)) " " (what)
        }
    }
}

fn role(role: Role) -> String {
    in_both(role_key(role))
}

fn in_both(key: &str) -> String {
    format!("{} ({})", Language::Japanese.say(key), Language::English.say(key))
}
