//! sled as a cache that is never believed: what it holds can be rebuilt from the journal.
//!
//! Invariants:
//! - What a read returns is what was written under that key, or the read fails.
//! - Opening looks at every value, and at the sum over all of them that each batch carries
//!   along; so what is found stood there after *some* batch, all of it together. It may be an
//!   earlier one than the last: whoever writes views writes in the same batch how far they are
//!   applied, and goes on from there.
//! - sled runs on a thread of its own, inside `catch_unwind`, and whoever asks waits only as
//!   long as there is patience: damaged files made it panic and hang.
//! - A cache that fails is moved aside and an empty one opened, and the caller is told.
//!
//! Deliberately absent: what values mean; an index per entry; anything that is not elsewhere too.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::disk::{create_directory, sync_directory};

mod worker;

use worker::Worker;

/// How long an answer may take before the cache counts as hung.
pub const PATIENCE: Duration = Duration::from_secs(20);
/// Openings that did not come back, before the files are given up unopened.
const ATTEMPTS_MAX: u8 = 3;

/// What kind of value it is; the first byte of every key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shelf {
    /// Typed views of documents.
    Views,
    /// Automerge saves.
    Saves,
    /// How far each log is applied.
    Applied,
    /// What belongs to no document.
    Notes,
}

impl Shelf {
    const fn byte(self) -> u8 {
        match self {
            Self::Views => b'v',
            Self::Saves => b's',
            Self::Applied => b'a',
            Self::Notes => b'n',
        }
    }
}

/// Keys, without their shelf, and values.
pub type Pairs = Vec<(Vec<u8>, Vec<u8>)>;

/// One change of a batch.
#[derive(Clone, Copy, Debug)]
pub enum Change<'a> {
    Put { shelf: Shelf, key: &'a [u8], value: &'a [u8] },
    Remove { shelf: Shelf, key: &'a [u8] },
}

/// What opening found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CacheFound {
    /// There was none.
    New,
    /// Everything in it holds.
    Whole { values: u64 },
    /// It did not hold and stands aside; this one is empty.
    Replaced { fault: CacheFault, aside: PathBuf },
}

/// Why a cache is not believed any more. The remedy is [`Cache::replace`]; only `TooLarge` leaves
/// it as it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CacheFault {
    #[error("the cache gave no answer within {} s", patience.as_secs())]
    Hung { patience: Duration },
    #[error("the cache broke off in the middle of its work")]
    Panicked,
    #[error("earlier openings of the cache never came back")]
    NeverOpened,
    #[error("a value in the cache does not match its checksum")]
    Value,
    #[error("the cache lost some of what was written to it")]
    Sum,
    #[error("the cache was written by another version of this program")]
    Version,
    #[error("a value of {bytes} bytes is larger than any the cache takes")]
    TooLarge { bytes: usize },
    #[error("the cache cannot be used: {message}")]
    Sled { message: String },
}

/// The disk itself refuses; a new cache would not help.
#[derive(Debug, thiserror::Error)]
#[error("the directory {} for the cache cannot be used", directory.display())]
pub struct CacheError {
    pub directory: PathBuf,
    pub source: io::Error,
}

/// The open cache.
#[derive(Debug)]
pub struct Cache {
    directory: PathBuf,
    patience: Duration,
    generation: u32,
    worker: Worker,
}

impl Cache {
    /// Opens what is there, or an empty one.
    pub fn open(directory: &Path) -> Result<(Self, CacheFound), CacheError> {
        Self::open_within(directory, PATIENCE)
    }

    pub fn open_within(
        directory: &Path,
        patience: Duration,
    ) -> Result<(Self, CacheFound), CacheError> {
        let failed = |source| CacheError { directory: directory.to_owned(), source };
        create_directory(directory).map_err(failed)?;
        let newest = generations(directory).map_err(failed)?.into_iter().max();
        let Some(generation) = newest else {
            let worker = fresh(directory, 1, patience)?;
            return Ok((
                Self { directory: directory.to_owned(), patience, generation: 1, worker },
                CacheFound::New,
            ));
        };
        match attempt(directory, generation, patience) {
            Ok((worker, values)) => Ok((
                Self { directory: directory.to_owned(), patience, generation, worker },
                CacheFound::Whole { values },
            )),
            Err(fault) => {
                let (generation, aside) = next(directory, generation).map_err(failed)?;
                let worker = fresh(directory, generation, patience)?;
                Ok((
                    Self { directory: directory.to_owned(), patience, generation, worker },
                    CacheFound::Replaced { fault, aside },
                ))
            }
        }
    }

