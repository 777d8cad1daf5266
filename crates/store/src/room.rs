//! How much the disk still takes, and the ballast that is given up for the last hour.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::disk::{create_directory, sync_directory};

/// Below this the disk is nearly full.
pub const FREE_BYTES_MIN: u64 = 256 << 20;
/// A share in percent, below which it is too, but on a large disk: there so little is still a lot.
pub const FREE_PERCENT_MIN: u64 = 5;
/// From this on no share counts.
pub const FREE_BYTES_AMPLE: u64 = 4 << 30;
/// Below this only what is the node's own is worth the room.
pub const OWN_BYTES_MIN: u64 = 64 << 20;
/// What the ballast holds: some ten thousand commits.
pub const BALLAST_BYTES: usize = 16 << 20;

/// What a file system has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    pub free: u64,
    pub total: u64,
}

impl Room {
    /// On the file system that holds the path, for this user.
    pub fn at(path: &Path) -> io::Result<Self> {
        Ok(Self { free: fs2::available_space(path)?, total: fs2::total_space(path)? })
    }

    /// Time to refuse what can wait.
    pub fn is_nearly_full(self) -> bool {
        let share = u128::from(self.total) * u128::from(FREE_PERCENT_MIN);
        self.free < FREE_BYTES_MIN
            || (self.free < FREE_BYTES_AMPLE && u128::from(self.free) * 100 < share)
    }

    /// Time to keep what is left for the node's own.
    pub fn is_for_own_alone(self) -> bool {
        self.free < OWN_BYTES_MIN
    }
}

/// A file that is only there to be removed.
#[derive(Debug)]
pub struct Ballast {
    path: PathBuf,
}

impl Ballast {
    const NAME: &str = "ballast";

    pub fn new(directory: &Path) -> Self {
        Self { path: directory.join(Self::NAME) }
    }

    /// Puts the ballast there, if it is not and the disk is not nearly full anyway.
    pub fn keep(&self) -> io::Result<Kept> {
        if fs::metadata(&self.path).is_ok_and(|found| found.len() == BALLAST_BYTES as u64) {
            return Ok(Kept::There);
        }
        let directory = self.path.parent().unwrap_or(Path::new("."));
        create_directory(directory)?;
        if Room::at(directory)?.is_nearly_full() {
            return Ok(Kept::NoRoom);
        }
        fs::write(&self.path, filling())?;
        sync_directory(directory)?;
        Ok(Kept::There)
    }

    /// Gives the room free. Says whether there was any to give.
    pub fn release(&self) -> io::Result<Released> {
        match fs::remove_file(&self.path) {
            Ok(()) => Ok(Released::Now),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Released::Before),
            Err(error) => Err(error),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    There,
    NoRoom,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Released {
    Now,
    Before,
}

/// Bytes that no file system can store in less.
fn filling() -> Vec<u8> {
    let mut word = 0x2545_f491_4f6c_dd1d_u64;
    let words = (0..BALLAST_BYTES / 8).flat_map(|_| {
        word ^= word << 13;
        word ^= word >> 7;
        word ^= word << 17;
        word.to_le_bytes()
    });
    words.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_is_nearly_full_below_either_limit() {
        let room = |free, total| Room { free, total }.is_nearly_full();
        assert!(room(FREE_BYTES_MIN - 1, 1 << 30));
        assert!(!room(FREE_BYTES_MIN, 1 << 30));
        assert!(room((1 << 35) / 20 - 1, 1 << 35));
        assert!(!room((1 << 35) / 20 + 1, 1 << 35));
        assert!(room(FREE_BYTES_AMPLE - 1, 1 << 40));
        let own = |free| Room { free, total: 1 << 40 }.is_for_own_alone();
        assert!(own(OWN_BYTES_MIN - 1) && !own(OWN_BYTES_MIN));
    }

    #[test]
    fn a_large_disk_with_room_for_layers_is_not_nearly_full() {
        assert!(!Room { free: FREE_BYTES_AMPLE, total: 1 << 40 }.is_nearly_full());
        assert!(!Room { free: 12 << 30, total: 252 << 30 }.is_nearly_full());
    }

    #[test]
    fn the_ballast_is_kept_once_and_given_once() {
        let directory = tempfile::tempdir().unwrap();
        let ballast = Ballast::new(directory.path());
        if Room::at(directory.path()).unwrap().is_nearly_full() {
            assert_eq!(ballast.keep().unwrap(), Kept::NoRoom);
            return;
        }
        assert_eq!(ballast.keep().unwrap(), Kept::There);
        assert_eq!(ballast.keep().unwrap(), Kept::There);
        assert_eq!(ballast.release().unwrap(), Released::Now);
        assert_eq!(ballast.release().unwrap(), Released::Before);
    }
}
