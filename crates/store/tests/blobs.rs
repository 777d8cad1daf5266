//! Blobs that come in parts: what was taken stays taken, what is not proved is refused, and nothing
//! stands under a name that is not whole.

#![expect(clippy::unwrap_used, reason = "a test may end anywhere")]

use std::fs;
use std::path::Path;

use musubi_log::blob::{BlobName, CHUNK_BYTES, ChunkList, Namer};
use musubi_store::blobs::{Blobs, Holding, TakeError, Taken};
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng as _, SeedableRng as _};

fn bytes(seed: u64, count: usize) -> Vec<u8> {
    let mut bytes = vec![0; count];
    ChaCha8Rng::seed_from_u64(seed).fill_bytes(&mut bytes);
    bytes
}

fn named(bytes: &[u8]) -> ChunkList {
    let mut namer = Namer::default();
    bytes.chunks(CHUNK_BYTES).for_each(|chunk| namer.push(chunk));
    namer.finish().unwrap()
}

fn held(blobs: &Blobs, name: &BlobName) -> Vec<u32> {
    match blobs.holding(name).unwrap() {
        Holding::Part(chunks) => (0..chunks.count()).filter(|index| chunks.has(*index)).collect(),
        other => panic!("{other:?}"),
    }
}

/// All of a folder's files with their bytes.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let read = |entry: fs::DirEntry| {
        (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())
    };
    let mut files: Vec<(String, Vec<u8>)> = entries.map(read).collect();
    files.sort();
    files
}

#[test]
fn a_blob_comes_in_any_order_over_several_starts_and_is_then_the_file_it_was() {
    for (seed, count) in [(1, 4 * CHUNK_BYTES + 99), (2, 2 * CHUNK_BYTES), (3, 700)] {
        let folder = tempfile::tempdir().unwrap();
        let blob = bytes(seed, count);
        let list = named(&blob);
        let blobs = Blobs::open(folder.path().join("blobs")).unwrap();
        assert_eq!(blobs.holding(&list.name()).unwrap(), Holding::Nothing);
        let chunks: Vec<&[u8]> = blob.chunks(CHUNK_BYTES).collect();
        let mut taken = vec![];
        for index in (0..u32::try_from(chunks.len()).unwrap()).rev() {
            // As after kill -9: whoever was here before has written nothing more.
            let mut incoming = blobs.begin(list.name(), count as u64).unwrap();
            if incoming.needs_list() {
                assert!(taken.is_empty(), "the list was lost");
                incoming.take_list(&list.to_bytes()).unwrap();
            }
            if let Some(before) = taken.last().copied() {
                let again = incoming.take(before, chunks[before as usize]).unwrap();
                assert_eq!(again, Taken::Known);
            }
            taken.push(index);
            let whole = taken.len() == chunks.len();
            let want = if whole { Taken::Whole } else { Taken::Part };
            assert_eq!(incoming.take(index, chunks[index as usize]).unwrap(), want);
            if !whole {
                let mut want = taken.clone();
                want.reverse();
                assert_eq!(held(&blobs, &list.name()), want);
            }
        }
        let whole = Holding::Whole { bytes: count as u64 };
        assert_eq!(blobs.holding(&list.name()).unwrap(), whole);
        assert_eq!(fs::read(blobs.path(&list.name())).unwrap(), blob);
        for (index, chunk) in (0..).zip(&chunks) {
            assert_eq!(blobs.chunk(&list.name(), index).unwrap().as_deref(), Some(*chunk));
        }
        assert_eq!(blobs.chunk(&list.name(), u32::MAX).unwrap(), None);
        let kept = blobs.list(&list.name(), 0, 8_192).unwrap().unwrap_or_default();
        assert_eq!(kept, list.to_bytes());
        blobs.remove(&list.name()).unwrap();
        assert_eq!(files(&folder.path().join("blobs")), []);
    }
}

