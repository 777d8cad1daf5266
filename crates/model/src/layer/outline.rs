//! The outline of what a layer shows, small enough for a record.

use serde::{Deserialize, Serialize};

use crate::field::Scalar;
use crate::record::Value;

/// Longitude and latitude, degrees × 10⁷.
pub type Point = [i32; 2];

/// Polygons, each of an outer ring and its holes. A ring's last point joins its first, which does
/// not stand twice. Drawn in `docs/format.md`, section 4.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Vec<Vec<Point>>>", into = "Vec<Vec<Vec<Point>>>")]
pub struct Outline(Vec<Vec<Vec<Point>>>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OutlineError {
    #[error("an outline has a polygon, a polygon a ring, a ring three points")]
    Empty,
    #[error("a point is not on this Earth")]
    Outside,
    #[error("an outline has at most {} bytes", Outline::BYTES_MAX)]
    TooLong,
}

impl Outline {
    /// Some two thousand points.
    pub const BYTES_MAX: usize = 16_384;

    pub fn new(polygons: Vec<Vec<Vec<Point>>>) -> Result<Self, OutlineError> {
        let is_polygon =
            |rings: &Vec<Vec<Point>>| !rings.is_empty() && rings.iter().all(|ring| ring.len() >= 3);
        if polygons.is_empty() || !polygons.iter().all(is_polygon) {
            return Err(OutlineError::Empty);
        }
        let on_earth = |[lon, lat]: &Point| {
            lon.unsigned_abs() <= 1_800_000_000 && lat.unsigned_abs() <= 900_000_000
        };
        if !polygons.iter().flatten().flatten().all(on_earth) {
            return Err(OutlineError::Outside);
        }
        let bytes = |rings: &Vec<Vec<Point>>| {
            2 + rings.iter().map(|ring| 2 + ring.len() * 8).sum::<usize>()
        };
        if 2 + polygons.iter().map(bytes).sum::<usize>() > Self::BYTES_MAX {
            return Err(OutlineError::TooLong);
        }
        Ok(Self(polygons))
    }

    pub fn polygons(&self) -> &[Vec<Vec<Point>>] {
        &self.0
    }
}

impl std::fmt::Debug for Outline {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Outline({} polygons)", self.0.len())
    }
}

impl TryFrom<Vec<Vec<Vec<Point>>>> for Outline {
    type Error = OutlineError;

    fn try_from(polygons: Vec<Vec<Vec<Point>>>) -> Result<Self, OutlineError> {
        Self::new(polygons)
    }
}

impl From<Outline> for Vec<Vec<Vec<Point>>> {
    fn from(outline: Outline) -> Self {
        outline.0
    }
}

impl Scalar for Outline {
    fn to_value(&self) -> Value {
        let mut bytes = Vec::new();
        let count = |bytes: &mut Vec<u8>, count: usize| {
            let count = u16::try_from(count).expect("all of it fits BYTES_MAX");
            bytes.extend(count.to_le_bytes());
        };
        count(&mut bytes, self.0.len());
        for rings in &self.0 {
            count(&mut bytes, rings.len());
            for ring in rings {
                count(&mut bytes, ring.len());
                bytes.extend(ring.iter().flatten().flat_map(|number| number.to_le_bytes()));
            }
        }
        Value::Bytes(bytes)
    }

    fn from_value(value: &Value) -> Option<Self> {
        let Value::Bytes(bytes) = value else { return None };
        let mut rest = (bytes.len() <= Self::BYTES_MAX).then_some(&bytes[..])?;
        let polygons: Option<Vec<_>> = (0..count(&mut rest)?)
            .map(|_| (0..count(&mut rest)?).map(|_| ring(&mut rest)).collect())
            .collect();
        let polygons = polygons.filter(|_| rest.is_empty())?;
        Self::new(polygons).ok()
    }
}

fn count(rest: &mut &[u8]) -> Option<u16> {
    let (bytes, more) = rest.split_first_chunk()?;
    *rest = more;
    Some(u16::from_le_bytes(*bytes))
}

fn ring(rest: &mut &[u8]) -> Option<Vec<Point>> {
    let points = usize::from(count(rest)?);
    let (bytes, more) = rest.split_at_checked(points * 8)?;
    *rest = more;
    let (points, _) = bytes.as_chunks::<8>();
    let point = |[a, b, c, d, e, f, g, h]: &[u8; 8]| {
        [i32::from_le_bytes([*a, *b, *c, *d]), i32::from_le_bytes([*e, *f, *g, *h])]
    };
    Some(points.iter().map(point).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn island() -> Outline {
        let outer = vec![[1_307_000_000, 328_000_000], [1_307_100_000, 328_000_000], [-5, 7]];
        let hole = vec![[1, 2], [3, 4], [5, 6], [7, 8]];
        Outline::new(vec![vec![outer.clone(), hole], vec![outer]]).unwrap()
    }

    #[test]
    fn an_outline_reads_back_and_no_part_of_its_bytes_does() {
        let Value::Bytes(bytes) = island().to_value() else { panic!("bytes") };
        assert_eq!(Outline::from_value(&Value::Bytes(bytes.clone())), Some(island()));
        for end in 0..bytes.len() {
            assert_eq!(Outline::from_value(&Value::Bytes(bytes[..end].to_vec())), None, "{end}");
        }
        let longer = [&bytes[..], &[0]].concat();
        assert_eq!(Outline::from_value(&Value::Bytes(longer)), None);
        let many = Value::Bytes(vec![0xff; Outline::BYTES_MAX]);
        assert_eq!(Outline::from_value(&many), None);
    }

    #[test]
    fn the_bytes_are_those_of_the_drawing() {
        let one = Outline::new(vec![vec![vec![[1, -1], [2, 0], [0, 256]]]]).unwrap();
        let mut want = vec![1, 0, 1, 0, 3, 0];
        want.extend([1, 0, 0, 0, 255, 255, 255, 255]);
        want.extend([2, 0, 0, 0, 0, 0, 0, 0]);
        want.extend([0, 0, 0, 0, 0, 1, 0, 0]);
        assert_eq!(one.to_value(), Value::Bytes(want));
    }

    #[test]
    fn what_is_no_outline_is_refused() {
        let check = |polygons, want| assert_eq!(Outline::new(polygons), Err(want));
        check(vec![], OutlineError::Empty);
        check(vec![vec![]], OutlineError::Empty);
        check(vec![vec![vec![[0, 0], [1, 1]]]], OutlineError::Empty);
        check(vec![vec![vec![[0, 0], [1, 1], [1_800_000_001, 0]]]], OutlineError::Outside);
        check(vec![vec![vec![[0, 0], [1, 1], [0, i32::MIN]]]], OutlineError::Outside);
        check(vec![vec![vec![[0, 0]; 2_048]]], OutlineError::TooLong);
    }
}
