//! Whole nodes in one process, for tests: a city that gives out tickets, and laptops that run.

use std::path::{Path, PathBuf};
use std::time::Duration;

use musubi_log::city::{CitySecret, OperationKind};
use musubi_log::role::Role;
use musubi_log::safe::OperationSecret;
use musubi_log::ticket::Order;
use musubi_model::ids::{DocumentId, PlaceId, RecordId};
use musubi_model::record::{Edit, Value};
use musubi_model::time::Timestamp;
use tokio::sync::watch;

use super::handle::{self, Handle};
use super::{ClockWord, Meeting, Running, Settings, Stage, spawn};
use crate::blobs::{BLOBS, Carrier};
use crate::config;

/// Small, so that most frames are in closed files.
const SEGMENT_BYTES: u32 = 4_096;
/// Nothing here takes a second.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) struct City {
    folder: tempfile::TempDir,
    pub(crate) secret: CitySecret,
    pub(crate) operation: OperationSecret,
}

impl City {
    pub(crate) fn new() -> Self {
        let mut rng = rand::rng();
        Self {
            folder: tempfile::tempdir().unwrap(),
            secret: CitySecret::generate(&mut rng),
            operation: OperationSecret::mint(OperationKind::Drill, "a test", &mut rng),
        }
    }

    /// The data directory of a laptop that took a ticket, the only one of its role.
    pub(crate) fn join(&self, role: Role, place: PlaceId) -> PathBuf {
        self.join_as(role.word(), role, place)
    }

    pub(crate) fn join_as(&self, folder: &str, role: Role, place: PlaceId) -> PathBuf {
        let order = Order {
            operation: &self.operation.operation,
            role,
            place,
            place_name: "a place",
            index: 0,
            not_after: Timestamp::from_millis(4_000_000_000_000),
        };
        let ticket = self.secret.issue(&order, &self.operation.master, &mut rand::rng());
        let data = self.folder.path().join(folder);
        super::enrol::join(&data, &ticket.print(), None, None).unwrap();
        data
    }
}

pub(crate) struct Node {
    pub(crate) handle: Handle,
    pub(crate) stop: watch::Sender<bool>,
    pub(crate) running: Running,
    pub(crate) addresses: Vec<String>,
}

impl Node {
    pub(crate) async fn start(data: &Path, mesh: Option<config::Mesh>) -> Self {
        Self::start_with(settings(data, mesh)).await
    }

    pub(crate) async fn start_with(settings: Settings) -> Self {
        let (handle, end) = handle::pair();
        let (stop, stopping) = watch::channel(false);
        let heard = settings.meeting.is_some();
        let mut running = spawn(settings, end, stopping);
        let is_open = |stage: &Stage| matches!(stage, Stage::Open { addresses } if !heard || !addresses.is_empty());
        let stage = tokio::time::timeout(PATIENCE, running.stage.wait_for(is_open)).await;
        let stage = stage.expect("the node opens").expect("the node runs").clone();
        let Stage::Open { addresses } = stage else { unreachable!("it was waited for") };
        Self { handle, stop, running, addresses: addresses.into_iter().collect() }
    }

    pub(crate) async fn register(&self, document: DocumentId, number: u8) {
        let fields = vec![("name".to_owned(), Value::Text(format!("person {number}")))];
        let id = RecordId::new([number; 16]);
        let edits = vec![Edit::Create { id, table: "t".to_owned(), fields }];
        self.handle.commit(document, edits).await.unwrap();
    }

    pub(crate) fn records(&self, document: DocumentId) -> usize {
        self.handle.views().get(&document).map_or(0, |view| view.records.len())
    }

    pub(crate) async fn shows(&self, document: DocumentId, records: usize) {
        let mut changes = self.handle.subscribe();
        let all = async {
            while self.records(document) != records {
                changes.recv().await.unwrap();
            }
        };
        let shown = tokio::time::timeout(PATIENCE, all).await;
        assert!(shown.is_ok(), "{} of {records} records", self.records(document));
    }

    pub(crate) async fn end(self) {
        self.stop.send_replace(true);
        tokio::time::timeout(PATIENCE, self.running.outcome).await.unwrap().unwrap().unwrap();
    }
}

pub(crate) fn settings(data: &Path, mesh: Option<config::Mesh>) -> Settings {
    Settings {
        data_dir: data.to_owned(),
        meeting: mesh.map(|mesh| {
            let blobs = Carrier::open(data.join(BLOBS)).unwrap();
            Meeting { mesh, blobs }
        }),
        time: ClockWord::Confirmed,
        segment_bytes: SEGMENT_BYTES,
        passphrase: None,
    }
}

pub(crate) fn mesh(peers: Vec<String>) -> config::Mesh {
    config::Mesh { listen: ([127, 0, 0, 1], 0).into(), peers, discover: false }
}
