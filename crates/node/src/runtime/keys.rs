//! This laptop's keys on its disk: what its ticket made of it, what it was without one, and the
//! passphrase that locks both.
//!
//! Invariants: both files open by the same lock. A ticket is on the disk before anything is written
//! in its operation; what a laptop wrote without one can be read until all of it is written again,
//! and by nobody afterwards.

use std::fmt;
use std::path::Path;

use musubi_log::keyfile::{KeyFile, KeyFileError, Lock};
use musubi_log::safe::{KeptKey, Remains};
use musubi_log::ticket::Enrolment;
use musubi_store::secrets::{Secrets, SecretsError};
use zeroize::Zeroizing;

use super::enrol::{JoinError, SECRETS};

const TICKET: &str = "enrolment";
const PROVISIONAL: &str = "provisional";
/// How far what was written without a ticket has come into the operation of the ticket.
const MOVING: &str = "moving";
/// Opens the look-ups that headquarters keeps beyond an erasure.
const KEPT: &str = "kept";
/// A locked enrolment whose passphrase nobody knows any more.
const ASIDE: &str = "enrolment-aside";

/// What opens this laptop's keys. Prints nothing, is wiped when dropped.
#[derive(Clone)]
pub struct Passphrase(Zeroizing<String>);

/// A passphrase is guessed by machines that ask nobody: more than for signing in is asked for.
pub(crate) const PASSPHRASE_CHARS_MIN: usize = 8;
pub(crate) const PASSPHRASE_DIGITS_MIN: usize = 12;
pub(crate) const PASSPHRASE_BYTES_MAX: usize = 256;

impl Passphrase {
    /// As it was typed, without the line's end.
    pub fn new(text: &str) -> Self {
        Self(Zeroizing::new(text.trim_end_matches(['\r', '\n']).to_owned()))
    }

    /// A code why it is too easy to guess, or too long.
    pub(crate) fn weakness(&self) -> Option<&'static str> {
        let all_digits = self.0.bytes().all(|byte| byte.is_ascii_digit());
        let least = if all_digits { PASSPHRASE_DIGITS_MIN } else { PASSPHRASE_CHARS_MIN };
        let same = self.0.chars().all(|c| self.0.starts_with(c));
        match self.0.chars().count() {
            _ if self.0.len() > PASSPHRASE_BYTES_MAX => Some("text.too_long"),
            count if count < least => Some("secret.short"),
            _ if same => Some("secret.easy"),
            _ => None,
        }
    }
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(..)")
    }
}

/// How far the provisional records have come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moving {
    /// From which the new ids are made.
    pub(crate) seed: [u8; 16],
    pub(crate) progress: Progress,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    Going,
    /// Everything that could be written is; some records could not and are kept aside.
    EndedWithRest,
}

/// What a key file may hold, opened. An erasure puts remains in the place of an enrolment.
enum Held {
    Enrolment(Box<Enrolment>),
    Remains(Box<Remains>),
    Kept(KeptKey),
}

impl Held {
    fn open(name: &str, file: &KeyFile, lock: &Lock<'_>) -> Result<Self, KeyFileError> {
        if name == KEPT {
            return KeptKey::open(file, lock).map(Self::Kept);
        }
        match Enrolment::open(file, lock) {
            Err(KeyFileError::Altered) => {
                Remains::open(file, lock).map(Box::new).map(Self::Remains)
            }
            other => other.map(|enrolment| Self::Enrolment(Box::new(enrolment))),
        }
    }

    fn seal(&self, lock: Lock<'_>) -> KeyFile {
        let (locks, rng) = ([lock], &mut rand::rng());
        match self {
            Self::Enrolment(enrolment) => enrolment.seal(&locks, rng),
            Self::Remains(remains) => remains.seal(&locks, rng),
            Self::Kept(key) => key.seal(&locks, rng),
        }
    }
}

#[derive(Debug)]
pub(crate) struct Keys {
    secrets: Secrets,
    passphrase: Option<Passphrase>,
}

impl Keys {
    /// A passphrase that is not needed is not used.
    pub(crate) fn open(
        data_dir: &Path,
        passphrase: Option<&Passphrase>,
    ) -> Result<Self, JoinError> {
        let mut keys = Self { secrets: Secrets::open(&data_dir.join(SECRETS))?, passphrase: None };
        if let Some(passphrase) = passphrase
            && keys.is_locked()?
        {
            keys.unlock(passphrase)?;
        }
        Ok(keys)
    }

