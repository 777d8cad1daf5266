//! Tickets in use, at headquarters: which laptops each made nodes, and since when that is known.

use std::collections::BTreeMap;

use musubi_log::hash::Serial;
use musubi_model::enrolment::{Heard, first_heard};
use musubi_model::ids::Kind;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Desk, DeskError, now};
use crate::runtime::handle::Enrolee;

#[derive(Serialize, ToSchema)]
pub struct TicketList {
    pub now: i64,
    /// Those that were used twice first, then the newest.
    pub tickets: Vec<TicketInUse>,
}

/// One printed ticket that at least one laptop took.
#[derive(Serialize, ToSchema)]
pub struct TicketInUse {
    /// As printed on it.
    pub serial: String,
    /// `hq`, `shelter`, `patrol` or `relay`.
    pub role: String,
    pub place: String,
    pub place_name: String,
    pub letter: String,
    pub not_after: i64,
    /// Two laptops took it, and it is for one: it was copied, or a laptop began anew.
    pub used_twice: bool,
    /// The first that was heard of stands first.
    pub laptops: Vec<LaptopOfTicket>,
}

#[derive(Serialize, ToSchema)]
pub struct LaptopOfTicket {
    pub node: String,
    /// When headquarters first heard of it.
    pub heard_at: Option<i64>,
    /// Through a laptop of this place; its own where it came itself; `null` where nobody knows.
    pub via_name: Option<String>,
    /// It is cut off.
    pub cut_off: bool,
}

impl Desk {
    pub fn tickets(&self) -> Result<TicketList, DeskError> {
        let hq = self.at_hq()?;
        let heard = self.read(self.document(Kind::Desk, hq.place)?, first_heard);
        let mut by_serial: BTreeMap<Serial, Vec<Enrolee>> = BTreeMap::new();
        let enrolees = self.0.handle.status().enrolees.clone();
        for enrolee in enrolees {
            by_serial.entry(enrolee.serial).or_default().push(enrolee);
        }
        let at = |enrolee: &Enrolee| heard.get(&enrolee.node).map(|heard: &Heard| heard.at);
        let mut tickets: Vec<Vec<Enrolee>> = by_serial.into_values().collect();
        for laptops in &mut tickets {
            laptops.sort_by_key(|it| (at(it).is_none(), at(it), it.node));
        }
        tickets.sort_by_key(|laptops| {
            let newest = laptops.iter().filter_map(at).max();
            std::cmp::Reverse((laptops.len() > 1, newest, laptops[0].serial))
        });
        let tickets = tickets.iter().map(|laptops| self.ticket_in_use(laptops, &heard)).collect();
        Ok(TicketList { now: now().millis(), tickets })
    }

    /// `laptops` is not empty.
    fn ticket_in_use(
        &self,
        laptops: &[Enrolee],
        heard: &BTreeMap<musubi_model::ids::NodeKey, Heard>,
    ) -> TicketInUse {
        let first = &laptops[0];
        let laptop = |enrolee: &Enrolee| {
            let heard = heard.get(&enrolee.node);
            LaptopOfTicket {
                node: enrolee.node.to_string(),
                heard_at: heard.map(|heard| heard.at.millis()),
                via_name: heard.and_then(|heard| heard.via).map(|via| self.place_name(via)),
                cut_off: enrolee.cut_off,
            }
        };
        TicketInUse {
            serial: first.serial.to_string(),
            role: first.role.word().to_owned(),
            place: first.place.to_string(),
            place_name: self.place_name(first.place),
            letter: first.letter.to_string(),
            not_after: first.not_after.millis(),
            used_twice: laptops.len() > 1,
            laptops: laptops.iter().map(laptop).collect(),
        }
    }
}
