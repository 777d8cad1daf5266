//! Transfers (転所): sending a household on, taking one in, and what headquarters does between.
//!
//! Invariants: a person is on the way only by an event of the sender's desk, and here only by one of
//! this desk; what a reader may not see of people on the way answers like what is not there. A
//! slip holds no name. Everything that headquarters writes between two places follows from their
//! documents (`musubi_model::transfer`), so it may be done late, twice, or by two laptops.

pub mod wire;

mod arriving;
pub(crate) mod code;
pub mod keeping;
mod sending;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use musubi_exchange::household::HouseholdCopy;
use musubi_model::ids::{DocumentId, Kind, PlaceId, RecordId};
use musubi_model::roster::Roster;
use musubi_model::time::Timestamp;
use musubi_model::transfer::{Movements, Sent, Step};

use self::wire::{SentTransfer, TransferList, TransferPerson, TransferState};
use super::people::text;
use super::wire::Age;
use super::{Caller, Desk, DeskError, now};

/// Transfers in one answer, the newest.
const SHOWN_MAX: usize = 300;

/// What was read of documents and letters, until they change.
#[derive(Default)]
pub(crate) struct Read {
    movements: Mutex<BTreeMap<DocumentId, (u64, Arc<Movements>)>>,
    copies: Mutex<BTreeMap<RecordId, Arc<HouseholdCopy>>>,
}

impl Read {
    pub(crate) fn forget(&self) {
        self.movements.lock().expect(HELD).clear();
        self.copies.lock().expect(HELD).clear();
    }
}

const HELD: &str = "nothing panics while holding it";

impl Desk {
    /// Transfers of this place's people, or at headquarters everybody's, and who is on the way here.
    pub async fn transfers(&self, caller: &Caller) -> Result<TransferList, DeskError> {
        let now = now();
        let mut sent = Vec::new();
        for place in self.places_of_people(caller)? {
            let document = self.document(Kind::People, place)?;
            let movements = self.movements(document);
            let roster = self.roster(document, self.rights(caller, place));
            let shown = |(id, it): (&RecordId, &Sent)| self.shown_sent(&roster, *id, it, now);
            sent.extend(movements.sent.iter().filter_map(shown));
            // Bounded by what is shown, not by how many places there are.
            sent.sort_unstable_by(|a, b| b.id.cmp(&a.id));
            sent.truncate(SHOWN_MAX);
        }
        Ok(TransferList { sent, expected: self.coming(caller, now).await? })
    }

    fn shown_sent(
        &self,
        roster: &Roster,
        id: RecordId,
        sent: &Sent,
        now: Timestamp,
    ) -> Option<SentTransfer> {
        let household = roster.household(sent.household)?;
        let long = sent.is_overdue(now);
        let persons = sent.persons.iter().filter_map(|(id, step)| {
            let mut shown = person(roster, *id)?;
            shown.state = Some(state(*step, long));
            Some(shown)
        });
        Some(SentTransfer {
            id: id.to_string(),
            household: sent.household.to_string(),
            reception_no: text(&household.reception_no),
            from: sent.from.to_string(),
            from_name: self.place_name(sent.from),
            to: sent.to.to_string(),
            to_name: self.place_name(sent.to),
            state: sent
                .persons
                .values()
                .min()
                .map_or(TransferState::TakenBack, |step| state(*step, long)),
            persons: persons.collect(),
            age: sent.at.map(|at| Age::new(at, at, now)),
        })
    }

    /// What a document of people says about transfers; read again only after it changed.
    pub(super) fn movements(&self, document: DocumentId) -> Arc<Movements> {
        // Asked before the view is read: a change in between makes the next caller read again.
        let version = self.0.handle.version(document);
        let held = self.0.transfers.movements.lock().expect(HELD).get(&document).cloned();
        if let Some((at, movements)) = held
            && at == version
        {
            return movements;
        }
        let movements = Arc::new(self.read(document, Movements::of));
        let held = (version, Arc::clone(&movements));
        self.0.transfers.movements.lock().expect(HELD).insert(document, held);
        movements
    }

    /// Opens what was sealed to a place. `None`: not for us, or no copy of a household.
    async fn opened(
        &self,
        transfer: RecordId,
        to: PlaceId,
        sealed: &[u8],
    ) -> Option<Arc<HouseholdCopy>> {
        if let Some(copy) = self.0.transfers.copies.lock().expect(HELD).get(&transfer) {
            return Some(Arc::clone(copy));
        }
        let context = code::context(self.enrolled().ok()?.operation, transfer, to);
        let bytes = self.0.handle.open_letter(to, context, sealed.to_vec()).await?;
        let copy = Arc::new(HouseholdCopy::from_bytes(&bytes).ok()?);
        self.0.transfers.copies.lock().expect(HELD).insert(transfer, Arc::clone(&copy));
        Some(copy)
    }
}

fn state(step: Step, long: bool) -> TransferState {
    match step {
        Step::OnTheWay { .. } if long => TransferState::Unconfirmed,
        Step::OnTheWay { .. } => TransferState::OnTheWay,
        Step::Arrived => TransferState::Arrived,
        Step::TakenBack => TransferState::TakenBack,
    }
}

fn person(roster: &Roster, id: RecordId) -> Option<TransferPerson> {
    let person = roster.person(id)?;
    let joined = |family: Option<String>, given: Option<String>| {
        [family, given].into_iter().flatten().collect::<Vec<_>>().join(" ")
    };
    Some(TransferPerson {
        id: id.to_string(),
        name: joined(text(&person.family), text(&person.given)),
        kana: joined(text(&person.kana_family), text(&person.kana_given)),
        age: text(&person.age).or_else(|| text(&person.birth)),
        sex: person.sex.shown().map(|sex| (*sex).into()),
        state: None,
    })
}

/// Of the persons that are named, as far as they are in the roster.
fn copy(roster: &Roster, household: RecordId, persons: &[RecordId]) -> Option<HouseholdCopy> {
    let of = roster.household(household)?;
    let persons = persons.iter().filter_map(|id| roster.person(*id));
    let protected = of.suppress.known().any(|hidden| *hidden) || of.suppress.is_absent();
    Some(HouseholdCopy::of(of, persons, protected))
}
