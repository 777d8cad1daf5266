//! Tiles that were served lately, in memory: mappers look at the same ones again and again, and asking
//! the disk through another thread costs more than the rest of an answer.
//!
//! Two generations: what is asked for moves to the younger; when that is full the older one goes. So what
//! is kept is bounded, and no list is sorted.

use std::collections::BTreeMap;

use axum::body::Bytes;
use musubi_exchange::layers::TileFormat;
use musubi_imagery::tile::Tile;
use musubi_model::layer::ArchiveHash;

/// Of one generation.
const BYTES_MAX: usize = 16 << 20;
/// About what is kept beside a tile's bytes: a layer's gaps are many and small.
const BESIDE_BYTES: usize = 160;

/// Of which archive, and as what it was asked for.
pub type Key = (ArchiveHash, Tile, TileFormat);

#[derive(Default)]
pub(super) struct Served {
    young: BTreeMap<Key, (&'static str, Bytes)>,
    old: BTreeMap<Key, (&'static str, Bytes)>,
    /// Of the younger ones.
    bytes: usize,
}

impl Served {
    /// With its media type.
    pub(super) fn get(&mut self, key: &Key) -> Option<(&'static str, Bytes)> {
        if let Some(found) = self.young.get(key) {
            return Some(found.clone());
        }
        let (media_type, bytes) = self.old.remove(key)?;
        self.put(*key, media_type, bytes.clone());
        Some((media_type, bytes))
    }

    pub(super) fn put(&mut self, key: Key, media_type: &'static str, bytes: Bytes) {
        if self.bytes + size(&bytes) > BYTES_MAX {
            (self.old, self.bytes) = (std::mem::take(&mut self.young), 0);
        }
        self.bytes += size(&bytes);
        self.young.insert(key, (media_type, bytes));
    }

    /// Its archive leaves the disk.
    pub(super) fn forget(&mut self, archive: ArchiveHash) {
        self.young.retain(|(of, ..), _| *of != archive);
        self.old.retain(|(of, ..), _| *of != archive);
        self.bytes = self.young.values().map(|(_, bytes)| size(bytes)).sum();
    }
}

fn size(bytes: &Bytes) -> usize {
    bytes.len() + BESIDE_BYTES
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(archive: u8, x: u32) -> Key {
        let tile = Tile::new(20, x, 0).expect("a tile");
        (ArchiveHash([archive; 32]), tile, TileFormat::Jpeg)
    }

    #[test]
    fn what_is_asked_for_stays_and_memory_is_bounded() {
        let mut served = Served::default();
        let megabyte = Bytes::from(vec![7; 1 << 20]);
        for x in 0..200 {
            served.put(key(1, x), "image/jpeg", megabyte.clone());
            assert!(served.get(&key(1, 0)).is_some(), "it is asked for all the time: {x}");
        }
        assert_eq!(served.get(&key(1, 100)), None);
        assert!(served.get(&key(1, 199)).is_some());
        let kept: usize = served.young.len() + served.old.len();
        assert!(kept <= 2 * (BYTES_MAX >> 20), "{kept} megabytes");
    }

    #[test]
    fn many_small_tiles_are_bounded_too() {
        let mut served = Served::default();
        (0..500_000).for_each(|x| served.put(key(1, x), "image/png", Bytes::from_static(b"x")));
        let kept = served.young.len() + served.old.len();
        assert!(kept <= 2 * BYTES_MAX / BESIDE_BYTES, "{kept} tiles");
    }

    #[test]
    fn of_an_archive_that_leaves_nothing_is_served() {
        let mut served = Served::default();
        for archive in [1, 2] {
            served.put(key(archive, 0), "image/jpeg", Bytes::from_static(b"x"));
        }
        served.forget(ArchiveHash([1; 32]));
        assert_eq!(served.get(&key(1, 0)), None);
        assert!(served.get(&key(2, 0)).is_some());
    }
}
