//! An import as it stands on the disk, so that a command, a page and the node that runs speak of
//! the same one, and a killed one goes on. Drawn in `docs/format.md`, section 7.
//!
//! Each layer has a folder of its name: `job.json` says what is to be done, `outcome.json` how it
//! ended; there is work where the outcome is not of the job's round. All files are written under
//! another name first.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use musubi_exchange::layers::TileFormat;
use musubi_imagery::crs::Crs;
use musubi_imagery::encode::Format;
use musubi_imagery::plan::Zooms;
use musubi_imagery::{FourthBand, Hints, packs, photos};
use musubi_model::ids::RecordId;
use musubi_store::disk::sync_directory;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::words::LayerWords;

const JOB: &str = "job.json";
const OUTCOME: &str = "outcome.json";
const PROGRESS: &str = "progress.json";
const CANCEL: &str = "cancel";
const ARCHIVE: &str = "archive.pmtiles";
const ALBUM: &str = "album.zip";
/// What a page has sent. Files that were on this laptop already stay where they are.
pub(super) const ORIGINALS: &str = "originals";
const FILE_BYTES_MAX: u64 = 1 << 20;

/// What is to be made into a layer, and how.
#[derive(Clone, Serialize, Deserialize)]
pub struct Job {
    pub format: u32,
    pub layer: RecordId,
    /// Grows when the layer is rendered once more.
    pub round: u32,
    /// The draft's path.
    pub token: String,
    /// Images that form one layer, photos, or one pack of tiles.
    pub sources: Vec<PathBuf>,
    #[serde(default)]
    pub tiles: Tiles,
    #[serde(default)]
    pub fourth_band_is_alpha: bool,
    /// The system of all images, whatever they say.
    pub epsg: Option<u16>,
    /// East and north.
    #[serde(default)]
    pub moved_cm: [i64; 2],
    pub min_zoom: Option<u8>,
    pub max_zoom: Option<u8>,
    /// The account that asked for it; none: a command.
    pub by: Option<RecordId>,
    #[serde(default)]
    pub words: LayerWords,
}

#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, clap::ValueEnum,
)]
#[serde(rename_all = "snake_case")]
pub enum Tiles {
    /// What every editor reads.
    #[default]
    Jpeg,
    Png,
    Webp,
}

/// How one round ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    pub round: u32,
    #[serde(flatten)]
    pub end: End,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "end", rename_all = "snake_case")]
pub enum End {
    Done {
        tiles: u64,
        #[serde(default)]
        photos: u64,
        bytes: u64,
    },
    Cancelled,
    /// `code` is stable; `file` is a name without folders, empty where it is about none.
    Refused {
        code: String,
        file: String,
        sentence: String,
    },
}

/// How far a round is, told about once a second.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    pub stage: String,
    pub done: u64,
    pub total: u64,
    pub left_ms: Option<u64>,
}

#[derive(Debug, thiserror::Error)]
pub enum JobError {
    #[error("this command has no data directory")]
    NoFolder,
    #[error("there is no such import")]
    NotFound,
    #[error("what is to be imported cannot be written down")]
    Unwritable(#[from] io::Error),
}

impl Tiles {
    fn format(self) -> Format {
        match self {
            Self::Jpeg => Format::Jpeg,
            Self::Png => Format::Png,
            Self::Webp => Format::WebP,
        }
    }

    pub(crate) fn catalogue_format(self) -> TileFormat {
        match self {
            Self::Jpeg => TileFormat::Jpeg,
            Self::Png => TileFormat::Png,
            Self::Webp => TileFormat::Webp,
        }
    }
}

impl End {
    /// Stable.
    pub fn code(&self) -> &str {
        match self {
            Self::Done { .. } => "done",
            Self::Cancelled => "cancelled",
            Self::Refused { code, .. } => code,
        }
    }
}

impl Job {
    pub const FORMAT: u32 = 1;

