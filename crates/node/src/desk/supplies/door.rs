//! 荷受け条件: what a lorry finds at the door. Written as a look at the place that speaks of nothing
//! else, so the newest word on each field holds.

use musubi_model::facts::Facts;
use musubi_model::ids::{Kind, PlaceId};
use musubi_model::report::{NewPlaceReport, PlaceReport, Situation};

use super::wire::{Door, NewDoor};
use crate::desk::check::Check;
use crate::desk::people::text;
use crate::desk::wire::{Age, SavedHere};
use crate::desk::{Caller, Desk, DeskError, fresh_id, noted, now};

impl Desk {
    pub fn door(&self, place: &str) -> Result<Door, DeskError> {
        let place: PlaceId = place.parse().map_err(|_| DeskError::NotFound)?;
        Ok(self.read(self.document(Kind::Place, place)?, shown))
    }

    pub async fn tell_door(
        &self,
        caller: &Caller,
        place: &str,
        new: NewDoor,
    ) -> Result<SavedHere, DeskError> {
        let (_, owner) = self.writable(place)?;
        let mut check = Check::default();
        let mut record = NewPlaceReport::of();
        let via = self.via(owner, new.via, &mut check)?;
        record.largest_vehicle = new.largest_vehicle.map(Into::into);
        record.road_access = new.road_access.map(Into::into);
        record.forklifts = check.number("forklifts", new.forklifts);
        record.forklift_state = check.text("forklift_state", new.forklift_state.as_deref());
        record.unloaders = check.text("unloaders", new.unloaders.as_deref());
        record.delivery_hours = check.text("delivery_hours", new.delivery_hours.as_deref());
        if record == NewPlaceReport::of() {
            check.refuse("largest_vehicle", "record.missing");
        }
        record.via = via.map(Into::into);
        check.done()?;
        let noted = noted(None, caller.recorder());
        let make = move |_: &Facts<'_>| {
            let id = fresh_id();
            Ok((id, record.create(id, &noted)?))
        };
        self.once(self.document(Kind::Place, owner)?, &new.key, make).await
    }
}

pub(super) fn shown(facts: &Facts<'_>) -> Door {
    let now = now();
    let situation = Situation::of(facts, now);
    let vehicle = situation.latest(|report| &report.largest_vehicle);
    let road = situation.latest(|report| &report.road_access);
    let forklifts = situation.latest(|report| &report.forklifts);
    let line =
        |of: fn(&PlaceReport) -> Option<String>| situation.reports().iter().rev().find_map(of);
    let speaks = |report: &&PlaceReport| {
        !(report.largest_vehicle.is_absent()
            && report.road_access.is_absent()
            && report.forklifts.is_absent()
            && report.forklift_state.is_absent()
            && report.unloaders.is_absent()
            && report.delivery_hours.is_absent())
    };
    let newest = situation.reports().iter().rev().find(speaks);
    Door {
        largest_vehicle: vehicle.and_then(|it| it.field.shown().map(|word| (*word).into())),
        road_access: road.and_then(|it| it.field.shown().map(|word| (*word).into())),
        forklifts: forklifts.and_then(|it| it.field.shown().map(|number| number.get())),
        forklift_state: line(|report| text(&report.forklift_state)),
        unloaders: line(|report| text(&report.unloaders)),
        delivery_hours: line(|report| text(&report.delivery_hours)),
        age: newest.and_then(|report| Age::of(&report.meta, now)),
    }
}
