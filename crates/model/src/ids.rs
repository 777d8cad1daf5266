//! Names of things: fixed-size byte strings with a text form, never bare `String`s.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// Why a text is not an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    #[error("an id of this kind has {want} characters, this text has {got}")]
    Length { want: usize, got: usize },
    #[error("character {position} does not belong in an id")]
    Character { position: usize },
}

/// Bytes that are written as lower-case hexadecimal digits.
macro_rules! hex_id {
    ($(#[$doc:meta])* $name:ident, $len:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name([u8; $len]);

        impl $name {
            pub const LEN: usize = $len;

            pub const fn new(bytes: [u8; $len]) -> Self {
                Self(bytes)
            }

            pub const fn bytes(&self) -> &[u8; $len] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                let mut bytes = [0; $len];
                read_hex(text, &mut bytes)?;
                Ok(Self(bytes))
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(text: String) -> Result<Self, IdError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.to_string()
            }
        }
    };
}

hex_id! {
    /// One activation of a city's disaster response, real or drill. Part of every document id.
    OperationId, 16
}
hex_id! {
    /// A shelter, car park, tent village, hamlet, or HQ itself.
    PlaceId, 16
}
hex_id! {
    /// Who wrote a change inside one document: derived from document, node and run.
    Actor, 16
}
hex_id! {
    /// A node's Ed25519 public key: the laptop, as everyone knows it.
    NodeKey, 32
}

impl PlaceId {
    /// The owner of documents that belong to the whole city.
    pub const CITY: Self = Self([0; 16]);
}

fn read_hex(text: &str, out: &mut [u8]) -> Result<(), IdError> {
    let digits = text.as_bytes();
    if digits.len() != out.len() * 2 {
        return Err(IdError::Length { want: out.len() * 2, got: digits.len() });
    }
    for (position, &digit) in digits.iter().enumerate() {
        let value = match digit {
            b'0'..=b'9' => digit - b'0',
            b'a'..=b'f' => digit - b'a' + 10,
            _ => return Err(IdError::Character { position }),
        };
        out[position / 2] = (out[position / 2] << 4) | value;
    }
    Ok(())
}

/// What a document is about, in the order in which kinds travel (people after staff).
///
/// The number stands in clear in every log's header; an unknown number is carried, not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Kind {
    /// Register of places, catalogue, notices, roster of staff. Written by HQ, read by the city.
    City = 1,
    /// One place's status, reports, headcounts, requests, stock, offers. Read by the city.
    Place = 2,
    /// Households, persons, stays of one place. Read by the place and HQ.
    People = 3,
    /// Staff safety reports taken at one place. Read by the city.
    Staff = 4,
    /// Accounts of one place. Read by the place.
    Desk = 5,
    /// Who looked at whom, when and why. Append-only records.
    Lookups = 6,
    /// Orthophoto layers of one publishing node.
    Layers = 7,
}

impl Kind {
    pub const ALL: [Self; 7] = [
        Self::City,
        Self::Place,
        Self::People,
        Self::Staff,
        Self::Desk,
        Self::Lookups,
        Self::Layers,
    ];

    pub const fn number(self) -> u8 {
        self as u8
    }

    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.number() == number)
    }
}

/// One document: the unit that is sealed, merged and compared.
///
/// `kind` is a raw number so that documents of later versions can be carried.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentId {
    pub operation: OperationId,
    pub kind: u8,
    pub owner: PlaceId,
}

impl DocumentId {
    pub fn new(operation: OperationId, kind: Kind, owner: PlaceId) -> Self {
        Self { operation, kind: kind.number(), owner }
    }

    /// The 33 bytes that are hashed: operation, kind, owner.
    pub fn to_bytes(&self) -> [u8; 33] {
        let mut bytes = [0; 33];
        bytes[..16].copy_from_slice(self.operation.bytes());
        bytes[16] = self.kind;
        bytes[17..].copy_from_slice(self.owner.bytes());
        bytes
    }
}

impl fmt::Debug for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.operation, self.kind, self.owner)
    }
}

/// A ULID: 48 bits of milliseconds, 80 bits of chance, 26 characters of Crockford's base 32.
///
/// Sorting by id sorts by creation as far as clocks agree, and no further.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RecordId([u8; 16]);

impl RecordId {
    pub const TEXT_LEN: usize = 26;
    const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// `chance` must be fresh random bytes. Times before 1970 count as 1970.
    pub fn mint(at: Timestamp, chance: [u8; 10]) -> Self {
        let millis = u64::try_from(at.millis()).unwrap_or(0).to_be_bytes();
        let mut bytes = [0; 16];
        bytes[..6].copy_from_slice(&millis[2..]);
        bytes[6..].copy_from_slice(&chance);
        Self(bytes)
    }

    pub const fn new(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    pub const fn bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = u128::from_be_bytes(self.0);
        (0..Self::TEXT_LEN).rev().try_for_each(|place| {
            let digit = (number >> (place * 5)) & 31;
            write!(f, "{}", char::from(Self::DIGITS[digit as usize]))
        })
    }
}

impl fmt::Debug for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for RecordId {
    type Err = IdError;

    /// Strict: upper case, no look-alike letters, so that one id has one text.
    fn from_str(text: &str) -> Result<Self, IdError> {
        if text.len() != Self::TEXT_LEN {
            return Err(IdError::Length { want: Self::TEXT_LEN, got: text.len() });
        }
        let mut number: u128 = 0;
        for (position, byte) in text.bytes().enumerate() {
            let digit = Self::DIGITS
                .iter()
                .position(|&known| known == byte)
                .filter(|&digit| position > 0 || digit < 8)
                .ok_or(IdError::Character { position })?;
            number = (number << 5) | digit as u128;
        }
        Ok(Self(number.to_be_bytes()))
    }
}

impl TryFrom<String> for RecordId {
    type Error = IdError;

    fn try_from(text: String) -> Result<Self, IdError> {
        text.parse()
    }
}

impl From<RecordId> for String {
    fn from(id: RecordId) -> Self {
        id.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_id_reads_back_from_its_text() {
        let id = RecordId::mint(Timestamp::from_millis(1_469_918_176_385), [0xfe; 10]);
        assert_eq!(&id.to_string()[..10], "01ARYZ6S41");
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(RecordId::new([0xff; 16]).to_string(), "7ZZZZZZZZZZZZZZZZZZZZZZZZZ");
    }

    #[test]
    fn one_id_has_one_text() {
        check::<RecordId>("8ZZZZZZZZZZZZZZZZZZZZZZZZZ", IdError::Character { position: 0 });
        check::<RecordId>("01arYZ6S41TSV4RRFFQ69G5FAV", IdError::Character { position: 2 });
        check::<RecordId>("01", IdError::Length { want: 26, got: 2 });
        check::<PlaceId>("00FF", IdError::Length { want: 32, got: 4 });
        check::<PlaceId>("00fF00000000000000000000000000aa", IdError::Character { position: 3 });
    }

    #[track_caller]
    fn check<T: FromStr<Err = IdError> + fmt::Debug + PartialEq>(text: &str, want: IdError) {
        assert_eq!(text.parse::<T>(), Err(want));
    }
}
