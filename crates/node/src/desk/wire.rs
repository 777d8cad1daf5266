//! Words that several parts of the desk's answers share: ages, clashes, receipts of a save.
//!
//! Times are milliseconds since 1970 by the clock of whoever wrote them; ages are seconds by this
//! laptop's clock at the moment of the answer.

use musubi_model::field::Meta;
use musubi_model::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// When something was so, and how sure that is. Unknown is `null`, never 0.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct Age {
    /// When it was looked at, not when it was typed or sent.
    pub observed_at: i64,
    /// When it was entered.
    pub recorded_at: i64,
    /// Seconds since it was observed; 0 where the clock is doubted.
    pub age_s: i64,
    /// 時刻未確認: it claims to come from the future, so its age means nothing.
    pub time_uncertain: bool,
}

impl Age {
    pub fn new(observed_at: Timestamp, recorded_at: Timestamp, now: Timestamp) -> Self {
        let (age_s, time_uncertain) = match musubi_model::time::Age::of(Some(observed_at), now) {
            musubi_model::time::Age::Millis(age_ms) => (age_ms / 1_000, false),
            musubi_model::time::Age::Unconfirmed => (0, true),
        };
        let (observed_at, recorded_at) = (observed_at.millis(), recorded_at.millis());
        Self { observed_at, recorded_at, age_s, time_uncertain }
    }

    /// `None`: the record does not say when it was written.
    pub(crate) fn of(meta: &Meta, now: Timestamp) -> Option<Self> {
        Some(Self::new(meta.observed_at?, meta.recorded_at?, now))
    }
}

/// A figure with its age. `value` is `null` where it is unknown.
#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema)]
pub struct Figure {
    pub value: Option<u32>,
    pub age: Option<Age>,
}

/// A field in which writers who did not know of each other left different values.
#[derive(Clone, Serialize, ToSchema)]
pub struct Clash {
    /// The record to name when settling.
    pub record: String,
    pub field: String,
    /// The value that is shown until somebody settles it.
    pub shown: String,
    /// All of them, as text to show and to send back.
    pub values: Vec<ClashValue>,
}

#[derive(Clone, Serialize, ToSchema)]
pub struct ClashValue {
    pub value: String,
    /// Short name of the laptop's run that wrote it.
    pub by: String,
    /// The place and letter of that laptop, where it is known.
    pub place_name: Option<String>,
    pub letter: Option<String>,
    pub this_laptop: bool,
    /// Whose account wrote it, and when, where both were written in one step with it.
    pub account: Option<String>,
    pub at: Option<i64>,
}

/// A person chose one of the values of a clash.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Settle {
    pub record: String,
    pub field: String,
    /// One of the clash's `values`, letter by letter.
    pub value: String,
}

/// Flushed to this laptop's disk. Nothing is said about HQ.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SavedHere {
    /// The record that was made or changed.
    pub id: String,
    /// `true`: this very request had been saved before, nothing was written now.
    pub repeated: bool,
}

/// A token of the client's own making that makes sending twice harmless.
///
/// 8 to 64 letters, digits, `-` or `_`; fresh for every form that is opened.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(value_type = String, pattern = "^[A-Za-z0-9_-]{8,64}$")]
pub struct RequestKey(String);

impl RequestKey {
    pub const MIN: usize = 8;
    pub const MAX: usize = 64;

    pub fn text(&self) -> &str {
        &self.0
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a request key has 8 to 64 letters, digits, `-` or `_`")]
pub struct RequestKeyError;

impl TryFrom<String> for RequestKey {
    type Error = RequestKeyError;

    fn try_from(text: String) -> Result<Self, RequestKeyError> {
        let fits = (Self::MIN..=Self::MAX).contains(&text.len());
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if fits && text.bytes().all(plain) { Ok(Self(text)) } else { Err(RequestKeyError) }
    }
}
