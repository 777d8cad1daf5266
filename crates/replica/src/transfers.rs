//! Which part of which blob to ask which neighbour for, and what the questions are
//! (`docs/format.md`, section 10).
//!
//! Blobs are fetched after all records, one question at a time to each neighbour, from every neighbour
//! that has something, the chunks of a blob in ascending order: an archive begins with its
//! overview. No chunk is asked for twice at the same time, so that a transfer that is cut off costs
//! one chunk a neighbour at most. Whoever gave bytes that are not the chunk is not asked for this
//! blob again for a while.
//!
//! Deliberately absent: bytes on a disk, connections, which blobs are wanted.

use std::collections::BTreeMap;

use musubi_log::blob::{BlobName, ChunkList, Chunks, VALUES_MAX, chunks};
use musubi_model::ids::NodeKey;

const VALUE_BYTES: usize = 32;
/// What a neighbour said of a blob is asked again after this, where it had not all of it.
const STALE_MS: u64 = 2_000;
/// So long after records came or went nothing is asked.
const RECORDS_FIRST_MS: u64 = 500;
/// So long whoever gave something false is not asked for the same blob.
const SHUNNED_MS: u64 = 600_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    Holdings { name: BlobName },
    List { name: BlobName, from: u32 },
    Chunk { name: BlobName, index: u32 },
}

impl Question {
    pub const LEN: usize = 37;

    pub fn name(&self) -> BlobName {
        match self {
            Self::Holdings { name } | Self::List { name, .. } | Self::Chunk { name, .. } => *name,
        }
    }

    pub fn to_bytes(self) -> Vec<u8> {
        let (what, number) = match self {
            Self::Holdings { .. } => (1, 0),
            Self::List { from, .. } => (2, from),
            Self::Chunk { index, .. } => (3, index),
        };
        [&[what], &self.name().bytes()[..], &u32::to_le_bytes(number)].concat()
    }

    /// `None`: a question of another version.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (what, rest) = bytes.split_first()?;
        let (name, rest) = rest.split_first_chunk()?;
        let (name, number) = (BlobName::new(*name), u32::from_le_bytes(rest.try_into().ok()?));
        match what {
            1 if number == 0 => Some(Self::Holdings { name }),
            2 => Some(Self::List { name, from: number }),
            3 => Some(Self::Chunk { name, index: number }),
            _ => None,
        }
    }
}

/// What somebody has of a blob.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holdings {
    Nothing,
    Whole { bytes: u64 },
    Part { bytes: u64, chunks: Chunks },
}

impl Holdings {
    pub fn to_bytes(&self) -> Vec<u8> {
        match self {
            Self::Nothing => vec![0],
            Self::Whole { bytes } => [&[1], &bytes.to_le_bytes()[..]].concat(),
            Self::Part { bytes, chunks } => {
                [&[1], &bytes.to_le_bytes()[..], chunks.bits()].concat()
            }
        }
    }

    pub fn from_bytes(answer: &[u8]) -> Option<Self> {
        let said = match answer.split_first()? {
            (0, []) => return Some(Self::Nothing),
            (1, said) => said,
            _ => return None,
        };
        let (bytes, bits) = said.split_first_chunk()?;
        let bytes = u64::from_le_bytes(*bytes);
        let count = chunks(bytes).ok()?;
        if bits.is_empty() {
            return Some(Self::Whole { bytes });
        }
        let chunks = Chunks::from_bits(bits.to_vec(), count)?;
        Some(Self::Part { bytes, chunks })
    }

    fn has(&self, bytes: u64, index: u32) -> bool {
        match self {
            Self::Nothing => false,
            Self::Whole { bytes: theirs } => *theirs == bytes,
            Self::Part { bytes: theirs, chunks } => *theirs == bytes && chunks.has(index),
        }
    }
}

/// What an answer brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Brought {
    Nothing,
    /// All of a list: to be verified and taken.
    List {
        name: BlobName,
        list: Vec<u8>,
    },
    /// To be verified and taken.
    Chunk {
        name: BlobName,
        index: u32,
        bytes: Vec<u8>,
    },
}

/// A blob that is wanted.
#[derive(Debug)]
struct Wanted {
    /// The lower, the earlier.
    rank: u64,
    bytes: u64,
    here: Chunks,
    /// What is still to come of the list; `None`: it is here.
    list: Option<List>,
    said: BTreeMap<NodeKey, Said>,
}

/// The beginning of a list. All of it is asked of one neighbour, who then answers for it.
#[derive(Debug, Default)]
struct List {
    of: Option<NodeKey>,
    values: Vec<u8>,
}

#[derive(Debug)]
struct Said {
    holdings: Holdings,
    at_ms: u64,
    shunned: bool,
}

#[derive(Debug, Default)]
pub struct Transfers {
    wanted: BTreeMap<BlobName, Wanted>,
    /// What each neighbour is being asked. One question at a time.
    asked: BTreeMap<NodeKey, Question>,
    records_ms: Option<u64>,
}

impl Transfers {
    /// Wants what is missing of a blob whose parts here are these.
    pub fn want(&mut self, name: BlobName, bytes: u64, rank: u64, here: Chunks, has_list: bool) {
        let list = (!has_list).then(List::default);
        self.wanted.insert(name, Wanted { rank, bytes, here, list, said: BTreeMap::new() });
    }

    /// It is here, or nobody wants it any more. What comes of it is dropped.
    pub fn drop(&mut self, name: &BlobName) {
        self.wanted.remove(name);
    }

    pub fn wants(&self, name: &BlobName) -> bool {
        self.wanted.contains_key(name)
    }

