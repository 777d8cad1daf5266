//! Published orthophoto layers as editors, GIS programs and catalogues read of them.
//!
//! Every document is made from [`Layer`]s and the address under which the reader reached us, so
//! that what it copies out of one works from where it stands. Of a draft there is a `TileJSON` alone, in
//! no list.
//!
//! Two facts are kept apart: under which licence a picture may be used, and whether somebody said
//! that it may be traced for OpenStreetMap. Lists for editors hold only layers of which the second
//! is yes.
//!
//! Deliberately absent: HTTP, files, who may publish.

pub mod editors;
pub mod files;
mod footprint;
pub mod mapped;
pub mod oam;
pub mod photos;
pub mod qgis;
pub mod stac;
pub mod tilejson;
pub mod wmts;

use std::fmt::Write as _;
use std::ops::RangeInclusive;

use musubi_model::ids::RecordId;
use musubi_model::layer::Platform;
use musubi_model::time::Timestamp;
use serde::{Deserialize, Serialize};

pub use footprint::{Bounds, Footprint, collection};

/// One published layer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Layer {
    pub id: RecordId,
    pub title: String,
    pub note: Option<String>,
    pub provider: String,
    /// As `OpenAerialMap` wants it: name, e-mail.
    pub contact: String,
    pub licence: Licence,
    pub captured: RangeInclusive<Timestamp>,
    pub platform: Platform,
    pub sensor: Option<String>,
    /// Ground sampling distance of the originals.
    pub gsd_mm: u32,
    pub tracing: Tracing,
    pub place: Georeference,
    pub footprint: Footprint,
    pub zooms: RangeInclusive<u8>,
    pub tiles: TileFormat,
    pub archive: Archive,
    pub published_at: Timestamp,
    pub changed_at: Timestamp,
}

/// The terms of use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Licence {
    /// An SPDX identifier where there is one.
    pub name: String,
    pub url: Option<String>,
}

/// Whether the picture may be traced for OpenStreetMap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tracing {
    /// Said by somebody who may say so, perhaps with a text to be found at an address.
    Permitted { by: String, url: Option<String> },
    /// Forbidden, or nobody was asked.
    NotPermitted,
}

/// How well the picture lies where it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Georeference {
    Unchecked,
    Checked,
    /// Tiles are as they were; editors have to move them east and north by so much.
    Off {
        east_cm: i32,
        north_cm: i32,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum TileFormat {
    Jpeg,
    Png,
    Webp,
}

/// The `PMTiles` file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archive {
    pub bytes: u64,
    /// BLAKE3
    pub hash: [u8; 32],
}

/// Where links in documents lead. Without a slash at the end.
#[derive(Clone, Copy, Debug)]
pub enum Address<'a> {
    /// Our public listener, as the reader calls it: `http://192.168.11.5:8000`.
    Node(&'a str),
    /// Files that a store hands out as they are, as [`files`] lays them out: below their public address,
    /// or the way from a document to their top (`../..`).
    Files(&'a str),
}

impl Licence {
    /// Terms whose text every catalogue knows.
    const KNOWN: [(&str, &str); 5] = [
        ("CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/"),
        ("CC-BY-SA-4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
        ("CC-BY-NC-4.0", "https://creativecommons.org/licenses/by-nc/4.0/"),
        ("ODbL-1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
    ];

    pub fn spdx(&self) -> Option<&'static str> {
        Self::KNOWN.iter().find(|(name, _)| *name == self.name).map(|(name, _)| *name)
    }

    /// Where its text stands: what was given, else what everybody knows.
    pub fn text_url(&self) -> Option<&str> {
        let known = || Self::KNOWN.iter().find(|(name, _)| *name == self.name).map(|(_, url)| *url);
        self.url.as_deref().or_else(known)
    }
}

impl Archive {
    /// The first bytes of its hash, in hexadecimal digits.
    fn digits(&self, bytes: usize) -> String {
        self.hash.iter().take(bytes).fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

impl TileFormat {
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Webp => "webp",
        }
    }

    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
        }
    }

    /// JOSM reads no WebP without a plugin; it gets the same tiles as PNG.
    pub const fn for_josm(self) -> Self {
        match self {
            Self::Webp => Self::Png,
            other => other,
        }
    }
}

