//! Registering: a household with everyone in it, in one commit.

use musubi_model::card::CardLine;
use musubi_model::facts::Facts;
use musubi_model::field::{Field, Follows, Noted, Recorder};
use musubi_model::household::{NewHousehold as HouseholdRecord, PERSONS_PER_HOUSEHOLD_MAX};
use musubi_model::ids::{DocumentId, Kind, PlaceId, RecordId};
use musubi_model::person::{Answer, NewPerson as PersonRecord, Publication};
use musubi_model::record::{Edit, Fields};
use musubi_model::stay::{NewStay as StayRecord, StayKind};
use musubi_model::token::{ClaimCode, ReceptionNo};
use musubi_model::{field::Refused, household};

use super::wire::{
    AddPerson, Consent, EnteredFrom, HouseholdDetails, NewHousehold, NewPerson, PersonDetails,
    Registered,
};
use crate::desk::check::Check;
use crate::desk::public::SelfTold;
use crate::desk::reception::card;
use crate::desk::wire::{RequestKey, SavedHere};
use crate::desk::{Caller, Desk, DeskError, chance, fresh_id, noted};

/// A household that phones or reception told of, checked and ready to be written.
struct Draft {
    household: HouseholdRecord,
    persons: Vec<PersonRecord>,
    noted: Noted,
}

/// What an evacuee keeps after registering on the own phone.
pub struct Claim {
    pub code: ClaimCode,
    pub repeated: bool,
}

impl Desk {
    pub async fn register(
        &self,
        caller: &Caller,
        new: NewHousehold,
    ) -> Result<Registered, DeskError> {
        let enrolled = self.enrolled()?;
        self.takes_new(enrolled.place)?;
        let document = self.document(Kind::People, enrolled.place)?;
        let registered = match new.from {
            EnteredFrom::Desk => household::Registered::Staff,
            EnteredFrom::Paper => household::Registered::Paper,
        };
        let draft = draft(&new, registered, noted(new.observed_at, caller.recorder()))?;
        let card = self.new_card(caller, enrolled.place, new.details.card.as_deref())?;
        let (desk, account, check_in) = (self.clone(), caller.account, new.check_in);
        let make = move |facts: &Facts<'_>| {
            let mut draft = draft;
            // Here, since of a request that was sent twice the card is the household's own.
            draft.household.card = card?;
            let number = desk.next_reception_no(document, enrolled.letter, facts)?;
            draft.household.reception_no = Some(number);
            draft.household.registered_by = Some(account);
            Ok(draft.edits(check_in.then_some(enrolled.place))?)
        };
        let saved = self.once(document, &new.key, make).await?;
        Ok(self.registered(document, &saved))
    }

    /// The outer error is of the number, the inner one of the household that bears it already.
    fn new_card(
        &self,
        caller: &Caller,
        place: PlaceId,
        typed: Option<&str>,
    ) -> Result<Result<Option<CardLine>, DeskError>, DeskError> {
        // A roster for every registration would cost more than writing it.
        if typed.is_none_or(|typed| typed.trim().is_empty()) {
            return Ok(Ok(None));
        }
        let mut check = Check::default();
        check.below("details".to_owned());
        let document = self.document(Kind::People, place)?;
        let roster = self.roster(document, self.rights(caller, place));
        let card = card(&mut check, &roster, None, typed);
        check.done()?;
        Ok(card)
    }

    /// From a phone in the gym: nobody is checked in, and the answer is the claim code alone.
    pub async fn register_self(
        &self,
        key: &RequestKey,
        new: NewHousehold,
        more: SelfTold,
    ) -> Result<Claim, DeskError> {
        let place = self.enrolled()?.place;
        self.takes_new(place)?;
        let document = self.document(Kind::People, place)?;
        let mut draft = draft(&new, household::Registered::SelfQr, noted(None, Recorder::Public))?;
        let minted = ClaimCode::mint(chance());
        draft.household.claim_code = Some(minted);
        draft.add(more, place);
        let saved = self.once(document, key, move |_| Ok(draft.edits(None)?)).await?;
        if !saved.repeated {
            return Ok(Claim { code: minted, repeated: false });
        }
        let id: RecordId = saved.id.parse().map_err(|_| DeskError::NotFound)?;
        let code = self.read(document, |facts| {
            let reading = facts.records().get(&id)?.get("claim_code");
            Field::<ClaimCode>::read(reading).shown().copied()
        });
        // A key that another form used is no key to that form's household.
        Ok(Claim { code: code.ok_or(DeskError::NotFound)?, repeated: saved.repeated })
    }

    pub async fn add_person(
        &self,
        caller: &Caller,
        household: &str,
        add: AddPerson,
    ) -> Result<SavedHere, DeskError> {
        let at = self.locate(caller, household)?;
        self.takes_new(at.place)?;
        if at.roster.members(at.id).count() >= PERSONS_PER_HOUSEHOLD_MAX {
            return Err(DeskError::field("person", "record.too_many"));
        }
        let mut check = Check::default();
        check.below("person".to_owned());
        let person = person(&mut check, &add.person, at.id);
        check.done()?;
        let noted = noted(None, caller.recorder());
        let make = move |_: &Facts<'_>| {
            let id = fresh_id();
            let mut edits = person.create(id, &noted)?;
            if add.check_in {
                edits.extend(arrival(id, at.place).create(fresh_id(), &noted)?);
            }
            Ok((id, edits))
        };
        self.once(at.document, &add.key, make).await
    }

    /// What a create answers, read from what is there now: the first time and every time after.
    /// Not through a roster: making one for every registration would cost more than writing it.
    pub(crate) fn registered(&self, document: DocumentId, saved: &SavedHere) -> Registered {
        let id: Option<RecordId> = saved.id.parse().ok();
        let (reception_no, persons) = self.read(document, |facts| {
            let number = id.and_then(|id| facts.records().get(&id)?.get("reception_no"));
            let number = Field::<ReceptionNo>::read(number).shown().map(ReceptionNo::to_string);
            let is_member = |fields: &Fields| {
                Field::<RecordId>::read(fields.get("household")).known().any(|it| Some(*it) == id)
            };
            let members = facts.records().iter().filter(|(_, fields)| is_member(fields));
            (number, members.map(|(id, _)| id.to_string()).collect())
        });
        Registered { id: saved.id.clone(), reception_no, persons, repeated: saved.repeated }
    }
}

