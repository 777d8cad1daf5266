//! 避難者数: counts as they are written, and those of day and night as they stand.
//!
//! Invariant: a number that was not counted is left out; unknown is not 0. People in the shelter and
//! people known outside it are two numbers, never one.

use musubi_model::facts::Facts;
use musubi_model::field::Field;
use musubi_model::headcount::{self, NewHeadcount as Record, People, Slot as Of, Standing};
use musubi_model::ids::{Kind, PlaceId};
use musubi_model::roster::Rights;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::report::ReportSaid;
use super::wire::{CountSource, Slot, Via};
use crate::desk::check::Check;
use crate::desk::people::text;
use crate::desk::wire::{Age, RequestKey, SavedHere};
use crate::desk::{Caller, Desk, DeskError, fresh_id, noted, now};

/// What the daily report of one place is filled from.
#[derive(Serialize, ToSchema)]
pub struct Daily {
    pub said: Vec<ReportSaid>,
    /// What the totals take.
    pub newest: Option<Counted>,
    /// The newest of the place's own laptops and lists, and the newest that was told from elsewhere:
    /// one of them is `newest`.
    pub own: Option<Counted>,
    pub told: Option<Counted>,
    /// 昼
    pub day: Option<Counted>,
    /// 夜
    pub night: Option<Counted>,
    /// People on this place's list who are here now. `null`: nobody is registered, or this laptop
    /// cannot read the list.
    pub on_list: Option<OnList>,
}

/// The list's numbers. Protected people are in them, whoever asks.
#[derive(Serialize, ToSchema)]
pub struct OnList {
    /// In the shelter, those away for a night among them.
    pub staying: u32,
    /// Of whom this is disputed; in none of the other numbers.
    pub disputed: u32,
}

/// One count that stands.
#[derive(Serialize, ToSchema)]
pub struct Counted {
    pub slot: Option<Slot>,
    pub in_shelter: Option<u32>,
    pub outside_known: Option<u32>,
    pub men: Option<u32>,
    pub women: Option<u32>,
    pub sex_unknown: Option<u32>,
    pub infants: Option<u32>,
    pub needs_care: Option<u32>,
    pub households: Option<u32>,
    pub outside_households: Option<u32>,
    pub voluntary: Option<u32>,
    pub count_source: Option<CountSource>,
    /// `null`: written down at the place itself.
    pub via: Option<Via>,
    pub told_by: Option<String>,
    pub age: Option<Age>,
    /// The list or the account it comes from, where that is known here.
    pub source: Option<String>,
    /// Another count of the same moment says something else.
    pub differs: bool,
}

/// A count by looking. What was not counted is left out: unknown is not 0.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewHeadcount {
    pub key: RequestKey,
    pub observed_at: Option<i64>,
    /// Left out: neither of the two daily counts.
    pub slot: Option<Slot>,
    /// Left out: counted by looking.
    pub count_source: Option<CountSource>,
    /// Needed of another place than this laptop's own.
    pub via: Option<Via>,
    /// Section and post of who said it, never a name.
    pub told_by: Option<String>,
    pub in_shelter: Option<u32>,
    pub households: Option<u32>,
    pub men: Option<u32>,
    pub women: Option<u32>,
    pub sex_unknown: Option<u32>,
    pub infants: Option<u32>,
    pub needs_care: Option<u32>,
    /// 自主避難者数, a part of the total.
    pub voluntary: Option<u32>,
    pub outside_known: Option<u32>,
    pub outside_households: Option<u32>,
}

