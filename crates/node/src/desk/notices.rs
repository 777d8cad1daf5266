//! Notices: HQ's word to every shelter, and each place's own word to its people.
//!
//! Invariants: HQ's stand in `city`, a place's in its own document, and whoever wrote one may take it
//! back. Nothing of who typed it is told to phones: a notice has an issuer, which is an office.

use musubi_model::facts::Facts;
use musubi_model::field::Change;
use musubi_model::ids::{DocumentId, Kind, PlaceId, RecordId};
use musubi_model::notice::{
    self, ChangeNotice, NewNotice as Record, Notice as Told, NoticeUrgency,
};
use musubi_model::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::check::Check;
use super::people::text;
use super::people::wire::Language;
use super::wire::{Age, RequestKey, SavedHere};
use super::{Caller, Desk, DeskError, fresh_id, noted, now};
use crate::accounts::Role;
use crate::runtime::handle::NodeRole;

#[derive(Serialize, ToSchema)]
pub struct NoticeList {
    /// Those that hold now, the urgent first.
    pub notices: Vec<Notice>,
    /// When somebody last issued or withdrew one.
    pub changed_at: Option<i64>,
}

#[derive(Clone, Serialize, ToSchema)]
pub struct Notice {
    pub id: String,
    pub title: String,
    pub text: String,
    pub urgent: bool,
    pub language: Option<Language>,
    /// The place it is from and for. `null`: from HQ, for everybody.
    pub place: Option<String>,
    /// Which office issued it.
    pub issuer: Option<String>,
    pub valid_until: Option<i64>,
    /// Written at this laptop's own desk or at another one that may take it back here.
    pub own: bool,
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
    pub issuer: Option<String>,
    /// Left out: until it is withdrawn.
    pub valid_until: Option<i64>,
}

impl Desk {
    /// HQ's and this place's; at HQ every place's.
    pub fn notices(&self) -> Result<NoticeList, DeskError> {
        let enrolled = self.enrolled()?;
        let now = now();
        let at_hq = enrolled.role == NodeRole::Hq;
        let mut told: Vec<(Option<PlaceId>, Told)> = Vec::new();
        let mut changed_at = None;
        let mut take = |from: Option<PlaceId>, document: DocumentId| {
            self.read(document, |facts| {
                told.extend(notice::current(facts, now).into_iter().map(|it| (from, it)));
                changed_at = changed_at.max(notice::changed_at(facts));
            });
        };
        take(None, self.document(Kind::City, PlaceId::CITY)?);
        for place in self.owners(Kind::Place)? {
            if at_hq || place == enrolled.place {
                take(Some(place), self.document(Kind::Place, place)?);
            }
        }
        told.sort_by_key(|(_, notice)| notice::in_order(notice));
        let shown = |(from, notice): (Option<PlaceId>, Told)| {
            let own = at_hq || from == Some(enrolled.place);
            let place = from.map(|place| self.place_name(place));
            shown(&notice, place, own, now)
        };
        Ok(NoticeList {
            notices: told.into_iter().map(shown).collect(),
            changed_at: changed_at.map(Timestamp::millis),
        })
    }

    /// At HQ to everybody, by its officers; else to the own place.
    pub async fn publish_notice(
        &self,
        caller: &Caller,
        new: NewNotice,
    ) -> Result<SavedHere, DeskError> {
        let document = self.own_notices(caller)?;
        let mut check = Check::default();
        let title = check.needed("title", &new.title);
        let body = check.text("text", Some(&new.text));
        let issuer = check.text("issuer", new.issuer.as_deref());
        let valid_until = new.valid_until.map(Timestamp::from_millis);
        if valid_until.is_some_and(|until| until <= now()) {
            check.refuse("valid_until", "time.past");
        }
        check.done()?;
        let title = title.ok_or_else(|| DeskError::field("title", "text.empty"))?;
        let urgency = if new.urgent { NoticeUrgency::Urgent } else { NoticeUrgency::Normal };
        let mut record = Record::of(title, urgency, new.language.into());
        record.body = body;
        record.issuer = issuer;
        record.valid_until = valid_until;
        let noted = noted(None, caller.recorder());
        let make = move |_: &Facts<'_>| {
            let id = fresh_id();
            Ok((id, record.create(id, &noted)?))
        };
        self.once(document, &new.key, make).await
    }

    /// 取り下げ: it is shown nowhere any more, as soon as they hear of it.
    pub async fn withdraw_notice(&self, caller: &Caller, id: &str) -> Result<SavedHere, DeskError> {
        let id: RecordId = id.parse().map_err(|_| DeskError::NotFound)?;
        let own = self.own_notices(caller)?;
        let mut documents = vec![own];
        if self.enrolled()?.role == NodeRole::Hq {
            for place in self.owners(Kind::Place)? {
                documents.push(self.document(Kind::Place, place)?);
            }
        }
        let found = documents.into_iter().find_map(|document| {
            let told = self.read(document, |facts| Told::all(facts).find(|told| told.id == id))?;
            Some((document, told))
        });
        let (document, told) = found.ok_or(DeskError::NotFound)?;
        if told.withdrawn.is_only(&true) {
            return Ok(SavedHere { id: id.to_string(), repeated: true });
        }
        let change = ChangeNotice { withdrawn: Change::To(true), ..ChangeNotice::default() };
        let mut noted = noted(None, caller.recorder());
        // It is no newer for having been taken back.
        noted.observed_at = told.meta.observed_at.unwrap_or(noted.observed_at);
        self.write(document, id, change.edits(id, &noted)).await
    }

    /// Where this caller's notices stand.
    fn own_notices(&self, caller: &Caller) -> Result<DocumentId, DeskError> {
        let enrolled = self.enrolled()?;
        match enrolled.role {
            NodeRole::Hq if matches!(caller.role, Role::Manager | Role::HqOfficer) => {
                self.document(Kind::City, PlaceId::CITY)
            }
            NodeRole::Hq => Err(DeskError::NotAllowed { code: "only_officers" }),
            _ => self.document(Kind::Place, enrolled.place),
        }
    }
}

fn shown(notice: &Told, place: Option<String>, own: bool, now: Timestamp) -> Notice {
    Notice {
        id: notice.id.to_string(),
        title: text(&notice.title).unwrap_or_default(),
        text: text(&notice.body).unwrap_or_default(),
        urgent: notice.urgency.shown() != Some(&NoticeUrgency::Normal),
        language: notice.language.shown().map(|language| (*language).into()),
        place,
        issuer: text(&notice.issuer),
        valid_until: notice.valid_until.shown().map(|until| until.millis()),
        own,
        age: Age::of(&notice.meta, now),
    }
}
