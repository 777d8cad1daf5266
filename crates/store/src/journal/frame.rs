//! How one item stands in a segment: lengths, two checks, and what the index must know.
//!
//! The checks cover the segment's salt and the frame's own offset, so bytes that a peer chose
//! cannot pass for a frame, nor can a frame that strayed from elsewhere. A frame's head is
//! checked apart from its payload: damage in a payload does not lose the place of the next one.

use std::fmt;

use super::{FRAME_BYTES_MAX, Link, SpanMeta};

pub(super) const HEAD_BYTES: usize = 16;

/// What makes the frames of one segment its own. Drawn at random, never sent anywhere.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Salt(pub(super) [u8; 16]);

impl fmt::Debug for Salt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Salt")
    }
}

/// The checked head of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) payload_bytes: u32,
    /// How much of the segment was synced when this frame was written.
    pub(super) synced: u32,
    payload_check: u32,
}

impl Head {
    pub(super) fn read(salt: Salt, offset: u32, bytes: &[u8; HEAD_BYTES]) -> Option<Self> {
        let number = |at: usize| {
            u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
        };
        let head = Self { payload_bytes: number(0), synced: number(4), payload_check: number(12) };
        let plausible = head.payload_bytes >= 2
            && head.payload_bytes as usize <= FRAME_BYTES_MAX
            && head.synced <= offset;
        (plausible && check(salt, Part::Head, offset, &bytes[..8]) == number(8)).then_some(head)
    }

    pub(super) fn covers(&self, salt: Salt, offset: u32, payload: &[u8]) -> bool {
        check(salt, Part::Payload, offset, payload) == self.payload_check
    }

    /// Head and payload together.
    pub(super) fn frame_bytes(&self) -> u64 {
        HEAD_BYTES as u64 + u64::from(self.payload_bytes)
    }
}

/// Appends a frame that will stand at `offset`.
pub(super) fn write(out: &mut Vec<u8>, salt: Salt, offset: u32, synced: u32, payload: &[u8]) {
    let length = u32::try_from(payload.len()).expect("callers keep to FRAME_BYTES_MAX");
    let mut head = [0; 8];
    head[..4].copy_from_slice(&length.to_le_bytes());
    head[4..].copy_from_slice(&synced.to_le_bytes());
    out.extend_from_slice(&head);
    out.extend_from_slice(&check(salt, Part::Head, offset, &head).to_le_bytes());
    out.extend_from_slice(&check(salt, Part::Payload, offset, payload).to_le_bytes());
    out.extend_from_slice(payload);
}

#[derive(Clone, Copy)]
pub(super) enum Part {
    Head = 1,
    Payload = 2,
    SegmentHeader = 3,
    Trailer = 4,
}

pub(super) fn check(salt: Salt, part: Part, offset: u32, bytes: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&salt.0);
    hasher.update(&[part as u8]);
    hasher.update(&offset.to_le_bytes());
    hasher.update(bytes);
    hasher.finalize()
}

const SPAN: u8 = 1;
const LOG_STANDS_IN_BYTES: u8 = 2;
const MENDS: u8 = 4;

/// The payload of a frame, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Payload<'a> {
    pub(super) tag: u8,
    pub(super) span: Option<SpanMeta>,
    /// The span repeats positions that the journal had before; it begins no branch.
    pub(super) mends: bool,
    pub(super) bytes: &'a [u8],
}

impl<'a> Payload<'a> {
    pub(super) fn write(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.bytes.len() + 96);
        out.push(self.tag);
        let Some(span) = &self.span else {
            out.push(0);
            out.extend_from_slice(self.bytes);
            return out;
        };
        let log_at = self.bytes.windows(32).take(64).position(|window| window == span.log);
        let mut shape = SPAN;
        if log_at.is_some() {
            shape |= LOG_STANDS_IN_BYTES;
        }
        if self.mends {
            shape |= MENDS;
        }
        out.push(shape);
        write_varint(&mut out, span.first);
        write_varint(&mut out, span.last - span.first);
        write_varint(&mut out, u64::from(span.since_checkpoint));
        out.extend_from_slice(&span.before.0);
        out.extend_from_slice(&span.after);
        match log_at {
            Some(at) => write_varint(&mut out, at as u64),
            None => out.extend_from_slice(&span.log),
        }
        out.extend_from_slice(self.bytes);
        out
    }

    /// `None` for bytes that this version never writes.
    pub(super) fn read(payload: &'a [u8]) -> Option<Self> {
        let (&tag, rest) = payload.split_first()?;
        let (&shape, mut rest) = rest.split_first()?;
        if shape & SPAN == 0 {
            return (shape == 0).then_some(Self { tag, span: None, mends: false, bytes: rest });
        }
        let first = read_varint(&mut rest)?;
        let last = first.checked_add(read_varint(&mut rest)?)?;
        let since_checkpoint = u32::try_from(read_varint(&mut rest)?).ok()?;
        let before = Link(take(&mut rest)?);
        let after = take(&mut rest)?;
        let log = if shape & LOG_STANDS_IN_BYTES == 0 {
            take(&mut rest)?
        } else {
            let at = usize::try_from(read_varint(&mut rest)?).ok()?;
            rest.get(at..at.checked_add(32)?)?.try_into().ok()?
        };
        let span = SpanMeta { log, first, last, before, after, since_checkpoint };
        Some(Self { tag, span: Some(span), mends: shape & MENDS != 0, bytes: rest })
    }
}

pub(super) fn write_varint(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    out.push(number.to_le_bytes()[0]);
}

pub(super) fn read_varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for place in 0..10 {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        let part = u64::from(byte & 0x7f);
        if place == 9 && part > 1 {
            return None;
        }
        number |= part << (7 * place);
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

pub(super) fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (head, rest) = bytes.split_first_chunk::<N>()?;
    *bytes = rest;
    Some(*head)
}
