//! Taking a ticket: from its printed text to the sealed file that makes this laptop a node.

use std::path::Path;

use musubi_log::city::{CitySecret, OperationKind};
use musubi_log::keyfile::KeyFileError;
use musubi_log::node::{CertificateError, Member};
use musubi_log::role::Role;
use musubi_log::safe::OperationSecret;
use musubi_log::ticket::{Enrolment, Grant, Order, Pin, Printed, Ticket, TicketError};
use musubi_model::ids::PlaceId;
use musubi_model::time::Timestamp;
use musubi_store::journal::{Journal, OpenError};
use musubi_store::secrets::SecretsError;

use super::handle::{Enrolled, NodeRole};
use super::keys::{Keys, Passphrase};

/// Where in the data directory what lies.
pub(crate) const SECRETS: &str = "secrets";
pub(crate) const JOURNAL: &str = "journal";
pub(crate) const CACHE: &str = "cache";
/// Journal and cache of a laptop that has no ticket, until it has one.
pub(crate) const PROVISIONAL: &str = "provisional";

/// Why the laptop did not join. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum JoinError {
    #[error(transparent)]
    Ticket(#[from] TicketError),
    #[error("this ticket is locked: its six digits stand on another paper")]
    PinNeeded,
    #[error("this laptop already holds a ticket for {place}")]
    Already { place: String },
    #[error("a relay's ticket reads and writes nothing; what was recorded here needs another one")]
    Relay,
    #[error("this laptop has taken no ticket; there is nothing to recover")]
    NothingToRecover,
    #[error("no passphrase locks this laptop; it opens as it is")]
    NotLocked,
    #[error("what lies on this disk is of another operation than the ticket")]
    OtherOperation,
    #[error("the journal cannot be read")]
    Read(#[source] std::io::Error),
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
    /// Whether another passphrase may do.
    pub(crate) const fn is_passphrase(&self) -> bool {
        matches!(self, Self::KeyFile(KeyFileError::Locked | KeyFileError::Passphrase))
    }

    pub const fn code(&self) -> &'static str {
        match self {
            Self::Ticket(error) => error.code(),
            Self::PinNeeded => "ticket_pin_needed",
            Self::Already { .. } => "ticket_already",
            Self::Relay => "ticket_relay",
            Self::NothingToRecover => "nothing_to_recover",
            Self::NotLocked => "not_locked",
            Self::OtherOperation => "other_operation",
            Self::Certificate(error) => error.code(),
            Self::KeyFile(error) => error.code(),
            Self::Secrets(_) | Self::Read(_) => "disk",
            Self::Journal(_) => "data_directory",
        }
    }
}

/// As `musubi join` does it: with the data directory held, so that no running node is surprised.
pub fn join(
    data_dir: &Path,
    ticket: &str,
    pin: Option<&str>,
    passphrase: Option<&Passphrase>,
) -> Result<Enrolled, JoinError> {
    let (_journal, _) = Journal::open(&data_dir.join(JOURNAL))?;
    let keys = Keys::open(data_dir, passphrase)?;
    Ok(enrolled(&take(&keys, ticket, pin)?.member()?))
}

/// Takes a ticket over a locked enrolment whose passphrase nobody knows. Any ticket that may read
/// the place's records brings them back, for they are all in the journal; the laptop becomes a new
/// node, and its old keys are set aside unopened.
pub fn recover(
    data_dir: &Path,
    ticket: &str,
    pin: Option<&str>,
    passphrase: Option<&Passphrase>,
) -> Result<Enrolled, JoinError> {
    let (journal, _) = Journal::open(&data_dir.join(JOURNAL))?;
    let keys = Keys::open(data_dir, None)?;
    if !keys.has_ticket()? {
        return Err(JoinError::NothingToRecover);
    }
    if !keys.needs_passphrase()? {
        return Err(JoinError::NotLocked);
    }
    let ticket = opened(ticket, pin)?;
    let operation = ticket.grant().operation.id;
    let logs = journal.read_logs().map_err(JoinError::Read)?;
    if logs.items.iter().any(|log| log.header.document.operation != operation) {
        return Err(JoinError::OtherOperation);
    }
    let mut rng = rand::rng();
    let enrolment = ticket.enrol(&mut rng);
    let member = enrolment.member()?;
    keys.set_ticket_aside()?;
    keys.keep_new(&enrolment, passphrase)?;
    Ok(enrolled(&member))
}

/// Makes the node's keys and keeps them; the ticket's own key is gone afterwards.
pub(crate) fn take(keys: &Keys, ticket: &str, pin: Option<&str>) -> Result<Enrolment, JoinError> {
    if keys.is_locked()? {
        return Err(KeyFileError::Locked.into());
    }
    if let Some(enrolment) = keys.ticket()? {
        return Err(JoinError::Already { place: enrolment.member()?.place_name });
    }
    let ticket = opened(ticket, pin)?;
    if keys.has_provisional()? && ticket.grant().role == Role::Relay {
        return Err(JoinError::Relay);
    }
    let enrolment = ticket.enrol(&mut rand::rng());
    enrolment.member()?;
    keys.keep_ticket(&enrolment)?;
    Ok(enrolment)
}

fn opened(ticket: &str, pin: Option<&str>) -> Result<Ticket, JoinError> {
    match (Ticket::parse(ticket)?, pin) {
        (Printed::Open(ticket), _) => Ok(ticket),
        (Printed::Locked(locked), Some(pin)) => Ok(locked.unlock(&Pin::parse(pin)?)?),
        (Printed::Locked(_), None) => Err(JoinError::PinNeeded),
    }
}

/// 仮: an operation of this laptop alone, in which it works until somebody brings a ticket. It
/// belongs to no city, so nobody ever admits it or reads what it wrote.
pub(crate) fn begin_provisional(keys: &Keys, place_name: &str) -> Result<Enrolment, JoinError> {
    let mut rng = rand::rng();
    let city = CitySecret::generate(&mut rng);
    let operation = OperationSecret::mint(OperationKind::Real, "", &mut rng);
    let order = Order {
        operation: &operation.operation,
        role: Role::Shelter,
        place: PlaceId::new(rand::random()),
        place_name,
        index: rand::random_range(PROVISIONAL_INDEX_MIN..=Grant::INDEX_MAX),
        not_after: NEVER,
    };
    let enrolment = city.issue(&order, &operation.master, &mut rng).enrol(&mut rng);
    keys.keep_provisional(&enrolment)?;
    Ok(enrolment)
}

/// Letters P to Z: boxes hold far fewer tickets, so 受付番号 of that time meet no others.
const PROVISIONAL_INDEX_MIN: u8 = 15;
/// The end of the year 9999.
const NEVER: Timestamp = Timestamp::from_millis(253_402_300_799_999);

pub(crate) fn enrolled(member: &Member) -> Enrolled {
    Enrolled {
        operation: member.operation.id,
        drill: member.operation.kind == OperationKind::Drill,
        role: role(member.role),
        place: member.place,
        place_name: member.place_name.clone(),
        node: member.node,
        letter: member.letter(),
        provisional: false,
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
