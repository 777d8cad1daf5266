//! Archives travel between whole nodes: from any holder, over one in between, and on from where they were cut.

use std::path::Path;

use musubi_log::blob::{BlobName, CHUNK_BYTES, chunks};
use musubi_log::bundle::{BlobPart, Piece};
use musubi_log::hash::{hq_place, place_id};
use musubi_log::role::Role;
use musubi_store::blobs::Holding;
use rand::Rng as _;

use super::carried::{Loading, Unloaded, Unloading};
use super::{BLOBS, Carrier, Wanted};
use crate::runtime::Meeting;
use crate::runtime::staged::{City, Node, PATIENCE, mesh, settings};

/// A laptop that runs, and its blobs.
struct Laptop {
    node: Node,
    blobs: Carrier,
}

async fn start(data: &Path, peers: Vec<String>) -> Laptop {
    let blobs = Carrier::open(data.join(BLOBS)).unwrap();
    let mut settings = settings(data, None);
    settings.meeting = Some(Meeting { mesh: mesh(peers), blobs: blobs.clone() });
    Laptop { node: Node::start_with(settings).await, blobs }
}

fn held(blobs: &Carrier, name: BlobName) -> u32 {
    match blobs.files().holding(&name).unwrap() {
        Holding::Nothing => 0,
        Holding::Part(chunks) => chunks.held(),
        Holding::Whole { bytes } => chunks(bytes).unwrap(),
    }
}

impl Laptop {
    /// Stops it; its files stay.
    async fn end(self) -> Carrier {
        self.node.end().await;
        self.blobs
    }

    /// Waits until it holds at least so many chunks.
    async fn has(&self, name: BlobName, chunks: u32) {
        let mut came = self.blobs.came();
        let all = async {
            while held(&self.blobs, name) < chunks {
                came.changed().await.unwrap();
            }
        };
        let waited = tokio::time::timeout(PATIENCE, all).await;
        assert!(waited.is_ok(), "{} of {chunks} chunks", held(&self.blobs, name));
    }

    fn want(&self, (name, bytes): (BlobName, u64)) {
        self.blobs.want(vec![Wanted { name, bytes, rank: 0 }]);
    }
}

/// A file of random bytes that this laptop has.
fn adopt(data: &Path, bytes: usize) -> ((BlobName, u64), Vec<u8>) {
    let blobs = Carrier::open(data.join(BLOBS)).unwrap();
    let mut archive = vec![0; bytes];
    rand::rng().fill_bytes(&mut archive);
    let path = data.join(BLOBS).join("made");
    std::fs::write(&path, &archive).unwrap();
    let list = blobs.files().adopt(&path).unwrap();
    ((list.name(), list.bytes()), archive)
}

