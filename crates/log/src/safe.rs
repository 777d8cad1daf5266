//! What lies in safes: a laptop's enrolment, the city's root key, an operation's reader master.
//! Each is a [`KeyFile`] whose purpose is part of its seal, so none passes for another.

use musubi_model::ids::OperationId;
use musubi_model::time::Timestamp;
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::city::{CityKey, CitySecret, Operation, OperationKind};
use crate::ending::{Destruction, Kept, MadeBundle, read_left, write_left};
use crate::hash::Hash;
use crate::keyfile::{KeyFile, KeyFileError, Lock, open, seal};
use crate::keyring::{ReaderMaster, ReaderSecrets};
use crate::node::{Certificate, CertificateError, Member, NodeSecret};
use crate::secret::Secret;
use crate::ticket::Enrolment;
use crate::wire::{Fields, Map};

const ENROLMENT: &str = "enrolment";
const CITY: &str = "city";
const OPERATION: &str = "operation";
const REMAINS: &str = "remains";
const KEPT: &str = "kept";

impl Enrolment {
    pub fn seal(&self, locks: &[Lock<'_>], rng: &mut impl CryptoRng) -> KeyFile {
        let (signing, boxing) = self.node.to_secrets();
        // Fields 1 to 3 are the reader secrets, as on the ticket.
        let map = Map::default()
            .uint(0, 1)
            .bytes(4, self.city.bytes())
            .bytes(5, signing.expose())
            .bytes(6, boxing.expose())
            .bytes(7, self.certificate.to_bytes());
        let contents = Zeroizing::new(self.readers.write(map).finish());
        KeyFile::seal(ENROLMENT, &contents, locks, rng)
    }

    pub fn open(file: &KeyFile, lock: &Lock<'_>) -> Result<Self, KeyFileError> {
        let contents = file.open(ENROLMENT, lock)?;
        let fields = Fields::parse(ENROLMENT, &contents, KeyFile::BYTES_MAX)?;
        fields.format(1)?;
        Ok(Self {
            city: CityKey::new(fields.array(4)?),
            node: NodeSecret::from_secrets(
                &Secret::new(fields.array(5)?),
                &Secret::new(fields.array(6)?),
            ),
            certificate: Certificate::from_bytes(fields.bytes(7)?)?,
            readers: ReaderSecrets::read(&fields)?,
        })
    }

    /// What the own certificate says of this laptop. Its operation is its own.
    pub fn member(&self) -> Result<Member, CertificateError> {
        self.certificate.verify(&self.city, self.certificate.grant()?.operation.id)
    }
}

/// What an erasure leaves of an enrolment: who the laptop was, and what it still has to sign. No
/// reader secret, and no letter box, for that would open the wraps in everybody's journal.
pub struct Remains {
    pub city: CityKey,
    signing: Secret,
    pub certificate: Certificate,
    /// The order that was obeyed.
    pub order: Hash,
    pub bundles: Vec<MadeBundle>,
    pub kept: Vec<Kept>,
}

impl Remains {
    pub fn of(
        enrolment: &Enrolment,
        order: Hash,
        bundles: Vec<MadeBundle>,
        kept: Vec<Kept>,
    ) -> Self {
        let (signing, _) = enrolment.node.to_secrets();
        let (city, certificate) = (enrolment.city, enrolment.certificate.clone());
        Self { city, signing, certificate, order, bundles, kept }
    }

    pub fn seal(&self, locks: &[Lock<'_>], rng: &mut impl CryptoRng) -> KeyFile {
        let map = Map::default()
            .uint(0, 1)
            .bytes(4, self.city.bytes())
            .bytes(5, self.signing.expose())
            .bytes(7, self.certificate.to_bytes())
            .bytes(8, self.order.bytes());
        let map = write_left(map, (9, &self.bundles), (10, &self.kept));
        KeyFile::seal(REMAINS, &Zeroizing::new(map.finish()), locks, rng)
    }

    pub fn open(file: &KeyFile, lock: &Lock<'_>) -> Result<Self, KeyFileError> {
        let contents = file.open(REMAINS, lock)?;
        let fields = Fields::parse(REMAINS, &contents, KeyFile::BYTES_MAX)?;
        fields.format(1)?;
        let (bundles, kept) = read_left(&fields, 9, 10)?;
        Ok(Self {
            city: CityKey::new(fields.array(4)?),
            signing: Secret::new(fields.array(5)?),
            certificate: Certificate::from_bytes(fields.bytes(7)?)?,
            order: Hash::new(fields.array(8)?),
            bundles,
            kept,
        })
    }

    /// A node that reads nothing and can be written to by nobody. Its letter box is no secret.
    pub fn enrolment(&self) -> Enrolment {
        Enrolment {
            city: self.city,
            node: NodeSecret::from_secrets(&self.signing, &Secret::new([0; Secret::LEN])),
            certificate: self.certificate.clone(),
            readers: ReaderSecrets::Nothing,
        }
    }

    /// What is to be said once everything is gone.
    pub fn destruction(&self, at: Timestamp) -> Destruction {
        let node = self.enrolment().node.key();
        let (bundles, kept) = (self.bundles.clone(), self.kept.clone());
        Destruction { node, order: self.order, at, bundles, kept }
    }
}

/// The key of what headquarters keeps of look-ups beyond an erasure. Without its file they are gone.
pub struct KeptKey(Secret);

impl KeptKey {
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        Self(Secret::generate(rng))
    }

