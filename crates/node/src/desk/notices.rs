//! Notices: HQ's word to all places, some or one, and each place's own word to its people.
//!
//! Invariants: HQ's stand in `city`, a place's in its own document, and whoever wrote one may take it
//! back. A place's desk, phones and board show what is for all and what is for it, and nothing else.
//! What was withdrawn stays told as withdrawn at the desk. Nothing of who typed it is told to phones: a
//! notice has an issuer, which is an office.

use std::collections::BTreeSet;

use musubi_model::facts::Facts;
use musubi_model::field::Change;
use musubi_model::ids::{DocumentId, Kind, PlaceId, RecordId};
use musubi_model::notice::{
    self, Addressed, ChangeNotice, NewNotice as Record, Notice as Told, NoticeUrgency, Standing,
};
use musubi_model::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::check::Check;
use super::mirror::mirror;
use super::people::text;
use super::people::wire::Language;
use super::wire::{Age, RequestKey, SavedHere};
use super::{Caller, Desk, DeskError, fresh_id, noted, now};
use crate::accounts::Role;
use crate::runtime::handle::NodeRole;

mod reached;

use reached::Written;
pub use reached::{NoticeAt, NoticeAtState, Reached};

/// Of those that hold no more, the newest.
const PAST_SHOWN_MAX: usize = 30;

mirror! {
    pub enum NoticeState = notice::Standing {
        Holds,
        /// Its time is over.
        Ended,
        /// 取り下げ
        Withdrawn,
    }
}

#[derive(Serialize, ToSchema)]
pub struct NoticeList {
    /// Those that hold now, the urgent first.
    pub notices: Vec<Notice>,
    /// Withdrawn, or their time is over: the newest of them, whatever was changed last first.
    pub past: Vec<Notice>,
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
    /// The place it is from and for. `null`: from HQ, for those in `to`.
    pub place: Option<String>,
    /// The places that a notice of HQ is for. `null`: all of them, or the one it is from.
    pub to: Option<Vec<Addressee>>,
    pub state: NoticeState,
    /// When it was issued or withdrawn.
    pub changed_at: Option<i64>,
    /// At HQ, of its own: which places have it.
    pub reached: Option<Reached>,
    /// Which office issued it.
    pub issuer: Option<String>,
    pub valid_until: Option<i64>,
    /// Written at this laptop's own desk or at another one that may take it back here.
    pub own: bool,
    pub age: Option<Age>,
}

#[derive(Clone, Serialize, ToSchema)]
pub struct Addressee {
    pub place: String,
    pub name: String,
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
    /// The places it is for, 1 to 100 of them; at HQ alone. Left out: all.
    pub to: Option<BTreeSet<String>>,
}

/// One as it stands in a document.
struct Read {
    from: Option<PlaceId>,
    told: Told,
    written: Written,
}

impl Desk {
    /// What is for everybody who walks by: at HQ nothing that is for some places alone.
    pub fn public_notices(&self) -> Result<NoticeList, DeskError> {
        let mut list = self.notices()?;
        if self.enrolled()?.role == NodeRole::Hq {
            list.notices.retain(|notice| notice.to.is_none());
        }
        Ok(list)
    }

    /// HQ's that are for this place, and this place's; at HQ every place's.
    pub fn notices(&self) -> Result<NoticeList, DeskError> {
        let enrolled = self.enrolled()?;
        let now = now();
        let at_hq = enrolled.role == NodeRole::Hq;
        let mut all: Vec<Read> = Vec::new();
        let mut changed_at = None;
        let mut take = |from: Option<PlaceId>, document: DocumentId| {
            self.read(document, |facts| {
                let told = Told::all(facts).filter(|it| at_hq || it.is_for(enrolled.place));
                all.extend(told.filter_map(|told| {
                    let written = Written::of(facts.records().get(&told.id)?);
                    changed_at = changed_at.max(told.meta.recorded_at);
                    Some(Read { from, told, written })
                }));
            });
        };
        take(None, self.document(Kind::City, PlaceId::CITY)?);
        for place in self.owners(Kind::Place)? {
            if at_hq || place == enrolled.place {
                take(Some(place), self.document(Kind::Place, place)?);
            }
        }
        let everybody = if at_hq { self.all_addressed()? } else { Vec::new() };
        let (mut holding, mut past): (Vec<Read>, Vec<Read>) =
            all.into_iter().partition(|it| it.told.standing(now) == Standing::Holds);
        holding.sort_by_key(|it| notice::in_order(&it.told));
        past.sort_by_key(|it| std::cmp::Reverse((it.told.meta.recorded_at, it.told.id)));
        past.truncate(PAST_SHOWN_MAX);
        let shown = |read: Read| {
            let Read { from, told, written } = read;
            let of_hq = at_hq && from.is_none();
            Notice {
                own: at_hq || from == Some(enrolled.place),
                place: from.map(|place| self.place_name(place)),
                to: told.to.shown().map(|to| self.addressees(to)),
                reached: of_hq.then(|| self.reached(&told, &written, &everybody)),
                ..shown(&told, now)
            }
        };
        Ok(NoticeList {
            notices: holding.into_iter().map(shown).collect(),
            past: past.into_iter().map(shown).collect(),
            changed_at: changed_at.map(Timestamp::millis),
        })
    }

    fn addressees(&self, to: &Addressed) -> Vec<Addressee> {
        let addressee =
            |place: &PlaceId| Addressee { place: place.to_string(), name: self.place_name(*place) };
        to.places().iter().map(addressee).collect()
    }

    /// At HQ to all places, some or one, by its officers; else to the own place.
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
        let to = new.to.map(|to| self.addressed(&to, &mut check)).transpose()?.flatten();
        check.done()?;
        let title = title.ok_or_else(|| DeskError::field("title", "text.empty"))?;
        let urgency = if new.urgent { NoticeUrgency::Urgent } else { NoticeUrgency::Normal };
        let mut record = Record::of(title, urgency, new.language.into());
        record.body = body;
        record.issuer = issuer;
        record.valid_until = valid_until;
        record.to = to;
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

    /// Places that this laptop knows of.
    fn addressed(
        &self,
        to: &BTreeSet<String>,
        check: &mut Check,
    ) -> Result<Option<Addressed>, DeskError> {
        if self.enrolled()?.role != NodeRole::Hq {
            check.refuse("to", "notice.only_hq");
            return Ok(None);
        }
        let known: BTreeSet<String> = self.places()?.places.into_iter().map(|it| it.id).collect();
        let places: BTreeSet<PlaceId> =
            to.iter().filter(|it| known.contains(*it)).filter_map(|it| it.parse().ok()).collect();
        if places.len() != to.len() {
            check.refuse("to", "notice.place");
        }
        Ok(places.try_into().map_err(|_| check.refuse("to", "notice.places")).ok())
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

/// What of it says nothing of places.
fn shown(notice: &Told, now: Timestamp) -> Notice {
    Notice {
        place: None,
        to: None,
        reached: None,
        own: false,
        state: notice.standing(now).into(),
        changed_at: notice.meta.recorded_at.map(Timestamp::millis),
        id: notice.id.to_string(),
        title: text(&notice.title).unwrap_or_default(),
        text: text(&notice.body).unwrap_or_default(),
        urgent: notice.urgency.shown() != Some(&NoticeUrgency::Normal),
        language: notice.language.shown().map(|language| (*language).into()),
        issuer: text(&notice.issuer),
        valid_until: notice.valid_until.shown().map(|until| until.millis()),
        age: Age::of(&notice.meta, now),
    }
}
