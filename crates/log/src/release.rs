//! A program file that the city vouches for: the paper that lies beside it on a stick.
//!
//! Laptops know one authority, their city's key, from their ticket on; so it is the city that signs
//! what its laptops run, with the key that signs their tickets, in the same quiet hour.

use std::fmt;

use crate::city::{CityKey, CitySecret, is_signed_by};
use crate::hash::{Hash, h};
use crate::wire::{Fields, Map, WireError};

/// What the city says of one file. Says nothing until verified.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedRelease {
    payload: Vec<u8>,
    signature: [u8; 64],
}

/// A file's name for itself and what its bytes must be. Made by [`SignedRelease::verify`] alone.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Release {
    /// `0.1.0`
    pub version: String,
    /// What it runs on: `x86_64-linux`.
    pub target: String,
    pub bytes: u64,
    hash: Hash,
}

/// Why a file is not what the city vouches for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReleaseError {
    #[error(transparent)]
    Wire(#[from] WireError),
    #[error("this program was not signed by this laptop's city")]
    City,
    #[error("the program's bytes are not those that the city signed")]
    Bytes,
}

impl ReleaseError {
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Wire(error) => error.code(),
            Self::City => "release_city",
            Self::Bytes => "release_bytes",
        }
    }
}

impl SignedRelease {
    pub const BYTES_MAX: usize = 1_024;
    pub const VERSION_BYTES_MAX: usize = 40;
    pub const TARGET_BYTES_MAX: usize = 60;
    const WHAT: &str = "signed release";

    pub fn sign(city: &CitySecret, version: &str, target: &str, file: &[u8]) -> Self {
        let payload = Map::default()
            .uint(0, 1)
            .text(1, version)
            .text(2, target)
            .uint(3, file.len() as u64)
            .bytes(4, file_hash(file).bytes())
            .finish();
        let signature = city.sign(&release_hash(&city.public(), &payload));
        Self { payload, signature }
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, WireError> {
        let fields = Fields::parse(Self::WHAT, bytes, Self::BYTES_MAX)?;
        Ok(Self { payload: fields.bytes(0)?.to_vec(), signature: fields.array(1)? })
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        Map::default().bytes(0, &self.payload).bytes(1, &self.signature).finish()
    }

    pub fn verify(&self, city: &CityKey) -> Result<Release, ReleaseError> {
        let hash = release_hash(city, &self.payload);
        if !is_signed_by(city.bytes(), &hash, &self.signature) {
            return Err(ReleaseError::City);
        }
        let fields = Fields::parse("release", &self.payload, Self::BYTES_MAX)?;
        fields.format(1)?;
        Ok(Release {
            version: fields.text(1, Self::VERSION_BYTES_MAX)?.to_owned(),
            target: fields.text(2, Self::TARGET_BYTES_MAX)?.to_owned(),
            bytes: fields.uint(3)?,
            hash: Hash::new(fields.array(4)?),
        })
    }
}

impl Release {
    pub fn check(&self, file: &[u8]) -> Result<(), ReleaseError> {
        let is_it = file.len() as u64 == self.bytes && file_hash(file) == self.hash;
        if is_it { Ok(()) } else { Err(ReleaseError::Bytes) }
    }
}

impl fmt::Debug for SignedRelease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignedRelease({} bytes)", self.payload.len())
    }
}

fn release_hash(city: &CityKey, payload: &[u8]) -> Hash {
    h("release", &[city.bytes(), payload])
}

fn file_hash(file: &[u8]) -> Hash {
    h("release file", &[file])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;

    fn city(number: u8) -> CitySecret {
        CitySecret::from_secret(&Secret::new([number; 32]))
    }

    #[test]
    fn a_file_is_what_its_city_signed_and_nothing_else() {
        let file = b"a program".as_slice();
        let signed = SignedRelease::sign(&city(1), "1.2.3", "x86_64-linux", file);
        let read = SignedRelease::from_bytes(&signed.to_bytes()).expect("it reads back");
        let release = read.verify(&city(1).public()).expect("it holds");
        assert_eq!((release.version.as_str(), release.target.as_str()), ("1.2.3", "x86_64-linux"));
        assert_eq!(release.check(file), Ok(()));
        assert_eq!(release.check(b"a progran"), Err(ReleaseError::Bytes));
        assert_eq!(release.check(b"a program "), Err(ReleaseError::Bytes));
        assert_eq!(read.verify(&city(2).public()), Err(ReleaseError::City));
    }

    #[test]
    fn no_byte_of_a_signed_release_can_be_altered() {
        let signed =
            SignedRelease::sign(&city(1), "1.2.3", "x86_64-linux", b"a program").to_bytes();
        for at in 0..signed.len() {
            let mut altered = signed.clone();
            altered[at] ^= 1;
            let held = SignedRelease::from_bytes(&altered)
                .is_ok_and(|read| read.verify(&city(1).public()).is_ok());
            assert!(!held, "byte {at}");
        }
    }
}
