//! The outline of what a layer shows, from the transparency of a coarse zoom.
//!
//! Where nothing is transparent it is the images' own edges. Else the shown pixels of a zoom of
//! at most [`TILES_MAX`] tiles are walked around, edge by edge, and the steps smoothed away.

use std::collections::BTreeMap;

use geo::{Area, Contains, Coord, LineString, MultiPolygon, Polygon, Simplify};
use serde::Serialize;

use crate::canvas::Canvas;
use crate::crs;
use crate::tile::{SIDE, Tile};

/// Sixteen million pixels, one bit each.
pub(crate) const TILES_MAX: usize = 256;
/// In pixels of the coarse zoom: what is smoothed away at first, and what is too small to name.
const SMOOTHED: f64 = 1.2;
const AREA_MIN: f64 = 16.0;
/// Points of an outline that people and catalogues can handle.
const POINTS_MAX: usize = 1_000;
const SHOWN: u8 = 128;

/// A `GeoJSON` geometry: polygons in degrees, outer rings counter-clockwise.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Footprint {
    #[serde(rename = "type")]
    kind: &'static str,
    pub coordinates: Vec<Vec<Vec<[f64; 2]>>>,
}

/// What of the coarse zoom is shown.
#[derive(Default)]
pub(crate) struct Shown {
    zoom: u8,
    tiles: BTreeMap<(u32, u32), Vec<bool>>,
}

impl Shown {
    pub(crate) fn at(zoom: u8) -> Self {
        Self { zoom, tiles: BTreeMap::new() }
    }

    pub(crate) fn zoom(&self) -> u8 {
        self.zoom
    }

    pub(crate) fn add(&mut self, tile: Tile, canvas: &Canvas) {
        let shown = canvas.pixels.iter().map(|pixel| pixel[3] >= SHOWN).collect();
        self.tiles.insert((tile.x, tile.y), shown);
    }

    fn pixel(&self, x: i64, y: i64) -> bool {
        let side = SIDE as i64;
        let tile = (x.div_euclid(side) as u32, y.div_euclid(side) as u32);
        let index = y.rem_euclid(side) * side + x.rem_euclid(side);
        self.tiles.get(&tile).is_some_and(|shown| shown[index as usize])
    }

    pub(crate) fn footprint(&self) -> Footprint {
        let mut smoothed = SMOOTHED;
        let rings = self.rings();
        loop {
            let polygons = polygons(&rings, smoothed);
            let points: usize = polygons
                .iter()
                .map(|p| {
                    p.exterior().0.len() + p.interiors().iter().map(|i| i.0.len()).sum::<usize>()
                })
                .sum();
            if points <= POINTS_MAX || smoothed > 64.0 {
                return Footprint::of(&self.degrees(&MultiPolygon(polygons)));
            }
            smoothed *= 1.5;
        }
    }

    fn degrees(&self, polygons: &MultiPolygon) -> MultiPolygon {
        let (left, top, pixel) = Tile { z: self.zoom, x: 0, y: 0 }.frame();
        geo::MapCoords::map_coords(polygons, |Coord { x, y }| {
            let (x, y) = crs::from_mercator(left + x * pixel, top - y * pixel);
            Coord { x, y }
        })
    }

