//! Papers about people: what may stand on them, and that printing is noted.
//!
//! Invariant: a paper holds whom its printer may see, and nobody more; the public list holds those
//! alone who agreed to it and are here, whoever prints it, and never a protected person.

use musubi_exchange::table::Cell;
use musubi_model::ids::Kind;
use musubi_model::lookup::LookupAction;
use musubi_model::person::{Person, Publication};
use musubi_model::roster::{Rights, Roster};
use musubi_model::stay::{StayState, Whereabouts};
use musubi_model::time::Timestamp;

use super::people::text;
use super::people::wire::{Need, Sex};
use super::{Caller, Desk, DeskError, now};
use crate::http::labels::label_of;
use crate::sheets::people as sheet;

impl Desk {
    /// The sheet of one household. Printing it is opening its card.
    pub async fn household_paper(&self, caller: &Caller, id: &str) -> Result<String, DeskError> {
        let household = self.household(caller, id).await?;
        let printed = self.household_printed(&household.place_name)?;
        Ok(sheet::household(&printed, &household))
    }

    /// Everybody here whom the caller may see, in the order of their readings.
    pub async fn roster_paper(&self, caller: &Caller) -> Result<String, DeskError> {
        let enrolled = self.enrolled()?;
        self.note_list(caller, LookupAction::List, Some(enrolled.place)).await?;
        let document = self.document(Kind::People, enrolled.place)?;
        let roster = self.roster(document, self.rights(caller, enrolled.place));
        let rows: Vec<sheet::Row> =
            here(&roster).map(|one| Line::of(&roster, one).printed()).collect();
        Ok(sheet::roster(&self.household_printed(&self.place_name(enrolled.place))?, &rows))
    }

    /// 避難者名閲覧用名簿: those who agreed that everybody may read it.
    pub fn public_paper(&self) -> Result<String, DeskError> {
        let enrolled = self.enrolled()?;
        let document = self.document(Kind::People, enrolled.place)?;
        // Nobody protected, nor anybody of their household, whoever prints.
        let roster = self.roster(document, Rights::Ordinary);
        let agreed = here(&roster).filter(|one| one.consent().public == Publication::Agree);
        let rows: Vec<sheet::Row> = agreed.map(|one| public_row(&roster, one)).collect();
        Ok(sheet::public_list(&self.household_printed(&self.place_name(enrolled.place))?, &rows))
    }

    fn household_printed<'a>(&self, place: &'a str) -> Result<sheet::Printed<'a>, DeskError> {
        Ok(sheet::Printed { drill: self.enrolled()?.drill, place, at: now() })
    }
}

/// Who is there now, those away for a night among them, in the order of their readings.
pub(super) fn here(roster: &Roster) -> impl Iterator<Item = &Person> {
    let is_here = |one: &&Person| {
        let at = roster.state(one.id).and_then(StayState::agreed);
        matches!(at, Some(Whereabouts::Present { .. } | Whereabouts::Away { .. }))
    };
    let mut all: Vec<&Person> = roster.persons().filter(is_here).collect();
    all.sort_by_cached_key(|one| {
        let kana = (text(&one.kana_family), text(&one.kana_given));
        (kana, text(&one.family), one.id)
    });
    all.into_iter()
}

/// One line of the roster.
pub(super) struct Line {
    number: Option<String>,
    name: String,
    kana: String,
    age: String,
    sex: Option<String>,
    needs: String,
    /// When they first came.
    since: Option<Timestamp>,
}

impl Line {
    pub(super) fn of(roster: &Roster, one: &Person) -> Self {
        let household = one.household.shown().and_then(|id| roster.household(*id));
        let needs: Vec<String> =
            one.needs.set().map(|need| label_of("need", Need::from(*need))).collect();
        Self {
            number: household.and_then(|one| text(&one.reception_no)),
            name: joined(text(&one.family), text(&one.given)),
            kana: joined(text(&one.kana_family), text(&one.kana_given)),
            age: age(one),
            sex: one.sex.shown().map(|sex| label_of("sex", Sex::from(*sex))),
            needs: needs.join("、"),
            since: roster.stays(one.id).filter_map(|stay| stay.meta.observed_at).min(),
        }
    }

    fn printed(self) -> sheet::Row {
        vec![
            self.number.unwrap_or_default(),
            self.name,
            self.kana,
            self.age,
            self.sex.unwrap_or_default(),
            self.needs,
            self.since.map(sheet::minute).unwrap_or_default(),
        ]
    }

    /// Under the same columns as on paper.
    pub(super) fn cells(self) -> Vec<Cell> {
        let said = |text: String| Cell::known((!text.is_empty()).then_some(text));
        vec![
            Cell::known(self.number),
            said(self.name),
            said(self.kana),
            said(self.age),
            Cell::known(self.sex),
            if self.needs.is_empty() { Cell::Nothing } else { self.needs.into() },
            Cell::known(self.since),
        ]
    }
}

/// 氏名, ふりがな and the town at most: no house number.
fn public_row(roster: &Roster, one: &Person) -> sheet::Row {
    let household = one.household.shown().and_then(|id| roster.household(*id));
    vec![
        joined(text(&one.family), text(&one.given)),
        joined(text(&one.kana_family), text(&one.kana_given)),
        household.and_then(|one| text(&one.town)).unwrap_or_default(),
    ]
}

fn joined(family: Option<String>, given: Option<String>) -> String {
    [family, given].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn age(one: &Person) -> String {
    match one.age_range(now()) {
        Some((low, high)) if low == high => low.to_string(),
        Some((low, high)) => format!("{low}-{high}"),
        None => String::new(),
    }
}
