//! Layers on this laptop: the files, the import that runs, and what is shown of them.
//!
//! Reading downwards: [`Shelf`] is what everybody has in hand; [`job`] is an import as it stands on
//! the disk, [`importing`] carries it out, [`facts`] reads an archive, [`recording`] writes the
//! record, [`index`] is what the records say, as pages and catalogues need it, [`uploading`] takes in
//! files that a page sends, [`basemap`] is what a city has beneath its layers, [`wanting`] what is to be
//! fetched of others' layers, [`mapped`] what mappers gave back, [`leaving`] what is to leave the disk,
//! [`served`] tiles that are asked for again and again.
//!
//! What always holds: an archive is on the shelf whole or not at all, under the name of its hash; a
//! layer has a record only once its archive is there; a refused or cancelled import leaves nothing
//! but the word about it.
//!
//! Deliberately absent: pixels (`imagery`), documents of catalogues (`exchange`), HTTP.

pub mod basemap;
pub mod facts;
pub mod importing;
pub mod index;
pub mod job;
pub mod leaving;
pub mod mapped;
pub mod recording;
pub mod served;
pub mod uploading;
pub mod wanting;
pub mod words;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::Bytes;
use musubi_imagery::packs::{self, DatabaseError};
use musubi_imagery::photos::album::{Album, AlbumError};
use musubi_imagery::pmtiles::{Archive, ArchiveError};
use musubi_log::blob::{BlobName, chunks};
use musubi_model::ids::RecordId;
use musubi_model::layer::{ArchiveHash, Layer};
use musubi_store::blobs::{AdoptError, Holding};
use musubi_store::room::Room;
use tokio::sync::Notify;

use importing::Going;
use job::{Job, JobError};
use mapped::Collected;
use served::{Key, Served};

use crate::blobs::Carrier;

/// Below the data directory.
pub const LAYERS: &str = "layers";
/// Archives that stay open.
const OPEN_MAX: usize = 32;

/// All archives of this laptop and the import that runs. Cheap to clone; all clones are one.
#[derive(Clone, Default)]
pub struct Shelf(Arc<Inner>);

#[derive(Default)]
struct Inner {
    /// `None`: a command that has nothing to do with layers.
    home: Option<Home>,
    open: Mutex<BTreeMap<ArchiveHash, Arc<Archive>>>,
    albums: Mutex<BTreeMap<ArchiveHash, Arc<Album>>>,
    going: Mutex<Option<Arc<Going>>>,
    served: Mutex<Served>,
    /// Collections of what mappers gave back.
    mapped: Mutex<BTreeMap<RecordId, Collected>>,
    /// One database is made at a time.
    making: Mutex<()>,
    uploads: uploading::Uploads,
    wake: Notify,
    /// Somebody wants a layer of another laptop.
    wished: Notify,
}

/// Where on the disk layers are.
struct Home {
    /// What is being made.
    folder: PathBuf,
    /// Archives are blobs like others.
    blobs: Carrier,
}

