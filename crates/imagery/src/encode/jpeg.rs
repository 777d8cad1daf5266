//! Tiles → baseline JPEG, 4:2:0, with the standard's tables.
//!
//! Own, because a third of rendering would be spent here otherwise: every tile has the same size and
//! tables, so its head is made once; colours, transform and quantisation are plain loops over
//! eight columns at once, which the compiler turns into vectors; the coder steps from one coefficient
//! that is not zero to the next. The transform is Arai, Agui and Nakajima's in floats, its scale folded
//! into the quantisation.

mod code;
mod tables;

use fearless_simd::{Level, Simd, dispatch};

use self::code::{Coder, Codes};
use self::tables::{CHROMA, CHROMA_AC, CHROMA_DC, Huffman, LUMA, LUMA_AC, LUMA_DC, ZIGZAG};
use crate::tile::SIDE;

/// Pixels of a tile's side in one step: two rows of luma blocks over one of chroma.
const STRIPE: usize = 16;
const HALF: usize = SIDE / 2;

type Block = [[f32; 8]; 8];

/// Everything that all tiles of one quality share.
pub(super) struct Jpeg {
    level: Level,
    head: Vec<u8>,
    /// One over what each coefficient is divided by, columns first, as the transform leaves them.
    luma: [f32; 64],
    chroma: [f32; 64],
    luma_codes: Codes,
    chroma_codes: Codes,
}

impl Jpeg {
    /// A part of a step above a whole quality goes to the light alone, which is what is compared.
    pub(super) fn new(quality: f32) -> Self {
        let (luma, chroma) = (divisors(&LUMA, quality), divisors(&CHROMA, quality.floor()));
        Self {
            level: Level::new(),
            head: head(&luma, &chroma),
            luma: reciprocals(&luma),
            chroma: reciprocals(&chroma),
            luma_codes: Codes::of(LUMA_DC, LUMA_AC),
            chroma_codes: Codes::of(CHROMA_DC, CHROMA_AC),
        }
    }

    /// `pixels` are a whole tile's; their alpha is not looked at.
    pub(super) fn encode(&self, pixels: &[[u8; 4]]) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(48 << 10);
        bytes.extend_from_slice(&self.head);
        let mut coder = Coder::new(bytes);
        let mut before = [0; 3];
        for stripe in pixels.chunks_exact(STRIPE * SIDE) {
            dispatch!(self.level, simd => self.stripe(simd, stripe, &mut coder, &mut before));
        }
        let mut bytes = coder.finish();
        bytes.extend_from_slice(&[0xFF, 0xD9]);
        bytes
    }

    #[inline(always)]
    fn stripe(&self, _: impl Simd, pixels: &[[u8; 4]], coder: &mut Coder, before: &mut [i16; 3]) {
        let mut light = [[0.0; SIDE]; STRIPE];
        let mut blue = [[0.0; HALF]; 8];
        let mut red = [[0.0; HALF]; 8];
        colours(pixels, &mut light, &mut blue, &mut red);
        for square in 0..SIDE / STRIPE {
            for (row, column) in [(0, 0), (0, 8), (8, 0), (8, 8)] {
                let block = cut(&light, row, square * STRIPE + column);
                let coefficients = quantised(&block, &self.luma);
                coder.block(&coefficients, &mut before[0], &self.luma_codes);
            }
            for (plane, before) in [&blue, &red].into_iter().zip(&mut before[1..]) {
                let coefficients = quantised(&cut(plane, 0, square * 8), &self.chroma);
                coder.block(&coefficients, before, &self.chroma_codes);
            }
        }
    }
}

/// Luma of every pixel, chroma of every square of four, around 0.
#[inline(always)]
fn colours(
    pixels: &[[u8; 4]],
    light: &mut [[f32; SIDE]; STRIPE],
    blue: &mut [[f32; HALF]; 8],
    red: &mut [[f32; HALF]; 8],
) {
    for (to, row) in light.iter_mut().zip(pixels.chunks_exact(SIDE)) {
        for (to, [r, g, b, _]) in to.iter_mut().zip(row) {
            let (r, g, b) = (f32::from(*r), f32::from(*g), f32::from(*b));
            *to = 0.299 * r + 0.587 * g + 0.114 * b - 128.0;
        }
    }
    let chroma = blue.iter_mut().zip(red);
    for ((blue, red), rows) in chroma.zip(pixels.chunks_exact(2 * SIDE)) {
        let (above, below) = rows.split_at(SIDE);
        let squares = above.as_chunks::<2>().0.iter().zip(below.as_chunks::<2>().0);
        for ((blue, red), (above, below)) in blue.iter_mut().zip(red).zip(squares) {
            let sum = |c: usize| {
                let sum = u16::from(above[0][c])
                    + u16::from(above[1][c])
                    + u16::from(below[0][c])
                    + u16::from(below[1][c]);
                f32::from(sum) * 0.25
            };
            let (r, g, b) = (sum(0), sum(1), sum(2));
            *blue = -0.168_735_9 * r - 0.331_264_1 * g + 0.5 * b;
            *red = 0.5 * r - 0.418_687_6 * g - 0.081_312_4 * b;
        }
    }
}

