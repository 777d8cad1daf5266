//! The import that runs: one at a time, in the order they were asked for, on a thread of its own.
//!
//! What always holds: a round ends in a word (`job::End`) or goes on at the next start; the layer's
//! record comes after its archive, and the archive lies in the job's folder until the record is
//! there. So whatever end a process has, the next one finds out where it was.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

use musubi_imagery::import::{Import, ImportError, Stage};
use musubi_imagery::packs;
use musubi_imagery::photos::album::{self, MakeError};
use musubi_imagery::tile::Tile;
use musubi_model::ids::RecordId;
use musubi_store::blobs::AdoptError;
use tokio::sync::watch;

use super::facts::{self, Facts};
use super::job::{End, Job, Told};
use super::{Shelf, lock, recording};
use crate::runtime::handle::{CommitError, Handle};

/// Between two looks at the folder, where commands put what they ask for.
const LOOK: Duration = Duration::from_secs(1);
/// Between two looks at an import that runs.
const WATCH: Duration = Duration::from_millis(250);
/// Before a record that the disk did not take is tried again.
const AGAIN: Duration = Duration::from_secs(5);

/// An import that runs now.
pub struct Going {
    pub job: Job,
    began: Instant,
    import: OnceLock<Import>,
    /// Photos that were read.
    photos: AtomicUsize,
    stop: Mutex<Option<Stop>>,
}

/// Why an import is to end before it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stop {
    Cancelled,
    /// It goes on at the next start.
    Suspended,
    NoRoom,
}

/// What there is of a tile while its layer is being made.
pub enum Rendered {
    Tile(Vec<u8>),
    NotYet,
    Outside,
}

impl Going {
    fn new(job: Job) -> Self {
        Self {
            job,
            began: Instant::now(),
            import: OnceLock::new(),
            photos: AtomicUsize::new(0),
            stop: Mutex::new(None),
        }
    }

    /// West, south, east, north and the zooms, once they are known.
    pub fn frame(&self) -> Option<([f64; 4], (u8, u8))> {
        self.import.get().map(|import| (import.bounds(), import.zooms()))
    }

    pub fn tile(&self, tile: Tile) -> io::Result<Rendered> {
        let Some(import) = self.import.get() else { return Ok(Rendered::NotYet) };
        let (min, max) = import.zooms();
        if !(min..=max).contains(&tile.z) || !tile.touches(import.bounds()) {
            return Ok(Rendered::Outside);
        }
        Ok(import.tile(tile)?.map_or(Rendered::NotYet, Rendered::Tile))
    }

    pub fn told(&self) -> Told {
        let elapsed = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        let Some(progress) = self.import.get().map(|import| import.progress(elapsed)) else {
            return self.told_of_photos(elapsed);
        };
        let stage = match progress.stage {
            Stage::Reading => "reading",
            Stage::Rendering => "rendering",
            Stage::Writing | Stage::Done => "writing",
        };
        Told {
            stage: stage.to_owned(),
            done: progress.done as u64,
            total: progress.total as u64,
            left_ms: progress.left_ms,
        }
    }

    /// Nothing, as long as it is not known what there is to be read.
    fn told_of_photos(&self, elapsed_ms: u64) -> Told {
        let done = self.photos.load(Ordering::Relaxed) as u64;
        let all = self.job.sources.len() as u64;
        let left_ms = (all.saturating_sub(done) * elapsed_ms).checked_div(done);
        let total = if done == 0 { 0 } else { all };
        Told { stage: "reading".to_owned(), done, total, left_ms }
    }

    fn ask_to_stop(&self, why: Stop) {
        lock(&self.stop).get_or_insert(why);
        self.pass_on();
    }

    fn stopped(&self) -> Option<Stop> {
        *lock(&self.stop)
    }

    /// To the import, which may have come after the wish.
    fn pass_on(&self) {
        match (self.stopped(), self.import.get()) {
            (Some(Stop::Suspended), Some(import)) => import.suspend(),
            (Some(Stop::Cancelled | Stop::NoRoom), Some(import)) => import.cancel(),
            _ => {}
        }
    }

    /// Blocks until the archive is in the job's folder, and reads it. `None`: suspended.
    fn make(&self, layers: &Path) -> Result<Option<Facts>, End> {
        let archive = self.job.archive(layers);
        let made = archive.is_file() || self.render(layers, &archive)?;
        if !made {
            return Ok(None);
        }
        let facts = facts::read(&archive).map_err(|error| refused(error.code(), "", &error))?;
        Ok(Some(facts))
    }

