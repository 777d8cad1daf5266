//! People as files for other programs and for spreadsheets: who stands in them, and that they were
//! taken is noted.
//!
//! Invariants: the note is on the disk before anything leaves. In what leaves for other registers
//! there is nobody who is protected, nobody of their household, and no record that a person linked to
//! one of theirs, whoever asks; a list of one place holds whom the caller may see, and nobody more.
//!
//! Deliberately absent: matching people of different places with each other: a record is a line.

use std::collections::{BTreeMap, BTreeSet};

use musubi_exchange::ledger;
use musubi_exchange::pfif::{self, Publisher, published};
use musubi_exchange::table::{Exercise, Head, Table};
use musubi_model::ids::{Kind, PlaceId};
use musubi_model::lookup::LookupAction;
use musubi_model::place;
use musubi_model::stay::{StayState, Whereabouts};

use super::papers::{Line, here};
use super::places::Word;
use super::places::wire::Opening;
use super::{Caller, Desk, DeskError, now};
use crate::http::words::Language;
use crate::sheets::people::ROSTER_COLUMNS;

/// What was published must be gone after it, unless it is published anew.
const EXPIRES_MS: i64 = 30 * 86_400_000;
/// Behind the operation's id it makes a domain that is nobody's: no registry takes one record of ours
/// for one of its own.
const NOBODYS_DOMAIN: &str = "musubi.invalid";

/// A list and what it says of itself.
pub(crate) struct List {
    pub(crate) table: Table,
    pub(crate) head: Head,
}

impl Desk {
    /// PFIF 1.4: those who are at a place, and agreed that everybody may know it.
    pub(crate) async fn published_people(&self, caller: &Caller) -> Result<String, DeskError> {
        self.note_list(caller, LookupAction::Published, None).await?;
        let enrolled = self.enrolled()?;
        let everybody = self.everybody()?;
        let head = self.people_head()?;
        let (domain, name) =
            (format!("{}.{NOBODYS_DOMAIN}", enrolled.operation), self.place_name(enrolled.place));
        let publisher = Publisher {
            domain: &domain,
            name: &name,
            expires_at: head.as_of.plus_millis(EXPIRES_MS),
            note: &Language::Japanese.say("open-is-there"),
        };
        let refused = everybody.refused();
        let mut names: BTreeMap<PlaceId, String> = BTreeMap::new();
        let mut document = pfif::Document::default();
        for (_, roster) in &everybody.open {
            for one in here(roster) {
                if everybody.leads_to_hidden(one) || refused.contains(&everybody.human(one)) {
                    continue;
                }
                let at = roster.state(one.id).and_then(StayState::agreed);
                let place = at
                    .and_then(Whereabouts::place)
                    .map(|at| names.entry(at).or_insert_with(|| self.place_name(at)).as_str());
                document.entries.extend(published(roster, one, place, publisher, &head));
            }
        }
        Ok(pfif::write(&document, &head, head.as_of))
    }

    /// What the 被災者台帳 is fed with: everybody of every list that this laptop reads.
    pub(crate) async fn ledger_feed(&self, caller: &Caller) -> Result<List, DeskError> {
        self.note_list(caller, LookupAction::Ledger, None).await?;
        let everybody = self.everybody()?;
        let people = everybody
            .open
            .iter()
            .flat_map(|(_, roster)| roster.persons().map(|one| (roster.as_ref(), one)));
        let table = ledger::table(people.filter(|(_, one)| !everybody.leads_to_hidden(one)));
        Ok(List { table, head: self.people_head()? })
    }

    /// Everybody at one place whom the caller may see, in the order of their readings.
    pub(crate) async fn roster_list(
        &self,
        caller: &Caller,
        place: &str,
    ) -> Result<List, DeskError> {
        let place: PlaceId = place.parse().map_err(|_| DeskError::NotFound)?;
        if !self.places_of_people(caller)?.contains(&place) {
            return Err(DeskError::NotFound);
        }
        self.note_list(caller, LookupAction::File, Some(place)).await?;
        let document = self.document(Kind::People, place)?;
        let roster = self.roster(document, self.rights(caller, place));
        let title =
            Language::Japanese.say_with("people-roster-of", &[("place", self.place_name(place))]);
        let labels = ROSTER_COLUMNS.map(|label| Language::Japanese.say(label));
        let mut table = Table::new(&title, labels);
        here(&roster).for_each(|one| table.push(Line::of(&roster, one).cells()));
        Ok(List { table, head: self.head(vec![not_everybody()])? })
    }

    /// What a file says of itself.
    pub(crate) fn head(&self, unknown: Vec<String>) -> Result<Head, DeskError> {
        let (operation, drill) = self.exercise()?;
        let exercise = if drill { Exercise::Drill } else { Exercise::Real };
        Ok(Head { operation: operation.to_string(), exercise, as_of: now(), unknown })
    }

    /// That of a file about the people of every place: some of the places keep lists that are not here.
    fn people_head(&self) -> Result<Head, DeskError> {
        let unlisted = self.unlisted()?;
        let unlisted = (unlisted > 0)
            .then(|| Language::Japanese.say_with("open-unlisted", &[("n", unlisted.to_string())]));
        self.head([not_everybody()].into_iter().chain(unlisted).collect())
    }

    /// Places that may have people, whose lists this laptop does not have or cannot read.
    fn unlisted(&self) -> Result<usize, DeskError> {
        let own = self.enrolled()?.place;
        let words = self.words()?;
        let city = self.document(Kind::City, PlaceId::CITY)?;
        let mut places: BTreeSet<PlaceId> = self.read(city, place::register).into_keys().collect();
        places.extend(words.keys());
        let may_have_people = |id: &PlaceId| {
            let opening = words.get(id).and_then(Word::opening);
            !matches!(opening, Some(Opening::Closed | Opening::NotOpen))
        };
        places.retain(|id| *id != own && may_have_people(id) && !self.has_view(Kind::People, *id));
        Ok(places.len())
    }
}

fn not_everybody() -> String {
    Language::Japanese.say("people-not-everybody")
}
