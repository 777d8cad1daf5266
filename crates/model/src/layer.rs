//! Layers: what is known about an orthophoto or a flight's photos, and what has to be known before
//! everybody sees it. Tiles and files are elsewhere.
//!
//! A layer is a draft until a person publishes it; [`missing`] names all that keeps it from that.
//! Licence and permission to trace are two facts. What was withdrawn stays so.

mod gate;
mod mapped;
mod outline;

pub use gate::{Missing, missing};
pub use mapped::{ChangeMapped, Mapped, MappedBytes, MappedFormat, MappedKind, NewMapped};
pub use outline::{Outline, OutlineError, Point};

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::field::Scalar;
use crate::place::{LatitudeE7, LongitudeE7};
use crate::record::Value;
use crate::table::{codes, record};
use crate::text::{Line, Prose, Whole};
use crate::time::Timestamp;

codes! {
    pub enum LayerState {
        Draft = "draft",
        Published = "published",
        /// Published, and laid better since.
        Corrected = "corrected",
        Withdrawn = "withdrawn",
    }
}

codes! {
    pub enum Platform {
        Satellite = "satellite",
        Aircraft = "aircraft",
        Uav = "UAV",
        Balloon = "balloon",
        Kite = "kite",
        Helikite = "helikite",
        Pole = "pole",
        Rover = "rover",
    }
}

codes! {
    /// How the pictures' places were found.
    pub enum Positioning {
        /// By the receiver alone: metres.
        Single = "single",
        Rtk = "RTK",
        Ppk = "PPK",
        /// By points that were measured on the ground.
        Gcp = "GCP",
    }
}

codes! {
    /// Of all tiles of an archive.
    pub enum TileFormat {
        Jpeg = "jpeg",
        Png = "png",
        Webp = "webp",
    }
}

/// BLAKE3 of an archive's bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ArchiveHash(pub [u8; 32]);

/// Lower-case hexadecimal digits.
impl fmt::Display for ArchiveHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ArchiveHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Scalar for ArchiveHash {
    fn to_value(&self) -> Value {
        Value::Bytes(self.0.to_vec())
    }

    fn from_value(value: &Value) -> Option<Self> {
        let Value::Bytes(bytes) = value else { return None };
        bytes.as_slice().try_into().ok().map(Self)
    }
}

pub type Zoom = Whole<0, 26>;
/// A kilometre and no more: beyond that it is another place.
pub type ShiftCm = Whole<-100_000, 100_000>;

record! {
    /// One layer; its record id is the id in all addresses.
    "layer" pub Layer, new NewLayer;
    change ChangeLayer;
    must {
        title: Line<120>,
        state: LayerState,
    }
    may {
        captured_at: Timestamp,
        /// The end of the flight, where it is not the moment of `captured_at`.
        captured_until: Timestamp,
        provider: Line<120>,
        /// Name, e-mail.
        contact: Line<120>,
        licence: Line<120>,
        licence_url: Line<500>,
        tracing_permitted: bool,
        tracing_by: Line<120>,
        /// When they said so.
        tracing_at: Timestamp,
        /// In their own words, or where these are found.
        tracing_text: Prose<2_000>,
        platform: Platform,
        positioning: Positioning,
        sensor: Line<120>,
        /// Ground sampling distance.
        gsd_mm: Whole<1, 1_000_000>,
        /// Every place of the finest zoom was looked at, and nobody is to be recognised.
        people_checked: bool,
        /// Whether somebody held it against something that lies right.
        georeference_checked: bool,
        /// What editors are to move the tiles by; the tiles are as they are.
        offset_east_cm: ShiftCm,
        offset_north_cm: ShiftCm,
        /// What the tiles were moved by when they were rendered.
        moved_east_cm: ShiftCm,
        moved_north_cm: ShiftCm,
        west_e7: LongitudeE7,
        south_e7: LatitudeE7,
        east_e7: LongitudeE7,
        north_e7: LatitudeE7,
        /// What is shown.
        footprint: Outline,
        zoom_min: Zoom,
        zoom_max: Zoom,
        tile_format: TileFormat,
        /// How many points with a small picture it has; such a layer has no tiles.
        photos: Whole<1, 1_000>,
        archive_hash: ArchiveHash,
        archive_bytes: Whole<1, 1_099_511_627_776>,
        /// The path under which the draft is found, and nobody guesses it.
        draft_token: Line<64>,
        published_at: Timestamp,
        note: Prose<2_000>,
    }
    marks {}
}

