//! Sending a household on, its slip, and taking it back.

use std::collections::BTreeMap;

use musubi_exchange::household::HouseholdCopy;
use musubi_log::letterbox::BoxKey;
use musubi_model::facts::Facts;
use musubi_model::field::{Follows, Noted};
use musubi_model::ids::{Kind, PlaceId, RecordId};
use musubi_model::place;
use musubi_model::record::Edit;
use musubi_model::stay::{NewStay, StayKind, StayState};
use musubi_model::text::Line;
use musubi_model::transfer::{self, NewTransfer as Record, Sealed, Sent, Step};

use super::code::{self, Carried, Code};
use super::wire::{NewTransfer, TakeBack};
use crate::desk::check::Check;
use crate::desk::people::{Located, text};
use crate::desk::reception::may_leave;
use crate::desk::wire::SavedHere;
use crate::desk::{Caller, Desk, DeskError, fresh_id, noted};
use crate::sheets;

impl Desk {
    /// They leave now, and are on the way until the other place says that they came.
    pub async fn send_on(
        &self,
        caller: &Caller,
        household: &str,
        new: NewTransfer,
    ) -> Result<SavedHere, DeskError> {
        let at = self.locate(caller, household)?;
        let to: PlaceId = new.to.parse().map_err(|_| DeskError::field("to", "text.form"))?;
        if to == at.place || !self.is_known(to)? {
            return Err(DeskError::field("to", "place.unknown"));
        }
        let asked: Vec<RecordId> =
            new.persons.iter().map(|id| at.member(id)).collect::<Result<_, _>>()?;
        let persons = who_goes(&at, &asked)?;
        let mut check = Check::default();
        let with_adult: Option<Line<120>> = check.text("with_adult", new.with_adult.as_deref());
        check.done()?;
        may_leave(&at.roster, &persons, with_adult.as_ref().map(Line::as_str), caller.role)?;
        let id = fresh_id();
        let sealed = self.sealed(&at, &persons, id, to);
        let noted = noted(new.observed_at, caller.recorder());
        let document = at.document;
        let make = move |_: &Facts<'_>| {
            let mut record = Record::of(at.id, at.place, to);
            record.sealed = sealed;
            let mut edits = record.create(id, &noted)?;
            for person in persons {
                edits.extend(departure(&at, person, (id, to), with_adult.as_ref(), &noted)?);
            }
            Ok((id, edits))
        };
        self.once(document, &new.key, make).await
    }

    /// The place can be gone to: it is in the register, or somebody here has heard of it.
    fn is_known(&self, place: PlaceId) -> Result<bool, DeskError> {
        let city = self.document(Kind::City, PlaceId::CITY)?;
        let registered = self.read(city, |facts| place::register(facts).contains_key(&place));
        let status = self.0.handle.status();
        Ok(registered || status.enrolees.iter().any(|it| it.place == place))
    }

    /// `None` where the destination's key is not known here; headquarters seals it then.
    fn sealed(
        &self,
        at: &Located,
        persons: &[RecordId],
        id: RecordId,
        to: PlaceId,
    ) -> Option<Sealed> {
        let key = self.registered_key(to)?;
        let context = code::context(at.document.operation, id, to);
        let bytes = copy(at, persons)?.to_bytes();
        Sealed::new(key.seal(&context, &bytes, &mut rand::rng()))
    }

    fn registered_key(&self, place: PlaceId) -> Option<BoxKey> {
        let city = self.document(Kind::City, PlaceId::CITY).ok()?;
        let registered = self.read(city, |facts| {
            let entry = place::register(facts).remove(&place)?;
            entry.public_key.shown().copied()
        });
        Some(BoxKey::new(*registered?.bytes()))
    }

    /// The page that the family carries, as it is printed.
    pub fn transfer_slip(&self, caller: &Caller, id: &str) -> Result<String, DeskError> {
        let (at, code, sent) = self.transfer_code(caller, id)?;
        let household = at.roster.household(at.id).ok_or(DeskError::NotFound)?;
        Ok(sheets::transfer::slip(&sheets::transfer::Slip {
            drill: self.enrolled()?.drill,
            from: &self.place_name(sent.from),
            to: &self.place_name(sent.to),
            reception_no: text(&household.reception_no).as_deref(),
            persons: on_the_way(&sent).len(),
            at: sent.at,
            code: &code.to_text().unwrap_or_default(),
            is_open: matches!(code.carried, Carried::Open(_)),
        }))
    }

    /// What is on the slip. Its text always fits a symbol.
    pub(crate) fn transfer_code(
        &self,
        caller: &Caller,
        id: &str,
    ) -> Result<(Located, Code, Sent), DeskError> {
        let (at, id, sent) = self.sent_by_us(caller, id)?;
        let carried = self.carried(&at, id, &sent, &on_the_way(&sent));
        Ok((at, Code { transfer: id, from: sent.from, to: sent.to, carried }, sent))
    }

    /// As much of the household as fits.
    fn carried(&self, at: &Located, id: RecordId, sent: &Sent, persons: &[RecordId]) -> Carried {
        let Some(whole) = copy(at, persons) else { return Carried::Nothing };
        let key = self.registered_key(sent.to);
        let context = code::context(at.document.operation, id, sent.to);
        for copy in [&whole, &whole.shortened()] {
            let carried = match &key {
                Some(key) => {
                    Carried::Sealed(key.seal(&context, &copy.to_bytes(), &mut rand::rng()))
                }
                None if copy.is_protected() => Carried::Nothing,
                None => Carried::Open(copy.to_bytes()),
            };
            let code = Code { transfer: id, from: sent.from, to: sent.to, carried };
            if code.to_text().is_some() {
                return code.carried;
            }
        }
        Carried::Nothing
    }

    /// They did not go after all. Whoever arrived has arrived.
    pub async fn take_back(
        &self,
        caller: &Caller,
        id: &str,
        take: TakeBack,
    ) -> Result<SavedHere, DeskError> {
        let (at, _, sent) = self.sent_by_us(caller, id)?;
        let asked: Vec<RecordId> =
            take.persons.iter().map(|id| at.member(id)).collect::<Result<_, _>>()?;
        let going: BTreeMap<RecordId, RecordId> = sent
            .persons
            .iter()
            .filter(|(person, _)| asked.is_empty() || asked.contains(person))
            .filter_map(|(person, step)| match step {
                Step::OnTheWay { sent_by } => Some((*person, *sent_by)),
                Step::Arrived | Step::TakenBack => None,
            })
            .collect();
        let noted = noted(None, caller.recorder());
        let make = move |_: &Facts<'_>| {
            let (mut edits, mut first) = (Vec::new(), None);
            for (person, sent_by) in going {
                let mut void = NewStay::of(person, StayKind::Void, Follows::only(sent_by));
                void.target = Some(sent_by);
                let id = fresh_id();
                edits.extend(void.create(id, &noted)?);
                first.get_or_insert(id);
            }
            let first = first.ok_or(DeskError::Conflict { code: "nobody_to_move" })?;
            Ok((first, edits))
        };
        self.once(at.document, &take.key, make).await
    }

    /// A transfer of a household that the caller may see.
    fn sent_by_us(
        &self,
        caller: &Caller,
        id: &str,
    ) -> Result<(Located, RecordId, Sent), DeskError> {
        let id: RecordId = id.parse().map_err(|_| DeskError::NotFound)?;
        for place in self.places_of_people(caller)? {
            let document = self.document(Kind::People, place)?;
            // Both are read in any case: what is hidden costs what is not there costs.
            let roster = self.roster(document, self.rights(caller, place));
            let movements = self.movements(document);
            let sent = movements.sent.get(&id);
            if let Some(sent) = sent.filter(|sent| roster.household(sent.household).is_some()) {
                let at = Located { document, place, id: sent.household, roster };
                return Ok((at, id, sent.clone()));
            }
        }
        Err(DeskError::NotFound)
    }
}