fn folders(city: &City) -> [std::path::PathBuf; 3] {
    let gym = place_id(&city.secret.public(), "gym");
    let shelter = city.join_as("one", Role::Shelter, gym);
    let other = city.join_as("two", Role::Shelter, gym);
    [shelter, other, city.join(Role::Hq, hq_place(&city.secret.public()))]
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_comes_over_a_laptop_in_between_that_wants_it_too() {
    let city = City::new();
    let [first, between, hq] = folders(&city);
    let (blob, archive) = adopt(&first, 5 * CHUNK_BYTES + 77);
    let first = start(&first, vec![]).await;
    let between = start(&between, first.node.addresses.clone()).await;
    let hq = start(&hq, between.node.addresses.clone()).await;
    hq.want(blob);
    between.want(blob);
    hq.has(blob.0, 6).await;
    assert_eq!(std::fs::read(hq.blobs.files().path(&blob.0)).unwrap(), archive);
    for laptop in [first, between, hq] {
        laptop.end().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transfer_goes_on_where_it_was_cut_and_takes_no_chunk_twice() {
    let city = City::new();
    let [first, _, hq] = folders(&city);
    let (blob, archive) = adopt(&first, 24 * CHUNK_BYTES);
    let first = start(&first, vec![]).await;
    let mut before = 0;
    for wanted in [3, 12, 20] {
        let laptop = start(&hq, first.node.addresses.clone()).await;
        assert!(held(&laptop.blobs, blob.0) >= before, "what was taken stays taken");
        laptop.want(blob);
        laptop.has(blob.0, wanted).await;
        before = held(&laptop.end().await, blob.0);
    }
    let laptop = start(&hq, first.node.addresses.clone()).await;
    laptop.want(blob);
    laptop.has(blob.0, 24).await;
    assert_eq!(std::fs::read(laptop.blobs.files().path(&blob.0)).unwrap(), archive);
    laptop.end().await;
    // Of each cut at most one chunk was on its way.
    let given = first.end().await.moved().given;
    assert!((24..=24 + 3).contains(&given), "{given} chunks were given");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chunk_that_is_not_what_it_should_be_comes_from_another_holder() {
    let city = City::new();
    let [first, other, hq] = folders(&city);
    let (blob, archive) = adopt(&first, 4 * CHUNK_BYTES);
    // The other one has it, too, but its disk has changed a byte in each chunk.
    let copy = other.join("copy");
    std::fs::write(&copy, &archive).unwrap();
    let files = Carrier::open(other.join(BLOBS)).unwrap();
    files.files().adopt(&copy).unwrap();
    let mut bad = archive.clone();
    bad.iter_mut().step_by(CHUNK_BYTES).for_each(|byte| *byte ^= 1);
    std::fs::write(files.files().path(&blob.0), bad).unwrap();

    let other = start(&other, vec![]).await;
    let first = start(&first, vec![]).await;
    let laptop = start(&hq, other.node.addresses.clone()).await;
    laptop.want(blob);
    let refused = async {
        while other.blobs.moved().given == 0 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, refused).await.unwrap();
    assert_eq!(held(&laptop.end().await, blob.0), 0);

    let both = [other.node.addresses.clone(), first.node.addresses.clone()].concat();
    let laptop = start(&hq, both).await;
    laptop.want(blob);
    laptop.has(blob.0, 4).await;
    assert_eq!(std::fs::read(laptop.blobs.files().path(&blob.0)).unwrap(), archive);
    for laptop in [first, other, laptop] {
        laptop.end().await;
    }
}

/// Everything that is laid on a stick.
fn laden(from: &Carrier, names: &[BlobName]) -> Vec<BlobPart> {
    let mut loading = Loading::begin(from.files().clone(), names).unwrap();
    std::iter::from_fn(|| loading.next_part().unwrap()).collect()
}

async fn unladen(to: &Carrier, parts: &[BlobPart]) -> Unloaded {
    let mut unloading = Unloading::begin(to.clone());
    for part in parts {
        unloading.take(part.clone()).await;
    }
    unloading.unloaded
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stick_brings_what_is_wanted_and_proved_and_a_cut_one_as_much_as_it_holds() {
    let folder = tempfile::tempdir().unwrap();
    let [from, to] = ["from", "to"].map(|name| folder.path().join(name));
    let (blob, archive) = adopt(&from, 3 * CHUNK_BYTES + 5);
    let from = Carrier::open(from.join(BLOBS)).unwrap();
    let parts = laden(&from, &[blob.0]);
    assert_eq!(parts.len(), 1 + 4, "a list and four chunks");
    let open = || Carrier::open(to.join(BLOBS)).unwrap();
    let want = |carrier: &Carrier| {
        carrier.want(vec![Wanted { name: blob.0, bytes: blob.1, rank: 0 }]);
    };

    // Cut behind the second chunk.
    let carrier = open();
    want(&carrier);
    let unloaded = unladen(&carrier, &parts[..3]).await;
    assert_eq!(unloaded, Unloaded { new: 2, unwanted: 0, refused: 0 });
    assert_eq!(held(&carrier, blob.0), 2);
    // Another stick, whole, with a chunk that somebody altered; then the rest.
    let carrier = open();
    want(&carrier);
    let mut altered = parts.clone();
    if let Piece::Chunk(chunk) = &mut altered[3].piece {
        chunk[9] ^= 1;
    }
    let unloaded = unladen(&carrier, &altered).await;
    assert_eq!((unloaded.refused, held(&carrier, blob.0)), (1, 3));
    // What was here before is not counted as new.
    let unloaded = unladen(&carrier, &parts).await;
    assert_eq!(unloaded, Unloaded { new: 1, unwanted: 0, refused: 0 });
    assert_eq!(std::fs::read(carrier.files().path(&blob.0)).unwrap(), archive);
    // What of it is here can be carried on.
    assert_eq!(laden(&carrier, &[blob.0]), parts);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stick_leaves_nothing_that_nobody_wants() {
    let folder = tempfile::tempdir().unwrap();
    let [from, to] = ["from", "to"].map(|name| folder.path().join(name));
    let (blob, _) = adopt(&from, CHUNK_BYTES + 5);
    let parts = laden(&Carrier::open(from.join(BLOBS)).unwrap(), &[blob.0]);
    let carrier = Carrier::open(to.join(BLOBS)).unwrap();
    let unloaded = unladen(&carrier, &parts).await;
    assert_eq!(unloaded, Unloaded { new: 0, unwanted: 2, refused: 0 });
    assert_eq!(std::fs::read_dir(to.join(BLOBS)).unwrap().count(), 0);
}
