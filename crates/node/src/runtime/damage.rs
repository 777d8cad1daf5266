//! A journal with a damaged frame, under a running node.

use std::path::{Path, PathBuf};
use std::time::Duration;

use musubi_log::city::{CitySecret, OperationKind};
use musubi_log::hash::{hq_place, place_id};
use musubi_log::role::Role;
use musubi_log::safe::OperationSecret;
use musubi_log::ticket::Order;
use musubi_model::ids::{DocumentId, Kind, PlaceId, RecordId};
use musubi_model::record::{Edit, Value};
use musubi_model::time::Timestamp;
use tokio::sync::watch;

use super::enrol::{CACHE, JOURNAL};
use super::handle::{self, Handle, Warning};
use super::{ClockWord, Running, Settings, Stage, spawn};
use crate::config;

const RECORDS: u8 = 80;
/// Small, so that most frames are in closed files.
const SEGMENT_BYTES: u32 = 4_096;
/// Nothing here takes a second.
const PATIENCE: Duration = Duration::from_secs(30);

struct City {
    folder: tempfile::TempDir,
    secret: CitySecret,
    operation: OperationSecret,
}

impl City {
    fn new() -> Self {
        let mut rng = rand::rng();
        Self {
            folder: tempfile::tempdir().unwrap(),
            secret: CitySecret::generate(&mut rng),
            operation: OperationSecret::mint(OperationKind::Drill, "a test", &mut rng),
        }
    }

    /// The data directory of a laptop that took a ticket.
    fn join(&self, role: Role, place: PlaceId) -> PathBuf {
        let order = Order {
            operation: &self.operation.operation,
            role,
            place,
            place_name: "a place",
            index: 0,
            not_after: Timestamp::from_millis(4_000_000_000_000),
        };
        let ticket = self.secret.issue(&order, &self.operation.master, &mut rand::rng());
        let data = self.folder.path().join(role.word());
        super::enrol::join(&data, &ticket.print(), None, None).unwrap();
        data
    }
}

struct Node {
    handle: Handle,
    stop: watch::Sender<bool>,
    running: Running,
    addresses: Vec<String>,
}

impl Node {
    async fn start(data: &Path, mesh: Option<config::Mesh>) -> Self {
        let (handle, end) = handle::pair();
        let (stop, stopping) = watch::channel(false);
        let heard = mesh.is_some();
        let mut running = spawn(settings(data, mesh), end, stopping);
        let is_open = |stage: &Stage| matches!(stage, Stage::Open { addresses } if !heard || !addresses.is_empty());
        let stage = tokio::time::timeout(PATIENCE, running.stage.wait_for(is_open)).await;
        let stage = stage.expect("the node opens").expect("the node runs").clone();
        let Stage::Open { addresses } = stage else { unreachable!("it was waited for") };
        Self { handle, stop, running, addresses: addresses.into_iter().collect() }
    }

    async fn register(&self, document: DocumentId, number: u8) {
        let fields = vec![("name".to_owned(), Value::Text(format!("person {number}")))];
        let id = RecordId::new([number; 16]);
        let edits = vec![Edit::Create { id, table: "t".to_owned(), fields }];
        self.handle.commit(document, edits).await.unwrap();
    }

    fn records(&self, document: DocumentId) -> usize {
        self.handle.views().get(&document).map_or(0, |view| view.records.len())
    }

    async fn shows(&self, document: DocumentId, records: usize) {
        let mut changes = self.handle.subscribe();
        let all = async {
            while self.records(document) != records {
                changes.recv().await.unwrap();
            }
        };
        let shown = tokio::time::timeout(PATIENCE, all).await;
        assert!(shown.is_ok(), "{} of {records} records", self.records(document));
    }

    async fn end(self) {
        self.stop.send_replace(true);
        tokio::time::timeout(PATIENCE, self.running.outcome).await.unwrap().unwrap().unwrap();
    }
}

fn settings(data: &Path, mesh: Option<config::Mesh>) -> Settings {
    Settings {
        data_dir: data.to_owned(),
        mesh,
        time: ClockWord::Confirmed,
        segment_bytes: SEGMENT_BYTES,
        passphrase: None,
    }
}

fn mesh(peers: Vec<String>) -> config::Mesh {
    config::Mesh { listen: ([127, 0, 0, 1], 0).into(), peers, discover: false }
}

