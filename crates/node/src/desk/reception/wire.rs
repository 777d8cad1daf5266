//! What reception is told and says of numbers, cards, absences and doubles. No type here shows its
//! contents in `Debug`.

use musubi_model::duplicates;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::desk::mirror::mirror;
use crate::desk::people::wire::{Sex, StayState};
use crate::desk::wire::Age;

/// Which of the numbers was typed or scanned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CodeKind {
    /// 受付番号
    ReceptionNo,
    /// 控え番号
    ClaimCode,
    /// A card that was printed ahead.
    BlankCard,
    /// Any other card.
    Card,
}

/// The searched text is a number of this kind.
#[derive(Serialize, ToSchema)]
pub struct FoundCode {
    pub kind: CodeKind,
    /// The one household that bears it. `null`: none that is known here and that the caller may
    /// see, or several.
    pub household: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PrintCards {
    /// Ten cards each.
    #[schema(minimum = 1, maximum = 20)]
    pub pages: u8,
}

/// Numbers nobody bears yet. Nothing is written: a card begins to mean something when it is tied.
#[derive(Serialize, ToSchema)]
pub struct BlankCards {
    pub cards: Vec<PrintedCard>,
}

#[derive(Serialize, ToSchema)]
pub struct PrintedCard {
    pub number: String,
    /// Modules along one side of its QR code, without the quiet zone.
    pub size: usize,
    /// The dark modules, as the `d` of an SVG path with one unit a module.
    pub path: String,
}

/// People who spend nights elsewhere and are expected back, those first who should be back longest.
#[derive(Serialize, ToSchema)]
pub struct AwayList {
    /// There is no total: it would tell of people who are not shown.
    pub away: Vec<AwayPerson>,
}

#[derive(Serialize, ToSchema)]
pub struct AwayPerson {
    pub household: String,
    pub reception_no: Option<String>,
    pub person: String,
    pub name: String,
    pub kana: String,
    pub since: Option<Age>,
    pub returns_at: Option<i64>,
    pub overdue: bool,
}

mirror! {
    /// Why two records may be of one human.
    pub enum SameReason = duplicates::Reason {
        Name,
        Age,
        Phone,
    }
}

/// Records of other households that may be, or were found to be, of the same human.
#[derive(Serialize, ToSchema)]
pub struct Duplicates {
    pub likely: Vec<LikelyDuplicate>,
    pub linked: Vec<LinkedDuplicate>,
}

#[derive(Serialize, ToSchema)]
pub struct LikelyDuplicate {
    pub person: OnePerson,
    pub other: OnePerson,
    pub reasons: Vec<SameReason>,
}

#[derive(Serialize, ToSchema)]
pub struct LinkedDuplicate {
    pub person: OnePerson,
    pub other: OnePerson,
}

/// One record of a person, as much as it takes to compare.
#[derive(Serialize, ToSchema)]
pub struct OnePerson {
    pub household: String,
    pub reception_no: Option<String>,
    pub id: String,
    pub name: String,
    pub kana: String,
    pub birth: Option<String>,
    pub age: Option<String>,
    pub sex: Option<Sex>,
    pub address: Option<String>,
    pub phone: Option<String>,
    pub state: StayState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// The same human: counted once.
    Same,
    /// Two people after all.
    Different,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Compare {
    pub other: String,
    pub comparison: Comparison,
}
