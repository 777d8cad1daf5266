//! The disk as the journal sees it: one flat directory of files, and two promises to ask for.
//!
//! [`DiskFile::sync`] promises that a file's bytes and length outlive a power cut,
//! [`Disk::sync_names`] that the directory's names do. Nothing else is promised, not even an
//! order: the double in `failing` loses, tears and reorders whatever no sync covered.

use std::io;

#[cfg(any(test, feature = "sim"))]
pub mod failing;
mod real;

pub(crate) use real::create_directory;
pub use real::sync_directory;
pub use real::{LockError, RealDisk, RealFile};

/// One directory that belongs to one journal.
pub trait Disk {
    type File: DiskFile;

    /// Names of all files, in any order.
    fn names(&self) -> io::Result<Vec<String>>;

    fn open(&self, name: &str) -> io::Result<Self::File>;

    /// Refuses with `AlreadyExists` where the name is taken.
    fn create(&self, name: &str) -> io::Result<Self::File>;

    /// Replaces a file of the new name.
    fn rename(&self, from: &str, to: &str) -> io::Result<()>;

    fn sync_names(&self) -> io::Result<()>;

    /// Bytes that nobody outside can guess.
    fn salt(&self) -> io::Result<[u8; 16]>;
}

/// An open file. Reads see every write, synced or not.
pub trait DiskFile {
    fn bytes(&self) -> io::Result<u64>;

    /// Fills the whole buffer or fails with `UnexpectedEof`.
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<()>;

    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<()>;

    fn cut(&self, bytes: u64) -> io::Result<()>;

    fn sync(&self) -> io::Result<()>;
}
