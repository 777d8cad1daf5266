//! The thread that sled lives on, and the patience of whoever asks it.
//!
//! A value is stored as format (1 byte) ‖ check (8) ‖ bytes; the check covers the key too. The
//! key `SUM` holds the exclusive-or of all checks and their number, and changes in the same
//! batch as they do.

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
                    let values = store.sum.count;
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
        let mut store = Self { sled, sum: Sum::default(), steps };
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
        let Some(value) = self.sled.get(key)? else { return Ok(None) };
        Ok(Some(opened(key, &value)?.1.to_vec()))
    }

    fn scan(&self, prefix: &[u8]) -> Result<Pairs, CacheFault> {
        let mut found = Vec::new();
        for pair in self.sled.scan_prefix(prefix) {
            let (key, value) = pair?;
            let (_, bytes) = opened(&key, &value)?;
            found.push((key[1..].to_vec(), bytes.to_vec()));
            self.steps.fetch_add(1, Ordering::Relaxed);
        }
        Ok(found)
    }

    fn write(&mut self, changes: Vec<(Vec<u8>, Option<Vec<u8>>)>) -> Result<(), CacheFault> {
        let mut batch = sled::Batch::default();
        let mut sum = self.sum;
        // The last change of a key is the one that counts.
        let changes: std::collections::BTreeMap<_, _> = changes.into_iter().collect();
        for (key, value) in changes {
            if let Some(old) = self.sled.get(&key)? {
                sum.take(opened(&key, &old)?.0);
            }
            match value {
                Some(value) => {
                    sum.add(check(&key, &value));
                    let sealed = enveloped(&key, &value);
                    batch.insert(key, sealed);
                }
                None => batch.remove(key),
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
            .write(vec![(b"va".to_vec(), Some(vec![1])), (b"vb".to_vec(), Some(vec![2]))])
            .unwrap();
        let whole = store.sum;

        store.sled.remove(b"vb").unwrap();
        assert_eq!(reopened(&mut store), Err(CacheFault::Sum));
        store.sled.insert(b"vb", enveloped(b"vb", &[3])).unwrap();
        assert_eq!(reopened(&mut store), Err(CacheFault::Sum));
        store.sled.insert(b"vb", enveloped(b"va", &[2])).unwrap();
        assert_eq!(reopened(&mut store), Err(CacheFault::Value));
        store.sled.insert(b"vb", b"x".to_vec()).unwrap();
        assert_eq!(reopened(&mut store), Err(CacheFault::Value));
        let mut later = enveloped(b"vb", &[2]);
        later[0] = FORMAT + 1;
        store.sled.insert(b"vb", later).unwrap();
        assert_eq!(reopened(&mut store), Err(CacheFault::Version));
        store.sled.insert(b"vb", enveloped(b"vb", &[2])).unwrap();
        assert_eq!(reopened(&mut store), Ok(()));
        assert!(store.sum == whole);
    }

    fn reopened(store: &mut Store) -> Result<(), CacheFault> {
        store.sum = Sum::default();
        store.look_at_everything()
    }
}
