//! The end of an operation, as the loop tells of it and is asked for it.

use musubi_log::ending::Closed;
use musubi_log::erasure::{Account, write_facts};
use musubi_log::hash::Hash;
use musubi_log::statement::Fact;
use musubi_log::statements::Statements;
use musubi_model::time::Timestamp;
use musubi_replica::courier::Brought;
use tokio::sync::oneshot;

use super::courier::CourierError;
use super::engine::Engine;
use super::handle::{Handle, Request};

/// Whether and how the operation of this node ended, as far as it knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ending {
    /// `None`: it is open.
    pub closed: Option<Closed>,
    /// The order to erase that stands, and when it was given.
    pub order: Option<(Hash, Timestamp)>,
    /// Under an order: who has shown what.
    pub account: Option<Account>,
    pub here: Here,
}

/// What became of an order on this very laptop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Here {
    #[default]
    Whole,
    /// What is to be kept could not be written; nothing was destroyed, and it is tried again.
    Waiting,
    Erased,
}

impl Ending {
    pub(super) fn of(statements: &Statements, here: Here) -> Self {
        Self {
            closed: statements.closed(),
            order: statements.order().map(|(hash, order)| (hash, order.at)),
            account: Account::of(statements),
            here,
        }
    }
}

pub enum EndingRequest {
    /// A statement by this node. Answered once it is on the disk; refused where it may not say so.
    Say { fact: Box<Fact>, answer: oneshot::Sender<Result<Brought, CourierError>> },
    /// What is known of the erasure, signed.
    Certify { issued: Timestamp, answer: oneshot::Sender<Option<Vec<u8>>> },
    /// The facts file for the computer with the city's key; empty while the operation is open.
    Facts { answer: oneshot::Sender<Vec<u8>> },
}

impl EndingRequest {
    /// Of a laptop that has no operation yet.
    pub(crate) fn refuse(self, why: CourierError) {
        match self {
            Self::Say { answer, .. } => drop(answer.send(Err(why))),
            Self::Certify { answer, .. } => drop(answer.send(None)),
            Self::Facts { answer } => drop(answer.send(Vec::new())),
        }
    }

    /// Answers, or gives back the input that will.
    pub(super) fn put(self, engine: &mut Engine) -> Option<musubi_replica::Input> {
        match self {
            Self::Say { fact, answer } => return Some(engine.state(&fact, answer)),
            Self::Certify { issued, answer } => {
                let signed = engine.replica().certify(issued);
                let _ = answer.send(signed.map(|signed| signed.to_bytes()));
            }
            Self::Facts { answer } => {
                let _ = answer.send(write_facts(&engine.replica().facts_of_closing()));
            }
        }
        None
    }
}

/// Why this node did not say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SayError {
    #[error("this laptop may not say that; headquarters or the city may")]
    NotAllowed,
    #[error(transparent)]
    Courier(#[from] CourierError),
}

impl SayError {
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotAllowed => "statement_not_allowed",
            Self::Courier(error) => error.code(),
        }
    }
}

impl Handle {
    /// Comes back when the statement is on the disk and neighbours are told.
    pub async fn say(&self, fact: Fact) -> Result<(), SayError> {
        let (answer, answered) = oneshot::channel();
        let request = EndingRequest::Say { fact: Box::new(fact), answer };
        let asked = self.ask(Request::Ending(request), answered).await;
        let brought = asked.unwrap_or(Err(CourierError::Stopping))?;
        if brought.refused > 0 { Err(SayError::NotAllowed) } else { Ok(()) }
    }

    /// `None`: no order stands.
    pub async fn certify(&self, issued: Timestamp) -> Option<Vec<u8>> {
        let (answer, answered) = oneshot::channel();
        self.ask(Request::Ending(EndingRequest::Certify { issued, answer }), answered).await?
    }

    pub async fn facts_of_closing(&self) -> Vec<u8> {
        let (answer, answered) = oneshot::channel();
        let asked = self.ask(Request::Ending(EndingRequest::Facts { answer }), answered).await;
        asked.unwrap_or_default()
    }
}