#[inline(always)]
fn cut<const WIDTH: usize>(plane: &[[f32; WIDTH]], row: usize, column: usize) -> Block {
    let mut block = [[0.0; 8]; 8];
    for (to, from) in block.iter_mut().zip(&plane[row..]) {
        to.copy_from_slice(&from[column..column + 8]);
    }
    block
}

/// Transformed, divided, rounded, in zigzag order.
#[inline(always)]
fn quantised(block: &Block, reciprocals: &[f32; 64]) -> [i16; 64] {
    /// Adding it leaves the nearest whole number in a float's lowest 16 bits.
    const MAGIC: f32 = 12_582_912.0;
    let block = down(&turned(&down(block)));
    let mut whole = [0_i16; 64];
    for ((to, from), reciprocal) in whole.iter_mut().zip(block.as_flattened()).zip(reciprocals) {
        *to = (from * reciprocal + MAGIC).to_bits() as i16;
    }
    let mut ordered = [0; 64];
    for (to, place) in ordered.iter_mut().zip(ZIGZAG) {
        // The block lies on its side: rows and columns change places.
        *to = whole[usize::from(place % 8 * 8 + place / 8)];
    }
    ordered
}

#[inline(always)]
fn turned(block: &Block) -> Block {
    let mut turned = [[0.0; 8]; 8];
    for row in 0..8 {
        for column in 0..8 {
            turned[column][row] = block[row][column];
        }
    }
    turned
}

/// The transform of each column, unscaled.
#[inline(always)]
fn down(d: &Block) -> Block {
    let mut out = [[0.0; 8]; 8];
    for i in 0..8 {
        let (s0, s7) = (d[0][i] + d[7][i], d[0][i] - d[7][i]);
        let (s1, s6) = (d[1][i] + d[6][i], d[1][i] - d[6][i]);
        let (s2, s5) = (d[2][i] + d[5][i], d[2][i] - d[5][i]);
        let (s3, s4) = (d[3][i] + d[4][i], d[3][i] - d[4][i]);
        let (e0, e3) = (s0 + s3, s0 - s3);
        let (e1, e2) = (s1 + s2, s1 - s2);
        out[0][i] = e0 + e1;
        out[4][i] = e0 - e1;
        let z1 = (e2 + e3) * 0.707_106_77;
        out[2][i] = e3 + z1;
        out[6][i] = e3 - z1;
        let (o0, o1, o2) = (s4 + s5, s5 + s6, s6 + s7);
        let z5 = (o0 - o2) * 0.382_683_43;
        let z2 = 0.541_196_1 * o0 + z5;
        let z4 = 1.306_563 * o2 + z5;
        let z3 = o1 * 0.707_106_77;
        let (z11, z13) = (s7 + z3, s7 - z3);
        out[5][i] = z13 + z2;
        out[3][i] = z13 - z2;
        out[1][i] = z11 + z4;
        out[7][i] = z11 - z4;
    }
    out
}

/// The standard's tables at a quality of 1 to 100, as every encoder scales them.
fn divisors(table: &[u16; 64], quality: f32) -> [u8; 64] {
    let quality = quality.clamp(1.0, 100.0);
    let percent = if quality < 50.0 { (5_000.0 / quality).floor() } else { 200.0 - 2.0 * quality };
    table.map(|value| ((f32::from(value) * percent + 50.0) / 100.0).clamp(1.0, 255.0) as u8)
}

/// With what the transform left unscaled, on its side.
fn reciprocals(divisors: &[u8; 64]) -> [f32; 64] {
    let scale = |index: usize| match index {
        0 => 1.0,
        _ => (std::f64::consts::PI * index as f64 / 16.0).cos() * std::f64::consts::SQRT_2,
    };
    std::array::from_fn(|at| {
        let (column, row) = (at / 8, at % 8);
        let divisor = f64::from(divisors[row * 8 + column]);
        (1.0 / (divisor * scale(row) * scale(column) * 8.0)) as f32
    })
}

