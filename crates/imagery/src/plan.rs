//! What is to be rendered: zooms, bounds, and the units of work.
//!
//! A *unit* is a tile some zooms above the finest with everything below it: small enough to be
//! lost to a power cut, large enough to be worth remembering. Units are in archive order.

use std::collections::BTreeSet;

use crate::crs::{self, MERCATOR_HALF};
use crate::refusal::{Reason, Refusal};
use crate::source::Scene;
use crate::tile::{Tile, ZOOM_MAX};

/// Metres a pixel at the equator at zoom 0.
const EQUATOR: f64 = 2.0 * MERCATOR_HALF / 256.0;
/// Zooms in one unit below its top; fewer where there would be only a few units, which would
/// leave threads without work and outlines without detail.
const UNIT_DEPTH: u8 = 3;
const UNITS_ENOUGH: usize = 64;
/// A layer starts here, or coarser where it is still larger than one tile.
const MIN_ZOOM: u8 = 14;
/// Images of one layer differ by no more than this in ground resolution.
const GSD_TIMES_MAX: f64 = 4.0;
/// Images of one layer lie within this many metres.
const LAYER_SIDE_MAX: f64 = 1_000_000.0;
/// Points along each edge of an image that decide its bounds.
const EDGE_POINTS: u32 = 16;

/// Zooms wanted instead of those that follow from the images.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Zooms {
    pub min: Option<u8>,
    pub max: Option<u8>,
}

#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) min_zoom: u8,
    pub(crate) max_zoom: u8,
    /// Tiles that are rendered with everything below them.
    pub(crate) units: Vec<Tile>,
    /// West, south, east, north in degrees.
    pub(crate) bounds: [f64; 4],
    /// Metres on the ground between the finest image's pixels.
    pub(crate) gsd: f64,
    /// For each image, its bounds in Web Mercator metres: left, bottom, right, top.
    pub(crate) frames: Vec<[f64; 4]>,
}

pub(crate) fn plan(scenes: &[Scene], zooms: Zooms) -> Result<Plan, Refusal> {
    let mut frames = Vec::new();
    let mut gsds: Vec<f64> = Vec::new();
    for scene in scenes {
        let refused = |reason| Refusal::of(&scene.path, reason);
        frames.push(frame(scene).map_err(refused)?);
        gsds.push(gsd(scene).map_err(refused)?);
    }
    let all = frames.iter().copied().reduce(joined).expect("a layer has an image");
    let finest = gsds.iter().copied().fold(f64::INFINITY, f64::min);
    for (scene, &gsd) in scenes.iter().zip(&gsds) {
        let far = (all[2] - all[0]).max(all[3] - all[1]) > LAYER_SIDE_MAX;
        if gsd > finest * GSD_TIMES_MAX || (far && scenes.len() > 1) {
            return Err(Refusal::of(&scene.path, Reason::NotOneLayer));
        }
    }
    let (west, south) = crs::from_mercator(all[0], all[1]);
    let (east, north) = crs::from_mercator(all[2], all[3]);
    let latitude = f64::midpoint(south, north).to_radians();
    let natural = (EQUATOR * latitude.cos() / finest).log2().round();
    let natural = natural.clamp(0.0, f64::from(ZOOM_MAX - 2)) as u8;
    // Coarser than the images by more than three zooms would make kernels without bound.
    let least = natural.saturating_sub(3);
    let max_zoom = zooms.max.unwrap_or(natural).clamp(least, natural + 2);
    let side = (all[2] - all[0]).max(all[3] - all[1]);
    let one_tile = (EQUATOR * 256.0 / side).log2().floor().clamp(0.0, f64::from(MIN_ZOOM)) as u8;
    let min_zoom = zooms.min.unwrap_or(one_tile).min(max_zoom);
    let mut units = Vec::new();
    for depth in (0..=UNIT_DEPTH).rev() {
        units = units_at(&frames, max_zoom.saturating_sub(depth).max(min_zoom));
        if units.len() >= UNITS_ENOUGH {
            break;
        }
    }
    Ok(Plan { min_zoom, max_zoom, units, bounds: [west, south, east, north], gsd: finest, frames })
}

fn joined(a: [f64; 4], b: [f64; 4]) -> [f64; 4] {
    [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
}

/// Points along the image's edges, in WGS 84 degrees, once around.
pub(crate) fn edge(scene: &Scene) -> Vec<(f64, f64)> {
    let (w, h) = (f64::from(scene.width), f64::from(scene.height));
    let corners = [(0.0, 0.0), (w, 0.0), (w, h), (0.0, h), (0.0, 0.0)];
    let mut points = Vec::new();
    for side in corners.windows(2) {
        for step in 0..EDGE_POINTS {
            let t = f64::from(step) / f64::from(EDGE_POINTS);
            let column = side[0].0 + (side[1].0 - side[0].0) * t;
            let row = side[0].1 + (side[1].1 - side[0].1) * t;
            let (x, y) = scene.placed.affine.apply(column, row);
            points.push(scene.placed.crs.to_degrees(x, y));
        }
    }
    points
}

fn frame(scene: &Scene) -> Result<[f64; 4], Reason> {
    let mut frame = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    for (lon, lat) in edge(scene) {
        // Also false for what has no place at all.
        if !(lon.abs() <= 180.0 && lat.abs() <= 85.05) {
            return Err(Reason::OutsideTheMap);
        }
        let (x, y) = crs::to_mercator(lon, lat);
        frame = joined(frame, [x, y, x, y]);
    }
    Ok(frame)
}

/// Metres on the ground between the middle pixels, from the area of one.
fn gsd(scene: &Scene) -> Result<f64, Reason> {
    let (column, row) = (f64::from(scene.width) / 2.0, f64::from(scene.height) / 2.0);
    let at = |column, row| {
        let (x, y) = scene.placed.affine.apply(column, row);
        let (lon, lat) = scene.placed.crs.to_degrees(x, y);
        let (x, y) = crs::to_mercator(lon, lat);
        (x, y, lat.to_radians().cos())
    };
    let (x0, y0, cos) = at(column, row);
    let (x1, y1, _) = at(column + 1.0, row);
    let (x2, y2, _) = at(column, row + 1.0);
    let area = ((x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)).abs();
    let gsd = area.sqrt() * cos;
    if (0.0005..=100_000.0).contains(&gsd) { Ok(gsd) } else { Err(Reason::BadTransform) }
}

fn units_at(frames: &[[f64; 4]], zoom: u8) -> Vec<Tile> {
    let side = 2.0 * MERCATOR_HALF / f64::from(1_u32 << zoom);
    let last = f64::from((1_u32 << zoom) - 1);
    let mut units = BTreeSet::new();
    for frame in frames {
        let column = |x: f64| ((x + MERCATOR_HALF) / side).floor().clamp(0.0, last) as u32;
        let row = |y: f64| ((MERCATOR_HALF - y) / side).floor().clamp(0.0, last) as u32;
        for y in row(frame[3])..=row(frame[1]) {
            for x in column(frame[0])..=column(frame[2]) {
                units.insert(Tile { z: zoom, x, y }.id());
            }
        }
    }
    units.into_iter().filter_map(Tile::from_id).collect()
}
