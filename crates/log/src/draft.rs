//! What headquarters asks the city's key to say: a statement without a signature, carried to where that
//! key is, read there by a person, and signed there.
//!
//! With it come the certificates of whom it is about, so that the person who signs sees which laptop
//! that is. Those are verified; what the draft says is believed by nobody before it is signed.

use musubi_model::ids::OperationId;

use crate::city::{CityKey, CitySecret};
use crate::hash::Hash;
use crate::node::{Certificate, Member};
use crate::statement::{Fact, Signer, Statement, hashes, read_fact, write};
use crate::wire::{Fields, Map, VEC, WireError};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub city: CityKey,
    pub operation: OperationId,
    pub fact: Fact,
    pub replaces: Vec<Hash>,
    /// Of whom it is about.
    pub about: Vec<Certificate>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DraftError {
    #[error(transparent)]
    Wire(#[from] WireError),
    #[error("it is for the key of another city")]
    City,
}

impl DraftError {
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Wire(error) => error.code(),
            Self::City => "draft_other_city",
        }
    }
}

impl Draft {
    pub const BYTES_MAX: usize = 200_000;
    pub const ABOUT_MAX: usize = 16;
    const WHAT: &str = "draft";

    /// Lists over their limits are the caller's mistake.
    pub fn to_bytes(&self) -> Vec<u8> {
        let payload = write(self.operation, Signer::City, &self.fact, &self.replaces);
        Map::default()
            .uint(0, 1)
            .bytes(1, self.city.bytes())
            .bytes(2, &payload)
            .list(3, &self.about, |out, certificate| {
                out.bytes(certificate.to_bytes()).expect(VEC);
            })
            .finish()
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, WireError> {
        let outer = Fields::parse(Self::WHAT, bytes, Self::BYTES_MAX)?;
        outer.format(1)?;
        let payload = outer.bytes(2)?;
        let fields = Fields::parse(Statement::WHAT, payload, Statement::BYTES_MAX)?;
        fields.format(1)?;
        if fields.has(4) {
            return Err(fields.bad(4));
        }
        Ok(Self {
            city: CityKey::new(outer.array(1)?),
            operation: OperationId::new(fields.array(1)?),
            fact: read_fact(&fields)?,
            replaces: hashes(&fields, 3, Statement::REPLACES_MAX)?,
            about: outer.list(3, Self::ABOUT_MAX, |decoder| {
                Certificate::from_bytes(decoder.bytes().ok()?).ok()
            })?,
        })
    }

    /// Whom it is about, as far as the city vouched for them.
    pub fn members(&self) -> Vec<Member> {
        let verified =
            self.about.iter().map(|certificate| certificate.verify(&self.city, self.operation));
        verified.filter_map(Result::ok).collect()
    }

    pub fn sign(&self, city: &CitySecret) -> Result<Statement, DraftError> {
        if city.public() != self.city {
            return Err(DraftError::City);
        }
        Ok(Statement::by_city(city, self.operation, &self.fact, &self.replaces))
    }
}
