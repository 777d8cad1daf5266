//! The thread that sled lives on, and the patience of whoever asks it.
//!
//! A value is stored in parts, under its key ‖ the part's number; the first part begins with how
//! many there are. *Measured*: whole values of 1 MB, each written 100 times, left 3.7 GB on disk;
//! in parts 53 MB, and six times as fast. A part is stored as format (1 byte) ‖ check (8) ‖
//! bytes; the check covers the key too. The key `SUM` holds the exclusive-or of all checks and
//! their number, and changes in the same batch as they do.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use super::{CacheFault, Pairs};
use crate::disk::sync_directory;

/// Format of keys and values. The bytes inside have versions of their own.
const FORMAT: u8 = 1;
const ENVELOPE_BYTES: usize = 9;
/// No shelf has this byte.
const SUM: &[u8] = b"\0sum";
/// What stands under one key of sled.
const PART_BYTES: usize = 4_000;
/// What sled may keep in memory of what it has read.
const MEMORY_BYTES: u64 = 8 << 20;
/// Opening reads every file; so many bytes may take a second on a slow disk.
const OPENING_BYTES_PER_SEC: u64 = 4 << 20;

type Job = Box<dyn FnOnce(&mut Store) + Send>;

/// A handle of the thread. Dropping it lets the thread end by itself.
#[derive(Debug)]
pub(super) struct Worker {
    jobs: mpsc::Sender<Job>,
    ended: mpsc::Receiver<()>,
    patience: Duration,
    steps: Arc<AtomicU64>,
}

impl Worker {
    /// Opens sled and looks at everything in it; says how many values there are.
    pub(super) fn open(home: &Path, patience: Duration) -> Result<(Self, u64), CacheFault> {
        let (jobs, queue) = mpsc::channel::<Job>();
        let (opened, opening) = mpsc::sync_channel(1);
        let (end, ended) = mpsc::sync_channel(1);
        let steps = Arc::new(AtomicU64::new(0));
        let (path, counter) = (home.to_owned(), Arc::clone(&steps));
        let spawned = thread::Builder::new().name("cache".into()).spawn(move || {
            // A panic drops the channels, which is how the other side learns of it.
            let outcome = catch_unwind(AssertUnwindSafe(|| match Store::open(&path, counter) {
                Ok(mut store) => {
                    let values = store.values;
                    opened.send(Ok(values)).ok();
                    while let Ok(job) = queue.recv() {
                        job(&mut store);
                    }
                }
                Err(fault) => {
                    opened.send(Err(fault)).ok();
                }
            }));
            if outcome.is_ok() {
                end.send(()).ok();
            }
        });
        spawned.map_err(|error| CacheFault::Sled { message: error.to_string() })?;
        let worker = Self { jobs, ended, patience, steps };
        let size = Duration::from_secs(bytes_below(home) / OPENING_BYTES_PER_SEC);
        let values = worker.wait(&opening, patience + size)??;
        Ok((worker, values))
    }

    pub(super) fn get(&self, key: Vec<u8>) -> Result<Option<Vec<u8>>, CacheFault> {
        self.ask(move |store| store.get(&key))
    }

    pub(super) fn scan(&self, prefix: Vec<u8>) -> Result<Pairs, CacheFault> {
        self.ask(move |store| store.scan(&prefix))
    }

    pub(super) fn write(&self, changes: Vec<(Vec<u8>, Option<Vec<u8>>)>) -> Result<(), CacheFault> {
        self.ask(move |store| store.write(changes))
    }

    pub(super) fn flush(&self, home: PathBuf) -> Result<(), CacheFault> {
        self.ask(move |store| store.flush(&home))
    }

    pub(super) fn close(self) -> Result<(), CacheFault> {
        let Self { jobs, ended, patience, .. } = self;
        drop(jobs);
        ended.recv_timeout(patience).map_err(|error| fault(error, patience))
    }

