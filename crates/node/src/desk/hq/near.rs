//! Which neighbours of a silent place could carry: places of which there is word, by the great circle.

use geo::{Distance as _, Haversine, Point};
use musubi_model::ids::PlaceId;
use musubi_model::place::RegisterEntry;
use serde::Serialize;
use utoipa::ToSchema;

/// As many as somebody calls one after the other.
const NEAREST: usize = 3;

/// A place of which there was word within what is expected of it.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct Neighbour {
    pub id: String,
    pub name: String,
    /// Along the earth's surface, not along roads.
    pub metres: u32,
    pub phone: Option<String>,
    /// When its last word was.
    pub said_at: i64,
}

/// One that could carry, and where it is.
pub(super) struct Carrier {
    pub(super) id: PlaceId,
    pub(super) name: String,
    pub(super) phone: Option<String>,
    pub(super) said_at: i64,
    pub(super) at: Option<Point>,
}

/// By the register. `None`: it does not say.
pub(super) fn position(entry: &RegisterEntry) -> Option<Point> {
    let degrees = |e7: i64| crate::desk::places::fraction(e7);
    let (x, y) = (entry.longitude_e7.shown()?, entry.latitude_e7.shown()?);
    Some(Point::new(degrees(x.get()), degrees(y.get())))
}

/// The nearest first. `None`: where the place itself is, is not known.
pub(super) fn nearest(
    of: PlaceId,
    at: Option<Point>,
    carriers: &[Carrier],
) -> Option<Vec<Neighbour>> {
    let at = at?;
    let others = carriers.iter().filter(|carrier| carrier.id != of);
    let mut near: Vec<(u32, &Carrier)> =
        others.filter_map(|it| Some((metres(at, it.at?), it))).collect();
    near.sort_by_key(|(metres, carrier)| (*metres, carrier.id));
    near.truncate(NEAREST);
    let shown = |(metres, carrier): (u32, &Carrier)| Neighbour {
        id: carrier.id.to_string(),
        name: carrier.name.clone(),
        metres,
        phone: carrier.phone.clone(),
        said_at: carrier.said_at,
    };
    Some(near.into_iter().map(shown).collect())
}

/// Half the earth's circumference is 20,015,115 m.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a distance on the earth is 0 to 20,015,115"
)]
fn metres(one: Point, other: Point) -> u32 {
    Haversine.distance(one, other).round() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn carrier(number: u8, at: Option<(f64, f64)>) -> Carrier {
        let at = at.map(|(latitude, longitude)| Point::new(longitude, latitude));
        let id = PlaceId::new([number; 16]);
        Carrier { id, name: number.to_string(), phone: None, said_at: 0, at }
    }

    #[test]
    fn the_three_nearest_are_named_with_the_great_circle_and_none_where_nobody_knows_where() {
        let station = Point::new(130.709_322, 32.808_347);
        let carriers = [
            carrier(1, Some((32.784_179, 130.752_403))),
            carrier(2, Some((32.789_046, 130.731_203))),
            carrier(3, None),
            carrier(4, Some((32.808_347, 130.709_322))),
            carrier(5, Some((35.681_236, 139.767_125))),
            carrier(6, Some((32.9, 130.9))),
        ];
        let near = nearest(PlaceId::new([4; 16]), Some(station), &carriers).unwrap();
        let names: Vec<(&str, u32)> = near.iter().map(|it| (it.name.as_str(), it.metres)).collect();
        // Reckoned apart, by the haversine formula on a sphere of 6,371,008.8 m.
        assert_eq!(names.iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["2", "1", "6"]);
        for ((_, metres), want) in names.iter().zip([2_965_u32, 4_841, 20_521]) {
            assert!(metres.abs_diff(want) <= 2, "{metres} and {want}");
        }
        assert_eq!(nearest(PlaceId::new([4; 16]), None, &carriers), None);
        assert_eq!(nearest(PlaceId::new([3; 16]), Some(station), &carriers[2..3]), Some(vec![]));
    }
}
