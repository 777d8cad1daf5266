//! What is told and may be said of places.

use musubi_model::{headcount, place, report};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::desk::mirror::mirror;
use crate::desk::wire::{Age, Figure};

mirror! {
    pub enum PlaceKind = place::PlaceKind {
        /// 指定避難所
        Designated,
        /// 福祉避難所: marked, and never proposed for general intake.
        Welfare,
        /// 自主避難所
        Voluntary,
        /// 車中泊場所
        CarPark,
        /// テント村
        TentVillage,
        /// 在宅の地区
        HomeDistrict,
        /// 孤立集落
        IsolatedHamlet,
    }

    /// 開設状況
    pub enum Opening = report::Opening {
        /// 未開設
        NotOpen,
        /// 開設
        Open,
        /// 閉鎖
        Closed,
        /// 不明
        Unknown,
        /// 常設等
        Permanent,
    }

    /// 使用可否
    pub enum Usable = report::Usable {
        Usable,
        Partly,
        Unusable,
        Unknown,
    }

    /// 飲料水・生活用水・食料・燃料 の状況, the three official values.
    pub enum SupplyLevel = report::SupplyLevel {
        /// 十分ある、もしくは定期的に補充可能
        Enough,
        /// 2~3日分しかなく、その後については確保の見通しなし
        DaysLeft,
        /// 本日分の確保にも支障がある
        ShortToday,
    }

    pub enum Crowding = report::Crowding {
        Room,
        Crowded,
        Full,
        Unknown,
    }

    /// 通行可能な最大車種
    pub enum Vehicle = report::Vehicle {
        Kei,
        TwoTonnes,
        FourTonnes,
        TenTonnes,
        /// No vehicle gets through.
        None,
    }

    /// 未実施、実施済
    pub enum Measure = report::Measure {
        NotDone,
        Done,
    }

    /// How word came that nobody at the place wrote down: 聞いた手段.
    pub enum Via = report::Via {
        /// 電話
        Telephone,
        /// 無線
        Radio,
        Fax,
        /// 巡回
        Patrol,
        /// 自衛隊
        SelfDefence,
        /// 他機関
        OtherBody,
    }

    /// The two daily counts: 昼, 夜.
    pub enum Slot = headcount::Slot {
        Day,
        Night,
    }

    /// How a number came about.
    pub enum CountSource = headcount::CountSource {
        Counted,
        Roster,
        Estimated,
        Patrol,
        Import,
    }
}

#[derive(Serialize, ToSchema)]
pub struct PlaceList {
    pub places: Vec<Place>,
}

#[expect(clippy::struct_excessive_bools, reason = "independent facts, shown one by one")]
#[derive(Serialize, ToSchema)]
pub struct Place {
    pub id: String,
    /// 共通ID, where it has one.
    pub common_id: Option<String>,
    /// `null`: HQ, or not said.
    pub kind: Option<PlaceKind>,
    /// 災害対策本部
    pub hq: bool,
    /// What people call it: the register's name, else the one it chose itself.
    pub name: String,
    /// In HQ's register (else only known by its own word).
    pub registered: bool,
    /// This laptop's own place.
    pub own: bool,
    pub address: Option<String>,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub capacity: Option<u32>,
    pub situation: Option<Situation>,
    /// 避難者数: people in the shelter.
    pub in_shelter: Figure,
    pub households: Figure,
    /// 避難所外避難者(把握分)
    pub outside_known: Figure,
    /// Two reports of equal age disagree.
    pub has_clash: bool,
}

/// What holds now, field by field the newest report that speaks of it. `null`: nobody said.
#[derive(Serialize, ToSchema)]
pub struct Situation {
    pub opening: Option<Opening>,
    /// Nobody said so; it follows from its absence in a list.
    pub opening_inferred: bool,
    pub opening_age: Option<Age>,
    pub crowding: Option<Crowding>,
    pub electricity: Option<Usable>,
    pub gas: Option<Usable>,
    pub water: Option<Usable>,
    pub sewer: Option<Usable>,
    pub telephone: Option<Usable>,
    pub network: Option<Usable>,
    pub drinking_water: Option<SupplyLevel>,
    pub domestic_water: Option<SupplyLevel>,
    pub food: Option<SupplyLevel>,
    pub fuel: Option<SupplyLevel>,
    /// 荷受け条件: when and how goods can be taken in.
    pub delivery_hours: Option<String>,
    pub unloaders: Option<String>,
    pub note: Option<String>,
    /// Of the newest report.
    pub age: Age,
    /// Of the oldest report that something above comes from.
    pub oldest: Age,
}

impl Situation {
    /// Nothing was reported; something else is known since then.
    pub(super) fn unreported(since: Age) -> Self {
        Self {
            opening: None,
            opening_inferred: false,
            opening_age: None,
            crowding: None,
            electricity: None,
            gas: None,
            water: None,
            sewer: None,
            telephone: None,
            network: None,
            drinking_water: None,
            domestic_water: None,
            food: None,
            fuel: None,
            delivery_hours: None,
            unloaders: None,
            note: None,
            age: since,
            oldest: since,
        }
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChooseName {
    pub name: String,
}
