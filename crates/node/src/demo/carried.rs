//! Places whose laptops are off: each was a laptop of its own, wrote its records, and sent them to
//! headquarters on a stick. Nothing is written into headquarters' store; it imports what was carried.
//!
//! Failure cases: a bundle that does not come in whole fails the demonstration, in words. The laptops'
//! data and the sticks are removed once headquarters has everything.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use musubi_log::bundle::{Ending, Scope};
use musubi_log::hash::hq_place;

use crate::courier::{Exporting, Importing, file};
use crate::desk::now;
use crate::runtime::alone::Alone;

/// Writes everything that the laptop of `data` holds onto a stick for headquarters.
pub(super) async fn send(data: &Path, stick: &Path) -> Result<()> {
    let node = Alone::open(data, None).await?;
    let city = node.handle.city().context("an enrolled node knows its city")?;
    let to = hq_place(&city);
    let mut exporting =
        Exporting::begin(node.handle.clone(), now(), to, Scope::Everything, None).await?;
    file::write(&mut exporting, stick, "", |_| {}).await?;
    drop(exporting);
    node.close().await?;
    Ok(())
}

/// What came onto headquarters' disk. The sticks are wiped.
#[derive(Debug, Default)]
pub(super) struct Taken {
    pub(super) entries: u64,
    pub(super) bytes: u64,
}

/// Headquarters' laptop of `data` reads the sticks one after the other.
pub(super) async fn take(data: &Path, sticks: &[PathBuf]) -> Result<Taken> {
    let node = Alone::open(data, None).await?;
    let mut taken = Taken::default();
    for stick in sticks {
        let importing = Importing::begin(node.handle.clone(), None)?;
        let opened = File::open(stick)?;
        let read = file::read(importing, opened, |_| {}).await?;
        ensure!(
            read.broken.is_none()
                && read.imported.found.ending == Ending::Whole
                && read.imported.brought.refused == 0,
            "what {} carries did not come in whole",
            stick.display()
        );
        taken.entries += read.imported.brought.entries.values().sum::<u64>();
        taken.bytes += read.imported.found.bytes;
        fs::remove_file(stick)?;
    }
    node.close().await?;
    Ok(taken)
}
