//! Kills, cancels, tiles while it runs.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::made::{Made, hills};
use super::{Layer, listing, request};
use musubi_imagery::import::{Import, ImportError, Request, Stage};
use musubi_imagery::tile::Tile;

fn image(folder: &Path) -> PathBuf {
    let made = Made { tile: Some((256, 256)), ..Made::new(2_600, 2_300, 4) };
    made.write(&folder.join("large.tif"), |x, y, band| {
        if band == 3 { u16::from(x + 2 * y > 700) * 255 } else { hills(x, y, band) }
    })
}

fn wanted(folder: &Path, name: &str) -> Request {
    let mut request = request(&[folder.join("large.tif")], &folder.join(name));
    request.zooms.min = Some(16);
    request
}

const CHILD: &str = "MUSUBI_IMAGERY_CHILD";

/// Not a test by itself: the process that the next one kills.
#[test]
#[expect(clippy::disallowed_methods, reason = "how a test tells its child what to do")]
fn a_child_renders() {
    if let Ok(folder) = std::env::var(CHILD) {
        let request = wanted(Path::new(&folder), "killed.pmtiles");
        Import::prepare(request).unwrap().run().unwrap();
    }
}

#[test]
fn a_killed_import_goes_on_and_ends_in_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    image(folder.path());
    Import::prepare(wanted(folder.path(), "whole.pmtiles")).unwrap().run().unwrap();
    let whole = std::fs::read(folder.path().join("whole.pmtiles")).unwrap();
    let spool = folder.path().join("killed.pmtiles.tiles");
    let mut before = 0;
    for share in [10, 50, 90] {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["resuming::a_child_renders", "--exact"])
            .env(CHILD, folder.path())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let enough = whole.len() as u64 * share / 100;
        loop {
            let length = std::fs::metadata(&spool).map_or(0, |metadata| metadata.len());
            if length > enough || child.try_wait().unwrap().is_some() {
                break;
            }
            std::thread::yield_now();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(!folder.path().join("killed.pmtiles").exists(), "no archive before it is whole");
        let length = std::fs::metadata(&spool).unwrap().len();
        assert!(length >= before, "what was done is not done again");
        before = length;
    }
    let import = Import::prepare(wanted(folder.path(), "killed.pmtiles")).unwrap();
    import.run().unwrap();
    assert!(std::fs::read(folder.path().join("killed.pmtiles")).unwrap() == whole);
    assert_eq!(listing(folder.path()), ["killed.pmtiles", "large.tif", "whole.pmtiles"]);
}

/// A power cut leaves any prefix of the spool, or a hole in it.
#[test]
fn any_torn_spool_is_gone_on_from() {
    let folder = tempfile::tempdir().unwrap();
    image(folder.path());
    let spool = folder.path().join("torn.pmtiles.tiles");
    Import::prepare(wanted(folder.path(), "whole.pmtiles")).unwrap().run().unwrap();
    let whole = std::fs::read(folder.path().join("whole.pmtiles")).unwrap();

    let import = Import::prepare(wanted(folder.path(), "torn.pmtiles")).unwrap();
    let half = import.progress(0).total / 2;
    std::thread::scope(|scope| {
        let run = scope.spawn(|| import.run());
        while import.progress(0).done < half && !run.is_finished() {
            std::thread::yield_now();
        }
        import.suspend();
        assert!(matches!(run.join().unwrap(), Err(ImportError::Suspended)));
    });
    let kept = std::fs::read(&spool).unwrap();
    let seed = 4;
    println!("seed {seed}");
    let mut chance = ChaCha8Rng::seed_from_u64(seed);
    for round in 0..5 {
        let mut torn = kept.clone();
        let at = chance.next_u64() as usize % torn.len();
        match round % 3 {
            0 => torn.truncate(at),
            1 => torn[at] ^= 0x40,
            _ => {
                let end = torn.len().min(at + 4_096);
                torn[at..end].fill(0);
            }
        }
        std::fs::write(&spool, torn).unwrap();
        Import::prepare(wanted(folder.path(), "torn.pmtiles")).unwrap().run().unwrap();
        let bytes = std::fs::read(folder.path().join("torn.pmtiles")).unwrap();
        assert!(bytes == whole, "round {round} at {at}");
        assert!(!spool.exists());
    }
}

