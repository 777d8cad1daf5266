//! Who may sit at this desk: accounts of one place, their secrets, and sessions.
//!
//! Invariants: a secret is kept as an argon2id hash alone; a session lives in memory and ends with
//! the process; a closed or expired account has no session, from the moment this laptop knows.
//!
//! Deliberately absent: HTTP, e-mail, recovery of a forgotten PIN (a manager makes a new account).

pub mod secret;
pub mod sessions;

use musubi_model::account;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::desk::wire::RequestKey;

pub use sessions::Sessions;

/// What a person at a desk is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Manager,
    /// Reception, supplies and staff safety in one.
    Staff,
    Reception,
    Supplies,
    StaffSafety,
    HqOfficer,
}

impl Role {
    pub const ALL: [Self; 6] = [
        Self::Manager,
        Self::Staff,
        Self::Reception,
        Self::Supplies,
        Self::StaffSafety,
        Self::HqOfficer,
    ];
}

impl From<account::Role> for Role {
    fn from(role: account::Role) -> Self {
        match role {
            account::Role::Manager => Self::Manager,
            account::Role::Staff => Self::Staff,
            account::Role::Volunteer => Self::Reception,
            account::Role::Supplies => Self::Supplies,
            account::Role::StaffSafety => Self::StaffSafety,
            account::Role::Hq => Self::HqOfficer,
        }
    }
}

impl From<Role> for account::Role {
    fn from(role: Role) -> Self {
        match role {
            Role::Manager => Self::Manager,
            Role::Staff => Self::Staff,
            Role::Reception => Self::Volunteer,
            Role::Supplies => Self::Supplies,
            Role::StaffSafety => Self::StaffSafety,
            Role::HqOfficer => Self::Hq,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct AccountList {
    pub accounts: Vec<Account>,
}

#[derive(Clone, Serialize, ToSchema)]
pub struct Account {
    pub id: String,
    pub name: String,
    /// `null`: not understood by this version; such an account cannot sign in.
    pub role: Option<Role>,
    pub disabled: bool,
    pub expires_at: Option<i64>,
    pub created_at: i64,
}

/// `secret`: a PIN of at least 6 digits or a passphrase of at least 8 characters; of managers and HQ
/// officers a passphrase.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAccount {
    pub key: RequestKey,
    /// What is typed to sign in; at most 40 characters.
    pub name: String,
    pub role: Role,
    pub secret: String,
    /// Left out: 90 days from now.
    pub expires_at: Option<i64>,
}