    /// Files are there, and nobody has said what opens them.
    pub(crate) fn is_locked(&self) -> Result<bool, JoinError> {
        Ok(self.passphrase.is_none() && self.needs_passphrase()?)
    }

    /// Whether a passphrase is asked for at every start.
    pub(crate) fn needs_passphrase(&self) -> Result<bool, JoinError> {
        let locked = |name| Ok::<_, JoinError>(self.file(name)?.is_some_and(|it| it.is_locked()));
        Ok(locked(TICKET)? || locked(PROVISIONAL)?)
    }

    pub(crate) fn unlock(&mut self, passphrase: &Passphrase) -> Result<(), JoinError> {
        for name in [TICKET, PROVISIONAL] {
            if let Some(file) = self.file(name)?.filter(KeyFile::is_locked) {
                Held::open(name, &file, &Lock::Passphrase(&passphrase.0))?;
                break;
            }
        }
        self.passphrase = Some(passphrase.clone());
        Ok(())
    }

    pub(crate) fn has_ticket(&self) -> Result<bool, JoinError> {
        Ok(self.file(TICKET)?.is_some())
    }

    pub(crate) fn has_provisional(&self) -> Result<bool, JoinError> {
        Ok(self.file(PROVISIONAL)?.is_some())
    }

    /// `None`: this laptop has not taken a ticket yet.
    pub(crate) fn ticket(&self) -> Result<Option<Enrolment>, JoinError> {
        self.enrolment(TICKET)
    }

    /// `None`: this laptop never worked without a ticket, or nothing of that time is left.
    pub(crate) fn provisional(&self) -> Result<Option<Enrolment>, JoinError> {
        self.enrolment(PROVISIONAL)
    }

    fn enrolment(&self, name: &str) -> Result<Option<Enrolment>, JoinError> {
        Ok(match self.held(name)? {
            Some(Held::Enrolment(enrolment)) => Some(*enrolment),
            Some(Held::Remains(remains)) => Some(remains.enrolment()),
            Some(Held::Kept(_)) | None => None,
        })
    }

    fn held(&self, name: &str) -> Result<Option<Held>, JoinError> {
        let Some(file) = self.file(name)? else { return Ok(None) };
        let lock = if file.is_locked() { self.lock() } else { Lock::Plain };
        Ok(Some(Held::open(name, &file, &lock)?))
    }

    /// What an erasure left. `None`: nothing of this laptop was erased.
    pub(crate) fn remains(&self) -> Result<Option<Remains>, JoinError> {
        Ok(match self.held(TICKET)? {
            Some(Held::Remains(remains)) => Some(*remains),
            _ => None,
        })
    }

    /// The point of no return: from here on no reader secret of the ticket is on this disk.
    pub(crate) fn keep_remains(&self, remains: &Remains) -> Result<(), JoinError> {
        let file = remains.seal(&[self.lock()], &mut rand::rng());
        self.secrets.replace_for_good(TICKET, &file.to_bytes())?;
        Ok(())
    }

    /// After an erasure: keys of the time before the ticket, forgotten ones, and whatever else lies
    /// here. May be repeated.
    pub(crate) fn forget_all_others(&self) -> Result<(), JoinError> {
        for name in self.secrets.names()? {
            if name != TICKET && name != KEPT {
                self.secrets.remove_for_good(&name)?;
            }
        }
        Ok(())
    }

    /// The key of kept look-ups; made where there is none.
    pub(crate) fn make_kept_key(&self) -> Result<KeptKey, JoinError> {
        if let Some(Held::Kept(key)) = self.held(KEPT)? {
            return Ok(key);
        }
        let key = KeptKey::generate(&mut rand::rng());
        let file = key.seal(&[self.lock()], &mut rand::rng());
        self.secrets.write(KEPT, &file.to_bytes())?;
        Ok(key)
    }

    /// `None`: nothing is kept here, or not any more.
    pub(crate) fn kept_key(&self) -> Result<Option<KeptKey>, JoinError> {
        Ok(match self.held(KEPT)? {
            Some(Held::Kept(key)) => Some(key),
            _ => None,
        })
    }

    /// The erasure of the look-ups that outlived the people.
    pub(crate) fn forget_kept(&self) -> Result<(), JoinError> {
        self.secrets.remove_for_good(KEPT)?;
        Ok(())
    }

    pub(crate) fn keep_provisional(&self, enrolment: &Enrolment) -> Result<(), JoinError> {
        self.write(PROVISIONAL, enrolment, &self.lock())
    }

