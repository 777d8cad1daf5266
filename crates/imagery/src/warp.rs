//! From the pixels of an image to those of a tile.
//!
//! Places are exact at the corners of cells of the tile and bilinear between them. The kernel is
//! a tent, as wide as the step between pixels in the image where that is large enough to alias;
//! colours are weighted by alpha. Pixels outside the image are transparent.

mod narrow;

use std::sync::Arc;

use fearless_simd::Level;

use crate::block::{Cover, Damage};
use crate::cache::Cache;
use crate::canvas::Canvas;
use crate::crs;
use crate::georef::Affine;
use crate::source::Scene;
use crate::tile::{SIDE, Tile};

/// From this zoom on, cells of 64 pixels are exact to a hundredth of a millimetre; coarser tiles
/// are so large on the ground that their cells must be finer.
const FINE_ZOOM: u8 = 17;
const CELLS_FINE: usize = 4;
const CELLS_COARSE: usize = 16;
/// Steps in which a kernel's place between two pixels is told apart.
const PHASES: usize = 256;
/// Up to the square root of two, which is as far as a layer's finest zoom is from its image, a
/// wider kernel would blur more than it keeps from aliasing; GDAL does not widen there either.
const WIDENED_FROM: f64 = 1.45;
/// Pixels of the kernel along one side; the plan keeps images from needing more.
const TAPS_MAX: usize = 24;
const SOURCE_SIDE_MAX: f64 = 8_192.0;

/// Memory that one thread uses again and again.
pub(crate) struct Warper {
    level: Level,
    window: Vec<[u8; 4]>,
    tables: narrow::Tables,
    across: Kernel,
    down: Kernel,
    nodes: Vec<(f64, f64)>,
}

/// Weights along one axis, for each phase; they sum up to 1.
#[derive(Default)]
struct Kernel {
    scale: f64,
    taps: usize,
    weights: Vec<f32>,
}

impl Kernel {
    /// Says whether the weights are new.
    fn prepare(&mut self, step: f64) -> bool {
        // Steps differ by millionths between tiles: not worth new tables. What a tile looks like
        // must not depend on which were drawn before, so they are rounded, never kept.
        let scale = if step > WIDENED_FROM { (step * 1_024.0).round() / 1_024.0 } else { 1.0 };
        if (self.scale - scale).abs() < f64::EPSILON {
            return false;
        }
        self.scale = scale;
        self.taps = ((2.0 * scale).ceil() as usize).clamp(2, TAPS_MAX);
        self.weights.clear();
        for phase in 0..PHASES {
            let phase = phase as f64 / PHASES as f64;
            let weight =
                |tap: usize| (1.0 - (tap as f64 + 1.0 - phase - scale).abs() / scale).max(0.0);
            let sum: f64 = (0..self.taps).map(weight).sum();
            self.weights.extend((0..self.taps).map(|tap| (weight(tap) / sum) as f32));
        }
        true
    }

    /// Where the first pixel lies before the kernel's centre, at phase 0.
    fn reach(&self) -> f64 {
        self.scale - 1.0
    }
}

impl Warper {
    pub(crate) fn new() -> Self {
        Self {
            level: Level::new(),
            window: Vec::new(),
            tables: narrow::Tables::default(),
            across: Kernel::default(),
            down: Kernel::default(),
            nodes: Vec::new(),
        }
    }

    /// Draws the part of the image that lies in the tile; the canvas is overwritten.
    pub(crate) fn draw(
        &mut self,
        scene: &Scene,
        index: u32,
        cache: &Cache,
        tile: Tile,
        canvas: &mut Canvas,
    ) -> Result<(), Arc<Damage>> {
        let cells = if tile.z >= FINE_ZOOM { CELLS_FINE } else { CELLS_COARSE };
        canvas.cover = Cover::Empty;
        if !self.place(scene, tile, cells) {
            return Ok(());
        }
        let steps = self.steps(cells);
        if self.across.prepare(steps.0) && self.across.taps <= narrow::TAPS {
            self.tables.prepare_across(&self.across);
        }
        if self.down.prepare(steps.1) && self.down.taps <= narrow::TAPS {
            self.tables.prepare_down(&self.down);
        }
        let (left, right) = span(self.nodes.iter().map(|node| node.0));
        let (top, bottom) = span(self.nodes.iter().map(|node| node.1));
        let outside = right < 0.0
            || bottom < 0.0
            || left > f64::from(scene.width)
            || top > f64::from(scene.height);
        if outside || right - left > SOURCE_SIDE_MAX || bottom - top > SOURCE_SIDE_MAX {
            return Ok(());
        }
        let margin = |kernel: &Kernel| kernel.scale.ceil() + 2.0;
        let at = (
            (left - margin(&self.across)).floor() as i64,
            (top - margin(&self.down)).floor() as i64,
        );
        let size = (
            ((right + margin(&self.across)).ceil() as i64 - at.0) as usize,
            ((bottom + margin(&self.down)).ceil() as i64 - at.1) as usize,
        );
        canvas.cover = scene.window(cache, index, at, size, &mut self.window)?;
        // From here on places are relative to the window, and kernels start at a pixel's number.
        let shift =
            (at.0 as f64 + 0.5 + self.across.reach(), at.1 as f64 + 0.5 + self.down.reach());
        for node in &mut self.nodes {
            *node = (node.0 - shift.0, node.1 - shift.1);
        }
        match canvas.cover {
            Cover::Empty => return Ok(()),
            Cover::Opaque => self.fill::<true>(size.0, cells, canvas),
            Cover::Mixed => {
                self.fill::<false>(size.0, cells, canvas);
                canvas.judge();
            }
        }
        Ok(())
    }

