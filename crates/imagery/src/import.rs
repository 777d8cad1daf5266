//! An import that runs: images in, an archive out, tiles readable meanwhile.
//!
//! [`Import::prepare`] opens and checks everything and writes nothing. [`Import::run`] blocks,
//! with as many threads as it is given, while others ask [`Import::progress`], read tiles or
//! cancel. Beside the archive lie, until it is there, `….tiles` (finished tiles, `spool`) and
//! `….rows0`, `….rows1`, … (blocks of images that only come row by row).
//!
//! What always holds: an archive is there whole or not at all; a killed import goes on where it
//! was and ends in the very same bytes; a cancelled or failed one leaves nothing behind.

mod above;
mod unit;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use above::Above;
use unit::Worker;

use crate::block::Damage;
use crate::cache::Cache;
use crate::encode::Format;
use crate::footprint::Footprint;
use crate::metadata::{self, Words};
use crate::plan::{self, Plan, Zooms};
use crate::pmtiles;
use crate::refusal::{Reason, Refusal, file_name};
use crate::source::{Hints, Scene};
use crate::spool::{Quarter, Spool};
use crate::tile::Tile;

/// Decoded blocks kept in memory, whatever the size of the images.
const CACHE_BYTES: usize = 144 << 20;
pub const IMAGES_MAX: usize = 512;
/// Changes when the same images would give other tiles.
const RENDERER: u32 = 1;

const GO_ON: u8 = 0;
const CANCEL: u8 = 1;
const SUSPEND: u8 = 2;

/// What is to be imported, and how.
#[derive(Clone, Debug)]
pub struct Request {
    /// One image or several that form one layer; later ones lie on top.
    pub images: Vec<PathBuf>,
    /// Where the archive is to be.
    pub archive: PathBuf,
    pub format: Format,
    pub zooms: Zooms,
    pub hints: Hints,
    pub words: Words,
    pub threads: usize,
}

/// Why an import ended without an archive.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("cancelled")]
    Cancelled,
    #[error("suspended")]
    Suspended,
    #[error("{file}: {damage}")]
    Damaged { file: String, damage: Arc<Damage> },
    #[error("the images show nothing")]
    Empty,
    #[error("cannot write: {0}")]
    Unwritable(#[source] io::Error),
}

impl ImportError {
    /// Stable; the name of the sentence for people.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Cancelled => "cancelled",
            Self::Suspended => "suspended",
            Self::Damaged { .. } => "damaged",
            Self::Empty => "shows-nothing",
            Self::Unwritable(_) => "unwritable",
        }
    }
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub stage: Stage,
    /// Units of work.
    pub done: usize,
    pub total: usize,
    /// From the pace so far; unknown until there is one.
    pub left_ms: Option<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Strips and pictures are laid as blocks first.
    Reading,
    Rendering,
    Writing,
    Done,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Finished {
    pub tiles: u64,
    pub bytes: u64,
}

pub struct Import {
    request: Request,
    plan: Plan,
    images: Vec<metadata::Image>,
    work: [u8; 32],
    /// Taken by the run.
    scenes: Mutex<Option<Vec<Scene>>>,
    /// While it runs.
    spool: Mutex<Option<Spool>>,
    done: AtomicUsize,
    /// Done by an earlier run, which says nothing about this one's pace.
    resumed: AtomicUsize,
    stage: AtomicUsize,
    stop: AtomicU8,
}

impl Import {
    /// Opens and checks the images. Nothing is written.
    pub fn prepare(request: Request) -> Result<Self, Refusal> {
        let first = request.images.first().map_or(Path::new(""), PathBuf::as_path);
        if request.images.is_empty() || request.images.len() > IMAGES_MAX {
            return Err(Refusal::of(first, Reason::NotAnImage));
        }
        let scenes: Vec<Scene> = request
            .images
            .iter()
            .map(|image| Scene::open(image, &request.hints))
            .collect::<Result<_, _>>()?;
        let plan = plan::plan(&scenes, request.zooms)?;
        let work = work(&request, &plan)?;
        Ok(Self {
            images: metadata::images(&scenes),
            plan,
            work,
            scenes: Mutex::new(Some(scenes)),
            spool: Mutex::new(None),
            done: AtomicUsize::new(0),
            resumed: AtomicUsize::new(0),
            stage: AtomicUsize::new(0),
            stop: AtomicU8::new(GO_ON),
            request,
        })
    }

    /// West, south, east, north in degrees.
    pub fn bounds(&self) -> [f64; 4] {
        self.plan.bounds
    }

    pub fn zooms(&self) -> (u8, u8) {
        (self.plan.min_zoom, self.plan.max_zoom)
    }

    /// Metres on the ground between pixels.
    pub fn gsd_m(&self) -> f64 {
        self.plan.gsd
    }

