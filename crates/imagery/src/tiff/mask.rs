//! A mask inside the file: one bit a pixel, 1 where there is picture.

use std::fs::File;
use std::sync::{Arc, Mutex, PoisonError};

use super::directory::Directory;
use super::{BITS, Compression, Grid, Planes, Shape};
use crate::block::Damage;
use crate::refusal::Reason;

/// Bits in the file's order, whole rows.
type Bits = Arc<Vec<u8>>;

pub(super) struct Mask {
    shape: Shape,
    grid: Grid,
    /// The block used last: a mask's strips are often far taller than the image's blocks.
    last: Mutex<Option<(u32, u32, Bits)>>,
}

impl Mask {
    pub(super) fn read(directory: &Directory<'_>, file_bytes: u64) -> Result<Self, Reason> {
        let shape = Shape::read(directory)?;
        if directory.small(BITS, 1)? != 1 {
            return Err(Reason::BadField { tag: BITS });
        }
        let grid = Grid::read(directory, &shape, file_bytes, 1, 1, 4)?;
        if grid.compression == Compression::Jpeg || grid.planes == Planes::Apart {
            return Err(Reason::Compression { method: 7 });
        }
        Ok(Self { shape, grid, last: Mutex::new(None) })
    }

    pub(super) fn fits(&self, width: u32, height: u32) -> bool {
        (self.shape.width, self.shape.height) == (width, height)
    }

    /// Makes transparent what the mask leaves out of the block of pixels at `at`.
    pub(super) fn cover(
        &self,
        file: &File,
        at: (u32, u32),
        width: u32,
        rgba: &mut [u8],
    ) -> Result<(), Damage> {
        let row_bytes = self.shape.block_width.div_ceil(8) as usize;
        for (y, row) in (at.1..self.shape.height).zip(rgba.chunks_exact_mut(width as usize * 4)) {
            let mut x = at.0;
            let end = (at.0 + width).min(self.shape.width);
            while x < end {
                let (column, block_row) = (x / self.shape.block_width, y / self.shape.block_height);
                let bits = self.bits(file, column, block_row)?;
                let left = column * self.shape.block_width;
                let until = (left + self.shape.block_width).min(end);
                let line = (y - block_row * self.shape.block_height) as usize * row_bytes;
                for x in x..until {
                    let bit = (x - left) as usize;
                    if bits[line + bit / 8] >> (7 - bit % 8) & 1 == 0 {
                        row[(x - at.0) as usize * 4..][..4].fill(0);
                    }
                }
                x = until;
            }
        }
        Ok(())
    }

    fn bits(&self, file: &File, column: u32, row: u32) -> Result<Bits, Damage> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((c, r, bits)) = &*last
            && (*c, *r) == (column, row)
        {
            return Ok(bits.clone());
        }
        let rows = if self.shape.tiled {
            self.shape.block_height
        } else {
            self.shape.block_height.min(self.shape.height - row * self.shape.block_height)
        };
        let bytes = self.shape.block_width.div_ceil(8) as usize * rows as usize;
        let index = row as usize * self.grid.across as usize + column as usize;
        let bits = Arc::new(self.grid.bits(file, index, bytes)?);
        *last = Some((column, row, bits.clone()));
        Ok(bits)
    }
}

impl Grid {
    /// A block of single bits; nothing stored means no picture.
    fn bits(&self, file: &File, index: usize, bytes: usize) -> Result<Vec<u8>, Damage> {
        let mut bits = vec![0; bytes];
        let count = self.counts[index];
        if count > 0 {
            let mut packed = vec![0; count as usize];
            crate::file::read_at(file, &mut packed, self.offsets[index])
                .map_err(Damage::Unreadable)?;
            self.unpack(&packed, &mut bits, 1).ok_or(Damage::Block { index })?;
        }
        Ok(bits)
    }
}
