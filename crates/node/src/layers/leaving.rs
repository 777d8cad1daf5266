//! What has to leave this disk: archives and mappers' files that only withdrawn layers name, and, when an operation is
//! erased, all but what everybody may see.
//!
//! That a layer was withdrawn stays in its record, so whoever asks is still told that it is gone.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use musubi_log::blob::BlobName;
use musubi_model::facts::Facts;
use musubi_model::ids::{Kind, OperationId};
use musubi_model::layer::{ArchiveHash, Layer, LayerState};
use musubi_store::blobs::Holding;
use musubi_store::disk::sync_directory;

use super::index::{Index, Shown};
use super::mapped::Given;
use super::{LAYERS, Shelf};
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
