//! What woke the loop, turned into inputs of the replica, or answered where the replica is not needed.

use musubi_replica::Input;
use tokio::sync::oneshot;

use super::{Node, NodeKind, Woken};
use crate::runtime::courier::CourierError;
use crate::runtime::enrol::{self, JoinError};
use crate::runtime::first;
use crate::runtime::handle::{EnrolError, LockError, Request};
use crate::runtime::keys::Passphrase;
use crate::runtime::trust::TrustError;

impl Node {
    /// Says whether the node is to stop.
    pub(super) fn take(&mut self, woken: Woken, inputs: &mut Vec<Input>) -> bool {
        match woken {
            Woken::Request(Request::Commit { document, edits, answer }) => {
                inputs.push(self.engine.commit(document, edits, answer));
            }
            Woken::Request(Request::Enrol { ticket, pin, answer }) => {
                return self.take_ticket(&ticket, pin.as_deref(), answer);
            }
            Woken::Request(Request::BeginProvisional { answer, .. }) => {
                let _ = answer.send(Err(EnrolError::Already));
            }
            Woken::Request(Request::Unlock { answer, .. }) => {
                let _ = answer.send(Ok(()));
            }
            Woken::Request(Request::Relock { old, new, answer }) => {
                let _ = answer.send(self.relock(old.as_ref(), new.as_ref()));
            }
            Woken::Request(Request::Courier(request)) => match self.kind {
                NodeKind::Ticketed | NodeKind::Erased => {
                    let now = self.clock.now();
                    inputs.extend(self.engine.courier(now, request));
                }
                NodeKind::Provisional | NodeKind::Leaving => {
                    request.refuse(CourierError::NotEnrolled);
                }
            },
            Woken::Request(Request::Ending(request)) => match self.kind {
                NodeKind::Ticketed | NodeKind::Erased => {
                    inputs.extend(request.put(&mut self.engine));
                }
                NodeKind::Provisional | NodeKind::Leaving => {
                    request.refuse(CourierError::NotEnrolled);
                }
            },
            Woken::Request(Request::Letter(request)) => match self.kind {
                NodeKind::Ticketed => {
                    let keyring = self.engine.replica().keyring();
                    request.answer(|place| keyring.place_box(place));
                }
                NodeKind::Erased | NodeKind::Provisional | NodeKind::Leaving => request.refuse(),
            },
            Woken::Request(Request::Trust(request)) => match self.kind {
                NodeKind::Ticketed | NodeKind::Erased => inputs.extend(self.engine.trust(request)),
                NodeKind::Provisional | NodeKind::Leaving => {
                    request.refuse(TrustError::NotEnrolled);
                }
            },
            Woken::Request(Request::ConfirmClock { at, answer }) => {
                self.end.shared.status_mut().clock_confirmed_at = Some(at);
                inputs.push(Input::ClockConfirmed);
                let _ = answer.send(());
            }
            Woken::Event(event) => inputs.extend(self.event(event)),
            Woken::Time => inputs.push(Input::Deadline),
            Woken::Stop => return true,
        }
        false
    }

    /// Says whether the node is to end, for another to begin.
    fn take_ticket(
        &mut self,
        ticket: &str,
        pin: Option<&str>,
        answer: oneshot::Sender<Result<(), EnrolError>>,
    ) -> bool {
        let outcome = match self.kind {
            NodeKind::Provisional => enrol::take(&self.keys, ticket, pin).map(drop),
            NodeKind::Ticketed | NodeKind::Erased | NodeKind::Leaving => {
                Err(JoinError::Already { place: self.engine.member().place_name.clone() })
            }
        };
        if let Err(error) = outcome {
            tracing::warn!(code = error.code(), "a ticket was refused");
            let _ = answer.send(Err(first::enrol_error(&error)));
            return false;
        }
        self.kind = NodeKind::Leaving;
        self.waiting.push(answer);
        true
    }

    fn relock(
        &mut self,
        old: Option<&Passphrase>,
        new: Option<&Passphrase>,
    ) -> Result<(), LockError> {
        self.keys.relock(old, new).map_err(|error| {
            tracing::warn!(code = error.code(), "the passphrase stays as it was");
            if error.is_passphrase() { LockError::Passphrase } else { LockError::Disk }
        })?;
        self.end.shared.status_mut().has_passphrase = new.is_some();
        Ok(())
    }
}
