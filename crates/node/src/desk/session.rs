//! Who is signed in, and the first run: the clock, the ticket, the manager.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::accounts::Role;

/// What the first run still needs. The pages follow it in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Setup {
    /// Somebody must confirm date and time.
    ConfirmClock,
    TakeTicket,
    NameManager,
    Done,
}

/// What this laptop is.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NodeInfo {
    /// 訓練: everything shown must say so.
    pub drill: bool,
    pub operation: String,
    /// `hq`, `shelter`, `patrol` or `relay`.
    pub role: String,
    pub place: String,
    pub place_name: String,
    pub letter: String,
    pub node: String,
}

#[derive(Serialize, ToSchema)]
pub struct Session {
    /// This laptop's clock.
    pub now: i64,
    pub setup: Setup,
    /// `null` before the ticket is taken.
    pub node: Option<NodeInfo>,
    /// `null`: nobody is signed in.
    pub me: Option<Me>,
    /// To be sent back in the header `x-form-token` with everything that changes something.
    pub form_token: String,
}

#[derive(Clone, Serialize, ToSchema)]
pub struct Me {
    pub account: String,
    pub name: String,
    pub role: Role,
    /// Names of what this account may do; pages leave out what is not here.
    pub rights: Vec<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Login {
    pub name: String,
    pub secret: String,
}

/// The person looked at a watch: this laptop's shown time is right.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmClock {
    /// The time that was shown, so that a page left open overnight confirms nothing.
    pub shown: i64,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeTicket {
    /// The text of the printed QR code.
    pub ticket: String,
    pub pin: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NameManager {
    pub name: String,
    /// A PIN of at least 6 digits or a passphrase of at least 8 characters.
    pub secret: String,
}
