//! The printed ticket by which a laptop joins with no network at all: what the city grants, signed,
//! and the secrets of the role.
//!
//! A ticket may be locked by a 6-digit PIN that is printed elsewhere. A locked ticket still says in
//! clear what it grants; its secrets are a different type until the PIN opens them.

use std::fmt;

use ed25519_dalek::SigningKey;
use musubi_model::ids::{OperationId, PlaceId};
use musubi_model::time::Timestamp;
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::city::{CityKey, CitySecret, Operation, OperationKind, cut, is_signed_by};
use crate::hash::{Hash, Serial, h};
use crate::keyfile::{open_with_password, seal_with_password};
use crate::keyring::{Group, ReaderMaster, ReaderSecrets};
use crate::node::{Certificate, NodeSecret};
use crate::role::Role;
use crate::secret::Secret;
use crate::wire::{Fields, Map, Unknown, WireError};

mod text;

pub use text::{LINE_CHARS, PREFIX, TEXT_CHARS_MAX};

/// What the city signs: who may be what, where, until when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    pub operation: Operation,
    pub role: Role,
    pub place: PlaceId,
    pub place_name: String,
    pub serial: Serial,
    /// Which ticket of its box, from 0: gives the laptop its letter.
    pub index: u8,
    pub not_after: Timestamp,
    /// The ticket's public key, which signs the node certificate.
    pub ticket_key: [u8; 32],
}

/// What is to be printed on a new ticket.
#[derive(Clone, Debug)]
pub struct Order<'a> {
    pub operation: &'a Operation,
    pub role: Role,
    pub place: PlaceId,
    pub place_name: &'a str,
    pub index: u8,
    pub not_after: Timestamp,
}

impl Grant {
    pub const PLACE_NAME_BYTES_MAX: usize = 90;
    /// Letters A to Z.
    pub const INDEX_MAX: u8 = 25;
    const BYTES_MAX: usize = 400;

    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Self, WireError> {
        let fields = Fields::parse("ticket's grant", bytes, Self::BYTES_MAX)?;
        fields.format(1)?;
        let kind = OperationKind::from_number(fields.byte(2)?).ok_or(fields.bad(2))?;
        let index = fields.byte(8)?;
        if index > Self::INDEX_MAX {
            return Err(fields.bad(8));
        }
        Ok(Self {
            operation: Operation {
                id: OperationId::new(fields.array(1)?),
                kind,
                name: fields.text(3, Operation::NAME_BYTES_MAX)?.to_owned(),
            },
            role: Role::from_number(fields.byte(4)?).ok_or(fields.bad(4))?,
            place: PlaceId::new(fields.array(5)?),
            place_name: fields.text(6, Self::PLACE_NAME_BYTES_MAX)?.to_owned(),
            serial: Serial::new(fields.array(7)?),
            index,
            not_after: Timestamp::from_millis(fields.int(9)?),
            ticket_key: fields.array(10)?,
        })
    }

    fn to_bytes(&self) -> Vec<u8> {
        Map::default()
            .uint(0, 1)
            .bytes(1, self.operation.id.bytes())
            .uint(2, self.operation.kind.number().into())
            .text(3, &self.operation.name)
            .uint(4, self.role.number().into())
            .bytes(5, self.place.bytes())
            .text(6, &self.place_name)
            .bytes(7, self.serial.bytes())
            .uint(8, self.index.into())
            .int(9, self.not_after.millis())
            .bytes(10, &self.ticket_key)
            .finish()
    }

    pub(crate) fn hash(city: &CityKey, bytes: &[u8]) -> Hash {
        h("ticket", &[city.bytes(), bytes])
    }
}

/// A ticket whose secrets are at hand.
pub struct Ticket {
    face: Face,
    key: Secret,
    readers: ReaderSecrets,
}

/// A ticket that waits for its PIN.
pub struct LockedTicket {
    face: Face,
    sealed: Vec<u8>,
}

/// What a printed text turned out to be.
#[derive(Debug)]
pub enum Printed {
    Open(Ticket),
    Locked(LockedTicket),
}

