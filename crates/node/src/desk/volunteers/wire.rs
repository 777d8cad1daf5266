//! What is told and may be said of volunteers and of shifts.

use musubi_model::volunteer;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::desk::mirror::mirror;
use crate::desk::wire::RequestKey;

mirror! {
    pub enum Skill = volunteer::Skill {
        Medical,
        Care,
        Children,
        Languages,
        Cooking,
        Driving,
        Carrying,
        Computers,
        Cleaning,
    }
}

#[derive(Serialize, ToSchema)]
pub struct VolunteerList {
    pub volunteers: Vec<Volunteer>,
    /// Staff of the city who ever began a shift here.
    pub staff: Vec<StaffOnShift>,
}

#[derive(Serialize, ToSchema)]
pub struct Volunteer {
    pub id: String,
    pub name: String,
    pub kana: Option<String>,
    pub phone: Option<String>,
    pub skills: Vec<Skill>,
    pub remark: Option<String>,
    /// What stands on the card.
    pub card: String,
    pub left: bool,
    pub shift: ShiftNow,
}

#[derive(Serialize, ToSchema)]
pub struct StaffOnShift {
    pub number: String,
    /// `null`: the number is not on the roster.
    pub name: Option<String>,
    pub shift: ShiftNow,
}

/// Computed from the taps, never stored.
#[derive(Clone, Copy, Default, Serialize, ToSchema)]
pub struct ShiftNow {
    /// `null`: not at work.
    pub on_since: Option<i64>,
    pub today_minutes: u32,
    pub all_minutes: u32,
    /// More than 12 hours at a stretch or within the last 24 (過労); or nobody ended the shift.
    pub tired: bool,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewVolunteer {
    pub key: RequestKey,
    pub name: String,
    pub kana: Option<String>,
    pub phone: Option<String>,
    #[serde(default)]
    pub skills: Vec<Skill>,
    pub remark: Option<String>,
    /// They begin at once.
    pub begin: bool,
}

#[derive(Serialize, ToSchema)]
pub struct VolunteerJoined {
    pub id: String,
    pub card: String,
    pub repeated: bool,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeVolunteer {
    /// They do not come any more, or do again.
    pub left: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ShiftAction {
    Begin,
    End,
}

/// A tap on a name, or a scan: of a volunteer's card, of a staff number.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TapShift {
    pub key: RequestKey,
    /// A volunteer's id.
    pub volunteer: Option<String>,
    /// What was scanned or typed.
    pub text: Option<String>,
    /// Left out: whatever they are not doing now.
    pub action: Option<ShiftAction>,
}

/// What the tap did.
#[derive(Serialize, ToSchema)]
pub struct ShiftTapped {
    /// The tap, to be taken back by.
    pub id: String,
    /// `null`: a staff number that is not on the roster.
    pub name: Option<String>,
    pub number: Option<String>,
    pub action: ShiftAction,
    pub repeated: bool,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeTapBack {
    pub key: RequestKey,
}