pub(super) fn on_the_way(sent: &Sent) -> Vec<RecordId> {
    let going = |step: &Step| matches!(step, Step::OnTheWay { .. });
    sent.persons.iter().filter(|(_, step)| going(step)).map(|(person, _)| *person).collect()
}

/// Those who were named, or everybody; all of them must be here.
fn who_goes(at: &Located, asked: &[RecordId]) -> Result<Vec<RecordId>, DeskError> {
    let is_here = |id: &RecordId| {
        let state = at.roster.state(*id).and_then(StayState::agreed);
        transfer::may_be_sent(state)
    };
    let members = at.roster.members(at.id).map(|person| person.id);
    let going: Vec<RecordId> = match asked {
        [] => members.filter(is_here).collect(),
        asked if asked.iter().all(is_here) => asked.to_vec(),
        _ => Vec::new(),
    };
    if going.is_empty() {
        return Err(DeskError::Conflict { code: "nobody_to_move" });
    }
    Ok(going)
}

fn departure(
    at: &Located,
    person: RecordId,
    (id, to): (RecordId, PlaceId),
    with_adult: Option<&Line<120>>,
    noted: &Noted,
) -> Result<Vec<Edit>, DeskError> {
    let seen = at.roster.state(person).map_or(Follows::default(), |it| it.heads.clone());
    let mut stay = NewStay::of(person, StayKind::TransferOut, seen);
    stay.place = Some(at.place);
    stay.other_place = Some(to);
    stay.transfer = Some(id);
    stay.with_adult = with_adult.cloned();
    Ok(stay.create(fresh_id(), noted)?)
}

fn copy(at: &Located, persons: &[RecordId]) -> Option<HouseholdCopy> {
    super::copy(&at.roster, at.id, persons)
}