    fn render(&self, layers: &Path, archive: &Path) -> Result<bool, End> {
        let stop = || self.stopped().is_some();
        if let [source] = &self.job.sources[..]
            && packs::is_pack(source)
        {
            return match packs::take(source, archive, &self.job.words.of_archive(), &stop) {
                Ok(()) => Ok(true),
                Err(_) if stop() => self.end_of_stop(),
                Err(error) => Err(refused(error.reason.code(), &error.file, &error)),
            };
        }
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        if self.job.is_of_photos() {
            let watch = |done| {
                self.photos.fetch_max(done, Ordering::Relaxed);
                !stop()
            };
            return match album::make(&self.job.sources, archive, threads, &watch) {
                Ok(()) => Ok(true),
                Err(MakeError::Stopped) => self.end_of_stop(),
                Err(error) => {
                    let file = if let MakeError::Refused(it) = &error { &it.file } else { "" };
                    Err(refused(error.code(), file, &error))
                }
            };
        }
        let import = Import::prepare(self.job.request(layers, threads))
            .map_err(|refusal| refused(refusal.reason.code(), &refusal.file, &refusal))?;
        let import = self.import.get_or_init(|| import);
        self.pass_on();
        match import.run() {
            Ok(_) => Ok(true),
            Err(ImportError::Cancelled | ImportError::Suspended) => self.end_of_stop(),
            Err(error) => {
                let file = if let ImportError::Damaged { file, .. } = &error { file } else { "" };
                Err(refused(error.code(), file, &error))
            }
        }
    }

    fn end_of_stop(&self) -> Result<bool, End> {
        match self.stopped() {
            Some(Stop::Suspended) => Ok(false),
            Some(Stop::NoRoom) => Err(no_room()),
            Some(Stop::Cancelled) | None => Err(End::Cancelled),
        }
    }
}

fn refused(code: &str, file: &str, error: &dyn std::fmt::Display) -> End {
    let (code, file) = (code.replace('-', "_"), file.to_owned());
    End::Refused { code, file, sentence: error.to_string() }
}

fn no_room() -> End {
    refused("no_room", "", &"the disk is nearly full: layers are refused first")
}

/// Carries out what is asked for until the node stops; then it leaves what it has to the next one.
pub async fn work(shelf: Shelf, handle: Handle, mut stopping: watch::Receiver<bool>) {
    let mut swept = false;
    loop {
        if *stopping.borrow() {
            return;
        }
        let next = shelf
            .folder()
            .and_then(|layers| shelf.jobs().into_iter().find(|job| job.outcome(layers).is_none()));
        // Nobody knows yet who this laptop is: it is opening, or its keys are locked.
        let known = handle.status().enrolled.is_some();
        // Nor whether the data directory is another process's, which has uploads of its own.
        if known && !swept {
            swept = true;
            shelf.sweep_uploads();
        }
        if let Some(job) = next.filter(|_| known) {
            carry_out(&shelf, &handle, job, &mut stopping).await;
            continue;
        }
        tokio::select! {
            () = shelf.woken() => {}
            () = tokio::time::sleep(LOOK) => {}
            changed = stopping.changed() => if changed.is_err() { return },
        }
    }
}

async fn carry_out(shelf: &Shelf, handle: &Handle, job: Job, stopping: &mut watch::Receiver<bool>) {
    let Some(layers) = shelf.folder().map(Path::to_owned) else { return };
    let layer = job.layer;
    tracing::info!(%layer, round = job.round, "a layer is being made");
    let going = Arc::new(Going::new(job));
    shelf.set_going(Some(Arc::clone(&going)));
    let ended = round(shelf, handle, &layers, &going, stopping).await;
    let is_over = ended.is_some_and(|end| {
        tracing::info!(%layer, end = end.code(), "the making of a layer has ended");
        let told = going.job.end(&layers, end.clone());
        if let Err(error) = &told {
            tracing::error!(%error, %layer, "the end of an import cannot be written down");
        } else if !matches!(end, End::Done { .. }) {
            go_back(&going.job, &layers);
        }
        told.is_ok()
    });
    shelf.set_going(None);
    if !is_over && !*stopping.borrow() {
        tokio::time::sleep(AGAIN).await;
    }
}

/// A layer that was there before stays, with the job by which it was made the last time.
fn go_back(job: &Job, layers: &Path) {
    if !job.is_first() {
        let before = Job { round: job.round - 1, ..job.clone() };
        if let Err(error) = before.write(layers) {
            tracing::warn!(%error, "a correction that failed is still written down");
        }
    }
}

