//! Files that a page sends, until they are an import like any other.
//!
//! In two steps: [`Announced`] is what is to come, refused before a byte of it was sent; [`Receiving`]
//! writes what comes, on a thread of its own. What always holds: the files lie in a folder that is no
//! import's until all of them are whole; then one rename makes it one. Whatever breaks off, is refused
//! or is given up takes its folder along, at once or at the next start.
//!
//! Deliberately absent: what is in the files. The import says that.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use axum::body::Bytes;
use musubi_model::ids::RecordId;
use musubi_store::room::Room;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::task::JoinHandle;

use super::job::{Job, JobError, ORIGINALS};
use super::{Shelf, lock};

/// Of one layer. A mosaic of a city's every block has fewer.
pub const FILES_MAX: usize = 1_000;
/// Of one layer: uncompressed, 150,000 by 150,000 pixels.
pub const BYTES_MAX: u64 = 64 << 30;
const NAME_BYTES_MAX: usize = 200;
/// Announced and not yet sent. The oldest is forgotten first.
const ANNOUNCED_MAX: usize = 16;
/// Sent at the same time.
const AT_ONCE_MAX: usize = 2;
/// Pieces between the line and the disk.
const PIECES_MAX: usize = 4;
/// Between two looks at what the disk still takes.
const LOOK_BYTES: u64 = 32 << 20;

/// What an upload's folder is called until it is an import.
const COMING: &str = "coming";

/// What is to come, in this order.
pub struct Announced {
    files: Vec<Expected>,
    job: Job,
}

/// One file of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    pub name: String,
    pub bytes: u64,
}

/// What is wrong with one file; or, where it has no number, with all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wrong {
    pub file: Option<usize>,
    pub code: &'static str,
}

/// Why files did not become an import. Nothing of them is left.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    #[error("nothing of this name was announced")]
    NotAnnounced,
    #[error("others are being sent")]
    Busy,
    #[error("the disk is nearly full")]
    NoRoom,
    #[error("less or more came than was announced")]
    Cut,
    #[error("the files cannot be written")]
    Unwritable(#[source] io::Error),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Image,
    /// World files and coordinate systems.
    Beside,
    /// Tiles that are ready.
    Pack,
}

impl Announced {
    /// `layers`: the folder of all imports. The job's sources are filled in.
    pub fn new(files: Vec<Expected>, mut job: Job, layers: &Path) -> Result<Self, Vec<Wrong>> {
        let wrong = wrong(&files);
        if !wrong.is_empty() {
            return Err(wrong);
        }
        // A relative data directory is this process's alone; commands read jobs, too.
        let layers = std::path::absolute(layers).unwrap_or_else(|_| layers.to_owned());
        let originals = job.originals(&layers);
        let sources = files.iter().filter(|file| kind(&file.name) != Some(Kind::Beside));
        job.sources = sources.map(|file| originals.join(&file.name)).collect();
        Ok(Self { files, job })
    }

    pub fn layer(&self) -> RecordId {
        self.job.layer
    }

    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }
}

/// All that is wrong, so that nobody has to ask again and again.
fn wrong(files: &[Expected]) -> Vec<Wrong> {
    let mut found = Vec::new();
    let mut refuse = |file, code| found.push(Wrong { file, code });
    if files.len() > FILES_MAX {
        refuse(None, "layer_file.too_many");
        return found;
    }
    let mut bytes = 0_u64;
    let mut names = BTreeSet::new();
    let kinds: Vec<_> = files.iter().map(|file| kind(&file.name)).collect();
    let images: Vec<_> =
        files.iter().filter(|file| kind(&file.name) == Some(Kind::Image)).collect();
    for (number, file) in files.iter().enumerate() {
        let number = Some(number);
        bytes = bytes.saturating_add(file.bytes);
        if !is_plain(&file.name) {
            refuse(number, "layer_file.name");
        } else if !names.insert(file.name.to_lowercase()) {
            refuse(number, "layer_file.twice");
        } else if file.bytes == 0 {
            refuse(number, "layer_file.empty");
        } else {
            match kind(&file.name) {
                None => refuse(number, "layer_file.kind"),
                Some(Kind::Pack) if files.len() > 1 => refuse(number, "layer_file.pack"),
                Some(Kind::Beside) if !images.iter().any(|image| stands_beside(file, image)) => {
                    refuse(number, "layer_file.beside");
                }
                Some(_) => {}
            }
        }
    }
    if bytes > BYTES_MAX {
        refuse(None, "layer_file.too_large");
    }
    if !kinds.iter().any(|kind| matches!(kind, Some(Kind::Image | Kind::Pack))) {
        refuse(None, "layer_file.none");
    }
    found
}