/// Why there is no `MBTiles` file.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseRefused {
    #[error("the archive is not on this laptop")]
    NotHere,
    #[error("the disk is nearly full")]
    NoRoom,
    #[error(transparent)]
    Made(#[from] DatabaseError),
    #[error("the file cannot be written")]
    Unwritable(#[from] io::Error),
}

impl Shelf {
    /// In a data directory, beside its blobs.
    pub fn at(data_dir: &Path, blobs: Carrier) -> Self {
        let home = Some(Home { folder: data_dir.join(LAYERS), blobs });
        Self(Arc::new(Inner { home, ..Inner::default() }))
    }

    pub fn folder(&self) -> Option<&Path> {
        self.0.home.as_ref().map(|home| home.folder.as_path())
    }

    /// The blobs that the archives are among.
    pub fn blobs(&self) -> Option<&Carrier> {
        self.0.home.as_ref().map(|home| &home.blobs)
    }

    /// Where a whole archive lies.
    pub fn path(&self, archive: ArchiveHash) -> Option<PathBuf> {
        Some(self.0.home.as_ref()?.blobs.files().path(&BlobName::new(archive.0)))
    }

    /// Whether the whole archive is on this laptop.
    pub fn holds(&self, archive: ArchiveHash) -> bool {
        self.path(archive).is_some_and(|path| path.is_file())
    }

    /// How many chunks of a layer's archive are on this laptop, and how many it has.
    pub fn parts(&self, layer: &Layer) -> (u64, u64) {
        let bytes = layer.archive_bytes.shown().and_then(|bytes| u64::try_from(bytes.get()).ok());
        let all = bytes.and_then(|bytes| chunks(bytes).ok()).map_or(0, u64::from);
        let held = layer
            .archive_hash
            .shown()
            .and_then(|hash| self.blobs()?.files().holding(&BlobName::new(hash.0)).ok());
        match held {
            Some(Holding::Whole { .. }) => (all, all),
            Some(Holding::Part(chunks)) => (chunks.held().into(), all),
            Some(Holding::Nothing) | None => (0, all),
        }
    }

    /// Where it is written down that somebody here wants a layer of another laptop.
    fn wish(&self, layer: RecordId) -> Option<PathBuf> {
        Some(self.folder()?.join(format!("{layer}.wanted")))
    }

    /// Its archive is to come here.
    pub fn fetch(&self, layer: RecordId) -> Result<(), JobError> {
        let wish = self.wish(layer).ok_or(JobError::NoFolder)?;
        fs::create_dir_all(wish.parent().ok_or(JobError::NoFolder)?)?;
        fs::write(wish, [])?;
        self.0.wished.notify_one();
        Ok(())
    }

    fn is_fetched(&self, layer: RecordId) -> bool {
        self.wish(layer).is_some_and(|wish| wish.exists())
    }

    async fn wished(&self) {
        self.0.wished.notified().await;
    }

    /// Opens it, or has it open.
    pub fn archive(&self, hash: ArchiveHash) -> Result<Option<Arc<Archive>>, ArchiveError> {
        if let Some(open) = lock(&self.0.open).get(&hash) {
            return Ok(Some(Arc::clone(open)));
        }
        let Some(path) = self.path(hash).filter(|path| path.is_file()) else { return Ok(None) };
        let archive = Arc::new(Archive::open(&path)?);
        let mut open = lock(&self.0.open);
        if open.len() >= OPEN_MAX {
            open.pop_first();
        }
        open.insert(hash, Arc::clone(&archive));
        Ok(Some(archive))
    }

    /// A tile that was served lately, with its media type.
    pub(crate) fn served(&self, key: &Key) -> Option<(&'static str, Bytes)> {
        lock(&self.0.served).get(key)
    }

    pub(crate) fn note_served(&self, key: Key, media_type: &'static str, bytes: Bytes) {
        lock(&self.0.served).put(key, media_type, bytes);
    }

    /// Opens an album, or has it open.
    pub fn album(&self, hash: ArchiveHash) -> Result<Option<Arc<Album>>, AlbumError> {
        let mut open = lock(&self.0.albums);
        if let Some(album) = open.get(&hash) {
            return Ok(Some(Arc::clone(album)));
        }
        let Some(path) = self.path(hash).filter(|path| path.is_file()) else { return Ok(None) };
        let album = Arc::new(Album::open(&path)?);
        if open.len() >= OPEN_MAX {
            open.pop_first();
        }
        open.insert(hash, Arc::clone(&album));
        Ok(Some(album))
    }

    /// Puts a finished archive under its name. What is there already is the same.
    fn place(&self, made: &Path) -> Result<BlobName, AdoptError> {
        let nowhere = || AdoptError::Disk(io::ErrorKind::NotFound.into());
        self.0.home.as_ref().ok_or_else(nowhere)?.blobs.files().adopt(made).map(|list| list.name())
    }

    /// Takes away what no layer has any more.
    pub(crate) fn remove(&self, hash: ArchiveHash) {
        let Some(home) = &self.0.home else { return };
        lock(&self.0.open).remove(&hash);
        lock(&self.0.albums).remove(&hash);
        lock(&self.0.served).forget(hash);
        let removed = home.blobs.files().remove(&BlobName::new(hash.0));
        if let Some(database) = self.database_path(hash) {
            // It may never have been made.
            let _ = fs::remove_file(database);
        }
        if let Err(error) = removed {
            tracing::warn!(%error, %hash, "an archive could not be removed");
        }
    }

    fn database_path(&self, hash: ArchiveHash) -> Option<PathBuf> {
        Some(self.folder()?.join(format!("{hash}.mbtiles")))
    }

    /// The archive as `MBTiles`; made when it is first asked for. Blocks.
    pub fn database(&self, hash: ArchiveHash) -> Result<PathBuf, DatabaseRefused> {
        let path = self.database_path(hash).ok_or(DatabaseRefused::NotHere)?;
        let _alone = lock(&self.0.making);
        if path.is_file() {
            return Ok(path);
        }
        let archive = self.archive(hash).map_err(DatabaseError::from)?;
        let archive = archive.ok_or(DatabaseRefused::NotHere)?;
        if self.is_nearly_full() {
            return Err(DatabaseRefused::NoRoom);
        }
        fs::create_dir_all(path.parent().ok_or(DatabaseRefused::NotHere)?)?;
        let part = path.with_added_extension("part");
        match fs::remove_file(&part) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
        packs::write_mbtiles(&archive, &part).inspect_err(|_| drop(fs::remove_file(&part)))?;
        fs::rename(&part, &path)?;
        Ok(path)
    }

    /// Layers are what is refused first.
    pub(crate) fn is_nearly_full(&self) -> bool {
        let Some(folder) = self.folder() else { return true };
        let there = folder.ancestors().find(|folder| folder.exists());
        there.and_then(|folder| Room::at(folder).ok()).is_some_and(Room::is_nearly_full)
    }

    /// The import that runs now.
    pub fn going(&self) -> Option<Arc<Going>> {
        lock(&self.0.going).clone()
    }

    fn set_going(&self, going: Option<Arc<Going>>) {
        *lock(&self.0.going) = going;
    }

    /// All imports that this laptop has begun, ended or not, in the order they were asked for.
    pub fn jobs(&self) -> Vec<Job> {
        self.folder().map(Job::all).unwrap_or_default()
    }

    /// Writes down what is to be imported; it begins when nothing else runs.
    pub fn submit(&self, job: &Job) -> Result<(), JobError> {
        let folder = self.folder().ok_or(JobError::NoFolder)?;
        job.write(folder)?;
        self.0.wake.notify_one();
        Ok(())
    }

    /// An import that runs or waits ends soon and leaves nothing behind.
    pub fn cancel(&self, layer: RecordId) -> Result<(), JobError> {
        let folder = self.folder().ok_or(JobError::NoFolder)?;
        Job::ask_to_cancel(folder, layer)?;
        self.0.wake.notify_one();
        Ok(())
    }

    async fn woken(&self) {
        self.0.wake.notified().await;
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
