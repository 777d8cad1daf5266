//! `musubi layer`: orthophotos and tiles become layers of this laptop.
//!
//! An import is written into the data directory, where the node that runs finds it; where none
//! runs, this command is the node until it is done. So both ways are one.

mod push;

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, anyhow, bail};
use clap::{Args, Subcommand};
use musubi_model::field::{Change, Noted, Recorder};
use musubi_model::ids::RecordId;
use musubi_model::layer::{ChangeLayer, LayerState, missing};
use musubi_store::disk::LockError;
use musubi_store::journal::OpenError;
use tokio::sync::watch;

use super::{ConfigArguments, in_use};
use crate::blobs::{BLOBS, Carrier};
use crate::config::Config;
use crate::desk::check::Check;
use crate::desk::{DeskError, fresh_id, now, random_hex};
use crate::layers::index::Index;
use crate::layers::job::{End, Job, Tiles};
use crate::layers::words::{LayerWords, Platform, Positioning};
use crate::layers::{Shelf, basemap, importing, recording};
use crate::runtime::RunError;
use crate::runtime::alone::{Alone, AloneError};
use crate::runtime::handle::Handle;

/// Between two looks at an import that another process carries out.
const LOOK: Duration = Duration::from_millis(200);

#[derive(Debug, Subcommand)]
pub(super) enum LayerCommand {
    /// Make a layer of georeferenced images, or of tiles that are ready. It begins as a draft
    Import(Box<Import>),
    /// All layers that this laptop knows
    List(List),
    /// Show a draft to everybody. Refused with the name of everything that is missing
    Publish(Step),
    /// Take a layer back, for good
    Withdraw(Step),
    /// Put published layers and their whole catalogue where the world can read them. What was put
    /// there before is kept up to date; what was taken back is taken away
    Push(push::Push),
    /// Draw a map of the city's own beneath all layers, and offer its OpenStreetMap extract
    Basemap(Basemap),
}

#[derive(Debug, Args)]
pub(super) struct Basemap {
    #[command(flatten)]
    config: ConfigArguments,
    /// Take away what is there; the default map is drawn again
    #[arg(long)]
    remove: bool,
    /// A `PMTiles` archive (pictures or vector tiles), an extract (`.osm.pbf`), or both
    #[arg(value_name = "FILE", required_unless_present = "remove")]
    files: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct Step {
    #[command(flatten)]
    config: ConfigArguments,
    /// The layer's id, as `layer list` shows it
    #[arg(value_name = "LAYER")]
    layer: RecordId,
}

#[derive(Debug, Args)]
pub(super) struct List {
    #[command(flatten)]
    config: ConfigArguments,
}

#[derive(Debug, Args)]
pub(super) struct Import {
    #[command(flatten)]
    config: ConfigArguments,
    /// What people call it; left out: the first file's name
    #[arg(long)]
    title: Option<String>,
    #[arg(long)]
    provider: Option<String>,
    /// Name, e-mail: catalogues show it to everybody
    #[arg(long)]
    contact: Option<String>,
    /// An SPDX identifier where there is one, as CC-BY-4.0
    #[arg(long)]
    licence: Option<String>,
    /// uav, aircraft, satellite, balloon, kite, helikite, pole, rover
    #[arg(long, value_parser = word::<Platform>)]
    platform: Option<Platform>,
    /// single, rtk, ppk, gcp
    #[arg(long, value_parser = word::<Positioning>)]
    positioning: Option<Positioning>,
    #[arg(long)]
    sensor: Option<String>,
    /// When the pictures were taken, as 2026-01-09T18:00+09:00
    #[arg(long, value_name = "TIME", value_parser = time)]
    captured: Option<i64>,
    #[arg(long, value_enum, default_value = "jpeg")]
    tiles: Tiles,
    /// The coordinate system of the images, whatever they say
    #[arg(long, value_name = "EPSG")]
    crs: Option<u16>,
    /// The fourth band is transparency, though the file does not say so
    #[arg(long)]
    alpha: bool,
    #[arg(long, value_name = "ZOOM")]
    min_zoom: Option<u8>,
    #[arg(long, value_name = "ZOOM")]
    max_zoom: Option<u8>,
    /// Images that form one layer, later ones on top; or raw drone photos, which become points; or one
    /// `MBTiles` or `PMTiles` file or tile folder
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,
}

impl LayerCommand {
    pub(super) fn run(self) -> Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            match self {
                Self::Import(import) => import.run().await,
                Self::List(list) => list.run().await,
                Self::Publish(step) => step.run(LayerState::Published).await,
                Self::Withdraw(step) => step.run(LayerState::Withdrawn).await,
                Self::Push(push) => push.run().await,
                Self::Basemap(basemap) => basemap.run(),
            }
        })
    }
}

