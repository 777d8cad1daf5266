//! An image in strips, from top to bottom, a few rows at a time: for strips of any height.

use std::io::{BufRead, BufReader, Read};

use weezl::LzwStatus;

use super::{Compression, Tiff, decode};
use crate::block::Damage;
use crate::file::Slice;

/// A strip up to this size is unpacked in one go.
const WHOLE_MAX: u64 = 16 << 20;

/// Hands out RGBA rows in order.
pub(crate) struct Rows<'a> {
    tiff: &'a Tiff,
    row: u32,
    /// Rows of the current strip that are unpacked and not yet handed out.
    ready: Vec<u8>,
    given: usize,
    stream: Option<(Box<dyn Read + 'a>, u32)>,
}

pub(crate) fn rows(tiff: &Tiff) -> Rows<'_> {
    Rows { tiff, row: 0, ready: Vec::new(), given: 0, stream: None }
}

impl Rows<'_> {
    /// The next row of pixels.
    pub(crate) fn next(&mut self, rgba: &mut [u8]) -> Result<(), Damage> {
        let bytes = self.tiff.width as usize * 4;
        if self.given == self.ready.len() {
            self.refill()?;
        }
        rgba.copy_from_slice(&self.ready[self.given..self.given + bytes]);
        self.given += bytes;
        self.row += 1;
        Ok(())
    }

    fn refill(&mut self) -> Result<(), Damage> {
        let tiff = self.tiff;
        let strip = self.row / tiff.block_height;
        let rows = tiff.block_rows(strip);
        self.given = 0;
        let pixel = tiff.grid.bands as u64 * u64::from(tiff.grid.bits) / 8;
        if u64::from(rows) * u64::from(tiff.width) * pixel.max(4) <= WHOLE_MAX {
            let block = tiff.block(0, strip)?;
            let bytes = tiff.width as usize * rows as usize * 4;
            self.ready = if block.is_empty() { vec![0; bytes] } else { block.into_rgba() };
            return Ok(());
        }
        if self.stream.as_ref().is_none_or(|(_, of)| *of != strip) {
            self.stream = Some((open(tiff, strip), strip));
        }
        let (stream, _) = self.stream.as_mut().expect("opened above");
        let mut samples = vec![0; tiff.width as usize * pixel as usize];
        if tiff.grid.counts[strip as usize] > 0 {
            stream.read_exact(&mut samples).map_err(|_| Damage::Block { index: strip as usize })?;
            tiff.grid.finish(&mut samples, tiff.width as usize, tiff.grid.bands);
            self.ready = tiff.rgba(samples);
        } else {
            self.ready = vec![0; tiff.width as usize * 4];
        }
        if let Some(mask) = &tiff.mask {
            mask.cover(&tiff.file, (0, self.row), tiff.width, &mut self.ready)?;
        }
        Ok(())
    }
}

fn open(tiff: &Tiff, strip: u32) -> Box<dyn Read + '_> {
    let at = tiff.grid.offsets[strip as usize];
    let slice = Slice { file: &tiff.file, at, end: at + tiff.grid.counts[strip as usize] };
    let packed = BufReader::with_capacity(256 << 10, slice);
    match tiff.grid.compression {
        Compression::None => Box::new(packed),
        Compression::Deflate => Box::new(flate2::bufread::ZlibDecoder::new(packed)),
        Compression::Zstd => match zstd::stream::read::Decoder::with_buffer(packed) {
            Ok(decoder) => Box::new(decoder),
            Err(_) => Box::new(std::io::empty()),
        },
        Compression::Lzw => Box::new(Lzw { packed, decoder: decode::lzw_decoder() }),
        Compression::PackBits => Box::new(PackBits { packed, left: 0, repeated: None }),
        Compression::Jpeg => unreachable!("such strips were refused on opening"),
    }
}

struct Lzw<R> {
    packed: R,
    decoder: weezl::decode::Decoder,
}

impl<R: BufRead> Read for Lzw<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        loop {
            let packed = self.packed.fill_buf()?;
            let result = self.decoder.decode_bytes(packed, out);
            let at_end = packed.is_empty();
            self.packed.consume(result.consumed_in);
            match result.status {
                Ok(LzwStatus::Ok) if result.consumed_out == 0 && !at_end => {}
                Ok(_) => return Ok(result.consumed_out),
                Err(error) => return Err(std::io::Error::other(error)),
            }
        }
    }
}

struct PackBits<R> {
    packed: R,
    /// Bytes of the current run still to come.
    left: usize,
    /// The byte that the run repeats; literal bytes where there is none.
    repeated: Option<u8>,
}

impl<R: BufRead> Read for PackBits<R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        while self.left == 0 {
            let mut byte = [0];
            self.packed.read_exact(&mut byte)?;
            match byte[0] {
                128 => {}
                head @ 0..128 => (self.left, self.repeated) = (usize::from(head) + 1, None),
                head @ 129.. => {
                    self.packed.read_exact(&mut byte)?;
                    (self.left, self.repeated) = (257 - usize::from(head), Some(byte[0]));
                }
            }
        }
        let take = self.left.min(out.len());
        match self.repeated {
            Some(byte) => out[..take].fill(byte),
            None => self.packed.read_exact(&mut out[..take])?,
        }
        self.left -= take;
        Ok(take)
    }
}
