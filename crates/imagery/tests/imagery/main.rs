//! Layers from images, as a caller sees them.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::many_single_char_names,
    reason = "test pictures are small"
)]

mod archives;
mod camera;
mod edges;
mod hostile;
mod made;
mod ortho;
mod photos;
mod placing;
mod projection;
mod resuming;
mod storage;
mod taken;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use musubi_imagery::Hints;
use musubi_imagery::encode::Format;
use musubi_imagery::import::{Import, Request};
use musubi_imagery::metadata::Words;
use musubi_imagery::plan::Zooms;
use musubi_imagery::pmtiles::Archive;
use musubi_imagery::refusal::Refusal;
use musubi_imagery::tile::Tile;

/// A request for a PNG layer beside its images.
fn request(images: &[PathBuf], archive: &Path) -> Request {
    Request {
        images: images.to_vec(),
        archive: archive.to_owned(),
        format: Format::Png,
        zooms: Zooms::default(),
        hints: Hints::default(),
        words: Words { name: "試験".to_owned(), ..Words::default() },
        threads: 2,
    }
}

fn rendered(request: Request) -> Layer {
    let archive = request.archive.clone();
    let import = Import::prepare(request).unwrap();
    import.run().unwrap();
    Layer::open(&archive)
}

fn refused(request: Request) -> Refusal {
    match Import::prepare(request) {
        Ok(_) => panic!("it was taken"),
        Err(refusal) => refusal,
    }
}

/// All tiles of an archive.
struct Layer {
    archive: Archive,
    tiles: BTreeMap<Tile, Vec<u8>>,
    metadata: serde_json::Value,
}

impl Layer {
    fn open(path: &Path) -> Self {
        let archive = Archive::open(path).unwrap();
        let mut ids = Vec::new();
        archive
            .check(|entry| ids.extend((0..u64::from(entry.run)).map(|run| entry.id + run)))
            .unwrap();
        let tile = |id| Tile::from_id(id).unwrap();
        let tiles = ids
            .into_iter()
            .map(|id| (tile(id), archive.tile(tile(id)).unwrap().unwrap()))
            .collect();
        let metadata = serde_json::from_str(&archive.metadata().unwrap()).unwrap();
        Self { archive, tiles, metadata }
    }

    /// Pixels of a tile as RGBA.
    fn pixels(&self, tile: Tile) -> Option<Vec<[u8; 4]>> {
        self.tiles.get(&tile).map(|bytes| png_pixels(bytes))
    }

    fn finest(&self) -> u8 {
        self.archive.header().max_zoom
    }

    /// The pixel at a place, at a zoom.
    fn at(&self, z: u8, lon: f64, lat: f64) -> [u8; 4] {
        let (x, y) = pixel_at(z, lon, lat);
        let tile = Tile::new(z, (x / 256.0) as u32, (y / 256.0) as u32).unwrap();
        let index = (y as usize % 256) * 256 + x as usize % 256;
        self.pixels(tile).map_or([0; 4], |pixels| pixels[index])
    }
}

/// Pixels from the left and the top of the whole map.
fn pixel_at(z: u8, lon: f64, lat: f64) -> (f64, f64) {
    let (x, y) = musubi_imagery::crs::to_mercator(lon, lat);
    let half = 20_037_508.342_789_244;
    let scale = 256.0 * f64::from(1_u32 << z) / (2.0 * half);
    ((x + half) * scale, (half - y) * scale)
}

fn png_pixels(bytes: &[u8]) -> Vec<[u8; 4]> {
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
    let mut out = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut out).unwrap();
    out.truncate(info.buffer_size());
    match info.color_type {
        png::ColorType::Rgba => out.as_chunks::<4>().0.to_vec(),
        png::ColorType::Rgb => {
            out.as_chunks::<3>().0.iter().map(|[r, g, b]| [*r, *g, *b, 255]).collect()
        }
        other => panic!("a tile of colour type {other:?}"),
    }
}

/// Names of all files in a folder.
fn listing(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}
