//! Headquarters: what is open, who may be meant, and the answer.
//!
//! In this order, so that no answer leaves without its note: the look-up, the answer's record, and only
//! then what is told; the place hears last that it was answered.

use std::collections::BTreeMap;
use std::sync::Arc;

use musubi_exchange::inquiry::from_bytes;
use musubi_model::facts::Facts;
use musubi_model::field::Recorder;
use musubi_model::ids::{Kind, PlaceId, RecordId};
use musubi_model::inquiry::{
    self, Form, Inquiry as Record, InquiryAnswer as Answer, NewInquiryAnswer, NewInquiryAnswered,
    Outcome, Sought, Tier,
};
use musubi_model::lookup::{LookupAction, NewLookup};
use musubi_model::text::Prose;
use musubi_model::time::Timestamp;

use super::seeking::Found;
use super::wire::{
    AnswerInquiry, AnsweredInquiry, GivenAnswer, Inquiry, InquiryForm, InquiryList, InquiryState,
    LookInquiry, OpenedInquiry,
};
use super::{HELD, SHOWN_MAX, context, number};
use crate::desk::check::Check;
use crate::desk::people::text;
use crate::desk::wire::Age;
use crate::desk::{Caller, Desk, DeskError, fresh_id, noted, now};

type Answers = BTreeMap<RecordId, Vec<Answer>>;

/// An inquiry and the place that took it.
struct At {
    place: PlaceId,
    record: Record,
}

impl Desk {
    /// Every place's inquiries: the open ones first, the oldest of each first.
    pub async fn inquiries(&self) -> Result<InquiryList, DeskError> {
        let answers = self.given_answers()?;
        let mut found = self.all_inquiries()?;
        found.sort_unstable_by_key(|it| (state(&answers, it.record.id), it.record.id));
        let more = found.len() > SHOWN_MAX;
        found.truncate(SHOWN_MAX);
        let mut inquiries = Vec::new();
        for at in found {
            let form = self.form_of(&at).await;
            inquiries.push(self.shown_inquiry(&at, form.as_deref(), &answers));
        }
        Ok(InquiryList { inquiries, more })
    }

    /// One of them with whoever may be meant, once the look is noted.
    pub async fn look_at_inquiry(
        &self,
        caller: &Caller,
        id: &str,
        look: LookInquiry,
    ) -> Result<OpenedInquiry, DeskError> {
        let (at, form) = self.one_inquiry(id).await?;
        let tier: Tier = look.tier.into();
        let mut new = NewLookup::of(RecordId::new([0; 16]), LookupAction::Inquiry);
        new.inquiry = Some(at.record.id);
        new.tier = Some(tier);
        self.note(caller, new, Some(at.place)).await?;
        let found = match &form {
            Some(form) => self.may_be_meant(&form.sought, tier).await?,
            None => Vec::new(),
        };
        let answers = self.given_answers()?;
        let mut given = Vec::new();
        for answer in answers.get(&at.record.id).into_iter().flatten() {
            given.push(self.given_answer(answer)?);
        }
        Ok(OpenedInquiry {
            inquiry: self.shown_inquiry(&at, form.as_deref(), &answers),
            answers: given,
            candidates: found.iter().map(|it| self.shown_candidate(it)).collect(),
        })
    }