#[test]
fn a_spool_of_other_work_does_not_count() {
    let folder = tempfile::tempdir().unwrap();
    image(folder.path());
    let archive = |name: &str| std::fs::read(folder.path().join(name)).unwrap();
    Import::prepare(wanted(folder.path(), "whole.pmtiles")).unwrap().run().unwrap();
    let suspended = Import::prepare(wanted(folder.path(), "other.pmtiles")).unwrap();
    std::thread::scope(|scope| {
        let run = scope.spawn(|| suspended.run());
        while suspended.progress(0).done < 2 && !run.is_finished() {
            std::thread::yield_now();
        }
        suspended.suspend();
        run.join().unwrap().unwrap_err();
    });
    // The same name, another picture.
    let made = Made { tile: Some((256, 256)), ..Made::new(2_600, 2_300, 4) };
    made.write(&folder.path().join("large.tif"), |x, y, band| {
        if band == 3 { 255 } else { 255 - hills(x, y, band) }
    });
    Import::prepare(wanted(folder.path(), "other.pmtiles")).unwrap().run().unwrap();
    Import::prepare(wanted(folder.path(), "again.pmtiles")).unwrap().run().unwrap();
    assert!(archive("other.pmtiles") == archive("again.pmtiles"));
    assert!(archive("other.pmtiles") != archive("whole.pmtiles"));
}

#[test]
fn tiles_are_readable_while_it_runs_and_nothing_is_left_after_a_cancel() {
    let folder = tempfile::tempdir().unwrap();
    image(folder.path());
    let whole = Import::prepare(wanted(folder.path(), "whole.pmtiles")).unwrap();
    whole.run().unwrap();
    assert_eq!(whole.progress(5).stage, Stage::Done);
    let expected = Layer::open(&folder.path().join("whole.pmtiles"));

    let import = Import::prepare(wanted(folder.path(), "cancelled.pmtiles")).unwrap();
    assert_eq!(import.tile(Tile::new(0, 0, 0).unwrap()).unwrap(), None);
    let mut seen = 0;
    std::thread::scope(|scope| {
        let run = scope.spawn(|| import.run());
        loop {
            let progress = import.progress(1_000);
            if progress.done >= 3 {
                let left = (progress.total - progress.done) as u64 * 1_000 / progress.done as u64;
                assert_eq!(progress.left_ms, Some(left));
                break;
            }
            assert!(!run.is_finished(), "it runs long enough to be looked at");
            std::thread::yield_now();
        }
        for (tile, bytes) in &expected.tiles {
            if let Some(early) = import.tile(*tile).unwrap() {
                assert!(early == *bytes, "what is shown early is what will be in the archive");
                seen += 1;
            }
        }
        import.cancel();
        assert!(matches!(run.join().unwrap(), Err(ImportError::Cancelled)));
    });
    assert!(seen >= 3, "{seen} tiles");
    assert_eq!(listing(folder.path()), ["large.tif", "whole.pmtiles"]);
}

#[test]
fn the_number_of_threads_does_not_show() {
    let folder = tempfile::tempdir().unwrap();
    image(folder.path());
    let mut archives = Vec::new();
    for threads in [1, 3] {
        let mut request = wanted(folder.path(), &format!("{threads}.pmtiles"));
        request.threads = threads;
        Import::prepare(request).unwrap().run().unwrap();
        archives.push(std::fs::read(folder.path().join(format!("{threads}.pmtiles"))).unwrap());
    }
    assert!(archives[0] == archives[1]);
}
