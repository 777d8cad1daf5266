//! Tests of the whole: what the crates may know of each other, and nodes as separate processes.
//!
//! A test that cannot run here says so through [`skip`]; `scripts/test` fails on any such line
//! that `tests/skips.txt` does not list.

mod architecture;
#[allow(dead_code, clippy::unwrap_used, reason = "written for the tests of the log")]
#[path = "../../crates/log/tests/log/by_hand.rs"]
mod by_hand;
mod city;
mod client;
mod clients;
#[cfg(target_os = "linux")]
mod desktop;
mod durability;
mod fuzz;
mod process;
#[path = "../../fuzz/targets.rs"]
mod targets;

/// Prints why a test did not run. The text stands word for word in `tests/skips.txt`.
fn skip(reason: &str) {
    println!("SKIPPED: {reason}");
}

/// How much of a campaign to run now: a share, or all of it where `MUSUBI_LONG` is set.
fn share_of(share: u64, all: u64) -> u64 {
    if std::env::var_os("MUSUBI_LONG").is_some() { all } else { share }
}
