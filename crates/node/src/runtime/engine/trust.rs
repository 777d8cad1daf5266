//! The engine's answers about trust: a decision is signed here and learned like any statement.

use musubi_log::item::Item;
use musubi_log::statement::Statement;
use musubi_replica::Input;
use musubi_replica::courier::Brought;
use musubi_replica::input::CarryId;
use tokio::sync::oneshot;

use super::Engine;
use crate::runtime::trust::{TrustError, TrustRequest, look};

pub(super) type Learning = oneshot::Sender<Result<u64, TrustError>>;

impl Engine {
    /// Answers, or registers a caller and gives back the input that will answer it.
    pub(crate) fn trust(&mut self, request: TrustRequest) -> Option<Input> {
        match request {
            TrustRequest::Look { answer } => drop(answer.send(Ok(look(&self.replica)))),
            TrustRequest::Draft { culprit, answer } => {
                let drafted = self.replica.draft_for_city(culprit);
                let _ = answer.send(drafted.map_err(TrustError::from));
            }
            TrustRequest::Decide { decision, answer } => {
                match self.replica.decide(&decision, &mut rand::rng()) {
                    Ok(said) => return Some(self.learn(said, answer)),
                    Err(why) => drop(answer.send(Err(why.into()))),
                }
            }
            TrustRequest::Learn { statement, answer } => {
                return Some(self.learn(vec![*statement], answer));
            }
        }
        None
    }

    fn learn(&mut self, said: Vec<Statement>, answer: Learning) -> Input {
        let id = CarryId(self.next_commit);
        self.next_commit += 1;
        self.learning.insert(id, answer);
        Input::Carried { id, items: said.into_iter().map(Item::Statement).collect() }
    }

    /// What was said is on the disk.
    pub(super) fn answer_learned(&mut self, id: CarryId, brought: &Brought) {
        let Some(answer) = self.learning.remove(&id) else { return };
        let _ = answer.send(match brought.refused {
            0 => Ok(brought.facts),
            _ => Err(TrustError::Refused),
        });
    }
}
