//! Decoded blocks that several threads use at once: each is decoded once, the least recently
//! used leave when there are too many bytes.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::block::{Block, Damage};

/// Which image of the layer, block column, block row.
pub(crate) type Key = (u32, u32, u32);
type Cell = Arc<OnceLock<Result<Arc<Block>, Arc<Damage>>>>;

/// Transparent blocks take no bytes, but a place.
const SLOTS_MAX: usize = 8_192;

pub(crate) struct Cache {
    bytes_max: usize,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    slots: BTreeMap<Key, Slot>,
    bytes: usize,
    uses: u64,
}

struct Slot {
    cell: Cell,
    bytes: usize,
    used: u64,
}

impl Cache {
    pub(crate) fn new(bytes_max: usize) -> Self {
        Self { bytes_max, state: Mutex::default() }
    }

    /// The block, decoded by the first who asks; the others wait for it.
    pub(crate) fn get(
        &self,
        key: Key,
        decode: impl FnOnce() -> Result<Block, Damage>,
    ) -> Result<Arc<Block>, Arc<Damage>> {
        let cell = self.cell(key);
        let mut decoded = None;
        let block = cell.get_or_init(|| {
            let block = decode().map(Arc::new).map_err(Arc::new);
            decoded = block.as_ref().ok().map(|block| block.rgba().len());
            block
        });
        if let Some(bytes) = decoded {
            self.grown(key, bytes);
        }
        block.clone()
    }

    fn cell(&self, key: Key) -> Cell {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.uses += 1;
        let used = state.uses;
        let slot = state.slots.entry(key).or_insert_with(|| Slot {
            cell: Cell::default(),
            bytes: 0,
            used,
        });
        slot.used = used;
        slot.cell.clone()
    }

    fn grown(&self, key: Key, bytes: usize) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(slot) = state.slots.get_mut(&key) {
            slot.bytes = bytes;
            state.bytes += bytes;
        }
        while state.bytes > self.bytes_max || state.slots.len() > SLOTS_MAX {
            let oldest = state.slots.iter().min_by_key(|(_, slot)| slot.used).map(|(key, _)| *key);
            let Some(slot) = oldest.and_then(|key| state.slots.remove(&key)) else { break };
            state.bytes -= slot.bytes;
        }
    }
}
