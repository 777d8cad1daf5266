//! Look-ups of people: noted before anything is shown, and read by those who answer for it.
//!
//! Invariant: no card leaves the desk before the note of it is on the disk. Where it cannot be
//! written, the card stays closed: what nobody can account for is not shown.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Mutex;

use musubi_model::account::Account;
use musubi_model::field::{Meta, Recorder};
use musubi_model::household::Household;
use musubi_model::ids::{Kind, PlaceId, RecordId};
use musubi_model::lookup::{Lookup as Record, LookupAction as Code, NewLookup};
use musubi_model::roster::Rights;
use musubi_model::text::Line;
use musubi_model::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::inquiries::wire::{InquirerTier, InquiryOutcome, ToldItem};
use super::mirror::mirror;
use super::people::{Located, text};
use super::{Caller, Desk, DeskError, fresh_id, inquiries, noted, now};
use crate::runtime::handle::NodeRole;

/// A card that is still open on the same desk is not opened anew by a page that reads it again.
const STILL_OPEN_MS: i64 = 60_000;
/// Cards remembered as open; of more the oldest are noted again.
const OPEN_MAX: usize = 1_024;
/// Look-ups in one answer, the newest.
const SHOWN_MAX: usize = 300;

mirror! {
    /// What was done.
    pub enum LookupAction = Code {
        /// A household's card was opened.
        Card,
        /// Two persons opened what is protected, for a while.
        Reveal,
        /// A list of everybody the account may see was printed.
        List,
        /// Such a list of one place was taken as a file.
        File,
        /// Two persons closed the operation.
        Close,
        /// Those who agreed that everybody may know were taken as a file.
        Published,
        /// What the 被災者台帳 is fed with was taken as a file.
        Ledger,
        /// An inquiry was opened, with whoever may be meant.
        Inquiry,
        /// An inquiry was answered.
        Answer,
        /// The record was put beside one of another place that may be of the same human.
        Compare,
    }
}

/// One look-up, without a name of whoever was seen.
#[derive(Debug, Serialize, ToSchema)]
pub struct Lookup {
    pub id: String,
    /// Milliseconds since 1970, by the clock of the laptop.
    pub at: i64,
    /// Who looked; `None` where that account is not known here.
    pub account: Option<String>,
    pub account_name: Option<String>,
    /// Where they looked.
    pub place: String,
    pub place_name: String,
    pub household: String,
    /// Whose people they are, where it is not the looking place.
    pub of_place_name: Option<String>,
    /// Which of them, where two records were put side by side.
    pub person: Option<String>,
    pub reception_no: Option<String>,
    /// `None`: what a later version noted.
    pub action: Option<LookupAction>,
    /// The other person, where it took two.
    pub second_name: Option<String>,
    pub why: Option<String>,
    /// The number of the inquiry, where it was about one.
    pub inquiry: Option<String>,
    pub tier: Option<InquirerTier>,
    pub outcome: Option<InquiryOutcome>,
    /// What was told of somebody.
    pub told: Vec<ToldItem>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct LookupList {
    /// The newest first.
    pub lookups: Vec<Lookup>,
    /// There are older ones that are not in this answer.
    pub more: bool,
}

/// What is to be noted, and of whose people it is, where they are those of one place.
pub(super) type Note = (NewLookup, Option<PlaceId>);

/// Cards that are open now: account, household, and since when.
#[derive(Default)]
pub(super) struct OpenCards(Mutex<BTreeMap<(RecordId, RecordId), Timestamp>>);

impl OpenCards {
    fn is_open(&self, card: (RecordId, RecordId), now: Timestamp) -> bool {
        let open = self.0.lock().expect("nothing panics while holding it");
        let age = open.get(&card).map(|since| now.millis_since(*since));
        age.is_some_and(|age| (0..STILL_OPEN_MS).contains(&age))
    }

    fn opened(&self, card: (RecordId, RecordId), now: Timestamp) {
        let mut open = self.0.lock().expect("nothing panics while holding it");
        open.retain(|_, since| (0..STILL_OPEN_MS).contains(&now.millis_since(*since)));
        while open.len() >= OPEN_MAX {
            let oldest = open.iter().min_by_key(|(_, since)| **since).map(|(card, _)| *card);
            open.remove(&oldest.expect("it is full"));
        }
        open.insert(card, now);
    }

    pub(super) fn forget(&self) {
        self.0.lock().expect("nothing panics while holding it").clear();
    }
}

impl Desk {
    /// Notes that the caller opens a card, and comes back when the note is on the disk.
    pub(super) async fn note_lookup(&self, caller: &Caller, at: &Located) -> Result<(), DeskError> {
        let card = (caller.account, at.id);
        if self.0.open_cards.is_open(card, now()) {
            return Ok(());
        }
        self.note(caller, NewLookup::of(at.id, Code::Card), Some(at.place)).await?;
        self.0.open_cards.opened(card, now());
        Ok(())
    }

    /// Notes that the caller takes a list of people, every time, and comes back when the note is on
    /// the disk. `of`: whose people, where they are those of one place.
    pub(super) async fn note_list(
        &self,
        caller: &Caller,
        action: Code,
        of: Option<PlaceId>,
    ) -> Result<(), DeskError> {
        self.note(caller, NewLookup::of(RecordId::new([0; 16]), action), of).await
    }