    pub async fn answer_inquiry(
        &self,
        caller: &Caller,
        id: &str,
        answer: AnswerInquiry,
    ) -> Result<AnsweredInquiry, DeskError> {
        let hq = self.at_hq()?.place;
        let (at, form) = self.one_inquiry(id).await?;
        let mut check = Check::default();
        let note: Option<Prose<500>> = check.text("note", answer.note.as_deref());
        check.done()?;
        let (tier, outcome): (Tier, Outcome) = (answer.tier.into(), answer.outcome.into());
        let found = match (outcome, answer.person.as_deref(), &form) {
            (Outcome::Found, Some(person), Some(form)) => {
                let all = self.may_be_meant(&form.sought, tier).await?;
                let meant = all.into_iter().find(|it| it.person.to_string() == person);
                Some(meant.ok_or(DeskError::NotFound)?)
            }
            (Outcome::Found, ..) => return Err(DeskError::field("person", "record.missing")),
            (_, Some(_), _) => return Err(DeskError::field("person", "record.misplaced")),
            (_, None, _) => None,
        };
        let mut new =
            NewInquiryAnswer::of(at.record.id, at.place, outcome, tier, answer.id_checked.into());
        new.note = note;
        if let Some(found) = &found {
            (new.person, new.person_place) = (Some(found.person), Some(found.place));
            new.told.clone_from(&found.told.items);
        }
        self.note_answer(caller, &new, found.as_ref()).await?;
        let noted = noted(None, caller.recorder());
        let make = move |_: &Facts<'_>| {
            let id = fresh_id();
            Ok((id, new.create(id, &noted)?))
        };
        let saved = self.once(self.document(Kind::People, hq)?, &answer.key, make).await?;
        // What does not succeed now is due at the next look.
        let _ = self.carry_answers().await;
        let told = found.map(|found| self.told_person(&found.told));
        Ok(AnsweredInquiry { id: saved.id, repeated: saved.repeated, told })
    }

    async fn note_answer(
        &self,
        caller: &Caller,
        new: &NewInquiryAnswer,
        found: Option<&Found>,
    ) -> Result<(), DeskError> {
        let household = found.and_then(|it| it.household).unwrap_or(RecordId::new([0; 16]));
        let mut lookup = NewLookup::of(household, LookupAction::Answer);
        lookup.inquiry = Some(new.inquiry);
        lookup.tier = Some(new.tier);
        lookup.outcome = Some(new.outcome);
        lookup.person = new.person;
        lookup.told.clone_from(&new.told);
        self.note(caller, lookup, new.person_place).await
    }

    /// Says at each place which of its inquiries were answered, and nothing else of them.
    pub(crate) async fn carry_answers(&self) -> Result<(), DeskError> {
        let answers = self.given_answers()?;
        if answers.is_empty() {
            return Ok(());
        }
        for place in self.owners(Kind::People)? {
            let document = self.document(Kind::People, place)?;
            let mut edits = Vec::new();
            for inquiry in self.read(document, |facts| inquiry::due(facts, &answers)) {
                let new = NewInquiryAnswered::of(inquiry);
                edits.extend(new.create(fresh_id(), &noted(None, Recorder::Node))?);
            }
            if !edits.is_empty() {
                self.0.handle.commit(document, edits).await?;
            }
        }
        Ok(())
    }

    /// At headquarters alone.
    fn given_answers(&self) -> Result<Answers, DeskError> {
        let hq = self.at_hq()?.place;
        Ok(self.read(self.document(Kind::People, hq)?, inquiry::answers))
    }

    fn all_inquiries(&self) -> Result<Vec<At>, DeskError> {
        let mut all = Vec::new();
        for place in self.owners(Kind::People)? {
            let document = self.document(Kind::People, place)?;
            let records = self.read(document, |facts| Record::all(facts).collect::<Vec<_>>());
            all.extend(records.into_iter().map(|record| At { place, record }));
        }
        Ok(all)
    }

    async fn one_inquiry(&self, id: &str) -> Result<(At, Option<Arc<Form>>), DeskError> {
        self.at_hq()?;
        let id: RecordId = id.parse().map_err(|_| DeskError::NotFound)?;
        let found = self.all_inquiries()?.into_iter().find(|at| at.record.id == id);
        let at = found.ok_or(DeskError::NotFound)?;
        let form = self.form_of(&at).await;
        Ok((at, form))
    }

    /// `None`: its box does not open, or holds what cannot be.
    async fn form_of(&self, at: &At) -> Option<Arc<Form>> {
        let id = at.record.id;
        if let Some(form) = self.0.inquiries.forms.lock().expect(HELD).get(&id) {
            return Some(Arc::clone(form));
        }
        let to = *at.record.to.shown()?;
        let context = context(self.enrolled().ok()?.operation, id, to);
        let sealed = at.record.sealed.shown()?.bytes().to_vec();
        let bytes = self.0.handle.open_letter(to, context, sealed).await?;
        let form = Arc::new(from_bytes(&bytes).ok()?);
        self.0.inquiries.forms.lock().expect(HELD).insert(id, Arc::clone(&form));
        Some(form)
    }

    async fn may_be_meant(&self, sought: &Sought, tier: Tier) -> Result<Vec<Found>, DeskError> {
        let (desk, sought) = (self.clone(), sought.clone());
        let work = tokio::task::spawn_blocking(move || desk.candidates(&sought, tier));
        work.await.unwrap_or(Err(DeskError::Stopping))
    }

    fn shown_inquiry(&self, at: &At, form: Option<&Form>, answers: &Answers) -> Inquiry {
        let id = at.record.id;
        Inquiry {
            id: id.to_string(),
            number: number(id),
            place: at.place.to_string(),
            place_name: self.place_name(at.place),
            age: Age::of(&at.record.meta, now()),
            state: state(answers, id),
            form: form.map(InquiryForm::from),
        }
    }

    fn given_answer(&self, answer: &Answer) -> Result<GivenAnswer, DeskError> {
        Ok(GivenAnswer {
            id: answer.id.to_string(),
            at: answer.meta.recorded_at.map_or(0, Timestamp::millis),
            by: self.recorder_name(&answer.meta)?,
            outcome: answer.outcome.shown().map(|it| (*it).into()),
            tier: answer.tier.shown().map(|it| (*it).into()),
            id_checked: answer.id_checked.shown().map(|it| (*it).into()),
            told: answer.told.set().map(|item| (*item).into()).collect(),
            note: text(&answer.note),
        })
    }
}

/// By the newest answer.
fn state(answers: &Answers, inquiry: RecordId) -> InquiryState {
    let newest = answers.get(&inquiry).and_then(|all| all.last());
    match newest.and_then(|answer| answer.outcome.shown()) {
        Some(Outcome::Found) => InquiryState::Found,
        Some(Outcome::NotFound) => InquiryState::NotFound,
        Some(Outcome::Refused) => InquiryState::Refused,
        None => InquiryState::Open,
    }
}

impl From<&Form> for InquiryForm {
    fn from(form: &Form) -> Self {
        fn text<T: Clone + Into<String>>(said: Option<&T>) -> Option<String> {
            said.cloned().map(Into::into)
        }
        let sought = &form.sought;
        Self {
            status: form.status.into(),
            inquirer: form.inquirer.as_str().to_owned(),
            inquirer_address: text(form.inquirer_address.as_ref()),
            inquirer_phone: text(form.inquirer_phone.as_ref()),
            relation: text(form.relation.as_ref()),
            tier: form.tier.into(),
            id_checked: form.id_checked.into(),
            reason: text(form.reason.as_ref()),
            family: text(sought.family.as_ref()),
            given: text(sought.given.as_ref()),
            family_kana: text(sought.kana_family.as_ref()),
            given_kana: text(sought.kana_given.as_ref()),
            birth: text(sought.birth.as_ref()),
            age: text(sought.age.as_ref()),
            sex: sought.sex.map(Into::into),
            address: text(sought.address.as_ref()),
            last_known_location: text(form.last_known_location.as_ref()),
            description: text(form.description.as_ref()),
        }
    }
}
