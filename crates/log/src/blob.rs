//! Files beside the records, named by their hash and proved chunk by chunk (`docs/format.md`,
//! section 10).
//!
//! A chunk is a whole subtree of BLAKE3's tree. A list of all chunks' chaining values that gives the
//! blob's name when put together proves each chunk by itself, so parts can come from anybody in any
//! order.
//!
//! Deliberately absent: where the bytes lie, who has them, whom to ask.

use std::fmt;

use blake3::hazmat::{
    ChainingValue, HasherExt, Mode, merge_subtrees_non_root, merge_subtrees_root,
};

/// Bytes in each chunk but the last.
pub const CHUNK_BYTES: usize = 256 * 1_024;
pub const CHUNKS_MAX: u32 = 262_144;
/// Chaining values that travel together.
pub const VALUES_MAX: usize = 8_192;
const VALUE_BYTES: usize = 32;

/// BLAKE3 over a file's bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlobName([u8; 32]);

impl BlobName {
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// From 64 lower-case hexadecimal digits, as it prints.
    pub fn from_hex(text: &str) -> Option<Self> {
        let is_digit = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
        if text.len() != 64 || !text.as_bytes().iter().all(is_digit) {
            return None;
        }
        let mut bytes = [0; 32];
        for (index, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(text.get(2 * index..2 * index + 2)?, 16).ok()?;
        }
        Some(Self(bytes))
    }
}

impl fmt::Display for BlobName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for BlobName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Why a list or a size proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BlobError {
    #[error(
        "a blob has 1 to {CHUNKS_MAX} chunks of {CHUNK_BYTES} bytes; this one would have {bytes} bytes"
    )]
    Size { bytes: u64 },
    #[error("the list of chunks does not give the blob's name")]
    List,
}

/// How many chunks so many bytes have.
pub fn chunks(bytes: u64) -> Result<u32, BlobError> {
    let chunks = bytes.div_ceil(CHUNK_BYTES as u64);
    match u32::try_from(chunks) {
        Ok(chunks @ 1..=CHUNKS_MAX) => Ok(chunks),
        _ => Err(BlobError::Size { bytes }),
    }
}

/// Which chunks of a blob are somewhere, a bit for each, lowest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunks {
    bits: Vec<u8>,
    count: u32,
}

impl Chunks {
    pub fn none(count: u32) -> Self {
        Self { bits: vec![0; count.div_ceil(8) as usize], count }
    }

    /// `None`: so many bits are not those of so many chunks.
    pub fn from_bits(bits: Vec<u8>, count: u32) -> Option<Self> {
        let spare = bits.last().map_or(0, |last| u32::from(*last) >> (1 + (count + 7) % 8));
        (bits.len() == count.div_ceil(8) as usize && spare == 0).then_some(Self { bits, count })
    }

    pub fn bits(&self) -> &[u8] {
        &self.bits
    }

    pub fn count(&self) -> u32 {
        self.count
    }

    pub fn has(&self, index: u32) -> bool {
        index < self.count && self.bits[index as usize / 8] >> (index % 8) & 1 == 1
    }

    /// It must be one of the blob's.
    pub fn add(&mut self, index: u32) {
        self.bits[index as usize / 8] |= 1 << (index % 8);
    }

    pub fn held(&self) -> u32 {
        self.bits.iter().map(|byte| byte.count_ones()).sum()
    }

    pub fn missing(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.count).filter(|index| !self.has(*index))
    }
}

/// Reads a blob once to name it.
#[derive(Debug, Default)]
pub struct Namer {
    /// Of the first chunk by itself, which may be the only one.
    first: Option<[u8; 32]>,
    values: Vec<ChainingValue>,
    bytes: u64,
}

impl Namer {
    /// The next chunk. All but the last have [`CHUNK_BYTES`].
    pub fn push(&mut self, chunk: &[u8]) {
        debug_assert!(self.bytes.is_multiple_of(CHUNK_BYTES as u64), "a short chunk is the last");
        self.first.get_or_insert_with(|| *blake3::hash(chunk).as_bytes());
        self.values.push(value(self.bytes, chunk));
        self.bytes += chunk.len() as u64;
    }

