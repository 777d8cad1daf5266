//! The images of one layer: opened, checked, placed, and readable as windows of RGBA pixels.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::block::{Block, Cover, Damage};
use crate::cache::Cache;
use crate::crs::Crs;
use crate::georef::{self, Placed, Tags};
use crate::picture;
use crate::refusal::{Reason, Refusal};
use crate::relaid::Relaid;
use crate::tiff::{FourthBand, Stretch, Tiff};

/// Strips of an image larger than this are laid anew as blocks before it is rendered.
const STRIPED_MAX: u64 = 64 << 20;

pub(crate) struct Scene {
    pub(crate) path: PathBuf,
    pub(crate) placed: Placed,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) doubts: Vec<&'static str>,
    transparent: bool,
    store: Store,
}

/// Where the pixels are.
enum Store {
    Tiff(Box<Tiff>),
    /// A PNG or JPEG image, whose pixels only come in order.
    Picture(picture::Kind),
    Relaid(Relaid),
}

/// What a person says about the images beyond what the files do.
#[derive(Clone, Debug, Default)]
pub struct Hints {
    pub fourth_band: FourthBand,
    /// The system all images lie in, whatever they say.
    pub crs: Option<Crs>,
    /// Metres east and north by which the layer is to be moved.
    pub offset: (f64, f64),
}

impl Scene {
    pub(crate) fn open(path: &Path, hints: &Hints) -> Result<Self, Refusal> {
        Self::opened(path, hints).map_err(|reason| Refusal::of(path, reason))
    }

    fn opened(path: &Path, hints: &Hints) -> Result<Self, Reason> {
        let kind = picture::kind(path)?;
        let (store, tags, width, height, doubts) = match kind {
            picture::Kind::Tiff => {
                let (tiff, tags) = Tiff::open(path, hints.fourth_band)?;
                let (width, height, doubts) = (tiff.width, tiff.height, tiff.doubts.clone());
                (Store::Tiff(Box::new(tiff)), tags, width, height, doubts)
            }
            kind => {
                let (width, height) = picture::size(path, kind)?;
                (Store::Picture(kind), Tags::default(), width, height, Vec::new())
            }
        };
        let mut placed = georef::place(path, &tags, hints.crs.as_ref())?;
        let mut doubts = doubts;
        doubts.extend(placed.crs.doubt().map(crate::crs::Doubt::code));
        if hints.offset != (0.0, 0.0) {
            placed.move_by(f64::from(width), f64::from(height), hints.offset)?;
        }
        let transparent = match &store {
            Store::Tiff(tiff) => tiff.may_be_transparent(),
            Store::Picture(kind) => *kind == picture::Kind::Png,
            Store::Relaid(_) => false,
        };
        Ok(Self { path: path.to_owned(), placed, width, height, doubts, transparent, store })
    }

    pub(crate) fn stretch(&self) -> Option<&Stretch> {
        match &self.store {
            Store::Tiff(tiff) => tiff.stretch.as_ref(),
            Store::Picture(_) | Store::Relaid(_) => None,
        }
    }

    /// Whether its outline is more than its edge.
    pub(crate) fn may_be_transparent(&self) -> bool {
        self.transparent
    }

    /// Whether pixels can be had only in order, so that [`Scene::relay`] must come first.
    pub(crate) fn needs_relaying(&self) -> bool {
        match &self.store {
            Store::Tiff(tiff) => {
                !tiff.tiled && u64::from(self.width) * u64::from(self.height) * 4 > STRIPED_MAX
            }
            Store::Picture(_) => true,
            Store::Relaid(_) => false,
        }
    }

    /// Lays the pixels as blocks into a file at `scratch`.
    pub(crate) fn relay(&mut self, scratch: &Path, stop: &dyn Fn() -> bool) -> Result<(), Damage> {
        let mut writer = Relaid::create(scratch, self.width, self.height)?;
        match &self.store {
            Store::Tiff(tiff) => {
                let mut rows = crate::tiff::rows(tiff);
                writer.fill(|row| rows.next(row), stop)?;
            }
            Store::Picture(kind) => {
                picture::rows(&self.path, *kind, |next| writer.fill(next, stop))?;
            }
            Store::Relaid(_) => return Ok(()),
        }
        self.store = Store::Relaid(writer.finish());
        Ok(())
    }

