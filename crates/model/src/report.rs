//! What somebody saw at a place: open or not, lifelines, supplies, the door. The fields follow the
//! EEI class 避難所; their official labels are in the exchange crate.
//!
//! A report is never edited: who sees more writes another one. What holds now is, field by field,
//! the newest report that speaks of it ([`Situation`]); what no report speaks of is not known.

use std::collections::BTreeSet;

use crate::facts::Facts;
use crate::field::{Field, Noted, Refused, Scalar, Why};
use crate::ids::RecordId;
use crate::record::{Edit, Value};
use crate::table::{codes, record};
use crate::text::{Line, Prose, Whole};
use crate::time::Timestamp;

/// Toilets, forklifts, staff: things one counts at a door.
pub type Few = Whole<0, 10_000>;

codes! {
    /// 開設状況
    pub enum Opening {
        NotOpen = "not_open",
        Open = "open",
        Closed = "closed",
        Unknown = "unknown",
        Permanent = "permanent",
    }
}

codes! {
    /// 使用可否 of a lifeline or a room.
    pub enum Usable {
        Usable = "usable",
        Partly = "partly",
        Unusable = "unusable",
        Unknown = "unknown",
    }
}

codes! {
    /// 飲料水・生活用水・食料・燃料の状況: the three official values.
    pub enum SupplyLevel {
        Enough = "enough",
        DaysLeft = "days_left",
        ShortToday = "short_today",
    }
}

codes! {
    /// How full it is.
    pub enum Crowding {
        Room = "room",
        Crowded = "crowded",
        Full = "full",
        Unknown = "unknown",
    }
}

codes! {
    /// 通行可能な最大車種
    pub enum Vehicle {
        Kei = "kei",
        TwoTonnes = "2t",
        FourTonnes = "4t",
        TenTonnes = "10t",
        None = "none",
    }
}

codes! {
    /// 未実施/実施済
    pub enum Measure {
        NotDone = "not_done",
        Done = "done",
    }
}

codes! {
    /// How word of a place came that nobody there wrote down: 聞いた手段. Left out: written at the
    /// place itself.
    pub enum Via {
        /// 電話
        Telephone = "telephone",
        /// 無線
        Radio = "radio",
        Fax = "fax",
        /// 巡回
        Patrol = "patrol",
        /// 自衛隊
        SelfDefence = "self_defence",
        /// 他機関
        OtherBody = "other_body",
    }
}

record! {
    /// One look at a place.
    "place_report" pub PlaceReport, new NewPlaceReport, rule opening_has_its_time;
    must {}
    may {
        opening: Opening,
        /// Nobody said so: concluded, for example from a place's absence in a later list.
        inferred: bool,
        opening_reason: Line<200>,
        opened_at: Timestamp,
        closed_at: Timestamp,
        crowding: Crowding,
        over_capacity: bool,
        /// 報告部署・機関
        reporter: Line<120>,
        via: Via,
        /// Name of the list it was taken from.
        source: Line<120>,
        electricity: Usable,
        generator: Usable,
        generator_fuel: SupplyLevel,
        power_truck_needed: bool,
        gas: Usable,
        water: Usable,
        emergency_water: Usable,
        sewer: Usable,
        telephone: Usable,
        network: Usable,
        wifi: Usable,
        disaster_radio: Usable,
        drinking_water: SupplyLevel,
        domestic_water: SupplyLevel,
        food: SupplyLevel,
        fuel: SupplyLevel,
        meals: Line<200>,
        kitchen_cars: Few,
        toilets: Usable,
        toilets_shared: Few,
        toilets_women: Few,
        toilets_men: Few,
        toilets_accessible: Few,
        toilets_temporary: Few,
        toilets_simple: Few,
        toilets_manhole: Few,
        toilets_portable: Few,
        toilet_trucks: Few,
        /// 快適トイレ, a part of the temporary ones.
        toilets_comfort: Few,
        soap: bool,
        health_care: Measure,
        hygiene: Measure,
        fever_care: Measure,
        /// 衛生状態: washing hands, cleaning of toilets.
        sanitary_state: Line<200>,
        /// 要配慮者スペースの十分な確保
        care_space: Measure,
        /// 1人あたり3.5㎡, and which rooms.
        space: Line<200>,
        partitions: Line<120>,
        /// 簡易ベッド・段ボールベッド
        beds: Line<120>,
        /// 1人1枚以上
        blankets: bool,
        cooling: Usable,
        heating: Usable,
        bathing: Usable,
        laundry: bool,
        /// 必要な人的支援の状況／詳細（医療・福祉）
        help_needed: bool,
        help_details: Prose<1_000>,
        staff: Few,
        supporters: Few,
        largest_vehicle: Vehicle,
        unloaders: Line<200>,
        forklifts: Few,
        forklift_state: Line<120>,
        delivery_hours: Line<120>,
        road_access: Usable,
        pets: Line<200>,
        /// 支援が必要な物資の内容・数量等の詳細
        goods_needed: Prose<1_000>,
        note: Prose<2_000>,
    }
    marks {}
}

