//! 日報: one look at a place, field by field, as it is written and as it stands.
//!
//! Invariants: what was not looked at is not written and keeps what was last said of it; what
//! somebody looked for and could not tell is written as such, and is never 0 or "no".
//!
//! Deliberately absent: labels. Those of the official item list are in `musubi_exchange::eei`.

use std::collections::BTreeSet;

use musubi_model::facts::Facts;
use musubi_model::field::Field;
use musubi_model::ids::{Kind, PlaceId};
use musubi_model::report::{NewPlaceReport, Opening as Opened, PlaceReport, Situation as Reports};
use musubi_model::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::wire::{Crowding, Measure, Opening, SupplyLevel, Usable, Vehicle, Via};
use crate::desk::check::Check;
use crate::desk::people::text;
use crate::desk::wire::{Age, RequestKey, SavedHere};
use crate::desk::{Caller, Desk, DeskError, fresh_id, noted, now};

/// A value as the API writes it; `null` is unknown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(untagged)]
pub enum ReportValue {
    Flag(bool),
    /// A number, or a time in milliseconds since 1970.
    Number(i64),
    /// A text, or a word of the list that `NewReport` names for the field.
    Text(String),
}

/// The newest word on one field. A field of which nobody ever spoke is not listed.
#[derive(Serialize, ToSchema)]
pub struct ReportSaid {
    pub field: ReportField,
    /// `null`: somebody looked and could not tell, or it is not understood here.
    pub value: Option<ReportValue>,
    /// Two laptops said different things.
    pub clash: bool,
    pub age: Option<Age>,
    /// 報告部署・機関, else the list or the account it comes from, where that is known here.
    pub source: Option<String>,
}