impl Desk {
    pub fn daily(&self, place: &str) -> Result<Daily, DeskError> {
        let known = self.place(place)?;
        let place: PlaceId = known.id.parse().map_err(|_| DeskError::NotFound)?;
        let now = now();
        let document = self.document(Kind::Place, place)?;
        let (newest, day, night, by_source) = self.read(document, |facts| {
            let of = |slot| headcount::newest_in(facts, now, slot);
            let by_source = headcount::by_source(facts, now);
            (headcount::newest(facts, now), of(Of::Day), of(Of::Night), by_source)
        });
        let counted = |standing: Option<Standing>| standing.map(|it| self.counted(place, &it));
        Ok(Daily {
            said: self.said_of(place)?,
            newest: counted(newest),
            own: counted(by_source.own),
            told: counted(by_source.told),
            day: counted(day),
            night: counted(night),
            on_list: self.on_list(place)?,
        })
    }

    fn counted(&self, place: PlaceId, standing: &Standing) -> Counted {
        let count = &standing.count;
        let number = |people: &Field<People>| {
            people.shown().and_then(|people| u32::try_from(people.get()).ok())
        };
        Counted {
            slot: count.slot.shown().map(|slot| (*slot).into()),
            in_shelter: number(&count.in_shelter),
            outside_known: number(&count.known_outside),
            men: number(&count.men),
            women: number(&count.women),
            sex_unknown: number(&count.sex_unknown),
            infants: number(&count.infants),
            needs_care: number(&count.needs_care),
            households: number(&count.households),
            outside_households: number(&count.households_outside),
            voluntary: number(&count.voluntary),
            count_source: count.count_source.shown().map(|source| (*source).into()),
            via: count.via.shown().map(|via| (*via).into()),
            told_by: text(&count.told_by),
            age: Age::of(&count.meta, now()),
            source: text(&count.source).or_else(|| self.author_name(place, &count.meta)),
            differs: !standing.differing.is_empty(),
        }
    }

    fn on_list(&self, place: PlaceId) -> Result<Option<OnList>, DeskError> {
        let people = self.document(Kind::People, place)?;
        if !self.0.handle.views().contains_key(&people) {
            return Ok(None);
        }
        let occupancy = self.roster(people, Rights::Ordinary).occupancy(place);
        let staying = occupancy.present + occupancy.away;
        let disputed = occupancy.disputed;
        Ok((staying + disputed > 0).then_some(OnList { staying, disputed }))
    }

    /// Of another place somebody was told; of the own one nobody needs to be.
    pub(in crate::desk) fn via(
        &self,
        owner: PlaceId,
        via: Option<Via>,
        check: &mut Check,
    ) -> Result<Option<Via>, DeskError> {
        if via.is_none() && owner != self.enrolled()?.place {
            check.refuse("via", "record.missing");
        }
        Ok(via)
    }

    pub async fn count_heads(
        &self,
        caller: &Caller,
        place: &str,
        new: NewHeadcount,
    ) -> Result<SavedHere, DeskError> {
        let (_, owner) = self.writable(place)?;
        let mut check = Check::default();
        let mut record = Record::of();
        record.slot = new.slot.map(Into::into);
        record.count_source = new.count_source.map(Into::into);
        record.via = self.via(owner, new.via, &mut check)?.map(Into::into);
        record.told_by = check.text("told_by", new.told_by.as_deref());
        record.in_shelter = check.number("in_shelter", new.in_shelter);
        record.households = check.number("households", new.households);
        record.men = check.number("men", new.men);
        record.women = check.number("women", new.women);
        record.sex_unknown = check.number("sex_unknown", new.sex_unknown);
        record.infants = check.number("infants", new.infants);
        record.needs_care = check.number("needs_care", new.needs_care);
        record.voluntary = check.number("voluntary", new.voluntary);
        record.known_outside = check.number("outside_known", new.outside_known);
        record.households_outside = check.number("outside_households", new.outside_households);
        check.done()?;
        let noted = noted(new.observed_at, caller.recorder());
        let make = move |_: &Facts<'_>| {
            let id = fresh_id();
            Ok((id, record.create(id, &noted)?))
        };
        self.once(self.document(Kind::Place, owner)?, &new.key, make).await
    }
}
