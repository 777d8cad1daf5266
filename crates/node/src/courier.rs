//! Bundles that somebody carries: made while a laptop works, read while it works.
//!
//! Both are streams in small steps, so that memory is bounded whatever the size: [`Exporting`]
//! gives the bytes of a bundle piece by piece, [`Importing`] takes them; [`file`] is the stick.
//! [`evidence`] looks at a bundle without taking anything.
//!
//! Invariant: what an import reports as new is on this laptop's disk. What is no bundle of this
//! city and operation is refused before anything of it is used.
//!
//! Deliberately absent: what is carried and what is stored; `musubi_replica` decides both.

pub mod evidence;
mod exporting;
pub mod file;
mod importing;

pub use exporting::Exporting;
pub use importing::{ImportError, Imported, Importing};

use musubi_log::city::CityKey;
use musubi_log::hash::{hq_place, place_id};
use musubi_model::ids::PlaceId;
use musubi_model::place::CommonId;
use musubi_model::time::Timestamp;
use time::OffsetDateTime;
use time::macros::offset;

/// A place as people name it: `hq`, its 共通ID, or its id.
pub fn destination(city: &CityKey, text: &str) -> Option<PlaceId> {
    if text.eq_ignore_ascii_case("hq") {
        return Some(hq_place(city));
    }
    let by_common_id = text.parse::<CommonId>().ok().map(|id| place_id(city, &id.to_string()));
    by_common_id.or_else(|| text.parse().ok())
}

/// A bundle's name on any file system: when it was made, on Japan's clocks, and where it goes.
pub fn name(made: Timestamp, to: PlaceId, city: &CityKey) -> String {
    let at = OffsetDateTime::from_unix_timestamp(made.millis().div_euclid(1_000));
    let at = at.unwrap_or(OffsetDateTime::UNIX_EPOCH).to_offset(offset!(+9));
    let to = if to == hq_place(city) { "hq".to_owned() } else { to.to_string()[..8].to_owned() };
    let (year, month, day) = (at.year(), u8::from(at.month()), at.day());
    format!("musubi-{year:04}{month:02}{day:02}-{:02}{:02}-{to}.musubi", at.hour(), at.minute())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundles_name_is_plain_and_says_when_and_where_to() {
        let city = CityKey::new([7; 32]);
        let made = Timestamp::from_millis(1_764_082_740_000);
        assert_eq!(name(made, hq_place(&city), &city), "musubi-20251125-2359-hq.musubi");
        let place = PlaceId::new([0xab; 16]);
        assert_eq!(name(made, place, &city), "musubi-20251125-2359-abababab.musubi");
    }

    #[test]
    fn a_destination_is_headquarters_a_common_id_or_an_id() {
        let city = CityKey::new([7; 32]);
        let place = place_id(&city, "E9999900001111");
        assert_eq!(destination(&city, "HQ"), Some(hq_place(&city)));
        assert_eq!(destination(&city, "E9999900001111"), Some(place));
        assert_eq!(destination(&city, &place.to_string()), Some(place));
        for other in ["", "gym", "E99", "../x"] {
            assert_eq!(destination(&city, other), None, "{other}");
        }
    }
}
