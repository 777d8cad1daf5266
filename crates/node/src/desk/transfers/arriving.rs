//! Taking a household in that another place sent: by what was announced, by the code on their slip,
//! or by the number on it once they are registered.

use std::collections::BTreeSet;
use std::sync::Arc;

use musubi_exchange::household::{HouseholdCopy, PersonCopy};
use musubi_model::facts::Facts;
use musubi_model::field::{Follows, Noted};
use musubi_model::ids::{DocumentId, Kind, PlaceId, RecordId};
use musubi_model::person::Sex;
use musubi_model::record::Edit;
use musubi_model::roster::Rights;
use musubi_model::stay::{NewStay, StayKind};
use musubi_model::time::Timestamp;
use musubi_model::token::ReceptionNo;
use musubi_model::transfer::OVERDUE_MS;

use super::code::{Carried, Code};
use super::wire::{ArrivingFamily, ExpectedTransfer, ReadTransfer, TakeIn, TransferPerson};
use crate::desk::people::Located;
use crate::desk::people::wire::Registered;
use crate::desk::wire::Age;
use crate::desk::{Caller, Desk, DeskError, fresh_id, noted};

/// Who may stand here, as far as it is known.
struct Family {
    id: RecordId,
    from: PlaceId,
    /// `None`: the number alone is known.
    copy: Option<Arc<HouseholdCopy>>,
}

impl Desk {
    pub(super) async fn coming(
        &self,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<Vec<ExpectedTransfer>, DeskError> {
        let place = self.enrolled()?.place;
        let movements = self.movements(self.document(Kind::People, place)?);
        let mut expected = Vec::new();
        for (id, announced) in &movements.announced {
            if announced.withdrawn || movements.arrived.contains_key(id) {
                continue;
            }
            let Some(sealed) = &announced.sealed else { continue };
            let Some(copy) = self.opened(*id, place, sealed.bytes()).await else { continue };
            if !self.may_see(caller, &copy) {
                continue;
            }
            expected.push(ExpectedTransfer {
                id: id.to_string(),
                from: announced.from.to_string(),
                from_name: self.place_name(announced.from),
                reception_no: copy.reception_no.clone(),
                persons: copy.persons.iter().map(shown).collect(),
                age: announced.at.map(|at| Age::new(at, at, now)),
                unconfirmed: announced.at.is_none_or(|at| now.millis_since(at) > OVERDUE_MS),
            });
        }
        expected.sort_unstable_by(|a, b| b.id.cmp(&a.id));
        Ok(expected)
    }

    /// Whose slip this is. Writes nothing.
    pub async fn read_transfer(
        &self,
        caller: &Caller,
        read: &ReadTransfer,
    ) -> Result<ArrivingFamily, DeskError> {
        let family = self.family(caller, None, Some(&read.code)).await?;
        let household = self.arrived_as(caller, family.id)?;
        let persons = family.copy.as_ref().map(|copy| copy.persons.iter().map(shown).collect());
        Ok(ArrivingFamily {
            id: family.id.to_string(),
            from: family.from.to_string(),
            from_name: self.place_name(family.from),
            reception_no: family.copy.as_ref().and_then(|copy| copy.reception_no.clone()),
            persons: persons.unwrap_or_default(),
            household: household.map(|id| id.to_string()),
        })
    }

    /// They are here: registered as they were there, under a number of this place, and checked in.
    pub async fn take_in(&self, caller: &Caller, take: TakeIn) -> Result<Registered, DeskError> {
        let enrolled = self.enrolled()?;
        self.takes_new(enrolled.place)?;
        let family = self.family(caller, take.transfer.as_deref(), take.code.as_deref()).await?;
        let document = self.document(Kind::People, enrolled.place)?;
        let noted = noted(None, caller.recorder());
        let is_there = |facts: &Facts<'_>| {
            let arrived = musubi_model::transfer::Movements::of(facts).arrived;
            arrived.contains_key(&family.id)
        };
        if let Some(household) = &take.household {
            let at = self.locate(caller, household)?;
            let (id, from, of) = (family.id, family.from, at.id);
            let make = move |_: &Facts<'_>| registered_before(&at, id, from, &noted);
            let saved = self.once(document, &take.key, make).await?;
            let saved = crate::desk::wire::SavedHere { id: of.to_string(), ..saved };
            return Ok(self.registered(document, &saved));
        }
        let Some(copy) = family.copy.clone() else {
            return Err(DeskError::Conflict { code: "transfer_number_only" });
        };
        let came: BTreeSet<RecordId> = take
            .persons
            .iter()
            .map(|id| id.parse().map_err(|_| DeskError::NotFound))
            .collect::<Result<_, _>>()?;
        let desk = self.clone();
        let (by, id, from) = (caller.account, family.id, family.from);
        let place = enrolled.place;
        let already = self.read(document, is_there);
        let make = move |facts: &Facts<'_>| {
            // Another laptop of this place may have been quicker; a person decides then.
            if already {
                return Err(DeskError::Conflict { code: "transfer_arrived" });
            }
            let number = desk.next_reception_no(document, enrolled.letter, facts)?;
            arrival(&copy, &came, &Came { by, id, from, place, number }, &noted)
        };
        let saved = self.once(document, &take.key, make).await?;
        Ok(self.registered(document, &saved))
    }

    /// By what was announced, or by a code. What the caller may not see is not there.
    async fn family(
        &self,
        caller: &Caller,
        transfer: Option<&str>,
        code: Option<&str>,
    ) -> Result<Family, DeskError> {
        let place = self.enrolled()?.place;
        let code = match code {
            Some(text) => {
                Some(Code::of_text(text).ok_or(DeskError::field("code", "transfer.code"))?)
            }
            None => None,
        };
        if code.as_ref().is_some_and(|code| code.to != place) {
            return Err(DeskError::Conflict { code: "transfer_elsewhere" });
        }
        let id = match (&code, transfer) {
            (Some(code), _) => code.transfer,
            (None, Some(id)) => id.parse().map_err(|_| DeskError::NotFound)?,
            (None, None) => return Err(DeskError::field("code", "text.empty")),
        };
        let movements = self.movements(self.document(Kind::People, place)?);
        let announced = movements.announced.get(&id);
        let from = code.as_ref().map(|code| code.from).or(announced.map(|it| it.from));
        let from = from.ok_or(DeskError::NotFound)?;
        let mut copy = None;
        if let Some(sealed) = announced.and_then(|it| it.sealed.as_ref()) {
            copy = self.opened(id, place, sealed.bytes()).await;
        }
        if copy.is_none() {
            copy = match code.map(|code| code.carried) {
                Some(Carried::Sealed(sealed)) => {
                    let opened = self.opened(id, place, &sealed).await;
                    Some(opened.ok_or(DeskError::NotFound)?)
                }
                Some(Carried::Open(bytes)) => {
                    let read = HouseholdCopy::from_bytes(&bytes);
                    Some(Arc::new(read.map_err(|_| DeskError::NotFound)?))
                }
                Some(Carried::Nothing) => None,
                None => return Err(DeskError::NotFound),
            };
        }
        if copy.as_ref().is_some_and(|copy| !self.may_see(caller, copy)) {
            return Err(DeskError::NotFound);
        }
        Ok(Family { id, from, copy })
    }

    fn may_see(&self, caller: &Caller, copy: &HouseholdCopy) -> bool {
        let place = self.enrolled().map(|enrolled| enrolled.place);
        let rights = place.map(|place| self.rights(caller, place));
        rights == Ok(Rights::Protected) || !copy.is_protected()
    }

    /// Their household here, where they were taken in before and the caller may see it.
    fn arrived_as(&self, caller: &Caller, id: RecordId) -> Result<Option<RecordId>, DeskError> {
        let place = self.enrolled()?.place;
        let document: DocumentId = self.document(Kind::People, place)?;
        let movements = self.movements(document);
        let Some(arrival) = movements.arrived.get(&id) else { return Ok(None) };
        let roster = self.roster(document, self.rights(caller, place));
        let household = |person: &RecordId| roster.person(*person)?.household.shown().copied();
        Ok(arrival.persons.iter().find_map(household))
    }
}

