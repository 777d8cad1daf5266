//! Before there is a node: locked keys wait for their passphrase, a laptop without keys for a ticket
//! or for the word that it shall work without one.
//!
//! Whoever asked is answered when the node is there, so that nobody sees an empty laptop between.

use tokio::sync::{oneshot, watch};

use super::courier::CourierError;
use super::enrol::{self, JoinError};
use super::handle::{CommitError, EnrolError, LockError, LoopEnd, Request};
use super::keys::Keys;
use super::run::stopped;
use super::trust::TrustError;

/// Callers who are told when the node is open.
#[derive(Default)]
pub(super) struct Waiting(Vec<oneshot::Sender<Result<(), EnrolError>>>);

impl Waiting {
    pub(super) fn push(&mut self, answer: oneshot::Sender<Result<(), EnrolError>>) {
        self.0.push(answer);
    }

    pub(super) fn tell(&mut self) {
        for answer in self.0.drain(..) {
            let _ = answer.send(Ok(()));
        }
    }
}

/// Whether there is something to open, or the node is stopping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    Open,
    Stop,
}

/// Waits for what is missing, if anything is.
pub(super) async fn ready(
    keys: &mut Keys,
    end: &mut LoopEnd,
    stop: &mut watch::Receiver<bool>,
    waiting: &mut Waiting,
) -> Result<Next, JoinError> {
    while keys.is_locked()? || !(keys.has_ticket()? || keys.has_provisional()?) {
        let request = tokio::select! {
            request = end.requests.recv() => request,
            () = stopped(stop) => None,
        };
        let Some(request) = request else { return Ok(Next::Stop) };
        answer(keys, end, request, waiting)?;
    }
    Ok(Next::Open)
}

fn answer(
    keys: &mut Keys,
    end: &LoopEnd,
    request: Request,
    waiting: &mut Waiting,
) -> Result<(), JoinError> {
    let locked = keys.is_locked()?;
    match request {
        Request::Commit { answer, .. } => {
            let _ = answer.send(Err(CommitError::NotEnrolled));
        }
        Request::Courier(request) => request.refuse(CourierError::NotEnrolled),
        Request::Trust(request) => request.refuse(TrustError::NotEnrolled),
        Request::Ending(request) => request.refuse(CourierError::NotEnrolled),
        Request::Letter(request) => request.refuse(),
        Request::ConfirmClock { at, answer } => {
            end.shared.status_mut().clock_confirmed_at = Some(at);
            let _ = answer.send(());
        }
        Request::Relock { answer, .. } => {
            let _ = answer.send(Err(LockError::NotEnrolled));
        }
        Request::Unlock { passphrase, answer } => {
            let outcome = if locked { keys.unlock(&passphrase) } else { Ok(()) };
            tell(outcome, answer, waiting);
        }
        Request::Enrol { answer, .. } | Request::BeginProvisional { answer, .. } if locked => {
            let _ = answer.send(Err(EnrolError::Locked));
        }
        Request::Enrol { ticket, pin, answer } => {
            tell(enrol::take(keys, &ticket, pin.as_deref()).map(drop), answer, waiting);
        }
        Request::BeginProvisional { place_name, answer } => {
            tell(enrol::begin_provisional(keys, &place_name).map(drop), answer, waiting);
        }
    }
    Ok(())
}

/// A refusal is told at once.
fn tell(
    outcome: Result<(), JoinError>,
    answer: oneshot::Sender<Result<(), EnrolError>>,
    waiting: &mut Waiting,
) {
    match outcome {
        Ok(()) => waiting.push(answer),
        Err(error) => {
            tracing::warn!(code = error.code(), "this laptop did not become a node");
            let _ = answer.send(Err(enrol_error(&error)));
        }
    }
}

pub(super) fn enrol_error(error: &JoinError) -> EnrolError {
    use musubi_log::ticket::TicketError;
    match error {
        JoinError::PinNeeded | JoinError::Ticket(TicketError::PinShape | TicketError::PinWrong) => {
            EnrolError::Pin
        }
        JoinError::Already { .. } => EnrolError::Already,
        JoinError::Relay => EnrolError::Relay,
        _ if error.is_passphrase() => EnrolError::Passphrase,
        JoinError::Ticket(_)
        | JoinError::Certificate(_)
        | JoinError::OtherOperation
        | JoinError::NotLocked
        | JoinError::NothingToRecover => EnrolError::Malformed { reason: error.to_string() },
        JoinError::Secrets(_)
        | JoinError::Journal(_)
        | JoinError::KeyFile(_)
        | JoinError::Read(_) => EnrolError::Disk,
    }
}