    pub fn finish(mut self) -> Result<ChunkList, BlobError> {
        chunks(self.bytes)?;
        let name = match (&self.values[..], self.first) {
            ([_], Some(only)) => BlobName(only),
            (values, _) => BlobName(root(values)),
        };
        if self.values.len() == 1 {
            self.values.clear();
        }
        Ok(ChunkList { name, bytes: self.bytes, values: self.values })
    }
}

/// A list that gives the name of its blob. Made by verification, or from the blob itself.
#[derive(Clone, PartialEq, Eq)]
pub struct ChunkList {
    name: BlobName,
    bytes: u64,
    /// Of a blob of one chunk none.
    values: Vec<ChainingValue>,
}

impl fmt::Debug for ChunkList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "list of {} ({} bytes)", self.name, self.bytes)
    }
}

impl ChunkList {
    /// How long the list of such a blob is.
    pub fn bytes_of(bytes: u64) -> Result<usize, BlobError> {
        let chunks = chunks(bytes)? as usize;
        Ok(if chunks == 1 { 0 } else { chunks * VALUE_BYTES })
    }

    pub fn verify(name: BlobName, bytes: u64, list: &[u8]) -> Result<Self, BlobError> {
        if list.len() != Self::bytes_of(bytes)? {
            return Err(BlobError::List);
        }
        let (values, _) = list.as_chunks::<VALUE_BYTES>();
        if !values.is_empty() && root(values) != name.0 {
            return Err(BlobError::List);
        }
        Ok(Self { name, bytes, values: values.to_vec() })
    }

    pub fn name(&self) -> BlobName {
        self.name
    }

    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    pub fn chunks(&self) -> u32 {
        chunks(self.bytes).expect("a list is verified")
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        self.values.concat()
    }

    /// How long a chunk is. `None`: there is none of this number.
    pub fn chunk_bytes(&self, index: u32) -> Option<usize> {
        let begin = u64::from(index) * CHUNK_BYTES as u64;
        let left = self.bytes.checked_sub(begin).filter(|left| *left > 0)?;
        Some(usize::try_from(left).map_or(CHUNK_BYTES, |left| left.min(CHUNK_BYTES)))
    }

    /// Whether these are the bytes of this chunk.
    pub fn holds(&self, index: u32, chunk: &[u8]) -> bool {
        if self.chunk_bytes(index) != Some(chunk.len()) {
            return false;
        }
        match self.values.get(index as usize) {
            Some(known) => value(u64::from(index) * CHUNK_BYTES as u64, chunk) == *known,
            None => *blake3::hash(chunk).as_bytes() == self.name.0,
        }
    }
}

fn value(offset: u64, chunk: &[u8]) -> ChainingValue {
    let mut hasher = blake3::Hasher::new();
    hasher.set_input_offset(offset);
    hasher.update(chunk);
    hasher.finalize_non_root()
}

/// Of two chunks or more. The left subtree is the largest power of two that leaves something.
fn root(values: &[ChainingValue]) -> [u8; 32] {
    let (left, right) = values.split_at(left_of(values.len()));
    *merge_subtrees_root(&merged(left), &merged(right), Mode::Hash).as_bytes()
}

fn merged(values: &[ChainingValue]) -> ChainingValue {
    if let [one] = values {
        return *one;
    }
    let (left, right) = values.split_at(left_of(values.len()));
    merge_subtrees_non_root(&merged(left), &merged(right), Mode::Hash)
}

fn left_of(count: usize) -> usize {
    count.next_power_of_two() / 2
}

#[cfg(test)]
mod tests {
    use rand_chacha::ChaCha8Rng;
    use rand_core::{Rng, SeedableRng};

    use super::*;

    fn blob(bytes: usize) -> Vec<u8> {
        let mut blob = vec![0; bytes];
        ChaCha8Rng::seed_from_u64(bytes as u64).fill_bytes(&mut blob);
        blob
    }