impl Import {
    async fn run(self) -> Result<()> {
        let config = self.config.resolve()?;
        let job = self.job()?;
        if !config.data_dir.is_dir() {
            bail!("{} is no data directory; join first", config.data_dir.display());
        }
        let shelf = shelf(&config)?;
        let layers = shelf.folder().context("a data directory has a place for layers")?.to_owned();
        shelf.submit(&job)?;
        println!("layer: {}", job.layer);
        if job.is_of_photos() {
            println!("draft: /drafts/{}/photos.geojson", job.token);
        } else {
            println!("draft: /drafts/{}/{{z}}/{{x}}/{{y}}.{}", job.token, extension(job.tiles));
        }
        let ended = self.carry_out(&config.data_dir, &shelf, &job).await;
        match ended {
            Ok(End::Done { photos, bytes, .. }) if photos > 0 => {
                println!("photos: {photos}\nbytes: {bytes}");
                Ok(())
            }
            Ok(End::Done { tiles, bytes, .. }) => {
                println!("tiles: {tiles}\nbytes: {bytes}");
                Ok(())
            }
            Ok(End::Cancelled) => {
                job.forget(&layers);
                bail!("cancelled: nothing was kept (cancelled)")
            }
            Ok(End::Refused { code, sentence, .. }) => {
                job.forget(&layers);
                bail!("nothing was imported: {sentence} ({code})")
            }
            Err(error) => {
                job.forget(&layers);
                Err(error)
            }
        }
    }

    fn job(&self) -> Result<Job> {
        let mut sources = Vec::new();
        for path in &self.paths {
            let whole = path.canonicalize();
            sources.push(whole.with_context(|| format!("cannot read {}", path.display()))?);
        }
        let first = sources[0].file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let mut job = Job::new(fresh_id(), random_hex(), sources);
        job.tiles = self.tiles;
        job.epsg = self.crs;
        job.fourth_band_is_alpha = self.alpha;
        (job.min_zoom, job.max_zoom) = (self.min_zoom, self.max_zoom);
        if let Some(code) = self.crs
            && musubi_imagery::crs::Crs::from_epsg(code).is_none()
        {
            bail!("EPSG:{code} is not known here (unknown_crs)");
        }
        job.words = LayerWords {
            title: Some(self.title.clone().unwrap_or(first)),
            provider: self.provider.clone(),
            contact: self.contact.clone(),
            licence: self.licence.clone(),
            platform: self.platform,
            positioning: self.positioning,
            sensor: self.sensor.clone(),
            captured_at: self.captured,
            ..LayerWords::default()
        };
        let mut check = Check::default();
        job.words.change(&mut check);
        if let Err(DeskError::Invalid { fields }) = check.done() {
            let fields: Vec<String> =
                fields.iter().map(|field| format!("--{}: {}", field.path, field.code)).collect();
            bail!("{} (invalid)", fields.join(", "));
        }
        Ok(job)
    }

