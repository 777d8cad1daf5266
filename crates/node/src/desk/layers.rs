//! Layers on the desk: what there is, what is missing before everybody sees it, and the steps of a
//! layer's life.
//!
//! A layer is written in the document of the laptop that took it in, by that laptop and by
//! headquarters; every other laptop reads it.

pub mod given;
mod looking;
mod sending;
pub mod wire;

pub use looking::Looking;

use musubi_imagery::photos::album::Album;
use musubi_imagery::tile::Tile;
use musubi_model::field::{Change, Field};
use musubi_model::ids::{DocumentId, RecordId};
use musubi_model::layer::{ChangeLayer, Layer, LayerState, Missing, ShiftCm, missing};
use musubi_model::text::Whole;
use musubi_model::time::Timestamp;

use self::wire::{Correct, Corrected, LayerCard, LayerImport, LayerList};
use super::check::Check;
use super::people::text;
use super::wire::{Age, SavedHere};
use super::{Caller, Desk, DeskError, FieldProblem, noted, now};
use crate::layers::Shelf;
use crate::layers::index::{Index, Shown};
use crate::layers::job::{End, Job, JobError};
use crate::layers::words::LayerWords;
use crate::layers::{importing, recording, wanting};

use std::sync::Arc;

impl Desk {
    pub(crate) fn shelf(&self) -> &Shelf {
        &self.0.shelf
    }

    /// For what is asked a thousand times a second: tiles and catalogues.
    pub(crate) fn layer_index(&self) -> Arc<Index> {
        self.0.layers.now(&self.0.handle)
    }

    pub fn layers(&self) -> Result<LayerList, DeskError> {
        self.enrolled()?;
        let index = Index::read(&self.0.handle);
        let layers = index.all().map(|shown| self.card(&index, shown)).collect();
        let folder = self.shelf().folder();
        let jobs = self.shelf().jobs().into_iter();
        let imports = jobs.filter_map(|job| import(&job, folder?)).collect();
        Ok(LayerList { layers, imports })
    }

    pub fn layer(&self, id: &str) -> Result<LayerCard, DeskError> {
        self.enrolled()?;
        let id: RecordId = id.parse().map_err(|_| DeskError::NotFound)?;
        let index = Index::read(&self.0.handle);
        index.of(id).map(|shown| self.card(&index, shown)).ok_or(DeskError::NotFound)
    }

    fn card(&self, index: &Index, shown: &Shown) -> LayerCard {
        let own = self.enrolled().map(|enrolled| recording::document(&enrolled));
        let layer = &shown.layer;
        let (parts_held, parts) = self.shelf().parts(layer);
        LayerCard {
            id: layer.id.to_string(),
            own: own.is_ok_and(|own| own == shown.document),
            state: shown.standing.into(),
            age: Age::of(&layer.meta, now()),
            photos: shown.photos.map(|photos| photos.photos),
            bounds: shown.bounds(),
            zooms: shown.tiles.map(|tiles| [tiles.zooms.0, tiles.zooms.1]),
            extension: shown.tiles.map(|tiles| tiles.catalogue_format().extension().to_owned()),
            bytes: layer.archive_bytes.shown().map(|bytes| bytes.get()),
            held: self.holds(shown),
            parts_held,
            parts,
            fetched: wanting::is_wanted(self, shown),
            missing: if shown.standing == LayerState::Draft { codes(layer) } else { Vec::new() },
            people_checked: layer.people_checked.shown() == Some(&true),
            offset_cm: pair(&layer.offset_east_cm, &layer.offset_north_cm),
            moved_cm: pair(&layer.moved_east_cm, &layer.moved_north_cm),
            draft_path: text(&layer.draft_token).map(|token| format!("/drafts/{token}")),
            being_made: importing::waits(self.shelf(), layer.id),
            mapped: self.given(index, layer.id),
            words: words(layer),
        }
    }

