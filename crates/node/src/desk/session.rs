//! Who is signed in, and the first run: the passphrase, the clock, the ticket, the manager.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::accounts::Role;
use crate::runtime::handle::CutOff;

/// What the first run still needs. The pages follow it in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Setup {
    /// The keys of this laptop wait for their passphrase.
    Unlock,
    /// Somebody must confirm date and time.
    ConfirmClock,
    TakeTicket,
    NameManager,
    Done,
}

/// What this laptop is.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[expect(clippy::struct_excessive_bools, reason = "each is one sign on every page, on its own")]
pub struct NodeInfo {
    /// 訓練: everything shown must say so.
    pub drill: bool,
    /// 仮: this laptop has no ticket yet; everything shown must say so.
    pub provisional: bool,
    /// 終了: the operation was closed; nothing new is recorded.
    pub closed: bool,
    /// 消去済み: this laptop obeyed an order to erase and reads nothing any more.
    pub erased: bool,
    /// Its keys ask for a passphrase at every start.
    pub has_passphrase: bool,
    /// Headquarters has revoked it: what it writes now counts nowhere.
    pub cut_off: CutOff,
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
    /// Until when two persons see what is protected, at HQ.
    pub reveals_until: Option<i64>,
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

/// Work without a ticket until one is brought.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BeginProvisional {
    /// Where this is, as it stands on what is printed.
    pub place_name: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Unlock {
    pub passphrase: String,
}

/// Sets, changes or takes away the passphrase of this laptop's keys.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Relock {
    /// The one that holds now, where there is one.
    pub old: Option<String>,
    /// At least 8 characters, or at least 12 digits. Left out: no passphrase any more.
    pub new: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NameManager {
    pub name: String,
    /// A PIN of at least 6 digits or a passphrase of at least 8 characters.
    pub secret: String,
}
