//! Folders `z/x/y.png`. TMS counts rows from the bottom; such a folder has a `tilemapresource.xml`.

use std::fs::DirEntry;
use std::path::{Path, PathBuf};

use super::{PackReason, TILES_MAX};
use crate::metadata::Words;
use crate::tile::{Tile, ZOOM_MAX};

const TMS_MARK: &str = "tilemapresource.xml";

pub(super) fn looks_like_one(folder: &Path) -> bool {
    entries(folder).is_ok_and(|entries| entries.iter().any(|entry| zoom(entry).is_some()))
}

pub(super) fn take(
    folder: &Path,
    archive: &Path,
    words: &Words,
    stop: &dyn Fn() -> bool,
) -> Result<(), PackReason> {
    let tms = folder.join(TMS_MARK).is_file();
    let mut tiles: Vec<(u64, u32, PathBuf)> = Vec::new();
    for zoom_folder in entries(folder)? {
        let Some(z) = zoom(&zoom_folder) else { continue };
        for column_folder in entries(&zoom_folder.path())? {
            let Some(x) = number(&column_folder).filter(|_| is_folder(&column_folder)) else {
                continue;
            };
            if stop() {
                return Err(PackReason::Cancelled);
            }
            for file in entries(&column_folder.path())? {
                let Some(row) = picture(&file) else { continue };
                let y = if tms { (1_u32 << z).checked_sub(1 + row) } else { Some(row) };
                let Some(tile) = y.and_then(|y| Tile::new(z, x, y)) else { continue };
                let length = file.metadata().map_err(PackReason::Unreadable)?.len();
                let length = u32::try_from(length).map_err(|_| PackReason::TileTooLarge)?;
                tiles.push((tile.id(), length, file.path()));
                if tiles.len() > TILES_MAX {
                    return Err(PackReason::TooMany);
                }
            }
        }
    }
    tiles.sort();
    if tiles.windows(2).any(|pair| pair[0].0 == pair[1].0) {
        // The same tile as PNG and as JPEG.
        return Err(PackReason::MixedTypes);
    }
    let lengths: Vec<(u64, u32)> = tiles.iter().map(|(id, length, _)| (*id, *length)).collect();
    super::write(archive, words, &lengths, stop, |index| {
        std::fs::read(&tiles[index].2).map_err(PackReason::Unreadable)
    })
}

fn entries(folder: &Path) -> Result<Vec<DirEntry>, PackReason> {
    std::fs::read_dir(folder)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(PackReason::Unreadable)
}

/// Links are not followed: they may form rings.
fn is_folder(entry: &DirEntry) -> bool {
    entry.file_type().is_ok_and(|kind| kind.is_dir())
}

fn number(entry: &DirEntry) -> Option<u32> {
    whole(entry.file_name().to_str()?)
}

/// Digits only: no sign, no blank.
fn whole(text: &str) -> Option<u32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

fn zoom(entry: &DirEntry) -> Option<u8> {
    let zoom = number(entry).filter(|_| is_folder(entry))?;
    u8::try_from(zoom).ok().filter(|zoom| *zoom <= ZOOM_MAX)
}

fn picture(entry: &DirEntry) -> Option<u32> {
    let path = entry.path();
    let ending = path.extension()?.to_str()?.to_ascii_lowercase();
    let known = matches!(&*ending, "png" | "jpg" | "jpeg" | "webp");
    let file = known && entry.file_type().is_ok_and(|kind| kind.is_file());
    file.then(|| whole(path.file_stem()?.to_str()?))?
}
