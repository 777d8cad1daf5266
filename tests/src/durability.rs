//! What a laptop has acknowledged is still there after any end: kill -9, a power cut, damaged cache
//! files, a full disk. Judged from outside, by clients that note on another file system what they
//! were told was saved.
//!
//! A share of the rounds runs by default, all of them where `MUSUBI_LONG` is set. Every campaign
//! prints its seed; `MUSUBI_SEED` repeats one.

mod cache;
mod chance;
mod cuts;
mod disk;
mod full;
mod kills;
mod ledger;
mod shelter;
mod ticked;
