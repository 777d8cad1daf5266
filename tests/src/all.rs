//! Tests of the whole: what the crates may know of each other, and nodes as separate processes.
//!
//! A test that cannot run here says so through [`skip`]; `scripts/test` fails on any such line
//! that `tests/skips.txt` does not list.

mod architecture;
mod city;
mod client;
mod process;

/// Prints why a test did not run. The text stands word for word in `tests/skips.txt`.
#[expect(dead_code, reason = "used by the tests that need data, root or a browser")]
fn skip(reason: &str) {
    println!("SKIPPED: {reason}");
}
