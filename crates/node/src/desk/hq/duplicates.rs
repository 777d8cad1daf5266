//! Who may be registered at two places, who was found to be, and who was found to be two people: at
//! headquarters, over all places.
//!
//! Invariants: nobody protected is proposed, linked or shown here, nobody of their household and nobody
//! linked to one of them, whoever looks; two records are put side by side only once both look-ups are on
//! the disk; a decision changes nothing else of either record, and taking it back leaves both as they
//! were, with what was edited since.
//!
//! Failure cases: one of the two was hidden, or linked to somebody hidden, since it was proposed — it is
//! not there; somebody else decided meanwhile — nothing is changed (`pair_changed`); a link would make
//! one human of two records that were found to be of two — it is refused (`pair_is_two`).
//!
//! Deliberately absent: records of one place, which reception compares (`crate::desk::reception`).

pub mod wire;

mod comparing;

use std::collections::BTreeSet;

pub(crate) use comparing::Compared;
use musubi_model::duplicates::{Apart, At, ChangeTwoPeople, Links, NewTwoPeople, Places};
use musubi_model::field::{Change, Noted};
use musubi_model::ids::{DocumentId, Kind, PlaceId, RecordId};
use musubi_model::lookup::{LookupAction, NewLookup};
use musubi_model::matching::Proposal;
use musubi_model::person::ChangePerson;
use musubi_model::record::Edit;

use crate::desk::everybody::Everybody;
use crate::desk::lookups::Note;
use crate::desk::people::show;
use crate::desk::reception::one_person;
use crate::desk::wire::SavedHere;
use crate::desk::{Caller, Desk, DeskError, fresh_id, noted};
use wire::{
    CityDuplicates, CityPair, ComparePair, DecidePair, Pages, PairPage, PairState, PairedRecord,
    RecordAt, SideBySide,
};

/// Pairs on one page of a list.
const PAGE: usize = 50;

/// What is to be written, document by document.
type Writes = Vec<(DocumentId, Vec<Edit>)>;

impl Desk {
    /// Takes seconds in a large city whose people changed.
    pub async fn city_duplicates(&self, pages: Pages) -> Result<CityDuplicates, DeskError> {
        self.at_hq()?;
        self.aside(move |desk| desk.pairs(pages)).await
    }