/// What can be read without any PIN. Its signature holds.
#[derive(Clone, PartialEq, Eq)]
struct Face {
    city: CityKey,
    grant: Grant,
    grant_bytes: Vec<u8>,
    signature: [u8; 64],
    unknown: Unknown,
}

/// Six digits, printed on another paper.
#[derive(Clone)]
pub struct Pin(Zeroizing<[u8; 6]>);

impl Pin {
    pub fn parse(text: &str) -> Result<Self, TicketError> {
        let digits: [u8; 6] =
            text.trim().as_bytes().try_into().map_err(|_| TicketError::PinShape)?;
        if digits.iter().all(u8::is_ascii_digit) {
            Ok(Self(Zeroizing::new(digits)))
        } else {
            Err(TicketError::PinShape)
        }
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin(..)")
    }
}

/// Why a text is not a ticket: what is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TicketError {
    #[error("this is no ticket: a ticket begins with {PREFIX}")]
    Prefix,
    #[error("the ticket is from version {version}, this program reads version 1")]
    Version { version: char },
    #[error("line {line}, character {column}: {found:?} does not occur in a ticket")]
    Character { line: usize, column: usize, found: char },
    #[error("line {line} was not copied right: its last character does not fit the others")]
    Line { line: usize },
    #[error("the ticket ends too early, in line {line}")]
    Cut { line: usize },
    #[error("the text is {chars} characters long, a ticket has at most {TEXT_CHARS_MAX}")]
    TooLong { chars: usize },
    #[error("the ticket was not copied right: its check number does not fit")]
    Checksum,
    #[error(transparent)]
    Wire(#[from] WireError),
    #[error("the city's signature on this ticket does not hold")]
    Signature,
    #[error("the ticket's secrets are not those of its role")]
    Secrets,
    #[error("a PIN has six digits")]
    PinShape,
    #[error("this PIN does not open this ticket")]
    PinWrong,
}

impl TicketError {
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Prefix => "ticket_prefix",
            Self::Version { .. } => "ticket_version",
            Self::Character { .. } => "ticket_character",
            Self::Line { .. } => "ticket_line",
            Self::Cut { .. } => "ticket_cut",
            Self::TooLong { .. } => "ticket_too_long",
            Self::Checksum => "ticket_checksum",
            Self::Wire(_) => "ticket_field",
            Self::Signature => "ticket_signature",
            Self::Secrets => "ticket_secrets",
            Self::PinShape => "ticket_pin_shape",
            Self::PinWrong => "ticket_pin_wrong",
        }
    }
}

/// Everything a laptop has after taking a ticket.
pub struct Enrolment {
    pub city: CityKey,
    pub node: NodeSecret,
    pub certificate: Certificate,
    pub readers: ReaderSecrets,
}

impl CitySecret {
    /// Prints one ticket. `master` is the operation's; only an HQ ticket carries it whole.
    pub fn issue(
        &self,
        order: &Order<'_>,
        master: &ReaderMaster,
        rng: &mut impl CryptoRng,
    ) -> Ticket {
        let key = Secret::generate(rng);
        let mut serial = [0; 8];
        rng.fill_bytes(&mut serial);
        let grant = Grant {
            operation: order.operation.clone(),
            role: order.role,
            place: order.place,
            place_name: cut(order.place_name, Grant::PLACE_NAME_BYTES_MAX),
            serial: Serial::new(serial),
            index: order.index.min(Grant::INDEX_MAX),
            not_after: order.not_after,
            ticket_key: SigningKey::from_bytes(key.expose()).verifying_key().to_bytes(),
        };
        let operation = order.operation.id;
        let readers = match order.role {
            Role::Hq => ReaderSecrets::Everything { master: master.clone() },
            Role::Shelter | Role::Patrol => ReaderSecrets::Place {
                city: master.group(operation, Group::CITY),
                place: master.group(operation, Group::of_place(order.place)),
            },
            Role::Relay => ReaderSecrets::Nothing,
        };
        let grant_bytes = grant.to_bytes();
        let city = self.public();
        let signature = self.sign(&Grant::hash(&city, &grant_bytes));
        let unknown = Unknown::new();
        Ticket { face: Face { city, grant, grant_bytes, signature, unknown }, key, readers }
    }
}

