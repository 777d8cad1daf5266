//! The city's root key, made once in peacetime and kept offline, and the operations it opens.

use std::fmt;

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use musubi_model::ids::OperationId;
use rand_core::CryptoRng;

use crate::hash::Hash;
use crate::secret::Secret;

/// A city, as everyone knows it: its Ed25519 public key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CityKey([u8; 32]);

impl CityKey {
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for CityKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for CityKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The root key itself. Issues tickets and city statements, nothing else.
pub struct CitySecret(SigningKey);

impl CitySecret {
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        Self::from_secret(&Secret::generate(rng))
    }

    pub fn from_secret(secret: &Secret) -> Self {
        Self(SigningKey::from_bytes(secret.expose()))
    }

    pub fn to_secret(&self) -> Secret {
        Secret::new(self.0.to_bytes())
    }

    pub fn public(&self) -> CityKey {
        CityKey(self.0.verifying_key().to_bytes())
    }

    pub(crate) fn sign(&self, message: &Hash) -> [u8; 64] {
        sign(&self.0, message)
    }
}

impl fmt::Debug for CitySecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CitySecret(..)")
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum OperationKind {
    Real = 1,
    Drill = 2,
}

impl OperationKind {
    pub const fn number(self) -> u8 {
        self as u8
    }

    pub fn from_number(number: u8) -> Option<Self> {
        [Self::Real, Self::Drill].into_iter().find(|kind| kind.number() == number)
    }
}

/// One activation. Its id is part of every document id, so drill and real data never mix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    pub id: OperationId,
    pub kind: OperationKind,
    pub name: String,
}

impl Operation {
    pub const NAME_BYTES_MAX: usize = 60;

    pub fn mint(kind: OperationKind, name: &str, rng: &mut impl CryptoRng) -> Self {
        let mut id = [0; 16];
        rng.fill_bytes(&mut id);
        Self { id: OperationId::new(id), kind, name: cut(name, Self::NAME_BYTES_MAX) }
    }
}

/// The longest beginning of whole characters that fits.
pub(crate) fn cut(text: &str, bytes_max: usize) -> String {
    text[..text.floor_char_boundary(bytes_max)].to_owned()
}

pub(crate) fn sign(key: &SigningKey, message: &Hash) -> [u8; 64] {
    key.sign(message.bytes()).to_bytes()
}

/// Strict verification: no weak keys, no second signature made from a first.
pub(crate) fn is_signed_by(key: &[u8; 32], message: &Hash, signature: &[u8; 64]) -> bool {
    VerifyingKey::from_bytes(key).is_ok_and(|key| {
        key.verify_strict(message.bytes(), &Signature::from_bytes(signature)).is_ok()
    })
}
