//! Blobs on a stick: parts in the order in which they are laid on it, and what is taken off it.
//!
//! A stick may hold anything, so only what is wanted here is taken, and only what is proved.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use musubi_log::blob::{BlobName, ChunkList, VALUES_MAX, chunks};
use musubi_log::bundle::{BlobPart, Piece};
use musubi_replica::transfers::Brought;
use musubi_store::blobs::{Blobs, Holding};

use super::{Carrier, Stage, Want, Written};

/// So long the record of a blob may take from the stick to the pages.
const WANTED_WITHIN: Duration = Duration::from_secs(5);
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// What is laid on a stick of one blob.
#[derive(Debug)]
struct Load {
    name: BlobName,
    bytes: u64,
    /// From which chunk on the list is still to be laid on it. `None`: all of it is.
    list_from: Option<u32>,
    chunks: VecDeque<u32>,
}

/// Blobs that are laid on a stick, part by part.
#[derive(Debug)]
pub struct Loading {
    files: Blobs,
    loads: VecDeque<Load>,
}

impl Loading {
    /// As much of these as is here. Blocks.
    pub fn begin(files: Blobs, names: &[BlobName]) -> std::io::Result<Self> {
        let mut loads = VecDeque::new();
        for name in names {
            let chunks: VecDeque<u32> = match files.holding(name)? {
                Holding::Nothing => continue,
                Holding::Part(chunks) => {
                    (0..chunks.count()).filter(|index| chunks.has(*index)).collect()
                }
                Holding::Whole { bytes } => (0..chunks(bytes).unwrap_or(0)).collect(),
            };
            let Some(bytes) = files.bytes(name)? else { continue };
            loads.push_back(Load { name: *name, bytes, list_from: Some(0), chunks });
        }
        Ok(Self { files, loads })
    }

    /// Chunks that are still to be laid on it.
    pub fn chunks_left(&self) -> u64 {
        self.loads.iter().map(|load| load.chunks.len() as u64).sum()
    }

    /// The next part. Blocks.
    pub fn next_part(&mut self) -> std::io::Result<Option<BlobPart>> {
        while let Some(load) = self.loads.front_mut() {
            let (name, bytes) = (load.name, load.bytes);
            if let Some(from) = load.list_from {
                let list = self.files.list(&name, from, VALUES_MAX)?.unwrap_or_default();
                let came = u32::try_from(list.len() / 32).unwrap_or(0);
                load.list_from = (came as usize == VALUES_MAX).then_some(from + came);
                if !list.is_empty() {
                    let piece = Piece::List(list);
                    return Ok(Some(BlobPart { name, bytes, index: from, piece }));
                }
            } else if let Some(index) = load.chunks.pop_front() {
                if let Some(chunk) = self.files.chunk(&name, index)? {
                    return Ok(Some(BlobPart { name, bytes, index, piece: Piece::Chunk(chunk) }));
                }
            } else {
                self.loads.pop_front();
            }
        }
        Ok(None)
    }
}

/// What became of the blobs on a stick.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unloaded {
    /// Chunks that are here now and were not before.
    pub new: u64,
    /// Nobody here wants them.
    pub unwanted: u64,
    /// They are not what they should be.
    pub refused: u64,
}

/// Takes blobs off a stick, part by part.
pub struct Unloading {
    carrier: Carrier,
    /// Lists of which more is to come.
    lists: BTreeMap<BlobName, Vec<u8>>,
    /// Whether parts of it can be taken.
    looked_at: BTreeMap<BlobName, bool>,
    pub unloaded: Unloaded,
}

impl Unloading {
    pub fn begin(carrier: Carrier) -> Self {
        Self {
            carrier,
            lists: BTreeMap::new(),
            looked_at: BTreeMap::new(),
            unloaded: Unloaded::default(),
        }
    }

    pub async fn take(&mut self, part: BlobPart) {
        let BlobPart { name, bytes, index, piece } = part;
        if !self.is_open(name, bytes).await {
            self.unloaded.unwanted += u64::from(matches!(piece, Piece::Chunk(_)));
            return;
        }
        let brought = match piece {
            Piece::Chunk(bytes) => Brought::Chunk { name, index, bytes },
            Piece::List(values) => {
                let list = self.lists.entry(name).or_default();
                if index as usize * 32 == list.len() {
                    list.extend(values);
                }
                if list.len() < ChunkList::bytes_of(bytes).unwrap_or(0) {
                    return;
                }
                Brought::List { name, list: self.lists.remove(&name).unwrap_or_default() }
            }
        };
        let is_chunk = matches!(brought, Brought::Chunk { .. });
        match self.carrier.write(name, brought).await {
            Written::Kept => self.unloaded.new += u64::from(is_chunk),
            Written::Refused(_) => self.unloaded.refused += 1,
            Written::Nothing => {}
        }
    }

    /// Whether parts of this blob can be taken. Its record may have come off the same stick just now, so
    /// the first part waits a moment until somebody wants it.
    async fn is_open(&mut self, name: BlobName, bytes: u64) -> bool {
        if let Some(open) = self.looked_at.get(&name) {
            return *open;
        }
        let open = self.carrier.opens(name, bytes).await;
        self.looked_at.insert(name, open);
        open
    }
}

impl Carrier {
    async fn opens(&self, name: BlobName, bytes: u64) -> bool {
        let opened = async {
            loop {
                let woken = self.0.wake.notified();
                match self.state().wanted.get(&name) {
                    Some(want) if want.bytes != bytes => return false,
                    Some(Want { stage: Stage::Open(_), .. }) => return true,
                    Some(Want { stage: Stage::Whole, .. }) => return false,
                    Some(Want { stage: Stage::Closed, .. }) | None => {}
                }
                let _ = tokio::time::timeout(LOOK_AGAIN, woken).await;
            }
        };
        tokio::time::timeout(WANTED_WITHIN, opened).await.unwrap_or(false)
    }
}
