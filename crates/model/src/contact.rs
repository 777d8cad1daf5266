//! How often headquarters expects word of each place, and whose silence somebody has looked at.
//!
//! Both are histories in the city's document: what was said last holds, and who said it before stays to be
//! read. When word of a place came last is no record of anybody's; it is an argument here.

use std::collections::BTreeMap;

use crate::facts::Facts;
use crate::field::{Refused, Why};
use crate::ids::{PlaceId, RecordId};
use crate::table::record;
use crate::text::{Line, Prose, Whole};
use crate::time::Timestamp;

/// A week: whoever expects less often than that expects nothing.
pub const CONTACT_HOURS_MAX: i64 = 168;
pub type ContactHours = Whole<1, CONTACT_HOURS_MAX>;
/// Of every place, as long as nobody has said otherwise: two words a day.
pub const CONTACT_HOURS_DEFAULT: i64 = 12;
const HOUR_MS: i64 = 3_600_000;

record! {
    /// Word is expected at least this often: of one place, or of all that have no such word of their own.
    "contact" pub Expectation, new NewExpectation, rule all_have_hours;
    must {}
    may {
        /// Left out: of all.
        place: PlaceId,
        /// Left out: of this place from now on as of all.
        hours: ContactHours,
    }
    marks {}
}

record! {
    /// Somebody saw that a place is silent, and asked somebody to look. It counts for as long as word was
    /// expected within.
    "silence_seen" pub SilenceSeen, new NewSilenceSeen;
    must {
        place: PlaceId,
        /// Who is asked to look: an office, a unit.
        asked: Line<80>,
    }
    may {
        note: Prose<500>,
    }
    marks {}
}

fn all_have_hours(new: &NewExpectation) -> Result<(), Refused> {
    if new.place.is_none() && new.hours.is_none() {
        return Err(Refused { table: Expectation::TABLE, field: "hours", why: Why::Missing });
    }
    Ok(())
}

/// Where an expectation comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetFor {
    Place,
    All,
    /// By nobody.
    Nobody,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected {
    pub hours: i64,
    pub set_for: SetFor,
}

/// What is expected of every place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expectations {
    all: Option<i64>,
    places: BTreeMap<PlaceId, Option<i64>>,
}

impl Expectations {
    /// Of each the one that was written last.
    pub fn read(facts: &Facts<'_>) -> Self {
        let mut said: Vec<Expectation> = Expectation::all(facts).collect();
        said.sort_by_key(|said| newest(said.meta.recorded_at, said.id));
        let mut read = Self::default();
        for said in said {
            let hours = said.hours.shown().map(|hours| hours.get());
            match said.place.shown() {
                Some(place) => drop(read.places.insert(*place, hours)),
                // Of a place that this version cannot read is not of all.
                None if said.place.is_absent() && hours.is_some() => read.all = hours,
                None => {}
            }
        }
        read
    }

    pub fn of_all(&self) -> Expected {
        match self.all {
            Some(hours) => Expected { hours, set_for: SetFor::All },
            None => Expected { hours: CONTACT_HOURS_DEFAULT, set_for: SetFor::Nobody },
        }
    }

    pub fn of(&self, place: PlaceId) -> Expected {
        let own = self.places.get(&place).copied().flatten();
        own.map_or(self.of_all(), |hours| Expected { hours, set_for: SetFor::Place })
    }
}

/// Of each place the last time that somebody saw its silence.
pub fn silence_seen(facts: &Facts<'_>) -> BTreeMap<PlaceId, SilenceSeen> {
    let mut all: Vec<SilenceSeen> = SilenceSeen::all(facts).collect();
    all.sort_by_key(|seen| newest(seen.meta.recorded_at, seen.id));
    all.into_iter().filter_map(|seen| Some((*seen.place.shown()?, seen))).collect()
}

fn newest(recorded_at: Option<Timestamp>, id: RecordId) -> impl Ord {
    (recorded_at, id)
}

/// How it stands with word of one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    /// Within what is expected.
    Heard,
    /// Longer without word than expected, and nobody who was asked to look has time left.
    Alarm,
    /// Somebody was asked to look; without word until then it is an alarm again.
    Seen { until: Timestamp },
}