    pub fn images(&self) -> &[metadata::Image] {
        &self.images
    }

    /// `elapsed_ms` is how long the run has been going on.
    pub fn progress(&self, elapsed_ms: u64) -> Progress {
        let done = self.done.load(Ordering::Relaxed);
        let total = self.plan.units.len();
        let fresh = (done - self.resumed.load(Ordering::Relaxed).min(done)) as u64;
        let stage = match self.stage.load(Ordering::Relaxed) {
            0 => Stage::Reading,
            1 => Stage::Rendering,
            2 => Stage::Writing,
            _ => Stage::Done,
        };
        let rendering = stage == Stage::Rendering && fresh > 0;
        let left_ms = rendering.then(|| elapsed_ms * (total - done) as u64 / fresh);
        Progress { stage, done, total, left_ms }
    }

    /// The run ends soon and removes what it wrote.
    pub fn cancel(&self) {
        self.stop.store(CANCEL, Ordering::Relaxed);
    }

    /// The run ends soon and leaves what it wrote to a later one.
    pub fn suspend(&self) {
        let _ = self.stop.compare_exchange(GO_ON, SUSPEND, Ordering::Relaxed, Ordering::Relaxed);
    }

    /// A tile that is already there.
    pub fn tile(&self, tile: Tile) -> io::Result<Option<Vec<u8>>> {
        match &*lock(&self.spool) {
            Some(spool) => spool.tile(tile.id()),
            None => Ok(None),
        }
    }

    /// Renders what is missing and writes the archive. Only one call does the work.
    pub fn run(&self) -> Result<Finished, ImportError> {
        let scenes = lock(&self.scenes).take().expect("an import is run once");
        let result = self.run_with(scenes);
        *lock(&self.spool) = None;
        // The archive is there, or nothing is to be left.
        if !matches!(result, Err(ImportError::Suspended)) {
            let _ = std::fs::remove_file(self.beside("tiles"));
        }
        for index in 0..self.request.images.len() {
            let _ = std::fs::remove_file(self.beside(&format!("rows{index}")));
        }
        if result.is_ok() {
            self.stage.store(3, Ordering::Relaxed);
        }
        result
    }

    fn run_with(&self, mut scenes: Vec<Scene>) -> Result<Finished, ImportError> {
        for (index, scene) in scenes.iter_mut().enumerate() {
            if scene.needs_relaying() {
                let scratch = self.beside(&format!("rows{index}"));
                let relaid = scene.relay(&scratch, &|| self.stopped());
                relaid.map_err(|damage| self.damaged(index, Arc::new(damage)))?;
            }
        }
        self.stage.store(1, Ordering::Relaxed);
        let (above, finished) = self.open_spool()?;
        self.render(&scenes, &above, &finished)?;
        self.stage.store(2, Ordering::Relaxed);
        let above = above.into_inner().unwrap_or_else(PoisonError::into_inner);
        let footprint = match above.shown() {
            Some(shown) if scenes.iter().any(Scene::may_be_transparent) => shown.footprint(),
            _ => Footprint::of_edges(scenes.iter().map(plan::edge).collect()),
        };
        self.write(&footprint)
    }

