//! What a family carries to the next place: where from, where to, and the code that its reception reads.
//!
//! No name stands on it, and nothing that tells one family's slip from another's but the reception
//! number.

use maud::html;
use musubi_model::time::Timestamp;

use super::{both, document, fact, head, qr, steps};

pub(crate) struct Slip<'a> {
    pub(crate) drill: bool,
    pub(crate) from: &'a str,
    pub(crate) to: &'a str,
    pub(crate) reception_no: Option<&'a str>,
    pub(crate) persons: usize,
    pub(crate) at: Option<Timestamp>,
    pub(crate) code: &'a str,
    /// Whoever reads the code reads the family's data.
    pub(crate) is_open: bool,
}

pub(crate) fn slip(slip: &Slip<'_>) -> String {
    let body = html! {
        section.page {
            (head("slip-title", None))
            @if slip.drill { (both("slip-drill")) }
            div.top {
                div.code.wide { (qr(slip.code)) }
                div {
                    dl {
                        (fact("slip-from", slip.from))
                        (fact("slip-to", slip.to))
                        @if let Some(number) = slip.reception_no { (fact("slip-number", number)) }
                        (fact("slip-persons", &slip.persons.to_string()))
                        @if let Some(at) = slip.at { (fact("slip-at", &super::people::minute(at))) }
                    }
                }
            }
            (steps(&["slip-step-show", "slip-step-manager", "slip-step-without"]))
            @if slip.is_open { (both("slip-open")) }
        }
    };
    document("slip-title", &body)
}
