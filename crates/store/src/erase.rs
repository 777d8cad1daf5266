//! Taking away for good: directories, and the entries of a journal.
//!
//! Every step may be cut off by a crash and done again: whatever a call finds of an earlier one, it
//! ends in the same state. Removing is no proof that a disk forgot, so what is removed here is
//! ciphertext whose keys are gone already.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::disk::{create_directory, sync_directory};
use crate::journal::{Journal, OpenError, WriteError};

/// A journal made for facts alone says so by an empty file of this name.
const FACTS_ONLY: &str = "facts";
/// Beside the journal: the one that is to come, and the one that was.
const COMING: &str = "facts";
const GONE: &str = "gone";

/// What could not be taken away. It is tried again at the next start.
#[derive(Debug, thiserror::Error)]
pub enum EraseError {
    #[error("{} cannot be removed or replaced", path.display())]
    Files { path: PathBuf, source: io::Error },
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error(transparent)]
    Write(#[from] WriteError),
    #[error("the journal cannot be read")]
    Read(#[source] io::Error),
}

/// Removes a file or a directory with all that is in it; durable when it returns. What is not there
/// is no error.
pub fn remove_all(path: &Path) -> Result<(), EraseError> {
    let failed = |source| EraseError::Files { path: path.to_owned(), source };
    let removed = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => Err(error),
        Ok(about) if about.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
    };
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    removed.and_then(|()| sync_directory(parent.unwrap_or(Path::new(".")))).map_err(failed)
}

/// Replaces a journal that nobody has open by one that holds its statements, certificates, proofs and
/// receipts, and no entry.
pub fn keep_facts_alone(journal: &Path) -> Result<(), EraseError> {
    in_steps(journal, &mut || Ok(()))
}

/// `between` is asked after every step; an error of its ends the work there, as a crash would.
fn in_steps(
    journal: &Path,
    between: &mut dyn FnMut() -> Result<(), EraseError>,
) -> Result<(), EraseError> {
    let (coming, gone) = (beside(journal, COMING), beside(journal, GONE));
    if !journal.exists() && gone.exists() {
        // The one that was has been moved away: the one that is to come is whole.
        rename(&coming, journal)?;
        between()?;
    }
    if !journal.join(FACTS_ONLY).exists() {
        remove_all(&coming)?;
        between()?;
        copy_facts(journal, &coming)?;
        between()?;
        rename(journal, &gone)?;
        between()?;
        rename(&coming, journal)?;
        between()?;
    }
    remove_all(&gone)?;
    between()?;
    remove_all(&coming)
}

fn copy_facts(from: &Path, to: &Path) -> Result<(), EraseError> {
    let (old, _) = Journal::open(from)?;
    let facts = old.read_facts().map_err(EraseError::Read)?;
    let (mut new, _) = Journal::open(to)?;
    for fact in &facts.items {
        new.append_item(fact)?;
    }
    new.sync()?;
    let mark = to.join(FACTS_ONLY);
    let failed = |source| EraseError::Files { path: mark.clone(), source };
    fs::File::create(&mark)
        .and_then(|file| file.sync_all())
        .and_then(|()| sync_directory(to))
        .map_err(failed)
}

fn rename(from: &Path, to: &Path) -> Result<(), EraseError> {
    let failed = |source| EraseError::Files { path: to.to_owned(), source };
    let parent = to.parent().filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new("."));
    create_directory(parent).map_err(failed)?;
    fs::rename(from, to).and_then(|()| sync_directory(parent)).map_err(failed)
}

fn beside(journal: &Path, ending: &str) -> PathBuf {
    journal.with_extension(ending)
}

#[cfg(test)]
mod tests {
    use musubi_log::city::{CitySecret, OperationKind};
    use musubi_log::hash::{Run, hq_place};
    use musubi_log::item::Item;
    use musubi_log::keyring::Keyring;
    use musubi_log::role::Role;
    use musubi_log::safe::OperationSecret;
    use musubi_log::ticket::Order;
    use musubi_log::writer::LogWriter;
    use musubi_model::ids::{DocumentId, Kind};
    use musubi_model::time::Timestamp;
    use rand_core::SeedableRng as _;

