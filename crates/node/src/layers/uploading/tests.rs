use musubi_model::ids::RecordId;
use musubi_model::layer::ArchiveHash;
use tempfile::TempDir;

use super::*;
use crate::blobs::Carrier;
use crate::layers::job::End;

fn shelf(folder: &TempDir) -> Shelf {
    let blobs = Carrier::open(folder.path().join("blobs")).unwrap();
    Shelf::at(folder.path(), blobs)
}

fn layers(folder: &TempDir) -> PathBuf {
    folder.path().join(super::super::LAYERS)
}

fn file(name: &str, bytes: u64) -> Expected {
    Expected { name: name.to_owned(), bytes }
}

fn job(last: u8) -> Job {
    let mut id = [0; 16];
    id[15] = last;
    Job::new(RecordId::new(id), "a".repeat(32), Vec::new())
}

fn announced(files: &[Expected], folder: &TempDir) -> Announced {
    Announced::new(files.to_vec(), job(1), &layers(folder))
        .map_err(|wrong| format!("{wrong:?}"))
        .unwrap()
}

/// What there is below the folder of layers, with the length of each file.
fn there(folder: &TempDir) -> Vec<(String, u64)> {
    fn walk(at: &Path, name: &str, found: &mut Vec<(String, u64)>) {
        for entry in fs::read_dir(at).into_iter().flatten() {
            let entry = entry.unwrap();
            let below = format!("{name}/{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                walk(&entry.path(), &below, found);
                found.push((below, 0));
            } else {
                found.push((below, entry.metadata().unwrap().len()));
            }
        }
    }
    let mut found = Vec::new();
    walk(&layers(folder), "", &mut found);
    found.sort();
    found
}

#[tokio::test]
async fn files_that_came_whole_are_one_import_with_the_images_as_its_sources() {
    let folder = TempDir::new().unwrap();
    let shelf = shelf(&folder);
    let files = [file("校区 1.tif", 5), file("校区 1.tfw", 3), file("校区 2.TIF", 4)];
    let layer = shelf.announce(announced(&files, &folder)).unwrap();
    assert!(there(&folder).is_empty(), "nothing is written before anything comes");
    let mut receiving = shelf.receive(layer).unwrap();
    // Pieces end where they like.
    for piece in [&b"on"[..], b"", b"e__tf", b"wtwo", b"!"] {
        assert!(receiving.feed(Bytes::copy_from_slice(piece)).await);
    }
    assert_eq!(receiving.finish().await.unwrap(), layer);
    let [job] = &shelf.jobs()[..] else { panic!("one import") };
    let names: Vec<_> = job.sources.iter().map(|path| path.file_name().unwrap()).collect();
    assert_eq!(names, ["校区 1.tif", "校区 2.TIF"]);
    assert!(job.originals_are_there());
    assert_eq!(fs::read(&job.sources[0]).unwrap(), b"one__");
    assert_eq!(fs::read(job.sources[0].with_extension("tfw")).unwrap(), b"tfw");
    assert_eq!(fs::read(&job.sources[1]).unwrap(), b"two!");
    assert!(shelf.receive(layer).is_err(), "they come once");
}

#[tokio::test]
async fn what_breaks_off_or_is_not_what_was_announced_leaves_nothing() {
    let folder = TempDir::new().unwrap();
    let shelf = shelf(&folder);
    let files = [file("a.tif", 4), file("b.tif", 4)];
    for (come, is_dropped) in [(&b"123"[..], true), (b"12345", false), (b"123456789", false)] {
        let layer = shelf.announce(announced(&files, &folder)).unwrap();
        let mut receiving = shelf.receive(layer).unwrap();
        receiving.feed(Bytes::copy_from_slice(come)).await;
        if is_dropped {
            let written = receiving.written;
            drop(receiving.pieces);
            assert!(matches!(written.await.unwrap(), Err(UploadError::Cut)));
        } else {
            assert!(matches!(receiving.finish().await, Err(UploadError::Cut)), "{come:?}");
        }
        assert_eq!(there(&folder), [], "{come:?}");
        assert!(shelf.jobs().is_empty());
    }
}

#[tokio::test]
async fn two_come_at_once_and_a_third_is_asked_to_wait() {
    let folder = TempDir::new().unwrap();
    let shelf = shelf(&folder);
    let mut waiting = Vec::new();
    for last in 1..=3 {
        let coming = Announced::new(vec![file("a.tif", 1)], job(last), &layers(&folder));
        waiting.push(shelf.announce(coming.ok().unwrap()).unwrap());
    }
    let first = shelf.receive(waiting[0]).unwrap();
    let _second = shelf.receive(waiting[1]).unwrap();
    assert!(matches!(shelf.receive(waiting[2]), Err(UploadError::Busy)));
    assert!(first.finish().await.is_err());
    assert!(shelf.receive(waiting[2]).is_ok(), "it was not forgotten meanwhile");
}

#[tokio::test]
async fn the_next_start_takes_away_what_was_coming_and_nothing_else() {
    let folder = TempDir::new().unwrap();
    let left = layers(&folder).join(format!("{}.{COMING}", job(9).layer)).join(ORIGINALS);
    fs::create_dir_all(&left).unwrap();
    fs::write(left.join("half.tif"), b"ha").unwrap();
    // And half of what a mapper gave back.
    let given = layers(&folder).join(format!("{}.{COMING}", job(8).layer));
    fs::write(&given, b"<os").unwrap();
    let shelf = shelf(&folder);
    shelf.submit(&job(2)).unwrap();
    let layer = shelf.announce(announced(&[file("a.tif", 2)], &folder)).unwrap();
    let mut receiving = shelf.receive(layer).unwrap();
    receiving.feed(Bytes::from_static(b"1")).await;
    shelf.sweep_uploads();
    let is_left = there(&folder).iter().any(|(name, _)| name.contains("half.tif"));
    assert!(!is_left && !given.exists(), "{:?}", there(&folder));
    receiving.feed(Bytes::from_static(b"2")).await;
    receiving.finish().await.unwrap();
    assert_eq!(shelf.jobs().len(), 2);
}

