//! Published layers of photos: points with a small picture, for maps and for whoever looks from above
//! for a way. They have no tiles, so lists for editors and of tiles do not name them; STAC does.

use std::ops::RangeInclusive;

use musubi_model::ids::RecordId;
use musubi_model::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Address, Archive, Footprint, Licence, Tracing, files};
use crate::utc;

/// One of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Photos {
    pub id: RecordId,
    pub title: String,
    pub note: Option<String>,
    pub provider: String,
    pub licence: Licence,
    pub captured: RangeInclusive<Timestamp>,
    pub tracing: Tracing,
    /// How many.
    pub photos: u64,
    /// Around all points.
    pub footprint: Footprint,
    /// The album.
    pub archive: Archive,
    pub published_at: Timestamp,
}

impl Photos {
    pub fn may_be_traced(&self) -> bool {
        matches!(self.tracing, Tracing::Permitted { .. })
    }

    /// What has to stand beside the pictures.
    pub fn attribution(&self) -> String {
        format!("© {} ({})", self.provider, self.licence.name)
    }

    /// As the list of outlines names it.
    pub(super) fn outline(&self, at: Address<'_>) -> Value {
        json!({
            "type": "Feature",
            "id": self.id.to_string(),
            "geometry": self.footprint.geometry(),
            "properties": {
                "title": self.title,
                "provider": self.provider,
                "license": self.licence.name,
                "attribution": self.attribution(),
                "acquisition_start": utc::date_time(*self.captured.start()),
                "acquisition_end": utc::date_time(*self.captured.end()),
                "bbox": self.footprint.bounds().list(),
                "count": self.photos,
                "photos": at.photos(self),
                "album": at.album(self),
            },
        })
    }
}

impl Address<'_> {
    /// The points.
    pub fn photos(self, photos: &Photos) -> String {
        format!("{}/{}", self.base(), files::photos(photos.id))
    }

    /// Where the small pictures are, as `{number}.jpg`.
    pub fn pictures(self, photos: &Photos) -> String {
        match self {
            Self::Node(base) => format!("{base}/layers/{}/photos", photos.id),
            Self::Files(base) => format!("{base}/{}", files::pictures(photos)),
        }
    }

    /// Everything as one file.
    pub fn album(self, photos: &Photos) -> String {
        match self {
            Self::Node(base) => format!("{base}/layers/{}.zip", photos.id),
            Self::Files(base) => format!("{base}/{}", files::album(photos)),
        }
    }
}