    /// Records came or went just now.
    pub fn note_records(&mut self, now_ms: u64) {
        self.records_ms = Some(now_ms);
    }

    /// This neighbour is gone.
    pub fn down(&mut self, node: &NodeKey) {
        self.asked.remove(node);
        for wanted in self.wanted.values_mut() {
            wanted.said.remove(node);
            wanted.forget_list_of(node);
        }
    }

    /// What to ask a neighbour now. It counts as asked until [`Self::heard`] or [`Self::down`].
    pub fn next(&mut self, now_ms: u64, node: NodeKey) -> Option<Question> {
        let records = self.records_ms.is_some_and(|at| now_ms < at + RECORDS_FIRST_MS);
        if records || self.asked.contains_key(&node) {
            return None;
        }
        let mut by_rank: Vec<(&BlobName, &Wanted)> = self.wanted.iter().collect();
        by_rank.sort_by_key(|(name, wanted)| (wanted.rank, **name));
        let of = |(name, wanted): (&BlobName, &Wanted)| self.question(now_ms, &node, *name, wanted);
        let question = by_rank.into_iter().find_map(of)?;
        if let Question::List { name, .. } = question
            && let Some(list) = self.wanted.get_mut(&name).and_then(|it| it.list.as_mut())
        {
            list.of = Some(node);
        }
        self.asked.insert(node, question);
        Some(question)
    }

    fn question(
        &self,
        now_ms: u64,
        node: &NodeKey,
        name: BlobName,
        wanted: &Wanted,
    ) -> Option<Question> {
        let Some(said) = wanted.said.get(node) else { return Some(Question::Holdings { name }) };
        if said.shunned && now_ms < said.at_ms + SHUNNED_MS {
            return None;
        }
        let is_asked = |question: &Question| self.asked.values().any(|asked| asked == question);
        let question = if let Some(list) = &wanted.list {
            let from = u32::try_from(list.values.len() / VALUE_BYTES).ok()?;
            let is_theirs = list.of.is_none_or(|of| of == *node);
            let may = is_theirs && said.holdings != Holdings::Nothing;
            may.then_some(Question::List { name, from })
        } else {
            let missing = wanted.here.missing();
            let theirs = missing.filter(|index| said.holdings.has(wanted.bytes, *index));
            let mut chunks = theirs.map(|index| Question::Chunk { name, index });
            chunks.find(|question| !is_asked(question))
        };
        let may_have_more = !matches!(said.holdings, Holdings::Whole { .. });
        let stale = may_have_more && now_ms >= said.at_ms + STALE_MS;
        question.or_else(|| stale.then_some(Question::Holdings { name }))
    }

    /// The answer to what this neighbour was asked. `None`: it was lost, or there was nothing to say.
    pub fn heard(&mut self, now_ms: u64, node: NodeKey, answer: Option<&[u8]>) -> Brought {
        let Some(question) = self.asked.remove(&node) else { return Brought::Nothing };
        let name = question.name();
        let Some(wanted) = self.wanted.get_mut(&name) else { return Brought::Nothing };
        let nothing = Said { holdings: Holdings::Nothing, at_ms: now_ms, shunned: false };
        match (question, answer) {
            (Question::Holdings { .. }, answer) => {
                let holdings = answer.and_then(Holdings::from_bytes);
                let holdings = holdings.unwrap_or(Holdings::Nothing);
                wanted.said.insert(node, Said { holdings, ..nothing });
                Brought::Nothing
            }
            (Question::List { from, .. }, Some([1, values @ ..])) => {
                let list = wanted.take_values(from, values);
                list.map_or(Brought::Nothing, |list| Brought::List { name, list })
            }
            (Question::Chunk { index, .. }, Some([1, bytes @ ..])) => {
                Brought::Chunk { name, index, bytes: bytes.to_vec() }
            }
            // It does not have it any more, or not now.
            _ => {
                wanted.said.insert(node, nothing);
                wanted.forget_list_of(&node);
                Brought::Nothing
            }
        }
    }

    /// The list is verified and kept.
    pub fn took_list(&mut self, name: &BlobName) {
        if let Some(wanted) = self.wanted.get_mut(name) {
            wanted.list = None;
        }
    }

    /// A chunk is verified and kept.
    pub fn took(&mut self, name: &BlobName, index: u32) {
        if let Some(wanted) = self.wanted.get_mut(name).filter(|it| index < it.here.count()) {
            wanted.here.add(index);
        }
    }

    /// What a neighbour gave was not what it was asked for.
    pub fn refused(&mut self, now_ms: u64, node: NodeKey, name: &BlobName) {
        let Some(wanted) = self.wanted.get_mut(name) else { return };
        wanted.forget_list_of(&node);
        let said = Said { holdings: Holdings::Nothing, at_ms: now_ms, shunned: true };
        wanted.said.insert(node, said);
    }
}

impl Wanted {
    fn forget_list_of(&mut self, node: &NodeKey) {
        if let Some(list) = self.list.as_mut().filter(|list| list.of == Some(*node)) {
            *list = List::default();
        }
    }

    /// The list, once it is complete, or is longer than it may be.
    fn take_values(&mut self, from: u32, values: &[u8]) -> Option<Vec<u8>> {
        let list = self.list.as_mut()?;
        let whole = ChunkList::bytes_of(self.bytes).unwrap_or(0);
        let follows = from as usize * VALUE_BYTES == list.values.len();
        if follows && values.len() <= VALUES_MAX * VALUE_BYTES {
            list.values.extend(values);
        }
        // One that does not grow is as useless as one that is too long.
        let is_over = list.values.len() >= whole || values.is_empty();
        is_over.then(|| std::mem::take(&mut list.values))
    }
}

#[cfg(test)]
mod tests;
