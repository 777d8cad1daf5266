//! Photos as one file (`docs/format.md`, section 9): a ZIP file that every program opens, in it the
//! points and the small pictures, nothing packed.
//!
//! What always holds: an album is there whole or not at all; the same photos give the same bytes. One
//! that comes from elsewhere takes bounded memory, whatever it claims: it is no longer than the largest
//! that is made here, its directory is looked at before anything is sized by it, and nothing in it unpacks.

use std::fs::File;
use std::io::{self, BufWriter, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::{Photo, Shot, geojson, read, shots};
use crate::file::read_at;
use crate::refusal::Refusal;

/// Of one album.
pub const PHOTOS_MAX: usize = 1_000;
const POINTS: &str = "photos.geojson";
const POINTS_BYTES_MAX: u64 = 1 << 20;
/// A picture of 320 × 320 pixels at this quality has a fifth of it.
const PICTURE_BYTES_MAX: u64 = 128 << 10;
/// The largest there is has about 60 MB.
const ALBUM_BYTES_MAX: u64 = POINTS_BYTES_MAX + PHOTOS_MAX as u64 * (PICTURE_BYTES_MAX + 256);
/// A photo of 45 million pixels takes 135 MB for a moment.
const THREADS_MAX: usize = 2;

/// Why there is no album. Nothing of it is left.
#[derive(Debug, thiserror::Error)]
pub enum MakeError {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("there are {photos} photos: more than one layer takes")]
    TooMany { photos: usize },
    #[error("was stopped")]
    Stopped,
    #[error("cannot be written")]
    Unwritable(#[source] io::Error),
}

/// Why an album is not taken.
#[derive(Debug, thiserror::Error)]
pub enum AlbumError {
    #[error("the album cannot be read")]
    Unreadable(#[from] io::Error),
    #[error("is no album of photos")]
    NotAnAlbum,
}

impl MakeError {
    /// Stable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Refused(refusal) => refusal.reason.code(),
            Self::TooMany { .. } => "too-many-photos",
            Self::Stopped => "cancelled",
            Self::Unwritable(error) if error.kind() == io::ErrorKind::StorageFull => "no-room",
            Self::Unwritable(_) => "unwritable",
        }
    }
}

impl From<ZipError> for AlbumError {
    fn from(error: ZipError) -> Self {
        match error {
            ZipError::Io(error) if error.kind() != io::ErrorKind::UnexpectedEof => {
                Self::Unreadable(error)
            }
            _ => Self::NotAnAlbum,
        }
    }
}

/// Reads all photos and writes the album; the first that is refused ends it. `watch` hears how many are
/// done, from several threads, and says whether to go on.
pub fn make(
    photos: &[PathBuf],
    album: &Path,
    threads: usize,
    watch: &(dyn Fn(usize) -> bool + Sync),
) -> Result<(), MakeError> {
    if photos.len() > PHOTOS_MAX {
        return Err(MakeError::TooMany { photos: photos.len() });
    }
    let taken = read_all(photos, threads.clamp(1, THREADS_MAX), watch)?;
    let part = album.with_added_extension("part");
    write(&taken, &part).and_then(|()| std::fs::rename(&part, album)).map_err(|error| {
        // Whoever asked hears why; a file that cannot be removed either is found by the next attempt.
        let _ = std::fs::remove_file(&part);
        MakeError::Unwritable(error)
    })
}

fn read_all(
    photos: &[PathBuf],
    threads: usize,
    watch: &(dyn Fn(usize) -> bool + Sync),
) -> Result<Vec<Photo>, MakeError> {
    let (next, done, stop) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicBool::new(false));
    let work = || -> Result<Vec<(usize, Photo)>, MakeError> {
        let mut taken = Vec::new();
        while !stop.load(Ordering::Relaxed) {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(path) = photos.get(number) else { break };
            taken.push((number, read(path).inspect_err(|_| stop.store(true, Ordering::Relaxed))?));
            if !watch(done.fetch_add(1, Ordering::Relaxed) + 1) {
                stop.store(true, Ordering::Relaxed);
                return Err(MakeError::Stopped);
            }
        }
        Ok(taken)
    };
    let parts: Vec<_> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        running.into_iter().map(|it| it.join().expect("a photo is read without a panic")).collect()
    });
    let mut taken = Vec::with_capacity(photos.len());
    for part in parts {
        taken.extend(part?);
    }
    taken.sort_unstable_by_key(|(number, _)| *number);
    Ok(taken.into_iter().map(|(_, photo)| photo).collect())
}