    /// Notes what two did together, and comes back when the note is on the disk.
    pub(super) async fn note_both(
        &self,
        caller: &Caller,
        action: Code,
        second: RecordId,
        why: Option<Line<200>>,
    ) -> Result<(), DeskError> {
        let mut new = NewLookup::of(RecordId::new([0; 16]), action);
        new.second = Some(second);
        new.why = why;
        self.note(caller, new, None).await
    }

    /// The one door: whatever is shown of somebody is noted by it, or not shown.
    pub(super) async fn note(
        &self,
        caller: &Caller,
        new: NewLookup,
        of: Option<PlaceId>,
    ) -> Result<(), DeskError> {
        self.note_all(caller, vec![(new, of)]).await
    }

    /// The same of several that are shown together: all are noted, or none.
    pub(super) async fn note_all(&self, caller: &Caller, all: Vec<Note>) -> Result<(), DeskError> {
        // A failed write would end the node; the last room is for what is registered.
        if self.0.handle.status().out_of_room {
            return Err(DeskError::NotSaved { code: "lookup_not_saved" });
        }
        let place = self.enrolled()?.place;
        let by = noted(None, caller.recorder());
        let mut edits = Vec::new();
        for (mut new, of) in all {
            new.place = of.filter(|of| *of != place);
            if let (None, Some(revealing)) = (new.second, &caller.revealing) {
                new.second = Some(revealing.second);
                new.why = Some(revealing.why.clone());
            }
            edits.extend(new.create(fresh_id(), &by)?);
        }
        let document = self.document(Kind::Lookups, place)?;
        self.0.handle.commit(document, edits).await.map_err(|error| match error.into() {
            DeskError::NotSaved { .. } => DeskError::NotSaved { code: "lookup_not_saved" },
            other => other,
        })?;
        Ok(())
    }

    /// Who looked at whom: at this place, and at HQ everywhere.
    pub fn lookups(&self) -> Result<LookupList, DeskError> {
        let enrolled = self.enrolled()?;
        let mut places = self.owners(Kind::Lookups)?;
        if enrolled.role != NodeRole::Hq {
            places.truncate(1);
        }
        let mut found: Vec<(PlaceId, Record)> = vec![];
        for place in places {
            let document = self.document(Kind::Lookups, place)?;
            found.extend(self.read(document, |facts| {
                Record::all(facts).map(|record| (place, record)).collect::<Vec<_>>()
            }));
            // Bounded by what is shown, not by how many places there are.
            found.sort_unstable_by_key(|(_, record)| Reverse(record.id));
            found.truncate(SHOWN_MAX + 1);
        }
        let more = found.len() > SHOWN_MAX;
        found.truncate(SHOWN_MAX);
        let mut lookups = vec![];
        for (place, record) in found {
            lookups.push(self.shown_lookup(place, &record)?);
        }
        Ok(LookupList { lookups, more })
    }

    fn shown_lookup(&self, place: PlaceId, record: &Record) -> Result<Lookup, DeskError> {
        let account = record.meta.recorded_by.iter().find_map(|by| match by {
            Recorder::Account(account) => Some(*account),
            _ => None,
        });
        let account_name = match account {
            Some(account) => self.account_name(place, account)?,
            None => None,
        };
        let household = record.household.shown().copied();
        let of = record.place.shown().copied().unwrap_or(place);
        let reception_no = match household {
            Some(household) => self.reception_no(of, household)?,
            None => None,
        };
        // Whom an answer told of is not said.
        let is_compared = record.action.shown() == Some(&Code::Compare);
        let person = record.person.shown().filter(|_| is_compared);
        Ok(Lookup {
            id: record.id.to_string(),
            at: record.meta.recorded_at.map_or(0, Timestamp::millis),
            account: account.map(|account| account.to_string()),
            account_name,
            place: place.to_string(),
            place_name: self.place_name(place),
            household: household.map(|household| household.to_string()).unwrap_or_default(),
            of_place_name: (of != place).then(|| self.place_name(of)),
            person: person.map(ToString::to_string),
            reception_no,
            action: record.action.shown().map(|action| (*action).into()),
            second_name: match record.second.shown() {
                Some(second) => self.account_name(place, *second)?,
                None => None,
            },
            why: text(&record.why),
            inquiry: record.inquiry.shown().map(|id| inquiries::number(*id)),
            tier: record.tier.shown().map(|tier| (*tier).into()),
            outcome: record.outcome.shown().map(|outcome| (*outcome).into()),
            told: record.told.set().map(|item| (*item).into()).collect(),
        })
    }

    /// The account of this place's desk that wrote a record down.
    pub(super) fn recorder_name(&self, meta: &Meta) -> Result<Option<String>, DeskError> {
        let account = meta.recorded_by.iter().find_map(|by| match by {
            Recorder::Account(account) => Some(*account),
            _ => None,
        });
        let place = self.enrolled()?.place;
        account.map_or(Ok(None), |account| self.account_name(place, account))
    }

    pub(super) fn account_name(
        &self,
        place: PlaceId,
        id: RecordId,
    ) -> Result<Option<String>, DeskError> {
        let document = self.document(Kind::Desk, place)?;
        Ok(self.read(document, |facts| {
            let account = Account::read(id, facts.records().get(&id)?)?;
            account.name.shown().map(|name| name.as_str().to_owned())
        }))
    }

    fn reception_no(&self, place: PlaceId, id: RecordId) -> Result<Option<String>, DeskError> {
        let roster = self.roster(self.document(Kind::People, place)?, Rights::Protected);
        Ok(roster.household(id).and_then(|household: &Household| text(&household.reception_no)))
    }
}
