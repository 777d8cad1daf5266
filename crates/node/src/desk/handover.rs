//! 引継ぎ: the sheet that one shift hands to the next, signed by both, each with the own secret.
//!
//! Invariants: what was open is written down as it was then, for everybody, and shown as far as the
//! reader may see it; whoever hands over does not take over; after taking over, the one who came
//! is signed in and the one who left is not.

pub mod wire;

mod matters;

use musubi_model::facts::Facts;
use musubi_model::handover::{
    self, NewHandover as SheetRecord, NewHandoverTaken as TakenRecord, Sheet, sheets,
};
use musubi_model::ids::{Kind, RecordId};
use musubi_model::roster::{Rights, Roster};

use super::check::Check;
use super::people::{joined, text};
use super::session::Login;
use super::wire::SavedHere;
use super::{Caller, Desk, DeskError, fresh_id, noted};
use crate::accounts::Role;
use wire::{Handover, HandoverHead, HandoverList, HandoverSign, Matter, NewHandover, TakeHandover};

/// Sheets in one answer; older ones are found by their address.
const SHOWN_MAX: usize = 60;

impl Desk {
    pub fn handovers(&self, caller: &Caller) -> Result<HandoverList, DeskError> {
        let rights = self.rights(caller, self.enrolled()?.place);
        let roster = self.own_roster(rights)?;
        let open = self.open_matters()?;
        let held = self.read(self.own_desk()?, sheets);
        Ok(HandoverList {
            matters: shown(&open, &roster),
            is_partial: rights != Rights::Protected,
            handovers: held.iter().take(SHOWN_MAX).map(head).collect(),
        })
    }

    pub fn handover(&self, caller: &Caller, id: &str) -> Result<Handover, DeskError> {
        let sheet = self.sheet(id)?;
        let rights = self.rights(caller, self.enrolled()?.place);
        let roster = self.own_roster(rights)?;
        Ok(Handover {
            head: head(&sheet),
            notes: text(&sheet.handover.notes),
            matters: shown(&sheet.matters, &roster),
            is_partial: rights != Rights::Protected,
        })
    }

    pub async fn hand_over(
        &self,
        caller: &Caller,
        new: NewHandover,
    ) -> Result<SavedHere, DeskError> {
        let mut check = Check::default();
        let notes = check.text("notes", new.notes.as_deref());
        let signed = check.needed("name", &caller.name);
        check.done()?;
        let signed = signed.ok_or_else(|| DeskError::field("name", "text.empty"))?;
        let mut record = SheetRecord::of(signed);
        record.notes = notes;
        let open = self.open_matters()?;
        let noted = noted(None, caller.recorder());
        let make = move |_: &Facts<'_>| {
            let id = fresh_id();
            let mut edits = record.create(id, &noted)?;
            for matter in &open {
                edits.extend(matter.record(id).create(fresh_id(), &noted)?);
            }
            Ok((id, edits))
        };
        self.once(self.own_desk()?, &new.key, make).await
    }

    /// Gives the token of the session of whoever took over.
    pub async fn take_over(
        &self,
        leaving: &Caller,
        id: &str,
        take: TakeHandover,
    ) -> Result<String, DeskError> {
        let sheet = self.sheet(id)?;
        let TakeHandover { key, name, secret } = take;
        let token = self.login(Login { name, secret }).await?;
        let taken = match self.caller(&token) {
            Some(coming) => self.sign_for(&sheet, &coming, &key).await,
            None => Err(DeskError::SignIn),
        };
        match taken {
            Ok(()) => {
                self.logout(&leaving.token);
                Ok(token)
            }
            Err(error) => {
                self.logout(&token);
                Err(error)
            }
        }
    }

    async fn sign_for(
        &self,
        sheet: &Sheet,
        coming: &Caller,
        key: &super::wire::RequestKey,
    ) -> Result<(), DeskError> {
        if matches!(coming.role, Role::Supplies | Role::StaffSafety) {
            return Err(DeskError::NotAllowed { code: "not_allowed" });
        }
        if sheet.handover.meta.recorded_by.contains(&coming.recorder()) {
            return Err(DeskError::Conflict { code: "handover_to_self" });
        }
        let signed = coming.name.parse().map_err(|_| DeskError::SignIn)?;
        let (sheet, record) = (sheet.handover.id, TakenRecord::of(sheet.handover.id, signed));
        let noted = noted(None, coming.recorder());
        let make = move |facts: &Facts<'_>| {
            let is_taken =
                sheets(facts).iter().any(|it| it.handover.id == sheet && !it.taken.is_empty());
            if is_taken {
                return Err(DeskError::Conflict { code: "handover_taken" });
            }
            let id = fresh_id();
            Ok((id, record.create(id, &noted)?))
        };
        self.once(self.own_desk()?, key, make).await.map(|_| ())
    }

    fn sheet(&self, id: &str) -> Result<Sheet, DeskError> {
        let id: RecordId = id.parse().map_err(|_| DeskError::NotFound)?;
        let held = self.read(self.own_desk()?, sheets);
        held.into_iter().find(|sheet| sheet.handover.id == id).ok_or(DeskError::NotFound)
    }

    fn own_roster(&self, rights: Rights) -> Result<std::sync::Arc<Roster>, DeskError> {
        Ok(self.roster(self.document(Kind::People, self.enrolled()?.place)?, rights))
    }
}

/// Lines about people the roster does not show are not there.
fn shown(matters: &[handover::Matter], roster: &Roster) -> Vec<Matter> {
    let line = |matter: &handover::Matter| {
        let label = match matter.person {
            None => matter.label.as_ref().map(|label| label.as_str().to_owned()),
            Some(id) => {
                let person = roster.person(id)?;
                Some(joined(&person.family, &person.given))
            }
        };
        Some(Matter {
            kind: matter.kind.into(),
            label,
            amount: matter.amount,
            unit: matter.unit.as_ref().map(|unit| unit.as_str().to_owned()),
            since: matter.since.map(musubi_model::time::Timestamp::millis),
        })
    };
    matters.iter().filter_map(line).collect()
}

fn head(sheet: &Sheet) -> HandoverHead {
    let sign = |taken: &handover::HandoverTaken| HandoverSign {
        at: taken.meta.observed_at.map(musubi_model::time::Timestamp::millis),
        signed: text(&taken.signed).unwrap_or_default(),
    };
    HandoverHead {
        id: sheet.handover.id.to_string(),
        at: sheet.handover.meta.observed_at.map(musubi_model::time::Timestamp::millis),
        signed: text(&sheet.handover.signed).unwrap_or_default(),
        taken: sheet.taken.iter().map(sign).collect(),
    }
}