    /// Not on a thread that serves others.
    async fn aside<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, DeskError> + Send + 'static,
    ) -> Result<T, DeskError> {
        let desk = self.clone();
        let work = tokio::task::spawn_blocking(move || work(&desk));
        work.await.unwrap_or(Err(DeskError::Stopping))
    }

    fn pairs(&self, pages: Pages) -> Result<CityDuplicates, DeskError> {
        let of = self.versions_of_people()?;
        let everybody = self.everybody()?;
        let compared = self.compared(of, &everybody);
        let lent = everybody.lent();
        let links = Places(&lent).links();
        let apart = self.set_apart()?;
        let set_apart: BTreeSet<(RecordId, RecordId)> =
            apart.iter().map(|it| (it.one.person, it.other.person)).collect();
        let is_one = |one: At, other: At| links.are_one(one.person, other.person);
        let are_shown = |one: At, other: At| [one, other].iter().all(|at| everybody.sees(*at));
        let proposed = compared.all.iter().filter(|pair| {
            let (one, other) = (pair.one, pair.other);
            !is_one(one, other)
                && !set_apart.contains(&(one.person, other.person))
                && are_shown(one, other)
        });
        let linked = Places(&lent).pairs().into_iter();
        let linked = linked.filter(|(one, other)| are_shown(*one, *other));
        let apart = apart.iter().map(|it| (it.one, it.other));
        let apart = apart.filter(|(one, other)| !is_one(*one, *other) && are_shown(*one, *other));
        let plain = |(one, other)| self.pair(&everybody, one, other, None);
        let told = |pair: &Proposal| self.pair(&everybody, pair.one, pair.other, Some(pair));
        Ok(CityDuplicates {
            proposed: page(proposed.collect(), pages.proposed, told),
            linked: page(linked.collect(), pages.linked, plain),
            apart: page(apart.collect(), pages.apart, plain),
            compared_at: compared.at.millis(),
        })
    }

    fn pair(
        &self,
        everybody: &Everybody,
        one: At,
        other: At,
        proposed: Option<&Proposal>,
    ) -> Option<CityPair> {
        let evidence = proposed.map_or(&[][..], |pair| &pair.evidence);
        Some(CityPair {
            one: self.paired(everybody, one)?,
            other: self.paired(everybody, other)?,
            certainty: proposed.map(|pair| pair.certainty.into()),
            reasons: evidence.iter().map(|it| it.reason.into()).collect(),
            bearers: proposed.map_or(0, |pair| pair.bearers),
        })
    }

    fn paired(&self, everybody: &Everybody, at: At) -> Option<PairedRecord> {
        let (roster, person) = everybody.find(at.place, at.person)?;
        Some(PairedRecord {
            at: RecordAt { place: at.place.to_string(), person: at.person.to_string() },
            place_name: self.place_name(at.place),
            name: show::joined(&person.family, &person.given),
            kana: show::joined(&person.kana_family, &person.kana_given),
            age: show::age_text(person),
            sex: person.sex.shown().map(|sex| (*sex).into()),
            state: show::state(roster, at.person),
        })
    }

    /// What headquarters found to be two people.
    fn set_apart(&self) -> Result<Vec<Apart>, DeskError> {
        let hq = self.at_hq()?.place;
        Ok(self.read(self.document(Kind::People, hq)?, Apart::all))
    }

    /// Both records, once it is noted that both were looked at.
    pub async fn side_by_side(
        &self,
        caller: &Caller,
        pair: ComparePair,
    ) -> Result<SideBySide, DeskError> {
        self.at_hq()?;
        let (shown, notes) = self.aside(move |desk| desk.both(&pair)).await?;
        self.note_all(caller, notes).await?;
        Ok(shown)
    }

    fn both(&self, pair: &ComparePair) -> Result<(SideBySide, Vec<Note>), DeskError> {
        let everybody = self.everybody()?;
        let (one, other) = found_both(&everybody, &pair.one, &pair.other)?;
        let mut notes = Vec::new();
        for at in [one, other] {
            let (_, person) = everybody.find(at.place, at.person).ok_or(DeskError::NotFound)?;
            let home = person.household.shown().copied().unwrap_or(RecordId::new([0; 16]));
            let mut new = NewLookup::of(home, LookupAction::Compare);
            new.person = Some(at.person);
            notes.push((new, Some(at.place)));
        }
        let shown = |at: At| {
            let found = everybody.find(at.place, at.person);
            let shown = found.and_then(|(roster, _)| one_person(roster, at.person));
            shown.ok_or(DeskError::NotFound)
        };
        let links = Places(&everybody.lent()).links();
        let state = state(&links, &self.set_apart()?, one, other);
        Ok((SideBySide { one: shown(one)?, other: shown(other)?, state }, notes))
    }

    /// One decision after the other. What was decided before is not written again.
    pub async fn decide_pair(
        &self,
        caller: &Caller,
        decide: DecidePair,
    ) -> Result<SavedHere, DeskError> {
        let hq = self.at_hq()?.place;
        let (desk, by) = (self.clone(), noted(None, caller.recorder()));
        let work = async move {
            let id = decide.one.person.clone();
            let writes = desk.aside(move |desk| desk.writes(&decide, &by)).await?;
            let repeated = writes.is_empty();
            for (document, edits) in writes {
                desk.0.handle.commit(document, edits).await?;
            }
            Ok(SavedHere { id, repeated })
        };
        self.one_at_a_time(self.document(Kind::People, hq)?, "pairs", work).await
    }

    fn writes(&self, decide: &DecidePair, by: &Noted) -> Result<Writes, DeskError> {
        let everybody = self.everybody()?;
        let (one, other) = found_both(&everybody, &decide.one, &decide.other)?;
        let lent = everybody.lent();
        let places = Places(&lent);
        let (links, apart) = (places.links(), self.set_apart()?);
        let was = state(&links, &apart, one, other);
        if was == decide.decision {
            return Ok(Vec::new());
        }
        if was != decide.was {
            return Err(DeskError::Conflict { code: "pair_changed" });
        }
        let mut writes = self.undone(places, &apart, (one, other), by)?;
        if was == PairState::Same && writes.is_empty() {
            // Each is linked to a third record, not to the other.
            return Err(DeskError::Conflict { code: "pair_linked_by_others" });
        }
        match decide.decision {
            PairState::Undecided => {}
            PairState::Same => {
                let others = apart.iter().filter(|it| !it.is_of(one.person, other.person));
                if others.into_iter().any(|it| it.forbids(&links, one.person, other.person)) {
                    return Err(DeskError::Conflict { code: "pair_is_two" });
                }
                let link = places.link(one.person, other.person);
                let (holder, target) = link.ok_or(DeskError::Conflict { code: "cannot_link" })?;
                writes.push(self.same_as(holder, Change::To(target), by)?);
            }
            PairState::Different => {
                let new = NewTwoPeople::of(one.person, one.place, other.person, other.place);
                let hq = self.enrolled()?.place;
                writes.push((self.document(Kind::People, hq)?, new.create(fresh_id(), by)?));
            }
        }
        Ok(writes)
    }

    /// Takes back whatever was decided of these two.
    fn undone(
        &self,
        places: Places<'_>,
        apart: &[Apart],
        (one, other): (At, At),
        by: &Noted,
    ) -> Result<Writes, DeskError> {
        let mut writes = Vec::new();
        for holder in places.between(one.person, other.person) {
            writes.push(self.same_as(holder, Change::Clear, by)?);
        }
        let said = apart.iter().filter(|it| it.is_of(one.person, other.person));
        let withdrawn =
            ChangeTwoPeople { withdrawn: Change::To(true), ..ChangeTwoPeople::default() };
        let edits: Vec<Edit> =
            said.flat_map(|it| &it.said).flat_map(|id| withdrawn.edits(*id, by)).collect();
        if !edits.is_empty() {
            writes.push((self.document(Kind::People, self.enrolled()?.place)?, edits));
        }
        Ok(writes)
    }

    fn same_as(
        &self,
        holder: At,
        same_as: Change<RecordId>,
        by: &Noted,
    ) -> Result<(DocumentId, Vec<Edit>), DeskError> {
        let change = ChangePerson { same_as, ..ChangePerson::default() };
        Ok((self.document(Kind::People, holder.place)?, change.edits(holder.person, by)))
    }
}