impl Draft {
    /// Who sleeps inside picks up where they sleep.
    fn add(&mut self, more: SelfTold, place: PlaceId) {
        let inside = self.household.stay_place == Some(household::StayPlace::Shelter);
        self.household.pickup_place = (more.picks_up_here && !inside).then_some(place);
        for (person, told) in self.persons.iter_mut().zip(more.persons) {
            person.allergens = told.allergens.into_iter().collect();
            person.diet = told.diet.into_iter().collect();
        }
    }

    fn edits(mut self, check_in: Option<PlaceId>) -> Result<(RecordId, Vec<Edit>), Refused> {
        let household = fresh_id();
        // Members are shown in the order of their ids: as they were entered.
        let mut ids: Vec<RecordId> = self.persons.iter().map(|_| fresh_id()).collect();
        ids.sort_unstable();
        self.household.representative = ids.first().copied();
        let mut edits = self.household.create(household, &self.noted)?;
        for (id, mut person) in ids.iter().zip(self.persons) {
            person.household = household;
            edits.extend(person.create(*id, &self.noted)?);
        }
        if let Some(place) = check_in {
            for id in ids {
                edits.extend(arrival(id, place).create(fresh_id(), &self.noted)?);
            }
        }
        Ok((household, edits))
    }
}

fn arrival(person: RecordId, place: PlaceId) -> StayRecord {
    let mut stay = StayRecord::of(person, StayKind::CheckIn, Follows::default());
    stay.place = Some(place);
    stay
}

fn draft(
    new: &NewHousehold,
    registered: household::Registered,
    noted: Noted,
) -> Result<Draft, DeskError> {
    let mut check = Check::default();
    if new.persons.is_empty() {
        check.refuse("persons", "record.missing");
    }
    if new.persons.len() > PERSONS_PER_HOUSEHOLD_MAX {
        check.refuse("persons", "record.too_many");
        check.done()?;
        return Err(DeskError::field("persons", "record.too_many"));
    }
    check.below("details".to_owned());
    let household = household_record(&mut check, &new.details, registered);
    // Ids are given when it is written; until then every person stands under the same blank.
    let blank = RecordId::new([0; 16]);
    let mut persons = Vec::new();
    for (index, new) in new.persons.iter().enumerate() {
        check.below(format!("persons.{index}"));
        persons.push(person(&mut check, new, blank));
    }
    check.done()?;
    Ok(Draft { household, persons, noted })
}

fn household_record(
    check: &mut Check,
    details: &HouseholdDetails,
    registered: household::Registered,
) -> HouseholdRecord {
    let mut record = HouseholdRecord::of(registered, false);
    record.address_line = check.text("address", details.address.as_deref());
    record.address_kind = details.address_kind.map(Into::into);
    record.phone = check.text("phone", details.phone.as_deref());
    record.house_damage = details.house_damage.map(Into::into);
    record.stay_place = details.stay_place.map(Into::into);
    record.language = details.language.map(Into::into);
    record.pets = check.text("pets", details.pets.as_deref());
    record.note = check.text("note", details.note.as_deref());
    record
}

fn person(check: &mut Check, new: &NewPerson, household: RecordId) -> PersonRecord {
    let PersonDetails { family, given, family_kana, given_kana, .. } = &new.details;
    let (kin, acquaintance, public) = answers(new.consent);
    let mut record = PersonRecord::of(household, new.protected, kin, acquaintance, public);
    record.family = check.text("details.family", family.as_deref());
    record.given = check.text("details.given", given.as_deref());
    record.kana_family = check.text("details.family_kana", family_kana.as_deref());
    record.kana_given = check.text("details.given_kana", given_kana.as_deref());
    record.birth = check.text("details.birth", new.details.birth.as_deref());
    record.age = check.text("details.age", new.details.age.as_deref());
    record.sex = new.details.sex.map(Into::into);
    record.relation = check.text("details.relation", new.details.relation.as_deref());
    record.needs = new.details.needs.iter().flatten().map(|need| (*need).into()).collect();
    record.allergens_text = check.text("details.allergies", new.details.allergies.as_deref());
    record.unaccompanied_minor = new.details.unaccompanied_minor;
    record.brought_by = check.text("details.brought_by", new.details.brought_by.as_deref());
    record.note = check.text("details.note", new.details.note.as_deref());
    let names = [family, given, family_kana, given_kana];
    if names.iter().all(|name| name.as_deref().is_none_or(|name| name.trim().is_empty())) {
        check.refuse("details.family", "record.missing");
    }
    record
}

pub(super) fn answers(consent: Consent) -> (Answer, Answer, Publication) {
    let answer = |yes| if yes { Answer::Answer } else { Answer::Refuse };
    let public = if consent.public { Publication::Agree } else { Publication::Disagree };
    (answer(consent.kin), answer(consent.acquaintance), public)
}
