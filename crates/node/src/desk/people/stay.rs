//! Check in, check out with where-to, a night elsewhere and back.

use musubi_model::facts::Facts;
use musubi_model::field::{Follows, Noted};
use musubi_model::household::ChangeHousehold;
use musubi_model::ids::{PlaceId, RecordId};
use musubi_model::record::Edit;
use musubi_model::stay::{
    NewStay as StayRecord, StayKind, StayState, WhereTo as WhereToCode, Whereabouts,
};
use musubi_model::text::{Line, Prose};
use musubi_model::time::Timestamp;

use super::Located;
use super::wire::{NewStay, Registered, StayAction, WhereTo};
use crate::desk::check::Check;
use crate::desk::reception::may_leave;
use crate::desk::wire::SavedHere;
use crate::desk::{Caller, Desk, DeskError, fresh_id, noted};

/// One action for each of several people.
struct Action {
    kind: StayKind,
    place: PlaceId,
    where_to: Option<WhereToCode>,
    other_place: Option<PlaceId>,
    returns_at: Option<Timestamp>,
    section: Option<Line<40>>,
    with_adult: Option<Line<120>>,
    note: Option<Prose<500>>,
}

impl Desk {
    pub async fn record_stay(
        &self,
        caller: &Caller,
        household: &str,
        new: NewStay,
    ) -> Result<Registered, DeskError> {
        let enrolled = self.enrolled()?;
        let at = self.locate(caller, household)?;
        let action = action(caller, &new, at.place)?;
        if action.kind == StayKind::CheckIn {
            self.takes_new(at.place)?;
        }
        let asked: Vec<RecordId> =
            new.persons.iter().map(|id| at.member(id)).collect::<Result<_, _>>()?;
        let (desk, document, household) = (self.clone(), at.document, at.id);
        let noted = noted(new.observed_at, caller.recorder());
        let (everyone, role) = (asked.is_empty(), caller.role);
        let make = move |facts: &Facts<'_>| {
            let persons = if everyone { at.all_who_can(new.action) } else { asked };
            if persons.is_empty() {
                return Err(DeskError::Conflict { code: "nobody_to_move" });
            }
            if action.leaves() {
                let adult = action.with_adult.as_ref().map(Line::as_str);
                may_leave(&at.roster, &persons, adult, role)?;
            }
            let (first, mut edits) = action.edits(&persons, &at, &noted)?;
            let unnumbered =
                at.roster.household(at.id).is_some_and(|one| one.reception_no.is_absent());
            if unnumbered && action.kind == StayKind::CheckIn {
                let number = desk.next_reception_no(at.document, enrolled.letter, facts)?;
                let change = ChangeHousehold {
                    reception_no: musubi_model::field::Change::To(number),
                    ..ChangeHousehold::default()
                };
                edits.extend(change.edits(at.id, &noted));
            }
            Ok((first, edits))
        };
        let saved = self.once(document, &new.key, make).await?;
        let of_household = SavedHere { id: household.to_string(), repeated: saved.repeated };
        Ok(self.registered(document, &of_household))
    }
}

fn action(caller: &Caller, new: &NewStay, place: PlaceId) -> Result<Action, DeskError> {
    let mut check = Check::default();
    if new.where_to == Some(WhereTo::Died) && !caller.role.may_know_deaths() {
        return Err(DeskError::NotAllowed { code: "record_death" });
    }
    if new.action == StayAction::CheckOut && new.where_to.is_none() {
        check.refuse("where_to", "record.missing");
    }
    if new.action != StayAction::CheckOut && new.where_to.is_some() {
        check.refuse("where_to", "record.misplaced");
    }
    let other = new.other_place.as_deref().filter(|other| !other.is_empty());
    let other_place = other.and_then(|other| {
        let read = other.parse::<PlaceId>();
        if read.is_err() {
            check.refuse("other_place", "text.form");
        }
        read.ok()
    });
    let note = check.text("note", new.note.as_deref());
    let section = check.text("section", new.section.as_deref());
    if new.action == StayAction::Move
        && new.section.as_deref().is_none_or(|it| it.trim().is_empty())
    {
        check.refuse("section", "record.missing");
    }
    if new.action != StayAction::OvernightAway && new.returns_at.is_some() {
        check.refuse("returns_at", "record.misplaced");
    }
    let with_adult = check.text("with_adult", new.with_adult.as_deref());
    check.done()?;
    Ok(Action {
        kind: match new.action {
            StayAction::CheckIn | StayAction::Return | StayAction::Move => StayKind::CheckIn,
            StayAction::CheckOut => StayKind::CheckOut,
            StayAction::OvernightAway => StayKind::OvernightAway,
        },
        place,
        where_to: new.where_to.map(Into::into),
        other_place,
        returns_at: new.returns_at.map(Timestamp::from_millis),
        section,
        with_adult,
        note,
    })
}

impl Action {
    /// Out of the door, alive.
    fn leaves(&self) -> bool {
        matches!(self.kind, StayKind::CheckOut | StayKind::OvernightAway)
            && self.where_to != Some(WhereToCode::Died)
    }

    /// Every event follows what its writer saw last of that person.
    fn edits(
        &self,
        persons: &[RecordId],
        at: &Located,
        noted: &Noted,
    ) -> Result<(RecordId, Vec<Edit>), DeskError> {
        let mut edits = Vec::new();
        let mut first = None;
        for person in persons {
            let seen = at.roster.state(*person).map_or(Follows::default(), |it| it.heads.clone());
            let mut record = StayRecord::of(*person, self.kind, seen);
            record.place = Some(self.place);
            record.where_to = self.where_to;
            record.other_place = self.other_place;
            record.returns_at = self.returns_at;
            record.section.clone_from(&self.section);
            record.with_adult.clone_from(&self.with_adult);
            record.note.clone_from(&self.note);
            let id = fresh_id();
            edits.extend(record.create(id, noted)?);
            first.get_or_insert(id);
        }
        let first = first.ok_or(DeskError::Conflict { code: "nobody_to_move" })?;
        Ok((first, edits))
    }
}

impl Located {
    /// Members for whom the action changes something.
    fn all_who_can(&self, action: StayAction) -> Vec<RecordId> {
        let can = |id: &RecordId| {
            let at = self.roster.state(*id).map(StayState::agreed);
            match action {
                StayAction::CheckIn => !matches!(at, Some(Some(Whereabouts::Present { .. }))),
                StayAction::Return => matches!(at, Some(Some(Whereabouts::Away { .. }))),
                StayAction::OvernightAway | StayAction::Move => {
                    matches!(at, Some(Some(Whereabouts::Present { .. })))
                }
                StayAction::CheckOut => matches!(
                    at,
                    Some(None | Some(Whereabouts::Present { .. } | Whereabouts::Away { .. }))
                ),
            }
        };
        self.roster.members(self.id).map(|person| person.id).filter(can).collect()
    }
}
