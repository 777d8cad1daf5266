//! Writing: the whole archive in one pass from front to back, once all lengths are known.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use libdeflater::{CompressionLvl, Compressor};

use super::directory::{self, Entry};
use super::{GZIP, HEADER_BYTES, Header, PLAIN, ROOT_END_MAX};
use crate::tile::Tile;

/// Only tiles this small are likely to be equal: one colour, or blank.
const SHARED_BYTES_MAX: u32 = 2_048;
const LEAF_ENTRIES: usize = 4_096;

/// What goes into an archive.
pub(crate) struct Contents<'a> {
    pub(crate) tile_type: u8,
    /// West, south, east, north in degrees.
    pub(crate) bounds: [f64; 4],
    /// A JSON object.
    pub(crate) metadata: &'a str,
    /// Tile ids with the length of each, ascending.
    pub(crate) tiles: &'a [(u64, u32)],
}

/// Writes to a temporary name beside `path`, syncs, and renames. `read` gives the bytes of the
/// n-th tile; it is asked for small tiles twice.
pub(crate) fn write(
    path: &Path,
    contents: &Contents<'_>,
    mut read: impl FnMut(usize) -> io::Result<Vec<u8>>,
) -> io::Result<()> {
    let layout = Layout::of(contents, &mut read)?;
    let part = path.with_added_extension("part");
    let written = (|| {
        let mut out = BufWriter::with_capacity(1 << 20, File::create(&part)?);
        out.write_all(&layout.front)?;
        for &index in &layout.stored {
            let bytes = read(index)?;
            assert_eq!(bytes.len(), contents.tiles[index].1 as usize, "a tile keeps its length");
            out.write_all(&bytes)?;
        }
        out.into_inner()?.sync_all()?;
        std::fs::rename(&part, path)
    })();
    if written.is_err() {
        // What cannot be written can hardly be removed; the next import overwrites it.
        let _ = std::fs::remove_file(&part);
    }
    written
}

struct Layout {
    /// Everything before the tiles.
    front: Vec<u8>,
    /// Which tiles are stored, in order.
    stored: Vec<usize>,
}

impl Layout {
    fn of(
        contents: &Contents<'_>,
        read: &mut impl FnMut(usize) -> io::Result<Vec<u8>>,
    ) -> io::Result<Self> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut stored = Vec::new();
        let mut shared: BTreeMap<[u8; 32], u64> = BTreeMap::new();
        let mut end = 0;
        for (index, &(id, length)) in contents.tiles.iter().enumerate() {
            let mut offset = end;
            if length <= SHARED_BYTES_MAX {
                let hash = *blake3::hash(&read(index)?).as_bytes();
                offset = *shared.entry(hash).or_insert(end);
            }
            if offset == end {
                stored.push(index);
                end += u64::from(length);
            }
            match entries.last_mut() {
                Some(last) if last.offset == offset && last.id + u64::from(last.run) == id => {
                    last.run += 1;
                }
                _ => entries.push(Entry { id, offset, length, run: 1 }),
            }
        }
        let (root, leaves) = directories(&entries);
        let metadata = gzip(contents.metadata.as_bytes());
        let header = header(contents, &entries, stored.len(), [&root, &metadata, &leaves], end);
        let front = [header.to_bytes(), root, metadata, leaves].concat();
        Ok(Self { front, stored })
    }
}

/// The root directory, and the leaves where one directory would be too long.
fn directories(entries: &[Entry]) -> (Vec<u8>, Vec<u8>) {
    let room = ROOT_END_MAX - HEADER_BYTES;
    let root = gzip(&directory::to_bytes(entries));
    if root.len() <= room {
        return (root, Vec::new());
    }
    let mut in_leaf = LEAF_ENTRIES;
    loop {
        let mut leaves = Vec::new();
        let mut pointers = Vec::new();
        for part in entries.chunks(in_leaf) {
            let leaf = gzip(&directory::to_bytes(part));
            let (offset, length) = (leaves.len() as u64, leaf.len() as u32);
            pointers.push(Entry { id: part[0].id, offset, length, run: 0 });
            leaves.extend(leaf);
        }
        let root = gzip(&directory::to_bytes(&pointers));
        if root.len() <= room {
            return (root, leaves);
        }
        in_leaf *= 2;
    }
}

