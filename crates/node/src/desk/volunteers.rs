//! Volunteers of this place, and shifts of theirs and of the city's staff.
//!
//! Invariants: everything stands in the place's own document `desk`; a tap is an event and never
//! edited, a mistaken one is voided; hours are computed.

pub mod wire;

use std::collections::BTreeMap;

use musubi_model::facts::Facts;
use musubi_model::field::Change;
use musubi_model::ids::{DocumentId, Kind, PlaceId, RecordId};
use musubi_model::scanned::Scanned;
use musubi_model::shift::{NewShiftEvent, ShiftEvent, ShiftKind, Worked, Worker, worked};
use musubi_model::staff::{StaffNo, members, staff_no};
use musubi_model::time::Timestamp;
use musubi_model::token::ClaimCode;
use musubi_model::volunteer::{
    ChangeVolunteer as VolunteerChange, NewVolunteer as VolunteerRecord, Volunteer as Held,
};

use super::check::Check;
use super::people::text;
use super::wire::SavedHere;
use super::{Caller, Desk, DeskError, chance, fresh_id, noted, now};
use wire::{
    ChangeVolunteer, NewVolunteer, ShiftAction, ShiftNow, ShiftTapped, StaffOnShift, TakeTapBack,
    TapShift, Volunteer, VolunteerJoined, VolunteerList,
};

impl Desk {
    pub(crate) fn own_desk(&self) -> Result<DocumentId, DeskError> {
        self.document(Kind::Desk, self.enrolled()?.place)
    }

    /// Those at work first, then by reading.
    pub fn volunteers(&self) -> Result<VolunteerList, DeskError> {
        let now = now();
        let (held, worked) = self.read(self.own_desk()?, |facts| {
            (Held::all(facts).collect::<Vec<Held>>(), worked(facts))
        });
        let mut volunteers: Vec<Volunteer> =
            held.iter().map(|one| volunteer(one, &worked, now)).collect();
        volunteers.sort_by_cached_key(|one| {
            let reading = one.kana.clone().unwrap_or_else(|| one.name.clone());
            (one.shift.on_since.is_none(), one.left, reading, one.id.clone())
        });
        let roster = self.read(self.document(Kind::City, PlaceId::CITY)?, members);
        let mut staff: Vec<StaffOnShift> = worked
            .iter()
            .filter_map(|(worker, worked)| match worker {
                Worker::Staff(no) => Some((no, worked)),
                Worker::Volunteer(_) => None,
            })
            .map(|(no, worked)| StaffOnShift {
                number: no.as_str().to_owned(),
                name: roster.get(no).and_then(|member| text(&member.name)),
                shift: shift(Some(worked), now),
            })
            .collect();
        staff.sort_by_key(|one| (one.shift.on_since.is_none(), one.number.clone()));
        Ok(VolunteerList { volunteers, staff })
    }

