//! 連絡の途絶: which places are silent for longer than expected, who was asked to look, and who could carry.
//!
//! Invariants: a place without any word is never told as one with word; headquarters itself is expected to
//! say nothing, nor is a place that was closed or seen closed. Whoever saw a silence is asked again after
//! another span of it.

use std::collections::{BTreeMap, BTreeSet};

use musubi_model::contact::{
    self, Expectations, Expected, NewExpectation, NewSilenceSeen, SilenceSeen,
};
use musubi_model::facts::Facts;
use musubi_model::field::Recorder;
use musubi_model::ids::{Kind, PlaceId};
use musubi_model::place::{self, RegisterEntry};
use musubi_model::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::contact::Route;
use super::near::{self, Carrier, Neighbour};
use crate::desk::check::Check;
use crate::desk::mirror::mirror;
use crate::desk::people::text;
use crate::desk::places::Word;
use crate::desk::places::wire::PlaceKind;
use crate::desk::wire::{RequestKey, SavedHere};
use crate::desk::{Caller, Desk, DeskError, fresh_id, noted, now};

const HOUR_MS: i64 = 3_600_000;

mirror! {
    /// By whom an expectation was set.
    pub enum ExpectationOf = contact::SetFor {
        Place,
        All,
        /// Nobody set one: the default.
        Nobody,
    }
}

#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct ExpectedContact {
    pub hours: i64,
    pub set_for: ExpectationOf,
}

#[derive(Serialize, ToSchema)]
pub struct Silence {
    /// Silent for longer than expected, and nobody who was asked to look has time left.
    pub alarms: u32,
    /// Of these, places that never said a word.
    pub never_heard: u32,
    /// Silent as well, and somebody was asked to look.
    pub seen: u32,
    pub for_all: ExpectedContact,
    /// When there will be another alarm, if no word comes until then.
    pub next_alarm_at: Option<i64>,
    /// Alarms first; of these the longest silent, and behind them those that never said a word.
    pub places: Vec<SilentPlace>,
}

#[derive(Serialize, ToSchema)]
pub struct SilentPlace {
    pub id: String,
    pub name: String,
    pub kind: Option<PlaceKind>,
    pub capacity: Option<u32>,
    pub address: Option<String>,
    pub phone: Option<String>,
    /// `null`: never a word.
    pub route: Option<Route>,
    pub expected: ExpectedContact,
    pub alarm: bool,
    /// Who was last asked to look at this silence; told also after the time for it is over.
    pub seen: Option<Seen>,
    /// One of the place's laptops is a neighbour just now, though nobody writes on it.
    pub connected: bool,
    /// `null`: where the place is, is not known.
    pub near: Option<Vec<Neighbour>>,
    /// Places with word of which nobody knows where they are: they may be near.
    pub unplaced: u32,
}

#[derive(Serialize, ToSchema)]
pub struct Seen {
    pub at: i64,
    /// Without word until then it is an alarm again.
    pub until: i64,
    pub asked: String,
    pub note: Option<String>,
    /// The account's name, where this laptop knows it.
    pub by: Option<String>,
}

