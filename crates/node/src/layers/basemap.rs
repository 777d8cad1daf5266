//! A city's own map beneath all layers, and its OpenStreetMap extract for editors without a line.
//!
//! Both are put there by a command and served as they are. What always holds: a file is there whole
//! under its name, with its hash beside it, or not at all.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use musubi_imagery::pmtiles::{self, Archive, ArchiveError};
use musubi_store::disk::sync_directory;
use serde::{Deserialize, Serialize};

/// Below the folder of layers.
const BASEMAP: &str = "basemap";
const KNOWN: &str = "files.json";
/// Of vector tiles, whose names are drawn by.
const LAYERS_MAX: usize = 100;
const TEXT_MAX: usize = 2_000;
/// Tiles of the archive, as its header numbers them.
const VECTOR: u8 = 1;
const PICTURES: [u8; 3] = [2, 3, 4];
/// How an extract begins, after the length of its first header.
const EXTRACT: &[u8; 11] = b"\x0a\x09OSMHeader";

/// What a file can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    Archive,
    Extract,
}

impl Part {
    pub const ALL: [Self; 2] = [Self::Archive, Self::Extract];

    /// On the disk and on the line.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Archive => "basemap.pmtiles",
            Self::Extract => "basemap.osm.pbf",
        }
    }
}

/// A file that is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    pub part: Part,
    pub bytes: u64,
    /// BLAKE3, hexadecimal.
    pub hash: String,
}

#[derive(Default, Serialize, Deserialize)]
struct Known {
    format: u32,
    files: Vec<Held>,
}

/// What a page has to know before it draws.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Drawn {
    pub vector: bool,
    /// Plain text; what the archive says of where it is from.
    pub attribution: String,
    /// Of vector tiles.
    pub layers: Vec<String>,
}