    /// Image coordinates of the cells' corners; false where the image has no such place.
    fn place(&mut self, scene: &Scene, tile: Tile, cells: usize) -> bool {
        let (left, top, pixel) = tile.frame();
        let to_image: Affine = scene.placed.affine.inverse();
        let cell = pixel * (SIDE / cells) as f64;
        self.nodes.clear();
        for row in 0..=cells {
            for column in 0..=cells {
                let (x, y) = (left + column as f64 * cell, top - row as f64 * cell);
                let (lon, lat) = crs::from_mercator(x, y);
                let (x, y) = scene.placed.crs.from_degrees(lon, lat);
                self.nodes.push(to_image.apply(x, y));
            }
        }
        self.nodes.iter().all(|node| node.0.is_finite() && node.1.is_finite())
    }

    /// Image pixels between neighbouring tile pixels, along each axis of the image.
    fn steps(&self, cells: usize) -> (f64, f64) {
        let row = cells + 1;
        let (first, right, below) = (self.nodes[0], self.nodes[cells], self.nodes[row * cells]);
        let side = SIDE as f64;
        let across = (right.0 - first.0).hypot(below.0 - first.0) / side;
        let down = (right.1 - first.1).hypot(below.1 - first.1) / side;
        (across, down)
    }

    fn fill<const OPAQUE: bool>(&mut self, stride: usize, cells: usize, canvas: &mut Canvas) {
        if self.across.taps.max(self.down.taps) > narrow::TAPS {
            return self.fill_wide(stride, cells, canvas);
        }
        if !OPAQUE {
            narrow::premultiply(self.level, &mut self.window);
        }
        // A kernel reads four pixels even where it weighs two.
        self.window.resize(self.window.len() + narrow::TAPS, [0; 4]);
        let window = narrow::Window { bytes: self.window.as_flattened(), stride: stride * 4 };
        let taps = (self.across.taps, self.down.taps);
        let (tables, level) = (&self.tables, self.level);
        self.lines(cells, canvas, |(start, step), out| {
            let narrow = |point: (f64, f64)| (point.0 as f32, point.1 as f32);
            let line = (narrow(start), narrow(step));
            narrow::draw::<OPAQUE>(level, &window, tables, taps, line, out);
        });
    }

    /// Kernels of any size, one pixel after the other.
    fn fill_wide(&self, stride: usize, cells: usize, canvas: &mut Canvas) {
        let (across, down) = (&self.across, &self.down);
        self.lines(cells, canvas, |(start, step), out| {
            for (index, pixel) in out.iter_mut().enumerate() {
                let place = index as f64 + 0.5;
                let x = Place::of(start.0 + step.0 * place);
                let y = Place::of(start.1 + step.1 * place);
                let wx = &across.weights[x.phase * across.taps..][..across.taps];
                let wy = &down.weights[y.phase * down.taps..][..down.taps];
                let from = &self.window[y.whole * stride + x.whole..];
                *pixel = weighted(from, stride, wx, wy);
            }
        });
    }

    /// Straight runs of the tile's pixels, one for each row of each cell, with their place in the
    /// window.
    fn lines(
        &self,
        cells: usize,
        canvas: &mut Canvas,
        mut draw: impl FnMut(((f64, f64), (f64, f64)), &mut [[u8; 4]]),
    ) {
        let cell = SIDE / cells;
        for (row, line) in canvas.pixels.chunks_exact_mut(SIDE).enumerate() {
            let t = ((row % cell) as f64 + 0.5) / cell as f64;
            let upper = &self.nodes[row / cell * (cells + 1)..];
            let lower = &upper[cells + 1..];
            let between = |from: (f64, f64), to: (f64, f64)| {
                (from.0 + (to.0 - from.0) * t, from.1 + (to.1 - from.1) * t)
            };
            for (column, run) in line.chunks_exact_mut(cell).enumerate() {
                let start = between(upper[column], lower[column]);
                let end = between(upper[column + 1], lower[column + 1]);
                let step = ((end.0 - start.0) / cell as f64, (end.1 - start.1) / cell as f64);
                draw((start, step), run);
            }
        }
    }
}

fn span(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)))
}

/// A coordinate in the window: the first pixel of the kernel, and how far beyond it.
struct Place {
    whole: usize,
    phase: usize,
}

impl Place {
    fn of(coordinate: f64) -> Self {
        let fixed = (coordinate * PHASES as f64).round() as i32 as usize;
        Self { whole: fixed / PHASES, phase: fixed % PHASES }
    }
}

fn weighted(from: &[[u8; 4]], stride: usize, wx: &[f32], wy: &[f32]) -> [u8; 4] {
    let mut sum = [0.0_f32; 4];
    for (row, wy) in wy.iter().enumerate() {
        let taps = &from[row * stride..][..wx.len()];
        for (pixel, wx) in taps.iter().zip(wx) {
            let weight = wx * wy * f32::from(pixel[3]);
            for c in 0..3 {
                sum[c] += f32::from(pixel[c]) * weight;
            }
            sum[3] += weight;
        }
    }
    let alpha = rounded(sum[3]);
    if alpha == 0 {
        return [0; 4];
    }
    let [r, g, b, _] = sum.map(|colour| rounded(colour / sum[3]));
    [r, g, b, alpha]
}

/// Nearest whole number of 0..=255, by the bits of a float that has no room for fractions.
fn rounded(value: f32) -> u8 {
    (value + 8_388_608.0).to_bits() as u8
}
