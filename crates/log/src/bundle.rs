//! The courier bundle: items in a file that somebody carries (`docs/format.md`, section 8).
//!
//! A header says whose it is and where it goes; then what its maker holds, signed; then items, each
//! in a frame with a length and checks of its own, so that a file that was cut is good up to its
//! last whole frame. [`Packer`] gives the bytes one frame after the other, [`Unpacker`] takes them
//! in any pieces: neither ever holds more than one frame.
//!
//! Invariant: nothing of a bundle is believed for standing in it. Items are verified by whoever
//! stores them; holdings are their maker's word and say only what need not be carried there.
//!
//! Deliberately absent: files, what a holdings message says, which items to carry.

use std::fmt;

use musubi_model::ids::{OperationId, PlaceId};
use musubi_model::time::Timestamp;

use crate::blob::{BlobName, CHUNK_BYTES, VALUES_MAX};
use crate::city::CityKey;
use crate::hash::{Hash, h};
use crate::item::Item;
use crate::node::{Certificate, CertificateError, Member, NodeSecret};
use crate::wire::{Fields, Map, WireError};

mod unpacker;

pub use unpacker::{Ending, Found, Part, Unpacker};

const MAGIC: &[u8; 8] = b"musubi-c";
const FORMAT: u32 = 1;
/// Magic and format.
const PREFIX_LEN: usize = 12;
const HEAD_LEN: usize = 16;
/// No frame of any version carries more.
pub const PAYLOAD_BYTES_MAX: usize = 524_288;

/// What stands in a frame. Others are stepped over.
const HEADER: u8 = 1;
const HOLDINGS: u8 = 2;
const ITEM: u8 = 3;
const BLOB: u8 = 4;
const END: u8 = 5;

/// How much of what its maker holds a bundle carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Scope {
    /// What the destination lacks, as far as its maker knows.
    Missing = 1,
    Everything = 2,
}

/// Whose bundle it is and where it goes. Says nothing until verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    bytes: Vec<u8>,
    pub city: CityKey,
    pub operation: OperationId,
    pub to: PlaceId,
    pub certificate: Certificate,
    pub made: Timestamp,
    pub scope: Scope,
}

/// Why a file is not taken. Nothing of it was used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    #[error("this file is not a bundle of Musubi")]
    NotABundle,
    #[error("the bundle is of format {format}: a newer Musubi made it")]
    Format { format: u32 },
    #[error("the bundle ends or is damaged before it says whose it is")]
    Header,
    #[error("the bundle is of another city")]
    City,
    #[error("the bundle is of another operation of this city")]
    Operation,
    #[error("whoever made the bundle has no valid certificate of this city")]
    Certificate(#[source] CertificateError),
}

impl BundleError {
    /// Stable, for programs and for the screen's help page.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotABundle => "bundle_not_one",
            Self::Format { .. } => "bundle_newer",
            Self::Header => "bundle_no_header",
            Self::City => "bundle_other_city",
            Self::Operation => "bundle_other_operation",
            Self::Certificate(_) => "bundle_certificate",
        }
    }
}

impl Header {
    pub const BYTES_MAX: usize = 1_024;
    const WHAT: &str = "bundle header";

    pub fn new(
        city: CityKey,
        operation: OperationId,
        to: PlaceId,
        certificate: &Certificate,
        made: Timestamp,
        scope: Scope,
    ) -> Self {
        let bytes = Map::default()
            .bytes(1, city.bytes())
            .bytes(2, operation.bytes())
            .bytes(3, to.bytes())
            .bytes(4, certificate.to_bytes())
            .int(5, made.millis())
            .uint(6, u64::from(scope as u8))
            .finish();
        Self { bytes, city, operation, to, certificate: certificate.clone(), made, scope }
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, WireError> {
        let fields = Fields::parse(Self::WHAT, bytes, Self::BYTES_MAX)?;
        let scope = match fields.byte(6)? {
            1 => Scope::Missing,
            2 => Scope::Everything,
            _ => return Err(fields.bad(6)),
        };
        Ok(Self {
            bytes: bytes.to_vec(),
            city: CityKey::new(fields.array(1)?),
            operation: OperationId::new(fields.array(2)?),
            to: PlaceId::new(fields.array(3)?),
            certificate: Certificate::from_bytes(fields.bytes(4)?)?,
            made: Timestamp::from_millis(fields.int(5)?),
            scope,
        })
    }

    /// Who made it, if it is of this city and operation.
    pub fn verify(&self, city: &CityKey, operation: OperationId) -> Result<Member, BundleError> {
        if self.city != *city {
            return Err(BundleError::City);
        }
        if self.operation != operation {
            return Err(BundleError::Operation);
        }
        self.certificate.verify(city, operation).map_err(BundleError::Certificate)
    }
}

/// A part of what the maker of a bundle says it holds: a message as a neighbour would get it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    signature: [u8; 64],
    message: Vec<u8>,
}