    /// Whether the whole archive is on this laptop.
    pub(crate) fn holds(&self, shown: &Shown) -> bool {
        shown.hash().is_some_and(|hash| self.shelf().holds(hash))
    }

    /// The record, and where it stands.
    fn found(&self, id: &str) -> Result<(DocumentId, Layer), DeskError> {
        self.enrolled()?;
        let id: RecordId = id.parse().map_err(|_| DeskError::NotFound)?;
        recording::find(&self.0.handle, id).ok_or(DeskError::NotFound)
    }

    pub async fn change_layer(
        &self,
        caller: &Caller,
        id: &str,
        words: LayerWords,
    ) -> Result<SavedHere, DeskError> {
        let (document, layer) = self.found(id)?;
        let mut check = Check::default();
        let change = words.change(&mut check);
        let from = words.captured_at.or(layer.captured_at.shown().map(|at| at.millis()));
        let until = words.captured_until.or(layer.captured_until.shown().map(|at| at.millis()));
        if matches!((from, until), (Some(from), Some(until)) if until < from) {
            check.refuse("captured_until", "record.contradiction");
        }
        check.done()?;
        self.set_layer(caller, document, &layer, &change).await
    }

    async fn set_layer(
        &self,
        caller: &Caller,
        document: DocumentId,
        layer: &Layer,
        change: &ChangeLayer,
    ) -> Result<SavedHere, DeskError> {
        let edits = change.edits(layer.id, &noted(None, caller.recorder()));
        self.write(document, layer.id, edits).await
    }

    /// Refused with the name of everything that is missing.
    pub async fn publish_layer(&self, caller: &Caller, id: &str) -> Result<SavedHere, DeskError> {
        let (document, layer) = self.found(id)?;
        if layer.standing().is_public() {
            return Ok(SavedHere { id: layer.id.to_string(), repeated: true });
        }
        if !layer.standing().may_become(LayerState::Published) {
            return Err(DeskError::Conflict { code: "layer_withdrawn" });
        }
        let missing = missing(&layer);
        if !missing.is_empty() {
            let fields = missing.into_iter().map(|item| FieldProblem {
                path: item.code().to_owned(),
                code: "record.missing".to_owned(),
            });
            return Err(DeskError::Invalid { fields: fields.collect() });
        }
        let change = ChangeLayer {
            state: Some(LayerState::Published),
            published_at: Change::To(now()),
            ..ChangeLayer::default()
        };
        self.set_layer(caller, document, &layer, &change).await
    }

    /// For good: whoever asks for it is told that it is gone.
    pub async fn withdraw_layer(&self, caller: &Caller, id: &str) -> Result<SavedHere, DeskError> {
        let (document, layer) = self.found(id)?;
        if layer.standing() == LayerState::Withdrawn && !layer.state.is_clash() {
            return Ok(SavedHere { id: layer.id.to_string(), repeated: true });
        }
        let state = Some(LayerState::Withdrawn);
        self.set_layer(caller, document, &layer, &ChangeLayer { state, ..ChangeLayer::default() })
            .await
    }

    /// From now on what is missing of its archive is fetched from whoever has it, as headquarters does
    /// by itself.
    pub fn fetch_layer(&self, id: &str) -> Result<(), DeskError> {
        let (_, layer) = self.found(id)?;
        if !layer.standing().is_public() {
            return Err(DeskError::Conflict { code: "layer_not_public" });
        }
        Ok(self.shelf().fetch(layer.id)?)
    }

