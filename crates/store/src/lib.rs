//! What a node keeps on its disk: the journal, which is the truth, and what can be rebuilt from it.
//!
//! - [`journal`]: append-only segment files of sealed items, synced before anything is revealed.
//! - [`items`]: the same in the words of `musubi_log`.
//! - [`evidence`]: the journal looked at from outside, byte by byte.
//! - [`cache`]: sled, for views, saves and applied tips; thrown away and rebuilt when it is bad.
//! - [`secrets`]: small files that are replaced whole or not at all.
//! - [`erase`]: taking away for good, in steps that may be repeated.
//! - [`blobs`]: archives and other files beside the records, whole or in proved parts.
//! - [`room`]: how much the disk still takes, and the ballast that is given up at the end.
//!
//! Invariant: what a call of [`journal::Journal::sync`] confirmed is there after any crash of
//! process or power, or its loss is reported by place.
//!
//! Deliberately absent: what items mean, who may write them, when to fetch them again; HTTP.

pub mod blobs;
pub mod cache;
pub mod disk;
pub mod erase;
pub mod evidence;
pub mod items;
pub mod journal;
pub mod room;
pub mod secrets;
