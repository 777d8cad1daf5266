//! Boxing to an X25519 key: what one sender closes, the holder of the key alone opens.
//!
//! A box is `ephemeral public key (32) ‖ AES-256-GCM-SIV`, key `H('box'; shared secret, ephemeral,
//! recipient)`, nonce zero (the key is used once), associated data = the context's bytes.

use std::fmt;

use aes_gcm_siv::aead::{Aead, Payload};
use aes_gcm_siv::{Aes256GcmSiv, KeyInit, Nonce};
use rand_core::CryptoRng;
use x25519_dalek::{PublicKey, StaticSecret};
use zeroize::Zeroizing;

use crate::hash::h;
use crate::secret::Secret;

/// The public half of a letter box.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BoxKey([u8; 32]);

impl BoxKey {
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// `context` says what for, and must be given again to open.
    pub fn seal(&self, context: &[u8], message: &[u8], rng: &mut impl CryptoRng) -> Vec<u8> {
        let ephemeral = BoxSecret::generate(rng);
        let public = ephemeral.public();
        let key = ephemeral.shared(self, &public, self);
        let payload = Payload { msg: message, aad: context };
        let sealed = cipher(&key)
            .encrypt(&Nonce::default(), payload)
            .expect("a message in memory is shorter than the cipher's limit");
        [&public.0[..], &sealed].concat()
    }
}

impl fmt::Debug for BoxKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the box is not for this key, or was altered")]
pub struct BoxError;

/// The secret half of a letter box.
#[derive(Clone)]
pub struct BoxSecret(StaticSecret);

impl BoxSecret {
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        Self::from_secret(&Secret::generate(rng))
    }

    pub fn from_secret(secret: &Secret) -> Self {
        Self(StaticSecret::from(*secret.expose()))
    }

    pub fn to_secret(&self) -> Secret {
        Secret::new(self.0.to_bytes())
    }

    pub fn public(&self) -> BoxKey {
        BoxKey(PublicKey::from(&self.0).to_bytes())
    }

    pub fn open(&self, context: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, BoxError> {
        let (ephemeral, sealed) = sealed.split_first_chunk::<32>().ok_or(BoxError)?;
        let ephemeral = BoxKey(*ephemeral);
        let key = self.shared(&ephemeral, &ephemeral, &self.public());
        let payload = Payload { msg: sealed, aad: context };
        let message = cipher(&key).decrypt(&Nonce::default(), payload).map_err(|_| BoxError)?;
        Ok(Zeroizing::new(message))
    }

    fn shared(&self, with: &BoxKey, ephemeral: &BoxKey, recipient: &BoxKey) -> Secret {
        let shared = self.0.diffie_hellman(&PublicKey::from(with.0));
        Secret::new(*h("box", &[shared.as_bytes(), &ephemeral.0, &recipient.0]).bytes())
    }
}

impl fmt::Debug for BoxSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BoxSecret(..)")
    }
}

fn cipher(key: &Secret) -> Aes256GcmSiv {
    Aes256GcmSiv::new(key.expose().into())
}
