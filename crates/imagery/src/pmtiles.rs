//! `PMTiles` version 3: one file that holds a layer's tiles, its directory and its metadata.
//!
//! - [`write`]: tiles in ascending id, so that coarse zooms come first; equal small tiles once.
//! - [`Archive`]: reads, and believes nothing: every offset, length and count is checked against
//!   the file before it is used, directories cannot form rings or grow without bound.

use std::fs::File;
use std::io;
use std::path::Path;

pub(crate) mod directory;
mod read;
mod write;

pub use directory::Entry;
pub use read::{Archive, ArchiveError};
pub(crate) use write::{Contents, write};

pub(crate) const HEADER_BYTES: usize = 127;
/// Header and root directory lie in the first 16 KiB, which a browser fetches in one go.
pub(crate) const ROOT_END_MAX: usize = 16_384;
pub(crate) const MAGIC: &[u8; 7] = b"PMTiles";
pub(crate) const GZIP: u8 = 2;
pub(crate) const PLAIN: u8 = 1;

/// Names an archive: BLAKE3 of its bytes.
pub fn hash(path: &Path) -> io::Result<[u8; 32]> {
    let mut hash = blake3::Hasher::new();
    hash.update_reader(File::open(path)?)?;
    Ok(*hash.finalize().as_bytes())
}

/// What an archive says about itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    pub root: (u64, u64),
    pub metadata: (u64, u64),
    pub leaves: (u64, u64),
    pub tiles: (u64, u64),
    pub addressed: u64,
    pub entries: u64,
    pub contents: u64,
    pub clustered: u8,
    pub internal_compression: u8,
    pub tile_compression: u8,
    pub tile_type: u8,
    pub min_zoom: u8,
    pub max_zoom: u8,
    /// West, south, east, north in degrees.
    pub bounds: [f64; 4],
    pub center_zoom: u8,
    pub center: [f64; 2],
}

const E7: f64 = 1e7;

impl Header {
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEADER_BYTES);
        bytes.extend(MAGIC);
        bytes.push(3);
        for (at, length) in [self.root, self.metadata, self.leaves, self.tiles] {
            bytes.extend(at.to_le_bytes());
            bytes.extend(length.to_le_bytes());
        }
        for count in [self.addressed, self.entries, self.contents] {
            bytes.extend(count.to_le_bytes());
        }
        bytes.extend([
            self.clustered,
            self.internal_compression,
            self.tile_compression,
            self.tile_type,
            self.min_zoom,
            self.max_zoom,
        ]);
        let degrees = |value: f64| ((value * E7).round() as i32).to_le_bytes();
        for value in self.bounds {
            bytes.extend(degrees(value));
        }
        bytes.push(self.center_zoom);
        for value in self.center {
            bytes.extend(degrees(value));
        }
        assert_eq!(bytes.len(), HEADER_BYTES);
        bytes
    }

    /// `None` where this is no archive of this version.
    pub(crate) fn from_bytes(bytes: &[u8; HEADER_BYTES]) -> Option<Self> {
        if bytes[..7] != *MAGIC || bytes[7] != 3 {
            return None;
        }
        let long = |index: usize| {
            let at = 8 + index * 8;
            u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes"))
        };
        let degrees = |at: usize| {
            f64::from(i32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"))) / E7
        };
        Some(Self {
            root: (long(0), long(1)),
            metadata: (long(2), long(3)),
            leaves: (long(4), long(5)),
            tiles: (long(6), long(7)),
            addressed: long(8),
            entries: long(9),
            contents: long(10),
            clustered: bytes[96],
            internal_compression: bytes[97],
            tile_compression: bytes[98],
            tile_type: bytes[99],
            min_zoom: bytes[100],
            max_zoom: bytes[101],
            bounds: [degrees(102), degrees(106), degrees(110), degrees(114)],
            center_zoom: bytes[118],
            center: [degrees(119), degrees(123)],
        })
    }
}