fn picture(number: usize) -> String {
    format!("photos/{number}.jpg")
}

fn write(photos: &[Photo], path: &Path) -> io::Result<()> {
    // The day on which ZIP's time begins: when an album was made is nobody's business.
    let plain = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default());
    let mut zip = ZipWriter::new(BufWriter::new(File::create(path)?));
    let points = geojson(photos.iter().map(|photo| &photo.shot), picture);
    zip.start_file(POINTS, plain)?;
    zip.write_all(points.as_bytes())?;
    for (number, photo) in photos.iter().enumerate() {
        zip.start_file(picture(number), plain)?;
        zip.write_all(&photo.thumbnail)?;
    }
    zip.finish()?.into_inner()?.sync_all()
}

/// An album that is open.
pub struct Album {
    shots: Vec<Shot>,
    zip: Mutex<ZipArchive<File>>,
}

impl Album {
    pub fn open(path: &Path) -> Result<Self, AlbumError> {
        let file = File::open(path)?;
        if !is_small(&file)? {
            return Err(AlbumError::NotAnAlbum);
        }
        let mut zip = ZipArchive::new(file)?;
        let points = bytes_of(&mut zip, POINTS, POINTS_BYTES_MAX)?;
        let shots = shots(&points).ok_or(AlbumError::NotAnAlbum)?;
        if shots.is_empty() || shots.len() > PHOTOS_MAX {
            return Err(AlbumError::NotAnAlbum);
        }
        Ok(Self { shots, zip: Mutex::new(zip) })
    }

    /// By their numbers.
    pub fn shots(&self) -> &[Shot] {
        &self.shots
    }

    /// The small picture of one photo; blocks.
    pub fn thumbnail(&self, number: usize) -> Result<Vec<u8>, AlbumError> {
        let bytes = bytes_of(&mut self.lock(), &picture(number), PICTURE_BYTES_MAX)?;
        if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) { Ok(bytes) } else { Err(AlbumError::NotAnAlbum) }
    }

    /// Whether every picture is there and whole.
    pub fn check(&self) -> Result<(), AlbumError> {
        (0..self.shots.len()).try_for_each(|number| self.thumbnail(number).map(drop))
    }

    /// West, south, east, north of all photos, in degrees.
    pub fn bounds(&self) -> [f64; 4] {
        let least = |of: fn(&Shot) -> f64| self.shots.iter().map(of).fold(f64::INFINITY, f64::min);
        let most =
            |of: fn(&Shot) -> f64| self.shots.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
        [least(|it| it.lon), least(|it| it.lat), most(|it| it.lon), most(|it| it.lat)]
    }

    /// With the addresses of the small pictures, by their numbers.
    pub fn geojson(&self, thumbnail: impl Fn(usize) -> String) -> String {
        geojson(&self.shots, thumbnail)
    }

    fn lock(&self) -> MutexGuard<'_, ZipArchive<File>> {
        self.zip.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn bytes_of(zip: &mut ZipArchive<File>, name: &str, most: u64) -> Result<Vec<u8>, AlbumError> {
    let entry = zip.by_name(name)?;
    if entry.compression() != CompressionMethod::Stored || entry.size() > most {
        return Err(AlbumError::NotAnAlbum);
    }
    let mut bytes = Vec::with_capacity(entry.size() as usize);
    entry.take(most).read_to_end(&mut bytes).map_err(ZipError::Io)?;
    Ok(bytes)
}

/// The end of the directory as it stands at the end of a file that [`write`] made; with no comment
/// behind it and no larger one before it.
fn is_small(file: &File) -> io::Result<bool> {
    const END: usize = 22;
    const LARGER_END: usize = 20;
    /// Of one entry of ours in the directory.
    const ENTRY_BYTES_MAX: u32 = 128;
    let length = file.metadata()?.len();
    if length > ALBUM_BYTES_MAX || length < (LARGER_END + END) as u64 {
        return Ok(false);
    }
    let mut tail = [0; LARGER_END + END];
    read_at(file, &mut tail, length - (LARGER_END + END) as u64)?;
    let (larger, end) = tail.split_at(LARGER_END);
    let entries = u16::from_le_bytes([end[10], end[11]]);
    let bytes = u32::from_le_bytes([end[12], end[13], end[14], end[15]]);
    Ok(end.starts_with(b"PK\x05\x06")
        && end[20..] == [0, 0]
        && !larger.starts_with(b"PK\x06\x07")
        && usize::from(entries) <= PHOTOS_MAX + 1
        && bytes <= u32::from(entries) * ENTRY_BYTES_MAX)
}
