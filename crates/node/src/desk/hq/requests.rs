//! What the city's places ask for and have not got, by urgency and by age.
//!
//! Invariants: the five bands of age make up what is open, the rows of urgency make up the whole,
//! and a request whose clock is doubted stands in none of the bands of age but in its own.

use musubi_model::facts::Facts;
use musubi_model::field::Meta;
use musubi_model::ids::PlaceId;
use musubi_model::request::{self, Urgency as UrgencyCode};
use musubi_model::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::desk::supplies;
use crate::desk::supplies::wire::Urgency;
use crate::desk::wire::Age;
use crate::desk::{Desk, DeskError};

const HOUR_S: i64 = 3_600;
const DAY_S: i64 = 24 * HOUR_S;

/// Open requests of every place whose document this laptop reads.
#[derive(Clone, Serialize, ToSchema)]
pub struct OpenRequests {
    pub all: RequestsOf,
    /// すぐに, 今日中, 数日中, and last those that say none of these. Always all four.
    pub by_urgency: Vec<RequestsOf>,
    /// Places whose document was read.
    pub known_places: u32,
    /// Whose document has not come here: what they ask for is not known.
    pub unknown_places: u32,
}

/// Requests of one urgency; the bands of age make up `open`.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct RequestsOf {
    /// `null` in a row: not said. In the whole it is always `null`.
    pub urgency: Option<Urgency>,
    pub open: u32,
    /// Asked for less than 6 hours ago.
    pub under_6_hours: u32,
    /// 6 hours and more, less than a day.
    pub under_1_day: u32,
    /// A day and more, less than three.
    pub under_3_days: u32,
    /// Three days and more.
    pub older: u32,
    /// 時刻未確認: nobody can tell how old.
    pub time_uncertain: u32,
    /// Past the time it was promised for or needed by.
    pub late: u32,
    pub oldest: Option<OldestRequest>,
}

/// The one that waits longest, of those whose clock is not doubted.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OldestRequest {
    pub place: String,
    pub place_name: String,
    pub age: Age,
}

/// What a sum needs to know of one.
pub(super) struct OpenRequest {
    urgency: Option<UrgencyCode>,
    meta: Meta,
    due_at: Option<Timestamp>,
}

/// Submitted, not refused, not closed, and not wholly received.
pub(super) fn open(facts: &Facts<'_>) -> Vec<OpenRequest> {
    let states = request::requests(facts);
    let open = states.into_iter().filter(|it| supplies::is_open(it.stage) && !it.is_complete);
    open.map(|state| OpenRequest {
        urgency: state.request.urgency.shown().copied(),
        due_at: state.due_at(),
        meta: state.request.meta,
    })
    .collect()
}

impl OpenRequests {
    pub(crate) fn new() -> Self {
        let said = UrgencyCode::ALL.iter().map(|code| Some(Urgency::from(*code)));
        let row = |urgency| RequestsOf { urgency, ..RequestsOf::default() };
        Self {
            all: RequestsOf::default(),
            by_urgency: said.chain([None]).map(row).collect(),
            known_places: 0,
            unknown_places: 0,
        }
    }

    /// All of one place, which is named.
    pub(super) fn add(
        &mut self,
        place: PlaceId,
        name: &str,
        requests: &[OpenRequest],
        now: Timestamp,
    ) {
        self.known_places += 1;
        for one in requests {
            let urgency = one.urgency.map(Urgency::from);
            let row = self.by_urgency.iter_mut().find(|row| row.urgency == urgency);
            row.expect("every urgency has its row").add(place, name, one, now);
            self.all.add(place, name, one, now);
        }
    }
}

impl RequestsOf {
    fn add(&mut self, place: PlaceId, name: &str, one: &OpenRequest, now: Timestamp) {
        self.open += 1;
        self.late += u32::from(one.due_at.is_some_and(|due| due < now));
        let age = Age::of(&one.meta, now).filter(|age| !age.time_uncertain);
        let Some(age) = age else {
            self.time_uncertain += 1;
            return;
        };
        let bands = [
            (6 * HOUR_S, &mut self.under_6_hours),
            (DAY_S, &mut self.under_1_day),
            (3 * DAY_S, &mut self.under_3_days),
        ];
        let band = bands.into_iter().find(|(below, _)| age.age_s < *below);
        *band.map_or(&mut self.older, |(_, band)| band) += 1;
        let is_older = |held: &OldestRequest| age.observed_at < held.age.observed_at;
        if self.oldest.as_ref().is_none_or(is_older) {
            let (place, place_name) = (place.to_string(), name.to_owned());
            self.oldest = Some(OldestRequest { place, place_name, age });
        }
    }
}

impl Desk {
    pub(in crate::desk) fn open_requests(&self, place: PlaceId) -> Result<u32, DeskError> {
        let open = self.kept_of_place(place)?.requests.len();
        Ok(u32::try_from(open).unwrap_or(u32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);

    fn asked(urgency: Option<UrgencyCode>, hours: i64) -> OpenRequest {
        let at = NOW.plus_millis(-hours * HOUR_S * 1_000);
        let meta = Meta { observed_at: Some(at), recorded_at: Some(at), recorded_by: [].into() };
        OpenRequest { urgency, meta, due_at: None }
    }

    fn bands(of: &RequestsOf) -> [u32; 5] {
        [of.under_6_hours, of.under_1_day, of.under_3_days, of.older, of.time_uncertain]
    }

    #[test]
    fn bands_of_age_make_up_each_urgency_and_urgencies_the_whole() {
        let [one, two] = [[1; 16], [2; 16]].map(PlaceId::new);
        let mut all = OpenRequests::new();
        let now = Some(UrgencyCode::Now);
        all.add(one, "一", &[asked(now, 5), asked(now, 6), asked(None, 71)], NOW);
        // One dated a day from now has no age.
        all.add(two, "二", &[asked(now, 72), asked(Some(UrgencyCode::Days), -24)], NOW);
        assert_eq!((all.all.open, bands(&all.all)), (5, [1, 1, 1, 1, 1]));
        for row in all.by_urgency.iter().chain([&all.all]) {
            assert_eq!(row.open, bands(row).iter().sum::<u32>(), "{row:?}");
        }
        assert_eq!(all.all.open, all.by_urgency.iter().map(|row| row.open).sum::<u32>());
        let open: Vec<(Option<Urgency>, u32)> =
            all.by_urgency.iter().map(|row| (row.urgency, row.open)).collect();
        let [urgent, today, days] = [Urgency::Now, Urgency::Today, Urgency::Days].map(Some);
        assert_eq!(open, [(urgent, 3), (today, 0), (days, 1), (None, 1)]);
        let oldest = all.all.oldest.unwrap();
        assert_eq!((oldest.place_name.as_str(), oldest.age.age_s), ("二", 72 * HOUR_S));
        assert!(all.by_urgency[2].oldest.is_none(), "what has no age is not the oldest");
        assert_eq!(all.known_places, 2);
    }

    #[test]
    fn past_its_time_is_late_whatever_its_age() {
        let mut all = OpenRequests::new();
        let due = |millis| OpenRequest { due_at: Some(NOW.plus_millis(millis)), ..asked(None, 1) };
        all.add(PlaceId::new([1; 16]), "一", &[due(-1), due(1)], NOW);
        assert_eq!((all.all.late, all.all.open), (1, 2));
    }
}
