//! What is told and may be said of the city's own staff.

use musubi_model::staff;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::desk::mirror::mirror;
use crate::desk::wire::{Age, RequestKey};

mirror! {
    pub enum Safety = staff::Safety {
        Safe,
        Minor,
        Severe,
        Other,
    }

    pub enum FamilySafety = staff::FamilySafety {
        AllSafe,
        Injured,
        Missing,
        Unknown,
    }

    pub enum House = staff::House {
        Ok,
        Half,
        Full,
        Unknown,
    }

    pub enum Whereabouts = staff::Whereabouts {
        Home,
        Work,
        Shelter,
        Moving,
        Other,
    }

    pub enum CanReport = staff::CanReport {
        Yes,
        Hard,
        No,
        Arrived,
    }

    /// When they can be there.
    pub enum Eta = staff::Eta {
        /// Within an hour.
        Hour,
        /// Within three hours.
        Hours,
        /// Within a day.
        Day,
        /// Within three days.
        Days,
        Later,
    }
}

#[derive(Serialize, ToSchema)]
pub struct StaffList {
    pub staff: Vec<StaffMember>,
}

#[derive(Serialize, ToSchema)]
pub struct StaffMember {
    pub number: String,
    pub name: String,
    pub department: String,
    /// The newest; `null` is 未回答, which is never stored.
    pub report: Option<StaffReport>,
}

#[derive(Serialize, ToSchema)]
pub struct StaffReport {
    /// `null`: not readable by this version.
    pub own: Option<Safety>,
    pub family: Option<FamilySafety>,
    pub house: Option<House>,
    pub whereabouts: Option<Whereabouts>,
    pub can_report: Option<CanReport>,
    pub eta: Option<Eta>,
    pub gathering_place: Option<String>,
    pub comment: Option<String>,
    /// Who said it, where it was not themselves (肩代わり報告).
    pub proxy: Option<String>,
    pub age: Option<Age>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewStaffReport {
    pub key: RequestKey,
    pub number: String,
    pub own: Safety,
    pub family: Option<FamilySafety>,
    pub house: Option<House>,
    pub whereabouts: Option<Whereabouts>,
    pub can_report: Option<CanReport>,
    pub eta: Option<Eta>,
    pub gathering_place: Option<String>,
    pub comment: Option<String>,
    pub proxy: Option<String>,
    pub observed_at: Option<i64>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewStaffMember {
    pub key: RequestKey,
    pub number: String,
    pub name: String,
    pub department: String,
}

#[derive(Serialize, ToSchema)]
pub struct StaffSummary {
    pub departments: Vec<Department>,
    pub all: Department,
}

#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct Department {
    pub name: String,
    pub staff: u32,
    pub replied: u32,
    /// 未回答: computed, never stored.
    pub no_reply: u32,
    pub safe: u32,
    pub hurt: u32,
    pub can_come: u32,
    pub arrived: u32,
    /// Age of the oldest newest reply.
    pub oldest: Option<Age>,
}