impl Silence {
    /// `word_at` of `None`: never a word. Word that is dated after now (a wrong clock) is none.
    pub fn of(
        word_at: Option<Timestamp>,
        hours: i64,
        seen_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Self {
        let span_ms = hours.saturating_mul(HOUR_MS);
        let word_at = word_at.filter(|at| at.is_credible(now));
        if word_at.is_some_and(|at| now.millis_since(at) < span_ms) {
            return Self::Heard;
        }
        let seen_at = seen_at.filter(|at| at.is_credible(now) && word_at.is_none_or(|w| *at >= w));
        match seen_at.map(|at| at.plus_millis(span_ms)).filter(|until| *until > now) {
            Some(until) => Self::Seen { until },
            None => Self::Alarm,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::{Noted, Recorder};
    use crate::ids::Actor;
    use crate::record::{Edit, Reading, Seen, TABLE_FIELD, Value, View};

    const NOW: Timestamp = Timestamp::from_millis(1_795_684_170_000);

    fn hours(hours: i64) -> Timestamp {
        NOW.plus_millis(-hours * HOUR_MS)
    }

    fn place(number: u8) -> PlaceId {
        PlaceId::new([number; 16])
    }

    fn view(all: Vec<(u8, Vec<Edit>)>) -> View {
        let mut view = View::default();
        for (actor, edits) in all {
            for edit in edits {
                let Edit::Create { id, table, fields } = edit else { panic!("records alone") };
                let reading = |value| {
                    let by = Actor::new([actor; 16]);
                    Reading::new(vec![Seen { value, by, seq: 1 }]).unwrap()
                };
                let mut read: crate::record::Fields =
                    fields.into_iter().map(|(name, value)| (name, reading(value))).collect();
                read.insert(TABLE_FIELD.to_owned(), reading(Value::Text(table)));
                view.records.insert(id, read);
            }
        }
        view
    }

    fn set(number: u8, of: Option<PlaceId>, to: Option<i64>, at: Timestamp) -> (u8, Vec<Edit>) {
        let mut new = NewExpectation::of();
        new.place = of;
        new.hours = to.map(|hours| hours.try_into().unwrap());
        let noted = Noted::now(at, Recorder::Node);
        (number, new.create(RecordId::new([number; 16]), &noted).unwrap())
    }

    #[test]
    fn a_place_is_expected_by_its_own_word_else_by_the_city_s_else_by_the_default() {
        let read = |all| Expectations::read(&Facts::of(&view(all)));
        let nobody = read(vec![]);
        assert_eq!(nobody.of(place(1)), Expected { hours: 12, set_for: SetFor::Nobody });
        // Whichever came first: what was said last holds.
        let mut said = vec![
            set(9, Some(place(1)), Some(3), hours(5)),
            set(8, Some(place(1)), Some(48), hours(1)),
            set(7, None, Some(6), hours(2)),
            set(6, Some(place(2)), Some(2), hours(4)),
            set(5, Some(place(2)), None, hours(3)),
        ];
        for _ in 0..2 {
            said.reverse();
            let read = read(said.clone());
            assert_eq!(read.of(place(1)), Expected { hours: 48, set_for: SetFor::Place });
            assert_eq!(read.of(place(2)), Expected { hours: 6, set_for: SetFor::All });
            assert_eq!(read.of(place(3)), read.of_all());
        }
        let refused =
            NewExpectation::of().create(RecordId::new([1; 16]), &Noted::now(NOW, Recorder::Node));
        assert_eq!(refused.unwrap_err().field, "hours");
    }

    #[test]
    fn silence_is_an_alarm_until_somebody_is_asked_to_look_and_again_after_another_span() {
        let of = |word, seen| Silence::of(word, 12, seen, NOW);
        assert_eq!(of(Some(hours(11)), None), Silence::Heard);
        assert_eq!(of(Some(hours(12)), None), Silence::Alarm);
        assert_eq!(of(None, None), Silence::Alarm);
        // A wrong clock's word is no fresh word.
        assert_eq!(of(Some(hours(-1)), None), Silence::Alarm);
        assert_eq!(of(Some(hours(13)), Some(hours(1))), Silence::Seen { until: hours(-11) });
        assert_eq!(of(None, Some(hours(1))), Silence::Seen { until: hours(-11) });
        // Another span of silence.
        assert_eq!(of(Some(hours(30)), Some(hours(12))), Silence::Alarm);
        // It was another silence that was seen.
        assert_eq!(of(Some(hours(13)), Some(hours(14))), Silence::Alarm);
        assert_eq!(of(Some(hours(13)), Some(hours(-1))), Silence::Alarm);
    }

    #[test]
    fn of_several_who_saw_a_silence_the_last_is_told() {
        let seen = |number: u8, asked: &str, at| {
            let new = NewSilenceSeen::of(place(1), asked.parse().unwrap());
            (
                number,
                new.create(RecordId::new([number; 16]), &Noted::now(at, Recorder::Node)).unwrap(),
            )
        };
        let view = view(vec![seen(2, "消防団", hours(1)), seen(3, "巡回班", hours(2))]);
        let read = silence_seen(&Facts::of(&view));
        assert_eq!(read[&place(1)].asked.shown().unwrap().as_str(), "消防団");
    }
}
