//! The tiles of an import that is not done: one file that grows, readable while it does, and
//! from which the import goes on after a kill.
//!
//! Drawn in `docs/format.md`. A record that is not whole, and everything after it, does not
//! count: it is made again. So nothing is ever synced here.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use crate::canvas::PIXELS;
use crate::file::read_at;

const MAGIC: &[u8; 8] = b"MSBTILE1";
const HEAD_BYTES: u64 = 8 + 32;
const RECORD_BYTES_MAX: u32 = 256 << 20;
const TILES_MAX: usize = 1_024;
/// Instead of a unit's tile id: tiles above the units.
const ABOVE: u64 = u64::MAX;
const QUARTER_BYTES: usize = PIXELS;

/// The top tile of a finished unit at half its size; `None` where it is transparent.
pub(crate) type Quarter = Option<Vec<[u8; 4]>>;

pub(crate) struct Spool {
    file: File,
    end: u64,
    /// Where each tile's bytes lie.
    tiles: BTreeMap<u64, (u64, u32)>,
}

impl Spool {
    /// Opens what is there for the same work, or begins. `found` hears of each finished unit.
    pub(crate) fn open(
        path: &Path,
        work: &[u8; 32],
        mut found: impl FnMut(u64, Quarter),
    ) -> io::Result<Self> {
        let file =
            File::options().read(true).write(true).create(true).truncate(false).open(path)?;
        let mut spool = Self { file, end: HEAD_BYTES, tiles: BTreeMap::new() };
        let mut head = [0; HEAD_BYTES as usize];
        let same =
            read_at(&spool.file, &mut head, 0).is_ok() && head[..8] == *MAGIC && head[8..] == *work;
        if same {
            let length = spool.file.metadata()?.len();
            while let Some((unit, quarter)) = spool.read_record(length)? {
                if unit != ABOVE {
                    found(unit, quarter);
                }
            }
        }
        spool.file.set_len(if same { spool.end } else { 0 })?;
        if !same {
            head[..8].copy_from_slice(MAGIC);
            head[8..].copy_from_slice(work);
            spool.write_at_end(&head, 0)?;
        }
        Ok(spool)
    }

    fn write_at_end(&mut self, bytes: &[u8], at: u64) -> io::Result<()> {
        use std::io::{Seek, SeekFrom};
        self.file.seek(SeekFrom::Start(at))?;
        self.file.write_all(bytes)
    }

    fn read_record(&mut self, length: u64) -> io::Result<Option<(u64, Quarter)>> {
        let mut frame = [0; 8];
        if self.end + 8 > length {
            return Ok(None);
        }
        read_at(&self.file, &mut frame, self.end)?;
        let bytes = u32::from_le_bytes(frame[..4].try_into().expect("four bytes"));
        let check = u32::from_le_bytes(frame[4..].try_into().expect("four bytes"));
        if bytes > RECORD_BYTES_MAX || self.end + 8 + u64::from(bytes) > length {
            return Ok(None);
        }
        let mut body = vec![0; bytes as usize];
        read_at(&self.file, &mut body, self.end + 8)?;
        if crc32fast::hash(&body) != check {
            return Ok(None);
        }
        let start = self.end + 8;
        let Some((unit, quarter, tiles)) = parse(&body, start) else { return Ok(None) };
        self.tiles.extend(tiles);
        self.end = start + u64::from(bytes);
        Ok(Some((unit, quarter)))
    }

    /// Remembers a finished unit with all its tiles.
    pub(crate) fn put_unit(
        &mut self,
        unit: u64,
        quarter: Option<&[[u8; 4]]>,
        tiles: &[(u64, Vec<u8>)],
    ) -> io::Result<()> {
        let packed = match quarter {
            Some(pixels) => zstd::bulk::compress(pixels.as_flattened(), 1)?,
            None => Vec::new(),
        };
        self.put(unit, &packed, tiles)
    }

    /// Adds a tile above the units.
    pub(crate) fn put_above(&mut self, tile: u64, bytes: Vec<u8>) -> io::Result<()> {
        self.put(ABOVE, &[], &[(tile, bytes)])
    }

    fn put(&mut self, unit: u64, quarter: &[u8], tiles: &[(u64, Vec<u8>)]) -> io::Result<()> {
        let mut body = Vec::new();
        body.extend(unit.to_le_bytes());
        body.extend((quarter.len() as u32).to_le_bytes());
        body.extend((tiles.len() as u32).to_le_bytes());
        for (id, bytes) in tiles {
            body.extend(id.to_le_bytes());
            body.extend((bytes.len() as u32).to_le_bytes());
        }
        body.extend(quarter);
        let mut at = self.end + 8 + body.len() as u64;
        let mut places = Vec::with_capacity(tiles.len());
        for (id, bytes) in tiles {
            body.extend(bytes);
            places.push((*id, (at, bytes.len() as u32)));
            at += bytes.len() as u64;
        }
        let mut record = Vec::with_capacity(8 + body.len());
        record.extend((body.len() as u32).to_le_bytes());
        record.extend(crc32fast::hash(&body).to_le_bytes());
        record.append(&mut body);
        self.write_at_end(&record, self.end)?;
        self.end += record.len() as u64;
        self.tiles.extend(places);
        Ok(())
    }

    /// All tiles in the order of an archive: id, place, length.
    pub(crate) fn tiles(&self) -> impl Iterator<Item = (u64, u64, u32)> {
        self.tiles.iter().map(|(id, (at, bytes))| (*id, *at, *bytes))
    }

    pub(crate) fn tile(&self, id: u64) -> io::Result<Option<Vec<u8>>> {
        let Some(&(at, bytes)) = self.tiles.get(&id) else { return Ok(None) };
        self.read(at, bytes).map(Some)
    }

    pub(crate) fn read(&self, at: u64, bytes: u32) -> io::Result<Vec<u8>> {
        let mut tile = vec![0; bytes as usize];
        read_at(&self.file, &mut tile, at)?;
        Ok(tile)
    }
}

type Parsed = (u64, Quarter, Vec<(u64, (u64, u32))>);

fn parse(body: &[u8], start: u64) -> Option<Parsed> {
    let mut rest = body;
    let mut wide = [0; 8];
    let mut narrow = [0; 4];
    rest.read_exact(&mut wide).ok()?;
    let unit = u64::from_le_bytes(wide);
    rest.read_exact(&mut narrow).ok()?;
    let quarter_bytes = u32::from_le_bytes(narrow) as usize;
    rest.read_exact(&mut narrow).ok()?;
    let count = u32::from_le_bytes(narrow) as usize;
    if count > TILES_MAX {
        return None;
    }
    let mut lengths = Vec::with_capacity(count);
    for _ in 0..count {
        rest.read_exact(&mut wide).ok()?;
        rest.read_exact(&mut narrow).ok()?;
        lengths.push((u64::from_le_bytes(wide), u32::from_le_bytes(narrow)));
    }
    let (packed, rest) = rest.split_at_checked(quarter_bytes)?;
    let quarter = if packed.is_empty() {
        None
    } else {
        let bytes = zstd::bulk::decompress(packed, QUARTER_BYTES).ok()?;
        (bytes.len() == QUARTER_BYTES).then_some(())?;
        Some(bytes.as_chunks::<4>().0.to_vec())
    };
    let mut at = start + (body.len() - rest.len()) as u64;
    let mut tiles = Vec::with_capacity(count);
    for (id, bytes) in lengths {
        tiles.push((id, (at, bytes)));
        at += u64::from(bytes);
    }
    (at == start + body.len() as u64).then_some((unit, quarter, tiles))
}
