//! What is told and may be said of places.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::desk::wire::{Age, Figure, RequestKey};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// 災害対策本部
    Hq,
    /// 指定避難所
    DesignatedShelter,
    /// 福祉避難所
    WelfareShelter,
    /// 自主避難所
    VoluntaryShelter,
    /// 車中泊場所
    CarPark,
    /// テント村
    TentVillage,
    /// 在宅の地区
    HomeDistrict,
    /// 孤立集落
    IsolatedHamlet,
    Unknown,
}

/// 開設状況
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Opening {
    /// 未開設
    NotOpened,
    /// 開設
    Open,
    /// 閉鎖
    Closed,
    /// 不明
    Unknown,
    /// 常設
    Permanent,
}

/// 使用可否
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Usable {
    Yes,
    No,
    Unknown,
}

/// 飲料水・生活用水・食料・燃料 の状況, the three official values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Supply {
    /// 十分ある、もしくは定期的に補充可能
    Enough,
    /// 2~3日分しかなく、その後については確保の見通しなし
    FewDays,
    /// 本日分の確保にも支障がある
    ShortToday,
    Unknown,
}

#[derive(Serialize, ToSchema)]
pub struct PlaceList {
    pub places: Vec<Place>,
}

#[derive(Serialize, ToSchema)]
pub struct Place {
    pub id: String,
    /// 共通ID, where it has one.
    pub common_id: Option<String>,
    pub kind: PlaceKind,
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
    pub report: Option<Report>,
    /// 避難者数: people in the shelter.
    pub in_shelter: Figure,
    pub households: Figure,
    /// 避難所外避難者(把握分)
    pub outside_known: Figure,
    /// Two reports of equal age disagree.
    pub has_clash: bool,
}

/// The newest word on a place's state.
#[derive(Serialize, ToSchema)]
pub struct Report {
    pub age: Age,
    pub opening: Opening,
    /// Nobody said so; it follows from its absence in a list.
    pub inferred: bool,
    pub electricity: Usable,
    pub gas: Usable,
    pub tap_water: Usable,
    pub sewage: Usable,
    pub telephone: Usable,
    pub internet: Usable,
    pub drinking_water: Supply,
    pub domestic_water: Supply,
    pub food: Supply,
    pub fuel: Supply,
    /// 荷受け条件
    pub door_facts: Option<String>,
    pub note: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReport {
    pub key: RequestKey,
    /// 避難所状況確認日時; left out: now.
    pub observed_at: Option<i64>,
    pub opening: Opening,
    pub electricity: Option<Usable>,
    pub gas: Option<Usable>,
    pub tap_water: Option<Usable>,
    pub sewage: Option<Usable>,
    pub telephone: Option<Usable>,
    pub internet: Option<Usable>,
    pub drinking_water: Option<Supply>,
    pub domestic_water: Option<Supply>,
    pub food: Option<Supply>,
    pub fuel: Option<Supply>,
    pub door_facts: Option<String>,
    pub note: Option<String>,
}

/// A count by looking. What was not counted is left out: unknown is not 0.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewHeadcount {
    pub key: RequestKey,
    pub observed_at: Option<i64>,
    pub in_shelter: Option<u32>,
    pub households: Option<u32>,
    pub male: Option<u32>,
    pub female: Option<u32>,
    pub sex_unknown: Option<u32>,
    pub infants: Option<u32>,
    pub needs_care: Option<u32>,
    pub outside_known: Option<u32>,
    pub outside_households: Option<u32>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChooseName {
    pub name: String,
}
