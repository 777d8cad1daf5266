//! What lies in safes: a laptop's enrolment, the city's root key, an operation's reader master.
//! Each is a [`KeyFile`] whose purpose is part of its seal, so none passes for another.

use musubi_model::ids::OperationId;
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::city::{CityKey, CitySecret, Operation, OperationKind};
use crate::keyfile::{KeyFile, KeyFileError, Lock};
use crate::keyring::{ReaderMaster, ReaderSecrets};
use crate::node::{Certificate, CertificateError, Member, NodeSecret};
use crate::secret::Secret;
use crate::ticket::Enrolment;
use crate::wire::{Fields, Map};

const ENROLMENT: &str = "enrolment";
const CITY: &str = "city";
const OPERATION: &str = "operation";

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
