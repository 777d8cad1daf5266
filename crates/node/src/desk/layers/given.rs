//! What mappers gave back, on the desk: taken in, shown on the layer's card, taken back.

use data_encoding::BASE64;
use musubi_exchange::layers::mapped::{Mapped as Read, MappedRefused};
use musubi_model::field::Change;
use musubi_model::ids::RecordId;
use musubi_model::layer::{self, ArchiveHash, ChangeMapped, LayerState, MappedBytes, NewMapped};
use musubi_model::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::desk::check::Check;
use crate::desk::mirror::mirror;
use crate::desk::people::text;
use crate::desk::wire::{Age, SavedHere};
use crate::desk::{Caller, Desk, DeskError, fresh_id, noted, now};
use crate::layers::index::Index;
use crate::layers::mapped::{Given, media_type};
use crate::layers::recording;

mirror! {
    pub enum MappedKind = layer::MappedKind {
        /// 壊れた建物
        DamagedBuildings,
        /// 通れない道
        BlockedRoads,
        Other,
    }

    pub enum MappedFormat = layer::MappedFormat {
        Osm,
        Osc,
        Geojson,
    }
}

/// A file that a mapper gives back, and what is said of it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GiveBack {
    pub kind: MappedKind,
    pub format: MappedFormat,
    pub title: String,
    /// Everybody sees it.
    pub author: String,
    /// What it was drawn from.
    pub imagery: Option<String>,
    pub made_at: Option<i64>,
    /// Its bytes, in base64.
    pub file: String,
}

#[derive(Serialize, ToSchema)]
pub struct MappedCard {
    pub id: String,
    /// It may be taken back here.
    pub own: bool,
    pub kind: Option<MappedKind>,
    pub format: Option<MappedFormat>,
    pub title: Option<String>,
    pub author: Option<String>,
    pub imagery: Option<String>,
    pub made_at: Option<i64>,
    pub age: Option<Age>,
    pub bytes: Option<i64>,
    /// The file is on this laptop.
    pub held: bool,
}

impl Desk {
    /// The newest first.
    pub(super) fn given(&self, index: &Index, layer: RecordId) -> Vec<MappedCard> {
        index.given(layer).iter().rev().map(|given| self.given_card(given)).collect()
    }

    fn given_card(&self, given: &Given) -> MappedCard {
        let own = self.enrolled().map(|enrolled| recording::document(&enrolled));
        let record = &given.record;
        MappedCard {
            id: record.id.to_string(),
            own: own.is_ok_and(|own| own == given.document),
            kind: record.kind.shown().map(|kind| (*kind).into()),
            format: record.format.shown().map(|format| (*format).into()),
            title: text(&record.title),
            author: text(&record.author),
            imagery: text(&record.imagery),
            made_at: record.made_at.shown().map(|at| at.millis()),
            age: Age::of(&record.meta, now()),
            bytes: record.file_bytes.shown().map(|bytes| bytes.get()),
            held: given.hash().is_some_and(|hash| self.shelf().holds(hash)),
        }
    }

    /// Judged, then on the disk, then in the records: refused, it leaves nothing.
    pub async fn give_back(
        &self,
        caller: &Caller,
        id: &str,
        words: GiveBack,
    ) -> Result<SavedHere, DeskError> {
        let (_, layer) = self.found(id)?;
        if layer.standing() == LayerState::Withdrawn {
            return Err(DeskError::Conflict { code: "layer_withdrawn" });
        }
        let mut check = Check::default();
        let title = check.needed("title", &words.title);
        let author = check.needed("author", &words.author);
        let imagery = check.text("imagery", words.imagery.as_deref());
        check.done()?;
        let bytes = BASE64.decode(words.file.as_bytes());
        let bytes = bytes.map_err(|_| DeskError::field("file", "text.form"))?;
        let (Some(title), Some(author)) = (title, author) else { return Err(DeskError::NotFound) };
        let size = i64::try_from(bytes.len()).ok().and_then(|it| MappedBytes::try_from(it).ok());
        let refused = if bytes.is_empty() { MappedRefused::Empty } else { MappedRefused::TooLarge };
        let size = size.ok_or(refused)?;
        let enrolled = self.enrolled()?;
        if enrolled.provisional {
            return Err(DeskError::Conflict { code: "layer_needs_ticket" });
        }
        if self.shelf().is_nearly_full() {
            return Err(DeskError::NotSaved { code: "disk" });
        }
        let (shelf, record_id) = (self.shelf().clone(), fresh_id());
        let format = words.format.into();
        let kept = tokio::task::spawn_blocking(move || {
            Read::read(format, &bytes)?;
            shelf.take_in(record_id, &bytes).map_err(|error| {
                tracing::error!(%error, "a mapper's file cannot be kept");
                DeskError::NotSaved { code: "disk" }
            })
        });
        let file_hash = kept.await.map_err(|_| DeskError::NotSaved { code: "disk" })??;
        let record = NewMapped {
            imagery,
            made_at: words.made_at.map(Timestamp::from_millis),
            ..NewMapped::of(layer.id, words.kind.into(), format, title, author, file_hash, size)
        };
        let edits = record.create(record_id, &noted(None, caller.recorder()));
        let edits = edits.map_err(|refused| DeskError::field(refused.field, "record.missing"))?;
        let saved = self.write(recording::document(&enrolled), record_id, edits).await;
        if saved.is_err() {
            self.drop_unless_named(file_hash).await;
        }
        saved
    }

