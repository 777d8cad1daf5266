//! What lies at a place: read as one number, written as movements and counts.

use musubi_model::counting::{self, Counted, Held, NewStockMovement};
use musubi_model::facts::Facts;
use musubi_model::field::Why;
use musubi_model::ids::{Kind, PlaceId};
use musubi_model::stock::{ItemId, OTHER};
use musubi_model::time::Timestamp;

use super::wire::{AdjustStock, Stock, StockItem};
use crate::desk::check::Check;
use crate::desk::wire::SavedHere;
use crate::desk::{Caller, Desk, DeskError, fresh_id, noted};

impl Desk {
    pub fn stock(&self, place: &str) -> Result<Stock, DeskError> {
        let place: PlaceId = place.parse().map_err(|_| DeskError::NotFound)?;
        let held = self.read(self.document(Kind::Place, place)?, counting::held);
        let items = self.items()?;
        let shown = |(item, held): (ItemId, Held)| {
            let listed = items.get(item.as_str());
            StockItem {
                item: item.as_str().to_owned(),
                label: listed.and_then(|listed| listed.label.clone()),
                unit: listed.and_then(|listed| listed.unit.clone()),
                per_case: listed.and_then(|listed| listed.per_case),
                count: held.quantity,
                uncertain: held.is_unsure(),
                also: held.also.iter().copied().collect(),
                meanwhile: held.meanwhile,
                counted_at: held.counted_at.map(Timestamp::millis),
            }
        };
        Ok(Stock { items: held.into_iter().map(shown).collect() })
    }

    /// What moved adds to this laptop's sum, what was counted stands beside what it knew; either
    /// has a record, which makes sending it twice harmless.
    pub async fn adjust_stock(
        &self,
        caller: &Caller,
        place: &str,
        adjust: AdjustStock,
    ) -> Result<SavedHere, DeskError> {
        let (_, owner) = self.writable(place)?;
        let mut check = Check::default();
        let item: Option<ItemId> = check.needed("item", &adjust.item);
        if adjust.change.is_some() == adjust.counted.is_some() {
            check.refuse("change", Why::Contradiction.code());
        }
        if item.as_ref().is_some_and(|item| item.as_str() == OTHER) {
            check.refuse("item", "item.unknown");
        }
        let counted: Option<Counted> = check.number("counted", adjust.counted);
        let change = check.number("change", adjust.change);
        check.done()?;
        let item = item.ok_or_else(|| DeskError::field("item", "text.empty"))?;
        let noted = noted(None, caller.recorder());
        let make = move |facts: &Facts<'_>| {
            let id = fresh_id();
            let edits = match (counted, change) {
                (Some(counted), _) => counting::counted(facts, id, item, counted, &noted)?,
                (None, Some(change)) => {
                    let mut movement = NewStockMovement::of(item, change);
                    movement.why = adjust.why.map(Into::into);
                    counting::moved(facts, id, movement, &noted)?
                }
                (None, None) => return Err(DeskError::field("change", Why::Missing.code())),
            };
            Ok((id, edits))
        };
        self.once(self.document(Kind::Place, owner)?, &adjust.key, make).await
    }
}
