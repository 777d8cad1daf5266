//! What is told and may be said in a roll call.

use musubi_model::rollcall;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::desk::mirror::mirror;
use crate::desk::wire::RequestKey;

mirror! {
    pub enum RollGroup = rollcall::Group {
        Evacuees,
        Volunteers,
        Staff,
    }

    pub enum RollFound = rollcall::Found {
        Found,
        NotFound,
        /// Known to be away.
        Away,
        /// The mark before was a mistake.
        Unmarked,
    }
}

#[derive(Serialize, ToSchema)]
pub struct RollCallList {
    /// The newest first.
    pub calls: Vec<RollCallHead>,
}

#[derive(Clone, Serialize, ToSchema)]
pub struct RollCallHead {
    pub id: String,
    pub title: String,
    pub groups: Vec<RollGroup>,
    pub opened_at: Option<i64>,
    pub opened_by: Option<String>,
    /// `null`: open. Several where two laptops closed it without knowing of each other.
    pub closed: Option<RollCallEnd>,
    pub also_closed_by: Vec<RollCallEnd>,
}

#[derive(Clone, Serialize, ToSchema)]
pub struct RollCallEnd {
    pub at: Option<i64>,
    pub signed: String,
    pub note: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct RollCall {
    pub head: RollCallHead,
    pub evacuees: Vec<Called>,
    pub volunteers: Vec<Called>,
    pub staff: Vec<Called>,
    /// 掲載は全員ではありません: this account is not shown everybody, whether or not there is
    /// somebody it is not shown.
    pub is_partial: bool,
    /// `null` where the list of evacuees is partial: no total may tell of whom it leaves out.
    pub evacuee_numbers: Option<RollNumbers>,
    pub worker_numbers: RollNumbers,
}

#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema)]
pub struct RollNumbers {
    pub expected: u32,
    pub found: u32,
    pub not_found: u32,
    pub away: u32,
    /// Nobody has said anything, or people disagree.
    pub open: u32,
}

/// One who is expected.
#[derive(Clone, Serialize, ToSchema)]
pub struct Called {
    /// A record's id; of staff the number.
    pub id: String,
    pub name: String,
    pub kana: Option<String>,
    /// 受付番号, number of staff.
    pub number: Option<String>,
    /// 区画 of an evacuee.
    pub section: Option<String>,
    /// `null`: nobody has said anything yet.
    pub found: Option<RollFound>,
    /// People marked otherwise without knowing of each other.
    pub disputed: bool,
    /// A night elsewhere is noted: nobody needs to look for them.
    pub known_away: bool,
    pub marked_at: Option<i64>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRollCall {
    pub key: RequestKey,
    pub title: String,
    pub groups: Vec<RollGroup>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MarkCalled {
    pub key: RequestKey,
    pub group: RollGroup,
    /// Ids as the call lists them; at most 30, a household.
    pub ids: Vec<String>,
    pub found: RollFound,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FindCalled {
    /// A name, a number, or what a reader read from a card.
    pub text: String,
}

#[derive(Serialize, ToSchema)]
pub struct FoundCalled {
    pub group: Option<RollGroup>,
    /// Ids as the call lists them.
    pub ids: Vec<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseRollCall {
    pub key: RequestKey,
    pub signed: String,
    pub note: Option<String>,
    /// Whoever is not marked is noted as not found. Without it, somebody unmarked keeps the call
    /// open.
    pub rest_not_found: bool,
}