/// 閉鎖 and 開設 are not mixed up in one report, and a report says something.
fn opening_has_its_time(report: &NewPlaceReport) -> Result<(), Refused> {
    let refused = |field| Refused { table: PlaceReport::TABLE, field, why: Why::Contradiction };
    if report.closed_at.is_some() && report.opening != Some(Opening::Closed) {
        return Err(refused("closed_at"));
    }
    match (report.opened_at, report.closed_at) {
        (Some(opened), Some(closed)) if closed < opened => Err(refused("closed_at")),
        _ => Ok(()),
    }
}

impl NewPlaceReport {
    /// The edits that write it, with `unknown`: fields that somebody looked for and could not tell.
    /// From then on they are unknown, whatever an earlier report said. What is said here as well, or
    /// is no field of a report, is passed over.
    pub fn create_unsure(
        &self,
        unknown: &BTreeSet<&str>,
        id: RecordId,
        noted: &Noted,
    ) -> Result<Vec<Edit>, Refused> {
        let mut edits = self.create(id, noted)?;
        if let Some(Edit::Create { fields, .. }) = edits.first_mut() {
            let said: BTreeSet<String> = fields.iter().map(|(field, _)| field.clone()).collect();
            let blank = unknown
                .iter()
                .filter(|field| PlaceReport::FIELDS.contains(field) && !said.contains(**field))
                .map(|field| ((*field).to_owned(), Value::Text(String::new())));
            fields.extend(blank);
        }
        Ok(edits)
    }
}

/// One field of what holds now, and from which look at the place it comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Latest<T> {
    pub field: Field<T>,
    pub observed_at: Option<Timestamp>,
    pub report: RecordId,
}

/// All reports of one place, oldest look first.
pub struct Situation {
    reports: Vec<PlaceReport>,
}

impl Situation {
    /// Looks dated after `now` (a wrong clock) count as older than all others.
    pub fn of(facts: &Facts<'_>, now: Timestamp) -> Self {
        let mut reports: Vec<PlaceReport> = PlaceReport::all(facts).collect();
        reports.sort_by_key(|report| {
            let at = report.meta.observed_at;
            (at.filter(|at| at.is_credible(now)), report.id)
        });
        Self { reports }
    }

    pub fn reports(&self) -> &[PlaceReport] {
        &self.reports
    }

    /// The newest report that speaks of one field: `situation.latest(|report| &report.food)`.
    pub fn latest<T: Scalar>(
        &self,
        field: impl Fn(&PlaceReport) -> &Field<T>,
    ) -> Option<Latest<T>> {
        self.reports.iter().rev().find(|report| !field(report).is_absent()).map(|report| Latest {
            field: field(report).clone(),
            observed_at: report.meta.observed_at,
            report: report.id,
        })
    }
}