    fn ask<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Store) -> Result<T, CacheFault> + Send + 'static,
    ) -> Result<T, CacheFault> {
        let (answer, answered) = mpsc::sync_channel(1);
        let job: Job = Box::new(move |store| {
            answer.send(job(store)).ok();
        });
        self.jobs.send(job).map_err(|_| CacheFault::Panicked)?;
        self.wait(&answered, self.patience)?
    }

    /// Waits as long as the thread takes steps, and `patience` after the last.
    fn wait<T>(&self, answer: &mpsc::Receiver<T>, patience: Duration) -> Result<T, CacheFault> {
        loop {
            let before = self.steps.load(Ordering::Relaxed);
            match answer.recv_timeout(patience) {
                Ok(answer) => return Ok(answer),
                Err(RecvTimeoutError::Timeout) if self.steps.load(Ordering::Relaxed) != before => {}
                Err(error) => return Err(fault(error, patience)),
            }
        }
    }
}

fn fault(error: RecvTimeoutError, patience: Duration) -> CacheFault {
    match error {
        RecvTimeoutError::Timeout => CacheFault::Hung { patience },
        RecvTimeoutError::Disconnected => CacheFault::Panicked,
    }
}

/// sled and the sum over what it holds.
struct Store {
    sled: sled::Db,
    sum: Sum,
    /// How many there were when all were looked at.
    values: u64,
    steps: Arc<AtomicU64>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Sum {
    count: u64,
    checks: u64,
}

impl Sum {
    fn add(&mut self, check: u64) {
        self.count = self.count.wrapping_add(1);
        self.checks ^= check;
    }

    fn take(&mut self, check: u64) {
        self.count = self.count.wrapping_sub(1);
        self.checks ^= check;
    }

    fn bytes(self) -> [u8; 16] {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.count.to_le_bytes());
        bytes[8..].copy_from_slice(&self.checks.to_le_bytes());
        bytes
    }
}

impl Store {
    fn open(home: &Path, steps: Arc<AtomicU64>) -> Result<Self, CacheFault> {
        let sled = sled::Config::new()
            .path(home)
            .cache_capacity(MEMORY_BYTES)
            // Flushing is asked for, never left to a timer that wakes an idle laptop.
            .flush_every_ms(None)
            .open()?;
        let mut store = Self { sled, sum: Sum::default(), values: 0, steps };
        store.look_at_everything()?;
        Ok(store)
    }

    fn look_at_everything(&mut self) -> Result<(), CacheFault> {
        let mut stored = None;
        for pair in &*self.sled {
            let (key, value) = pair?;
            let (check, bytes) = opened(&key, &value)?;
            if key == SUM {
                stored = Some(bytes.to_vec());
            } else {
                self.sum.add(check);
                self.values += u64::from(key.ends_with(&[0, 0]));
            }
            self.steps.fetch_add(1, Ordering::Relaxed);
        }
        match stored {
            None if self.sum.count == 0 => Ok(()),
            Some(stored) if stored == self.sum.bytes() => Ok(()),
            _ => Err(CacheFault::Sum),
        }
    }

    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, CacheFault> {
        let Some((parts, mut value)) = self.first_part(key)? else { return Ok(None) };
        for part in 1..parts {
            let name = part_key(key, part);
            let stored = self.sled.get(&name)?.ok_or(CacheFault::Sum)?;
            value.extend_from_slice(opened(&name, &stored)?.1);
        }
        Ok(Some(value))
    }

    /// How many parts a value has, and the bytes of the first.
    fn first_part(&self, key: &[u8]) -> Result<Option<(u16, Vec<u8>)>, CacheFault> {
        let name = part_key(key, 0);
        let Some(stored) = self.sled.get(&name)? else { return Ok(None) };
        let (_, bytes) = opened(&name, &stored)?;
        let (parts, bytes) = bytes.split_first_chunk().ok_or(CacheFault::Value)?;
        Ok(Some((u16::from_le_bytes(*parts), bytes.to_vec())))
    }

    fn scan(&self, prefix: &[u8]) -> Result<Pairs, CacheFault> {
        let mut found = Vec::new();
        for name in self.sled.scan_prefix(prefix).keys() {
            let name = name?;
            // A key that is the prefix less its last bytes, and a part's number, is none of these.
            if let Some(key) = name.strip_suffix(&[0, 0]).filter(|key| key.len() >= prefix.len()) {
                let value = self.get(key)?.ok_or(CacheFault::Sum)?;
                found.push((key[1..].to_vec(), value));
            }
            self.steps.fetch_add(1, Ordering::Relaxed);
        }
        found.sort_unstable();
        Ok(found)
    }

