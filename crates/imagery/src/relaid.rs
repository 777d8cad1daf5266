//! A scratch file of blocks, for images whose pixels come only from top to bottom: wide strips,
//! PNG, JPEG. Bands of rows as high as a fixed amount of memory allows, packed lightly.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use crate::block::{Block, Damage};
use crate::file::read_at;

const BLOCK_WIDTH: u32 = 512;
const BLOCK_HEIGHT_MAX: u32 = 512;
/// Memory for one band of rows.
const BAND_BYTES: u32 = 32 << 20;

pub(crate) struct Relaid {
    file: File,
    width: u32,
    height: u32,
    block_height: u32,
    /// Where each block lies and how long it is packed; 0 where it is transparent.
    blocks: Vec<(u64, u32)>,
    written: u64,
}

impl Relaid {
    pub(crate) fn create(path: &Path, width: u32, height: u32) -> Result<Self, Damage> {
        let file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(true)
            .open(path)
            .map_err(Damage::Unreadable)?;
        let block_height = (BAND_BYTES / (width * 4)).clamp(16, BLOCK_HEIGHT_MAX).min(height);
        Ok(Self { file, width, height, block_height, blocks: Vec::new(), written: 0 })
    }

    /// Takes all rows in order.
    pub(crate) fn fill(
        &mut self,
        mut next: impl FnMut(&mut [u8]) -> Result<(), Damage>,
        stop: &dyn Fn() -> bool,
    ) -> Result<(), Damage> {
        let row_bytes = self.width as usize * 4;
        let mut band = vec![0; row_bytes * self.block_height as usize];
        for top in (0..self.height).step_by(self.block_height as usize) {
            if stop() {
                return Err(Damage::Unreadable(std::io::ErrorKind::Interrupted.into()));
            }
            let rows = self.block_height.min(self.height - top) as usize;
            for row in band.chunks_exact_mut(row_bytes).take(rows) {
                next(row)?;
            }
            for left in (0..self.width).step_by(BLOCK_WIDTH as usize) {
                self.put(&band[..rows * row_bytes], left as usize * 4)?;
            }
        }
        Ok(())
    }

    fn put(&mut self, band: &[u8], left: usize) -> Result<(), Damage> {
        let row_bytes = self.width as usize * 4;
        let (wide, right) =
            (BLOCK_WIDTH as usize * 4, row_bytes.min(left + BLOCK_WIDTH as usize * 4));
        let mut block = vec![0; wide * (band.len() / row_bytes)];
        for (to, from) in block.chunks_exact_mut(wide).zip(band.chunks_exact(row_bytes)) {
            to[..right - left].copy_from_slice(&from[left..right]);
        }
        let block = Block::new(block);
        if block.is_empty() {
            self.blocks.push((0, 0));
            return Ok(());
        }
        let packed = zstd::bulk::compress(block.rgba(), 1).map_err(Damage::Unreadable)?;
        self.file.write_all(&packed).map_err(Damage::Unreadable)?;
        self.blocks.push((self.written, packed.len() as u32));
        self.written += packed.len() as u64;
        Ok(())
    }

    pub(crate) fn finish(self) -> Self {
        let across = self.width.div_ceil(BLOCK_WIDTH) as usize;
        let down = self.height.div_ceil(self.block_height) as usize;
        assert_eq!(self.blocks.len(), across * down, "every row was taken");
        self
    }

    pub(crate) fn block_size(&self) -> (u32, u32) {
        (BLOCK_WIDTH, self.block_height)
    }

    pub(crate) fn block(&self, column: u32, row: u32) -> Result<Block, Damage> {
        let index = (row * self.width.div_ceil(BLOCK_WIDTH) + column) as usize;
        let (at, packed_bytes) = self.blocks[index];
        if packed_bytes == 0 {
            return Ok(Block::empty());
        }
        let mut packed = vec![0; packed_bytes as usize];
        read_at(&self.file, &mut packed, at).map_err(Damage::Unreadable)?;
        let bytes = BLOCK_WIDTH as usize * self.block_height as usize * 4;
        let rgba = zstd::bulk::decompress(&packed, bytes).map_err(|_| Damage::Block { index })?;
        Ok(Block::new(rgba))
    }
}