/// How it stands with word of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SilenceState {
    Heard,
    Alarm,
    Seen,
    /// Headquarters itself, or a closed place.
    NotExpected,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExpectContact {
    pub key: RequestKey,
    /// Left out: every place that has no expectation of its own.
    pub place: Option<String>,
    /// 1 to 168. Left out, of a place: from now on as all.
    pub hours: Option<u32>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SeeSilence {
    pub key: RequestKey,
    /// Who is asked to look.
    pub asked: String,
    pub note: Option<String>,
}

/// What headquarters said of contact.
pub(super) struct Said {
    pub(super) expectations: Expectations,
    seen: BTreeMap<PlaceId, SilenceSeen>,
}

/// One place, judged.
#[derive(Clone, Copy)]
pub(super) struct Stands {
    pub(super) route: Option<Route>,
    pub(super) expected: Expected,
    pub(super) state: SilenceState,
}

impl From<Expected> for ExpectedContact {
    fn from(expected: Expected) -> Self {
        Self { hours: expected.hours, set_for: expected.set_for.into() }
    }
}

impl Said {
    pub(super) fn read(facts: &Facts<'_>) -> Self {
        Self { expectations: Expectations::read(facts), seen: contact::silence_seen(facts) }
    }

    fn stands(
        &self,
        place: PlaceId,
        route: Option<Route>,
        is_expected: bool,
        now: Timestamp,
    ) -> Stands {
        let expected = self.expectations.of(place);
        let word_at = route.map(|route| Timestamp::from_millis(route.said_at));
        let seen_at = self.seen.get(&place).and_then(|seen| seen.meta.recorded_at);
        let state = match contact::Silence::of(word_at, expected.hours, seen_at, now) {
            _ if !is_expected => SilenceState::NotExpected,
            contact::Silence::Heard => SilenceState::Heard,
            contact::Silence::Alarm => SilenceState::Alarm,
            contact::Silence::Seen { .. } => SilenceState::Seen,
        };
        Stands { route, expected, state }
    }

    /// When its silence will be an alarm, where it is none and will be one.
    fn alarm_at(&self, place: PlaceId, stands: Stands) -> Option<i64> {
        match stands.state {
            SilenceState::Heard => Some(stands.route?.said_at + stands.expected.hours * HOUR_MS),
            SilenceState::Seen => self.last_seen(place, stands).map(|(.., until)| until),
            SilenceState::Alarm | SilenceState::NotExpected => None,
        }
    }

    /// Who was asked to look since the last word.
    fn last_seen(&self, place: PlaceId, stands: Stands) -> Option<(&SilenceSeen, Timestamp, i64)> {
        let seen = self.seen.get(&place)?;
        let at = seen.meta.recorded_at?;
        let is_of_this = stands.route.is_none_or(|route| at.millis() >= route.said_at);
        is_of_this.then(|| (seen, at, at.millis() + stands.expected.hours * HOUR_MS))
    }
}

impl Desk {
    pub fn silence(&self) -> Result<Silence, DeskError> {
        let city = self.document(Kind::City, PlaceId::CITY)?;
        self.silence_of(&self.words()?, &self.read(city, place::register), now())
    }

    /// Of every place that anybody knows of, in the order of ids.
    pub(super) fn contacts(
        &self,
        said: &Said,
        words: &BTreeMap<PlaceId, Word>,
        register: &BTreeMap<PlaceId, RegisterEntry>,
        now: Timestamp,
    ) -> Result<BTreeMap<PlaceId, Stands>, DeskError> {
        let own = self.enrolled()?.place;
        let with_people = self.owners(Kind::People)?.into_iter();
        let with_people = with_people.filter(|owner| self.has_view(Kind::People, *owner));
        let all: BTreeSet<PlaceId> =
            register.keys().chain(words.keys()).copied().chain(with_people).collect();
        let mut contacts = BTreeMap::new();
        for place in all {
            let word = words.get(&place);
            let is_over = word.is_some_and(|word| word.is_shut || word.closed_at.is_some());
            let route = self.last_word(place, now)?;
            contacts.insert(place, said.stands(place, route, place != own && !is_over, now));
        }
        Ok(contacts)
    }

    pub(super) fn silence_of(
        &self,
        words: &BTreeMap<PlaceId, Word>,
        register: &BTreeMap<PlaceId, RegisterEntry>,
        now: Timestamp,
    ) -> Result<Silence, DeskError> {
        let city = self.document(Kind::City, PlaceId::CITY)?;
        let said = self.read(city, Said::read);
        let contacts = self.contacts(&said, words, register, now)?;
        let is_heard = |(_, stands): &(&PlaceId, &Stands)| stands.state == SilenceState::Heard;
        let carrier = |(id, stands): (&PlaceId, &Stands)| {
            let entry = register.get(id);
            Some(Carrier {
                id: *id,
                name: self.place_name(*id),
                phone: entry.and_then(|entry| text(&entry.phone)),
                said_at: stands.route?.said_at,
                at: entry.and_then(near::position),
            })
        };
        let carriers: Vec<Carrier> = contacts.iter().filter(is_heard).filter_map(carrier).collect();
        let mut places = Vec::new();
        let next_alarm_at =
            contacts.iter().filter_map(|(id, stands)| said.alarm_at(*id, *stands)).min();
        for (id, stands) in &contacts {
            if matches!(stands.state, SilenceState::Alarm | SilenceState::Seen) {
                let entry = register.get(id);
                places.push(self.silent(*id, *stands, &said, entry, &carriers)?);
            }
        }
        places.sort_by_key(|place| {
            (!place.alarm, place.route.is_none(), place.route.map(|route| route.said_at))
        });
        let count = |is: fn(&SilentPlace) -> bool| {
            u32::try_from(places.iter().filter(|place| is(place)).count()).unwrap_or(u32::MAX)
        };
        Ok(Silence {
            alarms: count(|place| place.alarm),
            never_heard: count(|place| place.alarm && place.route.is_none()),
            seen: count(|place| !place.alarm),
            for_all: said.expectations.of_all().into(),
            next_alarm_at,
            places,
        })
    }

    fn silent(
        &self,
        id: PlaceId,
        stands: Stands,
        said: &Said,
        entry: Option<&RegisterEntry>,
        carriers: &[Carrier],
    ) -> Result<SilentPlace, DeskError> {
        let seen = said.last_seen(id, stands).map(|(seen, at, until)| {
            let by = seen.meta.recorded_by.iter().find_map(|by| match by {
                Recorder::Account(account) => Some(*account),
                _ => None,
            });
            let own = self.enrolled()?.place;
            let by = by.map_or(Ok(None), |account| self.account_name(own, account))?;
            let asked = text(&seen.asked).unwrap_or_default();
            Ok::<_, DeskError>(Seen { at: at.millis(), until, asked, note: text(&seen.note), by })
        });
        let status = self.0.handle.status();
        let connected = status.peers.values().any(|peer| peer.connected && peer.place == id);
        drop(status);
        let others = carriers.iter().filter(|carrier| carrier.id != id);
        let unplaced = others.filter(|carrier| carrier.at.is_none()).count();
        Ok(SilentPlace {
            id: id.to_string(),
            name: self.place_name(id),
            kind: entry.and_then(|entry| entry.kind.shown().map(|kind| (*kind).into())),
            capacity: entry.and_then(super::capacity),
            address: entry.and_then(|entry| text(&entry.address)),
            phone: entry.and_then(|entry| text(&entry.phone)),
            route: stands.route,
            expected: stands.expected.into(),
            alarm: stands.state == SilenceState::Alarm,
            seen: seen.transpose()?,
            connected,
            near: near::nearest(id, entry.and_then(near::position), carriers),
            unplaced: u32::try_from(unplaced).unwrap_or(u32::MAX),
        })
    }

    /// At HQ: how often word is expected, of one place or of all.
    pub async fn expect_contact(
        &self,
        caller: &Caller,
        new: ExpectContact,
    ) -> Result<SavedHere, DeskError> {
        self.at_hq()?;
        let place = new.place.as_deref().map(str::parse).transpose();
        let mut check = Check::default();
        let mut record = NewExpectation::of();
        record.place = place.map_err(|_| DeskError::NotFound)?;
        record.hours = check.number("hours", new.hours);
        check.done()?;
        let noted = noted(None, caller.recorder());
        let make = move |_: &Facts<'_>| {
            let id = fresh_id();
            Ok((id, record.create(id, &noted)?))
        };
        let city = self.document(Kind::City, PlaceId::CITY)?;
        self.once(city, &new.key, make).await
    }

    /// At HQ: somebody saw that a place is silent, and asks somebody to look.
    pub async fn see_silence(
        &self,
        caller: &Caller,
        place: &str,
        new: SeeSilence,
    ) -> Result<SavedHere, DeskError> {
        self.at_hq()?;
        let place: PlaceId = place.parse().map_err(|_| DeskError::NotFound)?;
        let mut check = Check::default();
        let asked = check.needed("asked", &new.asked);
        let note = check.text("note", new.note.as_deref());
        check.done()?;
        let asked = asked.ok_or_else(|| DeskError::field("asked", "text.empty"))?;
        let silent = self.silence()?.places;
        let is_silent = silent.iter().any(|silent| silent.id == place.to_string());
        let mut record = NewSilenceSeen::of(place, asked);
        record.note = note;
        let noted = noted(None, caller.recorder());
        let make = move |_: &Facts<'_>| {
            if !is_silent {
                return Err(DeskError::Conflict { code: "not_silent" });
            }
            let id = fresh_id();
            Ok((id, record.create(id, &noted)?))
        };
        let city = self.document(Kind::City, PlaceId::CITY)?;
        self.once(city, &new.key, make).await
    }
}
