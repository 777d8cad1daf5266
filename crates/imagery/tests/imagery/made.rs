//! TIFF files made for tests, in every way the format knows and in some that it forbids. Shares
//! no code with the reader.

use std::path::{Path, PathBuf};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Packing {
    None,
    Lzw,
    Jpeg,
    Deflate,
    PackBits,
    Zstd,
}

/// How a picture is stored; fields are what its directory says.
#[derive(Clone)]
pub(crate) struct Made {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) bands: u16,
    pub(crate) bits: u16,
    /// Width and height of tiles; strips where there are none.
    pub(crate) tile: Option<(u32, u32)>,
    pub(crate) rows: u32,
    pub(crate) packing: Packing,
    pub(crate) predictor: u16,
    pub(crate) apart: bool,
    pub(crate) big: bool,
    pub(crate) big_endian: bool,
    pub(crate) extra: Option<u16>,
    pub(crate) photometric: u16,
    pub(crate) nodata: Option<&'static str>,
    pub(crate) mask: Option<fn(u32, u32) -> bool>,
    pub(crate) epsg: Option<u16>,
    /// x of the left edge, y of the top, side of a pixel.
    pub(crate) place: Option<(f64, f64, f64)>,
    pub(crate) matrix: Option<[f64; 16]>,
    /// Put in the place of what would be written, or beside it: tag, kind, count, value bytes.
    pub(crate) fields: Vec<Field>,
}

pub(crate) type Field = (u16, u16, u64, Vec<u8>);

/// 5 cm in plane rectangular system II, near Kumamoto.
pub(crate) const PLACE: (f64, f64, f64) = (-17_500.0, -22_800.0, 0.05);

impl Made {
    pub(crate) fn new(width: u32, height: u32, bands: u16) -> Self {
        Self {
            width,
            height,
            bands,
            bits: 8,
            tile: Some((64, 48)),
            rows: 0,
            packing: Packing::Deflate,
            predictor: 1,
            apart: false,
            big: false,
            big_endian: false,
            extra: matches!(bands, 2 | 4).then_some(2),
            photometric: if bands >= 3 { 2 } else { 1 },
            nodata: None,
            mask: None,
            epsg: Some(6670),
            place: Some(PLACE),
            matrix: None,
            fields: Vec::new(),
        }
    }

    pub(crate) fn write(&self, path: &Path, value: impl Fn(u32, u32, u16) -> u16) -> PathBuf {
        std::fs::write(path, self.bytes(value)).unwrap();
        path.to_owned()
    }

    fn number(&self, value: u64, bytes: usize) -> Vec<u8> {
        let mut out = value.to_le_bytes()[..bytes].to_vec();
        if self.big_endian {
            out.reverse();
        }
        out
    }

    fn shorts(&self, values: &[u16]) -> Vec<u8> {
        values.iter().flat_map(|&value| self.number(value.into(), 2)).collect()
    }

    fn doubles(&self, values: &[f64]) -> Vec<u8> {
        values.iter().flat_map(|value| self.number(value.to_bits(), 8)).collect()
    }

    pub(crate) fn bytes(&self, value: impl Fn(u32, u32, u16) -> u16) -> Vec<u8> {
        let mut file = if self.big_endian { b"MM".to_vec() } else { b"II".to_vec() };
        file.extend(self.number(if self.big { 43 } else { 42 }, 2));
        if self.big {
            file.extend(self.number(8, 2));
            file.extend(self.number(0, 2));
        }
        let first = file.len();
        file.extend(vec![0; if self.big { 8 } else { 4 }]);
        let mut tables = Vec::new();
        let (mut offsets, mut counts) = (Vec::new(), Vec::new());
        for block in self.blocks(&value, &mut tables) {
            offsets.push(file.len() as u64);
            counts.push(block.len() as u64);
            file.extend(block);
        }
        let mut fields = self.directory(&offsets, &counts);
        if !tables.is_empty() {
            fields.push((347, 7, tables.len() as u64, tables));
        }
        let next = self.put(&mut file, first, fields);
        if let Some(mask) = self.mask {
            let row = self.width.div_ceil(8) as usize;
            let mut bits = vec![0_u8; row * self.height as usize];
            for y in 0..self.height {
                for x in 0..self.width {
                    let bit = u8::from(mask(x, y)) << (7 - x % 8);
                    bits[y as usize * row + x as usize / 8] |= bit;
                }
            }
            let packed = deflate(&bits);
            let at = file.len() as u64;
            let length = packed.len() as u64;
            file.extend(packed);
            let long = |value: u64| self.number(value, 4);
            let fields = vec![
                (254, 4, 1, long(4)),
                (256, 4, 1, long(self.width.into())),
                (257, 4, 1, long(self.height.into())),
                (258, 3, 1, self.shorts(&[1])),
                (259, 3, 1, self.shorts(&[8])),
                (262, 3, 1, self.shorts(&[4])),
                (273, 4, 1, long(at)),
                (277, 3, 1, self.shorts(&[1])),
                (278, 4, 1, long(self.height.into())),
                (279, 4, 1, long(length)),
            ];
            self.put(&mut file, next, fields);
        }
        file
    }

