//! Small files that are replaced whole or not at all: keys, certificates, the node's own names.
//!
//! A file is written under a temporary name, synced, renamed, and the directory synced. On Unix
//! only the owner may read it (0600, the directory 0700); on Windows the rights of the user's
//! own data directory hold. Nothing here is shown by `Debug`, and what was read is wiped.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::disk::{create_directory, sync_directory};

/// The largest file; key files with many slots are far smaller.
pub const SECRET_BYTES_MAX: u64 = 1 << 20;
const TEMPORARY: &str = ".new";

/// What went wrong with which file.
#[derive(Debug, thiserror::Error)]
pub enum SecretsError {
    #[error("`{name}` is no name for a file of secrets; letters, digits, `-` and `_` are")]
    Name { name: String },
    #[error("the file {} is larger than any that is written here", path.display())]
    TooLarge { path: PathBuf },
    #[error("the file {} cannot be read", path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("the file {} cannot be written; the old one still stands", path.display())]
    Write { path: PathBuf, source: io::Error },
}

#[derive(Debug)]
pub struct Secrets {
    directory: PathBuf,
}

impl Secrets {
    /// Creates the directory where it is missing, and clears away what a crash left half-written.
    pub fn open(directory: &Path) -> Result<Self, SecretsError> {
        let failed = |source| SecretsError::Write { path: directory.to_owned(), source };
        create_directory(directory).map_err(failed)?;
        for_owner_alone(directory, Owners::Directory).map_err(failed)?;
        for entry in fs::read_dir(directory).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            if path.extension().is_some_and(|extension| extension == &TEMPORARY[1..]) {
                fs::remove_file(path).map_err(failed)?;
            }
        }
        Ok(Self { directory: directory.to_owned() })
    }

    pub fn read(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SecretsError> {
        let path = self.path(name)?;
        let failed = |source| SecretsError::Read { path: path.clone(), source };
        match fs::metadata(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            other => {
                if other.map_err(failed)?.len() > SECRET_BYTES_MAX {
                    return Err(SecretsError::TooLarge { path });
                }
            }
        }
        fs::read(&path).map(|bytes| Some(Zeroizing::new(bytes))).map_err(failed)
    }

    /// Returns once the new file would outlive a power cut; until then the old one does.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<(), SecretsError> {
        let path = self.path(name)?;
        let temporary = self.directory.join(format!("{name}{TEMPORARY}"));
        write_new(&temporary, bytes)
            .and_then(|()| fs::rename(&temporary, &path))
            .and_then(|()| sync_directory(&self.directory))
            .map_err(|source| SecretsError::Write { path, source })
    }

    /// As [`Secrets::write`], and the bytes that stood there are written over once the new ones are
    /// sure: the old file has no name any more then, but its blocks are still held.
    pub fn replace_for_good(&self, name: &str, bytes: &[u8]) -> Result<Overwritten, SecretsError> {
        let old = held(&self.path(name)?);
        self.write(name, bytes)?;
        Ok(overwrite(old))
    }

    /// Removes a file that may not be there, after its bytes were written over. First it loses its
    /// name, so that a crash between leaves no half-overwritten file to be read.
    pub fn remove_for_good(&self, name: &str) -> Result<Overwritten, SecretsError> {
        let path = self.path(name)?;
        let temporary = self.directory.join(format!("{name}{TEMPORARY}"));
        let failed = |source| SecretsError::Write { path: path.clone(), source };
        match fs::rename(&path, &temporary) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Overwritten::No),
            other => other.map_err(failed)?,
        }
        sync_directory(&self.directory).map_err(failed)?;
        let overwritten = overwrite(held(&temporary));
        fs::remove_file(&temporary)
            .and_then(|()| sync_directory(&self.directory))
            .map_err(failed)?;
        Ok(overwritten)
    }

    /// Names of all files.
    pub fn names(&self) -> Result<Vec<String>, SecretsError> {
        let failed = |source| SecretsError::Read { path: self.directory.clone(), source };
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.directory).map_err(failed)? {
            names.extend(entry.map_err(failed)?.file_name().into_string().ok());
        }
        Ok(names)
    }

    /// Removes a file that may not be there.
    pub fn remove(&self, name: &str) -> Result<(), SecretsError> {
        let path = self.path(name)?;
        match fs::remove_file(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            other => other
                .and_then(|()| sync_directory(&self.directory))
                .map_err(|source| SecretsError::Write { path, source }),
        }
    }

    fn path(&self, name: &str) -> Result<PathBuf, SecretsError> {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if name.is_empty() || name.len() > 64 || !name.bytes().all(fits) {
            return Err(SecretsError::Name { name: name.to_owned() });
        }
        Ok(self.directory.join(name))
    }
}

