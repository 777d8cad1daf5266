//! CBOR maps with integer keys: the one way in which structured facts are written.
//!
//! A map is definite, its keys ascend strictly, and nothing follows it. Keys that a reader does not
//! know are kept. Nothing is allocated by a length that the input merely claims.

use std::collections::BTreeMap;

use minicbor::{Decoder, Encoder};
use zeroize::Zeroize;

/// Why bytes are not what they should be. `what` names the thing, `at` a byte of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    #[error("{what}: not a map of numbered fields (byte {at})")]
    Shape { what: &'static str, at: usize },
    #[error("{what}: fields are not in ascending order (byte {at})")]
    Order { what: &'static str, at: usize },
    #[error("{what}: field {field} is missing")]
    Missing { what: &'static str, field: u64 },
    #[error("{what}: field {field} is not as the format says")]
    Field { what: &'static str, field: u64 },
    #[error("{what}: something follows its end (byte {at})")]
    Trailing { what: &'static str, at: usize },
    #[error("{what}: {got} bytes are more than the limit of {max}")]
    TooLong { what: &'static str, got: usize, max: usize },
    #[error("{what}: format {format} is not known here")]
    Format { what: &'static str, format: u64 },
}

impl WireError {
    /// Stable, for programs and for the screen's help page.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Shape { .. } => "wire_shape",
            Self::Order { .. } => "wire_order",
            Self::Missing { .. } => "wire_missing",
            Self::Field { .. } => "wire_field",
            Self::Trailing { .. } => "wire_trailing",
            Self::TooLong { .. } => "wire_too_long",
            Self::Format { .. } => "wire_format",
        }
    }
}

/// Fields a reader did not know, to be written again as they were.
pub(crate) type Unknown = Vec<(u64, Vec<u8>)>;

/// A map taken apart; values stay bytes until asked for.
pub(crate) struct Fields<'b> {
    what: &'static str,
    fields: Vec<(u64, &'b [u8])>,
}

impl<'b> Fields<'b> {
    /// The whole input must be one map of at most `max` bytes.
    pub(crate) fn parse(
        what: &'static str,
        bytes: &'b [u8],
        max: usize,
    ) -> Result<Self, WireError> {
        if bytes.len() > max {
            return Err(WireError::TooLong { what, got: bytes.len(), max });
        }
        let mut decoder = Decoder::new(bytes);
        let shape = |at| WireError::Shape { what, at };
        let count = decoder.map().ok().flatten().ok_or(shape(0))?;
        let mut fields: Vec<(u64, &[u8])> = Vec::new();
        for _ in 0..count {
            let at = decoder.position();
            let key = decoder.u64().map_err(|_| shape(at))?;
            if fields.last().is_some_and(|&(last, _)| last >= key) {
                return Err(WireError::Order { what, at });
            }
            let start = decoder.position();
            decoder.skip().map_err(|_| shape(start))?;
            let value = bytes.get(start..decoder.position()).ok_or(shape(start))?;
            fields.push((key, value));
        }
        if decoder.position() != bytes.len() {
            return Err(WireError::Trailing { what, at: decoder.position() });
        }
        Ok(Self { what, fields })
    }

    pub(crate) fn has(&self, field: u64) -> bool {
        self.raw(field).is_some()
    }

    pub(crate) fn uint(&self, field: u64) -> Result<u64, WireError> {
        self.read(field, |decoder| decoder.u64().ok())
    }

    pub(crate) fn byte(&self, field: u64) -> Result<u8, WireError> {
        self.read(field, |decoder| decoder.u8().ok())
    }

    pub(crate) fn int(&self, field: u64) -> Result<i64, WireError> {
        self.read(field, |decoder| decoder.i64().ok())
    }

    pub(crate) fn bytes(&self, field: u64) -> Result<&'b [u8], WireError> {
        self.read(field, |decoder| decoder.bytes().ok())
    }

    pub(crate) fn array<const N: usize>(&self, field: u64) -> Result<[u8; N], WireError> {
        self.bytes(field)?.try_into().map_err(|_| self.bad(field))
    }

    pub(crate) fn text(&self, field: u64, bytes_max: usize) -> Result<&'b str, WireError> {
        let text = self.read(field, |decoder| decoder.str().ok())?;
        if text.len() > bytes_max { Err(self.bad(field)) } else { Ok(text) }
    }

    /// An array of at most `max` things; an absent field is an empty array.
    pub(crate) fn list<T>(
        &self,
        field: u64,
        max: usize,
        mut each: impl FnMut(&mut Decoder<'b>) -> Option<T>,
    ) -> Result<Vec<T>, WireError> {
        if !self.has(field) {
            return Ok(Vec::new());
        }
        self.read(field, |decoder| {
            let count = decoder.array().ok()??;
            if count > max as u64 {
                return None;
            }
            let mut items = Vec::new();
            for _ in 0..count {
                items.push(each(decoder)?);
            }
            Some(items)
        })
    }

    /// Field 0 of every structure is its format number.
    pub(crate) fn format(&self, known: u64) -> Result<(), WireError> {
        let format = self.uint(0)?;
        if format == known {
            return Ok(());
        }
        Err(WireError::Format { what: self.what, format })
    }

    pub(crate) fn unknown(&self, known: &[u64]) -> Unknown {
        self.fields
            .iter()
            .filter(|(key, _)| !known.contains(key))
            .map(|&(key, value)| (key, value.to_vec()))
            .collect()
    }

    pub(crate) fn bad(&self, field: u64) -> WireError {
        WireError::Field { what: self.what, field }
    }

    fn raw(&self, field: u64) -> Option<&'b [u8]> {
        self.fields.iter().find(|(key, _)| *key == field).map(|&(_, value)| value)
    }

    fn read<T>(
        &self,
        field: u64,
        read: impl FnOnce(&mut Decoder<'b>) -> Option<T>,
    ) -> Result<T, WireError> {
        let value = self.raw(field).ok_or(WireError::Missing { what: self.what, field })?;
        let mut decoder = Decoder::new(value);
        let read = read(&mut decoder).ok_or_else(|| self.bad(field))?;
        if decoder.position() == value.len() { Ok(read) } else { Err(self.bad(field)) }
    }
}

/// Reads a byte string of exactly `N` bytes.
pub(crate) fn array<const N: usize>(decoder: &mut Decoder<'_>) -> Option<[u8; N]> {
    decoder.bytes().ok()?.try_into().ok()
}

/// A map being written. Wiped when dropped, for some maps hold secrets.
#[derive(Default)]
pub(crate) struct Map(BTreeMap<u64, Vec<u8>>);

impl Map {
    pub(crate) fn uint(self, field: u64, value: u64) -> Self {
        self.with(field, |out| out.u64(value))
    }

    pub(crate) fn int(self, field: u64, value: i64) -> Self {
        self.with(field, |out| out.i64(value))
    }

    pub(crate) fn bytes(self, field: u64, value: &[u8]) -> Self {
        self.with(field, |out| out.bytes(value))
    }

    pub(crate) fn text(self, field: u64, value: &str) -> Self {
        self.with(field, |out| out.str(value))
    }

    /// Writes nothing for an empty list.
    pub(crate) fn list<T>(
        self,
        field: u64,
        items: &[T],
        mut each: impl FnMut(&mut Out, &T),
    ) -> Self {
        if items.is_empty() {
            return self;
        }
        self.with(field, |out| {
            out.array(items.len() as u64)?;
            for item in items {
                each(out, item);
            }
            Ok(out)
        })
    }

    pub(crate) fn unknown(mut self, unknown: &Unknown) -> Self {
        self.0.extend(unknown.iter().cloned());
        self
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        /// The longest head of a map, and of a key.
        const HEAD_LEN: usize = 9;
        // Sized beforehand: a vector that grows leaves copies behind.
        let length: usize = self.0.values().map(|value| value.len() + HEAD_LEN).sum();
        let mut out = Encoder::new(Vec::with_capacity(length + HEAD_LEN));
        out.map(self.0.len() as u64).expect(VEC);
        for (field, value) in &self.0 {
            out.u64(*field).expect(VEC);
            out.writer_mut().extend_from_slice(value);
        }
        out.into_writer()
    }

    pub(crate) fn with(
        mut self,
        field: u64,
        write: impl FnOnce(&mut Out) -> Result<&mut Out, OutError>,
    ) -> Self {
        let mut out = Encoder::new(Vec::new());
        write(&mut out).expect(VEC);
        self.0.insert(field, out.into_writer());
        self
    }
}

impl Drop for Map {
    fn drop(&mut self) {
        self.0.values_mut().for_each(Zeroize::zeroize);
    }
}

pub(crate) type Out = Encoder<Vec<u8>>;
pub(crate) type OutError = minicbor::encode::Error<std::convert::Infallible>;

pub(crate) const VEC: &str = "writing into memory cannot fail";