/// Why a file is not taken. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum BasemapError {
    #[error("cannot be read: {0}")]
    Unreadable(#[source] io::Error),
    #[error(
        "is neither a PMTiles archive nor an OpenStreetMap extract (.osm.pbf); convert tiles of \
         another kind with the `pmtiles` program"
    )]
    Neither,
    #[error("{0}")]
    Archive(#[from] ArchiveError),
    #[error("holds tiles that a map cannot draw; PNG, JPEG, WebP and vector tiles are drawn")]
    NotDrawn,
    #[error("the disk has too little room for it")]
    NoRoom,
    #[error("cannot be put into the data directory: {0}")]
    Unwritable(#[source] io::Error),
}

impl BasemapError {
    pub fn code(&self) -> String {
        match self {
            Self::Unreadable(_) => "unreadable".to_owned(),
            Self::Neither => "not_a_basemap".to_owned(),
            Self::Archive(error) => error.code().replace('-', "_"),
            Self::NotDrawn => "not_drawn".to_owned(),
            Self::NoRoom => "no_room".to_owned(),
            Self::Unwritable(_) => "unwritable".to_owned(),
        }
    }
}

fn folder(layers: &Path) -> PathBuf {
    layers.join(BASEMAP)
}

/// Copies a file into its place, once all it says was checked.
pub fn put(layers: &Path, file: &Path) -> Result<Held, BasemapError> {
    let part = part(file)?;
    if part == Part::Archive {
        let archive = Archive::open(file)?;
        let tile_type = archive.header().tile_type;
        if tile_type != VECTOR && !PICTURES.contains(&tile_type) {
            return Err(BasemapError::NotDrawn);
        }
        archive.check(|_| {})?;
        archive.metadata()?;
    }
    let folder = folder(layers);
    fs::create_dir_all(&folder).map_err(BasemapError::Unwritable)?;
    let coming = folder.join(format!("{}.new", part.file_name()));
    let held = copy(file, &coming, part).inspect_err(|_| drop(fs::remove_file(&coming)))?;
    let mut files = known(layers);
    files.retain(|held| held.part != part);
    // Cut off here, there is none until it is put there again: never a file with another's hash.
    let placed = write_down(&folder, files.clone())
        .and_then(|()| fs::rename(&coming, folder.join(part.file_name())));
    files.push(held.clone());
    placed.and_then(|()| write_down(&folder, files)).map_err(BasemapError::Unwritable)?;
    Ok(held)
}

/// The default map is drawn again.
pub fn remove(layers: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder(layers)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn part(file: &Path) -> Result<Part, BasemapError> {
    let mut start = Vec::new();
    let opened = File::open(file).map_err(BasemapError::Unreadable)?;
    opened.take(15).read_to_end(&mut start).map_err(BasemapError::Unreadable)?;
    if start.starts_with(b"PMTiles") {
        Ok(Part::Archive)
    } else if start.get(4..).is_some_and(|start| start == EXTRACT) {
        Ok(Part::Extract)
    } else {
        Err(BasemapError::Neither)
    }
}

fn copy(file: &Path, coming: &Path, part: Part) -> Result<Held, BasemapError> {
    let full = |error: io::Error| match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => BasemapError::NoRoom,
        _ => BasemapError::Unwritable(error),
    };
    let bytes = fs::copy(file, coming).map_err(full)?;
    File::open(coming).and_then(|copied| copied.sync_all()).map_err(full)?;
    let hash = pmtiles::hash(coming).map_err(BasemapError::Unreadable)?;
    let hash = data_encoding::HEXLOWER.encode(&hash);
    Ok(Held { part, bytes, hash })
}

fn write_down(folder: &Path, files: Vec<Held>) -> io::Result<()> {
    let text = serde_json::to_vec_pretty(&Known { format: 1, files })?;
    let new = folder.join(format!("{KNOWN}.new"));
    let mut file = File::create(&new)?;
    file.write_all(&text)?;
    file.sync_all()?;
    fs::rename(&new, folder.join(KNOWN))?;
    sync_directory(folder)
}

fn known(layers: &Path) -> Vec<Held> {
    let text = fs::read(folder(layers).join(KNOWN)).unwrap_or_default();
    let known: Known = serde_json::from_slice(&text).unwrap_or_default();
    if known.format == 1 { known.files } else { Vec::new() }
}

/// A file that is there as it was written down.
pub fn held(layers: &Path, part: Part) -> Option<(PathBuf, Held)> {
    let held = known(layers).into_iter().find(|held| held.part == part)?;
    let path = folder(layers).join(part.file_name());
    let is_whole = fs::metadata(&path).is_ok_and(|found| found.len() == held.bytes);
    is_whole.then_some((path, held))
}

/// How the archive is drawn. `None`: there is none, or it is not what it was.
pub fn drawn(layers: &Path) -> Option<Drawn> {
    let (path, _) = held(layers, Part::Archive)?;
    let archive = Archive::open(&path).ok()?;
    let said: serde_json::Value = serde_json::from_str(&archive.metadata().ok()?).ok()?;
    let attribution = plain(said["attribution"].as_str().unwrap_or_default());
    let vector = archive.header().tile_type == VECTOR;
    let layers = said["vector_layers"].as_array().into_iter().flatten();
    let names = layers.filter_map(|layer| Some(layer["id"].as_str()?.to_owned()));
    Some(Drawn { vector, attribution, layers: names.take(LAYERS_MAX).collect() })
}

/// Archives say it as HTML: the text of it alone.
fn plain(html: &str) -> String {
    let mut text = String::new();
    let mut is_tag = false;
    for letter in html.chars().take(TEXT_MAX) {
        match letter {
            '<' => is_tag = true,
            '>' => is_tag = false,
            _ if !is_tag => text.push(letter),
            _ => {}
        }
    }
    let entities =
        [("&copy;", "©"), ("&quot;", "\""), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">")];
    let text = entities.iter().fold(text, |text, (entity, letter)| text.replace(entity, letter));
    text.replace("&amp;", "&").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    /// One tile, which is clear, as an archive.
    fn archive(folder: &TempDir, metadata: &str) -> PathBuf {
        let path = folder.path().join("city.pmtiles");
        fs::write(&path, made(1, metadata)).unwrap();
        path
    }

    fn made(tile_type: u8, metadata: &str) -> Vec<u8> {
        // Id 0, run 1, length 4, offset 0.
        let root = [1, 0, 1, 4, 1];
        let mut bytes = b"PMTiles\x03".to_vec();
        let (root_at, metadata_at) = (127, 127 + root.len() as u64);
        let tiles_at = metadata_at + metadata.len() as u64;
        for number in
            [root_at, 5, metadata_at, metadata.len() as u64, tiles_at, 0, tiles_at, 4, 1, 1, 1]
        {
            bytes.extend(number.to_le_bytes());
        }
        bytes.extend([1, 1, 1, tile_type, 0, 0]);
        bytes.extend([0; 16]);
        bytes.extend([0; 9]);
        assert_eq!(bytes.len(), 127);
        bytes.extend(root);
        bytes.extend(metadata.as_bytes());
        bytes.extend(b"tile");
        bytes
    }

    const METADATA: &str = r#"{"attribution": "<a href='x'>&copy; OpenStreetMap</a> &amp; city",
        "vector_layers": [{"id": "water"}, {"id": "roads"}, {}]}"#;

    #[test]
    fn an_archive_and_an_extract_are_put_in_their_places_and_are_told_of() {
        let folder = TempDir::new().unwrap();
        let layers = folder.path().join("layers");
        assert_eq!(drawn(&layers), None);
        let put_there = put(&layers, &archive(&folder, METADATA)).unwrap();
        let told = drawn(&layers).unwrap();
        assert_eq!(told.attribution, "© OpenStreetMap & city");
        assert!(told.vector);
        assert_eq!(told.layers, ["water", "roads"]);
        let extract = folder.path().join("city.osm.pbf");
        fs::write(&extract, [&[0, 0, 0, 14][..], EXTRACT, b"\x18\x01rest"].concat()).unwrap();
        assert_eq!(put(&layers, &extract).unwrap().part, Part::Extract);
        let (path, held_there) = held(&layers, Part::Archive).unwrap();
        assert_eq!(held_there, put_there);
        assert_eq!(fs::read(path).unwrap(), made(1, METADATA));
        assert!(held(&layers, Part::Extract).is_some());
        remove(&layers).unwrap();
        remove(&layers).unwrap();
        assert!(held(&layers, Part::Extract).is_none() && drawn(&layers).is_none());
    }

    #[test]
    fn what_is_no_basemap_is_refused_and_the_one_that_is_there_stays() {
        let folder = TempDir::new().unwrap();
        let layers = folder.path().join("layers");
        put(&layers, &archive(&folder, METADATA)).unwrap();
        let before = held(&layers, Part::Archive);
        let whole = made(1, "{}");
        let cases: [(&[u8], &str); 6] = [
            (b"", "not_a_basemap"),
            (b"II*\0 a picture", "not_a_basemap"),
            (b"PMTiles\x02 of long ago", "not_an_archive"),
            (&whole[..whole.len() - 1], "truncated"),
            (&made(9, "{}"), "not_drawn"),
            (b"\0\0\0\x0d\x0a\x07OSMData", "not_a_basemap"),
        ];
        let file = folder.path().join("file");
        for (content, code) in cases {
            fs::write(&file, content).unwrap();
            let error = put(&layers, &file).unwrap_err();
            assert_eq!(error.code(), code, "{error}");
        }
        assert_eq!(put(&layers, &folder.path().join("none")).unwrap_err().code(), "unreadable");
        assert_eq!(held(&layers, Part::Archive), before);
        let names: Vec<_> = fs::read_dir(super::folder(&layers)).unwrap().collect();
        assert_eq!(names.len(), 2, "{names:?}");
    }
}