    /// A first round, everything else as it comes.
    pub fn new(layer: RecordId, token: String, sources: Vec<PathBuf>) -> Self {
        Self {
            format: Self::FORMAT,
            layer,
            round: 1,
            token,
            sources,
            tiles: Tiles::default(),
            fourth_band_is_alpha: false,
            epsg: None,
            moved_cm: [0, 0],
            min_zoom: None,
            max_zoom: None,
            by: None,
            words: LayerWords::default(),
        }
    }

    /// The folder appears with the job in it, or not at all.
    pub(super) fn write(&self, layers: &Path) -> Result<(), JobError> {
        let folder = layers.join(self.layer.to_string());
        let text = serde_json::to_vec_pretty(self).expect("plain fields have a JSON form");
        if folder.is_dir() {
            // A wish to end an earlier round is not about this one.
            match fs::remove_file(folder.join(CANCEL)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
                _ => return Ok(replace(&folder, JOB, &text)?),
            }
        }
        let coming = layers.join(format!("{}.new", self.layer));
        fs::create_dir_all(&coming)?;
        replace(&coming, JOB, &text)?;
        fs::rename(&coming, &folder)?;
        sync_directory(layers)?;
        Ok(())
    }

    /// A folder in which the originals lie becomes the import, or stays what it was.
    pub(super) fn arrive(&self, coming: &Path, layers: &Path) -> Result<(), JobError> {
        let text = serde_json::to_vec_pretty(self).expect("plain fields have a JSON form");
        sync_directory(&coming.join(ORIGINALS))?;
        replace(coming, JOB, &text)?;
        fs::rename(coming, self.folder(layers))?;
        sync_directory(layers)?;
        Ok(())
    }

    /// Where the originals lie that a page has sent.
    pub(super) fn originals(&self, layers: &Path) -> PathBuf {
        self.folder(layers).join(ORIGINALS)
    }

    /// `None`: no import, or one of a later version.
    pub fn read(layers: &Path, layer: RecordId) -> Option<Self> {
        let job: Self = read(&layers.join(layer.to_string()).join(JOB))?;
        (job.format == Self::FORMAT && job.layer == layer).then_some(job)
    }

    pub(super) fn all(layers: &Path) -> Vec<Self> {
        let Ok(entries) = fs::read_dir(layers) else { return Vec::new() };
        let ids = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
        let mut ids: Vec<RecordId> = ids.collect();
        // Ids begin with the time they were drawn.
        ids.sort_unstable();
        ids.into_iter().filter_map(|id| Self::read(layers, id)).collect()
    }

    pub(super) fn ask_to_cancel(layers: &Path, layer: RecordId) -> Result<(), JobError> {
        let folder = layers.join(layer.to_string());
        if !folder.is_dir() {
            return Err(JobError::NotFound);
        }
        Ok(fs::write(folder.join(CANCEL), [])?)
    }

    fn folder(&self, layers: &Path) -> PathBuf {
        layers.join(self.layer.to_string())
    }

    /// Of this round.
    pub fn outcome(&self, layers: &Path) -> Option<End> {
        let outcome: Outcome = read(&self.folder(layers).join(OUTCOME))?;
        (outcome.round == self.round).then_some(outcome.end)
    }

    pub fn told(&self, layers: &Path) -> Option<Told> {
        read(&self.folder(layers).join(PROGRESS))
    }

    pub(super) fn is_cancelled(&self, layers: &Path) -> bool {
        self.folder(layers).join(CANCEL).exists()
    }

    /// What the round makes. Photos may lie on a stick that is gone once their album is there.
    pub(super) fn archive(&self, layers: &Path) -> PathBuf {
        let album = self.folder(layers).join(ALBUM);
        if album.is_file() || self.is_of_photos() { album } else { album.with_file_name(ARCHIVE) }
    }

    /// As far as its sources are there.
    pub fn is_of_photos(&self) -> bool {
        self.epsg.is_none() && photos::are(&self.sources)
    }

