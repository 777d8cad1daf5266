//! The loop's side of bundles, as those who write and read them ask for it: in small steps, so
//! that a laptop goes on working while a bundle is made or read.

use musubi_log::bundle::Scope;
use musubi_log::ending::MadeBundle;
use musubi_log::item::Item;
use musubi_model::ids::PlaceId;
use musubi_model::time::Timestamp;
use musubi_replica::courier::{Brought, Packing, Parcel};
use tokio::sync::oneshot;

use super::handle::{Handle, Request};

/// Why a step was not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CourierError {
    #[error("this laptop has not taken a ticket yet")]
    NotEnrolled,
    #[error("this laptop's disk has only room left for its own records")]
    NoRoom,
    #[error("this laptop's journal cannot be read")]
    Unreadable,
    #[error("the node is stopping")]
    Stopping,
}

impl CourierError {
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotEnrolled => "not_enrolled",
            Self::NoRoom => "courier_no_room",
            Self::Unreadable => "courier_unreadable",
            Self::Stopping => "stopping",
        }
    }
}

/// What a bundle for a place will carry.
#[derive(Debug)]
pub struct Packed {
    pub packing: Packing,
    /// When each node of that place of which anything is known last said what it holds, by its
    /// own clock.
    pub heard: Vec<Timestamp>,
}

/// Items of a part of a log, and the rest of that part.
pub type Unfolded = (Vec<Item>, Option<Parcel>);

type Answer<T> = oneshot::Sender<Result<T, CourierError>>;

pub enum CourierRequest {
    Pack {
        made: Timestamp,
        to: PlaceId,
        scope: Scope,
        answer: Answer<Packed>,
    },
    Unfold {
        parcel: Parcel,
        answer: Answer<Unfolded>,
    },
    /// A bundle is about to leave this laptop.
    Made {
        bundle: MadeBundle,
        answer: Answer<()>,
    },
    /// Answered once everything of it is on the disk.
    Carry {
        items: Vec<Item>,
        /// When their bundle was made, by its laptop's clock. `None`: they are of no bundle.
        made: Option<Timestamp>,
        answer: Answer<Brought>,
    },
    /// The beginning of a bundle, up to its first item: what its maker said it holds.
    Remember {
        beginning: Vec<u8>,
        answer: Answer<()>,
    },
}

impl CourierRequest {
    /// Of a laptop that has nothing to carry yet.
    pub(crate) fn refuse(self, why: CourierError) {
        match self {
            Self::Pack { answer, .. } => drop(answer.send(Err(why))),
            Self::Unfold { answer, .. } => drop(answer.send(Err(why))),
            Self::Carry { answer, .. } => drop(answer.send(Err(why))),
            Self::Made { answer, .. } | Self::Remember { answer, .. } => {
                let _ = answer.send(Err(why));
            }
        }
    }
}

impl Handle {
    pub async fn pack(
        &self,
        made: Timestamp,
        to: PlaceId,
        scope: Scope,
    ) -> Result<Packed, CourierError> {
        self.courier(|answer| CourierRequest::Pack { made, to, scope, answer }).await
    }

    pub async fn unfold(&self, parcel: Parcel) -> Result<Unfolded, CourierError> {
        self.courier(|answer| CourierRequest::Unfold { parcel, answer }).await
    }

    pub async fn note_made(&self, bundle: MadeBundle) -> Result<(), CourierError> {
        self.courier(|answer| CourierRequest::Made { bundle, answer }).await
    }

    pub async fn carry(
        &self,
        items: Vec<Item>,
        made: Option<Timestamp>,
    ) -> Result<Brought, CourierError> {
        self.courier(|answer| CourierRequest::Carry { items, made, answer }).await
    }

    pub async fn remember(&self, beginning: Vec<u8>) -> Result<(), CourierError> {
        self.courier(|answer| CourierRequest::Remember { beginning, answer }).await
    }

    async fn courier<T>(
        &self,
        request: impl FnOnce(Answer<T>) -> CourierRequest,
    ) -> Result<T, CourierError> {
        let (answer, answered) = oneshot::channel();
        let asked = self.ask(Request::Courier(request(answer)), answered).await;
        asked.unwrap_or(Err(CourierError::Stopping))
    }
}