/// From the start of the image to that of its scan.
fn head(luma: &[u8; 64], chroma: &[u8; 64]) -> Vec<u8> {
    let mut head = vec![0xFF, 0xD8];
    let mut segment = |marker: u8, body: &[u8]| {
        head.extend([0xFF, marker]);
        head.extend((body.len() as u16 + 2).to_be_bytes());
        head.extend(body);
    };
    segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
    for (number, divisors) in (0_u8..).zip([luma, chroma]) {
        let ordered = ZIGZAG.map(|place| divisors[usize::from(place)]);
        segment(0xDB, &[&[number], &ordered[..]].concat());
    }
    let [high, low] = (SIDE as u16).to_be_bytes();
    // Three components: number, sampling, table.
    segment(0xC0, &[8, high, low, high, low, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]);
    let tables: [(u8, Huffman); 4] =
        [(0x00, LUMA_DC), (0x10, LUMA_AC), (0x01, CHROMA_DC), (0x11, CHROMA_AC)];
    for (number, (lengths, symbols)) in tables {
        segment(0xC4, &[&[number], &lengths[..], symbols].concat());
    }
    segment(0xDA, &[3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0]);
    head
}

#[cfg(test)]
mod tests {
    use zune_jpeg::JpegDecoder;
    use zune_jpeg::zune_core::bytestream::ZCursor;

    use super::*;
    use crate::canvas::PIXELS;

    /// Mean squared difference of the decoded tile.
    fn error(pixels: &[[u8; 4]], bytes: &[u8]) -> f64 {
        let decoded = JpegDecoder::new(ZCursor::new(bytes)).decode().expect("it decodes");
        let pairs = pixels.iter().zip(decoded.as_chunks::<3>().0);
        let square = |a: u8, b: u8| f64::from(a.abs_diff(b)).powi(2);
        let sum: f64 = pairs.map(|(a, b)| (0..3).map(|c| square(a[c], b[c])).sum::<f64>()).sum();
        sum / (3 * PIXELS) as f64
    }

    fn tile(value: impl Fn(f64, f64) -> [f64; 3]) -> Vec<[u8; 4]> {
        let pixel = |index: usize| {
            let [r, g, b] = value((index % SIDE) as f64, (index / SIDE) as f64);
            [r as u8, g as u8, b as u8, 255]
        };
        (0..PIXELS).map(pixel).collect()
    }

    #[test]
    fn tiles_decode_to_what_they_were_as_well_as_another_encoders_and_as_small() {
        let pictures = [
            tile(|x, y| {
                [128.0 + 100.0 * (x / 9.0).sin(), 128.0 + 90.0 * (y / 13.0).cos(), (x + y) / 3.0]
            }),
            tile(|x, y| {
                let noise = ((x * 12.989 + y * 78.233).sin() * 43_758.545).fract().abs() * 120.0;
                [noise + x / 3.0, noise + y / 3.0, noise]
            }),
            tile(|x, y| {
                if (x / 20.0) as u32 % 2 == (y / 20.0) as u32 % 2 {
                    [255.0, 0.0, 0.0]
                } else {
                    [0.0, 60.0, 255.0]
                }
            }),
            tile(|_, _| [255.0; 3]),
            tile(|_, _| [0.0; 3]),
        ];
        for quality in [1, 30, 75, 100] {
            let jpeg = Jpeg::new(f32::from(quality));
            for (number, pixels) in pictures.iter().enumerate() {
                let ours = jpeg.encode(pixels);
                let mut theirs = Vec::new();
                let mut encoder = jpeg_encoder::Encoder::new(&mut theirs, quality);
                encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::F_2_2);
                encoder
                    .set_chroma_subsampling_method(jpeg_encoder::ChromaSubsamplingMethod::Average);
                encoder
                    .encode(pixels.as_flattened(), 256, 256, jpeg_encoder::ColorType::Rgba)
                    .expect("it encodes");
                let (a, b) = (error(pixels, &ours), error(pixels, &theirs));
                assert!(a <= b * 1.02 + 0.5, "quality {quality}, picture {number}: {a} {b}");
                let (a, b) = (ours.len() as f64, theirs.len() as f64);
                assert!(a < b * 1.02, "quality {quality}, picture {number}: {a} {b} bytes");
            }
        }
    }
}