    /// Moves a layer. Where the originals are, it is rendered once more from them; where they are
    /// gone, its tiles stay and editors are told. Never both.
    pub async fn correct_layer(
        &self,
        caller: &Caller,
        id: &str,
        correct: Correct,
    ) -> Result<Corrected, DeskError> {
        let (document, layer) = self.found(id)?;
        if layer.standing() == LayerState::Withdrawn {
            return Err(DeskError::Conflict { code: "layer_withdrawn" });
        }
        let mut check = Check::default();
        let east: Option<ShiftCm> = check.number("east_cm", Some(correct.east_cm));
        let north: Option<ShiftCm> = check.number("north_cm", Some(correct.north_cm));
        if layer.is_of_photos() {
            return Err(DeskError::Conflict { code: "layer_of_photos" });
        }
        check.done()?;
        let (Some(east), Some(north)) = (east, north) else { return Err(DeskError::NotFound) };
        if importing::waits(self.shelf(), layer.id) {
            return Err(DeskError::Conflict { code: "layer_being_made" });
        }
        if let Some(job) = self.original(layer.id) {
            let moved = [job.moved_cm[0] + east.get(), job.moved_cm[1] + north.get()];
            for (field, cm) in [("east_cm", moved[0]), ("north_cm", moved[1])] {
                ShiftCm::try_from(cm).map_err(|_| DeskError::field(field, "number.bounds"))?;
            }
            let by = Some(caller.account);
            let job = Job { round: job.round + 1, moved_cm: moved, by, ..job };
            self.shelf().submit(&job)?;
            return Ok(Corrected { rendered_again: true });
        }
        let state = layer.standing().is_public().then_some(LayerState::Corrected);
        let change = ChangeLayer {
            state,
            offset_east_cm: Change::To(east),
            offset_north_cm: Change::To(north),
            georeference_checked: Change::To(true),
            ..ChangeLayer::default()
        };
        self.set_layer(caller, document, &layer, &change).await?;
        Ok(Corrected { rendered_again: false })
    }

    /// The job that made the layer, where this laptop could do it again.
    fn original(&self, id: RecordId) -> Option<Job> {
        let job = Job::read(self.shelf().folder()?, id)?;
        job.can_be_rendered_again().then_some(job)
    }

    /// An import that runs or waits.
    pub fn cancel_import(&self, id: &str) -> Result<(), DeskError> {
        self.enrolled()?;
        let id: RecordId = id.parse().map_err(|_| DeskError::NotFound)?;
        let folder = self.shelf().folder().ok_or(DeskError::NotFound)?;
        let job = Job::read(folder, id).ok_or(DeskError::NotFound)?;
        match job.outcome(folder) {
            None => Ok(self.shelf().cancel(id)?),
            Some(End::Done { .. }) => Err(DeskError::Conflict { code: "layer_made_already" }),
            Some(_) => {
                job.forget(folder);
                Ok(())
            }
        }
    }

    /// One tile of any layer that is held here, for the pages of this laptop.
    pub async fn layer_tile(
        &self,
        id: &str,
        tile: Tile,
    ) -> Result<(Vec<u8>, &'static str), DeskError> {
        let id: RecordId = id.parse().map_err(|_| DeskError::NotFound)?;
        let index = self.layer_index();
        let tiles = index.of(id).and_then(|shown| shown.tiles).ok_or(DeskError::NotFound)?;
        let shelf = self.shelf().clone();
        let read = tokio::task::spawn_blocking(move || {
            shelf.archive(tiles.hash).ok().flatten()?.tile(tile).ok().flatten()
        });
        let bytes = read.await.ok().flatten().ok_or(DeskError::NotFound)?;
        Ok((bytes, tiles.catalogue_format().media_type()))
    }
}

impl Desk {
    /// The points of any layer of photos that is held here, for the pages of this laptop.
    pub async fn layer_photos(&self, id: &str) -> Result<String, DeskError> {
        let id: RecordId = id.parse().map_err(|_| DeskError::NotFound)?;
        let pictures = move |number| format!("/api/v1/layers/{id}/photos/{number}");
        self.album(id, move |album| Some(album.geojson(pictures))).await
    }