impl Ticket {
    /// Reads a printed or scanned text. Spaces, line breaks and hyphens do not matter.
    pub fn parse(text: &str) -> Result<Printed, TicketError> {
        let bytes = text::decode(text)?;
        let fields = Fields::parse("ticket", &bytes, text::BYTES_MAX)?;
        let grant_bytes = fields.bytes(1)?.to_vec();
        let face = Face {
            city: CityKey::new(fields.array(0)?),
            grant: Grant::from_bytes(&grant_bytes)?,
            grant_bytes,
            signature: fields.array(2)?,
            unknown: fields.unknown(&[0, 1, 2, 3, 4]),
        };
        let hash = Grant::hash(&face.city, &face.grant_bytes);
        if !is_signed_by(face.city.bytes(), &hash, &face.signature) {
            return Err(TicketError::Signature);
        }
        if fields.has(4) {
            let sealed = fields.bytes(4)?.to_vec();
            return Ok(Printed::Locked(LockedTicket { face, sealed }));
        }
        let secrets = Zeroizing::new(fields.bytes(3)?.to_vec());
        Ok(Printed::Open(Self::with_secrets(face, &secrets)?))
    }

    /// One line, for a QR code in alphanumeric mode: at most [`TEXT_CHARS_MAX`] characters.
    pub fn print(&self) -> String {
        text::encode(&self.face.map().bytes(3, &self.secrets()).finish())
    }

    /// The same ticket, its secrets locked.
    pub fn print_locked(&self, pin: &Pin, rng: &mut impl CryptoRng) -> String {
        let sealed = seal_with_password(&*pin.0, &self.face.grant_bytes, &self.secrets(), rng);
        text::encode(&self.face.map().bytes(4, &sealed).finish())
    }

    pub fn city(&self) -> CityKey {
        self.face.city
    }

    pub fn grant(&self) -> &Grant {
        &self.face.grant
    }

    /// Makes the node's keys and its certificate; the ticket's key is erased with the ticket.
    pub fn enrol(self, rng: &mut impl CryptoRng) -> Enrolment {
        let node = NodeSecret::generate(rng);
        let Face { city, grant_bytes, signature, .. } = self.face;
        let certificate = Certificate::issue(grant_bytes, signature, &self.key, &node);
        Enrolment { city, node, certificate, readers: self.readers }
    }

    fn secrets(&self) -> Zeroizing<Vec<u8>> {
        let map = Map::default().bytes(0, self.key.expose());
        Zeroizing::new(self.readers.write(map).finish())
    }

    fn with_secrets(face: Face, secrets: &[u8]) -> Result<Self, TicketError> {
        let fields = Fields::parse("ticket's secrets", secrets, text::BYTES_MAX)?;
        let key = Secret::new(fields.array(0)?);
        let readers = ReaderSecrets::read(&fields)?;
        let public = SigningKey::from_bytes(key.expose()).verifying_key().to_bytes();
        if public != face.grant.ticket_key || !readers.fit(face.grant.role) {
            return Err(TicketError::Secrets);
        }
        Ok(Self { face, key, readers })
    }
}

impl LockedTicket {
    pub fn city(&self) -> CityKey {
        self.face.city
    }

    pub fn grant(&self) -> &Grant {
        &self.face.grant
    }

    pub fn unlock(&self, pin: &Pin) -> Result<Ticket, TicketError> {
        let secrets = open_with_password(&*pin.0, &self.face.grant_bytes, &self.sealed)
            .ok_or(TicketError::PinWrong)?;
        Ticket::with_secrets(self.face.clone(), &secrets)
    }
}

impl Face {
    fn map(&self) -> Map {
        Map::default()
            .bytes(0, self.city.bytes())
            .bytes(1, &self.grant_bytes)
            .bytes(2, &self.signature)
            .unknown(&self.unknown)
    }
}

impl fmt::Debug for Ticket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ticket({}, ..)", self.face.grant.serial)
    }
}

impl fmt::Debug for LockedTicket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LockedTicket({}, ..)", self.face.grant.serial)
    }
}

impl fmt::Debug for Enrolment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Enrolment({}, ..)", self.node.key())
    }
}
