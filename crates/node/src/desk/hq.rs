//! HQ's overview: every place's newest figures, each with its age; totals with their oldest part.

pub mod contact;
pub mod duplicates;
pub mod groups;
pub(crate) mod kept;
pub mod lifelines;
pub mod near;
pub mod requests;
pub mod silence;
pub mod stuck;
pub mod trend;

use std::collections::BTreeSet;
use std::sync::Arc;

use musubi_model::field::Field;
use musubi_model::headcount::{self, Headcount, People, Slot};
use musubi_model::ids::{Kind, PlaceId};
use musubi_model::place::{self, RegisterEntry};
use musubi_model::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::desk::people::text;
use crate::desk::places::Word;
use crate::desk::places::wire::{Opening, PlaceKind, Via};
use crate::desk::wire::{Age, Figure};
use crate::desk::{Desk, DeskError, now};
use contact::Route;
use groups::{CityGroups, Groups};
use kept::{OfPeople, OfPlace};
use lifelines::{CrowdingSaid, LifelineSaid};
use requests::OpenRequests;
use silence::{Said, Silence, SilenceState, Stands};

#[derive(Serialize, ToSchema)]
pub struct Overview {
    pub now: i64,
    pub in_shelter: Total,
    pub households: Total,
    pub outside_known: Total,
    /// 要配慮者数 as places counted it by looking.
    pub needs_care: Total,
    /// The same from what is noted of the people on their lists; never added to it.
    pub groups: CityGroups,
    /// 連絡の途絶, of all places of the register too.
    pub silence: Silence,
    /// Places that have said anything at all: alarms first, then the longest silent.
    pub places: Vec<OverviewPlace>,
    /// In the register, and never heard of, in the order of their readings.
    pub never_heard: Vec<NeverHeard>,
    /// `requests.all.open`, in one number.
    pub open_requests: u32,
    pub requests: OpenRequests,
}

/// What the register says of a place of which nobody has said anything: whom to call.
#[derive(Serialize, ToSchema)]
pub struct NeverHeard {
    pub id: String,
    pub name: String,
    pub kind: Option<PlaceKind>,
    pub capacity: Option<u32>,
    pub phone: Option<String>,
    pub at: Option<At>,
}

/// Where a place is, by the register: degrees, JGD2011, which WGS 84 is taken for.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct At {
    pub latitude: f64,
    pub longitude: f64,
}

/// A sum, what it leaves out, and how old its oldest part is.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct Total {
    /// Of the known ones alone; `null` where none is known.
    pub sum: Option<u32>,
    pub known_places: u32,
    /// Open, or of unknown state, with no figure: they count as unknown, not as 0.
    pub unknown_places: u32,
    pub oldest: Option<Age>,
    /// Parts whose clock is doubted (時刻未確認).
    pub uncertain_places: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Entered on this laptop's own place.
    Here,
    /// It came from the place's own laptops.
    Mesh,
    /// Taken from a list.
    Import,
    /// Somebody told of it, and it was written down elsewhere.
    Telephone,
    Radio,
    Fax,
    Patrol,
    SelfDefence,
    OtherBody,
}

#[derive(Serialize, ToSchema)]
pub struct OverviewPlace {
    pub id: String,
    pub name: String,
    pub kind: Option<PlaceKind>,
    pub opening: Option<Opening>,
    pub opening_age: Option<Age>,
    pub in_shelter: Figure,
    pub households: Figure,
    pub outside_known: Figure,
    /// The newest 昼 and the newest 夜 of people in the shelter.
    pub in_shelter_day: Figure,
    pub in_shelter_night: Figure,
    /// 定員, by the register. `null`: not known.
    pub capacity: Option<u32>,
    pub crowding: Option<CrowdingSaid>,
    /// Those that somebody spoke of.
    pub lifelines: Vec<LifelineSaid>,
    /// 要配慮者数 of the count that stands.
    pub needs_care: Figure,
    /// What is noted of the people on its list. `null`: nobody is on it, or it is not read here.
    pub groups: Option<Groups>,
    /// People checked in by name, counted from the place's records as HQ holds them.
    pub registered_staying: Option<u32>,
    pub channel: Channel,
    pub open_requests: u32,
    /// Seconds since the last word of this place. `null`: never a word.
    pub heard_age_s: Option<i64>,
    /// The route of the last word.
    pub route: Option<Route>,
    pub silence: SilenceState,
    /// Word is expected at least so often.
    pub expected_hours: i64,
    /// Newest headcounts disagree.
    pub has_clash: bool,
    /// Somebody closed it (閉鎖): its silence is no alarm.
    pub closed: bool,
    /// `null`: not known.
    pub at: Option<At>,
}