    fn write(&mut self, changes: Vec<(Vec<u8>, Option<Vec<u8>>)>) -> Result<(), CacheFault> {
        let mut batch = sled::Batch::default();
        let mut sum = self.sum;
        // The last change of a key is the one that counts.
        let changes: BTreeMap<_, _> = changes.into_iter().collect();
        for (key, value) in changes {
            let held = self.first_part(&key)?.map_or(0, |(parts, _)| parts);
            let parts = value.map_or(Ok(Vec::new()), |value| parts(&value))?;
            for part in 0..held {
                let name = part_key(&key, part);
                let old = self.sled.get(&name)?.ok_or(CacheFault::Sum)?;
                sum.take(opened(&name, &old)?.0);
                if usize::from(part) >= parts.len() {
                    batch.remove(name);
                }
            }
            for (part, bytes) in (0..).zip(parts) {
                let name = part_key(&key, part);
                sum.add(check(&name, &bytes));
                let sealed = enveloped(&name, &bytes);
                batch.insert(name, sealed);
            }
        }
        batch.insert(SUM, enveloped(SUM, &sum.bytes()));
        self.sled.apply_batch(batch)?;
        self.sum = sum;
        Ok(())
    }

    fn flush(&self, home: &Path) -> Result<(), CacheFault> {
        self.sled.flush()?;
        sync_below(home)?;
        Ok(())
    }
}

fn part_key(key: &[u8], part: u16) -> Vec<u8> {
    [key, &part.to_be_bytes()].concat()
}

fn parts(value: &[u8]) -> Result<Vec<Vec<u8>>, CacheFault> {
    let count = value.len().div_ceil(PART_BYTES).max(1);
    let told = u16::try_from(count).map_err(|_| CacheFault::TooLarge { bytes: value.len() })?;
    let (first, rest) = value.split_at(value.len().min(PART_BYTES));
    let mut parts = vec![[&told.to_le_bytes()[..], first].concat()];
    parts.extend(rest.chunks(PART_BYTES).map(<[u8]>::to_vec));
    Ok(parts)
}

fn enveloped(key: &[u8], bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + ENVELOPE_BYTES);
    out.push(FORMAT);
    out.extend_from_slice(&check(key, bytes).to_le_bytes());
    out.extend_from_slice(bytes);
    out
}

fn opened<'a>(key: &[u8], value: &'a [u8]) -> Result<(u64, &'a [u8]), CacheFault> {
    let (envelope, bytes) = value.split_first_chunk::<ENVELOPE_BYTES>().ok_or(CacheFault::Value)?;
    let [format, stored @ ..] = *envelope;
    if format != FORMAT {
        return Err(CacheFault::Version);
    }
    let check = check(key, bytes);
    if stored == check.to_le_bytes() { Ok((check, bytes)) } else { Err(CacheFault::Value) }
}

/// Two CRCs with different beginnings; chance has to fool both.
fn check(key: &[u8], bytes: &[u8]) -> u64 {
    let half = |start: u8| {
        let mut hasher = crc32fast::Hasher::new();
        if start == 2 {
            hasher.update(bytes);
            hasher.update(key);
        } else {
            hasher.update(&(key.len() as u64).to_le_bytes());
            hasher.update(key);
            hasher.update(bytes);
        }
        hasher.update(&[start]);
        u64::from(hasher.finalize())
    };
    half(1) << 32 | half(2)
}

impl From<sled::Error> for CacheFault {
    fn from(error: sled::Error) -> Self {
        Self::Sled { message: error.to_string() }
    }
}

impl From<io::Error> for CacheFault {
    fn from(error: io::Error) -> Self {
        Self::Sled { message: error.to_string() }
    }
}

fn sync_below(directory: &Path) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_below(&entry.path())?;
            continue;
        }
        match File::options().read(true).write(true).open(entry.path()) {
            // sled removes what it has folded into something newer.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            other => other?.sync_all()?,
        }
    }
    sync_directory(directory)
}

