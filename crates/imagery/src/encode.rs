//! A tile's pixels → the bytes of an image file.

mod jpeg;

use crate::block::Cover;
use crate::canvas::Canvas;
use crate::tile::SIDE;
use jpeg::Jpeg;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// Every editor reads it. What is transparent becomes black; the footprint says where.
    #[default]
    Jpeg,
    /// Transparency and no loss, several times the bytes.
    Png,
    /// Transparency and few bytes; JOSM cannot read it.
    WebP,
}

impl Format {
    /// As encoders number it. The coarser zooms are made of pixels that were never encoded, so they can
    /// do with less. `WebP` of 75 would be one step coarser than GDAL's, at the same number.
    pub(crate) fn quality(self, zoom: Zoom) -> f32 {
        match (self, zoom) {
            (Self::Jpeg, _) => 75.15,
            (Self::WebP, Zoom::Finest) => 75.5,
            (Self::WebP, Zoom::Coarser) => 63.5,
            (Self::Png, _) => 100.0,
        }
    }

    /// The number of an archive's header.
    pub(crate) fn tile_type(self) -> u8 {
        match self {
            Self::Png => 2,
            Self::Jpeg => 3,
            Self::WebP => 4,
        }
    }

    pub fn mime(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Zoom {
    Finest,
    Coarser,
}

/// At this alpha a pixel of a JPEG is shown, below it is black.
const SHOWN: u8 = 128;

/// Memory that one thread uses again and again.
pub(crate) struct Encoder {
    jpeg: Jpeg,
    format: Format,
    webp: [webp::WebPConfig; 2],
    flat: Vec<[u8; 4]>,
}

impl Encoder {
    pub(crate) fn new(format: Format) -> Self {
        let webp = [Zoom::Finest, Zoom::Coarser].map(|zoom| {
            let mut config = webp::WebPConfig::new().expect("the library is its own version");
            config.quality = format.quality(zoom);
            // Half the time of the library's default for most tiles, and a closer look at the fourth
            // that is left, where it saves a tenth of the bytes.
            config.method = if zoom == Zoom::Finest { 2 } else { 3 };
            config.segments = if zoom == Zoom::Finest { 4 } else { 1 };
            // No bits are moved from where the eye looks less: mappers look everywhere.
            config.sns_strength = 0;
            config
        });
        Self { jpeg: Jpeg::new(format.quality(Zoom::Finest)), format, webp, flat: Vec::new() }
    }

    /// Nothing for a tile that would show nothing.
    pub(crate) fn encode(&mut self, canvas: &Canvas, zoom: Zoom) -> Option<Vec<u8>> {
        if canvas.cover == Cover::Empty {
            return None;
        }
        match self.format {
            Format::Jpeg => self.jpeg(canvas),
            Format::Png => Some(png(canvas)),
            Format::WebP => Some(self.webp(canvas, zoom)),
        }
    }

    fn jpeg(&mut self, canvas: &Canvas) -> Option<Vec<u8>> {
        let mut pixels = &canvas.pixels;
        if canvas.cover == Cover::Mixed {
            self.flat.clear();
            let shown = |pixel: &[u8; 4]| if pixel[3] >= SHOWN { *pixel } else { [0; 4] };
            self.flat.extend(canvas.pixels.iter().map(shown));
            if self.flat.iter().all(|pixel| pixel[3] == 0) {
                return None;
            }
            pixels = &self.flat;
        }
        Some(self.jpeg.encode(pixels))
    }

    fn webp(&self, canvas: &Canvas, zoom: Zoom) -> Vec<u8> {
        let side = SIDE as u32;
        let config = &self.webp[usize::from(zoom == Zoom::Coarser)];
        let encoder = webp::Encoder::from_rgba(canvas.pixels.as_flattened(), side, side);
        encoder.encode_advanced(config).expect("a tile's size and the settings are fixed").to_vec()
    }
}

/// A tile that shows nothing, for programs that would rather have one than none.
pub fn clear() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, SIDE as u32, SIDE as u32);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::One);
    encoder.set_palette(vec![0; 3]);
    encoder.set_trns(vec![0]);
    let mut writer = encoder.write_header().expect("memory takes all writes");
    writer.write_image_data(&[0; SIDE * SIDE / 8]).expect("a tile's size is fixed");
    writer.finish().expect("memory takes all writes");
    bytes
}