/// What one place's rows are made from.
struct Known<'a> {
    word: &'a Word,
    registered: Option<&'a RegisterEntry>,
    said: Arc<OfPlace>,
    people: Option<Arc<OfPeople>>,
    is_own: bool,
    stands: Stands,
}

impl Desk {
    /// At headquarters: keeps what the overview is made of before anybody asks for it. What cannot be
    /// read yet is read when somebody asks.
    pub fn read_ahead(&self) {
        if self.at_hq().is_ok() {
            let _ = self.overview();
        }
    }

    pub fn overview(&self) -> Result<Overview, DeskError> {
        let enrolled = self.enrolled()?;
        let now = now();
        let words = self.words()?;
        let city = self.document(Kind::City, PlaceId::CITY)?;
        let register = self.read(city, place::register);
        let with_people: BTreeSet<PlaceId> = self
            .owners(Kind::People)?
            .into_iter()
            .filter(|owner| self.has_view(Kind::People, *owner))
            .collect();
        let known: BTreeSet<PlaceId> =
            words.keys().copied().chain(with_people.iter().copied()).collect();
        let mut never_heard: Vec<&RegisterEntry> =
            register.values().filter(|entry| !known.contains(&entry.place)).collect();
        never_heard.sort_by_key(|entry| (reading(entry), entry.place));
        let (mut totals, mut groups) = (Totals::default(), groups::Sum::default());
        let mut requests = OpenRequests::new();
        requests.unknown_places = u32::try_from(never_heard.len()).unwrap_or(u32::MAX);
        let said = self.read(city, Said::read);
        let contacts = self.contacts(&said, &words, &register, now)?;
        let mut places = Vec::new();
        for id in known {
            let people = with_people.contains(&id).then(|| self.kept_of_people(id)).transpose()?;
            let none = Word::default();
            let place = Known {
                word: words.get(&id).unwrap_or(&none),
                registered: register.get(&id),
                said: self.kept_of_place(id)?,
                people,
                is_own: id == enrolled.place,
                stands: contacts[&id],
            };
            let shown = place.shown(id, self.place_name(id), now);
            if words.contains_key(&id) {
                requests.add(id, &shown.name, &place.said.requests, now);
            } else {
                requests.unknown_places += 1;
            }
            totals.add(&place, &shown);
            groups.add(place.noted(), place.counts());
            places.push(shown);
        }
        let again = self.counted_again(&with_people)?;
        places.sort_by_key(|place| {
            // Never heard counts as longest ago; of a closed place nobody waits to hear.
            let is_calm = place.silence != SilenceState::Alarm;
            (place.closed, is_calm, std::cmp::Reverse(place.heard_age_s.unwrap_or(i64::MAX)))
        });
        Ok(Overview {
            now: now.millis(),
            in_shelter: totals.in_shelter,
            households: totals.households,
            outside_known: totals.outside_known,
            needs_care: totals.needs_care,
            groups: groups.done(&again),
            silence: self.silence_of(&words, &register, now)?,
            places,
            never_heard: never_heard.into_iter().map(NeverHeard::of).collect(),
            open_requests: requests.all.open,
            requests,
        })
    }

    pub(super) fn has_view(&self, kind: Kind, owner: PlaceId) -> bool {
        let document = self.document(kind, owner);
        document.is_ok_and(|document| self.0.handle.views().contains_key(&document))
    }
}

impl At {
    fn of(entry: &RegisterEntry) -> Option<Self> {
        let at = near::position(entry)?;
        Some(Self { latitude: at.y(), longitude: at.x() })
    }
}

impl NeverHeard {
    fn of(entry: &RegisterEntry) -> Self {
        Self {
            id: entry.place.to_string(),
            name: text(&entry.name).unwrap_or_default(),
            kind: entry.kind.shown().map(|kind| (*kind).into()),
            capacity: capacity(entry),
            phone: text(&entry.phone),
            at: At::of(entry),
        }
    }
}

fn reading(entry: &RegisterEntry) -> String {
    text(&entry.kana).or_else(|| text(&entry.name)).unwrap_or_default()
}

/// 定員, by the register.
fn capacity(entry: &RegisterEntry) -> Option<u32> {
    u32::try_from(entry.capacity.shown()?.get()).ok()
}