fn bytes_below(directory: &Path) -> u64 {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    entries
        .map(|entry| match entry.metadata() {
            Ok(metadata) if metadata.is_dir() => bytes_below(&entry.path()),
            Ok(metadata) => metadata.len(),
            Err(_) => 0,
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_asks_a_hung_cache_waits_only_so_long() {
        let home = tempfile::tempdir().unwrap();
        let patience = Duration::from_millis(50);
        let (worker, _) = Worker::open(home.path(), patience).unwrap();
        let (release, held) = mpsc::channel::<()>();
        let answer = worker.ask(move |_| {
            held.recv().ok();
            Ok(())
        });
        assert_eq!(answer, Err(CacheFault::Hung { patience }));
        drop(release);
    }

    #[test]
    fn a_panic_inside_is_an_answer_and_stays_one() {
        let home = tempfile::tempdir().unwrap();
        let (worker, _) = Worker::open(home.path(), Duration::from_secs(20)).unwrap();
        let answer: Result<(), _> = worker.ask(|_| panic!("as damaged files make it do"));
        assert_eq!(answer, Err(CacheFault::Panicked));
        assert_eq!(worker.get(b"vkey".to_vec()), Err(CacheFault::Panicked));
    }

    #[test]
    fn a_lost_batch_or_a_changed_value_is_noticed() {
        let home = tempfile::tempdir().unwrap();
        let steps = Arc::new(AtomicU64::new(0));
        let mut store = Store::open(home.path(), Arc::clone(&steps)).unwrap();
        store
            .write(vec![(b"va".to_vec(), Some(vec![1])), (b"vb".to_vec(), Some(vec![2; 9_000]))])
            .unwrap();
        let whole = store.sum;

        let name = part_key(b"vb", 2);
        let held = store.sled.remove(&name).unwrap().unwrap();
        assert_eq!(reopened(&mut store), Err(CacheFault::Sum));
        store.sled.insert(&name, enveloped(&name, &[3])).unwrap();
        assert_eq!(reopened(&mut store), Err(CacheFault::Sum));
        store.sled.insert(&name, enveloped(b"va", &[2])).unwrap();
        assert_eq!(reopened(&mut store), Err(CacheFault::Value));
        store.sled.insert(&name, b"x".to_vec()).unwrap();
        assert_eq!(reopened(&mut store), Err(CacheFault::Value));
        let mut later = held.to_vec();
        later[0] = FORMAT + 1;
        store.sled.insert(&name, later).unwrap();
        assert_eq!(reopened(&mut store), Err(CacheFault::Version));
        store.sled.insert(&name, held).unwrap();
        assert_eq!(reopened(&mut store), Ok(()));
        assert!(store.sum == whole);
    }

    #[test]
    fn values_of_any_length_come_back_and_shrink_without_a_rest() {
        let home = tempfile::tempdir().unwrap();
        let mut store = Store::open(home.path(), Arc::default()).unwrap();
        let lengths = [0, 1, PART_BYTES, PART_BYTES + 1, 50_000, 3 * PART_BYTES, 2, 0];
        for (round, length) in (0_u8..).zip(lengths) {
            let value = vec![round; length];
            let beside = (b"sk\0".to_vec(), Some(vec![9; 5_000]));
            store.write(vec![(b"sk".to_vec(), Some(value.clone())), beside]).unwrap();
            assert_eq!(store.get(b"sk").unwrap(), Some(value.clone()));
            let wanted = vec![(b"k".to_vec(), value), (b"k\0".to_vec(), vec![9; 5_000])];
            assert_eq!(store.scan(b"s").unwrap(), wanted);
            assert_eq!(store.scan(b"sk").unwrap(), wanted);
            assert_eq!(store.scan(b"sk\0").unwrap(), wanted[1..]);
            assert_eq!(reopened(&mut store), Ok(()));
        }
        store.write(vec![(b"sk".to_vec(), None), (b"sk\0".to_vec(), None)]).unwrap();
        assert!(store.sum == Sum::default());
        assert_eq!(store.sled.len(), 1, "only the sum is left");
    }

    fn reopened(store: &mut Store) -> Result<(), CacheFault> {
        store.sum = Sum::default();
        store.values = 0;
        store.look_at_everything()
    }
}