    fn block_size(&self) -> (u32, u32) {
        match &self.store {
            Store::Tiff(tiff) => (tiff.block_width, tiff.block_height),
            Store::Relaid(relaid) => relaid.block_size(),
            Store::Picture(_) => unreachable!("pictures are relaid before they are read"),
        }
    }

    fn block(&self, column: u32, row: u32) -> Result<Block, Damage> {
        match &self.store {
            Store::Tiff(tiff) => tiff.block(column, row),
            Store::Relaid(relaid) => relaid.block(column, row),
            Store::Picture(_) => unreachable!("pictures are relaid before they are read"),
        }
    }

    /// Copies a rectangle of pixels; what lies outside the image is transparent.
    pub(crate) fn window(
        &self,
        cache: &Cache,
        index: u32,
        at: (i64, i64),
        size: (usize, usize),
        out: &mut Vec<[u8; 4]>,
    ) -> Result<Cover, Arc<Damage>> {
        let (width, height) = (i64::from(self.width), i64::from(self.height));
        let (x0, x1) = (at.0.max(0), (at.0 + size.0 as i64).min(width));
        let (y0, y1) = (at.1.max(0), (at.1 + size.1 as i64).min(height));
        if x0 >= x1 || y0 >= y1 {
            return Ok(Cover::Empty);
        }
        let whole = (x1 - x0, y1 - y0) == (size.0 as i64, size.1 as i64);
        out.resize(size.0 * size.1, [0; 4]);
        if !whole {
            out.fill([0; 4]);
        }
        let (bw, bh) = self.block_size();
        let (bw, bh) = (i64::from(bw), i64::from(bh));
        let (mut all_opaque, mut all_empty) = (whole, true);
        for row in y0 / bh..=(y1 - 1) / bh {
            for column in x0 / bw..=(x1 - 1) / bw {
                let (column32, row32) = (column as u32, row as u32);
                let key = (index, column32, row32);
                let block = cache.get(key, || self.block(column32, row32))?;
                all_opaque &= block.cover() == Cover::Opaque;
                all_empty &= block.is_empty();
                let pixels = block.rgba().as_chunks::<4>().0;
                let (left, right) = (x0.max(column * bw), x1.min((column + 1) * bw));
                for y in y0.max(row * bh)..y1.min((row + 1) * bh) {
                    let from = ((y - row * bh) * bw + left - column * bw) as usize;
                    let to = (y - at.1) as usize * size.0 + (left - at.0) as usize;
                    let to = &mut out[to..to + (right - left) as usize];
                    if block.is_empty() {
                        to.fill([0; 4]);
                    } else {
                        to.copy_from_slice(&pixels[from..from + to.len()]);
                    }
                }
            }
        }
        Ok(match (all_opaque, all_empty) {
            (true, _) => Cover::Opaque,
            (_, true) => Cover::Empty,
            _ => Cover::Mixed,
        })
    }
}

impl Placed {
    /// Moves by metres on the ground, measured in the middle of the image.
    fn move_by(&mut self, width: f64, height: f64, offset: (f64, f64)) -> Result<(), Reason> {
        let (x, y) = self.affine.apply(width / 2.0, height / 2.0);
        let (lon, lat) = self.crs.to_degrees(x, y);
        let (mx, my) = crate::crs::to_mercator(lon, lat);
        let cos = lat.to_radians().cos();
        let (lon, lat) = crate::crs::from_mercator(mx + offset.0 / cos, my + offset.1 / cos);
        let (moved_x, moved_y) = self.crs.from_degrees(lon, lat);
        self.affine = self.affine.moved(moved_x - x, moved_y - y);
        if moved_x.is_finite() && moved_y.is_finite() { Ok(()) } else { Err(Reason::BadTransform) }
    }
}