impl Known<'_> {
    fn shown(&self, id: PlaceId, name: String, now: Timestamp) -> OverviewPlace {
        let (word, registered) = (self.word, self.registered);
        let kind = registered.and_then(|entry| entry.kind.shown());
        let staying = |it: &Arc<OfPeople>| it.occupancy.present + it.occupancy.away;
        let Stands { route, expected, state } = self.stands;
        let heard_age_s = route.map(|route| (now.millis() - route.said_at).max(0) / 1_000);
        OverviewPlace {
            id: id.to_string(),
            name,
            kind: kind.map(|kind| (*kind).into()).or(word.kind),
            opening: word.opening(),
            opening_age: word.opening_age(),
            in_shelter: word.in_shelter,
            households: word.households,
            outside_known: word.outside_known,
            in_shelter_day: self.counted(now, Some(Slot::Day), |count| &count.in_shelter),
            in_shelter_night: self.counted(now, Some(Slot::Night), |count| &count.in_shelter),
            capacity: registered.and_then(capacity),
            crowding: word.lifelines.crowding(self.is_own),
            lifelines: word.lifelines.said(self.is_own),
            needs_care: self.counted(now, None, |count| &count.needs_care),
            groups: self.noted().map(Groups::from),
            registered_staying: self.people.as_ref().map(staying),
            channel: Channel::of(self.is_own, word.via, word.is_imported),
            open_requests: u32::try_from(self.said.requests.len()).unwrap_or(u32::MAX),
            heard_age_s: if self.is_own { Some(0) } else { heard_age_s },
            route: route.filter(|_| !self.is_own),
            silence: state,
            expected_hours: expected.hours,
            has_clash: word.has_clash,
            closed: word.closed_at.is_some(),
            at: registered.and_then(At::of),
        }
    }

    /// Of the count that stands, or of the newest of one slot. A place that was seen closed since
    /// has none.
    fn counted(
        &self,
        now: Timestamp,
        slot: Option<Slot>,
        people: impl Fn(&Headcount) -> &Field<People>,
    ) -> Figure {
        let is_wanted = |count: &&Headcount| slot.is_none() || count.slot.shown() == slot.as_ref();
        let counts = self.said.counts.iter().filter(is_wanted);
        match headcount::newest_among(counts, now) {
            Some(standing) if !self.word.is_shut => {
                let people = people(&standing.count).shown();
                let value = people.and_then(|people| u32::try_from(people.get()).ok());
                let age = Age::of(&standing.count.meta, now);
                Figure { value, age: age.filter(|_| value.is_some()) }
            }
            _ => Figure::default(),
        }
    }

    fn noted(&self) -> Option<&musubi_model::groups::Groups> {
        let groups = self.people.as_ref().map(|people| &people.groups);
        groups.filter(|groups| groups.people > 0)
    }

    /// HQ itself shelters nobody, as long as it has not counted anybody.
    fn is_hq(&self) -> bool {
        self.is_own && self.word.in_shelter.value.is_none()
    }

    /// Whether an unknown figure is a gap in a total.
    fn counts(&self) -> bool {
        let shut = matches!(self.word.opening(), Some(Opening::Closed | Opening::NotOpen));
        !shut && self.word.closed_at.is_none() && !self.is_hq()
    }
}

#[derive(Default)]
struct Totals {
    in_shelter: Total,
    households: Total,
    outside_known: Total,
    needs_care: Total,
}

impl Totals {
    fn add(&mut self, place: &Known<'_>, shown: &OverviewPlace) {
        if place.is_hq() || place.word.is_shut {
            return;
        }
        let counts = place.counts();
        self.in_shelter.add(shown.in_shelter, counts);
        self.households.add(shown.households, counts);
        self.outside_known.add(shown.outside_known, counts);
        self.needs_care.add(shown.needs_care, counts);
    }
}

impl Total {
    /// `counts`: where the figure is unknown, that is a gap in the total.
    fn add(&mut self, figure: Figure, counts: bool) {
        let Some(value) = figure.value else {
            self.unknown_places += u32::from(counts);
            return;
        };
        self.known_places += 1;
        self.sum = Some(self.sum.unwrap_or(0).saturating_add(value));
        let Some(age) = figure.age else { return };
        if age.time_uncertain {
            self.uncertain_places += 1;
        } else if self.oldest.is_none_or(|oldest| age.observed_at < oldest.observed_at) {
            self.oldest = Some(age);
        }
    }
}

impl Channel {
    fn of(own: bool, via: Option<Via>, is_imported: bool) -> Self {
        match via {
            Some(Via::Telephone) => Self::Telephone,
            Some(Via::Radio) => Self::Radio,
            Some(Via::Fax) => Self::Fax,
            Some(Via::Patrol) => Self::Patrol,
            Some(Via::SelfDefence) => Self::SelfDefence,
            Some(Via::OtherBody) => Self::OtherBody,
            None if is_imported => Self::Import,
            None if own => Self::Here,
            None => Self::Mesh,
        }
    }
}
