//! What is open at this place now: everything a coming shift must know of.
//!
//! Everybody is in it, also protected people, by id alone; what of it is shown is decided where it
//! is shown.

use std::collections::BTreeSet;

use musubi_model::handover::{Matter, MatterKind};
use musubi_model::ids::{Kind, PlaceId, RecordId};
use musubi_model::request;
use musubi_model::rollcall::calls;
use musubi_model::roster::{Rights, Roster};
use musubi_model::stay::Whereabouts;
use musubi_model::time::Timestamp;

use crate::desk::people::{person_has_clash, text};
use crate::desk::supplies;
use crate::desk::{Desk, DeskError, now};

/// More lines nobody reads.
const MATTERS_MAX: usize = 150;
/// 行き先未確認: on the way for longer than this.
const IN_TRANSIT_MS: i64 = 6 * 3_600_000;

impl Desk {
    pub(super) fn open_matters(&self) -> Result<Vec<Matter>, DeskError> {
        let place = self.enrolled()?.place;
        let now = now();
        let mut matters = self.of_laptop()?;
        matters.extend(self.of_requests(place)?);
        let people = self.document(Kind::People, place)?;
        matters.extend(of_people(&self.roster(people, Rights::Protected), place, now));
        matters.extend(self.of_staff()?);
        for call in self.read(self.own_desk()?, calls).iter().filter(|call| call.is_open()) {
            let mut matter = Matter::of(MatterKind::RollCall);
            matter.label = text(&call.call.title).and_then(line);
            matter.since = call.call.meta.observed_at;
            matters.push(matter);
        }
        for notice in self.notices()?.notices {
            let mut matter = Matter::of(MatterKind::Notice);
            matter.label = line(notice.title);
            matter.since = notice.age.map(|age| Timestamp::from_millis(age.observed_at));
            matters.push(matter);
        }
        if matters.len() > MATTERS_MAX {
            matters.truncate(MATTERS_MAX);
            matters.push(Matter::of(MatterKind::More));
        }
        Ok(matters)
    }

    fn of_laptop(&self) -> Result<Vec<Matter>, DeskError> {
        let warnings = self.sync_state()?.warnings;
        let code = |warning| match serde_json::to_value(warning) {
            Ok(serde_json::Value::String(code)) => line(code),
            _ => None,
        };
        Ok(warnings
            .into_iter()
            .map(|warning| Matter { label: code(warning), ..Matter::of(MatterKind::Laptop) })
            .collect())
    }

    fn of_requests(&self, place: PlaceId) -> Result<Vec<Matter>, DeskError> {
        let document = self.document(Kind::Place, place)?;
        let states = self.read(document, request::requests);
        let items = self.items()?;
        let open = states.iter().filter(|it| supplies::is_open(it.stage) && !it.is_complete);
        Ok(open
            .map(|state| {
                let asked = &state.request;
                let item = text(&asked.item).unwrap_or_default();
                Matter {
                    label: text(&asked.description)
                        .or_else(|| items.get(&item).and_then(|listed| listed.label.clone()))
                        .or(Some(item))
                        .and_then(line),
                    amount: asked.quantity.shown().map(|it| i64::from(*it) - state.delivered),
                    unit: text(&asked.unit).and_then(|unit| unit.parse().ok()),
                    since: asked.meta.observed_at,
                    ..Matter::of(MatterKind::Request)
                }
            })
            .collect())
    }

    fn of_staff(&self) -> Result<Vec<Matter>, DeskError> {
        let mut matters = Vec::new();
        let own = self.enrolled()?.place.to_string();
        for report in self.unverified_staff()?.reports {
            if report.place == own {
                let since = report.report.age.map(|age| Timestamp::from_millis(age.observed_at));
                let label = report
                    .name
                    .map_or(report.number.clone(), |name| format!("{} {name}", report.number));
                let matter = Matter::of(MatterKind::UnverifiedStaff);
                matters.push(Matter { label: line(label), since, ..matter });
            }
        }
        let alarms = self.staff_alarms()?;
        for member in alarms.overdue {
            matters.push(Matter {
                label: line(format!("{} {}", member.number, member.name)),
                since: Some(Timestamp::from_millis(member.due)),
                ..Matter::of(MatterKind::OverdueStaff)
            });
        }
        for one in alarms.long_shifts {
            let named = [one.number, one.name].into_iter().flatten().collect::<Vec<_>>().join(" ");
            matters.push(Matter {
                label: line(named),
                since: one.shift.on_since.map(Timestamp::from_millis),
                ..Matter::of(MatterKind::LongShift)
            });
        }
        Ok(matters)
    }
}

fn of_people(roster: &Roster, place: PlaceId, now: Timestamp) -> Vec<Matter> {
    let of =
        |kind, person: RecordId, since| Matter { person: Some(person), since, ..Matter::of(kind) };
    let mut matters = Vec::new();
    for (person, state) in roster.at(place) {
        if let Some(Whereabouts::Away { returns_at: Some(at), .. }) = state.agreed()
            && at < now
        {
            matters.push(of(MatterKind::OverdueReturn, person.id, Some(at)));
        }
    }
    for (person, state) in roster.in_transit_since(now.plus_millis(-IN_TRANSIT_MS)) {
        let since = state.whereabouts.iter().find_map(|at| match at {
            Whereabouts::InTransit { since, .. } => *since,
            _ => None,
        });
        matters.push(of(MatterKind::InTransit, person.id, since));
    }
    let moved: BTreeSet<RecordId> = roster.clashes().map(|(person, _)| person.id).collect();
    let differs = roster.persons().filter(|it| moved.contains(&it.id) || person_has_clash(it));
    matters.extend(differs.map(|person| of(MatterKind::Clash, person.id, None)));
    matters
}

/// Longer titles are cut: the sheet reminds of the matter, it does not hold it.
fn line(text: String) -> Option<musubi_model::text::Line<200>> {
    text.chars().take(200).collect::<String>().parse().ok()
}
