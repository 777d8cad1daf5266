//! What has to leave this disk: archives and mappers' files that only withdrawn layers name, what a
//! page has sent of such layers, and, when an operation is erased, all but what everybody may see.
//!
//! That a layer was withdrawn stays in its record, so whoever asks is still told that it is gone.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use musubi_log::blob::BlobName;
use musubi_model::facts::Facts;
use musubi_model::ids::{Kind, OperationId, RecordId};
use musubi_model::layer::{ArchiveHash, Layer, LayerState};
use musubi_store::blobs::Holding;
use musubi_store::disk::sync_directory;

use super::index::{Index, Shown};
use super::job::Job;
use super::mapped::Given;
use super::{LAYERS, Shelf, importing};
use crate::blobs::BLOBS;
use crate::runtime::handle::Views;

/// Names of blobs that an erasure leaves, one a line; in the folder of the blobs.
const STAYS: &str = "stays";

/// Files that no layer has any more but withdrawn ones. Where people say different things about one,
/// all of it counts.
pub fn withdrawn(index: &Index) -> BTreeSet<ArchiveHash> {
    let of = |is_gone: bool| {
        let those = index.all().filter(move |it| (it.standing == LayerState::Withdrawn) == is_gone);
        let files = |shown: &Shown| {
            let archives: Vec<_> = shown.layer.archive_hash.known().copied().collect();
            let given = index.given(shown.layer.id).iter().filter_map(Given::hash);
            archives.into_iter().chain(given).collect::<Vec<_>>()
        };
        those.flat_map(files).collect::<BTreeSet<_>>()
    };
    let gone: BTreeSet<_> = of(true).into_iter().chain(index.taken_back()).collect();
    &gone - &of(false)
}

/// Blocks.
pub(super) fn take_away(shelf: &Shelf, archives: &BTreeSet<ArchiveHash>) {
    for archive in archives {
        let held = shelf.blobs().map(|blobs| blobs.files().holding(&BlobName::new(archive.0)));
        if !matches!(held, None | Some(Ok(Holding::Nothing))) {
            tracing::info!(%archive, "the archive of a withdrawn layer leaves the disk");
            shelf.remove(*archive);
        }
    }
}

/// Layers that nothing renders again.
pub fn withdrawn_layers(index: &Index) -> Vec<RecordId> {
    let gone = index.all().filter(|it| it.standing == LayerState::Withdrawn);
    gone.map(|it| it.layer.id).collect()
}

/// What pages have sent of them; what a command was given lies where its owner put it. Blocks.
pub(super) fn take_originals_away(shelf: &Shelf, layers: &[RecordId]) {
    let Some(folder) = shelf.folder() else { return };
    for layer in layers {
        let Some(job) = Job::read(folder, *layer) else { continue };
        let originals = job.originals(folder);
        // A round that goes on reads them.
        if !originals.is_dir() || importing::waits(shelf, *layer) {
            continue;
        }
        tracing::info!(%layer, "the originals of a withdrawn layer leave the disk");
        if let Err(error) = fs::remove_dir_all(originals) {
            tracing::warn!(%error, %layer, "the originals of a withdrawn layer are still there");
        }
    }
}

/// Writes down which blobs an erasure leaves: the archives of public layers.
pub(crate) fn note_what_stays(
    data_dir: &Path,
    operation: OperationId,
    views: &Views,
) -> io::Result<()> {
    let folder = data_dir.join(BLOBS);
    if !folder.is_dir() {
        return Ok(());
    }
    let ours = views.iter().filter(|(document, _)| {
        document.operation == operation && document.kind == Kind::Layers.number()
    });
    let public = ours.flat_map(|(_, view)| {
        let layers: Vec<Layer> = Layer::all(&Facts::of(view)).collect();
        layers.into_iter().filter(|layer| layer.standing().is_public())
    });
    let names = public.filter_map(|layer| Some(format!("{}\n", layer.archive_hash.shown()?)));
    let mut file = fs::File::create(folder.join(STAYS))?;
    file.write_all(names.collect::<String>().as_bytes())?;
    file.sync_all()?;
    sync_directory(&folder)
}

/// Takes away everything of layers that was not noted: drafts, what was being made, words about both.
/// Done again, it changes nothing.
pub(crate) fn erase(data_dir: &Path) -> io::Result<()> {
    match fs::remove_dir_all(data_dir.join(LAYERS)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let folder = data_dir.join(BLOBS);
    let stays = match fs::read_to_string(folder.join(STAYS)) {
        Ok(stays) => stays,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error),
    };
    let stays: BTreeSet<&str> = stays.lines().collect();
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        let blob = name.to_str().and_then(|name| name.split('.').next()).unwrap_or_default();
        if name != STAYS && !stays.contains(blob) {
            fs::remove_file(entry.path())?;
        }
    }
    sync_directory(&folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn originals_of_withdrawn_layers_leave_once_nothing_reads_them() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = crate::blobs::Carrier::open(folder.path().join(BLOBS)).unwrap();
        let shelf = Shelf::at(folder.path(), blobs);
        let layers = shelf.folder().unwrap();
        let outside = folder.path().join("stick.tif");
        fs::write(&outside, b"II").unwrap();
        let job = |last| Job::new(RecordId::new([last; 16]), "a".repeat(32), vec![outside.clone()]);
        for job in [job(1), job(2)] {
            shelf.submit(&job).unwrap();
            fs::create_dir(job.originals(layers)).unwrap();
            fs::write(job.originals(layers).join("a.tif"), b"II").unwrap();
        }
        take_originals_away(&shelf, &[job(1).layer]);
        assert!(job(1).originals(layers).is_dir(), "it has not ended");
        for job in [job(1), job(2)] {
            job.end(layers, crate::layers::job::End::Done { tiles: 1, photos: 0, bytes: 1 })
                .unwrap();
        }
        for _ in 0..2 {
            take_originals_away(&shelf, &[job(1).layer, RecordId::new([9; 16])]);
            assert!(!job(1).originals(layers).exists());
            assert!(job(2).originals(layers).is_dir() && outside.is_file());
        }
    }

    #[test]
    fn an_erasure_leaves_of_layers_what_was_noted_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path();
        erase(data).unwrap();
        let (blobs, job) = (data.join(BLOBS), data.join(LAYERS).join("one"));
        fs::create_dir_all(&blobs).unwrap();
        fs::create_dir_all(&job).unwrap();
        fs::write(job.join("job.json"), b"somebody's words").unwrap();
        for name in ["aa", "aa.list", "bb", "bb.list", "cc.part", "cc.have"] {
            fs::write(blobs.join(name), b"").unwrap();
        }
        fs::write(blobs.join(STAYS), "aa\n").unwrap();
        for _ in 0..2 {
            erase(data).unwrap();
            let left = fs::read_dir(&blobs).unwrap().map(|it| it.unwrap().file_name());
            let left: BTreeSet<_> = left.collect();
            assert_eq!(left, ["aa", "aa.list", STAYS].map(Into::into).into());
            assert!(!data.join(LAYERS).exists());
        }
    }
}
