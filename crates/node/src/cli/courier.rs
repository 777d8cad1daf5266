//! `musubi courier`: what one laptop holds, carried by hand to another.

use std::fs::File;
use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow, bail};
use clap::{Args, Subcommand};
use musubi_log::bundle::{Ending, Scope};
use musubi_log::role::Role;
use musubi_store::disk::LockError;
use musubi_store::journal::OpenError;

use super::ConfigArguments;
use crate::blobs::carried::Loading;
use crate::blobs::{BLOBS, Carrier};
use crate::courier::{self, Exporting, Importing, file};
use crate::desk::{Desk, now};
use crate::layers::index::Index;
use crate::layers::{Shelf, wanting};
use crate::runtime::RunError;
use crate::runtime::alone::{Alone, AloneError};

#[derive(Debug, Subcommand)]
pub(super) enum Courier {
    /// Write a bundle for headquarters or a place. Whoever carries it cannot read it
    Export(Export),
    /// Take in a bundle that was brought here
    Import(Import),
}

#[derive(Debug, Args)]
pub(super) struct Export {
    #[command(flatten)]
    config: ConfigArguments,
    /// Where it is carried: `hq`, a 共通ID, or a place's id
    #[arg(long = "for", value_name = "PLACE")]
    to: String,
    /// Everything that is held here, not only what is missing there as far as known
    #[arg(long)]
    full: bool,
    /// The archives of public layers, too. They may be large
    #[arg(long)]
    layers: bool,
    /// The stick's folder, or a file
    #[arg(long, value_name = "PATH")]
    out: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct Import {
    #[command(flatten)]
    config: ConfigArguments,
    #[arg(value_name = "FILE")]
    path: PathBuf,
}

impl Courier {
    pub(super) fn run(self) -> Result<()> {
        tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
            match self {
                Self::Export(export) => export.run().await,
                Self::Import(import) => import.run().await,
            }
        })
    }
}

impl Export {
    async fn run(self) -> Result<()> {
        let node = open(&self.config).await?;
        let said = self.write(&node).await;
        node.close().await?;
        println!("{}", said?);
        Ok(())
    }

    async fn write(&self, node: &Alone) -> Result<String> {
        let city = node.handle.city().context("only an enrolled node knows its city")?;
        let to = courier::destination(&city, &self.to).with_context(|| {
            format!("'{}' is neither hq nor a 共通ID nor a place's id (courier_place)", self.to)
        })?;
        let scope = if self.full { Scope::Everything } else { Scope::Missing };
        let made = now();
        let blobs = if self.layers {
            let names = wanting::public(&Index::read(&node.handle));
            let carrier = carrier(&self.config)?;
            Some(
                Loading::begin(carrier.files().clone(), &names)
                    .context("a layer's archive cannot be read")?,
            )
        } else {
            None
        };
        let mut exporting = Exporting::begin(node.handle.clone(), made, to, scope, blobs).await?;
        let (entries, chunks) = (exporting.entries(), exporting.chunks_left());
        let mut bar = Bar::new(entries + chunks);
        let name = courier::name(made, to, &city);
        let written = file::write(&mut exporting, &self.out, &name, |exporting| {
            bar.show(entries + chunks - exporting.entries_left() - exporting.chunks_left());
        });
        let written = written.await;
        bar.clear();
        let written = written.map_err(|error| {
            let code = error.code();
            anyhow::Error::from(error).context(format!("no bundle was written ({code})"))
        })?;
        let carries = match (scope, exporting.heard().len()) {
            (Scope::Everything, _) => "everything".to_owned(),
            (Scope::Missing, 0) => "everything: nothing is known of what is held there".to_owned(),
            (Scope::Missing, nodes) => format!("what {nodes} laptops there said they lack"),
        };
        Ok(format!(
            "bundle: {}\nentries: {}\nparts of layers: {chunks}\nbytes: {}\ncarries: {carries}",
            written.path.display(),
            exporting.entries(),
            written.bytes
        ))
    }
}

impl Import {
    async fn run(self) -> Result<()> {
        let stick = File::open(&self.path)
            .with_context(|| format!("{} cannot be read (courier_source)", self.path.display()))?;
        let bytes = stick.metadata().map_or(0, |about| about.len());
        let node = open(&self.config).await?;
        let said = self.read(&node, stick, bytes).await;
        node.close().await?;
        println!("{}", said?);
        Ok(())
    }

