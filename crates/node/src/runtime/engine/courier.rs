//! The engine's answers about bundles.

use musubi_log::item::Item;
use musubi_log::statement::Fact;
use musubi_model::ids::PlaceId;
use musubi_model::time::Now;
use musubi_replica::Input;
use musubi_replica::courier::{Brought, Known, Parcel};
use musubi_replica::input::CarryId;
use tokio::sync::oneshot;

use super::Engine;
use crate::runtime::courier::{CourierError, CourierRequest, Packed, Unfolded};

impl Engine {
    /// Answers, or registers a caller and gives back the input that will answer it.
    pub(crate) fn courier(&mut self, now: Now, request: CourierRequest) -> Option<Input> {
        match request {
            CourierRequest::Pack { made, to, scope, answer } => {
                let known = self.known_of(to);
                let (heard, known): (Vec<_>, Vec<Known>) = known.into_iter().unzip();
                let packing = self.replica.pack(made, to, scope, &known);
                let _ = answer.send(Ok(Packed { packing, heard }));
            }
            CourierRequest::Unfold { parcel, answer } => {
                let _ = answer.send(self.unfold(parcel));
            }
            CourierRequest::Made { bundle, answer } => {
                self.disk.words().note_made(bundle);
                let _ = answer.send(Ok(()));
            }
            CourierRequest::Carry { items, made, answer } => {
                if !self.disk.has_room_for_others() {
                    let _ = answer.send(Err(CourierError::NoRoom));
                    return None;
                }
                let carried = self.next_commit;
                self.hearing.carried.extend(made.map(|made| (CarryId(carried), made)));
                return Some(self.carry(items, answer));
            }
            CourierRequest::Remember { beginning, answer } => {
                if let Some(word) = self.replica.word(&beginning)
                    && word.maker.node != self.member().node
                {
                    self.disk.words().keep(&word, &beginning, |old| self.replica.word(old));
                    self.hear_word(now.wall, word);
                }
                let _ = answer.send(Ok(()));
            }
        }
        None
    }

    /// A statement of this node's own, which is taken in like anybody's. There is always room for it.
    pub(crate) fn state(&mut self, fact: &Fact, answer: Answer) -> Input {
        let statement = self.replica.state(fact);
        self.carry(vec![Item::Statement(statement)], answer)
    }

    fn carry(&mut self, items: Vec<Item>, answer: Answer) -> Input {
        let id = CarryId(self.next_commit);
        self.next_commit += 1;
        self.carries.insert(id, answer);
        Input::Carried { id, items }
    }

    /// Of the nodes of a place that may still be believed.
    fn known_of(&self, to: PlaceId) -> Vec<(musubi_model::time::Timestamp, Known)> {
        let words = self.disk.words().of(to).into_iter();
        words
            .filter_map(|bytes| self.replica.word(&bytes))
            .filter(|word| !self.replica.statements().is_revoked(&word.maker))
            .map(|word| (word.made, word.known))
            .collect()
    }

    fn unfold(&mut self, parcel: Parcel) -> Result<Unfolded, CourierError> {
        let reading = parcel.reading();
        let spans = self.disk.spans(&reading.log, reading.from, reading.to);
        let spans = spans.map_err(|error| {
            tracing::error!(%error, "a bundle cannot be packed");
            CourierError::Unreadable
        })?;
        Ok(parcel.unfold(spans))
    }

    /// What a bundle brought is on the disk and in the views.
    pub(super) fn answer_carried(&mut self) {
        for (id, brought) in std::mem::take(&mut self.brought) {
            match self.carries.remove(&id) {
                Some(answer) => drop(answer.send(Ok(brought))),
                None => self.answer_learned(id, &brought),
            }
        }
    }
}

type Answer = oneshot::Sender<Result<Brought, CourierError>>;
pub(super) type Carried = (CarryId, Brought);
