//! 32 secret bytes: they print nothing and are wiped when dropped.

use std::fmt;

use rand_core::CryptoRng;
use zeroize::Zeroize;

use crate::hash::h;

#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; 32]);

impl Secret {
    pub const LEN: usize = 32;

    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        let mut bytes = [0; 32];
        rng.fill_bytes(&mut bytes);
        Self(bytes)
    }

    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// For writing into a sealed file or a ticket, nothing else.
    pub const fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// `H(domain; self, fields…)` as another secret.
    pub(crate) fn derive(&self, domain: &str, fields: &[&[u8]]) -> Self {
        let mut all: Vec<&[u8]> = vec![&self.0];
        all.extend_from_slice(fields);
        Self(*h(domain, &all).bytes())
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}