/// A name that every file system takes, and that leads nowhere else.
fn is_plain(name: &str) -> bool {
    let odd = |letter: char| letter.is_control() || "/\\:*?\"<>|".contains(letter);
    !name.is_empty()
        && name.len() <= NAME_BYTES_MAX
        && !name.starts_with('.')
        && !name.ends_with(['.', ' '])
        && !name.chars().any(odd)
}

fn ending(name: &str) -> String {
    name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase()
}

fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

fn kind(name: &str) -> Option<Kind> {
    let ending = ending(name);
    match &*ending {
        "tif" | "tiff" | "gtiff" | "btf" | "tf8" | "jpg" | "jpeg" | "png" => Some(Kind::Image),
        "mbtiles" | "pmtiles" => Some(Kind::Pack),
        "prj" | "wld" => Some(Kind::Beside),
        _ if ending.len() >= 3 && ending.ends_with('w') => Some(Kind::Beside),
        _ => None,
    }
}

/// As an import looks for it: `photo.tfw`, `photo.tifw`, `photo.wld` and `photo.prj` for `photo.tif`.
fn stands_beside(file: &Expected, image: &Expected) -> bool {
    let (of_file, of_image) = (ending(&file.name), ending(&image.name));
    let short: String = of_image.chars().take(1).chain(of_image.chars().last()).collect();
    let looked_for = ["prj".to_owned(), "wld".to_owned(), short + "w", of_image + "w"];
    stem(&file.name) == stem(&image.name) && looked_for.contains(&of_file)
}

/// What is announced here, and how many are being sent.
pub(super) struct Uploads {
    announced: Mutex<BTreeMap<RecordId, Announced>>,
    /// Whose folders are somebody's.
    coming: Mutex<BTreeSet<RecordId>>,
    turns: Arc<Semaphore>,
}

impl Default for Uploads {
    fn default() -> Self {
        let turns = Arc::new(Semaphore::new(AT_ONCE_MAX));
        Self { announced: Mutex::default(), coming: Mutex::default(), turns }
    }
}

impl Shelf {
    /// Remembers what is to come, if there is room for it now.
    pub fn announce(&self, announced: Announced) -> Result<RecordId, UploadError> {
        if !self.has_room_for(announced.bytes()) {
            return Err(UploadError::NoRoom);
        }
        let layer = announced.layer();
        let mut waiting = lock(&self.0.uploads.announced);
        if waiting.len() >= ANNOUNCED_MAX {
            // Ids begin with the time they were drawn.
            waiting.pop_first();
        }
        waiting.insert(layer, announced);
        Ok(layer)
    }

    /// What was announced under this name begins to come; it does so once.
    pub fn receive(&self, layer: RecordId) -> Result<Receiving, UploadError> {
        let layers = self.folder().ok_or(UploadError::NotAnnounced)?.to_owned();
        let turn = Arc::clone(&self.0.uploads.turns).try_acquire_owned();
        let turn = turn.map_err(|_| UploadError::Busy)?;
        let announced = lock(&self.0.uploads.announced).remove(&layer);
        let announced = announced.ok_or(UploadError::NotAnnounced)?;
        let (sender, pieces) = mpsc::channel(PIECES_MAX);
        let shelf = self.clone();
        // Before anybody sweeps, not when a thread is free.
        lock(&self.0.uploads.coming).insert(layer);
        let written = tokio::task::spawn_blocking(move || {
            let here = shelf.coming(&layers, layer);
            let coming = Coming { shelf: &shelf, folder: &here.path, looked: 0 };
            let come = coming.take(&announced, pieces, &layers);
            drop(here);
            drop::<OwnedSemaphorePermit>(turn);
            come
        });
        Ok(Receiving { pieces: sender, written })
    }

