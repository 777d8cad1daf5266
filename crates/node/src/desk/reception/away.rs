//! 外泊: who is away for a night, when they said they would be back, and who is overdue.

use std::cmp::Reverse;

use musubi_model::ids::Kind;
use musubi_model::stay::Whereabouts;

use super::wire::{AwayList, AwayPerson};
use crate::desk::people::show;
use crate::desk::wire::Age;
use crate::desk::{Caller, Desk, DeskError, now};

impl Desk {
    /// Of this laptop's own place.
    pub fn away(&self, caller: &Caller) -> Result<AwayList, DeskError> {
        let place = self.enrolled()?.place;
        let roster = self.roster(self.document(Kind::People, place)?, self.rights(caller, place));
        let now = now();
        let mut away = Vec::new();
        for (person, state) in roster.at(place) {
            let Some(Whereabouts::Away { returns_at, .. }) = state.agreed() else { continue };
            let household = person.household.shown().and_then(|id| roster.household(*id));
            let heads = roster.stays(person.id).filter(|stay| state.heads.0.contains(&stay.id));
            let since = heads.filter_map(|stay| Age::of(&stay.meta, now));
            away.push(AwayPerson {
                household: household.map(|one| one.id.to_string()).unwrap_or_default(),
                reception_no: household.and_then(|one| show::text(&one.reception_no)),
                person: person.id.to_string(),
                name: show::joined(&person.family, &person.given),
                kana: show::joined(&person.kana_family, &person.kana_given),
                since: since.max_by_key(|age| age.observed_at),
                returns_at: returns_at.map(musubi_model::time::Timestamp::millis),
                overdue: returns_at.is_some_and(|at| at < now),
            });
        }
        // Without a time nobody is overdue; they stand last.
        away.sort_by_key(|one| Reverse(one.returns_at.map(Reverse)));
        Ok(AwayList { away })
    }
}
