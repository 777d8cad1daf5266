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

use super::enrol::{CACHE, JOURNAL, JoinError, PROVISIONAL};
use super::handle::Views;
use super::keeping::{self, KeepError};
use super::keys::Keys;
use super::words::{COURIER, Words};

/// Why nothing was destroyed. It is tried again.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ObeyError {
    #[error("what is to be kept could not be written")]
    Keep(#[from] KeepError),
    #[error(transparent)]
    Keys(#[from] JoinError),
}

/// Up to the point of no return.
pub(crate) fn obey(
    data_dir: &Path,
    keys: &Keys,
    order: Hash,
    closing: &Closing,
    views: &Views,
) -> Result<(), ObeyError> {
    let Some(enrolment) = keys.ticket()? else { return Ok(()) };
    let member = enrolment.member().map_err(JoinError::from)?;
    let kept: Vec<Kept> = if member.role == Role::Hq {
        keeping::write(data_dir, keys, member.operation.id, closing, views)?
    } else {
        Vec::new()
    };
    let made = Words::new(data_dir).made();
    keys.keep_remains(&Remains::of(&enrolment, order, made, kept))?;
    Ok(())
}

/// Takes away what the destroyed keys opened, and all that is beside them. Nobody has the journal or
/// the cache open meanwhile.
pub(crate) fn finish(data_dir: &Path, keys: &Keys) -> Result<(), FinishError> {
    keys.forget_all_others()?;
    for name in [CACHE, PROVISIONAL, COURIER] {
        remove_all(&data_dir.join(name))?;
    }
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
