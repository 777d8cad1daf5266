//! Changing what is said of households and persons, and settling their clashes.

use musubi_model::field::Change;
use musubi_model::household::ChangeHousehold;
use musubi_model::person::{ChangePerson as PersonChange, Need as NeedCode, Person};

use super::Located;
use super::register::answers;
use super::wire::{ChangePerson, HouseholdDetails, PersonDetails};
use crate::desk::check::{Check, to};
use crate::desk::reception::card;
use crate::desk::wire::{SavedHere, Settle};
use crate::desk::{Caller, Desk, DeskError, clash, noted};

impl Desk {
    pub async fn change_household(
        &self,
        caller: &Caller,
        id: &str,
        details: HouseholdDetails,
    ) -> Result<SavedHere, DeskError> {
        let at = self.locate(caller, id)?;
        let mut check = Check::default();
        let change = ChangeHousehold {
            address_line: check.change("address", details.address.as_deref()),
            address_kind: to(details.address_kind),
            phone: check.change("phone", details.phone.as_deref()),
            house_damage: to(details.house_damage),
            stay_place: to(details.stay_place),
            language: to(details.language),
            pets: check.change("pets", details.pets.as_deref()),
            card: match details.card.as_deref() {
                Some(typed) if typed.trim().is_empty() => Change::Clear,
                typed => card(&mut check, &at.roster, Some(at.id), typed)?
                    .map_or(Change::Keep, Change::To),
            },
            note: check.change("note", details.note.as_deref()),
            ..ChangeHousehold::default()
        };
        check.done()?;
        let edits = change.edits(at.id, &noted(None, caller.recorder()));
        self.write(at.document, at.id, edits).await
    }

    pub async fn change_person(
        &self,
        caller: &Caller,
        household: &str,
        person: &str,
        change: ChangePerson,
    ) -> Result<SavedHere, DeskError> {
        let at = self.locate(caller, household)?;
        let id = at.member(person)?;
        let held = at.roster.person(id).ok_or(DeskError::NotFound)?;
        let clears = change.protected == Some(false) && held.is_protected();
        if clears && !caller.role.may_clear_protection() {
            return Err(DeskError::NotAllowed { code: "clear_protection" });
        }
        let mut check = Check::default();
        let mut edit = details(&mut check, &change.details, held);
        check.done()?;
        edit.suppress = change.protected;
        if let Some(consent) = change.consent {
            let (kin, acquaintance, public) = answers(consent);
            edit.consent_kin = Some(kin);
            edit.consent_acquaintance = Some(acquaintance);
            edit.consent_public = Some(public);
        }
        let edits = edit.edits(id, &noted(None, caller.recorder()));
        self.write(at.document, id, edits).await
    }

    /// Only what belongs to this household can be settled through it.
    pub async fn settle_household(
        &self,
        caller: &Caller,
        id: &str,
        settle: Settle,
    ) -> Result<SavedHere, DeskError> {
        let at = self.locate(caller, id)?;
        if !at.records().any(|record| record.to_string() == settle.record) {
            return Err(DeskError::NotFound);
        }
        let clears = settle.field == "suppress" && settle.value == "false";
        if clears && !caller.role.may_clear_protection() {
            return Err(DeskError::NotAllowed { code: "clear_protection" });
        }
        let (record, edits) =
            self.read(at.document, |facts| clash::settle(facts, &settle, caller.recorder()))?;
        self.write(at.document, record, edits).await
    }
}

impl Located {
    /// The household's record and those of its persons and their stays.
    pub(super) fn records(&self) -> impl Iterator<Item = musubi_model::ids::RecordId> {
        super::show::records(&self.roster, self.id)
    }
}

fn details(check: &mut Check, details: &PersonDetails, held: &Person) -> PersonChange {
    let mut change = PersonChange {
        family: check.change("details.family", details.family.as_deref()),
        given: check.change("details.given", details.given.as_deref()),
        kana_family: check.change("details.family_kana", details.family_kana.as_deref()),
        kana_given: check.change("details.given_kana", details.given_kana.as_deref()),
        birth: check.change("details.birth", details.birth.as_deref()),
        age: check.change("details.age", details.age.as_deref()),
        sex: to(details.sex),
        relation: check.change("details.relation", details.relation.as_deref()),
        allergens_text: check.change("details.allergies", details.allergies.as_deref()),
        unaccompanied_minor: to(details.unaccompanied_minor),
        brought_by: check.change("details.brought_by", details.brought_by.as_deref()),
        note: check.change("details.note", details.note.as_deref()),
        ..PersonChange::default()
    };
    if let Some(needs) = &details.needs {
        for code in NeedCode::ALL {
            let wanted = needs.iter().any(|need| NeedCode::from(*need) == *code);
            if wanted != held.needs.has(code) {
                change.needs.insert(*code, wanted);
            }
        }
    }
    // A person without any name cannot be found again.
    let clears = |change: &Change<_>| matches!(change, Change::Clear);
    let named = [
        (&change.family, &held.family),
        (&change.given, &held.given),
        (&change.kana_family, &held.kana_family),
        (&change.kana_given, &held.kana_given),
    ];
    let stays = |(change, held): &(&Change<_>, &musubi_model::field::Field<_>)| match change {
        Change::Keep => !held.is_absent() && held.shown().is_some(),
        Change::To(_) => true,
        Change::Clear => false,
    };
    if named.iter().any(|(change, _)| clears(change)) && !named.iter().any(stays) {
        check.refuse("details.family", "record.missing");
    }
    change
}