    /// The small picture of one of them.
    pub async fn layer_photo(&self, id: &str, number: usize) -> Result<Vec<u8>, DeskError> {
        let id: RecordId = id.parse().map_err(|_| DeskError::NotFound)?;
        self.album(id, move |album| album.thumbnail(number).ok()).await
    }

    async fn album<T: Send + 'static>(
        &self,
        id: RecordId,
        read: impl FnOnce(&Album) -> Option<T> + Send + 'static,
    ) -> Result<T, DeskError> {
        let photos = self.layer_index().of(id).and_then(|shown| shown.photos);
        let hash = photos.ok_or(DeskError::NotFound)?.hash;
        let shelf = self.shelf().clone();
        let read = tokio::task::spawn_blocking(move || read(&*shelf.album(hash).ok().flatten()?));
        read.await.ok().flatten().ok_or(DeskError::NotFound)
    }
}

impl From<JobError> for DeskError {
    fn from(error: JobError) -> Self {
        match error {
            JobError::NoFolder | JobError::NotFound => Self::NotFound,
            JobError::Unwritable(_) => Self::NotSaved { code: "disk" },
        }
    }
}

/// `None`: it has become a layer.
fn import(job: &Job, folder: &std::path::Path) -> Option<LayerImport> {
    let outcome = job.outcome(folder);
    if matches!(outcome, Some(End::Done { .. })) {
        return None;
    }
    let name = |source: &std::path::PathBuf| {
        source.file_name().unwrap_or_default().to_string_lossy().into_owned()
    };
    let told = job.told(folder).filter(|_| outcome.is_none());
    let (refused, file) = match outcome {
        Some(End::Refused { code, file, .. }) => (Some(code), Some(file)),
        Some(End::Cancelled) => (Some("cancelled".to_owned()), None),
        _ => (None, None),
    };
    Some(LayerImport {
        layer: job.layer.to_string(),
        title: job.words.title.clone(),
        files: job.sources.iter().map(name).collect(),
        again: job.round > 1,
        draft_path: format!("/drafts/{}", job.token),
        stage: told.as_ref().map(|told| told.stage.clone()),
        done: told.as_ref().map(|told| told.done),
        total: told.as_ref().map(|told| told.total),
        left_ms: told.and_then(|told| told.left_ms),
        refused,
        file: file.filter(|file| !file.is_empty()),
    })
}

fn codes(layer: &Layer) -> Vec<String> {
    missing(layer).into_iter().map(|item: Missing| item.code().to_owned()).collect()
}

fn pair(
    east: &Field<Whole<-100_000, 100_000>>,
    north: &Field<Whole<-100_000, 100_000>>,
) -> Option<[i64; 2]> {
    let cm = |field: &Field<Whole<-100_000, 100_000>>| field.shown().map(|cm| cm.get());
    match (cm(east), cm(north)) {
        (None, None) => None,
        (east, north) => Some([east.unwrap_or(0), north.unwrap_or(0)]),
    }
}

fn words(layer: &Layer) -> LayerWords {
    let at = |field: &Field<Timestamp>| field.shown().map(|at| at.millis());
    LayerWords {
        title: text(&layer.title),
        note: text(&layer.note),
        captured_at: at(&layer.captured_at),
        captured_until: at(&layer.captured_until),
        provider: text(&layer.provider),
        contact: text(&layer.contact),
        licence: text(&layer.licence),
        licence_url: text(&layer.licence_url),
        tracing_permitted: layer.tracing_permitted.shown().copied(),
        tracing_by: text(&layer.tracing_by),
        tracing_at: at(&layer.tracing_at),
        tracing_text: text(&layer.tracing_text),
        platform: layer.platform.shown().map(|platform| (*platform).into()),
        positioning: layer.positioning.shown().map(|positioning| (*positioning).into()),
        sensor: text(&layer.sensor),
        gsd_mm: layer.gsd_mm.shown().map(|gsd| gsd.get()),
        georeference_checked: layer.georeference_checked.shown().copied(),
    }
}