    /// From here on the laptop is a node of the ticket's operation, whatever happens to it. Where it
    /// wrote without a ticket, the new ids are settled first.
    pub(crate) fn keep_ticket(&self, enrolment: &Enrolment) -> Result<(), JoinError> {
        if self.has_provisional()? {
            self.set_moving(Moving { seed: rand::random(), progress: Progress::Going })?;
        }
        self.write(TICKET, enrolment, &self.lock())
    }

    /// After [`Keys::set_ticket_aside`]: by its own lock.
    pub(crate) fn keep_new(
        &self,
        enrolment: &Enrolment,
        passphrase: Option<&Passphrase>,
    ) -> Result<(), JoinError> {
        let lock = passphrase.map_or(Lock::Plain, |held| Lock::Passphrase(&held.0));
        self.write(TICKET, enrolment, &lock)
    }

    pub(crate) fn moving(&self) -> Result<Option<Moving>, JoinError> {
        let Some(bytes) = self.secrets.read(MOVING)? else { return Ok(None) };
        let (progress, seed) = match bytes.split_first() {
            Some((1, seed)) => (Progress::Going, seed),
            Some((2, seed)) => (Progress::EndedWithRest, seed),
            _ => return Err(JoinError::KeyFile(KeyFileError::Altered)),
        };
        let seed = seed.try_into().map_err(|_| JoinError::KeyFile(KeyFileError::Altered))?;
        Ok(Some(Moving { seed, progress }))
    }

    pub(crate) fn set_moving(&self, moving: Moving) -> Result<(), JoinError> {
        let progress = match moving.progress {
            Progress::Going => 1,
            Progress::EndedWithRest => 2,
        };
        Ok(self.secrets.write(MOVING, &[&[progress][..], &moving.seed].concat())?)
    }

    /// The key goes first: without it, what is left of that time can be read by nobody.
    pub(crate) fn forget_provisional(&self) -> Result<(), SecretsError> {
        self.secrets.remove(PROVISIONAL)?;
        self.secrets.remove(MOVING)
    }

    /// Sets the passphrase, changes it, or takes it away. The old one must be given where there is
    /// one; the contents get a fresh key, so that the old file's key opens nothing new.
    pub(crate) fn relock(
        &mut self,
        old: Option<&Passphrase>,
        new: Option<&Passphrase>,
    ) -> Result<(), JoinError> {
        let mut opened = Vec::new();
        for name in [TICKET, PROVISIONAL, KEPT] {
            let Some(file) = self.file(name)? else { continue };
            let lock = match (file.is_locked(), old) {
                (false, _) => Lock::Plain,
                (true, Some(old)) => Lock::Passphrase(&old.0),
                (true, None) => return Err(KeyFileError::Locked.into()),
            };
            opened.push((name, Held::open(name, &file, &lock)?));
        }
        for (name, held) in opened {
            let lock = new.map_or(Lock::Plain, |new| Lock::Passphrase(&new.0));
            self.secrets.write(name, &held.seal(lock).to_bytes())?;
        }
        self.passphrase = new.cloned();
        Ok(())
    }

    /// Sets a locked enrolment aside, so that another ticket can be taken. It is kept: should
    /// somebody remember the passphrase, it still opens.
    pub(crate) fn set_ticket_aside(&self) -> Result<(), JoinError> {
        let Some(file) = self.secrets.read(TICKET)? else { return Ok(()) };
        let mut number = 1;
        while self.secrets.read(&format!("{ASIDE}-{number}"))?.is_some() {
            number += 1;
        }
        self.secrets.write(&format!("{ASIDE}-{number}"), &file)?;
        Ok(self.secrets.remove(TICKET)?)
    }

    fn lock(&self) -> Lock<'_> {
        self.passphrase.as_ref().map_or(Lock::Plain, |held| Lock::Passphrase(&held.0))
    }

    fn file(&self, name: &str) -> Result<Option<KeyFile>, JoinError> {
        let Some(bytes) = self.secrets.read(name)? else { return Ok(None) };
        Ok(Some(KeyFile::from_bytes(&bytes)?))
    }

    fn write(&self, name: &str, enrolment: &Enrolment, lock: &Lock<'_>) -> Result<(), JoinError> {
        let locks = [match lock {
            Lock::Plain => Lock::Plain,
            Lock::Passphrase(text) => Lock::Passphrase(text),
        }];
        let file = enrolment.seal(&locks, &mut rand::rng());
        Ok(self.secrets.write(name, &file.to_bytes())?)
    }
}