    /// Rings along pixels' edges, shown pixels on the right hand (y points down).
    fn rings(&self) -> Vec<Vec<(i64, i64)>> {
        let mut edges: BTreeMap<(i64, i64), Vec<(i64, i64)>> = BTreeMap::new();
        for (tile, shown) in &self.tiles {
            let (left, top) = (i64::from(tile.0) * SIDE as i64, i64::from(tile.1) * SIDE as i64);
            for (index, _) in shown.iter().enumerate().filter(|(_, shown)| **shown) {
                let (x, y) = (left + (index % SIDE) as i64, top + (index / SIDE) as i64);
                let mut edge = |neighbour: (i64, i64), from: (i64, i64), to: (i64, i64)| {
                    if !self.pixel(neighbour.0, neighbour.1) {
                        edges.entry(from).or_default().push(to);
                    }
                };
                edge((x, y - 1), (x, y), (x + 1, y));
                edge((x + 1, y), (x + 1, y), (x + 1, y + 1));
                edge((x, y + 1), (x + 1, y + 1), (x, y + 1));
                edge((x - 1, y), (x, y + 1), (x, y));
            }
        }
        let mut rings = Vec::new();
        while let Some((&start, _)) = edges.first_key_value() {
            rings.push(ring(&mut edges, start));
        }
        rings
    }
}

/// Follows edges from `start` until it is reached again, taking them away; where two pixels
/// touch at a corner only, it turns so that they stay apart.
fn ring(edges: &mut BTreeMap<(i64, i64), Vec<(i64, i64)>>, start: (i64, i64)) -> Vec<(i64, i64)> {
    let mut points = vec![start];
    let (mut at, mut way) = (start, (0, 0));
    loop {
        let next = edges.get_mut(&at).expect("edges form rings");
        // On the right of the way that led here, where there is a choice.
        let right = (at.0 - way.1, at.1 + way.0);
        let choice = next.iter().position(|to| *to == right).unwrap_or(0);
        let to = next.swap_remove(choice);
        if next.is_empty() {
            edges.remove(&at);
        }
        let turned = way != (to.0 - at.0, to.1 - at.1);
        way = (to.0 - at.0, to.1 - at.1);
        if !turned {
            points.pop();
        }
        points.push(to);
        at = to;
        if at == start {
            return points;
        }
    }
}

fn polygons(rings: &[Vec<(i64, i64)>], smoothed: f64) -> Vec<Polygon> {
    let mut outer: Vec<Polygon> = Vec::new();
    let mut holes: Vec<LineString> = Vec::new();
    for ring in rings {
        let line: LineString = ring.iter().map(|(x, y)| (*x as f64, *y as f64)).collect();
        let area = Polygon::new(line.clone(), Vec::new()).signed_area();
        if area.abs() < AREA_MIN {
            continue;
        }
        let line = line.simplify(smoothed);
        if line.0.len() < 4 {
            continue;
        }
        if area > 0.0 {
            outer.push(Polygon::new(line, Vec::new()));
        } else {
            holes.push(line);
        }
    }
    for hole in holes {
        let point = geo::Point(hole.0[0]);
        if let Some(around) = outer
            .iter_mut()
            .find(|polygon| Polygon::new(polygon.exterior().clone(), Vec::new()).contains(&point))
        {
            around.interiors_push(hole);
        }
    }
    outer
}

impl Footprint {
    fn of(polygons: &MultiPolygon) -> Self {
        use geo::orient::{Direction, Orient};
        let ring = |line: &LineString| {
            line.0.iter().map(|point| [rounded(point.x), rounded(point.y)]).collect()
        };
        let coordinates = polygons
            .orient(Direction::Default)
            .0
            .iter()
            .map(|p| std::iter::once(p.exterior()).chain(p.interiors()).map(ring).collect())
            .collect();
        Self { kind: "MultiPolygon", coordinates }
    }

    /// Around the edges of images that show everything: each a ring in degrees.
    pub(crate) fn of_edges(rings: Vec<Vec<(f64, f64)>>) -> Self {
        let polygon = |ring: Vec<(f64, f64)>| {
            let line: LineString = ring.into_iter().collect();
            // A straight edge on the map needs its ends only: a tenth of a millimetre.
            Polygon::new(line.simplify(1e-9), Vec::new())
        };
        Self::of(&MultiPolygon(rings.into_iter().map(polygon).collect()))
    }
}

/// Eight places: a millimetre.
fn rounded(degrees: f64) -> f64 {
    (degrees * 1e8).round() / 1e8
}
