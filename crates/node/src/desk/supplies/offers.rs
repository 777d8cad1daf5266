//! 有り余り: what a place has too much of, for neighbours and headquarters to see.

use std::collections::BTreeMap;

use musubi_model::facts::Facts;
use musubi_model::field::Change;
use musubi_model::ids::{Kind, PlaceId, RecordId};
use musubi_model::place;
use musubi_model::request::{ChangeOffer, NewOffer as OfferRecord, Offer as OfferRead, Quantity};
use musubi_model::stock::ItemId;
use musubi_model::time::Timestamp;

use super::wire::{NewOffer, Offer, OfferList};
use crate::desk::check::Check;
use crate::desk::people::text;
use crate::desk::wire::{Age, SavedHere};
use crate::desk::{Caller, Desk, DeskError, fresh_id, noted, now};

impl Desk {
    /// Of every place that this laptop knows, the nearest first, without those taken back.
    pub fn offers(&self) -> Result<OfferList, DeskError> {
        let (enrolled, items, now) = (self.enrolled()?, self.items()?, now());
        let city = self.document(Kind::City, PlaceId::CITY)?;
        let where_they_are: BTreeMap<PlaceId, (f64, f64)> = self.read(city, |facts| {
            let register = place::register(facts);
            register.into_iter().filter_map(|(id, entry)| Some((id, position(&entry)?))).collect()
        });
        let here = where_they_are.get(&enrolled.place);
        let chosen = self.chosen_offers()?;
        let mut offers = Vec::new();
        for owner in self.owners(Kind::Place)? {
            let there = where_they_are.get(&owner);
            let distance_m = here.zip(there).map(|(here, there)| metres(*here, *there));
            let all: Vec<OfferRead> = self
                .read(self.document(Kind::Place, owner)?, |facts| OfferRead::all(facts).collect());
            for offer in all.iter().filter(|offer| !offer.withdrawn.known().any(|gone| *gone)) {
                let item = offer.item.shown().map_or("", ItemId::as_str);
                let listed = items.get(item);
                offers.push(Offer {
                    id: offer.id.to_string(),
                    place: owner.to_string(),
                    place_name: self.place_name(owner),
                    own: owner == enrolled.place,
                    item: item.to_owned(),
                    label: text(&offer.description)
                        .or(listed.and_then(|listed| listed.label.clone())),
                    quantity: offer.quantity.shown().map(|quantity| quantity.get()),
                    unit: text(&offer.unit).or(listed.and_then(|listed| listed.unit.clone())),
                    best_before: offer.best_before.shown().map(|at| at.millis()),
                    note: text(&offer.note),
                    distance_m: distance_m.filter(|_| owner != enrolled.place),
                    chosen_for: chosen.get(&offer.id).cloned().unwrap_or_default(),
                    age: Age::of(&offer.meta, now),
                });
            }
        }
        let far = |offer: &Offer| offer.distance_m.unwrap_or(u32::MAX);
        offers.sort_by(|a, b| (far(a), &b.id).cmp(&(far(b), &a.id)));
        Ok(OfferList { offers })
    }

    pub async fn offer(
        &self,
        caller: &Caller,
        place: &str,
        new: NewOffer,
    ) -> Result<SavedHere, DeskError> {
        let (_, owner) = self.writable(place)?;
        let mut check = Check::default();
        let item = self.known_item(&mut check, &new.item, new.description.as_deref());
        let quantity: Option<Quantity> = check.number("quantity", Some(new.quantity));
        let description = check.text("description", new.description.as_deref());
        let unit = check.text("unit", new.unit.as_deref());
        let note = check.text("note", new.note.as_deref());
        check.done()?;
        let (Some(item), Some(quantity)) = (item, quantity) else {
            return Err(DeskError::field("item", "text.empty"));
        };
        let mut record = OfferRecord::of(item, quantity);
        (record.description, record.unit, record.note) = (description, unit, note);
        record.best_before = new.best_before.map(Timestamp::from_millis);
        let noted = noted(None, caller.recorder());
        let make = move |_: &Facts<'_>| {
            let id = fresh_id();
            Ok((id, record.create(id, &noted)?))
        };
        self.once(self.document(Kind::Place, owner)?, &new.key, make).await
    }

    /// Taking back twice changes nothing.
    pub async fn withdraw_offer(
        &self,
        caller: &Caller,
        place: &str,
        id: &str,
    ) -> Result<SavedHere, DeskError> {
        let (_, owner) = self.writable(place)?;
        let id: RecordId = id.parse().map_err(|_| DeskError::NotFound)?;
        let document = self.document(Kind::Place, owner)?;
        let offered = |facts: &Facts<'_>| OfferRead::all(facts).find(|offer| offer.id == id);
        let offered = self.read(document, offered).ok_or(DeskError::NotFound)?;
        if offered.withdrawn.is_only(&true) {
            return Ok(SavedHere { id: id.to_string(), repeated: true });
        }
        let change = ChangeOffer { withdrawn: Change::To(true), ..ChangeOffer::default() };
        let edits = change.edits(id, &noted(None, caller.recorder()));
        let aimed = self.read(document, |facts| facts.aimed(edits));
        self.write(document, id, aimed).await
    }
}

/// Latitude and longitude in degrees.
#[expect(clippy::cast_precision_loss, reason = "degrees × 10⁷ are far below 2⁵³")]
fn position(entry: &place::RegisterEntry) -> Option<(f64, f64)> {
    let (latitude, longitude) = (entry.latitude_e7.shown()?, entry.longitude_e7.shown()?);
    Some((latitude.get() as f64 / 1e7, longitude.get() as f64 / 1e7))
}

/// As the crow flies, on a sphere: good to a few metres in a thousand.
#[expect(clippy::cast_possible_truncation, reason = "half of the earth's girth is 2·10⁷ m")]
#[expect(clippy::cast_sign_loss, reason = "a distance is not negative")]
fn metres((lat_a, lon_a): (f64, f64), (lat_b, lon_b): (f64, f64)) -> u32 {
    const EARTH_M: f64 = 6_371_000.0;
    let half = |degrees: f64| (degrees.to_radians() / 2.0).sin().powi(2);
    let across = lat_a.to_radians().cos() * lat_b.to_radians().cos();
    let chord = half(lat_b - lat_a) + across * half(lon_b - lon_a);
    (2.0 * EARTH_M * chord.sqrt().min(1.0).asin()).round() as u32
}

#[cfg(test)]
mod tests {
    use super::metres;

    #[test]
    fn a_minute_of_latitude_is_a_nautical_mile() {
        let (a, b) = ((32.5, 130.7), (32.5 + 1.0 / 60.0, 130.7));
        assert!((1_850..1_856).contains(&metres(a, b)), "{}", metres(a, b));
        assert_eq!(metres(a, a), 0);
    }
}
