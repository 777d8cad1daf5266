//! Taking a ticket: from its printed text to the sealed file that makes this laptop a node.

use std::path::Path;

use musubi_log::keyfile::{KeyFile, KeyFileError, Lock};
use musubi_log::node::{CertificateError, Member};
use musubi_log::role::Role;
use musubi_log::ticket::{Enrolment, Pin, Printed, Ticket, TicketError};
use musubi_store::journal::{Journal, OpenError};
use musubi_store::secrets::{Secrets, SecretsError};

use super::handle::{Enrolled, NodeRole};

const ENROLMENT_FILE: &str = "enrolment";
/// Where in the data directory what lies.
pub(crate) const SECRETS: &str = "secrets";
pub(crate) const JOURNAL: &str = "journal";
pub(crate) const CACHE: &str = "cache";

/// Why the laptop did not join. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum JoinError {
    #[error(transparent)]
    Ticket(#[from] TicketError),
    #[error("this ticket is locked: its six digits stand on another paper")]
    PinNeeded,
    #[error("this laptop already holds a ticket for {place}")]
    Already { place: String },
    #[error("the ticket's certificate does not hold")]
    Certificate(#[from] CertificateError),
    #[error("the secrets of this laptop cannot be opened")]
    KeyFile(#[from] KeyFileError),
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    #[error(transparent)]
    Journal(#[from] OpenError),
}

impl JoinError {
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Ticket(error) => error.code(),
            Self::PinNeeded => "ticket_pin_needed",
            Self::Already { .. } => "ticket_already",
            Self::Certificate(error) => error.code(),
            Self::KeyFile(error) => error.code(),
            Self::Secrets(_) => "disk",
            Self::Journal(_) => "data_directory",
        }
    }
}

/// As `musubi join` does it: with the data directory held, so that no running node is surprised.
pub fn join(data_dir: &Path, ticket: &str, pin: Option<&str>) -> Result<Enrolled, JoinError> {
    let (_journal, _) = Journal::open(&data_dir.join(JOURNAL))?;
    let secrets = Secrets::open(&data_dir.join(SECRETS))?;
    Ok(enrolled(&take(&secrets, ticket, pin)?.member()?))
}

/// Makes the node's keys and keeps them; the ticket's own key is gone afterwards.
pub(crate) fn take(
    secrets: &Secrets,
    ticket: &str,
    pin: Option<&str>,
) -> Result<Enrolment, JoinError> {
    if let Some(enrolment) = stored(secrets)? {
        return Err(JoinError::Already { place: enrolment.member()?.place_name });
    }
    let ticket = match (Ticket::parse(ticket)?, pin) {
        (Printed::Open(ticket), _) => ticket,
        (Printed::Locked(locked), Some(pin)) => locked.unlock(&Pin::parse(pin)?)?,
        (Printed::Locked(_), None) => return Err(JoinError::PinNeeded),
    };
    let mut rng = rand::rng();
    let enrolment = ticket.enrol(&mut rng);
    enrolment.member()?;
    let file = enrolment.seal(&[Lock::Plain], &mut rng);
    secrets.write(ENROLMENT_FILE, &file.to_bytes())?;
    Ok(enrolment)
}

/// `None`: this laptop has not taken a ticket yet.
pub(crate) fn stored(secrets: &Secrets) -> Result<Option<Enrolment>, JoinError> {
    let Some(bytes) = secrets.read(ENROLMENT_FILE)? else { return Ok(None) };
    Ok(Some(Enrolment::open(&KeyFile::from_bytes(&bytes)?, &Lock::Plain)?))
}

pub(crate) fn enrolled(member: &Member) -> Enrolled {
    Enrolled {
        operation: member.operation.id,
        drill: member.operation.kind == musubi_log::city::OperationKind::Drill,
        role: role(member.role),
        place: member.place,
        place_name: member.place_name.clone(),
        node: member.node,
        letter: member.letter(),
    }
}

pub(crate) fn role(role: Role) -> NodeRole {
    match role {
        Role::Hq => NodeRole::Hq,
        Role::Shelter => NodeRole::Shelter,
        Role::Patrol => NodeRole::Patrol,
        Role::Relay => NodeRole::Relay,
    }
}
