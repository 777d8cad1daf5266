//! Obeying an order to erase: no reader secret stays on this disk, and no word about anybody.
//!
//! One rename is the whole decision ([`Keys::keep_remains`]). Before it everything is there and the
//! order, which lies in the journal, is found again at the next start; after it the key file itself
//! says what is left to do, and [`finish`] does it, at every start, from wherever it was cut off.
//!
//! Deliberately absent: any proof that a disk forgot. What counts is that the keys are gone.

use std::path::Path;

use musubi_log::ending::{Closing, Kept};
use musubi_log::hash::Hash;
use musubi_log::role::Role;
use musubi_log::safe::Remains;
use musubi_store::erase::{EraseError, keep_facts_alone, remove_all};

use super::disk::DiskError;
use super::enrol::{CACHE, JOURNAL, JoinError, PROVISIONAL};
use super::keeping::{self, KeepError, Sources};
use super::keys::Keys;
use super::words::{COURIER, Words};
use crate::layers::{LAYERS, leaving};

/// Why nothing was destroyed. It is tried again.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ObeyError {
    #[error("what is to be kept could not be written")]
    Keep(#[from] KeepError),
    #[error("what is to be kept could not be read")]
    Read(#[from] DiskError),
    #[error("which layers stay could not be written down")]
    Note { source: std::io::Error },
    #[error(transparent)]
    Keys(#[from] JoinError),
}

/// Up to the point of no return.
pub(crate) fn obey(
    data_dir: &Path,
    keys: &Keys,
    order: Hash,
    closing: &Closing,
    sources: Sources<'_>,
) -> Result<(), ObeyError> {
    let Some(enrolment) = keys.ticket()? else { return Ok(()) };
    let member = enrolment.member().map_err(JoinError::from)?;
    let kept: Vec<Kept> = if member.role == Role::Hq {
        keeping::write(data_dir, keys, member.operation.id, closing, sources)?
    } else {
        Vec::new()
    };
    leaving::note_what_stays(data_dir, member.operation.id, sources.shown)
        .map_err(|source| ObeyError::Note { source })?;
    let made = Words::new(data_dir).made();
    keys.keep_remains(&Remains::of(&enrolment, order, made, kept))?;
    Ok(())
}

/// Takes away what the destroyed keys opened, and all that is beside them. Nobody has the journal or
/// the cache open meanwhile.
pub(crate) fn finish(data_dir: &Path, keys: &Keys) -> Result<(), FinishError> {
    in_steps(data_dir, keys, &mut || Ok(()))
}

/// `between` is asked after every step; an error of its ends the work there, as a crash would.
fn in_steps(
    data_dir: &Path,
    keys: &Keys,
    between: &mut dyn FnMut() -> Result<(), FinishError>,
) -> Result<(), FinishError> {
    keys.forget_all_others()?;
    between()?;
    for name in [CACHE, PROVISIONAL, COURIER] {
        remove_all(&data_dir.join(name))?;
        between()?;
    }
    leaving::erase(data_dir).map_err(|source| {
        let path = data_dir.join(LAYERS);
        EraseError::Files { path, source }
    })?;
    between()?;
    Ok(keep_facts_alone(&data_dir.join(JOURNAL))?)
}

/// The keys are gone; something that they opened is still there.
#[derive(Debug, thiserror::Error)]
pub enum FinishError {
    #[error(transparent)]
    Keys(#[from] JoinError),
    #[error(transparent)]
    Files(#[from] EraseError),
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;

    use musubi_log::city::{CitySecret, OperationKind};
    use musubi_log::ending::Retention;
    use musubi_log::hash::{hq_place, place_id};
    use musubi_log::keyfile::{KeyFile, Lock};
    use musubi_log::safe::{OperationSecret, Remains};
    use musubi_log::ticket::{Enrolment, Order};
    use musubi_model::time::Timestamp;
    use musubi_store::journal::Journal;

    use super::*;
    use crate::blobs::BLOBS;
    use crate::runtime::enrol::{self, SECRETS};
    use crate::runtime::keys::Passphrase;

    const ORDER: Hash = Hash::new([5; 32]);
    const AT: Timestamp = Timestamp::from_millis(1_790_000_000_000);

    const NOTHING: Sources<'static> =
        Sources { shown: &BTreeMap::new(), lookups: &BTreeMap::new() };

    fn closing() -> Closing {
        let keep = Retention { people: AT, lookups: AT, figures: AT, layers: None };
        Closing { at: AT, keep }
    }

    /// A laptop that took a ticket under a passphrase, with something of everything on its disk.
    fn laptop(role: Role, data: &Path) -> Keys {
        let mut rng = rand::rng();
        let city = CitySecret::generate(&mut rng);
        let operation = OperationSecret::mint(OperationKind::Drill, "a test", &mut rng);
        let place = match role {
            Role::Hq => hq_place(&city.public()),
            _ => place_id(&city.public(), "gym"),
        };
        let order = Order {
            operation: &operation.operation,
            role,
            place,
            place_name: "a place",
            index: 0,
            not_after: Timestamp::from_millis(4_000_000_000_000),
        };
        let ticket = city.issue(&order, &operation.master, &mut rng).print();
        enrol::join(data, &ticket, None, None).unwrap();
        let mut keys = Keys::open(data, None).unwrap();
        keys.relock(None, Some(&passphrase())).unwrap();
        for name in ["moving", "enrolment-aside-1"] {
            fs::write(data.join(SECRETS).join(name), b"an old key").unwrap();
        }
        for folder in [CACHE, PROVISIONAL, COURIER, LAYERS, BLOBS] {
            fs::create_dir_all(data.join(folder)).unwrap();
            fs::write(data.join(folder).join("file"), b"somebody's words").unwrap();
        }
        keys
    }

    fn passphrase() -> Passphrase {
        Passphrase::new("a long passphrase")
    }

    /// Names in a folder, sorted.
    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn an_erasure_that_is_cut_off_at_any_step_is_finished_by_the_next_start() {
        for stop_after in 0.. {
            let folder = tempfile::tempdir().unwrap();
            let data = folder.path();
            let keys = laptop(Role::Shelter, data);
            obey(data, &keys, ORDER, &closing(), NOTHING).unwrap();
            let mut left = stop_after;
            let stopped = in_steps(data, &keys, &mut || {
                let source = std::io::Error::other("the power failed");
                let path = data.to_owned();
                left -= 1;
                if left < 0 { Err(EraseError::Files { path, source }.into()) } else { Ok(()) }
            });
            // As a start does it, with the passphrase typed.
            let keys = Keys::open(data, Some(&passphrase())).unwrap();
            let remains = keys.remains().unwrap().unwrap();
            assert_eq!(remains.order, ORDER);
            finish(data, &keys).unwrap();
            assert_eq!(names(data), [BLOBS, JOURNAL, SECRETS], "stopped after {stop_after}");
            assert_eq!(names(&data.join(BLOBS)), ["stays"], "no layer is public");
            assert_eq!(names(&data.join(SECRETS)), ["enrolment"]);
            let (journal, _) = Journal::open(&data.join(JOURNAL)).unwrap();
            assert_eq!(journal.logs().count(), 0);
            if stopped.is_ok() {
                assert!(stop_after >= 5, "every step was stopped at");
                break;
            }
        }
    }

    #[test]
    fn what_is_left_is_locked_as_it_was_and_opens_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path();
        let keys = laptop(Role::Shelter, data);
        obey(data, &keys, ORDER, &closing(), NOTHING).unwrap();
        assert!(Keys::open(data, None).unwrap().is_locked().unwrap());
        let bytes = fs::read(data.join(SECRETS).join("enrolment")).unwrap();
        let file = KeyFile::from_bytes(&bytes).unwrap();
        let lock = Lock::Passphrase("a long passphrase");
        assert!(Enrolment::open(&file, &lock).is_err());
        assert!(Remains::open(&file, &lock).is_ok());
    }

    #[test]
    fn headquarters_destroys_nothing_before_what_it_keeps_is_on_the_disk() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path();
        let keys = laptop(Role::Hq, data);
        // A file stands where the folder is to be.
        fs::write(data.join(keeping::KEPT), b"").unwrap();
        assert!(obey(data, &keys, ORDER, &closing(), NOTHING).is_err());
        assert!(keys.remains().unwrap().is_none());
        fs::remove_file(data.join(keeping::KEPT)).unwrap();
        obey(data, &keys, ORDER, &closing(), NOTHING).unwrap();
        finish(data, &keys).unwrap();
        let kept = keys.remains().unwrap().unwrap().kept;
        assert_eq!(kept.len(), 2);
        assert_eq!(names(&data.join(keeping::KEPT)), [keeping::FIGURES, keeping::LOOKUPS]);
        let sealed = fs::read(data.join(keeping::KEPT).join(keeping::LOOKUPS)).unwrap();
        assert!(kept.iter().any(|it| it.hash == musubi_log::ending::kept_hash(&sealed)));
        let key = keys.kept_key().unwrap().unwrap();
        let operation = keys.ticket().unwrap().unwrap().member().unwrap().operation.id;
        assert_eq!(key.open_lookups(operation, &sealed).unwrap().as_slice(), b"[]");
        keys.forget_kept().unwrap();
        assert!(keys.kept_key().unwrap().is_none());
    }
}
