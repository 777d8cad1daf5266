//! 被害状況・避難所状況報告: what headquarters knows of every place at this moment, for a sheet of paper.
//!
//! Invariants: the numbers are those of the overview, each with its age; people in shelters and people
//! known outside them are two numbers; what is unknown is said to be, and is never 0. Nobody's name is
//! on it.

use std::collections::BTreeMap;

use musubi_model::ids::{Kind, PlaceId};
use musubi_model::request;

use super::hq::{Overview, OverviewPlace};
use super::places::wire::{Opening, Situation, Usable};
use super::staff::wire::Department;
use super::supplies::{self, wire::Urgency};
use super::{Desk, DeskError, now};
use crate::sheets::situation as sheet;

/// How many places are in which state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct States {
    pub(crate) open: u32,
    pub(crate) not_open: u32,
    pub(crate) closed: u32,
    /// They said something, and not whether they are open.
    pub(crate) unknown: u32,
    /// In the register, and never heard of.
    pub(crate) silent: u32,
}

/// 電気, ガス, 上水道, 下水道, 電話, 通信. `None`: nobody said.
pub(crate) type Lifelines = [Option<Usable>; 6];

/// All that stands on the paper.
pub(crate) struct Report {
    pub(crate) overview: Overview,
    pub(crate) states: States,
    /// By the ids of places that reported any.
    pub(crate) lifelines: BTreeMap<String, Lifelines>,
    /// Open requests; without an urgency last.
    pub(crate) requests: Vec<(Option<Urgency>, u32)>,
    pub(crate) staff: Department,
}

impl Desk {
    /// At headquarters only.
    pub fn situation_paper(&self) -> Result<String, DeskError> {
        let enrolled = self.at_hq()?;
        let report = self.situation_report(enrolled.place)?;
        let head = sheet::Head {
            operation: enrolled.operation.to_string(),
            drill: enrolled.drill,
            at: now(),
        };
        Ok(sheet::situation(&head, &report))
    }

    fn situation_report(&self, own: PlaceId) -> Result<Report, DeskError> {
        let mut overview = self.overview()?;
        // Headquarters itself is no shelter, unless somebody counted or opened it.
        let own = own.to_string();
        overview.places.retain(|place| {
            place.id != own || place.in_shelter.value.is_some() || place.opening.is_some()
        });
        let situations = self.words()?.into_iter();
        let lifelines =
            situations.filter_map(|(id, word)| Some((id.to_string(), lifelines(&word.situation?))));
        Ok(Report {
            states: States::of(&overview.places, overview.silent_places),
            lifelines: lifelines.collect(),
            requests: self.requests_by_urgency()?,
            staff: self.staff_summary()?.all,
            overview,
        })
    }

    fn requests_by_urgency(&self) -> Result<Vec<(Option<Urgency>, u32)>, DeskError> {
        let all = [Some(Urgency::Now), Some(Urgency::Today), Some(Urgency::Days), None];
        let mut counted = all.map(|urgency| (urgency, 0));
        for place in self.owners(Kind::Place)? {
            let states = self.read(self.document(Kind::Place, place)?, request::requests);
            for state in states.iter().filter(|it| supplies::is_open(it.stage) && !it.is_complete) {
                let said = state.request.urgency.shown().map(|urgency| Urgency::from(*urgency));
                let known = counted.iter_mut().find(|(urgency, _)| *urgency == said);
                known.expect("every urgency is there").1 += 1;
            }
        }
        Ok(counted.to_vec())
    }
}

impl States {
    fn of(places: &[OverviewPlace], silent: u32) -> Self {
        let mut states = Self { silent, ..Self::default() };
        for place in places {
            let state = match place.opening {
                Some(Opening::Open | Opening::Permanent) => &mut states.open,
                Some(Opening::NotOpen) => &mut states.not_open,
                Some(Opening::Closed) => &mut states.closed,
                Some(Opening::Unknown) | None => &mut states.unknown,
            };
            *state += 1;
        }
        states
    }
}

fn lifelines(of: &Situation) -> Lifelines {
    [of.electricity, of.gas, of.water, of.sewer, of.telephone, of.network]
}
