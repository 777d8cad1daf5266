//! Giving out: by tap to people nobody writes down, or to a household by its card or code.
//!
//! What was given stands in the place's document with what it took from the stock, in one commit.
//! Who took it stands in the document of people, which is another one: it is written first and
//! names the place's record, whose id was drawn before. Cut off between the two, the household
//! shows as served, the goods still as there; sending again writes the rest, and so does a count.

use musubi_model::counting::{self, NewStockMovement, Why as MovedWhy};
use musubi_model::facts::Facts;
use musubi_model::field::{Noted, Why};
use musubi_model::handout::{
    self, Given as GivenCode, NewHandout as HandoutRecord, NewHouseholdHandout, Portions,
};
use musubi_model::household::StayPlace;
use musubi_model::ids::{Kind, PlaceId, RecordId};
use musubi_model::record::Edit;
use musubi_model::stock::{ItemId, OTHER};
use musubi_model::text::Line;

use super::wire::{Given, GivenToday, Handouts, HouseholdTook, NewHandout, NewHouseholdTook};
use crate::desk::check::Check;
use crate::desk::wire::{RequestKey, SavedHere};
use crate::desk::{Caller, Desk, DeskError, fresh_id, noted, now};

/// What is given to whom, as far as the place's document may know.
struct Share {
    given: GivenCode,
    item: Option<ItemId>,
    inside: Option<Portions>,
    outside: Option<Portions>,
    note: Option<Line<200>>,
    from_stock: bool,
}

impl Desk {
    /// What this place gave out today.
    pub fn handouts(&self, place: &str) -> Result<Handouts, DeskError> {
        let place: PlaceId = place.parse().map_err(|_| DeskError::NotFound)?;
        let since = handout::today_began(now());
        let given = self.read(self.document(Kind::Place, place)?, |facts| {
            let of = |given: &GivenCode| {
                let (inside, outside) = handout::portions_since(facts, *given, since);
                GivenToday { given: (*given).into(), inside, outside }
            };
            GivenCode::ALL.iter().map(of).collect()
        });
        Ok(Handouts { since: since.millis(), given })
    }

    pub async fn hand_out(
        &self,
        caller: &Caller,
        place: &str,
        new: NewHandout,
    ) -> Result<SavedHere, DeskError> {
        let (_, owner) = self.writable(place)?;
        let mut check = Check::default();
        let share = Share {
            given: new.given.into(),
            item: self.share_of(&mut check, new.given, new.item.as_deref(), new.from_stock),
            inside: check.number("inside", new.inside),
            outside: check.number("outside", new.outside),
            note: check.text("note", new.note.as_deref()),
            from_stock: new.from_stock,
        };
        if new.inside.unwrap_or(0) == 0 && new.outside.unwrap_or(0) == 0 {
            check.refuse("inside", Why::Missing.code());
        }
        check.done()?;
        let noted = noted(None, caller.recorder());
        self.note_share(owner, fresh_id(), share, noted, &new.key).await
    }

    /// What a household that the caller may see took today.
    pub fn household_took(&self, caller: &Caller, id: &str) -> Result<HouseholdTook, DeskError> {
        let located = self.locate(caller, id)?;
        let since = handout::today_began(now());
        Ok(self.read(located.document, |facts| {
            let at = |given| handout::taken_since(facts, located.id, given, since);
            HouseholdTook {
                meal_at: at(GivenCode::Meal).map(musubi_model::time::Timestamp::millis),
                water_at: at(GivenCode::Water).map(musubi_model::time::Timestamp::millis),
                goods_at: at(GivenCode::Goods).map(musubi_model::time::Timestamp::millis),
            }
        }))
    }

    pub async fn give_household(
        &self,
        caller: &Caller,
        id: &str,
        new: NewHouseholdTook,
    ) -> Result<SavedHere, DeskError> {
        let located = self.locate(caller, id)?;
        let (_, owner) = self.writable(&self.enrolled()?.place.to_string())?;
        if located.place != owner {
            return Err(DeskError::NotAllowed { code: "not_this_place" });
        }
        let mut check = Check::default();
        let item = self.share_of(&mut check, new.given, new.item.as_deref(), new.from_stock);
        let portions: Option<Portions> = check.number("portions", Some(new.portions));
        if new.portions == 0 {
            check.refuse("portions", Why::Missing.code());
        }
        check.done()?;
        let household = located.roster.household(located.id).ok_or(DeskError::NotFound)?;
        let stays = household.stay_place.shown().copied().unwrap_or(StayPlace::Shelter);
        let (inside, outside) =
            if stays == StayPlace::Shelter { (portions, None) } else { (None, portions) };
        let noted = noted(None, caller.recorder());
        let counted_as = fresh_id();
        let mut took = NewHouseholdHandout::of(located.id, new.given.into(), counted_as);
        (took.item, took.portions) = (item.clone(), portions);
        let took_noted = noted.clone();
        let make = move |_: &Facts<'_>| {
            let id = fresh_id();
            Ok((id, took.create(id, &took_noted)?))
        };
        let saved = self.once(located.document, &new.key, make).await?;
        let took: RecordId = saved.id.parse().map_err(|_| DeskError::NotFound)?;
        let counted_as = self.read(located.document, |facts| handout::counted_as(facts, took));
        let counted_as = counted_as.ok_or(DeskError::NotFound)?;
        let share = Share {
            given: new.given.into(),
            item,
            inside,
            outside,
            note: None,
            from_stock: new.from_stock,
        };
        self.note_share(owner, counted_as, share, noted, &new.key).await?;
        Ok(saved)
    }

    /// Goods need a name; what comes off the stock too.
    fn share_of(
        &self,
        check: &mut Check,
        given: Given,
        item: Option<&str>,
        from_stock: bool,
    ) -> Option<ItemId> {
        let item = item.and_then(|item| self.known_item(check, item, None));
        if item.is_none() && (from_stock || given == Given::Goods) {
            check.refuse("item", Why::Missing.code());
        }
        item.filter(|item| item.as_str() != OTHER)
    }

    async fn note_share(
        &self,
        owner: PlaceId,
        id: RecordId,
        share: Share,
        noted: Noted,
        key: &RequestKey,
    ) -> Result<SavedHere, DeskError> {
        let make = move |facts: &Facts<'_>| Ok((id, write_share(facts, id, share, &noted)?));
        self.once(self.document(Kind::Place, owner)?, key, make).await
    }
}

fn write_share(
    facts: &Facts<'_>,
    id: RecordId,
    share: Share,
    noted: &Noted,
) -> Result<Vec<Edit>, DeskError> {
    let portions = |part: Option<Portions>| part.map_or(0, Portions::get);
    let all = portions(share.inside) + portions(share.outside);
    let mut record = HandoutRecord::of(share.given);
    (record.inside, record.outside) = (share.inside, share.outside);
    (record.item, record.note) = (share.item.clone(), share.note);
    let mut edits = record.create(id, noted)?;
    if let (true, Some(item)) = (share.from_stock, share.item) {
        let change = (-all).try_into().map_err(|_| DeskError::field("inside", "number.bounds"))?;
        let mut movement = NewStockMovement::of(item, change);
        (movement.why, movement.because) = (Some(MovedWhy::HandedOut), Some(id));
        edits.extend(counting::moved(facts, fresh_id(), movement, noted)?);
    }
    Ok(edits)
}
