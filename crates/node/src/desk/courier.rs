//! USBで運ぶ: what would be carried where, and what a bundle brought. Counts and ages, no names of
//! people; a bundle itself is sealed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use musubi_log::bundle::{BundleError, Ending, Scope};
use musubi_log::hash::hq_place;
use musubi_log::role::Role;
use musubi_model::ids::PlaceId;
use musubi_model::time::Timestamp;
use musubi_replica::courier::Brought;
use serde::Serialize;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use utoipa::ToSchema;

use super::sync::kind_name;
use super::{Desk, DeskError, now};
use crate::blobs::carried::Loading;
use crate::courier::{self, Exporting, ImportError, Imported, Importing};
use crate::layers::wanting;
use crate::runtime::courier::{CourierError, Packed};

/// What a bundle would carry now.
#[derive(Serialize, ToSchema)]
pub struct CourierPlan {
    /// The destination's id.
    pub to: String,
    pub to_name: String,
    pub to_hq: bool,
    /// When the destination's laptops last said what they hold, the one that is longest ago;
    /// `null`: nothing is known of any, and everything goes.
    pub known_at: Option<i64>,
    pub entries: u64,
    /// Places whose entries they are.
    pub places: u64,
    pub kinds: Vec<CourierKind>,
}

#[derive(Serialize, ToSchema)]
pub struct CourierKind {
    /// As in `DocumentState`.
    pub kind: String,
    pub entries: u64,
    pub places: u64,
    /// Seconds since the newest of these documents' entries came here.
    pub newest_age_s: Option<i64>,
}

/// What a bundle brought. All of it is on this laptop's disk.
#[derive(Serialize, ToSchema)]
pub struct CourierReport {
    /// The place whose laptop made it.
    pub from: String,
    pub from_name: String,
    pub from_hq: bool,
    /// When, by that laptop's clock.
    pub made_at: i64,
    pub new_entries: u64,
    pub new_documents: u64,
    pub new_places: u64,
    /// Statements, certificates, proofs and receipts.
    pub new_facts: u64,
    /// Parts that wait for what comes before them, which was never brought here.
    pub early: u64,
    /// Parts that do not hold and were left out.
    pub refused: u64,
    /// New parts of layers' archives.
    pub layer_parts: u64,
    pub ending: CourierEnding,
    pub bytes: u64,
    pub usable_bytes: u64,
}

#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CourierEnding {
    Whole,
    Cut,
    Damaged,
}

/// One bundle is read at a time.
pub(super) struct Turn(Arc<Semaphore>);

impl Default for Turn {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(1)))
    }
}

/// Whether a bundle carries the archives of layers, which may be large.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layers {
    Left,
    Carried,
}

/// A bundle that is being made, and the name it is to have.
pub struct Export {
    pub name: String,
    pub exporting: Exporting,
}

/// A bundle that is being read.
pub struct Import {
    importing: Importing,
    _turn: OwnedSemaphorePermit,
}

impl Desk {
    pub async fn courier_plan(&self, to: &str, scope: Scope) -> Result<CourierPlan, DeskError> {
        let to = self.destination(to)?;
        let Packed { packing, heard } = self.0.handle.pack(now(), to, scope).await?;
        let mut kinds: BTreeMap<u8, (u64, BTreeSet<PlaceId>, Option<Timestamp>)> = BTreeMap::new();
        let (mut entries, mut places) = (0, BTreeSet::new());
        let status = self.0.handle.status();
        for parcel in packing.parcels {
            let document = parcel.document;
            let changed = status.documents.get(&document).and_then(|status| status.changed_at);
            let kind = kinds.entry(document.kind).or_default();
            kind.0 += parcel.entries();
            kind.1.insert(document.owner);
            kind.2 = kind.2.max(changed);
            entries += parcel.entries();
            places.insert(document.owner);
        }
        drop(status);
        places.remove(&PlaceId::CITY);
        let age_s = |at: Timestamp| now().millis_since(at).max(0) / 1_000;
        let kinds = kinds.into_iter().map(|(kind, (entries, owners, newest))| CourierKind {
            kind: kind_name(kind),
            entries,
            places: owners.len() as u64,
            newest_age_s: newest.map(age_s),
        });
        Ok(CourierPlan {
            to: to.to_string(),
            to_name: self.place_name(to),
            to_hq: self.is_hq(to),
            known_at: heard
                .into_iter()
                .min()
                .filter(|_| scope == Scope::Missing)
                .map(Timestamp::millis),
            entries,
            places: places.len() as u64,
            kinds: kinds.filter(|kind| kind.entries > 0).collect(),
        })
    }