struct Came {
    /// The account that took them in.
    by: RecordId,
    id: RecordId,
    from: PlaceId,
    place: PlaceId,
    number: ReceptionNo,
}

/// Everything that is written of a family that arrives.
fn arrival(
    copy: &HouseholdCopy,
    who: &BTreeSet<RecordId>,
    came: &Came,
    noted: &Noted,
) -> Result<(RecordId, Vec<Edit>), DeskError> {
    let arriving =
        copy.arriving().map_err(|_| DeskError::Conflict { code: "transfer_unreadable" })?;
    let household = fresh_id();
    let mut new = arriving.household;
    new.reception_no = Some(came.number);
    new.registered_by = Some(came.by);
    let persons: Vec<_> = arriving
        .persons
        .into_iter()
        .filter(|(there, _)| who.is_empty() || who.contains(there))
        .map(|(there, person)| (fresh_id(), there, person))
        .collect();
    new.representative = persons.first().map(|(id, ..)| *id);
    if persons.is_empty() {
        return Err(DeskError::Conflict { code: "nobody_to_move" });
    }
    let mut edits = new.create(household, noted)?;
    for (id, there, mut person) in persons {
        person.household = household;
        edits.extend(person.create(id, noted)?);
        let mut stay = NewStay::of(id, StayKind::TransferIn, Follows::default());
        stay.place = Some(came.place);
        stay.other_place = Some(came.from);
        stay.transfer = Some(came.id);
        stay.counterpart = Some(there);
        edits.extend(stay.create(fresh_id(), noted)?);
    }
    Ok((household, edits))
}

/// Of a family that was registered anew: which transfer they came by.
fn registered_before(
    at: &Located,
    id: RecordId,
    from: PlaceId,
    noted: &Noted,
) -> Result<(RecordId, Vec<Edit>), DeskError> {
    let (mut edits, mut first) = (Vec::new(), None);
    for person in at.roster.members(at.id) {
        let seen = at.roster.state(person.id).map_or(Follows::default(), |it| it.heads.clone());
        let mut stay = NewStay::of(person.id, StayKind::TransferIn, seen);
        stay.place = Some(at.place);
        stay.other_place = Some(from);
        stay.transfer = Some(id);
        let id = fresh_id();
        edits.extend(stay.create(id, noted)?);
        first.get_or_insert(id);
    }
    let first = first.ok_or(DeskError::Conflict { code: "nobody_to_move" })?;
    Ok((first, edits))
}

fn shown(person: &PersonCopy) -> TransferPerson {
    let joined = |family: &Option<String>, given: &Option<String>| {
        let parts: Vec<&str> = [family, given].into_iter().flatten().map(String::as_str).collect();
        parts.join(" ")
    };
    TransferPerson {
        id: person.id().to_string(),
        name: joined(&person.family, &person.given),
        kana: joined(&person.kana_family, &person.kana_given),
        age: person.age.clone().or_else(|| person.birth.clone()),
        sex: person.sex.as_deref().and_then(Sex::from_code).map(Into::into),
        state: None,
    }
}
