//! 16 bits shown as 8: each colour band between its 2nd and 98th percentile.

use serde::Serialize;

use super::{Alpha, Tiff};
use crate::refusal::Reason;

/// Blocks looked at, evenly over the image.
const BLOCKS_MAX: u64 = 64;
const LOWEST_PERCENT: u64 = 2;
const HIGHEST_PERCENT: u64 = 98;

/// For each colour band, what is shown as 0 and what as 255.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Stretch {
    pub(crate) bands: Vec<(u16, u16)>,
    /// Bits by which alpha is shifted: some programs write 8 bits of it into 16.
    #[serde(skip)]
    alpha_shift: u32,
}

impl Stretch {
    pub(super) fn apply(&self, band: usize, value: u16) -> u8 {
        let (low, high) = self.bands[band];
        let span = u32::from(high - low).max(1);
        let above = u32::from(value.clamp(low, high) - low);
        ((above * 255 + span / 2) / span) as u8
    }
}

impl Stretch {
    pub(super) fn alpha(&self, value: u16) -> u8 {
        (value >> self.alpha_shift).min(255) as u8
    }
}

/// Looks at a part of the picture. What has no data, or is transparent, does not count.
pub(super) fn of(tiff: &Tiff) -> Result<Stretch, Reason> {
    let (across, down) = tiff.blocks();
    let blocks = u64::from(across) * u64::from(down);
    let step = blocks.div_ceil(BLOCKS_MAX).max(1);
    let bands = tiff.grid.bands;
    let (colours, alpha) = match tiff.alpha {
        Alpha::None => (bands.min(3), None),
        Alpha::Band { index, .. } => (index, Some(index)),
    };
    let mut most_alpha = 0;
    let mut counts = vec![vec![0_u64; 65_536]; colours];
    for index in (0..blocks).step_by(step as usize) {
        let (column, row) =
            ((index % u64::from(across)) as u32, (index / u64::from(across)) as u32);
        let pixels = tiff.block_width as usize * tiff.block_rows(row) as usize;
        if pixels * bands * 2 > super::BLOCK_BYTES_MAX as usize {
            return Err(Reason::BlockTooLarge);
        }
        let samples = tiff
            .grid
            .samples(&tiff.file, column, row, pixels, tiff.block_width)
            .map_err(|_| Reason::Truncated)?
            .unwrap_or_default();
        // What pads a tile beyond the image's edge is no picture.
        let shown = tiff.width.min((column + 1) * tiff.block_width) - column * tiff.block_width;
        let rows = tiff.height.min((row + 1) * tiff.block_height) - row * tiff.block_height;
        let lines = samples.chunks_exact(tiff.block_width as usize * bands * 2).take(rows as usize);
        let lines = lines.map(|line| &line[..shown as usize * bands * 2]);
        for pixel in lines.flat_map(|line| line.chunks_exact(bands * 2)) {
            let value = |band: usize| u16::from_le_bytes([pixel[band * 2], pixel[band * 2 + 1]]);
            most_alpha = most_alpha.max(alpha.map_or(0, value));
            let none = tiff.nodata.is_some_and(|none| (0..colours).all(|b| value(b) == none));
            if none || alpha.is_some_and(|alpha| value(alpha) == 0) {
                continue;
            }
            for (band, counts) in counts.iter_mut().enumerate() {
                counts[usize::from(value(band))] += 1;
            }
        }
    }
    let bands = counts.iter().map(|counts| {
        let total: u64 = counts.iter().sum();
        (
            reached(counts, total * LOWEST_PERCENT / 100),
            reached(counts, total * HIGHEST_PERCENT / 100),
        )
    });
    Ok(Stretch { bands: bands.collect(), alpha_shift: if most_alpha > 255 { 8 } else { 0 } })
}

/// The first value at which more than `rank` samples have been met.
fn reached(counts: &[u64], rank: u64) -> u16 {
    let mut met = 0;
    for (value, count) in counts.iter().enumerate() {
        met += count;
        if met > rank {
            return value as u16;
        }
    }
    0
}