    /// By the node that runs, or as the node.
    async fn carry_out(&self, data_dir: &Path, shelf: &Shelf, job: &Job) -> Result<End> {
        match Alone::open(data_dir, self.config.passphrase()?).await {
            Ok(node) => {
                let (stop, stopping) = watch::channel(false);
                let work = importing::work(shelf.clone(), node.handle.clone(), stopping);
                let work = tokio::spawn(work);
                let end = watch_until_the_end(shelf, job).await;
                stop.send_replace(true);
                work.await.context("the import stopped in an unforeseen way")?;
                node.close().await?;
                end
            }
            Err(AloneError::Run(RunError::Open(OpenError::Lock(LockError::InUse { .. })))) => {
                watch_until_the_end(shelf, job).await
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// Ctrl-C cancels.
async fn watch_until_the_end(shelf: &Shelf, job: &Job) -> Result<End> {
    let layers = shelf.folder().ok_or_else(|| anyhow!("there is no place for layers"))?;
    let is_terminal = std::io::stderr().is_terminal();
    let interrupted = super::serve::wait_for_end();
    tokio::pin!(interrupted);
    let mut asked = false;
    loop {
        if let Some(end) = job.outcome(layers) {
            if is_terminal {
                eprint!("\r\x1b[K");
            }
            return Ok(end);
        }
        if Job::read(layers, job.layer).is_none() {
            return Ok(End::Cancelled);
        }
        if let Some(told) = job.told(layers).filter(|_| is_terminal) {
            let left = told.left_ms.map(|left| format!(", {} s left", left / 1_000));
            let left = left.unwrap_or_default();
            eprint!("\r\x1b[K{}: {} of {}{left}", told.stage, told.done, told.total);
            let _ = std::io::stderr().flush();
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            () = &mut interrupted, if !asked => {
                asked = true;
                shelf.cancel(job.layer)?;
            }
        }
    }
}

impl List {
    async fn run(self) -> Result<()> {
        let config = self.config.resolve()?;
        let node = Alone::open(&config.data_dir, self.config.passphrase()?)
            .await
            .map_err(|error| in_use(error, "its page of layers shows them"))?;
        let shelf = shelf(&config)?;
        let index = Index::read(&node.handle);
        let mut lines = Vec::new();
        for shown in index.all() {
            let id: RecordId = shown.layer.id;
            let state = LayerState::code(shown.standing);
            let held = shown.hash().is_some_and(|hash| shelf.holds(hash));
            let held = if held { "here" } else { "elsewhere" };
            let title = crate::desk::people::text(&shown.layer.title).unwrap_or_default();
            lines.push(format!("{id} {state} {held} {title}"));
        }
        node.close().await?;
        println!("layers: {}", lines.len());
        for line in lines {
            println!("{line}");
        }
        Ok(())
    }
}

impl Basemap {
    /// Nothing of it is in the journal, so it needs no laptop of its own.
    fn run(self) -> Result<()> {
        let config = self.config.resolve()?;
        let shelf = shelf(&config)?;
        let layers = shelf.folder().context("a data directory has a place for layers")?;
        if self.remove {
            basemap::remove(layers).context("the basemap cannot be removed")?;
            println!("basemap: none");
        }
        for file in &self.files {
            let put = basemap::put(layers, file);
            let held = put.map_err(|error| {
                let name = file.file_name().unwrap_or(file.as_os_str()).to_string_lossy();
                anyhow!("{name} {error} ({})", error.code())
            })?;
            println!("{}: {} bytes", held.part.file_name(), held.bytes);
        }
        Ok(())
    }
}

impl Step {
    async fn run(self, next: LayerState) -> Result<()> {
        let config = self.config.resolve()?;
        let node = Alone::open(&config.data_dir, self.config.passphrase()?)
            .await
            .map_err(|error| in_use(error, "use its page of layers"))?;
        let done = self.take(&node.handle, next).await;
        node.close().await?;
        done?;
        println!("{}: {}", self.layer, next.code());
        Ok(())
    }

    async fn take(&self, handle: &Handle, next: LayerState) -> Result<()> {
        let (document, layer) = recording::find(handle, self.layer).with_context(|| {
            format!("{} is no layer that is known here (not_found)", self.layer)
        })?;
        if layer.standing() == next {
            return Ok(());
        }
        if !layer.standing().may_become(next) {
            bail!("the layer is {} (layer_withdrawn)", layer.standing().code());
        }
        let missing = missing(&layer);
        if next == LayerState::Published && !missing.is_empty() {
            let names: Vec<&str> = missing.iter().map(|item| item.code()).collect();
            bail!("not yet known of it: {} (invalid)", names.join(", "));
        }
        let published_at = match next {
            LayerState::Published => Change::To(now()),
            _ => Change::Keep,
        };
        let change = ChangeLayer { state: Some(next), published_at, ..ChangeLayer::default() };
        let edits = change.edits(self.layer, &Noted::now(now(), Recorder::Node));
        handle.commit(document, edits).await?;
        Ok(())
    }
}

fn shelf(config: &Config) -> Result<Shelf> {
    let blobs = Carrier::open(config.data_dir.join(BLOBS))
        .with_context(|| format!("cannot write in {}", config.data_dir.display()))?;
    Ok(Shelf::at(&config.data_dir, blobs))
}

fn extension(tiles: Tiles) -> &'static str {
    match tiles {
        Tiles::Jpeg => "jpg",
        Tiles::Png => "png",
        Tiles::Webp => "webp",
    }
}

/// Milliseconds since 1970.
fn time(text: &str) -> Result<i64, String> {
    use time::OffsetDateTime;
    use time::format_description::well_known::Rfc3339;
    let parse = |text: &str| OffsetDateTime::parse(text, &Rfc3339).ok();
    let without_seconds = || {
        let (minutes, zone) = text.split_at_checked("2026-01-09T18:00".len())?;
        parse(&format!("{minutes}:00{zone}"))
    };
    let at = parse(text).or_else(without_seconds);
    let at = at.ok_or("a time looks like 2026-01-09T18:00+09:00")?;
    i64::try_from(at.unix_timestamp_nanos() / 1_000_000).map_err(|error| error.to_string())
}

/// A word as the API writes it.
fn word<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, String> {
    let value = serde_json::Value::String(text.to_owned());
    serde_json::from_value(value).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_time_is_read_with_seconds_and_without() {
        let at = |text| super::time(text);
        assert_eq!(at("2026-01-09T18:00+09:00"), Ok(1_767_949_200_000));
        assert_eq!(at("2026-01-09T18:00:01+09:00"), Ok(1_767_949_201_000));
        assert_eq!(at("2026-01-09T09:00Z"), Ok(1_767_949_200_000));
        for bad in ["", "2026-01-09", "2026-01-09T18:00", "yesterday"] {
            assert!(at(bad).is_err(), "{bad}");
        }
    }
}
