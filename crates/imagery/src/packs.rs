//! Tiles that somebody else made: `PMTiles`, `MBTiles`, folders of XYZ or TMS tiles. They become one
//! archive as they are, tile by tile, never decoded.
//!
//! Nothing that a pack says about itself is believed: zooms and bounds are those of its tiles,
//! their type that of their first bytes. A pack holds pictures of one type or is refused.

mod database;
mod folder;

use std::fs::File;
use std::io;
use std::path::Path;

use serde::Serialize;

pub use database::{DatabaseError, write as write_mbtiles};

use crate::footprint::Footprint;
use crate::metadata::Words;
use crate::pmtiles::{self, Archive, ArchiveError};
use crate::refusal::file_name;
use crate::tile::{SIDE, Tile};

pub const TILES_MAX: usize = 4_000_000;
const TILE_BYTES_MAX: u64 = 8 << 20;

/// Why a pack is not taken, with its name. Nothing is left behind.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {reason}")]
pub struct PackRefusal {
    pub file: String,
    #[source]
    pub reason: PackReason,
}

#[derive(Debug, thiserror::Error)]
pub enum PackReason {
    #[error("cannot be read: {0}")]
    Unreadable(#[source] io::Error),
    #[error("cannot be written: {0}")]
    Unwritable(#[source] io::Error),
    #[error("is no pack of tiles")]
    NotAPack,
    #[error("{0}")]
    Archive(#[source] ArchiveError),
    #[error("is damaged")]
    Damaged,
    #[error("holds pictures of several types")]
    MixedTypes,
    #[error("holds tiles that are no pictures")]
    NotPictures,
    #[error("holds no tiles")]
    Empty,
    #[error("holds more than {TILES_MAX} tiles")]
    TooMany,
    #[error("holds a tile of more than {TILE_BYTES_MAX} bytes")]
    TileTooLarge,
    #[error("cancelled")]
    Cancelled,
}

impl PackReason {
    /// Stable; the name of the sentence for people.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "unreadable",
            Self::Unwritable(_) => "unwritable",
            Self::NotAPack => "not-a-pack",
            Self::Archive(error) => error.code(),
            Self::Damaged => "damaged",
            Self::MixedTypes => "mixed-types",
            Self::NotPictures => "tile-type",
            Self::Empty => "empty",
            Self::TooMany => "too-many-tiles",
            Self::TileTooLarge => "tile-too-large",
            Self::Cancelled => "cancelled",
        }
    }
}

/// Takes a pack whole into an archive.
pub fn take(
    pack: &Path,
    archive: &Path,
    words: &Words,
    stop: &dyn Fn() -> bool,
) -> Result<(), PackRefusal> {
    let taken = match kind(pack) {
        Ok(Kind::Archive) => copy(pack, archive, stop),
        Ok(Kind::Database) => database::take(pack, archive, words, stop),
        Ok(Kind::Folder) => folder::take(pack, archive, words, stop),
        Err(reason) => Err(reason),
    };
    taken.map_err(|reason| PackRefusal { file: file_name(pack), reason })
}

enum Kind {
    Archive,
    Database,
    Folder,
}

/// Whether [`take`] would look at it: a folder with a folder of a zoom in it, or a file that begins
/// like a pack.
pub fn is_pack(path: &Path) -> bool {
    kind(path).is_ok()
}

fn kind(path: &Path) -> Result<Kind, PackReason> {
    if path.is_dir() {
        return if folder::looks_like_one(path) {
            Ok(Kind::Folder)
        } else {
            Err(PackReason::NotAPack)
        };
    }
    let mut start = [0; 16];
    let file = File::open(path).map_err(PackReason::Unreadable)?;
    crate::file::read_at(&file, &mut start, 0).map_err(|_| PackReason::NotAPack)?;
    match &start {
        b"SQLite format 3\0" => Ok(Kind::Database),
        _ if start.starts_with(pmtiles::MAGIC) => Ok(Kind::Archive),
        _ => Err(PackReason::NotAPack),
    }
}

/// An archive is taken byte for byte, once all it says was checked.
fn copy(pack: &Path, archive: &Path, stop: &dyn Fn() -> bool) -> Result<(), PackReason> {
    let opened = Archive::open(pack).map_err(PackReason::Archive)?;
    let tile_type = opened.header().tile_type;
    if !matches!(tile_type, PNG | JPEG | WEBP) || opened.header().tile_compression > 1 {
        return Err(PackReason::NotPictures);
    }
    let mut first = None;
    opened
        .check(|entry| {
            first.get_or_insert(*entry);
        })
        .map_err(PackReason::Archive)?;
    let first = first.and_then(|entry| Tile::from_id(entry.id)).ok_or(PackReason::Empty)?;
    let tile = opened.tile(first).map_err(PackReason::Archive)?.ok_or(PackReason::Empty)?;
    if type_of(&tile) != Some(tile_type) {
        return Err(PackReason::NotPictures);
    }
    let object: Result<serde_json::Map<String, serde_json::Value>, _> =
        serde_json::from_str(&opened.metadata().map_err(PackReason::Archive)?);
    if object.is_err() {
        return Err(PackReason::Damaged);
    }
    if stop() {
        return Err(PackReason::Cancelled);
    }
    let part = archive.with_added_extension("part");
    let copied = std::fs::copy(pack, &part)
        .and_then(|_| File::options().write(true).open(&part)?.sync_all())
        .and_then(|()| std::fs::rename(&part, archive));
    copied.map_err(|error| {
        let _ = std::fs::remove_file(&part);
        PackReason::Unwritable(error)
    })
}

const PNG: u8 = 2;
const JPEG: u8 = 3;
const WEBP: u8 = 4;

/// The archive's number for a picture of these first bytes.
fn type_of(bytes: &[u8]) -> Option<u8> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some(PNG),
        [0xFF, 0xD8, 0xFF, ..] => Some(JPEG),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(WEBP),
        _ => None,
    }
}

