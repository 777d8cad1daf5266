//! A laptop's own keys, and the certificate by which a city vouches for them.
//!
//! The chain is city → ticket → node: the city signs the ticket's public part, the ticket's key
//! signs the node's two public keys and is then erased. No contact to HQ is needed.

use std::fmt;

use ed25519_dalek::SigningKey;
use musubi_model::ids::{DocumentId, NodeKey, OperationId, PlaceId};
use musubi_model::time::Timestamp;
use rand_core::CryptoRng;

use crate::city::{CityKey, Operation, is_signed_by, sign};
use crate::hash::{Hash, Serial, h};
use crate::letterbox::{BoxKey, BoxSecret};
use crate::role::{Role, may_write};
use crate::secret::Secret;
use crate::ticket::Grant;
use crate::wire::{Fields, Map, WireError};

/// The secret half of a laptop: an Ed25519 key to sign with, an X25519 key to be written to.
pub struct NodeSecret {
    signing: SigningKey,
    boxing: BoxSecret,
}

impl NodeSecret {
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        Self::from_secrets(&Secret::generate(rng), &Secret::generate(rng))
    }

    pub fn from_secrets(signing: &Secret, boxing: &Secret) -> Self {
        Self {
            signing: SigningKey::from_bytes(signing.expose()),
            boxing: BoxSecret::from_secret(boxing),
        }
    }

    /// Signing secret, boxing secret.
    pub fn to_secrets(&self) -> (Secret, Secret) {
        (Secret::new(self.signing.to_bytes()), self.boxing.to_secret())
    }

    pub fn key(&self) -> NodeKey {
        NodeKey::new(self.signing.verifying_key().to_bytes())
    }

    pub fn boxes(&self) -> &BoxSecret {
        &self.boxing
    }

    /// Proof to a neighbour that the holder of this key opened this transport connection.
    pub fn sign_admission(&self, operation: OperationId, own_peer_id: &[u8]) -> [u8; 64] {
        self.sign(&admission_message(operation, own_peer_id))
    }

    pub(crate) fn sign(&self, message: &Hash) -> [u8; 64] {
        sign(&self.signing, message)
    }
}

impl fmt::Debug for NodeSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NodeSecret({}, ..)", self.key())
    }
}

fn admission_message(operation: OperationId, peer_id: &[u8]) -> Hash {
    h("admission", &[operation.bytes(), peer_id])
}

/// The chain as it travels. Says nothing until verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    bytes: Vec<u8>,
    grant: Vec<u8>,
    grant_signature: [u8; 64],
    node: Vec<u8>,
    node_signature: [u8; 64],
}

/// Why a chain does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    #[error(transparent)]
    Wire(#[from] WireError),
    #[error("the certificate is from operation {theirs}, this node is in {ours}")]
    Operation { theirs: OperationId, ours: OperationId },
    #[error("the ticket was not signed by this city")]
    City,
    #[error("the node was not signed by the ticket")]
    Ticket,
}

impl CertificateError {
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Wire(error) => error.code(),
            Self::Operation { .. } => "certificate_operation",
            Self::City => "certificate_city",
            Self::Ticket => "certificate_ticket",
        }
    }
}

impl Certificate {
    pub const BYTES_MAX: usize = 600;
    const WHAT: &str = "certificate";

    /// `ticket_key` is the ticket's secret; the caller erases it afterwards.
    pub(crate) fn issue(
        grant: Vec<u8>,
        grant_signature: [u8; 64],
        ticket_key: &Secret,
        node: &NodeSecret,
    ) -> Self {
        let keys =
            Map::default().bytes(0, node.key().bytes()).bytes(1, node.boxes().public().bytes());
        let keys = keys.finish();
        let hash = certificate_hash(&grant, &keys);
        let node_signature = sign(&SigningKey::from_bytes(ticket_key.expose()), &hash);
        let bytes = Map::default()
            .bytes(0, &grant)
            .bytes(1, &grant_signature)
            .bytes(2, &keys)
            .bytes(3, &node_signature)
            .finish();
        Self { bytes, grant, grant_signature, node: keys, node_signature }
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, WireError> {
        let fields = Fields::parse(Self::WHAT, bytes, Self::BYTES_MAX)?;
        Ok(Self {
            bytes: bytes.to_vec(),
            grant: fields.bytes(0)?.to_vec(),
            grant_signature: fields.array(1)?,
            node: fields.bytes(2)?.to_vec(),
            node_signature: fields.array(3)?,
        })
    }

    pub fn to_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Over what was signed, not over signatures.
    pub fn hash(&self) -> Hash {
        certificate_hash(&self.grant, &self.node)
    }

    /// What the ticket said, before anything is verified.
    pub fn grant(&self) -> Result<Grant, WireError> {
        Grant::from_bytes(&self.grant)
    }

    /// Without regard to time: expiry closes admission only, see [`Member::is_expired`].
    pub fn verify(
        &self,
        city: &CityKey,
        operation: OperationId,
    ) -> Result<Member, CertificateError> {
        let grant = Grant::from_bytes(&self.grant)?;
        if grant.operation.id != operation {
            let theirs = grant.operation.id;
            return Err(CertificateError::Operation { theirs, ours: operation });
        }
        if !is_signed_by(city.bytes(), &Grant::hash(city, &self.grant), &self.grant_signature) {
            return Err(CertificateError::City);
        }
        if !is_signed_by(&grant.ticket_key, &self.hash(), &self.node_signature) {
            return Err(CertificateError::Ticket);
        }
        let keys = Fields::parse("certificate's node part", &self.node, Self::BYTES_MAX)?;
        Ok(Member {
            certificate: self.hash(),
            node: NodeKey::new(keys.array(0)?),
            box_key: BoxKey::new(keys.array(1)?),
            operation: grant.operation,
            role: grant.role,
            place: grant.place,
            place_name: grant.place_name,
            serial: grant.serial,
            index: grant.index,
            not_after: grant.not_after,
            ticket_key: grant.ticket_key,
        })
    }
}

fn certificate_hash(grant: &[u8], node: &[u8]) -> Hash {
    h("certificate", &[grant, node])
}

/// A node whose chain holds. Made by [`Certificate::verify`] alone.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Member {
    /// The hash of its certificate, which log headers and statements name.
    pub certificate: Hash,
    pub node: NodeKey,
    pub box_key: BoxKey,
    pub operation: Operation,
    pub role: Role,
    pub place: PlaceId,
    pub place_name: String,
    pub serial: Serial,
    /// Which ticket of its box, from 0.
    pub index: u8,
    pub not_after: Timestamp,
    /// The ticket's public key.
    pub ticket_key: [u8; 32],
}

impl Member {
    /// The laptop's letter in 受付番号.
    pub fn letter(&self) -> char {
        char::from(b'A' + self.index)
    }

    pub fn may_write(&self, document: &DocumentId) -> bool {
        document.operation == self.operation.id
            && may_write(self.role, self.place, &self.node, document)
    }

    /// `city_time` is HQ's time statement; where there is none, nothing is expired.
    pub fn is_expired(&self, city_time: Option<Timestamp>) -> bool {
        city_time.is_some_and(|now| now > self.not_after)
    }

    /// `peer_id` is the one the transport's handshake proved.
    pub fn has_signed_admission(&self, peer_id: &[u8], signature: &[u8; 64]) -> bool {
        is_signed_by(self.node.bytes(), &admission_message(self.operation.id, peer_id), signature)
    }

    pub(crate) fn has_signed(&self, message: &Hash, signature: &[u8; 64]) -> bool {
        is_signed_by(self.node.bytes(), message, signature)
    }
}
