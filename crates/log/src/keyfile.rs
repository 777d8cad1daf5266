//! Secrets at rest: a file whose contents are sealed under a random key, and slots that each give
//! that key to one way of opening it.
//!
//! A **plain** slot holds the key in clear (drills, and laptops nobody can unlock at night); a
//! **passphrase** slot holds it sealed under argon2id. Slots of later versions are kept.

use std::fmt;

use aes_gcm_siv::aead::{Aead, Payload};
use aes_gcm_siv::{Aes256GcmSiv, KeyInit, Nonce};
use argon2::{Algorithm, Argon2, Params, Version};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::secret::Secret;
use crate::wire::{Fields, Map, Unknown, WireError};

/// How a slot gives the key away.
pub enum Lock<'a> {
    Plain,
    Passphrase(&'a str),
}

/// Why a key file does not open.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyFileError {
    #[error(transparent)]
    Wire(#[from] WireError),
    #[error("these secrets are locked by a passphrase")]
    Locked,
    #[error("this passphrase does not open the secrets")]
    Passphrase,
    #[error("the secrets were altered or are of another kind")]
    Altered,
}

impl KeyFileError {
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Wire(error) => error.code(),
            Self::Locked => "keyfile_locked",
            Self::Passphrase => "keyfile_passphrase",
            Self::Altered => "keyfile_altered",
        }
    }
}

/// A key file that is not open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyFile {
    slots: Vec<Slot>,
    sealed: Vec<u8>,
    unknown: Unknown,
}

#[derive(Clone, PartialEq, Eq)]
struct Slot {
    kind: u8,
    content: Vec<u8>,
}

const PLAIN: u8 = 0;
const PASSPHRASE: u8 = 1;

impl KeyFile {
    pub const BYTES_MAX: usize = 65_536;
    pub const SLOTS_MAX: usize = 8;
    const WHAT: &str = "key file";

    /// `purpose` says what the contents are; it must be given again to open.
    pub fn seal(
        purpose: &str,
        contents: &[u8],
        locks: &[Lock<'_>],
        rng: &mut impl CryptoRng,
    ) -> Self {
        let key = Secret::generate(rng);
        let slots = locks.iter().map(|lock| Slot::new(lock, &key, rng)).collect();
        let sealed = seal(&key, purpose.as_bytes(), contents, rng);
        Self { slots, sealed, unknown: Unknown::new() }
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, KeyFileError> {
        let fields = Fields::parse(Self::WHAT, bytes, Self::BYTES_MAX)?;
        fields.format(1)?;
        let slots = fields.list(1, Self::SLOTS_MAX, |decoder| {
            let pair = decoder.array().ok()??;
            let kind = decoder.u8().ok()?;
            let content = decoder.bytes().ok()?.to_vec();
            (pair == 2).then_some(Slot { kind, content })
        })?;
        let unknown = fields.unknown(&[0, 1, 2]);
        Ok(Self { slots, sealed: fields.bytes(2)?.to_vec(), unknown })
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        Map::default()
            .uint(0, 1)
            .list(1, &self.slots, |out, slot| {
                out.array(2)
                    .and_then(|out| out.u8(slot.kind))
                    .and_then(|out| out.bytes(&slot.content))
                    .expect(crate::wire::VEC);
            })
            .bytes(2, &self.sealed)
            .unknown(&self.unknown)
            .finish()
    }

    /// Whether a passphrase is needed.
    pub fn is_locked(&self) -> bool {
        !self.slots.iter().any(|slot| slot.kind == PLAIN)
    }

    pub fn open(&self, purpose: &str, lock: &Lock<'_>) -> Result<Zeroizing<Vec<u8>>, KeyFileError> {
        let key = self.key(lock)?;
        open(&key, purpose.as_bytes(), &self.sealed).ok_or(KeyFileError::Altered)
    }

    /// Opens by one lock and adds another.
    pub fn add(
        &mut self,
        with: &Lock<'_>,
        new: &Lock<'_>,
        rng: &mut impl CryptoRng,
    ) -> Result<(), KeyFileError> {
        let key = self.key(with)?;
        self.slots.push(Slot::new(new, &key, rng));
        Ok(())
    }

    fn key(&self, lock: &Lock<'_>) -> Result<Secret, KeyFileError> {
        match lock {
            Lock::Plain => {
                let slot = self.slots.iter().find(|slot| slot.kind == PLAIN);
                let content = &slot.ok_or(KeyFileError::Locked)?.content;
                let key = content.as_slice().try_into().map_err(|_| KeyFileError::Altered)?;
                Ok(Secret::new(key))
            }
            Lock::Passphrase(passphrase) => self
                .slots
                .iter()
                .filter(|slot| slot.kind == PASSPHRASE)
                .find_map(|slot| slot.open(passphrase))
                .ok_or(KeyFileError::Passphrase),
        }
    }
}

impl Slot {
    fn new(lock: &Lock<'_>, key: &Secret, rng: &mut impl CryptoRng) -> Self {
        match lock {
            Lock::Plain => Self { kind: PLAIN, content: key.expose().to_vec() },
            Lock::Passphrase(passphrase) => Self {
                kind: PASSPHRASE,
                content: seal_with_password(passphrase.as_bytes(), SLOT, key.expose(), rng),
            },
        }
    }

    fn open(&self, passphrase: &str) -> Option<Secret> {
        let key = open_with_password(passphrase.as_bytes(), SLOT, &self.content)?;
        Some(Secret::new(key.as_slice().try_into().ok()?))
    }
}

impl fmt::Debug for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Slot({}, ..)", self.kind)
    }
}

