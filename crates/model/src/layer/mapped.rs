//! What mappers gave back of a layer: one file, with who made it of what, and when.

use super::ArchiveHash;
use crate::ids::RecordId;
use crate::table::{codes, record};
use crate::text::{Line, Whole};
use crate::time::Timestamp;

codes! {
    pub enum MappedKind {
        DamagedBuildings = "damaged_buildings",
        BlockedRoads = "blocked_roads",
        Other = "other",
    }
}

codes! {
    /// Also the ending of its name.
    pub enum MappedFormat {
        Osm = "osm",
        /// Changes for `OpenStreetMap`.
        Osc = "osc",
        Geojson = "geojson",
    }
}

pub type MappedBytes = Whole<1, 8_388_608>;

record! {
    /// It stands in the document `layers` of the laptop that took it in.
    "mapped" pub Mapped, new NewMapped;
    change ChangeMapped;
    must {
        /// Which layer it was drawn from.
        layer: RecordId,
        kind: MappedKind,
        format: MappedFormat,
        title: Line<120>,
        /// As they want to be named: everybody sees it.
        author: Line<120>,
        file_hash: ArchiveHash,
        file_bytes: MappedBytes,
    }
    may {
        /// What it was drawn from, in the author's words.
        imagery: Line<120>,
        made_at: Timestamp,
        withdrawn: bool,
    }
    marks {}
}

impl Mapped {
    /// Whoever takes it back is not overruled by who did not know of it.
    pub fn is_withdrawn(&self) -> bool {
        self.withdrawn.known().any(|withdrawn| *withdrawn)
    }
}