fn state(links: &Links, apart: &[Apart], one: At, other: At) -> PairState {
    if links.are_one(one.person, other.person) {
        PairState::Same
    } else if apart.iter().any(|it| it.is_of(one.person, other.person)) {
        PairState::Different
    } else {
        PairState::Undecided
    }
}

/// Who may not be seen is not there.
fn found_both(
    everybody: &Everybody,
    one: &RecordAt,
    other: &RecordAt,
) -> Result<(At, At), DeskError> {
    let found = |at: &RecordAt| {
        let place: PlaceId = at.place.parse().map_err(|_| DeskError::NotFound)?;
        let person: RecordId = at.person.parse().map_err(|_| DeskError::NotFound)?;
        let at = At { place, person };
        if everybody.sees(at) { Ok(at) } else { Err(DeskError::NotFound) }
    };
    let (one, other) = (found(one)?, found(other)?);
    if one.place == other.place {
        return Err(DeskError::field("other", "record.misplaced"));
    }
    Ok((one, other))
}

fn page<T>(all: Vec<T>, page: u32, show: impl Fn(T) -> Option<CityPair>) -> PairPage {
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let (pages, len) = (count(all.len().div_ceil(PAGE)), count(all.len()));
    // Of a list that has become shorter the last page.
    let page = page.min(pages.saturating_sub(1));
    let before = usize::try_from(page).map_or(usize::MAX, |page| page.saturating_mul(PAGE));
    let pairs = all.into_iter().skip(before).take(PAGE).filter_map(show).collect();
    PairPage { pairs, page, pages, all: len }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::people::wire::StayState;

    fn numbered(number: usize) -> CityPair {
        let record = |person: String| PairedRecord {
            at: RecordAt { place: String::new(), person },
            place_name: String::new(),
            name: String::new(),
            kana: String::new(),
            age: None,
            sex: None,
            state: StayState::Staying,
        };
        let (one, other) = (record(number.to_string()), record(String::new()));
        CityPair { one, other, certainty: None, reasons: vec![], bearers: 0 }
    }

    #[test]
    fn a_list_is_told_page_by_page_with_how_many_there_are() {
        let told = |all: usize, asked: u32| {
            let page = page((0..all).collect(), asked, |number| Some(numbered(number)));
            let first = page.pairs.first().map(|pair| pair.one.at.person.clone());
            (first, page.pairs.len(), page.page, page.pages, page.all)
        };
        let first = |number: usize| Some(number.to_string());
        assert_eq!(told(0, 0), (None, 0, 0, 0, 0));
        assert_eq!(told(0, 3), (None, 0, 0, 0, 0));
        assert_eq!(told(PAGE, 0), (first(0), PAGE, 0, 1, 50));
        assert_eq!(told(PAGE + 1, 0), (first(0), PAGE, 0, 2, 51));
        assert_eq!(told(PAGE + 1, 1), (first(PAGE), 1, 1, 2, 51));
        assert_eq!(told(PAGE + 1, u32::MAX), (first(PAGE), 1, 1, 2, 51), "the last there is");
    }
}