    fn directory(&self, offsets: &[u64], counts: &[u64]) -> Vec<Field> {
        let long = |value: u32| self.number(value.into(), 4);
        let longs = |values: &[u64]| values.iter().flat_map(|v| self.number(*v, 4)).collect();
        let compression = match self.packing {
            Packing::None => 1,
            Packing::Lzw => 5,
            Packing::Jpeg => 7,
            Packing::Deflate => 8,
            Packing::PackBits => 32773,
            Packing::Zstd => 50000,
        };
        let blocks = offsets.len() as u64;
        let mut fields: Vec<Field> = vec![
            (256, 4, 1, long(self.width)),
            (257, 4, 1, long(self.height)),
            (258, 3, self.bands.into(), self.shorts(&vec![self.bits; self.bands.into()])),
            (259, 3, 1, self.shorts(&[compression])),
            (262, 3, 1, self.shorts(&[self.photometric])),
            (277, 3, 1, self.shorts(&[self.bands])),
            (284, 3, 1, self.shorts(&[if self.apart { 2 } else { 1 }])),
            (317, 3, 1, self.shorts(&[self.predictor])),
        ];
        if let Some((width, height)) = self.tile {
            fields.push((322, 4, 1, long(width)));
            fields.push((323, 4, 1, long(height)));
            fields.push((324, 4, blocks, longs(offsets)));
            fields.push((325, 4, blocks, longs(counts)));
        } else {
            fields.push((273, 4, blocks, longs(offsets)));
            fields.push((278, 4, 1, long(self.rows)));
            fields.push((279, 4, blocks, longs(counts)));
        }
        if let Some(extra) = self.extra {
            fields.push((338, 3, 1, self.shorts(&[extra])));
        }
        if let Some((x, y, side)) = self.place {
            fields.push((33550, 12, 3, self.doubles(&[side, side, 0.0])));
            fields.push((33922, 12, 6, self.doubles(&[0.0, 0.0, 0.0, x, y, 0.0])));
        }
        if let Some(matrix) = self.matrix {
            fields.push((34264, 12, 16, self.doubles(&matrix)));
        }
        if let Some(code) = self.epsg {
            let (model, key) =
                if matches!(code, 4326 | 6668 | 4612) { (2, 2048) } else { (1, 3072) };
            let keys = [1, 1, 0, 3, 1024, 0, 1, model, 1025, 0, 1, 1, key, 0, 1, code];
            fields.push((34735, 3, 16, self.shorts(&keys)));
        }
        if let Some(nodata) = self.nodata {
            fields.push((42113, 2, nodata.len() as u64 + 1, [nodata.as_bytes(), &[0]].concat()));
        }
        for field in &self.fields {
            fields.retain(|(tag, ..)| *tag != field.0);
            fields.push(field.clone());
        }
        fields.sort_by_key(|field| field.0);
        fields
    }

    /// Writes a directory, points to it from `link`, and says where its own link is.
    fn put(&self, file: &mut Vec<u8>, link: usize, mut fields: Vec<Field>) -> usize {
        fields.sort_by_key(|field| field.0);
        let inline = if self.big { 8 } else { 4 };
        let mut rows = Vec::new();
        for (tag, kind, count, value) in fields {
            rows.extend(self.number(tag.into(), 2));
            rows.extend(self.number(kind.into(), 2));
            rows.extend(self.number(count, inline));
            if value.len() <= inline {
                rows.extend(&value);
                rows.extend(vec![0; inline - value.len()]);
            } else {
                rows.extend(self.number(file.len() as u64, inline));
                file.extend(value);
            }
        }
        let at = self.number(file.len() as u64, inline);
        file[link..link + inline].copy_from_slice(&at);
        let count = rows.len() / (4 + 2 * inline);
        file.extend(self.number(count as u64, if self.big { 8 } else { 2 }));
        file.extend(rows);
        let next = file.len();
        file.extend(vec![0; inline]);
        next
    }