#[test]
fn what_is_not_proved_is_refused_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let blob = bytes(4, 3 * CHUNK_BYTES);
    let list = named(&blob);
    let blobs = Blobs::open(folder.path().to_owned()).unwrap();
    let mut incoming = blobs.begin(list.name(), blob.len() as u64).unwrap();
    let chunk = &blob[..CHUNK_BYTES];
    assert!(matches!(incoming.take(0, chunk), Err(TakeError::NoList { .. })));
    let other = named(&bytes(5, 3 * CHUNK_BYTES)).to_bytes();
    assert!(matches!(incoming.take_list(&other), Err(TakeError::Blob(_))));
    incoming.take_list(&list.to_bytes()).unwrap();
    incoming.take(1, &blob[CHUNK_BYTES..2 * CHUNK_BYTES]).unwrap();
    let before = files(folder.path());
    let mut altered = chunk.to_vec();
    altered[CHUNK_BYTES / 2] ^= 8;
    for (index, bytes) in [(0, &altered[..]), (2, chunk), (3, chunk), (0, &chunk[..9]), (0, &[])] {
        let refused = incoming.take(index, bytes);
        assert!(matches!(refused, Err(TakeError::Chunk { .. })), "{index}: {refused:?}");
    }
    assert_eq!(files(folder.path()), before);
    for size in [0, u64::MAX] {
        assert!(matches!(blobs.begin(list.name(), size), Err(TakeError::Blob(_))), "{size}");
    }
    assert_eq!(files(folder.path()), before);
}

#[test]
fn after_a_power_cut_only_what_lies_there_is_believed() {
    let folder = tempfile::tempdir().unwrap();
    let blob = bytes(6, 5 * CHUNK_BYTES - 3);
    let list = named(&blob);
    let (name, count) = (list.name(), blob.len() as u64);
    let blobs = Blobs::open(folder.path().to_owned()).unwrap();
    let fill = |indices: &[u32]| {
        let mut incoming = blobs.begin(name, count).unwrap();
        if incoming.needs_list() {
            incoming.take_list(&list.to_bytes()).unwrap();
        }
        for index in indices {
            incoming.take(*index, blob.chunks(CHUNK_BYTES).nth(*index as usize).unwrap()).unwrap();
        }
    };
    fill(&[0, 2, 3]);
    // A block of a chunk never reached the disk, though the bit did.
    let path = blobs.part_path(&name);
    let mut part = fs::read(&path).unwrap();
    part[2 * CHUNK_BYTES + 4_096..][..4_096].fill(0);
    fs::write(&path, part).unwrap();
    assert_eq!(held(&blobs, &name), [0, 2, 3]);
    drop(blobs.begin(name, count).unwrap());
    assert_eq!(held(&blobs, &name), [0, 3]);

    // Bits of another length, or none at all: everything is fetched again.
    fs::write(folder.path().join(format!("{name}.have")), [255, 255]).unwrap();
    assert_eq!(blobs.holding(&name).unwrap(), Holding::Nothing);
    fill(&[]);
    assert_eq!(held(&blobs, &name), [0_u32; 0]);

    // A torn list is asked for again, and so is a part whose length is wrong.
    fs::write(folder.path().join(format!("{name}.list")), &list.to_bytes()[..33]).unwrap();
    assert!(blobs.begin(name, count).unwrap().needs_list());
    fill(&[1]);
    fs::write(blobs.part_path(&name), b"short").unwrap();
    fill(&[]);
    assert_eq!(held(&blobs, &name), [0_u32; 0]);
    fill(&[0, 1, 2, 3, 4]);
    assert_eq!(fs::read(blobs.path(&name)).unwrap(), blob);
}

#[test]
fn a_finished_file_is_taken_over_under_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = Blobs::open(folder.path().join("blobs")).unwrap();
    for (seed, count) in [(7, 2 * CHUNK_BYTES + 1), (8, CHUNK_BYTES), (9, 1)] {
        let blob = bytes(seed, count);
        let path = folder.path().join("archive");
        for _ in 0..2 {
            fs::write(&path, &blob).unwrap();
            let list = blobs.adopt(&path).unwrap();
            assert_eq!(list, named(&blob));
            assert!(!path.exists());
            assert_eq!(fs::read(blobs.path(&list.name())).unwrap(), blob);
        }
    }
    let empty = folder.path().join("empty");
    fs::write(&empty, []).unwrap();
    assert!(blobs.adopt(&empty).is_err());
    assert!(empty.exists());
}