impl Claim {
    pub fn sign(node: &NodeSecret, header: &Header, message: Vec<u8>) -> Self {
        Self { signature: node.sign(&claimed(header, &message)), message }
    }

    /// The message, if the maker of this header's bundle said it there.
    pub fn verify(&self, header: &Header, maker: &Member) -> Option<&[u8]> {
        let said = maker.has_signed(&claimed(header, &self.message), &self.signature);
        said.then_some(&self.message)
    }

    /// How many it takes in a bundle.
    pub fn bytes(&self) -> usize {
        HEAD_LEN + self.signature.len() + self.message.len()
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (signature, message) = bytes.split_first_chunk()?;
        Some(Self { signature: *signature, message: message.to_vec() })
    }
}

fn claimed(header: &Header, message: &[u8]) -> Hash {
    h("holdings", &[&header.bytes, message])
}

/// A part of a blob (`docs/format.md`, section 10). Proves nothing by standing in a bundle.
#[derive(Clone, PartialEq, Eq)]
pub struct BlobPart {
    pub name: BlobName,
    /// Of the whole blob.
    pub bytes: u64,
    /// Of the first chunk that it is about.
    pub index: u32,
    pub piece: Piece,
}

#[derive(Clone, PartialEq, Eq)]
pub enum Piece {
    /// Chaining values of chunks from `index` on.
    List(Vec<u8>),
    /// The bytes of the chunk.
    Chunk(Vec<u8>),
}

impl fmt::Debug for BlobPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, bytes) = match &self.piece {
            Piece::List(list) => ("list", list.len()),
            Piece::Chunk(chunk) => ("chunk", chunk.len()),
        };
        write!(f, "{what} {} of {}, {bytes} bytes", self.index, self.name)
    }
}

impl BlobPart {
    fn to_bytes(&self) -> Vec<u8> {
        let (what, data) = match &self.piece {
            Piece::List(list) => (0, list),
            Piece::Chunk(chunk) => (1, chunk),
        };
        let (name, bytes, index) =
            (self.name.bytes(), self.bytes.to_le_bytes(), self.index.to_le_bytes());
        [&name[..], &bytes, &index, &[what], data].concat()
    }

    fn from_bytes(payload: &[u8]) -> Option<Self> {
        let (name, rest) = payload.split_first_chunk()?;
        let (bytes, rest) = rest.split_first_chunk()?;
        let (index, rest) = rest.split_first_chunk()?;
        let piece = match rest.split_first()? {
            (0, list) if list.len() <= 32 * VALUES_MAX && list.len().is_multiple_of(32) => {
                Piece::List(list.to_vec())
            }
            (1, chunk) if chunk.len() <= CHUNK_BYTES => Piece::Chunk(chunk.to_vec()),
            _ => return None,
        };
        let (bytes, index) = (u64::from_le_bytes(*bytes), u32::from_le_bytes(*index));
        Some(Self { name: BlobName::new(*name), bytes, index, piece })
    }
}

/// A bundle in the making: frames to be written one after the other.
#[derive(Debug)]
pub struct Packer {
    offset: u64,
    items: u64,
}

impl Packer {
    /// The bundle's first bytes, its header's frame included.
    pub fn begin(header: &Header) -> (Self, Vec<u8>) {
        let mut packer = Self { offset: PREFIX_LEN as u64, items: 0 };
        let mut bytes = [&MAGIC[..], &FORMAT.to_le_bytes()].concat();
        bytes.extend(packer.frame(HEADER, &header.bytes));
        (packer, bytes)
    }

    pub fn holdings(&mut self, claim: &Claim) -> Vec<u8> {
        self.frame(HOLDINGS, &[&claim.signature[..], &claim.message].concat())
    }

    pub fn item(&mut self, item: &Item) -> Vec<u8> {
        self.items += 1;
        self.frame(ITEM, &item.to_bytes())
    }

    pub fn blob(&mut self, part: &BlobPart) -> Vec<u8> {
        self.frame(BLOB, &part.to_bytes())
    }

    pub fn end(mut self) -> Vec<u8> {
        self.frame(END, &self.items.to_le_bytes())
    }

    fn frame(&mut self, kind: u8, payload: &[u8]) -> Vec<u8> {
        assert!(payload.len() <= PAYLOAD_BYTES_MAX, "items and messages are shorter");
        let length = u32::try_from(payload.len()).expect("PAYLOAD_BYTES_MAX");
        let mut bytes = Vec::with_capacity(HEAD_LEN + payload.len());
        bytes.extend([kind, 0, 0, 0]);
        bytes.extend(length.to_le_bytes());
        bytes.extend(crc32fast::hash(payload).to_le_bytes());
        bytes.extend(head_check(&bytes, self.offset).to_le_bytes());
        bytes.extend(payload);
        self.offset += bytes.len() as u64;
        bytes
    }
}

/// `head` is what stands before the check itself.
fn head_check(head: &[u8], offset: u64) -> u32 {
    let mut check = crc32fast::Hasher::new();
    check.update(head);
    check.update(&offset.to_le_bytes());
    check.finalize()
}