    fn beside(&self, ending: &str) -> PathBuf {
        self.request.archive.with_added_extension(ending)
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed) != GO_ON
    }

    fn ended(&self) -> ImportError {
        match self.stop.load(Ordering::Relaxed) {
            SUSPEND => ImportError::Suspended,
            _ => ImportError::Cancelled,
        }
    }

    fn damaged(&self, index: usize, damage: Arc<Damage>) -> ImportError {
        if self.stopped() {
            return self.ended();
        }
        ImportError::Damaged { file: file_name(&self.request.images[index]), damage }
    }

    /// What an earlier run finished counts, from its spool.
    fn open_spool(&self) -> Result<(Mutex<Above>, Vec<bool>), ImportError> {
        let units = &self.plan.units;
        let mut above = Above::new(&self.plan, self.request.format);
        let mut finished = vec![false; units.len()];
        let mut folded: Vec<(Tile, Quarter)> = Vec::new();
        let opened = Spool::open(&self.beside("tiles"), &self.work, |id, quarter| {
            let Some(unit) = Tile::from_id(id) else { return };
            if let Ok(index) = units.binary_search_by_key(&id, |unit| unit.id())
                && !finished[index]
            {
                finished[index] = true;
                folded.push((unit, quarter));
            }
        });
        let mut spool = opened.map_err(ImportError::Unwritable)?;
        let done = folded.len();
        for (unit, quarter) in folded {
            above
                .fold(unit, quarter, &mut |tile, bytes| spool.put_above(tile.id(), bytes))
                .map_err(ImportError::Unwritable)?;
        }
        self.resumed.store(done, Ordering::Relaxed);
        self.done.store(done, Ordering::Relaxed);
        *lock(&self.spool) = Some(spool);
        Ok((Mutex::new(above), finished))
    }

    fn with_spool<T>(&self, work: impl FnOnce(&mut Spool) -> T) -> T {
        work(lock(&self.spool).as_mut().expect("opened before anything is rendered"))
    }

    fn render(
        &self,
        scenes: &[Scene],
        above: &Mutex<Above>,
        finished: &[bool],
    ) -> Result<(), ImportError> {
        let cache = Cache::new(CACHE_BYTES);
        let next = AtomicUsize::new(0);
        let failure: Mutex<Option<ImportError>> = Mutex::new(None);
        let work = || {
            let mut worker = Worker::new(scenes, &self.plan, &cache, self.request.format);
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                if self.stopped() || index >= self.plan.units.len() || lock(&failure).is_some() {
                    return;
                }
                if finished[index] {
                    continue;
                }
                if let Err(error) = self.unit(&mut worker, self.plan.units[index], above) {
                    lock(&failure).get_or_insert(error);
                    return;
                }
                self.done.fetch_add(1, Ordering::Relaxed);
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..self.request.threads.max(1) {
                scope.spawn(work);
            }
            work();
        });
        let failure = failure.into_inner().unwrap_or_else(PoisonError::into_inner);
        match failure {
            Some(error) => Err(error),
            None if self.stopped() => Err(self.ended()),
            None => Ok(()),
        }
    }

    fn unit(
        &self,
        worker: &mut Worker<'_>,
        unit: Tile,
        above: &Mutex<Above>,
    ) -> Result<(), ImportError> {
        let rendered = worker
            .render(unit, &|| self.stopped())
            .map_err(|(index, damage)| self.damaged(index, damage))?;
        // A unit that was cut short must not be remembered.
        if self.stopped() {
            return Err(self.ended());
        }
        let quarter = rendered.quarter.as_deref();
        self.with_spool(|spool| spool.put_unit(unit.id(), quarter, &rendered.tiles))
            .map_err(ImportError::Unwritable)?;
        lock(above)
            .fold(unit, rendered.quarter, &mut |tile, bytes| {
                self.with_spool(|spool| spool.put_above(tile.id(), bytes))
            })
            .map_err(ImportError::Unwritable)
    }

    fn write(&self, footprint: &Footprint) -> Result<Finished, ImportError> {
        let places: Vec<(u64, u64, u32)> = self.with_spool(|spool| spool.tiles().collect());
        if places.is_empty() {
            return Err(ImportError::Empty);
        }
        let tiles: Vec<(u64, u32)> = places.iter().map(|(id, _, bytes)| (*id, *bytes)).collect();
        let Request { words, format, hints, archive, .. } = &self.request;
        let images = self.images.clone();
        let metadata = metadata::json(words, *format, &self.plan, images, hints.offset, footprint);
        let contents = pmtiles::Contents {
            tile_type: format.tile_type(),
            bounds: self.plan.bounds,
            metadata: &metadata,
            tiles: &tiles,
        };
        pmtiles::write(archive, &contents, |index| {
            let (_, at, bytes) = places[index];
            self.with_spool(|spool| spool.read(at, bytes))
        })
        .map_err(ImportError::Unwritable)?;
        let bytes = std::fs::metadata(archive).map_err(ImportError::Unwritable)?.len();
        Ok(Finished { tiles: tiles.len() as u64, bytes })
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Names the work: the same images, rendered in the same way. An image is the same where its
/// name, length, time of change and first bytes are.
fn work(request: &Request, plan: &Plan) -> Result<[u8; 32], Refusal> {
    let mut hash = blake3::Hasher::new();
    let Hints { fourth_band, crs, offset } = &request.hints;
    let how = format!(
        "{RENDERER} {:?} {fourth_band:?} {crs:?} {offset:?} {:?} {} {}",
        request.format, plan.bounds, plan.min_zoom, plan.max_zoom
    );
    hash.update(how.as_bytes());
    for image in &request.images {
        let identity = (|| {
            use std::io::Read;
            let file = std::fs::File::open(image)?;
            let metadata = file.metadata()?;
            let changed = metadata.modified()?.duration_since(std::time::UNIX_EPOCH);
            let mut start = Vec::new();
            file.take(65_536).read_to_end(&mut start)?;
            let times = format!("{:?} {} {:?}", image.file_name(), metadata.len(), changed);
            io::Result::Ok((times, start))
        })();
        let (times, start) = identity.map_err(|error| Refusal::of(image, error))?;
        hash.update(times.as_bytes());
        hash.update(&start);
    }
    Ok(*hash.finalize().as_bytes())
}