    fn is_of_a_pack(&self) -> bool {
        matches!(&self.sources[..], [one] if packs::is_pack(one))
    }

    /// Nobody loses anything by a word about progress that a power cut takes.
    pub(super) fn tell(&self, layers: &Path, told: &Told) {
        let text = serde_json::to_vec(told).expect("plain fields have a JSON form");
        let (path, new) = (PROGRESS, self.folder(layers).join("progress.json.new"));
        let _ = fs::write(&new, text).and_then(|()| fs::rename(&new, new.with_file_name(path)));
    }

    /// The round is over. What it made beside an archive goes first, for whoever asked may take the
    /// folder away as soon as the outcome is there.
    pub(super) fn end(&self, layers: &Path, end: End) -> io::Result<()> {
        let folder = self.folder(layers);
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            let stays = [JOB, OUTCOME, CANCEL];
            if path.file_name().is_some_and(|name| name == ORIGINALS) {
                if !self.is_rendered_again_after(&end) {
                    fs::remove_dir_all(path)?;
                }
            } else if !path.file_name().is_some_and(|name| stays.iter().any(|stays| name == *stays))
            {
                fs::remove_file(path)?;
            }
        }
        let outcome = Outcome { round: self.round, end };
        let text = serde_json::to_vec(&outcome).expect("plain fields have a JSON form");
        replace(&folder, OUTCOME, &text)?;
        let _ = fs::remove_file(folder.join(CANCEL));
        Ok(())
    }

    /// Whether a correction may still need the originals: not of what never became a layer.
    fn is_rendered_again_after(&self, end: &End) -> bool {
        !self.is_first() || matches!(end, End::Done { .. }) && !self.is_taken_as_it_is()
    }

    /// Tiles that others made lie where they lie, photos where they were taken.
    fn is_taken_as_it_is(&self) -> bool {
        self.is_of_a_pack() || self.is_of_photos()
    }

    /// Whether this laptop could render the layer once more.
    pub fn can_be_rendered_again(&self) -> bool {
        self.originals_are_there() && !self.is_taken_as_it_is()
    }

    /// Takes the folder away: the import never became a layer, and whoever asked has been told.
    pub fn forget(&self, layers: &Path) {
        let _ = fs::remove_dir_all(self.folder(layers));
    }

    /// A round that failed on a layer that has been there before: the layer stays as it was.
    pub(super) fn is_first(&self) -> bool {
        self.round == 1
    }

    /// Whether all originals lie where they were.
    pub fn originals_are_there(&self) -> bool {
        self.sources.iter().all(|source| source.is_file())
    }

    pub(super) fn request(&self, layers: &Path, threads: usize) -> musubi_imagery::import::Request {
        let metres = |cm: i64| i32::try_from(cm).map_or(0.0, |cm| f64::from(cm) / 100.0);
        let [east, north] = self.moved_cm.map(metres);
        musubi_imagery::import::Request {
            images: self.sources.clone(),
            archive: self.archive(layers),
            format: self.tiles.format(),
            zooms: Zooms { min: self.min_zoom, max: self.max_zoom },
            hints: Hints {
                fourth_band: if self.fourth_band_is_alpha {
                    FourthBand::Alpha
                } else {
                    FourthBand::AsStored
                },
                crs: self.epsg.and_then(Crs::from_epsg),
                offset: (east, north),
            },
            words: self.words.of_archive(),
            threads,
        }
    }
}

fn read<T: for<'a> Deserialize<'a>>(path: &Path) -> Option<T> {
    if fs::metadata(path).ok()?.len() > FILE_BYTES_MAX {
        return None;
    }
    serde_json::from_slice(&fs::read(path).ok()?).ok()
}

/// Whole under its name, or as it was.
fn replace(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let new = folder.join(format!("{name}.new"));
    let mut file = fs::File::create(&new)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&new, folder.join(name))?;
    sync_directory(folder)
}
