//! The disk of the operating system.
//!
//! Unix and Windows differ in two things: reading at an offset, and whether a directory can be
//! synced (on Windows the file system's own journal keeps names; there is no call for it).

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::{Disk, DiskFile};

/// Left out only by the control of the durability tests, which must then see records lost.
const SYNCS: bool = !cfg!(feature = "unsynced-control");

/// Why a directory cannot be taken.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    #[error("{} is in use by another process of this program; end that one first", directory.display())]
    InUse { directory: PathBuf },
    #[error("the directory {} cannot be opened", directory.display())]
    Directory { directory: PathBuf, source: io::Error },
}

/// A directory held under a lock file until this value is dropped.
#[derive(Debug)]
pub struct RealDisk {
    directory: PathBuf,
    _lock: File,
}

impl RealDisk {
    const LOCK: &str = "lock";

    /// Creates the directory where it is missing, and takes it for this process alone.
    pub fn lock(directory: &Path) -> Result<Self, LockError> {
        let failed = |source| LockError::Directory { directory: directory.to_owned(), source };
        create_directory(directory).map_err(failed)?;
        let lock = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(directory.join(Self::LOCK))
            .map_err(failed)?;
        Self::take(directory, lock)
    }

    /// Takes a directory whose lock file is there and can be opened.
    pub(crate) fn lock_existing(directory: &Path) -> Result<Self, LockError> {
        let failed = |source| LockError::Directory { directory: directory.to_owned(), source };
        let lock = File::open(directory.join(Self::LOCK)).map_err(failed)?;
        Self::take(directory, lock)
    }

    fn take(directory: &Path, lock: File) -> Result<Self, LockError> {
        match lock.try_lock() {
            Ok(()) => Ok(Self { directory: directory.to_owned(), _lock: lock }),
            Err(TryLockError::WouldBlock) => {
                Err(LockError::InUse { directory: directory.to_owned() })
            }
            Err(TryLockError::Error(source)) => {
                Err(LockError::Directory { directory: directory.to_owned(), source })
            }
        }
    }

    pub fn directory(&self) -> &Path {
        &self.directory
    }
}

impl Disk for RealDisk {
    type File = RealFile;

    fn names(&self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.directory)? {
            // A name that is no text is none of ours.
            names.extend(entry?.file_name().into_string().ok());
        }
        Ok(names)
    }

    fn open(&self, name: &str) -> io::Result<RealFile> {
        OpenOptions::new().read(true).write(true).open(self.directory.join(name)).map(RealFile)
    }

    fn create(&self, name: &str) -> io::Result<RealFile> {
        OpenOptions::new()
            .read(true)
            .write(true)
            .create_new(true)
            .open(self.directory.join(name))
            .map(RealFile)
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        fs::rename(self.directory.join(from), self.directory.join(to))
    }

    fn sync_names(&self) -> io::Result<()> {
        sync_directory(&self.directory)
    }

    fn salt(&self) -> io::Result<[u8; 16]> {
        let mut salt = [0; 16];
        getrandom::fill(&mut salt)
            .map_err(|_| io::Error::other("the system gives no random bytes"))?;
        Ok(salt)
    }
}

#[derive(Debug)]
pub struct RealFile(File);

impl DiskFile for RealFile {
    fn bytes(&self) -> io::Result<u64> {
        Ok(self.0.metadata()?.len())
    }

    #[cfg(unix)]
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        std::os::unix::fs::FileExt::read_exact_at(&self.0, buffer, offset)
    }

    #[cfg(windows)]
    fn read_at(&self, mut buffer: &mut [u8], mut offset: u64) -> io::Result<()> {
        while !buffer.is_empty() {
            match std::os::windows::fs::FileExt::seek_read(&self.0, buffer, offset) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(count) => {
                    buffer = &mut buffer[count..];
                    offset += count as u64;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    #[cfg(unix)]
    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        std::os::unix::fs::FileExt::write_all_at(&self.0, bytes, offset)
    }

    #[cfg(windows)]
    fn write_at(&self, mut bytes: &[u8], mut offset: u64) -> io::Result<()> {
        while !bytes.is_empty() {
            match std::os::windows::fs::FileExt::seek_write(&self.0, bytes, offset) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(count) => {
                    bytes = &bytes[count..];
                    offset += count as u64;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn cut(&self, bytes: u64) -> io::Result<()> {
        self.0.set_len(bytes)
    }

    fn sync(&self) -> io::Result<()> {
        if SYNCS { self.0.sync_data() } else { Ok(()) }
    }
}

/// Creates a directory and makes its name durable, and its parents' names.
pub(crate) fn create_directory(directory: &Path) -> io::Result<()> {
    if directory.is_dir() {
        return Ok(());
    }
    let parent = directory.parent().filter(|parent| !parent.as_os_str().is_empty());
    if let Some(parent) = parent {
        create_directory(parent)?;
    }
    match fs::create_dir(directory) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    sync_directory(parent.unwrap_or(Path::new(".")))
}

#[cfg(not(windows))]
/// Makes what was created or renamed in a directory outlive a power cut.
pub fn sync_directory(directory: &Path) -> io::Result<()> {
    if SYNCS { File::open(directory)?.sync_all() } else { Ok(()) }
}

#[cfg(windows)]
/// Makes what was created or renamed in a directory outlive a power cut.
pub fn sync_directory(_: &Path) -> io::Result<()> {
    Ok(())
}