    fn blocks(&self, value: &impl Fn(u32, u32, u16) -> u16, tables: &mut Vec<u8>) -> Vec<Vec<u8>> {
        let (bw, bh) = self.tile.unwrap_or((self.width, self.rows));
        let planes = if self.apart { self.bands } else { 1 };
        let in_plane = self.bands / planes;
        let mut blocks = Vec::new();
        for plane in 0..planes {
            for top in (0..self.height).step_by(bh as usize) {
                for left in (0..self.width).step_by(bw as usize) {
                    let rows = if self.tile.is_some() { bh } else { bh.min(self.height - top) };
                    let mut samples = Vec::new();
                    for y in top..top + rows {
                        for x in left..left + bw {
                            for band in 0..in_plane {
                                let inside = x < self.width && y < self.height;
                                let band = plane + band;
                                samples.push(if inside { value(x, y, band) } else { 0 });
                            }
                        }
                    }
                    blocks.push(self.packed(samples, (bw, rows), in_plane, tables));
                }
            }
        }
        blocks
    }

    fn packed(
        &self,
        mut samples: Vec<u16>,
        (width, rows): (u32, u32),
        bands: u16,
        tables: &mut Vec<u8>,
    ) -> Vec<u8> {
        let mask = if self.bits == 8 { 0xFF } else { 0xFFFF };
        if self.predictor == 2 {
            let bands = usize::from(bands);
            for row in samples.chunks_exact_mut(width as usize * bands) {
                for index in (bands..row.len()).rev() {
                    row[index] = row[index].wrapping_sub(row[index - bands]) & mask;
                }
            }
        }
        let bytes: Vec<u8> = samples
            .iter()
            .flat_map(|v| self.number((*v).into(), usize::from(self.bits) / 8))
            .collect();
        match self.packing {
            Packing::None => bytes,
            Packing::Deflate => deflate(&bytes),
            Packing::Zstd => zstd::bulk::compress(&bytes, 3).unwrap(),
            Packing::Lzw => weezl::encode::Encoder::with_tiff_size_switch(weezl::BitOrder::Msb, 8)
                .encode(&bytes)
                .unwrap(),
            Packing::PackBits => pack_bits(&bytes),
            Packing::Jpeg => {
                let mut out = Vec::new();
                let encoder = jpeg_encoder::Encoder::new(&mut out, 95);
                let colours = match bands {
                    1 => jpeg_encoder::ColorType::Luma,
                    _ => jpeg_encoder::ColorType::Rgb,
                };
                encoder.encode(&bytes, width as u16, rows as u16, colours).unwrap();
                let (block, shared) = parted(&out);
                *tables = shared;
                block
            }
        }
    }
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Runs of equal bytes, and everything else in literal runs.
fn pack_bits(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let run = bytes[at..].iter().take(128).take_while(|byte| **byte == bytes[at]).count();
        if run >= 3 {
            out.extend([(257 - run) as u8, bytes[at]]);
            at += run;
        } else {
            let literal = (bytes.len() - at).min(5);
            out.push(literal as u8 - 1);
            out.extend(&bytes[at..at + literal]);
            at += literal;
        }
    }
    out
}

/// A JPEG stream without its tables, and the tables as a stream of their own.
fn parted(jpeg: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let (mut block, mut tables) = (vec![0xFF, 0xD8], vec![0xFF, 0xD8]);
    let mut at = 2;
    loop {
        let marker = jpeg[at + 1];
        if marker == 0xDA {
            block.extend(&jpeg[at..]);
            tables.extend([0xFF, 0xD9]);
            return (block, tables);
        }
        let length = usize::from(u16::from_be_bytes([jpeg[at + 2], jpeg[at + 3]]));
        let segment = &jpeg[at..at + 2 + length];
        match marker {
            0xDB | 0xC4 => tables.extend(segment),
            // Without the header of a file by itself, as TIFF has it.
            0xE0 => {}
            _ => block.extend(segment),
        }
        at += 2 + length;
    }
}

/// A picture in which every pixel differs from its neighbours, without sharp edges.
pub(crate) fn hills(x: u32, y: u32, band: u16) -> u16 {
    let (x, y) = (f64::from(x), f64::from(y));
    let wave = |a: f64, b: f64| (x / a).sin() + (y / b).cos();
    let value = match band {
        0 => wave(7.0, 11.0),
        1 => wave(13.0, 5.0),
        2 => wave(17.0, 9.0),
        _ => return 255,
    };
    (127.0 + value * 60.0) as u16
}
