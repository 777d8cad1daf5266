//! One tile's pixels, and the halving that makes a coarser zoom of four finer ones.
//!
//! The pyramid is made of pixels that were never encoded. Colours are weighted by alpha, so that
//! what lies under transparency never bleeds into an edge.

use crate::block::Cover;
use crate::tile::SIDE;

pub(crate) const PIXELS: usize = SIDE * SIDE;
const HALF: usize = SIDE / 2;

/// Under alpha 0 lie zeros.
#[derive(Clone)]
pub(crate) struct Canvas {
    pub(crate) pixels: Vec<[u8; 4]>,
    pub(crate) cover: Cover,
}

impl Canvas {
    pub(crate) fn new() -> Self {
        Self { pixels: vec![[0; 4]; PIXELS], cover: Cover::Empty }
    }

    /// Looks whether the four quarters made one kind of cover.
    pub(crate) fn judge(&mut self) {
        self.cover = Cover::of(self.pixels.as_flattened());
    }

    /// A quarter of a parent: this tile at half its size, row by row.
    pub(crate) fn halved(&self) -> Vec<[u8; 4]> {
        let mut quarter = vec![[0; 4]; HALF * HALF];
        self.halve(|index, row| quarter[index * HALF..][..HALF].copy_from_slice(row));
        quarter
    }

    /// Draws this tile at half its size into a quarter of `parent`.
    pub(crate) fn halve_into(&self, parent: &mut Canvas, quarter: (usize, usize)) {
        let start = quarter.1 * HALF * SIDE + quarter.0 * HALF;
        self.halve(|index, row| {
            parent.pixels[start + index * SIDE..][..HALF].copy_from_slice(row);
        });
    }

    /// Puts a quarter that was halved before.
    pub(crate) fn put_quarter(&mut self, pixels: &[[u8; 4]], quarter: (usize, usize)) {
        let start = quarter.1 * HALF * SIDE + quarter.0 * HALF;
        for (index, row) in pixels.chunks_exact(HALF).enumerate() {
            self.pixels[start + index * SIDE..][..HALF].copy_from_slice(row);
        }
    }

    pub(crate) fn clear_quarter(&mut self, quarter: (usize, usize)) {
        let start = quarter.1 * HALF * SIDE + quarter.0 * HALF;
        for row in 0..HALF {
            self.pixels[start + row * SIDE..][..HALF].fill([0; 4]);
        }
    }

    /// Lets `beneath` show where this is transparent. Two edges that meet add up, so that sheets
    /// laid side by side have no seam.
    pub(crate) fn put_beneath(&mut self, beneath: &Canvas) {
        if beneath.cover == Cover::Empty {
            return;
        }
        for (above, below) in self.pixels.iter_mut().zip(&beneath.pixels) {
            let room = 255 - above[3];
            let share = u32::from(below[3].min(room));
            if share == 0 {
                continue;
            }
            let own = u32::from(above[3]);
            let all = own + share;
            for c in 0..3 {
                let sum = u32::from(above[c]) * own + u32::from(below[c]) * share;
                above[c] = ((sum + all / 2) / all) as u8;
            }
            above[3] = all as u8;
        }
        self.judge();
    }

    fn halve(&self, mut put: impl FnMut(usize, &[[u8; 4]; HALF])) {
        let mut out = [[0; 4]; HALF];
        for (index, rows) in self.pixels.chunks_exact(2 * SIDE).enumerate() {
            let (upper, lower) = rows.split_at(SIDE);
            let pairs = upper.as_chunks::<2>().0.iter().zip(lower.as_chunks::<2>().0);
            if self.cover == Cover::Opaque {
                for (to, (upper, lower)) in out.iter_mut().zip(pairs) {
                    for c in 0..4 {
                        let sum = u16::from(upper[0][c])
                            + u16::from(upper[1][c])
                            + u16::from(lower[0][c])
                            + u16::from(lower[1][c]);
                        to[c] = ((sum + 2) >> 2) as u8;
                    }
                }
            } else {
                for (to, (upper, lower)) in out.iter_mut().zip(pairs) {
                    *to = mean([upper[0], upper[1], lower[0], lower[1]]);
                }
            }
            put(index, &out);
        }
    }
}

fn mean(pixels: [[u8; 4]; 4]) -> [u8; 4] {
    let alpha: u32 = pixels.iter().map(|pixel| u32::from(pixel[3])).sum();
    let shown = ((alpha + 2) >> 2) as u8;
    if shown == 0 {
        return [0; 4];
    }
    let colour = |c: usize| {
        let sum: u32 = pixels.iter().map(|p| u32::from(p[c]) * u32::from(p[3])).sum();
        ((sum + alpha / 2) / alpha) as u8
    };
    [colour(0), colour(1), colour(2), shown]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_never_looks_under_transparency() {
        let red = [200, 10, 20, 255];
        let hidden = [0, 255, 255, 0];
        assert_eq!(mean([red, hidden, hidden, hidden]), [200, 10, 20, 64]);
        assert_eq!(mean([red, red, hidden, hidden]), [200, 10, 20, 128]);
        assert_eq!(mean([hidden; 4]), [0; 4]);
    }

    #[test]
    fn both_ways_of_halving_agree_on_opaque_tiles() {
        let mut canvas = Canvas::new();
        for (index, pixel) in canvas.pixels.iter_mut().enumerate() {
            let value = |n: usize| (index * n / 7 % 256) as u8;
            *pixel = [value(3), value(5), value(11), 255];
        }
        canvas.cover = Cover::Opaque;
        let fast = canvas.halved();
        canvas.cover = Cover::Mixed;
        let slow = canvas.halved();
        for (fast, slow) in fast.iter().zip(&slow) {
            for c in 0..4 {
                assert!(fast[c].abs_diff(slow[c]) <= 1);
            }
        }
    }
}
