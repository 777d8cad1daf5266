//! Which archives of others' layers this laptop should have: headquarters all that are published, so
//! that they are on its map and can be served to the world; a shelter only its own.
//!
//! A draft travels nowhere: nobody has looked at it for people yet.

use std::time::Duration;

use musubi_log::blob::BlobName;
use tokio::sync::broadcast::error::RecvError;

use crate::blobs::{Carrier, Wanted};
use crate::desk::Desk;
use crate::layers::index::{Index, Shown};
use crate::runtime::handle::NodeRole;

/// Between two looks where nothing changes.
const LOOK: Duration = Duration::from_secs(10);

/// Says it again whenever something about layers has changed.
pub async fn work(carrier: Carrier, desk: Desk) {
    let mut changes = desk.changes();
    let mut said: Vec<Wanted> = Vec::new();
    loop {
        let wanted = wanted(&desk);
        if wanted != said {
            carrier.want(wanted.clone());
            said = wanted;
        }
        // What was read from the disk at the start is not announced.
        let heard = tokio::time::timeout(LOOK, changes.recv()).await;
        if matches!(heard, Ok(Err(RecvError::Closed))) {
            return;
        }
    }
}

fn wanted(desk: &Desk) -> Vec<Wanted> {
    if desk.role() != Some(NodeRole::Hq) {
        return Vec::new();
    }
    let index: std::sync::Arc<Index> = desk.layer_index();
    index.all().filter_map(archive).collect()
}

/// The archives of all that everybody may see.
pub fn public(index: &Index) -> Vec<BlobName> {
    index.all().filter_map(archive).map(|wanted| wanted.name).collect()
}

/// The oldest first: it has waited longest.
fn archive(shown: &Shown) -> Option<Wanted> {
    let entry = shown.entry.as_ref()?;
    Some(Wanted {
        name: BlobName::new(entry.archive.hash),
        bytes: entry.archive.bytes,
        rank: u64::try_from(entry.published_at.millis()).unwrap_or_default(),
    })
}
