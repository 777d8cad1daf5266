//! Transfers as pages see them. No type here shows its contents in `Debug`.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::desk::people::wire::Sex;
use crate::desk::wire::{Age, RequestKey};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTransfer {
    pub key: RequestKey,
    /// Empty: everybody of the household who is here.
    #[serde(default)]
    pub persons: Vec<String>,
    /// The place they go to.
    pub to: String,
    /// With whom an unaccompanied minor leaves; needed where one does.
    pub with_adult: Option<String>,
    pub observed_at: Option<i64>,
}

/// What the sender knows of people on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum TransferState {
    OnTheWay,
    /// 行き先未確認: on the way for longer than anybody should be.
    Unconfirmed,
    /// The place they went to said that they came.
    Arrived,
    TakenBack,
}

#[derive(Serialize, ToSchema)]
pub struct SentTransfer {
    pub id: String,
    pub household: String,
    pub reception_no: Option<String>,
    pub from: String,
    pub from_name: String,
    pub to: String,
    pub to_name: String,
    pub state: TransferState,
    pub persons: Vec<TransferPerson>,
    pub age: Option<Age>,
}

/// A household that was announced and has not come.
#[derive(Serialize, ToSchema)]
pub struct ExpectedTransfer {
    pub id: String,
    pub from: String,
    pub from_name: String,
    /// 受付番号 at the place that sent them.
    pub reception_no: Option<String>,
    pub persons: Vec<TransferPerson>,
    /// Since when they are on the way.
    pub age: Option<Age>,
    pub unconfirmed: bool,
}

#[derive(Serialize, ToSchema)]
pub struct TransferPerson {
    /// Of their record at the place that sent them.
    pub id: String,
    pub name: String,
    pub kana: String,
    pub age: Option<String>,
    pub sex: Option<Sex>,
    /// What the sender knows of this one.
    pub state: Option<TransferState>,
}

/// There is no total: it would tell of people who are not shown.
#[derive(Serialize, ToSchema)]
pub struct TransferList {
    /// The newest first; at headquarters those of all places.
    pub sent: Vec<SentTransfer>,
    /// Who is on the way to this place.
    pub expected: Vec<ExpectedTransfer>,
}

/// The code on a family's slip, as a reader types it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadTransfer {
    pub code: String,
}

/// Who stands here, before anything is written down.
#[derive(Serialize, ToSchema)]
pub struct ArrivingFamily {
    pub id: String,
    pub from: String,
    pub from_name: String,
    pub reception_no: Option<String>,
    /// Empty: the slip holds the number alone, and nothing was announced. They are registered anew, and
    /// the number is given with `arrived`.
    pub persons: Vec<TransferPerson>,
    /// They were taken in here before: their household.
    pub household: Option<String>,
}

/// A family that came: by what was announced, or by the code on their slip.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeIn {
    pub key: RequestKey,
    /// The id of an announced transfer.
    pub transfer: Option<String>,
    pub code: Option<String>,
    /// Records at the sender's of those who came; empty: everybody.
    #[serde(default)]
    pub persons: Vec<String>,
    /// Their household here, where they were registered before the slip was read.
    pub household: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeBack {
    pub key: RequestKey,
    /// Empty: everybody who is still on the way.
    #[serde(default)]
    pub persons: Vec<String>,
}