    async fn read(&self, node: &Alone, stick: File, bytes: u64) -> Result<String> {
        let mut bar = Bar::new(bytes);
        let carrier = carrier(&self.config)?;
        let shelf = Shelf::at(&self.config.resolve()?.data_dir, carrier.clone());
        let desk = Desk::with_layers(node.handle.clone(), shelf);
        let wanting = tokio::spawn(wanting::work(carrier.clone(), desk));
        let importing = Importing::begin(node.handle.clone(), Some(carrier))?;
        let read = file::read(importing, stick, |done| bar.show(done)).await;
        wanting.abort();
        bar.clear();
        let file::FileRead { imported, broken } =
            read.map_err(|error| anyhow!("{}: {error} ({})", self.path.display(), error.code()))?;
        let brought = &imported.brought;
        let owners: std::collections::BTreeSet<_> =
            brought.entries.keys().map(|document| document.owner).collect();
        let from = match imported.maker.role {
            Role::Hq => "hq".to_owned(),
            _ => imported.maker.place_name.clone(),
        };
        let mut lines = vec![
            format!("from: {from}"),
            format!("new entries: {}", brought.entries.values().sum::<u64>()),
            format!("documents: {}", brought.entries.len()),
            format!("places: {}", owners.len()),
            format!("new statements, certificates, proofs and receipts: {}", brought.facts),
        ];
        let unloaded = imported.unloaded;
        if unloaded.new > 0 {
            lines.push(format!("new parts of layers: {}", unloaded.new));
        }
        if unloaded.unwanted > 0 {
            lines.push(format!(
                "parts of layers left on the stick, for nobody here wants them: {}",
                unloaded.unwanted
            ));
        }
        if brought.early > 0 {
            lines.push(format!(
                "cannot be placed yet: {}; what comes before them was never brought here",
                brought.early
            ));
        }
        let refused = brought.refused + unloaded.refused;
        if refused > 0 {
            lines.push(format!("do not hold and were left out: {refused}"));
        }
        let found = imported.found;
        lines.push(match (found.ending, broken) {
            (_, Some(error)) => {
                format!("the stick cannot be read beyond byte {}: {error}", found.bytes)
            }
            (Ending::Whole, None) => "the whole bundle was read".to_owned(),
            (Ending::Cut, None) => format!(
                "the bundle is cut: {} of {} bytes were usable; everything before the cut is saved",
                found.usable_bytes, found.bytes
            ),
            (Ending::Damaged, None) => format!(
                "the bundle is damaged: {} of {} bytes were usable; these are saved",
                found.usable_bytes, found.bytes
            ),
        });
        Ok(lines.join("\n"))
    }
}

fn carrier(arguments: &ConfigArguments) -> Result<Carrier> {
    let data_dir = arguments.resolve()?.data_dir;
    Carrier::open(data_dir.join(BLOBS))
        .with_context(|| format!("cannot write in {}", data_dir.display()))
}

/// The node of this laptop, if nobody else runs it.
async fn open(arguments: &ConfigArguments) -> Result<Alone> {
    let config = arguments.resolve()?;
    match Alone::open(&config.data_dir, arguments.passphrase()?).await {
        Err(AloneError::Run(RunError::Open(OpenError::Lock(LockError::InUse { .. })))) => bail!(
            "Musubi is running on this laptop: press USBで運ぶ on its page http://{} instead, \
             or end it first (courier_in_use)",
            config.staff.listen
        ),
        opened => Ok(opened?),
    }
}

/// How far it is and how long it will take, on a terminal.
struct Bar {
    all: u64,
    begun: Instant,
    shown: Option<Instant>,
}

impl Bar {
    const EVERY: Duration = Duration::from_millis(200);

    fn new(all: u64) -> Self {
        Self { all, begun: Instant::now(), shown: None }
    }

    fn show(&mut self, done: u64) {
        let shown_lately = self.shown.is_some_and(|shown| shown.elapsed() < Self::EVERY);
        if shown_lately || !std::io::stderr().is_terminal() {
            return;
        }
        self.shown = Some(Instant::now());
        let percent = (done * 100).checked_div(self.all).unwrap_or(100).min(100);
        let left = left_secs(self.begun.elapsed(), done, self.all);
        let left = left.map_or(String::new(), |secs| format!(", {secs} s left"));
        let _ = write!(std::io::stderr(), "\r{percent:3} %{left}          ");
    }

    fn clear(&self) {
        if self.shown.is_some() {
            let _ = write!(std::io::stderr(), "\r                              \r");
        }
    }
}

/// `None`: too little was done to tell.
fn left_secs(elapsed: Duration, done: u64, all: u64) -> Option<u64> {
    let left = u128::from(all.saturating_sub(done)) * elapsed.as_millis();
    let secs = left.checked_div(u128::from(done))?.div_ceil(1_000);
    u64::try_from(secs).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_that_is_left_follows_from_what_was_done() {
        let ten = Duration::from_secs(10);
        assert_eq!(left_secs(ten, 0, 100), None);
        assert_eq!(left_secs(ten, 25, 100), Some(30));
        assert_eq!(left_secs(ten, 100, 100), Some(0));
        assert_eq!(left_secs(ten, u64::MAX, u64::MAX), Some(0));
    }
}
