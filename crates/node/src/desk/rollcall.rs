//! 点呼 at this place: opened, marked at several laptops at once, closed with a sign.
//!
//! Invariants: evacuees are listed and marked through a `Roster` made for the caller's rights, and
//! whoever is not on it is nobody; where the list is partial there is no total of it. When a call
//! is closed, whoever nobody marked is noted as not found, those whom the caller does not see too,
//! so that a manager finds them on the closed sheet.

pub mod wire;

mod expected;

use std::collections::BTreeMap;

use musubi_model::facts::Facts;
use musubi_model::field::Noted;
use musubi_model::ids::{DocumentId, Kind, RecordId};
use musubi_model::record::Edit;
use musubi_model::rollcall::{
    Call, Called as Who, Found, NewRollCall as CallRecord, NewRollEnd as EndRecord, RollEnd, calls,
};
use musubi_model::roster::Rights;
use musubi_model::shift::Worker;
use musubi_model::staff::staff_no;

use super::check::Check;
use super::people::text;
use super::wire::SavedHere;
use super::{Caller, Desk, DeskError, fresh_id, noted};
use wire::{
    Called, CloseRollCall, FindCalled, FoundCalled, MarkCalled, NewRollCall, RollCall, RollCallEnd,
    RollCallHead, RollCallList, RollFound, RollGroup, RollNumbers,
};

/// A household.
const IDS_MAX: usize = 30;
/// Marks written in one commit at the end of a call.
const MARKS_PER_COMMIT: usize = 100;

impl Desk {
    pub fn roll_calls(&self) -> Result<RollCallList, DeskError> {
        let held = self.read(self.own_desk()?, calls);
        let calls = held.iter().map(|call| self.call_head(call)).collect::<Result<_, _>>()?;
        Ok(RollCallList { calls })
    }