/// One bit of a frame in the middle of a closed file, and no cache to fall back on.
fn damage(data: &Path) {
    std::fs::remove_dir_all(data.join(CACHE)).unwrap();
    let file = data.join(JOURNAL).join("00000002.segment");
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[2_000] ^= 1;
    std::fs::write(&file, bytes).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_alone_with_a_damaged_frame_opens_says_so_and_goes_on() {
    let city = City::new();
    let gym = place_id(&city.secret.public(), "gym");
    let people = DocumentId::new(city.operation.operation.id, Kind::People, gym);
    let data = city.join(Role::Shelter, gym);
    let node = Node::start(&data, None).await;
    for number in 0..RECORDS {
        node.register(people, number).await;
    }
    node.end().await;
    damage(&data);

    for added in 1..=2 {
        let node = Node::start(&data, None).await;
        let before = node.records(people);
        assert!((1..usize::from(RECORDS)).contains(&before), "{before} records");
        let warnings = node.handle.status().warnings.clone();
        assert!(warnings.contains(&Warning::JournalDamaged), "{warnings:?}");
        node.register(people, RECORDS + added).await;
        assert_eq!(node.records(people), before + 1);
        node.end().await;
    }
}

/// Whoever sees that this laptop is a node must see what it holds, too: an empty page would offer
/// to name a first manager, and give out numbers that were given before.
#[tokio::test(flavor = "multi_thread")]
async fn a_node_is_shown_as_enrolled_only_with_all_that_it_holds() {
    let city = City::new();
    let gym = place_id(&city.secret.public(), "gym");
    let people = DocumentId::new(city.operation.operation.id, Kind::People, gym);
    let data = city.join(Role::Shelter, gym);
    let node = Node::start(&data, None).await;
    for number in 0..RECORDS {
        node.register(people, number).await;
    }
    node.end().await;
    std::fs::remove_dir_all(data.join(CACHE)).unwrap();

    let (handle, end) = handle::pair();
    let (stop, stopping) = watch::channel(false);
    let running = spawn(settings(&data, None), end, stopping);
    while handle.status().enrolled.is_none() && !running.outcome.is_finished() {
        tokio::task::yield_now().await;
    }
    let node = Node { handle, stop, running, addresses: vec![] };
    assert_eq!(node.records(people), usize::from(RECORDS));
    node.end().await;
}

/// The tick of a record at a shelter, by mesh and nothing else.
#[tokio::test(flavor = "multi_thread")]
async fn a_shelter_hears_that_hq_has_its_records() {
    let city = City::new();
    let gym = place_id(&city.secret.public(), "gym");
    let people = DocumentId::new(city.operation.operation.id, Kind::People, gym);
    let shelter = city.join(Role::Shelter, gym);
    let hq = city.join(Role::Hq, hq_place(&city.secret.public()));
    let shelter = Node::start(&shelter, Some(mesh(vec![]))).await;
    shelter.register(people, 1).await;
    let received =
        |node: &Node| node.handle.status().documents.get(&people).map_or(0, |of| of.received);
    assert_eq!(received(&shelter), 0);
    let mut changes = shelter.handle.subscribe();

    let node = Node::start(&hq, Some(mesh(shelter.addresses.clone()))).await;
    shelter.register(people, 2).await;
    let ticked = async {
        while received(&shelter) != 2 {
            changes.recv().await.unwrap();
        }
    };
    let heard = tokio::time::timeout(PATIENCE, ticked).await;
    assert!(heard.is_ok(), "{} of 2 entries", received(&shelter));
    let ticks = shelter.handle.status().documents[&people].ticks.clone();
    assert!(ticks.values().all(|it| it.received == it.had && it.as_of.is_some()), "{ticks:?}");
    node.end().await;
    shelter.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_damaged_is_fetched_again_from_a_neighbour() {
    let city = City::new();
    let gym = place_id(&city.secret.public(), "gym");
    let people = DocumentId::new(city.operation.operation.id, Kind::People, gym);
    let shelter = city.join(Role::Shelter, gym);
    let hq = city.join(Role::Hq, hq_place(&city.secret.public()));
    let shelter = Node::start(&shelter, Some(mesh(vec![]))).await;
    for number in 0..RECORDS {
        shelter.register(people, number).await;
    }
    let node = Node::start(&hq, Some(mesh(shelter.addresses.clone()))).await;
    node.shows(people, RECORDS.into()).await;
    node.end().await;
    damage(&hq);

    let node = Node::start(&hq, Some(mesh(shelter.addresses.clone()))).await;
    node.shows(people, RECORDS.into()).await;
    node.end().await;
    // It is on the disk again, and stays there.
    std::fs::remove_dir_all(hq.join(CACHE)).unwrap();
    let node = Node::start(&hq, None).await;
    assert_eq!(node.records(people), usize::from(RECORDS));
    node.end().await;
    shelter.end().await;
}
