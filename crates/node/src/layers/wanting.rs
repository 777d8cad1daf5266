//! Which archives of others' layers this laptop should have: headquarters all that are published, so
//! that they are on its map and can be served to the world; any other those that somebody there asked
//! for.
//!
//! A draft travels nowhere: nobody has looked at it for people yet.

use std::collections::BTreeSet;
use std::time::Duration;

use musubi_log::blob::BlobName;
use tokio::sync::broadcast::error::RecvError;

use crate::blobs::{Carrier, Wanted};
use crate::desk::Desk;
use crate::layers::index::{Index, Shown};
use crate::layers::leaving;
use crate::layers::mapped::Given;
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
        let index = desk.layer_index();
        let (gone, layers) = (leaving::withdrawn(&index), leaving::withdrawn_layers(&index));
        if !gone.is_empty() || !layers.is_empty() {
            let shelf = desk.shelf().clone();
            let taken = tokio::task::spawn_blocking(move || {
                leaving::take_away(&shelf, &gone);
                leaving::take_originals_away(&shelf, &layers);
            });
            drop(taken.await);
        }
        // What was read from the disk at the start is not announced.
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            () = desk.shelf().wished() => {}
            heard = changes.recv() => if let Err(RecvError::Closed) = heard { return },
        }
    }
}

fn wanted(desk: &Desk) -> Vec<Wanted> {
    let index: std::sync::Arc<Index> = desk.layer_index();
    let public = index.all().filter(|shown| shown.public().is_some());
    let (mut wanted, mut named) = (Vec::new(), BTreeSet::new());
    for shown in public {
        let archive = archive(shown).filter(|_| is_wanted(desk, shown));
        // They are small, and whoever has the layer shows them on it.
        let given = index.given(shown.layer.id).iter().filter_map(file);
        let given = given.filter(|_| is_wanted(desk, shown) || desk.holds(shown));
        wanted.extend(archive.into_iter().chain(given).filter(|it| named.insert(it.name)));
    }
    wanted
}

/// Whether its archive is to be here, be it or not.
pub fn is_wanted(desk: &Desk, shown: &Shown) -> bool {
    let of_all = desk.role() == Some(NodeRole::Hq);
    shown.public().is_some() && (of_all || desk.shelf().is_fetched(shown.layer.id))
}

/// The archives of all that everybody may see, and what mappers gave back of them.
pub fn public(index: &Index) -> Vec<BlobName> {
    let public = || index.all().filter(|shown| shown.public().is_some());
    let given = public().flat_map(|it| index.given(it.layer.id)).filter_map(file);
    given.chain(public().filter_map(archive)).map(|wanted| wanted.name).collect()
}

/// Before all archives.
fn file(given: &Given) -> Option<Wanted> {
    let bytes = u64::try_from(given.record.file_bytes.shown()?.get()).ok()?;
    Some(Wanted { name: BlobName::new(given.hash()?.0), bytes, rank: 0 })
}

/// The oldest first: it has waited longest.
fn archive(shown: &Shown) -> Option<Wanted> {
    let public = shown.public()?;
    Some(Wanted {
        name: BlobName::new(public.archive.hash),
        bytes: public.archive.bytes,
        rank: u64::try_from(public.published_at.millis()).unwrap_or_default(),
    })
}