    pub async fn open_roll_call(
        &self,
        caller: &Caller,
        new: NewRollCall,
    ) -> Result<SavedHere, DeskError> {
        let mut check = Check::default();
        let title = check.needed("title", &new.title);
        if new.groups.is_empty() {
            check.refuse("groups", "record.missing");
        }
        check.done()?;
        let title = title.ok_or_else(|| DeskError::field("title", "text.empty"))?;
        let mut record = CallRecord::of(title);
        record.groups = new.groups.into_iter().map(Into::into).collect();
        let noted = noted(None, caller.recorder());
        let make = move |_: &Facts<'_>| {
            let id = fresh_id();
            Ok((id, record.create(id, &noted)?))
        };
        self.once(self.own_desk()?, &new.key, make).await
    }

    pub fn roll_call(&self, caller: &Caller, id: &str) -> Result<RollCall, DeskError> {
        let call = self.call(id)?;
        let rights = self.rights(caller, self.enrolled()?.place);
        let expected = self.expected(&call, rights)?;
        let is_partial = rights != Rights::Protected;
        let (evacuees, volunteers, staff) = expected.listed();
        let workers = volunteers.iter().chain(&staff);
        Ok(RollCall {
            head: self.call_head(&call)?,
            is_partial,
            evacuee_numbers: (!is_partial).then(|| numbers(evacuees.iter())),
            worker_numbers: numbers(workers),
            evacuees,
            volunteers,
            staff,
        })
    }

    /// Whom a name, a number or a card means, among those the caller sees on this call.
    pub fn find_called(
        &self,
        caller: &Caller,
        id: &str,
        find: &FindCalled,
    ) -> Result<FoundCalled, DeskError> {
        let call = self.call(id)?;
        let expected = self.expected(&call, self.rights(caller, self.enrolled()?.place))?;
        let typed = find.text.trim();
        let worker = self.scanned(self.own_desk()?, typed)?.map(Who::Worker);
        if let Some(worker) = worker.filter(|it| expected.has(it)) {
            let (group, id) = name_of(&worker);
            return Ok(FoundCalled { group: Some(group), ids: vec![id] });
        }
        let ids = expected.search(typed);
        Ok(FoundCalled { group: (!ids.is_empty()).then_some(RollGroup::Evacuees), ids })
    }

    pub async fn mark_called(
        &self,
        caller: &Caller,
        id: &str,
        mark: MarkCalled,
    ) -> Result<SavedHere, DeskError> {
        let call = self.call(id)?;
        if !call.is_open() {
            return Err(DeskError::Conflict { code: "call_closed" });
        }
        if mark.ids.is_empty() || mark.ids.len() > IDS_MAX {
            return Err(DeskError::field("ids", "record.too_many"));
        }
        let expected = self.expected(&call, self.rights(caller, self.enrolled()?.place))?;
        let mut who = Vec::with_capacity(mark.ids.len());
        for id in &mark.ids {
            let one = named(mark.group, id).filter(|one| expected.has(one));
            who.push(one.ok_or(DeskError::NotFound)?);
        }
        let document = match mark.group {
            RollGroup::Evacuees => self.document(Kind::People, self.enrolled()?.place)?,
            RollGroup::Volunteers | RollGroup::Staff => self.own_desk()?,
        };
        let (found, call) = (Found::from(mark.found), call.call.id);
        let noted = noted(None, caller.recorder());
        let make = move |_: &Facts<'_>| {
            let (mut first, mut edits) = (None, Vec::new());
            for one in &who {
                let id = fresh_id();
                edits.extend(expected.mark(one, call, found).create(id, &noted)?);
                first.get_or_insert(id);
            }
            Ok((first.ok_or(DeskError::NotFound)?, edits))
        };
        self.once(document, &mark.key, make).await
    }

    pub async fn close_roll_call(
        &self,
        caller: &Caller,
        id: &str,
        close: CloseRollCall,
    ) -> Result<SavedHere, DeskError> {
        let call = self.call(id)?;
        let mut check = Check::default();
        let signed = check.needed("signed", &close.signed);
        let note = check.text("note", close.note.as_deref());
        check.done()?;
        let signed = signed.ok_or_else(|| DeskError::field("signed", "text.empty"))?;
        let document = self.own_desk()?;
        let noted = noted(None, caller.recorder());
        if call.is_open() {
            // Of what the caller sees: nobody learns here of whom they do not.
            let seen = self.expected(&call, self.rights(caller, self.enrolled()?.place))?;
            if !close.rest_not_found && seen.unmarked().next().is_some() {
                return Err(DeskError::Conflict { code: "call_unmarked" });
            }
            self.mark_rest(&call, &noted).await?;
        }
        let mut record = EndRecord::of(call.call.id, signed);
        record.note = note;
        let make = move |facts: &Facts<'_>| {
            let ended = calls(facts).iter().any(|it| it.call.id == call.call.id && !it.is_open());
            if ended {
                return Err(DeskError::Conflict { code: "call_closed" });
            }
            let id = fresh_id();
            Ok((id, record.create(id, &noted)?))
        };
        self.once(document, &close.key, make).await
    }

    /// Everybody, also whom the caller does not see.
    async fn mark_rest(&self, call: &Call, noted: &Noted) -> Result<(), DeskError> {
        let expected = self.expected(call, Rights::Protected)?;
        let people = self.document(Kind::People, self.enrolled()?.place)?;
        let desk = self.own_desk()?;
        let mut edits: BTreeMap<DocumentId, Vec<Vec<Edit>>> = BTreeMap::new();
        for (who, found) in expected.rest() {
            let document = if matches!(who, Who::Evacuee(_)) { people } else { desk };
            let mark = expected.mark(&who, call.call.id, found).create(fresh_id(), noted)?;
            edits.entry(document).or_default().push(mark);
        }
        for (document, marks) in edits {
            for part in marks.chunks(MARKS_PER_COMMIT) {
                self.0.handle.commit(document, part.concat()).await?;
            }
        }
        Ok(())
    }

    fn call(&self, id: &str) -> Result<Call, DeskError> {
        let id: RecordId = id.parse().map_err(|_| DeskError::NotFound)?;
        let held = self.read(self.own_desk()?, calls);
        held.into_iter().find(|call| call.call.id == id).ok_or(DeskError::NotFound)
    }

    fn call_head(&self, call: &Call) -> Result<RollCallHead, DeskError> {
        let mut ends = call.ends.iter().map(end);
        Ok(RollCallHead {
            id: call.call.id.to_string(),
            title: text(&call.call.title).unwrap_or_default(),
            groups: call.groups().into_iter().map(Into::into).collect(),
            opened_at: call.call.meta.observed_at.map(musubi_model::time::Timestamp::millis),
            opened_by: self.recorder_name(&call.call.meta)?,
            closed: ends.next(),
            also_closed_by: ends.collect(),
        })
    }
}

fn end(end: &RollEnd) -> RollCallEnd {
    RollCallEnd {
        at: end.meta.observed_at.map(musubi_model::time::Timestamp::millis),
        signed: text(&end.signed).unwrap_or_default(),
        note: text(&end.note),
    }
}

fn named(group: RollGroup, id: &str) -> Option<Who> {
    Some(match group {
        RollGroup::Evacuees => Who::Evacuee(id.parse().ok()?),
        RollGroup::Volunteers => Who::Worker(Worker::Volunteer(id.parse().ok()?)),
        RollGroup::Staff => Who::Worker(Worker::Staff(staff_no(id).ok()?)),
    })
}

fn name_of(who: &Who) -> (RollGroup, String) {
    match who {
        Who::Evacuee(id) => (RollGroup::Evacuees, id.to_string()),
        Who::Worker(Worker::Volunteer(id)) => (RollGroup::Volunteers, id.to_string()),
        Who::Worker(Worker::Staff(number)) => (RollGroup::Staff, number.as_str().to_owned()),
    }
}

fn numbers<'a>(called: impl Iterator<Item = &'a Called>) -> RollNumbers {
    let mut numbers = RollNumbers::default();
    for one in called {
        numbers.expected += 1;
        match (one.found, one.known_away) {
            (Some(RollFound::Found), _) => numbers.found += 1,
            (Some(RollFound::NotFound), _) => numbers.not_found += 1,
            (Some(RollFound::Away), _) | (None, true) => numbers.away += 1,
            (Some(RollFound::Unmarked) | None, _) => numbers.open += 1,
        }
    }
    numbers
}
