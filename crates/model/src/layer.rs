//! Layers: what is known about an orthophoto. Tiles and files are elsewhere.

use crate::place::{LatitudeE7, LongitudeE7};
use crate::table::{codes, record};
use crate::text::{Line, Prose, Whole};
use crate::time::Timestamp;

codes! {
    pub enum LayerState {
        Draft = "draft",
        Published = "published",
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
        provider: Line<120>,
        contact: Line<120>,
        licence: Line<120>,
        tracing_permitted: bool,
        tracing_by: Line<120>,
        platform: Platform,
        sensor: Line<120>,
        /// Ground sampling distance.
        gsd_mm: Whole<1, 1_000_000>,
        people_checked: bool,
        georeference_checked: bool,
        west_e7: LongitudeE7,
        south_e7: LatitudeE7,
        east_e7: LongitudeE7,
        north_e7: LatitudeE7,
        note: Prose<2_000>,
    }
    marks {}
}