    /// Of what could not be written down nothing stays; the same bytes may be somebody else's file.
    async fn drop_unless_named(&self, file: ArchiveHash) {
        let shelf = self.shelf().clone();
        if !Index::read(&self.0.handle).names(file) {
            drop(tokio::task::spawn_blocking(move || shelf.remove(file)).await);
        }
    }

    /// For good; the file leaves every disk that hears of it.
    pub async fn take_mapped_back(
        &self,
        caller: &Caller,
        id: &str,
        mapped: &str,
    ) -> Result<SavedHere, DeskError> {
        let given = self.given_one(id, mapped)?;
        let change = ChangeMapped { withdrawn: Change::To(true), ..ChangeMapped::default() };
        let edits = change.edits(given.record.id, &noted(None, caller.recorder()));
        self.write(given.document, given.record.id, edits).await
    }

    /// The file as it was given, and its media type.
    pub async fn given_file(
        &self,
        id: &str,
        mapped: &str,
    ) -> Result<(Vec<u8>, &'static str, String), DeskError> {
        let given = self.given_one(id, mapped)?;
        let format = given.format().ok_or(DeskError::NotFound)?;
        let path = given.hash().and_then(|hash| self.shelf().path(hash));
        let read = tokio::fs::read(path.ok_or(DeskError::NotFound)?).await;
        let name = format!("{}.{}", given.record.id, format.code());
        Ok((read.map_err(|_| DeskError::NotFound)?, media_type(format), name))
    }

    /// Of all files that are here, what is drawn on a map, as `GeoJSON`.
    pub async fn given_collection(&self, id: &str) -> Result<String, DeskError> {
        let (_, layer) = self.found(id)?;
        let given = Index::read(&self.0.handle).given(layer.id).to_vec();
        let shelf = self.shelf().clone();
        let made = tokio::task::spawn_blocking(move || shelf.mapped(layer.id, &given));
        let made = made.await.map_err(|_| DeskError::NotFound)?;
        Ok(made.document.as_ref().to_owned())
    }

    fn given_one(&self, id: &str, mapped: &str) -> Result<Given, DeskError> {
        let (_, layer) = self.found(id)?;
        let mapped: RecordId = mapped.parse().map_err(|_| DeskError::NotFound)?;
        let index = Index::read(&self.0.handle);
        let found = index.given(layer.id).iter().find(|given| given.record.id == mapped);
        found.cloned().ok_or(DeskError::NotFound)
    }
}

impl From<MappedRefused> for DeskError {
    fn from(refused: MappedRefused) -> Self {
        match refused {
            MappedRefused::TooLarge => Self::Bundle { code: "mapped_too_large" },
            MappedRefused::Encoding => Self::Bundle { code: "mapped_encoding" },
            MappedRefused::Malformed => Self::Bundle { code: "mapped_malformed" },
            MappedRefused::Entities => Self::Bundle { code: "mapped_entities" },
            MappedRefused::TooDeep => Self::Bundle { code: "mapped_too_deep" },
            MappedRefused::TooMany => Self::Bundle { code: "mapped_too_many" },
            MappedRefused::Coordinates => Self::Bundle { code: "mapped_coordinates" },
            MappedRefused::Empty => Self::Bundle { code: "mapped_empty" },
        }
    }
}
