//! Samples as stored → RGBA, 8 bits each.

use super::{Alpha, Colours, Tiff};

impl Tiff {
    /// `samples` holds whole pixels, bands together, 16-bit ones little-endian.
    pub(super) fn rgba(&self, samples: Vec<u8>) -> Vec<u8> {
        let plain = self.colours == Colours::Rgb
            && self.order == [0, 1, 2]
            && self.grid.bits == 8
            && self.nodata.is_none();
        match (self.grid.bands, self.alpha) {
            (4, Alpha::Band { associated: false, .. }) if plain => samples,
            (3, Alpha::None) if plain => {
                let mut rgba = vec![255; samples.len() / 3 * 4];
                for (to, from) in rgba.chunks_exact_mut(4).zip(samples.chunks_exact(3)) {
                    to[..3].copy_from_slice(from);
                }
                rgba
            }
            _ if self.grid.bits == 16 => self.rgba_of::<2>(&samples),
            _ => self.rgba_of::<1>(&samples),
        }
    }

    fn rgba_of<const BYTES: usize>(&self, samples: &[u8]) -> Vec<u8> {
        let bands = self.grid.bands;
        let mut rgba = Vec::with_capacity(samples.len() / (bands * BYTES) * 4);
        for pixel in samples.chunks_exact(bands * BYTES) {
            let value = |band: usize| match BYTES {
                1 => u16::from(pixel[band]),
                _ => u16::from_le_bytes([pixel[band * 2], pixel[band * 2 + 1]]),
            };
            rgba.extend(self.pixel(value));
        }
        rgba
    }

    fn pixel(&self, value: impl Fn(usize) -> u16) -> [u8; 4] {
        let [r, g, b] = self.order;
        if self.nodata.is_some_and(|none| value(r) == none && value(g) == none && value(b) == none)
        {
            return [0; 4];
        }
        let shown = |band: usize| match &self.stretch {
            Some(stretch) => stretch.apply(band, value(band)),
            None => value(band) as u8,
        };
        let mut pixel = [shown(r), shown(g), shown(b), 255];
        if self.colours == (Colours::Gray { white_is_zero: true }) {
            pixel = pixel.map(|c| 255 - c);
            pixel[3] = 255;
        }
        if let Alpha::Band { index, associated } = self.alpha {
            let alpha = match &self.stretch {
                Some(stretch) => stretch.alpha(value(index)),
                None => value(index) as u8,
            };
            if associated && alpha > 0 {
                let whole = u32::from(alpha);
                for colour in &mut pixel[..3] {
                    *colour = ((u32::from(*colour) * 255 + whole / 2) / whole).min(255) as u8;
                }
            }
            pixel[3] = alpha;
        }
        pixel
    }
}