/// `None`: suspended, or nothing could be told.
async fn round(
    shelf: &Shelf,
    handle: &Handle,
    layers: &Path,
    going: &Arc<Going>,
    stopping: &mut watch::Receiver<bool>,
) -> Option<End> {
    let job = &going.job;
    if job.is_cancelled(layers) {
        return Some(End::Cancelled);
    }
    if handle.status().enrolled.as_ref().is_some_and(|enrolled| enrolled.provisional) {
        let sentence = "layers need a ticket: this laptop works provisionally";
        return Some(refused("layer_needs_ticket", "", &sentence));
    }
    if let Some(done) = was_done(shelf, handle, job) {
        return Some(done);
    }
    if shelf.is_nearly_full() {
        return Some(no_room());
    }
    let making = {
        let (going, layers) = (Arc::clone(going), layers.to_owned());
        tokio::task::spawn_blocking(move || going.make(&layers))
    };
    tokio::pin!(making);
    let made = loop {
        tokio::select! {
            made = &mut making => break made,
            () = tokio::time::sleep(WATCH) => {}
        }
        if *stopping.borrow() {
            going.ask_to_stop(Stop::Suspended);
        } else if job.is_cancelled(layers) {
            going.ask_to_stop(Stop::Cancelled);
        } else if shelf.is_nearly_full() {
            going.ask_to_stop(Stop::NoRoom);
        }
        job.tell(layers, &going.told());
    };
    match made {
        // Whoever cancels while the last of it is written has been told that nothing stays.
        Ok(Ok(Some(_))) if job.is_cancelled(layers) => Some(End::Cancelled),
        Ok(Ok(Some(facts))) => record(shelf, handle, layers, job, &facts, stopping).await,
        Ok(Ok(None)) => None,
        Ok(Err(end)) => Some(end),
        Err(_) => {
            let sentence = "the import stopped in an unforeseen way";
            Some(refused("internal", "", &sentence))
        }
    }
}

/// A first round whose end was cut off after everything else of it.
fn was_done(shelf: &Shelf, handle: &Handle, job: &Job) -> Option<End> {
    let (_, layer) = recording::find(handle, job.layer).filter(|_| job.is_first())?;
    let path = layer.archive_hash.shown().and_then(|hash| shelf.path(*hash))?;
    let facts = path.is_file().then(|| facts::read(&path).ok()).flatten()?;
    Some(done(&facts))
}

fn done(facts: &Facts) -> End {
    End::Done { tiles: facts.tiles(), photos: facts.photos(), bytes: facts.bytes }
}

/// The record, then the archive in its place. Done again after any end, both change nothing.
async fn record(
    shelf: &Shelf,
    handle: &Handle,
    layers: &Path,
    job: &Job,
    facts: &Facts,
    stopping: &mut watch::Receiver<bool>,
) -> Option<End> {
    loop {
        match write(handle, job, facts).await {
            Ok(replaced) => {
                if let Err(error) = put(shelf, job.archive(layers)).await {
                    tracing::error!(%error, "an archive cannot be put in its place");
                    return None;
                }
                for old in replaced.into_iter().filter(|old| *old != facts.hash) {
                    shelf.remove(old);
                }
                return Some(done(facts));
            }
            Err(CommitError::Disk | CommitError::Busy) => {
                tokio::select! {
                    () = tokio::time::sleep(AGAIN) => {}
                    _ = stopping.changed() => return None,
                }
            }
            Err(CommitError::Stopping) => return None,
            Err(error) => {
                let code = match &error {
                    CommitError::NotEnrolled => "not_enrolled",
                    CommitError::NotAllowed => "not_this_ticket",
                    CommitError::Revoked => "revoked",
                    CommitError::Closed => "operation_closed",
                    _ => "record_too_large",
                };
                return Some(refused(code, "", &error));
            }
        }
    }
}

/// The archive in its place; what is no file any more was put there before.
async fn put(shelf: &Shelf, made: PathBuf) -> Result<(), AdoptError> {
    let shelf = shelf.clone();
    let put = tokio::task::spawn_blocking(move || {
        if made.is_file() { shelf.place(&made).map(drop) } else { Ok(()) }
    });
    put.await.unwrap_or_else(|error| Err(AdoptError::Disk(io::Error::other(error))))
}

/// Archives that the layer had before.
async fn write(
    handle: &Handle,
    job: &Job,
    facts: &Facts,
) -> Result<Vec<musubi_model::layer::ArchiveHash>, CommitError> {
    let Some((document, layer)) = recording::find(handle, job.layer) else {
        recording::create(handle, job, facts).await?;
        return Ok(Vec::new());
    };
    let had: Vec<_> = layer.archive_hash.known().copied().collect();
    if had != [facts.hash] {
        recording::rerendered(handle, (document, &layer), job, facts).await?;
    }
    Ok(had)
}

/// An import that was asked for and has not ended.
pub fn waits(shelf: &Shelf, layer: RecordId) -> bool {
    let job = shelf.folder().and_then(|layers| Some((Job::read(layers, layer)?, layers)));
    job.is_some_and(|(job, layers)| job.outcome(layers).is_none())
}