/// A `WebP` tile as PNG, for programs that cannot read it. `None`: it is no tile.
pub fn png_of_webp(bytes: &[u8]) -> Option<Vec<u8>> {
    let said = webp::BitstreamFeatures::new(bytes)?;
    if (said.width(), said.height()) != (SIDE as u32, SIDE as u32) {
        return None;
    }
    let picture = webp::Decoder::new(bytes).decode()?;
    let color = if picture.is_alpha() { png::ColorType::Rgba } else { png::ColorType::Rgb };
    let mut png = Vec::with_capacity(128 << 10);
    let mut encoder = png::Encoder::new(&mut png, SIDE as u32, SIDE as u32);
    encoder.set_color(color);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    let mut writer = encoder.write_header().expect("memory takes all writes");
    writer.write_image_data(&picture).expect("a tile's size is fixed");
    writer.finish().expect("memory takes all writes");
    Some(png)
}

fn png(canvas: &Canvas) -> Vec<u8> {
    let opaque = canvas.cover == Cover::Opaque;
    let mut bytes = Vec::with_capacity(128 << 10);
    let mut encoder = png::Encoder::new(&mut bytes, SIDE as u32, SIDE as u32);
    encoder.set_color(if opaque { png::ColorType::Rgb } else { png::ColorType::Rgba });
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Balanced);
    let mut writer = encoder.write_header().expect("memory takes all writes");
    let rgb: Vec<u8>;
    let pixels = if opaque {
        rgb = canvas.pixels.iter().flat_map(|[r, g, b, _]| [*r, *g, *b]).collect();
        &rgb[..]
    } else {
        canvas.pixels.as_flattened()
    };
    writer.write_image_data(pixels).expect("a tile's size is fixed");
    writer.finish().expect("memory takes all writes");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pixels(png: &[u8]) -> Vec<u8> {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(png));
        decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::ALPHA);
        let mut reader = decoder.read_info().expect("it is a PNG");
        let mut pixels = vec![0; reader.output_buffer_size().expect("a small picture")];
        let info = reader.next_frame(&mut pixels).expect("it is whole");
        assert_eq!((info.width, info.height), (SIDE as u32, SIDE as u32));
        pixels
    }

    #[test]
    fn a_tile_that_shows_nothing_is_small_and_transparent_all_over() {
        let tile = clear();
        assert!(tile.len() < 200, "{} bytes", tile.len());
        let pixels = pixels(&tile);
        assert_eq!(pixels.len(), SIDE * SIDE * 4);
        assert!(pixels.as_chunks::<4>().0.iter().all(|pixel| pixel[3] == 0));
    }

    #[test]
    fn a_webp_tile_shows_the_same_as_png_and_anything_else_is_none() {
        let side = SIDE as u32;
        let shown: Vec<u8> = (0..SIDE * SIDE).flat_map(|i| [40, 200, (i % 7) as u8, 255]).collect();
        let encoder = webp::Encoder::from_rgba(&shown, side, side);
        let webp = encoder.encode_lossless().to_vec();
        assert_eq!(pixels(&png_of_webp(&webp).expect("a tile")), shown);
        assert_eq!(png_of_webp(&webp[..webp.len() / 2]), None);
        assert_eq!(png_of_webp(b"no picture"), None);
        let small = webp::Encoder::from_rgba(&shown, side / 2, side / 2).encode_lossless().to_vec();
        assert_eq!(png_of_webp(&small), None);
    }
}
