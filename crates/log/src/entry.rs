//! One frame of a log after its header: what kind of body, and the sealed body.
//!
//! A frame is `u16 LE (low 11 bits: blocks, high 5 bits: body type) ‖ shape u8 ‖ dictionary u8 ‖
//! sealed`, where `sealed` is `blocks × 32` bytes of ciphertext and a tag of 16. So a frame knows its
//! own length, cannot exceed 65,536 bytes, and costs 24 bytes beside body and padding.

use crate::hash::{Hash, LogId};

/// Sealed frame, its 4 bytes of head included.
pub const FRAME_BYTES_MAX: usize = 65_536;
/// A body before compression.
pub const UNPACKED_BYTES_MAX: usize = 262_144;

pub(crate) const HEAD_LEN: usize = 4;
pub(crate) const TAG_LEN: usize = 16;
/// Bodies are padded to a multiple of this, so that lengths tell less.
pub(crate) const BLOCK_LEN: usize = 32;
pub(crate) const BLOCKS_MAX: usize = (1 << BLOCKS_BITS) - 1;
pub(crate) const BODY_TYPE_MAX: u8 = 31;
const BLOCKS_BITS: u32 = 11;

/// 1–64 consecutive automerge changes of the log's author.
pub const CHANGES: u8 = 0;
/// Append-only records (`lookups`).
pub const RECORDS: u8 = 1;

/// A frame that is well formed. Nobody has vouched for it yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawEntry {
    frame: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    #[error("the frame is cut off after {got} of {want} bytes")]
    Cut { got: usize, want: usize },
    #[error("a frame without a body")]
    Empty,
}

impl RawEntry {
    /// Puts the head before what was sealed. `sealed` must be whole blocks and a tag.
    pub(crate) fn new(body_type: u8, shape: u8, dictionary: u8, sealed: &[u8]) -> Self {
        let blocks = (sealed.len() - TAG_LEN) / BLOCK_LEN;
        assert!(body_type <= BODY_TYPE_MAX && (1..=BLOCKS_MAX).contains(&blocks));
        assert_eq!(blocks * BLOCK_LEN + TAG_LEN, sealed.len(), "whole blocks are sealed");
        let first = blocks | usize::from(body_type) << BLOCKS_BITS;
        let first = u16::try_from(first).expect("11 and 5 bits").to_le_bytes();
        let mut frame = Vec::with_capacity(HEAD_LEN + sealed.len());
        frame.extend_from_slice(&[first[0], first[1], shape, dictionary]);
        frame.extend_from_slice(sealed);
        Self { frame }
    }

    /// The frame at the beginning of `bytes`.
    pub fn read(bytes: &[u8]) -> Result<Self, FrameError> {
        let length = Self::length(bytes)?;
        Ok(Self { frame: bytes[..length].to_vec() })
    }

    /// How long the frame at the beginning of `bytes` is. All of it is there.
    pub(crate) fn length(bytes: &[u8]) -> Result<usize, FrameError> {
        let Some(head) = bytes.first_chunk::<HEAD_LEN>() else {
            return Err(FrameError::Cut { got: bytes.len(), want: HEAD_LEN });
        };
        let blocks = usize::from(u16::from_le_bytes([head[0], head[1]])) & BLOCKS_MAX;
        if blocks == 0 {
            return Err(FrameError::Empty);
        }
        let want = HEAD_LEN + blocks * BLOCK_LEN + TAG_LEN;
        if bytes.len() < want {
            return Err(FrameError::Cut { got: bytes.len(), want });
        }
        Ok(want)
    }

    /// Exactly the bytes of the wire.
    pub fn frame(&self) -> &[u8] {
        &self.frame
    }

    pub fn body_type(&self) -> u8 {
        self.frame[1] >> (BLOCKS_BITS - 8)
    }

    pub fn shape(&self) -> u8 {
        self.frame[2]
    }

    pub fn dictionary(&self) -> u8 {
        self.frame[3]
    }

    pub fn sealed(&self) -> &[u8] {
        &self.frame[HEAD_LEN..]
    }
}

/// A frame at its place in a log, under its author's signature. Made by verifying a span alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    log: LogId,
    position: u64,
    leaf: Hash,
    chain: Hash,
    raw: RawEntry,
}

impl Entry {
    pub(crate) fn verified(
        log: LogId,
        position: u64,
        leaf: Hash,
        chain: Hash,
        raw: RawEntry,
    ) -> Self {
        Self { log, position, leaf, chain, raw }
    }

    pub fn log(&self) -> LogId {
        self.log
    }

    /// From 1: position 0 is the header.
    pub fn position(&self) -> u64 {
        self.position
    }

    pub fn leaf(&self) -> Hash {
        self.leaf
    }

    /// The chain up to and with this entry.
    pub fn chain(&self) -> Hash {
        self.chain
    }

    pub fn raw(&self) -> &RawEntry {
        &self.raw
    }
}
