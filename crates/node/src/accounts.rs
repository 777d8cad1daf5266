//! Who may sit at this desk: accounts of one place, their secrets, and sessions.
//!
//! Invariants: a secret is kept as an argon2id hash alone; a session lives in memory and ends with
//! the process; an account's role is one of this place's, and HQ's own role exists at HQ only.
//!
//! Deliberately absent: HTTP, e-mail, recovery of a forgotten PIN (a manager makes a new account).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::desk::wire::RequestKey;

/// What a person at a desk is there for.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Manager,
    Reception,
    Supplies,
    StaffSafety,
    HqOfficer,
}

#[derive(Serialize, ToSchema)]
pub struct AccountList {
    pub accounts: Vec<Account>,
}

#[derive(Clone, Serialize, ToSchema)]
pub struct Account {
    pub id: String,
    pub name: String,
    pub role: Role,
    pub disabled: bool,
    pub expires_at: Option<i64>,
    pub created_at: i64,
}

/// `secret`: a PIN of at least 6 digits or a passphrase of at least 8 characters.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAccount {
    pub key: RequestKey,
    pub name: String,
    pub role: Role,
    pub secret: String,
    pub expires_at: Option<i64>,
}

#[derive(Default)]
pub struct Sessions {}
