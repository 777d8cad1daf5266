//! Who of all places' registered may be meant, and what may be told of them.
//!
//! The registered are read into one index, which is made anew when their documents have changed; in a
//! large city that takes seconds, so it is not made more often than it can be. Who may be told of is
//! looked at when it is told: an index that is older shows nobody who was hidden since.

use std::time::{Duration, Instant};

use musubi_model::ids::{DocumentId, Kind, PlaceId, RecordId};
use musubi_model::inquiry::{Item, Sought, Tier, Told};
use musubi_model::matching::{Aspect, Candidate, LEARNT, People};
use musubi_model::stay::Whereabouts;
use musubi_model::time::Timestamp;

use super::HELD;
use super::wire::{InquiryCandidate, ToldPerson};
use crate::desk::everybody::Everybody;
use crate::desk::people::wire::StayState;
use crate::desk::{Desk, DeskError, now};

/// Of so many who are like the one sought it is asked what may be told.
const LIKE_MAX: usize = 200;
/// So many of them are shown.
const CANDIDATES_MAX: usize = 10;
/// Of its time the index may take at most one part in so many.
const REST: u32 = 20;

/// The registered of all places, without those who are protected or lead to one who is.
pub(in crate::desk) struct Registered {
    pub(in crate::desk) of: Vec<(DocumentId, u64)>,
    made_at: Instant,
    took: Duration,
    pub(in crate::desk) people: People,
}

/// Somebody who may be meant.
pub(super) struct Found {
    pub(super) place: PlaceId,
    pub(super) person: RecordId,
    pub(super) household: Option<RecordId>,
    pub(super) told: Told,
    candidate: Candidate,
}

impl Desk {
    /// Takes seconds in a large city: not to be waited for on a thread that serves others.
    pub(super) fn candidates(&self, sought: &Sought, tier: Tier) -> Result<Vec<Found>, DeskError> {
        let now = now();
        let of = self.versions_of_people()?;
        let everybody = self.everybody()?;
        let like = self.with_registered(of, &everybody, now, |registered| {
            registered.people.seek(&sought.roster(), &LEARNT, LIKE_MAX)
        });
        let said = everybody.said();
        let told = |candidate: Candidate| {
            let at = candidate.at;
            let (roster, person) = everybody.find(at.place, at.person)?;
            let said = *said.get(&everybody.human(person))?;
            let told = Told::of(roster, person, said, tier, now)?;
            let household = person.household.shown().copied();
            Some(Found { place: at.place, person: at.person, household, told, candidate })
        };
        Ok(like.into_iter().filter_map(told).take(CANDIDATES_MAX).collect())
    }

    /// Gives the index to whoever looks, made anew where the documents have changed and it has rested.
    pub(in crate::desk) fn with_registered<T>(
        &self,
        of: Vec<(DocumentId, u64)>,
        everybody: &Everybody,
        now: Timestamp,
        look: impl FnOnce(&mut Registered) -> T,
    ) -> T {
        let mut held = self.0.inquiries.registered.lock().expect(HELD);
        let is_fresh =
            held.as_ref().is_some_and(|it| it.of == of || it.made_at.elapsed() < it.took * REST);
        if !is_fresh {
            let made_at = Instant::now();
            let mut people = People::at(now);
            for (place, roster) in &everybody.open {
                people.add_those(*place, roster, |one| !everybody.leads_to_hidden(one));
            }
            *held = Some(Registered { of, made_at, took: made_at.elapsed(), people });
        }
        look(held.as_mut().expect("made above where it was not"))
    }

    pub(in crate::desk) fn versions_of_people(&self) -> Result<Vec<(DocumentId, u64)>, DeskError> {
        let versions = self.owners(Kind::People)?.into_iter().map(|place| {
            let document = self.document(Kind::People, place)?;
            Ok((document, self.0.handle.version(document)))
        });
        versions.collect()
    }

    pub(super) fn shown_candidate(&self, found: &Found) -> InquiryCandidate {
        // A reason says what is alike: of what may not be told it is not said either.
        let may_be_said = |aspect| item(aspect).is_none_or(|item| found.told.items.contains(&item));
        let evidence = found.candidate.evidence.iter().filter(|it| may_be_said(it.aspect));
        InquiryCandidate {
            person: found.person.to_string(),
            certainty: found.candidate.certainty.into(),
            reasons: evidence.map(|it| it.reason.into()).collect(),
            told: self.told_person(&found.told),
        }
    }

    pub(super) fn told_person(&self, told: &Told) -> ToldPerson {
        let (mut state, mut place, mut where_to) = (None, None, None);
        match told.whereabouts {
            Some(Whereabouts::Present { place: at }) => {
                (state, place) = (Some(StayState::Staying), Some(at));
            }
            Some(Whereabouts::Away { place: at, .. }) => {
                (state, place) = (Some(StayState::Overnight), Some(at));
            }
            Some(Whereabouts::Left { to, .. }) => {
                (state, where_to) = (Some(StayState::Left), Some(to.into()));
            }
            Some(Whereabouts::InTransit { to, .. }) => {
                (state, place) = (Some(StayState::InTransit), to);
            }
            Some(Whereabouts::Unreadable) | None => {}
        }
        ToldPerson {
            items: told.items.iter().map(|item| (*item).into()).collect(),
            name: told.name.clone(),
            kana: told.kana.clone(),
            birth: told.birth.clone(),
            age: told.age.map(
                |(from, to)| {
                    if from == to { from.to_string() } else { format!("{from}-{to}") }
                },
            ),
            sex: told.sex.map(Into::into),
            address: told.address.clone(),
            injured: told.injured,
            state,
            place_name: place.map(|place| self.place_name(place)),
            where_to,
            phone: told.phone.clone(),
        }
    }
}

/// To which item an aspect belongs. `None`: to the name, which every tier is told.
fn item(aspect: Aspect) -> Option<Item> {
    match aspect {
        Aspect::Family | Aspect::Given | Aspect::Order => None,
        Aspect::Age => Some(Item::Birth),
        Aspect::Sex => Some(Item::Sex),
        Aspect::Phone => Some(Item::Contact),
        Aspect::Address | Aspect::Company => Some(Item::Address),
    }
}
