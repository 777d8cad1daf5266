//! Archives: what we write is read back; what others claim is checked.

use super::made::{Made, hills};
use super::{Layer, rendered, request};
use musubi_imagery::pmtiles::{Archive, ArchiveError};
use musubi_imagery::tile::Tile;

fn layer(folder: &std::path::Path) -> Layer {
    let image = Made::new(500, 400, 3).write(&folder.join("a.tif"), hills);
    let mut request = request(&[image], &folder.join("a.pmtiles"));
    request.zooms.min = Some(12);
    rendered(request)
}

#[test]
fn an_archive_is_clustered_counted_and_bounded() {
    let folder = tempfile::tempdir().unwrap();
    let layer = layer(folder.path());
    let header = layer.archive.header();
    assert_eq!((header.clustered, header.tile_type, header.internal_compression), (1, 2, 2));
    assert_eq!((header.min_zoom, header.max_zoom), (12, 21));
    assert_eq!(header.addressed, layer.tiles.len() as u64);
    assert_eq!(header.root.0, 127);
    assert!(header.root.0 + header.root.1 <= 16_384);
    let bytes = std::fs::metadata(folder.path().join("a.pmtiles")).unwrap().len();
    assert_eq!(header.tiles.0 + header.tiles.1, bytes);
    let [west, south, east, north] = header.bounds;
    assert!(west < east && south < north && header.center[0] > west && header.center[1] < north);
    // Coarse zooms come first in the file.
    let mut last = 0;
    let mut tiles: Vec<Tile> = layer.tiles.keys().copied().collect();
    tiles.sort_by_key(|tile| tile.id());
    for tile in tiles {
        let (at, _) = layer.archive.place(tile).unwrap().unwrap();
        assert!(at >= last);
        last = at;
    }
    assert_eq!(layer.archive.tile(Tile::new(21, 0, 0).unwrap()).unwrap(), None);
    assert_eq!(layer.metadata["name"], "試験");
    assert_eq!(layer.metadata["type"], "baselayer");
}

fn opened(bytes: &[u8], folder: &std::path::Path) -> Result<(), ArchiveError> {
    let path = folder.join("lie.pmtiles");
    std::fs::write(&path, bytes).unwrap();
    let archive = Archive::open(&path)?;
    archive.metadata()?;
    archive.check(|_| {})
}

#[test]
fn a_lying_header_or_directory_is_not_believed() {
    let folder = tempfile::tempdir().unwrap();
    layer(folder.path());
    let good = std::fs::read(folder.path().join("a.pmtiles")).unwrap();
    opened(&good, folder.path()).unwrap();
    let lie = |at: usize, value: &[u8]| {
        let mut bytes = good.clone();
        bytes[at..at + value.len()].copy_from_slice(value);
        opened(&bytes, folder.path()).unwrap_err().code()
    };
    let long = |value: u64| value.to_le_bytes();
    assert_eq!(lie(0, b"Q"), "not-an-archive");
    assert_eq!(lie(7, &[2]), "not-an-archive");
    assert_eq!(lie(16, &long(u64::MAX)), "truncated");
    assert_eq!(lie(8, &long(good.len() as u64)), "truncated");
    assert_eq!(lie(16, &long(3)), "bad-directory");
    assert_eq!(lie(64, &long(10)), "bad-directory");
    assert_eq!(lie(72, &long(5)), "bad-directory");
    assert_eq!(lie(80, &long(999_999)), "bad-directory");
    assert_eq!(lie(97, &[3]), "archive-compression");
    assert_eq!(lie(101, &[3]), "bad-directory");
    assert_eq!(lie(101, &[200]), "bad-directory");
    assert_eq!(opened(&good[..100], folder.path()).unwrap_err().code(), "not-an-archive");
    assert_eq!(opened(&good[..good.len() - 1], folder.path()).unwrap_err().code(), "truncated");
}

/// Uncompressed directories of our own making, each with one lie.
#[test]
fn directories_that_overlap_circle_or_overflow_are_not_believed() {
    let folder = tempfile::tempdir().unwrap();
    let archive = |root: &[u8], leaves: &[u8]| {
        let mut bytes = b"PMTiles\x03".to_vec();
        let leaf_at = 127 + root.len() as u64;
        let tiles_at = leaf_at + leaves.len() as u64;
        for (at, length) in
            [(127, root.len() as u64), (127, 0), (leaf_at, leaves.len() as u64), (tiles_at, 100)]
        {
            bytes.extend(at.to_le_bytes());
            bytes.extend(length.to_le_bytes());
        }
        bytes.extend([0; 24]);
        bytes.extend([1, 1, 1, 2, 0, 3]);
        bytes.extend([0; 25]);
        bytes.extend(root);
        bytes.extend(leaves);
        bytes.extend([7; 100]);
        opened(&bytes, folder.path())
    };
    // count, ids, runs, lengths, offsets
    archive(&[2, 0, 1, 1, 4, 50, 50, 1, 0], &[]).unwrap();
    for (lie, root) in [
        ("no entries", vec![0]),
        ("more entries than bytes", vec![0xFF, 0xFF, 0x3F, 1, 1]),
        ("an id twice", vec![2, 1, 0, 1, 1, 50, 50, 1, 0]),
        ("runs that overlap", vec![2, 0, 1, 2, 1, 50, 50, 1, 0]),
        ("a tile of no bytes", vec![1, 0, 1, 0, 1]),
        ("a tile beyond the data", vec![1, 0, 1, 101, 1]),
        ("a place beyond the data", vec![1, 0, 1, 50, 52]),
        ("a contiguous first entry", vec![1, 0, 1, 50, 0]),
        (
            "a number without end",
            vec![1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
        ),
        ("bytes after the end", vec![1, 0, 1, 50, 1, 9]),
        ("a zoom beyond the header's", vec![1, 0xFF, 0xFF, 3, 1, 50, 1]),
    ] {
        let error = archive(&root, &[]).unwrap_err();
        assert_eq!(error.code(), "bad-directory", "{lie}");
    }
    // A leaf that points to itself.
    let circle = [1, 0, 0, 5, 1];
    assert_eq!(archive(&circle, &circle).unwrap_err().code(), "bad-directory");
    // A leaf that begins elsewhere than its pointer says.
    let leaf = [1, 3, 1, 50, 1];
    assert_eq!(archive(&circle, &leaf).unwrap_err().code(), "bad-directory");
}

/// Whatever byte before the tiles is changed, reading ends in an answer or an error.
#[test]
fn no_changed_byte_makes_a_reader_panic() {
    let folder = tempfile::tempdir().unwrap();
    let layer = layer(folder.path());
    let good = std::fs::read(folder.path().join("a.pmtiles")).unwrap();
    let front = layer.archive.header().tiles.0 as usize;
    let path = folder.path().join("changed.pmtiles");
    for at in 0..front {
        for value in [0, 0x7F, 0xFF] {
            let mut bytes = good.clone();
            bytes[at] = value;
            std::fs::write(&path, &bytes).unwrap();
            let Ok(archive) = Archive::open(&path) else { continue };
            let _ = (archive.check(|_| {}), archive.metadata());
            for tile in layer.tiles.keys().step_by(9) {
                let _ = archive.tile(*tile);
            }
        }
    }
}
