//! Who is expected in a call, as one reader may see it, and what was marked.
//!
//! While a call is open: everybody on the place's list, whoever is at work, and whoever was
//! marked. Once it is closed: whoever was marked, for then everybody is.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use musubi_model::field::Follows;
use musubi_model::ids::{Kind, PlaceId, RecordId};
use musubi_model::person::Person;
use musubi_model::rollcall::{
    Call, Called as Who, Found, Group, Marked, NewRollMark, of_evacuees, of_workers,
};
use musubi_model::roster::{Rights, Roster};
use musubi_model::shift::{Worker, worked};
use musubi_model::staff::{CanReport, members};
use musubi_model::stay::{StayState, Whereabouts};
use musubi_model::volunteer::Volunteer;

use super::wire::Called;
use crate::desk::people::{joined, text};
use crate::desk::{Desk, DeskError};

pub(super) struct Expected {
    roster: Arc<Roster>,
    evacuees: BTreeMap<RecordId, Option<Marked>>,
    workers: BTreeMap<Worker, Option<Marked>>,
    names: BTreeMap<Worker, (String, Option<String>)>,
}

impl Desk {
    pub(super) fn expected(&self, call: &Call, rights: Rights) -> Result<Expected, DeskError> {
        let place = self.enrolled()?.place;
        let (id, groups) = (call.call.id, call.groups());
        let people = self.document(Kind::People, place)?;
        let roster = self.roster(people, rights);
        let marks = self.read(people, |facts| of_evacuees(facts, &roster, id));
        let mut evacuees: BTreeMap<RecordId, Option<Marked>> =
            marks.into_iter().map(|(id, marked)| (id, Some(marked))).collect();
        let desk = self.own_desk()?;
        let marks = self.read(desk, |facts| of_workers(facts, id));
        let mut workers: BTreeMap<Worker, Option<Marked>> =
            marks.into_iter().map(|(worker, marked)| (worker, Some(marked))).collect();
        if call.is_open() {
            if groups.contains(&Group::Evacuees) {
                for (person, _) in roster.at(place) {
                    evacuees.entry(person.id).or_default();
                }
            }
            for worker in self.at_work(place, &groups)? {
                workers.entry(worker).or_default();
            }
        }
        let names = self.worker_names(workers.keys())?;
        Ok(Expected { roster, evacuees, workers, names })
    }

    /// Volunteers and staff whose shift goes on, and staff whose newest report, taken here, says
    /// that they arrived.
    fn at_work(
        &self,
        place: PlaceId,
        groups: &BTreeSet<Group>,
    ) -> Result<BTreeSet<Worker>, DeskError> {
        let on = self.read(self.own_desk()?, worked).into_iter();
        let mut at_work: BTreeSet<Worker> = on
            .filter(|(_, worked)| worked.on_since().is_some())
            .map(|(worker, _)| worker)
            .collect();
        let arrived = self.known_from(&[place])?.into_iter().filter(|known| {
            let report = known.report.as_ref();
            report.and_then(|it| it.can_report.shown()) == Some(&CanReport::Arrived)
        });
        at_work.extend(
            arrived.filter_map(|known| known.member.staff_no.shown().cloned()).map(Worker::Staff),
        );
        at_work.retain(|worker| {
            groups.contains(match worker {
                Worker::Volunteer(_) => &Group::Volunteers,
                Worker::Staff(_) => &Group::Staff,
            })
        });
        Ok(at_work)
    }

    fn worker_names<'a>(
        &self,
        workers: impl Iterator<Item = &'a Worker>,
    ) -> Result<BTreeMap<Worker, (String, Option<String>)>, DeskError> {
        let roster = self.read(self.document(Kind::City, PlaceId::CITY)?, members);
        let volunteers: BTreeMap<RecordId, Volunteer> = self.read(self.own_desk()?, |facts| {
            Volunteer::all(facts).map(|one| (one.id, one)).collect()
        });
        let name = |worker: &Worker| match worker {
            Worker::Volunteer(id) => {
                let one = volunteers.get(id);
                let name = one.and_then(|one| text(&one.name)).unwrap_or_default();
                (name, one.and_then(|one| text(&one.kana)))
            }
            Worker::Staff(number) => {
                let member = roster.get(number);
                let name = member.and_then(|member| text(&member.name)).unwrap_or_default();
                (name, member.and_then(|member| text(&member.kana)))
            }
        };
        Ok(workers.map(|worker| (worker.clone(), name(worker))).collect())
    }
}

impl Expected {
    pub(super) fn has(&self, who: &Who) -> bool {
        match who {
            Who::Evacuee(id) => self.evacuees.contains_key(id),
            Who::Worker(worker) => self.workers.contains_key(worker),
        }
    }