impl Layer {
    pub fn may_be_traced(&self) -> bool {
        matches!(self.tracing, Tracing::Permitted { .. })
    }

    /// What has to stand beside the picture.
    pub fn attribution(&self) -> String {
        format!("© {} ({})", self.provider, self.licence.name)
    }

    pub fn gsd_m(&self) -> f64 {
        f64::from(self.gsd_mm) / 1_000.0
    }

    fn description(&self) -> String {
        let mut text = self.note.clone().unwrap_or_default();
        if let Georeference::Off { east_cm, north_cm } = self.place {
            let (east, north) = (metres(east_cm), metres(north_cm));
            let gap = if text.is_empty() { "" } else { "\n" };
            // Fixed words, as other formats have them: readers are programs and mappers anywhere.
            let _ = write!(text, "{gap}offset {east:.2},{north:.2} m (east,north)");
        }
        text
    }
}

/// From centimetres.
fn metres(cm: i32) -> f64 {
    f64::from(cm) / 100.0
}

impl Address<'_> {
    fn base(&self) -> &str {
        match self {
            Self::Node(base) | Self::Files(base) => base,
        }
    }

    /// `x`, `y` and `z` are what the reader puts its numbers in for.
    fn tiles(self, layer: &Layer, [z, x, y]: [&str; 3], format: TileFormat) -> String {
        let (base, ending) = (self.base(), format.extension());
        match self {
            Self::Node(_) => format!("{base}/layers/{}/{z}/{x}/{y}.{ending}", layer.id),
            Self::Files(_) => format!("{base}/{}/{z}/{x}/{y}.{ending}", files::version(layer)),
        }
    }

    /// As iD, Leaflet, `MapLibre` and QGIS write it.
    pub fn xyz(self, layer: &Layer) -> String {
        self.tiles(layer, ["{z}", "{x}", "{y}"], layer.tiles)
    }

    /// The same, naming the very archive, so that it may be kept for good.
    pub fn versioned_xyz(self, layer: &Layer) -> String {
        match self {
            Self::Node(_) => format!("{}?v={}", self.xyz(layer), layer.archive.digits(4)),
            Self::Files(_) => self.xyz(layer),
        }
    }

    /// Of a draft, for whoever was told its path.
    pub fn draft_xyz(self, token: &str, tiles: TileFormat) -> String {
        format!("{}/drafts/{token}/{{z}}/{{x}}/{{y}}.{}", self.base(), tiles.extension())
    }

    /// As JOSM and the editor layer index write it.
    pub fn zoom_xyz(self, layer: &Layer) -> String {
        self.tiles(layer, ["{zoom}", "{x}", "{y}"], layer.tiles.for_josm())
    }

    pub fn tilejson(self, layer: &Layer) -> String {
        format!("{}/{}", self.base(), files::tilejson(layer))
    }

    pub fn pmtiles(self, layer: &Layer) -> String {
        match self {
            Self::Node(base) => format!("{base}/layers/{}.pmtiles", layer.id),
            Self::Files(base) => format!("{base}/{}", files::archive(layer)),
        }
    }

    /// Made when it is asked for, so no store has it.
    pub fn mbtiles(self, layer: &Layer) -> Option<String> {
        match self {
            Self::Node(base) => Some(format!("{base}/layers/{}.mbtiles", layer.id)),
            Self::Files(_) => None,
        }
    }

    pub fn oam(self, layer: &Layer) -> String {
        format!("{}/{}", self.base(), files::oam(layer.id))
    }

    pub fn wmts(self) -> String {
        match self {
            Self::Node(base) => format!("{base}/wmts?SERVICE=WMTS&REQUEST=GetCapabilities"),
            Self::Files(_) => self.wmts_document(),
        }
    }

    pub fn wmts_document(self) -> String {
        format!("{}/{}", self.base(), files::WMTS)
    }
}