    use super::*;

    /// A journal with a certificate and the beginning of a log; the certificate.
    fn filled(journal: &Path) -> Item {
        let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(7);
        let city = CitySecret::generate(&mut rng);
        let operation = OperationSecret::mint(OperationKind::Drill, "a test", &mut rng);
        let order = Order {
            operation: &operation.operation,
            role: Role::Hq,
            place: hq_place(&city.public()),
            place_name: "a place",
            index: 0,
            not_after: Timestamp::from_millis(i64::MAX),
        };
        let enrolment = city.issue(&order, &operation.master, &mut rng).enrol(&mut rng);
        let member = enrolment.member().unwrap();
        let keyring = Keyring::new(&member, enrolment.readers.clone());
        let document = DocumentId::new(member.operation.id, Kind::People, member.place);
        let key = keyring.writing_key(&document).unwrap();
        let run = Run::new([7; 16]);
        let (_, header) = LogWriter::begin(&enrolment.node, member.certificate, run, &key);
        let certificate = Item::Certificate(enrolment.certificate.clone());
        let (mut open, _) = Journal::open(journal).unwrap();
        open.append_item(&certificate).unwrap();
        open.append_item(&Item::Span(header)).unwrap();
        open.sync().unwrap();
        certificate
    }

    fn bytes_below(directory: &Path) -> usize {
        let entries = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
        entries
            .map(
                |path| {
                    if path.is_dir() { bytes_below(&path) } else { fs::read(path).unwrap().len() }
                },
            )
            .sum()
    }

    #[test]
    fn facts_stay_entries_go_and_it_may_be_cut_off_at_every_step() {
        let mut steps = 0;
        for stop_after in 0.. {
            let folder = tempfile::tempdir().unwrap();
            let journal = folder.path().join("journal");
            let certificate = filled(&journal);
            let mut left = stop_after;
            let stopped = in_steps(&journal, &mut || {
                steps += 1;
                if left == 0 {
                    let source = io::Error::other("the power failed");
                    return Err(EraseError::Files { path: journal.clone(), source });
                }
                left -= 1;
                Ok(())
            });
            // Twice more: the second finds nothing to do.
            for _ in 0..2 {
                keep_facts_alone(&journal).unwrap();
                let (open, _) = Journal::open(&journal).unwrap();
                assert_eq!(open.read_facts().unwrap().items, std::slice::from_ref(&certificate));
                assert_eq!(open.logs().count(), 0, "stopped after {stop_after}");
            }
            let names = fs::read_dir(folder.path()).unwrap().count();
            assert_eq!(names, 1, "nothing lies beside the journal, stopped after {stop_after}");
            if stopped.is_ok() {
                break;
            }
        }
        assert!(steps > 6 * 5 / 2, "every step was stopped at");
    }

    #[test]
    fn until_the_new_journal_is_whole_the_old_one_stands() {
        let folder = tempfile::tempdir().unwrap();
        let journal = folder.path().join("journal");
        filled(&journal);
        let mut left = 2;
        let _ = in_steps(&journal, &mut || {
            left -= 1;
            let source = io::Error::other("the power failed");
            if left > 0 { Ok(()) } else { Err(EraseError::Read(source)) }
        });
        let (open, _) = Journal::open(&journal).unwrap();
        assert_eq!(open.logs().count(), 1);
    }

    #[test]
    fn a_directory_goes_with_all_that_is_in_it_and_what_is_not_there_is_no_error() {
        let folder = tempfile::tempdir().unwrap();
        let cache = folder.path().join("cache");
        fs::create_dir_all(cache.join("sled-1")).unwrap();
        fs::write(cache.join("sled-1/db"), b"view").unwrap();
        for _ in 0..2 {
            remove_all(&cache).unwrap();
            assert_eq!(bytes_below(folder.path()), 0);
        }
    }
}
