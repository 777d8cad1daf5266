//! Records that may be of one human: side by side, linked and unlinked by a person.

use musubi_model::duplicates;
use musubi_model::field::Change;
use musubi_model::ids::RecordId;
use musubi_model::person::ChangePerson;
use musubi_model::roster::Roster;

use super::wire::{Compare, Comparison, Duplicates, LikelyDuplicate, LinkedDuplicate, OnePerson};
use crate::desk::people::show;
use crate::desk::wire::SavedHere;
use crate::desk::{Caller, Desk, DeskError, noted, now};

/// More are not looked at by anybody.
const SHOWN_MAX: usize = 20;

impl Desk {
    pub fn duplicates(&self, caller: &Caller, household: &str) -> Result<Duplicates, DeskError> {
        let at = self.locate(caller, household)?;
        let roster = &at.roster;
        let likely = duplicates::likely(roster, at.id, now()).into_iter().take(SHOWN_MAX);
        let likely = likely.filter_map(|it| {
            Some(LikelyDuplicate {
                person: one(roster, it.person)?,
                other: one(roster, it.other)?,
                reasons: it.reasons.into_iter().map(Into::into).collect(),
            })
        });
        let is_ours = |id: RecordId| roster.members(at.id).any(|person| person.id == id);
        let linked = duplicates::links(roster).filter_map(|(holder, target)| {
            let (person, other) = match (is_ours(holder), is_ours(target)) {
                (true, _) => (holder, target),
                (false, true) => (target, holder),
                (false, false) => return None,
            };
            Some(LinkedDuplicate { person: one(roster, person)?, other: one(roster, other)? })
        });
        Ok(Duplicates { likely: likely.collect(), linked: linked.collect() })
    }

    /// A person looked at both and decided. What was decided before is not written again.
    pub async fn compare(
        &self,
        caller: &Caller,
        household: &str,
        person: &str,
        compare: Compare,
    ) -> Result<SavedHere, DeskError> {
        let at = self.locate(caller, household)?;
        let person = at.member(person)?;
        let other: RecordId = compare.other.parse().map_err(|_| DeskError::NotFound)?;
        if at.roster.person(other).is_none() || other == person {
            return Err(DeskError::NotFound);
        }
        let changes: Vec<(RecordId, Change<RecordId>)> = match compare.comparison {
            Comparison::Same => match duplicates::link(&at.roster, person, other) {
                Some((holder, target)) => vec![(holder, Change::To(target))],
                None if at.roster.links().are_one(person, other) => vec![],
                // Each is linked to somebody whom the caller does not see; that is not theirs to know.
                None => return Err(DeskError::Conflict { code: "cannot_link" }),
            },
            Comparison::Different => {
                let between = duplicates::between(&at.roster, person, other);
                between.map(|holder| (holder, Change::Clear)).collect()
            }
        };
        let noted = noted(None, caller.recorder());
        let edits = changes.into_iter().flat_map(|(holder, same_as)| {
            ChangePerson { same_as, ..ChangePerson::default() }.edits(holder, &noted)
        });
        let edits = edits.collect();
        self.write(at.document, person, edits).await
    }
}

pub(in crate::desk) fn one(roster: &Roster, id: RecordId) -> Option<OnePerson> {
    let person = roster.person(id)?;
    let household = person.household.shown().and_then(|id| roster.household(*id));
    Some(OnePerson {
        household: household.map(|one| one.id.to_string()).unwrap_or_default(),
        reception_no: household.and_then(|one| show::text(&one.reception_no)),
        id: person.id.to_string(),
        name: show::joined(&person.family, &person.given),
        kana: show::joined(&person.kana_family, &person.kana_given),
        birth: show::text(&person.birth),
        age: show::age_text(person),
        sex: person.sex.shown().map(|sex| (*sex).into()),
        address: household.and_then(|one| show::text(&one.address_line)),
        phone: household.and_then(|one| show::text(&one.phone)),
        state: show::state(roster, id),
    })
}
