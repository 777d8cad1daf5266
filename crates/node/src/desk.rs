//! The desk: everything a page may ask of this node, in words of the domain.
//!
//! Invariants: a create with a [`wire::RequestKey`] that was seen before writes nothing and gives
//! the same record; what a caller may not see answers exactly like what is not there.
//!
//! Deliberately absent: HTTP. A handler translates and makes one call here.

pub mod hq;
pub mod notices;
pub mod people;
pub mod places;
pub mod session;
pub mod staff;
pub mod supplies;
pub mod sync;
pub mod wire;

mod pending;

use std::sync::Arc;

use musubi_model::ids::RecordId;
use musubi_model::time::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::accounts::{Role, Sessions};
use crate::runtime::handle::{Changed, CommitError, Handle};

/// Cheap to clone; all clones are one desk.
#[derive(Clone)]
pub struct Desk(Arc<Inner>);

struct Inner {
    handle: Handle,
    sessions: Sessions,
}

/// Somebody who is signed in.
#[derive(Clone)]
pub struct Caller {
    pub account: RecordId,
    pub name: String,
    pub role: Role,
    pub token: String,
    pub form_token: String,
}

/// Why the desk did not do it. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeskError {
    #[error("this laptop has not taken a ticket yet")]
    NotEnrolled,
    #[error("name or secret is wrong")]
    SignIn,
    #[error("too many wrong secrets; wait")]
    TooMany,
    /// `code` says which rule.
    #[error("not allowed: {code}")]
    NotAllowed { code: &'static str },
    #[error("there is no such thing")]
    NotFound,
    #[error("{} fields cannot be taken", fields.len())]
    Invalid { fields: Vec<FieldProblem> },
    /// The state of things has moved on.
    #[error("conflict: {code}")]
    Conflict { code: &'static str },
    #[error("the ticket was refused: {code}")]
    Ticket { code: &'static str },
    #[error("not saved: {code}")]
    NotSaved { code: &'static str },
    #[error("the node is stopping")]
    Stopping,
}

impl DeskError {
    /// Stable, for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotEnrolled => "not_enrolled",
            Self::SignIn => "wrong_secret",
            Self::TooMany => "too_many_tries",
            Self::NotFound => "not_found",
            Self::Invalid { .. } => "invalid",
            Self::NotAllowed { code }
            | Self::Conflict { code }
            | Self::Ticket { code }
            | Self::NotSaved { code } => code,
            Self::Stopping => "stopping",
        }
    }

    fn field(path: impl Into<String>, code: &str) -> Self {
        Self::Invalid { fields: vec![FieldProblem { path: path.into(), code: code.to_owned() }] }
    }
}

impl From<CommitError> for DeskError {
    fn from(error: CommitError) -> Self {
        match error {
            CommitError::NotEnrolled => Self::NotEnrolled,
            CommitError::NotAllowed => Self::NotAllowed { code: "not_this_ticket" },
            CommitError::TooLarge { .. } => Self::NotSaved { code: "record_too_large" },
            CommitError::Disk => Self::NotSaved { code: "disk" },
            CommitError::Stopping => Self::Stopping,
        }
    }
}

/// Which part of what was sent cannot be taken, and why. Holds nothing of what was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldProblem {
    /// `persons.2.birth`, or the place in a body that is no JSON.
    pub path: String,
    /// Stable: `text.too_long`, `record.missing`, …
    pub code: String,
}

impl FieldProblem {
    pub fn place(place: String) -> Self {
        Self { path: place, code: "json".to_owned() }
    }
}

impl Desk {
    pub fn new(handle: Handle) -> Self {
        Self(Arc::new(Inner { handle, sessions: Sessions::default() }))
    }

    pub fn changes(&self) -> tokio::sync::broadcast::Receiver<Changed> {
        self.0.handle.subscribe()
    }

    fn now() -> Timestamp {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let millis = since.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX));
        Timestamp::from_millis(millis)
    }
}