#[test]
fn a_mappers_file_that_cannot_be_kept_leaves_nothing() {
    let folder = TempDir::new().unwrap();
    let shelf = shelf(&folder);
    shelf.take_in(job(1).layer, b"<osm/>").unwrap();
    assert!(there(&folder).iter().all(|(name, _)| !name.contains(COMING)));
    fs::remove_dir_all(shelf.path(ArchiveHash([0; 32])).unwrap().parent().unwrap()).unwrap();
    shelf.take_in(job(2).layer, b"<osm/>").unwrap_err();
    assert!(there(&folder).iter().all(|(name, _)| !name.contains(COMING)), "{:?}", there(&folder));
}

#[test]
fn everything_that_is_wrong_is_said_before_a_byte_is_sent() {
    let check = |files: &[(&str, u64)], want: &[(Option<usize>, &str)]| {
        let expected: Vec<_> = files.iter().map(|(name, bytes)| file(name, *bytes)).collect();
        let found: Vec<_> = wrong(&expected).iter().map(|it| (it.file, it.code)).collect();
        assert_eq!(found, want, "{files:?}");
    };
    for right in ["a.tif", "校区.TIFF", "a.b.jpg", "a.png", "a.mbtiles", "a.pmtiles"] {
        check(&[(right, 1)], &[]);
    }
    check(&[("a.jpg", 1), ("a.jgw", 1), ("a.prj", 1), ("a.wld", 1), ("a.jpgw", 1)], &[]);
    check(&[], &[(None, "layer_file.none")]);
    check(&[("a.tif", 1), ("A.TIF", 1)], &[(Some(1), "layer_file.twice")]);
    check(&[("a.tif", 0)], &[(Some(0), "layer_file.empty")]);
    check(&[("a.tif", 1), ("a.pdf", 1)], &[(Some(1), "layer_file.kind")]);
    check(&[("a.tif", 1), ("b.tfw", 1)], &[(Some(1), "layer_file.beside")]);
    check(&[("a.tif", 1), ("a.jgw", 1)], &[(Some(1), "layer_file.beside")]);
    check(&[("a.tif", 1), ("b.mbtiles", 1)], &[(Some(1), "layer_file.pack")]);
    check(&[("a.tfw", 1)], &[(Some(0), "layer_file.beside"), (None, "layer_file.none")]);
    check(&[("a.tif", u64::MAX), ("b.tif", 1)], &[(None, "layer_file.too_large")]);
    check(&[("a.tif", BYTES_MAX)], &[]);
    let bad = ["../a.tif", "a/b.tif", "..", ".a.tif", "C:\\a.tif", "a\u{7}.tif", "a.tif ", ""];
    for name in bad {
        let found = wrong(&[file(name, 1)]);
        assert_eq!(found.first().map(|it| it.code), Some("layer_file.name"), "{name:?}");
    }
    check(&[(&format!("{}.tif", "a".repeat(200)), 1)], &[(Some(0), "layer_file.name")]);
    let many: Vec<_> = (0..=FILES_MAX).map(|n| file(&format!("{n}.tif"), 1)).collect();
    assert_eq!(wrong(&many), [Wrong { file: None, code: "layer_file.too_many" }]);
}

#[tokio::test]
async fn more_than_the_disk_takes_is_refused_before_it_is_sent() {
    let folder = TempDir::new().unwrap();
    let shelf = shelf(&folder);
    // Nobody has so large a disk.
    let coming = Announced { files: vec![file("a.tif", u64::MAX)], job: job(1) };
    assert!(matches!(shelf.announce(coming), Err(UploadError::NoRoom)));
    let room = Room { free: 600 << 20, total: 4 << 30 };
    assert!(fits(room, 300 << 20));
    assert!(!fits(room, 400 << 20), "what must stay free does");
    assert!(!fits(room, 700 << 20));
}

#[tokio::test]
async fn originals_stay_for_corrections_and_go_with_what_came_to_nothing() {
    let folder = TempDir::new().unwrap();
    let shelf = shelf(&folder);
    let layers = layers(&folder);
    let cases = [
        ("a.tif", &b"II*\0"[..], End::Done { tiles: 1, photos: 0, bytes: 1 }, true),
        ("a.tif", b"II*\0", End::Cancelled, false),
        ("a.pmtiles", b"PMTiles\x03........", End::Done { tiles: 1, photos: 0, bytes: 1 }, false),
    ];
    for (last, (name, content, end, stay)) in (1..).zip(cases) {
        let files = vec![file(name, content.len() as u64)];
        let coming = Announced::new(files, job(last), &layers).ok().unwrap();
        let layer = shelf.announce(coming).unwrap();
        let mut receiving = shelf.receive(layer).unwrap();
        receiving.feed(Bytes::from_static(content)).await;
        receiving.finish().await.unwrap();
        let job = Job::read(&layers, layer).unwrap();
        job.end(&layers, end.clone()).unwrap();
        assert_eq!(job.originals_are_there(), stay, "{name} {end:?}");
        assert_eq!(job.originals(&layers).exists(), stay, "{name} {end:?}");
        // A correction that fails leaves them where they were.
        let again = Job { round: 2, ..job };
        if stay {
            again.end(&layers, End::Cancelled).unwrap();
            assert!(again.originals_are_there());
        }
    }
}