    fn named(blob: &[u8]) -> ChunkList {
        let mut namer = Namer::default();
        blob.chunks(CHUNK_BYTES).for_each(|chunk| namer.push(chunk));
        namer.finish().unwrap()
    }

    const SIZES: [usize; 9] = [
        1,
        1_024,
        CHUNK_BYTES - 1,
        CHUNK_BYTES,
        CHUNK_BYTES + 1,
        2 * CHUNK_BYTES,
        3 * CHUNK_BYTES + 5,
        5 * CHUNK_BYTES,
        9 * CHUNK_BYTES - 1_023,
    ];

    #[test]
    fn a_blob_is_named_by_its_plain_hash_and_its_list_proves_it() {
        for bytes in SIZES {
            let blob = blob(bytes);
            let list = named(&blob);
            assert_eq!(list.name().bytes(), blake3::hash(&blob).as_bytes(), "{bytes}");
            let read = ChunkList::verify(list.name(), bytes as u64, &list.to_bytes());
            assert_eq!(read, Ok(list.clone()), "{bytes}");
            assert_eq!(list.to_bytes().len(), ChunkList::bytes_of(bytes as u64).unwrap());
            for (index, chunk) in (0..).zip(blob.chunks(CHUNK_BYTES)) {
                assert!(list.holds(index, chunk), "{bytes}, chunk {index}");
            }
            assert_eq!(list.chunk_bytes(list.chunks()), None);
        }
    }

    #[test]
    fn no_other_chunk_size_or_list_is_taken() {
        for bytes in SIZES {
            let blob = blob(bytes);
            let list = named(&blob);
            let chunks: Vec<&[u8]> = blob.chunks(CHUNK_BYTES).collect();
            for (index, chunk) in (0..).zip(&chunks) {
                let mut altered = chunk.to_vec();
                *altered.last_mut().unwrap() ^= 1;
                assert!(!list.holds(index, &altered), "{bytes}, chunk {index}");
                assert!(!list.holds(index, &chunk[1..]), "{bytes}, chunk {index}");
                assert!(!list.holds(index + 1, chunk), "{bytes}, chunk {index}");
            }
            let verify = |bytes, list: &[u8]| ChunkList::verify(named(&blob).name(), bytes, list);
            let plain = list.to_bytes();
            for at in [0, plain.len() / 2] {
                let mut altered = plain.clone();
                let Some(byte) = altered.get_mut(at) else { continue };
                *byte ^= 1;
                assert_eq!(verify(bytes as u64, &altered), Err(BlobError::List), "{bytes}");
            }
            let longer = [&plain[..], &[0; 32]].concat();
            assert_eq!(verify(bytes as u64, &longer), Err(BlobError::List), "{bytes}");
        }
        for bytes in [0, u64::from(CHUNKS_MAX) * CHUNK_BYTES as u64 + 1, u64::MAX] {
            assert_eq!(chunks(bytes), Err(BlobError::Size { bytes }));
        }
    }

    #[test]
    fn names_read_back_from_their_digits_and_nothing_else_does() {
        let name = named(&blob(1)).name();
        assert_eq!(BlobName::from_hex(&name.to_string()), Some(name));
        for text in ["", "00", &"0".repeat(63), &"A".repeat(64), &"é".repeat(32)] {
            assert_eq!(BlobName::from_hex(text), None, "{text}");
        }
    }

    #[test]
    fn bits_of_chunks_read_back_and_strange_ones_do_not() {
        for count in [1, 7, 8, 9, 16] {
            let none = Chunks::none(count);
            assert_eq!(none.missing().count(), count as usize);
            assert_eq!(Chunks::from_bits(none.bits().to_vec(), count), Some(none.clone()));
            assert_eq!(Chunks::from_bits([none.bits(), &[0]].concat(), count), None);
            let mut beyond = none.bits().to_vec();
            if count % 8 != 0 {
                *beyond.last_mut().unwrap() = 1 << (count % 8);
                assert_eq!(Chunks::from_bits(beyond, count), None);
            }
        }
    }
}
