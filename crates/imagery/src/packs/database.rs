//! `MBTiles`: a table `tiles` in `SQLite`, rows counted from the bottom.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rusqlite::{Connection, OpenFlags, params};

use super::{PackReason, TILES_MAX};
use crate::metadata::Words;
use crate::pmtiles::{Archive, ArchiveError};
use crate::tile::Tile;

/// What a file may have the database do for one question, in thousands of its instructions:
/// `tiles` may be a view, and a view may never end.
const STEPS_MAX: u64 = 200_000;

pub(super) fn take(
    pack: &Path,
    archive: &Path,
    words: &Words,
    stop: &dyn Fn() -> bool,
) -> Result<(), PackReason> {
    let tiles = Tiles::open(pack)?;
    let mut all = tiles.all()?;
    all.sort_unstable();
    if all.windows(2).any(|pair| pair[0].0 == pair[1].0) {
        return Err(PackReason::Damaged);
    }
    super::write(archive, words, &all, stop, |index| tiles.bytes(all[index].0))
}

struct Tiles {
    connection: Connection,
    /// Since the last question.
    steps: Arc<AtomicU64>,
}

fn damaged(_: rusqlite::Error) -> PackReason {
    PackReason::Damaged
}

impl Tiles {
    fn open(path: &Path) -> Result<Self, PackReason> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(path, flags).map_err(damaged)?;
        connection
            .execute_batch("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;")
            .map_err(damaged)?;
        let steps = Arc::new(AtomicU64::new(0));
        let counted = steps.clone();
        let too_many = move || counted.fetch_add(1, Ordering::Relaxed) > STEPS_MAX;
        connection.progress_handler(1_000, Some(too_many)).map_err(damaged)?;
        Ok(Self { connection, steps })
    }

    fn all(&self) -> Result<Vec<(u64, u32)>, PackReason> {
        let mut statement = self
            .connection
            .prepare("SELECT zoom_level, tile_column, tile_row, length(tile_data) FROM tiles")
            .map_err(|_| PackReason::NotAPack)?;
        let mut rows = statement.query([]).map_err(damaged)?;
        let mut tiles = Vec::new();
        while let Some(row) = rows.next().map_err(damaged)? {
            let number = |index: usize| row.get::<_, u32>(index).map_err(damaged);
            let z = u8::try_from(number(0)?).map_err(|_| PackReason::Damaged)?;
            let row =
                1_u32.checked_shl(z.into()).and_then(|rows| rows.checked_sub(1 + number(2).ok()?));
            let tile = row.and_then(|y| Tile::new(z, number(1).ok()?, y));
            tiles.push((tile.ok_or(PackReason::Damaged)?.id(), number(3)?));
            if tiles.len() > TILES_MAX {
                return Err(PackReason::TooMany);
            }
        }
        Ok(tiles)
    }

    fn bytes(&self, id: u64) -> Result<Vec<u8>, PackReason> {
        let tile = Tile::from_id(id).expect("made from a tile");
        let row = (1_u32 << tile.z) - 1 - tile.y;
        self.steps.store(0, Ordering::Relaxed);
        self.connection
            .prepare_cached(
                "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?",
            )
            .and_then(|mut statement| {
                statement.query_row(params![tile.z, tile.x, row], |row| row.get(0))
            })
            .map_err(damaged)
    }
}

/// Why a database could not be made of an archive.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    #[error("the archive cannot be read: {0}")]
    Archive(#[from] ArchiveError),
    #[error("the database cannot be written: {0}")]
    Unwritable(#[from] rusqlite::Error),
}

/// Makes an `MBTiles` file of an archive, for programs that read no other; `path` must not exist.
pub fn write(archive: &Archive, path: &Path) -> Result<(), DatabaseError> {
    let mut connection = Connection::open(path)?;
    connection.execute_batch(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
         CREATE TABLE metadata (name TEXT PRIMARY KEY, value TEXT);
         CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB);
         CREATE UNIQUE INDEX tile_index ON tiles (zoom_level, tile_column, tile_row);",
    )?;
    let header = archive.header();
    let said: serde_json::Value = serde_json::from_str(&archive.metadata()?).unwrap_or_default();
    let word = |key: &str| said[key].as_str().unwrap_or_default().to_owned();
    let format = match header.tile_type {
        2 => "png",
        3 => "jpg",
        _ => "webp",
    };
    let bounds = header.bounds.map(|degrees| degrees.to_string()).join(",");
    let center = format!("{},{},{}", header.center[0], header.center[1], header.center_zoom);
    let metadata = [
        ("name", word("name")),
        ("description", word("description")),
        ("attribution", word("attribution")),
        ("type", "baselayer".to_owned()),
        ("version", "1.0.0".to_owned()),
        ("format", format.to_owned()),
        ("bounds", bounds),
        ("center", center),
        ("minzoom", header.min_zoom.to_string()),
        ("maxzoom", header.max_zoom.to_string()),
    ];
    let mut tiles = Vec::new();
    archive.check(|entry| {
        tiles.extend((0..u64::from(entry.run)).filter_map(|run| Tile::from_id(entry.id + run)));
    })?;
    let transaction = connection.transaction()?;
    for (name, value) in metadata {
        transaction.execute("INSERT INTO metadata VALUES (?, ?)", params![name, value])?;
    }
    {
        let mut insert = transaction.prepare("INSERT INTO tiles VALUES (?, ?, ?, ?)")?;
        for tile in tiles {
            let Some(bytes) = archive.tile(tile)? else { continue };
            insert.execute(params![tile.z, tile.x, (1_u32 << tile.z) - 1 - tile.y, bytes])?;
        }
    }
    transaction.commit()?;
    Ok(())
}
