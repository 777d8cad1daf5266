//! Pairs of records as headquarters' page sees them. No type here shows its contents in `Debug`.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::desk::inquiries::wire::{Certainty, MatchReason};
use crate::desk::people::wire::{Sex, StayState};
use crate::desk::reception::wire::OnePerson;

/// What is known of two records, by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PairState {
    /// Nobody said anything, or it was taken back.
    Undecided,
    /// They are of one human, over any number of links.
    Same,
    /// They are of two people: not proposed again.
    Different,
}

/// Which page of each list, from 0.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pages {
    #[serde(default)]
    pub proposed: u32,
    #[serde(default)]
    pub linked: u32,
    #[serde(default)]
    pub apart: u32,
}

/// Records of two places that may be, were found to be, or were found not to be of one human.
#[derive(Serialize, ToSchema)]
pub struct CityDuplicates {
    /// Undecided, the surest first.
    pub proposed: PairPage,
    pub linked: PairPage,
    pub apart: PairPage,
    /// As the records were then; milliseconds since 1970. In a large city they are not compared at every
    /// change. Who was linked, set apart or hidden since is not proposed all the same.
    pub compared_at: i64,
}

#[derive(Serialize, ToSchema)]
pub struct PairPage {
    pub pairs: Vec<CityPair>,
    pub page: u32,
    pub pages: u32,
    /// On all pages.
    pub all: u32,
}

#[derive(Serialize, ToSchema)]
pub struct CityPair {
    pub one: PairedRecord,
    pub other: PairedRecord,
    /// `null`, and no reasons: nobody proposed it by now.
    pub certainty: Option<Certainty>,
    /// The weightiest first.
    pub reasons: Vec<MatchReason>,
    /// Records of the city with just this reading; 0: not known.
    pub bearers: u32,
}

/// As much of a record as a search shows.
#[derive(Serialize, ToSchema)]
pub struct PairedRecord {
    pub at: RecordAt,
    pub place_name: String,
    pub name: String,
    pub kana: String,
    pub age: Option<String>,
    pub sex: Option<Sex>,
    pub state: StayState,
}

/// A record by the place in whose people it is.
#[derive(Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordAt {
    pub place: String,
    pub person: String,
}

/// Two records to put side by side.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ComparePair {
    pub one: RecordAt,
    pub other: RecordAt,
}

#[derive(Serialize, ToSchema)]
pub struct SideBySide {
    pub one: OnePerson,
    pub other: OnePerson,
    pub state: PairState,
}

/// A person looked at both and decided.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecidePair {
    pub one: RecordAt,
    pub other: RecordAt,
    /// What the page showed. Where somebody else decided meanwhile, nothing is changed.
    pub was: PairState,
    pub decision: PairState,
}
