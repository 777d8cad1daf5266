//! What an archive or an album says about itself, as the record of its layer keeps it. Nothing that a
//! person typed is in here.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use musubi_imagery::photos::Shot;
use musubi_imagery::photos::album::{Album, AlbumError};
use musubi_imagery::pmtiles::{self, Archive, ArchiveError};
use musubi_model::layer::{ArchiveHash, Outline, Point, TileFormat};
use musubi_model::time::Timestamp;
use serde::Deserialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    pub hash: ArchiveHash,
    pub bytes: u64,
    pub content: Content,
    /// West, south, east, north in degrees.
    pub bounds: [f64; 4],
    pub outline: Outline,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Content {
    Tiles {
        tiles: u64,
        format: TileFormat,
        zooms: (u8, u8),
        /// Not known of tiles that others made.
        gsd_mm: Option<i64>,
    },
    Photos {
        photos: u64,
        /// The first and the last of them, where all say when they were taken by which clock.
        taken: Option<[Timestamp; 2]>,
    },
}

/// Why a file is not taken as a layer's.
#[derive(Debug, thiserror::Error)]
pub enum FactsError {
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    #[error(transparent)]
    Album(#[from] AlbumError),
    #[error("cannot be read")]
    Unreadable(#[from] io::Error),
}

impl FactsError {
    /// Stable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Archive(error) => error.code(),
            Self::Album(AlbumError::NotAnAlbum) => "not-an-album",
            Self::Album(AlbumError::Unreadable(_)) | Self::Unreadable(_) => "unreadable",
        }
    }
}

impl Facts {
    pub fn tiles(&self) -> u64 {
        match self.content {
            Content::Tiles { tiles, .. } => tiles,
            Content::Photos { .. } => 0,
        }
    }

    pub fn photos(&self) -> u64 {
        match self.content {
            Content::Tiles { .. } => 0,
            Content::Photos { photos, .. } => photos,
        }
    }
}

/// What of the metadata is ours (`docs/format.md`, section 9).
#[derive(Deserialize)]
struct Metadata {
    musubi: Option<Ours>,
}

#[derive(Deserialize)]
struct Ours {
    gsd_m: Option<f64>,
    footprint: Option<Footprint>,
}

#[derive(Deserialize)]
struct Footprint {
    coordinates: Vec<Vec<Vec<[f64; 2]>>>,
}

/// Reads a finished file, all of it once for its hash.
pub fn read(path: &Path) -> Result<Facts, FactsError> {
    let mut start = Vec::new();
    File::open(path)?.take(2).read_to_end(&mut start)?;
    if start == b"PK" { Ok(of_photos(path)?) } else { Ok(of_tiles(path)?) }
}

/// Around the outermost photos, so that one alone is to be hit on a map, too: about 10 m.
const AROUND_PHOTOS: f64 = 1e-4;

fn of_photos(path: &Path) -> Result<Facts, AlbumError> {
    let album = Album::open(path)?;
    album.check()?;
    let [west, south, east, north] = album.bounds();
    let bounds = [
        (west - AROUND_PHOTOS).max(-180.0),
        (south - AROUND_PHOTOS).max(-90.0),
        (east + AROUND_PHOTOS).min(180.0),
        (north + AROUND_PHOTOS).min(90.0),
    ];
    Ok(Facts {
        hash: ArchiveHash(pmtiles::hash(path)?),
        bytes: std::fs::metadata(path)?.len(),
        content: Content::Photos {
            photos: album.shots().len() as u64,
            taken: taken(album.shots()),
        },
        bounds,
        outline: outline(vec![vec![around(bounds)]]).ok_or(AlbumError::NotAnAlbum)?,
    })
}

/// A clock without its offset from universal time may be set to anything.
fn taken(shots: &[Shot]) -> Option<[Timestamp; 2]> {
    let at = |shot: &Shot| {
        let at = OffsetDateTime::parse(shot.taken.as_deref()?, &Rfc3339).ok()?;
        Some(Timestamp::from_millis(at.unix_timestamp() * 1_000))
    };
    let times: Vec<Timestamp> = shots.iter().map(at).collect::<Option<_>>()?;
    Some([*times.iter().min()?, *times.iter().max()?])
}

fn of_tiles(path: &Path) -> Result<Facts, ArchiveError> {
    let archive = Archive::open(path)?;
    let header = archive.header();
    let mut tiles = 0;
    archive.check(|entry| tiles += u64::from(entry.run))?;
    let format = match header.tile_type {
        2 => TileFormat::Png,
        3 => TileFormat::Jpeg,
        4 => TileFormat::Webp,
        tile_type => return Err(ArchiveError::TileType { tile_type }),
    };
    // Of a foreign archive the metadata may be anything.
    let metadata: Option<Metadata> = serde_json::from_str(&archive.metadata()?).ok();
    let ours = metadata.and_then(|metadata| metadata.musubi);
    let gsd_m = ours.as_ref().and_then(|ours| ours.gsd_m).filter(|gsd| *gsd > 0.0);
    let outline = ours
        .and_then(|ours| ours.footprint)
        .and_then(|footprint| outline(footprint.coordinates))
        .or_else(|| outline(vec![vec![around(header.bounds)]]))
        .ok_or(ArchiveError::BadDirectory)?;
    Ok(Facts {
        hash: ArchiveHash(pmtiles::hash(path)?),
        bytes: std::fs::metadata(path)?.len(),
        content: Content::Tiles {
            tiles,
            format,
            zooms: (header.min_zoom, header.max_zoom),
            gsd_mm: gsd_m.map(|metres| whole(metres * 1_000.0).max(1)),
        },
        bounds: header.bounds,
        outline,
    })
}

fn around([west, south, east, north]: [f64; 4]) -> Vec<[f64; 2]> {
    vec![[west, south], [east, south], [east, north], [west, north]]
}

/// Rings of a file are closed, those of a record close themselves.
fn outline(polygons: Vec<Vec<Vec<[f64; 2]>>>) -> Option<Outline> {
    let ring = |ring: Vec<[f64; 2]>| -> Option<Vec<Point>> {
        let mut points: Vec<Point> = ring
            .into_iter()
            .map(|point| {
                let [lon, lat] = point.map(|degrees| i32::try_from(e7(degrees)).ok());
                Some([lon?, lat?])
            })
            .collect::<Option<_>>()?;
        if points.len() > 1 && points.first() == points.last() {
            points.pop();
        }
        Some(points)
    };
    let rings = |rings: Vec<_>| rings.into_iter().map(ring).collect::<Option<Vec<_>>>();
    let polygons: Option<Vec<_>> = polygons.into_iter().map(rings).collect();
    Outline::new(polygons?).ok()
}

/// Degrees × 10⁷.
pub(super) fn e7(degrees: f64) -> i64 {
    whole(degrees * 1e7)
}

/// What is no number becomes 0, what is too large the largest: both are refused where they matter.
#[expect(clippy::cast_possible_truncation, reason = "a saturating cast is what is wanted")]
fn whole(number: f64) -> i64 {
    number.round() as i64
}