    pub async fn courier_export(
        &self,
        to: &str,
        scope: Scope,
        layers: Layers,
    ) -> Result<Export, DeskError> {
        let to = self.destination(to)?;
        let city = self.0.handle.city().ok_or(DeskError::NotEnrolled)?;
        let made = now();
        let name = courier::name(made, to, &city);
        let blobs = match layers {
            Layers::Left => None,
            Layers::Carried => self.laden().await?,
        };
        let exporting = Exporting::begin(self.0.handle.clone(), made, to, scope, blobs).await?;
        Ok(Export { name, exporting })
    }

    /// The archives of all public layers that are here.
    async fn laden(&self) -> Result<Option<Loading>, DeskError> {
        let Some(blobs) = self.shelf().blobs().cloned() else { return Ok(None) };
        let names = wanting::public(&self.layer_index());
        let loading =
            tokio::task::spawn_blocking(move || Loading::begin(blobs.files().clone(), &names));
        match loading.await {
            Ok(Ok(loading)) => Ok(Some(loading)),
            Ok(Err(_)) | Err(_) => Err(CourierError::Unreadable.into()),
        }
    }

    /// Refused while another bundle is being read.
    pub fn courier_import(&self) -> Result<Import, DeskError> {
        let turn = Arc::clone(&self.0.bundles.0).try_acquire_owned();
        let turn = turn.map_err(|_| DeskError::Conflict { code: "courier_busy" })?;
        let importing = Importing::begin(self.0.handle.clone(), self.shelf().blobs().cloned())?;
        Ok(Import { importing, _turn: turn })
    }

    fn destination(&self, to: &str) -> Result<PlaceId, DeskError> {
        let city = self.0.handle.city().ok_or(DeskError::NotEnrolled)?;
        courier::destination(&city, to).ok_or_else(|| DeskError::field("to", "courier.place"))
    }

    fn is_hq(&self, place: PlaceId) -> bool {
        self.0.handle.city().is_some_and(|city| hq_place(&city) == place)
    }
}

impl From<Imported> for CourierReport {
    fn from(imported: Imported) -> Self {
        let Imported { maker, made, brought, unloaded, found, .. } = imported;
        let Brought { entries, facts, early, refused } = brought;
        let owners: BTreeSet<PlaceId> = entries
            .keys()
            .map(|document| document.owner)
            .filter(|owner| *owner != PlaceId::CITY)
            .collect();
        Self {
            from: maker.place.to_string(),
            from_name: maker.place_name,
            from_hq: maker.role == Role::Hq,
            made_at: made.millis(),
            new_entries: entries.values().sum(),
            new_documents: entries.len() as u64,
            new_places: owners.len() as u64,
            new_facts: facts,
            early,
            refused,
            layer_parts: unloaded.new,
            ending: match found.ending {
                Ending::Whole => CourierEnding::Whole,
                Ending::Cut => CourierEnding::Cut,
                Ending::Damaged => CourierEnding::Damaged,
            },
            bytes: found.bytes,
            usable_bytes: found.usable_bytes,
        }
    }
}

impl Import {
    pub async fn feed(&mut self, bytes: &[u8]) -> Result<(), DeskError> {
        Ok(self.importing.feed(bytes).await?)
    }

    pub async fn finish(self) -> Result<CourierReport, DeskError> {
        Ok(self.importing.finish().await?.into())
    }
}

impl From<CourierError> for DeskError {
    fn from(error: CourierError) -> Self {
        match error {
            CourierError::NotEnrolled => Self::NotEnrolled,
            CourierError::NoRoom => Self::NotSaved { code: "courier_no_room" },
            CourierError::Unreadable => Self::NotSaved { code: "courier_unreadable" },
            CourierError::Stopping => Self::Stopping,
        }
    }
}

impl From<ImportError> for DeskError {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Courier(error) => error.into(),
            ImportError::Bundle(error) => match error {
                BundleError::NotABundle => Self::Bundle { code: "bundle_not_one" },
                BundleError::Format { .. } => Self::Bundle { code: "bundle_newer" },
                BundleError::Header => Self::Bundle { code: "bundle_no_header" },
                BundleError::City => Self::Bundle { code: "bundle_other_city" },
                BundleError::Operation => Self::Bundle { code: "bundle_other_operation" },
                BundleError::Certificate(_) => Self::Bundle { code: "bundle_certificate" },
            },
        }
    }
}
