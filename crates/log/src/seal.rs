//! How one body becomes a sealed frame, and how it comes out again or is found unfit.
//!
//! A body is compressed by itself, laid out as `length u32 LE ‖ zstd ‖ zeros` to whole blocks, and
//! sealed with AES-256-GCM-SIV under its log's key, the position as nonce. What comes out of a seal
//! is judged by bytes alone, so every node that has the key judges the same.

use std::cell::RefCell;

use aes_gcm_siv::aead::{Aead, Payload};
use aes_gcm_siv::{Aes256GcmSiv, KeyInit, Nonce};
use musubi_model::ids::Kind;
use zstd::bulk::{Compressor, Decompressor};
use zstd::zstd_safe;

use crate::dictionary::{CURRENT, dictionary};
use crate::entry::{
    BLOCK_LEN, BLOCKS_MAX, CHANGES, Entry, RECORDS, RawEntry, TAG_LEN, UNPACKED_BYTES_MAX,
};
use crate::hash::LogId;
use crate::secret::Secret;

/// The layout of bodies that this version writes and reads.
pub const SHAPE: u8 = 1;

const LENGTH_LEN: usize = 4;
/// Skippable frames begin otherwise.
const ZSTD_MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
const LEVEL: i32 = 9;

/// What the author's laptop knew of the time when it wrote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clock {
    /// A person confirmed date and time since the laptop was started.
    pub confirmed: bool,
    /// The last difference measured against a peer, in seconds (peer − own).
    pub skew_secs: Option<i32>,
}

/// What a frame holds, in clear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// [`CHANGES`] or [`RECORDS`].
    pub body_type: u8,
    pub clock: Clock,
    pub bytes: Vec<u8>,
}

impl Body {
    /// The body type that documents of this kind are made of.
    pub fn type_of(kind: Kind) -> u8 {
        if kind == Kind::Lookups { RECORDS } else { CHANGES }
    }
}

/// Why a body of our own cannot be written. Nothing was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    #[error("{got} bytes in one entry are more than the limit of {UNPACKED_BYTES_MAX}")]
    Unpacked { got: usize },
    #[error("{got} compressed bytes do not fit one frame")]
    Packed { got: usize },
}

/// The verdict on one entry's seal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opening {
    Opened(Body),
    /// A later key statement or version may open it.
    Wait(Wait),
    /// Never to be applied, on any node.
    Unfit(Unfit),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Wait {
    #[error("the document key is not known here")]
    Key,
    #[error("documents of kind {kind} are not known here")]
    Kind { kind: u8 },
    #[error("body type {body_type} is not known here")]
    BodyType { body_type: u8 },
    #[error("shape {shape} is not known here")]
    Shape { shape: u8 },
    #[error("dictionary {dictionary} is not known here")]
    Dictionary { dictionary: u8 },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    #[error("the seal does not hold")]
    Tag,
    #[error("body type {body_type} does not belong in documents of kind {kind}")]
    BodyType { body_type: u8, kind: u8 },
    #[error("the body's length is not that of its compressed bytes")]
    Length,
    #[error("the padding is not zero or not the shortest")]
    Padding,
    #[error("the compressed bytes are not one zstd frame that states its size")]
    Zstd,
    #[error("the body is larger than the limit")]
    Unpacked,
    #[error("the body's note on the clock is not as the format says")]
    Clock,
}

/// The key of one log.
#[derive(Clone, Debug)]
pub struct LogKey {
    log: LogId,
    secret: Secret,
}

impl LogKey {
    pub(crate) fn new(log: LogId, secret: Secret) -> Self {
        Self { log, secret }
    }

    pub(crate) fn seal(&self, position: u64, body: &Body) -> Result<RawEntry, SealError> {
        let packed = pack(body)?;
        let aad = self.associated(body.body_type, SHAPE, CURRENT);
        let sealed = self
            .cipher()
            .encrypt(&nonce(position), Payload { msg: &packed, aad: &aad })
            .expect("a frame is shorter than the cipher's limit");
        Ok(RawEntry::new(body.body_type, SHAPE, CURRENT, &sealed))
    }

    /// `kind` is the document's, from the log's header.
    pub fn open(&self, kind: u8, entry: &Entry) -> Opening {
        assert_eq!(entry.log(), self.log, "a log's key opens that log");
        self.open_raw(kind, entry.position(), entry.raw())
    }

    fn open_raw(&self, kind: u8, position: u64, raw: &RawEntry) -> Opening {
        let (body_type, shape, number) = (raw.body_type(), raw.shape(), raw.dictionary());
        let aad = self.associated(body_type, shape, number);
        let payload = Payload { msg: raw.sealed(), aad: &aad };
        let Ok(packed) = self.cipher().decrypt(&nonce(position), payload) else {
            return Opening::Unfit(Unfit::Tag);
        };
        let Some(known) = Kind::from_number(kind) else {
            return Opening::Wait(Wait::Kind { kind });
        };
        if body_type != CHANGES && body_type != RECORDS {
            return Opening::Wait(Wait::BodyType { body_type });
        }
        if body_type != Body::type_of(known) {
            return Opening::Unfit(Unfit::BodyType { body_type, kind });
        }
        if shape != SHAPE {
            return Opening::Wait(Wait::Shape { shape });
        }
        let Some(words) = dictionary(number) else {
            return Opening::Wait(Wait::Dictionary { dictionary: number });
        };
        match unpack(&packed, words).and_then(|body| read_clock(body_type, &body)) {
            Ok(body) => Opening::Opened(body),
            Err(unfit) => Opening::Unfit(unfit),
        }
    }

