//! Places in the tile pyramid: XYZ coordinates, Hilbert ids, Web Mercator.

use crate::crs::MERCATOR_HALF;

/// Pixels along a tile's side.
pub(crate) const SIDE: usize = 256;
/// Finer than a millimetre and a half; ids stay far below 2^63.
pub const ZOOM_MAX: u8 = 26;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tile {
    pub z: u8,
    pub x: u32,
    pub y: u32,
}

impl Tile {
    /// `None` where there is no such tile.
    pub fn new(z: u8, x: u32, y: u32) -> Option<Self> {
        (z <= ZOOM_MAX && x >> z == 0 && y >> z == 0).then_some(Self { z, x, y })
    }

    /// The tile of a zoom that holds a point; a point beyond the map's edge counts as on it. `None`
    /// beyond the finest zoom.
    pub fn holding(z: u8, lon: f64, lat: f64) -> Option<Self> {
        if z > ZOOM_MAX {
            return None;
        }
        let (x, y) = crate::crs::to_mercator(lon, lat);
        let side = 2.0 * MERCATOR_HALF / f64::from(1_u32 << z);
        let last = f64::from((1_u32 << z) - 1);
        let index = |metres: f64| (metres / side).floor().clamp(0.0, last) as u32;
        Some(Self { z, x: index(x + MERCATOR_HALF), y: index(MERCATOR_HALF - y) })
    }

    /// Whether it shows anything between these west, south, east and north degrees.
    pub fn touches(self, [west, south, east, north]: [f64; 4]) -> bool {
        let (first, last) =
            (Self::holding(self.z, west, north), Self::holding(self.z, east, south));
        let (Some(first), Some(last)) = (first, last) else { return false };
        (first.x..=last.x).contains(&self.x) && (first.y..=last.y).contains(&self.y)
    }

    pub(crate) fn parent(self) -> Self {
        Self { z: self.z - 1, x: self.x / 2, y: self.y / 2 }
    }

    /// Which quarter of its parent it is: column and row, 0 or 1.
    pub(crate) fn quarter(self) -> (usize, usize) {
        ((self.x & 1) as usize, (self.y & 1) as usize)
    }

    pub(crate) fn children(self) -> [Self; 4] {
        let Self { z, x, y } = self;
        [(0, 0), (1, 0), (0, 1), (1, 1)].map(|(i, j)| Self { z: z + 1, x: 2 * x + i, y: 2 * y + j })
    }

    /// The number of the tile in an archive: all coarser zooms first, then along the Hilbert curve.
    pub fn id(self) -> u64 {
        let before = ((1_u64 << (2 * u32::from(self.z))) - 1) / 3;
        let (mut x, mut y) = (u64::from(self.x), u64::from(self.y));
        let mut along = 0;
        for bit in (0..u32::from(self.z)).rev() {
            let side = 1_u64 << bit;
            let (right, lower) = (u64::from(x & side > 0), u64::from(y & side > 0));
            along += side * side * ((3 * right) ^ lower);
            (x, y) = turned(side, x, y, right, lower);
        }
        before + along
    }

    /// The inverse of [`Tile::id`]; `None` beyond the finest zoom.
    pub fn from_id(id: u64) -> Option<Self> {
        let mut before = 0_u64;
        for z in 0..=ZOOM_MAX {
            let count = 1_u64 << (2 * u32::from(z));
            if id < before + count {
                return Some(Self::along(z, id - before));
            }
            before += count;
        }
        None
    }

    fn along(z: u8, along: u64) -> Self {
        let (mut x, mut y, mut rest) = (0, 0, along);
        for bit in 0..u32::from(z) {
            let side = 1_u64 << bit;
            let right = 1 & (rest / 2);
            let lower = 1 & (rest ^ right);
            (x, y) = turned(side, x, y, right, lower);
            x += side * right;
            y += side * lower;
            rest /= 4;
        }
        Self { z, x: x as u32, y: y as u32 }
    }

    /// Left, top and the length of a pixel in Web Mercator metres.
    pub(crate) fn frame(self) -> (f64, f64, f64) {
        let side = 2.0 * MERCATOR_HALF / f64::from(1_u32 << self.z);
        let left = f64::from(self.x) * side - MERCATOR_HALF;
        (left, MERCATOR_HALF - f64::from(self.y) * side, side / SIDE as f64)
    }
}

fn turned(side: u64, x: u64, y: u64, right: u64, lower: u64) -> (u64, u64) {
    if lower == 1 {
        return (x, y);
    }
    let (x, y) = (x & (side - 1), y & (side - 1));
    if right == 1 { (side - 1 - y, side - 1 - x) } else { (y, x) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_those_of_the_specification() {
        let tile = |z, x, y| Tile { z, x, y };
        // From the specification's reference implementation.
        for (z, x, y, id) in [
            (0, 0, 0, 0),
            (1, 0, 0, 1),
            (1, 0, 1, 2),
            (1, 1, 1, 3),
            (1, 1, 0, 4),
            (2, 0, 0, 5),
            (2, 1, 0, 6),
            (2, 1, 1, 7),
            (3, 0, 0, 21),
            (12, 3423, 1763, 19_078_479),
        ] {
            assert_eq!(tile(z, x, y).id(), id, "{z}/{x}/{y}");
            assert_eq!(Tile::from_id(id), Some(tile(z, x, y)));
        }
    }

    #[test]
    fn a_point_lies_in_one_tile_and_a_tile_touches_what_it_shows() {
        let tile = |z, x, y| Tile { z, x, y };
        assert_eq!(Tile::holding(19, 130.7059, 32.8062), Some(tile(19, 452_498, 211_519)));
        assert_eq!(Tile::holding(3, 180.0, -90.0), Some(tile(3, 7, 7)));
        assert_eq!(Tile::holding(3, -180.0, 90.0), Some(tile(3, 0, 0)));
        assert_eq!(Tile::holding(ZOOM_MAX + 1, 0.0, 0.0), None);
        let bounds = [130.70, 32.80, 130.71, 32.81];
        let middle = Tile::holding(16, 130.705, 32.805).expect("a tile");
        assert!(middle.touches(bounds) && middle.parent().touches(bounds));
        assert!(!tile(16, middle.x + 20, middle.y).touches(bounds));
        assert!(!tile(16, middle.x, middle.y - 20).touches(bounds));
    }

    #[test]
    fn every_tile_of_a_zoom_has_its_own_id_beside_its_neighbours() {
        let mut last: Option<Tile> = None;
        for id in 341..1365 {
            let tile = Tile::from_id(id).expect("within the zooms");
            assert_eq!((tile.z, tile.id()), (5, id));
            if let Some(last) = last {
                assert_eq!(last.x.abs_diff(tile.x) + last.y.abs_diff(tile.y), 1);
            }
            last = Some(tile);
        }
    }
}