fn header(
    contents: &Contents<'_>,
    entries: &[Entry],
    stored: usize,
    parts: [&[u8]; 3],
    tile_bytes: u64,
) -> Header {
    let mut at = HEADER_BYTES as u64;
    let [root, metadata, leaves] = parts.map(|part| {
        let place = (at, part.len() as u64);
        at += place.1;
        place
    });
    let zoom = |index: Option<&(u64, u32)>| {
        index.and_then(|(id, _)| Tile::from_id(*id)).map_or(0, |tile| tile.z)
    };
    let [west, south, east, north] = contents.bounds;
    let min_zoom = zoom(contents.tiles.first());
    Header {
        root,
        metadata,
        leaves,
        tiles: (at, tile_bytes),
        addressed: contents.tiles.len() as u64,
        entries: entries.len() as u64,
        contents: stored as u64,
        clustered: 1,
        internal_compression: GZIP,
        tile_compression: PLAIN,
        tile_type: contents.tile_type,
        min_zoom,
        max_zoom: zoom(contents.tiles.last()),
        bounds: contents.bounds,
        center_zoom: min_zoom,
        center: [f64::midpoint(west, east), f64::midpoint(south, north)],
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut compressor = Compressor::new(CompressionLvl::new(9).expect("nine is a level"));
    let mut out = vec![0; compressor.gzip_compress_bound(bytes.len())];
    let length = compressor.gzip_compress(bytes, &mut out).expect("the bound holds");
    out.truncate(length);
    out
}

#[cfg(test)]
mod tests {
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{Rng, SeedableRng};

    use super::*;
    use crate::pmtiles::Archive;

    /// So many tiles that one directory is too long; a third of them equal.
    #[test]
    fn many_tiles_have_leaves_and_equal_tiles_are_stored_once() {
        let seed = 9;
        println!("seed {seed}");
        let mut chance = ChaCha8Rng::seed_from_u64(seed);
        let mut id = 22_369_621;
        let tiles: Vec<(u64, Vec<u8>)> = (0..40_000_u32)
            .map(|number| {
                id += 1 + chance.next_u64() % 3;
                let length = 12 + (chance.next_u64() % 40) as usize;
                let mut bytes = number.to_le_bytes().repeat(13)[..length].to_vec();
                if number.is_multiple_of(3) {
                    bytes = b"blank".to_vec();
                }
                (id, bytes)
            })
            .collect();
        let lengths: Vec<(u64, u32)> =
            tiles.iter().map(|(id, bytes)| (*id, bytes.len() as u32)).collect();
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("many.pmtiles");
        let contents = Contents { tile_type: 2, bounds: [0.0; 4], metadata: "{}", tiles: &lengths };
        write(&path, &contents, |index| Ok(tiles[index].1.clone())).expect("it is written");

        let archive = Archive::open(&path).expect("it opens");
        let header = archive.header();
        assert!(header.leaves.1 > 0 && header.root.0 + header.root.1 <= ROOT_END_MAX as u64);
        assert_eq!((header.addressed, header.contents), (40_000, 26_667));
        let mut runs = 0;
        archive.check(|entry| runs += u64::from(entry.run)).expect("it holds");
        assert_eq!(runs, 40_000);
        for (id, bytes) in &tiles {
            let tile = Tile::from_id(*id).expect("within the zooms");
            assert_eq!(archive.tile(tile).expect("it reads").as_ref(), Some(bytes));
        }
        let between = (tiles[0].0..id).find(|id| tiles.binary_search_by_key(id, |t| t.0).is_err());
        let tile = Tile::from_id(between.expect("there are gaps")).expect("within the zooms");
        assert_eq!(archive.tile(tile).expect("it reads"), None);
        assert_eq!(listing(folder.path()), 1);
    }

    fn listing(folder: &Path) -> usize {
        std::fs::read_dir(folder).expect("it lists").count()
    }
}
