//! The form at a desk: boxed, written, and from then on a number with a state.

use std::cmp::Reverse;

use musubi_exchange::inquiry::to_bytes;
use musubi_log::letterbox::BoxKey;
use musubi_model::facts::Facts;
use musubi_model::ids::{Kind, NodeKey, PlaceId};
use musubi_model::inquiry::{self, Form, Inquiry as Record, NewInquiry as NewRecord, Sought};
use musubi_model::transfer::Sealed;

use super::wire::{InquiryForm, NewInquiry, TakenInquiries, TakenInquiry};
use super::{SHOWN_MAX, context, number};
use crate::desk::check::Check;
use crate::desk::wire::{Age, SavedHere};
use crate::desk::{Caller, Desk, DeskError, fresh_id, noted, now};

impl Desk {
    pub async fn take_inquiry(
        &self,
        caller: &Caller,
        new: NewInquiry,
    ) -> Result<SavedHere, DeskError> {
        let enrolled = self.enrolled()?;
        if enrolled.provisional {
            // Under its real operation the record would have another id, and the box would not open.
            return Err(DeskError::Conflict { code: "inquiry_needs_ticket" });
        }
        let form = form(&new.form)?;
        let (to, key) = self.inquiry_key(enrolled.place).await?;
        let id = fresh_id();
        let context = context(enrolled.operation, id, to);
        let sealed = Sealed::new(key.seal(&context, &to_bytes(&form), &mut rand::rng()))
            .ok_or(DeskError::NotSaved { code: "record_too_large" })?;
        let noted = noted(None, caller.recorder());
        let make = move |_: &Facts<'_>| Ok((id, NewRecord::of(to, sealed).create(id, &noted)?));
        self.once(self.document(Kind::People, enrolled.place)?, &new.key, make).await
    }

    /// Headquarters' key; until it has come the place's own, which headquarters has too.
    async fn inquiry_key(&self, own: PlaceId) -> Result<(PlaceId, BoxKey), DeskError> {
        let city = self.document(Kind::City, PlaceId::CITY)?;
        let published = self.read(city, |facts| inquiry::published(facts).pop_first());
        if let Some((place, key)) = published {
            return Ok((place, BoxKey::new(*key.bytes())));
        }
        let key = self.0.handle.place_keys(vec![own]).await.remove(&own);
        key.map(|key| (own, key)).ok_or(DeskError::Conflict { code: "inquiry_no_key" })
    }

    /// Into `city` the key to which places box inquiries, where it is not there yet.
    pub(crate) async fn publish_inquiry_key(&self) -> Result<(), DeskError> {
        let place = self.at_hq()?.place;
        let city = self.document(Kind::City, PlaceId::CITY)?;
        if self.read(city, |facts| inquiry::published(facts).contains_key(&place)) {
            return Ok(());
        }
        if let Some(key) = self.0.handle.place_keys(vec![place]).await.remove(&place) {
            let edit = inquiry::publish(place, NodeKey::new(*key.bytes()));
            self.0.handle.commit(city, vec![edit]).await?;
        }
        Ok(())
    }

    /// What was taken at this place: that it was, and whether it was answered.
    pub fn taken_inquiries(&self) -> Result<TakenInquiries, DeskError> {
        let document = self.document(Kind::People, self.enrolled()?.place)?;
        let (mut taken, answered) = self.read(document, |facts| {
            (Record::all(facts).collect::<Vec<_>>(), inquiry::answered(facts))
        });
        taken.sort_unstable_by_key(|it| Reverse(it.id));
        let more = taken.len() > SHOWN_MAX;
        taken.truncate(SHOWN_MAX);
        let now = now();
        let mut inquiries = Vec::new();
        for it in taken {
            inquiries.push(TakenInquiry {
                id: it.id.to_string(),
                number: number(it.id),
                age: Age::of(&it.meta, now),
                taken_by: self.recorder_name(&it.meta)?,
                answered: answered.contains(&it.id),
                kept: self.with_ticks(document, |ticks| ticks.of([it.id])),
            });
        }
        Ok(TakenInquiries { inquiries, more })
    }
}

fn form(typed: &InquiryForm) -> Result<Form, DeskError> {
    let mut check = Check::default();
    let inquirer = check.needed("inquirer", &typed.inquirer);
    let sought = Sought {
        family: check.text("family", typed.family.as_deref()),
        given: check.text("given", typed.given.as_deref()),
        kana_family: check.text("family_kana", typed.family_kana.as_deref()),
        kana_given: check.text("given_kana", typed.given_kana.as_deref()),
        birth: check.text("birth", typed.birth.as_deref()),
        age: check.text("age", typed.age.as_deref()),
        sex: typed.sex.map(Into::into),
        address: check.text("address", typed.address.as_deref()),
    };
    let inquirer_address = check.text("inquirer_address", typed.inquirer_address.as_deref());
    let inquirer_phone = check.text("inquirer_phone", typed.inquirer_phone.as_deref());
    let relation = check.text("relation", typed.relation.as_deref());
    let reason = check.text("reason", typed.reason.as_deref());
    let last_known_location =
        check.text("last_known_location", typed.last_known_location.as_deref());
    let description = check.text("description", typed.description.as_deref());
    check.done()?;
    if !sought.has_name() {
        return Err(DeskError::field("family", "record.missing"));
    }
    Ok(Form {
        status: typed.status.into(),
        inquirer: inquirer.ok_or_else(|| DeskError::field("inquirer", "text.empty"))?,
        inquirer_address,
        inquirer_phone,
        relation,
        tier: typed.tier.into(),
        id_checked: typed.id_checked.into(),
        reason,
        sought,
        last_known_location,
        description,
        person_record_id: None,
    })
}