    pub async fn join_volunteer(
        &self,
        caller: &Caller,
        new: NewVolunteer,
    ) -> Result<VolunteerJoined, DeskError> {
        let document = self.own_desk()?;
        let mut check = Check::default();
        let name = check.needed("name", &new.name);
        let kana = check.text("kana", new.kana.as_deref());
        let phone = check.text("phone", new.phone.as_deref());
        let remark = check.text("remark", new.remark.as_deref());
        check.done()?;
        let name = name.ok_or_else(|| DeskError::field("name", "text.empty"))?;
        let mut record = VolunteerRecord::of(name, ClaimCode::mint(chance()));
        record.kana = kana;
        record.phone = phone;
        record.remark = remark;
        record.skills = new.skills.into_iter().map(Into::into).collect();
        let noted = noted(None, caller.recorder());
        let make = move |_: &Facts<'_>| {
            let id = fresh_id();
            let mut edits = record.create(id, &noted)?;
            if new.begin {
                let tap = Worker::Volunteer(id).event(ShiftKind::In);
                edits.extend(tap.create(fresh_id(), &noted)?);
            }
            Ok((id, edits))
        };
        let saved = self.once(document, &new.key, make).await?;
        let id: RecordId = saved.id.parse().map_err(|_| DeskError::NotFound)?;
        let held = self.held_volunteer(document, id).ok_or(DeskError::NotFound)?;
        let card = text(&held.card).unwrap_or_default();
        Ok(VolunteerJoined { id: saved.id, card, repeated: saved.repeated })
    }

    pub async fn change_volunteer(
        &self,
        caller: &Caller,
        id: &str,
        change: ChangeVolunteer,
    ) -> Result<SavedHere, DeskError> {
        let document = self.own_desk()?;
        let id: RecordId = id.parse().map_err(|_| DeskError::NotFound)?;
        let held = self.held_volunteer(document, id).ok_or(DeskError::NotFound)?;
        if held.left.is_only(&change.left) || (!change.left && held.left.is_absent()) {
            return Ok(SavedHere { id: id.to_string(), repeated: true });
        }
        let edit = VolunteerChange { left: Change::To(change.left), ..VolunteerChange::default() };
        self.write(document, id, edit.edits(id, &noted(None, caller.recorder()))).await
    }

    /// Begins or ends a shift.
    pub async fn tap_shift(
        &self,
        caller: &Caller,
        tap: TapShift,
    ) -> Result<ShiftTapped, DeskError> {
        let document = self.own_desk()?;
        let worker = self.worker(document, &tap)?;
        let noted = noted(None, caller.recorder());
        let make = move |facts: &Facts<'_>| {
            let is_on =
                worked(facts).get(&worker).is_some_and(|worked| worked.on_since().is_some());
            let kind = match tap.action {
                Some(ShiftAction::Begin) if is_on => {
                    return Err(DeskError::Conflict { code: "shift_begun" });
                }
                Some(ShiftAction::End) if !is_on => {
                    return Err(DeskError::Conflict { code: "shift_ended" });
                }
                Some(ShiftAction::End) => ShiftKind::Out,
                None if is_on => ShiftKind::Out,
                Some(ShiftAction::Begin) | None => ShiftKind::In,
            };
            let id = fresh_id();
            Ok((id, worker.event(kind).create(id, &noted)?))
        };
        let saved = self.once(document, &tap.key, make).await?;
        self.tapped(document, &saved)
    }

    /// What was tapped by mistake did not happen.
    pub async fn take_tap_back(
        &self,
        caller: &Caller,
        id: &str,
        take: TakeTapBack,
    ) -> Result<SavedHere, DeskError> {
        let document = self.own_desk()?;
        let id: RecordId = id.parse().map_err(|_| DeskError::NotFound)?;
        let noted = noted(None, caller.recorder());
        let make = move |facts: &Facts<'_>| {
            let worker = ShiftEvent::all(facts)
                .find(|event| event.id == id && event.kind.shown() != Some(&ShiftKind::Void))
                .and_then(|event| Worker::of(&event, facts))
                .ok_or(DeskError::NotFound)?;
            let mut void: NewShiftEvent = worker.event(ShiftKind::Void);
            void.target = Some(id);
            let fresh = fresh_id();
            Ok((fresh, void.create(fresh, &noted)?))
        };
        self.once(document, &take.key, make).await
    }

    fn held_volunteer(&self, document: DocumentId, id: RecordId) -> Option<Held> {
        self.read(document, |facts| Held::all(facts).find(|one| one.id == id))
    }

    fn worker(&self, document: DocumentId, tap: &TapShift) -> Result<Worker, DeskError> {
        if let Some(id) = tap.volunteer.as_deref().filter(|id| !id.is_empty()) {
            let id: RecordId = id.parse().map_err(|_| DeskError::NotFound)?;
            let held = self.held_volunteer(document, id).ok_or(DeskError::NotFound)?;
            return Ok(Worker::Volunteer(held.id));
        }
        let typed = tap.text.as_deref().unwrap_or_default();
        self.scanned(document, typed)?.ok_or(DeskError::NotFound)
    }

    /// Whose card or number it is; `None`: nobody's who is known here.
    pub(crate) fn scanned(
        &self,
        document: DocumentId,
        typed: &str,
    ) -> Result<Option<Worker>, DeskError> {
        if let Some(Scanned::ClaimCode(card)) = Scanned::read(typed) {
            let held = self.read(document, |facts| {
                Held::all(facts).find(|one| one.card.known().any(|held| *held == card))
            });
            if let Some(held) = held {
                return Ok(Some(Worker::Volunteer(held.id)));
            }
        }
        let Ok(number) = staff_no(typed) else { return Ok(None) };
        let roster = self.read(self.document(Kind::City, PlaceId::CITY)?, members);
        Ok(roster.contains_key(&number).then_some(Worker::Staff(number)))
    }

    fn tapped(&self, document: DocumentId, saved: &SavedHere) -> Result<ShiftTapped, DeskError> {
        let id: RecordId = saved.id.parse().map_err(|_| DeskError::NotFound)?;
        let found = self.read(document, |facts| {
            let event = ShiftEvent::all(facts).find(|event| event.id == id)?;
            Some((Worker::of(&event, facts)?, *event.kind.shown()?))
        });
        let (worker, kind) = found.ok_or(DeskError::NotFound)?;
        let (name, number) = self.worker_name(document, &worker)?;
        let action = if kind == ShiftKind::In { ShiftAction::Begin } else { ShiftAction::End };
        Ok(ShiftTapped { id: saved.id.clone(), name, number, action, repeated: saved.repeated })
    }

    /// Name and, of staff, number.
    pub(crate) fn worker_name(
        &self,
        document: DocumentId,
        worker: &Worker,
    ) -> Result<(Option<String>, Option<String>), DeskError> {
        Ok(match worker {
            Worker::Volunteer(id) => {
                (self.held_volunteer(document, *id).and_then(|one| text(&one.name)), None)
            }
            Worker::Staff(number) => (self.staff_name(number)?, Some(number.as_str().to_owned())),
        })
    }

    fn staff_name(&self, number: &StaffNo) -> Result<Option<String>, DeskError> {
        let roster = self.read(self.document(Kind::City, PlaceId::CITY)?, members);
        Ok(roster.get(number).and_then(|member| text(&member.name)))
    }

    /// What stands on their card.
    pub(crate) fn volunteer_card(&self, id: &str) -> Result<String, DeskError> {
        let id: RecordId = id.parse().map_err(|_| DeskError::NotFound)?;
        let held = self.held_volunteer(self.own_desk()?, id).ok_or(DeskError::NotFound)?;
        text(&held.card).ok_or(DeskError::NotFound)
    }
}

fn volunteer(held: &Held, worked: &BTreeMap<Worker, Worked>, now: Timestamp) -> Volunteer {
    Volunteer {
        id: held.id.to_string(),
        name: text(&held.name).unwrap_or_default(),
        kana: text(&held.kana),
        phone: text(&held.phone),
        skills: held.skills.set().map(|skill| (*skill).into()).collect(),
        remark: text(&held.remark),
        card: text(&held.card).unwrap_or_default(),
        left: held.left.shown() == Some(&true),
        shift: shift(worked.get(&Worker::Volunteer(held.id)), now),
    }
}

pub(crate) fn shift(worked: Option<&Worked>, now: Timestamp) -> ShiftNow {
    let Some(worked) = worked else { return ShiftNow::default() };
    let minutes = |millis: i64| u32::try_from(millis / 60_000).unwrap_or(u32::MAX);
    ShiftNow {
        on_since: worked.on_since().map(Timestamp::millis),
        today_minutes: minutes(worked.today_millis(now)),
        all_minutes: minutes(worked.all_millis(now)),
        tired: worked.is_tired(now),
    }
}
