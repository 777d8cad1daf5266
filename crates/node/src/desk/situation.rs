//! 被害状況・避難所状況報告: what headquarters knows of every place at this moment, for a sheet of paper.
//!
//! Invariants: the numbers are those of the overview, each with its age; people in shelters and people
//! known outside them are two numbers; what is unknown is said to be, and is never 0. Nobody's name is
//! on it.

use musubi_model::ids::PlaceId;

use super::hq::{Overview, OverviewPlace};
use super::places::wire::Opening;
use super::staff::wire::Department;
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

/// All that stands on the paper.
pub(crate) struct Report {
    pub(crate) overview: Overview,
    pub(crate) states: States,
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
        Ok(Report {
            states: States::of(&overview.places, overview.never_heard.len()),
            staff: self.staff_summary()?.all,
            overview,
        })
    }
}

impl States {
    fn of(places: &[OverviewPlace], silent: usize) -> Self {
        let silent = u32::try_from(silent).unwrap_or(u32::MAX);
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
