//! One block: from bytes in the file to samples.

use std::cell::RefCell;
use std::fs::File;

use libdeflater::Decompressor;
use weezl::{BitOrder, LzwStatus};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::{Compression, Grid, Planes};
use crate::block::{Damage, spare};
use crate::file::read_at;

thread_local! {
    static DEFLATE: RefCell<Decompressor> = RefCell::new(Decompressor::new());
    static PACKED: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

impl Grid {
    /// The block's samples, bands together, 16-bit ones little-endian; `None` where the file
    /// stores nothing.
    pub(super) fn samples(
        &self,
        file: &File,
        column: u32,
        row: u32,
        pixels: usize,
        width: u32,
    ) -> Result<Option<Vec<u8>>, Damage> {
        let index = row as usize * self.across as usize + column as usize;
        if self.planes == Planes::Together {
            return self.plane(file, index, pixels, width, self.bands);
        }
        let step = self.across as usize * self.down as usize;
        let bytes = usize::from(self.bits) / 8;
        let mut all = vec![0; pixels * self.bands * bytes];
        let mut stored = false;
        for band in 0..self.bands {
            let Some(plane) = self.plane(file, index + band * step, pixels, width, 1)? else {
                continue;
            };
            stored = true;
            let pixel = self.bands * bytes;
            for (to, from) in all.chunks_exact_mut(pixel).zip(plane.chunks_exact(bytes)) {
                to[band * bytes..(band + 1) * bytes].copy_from_slice(from);
            }
        }
        Ok(stored.then_some(all))
    }

    fn plane(
        &self,
        file: &File,
        index: usize,
        pixels: usize,
        width: u32,
        bands: usize,
    ) -> Result<Option<Vec<u8>>, Damage> {
        let (offset, count) = (self.offsets[index], self.counts[index]);
        if count == 0 {
            return Ok(None);
        }
        PACKED.with_borrow_mut(|packed| {
            packed.resize(count as usize, 0);
            read_at(file, packed, offset).map_err(Damage::Unreadable)?;
            let mut samples = spare(pixels * bands * usize::from(self.bits) / 8);
            self.unpack(packed, &mut samples, bands).ok_or(Damage::Block { index })?;
            self.finish(&mut samples, width as usize, bands);
            Ok(Some(samples))
        })
    }

    pub(super) fn unpack(&self, packed: &[u8], out: &mut [u8], bands: usize) -> Option<()> {
        match self.compression {
            Compression::None => out.copy_from_slice(packed.get(..out.len())?),
            Compression::Deflate => {
                let filled = DEFLATE.with_borrow_mut(|d| d.zlib_decompress(packed, out)).ok()?;
                (filled == out.len()).then_some(())?;
            }
            Compression::Zstd => {
                let filled = zstd::bulk::decompress_to_buffer(packed, out).ok()?;
                (filled == out.len()).then_some(())?;
            }
            Compression::Lzw => lzw(packed, out)?,
            Compression::PackBits => pack_bits(packed, out)?,
            Compression::Jpeg => self.jpeg(packed, out, bands)?,
        }
        Some(())
    }

    fn jpeg(&self, packed: &[u8], out: &mut [u8], bands: usize) -> Option<()> {
        let body = packed.strip_prefix(&[0xFF, 0xD8])?;
        let tables = self.tables.strip_prefix(&[0xFF, 0xD8]).unwrap_or_default();
        let tables = tables.strip_suffix(&[0xFF, 0xD9]).unwrap_or(tables);
        let whole = [&[0xFF, 0xD8], tables, body].concat();
        let colours = match bands {
            1 => ColorSpace::Luma,
            // What the decoder takes for YCbCr is RGB where the file says so.
            _ if self.ycbcr => ColorSpace::RGB,
            _ => ColorSpace::YCbCr,
        };
        let options = DecoderOptions::default()
            .jpeg_set_out_colorspace(colours)
            .set_max_width(65_535)
            .set_max_height(65_535);
        let mut decoder = JpegDecoder::new_with_options(ZCursor::new(&whole), options);
        decoder.decode_headers().ok()?;
        // A last strip may be coded at full height; a block of another width is none of ours.
        let size = decoder.output_buffer_size()?;
        if size == out.len() {
            return decoder.decode_into(out).ok();
        }
        if size < out.len() || size > super::BLOCK_BYTES_MAX as usize {
            return None;
        }
        let decoded = decoder.decode().ok()?;
        out.copy_from_slice(decoded.get(..out.len())?);
        Some(())
    }

    /// Undoes the predictor and makes 16-bit samples little-endian; `out` is whole rows.
    pub(super) fn finish(&self, out: &mut [u8], width: usize, bands: usize) {
        if self.bits == 16 && self.big_endian {
            out.chunks_exact_mut(2).for_each(<[u8]>::reverse);
        }
        if !self.predicted {
            return;
        }
        let row = width * bands * usize::from(self.bits) / 8;
        if (self.bits, bands) == (8, 4) {
            return out.chunks_mut(4 * row).for_each(|rows| add_left_four(rows, row));
        }
        for row in out.chunks_exact_mut(row) {
            match (self.bits, bands) {
                (8, 1) => add_left::<1>(row),
                (8, 2) => add_left::<2>(row),
                (8, _) => add_left::<3>(row),
                _ => add_left_wide(row, bands),
            }
        }
    }
}

fn add_left<const BANDS: usize>(row: &mut [u8]) {
    let mut left = [0_u8; BANDS];
    for pixel in row.chunks_exact_mut(BANDS) {
        for (sample, left) in pixel.iter_mut().zip(&mut left) {
            *left = left.wrapping_add(*sample);
            *sample = *left;
        }
    }
}

/// Four bytes at once, in one word whose carries are kept apart, and up to four rows at once,
/// because within a row each pixel waits for the one before.
fn add_left_four(rows: &mut [u8], row: usize) {
    if rows.len() < 4 * row {
        for row in rows.chunks_exact_mut(row) {
            let mut left = 0;
            for pixel in row.as_chunks_mut::<4>().0 {
                *pixel = added(&mut left, *pixel);
            }
        }
        return;
    }
    let (upper, lower) = rows.split_at_mut(2 * row);
    let ((a, b), (c, d)) = (upper.split_at_mut(row), lower.split_at_mut(row));
    let pixels = a.as_chunks_mut::<4>().0.iter_mut().zip(b.as_chunks_mut::<4>().0);
    let pixels = pixels.zip(c.as_chunks_mut::<4>().0.iter_mut().zip(d.as_chunks_mut::<4>().0));
    let mut left = [0; 4];
    for ((a, b), (c, d)) in pixels {
        *a = added(&mut left[0], *a);
        *b = added(&mut left[1], *b);
        *c = added(&mut left[2], *c);
        *d = added(&mut left[3], *d);
    }
}

fn added(left: &mut u32, pixel: [u8; 4]) -> [u8; 4] {
    const LOW: u32 = 0x7F7F_7F7F;
    let delta = u32::from_ne_bytes(pixel);
    *left = ((*left & LOW) + (delta & LOW)) ^ ((*left ^ delta) & !LOW);
    left.to_ne_bytes()
}

fn add_left_wide(row: &mut [u8], bands: usize) {
    let mut left = [0_u16; 4];
    for pixel in row.chunks_exact_mut(bands * 2) {
        for (sample, left) in pixel.chunks_exact_mut(2).zip(&mut left) {
            *left = left.wrapping_add(u16::from_le_bytes([sample[0], sample[1]]));
            sample.copy_from_slice(&left.to_le_bytes());
        }
    }
}

pub(super) fn lzw_decoder() -> weezl::decode::Decoder {
    weezl::decode::Decoder::with_tiff_size_switch(BitOrder::Msb, 8)
}

fn lzw(mut packed: &[u8], mut out: &mut [u8]) -> Option<()> {
    let mut decoder = lzw_decoder();
    while !out.is_empty() {
        let result = decoder.decode_bytes(packed, out);
        packed = &packed[result.consumed_in..];
        out = &mut out[result.consumed_out..];
        match result.status {
            Ok(LzwStatus::Ok) => {}
            Ok(LzwStatus::Done | LzwStatus::NoProgress) | Err(_) => break,
        }
    }
    out.is_empty().then_some(())
}

fn pack_bits(mut packed: &[u8], mut out: &mut [u8]) -> Option<()> {
    while !out.is_empty() {
        let (&head, rest) = packed.split_first()?;
        packed = rest;
        match head {
            128 => {}
            0..128 => {
                let count = (usize::from(head) + 1).min(out.len());
                let (run, rest) = packed.split_at_checked(count)?;
                out[..count].copy_from_slice(run);
                (packed, out) = (rest, &mut out[count..]);
            }
            129.. => {
                let count = (257 - usize::from(head)).min(out.len());
                let (&value, rest) = packed.split_first()?;
                out[..count].fill(value);
                (packed, out) = (rest, &mut out[count..]);
            }
        }
    }
    Some(())
}