macro_rules! report_fields {
    ($($(#[$doc:meta])* $field:ident $member:ident: $wire:ident = $kind:ident,)+) => {
        /// What a report may speak of.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum ReportField {
            $($(#[$doc])* $member,)+
        }

        impl ReportField {
            #[cfg(test)]
            const ALL: &[Self] = &[$(Self::$member),+];

            /// Its name in a record.
            const fn name(self) -> &'static str {
                match self {
                    $(Self::$member => stringify!($field),)+
                }
            }
        }

        /// One look at a place. What was not looked at is left out, and keeps what was last said of it.
        #[derive(Deserialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        pub struct NewReport {
            pub key: RequestKey,
            /// 避難所状況確認日時; left out: now.
            pub observed_at: Option<i64>,
            /// Needed of another place than this laptop's own.
            pub via: Option<Via>,
            /// Looked for, and nobody could tell: unknown from now on.
            #[serde(default)]
            pub unknown: BTreeSet<ReportField>,
            $($(#[$doc])* pub $field: Option<$wire>,)+
        }

        impl NewReport {
            fn record(&self, check: &mut Check) -> NewPlaceReport {
                let mut record = NewPlaceReport::of();
                $(record.$field = $kind!(write check, stringify!($field), &self.$field);)+
                record
            }
        }

        /// Every field somebody spoke of, in the order of the item list.
        fn said(reports: &Reports, source: &dyn Fn(&PlaceReport) -> Option<String>, now: Timestamp)
            -> Vec<ReportSaid>
        {
            let mut said = Vec::new();
            $(if let Some(latest) = reports.latest(|report| &report.$field) {
                let report = reports.reports().iter().find(|report| report.id == latest.report);
                said.push(ReportSaid {
                    field: ReportField::$member,
                    value: $kind!(read latest.field, $wire),
                    clash: latest.field.is_clash(),
                    age: report.and_then(|report| Age::of(&report.meta, now)),
                    source: report.and_then(source),
                });
            })+
            said
        }
    };
}

macro_rules! word {
    (write $check:ident, $name:expr, $typed:expr) => {
        ($typed).map(Into::into)
    };
    (read $field:expr, $wire:ident) => {
        $field.shown().map(|word| ReportValue::Text(code(&$wire::from(*word))))
    };
}

macro_rules! prose {
    (write $check:ident, $name:expr, $typed:expr) => {
        $check.text($name, $typed.as_deref())
    };
    (read $field:expr, $wire:ident) => {
        text(&$field).map(ReportValue::Text)
    };
}

macro_rules! number {
    (write $check:ident, $name:expr, $typed:expr) => {
        $check.number($name, *$typed)
    };
    (read $field:expr, $wire:ident) => {
        $field.shown().map(|number| ReportValue::Number(number.get()))
    };
}

macro_rules! moment {
    (write $check:ident, $name:expr, $typed:expr) => {
        ($typed).map(Timestamp::from_millis)
    };
    (read $field:expr, $wire:ident) => {
        $field.shown().map(|at| ReportValue::Number(at.millis()))
    };
}

macro_rules! flag {
    (write $check:ident, $name:expr, $typed:expr) => {
        *$typed
    };
    (read $field:expr, $wire:ident) => {
        $field.shown().map(|flag| ReportValue::Flag(*flag))
    };
}

report_fields! {
    opening Opening: Opening = word,
    opening_reason OpeningReason: String = prose,
    opened_at OpenedAt: i64 = moment,
    closed_at ClosedAt: i64 = moment,
    crowding Crowding: Crowding = word,
    over_capacity OverCapacity: bool = flag,
    reporter Reporter: String = prose,
    electricity Electricity: Usable = word,
    generator Generator: Usable = word,
    generator_fuel GeneratorFuel: SupplyLevel = word,
    power_truck_needed PowerTruckNeeded: bool = flag,
    gas Gas: Usable = word,
    water Water: Usable = word,
    emergency_water EmergencyWater: Usable = word,
    sewer Sewer: Usable = word,
    telephone Telephone: Usable = word,
    network Network: Usable = word,
    wifi Wifi: Usable = word,
    disaster_radio DisasterRadio: Usable = word,
    drinking_water DrinkingWater: SupplyLevel = word,
    domestic_water DomesticWater: SupplyLevel = word,
    food Food: SupplyLevel = word,
    fuel Fuel: SupplyLevel = word,
    meals Meals: String = prose,
    kitchen_cars KitchenCars: u32 = number,
    toilets Toilets: Usable = word,
    toilets_shared ToiletsShared: u32 = number,
    toilets_women ToiletsWomen: u32 = number,
    toilets_men ToiletsMen: u32 = number,
    toilets_accessible ToiletsAccessible: u32 = number,
    toilets_temporary ToiletsTemporary: u32 = number,
    toilets_simple ToiletsSimple: u32 = number,
    toilets_manhole ToiletsManhole: u32 = number,
    toilets_portable ToiletsPortable: u32 = number,
    toilet_trucks ToiletTrucks: u32 = number,
    toilets_comfort ToiletsComfort: u32 = number,
    soap Soap: bool = flag,
    health_care HealthCare: Measure = word,
    hygiene Hygiene: Measure = word,
    fever_care FeverCare: Measure = word,
    sanitary_state SanitaryState: String = prose,
    care_space CareSpace: Measure = word,
    space Space: String = prose,
    partitions Partitions: String = prose,
    beds Beds: String = prose,
    blankets Blankets: bool = flag,
    cooling Cooling: Usable = word,
    heating Heating: Usable = word,
    bathing Bathing: Usable = word,
    laundry Laundry: bool = flag,
    help_needed HelpNeeded: bool = flag,
    help_details HelpDetails: String = prose,
    staff Staff: u32 = number,
    supporters Supporters: u32 = number,
    largest_vehicle LargestVehicle: Vehicle = word,
    unloaders Unloaders: String = prose,
    forklifts Forklifts: u32 = number,
    forklift_state ForkliftState: String = prose,
    delivery_hours DeliveryHours: String = prose,
    road_access RoadAccess: Usable = word,
    pets Pets: String = prose,
    goods_needed GoodsNeeded: String = prose,
    note Note: String = prose,
}

/// A word of a closed list as the API writes it.
fn code(word: &impl Serialize) -> String {
    match serde_json::to_value(word) {
        Ok(serde_json::Value::String(code)) => code,
        _ => unreachable!("members without fields are written as texts"),
    }
}

impl Desk {
    /// Every field of the daily report that somebody spoke of.
    pub(super) fn said_of(&self, place: PlaceId) -> Result<Vec<ReportSaid>, DeskError> {
        let now = now();
        let document = self.document(Kind::Place, place)?;
        let reports = self.read(document, |facts| Reports::of(facts, now));
        Ok(said(&reports, &|report| self.source_of(place, report), now))
    }

    fn source_of(&self, place: PlaceId, report: &PlaceReport) -> Option<String> {
        text(&report.reporter)
            .or_else(|| text(&report.source))
            .or_else(|| self.author_name(place, &report.meta))
    }

    pub async fn report_place(
        &self,
        caller: &Caller,
        place: &str,
        new: NewReport,
    ) -> Result<SavedHere, DeskError> {
        let (_, owner) = self.writable(place)?;
        let document = self.document(Kind::Place, owner)?;
        let mut check = Check::default();
        let mut record = new.record(&mut check);
        if record == NewPlaceReport::of() && new.unknown.is_empty() {
            check.refuse("opening", "record.missing");
        }
        record.via = self.via(owner, new.via, &mut check)?.map(Into::into);
        check.done()?;
        let noted = noted(new.observed_at, caller.recorder());
        if !noted.observed_at.is_credible(noted.recorded_at) {
            return Err(DeskError::field("observed_at", "time.future"));
        }
        let unknown = new.unknown;
        let make = move |facts: &Facts<'_>| {
            needs_its_time(&record, &unknown, &Reports::of(facts, noted.recorded_at))?;
            let names: BTreeSet<&str> = unknown.iter().map(|field| field.name()).collect();
            let id = fresh_id();
            Ok((id, record.create_unsure(&names, id, &noted)?))
        };
        self.once(document, &new.key, make).await
    }
}

/// 開設 needs 開設日時 and 閉鎖 needs 閉鎖日時: said now, said before of the same state, or not to be
/// found out, which is an answer too.
fn needs_its_time(
    record: &NewPlaceReport,
    unknown: &BTreeSet<ReportField>,
    reports: &Reports,
) -> Result<(), DeskError> {
    let was = reports.latest(|report| &report.opening).and_then(|it| it.field.shown().copied());
    let known = |at: Option<Field<Timestamp>>| at.is_some_and(|at| at.shown().is_some());
    let (field, now, before) = match record.opening {
        Some(Opened::Open) => {
            let before = reports.latest(|report| &report.opened_at).map(|it| it.field);
            (ReportField::OpenedAt, record.opened_at, known(before))
        }
        Some(Opened::Closed) => {
            let before = reports.latest(|report| &report.closed_at).map(|it| it.field);
            (ReportField::ClosedAt, record.closed_at, known(before))
        }
        _ => return Ok(()),
    };
    let still = was == record.opening && before;
    if now.is_some() || still || unknown.contains(&field) {
        return Ok(());
    }
    Err(DeskError::field(field.name(), "record.missing"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_the_record_is_of_the_report() {
        let names: BTreeSet<&str> = ReportField::ALL.iter().map(|field| field.name()).collect();
        // Said by lists alone, never by a person at a desk; and how it was heard, which is of no item.
        let others = ["inferred", "source", "via"];
        let fields = PlaceReport::FIELDS.iter().copied();
        assert_eq!(names, fields.filter(|field| !others.contains(field)).collect());
        for field in ReportField::ALL {
            assert_eq!(code(field), field.name());
        }
    }
}
