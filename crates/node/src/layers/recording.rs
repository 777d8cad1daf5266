//! The record of a layer, in the document of the laptop that took it in. It is written once its
//! archive is whole.

use musubi_log::hash::node_owner;
use musubi_model::field::{Change, Noted, Recorder};
use musubi_model::ids::{DocumentId, Kind, RecordId};
use musubi_model::layer::{ChangeLayer, Layer, LayerState, NewLayer};
use musubi_model::text::{Line, Whole};

use super::facts::{Content, Facts, e7};
use super::job::Job;
use crate::desk::check::Check;
use crate::desk::now;
use crate::runtime::handle::{CommitError, Enrolled, Handle};

/// Where this laptop writes its layers.
pub fn document(enrolled: &Enrolled) -> DocumentId {
    DocumentId::new(enrolled.operation, Kind::Layers, node_owner(&enrolled.node))
}

/// The document of a layer and what it says, wherever it was written.
pub fn find(handle: &Handle, id: RecordId) -> Option<(DocumentId, Layer)> {
    let operation = handle.status().enrolled.as_ref()?.operation;
    let views = handle.views();
    views
        .iter()
        .filter(|(document, _)| {
            document.operation == operation && document.kind == Kind::Layers.number()
        })
        .find_map(|(document, view)| {
            let facts = musubi_model::facts::Facts::of(view);
            Some((*document, Layer::all(&facts).find(|layer| layer.id == id)?))
        })
}

/// A layer that was rendered for the first time is a draft.
pub async fn create(handle: &Handle, job: &Job, facts: &Facts) -> Result<(), CommitError> {
    let enrolled = handle.status().enrolled.clone().ok_or(CommitError::NotEnrolled)?;
    // The words were checked before the import began; what is no word any more is left out.
    let record = with_facts(job.words.draft(untitled(), &mut Check::default()), job, facts);
    let noted = Noted::now(now(), by(job));
    let edits = record
        .create(job.layer, &noted)
        .map_err(|refused| CommitError::TooLarge { reason: refused.field.to_owned() })?;
    handle.commit(document(&enrolled), edits).await?;
    Ok(())
}

/// A layer that was rendered once more: the same one, lying better.
pub async fn rerendered(
    handle: &Handle,
    (document, layer): (DocumentId, &Layer),
    job: &Job,
    facts: &Facts,
) -> Result<(), CommitError> {
    let record = with_facts(NewLayer::of(untitled(), LayerState::Draft), job, facts);
    let to = |change: Option<_>| change.map_or(Change::Keep, Change::To);
    let corrected = layer.standing().is_public().then_some(LayerState::Corrected);
    let change = ChangeLayer {
        state: corrected,
        west_e7: to(record.west_e7),
        east_e7: to(record.east_e7),
        south_e7: record.south_e7.map_or(Change::Keep, Change::To),
        north_e7: record.north_e7.map_or(Change::Keep, Change::To),
        footprint: record.footprint.map_or(Change::Keep, Change::To),
        zoom_min: record.zoom_min.map_or(Change::Keep, Change::To),
        zoom_max: record.zoom_max.map_or(Change::Keep, Change::To),
        tile_format: record.tile_format.map_or(Change::Keep, Change::To),
        archive_hash: record.archive_hash.map_or(Change::Keep, Change::To),
        archive_bytes: record.archive_bytes.map_or(Change::Keep, Change::To),
        moved_east_cm: record.moved_east_cm.map_or(Change::Clear, Change::To),
        moved_north_cm: record.moved_north_cm.map_or(Change::Clear, Change::To),
        // The tiles lie right now, so nobody is to move them again.
        offset_east_cm: Change::Clear,
        offset_north_cm: Change::Clear,
        georeference_checked: Change::To(true),
        ..ChangeLayer::default()
    };
    let edits = change.edits(job.layer, &Noted::now(now(), by(job)));
    handle.commit(document, edits).await?;
    Ok(())
}

fn with_facts(mut record: NewLayer, job: &Job, facts: &Facts) -> NewLayer {
    let [west, south, east, north] = facts.bounds;
    record.west_e7 = whole(e7(west));
    record.south_e7 = whole(e7(south));
    record.east_e7 = whole(e7(east));
    record.north_e7 = whole(e7(north));
    record.footprint = Some(facts.outline.clone());
    match facts.content {
        Content::Tiles { format, zooms, gsd_mm, .. } => {
            record.zoom_min = whole(zooms.0.into());
            record.zoom_max = whole(zooms.1.into());
            record.tile_format = Some(format);
            record.gsd_mm = record.gsd_mm.or(gsd_mm.and_then(whole));
        }
        Content::Photos { photos, taken } => {
            record.photos = i64::try_from(photos).ok().and_then(whole);
            if let (None, Some([first, last])) = (record.captured_at, taken) {
                (record.captured_at, record.captured_until) = (Some(first), Some(last));
            }
        }
    }
    record.archive_hash = Some(facts.hash);
    record.archive_bytes = i64::try_from(facts.bytes).ok().and_then(whole);
    record.draft_token = job.token.parse().ok();
    let [east, north] = job.moved_cm.map(|cm| (cm != 0).then_some(cm));
    record.moved_east_cm = east.and_then(whole);
    record.moved_north_cm = north.and_then(whole);
    record
}

fn whole<const MIN: i64, const MAX: i64>(number: i64) -> Option<Whole<MIN, MAX>> {
    number.try_into().ok()
}

fn by(job: &Job) -> Recorder {
    job.by.map_or(Recorder::Import, Recorder::Account)
}

fn untitled() -> Line<120> {
    "-".parse().expect("one letter is a line")
}