const SLOT: &[u8] = b"key file slot";
const SALT_LEN: usize = 16;
const NONCE_LEN: usize = 12;

/// argon2id v1.3, 64 MiB, 3 passes, 1 lane: fixed by the format, so that no file or ticket can ask
/// for more memory than a 4 GB laptop has.
const MEMORY_KIB: u32 = 65_536;
const PASSES: u32 = 3;

/// `salt (16) ‖ AES-256-GCM-SIV`, nonce zero: the salt makes the key single-use.
pub(crate) fn seal_with_password(
    password: &[u8],
    context: &[u8],
    message: &[u8],
    rng: &mut impl CryptoRng,
) -> Vec<u8> {
    let mut salt = [0; SALT_LEN];
    rng.fill_bytes(&mut salt);
    let payload = Payload { msg: message, aad: context };
    let sealed = cipher(&stretch(password, &salt))
        .encrypt(&Nonce::default(), payload)
        .expect("a message in memory is shorter than the cipher's limit");
    [&salt[..], &sealed].concat()
}

pub(crate) fn open_with_password(
    password: &[u8],
    context: &[u8],
    sealed: &[u8],
) -> Option<Zeroizing<Vec<u8>>> {
    let (salt, sealed) = sealed.split_first_chunk::<SALT_LEN>()?;
    let payload = Payload { msg: sealed, aad: context };
    let opened = cipher(&stretch(password, salt)).decrypt(&Nonce::default(), payload).ok()?;
    Some(Zeroizing::new(opened))
}

fn stretch(password: &[u8], salt: &[u8; SALT_LEN]) -> Secret {
    let params = Params::new(MEMORY_KIB, PASSES, 1, Some(Secret::LEN))
        .expect("the format's parameters are valid");
    let mut key = [0; Secret::LEN];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password, salt, &mut key)
        .expect("salt and output have valid lengths");
    Secret::new(key)
}

/// `nonce (12) ‖ AES-256-GCM-SIV`, for many messages under one key.
pub(crate) fn seal(
    key: &Secret,
    context: &[u8],
    message: &[u8],
    rng: &mut impl CryptoRng,
) -> Vec<u8> {
    let mut nonce = [0; NONCE_LEN];
    rng.fill_bytes(&mut nonce);
    let payload = Payload { msg: message, aad: context };
    let sealed = cipher(key)
        .encrypt(&Nonce::from(nonce), payload)
        .expect("a message in memory is shorter than the cipher's limit");
    [&nonce[..], &sealed].concat()
}

pub(crate) fn open(key: &Secret, context: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE_LEN>()?;
    let payload = Payload { msg: sealed, aad: context };
    cipher(key).decrypt(&Nonce::from(*nonce), payload).ok().map(Zeroizing::new)
}

fn cipher(key: &Secret) -> Aes256GcmSiv {
    Aes256GcmSiv::new(key.expose().into())
}