    pub fn get(&self, from: Shelf, key: &[u8]) -> Result<Option<Vec<u8>>, CacheFault> {
        self.worker.get(full_key(from, key))
    }

    /// All keys that begin so, in order, with their values.
    pub fn scan(&self, from: Shelf, prefix: &[u8]) -> Result<Pairs, CacheFault> {
        self.worker.scan(full_key(from, prefix))
    }

    /// All changes or none; durable only after [`Cache::flush`].
    pub fn write(&self, changes: &[Change<'_>]) -> Result<(), CacheFault> {
        let changes = changes.iter().map(|change| match *change {
            Change::Put { shelf, key, value } => (full_key(shelf, key), Some(value.to_vec())),
            Change::Remove { shelf, key } => (full_key(shelf, key), None),
        });
        self.worker.write(changes.collect())
    }

    /// Hands everything to sled's file and syncs it, which sled does not do itself.
    pub fn flush(&self) -> Result<(), CacheFault> {
        self.worker.flush(self.home())
    }

    /// Flushes and waits until sled has let go of its files.
    pub fn close(self) -> Result<(), CacheFault> {
        self.flush()?;
        self.worker.close()
    }

    /// Moves this cache aside and opens an empty one in its place.
    pub fn replace(&mut self) -> Result<PathBuf, CacheError> {
        let failed = |source| CacheError { directory: self.directory.clone(), source };
        let (generation, aside) = next(&self.directory, self.generation).map_err(failed)?;
        self.worker = fresh(&self.directory, generation, self.patience)?;
        self.generation = generation;
        Ok(aside)
    }

    fn home(&self) -> PathBuf {
        self.directory.join(generation_name(self.generation))
    }
}

fn full_key(shelf: Shelf, key: &[u8]) -> Vec<u8> {
    let mut full = Vec::with_capacity(key.len() + 1);
    full.push(shelf.byte());
    full.extend_from_slice(key);
    full
}

const ATTEMPTS: &str = "opening";

/// Opens a generation that is there. Counts the attempt, in case it takes the process along.
fn attempt(
    directory: &Path,
    generation: u32,
    patience: Duration,
) -> Result<(Worker, u64), CacheFault> {
    let counter = directory.join(ATTEMPTS);
    let attempts = fs::read(&counter).ok().and_then(|bytes| bytes.first().copied()).unwrap_or(0);
    if attempts >= ATTEMPTS_MAX {
        return Err(CacheFault::NeverOpened);
    }
    // Only a hint: where it cannot be written, the opening is merely not counted.
    fs::write(&counter, [attempts + 1]).ok();
    let opened = Worker::open(&directory.join(generation_name(generation)), patience);
    fs::remove_file(&counter).ok();
    opened
}

fn fresh(directory: &Path, generation: u32, patience: Duration) -> Result<Worker, CacheError> {
    fs::remove_file(directory.join(ATTEMPTS)).ok();
    let home = directory.join(generation_name(generation));
    match Worker::open(&home, patience) {
        Ok((worker, _)) => Ok(worker),
        Err(fault) => Err(CacheError { directory: home, source: io::Error::other(fault) }),
    }
}

/// Leaves a generation and names the next. A hung sled may still hold the old files, and some
/// systems refuse to rename these; so the next stands elsewhere, and the old is renamed if it can.
fn next(directory: &Path, generation: u32) -> io::Result<(u32, PathBuf)> {
    for old in set_aside(directory)? {
        // One bad cache is kept to look at; more would fill the disk.
        fs::remove_dir_all(old).ok();
    }
    let home = directory.join(generation_name(generation));
    let aside = directory.join(format!("{ASIDE}{generation}"));
    let stands = match fs::rename(&home, &aside) {
        Ok(()) => aside,
        Err(_) => home,
    };
    sync_directory(directory)?;
    Ok((generation + 1, stands))
}

const ASIDE: &str = "aside-";
const GENERATION: &str = "sled-";

fn generation_name(generation: u32) -> String {
    format!("{GENERATION}{generation}")
}

fn generations(directory: &Path) -> io::Result<Vec<u32>> {
    let names = names(directory)?;
    Ok(names.iter().filter_map(|name| name.strip_prefix(GENERATION)?.parse().ok()).collect())
}

fn set_aside(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let names = names(directory)?;
    Ok(names
        .iter()
        .filter(|name| name.starts_with(ASIDE))
        .map(|name| directory.join(name))
        .collect())
}

fn names(directory: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(directory)? {
        names.extend(entry?.file_name().into_string().ok());
    }
    Ok(names)
}