    /// A mark that follows those seen here.
    pub(super) fn mark(&self, who: &Who, call: RecordId, found: Found) -> NewRollMark {
        let marked = match who {
            Who::Evacuee(id) => self.evacuees.get(id),
            Who::Worker(worker) => self.workers.get(worker),
        };
        let seen =
            marked.and_then(Option::as_ref).map_or(Follows::default(), |it| it.heads.clone());
        who.mark(call, found, seen)
    }

    /// Of whom nothing is said yet and nothing is known.
    pub(super) fn unmarked(&self) -> impl Iterator<Item = Who> + '_ {
        self.rest().filter(|(_, found)| *found == Found::NotFound).map(|(who, _)| who)
    }

    /// Everybody without a mark that holds, with the mark that the end of the call gives them.
    pub(super) fn rest(&self) -> impl Iterator<Item = (Who, Found)> + '_ {
        let is_open = |marked: &Option<Marked>| {
            marked.as_ref().is_none_or(|it| !it.is_clash() && it.agreed().is_none())
        };
        let evacuees = self.evacuees.iter().filter(move |(_, marked)| is_open(marked));
        let workers = self.workers.iter().filter(move |(_, marked)| is_open(marked));
        let known = |id: &RecordId| {
            if self.is_known_away(*id) { Found::Away } else { Found::NotFound }
        };
        evacuees
            .map(move |(id, _)| (Who::Evacuee(*id), known(id)))
            .chain(workers.map(|(worker, _)| (Who::Worker(worker.clone()), Found::NotFound)))
    }

    /// Evacuees of this call whom the typed text means.
    pub(super) fn search(&self, typed: &str) -> Vec<String> {
        let found = self.roster.search(typed).into_iter();
        found
            .map(|one| one.id)
            .filter(|id| self.evacuees.contains_key(id))
            .map(|id| id.to_string())
            .collect()
    }

    /// Evacuees, volunteers, staff: each by reading.
    pub(super) fn listed(&self) -> (Vec<Called>, Vec<Called>, Vec<Called>) {
        let mut evacuees: Vec<Called> = self
            .evacuees
            .iter()
            .filter_map(|(id, marked)| {
                Some(self.evacuee(self.roster.person(*id)?, marked.as_ref()))
            })
            .collect();
        let (mut volunteers, mut staff) = (Vec::new(), Vec::new());
        for (worker, marked) in &self.workers {
            let one = self.worker(worker, marked.as_ref());
            match worker {
                Worker::Volunteer(_) => volunteers.push(one),
                Worker::Staff(_) => staff.push(one),
            }
        }
        for list in [&mut evacuees, &mut volunteers, &mut staff] {
            list.sort_by_cached_key(|one| {
                (one.kana.clone().unwrap_or_else(|| one.name.clone()), one.id.clone())
            });
        }
        (evacuees, volunteers, staff)
    }

    fn evacuee(&self, person: &Person, marked: Option<&Marked>) -> Called {
        let household = person.household.shown().and_then(|id| self.roster.household(*id));
        let kana = joined(&person.kana_family, &person.kana_given);
        let section = self.roster.stays(person.id).filter_map(|stay| text(&stay.section)).last();
        Called {
            name: joined(&person.family, &person.given),
            kana: (!kana.is_empty()).then_some(kana),
            number: household.and_then(|household| text(&household.reception_no)),
            section,
            known_away: self.is_known_away(person.id),
            ..called(person.id.to_string(), marked)
        }
    }

    fn worker(&self, worker: &Worker, marked: Option<&Marked>) -> Called {
        let (id, number) = match worker {
            Worker::Volunteer(id) => (id.to_string(), None),
            Worker::Staff(number) => (number.as_str().to_owned(), Some(number.as_str().to_owned())),
        };
        let (name, kana) = self.names.get(worker).cloned().unwrap_or_default();
        Called { name, kana, number, ..called(id, marked) }
    }

    fn is_known_away(&self, person: RecordId) -> bool {
        let at = self.roster.state(person).and_then(StayState::agreed);
        matches!(at, Some(Whereabouts::Away { .. }))
    }
}

fn called(id: String, marked: Option<&Marked>) -> Called {
    Called {
        id,
        name: String::new(),
        kana: None,
        number: None,
        section: None,
        found: marked.and_then(Marked::agreed).map(Into::into),
        disputed: marked.is_some_and(Marked::is_clash),
        known_away: false,
        marked_at: marked
            .and_then(|it| it.meta.observed_at)
            .map(musubi_model::time::Timestamp::millis),
    }
}
