//! Notices: HQ's word to every shelter and every phone.

use musubi_model::facts::Facts;
use musubi_model::ids::{Kind, PlaceId};
use musubi_model::notice::{self, NewNotice as Record, NoticeUrgency};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::check::Check;
use super::people::text;
use super::people::wire::Language;
use super::wire::{Age, RequestKey, SavedHere};
use super::{Caller, Desk, DeskError, fresh_id, noted, now};

#[derive(Serialize, ToSchema)]
pub struct NoticeList {
    pub notices: Vec<Notice>,
}

#[derive(Clone, Serialize, ToSchema)]
pub struct Notice {
    pub id: String,
    pub title: String,
    pub text: String,
    pub urgent: bool,
    pub language: Option<Language>,
    pub age: Option<Age>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewNotice {
    pub key: RequestKey,
    pub title: String,
    pub text: String,
    pub urgent: bool,
    pub language: Language,
}

impl Desk {
    /// Those that hold now, the urgent first.
    pub fn notices(&self) -> Result<NoticeList, DeskError> {
        let city = self.document(Kind::City, PlaceId::CITY)?;
        let now = now();
        let shown = |notice: notice::Notice| Notice {
            id: notice.id.to_string(),
            title: text(&notice.title).unwrap_or_default(),
            text: text(&notice.body).unwrap_or_default(),
            urgent: notice.urgency.shown() != Some(&NoticeUrgency::Normal),
            language: notice.language.shown().map(|language| (*language).into()),
            age: Age::of(&notice.meta, now),
        };
        let current = self.read(city, |facts| notice::current(facts, now));
        Ok(NoticeList { notices: current.into_iter().map(shown).collect() })
    }

    pub async fn publish_notice(
        &self,
        caller: &Caller,
        new: NewNotice,
    ) -> Result<SavedHere, DeskError> {
        self.at_hq()?;
        let mut check = Check::default();
        let title = check.needed("title", &new.title);
        let body = check.text("text", Some(&new.text));
        check.done()?;
        let title = title.ok_or_else(|| DeskError::field("title", "text.empty"))?;
        let urgency = if new.urgent { NoticeUrgency::Urgent } else { NoticeUrgency::Normal };
        let mut record = Record::of(title, urgency, new.language.into());
        record.body = body;
        let noted = noted(None, caller.recorder());
        let make = move |_: &Facts<'_>| {
            let id = fresh_id();
            Ok((id, record.create(id, &noted)?))
        };
        self.once(self.document(Kind::City, PlaceId::CITY)?, &new.key, make).await
    }
}