    fn associated(&self, body_type: u8, shape: u8, dictionary: u8) -> [u8; 35] {
        let mut bytes = [0; 35];
        bytes[..32].copy_from_slice(self.log.bytes());
        bytes[32..].copy_from_slice(&[body_type, shape, dictionary]);
        bytes
    }

    fn cipher(&self) -> Aes256GcmSiv {
        Aes256GcmSiv::new(self.secret.expose().into())
    }
}

/// The position as u64 LE and 4 zero bytes.
fn nonce(position: u64) -> Nonce {
    let mut bytes = [0; 12];
    bytes[..8].copy_from_slice(&position.to_le_bytes());
    Nonce::from(bytes)
}

// Making zstd's working memory costs more than the work; it carries nothing from one body to the next.
thread_local! {
    static COMPRESSOR: RefCell<Compressor<'static>> =
        RefCell::new(Compressor::new(LEVEL).expect("a level within zstd's range"));
    static DECOMPRESSOR: RefCell<Decompressor<'static>> =
        RefCell::new(Decompressor::new().expect("an empty dictionary is valid"));
}

fn pack(body: &Body) -> Result<Vec<u8>, SealError> {
    let mut plain = write_clock(body.clock);
    plain.extend_from_slice(&body.bytes);
    if plain.len() > UNPACKED_BYTES_MAX {
        return Err(SealError::Unpacked { got: plain.len() });
    }
    let packed = COMPRESSOR
        .with_borrow_mut(|compressor| compressor.compress(&plain))
        .expect("compressing into memory cannot fail");
    let mut laid_out = u32::try_from(packed.len()).expect("bounded above").to_le_bytes().to_vec();
    laid_out.extend_from_slice(&packed);
    laid_out.resize(laid_out.len().next_multiple_of(BLOCK_LEN), 0);
    if laid_out.len() > BLOCKS_MAX * BLOCK_LEN {
        return Err(SealError::Packed { got: packed.len() });
    }
    debug_assert!(laid_out.len() + TAG_LEN <= crate::entry::FRAME_BYTES_MAX);
    Ok(laid_out)
}

fn unpack(laid_out: &[u8], words: &[u8]) -> Result<Vec<u8>, Unfit> {
    let (length, rest) = laid_out.split_first_chunk::<LENGTH_LEN>().ok_or(Unfit::Length)?;
    let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| Unfit::Length)?;
    let (packed, padding) = rest.split_at_checked(length).ok_or(Unfit::Length)?;
    if padding.len() >= BLOCK_LEN || padding.iter().any(|&byte| byte != 0) {
        return Err(Unfit::Padding);
    }
    let is_one_frame = packed.starts_with(&ZSTD_MAGIC)
        && zstd_safe::find_frame_compressed_size(packed) == Ok(packed.len());
    if !is_one_frame {
        return Err(Unfit::Zstd);
    }
    let size = zstd_safe::get_frame_content_size(packed).ok().flatten().ok_or(Unfit::Zstd)?;
    let size = usize::try_from(size).map_err(|_| Unfit::Unpacked)?;
    if size > UNPACKED_BYTES_MAX {
        return Err(Unfit::Unpacked);
    }
    let plain = DECOMPRESSOR
        .with_borrow_mut(|decompressor| {
            decompressor.set_dictionary(words)?;
            decompressor.decompress(packed, size)
        })
        .map_err(|_| Unfit::Zstd)?;
    if plain.len() == size { Ok(plain) } else { Err(Unfit::Zstd) }
}

const CONFIRMED: u8 = 1;
const SKEW_KNOWN: u8 = 2;

/// A body begins with `flags u8`, and `skew i32 LE` where it is known.
fn write_clock(clock: Clock) -> Vec<u8> {
    let confirmed = if clock.confirmed { CONFIRMED } else { 0 };
    match clock.skew_secs {
        None => vec![confirmed],
        Some(skew) => [&[confirmed | SKEW_KNOWN][..], &skew.to_le_bytes()].concat(),
    }
}

fn read_clock(body_type: u8, plain: &[u8]) -> Result<Body, Unfit> {
    let (&flags, rest) = plain.split_first().ok_or(Unfit::Clock)?;
    if flags & !(CONFIRMED | SKEW_KNOWN) != 0 {
        return Err(Unfit::Clock);
    }
    let (skew_secs, bytes) = if flags & SKEW_KNOWN == 0 {
        (None, rest)
    } else {
        let (skew, bytes) = rest.split_first_chunk::<4>().ok_or(Unfit::Clock)?;
        (Some(i32::from_le_bytes(*skew)), bytes)
    };
    let clock = Clock { confirmed: flags & CONFIRMED != 0, skew_secs };
    Ok(Body { body_type, clock, bytes: bytes.to_vec() })
}
