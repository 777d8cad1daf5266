//! What there is to publish, as the node that runs writes it down for commands beside it: they cannot
//! open the records that it holds. Nothing is in it that is not on the public listener.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use musubi_exchange::layers::Layer;
use musubi_exchange::layers::photos::Photos;
use musubi_model::ids::{OperationId, RecordId};
use musubi_model::layer::LayerState;
use serde::{Deserialize, Serialize};
use tokio::sync::broadcast::error::RecvError;

use crate::desk::Desk;
use crate::layers::index::Index;

/// Below the data directory: this file, and how far each archive is.
pub const PUSH: &str = "push";
/// Between two looks where nothing changes.
const LOOK: Duration = Duration::from_secs(10);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Public {
    pub operation: String,
    /// The newest first.
    pub layers: Vec<Layer>,
    #[serde(default)]
    pub photos: Vec<Photos>,
    pub withdrawn: Vec<RecordId>,
    /// Their ids alone.
    pub drafts: Vec<RecordId>,
}

impl Public {
    pub fn of(operation: OperationId, index: &Index) -> Self {
        let in_state = |state| {
            index.all().filter(move |shown| shown.standing == state).map(|shown| shown.layer.id)
        };
        Self {
            operation: operation.to_string(),
            layers: index.all().filter_map(|shown| shown.entry.clone()).collect(),
            photos: index.all().filter_map(|shown| shown.album.clone()).collect(),
            withdrawn: in_state(LayerState::Withdrawn).collect(),
            drafts: in_state(LayerState::Draft).collect(),
        }
    }

    /// As the node that runs wrote it. `None` where it has not.
    pub fn read(data_dir: &Path) -> Option<Self> {
        serde_json::from_slice(&fs::read(file(data_dir)).ok()?).ok()
    }

    fn write(&self, data_dir: &Path) -> io::Result<()> {
        write_whole(&file(data_dir), &serde_json::to_vec(self)?)
    }
}

fn file(data_dir: &Path) -> PathBuf {
    data_dir.join(PUSH).join("public.json")
}

/// All of it or what was there before.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    path.parent().map_or(Ok(()), fs::create_dir_all)?;
    let part = path.with_added_extension("part");
    fs::write(&part, bytes)?;
    fs::rename(&part, path)
}

/// Keeps the file as the records are, as long as the node runs.
pub async fn keep(desk: Desk, data_dir: PathBuf) {
    let mut changes = desk.changes();
    let mut said: Option<Public> = None;
    loop {
        let public = desk.operation().map(|it| Public::of(it, &desk.layer_index()));
        if public != said {
            let written = match &public {
                Some(public) => public.write(&data_dir),
                None => fs::remove_file(file(&data_dir)),
            };
            match written {
                Ok(()) => said = public,
                Err(error) => tracing::warn!(%error, "the list of public layers cannot be written"),
            }
        }
        // What was read from the disk at the start is not announced.
        let heard = tokio::time::timeout(LOOK, changes.recv()).await;
        if matches!(heard, Ok(Err(RecvError::Closed))) {
            return;
        }
    }
}