    pub fn seal(&self, locks: &[Lock<'_>], rng: &mut impl CryptoRng) -> KeyFile {
        KeyFile::seal(KEPT, self.0.expose(), locks, rng)
    }

    pub fn open(file: &KeyFile, lock: &Lock<'_>) -> Result<Self, KeyFileError> {
        let contents = file.open(KEPT, lock)?;
        let secret = contents.as_slice().try_into().map_err(|_| KeyFileError::Altered)?;
        Ok(Self(Secret::new(secret)))
    }

    pub fn seal_lookups(
        &self,
        operation: OperationId,
        json: &[u8],
        rng: &mut impl CryptoRng,
    ) -> Vec<u8> {
        seal(&self.0, &kept_context(operation), json, rng)
    }

    /// `None`: altered, or of another key or operation.
    pub fn open_lookups(
        &self,
        operation: OperationId,
        sealed: &[u8],
    ) -> Option<Zeroizing<Vec<u8>>> {
        open(&self.0, &kept_context(operation), sealed)
    }
}

fn kept_context(operation: OperationId) -> Vec<u8> {
    [b"kept lookups", &operation.bytes()[..]].concat()
}

impl CitySecret {
    pub fn seal(&self, locks: &[Lock<'_>], rng: &mut impl CryptoRng) -> KeyFile {
        KeyFile::seal(CITY, self.to_secret().expose(), locks, rng)
    }

    pub fn open(file: &KeyFile, lock: &Lock<'_>) -> Result<Self, KeyFileError> {
        let contents = file.open(CITY, lock)?;
        let secret = contents.as_slice().try_into().map_err(|_| KeyFileError::Altered)?;
        Ok(Self::from_secret(&Secret::new(secret)))
    }
}

/// An operation and the master from which all its readers' secrets come. Whoever issues tickets
/// keeps it beside the city's key.
#[derive(Debug)]
pub struct OperationSecret {
    pub operation: Operation,
    pub master: ReaderMaster,
}

impl OperationSecret {
    pub fn mint(kind: OperationKind, name: &str, rng: &mut impl CryptoRng) -> Self {
        Self { operation: Operation::mint(kind, name, rng), master: ReaderMaster::generate(rng) }
    }

    pub fn seal(&self, locks: &[Lock<'_>], rng: &mut impl CryptoRng) -> KeyFile {
        let contents = Map::default()
            .uint(0, 1)
            .bytes(1, self.operation.id.bytes())
            .uint(2, self.operation.kind.number().into())
            .text(3, &self.operation.name)
            .bytes(4, self.master.secret().expose())
            .finish();
        KeyFile::seal(OPERATION, &Zeroizing::new(contents), locks, rng)
    }

    pub fn open(file: &KeyFile, lock: &Lock<'_>) -> Result<Self, KeyFileError> {
        let contents = file.open(OPERATION, lock)?;
        let fields = Fields::parse(OPERATION, &contents, KeyFile::BYTES_MAX)?;
        fields.format(1)?;
        let kind = OperationKind::from_number(fields.byte(2)?).ok_or(KeyFileError::Altered)?;
        Ok(Self {
            operation: Operation {
                id: OperationId::new(fields.array(1)?),
                kind,
                name: fields.text(3, Operation::NAME_BYTES_MAX)?.to_owned(),
            },
            master: ReaderMaster::from_secret(Secret::new(fields.array(4)?)),
        })
    }
}