impl LayerState {
    /// A draft is published, a published one corrected; any is withdrawn, and then for good.
    pub fn may_become(self, next: Self) -> bool {
        match next {
            Self::Draft => false,
            Self::Published => self == Self::Draft,
            Self::Corrected => matches!(self, Self::Published | Self::Corrected),
            Self::Withdrawn => self != Self::Withdrawn,
        }
    }

    /// In catalogues, and under its id.
    pub fn is_public(self) -> bool {
        matches!(self, Self::Published | Self::Corrected)
    }
}

impl Layer {
    pub fn is_of_photos(&self) -> bool {
        self.photos.known().next().is_some()
    }

    /// Of several words about it the most careful: who withdraws is not overruled by who did not
    /// know of it, and what cannot be read is not shown to everybody.
    pub fn standing(&self) -> LayerState {
        let said = |state| self.state.known().any(|known| *known == state);
        if said(LayerState::Withdrawn) {
            LayerState::Withdrawn
        } else if self.state.known().count() < self.state.said().len().max(1)
            || said(LayerState::Draft)
        {
            LayerState::Draft
        } else if said(LayerState::Corrected) {
            LayerState::Corrected
        } else {
            LayerState::Published
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{Actor, RecordId};
    use crate::record::{Fields, Reading, Seen};

    fn layer(states: &[Value]) -> Layer {
        let said =
            |value: &Value, by| Seen { value: value.clone(), by: Actor::new([by; 16]), seq: 1 };
        let table = Reading::new(vec![said(&Value::Text("layer".into()), 0)]);
        let states = (0..).zip(states).map(|(by, value)| said(value, by)).collect();
        let mut fields = Fields::from([("table".to_owned(), table.expect("one value"))]);
        if let Some(states) = Reading::new(states) {
            fields.insert("state".to_owned(), states);
        }
        Layer::read(RecordId::new([1; 16]), &fields).expect("it is of the table")
    }

    #[test]
    fn the_most_careful_word_about_a_layer_holds() {
        let check = |states: &[&str], want: LayerState| {
            let mut states: Vec<Value> =
                states.iter().map(|state| Value::Text((*state).to_owned())).collect();
            for _ in 0..2 {
                assert_eq!(layer(&states).standing(), want, "{states:?}");
                states.reverse();
            }
        };
        check(&[], LayerState::Draft);
        check(&["draft"], LayerState::Draft);
        check(&["published"], LayerState::Published);
        check(&["published", "corrected"], LayerState::Corrected);
        check(&["corrected", "withdrawn"], LayerState::Withdrawn);
        check(&["draft", "withdrawn"], LayerState::Withdrawn);
        check(&["published", "draft"], LayerState::Draft);
        check(&["published", "of a later version"], LayerState::Draft);
        check(&["", "published"], LayerState::Draft);
    }

    #[test]
    fn what_was_withdrawn_stays_so_and_nothing_becomes_a_draft_again() {
        use LayerState::{Corrected, Draft, Published, Withdrawn};
        let may = |from: LayerState| -> Vec<LayerState> {
            LayerState::ALL.iter().copied().filter(|next| from.may_become(*next)).collect()
        };
        assert_eq!(may(Draft), [Published, Withdrawn]);
        assert_eq!(may(Published), [Corrected, Withdrawn]);
        assert_eq!(may(Corrected), [Corrected, Withdrawn]);
        assert_eq!(may(Withdrawn), []);
    }
}
