//! Images that say nothing about places themselves: PNG and JPEG beside a world file.
//! A PNG is read row by row; a JPEG whole, so its size is bounded.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use crate::block::Damage;
use crate::refusal::Reason;
use crate::tiff::SIDE_MIN;

/// Pixels of a JPEG: 300 MB would be too much, 120 MB is what a laptop can spare for a moment.
const JPEG_PIXELS_MAX: u64 = 40_000_000;
const JPEG_BYTES_MAX: u64 = 64 << 20;
const PNG_SIDE_MAX: u32 = 200_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Tiff,
    Png,
    Jpeg,
}

/// By the first bytes; the ending must agree with them.
pub(crate) fn kind(path: &Path) -> Result<Kind, Reason> {
    let mut start = Vec::new();
    File::open(path)?.take(8).read_to_end(&mut start)?;
    let (kind, found) = match &start[..] {
        [b'I', b'I', 42 | 43, 0, ..] | [b'M', b'M', 0, 42 | 43, ..] => (Kind::Tiff, "TIFF"),
        [0x89, b'P', b'N', b'G', ..] => (Kind::Png, "PNG"),
        [0xFF, 0xD8, 0xFF, ..] => (Kind::Jpeg, "JPEG"),
        [b'P', b'K', 3, 4, ..] => return Err(Reason::WrongEnding { found: "ZIP" }),
        [b'%', b'P', b'D', b'F', ..] => return Err(Reason::WrongEnding { found: "PDF" }),
        _ => return Err(Reason::NotAnImage),
    };
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let fits = match kind {
        Kind::Tiff => matches!(&*ending, "tif" | "tiff" | "gtiff" | "btf" | "tf8"),
        Kind::Png => ending == "png",
        Kind::Jpeg => matches!(&*ending, "jpg" | "jpeg"),
    };
    if fits { Ok(kind) } else { Err(Reason::WrongEnding { found }) }
}

pub(crate) fn size(path: &Path, kind: Kind) -> Result<(u32, u32), Reason> {
    let (width, height) = match kind {
        Kind::Png => {
            let reader = png_reader(path).map_err(|_| Reason::Truncated)?;
            let info = reader.info();
            if info.interlaced {
                return Err(Reason::Interlaced);
            }
            if !ends_with_iend(path)? {
                return Err(Reason::Truncated);
            }
            (info.width, info.height)
        }
        Kind::Jpeg => {
            let bytes = jpeg_bytes(path)?;
            let mut decoder = JpegDecoder::new_with_options(ZCursor::new(&bytes), options());
            decoder.decode_headers().map_err(|_| Reason::Truncated)?;
            let info = decoder.info().ok_or(Reason::Truncated)?;
            if !bytes.trim_ascii_end().ends_with(&[0xFF, 0xD9]) {
                return Err(Reason::Truncated);
            }
            (u32::from(info.width), u32::from(info.height))
        }
        Kind::Tiff => unreachable!("a TIFF is opened by its own module"),
    };
    let (wide, high) = (u64::from(width), u64::from(height));
    if wide < SIDE_MIN || high < SIDE_MIN {
        return Err(Reason::TooSmall { width: wide, height: high });
    }
    let too_large = match kind {
        Kind::Jpeg => wide * high > JPEG_PIXELS_MAX,
        _ => width.max(height) > PNG_SIDE_MAX,
    };
    if too_large {
        Err(Reason::TooLarge { width: wide, height: high })
    } else {
        Ok((width, height))
    }
}

/// Gives `each` a function that yields the rows, as RGBA, in order.
pub(crate) fn rows(
    path: &Path,
    kind: Kind,
    each: impl FnOnce(&mut dyn FnMut(&mut [u8]) -> Result<(), Damage>) -> Result<(), Damage>,
) -> Result<(), Damage> {
    let damaged = Damage::Block { index: 0 };
    if kind == Kind::Jpeg {
        let bytes = jpeg_bytes(path).map_err(|_| Damage::Block { index: 0 })?;
        let mut decoder = JpegDecoder::new_with_options(ZCursor::new(&bytes), options());
        let pixels = decoder.decode().map_err(|_| damaged)?;
        let mut pixels = pixels.chunks_exact(3);
        return each(&mut |row| {
            for (to, from) in row.chunks_exact_mut(4).zip(&mut pixels) {
                to[..3].copy_from_slice(from);
                to[3] = 255;
            }
            Ok(())
        });
    }
    let mut reader = png_reader(path).map_err(|_| Damage::Block { index: 0 })?;
    let (colour, _) = reader.output_color_type();
    each(&mut |row| {
        let stored = reader.next_row().ok().flatten().ok_or(Damage::Block { index: 0 })?;
        spread(stored.data(), colour, row);
        Ok(())
    })
}

fn spread(stored: &[u8], colour: png::ColorType, rgba: &mut [u8]) {
    let pixels = stored.chunks_exact(colour.samples());
    for (to, from) in rgba.chunks_exact_mut(4).zip(pixels) {
        match *from {
            [v] => to.copy_from_slice(&[v, v, v, 255]),
            [v, a] => to.copy_from_slice(&[v, v, v, a]),
            [r, g, b] => to.copy_from_slice(&[r, g, b, 255]),
            _ => to.copy_from_slice(from),
        }
    }
}

fn png_reader(path: &Path) -> Result<png::Reader<BufReader<File>>, png::DecodingError> {
    let file = BufReader::with_capacity(256 << 10, File::open(path)?);
    let mut decoder = png::Decoder::new_with_limits(file, png::Limits { bytes: 64 << 20 });
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    decoder.read_info()
}

fn ends_with_iend(path: &Path) -> Result<bool, Reason> {
    let file = File::open(path)?;
    let mut tail = [0; 12];
    crate::file::read_at(&file, &mut tail, file.metadata()?.len().saturating_sub(12))?;
    Ok(tail[4..8] == *b"IEND")
}

fn options() -> DecoderOptions {
    DecoderOptions::default()
        .jpeg_set_out_colorspace(ColorSpace::RGB)
        .set_max_width(65_535)
        .set_max_height(65_535)
}

pub(crate) fn jpeg_bytes(path: &Path) -> Result<Vec<u8>, Reason> {
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    if length > JPEG_BYTES_MAX {
        return Err(Reason::BlockTooLarge);
    }
    let mut bytes = Vec::with_capacity(length as usize);
    file.take(JPEG_BYTES_MAX).read_to_end(&mut bytes)?;
    Ok(bytes)
}
