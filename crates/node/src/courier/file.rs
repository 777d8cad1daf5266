//! The stick: a bundle is there whole or not at all, under a name that any file system takes.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use musubi_store::disk::sync_directory;

use super::{Exporting, ImportError, Imported, Importing};
use crate::runtime::courier::CourierError;

const UNFINISHED: &str = "part";
const READ_BYTES: usize = 256 * 1024;

/// Why there is no bundle on the stick. What lay there before lies there still.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error(transparent)]
    Courier(#[from] CourierError),
    #[error("there is no room left on {}", path.display())]
    Full { path: PathBuf, source: io::Error },
    #[error("{} is write-protected", path.display())]
    Protected { path: PathBuf, source: io::Error },
    #[error("{} cannot be written", path.display())]
    Target { path: PathBuf, source: io::Error },
}

impl ExportError {
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Courier(error) => error.code(),
            Self::Full { .. } => "courier_target_full",
            Self::Protected { .. } => "courier_target_protected",
            Self::Target { .. } => "courier_target",
        }
    }

    fn of(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::StorageFull
            | io::ErrorKind::QuotaExceeded
            | io::ErrorKind::FileTooLarge => Self::Full { path, source },
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Self::Protected { path, source }
            }
            _ => Self::Target { path, source },
        }
    }
}

/// A bundle that lies whole on its stick.
#[derive(Debug)]
pub struct Written {
    pub path: PathBuf,
    pub bytes: u64,
}

/// Writes a bundle: into a folder under `name`, or as the very file that `out` names.
pub async fn write(
    exporting: &mut Exporting,
    out: &Path,
    name: &str,
    mut progress: impl FnMut(&Exporting),
) -> Result<Written, ExportError> {
    let path = if out.is_dir() { free_name(out, name) } else { out.to_owned() };
    let unfinished = path.with_extension(UNFINISHED);
    let written = fill(exporting, &unfinished, &mut progress).await.and_then(|bytes| {
        fs::rename(&unfinished, &path)
            .and_then(|()| sync_folder(&path))
            .map_err(|source| ExportError::of(&path, source))?;
        Ok(bytes)
    });
    match written {
        Ok(bytes) => Ok(Written { path, bytes }),
        Err(error) => {
            // Whether or not it can be removed: it is no bundle, and named so.
            let _ = fs::remove_file(&unfinished);
            Err(error)
        }
    }
}

async fn fill(
    exporting: &mut Exporting,
    unfinished: &Path,
    progress: &mut impl FnMut(&Exporting),
) -> Result<u64, ExportError> {
    let failed = |source| ExportError::of(unfinished, source);
    let mut file = File::create(unfinished).map_err(failed)?;
    let mut bytes = 0;
    while let Some(piece) = exporting.next().await? {
        file.write_all(&piece).map_err(failed)?;
        bytes += piece.len() as u64;
        progress(exporting);
    }
    file.sync_all().map_err(failed)?;
    Ok(bytes)
}

/// Never over another bundle.
fn free_name(folder: &Path, name: &str) -> PathBuf {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let numbered = (2..).map(|number| folder.join(format!("{stem}-{number}.{ending}")));
    let mut names = std::iter::once(folder.join(name)).chain(numbered);
    names.find(|path| !path.exists()).expect("numbers do not end")
}

/// Some file systems of sticks know no such thing.
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    match sync_directory(folder.unwrap_or(Path::new("."))) {
        Err(error)
            if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) =>
        {
            Ok(())
        }
        other => other,
    }
}

/// What reading a bundle from a stick came to.
#[derive(Debug)]
pub struct FileRead {
    pub imported: Imported,
    /// Where the stick could not be read any further.
    pub broken: Option<io::Error>,
}

/// Reads a bundle from a file that is only opened for reading.
pub async fn read(
    mut importing: Importing,
    mut file: File,
    mut progress: impl FnMut(u64),
) -> Result<FileRead, ImportError> {
    let mut buffer = vec![0; READ_BYTES];
    let (mut bytes, mut broken) = (0, None);
    loop {
        match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => {
                importing.feed(&buffer[..count]).await?;
                bytes += count as u64;
                progress(bytes);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => {
                broken = Some(error);
                break;
            }
        }
    }
    Ok(FileRead { imported: importing.finish().await?, broken })
}
