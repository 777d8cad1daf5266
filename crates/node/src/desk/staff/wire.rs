//! What is told and may be said of the city's own staff.

use musubi_model::staff;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::desk::mirror::mirror;
use crate::desk::volunteers::wire::ShiftNow;
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
    pub kana: Option<String>,
    pub department: String,
    pub gathering_place: Option<String>,
    /// The newest that counts; `null` is 未回答, which is never stored.
    pub report: Option<StaffReport>,
    /// Newer, by the public page, and confirmed by nobody yet.
    pub unverified: Option<StaffReport>,
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
    /// Nothing but what came by the public page and is confirmed by nobody yet.
    pub unverified: u32,
    /// 未回答: computed, never stored.
    pub no_reply: u32,
    pub safe: u32,
    pub hurt: u32,
    pub can_come: u32,
    pub arrived: u32,
    /// Age of the oldest newest reply.
    pub oldest: Option<Age>,
}

/// What anybody may say of themselves on the public page.
pub struct SelfReport {
    pub number: String,
    pub own: Safety,
    pub can_report: Option<CanReport>,
    pub eta: Option<Eta>,
}

#[derive(Serialize, ToSchema)]
pub struct UnverifiedList {
    pub reports: Vec<UnverifiedReport>,
}

/// It came by a public page and counts for nothing until an account confirms it.
#[derive(Serialize, ToSchema)]
pub struct UnverifiedReport {
    pub id: String,
    /// Where it was taken.
    pub place: String,
    pub place_name: String,
    pub number: String,
    /// `null`: no such number is on the roster.
    pub name: Option<String>,
    pub department: Option<String>,
    /// One account confirmed it and another rejected it, neither knowing of the other.
    pub disputed: bool,
    /// This laptop may write about that place.
    pub can_decide: bool,
    pub report: StaffReport,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StaffVerdict {
    Confirm,
    Reject,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecideStaffReport {
    /// The document of this place holds the report.
    pub place: String,
    pub verdict: StaffVerdict,
}

#[derive(Serialize, ToSchema)]
pub struct StaffAlarms {
    /// 参集の遅れ, the longest overdue first.
    pub overdue: Vec<OverdueMember>,
    /// At this place, more than 12 hours: to be sent to rest, or nobody ended the shift.
    pub long_shifts: Vec<LongShift>,
}

#[derive(Serialize, ToSchema)]
pub struct LongShift {
    /// `null`: a staff number that is not on the roster.
    pub name: Option<String>,
    /// Of staff.
    pub number: Option<String>,
    pub shift: ShiftNow,
}

/// Said they would come, and has not been seen since.
#[derive(Serialize, ToSchema)]
pub struct OverdueMember {
    pub number: String,
    pub name: String,
    pub department: String,
    pub gathering_place: Option<String>,
    /// When they would have been there.
    pub due: i64,
    pub said: Option<Age>,
}

/// The roster as a CSV file (UTF-8 or `Shift_JIS`), in base64.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RosterFile {
    pub file: String,
}

/// What the list would change. Nothing is saved.
#[derive(Default, Serialize, ToSchema)]
pub struct RosterPlan {
    /// Where there is one, the list cannot be taken in.
    pub problems: Vec<RosterProblem>,
    pub added: u32,
    pub changed: Vec<RosterChange>,
    pub same: u32,
    /// On the roster and not in the list; they stay until somebody says that they left.
    pub missing: Vec<RosterMember>,
}

#[derive(Serialize, ToSchema)]
pub struct RosterProblem {
    /// The line of the file; the header is line 1.
    pub row: Option<u64>,
    pub column: Option<String>,
    /// Stable.
    pub code: String,
    /// The row in which the same number stands already.
    pub other_row: Option<u64>,
}

#[derive(Serialize, ToSchema)]
pub struct RosterChange {
    pub number: String,
    pub name: String,
    /// `name`, `kana`, `department`, `gathering_place`, `left`.
    pub fields: Vec<String>,
}

#[derive(Serialize, ToSchema)]
pub struct RosterMember {
    pub id: String,
    pub number: String,
    pub name: String,
    pub department: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeRoster {
    pub file: String,
    /// Of those whom the list leaves out, the ones who have left.
    pub left: Vec<String>,
}

#[derive(Serialize, ToSchema)]
pub struct RosterTaken {
    pub added: u32,
    pub changed: u32,
    pub left: u32,
}
