//! Reading an archive that may lie.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use libdeflater::{DecompressionError, Decompressor};

use super::directory::{self, Entry};
use super::{GZIP, HEADER_BYTES, Header, PLAIN};
use crate::file::read_at;
use crate::tile::Tile;

/// A directory as stored, and unpacked.
const DIRECTORY_BYTES_MAX: u64 = 4 << 20;
const UNPACKED_BYTES_MAX: usize = 32 << 20;
/// The specification's depth: a root, leaves, and at most two levels more.
const DEPTH_MAX: u32 = 4;
/// One tile.
const TILE_BYTES_MAX: u32 = 8 << 20;
/// Leaf directories kept unpacked.
const LEAVES_KEPT: usize = 32;

/// Why an archive is not believed. The words are the caller's; the codes are for good.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    #[error("cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    #[error("is no PMTiles archive of version 3")]
    NotAnArchive,
    #[error("ends before its content does")]
    Truncated,
    #[error("has a directory that cannot be right")]
    BadDirectory,
    #[error("packs its directories by method {method}")]
    Compression { method: u8 },
    #[error("holds tiles of type {tile_type}, which are no pictures")]
    TileType { tile_type: u8 },
    #[error("holds no tiles")]
    Empty,
}

impl ArchiveError {
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "unreadable",
            Self::NotAnArchive => "not-an-archive",
            Self::Truncated => "truncated",
            Self::BadDirectory => "bad-directory",
            Self::Compression { .. } => "archive-compression",
            Self::TileType { .. } => "tile-type",
            Self::Empty => "empty",
        }
    }
}

/// An open archive, for any number of threads.
pub struct Archive {
    file: File,
    header: Header,
    root: Vec<Entry>,
    leaves: Mutex<Leaves>,
}

#[derive(Default)]
struct Leaves {
    kept: BTreeMap<u64, (u64, Arc<Vec<Entry>>)>,
    uses: u64,
}