#[derive(Serialize)]
struct Metadata<'a> {
    name: &'a str,
    description: &'a str,
    attribution: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    version: &'static str,
    format: &'static str,
    musubi: Taken,
}

#[derive(Serialize)]
struct Taken {
    format: u32,
    footprint: Footprint,
}

/// Writes tiles in ascending id; `read` gives their bytes, which must all be of one type.
fn write(
    archive: &Path,
    words: &Words,
    tiles: &[(u64, u32)],
    stop: &dyn Fn() -> bool,
    mut read: impl FnMut(usize) -> Result<Vec<u8>, PackReason>,
) -> Result<(), PackReason> {
    if tiles.is_empty() {
        return Err(PackReason::Empty);
    }
    if tiles.iter().any(|(_, bytes)| u64::from(*bytes) > TILE_BYTES_MAX) {
        return Err(PackReason::TileTooLarge);
    }
    let tile_type = type_of(&read(0)?).ok_or(PackReason::NotPictures)?;
    let bounds = bounds(tiles);
    let format = match tile_type {
        PNG => "png",
        JPEG => "jpeg",
        _ => "webp",
    };
    let [west, south, east, north] = bounds;
    let ring = vec![(west, south), (east, south), (east, north), (west, north), (west, south)];
    let metadata = Metadata {
        name: &words.name,
        description: &words.description,
        attribution: &words.attribution,
        kind: "baselayer",
        version: "1.0.0",
        format,
        musubi: Taken { format: 1, footprint: Footprint::of_edges(vec![ring]) },
    };
    let metadata = serde_json::to_string(&metadata).expect("strings and numbers serialise");
    let contents = pmtiles::Contents { tile_type, bounds, metadata: &metadata, tiles };
    let mut reason = None;
    let written = pmtiles::write(archive, &contents, |index| {
        let bytes = if stop() { Err(PackReason::Cancelled) } else { read(index) };
        let bytes = bytes.and_then(|bytes| match type_of(&bytes) {
            Some(found) if found == tile_type => Ok(bytes),
            Some(_) => Err(PackReason::MixedTypes),
            None => Err(PackReason::NotPictures),
        });
        bytes.and_then(|bytes| same_length(bytes, tiles[index].1)).map_err(|found| {
            reason = Some(found);
            io::Error::other("the pack was refused")
        })
    });
    match (written, reason) {
        (Ok(()), _) => Ok(()),
        (Err(_), Some(reason)) => Err(reason),
        (Err(error), None) => Err(PackReason::Unwritable(error)),
    }
}

/// A pack that changes while it is taken is damaged.
fn same_length(bytes: Vec<u8>, length: u32) -> Result<Vec<u8>, PackReason> {
    if bytes.len() == length as usize { Ok(bytes) } else { Err(PackReason::Damaged) }
}

/// Of the finest zoom's tiles, in degrees.
fn bounds(tiles: &[(u64, u32)]) -> [f64; 4] {
    let tiles = || tiles.iter().filter_map(|(id, _)| Tile::from_id(*id));
    let finest = tiles().map(|tile| tile.z).max().unwrap_or(0);
    let (mut left, mut top, mut right, mut bottom) = (u32::MAX, u32::MAX, 0, 0);
    for tile in tiles().filter(|tile| tile.z == finest) {
        (left, top) = (left.min(tile.x), top.min(tile.y));
        (right, bottom) = (right.max(tile.x + 1), bottom.max(tile.y + 1));
    }
    let (zero_x, zero_y, pixel) = Tile { z: finest, x: 0, y: 0 }.frame();
    let side = pixel * SIDE as f64;
    let at = |x: u32, y: u32| {
        crate::crs::from_mercator(zero_x + f64::from(x) * side, zero_y - f64::from(y) * side)
    };
    let ((west, north), (east, south)) = (at(left, top), at(right, bottom));
    [west, south, east, north]
}