    /// Takes away what was coming when the last process of this data directory ended.
    pub(super) fn sweep_uploads(&self) {
        let Some(entries) = self.folder().and_then(|layers| fs::read_dir(layers).ok()) else {
            return;
        };
        let coming = lock(&self.0.uploads.coming);
        for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let Some((layer, COMING)) = name.split_once('.') else { continue };
            if layer.parse().is_ok_and(|layer| coming.contains(&layer)) {
                continue;
            }
            if let Err(error) = remove(&path) {
                tracing::warn!(%error, "what was left of an upload cannot be removed");
            }
        }
    }

    /// Where something comes that is nothing's yet.
    pub(super) fn coming(&self, layers: &Path, id: RecordId) -> ComingHere<'_> {
        lock(&self.0.uploads.coming).insert(id);
        ComingHere { shelf: self, id, path: layers.join(format!("{id}.{COMING}")) }
    }

    fn has_room_for(&self, bytes: u64) -> bool {
        let Some(folder) = self.folder() else { return false };
        let there = folder.ancestors().find(|folder| folder.exists());
        let Some(room) = there.and_then(|folder| Room::at(folder).ok()) else { return false };
        fits(room, bytes)
    }
}

/// Somebody's as long as this is there; what still lies there then goes.
pub(super) struct ComingHere<'a> {
    shelf: &'a Shelf,
    id: RecordId,
    pub(super) path: PathBuf,
}

impl Drop for ComingHere<'_> {
    fn drop(&mut self) {
        // What cannot be removed now goes at the next start.
        let _ = remove(&self.path);
        lock(&self.shelf.0.uploads.coming).remove(&self.id);
    }
}

/// A folder of files or one file; what has gone on to its place is not there any more.
fn remove(path: &Path) -> io::Result<()> {
    match if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) } {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn fits(room: Room, bytes: u64) -> bool {
    let left = room.free.checked_sub(bytes);
    left.is_some_and(|free| !Room { free, ..room }.is_nearly_full())
}

/// The line's end of an upload. Dropped before all has come, nothing is kept.
pub struct Receiving {
    pieces: mpsc::Sender<Bytes>,
    written: JoinHandle<Result<RecordId, UploadError>>,
}

impl Receiving {
    /// Waits while the disk is slower than the line. An error is told by [`Self::finish`].
    pub async fn feed(&mut self, piece: Bytes) -> bool {
        self.pieces.send(piece).await.is_ok()
    }

    /// The import, once everything is on the disk.
    pub async fn finish(self) -> Result<RecordId, UploadError> {
        drop(self.pieces);
        self.written.await.unwrap_or_else(|error| Err(UploadError::Unwritable(error.into())))
    }
}

/// The disk's end.
struct Coming<'a> {
    shelf: &'a Shelf,
    folder: &'a Path,
    looked: u64,
}

impl Coming<'_> {
    /// Blocks until all has come, or no more does.
    fn take(
        mut self,
        announced: &Announced,
        mut pieces: mpsc::Receiver<Bytes>,
        layers: &Path,
    ) -> Result<RecordId, UploadError> {
        self.write(announced, &mut pieces)?;
        announced.job.arrive(self.folder, layers).map_err(|error| match error {
            JobError::Unwritable(error) => why(error),
            JobError::NoFolder | JobError::NotFound => UploadError::NotAnnounced,
        })?;
        self.shelf.0.wake.notify_one();
        Ok(announced.layer())
    }

    fn write(
        &mut self,
        announced: &Announced,
        pieces: &mut mpsc::Receiver<Bytes>,
    ) -> Result<(), UploadError> {
        let originals = self.folder.join(ORIGINALS);
        fs::create_dir_all(&originals).map_err(why)?;
        let mut rest = Bytes::new();
        for expected in &announced.files {
            let mut file = File::create_new(originals.join(&expected.name)).map_err(why)?;
            let mut left = expected.bytes;
            while left > 0 {
                if rest.is_empty() {
                    rest = pieces.blocking_recv().ok_or(UploadError::Cut)?;
                }
                let fits = usize::try_from(left).map_or(rest.len(), |left| left.min(rest.len()));
                let piece = rest.split_to(fits);
                file.write_all(&piece).map_err(why)?;
                left -= piece.len() as u64;
                self.look(piece.len() as u64)?;
            }
            file.sync_all().map_err(why)?;
        }
        let is_more = !rest.is_empty() || pieces.blocking_recv().is_some_and(|it| !it.is_empty());
        if is_more { Err(UploadError::Cut) } else { Ok(()) }
    }

    /// Others write, too.
    fn look(&mut self, bytes: u64) -> Result<(), UploadError> {
        self.looked += bytes;
        if self.looked < LOOK_BYTES {
            return Ok(());
        }
        self.looked = 0;
        if self.shelf.is_nearly_full() { Err(UploadError::NoRoom) } else { Ok(()) }
    }
}

fn why(error: io::Error) -> UploadError {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => UploadError::NoRoom,
        _ => UploadError::Unwritable(error),
    }
}

#[cfg(test)]
mod tests;