/// Whether the old bytes were written over. What the disk keeps beneath is its own affair: that is
/// never the proof that they are gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overwritten {
    Yes,
    No,
}

/// Elsewhere than on Unix an open file cannot be replaced.
fn held(path: &Path) -> Option<File> {
    if cfg!(unix) { OpenOptions::new().write(true).open(path).ok() } else { None }
}

fn overwrite(old: Option<File>) -> Overwritten {
    let Some(mut file) = old else { return Overwritten::No };
    let written = file.metadata().and_then(|about| {
        let zeros = vec![0; usize::try_from(about.len().min(SECRET_BYTES_MAX)).unwrap_or(0)];
        file.write_all(&zeros)?;
        file.sync_all()
    });
    if written.is_ok() { Overwritten::Yes } else { Overwritten::No }
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    // The rights are there before the first byte is.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file: File = options.open(path)?;
    for_owner_alone(path, Owners::File)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[derive(Clone, Copy)]
enum Owners {
    Directory,
    File,
}

#[cfg(unix)]
fn for_owner_alone(path: &Path, what: Owners) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = match what {
        Owners::Directory => 0o700,
        Owners::File => 0o600,
    };
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn for_owner_alone(_: &Path, _: Owners) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_replaced_whole_and_read_back() {
        let directory = tempfile::tempdir().unwrap();
        let secrets = Secrets::open(directory.path()).unwrap();
        assert!(secrets.read("node").unwrap().is_none());
        secrets.write("node", b"first").unwrap();
        secrets.write("node", b"second").unwrap();
        assert_eq!(secrets.read("node").unwrap().unwrap().as_slice(), b"second");
        secrets.remove("node").unwrap();
        secrets.remove("node").unwrap();
        assert!(secrets.read("node").unwrap().is_none());
    }

    #[test]
    fn what_a_crash_left_half_written_is_cleared_away_and_the_old_file_stands() {
        let directory = tempfile::tempdir().unwrap();
        Secrets::open(directory.path()).unwrap().write("node", b"whole").unwrap();
        fs::write(directory.path().join("node.new"), b"hal").unwrap();
        let secrets = Secrets::open(directory.path()).unwrap();
        assert_eq!(secrets.read("node").unwrap().unwrap().as_slice(), b"whole");
        assert!(!directory.path().join("node.new").exists());
    }

    #[cfg(unix)]
    #[test]
    fn what_is_replaced_or_removed_for_good_is_written_over() {
        let directory = tempfile::tempdir().unwrap();
        let secrets = Secrets::open(&directory.path().join("secrets")).unwrap();
        let another_name = |name: &str| {
            let link = directory.path().join(format!("{name}-link"));
            fs::hard_link(directory.path().join("secrets").join(name), &link).unwrap();
            link
        };
        secrets.write("enrolment", b"reader secrets").unwrap();
        secrets.write("aside", b"forgotten").unwrap();
        let links = [another_name("enrolment"), another_name("aside")];
        assert_eq!(fs::read(&links[0]).unwrap(), b"reader secrets", "control");
        assert_eq!(secrets.replace_for_good("enrolment", b"rest").unwrap(), Overwritten::Yes);
        assert_eq!(secrets.remove_for_good("aside").unwrap(), Overwritten::Yes);
        assert_eq!(secrets.remove_for_good("aside").unwrap(), Overwritten::No);
        for link in links {
            assert!(fs::read(link).unwrap().iter().all(|byte| *byte == 0));
        }
        assert_eq!(secrets.read("enrolment").unwrap().unwrap().as_slice(), b"rest");
        assert_eq!(secrets.names().unwrap(), ["enrolment"]);
    }

    #[test]
    fn a_name_cannot_lead_out_of_the_directory() {
        let directory = tempfile::tempdir().unwrap();
        let secrets = Secrets::open(directory.path()).unwrap();
        for name in ["", "..", "../node", "a/b", "a\\b", "node.new"] {
            assert!(matches!(secrets.write(name, b""), Err(SecretsError::Name { .. })), "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_may_read() {
        use std::os::unix::fs::PermissionsExt as _;
        let directory = tempfile::tempdir().unwrap();
        let home = directory.path().join("secrets");
        Secrets::open(&home).unwrap().write("node", b"key").unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&home), mode(&home.join("node"))), (0o700, 0o600));
    }
}