impl Archive {
    pub fn open(path: &Path) -> Result<Self, ArchiveError> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        let mut bytes = [0; HEADER_BYTES];
        if length < HEADER_BYTES as u64 {
            return Err(ArchiveError::NotAnArchive);
        }
        read_at(&file, &mut bytes, 0)?;
        let header = Header::from_bytes(&bytes).ok_or(ArchiveError::NotAnArchive)?;
        for (at, bytes) in [header.root, header.metadata, header.leaves, header.tiles] {
            if at.checked_add(bytes).is_none_or(|end| end > length) {
                return Err(ArchiveError::Truncated);
            }
        }
        if !matches!(header.internal_compression, PLAIN | GZIP) {
            return Err(ArchiveError::Compression { method: header.internal_compression });
        }
        if header.min_zoom > header.max_zoom || header.max_zoom > crate::tile::ZOOM_MAX {
            return Err(ArchiveError::BadDirectory);
        }
        let mut archive =
            Self { file, header, root: Vec::new(), leaves: Mutex::new(Leaves::default()) };
        archive.root = archive.directory(archive.header.root)?;
        Ok(archive)
    }

    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The archive's metadata: a JSON object in text.
    pub fn metadata(&self) -> Result<String, ArchiveError> {
        let (at, bytes) = self.header.metadata;
        let unpacked = self.unpacked(at, bytes)?;
        String::from_utf8(unpacked).map_err(|_| ArchiveError::BadDirectory)
    }

    /// Where a tile's bytes lie in the file.
    pub fn place(&self, tile: Tile) -> Result<Option<(u64, u32)>, ArchiveError> {
        let id = tile.id();
        let mut leaf: Arc<Vec<Entry>>;
        let mut entries = &self.root;
        for _ in 0..DEPTH_MAX {
            let Some(entry) = directory::find(entries, id) else { return Ok(None) };
            if entry.run > 0 {
                return self.tile_place(entry).map(Some);
            }
            leaf = self.leaf(entry)?;
            entries = &leaf;
        }
        Err(ArchiveError::BadDirectory)
    }

    pub fn tile(&self, tile: Tile) -> Result<Option<Vec<u8>>, ArchiveError> {
        let Some((at, length)) = self.place(tile)? else { return Ok(None) };
        self.read(at, length).map(Some)
    }

    pub(crate) fn read(&self, at: u64, length: u32) -> Result<Vec<u8>, ArchiveError> {
        let mut bytes = vec![0; length as usize];
        read_at(&self.file, &mut bytes, at)?;
        Ok(bytes)
    }

    /// Walks every directory once: all entries in order, all in bounds, as many as the header
    /// says. `each` hears of every run of tiles.
    pub fn check(&self, mut each: impl FnMut(&Entry)) -> Result<(), ArchiveError> {
        let mut next = 0;
        let mut met = (0, 0);
        self.walk(&self.root, 0, &mut |entry| {
            let last = entry.id.checked_add(u64::from(entry.run));
            let last = last.ok_or(ArchiveError::BadDirectory)?;
            let zoom = |id| Tile::from_id(id).map(|tile| tile.z);
            let zooms = (zoom(entry.id), zoom(last - 1));
            let within = |z: Option<u8>| {
                z.is_some_and(|z| (self.header.min_zoom..=self.header.max_zoom).contains(&z))
            };
            if entry.id < next || !within(zooms.0) || !within(zooms.1) {
                return Err(ArchiveError::BadDirectory);
            }
            self.tile_place(entry)?;
            next = last;
            met = (met.0 + u64::from(entry.run), met.1 + 1);
            each(entry);
            Ok(())
        })?;
        let said = (self.header.addressed, self.header.entries);
        // Zero means that the writer did not count.
        let agrees = |said: u64, met: u64| said == 0 || said == met;
        if met.0 == 0 {
            return Err(ArchiveError::Empty);
        }
        if !agrees(said.0, met.0) || !agrees(said.1, met.1) {
            return Err(ArchiveError::BadDirectory);
        }
        Ok(())
    }

    fn walk(
        &self,
        entries: &[Entry],
        depth: u32,
        each: &mut impl FnMut(&Entry) -> Result<(), ArchiveError>,
    ) -> Result<(), ArchiveError> {
        for entry in entries {
            if entry.run > 0 {
                each(entry)?;
                continue;
            }
            if depth + 1 >= DEPTH_MAX {
                return Err(ArchiveError::BadDirectory);
            }
            let leaf = self.read_leaf(entry)?;
            self.walk(&leaf, depth + 1, each)?;
        }
        Ok(())
    }

    fn tile_place(&self, entry: &Entry) -> Result<(u64, u32), ArchiveError> {
        let (start, bytes) = self.header.tiles;
        let end = entry.offset.checked_add(u64::from(entry.length));
        if end.is_none_or(|end| end > bytes) || entry.length > TILE_BYTES_MAX {
            return Err(ArchiveError::BadDirectory);
        }
        Ok((start + entry.offset, entry.length))
    }

    fn leaf(&self, entry: &Entry) -> Result<Arc<Vec<Entry>>, ArchiveError> {
        let mut leaves = self.leaves.lock().unwrap_or_else(PoisonError::into_inner);
        leaves.uses += 1;
        let now = leaves.uses;
        if let Some((used, leaf)) = leaves.kept.get_mut(&entry.offset) {
            *used = now;
            return Ok(leaf.clone());
        }
        drop(leaves);
        let leaf = Arc::new(self.read_leaf(entry)?);
        let mut leaves = self.leaves.lock().unwrap_or_else(PoisonError::into_inner);
        if leaves.kept.len() >= LEAVES_KEPT {
            let oldest = leaves.kept.iter().min_by_key(|(_, (used, _))| *used).map(|(at, _)| *at);
            leaves.kept.remove(&oldest.expect("it is full"));
        }
        leaves.kept.insert(entry.offset, (now, leaf.clone()));
        Ok(leaf)
    }

    fn read_leaf(&self, entry: &Entry) -> Result<Vec<Entry>, ArchiveError> {
        let (start, bytes) = self.header.leaves;
        let end = entry.offset.checked_add(u64::from(entry.length));
        if end.is_none_or(|end| end > bytes) {
            return Err(ArchiveError::BadDirectory);
        }
        let leaf = self.directory((start + entry.offset, u64::from(entry.length)))?;
        // A leaf that begins elsewhere than its pointer says would lead in circles.
        if leaf[0].id == entry.id { Ok(leaf) } else { Err(ArchiveError::BadDirectory) }
    }

    fn directory(&self, (at, bytes): (u64, u64)) -> Result<Vec<Entry>, ArchiveError> {
        directory::from_bytes(&self.unpacked(at, bytes)?).ok_or(ArchiveError::BadDirectory)
    }

    fn unpacked(&self, at: u64, bytes: u64) -> Result<Vec<u8>, ArchiveError> {
        if bytes > DIRECTORY_BYTES_MAX {
            return Err(ArchiveError::BadDirectory);
        }
        let mut packed = vec![0; bytes as usize];
        read_at(&self.file, &mut packed, at)?;
        if self.header.internal_compression == PLAIN {
            return Ok(packed);
        }
        let mut room = packed.len() * 4 + 1_024;
        loop {
            let mut out = vec![0; room.min(UNPACKED_BYTES_MAX)];
            match Decompressor::new().gzip_decompress(&packed, &mut out) {
                Ok(length) => {
                    out.truncate(length);
                    return Ok(out);
                }
                Err(DecompressionError::InsufficientSpace) if room < UNPACKED_BYTES_MAX => {
                    room *= 4;
                }
                Err(_) => return Err(ArchiveError::BadDirectory),
            }
        }
    }
}
