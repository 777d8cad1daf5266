//! What is boxed to a place, as the desk asks for it: only the loop holds the keys.

use std::collections::BTreeMap;

use musubi_log::letterbox::{BoxKey, BoxSecret};
use musubi_model::ids::PlaceId;
use tokio::sync::oneshot;
use zeroize::Zeroizing;

use super::handle::{Handle, Request};

/// `None`: it is for another place, or was altered.
pub type Opened = Option<Zeroizing<Vec<u8>>>;

pub enum LetterRequest {
    /// With the key of a place, if this laptop has it: its own place's, at headquarters any.
    Open { place: PlaceId, context: Vec<u8>, sealed: Vec<u8>, answer: oneshot::Sender<Opened> },
    /// To which keys to seal. Places whose key is not known here are left out.
    Keys { places: Vec<PlaceId>, answer: oneshot::Sender<BTreeMap<PlaceId, BoxKey>> },
}

impl LetterRequest {
    /// `key_of` gives the keys of the places whose letters this laptop may read.
    pub(crate) fn answer(self, key_of: impl Fn(PlaceId) -> Option<BoxSecret>) {
        match self {
            Self::Open { place, context, sealed, answer } => {
                let opened = key_of(place).and_then(|key| key.open(&context, &sealed).ok());
                let _ = answer.send(opened);
            }
            Self::Keys { places, answer } => {
                let known = |place| Some((place, key_of(place)?.public()));
                let _ = answer.send(places.into_iter().filter_map(known).collect());
            }
        }
    }

    /// On a laptop that has no keys.
    pub(crate) fn refuse(self) {
        match self {
            Self::Open { answer, .. } => drop(answer.send(None)),
            Self::Keys { answer, .. } => drop(answer.send(BTreeMap::new())),
        }
    }
}

impl Handle {
    pub async fn open_letter(&self, place: PlaceId, context: Vec<u8>, sealed: Vec<u8>) -> Opened {
        let (answer, answered) = oneshot::channel();
        let request = LetterRequest::Open { place, context, sealed, answer };
        self.ask(Request::Letter(request), answered).await?
    }

    pub async fn place_keys(&self, places: Vec<PlaceId>) -> BTreeMap<PlaceId, BoxKey> {
        let (answer, answered) = oneshot::channel();
        let request = LetterRequest::Keys { places, answer };
        self.ask(Request::Letter(request), answered).await.unwrap_or_default()
    }
}
