//! The cache with its files deleted, cut and bit-flipped: it reopens, and never lies.

#![expect(clippy::unwrap_used, reason = "a test may end anywhere")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use musubi_store::cache::{Cache, CacheFault, CacheFound, Change, Shelf};

/// Long for a test, short for a person who waits for it.
const PATIENCE: Duration = Duration::from_secs(3);

type Values = BTreeMap<Vec<u8>, Vec<u8>>;

fn open(directory: &Path) -> (Cache, CacheFound) {
    Cache::open_within(directory, PATIENCE).unwrap()
}

/// Forty batches of overwriting values, as views are written; what stood there after each.
fn fill(directory: &Path) -> Vec<Values> {
    let (cache, found) = open(directory);
    assert_eq!(found, CacheFound::New);
    let mut states = vec![Values::new()];
    for round in 0..40_u32 {
        let batch: Vec<(Vec<u8>, Vec<u8>)> = (0..25_u32)
            .map(|at| {
                let key = (at * 7 + round % 5).to_be_bytes().to_vec();
                let value = round.to_le_bytes().repeat(20 + at as usize);
                (key, value)
            })
            .collect();
        let changes: Vec<Change<'_>> = batch
            .iter()
            .map(|(key, value)| Change::Put { shelf: Shelf::Views, key, value })
            .collect();
        cache.write(&changes).unwrap();
        cache.flush().unwrap();
        let mut state = states.last().unwrap().clone();
        state.extend(batch);
        states.push(state);
    }
    cache.close().unwrap();
    states
}

fn files(directory: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

#[derive(Debug, Default)]
struct Outcomes {
    whole: usize,
    /// As it was after an earlier batch.
    older: usize,
    replaced: usize,
    faults: BTreeMap<String, usize>,
}

/// Opens a damaged copy. What is read stood there after some batch, all of it together; and
/// afterwards there is a cache to work with.
fn check(directory: &Path, states: &[Values], what: &str, outcomes: &mut Outcomes) {
    let (mut cache, found) = open(directory);
    match found {
        CacheFound::Whole { .. } => {
            if let Ok(read) = cache.scan(Shelf::Views, b"") {
                let read: Values = read.into_iter().collect();
                assert!(states.contains(&read), "{what}: never stood there like this");
                let count = if Some(&read) == states.last() {
                    &mut outcomes.whole
                } else {
                    &mut outcomes.older
                };
                *count += 1;
            } else {
                cache.replace().unwrap();
                outcomes.replaced += 1;
            }
        }
        CacheFound::Replaced { fault, aside } => {
            assert!(aside.is_dir(), "{what}");
            outcomes.replaced += 1;
            let name = match fault {
                CacheFault::Sled { .. } => "sled".to_owned(),
                fault => format!("{fault:?}"),
            };
            *outcomes.faults.entry(name).or_default() += 1;
        }
        CacheFound::New => {}
    }
    cache.write(&[Change::Put { shelf: Shelf::Notes, key: b"after", value: b"ward" }]).unwrap();
    assert_eq!(cache.get(Shelf::Notes, b"after").unwrap().unwrap(), b"ward", "{what}");
    cache.flush().unwrap();
}

#[test]
fn what_was_written_is_read_back_after_reopening() {
    let home = tempfile::tempdir().unwrap();
    let values = fill(home.path()).pop().unwrap();
    let (cache, found) = open(home.path());
    assert_eq!(found, CacheFound::Whole { values: values.len() as u64 });
    let read: Values = cache.scan(Shelf::Views, b"").unwrap().into_iter().collect();
    assert_eq!(read, values);
    let (key, value) = values.first_key_value().unwrap();
    assert_eq!(cache.get(Shelf::Views, key).unwrap().as_ref(), Some(value));
    assert_eq!(cache.get(Shelf::Saves, key).unwrap(), None);
    cache.write(&[Change::Remove { shelf: Shelf::Views, key }]).unwrap();
    assert_eq!(cache.get(Shelf::Views, key).unwrap(), None);
    cache.close().unwrap();
    let (_, found) = open(home.path());
    assert_eq!(found, CacheFound::Whole { values: values.len() as u64 - 1 });
}

#[test]
fn a_cache_whose_files_were_deleted_is_replaced_or_empty() {
    let home = tempfile::tempdir().unwrap();
    let states = fill(home.path());
    let mut outcomes = Outcomes::default();
    for at in 0..files(home.path()).len() {
        let damaged = tempfile::tempdir().unwrap();
        copy(home.path(), damaged.path());
        let file = files(damaged.path()).swap_remove(at);
        fs::remove_file(&file).unwrap();
        check(damaged.path(), &states, &format!("without {}", file.display()), &mut outcomes);
    }
    println!("{outcomes:?}");
}

#[test]
fn a_cut_cache_is_replaced_or_whole() {
    let home = tempfile::tempdir().unwrap();
    let states = fill(home.path());
    let mut outcomes = Outcomes::default();
    for at in 0..files(home.path()).len() {
        let length = fs::metadata(&files(home.path())[at]).unwrap().len();
        for part in 0..8 {
            let damaged = tempfile::tempdir().unwrap();
            copy(home.path(), damaged.path());
            let file = files(damaged.path()).swap_remove(at);
            fs::File::options()
                .write(true)
                .open(&file)
                .unwrap()
                .set_len(length * part / 8)
                .unwrap();
            let what = format!("{} cut to {part}/8", file.display());
            check(damaged.path(), &states, &what, &mut outcomes);
        }
    }
    println!("{outcomes:?}");
    assert!(outcomes.replaced > 0, "no cut was noticed");
}

#[test]
fn a_cache_with_a_flipped_bit_is_replaced_or_whole() {
    let home = tempfile::tempdir().unwrap();
    let states = fill(home.path());
    let mut outcomes = Outcomes::default();
    for at in 0..files(home.path()).len() {
        let bytes = fs::read(&files(home.path())[at]).unwrap();
        // Mostly where something stands: zeros are room that sled has not used yet.
        let used: Vec<usize> = (0..bytes.len()).filter(|&byte| bytes[byte] != 0).collect();
        for part in 0..60 {
            let Some(&byte) = used.get(used.len() * part / 60) else { break };
            let damaged = tempfile::tempdir().unwrap();
            copy(home.path(), damaged.path());
            let file = files(damaged.path()).swap_remove(at);
            let mut bytes = bytes.clone();
            bytes[byte] ^= 1 << (part % 8);
            fs::write(&file, bytes).unwrap();
            let what = format!("bit {} of byte {byte} of {}", part % 8, file.display());
            check(damaged.path(), &states, &what, &mut outcomes);
        }
    }
    println!("{outcomes:?}");
    assert!(outcomes.replaced > 0, "no flip was noticed");
}
