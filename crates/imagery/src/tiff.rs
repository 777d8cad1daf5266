//! A TIFF image as blocks of RGBA: tiles or strips, however they are stored.
//!
//! What always holds: [`Tiff::open`] has checked every number it keeps, so that decoding a block
//! takes bounded memory whatever the file says; a block is whole or an error; under alpha 0 lies
//! nothing anyone should look at. Threads decode different blocks of one [`Tiff`] at once.
//!
//! Deliberately absent: palettes, floating point, CMYK, overviews (the pyramid is made anew).

mod decode;
mod directory;
mod mask;
mod rows;
mod samples;
mod stretch;

use std::fs::File;
use std::path::Path;

pub(crate) use rows::rows;
pub(crate) use stretch::Stretch;

use crate::block::{Block, Damage};
use crate::georef::Tags;
use crate::refusal::Reason;
use directory::Directory;
use mask::Mask;

/// Smaller than this is no map, and hardly ever meant.
pub(crate) const SIDE_MIN: u64 = 8;
/// 500,000 × 500,000 pixels.
const PIXELS_MAX: u64 = 250_000_000_000;
/// One block, unpacked.
const BLOCK_BYTES_MAX: u64 = 64 << 20;
/// DEFLATE reaches 1,032; a real picture never does.
const UNPACKED_TIMES_MAX: u64 = 1_000;
const UNPACKED_ALWAYS_FINE: u64 = 1 << 30;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Compression {
    None,
    Lzw,
    Jpeg,
    Deflate,
    PackBits,
    Zstd,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Planes {
    Together,
    Apart,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Colours {
    Gray { white_is_zero: bool },
    Rgb,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Alpha {
    None,
    /// The last band; `associated` colours were multiplied by it.
    Band {
        index: usize,
        associated: bool,
    },
}

/// Whether a fourth band that says nothing about itself is transparency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FourthBand {
    #[default]
    AsStored,
    Alpha,
}

pub(crate) struct Tiff {
    file: File,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) block_width: u32,
    pub(crate) block_height: u32,
    pub(crate) tiled: bool,
    grid: Grid,
    colours: Colours,
    /// Which bands are red, green and blue.
    order: [usize; 3],
    alpha: Alpha,
    /// Colour bands that all hold this are transparent.
    nodata: Option<u16>,
    mask: Option<Mask>,
    pub(crate) stretch: Option<Stretch>,
    /// Codes of what a person should know.
    pub(crate) doubts: Vec<&'static str>,
}

/// Where the blocks lie and how they are packed.
struct Grid {
    across: u32,
    down: u32,
    offsets: Vec<u64>,
    counts: Vec<u64>,
    compression: Compression,
    predicted: bool,
    planes: Planes,
    bands: usize,
    bits: u16,
    big_endian: bool,
    /// Tables that JPEG blocks share.
    tables: Vec<u8>,
    /// JPEG blocks hold YCbCr.
    ycbcr: bool,
}

impl Tiff {
    /// Reads and checks everything but the picture itself.
    pub(crate) fn open(path: &Path, fourth: FourthBand) -> Result<(Self, Tags), Reason> {
        let file = File::open(path)?;
        let file_bytes = file.metadata()?.len();
        let directories = directory::read(&file, file_bytes)?;
        let first = &directories[0];
        let tags = tags(first)?;
        let mask = mask_of(&directories, file_bytes)?;
        let mut tiff = image(first, file_bytes, fourth)?;
        if let Some(mask) = mask {
            if !mask.fits(tiff.width, tiff.height) {
                return Err(Reason::BadField { tag: SUBFILE });
            }
            tiff.mask = Some(mask);
        }
        drop(directories);
        let mut tiff = tiff.with(file);
        if tiff.grid.bits == 16 {
            tiff.stretch = Some(stretch::of(&tiff)?);
        }
        Ok((tiff, tags))
    }

    /// Block columns and rows.
    pub(crate) fn blocks(&self) -> (u32, u32) {
        (self.grid.across, self.grid.down)
    }

    pub(crate) fn may_be_transparent(&self) -> bool {
        self.alpha != Alpha::None
            || self.nodata.is_some()
            || self.mask.is_some()
            || self.grid.counts.contains(&0)
    }

    /// Rows of pixels in this row of blocks; tiles are always whole.
    fn block_rows(&self, row: u32) -> u32 {
        if self.tiled {
            self.block_height
        } else {
            self.block_height.min(self.height - row * self.block_height)
        }
    }

    pub(crate) fn block(&self, column: u32, row: u32) -> Result<Block, Damage> {
        let rows = self.block_rows(row);
        let pixels = self.block_width as usize * rows as usize;
        let Some(samples) = self.grid.samples(&self.file, column, row, pixels, self.block_width)?
        else {
            return Ok(Block::empty());
        };
        let mut rgba = self.rgba(samples);
        if let Some(mask) = &self.mask {
            let at = (column * self.block_width, row * self.block_height);
            mask.cover(&self.file, at, self.block_width, &mut rgba)?;
        }
        Ok(Block::new(rgba))
    }
}

pub(super) const SUBFILE: u16 = 254;
const WIDTH: u16 = 256;
const HEIGHT: u16 = 257;
const BITS: u16 = 258;
const COMPRESSION: u16 = 259;
const PHOTOMETRIC: u16 = 262;
const STRIP_OFFSETS: u16 = 273;
const BANDS: u16 = 277;
const ROWS_PER_STRIP: u16 = 278;
const STRIP_COUNTS: u16 = 279;
const PLANAR: u16 = 284;
const PREDICTOR: u16 = 317;
const TILE_WIDTH: u16 = 322;
const TILE_HEIGHT: u16 = 323;
const TILE_OFFSETS: u16 = 324;
const TILE_COUNTS: u16 = 325;
const EXTRA: u16 = 338;
const FORMAT: u16 = 339;
const JPEG_TABLES: u16 = 347;
const GDAL_METADATA: u16 = 42112;
const NODATA: u16 = 42113;

/// What a directory says, before the file is moved in.
struct Described {
    width: u32,
    height: u32,
    block_width: u32,
    block_height: u32,
    tiled: bool,
    grid: Grid,
    colours: Colours,
    order: [usize; 3],
    alpha: Alpha,
    nodata: Option<u16>,
    mask: Option<Mask>,
    doubts: Vec<&'static str>,
}

impl Described {
    fn with(self, file: File) -> Tiff {
        Tiff {
            file,
            width: self.width,
            height: self.height,
            block_width: self.block_width,
            block_height: self.block_height,
            tiled: self.tiled,
            grid: self.grid,
            colours: self.colours,
            order: self.order,
            alpha: self.alpha,
            nodata: self.nodata,
            mask: self.mask,
            stretch: None,
            doubts: self.doubts,
        }
    }
}

fn tags(directory: &Directory<'_>) -> Result<Tags, Reason> {
    Ok(Tags {
        scale: directory.doubles(33550)?,
        tie_points: directory.doubles(33922)?,
        matrix: directory.doubles(34264)?,
        keys: directory.numbers(34735)?,
        key_doubles: directory.doubles(34736)?,
    })
}

/// The mask of the full image, where there is one: bit 2 of the subfile type, no other.
fn mask_of(directories: &[Directory<'_>], file_bytes: u64) -> Result<Option<Mask>, Reason> {
    for directory in &directories[1..] {
        if directory.number(SUBFILE, 0)? == 4 {
            return Ok(Some(Mask::read(directory, file_bytes)?));
        }
    }
    Ok(None)
}

/// Sides and blocks of an image, checked against each other.
struct Shape {
    width: u32,
    height: u32,
    block_width: u32,
    block_height: u32,
    tiled: bool,
}

impl Shape {
    fn read(directory: &Directory<'_>) -> Result<Self, Reason> {
        let (width, height) = (directory.number(WIDTH, 0)?, directory.number(HEIGHT, 0)?);
        if width < SIDE_MIN || height < SIDE_MIN {
            return Err(Reason::TooSmall { width, height });
        }
        let (Ok(w), Ok(h)) = (i32::try_from(width), i32::try_from(height)) else {
            return Err(Reason::TooLarge { width, height });
        };
        if width * height > PIXELS_MAX {
            return Err(Reason::TooLarge { width, height });
        }
        let (w, h) = (w.unsigned_abs(), h.unsigned_abs());
        let tiled = directory.has(TILE_OFFSETS);
        let (block_width, block_height) = if tiled {
            (directory.number(TILE_WIDTH, 0)?, directory.number(TILE_HEIGHT, 0)?)
        } else {
            (width, directory.number(ROWS_PER_STRIP, height)?.min(height))
        };
        let side = |tag, value: u64| match u32::try_from(value) {
            Ok(side @ 1..=0x00FF_FFFF) => Ok(side),
            _ => Err(Reason::BadField { tag }),
        };
        Ok(Self {
            width: w,
            height: h,
            block_width: if tiled { side(TILE_WIDTH, block_width)? } else { w },
            block_height: side(if tiled { TILE_HEIGHT } else { ROWS_PER_STRIP }, block_height)?,
            tiled,
        })
    }

    fn across(&self) -> u32 {
        self.width.div_ceil(self.block_width)
    }

    fn down(&self) -> u32 {
        self.height.div_ceil(self.block_height)
    }
}

fn image(
    directory: &Directory<'_>,
    file_bytes: u64,
    fourth: FourthBand,
) -> Result<Described, Reason> {
    let shape = Shape::read(directory)?;
    let bands = directory.small(BANDS, 1)?;
    let bits = directory.small(BITS, 1)?;
    let format = directory.small(FORMAT, 1)?;
    let every = |tag, value: u64| -> Result<bool, Reason> {
        Ok(directory.numbers(tag)?.iter().all(|&each| each == value))
    };
    if !matches!(bits, 8 | 16) || !matches!(format, 1 | 4) || !every(BITS, u64::from(bits))? {
        return Err(Reason::Samples { bits, format });
    }
    if !(1..=4).contains(&bands) {
        return Err(Reason::Bands { bands });
    }
    let photometric = directory.small(PHOTOMETRIC, 1)?;
    let mut doubts = Vec::new();
    let (colours, alpha) = meaning(directory, photometric, bands, fourth, &mut doubts)?;
    let grid = Grid::read(directory, &shape, file_bytes, bands, bits, photometric)?;
    let nodata = nodata(directory, bits, alpha)?;
    if nodata.is_some() && grid.compression == Compression::Jpeg {
        doubts.push("nodata-lossy");
    }
    Ok(Described {
        width: shape.width,
        height: shape.height,
        block_width: shape.block_width,
        block_height: shape.block_height,
        tiled: shape.tiled,
        grid,
        order: order(directory, colours)?,
        colours,
        alpha,
        nodata,
        mask: None,
        doubts,
    })
}

/// Which bands are colours and which is transparency.
fn meaning(
    directory: &Directory<'_>,
    photometric: u16,
    bands: u16,
    fourth: FourthBand,
    doubts: &mut Vec<&'static str>,
) -> Result<(Colours, Alpha), Reason> {
    let extra = directory.numbers(EXTRA)?.last().copied();
    if fourth == FourthBand::Alpha && bands != 4 {
        return Err(Reason::NoFourthBand);
    }
    let index = usize::from(bands) - 1;
    let alpha = match (bands, extra) {
        (2 | 4, Some(1)) => Alpha::Band { index, associated: true },
        (2 | 4, Some(2)) => Alpha::Band { index, associated: false },
        (4, _) if fourth == FourthBand::Alpha => Alpha::Band { index, associated: false },
        _ => Alpha::None,
    };
    if bands == 4 && alpha == Alpha::None {
        doubts.push("fourth-band-unused");
    }
    let colours = match photometric {
        0 | 1 if bands < 3 => Colours::Gray { white_is_zero: photometric == 0 },
        // Programs that do not say which band is red write three bands in this order.
        1 | 2 | 6 if bands >= 3 => Colours::Rgb,
        _ => return Err(Reason::Colours { photometric }),
    };
    Ok((colours, alpha))
}

/// Programs of the GDAL family may name the bands, in any order.
fn order(directory: &Directory<'_>, colours: Colours) -> Result<[usize; 3], Reason> {
    if colours != Colours::Rgb {
        return Ok([0; 3]);
    }
    let text = directory.text(GDAL_METADATA)?;
    let band = |role: &str| {
        (0..3).find(|i| text.contains(&format!("sample=\"{i}\" role=\"colorinterp\">{role}<")))
    };
    match (band("Red"), band("Green"), band("Blue")) {
        (Some(r), Some(g), Some(b)) => Ok([r, g, b]),
        _ => Ok([0, 1, 2]),
    }
}

/// A value out of the samples' range marks nothing.
fn nodata(directory: &Directory<'_>, bits: u16, alpha: Alpha) -> Result<Option<u16>, Reason> {
    if alpha != Alpha::None || !directory.has(NODATA) {
        return Ok(None);
    }
    let Ok(value) = directory.text(NODATA)?.parse::<f64>() else { return Ok(None) };
    let most = if bits == 8 { 255.0 } else { 65_535.0 };
    Ok((value.fract() == 0.0 && (0.0..=most).contains(&value)).then_some(value as u16))
}

impl Grid {
    fn read(
        directory: &Directory<'_>,
        shape: &Shape,
        file_bytes: u64,
        bands: u16,
        bits: u16,
        photometric: u16,
    ) -> Result<Self, Reason> {
        let planes = match directory.small(PLANAR, 1)? {
            2 if bands > 1 => Planes::Apart,
            1 | 2 => Planes::Together,
            _ => return Err(Reason::BadField { tag: PLANAR }),
        };
        let compression = match directory.small(COMPRESSION, 1)? {
            1 => Compression::None,
            5 => Compression::Lzw,
            7 => Compression::Jpeg,
            8 | 32946 => Compression::Deflate,
            32773 => Compression::PackBits,
            50000 => Compression::Zstd,
            method => return Err(Reason::Compression { method }),
        };
        let in_block = if planes == Planes::Apart { 1 } else { bands };
        let jpeg = compression == Compression::Jpeg;
        if jpeg && (bits != 8 || !matches!(in_block, 1 | 3)) {
            return Err(Reason::Bands { bands });
        }
        if photometric == 6 && !jpeg {
            return Err(Reason::Colours { photometric });
        }
        let predictor = directory.small(PREDICTOR, 1)?;
        let packed =
            matches!(compression, Compression::Lzw | Compression::Deflate | Compression::Zstd);
        let predicted = match predictor {
            2 => packed && bits >= 8,
            1 => false,
            _ if !packed => false,
            predictor => return Err(Reason::Predictor { predictor }),
        };
        let grid = Self {
            across: shape.across(),
            down: shape.down(),
            offsets: directory.numbers(if shape.tiled { TILE_OFFSETS } else { STRIP_OFFSETS })?,
            counts: directory.numbers(if shape.tiled { TILE_COUNTS } else { STRIP_COUNTS })?,
            compression,
            predicted,
            planes,
            bands: usize::from(bands),
            bits,
            big_endian: directory.big_endian(),
            tables: directory.blob(JPEG_TABLES)?,
            ycbcr: photometric == 6,
        };
        grid.check(shape, file_bytes)?;
        Ok(grid)
    }

    /// Every block lies in the file, and what they unpack to is in proportion to it.
    fn check(&self, shape: &Shape, file_bytes: u64) -> Result<(), Reason> {
        let planes = if self.planes == Planes::Apart { self.bands as u64 } else { 1 };
        let blocks = u64::from(self.across) * u64::from(self.down) * planes;
        if (self.offsets.len() as u64) < blocks || (self.counts.len() as u64) < blocks {
            return Err(Reason::Truncated);
        }
        let mut stored = 0;
        for (&offset, &count) in self.offsets.iter().zip(&self.counts).take(blocks as usize) {
            match offset.checked_add(count) {
                Some(end) if end <= file_bytes => stored += count,
                _ => return Err(Reason::Truncated),
            }
        }
        if stored == 0 {
            return Err(Reason::Empty);
        }
        let pixels = u64::from(shape.block_width) * u64::from(shape.block_height);
        let in_block = if self.planes == Planes::Apart { 1 } else { self.bands as u64 };
        let bytes = (pixels * in_block * u64::from(self.bits)).div_ceil(8);
        // Strips of any height are streamed where each is one plane deep.
        let streams = !shape.tiled && self.planes == Planes::Together && self.bits >= 8;
        let streams = streams && self.compression != Compression::Jpeg;
        let shown = if self.bits == 1 { bytes } else { bytes.max(pixels * 4) };
        if shown > BLOCK_BYTES_MAX && !streams {
            return Err(Reason::BlockTooLarge);
        }
        let unpacked = u64::from(shape.width) * u64::from(shape.height) * in_block * planes;
        // A mask of one colour is small and honest; what is stored twice over is a trap.
        let room = UNPACKED_ALWAYS_FINE.max(file_bytes.saturating_mul(UNPACKED_TIMES_MAX));
        if unpacked > room || stored > file_bytes.saturating_mul(4) {
            return Err(Reason::Bomb);
        }
        if self.compression == Compression::None && unpacked * u64::from(self.bits) / 8 > stored * 2
        {
            return Err(Reason::Truncated);
        }
        Ok(())
    }
}
