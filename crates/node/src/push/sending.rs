//! The tiles of one archive as files of their own, for programs that read no archives.
//!
//! A gap inside the layer is a tile that shows nothing, as on our listener: JOSM paints words over what
//! it does not find. That ends where the gaps are more than the tiles.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;

use axum::body::Bytes;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use musubi_exchange::layers::{Layer, TileFormat, files};
use musubi_imagery::encode;
use musubi_imagery::pmtiles::Archive;
use musubi_imagery::tile::Tile;

use super::place::Kind;
use super::{Outcome, Push, PushError};

/// More are not put into single files.
const TILES_MAX: usize = 2_000_000;
/// Sent at once.
pub(super) const AT_ONCE: usize = 16;

pub(super) struct Tiles {
    archive: Arc<Archive>,
    files: Vec<File>,
}

struct File {
    name: String,
    tile: Tile,
    content: Content,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Content {
    /// As it is in the archive, with so many bytes.
    Tile {
        bytes: u64,
        format: TileFormat,
    },
    /// Made of `WebP`, for those who cannot read it.
    Png,
    Gap,
}

impl Tiles {
    pub(super) fn of(layer: &Layer, archive: &Arc<Archive>) -> Result<Self, PushError> {
        let mut there: BTreeMap<Tile, u64> = BTreeMap::new();
        let mut count: usize = 0;
        let entries = archive.check(|entry| {
            count = count.saturating_add(entry.run as usize);
            if count <= TILES_MAX {
                let ids = entry.id..entry.id + u64::from(entry.run);
                there.extend(ids.filter_map(Tile::from_id).map(|tile| (tile, entry.length.into())));
            }
        });
        entries.map_err(|source| PushError::Archive { layer: layer.id, source })?;
        if count > TILES_MAX {
            return Err(PushError::TooManyTiles { layer: layer.id, max: TILES_MAX });
        }
        let mut all = Vec::with_capacity(there.len());
        let formats = BTreeSet::from([layer.tiles, layer.tiles.for_josm()]);
        for format in formats {
            let file = |tile: Tile, content| {
                let name = files::tile(layer, [tile.z.into(), tile.x, tile.y], format);
                File { name, tile, content }
            };
            let as_is = format == layer.tiles;
            all.extend(there.iter().map(|(tile, bytes)| {
                let bytes = *bytes;
                file(*tile, if as_is { Content::Tile { bytes, format } } else { Content::Png })
            }));
            all.extend(gaps(archive, &there).into_iter().map(|tile| file(tile, Content::Gap)));
        }
        Ok(Self { archive: Arc::clone(archive), files: all })
    }

    pub(super) fn names(&self) -> impl Iterator<Item = String> {
        self.files.iter().map(|file| file.name.clone())
    }

    /// Those that are not there. A file that is there has the right content, for its name says of
    /// which archive it is; a store takes it whole or not at all.
    pub(super) async fn send(
        &self,
        push: &Push<'_>,
        layer: &Layer,
        there: &BTreeMap<String, u64>,
        outcome: &mut Outcome,
    ) -> Result<(), PushError> {
        let is_there = |file: &&File| match (there.get(&file.name), file.content) {
            (Some(held), Content::Tile { bytes, .. }) => *held == bytes,
            (held, Content::Png | Content::Gap) => held.is_some(),
            (None, Content::Tile { .. }) => false,
        };
        let (kept, missing): (Vec<&File>, Vec<&File>) = self.files.iter().partition(is_there);
        outcome.kept += kept.len() as u64;
        let mut done = kept.len();
        (push.tell)(&layer.title, done, self.files.len());
        let sending = missing.into_iter().map(|file| async move {
            let (bytes, format) = self.read(layer, file)?;
            let length = bytes.len() as u64;
            push.place.put(&file.name, bytes, Kind::Tile(format)).await?;
            Ok::<u64, PushError>(length)
        });
        let mut sending = stream::iter(sending).buffer_unordered(AT_ONCE);
        while let Some(bytes) = sending.try_next().await? {
            done += 1;
            outcome.sent += 1;
            outcome.sent_bytes += bytes;
            (push.tell)(&layer.title, done, self.files.len());
        }
        Ok(())
    }

    fn read(&self, layer: &Layer, file: &File) -> Result<(Bytes, TileFormat), PushError> {
        let format = match file.content {
            Content::Gap => return Ok((encode::clear().into(), TileFormat::Png)),
            Content::Png => TileFormat::Png,
            Content::Tile { format, .. } => format,
        };
        let damaged =
            || PushError::Disk { layer: layer.id, source: std::io::ErrorKind::InvalidData.into() };
        let tile = self.archive.tile(file.tile);
        let tile = tile.map_err(|source| PushError::Archive { layer: layer.id, source })?;
        let tile = tile.ok_or_else(damaged)?;
        let tile = match file.content {
            Content::Png => encode::png_of_webp(&tile).ok_or_else(damaged)?,
            _ => tile,
        };
        Ok((tile.into(), format))
    }
}

/// Tiles within the layer's bounds that it does not have.
fn gaps(archive: &Archive, there: &BTreeMap<Tile, u64>) -> Vec<Tile> {
    let header = archive.header();
    let [west, south, east, north] = header.bounds;
    let mut gaps = Vec::new();
    for z in header.min_zoom..=header.max_zoom {
        let ends = (Tile::holding(z, west, north), Tile::holding(z, east, south));
        let (Some(first), Some(last)) = ends else { continue };
        let columns = u64::from(last.x.saturating_sub(first.x)) + 1;
        let rows = u64::from(last.y.saturating_sub(first.y)) + 1;
        if columns.saturating_mul(rows) > 2 * there.len() as u64 {
            return Vec::new();
        }
        for (x, y) in (first.x..=last.x).flat_map(|x| (first.y..=last.y).map(move |y| (x, y))) {
            gaps.extend(Tile::new(z, x, y).filter(|tile| !there.contains_key(tile)));
        }
    }
    if gaps.len() > there.len() { Vec::new() } else { gaps }
}
