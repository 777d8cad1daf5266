//! The self-delimited unit in which facts travel and rest: the same bytes in the journal, in a
//! message between nodes, and in a courier bundle.
//!
//! An item is a CBOR array of its kind and its content as a byte string, so it can be stepped over
//! without being understood.

use minicbor::{Decoder, Encoder};

use crate::node::Certificate;
use crate::proof::Proof;
use crate::receipt::Receipt;
use crate::span::Span;
use crate::statement::Statement;
use crate::wire::{VEC, WireError};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    Statement(Statement),
    Certificate(Certificate),
    Proof(Proof),
    Span(Span),
    Receipt(Receipt),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ItemError {
    #[error("no item begins here")]
    Shape,
    /// Everything present may still be right: more bytes are needed.
    #[error("the item is cut off after {got} bytes")]
    Cut { got: usize },
    #[error("an item of {got} bytes is more than the limit of {}", Item::BYTES_MAX)]
    TooLong { got: usize },
    /// Of a later version: `length` bytes can be stepped over.
    #[error("items of kind {kind} are not known here")]
    UnknownKind { kind: u8, length: usize },
    #[error(transparent)]
    Wire(#[from] WireError),
}

impl ItemError {
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Shape => "item_shape",
            Self::Cut { .. } => "item_cut",
            Self::TooLong { .. } => "item_too_long",
            Self::UnknownKind { .. } => "item_unknown_kind",
            Self::Wire(error) => error.code(),
        }
    }
}

impl Item {
    /// A whole item, well under the 256 KiB of a message.
    pub const BYTES_MAX: usize = 196_608;

    pub fn to_bytes(&self) -> Vec<u8> {
        let (kind, content) = match self {
            Self::Statement(statement) => (1, statement.to_bytes().to_vec()),
            Self::Certificate(certificate) => (2, certificate.to_bytes().to_vec()),
            Self::Proof(proof) => (3, proof.to_bytes().to_vec()),
            Self::Span(span) => (4, span.to_bytes()),
            Self::Receipt(receipt) => (5, receipt.to_bytes().to_vec()),
        };
        let mut out = Encoder::new(Vec::with_capacity(content.len() + 8));
        out.array(2).and_then(|out| out.u8(kind)).and_then(|out| out.bytes(&content)).expect(VEC);
        out.into_writer()
    }

    /// The item at the beginning of `bytes`, and its length.
    pub fn read(bytes: &[u8]) -> Result<(Self, usize), ItemError> {
        let mut decoder = Decoder::new(bytes);
        let got = bytes.len();
        let refuse = move |error: &minicbor::decode::Error| match error.is_end_of_input() {
            true if got >= Self::BYTES_MAX => ItemError::TooLong { got },
            true => ItemError::Cut { got },
            false => ItemError::Shape,
        };
        if decoder.array().map_err(|error| refuse(&error))? != Some(2) {
            return Err(ItemError::Shape);
        }
        let kind = decoder.u8().map_err(|error| refuse(&error))?;
        let content = decoder.bytes().map_err(|error| refuse(&error))?;
        let length = decoder.position();
        if length > Self::BYTES_MAX {
            return Err(ItemError::TooLong { got: length });
        }
        let item = match kind {
            1 => Self::Statement(Statement::from_bytes(content)?),
            2 => Self::Certificate(Certificate::from_bytes(content)?),
            3 => Self::Proof(Proof::from_bytes(content)?),
            4 => Self::Span(Span::from_bytes(content)?),
            5 => Self::Receipt(Receipt::from_bytes(content)?),
            kind => return Err(ItemError::UnknownKind { kind, length }),
        };
        Ok((item, length))
    }

    /// Exactly one item and nothing after it.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ItemError> {
        let (item, length) = Self::read(bytes)?;
        if length == bytes.len() { Ok(item) } else { Err(ItemError::Shape) }
    }
}
