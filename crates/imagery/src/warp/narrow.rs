//! The kernel of four by four pixels or fewer, in plain loops over small arrays that the compiler
//! turns into whatever vectors the processor has; `fearless_simd` picks the processor's version.
//!
//! Rows are summed first, in 16 bits: weights of a column sum up to 256 and pixels to 255, so
//! nothing overflows. The four sums of a pixel's columns are weighted in floats.

use fearless_simd::{Level, Simd, dispatch};

use super::{Kernel, PHASES};

pub(super) const TAPS: usize = 4;
pub(super) const WHOLE: u16 = 256;

/// Weights of a column's rows, and of four columns for each of four channels.
#[derive(Default)]
pub(super) struct Tables {
    down: Vec<[u16; TAPS]>,
    across: Vec<[f32; 4 * TAPS]>,
}

impl Tables {
    pub(super) fn prepare_down(&mut self, kernel: &Kernel) {
        self.down = kernel.weights.chunks_exact(kernel.taps).map(whole).collect();
    }

    pub(super) fn prepare_across(&mut self, kernel: &Kernel) {
        self.across.clear();
        for weights in kernel.weights.chunks_exact(kernel.taps) {
            let mut spread = [0.0; 4 * TAPS];
            for (to, weight) in spread.chunks_exact_mut(4).zip(weights) {
                to.fill(weight / f32::from(WHOLE));
            }
            self.across.push(spread);
        }
    }
}

/// Weights in 256ths that sum up to 1: what rounding leaves over goes to the largest.
fn whole(weights: &[f32]) -> [u16; TAPS] {
    let mut rounded = [0; TAPS];
    for (to, weight) in rounded.iter_mut().zip(weights) {
        *to = (weight * f32::from(WHOLE)).round() as u16;
    }
    let left = i32::from(WHOLE) - rounded.iter().map(|&w| i32::from(w)).sum::<i32>();
    let largest = rounded.iter_mut().max().expect("there are taps");
    *largest = (i32::from(*largest) + left) as u16;
    rounded
}

/// Pixels of the image around a tile; premultiplied where any are transparent.
pub(super) struct Window<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) stride: usize,
}

/// A line through the window: where it starts, and its step; for pixels' centres.
pub(super) type Line = ((f32, f32), (f32, f32));

/// Draws a run of pixels along a line. Two by two is by far the most frequent kernel.
pub(super) fn draw<const OPAQUE: bool>(
    level: Level,
    window: &Window<'_>,
    tables: &Tables,
    taps: (usize, usize),
    line: Line,
    out: &mut [[u8; 4]],
) {
    match taps {
        (2, 2) => dispatch!(level, simd => run::<OPAQUE, 2, 8>(simd, window, tables, line, out)),
        (_, 2) => dispatch!(level, simd => run::<OPAQUE, 2, 16>(simd, window, tables, line, out)),
        (_, 3) => dispatch!(level, simd => run::<OPAQUE, 3, 16>(simd, window, tables, line, out)),
        _ => dispatch!(level, simd => run::<OPAQUE, 4, 16>(simd, window, tables, line, out)),
    }
}

const BATCH: usize = 8;

/// `LANES` are four for each column of the kernel.
#[inline(always)]
fn run<const OPAQUE: bool, const ROWS: usize, const LANES: usize>(
    _: impl Simd,
    window: &Window<'_>,
    tables: &Tables,
    (start, step): Line,
    out: &mut [[u8; 4]],
) {
    let down: &[[u16; TAPS]; PHASES] = tables.down[..].try_into().expect("one for each phase");
    let across: &[[f32; 16]; PHASES] = tables.across[..].try_into().expect("one for each phase");
    for (batch, out) in out.as_chunks_mut::<BATCH>().0.iter_mut().enumerate() {
        let mut xs = [0_u32; BATCH];
        let mut ys = [0_u32; BATCH];
        for index in 0..BATCH {
            let place = (batch * BATCH + index) as f32 + 0.5;
            xs[index] = ((start.0 + step.0 * place) * PHASES as f32 + MAGIC).to_bits() & 0x3F_FFFF;
            ys[index] = ((start.1 + step.1 * place) * PHASES as f32 + MAGIC).to_bits() & 0x3F_FFFF;
        }
        let mut sums = [[0.0_f32; 4]; BATCH];
        for index in 0..BATCH {
            let (x, y) = (xs[index] as usize, ys[index] as usize);
            let from = y / PHASES * window.stride + x / PHASES * 4;
            let column = columns::<ROWS, LANES>(window, from, &down[y % PHASES]);
            sums[index] = across_sum(&column, &across[x % PHASES]);
        }
        finish::<OPAQUE>(&sums, out);
    }
}

/// Adding it leaves a float's whole part in its lowest bits.
const MAGIC: f32 = 8_388_608.0;

#[inline(always)]
fn columns<const ROWS: usize, const LANES: usize>(
    window: &Window<'_>,
    from: usize,
    down: &[u16; TAPS],
) -> [u16; LANES] {
    let mut sums = [0_u16; LANES];
    for row in 0..ROWS {
        let start = from + row * window.stride;
        let bytes: &[u8; LANES] =
            window.bytes[start..start + LANES].try_into().expect("so many lanes");
        for lane in 0..LANES {
            sums[lane] += u16::from(bytes[lane]) * down[row];
        }
    }
    sums
}

#[inline(always)]
fn across_sum<const LANES: usize>(column: &[u16; LANES], weights: &[f32; 16]) -> [f32; 4] {
    let weighted = |lane: usize| f32::from(column[lane]) * weights[lane];
    if LANES == 8 {
        return std::array::from_fn(|c| weighted(c) + weighted(c + 4));
    }
    std::array::from_fn(|c| weighted(c) + weighted(c + 4) + weighted(c + 8) + weighted(c + 12))
}

#[inline(always)]
fn finish<const OPAQUE: bool>(sums: &[[f32; 4]; BATCH], out: &mut [[u8; 4]; BATCH]) {
    let mut sums = *sums;
    if !OPAQUE {
        for sum in &mut sums {
            // All but whole alpha: colours were multiplied by it.
            if sum[3] < 254.5 {
                let times = if sum[3] < 0.5 { 0.0 } else { 255.0 / sum[3] };
                let alpha = if sum[3] < 0.5 { 0.0 } else { sum[3] };
                *sum = [
                    (sum[0] * times).min(255.0),
                    (sum[1] * times).min(255.0),
                    (sum[2] * times).min(255.0),
                    alpha,
                ];
            }
        }
    }
    let to = out.as_flattened_mut();
    for (to, sum) in to.iter_mut().zip(sums.as_flattened()) {
        *to = (sum + MAGIC).to_bits() as u8;
    }
}

/// Multiplies colours by alpha.
pub(super) fn premultiply(level: Level, pixels: &mut [[u8; 4]]) {
    dispatch!(level, simd => premultiplied(simd, pixels));
}

#[inline(always)]
fn premultiplied(_: impl Simd, pixels: &mut [[u8; 4]]) {
    for pixel in pixels {
        let alpha = u16::from(pixel[3]);
        for c in 0..3 {
            // Exact for 0 and 255, and nearest between: (v + v/256) / 256 with v = c·a + 128.
            let v = u16::from(pixel[c]) * alpha + 128;
            pixel[c] = ((v + (v >> 8)) >> 8) as u8;
        }
    }
}
